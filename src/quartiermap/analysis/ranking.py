"""A ranking that can be argued about: weights on every part, and how stable each place in it is.

The rank of a gap is ``affected persons ** w1 x depth of the gap ** w2 x weight of the social status ** w3``. With all
weights 1 that is the plain product; a weight of 0 leaves a part out. Moving a weight needs no new analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from quartiermap.domain.findings import Gap
from quartiermap.domain.progress import Progress
from quartiermap.domain.standards import Standard
from quartiermap.errors import UsageError

PARTS = ("people", "depth", "need")
"""The parts of a rank in the order of `Gap.rank_parts`."""

SPREAD = 0.2
"""Weights, thresholds and speed are varied by this share up and down (peers.md 11)."""
TOP = 10
ROBUST_FROM = 0.9
"""A gap that stays among the first `TOP` in at least this share of the variants is called robust: Annahme."""

STABILITY_NOTE = (
    "„robust“ heißt: Die Lücke bleibt in mindestens 90 % der Varianten (Gewichte, Richtwert und Gehgeschwindigkeit "
    "je ± 20 %) unter den ersten zehn; „kippelig“: in weniger. Schwelle und Spanne sind Annahmen."
)


@dataclass(frozen=True)
class Weights:
    """How much each part of the rank counts; 1 is plain, 0 leaves it out, at most 3.

    Examples
    --------
    >>> Weights(people=1.0, depth=0.0).as_dict()
    {'people': 1.0, 'depth': 0.0, 'need': 1.0}
    """

    people: float = 1.0
    depth: float = 1.0
    need: float = 1.0

    def __post_init__(self) -> None:
        wrong = [name for name in PARTS if not 0.0 <= getattr(self, name) <= 3.0]
        if wrong:
            raise UsageError(f"Ein Gewicht der Reihung liegt nicht zwischen 0 und 3: {', '.join(wrong)}.")
        if not any(getattr(self, name) for name in PARTS):
            raise UsageError("Alle Gewichte der Reihung sind 0; mindestens eines muss zählen.")

    def as_dict(self) -> dict[str, float]:
        """Return plain values for JSON."""
        return {name: float(getattr(self, name)) for name in PARTS}

    def scaled(self, people: float, depth: float, need: float) -> Weights:
        """Return the weights times some factors, none above 3."""
        return Weights(
            min(3.0, self.people * people), min(3.0, self.depth * depth), min(3.0, self.need * need)
        )


def scores(gaps: Sequence[Gap], weights: Weights) -> np.ndarray:
    """Return the score of every gap under some weights.

    A part of 0 (nobody affected) gives 0 unless its weight is 0.

    Returns
    -------
    float64 array, shape (gaps,)
    """
    if not gaps:
        return np.zeros(0)
    factors = np.array([[part.factor for part in gap.rank_parts] for gap in gaps], dtype=np.float64)
    powers = np.array([weights.people, weights.depth, weights.need])
    return np.asarray(np.prod(np.power(factors, powers), axis=1))


def reranked(gaps: Sequence[Gap], weights: Weights) -> tuple[Gap, ...]:
    """Return the gaps in the order of their score under some weights, with rank and score anew.

    Equal scores keep the order of their ids, so that the result depends on nothing else.
    """
    found = scores(gaps, weights)
    order = sorted(range(len(gaps)), key=lambda i: (-round(float(found[i]), 6), gaps[i].gap_id))
    return tuple(
        replace(gaps[i], rank=place, score=float(found[i])) for place, i in enumerate(order, start=1)
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


def variants(weights: Weights, spread: float = SPREAD) -> Iterator[tuple[float, float, Weights]]:
    """Yield threshold factor, speed factor and weights of every variant: each down, as it is, and up."""
    steps = (1.0 - spread, 1.0, 1.0 + spread)
    for threshold, speed in product(steps, steps):
        for people, depth, need in product(steps, steps, steps):
            yield threshold, speed, weights.scaled(people, depth, need)


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
    weights = weights or Weights()
    progress = progress or Progress()
    found: dict[tuple[float, ...], Sequence[Gap]] = {}
    ranks: dict[str, list[int]] = {}
    count = 0
    cases = list(variants(weights))
    for threshold, speed, used in cases:
        progress.step(count / len(cases), "Reihung auf Stabilität prüfen")
        changed = tuple(varied(s, threshold, speed) for s in standards)
        key = tuple(s.target_m for s in changed)
        if key not in found:
            found[key] = search(changed)
        for gap in reranked(found[key], used):
            ranks.setdefault(gap.gap_id, []).append(gap.rank)
        count += 1
    return {
        gap_id: Stability(
            share=sum(rank <= top for rank in of_gap) / count,
            best=min(of_gap),
            worst=max(of_gap) if len(of_gap) == count else None,
        )
        for gap_id, of_gap in ranks.items()
    }
