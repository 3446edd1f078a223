"""The chapters on gaps and on the pre-check, read from the report model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.analysis.ranking import plain_number
from quartiermap.domain import texts
from quartiermap.domain.findings import Result
from quartiermap.render.report_blocks import (
    Align,
    Block,
    callout,
    facts,
    heading,
    paragraph,
    see,
    table,
    upright_or_turned,
)
from quartiermap.render.report_lists import RANKED_GAPS, gap_table, programme_shorts
from quartiermap.render.report_ranking import stability_words
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]

DETAILED_GAPS = 6
"""How many gaps are explained one by one, with their criteria; all of them stand in the tables and in Excel."""

_NUMBER = re.compile(r"\[[^\]]+\]")

SOURCES_NOTE = f"Quellen mit Titel und Datum: {see('passport')}."

CRITERION_COLUMNS: tuple[tuple[str, float | None, Align], ...] = (
    ("Nr.", None, "left"), ("Kriterium", 1.5, "left"), ("Ergebnis", 1.0, "left"), ("Begründung", 3.0, "left"),
    ("Es fehlt", 2.3, "left"),
)  # fmt: skip

RULE_KINDS = {"mandatory": "Pflicht", "evidence": "Nachweis", "points": "Punkte", "info": "Hinweis"}


def gaps(model: Row) -> list[Block]:
    """Return the ranked list and the reasons of the most pressing gaps."""
    blocks: list[Block] = []
    found = model["gaps"]
    if not found:
        return [paragraph("Mit den gewählten Richtwerten wurde keine Lücke gefunden.")]
    blocks.append(
        paragraph(
            "Die Reihung ist eine eigene Rangfolge der Kommune (Annahme), keine Wertung eines Förderprogramms. Betroffene "
            "verschiedener Lücken dürfen nicht addiert werden: Dieselbe Person kann von mehreren Lücken betroffen sein."
        )
    )
    note = _not_money(model)
    if len(found) > RANKED_GAPS:
        blocks.append(
            gap_table(
                f"Die {RANKED_GAPS} dringendsten Lücken",
                found[:RANKED_GAPS],
                programme_shorts(model),
                f"{note} Weitere Lücken: {see('annex')}.",
            )
        )
    else:
        blocks.append(gap_table("Lücken nach Rang", found, programme_shorts(model), note))
    blocks += _ranking(model)
    names = {f["facility_id"]: f["name"] for f in model["facilities"]}
    detailed = found[:DETAILED_GAPS]
    few = len(found) > len(detailed)
    blocks.append(
        table(
            f"Begründung der {texts.number(len(detailed))} dringendsten Lücken" if few else "Begründung der Lücken",
            [("Rang", None, "right"), ("Lücke", 1.3, "left"), ("Befund", 3, "left"), ("Reihung und Sicherheit", 2, "left")],
            [_gap_cells(gap, names) for gap in detailed],
        )
    )  # fmt: skip
    if few:
        blocks.append(
            paragraph(
                f"Begründungen aller {texts.number(len(found))} Lücken stehen in der Lückentabelle (Excel, Blatt „Lücken“) und in "
                "der beigefügten Datei report.json.",
                "note",
            )
        )
    return blocks


def _ranking(model: Row) -> list[Block]:
    """Return what makes each rank: the parts with their weights, the score, and how stable the place is."""
    ranking = model["ranking"]
    found = model["gaps"][:RANKED_GAPS]
    columns: list[tuple[str, float | None, Align]] = [("Rang", None, "right"), ("Lücke", 4.2, "left")]
    columns += [(_part_title(ranking, name), 1.0, "right") for name in ranking["part_labels"]]
    columns += [("Punktzahl", 0.9, "right"), ("Stabilität", 2.0, "left")]
    rows = [
        [
            texts.number(gap["rank"]),
            gap_name(gap),
            *(_part(part) for part in gap["rank_parts"]),
            texts.number(gap["score"], 1),
            stability_words(gap),
        ]
        for gap in found
    ]
    note = (
        ranking["stability_note"] if ranking["stability_searched"] else "Die Stabilität wurde nicht geprüft."
    )
    return [
        table("Eigene Rangfolge der Kommune: Teile, Punktzahl und Stabilität", columns, rows, note=note),
        paragraph(ranking["note"], "note"),
    ]


def _part_title(ranking: Row, name: str) -> str:
    """Return the name of a part, with its weight where it is not 1."""
    weight = ranking["weights"][name]
    label = str(ranking["part_labels"][name])
    return label if weight == 1 else f"{label} (Gewicht {plain_number(weight)})"


def _part(part: Row) -> str:
    return texts.number(part["factor"], 0 if part["name"] == "people" else 2)


def _not_money(model: Row) -> str:
    return " ".join(dict.fromkeys(p["disclaimer"] for p in model["programmes"] if p["disclaimer"]))


def _gap_cells(gap: Row, names: Mapping[str, str | None]) -> list[str]:
    """Return rank, name, finding, and how the rank and the confidence came about."""
    parts = " × ".join(
        f"{p['label']} {p['value']} (Faktor {texts.number(p['factor'], 2)})" for p in gap["rank_parts"]
    )
    confidence = f"Sicherheit {gap['confidence']}"
    if gap["confidence_because"]:
        confidence += f" ({'; '.join(gap['confidence_because'])})"
    finding = gap["because"]
    if gap["facility_ids"]:
        listed = ", ".join(names.get(i) or i for i in gap["facility_ids"][:8])
        more = len(gap["facility_ids"]) - 8
        finding += f" Einrichtungen: {listed}{f' und {more} weitere' if more > 0 else ''}."
    return [
        texts.number(gap["rank"]),
        gap_name(gap),
        finding,
        f"{parts}. {confidence}." if parts else f"{confidence}.",
    ]


def gap_name(gap: Row) -> str:
    """Return what a gap is called: district, kind, reason."""
    return f"{gap['district_name']}: {gap['kind_name']}, {gap['reason_label']}"


def precheck(model: Row) -> list[Block]:
    """Return the pre-check: the programme, an overview of its criteria, then gap by gap."""
    if not model["programmes"]:
        return []
    blocks: list[Block] = [
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
    if not verdicts:
        return blocks
    blocks.append(_criteria_overview(programme, [v for _, v in verdicts]))
    same, own = shared_criteria([v for _, v in verdicts])
    if same:
        blocks.append(_same_table(programme, same, len(verdicts)))
    if not own:
        return blocks
    blocks += [
        paragraph(
            f"In {texts.number(len(own))} Kriterien unterscheiden sich die Lücken; die nächste Tabelle zeigt sie mit ihrem Zeichen, "
            "die Begründungen folgen danach.",
        ),
        *_matrix(programme, verdicts, own),
    ]
    detailed = verdicts[:DETAILED_GAPS]
    for gap, verdict in detailed:
        blocks += _verdict_section(gap, verdict, own)
    if len(verdicts) > len(detailed):
        blocks.append(
            paragraph(
                f"Alle Kriterien aller {texts.number(len(verdicts))} Lücken mit Begründung und Quelle stehen in der Lückentabelle "
                "(Excel, Blatt „Kriterien“) und in der beigefügten Datei report.json.",
                "note",
            )
        )
    return blocks


def _criteria_overview(programme: Row, verdicts: Sequence[Row]) -> Block:
    """Return every criterion with its results counted over all gaps, and its sources."""
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
            short_source(labels[criterion_id]["source"]),
        ]
        for criterion_id, found in counts.items()
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Nr.", None, "left"), ("Kriterium", 3, "left"), ("Art", 0.9, "left"), ("✓ erfüllt", 0.8, "right"),
        ("✗ nicht erfüllt", 0.8, "right"), ("? offen", 0.7, "right"), ("– nicht anwend\u00adbar", 0.9, "right"),
        ("Quelle", 1.9, "left"),
    ]  # fmt: skip
    caption = f"{programme['short']}: Ergebnis der Kriterien über {texts.number(len(verdicts))} Lücken"
    return table(caption, columns, rows, note=SOURCES_NOTE)


def shared_criteria(verdicts: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Split criteria into those that every gap meets with the same words, and the ids of all others.

    Parameters
    ----------
    verdicts : sequence of mapping
        Verdicts of one programme.

    Returns
    -------
    list of mapping, list of str
        Criteria said once for all gaps, and ids of those that differ, both in the order of the programme. One single
        verdict shares nothing with others, but is told in full by the first list.
    """
    seen: dict[str, list[Row]] = {}
    for verdict in verdicts:
        for criterion in verdict["criteria"]:
            seen.setdefault(criterion["id"], []).append(criterion)
    same, own = [], []
    for criterion_id, found in seen.items():
        said = {(c["result"], c["because"], c["missing"], c["source"]) for c in found}
        if len(said) == 1 and len(found) == len(verdicts):
            same.append(found[0])
        else:
            own.append(criterion_id)
    return same, own


def _same_table(programme: Row, same: Sequence[Row], count: int) -> Block:
    """Return the criteria that are the same for every gap, told once."""
    caption = f"{programme['short']}: Kriterien mit gleichem Ergebnis für alle {texts.number(count)} Lücken"
    if count == 1:
        caption = f"{programme['short']}: Kriterien der Lücke"
    return table(caption, CRITERION_COLUMNS, [[c["id"], c["label"], *_result_cells(c)] for c in same])


def _result_cells(criterion: Row) -> list[str]:
    return [
        f"{Result(criterion['result']).sign} {Result(criterion['result']).label}",
        criterion["because"],
        criterion["missing"] or "–",
    ]


def _matrix(programme: Row, verdicts: Sequence[tuple[Row, Row]], own: Sequence[str]) -> list[Block]:
    """Return the signs of the differing criteria, one row for each gap."""
    outcomes = {verdict["overall_label"] for _, verdict in verdicts}
    columns: list[tuple[str, float | None, Align]] = [
        ("Rang", None, "right"), ("Quartier", 1.6, "left"), ("Einrichtungsart", 1.7, "left"),
    ]  # fmt: skip
    columns += [(criterion_id, 0.4, "center") for criterion_id in own]
    if len(outcomes) > 1:
        columns.append(("Vorprüfung", 1.6, "left"))
    rows = []
    for gap, verdict in verdicts[:RANKED_GAPS]:
        signs = {c["id"]: Result(c["result"]).sign for c in verdict["criteria"]}
        rows.append(
            [
                texts.number(gap["rank"]),
                gap["district_name"],
                gap["kind_name"],
                *(signs.get(criterion_id, "–") for criterion_id in own),
                *([verdict["overall_label"]] if len(outcomes) > 1 else []),
            ]
        )
    note = "✓ erfüllt, ✗ nicht erfüllt, ? offen, – nicht anwendbar."
    if len(outcomes) == 1:
        note += f" Vorprüfung aller Lücken: {outcomes.pop()}."
    if len(verdicts) > RANKED_GAPS:
        note += f" Die {RANKED_GAPS} dringendsten von {texts.number(len(verdicts))} Lücken; alle stehen in der Lückentabelle (Excel)."
    caption = f"{programme['short']}: Kriterien, in denen sich die Lücken unterscheiden"
    return [upright_or_turned(table(caption, columns, rows, note=note))]


def _verdict_section(gap: Row, verdict: Row, own: Sequence[str]) -> list[Block]:
    """Return the reasons of one gap for the criteria that are not the same for all."""
    wanted = set(own)
    told = [c for c in verdict["criteria"] if c["id"] in wanted]
    idle = [c["id"] for c in told if c["result"] == Result.NOT_APPLICABLE]
    points = [c for c in told if c["kind"] == "points" and c["result"] == Result.MET]
    rows = [
        [c["id"], c["label"], *_result_cells(c)]
        for c in told
        if c["result"] != Result.NOT_APPLICABLE and c not in points
    ]
    sentences = [verdict["summary"], *(f"Weg: {way}" for way in verdict["path"])]
    sentences += [f"{c['id']}: {c['because']}" for c in points]
    if idle:
        sentences.append(f"Nicht anwendbar: {', '.join(idle)}.")
    blocks = [
        heading(f"Rang {gap['rank']}: {gap_name(gap)}", 3),
        paragraph(" ".join(sentences)),
    ]
    if rows:
        caption = f"Vorprüfung Rang {gap['rank']}: {gap['district_name']}, {gap['kind_name']}"
        blocks.append(table(caption, CRITERION_COLUMNS, rows))
    return blocks


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
