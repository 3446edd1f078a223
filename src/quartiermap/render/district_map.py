"""The map of one district, for a page of the report or of an atlas: complete by itself, small, quick to draw.

What is shown comes from `district_scene`, the background from `map_background`, the sheet is an `svg_sheet`.
Below (or, on a wide sheet, beside) the map stand legend, scale, north arrow and title block; the overview lies in the
corner that the district leaves free.
"""

from __future__ import annotations

import numpy as np
import shapely

import quartiermap
from quartiermap.domain import texts
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.errors import UsageError
from quartiermap.io import bundled
from quartiermap.render import colours, svg_furniture
from quartiermap.render.district_catchment import Catchments
from quartiermap.render.district_drawing import Content, Drawing, Frame
from quartiermap.render.district_legend import legend_entries, source_layers
from quartiermap.render.district_scene import BEYOND, FAR_BEYOND, DistrictScenes, Reach, ShownFacility
from quartiermap.render.district_words import caption_of, described_as, subtitle_of, theme_of
from quartiermap.render.map_background import Background
from quartiermap.render.map_content import parents_of
from quartiermap.render.map_furniture import (
    INK,
    SOFT_INK,
    Imprint,
    LegendEntry,
    legend_height,
    round_scale,
)
from quartiermap.render.map_legend import columns_of
from quartiermap.render.overview_map import Overview
from quartiermap.render.report_credits import credit_line
from quartiermap.render.report_model import INVENTED_NOTE
from quartiermap.render.street_names import StreetNames
from quartiermap.render.svg_sheet import PER_MM, SvgSheet, pt

SIZE_MM = (165.0, 132.0)
"""Width and height that leave room for figures and gaps on the same DIN A4 page."""

A3_SIZE_MM = (240.0, 240.0)

WIDE = 1.5
"""From this ratio of width to height on the legend stands beside the map."""

MOST_DETAILED = 2_500
"""No map is drawn at a larger scale: cells of 100 m would fill it."""

HEAD_MM, GAP_MM, SIDE_MM, BLOCK_MM, CREDIT_MM = 10.2, 2.0, 62.0, 46.0, 2.45
LIST_LINE_MM = 2.6
MARGIN = 1.12
"""How much larger than the district the part shown is, at least."""

MOST_GAPS = 9


class DistrictMaps:
    """Draws the maps of the districts of one project, one after the other.

    Parameters
    ----------
    project : Project
        As it may be shown (`report_suppression.shown`): what is secret is not drawn.
    size_mm : tuple of float
        Width and height of the sheet; printed in this size the scale number holds.
    imprint : Imprint
        What the title block says.
    kind : str or None
        Whose reach is shown; ``None``: of each district's most pressing gap.

    Raises
    ------
    UsageError
        If there are no districts.
    """

    def __init__(
        self,
        project: Project,
        size_mm: tuple[float, float] = SIZE_MM,
        imprint: Imprint | None = None,
        *,
        kind: str | None = None,
    ) -> None:
        if not len(project.reporting_districts):
            raise UsageError("Für Karten der Quartiere fehlen die Quartiere.")
        self.project = project
        self.width, self.height = size_mm
        self.wide = self.width / self.height >= WIDE
        self.imprint = imprint or Imprint()
        self.scenes = DistrictScenes(project, kind)
        self.background = Background(project)
        self.streets = StreetNames(project)
        self.catchments = Catchments(project)
        self.overview = Overview(project)
        self._parents = parents_of(project).geometry.to_numpy()
        self._funding = project.funding_areas.geometry.to_numpy()
        self._kinds = bundled.kinds()

    @property
    def ids(self) -> tuple[str, ...]:
        """The keys of all districts, in the order of the project."""
        return self.scenes.ids

    def title(self, district_id: str) -> str:
        """Return what a map is called: name and key of the district."""
        name = self.scenes.name(district_id)
        return name if name == district_id else f"{name} ({district_id})"

    def heading(self, district_id: str) -> str:
        """Return the title on the sheet: place and theme."""
        standard = self.scenes.standard(district_id)
        theme = "Einrichtungen" if standard is None else theme_of(standard)
        return f"{self.title(district_id)}: {theme}"

    def facilities(self, district_id: str) -> list[ShownFacility]:
        """Return the facilities in a district with the numbers that they have on its map."""
        return self.scenes.facilities(district_id)

    def describe(self, district_id: str) -> str:
        """Return the alternative text of a map, written from the data that it is drawn from."""
        standard = self.scenes.standard(district_id)
        reach = Reach(States.NO_DATA) if standard is None else self.scenes.reach(district_id, standard)
        return described_as(
            self.project, district_id, self.title(district_id), self.scenes.parent_name(district_id), standard, reach,
            self.facilities(district_id), self.scenes.gaps(district_id), self._kinds,
        )  # fmt: skip

    def caption(self, district_id: str) -> str:
        """Return the line below the map in a report."""
        return caption_of(self.title(district_id), self.scenes.standard(district_id))

    def draw(self, district_id: str) -> bytes:
        """Draw the map of a district as SVG; the same project gives the same bytes.

        Raises
        ------
        KeyError
            If there is no such district on the reporting level.
        """
        sheet = SvgSheet(
            self.width,
            self.height,
            self.heading(district_id),
            self.describe(district_id),
        )
        frame, content, entries, credits_ = self._laid_out(district_id)
        left, top, width, height = frame
        self._draw_head(sheet, content)
        sheet.define(
            "frame",
            f'<clipPath id="frame"><rect x="{left * PER_MM:.0f}" y="{top * PER_MM:.0f}" '
            f'width="{width * PER_MM:.0f}" height="{height * PER_MM:.0f}"/></clipPath>',
        )
        sheet.rect(left, top, width, height, fill=colours.OUTSIDE)
        sheet.begin(clip_path="url(#frame)")
        Drawing(sheet, content, frame, self._kinds).draw()
        sheet.end()
        self.overview.draw(sheet, content.shape, content.window, frame)
        sheet.rect(left, top, width, height, fill="none", stroke=INK, stroke_width=pt(0.7))
        self._draw_legend(sheet, content, entries, credits_, frame)
        return sheet.finish()

    # -- what lies where ---------------------------------------------------------------------------------------

    def _laid_out(self, district_id: str) -> tuple[Frame, Content, list[LegendEntry], list[str]]:
        """Return the frame (left, top, width, height in mm), what lies in it, its legend and its sources.

        The legend decides how large the map can be, and the map what the legend has to name: taken in turns until both fit.
        """
        wide = self.wide
        head = HEAD_MM + 2.9 * len(self._warnings())
        foot = CREDIT_MM * 2 + 3.0 if wide else 26.0
        while True:
            width = self.width - (SIDE_MM + GAP_MM if wide else 0.0) - 0.4
            height = self.height - head - foot
            frame = (0.2, head, width, height)
            content = self._content(district_id, frame)
            entries = legend_entries(self.project, content, self._kinds)
            credits_ = self._credits(content)
            needed = 1.2 + CREDIT_MM * len(credits_) + 0.6
            if not wide:
                columns = self._columns(entries)
                block = 16.0 + CREDIT_MM * len(self._block_rows())
                needed += GAP_MM + max(block, *(legend_height(c, self._column_mm() - 2) for c in columns))
            if needed <= foot + 0.05 or height <= 40.0:
                return frame, content, entries, credits_
            foot = needed

    def _columns(self, entries: list[LegendEntry]) -> list[list[LegendEntry]]:
        return columns_of(entries, 3, self._column_mm() - 2)

    def _column_mm(self) -> float:
        return (self.width - BLOCK_MM) / 3

    def _content(self, district_id: str, frame: Frame) -> Content:
        scenes, (_, _, width, height) = self.scenes, frame
        shape = scenes.shape(district_id)
        west, south, east, north = shape.bounds
        scale = max(
            round_scale((east - west) * MARGIN, (north - south) * MARGIN, width, height), MOST_DETAILED
        )
        half_w, half_h = width / 2000 * scale, height / 2000 * scale
        x, y = (west + east) / 2, (south + north) / 2
        window = (x - half_w, y - half_h, x + half_w, y + half_h)
        sheet = shapely.box(*window)
        standard = scenes.standard(district_id)
        dwellings, secret = ([], []) if standard is None else scenes.dwellings(window, standard)
        return Content(
            district_id=district_id,
            standard=standard,
            reach=Reach(States.NO_DATA) if standard is None else scenes.reach(district_id, standard),
            window=window,
            scale=scale,
            shape=shape,
            neighbours=scenes.neighbours(district_id, window),
            parents=self._parents[shapely.intersects(shapely.boundary(self._parents), sheet)],
            funding=self._funding[shapely.intersects(self._funding, sheet)],
            background=self.background.on_sheet(window, scale, shape),
            dwellings=dwellings,
            secret=secret,
            catchment=shapely.MultiPolygon()
            if standard is None
            else self.catchments.around(window, standard, secret, dwellings[BEYOND : FAR_BEYOND + 1]),
            inside=scenes.facilities(district_id),
            around=scenes.facilities_around(district_id, window),
            streets=self.streets.stretches(window, shape, scale),
            covered=self.overview.place(window, shape, frame),
            gaps=[g for g in scenes.gaps(district_id) if np.isfinite(g.x) and np.isfinite(g.y)][:MOST_GAPS],
        )

    def _warnings(self) -> list[str]:
        found = [INVENTED_NOTE] if self.project.invented else []
        return [*found, "Das Ergebnis ist älter als die Daten: neu rechnen."] if self.project.stale else found

    def _credits(self, content: Content) -> list[str]:
        layers, kept = source_layers(self.project, content, self.scenes)
        text = f"Datengrundlage: {credit_line(kept, layers)}"
        lines = svg_furniture.wrapped(text, self.width, 5.0)
        return lines if len(lines) <= 6 else [*lines[:5], f"{lines[5][:-30]} … (alle Quellen im Bericht)"]

    def _block_rows(self) -> list[tuple[str, str]]:
        """Return the title block without the scale."""
        project = self.project
        zone = {25832: "ETRS89/UTM Zone 32N ", 25833: "ETRS89/UTM Zone 33N "}.get(project.epsg or 0, "")
        stand = texts.date(project.analysis.computed_at) if project.analysis else ""
        rows = [
            ("", f"gilt bei {texts.number(self.width)}\u00a0mm Breite des Blatts"),
            ("", f"{zone}(EPSG:{project.epsg})"),
            *self.imprint.rows(stand),
        ]
        rows.append(("", f"Gezeichnet mit QuartierMap {quartiermap.__version__}"))
        return rows

    # -- the parts of the sheet --------------------------------------------------------------------------------

    def _draw_head(self, sheet: SvgSheet, content: Content) -> None:
        above = self.scenes.parent_name(content.district_id)
        # A long name takes smaller type before it is cut: the end of the title says what the map shows.
        heading = self.heading(content.district_id)
        size = svg_furniture.size_fitting(heading, self.width - 0.4, (11, 10, 9, 8), bold=True)
        title = svg_furniture.fitted(heading, self.width - 0.4, size, bold=True)
        sheet.text(0.2, 4.0, title, size, bold=True, fill=INK)
        subtitle = subtitle_of(self.project, above, content.standard, content.reach)
        sheet.text(0.2, 8.0, svg_furniture.fitted(subtitle, self.width - 0.4, 6.8), 6.8, fill=SOFT_INK)
        for n, warning in enumerate(self._warnings()):
            sheet.text(0.2, 11.4 + 2.9 * n, warning, 6.4, bold=True, fill="#8a1c1c")

    def _draw_legend(
        self, sheet: SvgSheet, content: Content, entries: list[LegendEntry], credits_: list[str], frame: Frame
    ) -> None:
        """Draw legend, scale, title block and sources: below the map, or beside it on a wide sheet."""
        left, top, width, height = frame
        block = self._block_rows()
        if self.wide:
            x, span = left + width + GAP_MM, SIDE_MM - 12
            lines = sum(len(svg_furniture.wrapped(f"{a}: {b}", span + 11, 5.4)) for a, b in block)
            y = top + height - 10.5 - CREDIT_MM * lines
            end = svg_furniture.legend(sheet, entries, x, top, SIDE_MM - 1)
            self._draw_list(sheet, content.inside, x, end + 2.0, y - 3.0)
        else:
            x, span = self.width - BLOCK_MM, BLOCK_MM - 12
            y = top + height + GAP_MM
            for n, column in enumerate(self._columns(entries)):
                svg_furniture.legend(sheet, column, left + n * self._column_mm(), y, self._column_mm() - 2)
        svg_furniture.scale_bar(sheet, content.scale, x, y, span)
        svg_furniture.north(sheet, x + span + 8.5, y)
        svg_furniture.title_block(sheet, block, x, y + 9.5, span + 11)
        for n, line in enumerate(reversed(credits_)):
            sheet.text(0.2, self.height - 0.8 - CREDIT_MM * n, line, 5.0, fill=SOFT_INK)

    def _draw_list(
        self, sheet: SvgSheet, facilities: list[ShownFacility], x: float, top: float, bottom: float
    ) -> None:
        """Write the facilities of the district with their numbers as far as there is room; a wide sheet stands by itself."""
        room = int((bottom - top - LIST_LINE_MM) / LIST_LINE_MM)
        if not facilities or room < 2:
            return
        shown = facilities if len(facilities) <= room else facilities[: room - 1]
        lines = [f"{f.number}\u00a0 {f.name or self._kinds.name(f.kind)}" for f in shown]
        if len(shown) < len(facilities):
            lines.append(f"… und {texts.number(len(facilities) - len(shown))}\u00a0weitere")
        sheet.text(x, top + 2.0, "Liste zur Karte", 6.4, bold=True, fill=INK)
        for n, line in enumerate(lines):
            y = top + 2.0 + (n + 1) * LIST_LINE_MM
            sheet.text(x, y, svg_furniture.fitted(line, SIDE_MM - 1, 5.6), 5.6, fill=INK)
