"""Real OSM data against networkx on a graph that is physically split at every place: the same to a micrometre."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from quartiermap.analysis.paths import Router
from quartiermap.analysis.snapping import place_points
from quartiermap.io.osm import read_osm


@pytest.mark.realdata
def test_heidelberg_equals_networkx(shared_data, nets):
    network = read_osm(shared_data / "osm" / "heidelberg.osm.pbf", frozenset({"network"})).network
    assert network is not None
    rng = np.random.default_rng(49)
    router = Router(network, 500.0)
    at = rng.integers(0, network.node_count, 2_060)
    x = network.node_x[at] + rng.normal(0, 60, len(at))
    y = network.node_y[at] + rng.normal(0, 60, len(at))
    points = place_points(router.index, x[:2000], y[:2000], 250, places=2, second_m=20)
    facilities = place_points(router.index, x[2000:], y[2000:], 250, places=3, second_m=20)
    assert points.count == 2000
    assert len(points.edge) > 2100  # some have a second street

    graph = nets.split(network, {"p": points, "f": facilities})
    truth = np.full((points.count, facilities.count), np.inf)
    for j in range(facilities.count):
        doors = {("f", int(k)) for k in np.flatnonzero((facilities.owners == j) & (facilities.edge >= 0))}
        reach = nx.multi_source_dijkstra_path_length(graph, doors, weight="w") if doors else {}
        for k in np.flatnonzero(points.edge >= 0):
            i = points.owners[k]
            truth[i, j] = min(truth[i, j], reach.get(("p", int(k)), np.inf))

    distance, nearest = router.nearest(points, facilities)
    np.testing.assert_allclose(distance, truth.min(axis=1), rtol=0, atol=1e-6)
    reached = np.flatnonzero(np.isfinite(distance))
    assert len(reached) > 1800
    np.testing.assert_allclose(truth[reached, nearest[reached]], distance[reached], rtol=0, atol=1e-6)
    two, _ = router.nearest_two(points, facilities)
    np.testing.assert_allclose(two, np.sort(truth, axis=1)[:, :2], rtol=0, atol=1e-6)

    stored = router.distances(points, facilities, 2_000.0).tocoo()
    found = np.full(truth.shape, np.inf)
    found[stored.row, stored.col] = stored.data
    clear = np.abs(truth - 2_000.0) > 1e-6
    np.testing.assert_allclose(
        found[clear], np.where(truth <= 2_000, truth, np.inf)[clear], rtol=0, atol=1e-6
    )
