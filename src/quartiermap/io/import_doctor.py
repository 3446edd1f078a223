"""The import doctor: before anything is taken over, one page of what was found and what will be done.

The files are imported on trial (a project is a value, so nothing happens to it); what the importers say, what they were
given and what they made are then looked at together. `examine` makes the page, `with_answers` turns answers that change
how files are read into a request, `settled` carries the others out and writes every repair into the record of the layer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem, UsageError
from quartiermap.io import readers, zensus
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.doctor_areas import area_findings, given_to_larger
from quartiermap.io.doctor_model import (
    PLACES_COLUMN,
    READ_ANEW,
    Choice,
    Examination,
    Example,
    Finding,
    Seen,
    answer_of,
    in_order,
)
from quartiermap.io.doctor_places import outside, place_findings, sum_rows
from quartiermap.io.doctor_tables import table_findings
from quartiermap.io.duplicates import MergeProposal, proposals
from quartiermap.io.import_model import ImportRequest, ImportResult, Loaded, year_in
from quartiermap.io.import_periods import usual_period
from quartiermap.io.mapping import NOT_THIS
from quartiermap.io.merging import merged

__all__ = ["Examination", "Finding", "examine", "settled", "with_answers"]

_COVERED = {
    "geometry_repaired": "geometry_repaired", "districts_overlap": "districts_overlap", "districts_hole": "districts_hole",
    "outside_districts": "facility_outside", "not_a_number": "not_a_number", "ages_do_not_add_up": "ages_do_not_add_up",
    "kind_word_unknown": "kind_word", "facility_twice": "merge", "districts_unmatched": "districts_without_row",
    "places_unknown": PLACES_COLUMN,
}  # fmt: skip
"""Code of an importer's finding -> code of the doctor's that says more; the former is then left out."""
_STEPS = {
    "crs_missing": "recognised", "crs_ambiguous": "recognised", "wrong_place": "recognised", "crs_unknown": "recognised", "sublayer_needed": "file",
    "sheet_needed": "file", "kind_missing": "mapping", "kind_unknown": "mapping", "key_missing": "mapping", "key_empty": "mapping", "column_unknown": "mapping",
    "field_unknown": "mapping", "keys_missing": "mapping", "keys_do_not_match": "mapping", "key_duplicate": "mapping", "population_missing": "mapping",
    "place_columns_missing": "mapping", "period_missing": "mapping", "period_unknown": "mapping", "characteristic_unknown": "mapping", "key_exists": "check",
    "layer_exists": "check", "mapping_column_missing": "mapping", "encoding_unknown": "recognised", "preset_unknown": "mapping", "preset_does_not_fit": "mapping",
    "no_polygons": "recognised", "no_lines": "recognised", "basemap_needs_osm": "recognised", "layer_not_in_osm": "recognised", "not_a_number": "mapping",
    "address_only": "mapping", "addresses": "mapping", "coordinates_missing": "mapping", "key_only": "mapping", "address_column_missing": "mapping", "addresses_not_needed": "mapping", "header_missing": "recognised", "header_row": "recognised",
}  # fmt: skip
"""Step of the wizard in which an error can be answered; others need another file."""


def examine(
    before: Project,
    request: ImportRequest,
    outcome: ImportResult | InputError,
    progress: Progress | None = None,
) -> Examination:
    """Look at an import that was tried.

    Parameters
    ----------
    before : Project
    request : ImportRequest
        What was tried.
    outcome : ImportResult or InputError
        What `importers.import_layer` (or `app.imports.carry_out`) made of it.
    progress : Progress, optional

    Returns
    -------
    Examination
        Never raises for bad content: an import that was refused has its errors on the page.
    """
    progress = progress or Progress()
    refused = isinstance(outcome, InputError)
    result = None if isinstance(outcome, InputError) else outcome
    problems = tuple(outcome.problems)
    progress.step(0.0, "Befunde zusammenstellen")
    ids = frozenset(s.source_id for s in result.sources) if result is not None else frozenset[str]()
    loaded = _loaded(before, request, progress.part(0.1, 0.6))
    seen = Seen(before, request, None if result is None else result.project, problems, ids, loaded)
    merges: tuple[MergeProposal, ...] = ()
    if result is not None and request.layer == "facilities":
        merges = proposals(result.project.facilities, ids, progress.part(0.6, 0.9))
    found = [*area_findings(seen), *place_findings(seen, merges), *table_findings(seen)]
    said = {f.code for f in found}
    told = [
        _of_problem(p, refused) for p in problems if _COVERED.get(p.code) not in said or p.severity == "error"
    ]
    progress.step(1.0, "Befunde zusammengestellt")
    return Examination(request, in_order(_numbered([*found, *told])), result, merges)


def _loaded(project: Project, request: ImportRequest, progress: Progress) -> dict[str, Loaded]:
    """Read the files once more as they are, where they are tables or geodata; those that cannot be read are left out."""
    from quartiermap.io.importers import load

    out: dict[str, Loaded] = {}
    for n, file in enumerate(request.files):
        path = Path(file)
        try:
            kind = readers.file_kind(path)
            if kind == "osm" or (
                request.layer in ("population", "indicators") and kind == "table" and zensus.is_zensus(path)
            ):
                continue
            out[path.name] = load(
                project,
                request,
                path,
                kind,
                progress.part(n / len(request.files), (n + 1) / len(request.files)),
            )
        except InputError:
            continue
    return out


def _of_problem(problem: Problem, refused: bool) -> Finding:
    value = None if problem.value is None else problem.value[:160]
    examples = (
        ()
        if (problem.row, problem.column, value) == (None, None, None)
        else (Example("", problem.row, problem.column, value),)
    )
    choices: tuple[Choice, ...] = ()
    key = problem.code
    if problem.code == "latest_period":
        choices = tuple(Choice(p.strip(), p.strip()) for p in (problem.value or "").split(";") if p.strip())
    if problem.code == "period_missing" and (year := year_in(problem.file or "")) is not None:
        choices = (Choice(year, f"{year}, wie im Dateinamen"),)
    usual = usual_period([c.id for c in choices]) if choices else ""
    return Finding(
        key, problem.code, problem.severity, problem.message, problem.count, examples, problem.remedy, choices, usual,
        must_answer=bool(choices), file=problem.file, free=problem.code == "period_missing",
        step=_STEPS.get(problem.code, "file") if problem.severity == "error" and refused else "mapping" if choices else "check",
    )  # fmt: skip


def _numbered(findings: Sequence[Finding]) -> list[Finding]:
    """Give findings that share a code keys of their own."""
    out: list[Finding] = []
    taken: set[str] = set()
    for finding in findings:
        key, n = finding.key, 1
        while key in taken:
            n += 1
            key = f"{finding.key}:{n}"
        taken.add(key)
        out.append(replace(finding, key=key))
    return out


# ---------------------------------------------------------------------------------------------- answers


def with_answers(request: ImportRequest, answers: Mapping[str, str]) -> ImportRequest:
    """Return a request with the answers that change how the files are read.

    ``join:<key in the file>=<district>``, ``kind_word:<word>=<kind>``, ``latest_period=<period>``, ``period_missing=<period>`` and
    ``places_column=<column>``; ``-`` leaves rows out, or the places unknown.

    Raises
    ------
    UsageError
        If an answer names a kind that does not exist.

    Examples
    --------
    >>> asked = with_answers(ImportRequest("population", ()), {"join:Nordsatdt": "04", "latest_period": "2021"})
    >>> asked.joins, asked.period
    ({'Nordsatdt': '04'}, '2021')
    """
    joins, words, period = dict(request.joins), dict(request.kind_words), request.period
    columns = dict(request.mapping)
    for key, answer in answers.items():
        code, _, word = key.partition(":")
        if code == "join" and word:
            joins[word] = "" if answer == "-" else answer
        elif code == "kind_word" and word:
            kind = kind_catalogue().by_word(answer)
            if answer != "-" and kind is None:
                raise UsageError(
                    f"Die Einrichtungsart „{answer}“ gibt es nicht. Möglich sind: {', '.join(kind_catalogue().ids)}."
                )
            words[word] = () if kind is None else (kind.id,)
        elif code in ("latest_period", "period_missing"):
            period = answer
        elif code == PLACES_COLUMN and answer != NOT_THIS:
            columns["places"] = answer
    return replace(request, joins=joins, kind_words=words, period=period, mapping=columns)


def check_answers(examination: Examination, answers: Mapping[str, str]) -> None:
    """Refuse answers to questions that nobody asked, and answers that are none.

    Raises
    ------
    UsageError
        Naming every one, with what can be answered.
    """
    wrong = []
    for key, answer in answers.items():
        asked = [f for f in examination.findings if key in (f.key, f.code) and (f.choices or f.free)]
        if key.partition(":")[0] in READ_ANEW:
            continue  # already taken: the question is gone
        if not asked:
            there = sorted({f.code for f in examination.findings if f.choices})
            wrong.append(
                f"Nach „{key}“ ist nicht gefragt."
                + (f" Gefragt ist: {', '.join(there)}." if there else " Es ist nichts gefragt.")
            )
        elif not asked[0].takes(answer):
            wrong.append(
                f"„{answer}“ ist keine Antwort auf „{key}“. Möglich: {', '.join(c.id for c in asked[0].choices)}."
            )
    if wrong:
        raise UsageError("\n".join(wrong))


def settled(examination: Examination, answers: Mapping[str, str] | None = None) -> ImportResult:
    """Carry the answers out and return what is to be taken over.

    Parameters
    ----------
    examination : Examination
    answers : mapping, optional
        Key or code of a finding -> answer; what is not answered gets its default, and that is recorded too.

    Raises
    ------
    InputError
        If an error stands against the import.
    UsageError
        If an answer answers nothing.
    """
    answers = answers or {}
    if examination.result is None:
        raise InputError([Problem(f.message, f.done, f.file, code=f.code) for f in examination.errors])
    check_answers(examination, answers)
    result = examination.result
    ids = frozenset(s.source_id for s in result.sources)
    project, notes = result.project, list[dict[str, Any]]()
    chosen = {f.key: answer_of(f, answers) or f.default for f in examination.findings if f.choices}
    if chosen.get("districts_overlap") == "larger":
        from quartiermap.io.import_districts import rank_levels

        project, told = given_to_larger(project, ids)
        project = project.with_(districts=rank_levels(project.districts))
        notes += told
    gone: set[str] = set()
    if chosen.get("facility_outside") == "drop":
        table = outside(project, ids)
        gone |= set(table["facility_id"])
        notes.append(
            _note(
                "Einrichtungen außerhalb aller Quartiere wurden auf Wunsch nicht übernommen.",
                len(table),
                "facility_outside_dropped",
            )
        )
    if chosen.get("total_rows") == "drop":
        rows = sum_rows(project.facilities[project.facilities["source_id"].isin(ids)])
        gone |= set(rows["facility_id"])
        notes.append(
            _note(
                "Zeilen, die wie eine Summe heißen, wurden nicht übernommen.", len(rows), "total_rows_dropped"
            )
        )
    proposed = [m for m in examination.merges if m.kept_id not in gone and m.other_id not in gone]
    said = {m.key: m.answered(chosen.get(f"merge:{m.key}", "keep")) for m in proposed}
    accepted = [m for m in said.values() if m is not None]
    project = _without(project, gone, ids)
    project = merged(project, accepted)
    if len(accepted) < len(proposed):
        rest = [m for m in proposed if said[m.key] is None]
        text = f"Wohl dieselbe Einrichtung zweimal, beide behalten: {'; '.join(f'{m.kept_name} / {m.other_name}' for m in rest[:8])}{' …' if len(rest) > 8 else ''}."
        notes.append(
            _note(
                text,
                len(rest),
                "facility_merge_declined",
                "Ihre Plätze zählen zweimal, falls es dieselbe ist.",
            )
        )
    last = result.sources[-1].source_id
    sources = tuple(
        replace(
            s,
            findings=(*s.findings, *(notes if s.source_id == last else ())),
            rows_used=s.rows_used - _fewer(result, gone, s.source_id),
        )
        for s in project.sources
    )
    project = project.with_(sources=sources)
    return replace(
        result, project=project, sources=tuple(s for s in sources if s.source_id in ids), rows=result.rows - len(gone),
        summary=result.summary + _more(len(accepted), len(gone)), problems=(*result.problems, *_as_problems(notes)),
    )  # fmt: skip


def _without(project: Project, gone: set[str], ids: frozenset[str]) -> Project:
    if not gone:
        return project
    keep = ~(project.facilities["facility_id"].isin(gone) & project.facilities["source_id"].isin(ids))
    shapes = project.facility_shapes
    return project.with_(
        facilities=project.facilities[keep].reset_index(drop=True),
        facility_shapes=shapes[~shapes["facility_id"].isin(gone)].reset_index(drop=True)
        if len(shapes)
        else shapes,
    )


def _fewer(result: ImportResult, gone: set[str], source_id: str) -> int:
    if not gone:
        return 0
    own = result.project.facilities
    return int((own["source_id"].eq(source_id) & own["facility_id"].isin(gone)).sum())


def _more(merged_count: int, dropped: int) -> str:
    text = f" {number(dropped)} davon nicht übernommen." if dropped else ""
    return text + (f" {number(merged_count)} mit vorhandenen zusammengeführt." if merged_count else "")


def _note(message: str, count: int, code: str, remedy: str = "") -> dict[str, Any]:
    return Problem(message, remedy, count=max(count, 1), code=code, severity="warning").as_dict()


def _as_problems(notes: Sequence[Mapping[str, Any]]) -> list[Problem]:
    return [
        Problem(
            str(n["message"]),
            str(n["remedy"]),
            count=int(n["count"]),
            code=str(n["code"]),
            severity=n["severity"],
        )
        for n in notes
    ]
