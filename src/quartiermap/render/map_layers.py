"""Draws what lies inside the frame of a printed map: background, classes, outlines, facilities, gaps, names.

The coloured districts let the background through, and water, railways and main streets lie above them, so that
a resident finds the way on every map. Signs of one look are one collection: drawing each by itself took most
of the time of a report.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path as MplPath
from matplotlib.textpath import TextPath
from matplotlib.transforms import IdentityTransform
from numpy.typing import NDArray

from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.io import bundled
from quartiermap.render import colours, map_furniture
from quartiermap.render.classes import NO_DATA
from quartiermap.render.map_background import Paths, fill, outline
from quartiermap.render.map_content import (
    WITHOUT_SIGNS,
    MapValues,
    facilities_shown,
    gaps_shown,
    marked_classes,
    parents_of,
)
from quartiermap.render.map_furniture import INK, MARK_PT, PARENT_DASHES, PT_PER_MM, outline_of
from quartiermap.render.map_labels import boxes_around, place_names, spread_numbers
from quartiermap.render.map_legend import LETTERS_UP_TO, NAMES_UP_TO, NUMBERS_UP_TO
from quartiermap.render.report_fonts import printable

SIGN_MM = 1.3
"""Radius of a facility's circle."""

NUMBER_MM = 1.45
"""Half the side of a gap's square."""

LINES_ABOVE = (
    # class, casing, its width in pt, core, its width in pt
    ("waterway", None, 0.0, colours.WATER_EDGE, 0.6),
    ("river", colours.WATER_EDGE, 2.4, colours.BASEMAP_AREAS["water"], 1.8),
    ("minor", None, 0.0, "#ffffff", 0.35),
    ("network", None, 0.0, "#a39f98", 0.3),
    ("major", "#8d8478", 0.75, "#ffffff", 0.4),
    ("motorway", "#8d7348", 1.3, "#f7e8cb", 0.75),
    ("rail", "#4a4a4a", 0.85, None, 0.0),
)


class Sheet:
    """The map frame of one sheet: where it lies in the world, and how metres become millimetres.

    Parameters
    ----------
    axes : Axes
        With the project CRS as its unit.
    west, south : float
        Lower left corner in the project CRS.
    width_mm, height_mm : float
    scale : int
        The number n of 1 : n.
    """

    def __init__(
        self, axes: Axes, west: float, south: float, width_mm: float, height_mm: float, scale: int
    ) -> None:
        self.axes = axes
        self.west, self.south = west, south
        self.size = (width_mm, height_mm)
        self.scale = scale

    def on_paper(self, points: Any) -> NDArray[np.float64]:
        """Return points of the project CRS, shape (n, 2), in mm from the lower left corner."""
        return (np.asarray(points, dtype=np.float64) - (self.west, self.south)) * (1000 / self.scale)

    def in_world(self, x_mm: float, y_mm: float) -> tuple[float, float]:
        """Return a place on paper in the project CRS."""
        return self.west + x_mm * self.scale / 1000, self.south + y_mm * self.scale / 1000

    def stamp(
        self, path: MplPath, points: NDArray[np.float64], size_pt: float, zorder: float, **look: Any
    ) -> None:
        """Put one small shape on many points; `size_pt` is what its unit measures on paper."""
        if len(points):
            self.axes.add_collection(
                PathCollection(
                    [path], sizes=(size_pt**2,), offsets=points, offset_transform=self.axes.transData,
                    transform=IdentityTransform(), zorder=zorder, **look,
                )
            )  # fmt: skip


def draw_background(axes: Axes, ready: Paths, values: MapValues, coloured: str = "districts") -> None:
    """Draw land use, the classes of the districts, and water, railways and streets above them."""
    for name in ("farmland", "residential", "industrial", "green", "forest", "school", "square"):
        fill(axes, ready.get(f"area:{name}", []), colours.BASEMAP_AREAS[name], 1.0)
    if values.scheme is not None:
        _draw_classes(axes, ready[coloured], values)
        for name in ("residential", "industrial"):  # where the town is built stays in sight
            fill(axes, ready.get(f"area:{name}", []), "#000000", 2.2, alpha=0.05)
    water = ready.get("area:water", [])
    if water:
        axes.add_collection(
            PathCollection(
                water,
                facecolors=colours.BASEMAP_AREAS["water"],
                edgecolors=colours.WATER_EDGE,
                linewidths=0.35,
                zorder=3.0,
            )
        )
    for name, casing, casing_width, core, core_width in LINES_ABOVE:
        lines = [p.vertices for p in ready.get(f"line:{name}", [])]
        for colour, width, zorder in ((casing, casing_width, 3.2), (core, core_width, 3.3)):
            if lines and colour is not None:
                axes.add_collection(
                    LineCollection(lines, colors=colour, linewidths=width, zorder=zorder, capstyle="round")
                )


def _draw_classes(axes: Axes, paths: list[MplPath], values: MapValues) -> None:
    """Colour the districts; what is missing is hatched."""
    scheme = values.scheme
    if scheme is None:
        return
    marked = marked_classes(scheme)
    for number, colour in enumerate(scheme.colours):
        chosen = [p for p, c in zip(paths, values.classes, strict=True) if c == number]
        fill(axes, chosen, colour, 2.0, alpha=colours.FILL_ALPHA)
        if chosen and number in marked:
            hatched = PathCollection(
                chosen, facecolors="none", edgecolors="none", linewidths=0, hatch=marked[number], zorder=2.1,
                hatchcolors=colours.text_on(colours.over(colour, colours.FILL_ALPHA)),
            )  # fmt: skip
            hatched.set_hatch_linewidth(MARK_PT)
            axes.add_collection(hatched)
    for state, face, hatch in (
        (States.NO_DATA.value, colours.NO_DATA_FACE, colours.NO_DATA_HATCH),
        (States.SECRET.value, colours.NO_DATA_FACE, colours.SECRET_HATCH),
        (States.NOT_APPLICABLE.value, colours.NOT_APPLICABLE_FACE, colours.NOT_APPLICABLE_HATCH),
    ):
        chosen = [
            p
            for p, s, c in zip(paths, values.states, values.classes, strict=True)
            if s == state and c == NO_DATA
        ]
        if chosen:
            axes.add_collection(
                PathCollection(
                    chosen, facecolors=face, edgecolors=colours.NO_DATA_LINE, hatch=hatch, linewidths=0, zorder=2.0
                )
            )  # fmt: skip


def draw_outlines(axes: Axes, ready: Paths) -> None:
    """Draw the borders of districts and parents, and of funding areas."""
    paths = ready["districts"]
    outline(axes, paths, colours.DISTRICT_LINE, 0.45 if len(paths) < 150 else 0.25, 4.0)
    if ready["parents"]:
        axes.add_collection(
            LineCollection(
                [p.vertices for p in ready["parents"]], colors=colours.PARENT_LINE, linewidths=0.9,
                linestyles=[PARENT_DASHES], zorder=4.5,
            )
        )  # fmt: skip
    outline(axes, ready["funding"], "#ffffff", 2.2, 4.9)
    if ready["funding"]:
        axes.add_collection(
            PathCollection(
                ready["funding"], facecolors="none", edgecolors=colours.FUNDING_LINE, linewidths=1.2,
                linestyles=[map_furniture.FUNDING_DASHES], zorder=5.0,
            )
        )  # fmt: skip


def draw_signs(
    sheet: Sheet,
    project: Project,
    figure: str,
    kind: str | None,
    *,
    coarse: bool = False,
    letters_up_to: int = LETTERS_UP_TO,
) -> None:
    """Draw facilities, gaps, and the names of districts where neither stands; the social index needs names only."""
    signs = numbers = np.zeros((0, 4))
    if figure not in WITHOUT_SIGNS:
        signs = _draw_facilities(sheet, project, kind, letters_up_to)
        numbers = _draw_gaps(sheet, project, kind)
    _draw_names(sheet, project, signs, numbers, coarse or len(project.reporting_districts) > NAMES_UP_TO)


def _draw_facilities(sheet: Sheet, project: Project, kind: str | None, letters_up_to: int) -> Any:
    """Draw facilities by kind: letters while they are few, dots when they are many; return what they take."""
    facilities = facilities_shown(project, kind)
    catalogue = bundled.kinds()
    shapes = facilities.geometry.to_numpy()
    points = np.column_stack((shapely.get_x(shapes), shapely.get_y(shapes)))
    placed = np.isfinite(points).all(axis=1)
    planned = (facilities["status"] == "geplant").to_numpy()
    kinds = facilities["kind"].astype(str).to_numpy()
    lettered = len(facilities) <= letters_up_to
    radius = SIGN_MM if lettered else (0.55 if len(facilities) < 800 else 0.35)
    for kind_id in catalogue.ids:
        entry = catalogue[kind_id]
        for hollow in (False, True):
            chosen = points[placed & (kinds == kind_id) & (planned == hollow)]
            sheet.stamp(
                outline_of(kind_id), chosen, radius * PT_PER_MM, 6.0, facecolors="#ffffff" if hollow else entry.colour,
                edgecolors=entry.colour if hollow else "#ffffff", linewidths=(0.9 if hollow else 0.5) if lettered else 0.3,
                linestyles=[(0, (2, 1))] if hollow and lettered else "-",
            )  # fmt: skip
            if lettered:
                ink = entry.colour if hollow else colours.text_on(entry.colour)
                size = 4.7 if len(entry.sign) == 1 else 3.7
                sheet.stamp(
                    _letters(printable(entry.sign)), chosen, size, 6.1, facecolors=ink, edgecolors="none"
                )
    paper = sheet.on_paper(points[placed])
    if not lettered and len(paper) > NAMES_UP_TO * 8:
        return np.zeros((0, 4))  # everywhere a dot: names go by the districts alone
    return boxes_around(paper[:, 0], paper[:, 1], radius, radius)


@lru_cache(maxsize=64)
def _letters(sign: str) -> MplPath:
    """Return a sign as a shape of unit size around the origin."""
    path = TextPath((0, 0), sign, size=1, prop=FontProperties(family="DejaVu Sans", weight="bold"))
    box = path.get_extents()
    middle = ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)
    return MplPath(path.vertices - middle, path.codes)


def _draw_gaps(sheet: Sheet, project: Project, kind: str | None) -> Any:
    """Draw the ranks of the most pressing gaps side by side; return what they take."""
    gaps = [g for g in gaps_shown(project, kind)[:NUMBERS_UP_TO] if np.isfinite(g.x) and np.isfinite(g.y)]
    if not gaps:
        return np.zeros((0, 4))
    paper = spread_numbers(sheet.on_paper([(g.x, g.y) for g in gaps]), NUMBER_MM)
    half = NUMBER_MM * sheet.scale / 1000
    for gap, (x_mm, y_mm) in zip(gaps, paper, strict=True):
        x, y = sheet.in_world(x_mm, y_mm)
        map_furniture.draw_gap(sheet.axes, x, y, half, str(gap.rank), zorder=7.0)
    return boxes_around(paper[:, 0], paper[:, 1], NUMBER_MM, NUMBER_MM)


def _draw_names(sheet: Sheet, project: Project, signs: Any, numbers: Any, coarse: bool) -> None:
    """Write the names of districts, or of the coarser level where the districts are many."""
    districts = project.reporting_districts
    if coarse:
        districts = parents_of(project)
        if not len(districts) or len(districts) > NAMES_UP_TO:
            return
    kept = [
        (printable(str(name)).replace("\n", " "), shape)
        for name, shape in zip(districts["name"], districts.geometry.to_numpy(), strict=True)
        if not pd.isna(name) and str(name).strip() and shape is not None and not shape.is_empty
    ]
    if not kept:
        return
    polygons = shapely.transform([shape for _, shape in kept], sheet.on_paper)
    labels = place_names(
        [n for n, _ in kept], list(polygons), sheet.size, signs, numbers, larger=1.15 if coarse else 1.0
    )
    for label in labels:
        x, y = sheet.in_world(label.x, label.y)
        map_furniture.draw_name(sheet.axes, x, y, label.text, label.size, colour=INK)
