"""Runs the worker process on a staged file; every way it can end badly becomes a sentence."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quartiermap.domain.progress import Progress
from quartiermap.errors import MachineError
from quartiermap.io import worker
from quartiermap.io.file_formats import failure

_log = logging.getLogger(__name__)

TIME_LIMIT_S = 50.0
"""A foreign file that the worker has not read after this time (plus 1 s for each 2 MB) is given up."""


def ask_worker(
    path: Path, staged: Path, driver: str, folder: Path, layer: str | None, encoding: str | None, wanted: str | None, progress: Progress,
    near: Mapping[str, Sequence[float]] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Run the worker and return its answer; every way it can end badly is a sentence.

    With `near` (EPSG number as text -> west, south, east, north) only the cells of a census grid near the town come back.
    """
    limit = TIME_LIMIT_S + (sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())) / 2_000_000
    request = {
        "path": str(staged), "driver": driver, "layer": layer, "wanted": wanted, "encoding": encoding,
        "out": str(folder / "rows.feather"), "answer": str(folder / "answer.json"), "near": None if near is None else {k: list(v) for k, v in near.items()},
    }  # fmt: skip
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    skip: tuple[str, ...] = ()
    for _ in range(2):
        answer = _run_worker(path, folder, driver, skip, limit, progress)
        if answer.get("error") != "unknown_drivers":
            break
        skip = tuple(str(d) for d in answer["drivers"])
    error = answer.get("error")
    if error is not None:  # the library's own words are English and for the log only
        _log.info("%s: %s: %s", path.name, error, str(answer.get("text", ""))[:500])
    if error == "unknown_drivers":
        raise MachineError(
            "Die Geodaten-Bibliothek (GDAL) dieses Rechners lässt sich nicht absichern.", "make setup"
        )
    if error == "memory":
        raise failure(
            path,
            "Die Datei braucht zum Lesen mehr als 4 GB Arbeitsspeicher.",
            "Die Daten auf das Stadtgebiet zuschneiden.",
            "too_large",
        )
    if error == "encrypted":
        raise failure(
            path, "Die Datei ist mit einem Kennwort geschützt.", "Ohne Kennwort speichern und noch einmal einlesen.", "encrypted"
        )  # fmt: skip
    if error is not None and driver == "calamine":
        raise failure(
            path, "Die Excel-Datei ist beschädigt.", "In Excel oder LibreOffice öffnen und als XLSX speichern.", "xlsx_broken"
        )  # fmt: skip
    if error in ("unreadable", "layer_unreadable"):
        raise failure(
            path, "Die Datei lässt sich nicht lesen; sie ist beschädigt oder hat ein anderes Format, als ihre Endung sagt.",
            "Die Datei noch einmal beschaffen oder in QGIS öffnen und als GeoPackage speichern.", "unreadable",
        )  # fmt: skip
    return answer


def _run_worker(
    path: Path, folder: Path, driver: str, skip: tuple[str, ...], limit: float, progress: Progress
) -> dict[str, Any]:
    answer_file = folder / "answer.json"
    answer_file.unlink(missing_ok=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "quartiermap.io.worker", str(folder / "request.json")]
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=_worker_env(driver, skip),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            while True:
                try:
                    process.wait(timeout=0.05)
                    break
                except subprocess.TimeoutExpired:
                    used = time.monotonic() - started
                    progress.step(min(used / limit, 0.9), f"{path.name} lesen")
                    if used > limit:
                        raise failure(
                            path, f"Das Lesen wurde nach {limit:.0f} Sekunden abgebrochen; die Datei ist zu groß oder läuft in eine Endlosschleife.",
                            "Die Daten in QGIS öffnen, zuschneiden und als GeoPackage speichern.", "time_limit",
                        ) from None  # fmt: skip
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    if process.returncode != 0 or not answer_file.is_file():
        tail = (folder / "worker.log").read_bytes()[-300:].decode("utf-8", "replace").strip().splitlines()
        _log.warning("%s: worker ended with %s: %s", path.name, process.returncode, tail[-1:] or "")
        raise failure(
            path, "Beim Lesen der Datei ist der Leseprozess abgestürzt; die Datei ist beschädigt oder zu groß.",
            "Die Datei noch einmal beschaffen oder in QGIS öffnen und als GeoPackage speichern.", "worker_crashed",
        )  # fmt: skip
    answer: dict[str, Any] = json.loads(answer_file.read_text("utf-8"))
    return answer


def _worker_env(driver: str, skip: tuple[str, ...]) -> dict[str, str]:
    env = worker.environment(driver, skip)
    source = str(Path(__file__).resolve().parents[2])
    env["PYTHONPATH"] = source
    return env
