"""A walk network from a municipal line layer, which has no node numbers: lines are joined by place and level.

Where lines meet (docs/decisions/line-network.md):

* an end that touches nothing is joined to the nearest line of its level within `SNAP_M`: hand-drawn lines miss
  by centimetres;
* lines that cross, or touch with an inner vertex, are joined if neither is a bridge or tunnel and their layers
  agree (two stretches of the same bridge that share a vertex are joined too);
* an end that meets bridges and roads at one place is joined to the lines of its own level, and to all of them only
  if none has its level: a bridge's own ends lie on the ground.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from quartiermap.domain.crs import check_metric
from quartiermap.domain.network import BRIDGE, TUNNEL, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io.chains import WayColumns, build_network
from quartiermap.io.line_columns import Lines, lines_of_network, read_columns

SNAP_M = 0.5
"""How far a dangling end may miss another line and still be joined, in metres (Annahme)."""

_TOUCH_M = 0.001


def network_from_lines(
    frame: gpd.GeoDataFrame,
    progress: Progress | None = None,
    *,
    node_at_crossings: bool = True,
    onto: WalkNetwork | None = None,
) -> tuple[WalkNetwork, list[Problem]]:
    """Make a walk network from lines, noded at real crossings.

    Parameters
    ----------
    frame : GeoDataFrame
        LineStrings or MultiLineStrings in the project's metric CRS. Columns that are understood where they
        exist: ``highway`` or ``fclass`` (class; motorways, cycleways without permission and the like are left out
        by the walking rules), ``foot``, ``access``, ``sidewalk``, ``bridge``, ``tunnel``, ``steps`` (T/F, 1/0, yes/no), ``layer``,
        ``brunnel``, ``name``, ``oneway:foot``, and the attributes surface, smoothness, width, incline, kerb, wheelchair.
        ``oneway`` is for vehicles and does not count.
    node_at_crossings : bool
        ``False`` joins lines at common vertices only.
    onto : WalkNetwork, optional
        A network made from lines that the new lines are added to, so that several files become one network.

    Returns
    -------
    network, problems
        The network (origin "lines") and notes: how many crossings were joined, how many left as bridges.

    Raises
    ------
    InputError
        If the CRS is not metric or no line can be walked.

    Examples
    --------
    Two streets that cross without a vertex get a junction:

    >>> lines = [shapely.LineString([(0, 0), (10, 0)]), shapely.LineString([(5, -5), (5, 5)])]
    >>> net, _ = network_from_lines(gpd.GeoDataFrame(geometry=lines, crs="EPSG:25833"))
    >>> net.node_count, sorted(net.edge_length.tolist())
    (5, [5.0, 5.0, 5.0, 5.0])
    """
    progress = progress or Progress()
    check_metric(frame.crs)
    progress.step(0.0, "Linien werden geprüft")
    columns, kept, problems = read_columns(frame)
    shapes, row = _simple_lines(frame.geometry.to_numpy()[kept])
    if not len(shapes):
        raise InputError([*problems, Problem("Die Ebene enthält keine Linien, die man gehen kann.", "Eine Linienebene mit Straßen und Wegen angeben.", code="no_walkable_lines")])  # fmt: skip
    columns = columns.take(np.flatnonzero(kept)[row])
    ends = np.zeros((0, 2), np.int64)
    if onto is not None and onto.edge_count:
        old_shapes, old_columns = lines_of_network(onto)
        shapes, columns = np.concatenate((old_shapes, shapes)), old_columns.joined(columns)
        ends = np.column_stack((onto.edge_u, onto.edge_v)).astype(np.int64)
    noder = _Noder(shapes, columns, ends)
    progress.step(0.2, "Kreuzungen werden gesucht")
    if node_at_crossings:
        noder.cross()
    progress.step(0.5, "Linienenden werden angeschlossen")
    noder.attach_ends()
    noder.touch_vertices()
    progress.step(0.6, "Linien werden verknüpft")
    x, y, numbers, first, line = noder.finish()
    columns = columns.take(line)
    of_lines = WayColumns(columns.of_class, columns.flags, columns.name, columns.attributes)
    network = build_network(
        x, y, numbers, first, of_lines, columns.classes, "lines", progress.part(0.7, 1.0), names=columns.names
    )
    return network, [*problems, *noder.notes()]


def _simple_lines(shapes: Any) -> tuple[Any, Any]:
    """Return single 2D lines of positive length, and the row each comes from."""
    usable = np.isin(shapely.get_type_id(shapes), (1, 5, 7))
    rows = np.flatnonzero(usable)
    parts, part_row = shapely.get_parts(shapely.force_2d(shapes[usable]), return_index=True)
    good = (
        (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0) & np.isfinite(shapely.length(parts))
    )
    return parts[good], rows[part_row[good]]


class _Noder:
    """Collects places on lines (vertices and inserted points) and which of them are one node."""

    def __init__(self, lines: Any, columns: Lines, ends: Any) -> None:
        xy, line = shapely.get_coordinates(lines, return_index=True)
        repeated = np.zeros(len(line), bool)
        repeated[1:] = (line[1:] == line[:-1]) & (xy[1:] == xy[:-1]).all(axis=1)
        self.x, self.y, self.line = xy[~repeated, 0], xy[~repeated, 1], line[~repeated]
        self.level, self.raised = columns.level, (columns.flags & (BRIDGE | TUNNEL)) > 0
        # The first lines are edges of a network already; among them nothing new is joined.
        self.old = len(ends)
        starts = np.flatnonzero(np.diff(self.line, prepend=-1))
        self.end = np.zeros(len(self.line), bool)
        self.end[starts] = True
        self.end[np.append(starts[1:], len(self.line)) - 1] = True
        self.vertex_count = len(self.x)
        self.seg = np.flatnonzero(self.line[1:] == self.line[:-1])
        a, b = self.seg, self.seg + 1
        shapes: Any = shapely.linestrings(
            np.stack(
                (np.column_stack((self.x[a], self.y[a])), np.column_stack((self.x[b], self.y[b]))), axis=1
            )
        )
        self.tree = shapely.STRtree(shapes)
        self.shapes = shapes
        self.new: list[tuple[Any, Any, Any, Any]] = []
        self.new_count = 0
        self.unions: list[tuple[Any, Any]] = []
        self.joined = self.left = self.snapped = 0
        if self.old:
            last = np.append(starts[1:], len(self.line)) - 1
            vertex = np.concatenate((starts[: self.old], last[: self.old]))
            order = np.argsort(ends.T.ravel(), kind="stable")
            same = np.diff(ends.T.ravel()[order]) == 0
            self.unions.append((vertex[order][:-1][same], vertex[order][1:][same]))

    def _fresh(self, one: Any, other: Any) -> Any:
        """Tell whether of two lines at least one is not of the network that the lines are added to."""
        return (one >= self.old) | (other >= self.old)

    def _insert(self, segment: Any, share: Any, x: Any, y: Any) -> Any:
        """Add places inside segments; return their numbers."""
        numbers = self.vertex_count + self.new_count + np.arange(len(segment))
        self.new.append((segment, share, x, y))
        self.new_count += len(segment)
        return numbers

    def _agree(self, one: Any, other: Any) -> Any:
        """Tell whether two lines meet where they cross: same layer, neither bridge nor tunnel."""
        return (self.level[one] == self.level[other]) & ~self.raised[one] & ~self.raised[other]

    def cross(self) -> None:
        """Join segments that cross inside both, if their levels agree."""
        i, j = self.tree.query(self.shapes, predicate="crosses")
        first = (i < j) & self._fresh(self.line[self.seg[i]], self.line[self.seg[j]])
        i, j = i[first], j[first]
        a, c = self.seg[i], self.seg[j]
        ax, ay, cx, cy = self.x[a], self.y[a], self.x[c], self.y[c]
        rx, ry = self.x[a + 1] - ax, self.y[a + 1] - ay
        sx, sy = self.x[c + 1] - cx, self.y[c + 1] - cy
        det = rx * sy - ry * sx
        with np.errstate(divide="ignore", invalid="ignore"):
            t = ((cx - ax) * sy - (cy - ay) * sx) / det
            u = ((cx - ax) * ry - (cy - ay) * rx) / det
        length_r, length_s = np.hypot(rx, ry), np.hypot(sx, sy)
        # Within a touch of a vertex it is a touch, not a crossing.
        inner = (np.minimum(t, 1 - t) * length_r > _TOUCH_M) & (np.minimum(u, 1 - u) * length_s > _TOUCH_M)
        agree = self._agree(self.line[a], self.line[c])
        self.left = int((inner & ~agree).sum())
        take = inner & agree
        self.joined = int(take.sum())
        x, y = (ax + t * rx)[take], (ay + t * ry)[take]
        on_first = self._insert(i[take], t[take], x, y)
        on_second = self._insert(j[take], u[take], x, y)
        self.unions.append((on_first, on_second))

    def attach_ends(self) -> None:
        """Join line ends to the lines they touch, own level first, and dangling ends to the line they miss."""
        ends = np.flatnonzero(self.end)
        points = shapely.points(self.x[ends], self.y[ends])
        which, segment = self.tree.query(points, predicate="dwithin", distance=SNAP_M)
        vertex = ends[which]
        lines = self.line[self.seg[segment]], self.line[vertex]
        other = (lines[0] != lines[1]) & self._fresh(*lines)
        which, segment, vertex = which[other], segment[other], vertex[other]
        share, distance = self._along(segment, self.x[vertex], self.y[vertex])
        same = self.level[self.line[self.seg[segment]]] == self.level[self.line[vertex]]
        # An end that touches a line exactly is connected; only a dangling one may have missed its line.
        touching = distance <= _TOUCH_M
        connected = np.zeros(len(ends), bool)
        connected[which[touching]] = True
        usable = touching | (same & ~connected[which])
        which, segment, vertex = which[usable], segment[usable], vertex[usable]
        share, distance, same = share[usable], distance[usable], same[usable]
        # One place for each end and line: the nearest; other levels only where the own level has none.
        order = np.lexsort((distance, self.line[self.seg[segment]], which))
        key = which[order] * (self.line.max() + 1) + self.line[self.seg[segment[order]]]
        nearest = order[np.flatnonzero(np.diff(key, prepend=-1))]
        has_own = np.zeros(len(ends), bool)
        has_own[which[nearest][same[nearest]]] = True
        at_end = self._near_end(segment[nearest], share[nearest])
        take = nearest[same[nearest] | ~has_own[which[nearest]] | at_end]
        segment, share, vertex, distance = segment[take], share[take], vertex[take], distance[take]
        self.snapped = len(np.unique(vertex[distance > _TOUCH_M]))
        self._join_to_segment(vertex, segment, share)

    def _near_end(self, segment: Any, share: Any) -> Any:
        """Tell whether a place on a segment is an end of its line (ends lie on the ground)."""
        a = self.seg[segment]
        length = np.hypot(self.x[a + 1] - self.x[a], self.y[a + 1] - self.y[a])
        return (self.end[a] & (share * length <= SNAP_M)) | (
            self.end[a + 1] & ((1 - share) * length <= SNAP_M)
        )

    def touch_vertices(self) -> None:
        """Join inner vertices that lie on another line, or on another inner vertex, if the levels agree."""
        inner = np.flatnonzero(~self.end[: self.vertex_count])
        points = shapely.points(self.x[inner], self.y[inner])
        which, segment = self.tree.query(points, predicate="dwithin", distance=_TOUCH_M)
        vertex = inner[which]
        a = self.seg[segment]
        own = (a == vertex) | (a + 1 == vertex) | ~self._fresh(self.line[a], self.line[vertex])
        segment, vertex, a = segment[~own], vertex[~own], a[~own]
        share, _ = self._along(segment, self.x[vertex], self.y[vertex])
        at_vertex = self._vertex_at(segment, share)
        one, two = self.line[vertex], self.line[a]
        # On a shared vertex two stretches of one bridge meet; without one they may pass above each other.
        meets = np.where(at_vertex >= 0, self.level[one] == self.level[two], self._agree(one, two))
        # Ends were attached before; an end that lies on an inner vertex is no case for here.
        to_end = (at_vertex >= 0) & self.end[np.maximum(at_vertex, 0)]
        take = meets & ~to_end
        self._join_to_segment(vertex[take], segment[take], share[take])

    def _along(self, segment: Any, x: Any, y: Any) -> tuple[Any, Any]:
        """Return share (0..1) along a segment of the nearest place to a point, and the distance (m)."""
        a = self.seg[segment]
        dx, dy = self.x[a + 1] - self.x[a], self.y[a + 1] - self.y[a]
        share = np.clip(((x - self.x[a]) * dx + (y - self.y[a]) * dy) / (dx * dx + dy * dy), 0.0, 1.0)
        return share, np.hypot(self.x[a] + share * dx - x, self.y[a] + share * dy - y)

    def _vertex_at(self, segment: Any, share: Any, within: float = _TOUCH_M) -> Any:
        """Return the vertex at a place on a segment, -1 for a place between the vertices."""
        a = self.seg[segment]
        length = np.hypot(self.x[a + 1] - self.x[a], self.y[a + 1] - self.y[a])
        return np.where(share * length <= within, a, np.where((1 - share) * length <= within, a + 1, -1))

    def _join_to_segment(self, vertex: Any, segment: Any, share: Any) -> None:
        existing = self._vertex_at(segment, share)
        at = existing >= 0
        self.unions.append((vertex[at], existing[at]))
        between, along = segment[~at], share[~at]
        a = self.seg[between]
        x = self.x[a] + along * (self.x[a + 1] - self.x[a])
        y = self.y[a] + along * (self.y[a + 1] - self.y[a])
        self.unions.append((vertex[~at], self._insert(between, along, x, y)))

    def finish(self) -> tuple[Any, Any, Any, Any, Any]:
        """Return node coordinates, the lines as node numbers (`build_network`'s first four arguments), and whose they are."""
        none = np.zeros(0)
        segment, share, new_x, new_y = (
            np.concatenate([none, *(inserted[part] for inserted in self.new)]) for part in range(4)
        )
        segment = segment.astype(np.int64)
        x, y = np.concatenate((self.x, new_x)), np.concatenate((self.y, new_y))
        base = np.concatenate((np.arange(self.vertex_count), self.seg[segment]))
        along = np.concatenate((np.zeros(self.vertex_count), share))
        order = np.lexsort((along, base))
        line = self.line[base[order]]
        if self.old:
            # Two places inserted into one segment at the same spot are one.
            gap = np.hypot(np.diff(x[order]), np.diff(y[order]))
            same = (np.diff(line) == 0) & (gap <= _TOUCH_M)
            self.unions.append((order[:-1][same], order[1:][same]))
        count = len(x)
        one = np.concatenate([none, *(u for u, _ in self.unions)]).astype(np.int64)
        two = np.concatenate([none, *(v for _, v in self.unions)]).astype(np.int64)
        links = coo_matrix((np.ones(len(one), np.int8), (one, two)), shape=(count, count))
        nodes, label = connected_components(links, directed=False)
        # A node lies where the least movable of its places lies: inner vertices and inserted points before ends.
        movable = np.concatenate((self.end.astype(np.int8), np.zeros(len(new_x), np.int8)))
        best = np.lexsort((np.arange(count), movable, label))
        place = best[np.flatnonzero(np.diff(label[best], prepend=-1))]
        assert nodes == len(place)  # noqa: S101  (every label has a place)
        numbers = label[order].astype(np.int64)
        begins = np.diff(line, prepend=-1) != 0
        if self.old:
            begins[1:] |= self._drawn_before(numbers, line)
        first = np.append(np.flatnonzero(begins), len(line))
        return x[place], y[place], numbers, first.astype(np.int64), line[first[:-1]]

    def _drawn_before(self, numbers: Any, line: Any) -> Any:
        """Tell which steps from one vertex to the next a line of the old network takes already; new lines skip them."""
        low, high = np.minimum(numbers[:-1], numbers[1:]), np.maximum(numbers[:-1], numbers[1:])
        key = low * (int(numbers.max()) + 1) + high
        is_step = line[:-1] == line[1:]
        is_old = line[:-1] < self.old
        return is_step & ~is_old & np.isin(key, key[is_step & is_old])

    def notes(self) -> Iterable[Problem]:
        """Tell what was joined and what was left."""
        texts = [
            (self.joined, "Kreuzung", "wurde", "Kreuzungen", "wurden", "ohne gemeinsamen Stützpunkt {} verknüpft", "crossings_joined"),
            (self.left, "Kreuzung", "liegt", "Kreuzungen", "liegen", "{} auf verschiedenen Ebenen (Brücke, Tunnel), dort wurde nichts verknüpft", "crossings_left"),
            (self.snapped, "Linienende", "wurde", "Linienenden", "wurden", f"{{}} angeschlossen: Abstand zur anderen Linie höchstens {number(SNAP_M, 1)}\u00a0m", "ends_snapped"),
        ]  # fmt: skip
        return [
            Problem(
                f"{number(count)} {one if count == 1 else many} {text.format(does if count == 1 else do)}.",
                code=code,
                severity="info",
            )
            for count, one, does, many, do, text, code in texts
            if count
        ]
