"""What a rule is asked about, and what it answers: the values between programme rules and their tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quartiermap.domain.findings import Gap, Result
from quartiermap.domain.programme import Programme


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


WORK_KINDS = {
    "sanierung": "bauliche Sanierung",
    "ausbau": "Ausbau oder Erweiterung",
    "umbau": "Umbau",
    "freiflaeche": "Herstellung oder Aufwertung einer Freifläche",
    "begleitung": "begleitende Maßnahme",
    "ersatzneubau": "Ersatzneubau",
    "neubau": "Neubau ohne Vorgänger",
}


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
