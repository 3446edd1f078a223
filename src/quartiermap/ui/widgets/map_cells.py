"""The cells out of reach on the map: there at once, and drawn finer where somebody looks closer."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.widgets.map_area import Bounds, MapPort

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.render.quick_cells import QuickCells

_LEAST = 360_000
"""Pixels of the map in a small window; one that is not laid out yet has fewer."""
_Told = tuple[tuple[bytes, Bounds] | None, bool]
"""A picture with its corners, and whether some of it is secret."""
_REST_MS = 600
"""So long theme and view must stay the same before anything is drawn finer."""


class CellsOnMap(QObject):
    """Draws the cells of a theme; the newest wish wins.

    Once a worker has found out which pixel shows which cell, another theme takes some milliseconds (17 for 40,000 cells on
    1.5 million pixels): that is done at once, so that the page draws cells and colours in one frame.
    A picture as fine as the screen that shows the whole town comes first, and comes back when one looks from there again: the
    finest one, for whoever looks closer, is eight times as large, and the page has to scale it at every zoom.
    """

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._map: MapPort | None = None
        self._project: Project | None = None
        self._theme = Theme()
        self._quick: QuickCells | None = None
        self._coarse: _Told | None = None
        self._finest: _Told | None = None
        self._fine = False  # which of the two the map shows
        self._fine_to = 0.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._sharpen)

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown
        shown.viewChanged.connect(self._on_view)

    def clear(self) -> None:
        """Forget the project."""
        self._rest.stop()
        self._project = self._quick = None
        self._forget()

    def _forget(self) -> None:
        self._coarse = self._finest = None
        self._fine = False

    def show(self, project: Project, theme: Theme) -> None:
        """Show the cells of a theme, or none where nothing can be said of it."""
        self._project, self._theme = project, theme
        self._forget()
        self._rest.stop()
        self._tasks.give_up("cells")  # what is being drawn for the theme before
        analysis, standard = project.analysis, theme.standard
        if analysis is None or standard is None:
            if self._map is not None:
                self._map.show_cells(None, None)
            return
        pixels = self._pixels()
        before = self._quick
        kept = before if before is not None and before.shows(project, analysis, pixels) else None

        def work(progress: Progress) -> tuple[QuickCells, Any, bool, Theme]:
            from quartiermap.render.cells_png import has_secret
            from quartiermap.render.quick_cells import QuickCells

            carried = kept or (before and before.carried_on(project, analysis, pixels))
            quick = carried or QuickCells(project, analysis, pixels, progress)
            found = quick.draw(theme.kind, theme.target_m, standard)
            secret = found is not None and has_secret(analysis, theme.kind, theme.target_m, standard)
            return quick, found, secret, theme

        if kept is None:
            self._tasks.read("cells", work, self._on_quick)
        else:
            self._on_quick(work(Progress()))

    def _pixels(self) -> int:
        """Return how many pixels the picture should have: half as many again as the map has on the screen."""
        shown = self._map
        if shown is None:
            return _LEAST
        return int(1.5 * max(shown.width() * shown.height(), _LEAST) * shown.devicePixelRatioF() ** 2)

    def _on_quick(self, found: tuple[QuickCells, Any, bool, Theme]) -> None:
        quick, drawn, secret, theme = found
        if self._project is None or theme != self._theme:
            return
        self._quick, self._fine_to = quick, quick.fine_to
        self._coarse = None if drawn is None else (drawn, secret)
        self._tell(drawn, secret)
        self._on_view()

    def _on_view(self) -> None:
        """Draw the cells finer soon, if they are looked at closer than they are drawn; who looks from afar gets the others."""
        if self._coarse is None:
            return
        if self._closer == self._fine:
            self._rest.stop()  # who has only glanced closer needs none, and the page would be held up by it
        elif self._closer:
            self._rest.start()
        else:
            self._fine = False
            self._tell(*self._coarse)

    @property
    def _closer(self) -> bool:
        """Whether the map is looked at closer than the quick picture is fine."""
        shown = self._map
        if shown is None or shown.view is None:
            return False
        return float(shown.view["zoom"]) + log2(shown.devicePixelRatioF()) > self._fine_to

    def _sharpen(self) -> None:
        """Draw the cells as fine as they can be."""
        project, theme = self._project, self._theme
        if project is None or project.analysis is None:
            return
        if self._finest is not None:
            self._on_fine((*self._finest, theme))
            return
        analysis = project.analysis

        def work(progress: Progress) -> tuple[Any, bool, Theme]:
            from quartiermap.render.cells_png import cells_png, has_secret

            found = cells_png(
                project, analysis, theme.kind, theme.target_m, standard=theme.standard, progress=progress
            )
            return found, has_secret(analysis, theme.kind, theme.target_m, theme.standard), theme

        self._tasks.read("cells", work, self._on_fine)

    def _on_fine(self, found: tuple[Any, bool, Theme]) -> None:
        drawn, secret, theme = found
        if self._project is None or theme != self._theme or self._coarse is None:
            return
        self._finest = drawn, secret
        if self._closer:  # else it is kept for the next time
            self._fine = True
            self._tell(drawn, secret)

    def _tell(self, drawn: Any, secret: bool) -> None:
        if self._map is None:
            return
        if drawn is None:
            self._map.show_cells(None, None)
            return
        standard = self._theme.standard
        by_air = standard is not None and standard.measure == "air_line"
        label = (
            self.tr("Wohnorte weiter als {m} m Luftlinie") if by_air else self.tr("Wohnorte weiter als {m} m")
        ).format(m=texts.number(self._theme.target_m))
        self._map.show_cells(drawn[0], drawn[1], label=label, secret=secret)
