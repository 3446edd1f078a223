"""report.json: the contract's fields, the four states, and no number that JSON cannot hold."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.domain.project import new_project
from quartiermap.errors import UsageError
from quartiermap.render import report_model
from quartiermap.render.report_values import plain, with_state


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


def district(model, district_id):
    return next(d for d in model["districts"] if d["district_id"] == district_id)


def test_has_the_fields_of_the_contract(model):
    """DESIGN.md 4.2, field by field."""
    assert {"project", "versions", "parameters", "sources"} <= set(model["meta"])
    for row in model["districts"]:
        assert {"district_id", "name", "population"} <= set(row)
        for figures in row["kinds"].values():
            assert {
                "target_group", "target_population", "covered_share", "mean_distance_m", "places", "need_places",
                "supply_ratio", "shortfall_places",
            } <= set(figures)  # fmt: skip
    assert {
        "district_id",
        "status_index",
        "status_class",
        "dynamics_index",
        "dynamics_class",
        "group",
        "attention",
    } <= set(model["need"][0])
    gap = model["gaps"][0]
    assert {
        "gap_id",
        "district_id",
        "kind",
        "reason",
        "affected_population",
        "rank",
        "confidence",
        "verdicts",
    } <= set(gap)
    verdict = gap["verdicts"][0]
    assert {"programme", "overall", "criteria"} <= set(verdict)
    assert {"id", "result", "because", "source"} <= set(verdict["criteria"][0])
    assert {c["result"] for c in verdict["criteria"]} <= {"met", "not_met", "open", "not_applicable"}


def test_every_unknown_number_says_why(model):
    """Wherever a number is null there is a state beside it that is not "value"; and the other way round."""
    seen = set()

    def walk(node):
        if isinstance(node, dict):
            for key, state in node.items():
                if key.endswith("_state"):
                    number = node[key.removesuffix("_state")]
                    assert (number is None) == (state != "value"), (key, number, state)
                    assert state in ("value", "no_data", "secret", "not_applicable")
                    seen.add(state)
            for item in node.values():
                walk(item)
        elif isinstance(node, list):
            for item in node:
                walk(item)

    walk(model)
    assert seen == {"value", "no_data", "secret", "not_applicable"}


def test_the_four_states_are_kept_apart(model):
    assert district(model, "0004")["kinds"]["kita"]["covered_share_state"] == "not_applicable"
    assert district(model, "0005")["kinds"]["kita"]["covered_share_state"] == "secret"
    assert district(model, "0006")["kinds"]["kita"]["places_state"] == "no_data"
    assert district(model, "0001")["kinds"]["kita"]["covered_share"] == 0.12


def test_a_way_that_does_not_exist_has_no_length(model):
    figures = district(model, "0006")["kinds"]["kita"]
    assert figures["mean_distance_m"] is None
    assert figures["mean_distance_m_state"] == "no_data"


def test_text_is_strict_json_and_comes_back_equal(model):
    text = report_model.to_json(model)
    assert json.loads(text, parse_constant=lambda name: pytest.fail(name)) == model


def test_same_project_gives_the_same_bytes(town, programmes, model):
    assert report_model.to_json(report_model.build(town, programmes)) == report_model.to_json(model)


def test_population_comes_from_the_register_else_from_the_points_else_from_the_parts(model):
    assert (district(model, "0001")["population"], district(model, "0001")["population_origin"]) == (
        2400.0,
        "register",
    )
    assert (district(model, "0006")["population"], district(model, "0006")["population_origin"]) == (
        2400.0,
        "points",
    )
    north = next(p for p in model["parents"] if p["district_id"] == "N")
    assert (north["population"], north["population_origin"]) == (7200.0, "parts")
    assert model["town"]["population"] == 14_400.0


def test_facilities_know_their_district(model):
    assert {f["facility_id"]: f["district_id"] for f in model["facilities"]} == {
        "k1": "0001", "k2": "0002", "b1": "0004", "k3": "0003",
    }  # fmt: skip


def test_gaps_stand_in_the_order_of_their_rank(model):
    assert [g["rank"] for g in model["gaps"]] == [1, 2, 3]


def test_an_unproven_standard_is_called_annahme(model):
    degrees = {s["id"]: s["degree"] for s in model["standards"]}
    assert degrees == {"kita-500": "Richtwert", "library-1250": "Annahme"}
    assert next(s for s in model["standards"] if s["id"] == "kita-500")["supply"]["degree"] == "Annahme"


def test_summary_counts_nobody_twice_and_leaves_out_what_is_unknown(model):
    """Gaps of one kind and reason: 211.2 + 70.4 persons; the second gap's number is not known."""
    most = model["summary"]["most_affected"]
    assert (most["kind"], most["reason"], most["gaps"]) == ("kita", "out_of_reach", 2)
    assert most["affected_population"] == pytest.approx(211.2 + 70.4)
    assert model["summary"]["least_covered"]["kind"] == "kita"


def test_missing_places_come_first_in_the_summary(town_of, programmes):
    """With several reasons the headline is about places, even if others affect more people."""
    built = report_model.build(town_of(gaps_per_district=2), programmes)
    assert built["summary"]["most_affected"]["reason"] == "too_few_places"
    assert "ohne rechnerischen Platz" in built["summary"]["numbers"][2]["label"]


def test_summary_never_promises_money(model):
    text = json.dumps(model, ensure_ascii=False).lower()
    assert "förderfähig" not in text
    assert "Programm geschlossen: Aufnahme bis 2020." in model["summary"]["sentences"]


def test_invented_data_are_called_so(model, town_of, programmes):
    assert model["meta"]["invented"]
    assert model["meta"]["invented_note"]
    real = report_model.build(town_of(invented=False), programmes)
    assert not real["meta"]["invented"]
    assert real["meta"]["invented_note"] == ""


def test_a_stale_result_is_called_stale(town, programmes):
    changed = town.with_(settings={"facts.isek": "ISEK 2018"})
    assert report_model.build(changed, programmes)["meta"]["stale"]


def test_no_folder_of_anyones_machine_gets_out(town, programmes):
    source = dataclasses.replace(town.sources[0], file="C:\\Users\\mueller\\quartiere.gpkg")
    built = report_model.build(town.with_(sources=(source,)), programmes)
    assert built["meta"]["sources"][0]["file"] == "quartiere.gpkg"
    assert "mueller" not in report_model.to_json(built)


def test_without_a_result_there_is_no_report(programmes):
    with pytest.raises(UsageError, match="kein Ergebnis"):
        report_model.build(new_project("Leer"), programmes)


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from(["value", "no_data", "secret", "not_applicable", None]),
)
def test_a_value_and_its_state_never_contradict(number, state):
    found, why = with_state(np.float64(number), state)
    assert (found is None) == (why != "value")
    if state in ("secret", "not_applicable"):
        assert found is None
    if found is not None:
        assert math.isfinite(found)


def test_plain_refuses_what_json_has_no_form_for():
    with pytest.raises(TypeError):
        plain({"a": object()})
