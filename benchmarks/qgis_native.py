"""QGIS's native network tools, as a planner calls them: ``qgis_process`` on layers in files."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks import ours
from benchmarks.jobs import QGIS_REMEDY, Run, ended, qgis_process
from benchmarks.report import Row
from benchmarks.streets import Town

if TYPE_CHECKING:
    from quartiermap.domain.network import OnNetwork

TOLERANCE_M = 0.001
"""With the default of 0 points exactly on a vertex come out wrong by kilometres (reference/engine.md 4)."""
SHIFT_M = (450_000.0, 5_450_000.0)
"""Where the town is put for QGIS: it measures on the ellipsoid, and the corner of a UTM zone is no place for a town."""
_PROJECT = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" projectname=\"\"></qgis>\n"
"""Network tools want a project to be named; an empty one will do."""


def feet(town: Town, name: str, count: int | None = None) -> OnNetwork:
    """Return points at their places on the streets, without the way beside them: tools of QGIS do not count it."""
    on = town.on[name] if count is None else town.on[name].pick(np.arange(count))
    return replace(on, leg_m=np.zeros(len(on.leg_m)))


def serviceareas(run: Run, where: Path, town: Town, starts: OnNetwork, limit_m: float) -> Row:
    """Return the time of ``native:serviceareafromlayer``; it gives lines, no polygons."""
    row = Row("QGIS native:serviceareafromlayer (nur Linien)", licence="GPL")
    out = where / "reach.gpkg"
    arguments = {
        "INPUT": _streets(where, town), "START_POINTS": _points(where, town, "starts", starts), "STRATEGY": 0, "TRAVEL_COST2": limit_m,
        "TOLERANCE": TOLERANCE_M, "OUTPUT_LINES": out,
    }  # fmt: skip
    if _tool(run, row, "native:serviceareafromlayer", where, arguments, out):
        import geopandas as gpd

        row.values["lines_km"] = float(gpd.read_file(out).length.sum()) / 1000
        row.remark = "mit Programmstart"
    return row


def ways_to_cells(run: Run, where: Path, town: Town, facilities: int) -> Row:
    """Return the time of ``native:shortestpathpointtolayer`` from one facility to all cells, times the facilities."""
    row = Row("QGIS native:shortestpathpointtolayer", licence="GPL")
    out = where / "ways.gpkg"
    start, cells = feet(town, "kita", 1), feet(town, "cells")
    x, y = _coordinates(town, start)
    arguments = {
        "INPUT": _streets(where, town), "START_POINT": f"{x[0]:.6f},{y[0]:.6f} [EPSG:25832]", "END_POINTS": _points(where, town, "cells", cells),
        "STRATEGY": 0, "TOLERANCE": TOLERANCE_M, "OUTPUT": out,
    }  # fmt: skip
    if _tool(run, row, "native:shortestpathpointtolayer", where, arguments, out):
        import geopandas as gpd

        found = gpd.read_file(out, ignore_geometry=True).sort_values("point")
        truth = ours.router(town.network).nearest(cells, start)[0]
        theirs = np.full(len(truth), np.inf)
        theirs[found["point"].to_numpy()] = found["cost"].to_numpy()
        both = np.isfinite(truth) & np.isfinite(theirs)
        apart = np.abs(truth[both] - theirs[both])
        row.values |= {
            "deviation_m": float(apart.max()), "only_one": int((np.isfinite(truth) != np.isfinite(theirs)).sum()), "once_s": row.values["wall_s"],
            "wall_s": row.values["wall_s"] * facilities,
        }  # fmt: skip
        row.remark = (
            f"eine Einrichtung, hochgerechnet auf {facilities}; misst auf dem Ellipsoid, zeichnet jeden Weg"
        )
    return row


def _tool(run: Run, row: Row, tool: str, where: Path, arguments: dict[str, Any], out: Path) -> bool:
    """Run a tool; fill in the time or why there is none."""
    command = qgis_process()
    if not command:
        row.missing = f"QGIS fehlt ({QGIS_REMEDY})"
        return False
    run.say(tool)
    project = where / "empty.qgs"
    project.write_text(_PROJECT, encoding="utf-8")
    call = [command, "run", tool, f"--PROJECT_PATH={project}", *(f"--{name}={value}" for name, value in arguments.items())]  # fmt: skip
    begin = time.perf_counter()
    code, said = ended(call, run.timeout_s, foreign=True)
    wall = time.perf_counter() - begin
    if code is None:
        row.missing = f"nach {run.timeout_s:.0f} s abgebrochen"
    elif code or not out.is_file():
        last = [line for line in said.splitlines() if line.strip()][-1:] or ["ohne Meldung"]
        row.missing = f"gescheitert: {last[0][:160]}"
    else:
        row.values["wall_s"] = wall
    return not row.missing


def _streets(where: Path, town: Town) -> Path:
    import geopandas as gpd
    import shapely

    path = where / "streets.gpkg"
    if not path.is_file():
        network = town.network
        count = np.diff(network.edge_first)
        xy = np.column_stack([network.vertex_x, network.vertex_y]) + SHIFT_M
        lines = shapely.linestrings(xy, indices=np.repeat(np.arange(len(count)), count))
        gpd.GeoDataFrame(geometry=lines, crs="EPSG:25832").to_file(path, driver="GPKG")
    return path


def _points(where: Path, town: Town, name: str, on: OnNetwork) -> Path:
    import geopandas as gpd
    import shapely

    path = where / f"{name}.gpkg"
    points = shapely.points(*_coordinates(town, on))
    gpd.GeoDataFrame({"point": np.arange(len(points))}, geometry=points, crs="EPSG:25832").to_file(path, driver="GPKG")  # fmt: skip
    return path


def _coordinates(town: Town, on: OnNetwork) -> Any:
    x, y = ours.router(town.network).shapes.coordinates(on.edge.astype(np.int64), on.offset_m)
    return x + SHIFT_M[0], y + SHIFT_M[1]
