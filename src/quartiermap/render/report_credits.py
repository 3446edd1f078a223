"""Who made the data: the lines under maps and in the list of sources (german_peers.md 6.3)."""

from __future__ import annotations

from collections.abc import Iterable

from quartiermap.domain.project import Source
from quartiermap.render.report_values import german_date

LAYER_NAMES = {
    "districts": "Quartiere",
    "facilities": "Einrichtungen",
    "population": "Einwohner",
    "cells": "Einwohner (Rasterzellen)",
    "district_population": "Einwohner nach Quartier",
    "indicators": "Sozialindikatoren",
    "network": "Wegenetz",
    "funding-areas": "Städtebauförderungsgebiete",
    "funding_areas": "Städtebauförderungsgebiete",
    "basemap": "Grundkarte",
    "basemap_areas": "Grundkarte (Flächen)",
    "basemap_lines": "Grundkarte (Linien)",
    "residential_land": "Wohnbauland",
}

DL_DE_BY = "www.govdata.de/dl-de/by-2-0"
"""The licence asks for this reference beside its name."""

OWN_WORK = "Eigene Berechnung und Darstellung mit QuartierMap."


def layer_name(source: Source) -> str:
    """Return what a source holds, in German."""
    return LAYER_NAMES.get(source.layer, source.layer)


def changed(source: Source) -> bool:
    """Tell whether rows were left out or repaired, so that "Daten verändert" must be said."""
    return bool(source.findings) or source.rows_used != source.rows_read


def credit(source: Source) -> str:
    """Return provider, licence and data date of a source in one line; what is unknown is said to be.

    Examples
    --------
    >>> credit(Source("a", "districts", "d.gpkg", "", 5, 5, "", provider="Stadt A", licence="dl-de/by-2-0",
    ...               data_date="31.12.2025"))
    'Stadt A, dl-de/by-2-0 (www.govdata.de/dl-de/by-2-0), Datenstand 31.12.2025'
    """
    provider = source.provider or source.title or "Anbieter nicht angegeben"
    licence = source.licence or "Lizenz nicht angegeben"
    if not source.provider and not source.title and not source.licence:
        provider, licence = "Anbieter und Lizenz nicht angegeben", ""
    if "dl-de/by-2-0" in licence.lower() and DL_DE_BY not in licence:
        licence = f"{licence} ({DL_DE_BY})"
    parts = [provider, licence] if licence else [provider]
    if source.data_date:
        parts.append(f"Datenstand {german_date(source.data_date)}")
    if changed(source):
        parts.append("Daten verändert")
    return ", ".join(parts)


def credit_line(sources: Iterable[Source], layers: Iterable[str], kind: str | None = None) -> str:
    """Return one text for a map: the layers really used, same credits said once.

    Parameters
    ----------
    sources : iterable of Source
    layers : iterable of str
        Names as in `Source.layer`.
    kind : str or None
        With a kind, facilities of other kinds are left out.
    """
    wanted = set(layers)
    by_credit: dict[str, list[str]] = {}
    for source in sources:
        if source.layer not in wanted:
            continue
        if source.layer == "facilities" and kind and source.kind and source.kind != kind:
            continue
        names = by_credit.setdefault(credit(source), [])
        if layer_name(source) not in names:
            names.append(layer_name(source))
    lines = [f"{', '.join(names)}: {line}" for line, names in by_credit.items()]
    return ". ".join([*lines, OWN_WORK]) if lines else OWN_WORK
