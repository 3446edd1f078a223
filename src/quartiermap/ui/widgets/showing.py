"""From a project to what is on screen: built in a read, then shown panel by panel with the event loop between them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QTimer, Signal
from PySide6.QtWidgets import QWidget

from quartiermap.io import bundled
from quartiermap.ui.viewmodels.viewdata import Step, ViewData
from quartiermap.ui.viewmodels.viewdata_build import build

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.ui.main_window import MainWindow


def _can_be_seen(project: Project) -> bool:
    """Whether there is anything in a project that a map can show."""
    frames = project.districts, project.facilities, project.basemap_areas, project.basemap_lines
    return any(len(frame) for frame in frames)


class Showing(QObject):
    """Brings a project state on screen; the newest one wins.

    Signals
    -------
    shown
        It is on screen.
    """

    shown = Signal()

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.data: ViewData | None = None
        self._begun = False
        self._keyboard_at: QWidget | None = None
        self._left: list[Callable[[], object]] = []
        self._next = QTimer(self)
        self._next.setInterval(0)
        self._next.timeout.connect(self._show_next)

    def tell_ways_in(self, minutes: bool) -> None:
        """Tell ways in minutes from now on, or in metres."""
        self._settings.setValue("minutes", minutes)
        project = self._window.workspace.project
        if project is not None:
            self.show(project)

    def show(self, project: Project) -> None:
        """Build what is to be seen of a project and show it."""
        window, minutes = self._window, bool(self._settings.value("minutes", False, bool))

        def work(progress: Progress) -> tuple[Project, ViewData]:
            from quartiermap.app.usecases import AnalyseOptions, standards_for

            standards = standards_for(project, AnalyseOptions()).standard
            kinds, discretion = bundled.kinds(), window.discretion
            return project, build(project, kinds, standards, progress, minutes=minutes, discretion=discretion)

        window.tasks.read("view", work, self._on_built)

    def glimpse(self, project: Project) -> None:
        """Show the map with the districts of the first project, which is still being read.

        Later ones come without imports, and would stand among the figures of the one before.
        """
        window = self._window
        if self._begun or project.districts.empty:
            return
        window.ensure_map()
        window.map_controller.glimpse(project)
        window.pages.setCurrentWidget(window.area)
        self._keyboard_at = window.focusWidget()

    def end_glimpse(self) -> None:
        """Go back to the start page: the project could not be opened, or was not to be."""
        if self.data is None and self._window.workspace.project is None:
            self._window.pages.setCurrentWidget(self._window.start_page)

    def _on_built(self, found: tuple[Project, ViewData]) -> None:
        project, data = found
        window = self._window
        if project is not window.workspace.project:
            return
        first, self._begun = self.data is None, True
        self.data = data
        window.ensure_map()
        self._show_area(None if _can_be_seen(project) else data.steps[0])
        window.status.show_data(data)
        window.map_controller.show(project, data)
        window.answers.show(project, data)
        window.game.show_data(data)
        window.thematic.use(data)
        # One after the other with the event loop between them: all at once keep the window away for a quarter of a second.
        self._left = [
            partial(window.theme_panel.show_data, data),
            *window.tables.steps_of(data),
            partial(window.rules.show, project, data),
            partial(window.findings.show, project, data),
            partial(window.explore.show, project, data),
            self.show_selected,
            partial(self._over, first),
        ]
        self._next.start()

    def _show_area(self, invitation: Step | None) -> None:
        """Show the working area, and remember where that alone leaves the keyboard: Qt moves it on from what is hidden."""
        window = self._window
        moved = window.pages.currentWidget() is window.area and window.focusWidget() is not self._keyboard_at
        window.area.invite(invitation)
        window.pages.setCurrentWidget(window.area)
        if not moved:
            self._keyboard_at = window.focusWidget()

    def _show_next(self) -> None:
        if not self._left:
            self._next.stop()
            return
        self._left.pop(0)()

    def _over(self, first: bool) -> None:
        self._window.update_actions()
        if (
            first and self._window.focusWidget() is self._keyboard_at
        ):  # else the user has gone elsewhere meanwhile
            self._window.theme_panel.focus_first()
        self.shown.emit()

    def show_selected(self) -> None:
        """Show the page of what is selected, also again: there may be more to say about it."""
        from quartiermap.ui.viewmodels.inspector import page_for

        window = self._window
        if self.data is None:
            return
        window.inspector.show_page(
            page_for(
                self.data,
                window.selection.selected,
                window.answers.state,
                window.findings.state,
                group=window.selection.group,
                rings=window.explore.tools.rings,
            ),
            window.selection.selected,
        )
        window.say_presentation()

    def stop(self) -> None:
        """Show nothing more of what was begun."""
        self._left = []

    def clear(self) -> None:
        """Show the start page: no project is open."""
        window = self._window
        window.game.drop_project()
        window.tasks.cancel_reads()
        self.stop()
        self.data = None
        window.discretion.forget()
        window.map_controller.clear()
        window.rules.clear()
        window.findings.clear()
        window.explore.clear()
        if window.presentation.on:
            window.set_presentation(False)
        window.status.show_data(None)
        window.pages.setCurrentWidget(window.start_page)
