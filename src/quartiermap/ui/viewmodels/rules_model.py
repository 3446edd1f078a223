"""What the panel "Maßstäbe" shows, as plain rows: standards, programmes, day, Land, social index, limits of age, weights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

PARTS = ("people", "depth", "need")
"""The parts of a rank that have a weight; as in `analysis.ranking`, which cannot be imported before the window stands."""


@dataclass(frozen=True)
class SetRow:
    """A set of standards; `place` counts from 1 in the order of combining, 0 if it is not chosen."""

    set_id: str
    title: str
    count: int
    place: int
    origin: str


@dataclass(frozen=True)
class StandardRow:
    """A standard as it is used now.

    Parameters
    ----------
    value, unit : float, str
        What can be edited: metres ("m") or minutes ("min").
    limit : str
        The limit of reasonableness in words with its source; empty where no law or court names one. It is never the target.
    rate, rate_words : float or None, str
        The need of places: the number that can be edited, and the whole need in words.
    before, reason : str
        Of a value of the town's own: what the set says, and why the town departs from it.
    plain_value, plain_rate : float, float or None
        What the set says.
    """

    standard_id: str
    kind: str
    name: str
    sign: str
    colour: str
    label: str
    target: str
    value: float
    unit: str
    degree: str
    bindingness: str
    source: str
    limit: str
    rate: float | None
    rate_words: str
    edited: bool = False
    before: str = ""
    reason: str = ""
    plain_value: float = 0.0
    plain_rate: float | None = None
    measure: str = "walk"


@dataclass(frozen=True)
class ProgrammeRow:
    """A funding programme; `state` says in words whether it is open on the day."""

    programme_id: str
    title: str
    short: str
    state: str
    open: bool
    chosen: bool
    own: bool
    lands: str
    checked_on: str


@dataclass(frozen=True)
class IndexRow:
    """A definition of the social index; `missing` are indicators that the project lacks."""

    index_id: str
    title: str
    words: str
    source: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ages:
    """Who counts as under three, from three and of school age, and the year to look ahead to.

    Parameters
    ----------
    own_land : str
        Land whose cut-off dates hold; empty: that of the pre-check.
    lands : tuple of (str, str)
        Codes and names of the Länder that have rules.
    year : int
        Reference year of planned places; 0: by itself.
    key_date : date or None
        Day for which the residents' ages were counted; ``None``: as the source says.
    split_months, end_months : int
        The town's own limits of age in months; 0: by the rule of the Land.
    words, source : str
        The rule in words and where it was read.
    """

    own_land: str = ""
    lands: tuple[tuple[str, str], ...] = ()
    year: int = 0
    key_date: dt.date | None = None
    split_months: int = 0
    end_months: int = 0
    words: str = ""
    source: str = ""


@dataclass(frozen=True)
class Rules:
    """Everything that the panel "Maßstäbe" shows.

    Parameters
    ----------
    set_title : str
        What the combination of sets is called on legends and in reports.
    custom : bool
        Whether the standards are a file of the town's own, given on the command line.
    day : date or None
        The day fixed for the check; ``None``: today.
    judged_on : date or None
        The day that the present verdicts are for.
    index_id : str
        ``""``: chosen from the loaded indicators by itself.
    pending : str
        What the result does not yet contain, in words; empty if it contains everything.
    """

    sets: tuple[SetRow, ...] = ()
    set_title: str = ""
    custom: bool = False
    standards: tuple[StandardRow, ...] = ()
    programmes: tuple[ProgrammeRow, ...] = ()
    land: str | None = None
    day: dt.date | None = None
    judged_on: dt.date | None = None
    indices: tuple[IndexRow, ...] = ()
    index_id: str = ""
    index_note: str = ""
    weights: Mapping[str, float] | None = None
    has_result: bool = False
    pending: str = ""
    problem: str = ""
    ages: Ages = Ages()

    @property
    def edits(self) -> int:
        """How many values the town has set for itself."""
        return sum(row.edited for row in self.standards)

    def standard(self, standard_id: str) -> StandardRow | None:
        """Return a standard by its id."""
        return next((row for row in self.standards if row.standard_id == standard_id), None)

    @property
    def chosen_sets(self) -> tuple[str, ...]:
        """Ids of the chosen sets in the order of combining."""
        return tuple(row.set_id for row in sorted(self.sets, key=lambda r: r.place) if row.place)

    @property
    def chosen_programmes(self) -> tuple[str, ...]:
        """Ids of the programmes that are asked."""
        return tuple(row.programme_id for row in self.programmes if row.chosen)
