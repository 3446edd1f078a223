"""Weights, stability and costs of a project: what changes at once, what is kept, and that no result grows stale."""

from __future__ import annotations

import datetime as dt
import json
from collections import OrderedDict
from dataclasses import replace
from decimal import Decimal

import pytest
from click.testing import CliRunner, Result

from quartiermap.analysis.gap_stability import stored_stability
from quartiermap.analysis.measure_costs import Cost, costs_in
from quartiermap.analysis.ranking import Weights
from quartiermap.app import facts, funding, ranking, usecases
from quartiermap.cli import cli
from quartiermap.domain.project import Project
from quartiermap.domain.standards import StandardEdit
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def done(town: Project) -> Project:
    return usecases.analyse(town, usecases.AnalyseOptions(date=dt.date(2026, 11, 22)))


@pytest.fixture
def path(done, tmp_path):
    file = tmp_path / "p.gpkg"
    project_file.save(done, file)
    return file


def order(project):
    return [g.gap_id for g in project.analysis.gaps]


def test_a_weight_reranks_at_once_and_makes_nothing_stale(done):
    # B: 90 children out of reach, way at least twice the target; A: 90 with a shabby Kita next door.
    assert order(done) == ["B:kita:out_of_reach", "A:kita:poor_condition"]
    flat = ranking.with_weights(done, Weights(people=1, depth=0, need=1))
    assert order(flat) == ["A:kita:poor_condition", "B:kita:out_of_reach"]  # equal scores: by id
    assert not flat.stale
    assert flat.fingerprint == done.fingerprint
    assert [g.rank for g in flat.analysis.gaps] == [1, 2]
    assert any("Tiefe der Lücke 0" in note for note in flat.analysis.notes)
    back = ranking.with_weights(flat, Weights())
    assert back.settings == done.settings
    assert back.analysis.gaps == done.analysis.gaps
    assert ranking.with_weights(done, Weights()) is done


def test_a_new_analysis_ranks_by_the_weights_that_are_kept(done):
    again = usecases.analyse(
        ranking.with_weights(done, Weights(depth=0)), usecases.AnalyseOptions(date=dt.date(2026, 11, 22))
    )
    assert order(again) == ["A:kita:poor_condition", "B:kita:out_of_reach"]


def test_the_stability_is_kept_with_result_and_weights_and_never_shown_beside_others(done, tmp_path):
    kept = ranking.with_stability(done)
    assert not kept.stale
    found = stored_stability(kept)
    assert found == ranking.stability_of(done)
    assert {s.word for s in found.values()} == {"robust"}  # two gaps are always among the first ten
    project_file.save(kept, tmp_path / "p.gpkg")
    assert stored_stability(project_file.load(tmp_path / "p.gpkg")) == found
    assert stored_stability(ranking.with_weights(kept, Weights(need=2))) is None
    other = kept.with_(analysis=replace(kept.analysis, gaps=kept.analysis.gaps[:1]))
    assert stored_stability(other) is None
    assert ranking.with_stability(kept) is kept


def test_a_result_older_than_its_data_is_not_searched(done, monkeypatch):
    monkeypatch.setattr(ranking, "_searched", OrderedDict())  # as in a new session
    old = done.with_(settings={**done.settings, "profile": "wheelchair"})
    with pytest.raises(InputError, match="älter als die Daten"):
        ranking.stability_of(old)
    # Facts only concern the verdicts: gaps are the same.
    stated = done.with_(settings={**done.settings, facts.key_of("isek"): "ISEK 2020"})
    assert ranking.stability_of(stated) == ranking.stability_of(done)


@pytest.mark.parametrize(
    "text", ["", "x=1", "affected", "affected=viel", "affected=4", "affected=0,depth=0,need=0"]
)
def test_weights_that_cannot_be_read_are_refused(text):
    with pytest.raises(UsageError, match="Gewicht"):
        ranking.read_weights(text)


def test_a_cost_is_kept_and_the_plans_stand_side_by_side(done, tmp_path):
    gap = "A:kita:poor_condition"
    cost = Cost("1000000", dt.date(2026, 5, 1), "Kostenschätzung, S. 3")
    with_cost = funding.with_cost(done, gap, cost)
    assert not with_cost.stale
    project_file.save(with_cost, tmp_path / "p.gpkg")
    assert funding.cost_of(project_file.load(tmp_path / "p.gpkg"), gap) == cost
    plans = {p.programme: p for p in funding.side_by_side(with_cost, gap)}
    # Poor condition is a renovation: 60 % of the cost count in Baden-Württemberg, of which 90 %.
    assert plans["landes-siq-bw"].grant == Decimal(540_000)
    assert plans["sozialer-zusammenhalt"].grant == Decimal("333333.33")
    assert "siq-bund" not in plans
    assert any("geschlossen seit 01.01.2021" in words for words in funding.left_out(with_cost, gap))
    assert funding.with_cost(with_cost, gap, cost) is with_cost
    assert funding.with_cost(with_cost, gap, None).settings == done.settings


def test_the_kind_of_work_stated_for_the_check_counts_for_the_money_too(done):
    gap = "A:kita:poor_condition"
    stated = done.with_(settings={**done.settings, facts.key_of("work_kind", gap): "neubau"})
    plan = {p.programme: p for p in funding.side_by_side(funding.with_cost(stated, gap, Cost(1000)), gap)}
    assert plan["landes-siq-bw"].grant == Decimal(270)
    own = funding.with_cost(stated, gap, Cost(1000, work_kind="freiflaeche"))
    assert funding.money(own, gap).work_kind == "freiflaeche"


def test_the_land_and_the_day_decide_which_programmes_are_asked(done):
    gap = "A:kita:poor_condition"
    old = done.with_(settings={**done.settings, "date": "2019-05-01", "land": "HE"})
    found = funding.money(funding.with_cost(old, gap, Cost("9048000")), gap)
    assert [p.programme for p in found.plans] == ["siq-bund"]
    assert [str(a) for _, a in found.plans[0].instalments] == ["1628640.00"] * 5
    assert any("nur in Baden-Württemberg" in words for words in found.left_out)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Cost(0),
        lambda: Cost("-5"),
        lambda: Cost(10, third_parties=11),
        lambda: Cost(10, first_year=20),
        lambda: Cost.from_dict({"amount": "x"}),
        lambda: Cost.from_dict({"amount": 5, "price_date": "gestern"}),
        lambda: costs_in({"money.costs": {"a": {}}}),
        lambda: costs_in({"money.costs": [1]}),
    ],
)
def test_what_is_no_cost_is_refused(wrong):
    with pytest.raises(UsageError):
        wrong()


def test_an_unknown_gap_names_those_that_are_near(done):
    with pytest.raises(UsageError, match="A:kita:poor_condition"):
        funding.with_cost(done, "A:kita:poor", Cost(5))
    with pytest.raises(UsageError, match="Möglich: sanierung"):
        funding.with_cost(done, "A:kita:poor_condition", Cost(5, work_kind="zauberei"))


@pytest.mark.parametrize("text", ["", "12x", "1.234,567", "2.5.0", "-3", "1,2,3", "1.2345"])
def test_amounts_that_can_be_read_in_no_or_two_ways_are_refused(text):
    with pytest.raises(UsageError, match="kein Betrag"):
        funding.read_amount(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2500", "2500"),
        ("2.500", "2500"),
        ("2500,5", "2500.5"),
        ("2.500,05 €", "2500.05"),
        ("2500.05", "2500.05"),
        ("1 500 EUR", "1500"),
    ],
)
def test_amounts_as_people_write_them(text, amount):
    assert funding.read_amount(text) == Decimal(amount)


def test_rank_on_the_command_line_keeps_weights_and_stability(path):
    before = json.loads(call("rank", path, "--json").stdout)
    assert [g["gap_id"] for g in before["gaps"]] == ["B:kita:out_of_reach", "A:kita:poor_condition"]
    assert before["stability"] is False
    after = json.loads(call("rank", path, "--weights", "depth=0", "--stability", "--json").stdout)
    assert after["weights"] == {"people": 1.0, "depth": 0.0, "need": 1.0}
    assert after["gaps"][0]["gap_id"] == "A:kita:poor_condition"
    assert after["gaps"][0]["stability"]["word"] == "robust"
    assert json.loads(call("rank", path, "--json").stdout) == after
    said = call("rank", path)
    assert "eigene Rangfolge der Kommune" in said.stdout
    assert "robust (100" in said.stdout
    assert call("rank", path, "--weights", "x").exit_code == 2


def test_money_on_the_command_line(path):
    gap = "A:kita:poor_condition"
    assert "--cost" in call("money", path, gap).stdout
    made = json.loads(
        call("money", path, gap, "--cost", "2.500.000,00", "--price-date", "2026-05-01", "--json").stdout
    )
    assert made["money"]["is_assumption"] is True
    for plan in made["money"]["plans"]:
        assert round(sum(p["amount"] for p in plan["payments"]), 2) == plan["total"] == 2_500_000
    assert json.loads(call("money", path, gap, "--json").stdout) == made
    rank = next(g.rank for g in project_file.load(path).analysis.gaps if g.gap_id == gap)
    assert json.loads(call("money", path, rank, "--json").stdout) == made
    assert call("money", path, "9999").exit_code == 2
    said = call("money", path, gap).stdout
    for words in (
        "2.500.000,00",
        "Annahme",
        "Preisstand 01.05.2026",
        "geschlossen seit",
        "Keine Förderzusage; kein Rechtsanspruch",
    ):
        assert words in said
    assert call("money", path, gap, "--clear").exit_code == 0
    assert json.loads(call("money", path, gap, "--json").stdout)["money"] is None
    for wrong in (
        ["--cost", "x"],
        ["--source", "y"],
        ["--cost", "5", "--clear"],
        ["--cost", "5", "--price-date", "Mai"],
    ):
        assert call("money", path, gap, *wrong).exit_code == 2
    assert call("money", path, "Z:kita:nichts", "--cost", "5").exit_code == 2


def test_analyse_sets_rules_with_their_reason(path):
    done = call(
        "analyse", path, "--weights", "need=0,5", "--standard", "kita=600", "--standard", "kita:rate=0,9",
        "--reason", "Ratsbeschluss 12/2025", "--small-numbers", "10", "--json",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    project = project_file.load(path)
    assert ranking.weights(project) == Weights(need=0.5)
    assert project.settings["small_numbers.limit"] == 10
    kita = next(s for s in project.analysis.parameters.standards if s.id == "kita")
    assert (kita.target_m, kita.supply.rate) == (600.0, 0.9)
    assert "Ratsbeschluss 12/2025" in kita.origin.text
    assert not project.stale
    assert project.settings["standards.edits"][0]["reason"] == "Ratsbeschluss 12/2025"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--standard", "kita=600"],
        ["--reason", "weil es so ist"],
        ["--standard", "kita", "--reason", "weil"],
        ["--standard", "kita=15min", "--reason", "weil"],
        ["--standard", "kita:farbe=3", "--reason", "weil"],
        ["--standard", "kita:rate=3m", "--reason", "weil"],
        ["--standard", "kita=0", "--reason", "weil"],
        ["--standard", "kita:speed=99", "--reason", "weil"],
        ["--indicator", "a:b"],
        ["--indicator", "a", "--indicator", "a"],
        ["--indicator", "a:gewicht=0"],
        ["--indicator", "a", "--need-index", "berlin-mss-2019"],
    ],
)
def test_rules_that_make_no_sense_change_nothing(path, wrong):
    before = project_file.load(path)
    assert call("analyse", path, *wrong).exit_code == 2
    assert project_file.load(path).settings == before.settings


def test_own_values_are_laid_over_a_file_too(town, tmp_path):
    from quartiermap.io import bundled

    own = tmp_path / "eigene.toml"
    own.write_text((bundled.data_dir() / "standards" / "default.toml").read_text("utf-8"), "utf-8")
    edit = StandardEdit(standard_id="kita", target_m=444.0, reason="Ratsbeschluss")
    first = usecases.analyse(town, usecases.AnalyseOptions(standards_file=own, standard_edits=(edit,)))
    again = usecases.analyse(first, usecases.AnalyseOptions())
    for project in (first, again):
        assert next(s for s in project.analysis.parameters.standards if s.id == "kita").target_m == 444.0
    assert again.settings["standards.custom"]["standard"][0]["target_m"] == 500.0
