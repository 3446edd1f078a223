"""The small map in the corner: where in the town the section lies."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from quartiermap.domain.project import Project
from quartiermap.render import colours
from quartiermap.render.map_content import parents_of
from quartiermap.render.map_furniture import INK
from quartiermap.render.svg_sheet import PER_MM, Placed, SvgSheet, area_data, line_data, number, pt

Frame = tuple[float, float, float, float]

LONG_MM = 30.0
"""Longer side of the overview at most; less on a small map."""

SHARE = 0.24
"""Part of the frame's width or height that it takes at most."""

CAPTION_MM = 2.2

MOST_BORDERS = 60
"""With more areas than this their borders are left out: they would be a grey veil."""

TINY_MM = 1.6
"""A section smaller than this gets a ring, or nobody would find it."""


class Overview:
    """The town as a small drawing, prepared once and put on every sheet."""

    def __init__(self, project: Project) -> None:
        shapes = project.reporting_districts.geometry.to_numpy()
        west, south, east, north = (float(v) for v in shapely.total_bounds(shapes))
        self._bounds = (west, south, east, north)
        self._shapes = shapes
        self._parents = parents_of(project).geometry.to_numpy()
        self._drawn: dict[int, tuple[str, str]] = {}

    def size(self, frame_mm: tuple[float, float]) -> tuple[float, float, int]:
        """Return width and height in mm with a rim of 1 mm, and the number n of the scale 1 : n."""
        west, south, east, north = self._bounds
        wide, high = max(east - west, 1.0), max(north - south, 1.0)
        room_w, room_h = (
            min(SHARE * frame_mm[0], LONG_MM) - 2,
            min(0.36 * frame_mm[1], LONG_MM) - 2 - CAPTION_MM,
        )
        scale = int(np.ceil(max(wide / room_w, high / room_h) * 1000))
        return wide / scale * 1000 + 2, high / scale * 1000 + 2 + CAPTION_MM, scale

    def place(
        self, window: tuple[float, float, float, float], district: Any, frame: Frame
    ) -> tuple[float, float, float, float]:
        """Return where in the frame the overview hides least of the district: left, top, right, bottom in mm.

        Parameters
        ----------
        window
            The part of the world in the frame.
        frame
            Left, top, width and height in mm.
        """
        left, top, frame_w, frame_h = frame
        width, height, _ = self.size((frame_w, frame_h))
        west, south, east, north = window
        w, h = width / frame_w * (east - west), height / frame_h * (north - south)

        def hidden(corner: tuple[bool, bool]) -> float:
            right, below = corner
            x, y = (east - w if right else west), (south if below else north - h)
            return float(shapely.clip_by_rect(district, x, y, x + w, y + h).area)

        right, below = min(((True, False), (False, False), (True, True), (False, True)), key=hidden)
        x = left + frame_w - width if right else left
        y = top + frame_h - height if below else top
        return x, y, x + width, y + height

    def draw(
        self, sheet: SvgSheet, district: Any, window: tuple[float, float, float, float], frame: Frame
    ) -> None:
        """Draw the overview where `place` says."""
        x, y, *_ = self.place(window, district, frame)
        width, height, scale = self.size((frame[2], frame[3]))
        west, _, _, north = self._bounds
        placed = Placed(west, north, scale, 1.0, 1.0)
        town, borders = self._town(placed, scale)
        sheet.rect(x, y, width, height, fill="#fff", fill_opacity="0.94", stroke=INK, stroke_width=pt(0.5))
        sheet.text(x + width / 2, y + height - 0.7, "Lage in der Stadt", 4.6, anchor="middle", fill=INK)
        sheet.begin(transform=f"translate({number(x * PER_MM)} {number(y * PER_MM)})")
        sheet.path(town, fill="#cfcfcf", stroke="#cfcfcf", stroke_width=pt(0.3))
        sheet.path(borders, fill="none", stroke="#fff", stroke_width=pt(0.5))
        own = shapely.simplify(district, scale / 1000 * 0.06)
        sheet.path(area_data([own], placed), fill=INK, stroke=INK, stroke_width=pt(0.4))
        middle = placed.units([district.centroid.coords[0]])[0]
        extent = shapely.bounds(district)
        if max(extent[2] - extent[0], extent[3] - extent[1]) / scale * 1000 < TINY_MM:
            sheet.add(
                f'<circle cx="{number(middle[0])}" cy="{number(middle[1])}" r="{number(1.7 * PER_MM)}" fill="none" '
                f'stroke="{colours.SELECTED_LINE}" stroke-width="{pt(0.9)}"/>'
            )
        else:
            w, s, e, n = window
            corners = placed.units([(w, n), (e, s)]) / PER_MM
            (x0, y0), (x1, y1) = np.clip(
                corners, 0.2, (width - 0.2, height - 0.2)
            )  # the section may reach beyond the town
            sheet.rect(
                x0, y0, x1 - x0, y1 - y0, fill="none", stroke=colours.SELECTED_LINE, stroke_width=pt(0.8)
            )
        sheet.end()

    def _town(self, placed: Placed, scale: int) -> tuple[str, str]:
        if scale not in self._drawn:
            tolerance = scale / 1000 * 0.12
            inner = self._parents if len(self._parents) else self._shapes
            borders = shapely.line_merge(
                shapely.union_all(shapely.boundary(shapely.simplify(inner, tolerance)))
            )
            # One outline instead of hundreds of quarters: this alone halved the pages of a large city. Grown a little, so
            # that quarters simplified each by itself leave no slits between them.
            grown = shapely.buffer(shapely.simplify(self._shapes, tolerance), tolerance, quad_segs=1)
            town = shapely.simplify(shapely.union_all(grown), tolerance)
            self._drawn[scale] = (
                area_data([_without_pinholes(town, tolerance)], placed),
                line_data([borders], placed) if len(inner) <= MOST_BORDERS else "",
            )
        return self._drawn[scale]


def _without_pinholes(shape: Any, size: float) -> Any:
    """Return an area without the holes that nobody would see on paper."""
    least = (4 * size) ** 2
    return shapely.union_all(
        [
            shapely.Polygon(
                part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area >= least]
            )
            for part in shapely.get_parts(shape)
            if part.geom_type == "Polygon"
        ]
    )
