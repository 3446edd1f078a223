"""Facts for the programme check as a TOML file that people can write, keep beside their papers, and hand on.

::

    programme = "siq-bund"
    land = "NI"
    date = 2019-06-30

    [facts]
    isek = "ISEK Nordstadt 2018, S. 44"
    finance = { bund = 750000, land = 150000, kommune = 100000 }

    [gap."0105:kita:out_of_reach"]
    new_building_reason = "Lückenbericht 2019, S. 3"

An empty text or list takes a statement back; what is not in the file stays as it is.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.app.facts import (
    Statement,
    checked,
    chosen_date,
    chosen_land,
    facts_of,
    key_of,
    programmes_of,
    with_statement,
)
from quartiermap.domain import os_errors
from quartiermap.domain.facts import GROUP_LABELS, Fact
from quartiermap.domain.findings import Reason
from quartiermap.domain.laender import LAENDER
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.project import Project

LARGEST_FILE = 2_000_000
_SECTIONS = ("programme", "land", "date", "facts", "gap")
_HEADER = re.compile(r"\s*\[\s*(?:gap\s*\.\s*)?[\"']?(?P<name>[^\"'\]]+)[\"']?\s*\]")


def read_facts(path: Path, programmes: Sequence[Programme]) -> Statement:
    """Read a file of facts.

    Parameters
    ----------
    programmes : sequence of Programme
        Whose facts may stand in the file.

    Raises
    ------
    InputError
        With every problem at once (row, name, value and what would be right), or if the file cannot be read.
    """
    text = _text_of(path)
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # also numbers of thousands of digits, brackets without end
        raise InputError(_syntax_problem(error, path, text)) from error
    problems = _shape_problems(content, programmes)
    tables = {"facts": content.get("facts", {}), **_tables(content.get("gap", {}))}
    gaps = {name: dict(values) for name, values in tables.items() if name != "facts"}
    facts = tables["facts"] if isinstance(tables["facts"], Mapping) else {}
    statement = Statement(facts, gaps, {name: content[name] for name in ("land", "date") if name in content})
    try:
        statement = checked(programmes, statement)
    except InputError as error:
        problems += error.problems
    if problems:
        raise InputError(replace(p, file=path.name, row=p.row or _row(text, p)) for p in problems)
    return statement


def with_facts_file(project: Project, path: Path, programme_ids: Sequence[str] = ()) -> Project:
    """Return the project with the facts of a file; the verdicts wait for the analysis that follows.

    Parameters
    ----------
    programme_ids : sequence of str
        Whose facts may stand in the file; empty for those of the project.

    Raises
    ------
    InputError
        With every problem of the file at once; nothing is taken over then.
    """
    from quartiermap.app.usecases import programmes_for

    asked = (
        tuple(programmes_for(programme_ids, project).values()) if programme_ids else programmes_of(project)
    )
    statement = read_facts(path, asked)
    stated = with_statement(project.with_(analysis=None), statement, asked)
    return project.with_(settings=stated.settings)


def _text_of(path: Path) -> str:
    remedy = "Eine TOML-Datei mit einem Abschnitt [facts] angeben (Muster im Handbuch)."
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(
                Problem("Für eine Datei mit Angaben ist sie zu groß.", remedy=remedy, file=path.name)
            )
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                "Die Datei ist kein Text in UTF-8.",
                remedy="Im Editor als UTF-8 speichern.",
                file=path.name,
                code="encoding",
            )
        ) from error
    except OSError as error:
        raise InputError(
            Problem(
                f"Die Datei lässt sich nicht lesen ({os_errors.reason(error)}).",
                remedy=remedy,
                file=path.name,
                code="file_unreadable",
            )
        ) from error


def _syntax_problem(error: Exception, path: Path, text: str) -> Problem:
    at = re.search(r"at line (\d+)", str(error))
    row = int(at.group(1)) if at else len(text.splitlines())
    lines = text.splitlines()
    return Problem(
        "Das ist kein gültiges TOML.",
        remedy='Muster: isek = "ISEK 2018, S. 44" – Texte in geraden Anführungszeichen, jede Angabe nur einmal.',
        file=path.name,
        row=row,
        value=lines[row - 1].strip()[:80] if 0 < row <= len(lines) else None,
        code="toml_invalid",
    )


def _tables(gap: Any) -> dict[str, Mapping[str, Any]]:
    return {str(k): v for k, v in gap.items() if isinstance(v, Mapping)} if isinstance(gap, Mapping) else {}


def _shape_problems(content: Mapping[str, Any], programmes: Sequence[Programme]) -> list[Problem]:
    """Return what is wrong with the file's sections, apart from the values."""
    names = set(facts_of(programmes))
    problems = []
    for name in content:
        if name in names:
            problems.append(
                Problem(
                    f"Die Angabe „{name}“ steht vor dem Abschnitt [facts].",
                    remedy="Unter [facts] schreiben.",
                    column=name,
                    code="fact_outside",
                )
            )
        elif name not in _SECTIONS:
            problems.append(
                Problem(
                    f"„{name}“ gehört nicht in eine Datei mit Angaben.",
                    remedy=f"Möglich: {', '.join(_SECTIONS)}.",
                    column=name,
                    code="section_unknown",
                )
            )
    if not isinstance(content.get("facts", {}), Mapping):
        problems.append(Problem("„facts“ muss ein Abschnitt sein.", remedy="[facts]", column="facts"))
    gap = content.get("gap", {})
    for gap_id, values in gap.items() if isinstance(gap, Mapping) else (("gap", None),):
        if not isinstance(values, Mapping) or not _is_gap_id(str(gap_id)):
            problems.append(
                Problem(
                    "Das ist keine Kennung einer Lücke.",
                    remedy='Muster: [gap."0105:kita:out_of_reach"] – wie „gap_id“ im Bericht.',
                    column="gap",
                    value=str(gap_id)[:80],
                    code="gap_id_invalid",
                )
            )
    ids = [programme.id for programme in programmes]
    if "programme" in content and content["programme"] not in ids:
        problems.append(
            Problem(
                "Die Angaben sind für ein anderes Förderprogramm.",
                remedy=f"Geprüft wird: {', '.join(ids)}.",
                column="programme",
                value=str(content["programme"])[:80],
                code="programme_other",
            )
        )
    return problems


def _is_gap_id(text: str) -> bool:
    parts = text.rsplit(":", 2)
    return len(parts) == 3 and all(parts) and parts[2] in set(Reason)


def _row(text: str, problem: Problem) -> int | None:
    """Return the row of a problem's name, in the section of its gap if it names one."""
    if problem.code == "gap_id_invalid":
        return next((n for n, line in enumerate(text.splitlines(), 1) if (problem.value or "") in line), None)
    name = re.compile(rf"\s*[\"']?{re.escape(problem.column or '')}[\"']?\s*[=.]")
    found, section = [], ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        section = header["name"].strip() if header else section
        if name.match(line):
            found.append((problem.code == "fact_not_per_gap" and section != problem.value, number, line))
    if not found:
        return None
    start = (problem.value or "")[:20]
    return min(found, key=lambda hit: (hit[0], bool(start) and start not in hit[2], hit[1]))[1]


def facts_text(project: Project, programmes: Sequence[Programme]) -> str:
    """Return a project's facts as the text of a file; what is not stated stands there as a comment to fill in."""
    land, day = chosen_land(project), chosen_date(project)
    lines = [
        "# Angaben zur Vorprüfung. Zeilen mit # am Anfang gelten nicht: zum Ausfüllen das # entfernen.",
        "# Leere Angaben bleiben offen. Nachweise immer mit Fundstelle.",
        "",
        *(f'programme = "{programme.id}"' for programme in programmes[:1]),
        f'land = "{land}"' if land else f'# land = ""  # {", ".join(LAENDER)}',
        f"date = {day.isoformat()}" if day else "# date = 2019-06-30  # ohne Angabe: Tag der Berechnung",
        "",
        "[facts]",
    ]
    known = facts_of(programmes)
    for group, title in GROUP_LABELS.items():
        members = [fact for fact in known.values() if fact.group == group]
        lines += ["", f"# ---- {title}"] if members else []
        for fact in members:
            value = project.settings.get(key_of(fact.id))
            lines += ["", f"# {fact.label}. {fact.help}"]
            lines.append(
                f"{fact.id} = {_toml(value)}" if value is not None else f"# {fact.id} = {_pattern(fact)}"
            )
    for gap_id, values in gap_facts(project).items():
        lines += ["", f"[gap.{_toml(gap_id)}]"]
        lines += [f"{name} = {_toml(value)}" for name, value in values.items() if name in known]
    return "\n".join(lines) + "\n"


def write_facts(project: Project, programmes: Sequence[Programme], path: Path) -> None:
    """Write a project's facts to a file that `read_facts` reads back.

    Raises
    ------
    InputError
        If the file cannot be written; what was there before is still there.
    """
    from quartiermap.io.atomic import replace_file

    text = facts_text(project, programmes)

    def write(temporary: Path) -> None:
        temporary.write_text(text, "utf-8", newline="\n")

    replace_file(path, write)


def gap_facts(project: Project) -> dict[str, dict[str, Any]]:
    """Return what is stated for single gaps, by gap id."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in sorted(project.settings.items()):
        gap_id, dot, name = key.removeprefix("facts.").rpartition(".")
        if key.startswith("facts.") and dot:
            found.setdefault(gap_id, {})[name] = value
    return found


def unmatched_gaps(project: Project) -> tuple[str, ...]:
    """Return the gap ids that facts are stated for, but that the result does not have (any more)."""
    if project.analysis is None:
        return ()
    there = {gap.gap_id for gap in project.analysis.gaps}
    return tuple(gap_id for gap_id in gap_facts(project) if gap_id not in there)


def _toml(value: Any) -> str:
    """Write a kept value as TOML (JSON's texts, numbers and lists are TOML's too)."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pattern(fact: Fact) -> str:
    """Return how a value would look like."""
    values = [option.value for option in fact.options]
    if fact.type == "choice":
        return '""  # ' + ", ".join(values)
    if fact.type == "multi":
        return "[]  # " + ", ".join(values)
    if fact.type == "amounts":
        return "{ " + ", ".join(f"{value} = 0" for value in values) + " }"
    return {"yes_no": "true  # oder false", "list": "[]", "number": fact.example or "1"}.get(
        fact.type, f'""  # z. B. {fact.example}'
    )
