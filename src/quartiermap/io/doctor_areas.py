"""The import doctor on areas: what was repaired, where districts overlap or leave holes, and what became of the parts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from quartiermap.domain.project import Project
from quartiermap.domain.texts import number
from quartiermap.io.doctor_model import SHOWN_EXAMPLES, Choice, Example, Finding, Seen
from quartiermap.io.import_districts import multipolygon

SLIVER_M2 = 100.0
"""Smaller overlaps come from drawing and are not told (as in the import)."""
SLIVER_SHARE = 0.0005
HOLE_M2 = 1000.0

_KEEP = Choice("keep", "So lassen: Einwohner im Überlappungsbereich zählen zum zuerst gefundenen Gebiet.")
_LARGER = Choice("larger", "Die Überlappung dem größeren Gebiet zuschlagen.")


@dataclass(frozen=True)
class Overlap:
    """Two districts of one level that share ground; `larger` and `smaller` are their keys, `area_m2` what they share."""

    larger: str
    smaller: str
    area_m2: float


def area_findings(seen: Seen) -> list[Finding]:
    """Return findings about areas: repaired ones with their area before and after, parts, overlaps, holes."""
    found = [f for file in seen.loaded for f in _shapes(seen, file)]
    if seen.request.layer == "districts" and seen.after is not None:
        found += _topology(seen.after, seen.source_ids)
    return found


def _shapes(seen: Seen, file: str) -> list[Finding]:
    """Compare the shapes of a file with what became of them."""
    loaded = seen.loaded[file]
    if not loaded.placed or seen.request.layer not in ("districts", "funding-areas"):
        return []
    shapes = np.asarray(loaded.frame.geometry.array, dtype=object)
    rows = [int(r) for r in loaded.frame.index]
    there = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    areal = there & np.isin(shapely.get_type_id(shapes), (3, 6, 7))
    found = []
    broken = np.flatnonzero(areal & ~shapely.is_valid(shapes))
    if len(broken):
        cases = []
        for i in broken:
            mended = _mended(shapes[i])
            before, after = _drawn_area(shapes[i]), 0.0 if mended is None else float(mended.area)
            cases.append((abs(after - before), i, before, after))
        cases.sort(reverse=True)
        examples = tuple(
            Example(f"Fläche vorher {area(before)}, nachher {area(after)}", rows[i], None, shapely.is_valid_reason(shapes[i]).split("[")[0])
            for _, i, before, after in cases[:SHOWN_EXAMPLES]
        )  # fmt: skip
        changed = sum(c[0] for c in cases)
        found.append(
            Finding(
                "geometry_repaired", "geometry_repaired", "warning", f"Ungültige Flächen: zusammen ändert die Reparatur {area(changed)}.", len(broken),
                examples, "Sie werden repariert; auf der Karte prüfen.", file=file,
            )
        )  # fmt: skip
    several = [i for i in np.flatnonzero(areal) if shapely.get_num_geometries(shapes[i]) > 1]
    if several:
        examples = tuple(
            Example(f"{number(int(shapely.get_num_geometries(shapes[i])))} Teilflächen", rows[i]) for i in several[:SHOWN_EXAMPLES]
        )  # fmt: skip
        found.append(
            Finding("multi_part", "multi_part", "info", "Gebiete aus mehreren Teilflächen.", len(several), examples, "Sie bleiben je ein Gebiet.", file=file)
        )  # fmt: skip
    return found


def _mended(shape: Any) -> Any | None:
    try:
        return multipolygon(shapely.make_valid(shape))
    except shapely.errors.GEOSException:
        return None


def _drawn_area(shape: Any) -> float:
    """Return the area that the corners give as drawn; of loops that cross, one side counts against the other."""
    try:
        value = float(shape.area)
    except shapely.errors.GEOSException:
        return 0.0
    return value if np.isfinite(value) else 0.0


def overlaps(districts: pd.DataFrame) -> list[Overlap]:
    """Return the pairs of districts of one level that overlap, the largest overlap first.

    Parameters
    ----------
    districts : GeoDataFrame
        `schema.DISTRICTS`, valid areas in metres.
    """
    found = []
    for _, group in districts.groupby("level", sort=False, dropna=False):
        shapes = np.asarray(group.geometry.array, dtype=object)
        ids = group["district_id"].astype(str).to_numpy(object)
        size = shapely.area(shapes)
        left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
        pairs = left < right
        left, right = left[pairs], right[pairs]
        shared = shapely.area(shapely.intersection(shapes[left], shapes[right]))
        real = (shared > SLIVER_M2) & (shared > SLIVER_SHARE * np.minimum(size[left], size[right]))
        for a, b, m2 in zip(left[real], right[real], shared[real], strict=True):
            big, small = (a, b) if size[a] >= size[b] else (b, a)
            found.append(Overlap(ids[big], ids[small], float(m2)))
    return sorted(found, key=lambda o: (-o.area_m2, o.larger, o.smaller))


def _topology(after: Project, source_ids: frozenset[str]) -> list[Finding]:
    new = after.districts[after.districts["source_id"].isin(source_ids)]
    group = after.districts[after.districts["level"].isin(set(new["level"]))]
    found = []
    pairs = overlaps(group)
    if pairs:
        examples = tuple(
            Example(f"{p.larger} und {p.smaller}: {area(p.area_m2)}") for p in pairs[:SHOWN_EXAMPLES]
        )
        found.append(
            Finding(
                "districts_overlap", "districts_overlap", "warning", f"Quartiere überlappen sich, zusammen auf {area(sum(p.area_m2 for p in pairs))}.",
                len(pairs), examples, "Sie bleiben, wie sie sind; Einwohner im Überlappungsbereich zählen zum zuerst gefundenen Gebiet.",
                (_KEEP, _LARGER), "keep", must_answer=True,
            )
        )  # fmt: skip
    for level, rows in group.groupby("level", sort=False):
        whole = shapely.union_all(np.asarray(rows.geometry.array, dtype=object))
        holes = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
        big = sorted((h for h in holes if h.area > HOLE_M2), key=lambda h: -float(h.area))
        if big:
            near = [_neighbours(hole, rows) for hole in big[:SHOWN_EXAMPLES]]
            examples = tuple(
                Example(f"{area(float(h.area))}, umgeben von {n}") for h, n in zip(big, near, strict=False)
            )
            found.append(
                Finding(
                    f"districts_hole:{level}" if group["level"].nunique() > 1 else "districts_hole", "districts_hole", "warning",
                    f"Zwischen den Quartieren ({level}) sind Löcher, zusammen {area(sum(float(h.area) for h in big))}.", len(big), examples,
                    "Sie bleiben; wer dort wohnt, zählt zu keinem Quartier.",
                )
            )  # fmt: skip
    return found


def _neighbours(hole: Any, rows: pd.DataFrame) -> str:
    near = rows[rows.geometry.intersects(hole.buffer(1.0))]
    names = [str(k) for k in near["district_id"]]
    return ", ".join(names[:4]) + (" …" if len(names) > 4 else "")


def given_to_larger(project: Project, source_ids: frozenset[str]) -> tuple[Project, list[dict[str, Any]]]:
    """Cut overlaps out of the smaller district of each pair, and return the project and the note for the record."""
    new = project.districts[project.districts["source_id"].isin(source_ids)]
    levels = set(new["level"])
    pairs = overlaps(project.districts[project.districts["level"].isin(levels)])
    if not pairs:
        return project, []
    districts = project.districts.copy()
    shapes = dict(zip(districts["district_id"].astype(str), districts.geometry, strict=True))
    refused = []
    for pair in pairs:
        rest = multipolygon(shapely.difference(shapes[pair.smaller], shapes[pair.larger]))
        if rest is None:  # one lies wholly in the other: taking its ground would take the district
            refused.append(pair)
            continue
        shapes[pair.smaller] = rest
    districts = districts.set_geometry(
        type(districts.geometry)(
            [shapes[str(k)] for k in districts["district_id"]], index=districts.index, crs=districts.crs
        )
    )
    done = [p for p in pairs if p not in refused]
    text = f"Überlappungen wurden dem größeren Gebiet zugeschlagen, zusammen {area(sum(p.area_m2 for p in done))}."
    cases = "; ".join(f"{p.smaller} verlor {area(p.area_m2)} an {p.larger}" for p in done[:12])
    more = (
        (" Ein Gebiet liegt" if len(refused) == 1 else f" {number(len(refused))} Gebiete liegen")
        + " ganz in einem anderen und "
        + ("blieb, wie es ist." if len(refused) == 1 else "blieben, wie sie sind.")
        if refused
        else ""
    )
    note = {
        "message": text, "remedy": f"{cases}{' …' if len(done) > 12 else ''}.{more}", "count": max(len(done), 1), "code": "overlaps_given_to_larger",
        "severity": "warning", "file": None, "row": None, "column": None, "value": None,
    }  # fmt: skip
    return replace(project, districts=districts), [note]


def area(square_metres: float) -> str:
    """Write an area as planners do.

    Examples
    --------
    >>> [area(v).replace(chr(160), " ") for v in (250, 12_340, 2_500_000)]
    ['250 m²', '1,2 ha', '2,5 km²']
    """
    if square_metres < 10_000:
        return f"{number(square_metres)}\u00a0m²"
    if square_metres < 1e6:
        return f"{number(square_metres / 1e4, 1)}\u00a0ha"
    return f"{number(square_metres / 1e6, 1)}\u00a0km²"
