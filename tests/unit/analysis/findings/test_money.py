"""Who pays what: hand-computed plans, sums to the cent, and nothing promised that no rate gives."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.analysis.money import divided, euro, funding_plan, plans_for
from quartiermap.domain.programme import FundingShare
from quartiermap.errors import UsageError
from quartiermap.io import bundled

TODAY = dt.date(2026, 11, 22)
ALL = tuple(bundled.programme(i) for i in bundled.programme_ids())
WORKS = ("sanierung", "ausbau", "umbau", "freiflaeche", "begleitung", "ersatzneubau", "neubau")


def amounts(plan):
    return {p.payer: p.amount for p in plan.payments}


def test_the_pact_pays_75_15_10_in_five_instalments():
    # Lübeck 2020: 6.786 / 1.357 / 0.905 M EUR (DOMAIN.md 1.7)
    plan = funding_plan(bundled.programme("siq-bund"), "sanierung", 9_048_000, dt.date(2020, 5, 1))
    assert amounts(plan) == {
        "bund": Decimal(6_786_000),
        "land": Decimal(1_357_200),
        "kommune": Decimal(904_800),
    }
    assert [year for year, _ in plan.instalments] == [2020, 2021, 2022, 2023, 2024]
    assert sum(amount for _, amount in plan.instalments) == plan.grant == Decimal(8_143_200)
    assert plan.open


@pytest.mark.parametrize(
    ("work", "grant"),
    [("sanierung", 540_000), ("neubau", 270_000), ("ersatzneubau", 270_000), ("freiflaeche", 630_000)],
)
def test_landes_siq_pays_90_percent_of_60_30_or_70_percent(work, grant):
    plan = funding_plan(bundled.programme("landes-siq-bw"), work, 1_000_000, TODAY)
    assert amounts(plan) == {"land": Decimal(grant), "kommune": Decimal(1_000_000 - grant)}
    assert plan.own_min == Decimal(1_000_000 - grant)


def test_a_kind_of_work_without_a_rate_gets_no_grant_and_says_so():
    plan = funding_plan(bundled.programme("landes-siq-bw"), "begleitung", 1000, TODAY)
    assert plan.grant == 0
    assert any("keinen Kostenanteil" in note for note in plan.notes)


def test_what_land_and_town_share_is_not_decided_for_them():
    plan = funding_plan(bundled.programme("sozialer-zusammenhalt"), "ausbau", 300_000, TODAY)
    assert amounts(plan) == {"bund": Decimal(100_000), "rest": Decimal(200_000)}
    assert not plan.payments[-1].settled
    assert plan.payments[-1].label == "Land und Kommune zusammen"


def test_third_parties_lower_the_towns_part_but_not_below_its_least_share():
    plan = funding_plan(
        bundled.programme("siq-bund"), "sanierung", 1000, dt.date(2019, 1, 1), third_parties=80
    )
    assert amounts(plan)["kommune"] == Decimal(100)
    assert "dritte" not in amounts(plan)
    assert any("unberücksichtigt" in note for note in plan.notes)
    bw = funding_plan(bundled.programme("landes-siq-bw"), "neubau", 1000, TODAY, third_parties=500)
    assert amounts(bw) == {"land": Decimal(270), "dritte": Decimal(500), "kommune": Decimal(230)}


def test_only_programmes_open_on_the_day_stand_side_by_side():
    plans, left_out = plans_for(ALL, "sanierung", 500_000, TODAY, "BW")
    assert [p.programme for p in plans] == ["landes-siq-bw", "sozialer-zusammenhalt"]
    assert len(left_out) == 1
    assert "geschlossen seit 01.01.2021" in left_out[0]
    plans, left_out = plans_for(ALL, "sanierung", 500_000, TODAY, "HE")
    assert [p.programme for p in plans] == ["sozialer-zusammenhalt"]
    assert any("nur in Baden-Württemberg" in words for words in left_out)


@given(
    st.decimals(0, 10**9, places=2),
    st.floats(0, 1),
    st.sampled_from(ALL),
    st.sampled_from(WORKS),
)
def test_the_parts_always_sum_up_to_the_cost(total, share, programme, work):
    third = (total * Decimal(share)).quantize(Decimal("0.01"), "ROUND_DOWN")
    plan = funding_plan(programme, work, total, TODAY, third_parties=third)
    assert sum(p.amount for p in plan.payments) == plan.total
    assert all(p.amount >= 0 for p in plan.payments)
    assert not plan.instalments or sum(a for _, a in plan.instalments) == plan.grant


@given(st.decimals(0, 10**7, places=2), st.integers(1, 30))
def test_instalments_differ_by_a_cent_at_most(amount, parts):
    pieces = divided(amount, parts)
    assert sum(pieces) == amount
    assert max(pieces) - min(pieces) <= Decimal("0.01")


@pytest.mark.parametrize("wrong", [-1, float("nan"), "viel", float("inf")])
def test_what_is_no_amount_is_refused(wrong):
    with pytest.raises(UsageError, match="Betrag"):
        euro(wrong)


def test_third_parties_cannot_pay_more_than_everything():
    with pytest.raises(UsageError, match="höher"):
        funding_plan(ALL[0], "neubau", 100, TODAY, third_parties=101)


def test_a_cap_in_euro_limits_the_grant_and_the_town_pays_the_rest():
    shipped = bundled.programme("siq-bund")
    capped = shipped.model_copy(
        update={
            "funding": tuple(
                s.model_copy(update={"amount_max": 500_000.0}) if s.payer == "bund" else s
                for s in shipped.funding
            )
        }
    )
    plan = funding_plan(capped, "sanierung", 1_000_000, dt.date(2019, 1, 1))
    assert amounts(plan) == {"bund": Decimal(500_000), "land": Decimal(150_000), "kommune": Decimal(350_000)}
    assert "500.000,00" in plan.payments[0].because
    small = funding_plan(capped, "sanierung", 100_000, dt.date(2019, 1, 1))
    assert amounts(small)["bund"] == Decimal(75_000)


def test_a_plan_whose_parts_are_not_its_cost_cannot_exist():
    plan = funding_plan(bundled.programme("siq-bund"), "sanierung", 1000, dt.date(2019, 1, 1))
    with pytest.raises(ValueError, match="not its cost"):
        replace(plan, total=Decimal("1000.01"))
    with pytest.raises(ValueError, match="not its grant"):
        replace(plan, grant=plan.grant + Decimal("0.01"))


@given(st.decimals(0, 10**9, places=2), st.sampled_from(ALL), st.sampled_from(WORKS))
def test_no_cent_more_than_the_highest_share_and_none_less_than_the_least(total, programme, work):
    plan = funding_plan(programme, work, total, TODAY)
    paid = amounts(plan)
    for rule in programme.funding:
        if rule.share_max is not None and rule.payer in paid:
            assert paid[rule.payer] <= plan.eligible * Decimal(str(rule.share_max)) + Decimal("0.0001")
        if rule.share_min is not None and rule.payer in ("kommune", "rest"):
            assert paid[rule.payer] >= plan.eligible * Decimal(str(rule.share_min)) - Decimal("0.0001")


def test_half_a_cent_goes_to_the_town():
    plan = funding_plan(bundled.programme("siq-bund"), "sanierung", "100.10", dt.date(2019, 1, 1))
    assert amounts(plan) == {"bund": Decimal("75.07"), "land": Decimal("15.01"), "kommune": Decimal("10.02")}
    third = funding_plan(bundled.programme("sozialer-zusammenhalt"), "ausbau", 300, TODAY)
    assert amounts(third)["bund"] == Decimal(100)
    assert "ein Drittel" in third.payments[0].because


def test_a_share_for_third_parties_is_a_limit_and_no_grant():
    shipped = bundled.programme("landes-siq-bw")
    limit = FundingShare(payer="dritte", share_max=0.10)
    own = shipped.model_copy(update={"funding": (*shipped.funding, limit)})
    plan = funding_plan(own, "sanierung", 1000, TODAY)
    assert amounts(plan) == {"land": Decimal(540), "kommune": Decimal(460)}
    assert plan.grant == Decimal(540)
    much = funding_plan(own, "sanierung", 1000, TODAY, third_parties=200)
    assert amounts(much) == {"land": Decimal(540), "dritte": Decimal(60), "kommune": Decimal(400)}
    assert any("Dritte dürfen höchstens 10" in note for note in much.notes)


def test_without_a_land_it_is_said_where_a_programme_exists():
    plans, _ = plans_for(ALL, "sanierung", 500_000, TODAY, None)
    notes = {plan.programme: plan.notes for plan in plans}
    assert notes["landes-siq-bw"][0].startswith("Nur in Baden-Württemberg")
    assert not any("kein Land" in note for note in notes["sozialer-zusammenhalt"])
