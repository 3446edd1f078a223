"""The live field equals a whole recomputation, bit for bit, after every edit."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartiermap.analysis.engine import live as live_module
from quartiermap.analysis.engine import live_ground as ground_module
from quartiermap.analysis.engine.costs import EdgeCosts, edge_costs
from quartiermap.analysis.engine.graph import build_graph, exact
from quartiermap.analysis.engine.live import LiveField, LiveGround
from quartiermap.analysis.paths import Router
from quartiermap.domain.network import ONEWAY, OnNetwork, WalkNetwork


def network(nodes: int, u: list[int], v: list[int], length: list[float], oneway: list[bool]) -> WalkNetwork:
    m = len(u)
    angle = np.linspace(0.0, 6.0, nodes)
    x, y = 100 * np.cos(angle), 100 * np.sin(angle)
    ends = np.column_stack([u, v]).ravel()
    return WalkNetwork(
        node_x=x, node_y=y, edge_u=np.array(u, np.int32), edge_v=np.array(v, np.int32),
        edge_length=np.array(length, float), vertex_x=x[ends], vertex_y=y[ends],
        edge_first=np.arange(0, 2 * m + 1, 2), edge_class=np.zeros(m, np.int16),
        edge_flags=np.where(oneway, ONEWAY, 0).astype(np.uint8),
    )  # fmt: skip


Place = tuple[int, float, float]
"""Edge (-1: none), offset, leg."""


@dataclass
class Plain:
    """The slow way: one search over all nodes of the network itself, written without any of our engine."""

    net: WalkNetwork
    closed: set[int] = field(default_factory=set)

    def labels(self, sites: dict[int, list[Place]], points: list[list[Place]]) -> list[tuple[float, int]]:
        net = self.net
        u, v = net.edge_u.tolist(), net.edge_v.tolist()
        cost = exact(net.edge_length).tolist()
        one = (net.edge_flags & ONEWAY).astype(bool).tolist()
        to: list[list[tuple[int, float]]] = [[] for _ in range(net.node_count)]  # who walks to me
        for e in range(net.edge_count):
            if e in self.closed:
                continue
            to[v[e]].append((u[e], cost[e]))
            if not one[e]:
                to[u[e]].append((v[e], cost[e]))
        best = [(np.inf, -1)] * net.node_count
        heap: list[tuple[float, int, int]] = []
        for slot, places in sites.items():
            for e, offset, leg in places:
                if e >= 0 and e not in self.closed:
                    at, beside = self._at(e, offset, cost[e]), float(exact(leg))
                    node = self._junction(e, at, cost[e])
                    if node >= 0:
                        heapq.heappush(heap, (beside, slot, node))
                        continue
                    heapq.heappush(heap, (beside + at, slot, u[e]))
                    if not one[e]:
                        heapq.heappush(heap, (beside + (cost[e] - at), slot, v[e]))
        while heap:
            d, s, node = heapq.heappop(heap)
            if best[node][1] >= 0 and best[node] <= (d, s):
                continue
            best[node] = (d, s)
            for other, c in to[node]:
                heapq.heappush(heap, (d + c, s, other))
        found = []
        for places in points:
            ways = [(np.inf, -1)]
            for e, offset, leg in places:
                if e < 0 or e in self.closed:
                    continue
                at, beside = self._at(e, offset, cost[e]), float(exact(leg))
                node = self._junction(e, at, cost[e])
                if node >= 0:
                    ways.append((best[node][0] + beside, best[node][1]))
                    continue
                if best[v[e]][1] >= 0:
                    ways.append((best[v[e]][0] + (cost[e] - at) + beside, best[v[e]][1]))
                if not one[e] and best[u[e]][1] >= 0:
                    ways.append((best[u[e]][0] + at + beside, best[u[e]][1]))
                for slot, others in sites.items():
                    for f, there, off in others:
                        if f == e:
                            goal = self._at(e, there, cost[e])
                            if (goal >= at or not one[e]) and self._junction(f, goal, cost[f]) < 0:
                                ways.append((abs(goal - at) + float(exact(off)) + beside, slot))
            found.append(min((way for way in ways if way[1] >= 0), default=ways[0]))
        return found

    def _junction(self, e: int, at: float, cost: float) -> int:
        """Return the junction that a place at the very end of a one-way edge stands on, -1 for any other place."""
        if not self.net.edge_flags[e] & ONEWAY or 0.0 < at < cost:
            return -1
        return int(self.net.edge_u[e] if at == 0.0 else self.net.edge_v[e])

    @staticmethod
    def _at(e: int, offset: float, cost: float) -> float:
        return min(max(float(exact(offset)), 0.0), cost)


def on_network(points: list[list[Place]]) -> OnNetwork:
    rows = [(i, place) for i, places in enumerate(points) for place in places]
    return OnNetwork(
        np.array([place[0] for _, place in rows], np.int32),
        np.array([place[1] if place[0] >= 0 else np.nan for _, place in rows]),
        np.array([place[2] for _, place in rows]),
        owner=np.array([i for i, _ in rows], np.int32),
    )


class Walk:
    """A live field and the plain truth beside it, edited together at random."""

    def __init__(self, net: WalkNetwork, rng: np.random.Generator, points: int = 12, slots: int = 6) -> None:
        self.net, self.rng, self.slots = net, rng, slots
        self.plain = Plain(net)
        self.points = [self.some_places() for _ in range(points)]
        self.sites: dict[int, list[Place]] = {}
        self.live = LiveField(build_graph(net), on_network(self.points))
        self.dragged = -1

    def some_place(self) -> Place:
        free = [e for e in range(self.net.edge_count) if e not in self.plain.closed]
        if not free or self.rng.random() < 0.03:
            return (-1, 0.0, 400.0)
        e = int(self.rng.choice(free))
        length = float(self.net.edge_length[e])
        offset = self.rng.choice([0.0, length, length / 2, float(self.rng.uniform(0, length))])
        return (e, float(offset), float(self.rng.choice([0.0, 0.0, 1.0, 2.5, self.rng.uniform(0, 9)])))

    def some_places(self) -> list[Place]:
        return [self.some_place() for _ in range(int(self.rng.choice([1, 1, 1, 2, 3])))]

    def step(self) -> None:
        before = list(zip(self.live.distance_m.tolist(), self.live.nearest.tolist(), strict=True))
        kind = self.rng.choice(
            ["add", "remove", "move", "move", "drag", "drag", "drag", "close", "open", "many"]
        )
        free = [s for s in range(self.slots) if s not in self.sites]
        taken = sorted(self.sites)
        if kind == "drag":  # the same one as before, if it is still there
            taken = [s for s in taken if s == self.dragged] or taken
            kind = self.rng.choice(["remove", *["move"] * 5])
        if kind == "add" and free:
            slot = int(self.rng.choice(free))
            self.sites[slot] = self.some_places()
            changed = self.live.add(slot, on_network([self.sites[slot]]))
        elif kind == "remove" and taken:
            slot = int(self.rng.choice(taken))
            del self.sites[slot]
            changed = self.live.remove(slot)
        elif kind == "move" and taken:
            slot = self.dragged = int(self.rng.choice(taken))
            self.sites[slot] = self.some_places()
            changed = self.live.move(slot, on_network([self.sites[slot]]))
        elif kind in ("close", "many"):
            changed = self.close(1 if kind == "close" else 3)
        elif kind == "open" and self.plain.closed:
            edge = int(self.rng.choice(sorted(self.plain.closed)))
            self.plain.closed.discard(edge)
            moved = {i: self.some_places() for i in range(len(self.points)) if self.rng.random() < 0.1}
            changed = self.update(reopen=[edge], moved=moved, sites={})
        else:
            return
        after = list(zip(self.live.distance_m.tolist(), self.live.nearest.tolist(), strict=True))
        assert after == self.plain.labels(self.sites, self.points)
        assert changed.tolist() == [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]

    def close(self, count: int) -> np.ndarray:
        free = [e for e in range(self.net.edge_count) if e not in self.plain.closed]
        edges = (
            {int(e) for e in self.rng.choice(free, min(count, len(free)), replace=False)} if free else set()
        )
        self.plain.closed |= edges
        if len(self.plain.closed) > self.net.edge_count // 2:  # keep some town to walk in
            opened = set(self.rng.choice(sorted(self.plain.closed), count).tolist()) - edges
        else:
            opened = set()
        self.plain.closed -= opened
        hit = lambda places: any(e in edges for e, _, _ in places)  # noqa: E731
        moved = {i: self.some_places() for i, places in enumerate(self.points) if hit(places)}
        sites = {s: self.some_places() for s, places in self.sites.items() if hit(places)}
        return self.update(close=edges, reopen=opened, moved=moved, sites=sites)

    def update(self, moved: dict[int, list[Place]], sites: dict[int, list[Place]], **edges) -> np.ndarray:
        for i, places in moved.items():
            self.points[i] = places
        self.sites |= sites
        return self.live.update(
            {slot: on_network([places]) for slot, places in sites.items()},
            points=(np.array(list(moved), np.int64), on_network(list(moved.values()))) if moved else None,
            **edges,
        )


def random_network(rng: np.random.Generator, nodes: int, edges: int, one_way: float = 0.15) -> WalkNetwork:
    """Loops, parallels, islands, rings, dead ends, one-ways; lengths that often tie."""
    u = rng.integers(0, nodes, edges)
    near = rng.random(edges) < 0.6
    v = np.where(near, (u + 1) % nodes, rng.integers(0, nodes, edges))
    length = rng.choice([10.0, 20.0, 30.0, 25.5, 0.1], edges)
    uneven = rng.random(edges) < 0.3
    length[uneven] = rng.uniform(1, 60, int(uneven.sum()))
    return network(nodes, u.tolist(), v.tolist(), length.tolist(), (rng.random(edges) < one_way).tolist())


WAYS = ("emptied and filled", "swept", "flooded")
"""How the field of a facility that moves is found; which one is only a matter of size."""


def go_the_way(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """Let every edit go one of the ways."""
    if way == "emptied and filled":
        monkeypatch.setattr(live_module, "_DRAG", 2.0)
        monkeypatch.setattr(live_module, "_SEARCH_ANEW", 2.0)
    else:
        monkeypatch.setattr(live_module, "_DRAG", -1.0)
        monkeypatch.setattr(live_module, "_SEARCH_ANEW", -1.0)
    if way == "flooded":
        monkeypatch.setattr(ground_module, "MOST_NODES", 0)


@pytest.mark.parametrize("town", range(50))
def test_random_edits_equal_a_whole_recomputation(town: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if town % 4:
        go_the_way(monkeypatch, WAYS[town % 4 - 1])
    rng = np.random.default_rng(1000 + town)
    nodes = int(rng.integers(2, 25))
    net = random_network(rng, nodes, int(rng.integers(2, 3 * nodes)), one_way=float(rng.choice([0.0, 0.15])))
    walk = Walk(net, rng)
    for _ in range(110):
        walk.step()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32 - 1), st.integers(2, 9), st.integers(1, 14), st.integers(1, 12))
def test_any_small_town_stays_right(seed: int, nodes: int, edges: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    walk = Walk(random_network(rng, nodes, edges, one_way=0.3), rng, points=6, slots=4)
    for _ in range(steps):
        walk.step()


def test_the_order_of_edits_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    net = random_network(rng, 40, 70)
    one, other = Walk(net, np.random.default_rng(6)), Walk(net, np.random.default_rng(6))
    sites = {slot: one.some_places() for slot in range(6)}
    for slot in range(6):
        one.live.add(slot, on_network([sites[slot]]))
    for slot in reversed(range(6)):
        other.live.add(slot, on_network([one.some_places()]))
        other.live.move(slot, on_network([sites[slot]]))
    assert one.live.distance_m.tobytes() == other.live.distance_m.tobytes()
    assert one.live.nearest.tolist() == other.live.nearest.tolist()
    assert one.live.node_distance_m.tobytes() == other.live.node_distance_m.tobytes()
    assert one.live.node_nearest.tolist() == other.live.node_nearest.tolist()


def test_of_equally_near_facilities_the_lowest_slot_is_named() -> None:
    road = network(3, [0, 1], [1, 2], [100.0, 100.0], [False, False])
    live = LiveField(build_graph(road), on_network([[(0, 100.0, 0.0)]]))
    live.add(7, on_network([[(0, 60.0, 0.0)]]))
    live.add(3, on_network([[(1, 40.0, 0.0)]]))
    assert (live.distance_m.tolist(), live.nearest.tolist()) == ([40.0], [3])
    live.remove(3)
    assert (live.distance_m.tolist(), live.nearest.tolist()) == ([40.0], [7])


def test_a_chain_with_a_closed_edge_keeps_its_stumps() -> None:
    # 0 -100- 1 -100- 2 -100- 3, no junction between: one chain; the middle is closed.
    road = network(4, [0, 1, 2], [1, 2, 3], [100.0, 100.0, 100.0], [False] * 3)
    graph = build_graph(road)
    assert graph.chains == 1
    live = LiveField(graph, on_network([[(0, 20.0, 0.0)], [(2, 80.0, 0.0)]]))
    live.add(0, on_network([[(0, 70.0, 2.0)]]))
    assert live.distance_m.tolist() == [52.0, 212.0]
    assert live.update(close=[1]).tolist() == [1]
    assert live.distance_m.tolist() == [52.0, np.inf]
    live.add(1, on_network([[(2, 10.0, 0.0)]]))
    assert (live.distance_m.tolist(), live.nearest.tolist()) == ([52.0, 70.0], [0, 1])
    assert live.update(reopen=[1]).tolist() == []
    assert live.closed_edges == frozenset()


def test_nobody_may_stay_on_a_closed_edge() -> None:
    road = network(3, [0, 1], [1, 2], [100.0, 100.0], [False, False])
    live = LiveField(build_graph(road), on_network([[(0, 20.0, 0.0)]]))
    with pytest.raises(ValueError, match="closed edge"):
        live.update(close=[0])


def test_a_slot_is_not_given_twice() -> None:
    road = network(2, [0], [1], [100.0], [False])
    live = LiveField(build_graph(road), on_network([[(0, 20.0, 0.0)]]))
    live.add(0, on_network([[(0, 20.0, 0.0)]]))
    with pytest.raises(ValueError, match="taken"):
        live.add(0, on_network([[(0, 20.0, 0.0)]]))


@pytest.mark.parametrize("town", range(12))
def test_catchments_hold_exactly_the_points_within_the_limit(town: int) -> None:
    rng = np.random.default_rng(70 + town)
    walk = Walk(random_network(rng, 20, 34), rng, points=25)
    for _ in range(40):
        walk.step()
    for limit in (0.0, 20.0, 45.5, 1e6):
        for slot, places in walk.sites.items():
            truth = walk.plain.labels({slot: places}, walk.points)
            points, distance = walk.live.within(slot, limit)
            wanted = [(i, d) for i, (d, s) in enumerate(truth) if s == slot and d <= limit]
            assert list(zip(points.tolist(), distance.tolist(), strict=True)) == wanted
    walk.step()  # asking has left nothing behind


def test_kinds_share_the_ground() -> None:
    rng = np.random.default_rng(9)
    net = random_network(rng, 20, 30, one_way=0.0)
    ground = LiveGround.of(build_graph(net))
    points = on_network([[(0, 1.0, 0.0)], [(5, 0.0, 1.0)]])
    one, other = LiveField(ground, points), LiveField(ground, points)
    free = [e for e in range(net.edge_count) if e not in (0, 5)]
    one.add(0, on_network([[(0, 2.0, 0.0)]]))
    other.add(0, on_network([[(0, 2.0, 0.0)]]))
    one.update(close=free)
    assert other.closed_edges == frozenset()
    other.remove(0)
    other.add(0, on_network([[(0, 2.0, 0.0)]]))
    fresh = LiveField(build_graph(net), points)
    fresh.add(0, on_network([[(0, 2.0, 0.0)]]))
    assert other.distance_m.tolist() == fresh.distance_m.tolist()


def mid_size_town(rng: np.random.Generator, side: int = 24, pieces: int = 4) -> WalkNetwork:
    """Crooked streets between junctions, each of several edges, some missing, few one-way."""
    a = np.arange(side * side).reshape(side, side)
    ends = np.concatenate(
        [
            np.column_stack([a[:, :-1].ravel(), a[:, 1:].ravel()]),
            np.column_stack([a[:-1].ravel(), a[1:].ravel()]),
        ]
    )
    ends = ends[rng.random(len(ends)) < 0.78]
    inner = side * side + np.arange(len(ends) * (pieces - 1)).reshape(len(ends), pieces - 1)
    way = np.column_stack([ends[:, 0], inner, ends[:, 1]])
    u, v = way[:, :-1].ravel(), way[:, 1:].ravel()
    turned = rng.random(len(u)) < 0.5
    u, v = np.where(turned, v, u), np.where(turned, u, v)
    length = rng.choice([20.0, 25.0, 30.0], len(u)) + np.where(
        rng.random(len(u)) < 0.5, rng.uniform(0, 9, len(u)), 0
    )
    nodes = side * side + inner.size
    return network(nodes, u.tolist(), v.tolist(), length.tolist(), (rng.random(len(u)) < 0.01).tolist())


@pytest.mark.parametrize(("town", "slots"), [(1, 1), (2, 2), (3, 5), (4, 20)])
@pytest.mark.parametrize("way", WAYS)
def test_a_long_drag_through_a_mid_size_town_equals_the_engine_itself(
    town: int, slots: int, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Short steps from edge to edge, with ways closed and opened, other facilities and points changed on the way."""
    go_the_way(monkeypatch, way)
    rng = np.random.default_rng(500 + town)
    net = mid_size_town(rng, side=16)
    walk = Walk(net, rng, points=300, slots=slots)
    for slot in range(slots):
        walk.sites[slot] = walk.some_places()
        walk.live.add(slot, on_network([walk.sites[slot]]))
    router, dragged = Router(net), 0
    for step in range(120):
        deed = rng.choice(["drag"] * 17 + ["other", "close", "points"])
        closed = set(walk.plain.closed)
        if deed == "drag":
            walk.sites[dragged] = walk.some_places()
            walk.live.move(dragged, on_network([walk.sites[dragged]]))
        elif deed == "other":
            dragged = int(rng.integers(slots))
        elif deed == "points":
            walk.update(moved={int(rng.integers(300)): walk.some_places()}, sites={})
        else:
            walk.close(1)
        if walk.plain.closed != closed:
            costs = edge_costs(net)
            forward, backward = costs.forward.copy(), costs.backward.copy()
            shut = sorted(walk.plain.closed)
            forward[shut] = backward[shut] = np.inf
            router = Router(net, costs=EdgeCosts(forward, backward))
        if step % 4:
            continue
        there = on_network([walk.sites[slot] for slot in range(slots)])
        distance, nearest = router.nearest(on_network(walk.points), there)
        assert walk.live.distance_m.tobytes() == distance.tobytes()
        assert walk.live.nearest.tolist() == nearest.tolist()
    twin = LiveField(walk.live._ground, on_network(walk.points))
    twin.update({slot: on_network([places]) for slot, places in walk.sites.items()}, close=walk.plain.closed)
    assert walk.live.node_distance_m.tobytes() == twin.node_distance_m.tobytes()
    assert walk.live.node_nearest.tolist() == twin.node_nearest.tolist()


def test_hundreds_of_edits_in_a_mid_size_town_equal_the_engine_itself() -> None:
    """The other side is `Router`: another search, on a graph built anew without the closed edges."""
    rng = np.random.default_rng(77)
    net = mid_size_town(rng)
    walk = Walk(net, rng, points=600, slots=40)
    graph = build_graph(net)
    assert graph.nodes < net.node_count / 3
    router = Router(net)
    for step in range(300):
        deed = rng.choice(["site", "site", "site", "gone", "close", "open"])
        closed = set(walk.plain.closed)
        if deed == "site":
            slot = int(rng.integers(walk.slots))
            walk.sites[slot] = walk.some_places()
            walk.live.update({slot: on_network([walk.sites[slot]])})
        elif deed == "gone" and walk.sites:
            slot = int(rng.choice(sorted(walk.sites)))
            del walk.sites[slot]
            walk.live.remove(slot)
        elif deed == "close":
            walk.close(int(rng.integers(1, 4)))
        elif deed == "open" and closed:
            edge = int(rng.choice(sorted(closed)))
            walk.plain.closed.discard(edge)
            walk.update(reopen=[edge], moved={}, sites={})
        if walk.plain.closed != closed:
            costs = edge_costs(net)
            forward, backward = costs.forward.copy(), costs.backward.copy()
            shut = sorted(walk.plain.closed)
            forward[shut] = backward[shut] = np.inf
            router = Router(net, costs=EdgeCosts(forward, backward))
        slots = sorted(walk.sites)
        if step % 3 or not slots:
            continue
        distance, nearest = router.nearest(
            on_network(walk.points), on_network([walk.sites[slot] for slot in slots])
        )
        assert walk.live.distance_m.tobytes() == distance.tobytes()
        assert walk.live.nearest.tolist() == np.append(slots, -1)[nearest].tolist()
