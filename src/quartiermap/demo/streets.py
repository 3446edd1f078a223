"""The way network: main roads, local streets and paths, joined to one graph and cut into OSM ways.

Ways share a node exactly where they meet at ground level. Bridges and tunnels are left out of the joining, so
they share nodes with nothing between their two ends.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely import LineString
from shapely.ops import substring

from quartiermap.demo.layout import GRID_M, Ground, smooth
from quartiermap.demo.patterns import lanes, quarter_lines
from quartiermap.domain.progress import Progress

Key = tuple[int, int]
"""A place in whole centimetres; two ways meet where they have the same key."""

NOT_FOR_WALKING = frozenset({"motorway", "motorway_link", "trunk"})

MAIN, COLLECTOR, LOCAL, PATH, FIELD = range(5)
_CLEARANCE = {COLLECTOR: 34.0, LOCAL: 26.0, PATH: 16.0, FIELD: 22.0}
_RANKS = {"footway": PATH, "path": PATH, "steps": PATH, "cycleway": PATH, "service": PATH, "track": FIELD}


@dataclass
class Way:
    """One OSM way: tags, and its places in order; `rank` tells how important it is for the town's shape."""

    tags: dict[str, str]
    keys: list[Key]
    rank: int
    quarter: str = ""

    @property
    def highway(self) -> str:
        """The OSM class."""
        return self.tags["highway"]

    @property
    def walkable(self) -> bool:
        """Whether people may walk here."""
        return self.highway not in NOT_FOR_WALKING and self.tags.get("access") not in ("private", "no")

    def line(self) -> LineString:
        """Return the shape in local metres."""
        return LineString(np.asarray(self.keys) * GRID_M)


@dataclass
class _Sources:
    """Lines before they are joined."""

    lines: list[Any] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    flying: list[tuple[Any, dict[str, str]]] = field(default_factory=list)

    def add(self, geometry: Any, rank: int, **tags: str) -> None:
        for part in shapely.get_parts(geometry):
            if part.geom_type == "LineString" and part.length > 1.0:
                self.lines.append(part)
                self.tags.append({k: v for k, v in tags.items() if v})
                self.ranks.append(rank)


def _main_roads(ground: Ground, out: _Sources) -> None:
    plan = ground.plan
    river, rail = ground.river.buffer(plan.river_width / 2 + 8), ground.rail.buffer(17)
    short = substring(ground.bypass, 0, ground.bypass.length - 80)
    over = shapely.union_all([river, ground.motorway.buffer(17), short.buffer(14)])

    def put(line: Any, crossing: str, rank: int, **tags: str) -> None:
        out.add(line.difference(over).difference(rail), rank, **tags)
        flying = [(line.intersection(over), "bridge")]
        if crossing != "none":
            flying.append((line.intersection(rail), crossing))
        for geometry, kind in flying:
            level = {"bridge": "yes", "layer": "1"} if kind == "bridge" else {"tunnel": "yes", "layer": "-1"}
            for part in shapely.get_parts(geometry):
                if part.geom_type == "LineString" and part.length > 1.0:
                    out.flying.append((part, {**{k: v for k, v in tags.items() if v}, **level}))

    out.add(LineString(ground.ring.exterior), MAIN, highway="secondary", name="Wallring")
    for road in plan.roads:
        inside = smooth(road.points).intersection(ground.bounds)
        put(inside, road.crossing, MAIN, highway=road.highway, name=road.name, ref=road.ref)
    for link in plan.footlinks:
        line = smooth(link.points)
        if link.kind == "rail_tunnel":
            put(line, "tunnel", PATH, highway="footway", name=link.name)
        else:
            put(line, "bridge", PATH, highway="footway", name=link.name)
    # The motorway and the bypass are for cars only; the bypass meets the eastern main road at its end.
    motorway: Any = ground.motorway.intersection(ground.bounds)
    for side in (8.0, -8.0):
        lane = motorway.parallel_offset(side)
        out.flying.append((lane if side > 0 else lane.reverse(), {
            "highway": "motorway", "ref": "A 397", "oneway": "yes", "lanes": "2", "maxspeed": "130"}))  # fmt: skip
    river_part = ground.bypass.intersection(river)
    out.flying += [
        (p, {"highway": "trunk", "ref": "B 498", "motorroad": "yes", "bridge": "yes", "layer": "1"})
        for p in shapely.get_parts(river_part)
        if p.length > 1.0
    ]
    out.add(ground.bypass.difference(river), MAIN, highway="trunk", ref="B 498", motorroad="yes")


def _local(ground: Ground, rng: np.random.Generator, out: _Sources, progress: Progress) -> None:
    plan = ground.plan
    inside = ground.built.buffer(28).difference(ground.no_go).difference(ground.ring.buffer(6))
    out.add(ground.borders.intersection(inside), COLLECTOR, highway="residential")
    for i, q in enumerate(plan.quarters):
        progress.step(i / len(plan.quarters), "Straßen der Quartiere zeichnen")
        for highway, line in quarter_lines(rng, ground, q):
            out.add(line, _RANKS.get(highway, LOCAL), highway=highway)
    near = ground.built.buffer(140)
    water = [g for kind, _, g in ground.greens if kind == "water"]
    blocked = shapely.union_all(
        [ground.rail.buffer(20), ground.motorway.buffer(40), ground.bypass.buffer(25), *water]
    )
    for side, tags in ((46.0, {"highway": "cycleway", "foot": "designated", "bicycle": "designated"}),
                       (-46.0, {"highway": "path", "foot": "designated"})):  # fmt: skip
        path = ground.river.parallel_offset(side).intersection(near).difference(blocked)
        out.add(path, PATH, **tags)
    for side, highway in ((42.0, "residential"), (-42.0, "residential")):
        street = ground.rail.parallel_offset(side).intersection(ground.built.buffer(30))
        out.add(street.difference(ground.river.buffer(40)), COLLECTOR, highway=highway)
    for kind, _, area in ground.greens:
        if kind in ("park", "cemetery"):
            for _, line in lanes(rng, area.buffer(30), 105.0, 0.12, "footway"):
                out.add(line, PATH, highway="footway")
        elif kind == "forest":
            for _, line in lanes(rng, area.buffer(25).difference(ground.no_go), 230.0, 0.2, "path"):
                out.add(line, FIELD, highway="path" if rng.random() < 0.5 else "track")
        elif kind == "water":
            out.add(LineString(area.buffer(18).exterior), PATH, highway="path")
    island = shapely.box(*_island_box(plan.island)).buffer(70)
    woods = shapely.union_all([g for _, _, g in ground.greens])
    fields = ground.bounds.difference(
        shapely.union_all([ground.built.buffer(-15), woods, ground.no_go, island])
    )
    for _, line in lanes(rng, fields, 430.0, 0.28, "track"):
        out.add(line, FIELD, highway="track")


def _island_box(island: dict[str, Any]) -> tuple[float, float, float, float]:
    (x, y), (w, h) = island["centre"], island["size"]
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def keys_of(line: Any) -> list[Key]:
    """Return the places of a line in whole centimetres, repeated places once."""
    whole = np.rint(shapely.get_coordinates(line) / GRID_M).astype(int)
    keys = [(int(x), int(y)) for x, y in whole]
    return [k for i, k in enumerate(keys) if i == 0 or k != keys[i - 1]]


def _join(ground: Ground, sources: _Sources) -> tuple[NDArray[Any], list[int]]:
    """Bend all lines and cut them where they meet; return the pieces and the source of each."""
    bent = ground.bend(np.array(sources.lines, dtype=object))
    pieces = shapely.get_parts(
        shapely.union_all(shapely.set_precision(bent, GRID_M, mode="pointwise"), grid_size=GRID_M)
    )
    middle = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    at, source = shapely.STRtree(bent).query(middle, predicate="dwithin", distance=0.06)
    ranks = np.asarray(sources.ranks)
    order = np.lexsort((source, ranks[source], at))
    at, source = at[order], source[order]
    found, first = np.unique(at, return_index=True)
    owner = dict(zip(found.tolist(), source[first].tolist(), strict=True))
    kept = [i for i in range(len(pieces)) if i in owner]
    return pieces[kept], [owner[i] for i in kept]


def _thin(pieces: NDArray[Any], ranks: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Drop pieces that only run beside a more important street."""
    keep = np.ones(len(pieces), bool)
    for rank, distance in _CLEARANCE.items():
        mine = np.flatnonzero(ranks == rank)
        tree = shapely.STRtree(pieces[(ranks < rank) & keep])
        beside = np.ones(len(mine), bool)
        for share in (0.0, 0.25, 0.5, 0.75, 1.0):
            points = shapely.line_interpolate_point(pieces[mine], share, normalized=True)
            hit = np.zeros(len(mine), bool)
            hit[tree.query(points, predicate="dwithin", distance=distance)[0]] = True
            beside &= hit
        # A piece that leads up to the more important street (not along it) is a junction and stays.
        ends = [
            tree.query_nearest(
                shapely.line_interpolate_point(pieces[mine], share, normalized=True),
                return_distance=True, all_matches=False,
            )[1] for share in (0.0, 1.0)
        ]  # fmt: skip
        beside &= np.abs(ends[1] - ends[0]) < 0.55 * shapely.length(pieces[mine])
        keep[mine[beside]] = False
    return keep


def _prune(edges: list[tuple[list[Key], int, bool]]) -> list[int]:
    """Return the edges left after cutting short dead ends and everything not joined to the town."""
    lengths = [float(shapely.length(LineString(np.asarray(k) * GRID_M))) for k, _, _ in edges]
    alive = set(range(len(edges)))
    limits = {MAIN: 70.0, COLLECTOR: 45.0, LOCAL: 38.0, PATH: 45.0, FIELD: 130.0}
    changed = True
    while changed:
        degree: dict[Key, int] = defaultdict(int)
        for i in alive:
            degree[edges[i][0][0]] += 1
            degree[edges[i][0][-1]] += 1
        drop = {
            i for i in alive
            if not edges[i][2] and lengths[i] < limits[edges[i][1]]
            and min(degree[edges[i][0][0]], degree[edges[i][0][-1]]) == 1
        }  # fmt: skip
        alive -= drop
        changed = bool(drop)
    number: dict[Key, int] = {}
    rows = sorted(alive)
    ends = [[number.setdefault(edges[i][0][j], len(number)) for j in (0, -1)] for i in rows]
    u, v = np.asarray(ends).T
    _, label = connected_components(
        coo_array((np.ones(len(u)), (u, v)), shape=(len(number),) * 2), directed=False
    )
    town = np.bincount(label).argmax()
    return [i for i, a in zip(rows, u, strict=True) if label[a] == town]


def _passages(ground: Ground, edges: list[tuple[list[Key], int]]) -> list[list[Key]]:
    """Return footpaths from dead ends to the next way, where nothing lies between."""
    degree: dict[Key, int] = defaultdict(int)
    for keys, _ in edges:
        degree[keys[0]] += 1
        degree[keys[-1]] += 1
    corners = sorted({k for keys, _ in edges for k in keys})
    xy = np.asarray(corners) * GRID_M
    tree = cKDTree(xy)
    lines = shapely.STRtree([LineString(np.asarray(keys) * GRID_M) for keys, _ in edges])
    closed = ground.bend(ground.no_go)
    shapely.prepare(closed)
    passages = []
    for keys, rank in edges:
        if rank not in (COLLECTOR, LOCAL, PATH):
            continue
        own = set(keys)
        for end in {keys[0], keys[-1]}:
            if degree[end] != 1:
                continue
            here = np.asarray(end) * GRID_M
            for i in sorted(
                tree.query_ball_point(here, 85.0), key=lambda i: (float(np.hypot(*(xy[i] - here))), i)
            ):
                if corners[i] in own:
                    continue
                link = LineString([here, xy[i]])
                free = link.length > 3 and len(lines.query(link, predicate="crosses")) == 0
                touching = len(
                    lines.query(
                        LineString([here + (xy[i] - here) * 0.02, here + (xy[i] - here) * 0.97]),
                        predicate="intersects",
                    )
                )
                if free and not touching and not closed.intersects(link):
                    passages.append([end, corners[i]])
                    degree[end] += 1
                    degree[corners[i]] += 1
                break
    return passages


def _strokes(edges: list[tuple[list[Key], dict[str, str], int]]) -> list[Way]:
    """Put pieces together to streets: at a junction the straightest continuation of the same kind wins."""
    by_end: dict[tuple[Key, tuple[tuple[str, str], ...]], list[tuple[int, bool]]] = defaultdict(list)
    for i, (keys, tags, _) in enumerate(edges):
        kind = tuple(sorted(tags.items()))
        by_end[keys[0], kind].append((i, True))
        by_end[keys[-1], kind].append((i, False))
    partner: dict[tuple[int, bool], tuple[int, bool]] = {}

    def heading(i: int, start: bool) -> NDArray[np.float64]:
        keys = edges[i][0]
        a, b = (keys[0], keys[1]) if start else (keys[-1], keys[-2])
        d = np.subtract(b, a).astype(float)
        return np.asarray(d / np.hypot(*d))

    for ends in by_end.values():
        pairs = sorted(
            (float(heading(*a) @ heading(*b)), a, b)
            for n, a in enumerate(ends) for b in ends[n + 1 :] if a[0] != b[0]
        )  # fmt: skip
        for bend, a, b in pairs:
            if bend < -0.72 and a not in partner and b not in partner:
                partner[a], partner[b] = b, a
    ways, seen = [], set()
    for first in range(len(edges)):
        if first in seen:
            continue
        # Walk back to the beginning of the street, then forward along it.
        i, start = first, True
        while (i, start) in partner:
            i, other = partner[i, start]
            start = not other
            if i == first:
                break
        places: list[Key] = []
        begin = i
        while True:
            seen.add(i)
            piece = edges[i][0] if start else edges[i][0][::-1]
            places += piece if not places else piece[1:]
            if (i, not start) not in partner:
                break
            i, start = partner[i, not start]
            if i == begin or i in seen:
                break
        ways.append(Way(dict(edges[first][1]), places, edges[first][2]))
    return ways


def build_ways(ground: Ground, rng: np.random.Generator, progress: Progress) -> list[Way]:
    """Return all ways of the town, nameless streets still without a name."""
    sources = _Sources()
    _main_roads(ground, sources)
    _local(ground, rng, sources, progress.part(0.0, 0.5))
    progress.step(0.5, "Straßen verbinden")
    pieces, owner = _join(ground, sources)
    ranks = np.asarray([sources.ranks[o] for o in owner])
    keep = _thin(pieces, ranks) & (shapely.length(pieces) > 2 * GRID_M)
    edges = [(keys_of(pieces[i]), int(ranks[i]), False) for i in np.flatnonzero(keep)]
    tags = [sources.tags[owner[i]] for i in np.flatnonzero(keep)]
    motorways: list[Way] = []
    for line, flying in sources.flying:
        bent = keys_of(ground.bend(line))
        if flying["highway"] == "motorway":
            motorways.append(Way(flying, bent, MAIN))
        else:
            edges.append((bent, MAIN, True))
            tags.append(flying)
    progress.step(0.75, "Straßen verbinden")
    rows = [i for i in _prune(edges) if len(edges[i][0]) > 1]
    joined = [(edges[i][0], tags[i], edges[i][1]) for i in rows]
    joined += [(p, {"highway": "footway"}, PATH) for p in _passages(ground, [(k, r) for k, _, r in joined])]
    ways = _strokes(joined)
    progress.step(1.0, "Straßen verbinden")
    return ways + motorways + _fenced(ground)


def _fenced(ground: Ground) -> list[Way]:
    """Return the paths of the fenced allotments: a small network joined to nothing else."""
    west, south, east, north = _island_box(ground.plan.island)
    lines = [LineString([(west, y), (east, y)]) for y in np.linspace(south, north, 2)]
    lines += [LineString([(x, south), (x, north)]) for x in np.linspace(west, east, 3)]
    pieces = shapely.get_parts(
        shapely.union_all(ground.bend(np.array(lines, dtype=object)), grid_size=GRID_M)
    )
    return [Way({"highway": "path", "name": ground.plan.island["name"]}, keys_of(p), PATH) for p in pieces]
