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

DL_DE_BY = "www.govdata.de/dl-de/by-2-0"
"""The licence asks for this reference beside its name."""

OWN_WORK = "Eigene Berechnung und Darstellung mit QuartierMap."


def layer_name(source: Source) -> str:
    """Return what a source holds, in German."""
    return LAYER_NAMES.get(source.layer, source.layer)


def changed(source: Source) -> bool:
    """Tell whether rows were left out or repaired, so that "Daten verändert" must be said."""
    return bool(source.findings) or source.rows_used != source.rows_read


INVENTED = "Erfundene Demonstrationsdaten: alle Ebenen"
"""Stands for the sources of an invented town: nobody provided anything."""


def credit(source: Source) -> str:
    """Return provider and licence of a source in one line; what is unknown is said to be.

    Examples
    --------
    >>> credit(Source("a", "districts", "d.gpkg", "", 5, 5, "", provider="Stadt A", licence="dl-de/by-2-0",
    ...               data_date="31.12.2025"))
    'Stadt A, dl-de/by-2-0 (www.govdata.de/dl-de/by-2-0)'
    """
    provider, licence = source.provider, source.licence
    if not provider and not licence:
        return "Anbieter und Lizenz nicht angegeben"
    if "dl-de/by-2-0" in licence.lower() and DL_DE_BY not in licence:
        licence = f"{licence} ({DL_DE_BY})"
    return f"{provider or 'Anbieter nicht angegeben'}, {licence or 'Lizenz nicht angegeben'}"


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
