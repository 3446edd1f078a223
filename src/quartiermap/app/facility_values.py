"""One facility as a form holds it: texts as typed; what is wrong with them, in sentences; what they are as values."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from quartiermap.domain import schema, texts
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.errors import Problem
from quartiermap.io import bundled, numbers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PLACE = "place"
NOTES = "notes.facilities"
"""The setting with notes and exact opening days of facilities; no result depends on them."""

FAR_M = 50_000.0
SAME_PLACE_M = 25.0
LABELS: dict[str, str] = {
    "kind": "Einrichtungsart", "name": "Name", "operator": "Träger", "places": "Plätze", "places_u3": "Plätze unter 3 Jahren",
    "places_o3": "Plätze ab 3 Jahren", "area_m2": "Fläche (m²)", "condition": "Zustand", "barrier_free": "Barrierefrei", "status": "Stand",
    "opening": "Eröffnung", "address": "Anschrift", "note": "Bemerkung", PLACE: "Ort",
}  # fmt: skip
"""What the fields are called on screen."""
_NUMBERS = ("places", "places_u3", "places_o3", "area_m2")
_CHOICES = {
    "condition": schema.CONDITIONS,
    "barrier_free": schema.BARRIER_FREE,
    "status": schema.STATUS,
}
_MOST = {"places": 20_000.0, "places_u3": 20_000.0, "places_o3": 20_000.0, "area_m2": 100_000_000.0}
_LONGEST = 200
_LONGEST_NOTE = 2000
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True)
class FacilityValues:
    """What stands in the form; an empty text means that nothing is known.

    Parameters
    ----------
    opening : str
        A year (``2027``) or a day (``01.08.2027``).
    place : (x, y) or None
        In the project CRS, in metres.
    outline : tuple of (x, y)
        The corners of its ground if it was drawn as one; its place is then a point within.
    """

    kind: str = ""
    name: str = ""
    operator: str = ""
    places: str = ""
    places_u3: str = ""
    places_o3: str = ""
    area_m2: str = ""
    condition: str = ""
    barrier_free: str = ""
    status: str = "Bestand"
    opening: str = ""
    address: str = ""
    note: str = ""
    place: tuple[float, float] | None = None
    outline: tuple[tuple[float, float], ...] = field(default=())


FORM_FIELDS = tuple(f.name for f in fields(FacilityValues) if f.name not in (PLACE, "outline"))


def row_of(project: Project, facility_id: str) -> int | None:
    """Return the row of a facility, or ``None``."""
    ids = project.facilities["facility_id"].astype(str)
    found = (ids == facility_id).to_numpy().nonzero()[0]
    return int(found[0]) if len(found) else None


def values_of(project: Project, facility_id: str) -> FacilityValues | None:
    """Return a facility as its form shows it; ``None`` if there is no such facility."""
    row = row_of(project, facility_id)
    if row is None:
        return None
    record = {str(k): v for k, v in project.facilities.iloc[row].items()}
    more = notes_of(project).get(facility_id, {})
    shape = project.facilities.geometry.iloc[row]
    placed = shape is not None and not shape.is_empty and math.isfinite(shape.x) and math.isfinite(shape.y)
    filled: dict[str, Any] = {name: _text(record.get(name)) for name in FORM_FIELDS}
    filled |= {name: _number_text(record.get(name)) for name in _NUMBERS}
    filled["opening"] = _opening_text(record.get("opening_year"), str(more.get("opening", "")))
    filled["note"] = str(more.get("note", ""))
    place = (float(shape.x), float(shape.y)) if placed else None
    return FacilityValues(**filled, place=place, outline=outline_of(project, facility_id))


def outline_of(project: Project, facility_id: str) -> tuple[tuple[float, float], ...]:
    """Return the corners of a facility's ground; none where it has no outline, or one that is more than a ring of corners."""
    parts = project.facility_shapes
    if not len(parts):
        return ()
    own = parts[(parts["facility_id"].astype(str) == facility_id) & (parts["part"] == "outline")]
    shape = own.geometry.iloc[0] if len(own) == 1 else None
    if shape is None or shape.geom_type != "Polygon" or shape.is_empty or shape.interiors:
        return ()
    return tuple((float(x), float(y)) for x, y, *_ in shape.exterior.coords[:-1])


def outline_area(outline: Sequence[tuple[float, float]]) -> float:
    """Return the area of an outline in square metres (the surveyor's formula).

    Examples
    --------
    >>> outline_area(((0.0, 0.0), (60.0, 0.0), (60.0, 60.0)))
    1800.0
    """
    ends = (*outline[1:], *outline[:1])
    return abs(sum(x * v - u * y for (x, y), (u, v) in zip(outline, ends, strict=True))) / 2


def notes_of(project: Project) -> Mapping[str, Mapping[str, str]]:
    """Return notes and exact opening days, by facility."""
    found = project.settings.get(NOTES)
    if not isinstance(found, dict):
        return {}
    return {str(k): v for k, v in found.items() if isinstance(v, dict)}


def problems_of(project: Project, values: FacilityValues, facility_id: str = "") -> tuple[Problem, ...]:
    """Return everything that is wrong with a form (errors) or should be known about it (warnings).

    The `column` of a problem is the field it belongs to. Without `facility_id` it is about a new facility.
    """
    found = [*_text_problems(values), *_number_problems(values), *_opening_problems(values)]
    before = values_of(project, facility_id)
    if not values.status and (before is None or before.status):  # what a file did not say may stay unsaid
        found.append(_problem("status", "Der Stand fehlt.", "Bestand, geplant oder geschlossen wählen."))
    found += _place_problems(project, values, facility_id)
    return tuple(found)


def plain_values(values: FacilityValues) -> dict[str, Any]:
    """Return the columns of `schema.FACILITIES` that a form without errors stands for; ``None`` or NaN is not known.

    Examples
    --------
    >>> found = plain_values(FacilityValues(kind="kita", places="1.080", opening="01.08.2027"))
    >>> found["places"], found["opening_year"], found["operator"], found["area_m2"]
    (1080.0, 2027.0, None, nan)
    """
    made: dict[str, Any] = {
        name: getattr(values, name).strip() or None
        for name in ("kind", "name", "operator", "condition", "barrier_free", "status", "address")
    }
    for name in _NUMBERS:
        value = numbers.parse(getattr(values, name)).value
        made[name] = math.nan if value is None else float(value)
    made["opening_year"] = _year(values.opening)
    return made


def opening_day(values: FacilityValues) -> str:
    """Return the opening day as ISO text if the form names a day, not only a year.

    Examples
    --------
    >>> opening_day(FacilityValues(opening="1.8.2027")), opening_day(FacilityValues(opening="2027"))
    ('2027-08-01', '')
    """
    day = _day(values.opening)
    return "" if day is None else day.isoformat()


# ---- what is wrong


def _problem(column: str, message: str, remedy: str, value: str = "", *, warning: bool = False) -> Problem:
    return Problem(
        message, remedy, column=column, value=value or None, code=f"facility_{column}", severity="warning" if warning else "error"
    )  # fmt: skip


def _text_problems(values: FacilityValues) -> list[Problem]:
    found = []
    if values.kind not in bundled.kinds():
        found.append(
            _problem("kind", "Die Einrichtungsart fehlt.", "Eine Art aus der Liste wählen.", values.kind)
        )
    if not values.name.strip():
        found.append(_problem("name", "Der Name fehlt.", "Einen Namen eintragen, z. B. „Kita Nord“."))
    found += [
        _problem(name, f"{LABELS[name]} ist länger als {_LONGEST} Zeichen.", "Kürzer fassen.")
        for name in ("name", "operator", "address")
        if len(getattr(values, name)) > _LONGEST
    ]
    if len(values.note) > _LONGEST_NOTE:
        found.append(
            _problem(
                "note",
                f"Die Bemerkung ist länger als {texts.number(_LONGEST_NOTE)} Zeichen.",
                "Kürzer fassen.",
            )
        )
    for name, allowed in _CHOICES.items():
        value = getattr(values, name)
        if value and value not in allowed:
            listed = ", ".join(allowed)
            found.append(
                _problem(
                    name, f"{LABELS[name]} kennt diesen Wert nicht.", f"Möglich: {listed} oder leer.", value
                )
            )
    return found


def _number_problems(values: FacilityValues) -> list[Problem]:
    found, known = [], {}
    for name in _NUMBERS:
        typed = getattr(values, name).strip()
        if not typed:
            continue
        parsed = numbers.parse(typed)
        if parsed.value is None:
            if not parsed.ok or parsed.state == States.SECRET:
                found.append(
                    _problem(
                        name,
                        f"{LABELS[name]}: Das ist keine Zahl.",
                        "Eine Zahl wie 45 eintragen oder leer lassen.",
                        typed,
                    )
                )
            continue
        value = float(parsed.value)
        if value < 0 or not math.isfinite(value):
            found.append(
                _problem(
                    name, f"{LABELS[name]}: Die Zahl ist kleiner als 0.", "Eine Zahl ab 0 eintragen.", typed
                )
            )
        elif value > _MOST[name]:
            most = texts.number(_MOST[name])
            found.append(
                _problem(name, f"{LABELS[name]}: Die Zahl ist größer als {most}.", "Die Zahl prüfen.", typed)
            )
        elif name.startswith("places") and not value.is_integer():
            found.append(
                _problem(
                    name, f"{LABELS[name]}: Es gibt nur ganze Plätze.", "Eine ganze Zahl eintragen.", typed
                )
            )
        else:
            known[name] = value
    young, old, both = (known.get(name) for name in ("places_u3", "places_o3", "places"))
    if young is not None and old is not None and both is not None and young + old != both:
        found.append(
            _problem(
                "places", f"Die Plätze unter und ab 3 Jahren ({texts.number(young)} + {texts.number(old)}) ergeben nicht {texts.number(both)}.",
                "Eine der drei Zahlen berichtigen.", values.places,
            )
        )  # fmt: skip
    elif both is not None and max(young or 0.0, old or 0.0) > both:
        found.append(
            _problem(
                "places", "Ein Teil der Plätze ist größer als die Summe.", "Die Zahlen prüfen.", values.places
            )
        )
    if both == 0:
        found.append(
            _problem("places", "0 Plätze heißt: Es gibt die Einrichtung, aber niemand findet dort Platz.", "Ist die Zahl nicht bekannt, das Feld leer lassen.", warning=True)
        )  # fmt: skip
    return found


def _opening_problems(values: FacilityValues) -> list[Problem]:
    typed = values.opening.strip()
    if not typed:
        return []
    year = _year(typed)
    if not math.isfinite(year) or not 1400 <= year <= 2200:
        return [
            _problem(
                "opening",
                "Die Eröffnung ist weder ein Jahr noch ein Tag.",
                "2027 oder 01.08.2027 eintragen.",
                typed,
            )
        ]
    today = dt.date.today()
    day = _day(typed)
    later = year > today.year or (day is not None and day > today)
    if values.status == "Bestand" and later:
        return [_problem("opening", "Die Eröffnung liegt in der Zukunft, der Stand ist aber „Bestand“.", "Stand „geplant“ wählen oder das Datum prüfen.", typed, warning=True)]  # fmt: skip
    if values.status == "geplant" and year < today.year:
        return [_problem("opening", "Die geplante Eröffnung liegt in der Vergangenheit.", "Stand „Bestand“ wählen oder das Datum prüfen.", typed, warning=True)]  # fmt: skip
    return []


def _place_problems(project: Project, values: FacilityValues, facility_id: str) -> list[Problem]:
    import numpy as np
    import shapely

    from quartiermap.analysis.residents import locate

    if values.outline and values.outline != outline_of(project, facility_id):
        shape = shapely.Polygon(values.outline) if len(values.outline) >= 3 else None
        if shape is None or not shape.is_valid or shape.area < 1.0:
            return [_problem(PLACE, "Der Umriss ist keine Fläche: Er braucht mindestens drei Ecken und darf sich nicht kreuzen.", "Den Umriss noch einmal zeichnen.")]  # fmt: skip
    if values.place is None:
        if facility_id:
            return [_problem(PLACE, "Die Einrichtung hat keinen Ort; sie zählt in keiner Rechnung mit.", "Den Ort auf der Karte wählen.", warning=True)]  # fmt: skip
        return [_problem(PLACE, "Der Ort fehlt.", "Den Ort auf der Karte wählen.")]
    x, y = values.place
    districts = project.reporting_districts
    found: list[Problem] = []
    if len(districts):
        west, south, east, north = districts.total_bounds
        away = max(west - x, x - east, south - y, y - north, 0.0)
        if not math.isfinite(x + y) or away > FAR_M:
            return [
                _problem(
                    PLACE,
                    "Der Ort liegt mehr als 50\u00a0km außerhalb der Stadt.",
                    "Den Ort auf der Karte wählen.",
                )
            ]
        if int(locate(districts, np.array([x]), np.array([y]))[0]) < 0:
            found.append(_problem(PLACE, "Der Ort liegt außerhalb aller Quartiere.", "Bleibt er so, zählt die Einrichtung nur für Wohnorte in ihrer Reichweite.", warning=True))  # fmt: skip
    frame = project.facilities
    if len(frame) and not facility_id:
        same = (frame["kind"].astype(str) == values.kind).to_numpy()
        near = np.hypot(frame.geometry.x.to_numpy() - x, frame.geometry.y.to_numpy() - y) <= SAME_PLACE_M
        for row in np.flatnonzero(same & near)[:1]:
            name = _text(frame["name"].iloc[row]) or "eine Einrichtung ohne Namen"
            found.append(_problem(PLACE, f"Am selben Ort steht schon „{name}“ derselben Art.", "Nur anlegen, wenn es wirklich eine zweite ist.", warning=True))  # fmt: skip
    return found


# ---- texts and values


def _text(value: Any) -> str:
    return "" if value is None or value != value else str(value).strip()


def _number_text(value: Any) -> str:
    if value is None or value != value or not math.isfinite(float(value)):
        return ""
    found = float(value)
    return texts.number(found, 0 if found.is_integer() else 2)


def _opening_text(year: Any, day: str) -> str:
    if day:
        try:
            found = dt.date.fromisoformat(day)
        except ValueError:
            found = None
        if found is not None and year == year and found.year == year:
            return f"{found:%d.%m.%Y}"
    return "" if year is None or year != year else str(int(year))


def _day(typed: str) -> dt.date | None:
    match = _DAY.fullmatch(typed.strip())
    if match is None:
        return None
    day, month, year, y, m, d = match.groups()
    try:
        return dt.date(int(year or y), int(month or m), int(day or d))
    except ValueError:
        return None


def _year(typed: str) -> float:
    day = _day(typed)
    if day is not None:
        return float(day.year)
    return float(typed.strip()) if _YEAR.fullmatch(typed.strip()) else math.nan
