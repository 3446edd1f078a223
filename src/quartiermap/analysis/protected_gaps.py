"""Gaps as they may be told: numbers that would give a secret one away in tens, without share; all others as they are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from quartiermap.analysis.gap_texts import because, origin_text
from quartiermap.analysis.protection import Secrets
from quartiermap.analysis.ranking import factors_of, scores_of, weights_in
from quartiermap.analysis.small_numbers import STEP, is_small
from quartiermap.domain.findings import CriterionResult, Gap, RankPart, Reason
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import metres, number, percent, percent_between, rounded

_ABOUT_PEOPLE = (
    "group_population", "share", "unreachable", "undecided", "places", "places_unknown", "places_planned", "need_places",
    "shortfall_places", "share_in_funding_area", "depth",
)  # fmt: skip


class GapTelling:
    """Knows which gaps are told in tens, and tells them.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        With exact figures.
    secrets : Secrets
    """

    def __init__(self, project: Project, analysis: Analysis, secrets: Secrets) -> None:
        self.secrets, self.limit = secrets, secrets.limit
        self.weights = weights_in(project.settings)
        self.standards = {s.id: s for s in analysis.parameters.standards}
        self.method = analysis.access.method
        figures = analysis.figures
        self.reach = {
            (str(area), str(standard)): (float(covered), float(share))
            for area, standard, covered, share in zip(
                figures["district_id"],
                figures["standard_id"],
                figures["covered_population"],
                figures["covered_share"],
                strict=True,
            )
        }

    def is_rough(self, gap: Gap) -> bool:
        """Tell whether a gap's number is only told in tens: exact, it is small itself or would give a small one away."""
        secrets, area, standard = self.secrets, gap.district_id, gap.standard_id
        if gap.affected_population is None or not self.limit:
            return False
        if secrets.hides_group(area, standard) or is_small(gap.affected_population, self.limit):
            return True
        if gap.reason is Reason.TOO_FEW_PLACES:
            return secrets.hides_need(area, standard)
        if secrets.hides_reach(area, standard):
            return True
        left = [gap.figures.get("group_population", np.nan) - gap.affected_population]
        if gap.reason is not Reason.OUT_OF_REACH:  # those affected are a part of those in reach
            left.append(self.reach.get((area, standard), (np.nan, np.nan))[0] - gap.affected_population)
        return any(is_small(rest, self.limit) for rest in left)

    def told(self, gap: Gap) -> Gap:
        """Return the gap as it may be told."""
        if self.secrets.hides_persons(
            gap.district_id, None
        ):  # "nur 43 Einwohner im Quartier" would tell them
            doubts = tuple(
                "wenige Einwohner im Quartier (unter 100)" if t.startswith("nur ") else t
                for t in gap.confidence_because
            )
            gap = replace(gap, confidence_because=doubts)
        if self.is_rough(gap):
            return self._rough(gap)
        if self.limit and gap.affected_population is not None and gap.reason is not Reason.TOO_FEW_PLACES:
            gap = self._without_few(gap)
        return self._judged(gap) if self.secrets.hides_reach(gap.district_id, gap.standard_id) else gap

    def _about(self, gap: Gap) -> float:
        """Return the number in tens. Where the reach is secret it stands as if the middle of its bounds were in reach."""
        key = (gap.district_id, gap.standard_id)
        amount, told = float(gap.affected_population or 0.0), self.secrets.reach.get(key)
        covered, share = self.reach.get(key, (np.nan, np.nan))
        if told is not None and told.hidden and gap.reason is not Reason.TOO_FEW_PLACES and share > 0:
            ends = np.nan_to_num(told.low), covered / share if np.isnan(told.high) else told.high
            shift = sum(ends) / 2.0 - covered
            amount += -shift if gap.reason is Reason.OUT_OF_REACH else shift
        return max(STEP, round(amount / STEP) * STEP)

    def _rough(self, gap: Gap) -> Gap:
        standard = self.standards.get(gap.standard_id)
        small = is_small(float(gap.affected_population or 0.0), self.limit)
        about = self.limit if small else self._about(gap)
        words = f"{'unter' if small else 'rund'} {number(about)}"
        parts = tuple(
            RankPart(part.label, f"{words} Personen", about)
            if place == 0
            else RankPart(part.label, "nicht ausgewiesen", float(rounded(part.factor, 1)))
            if place == 1 and gap.reason is Reason.TOO_FEW_PLACES
            else part
            for place, part in enumerate(gap.rank_parts)
        )
        rough = replace(
            gap,
            affected_population=about,
            rank_parts=parts,
            because=_rough_because(gap, standard, words),
            figures={k: v for k, v in gap.figures.items() if k not in _ABOUT_PEOPLE} | {"affected": about},
        )
        score = scores_of(factors_of([rough]), self.weights)[0]
        return self._judged(replace(rough, score=float(score)))

    def _without_few(self, gap: Gap) -> Gap:
        """Leave out which few of the affected reach nothing, are undecided or live in a funding area."""
        figures, amount = gap.figures, float(gap.affected_population or 0.0)
        covered = self.reach.get((gap.district_id, gap.standard_id), (np.nan, np.nan))[0]

        def tells(part: float, *wholes: float) -> bool:
            return any(is_small(n, self.limit) for n in (part, *(whole - part for whole in wholes)))

        drop = set()
        if tells(float(figures.get("unreachable") or 0.0), amount):
            drop.add("unreachable")
        rest = figures.get("group_population", np.nan) - amount
        if tells(float(figures.get("undecided") or 0.0), rest, covered - amount):
            drop.add("undecided")
        part = figures.get("share_in_funding_area")
        if part is not None and tells(float(part) * amount, amount):
            drop.add("share_in_funding_area")
            gap = _without_words(gap, percent(float(part)), "ein Teil")
            gap = _without_words(gap, percent(float(part), 0), "ein Teil")
        if not drop:
            return gap
        left = {k: v for k, v in figures.items() if k not in drop}
        standard = self.standards.get(gap.standard_id)
        text = gap.because
        if standard is not None and "unreachable" in drop:
            told: dict[str, Any] = figures | {"unreachable": 0.0}  # not told, not nobody
            text = because(gap.reason, standard, gap.affected_group, self.method, told)
        return replace(gap, figures=left, because=text)

    def _judged(self, gap: Gap) -> Gap:
        """Take the exact share in reach out of the texts of the criteria; their results stay."""
        key = (gap.district_id, gap.standard_id)
        share, told = self.reach.get(key, (np.nan, np.nan))[1], self.secrets.reach.get(key)
        if not np.isfinite(share):
            return gap
        words = (
            "(geheim)"
            if told is None
            else percent_between(told.share_low, told.share_high, missing="(geheim)")
        )
        return _without_words(gap, percent(share), words)


def _without_words(gap: Gap, words: str, instead: str) -> Gap:
    verdicts = tuple(
        replace(verdict, criteria=tuple(_criterion(c, words, instead) for c in verdict.criteria))
        for verdict in gap.verdicts
    )
    return replace(gap, verdicts=verdicts)


def _criterion(criterion: CriterionResult, words: str, instead: str) -> CriterionResult:
    share = re.compile(rf"(?<![\d,.]){re.escape(words)}")  # "5 %" is not in "75 %"
    changes = {
        name: share.sub(lambda _found: instead, text)
        for name in ("because", "found", "change", "missing")
        if share.search(text := str(getattr(criterion, name, "")))
    }
    return replace(criterion, **changes) if changes else criterion  # type: ignore[arg-type]


def _rough_because(gap: Gap, standard: Standard | None, words: str) -> str:
    """Return why a gap is one, with the number in tens and without any share."""
    who = f"{words} Personen der Gruppe „{gap.affected_group}“"
    target = "dem Richtwert" if standard is None else metres(standard.target_m)
    text = {
        Reason.OUT_OF_REACH: f"{who} wohnen weiter als {'der Richtwert' if standard is None else target} von der nächsten Einrichtung entfernt",
        Reason.TOO_FEW_PLACES: f"rechnerisch bleiben {words} Plätze im Einzugsbereich von {target} ungedeckt",
        Reason.NOT_BARRIER_FREE: f"{who} erreichen innerhalb von {target} nur Einrichtungen, die nicht oder nur teilweise barrierefrei sind",
        Reason.POOR_CONDITION: f"für {who} ist die nächste Einrichtung innerhalb von {target} in schlechtem Zustand",
    }[gap.reason]
    text = f"{text[0].upper()}{text[1:]} (Anteil geheim: kleine Zahlen)."
    if standard is not None:
        source = origin_text(standard.bindingness.label, standard.is_assumption, standard.origin)
        text += f" Richtwert „{standard.label}“ – {source}"
    return text if text.endswith(".") else f"{text}."
