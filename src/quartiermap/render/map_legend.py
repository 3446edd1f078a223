"""Legend and source lines of a printed map."""

from __future__ import annotations

import textwrap

from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.io import bundled
from quartiermap.render import colours
from quartiermap.render.map_content import (
    OVERVIEW,
    MapValues,
    facilities_shown,
    gaps_shown,
    level_name,
    parents_of,
)
from quartiermap.render.map_furniture import SOFT_INK, LegendEntry
from quartiermap.render.report_credits import credit_line

LETTERS_UP_TO = 150
NUMBERS_UP_TO = 40
NAMES_UP_TO = 45
"""Above these counts facilities lose their letter, further gaps are left out, districts lose their name: unreadable."""


def legend_columns(project: Project, values: MapValues, kind: str | None) -> list[list[LegendEntry]]:
    """Return the legend in two columns: classes from high to low, and all other signs that are drawn."""
    first: list[LegendEntry] = []
    if values.scheme is not None:
        scheme = values.scheme
        first.append(LegendEntry(scheme.title, "heading"))
        for colour, label in reversed(list(zip(scheme.colours, scheme.labels, strict=True))):
            first.append(LegendEntry(label, "patch", face=colour))
        first.append(
            LegendEntry(
                "keine Daten oder geheim",
                "patch",
                colours.NO_DATA_FACE,
                colours.NO_DATA_LINE,
                colours.NO_DATA_HATCH,
            )
        )
        if States.NOT_APPLICABLE.value in values.states:
            first.append(
                LegendEntry("entfällt (niemand der Zielgruppe)", "patch", colours.NOT_APPLICABLE_FACE, colours.NO_DATA_LINE, colours.NOT_APPLICABLE_HATCH)
            )  # fmt: skip
        first.append(LegendEntry(scheme.dark_means, "note"))
    second = [LegendEntry("Zeichen", "heading")]
    catalogue = bundled.kinds()
    facilities = facilities_shown(project, kind)
    lettered = len(facilities) <= LETTERS_UP_TO
    for kind_id in [k for k in catalogue.ids if k in set(facilities["kind"])]:
        entry = catalogue[kind_id]
        second.append(
            LegendEntry(entry.name_plural, "point", entry.colour, text=entry.sign if lettered else "")
        )
    if (facilities["status"] == "geplant").any():
        colour = catalogue[kind].colour if kind and kind in catalogue else SOFT_INK
        second.append(LegendEntry("geplant", "point", colour, dashed=True))
    gaps = gaps_shown(project, kind)
    if gaps:
        most = f" (nur die {NUMBERS_UP_TO} dringendsten)" if len(gaps) > NUMBERS_UP_TO else ""
        second.append(LegendEntry(f"Lücke mit Rang{most}", "gap", text="1"))
    if len(project.funding_areas):
        second.append(
            LegendEntry(
                "Städtebauförderungsgebiet", "line", edge=colours.FUNDING_LINE, dashed=True, width=1.6
            )
        )
    fine, coarse = level_name(project.reporting_districts, "Quartier"), level_name(parents_of(project))
    second.append(LegendEntry(f"Grenze: {fine}", "line", edge=colours.DISTRICT_LINE, width=0.6))
    if coarse:
        second.append(LegendEntry(f"Grenze: {coarse}", "line", edge=colours.PARENT_LINE, width=1.4))
    classes = set(project.basemap_areas.get("class", ())) | set(project.basemap_lines.get("class", ()))
    if "water" in classes:
        second.append(
            LegendEntry(
                "Gewässer", "patch", colours.BASEMAP_AREAS["water"], colours.BASEMAP_LINES["waterway"]
            )
        )
    if "rail" in classes:
        second.append(LegendEntry("Bahn", "line", edge=colours.BASEMAP_LINES["rail"], width=1.0))
    if not first:
        half = (len(second) + 1) // 2 if len(second) > 7 else len(second)
        return [second[:half], second[half:]]
    return [first, second]


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
