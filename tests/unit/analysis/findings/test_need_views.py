"""The 12 fields and the overlay of attention areas and funding areas, on three squares."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.need_views import (
    BOTH,
    NEITHER,
    ONLY_FUNDING,
    ONLY_NEED,
    UNKNOWN,
    attention_and_funding,
    twelve_fields,
)
from quartiermap.domain import schema
from quartiermap.domain.project import Project, empty_frame
from quartiermap.domain.results import Demand


def square(i):
    return shapely.box(1000 * i, 0, 1000 * i + 1000, 1000)


def town(*areas):
    districts = gpd.GeoDataFrame(
        {"district_id": list("ABCDE"), "name": [f"Quartier {d}" for d in "ABCDE"], "level": "Q", "level_rank": 1.0},
        geometry=[square(i) for i in range(5)], crs="EPSG:25832",
    )  # fmt: skip
    funding = gpd.GeoDataFrame(
        [{"area_id": n, "name": n, "programme": "", "legal_basis": "", "status": s, "valid_from": None,
          "valid_to": None, "source_id": "s"} for n, s, _ in areas],
        geometry=[g for _, _, g in areas], crs="EPSG:25832",
    )  # fmt: skip
    return Project("T", 25832, districts=districts, funding_areas=funding)


NEED = pd.DataFrame(
    {
        "district_id": list("ABCD"),
        "status_class": ["sehr niedrig", "niedrig", "mittel", "mittel"],
        "dynamics_class": ["stabil", "negativ", "stabil", "positiv"],
        "group": ["4+/-", "3-", "2+/-", "2+"],
        "attention": [True, True, False, False],
    }
)


def test_every_combination_has_its_word_and_its_share():
    project = town(
        ("Nord", "laufend", shapely.box(0, 0, 500, 1000)),
        ("Süd", "laufend", shapely.box(2000, 0, 3000, 250)),
        ("Alt", "abgerechnet", square(3)),
        (
            "Rand",
            "laufend",
            shapely.box(1000, 0, 1005, 1000),
        ),  # half a hundredth of B: a border, not an overlap
    )
    table = attention_and_funding(project, NEED).set_index("district_id")
    assert table["overlay"].to_dict() == {
        "A": BOTH, "B": ONLY_NEED, "C": ONLY_FUNDING, "D": NEITHER, "E": UNKNOWN,
    }  # fmt: skip
    assert table.loc["A", "area_share"] == pytest.approx(0.5)
    assert table.loc["C", "area_share"] == pytest.approx(0.25)
    assert (table.loc["A", "funding_areas"], table.loc["B", "funding_areas"]) == ("Nord", "")


def test_residents_are_shared_by_where_they_live_not_by_area():
    demand = Demand(
        pd.DataFrame({"cell_id": ["1", "2"], "x": [100.0, 900.0], "y": [500.0, 500.0], "population": [30.0, 10.0],
                      "district_id": ["A", "A"], "resolution_m": 100.0}), "cells",
    )  # fmt: skip
    table = attention_and_funding(town(("Nord", "laufend", shapely.box(0, 0, 500, 1000))), NEED, demand)
    assert table.loc[0, "residents_share"] == pytest.approx(0.75)


def test_without_funding_areas_nothing_is_in_one():
    assert set(
        attention_and_funding(town().with_(funding_areas=empty_frame(schema.FUNDING_AREAS, 25832)), NEED)[
            "overlay"
        ]
    ) == {ONLY_NEED, NEITHER, UNKNOWN}


def test_the_twelve_fields_hold_every_classed_district_once():
    fields = twelve_fields(NEED, pd.Series({"A": 100.0, "C": 50.0})).set_index("group")
    assert len(fields) == 12
    assert fields["districts"].sum() == 4
    assert fields.loc["4+/-", "residents"] == 100.0
    assert pd.isna(fields.loc["3-", "residents"])
    assert sorted(i for ids in fields["district_ids"] for i in ids) == list("ABCD")
