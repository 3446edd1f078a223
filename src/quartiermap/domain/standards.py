"""Standards (Richtwerte): how far, how much, for whom, and on whose word. Data files, not code."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Bindingness(StrEnum):
    """Degree of bindingness, from law down to an assumption of the project (DOMAIN.md 2.1)."""

    LAW = "gesetz"
    COURT = "rechtsprechung"
    NORM = "norm"
    GUIDE = "richtwert"
    AIM = "leitbild"
    STUDY = "studie"
    ASSUMPTION = "annahme"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "gesetz": "Gesetz", "rechtsprechung": "Rechtsprechung", "norm": "Norm", "richtwert": "Richtwert",
            "leitbild": "Leitbild", "studie": "Studie", "annahme": "Annahme",
        }[self.value]  # fmt: skip


Tag = Literal["verified", "computed", "memory", "proposal", "user"]
"""How sure the source is; everything but ``verified`` and ``computed`` is shown as "Annahme" or "unbelegt"."""


class Origin(BaseModel):
    """Where a value comes from."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    ref: str
    text: str
    date: str = "o. J."
    tag: Tag


class Supply(BaseModel):
    """How many places (or square metres, or sites) a number of people needs.

    ``places needed = residents of the age group x rate``; `unit` names what is counted.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    rate: Annotated[float, Field(gt=0)]
    unit: str = "Plätze"
    counts: Literal["places", "area_m2", "sites"] = "places"
    bindingness: Bindingness
    origin: Origin


class Standard(BaseModel):
    """One standard for one kind and age group.

    `target_m` is the walking distance aimed at, `limit_m` the distance beyond which a court or law no
    longer finds the way reasonable; the two are never mixed up. `age` is the group in years (from, to;
    the second excluded, ``None`` open), ``None`` means all residents.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    kind: str
    label: str
    age: tuple[int, int | None] | None
    target_m: Annotated[float, Field(gt=0)]
    limit_m: Annotated[float, Field(gt=0)] | None = None
    speed_kmh: Annotated[float, Field(gt=0)]
    measure: Literal["walk", "air"] = "walk"
    bindingness: Bindingness
    origin: Origin
    limit_bindingness: Bindingness | None = None
    limit_origin: Origin | None = None
    supply: Supply | None = None
    primary: bool = True

    @property
    def minutes(self) -> float:
        """Walking time of the target in minutes at the standard's own speed."""
        return self.target_m / (self.speed_kmh * 1000 / 60)

    @property
    def is_assumption(self) -> bool:
        """Whether the target must be shown as "Annahme"."""
        return self.bindingness is Bindingness.ASSUMPTION or self.origin.tag in ("memory", "proposal")


class StandardSet(BaseModel):
    """A named set of standards (a city's, a norm's, or the default)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    title: str
    detour_factor: Annotated[float, Field(ge=1.0)] = 1.3
    detour_origin: Origin
    standard: tuple[Standard, ...]

    def primary(self, kind: str) -> Standard | None:
        """Return the standard that a kind is judged by unless another is chosen, or ``None``."""
        of_kind = [s for s in self.standard if s.kind == kind]
        return next((s for s in of_kind if s.primary), of_kind[0] if of_kind else None)

    def for_kinds(self, kinds: Iterable[str]) -> tuple[Standard, ...]:
        """Return the standards of the given kinds in the set's order."""
        wanted = set(kinds)
        return tuple(s for s in self.standard if s.kind in wanted)


def standards_from_toml(text: str) -> StandardSet:
    """Read a set from TOML text; raises `pydantic.ValidationError` with every error at once."""
    return StandardSet.model_validate_json(json.dumps(tomllib.loads(text), default=str))
