"""Profiles on ways: which are closed, which are slow, and what nobody has mapped."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from quartiermap.analysis.engine.costs import edge_costs, judge_edges, profile_report
from quartiermap.domain.network import CONDITIONAL, LIFT, ONEWAY, STEPS, UNKNOWN, WalkNetwork
from quartiermap.domain.profiles import ADULT, Profile, Rule, profiles_from_toml
from quartiermap.io import bundled

QUANTUM = 2.0**-26


def street(lengths: list[float], **attributes: list[int]) -> WalkNetwork:
    """Return a straight street with one edge for each length and the attributes given for all of them."""
    at = np.concatenate([[0.0], np.cumsum(lengths)])
    m = len(lengths)
    first = np.arange(0, 2 * m + 1, 2)
    flags = np.array(attributes.pop("flags", [0] * m), np.uint8)
    return WalkNetwork(
        node_x=at, node_y=np.zeros(m + 1),
        edge_u=np.arange(m, dtype=np.int32), edge_v=np.arange(1, m + 1, dtype=np.int32),
        edge_length=np.array(lengths, float),
        vertex_x=np.column_stack([at[:-1], at[1:]]).ravel(), vertex_y=np.zeros(2 * m), edge_first=first,
        edge_class=np.zeros(m, np.int16), edge_flags=flags, classes=("footway",),
        attributes={name: np.array(values, np.int16) for name, values in attributes.items()},
    )  # fmt: skip


def profile(*rules: Rule) -> Profile:
    return Profile(id="test", name="Test", speed_kmh=4.0, rules=rules)


def test_plain_profile_counts_metres_and_honours_one_ways() -> None:
    costs = edge_costs(street([10.3, 7.0], flags=[0, ONEWAY]), ADULT)
    assert np.abs(costs.forward - [10.3, 7.0]).max() <= QUANTUM / 2
    assert costs.backward[1] == np.inf
    assert costs.backward[0] == costs.forward[0]


def test_costs_are_multiples_of_the_quantum() -> None:
    rule = Rule(because="lose", surface=("loose",), slowness=1.3)
    costs = edge_costs(street([10.3, 0.1, 123.456], surface=[3, 3, 0]), profile(rule))
    assert (costs.forward / QUANTUM == np.rint(costs.forward / QUANTUM)).all()
    assert costs.forward == pytest.approx([13.39, 0.13, 123.456], abs=1e-7)


@pytest.mark.parametrize(
    ("rule", "attributes", "applies"),
    [
        (Rule(because="x", kerb_over_mm=30, passable=False), {"kerb_mm": [0, 30, 31, UNKNOWN]}, [0, 0, 1, 0]),
        (Rule(because="x", incline_over_pm=60, passable=False), {"incline_pm": [0, 60, 61, UNKNOWN]}, [0, 0, 1, 0]),
        (Rule(because="x", width_under_cm=90, passable=False), {"width_cm": [89, 90, 200, UNKNOWN]}, [1, 0, 0, 0]),
        (Rule(because="x", surface=("sett", "loose"), passable=False), {"surface": [0, 1, 3, UNKNOWN]}, [0, 1, 1, 0]),
        (Rule(because="x", smoothness=("very_bad",), passable=False), {"smoothness": [0, 2, 3, UNKNOWN]}, [0, 0, 1, 0]),
        (Rule(because="x", barrier=("impassable_on_wheels",), passable=False), {"barrier": [0, 2, 3, UNKNOWN]}, [0, 0, 1, 0]),
        (Rule(because="x", wheelchair=("no",), passable=False), {"wheelchair": [0, 1, 2, UNKNOWN]}, [1, 0, 0, 0]),
        (Rule(because="x", ramp=False, passable=False), {"ramp": [0, 1, 1, UNKNOWN]}, [1, 0, 0, 0]),
        (Rule(because="x", steps=True, passable=False), {"flags": [STEPS, 0, LIFT, STEPS | ONEWAY]}, [1, 0, 0, 1]),
        (Rule(because="x", lift=True, passable=False), {"flags": [STEPS, 0, LIFT, 0]}, [0, 0, 1, 0]),
    ],
)  # fmt: skip
def test_every_condition_at_its_limit(
    rule: Rule, attributes: dict[str, list[int]], applies: list[int]
) -> None:
    judged = judge_edges(street([10.0] * 4, **attributes), profile(rule))
    assert judged.passable.tolist() == [not a for a in applies]
    for name in rule.asks:
        assert judged.unknown[name].tolist() == [v == UNKNOWN for v in attributes[name]]


def test_all_conditions_of_a_rule_must_hold() -> None:
    rule = Rule(because="enge Treppe", steps=True, width_under_cm=100, passable=False)
    net = street([10.0] * 4, flags=[STEPS, STEPS, 0, STEPS], width_cm=[80, 120, 80, UNKNOWN])
    judged = judge_edges(net, profile(rule))
    assert judged.passable.tolist() == [False, True, True, True]
    # Of a way that is no stairs the width does not matter: it is not "unknown" there.
    assert judged.unknown["width_cm"].tolist() == [False, False, False, True]


def test_rules_are_read_in_order_and_the_largest_slowness_counts() -> None:
    rules = (
        Rule(because="vor Ort geprüft", wheelchair=("yes",), final=True),
        Rule(because="Pflaster", surface=("sett",), slowness=1.5),
        Rule(because="steil", incline_over_pm=30, slowness=1.2),
        Rule(because="Treppe", steps=True, passable=False),
    )
    net = street(
        [10.0] * 4, wheelchair=[2, 1, 1, 1], surface=[1, 1, 0, 1], incline_pm=[50, 50, 50, 0],
        flags=[STEPS, 0, 0, STEPS],
    )  # fmt: skip
    judged = judge_edges(net, profile(*rules))
    assert judged.passable.tolist() == [True, True, True, False]
    assert judged.slowness.tolist() == [1.0, 1.5, 1.2, 1.0]
    assert judged.decided_by.tolist() == [-1, 1, 2, 3]


def test_what_an_earlier_rule_decides_leaves_nothing_unknown() -> None:
    rules = (
        Rule(because="vor Ort geprüft", wheelchair=("yes",), final=True),
        Rule(because="Bordstein", kerb_over_mm=30, passable=False),
    )
    judged = judge_edges(street([10.0, 10.0], wheelchair=[2, 0]), profile(*rules))
    assert judged.unknown["kerb_mm"].tolist() == [False, True]


def test_report_adds_up_and_says_what_is_assumed() -> None:
    rules = (
        Rule(because="Treppe mit Rampe", steps=True, ramp=True, slowness=2.0, final=True),
        Rule(because="Treppe", steps=True, passable=False),
        Rule(because="Bordstein über 3 cm", kerb_over_mm=30, passable=False),
    )
    net = street(
        [1000.0, 200.0, 300.0, 4000.0, 50.0], flags=[0, STEPS, STEPS, CONDITIONAL, 0],
        ramp=[UNKNOWN, 1, UNKNOWN, UNKNOWN, UNKNOWN], kerb_mm=[0, UNKNOWN, UNKNOWN, UNKNOWN, 120],
    )  # fmt: skip
    report = profile_report(net, profile(*rules))
    assert report.total_m == 5550.0
    assert report.passable_m + sum(part.length_m for part in report.closed) == report.total_m
    assert {part.because: part.length_m for part in report.closed} == {
        "Treppe": 300.0,
        "Bordstein über 3 cm": 50.0,
    }
    assert [(part.because, part.length_m) for part in report.slowed] == [("Treppe mit Rampe", 200.0)]
    assert report.unknown["kerb_mm"].length_m == 4000.0
    assert report.certain_m == 1200.0
    assert report.unknown_closed["ramp"].length_m == 300.0
    assert report.conditional.length_m == 4000.0
    words = " ".join(report.sentences()).replace("\u00a0", " ")
    assert "4,0 km ohne Angabe zu Bordsteinen: als begehbar gerechnet, Annahme." in words
    assert "0,3 km Treppen ohne Angabe zu einer Rampe: als nicht begehbar gerechnet, Annahme." in words


def test_an_attribute_that_was_never_read_is_unknown_everywhere() -> None:
    report = profile_report(street([100.0, 50.0]), bundled.profile("wheelchair"))
    assert report.passable_m == 150.0
    assert report.certain_m == 0.0
    assert {"kerb_mm", "width_cm", "incline_pm", "surface", "smoothness", "barrier", "wheelchair"} == set(
        report.unknown
    )
    assert all(part.length_m == 150.0 for part in report.unknown.values())


def test_shipped_profiles() -> None:
    profiles = bundled.profiles()
    assert profiles.ids == ("adult", "child", "older", "pram", "wheelchair")
    assert profiles["adult"] == ADULT
    stairs = street([10.0], flags=[STEPS])
    assert [bool(edge_costs(stairs, p).passable[0]) for p in profiles] == [True, True, True, False, False]
    # A source is named, or the speed is called an assumption.
    assert all(p.speed_is_assumption == ("Annahme" in p.speed_words) for p in profiles)


@pytest.mark.parametrize(
    "rule",
    [
        'because = "leer"\npassable = false',
        'because = "ohne Wirkung"\nsteps = true',
        'because = "x"\nsteps = true\nslowness = 0.5',
    ],
)
def test_rules_that_say_nothing_are_refused(rule: str) -> None:
    text = f'[[profile]]\nid = "a"\nname = "A"\nspeed_kmh = 4.0\n[[profile.rules]]\n{rule}\n'
    with pytest.raises(ValidationError):
        profiles_from_toml(text)


def test_edges_of_another_network_object_with_the_same_ways_cost_the_same() -> None:
    net = street([10.0, 20.0], surface=[1, 0])
    again = replace(net, attributes={k: v.copy() for k, v in net.attributes.items()})
    rule = Rule(because="Pflaster", surface=("sett",), slowness=1.5)
    assert (
        edge_costs(net, profile(rule)).forward.tolist() == edge_costs(again, profile(rule)).forward.tolist()
    )
