"""Standards (Richtwerte): how far, how much, for whom, and on whose word. Data files, not code."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from quartiermap.domain import texts
from quartiermap.domain.ages import band_label


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
"""How sure the source is; ``memory`` and ``proposal`` are shown as "Annahme" or "unbelegt".

``user`` is a value of the town's own, shown with the degree and the source that the town states for it.
"""


class Origin(BaseModel):
    """Where a value comes from."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    ref: str
    text: str
    date: str = "o. J."
    tag: Tag

    @property
    def is_unproven(self) -> bool:
        """Whether no source was read for the value; it must then be shown as "Annahme"."""
        return self.tag in ("memory", "proposal")


def _open_ended(value: Any) -> Any:
    """Turn ``[65]`` (TOML knows no null) into ``(65, None)``."""
    if isinstance(value, list | tuple):
        return (value[0], None) if len(value) == 1 else tuple(value)
    return value


AgeGroup = Annotated[tuple[int, int | None], BeforeValidator(_open_ended)]
"""Ages in years, the second excluded, ``None`` open; in TOML ``[0, 6]`` or ``[65]``."""


class SupplyPart(BaseModel):
    """One age part of a need: residents of `age` (``None``: all residents) times `rate`."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    age: AgeGroup | None = None
    rate: Annotated[float, Field(gt=0)]


class Supply(BaseModel):
    """How many places (or square metres, or sites) a number of people needs.

    Without `parts` the need is ``residents of the standard's age group x rate``. With `parts` it is the sum
    over the parts of ``residents of the part's age x the part's rate`` (DOMAIN.md 2.5: a Kita needs 0.51 places
    for a child under 3 and 0.97 for one of 3 to 5); `rate` is then the mean rate for years of equal
    strength and only shown. `unit` names what is counted.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    rate: Annotated[float, Field(gt=0)]
    unit: str = "Plätze"
    counts: Literal["places", "area_m2", "sites"] = "places"
    parts: tuple[SupplyPart, ...] = ()
    bindingness: Bindingness
    origin: Origin

    @property
    def is_assumption(self) -> bool:
        """Whether the rate must be shown as "Annahme"."""
        return self.bindingness is Bindingness.ASSUMPTION or self.origin.is_unproven

    def need_parts(self, age: tuple[int, int | None] | None) -> tuple[SupplyPart, ...]:
        """Return the parts of the need for a standard of the age group `age`."""
        return self.parts or (SupplyPart(age=age, rate=self.rate),)

    def formula(self, age: tuple[int, int | None] | None) -> str:
        """Return the need as it is computed, so that anybody can recompute it from residents by age.

        Parameters
        ----------
        age : (int, int or None) or None
            The age group of the standard, for a need without parts.

        Examples
        --------
        >>> source = Origin(ref="Q57", text="Bedarf 2023", tag="verified")
        >>> parts = (SupplyPart(age=(0, 3), rate=0.51), SupplyPart(age=(3, 6), rate=0.97))
        >>> Supply(rate=0.74, parts=parts, bindingness=Bindingness.STUDY, origin=source).formula((0, 6))
        'unter 3 Jahre × 0,51 + 3 bis unter 6 Jahre × 0,97'
        >>> Supply(rate=0.01, bindingness=Bindingness.GUIDE, origin=source).formula(None)
        'alle Einwohner × 0,01'
        """
        return " + ".join(
            f"{'alle Einwohner' if part.age is None else band_label(*part.age)} × {_rate_words(part.rate)}"
            for part in self.need_parts(age)
        )


def _rate_words(rate: float) -> str:
    """Write a rate with as many decimals as it has, at most six."""
    decimals = next((d for d in range(6) if abs(float(texts.rounded(rate, d)) - rate) < 1e-9), 6)
    return texts.number(rate, decimals)


class Standard(BaseModel):
    """One standard for one kind and age group.

    `target_m` is the walking distance aimed at, `limit_m` the distance beyond which a court or law no
    longer finds the way reasonable; the two are never mixed up. Both are ways on foot: a radius as the crow flies is another
    measure and is refused (`measure`) rather than read as a way. `speed_kmh` only turns metres into minutes
    for reading; `speed_tag` says how sure it is. `age` is the group in years (from, to;
    the second excluded, ``None`` open), ``None`` means all residents. A file writes ``[65]`` for an open end.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    kind: str
    label: str
    age: AgeGroup | None = None
    target_m: Annotated[float, Field(gt=0)]
    limit_m: Annotated[float, Field(gt=0)] | None = None
    speed_kmh: Annotated[float, Field(gt=0)]
    speed_tag: Tag = "proposal"
    measure: Literal["walk"] = "walk"
    bindingness: Bindingness
    origin: Origin
    limit_bindingness: Bindingness | None = None
    limit_origin: Origin | None = None
    supply: Supply | None = None
    primary: bool = True

    @model_validator(mode="after")
    def _target_within_limit(self) -> Standard:
        """Refuse a target beyond the limit, and ages that are no span."""
        if self.limit_m is not None and self.limit_m < self.target_m:
            msg = f"limit_m ({self.limit_m:g}) ist kleiner als target_m ({self.target_m:g})"
            raise ValueError(msg)
        if self.limit_m is not None and (self.limit_bindingness is None or self.limit_origin is None):
            msg = "limit_m braucht limit_bindingness und limit_origin"
            raise ValueError(msg)
        if self.age is not None and self.age[1] is not None and self.age[1] <= self.age[0]:
            msg = f"age {self.age} ist keine Spanne (von, unter)"
            raise ValueError(msg)
        return self

    @property
    def minutes(self) -> float:
        """Walking time of the target in minutes at the standard's own speed."""
        return self.target_m / (self.speed_kmh * 1000 / 60)

    @property
    def is_assumption(self) -> bool:
        """Whether the target must be shown as "Annahme"."""
        return self.bindingness is Bindingness.ASSUMPTION or self.origin.is_unproven


class StandardSet(BaseModel):
    """A named set of standards (a city's, a norm's, or the default)."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    title: str
    detour_factor: Annotated[float, Field(ge=1.0)] = 1.3
    detour_origin: Origin
    standard: tuple[Standard, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> StandardSet:
        """Refuse an empty set, two standards of the same id, and two primary ones of a kind."""
        if not self.standard:
            msg = "die Datei enthält keinen Richtwert ([[standard]])"
            raise ValueError(msg)
        ids = [s.id for s in self.standard]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        kinds = [s.kind for s in self.standard if s.primary]
        twice += sorted({f"{k} (primary)" for k in kinds if kinds.count(k) > 1})
        if twice:
            msg = f"doppelt: {', '.join(twice)}"
            raise ValueError(msg)
        return self

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
