"""The parameters of a result in words: what they are called, and how their values are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.domain import texts

FIGURES = {
    "profile": "Gehprofil", "detour_factor": "Umwegfaktor", "snap_limit_m": "Anbindung ans Wegenetz", "min_component_m": "kleinste Insel im Wegenetz",
    "min_gap_persons": "kleinste Lücke (Personen)", "min_gap_share": "kleinste Lücke (Anteil)", "max_places": "Zugänge je Einrichtung",
    "second_place_m": "Umweg zum zweiten Zugang", "outline_reach_m": "Zugang am Umriss",
}  # fmt: skip
"""Parameters that figures and gaps depend on (`AnalysisParameters.as_dict`), beside the standards."""

CHECK = {"land": "Land", "date": "Stichtag", "programmes": "Programme"}
"""Parameters that only the programme check depends on."""


def words(value: Any) -> str:
    """Return the value of a parameter in German.

    Examples
    --------
    >>> words(1.3), words("2026-01-05"), words({"id": "adult", "name": "Erwachsene"}), words(None)
    ('1,30', '05.01.2026', 'Erwachsene', '–')
    """
    if value is None or value == "":
        return "–"
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or value.get("id") or "…")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, float):
        return texts.number(value, 2)
    try:
        return texts.date(dt.datetime.strptime(str(value), "%Y-%m-%d").date())
    except ValueError:
        return str(value)


def parameter_rows(model: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return every parameter of a report with its value in words, the standards by the title of their set."""
    parameters = model["meta"]["parameters"]
    named = {p["id"]: p["title"] for p in model["programmes"]}
    rows = [("Richtwertsatz", str(parameters["standard_set_title"]))]
    rows += [(label, words(parameters.get(name))) for name, label in FIGURES.items()]
    for name, label in CHECK.items():
        value = parameters.get(name)
        rows.append((label, words([named.get(v, v) for v in value] if name == "programmes" else value)))
    return rows
