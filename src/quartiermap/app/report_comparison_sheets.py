"""Two gap reports beside each other as tables: one row for each difference, and what the reports were made from."""

from __future__ import annotations

from pathlib import Path

from quartiermap.app.report_comparison import STATE_LABELS, Comparison
from quartiermap.app.report_differences import FieldChange
from quartiermap.render.report_marks import STATES, Mark
from quartiermap.render.report_tables import Cell, Column, Sheet


def workbook(found: Comparison) -> tuple[Sheet, ...]:
    """Return the comparison as the sheets of a workbook: the gaps, and what the reports were made from."""
    rows: list[tuple[Cell, ...]] = [("Vorher", found.before, ""), ("Nachher", found.after, "")]
    rows += [("Ergebnis", sentence, "") for sentence in found.sentences]
    rows += [("Daten", line, "") for line in found.data]
    version = () if found.version is None else (found.version,)
    for topic, fields in (
        ("Richtwerte und Einstellungen", found.rules), ("Vorprüfung", found.check), ("Programm", version),
    ):  # fmt: skip
        rows += [(topic, f.label, f"{f.before} → {f.after}") for f in fields]
    columns = (Column("Thema", width=28), Column("Was", "long", 80), Column("vorher → nachher", "long", 60))
    return sheet(found), Sheet("Grundlagen", "vergleich_grundlagen", columns, tuple(rows))


def write_workbook(found: Comparison, path: Path) -> None:
    """Write the comparison as an Excel workbook; call through `io.atomic.replace_file`."""
    from quartiermap.render import report_about_sheets
    from quartiermap.render.xlsx import About, write_book

    sheets = workbook(found)
    write_book(
        (*sheets, report_about_sheets.legend_sheet(sheets)),
        path,
        About("Vergleich zweier Lückenberichte", found.after),
    )


def sheet(found: Comparison) -> Sheet:
    """Return the gaps as a table, one row for each difference."""
    columns = (
        Column("Zustand", width=14), Column("Rang vorher", "count", 10), Column("Rang nachher", "count", 10), Column("Quartier", width=26),
        Column("Einrichtungsart", width=22), Column("Grund", width=20), Column("Merkmal", width=30), Column("vorher", width=20),
        Column("nachher", width=20), Column("kommt von", "long", 34), Column("Kennung", "key", 30),
    )  # fmt: skip
    rows = [
        (
            STATE_LABELS[gap.state], _rank_cell(gap.rank_before), _rank_cell(gap.rank_after), gap.district, gap.kind, gap.reason,
            field.label, field.before, field.after, gap.cause, gap.gap_id,
        )
        for gap in found.gaps
        for field in gap.fields or (FieldChange("", "", ""),)
    ]  # fmt: skip
    return Sheet("Vergleich", "vergleich", columns, tuple(rows), (Mark("Zustand", tuple(STATES.values())),))


def _rank_cell(rank: int | None) -> Cell:
    return "–" if rank is None else float(rank)
