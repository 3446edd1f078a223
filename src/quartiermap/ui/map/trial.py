"""Whether the web engine ended the whole program when it came up the last time: some faults of it cannot be caught.

A file is written before the engine starts and taken away when its page stands. If it is still there at the next start, and
whoever wrote it is not running any more, the engine is left alone once.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

from platformdirs import user_cache_path

NAME = "web-map-starting"


def marker(folder: Path | None = None) -> Path:
    """Return where the file lies."""
    return (folder if folder is not None else user_cache_path("quartiermap", False)) / NAME


@cache
def died(path: Path) -> bool:
    """Tell whether the program died with the engine the last time; the answer stays as long as it runs, the next start tries again.

    Examples
    --------
    >>> import tempfile
    >>> path = marker(Path(tempfile.mkdtemp()))
    >>> died(path)
    False
    >>> begin(path)
    >>> died(path)  # it is this program that is just starting
    False
    """
    try:
        process = int(path.read_text("ascii"))
    except (OSError, ValueError):
        return False
    if process == os.getpid() or _runs(process):
        return False
    end(path)
    return True


def begin(path: Path) -> None:
    """Note that the engine is about to start; where nothing can be written, nothing is noted."""
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(os.getpid()), "ascii")


def end(path: Path) -> None:
    """Note that its page stands, or that the program ends as it should."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _runs(process: int) -> bool:
    if os.name == "nt":  # there, asking a process by a signal would end it
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
