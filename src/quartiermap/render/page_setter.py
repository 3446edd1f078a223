"""Sets drafts in a process of its own that stays (`typesetting_worker --pages`), and returns their pages as pictures.

What was laid out before is used again there, so that after the change of a text only that is laid out anew; and a fault of the
typesetter ends that process, not the program.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quartiermap.errors import MachineError
from quartiermap.io import child_process
from quartiermap.render.typesetting import environment, worker

_TRIES = 2
"""A process that has ended (it does after a while without work) is begun anew once for the same question."""


class _EndedError(Exception):
    """The process is not there any more."""


class PageSetter:
    """One draft at a time, asked page by page; may be used from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._told: dict[str, Any] = {}
        self._draft = ""
        atexit.register(self.close)

    def start(self) -> None:
        """Begin the process, so that it is ready when something is to be set."""
        with self._lock:
            self._running()

    def lay_out(self, draft: str, folder: Path, portion: str, fonts: Sequence[Path]) -> dict[str, Any]:
        """Lay out the report in a folder; return ``pages`` (how many) and ``chapters`` (where each begins, by its id).

        Parameters
        ----------
        draft : str
            A name for this state of the report, for `page`. The folder is not needed any more afterwards.

        Raises
        ------
        MachineError
            If the typesetter's process ends again and again.
        RuntimeError
            With the typesetter's message: a document of ours that cannot be set is a bug of ours.
        """
        with self._lock:
            self._draft = ""
            self._told, _ = self._ask(
                {"task": "lay-out", "root": str(folder.resolve()), "portion": portion, "fonts": [str(f) for f in fonts]}
            )  # fmt: skip
            self._draft = draft
            return self._told

    def page(self, draft: str, number: int, ppi: int) -> bytes | None:
        """Return a page (from 1) of a draft as PNG; ``None`` if another draft was laid out since, or the process has ended."""
        with self._lock:
            if draft != self._draft or self._process is None or self._process.poll() is not None:
                return None
            try:
                _, picture = self._answer(self._process, {"task": "page", "number": number, "ppi": ppi})
            except _EndedError:
                self.close()
                return None
            return picture

    def close(self) -> None:
        """End the process at once; it begins anew when something is asked."""
        process, self._process = self._process, None
        if process is not None:
            child_process.end(process)

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        for _ in range(_TRIES):
            try:
                return self._answer(self._running(), request)
            except _EndedError:
                self.close()
        raise MachineError(
            "Die Vorschau ließ sich nicht setzen: Der Schriftsetzer hat sich unerwartet beendet. Die letzte Änderung (meist ein Logo oder eine Schrift) "
            "zurücknehmen; hilft das nicht, liegt ein Fehler im Programm vor."
        )

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                worker("--pages"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(),
            )  # fmt: skip
        return self._process

    @staticmethod
    def _answer(process: subprocess.Popen[bytes], request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        if process.stdin is None or process.stdout is None:
            raise _EndedError
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            told: dict[str, Any] = json.loads(line) if line else {}
            picture = process.stdout.read(told.get("bytes", 0))
        except (OSError, ValueError) as error:
            raise _EndedError from error
        if "bytes" not in told or len(picture) < told["bytes"]:
            raise _EndedError
        if "error" in told:
            raise RuntimeError(f"typesetting a draft: {told['error']}")
        return told, picture
