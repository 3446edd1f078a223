"""Categories of supply on two axes: places to spare today x demand to come, after Berlin's Kita-Förderatlas.

Which classes there are, where they begin and what a pair of them is called stands in
``data/supply_categories/*.toml``, each with its source: Berlin publishes the categories, not their thresholds.
"""

from __future__ import annotations

import json
import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quartiermap.domain.standards import Origin


class AxisClass(BaseModel):
    """A class of an axis: everything below `below` that no class before it took; the last class has none."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    label: str
    below: float | None = None
    """Exclusive upper bound: a share of the need (reserve) or a share a year (trend)."""


class Axis(BaseModel):
    """An axis with its classes from low to high and the source of their bounds."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    title: str
    classes: Annotated[tuple[AxisClass, ...], Field(min_length=2)]
    origin: Origin

    @model_validator(mode="after")
    def _bounds_rise(self) -> Axis:
        bounds = [c.below for c in self.classes]
        if bounds[-1] is not None or None in bounds[:-1]:
            raise ValueError("nur die letzte Klasse ist nach oben offen (ohne below)")
        known = [b for b in bounds if b is not None]
        if sorted(set(known)) != known:
            raise ValueError("die Grenzen (below) müssen steigen")
        if len({c.id for c in self.classes}) < len(self.classes):
            raise ValueError("eine Klasse kommt doppelt vor")
        return self

    def of(self, value: float) -> AxisClass:
        """Return the class of a value."""
        return next(c for c in self.classes if c.below is None or value < c.below)

    def between(self, low: float, high: float) -> tuple[AxisClass, ...]:
        """Return every class that a value between two bounds can lie in."""
        first, last = self.classes.index(self.of(low)), self.classes.index(self.of(high))
        return self.classes[min(first, last) : max(first, last) + 1]


class Category(BaseModel):
    """One category: the pairs of classes it stands for, and what it means; `urgency` 1 is the most pressing."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    label: str
    meaning: str
    reserve: tuple[str, ...]
    trend: tuple[str, ...]
    urgency: Annotated[int, Field(ge=1)]
    secured: bool = False
    """Whether places that are planned and due may close the gap (Berlin: "durch Ausbau gesicherte Steigerung")."""


class CategoryScheme(BaseModel):
    """Two axes and the categories of their pairs; every pair has exactly one."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    title: str
    origin: Origin
    reserve: Axis
    trend: Axis
    category: tuple[Category, ...]

    @model_validator(mode="after")
    def _every_pair_once(self) -> CategoryScheme:
        pairs = [(r.id, t.id) for r in self.reserve.classes for t in self.trend.classes]
        said = [(r, t) for c in self.category for r in c.reserve for t in c.trend]
        wrong = sorted(p for p in set(pairs) | set(said) if said.count(p) != 1 or p not in pairs)
        if wrong:
            raise ValueError(f"jedes Paar aus Reserve und Trend braucht genau eine Kategorie: {wrong}")
        return self

    def of(self, reserve: str, trend: str) -> Category:
        """Return the category of a pair of classes (by their ids)."""
        return next(c for c in self.category if reserve in c.reserve and trend in c.trend)


def categories_from_toml(text: str) -> CategoryScheme:
    """Read a scheme from TOML text; raises `pydantic.ValidationError` with every error at once."""
    return CategoryScheme.model_validate_json(json.dumps(tomllib.loads(text), default=str))
