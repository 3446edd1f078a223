"""Standards (Richtwerte): how far, how much, for whom, and on whose word. Data files, not code."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from quartiermap.domain import texts
from quartiermap.domain.ages import band_label
from quartiermap.domain.bindingness import Bindingness as Bindingness  # part of what a standard is

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


Measure = Literal["walk", "air_line", "minutes"]
MEASURE_LABELS: dict[str, str] = {"walk": "Fußweg", "air_line": "Luftlinie", "minutes": "Gehzeit"}


def _few_decimals(value: float) -> str:
    """Write a number without decimals if it has none, else with one."""
    return texts.number(value, 0 if value == int(value) else 1)


def _rate_words(rate: float) -> str:
    """Write a rate with as many decimals as it has, at most six."""
    decimals = next((d for d in range(6) if abs(float(texts.rounded(rate, d)) - rate) < 1e-9), 6)
    return texts.number(rate, decimals)


class Standard(BaseModel):
    """One standard for one kind and age group.

    `target_m` is the distance aimed at, `limit_m` the distance beyond which a court or law no
    longer finds the way reasonable; the two are never mixed up. `measure` says what `target_m` is: metres on foot
    (``walk``), metres as the crow flies without any detour factor (``air_line``), or a walking time (``minutes``): then
    the file gives `target_min` and `target_m` is that time at `speed_kmh`. Elsewhere `speed_kmh` only turns metres
    into minutes for reading; `speed_tag` says how sure it is. `limit_m` is always metres on foot. `min_area_m2`
    leaves out facilities that are smaller (a green space below half a hectare). `age` is the group in years (from, to;
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
    measure: Measure = "walk"
    target_min: Annotated[float, Field(gt=0)] | None = None
    min_area_m2: Annotated[float, Field(gt=0)] | None = None
    bindingness: Bindingness
    origin: Origin
    limit_bindingness: Bindingness | None = None
    limit_origin: Origin | None = None
    supply: Supply | None = None
    primary: bool = True

    @model_validator(mode="after")
    def _target_within_limit(self) -> Standard:
        """Refuse a target beyond the limit, a time that does not fit its metres, and ages that are no span."""
        if (self.target_min is not None) != (self.measure == "minutes"):
            msg = 'target_min gehört zu measure = "minutes" und nur dazu'
            raise ValueError(msg)
        if self.limit_m is not None and self.measure != "air_line" and self.limit_m < self.target_m:
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
    def measure_label(self) -> str:
        """What the target is measured in, in words: "Fußweg", "Luftlinie", "Gehzeit"."""
        return MEASURE_LABELS[self.measure]

    @property
    def target_words(self) -> str:
        r"""The target as it stands on legends and in tables.

        Examples
        --------
        >>> source = Origin(ref="-", text="-", tag="user")
        >>> plain = {"id": "a", "kind": "kita", "label": "a", "bindingness": Bindingness.GUIDE, "origin": source}
        >>> Standard(**plain, target_m=750.0, speed_kmh=3.0, measure="air_line").target_words
        '750\xa0m Luftlinie'
        >>> Standard(**plain, target_min=15.0, target_m=1000.0, speed_kmh=4.0, measure="minutes").target_words
        '15 Minuten Gehzeit bei 4 km/h (1.000\xa0m)'
        """
        if self.measure == "minutes":
            time, speed = _few_decimals(self.target_min or 0.0), _few_decimals(self.speed_kmh)
            return f"{time} Minuten Gehzeit bei {speed} km/h ({texts.metres(self.target_m)})"
        return f"{texts.metres(self.target_m)} {self.measure_label}"

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


def _time_as_metres(standard: Any) -> Any:
    """Add the metres of a target that a file gives in minutes, at the standard's speed."""
    if isinstance(standard, dict) and standard.get("measure") == "minutes" and "target_m" not in standard:
        minutes, speed = standard.get("target_min"), standard.get("speed_kmh")
        if isinstance(minutes, int | float) and isinstance(speed, int | float):
            return {**standard, "target_m": minutes * speed * 1000 / 60}
    return standard


def standards_from_toml(text: str) -> StandardSet:
    """Read a set from TOML text; raises `pydantic.ValidationError` with every error at once."""
    table = tomllib.loads(text)
    if isinstance(table.get("standard"), list):
        table["standard"] = [_time_as_metres(each) for each in table["standard"]]
    return StandardSet.model_validate_json(json.dumps(table, default=str))


class StandardEdit(BaseModel):
    """A value of a standard that a town sets for itself, with the reason; kept in the project and shown with it.

    Parameters
    ----------
    standard_id : str
    target_m, target_min, speed_kmh, supply_rate : float or None
        What is set; at least one. `target_min` only for a standard in minutes, `target_m` only for the others.
    reason : str
        Why, in the town's words; never empty.
    bindingness : Bindingness
        The degree that the town gives its value (a council's resolution is a "richtwert"); Annahme if not given.
    by, date : str
        Who set it, and when (ISO).
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    standard_id: str
    reason: Annotated[str, Field(min_length=3)]
    target_m: Annotated[float, Field(gt=0)] | None = None
    target_min: Annotated[float, Field(gt=0)] | None = None
    speed_kmh: Annotated[float, Field(gt=0.5, lt=15)] | None = None
    supply_rate: Annotated[float, Field(gt=0)] | None = None
    bindingness: Bindingness = Bindingness.ASSUMPTION
    by: str = ""
    date: str = "o. J."

    @model_validator(mode="after")
    def _sets_something(self) -> StandardEdit:
        if all(v is None for v in (self.target_m, self.target_min, self.speed_kmh, self.supply_rate)):
            raise ValueError("die Änderung setzt keinen Wert")
        return self


def combined(sets: Iterable[StandardSet]) -> StandardSet:
    """Return one set of several: of each kind the standards of the last set that has any.

    Examples
    --------
    >>> source = Origin(ref="-", text="-", tag="user")
    >>> one = {"label": "x", "speed_kmh": 3.0, "bindingness": Bindingness.GUIDE, "origin": source}
    >>> base = StandardSet(id="a", title="A", detour_origin=source, standard=(
    ...     Standard(id="k1", kind="kita", target_m=500.0, **one), Standard(id="l1", kind="library", target_m=900.0, **one)))
    >>> town = StandardSet(id="b", title="B", detour_origin=source, standard=(Standard(id="k2", kind="kita", target_m=300.0, **one),))
    >>> both = combined([base, town])
    >>> both.title, [s.id for s in both.standard]
    ('A + B', ['k2', 'l1'])
    """
    chosen = list(sets)
    by_kind: dict[str, tuple[Standard, ...]] = {}
    for each in chosen:
        for kind in dict.fromkeys(s.kind for s in each.standard):
            by_kind[kind] = tuple(s for s in each.standard if s.kind == kind)
    last = chosen[-1]
    if len(chosen) == 1:
        return last
    return StandardSet(
        id="+".join(s.id for s in chosen),
        title=" + ".join(s.title for s in chosen),
        detour_factor=chosen[0].detour_factor,
        detour_origin=chosen[0].detour_origin,
        standard=tuple(s for kind in by_kind.values() for s in kind),
    )


def edited(chosen: StandardSet, edits: Iterable[StandardEdit]) -> StandardSet:
    """Return a set with the town's own values in it; edits of standards that are not in the set are left out.

    The origin of an edited value names the old value, the reason, who and when; its tag is ``user``.
    """
    by_id = {edit.standard_id: edit for edit in edits}
    return chosen.model_copy(
        update={"standard": tuple(_edited(s, by_id[s.id]) if s.id in by_id else s for s in chosen.standard)}
    )


def _edited(standard: Standard, edit: StandardEdit) -> Standard:
    changes: dict[str, Any] = {}
    said = []
    speed = edit.speed_kmh or standard.speed_kmh
    if edit.speed_kmh is not None:
        changes |= {"speed_kmh": speed, "speed_tag": "user"}
        said.append(
            f"Gehgeschwindigkeit {_few_decimals(speed)} km/h statt {_few_decimals(standard.speed_kmh)} km/h"
        )
    if standard.measure == "minutes":
        minutes = edit.target_min or standard.target_min or 0.0
        changes |= {"target_min": minutes, "target_m": minutes * speed * 1000 / 60}
        if edit.target_min is not None:
            said.append(
                f"{_few_decimals(minutes)} Minuten statt {_few_decimals(standard.target_min or 0.0)} Minuten"
            )
    elif edit.target_m is not None:
        changes["target_m"] = edit.target_m
        said.append(f"{texts.metres(edit.target_m)} statt {texts.metres(standard.target_m)}")
    if changes and standard.limit_m is not None and changes.get("target_m", 0.0) > standard.limit_m:
        raise ValueError(
            f"Der Zielwert {texts.metres(changes['target_m'])} liegt über der Zumutbarkeitsgrenze {texts.metres(standard.limit_m)}."
        )
    author = f" ({edit.by})" if edit.by else ""
    if said:
        text = f"Im Projekt geändert{author}: {'; '.join(said)}. Grund: {edit.reason}"
        changes |= {
            "bindingness": edit.bindingness,
            "origin": Origin(ref="Projekt", text=text, date=edit.date, tag="user"),
        }
    if edit.supply_rate is not None and standard.supply is not None:
        old = _rate_words(standard.supply.rate)
        text = f"Im Projekt geändert{author}: Bedarf {_rate_words(edit.supply_rate)} statt {old}. Grund: {edit.reason}"
        changes["supply"] = standard.supply.model_copy(
            update={
                "rate": edit.supply_rate,
                "parts": (),
                "bindingness": edit.bindingness,
                "origin": Origin(ref="Projekt", text=text, date=edit.date, tag="user"),
            }
        )
    return standard.model_copy(update=changes)
