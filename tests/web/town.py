"""A town of four squares for the page tests."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain.findings import Gap, Reason
from quartiermap.domain.project import Project, Source
from quartiermap.domain.results import FIGURES, NEED_COLUMNS, Access, Analysis, AnalysisParameters, Demand
from quartiermap.io import bundled

EPSG = 25832
X, Y = 500_000.0, 5_700_000.0
HOSTILE = (
    '<img src=x onerror="window.pwned=1">',
    "`${window.pwned=1}`",
    "</script><script>window.pwned=1</script>",
    '"><svg onload=window.pwned=1>',
)


def small_town(names: tuple[str, ...] = ("Altstadt", "Nordend", "Südhang", "Werder")) -> Project:
    """Return four squares of 1 km with a parent, two Kitas, nine cells and one gap."""
    boxes = [
        shapely.box(X + 1000 * i, Y + 1000 * j, X + 1000 * i + 1000, Y + 1000 * j + 1000)
        for j in (0, 1)
        for i in (0, 1)
    ]
    fine = pd.DataFrame(
        {
            "district_id": ["01", "02", "03", "04"],
            "name": names,
            "level": "Quartier",
            "level_rank": 2,
            "parent_id": "0",
            "source_id": "s",
        }
    )
    coarse = pd.DataFrame(
        {
            "district_id": ["0"],
            "name": [names[0]],
            "level": "Stadtteil",
            "level_rank": 1,
            "parent_id": [None],
            "source_id": "s",
        }
    )
    shapes = [shapely.MultiPolygon([b]) for b in [shapely.union_all(boxes), *boxes]]
    districts = gpd.GeoDataFrame(pd.concat([coarse, fine], ignore_index=True), geometry=shapes, crs=EPSG)
    facilities = gpd.GeoDataFrame(
        {
            "facility_id": ["k1", "k2", "k3"], "kind": "kita", "name": [names[1], "Kita Am Wehr", None], "operator": None,
            "places": [60.0, np.nan, 45.0], "area_m2": np.nan, "condition": None, "barrier_free": None,
            "status": ["Bestand", "geplant", "geschlossen"], "opening_year": np.nan, "address": None, "source_id": "s",
        },
        geometry=[shapely.Point(X + 500, Y + 500), shapely.Point(X + 1500, Y + 500), shapely.Point(X + 900, Y + 900)], crs=EPSG,
    )  # fmt: skip
    funding = gpd.GeoDataFrame(
        {
            "area_id": ["f1"], "name": [names[2]], "programme": ["Sozialer Zusammenhalt"], "legal_basis": ["§ 171e BauGB"],
            "status": ["laufend"], "valid_from": None, "valid_to": None, "source_id": "s",
        },
        geometry=[shapely.MultiPolygon([shapely.box(X + 200, Y + 1200, X + 900, Y + 1900)])], crs=EPSG,
    )  # fmt: skip
    source = Source("s", "districts", "quartiere.shp", "0" * 64, 4, 4, "", provider=names[3], invented=True)
    project = Project(
        names[0], EPSG, districts=districts, facilities=facilities, funding_areas=funding, sources=(source,)
    )
    return project.with_(analysis=_analysis(names))


def _analysis(names: tuple[str, ...]) -> Analysis:
    standard = bundled.standard_set().primary("kita")
    assert standard is not None
    x, y = np.meshgrid(X + np.array([500.0, 1500.0, 1700.0]), Y + np.array([500.0, 1500.0, 1700.0]))
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i}" for i in range(9)],
            "x": x.ravel(),
            "y": y.ravel(),
            "population": 20.0,
            "district_id": "01",
            "resolution_m": 100,
        }
    )
    gap = Gap(
        "04:kita:out_of_reach", "04", names[3], "kita", Reason.OUT_OF_REACH, standard.id, 120.0, "unter 6 Jahre",
        f"Im Quartier {names[3]} wohnen 120 Kinder weiter als 500 m.", 1, 1.0, (), "hoch", (), (), X + 1500, Y + 1500,
    )  # fmt: skip
    figures = pd.DataFrame(
        {
            "district_id": ["01", "02", "03", "04"], "kind": "kita", "standard_id": standard.id,
            "covered_share": [0.95, 0.6, 0.1, np.nan], "covered_share_state": ["value", "value", "value", "secret"],
            "mean_distance_m": [200.0, 480.0, 900.0, np.nan], "mean_distance_state": ["value", "value", "value", "no_data"],
            "supply_ratio": [1.1, 0.7, np.nan, np.nan], "supply_ratio_state": ["value", "value", "no_data", "not_applicable"],
        }
    ).reindex(columns=list(FIGURES))  # fmt: skip
    distance = np.array([100.0, 200.0, 499.0, 500.0, 501.0, 900.0, np.inf, 700.0, 300.0])
    return Analysis(
        AnalysisParameters((standard,), "default"), "old", dt.datetime(2025, 12, 31, 12, 0, tzinfo=dt.UTC), Demand(table, "cells"),
        Access({"kita": distance}, {"kita": np.zeros(9, np.int32)}, "network"), figures, pd.DataFrame(columns=list(NEED_COLUMNS)), (gap,),
    )  # fmt: skip
