"""How stable each place in the ranking is when the assumptions behind it are varied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.ranking import Weights, factors_of, order_of, places_by_id, scores_of
from quartiermap.domain.findings import Gap
from quartiermap.domain.progress import Progress
from quartiermap.domain.standards import Standard

SPREAD = 0.2
"""Weights, thresholds and speed are varied by this share up and down (peers.md 11)."""
STEPS = (1.0 - SPREAD, 1.0, 1.0 + SPREAD)
TOP = 10
ROBUST_FROM = 0.9
"""A gap that stays among the first `TOP` in at least this share of the variants is called robust: Annahme."""

STABILITY_NOTE = (
    "„robust“ heißt: Die Lücke bleibt in mindestens 90\u00a0% der Varianten (Gewichte, Richtwert und Gehgeschwindigkeit "
    "je ±\u00a020\u00a0%) unter den ersten zehn; „kippelig“: in weniger. Schwelle und Spanne sind Annahmen."
)


@dataclass(frozen=True)
class Stability:
    """How a gap fares when assumptions are varied.

    Parameters
    ----------
    share : float
        Share (0..1) of the variants in which the gap is among the first `TOP`.
    best, worst : int or None
        Its best and worst rank; `worst` is ``None`` if there is a variant in which it is no gap at all.
    """

    share: float
    best: int | None
    worst: int | None

    @property
    def word(self) -> str:
        """The word on screen; empty for a gap that is never among the first."""
        if self.share == 0.0:
            return ""
        return "robust" if self.share >= ROBUST_FROM else "kippelig"


def varied(standard: Standard, threshold: float, speed: float) -> Standard:
    """Return a standard with its target varied; speed counts only where the target is a walking time.

    Examples
    --------
    >>> from quartiermap.io import bundled
    >>> kita = bundled.standard_set().primary("kita")
    >>> varied(kita, 1.2, 0.8).target_m
    600.0
    """
    in_minutes = getattr(standard, "measure", "walk") == "minutes"
    target = standard.target_m * threshold * (speed if in_minutes else 1.0)
    limit = None if standard.limit_m is None else max(standard.limit_m, target)
    return standard.model_copy(update={"target_m": target, "limit_m": limit})


def stability(
    standards: Sequence[Standard],
    search: Callable[[tuple[Standard, ...]], Sequence[Gap]],
    weights: Weights | None = None,
    *,
    top: int = TOP,
    progress: Progress | None = None,
) -> dict[str, Stability]:
    """Vary weights, thresholds and speed by `SPREAD` and tell how each gap fares (243 variants).

    Parameters
    ----------
    standards : sequence of Standard
        As used by the analysis.
    search : callable
        Finds the gaps under other standards, everything else being equal. It is called once for each
        distinct set of targets: three times where no standard is a walking time, else nine times.
    weights : Weights, optional
        As set by the user; all 1 if not given.

    Returns
    -------
    dict of gap_id -> Stability
        Of every gap that occurs in any variant.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    """
    return stability_in(searches(standards, search, progress), weights or Weights(), top=top)


@dataclass(frozen=True)
class Search:
    """The gaps under one set of targets, as far as a rank needs them.

    Parameters
    ----------
    gap_ids : tuple of str
    factors : float64 array, shape (gaps, parts)
    by_id : int64 array, shape (gaps,)
        The place of each id among all ids; decides between equal scores.
    times : int
        How many of the nine pairs of threshold and speed lead to these targets.
    """

    gap_ids: tuple[str, ...]
    factors: NDArray[np.float64]
    by_id: NDArray[np.int64]
    times: int


def searches(
    standards: Sequence[Standard],
    search: Callable[[tuple[Standard, ...]], Sequence[Gap]],
    progress: Progress | None = None,
) -> tuple[Search, ...]:
    """Find the gaps under every variation of threshold and speed; weights do not matter to them.

    Parameters
    ----------
    standards, search
        As in `stability`.

    Returns
    -------
    tuple of Search
        One for each distinct set of targets.
    """
    progress = progress or Progress()
    times: dict[tuple[float, ...], int] = {}
    cases: dict[tuple[float, ...], tuple[Standard, ...]] = {}
    for threshold, speed in product(STEPS, STEPS):
        changed = tuple(varied(s, threshold, speed) for s in standards)
        key = tuple(s.target_m for s in changed)
        times[key] = times.get(key, 0) + 1
        cases[key] = changed
    found = []
    for number, (key, changed) in enumerate(cases.items()):
        progress.step(number / len(cases), "Reihung auf Stabilität prüfen")
        gaps = search(changed)
        found.append(Search(tuple(g.gap_id for g in gaps), factors_of(gaps), places_by_id(gaps), times[key]))
    progress.step(1.0, "Reihung auf Stabilität geprüft")
    return tuple(found)


def stability_in(found: Sequence[Search], weights: Weights, *, top: int = TOP) -> dict[str, Stability]:
    """Return how each gap fares over all variants, from searches that are made already (some milliseconds)."""
    among: dict[str, int] = {}
    seen: dict[str, int] = {}
    best: dict[str, int] = {}
    worst: dict[str, int] = {}
    count = 0
    used = [weights.scaled(*steps) for steps in product(STEPS, STEPS, STEPS)]
    for each in found:
        ranks = np.empty((len(used), len(each.gap_ids)), dtype=np.int64)
        for row, own in enumerate(used):
            ranks[row, order_of(scores_of(each.factors, own), each.by_id)] = np.arange(
                1, len(each.gap_ids) + 1
            )
        count += each.times * len(used)
        tops, lows, highs = (
            (ranks <= top).sum(axis=0),
            ranks.min(axis=0, initial=2**31),
            ranks.max(axis=0, initial=0),
        )
        for at, gap_id in enumerate(each.gap_ids):
            among[gap_id] = among.get(gap_id, 0) + each.times * int(tops[at])
            seen[gap_id] = seen.get(gap_id, 0) + each.times * len(used)
            best[gap_id] = min(best.get(gap_id, 2**31), int(lows[at]))
            worst[gap_id] = max(worst.get(gap_id, 0), int(highs[at]))
    return {
        gap_id: Stability(
            among[gap_id] / count, best[gap_id], worst[gap_id] if seen[gap_id] == count else None
        )
        for gap_id in among
    }
