"""Every table of a project: its columns, types and units. The only place where they are spelled.

A column that may be missing holds ``NaN``/``None``. Where it matters *why* it is missing, a companion
column ``<name>_state`` says so with one of the `States`. A missing value is never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class States(StrEnum):
    """Why a value is or is not there."""

    VALUE = "value"
    NO_DATA = "no_data"
    SECRET = "secret"  # noqa: S105
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {"value": "", "no_data": "keine Daten", "secret": "geheim", "not_applicable": "entfällt"}[
            self.value
        ]


ColumnType = Literal["text", "int", "float", "date", "bool"]


@dataclass(frozen=True)
class Column:
    """One column: name, type, unit, whether a row without it is unusable, and the words that files use for it."""

    name: str
    type: ColumnType
    label: str
    unit: str = ""
    required: bool = False
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table of the project; `geometry` is ``None`` for a table without places."""

    name: str
    label: str
    geometry: Literal["Point", "MultiPolygon", "LineString"] | None
    key: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in order, without the geometry."""
        return tuple(c.name for c in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


DISTRICTS = Table(
    "districts", "Quartiere", "MultiPolygon", "district_id",
    (
        Column("district_id", "text", "Schlüssel", required=True, synonyms=(
            "raumid", "plr_id", "plrid", "schluessel", "schlüssel", "gebietsschluessel", "ags", "ars", "area_id", "areaid",
            "bzr_id", "pgr_id", "lor", "id", "nr", "nummer", "kennziffer", "stat_bezirk", "bezirk_nr", "bez_nr", "bezirksnr", "bezirksnummer", "stadtteil_nr", "ortsteil_nr", "gebiet_nr", "key", "code", "gml_id")),
        Column("name", "text", "Name", synonyms=(
            "name", "planungsraum", "plr_name", "bezeichnung", "gebietsname", "stadtteil", "area_name", "bez", "bezirk",
            "quartier", "gen", "stadtteilname", "ortsteil", "label", "bzr_name", "pgr_name", "namgem",
            "bez_name", "bezirksname", "stt_name", "ot_name", "stadtviertel", "viertel")),
        Column("level", "text", "Ebene"),
        Column("level_rank", "int", "Rang der Ebene (1 = gröbste)"),
        Column("parent_id", "text", "übergeordnetes Gebiet"),
        Column("source_id", "text", "Quelle"),
    ),
)  # fmt: skip

FACILITIES = Table(
    "facilities", "Einrichtungen", "Point", "facility_id",
    (
        Column("facility_id", "text", "Kennung", synonyms=(
            "id", "e_nr", "bsn", "nr", "nummer", "einrichtungsnummer", "kennung", "schulnummer", "dienststellennummer", "osm_id")),
        Column("kind", "text", "Einrichtungsart", required=True, synonyms=(
            "art", "typ", "type", "kind", "einrichtungsart", "e_art", "schulart", "schultyp", "kategorie", "nutzung", "amenity")),
        Column("name", "text", "Name", synonyms=(
            "name", "e_name", "bezeichnung", "einrichtung", "schulname", "facility", "titel", "einrichtungsname", "place", "name der", "bez. der")),
        Column("operator", "text", "Träger", synonyms=(
            "traeger", "träger", "t_name", "operator", "institution", "schultraeger", "schulträger", "betreiber", "traegername")),
        Column("places", "float", "Plätze", unit="Plätze", synonyms=(
            "plaetze", "plätze", "e_platz", "platzzahl", "anzahl_plaetze", "kapazitaet", "kapazität", "capacity",
            "childcare_places", "betreuungsplaetze", "platz", "schuelerplaetze", "places", "genehmigte_plaetze", "gen. plätze")),
        Column("places_u3", "float", "Plätze unter 3 Jahren", unit="Plätze", synonyms=(
            "plaetze_u3", "plätze u3", "u3_plaetze", "u3-plätze", "krippenplaetze", "krippenplätze", "plaetze_unter_3", "plätze unter 3 jahre")),
        Column("places_o3", "float", "Plätze ab 3 Jahren", unit="Plätze", synonyms=(
            "plaetze_ue3", "plätze ü3", "ue3_plaetze", "ü3-plätze", "kindergartenplaetze", "kindergartenplätze", "plaetze_ueber_3",
            "plätze ab 3 jahre", "elementarplaetze", "elementarplätze")),
        Column("occupied", "float", "belegte Plätze", unit="Plätze", synonyms=(
            "belegte_plaetze", "belegte plätze", "belegt", "betreute_kinder", "betreute kinder", "belegung", "plaetze_belegt", "plätze belegt", "occupied")),
        Column("occupied_u3", "float", "belegte Plätze unter 3 Jahren", unit="Plätze", synonyms=(
            "belegt_u3", "belegte_plaetze_u3", "belegte plätze u3", "betreute_kinder_u3", "betreute kinder u3", "betreute kinder unter 3 jahre")),
        Column("occupied_o3", "float", "belegte Plätze ab 3 Jahren", unit="Plätze", synonyms=(
            "belegt_ue3", "belegte_plaetze_ue3", "belegte plätze ü3", "betreute_kinder_ue3", "betreute kinder ü3", "betreute kinder ab 3 jahre")),
        Column("area_m2", "float", "Fläche", unit="m²", synonyms=("flaeche", "fläche", "flaeche_m2", "area_m2", "spielflaeche", "nettospielflaeche")),
        Column("condition", "text", "Zustand (gut, mittel, schlecht)", synonyms=("zustand", "bauzustand", "condition", "zustandsklasse", "baulicher stand")),
        Column("barrier_free", "text", "barrierefrei (ja, teilweise, nein)", synonyms=(
            "barrierefrei", "barrierefreiheit", "wheelchair", "rollstuhl", "rollstuhlgerecht", "barrier_free", "zugang_barrierefrei")),
        Column("status", "text", "Stand (Bestand, geplant, geschlossen)", synonyms=("status", "stand", "bestand", "planungsstand")),
        Column("opening_year", "int", "Eröffnung", unit="Jahr", synonyms=("eroeffnung", "eröffnung", "jahr", "opening_year", "fertigstellung", "inbetriebnahme")),
        Column("address", "text", "Anschrift", synonyms=("adresse", "anschrift", "address", "strasse", "straße", "straße hausnr", "street", "e_strasse")),
        Column("source_id", "text", "Quelle"),
    ),
)  # fmt: skip

CELLS = Table(
    "cells",
    "Rasterzellen",
    "Point",
    "cell_id",
    (
        Column("cell_id", "text", "Gitter-ID", required=True),
        Column("resolution_m", "int", "Zellgröße", unit="m"),
        Column("population", "float", "Einwohner", unit="Personen"),
        Column("population_state", "text", "Stand des Werts"),
        Column("source_id", "text", "Quelle"),
    ),
)
"""Census cells at their midpoints. Further columns: age bands (`quartiermap.domain.ages`), each in persons;
a missing age figure is NaN with the reason in the column ``ages_state``."""

DISTRICT_POPULATION = Table(
    "district_population", "Einwohner nach Quartier", None, "district_id",
    (
        Column("district_id", "text", "Schlüssel", required=True),
        Column("population", "float", "Einwohner", unit="Personen", synonyms=(
            "einwohner", "einwohnerzahl", "insgesamt", "gesamt", "bevoelkerung", "bevölkerung", "ew", "ewz", "inhabitants",
            "population", "residents", "hauptwohnsitz", "einwohner_gesamt", "e_e")),
        Column("source_id", "text", "Quelle"),
    ),
)  # fmt: skip
"""Register population by district. Further columns: age bands, each in persons."""

FORECAST = Table(
    "forecast",
    "Einwohner nach Jahren (frühere Stände und Prognose)",
    None,
    "",
    (
        Column("district_id", "text", "Schlüssel", required=True),
        Column("year", "int", "Jahr", unit="Jahr", required=True),
        Column("variant", "text", "Variante"),
        Column("population", "float", "Einwohner", unit="Personen"),
        Column("source_id", "text", "Quelle"),
    ),
)
"""Residents by district and year, past or forecast. Further columns: age bands, each in persons; one row per district (of
any level), year and variant. A missing variant is the only or main one."""

INDICATORS = Table(
    "indicators",
    "Sozialindikatoren",
    None,
    "",
    (
        Column("district_id", "text", "Schlüssel", required=True),
        Column("period", "text", "Jahr", required=True),
        Column("indicator", "text", "Kennzahl", required=True),
        Column("value", "float", "Wert"),
        Column("state", "text", "Stand des Werts"),
        Column("text_value", "text", "Klasse, wie veröffentlicht"),
        Column("source_id", "text", "Quelle"),
    ),
)
"""Long table: one row per district, period and indicator. Shares are in per cent as published."""

FUNDING_AREAS = Table(
    "funding_areas", "Städtebauförderungsgebiete", "MultiPolygon", "area_id",
    (
        Column("area_id", "text", "Kennung", synonyms=("id", "nr", "gebiet_id", "kennung", "schluessel", "foerdergebiet_nr")),
        Column("name", "text", "Name", synonyms=("name", "gebiet", "gebietsname", "bezeichnung", "foerdergebiet", "titel")),
        Column("programme", "text", "Programm", synonyms=("programm", "programme", "foerderprogramm", "förderprogramm", "kulisse")),
        Column("legal_basis", "text", "Rechtsgrundlage", synonyms=("rechtsgrundlage", "rechtsgrund", "paragraph", "baugb", "legal_basis")),
        Column("status", "text", "Stand (laufend, Voruntersuchung, abgerechnet)", synonyms=("status", "stand", "verfahrensstand")),
        Column("valid_from", "date", "seit", synonyms=("von", "seit", "beginn", "valid_from", "aufnahme", "beschluss")),
        Column("valid_to", "date", "bis", synonyms=("bis", "ende", "valid_to", "abschluss")),
        Column("source_id", "text", "Quelle"),
    ),
)  # fmt: skip

RESIDENTIAL_LAND = Table(
    "residential_land",
    "Wohnbauland",
    "MultiPolygon",
    "",
    (Column("source_id", "text", "Quelle"),),
)

BASEMAP_AREAS = Table(
    "basemap_areas",
    "Grundkarte: Flächen",
    "MultiPolygon",
    "",
    (Column("class", "text", "Art", required=True), Column("name", "text", "Name")),
)
"""Classes: water, green, forest, farmland, residential, industrial, school, building, square."""

BASEMAP_LINES = Table(
    "basemap_lines",
    "Grundkarte: Linien",
    "LineString",
    "",
    (
        Column("class", "text", "Art", required=True),
        Column("name", "text", "Name"),
        Column("rank", "int", "Rang"),
    ),
)
"""Classes: motorway, major, minor, service, path, steps, rail, waterway; rank 1 (largest) to 6."""

BASEMAP_PLACES = Table(
    "basemap_places",
    "Grundkarte: Ortsnamen",
    "Point",
    "",
    (
        Column("class", "text", "Art", required=True),
        Column("name", "text", "Name"),
        Column("rank", "int", "Rang"),
    ),
)

BARRIER_LINES = Table(
    "barrier_lines",
    "Hindernisse",
    "LineString",
    "",
    (
        Column("class", "text", "Art", required=True),
        Column("name", "text", "Name"),
        Column("source_id", "text", "Quelle"),
    ),
)
"""What nobody walks across beside the ways: ``water`` (banks and lines of rivers and lakes), ``rail``, ``motorway``,
``wall``. Bridges and tunnels of railways and roads are left out, for one can pass under or over them there."""

FACILITY_SHAPES = Table(
    "facility_shapes",
    "Eingänge und Umrisse der Einrichtungen",
    None,
    "",
    (
        Column("facility_id", "text", "Einrichtung", required=True),
        Column("part", "text", "Teil", required=True),
        Column("source_id", "text", "Quelle"),
    ),
)
"""``part`` is ``entrance`` (a point) or ``outline`` (a polygon); a facility can have several of either, or none."""

ADDRESSES = Table(
    "addresses",
    "Adressverzeichnis",
    "Point",
    "",
    (
        Column("street", "text", "Straße", required=True),
        Column("number", "int", "Hausnummer"),
        Column("suffix", "text", "Hausnummernzusatz"),
        Column("labels", "text", "Postleitzahl und Ortsnamen"),
        Column("derived", "bool", "Ort berechnet"),
        Column("source_id", "text", "Quelle"),
    ),
)
"""Addresses that tables without coordinates are placed by (`quartiermap.io.address_layer`). Without a number the point
lies somewhere along its street. ``labels`` are folded words with blanks between them; ``derived`` says that whoever made
the data put the point between two others. No result depends on them."""

IMPORT_LAYERS = (
    "districts", "facilities", "population", "forecast", "indicators", "network", "funding-areas", "basemap", "addresses",
)  # fmt: skip
"""The layers of ``quartiermap import`` (DESIGN.md 4.2)."""

CONDITIONS = ("gut", "mittel", "schlecht")
BARRIER_FREE = ("ja", "teilweise", "nein")
STATUS = ("Bestand", "geplant", "geschlossen")
FUNDING_STATUS = ("laufend", "Voruntersuchung", "abgerechnet")
