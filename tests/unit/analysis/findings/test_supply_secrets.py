"""Nobody can compute a small number of children from a balance and the figures of the report together."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.need import need_index
from quartiermap.analysis.protection import mask_figures, secrets_of
from quartiermap.analysis.supply import district_figures
from quartiermap.analysis.supply_balance import BalanceOptions, balance
from quartiermap.analysis.supply_balance_secrets import SECRET_WORDS, masked
from quartiermap.domain.results import TOWN, Analysis, Demand
from quartiermap.io import bundled

RULES, SCHEME = bundled.age_windows(), bundled.supply_categories()
AREAS = ("A", "B", "C", "W", "O", TOWN)


def analysed(hand, bands):
    """Return the project of three squares; bands: persons (0-3, 3-6, 6-7) of A, B and C."""
    demand = hand.demand(
        [(500.0 + 1000 * i, "ABC"[i], 900.0, float(b[0]), float(b[1])) for i, b in enumerate(bands)]
    )
    demand = Demand(demand.table.assign(age_6_7=[float(b[2]) for b in bands]), "cells")
    project = hand.project(hand.facility("k", 500.0, places=30.0), hand.facility("l", 1500.0, places=20.0))
    chosen = hand.parameters()
    access = hand.access(project, demand, chosen)
    figures = district_figures(project, demand, access, chosen)
    return project.with_(
        analysis=Analysis(
            chosen,
            project.fingerprint,
            dt.datetime.now(dt.UTC),
            demand,
            access,
            figures,
            need_index(project),
            (),
        )
    )


def told(project, land):
    """Return what is published: rows of equations over persons by area and single band, and their values."""
    secrets = secrets_of(project)
    options = BalanceOptions(RULES, SCHEME, land=land, key_date=dt.date(2022, 12, 31))
    found = masked(balance(project, project.analysis, "kita", options), project, secrets, RULES)
    members = {"A": [0], "B": [1], "C": [2], "W": [0, 1], "O": [2], TOWN: [0, 1, 2]}
    school = 0.0 if land is None else 0.5
    rates = {"u3": (0.5, 0, 0), "o3": (0, 1.0, school), "all": (0.5, 1.0, school)}
    counts = {"u3": (1, 0, 0), "o3": (0, 1, school), "all": (1, 1, school)}
    rows, values = [], []

    def add(area, weights, value):
        if np.isfinite(value):
            row = np.zeros((3, 3))
            row[members[area]] = weights
            rows.append(row.ravel())
            values.append(value)

    for r in found.table.to_dict("records"):
        places = r["places_low"]
        add(r["area_id"], counts[r["group"]], r["children"])
        add(r["area_id"], rates[r["group"]], r["need"])
        if places:
            add(r["area_id"], counts[r["group"]], places / r["supply_quota_low"])
            add(r["area_id"], rates[r["group"]], places / r["coverage_low"])
        if r["shortfall_low"] > 0:
            add(r["area_id"], rates[r["group"]], r["shortfall_low"] + places)
        if r["surplus_low"] > 0:
            add(r["area_id"], rates[r["group"]], places - r["surplus_low"])
    shown = mask_figures(project.analysis.figures, secrets)
    for r in shown.to_dict("records"):
        add(r["district_id"], (1, 1, 0), r["target_population"])
        add(r["district_id"], (0.5, 1.0, 0), r["need_places"])
    return found, np.array(rows).reshape(-1, 9), np.array(values)


def given_away(rows, truth, limit=5.0):
    """Return every small number of children (of a group that is counted, in a district) that the equations fix."""
    small = []
    for area in range(3):
        for weights in ((1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)):
            target = np.zeros((3, 3))
            target[area] = weights
            value = float((target * truth).sum())
            if not 0 < value < limit or not len(rows):
                continue
            answer, *_ = np.linalg.lstsq(rows.T, target.ravel(), rcond=None)
            if np.allclose(rows.T @ answer, target.ravel(), atol=1e-8):
                small.append((area, weights, value))
    return small


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(*[st.sampled_from([0, 1, 3, 4, 5, 6, 20, 40])] * 3), min_size=3, max_size=3),
    st.sampled_from([None, "HE"]),
)
def test_no_small_number_of_children_can_be_computed(hand, bands, land):
    project = analysed(hand, bands)
    truth = np.array(bands, float)
    _, rows, values = told(project, land)
    assert np.allclose(rows @ truth.ravel(), values), "the equations of the test are those of the program"
    assert given_away(rows, truth) == []


def test_the_test_would_see_a_leak(hand):
    project = analysed(hand, [(3, 40, 0), (40, 40, 0), (40, 40, 0)])
    options = BalanceOptions(RULES, SCHEME)
    open_rows = []
    for r in balance(project, project.analysis, "kita", options).table.to_dict("records"):
        if r["area_id"] in "ABC" and r["group"] != "all":
            row = np.zeros((3, 3))
            row["ABC".index(r["area_id"])] = (1, 0, 0) if r["group"] == "u3" else (0, 1, 0)
            open_rows.append(row.ravel())
    assert given_away(np.array(open_rows), np.array([(3, 40, 0), (40, 40, 0), (40, 40, 0)], float)) == [
        (0, (1, 0, 0), 3.0)
    ]


def test_hidden_figures_are_secret_and_say_so(hand):
    project = analysed(hand, [(3, 40, 0), (40, 40, 0), (40, 40, 0)])
    found, _, _ = told(project, None)
    a = {r["group"]: r for r in found.rows("A")}
    assert a["u3"]["children_state"] == a["o3"]["children_state"] == "secret"
    assert (a["all"]["children"], a["all"]["children_state"]) == (43.0, "value")
    # With the number of all, the need of all would tell both parts.
    assert a["all"]["need_state"] == a["all"]["coverage_state"] == "secret"
    assert a["all"]["because"] == SECRET_WORDS
    assert a["all"]["sentence"] == ""
    assert a["all"]["places_low"] == 30.0
    # B is hidden with it: W, the two together, is shown.
    assert {r["group"]: r["children_state"] for r in found.rows("B")}["u3"] == "secret"
    assert {r["group"]: r["children_state"] for r in found.rows("W")}["u3"] == "value"


def test_without_a_limit_everything_is_shown(hand):
    project = analysed(hand, [(3, 40, 0), (40, 40, 0), (40, 40, 0)])
    project = project.with_(settings={"small_numbers.limit": 0})
    found, _, _ = told(project, None)
    assert "secret" not in set(found.table["children_state"])


@pytest.mark.parametrize("area", AREAS)
def test_larger_numbers_stay(hand, area):
    project = analysed(hand, [(30, 40, 20), (40, 40, 20), (40, 40, 20)])
    found, _, _ = told(project, "HE")
    assert {r["children_state"] for r in found.rows(area)} == {"value"}
