"""Keeps unsaved work while it is done, and offers again what an earlier program has left (`app.recovery`).

A copy is written in a read beside the window. The first one comes soon after the first change, further ones at most once a
minute, and one at once after long work.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled, QuartierMapError
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.workspace import Workspace

if TYPE_CHECKING:
    from quartiermap.app.recovery import Brought, Offer, Recovery
    from quartiermap.domain.project import Project
    from quartiermap.io.autosave import Note

log = logging.getLogger(__name__)

FIRST_S = 8.0
"""So long after the first unsaved change there is a copy."""
AFTER_WORK_S = 1.0
"""So long after long work."""


class Keeping(QObject):
    """Copies of the open project, and offers of earlier ones.

    Parameters
    ----------
    folder : Path
        Where copies lie.
    minutes : float
        So much work may be lost at most; 0: no copies.

    Signals
    -------
    offered : tuple of Offer
        What earlier programs have left, after something of it changed.
    kept : Note
        A copy has been written.
    game_left : mapping
        What was tried out beside the project that has been brought back.
    said : str
        A sentence for the status bar.
    failed : object
        An error for `messages`.
    """

    offered = Signal(object)
    kept = Signal(object)
    game_left = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        folder: Path,
        workspace: Workspace,
        tasks: Tasks,
        minutes: float = 1.0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder, self._workspace, self._tasks = folder, workspace, tasks
        self._recovery: Recovery | None = None
        self._minutes = minutes
        self._of: Project | None = None
        self._game: Mapping[str, Any] = {}
        self._game_of: Mapping[str, Any] = {}
        self._writing = False
        self._warned = False
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.keep_now)
        workspace.changed.connect(lambda _kinds: self._on_changed())
        tasks.busy_changed.connect(self._on_busy)

    @property
    def minutes(self) -> float:
        """So much work may be lost at most; 0 means no copies."""
        return self._minutes

    def set_minutes(self, minutes: float) -> None:
        """Keep copies this often from now on; 0: none, and the one that is there goes."""
        self._minutes = minutes
        self._due.stop()
        if not minutes:
            self._forget()
        else:
            self._on_changed()

    def set_game(self, kept: Mapping[str, Any]) -> None:
        """Keep what is being tried out beside the project too (`app.whatif.WhatIf.as_plain`); empty when nothing is."""
        if kept != self._game:
            self._game = kept
            self._on_changed()

    @property
    def _unsaved(self) -> bool:
        """Whether the program's end would lose anything."""
        return self._workspace.dirty or bool(self._game)

    @property
    def _is_kept(self) -> bool:
        """Whether a copy of exactly this is there or being written."""
        return self._workspace.project is self._of and self._game == self._game_of

    @property
    def waiting(self) -> bool:
        """Whether there is work that no copy has yet."""
        return self._due.isActive()

    def _files(self) -> Recovery:
        if self._recovery is None:
            from quartiermap.app.recovery import Recovery

            self._recovery = Recovery(self._folder)
        return self._recovery

    # ---- while working

    def _on_changed(self) -> None:
        """Plan a copy, or remove it: nothing is unsaved any more."""
        project = self._workspace.project
        if project is None or not self._unsaved:
            self._due.stop()
            self._forget()
            return
        if self._minutes and not self._is_kept and not self._due.isActive():
            self._due.start(int(1000 * (FIRST_S if self._of is None else max(60.0 * self._minutes, FIRST_S))))

    def _on_busy(self, busy: bool, _label: str) -> None:
        if not busy and self._due.isActive() and self._due.remainingTime() > 1000 * AFTER_WORK_S:
            QTimer.singleShot(0, self, self._after_work)

    def _after_work(self) -> None:
        if self._due.isActive():
            self._due.start(int(1000 * AFTER_WORK_S))

    def keep_now(self) -> None:
        """Write a copy of what is unsaved now, in a read."""
        session, project = self._workspace.session, self._workspace.project
        self._due.stop()
        if session is None or project is None or not self._unsaved or not self._minutes:
            return
        files = self._files()
        note, states = replace(files.note(session), game=self._game), session.states
        self._of, self._game_of, self._writing = project, self._game, True

        def work(progress: Progress) -> Note | QuartierMapError | None:
            try:
                return files.keep(project, note, progress, states, beside=True)
            except Cancelled:
                raise
            except QuartierMapError as error:
                return error

        self._tasks.read("autosave", work, self._on_kept)

    def keep_at_once(self) -> None:
        """Write a copy of what no copy has yet and wait for it (the program is told to end and nobody can be asked)."""
        session, project = self._workspace.session, self._workspace.project
        if (
            session is None
            or project is None
            or not self._unsaved
            or not self._minutes
            or (self._is_kept and not self._writing)
        ):
            return
        try:
            note = replace(self._files().note(session), game=self._game)
            self._files().keep(project, note, states=session.states)
        except QuartierMapError as error:
            log.warning("no copy of unsaved work: %s", error)
        self._of, self._game_of = project, self._game

    def _on_kept(self, found: Note | QuartierMapError | None) -> None:
        self._writing = False
        if isinstance(found, QuartierMapError):
            log.warning("no copy of unsaved work: %s", found)
            if not self._warned:  # once is enough: the work itself goes on
                self._warned = True
                self.said.emit(
                    self.tr(
                        "Eine Sicherungskopie der Arbeit war nicht möglich. Bitte bald selbst speichern (Strg+S)."
                    )
                )
        elif found is not None:
            self._warned = False
            self.kept.emit(found)
        self._on_changed()

    def _forget(self) -> None:
        if self._of is not None and self._recovery is not None:
            self._recovery.clear()
        self._of, self._game_of = None, {}

    def close(self, *, keep: bool = False) -> None:
        """Stop; the copy goes, or stays to be offered again (`keep`)."""
        self._due.stop()
        if not keep:
            self._forget()

    # ---- after a crash

    def look(self) -> None:
        """Look in a read for what earlier programs have left; `offered` follows."""
        files = self._files()
        self._tasks.read("recovery", lambda _progress: files.offers(), self.offered.emit)

    def bring_back(self, offer: Offer, *, beside: bool) -> bool:
        """Read an offer in a job and open it; ``False`` if another job is running."""
        files = self._files()

        def work(progress: Progress) -> Brought:
            progress.step(0.05, self.tr("Sicherung öffnen"))
            return files.read(
                offer, beside=beside, progress=progress.part(0.05, 1.0), glimpse=self._workspace.glimpsed.emit
            )

        def done(brought: Brought) -> None:
            session = self._workspace.session
            if session is None:
                return
            game = offer.kept.note.game
            self._of, self._game_of = brought.project, game  # its copy is there already
            files.bring_back(session, brought)
            if game:
                self.game_left.emit(game)
            self.said.emit(
                self.tr("Wiederhergestellt, aber noch nicht gespeichert.")
                if brought.path is not None
                else self.tr("Wiederhergestellt ohne Datei: bitte unter einem Namen speichern.")
            )
            self.look()

        return self._workspace.job(self.tr("Sicherung öffnen"), work, done)

    def throw_away(self, offer: Offer) -> None:
        """Remove what an earlier program has left, for good."""
        self._files().throw_away(offer)
        self.look()
