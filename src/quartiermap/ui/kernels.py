"""Compiles the engine's kernels in a process of its own, so that the first analysis on a machine does not wait for it.

The window's process finds them in the cache afterwards. Done once for a version of the program; whoever computes before it
is finished compiles by himself, which is slower and nothing else.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QSettings

import quartiermap

log = logging.getLogger(__name__)

MODULE = "quartiermap.analysis.engine"
_KEY = "kernels"


def version() -> str:
    """Return what the compiled kernels depend on: the engine's files, numba, Python."""
    from importlib import metadata  # 15 ms, which the window need not wait for

    digest = hashlib.sha256(f"{sys.version}\n{metadata.version('numba')}\n".encode())
    package = Path(quartiermap.__file__).parent
    for path in (package / "compiling.py", *sorted((package / "analysis" / "engine").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Kernels(QObject):
    """Runs the compiler beside the window when it is due; ends it with the window."""

    def __init__(self, settings: QSettings, parent: QObject | None = None, *, module: str = MODULE) -> None:
        super().__init__(parent)
        self._settings, self._module = settings, module
        self._version = ""
        self.process: QProcess | None = None

    def start(self) -> bool:
        """Begin, if this version has not been compiled yet; tell whether it was begun."""
        try:
            self._version = version()
        except (OSError, ModuleNotFoundError):  # also what a package says that is not installed
            return False
        if self.process is not None or self._settings.value(_KEY) == self._version:
            return False
        self.process = QProcess(self)
        self.process.finished.connect(self._on_finished)
        self.process.start(sys.executable, ["-m", self._module])
        return True

    def stop(self) -> None:
        """End it; it begins anew at the next start."""
        if self.process is not None and self.process.state() != QProcess.ProcessState.NotRunning:
            self.process.finished.disconnect(self._on_finished)
            self.process.kill()
            self.process.waitForFinished(2000)

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if code == 0 and status == QProcess.ExitStatus.NormalExit:
            self._settings.setValue(_KEY, self._version)
        else:
            log.warning("compiling the kernels ended with %s", code)
