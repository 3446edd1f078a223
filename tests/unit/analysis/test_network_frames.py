"""What we hand out must let a stranger recompute every distance; here networkx is the stranger."""

from __future__ import annotations

import dataclasses
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
from quartiermap.domain.network import BRIDGE, ONEWAY, STEPS
from quartiermap.domain.profiles import Profile, Rule
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
    graph = nx.DiGraph()
    graph.add_nodes_from(frames["nodes"]["node_id"])

    def join(a, b, metres, one_way):
        for from_, to in [(a, b)] if one_way else [(a, b), (b, a)]:
            if from_ != to and (not graph.has_edge(from_, to) or graph[from_][to]["w"] > metres):
                graph.add_edge(from_, to, w=metres)

    edges = frames["edges"]
    signed = edges["one_way"] if "one_way" in edges else pd.Series(False, index=edges.index)
    slow = edges["slowness"] if "slowness" in edges else pd.Series(1.0, index=edges.index)
    parallel: dict[tuple[int, int, float], tuple[bool, float]] = {}
    for u, v, length, one_way, slowness in zip(
        edges["u"], edges["v"], edges["length_m"], signed, slow, strict=True
    ):
        parallel[u, v, length] = (one_way, slowness)
        if not np.isnan(slowness):
            join(u, v, length * slowness, one_way)
    on_segment: dict[tuple[int, int, float], list] = {}
    for group, key in (("cells", "cell_id"), ("facilities", "facility_id")):
        for number, row in enumerate(frames[group].itertuples()):
            if row.node_u < 0:
                continue
            # A facility may have several places: each has a foot of its own on the way, all lead to it. Nobody takes
            # a short cut through a building: legs lead out of cells and into facilities.
            point = (group, getattr(row, key))
            foot = ("foot", group, number)
            join(*((point, foot) if group == "cells" else (foot, point)), row.access_leg_m, True)
            segment = (row.node_u, row.node_v, row.edge_length_m)
            on_segment.setdefault(segment, []).append((row.offset_m, foot))
    for (u, v, length), points in on_segment.items():
        assert all(0 <= offset <= length for offset, _ in points)
        one_way, slowness = parallel[u, v, length]
        line = [(0.0, u), *sorted(points, key=lambda p: p[0]), (length, v)]
        for (at, a), (to, b) in itertools.pairwise(line):
            if not np.isnan(slowness):
                # Who stands at the very end of a segment stands at the node, whatever the direction of the way.
                join(a, b, (to - at) * slowness, one_way and to > at)
    found = {}
    usable = frames["facilities"]
    usable = usable[usable["usable"]]
    for kind, group in usable.groupby("kind"):
        sources = [("facilities", f) for f in group["facility_id"] if ("facilities", f) in graph]
        # From a cell to the facility: against the direction in which the search goes.
        back = graph.reverse(copy=False)
        reach = nx.multi_source_dijkstra_path_length(back, sources, weight="w") if sources else {}
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
    one_way = rng.random(net.edge_count) < rng.choice([0.0, 0.2])
    net = dataclasses.replace(net, edge_flags=np.where(one_way, ONEWAY, 0).astype(np.uint8))
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
        "place",
    ]
    assert frames["nodes"].values.tolist() == [[0, 0, 0], [1, 100, 0], [2, 50, 0]]
    assert frames["edges"].values.tolist() == [[0, 2, 50], [2, 1, 50]]
    assert frames["cells"].loc[0, place].tolist() == [2, 1, 20.0, 50.0, 5.0]
    assert frames["facilities"].loc[0, place].tolist() == [0, 2, 10.0, 50.0, 3.0]
    assert frames["access"].values.tolist() == [["c0", "kita", "f0", 68.0, "value"]]


def test_a_one_way_is_handed_out_with_its_direction(nets):
    net = nets.of([(0, 0), (100, 0), (200, 0)], [(0, 1, []), (1, 2, [])])
    net = dataclasses.replace(net, edge_flags=np.array([ONEWAY | STEPS, BRIDGE], np.uint8))
    edges = frames_of(project_with(net, [(5.0, 0.0)], [(190.0, 0.0, "kita", None)]))["edges"]
    assert edges["one_way"].tolist() == [True, False]


def test_a_facility_with_two_places_has_a_row_for_each_and_a_cell_always_one(nets):
    lanes = nets.of(
        [(0, 0), (0, 100), (40, 0), (40, 100), (40, 200)], [(0, 1, []), (2, 3, []), (3, 4, []), (4, 1, [])]
    )
    project = project_with(lanes, [(50.0, 5.0), (2.0, 60.0)], [(20.0, 50.0, "kita", None)])
    frames = frames_of(project, second_place_m=15.0)
    assert frames["facilities"]["facility_id"].tolist() == ["f0", "f0"]
    assert frames["facilities"]["place"].tolist() == [0, 1]
    assert len(frames["cells"]) == 2
    truth = recompute(frames)
    for row in frames["access"].itertuples():
        assert row.distance_m == pytest.approx(truth[row.cell_id, row.kind], abs=1e-6)


def test_a_profile_is_handed_out_as_slowness_of_the_ways(nets):
    net = nets.of([(0, 0), (100, 0), (0, 50), (100, 50)], [(0, 1, []), (0, 2, []), (2, 3, []), (3, 1, [])])
    net = dataclasses.replace(net, edge_flags=np.array([STEPS, 0, 0, 0], np.uint8))
    pram = Profile(
        id="pram",
        name="Mit Kinderwagen",
        speed_kmh=3.5,
        rules=(Rule(because="Treppe", steps=True, passable=False),),
    )
    project = project_with(net, [(0.0, 40.0)], [(100.0, 40.0, "kita", None)])
    frames = frames_of(project, profile=pram)
    assert frames["edges"]["slowness"].isna().tolist() == [True, False, False, False]
    assert recompute(frames)["c0", "kita"] == pytest.approx(120.0)
    assert frames["access"]["distance_m"].tolist() == pytest.approx([120.0])


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
    # Who stands on an island without a facility has no distance.
    expected = [metres if np.isfinite(metres) else np.nan for metres in truth.values()]
    assert np.isfinite(expected).mean() > 0.9
    np.testing.assert_allclose(ours.loc[list(truth)], expected, rtol=0, atol=1e-6)
