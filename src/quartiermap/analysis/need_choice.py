"""Which indicators a social index is made of: as the town defines it, as in Berlin, or by their names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quartiermap.domain.need_index import IndexDefinition
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold

_DISADVANTAGE = ("arbeitslos", "transfer", "sgb", "armut", "mindestsicherung", "alleinerzieh", "leistungsbez")
"""Parts of indicator names of which more surely means more disadvantage."""
_SHARE = ("anteil", "quote", "prozent", "armut")


@dataclass(frozen=True)
class IndicatorChoice:
    """Which indicators the index is made of, for which period, and the sentence that says so."""

    period: str | None
    status: tuple[str, ...]
    dynamics: tuple[str, ...]
    earlier: str | None
    note: str
    factors: Mapping[str, float] = field(default_factory=dict)
    min_base: float = 300.0
    status_limits: tuple[float, float, float] = (-1.0, 1.0, 1.5)
    dynamics_limits: tuple[float, float] = (-1.0, 1.0)


def _period_order(period: str) -> tuple[float, str]:
    digits = re.findall(r"\d+", period)
    return (float(digits[0]) if digits else -1.0, period)


def choose_indicators(project: Project) -> IndicatorChoice:
    """Choose the indicators of the index.

    In this order: ``settings["need.index"]`` (an `IndexDefinition` as plain values); ``settings["need.indicators"]`` (a list of
    keys, more = worse); the keys ``s1`` to ``s4`` of
    the Berlin preset; indicators whose name says that they are shares of disadvantage. The newest period that
    has them is used. Dynamics come from ``d1`` to ``d4`` of the same period, else from the change against
    the latest earlier period that has the same indicators.
    """
    table = project.indicators
    table = table[table["value"].notna()]
    defined = project.settings.get("need.index")
    definition = IndexDefinition.model_validate_json(json.dumps(defined)) if defined else None
    named = project.settings.get("need.indicators")
    if isinstance(named, str):
        named = [key.strip() for key in named.split(",")]
    by_period = {
        str(p): set(rows["indicator"].astype(str)) for p, rows in table.groupby("period", sort=False)
    }
    periods = sorted(by_period, key=_period_order, reverse=True)
    for period in periods:
        keys = by_period[period]
        if definition is not None:
            # An index with a part missing is another index: all of its indicators or none.
            chosen = definition.keys if keys >= set(definition.keys) else ()
            why = f"nach der Festlegung „{definition.title}“: {definition.words}"
        elif named:
            chosen = tuple(k for k in named if k in keys)
            why = "wie in den Projekteinstellungen gewählt"
        else:
            chosen = tuple(k for k in ("s1", "s2", "s3", "s4") if k in keys)
            why = "nach dem Monitoring Soziale Stadtentwicklung Berlin"
            if not chosen:
                chosen = tuple(sorted(k for k in keys if _says_disadvantage(k)))
                why = "nach ihrer Benennung gewählt: Annahme; die Einstellung „need.indicators“ legt sie fest"
        if not chosen:
            continue
        changes = _published_changes(definition, chosen, keys)
        earlier = None
        if len(changes) < len(chosen):
            changes = ()
            earlier = next(
                (p for p in periods if p != period and _before(p, period) and by_period[p] >= set(chosen)),
                None,
            )
        text = f"Sozialindex {period} aus {', '.join(chosen)} ({why})"
        if earlier:
            text += f"; Dynamik als Veränderung gegen {earlier} in Prozentpunkten"
        elif not changes:
            text += "; ohne Dynamik, weil ein Vergleichsjahr fehlt"
        if definition is None:
            return IndicatorChoice(period, chosen, changes, earlier, f"{text}.")
        return IndicatorChoice(
            period,
            chosen,
            changes,
            earlier,
            f"{text}.",
            {i.key: i.factor for i in definition.indicator},
            definition.min_base,
            definition.status_limits,
            definition.dynamics_limits,
        )
    if definition is not None and periods:
        lacking = ", ".join(k for k in definition.keys if k not in by_period[periods[0]])
        note = f"Sozialindex „{definition.title}“: In keinem Zeitraum liegen alle Indikatoren vor (für {periods[0]} fehlt: {lacking})."
        return IndicatorChoice(periods[0], (), (), None, note)
    return IndicatorChoice(periods[0] if periods else None, (), (), None, "")


def _published_changes(
    definition: IndexDefinition | None, chosen: Sequence[str], keys: set[str]
) -> tuple[str, ...]:
    """Return the keys of published changes that are there."""
    if definition is not None:
        return tuple(i.change for i in definition.indicator if i.change in keys)
    return tuple(f"d{k[1:]}" for k in chosen if re.fullmatch(r"s\d", k) and f"d{k[1:]}" in keys)


def _before(one: str, other: str) -> bool:
    return _period_order(one) < _period_order(other)


def _says_disadvantage(key: str) -> bool:
    word = fold(key)
    return any(part in word for part in _DISADVANTAGE) and (
        any(part in word for part in _SHARE) or word.endswith(("proz", "pct"))
    )
