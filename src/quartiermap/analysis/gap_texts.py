"""The sentences of a gap: why it is one, and how sure that is. German, with figure, standard and source."""

from __future__ import annotations

from math import isnan
from typing import Any

from quartiermap.analysis.residents import ALL_RESIDENTS
from quartiermap.domain.findings import Reason
from quartiermap.domain.standards import Origin, Standard
from quartiermap.domain.texts import metres, number, percent


def origin_text(label: str, is_assumption: bool, origin: Origin) -> str:
    """Return degree and source of a value in brackets' words.

    Examples
    --------
    >>> origin_text("Norm", False, Origin(ref="Q51", text="DIN 18034-1", date="2020-10", tag="verified"))
    'Norm: DIN 18034-1 [Q51], 2020-10'
    >>> origin_text("Richtwert", True, Origin(ref="Q1", text="Vorschlag", tag="proposal"))
    'Annahme: Vorschlag [Q1], o. J.'
    """
    return f"{'Annahme' if is_assumption else label}: {origin.text} [{origin.ref}], {origin.date}"


def _stop(text: str) -> str:
    """End a sentence with one full stop, also after "o. J."."""
    return text if text.endswith(".") else f"{text}."


def people(amount: float, whole: float, group: str) -> str:
    """Return "n von N Personen (Gruppe), p %".

    Examples
    --------
    >>> people(412.4, 900, "unter 6 Jahre").replace(chr(160), " ")
    '412 von 900 Personen der Altersgruppe „unter 6 Jahre“ (45,8 %)'
    >>> people(1, 4, "alle Einwohner").replace(chr(160), " ")
    '1 von 4 Einwohnern (25,0 %)'
    """
    share = percent(amount / whole if whole > 0 else None)
    if group.startswith(ALL_RESIDENTS):
        return f"{number(amount)} von {number(whole)} Einwohnern{group[len(ALL_RESIDENTS) :]} ({share})"
    return f"{number(amount)} von {number(whole)} Personen der Altersgruppe „{group}“ ({share})"


def because(reason: Reason, standard: Standard, group: str, method: str, figures: dict[str, Any]) -> str:
    """Return the German sentence that explains a gap by its figures."""
    who = people(figures["affected"], figures["group_population"], group)
    way = "Fußweg" if method == "network" else "Luftlinie × Umwegfaktor, Näherung"
    if standard.measure == "air_line":
        way = "Luftlinie, ohne Umweg"
    elif standard.measure == "minutes":
        way = f"{standard.target_words.partition(' (')[0]}; {way}"
    target = f"{metres(standard.target_m)} ({way})"
    source = (
        f"Richtwert „{standard.label}“ – "
        f"{_stop(origin_text(standard.bindingness.label, standard.is_assumption, standard.origin))}"
    )
    if reason is Reason.OUT_OF_REACH:
        text = f"{who} wohnen weiter als {target} von der nächsten Einrichtung entfernt"
        if figures["mean_distance_m"] is not None:
            text += f"; ihr mittlerer Weg ist {metres(figures['mean_distance_m'])} lang"
        if figures["unreachable"] > 0.5:
            text += f"; {number(figures['unreachable'])} davon erreichen zu Fuß keine"
        return f"{text}. {source}"
    if reason is Reason.TOO_FEW_PLACES:
        supply = standard.supply
        unit = supply.unit if supply else "Plätze"
        text = (
            f"Im Quartier stehen {number(figures['places'])} {unit} einem Bedarf von "
            f"{number(figures['need_places'])} gegenüber, rechnerisch fehlen {number(figures['shortfall_places'])}; "
            f"im Einzugsbereich von {target}, also mit den Einrichtungen jenseits der Quartiersgrenze, bleiben "
            f"rechnerisch {number(figures['affected'])} {unit} ungedeckt "
            f"({percent(figures['affected'] / figures['need_places'])} des Bedarfs)."
        )
        if supply is not None:
            degree = origin_text(supply.bindingness.label, supply.is_assumption, supply.origin)
            text += f" Bedarf – {_stop(degree)}"
        return f"{text} {source}"
    if reason is Reason.NOT_BARRIER_FREE:
        return (
            f"{who} erreichen innerhalb von {target} nur Einrichtungen, die nicht oder nur teilweise "
            f"barrierefrei sind. {source}"
        )
    return f"Für {who} ist die nächste Einrichtung innerhalb von {target} in schlechtem Zustand. {source}"


def depth_text(reason: Reason, standard: Standard, figures: dict[str, Any]) -> str:
    """Return what went into the depth factor of the rank."""
    if reason is Reason.OUT_OF_REACH:
        if figures["depth"] >= 1:
            return f"Weg im Mittel mindestens doppelt so lang wie {metres(standard.target_m)}"
        return f"Weg im Mittel {percent(figures['depth'], 0)} über {metres(standard.target_m)}"
    if reason is Reason.TOO_FEW_PLACES:
        return f"{percent(figures['depth'], 0)} des Bedarfs im Quartier fehlen"
    return "nicht abgestuft"


_SURE = {0: "hoch", 1: "mittel"}


def confidence(
    *,
    method: str,
    origin: str,
    ages_known: bool,
    exact: bool,
    residents: float,
    missing_points: bool,
    undecided: float,
    reason: Reason,
) -> tuple[str, tuple[str, ...]]:
    """Return how sure a gap is, and why not surer.

    Every reason weighs 1 or 2; 0 is "hoch", 1 "mittel", more is "gering".

    Parameters
    ----------
    method, origin : str
        `Access.method`, and `Demand.origin_in` the district.
    residents : float
        Residents of the district; below 100 the noise of the census' Cell-Key method shows (DOMAIN.md 4.1). NaN: no data.
    missing_points : bool
        Whether age figures are missing at points of the district.
    undecided : float
        Persons (or need) of the district that an unknown capacity or barrier or a
        network that ends before them leaves undecided.
    """
    doubts: list[tuple[int, str]] = []
    if method == "air_line":
        doubts.append((1, "Wege nur als Luftlinie × Umwegfaktor genähert"))
    if not ages_known:
        doubts.append((2, "Altersgruppen fehlen; gezählt sind alle Einwohner"))
    elif not exact:
        doubts.append((1, "Altersgruppe aus breiteren Gruppen geschätzt"))
    elif origin == "cells_with_register_ages":
        doubts.append((1, "Altersgruppen vom Quartier auf die Zellen verteilt"))
    if origin in ("residential_land", "streets"):
        doubts.append((1, "Wohnorte innerhalb des Quartiers geschätzt"))
    elif origin == "district_area":
        doubts.append((2, "Wohnorte gleichmäßig auf die Fläche verteilt"))
    if residents < 100:
        doubts.append((2, f"nur {number(residents)} Einwohner im Quartier (unter 100)"))
    elif isnan(residents):
        doubts.append((1, "keine Daten zur Zahl der Einwohner im Quartier"))
    if missing_points:
        doubts.append((1, "Angaben einzelner Zellen fehlen oder sind geheim"))
    if undecided > 0.5:
        what = {
            Reason.OUT_OF_REACH: "ein Teil der Zielgruppe wohnt, wo das Wegenetz keine Daten hat",
            Reason.TOO_FEW_PLACES: "für einen Teil des Bedarfs sind Platzzahlen erreichbarer Einrichtungen unbekannt",
            Reason.NOT_BARRIER_FREE: "für einen Teil ist die Barrierefreiheit erreichbarer Einrichtungen unbekannt",
        }.get(reason)
        if what:
            doubts.append((1, what))
    return _SURE.get(sum(w for w, _ in doubts), "gering"), tuple(text for _, text in doubts)
