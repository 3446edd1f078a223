"""What a social index is made of: indicators, their direction and weight, limits of its classes. Data, not code."""

from __future__ import annotations

import json
import tomllib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quartiermap.domain.standards import Origin


class IndexIndicator(BaseModel):
    """One indicator of an index.

    Parameters
    ----------
    key : str
        As in the project's table of indicators.
    direction : {"more_is_worse", "more_is_better"}
        Whether a higher value means more disadvantage.
    weight : float
        Factor of its z-value in the sum; Berlin and Hamburg use 1 for all.
    change : str
        Key of the published change of the same share (for the dynamics); empty if it is computed from two periods.
    substitute : bool
        Not a measure of poverty but taken for want of one (e.g. flat size from the census); said in every note.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    key: Annotated[str, Field(min_length=1)]
    label: str = ""
    direction: Literal["more_is_worse", "more_is_better"] = "more_is_worse"
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    change: str = ""
    substitute: bool = False

    @property
    def factor(self) -> float:
        """What the z-value is multiplied by: the weight, negative where more is better."""
        return self.weight if self.direction == "more_is_worse" else -self.weight


class IndexDefinition(BaseModel):
    """A staged z-index (DOMAIN.md 3.1): indicators, least number of residents, limits of the classes in standard deviations.

    Classes: status hoch < l1 <= mittel <= l2 < niedrig <= l3 < sehr niedrig; dynamics positiv < d1 <= stabil <= d2 < negativ,
    always of the unrounded index; positive is more disadvantage.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    title: str
    indicator: Annotated[tuple[IndexIndicator, ...], Field(min_length=1)]
    min_base: Annotated[float, Field(ge=0)] = 300.0
    status_limits: tuple[float, float, float] = (-1.0, 1.0, 1.5)
    dynamics_limits: tuple[float, float] = (-1.0, 1.0)
    periods: tuple[str, ...] = ()
    origin: Origin

    @model_validator(mode="after")
    def _in_order(self) -> IndexDefinition:
        keys = [i.key for i in self.indicator]
        twice = sorted({k for k in keys if keys.count(k) > 1})
        if twice:
            raise ValueError(f"Indikator doppelt: {', '.join(twice)}")
        for limits in (self.status_limits, self.dynamics_limits):
            if list(limits) != sorted(limits):
                raise ValueError(f"Klassengrenzen sind nicht aufsteigend: {limits}")
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the indicators in order."""
        return tuple(i.key for i in self.indicator)

    @property
    def words(self) -> str:
        """What it is made of, for a note: weights and directions only where they are not the plain ones."""
        parts = []
        for each in self.indicator:
            extra = []
            if each.direction == "more_is_better":
                extra.append("mehr ist günstiger")
            if each.weight != 1.0:
                extra.append(f"Gewicht {each.weight:g}".replace(".", ","))
            if each.substitute:
                extra.append("Ersatzindikator, kein Armutsmaß")
            name = each.label or each.key
            parts.append(f"{name} ({'; '.join(extra)})" if extra else name)
        return ", ".join(parts)


def index_from_toml(text: str) -> IndexDefinition:
    """Read a definition from TOML text; raises `pydantic.ValidationError` with every error at once.

    Examples
    --------
    >>> made = index_from_toml('''
    ... id = "eigene"
    ... title = "Eigene Indikatoren"
    ... origin = { ref = "-", text = "Beschluss des Rates", tag = "user" }
    ... [[indicator]]
    ... key = "sgb2_quote"
    ... [[indicator]]
    ... key = "wohnflaeche"
    ... direction = "more_is_better"
    ... substitute = true
    ... ''')
    >>> made.words
    'sgb2_quote, wohnflaeche (mehr ist günstiger; Ersatzindikator, kein Armutsmaß)'
    """
    return IndexDefinition.model_validate_json(json.dumps(tomllib.loads(text), default=str))
