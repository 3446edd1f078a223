"""What moving a facility of the project itself brings, counted while the hand moves it: a game that nobody sees."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.recomputing import can_search
from quartiermap.ui.viewmodels.whatif import Game
from quartiermap.ui.viewmodels.whatif_table import Frame, Live, Standing

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


class Moving(QObject):
    """Counts beside the project, as "Was wäre wenn" does, from its last result on.

    Until it is prepared (some tenths of a second), and where there is no result to count from, the hand moves all the same and
    nothing follows it.

    Signals
    -------
    moved : Live
        The hand has moved and the town has been counted again.
    pictured : Picture or Strokes
        The cells look different.
    counted : Change
        Persons and places after the hand has let go.
    """

    moved = Signal(object)
    pictured = Signal(object)
    counted = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._game = Game(tasks, self)
        self._project: Project | None = None
        self._next: Callable[[], None] | None = None
        self._holding = False
        self._game.moved.connect(self._on_moved)
        self._game.pictured.connect(self.pictured)
        self._game.stood.connect(self._on_stood)

    @property
    def on(self) -> bool:
        """Whether anything is counted."""
        return self._game.on

    def follow(self, project: Project, kind: str, standard_id: str, frame: Frame | None) -> None:
        """Count on this state of the project from now on; while it has no result of its own, on the one before."""
        if not can_search(project) or project is self._project:
            return

        def begin() -> None:
            self._project = project
            self._game.stop()
            self._game.start(project, kind, standard_id, frame, quietly=True)

        if self._holding:
            self._next = begin  # what the hand holds is counted to its end where it began
        else:
            begin()

    def end(self) -> None:
        """Count nothing any more."""
        self._project = self._next = None
        self._holding = False
        self._game.stop()

    def watch(self, kind: str, standard_id: str) -> None:
        """Look at another kind of facility."""
        if self.on and kind:
            self._game.watch(kind, standard_id)

    def grab(self, facility_id: str) -> None:
        """Take a facility into the hand."""
        self._holding = True
        self._game.grab(facility_id)

    def hand(self, longitude: float, latitude: float, stamp: float) -> None:
        """Move it here (degrees); `moved` follows, at once with nothing where nothing is counted."""
        if self.on:
            self._game.hand(longitude, latitude, stamp)
        else:
            self.moved.emit(Live(stamp, None, None))

    def drop(self, longitude: float, latitude: float) -> None:
        """Let go here."""
        self._game.drop(longitude, latitude)
        self._let_go()

    def put_back(self) -> None:
        """Put what the hand holds back where it was."""
        self._game.put_back()
        self._let_go()

    def set_frame(self, frame: Frame) -> None:
        """Draw the cells for another extent."""
        self._game.set_frame(*frame)

    def _let_go(self) -> None:
        self._holding = False
        begin, self._next = self._next, None
        if begin is not None:
            begin()

    def _on_moved(self, live: Live) -> None:
        self.moved.emit(live)

    def _on_stood(self, standing: Standing) -> None:
        self.counted.emit(standing.change)
