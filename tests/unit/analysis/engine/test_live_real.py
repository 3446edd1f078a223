"""The live field on the streets of Heidelberg: every edit equals the engine's own computation, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest

from quartiermap.analysis.engine.costs import EdgeCosts, edge_costs
from quartiermap.analysis.engine.live import LiveField
from quartiermap.analysis.paths import Router
from quartiermap.analysis.snapping import EdgeIndex, place_points
from quartiermap.domain.network import OnNetwork
from quartiermap.io.osm import read_osm


@pytest.mark.realdata
def test_heidelberg_follows_edits(shared_data):
    network = read_osm(shared_data / "osm" / "heidelberg.osm.pbf", frozenset({"network"})).network
    assert network is not None
    rng = np.random.default_rng(7)
    whole = Router(network, 500.0)
    at = rng.integers(0, network.node_count, 4_060)
    x = network.node_x[at] + rng.normal(0, 60, len(at))
    y = network.node_y[at] + rng.normal(0, 60, len(at))
    homes = np.arange(4_000)
    points = place_points(whole.index, x[homes], y[homes], 250)
    field = LiveField(whole.graph, points)
    sites: dict[int, OnNetwork] = {}
    spot = {slot: (float(x[4_000 + slot]), float(y[4_000 + slot])) for slot in range(60)}
    closed: list[int] = []
    router, index = whole, whole.index

    def place(slot: int) -> OnNetwork:
        px, py = np.array([spot[slot][0]]), np.array([spot[slot][1]])
        return place_points(index, px, py, 250, places=3, second_m=20)

    for step in range(120):
        slot = int(rng.integers(60))
        if step < 40 or rng.random() < 0.4:  # fill the town, then drag
            px, py = spot[slot]
            spot[slot] = px + float(rng.normal(0, 30)), py + float(rng.normal(0, 30))
            sites[slot] = place(slot)
            field.update({slot: sites[slot]})
        elif rng.random() < 0.4 and slot in sites:
            del sites[slot]
            field.remove(slot)
        else:
            edge = int(points.edge[rng.integers(4_000)])
            if edge < 0 or edge in closed:
                continue
            closed.append(edge)
            costs = edge_costs(network)
            forward, backward = costs.forward.copy(), costs.backward.copy()
            forward[closed] = backward[closed] = np.inf
            router = Router(network, 500.0, costs=EdgeCosts(forward, backward))
            open_edges = whole.allowed_edges.copy()
            open_edges[closed] = False
            index = EdgeIndex(network, open_edges, whole.shapes, router.graph)
            hit = np.flatnonzero(np.isin(points.edge, closed))
            moved = {s: place(s) for s, on in sites.items() if np.isin(on.edge, closed).any()}
            sites |= moved
            field.update(moved, close=[edge], points=(hit, place_points(index, x[hit], y[hit], 250)))
        slots = sorted(sites)
        now = place_points(index, x[homes], y[homes], 250)
        both = [sites[s] for s in slots]
        facilities = OnNetwork(
            np.concatenate([on.edge for on in both]),
            np.concatenate([on.offset_m for on in both]),
            np.concatenate([on.leg_m for on in both]),
            owner=np.concatenate([np.full(len(on.edge), i, np.int32) for i, on in enumerate(both)]),
        )
        distance, nearest = router.nearest(now, facilities)
        assert field.distance_m.tobytes() == distance.tobytes()
        assert field.nearest.tolist() == np.append(slots, -1)[nearest].tolist()
    assert len(closed) > 15
