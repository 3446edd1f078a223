"""The small map beside the town: its Stadtteile with their names.

A map of the whole town shows its Quartiere; where it lies in a larger whole is not in the data (the title block says it in
degrees). What a reader looks for is the level above, by whose names people find their way: it stands where the foot of the
sheet is free, else in a corner of the map in which it hides nothing.
"""

from __future__ import annotations

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from pyproj import Transformer

from quartiermap.domain.project import Project
from quartiermap.render.map_background import as_path
from quartiermap.render.map_content import level_name, parents_of
from quartiermap.render.map_furniture import INK
from quartiermap.render.map_labels import MM_PER_PT, text_width
from quartiermap.render.report_fonts import printable

Frame = tuple[float, float, float, float]
"""Left, bottom, width and height in mm on the sheet."""

LONG_MM, SHARE = 38.0, 0.3
"""Longer side at most, and in the map the part of its width at most."""
SMALLEST_MM = 20.0
"""Lower or narrower than this its names could not be read."""
RIM_MM, CAPTION_MM = 1.0, 2.6
NAME_PT, CAPTION_PT = 4.6, 5.2


class LevelInset:
    """The level above the reporting level, prepared once and put on every map of the town."""

    def __init__(self, project: Project) -> None:
        parents = parents_of(project)
        self.caption = level_name(parents)
        self._shapes = parents.geometry.to_numpy()
        self._names = [printable(str(name)) for name in parents["name"]]
        self._bounds = (
            tuple(float(v) for v in shapely.total_bounds(self._shapes)) if len(parents) else (0.0,) * 4
        )
        self._town = project.reporting_districts.geometry.to_numpy()

    def __bool__(self) -> bool:
        """Whether there is such a level, with more than one area."""
        return len(self._shapes) > 1

    def fitted(self, width: float, height: float) -> tuple[float, float] | None:
        """Return width and height in mm within a room; ``None`` if it is too small."""
        west, south, east, north = self._bounds
        room_w, room_h = min(width, LONG_MM) - 2 * RIM_MM, min(height, LONG_MM) - 2 * RIM_MM - CAPTION_MM
        if min(room_w, room_h) <= 0:
            return None
        shrink = max((east - west) / room_w, (north - south) / room_h)
        found = (east - west) / shrink + 2 * RIM_MM, (north - south) / shrink + 2 * RIM_MM + CAPTION_MM
        return found if min(found) >= SMALLEST_MM else None

    def place(self, free: Frame, window: tuple[float, float, float, float], frame: Frame) -> Frame | None:
        """Return where it stands; ``None`` if there is no room.

        Parameters
        ----------
        free
            The free part of the foot.
        window
            The part of the world in the map's frame: west, south, east, north.
        """
        size = self.fitted(free[2], free[3])
        if size is not None:
            return free[0], free[1] + free[3] - size[1], *size
        size = self.fitted(SHARE * frame[2], frame[3] / 2)
        if size is None:
            return None
        x0, y0, x1, y1 = window
        wide, high = size[0] / frame[2] * (x1 - x0), size[1] / frame[3] * (y1 - y0)
        for right, above in ((True, True), (False, True), (True, False), (False, False)):
            x, y = (x1 - wide if right else x0), (y1 - high if above else y0)
            if shapely.is_empty(shapely.clip_by_rect(self._town, x, y, x + wide, y + high)).all():
                left, bottom = (frame[2] - size[0] if right else 0.0), (frame[3] - size[1] if above else 0.0)
                return frame[0] + left, frame[1] + bottom, *size
        return None

    def draw(self, figure: Figure, sheet_mm: tuple[float, float], place: Frame) -> None:
        """Draw it where `place` says."""
        x, y, w, h = place
        axes = figure.add_axes(
            (x / sheet_mm[0], y / sheet_mm[1], w / sheet_mm[0], h / sheet_mm[1]), zorder=20
        )
        west, south, east, north = self._bounds
        per_mm = (east - west) / (w - 2 * RIM_MM)
        axes.set_xlim(west - RIM_MM * per_mm, east + RIM_MM * per_mm)
        axes.set_ylim(south - (RIM_MM + CAPTION_MM) * per_mm, north + RIM_MM * per_mm)
        axes.set_xticks([])
        axes.set_yticks([])
        for side in axes.spines.values():
            side.set_linewidth(0.5)
            side.set_color(INK)
        simple = shapely.simplify(self._shapes, 0.12 * per_mm)
        axes.add_collection(
            PathCollection(
                [as_path(shape) for shape in simple], facecolor="#e4e4e4", edgecolor="#8a8a8a", linewidth=0.5
            )
        )  # fmt: skip
        self._draw_names(axes, per_mm)
        axes.text(
            (west + east) / 2, south - (RIM_MM + CAPTION_MM * 0.55) * per_mm, self.caption.replace("$", r"\$"),
            fontsize=CAPTION_PT, ha="center", va="center", color=INK,
        )  # fmt: skip

    def _draw_names(self, axes: Axes, per_mm: float) -> None:
        """Write the names, the smallest area first: a large one has other places; one without a place is left out."""
        taken: list[shapely.Geometry] = []
        low, high = axes.get_xlim()
        for number in np.argsort(shapely.area(self._shapes)):
            shape, name = self._shapes[number], self._names[number]
            half_w, half_h = text_width(name, NAME_PT) / 2 * per_mm, NAME_PT * MM_PER_PT / 2 * per_mm
            middle = shapely.point_on_surface(shape)
            for step in (0, 1, -1, 2, -2, 3, -3):
                x, y = min(max(middle.x, low + half_w), high - half_w), middle.y + step * half_h
                box = shapely.box(x - half_w, y - half_h, x + half_w, y + half_h)
                if shape.intersects(shapely.Point(x, y)) and not any(
                    box.intersects(other) for other in taken
                ):
                    taken.append(box)
                    axes.text(
                        x, y, name.replace("$", r"\$"), fontsize=NAME_PT, ha="center", va="center", color=INK
                    )
                    break


def degrees(point: tuple[float, float], epsg: int | None) -> str:
    """Return where a point lies on the globe, to the minute; an empty text if the CRS is not known.

    Examples
    --------
    >>> degrees((526_000.0, 6_071_000.0), 25832)
    '54°47′\xa0N, 9°24′\xa0O'
    """
    if epsg is None:
        return ""
    east, north = Transformer.from_crs(epsg, 4326, always_xy=True).transform(*point)

    def said(value: float, signs: str) -> str:
        minutes = round(abs(value) * 60)
        return f"{minutes // 60}°{minutes % 60:02d}′\u00a0{signs[value < 0]}"

    return f"{said(north, 'NS')}, {said(east, 'OW')}"
