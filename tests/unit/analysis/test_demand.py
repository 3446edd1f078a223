"""Where people live: totals by district are kept, nothing missing becomes a number, every estimate is told."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.demand import build_demand
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import Cancelled, InputError

CRS = "EPSG:25832"


def districts(*boxes, rank=1, names="ABCDEFGH"):
    return gpd.GeoDataFrame(
        {
            "district_id": list(names[: len(boxes)]),
            "name": list(names[: len(boxes)]),
            "level": "Quartier",
            "level_rank": rank,
            "parent_id": None,
            "source_id": "s",
        },
        geometry=[shapely.MultiPolygon([shapely.box(*b)]) for b in boxes],
        crs=CRS,
    )


def register(**columns):
    return pd.DataFrame({"source_id": "s", **columns})


def cells(rows, **columns):
    """`rows`: (x, y, population)."""
    return gpd.GeoDataFrame(
        {
            "cell_id": [f"c{k}" for k in range(len(rows))],
            "resolution_m": 100.0,
            "population": [r[2] for r in rows],
            "population_state": ["secret" if np.isnan(r[2]) else "value" for r in rows],
            "source_id": "s",
            **columns,
        },
        geometry=[shapely.Point(r[0], r[1]) for r in rows],
        crs=CRS,
    )


def land(*boxes):
    return gpd.GeoDataFrame(
        {"source_id": ["s"] * len(boxes)}, geometry=[shapely.box(*b) for b in boxes], crs=CRS
    )


def build(**layers):
    return build_demand(Project("Test", 25832, **layers), Progress())


TWO = ((0, 0, 1000, 1000), (1000, 0, 2000, 1000))


def test_cells_are_used_as_they_are_and_know_their_district():
    demand = build(
        districts=districts(*TWO),
        cells=cells([(150, 150, 10.0), (1150, 150, 20.0), (5000, 0, 3.0)], age_0_6=[1.0, np.nan, 0.0]),
    )
    assert demand.origin == "cells"
    assert demand.table["population"].tolist() == [10.0, 20.0, 3.0]
    assert demand.table["district_id"].tolist()[:2] == ["A", "B"]
    assert pd.isna(demand.table["district_id"][2])
    assert demand.table["age_0_6"].isna().tolist() == [False, True, False]
    assert demand.notes == (
        "1 Wohnpunkt mit 3 Personen liegt außerhalb aller Quartiere und zählt zu keinem.",
    )


def test_secret_cells_stay_missing_and_are_counted():
    demand = build(cells=cells([(0, 0, np.nan), (100, 0, 7.0)]))
    assert demand.table["population"].isna().tolist() == [True, False]
    assert "1 Zelle mit geheimem Wert zählt nicht mit." in demand.notes


def test_register_ages_follow_the_residents_of_the_cells():
    # A: 30 and 10 residents share 8 children 6 : 2; the secret cell and the empty one get no children.
    demand = build(
        districts=districts(*TWO),
        cells=cells([(50, 50, 30.0), (150, 50, 10.0), (250, 50, np.nan), (350, 50, 0.0), (1050, 50, 5.0)]),
        district_population=register(
            district_id=["A", "B"], population=[50.0, 6.0], age_0_6=[8.0, 2.0], age_6_plus=[42.0, 4.0]
        ),
    )
    assert demand.origin == "cells_with_register_ages"
    children = demand.table["age_0_6"]
    assert children[[0, 1, 3, 4]].tolist() == [6.0, 2.0, 0.0, 2.0]
    assert np.isnan(children[2])
    assert demand.table["population"].tolist()[:2] == [30.0, 10.0]
    assert any("Altersgruppen" in note and "Schätzung" in note for note in demand.notes)


def test_cells_with_all_ages_need_no_register():
    own = cells([(50, 50, 30.0)], age_0_18=[5.0], age_18_plus=[25.0])
    demand = build(
        districts=districts(TWO[0]),
        cells=own,
        district_population=register(district_id=["A"], population=[40.0], age_0_6=[9.0]),
    )
    assert demand.origin == "cells"
    assert "age_0_6" not in demand.table
    # Nothing is estimated, but that the two sources differ is said.
    assert demand.table["population"].tolist() == [30.0]
    said = next(note for note in demand.notes if "Einwohnertabelle 40 Personen" in note)
    assert "das Raster 30" in said
    assert "Gerechnet wird mit den Einwohnern des Rasters" in said


def test_cells_without_totals_get_them_in_proportion_to_the_ages_they_know():
    demand = build(
        districts=districts(TWO[0]),
        cells=cells(
            [(50, 50, np.nan), (150, 50, np.nan), (250, 50, np.nan)],
            age_0_10=[3.0, 6.0, np.nan],
            age_80_plus=[np.nan, 3.0, np.nan],
        ),
        district_population=register(district_id=["A"], population=[240.0], age_0_6=[24.0]),
    )
    assert demand.table["population"].tolist()[:2] == [60.0, 180.0]
    assert demand.table["age_0_6"].tolist()[:2] == [6.0, 18.0]
    assert np.isnan(demand.table["population"][2])
    assert demand.table["age_0_10"].tolist()[:2] == [3.0, 6.0]
    assert any("keine Einwohnerzahl" in note for note in demand.notes)


def test_districts_without_cells_are_spread_beside_the_cells():
    demand = build(
        districts=districts(*TWO),
        cells=cells([(50, 50, 30.0)]),
        district_population=register(
            district_id=["A", "B"], population=[30.0, 500.0], age_0_6=[3.0, 50.0], age_6_plus=[27.0, 450.0]
        ),
        residential_land=land((1200, 200, 1700, 700)),
    )
    assert demand.origin == "residential_land"
    assert (demand.origin_in("A"), demand.origin_in("B")) == ("cells_with_register_ages", "residential_land")
    assert demand.label == (
        "Rasterzellen des Zensus, Altersgruppen nach Quartier verteilt (Schätzung); wo sie fehlen: "
        "Einwohner des Quartiers gleichmäßig auf Wohnbauland verteilt (Schätzung)"
    )
    of_b = demand.table[demand.table["district_id"] == "B"]
    assert len(of_b) == 25  # 500 m x 500 m of land in squares of 100 m
    assert of_b["population"].tolist() == pytest.approx([20.0] * 25)
    assert of_b["age_0_6"].sum() == pytest.approx(50.0)
    assert demand.table["population"].sum() == pytest.approx(530.0)
    assert any("500 Einwohner gleichmäßig auf das Wohnbauland" in note for note in demand.notes)


def test_bands_that_only_complete_cells_know_are_cut_out_of_the_register():
    demand = build(
        districts=districts(*TWO),
        cells=cells([(50, 50, 30.0)], age_0_5=[4.0], age_5_plus=[26.0]),
        district_population=register(
            district_id=["B"], population=[100.0], age_0_10=[20.0], age_10_plus=[80.0]
        ),
    )
    of_b = demand.table[demand.table["district_id"] == "B"]
    assert of_b["age_0_5"].sum() == pytest.approx(10.0)
    assert of_b["age_5_plus"].sum() == pytest.approx(90.0)
    assert [c for c in demand.table if c.startswith("age_")] == ["age_0_5", "age_5_plus"]


def test_a_band_of_the_register_is_taken_as_it_is_beside_narrower_ones():
    demand = build(
        districts=districts(*TWO),
        cells=cells([(50, 50, 30.0)], age_0_6=[4.0]),
        district_population=register(
            district_id=["B"], population=[100.0], age_0_3=[9.0], age_0_6=[20.0], age_6_plus=[80.0]
        ),
    )
    of_b = demand.table[demand.table["district_id"] == "B"]
    assert of_b["age_0_6"].sum() == pytest.approx(20.0)


def test_each_district_takes_the_best_place_it_has(nets):
    # A has land, B a street (and a motorway that nobody lives on), C neither, D nobody.
    network = nets.of(
        [(1100, 500), (1400, 500), (1100, 600), (1900, 600)],
        [(0, 1, []), (2, 3, [])],
        ["residential", "track"],
    )
    boxes = (*TWO, (2000, 0, 2300, 200), (2300, 0, 2400, 100))
    demand = build(
        districts=districts(*boxes),
        network=network,
        residential_land=land((100, 100, 400, 300)),
        district_population=register(
            district_id=list("ABCD"), population=[60.0, 90.0, 12.0, 0.0], age_0_6=[6.0, 9.0, np.nan, 0.0]
        ),
    )
    assert demand.origin == "district_area"
    assert demand.origins == {"A": "residential_land", "B": "streets", "C": "district_area"}
    table = demand.table.groupby("district_id")
    assert table.size().to_dict() == {"A": 6, "B": 6, "C": 24, "D": 1}
    assert table["population"].sum().to_dict() == pytest.approx({"A": 60, "B": 90, "C": 12, "D": 0})
    of_b = demand.table[demand.table["district_id"] == "B"]
    assert set(of_b["y"]) == {500.0}
    assert of_b["x"].tolist() == [1125, 1175, 1225, 1275, 1325, 1375]
    assert demand.table.loc[demand.table["district_id"] == "C", "age_0_6"].isna().all()
    assert len(demand.notes) == 3
    assert demand.table["cell_id"].is_unique


def test_too_little_land_for_the_people_is_not_believed():
    demand = build(
        districts=districts(TWO[0]),
        residential_land=land((0, 0, 30, 30)),
        district_population=register(district_id=["A"], population=[8000.0]),
    )
    assert demand.origin == "district_area"
    assert any("1.000 Personen je Hektar, Annahme" in note for note in demand.notes)


def test_small_districts_get_a_finer_grid_and_slivers_a_point():
    boxes = ((0, 0, 200, 100), (5, 200, 9, 204))
    demand = build(
        districts=districts(*boxes),
        district_population=register(district_id=["A", "B"], population=[8.0, 4.0]),
    )
    assert demand.table.groupby("district_id").size().to_dict() == {"A": 8, "B": 1}
    assert demand.table["population"].tolist() == [1.0] * 8 + [4.0]


def test_a_coarser_register_is_spread_and_read_at_the_finest_level():
    fine, coarse = districts(*TWO, rank=2), districts((0, 0, 2000, 1000), rank=1, names="X")
    demand = build(
        districts=pd.concat([coarse, fine], ignore_index=True),
        district_population=register(district_id=["X"], population=[200.0]),
    )
    assert demand.table.groupby("district_id")["population"].sum().to_dict() == pytest.approx(
        {"A": 100.0, "B": 100.0}
    )


def test_totals_come_from_ages_where_all_ages_are_known():
    demand = build(
        districts=districts(TWO[0]),
        district_population=register(
            district_id=["A"], population=[np.nan], age_0_18=[30.0], age_18_plus=[70.0]
        ),
    )
    assert demand.table["population"].sum() == pytest.approx(100.0)


def test_keys_without_a_district_and_districts_without_a_number_are_told():
    demand = build(
        districts=districts(*TWO),
        district_population=register(district_id=["A", "Z"], population=[10.0, 5.0]),
    )
    assert demand.table["population"].sum() == pytest.approx(10.0)
    assert any("„Z“" in note and "5 Personen" in note for note in demand.notes)
    assert "Für 1 Quartier enthält die Einwohnertabelle keine Zahlen." in demand.notes


@settings(max_examples=20, deadline=None)
@given(
    people=st.lists(st.floats(0, 5000), min_size=2, max_size=2),
    children=st.lists(st.floats(0, 500), min_size=2, max_size=2),
    squares=st.lists(
        st.tuples(st.integers(0, 1900), st.integers(0, 900), st.integers(1, 300)), min_size=0, max_size=4
    ),
    with_cells=st.booleans(),
)
def test_totals_by_district_are_kept(people, children, squares, with_cells):
    some = cells([(150, 150, 40.0), (250, 150, 60.0)]) if with_cells else None
    demand = build(
        districts=districts(*TWO),
        residential_land=land(*[(x, y, x + s, y + s) for x, y, s in squares]),
        district_population=register(district_id=["A", "B"], population=people, age_0_6=children),
        **({"cells": some} if with_cells else {}),
    )
    sums = demand.table.groupby("district_id")[["population", "age_0_6"]].sum()
    expected = [100.0, people[1]] if with_cells else people
    for key, total, young in zip("AB", expected, children, strict=True):
        if key in sums.index:
            assert sums.loc[key, "population"] == pytest.approx(total)
            assert sums.loc[key, "age_0_6"] == pytest.approx(young)
        else:
            assert total == 0


@pytest.mark.parametrize(
    ("layers", "code"),
    [
        ({}, "population_missing"),
        ({"districts": districts(TWO[0])}, "population_missing"),
        (
            {"district_population": register(district_id=["A"], population=[1.0])},
            "population_without_districts",
        ),
        (
            {
                "districts": districts(TWO[0]),
                "district_population": register(district_id=["Q"], population=[1.0]),
            },
            "population_keys_unknown",
        ),
        ({"cells": pd.concat([cells([(0, 0, 1.0)]), cells([(0, 0, 1.0)])])}, "cell_twice"),
        (
            {
                "districts": districts(TWO[0]),
                "district_population": register(district_id=["A", "A"], population=[1.0, 1.0]),
            },
            "population_key_twice",
        ),
        (
            {
                "districts": districts(*TWO, names="AA"),
                "district_population": register(district_id=["A"], population=[1.0]),
            },
            "population_key_twice",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(layers, code):
    with pytest.raises(InputError) as caught:
        build(**layers)
    assert [p.code for p in caught.value.problems] == [code]
    assert caught.value.problems[0].remedy


def test_can_be_cancelled():
    with pytest.raises(Cancelled):
        build_demand(Project("Test"), Progress(cancelled=lambda: True))
