"""What a window shows as far as neither project nor settings know it: written down, and shown again by another window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.viewmodels.selection import Group, Selected
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.widgets.compare_map import How
from quartiermap.ui.widgets.stage_flow import Talk

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

_PANELS = ("show_left", "show_right", "show_tables", "legend")


@dataclass(frozen=True)
class Sight:
    """What is looked at, as far as neither project nor settings know it.

    ``view`` is ``None`` where the whole town is seen, ``compared`` how a second theme is shown and which, ``game`` is what was tried out in "Was wäre wenn" (perhaps
    nothing yet), ``None`` if it is off; ``arranging`` is whether the list of saved views is open.
    """

    theme: Theme
    selected: Selected
    group: Group
    view: dict[str, float] | None
    layers: dict[str, bool]
    panels: dict[str, bool]
    tabs: tuple[int, int]
    compared: tuple[How, Theme]
    game: Mapping[str, Any] | None
    talk: Talk
    arranging: bool


def sight_of(window: MainWindow) -> Sight:
    """Write down what a window shows."""
    return Sight(
        window.thematic.theme,
        window.selection.selected,
        window.selection.group,
        _view_of(window),
        {layer: box.isChecked() for layer, box in window.theme_panel.layers.items()},
        panels_of(window),
        (window.area.left.currentIndex(), window.tables.currentIndex()),
        (window.explore.compare.how, window.explore.compare.theme),
        dict(window.game.kept) if window.game.on else None,
        window.stage.talk,
        window.stage.views.dialog is not None,
    )


def _view_of(window: MainWindow) -> dict[str, float] | None:
    shown = window.map
    return shown.view if isinstance(shown, MapCommands) and not shown.whole else None


def panels_of(window: MainWindow) -> dict[str, bool]:
    """Write down which panels are open, or would be if they had room."""
    open_ = {name: window.actions_[name].isChecked() for name in _PANELS} | {
        "legend": window.stage.legend_at_desk
    }
    return {name: on or window.folding.is_folded(name) for name, on in open_.items()}


def set_panels(window: MainWindow, sight: Sight) -> None:
    """Arrange the panels again, before the window is shown: a talk hides them, and must find them as they were."""
    for name, on in sight.panels.items():
        window.actions_[name].setChecked(on)
    window.area.left.setCurrentIndex(sight.tabs[0])
    window.tables.setCurrentIndex(sight.tabs[1])


def set_view(window: MainWindow, sight: Sight) -> None:
    """Show the same extent again; also before the project is there, so that the town is not seen from afar first."""
    if not isinstance(window.map, MapCommands):
        return
    if sight.view is None:
        window.map.fit()
    else:
        window.map.show_view(sight.view["lon"], sight.view["lat"], sight.view["zoom"])


def set_sight(window: MainWindow, sight: Sight) -> None:
    """Show it again, when the project is there; what is not there any more is left out."""
    for layer, on in sight.layers.items():
        if layer in window.theme_panel.layers:
            window.theme_panel.layers[layer].setChecked(on)
    theme = sight.theme
    window.thematic.choose_kind(theme.kind)
    window.thematic.choose_figure(theme.figure)
    if theme.standard is not None:
        window.thematic.choose_standard(theme.standard.id)
        window.thematic.choose_target(theme.target_m)
    if sight.selected.what != "none":
        window.selection.select(sight.selected.what, sight.selected.id)
    elif sight.group.ids:
        window.selection.select_group(sight.group)
    set_view(window, sight)
    window.explore.compare.go_on(*sight.compared)
    window.stage.go_on(sight.talk)
    if sight.arranging:
        window.stage.views.ask()
    if sight.game is not None:
        window.game.start(sight.game or None)
