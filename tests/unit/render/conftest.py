"""A small hand-made town with a result, for everything that is drawn or written.

Figures are set by hand, not computed: rendering must show exactly what it is given, also states that a
real analysis reaches rarely (secret, nobody of the target group, no way).
"""

import datetime as dt
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

from quartiermap.domain.findings import CriterionResult, Gap, Overall, RankPart, Reason, Result, Verdict
from quartiermap.domain.programme import Programme, Rule, RuleSource
from quartiermap.domain.programme import Source as RuleRegister
from quartiermap.domain.project import Project, Source
from quartiermap.domain.results import (
    FIGURES,
    NEED_COLUMNS,
    TOWN,
    Access,
    Analysis,
    AnalysisParameters,
    Demand,
)
from quartiermap.domain.standards import Bindingness, Origin, Standard, Supply

EPSG = 25832
X0, Y0, SIDE = 560_000.0, 5_930_000.0, 800.0
HOSTILE = '=HYPERLINK("http://x") *fett* #read("a") $x$ <script>alert(1)</script>'
NAMES = ("Altstadt", "Bahnhofsvorstadt", "Am Wasserturm", "Neue Heide", "Süderfeld", "Groß Öhringen")

KITA = Standard(
    id="kita-500", kind="kita", label="Kita in 500 m", age=(0, 6), target_m=500.0, speed_kmh=3.0,
    bindingness=Bindingness.GUIDE,
    origin=Origin(ref="E-KITA-1", text="Leitfaden der Stadt Muster, S. 12", date="2019", tag="verified"),
    supply=Supply(rate=0.74, bindingness=Bindingness.ASSUMPTION, origin=Origin(ref="V-1", text="Annahme des Projekts", tag="proposal")),
)  # fmt: skip
LIBRARY = Standard(
    id="library-1250", kind="library", label="Bibliothek in 15 Minuten", age=None, target_m=1250.0, speed_kmh=5.0,
    bindingness=Bindingness.ASSUMPTION, origin=Origin(ref="E-BIB-1", text="Vorschlag des Projekts", tag="proposal"),
)  # fmt: skip


def make_programme() -> Programme:
    return Programme(
        id="siq-bund", title="Investitionspakt Soziale Integration im Quartier", short="SIQ 2017–2020",
        valid_from=dt.date(2017, 1, 1), valid_to=dt.date(2020, 12, 31),
        closed_note="Programm geschlossen: Aufnahme bis 2020.", disclaimer="Keine Förderzusage; kein Rechtsanspruch.",
        checked_on=dt.date(2026, 11, 1),
        source=(RuleRegister(id="Q01", title="Programmseite", address="www.example.org", date="2024"),),
        rule=(Rule(id="R01", label="Programm offen", kind="mandatory", text="Aufnahme 2017 bis 2020", test={"type": "date"},
                   sources=(RuleSource(ref="Q01", tag="verified"),)),),
    )  # fmt: skip


def _verdict() -> Verdict:
    return Verdict(
        programme="siq-bund", programme_title="Investitionspakt Soziale Integration im Quartier", overall=Overall.NOT_MET,
        summary="Programm geschlossen. Ohne die Frist: Nachweise fehlen.",
        closed_note="Programm geschlossen: Aufnahme bis 2020.", disclaimer="Keine Förderzusage; kein Rechtsanspruch.",
        criteria=(
            CriterionResult("R01", "Programm zum Stichtag offen", "mandatory", Result.NOT_MET,
                            "Stichtag 22.11.2026 liegt nach dem 31.12.2020.", "[Q01] Programmseite, 2024"),
            CriterionResult("R03", "Einrichtung der sozialen Infrastruktur", "mandatory", Result.MET,
                            "Kita ist in der Verwaltungsvereinbarung genannt.", "[Q01] Programmseite, 2024"),
            CriterionResult("R13", "Ratsbeschluss", "evidence", Result.OPEN, "Ein Beschluss ist nicht hinterlegt.",
                            "[Q07] Merkblatt, 2018 (unbelegt)", missing="Datum und Nummer des Beschlusses"),
            CriterionResult("R09", "Erreichbarkeit von Freiflächen", "mandatory", Result.NOT_APPLICABLE,
                            "Betrifft nur Grün- und Sportanlagen.", "[Q01] Programmseite, 2024"),
        ),
    )  # fmt: skip


def _figure(district_id: str, standard: Standard, share: float, **changes: object) -> dict[str, object]:
    target = 240.0 if standard is KITA else 2400.0
    places = 150.0 if standard is KITA else np.nan
    need = 0.74 * target if standard.supply else np.nan
    row: dict[str, object] = dict.fromkeys(FIGURES, np.nan)
    row.update(
        district_id=district_id, kind=standard.kind, standard_id=standard.id,
        target_group="unter 6 Jahre" if standard is KITA else "alle Altersgruppen", target_group_exact=True,
        target_population=target, target_population_state="value",
        covered_population=share * target, covered_share=share, covered_share_state="value",
        mean_distance_m=200.0 + 900.0 * (1 - share), mean_distance_state="value", unreachable_population=0.0,
        sites=2, sites_planned=1, places=places, places_state="value" if standard is KITA else "not_applicable",
        places_known=2, places_unknown=0, places_planned=40.0, need_places=need,
        need_state="value" if standard.supply else "not_applicable", supply_ratio=places / need,
        supply_ratio_state="value" if standard.supply else "not_applicable", shortfall_places=max(0.0, need - places),
        surplus_places=max(0.0, places - need), supply_unit="Plätze", estimate=False, approximation=False,
    )  # fmt: skip
    if not standard.supply:
        row.update(shortfall_places=np.nan, surplus_places=np.nan)
    row.update(changes)
    return row


def make_town(
    columns: int = 3, rows: int = 2, *, gaps_per_district: int = 1, invented: bool = True
) -> Project:
    """Return a town of ``columns x rows`` quarters in two Stadtteile, with a result."""
    n = columns * rows
    ids = [f"{i + 1:04d}" for i in range(n)]
    squares = [
        MultiPolygon([box(X0 + SIDE * (i % columns), Y0 + SIDE * (i // columns), X0 + SIDE * (i % columns + 1), Y0 + SIDE * (i // columns + 1))])
        for i in range(n)
    ]  # fmt: skip
    names = [NAMES[i] if i < len(NAMES) else f"Quartier {i + 1}" for i in range(n)]
    width, height = SIDE * columns, SIDE * rows
    halves = [box(X0, Y0, X0 + width, Y0 + height / 2), box(X0, Y0 + height / 2, X0 + width, Y0 + height)]
    fine = pd.DataFrame({"district_id": ids, "name": names, "level": "Quartier", "level_rank": 2,
                         "parent_id": ["S" if i < n / 2 else "N" for i in range(n)], "source_id": "s1"})  # fmt: skip
    coarse = pd.DataFrame({"district_id": ["S", "N"], "name": ["Süd", "Nord"], "level": "Stadtteil", "level_rank": 1,
                           "parent_id": None, "source_id": "s1"})  # fmt: skip
    districts = gpd.GeoDataFrame(pd.concat([coarse, fine], ignore_index=True),
                                 geometry=[MultiPolygon([h]) for h in halves] + squares, crs=EPSG)  # fmt: skip
    facilities = gpd.GeoDataFrame(
        {
            "facility_id": ["k1", "k2", "b1", "k3"], "kind": ["kita", "kita", "library", "kita"],
            "name": ["Kita Regenbogen", HOSTILE, "Stadtbücherei", "Kita am Hafen"],
            "operator": ["Stadt", None, "Stadt", "AWO"], "places": [80.0, 70.0, np.nan, 40.0],
            "area_m2": np.nan, "condition": ["gut", "schlecht", None, None], "barrier_free": ["ja", "nein", None, None],
            "status": ["Bestand", "Bestand", "Bestand", "geplant"], "opening_year": [1998, np.nan, 1975, 2028],
            "address": ["Marktstraße 1", None, None, None], "source_id": "s2",
        },
        geometry=[Point(X0 + 300, Y0 + 300), Point(X0 + 1100, Y0 + 500), Point(X0 + 400, Y0 + 1100), Point(X0 + 1900, Y0 + 400)],
        crs=EPSG,
    )  # fmt: skip
    shares = [0.12, 0.4, 0.62, 0.8, 0.95, 0.5]
    figures = []
    for i, district in enumerate(ids):
        if i == 3:
            figures.append(_figure(district, KITA, 0.0, target_population=0.0, covered_share=np.nan, covered_share_state="not_applicable",
                                   mean_distance_m=np.nan, mean_distance_state="not_applicable", need_places=0.0, supply_ratio=np.nan,
                                   supply_ratio_state="not_applicable", shortfall_places=0.0))  # fmt: skip
        elif i == 4:
            figures.append(_figure(district, KITA, 0.0, target_population=np.nan, target_population_state="secret", covered_share=np.nan,
                                   covered_share_state="secret", mean_distance_m=np.nan, mean_distance_state="secret", need_places=np.nan,
                                   need_state="secret", supply_ratio=np.nan, supply_ratio_state="secret", shortfall_places=np.nan,
                                   covered_population=np.nan, surplus_places=np.nan))  # fmt: skip
        elif i == 5:
            figures.append(_figure(district, KITA, 0.0, mean_distance_m=np.inf, mean_distance_state="no_data", places=np.nan,
                                   places_state="no_data", places_unknown=2, supply_ratio=np.nan, supply_ratio_state="no_data",
                                   shortfall_places=np.nan, estimate=True, approximation=True))  # fmt: skip
        else:
            figures.append(_figure(district, KITA, shares[i % len(shares)]))
        figures.append(_figure(district, LIBRARY, shares[(i + 2) % len(shares)]))
    for district in ("S", "N", TOWN):
        figures += [_figure(district, KITA, 0.535), _figure(district, LIBRARY, 0.611)]
    need = pd.DataFrame(
        [
            {"district_id": d, "period": "2025", "status_index": -0.4 + 0.3 * i, "status_class": ("hoch", "mittel", "niedrig", "sehr niedrig")[i % 4],
             "dynamics_index": 0.1, "dynamics_class": "stabil", "group": "2 ±", "attention": i % 4 == 3, "state": "value",
             "published_status_class": None, "published_dynamics_class": None}
            for i, d in enumerate(ids[:-1])
        ]
        + [{"district_id": ids[-1], "period": "2025", "status_index": np.nan, "status_class": None, "dynamics_index": np.nan,
            "dynamics_class": None, "group": None, "attention": None, "state": "no_data"}],
        columns=list(NEED_COLUMNS),
    )  # fmt: skip
    reasons = list(Reason)
    gaps = tuple(
        Gap(
            gap_id=f"{ids[i]}:kita:{reasons[g].value}", district_id=ids[i], district_name=names[i], kind="kita", reason=reasons[g],
            standard_id="kita-500", affected_population=None if (i, g) == (1, 0) else 211.2 / (1 + i), affected_group="Kinder unter 6 Jahren",
            because="88,0\u00a0% der Kinder unter 6 Jahren wohnen weiter als 500\u00a0m von der nächsten Kita (Richtwert: Leitfaden der Stadt Muster, 2019).",
            rank=i * gaps_per_district + g + 1, score=300.0 / (1 + i), rank_parts=(RankPart("Betroffene Personen", "211", 211.0), RankPart("Tiefe", "1,4-fach", 1.4)),
            confidence="mittel", confidence_because=("Altersgruppen geschätzt",), facility_ids=("k1",),
            x=X0 + SIDE * (i % columns) + 420, y=Y0 + SIDE * (i // columns) + 380, verdicts=(_verdict(),), figures={"mean_excess_m": np.float64(310.5), "n": np.int64(3), "bad": np.nan},
        )
        for i in range(min(n, 3) if n <= 6 else n)
        for g in range(gaps_per_district)
    )  # fmt: skip
    points = [
        (X0 + SIDE * (i % columns) + dx, Y0 + SIDE * (i // columns) + dy)
        for i in range(n)
        for dx, dy in ((200, 200), (600, 600))
    ]
    demand = Demand(
        pd.DataFrame({"cell_id": [f"c{i}" for i in range(2 * n)], "x": [p[0] for p in points], "y": [p[1] for p in points], "population": 1200.0,
                      "district_id": [ids[i // 2] for i in range(2 * n)], "resolution_m": 100, "age_0_6": 120.0}),
        "cells", ("3 Zellen mit geheimem Wert zählen nicht mit.",),
    )  # fmt: skip
    access = Access(
        {"kita": np.full(2 * n, 400.0)},
        {"kita": np.zeros(2 * n, np.int32)},
        "network",
        notes=("2 Inseln im Wegenetz.",),
    )
    parameters = AnalysisParameters(
        standards=(KITA, LIBRARY), standard_set="default", date=dt.date(2026, 11, 22)
    )
    sources = (
        Source("s1", "districts", "quartiere.gpkg", "ab" * 32, n + 2, n + 2, "2026-11-20T10:00:00+01:00", title="Kleinräumige Gliederung",
               provider="Stadt Muster, Vermessungsamt", licence="dl-de/by-2-0", data_date="31.12.2025", crs_read="EPSG:25832", invented=invented),
        Source("s2", "facilities", "einrichtungen.csv", "cd" * 32, 5, 4, "2026-11-20T10:01:00+01:00", kind="kita", encoding="cp1252",
               findings=({"message": "Platzzahl fehlt.", "severity": "warning", "row": 3, "column": "Plätze", "value": "", "file": "einrichtungen.csv",
                          "remedy": "Bleibt leer.", "count": 1, "code": "x"},), invented=invented),
    )  # fmt: skip
    water = gpd.GeoDataFrame({"class": ["water", "green"], "name": ["Muse", None]}, crs=EPSG, geometry=[
        MultiPolygon([Polygon([(X0, Y0 + 700), (X0 + width, Y0 + 760), (X0 + width, Y0 + 820), (X0, Y0 + 770)])]),
        MultiPolygon([box(X0 + 900, Y0 + 900, X0 + 1300, Y0 + 1300)])])  # fmt: skip
    lines = gpd.GeoDataFrame({"class": ["rail", "major", "minor"], "name": None, "rank": [2, 2, 4]}, crs=EPSG, geometry=[
        LineString([(X0, Y0 + 100), (X0 + width, Y0 + 1500)]), LineString([(X0, Y0 + 400), (X0 + width, Y0 + 420)]),
        LineString([(X0 + 500, Y0), (X0 + 520, Y0 + height)])])  # fmt: skip
    areas = gpd.GeoDataFrame({"area_id": ["F1"], "name": ["Soziale Stadt Heide"], "programme": ["Sozialer Zusammenhalt"], "legal_basis": None,
                              "status": ["laufend"], "valid_from": None, "valid_to": None, "source_id": "s1"}, crs=EPSG,
                             geometry=[MultiPolygon([box(X0 + 900, Y0 + 100, X0 + 1500, Y0 + 700)])])  # fmt: skip
    project = Project(
        name="Musterstadt", epsg=EPSG, created_at="2026-11-20T09:00:00+01:00", districts=districts, facilities=facilities,
        funding_areas=areas, basemap_areas=water, basemap_lines=lines, sources=sources,
        district_population=pd.DataFrame({"district_id": ids[:-1], "population": 2400.0, "source_id": "s1"}),
    )  # fmt: skip
    analysis = Analysis(
        parameters=parameters, fingerprint=project.fingerprint, computed_at=dt.datetime(2026, 11, 22, 7, 5, tzinfo=dt.UTC), demand=demand,
        access=access, figures=pd.DataFrame(figures, columns=list(FIGURES)), need=need, gaps=gaps, notes=("Erste Fassung.",),
    )  # fmt: skip
    return project.with_(analysis=analysis)


@pytest.fixture(autouse=True)
def _own_atlas_cache(tmp_path_factory, monkeypatch):
    """Keep the maps that tests draw out of the user's cache folder."""
    folder = tmp_path_factory.getbasetemp() / "atlas"
    monkeypatch.setattr("quartiermap.render.atlas.cache_folder", lambda: folder)


@pytest.fixture(scope="session")
def town() -> Project:
    return make_town()


@pytest.fixture(scope="session")
def town_of() -> Callable[..., Project]:
    return make_town


@pytest.fixture(scope="session")
def programmes() -> dict[str, Programme]:
    return {"siq-bund": make_programme()}
