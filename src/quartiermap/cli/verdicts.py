"""The command that opens a verdict: every criterion with rule, value found, threshold, source, and what would change it."""

from __future__ import annotations

import datetime as dt
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.evidence import find_gap, item_dict, item_lines
from quartiermap.cli.german import Command
from quartiermap.cli.talk import emit, run
from quartiermap.cli.window import PATH

if TYPE_CHECKING:
    from quartiermap.analysis.evidence import Item
    from quartiermap.domain.findings import CriterionResult, Gap, Verdict

_WIDTH = 110

GROUPS = {
    "mandatory": "Pflichtkriterien",
    "evidence": "Nachweise",
    "points": "Eigene Reihung der Kommune (entscheidet nicht über die Förderung)",
    "info": "Hinweise",
}
"""The kinds of rules in the order in which they are told."""


@click.command(cls=Command)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("gap", metavar="LÜCKE")
@click.option(
    "--programme", default=None, metavar="ID", help="Förderprogramm (Vorgabe: alle, die das Projekt prüft)."
)
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def verdict(project: Path, gap: str, programme: str | None, as_json: bool) -> None:
    """Öffnet die Vorprüfung einer Lücke (Rang oder Kennung): Regel, Befund, Schwelle, Quelle und was sich ändern müsste."""

    def work() -> tuple[Gap, dict[str, tuple[Item, ...]], bool]:
        from quartiermap.app import evidence, programmes
        from quartiermap.io import project_file

        opened = project_file.load(project)
        find_gap(opened, gap)
        if programme is not None:
            programmes.by_ids([programme], opened)
            opened = programmes.with_chosen(opened, [programme])
        else:
            result = opened.analysis
            told = any(c.test for v in find_gap(opened, gap).verdicts for c in v.criteria)
            # a result of an earlier version does not say what was asked and found
            again = None if told or result is None else result.parameters
            opened = programmes.rejudged(opened, parameters=again)
        found = find_gap(opened, gap)
        return found, evidence.lists(opened, found), opened.stale

    found, lists, stale = run(work, as_json)
    if as_json:
        emit(
            {
                "ok": True,
                "gap_id": found.gap_id,
                "rank": found.rank,
                "stale": stale,
                "verdicts": [
                    {**_plain(v), "evidence": [item_dict(i) for i in lists.get(v.programme, ())]}
                    for v in found.verdicts
                ],
            }
        )
        return
    for line in gap_lines(found):
        click.echo(line)
    if stale:
        click.echo("Das Ergebnis ist älter als die Daten: quartiermap analyse noch einmal aufrufen.")
    for each in found.verdicts:
        click.echo("")
        for line in verdict_lines(each):
            click.echo(line)
        click.echo("")
        for line in item_lines(lists.get(each.programme, ())):
            click.echo(line)


def _plain(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as plain values."""
    from dataclasses import asdict

    plain = asdict(verdict)
    return {
        **plain,
        "overall": verdict.overall.value,
        "overall_label": verdict.overall.label,
        "path": list(verdict.path),
        "criteria": [
            {**row, "result": c.result.value, "result_label": c.result.label}
            for row, c in zip(plain["criteria"], verdict.criteria, strict=True)
        ],
        "successors": list(plain["successors"]),
    }


def gap_lines(gap: Gap) -> list[str]:
    """Return what a gap is, as lines of text."""
    from quartiermap.io.bundled import kinds

    catalogue = kinds()
    name = catalogue.name(gap.kind) if gap.kind in catalogue else gap.kind
    return [
        f"Rang {gap.rank}: {gap.district_name}, {name}, {gap.reason.label} ({gap.gap_id})",
        *_wrapped(gap.because),
    ]


def verdict_lines(verdict: Verdict) -> list[str]:
    """Return a verdict as lines of text: the closed programme first, then the result, then criterion by criterion."""
    from quartiermap.domain.findings import Result
    from quartiermap.domain.texts import date

    lines = [f"Vorprüfung: {verdict.programme_title}"]
    lines += _wrapped(verdict.closed_note) if verdict.closed_note else []
    lines += _wrapped(verdict.summary)
    for way in verdict.path:
        lines += _wrapped(f"Weg: {way}")
    lines += _wrapped(verdict.disclaimer)
    if verdict.day:
        day, checked = dt.date.fromisoformat(verdict.day), dt.date.fromisoformat(verdict.checked_on)
        lines.append(f"Stichtag der Prüfung: {date(day)}. Regeln zuletzt geprüft am {date(checked)}.")
    for kind in GROUPS:
        rows = [c for c in verdict.criteria if c.kind == kind]
        asked = [c for c in rows if c.result is not Result.NOT_APPLICABLE]
        idle = [c for c in rows if c.result is Result.NOT_APPLICABLE]
        if rows:
            lines += ["", GROUPS[kind]]
        for criterion in asked:
            lines += criterion_lines(criterion)
        for criterion in idle:
            lines += _wrapped(f"– {criterion.id} {criterion.label}: {criterion.because}", "  ")
    return lines


def criterion_lines(criterion: CriterionResult) -> list[str]:
    """Return one criterion, opened."""
    from quartiermap.domain.findings import Result
    from quartiermap.domain.texts import number

    outcome = criterion.result.label
    if criterion.kind == "points" and criterion.points is not None:
        whole = criterion.points == int(criterion.points)
        outcome = (
            f"{number(criterion.points, 0 if whole else 1)} {'Punkt' if criterion.points == 1 else 'Punkte'}"
        )
    elif criterion.kind == "points" and criterion.result is Result.OPEN:
        outcome = "ohne Angabe keine Punkte"
    source = criterion.source if criterion.source.endswith(".") else f"{criterion.source}."
    if criterion.sureness:
        source += f" Die Regel ist: {criterion.sureness}."
    lines = [f"  {criterion.result.sign} {criterion.id} {criterion.label}: {outcome}"]
    rows = [
        ("Befund", criterion.because),
        ("Regel", criterion.text),
        ("Verlangt", criterion.threshold),
        ("Es fehlt", f"{criterion.missing}." if criterion.missing else "")
        if criterion.result is Result.OPEN
        else ("Was es ändert", criterion.change),
        ("Quelle", source),
    ]
    for name, text in rows:
        if text:
            lines += _wrapped(f"{name}: {text}", "      ")
    return lines


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
