"""What the map of the single HTML file shows, as plain data: themes, licences of the layers, streets to search for.

Figures come from the model of the report (``report.json``), never from the project itself: map, tables and every other
form then show the same digits, and what is secret there cannot come back here.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.protected import without_ways
from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, Source
from quartiermap.domain.results import Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.render.cells_png import cells_png, has_secret
from quartiermap.render.classes import ClassScheme, classify, classify_rows, scheme_for
from quartiermap.render.map_credits import OSM_CREDIT
from quartiermap.render.map_data import DECIMALS, transformer
from quartiermap.render.report_blocks import state_word, value
from quartiermap.render.report_credits import INVENTED, changed, credit, layer_name
from quartiermap.render.report_lists import standard_words
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]

FIGURES = ("covered_share", "mean_distance_m", "supply_ratio")
CELL_PIXELS = 2_000_000
SECRET_CLASS = -2
"""Class of a secret figure on this page: dotted, while what nobody knows (-1) is hatched."""

STREET_LIMIT = 40_000
"""Entries of streets that the search may know; the alphabet beyond them is left out."""

_PEOPLE = ("population", "cells", "district_population")
_GROUND = ("basemap", "basemap_areas", "basemap_lines", "network")
SOURCES_OF: dict[str, tuple[str, ...]] = {
    "districts": ("districts",),
    "figures": ("districts", *_PEOPLE, "network", "facilities"),
    "need": ("districts", "indicators"),
    "outlines": ("districts",),
    "cells": (*_PEOPLE, "network", "facilities"),
    "facilities": ("facilities",),
    "gaps": ("districts", *_PEOPLE, "network", "facilities", "indicators"),
    "funding": ("funding-areas", "funding_areas"),
    "basemap": _GROUND,
}
"""For each layer of the page (``figures`` and ``need`` are what districts are coloured by) the sources that are in it."""


def themes(project: Project, model: Row, progress: Progress) -> list[dict[str, Any]]:
    """Return one theme for each kind that was analysed (figures, cells out of reach), and the social index."""
    project = without_ways(project)
    analysis = project.analysis
    if analysis is None:
        return []
    standards = {s.id: s for s in analysis.parameters.standards}
    found: list[dict[str, Any]] = []
    for number, kind in enumerate(model["kinds"]):
        progress.step(number / len(model["kinds"]), f"Karte als Datei: {kind['name']}")
        rows = {
            str(d["district_id"]): d["kinds"][kind["id"]]
            for d in model["districts"]
            if kind["id"] in d["kinds"]
        }
        standard = standards.get(str(next(iter(rows.values()))["standard_id"])) if rows else None
        if standard is None:
            continue
        note = f"{kind['name']}, Richtwert {standard_words(model, standard.id)}"
        note += " · Näherung (Luftlinie)" if analysis.access.method == "air_line" else ""
        found.append(
            {
                "kind": kind["id"],
                "name": kind["name"],
                "figures": [_figure_theme(rows, name, standard, note) for name in FIGURES],
                "cells": _cells(project, analysis, kind["id"], standard),
            }
        )  # fmt: skip
    return [*found, *_need_themes(model)]


def _figure_theme(rows: Mapping[str, Row], name: str, standard: Standard, note: str) -> dict[str, Any]:
    write = texts.metres if name == "mean_distance_m" else texts.percent
    shown = [value(row, name, write) for row in rows.values()]
    states = [str(row[f"{name}_state"]) for row in rows.values()]
    scheme = scheme_for(name, standard)
    return _theme(scheme, list(rows), classify_rows(rows.values(), name, scheme), shown, states, note)


def _need_themes(model: Row) -> list[dict[str, Any]]:
    rows = {str(row["district_id"]): row for row in model["need"]}
    words = [row["status_class"] for row in rows.values()]
    if not any(words):
        return []
    states = [
        "value" if w else str(row["status_index_state"]) for w, row in zip(words, rows.values(), strict=True)
    ]
    shown = [w or state_word(s) for w, s in zip(words, states, strict=True)]
    periods = sorted({str(row["period"]) for row in rows.values() if row.get("period")})
    note = f"Stand {', '.join(periods)}" if periods else ""
    scheme = scheme_for("need_status")
    figure = _theme(scheme, list(rows), classify(words, scheme), shown, states, note)
    return [{"kind": None, "name": "Sozialindex", "figures": [figure], "cells": None}]


def _theme(
    scheme: ClassScheme,
    ids: list[str],
    classes: NDArray[np.int64],
    shown: list[str],
    states: list[str],
    note: str,
) -> dict[str, Any]:
    numbers = [
        SECRET_CLASS if number < 0 and state == States.SECRET.value else number
        for number, state in zip(classes.tolist(), states, strict=True)
    ]
    about = {
        "id": scheme.id, "title": scheme.title, "unit": scheme.unit, "colours": list(scheme.colours),
        "labels": list(scheme.labels), "dark_means": scheme.dark_means, "secret": SECRET_CLASS in numbers,
        "gone": States.NOT_APPLICABLE.value in states,
    }  # fmt: skip
    return {
        "scheme": about,
        "classes": dict(zip(ids, numbers, strict=True)),
        "values": dict(zip(ids, shown, strict=True)),
        "note": note,
    }


def _cells(project: Project, analysis: Analysis, kind: str, standard: Standard) -> dict[str, Any] | None:
    drawn = cells_png(project, analysis, kind, standard.target_m, standard=standard, max_pixels=CELL_PIXELS)
    if drawn is None:
        return None
    picture, bounds = drawn
    way = "Luftlinie" if standard.measure == "air_line" else "Fußweg"
    return {
        "png": base64.b64encode(picture).decode(),
        "bounds": list(bounds),
        "label": f"bewohnt, weiter als {texts.metres(standard.target_m)} {way} entfernt",
        "secret": has_secret(analysis, kind, standard.target_m, standard),
    }


# ---- who made the layers


def credits_by_layer(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """Return who provided what, each with the layers of the page it is in, so that the line below the map follows them.

    Examples
    --------
    >>> row, = credits_by_layer([Source("a", "districts", "d.shp", "", 5, 4, "", provider="Stadt A", licence="CC BY 4.0")])
    >>> row["who"], row["what"], row["about"], row["in"]
    ('Stadt A, CC BY 4.0', 'Quartiere', 'Daten verändert', ['districts', 'figures', 'need', 'outlines', 'gaps'])
    """
    rows: dict[tuple[str, str, str, str, str], dict[str, Any]] = {}
    for source in sources:
        osm = "openstreetmap" in f"{source.provider} {source.title} {source.licence}".lower()
        who = INVENTED if source.invented else OSM_CREDIT if osm else credit(source)
        about = [f"Stand {german_date(source.data_date)}"] if source.data_date else []
        about += ["Daten verändert"] if changed(source) else []
        what, remark = layer_name(source), ", ".join(about)
        row = {
            "who": who, "what": what, "about": remark, "kind": source.kind or "", "osm": osm,
            "in": [name for name, layers in SOURCES_OF.items() if source.layer in layers],
        }  # fmt: skip
        rows[(who, what, remark, source.kind or "", source.layer)] = row
    return list(rows.values())


# ---- streets


def streets(project: Project) -> list[list[Any]]:
    """Return streets to search for: name, the coarsest area they lie in, longitude, latitude (degrees).

    A name that several areas have is listed once for each. The place is the middle of one of its pieces, so that it lies on
    the street and not beside a curve.
    """
    network = project.network
    if network is None or project.epsg is None or not network.names or not len(network.edge_name):
        return []
    named = np.flatnonzero(network.edge_name >= 0)
    if not len(named):
        return []
    middle = (network.edge_first[named] + network.edge_first[named + 1] - 1) // 2
    x, y = network.vertex_x[middle], network.vertex_y[middle]
    areas, names = _coarsest(project)
    area = np.full(len(named), -1, np.int64)
    if len(areas):
        point, hit = shapely.STRtree(areas).query(shapely.points(x, y), predicate="intersects")
        area[point] = hit
        keep = area >= 0  # outside of the town nobody searches
    else:
        keep = np.ones(len(named), bool)
    keys = network.edge_name[named].astype(np.int64) * (len(areas) + 1) + area + 1
    found = []
    order = np.argsort(keys[keep], kind="stable")
    rows = np.flatnonzero(keep)[order]
    firsts = np.flatnonzero(np.r_[True, np.diff(keys[rows]) != 0]) if len(rows) else np.zeros(0, np.int64)
    ends = np.r_[firsts[1:], len(rows)]
    chosen = []
    for first, end in zip(firsts, ends, strict=True):
        group = rows[first:end]
        off = np.hypot(x[group] - np.median(x[group]), y[group] - np.median(y[group]))
        chosen.append(int(group[int(np.argmin(off))]))
    if not chosen:
        return []
    lon, lat = transformer(project.epsg).transform(x[chosen], y[chosen])
    for row, east, north in zip(chosen, np.atleast_1d(lon), np.atleast_1d(lat), strict=True):
        name = network.names[int(network.edge_name[named[row]])]
        where = names[int(area[row])] if area[row] >= 0 and len(names) > 1 else ""
        if name:
            found.append([name, where, round(float(east), DECIMALS - 1), round(float(north), DECIMALS - 1)])
    found.sort(key=lambda r: (texts.fold(str(r[0])), str(r[1])))
    return found[:STREET_LIMIT]


def _coarsest(project: Project) -> tuple[Any, Sequence[str]]:
    """Return shapes and names of the coarsest level of districts that has more than one; else of all there is."""
    frame = project.districts
    if frame.empty:
        return np.zeros(0, object), ()
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    for rank in sorted(set(frame["level_rank"].tolist())):
        level = frame[frame["level_rank"] == rank]
        if len(level) > 1:
            break
    else:
        level = frame
    return level.geometry.to_numpy(), [str(n) for n in level["name"]]
