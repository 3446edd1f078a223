"""The groups that places are planned for (under three, from three to school, primary school) and who belongs to them.

Groups are spans of ages in months on the day that the residents were counted for. Half cohorts are counted by months: a
band of one year is cut in proportion (half of the six-year-olds), a wider band too, but then the figure is an estimate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from quartiermap.analysis.residents import Bools, Floats, weighted
from quartiermap.domain.age_windows import AgeWindows, LandRule, boundary_months, span_label
from quartiermap.domain.ages import band_label, band_limits, is_band, target_weights
from quartiermap.domain.project import Project
from quartiermap.domain.results import Demand
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import date as german_date
from quartiermap.domain.texts import number, rounded

WHOLE, U3, O3 = "all", "u3", "o3"
Exactness = Literal["exact", "months", "estimate"]
"""``exact``: no band was cut; ``months``: only bands of a single year were cut, by months; ``estimate``: a wider band was."""

CUT_NOTES: dict[Exactness, str] = {
    "exact": "",
    "months": "angeschnittene Jahrgänge monatsgenau anteilig aus Einzeljahren",
    "estimate": "Altersgruppen geteilt, als wären ihre Monate gleich stark besetzt (Schätzung)",
}


@dataclass(frozen=True)
class AgeGroup:
    """One group that places are planned for.

    Parameters
    ----------
    id : str
        ``all`` (the whole group of the kind), ``u3`` or ``o3``.
    label : str
        "U3", "Ü3", "zusammen" or the group's name.
    lower, upper : int, int or None
        Ages in months on the key date, the upper excluded.
    rate : float or None
        Places wanted for each person; ``None`` where the standard names none for this group (its parts may).
    """

    id: str
    label: str
    lower: int
    upper: int | None
    rate: float | None

    @property
    def ages(self) -> str:
        """The span in words."""
        return span_label(self.lower, self.upper)


@dataclass(frozen=True)
class Windows:
    """The groups of a kind, how they came about, and what must be said with them.

    `parts` are the groups that the need is summed over; `shown` all rows of the tables. `title` stands in every table.
    """

    parts: tuple[AgeGroup, ...]
    shown: tuple[AgeGroup, ...]
    title: str
    notes: tuple[str, ...]
    land: str | None
    key_date: dt.date
    assumed: bool

    @property
    def formula(self) -> str:
        """The need as it is computed: "unter 3 Jahre × 0,51 + 3 bis unter 6½ Jahre × 0,97"."""
        return " + ".join(f"{g.ages} × {_rate_words(g.rate)}" for g in self.parts if g.rate is not None)


def _rate_words(rate: float) -> str:
    """Write a rate with as many decimals as it has, at most six.

    Examples
    --------
    >>> _rate_words(0.51), _rate_words(1.0)
    ('0,51', '1')
    """
    decimals = next((d for d in range(6) if abs(float(rounded(rate, d)) - rate) < 1e-9), 6)
    return number(rate, decimals)


def windows_for(
    standard: Standard,
    rules: AgeWindows,
    land: str | None,
    key_date: dt.date,
    own: Mapping[str, Sequence[int]] | None = None,
) -> Windows:
    """Return the groups of a standard by the rules of a Land, or as the standard itself has them.

    Parameters
    ----------
    standard : Standard
        With a supply rate. Only Kitas and primary schools have ages by Land.
    rules : AgeWindows
    land : str or None
        Two letters; without it (or for other kinds) the ages of the standard are used.
    key_date : date
        The day that residents were counted for.
    own : mapping, optional
        The town's own windows: group id -> (from, to) in months; they replace those of Land and standard.
    """
    rule = rules.rule(land)
    if standard.kind == "kita":
        found = _kita(standard, rules, rule, key_date)
    elif standard.kind == "primary_school" and rule is not None:
        found = _primary(standard, rules, rule, key_date)
    else:
        found = _plain(standard, key_date)
    return _with_own(found, own or {}) if own else found


def _rate(standard: Standard, year: int) -> float | None:
    """Return the rate of the part of the need that a year of age belongs to."""
    assert standard.supply is not None  # noqa: S101
    for part in standard.supply.parts:
        if part.age is not None and part.age[0] <= year and (part.age[1] is None or year < part.age[1]):
            return part.rate
    return None


def _kita(standard: Standard, rules: AgeWindows, rule: LandRule | None, day: dt.date) -> Windows:
    supply = standard.supply
    assert supply is not None  # noqa: S101
    lower, upper = standard.age or (0, 6)
    third, school = 36, (upper or 6) * 12
    title, notes, assumed = f"Altersgruppen des Richtwerts „{standard.label}“", [], False
    if rule is not None:
        school = boundary_months(6, rule.school_cutoff, rules.school_start, day)
        if rule.third_birthday_cutoff is not None:
            third = boundary_months(3, rule.third_birthday_cutoff, rules.school_start, day)
        title, notes, assumed = _by_law(rule, rules, day), _rule_notes(rule, standard), rule.is_assumption
    u3 = AgeGroup(U3, "U3", lower * 12, third, _rate(standard, lower))
    o3 = AgeGroup(O3, "Ü3", third, school, _rate(standard, 3))
    whole_rate = None if supply.parts else supply.rate
    whole = AgeGroup(WHOLE, "zusammen", lower * 12, school, whole_rate)
    parts = (u3, o3) if supply.parts else (whole,)
    if not supply.parts:
        notes = [
            *notes,
            "Der Richtwert nennt für U3 und Ü3 keine getrennten Quoten; ihr Bedarf ist deshalb nicht angegeben.",
        ]
    return Windows(parts, (u3, o3, whole), title, tuple(notes), rule.id if rule else None, day, assumed)


def _primary(standard: Standard, rules: AgeWindows, rule: LandRule, day: dt.date) -> Windows:
    assert standard.supply is not None  # noqa: S101
    entry = boundary_months(6, rule.school_cutoff, rules.school_start, day)
    group = AgeGroup(WHOLE, "Schulkinder", entry, entry + 12 * rule.primary_years, standard.supply.rate)
    notes = [
        *_rule_notes(rule, standard),
        f"Grundschule mit {rule.primary_years} Jahrgängen ({rule.primary_origin.text}).",
    ]
    return Windows(
        (group,), (group,), _by_law(rule, rules, day), tuple(notes), rule.id, day, rule.is_assumption
    )


def _plain(standard: Standard, day: dt.date) -> Windows:
    supply = standard.supply
    assert supply is not None  # noqa: S101
    # A need without an age of its own is counted for all residents, whatever the group of the standard is.
    age = supply.parts[0].age if len(supply.parts) == 1 else standard.age
    lower, upper = age or (0, None)
    rate = supply.parts[0].rate if len(supply.parts) == 1 else supply.rate
    group = AgeGroup(WHOLE, "Zielgruppe", lower * 12, None if upper is None else upper * 12, rate)
    return Windows(
        (group,), (group,), f"Altersgruppe des Richtwerts „{standard.label}“", (), None, day, assumed=False
    )


def _with_own(found: Windows, own: Mapping[str, Sequence[int]]) -> Windows:
    """Lay the town's own windows over the groups; the whole group spans its parts."""

    def changed(group: AgeGroup) -> AgeGroup:
        if group.id not in own:
            return group
        lower, upper = (int(v) for v in own[group.id])
        return AgeGroup(group.id, group.label, lower, upper, group.rate)

    parts = tuple(changed(g) for g in found.parts)
    shown = tuple(changed(g) for g in found.shown)
    if WHOLE not in own and len(shown) > 1:
        ends = [g.upper for g in shown if g.id != WHOLE]
        lower = min(g.lower for g in shown if g.id != WHOLE)
        upper = None if None in ends else max(e for e in ends if e is not None)
        shown = tuple(AgeGroup(g.id, g.label, lower, upper, g.rate) if g.id == WHOLE else g for g in shown)
        parts = tuple(next(g for g in shown if g.id == p.id) for p in parts)
    return Windows(
        parts,
        shown,
        "eigene Altersgruppen der Kommune",
        found.notes,
        found.land,
        found.key_date,
        found.assumed,
    )


def _by_law(rule: LandRule, rules: AgeWindows, day: dt.date) -> str:
    _, month, number = (int(p) for p in f"0-{rule.school_cutoff}".split("-"))
    word = (
        "Annahme"
        if rule.origin.is_unproven
        else f"geprüft {german_date(dt.date.fromisoformat(rules.checked_on))}"
    )
    return (
        f"Altersfenster {rule.name}: Einschulung mit 6 Jahren bis {number:02d}.{month:02d}. ({rule.law}; {word}), "
        f"am {german_date(day)}"
    )


def _rule_notes(rule: LandRule, standard: Standard) -> list[str]:
    notes = []
    if standard.age is not None:
        usual = band_label(*standard.age)
        notes.append(
            f"Kennzahlen und Lücken rechnen mit der Altersgruppe des Richtwerts ({usual}), diese Bilanz mit dem Altersfenster des Landes."
        )
    notes += [rule.note] if rule.note else []
    if rule.third_origin is not None:
        word = "Annahme: " if rule.third_origin.is_unproven else ""
        notes.append(f"{word}{rule.third_origin.text}.")
    return notes


@dataclass(frozen=True)
class Persons:
    """Persons of a group row by row; see `residents.Group` for the meaning of the arrays."""

    values: Floats
    known: Bools
    unknown: Bools
    exactness: Exactness


def persons_of(table: pd.DataFrame, group: AgeGroup) -> Persons | None:
    """Return the persons of a group in every row of a table with age bands, ``None`` if the bands do not cover it.

    Parameters
    ----------
    table : DataFrame
        Age bands (`quartiermap.domain.ages`) in persons, and ``population`` for a group of all ages.

    Examples
    --------
    Half of the six-year-olds are counted for 3 to under 6½ years:

    >>> table = pd.DataFrame({"age_3_6": [30.0], "age_6_7": [10.0], "age_6_10": [36.0]})
    >>> found = persons_of(table, AgeGroup("o3", "Ü3", 36, 78, None))
    >>> found.values.tolist(), found.exactness
    ([35.0], 'months')
    >>> persons_of(table[["age_3_6", "age_6_10"]], AgeGroup("o3", "Ü3", 36, 78, None)).exactness
    'estimate'
    """
    if group.lower == 0 and group.upper is None:
        return Persons(*weighted(table, [("population", 1.0)]), "exact")
    bands = [c for c in map(str, table.columns) if is_band(c) and table[c].notna().any()]
    cut = target_weights(bands, group.lower / 12, None if group.upper is None else group.upper / 12)
    if not cut.complete:
        return None
    return Persons(*weighted(table, cut.weights), _exactness(cut.weights))


def _exactness(weights: Iterable[tuple[str, float]]) -> Exactness:
    worst: Exactness = "exact"
    for band, share in weights:
        if abs(share - 1.0) < 1e-9:
            continue
        lower, upper = band_limits(band)
        if upper is None or upper - lower > 1:
            return "estimate"
        worst = "months"
    return worst


def key_date_of(project: Project, demand: Demand) -> tuple[dt.date, bool]:
    """Return the day that the ages of the residents were counted for, and whether it is an assumption.

    The ages come from the cells (their source's date) or, where those have none, from the register. A date that names
    only a year or month stands for its last day.

    Examples
    --------
    >>> _last_day("2020-12"), _last_day("2019"), _last_day("2022-05-15"), _last_day("")
    (datetime.date(2020, 12, 31), datetime.date(2019, 12, 31), datetime.date(2022, 5, 15), None)
    """
    frame = project.cells if demand.origin == "cells" else project.district_population
    used = set(frame["source_id"].dropna().unique()) if "source_id" in frame and len(frame) else set()
    dates = [_last_day(s.data_date) for s in project.sources if s.source_id in used]
    known = [d for d in dates if d is not None]
    if known:
        return max(known), False
    years = [dt.date.fromisoformat(s.imported_at[:10]) for s in project.sources if s.imported_at[:10]]
    last = max(years) if years else dt.date.today()
    return dt.date(last.year - 1, 12, 31), True


def _last_day(text: str) -> dt.date | None:
    parts = text.strip().split("-")
    try:
        if len(parts) == 3:
            return dt.date.fromisoformat(text.strip())
        if len(parts) == 2:
            year, month = int(parts[0]), int(parts[1])
            following = dt.date(year + month // 12, month % 12 + 1, 1)
            return following - dt.timedelta(days=1)
        return dt.date(int(parts[0]), 12, 31) if len(parts) == 1 and len(parts[0]) == 4 else None
    except ValueError:
        return None
