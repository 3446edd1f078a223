"""What the fields of exported layers are called in German, and what they mean: aliases in QGIS, a file beside GeoJSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quartiermap.domain.ages import band_label, band_limits, is_band
from quartiermap.domain.texts import fold
from quartiermap.io.bundled import kinds


@dataclass(frozen=True)
class FieldText:
    """A field's name on screen, what it means, and its unit."""

    alias: str
    meaning: str = ""
    unit: str = ""


FIGURES: Mapping[str, tuple[str, FieldText]] = {
    "target_population": ("zielgruppe", FieldText("Zielgruppe", "Personen der Zielgruppe des Richtwerts", "Personen")),
    "covered_population": ("in_reichweite", FieldText("in Reichweite", "Personen der Zielgruppe, deren Weg den Zielwert höchstens erreicht", "Personen")),
    "covered_share": ("anteil_in_reichweite", FieldText("Anteil in Reichweite", "Anteil der Zielgruppe, deren Weg den Zielwert höchstens erreicht", "0 bis 1")),
    "covered_share_low": ("anteil_ueber", FieldText("Anteil in Reichweite, größer als", "Untere Grenze, wo der Anteil geheim ist", "0 bis 1")),
    "covered_share_high": ("anteil_unter", FieldText("Anteil in Reichweite, kleiner als", "Obere Grenze, wo der Anteil geheim ist", "0 bis 1")),
    "mean_distance_m": ("mittlerer_weg_m", FieldText("mittlerer Weg", "Weg zur nächsten Einrichtung, mit Personen gewichtet", "Meter")),
    "places": ("plaetze", FieldText("Platzangebot", "Plätze der Einrichtungen im Gebiet", "Plätze")),
    "need_places": ("bedarf_plaetze", FieldText("rechnerischer Bedarf", "Personen mal Bedarfssatz", "Plätze")),
    "supply_ratio": ("deckung", FieldText("rechnerische Bedarfsdeckung", "Platzangebot geteilt durch Bedarf", "0 bis 1, auch mehr")),
    "shortfall_places": ("fehlende_plaetze", FieldText("rechnerischer Fehlbedarf", "Bedarf minus Platzangebot, mindestens 0", "Plätze")),
}  # fmt: skip
"""Figures of a kind that become fields of the districts: what they are called there."""

STATES: Mapping[str, tuple[str, FieldText]] = {
    "target_population_state": ("zielgruppe_stand", FieldText("Zielgruppe, Stand")),
    "covered_share_state": ("anteil_stand", FieldText("Anteil in Reichweite, Stand")),
    "mean_distance_state": ("weg_stand", FieldText("mittlerer Weg, Stand")),
    "places_state": ("plaetze_stand", FieldText("Platzangebot, Stand")),
    "need_state": ("bedarf_stand", FieldText("rechnerischer Bedarf, Stand")),
    "supply_ratio_state": ("deckung_stand", FieldText("rechnerische Bedarfsdeckung, Stand")),
}
"""Why a figure is missing ("keine Daten", "geheim", "entfällt"); empty where there is a value."""

STATE_MEANING = "leer, wo ein Wert steht; sonst „keine Daten“, „geheim“ oder „entfällt“"

_COMMON = {
    "name": FieldText("Name"), "kennung": FieldText("Kennung"), "stand": FieldText("Stand"), "art": FieldText("Art"),
    "schluessel": FieldText("Schlüssel", "Schlüssel des Quartiers in den Quelldaten"),
}  # fmt: skip

_LAYERS: Mapping[str, Mapping[str, FieldText]] = {
    "Quartiere": {
        "ebene": FieldText("Ebene"), "gehoert_zu": FieldText("gehört zu", "Schlüssel des übergeordneten Gebiets"),
        "sozialindex_jahr": FieldText("Sozialindex: Jahr"),
        "sozialindex_status": FieldText("Sozialindex: Status", "hoch, mittel, niedrig oder sehr niedrig"),
        "sozialindex_dynamik": FieldText("Sozialindex: Dynamik", "positiv, stabil oder negativ"),
        "sozialindex_feld": FieldText("Sozialindex: Feld", "Status und Dynamik zusammen, z. B. „4-“"),
        "sozialindex_stand": FieldText("Sozialindex, Stand", STATE_MEANING),
        "aufmerksamkeit": FieldText("besonderer Aufmerksamkeitsbedarf", "ja oder nein"),
    },
    "Einrichtungen": {
        "art": FieldText("Einrichtungsart"), "traeger": FieldText("Träger"), "plaetze": FieldText("Plätze", "leer: keine Daten", "Plätze"),
        "flaeche_m2": FieldText("Fläche", "leer: keine Daten", "m²"), "zustand": FieldText("Zustand", "gut, mittel oder schlecht"),
        "barrierefrei": FieldText("barrierefrei", "ja, teilweise oder nein; leer: keine Daten"),
        "stand": FieldText("Stand", "Bestand, geplant oder geschlossen"), "eroeffnung": FieldText("Eröffnung", "", "Jahr"),
        "anschrift": FieldText("Anschrift"),
    },
    "Foerdergebiete": {
        "programm": FieldText("Programm"), "rechtsgrundlage": FieldText("Rechtsgrundlage"),
        "stand": FieldText("Stand", "laufend, Voruntersuchung oder abgerechnet"), "seit": FieldText("gilt seit"), "bis": FieldText("gilt bis"),
    },
    "Rasterzellen": {
        "gitter_id": FieldText("Gitter-ID", "Kennung der Zelle im Zensus, sonst eine eigene"), "ostwert": FieldText("Ostwert", "Mitte der Zelle", "Meter"),
        "nordwert": FieldText("Nordwert", "Mitte der Zelle", "Meter"), "einwohner": FieldText("Einwohner", "wie veröffentlicht; leer: keine Daten oder geheim", "Personen"),
        "quartier": FieldText("Quartier", "Schlüssel des Quartiers, in dem die Mitte liegt"), "zellgroesse_m": FieldText("Zellgröße", "0: verteilter Punkt, keine Zelle", "Meter"),
        "einwohner_stand": FieldText("Einwohner, Stand", STATE_MEANING), "alter_stand": FieldText("Altersgruppen, Stand", STATE_MEANING),
        "quelle": FieldText("Quelle", "Kennung der Quelle im Projekt"),
    },
    "Luecken": {
        "rang": FieldText("Rang", "1 ist die dringlichste; Reihung der Kommune (Annahme)"), "quartier": FieldText("Quartier"),
        "art": FieldText("Einrichtungsart"), "grund": FieldText("Grund"), "betroffene": FieldText("Betroffene", "nicht addierbar über Lücken", "Personen"),
        "betroffene_stand": FieldText("Betroffene, Stand", STATE_MEANING),
        "gruppe": FieldText("betroffene Gruppe"), "richtwert": FieldText("Richtwert", "Kennung des Richtwerts"), "befund": FieldText("Befund"),
        "sicherheit": FieldText("Sicherheit", "hoch, mittel oder gering"), "vorpruefung": FieldText("Vorprüfung", "nach Programm; keine Förderzusage"),
    },
    "Wege": {
        "von_knoten": FieldText("von Knoten"), "zu_knoten": FieldText("zu Knoten"), "laenge_m": FieldText("Länge", "", "Meter"),
        "wegeart": FieldText("Wegeart", "Wert von highway in OpenStreetMap oder der Quelle"),
        "merkmale": FieldText("Merkmale", "Summe aus 1 Treppe, 2 Brücke, 4 Tunnel, 8 nur in eine Richtung, 16 Platz, 32 Querung, 64 Aufzug, 128 bedingt"),
        "name": FieldText("Straße"), "belag": FieldText("Belag", "0 glatt, 1 Pflaster, 2 fest, 3 weich"),
        "ebenheit": FieldText("Ebenheit", "0 gut bis 3 sehr schlecht"), "breite_cm": FieldText("Breite", "", "Zentimeter"),
        "steigung_promille": FieldText("Steigung", "", "Promille"), "bordstein_mm": FieldText("Bordstein", "", "Millimeter"),
        "hindernis": FieldText("Hindernis", "0 keines bis 3 für Räder unpassierbar"), "rollstuhl": FieldText("Rollstuhl", "0 nein, 1 eingeschränkt, 2 ja"),
        "rampe": FieldText("Rampe", "1: Treppe mit Rampe"),
    },
}  # fmt: skip
_SAME_AS = {"Obere_Ebenen": "Quartiere", "Wohnorte_geschaetzt": "Rasterzellen"}

CELL_NAMES = {
    "cell_id": "gitter_id", "x": "ostwert", "y": "nordwert", "population": "einwohner", "district_id": "quartier", "resolution_m": "zellgroesse_m",
    "population_state": "einwohner_stand", "ages_state": "alter_stand", "source_id": "quelle",
}  # fmt: skip
"""What columns of demand points and census cells are called in an export."""

WAY_NAMES = {
    "u": "von_knoten", "v": "zu_knoten", "length_m": "laenge_m", "class": "wegeart", "flags": "merkmale", "surface": "belag",
    "smoothness": "ebenheit", "width_cm": "breite_cm", "incline_pm": "steigung_promille", "kerb_mm": "bordstein_mm", "barrier": "hindernis",
    "wheelchair": "rollstuhl", "ramp": "rampe",
}  # fmt: skip
"""What columns of the walk network are called in an export."""


def kind_field(kind: str, taken: Iterable[str] = ()) -> str:
    """Return what the fields of a kind begin with: its German name in small letters.

    Parameters
    ----------
    taken : iterable of str
        Beginnings that other kinds have.

    Examples
    --------
    >>> kind_field("primary_school"), kind_field("secondary_school"), kind_field("kita", {"kita"})
    ('grundschule', 'weiterfuehrende_schule', 'kita_2')
    """
    words = [fold(word) for word in re.split(r"[^\w]+|_", kinds().name(kind))]
    name = "_".join(word for word in words if word) or fold(kind) or "art"
    others, number, found = set(taken), 2, name
    while found in others:
        found, number = f"{name}_{number}", number + 1
    return found


def kind_fields(found: Iterable[str]) -> dict[str, str]:
    """Return the beginnings of the fields of several kinds, no two the same.

    Examples
    --------
    >>> kind_fields(["kita", "library"])
    {'kita': 'kita', 'library': 'bibliothek'}
    """
    names: dict[str, str] = {}
    for kind in found:
        names[kind] = kind_field(kind, names.values())
    return names


def age_field(band: str) -> str:
    """Return what an age band is called in an export.

    Examples
    --------
    >>> age_field("age_0_3"), age_field("age_75_plus")
    ('alter_0_3', 'alter_75_plus')
    """
    return band.replace("age_", "alter_", 1)


def field_texts(layer: str, fields: Iterable[str], found: Mapping[str, str]) -> dict[str, FieldText]:
    """Return alias and meaning of every field of an exported layer.

    Parameters
    ----------
    layer : str
        Name of the layer.
    fields : iterable of str
    found : mapping of kind -> beginning
        From `kind_fields`.
    """
    known = {**_COMMON, **_LAYERS.get(_SAME_AS.get(layer, layer), {})}
    figures, states = dict(FIGURES.values()), dict(STATES.values())
    result = {}
    for name in fields:
        result[name] = (
            known.get(name) or _of_kind(name, found, figures, states) or _age(name) or FieldText(name)
        )
    return result


def _of_kind(
    name: str, found: Mapping[str, str], figures: Mapping[str, FieldText], states: Mapping[str, FieldText]
) -> FieldText | None:
    for kind, start in found.items():
        label = kinds().name(kind)
        if name == f"m_{start}":
            meaning = "Fußweg zur nächsten Einrichtung; leer: keine erreichbar, oder geheim"
            return FieldText(f"{label}: Weg", meaning, "Meter")
        rest = name.removeprefix(f"{start}_")
        if rest != name and rest in figures:
            text = figures[rest]
            return FieldText(f"{label}: {text.alias}", text.meaning, text.unit)
        if rest != name and rest in states:
            return FieldText(f"{label}: {states[rest].alias}", STATE_MEANING)
    return None


def _age(name: str) -> FieldText | None:
    band = name.replace("alter_", "age_", 1)
    if not name.startswith("alter_") or not is_band(band):
        return None
    return FieldText(
        f"Einwohner {band_label(*band_limits(band))}", "leer: keine Daten oder geheim", "Personen"
    )
