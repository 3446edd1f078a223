"""The social index against Berlin's published figures (DOMAIN.md 3.3) and by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.need import (
    choose_indicators,
    dynamics_class,
    need_index,
    staged_index,
    status_class,
)

MOMENTS = {
    2017: {
        "s1": (6.15616, 2.85431), "s2": (2.00487, 1.06737), "s3": (12.22712, 8.51766), "s4": (26.98315, 19.11707),
        "d1": (-0.89854, 0.94030), "d2": (-0.42291, 0.47796), "d3": (-0.17200, 1.22806), "d4": (-1.58174, 3.74973),
    },
    2019: {
        "s1": (3.88620, 2.29848), "s3": (11.66900, 7.93697), "s4": (25.55625, 17.88375),
        "d1": (-0.96981, 0.91499), "d3": (-0.55812, 1.51750), "d4": (-1.42690, 5.30465),
    },
}  # fmt: skip
TOTAL_SD = {2017: (3.87936, 3.04624), 2019: (2.94758, 2.61374)}
ATTENTION = {2017: 44, 2019: 42}
CLASSES = {2017: ((75, 278, 41, 42), (49, 339, 48)), 2019: ((67, 283, 47, 39), (46, 357, 33))}


def published(folder: Path, year: int) -> pd.DataFrame:
    """Read the table with plain pandas; only headers before the shifted ones (from z_d1 on) are used."""
    path = folder / "berlin" / "sozialmonitoring" / f"mss_{year}_planungsraeume.csv"
    frame = pd.read_csv(path, dtype={"id": str}, na_values=["-"]).set_index("id")
    return frame.rename(
        columns={
            c: c[:4].strip("_") if c.startswith("z_") else c[:2]
            for c in frame
            if c[2:3] == "_" or c.startswith("z_s")
        }
    )


def as_indicators(
    frame: pd.DataFrame, period: str, keys: list[str], texts: dict[str, str] | None = None
) -> pd.DataFrame:
    rows = [
        {
            "district_id": i,
            "period": period,
            "indicator": k,
            "value": frame.loc[i, c],
            "state": "value",
            "text_value": None,
        }
        for k, c in [*((k, k) for k in keys), ("inhabitants", "inhabitants")]
        for i in frame.index
    ]
    for key, column in (texts or {}).items():
        rows += [
            {
                "district_id": i,
                "period": period,
                "indicator": key,
                "value": np.nan,
                "state": "value",
                "text_value": v,
            }
            for i, v in frame[column].items()
        ]
    return pd.DataFrame(rows).assign(source_id="s")


@pytest.mark.realdata
@pytest.mark.parametrize("year", [2017, 2019])
def test_berlin_is_reproduced_exactly(shared_data: Path, hand: Any, year: int) -> None:
    frame = published(shared_data, year)
    status_keys = [k for k in MOMENTS[year] if k.startswith("s")]
    change_keys = [k for k in MOMENTS[year] if k.startswith("d")]
    status = staged_index(frame[status_keys], frame["inhabitants"])
    changes = staged_index(frame[change_keys], frame["inhabitants"])
    assert status.valid.sum() == 436
    for key, moments in MOMENTS[year].items():
        ours = {**status.moments, **changes.moments}[key]
        assert ours == pytest.approx(moments, abs=6e-6)
    assert (status.total_sd, changes.total_sd) == pytest.approx(TOTAL_SD[year], abs=6e-6)
    for key in status_keys:
        assert (status.z[key] - frame[f"z_{key}"]).abs().max() < 1e-4

    texts = {"status_class": "status_index_class", "dynamics_class": "dynamic_index_class"}
    table = as_indicators(frame, str(year), [*status_keys, *change_keys], texts)
    texts_there = frame["status_index_class"].isin(["hoch", "mittel", "niedrig", "sehr niedrig"])
    assert texts_there.all()
    need = need_index(hand.project().with_(districts=hand.districts().iloc[:0], indicators=table))
    assert len(need) == 436
    assert (need["status_class"] == need["published_status_class"]).all()
    published_trend = frame.loc[need["district_id"], "dynamic_index_class"].to_numpy()
    assert (need["dynamics_class"].to_numpy() == published_trend).all()
    assert need["attention"].sum() == ATTENTION[year]
    counts = need["status_class"].value_counts(), need["dynamics_class"].value_counts()
    assert tuple(counts[0][c] for c in ("hoch", "mittel", "niedrig", "sehr niedrig")) == CLASSES[year][0]
    assert tuple(counts[1][c] for c in ("positiv", "stabil", "negativ")) == CLASSES[year][1]


def test_hand_computed_index() -> None:
    # s1: mean 4, population SD sqrt(8/3); s2 is the same shape, so Z = 2 z and the index is z again.
    shares = pd.DataFrame({"s1": [2.0, 4.0, 6.0], "s2": [0.0, 50.0, 100.0]}, index=list("abc"))
    result = staged_index(shares)
    assert result.z["s1"].tolist() == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)])
    assert result.index.tolist() == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)])


def test_small_areas_and_missing_shares_take_no_part() -> None:
    shares = pd.DataFrame({"s1": [2.0, 4.0, 6.0, 99.0, np.nan]}, index=list("abcde"))
    people = pd.Series([300.0, 500, np.nan, 299, 800], index=list("abcde"))
    result = staged_index(shares, people)
    assert result.valid.tolist() == [True, True, True, False, False]
    assert result.index.dropna().index.tolist() == ["a", "b", "c"]
    assert result.moments["s1"][0] == 4.0


def test_two_areas_give_no_index() -> None:
    assert staged_index(pd.DataFrame({"s1": [1.0, 2.0]}, index=["a", "b"])).index.isna().all()


def test_an_indicator_without_spread_changes_nothing() -> None:
    shares = pd.DataFrame({"s1": [1.0, 5.0, 9.0, 2.0]}, index=list("abcd"))
    flat = shares.assign(s2=7.0)
    assert staged_index(flat).index.tolist() == pytest.approx(staged_index(shares).index.tolist())
    assert staged_index(flat[["s2"]]).index.isna().all()


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=4, max_size=40),
    st.floats(0.5, 20),
    st.floats(-50, 50),
)
def test_units_do_not_matter_and_the_index_has_mean_0_and_sd_1(
    rows: Any, factor: float, shift: float
) -> None:
    shares = pd.DataFrame(rows, columns=["s1", "s2"]).round(3)
    index = staged_index(shares).index
    if index.isna().all():
        return
    assert index.mean() == pytest.approx(0, abs=1e-6)
    assert index.std(ddof=0) == pytest.approx(1)
    other = staged_index(shares.assign(s1=shares["s1"] * factor + shift)).index
    if shares["s1"].std(ddof=0) > 1e-3:
        assert other.tolist() == pytest.approx(index.tolist(), abs=1e-5)


def test_classes_are_cut_before_rounding() -> None:
    assert status_class(-0.9999) == "mittel"
    assert status_class(-1.0001) == "hoch"
    assert dynamics_class(1.0000001) == "negativ"


def town(hand: Any, values: dict[str, dict[str, list[float]]], **settings: Any) -> Any:
    """Return a project with indicators by period and key for the districts A, B, C."""
    rows = [
        {
            "district_id": d,
            "period": p,
            "indicator": k,
            "value": v,
            "state": "value",
            "text_value": None,
            "source_id": "s",
        }
        for p, keys in values.items()
        for k, series in keys.items()
        for d, v in zip("ABC", series, strict=True)
    ]
    return hand.project(settings=settings).with_(indicators=pd.DataFrame(rows))


def test_dynamics_from_two_periods(hand: Any) -> None:
    project = town(
        hand,
        {
            "2021": {"arbeitslosenanteil": [5.0, 5.0, 5.0], "einwohner": [900.0, 900, 900]},
            "2023": {"arbeitslosenanteil": [3.0, 5.0, 10.0], "einwohner": [900.0, 900, 900]},
        },
    )
    need = need_index(project).set_index("district_id")
    assert set(need["period"]) == {"2023"}
    # Changes -2, 0, +5: mean 1, population SD sqrt(26/3).
    assert need.loc["C", "dynamics_index"] == pytest.approx(4 / math.sqrt(26 / 3))
    assert (need.loc["C", "dynamics_class"], need.loc["A", "dynamics_class"]) == ("negativ", "positiv")
    assert "2021" in choose_indicators(project).note
    assert "Annahme" in choose_indicators(project).note


def test_the_settings_choose_the_indicators(hand: Any) -> None:
    values = {"2023": {"arbeitslosenanteil": [1.0, 2, 3], "x": [3.0, 2, 1], "einwohner": [900.0, 900, 900]}}
    project = town(hand, values, **{"need.indicators": ["x"]})
    assert choose_indicators(project).status == ("x",)
    assert need_index(project).set_index("district_id").loc["A", "status_index"] > 0


def test_numbers_that_say_nothing_of_disadvantage_are_not_used(hand: Any) -> None:
    project = town(hand, {"2023": {"einwohner": [900.0, 900, 900], "wohnungen": [1.0, 2, 3]}})
    need = need_index(project)
    assert set(need["state"]) == {"no_data"}
    assert need["status_class"].isna().all()


def test_a_small_district_does_not_apply(hand: Any) -> None:
    frame = {"s1": [1.0, 2, 3, 4], "inhabitants": [900.0, 299, 900, 900]}
    rows = [
        {
            "district_id": d,
            "period": "2023",
            "indicator": k,
            "value": v,
            "state": "value",
            "text_value": None,
            "source_id": "s",
        }
        for k, series in frame.items()
        for d, v in zip("abcd", series, strict=True)
    ]
    project = hand.project().with_(districts=hand.districts().iloc[:0], indicators=pd.DataFrame(rows))
    need = need_index(project).set_index("district_id")
    assert need.loc["b", "state"] == "not_applicable"
    assert need.loc["a", "state"] == "value"
    assert np.isnan(need.loc["b", "status_index"])


def test_without_indicators_there_is_no_index(hand: Any) -> None:
    assert need_index(hand.project()).empty


def test_a_suppressed_share_is_secret_not_missing(hand: Any) -> None:
    values = {"2023": {"s1": [1.0, 2.0, math.nan], "einwohner": [900.0, 900, 900]}}
    project = town(hand, values)
    table = project.indicators.copy()
    table.loc[table["value"].isna(), "state"] = "secret"
    need = need_index(project.with_(indicators=table)).set_index("district_id")
    assert need.loc["C", "state"] == "secret"
    # Two areas give no standard deviation worth the name.
    assert need.loc["A", "state"] == "no_data"
