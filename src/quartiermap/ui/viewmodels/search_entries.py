"""What can be searched by name in a project: districts, facilities, gaps, and the streets of its walk network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.viewdata import ViewData

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

HitKind = Literal["district", "facility", "street", "address", "gap", "coordinates"]
Lonlat = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

_STEP_M = 400.0
"""Side of the squares by which streets of one name are told apart: those in neighbouring squares are one street."""
_PADDING_M = 60.0


@dataclass(frozen=True)
class Entry:
    """Something with a name.

    Parameters
    ----------
    what : {"district", "facility", "street", "address", "gap", "coordinates"}
    key : str
        Its id; empty for a street.
    name, note : str
        What is shown; the note says what it is and where.
    bounds : Box or None
        What to show of the land, for a street.
    place : Lonlat or None
        The point of a street nearest to its middle.
    also : str
        What it is found by besides its name: kind, address and district of a facility.
    """

    what: HitKind
    key: str
    name: str
    note: str
    bounds: Box | None = None
    place: Lonlat | None = None
    also: str = ""


def entries_of(project: Project, data: ViewData, progress: Progress | None = None) -> tuple[Entry, ...]:
    """Gather everything that has a name.

    Parameters
    ----------
    project : Project
        As it may be shown.
    data : ViewData
        Of the same state.
    """
    progress = progress or Progress()
    progress.step(0.0, translate("Search", "Suche vorbereiten"))
    entries = [*_districts(data), *_facilities(project, data), *_gaps(data)]
    progress.step(0.3, translate("Search", "Suche vorbereiten"))
    return (*entries, *_streets(project))


def _districts(data: ViewData) -> list[Entry]:
    rows = []
    for row in data.districts.values():
        parent = data.districts.get(row.parent_id)
        level = row.level or translate("Search", "Quartier")
        note = f"{level}, {parent.name}" if parent is not None else level
        rows.append(Entry("district", row.district_id, row.name, note))
    return rows


def _facilities(project: Project, data: ViewData) -> list[Entry]:
    """Return the facilities, each with its address and its district: names come again, like "Spielplatz"."""
    rows = []
    found = tuple(data.facilities.values())
    inside = district_names(project, [row.x for row in found], [row.y for row in found])
    for row, district in zip(found, inside, strict=True):
        kind = data.kinds.get(row.kind)
        of_kind = kind.name if kind else row.kind
        note = ", ".join(part for part in (of_kind, row.address, district) if part)
        rows.append(Entry("facility", row.facility_id, row.name, note, also=note))
    return rows


def _gaps(data: ViewData) -> list[Entry]:
    rows = []
    for gap in data.gaps:
        kind = data.kinds.get(gap.kind)
        name = translate("Search", "Lücke {n}: {district}").format(n=gap.rank, district=gap.district_name)
        rows.append(Entry("gap", gap.gap_id, name, f"{kind.name if kind else gap.kind}, {gap.reason.label}"))
    return rows


def _streets(project: Project) -> list[Entry]:
    """Return the streets of the walk network; streets of one name that lie apart are several."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    network, epsg = project.network, project.epsg
    if network is None or epsg is None or not len(network.edge_name) or not network.names:
        return []
    edges = np.flatnonzero(network.edge_name >= 0)
    if not len(edges):
        return []
    name = network.edge_name[edges].astype(np.int64)
    first, last = network.edge_first[edges], network.edge_first[edges + 1]
    middle = (first + last - 1) // 2
    x, y = network.vertex_x[middle], network.vertex_y[middle]
    squares = np.column_stack([name * 10, np.floor(x / _STEP_M), np.floor(y / _STEP_M)])
    unique, of_square = np.unique(squares, axis=0, return_inverse=True)
    of_square = of_square.ravel()
    pairs = cKDTree(unique).query_pairs(1.01, p=np.inf, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(unique), len(unique)))
    count, group = connected_components(graph, directed=False)
    street = group[of_square]
    box = np.stack(
        [np.full(count, np.inf), np.full(count, np.inf), np.full(count, -np.inf), np.full(count, -np.inf)]
    )
    for at in (first, middle, last - 1):
        vx, vy = network.vertex_x[at], network.vertex_y[at]
        np.minimum.at(box[0], street, vx)
        np.minimum.at(box[1], street, vy)
        np.maximum.at(box[2], street, vx)
        np.maximum.at(box[3], street, vy)
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    away = np.hypot(x - cx[street], y - cy[street])
    nearest = np.lexsort((away, street))
    starts = np.searchsorted(street[nearest], np.arange(count))
    at = nearest[starts]
    px, py = x[at], y[at]
    where = district_names(project, px, py)
    return _street_entries(epsg, [network.names[n] for n in name[at]], where, box, px, py)


def _street_entries(
    epsg: int, names: Sequence[str], where: Sequence[str], box: Any, px: Any, py: Any
) -> list[Entry]:
    import numpy as np

    from quartiermap.render.map_data import transformer

    change = transformer(epsg)
    corners_lon, corners_lat = change.transform(
        np.stack([box[0], box[2], box[2], box[0]]) + np.array([[-1], [1], [1], [-1]]) * _PADDING_M,
        np.stack([box[1], box[1], box[3], box[3]]) + np.array([[-1], [-1], [1], [1]]) * _PADDING_M,
    )
    west, east = corners_lon.min(axis=0), corners_lon.max(axis=0)
    south, north = corners_lat.min(axis=0), corners_lat.max(axis=0)
    lon, lat = change.transform(px, py)
    rows = []
    for number, name in enumerate(names):
        if not name.strip():
            continue
        inside = where[number]
        note = (
            translate("Search", "Straße in {district}").format(district=inside)
            if inside
            else translate("Search", "Straße")
        )
        bounds = (float(west[number]), float(south[number]), float(east[number]), float(north[number]))
        rows.append(Entry("street", "", name, note, bounds, (float(lon[number]), float(lat[number]))))
    return _numbered(rows)


def _numbered(rows: Sequence[Entry]) -> list[Entry]:
    """Return entries that say which of several they are where name and note are the same."""
    alike = Counter((row.name, row.note) for row in rows)
    met: Counter[tuple[str, str]] = Counter()
    told = []
    for row in rows:
        key = (row.name, row.note)
        met[key] += 1
        words = translate("Search", "{note}, {n} von {m}").format(note=row.note, n=met[key], m=alike[key])
        told.append(replace(row, note=words) if alike[key] > 1 else row)
    return told


def district_names(project: Project, x: Any, y: Any) -> list[str]:
    """Return the name of the reporting district that each place lies in, empty outside of all."""
    import pandas as pd
    import shapely

    names = [""] * len(x)
    frame = project.reporting_districts
    if not len(frame):
        return names
    tree = shapely.STRtree(frame.geometry.to_numpy())
    point, district = tree.query(shapely.points(x, y), predicate="within")
    for p, d in zip(point.tolist(), district.tolist(), strict=True):
        name = frame["name"].iloc[d]
        names[p] = "" if pd.isna(name) else str(name)
    return names
