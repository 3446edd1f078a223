"""The social index as plain tables with German headers, for the window and the command line: 12 fields, overlay, equity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartiermap.domain import texts
from quartiermap.domain.schema import States

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


@dataclass(frozen=True)
class PlainTable:
    """A table as it is shown: German texts, and what a row stands for.

    Parameters
    ----------
    columns : tuple of str
    numeric : tuple of bool
        Which columns hold numbers (aligned to the right).
    rows : tuple of tuple of str
    ids : tuple of tuple of str
        The districts behind each row; empty for a row that has none.
    keys : tuple of str
        A stable short key of each row: field ("3-"), district, or "standard:class".
    note : str
        What must stand under the table.
    """

    title: str
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    ids: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    note: str

    def __len__(self) -> int:
        return len(self.rows)


INDEX_NOTE = "Hinweis, wo genauer hinzusehen ist; keine Feststellung über Menschen."

FIELDS_TITLE = "Soziale Lage: zwölf Felder aus Status und Dynamik"
OVERLAY_TITLE = "Aufmerksamkeitsbedarf und Fördergebiete"
EQUITY_TITLE = "Erreichbarkeit nach Sozialstatus"


def twelve(project: Project) -> PlainTable:
    """Return the 12 fields of status and dynamics with districts, residents and names; no rows without classes."""
    from quartiermap.analysis.need_choice import choose_indicators
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.render.report_need import twelve_rows

    found = [] if project.analysis is None else twelve_rows(project, project.analysis, secrets_of(project))
    rows = tuple(
        (
            row["group"],
            row["status_class"],
            row["dynamics_class"],
            texts.number(row["districts"]),
            texts.number(row["residents"], missing=States(row["residents_state"]).label),
            "ja" if row["attention"] else "nein",
            ", ".join(row["district_names"]),
        )
        for row in found
    )
    note = f"{choose_indicators(project).note} {INDEX_NOTE}".strip()
    return PlainTable(
        FIELDS_TITLE,
        ("Feld", "Status", "Dynamik", "Quartiere", "Einwohner", "Aufmerksamkeit", "Namen"),
        (False, False, False, True, True, False, False),
        rows,
        tuple(tuple(row["district_ids"]) for row in found),
        tuple(str(row["group"]) for row in found),
        note,
    )


def overlay(project: Project) -> PlainTable:
    """Return attention areas beside running funding areas; no rows without classes or without funding areas."""
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.render.report_need import overlay_rows

    found = [] if project.analysis is None else overlay_rows(project, project.analysis, secrets_of(project))
    rows = tuple(
        (
            row["name"],
            row["group"] or texts.NO_DATA,
            texts.NO_DATA if row["attention"] is None else "ja" if row["attention"] else "nein",
            texts.percent(row["area_share"], 0),
            texts.percent(row["residents_share"], 0, missing=States(row["residents_share_state"]).label),
            row["funding_areas"] or "–",
            row["overlay"],
        )
        for row in found
    )
    return PlainTable(
        OVERLAY_TITLE,
        ("Quartier", "Feld", "Aufmerksamkeit", "Fläche im Fördergebiet", "Einwohner im Fördergebiet", "Fördergebiete", "Ergebnis"),
        (False, False, False, True, True, False, False),
        rows,
        tuple((row["district_id"],) for row in found),
        tuple(row["district_id"] for row in found),
        "Fördergebiete mit Status „laufend“; ein Quartier zählt ab einem Hundertstel seiner Fläche (Annahme: Grenzen aus "
        f"verschiedener Hand liegen nie genau aufeinander). {INDEX_NOTE}",
    )  # fmt: skip


def equity(project: Project) -> PlainTable:
    """Return who is left behind, by kind and social status (FGT 0 and 1); small groups are "geheim"."""
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.analysis.small_numbers import limit_in, limit_words
    from quartiermap.io import bundled
    from quartiermap.render.report_need import equity_rows, state_or

    found = (
        []
        if project.analysis is None
        else equity_rows(project, project.analysis, bundled.kinds(), secrets_of(project))
    )
    by_class: dict[str, list[str]] = {}
    if project.analysis is not None:
        need = project.analysis.need
        for district, name in zip(need["district_id"].astype(str), need["status_class"], strict=True):
            by_class.setdefault(str(name), []).append(district)
    rows: list[tuple[str, ...]] = []
    ids: list[tuple[str, ...]] = []
    keys: list[str] = []
    for table in found:
        for row in table["classes"]:
            rows.append(
                (
                    table["kind_name"],
                    table["target_words"],
                    table["target_group"],
                    row["status_class"],
                    *_equity_cells(row, state_or),
                )
            )
            ids.append(tuple(by_class.get(row["status_class"], ())))
            keys.append(f"{table['standard_id']}:{row['status_class']}")
    return PlainTable(
        EQUITY_TITLE,
        (
            "Einrichtungsart", "Richtwert", "Zielgruppe", "Sozialstatus", "Personen", "außer Reichweite", "Anteil außer Reichweite",
            "Fehlweg je Person in % des Zielwerts", "fehlender Weg im Mittel",
        ),
        (False, False, False, False, True, True, True, True, True),
        tuple(rows),
        tuple(ids),
        tuple(keys),
        "Anteil außer Reichweite (FGT 0); mittlerer Fehlweg aller Personen der Gruppe als Anteil des Zielwerts (FGT 1); fehlender Weg im Mittel derer außer "
        f"Reichweite. {limit_words(limit_in(project.settings))}",
    )  # fmt: skip


def _equity_cells(row: dict[str, Any], state_or: Any) -> tuple[str, ...]:
    state, about = row["state"], "≈\u00a0" if row["beyond_rounded"] else ""
    return (
        state_or(row["persons"], "value" if row["persons"] is not None else state, texts.number),
        about + state_or(row["beyond"], "value" if row["beyond"] is not None else state, texts.number),
        about + state_or(row["share_beyond"], state, texts.percent),
        state_or(row["depth"], state, texts.percent),
        about + state_or(row["missing_m"], state, texts.metres),
    )


def need_document(project: Project) -> dict[str, Any]:
    """Return the social index as plain values for ``need --json``: definition, districts, 12 fields, overlay."""
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.render import report_need, report_rows

    analysis = project.analysis
    if analysis is None:
        return {"definition": None, "districts": [], "twelve_fields": [], "overlay": []}
    secrets = secrets_of(project)
    return {
        "definition": report_need.definition_row(project),
        "districts": report_rows.need_rows(project, analysis),
        "twelve_fields": report_need.twelve_rows(project, analysis, secrets),
        "overlay": report_need.overlay_rows(project, analysis, secrets),
    }


def equity_document(project: Project) -> list[dict[str, Any]]:
    """Return equity as plain values for ``equity --json``."""
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.io import bundled
    from quartiermap.render.report_need import equity_rows

    return (
        []
        if project.analysis is None
        else equity_rows(project, project.analysis, bundled.kinds(), secrets_of(project))
    )
