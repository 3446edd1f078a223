"""Facilities changed by hand in the project itself: every change is one step with a name and is on record as a source.

The record (`SOURCE_ID`) is what the data passport shows: what was changed, of which facility, when. A result becomes stale
by it; taking the step back makes the result fresh again. Only a note or an exact opening day changes no result.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quartiermap.app.facility_values import (
    LABELS,
    NOTES,
    FacilityValues,
    notes_of,
    opening_day,
    outline_of,
    plain_values,
    problems_of,
    row_of,
    values_of,
)
from quartiermap.domain import schema
from quartiermap.domain.project import Project, Source
from quartiermap.domain.texts import metres
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    import geopandas as gpd

SOURCE_ID = "facilities-hand"
TITLE = "Von Hand geändert"
_NUMERIC = frozenset(c.name for c in schema.FACILITIES.columns if c.type in ("float", "int"))


class Edit:
    """A changed project and the words of the step.

    Parameters
    ----------
    label : str
        As the undo list names it ("Kita Nord verschoben").
    facility_id : str
        Which one; of an added one its new id.
    """

    def __init__(self, project: Project, label: str, facility_id: str) -> None:
        self.project, self.label, self.facility_id = project, label, facility_id


def edited(project: Project, facility_id: str, values: FacilityValues) -> Edit | None:
    """Return the project with a form taken over; ``None`` if nothing in it is different.

    Raises
    ------
    InputError
        With everything that is wrong with the form.
    UsageError
        If there is no such facility.
    """
    row, before = _found(project, facility_id)
    _refuse(project, values, facility_id)
    old, new = plain_values(before), plain_values(values)
    changed = [name for name in new if not _same(old[name], new[name])]
    moved = values.place is not None and values.place != before.place
    redrawn = values.outline != before.outline
    details = {"note": values.note.strip(), "opening": opening_day(values)}
    told = {"note": before.note, "opening": opening_day(before)} != details
    if not (changed or moved or redrawn or told):
        return None
    frame = project.facilities
    if changed:
        frame = frame.copy()
        for name in changed:
            _put(frame, row, name, new[name])
    sentences = [f"{_label(name)} {_shown(name, old[name])} → {_shown(name, new[name])}" for name in changed]
    changes: dict[str, Any] = {"facilities": frame}
    if moved:
        changes["facilities"] = _moved(frame, row, values.place)
        sentences.append(_moved_words(before.place, values.place))
    if moved or redrawn:
        changes["facility_shapes"] = _redrawn(project, facility_id, values.outline)
    if redrawn:
        corners = f"Fläche gezeichnet ({len(values.outline)} Ecken)"
        sentences.append(corners if values.outline else "Fläche entfernt")
    if told:
        changes["settings"] = _noted(project, facility_id, details)
    if sentences:
        changes["sources"] = _recorded(
            project, [(facility_id, f"„{before.name or facility_id}“: {s}.") for s in sentences]
        )
    name = values.name.strip() or facility_id
    drawn = redrawn and bool(values.outline)
    placed = "Fläche" if drawn or (redrawn and not moved) else "Ort" if moved else ""
    if placed and not changed and not told:
        outline_words = "Fläche gezeichnet" if drawn else "Fläche entfernt"
        label = f"{name}: {outline_words}" if placed == "Fläche" else f"{name} verschoben"
    elif len(changed) == 1 and not placed:
        label = f"{name}: {sentences[0]}"
    elif not sentences:
        label = f"{name}: {'Bemerkung' if before.note != details['note'] else 'Eröffnung'}"
    else:
        label = f"{name} geändert ({', '.join([*map(_label, changed), *filter(None, [placed])])})"
    return Edit(project.with_(**changes), label, facility_id)


def moved(project: Project, facility_id: str, place: tuple[float, float]) -> Edit | None:
    """Return the project with a facility at another place (project CRS, metres); ``None`` if it stands there already.

    An outline that was drawn by hand goes with it. Entrances and outlines of other sources are left out: they are surveyed at
    the old place.
    """
    row, before = _found(project, facility_id)
    if before.place == place:
        return None
    wrong = [
        p
        for p in problems_of(project, replace(before, place=place), facility_id)
        if p.column == "place" and p.severity == "error"
    ]
    if wrong:
        raise InputError(wrong)
    words = _moved_words(before.place, place)
    name = before.name or facility_id
    return Edit(
        project.with_(
            facilities=_moved(project.facilities, row, place),
            facility_shapes=_shifted(project, facility_id, before.place, place),
            sources=_recorded(project, [(facility_id, f"„{name}“: {words}.")]),
        ),
        f"{name} verschoben",
        facility_id,
    )


def with_status(project: Project, facility_id: str, status: str) -> Edit | None:
    """Return the project with a facility closed, opened again or planned; ``None`` if that is how it stands."""
    row, before = _found(project, facility_id)
    if status not in schema.STATUS:
        raise UsageError(f"Den Stand „{status}“ gibt es nicht.")
    if before.status == status:
        return None
    frame = project.facilities.copy()
    _put(frame, row, "status", status)
    name = before.name or facility_id
    words = {"geschlossen": "geschlossen", "Bestand": "in Betrieb", "geplant": "als geplant eingetragen"}[
        status
    ]
    record = f"„{name}“: Stand {before.status or 'keine Angabe'} → {status}."
    return Edit(
        project.with_(facilities=frame, sources=_recorded(project, [(facility_id, record)])),
        f"{name} {words}",
        facility_id,
    )


def added(project: Project, values: FacilityValues) -> Edit:
    """Return the project with a new facility.

    Raises
    ------
    InputError
        With everything that is wrong with the form.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    if project.epsg is None:
        raise UsageError("Das Projekt hat noch keine Karte. Zuerst Quartiere laden.")
    _refuse(project, values, "")
    place = values.place
    if place is None:
        raise UsageError("Der Ort fehlt.")
    base = project.completed().facilities
    key = _free_id(base, values.kind)
    own = {**plain_values(values), "facility_id": key, "source_id": SOURCE_ID}
    columns: dict[str, Any] = {}
    for name in base.columns:
        if name == base.geometry.name:
            continue
        cells = list(base[name])
        value = own.get(name)
        cells.append(math.nan if value is None and name in _NUMERIC else value)
        columns[name] = pd.Series(cells, dtype=float if name in _NUMERIC else object)
    shapes = gpd.GeoSeries([*base.geometry, shapely.Point(*place)], crs=project.crs)
    frame = gpd.GeoDataFrame(pd.DataFrame(columns), geometry=shapes)
    changes: dict[str, Any] = {"facilities": frame}
    if values.outline:
        changes["facility_shapes"] = _redrawn(project, key, values.outline)
    details = {"note": values.note.strip(), "opening": opening_day(values)}
    if any(details.values()):
        changes["settings"] = _noted(project, key, details)
    name = values.name.strip()
    drawn = "als Fläche eingezeichnet" if values.outline else "eingetragen"
    changes["sources"] = _recorded(project, [(key, f"„{name}“ ({values.status}) von Hand {drawn}.")])
    return Edit(
        project.with_(**changes), f"{name} {'geplant' if values.status == 'geplant' else 'angelegt'}", key
    )


def removed(project: Project, facility_id: str) -> Edit:
    """Return the project without a facility (it never was there; one that closes keeps its row with `with_status`)."""
    row, before = _found(project, facility_id)
    frame = project.facilities.drop(index=project.facilities.index[row]).reset_index(drop=True)
    name = before.name or facility_id
    settings = project.settings
    if facility_id in notes_of(project):
        settings = _noted(project, facility_id, {})
    return Edit(
        project.with_(
            facilities=frame,
            facility_shapes=_without_shapes(project, facility_id),
            settings=settings,
            sources=_recorded(project, [(facility_id, f"„{name}“ gelöscht.")]),
        ),
        f"{name} gelöscht",
        facility_id,
    )


def history_of(project: Project, facility_id: str) -> tuple[str, ...]:
    """Return what was changed by hand of one facility, the newest first, each with its time."""
    source = next((s for s in project.sources if s.source_id == SOURCE_ID), None)
    found = [] if source is None else [f for f in source.findings if f.get("facility_id") == facility_id]
    return tuple(str(f["message"]) for f in reversed(found))


# ---- inside


def _found(project: Project, facility_id: str) -> tuple[int, FacilityValues]:
    row, values = row_of(project, facility_id), values_of(project, facility_id)
    if row is None or values is None:
        raise UsageError("Diese Einrichtung gibt es im Projekt nicht mehr.")
    return row, values


def _refuse(project: Project, values: FacilityValues, facility_id: str) -> None:
    wrong = [p for p in problems_of(project, values, facility_id) if p.severity == "error"]
    if wrong:
        raise InputError(wrong)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    return bool(one == other)


def _put(frame: gpd.GeoDataFrame, row: int, column: str, value: Any) -> None:
    """Set one value of a frame of our own (a copy), which may lack the column."""
    import pandas as pd

    kind = "float64" if column in _NUMERIC else "object"
    values = (
        frame[column].astype(kind)
        if column in frame
        else pd.Series([None] * len(frame), index=frame.index, dtype=kind)
    )
    values = values.copy()
    values.iloc[row] = value
    frame[column] = values


def _moved(frame: gpd.GeoDataFrame, row: int, place: tuple[float, float] | None) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import numpy as np
    import shapely

    frame = frame.copy()
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    shapes[row] = shapely.Point(*(place or ()))
    frame.geometry = gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs)
    return frame


def _moved_words(before: tuple[float, float] | None, after: tuple[float, float] | None) -> str:
    if before is None or after is None:
        return "erhält einen Ort"
    return f"um {metres(math.dist(before, after))} verschoben"


def _without_shapes(project: Project, facility_id: str) -> gpd.GeoDataFrame:
    parts = project.facility_shapes
    if not len(parts):
        return parts
    return parts[parts["facility_id"].astype(str) != facility_id].reset_index(drop=True)


def _redrawn(project: Project, facility_id: str, outline: Sequence[tuple[float, float]]) -> gpd.GeoDataFrame:
    """Return the shapes with this outline for a facility, or with none; what it had before is gone."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    parts = _without_shapes(project, facility_id)
    if not outline:
        return parts
    own = {"facility_id": facility_id, "part": "outline", "source_id": SOURCE_ID}
    table = pd.DataFrame({name: [*parts[name], own.get(name)] for name in own}, dtype=object)
    shapes = [*parts.geometry, shapely.Polygon(outline)]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=project.crs))


def _shifted(
    project: Project, facility_id: str, before: tuple[float, float] | None, after: tuple[float, float]
) -> gpd.GeoDataFrame:
    """Return the shapes after a facility has moved."""
    parts = project.facility_shapes
    by_hand = (parts["facility_id"].astype(str) == facility_id) & (parts["source_id"] == SOURCE_ID)
    if before is None or not by_hand.any():
        return _without_shapes(project, facility_id)
    east, north = after[0] - before[0], after[1] - before[1]
    corners = [(round(x + east, 2), round(y + north, 2)) for x, y in outline_of(project, facility_id)]
    return _redrawn(project, facility_id, corners)


def _noted(project: Project, facility_id: str, details: dict[str, str]) -> dict[str, Any]:
    kept = {k: dict(v) for k, v in notes_of(project).items() if k != facility_id}
    own = {key: value for key, value in details.items() if value}
    if own:
        kept[facility_id] = own
    settings = {k: v for k, v in project.settings.items() if k != NOTES}
    return {**settings, NOTES: kept} if kept else settings


def _free_id(frame: gpd.GeoDataFrame, kind: str) -> str:
    taken = set(frame["facility_id"].astype(str))
    return next(key for n in range(1, len(taken) + 2) if (key := f"{kind}:hand-{n}") not in taken)


def _label(column: str) -> str:
    return LABELS["opening"] if column == "opening_year" else LABELS[column]


def _shown(column: str, value: Any) -> str:
    from quartiermap.app.corrections import shown
    from quartiermap.io import bundled

    if column == "opening_year" and isinstance(value, float) and math.isfinite(value):
        return str(int(value))
    if column == "kind" and value:
        return bundled.kinds().name(str(value))
    return shown(None if value is None or value != value else value)


def _recorded(project: Project, deeds: Sequence[tuple[str, str]]) -> tuple[Source, ...]:
    """Return the sources with deeds added to the record: (facility, sentence)."""
    now = dt.datetime.now().astimezone()
    known = next((s for s in project.sources if s.source_id == SOURCE_ID), None)
    findings = list(known.findings) if known is not None else []
    for facility_id, sentence in deeds:
        problem = Problem(
            f"Von Hand geändert am {now:%d.%m.%Y, %H:%M Uhr}: {sentence}",
            code="edited_by_hand",
            severity="info",
        )
        findings.append({**problem.as_dict(), "facility_id": facility_id})
    text = "\n".join(f"{f.get('facility_id', '')}\t{f['message']}" for f in findings)
    touched = len({f.get("facility_id") for f in findings})
    iso = now.isoformat(timespec="seconds")
    made = Source(
        source_id=SOURCE_ID, layer="facilities", file=TITLE, sha256=hashlib.sha256(text.encode()).hexdigest(), rows_read=touched,
        rows_used=touched, imported_at=iso, title=TITLE, provider="eigene Angaben", licence="eigene Daten", data_date=iso[:10],
        mapping={"@corrections": str(len(findings))}, findings=tuple(findings), invented=project.invented,
    )  # fmt: skip
    return (*(s for s in project.sources if s.source_id != SOURCE_ID), made)
