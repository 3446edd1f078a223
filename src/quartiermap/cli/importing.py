"""The import doctor on the command line: look without writing, answer, merge; every default is safe and is told."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quartiermap.cli.talk import emit
from quartiermap.errors import InputError, UsageError

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder
    from quartiermap.app.wizard_check import Merge
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.io.doctor_model import Finding

F = TypeVar("F", bound=Callable[..., Any])
MUST_ANSWER = InputError.exit_code
_SIGNS = {"error": "Fehler", "warning": "Warnung", "info": "Hinweis"}


def doctor_options(command: F) -> F:
    """Add the options of the import doctor to a command."""
    options = (
        click.option("--check", is_flag=True, help="Nur prüfen: zeigt alle Befunde und schreibt nichts (Code 3, wenn etwas zu entscheiden ist)."),
        click.option(
            "--accept", multiple=True, metavar="BEFUND=ANTWORT", help="Einen Befund der Prüfung beantworten, z. B. districts_overlap=larger; mehrfach."
        ),
        click.option(
            "--merge", type=click.Choice(("ask", "none", "all")), default="ask", metavar="ask|none|all",
            help="Doppelte Einrichtungen: nur melden, behalten, oder sichere zusammenführen.",
        ),
        click.option("--long", multiple=True, metavar="MERKMAL", help="Aus einer langen Tabelle nur dieses Merkmal lesen; mehrfach."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def read_answers(pairs: Sequence[str]) -> dict[str, str]:
    """Read ``BEFUND=ANTWORT`` pairs; what stands before the last sign is the finding.

    Examples
    --------
    >>> read_answers(["districts_overlap=larger", "merge:kita:1=kita:2=keep"])
    {'districts_overlap': 'larger', 'merge:kita:1=kita:2': 'keep'}
    """
    answers: dict[str, str] = {}
    for pair in pairs:
        key, sign, answer = pair.rpartition("=")
        if not sign or not key.strip() or not answer.strip():
            raise UsageError(
                f"--accept {pair}: erwartet wird BEFUND=ANTWORT, z. B. --accept districts_overlap=larger."
            )
        answers[key.strip()] = answer.strip()
    return answers


def checked(
    project: Project, order: ImportOrder, answers: Mapping[str, str], merge: Merge, progress: Progress
) -> dict[str, Any]:
    """Return the doctor's page as a document."""
    from quartiermap.app.wizard_check import examine_order, with_merges
    from quartiermap.io.import_doctor import check_answers

    page, _ = examine_order(project, order, answers, progress)
    if page.result is not None:
        check_answers(page, answers)
    said = with_merges(page, answers, merge)
    waiting = page.open(said)
    return {
        "ok": page.result is not None and not waiting, "layer": order.request.layer, **page.as_dict(said),
        "summary": page.result.summary.replace("eingelesen", "lesbar") if page.result is not None else "", "_findings": page.findings, "_open": waiting,
    }  # fmt: skip


def tell_check(document: dict[str, Any], as_json: bool) -> None:
    """Show the page; ends the call with 3 if an error stands against the import or something must be answered."""
    findings, waiting = document.pop("_findings"), document.pop("_open")
    if as_json:
        emit(document)
    else:
        for finding in findings:
            _tell(finding, "Zu entscheiden" if finding in waiting else _SIGNS[finding.severity])
        click.echo(_outcome(document, len(waiting)))
    if not document["ok"]:
        sys.exit(MUST_ANSWER)


def _tell(finding: Finding, sign: str) -> None:
    click.echo(f"{sign}: {finding}")
    for example in finding.examples:
        where = [f"Zeile {example.row}"] if example.row is not None else []
        where += [f"Spalte „{example.column}“"] if example.column else []
        where += [f"„{example.value}“"] if example.value else []
        words = ": ".join(t for t in (", ".join(where), example.text) if t)
        if words:
            click.echo(f"    {words}")
    for choice in finding.choices:
        default = " (ohne Antwort)" if choice.id == finding.default else ""
        click.echo(f"    --accept '{finding.key}={choice.id}'  {choice.label}{default}")


def _outcome(document: Mapping[str, Any], waiting: int) -> str:
    if not document["usable"]:
        return "So lässt sich die Datei nicht einlesen. Es wurde nichts geschrieben."
    if waiting:
        words = "1 Befund ist" if waiting == 1 else f"{waiting} Befunde sind"
        return f"{document['summary']} {words} zu entscheiden. Es wurde nichts geschrieben."
    return f"{document['summary']} Es ist nichts zu entscheiden. Es wurde nichts geschrieben."


def tell_not_asked(findings: Sequence[Finding]) -> None:
    """Tell on stderr what was decided by default because nobody is asked on the command line."""
    for finding in findings:
        click.echo(
            f"Nicht entschieden: {finding} (Antworten: --accept '{finding.key}=…', ansehen mit --check)",
            err=True,
        )
