"""German words of "Was wäre, wenn …": names of ways, labels of steps, sentences for a protocol."""

from __future__ import annotations

from quartiermap.analysis.small_numbers import is_small, stepped, told
from quartiermap.app.whatif_results import Change
from quartiermap.app.whatif_told import Published, told_reach
from quartiermap.domain.network import STEPS, WalkNetwork
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import NO_DATA, metres, number

_NAMED = 5
"""How many districts a sentence names before it says "und weitere"."""

_CLASSES = {
    "footway": "Fußweg", "path": "Weg", "steps": "Treppe", "pedestrian": "Fußgängerzone", "cycleway": "Radweg",
    "living_street": "verkehrsberuhigter Bereich", "residential": "Wohnstraße", "service": "Zufahrt",
    "track": "Feldweg", "bridleway": "Reitweg", "platform": "Bahnsteig", "corridor": "Durchgang",
    "elevator": "Aufzug", "road": "Straße", "unclassified": "Straße", "tertiary": "Straße", "secondary": "Straße",
    "primary": "Hauptstraße", "trunk": "Hauptstraße",
}  # fmt: skip


def way_name(network: WalkNetwork, edge: int) -> str:
    """Return a German name for an edge: its street, else its class; with its length.

    Examples
    --------
    >>> import numpy as np
    >>> road = WalkNetwork(
    ...     node_x=np.array([0.0, 85.0]), node_y=np.zeros(2), edge_u=np.array([0], np.int32),
    ...     edge_v=np.array([1], np.int32), edge_length=np.array([85.0]), vertex_x=np.array([0.0, 85.0]),
    ...     vertex_y=np.zeros(2), edge_first=np.array([0, 2]), edge_class=np.zeros(1, np.int16),
    ...     edge_flags=np.zeros(1, np.uint8), classes=("footway",))
    >>> way_name(road, 0).replace(chr(160), " ")
    'Fußweg, 85 m'
    """
    name = network.street(edge)
    if not name:
        at = int(network.edge_class[edge])
        word = network.classes[at] if 0 <= at < len(network.classes) else ""
        name = _CLASSES.get(word.removesuffix("_link"), "Weg")
        if network.edge_flags[edge] & STEPS:
            name = "Treppe"
    return f"{name}, {metres(float(network.edge_length[edge]))}"


def plain_number(value: float) -> str:
    """Write a number with as many decimals as it has, at most one.

    Examples
    --------
    >>> plain_number(60.0), plain_number(3.6)
    ('60', '3,6')
    """
    return number(value, 0 if float(value).is_integer() else 1)


def effect_sentences(
    kind: str,
    standard: Standard,
    change: Change,
    town: str,
    *,
    least: float = 0.0,
    base: Published | None = None,
) -> list[str]:
    """Return what a state of the game brings for one kind: persons in reach, where, and places.

    Parameters
    ----------
    kind : str
        German name of the kind.
    standard : Standard
    change : Change
        With `Change.supply`.
    town : str
        Name of the town.
    least : float
        Numbers of persons are told in steps of so many, fewer only as such (`small_numbers.stepped`); districts with fewer
        persons of the group are not named.
    base : Published, optional
        What the result tells of the town: "before" is said in its words.
    """
    found: list[str] = []

    reach = change.reach
    if reach is not None:
        all_ = reach.town
        words = told_reach(all_, base, least)
        rule = f"{kind}, {metres(change.target_now_m)} zu Fuß, {reach.group}"
        if all_.now is None:
            found.append(f"{rule}: Reichweite {NO_DATA}.")
        elif all_.before is None:
            found.append(
                f"{rule}: {words.persons_now} Personen in Reichweite ({words.share_now}); vorher {NO_DATA}."
            )
        elif not (all_.newly_reached or all_.newly_lost):
            found.append(
                f"{rule}: Für niemanden in {town} ändert sich, ob eine Einrichtung in Reichweite liegt "
                f"({words.persons_now} Personen, {words.share_now})."
            )
        else:
            found.append(
                f"{rule}: {words.persons_now} statt {words.persons_before} Personen in Reichweite "
                f"({words.share_now} statt {words.share_before}). Neu erreicht: "
                f"{told(all_.newly_reached, least)}, nicht mehr erreicht: {told(all_.newly_lost, least)}."
            )
            changed = [
                row
                for row in reach.changed
                if (row.target_population or 0.0) >= least
                and not is_small(abs(row.newly_reached - row.newly_lost), least)
            ]
            where = [
                f"{row.name} {'−' if row.newly_lost > row.newly_reached else '+'}"
                f"{number(stepped(abs(row.newly_reached - row.newly_lost), least))}"
                for row in changed[:_NAMED]
            ]
            more = len(reach.changed) - len(where)
            if where:
                others = (
                    ""
                    if more <= 0
                    else " und 1 weiteres Gebiet"
                    if more == 1
                    else f" und {number(more)} weitere Gebiete"
                )
                found.append(f"Am meisten ändert sich in: {', '.join(where)}{others}.")
    supply = change.supply
    if supply is not None and (supply.places_before or supply.places_now or supply.unknown_now):
        whole = supply.town
        if whole.unserved_now is not None and whole.unserved_before is not None:
            capacity = f"{number(supply.places_now)} {supply.unit}"
            if supply.places_now != supply.places_before:
                capacity += f" statt {number(supply.places_before)}"
            label = " (Annahme)" if standard.supply is not None and standard.supply.is_assumption else ""
            text = (
                f"{kind}, {capacity}: Rechnerisch fehlen im Einzugsbereich (2SFCA) {number(whole.unserved_now)} "
                f"{supply.unit}, vorher {number(whole.unserved_before)}; Bedarf {number(whole.need)}{label}."
            )
            if supply.unknown_now:
                text += (
                    f" Bei {number(supply.unknown_now)} {'Einrichtung' if supply.unknown_now == 1 else 'Einrichtungen'} ist die Größe unbekannt; in ihrem "
                    "Einzugsbereich wird kein Mangel ausgewiesen."
                )
            found.append(text)
    return found
