"""The typesetter in a process of its own: ``python -m quartiermap.render.typesetting REQUEST.json``.

A report of 500 pages takes seconds and hundreds of megabytes. In a process of its own it can be stopped at any moment, what
it took is given back at once, and a document that grows beyond all bounds ends it and not the program.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import MachineError

MOST_MEMORY = 3 * 1024**3
"""Bytes; Berlin with a page for each of its 448 districts takes 1.9 GB, Heidelberg a quarter of it."""
PDF_STANDARDS = ("a-3a", "ua-1")
"""Archivable and accessible in one file."""
TOO_MUCH = 9
"""Exit code of a process that would take more than it may."""


@dataclass(frozen=True)
class Typeset:
    """What the typesetter tells: seconds it took, and the most memory it had (bytes; 0 where the system does not tell)."""

    seconds: float
    memory: int


def typeset(
    folder: Path,
    output: Path,
    fonts: Sequence[Path],
    timestamp: int,
    progress: Progress,
    *,
    expected_s: float = 5.0,
    most_memory: int = MOST_MEMORY,
) -> Typeset:
    """Set ``report.typ`` in `folder` and write the PDF to `output`.

    Parameters
    ----------
    fonts : sequence of Path
        Folders; fonts of the system are never used.
    timestamp : int
        Seconds since 1970 that the file names as its date.
    expected_s : float
        For the progress bar only.

    Raises
    ------
    Cancelled
        If the user asked to stop: the process is ended at once, `output` is not written.
    MachineError
        If the memory does not do.
    RuntimeError
        With the typesetter's message: a document of ours that cannot be set is a bug of ours.
    """
    request = folder / "typeset.json"
    answer = folder / "typeset-answer.json"
    answer.unlink(missing_ok=True)
    request.write_text(
        json.dumps(
            {
                "input": str(folder / "report.typ"),
                "root": str(folder),
                "output": str(output.resolve()),
                "fonts": [str(f) for f in fonts],
                "standards": list(PDF_STANDARDS),
                "timestamp": timestamp,
                "most_memory": most_memory,
                "answer": str(answer),
            }
        ),
        "utf-8",
    )
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])}
    with (folder / "typeset.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "quartiermap.render.typesetting", str(request)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
        )
        try:
            while True:
                try:
                    process.wait(timeout=0.05)
                    break
                except subprocess.TimeoutExpired:
                    used = time.monotonic() - started
                    progress.step(used / (used + expected_s), "Bericht setzen")
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    if process.returncode == TOO_MUCH:
        raise MachineError(
            f"Der Bericht braucht beim Setzen mehr als {number(most_memory // 1024**2)}\u00a0MB Arbeitsspeicher. In der Vorlage die "
            "Quartiersseiten auf „nur Quartiere mit Lücken“ stellen oder Kapitel abschalten."
        )
    told: dict[str, Any] = json.loads(answer.read_text("utf-8")) if answer.is_file() else {}
    if process.returncode != 0 or "error" in told or not told:
        tail = (folder / "typeset.log").read_bytes()[-2000:].decode("utf-8", "replace")
        raise RuntimeError(
            f"typesetting ended with {process.returncode}: {told.get('error') or tail.strip()}"
        )
    return Typeset(time.monotonic() - started, int(told["memory"]))


def memory_now() -> int:
    """Return the memory of this process in bytes; 0 where the system does not tell."""
    if sys.platform == "win32":
        return _windows_memory()
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _windows_memory() -> int:
    class Counters(ctypes.Structure):
        _fields_ = [
            ("cb", ctypes.c_ulong), ("PageFaultCount", ctypes.c_ulong), ("PeakWorkingSetSize", ctypes.c_size_t), ("WorkingSetSize", ctypes.c_size_t),
            ("QuotaPeakPagedPoolUsage", ctypes.c_size_t), ("QuotaPagedPoolUsage", ctypes.c_size_t), ("QuotaPeakNonPagedPoolUsage", ctypes.c_size_t),
            ("QuotaNonPagedPoolUsage", ctypes.c_size_t), ("PagefileUsage", ctypes.c_size_t), ("PeakPagefileUsage", ctypes.c_size_t),
        ]  # fmt: skip

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel: Any = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    call = kernel.K32GetProcessMemoryInfo
    call.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong]
    return int(counters.WorkingSetSize) if call(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb) else 0  # fmt: skip


class _Watch(threading.Thread):
    """Ends the process when it takes too much; remembers the most it had."""

    def __init__(self, most: int) -> None:
        super().__init__(daemon=True)
        self._limit = most
        self.most = 0

    def run(self) -> None:
        while True:
            self.most = max(self.most, memory_now())
            if self.most > self._limit:
                os._exit(TOO_MUCH)
            time.sleep(0.02)


def main(request_file: str) -> int:
    """Set one document as the request says."""
    import typst

    request = json.loads(Path(request_file).read_text("utf-8"))
    watch = _Watch(request["most_memory"])
    watch.start()
    answer: dict[str, Any] = {}
    try:
        typst.compile(
            request["input"],
            output=request["output"],
            root=request["root"],
            font_paths=request["fonts"],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=request["standards"],
            timestamp=request["timestamp"],
        )
    except (typst.TypstError, RuntimeError) as error:
        answer["error"] = str(getattr(error, "diagnostic", "") or error)
    answer["memory"] = watch.most
    Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
    return 1 if "error" in answer else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
