"""Legend and source lines of a printed map."""

from __future__ import annotations

import textwrap

from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.io import bundled
from quartiermap.render import colours
from quartiermap.render.map_content import (
    OVERVIEW,
    WITHOUT_SIGNS,
    MapValues,
    facilities_shown,
    gaps_shown,
    level_name,
    marked_classes,
    parents_of,
)
from quartiermap.render.map_furniture import (
    FUNDING_DASHES,
    PARENT_DASHES,
    SOFT_INK,
    LegendEntry,
    legend_height,
)
from quartiermap.render.report_credits import credit_line

LETTERS_UP_TO = 150
NUMBERS_UP_TO = 40
NAMES_UP_TO = 45
"""Above these counts facilities lose their letter, further gaps are left out, districts lose their name: unreadable."""


def legend_columns(
    project: Project, values: MapValues, figure: str, kind: str | None, letters_up_to: int = LETTERS_UP_TO
) -> list[list[LegendEntry]]:
    """Return the legend in three columns: classes from high to low first, then all other signs that are drawn.

    Up to `letters_up_to` facilities carry their letters; more on a larger sheet.
    """
    classes = _class_entries(values)
    shown = [] if figure in WITHOUT_SIGNS else _facility_entries(project, kind, letters_up_to)
    signs = [*shown, *_line_entries(project)]
    if not classes:
        return balanced([LegendEntry("Zeichen", "heading"), *signs], 3)
    return [classes, *balanced([LegendEntry("Zeichen", "heading"), *signs], 2)]


def balanced(entries: list[LegendEntry], count: int) -> list[list[LegendEntry]]:
    """Cut a list of entries into columns of about equal length, keeping the order.

    Examples
    --------
    >>> entries = [LegendEntry(str(n), "patch") for n in range(5)]
    >>> [[e.label for e in column] for column in balanced(entries, 2)]
    [['0', '1', '2'], ['3', '4']]
    """
    height = -(-len(entries) // count)
    return [entries[n * height : (n + 1) * height] for n in range(count)]


def columns_of(entries: list[LegendEntry], count: int, width_mm: float) -> list[list[LegendEntry]]:
    """Cut a legend into columns as low as possible, keeping the order; no heading stands alone at the end of a column.

    Examples
    --------
    >>> entries = [LegendEntry("a", "patch"), LegendEntry("b", "heading"), LegendEntry("c", "patch"), LegendEntry("d", "patch")]
    >>> [[e.label for e in column] for column in columns_of(entries, 2, 40)]
    [['a', 'b', 'c'], ['d']]
    """
    heights = [legend_height([e], width_mm) for e in entries]

    def cut(most: float) -> list[list[LegendEntry]]:
        columns: list[list[LegendEntry]] = [[]]
        used = 0.0
        for n, (entry, height) in enumerate(zip(entries, heights, strict=True)):
            with_next = height + (heights[n + 1] if entry.sign == "heading" and n + 1 < len(entries) else 0.0)
            if columns[-1] and used + with_next > most + 1e-9:
                columns.append([])
                used = 0.0
            columns[-1].append(entry)
            used += height
        return columns

    most = max(sum(heights) / count, *heights) if heights else 0.0
    while len(cut(most)) > count:
        most += 0.5
    found = cut(most)
    return found + [[] for _ in range(count - len(found))]


def _class_entries(values: MapValues) -> list[LegendEntry]:
    scheme = values.scheme
    if scheme is None:
        return []
    entries = [LegendEntry(scheme.title, "heading")]
    marked = marked_classes(scheme)
    numbered = list(enumerate(zip(scheme.colours, scheme.labels, strict=True)))
    for number, (colour, label) in reversed(numbered):
        entries.append(
            LegendEntry(
                label, "patch", face=colours.over(colour, colours.FILL_ALPHA), hatch=marked.get(number),
                hatch_colour=colours.text_on(colours.over(colour, colours.FILL_ALPHA)),
            )
        )  # fmt: skip
    entries.append(
        LegendEntry("keine Daten", "patch", colours.NO_DATA_FACE, colours.NO_DATA_LINE, colours.NO_DATA_HATCH)
    )
    if scheme.id != "need_status" or States.SECRET.value in values.states:
        entries.append(
            LegendEntry(
                "geheim (kleine Zahlen)",
                "patch",
                colours.NO_DATA_FACE,
                colours.NO_DATA_LINE,
                colours.SECRET_HATCH,
            )
        )
    if States.NOT_APPLICABLE.value in values.states:
        entries.append(
            LegendEntry("entfällt (niemand der Zielgruppe)", "patch", colours.NOT_APPLICABLE_FACE, colours.NO_DATA_LINE, colours.NOT_APPLICABLE_HATCH)
        )  # fmt: skip
    return [*entries, LegendEntry(scheme.dark_means, "note")]


def _facility_entries(project: Project, kind: str | None, letters_up_to: int) -> list[LegendEntry]:
    entries: list[LegendEntry] = []
    catalogue = bundled.kinds()
    facilities = facilities_shown(project, kind)
    lettered = len(facilities) <= letters_up_to
    for kind_id in [k for k in catalogue.ids if k in set(facilities["kind"])]:
        entry = catalogue[kind_id]
        entries.append(
            LegendEntry(
                entry.name_plural, "point", entry.colour, text=entry.sign if lettered else "", shape=kind_id
            )
        )
    if (facilities["status"] == "geplant").any():
        colour = catalogue[kind].colour if kind and kind in catalogue else SOFT_INK
        entries.append(LegendEntry("geplant", "point", colour, dashed=True, shape=kind or ""))
    gaps = gaps_shown(project, kind)
    if gaps:
        most = f" (die {NUMBERS_UP_TO} dringendsten)" if len(gaps) > NUMBERS_UP_TO else ""
        entries.append(LegendEntry(f"Lücke mit Rang{most}", "gap", text="1"))
    return entries


def funding_entry(width_pt: float) -> LegendEntry:
    """Return the line of the areas of urban development funding."""
    return LegendEntry("Städtebauförderungsgebiet", "line", edge=colours.FUNDING_LINE, dashes=FUNDING_DASHES, width=width_pt)  # fmt: skip


def border_entries(project: Project, parent_pt: float, *, with_parents: bool = True) -> list[LegendEntry]:
    """Return the borders of the reporting level and, where there is one, of the level above."""
    fine, coarse = level_name(project.reporting_districts, "Quartier"), level_name(parents_of(project))
    entries = [LegendEntry(f"Grenze: {fine}", "line", edge=colours.DISTRICT_LINE, width=0.6)]
    if coarse and with_parents:
        entries.append(
            LegendEntry(f"Grenze: {coarse}", "line", edge=colours.PARENT_LINE, dashes=PARENT_DASHES, width=parent_pt)
        )  # fmt: skip
    return entries


def _line_entries(project: Project) -> list[LegendEntry]:
    entries = [funding_entry(1.4)] if len(project.funding_areas) else []
    entries += border_entries(project, 0.9)
    classes = set(project.basemap_areas.get("class", ())) | set(project.basemap_lines.get("class", ()))
    if classes & {"water", "waterway"}:
        entries.append(LegendEntry("Gewässer", "patch", colours.BASEMAP_AREAS["water"], colours.WATER_EDGE))
    if classes & {"green", "forest"}:
        entries.append(LegendEntry("Grünfläche, Wald", "patch", colours.BASEMAP_AREAS["green"], "#b9c2b0"))
    if "rail" in classes:
        entries.append(LegendEntry("Bahn", "line", edge="#4a4a4a", width=0.9))
    if "motorway" in classes:
        entries.append(LegendEntry("Autobahn, Schnellstraße", "line", edge="#8d7348", width=1.3))
    if "major" in classes:
        entries.append(LegendEntry("Hauptstraße", "line", edge="#8d8478", width=0.8))
    elif not len(project.basemap_lines) and project.network is not None:
        entries.append(LegendEntry("Weg (je nach Maßstab)", "line", edge="#a39f98", width=0.6))
    return entries


def credit_lines(project: Project, figure: str, kind: str | None, width_mm: float) -> list[str]:
    """Return the sources of a map, broken to its width; at most five lines."""
    layers = {"districts", "basemap", "basemap_areas", "basemap_lines", "network", "facilities"}
    if figure == "need_status":
        layers |= {"indicators"}
    elif figure != OVERVIEW:
        layers |= {"population", "cells", "district_population"}
    if len(project.funding_areas):
        layers |= {"funding-areas", "funding_areas"}
    text = f"Datengrundlage: {credit_line(project.sources, layers, kind)}"
    lines = textwrap.wrap(text, int(width_mm * 0.98))
    return lines if len(lines) <= 5 else [*lines[:4], f"{lines[4][:-20]} … (alle Quellen im Bericht)"]
