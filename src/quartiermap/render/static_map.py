"""Printed maps: drawn from the data as SVG or PNG, complete with everything a German plan must show.

matplotlib's object interface only, no pyplot: maps can be drawn in any thread. The same project gives
the same bytes (fixed ids, no date of writing).
"""

from __future__ import annotations

import io
from typing import Any, Literal

import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure

from quartiermap.domain import texts
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.errors import UsageError
from quartiermap.io import bundled
from quartiermap.render import colours, map_furniture
from quartiermap.render.classes import NO_DATA
from quartiermap.render.map_background import Paths, fill, outline, prepare
from quartiermap.render.map_content import (
    MapValues,
    facilities_shown,
    gaps_shown,
    map_values,
    parents_of,
    title_of,
)
from quartiermap.render.map_furniture import INK, SOFT_INK, LegendEntry
from quartiermap.render.map_legend import (
    LETTERS_UP_TO,
    NAMES_UP_TO,
    NUMBERS_UP_TO,
    credit_lines,
    legend_columns,
)
from quartiermap.render.report_fonts import printable
from quartiermap.render.report_model import INVENTED_NOTE

# Ids inside an SVG come from this salt instead of from chance; text stays text (searchable, small).
mpl.rcParams["svg.hashsalt"] = "quartiermap"
mpl.rcParams["svg.fonttype"] = "none"

SIZE_MM = (165.0, 196.0)
"""Width and greatest height that fit the text block of a DIN A4 page."""

SMALLEST_FRAME_MM = 70.0


class MapPainter:
    """Draws maps of one project in one size; the background is prepared once for all of them.

    Parameters
    ----------
    project : Project
        With districts; other layers are drawn where they exist.
    size : tuple of float
        Width and height of the picture in mm. At this size the scale number holds.
    shrink : bool
        Whether a flat town gets a picture of less height.
    """

    def __init__(
        self, project: Project, size: tuple[float, float] = SIZE_MM, *, shrink: bool = False
    ) -> None:
        districts = project.reporting_districts
        if not len(districts):
            raise UsageError("Für eine Karte fehlen die Quartiere.")
        self.project = project
        self.width_mm, self.height_mm = size
        self.shrink = shrink
        self.geometry = districts.geometry.to_numpy()
        west, south, east, north = (float(v) for v in shapely.total_bounds(self.geometry))
        self._span = (east - west, north - south)
        self._centre = ((west + east) / 2, (south + north) / 2)
        self._prepared: dict[int, Paths] = {}

    def draw(
        self,
        figure: str,
        kind: str | None = None,
        standard: Standard | None = None,
        *,
        format: Literal["svg", "png"] = "svg",  # noqa: A002  (the word of matplotlib and of the command line)
        dpi: int = 200,
        print_as: Literal["colour", "grey"] = "colour",
    ) -> bytes:
        """Draw one map; see `draw_map`."""
        values = map_values(self.project, figure, kind, standard, print_as=print_as)
        legend = legend_columns(self.project, values, kind)
        title, subtitle = title_of(self.project, figure, kind, standard)
        credits_ = credit_lines(self.project, figure, kind, self.width_mm)
        warnings = self._warnings()
        head_mm = 13.4 if warnings else 10.4
        foot_mm, legend_mm = self._foot_height(legend, credits_)
        frame_w = self.width_mm - 0.5
        room = self.height_mm - head_mm - foot_mm
        span_w, span_h = self._span[0] * 1.04, self._span[1] * 1.04
        scale = map_furniture.round_scale(span_w, span_h, frame_w, room)
        frame_h = (
            min(room, max(self._span[1] * 1.1 / scale * 1000, SMALLEST_FRAME_MM)) if self.shrink else room
        )
        height = head_mm + frame_h + foot_mm

        fig = Figure(figsize=(self.width_mm / 25.4, height / 25.4), dpi=dpi)
        canvas: Any = FigureCanvasSVG(fig) if format == "svg" else FigureCanvasAgg(fig)
        page = fig.add_axes((0.0, 0.0, 1.0, 1.0))
        page.set_xlim(0, self.width_mm)
        page.set_ylim(0, height)
        page.set_axis_off()
        self._draw_head(page, height, title, subtitle, warnings)
        self._draw_foot(page, legend, credits_, legend_mm)
        axes = fig.add_axes(
            (0.25 / self.width_mm, foot_mm / height, 1 - 0.5 / self.width_mm, frame_h / height)
        )
        half_w, half_h = frame_w / 2000 * scale, frame_h / 2000 * scale
        axes.set_xlim(self._centre[0] - half_w, self._centre[0] + half_w)
        axes.set_ylim(self._centre[1] - half_h, self._centre[1] + half_h)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_facecolor(colours.OUTSIDE)
        for side in axes.spines.values():
            side.set_linewidth(0.6)
            side.set_color(INK)
        self._draw_map(axes, values, kind, scale)
        map_furniture.draw_scale(page, scale, self.width_mm - 46, foot_mm - 7.5, 42)
        map_furniture.draw_north(page, self.width_mm - 6, foot_mm - 22)

        buffer = io.BytesIO()
        if format == "svg":
            canvas.print_svg(buffer, metadata={"Date": None, "Creator": "QuartierMap", "Title": title})
        else:
            canvas.print_png(buffer, metadata={"Software": "QuartierMap", "Title": title})
        return buffer.getvalue()

    # -- the parts of the sheet -------------------------------------------------------------------------------

    def _warnings(self) -> list[str]:
        found = [INVENTED_NOTE] if self.project.invented else []
        return [*found, "Das Ergebnis ist älter als die Daten: neu rechnen."] if self.project.stale else found

    def _draw_head(self, page: Axes, height: float, title: str, subtitle: str, warnings: list[str]) -> None:
        """Draw title, subtitle and warnings."""
        y = height - 0.6
        page.text(0, y, _plain(title), fontsize=11, fontweight="bold", va="top", color=INK)
        page.text(0, y - 5.6, _plain(subtitle), fontsize=6.8, va="top", color=SOFT_INK)
        if warnings:
            page.text(
                0, y - 9.4, " ".join(warnings), fontsize=6.4, va="top", color="#8a1c1c", fontweight="bold"
            )

    def _legend_widths(self) -> tuple[float, float]:
        """Return the widths in mm of the columns for classes and for signs; the scale takes the rest."""
        return 52.0, self.width_mm - 104.0

    def _foot_height(self, columns: list[list[LegendEntry]], credits_: list[str]) -> tuple[float, float]:
        """Return the height of everything below the map, and of the legend in it, in mm."""
        widths = self._legend_widths()
        legend = max(
            26.0, *(map_furniture.legend_height(c, w - 3) for c, w in zip(columns, widths, strict=True))
        )
        return 0.8 + 2.5 * len(credits_) + 2.0 + legend + 2.5, legend

    def _draw_foot(
        self, page: Axes, columns: list[list[LegendEntry]], credits_: list[str], legend_mm: float
    ) -> None:
        """Draw legend and sources."""
        for number, line in enumerate(reversed(credits_)):
            page.text(0, 0.8 + 2.5 * number, _plain(line), fontsize=5.2, va="bottom", color=SOFT_INK)
        top = 0.8 + 2.5 * len(credits_) + 2.0 + legend_mm
        first, second = self._legend_widths()
        map_furniture.draw_legend(page, columns[0], 0.0, top, first - 3)
        map_furniture.draw_legend(page, columns[1], first, top, second - 3)
        zone = {25832: "ETRS89/UTM Zone 32N ", 25833: "ETRS89/UTM Zone 33N "}.get(self.project.epsg or 0, "")
        page.text(
            self.width_mm - 46, top - 24.0,
            f"{zone}(EPSG:{self.project.epsg})\nbei {texts.number(self.width_mm)}\u00a0mm Kartenbreite",
            fontsize=5.4, va="bottom", color=SOFT_INK, linespacing=1.3,
        )  # fmt: skip

    # -- the map ----------------------------------------------------------------------------------------------

    def _draw_map(self, axes: Axes, values: MapValues, kind: str | None, scale: int) -> None:
        if scale not in self._prepared:
            half_size = (self.width_mm / 2000 * scale, self.height_mm / 2000 * scale)
            self._prepared[scale] = prepare(self.project, self._centre, half_size, scale)
        ready = self._prepared[scale]
        for name in ("farmland", "residential", "industrial", "green", "forest", "school", "square"):
            fill(axes, ready.get(f"area:{name}", []), colours.BASEMAP_AREAS[name], 1.0)
        paths = ready["districts"]
        if values.scheme is not None:
            for number, colour in enumerate(values.scheme.colours):
                fill(
                    axes, [p for p, c in zip(paths, values.classes, strict=True) if c == number], colour, 2.0
                )
            for state, face, hatch in (
                (States.NO_DATA.value, colours.NO_DATA_FACE, colours.NO_DATA_HATCH),
                (States.SECRET.value, colours.NO_DATA_FACE, colours.NO_DATA_HATCH),
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
                            chosen,
                            facecolors=face,
                            edgecolors=colours.NO_DATA_LINE,
                            hatch=hatch,
                            linewidths=0,
                            zorder=2.0,
                        )
                    )
        fill(axes, ready.get("area:water", []), colours.BASEMAP_AREAS["water"], 3.0)
        for name, width in (
            ("waterway", 0.7),
            ("minor", 0.25),
            ("major", 0.6),
            ("motorway", 0.9),
            ("rail", 0.7),
        ):
            lines = ready.get(f"line:{name}", [])
            if lines:
                axes.add_collection(
                    LineCollection(
                        [p.vertices for p in lines],
                        colors=colours.BASEMAP_LINES[name],
                        linewidths=width,
                        zorder=3.2,
                    )
                )
        axes.add_collection(
            PathCollection(
                paths,
                facecolors="none",
                edgecolors=colours.DISTRICT_LINE,
                linewidths=0.45 if len(paths) < 150 else 0.25,
                zorder=4.0,
            )
        )
        outline(axes, ready["parents"], colours.PARENT_LINE, 1.1)
        if ready["funding"]:
            axes.add_collection(
                PathCollection(
                    ready["funding"],
                    facecolors="none",
                    edgecolors=colours.FUNDING_LINE,
                    linewidths=1.4,
                    linestyles=[(0, (4, 2))],
                    zorder=5.0,
                )
            )
        self._draw_names(axes, kind, scale)
        self._draw_facilities(axes, kind, scale)
        self._draw_gaps(axes, kind, scale)

    def _draw_names(self, axes: Axes, kind: str | None, scale: int) -> None:
        """Write names where no facility and no gap stands, as far as a few places allow."""
        districts = self.project.reporting_districts
        coarse = len(districts) > NAMES_UP_TO
        if coarse:
            districts = parents_of(self.project)
            if not len(districts) or len(districts) > NAMES_UP_TO:
                return
        facilities = facilities_shown(self.project, kind)
        points = facilities.geometry.to_numpy()
        taken = [
            (x, y)
            for x, y in zip(shapely.get_x(points), shapely.get_y(points), strict=True)
            if np.isfinite(x)
        ]
        taken = [] if len(taken) > LETTERS_UP_TO else taken
        taken += [(gap.x, gap.y) for gap in gaps_shown(self.project, kind)[:NUMBERS_UP_TO]]
        others = np.array(taken, dtype=np.float64).reshape(-1, 2)
        millimetre = scale / 1000
        written: list[tuple[float, float, float]] = []
        height = 2.3 * millimetre
        named = [
            (str(name), place)
            for name, place in zip(
                districts["name"], shapely.point_on_surface(districts.geometry.to_numpy()), strict=True
            )
            if not pd.isna(name) and not place.is_empty
        ]
        for name, place in named:
            half = 0.62 * len(name) * millimetre

            def over_names(y: float, x: float = place.x, half: float = half) -> int:
                return sum(abs(x - ox) < half + other and abs(y - oy) < height for ox, oy, other in written)

            places = [place.y + dy * millimetre for dy in (0.0, 3.4, -3.4, 6.0, -6.0)]
            best = min(
                places,
                key=lambda y: (over_names(y), _near(others, place.x, y, half, height), abs(y - place.y)),
            )
            if over_names(best):
                continue  # two names on top of each other say less than one
            written.append((place.x, best, half))
            axes.text(
                place.x, best, _plain(name), fontsize=6.6 if coarse else 5.6, ha="center", va="center", color=INK,
                path_effects=map_furniture.halo(), zorder=7.0, clip_on=True,
            )  # fmt: skip

    def _draw_facilities(self, axes: Axes, kind: str | None, scale: int) -> None:
        facilities = facilities_shown(self.project, kind)
        catalogue = bundled.kinds()
        points = facilities.geometry.to_numpy()
        x, y = shapely.get_x(points), shapely.get_y(points)
        planned = (facilities["status"] == "geplant").to_numpy()
        if len(facilities) > LETTERS_UP_TO:
            size = 9.0 if len(facilities) < 800 else 4.0
            for kind_id in catalogue.ids:
                chosen = (facilities["kind"] == kind_id).to_numpy()
                colour = catalogue[kind_id].colour
                for rows, face, edge in (
                    (chosen & ~planned, colour, "#ffffff"),
                    (chosen & planned, "#ffffff", colour),
                ):
                    if rows.any():
                        axes.scatter(
                            x[rows], y[rows], s=size, c=face, edgecolors=edge, linewidths=0.3, zorder=6.0
                        )
            return
        radius = 1.45 * scale / 1000
        for number in range(len(facilities)):
            kind_id = str(facilities["kind"].iloc[number])
            if kind_id in catalogue and np.isfinite(x[number]):
                entry = catalogue[kind_id]
                map_furniture.draw_point(
                    axes, x[number], y[number], radius, entry.colour, entry.sign, hollow=bool(planned[number])
                )

    def _draw_gaps(self, axes: Axes, kind: str | None, scale: int) -> None:
        gaps = gaps_shown(self.project, kind)[:NUMBERS_UP_TO]
        half = 1.5 * scale / 1000
        for gap in reversed(gaps):  # the most pressing last, so that it lies on top
            if np.isfinite(gap.x) and np.isfinite(gap.y):
                map_furniture.draw_gap(axes, gap.x, gap.y, half, str(gap.rank))


def _plain(text: str) -> str:
    """Return text as matplotlib must take it: every sign printable, no dollar read as mathematics."""
    return printable(text).replace("$", r"\$")


def _near(others: Any, x: float, y: float, half_width: float, half_height: float) -> int:
    """Count the signs that a text around a place would touch."""
    return int(((np.abs(others[:, 0] - x) < half_width) & (np.abs(others[:, 1] - y) < half_height)).sum())


def draw_map(
    project: Project,
    figure: str,
    kind: str | None = None,
    standard: Standard | None = None,
    *,
    size: tuple[float, float] = SIZE_MM,
    dpi: int = 200,
    format: Literal["svg", "png"] = "svg",  # noqa: A002  (the word of matplotlib and of the command line)
    print_as: Literal["colour", "grey"] = "colour",
) -> bytes:
    """Draw one map with title, legend, scale, north arrow, sources and date.

    Parameters
    ----------
    project : Project
        In its metric CRS; with districts.
    figure : str
        One of `classes.FIGURES` (but population), or `OVERVIEW`.
    kind, standard : str, Standard or None
        What the figure is about; facilities and gaps of other kinds are left out.
    size : tuple of float
        Width and height in mm; printed in this size the scale number holds.
    dpi : int
        Of a PNG.
    format : {"svg", "png"}
    print_as : {"colour", "grey"}
        Palettes for colour or for a black-and-white copier.

    Returns
    -------
    bytes
        The picture; the same input gives the same bytes.

    Raises
    ------
    UsageError
        If there are no districts, or no result for a map of figures.
    """
    return MapPainter(project, size).draw(figure, kind, standard, format=format, dpi=dpi, print_as=print_as)
