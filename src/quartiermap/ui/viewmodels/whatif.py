"""The game of "Was wäre wenn": sends every wish to the one thread that plays, and tells what came of it.

`app.whatif.WhatIf` is touched by the game's lane alone; the window only ever sees `Standing` and `Live`, which are plain
values. While the hand drags, only the newest place counts, and one picture is on its way at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled, QuartierMapError
from quartiermap.ui.tasks import Lane, Tasks
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.whatif_table import Bounds, ClosedWay, Frame, Live, Picture, Standing, Table

if TYPE_CHECKING:
    from quartiermap.app.whatif import Change
    from quartiermap.domain.profiles import Profile
    from quartiermap.domain.project import Project
    from quartiermap.render.live_look import Strokes

__all__ = ["Bounds", "ClosedWay", "Frame", "Game", "Live", "Picture", "Standing"]

_NUDGE_REST_MS = 700
"""So long after the last arrow key a walk by keys is one finished step."""


class Game(QObject):
    """One game after the other; silent between them.

    Signals
    -------
    began, ended
        The game is on; it is over.
    stood : Standing
        A step is finished.
    moved : Live
        The hand has moved and the town has been counted again.
    pictured : Picture
        The cells look different after a finished step or another extent.
    taken : object, object
        The project with the planning, and the sentences of the protocol.
    said : str
        A sentence about something that could not be done or must be known.
    failed : object
        An error for `messages`.
    working : bool
        Something takes longer than a moment (another profile, another kind); `cancel` stops it.
    told : object
        The sentences of the protocol, as asked for by `tell`.
    """

    began = Signal()
    ended = Signal()
    stood = Signal(object)
    moved = Signal(object)
    pictured = Signal(object)
    taken = Signal(object, object)
    said = Signal(str)
    failed = Signal(object)
    working = Signal(bool)
    told = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._lane: Lane | None = None
        self._table: Table | None = None
        self._frame: Frame | None = None
        self.standing: Standing | None = None
        self._chosen = ""
        self._walking = ""
        self._coming: object = None
        self._stop: threading.Event | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_NUDGE_REST_MS)
        self._rest.timeout.connect(self._end_walk)

    @property
    def on(self) -> bool:
        """Whether a game is on."""
        return self._table is not None

    @property
    def busy(self) -> bool:
        """Whether a step is being worked out."""
        return self._lane is not None and self._lane.busy

    @property
    def chosen(self) -> str:
        """The facility that keys act on, or nothing."""
        return self._chosen if self.on else ""

    # ---- beginning and ending

    def start(
        self,
        project: Project,
        kind: str,
        standard_id: str,
        frame: Frame | None,
        kept: Mapping[str, Any] | None = None,
        *,
        public: Project | None = None,
        quietly: bool = False,
    ) -> bool:
        """Prepare a game, with the steps of one that was `kept`; ``False`` if another job is running.

        `public` is the project as it may be shown (`whatif_table.Table`). It is a job that the user sees and can stop, or (`quietly`) a read that the next one silences.
        """
        if self.on:
            return True
        self._frame = frame
        coming = self._coming = object()

        def work(progress: Progress) -> tuple[Table, Standing, Picture]:
            table = Table(project, progress.part(0.0, 0.8), public)
            table.watch(kind, standard_id, progress.part(0.8, 0.9))
            if kept:
                table.game.play_again(kept, progress.part(0.9, 0.95))
            progress.step(0.9, translate("Game", "Was wäre wenn vorbereiten"))
            table.warm_up()
            progress.step(0.95, translate("Game", "Was wäre wenn vorbereiten"))
            return table, table.stand(), table.frame(frame)

        def done(found: tuple[Table, Standing, Picture]) -> None:
            if self._coming is not coming:  # nobody wants it any more
                return
            self._table, standing, picture = found
            self._lane = self._tasks.lane("game")
            self._lane.failed.connect(self._on_failed)
            self.standing, self._chosen = standing, ""
            self.began.emit()
            self.stood.emit(standing)
            self.pictured.emit(picture)
            if self._frame is not None and self._frame != frame:
                self.set_frame(*self._frame)

        if quietly:
            self._tasks.read("game", work, done)
            return True
        return self._tasks.job(translate("Game", "Was wäre wenn vorbereiten"), work, done) is not None

    def stop(self) -> None:
        """End the game; nothing of it is kept."""
        self._coming = None
        if not self.on:
            return
        self._rest.stop()
        self._walking = ""
        self.cancel()
        if self._lane is not None:
            self._lane.close()
        self._lane = self._table = self.standing = None
        self.ended.emit()

    def take(self) -> None:
        """Ask for the project with the game taken over (`taken` follows; the game goes on until `stop`)."""
        self._end_walk()
        self._do(
            lambda t: (t.game.as_project(), t.game.summary()),
            lambda found: self.taken.emit(found[0], found[1]),
        )

    def tell(self) -> None:
        """Ask for the protocol of what was tried (`told` follows)."""
        self._end_walk()
        self._do(lambda t: t.game.summary(), self.told.emit)

    @property
    def is_working(self) -> bool:
        """Whether something long is going on that `cancel` stops."""
        return self._stop is not None

    def cancel(self) -> None:
        """Stop what takes long; everything is then as it was."""
        if self._stop is not None:
            self._stop.set()

    # ---- the hand

    def grab(self, facility_id: str) -> None:
        """Take a facility into the hand."""
        self._end_walk()
        self._chosen = facility_id
        self._do(lambda t: t.grab(facility_id))

    def hand(self, longitude: float, latitude: float, stamp: float) -> None:
        """Move it here (degrees); `moved` follows, for the newest place only."""
        self._do(lambda t: t.drag(t.place(longitude, latitude), stamp), self.moved.emit, group="hand")

    def drop(self, longitude: float, latitude: float) -> None:
        """Let go here."""
        self._step(lambda t: t.drop(t.place(longitude, latitude)))

    def put_back(self) -> None:
        """Put what the hand holds back where it was."""
        self._step(lambda t: t.put_back())

    def nudge(self, east_m: float, north_m: float, stamp: float = 0.0) -> None:
        """Let the chosen facility walk this far; keys in a row are one step."""
        facility_id = self.chosen
        if not facility_id or self._is_closed(facility_id):
            return
        if not self._walking:
            self._walking = facility_id
            self._do(lambda t: t.grab(facility_id))
        self._do(lambda t: t.walk(east_m, north_m, stamp), self.moved.emit)
        self._rest.start()

    def _end_walk(self) -> None:
        """Finish a walk by keys: one step, with the places counted again."""
        self._rest.stop()
        if self._walking:
            self._walking = ""
            self._step(lambda t: t.end_walk())

    # ---- steps

    def watch(self, kind: str, standard_id: str = "") -> None:
        """Play with another kind, counted by a standard (its primary one if empty)."""
        self._end_walk()
        self._slow(lambda t, progress: t.watch(kind, standard_id, progress))

    def choose(self, facility_id: str) -> None:
        """Let buttons and keys act on a facility; on none if empty."""
        if self.on and facility_id != self.chosen:
            self._end_walk()
            self._chosen = facility_id
            self._step(lambda t: t.choose(facility_id), same=True)

    def add(self, kind: str, longitude: float, latitude: float, places: float | None) -> None:
        """Add a facility of a kind and choose it."""
        self._step(lambda t: t.add(kind, t.place(longitude, latitude), places))

    def close_chosen(self) -> None:
        """Close the chosen facility, or open it again; one that is planned or closed in the project counts then."""
        self._end_walk()
        if chosen := self.chosen:
            self._step(lambda t: t.toggle_site(chosen))

    def resize_chosen(self, places: float) -> None:
        """Give the chosen facility another number of places."""
        chosen = self.chosen
        if chosen and places > 0:
            self._step(lambda t: t.game.resize(chosen, places), group=f"places {chosen}")

    def toggle_way(self, longitude: float, latitude: float) -> None:
        """Close the way nearest to a place, or open it again."""
        self._step(lambda t: t.toggle_way(t.place(longitude, latitude)))

    def open_way(self, edge: int) -> None:
        """Open a closed way again."""
        self._step(lambda t: t.game.open_way(edge))

    def set_threshold(self, metres: float | None) -> None:
        """Count by another distance; ``None`` is the standard's own."""
        standing = self.standing
        if standing is not None and standing.standard is not None:
            standard_id = standing.standard.id
            self._step(lambda t: t.game.set_threshold(standard_id, metres), group="threshold")

    def set_speed(self, kmh: float | None) -> None:
        """Read distances as minutes and let people walk at another speed; ``None`` returns to metres."""
        self._step(lambda t: t.game.set_speed(kmh), group="speed")

    def set_profile(self, profile: Profile) -> None:
        """Let somebody else walk."""
        self._end_walk()
        self._slow(lambda t, progress: t.game.set_profile(profile, progress))

    def undo(self, count: int = 1) -> None:
        """Take the last step back, or several at once."""
        self._end_walk()
        self._step(lambda t: t.game.undo(count))

    def redo(self, count: int = 1) -> None:
        """Do the step again that was taken back, or several at once."""
        self._end_walk()
        self._step(lambda t: t.game.redo(count))

    def set_frame(self, bounds: Bounds, width: int, height: int) -> None:
        """Draw the cells for another extent."""
        self._frame = (bounds, width, height)
        frame = self._frame
        self._do(lambda t: t.frame(frame), self.pictured.emit, group="frame")

    # ---- the lane

    def _slow(self, work: Callable[[Table, Progress], Change]) -> None:
        """Do a step that takes longer than a moment and that the user can stop; the newest wish wins."""
        if not self.on:
            return
        self.cancel()
        stop = self._stop = threading.Event()
        self.working.emit(True)
        self._step(lambda t: work(t, Progress(cancelled=stop.is_set)), stop=stop)

    def _step(
        self,
        work: Callable[[Table], Change],
        *,
        group: str = "",
        same: bool = False,
        stop: threading.Event | None = None,
    ) -> None:
        """Do a step, then tell how the game stands and what it looks like (`same`: it looks the same).

        With `stop` it is a long one: whatever becomes of it, its end is told.
        """

        def whole(table: Table) -> tuple[Standing, Picture | Strokes | None] | Exception:
            try:
                change = work(table)
            except Exception as error:
                if stop is None:
                    raise
                return error
            return table.stand(change), None if same else table.picture(change)

        def done(found: tuple[Standing, Picture | Strokes | None] | Exception) -> None:
            if stop is not None and self._stop is stop:
                self._stop = None
                self.working.emit(False)
            if isinstance(found, Exception):
                self._on_failed(found)
                return
            self.standing, picture = found
            if not self.busy:  # nothing newer is asked for
                self._chosen = self.standing.chosen.id if self.standing.chosen is not None else ""
            self.stood.emit(self.standing)
            if picture is not None:
                self.pictured.emit(picture)
            for note in self.standing.change.notes:
                self.said.emit(note)

        self._do(whole, done, group=group)

    def _do(
        self, work: Callable[[Table], Any], done: Callable[[Any], None] | None = None, *, group: str = ""
    ) -> None:
        table = self._table
        if table is not None and self._lane is not None:
            self._lane.do(lambda: work(table), done, group=group)

    def _is_closed(self, facility_id: str) -> bool:
        edited = self.standing.edited if self.standing is not None else ()
        return any(site.id == facility_id and site.closed for site in edited)

    def _on_failed(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            if self._stop is None:  # otherwise a newer wish has taken its place
                self.said.emit(translate("Game", "Abgebrochen. Es bleibt, wie es war."))
            if self.standing is not None:
                self.stood.emit(self.standing)
        elif isinstance(error, QuartierMapError):
            self.said.emit(str(error))
            if self.standing is not None:
                self.stood.emit(self.standing)  # the buttons go back to what is true
        else:
            self.failed.emit(error)
