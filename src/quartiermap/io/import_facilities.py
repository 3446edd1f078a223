"""Facilities: points with a kind, and what else a file says about them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.import_facility_places import points
from quartiermap.io.import_kinds import decide_kinds
from quartiermap.io.import_model import ImportRequest, Loaded, Rows, read_date
from quartiermap.io.numbers import Style, parse, parse_column

_CONDITION = {
    "gut": ("gut", "sehrgut", "neuwertig", "good", "saniert", "neu", "1", "keinbedarf", "keinsanierungsbedarf", "inordnung", "verygood", "excellent"),
    "mittel": ("mittel", "befriedigend", "ausreichend", "teilsaniert", "teilweisesaniert", "fair", "medium", "2", "geringersanierungsbedarf", "leichtemaengel", "maessig", "moderate"),
    "schlecht": ("schlecht", "mangelhaft", "ungenuegend", "sanierungsbeduerftig", "unsaniert", "poor", "bad", "3", "hohersanierungsbedarf", "starkemaengel", "maroder", "marode", "baufaellig", "sehrschlecht"),
}  # fmt: skip
_BARRIER = {
    "ja": ("ja", "j", "yes", "true", "wahr", "x", "1", "vollstaendig", "barrierefrei", "designated", "voll", "vollbarrierefrei", "rollstuhlgerecht"),
    "teilweise": ("teilweise", "teils", "limited", "eingeschraenkt", "bedingt", "zt", "zumteil", "barrierearm", "teilweisebarrierefrei", "partial", "partly", "bedingtbarrierefrei"),
    "nein": ("nein", "n", "no", "false", "falsch", "0", "nichtbarrierefrei", "keine", "nicht"),
}  # fmt: skip
_STATUS = {
    "Bestand": ("bestand", "vorhanden", "inbetrieb", "aktiv", "offen", "geoeffnet", "existing", "open", "active", "betrieb", "bestehend", "operational"),
    "geplant": ("geplant", "planung", "inplanung", "imbau", "bau", "neubaugeplant", "planned", "proposed", "construction", "underconstruction", "vorgesehen", "inbau", "beschlossen"),
    "geschlossen": ("geschlossen", "ausserbetrieb", "aufgegeben", "closed", "disused", "abandoned", "stillgelegt", "entfallen", "inaktiv"),
}  # fmt: skip
_WORDS = {"condition": _CONDITION, "barrier_free": _BARRIER, "status": _STATUS}


def import_facilities(
    project: Project, loaded: Loaded, request: ImportRequest, source_token: str, progress: Progress
) -> Rows:
    """Make facility rows of a file: one row per facility and kind that it serves.

    Unknown numbers stay NaN and are counted. A school with several levels becomes one row per level, because
    access is reckoned per kind.
    """
    rows = Rows(rows_read=len(loaded.frame))
    allowed = tuple(c.name for c in schema.FACILITIES.columns if c.name != "source_id")
    rows.problems += mapping.check_explicit(
        loaded.frame, request.mapping, (*allowed, "x", "y", "wkt"), loaded.file
    )
    kinds, kind_problems, kind_column = decide_kinds(loaded, request)
    rows.problems += kind_problems
    try:
        frame, shapes, epsg = points(project, loaded, request, rows)
    except InputError as error:
        rows.problems += error.problems
        return rows
    if any(p.severity == "error" for p in rows.problems):
        return rows
    rows.epsg = epsg
    progress.step(0.4, "Angaben der Einrichtungen lesen")
    chosen = mapping.resolve(
        frame, schema.FACILITIES, {k: v for k, v in request.mapping.items() if k in allowed}
    )
    chosen.pop("kind", None)
    if kind_column is not None:
        chosen["kind"] = kind_column
    made = pd.DataFrame(index=frame.index)
    for field in ("name", "operator"):
        made[field] = mapping.column_texts(frame, chosen[field]) if field in chosen else None
    made["address"] = _address(frame, chosen.get("address"))
    for field in ("places", "places_u3", "places_o3", "occupied", "occupied_u3", "occupied_o3", "area_m2"):
        made[field] = _numbers(frame, chosen.get(field), field, loaded.file, rows, request.decimal)
    for field in ("condition", "barrier_free", "status"):
        made[field] = _words(frame, chosen.get(field), field, loaded.file, rows)
    made["opening_year"] = _years(frame, chosen.get("opening_year"), loaded.file, rows)
    areas = np.array([s.area if s.geom_type.endswith("Polygon") else np.nan for s in shapes])
    made["area_m2"] = np.where(
        np.isnan(made["area_m2"].to_numpy(dtype=float)), areas, made["area_m2"].to_numpy(dtype=float)
    )
    ids = (
        mapping.column_texts(frame, chosen["facility_id"]) if "facility_id" in chosen else [None] * len(frame)
    )
    made["_id"] = [
        i if i is not None else f"{source_token}-{row}" for i, row in zip(ids, frame.index, strict=True)
    ]
    spots = [
        s if s.geom_type == "Point" else (s.geoms[0] if s.geom_type == "MultiPoint" else s.point_on_surface())
        for s in shapes
    ]
    split = [(i, kind) for i, row in enumerate(frame.index) for kind in kinds.get(row, ())]
    where = [i for i, _ in split]
    out = made.iloc[where].reset_index()
    row_of = [int(r) for r in out.iloc[:, 0]]
    out["kind"] = [kind for _, kind in split]
    rows.rows_used = len(out)
    out["facility_id"] = _ids(out, row_of, project, loaded.file, rows)
    geo = gpd.GeoDataFrame(
        out[[n for n in schema.FACILITIES.names if n in out.columns]],
        geometry=gpd.GeoSeries([spots[i] for i in where], crs=epsg),
    )
    _same_twice(geo, row_of, loaded.file, rows)
    _unknown(geo, loaded.file, rows, chosen.get("places"), _names_places(frame))
    _outside(geo, project, epsg, loaded.file, rows)
    rows.mapping = dict(chosen) | {k: v for k, v in request.mapping.items() if k in ("x", "y", "wkt")}
    rows.layers["facilities"] = geo
    if not len(geo) and not any(p.severity == "error" for p in rows.problems):
        rows.problems.append(
            Problem(
                "Aus der Datei bleibt keine Einrichtung übrig.",
                remedy="Einrichtungsart mit --kind angeben.",
                file=loaded.file,
                code="nothing_left",
            )
        )
    return rows


# ---------------------------------------------------------------------------------------------- attributes


def _numbers(
    frame: pd.DataFrame, column: str | None, field: str, file: str, rows: Rows, said: Style | None = None
) -> np.ndarray[Any, np.dtype[np.float64]]:
    if column is None:
        return np.full(len(frame), np.nan)
    read = parse_column(
        list(frame[column]),
        column=column,
        file=file,
        rows=list(frame.index),
        style=said,
        whole=field != "area_m2",
    )
    for problem in read.problems:
        named = fold(column) in {fold(w) for w in (field, *schema.FACILITIES[field].synonyms)}
        right = named and bool(np.isfinite(read.values).any())  # else it may be another column altogether
        soft = problem.code == "not_a_number" and (right or read.bad < 0.2 * max(len(frame), 1))
        rows.problems.append(_as_warning(problem, "Der Wert gilt als unbekannt.") if soft else problem)
    values = read.values
    negative = values < 0
    if negative.any():
        first = int(np.flatnonzero(negative)[0])
        rows.problems.append(
            Problem(
                f"{schema.FACILITIES[field].label} kann nicht negativ sein; der Wert gilt als unbekannt.", file=file, column=column,
                row=int(frame.index[first]), value=str(frame[column].iloc[first]), count=int(negative.sum()),
                code="negative", severity="warning",
            )
        )  # fmt: skip
        values[negative] = np.nan
    return values


def _as_warning(problem: Problem, what_was_done: str) -> Problem:
    from dataclasses import replace

    return replace(problem, severity="warning", remedy=f"{what_was_done} {problem.remedy}")


def _words(frame: pd.DataFrame, column: str | None, field: str, file: str, rows: Rows) -> list[str | None]:
    """Return a column in our words; unknown words are reported and stay missing."""
    if column is None:
        return [None] * len(frame)
    table = {word: ours for ours, words in _WORDS[field].items() for word in words}
    out: list[str | None] = []
    unknown: Counter[str] = Counter()
    first: dict[str, int] = {}
    for row, text in zip(frame.index, mapping.column_texts(frame, column), strict=True):
        found = table.get(fold(text)) if text else None
        if text and found is None and fold(text) not in ("unbekannt", "ka", "unknown", "keineangabe", ""):
            unknown[text] += 1
            first.setdefault(text, int(row))
        out.append(found)
    for text, count in unknown.most_common(5):
        rows.problems.append(
            Problem(
                f"Diese Angabe wird nicht verstanden und gilt als unbekannt ({', '.join(_WORDS[field])} sind möglich).", file=file,
                row=first[text], column=column, value=text[:80], count=count, code=f"{field}_unknown", severity="warning",
            )
        )  # fmt: skip
    return out


def _years(frame: pd.DataFrame, column: str | None, file: str, rows: Rows) -> list[float]:
    if column is None:
        return [np.nan] * len(frame)
    texts = mapping.column_texts(frame, column)
    dates = [read_date(t) for t in texts]
    unread = [
        n
        for n, (t, d) in enumerate(zip(texts, dates, strict=True))
        if t and d is None and not _says_nothing(t)
    ]
    if unread:
        rows.problems.append(
            Problem(
                "Das Jahr der Eröffnung ist nicht zu lesen; es gilt als unbekannt.",
                remedy="Jahre mit vier Ziffern schreiben (1998 statt 98): zweistellige sind nicht eindeutig.", file=file, row=int(frame.index[unread[0]]),
                column=column, value=str(texts[unread[0]])[:40], count=len(unread), code="year_unread", severity="warning",
            )
        )  # fmt: skip
    return [np.nan if d is None else float(d.year) for d in dates]


def _says_nothing(text: str) -> bool:
    """Tell a sign for a missing value."""
    read = parse(text)
    return read.ok and read.value is None


def _address(frame: pd.DataFrame, column: str | None) -> list[str | None]:
    """Return the address, put together of street, number, postcode where they stand apart."""
    if column is None:
        return [None] * len(frame)
    folded = {fold(c): c for c in mapping.attributes(frame)}
    prefix = re.match(r"(?:[a-z]{1,2}_)?", column.lower())
    lead = fold(prefix.group(0)) if prefix else ""
    number_column = next(
        (
            folded[lead + n]
            for n in ("hausnummer", "hausnr", "hnr", "haus", "housenumber")
            if lead + n in folded
        ),
        None,
    )
    code = next(
        (folded[lead + n] for n in ("plz", "postleitzahl", "zipcode", "postalcode") if lead + n in folded),
        None,
    )
    streets = mapping.column_texts(frame, column)
    numbers = mapping.texts(frame[number_column]) if number_column else [None] * len(frame)
    codes = mapping.texts(frame[code]) if code else [None] * len(frame)
    out = []
    for street, house, postcode in zip(streets, numbers, codes, strict=True):
        text = " ".join(t for t in (street, house) if t)
        out.append((f"{text}, {postcode}" if text and postcode and postcode not in text else text) or None)
    return out


# ---------------------------------------------------------------------------------------------- checks


def _ids(out: pd.DataFrame, row_of: Sequence[int], project: Project, file: str, rows: Rows) -> list[str]:
    """Return unique ids ``kind:id``; repeated ones get ``~2`` and are reported."""
    taken = set(project.facilities["facility_id"])
    ids: list[str] = []
    repeated: list[tuple[int, str]] = []
    for row, kind, own in zip(row_of, out["kind"], out["_id"], strict=True):
        base = f"{kind}:{own}"
        name, n = base, 1
        while name in taken:
            n += 1
            name = f"{base}~{n}"
        if n > 1:
            repeated.append((int(row), str(own)))
        taken.add(name)
        ids.append(name)
    if repeated:
        rows.problems.append(
            Problem(
                "Die Kennung kommt mehrfach vor; die Einrichtung bekam eine eigene.", remedy="Prüfen, ob es dieselbe Einrichtung ist.",
                file=file, row=repeated[0][0], value=repeated[0][1], count=len(repeated), code="facility_id_repeated", severity="warning",
            )
        )  # fmt: skip
    return ids


def _same_twice(geo: gpd.GeoDataFrame, row_of: Sequence[int], file: str, rows: Rows) -> None:
    names = [fold(str(n)) if n else "" for n in geo["name"]]
    place_key = pd.Series(
        [f"{k}|{n}|{p.x:.0f}|{p.y:.0f}" for k, n, p in zip(geo["kind"], names, geo.geometry, strict=True)]
    )
    again = place_key.duplicated().to_numpy() & np.array([bool(n) for n in names], dtype=bool)
    if again.any():
        first = int(np.flatnonzero(again)[0])
        rows.problems.append(
            Problem(
                "Eine Einrichtung mit demselben Namen steht schon am selben Ort; beide wurden übernommen.",
                remedy="Prüfen und die doppelte aus der Datei entfernen, sonst zählen ihre Plätze zweimal.", file=file,
                row=int(row_of[first]), value=str(geo["name"].iloc[first]), count=int(again.sum()), code="facility_twice", severity="warning",
            )
        )  # fmt: skip


def _names_places(frame: pd.DataFrame) -> str | None:
    """Return the column that is called like places, even if nothing in it is a number."""
    words = {fold(w) for w in schema.FACILITIES["places"].synonyms}
    return next((str(c) for c in frame.columns if fold(str(c)) in words), None)


def _unknown(geo: gpd.GeoDataFrame, file: str, rows: Rows, column: str | None, named: str | None) -> None:
    if not len(geo):
        return
    catalogue = kind_catalogue()
    missing = int(geo["places"].isna().sum())
    counted = [k for k in set(geo["kind"]) if not catalogue[k].open_space]
    if missing and counted:
        remedy = "Die Datei hat keine Spalte mit Plätzen."
        if column is not None:
            remedy = "Sie bleiben unbekannt und werden nicht geschätzt."
        elif named is not None:
            remedy = f"In der Spalte „{named}“ steht keine einzige Zahl."
        rows.problems.append(
            Problem(
                f"Für {number(missing)} von {number(len(geo))} Einrichtungen ist die Zahl der Plätze nicht bekannt.",
                remedy=remedy,
                file=file, code="places_unknown", severity="info",
            )
        )  # fmt: skip


def _outside(geo: gpd.GeoDataFrame, project: Project, epsg: int, file: str, rows: Rows) -> None:
    if not len(project.districts) or not len(geo) or project.epsg != epsg:
        return
    town = shapely.STRtree(project.districts.geometry.to_numpy())
    inside = np.zeros(len(geo), dtype=bool)
    inside[town.query(geo.geometry.to_numpy(), predicate="intersects")[0]] = True
    outside = int((~inside).sum())
    if outside:
        rows.problems.append(
            Problem(
                f"{number(outside)} von {number(len(geo))} Einrichtungen {'liegt' if outside == 1 else 'liegen'} außerhalb aller Quartiere.",
                remedy=f"Sie {'bleibt' if outside == 1 else 'bleiben'} erhalten, weil auch Einrichtungen jenseits der Grenze erreichbar sind.", file=file,
                code="outside_districts", severity="warning",
            )
        )  # fmt: skip
