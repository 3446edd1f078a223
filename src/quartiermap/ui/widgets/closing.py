"""Closing the window: nothing unsaved is lost without a question, nothing keeps running."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCloseEvent

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


class Closing(QObject):
    """Decides what a wish to close leads to: a question, waiting for a job to stop, or the end."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.begun = False
        self.unasked = False
        """Whether nobody was asked about what is unsaved: its copy stays then."""
        self._when_free = False

    def on_close(self, event: QCloseEvent) -> None:
        """Answer the window's close event."""
        window = self._window
        if self.begun and not window.workspace.busy:
            self._let_go()
            event.accept()
            return
        event.ignore()
        if window.workspace.busy:
            if window.workspace.project is None:
                self._on_stop(True)  # a project is just being opened: nothing can be lost
            else:
                window.messages.ask_stop(window.tasks.label, self._on_stop)
            return
        if window.game.on:
            window.game.leave(self._again)
            return
        if window.workspace.dirty:
            window.files.when_safe(self._go)
        else:
            self.begun = True
            self._let_go()
            event.accept()

    def _let_go(self) -> None:
        """Stop what is going on in the window, and have it keep how it was arranged."""
        window = self._window
        window.showing.stop()
        window.recovery.close(keep=self.unasked)
        window.stage.close_room()
        if window.presentation.on:
            window.set_presentation(False)
        window.map_controller.clear()
        window.tasks.cancel_reads()
        window.keep_habits()

    def on_free(self) -> None:
        """Close now that no job is running any more, if that was wanted."""
        if self.begun or self._when_free:
            self._when_free = False
            self._window.close()

    def now(self) -> None:
        """Close at once; running work is stopped, and of unsaved changes only their copy stays (if copies are made)."""
        self.begun = True
        self.unasked = self._window.workspace.dirty
        self._window.game.drop_project()
        if self._window.workspace.busy:
            self._window.tasks.cancel()  # `on_free` closes when it has stopped
        else:
            self._window.close()

    def _go(self) -> None:
        self.begun = True
        self._again()

    def _again(self) -> None:
        QTimer.singleShot(0, self._window.close)  # Qt drops a close that comes while it handles one

    def _on_stop(self, stop: bool) -> None:
        window = self._window
        if not stop:
            return
        if not window.workspace.busy:
            window.close()
            return
        self._when_free = True  # and not `begun`: what is unsaved must still be asked for
        window.tasks.cancel()
        window.status.show_busy(True, self.tr("Wird abgebrochen …"))
