"""Nearest facilities: who counts as a facility, both methods, the pairs within a limit, and what is told."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.access import ZERO_M, compute_access, pairs_within, route_between
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import AnalysisParameters, Demand
from quartiermap.errors import Cancelled

seeds = st.integers(0, 2**32 - 1)


def parameters(**changes):
    return AnalysisParameters((), "none", date=dt.date(2026, 1, 1), **changes)


def facilities(*rows):
    """`rows`: (x, y, kind, status, barrier_free); x may be None for a facility without a place."""
    return gpd.GeoDataFrame(
        {
            "facility_id": [f"f{k}" for k in range(len(rows))],
            "kind": [r[2] for r in rows],
            "name": [f"Haus {k}" for k in range(len(rows))],
            "status": [r[3] if len(r) > 3 else None for r in rows],
            "barrier_free": [r[4] if len(r) > 4 else None for r in rows],
        },
        geometry=[None if r[0] is None else shapely.Point(r[0], r[1]) for r in rows],
        crs="EPSG:25832",
    )


def demand_at(*places, population=None):
    x, y = np.array(places, float).reshape(-1, 2).T
    return Demand(
        pd.DataFrame(
            {
                "cell_id": [f"c{k}" for k in range(len(x))],
                "x": x,
                "y": y,
                "population": np.full(len(x), 10.0) if population is None else population,
                "district_id": "A",
                "resolution_m": 100.0,
            }
        ),
        "cells",
    )


def run(project, demand, **changes):
    return compute_access(project, demand, parameters(**changes), Progress())


@pytest.fixture
def street(nets):
    """One street of 1000 m from west to east."""
    return nets.of([(0, 0), (1000, 0)], [(0, 1, [])])


def test_only_existing_facilities_with_a_place_are_walked_to(street):
    table = facilities(
        (100, 0, "kita", "geplant"),
        (200, 0, "kita", "geschlossen"),
        (None, None, "kita", "Bestand"),
        (600, 0, "kita", "Bestand"),
        (900, 0, "kita", None),
    )
    for network in (street, None):
        project = Project("T", 25832, facilities=table, network=network)
        access = run(project, demand_at((100, 0), (900, 0)), detour_factor=1.0)
        assert access.distance_m["kita"].tolist() == [500.0, 0.0]
        assert access.nearest["kita"].tolist() == [3, 4]
        assert any("2 geplante oder geschlossene" in note for note in access.notes)
        assert any("keinen Ort" in note for note in access.notes)


def test_kinds_without_any_facility_are_reached_by_nobody(street):
    project = Project("T", 25832, facilities=facilities((100, 0, "kita", "geplant")), network=street)
    access = run(project, demand_at((100, 0)))
    assert access.distance_m["kita"].tolist() == [np.inf]
    assert access.nearest["kita"].tolist() == [-1]
    assert access.barrier_free_m["kita"].tolist() == [np.inf]


def test_barrier_free_counts_only_a_known_yes(street):
    table = facilities(
        (100, 0, "kita", None, "teilweise"), (200, 0, "kita", None, None), (700, 0, "kita", None, "ja")
    )
    access = run(Project("T", 25832, facilities=table, network=street), demand_at((100, 0)))
    assert access.distance_m["kita"].tolist() == [0.0]
    assert access.barrier_free_m["kita"].tolist() == [600.0]


def test_points_and_facilities_far_from_any_way_are_named(street):
    table = facilities((500, 400, "kita"), (500, 0, "library"))
    demand = demand_at((100, 300), (100, 250), population=[12.0, np.nan])
    access = run(Project("T", 25832, facilities=table, network=street), demand)
    assert access.distance_m["library"].tolist() == [np.inf, 650.0]
    assert access.distance_m["kita"].tolist() == [np.inf, np.inf]
    assert any("1 Wohnpunkt (12 Personen) liegt mehr als 250\u00a0m" in note for note in access.notes)
    assert any("„Haus 0“" in note for note in access.notes)


def test_a_network_of_another_place_is_told(street):
    demand = demand_at((100, 0), (5000, 0))
    access = run(Project("T", 25832, facilities=facilities((0, 0, "kita")), network=street), demand)
    assert any("deckt nur einen Teil" in note and "1 Wohnpunkt" in note for note in access.notes)


def test_crumbs_and_islands_are_told(nets):
    net = nets.of(
        [(0, 0), (1000, 0), (0, 300), (600, 300), (50, 50), (90, 50)], [(0, 1, []), (2, 3, []), (4, 5, [])]
    )
    project = Project("T", 25832, facilities=facilities((0, 0, "kita")), network=net)
    access = run(project, demand_at((70, 50), (100, 300)))
    assert access.distance_m["kita"].tolist() == [
        120.0,
        np.inf,
    ]  # 50 m past the crumb to the street, 70 along
    assert any("1 abgetrenntes Teilstück (40\u00a0m)" in note for note in access.notes)
    assert any("2 Teilen" in note for note in access.notes)
    assert any("1 Wohnpunkt (10 Personen) liegt an Teilen" in note for note in access.notes)


def test_air_line_is_labelled_and_multiplied():
    project = Project("T", 25832, facilities=facilities((30, 40, "kita")))
    access = run(project, demand_at((0, 0)), detour_factor=1.3)
    assert access.method == "air_line"
    assert access.distance_m["kita"].tolist() == [65.0]
    assert access.detour_factor == 1.3
    assert "Luftlinie × Umwegfaktor 1,3, Annahme" in access.notes[0]


def test_pairs_hold_zero_distances_and_the_limit_itself(street):
    table = facilities((0, 0, "library"), (100, 0, "kita"), (400, 0, "kita"), (150, 0, "kita", "geplant"))
    for network in (street, None):
        project = Project("T", 25832, facilities=table, network=network)
        demand = demand_at((100, 0), (900, 0))
        access = run(project, demand, detour_factor=1.0)
        pairs = pairs_within(project, demand, access, "kita", 300.0)
        assert pairs.shape == (2, 4)
        assert pairs.toarray().tolist() == [[0.0, ZERO_M, 300.0, 0.0], [0.0] * 4]
        assert pairs_within(project, demand, access, "youth_centre", 300.0).nnz == 0


@settings(max_examples=25, deadline=None)
@given(seed=seeds, by_air=st.booleans())
def test_pairs_agree_with_the_nearest_distance(nets, seed, by_air):
    rng = np.random.default_rng(seed)
    net = None if by_air else nets.random(rng, 20)
    places = rng.uniform((478_000, 5_473_000), (478_400, 5_473_400), (24, 2))
    table = facilities(*[(x, y, rng.choice(["kita", "library"]), "Bestand") for x, y in places[:8]])
    project = Project("T", 25832, facilities=table, network=net)
    demand = demand_at(*places[8:])
    access = run(project, demand, min_component_m=0.0)
    for kind in access.distance_m:
        matrix = pairs_within(project, demand, access, kind, 400.0).tocoo()
        dense = np.full(matrix.shape, np.inf)
        dense[matrix.row, matrix.col] = matrix.data
        near = access.distance_m[kind] <= 400.0
        np.testing.assert_allclose(dense.min(axis=1)[near], access.distance_m[kind][near], rtol=0, atol=1e-8)
        assert np.isinf(dense[~near]).all()
        rows = np.flatnonzero(near)
        np.testing.assert_allclose(
            dense[rows, access.nearest[kind][rows]], access.distance_m[kind][rows], rtol=0, atol=1e-8
        )


@settings(max_examples=25, deadline=None)
@given(seed=seeds)
def test_never_shorter_than_the_air_line(nets, seed):
    rng = np.random.default_rng(seed)
    places = rng.uniform((477_900, 5_472_900), (478_500, 5_473_500), (30, 2))
    table = facilities(*[(x, y, "kita") for x, y in places[:5]])
    project = Project("T", 25832, facilities=table, network=nets.random(rng, 25))
    access = run(project, demand_at(*places[5:]), min_component_m=0.0)
    air = np.hypot(*(places[5:, None, :] - places[None, :5, :]).transpose(2, 0, 1)).min(axis=1)
    assert (access.distance_m["kita"] >= air - 1e-6).all()


def test_route_explains_the_distance(street):
    project = Project("T", 25832, facilities=facilities((400, 30, "kita")), network=street)
    access = run(project, demand_at((100, 20)))
    route = route_between(project, access, 0, 0)
    assert route is not None
    assert (route.start_leg_m, route.length_m, route.end_leg_m) == (20.0, 300.0, 30.0)
    assert route.total_m == access.distance_m["kita"][0]
    assert (route.x.tolist(), route.y.tolist()) == ([100.0, 400.0], [0.0, 0.0])
    no_network = project.with_(network=None)
    assert route_between(no_network, run(no_network, demand_at((0, 0))), 0, 0) is None


def test_can_be_cancelled(street):
    project = Project("T", 25832, facilities=facilities((0, 0, "kita")), network=street)
    with pytest.raises(Cancelled):
        compute_access(project, demand_at((0, 0)), parameters(), Progress(cancelled=lambda: True))
