"""What an analysis finds: gaps, and what a programme says to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    """Why something is a gap."""

    OUT_OF_REACH = "out_of_reach"
    TOO_FEW_PLACES = "too_few_places"
    NOT_BARRIER_FREE = "not_barrier_free"
    POOR_CONDITION = "poor_condition"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "out_of_reach": "außer Reichweite",
            "too_few_places": "zu wenige Plätze",
            "not_barrier_free": "nicht barrierefrei",
            "poor_condition": "schlechter Zustand",
        }[self.value]


class Result(StrEnum):
    """Outcome of one criterion."""

    MET = "met"
    NOT_MET = "not_met"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "met": "erfüllt",
            "not_met": "nicht erfüllt",
            "open": "offen",
            "not_applicable": "nicht anwendbar",
        }[self.value]

    @property
    def sign(self) -> str:
        """A sign that needs no colour."""
        return {"met": "✓", "not_met": "✗", "open": "?", "not_applicable": "–"}[self.value]


class Overall(StrEnum):
    """Outcome of a pre-check (Vorprüfung); never a promise of money."""

    MET = "met"
    EXCEPTION = "exception"
    OPEN = "open"
    NOT_MET = "not_met"

    @property
    def label(self) -> str:
        """The words on screen; the word "förderfähig" is never used alone."""
        return {
            "met": "Kriterien nach Vorprüfung erfüllt",
            "exception": "nur mit Ausnahmebegründung",
            "open": "Nachweise fehlen",
            "not_met": "Kriterien nicht erfüllt",
        }[self.value]


@dataclass(frozen=True)
class CriterionResult:
    """One criterion of one programme for one gap.

    Parameters
    ----------
    because : str
        The German sentence that names the value found and the threshold.
    source : str
        The citation of the rule, unverified parts marked.
    missing : str
        Which evidence or datum would decide an open criterion.
    text : str
        The rule in words, as it holds in the Land.
    change : str
        What would make a criterion met that is not.
    found, threshold : str
        The value found and what is asked of it, in a few words each; empty in results of earlier versions.
    sureness : str
        How sure the rule itself is: „an der Quelle gelesen“, „nicht geprüft (Annahme)“, „eigene Festlegung“.
    test : str
        Which test was made (`domain.rule_tests`).
    instead_of : str
        The rule that this one stands in for, where it is an exception or a replacement.
    """

    id: str
    label: str
    kind: str
    result: Result
    because: str
    source: str
    missing: str = ""
    points: float | None = None
    text: str = ""
    change: str = ""
    found: str = ""
    threshold: str = ""
    sureness: str = ""
    test: str = ""
    instead_of: str = ""


@dataclass(frozen=True)
class SuccessorFit:
    """Whether a programme that came after a closed one fits a gap.

    `fits` is „in Frage“, „offen“ or „nicht“; `because` names the criteria that decide.
    """

    programme: str
    title: str
    fits: str
    because: str


@dataclass(frozen=True)
class Verdict:
    """The pre-check of one gap against one programme (screen: Vorprüfung).

    Parameters
    ----------
    day, checked_on : str
        The day of judgement and the day on which the rules were last read at their sources (ISO dates).
    path : tuple of str
        The ways through exceptions that were followed, each as a German sentence.
    successors : tuple of SuccessorFit
        Where a closed programme's successors stand; empty for an open one.
    """

    programme: str
    programme_title: str
    overall: Overall
    summary: str
    closed_note: str
    disclaimer: str
    criteria: tuple[CriterionResult, ...]
    day: str = ""
    checked_on: str = ""
    path: tuple[str, ...] = ()
    successors: tuple[SuccessorFit, ...] = ()


@dataclass(frozen=True)
class RankPart:
    """One readable factor of a gap's rank: what it is, the value that went in, the factor that came out."""

    label: str
    value: str
    factor: float


@dataclass(frozen=True)
class Gap:
    """A finding: district x kind x reason, with the people it affects.

    Parameters
    ----------
    gap_id : str
        ``district_id:kind:reason``; stable between runs.
    affected_population : float or None
        Persons of the target group (or of all residents where ages are unknown; see `affected_group`).
    rank : int
        1 is the most pressing. `score` is the product of the factors in `rank_parts`.
    confidence : {"hoch", "mittel", "gering"}
        With the reasons in `confidence_because`.
    facility_ids : tuple of str
        The facilities concerned (poor condition, not barrier-free, full), nearest first.
    x, y : float
        A place for the map in the project CRS: the centre of the people affected.
    """

    gap_id: str
    district_id: str
    district_name: str
    kind: str
    reason: Reason
    standard_id: str
    affected_population: float | None
    affected_group: str
    because: str
    rank: int
    score: float
    rank_parts: tuple[RankPart, ...]
    confidence: str
    confidence_because: tuple[str, ...]
    facility_ids: tuple[str, ...]
    x: float
    y: float
    verdicts: tuple[Verdict, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)
