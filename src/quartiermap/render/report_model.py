"""``report.json``: the one model of the gap report, from which every other format is rendered.

The model holds values in the units of the code (shares 0..1, metres, persons) and never a NaN: an unknown
number is ``null`` and ``<name>_state`` says why (``value``, ``no_data``, ``secret``, ``not_applicable``).
It holds no time of writing: the same project gives the same bytes.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyogrio
import pyproj
import shapely

import quartiermap
from quartiermap.analysis.gap_stability import stored_stability
from quartiermap.analysis.ranking import weights_in
from quartiermap.domain.checksums import layer_sums, programme_sum
from quartiermap.domain.programme import Programme
from quartiermap.domain.project import Project, Source
from quartiermap.domain.results import METHOD_LABELS, Analysis
from quartiermap.errors import UsageError
from quartiermap.io import bundled
from quartiermap.render import (
    colours,
    report_evidence,
    report_money,
    report_need,
    report_ranking,
    report_residents,
    report_rows,
    report_summary,
    report_supply,
    report_suppression,
)
from quartiermap.render.report_credits import changed, licence_line
from quartiermap.render.report_values import file_name, plain, text_or_none

FORMAT = "quartiermap.report/1"
"""Name and version of the format; a change of meaning raises the number."""

INVENTED_NOTE = "Erfundene Demonstrationsdaten: Stadt, Einwohner und Einrichtungen gibt es nicht."

_LIBRARIES = ("numpy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "scipy", "matplotlib", "typst")


def build(project: Project, programmes: Mapping[str, Programme]) -> dict[str, Any]:
    """Return ``report.json`` (DESIGN.md 4.2) as plain Python values.

    Parameters
    ----------
    project : Project
        With a result; a stale one is reported as stale.
    programmes : mapping of id -> Programme
        Those that gaps were checked against, and others that money is reckoned with.

    Returns
    -------
    dict
        ``format, meta, kinds, programmes, standards, summary, town, parents, districts, need, facilities,
        gaps``; JSON Schema in ``docs/report.schema.json``.

    Raises
    ------
    UsageError
        If the project has no result yet.
    """
    analysis = _result(project)
    kinds = bundled.kinds()
    exact, known = project, analysis
    project, secrets = report_suppression.shown(project)
    analysis = project.analysis or analysis
    districts, parents, town = report_rows.district_rows(exact, known, kinds, analysis.figures)
    report_suppression.mask_person_rows([*districts, *parents, town], secrets)
    small = report_suppression.suppression_row(exact, secrets)
    rough = set(small["rough_gaps"])
    stable = stored_stability(exact)
    if stable is not None:  # the places among variants would narrow down a number that is told in tens
        stable = {gap_id: one for gap_id, one in stable.items() if gap_id not in rough}
    weights = weights_in(project.settings)
    gaps = [
        report_rows.gap_row(gap, kinds)
        | report_ranking.rank_row(gap, weights, stable)
        | {"affected_rounded": gap.gap_id in rough}
        for gap in sorted(analysis.gaps, key=lambda g: (g.rank, g.gap_id))
    ]
    facilities = report_rows.facility_rows(project, kinds)
    used = sorted({k for row in districts for k in row["kinds"]} | {f["kind"] for f in facilities})
    model: dict[str, Any] = {
        "format": FORMAT,
        "meta": _meta(project, analysis),
        "kinds": [
            kinds[k].model_dump(include={"id", "name", "name_plural", "sign", "colour", "capacity_unit", "regelbeispiel"})
            if k in kinds
            else {"id": k, "name": k, "name_plural": k, "sign": "?", "colour": "#000000", "capacity_unit": "Plätze",
                  "regelbeispiel": False}
            for k in sorted(used, key=lambda k: (kinds.ids.index(k) if k in kinds else len(kinds), k))
        ],
        "programmes": _programmes(programmes, analysis),
        "standards": [report_rows.standard_row(s, kinds) for s in analysis.parameters.standards],
        "standard_edits": report_ranking.edit_rows(project, analysis),
        "summary": {},
        "town": town,
        "parents": parents,
        "districts": districts,
        "need": report_rows.need_rows(project, analysis),
        "need_views": {
            "definition": report_need.definition_row(project),
            "twelve_fields": report_need.twelve_rows(exact, known, secrets),
            "overlay": report_need.overlay_rows(exact, known, secrets),
        },
        "equity": report_need.equity_rows(exact, known, kinds, secrets),
        "residents": report_residents.residents_row(exact, known, secrets),
        "air_line": report_rows.air_rows(exact, known, secrets),
        "supply": report_supply.supply_rows(exact, known, kinds, secrets),
        "facilities": facilities,
        "gaps": gaps,
        "evidence": report_evidence.evidence_rows(project, programmes),
        "small_numbers": small,
        "ranking": report_ranking.ranking_row(weights, stable),
        "money": report_money.money_rows(project, programmes.values()),
    }  # fmt: skip
    model["summary"] = report_summary.summarise(model)
    return model


def to_json(model: Mapping[str, Any]) -> str:
    """Return the model as JSON text (UTF-8, one stable order, no NaN), one line for each row of a list.

    Raises
    ------
    ValueError
        If a NaN or infinity got in: that would be a bug of ours.

    Examples
    --------
    >>> print(to_json({"format": "x", "gaps": [{"rank": 1}, {"rank": 2}]}), end="")
    {
     "format": "x",
     "gaps": [
      {"rank":1},
      {"rank":2}
     ]
    }
    """
    return "".join(_pieces(model))


def write_json(model: Mapping[str, Any], path: Path) -> None:
    """Write what `to_json` returns to a file, row by row: of a whole city it is 35 MB, and several times as much as one text."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_pieces(model))


def _pieces(model: Mapping[str, Any]) -> Iterator[str]:
    yield "{\n"
    for number, (name, value) in enumerate(model.items()):
        yield ",\n" if number else ""
        yield f" {_compact(name)}: "
        if isinstance(value, list) and value:
            for place, row in enumerate(value):
                yield f"{',' if place else '['}\n  {_compact(row)}"
            yield "\n ]"
        else:
            yield _compact(value)
    yield "\n}\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def versions() -> dict[str, Any]:
    """Return the versions of the program, of the report's format and of the libraries that compute."""
    libraries = {name: importlib.metadata.version(name) for name in _LIBRARIES}
    compiled = {
        "GEOS": shapely.geos_version_string,
        "PROJ": pyproj.proj_version_str,
        "GDAL": pyogrio.__gdal_version_string__,
    }
    return {
        "program": f"QuartierMap {quartiermap.__version__}",
        "format": FORMAT,
        "libraries": libraries | compiled,
    }


def cover_facts(project: Project, programmes: Mapping[str, Programme]) -> dict[str, Any]:
    """Return of the model what stands on the cover of a report, at once: ``meta`` in parts, and ``programmes``.

    Raises
    ------
    UsageError
        If the project has no result yet.
    """
    analysis = _result(project)
    return {"meta": _about(project, analysis), "programmes": _programmes(programmes, analysis)}


def _result(project: Project) -> Analysis:
    if project.analysis is None:
        raise UsageError(
            "Das Projekt hat noch kein Ergebnis. Zuerst rechnen: quartiermap analyse PROJEKT.gpkg."
        )
    return project.analysis


def _programmes(programmes: Mapping[str, Programme], analysis: Analysis) -> list[dict[str, Any]]:
    return [_programme(programmes[p], analysis) for p in analysis.parameters.programmes if p in programmes]


def _meta(project: Project, analysis: Analysis) -> dict[str, Any]:
    return {
        **_about(project, analysis),
        "method": {
            "distance": analysis.access.method,
            "distance_label": METHOD_LABELS[analysis.access.method],
            "approximation": analysis.access.method != "network",
            "demand": analysis.demand.origin,
            "demand_label": analysis.demand.label,
            "estimate": analysis.demand.origin != "cells",
        },
        "notes": _unique([*analysis.notes, *analysis.demand.notes, *analysis.access.notes]),
        "sources": [_source(source) for source in project.sources],
        "layers": [asdict(layer) for layer in layer_sums(project)],  # the shown project, see `layer_sums`
        "colour_licences": list(colours.LICENCES),
    }


def _about(project: Project, analysis: Analysis) -> dict[str, Any]:
    parameters = analysis.parameters
    level = project.reporting_districts["level"] if len(project.districts) else []
    names = [str(v) for v in level if text_or_none(v)]
    return {
        "project": {
            "name": project.name,
            "crs": project.crs,
            "created_at": project.created_at,
            "reporting_level": names[0] if names else "Quartier",
            "districts": len(project.reporting_districts),
            "facilities": len(project.facilities),
            "cells": len(project.cells),
            "network_length_m": None if project.network is None else plain(project.network.length_m),
            "network_nodes": None if project.network is None else project.network.node_count,
        },
        "invented": project.invented,
        "invented_note": INVENTED_NOTE if project.invented else "",
        "computed_at": analysis.computed_at.isoformat(timespec="seconds"),
        "fingerprint": analysis.fingerprint,
        "stale": project.stale,
        "versions": versions(),
        "parameters": plain(parameters.as_dict())
        | {"standard_set_title": _set_title(parameters.standard_set)},
    }


def _set_title(set_id: str) -> str:
    """Return the title of a shipped set; a set of the user's is called by its id."""
    return bundled.standard_set(set_id).title if set_id in bundled.standard_set_ids() else set_id


def _unique(notes: list[str]) -> list[str]:
    """Drop repeated notes (the run gathers those of its steps), keeping the order."""
    return list(dict.fromkeys(notes))


def _source(source: Source) -> dict[str, Any]:
    return {
        "source_id": source.source_id,
        "layer": source.layer,
        "kind": source.kind,
        "period": source.period,
        "title": source.title,
        "file": file_name(source.file),
        "sha256": source.sha256,
        "provider": source.provider,
        "licence": source.licence,
        "data_date": source.data_date,
        "imported_at": source.imported_at,
        "rows_read": int(source.rows_read),
        "rows_used": int(source.rows_used),
        "crs_read": source.crs_read,
        "encoding": source.encoding,
        "preset": source.preset,
        "mapping": plain(dict(source.mapping)),
        "findings": plain([dict(finding) for finding in source.findings]),
        "invented": bool(source.invented),
        "changed": changed(source),
        "licence_line": licence_line(source),
    }


def _programme(programme: Programme, analysis: Analysis) -> dict[str, Any]:
    dumped: dict[str, Any] = plain(programme.model_dump(mode="json"))
    return {
        "id": programme.id,
        "title": programme.title,
        "short": programme.short,
        "valid_from": dumped["valid_from"],
        "valid_to": dumped["valid_to"],
        "open": programme.open_on(analysis.parameters.date),
        "closed_note": programme.closed_words(analysis.parameters.date),
        "disclaimer": programme.disclaimer,
        "checked_on": dumped["checked_on"],
        "sha256": programme_sum(programme),
        "funding": dumped["funding"],
        "sources": dumped["source"],
        "rules": [
            {"id": r.id, "label": r.label, "kind": r.kind, "text": r.text, "source": programme.citation(r)}
            for r in programme.rule
        ],
    }
