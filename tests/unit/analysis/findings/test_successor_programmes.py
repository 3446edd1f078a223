"""What can be applied for today: Landes-SIQ Baden-Württemberg and Sozialer Zusammenhalt, rule by rule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.eligibility import judge
from quartiermap.domain.findings import Gap, Overall, Reason, Result, Verdict
from quartiermap.domain.results import FIGURES, NEED_COLUMNS
from quartiermap.io import bundled

CALL = dt.date(2025, 5, 1)
FACTS = {
    "facts.applicant_type": "stadt",
    "facts.isek": "ISEK 2024, S. 12",
    "facts.integration_need": "Sozialbericht 2024",
    "facts.council_resolution": "DS 2025/3",
    "facts.cost_plan": "Anlage 1",
    "facts.time_plan": "Anlage 2",
    "facts.climate_measure": "Entsiegelung, ISEK S. 61",
}
BW_MONEY = {"land": 540_000, "kommune": 460_000, "gesamt": 1_000_000}


def gap_of(reason: Reason = Reason.POOR_CONDITION, **changes: Any) -> Gap:
    values: dict[str, Any] = {
        "gap_id": f"A:kita:{reason.value}", "district_id": "A", "district_name": "Quartier A", "kind": "kita",
        "reason": reason, "standard_id": "kita", "affected_population": 120.0, "affected_group": "unter 6 Jahre",
        "because": "", "rank": 1, "score": 1.0, "rank_parts": (), "confidence": "hoch", "confidence_because": (),
        "facility_ids": () if reason is Reason.OUT_OF_REACH else ("k",), "x": 500.0, "y": 500.0,
    }  # fmt: skip
    return Gap(**{**values, **changes})


def area(basis: str | None = "§ 171e BauGB", status: str = "laufend") -> gpd.GeoDataFrame:
    row = {"area_id": "N", "name": "Nordstadt", "programme": "", "legal_basis": basis, "status": status,
           "valid_from": None, "valid_to": None, "source_id": "s"}  # fmt: skip
    return gpd.GeoDataFrame([row], geometry=[shapely.box(0, 0, 1000, 1000)], crs="EPSG:25832")


def check(
    hand: Any,
    programme: str,
    gap: Gap | None = None,
    *,
    facts: dict[str, Any] | None = None,
    funding: Any = None,
    land: str | None = "BW",
    day: dt.date = CALL,
    status: str | None = None,
) -> Verdict:
    money = BW_MONEY if programme == "landes-siq-bw" else {"bund": 100, "land": 100, "kommune": 100}
    settings = {**FACTS, "facts.finance": money} if facts is None else facts
    project = hand.project(hand.facility("k", 500), settings=settings)
    project = project.with_(funding_areas=area() if funding is None else funding)
    need = pd.DataFrame({c: [None] for c in NEED_COLUMNS}).assign(
        district_id="A", status_class=status, period="2025"
    )
    figures = pd.DataFrame({c: pd.Series(dtype=object) for c in FIGURES})
    return judge(
        project,
        gap or gap_of(),
        bundled.programme(programme),
        hand.parameters(date=day, land=land),
        figures,
        need,
    )


def result(verdict: Verdict, rule: str) -> Result:
    return next(c.result for c in verdict.criteria if c.id == rule)


def because(verdict: Verdict, rule: str) -> str:
    return next(c.because for c in verdict.criteria if c.id == rule)


@pytest.mark.parametrize("programme", ["landes-siq-bw", "sozialer-zusammenhalt"])
def test_everything_in_order_is_met_and_nothing_stated_is_never_not_met(hand, programme):
    assert check(hand, programme).overall is Overall.MET
    empty = check(hand, programme, facts={}, land=None, funding=area(None))
    assert all(c.result is not Result.NOT_MET for c in empty.criteria)
    assert empty.overall is Overall.OPEN
    for c in empty.criteria:
        assert c.result is not Result.OPEN or c.missing, c.id


def test_landes_siq_is_for_one_land(hand):
    assert result(check(hand, "landes-siq-bw", land="HE"), "B01") is Result.NOT_MET
    assert result(check(hand, "landes-siq-bw", land=None), "B01") is Result.OPEN


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2021, 12, 31), Result.NOT_MET),
        (dt.date(2023, 6, 23), Result.MET),
        (dt.date(2025, 6, 6), Result.MET),
        (dt.date(2025, 6, 7), Result.OPEN),
        (dt.date(2026, 11, 22), Result.OPEN),
    ],
)
def test_after_the_last_known_call_it_is_open_and_never_no(hand, day, expected):
    assert result(check(hand, "landes-siq-bw", day=day), "B02") is expected


@pytest.mark.parametrize(
    ("reason", "changes", "expected"),
    [
        (Reason.OUT_OF_REACH, {}, Result.MET),
        (Reason.TOO_FEW_PLACES, {}, Result.MET),
        (Reason.TOO_FEW_PLACES, {"confidence": "gering"}, Result.OPEN),
        (Reason.POOR_CONDITION, {}, Result.OPEN),
        (Reason.NOT_BARRIER_FREE, {}, Result.OPEN),
    ],
)
def test_a_new_building_needs_the_gap_as_its_proof(hand, reason, changes, expected):
    facts = {**FACTS, "facts.work_kind": "neubau", "facts.finance": {"land": 1, "kommune": 9, "gesamt": 10}}
    verdict = check(hand, "landes-siq-bw", gap_of(reason, **changes), facts=facts)
    assert result(verdict, "B05") is expected
    if expected is Result.MET:
        assert f"A:kita:{reason.value}" in because(verdict, "B05")
        assert "120" in because(verdict, "B05")


def test_a_replacement_is_an_exception_that_must_be_argued(hand):
    facts = {**FACTS, "facts.work_kind": "ersatzneubau"}
    assert result(check(hand, "landes-siq-bw", facts=facts), "B05") is Result.OPEN
    argued = {**facts, "facts.uneconomic_renovation": "Gutachten"}
    verdict = check(hand, "landes-siq-bw", facts=argued)
    assert result(verdict, "B05") is Result.MET
    assert "begründet" in because(verdict, "B05")


@pytest.mark.parametrize(
    ("work", "land", "town", "expected"),
    [
        ("sanierung", 540_000, 460_000, Result.MET),
        ("sanierung", 540_001, 459_999, Result.NOT_MET),
        ("neubau", 270_000, 730_000, Result.MET),
        ("neubau", 300_000, 700_000, Result.NOT_MET),
        ("freiflaeche", 630_000, 370_000, Result.MET),
        ("sanierung", 540_000, 400_000, Result.NOT_MET),  # the parts are not the whole
        ("begleitung", 100_000, 900_000, Result.OPEN),  # no rate is known
    ],
)
def test_the_grant_is_90_percent_of_60_30_or_70_percent(hand, work, land, town, expected):
    money = {"bund": 0, "land": land, "kommune": town, "dritte": 0, "gesamt": 1_000_000}
    facts = {**FACTS, "facts.work_kind": work, "facts.finance": money}
    assert result(check(hand, "landes-siq-bw", facts=facts), "B06") is expected


@pytest.mark.parametrize(
    ("basis", "expected"),
    [
        ("§ 171e BauGB", Result.MET),
        ("§§ 136, 142 BauGB", Result.MET),
        ("172", Result.MET),
        ("§ 171b BauGB", Result.NOT_MET),
        (None, Result.OPEN),
    ],
)
def test_the_area_counts_only_on_the_right_legal_basis(hand, basis, expected):
    assert result(check(hand, "sozialer-zusammenhalt", funding=area(basis)), "S03") is expected


def test_an_investigated_area_is_not_a_running_one(hand):
    verdict = check(hand, "sozialer-zusammenhalt", funding=area(status="Voruntersuchung"))
    assert result(verdict, "S03") is Result.NOT_MET


def test_a_climate_measure_must_be_named(hand):
    facts = {k: v for k, v in FACTS.items() if k != "facts.climate_measure"}
    assert result(check(hand, "sozialer-zusammenhalt", facts=facts), "S05") is Result.OPEN
    assert result(check(hand, "sozialer-zusammenhalt"), "S05") is Result.MET


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        ({"bund": 100, "land": 150, "kommune": 50}, Result.MET),
        ({"bund": 101, "land": 149, "kommune": 50}, Result.NOT_MET),
        ({"bund": 100, "land": 200}, Result.OPEN),
    ],
)
def test_the_federation_pays_a_third_and_the_rest_may_be_shared_freely(hand, money, expected):
    verdict = check(hand, "sozialer-zusammenhalt", facts={**FACTS, "facts.finance": money})
    assert result(verdict, "S07") is expected


def test_a_low_status_shows_the_need_without_a_document(hand):
    facts = {k: v for k, v in FACTS.items() if k != "facts.integration_need"}
    assert result(check(hand, "sozialer-zusammenhalt", facts=facts, status="niedrig"), "S06") is Result.MET
    assert result(check(hand, "sozialer-zusammenhalt", facts=facts, status="hoch"), "S06") is Result.OPEN


def test_the_closed_pact_names_what_fits_today(hand):
    elsewhere = check(hand, "siq-bund", land="HE", day=dt.date(2026, 11, 22))
    assert "Stattdessen kommt in Frage: Sozialer Zusammenhalt." in elsewhere.summary
    here = check(hand, "siq-bund", land="BW", day=dt.date(2026, 11, 22))
    assert "Landes-SIQ Baden-Württemberg" in here.summary
    assert "Stattdessen" not in check(hand, "siq-bund", day=dt.date(2019, 1, 1)).summary
