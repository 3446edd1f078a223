"""Copies of unsaved work, for the day on which the program does not get to say goodbye (reliability notes 4.1, no. 5 and 16).

A copy is a whole project file of its own in a private folder of the user's, never beside or in place of the project: a share
that is read-only or gone does not matter to it. Beside it lies a note (JSON) that says what the copy holds. The note is swapped
in after its copy is there, and the copy before goes last, so that after a kill at any moment the note and its copy belong
together.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import secrets
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.errors import InputError, ProjectError
from quartiermap.io.atomic import discard, replace_file, write_problem
from quartiermap.io.autosave_states import State, StateFiles, StateNote, as_rows, from_rows, read_states
from quartiermap.io.lock import process_gone, this_process

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project

FORMAT = 1
_NOTE, _COPY = ".json", ".gpkg"
_MAX_NOTE_BYTES = 10_000_000


@dataclass(frozen=True)
class Step:
    """A step that the copy holds and the project file does not: its words, when it was done, whether it was taken back."""

    label: str
    when: str = ""
    taken_back: bool = False


@dataclass(frozen=True)
class Stamp:
    """By what a project file is known to be the same one still: size in bytes and time of its last change."""

    size: int
    changed_ns: int


@dataclass(frozen=True)
class Note:
    """What lies in a copy.

    Parameters
    ----------
    name : str
        The project's name.
    path : str
        The project file, empty if it was never saved.
    stamp : Stamp or None
        The project file as it was when it was read or saved last.
    steps : tuple of Step
        What was done since then, the first step first.
    copied_at : str
        ISO time of the copy.
    copy : str
        File name of the copy.
    states : tuple of StateNote
        The states beside it that undo and redo go to.
    game : mapping
        What was being tried out beside the project (`app.whatif.WhatIf.as_plain`); empty without a game.
    process : dict
        Who made it (`io.lock.this_process`).
    """

    name: str
    path: str
    stamp: Stamp | None
    steps: tuple[Step, ...]
    copied_at: str = ""
    copy: str = ""
    states: tuple[StateNote, ...] = ()
    game: Mapping[str, Any] = field(default_factory=dict)
    process: dict[str, object] = field(default_factory=dict)

    @property
    def tried(self) -> tuple[str, ...]:
        """The steps of the game that were not taken back, in the user's words."""
        steps, done = self.game.get("steps"), self.game.get("done")
        if not isinstance(steps, list) or not isinstance(done, int):
            return ()
        return tuple(str(step.get("label", "")) for step in steps[:done] if isinstance(step, dict))


@dataclass(frozen=True)
class Kept:
    """A copy that lies in a folder, with its note."""

    folder: Path
    token: str
    note: Note

    @property
    def copy(self) -> Path:
        """The copy: a project file."""
        return self.folder / self.note.copy

    @property
    def original(self) -> Path | None:
        """The project file that the work belongs to, or ``None`` if it was never saved."""
        return Path(self.note.path) if self.note.path else None

    @property
    def original_unchanged(self) -> bool:
        """Whether the project file is still as it was when the work on it began."""
        return self.original is not None and stamp_of(self.original) == self.note.stamp is not None


def stamp_of(path: Path) -> Stamp | None:
    """Return by what a file is known again; ``None`` if it is not there.

    Examples
    --------
    >>> stamp_of(Path("gibt-es-nicht.gpkg")) is None
    True
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_size, found.st_mtime_ns)


class Keeper:
    """Keeps one copy of the work of one running program, always the newest.

    Parameters
    ----------
    folder : Path
        Made, for this user alone, when the first copy is written.

    Notes
    -----
    `keep` may run in a worker while `clear` is called from elsewhere; then what is being written does not come to count. Nor does
    it if a later `keep` from elsewhere is done before it (the program is told to end while a copy is being written).
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.token = _new_token()
        self._lock = threading.Lock()
        self._era = self._number = self._counts = 0
        self._now: Path | None = None
        self._states = StateFiles(folder)
        self._named: tuple[str, ...] = ()

    def keep(
        self,
        project: Project,
        note: Note,
        progress: Progress | None = None,
        states: Sequence[State] = (),
        *,
        beside: bool = False,
    ) -> Note | None:
        """Write a copy and its note; the copy before goes. ``None`` if meanwhile `clear` was called, or a newer copy is there.

        Parameters
        ----------
        project : Project
        note : Note
        progress : Progress, optional
        states : sequence of State
            What undo and redo go to, in each direction the nearest first.
        beside : bool
            As for `project_file.save`.

        Raises
        ------
        ProjectError
            If there is no room or no right to write. The copy before is then still there.
        """
        from quartiermap.io import project_file

        with self._lock:
            era, number = self._era, self._number + 1
            self._number = number
            copy = self.folder / f"{self.token}-{number}{_COPY}"
        before: Path | None = None
        turn = self._states.begin()
        _make_private(self.folder)
        try:
            project_file.save(project, copy, progress, beside=beside)
            with contextlib.suppress(OSError):
                copy.chmod(0o600)
            steps_kept = self._states.write(turn, self.token, project, states, progress, beside=beside)
            full = replace(note, copied_at=_now(), copy=copy.name, states=steps_kept, process=this_process())
            with self._lock:
                if era != self._era:
                    self._states.drop_all_but(self._named, turn)
                    return None
                if number < self._counts:
                    return None
                self._publish(full)
                self._counts = number
                before, self._now = self._now, copy
                self._states.drop_all_but(self._named, turn)
        except ProjectError:
            raise
        except InputError as error:
            raise ProjectError(error.problems) from error
        finally:
            for stale in (before, copy):
                if stale is not None and stale != self._now:
                    discard(stale)
        return full

    def clear(self) -> None:
        """Remove the copy: everything in it is saved, or nobody wants it."""
        with self._lock:
            self._era += 1
            _remove(self.folder, self.token, self._now)
            self._states.drop_all_but(())
            self._now, self._named = None, ()

    def go_on(self, kept: Kept) -> None:
        """Take over the copy of a program that is gone: it stays until there is a newer one, or all is saved."""
        with self._lock:
            _remove(self.folder, self.token, self._now)
            self._states.drop_all_but(())
            self._states.take_over([state.file for state in kept.note.states])
            self._era += 1
            self.token, self._now = kept.token, kept.copy
            numbers = kept.note.copy.removesuffix(_COPY).rpartition("-")[2]
            self._number = self._counts = int(numbers) if numbers.isdecimal() else 0
            self._publish(replace(kept.note, process=this_process()))

    def _publish(self, note: Note) -> None:
        rows = {**asdict(note), "states": as_rows(note.states)}
        text = json.dumps({"format": FORMAT, **rows}, ensure_ascii=False, indent=1)
        replace_file(self.folder / f"{self.token}{_NOTE}", lambda place: _write(place, text))
        self._named = tuple(state.file for state in note.states)


def left_behind(folder: Path) -> tuple[Kept, ...]:
    """Return the copies of programs that no longer run, the newest first; what cannot be read is left alone.

    A note counts only if it names a copy of its own in this folder: what else it might name is never touched.
    """
    found = []
    for file in _notes(folder) if folder.is_dir() else ():
        note = _read(file)
        if note is None or not process_gone(note.process):
            continue
        kept = Kept(folder, file.name.removesuffix(_NOTE), note)
        if _own(kept.token, note.copy) and kept.copy.is_file():
            found.append(kept)
    return tuple(sorted(found, key=lambda kept: kept.note.copied_at, reverse=True))


def load(
    kept: Kept, progress: Progress | None = None, glimpse: Callable[[Project], None] | None = None
) -> Project:
    """Read the project in a copy; `glimpse` is given its districts before the rest (`project_file.load`).

    Raises
    ------
    ProjectError
        If the copy is damaged or gone.
    """
    from quartiermap.io import project_file

    return project_file.load(kept.copy, progress, glimpse)


def load_states(kept: Kept, project: Project, progress: Progress | None = None) -> tuple[State, ...]:
    """Read the states beside a copy, which `load` has read; those that cannot be read are left out."""
    return read_states(kept.folder, kept.note.states, project, progress)


def throw_away(kept: Kept) -> None:
    """Remove a copy with its note and the states beside it for good."""
    _remove(kept.folder, kept.token, kept.copy)
    for state in kept.note.states:
        discard(kept.folder / state.file)


def sweep(folder: Path) -> int:
    """Remove what killed programs have left half written; return how many files."""
    if not folder.is_dir():
        return 0
    notes = {file: note for file in _notes(folder) if (note := _read(file)) is not None}
    named = {name for note in notes.values() for name in (note.copy, *(state.file for state in note.states))}
    # A program that goes on with the copy of one that is gone writes under the name of that one.
    taken_over = tuple(
        file.name.removesuffix(_NOTE) for file, note in notes.items() if not process_gone(note.process)
    )
    removed = 0
    for file in folder.iterdir():
        name = file.name.lstrip(".")
        if file in notes or file.name in named or name.startswith((*named, *taken_over)):
            continue
        writer = _writer(name)
        # A note of its own that cannot be read may be one of a newer version.
        if writer is None or _is_note(file) or not process_gone(writer):
            continue
        with contextlib.suppress(OSError):
            file.unlink()
            removed += 1
    return removed


def _is_note(file: Path) -> bool:
    """Tell a note from one that was being written: that one is hidden until it is swapped in."""
    return file.name.endswith(_NOTE) and not file.name.startswith(".")


def _notes(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob(f"*{_NOTE}") if _is_note(file))


def _writer(name: str) -> dict[str, object] | None:
    """Return the process that a file is named after (`_new_token`), ``None`` if it is no file of this computer's.

    The number alone would not do: another program may have it by now, and files would stay as long as that one runs.
    """
    host, pid, started = (*name.split("-"), "", "")[:3]
    if host != _host() or not pid.isdecimal():
        return None
    return {**this_process(), "pid": int(pid), "started": started or None}


def _remove(folder: Path, token: str, copy: Path | None) -> None:
    with contextlib.suppress(OSError):
        (folder / f"{token}{_NOTE}").unlink(missing_ok=True)  # the note first: a copy without one is nobody's
    if copy is not None:
        discard(copy)


def _make_private(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise ProjectError(write_problem(error, folder)) from error


def _new_token() -> str:
    return f"{_host()}-{os.getpid()}-{this_process()['started'] or ''}-{secrets.token_hex(4)}"


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def _own(token: str, copy: str) -> bool:
    number = copy.removeprefix(f"{token}-").removesuffix(_COPY)
    return copy == f"{token}-{number}{_COPY}" and number.isdigit()


def _write(place: Path, text: str) -> None:
    place.write_text(text, "utf-8")
    with contextlib.suppress(OSError):
        place.chmod(0o600)


def _read(file: Path) -> Note | None:
    """Return a note, or ``None`` for one that is damaged or of another format."""
    try:
        if file.stat().st_size > _MAX_NOTE_BYTES:
            return None
        values: dict[str, Any] = json.loads(file.read_text("utf-8"))
        if values.pop("format") != FORMAT:
            return None
        stamp = values.pop("stamp")
        steps = tuple(
            Step(str(s["label"]), str(s["when"]), bool(s["taken_back"])) for s in values.pop("steps")
        )
        texts = {key: str(values[key]) for key in ("name", "path", "copied_at", "copy")}
        return Note(
            steps=steps,
            stamp=None if stamp is None else Stamp(int(stamp["size"]), int(stamp["changed_ns"])),
            process=dict(values["process"]),
            states=from_rows(values.get("states", ()), file.name.removesuffix(_NOTE)),
            game=dict(values.get("game", {})),
            **texts,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
