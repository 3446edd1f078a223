"""The frames of ``export-network``: all that an independent program needs to recompute our distances.

The network is handed out as raw straight segments (every vertex of a shape is a node), so that nobody has to
know how we store shapes or contract chains; points are given by their place on a raw segment (DESIGN.md 4.2).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.access import facility_coordinates, usable
from quartiermap.analysis.engine.costs import edge_costs
from quartiermap.analysis.snapping import EdgeShapes, Indices
from quartiermap.domain.ages import is_band
from quartiermap.domain.network import (
    ONEWAY,
    OnNetwork,
    WalkNetwork,
)
from quartiermap.domain.profiles import Profile
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, Analysis
from quartiermap.domain.schema import States

_PLACE = ("node_u", "node_v", "offset_m", "edge_length_m", "access_leg_m")


def network_frames(project: Project, analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the frames ``nodes``, ``edges``, ``cells``, ``facilities`` and ``access``.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        Of this project.

    Returns
    -------
    dict of str -> DataFrame
        ``nodes``: node_id, x, y (junctions keep their number, inner vertices follow).
        ``edges``: u, v, length_m; straight segments, walkable both ways; u and v can occur more than once. Only where
        the network has such edges also ``one_way`` (true: only from u to v) and, for a profile with rules, ``slowness``: a metre counts as
        so many for who walks (missing: not passable for them).
        ``cells``: cell_id, x, y, the place on the network, population, age bands, district_id (of the
        reporting level; missing outside every district: such cells count in no district).
        ``facilities``: facility_id, kind, x, y, the place, places, status, usable (all of them, also planned and
        closed ones; only where `usable` is true, status "Bestand" or missing, is a facility walked to). A facility
        with several places on the network (entrances, sides) has a row for each, numbered by ``place`` (0, 1, …);
        the shortest way to any of them counts.
        ``access``: cell_id, kind, facility_id, distance_m, distance_m_state; where no facility can be reached
        facility_id and distance_m are missing and the state is "not_applicable" (there is no way to measure).

    Notes
    -----
    A place is ``offset_m`` along the segment node_u -> node_v of length ``edge_length_m``, with
    ``access_leg_m`` beside it; a distance is leg + way + leg. A point without a way has node_u = node_v = -1,
    no offset, and the distance to the nearest way as its leg. A point at the very end of a segment stands at the node,
    also on a one-way. With air-line distances (no network) nodes and
    edges are empty, and places are missing.
    """
    access = analysis.access
    network = project.network if access.method == "network" else None
    demand = analysis.demand.table
    bands = [c for c in map(str, demand.columns) if is_band(c)]
    shapes = None if network is None else EdgeShapes(network)
    cells = pd.concat(
        [
            demand[["cell_id", "x", "y"]].reset_index(drop=True),
            _places(shapes, None if access.points is None else access.points.primary, len(demand)),
            demand[["population", *bands, "district_id"]].reset_index(drop=True),
        ],
        axis=1,
    )
    table = project.facilities
    x, y = facility_coordinates(table)
    plain = pd.DataFrame(table.drop(columns=table.geometry.name)).reset_index(drop=True)
    owner = np.arange(len(table)) if access.facilities is None else access.facilities.owners
    own_rows = plain.iloc[owner].reset_index(drop=True)
    facilities = pd.concat(
        [
            own_rows[["facility_id", "kind"]].assign(x=x[owner], y=y[owner]),
            _places(shapes, access.facilities, len(owner)),
            own_rows.reindex(columns=["places", "status"]).assign(
                usable=usable(table)[owner], place=_order(owner)
            ),
        ],
        axis=1,
    )
    return {
        "nodes": _nodes(network),
        "edges": _edges(shapes, access.profile),
        "cells": cells,
        "facilities": facilities,
        "access": _access(access, cells["cell_id"], plain["facility_id"]),
    }


def _vertex_nodes(network: WalkNetwork) -> Indices:
    """Return the node number of every vertex: the junction at both ends of an edge, new ones between."""
    first, last = network.edge_first[:-1], network.edge_first[1:] - 1
    inner = np.ones(len(network.vertex_x), bool)
    inner[first] = inner[last] = False
    node = np.full(len(inner), -1, np.int64)
    node[inner] = network.node_count + np.arange(int(inner.sum()))
    node[first], node[last] = network.edge_u, network.edge_v
    return node


def _nodes(network: WalkNetwork | None) -> pd.DataFrame:
    if network is None:
        return pd.DataFrame({"node_id": np.zeros(0, np.int64), "x": np.zeros(0), "y": np.zeros(0)})
    inner = _vertex_nodes(network) >= network.node_count
    x = np.concatenate([network.node_x, network.vertex_x[inner]])
    y = np.concatenate([network.node_y, network.vertex_y[inner]])
    return pd.DataFrame({"node_id": np.arange(len(x), dtype=np.int64), "x": x, "y": y})


def _order(owner: NDArray[np.integer]) -> Indices:
    """Return 0, 1, … within each run of equal owners."""
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    sizes = np.diff(starts, append=len(owner))
    return np.arange(len(owner)) - np.repeat(starts, sizes)


def _edges(shapes: EdgeShapes | None, profile: Profile) -> pd.DataFrame:
    if shapes is None:
        return pd.DataFrame({"u": np.zeros(0, np.int64), "v": np.zeros(0, np.int64), "length_m": np.zeros(0)})
    network = shapes.network
    node = _vertex_nodes(network)
    at = _segments(network)
    edge = np.repeat(np.arange(network.edge_count), np.diff(network.edge_first) - 1)
    step = np.hypot(
        network.vertex_x[at + 1] - network.vertex_x[at], network.vertex_y[at + 1] - network.vertex_y[at]
    )
    frame = pd.DataFrame({"u": node[at], "v": node[at + 1], "length_m": step})
    one_way = (network.edge_flags & ONEWAY) > 0
    if one_way.any():
        frame["one_way"] = one_way[edge]
    if not profile.is_plain:
        costs = edge_costs(network, profile)
        slowness = np.minimum(costs.forward, costs.backward) / network.edge_length
        frame["slowness"] = np.where(np.isfinite(slowness), slowness, np.nan)[edge]
    return frame


def _segments(network: WalkNetwork) -> Indices:
    """Return the first vertex of every straight segment."""
    last = np.zeros(len(network.vertex_x), bool)
    last[network.edge_first[1:] - 1] = True
    return np.flatnonzero(~last)


def _places(shapes: EdgeShapes | None, points: OnNetwork | None, count: int) -> pd.DataFrame:
    """Turn places on edges into places on raw segments."""
    frame = pd.DataFrame(
        {
            "node_u": np.full(count, -1, np.int64),
            "node_v": np.full(count, -1, np.int64),
            "offset_m": np.full(count, np.nan),
            "edge_length_m": np.full(count, np.nan),
            "access_leg_m": np.full(count, np.nan),
        }
    )
    if shapes is None or points is None:
        return frame
    network = shapes.network
    on = np.flatnonzero(points.edge >= 0)
    at = shapes.segment_at(points.edge[on].astype(np.int64), points.offset_m[on])
    node = _vertex_nodes(network)
    step = np.hypot(
        network.vertex_x[at + 1] - network.vertex_x[at], network.vertex_y[at + 1] - network.vertex_y[at]
    )
    values = {
        "node_u": node[at],
        "node_v": node[at + 1],
        "offset_m": np.clip(points.offset_m[on] - shapes.along[at], 0.0, step),
        "edge_length_m": step,
    }
    for name, value in values.items():
        column = frame[name].to_numpy(copy=True)
        column[on] = value
        frame[name] = column
    frame["access_leg_m"] = points.leg_m
    return frame[list(_PLACE)]


def _access(access: Access, cell_ids: pd.Series, facility_ids: pd.Series) -> pd.DataFrame:
    ids = np.full(len(facility_ids) + 1, None, dtype=object)
    ids[:-1] = facility_ids.to_numpy(object)
    parts = [
        pd.DataFrame(
            {
                "cell_id": cell_ids.to_numpy(object),
                "kind": kind,
                "facility_id": ids[access.nearest[kind]],
                "distance_m": np.where(np.isfinite(distance), distance, np.nan),
                "distance_m_state": np.where(
                    np.isfinite(distance), States.VALUE.value, States.NOT_APPLICABLE.value
                ),
            }
        )
        for kind, distance in access.distance_m.items()
    ]
    if not parts:
        names = ("cell_id", "kind", "facility_id", "distance_m", "distance_m_state")
        return pd.DataFrame({name: np.zeros(0) if name == "distance_m" else [] for name in names})
    return pd.concat(parts, ignore_index=True)
