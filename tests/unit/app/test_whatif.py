"""Was wäre, wenn …: the game equals a whole analysis of a really changed project, and leaves the project alone."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.analysis.run import analyse
from quartiermap.app.session import LAYERS, Session
from quartiermap.app.whatif import Change, WhatIf
from quartiermap.app.whatif_game import STEPS_KEPT
from quartiermap.domain.findings import Reason
from quartiermap.domain.network import STEPS, WalkNetwork
from quartiermap.domain.profiles import Profile, Rule
from quartiermap.domain.project import Project, Source, new_project
from quartiermap.domain.results import TOWN, Analysis, AnalysisParameters
from quartiermap.domain.standards import Bindingness, Origin, Standard, Supply
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file

X0, Y0, STEP, SIDE = 500_000.0, 5_500_000.0, 100.0, 13


def origin() -> Origin:
    return Origin(ref="-", text="-", tag="user")


def standard(kind: str, target_m: float, **more: object) -> Standard:
    values: dict[str, object] = {
        "id": f"{kind}-{target_m:g}", "kind": kind, "label": f"{kind} in {target_m:g} m", "target_m": target_m,
        "speed_kmh": 5.0, "bindingness": Bindingness.GUIDE, "origin": origin(),
    }  # fmt: skip
    return Standard(**{**values, **more})


KITA = standard(
    "kita", 400.0, age=(0, 6), supply=Supply(rate=0.8, bindingness=Bindingness.GUIDE, origin=origin())
)
LIBRARY = standard("library", 700.0)


def streets(rng: np.random.Generator) -> WalkNetwork:
    """A lattice of crooked streets with gaps; some are steps, and every edge has a bend."""
    number = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    x = X0 + (number % SIDE) * STEP + rng.uniform(-20, 20, number.shape)
    y = Y0 + (number // SIDE) * STEP + rng.uniform(-20, 20, number.shape)
    pairs = np.concatenate(
        [
            np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
            np.column_stack([number[:-1].ravel(), number[1:].ravel()]),
        ]
    )
    pairs = pairs[rng.random(len(pairs)) < 0.8]
    x, y = x.ravel(), y.ravel()
    bend_x = x[pairs].mean(axis=1) + rng.uniform(-9, 9, len(pairs))
    bend_y = y[pairs].mean(axis=1) + rng.uniform(-9, 9, len(pairs))
    vertex_x = np.column_stack([x[pairs[:, 0]], bend_x, x[pairs[:, 1]]])
    vertex_y = np.column_stack([y[pairs[:, 0]], bend_y, y[pairs[:, 1]]])
    length = np.hypot(np.diff(vertex_x), np.diff(vertex_y)).sum(axis=1)
    return WalkNetwork(
        node_x=x, node_y=y, edge_u=pairs[:, 0].astype(np.int32), edge_v=pairs[:, 1].astype(np.int32),
        edge_length=length, vertex_x=vertex_x.ravel(), vertex_y=vertex_y.ravel(),
        edge_first=np.arange(0, 3 * len(pairs) + 1, 3), edge_class=np.zeros(len(pairs), np.int16),
        edge_flags=np.where(rng.random(len(pairs)) < 0.1, STEPS, 0).astype(np.uint8), classes=("footway",),
    )  # fmt: skip


def make_town(*, network: bool = True) -> Project:
    rng = np.random.default_rng(11)
    end = SIDE * STEP
    boxes = [(0, 0), (1, 0), (0, 1), (1, 1)]
    districts = gpd.GeoDataFrame(
        {
            "district_id": list("ABCD"), "name": ["Am Anger", "Beim Bach", "Zum Zaun", "Drift"],
            "level": "Quartier", "level_rank": 1, "parent_id": None, "source_id": "s",
        },
        geometry=[
            shapely.box(X0 + i * end / 2, Y0 + j * end / 2, X0 + (i + 1) * end / 2, Y0 + (j + 1) * end / 2)
            for i, j in boxes
        ],
        crs="EPSG:25832",
    )  # fmt: skip
    count = 12
    kinds = ["kita"] * 8 + ["library"] * 3 + ["kita"]
    facilities = gpd.GeoDataFrame(
        {
            "facility_id": [f"f{i}" for i in range(count)], "kind": kinds,
            "name": [f"Haus {i}" for i in range(count)], "operator": None,
            "places": [40.0, 60.0, np.nan, 25.0, 80.0, 30.0, 55.0, 20.0, np.nan, np.nan, np.nan, 35.0],
            "area_m2": rng.uniform(100, 900, count), "condition": None, "barrier_free": None,
            "status": ["Bestand"] * 11 + ["geplant"], "opening_year": np.nan, "address": None, "source_id": "s",
        },
        geometry=shapely.points(X0 + rng.uniform(0, end, count), Y0 + rng.uniform(0, end, count)),
        crs="EPSG:25832",
    )  # fmt: skip
    many = 220
    people = rng.integers(20, 120, many).astype(float)
    people[:6] = 0.0
    young = np.round(people * 0.04)
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [str(i) for i in range(many)], "resolution_m": 100, "population": people,
            "population_state": "value", "source_id": "s", "age_0_3": young, "age_3_6": young + 1.0,
            "ages_state": "value",
        },
        geometry=shapely.points(X0 + rng.uniform(0, end, many), Y0 + rng.uniform(0, end, many)),
        crs="EPSG:25832",
    )  # fmt: skip
    river = gpd.GeoDataFrame(
        {"class": ["water"], "name": ["Bach"], "source_id": ["s"]},
        geometry=[shapely.LineString([(X0, Y0 + 630), (X0 + end, Y0 + 655)])],
        crs="EPSG:25832",
    )

    def around(row: int, width: float, depth: float) -> shapely.Polygon:
        at = facilities.geometry.iloc[row]
        return shapely.box(at.x - width, at.y - depth, at.x + width, at.y + depth)

    doors = [around(4, 30, 30).exterior.coords[0], around(4, 45, 5).exterior.coords[2]]
    shapes = gpd.GeoDataFrame(
        {
            "facility_id": ["f2", "f9", "f5", "f4", "f4"],
            "part": ["outline", "outline", "outline", "entrance", "entrance"], "source_id": "s",
        },
        geometry=[around(2, 35, 20), around(9, 60, 50), around(5, 80, 15), *map(shapely.Point, doors)],
        crs="EPSG:25832",
    )  # fmt: skip
    source = Source("s", "facilities", "haeuser.csv", "0", count, count, "2025-01-01T00:00:00+01:00")
    return new_project("Gitterstadt", 25832).with_(
        districts=districts,
        facilities=facilities,
        cells=cells,
        barrier_lines=river,
        facility_shapes=shapes,
        network=streets(rng) if network else None,
        sources=(source,),
    )


def analysed(project: Project, *standards: Standard) -> Project:
    parameters = AnalysisParameters(
        standards=standards or (KITA, LIBRARY), standard_set="Test", min_gap_persons=1.0, min_gap_share=0.0
    )
    return project.with_(analysis=analyse(project, parameters))


@pytest.fixture(scope="module")
def town() -> Project:
    return analysed(make_town())


@pytest.fixture(scope="module")
def air_town() -> Project:
    return analysed(make_town(network=False))


def assert_equals_a_whole_analysis(game: WhatIf, *, kinds: tuple[str, ...] = ("kita", "library")) -> None:
    built, parameters = game.as_built()
    whole = analyse(built, parameters)
    watched = game.kind
    for kind in kinds:
        change = game.watch(kind)
        own = game.standard(kind)
        assert own is not None
        distance = whole.access.distance_for(own)
        assert distance is not None
        np.testing.assert_array_equal(change.now_m, distance)
        np.testing.assert_array_equal(change.nearest, whole.access.nearest_for(own))
        assert_same_figures(change, whole, own)
    game.watch(watched)


def assert_same_figures(change: Change, whole: Analysis, own: Standard) -> None:
    assert change.reach is not None
    rows = whole.figures[whole.figures["standard_id"] == own.id].set_index("district_id")
    for key in (*change.reach.ids, TOWN):
        assert change.reach.district(key).now == rows.loc[key, "covered_population"]
        assert change.reach.district(key).share_now == rows.loc[key, "covered_share"]
    for gap in whole.gaps:
        if gap.kind != change.kind:
            continue
        if gap.reason is Reason.TOO_FEW_PLACES:
            assert change.supply is not None
            assert change.supply.district(gap.district_id).unserved_now == gap.affected_population
        if gap.reason is Reason.OUT_OF_REACH:
            at = change.reach.ids.index(gap.district_id)
            beyond = change.reach.judged[at] - change.reach.now[at]
            assert beyond == pytest.approx(gap.affected_population, abs=1e-9)
    found = {g.district_id for g in whole.gaps if g.kind == change.kind and g.reason is Reason.OUT_OF_REACH}
    assert change.reach.gaps_now is not None
    assert {key for key, gap in zip(change.reach.ids, change.reach.gaps_now, strict=True) if gap} == found


def play(game: WhatIf, rng: np.random.Generator) -> None:
    """Do something at random."""

    def somewhere() -> tuple[float, float]:
        return X0 + rng.uniform(0, SIDE * STEP), Y0 + rng.uniform(0, SIDE * STEP)

    sites = [site for site in game.sites if site.open]
    site = sites[int(rng.integers(len(sites)))]
    deed = rng.choice(
        ["add", "move", "near", "close", "reopen", "resize", "way", "way", "open way", "undo", "redo"]
    )
    if deed == "add":
        game.add_facility(
            str(rng.choice(["kita", "library"])), *somewhere(), places=float(rng.integers(10, 90))
        )
    elif deed == "move":
        game.move(site.id, *somewhere())
    elif deed == "near":
        game.begin_drag(site.id)
        for _ in range(4):
            now = game.site(site.id)
            game.drag_to(now.x + float(rng.normal(0, 25)), now.y + float(rng.normal(0, 25)))
        game.end_drag()
    elif deed == "close" and len(sites) > 4:
        game.close(site.id)
    elif deed == "reopen" and any(not s.open for s in game.sites):
        game.reopen(next(s.id for s in game.sites if not s.open))
    elif deed == "resize":
        game.resize(site.id, float(rng.integers(1, 120)))
    elif deed == "way":
        edge = game.nearest_way(*somewhere())
        if edge is not None:
            game.close_way(edge)
    elif deed == "open way" and game.closed_ways:
        game.open_way(int(rng.choice(game.closed_ways)))
    elif deed == "undo":
        game.undo()
    elif deed == "redo":
        game.redo()


# ---- the game and the whole analysis


@pytest.mark.parametrize("seed", range(4))
def test_any_game_equals_a_whole_analysis(town: Project, seed: int) -> None:
    rng = np.random.default_rng(seed)
    game = WhatIf(town)
    for step in range(36):
        play(game, rng)
        if step % 4 == 3:
            assert_equals_a_whole_analysis(game)


def test_any_game_by_air_line_equals_a_whole_analysis(air_town: Project) -> None:
    rng = np.random.default_rng(3)
    game = WhatIf(air_town)
    assert not game.has_network
    for step in range(24):
        play(game, rng)
        if step % 4 == 3:
            assert_equals_a_whole_analysis(game)


def test_rules_equal_a_whole_analysis(town: Project) -> None:
    game = WhatIf(town)
    game.watch("kita")
    game.set_threshold(KITA.id, 550.0)
    assert_equals_a_whole_analysis(game)
    game.set_speed(3.0)
    assert game.threshold_m(KITA.id) == 330.0
    assert_equals_a_whole_analysis(game)
    game.add_facility("kita", X0 + 300, Y0 + 900, 50)
    no_steps = Profile(
        id="pram",
        name="Kinderwagen",
        speed_kmh=4.0,
        rules=(Rule(because="Treppe", steps=True, passable=False),),
    )
    change = game.set_profile(no_steps)
    assert len(change.points)
    assert_equals_a_whole_analysis(game)
    game.close_way(game.nearest_way(X0 + 650, Y0 + 300) or 0)
    assert_equals_a_whole_analysis(game)
    while game.undo_text:
        game.undo()
    np.testing.assert_array_equal(game.state().now_m, game.state().before_m)
    assert game.profile.id == "adult"


def test_standards_with_questions_of_their_own_are_followed() -> None:
    bee_line = standard("kita", 350.0, measure="air_line", age=(0, 6))
    large = standard("library", 650.0, min_area_m2=400.0)
    game = WhatIf(analysed(make_town(), bee_line, large))
    rng = np.random.default_rng(8)
    for _ in range(14):
        play(game, rng)
    assert_equals_a_whole_analysis(game)
    game.add_facility("library", X0 + 400, Y0 + 400)
    assert any("zählen hier nicht" in note for note in game.change.notes)
    assert_equals_a_whole_analysis(game)


# ---- what a step tells


def test_a_step_names_the_points_that_changed_and_the_people(town: Project) -> None:
    game = WhatIf(town)
    before = game.watch("kita")
    game.add_facility("kita", X0 + 350, Y0 + 350, 60, "Neubau")
    change = game.change
    moved = np.flatnonzero((change.now_m != before.now_m) | (change.nearest != before.nearest))
    assert change.points.tolist() == moved.tolist()
    assert len(moved)
    assert change.reach is not None
    table = town.analysis.demand.table  # type: ignore[union-attr]
    persons = (table["age_0_3"] + table["age_3_6"]).to_numpy()
    won = (change.now_m <= 400) & (change.before_m > 400)
    assert change.reach.town.newly_reached == pytest.approx(persons[won].sum())
    assert change.reach.town.newly_lost == 0
    assert change.reach.town.now - change.reach.town.before == pytest.approx(persons[won].sum())  # type: ignore[operator]
    assert change.supply is not None
    assert change.supply.places_now == change.supply.places_before + 60
    assert change.label == "Kita „Neubau“ hinzugefügt"
    assert sum(row.newly_reached for row in change.reach.changed) == pytest.approx(persons[won].sum())


def test_a_change_stays_what_it_was_while_the_game_goes_on(town: Project) -> None:
    game = WhatIf(town)
    first = game.watch("kita")
    kept = first.now_m.copy()
    game.close("f0")
    np.testing.assert_array_equal(first.now_m, kept)
    with pytest.raises(ValueError, match="read-only"):
        first.now_m[0] = 1.0


def test_dragging_is_one_step_and_equals_moving(town: Project) -> None:
    game, other = WhatIf(town), WhatIf(town)
    game.begin_drag("f3")
    for k in range(20):
        change = game.drag_to(X0 + 200 + 30 * k, Y0 + 500 + 10 * k)
        assert change.supply is None
    change = game.end_drag()
    assert change.supply is not None
    assert game.undo_text == "Kita „Haus 3“ verschoben"
    moved = other.move("f3", X0 + 200 + 30 * 19, Y0 + 500 + 10 * 19)
    np.testing.assert_array_equal(change.now_m, moved.now_m)
    np.testing.assert_array_equal(change.nearest, moved.nearest)
    assert change.supply.town == moved.supply.town  # type: ignore[union-attr]
    back = game.undo()
    np.testing.assert_array_equal(back.now_m, back.before_m)
    assert game.undo_text == ""
    again = game.redo()
    np.testing.assert_array_equal(again.now_m, moved.now_m)


def test_a_drag_can_be_given_up_and_needs_something_in_the_hand(town: Project) -> None:
    game = WhatIf(town)
    with pytest.raises(UsageError, match="Es wird keine Einrichtung verschoben"):
        game.drag_to(X0, Y0)
    game.begin_drag("f1")
    assert game.dragging == "f1"
    game.drag_to(X0 + 10, Y0 + 10)
    change = game.cancel_drag()
    np.testing.assert_array_equal(change.now_m, change.before_m)
    assert game.dragging is None
    assert game.undo_text == ""
    assert not game.edited
    game.begin_drag("f1")
    game.end_drag()
    assert game.undo_text == ""


def test_the_slider_makes_one_step(town: Project) -> None:
    game = WhatIf(town)
    game.watch("kita")
    for target in (410.0, 450.0, 500.0):
        game.set_threshold(KITA.id, target)
    assert game.undo_text == "Richtwert „kita in 400 m“: 500\u00a0m"
    game.undo()
    assert game.undo_text == ""
    assert game.threshold_m(KITA.id) == 400.0


def test_steps_can_be_undone_and_done_again_by_name(town: Project) -> None:
    game = WhatIf(town)
    game.close("f0")
    game.move("f8", X0 + 5, Y0 + 5)
    assert game.kind == "library"
    assert game.undo_text == "Bibliothek „Haus 8“ verschoben"
    game.undo()
    assert (game.undo_text, game.redo_text) == ("Kita „Haus 0“ geschlossen", "Bibliothek „Haus 8“ verschoben")
    change = game.undo()
    assert change.kind == "kita"
    assert not game.edited
    game.redo()
    game.resize("f1", 61)
    assert game.redo_text == ""


# ---- ways


def test_people_on_a_closed_way_use_the_next_one(town: Project) -> None:
    game = WhatIf(town)
    before = game.watch("kita")
    access = town.analysis.access  # type: ignore[union-attr]
    edge, homes = np.unique(access.points.edge[access.points.edge >= 0], return_counts=True)
    busiest = int(edge[np.argmax(homes)])
    change = game.close_way(busiest)
    on_it = np.flatnonzero(access.points.edge == busiest)
    assert np.isfinite(change.now_m[on_it]).all()
    assert set(on_it) <= set(change.points.tolist())
    assert game.closed_ways == (busiest,)
    back = game.open_way(busiest)
    np.testing.assert_array_equal(back.now_m, before.now_m)


def test_who_is_cut_off_stays_cut_off() -> None:
    # One street: 0 - 300 - 600 - 900 m, a Kita at its beginning; the middle is closed.
    town = make_town()
    x = np.array([0.0, 300.0, 600.0, 900.0]) + X0
    street = WalkNetwork(
        node_x=x, node_y=np.full(4, Y0), edge_u=np.array([0, 1, 2], np.int32), edge_v=np.array([1, 2, 3], np.int32),
        edge_length=np.full(3, 300.0), vertex_x=x[[0, 1, 1, 2, 2, 3]], vertex_y=np.full(6, Y0),
        edge_first=np.array([0, 2, 4, 6]), edge_class=np.zeros(3, np.int16), edge_flags=np.zeros(3, np.uint8),
    )  # fmt: skip
    facilities = town.facilities.iloc[:1].copy()
    facilities.geometry = [shapely.Point(X0 + 50, Y0)]
    cells = town.cells.iloc[10:12].reset_index(drop=True)
    cells.geometry = [shapely.Point(X0 + 100, Y0), shapely.Point(X0 + 800, Y0)]
    game = WhatIf(analysed(town.with_(network=street, facilities=facilities, cells=cells)))
    change = game.close_way(1)
    assert change.now_m.tolist() == [50.0, np.inf]
    assert any("finden zu Fuß zu keiner Einrichtung" in note for note in change.notes)
    assert game.way_name(1).replace("\u00a0", " ") == "Weg, 300 m"
    assert [values.tolist() for values in game.way_line(1)] == [[X0 + 300, X0 + 600], [Y0, Y0]]


def test_the_nearest_way_is_found_and_none_far_away(town: Project) -> None:
    game = WhatIf(town)
    network = town.network
    assert network is not None
    middle = slice(1, None, 3)
    for edge in (0, 57, network.edge_count - 1):
        assert game.nearest_way(network.vertex_x[middle][edge], network.vertex_y[middle][edge]) == edge
    assert game.nearest_way(X0 - 5_000, Y0) is None
    assert game.nearest_way(np.nan, Y0) is None


def test_without_a_network_no_way_can_be_closed(air_town: Project) -> None:
    game = WhatIf(air_town)
    assert game.nearest_way(X0, Y0) is None
    with pytest.raises(UsageError, match="Ohne Wegenetz"):
        game.close_way(0)
    with pytest.raises(UsageError, match="Ohne Wegenetz"):
        game.set_profile(Profile(id="slow", name="Langsam", speed_kmh=2.0))


# ---- the project


def test_the_project_is_untouched(town: Project) -> None:
    facilities, fingerprint = town.facilities.copy(), town.fingerprint
    game = WhatIf(town)
    rng = np.random.default_rng(1)
    for _ in range(25):
        play(game, rng)
    game.as_project() if game.edited else None
    game.as_built()
    assert town.fingerprint == fingerprint
    assert not town.stale
    assert town.facilities.equals(facilities)


def test_taken_over_it_is_planning(town: Project, tmp_path) -> None:
    game = WhatIf(town)
    new = game.add_facility("kita", X0 + 350, Y0 + 350, 60, "Neubau")
    game.move("f3", X0 + 700, Y0 + 700)
    game.close("f0")
    game.resize("f1", 75)
    game.close_way(game.nearest_way(X0 + 650, Y0 + 300) or 0)
    project = game.as_project()
    rows = project.facilities.set_index("facility_id")
    old = town.facilities.set_index("facility_id")
    assert rows.loc[new, ["kind", "name", "places", "status"]].tolist() == ["kita", "Neubau", 60.0, "geplant"]
    assert rows.loc["f3"].equals(old.loc["f3"])
    assert rows.loc["f3-neu", "status"] == "geplant"
    assert rows.loc["f3-neu"].geometry.equals(shapely.Point(X0 + 700, Y0 + 700))
    assert rows.loc["f0", "status"] == "geschlossen"
    assert rows.loc["f1", "places"] == 75
    assert project.network is town.network
    assert project.stale
    source = project.sources[-1]
    assert source.title == "Was-wäre-wenn"
    assert [finding["message"] for finding in source.findings] == list(game.summary())
    assert rows.loc[new, "source_id"] == source.source_id
    session = Session()
    session.adopt(town)
    session.apply("Was-wäre-wenn übernommen", project, frozenset({LAYERS}))
    session.undo()
    assert session.project is town
    project_file.save(project, tmp_path / "p.gpkg")
    loaded = project_file.load(tmp_path / "p.gpkg")
    assert loaded.facilities["facility_id"].tolist() == project.facilities["facility_id"].tolist()
    assert loaded.facilities["status"].tolist()[-1] == "geplant"


def test_what_is_planned_can_be_tried_as_if_it_were_there(town: Project) -> None:
    game = WhatIf(town)
    assert not game.site("f11").open
    with pytest.raises(UsageError, match="geplant oder geschlossen"):
        game.move("f11", X0, Y0)
    change = game.reopen("f11")
    assert change.label == "Kita „Haus 11“ in Betrieb genommen"
    assert game.site("f11").opened
    assert_equals_a_whole_analysis(game)
    assert game.as_project().facilities["status"].tolist() == town.facilities["status"].tolist()


def test_the_protocol_says_what_was_done_and_what_it_brings(town: Project) -> None:
    game = WhatIf(town.with_(settings={**town.settings, "small_numbers.limit": 0}))
    game.add_facility("kita", X0 + 350, Y0 + 350, 60, "Neubau")
    game.resize("f1", 75)
    sentences = [sentence.replace("\u00a0", " ") for sentence in game.summary()]
    assert sentences[:2] == [
        "Kita „Haus 1“: 75 Plätze (bisher 60).",
        "Kita „Neubau“ neu in Am Anger, 60 Plätze.",
    ]
    reach = game.state().reach
    assert reach is not None
    assert any(
        f"Neu erreicht: {reach.town.newly_reached:.0f}, nicht mehr erreicht: 0." in sentence
        for sentence in sentences
    )
    assert any("Rechnerisch fehlen im Einzugsbereich (2SFCA)" in sentence for sentence in sentences)
    assert not any(sentence.startswith("Bibliothek") for sentence in sentences)


def test_a_place_far_from_every_way_is_allowed_and_said(town: Project) -> None:
    game = WhatIf(town)
    key = game.add_facility("kita", X0 - 700, Y0, 40)
    assert len(game.change.points) == 0
    assert not game.site(key).reached
    assert any("Niemand erreicht sie" in note for note in game.change.notes)
    assert_equals_a_whole_analysis(game)


# ---- what goes wrong


def test_mistakes_are_said_in_a_sentence(town: Project) -> None:
    game = WhatIf(town)
    with pytest.raises(UsageError, match="„bowling“"):
        game.add_facility("bowling", X0, Y0)
    with pytest.raises(UsageError, match="„bowling“"):
        game.watch("bowling")
    with pytest.raises(InputError) as found:
        game.add_facility("kita", np.nan, Y0, -3)
    assert [problem.code for problem in found.value.problems] == ["place_invalid", "places_invalid"]
    with pytest.raises(UsageError, match="„weg“ gibt es nicht"):
        game.move("weg", X0, Y0)
    with pytest.raises(InputError, match="keine Zahl über 0"):
        game.resize("f0", 0)
    with pytest.raises(UsageError, match="schon geöffnet"):
        game.reopen("f0")
    game.close("f0")
    with pytest.raises(UsageError, match="ist geschlossen"):
        game.begin_drag("f0")
    with pytest.raises(UsageError, match="Nummer 99999"):
        game.close_way(99_999)
    with pytest.raises(UsageError, match="nicht verwendet"):
        game.set_threshold("gibtesnicht", 3.0)
    with pytest.raises(InputError, match="keine Zahl über 0"):
        game.set_threshold(KITA.id, float("nan"))
    with pytest.raises(InputError, match="zwischen 0,5 und 15"):
        game.set_speed(0.1)
    with pytest.raises(UsageError, match="gilt nicht"):
        game.watch("library", KITA.id)
    assert game.undo_text == "Kita „Haus 0“ geschlossen"
    game.undo()
    with pytest.raises(UsageError, match="nichts verändert"):
        game.as_project()


def test_a_result_that_does_not_fit_is_refused(town: Project) -> None:
    with pytest.raises(UsageError, match="fehlt ein Ergebnis"):
        WhatIf(town.with_(analysis=None))
    with pytest.raises(UsageError, match="älter als die Daten"):
        WhatIf(town.with_(sources=()))
    known = town.analysis
    assert known is not None
    other = {kind: distance + 5.0 for kind, distance in known.access.distance_m.items()}
    foreign = replace(known, access=replace(known.access, distance_m=other))
    with pytest.raises(UsageError, match="Die Analyse neu rechnen"):
        WhatIf(town.with_(analysis=foreign)).watch("kita")


def test_a_kind_of_which_nothing_is_known_stays_without_figures_until_one_is_added() -> None:
    game = WhatIf(analysed(make_town(), KITA, standard("youth_centre", 500.0)))
    nothing = game.watch("youth_centre").reach
    assert nothing is not None
    assert nothing.town.now is None
    game.add_facility("youth_centre", X0 + 500, Y0 + 500)
    now = game.change.reach
    assert now is not None
    assert now.town.before is None
    assert now.town.now is not None
    assert_equals_a_whole_analysis(game, kinds=("youth_centre",))


def test_a_project_from_a_file_plays_the_same(town: Project, tmp_path) -> None:
    project_file.save(town, tmp_path / "p.gpkg")
    loaded = WhatIf(project_file.load(tmp_path / "p.gpkg"))
    here = WhatIf(town)
    for game in (here, loaded):
        game.move("f3", X0 + 480, Y0 + 620)
        game.close_way(game.nearest_way(X0 + 650, Y0 + 300) or 0)
    one, other = here.state(), loaded.state()
    np.testing.assert_array_equal(one.now_m, other.now_m)
    assert one.reach is not None
    assert other.reach is not None
    assert one.reach.town == other.reach.town


class TestKept:
    """A game as plain values in a file, after the program has died."""

    def played(self, town: Project) -> WhatIf:
        game = WhatIf(town)
        play(game, np.random.default_rng(5))
        game.set_speed(3.6)
        game.undo()
        return game

    def test_it_comes_back_with_every_step(self, town: Project) -> None:
        before, after = self.played(town), WhatIf(town)
        after.play_again(json.loads(json.dumps(before.as_plain())))
        assert (after.undo_labels, after.redo_labels) == (before.undo_labels, before.redo_labels)
        assert after.sites == before.sites
        assert_equals_a_whole_analysis(after)
        for go in (after.redo, after.undo, after.undo):
            go()
        for go in (before.redo, before.undo, before.undo):
            go()
        assert after.sites == before.sites
        assert after.as_plain() == before.as_plain()

    def test_nothing_done_is_nothing_to_keep(self, town: Project) -> None:
        assert WhatIf(town).as_plain() == {}

    def test_of_a_long_game_the_last_steps_are_kept_and_all_that_was_done(self, town: Project) -> None:
        before, after = WhatIf(town), WhatIf(town)
        key = before.sites[0].id
        for number in range(STEPS_KEPT + 5):
            before.resize(key, 10.0 + number)
        after.play_again(before.as_plain())
        assert len(after.undo_labels) == STEPS_KEPT
        assert after.sites == before.sites

    @pytest.mark.parametrize(
        "damage",
        [
            lambda kept: kept.pop("steps"),
            lambda kept: kept.update(done=99),
            lambda kept: kept.update(kind="gibt-es-nicht"),
            lambda kept: kept["steps"][0]["after"].update(closed=[10_000]),
            lambda kept: kept["steps"][0]["after"].update(ways=[-1]),
            lambda kept: kept["steps"][0]["after"].update(moved=[[0, float("nan"), 1.0]]),
            lambda kept: kept["steps"][0]["after"].update(resized=[[0, "viele"]]),
            lambda kept: kept["steps"][0]["after"].update(thresholds={"fremd": 500.0}),
            lambda kept: kept["steps"][0]["after"].update(profile="fremd"),
            lambda kept: kept["steps"][0]["after"].update(speed_kmh=-1),
        ],
    )
    def test_one_that_does_not_fit_the_project_changes_nothing(self, town: Project, damage: Any) -> None:
        before, after = WhatIf(town), WhatIf(town)
        before.close(before.sites[0].id)
        kept = json.loads(json.dumps(before.as_plain()))
        damage(kept)
        with pytest.raises(InputError, match="passt nicht zum Projekt"):
            after.play_again(kept)
        assert after.undo_labels == ()
        assert not after.edited


def test_the_protocol_says_of_before_what_the_report_says(town: Project) -> None:
    found = town.analysis
    assert found is not None
    figures = found.figures.copy()
    whole = (figures["district_id"] == TOWN) & (figures["standard_id"] == KITA.id)
    assert whole.any()
    figures.loc[whole, ["covered_population", "covered_share"]] = 120.0, 0.625
    game = WhatIf(town, published=figures.assign(covered_share_rounded=True))
    game.add_facility("kita", X0 + 350, Y0 + 350, 60, "Neubau")
    said = " ".join(game.summary()).replace("\u00a0", " ")
    assert "statt ≈ 120 Personen in Reichweite" in said
    assert "statt ≈ 62,5 %" in said


def test_the_protocol_names_no_few_persons(town: Project) -> None:
    game = WhatIf(town)
    game.add_facility("kita", X0 + 350, Y0 + 350, 60, "Neubau")
    reach = game.state().reach
    assert reach is not None
    limit = reach.town.newly_reached + 1.0
    told = WhatIf(town.with_(settings={**town.settings, "small_numbers.limit": limit}))
    told.add_facility("kita", X0 + 350, Y0 + 350, 60, "Neubau")
    words = " ".join(told.summary())
    assert "Neu erreicht: unter " in words
    assert f"+{reach.town.newly_reached:.0f}" not in words
