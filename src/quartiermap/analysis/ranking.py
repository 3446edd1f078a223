"""A ranking that can be argued about: weights on every part.

The rank of a gap is ``affected persons ** w1 x depth of the gap ** w2 x weight of the social status ** w3``. With all
weights 1 that is the plain product; a weight of 0 leaves a part out. Moving a weight needs no new analysis.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap
from quartiermap.errors import UsageError

PARTS = ("people", "depth", "need")
"""The parts of a rank in the order of `Gap.rank_parts`."""

PART_LABELS = {"people": "Betroffene", "depth": "Tiefe der Lücke", "need": "Sozialstatus"}

SETTING = "ranking.weights"
"""The setting of a project that holds weights other than the plain ones."""

MOST = 3.0
"""The largest weight."""


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
        wrong = [name for name in PARTS if not 0.0 <= getattr(self, name) <= MOST]
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
            min(MOST, self.people * people), min(MOST, self.depth * depth), min(MOST, self.need * need)
        )

    @property
    def plain(self) -> bool:
        """Whether every part counts once, so that the score is the plain product."""
        return self == Weights()

    @property
    def words(self) -> str:
        """The weights in words.

        Examples
        --------
        >>> Weights(depth=0.5, need=0).words
        'Betroffene 1; Tiefe der Lücke 0,5; Sozialstatus 0'
        """
        return "; ".join(f"{PART_LABELS[name]} {plain_number(getattr(self, name))}" for name in PARTS)


def plain_number(value: float, decimals: int = 3) -> str:
    """Write a weight or factor with as many decimals as it has, at most `decimals`.

    Examples
    --------
    >>> plain_number(1.0), plain_number(0.25)
    ('1', '0,25')
    """
    text = texts.number(value, decimals)
    return text.rstrip("0").rstrip(",")


def weights_in(settings: Mapping[str, Any]) -> Weights:
    """Return the weights that a project's settings hold, the plain ones if none.

    Raises
    ------
    UsageError
        If what is stored are no weights.
    """
    stored = settings.get(SETTING)
    if not stored:
        return Weights()
    try:
        return Weights(**{name: float(stored[name]) for name in PARTS})
    except (TypeError, KeyError, ValueError) as error:
        raise UsageError("Die Gewichte der Reihung im Projekt sind unbrauchbar; bitte neu setzen.") from error


NOTE_START = "Die Reihung der Lücken ist eine eigene Rangfolge der Kommune (Annahme)"
"""How the sentence on the ranking begins, whatever the weights."""


def rank_note(weights: Weights) -> str:
    """Return the sentence on the ranking that belongs into every report.

    Examples
    --------
    >>> rank_note(Weights(need=0)).endswith("Gewichte als Exponenten: Betroffene 1; Tiefe der Lücke 1; Sozialstatus 0.")
    True
    """
    text = (
        f"{NOTE_START}: Betroffene × Tiefe der Lücke (1 bis 2) × Gewicht des Sozialstatus "
        "(hoch 0,8; mittel 1,0; niedrig 1,25; sehr niedrig 1,5; unbekannt 1,0)."
    )
    return text if weights.plain else f"{text} Gewichte als Exponenten: {weights.words}."


@dataclass(frozen=True)
class RankingPart:
    """One part of a gap's score under some weights.

    Parameters
    ----------
    name : {"people", "depth", "need"}
    label, value : str
        What it is, and the figure that went in, in words.
    factor : float
        The factor before the weight.
    weight : float
    contribution : float
        ``factor ** weight``; the score is the product of the contributions.
    share : float
        The part's share (0..1, all parts together 1) of the score in logarithms, by amount: how much of the
        score's size it makes. 0 for all where every contribution is 1.
    lowers : bool
        Whether the contribution is below 1 and so makes the score smaller (high social status).
    """

    name: str
    label: str
    value: str
    factor: float
    weight: float
    contribution: float
    share: float
    lowers: bool

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON (without `lowers`, which follows from ``contribution``)."""
        return {name: value for name, value in vars(self).items() if name != "lowers"}


def parts_of(gap: Gap, weights: Weights) -> tuple[RankingPart, ...]:
    """Return what each part makes of a gap's score.

    Examples
    --------
    >>> from quartiermap.domain.findings import RankPart, Reason
    >>> g = Gap("a", "a", "A", "kita", Reason.OUT_OF_REACH, "s", 100.0, "", "", 1, 150.0,
    ...         (RankPart("Betroffene", "100 Personen", 100.0), RankPart("Tiefe der Lücke", "", 1.0),
    ...          RankPart("Sozialstatus", "sehr niedrig", 1.5)), "hoch", (), (), 0.0, 0.0)
    >>> [(p.contribution, round(p.share, 3)) for p in parts_of(g, Weights(people=0.5))]
    [(10.0, 0.85), (1.0, 0.0), (1.5, 0.15)]
    """
    factors = factors_of([gap])[0]
    powers = [getattr(weights, name) for name in PARTS]
    made = [float(f**w) for f, w in zip(factors, powers, strict=True)]
    sizes = [math.inf if m <= 0 else abs(math.log(m)) for m in made]
    if math.inf in sizes:  # nobody affected: that part alone makes the score 0
        sizes = [1.0 if size == math.inf else 0.0 for size in sizes]
    whole = sum(sizes)
    return tuple(
        RankingPart(
            name=name,
            label=gap.rank_parts[i].label if i < len(gap.rank_parts) else PART_LABELS[name],
            value=gap.rank_parts[i].value if i < len(gap.rank_parts) else texts.NO_DATA,
            factor=float(factors[i]),
            weight=float(powers[i]),
            contribution=made[i],
            share=sizes[i] / whole if whole else 0.0,
            lowers=made[i] < 1.0,
        )
        for i, name in enumerate(PARTS)
    )


def factors_of(gaps: Sequence[Gap]) -> NDArray[np.float64]:
    """Return the factors of every gap, shape (gaps, parts); a part that a gap does not have counts 1."""
    table = np.ones((len(gaps), len(PARTS)))
    for row, gap in enumerate(gaps):
        own = [part.factor for part in gap.rank_parts[: len(PARTS)]]
        table[row, : len(own)] = own
    return table


def order_of(found: NDArray[np.float64], by_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the rows from the highest score down; equal scores by `by_id` (the place of each id among all ids)."""
    return np.asarray(np.lexsort((by_id, -np.round(found, 6))), dtype=np.int64)


def places_by_id(gaps: Sequence[Gap]) -> NDArray[np.int64]:
    """Return the place of each gap's id among all ids, shape (gaps,)."""
    places = np.empty(len(gaps), dtype=np.int64)
    places[sorted(range(len(gaps)), key=lambda i: gaps[i].gap_id)] = np.arange(len(gaps))
    return places


def scores_of(factors: NDArray[np.float64], weights: Weights) -> NDArray[np.float64]:
    """Return the scores of gaps with these factors, shape (gaps,)."""
    powers = np.array([getattr(weights, name) for name in PARTS])
    return np.asarray(np.prod(np.power(factors, powers), axis=1))


def scores(gaps: Sequence[Gap], weights: Weights) -> np.ndarray:
    """Return the score of every gap under some weights.

    A part of 0 (nobody affected) gives 0 unless its weight is 0.

    Returns
    -------
    float64 array, shape (gaps,)
    """
    return scores_of(factors_of(gaps), weights)


def reranked(gaps: Sequence[Gap], weights: Weights) -> tuple[Gap, ...]:
    """Return the gaps in the order of their score under some weights, with rank and score anew.

    Equal scores keep the order of their ids, so that the result depends on nothing else.
    """
    found = scores(gaps, weights)
    order = order_of(found, places_by_id(gaps)).tolist()
    return tuple(_placed(gaps[i], place, float(found[i])) for place, i in enumerate(order, start=1))


def _placed(gap: Gap, rank: int, score: float) -> Gap:
    """Return a gap with another rank; some ten times as fast as `dataclasses.replace`, which a slider needs."""
    placed = copy(gap)
    object.__setattr__(placed, "rank", rank)
    object.__setattr__(placed, "score", score)
    return placed
