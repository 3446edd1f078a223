"""Draws what lies inside the frame of a district's map, from the ground up to the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.domain.findings import Gap
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.standards import Standard
from quartiermap.render import colours, svg_furniture
from quartiermap.render.district_scene import (
    BEYOND,
    FAR_BEYOND,
    IN_REACH,
    UNKNOWN,
    Reach,
    ShownFacility,
    Window,
)
from quartiermap.render.map_furniture import FUNDING_DASHES, INK, PARENT_DASHES, SOFT_INK
from quartiermap.render.map_labels import (
    MM_PER_PT,
    boxes_around,
    fan_out,
    overlaps,
    place_names,
    spread_numbers,
)
from quartiermap.render.report_fonts import printable
from quartiermap.render.street_names import SIZE_PT, place_street_names
from quartiermap.render.svg_furniture import SIGN_MM
from quartiermap.render.svg_sheet import (
    MM_PER_UNIT,
    PER_MM,
    Anchor,
    Placed,
    SvgSheet,
    area_data,
    dashes,
    line_data,
    number,
    pt,
)

Frame = tuple[float, float, float, float]
"""Left, top, width and height of the map on the sheet in mm."""

Floats = NDArray[np.float64]

GROUND = ("farmland", "residential", "industrial", "green", "forest", "school", "square")

WAYS = (
    # class, casing, its width in pt, core, its width in pt
    ("service", None, 0.0, "#b9b3aa", 0.35),
    ("path", None, 0.0, "#b9b3aa", 0.25),
    ("steps", None, 0.0, "#b9b3aa", 0.25),
    ("network", None, 0.0, "#a8a299", 0.35),
    ("minor", "#b3aca2", 0.95, "#ffffff", 0.6),
    ("waterway", None, 0.0, colours.WATER_EDGE, 0.6),
    ("river", colours.WATER_EDGE, 2.4, colours.BASEMAP_AREAS["water"], 1.9),
    ("major", "#8d8478", 1.6, "#ffffff", 1.1),
    ("motorway", "#8d7348", 2.0, "#f7e8cb", 1.3),
    ("rail", "#4a4a4a", 0.9, None, 0.0),
)

IN_REACH_FACE, IN_REACH_OPACITY = "#8cc3ae", 0.45
CATCHMENT_LINE, CATCHMENT_DASHES = "#0b5d43", (0, (0.1, 2.4))
BUILDING_FACE, BUILDING_OPACITY = "#5c5750", 0.22

CROWDED = 25
"""With more facilities than this in a district their signs are small."""

GAP_MM = 1.5
"""Half the side of a gap's square."""


@dataclass(frozen=True)
class Content:
    """What lies on one sheet: found out before anything is drawn, so that legend and credits name exactly that.

    Parameters
    ----------
    window, scale
        The part of the world shown, and the number n of 1 : n.
    shape : polygon
        The district.
    neighbours : list of (name, polygon)
        Every other district in the window.
    parents, funding : array of polygons
        Borders of the coarser level and funding areas in the window.
    background : dict
        From `map_background.Background`.
    dwellings, secret : list
        From `DistrictScenes.dwellings`.
    catchment : polygon
        From `district_catchment.Catchments`, without districts whose reach is secret.
    inside, around : list of ShownFacility
        Those in the district (numbered), and those in the window outside of it.
    """

    district_id: str
    standard: Standard | None
    reach: Reach
    window: Window
    scale: int
    shape: Any
    neighbours: list[tuple[str, Any]]
    parents: Any
    funding: Any
    background: dict[str, Any]
    dwellings: list[Any]
    secret: list[Any]
    catchment: Any
    inside: list[ShownFacility]
    around: list[ShownFacility]
    gaps: list[Gap]
    streets: list[tuple[str, Any]]
    """Names and stretches of the streets in the district, the most important first."""
    covered: tuple[float, float, float, float]
    """What the overview hides: left, top, right, bottom in mm on the sheet."""

    @property
    def tolerance(self) -> float:
        """Metres by which outlines are simplified: a sixteenth of a millimetre on paper."""
        return self.scale / 1000 * 0.06


class Drawing:
    """The map inside its frame."""

    def __init__(self, sheet: SvgSheet, content: Content, frame: Frame, kinds: Kinds) -> None:
        self.sheet, self.content, self.frame, self.kinds = sheet, content, frame, kinds
        left, top, *_ = frame
        self.placed = Placed(content.window[0], content.window[3], content.scale, left, top)

    def draw(self) -> None:
        """Draw everything, each thing above what it must not be hidden by."""
        self._ground()
        self._reach()
        self._ways()
        self._catchment()
        self._veil()
        self._borders()
        for f in self.content.around:
            self._facility(f, self._on_paper([(f.x, f.y)])[0], small=True)
        self._own_signs()

    def _on_paper(self, points: Any) -> Floats:
        return np.asarray(self.placed.units(points) * MM_PER_UNIT, dtype=np.float64)

    # -- areas and lines ---------------------------------------------------------------------------------------

    def _ground(self) -> None:
        found, sheet = self.content.background, self.sheet
        for name in GROUND:
            sheet.path(
                area_data(found.get(f"area:{name}", ()), self.placed), fill=colours.BASEMAP_AREAS[name]
            )
        water = area_data(found.get("area:water", ()), self.placed)
        sheet.path(
            water, fill=colours.BASEMAP_AREAS["water"], stroke=colours.WATER_EDGE, stroke_width=pt(0.35)
        )

    def _reach(self) -> None:
        """Draw where people live, by the way they have."""
        looks: dict[int, dict[str, Any]] = {
            IN_REACH: {"fill": IN_REACH_FACE, "fill_opacity": IN_REACH_OPACITY},
            BEYOND: {"fill": svg_furniture.hatch(self.sheet, "beyond"), "fill_opacity": 0.85},
            FAR_BEYOND: {"fill": svg_furniture.hatch(self.sheet, "far"), "fill_opacity": 0.85},
            UNKNOWN: {"fill": svg_furniture.hatch(self.sheet, "no_data")},
        }
        for place, area in enumerate(self.content.dwellings):
            self.sheet.path(self._areas([area]), **looks[place])
        if self.content.secret:
            face = svg_furniture.hatch(self.sheet, "secret")
            self.sheet.path(self._areas(self.content.secret), fill=face, fill_opacity=0.85)

    def _ways(self) -> None:
        """Draw buildings and ways above the dwelling places: they show where on the ground one is."""
        found = self.content.background
        buildings = area_data(found.get("area:building", ()), self.placed)
        self.sheet.path(buildings, fill=BUILDING_FACE, fill_opacity=BUILDING_OPACITY)
        for name, casing, casing_width, core, core_width in WAYS:
            data = line_data(found.get(f"line:{name}", ()), self.placed)
            for colour, width in ((casing, casing_width), (core, core_width)):
                if colour is not None:
                    self.sheet.path(
                        data, fill="none", stroke=colour, stroke_width=pt(width), stroke_linecap="round"
                    )

    def _catchment(self) -> None:
        data = self._outlines([self.content.catchment]) if not self.content.catchment.is_empty else ""
        self.sheet.path(data, fill="none", stroke="#fff", stroke_width=pt(1.9))
        self.sheet.path(
            data, fill="none", stroke=CATCHMENT_LINE, stroke_width=pt(1.1), stroke_dasharray=dashes(*CATCHMENT_DASHES[1]),
            stroke_linecap="round",
        )  # fmt: skip

    def _veil(self) -> None:
        """Mute everything outside the district."""
        data = area_data([shapely.box(*self.content.window)], self.placed) + self._own()
        self.sheet.path(data, fill="#fff", fill_opacity=0.5, fill_rule="evenodd")

    def _borders(self) -> None:
        sheet, content = self.sheet, self.content
        others = self._outlines([shape for _, shape in content.neighbours])
        sheet.path(others, fill="none", stroke=colours.DISTRICT_LINE, stroke_width=pt(0.6))
        sheet.path(
            self._outlines(content.parents), fill="none", stroke=colours.PARENT_LINE, stroke_width=pt(1.0),
            stroke_dasharray=dashes(*PARENT_DASHES[1]),
        )  # fmt: skip
        funding = self._outlines(content.funding)
        sheet.path(funding, fill="none", stroke="#fff", stroke_width=pt(2.4))
        sheet.path(
            funding, fill="none", stroke=colours.FUNDING_LINE, stroke_width=pt(1.3),
            stroke_dasharray=dashes(*FUNDING_DASHES[1]),
        )  # fmt: skip
        for colour, width in (("#fff", 3.6), (INK, 2.0)):
            sheet.path(
                self._own(), fill="none", stroke=colour, stroke_width=pt(width), stroke_linejoin="round"
            )

    def _own(self) -> str:
        return area_data([shapely.simplify(self.content.shape, self.content.tolerance)], self.placed)

    def _areas(self, shapes: list[Any]) -> str:
        """Return areas cut to the sheet with some room, so that no rim of a cut is seen."""
        west, south, east, north = self.content.window
        room = 0.02 * (east - west)
        cut = shapely.clip_by_rect(
            np.asarray(shapes, object), west - room, south - room, east + room, north + room
        )
        return area_data(shapely.simplify(cut, self.content.tolerance), self.placed)

    def _outlines(self, shapes: Any) -> str:
        """Return the borders of areas in the window, each stretch once: dashes drawn twice would fill each other's gaps."""
        if not len(shapes):
            return ""
        lines = shapely.clip_by_rect(shapely.boundary(np.asarray(shapes, object)), *self.content.window)
        merged = shapely.line_merge(shapely.union_all(lines))
        return line_data([shapely.simplify(merged, self.content.tolerance)], self.placed)

    # -- signs and words ---------------------------------------------------------------------------------------

    def _own_signs(self) -> None:
        """Draw facilities and gaps of the district, the names of its neighbours, and the numbers, none above another."""
        content = self.content
        spots = self._on_paper([(f.x, f.y) for f in content.inside])
        if len(spots):
            spots = fan_out(spots, 1.2)
        crowded = len(spots) > CROWDED
        half = SIGN_MM * (svg_furniture.SMALL if crowded else 1.0)
        signs = boxes_around(spots[:, 0], spots[:, 1], half, half)
        ranks = self._gap_places(signs)
        taken = np.vstack(
            (signs, boxes_around(ranks[:, 0], ranks[:, 1], self._wide, GAP_MM), [content.covered])
        )
        self._names(taken)
        focus = "" if content.standard is None else content.standard.kind
        pairs = list(zip(content.inside, spots.tolist(), strict=True))
        for f, spot in sorted(
            pairs, key=lambda pair: pair[0].kind == focus
        ):  # what the map is about lies on top
            self._facility(f, spot, small=crowded)
        for f, (x, y) in pairs:
            place, anchor, box, free = _beside(x, y, half, str(f.number), taken)
            if crowded and not free:
                continue  # the list has it; numbers one above the other can be read by nobody
            taken = np.vstack((taken, box))
            self.sheet.text(*place, str(f.number), 5.4, anchor=anchor, bold=True, rim_pt=1.6, fill=INK)
        self._streets(taken)
        for gap, (x, y) in zip(content.gaps, ranks.tolist(), strict=True):
            svg_furniture.gap_sign(self.sheet, x, y, str(gap.rank), GAP_MM)

    def _streets(self, taken: Any) -> None:
        left, top, width, height = self.frame
        lines = [(name, self._on_paper(shapely.get_coordinates(line))) for name, line in self.content.streets]
        for name in place_street_names(lines, (left, top, left + width, top + height), taken):
            turned = (
                f"rotate({name.angle:g} {number(name.x * PER_MM)} {number(name.y * PER_MM)})"
                if name.angle
                else None
            )
            down = 0.36 * SIZE_PT * MM_PER_PT
            self.sheet.text(
                name.x, name.y + down, name.text, SIZE_PT, anchor="middle", rim_pt=1.3, fill="#5a4632", transform=turned
            )  # fmt: skip

    @property
    def _wide(self) -> float:
        """Half the width of the widest rank in mm."""
        digits = max((len(str(g.rank)) for g in self.content.gaps), default=1)
        return GAP_MM + 0.55 * max(digits - 2, 0)

    def _gap_places(self, signs: Any) -> Floats:
        """Return where the ranks of the gaps stand: side by side, as near as can be to the people, on no facility."""
        points = self._on_paper([(g.x, g.y) for g in self.content.gaps])
        if not len(points):
            return points
        points = spread_numbers(points, self._wide)
        moves = [(dx, dy) for dx in (0, 2, -2, 4, -4, 6, -6, 8, -8) for dy in (0, 2, -2, 4, -4, 6, -6, 8, -8)]
        for dx, dy in sorted(moves, key=lambda m: (m[0] ** 2 + m[1] ** 2, m)):
            moved = points + np.array([dx, dy], dtype=np.float64)
            boxes = boxes_around(moved[:, 0], moved[:, 1], self._wide + 0.2, GAP_MM + 0.2)
            if not overlaps(boxes, np.vstack((signs, [self.content.covered]))).any():
                return np.asarray(moved, dtype=np.float64)
        return points

    def _facility(self, f: ShownFacility, spot: Any, *, small: bool = False) -> None:
        known = f.kind in self.kinds
        colour, letters = (self.kinds[f.kind].colour, self.kinds[f.kind].sign) if known else (SOFT_INK, "?")
        name = svg_furniture.sign(self.sheet, f.kind, colour, letters, planned=f.planned, small=small)
        self.sheet.use(name, float(spot[0]), float(spot[1]))

    def _names(self, taken: Any) -> None:
        """Write the names of the districts around where they have room."""
        content = self.content
        left, top, width, height = self.frame
        west, south, _, _ = content.window
        if not content.neighbours:
            return
        shapes = np.asarray([shape for _, shape in content.neighbours], object)
        cut = shapely.clip_by_rect(shapely.simplify(shapes, 5 * content.tolerance), *content.window)
        paper = shapely.transform(cut, lambda p: (p - (west, south)) * (1000 / content.scale))
        large = shapely.area(paper) > 60.0
        names = [printable(n) for (n, _), ok in zip(content.neighbours, large, strict=True) if ok]
        upwards = np.column_stack(
            (taken[:, 0] - left, top + height - taken[:, 3], taken[:, 2] - left, top + height - taken[:, 1])
        )
        for label in place_names(names, list(paper[large]), (width, height), upwards, upwards):
            lines = label.text.split("\n")
            for n, line in enumerate(lines):
                y = top + height - label.y + 0.7 + (n - (len(lines) - 1) / 2) * label.size * 0.4
                self.sheet.text(
                    left + label.x, y, line, label.size, anchor="middle", rim_pt=1.6, fill=SOFT_INK
                )


def _beside(
    x: float, y: float, half: float, text: str, taken: Any
) -> tuple[tuple[float, float], Anchor, Any, bool]:
    """Return where a number beside a sign lies on nothing else: place, anchor, the box it takes, whether that is free."""
    width, away = 1.15 * len(text), half + 0.25
    tries: list[tuple[int, tuple[float, float], Anchor, Any]] = []
    places: tuple[tuple[float, float, Anchor], ...] = (
        (away, -0.35, "start"), (-away, -0.35, "end"), (away, 1.6, "start"), (-away, 1.6, "end"),
        (0.0, -away - 0.2, "middle"), (0.0, away + 1.4, "middle"),
    )  # fmt: skip
    for dx, dy, anchor in places:
        start = x + dx - {"start": 0.0, "end": width, "middle": width / 2}[anchor]
        box = np.array([[start, y + dy - 1.4, start + width, y + dy]])
        tries.append((int(overlaps(box, taken)[0]), (x + dx, y + dy), anchor, box))
        if tries[-1][0] == 0:
            break
    hidden, place, anchor, box = min(tries, key=lambda t: t[0])
    return place, anchor, box, hidden == 0
