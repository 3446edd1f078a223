"""OSM files: the whole of what we need from one file (``bench_osm``) next to what GDAL and pyrosm give."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import bench_osm, ours
from benchmarks.jobs import ROOT, Run, named
from benchmarks.measuring import repeat
from benchmarks.report import Row, Section
from benchmarks.worker import Job, times
from quartiermap.domain.texts import number

COLUMNS = ("wall_s", "cpu_s", "ratio", "import_s", "process_mb", "ways", "km")
_PEERS = (
    ("pyosmium", "pyosmium, nur begehbare Wege, Python-Schleife", "osmium", "osmium", "BSD"),
    ("gdal", "GDAL/pyogrio, Ebene lines", "pyogrio", "pyogrio", "MIT"),
    ("pyrosm", "pyrosm, walking", "pyrosm", "pyrosm", "MIT"),
)
WALKED = (
    "footway", "path", "pedestrian", "steps", "living_street", "residential", "service", "unclassified", "tertiary",
    "secondary", "primary", "track", "road", "platform", "cycleway", "bridleway",
)  # fmt: skip


def job_osm(job: Job) -> dict[str, Any]:
    """Read the walkable ways with a library, as its handbook does it."""
    path = Path(job.settings["file"])
    job.inputs_ready()
    work = {"pyosmium": _pyosmium, "gdal": _gdal, "pyrosm": _pyrosm}[job.engine]
    ways, timing = repeat(lambda: work(path), job.settings["runs"], job.settings["budget_s"])
    return {"ways": ways} | times(timing)


def _pyosmium(path: Path) -> int:
    import numpy as np
    import osmium

    kept = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
    lon: list[float] = []
    lat: list[float] = []
    first = [0]
    for found in kept.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
        if found.tags["highway"] in WALKED:
            for node in found.nodes:
                if node.location.valid():
                    lon.append(node.lon)
                    lat.append(node.lat)
            first.append(len(lon))
    _ = np.array(lon), np.array(lat), np.array(first)
    return len(first) - 1


def _gdal(path: Path) -> int:
    import pyogrio

    wanted = ", ".join(f"'{name}'" for name in WALKED)
    lines = pyogrio.read_dataframe(path, layer="lines", where=f"highway IN ({wanted})", columns=["osm_id", "highway"], use_arrow=True)  # fmt: skip
    return len(lines)


def _pyrosm(path: Path) -> int:
    import pyrosm

    return len(pyrosm.OSM(str(path)).get_network(network_type="walking"))


def measure(run: Run) -> list[Section]:
    """Return a table for the town beside the checkout, with ``--large`` one for the tiled file too."""
    extract = _real_data() / "osm" / "heidelberg.osm.pbf"
    if not extract.is_file():
        about = ["Kein OSM-Auszug neben diesem Stand (../shared/data oder QUARTIERMAP_REALDATA setzen)."]
        return [Section("osm", "OSM-Datei lesen", COLUMNS, [Row(ours.TITLE, missing="kein Auszug", ours=True)], about)]  # fmt: skip
    sections = [_section(run, extract, "Heidelberg", 2)]
    if run.large:
        tiled = Path(tempfile.gettempdir()) / "qm" / "heidelberg_tiled.osm.pbf"
        if not tiled.is_file():
            run.say("Heidelberg 8 × 5-mal nebeneinander legen")
            tiled.parent.mkdir(parents=True, exist_ok=True)
            bench_osm.tile(extract, tiled)
        sections.append(_section(run, tiled, "Heidelberg, 8 × 5-mal nebeneinander", 1))
    return sections


def _real_data() -> Path:
    named = os.environ.get("QUARTIERMAP_REALDATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


def _section(run: Run, path: Path, title: str, runs: int) -> Section:
    section = Section(
        "osm", f"OSM-Datei lesen: {title} ({number(path.stat().st_size / 1e6, 1)} MB)", COLUMNS,
        about=["Wir: Wegenetz mit Regeln, Plätzen, Namen und Merkmalen, Einrichtungen, Hindernisse, Wohnbauland. Andere: nur begehbare Wege."],
        facts={"bytes": path.stat().st_size},
    )  # fmt: skip
    names = {"without basemap": "ohne Grundkarte", "everything": "mit Grundkarte und Grenzen"}
    for what, want in bench_osm.WANTS.items():
        run.say(f"osm: QuartierMap, {names[what]}")
        row = Row(f"{ours.TITLE}, {names[what]}", licence="MIT", ours=what == "without basemap")
        section.rows.append(row)
        try:
            found = bench_osm.measure(path, want, runs if what == "without basemap" else 1)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            said = getattr(error, "stderr", None) or str(error)
            row.missing = f"gescheitert: {said.strip().splitlines()[-1][:160]}"
            continue
        row.values = {
            "wall_s": found["seconds"], "import_s": found["seconds_with_imports"] - found["seconds"], "cpu_s": found["processor_s"],
            "process_mb": found["peak_mb"], "km": found["km"], **{key: found[key] for key in ("edges", "vertices", "facilities")},
        }  # fmt: skip
    for name, label, module, distribution, licence in _PEERS:
        if run.wanted(name):
            where = run.work / "osm"
            where.mkdir(exist_ok=True)
            settings: dict[str, Any] = {"file": str(path), "runs": runs - 1, "budget_s": 12.0}
            done = run.job("osm", name, where, modules=[module], distribution=distribution, **settings)
            section.rows.append(Row(named(label, distribution), done.result or {}, done.missing, licence=licence))  # fmt: skip
    section.notes.append("Prozessorzeit bei uns mit Importen. GDAL meldet bei beschädigten Dateien keinen Fehler, pyrosm lässt Fußwege auf Radwegen weg (reference/engine.md 1).")  # fmt: skip
    return section.with_ratios()
