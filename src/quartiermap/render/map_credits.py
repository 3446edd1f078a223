"""Where everything on the map is from: the source line, and what a licence wants in sight with which layer."""

from __future__ import annotations

import re

from quartiermap.domain.project import Project, Source

OSM_CREDIT = "© OpenStreetMap-Mitwirkende (ODbL)"


def source_line(project: Project) -> str:
    """Return the sources of everything on the map as one German line, each named once.

    Provider, licence and date stand where the source names them (german_peers.md 6.3).
    """
    parts = source_list(project)
    return f"Quellen: {' · '.join(parts)}" if parts else ""


def source_list(project: Project) -> list[str]:
    """Return the sources of everything on the map, each provider and licence once with all its dates."""
    dates: dict[str, list[str]] = {}
    for source in sorted(
        project.sources, key=lambda s: not is_osm(s)
    ):  # OSM's licence wants its credit in sight
        title = OSM_CREDIT if is_osm(source) else source.provider or source.title or source.file
        licence = "" if is_osm(source) else source.licence
        known = dates.setdefault(", ".join(part for part in (title, licence) if part), [])
        stand = _german_date(source.data_date) if source.data_date else ""
        if stand and stand not in known:
            known.append(stand)
    parts = [f"{head}, Stand {' und '.join(found)}" if found else head for head, found in dates.items()]
    own = ["eigene Berechnung"] if project.analysis is not None and parts else []
    return [*parts, *own]


_MADE_FROM = {
    "basemap": ("basemap",),
    "districts": ("districts",),
    "outlines": ("districts",),
    "funding": ("funding",),
    "facilities": ("facilities",),
    "cells": ("cells", "population", "network", "facilities"),
}
"""Layers of the map, and the beginnings of the names of the sources that each is drawn from."""

_COMPUTED = ("network", "facilities", "population", "cells")


def layer_credits(project: Project) -> dict[str, list[str]]:
    """Return by layer of the map what a licence wants in sight while that layer can be seen.

    Colours of districts are made from all sources of the result, so they carry the credit of the walk network too.

    Examples
    --------
    >>> layer_credits(Project("Leerstadt"))["basemap"]
    []
    """
    osm = tuple(s.layer for s in project.sources if is_osm(s))
    by_layer = {}
    for layer, made_from in _MADE_FROM.items():
        computed = _COMPUTED if layer == "districts" and project.analysis is not None else ()
        found = any(name.startswith((*made_from, *computed)) for name in osm)
        by_layer[layer] = [OSM_CREDIT] if found else []
    return by_layer


def is_osm(source: Source) -> bool:
    """Tell whether a source is OpenStreetMap."""
    return "openstreetmap" in f"{source.provider} {source.title} {source.licence}".lower()


def _german_date(text: str) -> str:
    """Write an ISO date or month the German way; anything else stays as it is."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text.strip())
    if match is None:
        return text
    year, month, day = match.groups()
    return f"{day}.{month}.{year}" if day else f"{month}/{year}"
