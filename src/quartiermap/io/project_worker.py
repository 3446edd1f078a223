"""The process that builds project files: ``python -m quartiermap.io.project_worker``, begun by `project_process`.

Pickled pairs of path and project come in; ``("step", share, text)`` and at last ``("over", error)`` go out. It ends when its
parent does, in the middle of a file too, or when it has had nothing to do for a while.
"""

from __future__ import annotations

import os
import pickle
import queue
import sys
import threading
from pathlib import Path
from typing import IO, Any

from quartiermap.domain.progress import Progress

IDLE_S = 300.0
"""After so long without work it ends: it holds some 150 MB."""
_ROWS_AT_ONCE = 5_000
"""Nobody waits for a turn here; but a call has to be over before the end of the parent is noticed."""


def serve(jobs: IO[bytes], answers: IO[bytes]) -> int:
    """Build files until nobody asks any more."""
    waiting: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(jobs, waiting), daemon=True).start()

    def say(*words: object) -> None:
        try:
            answers.write(pickle.dumps(words))
            answers.flush()
        except OSError:  # nobody listens any more
            os._exit(1)

    while True:
        try:
            job = waiting.get(timeout=IDLE_S)
        except queue.Empty:
            return 0
        say("step", 0.0, "Projekt wird gespeichert")
        error = _outcome(job, Progress(lambda share, text: say("step", share, text)))
        del job  # a whole project, which would stay until the next one comes
        say("over", error)


def _read(jobs: IO[bytes], waiting: queue.SimpleQueue[Any]) -> None:
    """Take what comes in; the parent's end is this process' too."""
    while True:
        try:
            waiting.put(pickle.load(jobs))  # noqa: S301  (from the program itself)
        except (EOFError, OSError, pickle.UnpicklingError):
            os._exit(0)
        except Exception as error:  # noqa: BLE001  (a project that cannot be read here is told of)
            waiting.put(error)


def _outcome(job: Any, progress: Progress) -> Exception | None:
    """Do a job; return what went wrong, as something that can be sent."""
    from quartiermap.io import project_building

    if isinstance(job, Exception):
        return _sendable(job)
    path, project = job
    try:
        project_building.build(project, Path(path), progress, rows_at_once=_ROWS_AT_ONCE)
    except Exception as error:  # noqa: BLE001  (whoever asked knows what each of them means)
        return _sendable(error)
    return None


def _sendable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301
    except Exception:  # noqa: BLE001  (some errors of libraries cannot be made again from their words)
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def main() -> int:
    """Serve the parent; whatever libraries print goes where nobody takes it for an answer."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        return serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    raise SystemExit(main())
