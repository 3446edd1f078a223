"""The parts of a gap's page: its rank and what it is made of, the pre-check, the evidence. Plain blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap, Result, Verdict
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.blocks import (
    Ask,
    Asks,
    Block,
    Criteria,
    EvidenceFile,
    EvidenceLine,
    EvidenceList,
    Facts,
    FactsButton,
    Text,
)
from quartiermap.ui.viewmodels.explain_facts import score_how
from quartiermap.ui.viewmodels.facts import rules_with_facts
from quartiermap.ui.viewmodels.rules_model import PARTS
from quartiermap.ui.viewmodels.viewdata import ViewData

if TYPE_CHECKING:
    from quartiermap.analysis.evidence import Attached, Item
    from quartiermap.ui.viewmodels.ranking_table import RankedGap
    from quartiermap.ui.viewmodels.supply_balance import BalanceBlock

_CRITERION_GROUPS = (
    ("mandatory", "Pflichtkriterien"),
    ("evidence", "Nachweise"),
    ("points", "Punkte (eigene Reihung der Kommune)"),
    ("info", "Hinweise"),
)
_TONES = {
    "proved": ("✓", "met"),
    "derived": ("–", "not_applicable"),
    "hint": ("–", "not_applicable"),
    "stated": ("?", "open"),
    "attached": ("✓", "met"),
    "missing": ("?", "open"),
    "no_data": ("–", "not_applicable"),
}


@dataclass(frozen=True)
class Found:
    """What has been looked up for the page on screen; parts that are not there yet are simply not shown.

    Parameters
    ----------
    evidence : mapping of gap id -> programme id -> items
    balance : mapping of area id -> block
        Of the kind that is shown on the map.
    ranked : mapping of gap id -> RankedGap
    """

    evidence: Mapping[str, Mapping[str, tuple[Item, ...]]] = field(default_factory=dict)
    balance: Mapping[str, BalanceBlock] = field(default_factory=dict)
    ranked: Mapping[str, RankedGap] = field(default_factory=dict)


def rank_blocks(data: ViewData, gap: Gap, ranked: RankedGap | None) -> list[Block]:
    """Return what a gap's rank is made of, how sure it is, and where the weights can be changed."""
    weights = data.rules.weights or dict.fromkeys(PARTS, 1.0)
    rows = []
    for number, part in enumerate(gap.rank_parts):
        weight = weights[PARTS[number]] if number < len(PARTS) else 1.0
        rows.append((part.label, _rank_part(part.value, part.factor, weight)))
    plain = all(weights[part] == 1.0 for part in PARTS)
    rows.append(
        (
            translate("Inspector", "Produkt") if plain else translate("Inspector", "Produkt mit Gewichten"),
            texts.number(gap.score, 1),
        )
    )
    score = rows[-1]
    if ranked is not None and ranked.searched:
        words = ranked.stability_words
        rows.append(
            (
                translate("Inspector", "Stabilität"),
                ranked.stability_tip if words == "–" else f"{words}. {ranked.stability_tip}",
            )
        )
    return [
        Text(
            translate("Inspector", "Rang {n} von {all}").format(
                n=texts.number(gap.rank), all=texts.number(len(data.gaps))
            ),
            "heading",
        ),
        Facts(tuple(rows), {score[0]: score_how(gap, [weights[part] for part in PARTS], score[1], score[0])}),
        Text(translate("Inspector", "Eigene Rangfolge der Kommune (Annahme)."), "muted"),
        Asks(
            (
                Ask(translate("Inspector", "Gewichte ändern …"), "weights"),
                Ask(translate("Inspector", "Kosten und Förderung …"), "money"),
            )
        ),
    ]


def _rank_part(value: str, factor: float, weight: float) -> str:
    shown = f"×\u00a0{texts.number(factor, 0 if factor == int(factor) and factor > 2 else 2)}"
    if weight == 0.0:
        shown = translate("Inspector", "zählt nicht (Gewicht 0)")
    elif weight != 1.0:
        shown = translate("Inspector", "{factor} hoch {w}").format(
            factor=shown, w=texts.number(weight, 2).rstrip("0").rstrip(",")
        )
    return f"{value} → {shown}" if value else shown


def verdict_blocks(verdict: Verdict) -> list[Block]:
    """Return a pre-check: first whether the programme is closed and what is there instead, then every criterion."""
    blocks: list[Block] = [
        Text(translate("Inspector", "Vorprüfung: {title}").format(title=verdict.programme_title), "heading")
    ]
    if verdict.closed_note:
        blocks.append(Text(verdict.closed_note, "notice"))
    instead = translate("Inspector", "Stattdessen {title}: {fits}. {because}")
    blocks += [
        Text(instead.format(title=s.title, fits=s.fits, because=s.because)) for s in verdict.successors
    ]
    blocks.append(Text(verdict.summary))
    blocks += [Text(sentence, "muted") for sentence in verdict.path]
    frame = []
    if verdict.day:
        frame.append(translate("Inspector", "Stichtag {day}").format(day=texts.iso_day(verdict.day)))
    if verdict.checked_on:
        frame.append(
            translate("Inspector", "Regeln geprüft am {day}").format(day=texts.iso_day(verdict.checked_on))
        )
    if frame:
        blocks.append(Text(" · ".join(frame), "muted"))
    if verdict.disclaimer:
        blocks.append(Text(verdict.disclaimer, "notice"))
    stated = rules_with_facts(verdict.programme, verdict)
    if stated:
        blocks.append(FactsButton(translate("Inspector", "Angaben zu dieser Lücke …")))
    for key, title in _CRITERION_GROUPS:
        rows = tuple(c for c in verdict.criteria if c.kind == key)
        if rows:
            askable = tuple(c.id for c in rows if c.result is Result.OPEN and c.id in stated)
            blocks.append(Criteria(title, rows, askable))
    return blocks


def evidence_blocks(gap: Gap, verdict: Verdict, items: tuple[Item, ...]) -> list[Block]:
    """Return what a programme wants to see, with what is there of it."""
    if not items:
        return []
    rows = tuple(
        EvidenceLine(
            "" if item.by == "app" or not item.document else item.id,
            item.label,
            _tone(item)[0],
            item.state_label,
            _tone(item)[1],
            item.what,
            item.where,
            item.help if item.state in ("missing", "stated") else "",
            tuple(EvidenceFile(f.id, file_words(f)) for f in item.files),
        )
        for item in items
    )
    missing = sum(item.state == "missing" for item in items)
    title = translate("Inspector", "Unterlagen: {title} ({n} fehlen)").format(
        title=verdict.programme_title, n=missing
    )
    return [Text(title, "heading"), EvidenceList(title, gap.gap_id, rows)]


def _tone(item: Item) -> tuple[str, str]:
    """Return sign and colour of a line of evidence."""
    return _TONES.get(item.state, ("–", "not_applicable"))


def file_words(file: Attached) -> str:
    """Return an attached file in one line: its name, page and day."""
    page = ""
    if file.page:
        page = file.page if file.page.startswith("S") else f"S.\u00a0{file.page}"
    return " · ".join(p for p in (f"{file.id} {file.name}", page, texts.iso_day(file.date)) if p)
