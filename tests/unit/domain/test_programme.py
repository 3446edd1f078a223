"""Programmes: the shipped rule set, its sources, and Länder."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from pydantic import ValidationError

from quartiermap.domain.programme import Programme, programme_from_toml
from quartiermap.io import bundled

TEXT = (bundled.data_dir() / "programmes" / "siq-bund.toml").read_text("utf-8")


@pytest.fixture(scope="module")
def siq() -> Programme:
    return bundled.programme("siq-bund")


def test_it_has_all_23_rules(siq: Programme) -> None:
    assert sorted(r.id for r in siq.rule) == [f"R{n:02d}" for n in range(1, 24)]


def test_it_was_open_from_2017_to_2020(siq: Programme) -> None:
    days = [dt.date(2016, 12, 31), dt.date(2017, 1, 1), dt.date(2020, 12, 31), dt.date(2021, 1, 1)]
    assert [siq.open_on(d) for d in days] == [False, True, True, False]


def test_no_text_promises_money() -> None:
    assert not re.search("förderfähig", TEXT, re.IGNORECASE)


def test_every_source_is_used_or_is_the_agreement_itself(siq: Programme) -> None:
    used = {s.ref for r in siq.rule for land in (None, *r.overrides) for s in r.for_land(land).sources}
    assert {s.id for s in siq.source} - used <= {"Q03"}


def test_unsourced_rules_are_marked_in_the_citation(siq: Programme) -> None:
    by_id = {r.id: r for r in siq.rule}
    assert "(unbelegt)" in siq.citation(by_id["R22"])
    assert "(unbelegt)" not in siq.citation(by_id["R06"])
    assert "WIBank Hessen" in siq.citation(by_id["R06"])


def test_points_are_not_mandatory(siq: Programme) -> None:
    # The federation had no published scoring (DOMAIN.md 1.10).
    assert {r.id for r in siq.rule if r.kind == "points"} == {"R18", "R19", "R20", "R22", "R23"}


def test_a_land_s_test_is_laid_over_the_common_one(siq: Programme) -> None:
    applicant = next(r for r in siq.rule if r.id == "R02")
    hesse = applicant.for_land("HE")
    assert "zweckverband" in hesse.test["met"]
    assert hesse.test["fact"] == applicant.test["fact"]
    assert applicant.for_land("XX") is applicant
    assert applicant.for_land(None) is applicant


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('otherwise = "R08"', 'otherwise = "R99"', "R99 fehlt"),
        ('otherwise = "R07"\nsources', 'otherwise = "R06"\nsources', "im Kreis"),
        (
            'sources = [{ ref = "Q15", tag = "verified" }]',
            'sources = [{ ref = "Q98", tag = "verified" }]',
            "Q98 fehlt",
        ),
        ('id = "R22"', 'id = "R23"', "R23 doppelt"),
        ("overrides.NI = { text", "overrides.NI = { texxt", "overrides ungültig"),
        ('kind = "points"', 'kind = "wish"', "mandatory"),
        ('id = "cost_plan"', 'id = "price_plan"', "R14: Angabe cost_plan ist nicht beschrieben"),
        ('id = "cost_plan"', 'id = "price_plan"', "Angabe price_plan wird von keiner Regel gefragt"),
        ('id = "cost_plan"', 'id = "time_plan"', "Angabe time_plan doppelt"),
        (
            'value = "planungsverband"',
            'value = "verband"',
            "R02: Angabe applicant_type hat keine Option planungsverband",
        ),
        ('value = "neubau"', 'value = "bau"', "R05: Angabe work_kind hat keine Option neubau"),
        ('value = "Z4"', 'value = "Z3"', "eine Option kommt doppelt vor"),
        (
            'value = "kommune", label = "Kommune"',
            'value = "stadt", label = "Kommune"',
            "funding: kommune ist bei keiner",
        ),
        ('type = "multi"', 'type = "text"', "options gehören genau zu"),
        ('group = "finance"', 'group = "money"', "application"),
    ],
)
def test_a_broken_programme_is_refused(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(ValidationError, match=message):
        programme_from_toml(TEXT.replace(old, new))


def test_every_fact_says_what_to_write_and_which_rules_ask_for_it(siq: Programme) -> None:
    for fact in siq.fact:
        assert fact.help.endswith("."), fact.id
        assert siq.rules_asking(fact.id), fact.id
        assert fact.type != "text" or fact.example, fact.id
    assert [r.id for r in siq.rules_asking("uneconomic_renovation")] == ["R05"]
    assert [r.id for r in siq.rules_asking("special_need")] == ["R07"]
    assert {f.id for f in siq.fact if not f.per_gap} == {"applicant_type"}
