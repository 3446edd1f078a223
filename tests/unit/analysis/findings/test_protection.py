"""A whole report is attacked: from everything in report.json no small number of persons can be computed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.protected import protected, without_points
from quartiermap.analysis.protected_gaps import GapTelling, _criterion
from quartiermap.analysis.protection import _Frame, secrets_of
from quartiermap.analysis.run import analyse
from quartiermap.domain.findings import CriterionResult, Result
from quartiermap.domain.project import Project, new_project
from quartiermap.domain.results import TOWN, AnalysisParameters
from quartiermap.domain.standards import Bindingness, Origin, Standard, Supply, SupplyPart
from quartiermap.render import report_model

LIMIT = 5.0
ORIGIN = Origin(ref="Q00", text="Testquelle", date="2020", tag="verified")
AGES = ((0, 3), (3, 6), (6, 10), (10, None))
PART = {(0, 3): 0, (3, 6): 1, (6, 10): 2, (10, None): 3}
"""The finest ages; everything published is a sum of them."""


def standard(
    kind: str, age: Any, parts: tuple[SupplyPart, ...] = (), name: str = "", target_m: float = 400.0
) -> Standard:
    supply = None
    if parts:
        supply = Supply(rate=0.7, bindingness=Bindingness.GUIDE, origin=ORIGIN, parts=parts)
    return Standard(
        id=name or kind, kind=kind, label=name or kind, age=age, target_m=target_m, speed_kmh=4.0, primary=not name, bindingness=Bindingness.GUIDE,
        origin=ORIGIN, supply=supply,
    )  # fmt: skip


STANDARDS = (
    standard("kita", (0, 6), (SupplyPart(age=(0, 3), rate=0.5), SupplyPart(age=(3, 6), rate=1.0))),
    standard("primary_school", (6, 10), (SupplyPart(age=(6, 10), rate=1.0),)),
    standard("library", None),
    standard("library", (10, None), name="library-old"),
    standard("library", None, name="library-far", target_m=700.0),
)


def town_of(seed: int, districts: int = 7, *, lived_in: float = 0.0) -> tuple[Project, np.ndarray]:
    """Return a town of squares in a row under two Stadtteile, few people in some, and persons by district and finest age.

    `lived_in` persons more of every age live in one cell of each district: then no group is small, but a part of it may be.
    """
    rng = np.random.default_rng(seed)
    ids = [f"D{i}" for i in range(districts)]
    squares = [
        shapely.box(500_000 + 1000 * i, 5_500_000, 501_000 + 1000 * i, 5_501_000) for i in range(districts)
    ]
    half = districts // 2
    coarse = [shapely.union_all(squares[:half]), shapely.union_all(squares[half:])]
    frame = gpd.GeoDataFrame(
        {
            "district_id": ["W", "O", *ids], "name": ["West", "Ost", *ids], "level": ["Stadtteil"] * 2 + ["Quartier"] * districts,
            "level_rank": [1, 1] + [2] * districts, "parent_id": [None, None] + ["W"] * half + ["O"] * (districts - half), "source_id": "s",
        },
        geometry=[*coarse, *squares], crs="EPSG:25832",
    )  # fmt: skip
    cells = []
    for i in range(districts):
        for k in range(3):
            ages = rng.choice([0, 0, 1, 2, 6, 30, 90], 4).astype(float)
            ages[3] = rng.choice([0, 3, 50, 400])
            ages[:] += lived_in if k == i % 3 else 0.0
            x = 500_000 + 1000 * i + 150 + 300 * k
            cells.append([f"{i}-{k}", x, *ages])
    table = pd.DataFrame(cells, columns=["cell_id", "x", "a", "b", "c", "d"])
    people = table[["a", "b", "c", "d"]].to_numpy(float)
    grid = gpd.GeoDataFrame(
        {
            "cell_id": table["cell_id"], "resolution_m": 100, "population": people.sum(axis=1), "population_state": "value",
            "source_id": "s", "age_0_3": people[:, 0], "age_3_6": people[:, 1], "age_6_10": people[:, 2], "age_10_plus": people[:, 3],
            "ages_state": "value",
        },
        geometry=gpd.points_from_xy(table["x"], np.full(len(table), 5_500_500.0)), crs="EPSG:25832",
    )  # fmt: skip
    sites = [
        ("kita", 200.0, 20.0),
        ("kita", 5400.0, 11.0),
        ("primary_school", 1500.0, 30.0),
        ("library", 3500.0, np.nan),
    ]
    if lived_in:  # one cell of three in reach nearly everywhere
        sites = [
            (k, 1000.0 * i + 100.0, 9.0)
            for k in ("kita", "primary_school", "library")
            for i in range(districts)
            if rng.random() < 0.8
        ]
    places = gpd.GeoDataFrame(
        {
            "facility_id": [f"f{n}" for n in range(len(sites))], "kind": [kind for kind, _, _ in sites], "name": None, "operator": None,
            "places": [n for _, _, n in sites], "area_m2": np.nan, "condition": "schlecht", "barrier_free": "nein", "status": "Bestand",
            "opening_year": np.nan, "address": None, "source_id": "s",
        },
        geometry=gpd.points_from_xy(500_000 + np.array([x for _, x, _ in sites]), np.full(len(sites), 5_500_500.0)), crs="EPSG:25832",
    )  # fmt: skip
    indicators = pd.DataFrame(
        {
            "district_id": ids, "period": "2024", "indicator": "armut", "value": rng.normal(size=districts), "state": "value",
            "text_value": None, "source_id": "s",
        }
    )  # fmt: skip
    index = {
        "id": "t", "title": "T", "min_base": 0.0, "indicator": [{"key": "armut"}], "status_limits": [-0.5, 0.5, 1.0],
        "origin": {"ref": "-", "text": "-", "tag": "user"},
    }  # fmt: skip
    project = new_project("Angriff", 25832).with_(
        districts=frame, cells=grid, facilities=places, indicators=indicators, settings={"need.index": index}
    )
    parameters = AnalysisParameters(standards=STANDARDS, standard_set="test", date=dt.date(2026, 1, 1))
    whole = project.with_(analysis=analyse(project, parameters))
    return whole, people.reshape(districts, 3, 4).sum(axis=1)


def published(model: dict[str, Any], districts: int) -> list[tuple[np.ndarray, float]]:
    """Return every figure of persons in the model as (coefficients over district x finest age, value)."""
    members = {f"D{i}": [i] for i in range(districts)}
    members |= {
        "W": list(range(districts // 2)),
        "O": list(range(districts // 2, districts)),
        TOWN: list(range(districts)),
    }
    found: list[tuple[np.ndarray, float]] = []

    def say(areas: list[int], ages: dict[int, float], value: float | None) -> None:
        if value is None:
            return
        row = np.zeros((districts, 4))
        for part, rate in ages.items():
            row[areas, part] = rate
        found.append((row.ravel(), float(value)))

    everybody = dict.fromkeys(range(4), 1.0)
    groups = {"kita": {0: 1.0, 1: 1.0}, "primary_school": {2: 1.0}, "library": everybody}
    needs = {"kita": {0: 0.5, 1: 1.0}, "primary_school": {2: 1.0}}
    for row in (*model["districts"], *model["parents"], model["town"]):
        areas = members[row["district_id"]]
        say(areas, everybody, row["population"])
        for kind, figure in row["kinds"].items():
            say(areas, groups[kind], figure["target_population"])
            if figure["covered_share"] and figure["covered_population"] is not None:
                say(areas, groups[kind], figure["covered_population"] / figure["covered_share"])
            if kind in needs:
                say(areas, needs[kind], figure["need_places"])
                places = figure["places"]
                if places and figure["supply_ratio"]:
                    say(areas, needs[kind], places / figure["supply_ratio"])
                if places is not None and figure["shortfall_places"]:
                    say(areas, needs[kind], places + figure["shortfall_places"])
                if places is not None and figure["surplus_places"]:
                    say(areas, needs[kind], places - figure["surplus_places"])
    status = {row["district_id"]: row["status_class"] for row in model["need"]}
    for table in model["equity"]:
        for row in table["classes"]:
            areas = [
                i for i in range(districts)
                if row["status_class"] == "ganze Stadt" or (status.get(f"D{i}") or "ohne Status") == row["status_class"]
            ]  # fmt: skip
            say(areas, groups[table["kind"]], row["persons"])
    for field in model["need_views"]["twelve_fields"]:
        say([int(i[1:]) for i in field["district_ids"]], everybody, field["residents"])
    for gap in model["gaps"]:
        figures, area = gap["figures"], members[gap["district_id"]]
        if "group_population" in figures and gap["reason"] != "too_few_places":
            say(area, groups[gap["kind"]], figures["group_population"])
        if "need_places" in figures and gap["kind"] in needs:
            say(area, needs[gap["kind"]], figures["need_places"])
    return found


@pytest.mark.parametrize("seed", range(8))
def test_no_small_group_can_be_computed_from_a_whole_report(seed):
    project, truth = town_of(seed)
    model = report_model.build(project, {})
    districts = len(truth)
    figures = published(model, districts)
    assert figures
    for row, value in figures:  # what is shown is true
        assert row @ truth.ravel() == pytest.approx(value, abs=1e-6)
    rows = [row for row, _ in figures]
    # Who is told that nobody is there knows it age by age.
    for row, value in figures:
        if value == 0:
            rows += [unit for unit in np.eye(districts * 4) if unit @ row > 0]
    system = np.array(rows)
    rank = np.linalg.matrix_rank(system, tol=1e-8)

    def follows(vector: np.ndarray) -> bool:
        return bool(np.linalg.matrix_rank(np.vstack([system, vector]), tol=1e-8) == rank)

    groups = {"u6": [0, 1], "u3": [0], "3-6": [1], "6-10": [2], "all": [0, 1, 2, 3]}
    for district in range(districts):
        for name, parts in groups.items():
            persons = truth[district, parts].sum()
            if 0 < persons < LIMIT:
                vector = np.zeros((districts, 4))
                vector[district, parts] = 1.0
                assert not follows(vector.ravel()), (district, name, persons)


class Attack:
    """Everything that a whole report says about who reaches what, as equations over kind x cell x age; nothing of the program is used.

    The attacker knows which cells lie within which distance of a kind, only not who lives there. Which cells are near two
    kinds at once is not known: the persons of a district are the same for both, that is all.
    """

    def __init__(self, project: Project, districts: int) -> None:
        analysis = project.analysis
        assert analysis is not None
        self.standards = {s.id: s for s in analysis.parameters.standards}
        table = analysis.demand.table
        self.cells, self.districts = len(table), districts
        self.home = np.array([int(str(d)[1:]) for d in table["district_id"]])
        self.way = {s.id: analysis.access.distance_for(s) for s in self.standards.values()}
        people = table[["age_0_3", "age_3_6", "age_6_10", "age_10_plus"]].to_numpy(float)
        self.kinds = list(dict.fromkeys(s.kind for s in self.standards.values()))
        self.truth = np.tile(people, (len(self.kinds), 1, 1)).ravel()
        self.rows: list[np.ndarray] = []
        for kind in range(1, len(self.kinds)):
            for district in range(districts):
                for age in range(4):
                    same = np.zeros((len(self.kinds), self.cells, 4))
                    same[0, self.home == district, age], same[kind, self.home == district, age] = 1.0, -1.0
                    self.rows.append(same.ravel())

    def vector(self, areas: list[int], standard: str, near: float = -1.0, far: float = np.inf) -> np.ndarray:
        """Return which cells and ages are counted: with a way above `near` and up to `far`."""
        age = self.standards[standard].age or (0, None)
        ages = [
            n
            for (low, high), n in PART.items()
            if low >= age[0] and (age[1] is None or (high or 999) <= age[1])
        ]
        there = np.isin(self.home, areas) & (self.way[standard] > near) & (self.way[standard] <= far)
        out = np.zeros((len(self.kinds), self.cells, 4))
        out[self.kinds.index(self.standards[standard].kind)][np.ix_(there, ages)] = 1.0
        return out.ravel()

    def say(self, row: np.ndarray, value: float | None) -> None:
        if value is None:
            return
        assert row @ self.truth == pytest.approx(value, abs=1e-6), "what is told as exact is true"
        self.rows += [row] if value else list(np.eye(len(row))[row > 0])  # nobody of all is nobody of each

    def figure(self, areas: list[int], own: dict[str, Any]) -> None:
        sid = own["standard_id"]
        target = self.standards[sid].target_m
        self.say(self.vector(areas, sid), own["target_population"])
        if not own["unreachable_population_rounded"]:
            self.say(self.vector(areas, sid, 1e9), own["unreachable_population"])
        if own["covered_population_rounded"]:
            return
        inside = own["covered_population"]
        self.say(self.vector(areas, sid, far=target), inside)
        if inside is not None and own["covered_share"]:
            beyond = inside / own["covered_share"] - inside
            self.say(self.vector(areas, sid, near=target), 0.0 if abs(beyond) < 1e-6 else beyond)

    def gap(self, areas: list[int], gap: dict[str, Any]) -> None:
        sid, figures = gap["standard_id"], gap["figures"]
        target = self.standards[sid].target_m
        if gap["affected_rounded"] or gap["reason"] == "too_few_places":
            return
        beyond = gap["reason"] == "out_of_reach"
        row = self.vector(areas, sid, near=target) if beyond else self.vector(areas, sid, far=target)
        self.say(row, gap["affected_population"])
        self.say(self.vector(areas, sid), figures.get("group_population"))
        if beyond:
            self.say(self.vector(areas, sid, 1e9), figures.get("unreachable"))
            self.say(
                self.vector(areas, sid),
                figures["affected"] / figures["share"] if "share" in figures else None,
            )

    def model(self, model: dict[str, Any]) -> None:
        half = self.districts // 2
        members = {f"D{i}": [i] for i in range(self.districts)}
        members |= {
            "W": list(range(half)),
            "O": list(range(half, self.districts)),
            TOWN: list(range(self.districts)),
        }
        for row in (*model["districts"], *model["parents"], model["town"]):
            for first in row["kinds"].values():
                for own in (first, *first["other_standards"]):
                    self.figure(members[row["district_id"]], own)
        status = {row["district_id"]: row["status_class"] or "ohne Status" for row in model["need"]}
        for table in model["equity"]:
            for row in table["classes"]:
                own = [i for i in members[TOWN] if row["status_class"] in ("ganze Stadt", status[f"D{i}"])]
                self.say(self.vector(own, table["standard_id"]), row["persons"])
                if not row["beyond_rounded"]:
                    near = self.standards[table["standard_id"]].target_m
                    self.say(self.vector(own, table["standard_id"], near=near), row["beyond"])
        for gap in model["gaps"]:
            self.gap(members[gap["district_id"]], gap)
        self.members = members

    def few_known(self) -> list[tuple[Any, ...]]:
        """Return every small number of persons that follows: within and beyond reach, reaching nothing, and between two standards."""
        free = null_space(np.array(self.rows))
        found = []
        targets = []
        for area, own in self.members.items():
            for sid, standard in self.standards.items():
                t = standard.target_m
                targets += [
                    (area, sid, "in", self.vector(own, sid, far=t)), (area, sid, "beyond", self.vector(own, sid, near=t)),
                    (area, sid, "nothing", self.vector(own, sid, 1e9)), (area, sid, "some way", self.vector(own, sid, far=1e9)),
                    (area, sid, "long way", self.vector(own, sid, near=t, far=1e9)),
                ]  # fmt: skip
            for one, other in (
                ("library", "library-old"),
                ("library", "library-far"),
                ("library-far", "library-old"),
            ):
                for near in (False, True):
                    ends = [self.standards[s].target_m for s in (one, other)]
                    pair = [
                        self.vector(own, s, **({"near": t} if near else {"far": t}))
                        for s, t in zip((one, other), ends, strict=True)
                    ]
                    left = pair[0] - pair[1]
                    if (left >= 0).all() or (left <= 0).all():
                        targets.append((area, one, other, np.abs(left)))
        for *name, vector in targets:
            persons = vector @ self.truth
            if 1e-9 < persons < LIMIT and np.abs(vector @ free).max(initial=0.0) < 1e-7:
                found.append((*name, persons))
        return found


def null_space(matrix: np.ndarray) -> np.ndarray:
    _, size, right = np.linalg.svd(matrix)
    return right[int((size > 1e-9 * size[0]).sum()) :].T


@pytest.mark.parametrize(("seed", "lived_in"), [*((n, 20.0) for n in range(6)), (4, 0.0), (7, 0.0)])
def test_no_few_within_or_beyond_reach_follow_from_a_whole_report(seed, lived_in):
    project, truth = town_of(seed, lived_in=lived_in)
    attack = Attack(project, len(truth))
    attack.model(report_model.build(project, {}))
    assert attack.few_known() == []


def test_the_attack_finds_what_is_not_protected(monkeypatch):
    project, truth = town_of(0, lived_in=20.0)
    monkeypatch.setattr(_Frame, "reach", lambda *_: {})
    attack = Attack(project, len(truth))
    attack.model(report_model.build(project, {}))
    assert len(attack.few_known()) >= 4


def test_secret_groups_take_their_need_and_the_gap_is_told_in_tens():
    for seed in range(25):
        project, _ = town_of(seed)
        secrets = secrets_of(project)
        shown = protected(project)
        is_rough = GapTelling(project, project.analysis, secrets).is_rough
        rough = [g for g in project.analysis.gaps if is_rough(g)]
        told = {g.gap_id: g for g in shown.analysis.gaps}
        for gap in rough:
            now = told[gap.gap_id]
            assert now.affected_population % 10 == 0
            assert "share" not in now.figures
            assert "group_population" not in now.figures
            assert "%" not in now.because
            assert "geheim" in now.because
            people, depth, need = (part.factor for part in now.rank_parts)
            assert people == now.affected_population
            assert now.score == pytest.approx(people * depth * need)
        exact = [gap for gap in project.analysis.gaps if not is_rough(gap)]
        for gap in exact:
            own = told[gap.gap_id]
            assert replace(own, confidence_because=gap.confidence_because, rank=gap.rank) == gap
        # the place says nothing that the told score does not, and those told exactly keep their order
        assert [g.rank for g in shown.analysis.gaps] == list(range(1, len(told) + 1))
        assert all(a.score >= b.score - 1e-6 for a, b in pairwise(shown.analysis.gaps))
        assert [i for i in told if i not in {g.gap_id for g in rough}] == [g.gap_id for g in exact]
        for gap in project.analysis.gaps:
            if secrets.hides_persons(gap.district_id, None):
                assert not any(words.startswith("nur ") for words in told[gap.gap_id].confidence_because)
        if rough:
            return
    pytest.fail("no town with a gap that must be rounded")


def test_a_limit_of_0_and_a_town_without_small_groups_change_nothing():
    project, _ = town_of(3)
    off = project.with_(settings={**project.settings, "small_numbers.limit": 0})
    assert protected(off) is off
    big = protected(off).analysis.figures
    assert secrets_of(off).count == 0
    assert big is off.analysis.figures


def test_the_project_itself_keeps_what_it_knows():
    project, _ = town_of(1)
    before = project.analysis.figures.copy()
    report_model.build(project, {})
    pd.testing.assert_frame_equal(project.analysis.figures, before)
    assert "small_numbers.limit" not in project.settings
    assert not project.with_(settings={**project.settings, "small_numbers.limit": 9}).stale


@pytest.mark.parametrize("seed", range(4))
def test_spread_points_do_not_sum_up_to_a_small_band(seed):
    # Points spread from a register are exported with every age band, also those that no standard asks for.
    project, _ = town_of(seed)
    known = project.analysis
    assert known is not None
    spread = replace(known.demand, origin="district_area")
    whole = project.with_(analysis=replace(known, demand=spread))
    shown = protected(whole, secrets_of(whole)).analysis
    assert shown is not None
    bands = [c for c in spread.table.columns if c.startswith("age_")]
    before = spread.table.groupby("district_id")[bands].sum()
    after = shown.demand.table.groupby("district_id")[bands].sum(min_count=1)
    small = (before > 0) & (before < 5)
    assert small.to_numpy().any()
    assert not (small & after.notna()).to_numpy().any()
    hidden = after.isna() & (before > 0)
    one = hidden.any(axis=1)
    assert after[one].isna().all(axis=None)  # a single hidden one would be what the residents leave


def test_evenly_spread_points_do_not_tell_how_many_of_them_are_in_reach():
    project, _ = town_of(3, lived_in=50.0)
    known = project.analysis
    assert known is not None
    whole = project.with_(analysis=replace(known, demand=replace(known.demand, origin="district_area")))
    told = without_points(protected(whole)).analysis
    assert told is not None
    hidden = told.figures["covered_share_state"] == "secret"
    secret = set(zip(told.figures["district_id"][hidden], told.figures["kind"][hidden], strict=True))
    districts = told.demand.table["district_id"].to_numpy()
    checked = 0
    for kind, ways in told.access.distance_m.items():
        for at, district in enumerate(districts):
            assert np.isnan(ways[at]) == ((district, kind) in secret)
            checked += (district, kind) in secret
    assert checked
    cells = protected(project)
    assert without_points(cells) is cells  # open data


def test_only_the_share_itself_is_taken_out_of_a_criterion():
    """ "5,0 %" is also the end of "75,0 %", which may be what a programme pays."""
    because = "In Reichweite: 5,0\u00a0% (5,0\u00a0%). Der Bund zahlt 75,0\u00a0%."
    told = _criterion(
        CriterionResult("R1", "Regel", "mandatory", Result.MET, because, ""), "5,0\u00a0%", "(geheim)"
    )
    assert told.because == "In Reichweite: (geheim) ((geheim)). Der Bund zahlt 75,0\u00a0%."
