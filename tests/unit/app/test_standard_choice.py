"""Standards: sets combined, values of the town's own with their reason, measures that are not ways on foot."""

from __future__ import annotations

import pytest

from quartiermap.app.usecases import (
    AnalyseOptions,
    standards_for,
    with_standard_edit,
    without_standard_edit,
)
from quartiermap.domain.project import new_project
from quartiermap.domain.standards import Bindingness, StandardEdit
from quartiermap.errors import UsageError
from quartiermap.io import bundled

TOWN = new_project("Musterstadt", 25832)


def standard(project, standard_id, sets=()):
    found = standards_for(project, AnalyseOptions(standard_sets=sets))
    return next(s for s in found.standard if s.id == standard_id)


def test_a_city_set_replaces_only_its_own_kinds():
    both = standards_for(TOWN, AnalyseOptions(standard_sets=("default", "muenchen")))
    plain = bundled.standard_set("default")
    assert both.title == "Voreinstellung + München"
    assert [s.id for s in both.standard if s.kind == "kita"] == ["muenchen-kita"]
    assert [s for s in both.standard if s.kind != "kita"] == [s for s in plain.standard if s.kind != "kita"]


@pytest.mark.parametrize("set_id", bundled.standard_set_ids())
def test_every_shipped_value_names_its_source_and_what_is_unproven_is_an_assumption(set_id):
    for s in bundled.standard_set(set_id).standard:
        assert s.origin.text
        assert s.is_assumption == (
            s.bindingness is Bindingness.ASSUMPTION or s.origin.tag in ("memory", "proposal")
        )
        if s.measure == "minutes":
            assert s.target_m == pytest.approx(s.target_min * s.speed_kmh * 1000 / 60)


def test_an_own_value_says_what_it_replaces_why_and_who():
    edit = StandardEdit(
        standard_id="kita", target_m=600.0, reason="Ratsbeschluss 12/2025", by="Amt 61", date="2025-12-01",
        bindingness=Bindingness.GUIDE,
    )  # fmt: skip
    changed = standard(with_standard_edit(TOWN, edit), "kita")
    assert changed.target_m == 600.0
    assert changed.bindingness is Bindingness.GUIDE
    for words in ("600", "500", "Ratsbeschluss 12/2025", "Amt 61"):
        assert words in changed.origin.text
    assert changed.origin.tag == "user"
    back = without_standard_edit(with_standard_edit(TOWN, edit), "kita")
    assert standard(back, "kita") == bundled.standard_set("default").primary("kita")


def test_a_speed_moves_a_target_in_minutes_and_no_other():
    slow = StandardEdit(standard_id="berlin-stadtteilzentrum", speed_kmh=2.0, reason="viele Ältere")
    project = with_standard_edit(TOWN.with_(settings={"standards.set": ["default", "berlin"]}), slow)
    assert standard(project, "berlin-stadtteilzentrum").target_m == pytest.approx(500.0)
    kita = with_standard_edit(TOWN, StandardEdit(standard_id="kita", speed_kmh=2.0, reason="kleine Kinder"))
    assert standard(kita, "kita").target_m == 500.0
    assert standard(kita, "kita").minutes == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"standard_id": "mond", "target_m": 100.0}, "Vorhanden: kita"),
        ({"standard_id": "kita", "target_min": 10.0}, "in Metern angegeben"),
        ({"standard_id": "grundschule", "target_m": 2500.0}, "Zumutbarkeitsgrenze"),
        ({"standard_id": "quartierstreff-65", "supply_rate": 1.0}, "keinen Bedarfswert"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(edit, words):
    with pytest.raises(UsageError, match=words):
        with_standard_edit(TOWN, StandardEdit(reason="weil", **edit))


def test_a_reason_and_a_value_are_needed():
    with pytest.raises(ValueError, match="reason"):
        StandardEdit(standard_id="kita", target_m=100.0, reason="")
    with pytest.raises(ValueError, match="keinen Wert"):
        StandardEdit(standard_id="kita", reason="weil ich will")


def test_an_edit_makes_an_earlier_result_stale():
    edited_project = with_standard_edit(TOWN, StandardEdit(standard_id="kita", target_m=400.0, reason="weil"))
    assert edited_project.fingerprint != TOWN.fingerprint
