"""Every rule of every shipped programme, every Land's particular and every way of exception, case by case.

The left columns say what is known; the right ones what DOMAIN.md 1.10 and 1.8 say about it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.eligibility import Judge, Known, judge, sureness
from quartiermap.analysis.rules import TESTS
from quartiermap.domain.findings import CriterionResult, Gap, Overall, Reason, Result, Verdict
from quartiermap.domain.results import FIGURES, NEED_COLUMNS
from quartiermap.domain.rule_tests import TEST_MODELS
from quartiermap.io import bundled

MET, NOT, OPEN, IDLE = Result.MET, Result.NOT_MET, Result.OPEN, Result.NOT_APPLICABLE
IN_TIME = dt.date(2019, 6, 1)
ALL = tuple(bundled.programme(i) for i in bundled.programme_ids())


def gap_of(reason: Reason = Reason.POOR_CONDITION, kind: str = "kita", **changes: Any) -> Gap:
    values: dict[str, Any] = {
        "gap_id": f"A:{kind}:{reason.value}", "district_id": "A", "district_name": "Quartier A", "kind": kind,
        "reason": reason, "standard_id": kind, "affected_population": 120.0, "affected_group": "unter 6 Jahre",
        "because": "", "rank": 1, "score": 1.0, "rank_parts": (), "confidence": "hoch", "confidence_because": (),
        "facility_ids": () if reason is Reason.OUT_OF_REACH else ("k",), "x": 500.0, "y": 500.0,
    }  # fmt: skip
    return Gap(**{**values, **changes})


def areas(status: str | None = "laufend", basis: str = "§ 171e BauGB", box: Any = (0, 0, 1000, 1000)) -> Any:
    row = {"area_id": "N", "name": "Nordstadt", "programme": "", "legal_basis": basis, "status": status,
           "valid_from": None, "valid_to": None, "source_id": "s"}  # fmt: skip
    return gpd.GeoDataFrame([row], geometry=[shapely.box(*box)], crs="EPSG:25832")


FAR = (5000, 0, 6000, 1000)


def verdict_of(
    hand: Any,
    programme: str = "siq-bund",
    *,
    facts: dict[str, Any] | None = None,
    land: str | None = None,
    day: dt.date = IN_TIME,
    funding: Any = None,
    status: str | None = None,
    attention: bool | None = None,
    share: float | None = None,
    known: Known | None = None,
    gap: Gap | None = None,
    **gap_values: Any,
) -> Verdict:
    settings = {f"facts.{name}": value for name, value in (facts or {}).items()}
    project = hand.project(hand.facility("k", 500), settings=settings)
    if funding is not None:
        project = project.with_(funding_areas=funding)
    need = pd.DataFrame({c: [None] for c in NEED_COLUMNS}).assign(
        district_id="A", status_class=status, attention=attention, period="2019"
    )
    figures = pd.DataFrame({c: pd.Series(dtype=object) for c in FIGURES})
    asked = gap or gap_of(**gap_values)
    if share is not None:
        figures = pd.DataFrame(
            [
                {
                    "district_id": "A",
                    "standard_id": asked.standard_id,
                    "covered_share": share,
                    "covered_share_state": "value",
                }
            ]
        )
    parameters = hand.parameters(date=day, land=land)
    return Judge(project, bundled.programme(programme), figures, need, parameters, known=known)(asked)


def rule_of(verdict: Verdict, rule: str) -> CriterionResult:
    return next(c for c in verdict.criteria if c.id == rule)


MONEY = {"bund": 75, "land": 15, "kommune": 10}

SIQ_CASES: list[tuple[str, Result, dict[str, Any]]] = [
    ("R01", MET, {"day": dt.date(2017, 1, 1)}),
    ("R01", MET, {"day": dt.date(2020, 12, 31)}),
    ("R01", NOT, {"day": dt.date(2021, 1, 1)}),
    ("R01", NOT, {"day": dt.date(2016, 12, 31)}),
    ("R01", NOT, {"day": dt.date(2023, 1, 1), "land": "BW"}),
    ("R02", MET, {"facts": {"applicant_type": "stadt"}}),
    ("R02", NOT, {"facts": {"applicant_type": "andere"}}),
    ("R02", NOT, {"facts": {"applicant_type": "zweckverband"}}),
    ("R02", MET, {"facts": {"applicant_type": "zweckverband"}, "land": "HE"}),
    ("R02", MET, {"facts": {"applicant_type": "planungsverband"}, "land": "HE"}),
    ("R02", NOT, {"facts": {"applicant_type": "andere"}, "land": "HE"}),
    ("R02", OPEN, {}),
    ("R03", MET, {"kind": "kita"}),
    ("R03", MET, {"kind": "primary_school"}),
    ("R03", MET, {"kind": "primary_school", "land": "SH"}),
    ("R03", NOT, {"kind": "primary_school", "land": "HE"}),
    ("R03", NOT, {"kind": "secondary_school", "land": "HE"}),
    ("R03", MET, {"kind": "library", "land": "HE"}),
    ("R03", OPEN, {"kind": "care_home"}),
    ("R03", MET, {"kind": "care_home", "facts": {"public_need_facility": True}}),
    ("R03", NOT, {"kind": "care_home", "facts": {"public_need_facility": False}}),
    ("R04", IDLE, {"kind": "kita"}),
    ("R04", OPEN, {"kind": "youth_centre"}),
    ("R04", MET, {"kind": "youth_centre", "facts": {"effect_statement": "Anlage 6"}}),
    ("R05", MET, {"reason": Reason.POOR_CONDITION}),
    ("R05", MET, {"facts": {"work_kind": "begleitung"}}),
    ("R05", OPEN, {"facts": {"work_kind": "ersatzneubau"}}),
    ("R05", MET, {"facts": {"work_kind": "ersatzneubau", "uneconomic_renovation": "Vergleich, S. 7"}}),
    ("R05", OPEN, {"reason": Reason.OUT_OF_REACH}),
    ("R05", MET, {"reason": Reason.OUT_OF_REACH, "facts": {"new_building_reason": "S. 3"}}),
    ("R05", OPEN, {"reason": Reason.OUT_OF_REACH, "land": "BW"}),
    ("R05", MET, {"reason": Reason.OUT_OF_REACH, "kind": "playground"}),
    ("R05", OPEN, {"facts": {"work_kind": "abriss"}}),
    ("R06", MET, {"funding": areas()}),
    ("R06", NOT, {"funding": areas(box=FAR)}),
    ("R06", NOT, {"funding": areas("abgerechnet")}),
    ("R06", OPEN, {"funding": areas(None)}),
    ("R06", OPEN, {}),
    ("R07", IDLE, {"funding": areas()}),
    ("R07", OPEN, {"funding": areas(box=FAR)}),
    ("R07", OPEN, {"funding": areas(box=FAR), "facts": {"special_need": "S. 2"}}),
    ("R07", MET, {"funding": areas(box=FAR), "facts": {"special_need": "S. 2", "overall_strategy": "S. 9"}}),
    ("R07", NOT, {"funding": areas(box=FAR), "facts": {"special_need": "S. 2", "overall_strategy": "S. 9"}, "land": "SH"}),
    ("R08", IDLE, {"funding": areas()}),
    ("R08", MET, {"funding": areas("Voruntersuchung")}),
    ("R08", NOT, {"funding": areas(box=FAR)}),
    ("R08", IDLE, {"funding": areas("Voruntersuchung"), "land": "SH"}),
    ("R09", IDLE, {"kind": "kita"}),
    ("R09", MET, {"kind": "playground", "share": 0.5}),
    ("R09", OPEN, {"kind": "playground", "share": 0.49}),
    ("R09", OPEN, {"kind": "playground"}),
    ("R10", MET, {"facts": {"isek": "ISEK 2018, S. 44"}}),
    ("R10", OPEN, {}),
    ("R11", MET, {"status": "niedrig"}),
    ("R11", MET, {"status": "mittel", "attention": True}),
    ("R11", OPEN, {"status": "mittel", "attention": False}),
    ("R11", MET, {"status": "hoch", "facts": {"integration_need": "Sozialbericht, S. 2"}}),
    ("R11", OPEN, {}),
    ("R12", MET, {"facts": {"operating_years": 25}}),
    ("R12", MET, {"facts": {"long_term_use": "Betriebskonzept"}}),
    ("R12", OPEN, {}),
    ("R13", MET, {"facts": {"council_resolution": "DS 2019/17"}}),
    ("R13", OPEN, {"land": "NI"}),
    ("R14", MET, {"facts": {"cost_plan": "Anlage 3", "time_plan": "Anlage 4"}}),
    ("R14", OPEN, {"facts": {"cost_plan": "Anlage 3"}}),
    ("R14", OPEN, {"land": "NI"}),
    ("R15", MET, {"facts": {"barrier_free_after": "ja"}}),
    ("R15", OPEN, {"facts": {"barrier_free_after": "teilweise"}}),
    ("R15", NOT, {"facts": {"barrier_free_after": "nein"}}),
    ("R15", NOT, {"facts": {"barrier_free_after": "nein"}, "land": "NI"}),
    ("R15", OPEN, {}),
    ("R16", MET, {"facts": {"gender_statement": "S. 15"}}),
    ("R16", OPEN, {"land": "NI"}),
    ("R17", MET, {"facts": {"finance": MONEY}}),
    ("R17", MET, {"facts": {"finance": {"bund": 6786, "land": 1357, "kommune": 905}}, "land": "SH"}),  # Lübeck 2020
    ("R17", NOT, {"facts": {"finance": {"bund": 76, "land": 14, "kommune": 10}}}),
    ("R17", NOT, {"facts": {"finance": {**MONEY, "gesamt": 120}}}),
    ("R17", OPEN, {"facts": {"finance": {"bund": 75, "land": 15}}}),
    ("R17", OPEN, {}),
    ("R18", MET, {"facts": {"integration_management": True}}),
    ("R18", NOT, {"facts": {"integration_management": False}}),
    ("R18", OPEN, {}),
    ("R19", IDLE, {"kind": "library"}),
    ("R19", MET, {"facts": {"language_kita": True}}),
    ("R19", NOT, {"facts": {"language_kita": False}}),
    ("R19", OPEN, {}),
    ("R20", MET, {"facts": {"functions": ["Kita", "Treff"]}}),
    ("R20", NOT, {"facts": {"functions": ["Kita"]}}),
    ("R20", OPEN, {}),
    ("R21", MET, {"facts": {"aims": ["Z2"]}}),
    ("R21", OPEN, {"facts": {"aims": ["Z9"]}}),
    ("R21", OPEN, {}),
    ("R22", MET, {}),
    ("R22", OPEN, {"affected_population": None}),
    ("R23", MET, {"status": "sehr niedrig"}),
    ("R23", OPEN, {}),
]  # fmt: skip

BW_MONEY = {"land": 540, "kommune": 460, "gesamt": 1000}
BW: dict[str, Any] = {"land": "BW", "day": dt.date(2025, 5, 1)}

BW_CASES: list[tuple[str, Result, dict[str, Any]]] = [
    ("B01", MET, {}), ("B01", NOT, {"land": "HE"}), ("B01", OPEN, {"land": None}),
    ("B02", MET, {}), ("B02", NOT, {"day": dt.date(2021, 5, 1)}), ("B02", OPEN, {"day": dt.date(2026, 1, 1)}),
    ("B03", MET, {}), ("B03", OPEN, {"kind": "care_home"}), ("B03", NOT, {"kind": "care_home", "facts": {"public_need_facility": False}}),
    ("B04", MET, {"funding": areas()}), ("B04", NOT, {"funding": areas(box=FAR)}), ("B04", NOT, {"funding": areas("Voruntersuchung")}), ("B04", OPEN, {}),
    ("B05", MET, {}), ("B05", NOT, {"facts": {"work_kind": "begleitung"}}), ("B05", OPEN, {"facts": {"work_kind": "ersatzneubau"}}),
    ("B05", MET, {"reason": Reason.OUT_OF_REACH}),  # the gap itself proves that the facility is missing
    ("B05", OPEN, {"reason": Reason.OUT_OF_REACH, "confidence": "gering"}),
    ("B05", OPEN, {"facts": {"work_kind": "neubau"}}),  # poor condition proves nothing missing
    ("B06", MET, {"facts": {"finance": BW_MONEY}}), ("B06", NOT, {"facts": {"work_kind": "sanierung", "finance": {"land": 541, "kommune": 459, "gesamt": 1000}}}), ("B06", OPEN, {}),
    ("B06", MET, {"reason": Reason.OUT_OF_REACH, "facts": {"finance": {"land": 270, "kommune": 730, "gesamt": 1000}}}),
    ("B06", NOT, {"reason": Reason.OUT_OF_REACH, "facts": {"work_kind": "neubau", "finance": {"land": 271, "kommune": 729, "gesamt": 1000}}}),
    ("B06", OPEN, {"reason": Reason.OUT_OF_REACH, "facts": {"finance": {"land": 271, "kommune": 729, "gesamt": 1000}}}),
    ("B06", MET, {"reason": Reason.OUT_OF_REACH, "kind": "playground", "facts": {"finance": {"land": 630, "kommune": 370, "gesamt": 1000}}}),
    ("B07", MET, {"facts": {"isek": "S. 1"}}), ("B07", OPEN, {}),
    ("B08", MET, {"facts": {"council_resolution": "DS 1"}}), ("B08", OPEN, {}),
    ("B09", MET, {"facts": {"cost_plan": "A", "time_plan": "B"}}), ("B09", OPEN, {"facts": {"time_plan": "B"}}),
    ("B10", MET, {}), ("B10", OPEN, {"affected_population": None}),
    ("B11", MET, {"status": "hoch"}), ("B11", OPEN, {}),
]  # fmt: skip

SZ: dict[str, Any] = {"day": dt.date(2026, 11, 22)}
SZ_CASES: list[tuple[str, Result, dict[str, Any]]] = [
    ("S01", MET, {}), ("S01", NOT, {"day": dt.date(2019, 12, 31)}),
    ("S02", MET, {"facts": {"applicant_type": "gemeinde"}}), ("S02", NOT, {"facts": {"applicant_type": "andere"}}), ("S02", OPEN, {}),
    ("S03", MET, {"funding": areas(basis="§ 171e Abs. 3 BauGB")}), ("S03", MET, {"funding": areas(basis="§ 142 BauGB")}),
    ("S03", MET, {"funding": areas(basis="§ 172 BauGB")}), ("S03", NOT, {"funding": areas(basis="§ 171b BauGB")}),
    ("S03", OPEN, {"funding": areas(basis="")}), ("S03", OPEN, {}),
    ("S04", MET, {"facts": {"isek": "S. 1"}}), ("S04", OPEN, {}),
    ("S05", MET, {"facts": {"climate_measure": "Entsiegelung, S. 3"}}), ("S05", OPEN, {}),
    ("S06", MET, {"status": "niedrig"}), ("S06", OPEN, {"status": "hoch"}), ("S06", MET, {"facts": {"integration_need": "S. 1"}}),
    ("S07", MET, {"facts": {"finance": {"bund": 100, "land": 100, "kommune": 100}}}),
    ("S07", NOT, {"facts": {"finance": {"bund": 40, "land": 30, "kommune": 30}}}), ("S07", OPEN, {}),
    ("S08", MET, {"facts": {"council_resolution": "DS 1"}}), ("S08", OPEN, {}),
    ("S09", MET, {}), ("S09", OPEN, {"affected_population": None}),
    ("S10", MET, {"status": "mittel"}), ("S10", OPEN, {}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected", "known"), SIQ_CASES)
def test_the_federal_pact(hand: Any, rule: str, expected: Result, known: dict[str, Any]) -> None:
    found = rule_of(verdict_of(hand, **known), rule)
    assert found.result is expected, found.because


@pytest.mark.parametrize(("rule", "expected", "known"), BW_CASES)
def test_landes_siq(hand: Any, rule: str, expected: Result, known: dict[str, Any]) -> None:
    found = rule_of(verdict_of(hand, "landes-siq-bw", **{**BW, **known}), rule)
    assert found.result is expected, found.because


@pytest.mark.parametrize(("rule", "expected", "known"), SZ_CASES)
def test_sozialer_zusammenhalt(hand: Any, rule: str, expected: Result, known: dict[str, Any]) -> None:
    found = rule_of(verdict_of(hand, "sozialer-zusammenhalt", **{**SZ, **known}), rule)
    assert found.result is expected, found.because


def test_every_rule_of_every_programme_has_cases() -> None:
    for programme, cases in (
        ("siq-bund", SIQ_CASES),
        ("landes-siq-bw", BW_CASES),
        ("sozialer-zusammenhalt", SZ_CASES),
    ):
        rules = bundled.programme(programme).rule
        tried = {(rule, known.get("land")) for rule, _, known in cases}
        assert {rule.id for rule in rules} == {rule for rule, _ in tried}
        # every Land whose words change the test itself (not only a note or the text) is tried
        changed = {
            (rule.id, land)
            for rule in rules
            for land, change in rule.overrides.items()
            if set(change.get("test", {})) - {"note"} or "otherwise" in change
        }
        assert {(r, la) for r, la in changed if r != "R06"} <= tried


def test_the_engine_has_every_test_that_a_file_can_name_and_no_other() -> None:
    assert set(TESTS) == set(TEST_MODELS)


@pytest.mark.parametrize("programme", [p.id for p in ALL])
def test_every_asked_criterion_can_be_opened(hand: Any, programme: str) -> None:
    for day in (IN_TIME, dt.date(2026, 11, 22)):
        for land in (None, "BW", "SH"):
            for funding in (None, areas(), areas(box=FAR)):
                verdict = verdict_of(hand, programme, day=day, land=land, funding=funding, status="niedrig")
                assert (verdict.day, verdict.checked_on) == (day.isoformat(), "2026-11-22")
                for c in verdict.criteria:
                    assert c.text, c.id
                    assert c.source, c.id
                    assert c.sureness, c.id
                    assert c.because.endswith((".", "!", "‘.")), c.because
                    if c.result is IDLE:
                        continue
                    assert c.found, c.id
                    assert c.threshold or c.test == "excluded", c.id
                    assert c.change or c.result is MET, c.id


def test_the_way_of_the_exception_is_told_step_by_step(hand: Any) -> None:
    away = verdict_of(hand, funding=areas(box=FAR))
    assert len(away.path) == 1
    steps = away.path[0].split(" → ")
    assert [step.split()[0] for step in steps] == ["R06", "R08", "R07"]
    assert steps[-1].endswith("offen, nur als begründete Ausnahme.")
    assert rule_of(away, "R07").instead_of == "R08"
    stands_in = verdict_of(hand, funding=areas("Voruntersuchung"))
    assert [step.split()[0] for step in stands_in.path[0].split(" → ")] == ["R06", "R08"]
    assert verdict_of(hand, funding=areas()).path == ()
    north = verdict_of(hand, funding=areas(box=FAR), land="SH")
    assert north.path[0].startswith("R06")
    assert "R08" not in north.path[0]
    assert north.overall is Overall.NOT_MET


def test_what_must_be_reasoned_is_not_listed_twice(hand: Any) -> None:
    summary = verdict_of(hand, reason=Reason.OUT_OF_REACH, funding=areas()).summary
    assert "Begründung fehlt noch: R05" in summary
    assert "noch offen: R02" in summary
    assert summary.count("R05") == 1


@pytest.mark.parametrize(
    ("edge", "near"),
    [(500.0, True), (524.9, True), (525.0, False), (499.0, True), (475.1, True), (475.0, False)],
)
def test_within_25_metres_of_the_border_it_is_said(hand: Any, edge: float, near: bool) -> None:
    found = rule_of(verdict_of(hand, funding=areas(box=(0, 0, 2000, edge))), "R06")
    assert ("Grenzlage" in found.because) is near
    assert ("Grenzlage" in found.found) is near
    assert found.result is (MET if edge >= 500 else NOT)


def test_the_border_of_an_area_that_is_over_is_no_border(hand: Any) -> None:
    over = areas(box=(0, 0, 2000, 490)).assign(valid_to="2018-12-31")
    found = rule_of(verdict_of(hand, funding=over), "R06")
    assert "Grenzlage" not in found.because
    assert "entfernt" not in found.because


def test_the_successor_that_fits_is_named_with_its_reason(hand: Any) -> None:
    known = Known({p.id: p for p in ALL}, {"kita": "Kita"})
    late: dict[str, Any] = {"day": dt.date(2026, 11, 22), "known": known}
    here = verdict_of(hand, funding=areas(), land="BW", **late)
    assert [(s.programme, s.fits) for s in here.successors] == [
        ("sozialer-zusammenhalt", "offen"),
        ("landes-siq-bw", "offen"),
    ]
    assert "Stattdessen kommt in Frage: Sozialer Zusammenhalt" in here.summary
    away = verdict_of(hand, funding=areas(box=FAR), land="BW", **late)
    assert {s.fits for s in away.successors} == {"nicht"}
    assert "B04" in away.successors[1].because
    assert "Nicht in Frage kommt: Sozialer Zusammenhalt (S03" in away.summary
    assert "Stattdessen" not in away.summary
    hesse = verdict_of(hand, funding=areas(), land="HE", **late)
    assert [s.programme for s in hesse.successors] == ["sozialer-zusammenhalt"]
    nowhere = verdict_of(hand, funding=areas(), **late)
    assert "nur in Baden-Württemberg" in nowhere.summary
    assert verdict_of(hand, funding=areas(), known=known).successors == ()


def test_kinds_and_options_are_called_by_their_names(hand: Any) -> None:
    known = Known(kind_names={"kita": "Kita", "library": "Bibliothek"})
    verdict = verdict_of(hand, facts={"applicant_type": "zweckverband"}, known=known)
    assert "„Kita“" in rule_of(verdict, "R03").because
    assert "Bibliothek" in rule_of(verdict, "R03").threshold
    applicant = rule_of(verdict, "R02")
    assert applicant.found == "„kommunaler Zweckverband“"
    assert applicant.threshold == "„Gemeinde“, „Stadt“ oder „andere Kommune“"


def test_how_sure_a_rule_is_depends_on_the_land_it_was_read_for() -> None:
    rules = {rule.id: rule for p in ALL for rule in p.rule}
    assert sureness(rules["R13"], "NI") == "an der Quelle gelesen"
    assert "Niedersachsen" in sureness(rules["R13"], "BY")
    assert "Annahme" in sureness(rules["R13"], None)
    assert sureness(rules["R06"]) == "an der Quelle gelesen"
    assert sureness(rules["B07"]) == "nicht geprüft (Annahme)"
    assert sureness(rules["R22"]) == "eigene Festlegung (Annahme)"
    # what is only remembered is never shown as read (DOMAIN.md 0)
    for rule in rules.values():
        if any(source.tag in ("memory", "proposal") for source in rule.sources):
            assert "Annahme" in sureness(rule), rule.id


def test_what_somebody_wrote_stands_in_single_quotes_inside_the_sentence(hand: Any) -> None:
    verdict = verdict_of(hand, facts={"isek": "ISEK, Kapitel „Soziales“"})
    assert rule_of(verdict, "R10").because == "Angegeben: „ISEK, Kapitel ‚Soziales‘“."


def test_without_other_programmes_judge_is_the_same_but_names_titles(hand: Any) -> None:
    project = hand.project(hand.facility("k", 500))
    need = pd.DataFrame({c: pd.Series(dtype=object) for c in NEED_COLUMNS})
    figures = pd.DataFrame({c: pd.Series(dtype=object) for c in FIGURES})
    parameters = hand.parameters(date=dt.date(2026, 11, 22))
    verdict = judge(project, gap_of(), bundled.programme("siq-bund"), parameters, figures, need)
    assert [s.fits for s in verdict.successors] == ["offen", "offen"]
    assert "Sozialer Zusammenhalt" in verdict.summary
