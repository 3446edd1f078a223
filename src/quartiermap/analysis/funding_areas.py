"""How sites lie to the funding areas of a project (Gebiete der Städtebauförderung)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import shapely

from quartiermap.analysis.residents import own_copy
from quartiermap.analysis.rule_case import AreaHit
from quartiermap.domain.project import Project

STATES = ("laufend", "Voruntersuchung")
"""States of funding areas that rules can ask for."""


class FundingAreas:
    """The funding areas of a project, prepared once for any number of sites."""

    def __init__(self, project: Project, day: dt.date) -> None:
        areas = project.funding_areas
        shapes = areas.geometry.to_numpy()
        usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        self.loaded = bool(usable.any())
        self._shapes = own_copy(shapes[usable])
        names = areas["name"].where(areas["name"].notna(), areas["area_id"])
        self._names = [str(n) for n in names[usable]]
        self._status = ["" if pd.isna(s) else str(s) for s in areas["status"][usable]]
        self._basis = ["" if pd.isna(s) else str(s) for s in areas["legal_basis"][usable]]
        starts, ends = (pd.to_datetime(areas[c][usable], errors="coerce") for c in ("valid_from", "valid_to"))
        when = pd.Timestamp(day)
        self._in_time = [
            not ((pd.notna(a) and when < _naive(a)) or (pd.notna(b) and when > _naive(b)))
            for a, b in zip(starts, ends, strict=True)
        ]
        self._tree = shapely.STRtree(self._shapes) if self.loaded else None
        self._borders = {status: self._border(status) for status in STATES}
        self._by_basis = {
            status: {basis: self._border(status, basis) for basis in sorted(set(self._basis))}
            for status in STATES
        }
        self._found: dict[tuple[float, float], dict[str, AreaHit]] = {}
        shapely.prepare(self._shapes)

    def _border(self, status: str, basis: str | None = None) -> Any:
        """Return the outer border of the areas of a status (and basis) that are in force as a tree of segments, or ``None``."""
        in_force = zip(self._status, self._in_time, self._basis, strict=True)
        chosen = self._shapes[
            np.array([s == status and now and basis in (None, b) for s, now, b in in_force], dtype=bool)
        ]
        if not len(chosen):
            return None
        lines = shapely.get_parts(shapely.boundary(shapely.union_all(shapely.make_valid(chosen))))
        corners, line = shapely.get_coordinates(lines, return_index=True)
        joined = line[:-1] == line[1:]
        segments = np.stack([corners[:-1][joined], corners[1:][joined]], axis=1)
        return shapely.STRtree(np.asarray(shapely.linestrings(segments)))

    def hits(self, x: float, y: float) -> dict[str, AreaHit]:
        """Return how a site (project CRS, metres) lies to running and investigated areas."""
        if self._tree is None:
            return {}
        if not (np.isfinite(x) and np.isfinite(y)):
            return {status: AreaHit(True, located=False) for status in STATES}
        if (x, y) in self._found:
            return self._found[x, y]
        site = shapely.Point(x, y)
        near = np.sort(self._tree.query(site))
        rows = [int(r) for r in near[shapely.intersects(self._shapes[near], site)]]
        found = {}
        for status, border in self._borders.items():
            inside = [r for r in rows if self._status[r] == status and self._in_time[r]]
            names, basis = [self._names[r] for r in inside], [self._basis[r] for r in inside]
            unclear = [
                self._names[r]
                for r in rows
                if not self._status[r] or (self._status[r] == status and not self._in_time[r])
            ]
            borders = {
                basis: away
                for basis, lines in self._by_basis[status].items()
                if (away := _away(lines, site)) is not None
            }
            found[status] = AreaHit(
                True, tuple(names), tuple(unclear), _away(border, site), tuple(basis), borders
            )
        self._found[x, y] = found
        return found


def _away(border: Any, site: shapely.Point) -> float | None:
    """Return the metres from a site to a border (a tree of segments); ``None`` without one."""
    if border is None:
        return None
    _, distance = border.query_nearest(site, return_distance=True, all_matches=False)
    return float(distance[0])


def _naive(stamp: Any) -> pd.Timestamp:
    """Drop the time zone, so that dates of any source compare."""
    naive: pd.Timestamp = pd.Timestamp(stamp)
    if naive.tzinfo is not None:
        naive = naive.tz_localize(None)
    return naive
