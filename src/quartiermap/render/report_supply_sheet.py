"""The supply balance as a table for CSV and as an Excel sheet whose arithmetic is live.

In Excel, what is counted stands as numbers; need, quotas, coverage, shortfall and the sums of the town are formulas on
them, so that anybody can try another rate. A missing value is the word that says why, never an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from quartiermap.domain import texts
from quartiermap.render.report_blocks import state_word
from quartiermap.render.report_tables import Cell, Column, Form, Missing, Sheet

Row = Mapping[str, Any]
NAME = "Versorgung"
LEVELS = {"district": "Gebiet", "parent": "übergeordnet", "town": "Stadt"}


@dataclass(frozen=True)
class Field:
    """A column of the sheet: its title, the figure it shows, and how it is written."""

    key: str
    title: str
    form: Form
    width: float = 12


FIELDS = (
    Field("kind", "Einrichtungsart", "text", 18), Field("area_id", "Schlüssel", "key", 14), Field("name", "Gebiet", "text", 26),
    Field("level", "Ebene", "text", 12), Field("parent_id", "übergeordnet", "key", 12), Field("label", "Gruppe", "text", 11),
    Field("ages", "Alter", "text", 22), Field("children", "Personen", "count"), Field("rate", "Zielquote (Plätze je Person)", "decimal"),
    Field("need", "rechnerischer Bedarf", "count"), Field("sites", "Einrichtungen", "count"), Field("sites_known", "davon mit Angabe", "count"),
    Field("places_low", "Angebot (mindestens)", "count"), Field("places_high", "Angebot (höchstens)", "count"),
    Field("supply_quota_low", "Versorgungsquote (mindestens)", "share"), Field("supply_quota_high", "Versorgungsquote (höchstens)", "share"),
    Field("occupied_low", "belegte Plätze (mindestens)", "count"), Field("occupied_high", "belegte Plätze (höchstens)", "count"),
    Field("care_quota_low", "Betreuungsquote am Standort (mindestens)", "share"),
    Field("care_quota_high", "Betreuungsquote am Standort (höchstens)", "share"), Field("use", "Auslastung", "share"),
    Field("coverage_low", "Bedarfsdeckung (mindestens)", "share"), Field("coverage_high", "Bedarfsdeckung (höchstens)", "share"),
    Field("shortfall_low", "rechnerischer Fehlbedarf (mindestens)", "count"), Field("shortfall_high", "rechnerischer Fehlbedarf (höchstens)", "count"),
    Field("surplus_low", "rechnerischer Überhang (mindestens)", "count"), Field("surplus_high", "rechnerischer Überhang (höchstens)", "count"),
    Field("due_low", "geplant bis zum Bezugsjahr", "count"), Field("later_places", "geplant später", "count"),
    Field("undated_places", "geplant ohne Jahr", "count"), Field("year", "Bezugsjahr", "key", 9),
    Field("need_then", "Bedarf im Bezugsjahr", "count"), Field("then_origin", "Bedarf im Bezugsjahr aus", "text", 14),
    Field("coverage_then_low", "Bedarfsdeckung mit geplanten (mindestens)", "share"),
    Field("shortfall_then_high", "Fehlbedarf mit geplanten (höchstens)", "count"),
    Field("catch_places_low", "Angebot im Einzugsbereich (mindestens)", "count"), Field("catch_coverage_low", "Deckung im Einzugsbereich (mindestens)", "share"),
    Field("catch_shortfall_high", "Fehlbedarf im Einzugsbereich (höchstens)", "count"), Field("catch_out", "Plätze für Menschen von außerhalb", "count"),
    Field("catch_in", "Plätze von jenseits der Grenze", "count"), Field("catch_idle", "Plätze außer Reichweite aller", "count"),
    Field("trend", "Entwicklung je Jahr", "share"), Field("category", "Kategorie", "text", 12), Field("because", "Begründung der Kategorie", "long", 60),
    Field("sentence", "Gebiet und Einzugsbereich", "long", 70), Field("estimate", "Schätzung", "text", 10),
)  # fmt: skip
_AT = {field.key: position for position, field in enumerate(FIELDS)}
_THEN = {"forecast": "Prognose", "today": "heutigem Bedarf"}


@dataclass(frozen=True)
class Line:
    """One row of the sheet: the area, the figures of one group, the kind's balance."""

    found: Row
    area: Row
    group: Row


def lines(supply: Sequence[Row]) -> Iterator[Line]:
    """Yield the rows: for each kind the districts, the parent districts, the town; for each the groups."""
    for found in supply:
        for area in (*found["districts"], *found["parents"], found["town"]):
            for group in area["groups"]:
                yield Line(found, area, group)


def value_of(line: Line, key: str) -> Cell:
    """Return a cell: text, a number as it is (not rounded), or why it is missing."""
    found, area, group = line.found, line.area, line.group
    plain: dict[str, Any] = {
        "kind": found["kind_name"],
        "area_id": "Stadt" if area["level"] == "town" else area["area_id"],
        "name": area["name"],
        "level": LEVELS[area["level"]],
        "parent_id": area["parent_id"] or Missing(texts.NOT_APPLICABLE),
        "label": group["label"],
        "ages": group["ages"],
        "year": str(found["year"]),
        "then_origin": _THEN[group["then_origin"]],
        "category": group["category"] or Missing(state_word(group["category_state"])),
        "because": group["because"],
        "sentence": area["sentence"] if group["group"] == "all" else "",
        "estimate": "ja" if group["estimate"] else "nein",
    }
    if key in plain:
        return plain[key] if isinstance(plain[key], Missing) else str(plain[key])
    number = group.get(key)
    if number is None:
        return Missing(texts.NOT_APPLICABLE if key == "rate" else state_word(group.get(_state_of(key))))
    return float(number)


def _state_of(key: str) -> str:
    return f"{key.removesuffix('_low').removesuffix('_high')}_state"


def supply_sheet(supply: Sequence[Row]) -> Sheet:
    """Return the balance as a table of rounded values (CSV)."""
    from quartiermap.render.report_tables import DECIMALS

    def shown(field: Field, cell: Cell) -> Cell:
        if isinstance(cell, float) and field.form in DECIMALS:
            return float(texts.rounded(cell, DECIMALS[field.form]))
        return cell

    rows = tuple(tuple(shown(f, value_of(line, f.key)) for f in FIELDS) for line in lines(supply))
    return Sheet(NAME, NAME, tuple(Column(f.title, f.form, f.width) for f in FIELDS), rows)


class _Page:
    """Writes the sheet: numbers that are counted, formulas on them with the value they must give."""

    def __init__(self, page: Any, formats: Mapping[str, Any], all_lines: Sequence[Line]) -> None:
        self.page, self.formats, self.lines = page, formats, all_lines

    def cell(self, row: int, key: str) -> str:
        """Return the address of a figure of a row (0-based data row)."""
        return str(xl_rowcol_to_cell(row + 1, _AT[key]))

    def number(self, row: int, key: str) -> float | None:
        """Return the number of a cell, ``None`` if it holds a word."""
        found = value_of(self.lines[row], key)
        return found if isinstance(found, float) else None

    def formula(self, row: int, key: str) -> str | None:
        """Return the formula of a figure, ``None`` where the figure is counted or an input is missing."""
        ends = {"low": "low", "high": "high"}
        for end in ends:
            other = "high" if end == "low" else "low"
            made = {
                f"supply_quota_{end}": (f"places_{end}", "children", "{0}/{1}"),
                f"care_quota_{end}": (f"occupied_{end}", "children", "{0}/{1}"),
                f"coverage_{end}": (f"places_{end}", "need", "{0}/{1}"),
                f"shortfall_{end}": ("need", f"places_{other}", "MAX(0,{0}-{1})"),
                f"surplus_{end}": (f"places_{end}", "need", "MAX(0,{0}-{1})"),
            }.get(key)
            if made is not None:
                return self._of(row, *made)
        if key == "need":
            return self._need(row)
        if key in ("children", "sites", "sites_known", "places_low"):
            return self._sum(row, key)
        return None

    def _of(self, row: int, first: str, second: str, pattern: str) -> str | None:
        if self.number(row, first) is None or self.number(row, second) is None:
            return None
        return "=" + pattern.format(self.cell(row, first), self.cell(row, second))

    def _need(self, row: int) -> str | None:
        line = self.lines[row]
        if line.group["rate"] is not None:
            return self._of(row, "children", "rate", "{0}*{1}")
        # Without a rate of its own the whole group needs what its parts need: the rows before it.
        parts = [
            r
            for r in range(max(0, row - 3), row)
            if self.lines[r].area is line.area and self.lines[r].group["rate"] is not None
        ]
        if line.group["group"] != "all" or not parts or any(self.number(r, "need") is None for r in parts):
            return None
        return "=" + "+".join(self.cell(r, "need") for r in parts)

    def _sum(self, row: int, key: str) -> str | None:
        """Return the town's figure as the sum of its districts, if it is that."""
        line = self.lines[row]
        if line.area["level"] != "town":
            return None
        own = [
            r
            for r, other in enumerate(self.lines)
            if other.found is line.found
            and other.area["level"] == "district"
            and other.group["group"] == line.group["group"]
        ]
        numbers = [self.number(r, key) for r in own]
        town = self.number(row, key)
        if not own or None in numbers or town is None:
            return None
        if abs(sum(n for n in numbers if n is not None) - town) > 1e-6 * max(1.0, abs(town)):
            return None
        span = f"{self.cell(own[0], key)}:{self.cell(own[-1], key)}"
        marks = f"{self.cell(own[0], 'label')}:{self.cell(own[-1], 'label')}"
        return f"=SUMIF({marks},{self.cell(row, 'label')},{span})"

    def write(self) -> None:
        """Write all cells."""
        for row, line in enumerate(self.lines):
            for position, field in enumerate(FIELDS):
                found = value_of(line, field.key)
                formula = self.formula(row, field.key) if isinstance(found, float) else None
                at = (row + 1, position)
                if isinstance(found, Missing):
                    counted = field.form in ("count", "share", "decimal")
                    self.page.write_string(
                        *at, found.word, self.formats["missing" if counted else "missing_text"]
                    )
                elif isinstance(found, str):
                    self.page.write_string(*at, found, self.formats.get(field.form, self.formats["text"]))
                elif formula is not None:
                    self.page.write_formula(*at, formula, self.formats[field.form], found)
                else:
                    self.page.write_number(*at, found, self.formats[field.form])


def write_supply_page(page: Any, formats: Mapping[str, Any], supply: Sequence[Row]) -> int:
    """Fill an Excel sheet below its header row; returns the number of rows.

    Parameters
    ----------
    page : xlsxwriter worksheet
        With the header row of `supply_sheet` already written.
    formats : mapping
        Cell formats by form (`render.xlsx`).
    supply : sequence
        ``model["supply"]``.
    """
    all_lines = [replace(line) for line in lines(supply)]
    _Page(page, formats, all_lines).write()
    return len(all_lines)
