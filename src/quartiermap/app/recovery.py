"""Unsaved work: kept while it is done, offered again after the program has died (`io.autosave` has the files).

Nothing heavy is imported here, so that the offers can be read while the window comes up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.domain.progress import Progress
from quartiermap.errors import Problem, ProjectError
from quartiermap.io import autosave
from quartiermap.io.autosave import Keeper, Kept, Note

if TYPE_CHECKING:
    from quartiermap.app.session import Session
    from quartiermap.domain.project import Project
    from quartiermap.io.autosave_states import State
    from quartiermap.io.lock import ProjectLock


@dataclass(frozen=True)
class Offer:
    """Work that an earlier program could not save.

    Parameters
    ----------
    kept : Kept
    obstacle : str
        Why it cannot go on as the project of its file, as a German sentence; empty if it can.
    """

    kept: Kept
    obstacle: str

    @property
    def name(self) -> str:
        """The project's name."""
        return self.kept.note.name

    @property
    def when(self) -> str:
        """When the copy was made ("22.11.2026, 14:03 Uhr")."""
        return moment(self.kept.note.copied_at)

    @property
    def steps(self) -> tuple[str, ...]:
        """What it brings back beyond the project file, in the order in which it was done, with the time of day."""
        note = self.kept.note
        done = (
            f"{_clock(step.when)}{'zurückgenommen: ' if step.taken_back else ''}{step.label}"
            for step in note.steps
        )
        return (*done, *(f"ausprobiert: {label}" for label in note.tried))


@dataclass(frozen=True)
class Brought:
    """A project that was read from a copy with what undo and redo go to, and the file it goes on in (``None``: none yet)."""

    offer: Offer
    project: Project
    states: tuple[State, ...]
    path: Path | None
    lock: ProjectLock | None


class Recovery:
    """Keeps the work of this program, and knows what earlier ones have left.

    Parameters
    ----------
    folder : Path
        Where copies lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keeper = Keeper(folder)

    # ---- while working

    def note(self, session: Session) -> Note:
        """Return what a copy of the session's project would hold now."""
        return Note(
            session.project.name,
            "" if session.path is None else str(session.path.resolve()),
            session.stamp,
            session.unsaved,
        )

    def keep(
        self,
        project: Project,
        note: Note,
        progress: Progress | None = None,
        states: tuple[State, ...] = (),
        *,
        beside: bool = False,
    ) -> Note | None:
        """Write a copy and the states that undo and redo go to (may run in a worker); ``None`` if nobody wants it any more.

        With `beside` a process beside the program writes, while the window goes on.

        Raises
        ------
        ProjectError
            If it cannot be written; the project and the copy before are as they were.
        """
        return self._keeper.keep(project, note, progress, states, beside=beside)

    def clear(self) -> None:
        """Remove the copy of this program's work: it is saved, or was given up knowingly."""
        self._keeper.clear()

    # ---- after a crash

    def offers(self) -> tuple[Offer, ...]:
        """Return what programs that are gone have left, the newest first; half-written files are removed."""
        autosave.sweep(self._folder)
        return tuple(Offer(kept, _obstacle(kept)) for kept in autosave.left_behind(self._folder))

    def read(
        self,
        offer: Offer,
        *,
        beside: bool,
        progress: Progress | None = None,
        glimpse: Callable[[Project], None] | None = None,
    ) -> Brought:
        """Read an offer (may run in a worker); with `beside` as a project without a file.

        `glimpse` is given the districts before the far larger rest is read.

        Raises
        ------
        ProjectError
            If the copy is damaged, the project file is open elsewhere, or has been changed since.
        """
        from quartiermap.io.lock import ProjectLock

        kept, progress = offer.kept, progress or Progress()
        if beside or kept.original is None:
            return Brought(offer, *_loaded(kept, progress, glimpse), None, None)
        obstacle = _obstacle(kept)
        if obstacle:
            raise ProjectError(
                Problem(
                    obstacle, "„Daneben öffnen“ wählen.", file=kept.original.name, code="recovery_other_file"
                )
            )
        lock = ProjectLock(kept.original)
        lock.acquire()
        try:
            return Brought(offer, *_loaded(kept, progress, glimpse), kept.original, lock)
        except BaseException:
            lock.release()
            raise

    def bring_back(self, session: Session, brought: Brought) -> None:
        """Open what was read; its copy stays until all of it is saved or there is a newer one."""
        self._keeper.clear()
        steps = brought.offer.kept.note.steps
        session.bring_back(brought.project, brought.path, brought.lock, steps, brought.states)
        self._keeper.go_on(brought.offer.kept)

    def throw_away(self, offer: Offer) -> None:
        """Remove what an earlier program has left, for good."""
        autosave.throw_away(offer.kept)


def _loaded(
    kept: Kept, progress: Progress, glimpse: Callable[[Project], None] | None
) -> tuple[Project, tuple[State, ...]]:
    share = 1 / (1 + len(kept.note.states))  # every state is about as large as the project
    project = autosave.load(kept, progress.part(0.0, share), glimpse)
    return project, autosave.load_states(kept, project, progress.part(share, 1.0))


def moment(iso: str) -> str:
    """Return a time for people.

    Examples
    --------
    >>> moment("2026-11-22T14:03:09+01:00"), moment("gestern")
    ('22.11.2026, 14:03 Uhr', 'unbekannt')
    """
    try:
        return f"{dt.datetime.fromisoformat(iso):%d.%m.%Y, %H:%M Uhr}"
    except ValueError:
        return "unbekannt"


def _clock(iso: str) -> str:
    try:
        return f"{dt.datetime.fromisoformat(iso):%H:%M} "
    except ValueError:
        return ""


def _obstacle(kept: Kept) -> str:
    if kept.original is None or kept.original_unchanged:
        return ""
    if not kept.original.exists():
        return "Die Projektdatei ist nicht mehr an ihrem Ort."
    return "Die Projektdatei wurde seither geändert."
