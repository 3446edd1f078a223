"""Ends processes that the program has begun and talks to over pipes."""

from __future__ import annotations

import subprocess
from contextlib import suppress


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process at once and let go of its pipes; what it was doing stays half done.

    Examples
    --------
    >>> import sys
    >>> process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    >>> end(process)
    >>> process.poll() is None, process.stdin.closed, process.stdout.closed
    (False, True, True)
    """
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not sent any more
            if pipe is not None:
                pipe.close()
