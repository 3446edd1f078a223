"""What the window says of long work: that it runs, has ended, was stopped or has failed, and that one has to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quartiermap.errors import QuartierMapError
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


class JobNews(QObject):
    """Listens to tasks and workspace."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.tasks.busy_changed.connect(self._on_busy)
        window.tasks.failed.connect(self._on_failed)
        window.tasks.cancelled.connect(self._on_cancelled)
        window.workspace.refused.connect(self._on_failed)
        window.workspace.waiting.connect(self._on_waiting)
        window.workspace.held_up.connect(self._on_held_up)

    def _on_busy(self, busy: bool, label: str) -> None:
        window = self._window
        window.status.show_busy(busy, label)
        window.recovery.bar.set_ready(not busy)
        # What began on the start page may end on the map: the start page must not wait for ever, it comes back when the project is closed.
        if not busy or window.pages.currentWidget() is window.start_page:
            ready = not busy and window.workspace.session is not None
            window.start_page.set_ready(ready, f"{label} …" if busy else "")
        window.update_actions()
        if not busy:
            window.closing.on_free()

    def _on_failed(self, error: BaseException) -> None:
        self._stay_in_game()
        if not self._window.closing.begun:
            self._window.messages.show_error(error)

    def _on_cancelled(self, label: str) -> None:
        self._stay_in_game()
        words = translate("MainWindow", "„{label}“ abgebrochen. Es wurde nichts verändert.")
        self._window.say(words.format(label=label))

    def _stay_in_game(self) -> None:
        """Show by the action whether "Was wäre wenn" is on: its beginning may have been what failed."""
        self._window.actions_["whatif"].setChecked(self._window.game.on)

    def _on_held_up(self, error: QuartierMapError) -> None:
        """Say why the result stays older than the data."""
        why = in_window(str(error).splitlines()[0])
        self._window.say(translate("MainWindow", "Nicht neu gerechnet: {why}").format(why=worded(why)))

    def _on_waiting(self, label: str) -> None:
        self._window.say(translate("MainWindow", "Bitte warten: „{label}“ läuft noch.").format(label=label))
