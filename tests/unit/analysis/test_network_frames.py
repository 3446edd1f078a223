"""What we hand out must let a stranger recompute every distance; here networkx is the stranger."""

from __future__ import annotations

import datetime as dt
import itertools

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.access import compute_access
from quartiermap.analysis.demand import build_demand
from quartiermap.analysis.network_frames import network_frames
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis, AnalysisParameters

seeds = st.integers(0, 2**32 - 1)


def project_with(network, cell_xy, facilities):
    """`facilities`: list of (x, y, kind, status)."""
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [f"c{k}" for k in range(len(cell_xy))],
            "resolution_m": 100.0,
            "population": np.arange(1.0, len(cell_xy) + 1),
            "population_state": "value",
            "source_id": "s",
            "age_0_6": 1.0,
        },
        geometry=shapely.points(np.asarray(cell_xy, float)),
        crs="EPSG:25832",
    )
    places = gpd.GeoDataFrame(
        {
            "facility_id": [f"f{k}" for k in range(len(facilities))],
            "kind": [f[2] for f in facilities],
            "places": 20.0,
            "status": [f[3] for f in facilities],
            "barrier_free": None,
        },
        geometry=[shapely.Point(f[0], f[1]) for f in facilities],
        crs="EPSG:25832",
    )
    return Project("Test", 25832, cells=cells, facilities=places, network=network)


def frames_of(project, **parameters):
    settings_ = AnalysisParameters((), "none", date=dt.date(2026, 1, 1), **parameters)
    demand = build_demand(project, Progress())
    access = compute_access(project, demand, settings_, Progress())
    analysis = Analysis(
        settings_, "x", dt.datetime(2026, 1, 1), demand, access, pd.DataFrame(), pd.DataFrame(), ()
    )
    return network_frames(project, analysis)


def recompute(frames: dict[str, pd.DataFrame]) -> dict[tuple[str, str], float]:
    """Return the distance of (cell, kind) from the frames alone: split the raw graph at every point."""
    graph = nx.Graph()
    graph.add_nodes_from(frames["nodes"]["node_id"])

    def join(a, b, length):
        if a != b and (not graph.has_edge(a, b) or graph[a][b]["w"] > length):
            graph.add_edge(a, b, w=length)

    for u, v, length in frames["edges"].itertuples(index=False):
        join(u, v, length)
    on_segment: dict[tuple[int, int, float], list] = {}
    for group, key in (("cells", "cell_id"), ("facilities", "facility_id")):
        for row in frames[group].itertuples():
            if row.node_u < 0:
                continue
            point = (group, getattr(row, key))
            graph.add_edge(point, ("foot", *point), w=row.access_leg_m)
            segment = (row.node_u, row.node_v, row.edge_length_m)
            on_segment.setdefault(segment, []).append((row.offset_m, ("foot", *point)))
    for (u, v, length), points in on_segment.items():
        assert all(0 <= offset <= length for offset, _ in points)
        line = [(0.0, u), *sorted(points, key=lambda p: p[0]), (length, v)]
        for (at, a), (to, b) in itertools.pairwise(line):
            join(a, b, to - at)
    found = {}
    usable = frames["facilities"]
    usable = usable[usable["usable"]]
    for kind, group in usable.groupby("kind"):
        sources = [("facilities", f) for f in group["facility_id"] if ("facilities", f) in graph]
        reach = nx.multi_source_dijkstra_path_length(graph, sources, weight="w") if sources else {}
        for cell in frames["cells"]["cell_id"]:
            found[cell, kind] = reach.get(("cells", cell), np.inf)
    return found


@settings(max_examples=40, deadline=None)
@given(seed=seeds, size=st.integers(2, 30))
def test_a_stranger_recomputes_every_distance(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    low, high = (477_950, 5_472_950), (478_750, 5_473_750)
    cells = rng.uniform(low, high, (15, 2))
    cells[:5] = np.column_stack([net.vertex_x, net.vertex_y])[rng.integers(0, len(net.vertex_x), 5)]
    crowd = cells[5] + rng.normal(0, 2, (3, 2))  # several facilities on one edge
    where = np.concatenate([rng.uniform(low, high, (5, 2)), crowd, cells[:1]])
    kinds = rng.choice(["kita", "library"], len(where))
    status = rng.choice(["Bestand", "geplant", None], len(where), p=[0.7, 0.15, 0.15])
    facilities = list(zip(where[:, 0], where[:, 1], kinds, status, strict=True))
    frames = frames_of(
        project_with(net, cells, facilities), snap_limit_m=float(rng.choice([40, 250])), min_component_m=150.0
    )
    truth = recompute(frames)
    ours = frames["access"].set_index(["cell_id", "kind"])["distance_m"]
    for key, metres in truth.items():
        assert pd.isna(ours[key]) if np.isinf(metres) else ours[key] == pytest.approx(metres, abs=1e-6)
    assert len(ours) == 15 * len(set(kinds))


def test_columns_and_numbering(nets):
    net = nets.of([(0, 0), (100, 0)], [(0, 1, [(50, 0)])])
    frames = frames_of(project_with(net, [(70.0, 5.0)], [(10.0, 3.0, "kita", "Bestand")]))
    place = ["node_u", "node_v", "offset_m", "edge_length_m", "access_leg_m"]
    assert list(frames["nodes"]) == ["node_id", "x", "y"]
    assert list(frames["edges"]) == ["u", "v", "length_m"]
    assert list(frames["cells"]) == ["cell_id", "x", "y", *place, "population", "age_0_6", "district_id"]
    assert list(frames["facilities"]) == [
        "facility_id",
        "kind",
        "x",
        "y",
        *place,
        "places",
        "status",
        "usable",
    ]
    assert frames["nodes"].values.tolist() == [[0, 0, 0], [1, 100, 0], [2, 50, 0]]
    assert frames["edges"].values.tolist() == [[0, 2, 50], [2, 1, 50]]
    assert frames["cells"].loc[0, place].tolist() == [2, 1, 20.0, 50.0, 5.0]
    assert frames["facilities"].loc[0, place].tolist() == [0, 2, 10.0, 50.0, 3.0]
    assert frames["access"].values.tolist() == [["c0", "kita", "f0", 68.0, "value"]]


def test_without_a_network_only_the_approximated_distances_are_handed_out():
    frames = frames_of(project_with(None, [(0.0, 0.0)], [(30.0, 40.0, "kita", "Bestand")]), detour_factor=1.2)
    assert len(frames["nodes"]) == len(frames["edges"]) == 0
    assert frames["cells"].loc[0, "node_u"] == -1
    assert frames["cells"]["offset_m"].isna().all()
    assert frames["access"]["distance_m"].tolist() == [60.0]


def test_unreachable_has_no_distance_and_names_no_facility(nets):
    net = nets.of([(0, 0), (100, 0), (0, 900), (100, 900)], [(0, 1, []), (2, 3, [])])
    frames = frames_of(
        project_with(net, [(5.0, 0.0)], [(5.0, 900.0, "kita", None), (0.0, 0.0, "kita", "geschlossen")]),
        min_component_m=0.0,
    )
    assert frames["access"]["distance_m"].isna().all()
    assert frames["access"]["distance_m_state"].tolist() == ["not_applicable"]
    assert frames["access"]["facility_id"].isna().all()


@pytest.mark.realdata
def test_a_stranger_recomputes_heidelberg(shared_data):
    from quartiermap.io.osm import read_osm

    data = read_osm(shared_data / "osm" / "heidelberg.osm.pbf", epsg=25832)
    network = data.network
    rng = np.random.default_rng(0)
    at = rng.integers(0, network.node_count, 250)
    cells = np.column_stack([network.node_x, network.node_y])[at] + rng.normal(0, 60, (250, 2))
    places = data.facilities[data.facilities["kind"].isin(["kita", "library"])]
    facilities = list(
        zip(places.geometry.x, places.geometry.y, places["kind"], [None] * len(places), strict=True)
    )
    frames = frames_of(project_with(network, cells, facilities))
    truth = recompute(frames)
    ours = frames["access"].set_index(["cell_id", "kind"])["distance_m"]
    assert len(truth) == len(ours) == 500
    np.testing.assert_allclose(ours.loc[list(truth)], list(truth.values()), rtol=0, atol=1e-6)
