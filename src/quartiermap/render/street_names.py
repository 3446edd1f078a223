"""Names along the streets of a printed map: the longest streets first, each once, none above a sign or another name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.domain.project import Project
from quartiermap.render.map_labels import MM_PER_PT, overlaps, text_width

SIZE_PT = 4.8
MOST_NAMES = 16
"""More names would make a street map of it."""

MINOR_UP_TO = 12_500
"""Scale number up to which small streets are named, too."""

BENT = 0.97
"""A stretch whose ends are closer than this part of its length is too crooked for straight letters."""

Floats = NDArray[np.float64]
Window = tuple[float, float, float, float]


@dataclass(frozen=True)
class StreetName:
    """A name on paper: middle of its base line in mm, y downwards, and by how many degrees it is turned clockwise."""

    text: str
    x: float
    y: float
    angle: float


class StreetNames:
    """The named streets of a project's background map behind a spatial index."""

    def __init__(self, project: Project) -> None:
        lines = project.basemap_lines
        named = (
            lines[lines["name"].notna() & lines["class"].isin(["major", "minor"])] if len(lines) else lines
        )
        self._shapes = named.geometry.to_numpy() if len(named) else np.zeros(0, object)
        self._names = np.array([" ".join(str(n).split()) for n in named["name"]], dtype=object)
        self._major = (named["class"] == "major").to_numpy(bool)
        self._tree = shapely.STRtree(self._shapes)

    def stretches(self, window: Window, district: Any, scale: int) -> list[tuple[str, Any]]:
        """Return name and longest stretch of the streets in a district, the most important first.

        Parameters
        ----------
        window
            West, south, east, north of the sheet in the project CRS.
        district : polygon
            Only streets inside of it are named: the surroundings are muted.
        scale : int
        """
        inside = shapely.clip_by_rect(district, *window)
        rows = self._tree.query(inside, predicate="intersects")
        rows = rows[self._major[rows] | (scale <= MINOR_UP_TO)]
        found = []
        for name in sorted({str(n) for n in self._names[rows]}):
            own = rows[self._names[rows] == name]
            merged = shapely.line_merge(shapely.union_all(shapely.intersection(self._shapes[own], inside)))
            parts = [p for p in shapely.get_parts(merged) if p.geom_type == "LineString"]
            if parts:
                found.append(
                    (
                        not self._major[own].any(),
                        -max(p.length for p in parts),
                        name,
                        max(parts, key=lambda p: p.length),
                    )
                )
        return [(name, line) for _, _, name, line in sorted(found, key=lambda f: f[:3])]


def place_street_names(
    stretches: list[tuple[str, Floats]], frame: Window, taken: Floats, size_pt: float = SIZE_PT
) -> list[StreetName]:
    """Find places for names along lines.

    Parameters
    ----------
    stretches : list of (name, points)
        Points in mm on paper, y downwards, shape (n, 2); the most important first.
    frame
        Left, top, right, bottom in mm.
    taken : float array, shape (n, 4)
        Boxes that nothing may lie on.

    Examples
    --------
    >>> straight = np.array([[10.0, 20.0], [90.0, 20.0]])
    >>> found = place_street_names([("Hauptstraße", straight)], (0, 0, 100, 100), np.zeros((0, 4)))
    >>> [(n.text, n.x, n.angle) for n in found]
    [('Hauptstraße', 50.0, 0.0)]
    """
    found: list[StreetName] = []
    high = 1.5 * size_pt * MM_PER_PT
    for name, points in stretches:
        width = text_width(name, size_pt) + 0.6
        line = shapely.LineString(points)
        if len(found) >= MOST_NAMES or line.length < width:
            continue
        for share in (0.5, 0.35, 0.65, 0.2, 0.8):
            middle = share * line.length
            if middle < width / 2 or middle > line.length - width / 2:
                continue
            ends = shapely.line_interpolate_point(line, [middle - width / 2, middle + width / 2])
            (x0, y0), (x1, y1) = shapely.get_coordinates(ends)
            if np.hypot(x1 - x0, y1 - y0) < BENT * width:
                continue
            steps = np.linspace(0, 1, max(int(np.ceil(width / high)), 2))
            x, y = x0 + steps * (x1 - x0), y0 + steps * (y1 - y0)
            boxes = np.column_stack((x - high / 2, y - high / 2, x + high / 2, y + high / 2))
            inside = (boxes[:, :2] >= frame[:2]).all() and (boxes[:, 2:] <= frame[2:]).all()
            if not inside or overlaps(boxes, taken).any():
                continue
            angle = float(np.degrees(np.arctan2(y1 - y0, x1 - x0)))
            angle = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
            found.append(StreetName(name, float((x0 + x1) / 2), float((y0 + y1) / 2), round(angle, 1)))
            taken = np.vstack((taken, boxes))
            break
    return found
