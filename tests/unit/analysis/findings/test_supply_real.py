"""Berlin's Kitas: 448 districts, 2,880 facilities, 194,979 places; every sum of the balance agrees with them."""

from __future__ import annotations

import numpy as np
import pytest

from quartiermap.app import usecases
from quartiermap.app.supply import SupplyChoice, balance_of
from quartiermap.domain.project import new_project
from quartiermap.io.importers import ImportRequest

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def berlin(shared_data):
    base = shared_data / "berlin"
    project = new_project("Berlin")
    for layer, name, options in (
        ("districts", "grenzen/bezirke.geojson", {}),
        ("districts", "grenzen/lor_planungsraeume_bis2020.geojson", {"mode": "append"}),
        ("facilities", "einrichtungen/kindertagesstaetten.geojson", {"kind": "kita"}),
        ("population", "bevoelkerung/ewr_2020-12_t2_planungsraeume.csv", {}),
    ):
        request = ImportRequest(layer=layer, files=(base / name,), **options)
        project = usecases.import_into(project, request).project
    return usecases.analyse(project)


@pytest.fixture(scope="module")
def found(berlin):
    return balance_of(berlin, "kita")


def level(found, name):
    table = found.table
    return table[(table["area_level"] == name) & (table["group"] == "all")]


def test_every_place_counts_once_on_every_level(found):
    districts, parents, town = (level(found, n) for n in ("district", "parent", "town"))
    assert (len(districts), len(parents), len(town)) == (448, 12, 1)
    for areas in (districts, parents, town):
        assert areas["sites"].sum() == 2_880
        assert areas["sites_known"].sum() == 2_880
        assert areas["places_low"].sum() == areas["places_high"].sum() == 194_979
    assert found.outside == (0.0, 0.0)


def test_children_are_those_of_the_register(found, berlin):
    published = berlin.district_population.set_index("district_id")["age_0_6"]
    assert level(found, "town")["children"].iloc[0] == pytest.approx(published.sum())
    districts = level(found, "district").set_index("area_id")["children"]
    assert np.allclose(districts, published.reindex(districts.index))


def test_need_is_shared_out_and_nothing_gets_lost_in_the_catchments(found):
    for name in ("district", "parent", "town"):
        areas = level(found, name)
        # A few points lie between the borders of the Bezirke and those of the districts.
        assert areas["need"].sum() == pytest.approx(level(found, "town")["need"].iloc[0], rel=1e-5)
        balance = areas["places_low"] - areas["catch_idle"] - areas["catch_out"] + areas["catch_in"]
        assert np.allclose(areas["catch_places_low"], balance)
    # Whatever leaves one district comes into another: nothing crosses the border of the town.
    districts = level(found, "district")
    assert districts["catch_out"].sum() == pytest.approx(districts["catch_in"].sum())


def test_the_register_has_no_children_under_three_so_the_split_is_called_an_estimate(found):
    """Published is only "below 6": the halves are equal, and say that they are an estimate."""
    town = found.table[found.table["area_level"] == "town"].set_index("group")
    assert town.at["u3", "exactness"] == "estimate"
    assert town.at["u3", "children"] == pytest.approx(town.at["o3", "children"])
    assert town.at["u3", "places_state"] == "no_data"
    assert any("0 von 2.880 Einrichtungen" in note for note in found.notes)


def test_berlins_school_entry_adds_a_quarter_of_a_cohort(berlin):
    found = balance_of(berlin, "kita", SupplyChoice(land="BE"))
    assert found.windows.key_date.isoformat() == "2020-12-31"
    assert found.windows.shown[-1].upper == 75
    six_to_fifteen = berlin.district_population["age_6_15"].sum()
    below_six = berlin.district_population["age_0_6"].sum()
    assert level(found, "town")["children"].iloc[0] == pytest.approx(below_six + six_to_fifteen * 0.25 / 9)
