"""What the reader of an OSM file tells about it: counts, kilometres, islands, how much is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from quartiermap.domain.network import CONDITIONAL, CROSSING, LIFT, ONEWAY, PLAZA, STEPS, UNKNOWN, WalkNetwork
from quartiermap.domain.texts import number, percent
from quartiermap.errors import Problem
from quartiermap.io.osm_network import NetworkFacts
from quartiermap.io.osm_tables import OsmTables

_NAMED_ISLANDS = 5
_ISLAND_M = 500.0
"""Smaller parts are counted together, not named."""

ATTRIBUTE_WORDS = {
    "surface": "Oberfläche", "smoothness": "Ebenheit", "width_cm": "Breite", "incline_pm": "Steigung", "kerb_mm": "Bordstein",
    "barrier": "Hindernis", "wheelchair": "Rollstuhleignung", "ramp": "Rampe",
}  # fmt: skip


def about_order(tables: OsmTables, path: Path) -> list[Problem]:
    """Tell that a file was not in order."""
    if tables.in_order:
        return []
    return [
        Problem(
            "Die Objekte standen nicht in der Reihenfolge ihrer Nummern; sie wurden beim Lesen sortiert.",
            file=path.name,
            code="osm_sorted",
            severity="info",
        )
    ]


def no_ways(ways: int, path: Path) -> Problem:
    """Return the problem of a file with some ways, none of them to walk on."""
    what = "enthält keine Wege, die man gehen kann" if ways else "enthält keine Wege"
    return Problem(
        f"Die OSM-Datei {what}.",
        "Einen Auszug mit Straßen und Wegen (highway=*) angeben.",
        file=path.name,
        code="osm_no_ways",
    )


def about_network(network: WalkNetwork, facts: NetworkFacts, path: Path) -> list[Problem]:
    """Return notes about a network: what it is made of, its islands, what is known about its ways."""
    notes: list[Problem] = []

    def note(message: str, code: str, remedy: str = "", count: int = 1) -> None:
        notes.append(Problem(message, remedy, file=path.name, count=count, code=code, severity="info"))

    if facts.missing_nodes:
        note(
            "Am Rand des Auszugs fehlen Knoten; die Wege enden dort.", "osm_missing_nodes",
            "Liegt der Rand in der Gemeinde, einen größeren Auszug verwenden.", facts.missing_nodes,
        )  # fmt: skip
    if network.edge_count:
        note(_made_of(network), "osm_network")
        special = _special(network, facts)
        if special:
            note(special, "osm_network_details")
        note(_known(network), "osm_attributes")
        islands = _islands(network)
        if islands:
            note(
                islands,
                "osm_islands",
                "Inseln bleiben im Wegenetz; sie sind nur nicht mit dem Hauptnetz verbunden.",
            )
    return notes


def _made_of(network: WalkNetwork) -> str:
    lengths = (
        np.bincount(network.edge_class, weights=network.edge_length, minlength=len(network.classes)) / 1000
    )
    order = np.argsort(-lengths, kind="stable")
    parts = [f"{network.classes[i]} {number(float(lengths[i]), 1)}" for i in order.tolist() if lengths[i] > 0]
    return f"Wegenetz: {number(network.length_m / 1000, 1)} km, davon in km {', '.join(parts)}."


def _special(network: WalkNetwork, facts: NetworkFacts) -> str:
    parts = []
    if facts.plazas:
        links = int(((network.edge_flags & PLAZA) > 0).sum())
        squares = "1 Platz wird" if facts.plazas == 1 else f"{number(facts.plazas)} Plätze werden"
        ways = "1 Querweg" if links == 1 else f"{number(links)} Querwege"
        parts.append(f"{squares} geradlinig gequert ({ways})")
    words = (
        (ONEWAY, "zu Fuß nur in einer Richtung erlaubt (so beschildert)"),
        (CONDITIONAL, "nur zu Zeiten oder unter Bedingungen offen, hier als offen gerechnet"),
        (STEPS, "Treppen"),
        (CROSSING, "markierte Querungen"),
        (LIFT, "Aufzüge"),
    )
    for flag, text in words:
        on = (network.edge_flags & flag) > 0
        if on.any():
            length = number(float(network.edge_length[on].sum()) / 1000, 2)
            count = "1 Abschnitt" if on.sum() == 1 else f"{number(int(on.sum()))} Abschnitte"
            parts.append(f"{count} ({length} km) {text}")
    if facts.locked == 1:
        parts.append("an einem verschlossenen Tor oder einer Mauer enden Wege")
    elif facts.locked:
        parts.append(f"an {number(facts.locked)} verschlossenen Toren oder Mauern enden Wege")
    return f"{'; '.join(parts)}." if parts else ""


def known_shares(network: WalkNetwork) -> dict[str, float]:
    """Return for each attribute the share of the network's length (0..1) for which a value is known."""
    whole = network.length_m
    return {
        name: float(network.edge_length[network.attribute(name) != UNKNOWN].sum()) / whole if whole else 0.0
        for name in ATTRIBUTE_WORDS
    }


def _known(network: WalkNetwork) -> str:
    named = (
        network.edge_length[network.edge_name >= 0].sum() / network.length_m
        if len(network.edge_name)
        else 0.0
    )
    parts = [f"Straßenname {percent(float(named))}"]
    parts += [f"{ATTRIBUTE_WORDS[name]} {percent(share)}" for name, share in known_shares(network).items()]
    return f"Bekannt ist für Anteile der Weglänge: {', '.join(parts)}. Was nicht eingetragen ist, gilt als unbekannt."


def component_names(network: WalkNetwork) -> list[str]:
    """Return a name for each connected part: its longest street, empty where none has a name."""
    parts = int(network.component.max()) + 1 if len(network.component) else 0
    names = [""] * parts
    if not len(network.edge_name):
        return names
    named = np.flatnonzero(network.edge_name >= 0)
    key = (
        network.component[network.edge_u[named]].astype(np.int64) * len(network.names)
        + network.edge_name[named]
    )
    pairs, inverse = np.unique(key, return_inverse=True)
    length = np.bincount(inverse, weights=network.edge_length[named])
    for i in np.lexsort((-length, pairs // max(len(network.names), 1)))[::-1].tolist():
        names[int(pairs[i]) // len(network.names)] = network.names[int(pairs[i]) % len(network.names)]
    return names


def _islands(network: WalkNetwork) -> str:
    length = np.bincount(network.component[network.edge_u], weights=network.edge_length)
    if len(length) < 2:
        return ""
    names = component_names(network)
    large = [i for i in range(1, len(length)) if length[i] >= _ISLAND_M]
    shown = [
        f"{names[i] or 'ohne Namen'} ({number(float(length[i]) / 1000, 1)} km)"
        for i in large[:_NAMED_ISLANDS]
    ]
    text = (
        f"{percent(float(length[0] / length.sum()))} der Weglänge hängen zusammen; daneben gibt es "
        f"{number(len(length) - 1)} Inseln"
    )
    if large:
        more = f" und {number(len(large) - len(shown))} weitere" if len(large) > len(shown) else ""
        text += f", davon {number(len(large))} ab {number(_ISLAND_M)} m: {', '.join(shown)}{more}"
    return f"{text}."
