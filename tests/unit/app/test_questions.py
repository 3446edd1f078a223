"""Questions to a hand-drawn town whose every answer can be computed on paper.

::

    C (400, 300)  Kita 2
    |
    | steps without a name
    |
    A ---- Gartenstraße ---- B ---- Neckarstraße (bridge) ---- D     Kita 1 near (790, 0)
    (0, 0)              (400, 0)                          (800, 0)
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from quartiermap.app import assigning, place_rings, question_files, questions, sharing, usecases
from quartiermap.cli import cli
from quartiermap.domain.network import BRIDGE, STEPS, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.domain.results import TOWN
from quartiermap.errors import Cancelled, InputError, UsageError
from quartiermap.io import project_file

X0, Y0 = 500_000.0, 5_500_000.0
CRS = "EPSG:25832"


def network() -> WalkNetwork:
    x = np.array([0.0, 400, 400, 800]) + X0
    y = np.array([0.0, 0, 300, 0]) + Y0
    u, v = np.array([0, 1, 1], np.int32), np.array([1, 3, 2], np.int32)
    return WalkNetwork(
        node_x=x, node_y=y, edge_u=u, edge_v=v, edge_length=np.array([400.0, 400, 300]),
        vertex_x=np.column_stack([x[u], x[v]]).ravel(), vertex_y=np.column_stack([y[u], y[v]]).ravel(),
        edge_first=np.array([0, 2, 4, 6]), edge_class=np.array([0, 0, 1], np.int16),
        edge_flags=np.array([0, BRIDGE, STEPS], np.uint8), classes=("residential", "steps"),
        component=np.zeros(4, np.int32), edge_name=np.array([0, 1, -1], np.int32), names=("Gartenstraße", "Neckarstraße"),
    )  # fmt: skip


def frame(columns: dict[str, Any], places: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(X0 + x, Y0 + y) for x, y in places], crs=CRS)


@pytest.fixture(scope="module")
def drawn() -> Project:
    """Return the town without a result."""
    districts = gpd.GeoDataFrame(
        {
            "district_id": ["W", "O", "S"], "name": ["Westen", "Osten", "Ganz"], "level": ["Q", "Q", "Stadt"],
            "level_rank": [2, 2, 1], "parent_id": ["S", "S", None], "source_id": "s",
        },
        geometry=[
            shapely.box(X0 - 100, Y0 - 500, X0 + 450, Y0 + 500), shapely.box(X0 + 450, Y0 - 500, X0 + 900, Y0 + 500),
            shapely.box(X0 - 100, Y0 - 500, X0 + 900, Y0 + 500),
        ], crs=CRS,
    )  # fmt: skip
    kitas = frame(
        {
            "facility_id": ["k1", "k2", "k3"], "kind": "kita", "name": ["Kita Ost", None, "Kita Plan"], "operator": None,
            "places": [10.0, 4.0, 50.0], "area_m2": np.nan, "condition": None, "barrier_free": None,
            "status": ["Bestand", None, "geplant"], "opening_year": np.nan, "address": None, "source_id": "s",
        },
        [(790, 10), (400, 310), (10, 10)],
    )  # fmt: skip
    cells = frame(
        {
            "cell_id": ["c1", "c2", "c3", "c4"], "resolution_m": 100, "population": [100.0, 50.0, np.nan, 30.0],
            "population_state": ["value", "value", "secret", "value"], "source_id": "s",
            "age_0_3": [3.0, 2.0, np.nan, 1.0], "age_3_6": [4.0, 2.0, np.nan, 2.0],
            "ages_state": ["value", "value", "secret", "value"],
        },
        [(10, 5), (500, -8), (400, 150), (700, 300)],
    )  # fmt: skip
    return new_project("Musterdorf", 25832).with_(
        districts=districts, facilities=kitas, cells=cells, network=network()
    )


@pytest.fixture(scope="module")
def town(drawn: Project) -> Project:
    """Return the town with its result."""
    return usecases.analyse(drawn)


@pytest.fixture(scope="module")
def by_air(drawn: Project) -> Project:
    """Return the town without ways, with its result."""
    return usecases.analyse(drawn.with_(network=None))


def plain(texts: tuple[str, ...]) -> str:
    return " ".join(texts).replace("\u00a0", " ")


def test_a_network_that_was_walked_can_be_sent_to_another_process(drawn: Project) -> None:
    ends = (X0 + 10, Y0), (X0 + 700, Y0)
    way = place_rings.way_between(drawn, *ends)
    sent = pickle.loads(pickle.dumps(drawn)).network  # noqa: S301
    assert drawn.network is not None
    assert [*vars(sent)] != [*vars(drawn.network)]  # what was made ready stays here
    assert np.array_equal(sent.vertex_x, drawn.network.vertex_x)
    again = place_rings.way_between(drawn.with_(network=sent), *ends)
    assert way is not None
    assert again is not None
    assert again.metres == way.metres == 690.0


def test_a_way_with_its_streets_legs_and_second_choice(town: Project) -> None:
    found = questions.explain_cell(town, "c1", "kita")
    assert found.first is not None
    assert found.second is not None
    # 5 m to the street, 390 m Gartenstraße, 300 m steps, 10 m to the door; or on over the bridge.
    assert found.first.facility_id == "k2"
    assert found.first.distance_m == pytest.approx(705)
    assert found.first.legs_m == pytest.approx((5, 10))
    assert [(p.label, round(p.metres)) for p in found.first.streets] == [
        ("Gartenstraße", 390),
        ("Treppe", 300),
    ]
    assert [(p.label, round(p.metres)) for p in found.second.streets] == [
        ("Gartenstraße", 390),
        ("Brücke (Neckarstraße)", 390),
    ]
    assert found.second.distance_m == pytest.approx(795)
    assert found.farther_m == pytest.approx(90)
    assert found.first.air_line_m == pytest.approx(np.hypot(390, 305))
    line = shapely.LineString(np.column_stack([found.first.x, found.first.y]))
    assert line.length == pytest.approx(705)
    words = plain(found.sentences)
    assert "Bis „k2“ sind es 705 m zu Fuß, 8 Minuten bei 5 km/h (Erwachsene)." in words
    assert "Der Weg: Gartenstraße 390 m, Treppe 300 m." in words
    assert "Die zweite Wahl ist „Kita Ost“, 90 m weiter (795 m)." in words


def test_the_way_is_the_one_of_the_result(town: Project) -> None:
    assert town.analysis is not None
    access = town.analysis.access
    for point, cell_id in enumerate(town.analysis.demand.table["cell_id"]):
        found = questions.explain_cell(town, cell_id, "kita")
        if found.first is None:
            assert access.nearest["kita"][point] == -1
        else:
            assert found.first.distance_m == access.distance_m["kita"][point]
            assert found.first.row == access.nearest["kita"][point]
            parts = sum(p.metres for p in found.first.streets) + sum(found.first.legs_m)
            assert parts == pytest.approx(found.first.distance_m, abs=1e-6)


def test_who_cannot_use_the_steps_goes_over_the_bridge(town: Project) -> None:
    found = questions.explain_cell(town, "c1", "kita", all_profiles=True)
    by = {way.profile.id: way for way in found.by_profile}
    assert by["adult"].facility_id == "k2"
    # Steps count twice for older people: the bridge is nearer then.
    assert by["older"].facility_id == "k1"
    assert by["wheelchair"].facility_id == "k1"
    assert by["pram"].distance_m == pytest.approx(795)
    assert by["child"].minutes == pytest.approx(705 / 50)


def test_a_cell_too_far_from_any_way(town: Project) -> None:
    found = questions.explain_cell(town, "c4", "kita")
    assert found.first is None
    assert found.snapped_m == pytest.approx(250.0, abs=100)
    assert "keine Einrichtung" in plain(found.sentences)


def test_secret_stays_secret(town: Project) -> None:
    found = questions.explain_cell(town, "c3", "kita")
    assert np.isnan(found.population)
    assert found.population_state == "secret"


def test_air_line_is_called_an_approximation(by_air: Project) -> None:
    found = questions.explain_cell(by_air, "c1", "kita")
    assert found.first is not None
    assert found.first.distance_m == pytest.approx(1.3 * np.hypot(390, 305))
    assert found.first.streets == ()
    assert "Näherung ohne Wegenetz" in plain(found.sentences)


@pytest.mark.parametrize(
    ("cell", "kind", "code"), [("zz", "kita", "cell_unknown"), ("c1", "rathaus", "kind_unknown")]
)
def test_what_does_not_exist_is_said_in_german(town: Project, cell: str, kind: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        questions.explain_cell(town, cell, kind)
    assert [p.code for p in caught.value.problems] == [code]


def test_no_result_and_an_old_result_are_refused(drawn: Project, town: Project) -> None:
    with pytest.raises(UsageError):
        questions.explain_cell(drawn, "c1", "kita")
    with pytest.raises(InputError):
        questions.explain_cell(town.with_(facilities=town.facilities.iloc[:1]), "c1", "kita")


def test_nearest_cell_to_a_click(town: Project) -> None:
    assert questions.cell_near(town, X0 + 30, Y0) == "c1"
    assert questions.cell_near(town, X0 + 30, Y0 + 400) is None
    assert questions.cell_near(town, X0 + 480, Y0, kind="kita", beyond_m=600, near_m=1000) == "c4"


def test_the_cells_of_a_district_add_up_to_its_figures_exactly(town: Project, by_air: Project) -> None:
    for project in (town, by_air):
        assert project.analysis is not None
        judged = 0
        for row in project.analysis.figures.itertuples():
            found = questions.explain_district(project, row.district_id, row.standard_id)
            if row.covered_share_state == "value":
                judged += 1
                assert found.covered_population == row.covered_population
                assert found.covered_share == row.covered_share
                assert found.cells["persons_in_reach"].sum() == pytest.approx(row.covered_population)
                assert found.cells["weight"].sum() == pytest.approx(1.0)
            if row.mean_distance_state == "value":
                assert found.mean_distance_m == row.mean_distance_m
        assert judged == 4  # two districts, the level above, the town


def test_the_rows_of_a_district(town: Project) -> None:
    standard = next(s for s in town.analysis.parameters.standards if s.kind == "kita")  # type: ignore[union-attr]
    found = questions.explain_district(town, "W", standard.id)
    rows = found.cells.set_index("cell_id")
    assert rows.index.tolist() == ["c1", "c3"]
    assert rows.loc["c1", ["persons", "in_reach", "facility_id"]].tolist() == [7.0, False, "k2"]
    assert rows.loc["c3", "persons_state"] == "secret"
    assert np.isnan(rows.loc["c3", "persons"])
    assert questions.explain_district(town, "S", standard.id).cells["cell_id"].tolist() == [
        "c1",
        "c2",
        "c3",
        "c4",
    ]
    assert len(questions.explain_district(town, TOWN, standard.id).cells) == 4
    with pytest.raises(InputError):
        questions.explain_district(town, "X", standard.id)
    with pytest.raises(InputError):
        questions.explain_district(town, "W", "x")


def test_catchment_counts_people_by_their_way(town: Project) -> None:
    found = questions.catchment(town, "k1", metres=[400, 800])
    near, far = found.rings
    assert near.residents.set_index("band").loc["population", "persons"] == 50.0
    # c3 has a secret number of residents: 150 m, so the sum is a lower bound.
    everybody = far.residents.set_index("band").loc["population"]
    assert everybody["persons"] == 150.0
    assert everybody["unknown_points"] == 1
    # 390 m to the left and 10 m to the right of the place at 390 m, less the leg of 10 m.
    assert near.ways_m == pytest.approx(400)
    assert shapely.contains(far.area, near.area.representative_point())
    assert questions.catchment(town, "k1", minutes=[4.8]).rings[0].limit_m == pytest.approx(400)


def test_catchment_by_profile(town: Project) -> None:
    adults = questions.catchment(town, "k1", metres=[700]).rings[0]
    wheels = questions.catchment(town, "k1", metres=[700], profile_id="wheelchair").rings[0]
    steps = shapely.Point(X0 + 400, Y0 + 150)
    assert shapely.contains(adults.area, steps)
    assert not shapely.intersects(wheels.area, steps)
    assert wheels.minutes == pytest.approx(12.0)
    assert questions.catchment(town, "k1", metres=[700]).notes == ()
    said = " ".join(questions.catchment(town, "k1", metres=[700], profile_id="wheelchair").notes)
    assert "Minuten sind gerechnet mit 3,5\u00a0km/h (Annahme" in said
    assert "gilt für „Im Rollstuhl“ als unbedenklich" in said


def test_catchment_without_a_network_is_a_circle(by_air: Project) -> None:
    found = questions.catchment(by_air, "k1", metres=[650])
    assert found.rings[0].area.area == pytest.approx(np.pi * 500**2, rel=0.01)
    assert "Näherung" in found.notes[0]


@pytest.mark.parametrize("limits", [[], [0.0], [-5.0], [float("inf")]])
def test_catchment_needs_a_limit(town: Project, limits: list[float]) -> None:
    with pytest.raises(InputError):
        questions.catchment(town, "k1", metres=limits)


def test_catchment_of_nothing_and_for_nobody(town: Project) -> None:
    with pytest.raises(InputError):
        questions.catchment(town, "zz", metres=[400])
    with pytest.raises(InputError):
        questions.catchment(town, "k1", metres=[400], profile_id="zz")
    with pytest.raises(Cancelled):
        questions.catchment(town, "k1", metres=[400], progress=Progress(cancelled=lambda: True))


@pytest.mark.parametrize("name", ["gebiet.gpkg", "gebiet.geojson"])
def test_catchment_as_a_file(town: Project, tmp_path: Path, name: str) -> None:
    found = questions.catchment(town, "k1", metres=[400, 800])
    path = question_files.write_catchment(town, found, tmp_path / name)
    read = gpd.read_file(path)
    assert read["limit_m"].tolist() == [800.0, 400.0]
    assert read["population"].tolist() == [150.0, 50.0]
    areas = read.to_crs(CRS).area.tolist()
    assert areas == pytest.approx([r.area.area for r in reversed(found.rings)], rel=1e-3)
    with pytest.raises(UsageError):
        question_files.write_catchment(town, found, tmp_path / "gebiet.shp")


def test_opportunities_in_reach(town: Project, tmp_path: Path) -> None:
    found = questions.opportunities(town, "kita", [400, 750, 800])
    assert found.facilities.tolist() == [[0, 1, 2], [1, 2, 2], [1, 2, 2], [0, 0, 0]]
    assert found.places[1].tolist() == [10.0, 14.0, 14.0]
    table = found.frame(town.analysis.demand.table["cell_id"])  # type: ignore[union-attr]
    path = question_files.write_table(table, tmp_path / "angebot.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(path), table, check_dtype=False)
    with pytest.raises(InputError):
        questions.opportunities(town, "kita", [0])
    with pytest.raises(InputError):
        questions.opportunities(town, "rathaus", [400])


def test_everybody_one_place(town: Project) -> None:
    # 7 children at c1, 4 at c2; k1 has 10 places, k2 has 4. c1: 705 m to k2, 795 m to k1. c2: 308 m, 418 m.
    found = assigning.assign(town, "kita", limit_m=800)
    ways = {(r.cell_id, r.facility_id): r.persons for r in found.ways.itertuples()}
    assert ways == {("c1", "k2"): 4.0, ("c1", "k1"): 3.0, ("c2", "k1"): 4.0}
    assert found.low.total_m == pytest.approx(4 * 705 + 3 * 795 + 4 * 308)
    assert found.cells.set_index("cell_id").loc["c4", "unreached"] == 3.0
    assert found.cells.set_index("cell_id").loc["c3", "persons_state"] == "secret"
    assert found.districts["without_low"].tolist() == [0.0, 3.0]
    words = plain(found.notes)
    assert "Von 14 Personen finden 11 innerhalb von 800 m einen Platz" in words


def test_without_a_network_places_are_assigned_by_air_line(by_air: Project) -> None:
    # c1 (7 children) reaches only k2, 644 m reckoned; c2 (4) and c4 (3) reach both.
    found = assigning.assign(by_air, "kita", limit_m=800)
    assert found.cells.set_index("cell_id")["full_low"].to_dict() == {
        "c1": 3.0,
        "c2": 0.0,
        "c3": 0.0,
        "c4": 0.0,
    }
    assert found.facilities["used_low"].tolist() == [7.0, 4.0]
    assert "Luftlinie × Umwegfaktor (Näherung)" in plain(found.notes)
    counted = questions.opportunities(by_air, "kita", [400, 800])
    assert counted.facilities[0].tolist() == [0, 1]
    shared = sharing.share(by_air, "kita", [(800, 1.0)])
    assert shared.cells.set_index("cell_id").loc["c1", "ratio"] == pytest.approx(4 / 14)


def test_unknown_places_give_a_span(town: Project) -> None:
    kitas = town.facilities.copy()
    kitas.loc[0, "places"] = np.nan
    found = assigning.assign(
        usecases.analyse(town.with_(facilities=kitas, analysis=None)), "kita", limit_m=800
    )
    assert (found.low.with_place, found.high.with_place) == (4.0, 11.0)
    assert "finden 4 bis 11 innerhalb" in plain(found.notes)
    assert "Bei 1 Einrichtung ist die Platzzahl unbekannt" in plain(found.notes)


def test_places_by_rate_and_in_whole_persons(town: Project) -> None:
    by_rate = assigning.assign(town, "kita", limit_m=800, by_rate=True)
    assert by_rate.persons == pytest.approx(0.51 * 6 + 0.97 * 8)
    assert "auch Bruchteile werden zugeordnet" in plain(by_rate.notes)
    whole = assigning.assign(town, "kita", limit_m=800, by_rate=True, whole=True)
    assert abs(whole.persons - by_rate.persons) <= 0.5
    assert (whole.low.placed.data % 1 == 0).all()


def test_assignment_needs_ages_a_standard_and_facilities(town: Project) -> None:
    for kind in ("library", "rathaus"):
        with pytest.raises(InputError):
            assigning.assign(town, kind)
    ageless = town.cells.drop(columns=["age_0_3", "age_3_6"])
    with pytest.raises(InputError) as caught:
        assigning.assign(usecases.analyse(town.with_(cells=ageless, analysis=None)), "kita")
    assert caught.value.problems[0].code == "ages_missing"


def test_places_shared_in_catchments(town: Project) -> None:
    # Within 800 m both Kitas are in reach of c1 (7 children) and c2 (4), so of 11 children.
    found = sharing.share(town, "kita", [(800, 1.0)], "2sfca")
    ratio = found.cells.set_index("cell_id")["ratio"]
    assert ratio["c1"] == pytest.approx(10 / 11 + 4 / 11)
    assert ratio["c4"] == 0.0
    assert found.handed_out == pytest.approx(14.0)
    assert found.given == 14.0
    # c1 is 705 m from k2 and 795 m from k1; c2 308 m from k1 and 418 m from k2.
    graded = sharing.share(town, "kita", [(500, 1.0), (800, 0.5)])
    assert graded.facilities["asked"].tolist() == [7 * 0.5 + 4, 7 * 0.5 + 4]
    assert graded.cells.set_index("cell_id").loc["c1", "ratio"] == pytest.approx(14 / 7.5 * 0.5)
    with pytest.raises(UsageError):
        sharing.share(town, "kita", method="sfca9")
    with pytest.raises(InputError):
        sharing.share(town, "kita", [(800, 0.5), (500, 1.0)])


def test_shared_places_of_unknown_number_are_a_lower_bound(town: Project) -> None:
    kitas = town.facilities.copy()
    kitas.loc[1, "places"] = np.nan
    found = sharing.share(usecases.analyse(town.with_(facilities=kitas, analysis=None)), "kita", [(800, 1.0)])
    row = found.cells.set_index("cell_id").loc["c1"]
    assert (row["ratio_state"], row["ratio_at_least"]) == ("no_data", pytest.approx(10 / 11))
    assert np.isnan(row["ratio"])
    assert "Platzzahl unbekannt" in plain(found.notes)


def test_air_line_beside_the_way(town: Project, by_air: Project) -> None:
    few = next(c for c in questions.compare_air(town) if c.kind == "kita")
    assert (few.both, few.only_air, few.only_foot, few.neither) == (10.0, 10.0, 0.0, 10.0)
    assert few.sentence.endswith("auf Zehner gerundet (kleine Zahlen).")
    town = town.with_(settings={**town.settings, "small_numbers.limit": 0})
    kita = next(c for c in questions.compare_air(town) if c.kind == "kita")
    # c2 both; c4 has no way within 250 m but a Kita at 304 m air line; c1 neither.
    assert (kita.both, kita.only_air, kita.only_foot, kita.neither) == (4.0, 3.0, 0.0, 7.0)
    assert "3 Personen gälten zu Unrecht als versorgt" in kita.sentence
    doubled = next(c for c in questions.compare_air(town, 2.0) if c.kind == "kita")
    assert (doubled.both, doubled.only_air, doubled.only_foot) == (0.0, 0.0, 4.0)
    air, foot = np.array([np.hypot(390, 305), np.hypot(290, 18)]), np.array([705, 308])
    weight = np.array([7.0, 4.0])
    assert kita.detour == pytest.approx((weight @ foot) / (weight @ air))
    with pytest.raises(InputError):
        questions.compare_air(by_air)
    with pytest.raises(InputError):
        questions.compare_air(town, 0.5)


def test_several_profiles_in_one_go_equal_single_analyses(town: Project) -> None:
    found = questions.nearest_by_profile(town)
    assert list(found) == ["adult", "child", "older", "pram", "wheelchair"]
    assert found["adult"].distance_m["kita"].tolist() == town.analysis.access.distance_m["kita"].tolist()  # type: ignore[union-attr]
    assert found["child"].distance_m["kita"] is found["adult"].distance_m["kita"]
    assert found["child"].profile.minutes(found["child"].distance_m["kita"][0]) == pytest.approx(705 / 50)
    assert found["wheelchair"].distance_m["kita"][0] == pytest.approx(795)
    with pytest.raises(InputError):
        questions.nearest_by_profile(town, ["zz"])


@pytest.fixture(scope="module")
def saved(town: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("projekt") / "dorf.gpkg"
    project_file.save(town, path)
    return path


def call(*arguments: object) -> dict[str, Any]:
    result = CliRunner().invoke(cli, [str(a) for a in arguments] + ["--json"])
    document = json.loads(result.stdout)
    assert document["ok"] == (result.exit_code == 0), result.stderr
    return {"exit_code": result.exit_code, **document}


def test_command_reach(saved: Path) -> None:
    answer = call("reach", saved, "--cell", "c1", "--kind", "kita", "--all-profiles")
    assert answer["first"]["distance_m"] == pytest.approx(705)
    assert answer["first"]["streets"][0] == {
        "name": "Gartenstraße",
        "named": True,
        "feature": "",
        "metres": 390.0,
    }
    assert answer["by_profile"][0]["profile"] == "adult"
    assert call("reach", saved, "--cell", "zz", "--kind", "kita")["exit_code"] == 3
    words = CliRunner().invoke(cli, ["reach", str(saved), "--cell", "c1", "--kind", "kita"])
    assert "zu Fuß" in words.stdout


def test_command_catchment(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.gpkg"
    answer = call("catchment", saved, "--facility", "k1", "--metres", "400", "--minutes", "9,6", "--out", out)
    assert [ring["limit_m"] for ring in answer["rings"]] == pytest.approx([400, 800])
    assert len(gpd.read_file(out)) == 2
    assert call("catchment", saved, "--facility", "k1", "--out", out)["exit_code"] == 2
    assert call("catchment", saved, "--facility", "k1", "--metres", "x", "--out", out)["exit_code"] == 2
    assert (
        call("catchment", saved, "--facility", "k1", "--metres", "5", "--out", tmp_path / "a.txt")[
            "exit_code"
        ]
        == 2
    )


def test_commands_that_write_tables(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.csv"
    answer = call("opportunities", saved, "--kind", "kita", "--metres", "800", "--out", out)
    assert answer["limits"][0]["without_any"] == 30.0
    assert len(pd.read_csv(out)) == 4
    answer = call("share", saved, "--kind", "kita", "--step", "500:1", "--step", "800:0,5", "--out", out)
    assert answer["steps"] == [[500.0, 1.0], [800.0, 0.5]]
    assert answer["handed_out"] == answer["given"] == 14.0
    assert call("share", saved, "--kind", "kita", "--step", "x", "--out", out)["exit_code"] == 2
    ways = tmp_path / "wege.parquet"
    answer = call("assign", saved, "--kind", "kita", "--metres", "800", "--out", out, "--ways-out", ways)
    assert answer["cases"][0]["with_place"] == 11.0
    assert pd.read_parquet(ways)["persons"].sum() == 11.0
    assert pd.read_csv(out)["unreached"].sum() == 3.0


def test_command_compare_air_and_profiles(saved: Path, tmp_path: Path) -> None:
    out = tmp_path / "luft.csv"
    answer = call("compare-air", saved, "--out", out)
    assert next(s for s in answer["standards"] if s["kind"] == "kita")["only_air"] == 10.0  # 3, in tens
    assert set(pd.read_csv(out)["class"]) <= {"both", "only_air", "only_foot", "neither", "no_data"}
    answer = call("profiles", saved, "--profile", "wheelchair")
    assert answer["profiles"][0]["closed"] == [{"because": "Treppe", "edges": 1, "length_m": 300.0}]
