"""The facilities as a workbook that a department can correct (`quartiermap.io.round_trip_back` reads it again).

The workbook carries, in a hidden sheet, every value as it was when it was written, with a checksum. So it can be told
what the department changed and what the project changed meanwhile. Cells are written as text or numbers, never as
formulas.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import xlsxwriter

from quartiermap import __version__
from quartiermap.domain import schema
from quartiermap.domain.project import Project
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io.atomic import replace_file
from quartiermap.io.bundled import kinds

FORMAT = 1
SHEET, LISTS, HIDDEN, HELP = "Einrichtungen", "Listen", "_quartiermap", "Hinweise"

Value = str | float | None
Form = Literal["key", "text", "kind", "number", "year", "choice", "coordinate"]


@dataclass(frozen=True)
class Field:
    """One column of the workbook."""

    name: str
    heading: str
    form: Form
    width: int
    choices: tuple[str, ...] = ()


FIELDS = (
    Field("facility_id", "Kennung", "key", 22),
    Field("kind", "Art", "kind", 22),
    Field("name", "Name", "text", 34),
    Field("operator", "Träger", "text", 26),
    Field("places", "Plätze", "number", 9),
    Field("area_m2", "Fläche (m²)", "number", 11),
    Field("condition", "Zustand", "choice", 11, schema.CONDITIONS),
    Field("barrier_free", "barrierefrei", "choice", 12, schema.BARRIER_FREE),
    Field("status", "Stand", "choice", 12, schema.STATUS),
    Field("opening_year", "Eröffnung (Jahr)", "year", 11),
    Field("address", "Anschrift", "text", 34),
    Field("x", "Rechtswert", "coordinate", 13),
    Field("y", "Hochwert", "coordinate", 13),
    Field("places_u3", "Plätze U3", "number", 9),
    Field("places_o3", "Plätze Ü3", "number", 9),
    Field("occupied", "belegte Plätze", "number", 9),
    Field("occupied_u3", "belegt U3", "number", 9),
    Field("occupied_o3", "belegt Ü3", "number", 9),
)
BY_NAME = {f.name: f for f in FIELDS}
NOTE = "Bemerkung"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def clean(value: Any) -> str | None:
    """Return text as it is kept in a cell: no control characters, one kind of line break, no blanks around it."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    text = _NOT_XML.sub("", str(value)).replace("\r\n", "\n").replace("\r", "\n").strip()[:32_000].strip()
    return text or None


def values_of(project: Project, ids: Sequence[str] | None = None) -> dict[str, dict[str, Value]]:
    """Return the values of the facilities as the workbook knows them: facility id -> field -> value.

    Coordinates are in metres of the project, to the centimetre.
    """
    frame = project.facilities
    wanted = None if ids is None else set(ids)
    out: dict[str, dict[str, Value]] = {}
    for row, shape in zip(frame.to_dict("records"), frame.geometry, strict=True):
        key = str(row["facility_id"])
        if wanted is not None and key not in wanted:
            continue
        values: dict[str, Value] = {}
        for one in FIELDS[1:]:
            if one.form == "coordinate":
                values[one.name] = round(float(shape.x if one.name == "x" else shape.y), 2)
            elif one.form in ("number", "year"):
                number = row.get(one.name)
                values[one.name] = None if number is None or pd.isna(number) else float(number)
            else:
                values[one.name] = clean(row.get(one.name))
        out[key] = values
    return out


def checksum(values: dict[str, dict[str, Value]]) -> str:
    """Return a checksum of values at export."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def write_workbook(project: Project, path: Path, wanted: Sequence[str] = ()) -> int:
    """Write the facilities (of some kinds, or all) as a workbook; return how many.

    Raises
    ------
    InputError
        If there are none, or the file cannot be written.
    """
    frame = project.facilities
    if wanted:
        frame = frame[frame["kind"].isin(set(wanted))]
    if not len(frame):
        raise InputError(
            Problem(
                "Es gibt keine Einrichtungen zum Ausgeben.",
                "Zuerst Einrichtungen einlesen.",
                code="nothing_to_export",
            )
        )
    values = values_of(project, [str(i) for i in frame["facility_id"]])
    replace_file(path, lambda place: _write(project, values, place))
    return len(values)


def _write(project: Project, values: dict[str, dict[str, Value]], path: Path) -> None:
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    try:
        book.set_properties(
            {"title": f"Einrichtungen {clean(project.name) or ''}", "author": f"QuartierMap {__version__}"}
        )
        base = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        head = book.add_format(
            {
                **base,
                "bold": True,
                "font_color": "#ffffff",
                "bg_color": "#1d4f7c",
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        grey = book.add_format({**base, "bg_color": "#e4e4e4", "font_color": "#555555", "num_format": "@"})
        open_text = book.add_format({**base, "locked": False, "text_wrap": True})
        open_number = book.add_format({**base, "locked": False, "num_format": "#,##0.##"})
        open_plain = book.add_format({**base, "locked": False, "num_format": "0"})
        open_metre = book.add_format({**base, "locked": False, "num_format": "0.00"})
        formats = {"key": grey, "number": open_number, "year": open_plain, "coordinate": open_metre}
        sheet = book.add_worksheet(SHEET)
        guide = book.add_worksheet(HELP)
        lists = book.add_worksheet(LISTS)
        hidden = book.add_worksheet(HIDDEN)
        for i, one in enumerate(FIELDS):
            sheet.set_column(i, i, one.width, formats.get(one.form, open_text))
            sheet.write_string(0, i, one.heading, head)
        sheet.set_column(len(FIELDS), len(FIELDS), 34, open_text)
        sheet.write_string(0, len(FIELDS), NOTE, head)
        sheet.set_row(0, 32)
        for r, (key, row) in enumerate(values.items(), start=1):
            sheet.write_string(r, 0, key, grey)
            for i, one in enumerate(FIELDS[1:], start=1):
                value = row[one.name]
                shape = formats.get(one.form, open_text)
                if value is None:
                    sheet.write_blank(r, i, None, shape)
                elif isinstance(value, str):
                    sheet.write_string(r, i, kinds().name(value) if one.form == "kind" else value, shape)
                else:
                    sheet.write_number(r, i, value, shape)
        last = len(values) + 500
        for i, name in enumerate(k.name for k in kinds()):
            lists.write_string(i, 0, name)
        for i, one in enumerate(FIELDS):
            if rule := _rule(one):
                sheet.data_validation(1, i, last, i, rule)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, len(values), len(FIELDS))
        sheet.ignore_errors({"number_stored_as_text": f"A1:A{len(values) + 1}"})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.protect(
            "",
            {
                "format_columns": True,
                "format_rows": True,
                "autofilter": True,
                "insert_rows": True,
                "delete_rows": True,
                "sort": True,
            },
        )
        lists.hide()
        hidden.very_hidden()
        _guide(guide, book, project, len(values))
        about = {
            "format": str(FORMAT), "project": clean(project.name) or "", "created_at": project.created_at, "epsg": str(project.epsg),
            "exported_at": dt.datetime.now().astimezone().isoformat(timespec="seconds"), "checksum": checksum(values),
        }  # fmt: skip
        for r, (key, text) in enumerate(about.items()):
            hidden.write_string(r, 0, key)
            hidden.write_string(r, 1, text)
        for r, (key, row) in enumerate(values.items(), start=len(about) + 1):
            hidden.write_string(r, 0, key)
            # long texts take several cells: a cell holds 32,767 characters
            text = json.dumps(row, ensure_ascii=False)
            for part in range(0, len(text), 30_000):
                hidden.write_string(r, 1 + part // 30_000, text[part : part + 30_000])
    finally:
        book.close()


def _rule(one: Field) -> dict[str, Any] | None:
    """Return the rule by which a spreadsheet checks a column while it is filled in."""
    stop = {"error_type": "stop", "error_title": "Eingabe prüfen", "ignore_blank": True}
    if one.form == "kind":
        return stop | {
            "validate": "list",
            "source": f"={LISTS}!$A$1:$A${len(kinds())}",
            "error_message": "Bitte eine Art aus der Liste wählen.",
        }
    if one.form == "choice":
        return stop | {
            "validate": "list",
            "source": list(one.choices),
            "error_message": f"Möglich: {', '.join(one.choices)}.",
        }
    if one.form == "number":
        return stop | {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            "error_message": "Bitte eine Zahl eintragen, z. B. 45.",
        }
    if one.form == "year":
        return stop | {
            "validate": "integer",
            "criteria": "between",
            "minimum": 1500,
            "maximum": 2100,
            "error_message": "Bitte ein Jahr eintragen, z. B. 2024.",
        }
    if one.form == "key":
        return stop | {
            "validate": "custom",
            "value": "=FALSE",
            "error_message": "Die Kennung bleibt, wie sie ist; bei neuen Einrichtungen leer lassen.",
        }
    return None


def _guide(sheet: Any, book: Any, project: Project, count: int) -> None:
    text = book.add_format({"font_name": "Arial", "font_size": 11, "text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100, text)
    for r, line in enumerate(
        (
            f"Einrichtungen des Projekts „{clean(project.name) or ''}“ zum Berichtigen ({number(count)} {'Zeile' if count == 1 else 'Zeilen'}).",
            "Berichtigen: den Wert in seiner Zelle überschreiben. Leer heißt: nicht bekannt.",
            "Die graue Kennung bleibt, wie sie ist; an ihr wird die Einrichtung wiedererkannt.",
            "Neue Einrichtung: unten eine Zeile anfügen, Kennung leer lassen, Art und Koordinaten (oder die Anschrift) eintragen.",
            "Eine Einrichtung, die es nicht mehr gibt: Stand auf „geschlossen“ setzen, die Zeile nicht löschen.",
            f"Koordinaten: Rechtswert und Hochwert in Metern, EPSG:{project.epsg}.",
            "Unter „Bemerkung“ kann stehen, was sonst wichtig ist; es wird mit der Änderung festgehalten.",
        )
    ):
        sheet.write_string(r, 0, line, text)
