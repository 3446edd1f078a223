"""How many a game of "Was wäre, wenn …" reaches, told so that it agrees with what the result tells and names no few persons.

"Before" is the result, so it is told in the words of the result. "Now" is that number and what has changed, in steps of the
limit: whoever subtracts gets a step. Rounding both by themselves made one town 90,3 % in the overview and 90,5 % in the game.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartiermap.analysis.small_numbers import is_small, stepped, told, told_share
from quartiermap.app.whatif_results import Reach
from quartiermap.domain.texts import NO_DATA, number, percent

if TYPE_CHECKING:
    import pandas as pd

ABOUT = "≈\u00a0"
_ABOUT = "covered_share_rounded", "estimate", "approximation"
_DUST = 1e-6
"""Persons: what is left of a difference of sums of floats."""


@dataclass(frozen=True)
class Published:
    """What the result tells of an area under a standard.

    Parameters
    ----------
    persons : float
        Persons in reach.
    share : float
        Their share (0..1) of those whose ways are known.
    about : bool
        Both are told with "≈": estimates, or reckoned in tens from what is shown of the parts (`analysis.reach_protection`).
    """

    persons: float
    share: float
    about: bool = False


@dataclass(frozen=True)
class Told:
    """Persons in reach and their share, before and now, in words."""

    persons_before: str
    persons_now: str
    share_before: str
    share_now: str


def published(figure: Mapping[str, Any] | None) -> Published | None:
    """Return what a row of the figures tells; ``None`` where it is secret, not known or empty.

    Examples
    --------
    >>> published({"covered_population": 3330.0, "covered_share": 0.9034, "covered_share_rounded": True})
    Published(persons=3330.0, share=0.9034, about=True)
    >>> published({"covered_population": None, "covered_share": float("nan")}) is None
    True
    """
    if figure is None:
        return None
    values = figure.get("covered_population"), figure.get("covered_share")
    persons, share = (float("nan") if value is None else float(value) for value in values)
    if not (persons > 0.0 and share > 0.0):  # also what is not a number
        return None
    return Published(persons, share, about=any(bool(figure.get(name)) for name in _ABOUT))


def published_in(figures: pd.DataFrame | None, district_id: str, standard_id: str) -> Published | None:
    """Return what a table of figures (`results.Analysis.figures`, protected) tells of an area under a standard."""
    if figures is None:
        return None
    mine = figures[(figures["district_id"] == district_id) & (figures["standard_id"] == standard_id)]
    return None if mine.empty else published(mine.iloc[0].to_dict())


def told_reach(reach: Reach, base: Published | None, limit: float, missing: str = NO_DATA) -> Told:
    """Tell an area's reach before and now.

    Parameters
    ----------
    reach : Reach
    base : Published or None
        What the result tells; without it (secret, or not at hand) both numbers are told in steps by themselves.
    limit : float
        Fewer persons are not told; 0 tells every number.
    missing : str
        Words for a share that cannot be given.

    Examples
    --------
    3.335 of 3.686 are in reach, the result tells 3.330; 40 more are 3.370, not 3.375.

    >>> one = Reach("d", "Am Anger", 3686.0, 3335.0, 3375.0, 3335 / 3686, 3375 / 3686, 40.0, 0.0)
    >>> words = told_reach(one, Published(3330.0, 3330 / 3686, about=True), 5.0)
    >>> [w.replace(chr(160), " ") for w in (words.persons_before, words.persons_now, words.share_before, words.share_now)]
    ['≈ 3.330', '≈ 3.370', '≈ 90,3 %', '≈ 91,4 %']
    """
    if base is None or reach.before is None:
        return Told(
            persons_before=_alone(reach.before, limit),
            persons_now=_alone(reach.now, limit),
            share_before=_alone_share(reach.before, reach.share_before, limit, missing),
            share_now=_alone_share(reach.now, reach.share_now, limit, missing),
        )
    mark = ABOUT if base.about else ""
    persons, share = f"{mark}{number(base.persons)}", f"{mark}{percent(base.share)}"
    if reach.now is not None and abs(reach.now - reach.before) <= _DUST:
        return Told(persons, persons, share, share)
    return Told(persons, _now(reach, base, limit), share, _share_now(reach, base, limit, missing))


def _alone(persons: float | None, limit: float) -> str:
    return NO_DATA if persons is None else told(persons, limit)


def _alone_share(persons: float | None, share: float | None, limit: float, missing: str) -> str:
    if persons is None or share is None or not limit or not 0.0 < share < 1.0:
        return percent(share, missing=missing)
    return told_share(persons, persons / share, limit)


def _now(reach: Reach, base: Published, limit: float) -> str:
    persons = _moved(reach, base, limit)
    return _alone(reach.now, limit) if persons is None else f"{ABOUT}{number(persons)}"


def _share_now(reach: Reach, base: Published, limit: float, missing: str) -> str:
    persons = _moved(reach, base, limit)
    if persons is None:
        return _alone_share(reach.now, reach.share_now, limit, missing)
    return f"{ABOUT}{percent(persons * base.share / base.persons)}"


def _moved(reach: Reach, base: Published, limit: float) -> float | None:
    """Return the persons in reach now, reckoned from those told before; ``None`` where none, all, or all but few are."""
    now, before, share = reach.now, reach.before, reach.share_now
    if not limit or now is None or before is None or share is None or not 0.0 < share < 1.0:
        return None
    judged = now / share
    if is_small(now, limit) or judged - now < limit:
        return None
    apart = abs(now - before)
    step = 0.0 if is_small(apart, limit) else stepped(apart, limit)
    # Of the steps nobody may conclude that nobody, or everybody, is in reach.
    return min(
        max(base.persons + (step if now > before else -step), limit), base.persons / base.share - limit
    )
