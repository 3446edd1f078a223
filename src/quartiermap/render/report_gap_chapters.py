"""The chapters on gaps and on the pre-check, read from the report model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.findings import Result
from quartiermap.render.report_blocks import (
    Align,
    Block,
    callout,
    facts,
    heading,
    paragraph,
    table,
    value,
    whole,
)
from quartiermap.render.report_lists import RANKED_GAPS, gap_table
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]

DETAILED_GAPS = 12
"""How many gaps are explained one by one, with their criteria; all of them stand in the tables and in Excel."""

_NUMBER = re.compile(r"\[[^\]]+\]")

RULE_KINDS = {"mandatory": "Pflicht", "evidence": "Nachweis", "points": "Punkte", "info": "Hinweis"}


def gaps(model: Row) -> list[Block]:
    """Return the ranked list and the reasons of the most pressing gaps."""
    blocks: list[Block] = [heading("Lücken")]
    found = model["gaps"]
    if not found:
        return [*blocks, paragraph("Mit den gewählten Richtwerten wurde keine Lücke gefunden.")]
    blocks.append(
        paragraph(
            "Die Reihung ist eine eigene Reihung der Kommune (Annahme), keine Wertung eines Förderprogramms. Betroffene "
            "verschiedener Lücken dürfen nicht addiert werden: Dieselbe Person kann von mehreren Lücken betroffen sein."
        )
    )
    note = _not_money(model)
    if len(found) > RANKED_GAPS:
        blocks.append(
            gap_table(
                f"Die {RANKED_GAPS} dringendsten Lücken", found[:RANKED_GAPS], f"{note} Alle Lücken: Anhang."
            )
        )
    else:
        blocks.append(gap_table("Lücken nach Rang", found, note))
    names = {f["facility_id"]: f["name"] for f in model["facilities"]}
    for gap in found[:DETAILED_GAPS]:
        blocks += _gap_section(gap, names)
    if len(found) > DETAILED_GAPS:
        blocks.append(
            paragraph(
                f"Begründungen und Kriterien aller {texts.number(len(found))} Lücken stehen in der Lückentabelle (Excel, Blätter "
                "„Lücken“ und „Kriterien“) und in der beigefügten Datei report.json.",
                "note",
            )
        )
    return blocks


def _not_money(model: Row) -> str:
    return " ".join(dict.fromkeys(p["disclaimer"] for p in model["programmes"] if p["disclaimer"]))


def _gap_section(gap: Row, names: Mapping[str, str | None]) -> list[Block]:
    people = value(gap, "affected_population", whole)
    parts = " × ".join(
        f"{p['label']} {p['value']} (Faktor {texts.number(p['factor'], 2)})" for p in gap["rank_parts"]
    )
    confidence = gap["confidence"]
    if gap["confidence_because"]:
        confidence += f" ({'; '.join(gap['confidence_because'])})"
    pairs = [("Betroffene", f"{people} ({gap['affected_group']})"), ("Sicherheit", confidence)]
    if parts:
        pairs.append(("Reihung", parts))
    if gap["facility_ids"]:
        listed = ", ".join(names.get(i) or i for i in gap["facility_ids"][:8])
        more = len(gap["facility_ids"]) - 8
        pairs.append(("Einrichtungen", listed + (f" und {more} weitere" if more > 0 else "")))
    return [
        heading(f"Rang {gap['rank']}: {gap['district_name']} – {gap['kind_name']}, {gap['reason_label']}", 2),
        paragraph(gap["because"]),
        facts(pairs),
    ]


def precheck(model: Row) -> list[Block]:
    """Return the pre-check: the programme, an overview of its criteria, then gap by gap."""
    if not model["programmes"]:
        return []
    blocks: list[Block] = [
        heading("Vorprüfung der Förderung"),
        paragraph(
            "Die Vorprüfung vergleicht jede Lücke mit den bekannten Kriterien. „offen“ heißt, dass ein Nachweis oder eine "
            "Angabe fehlt; fehlende Angaben gelten nie als nicht erfüllt."
        ),
    ]
    for programme in model["programmes"]:
        blocks += _programme_section(model, programme)
    return blocks


def _programme_section(model: Row, programme: Row) -> list[Block]:
    until = german_date(programme["valid_to"]) if programme["valid_to"] else "unbefristet"
    blocks: list[Block] = [heading(programme["title"], 2)]
    if programme["closed_note"]:
        blocks.append(callout(programme["closed_note"], "warning"))
    blocks.append(callout(programme["disclaimer"]))
    blocks.append(
        facts(
            [
                ("Aufnahme", f"{german_date(programme['valid_from'])} bis {until}"),
                ("Regeln geprüft am", german_date(programme["checked_on"])),
            ]
        )
    )
    verdicts = [(g, v) for g in model["gaps"] for v in g["verdicts"] if v["programme"] == programme["id"]]
    if verdicts:
        blocks.append(_criteria_overview(programme, [v for _, v in verdicts]))
    for gap, verdict in verdicts[:DETAILED_GAPS]:
        blocks.append(
            heading(
                f"Rang {gap['rank']}: {gap['district_name']} – {gap['kind_name']}, {gap['reason_label']}", 3
            )
        )
        blocks.append(paragraph(f"{verdict['overall_label']}. {verdict['summary']}"))
        blocks.append(_criteria_table(gap, verdict))
    return blocks


def _criteria_overview(programme: Row, verdicts: list[Row]) -> Block:
    counts: dict[str, Counter[str]] = {}
    labels: dict[str, Row] = {}
    for verdict in verdicts:
        for criterion in verdict["criteria"]:
            counts.setdefault(criterion["id"], Counter())[criterion["result"]] += 1
            labels.setdefault(criterion["id"], criterion)
    rows = [
        [
            criterion_id,
            labels[criterion_id]["label"],
            RULE_KINDS.get(labels[criterion_id]["kind"], labels[criterion_id]["kind"]),
            *(texts.number(found[result.value]) for result in Result),
        ]
        for criterion_id, found in counts.items()
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Nr.", None, "left"), ("Kriterium", 3, "left"), ("Art", 1, "left"), ("✓ erfüllt", 0.9, "right"),
        ("✗ nicht erfüllt", 0.9, "right"), ("? offen", 0.8, "right"), ("– nicht anwendbar", 1.1, "right"),
    ]  # fmt: skip
    return table(f"{programme['short']}: Ergebnis der Kriterien über {len(verdicts)} Lücken", columns, rows)


def _criteria_table(gap: Row, verdict: Row) -> Block:
    rows = [
        [
            c["id"],
            c["label"],
            f"{Result(c['result']).sign} {c['result_label']}",
            c["because"],
            c["missing"] or "–",
            short_source(c["source"]),
        ]
        for c in verdict["criteria"]
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Nr.", None, "left"), ("Kriterium", 1.55, "left"), ("Ergebnis", 1.05, "left"), ("Begründung", 2.1, "left"),
        ("Es fehlt", 1.8, "left"), ("Quelle", 0.95, "left"),
    ]  # fmt: skip
    caption = f"Vorprüfung Rang {gap['rank']} ({gap['district_name']}, {gap['kind_name']})"
    return table(caption, columns, rows, note="Quellen mit Titel und Datum: Kapitel „Quellen und Lizenzen“.")


def short_source(citation: str) -> str:
    """Return the register numbers of a citation; a source without a number is kept in full.

    Examples
    --------
    >>> short_source("[Q01] Programmseite, 2024; [Q07] Merkblatt, 2018 (unbelegt)")
    '[Q01], [Q07] (unbelegt)'
    >>> short_source("Satzung der Stadt, 2019")
    'Satzung der Stadt, 2019'
    """
    parts = citation.split("; ")
    found = [_NUMBER.match(part) for part in parts]
    if not all(found):
        return citation
    numbers = [
        m.group(0) + (" (unbelegt)" if part.endswith("(unbelegt)") else "")
        for m, part in zip(found, parts, strict=True)
        if m
    ]
    return ", ".join(dict.fromkeys(numbers))
