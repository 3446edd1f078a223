"""Two themes at once: with a divider on one map, or on two maps beside each other that move together."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.map.tools import SecondTheme, scheme_values
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.plain_words import plain_legend
from quartiermap.ui.viewmodels.selection import Selection
from quartiermap.ui.viewmodels.thematic import Painting, Thematic, Theme, figure_name, paint
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets.compare_map_bar import CompareBar
from quartiermap.ui.widgets.parts import put_away

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project

How = Literal["", "swipe", "beside"]

_WIDE = 900
"""From this width in pixels both maps have room for an open legend."""


class CompareFlow(QObject):
    """Shows a second theme.

    Parameters
    ----------
    make_map : callable
        Makes a second map.
    place_map : callable
        Puts it beside the first, or takes it away (``None``).

    Signals
    -------
    switched : str
        How two themes are shown now (`How`).
    said : str
        A sentence for the status bar.
    """

    switched = Signal(str)
    said = Signal(str)

    def __init__(
        self,
        tasks: Tasks,
        selection: Selection,
        thematic: Thematic,
        bar: CompareBar,
        make_map: Callable[[], QWidget],
        place_map: Callable[[QWidget | None], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._selection, self._thematic, self.bar = tasks, selection, thematic, bar
        self._make_map, self._place_map = make_map, place_map
        self._map: MapCommands | None = None
        self._project: Project | None = None
        self._data: ViewData | None = None
        self.how: How = ""
        self.theme = Theme()
        self.second: MapCommands | None = None
        self._placed = False
        self._presenting = False
        bar.chosen.connect(self.choose)
        bar.swap_wanted.connect(self.swap)
        bar.done.connect(lambda: self.use(""))
        thematic.changed.connect(lambda _theme: self._say_left())

    def set_map(self, shown: object) -> None:
        """Take the map (once); one that only listens shows one theme."""
        if isinstance(shown, MapCommands):
            self._map = shown
            shown.tools.moving.connect(lambda lon, lat, zoom: self._follow(self.second, lon, lat, zoom))

    def show(self, project: Project, data: ViewData) -> None:
        """Take another project state."""
        self._project, self._data = data.public or project, data
        self.bar.show_data(data)
        if self.theme.kind not in data.kinds:
            self.theme = self._another(self._thematic.theme)
        standards = data.kinds[self.theme.kind].standards if self.theme.kind in data.kinds else ()
        same = next((s for s in standards if self.theme.standard and s.id == self.theme.standard.id), None)
        self.theme = dataclasses.replace(self.theme, standard=same or (standards[0] if standards else None))
        self.bar.show_theme(self.theme)
        self._paint()

    def clear(self) -> None:
        """Forget the project."""
        self.use("")
        self._project = self._data = None

    def toggle(self, how: How, on: bool) -> None:
        """Show two themes in a way, or one again, as an action says."""
        if on and self.how != how:
            self.use(how)
        elif not on and self.how == how:
            self.use("")

    def go_on(self, how: How, theme: Theme) -> None:
        """Compare again with a theme, as another window did."""
        if how:
            self.theme = theme
            self.bar.show_theme(theme)
            self.use(how)

    def use(self, how: How) -> None:
        """Show two themes in a way, or one again."""
        if self._map is None or (how and self._data is None):
            self.switched.emit(self.how)
            return
        if self.how == "swipe" and how != "swipe":
            self._map.tools.split(None)
        if self.how == "beside" and how != "beside":
            self._drop_second()
        begins = how and not self.how
        self.how = how
        if begins and self._alike(self.theme, self._thematic.theme):
            self.theme = self._another(self._thematic.theme)
            self.bar.show_theme(self.theme)
        self._show_bar()
        self._say_left()
        if how == "beside" and self.second is None:
            self._open_second()
        self._paint()
        self.switched.emit(how)

    def on_escape(self) -> bool:
        """Show one theme again; ``False`` if there was only one."""
        if not self.how:
            return False
        self.use("")
        return True

    def choose(self, theme: Theme) -> None:
        """Show another theme on the right."""
        self.theme = theme
        self._paint()

    def swap(self) -> None:
        """Let left and right change places."""
        left, right = self._thematic.theme, self.theme
        self.theme = left
        self.bar.show_theme(left)
        self._thematic.choose_kind(right.kind)
        self._thematic.choose_figure(right.figure)
        if right.standard is not None:
            self._thematic.choose_standard(right.standard.id)
        self._thematic.choose_target(right.target_m)
        self._paint()

    @staticmethod
    def _alike(one: Theme, other: Theme) -> bool:
        return (one.kind, one.figure, one.standard) == (other.kind, other.figure, other.standard)

    def _another(self, theme: Theme) -> Theme:
        """Return a theme to begin with beside another one: the same figure of the next kind."""
        data = self._data
        kinds = [k for k in data.kinds.values() if k.facilities and k.standards] if data is not None else []
        others = [k for k in kinds if k.kind != theme.kind]
        if not others:
            figure = "mean_distance_m" if theme.figure != "mean_distance_m" else "covered_share"
            return dataclasses.replace(theme, figure=figure)
        at = next((n for n, k in enumerate(kinds) if k.kind == theme.kind), -1)
        kind = kinds[(at + 1) % len(kinds)]
        return Theme(kind.kind, theme.figure, kind.standards[0], kind.standards[0].target_m)

    def _say_left(self) -> None:
        if self.how:
            self.bar.show_left(self._words(self._thematic.theme))
            if self.how == "swipe":
                self._paint()

    def _words(self, theme: Theme) -> str:
        kind = self._data.kinds.get(theme.kind) if self._data is not None else None
        if theme.figure == "need_status" or kind is None:
            return figure_name(theme.figure)
        return f"{kind.name}: {figure_name(theme.figure)}"

    # ---- colours

    def _paint(self) -> None:
        project, data, theme = self._project, self._data, self.theme
        if not self.how or project is None or data is None:
            return
        self._tasks.read(
            "second-paint", lambda progress: paint(data, project, theme, progress), self._on_painting
        )
        if self.how == "beside" and self.second is not None:
            self.second.show_kind(theme.kind or None)
        self._tasks.read("second-cells", lambda progress: _cells(project, theme, progress), self._on_cells)

    def _on_painting(self, painting: Painting) -> None:
        if painting.theme != self.theme or self._map is None:
            return
        plain = (
            {} if self._data is None else plain_legend(self._data, painting.theme, painting.scheme).as_dict()
        )
        if self.how == "swipe":
            scheme = scheme_values(painting.scheme, painting.classes, painting.values)
            titles = (self._words(self._thematic.theme), self._words(self.theme))
            self._map.tools.split(
                SecondTheme(
                    scheme,
                    dict(painting.classes),
                    dict(painting.values),
                    painting.note,
                    self.theme.kind or None,
                    titles,
                    plain,
                )
            )
        elif self.how == "beside" and self.second is not None:
            self.second.paint(
                painting.scheme, painting.classes, painting.values, painting.note, painting.detail
            )
            self.second.say_plainly(plain)

    def _on_cells(self, found: tuple[Theme, Any, bool]) -> None:
        theme, drawn, secret = found
        if not self.how or self._map is None or theme != self.theme:
            return
        show = self._map.tools.split_cells if self.second is None else self.second.show_cells
        if drawn is None:
            show(None, None)
            return
        show(drawn[0], drawn[1], label=self.tr("Wohnorte außer Reichweite"), secret=secret)

    # ---- a second map

    def _open_second(self) -> None:
        first = self._map
        made = self._make_map()
        if first is None or not isinstance(made, MapCommands):
            self.how = ""
            return
        self.second = made
        made.districtClicked.connect(lambda key: self._selection.select("district", key))
        made.facilityClicked.connect(lambda key: self._selection.select("facility", key))
        made.gapClicked.connect(lambda key: self._selection.select("gap", key))
        made.tools.added.connect(self._selection.add)
        made.tools.moving.connect(lambda lon, lat, zoom: self._follow(self._map, lon, lat, zoom))
        self._place_map(made)
        # where the second map is, is told by hand: whoever is moved leads, the other follows without an echo
        first.mirror(
            made,
            own=(
                "paint",
                "plain",
                "kind",
                "cells",
                "swipe",
                "second_cells",
                "divide",
                "tool",
                "follow",
                "view",
                "gap",
            ),
        )
        self._placed = False
        made.ready.connect(lambda: self._place(made))
        made.set_legend(self._map is not None and self._map.width() > _WIDE)
        made.set_presentation(self._presenting)
        made.show_kind(self.theme.kind or None)

    def _place(self, second: MapCommands) -> None:
        """Show the same place on the second map, now that it is up; before, it stood anywhere and must not lead."""
        first = self._map
        if first is None or second is not self.second:
            return
        if first.view is not None:
            second.show_view(first.view["lon"], first.view["lat"], first.view["zoom"])
        for shown in (first, second):
            shown.tools.watch_moves(True)
        self._placed = True

    def _drop_second(self) -> None:
        second, self.second = self.second, None
        if second is None:
            return
        if self._map is not None:
            self._map.unmirror(second)
            self._map.tools.watch_moves(False)
        self._place_map(None)
        second.hide()
        if (shut := getattr(second, "shutdown", None)) is not None:
            shut()  # the page goes first: none of its requests may outlive who answers it
        second.deleteLater()

    def set_presentation(self, on: bool) -> None:
        """Show the second map in big type too, or as it was; the bar with the choices is for the desk."""
        self._presenting = on
        self._show_bar()
        if self.second is not None:
            self.second.set_presentation(on)

    def _show_bar(self) -> None:
        if self.how and not self._presenting:
            self.bar.show()
        else:
            put_away(self.bar, self._map)

    def _follow(self, other: MapCommands | None, longitude: float, latitude: float, zoom: float) -> None:
        """Let the other map go along while one is being moved."""
        if self.second is not None and other is not None and self._placed:
            other.show_view(longitude, latitude, zoom)


def _cells(project: Project, theme: Theme, progress: Progress) -> tuple[Theme, Any, bool]:
    """Return the picture of dwelling places out of reach for a theme; in a worker."""
    from quartiermap.render.cells_png import cells_png, has_secret

    analysis = project.analysis
    if analysis is None or theme.standard is None:
        return theme, None, False
    found = cells_png(
        project, analysis, theme.kind, theme.target_m, standard=theme.standard, progress=progress
    )
    secret = found is not None and has_secret(analysis, theme.kind, theme.target_m, theme.standard)
    return theme, found, secret
