"""The ranked gaps as the table shows them: parts of the score as bars, and how sure each place is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.rules_model import PARTS

if TYPE_CHECKING:
    from quartiermap.analysis.ranking_stability import Stability


def rank_words() -> str:
    """Return what the ranking is, in one sentence."""
    return translate(
        "Ranking",
        "Rang = Betroffene × Tiefe × soziale Lage, jeder Teil hoch sein Gewicht. Eigene Rangfolge der Kommune (Annahme).",
    )


def stability_note() -> str:
    """Return what "robust" and "kippelig" mean."""
    return translate(
        "Ranking",
        "„robust“: in mindestens 90 % der 243 Varianten (Gewichte, Richtwert und Gehgeschwindigkeit je ± 20 %) unter den "
        "ersten zehn; „kippelig“: in weniger. Schwelle und Spanne sind Annahmen.",
    )


@dataclass(frozen=True)
class RankedPart:
    """One part of a gap's score.

    Parameters
    ----------
    text : str
        The figure as it stands in the table; the words for what is missing.
    bar : float
        Length of the bar, 0..1: the part with its weight, measured by the largest among all gaps.
    tip : str
        How the part enters the score.
    """

    text: str
    bar: float
    tip: str


@dataclass(frozen=True)
class RankedGap:
    """A gap with the parts of its score; words are only made for the rows that are looked at.

    Parameters
    ----------
    made, largest : tuple of float
        Each part with its weight, and the largest among all gaps.
    weights : mapping of part -> float
    stability : Stability or None
        ``None`` while nobody has looked (`searched`), or where the gap is in no variant.
    """

    gap: Gap
    made: tuple[float, ...]
    largest: tuple[float, ...]
    weights: Mapping[str, float]
    stability: Stability | None = None
    searched: bool = False

    def part(self, name: str) -> RankedPart:
        """Return a part of the score as it is shown."""
        n = PARTS.index(name)
        return _part(self.gap, n, self.made[n], self.largest[n], self.weights[name])

    def value(self, name: str) -> float | None:
        """Return what a part is sorted by: the part before its weight."""
        n = PARTS.index(name)
        if n >= len(self.gap.rank_parts):
            return None
        return self.gap.affected_population if n == 0 else self.gap.rank_parts[n].factor

    @property
    def stability_words(self) -> str:
        """The word and the share; empty while nobody has looked, a dash for a gap that is never among the first ten."""
        if not self.searched:
            return ""
        one = self.stability
        if one is None or not one.word:
            return "–"
        return f"{one.word} {texts.percent(one.share, 0)}"

    @property
    def stability_tip(self) -> str:
        """What the word is based on."""
        if not self.searched:
            return translate("Ranking", "Noch nicht geprüft.")
        one = self.stability
        if one is None or not one.word:
            return translate("Ranking", "In keiner Variante unter den ersten zehn.")
        worst = translate("Ranking", "gar keine Lücke") if one.worst is None else str(one.worst)
        return translate(
            "Ranking",
            "In {share} der Varianten unter den ersten zehn; bester Rang {best}, schlechtester: {worst}.",
        ).format(share=texts.percent(one.share, 0), best=one.best, worst=worst)


def ranked_gaps(
    gaps: Sequence[Gap],
    weights: Mapping[str, float],
    stability: Mapping[str, Stability] | None = None,
) -> tuple[RankedGap, ...]:
    """Return the gaps in their order with the parts of their scores.

    Parameters
    ----------
    weights : mapping of part -> float
        As the gaps are ranked by.
    stability : mapping of gap id -> Stability, optional
        ``None`` while nobody has looked.
    """
    made = [_contributions(gap, weights) for gap in gaps]
    largest = tuple(max((row[n] for row in made), default=0.0) for n in range(len(PARTS)))
    searched = stability is not None
    known = stability or {}
    return tuple(
        RankedGap(gap, row, largest, weights, known.get(gap.gap_id), searched)
        for gap, row in zip(gaps, made, strict=True)
    )


def with_stability(
    rows: Sequence[RankedGap], stability: Mapping[str, Stability] | None
) -> tuple[RankedGap, ...]:
    """Return the rows with what is known of their stability."""
    if stability is None and not any(row.searched for row in rows):
        return tuple(rows)
    return tuple(
        replace(
            row,
            stability=None if stability is None else stability.get(row.gap.gap_id),
            searched=stability is not None,
        )
        for row in rows
    )


def _contributions(gap: Gap, weights: Mapping[str, float]) -> tuple[float, ...]:
    factors = [part.factor for part in gap.rank_parts[: len(PARTS)]]
    factors += [1.0] * (len(PARTS) - len(factors))
    return tuple(
        float(factor ** weights[part]) if math.isfinite(factor) else 0.0
        for part, factor in zip(PARTS, factors, strict=True)
    )


def _part(gap: Gap, number: int, made: float, largest: float, weight: float) -> RankedPart:
    if number >= len(gap.rank_parts):
        return RankedPart(texts.NO_DATA, 0.0, translate("Ranking", "keine Daten: zählt als 1"))
    part = gap.rank_parts[number]
    if number == 0:
        people = gap.affected_population
        shown = texts.number(people)
        what = f"{texts.number(people)} ({gap.affected_group})" if people is not None else texts.NO_DATA
    else:
        shown = texts.number(part.factor, 2)
        what = f"{part.value}: {texts.number(part.factor, 2)}" if part.value else shown
    if weight == 0.0:
        counts = translate("Ranking", "zählt nicht (Gewicht 0)")
    elif weight == 1.0:
        counts = translate("Ranking", "zählt einfach (Gewicht 1)")
    else:
        counts = translate("Ranking", "Gewicht {w}: ergibt {made}").format(
            w=texts.number(weight, 2), made=texts.number(made, 2)
        )
    bar = 0.0 if weight == 0.0 or largest <= 0.0 else min(1.0, made / largest)
    return RankedPart(shown, bar, f"{part.label}: {what}. {counts}")
