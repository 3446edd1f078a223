"""Keeps two running programs from writing the same project (DESIGN.md 4.1).

The lock is a small file beside the project that names the process, as QLockFile does, but without Qt. A lock
whose process no longer runs on this computer is taken over; one of another computer is believed.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import glob
import json
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from quartiermap.errors import Problem, ProjectError
from quartiermap.io.atomic import process_alive, write_problem

_held: dict[Path, int] = {}
"""Locks of this process and how often each is held; a nested lock of our own is not a conflict."""


class ProjectLock:
    """The right to write one project file.

    Parameters
    ----------
    path : Path
        The project file; the lock lies beside it as ``.<name>.lock``.

    Examples
    --------
    >>> import tempfile
    >>> project = Path(tempfile.mkdtemp()) / "a.gpkg"
    >>> with ProjectLock(project):
    ...     project.with_name(".a.gpkg.lock").is_file()
    True
    >>> project.with_name(".a.gpkg.lock").exists()
    False
    """

    def __init__(self, path: Path) -> None:
        resolved = Path(path).resolve()
        self.path = resolved
        self.file = resolved.with_name(f".{resolved.name[:200]}.lock")
        self._mine = False

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._mine

    def acquire(self) -> None:
        """Take the lock.

        Raises
        ------
        ProjectError
            If another running program holds it, or the folder cannot be written.
        """
        if self._mine:
            return
        if self.file in _held:
            _held[self.file] += 1
            self._mine = True
            return
        for _ in range(5):
            try:
                self._create()
            except FileExistsError:
                holder = _read_holder(self.file)
                if holder is not None and not process_gone(holder):
                    raise ProjectError(_in_use(holder, self.path)) from None
                self._take_away(holder)
                continue
            except OSError as error:
                raise ProjectError(write_problem(error, self.path)) from error
            _held[self.file] = 1
            self._mine = True
            self._sweep()
            return
        raise ProjectError(_in_use({}, self.path))

    def release(self) -> None:
        """Give the lock back; nothing happens if it is not held."""
        if not self._mine:
            return
        self._mine = False
        _held[self.file] -= 1
        if _held[self.file] == 0:
            del _held[self.file]
            with contextlib.suppress(OSError):
                self.file.unlink()

    def __enter__(self) -> ProjectLock:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _create(self) -> None:
        """Put the whole lock file there in one step, or fail because there is one."""
        content = json.dumps(
            {
                **this_process(),
                "since": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
                "token": secrets.token_hex(8),
            }
        )
        draft = self.file.with_name(f"{self.file.name}.{os.getpid()}-{secrets.token_hex(3)}")
        draft.write_text(content, "utf-8")
        try:
            # A hard link is created in one step with its content; a reader never sees a half-written lock.
            os.link(draft, self.file)
        except FileExistsError:
            raise
        except OSError:
            # File systems without hard links: exclusive creation, the content follows at once.
            with self.file.open("x", encoding="utf-8") as handle:
                handle.write(content)
        finally:
            draft.unlink(missing_ok=True)

    def _sweep(self) -> None:
        """Remove the drafts of programs that were killed while they took the lock."""
        for draft in self.file.parent.glob(f"{glob.escape(self.file.name)}.*-*"):
            process = draft.name.removeprefix(f"{self.file.name}.").partition("-")[0]
            if process.isdecimal() and not process_alive(int(process)):
                with contextlib.suppress(OSError):
                    draft.unlink()

    def _take_away(self, holder: dict[str, object] | None) -> None:
        """Remove a stale lock, but not a fresh one that another program has put there meanwhile."""
        if holder is None:
            return
        aside = self.file.with_name(f"{self.file.name}.{os.getpid()}-{secrets.token_hex(3)}")
        with contextlib.suppress(FileNotFoundError):
            self.file.rename(aside)
            if _read_holder(aside) != holder:
                with contextlib.suppress(OSError):
                    os.link(aside, self.file)
            aside.unlink(missing_ok=True)


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold the lock of a project for the length of a block; free if this process holds it already."""
    with ProjectLock(path):
        yield


def _read_holder(file: Path) -> dict[str, object] | None:
    """Return what a lock file says; ``{}`` for one that cannot be understood, ``None`` if there is none."""
    try:
        read = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def this_process() -> dict[str, object]:
    """Return what names this process, for `process_gone` of another one to look at.

    Examples
    --------
    >>> process_gone(this_process())
    False
    """
    return {"pid": os.getpid(), "host": socket.gethostname(), "started": _started(os.getpid())}


def process_gone(holder: dict[str, object]) -> bool:
    """Tell whether a process (named by `this_process`) no longer runs; one of another computer is believed to run."""
    if holder.get("host") != socket.gethostname():
        return False
    pid = holder.get("pid")
    if not isinstance(pid, int):
        return True
    if not process_alive(pid):
        return True
    # The number may belong to another program by now; its start time tells.
    return holder.get("started") is not None and holder["started"] != _started(pid)


def _started(pid: int) -> str | None:
    """Return when a process began, where the system tells it cheaply (Linux), else ``None``.

    ``None`` too for one that has ended and is only still listed because nobody has asked how.
    """
    try:
        state, *about = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return None if state in "ZX" else about[18]
    except (OSError, ValueError, IndexError):
        return None


def _in_use(holder: dict[str, object], path: Path) -> Problem:
    since = str(holder.get("since", ""))
    when = f", seit {since[8:10]}.{since[5:7]}.{since[:4]} {since[11:16]} Uhr" if len(since) >= 16 else ""
    host = holder.get("host", "unbekannt")
    return Problem(
        f"Das Projekt ist in einem anderen QuartierMap geöffnet (Rechner {host}, Prozess {holder.get('pid', '?')}{when}).",
        "Dort schließen oder das Projekt unter anderem Namen speichern. Läuft dort nichts mehr, die Datei "
        f"„.{path.name}.lock“ löschen.",
        file=path.name,
        code="project_in_use",
    )
