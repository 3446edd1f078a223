"""Who made the data: the lines under maps and in the list of sources (german_peers.md 6.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from quartiermap.domain.credits import DL_DE_BY, changed, credit, licence_line
from quartiermap.domain.project import Source
from quartiermap.render.report_values import german_date

LAYER_NAMES = {
    "districts": "Quartiere",
    "facilities": "Einrichtungen",
    "population": "Einwohner",
    "cells": "Einwohner (Rasterzellen)",
    "district_population": "Einwohner nach Quartier",
    "forecast": "Einwohner nach Jahren",
    "indicators": "Sozialindikatoren",
    "network": "Wegenetz",
    "funding-areas": "Städtebauförderungsgebiete",
    "funding_areas": "Städtebauförderungsgebiete",
    "basemap": "Grundkarte",
    "addresses": "Adressverzeichnis",
    "basemap_areas": "Grundkarte (Flächen)",
    "basemap_lines": "Grundkarte (Linien)",
    "residential_land": "Wohnbauland",
}

OWN_WORK = "Eigene Berechnung und Darstellung mit QuartierMap."


def layer_name(source: Source) -> str:
    """Return what a source holds, in German."""
    return LAYER_NAMES.get(source.layer, source.layer)


INVENTED = "Erfundene Demonstrationsdaten: alle Ebenen"
"""Stands for the sources of an invented town: nobody provided anything."""


def credit_line(sources: Iterable[Source], layers: Iterable[str], kind: str | None = None) -> str:
    """Return one text for a map: each provider and licence once, with the layers that come from there.

    Parameters
    ----------
    sources : iterable of Source
    layers : iterable of str
        Names as in `Source.layer`.
    kind : str or None
        With a kind, facilities of other kinds are left out.

    Examples
    --------
    >>> credit_line([Source("a", "districts", "d.shp", "", 5, 5, "", provider="Stadt A", licence="CC BY 4.0"),
    ...              Source("b", "facilities", "k.csv", "", 5, 4, "", provider="Stadt A", licence="CC BY 4.0",
    ...                     data_date="2025-12-31")], ["districts", "facilities"])
    'Stadt A, CC BY 4.0: Quartiere, Einrichtungen (Stand 31.12.2025, verändert). Eigene Berechnung und Darstellung mit QuartierMap.'
    """
    wanted = set(layers)
    used = [
        s
        for s in sources
        if s.layer in wanted and not (s.layer == "facilities" and kind and s.kind and s.kind != kind)
    ]
    if used and all(s.invented for s in used):
        return f"{INVENTED}. {OWN_WORK}"
    groups: dict[str, dict[str, list[str]]] = {}
    for source in used:
        about = [f"Stand {german_date(source.data_date)}"] if source.data_date else []
        about += ["verändert"] if changed(source) else []
        said = groups.setdefault(INVENTED if source.invented else credit(source), {})
        remarks = said.setdefault(layer_name(source), [])
        remark = ", ".join(about)
        if remark and remark not in remarks:
            remarks.append(remark)
    lines = []
    for provider, named in groups.items():
        listed = [f"{name} ({'; '.join(remarks)})" if remarks else name for name, remarks in named.items()]
        lines.append(f"{provider}: {', '.join(listed)}")
    return ". ".join([*lines, OWN_WORK]) if lines else OWN_WORK


def repairs(findings: Iterable[Mapping[str, Any]]) -> str:
    """Return what was found and repaired when a source was read, one sentence after the other.

    Examples
    --------
    >>> repairs([{"message": "Platzzahl fehlt.", "remedy": "Bleibt leer.", "count": 2}])
    'Platzzahl fehlt. (2 Fälle) Bleibt leer.'
    """
    said = []
    for finding in findings:
        count = int(finding.get("count") or 1)
        many = f"({count} Fälle)" if count > 1 else ""
        said.append(
            " ".join(p for p in (str(finding.get("message", "")), many, str(finding.get("remedy", ""))) if p)
        )
    return " ".join(said)


__all__ = [
    "DL_DE_BY", "INVENTED", "LAYER_NAMES", "OWN_WORK", "changed", "credit", "credit_line", "layer_name", "licence_line", "repairs",
]  # fmt: skip
