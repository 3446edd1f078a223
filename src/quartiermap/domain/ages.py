"""Age bands: how residents by age are named, and how a target group is cut out of them.

A band is a column name: ``age_3_6`` holds residents who are at least 3 and not yet 6 years old,
``age_65_plus`` those of 65 and over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OPEN_END = 120
"""Age at which an open band is taken to end when it must be cut (nobody is older)."""

ZENSUS_2022_BANDS = (
    "age_0_3", "age_3_6", "age_6_10", "age_10_16", "age_16_19", "age_19_25",
    "age_25_40", "age_40_60", "age_60_67", "age_67_75", "age_75_plus",
)  # fmt: skip
"""The infrastructural age groups of the Zensus 2022 grid (DOMAIN.md 4.1), in its order."""

_BAND = re.compile(r"^age_(\d{1,3})_(\d{1,3}|plus)$")


def is_band(column: str) -> bool:
    """Tell whether a column name is an age band."""
    return _BAND.match(column) is not None


def band_limits(column: str) -> tuple[int, int | None]:
    """Return the lower (included) and upper (excluded) age in years of a band; ``None`` means open.

    Examples
    --------
    >>> band_limits("age_3_6"), band_limits("age_75_plus")
    ((3, 6), (75, None))
    """
    match = _BAND.match(column)
    if match is None:
        msg = f"not an age band: {column!r}"
        raise ValueError(msg)
    upper = match.group(2)
    return int(match.group(1)), None if upper == "plus" else int(upper)


def band_name(lower: int, upper: int | None) -> str:
    """Return the column name of the band from `lower` to under `upper` years.

    Examples
    --------
    >>> band_name(6, 10), band_name(65, None)
    ('age_6_10', 'age_65_plus')
    """
    return f"age_{lower}_{'plus' if upper is None else upper}"


def band_label(lower: int, upper: int | None) -> str:
    """Return a band as Germans write it.

    Examples
    --------
    >>> band_label(0, 6), band_label(3, 6), band_label(65, None), band_label(0, None)
    ('unter 6 Jahre', '3 bis unter 6 Jahre', '65 Jahre und älter', 'alle Altersgruppen')
    """
    if upper is None:
        return "alle Altersgruppen" if lower == 0 else f"{lower} Jahre und älter"
    return f"unter {upper} Jahre" if lower == 0 else f"{lower} bis unter {upper} Jahre"


@dataclass(frozen=True)
class BandWeights:
    """How a target group is put together from bands.

    Parameters
    ----------
    weights : tuple of (str, float)
        Band and the share of its residents (0..1) that belong to the target group.
    complete : bool
        Whether the bands cover the whole target group. If not, no figure may be given.
    exact : bool
        Whether no band had to be cut. A cut assumes that the years of a band are equally strong;
        the figure is then an estimate and must be called one.
    """

    weights: tuple[tuple[str, float], ...]
    complete: bool
    exact: bool


def target_weights(bands: Iterable[str], lower: float, upper: float | None) -> BandWeights:
    """Cut the age group from `lower` to under `upper` years out of `bands`.

    Every year is counted once. Where bands overlap, those are used that need the fewest cuts, among
    these the fewest and narrowest bands.

    Parameters
    ----------
    bands : iterable of str
        Band columns at hand, in any order.
    lower, upper : float, float or None
        The target group in years (6.5 is six and a half); ``None`` means open.

    Examples
    --------
    >>> target_weights(["age_0_3", "age_3_6", "age_6_10"], 0, 6)
    BandWeights(weights=(('age_0_3', 1.0), ('age_3_6', 1.0)), complete=True, exact=True)
    >>> target_weights(["age_6_15"], 6, 12).exact
    False
    >>> target_weights(["age_6_15"], 0, 12).complete
    False
    """
    end: float = OPEN_END if upper is None else upper
    spans = sorted(
        (lo, OPEN_END if hi is None else hi, name) for name in set(bands) for lo, hi in [band_limits(name)]
    )
    stops = sorted({lower, end, *(age for lo, hi, _ in spans for age in (lo, hi) if lower < age < end)})
    # The cheapest way from `lower` to `end`: each step uses one band from one stop to a later one.
    best: dict[float, tuple[tuple[int, int, int], tuple[tuple[str, float], ...]]] = {lower: ((0, 0, 0), ())}
    for at in stops:
        if at not in best:
            continue
        cost, used = best[at]
        for lo, hi, name in spans:
            for to in stops:
                if not (lo <= at < to <= hi):
                    continue
                cut = int((lo, hi) != (at, to))
                price = (cost[0] + cut, cost[1] + 1, cost[2] + hi - lo)
                if to not in best or price < best[to][0]:
                    best[to] = (price, (*used, (name, (to - at) / (hi - lo))))
    if end not in best:
        return BandWeights((), complete=False, exact=False)
    weights: dict[str, float] = {}
    for name, share in best[end][1]:
        weights[name] = weights.get(name, 0.0) + share
    return BandWeights(tuple(weights.items()), complete=True, exact=best[end][0][0] == 0)
