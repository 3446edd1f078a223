"""An index as the town defines it: direction, weight, limits, and the editions of Berlin's index."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from quartiermap.analysis.need import (
    DYNAMICS_CLASSES,
    STATUS_CLASSES,
    dynamics_class,
    need_index,
    needs_attention,
    staged_index,
    status_class,
)
from quartiermap.analysis.need_choice import choose_indicators
from quartiermap.domain.need_index import IndexDefinition, index_from_toml
from quartiermap.errors import InputError
from quartiermap.io import bundled

OWN = """
id = "eigene"
title = "Eigene Indikatoren"
min_base = 100
origin = { ref = "-", text = "Beschluss", tag = "user" }
[[indicator]]
key = "arm"
weight = 2.0
[[indicator]]
key = "flaeche"
direction = "more_is_better"
substitute = true
"""


def town(hand: Any, values: dict[str, dict[str, list[float]]], definition: IndexDefinition | None) -> Any:
    rows = [
        {"district_id": d, "period": p, "indicator": k, "value": v, "state": "value", "text_value": None,
         "source_id": "s"}
        for p, keys in values.items() for k, series in keys.items() for d, v in zip("ABC", series, strict=True)
    ]  # fmt: skip
    settings = {} if definition is None else {"need.index": definition.model_dump(mode="json")}
    return hand.project(settings=settings).with_(indicators=pd.DataFrame(rows))


def test_direction_and_weight_by_hand(hand):
    # z of arm (1, 2, 3): -1.2247, 0, 1.2247; z of flaeche (30, 50, 40): -1.2247, 1.2247, 0.
    values = {"2023": {"arm": [1.0, 2, 3], "flaeche": [30.0, 50, 40], "einwohner": [200.0, 200, 200]}}
    need = need_index(town(hand, values, index_from_toml(OWN))).set_index("district_id")
    # sums: -2.449 + 1.2247, -1.2247, 2.449 = -1.2247, -1.2247, 2.449
    assert need.loc["A", "status_index"] == pytest.approx(need.loc["B", "status_index"])
    assert need.loc["C", "status_index"] == pytest.approx(2**0.5)
    assert need.loc["C", "status_class"] == "niedrig"
    note = choose_indicators(town(hand, values, index_from_toml(OWN))).note
    assert "Gewicht 2" in note
    assert "Ersatzindikator, kein Armutsmaß" in note


def test_more_is_better_is_the_same_as_the_negative_share():
    good = pd.DataFrame({"x": [1.0, 5, 2, 9]})
    assert staged_index(good, factors={"x": -1.0}).index.tolist() == pytest.approx(
        staged_index(-good).index.tolist()
    )


def test_an_index_with_a_part_missing_is_not_computed_and_says_which(hand):
    values = {"2023": {"arm": [1.0, 2, 3], "einwohner": [200.0, 200, 200]}}
    project = town(hand, values, index_from_toml(OWN))
    assert set(need_index(project)["state"]) == {"no_data"}
    assert "flaeche" in choose_indicators(project).note


def test_its_own_limits_and_least_number_count(hand):
    definition = index_from_toml(OWN).model_copy(update={"min_base": 0.0, "status_limits": (-2.0, 1.0, 1.2)})
    values = {"2023": {"arm": [1.0, 2, 3], "flaeche": [30.0, 50, 40], "einwohner": [20.0, 20, 20]}}
    need = need_index(town(hand, values, definition)).set_index("district_id")
    assert need.loc["C", "status_class"] == "sehr niedrig"
    assert need.loc["A", "status_class"] == "mittel"
    few = need_index(town(hand, values, index_from_toml(OWN)))
    assert set(few["state"]) == {"not_applicable"}


def test_the_dynamics_turn_round_with_the_direction(hand):
    one = index_from_toml(OWN.replace('key = "arm"\nweight = 2.0\n[[indicator]]\n', ""))
    values = {
        "2021": {"flaeche": [40.0, 40, 40], "einwohner": [200.0, 200, 200]},
        "2023": {"flaeche": [30.0, 40, 41], "einwohner": [200.0, 200, 200]},
    }
    need = need_index(town(hand, values, one)).set_index("district_id")
    assert need.loc["A", "dynamics_class"] == "negativ"  # less room is worse


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('key = "arm"\nweight = 0', "weight"),
        ('key = "flaeche"', "doppelt"),
        ('key = "arm"\nrichtung = "x"', "richtung"),
    ],
)
def test_a_wrong_definition_names_what_is_wrong(tmp_path, change, words):
    file = tmp_path / "index.toml"
    file.write_text(OWN.replace('key = "arm"\nweight = 2.0', change), "utf-8")
    with pytest.raises(InputError) as caught:
        bundled.read_need_index(file)
    assert any(words in f"{p}" for p in caught.value.problems)


PUBLISHED_2021 = """
11400930 2.7512 5.04875 7.32265 -0.75 -0.83 -1.03 -2.62 -0.89 mittel | 0.52048 -0.83494 -4.50254 -0.61 0.08 -0.91 -1.44 -0.69 stabil
11400931 6.28042 11.91603 30.13699 0.44 0.14 0.34 0.92 0.31 mittel | 0.38588 -2.76835 -4.43928 -0.76 -1.24 -0.89 -2.89 -1.39 positiv
11401135 7.04593 13.51218 40.36496 0.70 0.37 0.95 2.02 0.68 mittel | 1.74915 0.76934 3.42637 0.72 1.17 1.17 3.06 1.47 negativ
11501340 2.16145 3.39286 4.62593 -0.95 -1.06 -1.20 -3.21 -1.09 hoch | 0.2629 -0.43067 -0.7385 -0.89 0.36 0.08 -0.46 -0.22 stabil
12100101 8.08615 20.18207 46.50888 1.06 1.31 1.32 3.69 1.25 niedrig | 1.74794 -2.1967 -3.21656 0.72 -0.85 -0.57 -0.70 -0.34 stabil
12100204 7.01188 17.61191 46.14719 0.69 0.95 1.30 2.94 0.99 mittel | 0.72192 -1.66355 -4.39926 -0.40 -0.48 -0.88 -1.76 -0.85 stabil
12200309 9.313 21.49779 53.96008 1.47 1.50 1.77 4.74 1.60 sehr_niedrig | 1.32608 -3.27784 -4.20518 0.26 -1.58 -0.83 -2.15 -1.03 positiv
12200310 10.22198 26.52963 59.7493 1.78 2.21 2.11 6.10 2.07 sehr_niedrig | 1.83217 -2.34926 1.44998 0.81 -0.95 0.65 0.51 0.25 stabil
12601133 10.84252 28.29457 54.34873 1.99 2.46 1.79 6.24 2.11 sehr_niedrig | 2.83575 -4.17485 -5.44593 1.90 -2.19 -1.15 -1.45 -0.70 stabil
12601236 2.69841 7.09039 19.43005 -0.77 -0.54 -0.31 -1.62 -0.55 mittel | 0.51999 -2.22975 -6.2244 -0.62 -0.87 -1.36 -2.84 -1.37 positiv
"""
"""Ten of 536 areas of MSS 2021 as published (shares, z-values, sum, index, class; status and dynamics): DOMAIN.md Q83."""


@pytest.mark.parametrize(("side", "classes"), [(0, status_class), (1, dynamics_class)])
def test_the_edition_of_2021_is_built_the_same_way(side, classes):
    """Ten areas do not make an index, but show how it is made: shares stretched, summed, stretched, cut."""
    rows = [line.split("|")[side].split() for line in PUBLISHED_2021.strip().splitlines()]
    rows = [row[-9:] for row in rows]
    numbers = np.array([[float(v) for v in row[:8]] for row in rows])
    shares, z, total, index = numbers[:, :3], numbers[:, 3:6], numbers[:, 6], numbers[:, 7]
    for column in range(3):
        line = np.polyfit(shares[:, column], z[:, column], 1)
        assert (
            np.abs(np.polyval(line, shares[:, column]) - z[:, column]).max() < 0.011
        )  # two published digits
    assert np.abs(z.sum(axis=1) - total).max() < 0.016
    spread = float(total @ total / (total @ index))
    assert np.abs(total / spread - index).max() < 0.008
    assert [classes(i) for i in index] == [row[8].replace("_", " ") for row in rows]


MISLABELLED = {
    # The published files hold these values under headers of other columns (DOMAIN.md 3.3).
    "2017": {"sum": "z_d1_percentage_unemployed", "index": "z_d2_percentage_long_term_unemployed",
             "d1": "z_d4_percentage_transfer_payments_recipients_below_15_years"},
    "2019": {"sum": "z_d1_percentage_unemployed", "d1": "z_d4_percentage_transfer_payments_recipients_below_15_years"},
}  # fmt: skip
CLASSES = {
    # Counts of hoch, mittel, niedrig, sehr niedrig and of positiv, stabil, negativ, and attention areas (DOMAIN.md 3.3).
    "2017": ([75, 278, 41, 42], [49, 339, 48], 44),
    "2019": ([67, 283, 47, 39], [46, 357, 33], 42),
}


@pytest.mark.realdata
@pytest.mark.parametrize(("edition", "preset"), [("2017", "berlin-mss-2013"), ("2019", "berlin-mss-2019")])
def test_every_published_value_and_class_of_berlin(shared_data, edition, preset):
    """All z-values, the sum, the index and both classes of an edition, from its published shares."""
    table = pd.read_csv(
        shared_data / f"berlin/sozialmonitoring/mss_{edition}_planungsraeume.csv", dtype={"id": str}
    )
    definition = bundled.need_index(preset)
    table = table[table["status_index_class"].notna()].set_index("id")
    names = {k: next(c for c in table if c.startswith(f"{k}_")) for k in definition.keys}
    changes = {k: next(c for c in table if c.startswith(f"d{k[1:]}_")) for k in definition.keys}
    factors = {i.key: i.factor for i in definition.indicator}

    def run(columns):
        own = table[list(columns.values())].apply(pd.to_numeric, errors="coerce").dropna()
        own.columns = list(columns)
        return staged_index(own, factors=factors)

    status, dynamics = run(names), run(changes)
    assert int(status.valid.sum()) == len(status.index) == len(table) == 436
    for key, name in names.items():
        assert (status.z[key] - table[f"z_{name}"].astype(float)).abs().max() < 1e-4, key
    wrong = MISLABELLED[edition]
    assert (status.total - table[wrong["sum"]].astype(float)).abs().max() < 1e-4
    if "index" in wrong:
        assert (status.index - table[wrong["index"]].astype(float)).abs().max() < 1e-4
    assert (dynamics.z["s1"] - table[wrong["d1"]].astype(float)).abs().max() < 1e-4
    status_words = status.index.map(status_class)
    dynamics_words = dynamics.index.map(dynamics_class)
    assert int((status_words != table["status_index_class"]).sum()) == 0
    assert int((dynamics_words != table["dynamic_index_class"]).sum()) == 0
    counts = (
        [int((status_words == c).sum()) for c in STATUS_CLASSES],
        [int((dynamics_words == c).sum()) for c in DYNAMICS_CLASSES],
    )
    attention = sum(bool(needs_attention(s, d)) for s, d in zip(status_words, dynamics_words, strict=True))
    assert (*counts, attention) == CLASSES[edition]
