"""The one way a file is written: complete beside its target, made durable, then swapped in.

A kill, a full disk or a vanished network drive at any moment leaves the old file or the new one, never a
mixture (measurements in the reliability notes, rules R5 and R7).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from quartiermap.domain import os_errors
from quartiermap.errors import InputError, Problem

_HOST = hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]
_STALE_AFTER_S = 24 * 3600.0
_RETRY_S = 3.0
_SHARING_ERRORS = (5, 32, 33)


def replace_file(path: Path, write: Callable[[Path], None]) -> None:
    """Write a file so that it is there whole or not at all.

    Parameters
    ----------
    path : Path
        The file to create or replace. Its folder is created if it is missing.
    write : callable
        Receives the path of a temporary file beside `path` (same suffix, does not exist yet) and must
        write the complete content there. Whatever it raises leaves `path` as it was.

    Raises
    ------
    InputError
        If the folder cannot be written, the disk is full, or the target is held open by another program.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a.txt"
    >>> replace_file(target, lambda temporary: temporary.write_text("eins") and None)
    >>> target.read_text(), [p.name for p in target.parent.iterdir()]
    ('eins', ['a.txt'])
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_leftovers(path)
        temporary = temporary_name(path)
        try:
            write(temporary)
            sync_file(temporary)
            swap_in(temporary, path)
        finally:
            discard(temporary)
    except OSError as error:
        raise InputError(write_problem(error, path)) from error


def fill_folder(folder: Path, fill: Callable[[Path], list[Path]]) -> list[Path]:
    """Write files that belong together: all are put in place when the last one is finished, or none is.

    Parameters
    ----------
    folder : Path
        Where the files go; other files there are left alone.
    fill : callable
        Receives an empty folder of the same volume, writes into it and returns what it wrote. Whatever it raises
        (also `Cancelled`) leaves `folder` as it was.

    Returns
    -------
    list of Path
        The files in their places.

    Raises
    ------
    InputError
        If a file cannot be put in its place, for example because another program holds it open.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp())
    >>> def fill(place: Path) -> list[Path]:
    ...     _ = (place / "a.txt").write_text("eins")
    ...     return [place / "a.txt"]
    >>> [p.relative_to(target).as_posix() for p in fill_folder(target, fill)], [p.name for p in target.iterdir()]
    (['a.txt'], ['a.txt'])
    """
    mark = folder / "Dateien"
    remove_leftovers(mark)
    place = make_folder(temporary_name(mark))
    try:
        finished = fill(place)
        targets = [folder / file.relative_to(place) for file in finished]
        for file, target in zip(finished, targets, strict=True):
            replace_file(target, file.replace)  # type: ignore[arg-type]
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return targets


def temporary_name(path: Path) -> Path:
    """Return an unused name beside `path`, hidden, with the same suffix, that names this process."""
    stem = path.name[:80]
    return path.with_name(f".{stem}.{_HOST}-{os.getpid()}-{secrets.token_hex(3)}.neu{path.suffix}")


def remove_leftovers(path: Path) -> list[Path]:
    """Remove temporary files of earlier writers of `path` that were killed; return what was removed.

    Files of a process that still runs, and fresh files of other computers, are left alone.
    """
    removed = []
    prefix = f".{path.name[:80]}."
    for candidate in path.parent.iterdir() if path.parent.is_dir() else ():
        if not candidate.name.startswith(prefix) or ".neu" not in candidate.name:
            continue
        host, _, rest = candidate.name[len(prefix) :].partition("-")
        pid = rest.partition("-")[0]
        if not pid.isdigit():
            continue
        with contextlib.suppress(OSError):
            old = time.time() - candidate.stat().st_mtime > _STALE_AFTER_S
            if old or (host == _HOST and not process_alive(int(pid))):
                if candidate.is_dir():
                    shutil.rmtree(candidate)
                else:
                    candidate.unlink()
                removed.append(candidate)
    return removed


def process_alive(pid: int) -> bool:
    """Tell whether a process with this number runs on this computer."""
    if sys.platform == "win32":  # pragma: no cover  (os.kill would end the process there)
        import ctypes

        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x1000, False, pid)
        if not handle:
            return False
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == 259
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def sync_file(path: Path) -> None:
    """Have the operating system put a file's content on the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Have the operating system put a folder's entries on the disk (POSIX; elsewhere nothing to do)."""
    if os.name != "posix":  # pragma: no cover
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Some network file systems refuse to sync a folder; the file itself is safe by then.
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def swap_in(temporary: Path, path: Path) -> None:
    """Put a finished file in the place of `path` and make the swap durable.

    On Windows virus scanners and sync clients hold files open for moments; the swap is tried again for
    three seconds. The old file is never deleted first.
    """
    until = time.monotonic() + _RETRY_S
    while True:
        try:
            temporary.replace(path)
        except OSError as error:
            if getattr(error, "winerror", None) in _SHARING_ERRORS and time.monotonic() < until:
                time.sleep(0.1)
                continue
            raise
        break
    sync_folder(path.parent)


def discard(temporary: Path) -> None:
    """Remove a temporary file and the side files that SQLite may have left with it."""
    for name in (temporary.name, *(f"{temporary.name}{end}" for end in ("-journal", "-wal", "-shm"))):
        with contextlib.suppress(OSError):
            temporary.with_name(name).unlink()


def make_folder(path: Path) -> Path:
    """Make a folder to write into, with those above it, and return it.

    Raises
    ------
    InputError
        If a file stands there, or the place cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reasons = {
            FileExistsError: ("Unter diesem Namen gibt es schon eine Datei.", "Einen anderen Ordner nennen."),
            PermissionError: ("Die Berechtigung zum Schreiben fehlt.", "Einen anderen Ordner nennen oder Schreibrecht einholen."),
            NotADirectoryError: ("Ein Teil des Pfads ist eine Datei.", "Einen anderen Ordner nennen."),
        }  # fmt: skip
        why, remedy = reasons.get(
            type(error), ("Der Ort lässt sich nicht beschreiben.", "Einen anderen Ordner nennen.")
        )
        raise InputError(
            Problem(
                f"Der Ordner lässt sich nicht anlegen: {why}", remedy, file=str(path), code="folder_not_made"
            )
        ) from error
    return path


def write_problem(error: OSError, path: Path) -> Problem:
    """Say in German why `path` could not be written, what is safe and what to do."""
    import errno

    safe = "Eine vorhandene Datei ist unverändert."
    reasons = {
        errno.ENOSPC: ("disk_full", "Auf dem Datenträger ist kein Platz mehr.", "Platz schaffen oder einen anderen Ordner wählen."),
        errno.EDQUOT if hasattr(errno, "EDQUOT") else -1: ("disk_full", "Das Speicherkontingent ist erschöpft.", "Platz schaffen oder einen anderen Ordner wählen."),
        errno.EROFS: ("read_only", "Der Ordner ist schreibgeschützt.", "Einen anderen Ordner wählen."),
        errno.EACCES: ("read_only", "Die Berechtigung zum Schreiben fehlt.", "Einen anderen Ordner wählen oder Schreibrecht einholen."),
        errno.EPERM: ("read_only", "Die Berechtigung zum Schreiben fehlt.", "Einen anderen Ordner wählen oder Schreibrecht einholen."),
        errno.ENOENT: ("folder_missing", "Der Ordner ist nicht (mehr) erreichbar.", "Laufwerk verbinden oder einen anderen Ordner wählen."),
        errno.ENOTDIR: ("folder_missing", "Der angegebene Ordner ist eine Datei.", "Einen anderen Ordner wählen."),
        errno.EISDIR: ("target_is_folder", "Unter diesem Namen gibt es schon einen Ordner.", "Einen anderen Dateinamen wählen."),
        errno.ENAMETOOLONG: ("name_too_long", "Der Dateiname ist zu lang.", "Einen kürzeren Namen wählen."),
    }  # fmt: skip
    code, reason, remedy = reasons.get(
        error.errno or 0,
        ("write_failed", f"Schreiben fehlgeschlagen ({os_errors.reason(error)}).", "Einen anderen Ordner wählen."),
    )  # fmt: skip
    return Problem(
        f"Die Datei konnte nicht geschrieben werden: {reason} {safe}", remedy, file=path.name, code=code
    )
