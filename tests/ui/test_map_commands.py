"""What a map is told again when its page starts over."""

from __future__ import annotations

from typing import Any

from quartiermap.render.map_data import LAYERS, MapLayers
from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.map.door import Door

LAND = (10.4, 51.2, 6.0, False)
"""What the page shows before there is a project."""


class Told(MapCommands):
    """A map that keeps what its page is told."""

    def __init__(self, door: Door) -> None:
        super().__init__(door)
        self.told: list[tuple[str, dict[str, Any]]] = []

    def _deliver(self, op: str, values: dict[str, Any]) -> None:
        self.told.append((op, dict(values)))

    def views(self) -> list[Any]:
        return [values["view"] for op, values in self.told if op == "view"]


def town(west: float = 8.6) -> MapLayers:
    bounds = (west, 49.3, west + 0.2, 49.5)
    return MapLayers({name: [] for name in LAYERS}, {"title": "Stadt", "bounds": bounds, "kinds": {}})


def started(door: Door) -> Told:
    told = Told(door)
    door.page_ready.emit()
    door.view.emit(*LAND)
    return told


def test_a_page_that_starts_over_before_it_has_told_its_first_view_shows_the_town(qtbot):
    door = Door()
    shown = started(door)
    qtbot.addWidget(shown)
    shown.load_layers(town())
    shown.told.clear()
    door.page_ready.emit()  # a new process behind the page
    assert [op for op, _ in shown.told].count("layers") == 1
    assert shown.views() == []  # so the page fits the town


def test_a_page_that_starts_over_goes_on_where_it_was(qtbot):
    door = Door()
    shown = started(door)
    qtbot.addWidget(shown)
    shown.load_layers(town())
    door.view.emit(8.7, 49.4, 14.0, False)
    shown.load_layers(town())  # the same town computed anew
    shown.told.clear()
    door.page_ready.emit()
    assert shown.views() == [{"lon": 8.7, "lat": 49.4, "zoom": 14.0}]


def test_an_extent_that_was_called_before_the_first_layers_stays(qtbot):
    door = Door()
    shown = started(door)
    qtbot.addWidget(shown)
    shown.show_view(8.71, 49.41, 15.0)  # another language: the window before looked there
    shown.load_layers(town())
    ((_, layers),) = [one for one in shown.told if one[0] == "layers"]
    assert layers["meta"]["at"] == {"lon": 8.71, "lat": 49.41, "zoom": 15.0}
    shown.told.clear()
    door.page_ready.emit()
    assert shown.views() == [{"lon": 8.71, "lat": 49.41, "zoom": 15.0}]
