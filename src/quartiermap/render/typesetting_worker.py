"""The typesetter, in a process of its own: ``python -m quartiermap.render.typesetting_worker REQUEST.json``, or ``--pages``.

With a file it does one thing of `typesetting.Typesetter` and ends. With ``--pages`` it serves `page_setter.PageSetter`: a line of
JSON in, a line of JSON and as many bytes as that says out, until nobody asks any more.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any, Literal

from quartiermap.render.typesetting import TOO_MUCH

STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]
"""Archivable and accessible in one file."""

IDLE_S = 120.0
"""After so long without a question a process that serves pages ends: it holds some 200 MB."""
MOST_FOR_PAGES = 1536 * 1024**2
"""Bytes that it may take."""

_ONE_PAGE = (
    b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.page), format: "svg")'
)


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


def typeset(request: dict[str, Any]) -> dict[str, Any]:
    """Lay out a portion, and with the task "set" write it; return what `Typesetter` tells."""
    import typst

    counting = request["task"] == "count"
    compiler = typst.Compiler(
        str(Path(request["root"]) / "report.typ"),
        root=request["root"],
        font_paths=request["fonts"],
        ignore_system_fonts=True,
        sys_inputs={"portion": request["portion"], "counting": "1" if counting else ""},
    )
    try:
        if not counting:
            compiler.compile(
                output=request["output"],
                format="pdf",
                pdf_standards=[*STANDARDS],
                timestamp=request["timestamp"],
            )
        (end,) = json.loads(compiler.query("<end>", field="value"))
        (length,) = json.loads(compiler.query("<length>", field="value"))
    except (typst.TypstError, RuntimeError) as error:
        return {"error": str(getattr(error, "diagnostic", "") or error)}
    return {**end, "length": length}


def join(request: dict[str, Any]) -> dict[str, Any]:
    """Join portions to one file."""
    from quartiermap.render import pdf_joining

    files = [pdf_joining.PortionFile(Path(path), before, pages) for path, before, pages in request["files"]]
    pdf_joining.join(files, Path(request["output"]))
    return {}


class _Pages:
    """The draft that is in sight."""

    def __init__(self) -> None:
        self._folders: tuple[str, ...] | None = None
        self._fonts: Any = None
        self._pages: list[bytes] = []

    def lay_out(self, request: dict[str, Any]) -> dict[str, Any]:
        """Lay out the report in a folder; its pages are kept as drawings, of which each is made a picture when it is asked for."""
        import typst

        root, folders = request["root"], tuple(request["fonts"])
        if self._folders != folders:
            self._fonts = typst.Fonts(include_system_fonts=False, font_paths=list(folders))
            self._folders = folders
        compiler = typst.Compiler(
            str(Path(root) / "report.typ"), root=root, font_paths=self._fonts,
            sys_inputs={"draft": "1", "portion": request["portion"]},
        )  # fmt: skip
        found = compiler.compile(format="svg")
        self._pages = [found] if isinstance(found, bytes) else list(found or [])
        chapters = json.loads(compiler.query("<chapter>", field="value"))
        return {"pages": len(self._pages), "chapters": {c["id"]: int(c["page"]) for c in chapters}}

    def page(self, number: int, ppi: int) -> bytes:
        """Return a page as PNG."""
        import typst

        drawn = typst.compile(
            _ONE_PAGE, font_paths=self._fonts, format="png", ppi=float(ppi), sys_inputs={"page": self._pages[number - 1].decode()},
        )  # fmt: skip
        return bytes(drawn)


def serve() -> int:
    """Answer questions for pages until there are none."""
    _Watch(MOST_FOR_PAGES).start()
    import typst

    pages = _Pages()
    while True:
        idle = threading.Timer(IDLE_S, os._exit, (0,))
        idle.daemon = True
        idle.start()
        line = sys.stdin.buffer.readline()
        idle.cancel()
        if not line:
            return 0
        request = json.loads(line)
        told: dict[str, Any] = {}
        picture = b""
        try:
            if request["task"] == "lay-out":
                told = pages.lay_out(request)
            else:
                picture = pages.page(request["number"], request["ppi"])
        except (typst.TypstError, RuntimeError) as error:
            told = {"error": str(getattr(error, "diagnostic", "") or error)}
        sys.stdout.buffer.write(json.dumps({**told, "bytes": len(picture)}).encode() + b"\n" + picture)
        sys.stdout.buffer.flush()


def main(request_file: str) -> int:
    """Do what a request says, and write the answer to the file that it names."""
    request = json.loads(Path(request_file).read_text("utf-8"))
    watch = _Watch(request["most_memory"])
    watch.start()
    answer = join(request) if request["task"] == "join" else typeset(request)
    answer["memory"] = watch.most
    Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
    return 1 if "error" in answer else 0


if __name__ == "__main__":
    raise SystemExit(serve() if sys.argv[1] == "--pages" else main(sys.argv[1]))
