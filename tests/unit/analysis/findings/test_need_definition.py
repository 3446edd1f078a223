"""An index as the town defines it: direction, weight, limits, and the editions of Berlin's index."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from quartiermap.analysis.need import need_index, staged_index
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


@pytest.mark.realdata
@pytest.mark.parametrize(("edition", "preset"), [("2017", "berlin-mss-2013"), ("2019", "berlin-mss-2019")])
def test_published_classes_and_z_values_of_berlin(shared_data, edition, preset):
    table = pd.read_csv(
        shared_data / f"berlin/sozialmonitoring/mss_{edition}_planungsraeume.csv", dtype={"id": str}
    )
    definition = bundled.need_index(preset)
    names = {i.key: next(c for c in table if c.startswith(f"{i.key}_")) for i in definition.indicator}
    table = table[table["status_index_class"].notna()]
    shares = table.set_index("id")[list(names.values())].apply(pd.to_numeric, errors="coerce").dropna()
    shares.columns = list(definition.keys)
    found = staged_index(shares, factors={i.key: i.factor for i in definition.indicator})
    published = table.set_index("id").loc[shares.index, "z_s1_percentage_unemployed"].astype(float)
    assert (found.z["s1"] - published).abs().max() < 1e-4
    from quartiermap.analysis.need import status_class

    classes = found.index.map(lambda v: status_class(v, definition.status_limits))
    told = table.set_index("id").loc[shares.index, "status_index_class"]
    assert int((classes != told).sum()) == 0
    assert len(shares) == 436
