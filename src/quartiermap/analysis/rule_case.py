"""What a rule is asked about, and what it answers: the values between programme rules and their tests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypedDict

from quartiermap.domain.findings import Gap, Result
from quartiermap.domain.programme import Programme
from quartiermap.domain.rule_tests import WORK_KINDS

__all__ = [
    "WORK_KINDS",
    "AreaHit",
    "Asked",
    "Case",
    "Outcome",
    "Parameters",
    "given",
    "listed",
    "not_asked",
    "said",
    "undecided",
    "yes_or_no",
]

Parameters = Mapping[str, Any]
"""The parameters that a programme file gives to a test."""


class Asked(TypedDict, total=False):
    """The two short texts of an outcome."""

    found: str
    threshold: str


@dataclass(frozen=True)
class Outcome:
    """The answer of a test; `exception` tells that it holds only by way of a justified exception.

    `found` and `threshold` say in a few words what was found and what is asked of it.
    """

    result: Result
    because: str
    missing: str = ""
    points: float | None = None
    exception: bool = False
    found: str = ""
    threshold: str = ""


@dataclass(frozen=True)
class AreaHit:
    """How a site lies to the funding areas of one status.

    Parameters
    ----------
    layer : bool
        Whether there is a layer of funding areas at all.
    names : tuple of str
        Areas of the status in which the site lies.
    unclear : tuple of str
        Areas in which the site lies, but whose status or dates leave open whether they count.
    border_m : float or None
        Metres from the site to the nearest border of an area of the status.
    """

    layer: bool
    names: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    border_m: float | None = None
    basis: tuple[str, ...] = ()
    """The legal basis of each of `names`, empty where the layer doesn't tell."""
    borders: Mapping[str, float] = field(default_factory=dict)
    """Metres to the nearest border of the areas of each legal basis."""
    located: bool = True
    """Whether it is known where the site is."""

    def on_basis(self, wanted: Sequence[str]) -> tuple[AreaHit, tuple[str, ...]]:
        """Return the hit with only the areas on one of some legal bases, and the areas whose basis is unknown.

        Examples
        --------
        >>> hit = AreaHit(True, ("Nordstadt", "Hafen", "Au"), basis=("§ 171e BauGB", "§§ 136, 142 BauGB", ""))
        >>> some, unknown = hit.on_basis(["§ 171e", "§ 172"])
        >>> some.names, unknown
        (('Nordstadt',), ('Au',))
        """
        sections = {_section(word) for word in wanted}
        fits = [bool(sections & _sections(basis)) for basis in self.basis]
        names = tuple(name for name, fit in zip(self.names, fits, strict=True) if fit)
        kept = tuple(basis for basis, fit in zip(self.basis, fits, strict=True) if fit)
        unknown = tuple(n for n, basis in zip(self.names, self.basis, strict=True) if not _sections(basis))
        near = [away for basis, away in self.borders.items() if sections & _sections(basis)]
        # where every area fits, the outer border of all counts: between two of them there is none
        border = self.border_m if len(near) == len(self.borders) else min(near, default=None)
        return replace(self, names=names, basis=kept, border_m=border), unknown


def _sections(text: str) -> set[str]:
    """Return the numbers of all sections named in a text: "§§ 136, 142 BauGB" gives 136 and 142."""
    return set(re.findall(r"\d+[a-z]?", text.lower()))


def _section(text: str) -> str:
    return next(iter(re.findall(r"\d+[a-z]?", text.lower())), text)


@dataclass(frozen=True)
class Case:
    """One gap and everything that a rule may ask about it.

    `facts` are what the municipality stated (``settings["facts.…"]``); `work_kind` is stated or derived from the
    gap's reason; `covered_share` is the share of the district's group within the standard (0..1).
    """

    gap: Gap
    programme: Programme
    day: dt.date
    facts: Mapping[str, Any]
    work_kind: str
    work_kind_stated: bool
    site: str
    areas: Mapping[str, AreaHit] = field(default_factory=dict)
    covered_share: float | None = None
    status_class: str | None = None
    dynamics_class: str | None = None
    attention: bool | None = None
    period: str | None = None
    land: str | None = None
    kind_names: Mapping[str, str] = field(default_factory=dict)
    """What kinds of facilities are called; one without a name is called by its id."""
    site_fixed: bool = True
    """Whether there is a facility to be built on; otherwise the site stands for where the persons affected live."""

    def kind_name(self, kind: str) -> str:
        """Return the name of a kind of facility."""
        return self.kind_names.get(kind, kind)

    def words(self, fact: str, value: Any) -> str:
        """Return a value of a fact as the programme calls it ("stadt": "Stadt"); other values as they are."""
        known = next((f for f in self.programme.fact if f.id == fact), None)
        option = None if known is None else known.option(str(value)) or known.option(str(value).lower())
        return said(value) if option is None else option.label

    def options(self, fact: str) -> tuple[str, ...]:
        """Return the values that a fact of the programme can have."""
        return tuple(o.value for f in self.programme.fact if f.id == fact for o in f.options)

    def fact_label(self, fact: str) -> str:
        """Return what a fact is called."""
        return next((f.label for f in self.programme.fact if f.id == fact), fact)


def undecided(
    because: str, parameters: Parameters, *, exception: bool = False, found: str = "", threshold: str = ""
) -> Outcome:
    """Return "offen", with what the programme file says is missing."""
    missing = str(parameters.get("missing", ""))
    return Outcome(Result.OPEN, because, missing, exception=exception, found=found, threshold=threshold)


def not_asked(because: str) -> Outcome:
    """Return "nicht anwendbar"."""
    return Outcome(Result.NOT_APPLICABLE, because)


def given(value: Any) -> bool:
    """Tell whether a fact was stated: not missing, not an empty text, list or table."""
    if value is None or (isinstance(value, float) and value != value):
        return False
    return (
        bool(value.strip()) if isinstance(value, str) else not (hasattr(value, "__len__") and len(value) == 0)
    )


def yes_or_no(value: Any) -> bool | None:
    """Read a stated yes or no; ``None`` if it is neither.

    Examples
    --------
    >>> yes_or_no("ja"), yes_or_no(False), yes_or_no("vielleicht")
    (True, False, None)
    """
    if isinstance(value, bool):
        return value
    return {"ja": True, "true": True, "1": True, "nein": False, "false": False, "0": False}.get(
        str(value).strip().lower()
    )


def listed(words: Sequence[str], last: str = "oder") -> str:
    """Join words as a sentence does.

    Examples
    --------
    >>> listed(["Stadt"]), listed(["Stadt", "Gemeinde", "Verband"])
    ('Stadt', 'Stadt, Gemeinde oder Verband')
    """
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)


def said(value: Any) -> str:
    """Write a stated fact for a sentence, to stand in quotation marks.

    Examples
    --------
    >>> said("ISEK, Kapitel „Soziales“"), said(["Kita", "Treff"]), said(True)
    ('ISEK, Kapitel ‚Soziales‘', 'Kita, Treff', 'ja')
    """
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {said(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(said(v) for v in value)
    text = str(value).strip().replace("„", "‚").replace("“", "‘")
    return text if len(text) <= 120 else f"{text[:117]}…"
