"""Facilities that stand twice brought together, with both origins kept: the proposals of `quartiermap.io.duplicates` carried out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from quartiermap.domain.project import Project, Source
from quartiermap.io.duplicates import MergeProposal
from quartiermap.io.kept_merges import described


def merged(project: Project, accepted: Sequence[MergeProposal]) -> Project:
    """Return the project with the accepted proposals carried out.

    The entry that stays gets each field as chosen; the other one goes. What came from where is written into the
    findings of both sources (code ``facility_merged``, with ``merged_from``, the source of every field and both entries as they
    were), so that it holds when a file is read again (`quartiermap.io.kept_merges`).
    """
    if not accepted:
        return project
    frame = project.facilities.copy()
    at = {str(key): row for key, row in zip(frame["facility_id"], frame.index, strict=True)}
    gone: dict[str, str] = {}
    notes: dict[str, list[dict[str, Any]]] = {}
    names = {s.source_id: s.file for s in project.sources}
    for proposal in accepted:
        kept_row, other_row = at[proposal.kept_id], at[proposal.other_id]
        origin: dict[str, str] = {}
        for choice in proposal.fields:
            taken = other_row if choice.take == "other" else kept_row
            frame.at[kept_row, choice.field] = frame.at[taken, choice.field]
            origin[choice.field] = proposal.other_source if choice.take == "other" else proposal.kept_source
        gone[proposal.other_id] = proposal.kept_id
        rows = {
            "kept": described(dict(project.facilities.loc[kept_row]), project.facilities.geometry[kept_row]),
            "other": described(dict(frame.loc[other_row]), frame.geometry[other_row]),
        }
        note = _note(proposal, origin, names) | {"rows": rows}
        for source_id in dict.fromkeys((proposal.kept_source, proposal.other_source)):
            notes.setdefault(source_id, []).append(note)
    keep = ~frame["facility_id"].isin(set(gone))
    shapes = project.facility_shapes
    if len(shapes):
        has_own = set(shapes["facility_id"])
        moved = shapes["facility_id"].map(lambda i: gone.get(i, i) if gone.get(i) not in has_own else i)
        shapes = shapes.assign(facility_id=moved)
        shapes = shapes[~shapes["facility_id"].isin(set(gone))].reset_index(drop=True)
    return project.with_(
        facilities=frame[keep].reset_index(drop=True), facility_shapes=shapes,
        sources=tuple(_noted(s, notes.get(s.source_id, [])) for s in project.sources),
    )  # fmt: skip


def _note(proposal: MergeProposal, origin: Mapping[str, str], names: Mapping[str, str]) -> dict[str, Any]:
    taken = [c.label for c in proposal.fields if c.take == "other"]
    file = names.get(proposal.other_source, proposal.other_source)
    remedy = f"Übernommen aus {file}: {', '.join(taken)}." if taken else f"Aus {file} war nichts zu ergänzen."
    return {
        "message": f"Zusammengeführt: {proposal.text}", "remedy": remedy, "count": 1, "code": "facility_merged", "severity": "info",
        "file": None, "row": None, "column": None, "value": proposal.kept_id, "facility_id": proposal.kept_id,
        "merged_from": [
            {"facility_id": proposal.kept_id, "source_id": proposal.kept_source},
            {"facility_id": proposal.other_id, "source_id": proposal.other_source},
        ],
        "fields": dict(origin),
    }  # fmt: skip


def _noted(source: Source, notes: list[dict[str, Any]]) -> Source:
    return replace(source, findings=(*source.findings, *notes)) if notes else source
