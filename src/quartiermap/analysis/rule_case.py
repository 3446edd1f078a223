"""What a rule is asked about, and what it answers: the values between programme rules and their tests."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quartiermap.domain.findings import Gap, Result
from quartiermap.domain.programme import Programme

Parameters = Mapping[str, Any]
"""The parameters that a programme file gives to a test."""


@dataclass(frozen=True)
class Outcome:
    """The answer of a test; `exception` tells that it holds only by way of a justified exception."""

    result: Result
    because: str
    missing: str = ""
    points: float | None = None
    exception: bool = False


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
        return replace(self, names=names, basis=kept), unknown


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


WORK_KINDS = {
    "sanierung": "bauliche Sanierung",
    "ausbau": "Ausbau oder Erweiterung",
    "umbau": "Umbau",
    "freiflaeche": "Herstellung oder Aufwertung einer Freifläche",
    "begleitung": "begleitende Maßnahme",
    "ersatzneubau": "Ersatzneubau",
    "neubau": "Neubau ohne Vorgänger",
}


def undecided(because: str, parameters: Parameters, *, exception: bool = False) -> Outcome:
    """Return "offen", with what the programme file says is missing."""
    return Outcome(Result.OPEN, because, str(parameters.get("missing", "")), exception=exception)


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


def said(value: Any) -> str:
    """Write a stated fact for a sentence."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, Mapping):
        return ", ".join(f"{k}: {said(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(said(v) for v in value)
    text = str(value).strip()
    return text if len(text) <= 120 else f"{text[:117]}…"
