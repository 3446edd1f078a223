"""The pre-check: criterion by criterion, Land by Land."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.eligibility import judge, judge_all
from quartiermap.analysis.rules import check_programme
from quartiermap.domain.findings import Gap, Overall, Reason, Result, Verdict
from quartiermap.domain.programme import Programme
from quartiermap.domain.results import FIGURES, NEED_COLUMNS
from quartiermap.errors import InputError
from quartiermap.io import bundled

ALL_FACTS = {
    "facts.applicant_type": "gemeinde",
    "facts.isek": "ISEK 2018, S. 44",
    "facts.integration_need": "Sozialbericht 2018, S. 12",
    "facts.long_term_use": "Betriebskonzept",
    "facts.council_resolution": "12.03.2019, DS 2019/17",
    "facts.cost_plan": "Anlage 3",
    "facts.time_plan": "Anlage 4",
    "facts.barrier_free_after": "ja",
    "facts.gender_statement": "Anlage 5",
    "facts.finance": {"bund": 750_000, "land": 150_000, "kommune": 100_000},
    "facts.aims": ["Z1", "Z2"],
    "facts.effect_statement": "Anlage 6",
}


def gap_of(reason: Reason = Reason.POOR_CONDITION, kind: str = "kita", **changes: Any) -> Gap:
    values: dict[str, Any] = {
        "gap_id": f"A:{kind}:{reason.value}", "district_id": "A", "district_name": "Quartier A", "kind": kind,
        "reason": reason, "standard_id": kind, "affected_population": 120.0, "affected_group": "unter 6 Jahre",
        "because": "", "rank": 1, "score": 120.0, "rank_parts": (), "confidence": "hoch", "confidence_because": (),
        "facility_ids": () if reason is Reason.OUT_OF_REACH else ("k",), "x": 500.0, "y": 500.0,
    }  # fmt: skip
    return Gap(**{**values, **changes})


def areas(*rows: tuple[str, str | None, tuple[float, float, float, float]], **dates: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "area_id": [r[0] for r in rows], "name": [r[0] for r in rows], "programme": "Soziale Stadt",
            "legal_basis": "§ 171e BauGB", "status": [r[1] for r in rows],
            "valid_from": dates.get("valid_from"), "valid_to": dates.get("valid_to"), "source_id": "s",
        },
        geometry=[shapely.box(*r[2]) for r in rows], crs="EPSG:25832",
    )  # fmt: skip


RUNNING = areas(("Nordstadt", "laufend", (0, 0, 1000, 1000)))


def check(
    hand: Any,
    gap: Gap | None = None,
    facts: dict[str, Any] | None = None,
    funding: Any = RUNNING,
    land: str | None = None,
    day: dt.date = dt.date(2019, 6, 1),
    status: str | None = None,
    share: float | None = None,
) -> Verdict:
    project = hand.project(hand.facility("k", 500), settings=ALL_FACTS if facts is None else facts)
    if funding is not None:
        project = project.with_(funding_areas=funding)
    need = pd.DataFrame({c: [None] for c in NEED_COLUMNS}).assign(
        district_id="A", status_class=status, period="2019"
    )
    figures = pd.DataFrame({c: pd.Series(dtype=object) for c in FIGURES})
    if share is not None:
        figures = pd.DataFrame(
            [
                {
                    "district_id": "A",
                    "standard_id": "playground",
                    "covered_share": share,
                    "covered_share_state": "value",
                }
            ]
        )
    parameters = hand.parameters(date=day, land=land)
    return judge(project, gap or gap_of(), bundled.programme("siq-bund"), parameters, figures, need)


def results(verdict: Verdict) -> dict[str, Result]:
    return {c.id: c.result for c in verdict.criteria}


def criterion(verdict: Verdict, rule: str) -> Any:
    return next(c for c in verdict.criteria if c.id == rule)


def test_everything_in_order_is_met(hand: Any) -> None:
    verdict = check(hand)
    assert verdict.overall is Overall.MET
    got = results(verdict)
    assert [i for i, r in got.items() if r is Result.NOT_MET] == []
    assert got["R07"] is Result.NOT_APPLICABLE
    assert got["R08"] is Result.NOT_APPLICABLE
    assert len(got) == 23


def test_without_any_fact_nothing_is_not_met(hand: Any) -> None:
    verdict = check(hand, facts={}, funding=None)
    got = results(verdict)
    assert Result.NOT_MET not in got.values()
    assert verdict.overall is Overall.OPEN
    for c in verdict.criteria:
        assert (c.result is not Result.OPEN) or c.missing, c.id
        assert c.because
        assert c.source


def test_a_closed_programme_is_said_first(hand: Any) -> None:
    verdict = check(hand, day=dt.date(2026, 1, 1))
    assert verdict.overall is Overall.NOT_MET
    assert results(verdict)["R01"] is Result.NOT_MET
    assert verdict.summary.startswith("Programm geschlossen")
    assert "Ohne die Frist: Kriterien nach Vorprüfung erfüllt" in verdict.summary
    before = check(hand, day=dt.date(2016, 12, 31))
    assert before.summary.startswith("Programm noch nicht geöffnet")


@pytest.mark.parametrize("day", [dt.date(2019, 1, 1), dt.date(2026, 1, 1)])
@pytest.mark.parametrize("land", [None, "HE", "SH", "NI", "BW", "XX"])
def test_never_a_promise(hand: Any, day: dt.date, land: str | None) -> None:
    for reason in Reason:
        verdict = check(hand, gap_of(reason), day=day, land=land)
        words = f"{verdict.summary} {verdict.closed_note} {verdict.disclaimer} {verdict.overall.label}"
        words += " ".join(f"{c.label} {c.because} {c.missing} {c.source}" for c in verdict.criteria)
        assert not re.search("förderfähig", words, re.IGNORECASE)
        assert "geschlossen" in verdict.closed_note
        assert "Keine Förderzusage; kein Rechtsanspruch" in verdict.disclaimer


def test_new_building_goes_through_an_exception(hand: Any) -> None:
    gap = gap_of(Reason.OUT_OF_REACH)
    asked = check(hand, gap)
    assert results(asked)["R05"] is Result.OPEN
    assert asked.overall is Overall.EXCEPTION
    reasoned = check(hand, gap, {**ALL_FACTS, "facts.new_building_reason": "Lückenbericht, S. 3"})
    assert results(reasoned)["R05"] is Result.MET
    assert reasoned.overall is Overall.EXCEPTION


@pytest.mark.parametrize(
    ("reason", "word"),
    [
        (Reason.POOR_CONDITION, "Sanierung"),
        (Reason.NOT_BARRIER_FREE, "Umbau"),
        (Reason.TOO_FEW_PLACES, "Ausbau"),
    ],
)
def test_the_kind_of_work_follows_from_the_reason(hand: Any, reason: Reason, word: str) -> None:
    found = criterion(check(hand, gap_of(reason)), "R05")
    assert found.result is Result.MET
    assert word in found.because
    assert "abgeleitet" in found.because


def test_a_new_playground_is_an_open_space_not_a_building(hand: Any) -> None:
    verdict = check(hand, gap_of(Reason.OUT_OF_REACH, "playground"))
    assert results(verdict)["R05"] is Result.MET
    assert results(verdict)["R09"] is Result.OPEN


def test_a_fact_for_one_gap_beats_the_common_one(hand: Any) -> None:
    facts = {**ALL_FACTS, "facts.A:kita:poor_condition.work_kind": "ersatzneubau"}
    assert "Ersatzneubau" in criterion(check(hand, facts=facts), "R05").because
    assert "Sanierung" in criterion(check(hand, gap_of(kind="library"), facts), "R05").because


def test_outside_the_areas_the_exception_is_asked(hand: Any) -> None:
    far = areas(("Nordstadt", "laufend", (2000, 0, 3000, 1000)))
    asked = check(hand, funding=far)
    got = results(asked)
    assert (got["R06"], got["R08"], got["R07"]) == (Result.NOT_MET, Result.NOT_MET, Result.OPEN)
    assert asked.overall is Overall.EXCEPTION
    assert "1.500" in criterion(asked, "R06").because
    shown = check(
        hand, funding=far, facts={**ALL_FACTS, "facts.special_need": "S. 3", "facts.overall_strategy": "S. 9"}
    )
    assert results(shown)["R07"] is Result.MET
    assert shown.overall is Overall.EXCEPTION


def test_an_investigated_area_stands_in(hand: Any) -> None:
    verdict = check(hand, funding=areas(("Süd", "Voruntersuchung", (0, 0, 1000, 1000))))
    got = results(verdict)
    assert (got["R06"], got["R08"], got["R07"]) == (Result.NOT_MET, Result.MET, Result.NOT_APPLICABLE)
    assert verdict.overall is Overall.MET


def test_schleswig_holstein_knows_no_exception(hand: Any) -> None:
    for status in ("laufend", "Voruntersuchung"):
        funding = areas(("Nordstadt", status, (2000, 0, 3000, 1000)))
        verdict = check(hand, funding=funding, land="SH")
        assert verdict.overall is Overall.NOT_MET
        assert results(verdict)["R08"] is Result.NOT_APPLICABLE
    assert check(hand, land="SH").overall is Overall.MET


def test_hesse_leaves_schools_out_and_lets_unions_apply(hand: Any) -> None:
    school = gap_of(kind="primary_school")
    assert results(check(hand, school, land="HE"))["R03"] is Result.NOT_MET
    assert results(check(hand, school))["R03"] is Result.MET
    union = {**ALL_FACTS, "facts.applicant_type": "Zweckverband"}
    assert results(check(hand, facts=union, land="HE"))["R02"] is Result.MET
    assert results(check(hand, facts=union))["R02"] is Result.NOT_MET


def test_a_border_case_is_named(hand: Any) -> None:
    near = areas(("Nordstadt", "laufend", (0, 0, 1000, 520)))
    because = criterion(check(hand, funding=near), "R06").because
    assert "Grenzlage: Bis zur Gebietsgrenze sind es 20\u00a0m" in because
    clear = areas(("Nordstadt", "laufend", (0, 0, 1000, 530)))
    assert "Grenzlage" not in criterion(check(hand, funding=clear), "R06").because


@pytest.mark.parametrize(
    "funding",
    [
        areas(("Nordstadt", None, (0, 0, 1000, 1000))),
        areas(("Nordstadt", "laufend", (0, 0, 1000, 1000)), valid_to="2018-12-31"),
    ],
)
def test_an_unclear_area_is_open(hand: Any, funding: Any) -> None:
    verdict = check(hand, funding=funding)
    assert results(verdict)["R06"] is Result.OPEN
    assert verdict.overall is Overall.OPEN


def test_a_settled_area_does_not_count(hand: Any) -> None:
    verdict = check(hand, funding=areas(("Nordstadt", "abgerechnet", (0, 0, 1000, 1000))))
    assert results(verdict)["R06"] is Result.NOT_MET


@pytest.mark.parametrize(
    ("finance", "result"),
    [
        ({"bund": 0.75, "land": 0.15, "kommune": 0.10}, Result.MET),
        (
            {"bund": 6_786_000, "land": 1_357_000, "kommune": 905_000},
            Result.MET,
        ),  # Lübeck 2020, DOMAIN.md 1.7
        ({"bund": 0.60, "land": 0.15, "kommune": 0.20, "dritte": 0.05}, Result.MET),
        ({"bund": 0.80, "land": 0.15, "kommune": 0.05}, Result.NOT_MET),
        ({"bund": 0.70, "land": 0.20, "kommune": 0.10}, Result.NOT_MET),
        ({"bund": 750, "land": 150, "kommune": 100, "gesamt": 1100}, Result.NOT_MET),
        ({"bund": 0.75, "land": 0.15}, Result.OPEN),
        ({"bund": "viel", "land": 1, "kommune": 1}, Result.OPEN),
        ({"bund": 0, "land": 0, "kommune": 0}, Result.OPEN),
        ({"bund": float("nan"), "land": 1, "kommune": 1}, Result.OPEN),
        ("75/15/10", Result.OPEN),
    ],
)
def test_finance(hand: Any, finance: Any, result: Result) -> None:
    verdict = check(hand, facts={**ALL_FACTS, "facts.finance": finance})
    assert results(verdict)["R17"] is result


def test_the_social_index_shows_the_need(hand: Any) -> None:
    facts = {k: v for k, v in ALL_FACTS.items() if k != "facts.integration_need"}
    assert results(check(hand, facts=facts, status="sehr niedrig"))["R11"] is Result.MET
    assert results(check(hand, facts=facts, status="hoch"))["R11"] is Result.OPEN
    assert criterion(check(hand, status="niedrig"), "R23").points == 2
    assert results(check(hand))["R23"] is Result.OPEN


def test_points_are_the_municipality_s_own_ranking(hand: Any) -> None:
    own = criterion(check(hand), "R22")
    assert own.points == pytest.approx(2.4)
    assert "eigene Reihung der Kommune" in own.because
    assert "(unbelegt)" in own.source


def test_open_spaces_need_reach(hand: Any) -> None:
    gap = gap_of(kind="playground")
    assert results(check(hand, gap, share=0.6))["R09"] is Result.MET
    assert results(check(hand, gap, share=0.4))["R09"] is Result.OPEN
    assert results(check(hand, gap))["R09"] is Result.OPEN
    assert results(check(hand))["R09"] is Result.NOT_APPLICABLE


def test_an_unlisted_kind_is_open_not_refused(hand: Any) -> None:
    verdict = check(hand, gap_of(kind="care_home"))
    assert results(verdict)["R03"] is Result.OPEN
    stated = check(hand, gap_of(kind="care_home"), {**ALL_FACTS, "facts.public_need_facility": True})
    assert results(stated)["R03"] is Result.MET


def test_flags_and_counts(hand: Any) -> None:
    facts = {
        **ALL_FACTS,
        "facts.integration_management": "nein",
        "facts.functions": "Kita, Treff",
        "facts.language_kita": True,
    }
    verdict = check(hand, facts=facts)
    got = results(verdict)
    assert (got["R18"], got["R19"], got["R20"]) == (Result.NOT_MET, Result.MET, Result.MET)
    # Points never decide.
    assert verdict.overall is Overall.MET


def test_many_gaps_at_once_get_the_same_verdicts(hand: Any) -> None:
    gaps = [gap_of(r) for r in Reason]
    project = hand.project(hand.facility("k", 500), settings=ALL_FACTS).with_(funding_areas=RUNNING)
    figures = pd.DataFrame({c: pd.Series(dtype=object) for c in FIGURES})
    need = pd.DataFrame({c: pd.Series(dtype=object) for c in NEED_COLUMNS})
    siq = bundled.programme("siq-bund")
    judged = judge_all(project, gaps, [siq], hand.parameters(), figures, need)
    for gap, done in zip(gaps, judged, strict=True):
        assert done.verdicts == (judge(project, gap, siq, hand.parameters(), figures, need),)


def programme_with(test: dict[str, Any]) -> Programme:
    siq = bundled.programme("siq-bund")
    rule = siq.rule[0].model_copy(update={"test": test})
    return siq.model_copy(update={"rule": (rule, *siq.rule[1:])})


def test_all_wrong_tests_are_named_at_once() -> None:
    check_programme(bundled.programme("siq-bund"))
    with pytest.raises(InputError) as caught:
        check_programme(programme_with({"type": "moon_phase"}))
    assert "moon_phase" in str(caught.value)
    with pytest.raises(InputError) as caught:
        check_programme(programme_with({"type": "count"}))
    # Baden-Württemberg inherits the test; what is wrong with it is said once.
    assert [p.column for p in caught.value.problems] == ["fact", "at_least"]


def test_a_fact_of_a_type_that_a_test_cannot_read_is_refused() -> None:
    siq = bundled.programme("siq-bund")
    swapped = {"isek": "yes_no", "operating_years": "list"}
    facts = tuple(f.model_copy(update={"type": swapped.get(f.id, f.type)}) for f in siq.fact)
    with pytest.raises(InputError) as caught:
        check_programme(siq.model_copy(update={"fact": facts}))
    assert [p.code for p in caught.value.problems] == ["rule_fact_type"] * 2
    assert "„isek“ vom Typ „yes_no“" in str(caught.value)
