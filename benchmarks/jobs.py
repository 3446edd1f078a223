"""One job of one engine in a process of its own: started, watched, and honest about what became of it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
REMEDY = "python3 dev.py bench --peers"
"""Brings the peers that pip can bring."""
QGIS_REMEDY = "apt-get install -y qgis python3-qgis"


def qgis_python() -> str:
    """Return the system's own Python, empty if there is none: QGIS's bindings belong to it, never to a virtual environment."""
    return (shutil.which("python3", path=os.defpath) or "") if os.name == "posix" else ""


@dataclass(frozen=True)
class Outcome:
    """What became of a job.

    Parameters
    ----------
    result : dict or None
        The values that the job handed back; ``None`` if it did not come to that.
    missing : str
        Why there is no result, in German; empty if there is one.
    """

    result: dict[str, Any] | None
    missing: str = ""


@dataclass
class Run:
    """What all areas of one run share.

    Parameters
    ----------
    sides : tuple of int
        Junctions along each side of the street networks, smallest first.
    seed : int
    work : Path
        Folder for what is handed to the processes; removed after the run.
    timeout_s : float
        A job that takes longer is ended and named.
    only : frozenset of str
        Engines to run; empty: all.
    """

    sides: tuple[int, ...]
    seed: int
    work: Path
    timeout_s: float = 60.0
    only: frozenset[str] = frozenset()
    large: bool = False
    small: bool = False
    verbose: bool = True
    started: float = field(default_factory=time.monotonic)
    answers: dict[tuple[int, str], Outcome] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Tell on stderr what is being done, with the seconds since the start."""
        if self.verbose:
            print(f"{time.monotonic() - self.started:6.1f} s  {text}", file=sys.stderr, flush=True)

    def wanted(self, engine: str) -> bool:
        """Tell whether an engine was asked for."""
        return not self.only or engine in self.only

    def job(
        self,
        task: str,
        engine: str,
        folder: Path,
        *,
        environment: dict[str, str] | None = None,
        **settings: Any,
    ) -> Outcome:
        """Do one job in a process of its own (see `benchmarks.worker`), with more in its environment if wanted."""
        self.say(f"{task}: {engine}")
        description = {"task": task, "engine": engine, "folder": str(folder), "settings": settings}
        return start(
            [sys.executable, "-m", "benchmarks.worker"], description, self.timeout_s, also=environment
        )

    def qgis_job(self, task: str, folder: Path, **settings: Any) -> Outcome:
        """Do one job in QGIS's own Python (see `benchmarks.qgis_worker`)."""
        if not has_qgis():
            return Outcome(None, f"QGIS fehlt ({QGIS_REMEDY})")
        self.say(f"{task}: QGIS")
        description = {"task": task, "engine": "qgis", "folder": str(folder), "settings": settings}
        script = ROOT / "benchmarks" / "qgis_worker.py"
        return start([qgis_python(), str(script)], description, self.timeout_s, foreign=True)


def absent(module: str, distribution: str = "") -> str:
    """Return why a peer cannot be used, in German; empty if it is there.

    Examples
    --------
    >>> absent("json"), absent("no_such_engine", "no-such-engine")
    ('', 'no-such-engine fehlt (python3 dev.py bench --peers)')
    """
    # Asked for the whole package only: looking for a part of it would import it, before anybody takes the time.
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        return f"{distribution or module} fehlt ({REMEDY})"
    return ""


def version(distribution: str) -> str:
    """Return the version of a distribution, empty if there is none."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return ""


def named(title: str, distribution: str) -> str:
    """Return a title with the version of its distribution behind it, if it is installed.

    Examples
    --------
    >>> named("Keins", "no-such-engine")
    'Keins'
    """
    return f"{title} {version(distribution)}".strip()


def has_qgis() -> bool:
    """Tell whether QGIS's Python bindings are there."""
    python = qgis_python()
    if not python:
        return False
    asked = subprocess.run(
        [python, "-c", "import qgis.analysis"],
        env=_environment(foreign=True),
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0


def qgis_process() -> str:
    """Return the command of QGIS's native tools, empty if there is none.

    Debian wraps the program in a script whose option it then rejects; the program itself is asked.
    """
    return shutil.which("qgis_process.bin") or shutil.which("qgis_process") or ""


def start(
    command: list[str], description: dict[str, Any], timeout_s: float, *, foreign: bool = False, also: dict[str, str] | None = None
) -> Outcome:  # fmt: skip
    """Run a worker on a job description and read the values it leaves.

    Whatever goes wrong is said in the outcome: not installed, too slow, ended by the system, failed with a message.
    """
    folder = Path(description["folder"])
    answer = folder / f"answer-{description['task']}-{description['engine']}.json"
    answer.unlink(missing_ok=True)
    job = folder / f"job-{description['task']}-{description['engine']}.json"
    job.write_text(json.dumps(description | {"answer": str(answer)}), encoding="utf-8")
    code, said = ended([*command, str(job)], timeout_s, foreign=foreign, also=also)
    if code is None:
        return Outcome(None, f"nach {timeout_s:.0f} s abgebrochen")
    if code or not answer.is_file():
        lines = [line for line in said.splitlines() if line.strip()]
        why = lines[-1].strip()[:160] if lines else "ohne Meldung"
        return Outcome(None, f"vom System beendet (Signal {-code})" if code < 0 else f"gescheitert: {why}")
    values: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if values.get("missing"):
        return Outcome(None, str(values["missing"]))
    return Outcome(values)


def ended(
    command: list[str], timeout_s: float, *, foreign: bool = False, also: dict[str, str] | None = None
) -> tuple[int | None, str]:
    """Run a command to its end; return its code (``None``: too slow) and what it said. Its children end with it."""
    own_group = os.name == "posix"
    with subprocess.Popen(
        command, cwd=ROOT, env=_environment(foreign=foreign) | (also or {}), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=own_group,
    ) as process:  # fmt: skip
        try:
            said, _ = process.communicate(timeout=timeout_s)
        except BaseException as stopped:
            if own_group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.communicate()
            if not isinstance(stopped, subprocess.TimeoutExpired):
                raise
            return None, ""
        return process.returncode, said


_KEPT = ("HOME", "LANG", "TMPDIR", "USER", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
"""What QGIS gets of our environment."""


def _environment(*, foreign: bool) -> dict[str, str]:
    """Return the environment of a worker.

    QGIS gets one of its own: it looks for its Python by the search path, and for Qt's parts where variables say. A
    virtual environment (or pyenv's stand-ins for ``python3``) there makes it look in the wrong one.
    """
    own = dict(os.environ)
    if foreign:
        kept = {name: value for name, value in own.items() if name in _KEPT or name.startswith("LC_")}
        return kept | {"PATH": os.defpath, "QT_QPA_PLATFORM": "offscreen"}
    paths = [str(ROOT), str(ROOT / "src"), *filter(None, [own.get("PYTHONPATH", "")])]
    return own | {"PYTHONPATH": os.pathsep.join(paths)}
