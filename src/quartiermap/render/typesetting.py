"""Starts the typesetter (`typesetting_worker`) in a process of its own and waits for it.

A process of its own can be stopped at any moment, what it took is given back at once, and a document that grows beyond
all bounds, or a fault of the typesetter, ends it and not the program.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quartiermap.domain.texts import number
from quartiermap.errors import MachineError

MOST_MEMORY = 2 * 1024**3
"""Bytes; a portion of a report takes 0.3 GB (see docs/decisions/report.md)."""
TOO_MUCH = 9
"""Exit code of a process that would take more than it may."""


@dataclass(frozen=True)
class Typesetter:
    """What every run on one report shares.

    Parameters
    ----------
    folder : Path
        Holds ``report.typ`` and everything it reads; nothing outside of it can be read.
    fonts : sequence of Path
        Folders; fonts of the system are never used.
    timestamp : int
        Seconds since 1970 that the file names as its date.
    most_memory : int
        Bytes that a process may take.
    """

    folder: Path
    fonts: Sequence[Path]
    timestamp: int
    most_memory: int = MOST_MEMORY

    def count(self, portion: str, waiting: Callable[[float], None]) -> dict[str, Any]:
        """Lay out a portion (the name of its file) without maps; return its length and what the next one starts from."""
        return self._run({"task": "count", "portion": portion}, waiting)

    def set(self, portion: str, output: Path, waiting: Callable[[float], None]) -> dict[str, Any]:
        """Set a portion as PDF/UA-1 and PDF/A-3a; return its length."""
        return self._run({"task": "set", "portion": portion, "output": str(output.resolve())}, waiting)

    def join(
        self, files: Sequence[tuple[Path, int, int]], output: Path, waiting: Callable[[float], None]
    ) -> None:
        """Join portions: for each its file, its spare pages in front, its own pages."""
        named = [[str(path), before, pages] for path, before, pages in files]
        self._run({"task": "join", "files": named, "output": str(output.resolve())}, waiting)

    def _run(self, task: Mapping[str, Any], waiting: Callable[[float], None]) -> dict[str, Any]:
        """Do one thing in a process of its own.

        Parameters
        ----------
        waiting : callable
            Is given the seconds gone by, twenty times a second; what it raises (`Cancelled`) ends the process at once.

        Raises
        ------
        MachineError
            If the memory does not do.
        RuntimeError
            With the typesetter's message: a document of ours that cannot be set is a bug of ours.
        """
        request, answer = self.folder / "typeset.json", self.folder / "typeset-answer.json"
        answer.unlink(missing_ok=True)
        common = {
            "root": str(self.folder.resolve()),
            "fonts": [str(f) for f in self.fonts],
            "timestamp": self.timestamp,
            "most_memory": self.most_memory,
            "answer": str(answer),
        }
        request.write_text(json.dumps({**common, **task}), "utf-8")
        log = self.folder / "typeset.log"
        code = _waited_for([str(request)], log, waiting)
        if code == TOO_MUCH:
            raise MachineError(
                f"Der Bericht braucht beim Setzen mehr als {number(self.most_memory // 1024**2)}\u00a0MB Arbeitsspeicher. In der Vorlage die "
                "Quartiersseiten auf „nur Quartiere mit Lücken“ stellen oder Kapitel abschalten."
            )
        told: dict[str, Any] = json.loads(answer.read_text("utf-8")) if answer.is_file() else {}
        if code != 0 or "error" in told or not told:
            tail = log.read_bytes()[-2000:].decode("utf-8", "replace")
            raise RuntimeError(f"typesetting ended with {code}: {told.get('error') or tail.strip()}")
        return told


def worker(*arguments: str) -> list[str]:
    """Return the command that starts the typesetter."""
    return [sys.executable, "-m", "quartiermap.render.typesetting_worker", *arguments]


def environment() -> dict[str, str]:
    """Return the environment in which the typesetter finds the program."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}


def _waited_for(arguments: Sequence[str], log: Path, waiting: Callable[[float], None]) -> int:
    started = time.monotonic()
    with log.open("wb") as told:
        process = subprocess.Popen(
            worker(*arguments), stdin=subprocess.DEVNULL, stdout=told, stderr=told, env=environment()
        )
        try:
            while True:
                try:
                    return process.wait(timeout=0.05)
                except subprocess.TimeoutExpired:
                    waiting(time.monotonic() - started)
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
