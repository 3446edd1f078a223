"""The first law of the pre-check: take any datum away, and nothing that was not "nicht erfüllt" becomes it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.eligibility import Judge
from quartiermap.domain.findings import Gap, Overall, Reason, Result, Verdict
from quartiermap.domain.programme import Programme
from quartiermap.domain.results import FIGURES, NEED_COLUMNS
from quartiermap.io import bundled

DAYS = {
    "siq-bund": dt.date(2019, 6, 1),
    "landes-siq-bw": dt.date(2025, 5, 1),
    "sozialer-zusammenhalt": dt.date(2026, 11, 22),
}
MONEY = {
    "siq-bund": {"bund": 700, "land": 150, "kommune": 100, "dritte": 50, "gesamt": 1000},
    "landes-siq-bw": {"bund": 0, "land": 540, "kommune": 410, "dritte": 50, "gesamt": 1000},
    "sozialer-zusammenhalt": {"bund": 300, "land": 300, "kommune": 350, "dritte": 50, "gesamt": 1000},
}
TEXTS = (
    "isek", "integration_need", "long_term_use", "council_resolution", "cost_plan", "time_plan", "gender_statement",
    "effect_statement", "special_need", "overall_strategy", "climate_measure", "new_building_reason", "uneconomic_renovation",
)  # fmt: skip


def gap_of(reason: Reason, kind: str = "kita", **changes: Any) -> Gap:
    values: dict[str, Any] = {
        "gap_id": f"A:{kind}:{reason.value}", "district_id": "A", "district_name": "Quartier A", "kind": kind,
        "reason": reason, "standard_id": kind, "affected_population": 120.0, "affected_group": "unter 6 Jahre",
        "because": "", "rank": 1, "score": 1.0, "rank_parts": (), "confidence": "hoch", "confidence_because": (),
        "facility_ids": () if reason is Reason.OUT_OF_REACH else ("k",), "x": 500.0, "y": 500.0,
        "figures": {"target_m": 500.0},
    }  # fmt: skip
    return Gap(**{**values, **changes})


def area(box: tuple[float, float, float, float] = (0, 0, 1000, 1000), **changes: Any) -> gpd.GeoDataFrame:
    row = {"area_id": "N", "name": "Nordstadt", "programme": "", "legal_basis": "§ 171e BauGB", "status": "laufend",
           "valid_from": None, "valid_to": None, "source_id": "s", **changes}  # fmt: skip
    return gpd.GeoDataFrame([row], geometry=[shapely.box(*box)], crs="EPSG:25832")


def judged(
    hand: Any, programme: Programme | str, gap: Gap, *, facts: dict[str, Any] | None = None,
    land: str | None = None, funding: gpd.GeoDataFrame | None = None, status: str | None = None,
    share: float | None = None, facilities: bool = True, day: dt.date | None = None,
) -> Verdict:  # fmt: skip
    known = bundled.programme(programme) if isinstance(programme, str) else programme
    own = {f"facts.{name}": value for name, value in (facts or {}).items()}
    project = hand.project(*([hand.facility("k", 500)] if facilities else []), settings=own)
    if funding is not None:
        project = project.with_(funding_areas=funding)
    need = pd.DataFrame({c: [None] for c in NEED_COLUMNS}).assign(district_id="A", status_class=status)
    figures = pd.DataFrame({c: pd.Series(dtype=object) for c in FIGURES})
    if share is not None:
        row = {"district_id": "A", "standard_id": gap.standard_id, "covered_share": share}
        figures = pd.DataFrame([{**row, "covered_share_state": "value"}])
    asked = hand.parameters(date=day or DAYS.get(known.id, dt.date(2027, 6, 1)), land=land)
    return Judge(project, known, figures, need, asked)(gap)


def complete(programme: str, work: str) -> dict[str, Any]:
    facts: dict[str, Any] = {name: f"Anlage {n}" for n, name in enumerate(TEXTS, 1)}
    return {**facts, "applicant_type": "stadt", "public_need_facility": True, "work_kind": work,
            "operating_years": 25, "finance": MONEY[programme], "barrier_free_after": "ja", "aims": ["Z1"],
            "integration_management": True, "language_kita": True, "functions": ["Kita", "Treff"]}  # fmt: skip


def one_less(facts: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    fewer = [(name, {k: v for k, v in facts.items() if k != name}) for name in facts]
    for part in facts["finance"]:
        rest = {k: v for k, v in facts["finance"].items() if k != part}
        fewer.append((f"finance.{part}", {**facts, "finance": rest}))
    return fewer


def refused(verdict: Verdict) -> set[str]:
    return {c.id for c in verdict.criteria if c.result is Result.NOT_MET}


@pytest.mark.parametrize("programme", sorted(DAYS))
@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("kind", ["kita", "care_home"])
@pytest.mark.parametrize("work", ["sanierung", "neubau"])
def test_one_datum_less_never_refuses(
    hand: Any, programme: str, reason: Reason, kind: str, work: str
) -> None:
    facts, gap = complete(programme, work), gap_of(reason, kind)
    whole: dict[str, Any] = {"land": "BW", "funding": area(), "status": "niedrig", "share": 0.8}
    before = judged(hand, programme, gap, facts=facts, **whole)
    for name, fewer in one_less(facts):
        after = judged(hand, programme, gap, facts=fewer, **whole)
        assert refused(after) <= refused(before), name
        assert after.overall is not Overall.NOT_MET or before.overall is Overall.NOT_MET, name
    for name in whole:
        after = judged(hand, programme, gap, facts=facts, **{**whole, name: None})
        assert refused(after) <= refused(before), name
    for column in ("status", "legal_basis"):
        after = judged(hand, programme, gap, facts=facts, **{**whole, "funding": area(**{column: None})})
        assert refused(after) <= refused(before), column
    lost = gap_of(reason, kind, x=float("nan"), y=float("nan"), affected_population=None, facility_ids=())
    after = judged(hand, programme, lost, facts=facts, **whole)
    assert refused(after) <= refused(before)


def test_an_unknown_site_is_said_to_be_unknown(hand: Any) -> None:
    lost = gap_of(Reason.OUT_OF_REACH, x=float("nan"), y=float("nan"))
    found = next(c for c in judged(hand, "siq-bund", lost, funding=area()).criteria if c.id == "R06")
    assert found.result is Result.OPEN
    assert "nicht bekannt" in found.because
    assert "Standort" in found.missing


@pytest.mark.parametrize(("edge", "expected"), [(900.0, Result.OPEN), (1100.0, Result.NOT_MET)])
def test_without_a_site_an_area_within_reach_of_the_persons_is_still_possible(
    hand: Any, edge: float, expected: Result
) -> None:
    gap, near = gap_of(Reason.OUT_OF_REACH), area((edge, 0, 3000, 1000))  # persons at x = 500, target 500 m
    assert (
        next(c for c in judged(hand, "siq-bund", gap, funding=near).criteria if c.id == "R06").result
        is expected
    )
    school = gap_of(Reason.POOR_CONDITION)  # this one stands where it stands
    assert (
        next(c for c in judged(hand, "siq-bund", school, funding=near).criteria if c.id == "R06").result
        is Result.NOT_MET
    )


def test_the_border_is_that_of_an_area_on_the_right_basis(hand: Any) -> None:
    wrong = area((0, 0, 510, 1000), legal_basis="§ 171b BauGB", name="Umbau")  # its border is 10 m away
    right = area((700, 0, 1000, 1000), name="Sanierung")
    both = pd.concat([wrong, right], ignore_index=True)
    found = judged(hand, "sozialer-zusammenhalt", gap_of(Reason.POOR_CONDITION), funding=both)
    rule = next(c for c in found.criteria if c.id == "S03")
    assert rule.result is Result.NOT_MET
    assert "200\u00a0m entfernt" in rule.because
    assert "Grenzlage" not in rule.because


def programme_of(*rules: dict[str, Any], **more: Any) -> Programme:
    source = [{"ref": "Q", "tag": "verified"}]
    return Programme.model_validate_json(
        json.dumps(
            {
                "id": "probe", "title": "Probe", "short": "Probe", "valid_from": "2027-01-01", "checked_on": "2026-11-22",
                "funding": [], "source": [{"id": "Q", "title": "Quelle"}],
                "rule": [{"label": r["id"], "text": ".", "kind": "mandatory", "sources": source, **r} for r in rules],
                "fact": [], **more,
            }
        )
    )  # fmt: skip


def test_one_replacement_of_two_rules_is_asked_when_one_of_them_needs_it(hand: Any) -> None:
    first = {"id": "K1", "test": {"type": "date"}, "otherwise": "K3"}
    second = {"id": "K2", "test": {"type": "land", "lands": ["HE"]}, "otherwise": "K3"}
    third = {"id": "K3", "test": {"type": "excluded"}}
    found = judged(hand, programme_of(first, second, third), gap_of(Reason.POOR_CONDITION), land="NI")
    assert [c.result for c in found.criteria] == [Result.MET, Result.NOT_MET, Result.NOT_MET]
    assert found.overall is Overall.NOT_MET


def test_a_derived_kind_of_work_never_refuses(hand: Any) -> None:
    fact = {"id": "work_kind", "label": "Art", "type": "choice", "group": "measure", "help": "Art der Arbeiten.",
            "options": [{"value": "sanierung", "label": "S"}, {"value": "neubau", "label": "N"}]}  # fmt: skip
    only = {"id": "K1", "test": {"type": "work_kind", "fact": "work_kind", "allowed": ["sanierung"]}}
    probe = programme_of(only, fact=[fact])
    assert judged(hand, probe, gap_of(Reason.OUT_OF_REACH)).overall is Overall.OPEN
    stated = judged(hand, probe, gap_of(Reason.OUT_OF_REACH), facts={"work_kind": "neubau"})
    assert stated.overall is Overall.NOT_MET


def test_a_value_that_is_no_option_is_not_understood_rather_than_refused(hand: Any) -> None:
    found = judged(hand, "siq-bund", gap_of(Reason.POOR_CONDITION), facts={"applicant_type": "unbekannt"})
    assert next(c for c in found.criteria if c.id == "R02").result is Result.OPEN


def test_an_option_may_have_capitals(hand: Any) -> None:
    fact = {"id": "form", "label": "Form", "type": "choice", "group": "measure", "help": "Welche Form.",
            "options": [{"value": "A", "label": "Form A"}, {"value": "B", "label": "Form B"}]}  # fmt: skip
    probe = programme_of({"id": "K1", "test": {"type": "field", "fact": "form", "met": ["A"]}}, fact=[fact])
    assert judged(hand, probe, gap_of(Reason.POOR_CONDITION), facts={"form": "A"}).overall is Overall.MET
    assert judged(hand, probe, gap_of(Reason.POOR_CONDITION), facts={"form": "B"}).overall is Overall.NOT_MET
