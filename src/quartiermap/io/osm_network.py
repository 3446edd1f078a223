"""The walk network out of an OSM file's tables: which ways, split where one cannot pass, crossed where one can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.domain.network import ATTRIBUTES, BRIDGE, LIFT, PLAZA, STEPS, TUNNEL, UNKNOWN, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.io import osm_kernels
from quartiermap.io.chains import VertexMarks, WayColumns, build_network
from quartiermap.io.osm_areas import Places, ranges, relation_lines, relation_rows, sound, starts
from quartiermap.io.osm_plazas import Plazas, crossing_links
from quartiermap.io.osm_rules import WalkRules
from quartiermap.io.osm_tables import COMPILED_FROM, OsmTables, Tags

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

KEYS = frozenset({"name", "type", "area", "layer", "level", "indoor"})
"""Keys that are looked at here, beside those of the rules."""
_NOT_CROSSED = STEPS | LIFT


@dataclass(frozen=True)
class NetworkFacts:
    """What is told about a network that was read.

    Parameters
    ----------
    missing_nodes : int
        Vertices without a place at the rim of the extract.
    locked : int
        Places where a way was split at a locked gate or wall.
    plazas : int
        Squares that can be crossed in straight lines.
    lifts : int
        Lifts found as nodes.
    """

    missing_nodes: int = 0
    locked: int = 0
    plazas: int = 0
    lifts: int = 0


@dataclass
class _Ways:
    """Chosen ways: vertices (numbers of a compact list of nodes, -1 unknown), columns, the square each is an outline of."""

    at: Ints
    first: Longs
    columns: WayColumns
    stage: Longs

    def take(self, rows: Longs) -> _Ways:
        """Return some of the ways."""
        sizes = np.diff(self.first)[rows]
        at = self.at[ranges(self.first[rows], sizes)]
        return _Ways(at, starts(sizes), _pick(self.columns, rows), self.stage[rows])


@dataclass(frozen=True)
class _Squares:
    """Squares: their outlines as numbers of chosen ways, and the way that each is like."""

    like: Longs
    border_way: Longs
    border_of: Longs

    def kept(self, rows: Longs, count: int) -> _Squares:
        """Return the squares whose outline is whole after only some ways were kept."""
        number = np.full(count, -1, np.int64)
        number[rows] = np.arange(len(rows))
        border = number[self.border_way]
        whole = np.ones(len(self.like), bool)
        whole[self.border_of[border < 0]] = False
        new = np.cumsum(whole) - 1
        keep = whole[self.border_of]
        return _Squares(number[self.like[whole]], border[keep], new[self.border_of[keep]])


@dataclass
class ChosenWays:
    """What the walk network is knotted from: nothing in it holds on to the file's tables, which are large.

    Parameters
    ----------
    x, y : float64 array
        Places of the vertices in metres, NaN unknown.
    shut, lifts : bool array
        Vertices that nobody passes, and those that are lifts.
    texts : list of str
        What the ways' names count in.
    """

    ways: _Ways
    squares: _Squares
    x: Floats
    y: Floats
    marks: VertexMarks
    shut: Any
    lifts: Any
    texts: list[str]


def choose_ways(
    tables: OsmTables, rules: WalkRules, places: Places, clip: shapely.Geometry | None, progress: Progress
) -> ChosenWays:
    """Choose the ways that can be walked, the squares, and what stands on them.

    Parameters
    ----------
    clip : shapely geometry, prepared, or None
        Ways that touch it are kept, whole ones.
    """
    progress.step(0.0, "Wegenetz wird aufgebaut")
    osm_way, of_kind, backward, area = _walkable(tables, rules)
    osm_way, backward, columns, squares = _squares(tables, rules, osm_way, of_kind, backward, area)
    nodes, ways = _vertices(tables, places, osm_way, backward, columns)
    x, y = places.x[nodes], places.y[nodes]
    progress.step(0.5, "Wegenetz wird aufgebaut")
    if clip is not None:
        near = np.flatnonzero(touching(clip, x, y, ways.at, ways.first))
        squares = squares.kept(near, len(ways.stage))
        ways = ways.take(near)
    marks, shut, lifts = _node_marks(tables, rules, nodes)
    return ChosenWays(ways, squares, x, y, marks, shut, lifts, tables.way_tags.texts)


def walk_network(
    chosen: ChosenWays, rules: WalkRules, progress: Progress
) -> tuple[WalkNetwork, NetworkFacts]:
    """Build the walk network out of the ways that were chosen; they are used up.

    Returns
    -------
    network, facts
        The network has no edges if there are no ways that can be walked.
    """
    ways, squares, x, y = chosen.ways, chosen.squares, chosen.x, chosen.y
    seen = _marked(len(x), ways.at)[:-1]
    facts = NetworkFacts(
        int((ways.at < 0).sum()), int((chosen.shut & seen).sum()), 0, int((chosen.lifts & seen).sum())
    )
    shapes = _square_shapes(squares, ways, x, y)
    plazas = Plazas(shapes, squares.like, squares.border_way, squares.border_of)
    links = crossing_links(plazas, x, y, ways.at, ways.first, ways.stage, progress.part(0.0, 0.4))
    facts = replace(facts, plazas=len(np.unique(links[2])))
    ways = _with_links(ways, links[0], links[1], squares.like[links[2]])
    ways, twins = _split(ways, len(x), chosen.shut, chosen.lifts)
    del x, y
    chosen.ways = ways
    chosen.x = np.append(chosen.x, chosen.x[twins])
    chosen.y = np.append(chosen.y, chosen.y[twins])
    chosen.marks = _with_twins(chosen.marks, twins)
    names, columns = _used_names(ways.columns, chosen.texts)
    network = build_network(
        chosen.x, chosen.y, ways.at, ways.first, columns, rules.class_names, "osm", progress.part(0.4, 1.0),
        names=names, marks=chosen.marks,
    )  # fmt: skip
    return network, facts


def _walkable(tables: OsmTables, rules: WalkRules) -> tuple[Longs, WayColumns, Any, Any]:
    """Return the rows of the ways that can be walked, what they are like, which lead backward, which are areas."""
    number, kinds = tables.way_tags.combinations(rules.walk_keys)
    columns, backward, area = _asked(kinds, rules)
    sizes = np.diff(tables.way_first)
    rows = np.flatnonzero((columns.of_class[number] >= 0) & (sizes >= 2))
    kind = number[rows]
    of_ways = replace(_pick(columns, kind), name=tables.way_tags.column("name")[rows])
    return rows, of_ways, backward[kind], area[kind] & tables.way_closed[rows]


def _asked(kinds: list[dict[str, str]], rules: WalkRules) -> tuple[WayColumns, Any, Any]:
    """Ask the rules once for each combination of tags; class -1 is not walkable."""
    classes = {name: number for number, name in enumerate(rules.class_names)}
    of_class = np.full(len(kinds), -1, np.int16)
    flags = np.zeros(len(kinds), np.uint8)
    attributes = {name: np.full(len(kinds), UNKNOWN, np.int16) for name in ATTRIBUTES}
    backward, area = np.zeros(len(kinds), bool), np.zeros(len(kinds), bool)
    for i, tags in enumerate(kinds):
        walk = rules.walk(tags)
        if walk is None:
            continue
        of_class[i], flags[i] = classes[walk[0]], walk[1]
        backward[i] = rules.direction_of(tags) < 0
        area[i] = tags.get("area") == "yes"
        for name, value in rules.attributes(tags).items():
            attributes[name][i] = value
    return WayColumns(of_class, flags, None, attributes), backward, area


def _squares(
    tables: OsmTables, rules: WalkRules, osm_way: Longs, columns: WayColumns, backward: Any, area: Any
) -> tuple[Longs, Any, WayColumns, _Squares]:
    """Find the squares, and add the outlines of those mapped as relations to the ways.

    A way that is itself the outline of a relation's square is no square of its own: the relation knows the holes.
    """
    tags = tables.relation_tags
    candidates = relation_rows(tables, tags.having({"highway"}), ("multipolygon",))
    asked, _, _ = _asked([tags.of(row) for row in candidates.tolist()], rules)
    good = np.flatnonzero((asked.of_class >= 0) & ((asked.flags & _NOT_CROSSED) == 0))
    asked = replace(_pick(asked, good), name=tags.column("name")[candidates[good]])
    member, owner, lacking = relation_lines(tables, candidates[good])
    place = np.minimum(np.searchsorted(osm_way, member), max(len(osm_way) - 1, 0))
    present = osm_way[place] == member if len(osm_way) else np.zeros(len(member), bool)
    fresh, which, again = np.unique(member[~present], return_index=True, return_inverse=True)
    border = np.empty(len(member), np.int64)
    border[present], border[~present] = place[present], len(osm_way) + again
    extra = _pick(asked, owner[~present][which])
    area[place[present]] = False
    lone = np.flatnonzero(area & ((columns.flags & _NOT_CROSSED) == 0))
    whole = lacking == 0
    whole &= np.bincount(owner, minlength=len(good)) > 0
    number = np.cumsum(whole) - 1 + len(lone)
    keep = whole[owner]
    # A square of a relation is like its first outline that was added for it, else like its first outline.
    like = np.full(len(good), -1, np.int64)
    like[owner[::-1]] = border[::-1]
    squares = _Squares(
        np.concatenate((lone, like[whole])),
        np.concatenate((lone, border[keep])),
        np.concatenate((np.arange(len(lone)), number[owner[keep]])),
    )
    osm_way = np.concatenate((osm_way, fresh))
    return osm_way, np.append(backward, np.zeros(len(fresh), bool)), _joined(columns, extra), squares


def _vertices(
    tables: OsmTables, places: Places, osm_way: Longs, backward: Any, columns: WayColumns
) -> tuple[Longs, _Ways]:
    """Return the rows of the nodes used, and the ways in their numbers."""
    sizes = np.diff(tables.way_first)[osm_way]
    begin = tables.way_first[osm_way]
    large = len(places.at) >= COMPILED_FROM
    row = osm_kernels.taken(places.at, begin, sizes) if large else places.at[ranges(begin, sizes)]
    first = starts(sizes)
    for way in np.flatnonzero(backward).tolist():
        row[first[way] : first[way + 1]] = row[first[way] : first[way + 1]][::-1].copy()
    used = _marked(len(tables.node_id), row)
    nodes = np.flatnonzero(used[:-1])
    number = np.full(len(used), -1, np.int32)
    number[nodes] = np.arange(len(nodes), dtype=np.int32)
    tagged, kinds = (
        tables.way_tags.only({"layer", "level", "indoor"})
        .take(osm_way)
        .combinations({"layer", "level", "indoor"})
    )
    level = [f"{k.get('layer', '0')}|{k.get('level', '0')}|{k.get('indoor', 'no')}" for k in kinds]
    _, same = np.unique(np.array(level), return_inverse=True)
    stage = same[tagged] * 256 + (columns.flags & (BRIDGE | TUNNEL))
    return nodes, _Ways(_looked_up(number, row), first, columns, stage.astype(np.int64))


def _marked(count: int, at: Ints) -> Any:
    """Return which of some things are named in a list; there is one place more, for unknown ones (-1)."""
    seen = np.zeros(count + 1, bool)
    if len(at) >= COMPILED_FROM:
        osm_kernels.mark(seen, at)
    else:
        seen[at] = True
    return seen


def _looked_up(values: Any, rows: Ints) -> Any:
    return osm_kernels.looked_up(values, rows) if len(rows) >= COMPILED_FROM else values[rows]


def _square_shapes(squares: _Squares, ways: _Ways, x: Floats, y: Floats) -> Any:
    """Return the squares as areas, ``None`` for one with an unknown corner."""
    shapes = np.full(len(squares.like), None, object)
    order = np.argsort(squares.border_of, kind="stable")
    bounds = np.searchsorted(squares.border_of[order], np.arange(len(shapes) + 1))
    for i in range(len(shapes)):
        border = squares.border_way[order[bounds[i] : bounds[i + 1]]].tolist()
        lines = [ways.at[ways.first[way] : ways.first[way + 1]] for way in border]
        if any((line < 0).any() for line in lines):
            continue
        drawn = [shapely.linestrings(np.column_stack((x[line], y[line]))) for line in lines]
        if len(drawn) == 1 and shapely.is_closed(drawn[0]):
            shapes[i] = shapely.polygons(shapely.get_coordinates(drawn[0]))
        else:
            shapes[i] = shapely.build_area(shapely.geometrycollections(drawn))
    return sound(shapes)


def _node_marks(tables: OsmTables, rules: WalkRules, nodes: Longs) -> tuple[VertexMarks, Any, Any]:
    """Return what stands at single nodes, which of them nobody passes, and which are lifts."""
    count = len(nodes)
    kerb, barrier = np.full(count, UNKNOWN, np.int16), np.full(count, UNKNOWN, np.int16)
    conditional, shut, lifts, crossing = (np.zeros(count, bool) for _ in range(4))
    tagged: Tags = tables.node_tags.only(rules.node_keys)
    rows = np.unique(tagged.owner)
    place = np.searchsorted(nodes, rows)
    place[place == count] = 0
    here = nodes[place] == rows if count else np.zeros(len(rows), bool)
    rows, place = rows[here], place[here]
    number, kinds = tagged.take(rows).combinations(rules.node_keys)
    for kind, tags in enumerate(kinds):
        at = place[number == kind]
        height, hindrance = rules.kerb_height(tags), rules.barrier_kind(tags)
        if height is not None:
            kerb[at] = height
        if hindrance is not None:
            barrier[at] = hindrance
        conditional[at] = "barrier" in tags and rules.is_conditional(tags)
        shut[at] = rules.blocks(tags)
        lifts[at] = rules.is_lift(tags)
        crossing[at] = rules.is_crossing(tags)
    feet = np.array([name in rules.classes.for_feet for name in rules.class_names])
    longest = rules.network_flags.crossing_longest_m
    marks = VertexMarks({"kerb_mm": kerb, "barrier": barrier}, conditional, feet, crossing, longest)
    return marks, shut, lifts


def _with_links(ways: _Ways, start: Longs, end: Longs, like: Longs) -> _Ways:
    """Add straight ways across squares; each is like the square's outline."""
    if not len(start):
        return ways
    extra = _pick(ways.columns, like)
    extra = replace(extra, flags=extra.flags | np.uint8(PLAZA))
    at = np.concatenate((ways.at, np.column_stack((start, end)).ravel().astype(np.int32)))
    sizes = np.concatenate((np.diff(ways.first), np.full(len(start), 2)))
    return _Ways(at, starts(sizes), _joined(ways.columns, extra), np.append(ways.stage, ways.stage[like]))


def _split(ways: _Ways, vertex_count: int, shut: Any, lifts: Any) -> tuple[_Ways, Ints]:
    """Return ways cut at locked barriers, around unknown nodes, and before a lift at their end; and what the new vertices are twins of.

    A barrier inside a way becomes two new vertices, one for each side: the way leads up to it from both sides, but
    not through. A barrier at the end of a way gets a vertex of its own there. The last stretch of a way that ends at
    a lift is the way into the lift; who passes by on the same way does not need it.
    """
    at, first = ways.at, ways.first
    closed, lift = _hits(shut, at), _hits(lifts, at)
    unknown = np.flatnonzero(at < 0)
    is_start = first[np.searchsorted(first, closed)] == closed
    is_end = first[np.searchsorted(first, closed + 1)] == closed + 1
    at_start = first[np.searchsorted(first, lift)] == lift
    at_end = first[np.searchsorted(first, lift + 1)] == lift + 1
    into = np.concatenate((lift[at_start] + 1, lift[at_end] - 1))
    into = into[
        (first[np.searchsorted(first, into)] != into) & (first[np.searchsorted(first, into + 1)] != into + 1)
    ]
    inner = closed[~is_start & ~is_end]
    twice = np.unique(np.concatenate((inner, into)))
    new_at = np.insert(at, twice + 1, at[twice])
    moved = closed + np.searchsorted(twice, closed)
    apart = np.sort(np.concatenate((moved, moved[~is_start & ~is_end] + 1)))
    origin = new_at[apart]
    new_at[apart] = vertex_count + np.arange(len(apart))
    way_begins = first[:-1] + np.searchsorted(twice, first[:-1])
    lost = unknown + np.searchsorted(twice, unknown)
    begins = np.zeros(len(new_at) + 1, bool)
    for places in (way_begins, twice + np.arange(len(twice)) + 1, lost, lost + 1):
        begins[places] = True
    begin = np.flatnonzero(begins[:-1])
    sizes = np.diff(begin, append=len(new_at))
    # Ways were cut at unknown nodes, so these stand alone in pieces of one vertex and drop out here.
    whole = sizes >= 2
    piece_way = np.searchsorted(way_begins, begin[whole], side="right") - 1
    kept = new_at if whole.all() else new_at[np.repeat(whole, sizes)]
    new_first = starts(sizes[whole])
    columns = _pick(ways.columns, piece_way)
    if len(lift):
        is_lift = np.zeros(vertex_count + len(apart), bool)
        is_lift[: len(lifts)] = lifts
        ends_there = is_lift[kept[new_first[:-1]]] | is_lift[kept[new_first[1:] - 1]]
        lone = ends_there & (sizes[whole] == 2)
        flags = np.where(lone, columns.flags | np.uint8(LIFT), columns.flags)
        columns = replace(columns, flags=flags)
    return _Ways(kept, new_first, columns, ways.stage[piece_way]), origin


def _with_twins(marks: VertexMarks, twins: Ints) -> VertexMarks:
    """Let new vertices bear what those bear that they are twins of."""
    attributes = {name: np.append(values, values[twins]) for name, values in marks.attributes.items()}
    conditional = np.append(marks.conditional, marks.conditional[twins])
    crossing = None if marks.crossing is None else np.append(marks.crossing, marks.crossing[twins])
    return replace(marks, attributes=attributes, conditional=conditional, crossing=crossing)


def _hits(marked: Any, at: Ints) -> Longs:
    """Return the positions of marked vertices; unknown ones (-1) are not marked."""
    return np.flatnonzero(_looked_up(np.append(marked, False), at)) if marked.any() else np.zeros(0, np.int64)


def touching(clip: shapely.Geometry, x: Floats, y: Floats, at: Ints, first: Longs) -> Any:
    """Tell which ways touch a prepared area; unknown vertices (-1) are passed over."""
    known = at >= 0
    way = np.repeat(np.arange(len(first) - 1), np.diff(first))[known]
    px, py = x[at[known]], y[at[known]]
    west, south, east, north = shapely.bounds(clip)
    near = np.zeros(len(first) - 1, bool)
    near[way[(px >= west) & (px <= east) & (py >= south) & (py <= north)]] = True
    # A way can cross the box without a vertex in it: then it is long, and its own box says so.
    long = np.flatnonzero(~near)
    counts = np.bincount(way, minlength=len(first) - 1)
    near[long[counts[long] >= 2]] |= _box_meets(clip, px, py, way, long[counts[long] >= 2], len(first) - 1)
    chosen = np.flatnonzero(near & (counts >= 2))
    picked = np.isin(way, chosen) if len(chosen) < len(near) else np.ones(len(way), bool)
    lines = shapely.linestrings(
        np.column_stack((px[picked], py[picked])), indices=np.searchsorted(chosen, way[picked])
    )
    keep = np.zeros(len(first) - 1, bool)
    keep[chosen] = shapely.intersects(clip, lines)
    return keep


def _box_meets(clip: shapely.Geometry, x: Floats, y: Floats, way: Longs, rows: Longs, count: int) -> Any:
    west, south, east, north = shapely.bounds(clip)
    low_x, low_y = np.full(count, np.inf), np.full(count, np.inf)
    high_x, high_y = np.full(count, -np.inf), np.full(count, -np.inf)
    begin = np.flatnonzero(np.diff(way, prepend=-1))
    if len(begin):
        owner = way[begin]
        low_x[owner], high_x[owner] = np.minimum.reduceat(x, begin), np.maximum.reduceat(x, begin)
        low_y[owner], high_y[owner] = np.minimum.reduceat(y, begin), np.maximum.reduceat(y, begin)
    return (low_x[rows] <= east) & (high_x[rows] >= west) & (low_y[rows] <= north) & (high_y[rows] >= south)


def _used_names(columns: WayColumns, texts: list[str]) -> tuple[tuple[str, ...], WayColumns]:
    """Return the street names that occur, and columns that count in them."""
    assert columns.name is not None  # noqa: S101  (OSM ways always have the column)
    used, inverse = np.unique(columns.name, return_inverse=True)
    number = np.arange(len(used), dtype=np.int32) - int(len(used) > 0 and used[0] < 0)
    names = tuple(texts[i] for i in used if i >= 0)
    return names, replace(columns, name=number[inverse])


def _pick(columns: WayColumns, rows: NDArray[Any]) -> WayColumns:
    return WayColumns(
        columns.of_class[rows],
        columns.flags[rows],
        None if columns.name is None else columns.name[rows],
        {name: values[rows] for name, values in columns.attributes.items()},
    )


def _joined(one: WayColumns, other: WayColumns) -> WayColumns:
    assert one.name is not None  # noqa: S101
    assert other.name is not None  # noqa: S101
    return WayColumns(
        np.concatenate((one.of_class, other.of_class)),
        np.concatenate((one.flags, other.flags)),
        np.concatenate((one.name, other.name)),
        {name: np.concatenate((values, other.attributes[name])) for name, values in one.attributes.items()},
    )
