"""The tables as CSV for German Excel: semicolon, decimal comma, UTF-8 with BOM, and text that cannot run."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quartiermap.domain import texts
from quartiermap.render.report_tables import DECIMALS, Cell, Column, Formula, Missing, Sheet

_DANGEROUS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212"
"""What a spreadsheet may take for the beginning of a formula, also as full-width forms."""


def guard(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; `unguard` gives the old one back.

    A quote is put before texts that begin with ``= + - @`` (also full-width, also after blanks), a tab or a
    line break, and before texts that begin with a quote, so that it can always be taken off again
    (reliability.md 2.8). Numbers are never guarded: they are not text.

    Examples
    --------
    >>> guard("=1+1"), guard("  @x"), guard("'a"), guard("Kita")
    ("'=1+1", "'  @x", "''a", 'Kita')
    """
    head = text.lstrip(" \u00a0\u2007\u202f\u3000")
    if text.startswith("'") or (head and head[0] in _DANGEROUS) or text[:1] in ("\t", "\r", "\n"):
        return f"'{text}"
    return text


def unguard(text: str) -> str:
    """Take off what `guard` put on.

    Examples
    --------
    >>> unguard(guard("=1+1")), unguard(guard("'a")), unguard("Kita")
    ('=1+1', "'a", 'Kita')
    """
    return text.removeprefix("'")


def cell_text(column: Column, cell: Cell) -> str:
    """Return a cell as it stands in the file: shares as per cent, decimal comma, no dots between thousands.

    Examples
    --------
    >>> cell_text(Column("Anteil", "share"), 0.853), cell_text(Column("Weg", "metres"), -1234.0)
    ('85,3', '-1234')
    """
    if isinstance(cell, Formula):
        cell = cell.value
    if isinstance(cell, Missing):
        return cell.word
    if isinstance(cell, str):
        return guard(cell)
    decimals = DECIMALS.get(column.form, 2)
    if column.form == "share":
        shown = texts.rounded(round(cell * 100, 9), 1)
    else:
        shown = texts.rounded(cell, decimals)
    return f"{shown:f}".replace(".", ",")


def to_csv(sheet: Sheet) -> bytes:
    """Return a table as bytes of a CSV file.

    Shares are given in per cent with one decimal, as in the other formats; their column says so. Missing
    values hold the word that says why.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow([f"{c.title} (%)" if c.form == "share" else c.title for c in sheet.columns])
    for row in sheet.rows:
        writer.writerow([cell_text(column, cell) for column, cell in zip(sheet.columns, row, strict=True)])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


NOTES = "CSV-Hinweise.txt"
"""Beside the tables: how they are written, above all what the quote before some texts means."""

_NOTES = {
    "excel": "Trennzeichen Semikolon, Dezimalkomma, UTF-8 mit Kennung (BOM), Zeilenende CR LF; Anteile in Prozent, sonst steht die "
    "Einheit in der Spalte. Gerundet wie im Bericht. Fehlt ein Wert, steht dort das Wort dafür: „keine Daten“, „geheim“ oder „entfällt“.",
    "machine": "Trennzeichen Komma, Dezimalpunkt, UTF-8 ohne Kennung, Datumsangaben nach ISO 8601; Namen und Werte wie in report.json, "
    "ungerundet: Anteile 0 bis 1, Wege in Metern. Fehlt ein Wert, ist das Feld leer, und die Spalte <name>_state sagt warum (no_data = "
    "keine Daten, secret = geheim, not_applicable = entfällt). Mehrere Einträge in einem Feld trennt ein senkrechter Strich (|); vor "
    "einem Strich oder Rückstrich im Eintrag selbst steht ein Rückstrich (\\).",
}
_GUARDED = (
    "Texte, die eine Tabellenkalkulation für eine Formel halten könnte (Beginn mit = + - @, Tabulator oder Zeilenumbruch, auch nach "
    "Leerzeichen), haben vorn ein Hochkomma ('); ebenso Texte, die selbst mit einem Hochkomma beginnen. Wer die ursprünglichen "
    "Texte braucht, nimmt bei jedem Text, der mit einem Hochkomma beginnt, genau dieses eine weg. Zahlen haben nie eines."
)


def files_of(model: Mapping[str, Any], dialect: str) -> dict[str, bytes]:
    """Return all tables of a report as CSV files by name, with the note that says how they are written.

    Parameters
    ----------
    model : mapping
        From `report_model.build`.
    dialect : {"excel", "machine"}
        For German Excel (`report_tables.all_sheets`), or for programs (`csv_machine`).
    """
    from quartiermap.render import csv_machine, report_tables

    if dialect == "machine":
        found = csv_machine.tables(model)
    else:
        found = {f"{sheet.file}.csv": to_csv(sheet) for sheet in report_tables.all_sheets(model)}
    lines = ("Die CSV-Tabellen dieses Berichts", _NOTES[dialect], _GUARDED)
    return found | {NOTES: ("\r\n\r\n".join(lines) + "\r\n").encode()}


def write_csv(sheet: Sheet, path: Path) -> None:
    """Write one table; call through `io.atomic.replace_file`."""
    path.write_bytes(to_csv(sheet))
