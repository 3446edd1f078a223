"""The projects worked on last, on the start page and in the menu: shown, looked for, pinned, taken from the list."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quartiermap.ui.viewmodels.recent import missing

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


class RecentFlow(QObject):
    """Between the list (`viewmodels.recent`), the start page and the menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        page = window.start_page
        page.forget_wanted.connect(self.forget)
        page.pin_wanted.connect(self.pin)
        page.recent_wanted.connect(lambda path: window.files.open_path(Path(path)))
        window.workspace.saved.connect(self._on_saved)

    def _on_saved(self) -> None:
        """Take a project in that has got its file only now; the others are there since they were opened."""
        if self._window.workspace.path not in self._window.files.recent():
            self.show()

    def show(self) -> None:
        """Show the list, with the open project first."""
        window = self._window
        recent = window.files.remember()
        window.start_page.show_recent(recent)
        menu = window.actions_.recent
        menu.clear()
        for known in recent:
            action = menu.addAction(known.title.replace("&", "&&"))
            action.setToolTip(known.path)
            action.triggered.connect(partial(self._open, known.file))
        menu.setEnabled(bool(recent))
        self.look()

    def look(self) -> None:
        """Mark the projects whose file is gone; looked for in a read, for a network drive may not answer."""
        window = self._window
        paths = window.files.recent()
        if paths and window.workspace.session is not None and window.workspace.project is None:
            window.tasks.read("recent", lambda _progress: missing(paths), window.start_page.mark_missing)

    def forget(self, path: str) -> None:
        """Take a project from the list (its file stays)."""
        self._window.files.recents.forget(Path(path))
        self.show()

    def pin(self, path: str, on: bool) -> None:
        """Let a project stay on top of the list, or no longer."""
        self._window.files.recents.pin(Path(path), on)
        self.show()

    def _open(self, path: Path, _checked: bool = False) -> None:
        self._window.files.open_path(path)
