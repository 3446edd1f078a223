"""The demo town: an invented German town, written as the files that a municipality would hand over."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from quartiermap.demo import files, indicators, osm_file
from quartiermap.demo.buildings import Buildings, build
from quartiermap.demo.facilities import Facility, Supply
from quartiermap.demo.layout import Ground, ground
from quartiermap.demo.naming import name_streets, obstruct
from quartiermap.demo.parameters import plan, supply
from quartiermap.demo.people import People, settle
from quartiermap.demo.reach import Found
from quartiermap.demo.streets import Key, Way, build_ways
from quartiermap.domain.progress import Progress


@dataclass(frozen=True)
class PlantedGap:
    """A gap that the town has on purpose: Quartier, kind, reason (`domain.findings.Reason` value), and why."""

    district_id: str
    kind: str
    reason: str
    why: str


@dataclass(frozen=True)
class DemoFile:
    """One file and how to import it: `layer` of DESIGN.md 4.2, `mapping` schema field -> column."""

    path: Path
    layer: str
    kind: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    preset: str | None = None
    period: str | None = None
    crs: str | None = None
    encoding: str | None = None
    note: str = ""


@dataclass(frozen=True)
class DemoTown:
    """What was written: the files in import order, the planted gaps, facts for the programme check."""

    name: str
    folder: Path
    files: tuple[DemoFile, ...]
    planted: tuple[PlantedGap, ...]
    facts: dict[str, Any]


@dataclass(frozen=True)
class Town:
    """The town in memory, before it is written; `found` are its gaps, `shaky` those a hair would change."""

    ground: Ground
    ways: list[Way]
    gates: list[tuple[Key, dict[str, str]]]
    buildings: Buildings
    people: People
    facilities: list[Facility]
    rates: dict[str, list[tuple[str, str, int, float, float, float]]]
    found: Found
    shaky: Found


def build_town(seed: int | None = None, progress: Progress | None = None) -> Town:
    """Build the town in memory; the same seed gives the same town."""
    progress = progress or Progress()
    rng = np.random.default_rng(plan().seed if seed is None else seed)
    land = ground(plan(), rng)
    ways = build_ways(land, rng, progress.part(0.0, 0.3))
    name_streets(land, ways, rng)
    gates = obstruct(ways)
    buildings = build(land, ways, rng, progress.part(0.3, 0.5))
    people = settle(plan(), buildings, rng)
    made, found, shaky = Supply(land, ways, buildings, people.cells, rng).build(progress.part(0.5, 1.0))
    return Town(land, ways, gates, buildings, people, made, indicators.rates(land, people, rng), found, shaky)


def planted_gaps() -> tuple[PlantedGap, ...]:
    """Return the gaps that ``supply.toml`` promises for the town's own seed."""
    return tuple(
        PlantedGap(district, entry["kind"], entry["reason"], entry["why"])
        for entry in supply()["planted"]
        for district in entry["districts"]
    )


FACTS: dict[str, Any] = {
    "facts.applicant_type": "gemeinde",
    "facts.isek": "ISEK Selmbrück 2035 (erfunden), Beschluss vom 18.09.2023, Kapitel 5 „Soziale Infrastruktur“",
    "facts.council_resolution": "Ratsbeschluss 2024/117 vom 12.12.2024 (erfunden)",
    "facts.barrier_free_after": "ja",
}
"""Facts for the programme check. Long-term use, cost plan and finance are missing on purpose: those criteria stay open."""


def generate(folder: Path, seed: int | None = None, progress: Progress | None = None) -> DemoTown:
    """Write the files of the invented town Selmbrück into `folder`.

    Parameters
    ----------
    folder : Path
        Created if missing; files of the same names are replaced.
    seed : int or None
        Another seed gives another town (whose gaps are then not promised); ``None`` takes that of
        ``data/demo/town.toml``. The same seed gives the same files.
    """
    progress = progress or Progress()
    folder.mkdir(parents=True, exist_ok=True)
    town = build_town(seed, progress.part(0.0, 0.75))
    progress.step(0.76, "Dateien schreiben")
    listed = _write_all(folder, town, progress.part(0.76, 1.0))
    (folder / "README.txt").write_text(_readme(listed), "utf-8")
    progress.step(1.0, "Musterstadt geschrieben")
    own = seed is None or seed == plan().seed
    planted = planted_gaps() if own else tuple(
        PlantedGap(d, k, r, "Ergebnis eines anderen Startwerts.") for d, k, r in sorted(town.found)
    )  # fmt: skip
    return DemoTown(plan().name, folder, listed, planted, dict(FACTS))


def _write_all(folder: Path, town: Town, progress: Progress) -> tuple[DemoFile, ...]:
    land, out = town.ground, []
    quarters, parts = files.district_frames(land)

    def put(name: str, layer: str, note: str, **more: Any) -> Path:
        out.append(DemoFile(folder / name, layer, note=note, **more))
        progress.step(len(out) / 12, f"{name} schreiben")
        return folder / name

    files.write_gpkg(parts, put(
        "stadtteile.gpkg", "districts", "9 Stadtteile, GeoPackage, EPSG:25832",
        mapping={"district_id": "stadtteil_nr", "name": "stadtteil"}), "stadtteile")  # fmt: skip
    files.write_shapefile_zip(quarters, put(
        "quartiere_shp.zip", "districts", "33 Quartiere, gezipptes Shapefile, EPSG:25832, gekürzte Feldnamen",
        mapping={"district_id": "QUART_NR", "name": "BEZEICHNG"}), "quartiere")  # fmt: skip
    osm_file.write(put(
        "selmbrueck.osm.pbf", "network", "Straßen, Wege, Flächen und Gebäude im Format von OpenStreetMap (erfunden)"),
        land, town.ways, town.gates, town.buildings, town.facilities)  # fmt: skip
    files.write_census(put(
        "Zensus2022_Alter_in_infrastrukturellen_Altersgruppen.zip", "population",
        "100-m-Gitter im Aufbau des Zensus 2022, EPSG:3035, „–“ für geheime Werte"), town.people)  # fmt: skip
    files.write_register(put(
        "einwohner_quartiere_2024-12-31.xlsx", "population", "Melderegister nach Quartieren mit Titel-, Summen- und Quellenzeile, zweizeiliger Kopf"), land, town.people)  # fmt: skip
    by_kind: dict[str, list[Facility]] = {}
    for facility in town.facilities:
        by_kind.setdefault(facility.kind, []).append(facility)
    files.write_kitas(put(
        "kitas.csv", "facilities", "Kitas mit Rechts- und Hochwert, Windows-1252, Dezimalkomma", kind="kita", crs=files.CRS, encoding="cp1252",
        mapping={"facility_id": "Nr", "name": "Einrichtung", "operator": "Träger", "places": "Plätze", "address": "Anschrift", "condition": "Zustand",
                 "barrier_free": "barrierefrei", "status": "Status", "opening_year": "Eröffnung"}), land, by_kind["kita"])  # fmt: skip
    files.write_geojson(files.school_frame(land, by_kind["primary_school"] + by_kind["secondary_school"]), put(
        "schulen.geojson", "facilities", "Schulen, GeoJSON in EPSG:25832",
        mapping={"facility_id": "Schulnummer", "kind": "Schulart", "name": "Schulname", "operator": "Träger", "places": "Plätze",
                 "condition": "Zustand", "barrier_free": "barrierefrei", "address": "Anschrift"}), "schulen")  # fmt: skip
    files.write_meeting_places(put(
        "treffpunkte.xlsx", "facilities", "Bibliotheken, Quartierstreffs und Jugendzentren mit geografischen Koordinaten", crs="EPSG:4326",
        mapping={"facility_id": "Nr", "kind": "Art", "name": "Name", "operator": "Träger", "places": "Plätze", "area_m2": "Fläche m²", "condition": "Zustand",
                 "barrier_free": "barrierefrei", "status": "Status", "opening_year": "Eröffnung", "address": "Anschrift"}),
        land, by_kind["library"] + by_kind["quartierstreff"] + by_kind["youth_centre"])  # fmt: skip
    files.write_gpkg(files.playground_frame(land, by_kind["playground"]), put(
        "spielplaetze.gpkg", "facilities", "Spielplätze als Flächen, GeoPackage", kind="playground",
        mapping={"facility_id": "nr", "name": "bezeichnung", "area_m2": "flaeche_m2", "condition": "zustand", "barrier_free": "barrierefrei"}),
        "spielplaetze")  # fmt: skip
    for period, rows in town.rates.items():
        table = [[*row[:3], *(files.german(v) for v in row[3:]), "erfunden"] for row in rows]
        files.write_csv(put(
            f"sozialindikatoren_{period}.csv", "indicators", f"Sozialindikatoren {period} in %, Dezimalkomma", period=period,
            mapping={"district_id": "Schlüssel"}), indicators.HEADER, table, "utf-8-sig")  # fmt: skip
    files.write_geojson(files.funding_frame(land), put(
        "foerdergebiete.geojson", "funding-areas", "Gebiete der Städtebauförderung, GeoJSON in EPSG:25832",
        mapping={"area_id": "gebiet_nr", "name": "gebiet", "programme": "programm", "legal_basis": "rechtsgrundlage", "status": "status",
                 "valid_from": "seit", "valid_to": "bis"}), "foerdergebiete")  # fmt: skip
    return tuple(out)


def _readme(listed: tuple[DemoFile, ...]) -> str:
    lines = [
        f"{plan().full_name.upper()}", "",
        "Diese Stadt gibt es nicht. Alle Namen, Orte, Zahlen und Grenzen in diesem Ordner sind erfunden.",
        "Sie dienen dazu, QuartierMap auszuprobieren, und dürfen frei verwendet werden.", "",
        "Reihenfolge wie beim Einlesen:", "",
        *(f"{f.path.name}\n    {f.note}" for f in listed), "",
        "Die Lücken in der Versorgung sind absichtlich eingebaut.", "",
    ]  # fmt: skip
    return "\n".join(lines)
