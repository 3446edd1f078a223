"""Legend and sources of a district's map: exactly what lies on it, and every class of the figure."""

from __future__ import annotations

from quartiermap.domain.kinds import Kinds
from quartiermap.domain.project import Project, Source
from quartiermap.render import colours
from quartiermap.render.district_drawing import (
    BUILDING_FACE,
    BUILDING_OPACITY,
    CATCHMENT_DASHES,
    CATCHMENT_LINE,
    IN_REACH_FACE,
    IN_REACH_OPACITY,
    Content,
)
from quartiermap.render.district_scene import DistrictScenes
from quartiermap.render.district_words import class_labels, exact_metres
from quartiermap.render.map_furniture import INK, SOFT_INK, LegendEntry
from quartiermap.render.map_legend import border_entries, funding_entry

GROUND = (
    # what is drawn, label, sign, colour of the area or line, width of the line in pt
    (("area:water", "line:river", "line:waterway"), "Gewässer", "patch", colours.BASEMAP_AREAS["water"], 0.8),
    (("area:green", "area:forest"), "Grünfläche, Wald", "patch", colours.BASEMAP_AREAS["green"], 0.8),
    (
        ("area:residential", "area:industrial"),
        "Siedlung, Gewerbe",
        "patch",
        colours.BASEMAP_AREAS["residential"],
        0.8,
    ),
    (("area:building",), "Gebäude", "patch", colours.over(BUILDING_FACE, BUILDING_OPACITY), 0.8),
    (("line:rail",), "Bahn", "line", "#4a4a4a", 0.9),
    (("line:motorway",), "Autobahn, Schnellstraße", "line", "#8d7348", 2.0),
    (("line:major",), "Hauptstraße", "line", "#8d8478", 1.6),
    (("line:minor",), "Straße", "line", "#c4beb5", 0.95),
    (("line:path", "line:service", "line:steps", "line:network"), "Weg", "line", "#b5b0a8", 0.5),
)


def legend_entries(project: Project, content: Content, kinds: Kinds) -> list[LegendEntry]:
    """Return the legend of a map: the classes of the figure (all of them), then the signs that lie on it."""
    entries = _class_entries(project, content)
    entries += _sign_entries(content, kinds)
    entries.append(LegendEntry("Grenzen und Grundkarte", "heading"))
    entries.append(LegendEntry("dieses Gebiet", "line", edge=INK, width=2.0))
    entries += border_entries(project, 1.0, with_parents=len(content.parents) > 0)
    entries += [funding_entry(1.3)] if len(content.funding) else []
    for drawn, label, sign, colour, width in GROUND:
        if any(name in content.background for name in drawn):
            if sign == "patch":
                entries.append(LegendEntry(label, "patch", colour, colours.WATER_EDGE if label == "Gewässer" else SOFT_INK, width=0.5))  # fmt: skip
            else:
                entries.append(LegendEntry(label, "line", edge=colour, width=width))
    return entries


def _class_entries(project: Project, content: Content) -> list[LegendEntry]:
    standard = content.standard
    if standard is None:
        return []
    labels = class_labels(standard)
    air = standard.measure == "air_line" or (
        project.analysis is not None and project.analysis.access.method != "network"
    )
    entries = [
        LegendEntry(f"Wohnorte nach {'Luftlinie' if air else 'Fußweg'}", "heading"),
        LegendEntry(labels[2], "patch", hatch="far", edge="#4a0f37"),
        LegendEntry(labels[1], "patch", hatch="beyond", edge="#7a1f5c"),
        LegendEntry(labels[0], "patch", colours.over(IN_REACH_FACE, IN_REACH_OPACITY), "#5f9a84"),
        LegendEntry("keine Daten", "patch", hatch="no_data", edge=colours.NO_DATA_LINE),
    ]
    if not content.catchment.is_empty:
        entries.insert(
            4,
            LegendEntry(
                f"Einzugsbereich ({exact_metres(standard.target_m)})", "line", edge=CATCHMENT_LINE, dashes=CATCHMENT_DASHES, width=1.1
            ),
        )  # fmt: skip
    if content.secret:
        entries.append(LegendEntry("geheim (kleine Zahlen)", "patch", hatch="secret", edge="#555555"))
    return entries


def _sign_entries(content: Content, kinds: Kinds) -> list[LegendEntry]:
    shown = [*content.inside, *content.around]
    entries = [LegendEntry("Einrichtungen und Lücken", "heading")] if shown or content.gaps else []
    present = {f.kind for f in shown}
    for kind_id in [k for k in kinds.ids if k in present]:
        kind = kinds[kind_id]
        entries.append(LegendEntry(kind.name_plural, "point", kind.colour, text=kind.sign, shape=kind_id))
    entries += [
        LegendEntry(k, "point", SOFT_INK, text="?", shape=k) for k in sorted(present - set(kinds.ids))
    ]
    planned = next((f for f in shown if f.planned), None)
    if planned is not None:
        known = planned.kind in kinds
        entries.append(
            LegendEntry(
                "geplant", "point", kinds[planned.kind].colour if known else SOFT_INK, dashed=True,
                text=kinds[planned.kind].sign if known else "?", shape=planned.kind,
            )
        )  # fmt: skip
    if content.gaps:
        entries.append(LegendEntry("Lücke mit Rang", "gap", text=str(content.gaps[0].rank)))
    if content.inside:
        entries.append(LegendEntry("Nummer: siehe Liste zur Karte", "note"))
    return entries


def source_layers(
    project: Project, content: Content, scenes: DistrictScenes
) -> tuple[set[str], list[Source]]:
    """Return the layers that lie on a map, and the sources that its facilities really come from."""
    layers = {"districts"}
    shown = [*content.inside, *content.around]
    if shown:
        layers.add("facilities")
    if content.background:
        layers |= {"basemap", "basemap_areas", "basemap_lines"}
        if not any(s.layer.startswith("basemap") for s in project.sources):
            layers.add("network")  # one OSM file gave both
    if content.standard is not None and any(not a.is_empty for a in (*content.dwellings, content.catchment)):
        layers |= {"population", "cells", "district_population"}
        if project.analysis is not None and project.analysis.access.method == "network":
            layers.add("network")
    if len(content.funding):
        layers |= {"funding-areas", "funding_areas"}
    used = scenes.facility_sources(shown)
    known = {s.source_id for s in project.sources}
    kept = [s for s in project.sources if s.layer != "facilities" or s.source_id in used or not used <= known]
    return layers, kept
