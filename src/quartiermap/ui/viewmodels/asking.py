"""Asks the program (`app.questions`) and puts its answers into the window's words. Runs in a worker.

Each function returns a sentence instead of an answer where there is nothing to show.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.answers import (
    CatchmentAnswer,
    CellAnswer,
    CellRow,
    Choice,
    Drawn,
    FigureCells,
    Ring,
)
from quartiermap.ui.viewmodels.viewdata import ViewData, known, text
from quartiermap.ui.viewmodels.walking import Walking, minutes_words, who_walks
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.analysis.explain import ExplainedWay
    from quartiermap.app.questions import Catchment
    from quartiermap.domain.project import Project

Lonlat = tuple[float, float]

_GRID = "EPSG:3035"
_SPREAD_SIDE_M = 40.0
"""Side of the square that stands for a dwelling place without a census cell."""


class _Degrees:
    """Turns the project's metres into the map's degrees."""

    def __init__(self, project: Project) -> None:
        from quartiermap.render.map_data import transformer

        if project.epsg is None:
            raise ValueError("a project without data has no places")
        self.epsg = project.epsg
        self._to = transformer(project.epsg)

    def points(self, x: Any, y: Any) -> list[list[float]]:
        lon, lat = self._to.transform(x, y)
        return [[round(a, 7), round(b, 7)] for a, b in zip(lon.tolist(), lat.tolist(), strict=True)]

    def point(self, x: float, y: float) -> Lonlat:
        lon, lat = self._to.transform(x, y)
        return float(lon), float(lat)

    def metres(self, longitude: float, latitude: float) -> tuple[float, float]:
        x, y = self._to.transform(longitude, latitude, direction="INVERSE")
        return float(x), float(y)


def cell_at(
    project: Project, kind: str, place: Lonlat, progress: Progress, *, quiet: bool = False
) -> CellAnswer | str:
    """Return the way from the dwelling place at a place in degrees; nothing to say there is an empty text if `quiet`."""
    from quartiermap.app import questions

    if why := _why_not(project, kind):
        return "" if quiet else why
    cell_id = questions.cell_near(
        project, *_Degrees(project).metres(*place), near_m=100.0 if quiet else 250.0
    )
    if cell_id is None:
        nobody = translate("Way", "Hier wohnt nach den Daten niemand; ein Weg wurde nicht gemessen.")
        return "" if quiet else nobody
    return cell_by_id(project, kind, cell_id, progress)


def cell_near(
    project: Project, kind: str, place: tuple[float, float], progress: Progress, *, beyond_m: float = -1.0
) -> CellAnswer | str:
    """Return the way from the dwelling place nearest to a place in metres whose way is longer than `beyond_m`."""
    from quartiermap.app import questions

    if why := _why_not(project, kind):
        return why
    cell_id = questions.cell_near(project, *place, kind=kind, beyond_m=beyond_m, near_m=5000.0)
    if cell_id is None:
        return translate("Way", "In der Nähe wohnt nach den Daten niemand mit einem so langen Weg.")
    return cell_by_id(project, kind, cell_id, progress)


def cell_by_id(
    project: Project, kind: str, cell_id: str, progress: Progress, *, all_profiles: bool = False
) -> CellAnswer | str:
    """Return the way from a dwelling place; with `all_profiles` also how long it takes others."""
    from quartiermap.app import questions

    if why := _why_not(project, kind):
        return why
    found = questions.explain_cell(project, cell_id, kind, all_profiles=all_profiles, progress=progress)
    degrees = _Degrees(project)
    ways = [
        _drawn(way, rank, found.method == "network", degrees)
        for way, rank in ((found.first, "first"), (found.second, "second"))
        if way is not None
    ]
    population = texts.number(known(found.population), missing=explain.state_words(found.population_state))
    return CellAnswer(
        cell_id=cell_id,
        district_id=found.district_id or "",
        kind=kind,
        population=population,
        first=_choice(found.first),
        second=_choice(found.second),
        air_line_m=None if found.first is None else found.first.air_line_m,
        words=found.sentences,
        ways=tuple(ways),
        place=degrees.point(found.x, found.y),
        by_network=found.method == "network",
        by_profile=tuple(
            (
                who_walks(way.profile),
                f"{minutes_words(way.minutes, missing='')} ({texts.number(way.distance_m)}\u00a0m)"
                if math.isfinite(way.distance_m)
                else translate("Way", "kein Weg"),
            )
            for way in found.by_profile
        ),
    )


def _why_not(project: Project, kind: str | None = None) -> str:
    """Return why nothing can be explained, or nothing."""
    analysis = project.analysis
    if (
        analysis is None
        or project.epsg is None
        or (kind is not None and kind not in analysis.access.distance_m)
    ):
        return translate("Way", "Dafür ist noch nichts gerechnet.")
    if project.stale and not project.only_verdicts_stale:
        return translate("Way", "Das Ergebnis ist älter als die Daten: bitte zuerst neu rechnen (F5).")
    return ""


def _choice(way: ExplainedWay | None) -> Choice | None:
    if way is None:
        return None
    streets = tuple((part.name, part.metres) for part in way.streets)
    return Choice(way.facility_id, way.name, way.distance_m, way.metres, way.legs_m, streets, way.crosses)


def _drawn(way: ExplainedWay, rank: str, by_network: bool, degrees: _Degrees) -> Drawn:
    points = degrees.points(way.x, way.y)
    label = f"{way.name} · {texts.number(way.distance_m)}\u00a0m"
    inner = points[1:-1] if by_network else []
    legs = [points[:2], points[-2:]] if by_network else [points]
    return {
        "rank": rank,
        "path": inner,
        "legs": legs,
        "start": points[0],
        "end": points[-1],
        "label": label if rank == "first" else translate("Way", "2. Wahl: {what}").format(what=label),
    }


def cells_of(
    project: Project, data: ViewData, district_id: str, standard_id: str, progress: Progress
) -> FigureCells | str:
    """Return the dwelling places that make a figure."""
    from quartiermap.app import questions

    if why := _why_not(project):
        return why
    hidden = data.hides_reach(district_id, standard_id)
    # Census cells are open data: they are listed, only the sum is not told. Spread points would add up to it.
    if data.hides_group(district_id, standard_id) or (hidden and not _from_cells(project)):
        return translate(
            "Way", "Diese Zahl ist geheim (zu wenige Personen); ihre Wohnorte werden nicht gezeigt."
        )
    progress.step(0.1, translate("Way", "Wohnorte zusammenstellen"))
    found = questions.explain_district(project, district_id, standard_id)
    progress.step(0.6, translate("Way", "Wohnorte zusammenstellen"))
    rows = tuple(_cell_row(data, row) for row in found.cells.to_dict("records"))
    kind = data.kinds.get(found.standard.kind)
    kind_name = kind.name if kind is not None else found.standard.kind
    figure = data.figures.get((district_id, standard_id)) if hidden else None
    share = texts.percent(known(found.covered_share)) if figure is None else explain.share(figure)
    words = translate(
        "Way", "{covered} von {all} Personen ({group}) mit bekanntem Weg haben höchstens {m}: {share}."
    ).format(
        covered=_count(found.covered_population) if figure is None else explain.covered(figure),
        all=_count(found.judged_population),
        group=found.group,
        m=explain.target_words(found.standard, None, data.walking),
        share=share,
    )
    squares, bounds = _squares(project, rows, kind_name)
    return FigureCells(
        district_id,
        standard_id,
        found.standard.kind,
        f"{found.name}, {kind_name}",
        words,
        rows,
        squares,
        bounds,
    )


def _from_cells(project: Project) -> bool:
    return project.analysis is not None and project.analysis.demand.origin == "cells"


def _count(value: float) -> str:
    whole = abs(value - round(value)) < 0.005
    return texts.number(value, 0 if whole else 1)


def _cell_row(data: ViewData, row: dict[Any, Any]) -> CellRow:
    facility = data.facilities.get(text(row["facility_id"]))
    reached = row["in_reach"]
    missing = text(row["persons_state"]) if text(row["persons_state"]) != "value" else ""
    return CellRow(
        cell_id=text(row["cell_id"]),
        persons=known(row["persons"]),
        metres=known(row["distance_m"]),
        reached=None if reached is None or reached != reached else bool(reached),
        persons_state=missing,
        distance_state=text(row["distance_state"]),
        facility=facility.name if facility is not None else "",
    )


def _squares(
    project: Project, rows: Iterable[CellRow], kind: str
) -> tuple[Drawn, tuple[float, float, float, float] | None]:
    """Return dwelling places as squares: census cells as they lie in their grid, others around their point."""
    import numpy as np

    from quartiermap.render.map_data import transformer

    analysis = project.analysis
    rows = list(rows)
    if analysis is None or project.epsg is None or not rows:
        return {"cells": [], "words": ["", "", ""]}, None
    table = analysis.demand.table
    at = {str(cell): number for number, cell in enumerate(table["cell_id"])}
    chosen = np.array([at[row.cell_id] for row in rows])
    x, y = table["x"].to_numpy(float)[chosen], table["y"].to_numpy(float)[chosen]
    side = table["resolution_m"].to_numpy(float, na_value=0.0)[chosen]
    half = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) / 2
    lon, lat = np.empty((len(rows), 4)), np.empty((len(rows), 4))
    for in_grid in (True, False):
        some = (side > 0) == in_grid
        if not some.any():
            continue
        if in_grid:
            gx, gy = transformer(project.epsg, _GRID).transform(x[some], y[some])
            size = side[some]
            gx, gy = (np.floor(gx / size) + 0.5) * size, (np.floor(gy / size) + 0.5) * size
            back = transformer(3035)
        else:
            gx, gy, size = x[some], y[some], np.full(int(some.sum()), _SPREAD_SIDE_M)
            back = transformer(project.epsg)
        lon[some], lat[some] = back.transform(
            gx[:, None] + size[:, None] * half[:, 0], gy[:, None] + size[:, None] * half[:, 1]
        )
    cells = [
        {"id": row.cell_id, "ring": [[round(a, 6), round(b, 6)] for a, b in zip(ln, lt, strict=True)], "reached": row.reached}
        for row, ln, lt in zip(rows, lon.tolist(), lat.tolist(), strict=True)
    ]  # fmt: skip
    words = (
        translate("Way", "Wohnort in Reichweite"),
        translate("Way", "Wohnort außer Reichweite"),
        translate("Way", "Wohnort, über den nichts gesagt werden kann"),
    )
    # the colours of the districts may be about another kind
    legend = [f"{worded(kind)}: {word}" for word in words]
    inside = np.isfinite(lon).all(axis=1)
    bounds = (
        (
            float(lon[inside].min()),
            float(lat[inside].min()),
            float(lon[inside].max()),
            float(lat[inside].max()),
        )
        if inside.any()
        else None
    )
    return {"cells": cells, "words": legend}, bounds


def catchment(
    project: Project,
    facility_id: str,
    unit: str,
    limits: tuple[float, ...],
    progress: Progress,
    *,
    profile_id: str | None = None,
) -> CatchmentAnswer | str:
    """Return the catchment of a facility for some limits in minutes or metres."""
    from quartiermap.app import questions

    if why := _why_not(project):
        return why
    found = questions.catchment(
        project,
        facility_id,
        metres=limits if unit == "metres" else (),
        minutes=limits if unit == "minutes" else (),
        profile_id=profile_id,
        progress=progress,
    )
    return _catchment_answer(project, found, unit, limits)


def _catchment_answer(
    project: Project, found: Catchment, unit: str, limits: tuple[float, ...]
) -> CatchmentAnswer:
    import json

    import shapely

    from quartiermap.render.map_data import to_lonlat

    rings, areas = [], []
    bounds = None
    for ring in found.rings:
        short = minutes_words(ring.minutes) if unit == "minutes" else f"{texts.number(ring.limit_m)}\u00a0m"
        words = f"{short} ({texts.number(ring.limit_m)}\u00a0m)" if unit == "minutes" else f"{short} ({minutes_words(ring.minutes)})"  # fmt: skip
        rings.append(Ring(words, tuple(residents_words(ring.residents.to_dict("records")))))
        if ring.area.is_empty or project.epsg is None:
            continue
        shape = to_lonlat([shapely.simplify(ring.area, 1.0)], project.epsg)[0]
        west, south, east, north = shapely.bounds(shape)
        bounds = (float(west), float(south), float(east), float(north))
        areas.append(
            {
                "shape": json.loads(shapely.to_geojson(shape)),
                "text": translate("Way", "Einzugsgebiet {limit}").format(limit=short),
                "label": short,
                "place": top_of(shape),
            }
        )
    return CatchmentAnswer(
        found.facility_id,
        found.profile.id,
        Walking(found.profile).words,
        (unit, " ".join(f"{limit:g}" for limit in limits)),
        tuple(rings),
        tuple(areas),
        found.notes,
        bounds,
    )


def top_of(shape: Any) -> list[float]:
    """Return the northernmost corner, where the label stands."""
    import shapely

    corners = shapely.get_coordinates(shape)
    lon, lat = corners[corners[:, 1].argmax()]
    return [float(lon), float(lat)]


def residents_words(rows: Iterable[dict[Any, Any]]) -> Iterable[tuple[str, str]]:
    """Return each age group with its persons as shown on screen."""
    for row in rows:
        shown = texts.number(known(row["persons"]), missing=explain.state_words(text(row["state"])))
        shown = f"{explain.ROUGH}{shown}" if row["rounded"] and shown[:1].isdigit() else shown
        hidden = int(row["unknown_points"])
        if hidden and math.isfinite(float(row["persons"])):
            shown = translate("Way", "mindestens {n} ({k} Wohnorte ohne Angabe)").format(
                n=shown, k=texts.number(hidden)
            )
        yield text(row["label"]), shown
