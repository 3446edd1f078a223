"""Trying an import and taking it over: the doctor's page for an order with everything around it, for window and shell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io.doctor_model import in_order

if TYPE_CHECKING:
    from pathlib import Path

    from quartiermap.app.imports import ImportOrder, Outcome
    from quartiermap.domain.project import Project
    from quartiermap.io.doctor_model import Examination

Merge = Literal["ask", "none", "all"]


def examine_order(
    project: Project,
    order: ImportOrder,
    answers: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> tuple[Examination, Outcome | None]:
    """Try an order and return the doctor's page, and the outcome if nothing stands against it.

    Nothing is written: neither the project nor a saved mapping.

    Raises
    ------
    UsageError
        If what is asked for does not go together.
    """
    from quartiermap.app.imports import carry_out
    from quartiermap.app.wizard_reach import reach_findings
    from quartiermap.io.import_doctor import examine, with_answers

    progress = progress or Progress()
    request = with_answers(order.request, answers or {})
    trial = replace(order, request=request, save_as=None)
    outcome: Outcome | None = None
    try:
        outcome = carry_out(project, trial, progress.part(0.0, 0.6))
    except InputError as error:
        return examine(project, request, error, progress.part(0.6, 1.0)), None
    page = examine(project, request, outcome.result, progress.part(0.6, 0.8))
    ids = frozenset(s.source_id for s in outcome.result.sources)
    more = reach_findings(outcome.result.project, request.layer, ids, progress.part(0.8, 1.0))
    return replace(page, findings=in_order([*page.findings, *more])), outcome


def take_over(
    project: Project,
    order: ImportOrder,
    answers: Mapping[str, str] | None = None,
    merge: Merge = "ask",
    progress: Progress | None = None,
) -> tuple[Outcome, Examination]:
    """Import with the doctor's answers; what nobody answered gets the safe default, and the record says so.

    Parameters
    ----------
    merge : {"ask", "none", "all"}
        What happens to entries that are probably one: ``ask`` and ``none`` keep both (unless an answer says else),
        ``all`` merges those that are `sure`.

    Returns
    -------
    (Outcome, Examination)

    Raises
    ------
    InputError
        With every problem; nothing was imported and nothing saved.
    UsageError
        If an answer answers nothing.
    """
    from quartiermap.io.import_doctor import settled

    progress = progress or Progress()
    page, outcome = examine_order(project, order, answers, progress.part(0.0, 0.9))
    if outcome is None:
        raise InputError(refusal(page))
    result = settled(page, with_merges(page, answers or {}, merge))
    saved = _saved(order, page, outcome, progress) if order.save_as is not None else None
    progress.step(1.0, "Fertig")
    return replace(outcome, result=result, saved_to=saved), page


def refusal(page: Examination) -> list[Problem]:
    """Return what stands against an import as problems, with where it is."""
    return [
        Problem(
            f.message, f.done, f.file, f.examples[0].row if f.examples else None, f.examples[0].column if f.examples else None,
            f.examples[0].value if f.examples else None, f.count, f.code, f.severity,
        )
        for f in page.findings
        if f.severity == "error"
    ]  # fmt: skip


def with_merges(page: Examination, answers: Mapping[str, str], merge: Merge) -> dict[str, str]:
    """Return the answers completed by what ``--merge`` says about proposals that are not answered."""
    if merge == "ask" or "merge" in answers:
        return dict(answers)
    if merge == "none":
        return {**{f"merge:{m.key}": "keep" for m in page.merges}, **answers}
    return {**{f"merge:{m.key}": "merge" for m in page.merges if m.sure}, **answers}


def _saved(order: ImportOrder, page: Examination, outcome: Outcome, progress: Progress) -> Path | None:
    from quartiermap.app.used_mapping import save_mapping

    return save_mapping(replace(order, request=page.request), outcome.result, progress)
