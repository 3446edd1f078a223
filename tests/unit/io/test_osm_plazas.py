"""Squares are crossed in straight lines that stay on the square; distances across are worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from quartiermap.domain.network import PLAZA
from quartiermap.domain.progress import Progress
from quartiermap.io import osm_plazas
from quartiermap.io.osm import read_osm
from quartiermap.io.osm_plazas import Plazas, crossing_links

LON, LAT = 8.68, 49.41
STEP = 0.0009


def square_file(
    folder: Path, nodes: dict[int, tuple[float, float]], ways: list[tuple], relations: list[tuple] = ()
) -> Path:
    """Write nodes in steps of 100 m, ways (id, nodes, tags) and multipolygons (id, (way, role)…, tags)."""

    def words(tags: dict[str, str]) -> str:
        return "".join(f'<tag k="{k}" v="{v}"/>' for k, v in tags.items())

    lines = ['<osm version="0.6">']
    lines += [
        f'<node id="{i}" lat="{LAT + y * STEP:.7f}" lon="{LON + x * STEP / np.cos(np.radians(LAT)):.7f}"/>'
        for i, (x, y) in sorted(nodes.items())
    ]
    for number, refs, tags in ways:
        body = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        lines.append(f'<way id="{number}">{body}{words(tags)}</way>')
    for number, members, tags in relations:
        body = "".join(f'<member type="way" ref="{way}" role="{role}"/>' for way, role in members)
        lines.append(f'<relation id="{number}">{body}{words({"type": "multipolygon", **tags})}</relation>')
    path = folder / "platz.osm"
    path.write_text("\n".join([*lines, "</osm>"]), "utf-8")
    return path


def walk_between(network, start: tuple[float, float], end: tuple[float, float]) -> float:
    """Return the walking distance between the nodes nearest to two places given in steps, in steps."""
    unit = 100.0
    origin = np.array([network.node_x.min(), network.node_y.min()])
    place = np.column_stack((network.node_x, network.node_y)) - origin
    low = np.array([min(start[0], end[0]), min(start[1], end[1])])
    at = [int(np.argmin(np.hypot(*(place - (np.array(p) - low) * unit).T))) for p in (start, end)]
    u, v, length = network.edge_u, network.edge_v, network.edge_length
    best: dict[tuple[int, int], float] = {}
    for a, b, d in zip(u.tolist(), v.tolist(), length.tolist(), strict=True):
        for key in ((a, b), (b, a)):
            best[key] = min(d, best.get(key, np.inf))
    graph = coo_matrix((list(best.values()), tuple(zip(*best, strict=True))), shape=(network.node_count,) * 2)
    return float(dijkstra(graph.tocsr(), indices=at[0])[at[1]]) / unit


AREA = {"highway": "pedestrian", "area": "yes"}
FOOT = {"highway": "footway"}
CORNERS = {1: (0.0, 0.0), 2: (4.0, 0.0), 3: (4.0, 3.0), 4: (0.0, 3.0)}


def test_a_square_is_crossed_corner_to_corner(tmp_path: Path) -> None:
    nodes = CORNERS | {5: (-1.0, 0.0), 6: (5.0, 3.0)}
    ways = [(1, [1, 2, 3, 4, 1], AREA), (2, [5, 1], FOOT), (3, [3, 6], FOOT)]
    net = read_osm(square_file(tmp_path, nodes, ways), frozenset({"network"})).network
    crossed = (net.edge_flags & PLAZA) > 0
    assert crossed.sum() == 1
    assert walk_between(net, (-1, 0), (5, 3)) == pytest.approx(1 + 5 + 1, rel=0.01)
    border = net.edge_length[~crossed].sum() / 100
    assert border == pytest.approx(14 + 2, rel=0.01)


def test_a_street_round_a_block_is_not_crossed(tmp_path: Path) -> None:
    nodes = CORNERS | {5: (-1.0, 0.0), 6: (5.0, 3.0)}
    ways = [(1, [1, 2, 3, 4, 1], {"highway": "pedestrian"}), (2, [5, 1], FOOT), (3, [3, 6], FOOT)]
    net = read_osm(square_file(tmp_path, nodes, ways), frozenset({"network"})).network
    assert not (net.edge_flags & PLAZA).any()
    assert walk_between(net, (-1, 0), (5, 3)) == pytest.approx(1 + 7 + 1, rel=0.01)


def test_the_corner_of_an_l_is_walked_round(tmp_path: Path) -> None:
    """From the end of one arm one does not see the end of the other: the way bends at the inner corner."""
    nodes = {
        1: (0.0, 0.0),
        2: (4.0, 0.0),
        3: (4.0, 1.0),
        4: (1.0, 1.0),
        5: (1.0, 4.0),
        6: (0.0, 4.0),
        7: (4.5, 0.5),
        8: (0.5, 4.5),
    }
    nodes |= {9: (4.0, 0.5), 10: (0.5, 4.0)}
    ways = [(1, [1, 2, 9, 3, 4, 5, 10, 6, 1], AREA), (2, [7, 9], FOOT), (3, [8, 10], FOOT)]
    net = read_osm(square_file(tmp_path, nodes, ways), frozenset({"network"})).network
    assert ((net.edge_flags & PLAZA) > 0).sum() == 2
    arm = float(np.hypot(3.0, 0.5))
    assert walk_between(net, (4.5, 0.5), (0.5, 4.5)) == pytest.approx(0.5 + 2 * arm + 0.5, rel=0.01)


def test_nobody_walks_through_the_house_in_the_square(tmp_path: Path) -> None:
    nodes = CORNERS | {5: (-1.0, 0.0), 6: (5.0, 3.0), 7: (5.0, 0.0)}
    nodes |= {11: (1.0, 1.0), 12: (3.0, 1.0), 13: (3.0, 2.0), 14: (1.0, 2.0)}
    ways = [
        (1, [1, 2, 3, 4, 1], {}), (2, [5, 1], FOOT), (3, [3, 6], FOOT), (4, [11, 12, 13, 14, 11], {"building": "yes"}),
        (5, [2, 7], FOOT),
    ]  # fmt: skip
    relation = [(9, [(1, "outer"), (4, "inner")], {"highway": "pedestrian", "name": "Markt"})]
    net = read_osm(square_file(tmp_path, nodes, ways, relation), frozenset({"network"})).network
    # The diagonal passes through the house; the shortest way round bends at one of its corners.
    assert walk_between(net, (-1, 0), (5, 3)) == pytest.approx(1 + 10**0.5 + 5**0.5 + 1, rel=0.01)
    house = shapely.Polygon([(1.01, 1.01), (2.99, 1.01), (2.99, 1.99), (1.01, 1.99)])
    unit = (net.node_x.max() - net.node_x.min()) / 6
    x, y = (net.vertex_x - net.node_x.min()) / unit - 1, (net.vertex_y - net.node_y.min()) / unit
    for edge in np.flatnonzero((net.edge_flags & PLAZA) > 0).tolist():
        part = slice(net.edge_first[edge], net.edge_first[edge + 1])
        assert not shapely.LineString(np.column_stack((x[part], y[part]))).intersects(house)
    assert "Markt" in net.names
    without = read_osm(
        square_file(tmp_path, nodes, ways, [(9, [(1, "outer")], {"highway": "pedestrian"})]),
        frozenset({"network"}),
    ).network
    assert ((without.edge_flags & PLAZA) > 0).sum() == 1


def test_ways_that_end_inside_are_joined_but_not_what_lies_above_or_below(tmp_path: Path) -> None:
    nodes = CORNERS | {5: (-1.0, 0.0), 6: (2.0, 1.0), 7: (2.0, 2.0), 8: (1.0, 2.0), 9: (3.0, 2.0)}
    ways = [(1, [1, 2, 3, 4, 1], AREA), (2, [5, 1], FOOT), (3, [6, 7], FOOT)]
    ways.append((4, [8, 9], {"highway": "footway", "tunnel": "yes", "layer": "-1"}))
    net = read_osm(square_file(tmp_path, nodes, ways), frozenset({"network"})).network
    lengths = np.sort(net.edge_length[(net.edge_flags & PLAZA) > 0]) / 100
    assert lengths.tolist() == pytest.approx([5**0.5, 8**0.5], rel=0.01)
    assert int(net.component.max()) == 1


def test_a_square_with_very_many_entries_stays_bounded_and_close_to_straight() -> None:
    count = 400
    angle = np.linspace(0, 2 * np.pi, count, endpoint=False)
    x, y = (
        np.append(200 * np.cos(angle), 300 * np.cos(angle)),
        np.append(200 * np.sin(angle), 300 * np.sin(angle)),
    )
    ring = [*range(count), 0]
    spokes = [n for i in range(count) for n in (i, count + i)]
    at = np.array([*ring, *spokes], np.int64)
    first = np.concatenate(([0, len(ring)], len(ring) + 2 * np.arange(1, count + 1)))
    shape = np.array([shapely.Polygon(np.column_stack((x[:count], y[:count])))], object)
    plazas = Plazas(shape, np.zeros(1, np.int64), np.zeros(1, np.int64), np.zeros(1, np.int64))
    start, end, square = crossing_links(
        plazas, x, y, at, first, np.zeros(len(first) - 1, np.int64), Progress()
    )
    assert set(square.tolist()) == {0}
    assert len(start) < 15 * count
    u, v = np.append(start, ring[:-1]), np.append(end, ring[1:])
    length = np.hypot(x[u] - x[v], y[u] - y[v])
    graph = coo_matrix((np.tile(length, 2), (np.append(u, v), np.append(v, u))), shape=(count, count)).tocsr()
    walked = dijkstra(graph)
    straight = np.hypot(x[:count, None] - x[None, :count], y[:count, None] - y[None, :count])
    far = straight > 50
    assert (walked[far] / straight[far]).max() < 1.25
    assert (walked[far] / straight[far]).mean() < 1.05
    assert count > osm_plazas.MOST_MESHED


@pytest.mark.realdata
def test_squares_of_heidelberg_stay_on_their_ground(shared_data: Path) -> None:
    data = read_osm(shared_data / "osm" / "heidelberg.osm.pbf", frozenset({"network"}))
    net = data.network
    crossed = np.flatnonzero((net.edge_flags & PLAZA) > 0)
    # engine.md 1 counts 142 area=yes ways; those without two entry points that see each other need no link.
    assert (
        80 <= int(next(p.message.split()[0] for p in data.problems if p.code == "osm_network_details")) <= 142
    )
    straight = np.hypot(
        net.node_x[net.edge_u] - net.node_x[net.edge_v], net.node_y[net.edge_u] - net.node_y[net.edge_v]
    )
    np.testing.assert_allclose(net.edge_length[crossed], straight[crossed], rtol=1e-12)


@pytest.mark.realdata
def test_squares_are_crossed_after_clipping_too(shared_data: Path) -> None:
    path = shared_data / "osm" / "heidelberg.osm.pbf"
    whole = read_osm(path, frozenset({"network"}), 25832).network
    crossed = (whole.edge_flags & PLAZA) > 0
    x, y = whole.node_x[whole.edge_u[crossed]], whole.node_y[whole.edge_u[crossed]]
    middle = shapely.Point(np.median(x), np.median(y)).buffer(1500)
    part = read_osm(path, frozenset({"network"}), 25832, clip=middle).network
    links = (part.edge_flags & PLAZA) > 0
    here = shapely.contains_xy(middle, x, y)
    # At the rim a square can lose the ways that lead to it from outside.
    assert 0.9 * here.sum() < links.sum() < crossed.sum()
    assert part.length_m < 0.5 * whole.length_m
    lengths = set(np.round(whole.edge_length[crossed], 6).tolist())
    assert np.mean([round(d, 6) in lengths for d in part.edge_length[links].tolist()]) > 0.9


@pytest.mark.realdata
def test_leaving_out_lines_that_nobody_bends_along_makes_no_way_longer(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = shared_data / "osm" / "heidelberg.osm.pbf"
    lean = read_osm(path, frozenset({"network"}), 25832).network
    monkeypatch.setattr(osm_plazas._Bends, "passed", lambda _self, square, *_rest: np.ones(len(square), bool))
    full = read_osm(path, frozenset({"network"}), 25832).network
    assert ((full.edge_flags & PLAZA) > 0).sum() > 1.2 * ((lean.edge_flags & PLAZA) > 0).sum()
    # Ways begin and end at entry points and junctions, not at the corners in between.
    monkeypatch.setattr(osm_plazas, "_inward_corners", lambda _shape: [])
    plain = read_osm(path, frozenset({"network"}), 25832).network
    entry = set.intersection(
        *(set(zip(n.node_x.tolist(), n.node_y.tolist(), strict=True)) for n in (lean, full, plain))
    )
    # A locked gate is two nodes at one place.
    for net in (lean, full, plain):
        place, times = np.unique(np.column_stack((net.node_x, net.node_y)), axis=0, return_counts=True)
        entry -= set(map(tuple, place[times > 1].tolist()))
    crossed = np.unique(plain.edge_u[(plain.edge_flags & PLAZA) > 0])[::20]
    found = []
    for net in (lean, full, plain):
        at = {place: i for i, place in enumerate(zip(net.node_x.tolist(), net.node_y.tolist(), strict=True))}
        u, v = np.append(net.edge_u, net.edge_v), np.append(net.edge_v, net.edge_u)
        order = np.lexsort((np.tile(net.edge_length, 2), v, u))
        keep = order[np.append(True, (np.diff(u[order]) != 0) | (np.diff(v[order]) != 0))]
        graph = coo_matrix(
            (np.tile(net.edge_length, 2)[keep], (u[keep], v[keep])), shape=(net.node_count,) * 2
        )
        places = ((plain.node_x[i], plain.node_y[i]) for i in crossed.tolist())
        starts = [at[place] for place in places if place in entry]
        rows = dijkstra(graph.tocsr(), indices=starts, limit=600)
        found.append(rows[:, [at[place] for place in sorted(entry)]])
    lean_m, full_m, plain_m = (np.minimum(rows, 600) for rows in found)
    np.testing.assert_allclose(lean_m, full_m, atol=1e-6)
    assert (lean_m <= plain_m + 1e-6).all()
    assert (lean_m < plain_m - 1).any()
