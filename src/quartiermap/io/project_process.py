"""Has project files built by a process beside the program, so that the window can be used meanwhile.

Writing a city takes seconds in which GDAL and Python's JSON let no other thread of their process in; handing the project over
takes a tenth of one, in small pieces. The process (`project_worker`) is begun when it is needed, and stays for a while.
"""

from __future__ import annotations

import atexit
import logging
import os
import pickle
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

import numpy as np
import shapely
from geopandas.array import GeometryArray

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import Problem, ProjectError
from quartiermap.io import child_process, project_building

log = logging.getLogger(__name__)

_TRIES = 2
"""A process that ends before it says anything had been idle for too long just then; another one is begun."""
_SHAPES_AT_ONCE = 1000
_CANNOT_BE_SENT = (pickle.PicklingError, TypeError, AttributeError)
_ENDED = Problem(
    "Das Projekt konnte nicht gespeichert werden: Der Prozess, der es schreibt, ist unerwartet beendet worden. "
    "Eine vorhandene Datei ist unverändert.",
    "Noch einmal speichern; das Programm schreibt dann selbst und antwortet dabei langsamer.",
    code="project_writer_ended",
)


class _EndedError(Exception):
    """The process is not there (any more); `began` tells whether it had begun to build."""

    def __init__(self, why: object, *, began: bool) -> None:
        super().__init__(str(why))
        self.began = began


class SavingProcess:
    """One process that builds one file after the other; may be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._doubtful = False
        atexit.register(self.close)

    def build(self, project: Project, path: Path, progress: Progress) -> None:
        """Write a project's file as `project_building.build` does, and raise what that raises.

        Where no process can be begun, or the project cannot be sent, it is written in this one. If the process ends in the
        middle that is said, and the next file is written in this one: something on this machine ends processes.

        Raises
        ------
        ProjectError
            Also if the process has ended.
        """
        with self._lock:
            for _ in range(0 if self._doubtful else _TRIES):
                try:
                    self._have_built(project, path, progress)
                except _EndedError as error:
                    log.warning("the process that saves has ended: %s", error)
                    if error.began:
                        self._doubtful = True
                        raise ProjectError(_ENDED) from error
                else:
                    return
            self._doubtful = False
            project_building.build(project, path, progress)

    def close(self) -> None:
        """End the process at once; what it was building stays half done."""
        process, self._process = self._process, None
        if process is not None:
            child_process.end(process)

    def _have_built(self, project: Project, path: Path, progress: Progress) -> None:
        try:
            process = self._running()
            _hand_over(process.stdin, (str(path), project), progress)
            error = _wait_for(process.stdout, progress)
        except BaseException:  # also stopped by the user: it would go on with what nobody waits for
            self.close()
            raise
        if error is not None:
            raise error

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            source = str(Path(__file__).resolve().parents[2])
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "quartiermap.io.project_worker"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    env={**os.environ, "PYTHONPATH": source, "OGR_SQLITE_SYNCHRONOUS": "OFF"},
                )
            except OSError as error:
                raise _EndedError(error, began=False) from error
        return self._process


def _hand_over(pipe: IO[bytes] | None, job: object, progress: Progress) -> None:
    """Send what is to be built, in pieces between which others have their turn."""
    if pipe is None:
        raise _EndedError("no pipe", began=False)
    try:
        _Pickler(_Pipe(pipe, progress), progress).dump(job)
        pipe.flush()
    except (OSError, *_CANNOT_BE_SENT) as error:
        raise _EndedError(error, began=False) from error


def _wait_for(pipe: IO[bytes] | None, progress: Progress) -> Exception | None:
    """Listen until the file is built; return why it was not."""
    began = False
    while pipe is not None:
        try:
            what, *values = pickle.load(pipe)  # noqa: S301  (a process of our own)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise _EndedError(str(error) or "it says nothing more", began=began) from error
        began = True
        if what == "step":
            progress.step(*values)
        else:
            error_told: Exception | None = values[0]
            return error_told
    raise _EndedError("no pipe", began=False)


class _Pipe:
    """What the pickler writes to: between two of its pieces (64 KB) the window may do what it has to."""

    def __init__(self, pipe: IO[bytes], progress: Progress) -> None:
        self._pipe, self._progress = pipe, progress

    def write(self, data: Any) -> int:
        """Send a piece."""
        self._progress.step(0.0, "Projekt wird gespeichert")
        return self._pipe.write(data)


class _Pickler(pickle.Pickler):
    """Sends shapes in pieces: made into bytes all at once, those of a city would hold everything up for 50 ms."""

    def __init__(self, pipe: _Pipe, progress: Progress) -> None:
        super().__init__(pipe, protocol=5)
        self._progress = progress

    def reducer_override(self, value: Any) -> Any:
        """Return how shapes are sent; everything else goes as it always does."""
        if not isinstance(value, GeometryArray):
            return NotImplemented
        shapes, pieces = np.asarray(value, dtype=object), []
        for first in range(0, len(shapes), _SHAPES_AT_ONCE):
            self._progress.step(0.0, "Projekt wird gespeichert")
            pieces.append(shapely.to_wkb(shapes[first : first + _SHAPES_AT_ONCE]))
        return shapes_of, (pieces, value.crs)


def shapes_of(pieces: list[Any], crs: Any) -> GeometryArray:
    """Undo what `_Pickler` does with shapes."""
    shapes = [shapely.from_wkb(piece) for piece in pieces]
    return GeometryArray(np.concatenate(shapes) if shapes else np.zeros(0, object), crs)


_process = SavingProcess()


def build(project: Project, path: Path, progress: Progress) -> None:
    """Write a project's file by the one process of this program (`SavingProcess.build`)."""
    _process.build(project, path, progress)
