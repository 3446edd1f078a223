"""Printed maps: drawn from the data as SVG or PNG, complete with everything a German plan must show.

matplotlib's object interface only, no pyplot: maps can be drawn in any thread. The same project gives
the same bytes (fixed ids, no date of writing).
"""

from __future__ import annotations

import io
import textwrap
from typing import Any, Literal

import matplotlib as mpl
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from quartiermap.domain import texts
from quartiermap.domain.project import Project
from quartiermap.domain.standards import Standard
from quartiermap.errors import UsageError
from quartiermap.render import colours, inset_map, map_furniture, map_layers
from quartiermap.render.map_background import Paths, prepare
from quartiermap.render.map_content import (
    map_values,
    title_of,
)
from quartiermap.render.map_furniture import INK, SOFT_INK, Imprint, LegendEntry
from quartiermap.render.map_legend import (
    LETTERS_UP_TO,
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
SCALE_MM = 46.0
"""Width of the part of the foot that holds scale, north arrow and title block."""

WIDE = 1.5
"""From this ratio of width to height on (A3 in landscape) everything of the foot stands beside the map."""
WIDE_FROM_MM = 180.0

SIDE_MM = 64.0
BLOCK_HEAD_MM, BLOCK_LINE_MM = 10.5, 2.5
"""Height of scale and north arrow, and of a line of the title block below them."""

TALL_MM, INSET_MM = 150.0, 30.0
"""From this height of the sheet on there is room in the foot for the level above; a lower one has it in the map, if at all."""

PNG_DPI = 150
PNG_COMPRESSION = 4
"""Sharp on a screen and in a slide; the PDF holds the maps as drawings."""


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
    imprint : Imprint
        What the title block says.
    """

    def __init__(
        self,
        project: Project,
        size: tuple[float, float] = SIZE_MM,
        *,
        shrink: bool = False,
        imprint: Imprint | None = None,
    ) -> None:
        districts = project.reporting_districts
        if not len(districts):
            raise UsageError("Für eine Karte fehlen die Quartiere.")
        self.project = project
        self.width_mm, self.height_mm = size
        self.shrink = shrink
        self.imprint = imprint or Imprint()
        # The column beside the map is as high as its legend: a low map on A4 keeps its foot.
        self.wide = self.width_mm / self.height_mm >= WIDE and self.height_mm >= WIDE_FROM_MM
        # A large sheet has room for the letters of more facilities.
        self.letters_up_to = int(LETTERS_UP_TO * max(size[0] * size[1] / (SIZE_MM[0] * SIZE_MM[1]), 1.0))
        self.geometry = districts.geometry.to_numpy()
        west, south, east, north = (float(v) for v in shapely.total_bounds(self.geometry))
        self._span = (east - west, north - south)
        self._centre = ((west + east) / 2, (south + north) / 2)
        self._inset = inset_map.LevelInset(project)
        self._prepared: dict[int, Paths] = {}

    def draw(
        self,
        figure: str,
        kind: str | None = None,
        standard: Standard | None = None,
        *,
        format: Literal["svg", "png"] = "svg",  # noqa: A002  (the word of matplotlib and of the command line)
        dpi: int = PNG_DPI,
        print_as: Literal["colour", "grey"] = "colour",
        coarse: bool = False,
    ) -> bytes:
        """Draw one map; see `draw_map`. With `coarse` the level above the reporting level is coloured."""
        values = map_values(self.project, figure, kind, standard, print_as=print_as, coarse=coarse)
        legend = legend_columns(self.project, values, figure, kind, self.letters_up_to)
        title, subtitle = title_of(self.project, figure, kind, standard, coarse=coarse)
        credits_ = credit_lines(self.project, figure, kind, self.width_mm)
        warnings = self._warnings()
        head_mm = 10.4 + 3.0 * len(warnings)
        with_inset = bool(self._inset) and not coarse  # a coarse map names the level above itself
        foot_mm = self._foot_height(legend, credits_, with_inset=with_inset)
        frame_w = self.width_mm - 0.5 - (SIDE_MM if self.wide else 0.0)
        room = self.height_mm - head_mm - foot_mm
        span_w, span_h = self._span[0] * 1.04, self._span[1] * 1.04
        scale = map_furniture.round_scale(span_w, span_h, frame_w, room)
        frame_h = (
            min(room, max(self._span[1] * 1.1 / scale * 1000, SMALLEST_FRAME_MM))
            if self.shrink and not self.wide
            else room
        )
        height = head_mm + frame_h + foot_mm

        fig = Figure(figsize=(self.width_mm / 25.4, height / 25.4), dpi=dpi)
        canvas: Any = FigureCanvasSVG(fig) if format == "svg" else FigureCanvasAgg(fig)
        page = fig.add_axes((0.0, 0.0, 1.0, 1.0))
        page.set_xlim(0, self.width_mm)
        page.set_ylim(0, height)
        page.set_axis_off()
        self._draw_head(page, height, title, subtitle, warnings)
        self._draw_foot(page, legend, credits_, foot_mm, frame_h, scale)
        axes = fig.add_axes(
            (0.25 / self.width_mm, foot_mm / height, frame_w / self.width_mm, frame_h / height)
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
        ready = self._ready(scale)
        map_layers.draw_background(axes, ready, values, "parent_areas" if coarse else "districts")
        map_layers.draw_outlines(axes, ready)
        west, south = self._centre[0] - half_w, self._centre[1] - half_h
        map_layers.draw_signs(
            map_layers.Sheet(axes, west, south, frame_w, frame_h, scale),
            self.project,
            figure,
            kind,
            coarse=coarse,
            letters_up_to=self.letters_up_to,
        )
        if with_inset:
            place = self._inset.place(
                self._free_room(legend, credits_, foot_mm, frame_h),
                (west, south, west + 2 * half_w, south + 2 * half_h),
                (0.25, foot_mm, frame_w, frame_h),
            )
            if place is not None:
                self._inset.draw(fig, (self.width_mm, height), place)

        buffer = io.BytesIO()
        if format == "svg":
            canvas.print_svg(buffer, metadata={"Date": None, "Creator": "QuartierMap", "Title": title})
            return map_furniture.compact(map_furniture.with_rims(buffer.getvalue()))
        canvas.print_png(
            buffer,
            metadata={"Software": "QuartierMap", "Title": title},
            pil_kwargs={"compress_level": PNG_COMPRESSION},
        )
        return buffer.getvalue()

    def _ready(self, scale: int) -> Paths:
        """Return background and outlines for a scale, prepared once."""
        if scale not in self._prepared:
            half_size = (self.width_mm / 2000 * scale, self.height_mm / 2000 * scale)
            self._prepared[scale] = prepare(self.project, self._centre, half_size, scale)
        return self._prepared[scale]

    # -- the parts of the sheet -------------------------------------------------------------------------------

    def _warnings(self) -> list[str]:
        found = [INVENTED_NOTE] if self.project.invented else []
        return [*found, "Das Ergebnis ist älter als die Daten: neu rechnen."] if self.project.stale else found

    def _draw_head(self, page: Axes, height: float, title: str, subtitle: str, warnings: list[str]) -> None:
        """Draw title, subtitle and warnings."""
        y = height - 0.6
        page.text(0, y, _plain(title), fontsize=11, fontweight="bold", va="top", color=INK)
        page.text(0, y - 5.6, _plain(subtitle), fontsize=6.8, va="top", color=SOFT_INK)
        for number, warning in enumerate(warnings):
            page.text(
                0, y - 9.4 - 3.0 * number, warning, fontsize=6.4, va="top", color="#8a1c1c", fontweight="bold"
            )

    def _column_mm(self) -> float:
        """Return the width in mm of one of the three columns of the legend."""
        return (self.width_mm - SCALE_MM) / 3

    def _foot_height(
        self, columns: list[list[LegendEntry]], credits_: list[str], *, with_inset: bool
    ) -> float:
        """Return the height of everything below the map in mm."""
        sources = self._sources_height(credits_)
        if self.wide:
            return sources
        width = self._column_mm() - 2
        block = BLOCK_HEAD_MM + BLOCK_LINE_MM * len(self._block_lines())
        if with_inset and self.height_mm >= TALL_MM:
            block += INSET_MM
        return sources + max(block, *(map_furniture.legend_height(c, width) for c in columns)) + 2.0

    def _free_room(
        self, columns: list[list[LegendEntry]], credits_: list[str], foot_mm: float, frame_mm: float
    ) -> inset_map.Frame:
        """Return what the title block leaves free: left, bottom, width and height in mm."""
        block = BLOCK_HEAD_MM + BLOCK_LINE_MM * len(self._block_lines())
        if self.wide:
            used = map_furniture.legend_height([e for column in columns for e in column], SIDE_MM - 4)
            bottom = foot_mm + block + 6.0
            return (
                self.width_mm - SIDE_MM + 3.0,
                bottom,
                SIDE_MM - 4,
                foot_mm + frame_mm - used - 3.0 - bottom,
            )
        bottom = self._sources_height(credits_)
        return self.width_mm - SCALE_MM, bottom, SCALE_MM, foot_mm - 3.0 - block - bottom

    def _sources_height(self, credits_: list[str]) -> float:
        return 0.8 + 2.5 * len(credits_) + 1.5

    def _block_lines(self) -> list[str]:
        """Return the title block below the scale: what the scale holds for, the CRS, who made the map and when."""
        project = self.project
        zone = {25832: "ETRS89/UTM Zone 32N ", 25833: "ETRS89/UTM Zone 33N "}.get(project.epsg or 0, "")
        stand = texts.date(project.analysis.computed_at) if project.analysis else ""
        lines = [
            f"{zone}(EPSG:{project.epsg})",
            f"bei {texts.number(self.width_mm)}\u00a0mm Kartenbreite",
            f"Kartenmitte {inset_map.degrees(self._centre, project.epsg)}",
        ]
        per_line = 44 if not self.wide else 60
        for label, value in self.imprint.rows(stand):
            lines += textwrap.wrap(f"{label}: {value}", per_line)
        return lines

    def _draw_foot(
        self,
        page: Axes,
        columns: list[list[LegendEntry]],
        credits_: list[str],
        foot_mm: float,
        frame_mm: float,
        scale: int,
    ) -> None:
        """Draw legend, scale, title block and sources: below the map, or beside it on a wide sheet."""
        for number, line in enumerate(reversed(credits_)):
            page.text(0, 0.8 + 2.5 * number, _plain(line), fontsize=5.2, va="bottom", color=SOFT_INK)
        block = self._block_lines()
        if self.wide:
            left = self.width_mm - SIDE_MM + 3.0
            entries = [entry for column in columns for entry in column]
            map_furniture.draw_legend(page, entries, left, foot_mm + frame_mm - 0.5, SIDE_MM - 4)
            top = foot_mm + BLOCK_HEAD_MM + BLOCK_LINE_MM * len(block)
        else:
            top, left = foot_mm - 2.0, self.width_mm - SCALE_MM
            width = self._column_mm()
            for number, column in enumerate(columns):
                map_furniture.draw_legend(page, column, number * width, top, width - 2)
        map_furniture.draw_scale(page, scale, left, top - 5.0, 34.0)
        map_furniture.draw_north(page, self.width_mm - 4, top - 11.0)
        page.text(
            left, top - BLOCK_HEAD_MM, "\n".join(_plain(line) for line in block), fontsize=5.2, va="top", color=SOFT_INK,
            linespacing=1.3,
        )  # fmt: skip


def _plain(text: str) -> str:
    """Return text as matplotlib must take it: every sign printable, no dollar read as mathematics."""
    return printable(text).replace("$", r"\$")


def draw_map(
    project: Project,
    figure: str,
    kind: str | None = None,
    standard: Standard | None = None,
    *,
    size: tuple[float, float] = SIZE_MM,
    dpi: int = PNG_DPI,
    format: Literal["svg", "png"] = "svg",  # noqa: A002  (the word of matplotlib and of the command line)
    print_as: Literal["colour", "grey"] = "colour",
    imprint: Imprint | None = None,
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
    imprint : Imprint
        What the title block says.

    Returns
    -------
    bytes
        The picture; the same input gives the same bytes.

    Raises
    ------
    UsageError
        If there are no districts, or no result for a map of figures.
    """
    return MapPainter(project, size, imprint=imprint).draw(
        figure, kind, standard, format=format, dpi=dpi, print_as=print_as
    )
