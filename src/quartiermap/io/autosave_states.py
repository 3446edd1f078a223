"""The states that undo and redo go to, kept beside a copy of unsaved work (`io.autosave`).

States share most of what is in them. Of each only the parts are written that differ from the state beside it, as a project
file like any other; a state is put together again by walking from the copy outwards.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, ProjectError
from quartiermap.io.atomic import discard

if TYPE_CHECKING:  # a project brings pandas with it, which would delay the window by a second
    from quartiermap.domain.project import Project

log = logging.getLogger(__name__)

MOST = 10
"""So many steps in each direction are kept."""

_ALWAYS = ("name", "epsg", "created_at", "settings")
"""What every project file says of itself anyway."""


@dataclass(frozen=True)
class State:
    """A state that a step leads to.

    Parameters
    ----------
    label, when : str
        The step, in the user's words, and its ISO time.
    changed : frozenset of str
        What it changed (`app.session`).
    back : bool
        Whether undo leads there, or redo.
    project : Project
    """

    label: str
    when: str
    changed: frozenset[str]
    back: bool
    project: Project


@dataclass(frozen=True)
class StateNote:
    """What the note of a copy says of a state: as in `State`, its file and the parts of a project that are in it."""

    label: str
    when: str
    changed: tuple[str, ...]
    back: bool
    file: str
    parts: tuple[str, ...]


class StateFiles:
    """Writes states beside the copies of one program, each one once.

    Parameters
    ----------
    folder : Path
        Where the copies lie.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._number = self._turn = 0
        # Both states are held, so that no other object can get the identity of one of them.
        self._written: dict[tuple[int, int], tuple[Project, Project, str, tuple[str, ...]]] = {}
        self._strange: set[str] = set()
        self._wanted: dict[str, int] = {}

    def begin(self) -> int:
        """Return the turn of a copy that is about to be written."""
        with self._lock:
            self._turn += 1
            return self._turn

    def write(
        self,
        turn: int,
        token: str,
        project: Project,
        states: Sequence[State],
        progress: Progress | None = None,
        *,
        beside: bool = False,
    ) -> tuple[StateNote, ...]:
        """Write what is not there yet and return what the note has to say.

        Where one cannot be written the farther ones are left out: a copy without them is worth more than none.

        Parameters
        ----------
        turn : int
            As `begin` gave it.
        token : str
            How the names of this program's files begin.
        project : Project
            The copy.
        states : sequence of State
            In each direction the nearest first.
        progress : Progress, optional
        beside : bool
            As for `project_file.save`.
        """
        found: list[StateNote] = []
        for back in (True, False):
            next_to = project
            for state in [s for s in states if s.back is back][:MOST]:
                try:
                    name, parts = self._file_of(turn, token, state.project, next_to, progress, beside=beside)
                except (InputError, ProjectError) as error:
                    log.warning("the step %r cannot be kept: %s", state.label, error)
                    break
                found.append(
                    StateNote(state.label, state.when, tuple(sorted(state.changed)), back, name, parts)
                )
                next_to = state.project
        return tuple(found)

    def _file_of(
        self,
        turn: int,
        token: str,
        project: Project,
        next_to: Project,
        progress: Progress | None,
        *,
        beside: bool,
    ) -> tuple[str, tuple[str, ...]]:
        from quartiermap.io import project_file

        key = id(project), id(next_to)
        with self._lock:
            if key in self._written:
                _, _, name, parts = self._written[key]
                self._wanted[name] = max(turn, self._wanted[name])
                return name, parts
            self._number += 1
            name = f"{token}-s{self._number}.gpkg"
            self._wanted[name] = turn
        parts = tuple(
            f.name for f in fields(project) if getattr(project, f.name) is not getattr(next_to, f.name)
        )
        bare = type(project)(**{part: getattr(project, part) for part in (*_ALWAYS, *parts)})
        project_file.save(bare, self._folder / name, progress, beside=beside)
        with contextlib.suppress(OSError):
            (self._folder / name).chmod(0o600)
        with self._lock:
            self._written[key] = project, next_to, name, parts
        return name, parts

    def take_over(self, files: Sequence[str]) -> None:
        """Count files of a program that is gone as ours, to be removed when no note names them."""
        self._strange.update(files)
        used = [file.removesuffix(".gpkg").rpartition("-s")[2] for file in files]
        self._number = max([self._number, *(int(number) for number in used)])  # none of them is written over

    def drop_all_but(self, named: Sequence[str], turn: int | None = None) -> None:
        """Remove the files that no note names; those that a copy after `turn` wants stay, for its note is still to come."""
        with self._lock:
            last = self._turn if turn is None else turn
            gone = {
                key: row
                for key, row in self._written.items()
                if row[2] not in named and self._wanted[row[2]] <= last
            }
            names = {*(row[2] for row in gone.values()), *(self._strange - set(named))}
            for key, row in gone.items():
                del self._written[key]
                self._wanted.pop(row[2], None)
            self._strange &= set(named)
        for name in names:
            discard(self._folder / name)


def read_states(
    folder: Path, notes: Sequence[StateNote], project: Project, progress: Progress | None = None
) -> tuple[State, ...]:
    """Put the states beside a copy together again; behind one that is damaged or gone the farther ones are left out."""
    from quartiermap.io import project_file

    progress = progress or Progress()
    found: list[State] = []
    looked_at = 0
    for back in (True, False):
        beside = project
        for note in (n for n in notes if n.back is back):
            part = progress.part(looked_at / len(notes), (looked_at + 1) / len(notes))
            looked_at += 1
            try:
                bare = project_file.load(folder / note.file, part)
            except ProjectError as error:
                log.warning("the step %r cannot be brought back: %s", note.label, error)
                break
            beside = beside.with_(**{part: getattr(bare, part) for part in note.parts})
            found.append(State(note.label, note.when, frozenset(note.changed), back, beside))
    return tuple(found)


def as_rows(notes: Sequence[StateNote]) -> list[dict[str, Any]]:
    """Return what the note's file says of the states."""
    return [asdict(note) for note in notes]


def from_rows(rows: Sequence[Mapping[str, Any]], token: str) -> tuple[StateNote, ...]:
    """Read what the note's file says of the states; one that names a file not its own counts for nothing.

    Raises
    ------
    ValueError, TypeError, KeyError
        If it is damaged.
    """
    from quartiermap.domain.project import Project

    known = {f.name for f in fields(Project)}
    found = []
    for row in rows:
        file, parts = str(row["file"]), tuple(str(part) for part in row["parts"])
        number = file.removeprefix(f"{token}-s").removesuffix(".gpkg")
        if file != f"{token}-s{number}.gpkg" or not number.isdecimal() or not known.issuperset(parts):
            raise ValueError(file)
        found.append(
            StateNote(
                str(row["label"]), str(row["when"]), tuple(str(kind) for kind in row["changed"]), row["back"] is True, file, parts
            )
        )  # fmt: skip
    return tuple(found)
