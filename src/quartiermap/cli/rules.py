"""The options of ``analyse`` that set the town's own rules: weights, standards with a reason, indicators, small numbers."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.app.usecases import AnalyseOptions
    from quartiermap.domain.need_index import IndexDefinition
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import StandardEdit

Any_ = TypeVar("Any_", bound=Callable[..., Any])

_FIELDS = {"target": "target_m", "ziel": "target_m", "speed": "speed_kmh", "tempo": "speed_kmh", "rate": "supply_rate",
           "bedarf": "supply_rate"}  # fmt: skip
_VALUE = re.compile(r"^([0-9]+(?:[.,][0-9]+)?)\s*(m|min)?$")


_OPTIONS = (
    click.option(
        "--indicator",
        "indicators",
        multiple=True,
        metavar="NAME[:ANGABE…]",
        help="Indikator eines eigenen Sozialindex; mehrfach. Angaben: besser (mehr ist günstiger), ersatz, gewicht=2.",
    ),
    click.option(
        "--weights",
        default=None,
        metavar="LISTE",
        help="Gewichte der Rangfolge, je 0 bis 3, z. B. affected=1,need=1,depth=1.",
    ),
    click.option(
        "--standard",
        "edits",
        multiple=True,
        metavar="ID=WERT",
        help="Eigener Wert eines Richtwerts: kita=600, ID=15min, kita:rate=0,8, kita:speed=3; mehrfach; mit --reason.",
    ),
    click.option("--reason", default=None, metavar="TEXT", help="Warum die Kommune den Richtwert so setzt."),
    click.option(
        "--small-numbers",
        type=click.FloatRange(0, 1000),
        default=None,
        metavar="N",
        help="Personenzahlen unter N sind im Bericht geheim (Vorgabe: 5; 0: alle zeigen).",
    ),
)


def rule_options(command: Any_) -> Any_:
    """Add the options to a command; it gets them as ``indicators, weights, edits, reason, small_numbers``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def with_rules(
    options: AnalyseOptions,
    project: Project,
    *,
    indicators: Sequence[str],
    weights: str | None,
    edits: Sequence[str],
    reason: str | None,
    small_numbers: float | None,
) -> AnalyseOptions:
    """Return the options with the rules that were given; weights not named stay as in the project.

    Raises
    ------
    UsageError
        If a text cannot be read, a reason is missing, or the index is named twice.
    """
    from quartiermap.app import ranking

    if indicators and options.need_index:
        raise UsageError(
            "--need-index und --indicator legen beide den Sozialindex fest; bitte nur eines angeben."
        )
    return replace(
        options,
        standard_edits=read_standard_edits(edits, reason),
        weights=None if weights is None else ranking.read_weights(weights, ranking.weights(project)),
        need_definition=read_indicators(indicators),
        small_numbers=small_numbers,
    )


def read_indicators(texts: Sequence[str]) -> IndexDefinition | None:
    """Read the indicators of an index of the town's own; ``None`` if there are none.

    Raises
    ------
    UsageError
        If a text is no indicator.

    Examples
    --------
    >>> read_indicators(["sgb2_quote:gewicht=2", "wohnflaeche:besser:ersatz"]).words
    'sgb2_quote (Gewicht 2), wohnflaeche (mehr ist günstiger; Ersatzindikator, kein Armutsmaß)'
    """
    from quartiermap.domain.need_index import IndexDefinition, IndexIndicator
    from quartiermap.domain.standards import Origin

    if not texts:
        return None
    found = []
    for text in texts:
        key, *marks = (part.strip() for part in text.split(":"))
        values: dict[str, Any] = {}
        for mark in marks:
            name, sign, value = mark.lower().partition("=")
            if name in ("besser", "better") and not sign:
                values["direction"] = "more_is_better"
            elif name in ("ersatz", "substitute") and not sign:
                values["substitute"] = True
            elif name in ("gewicht", "weight") and re.fullmatch(r"[0-9]+([.,][0-9]+)?", value):
                values["weight"] = float(value.replace(",", "."))
            else:
                raise UsageError(f"„{text}“: „{mark}“ ist keine Angabe. Möglich: besser, ersatz, gewicht=2.")
        try:
            found.append(IndexIndicator(key=key, **values))
        except ValueError as error:
            raise UsageError(
                f"„{text}“ ist kein Indikator: Name fehlt, oder das Gewicht liegt nicht über 0 bis 10."
            ) from error
    try:
        return IndexDefinition(
            id="eigene",
            title="Eigene Indikatoren",
            indicator=tuple(found),
            origin=Origin(
                ref="Projekt", text="Von der Kommune gewählt", date=dt.date.today().isoformat(), tag="user"
            ),
        )
    except ValueError as error:
        raise UsageError("Ein Indikator ist doppelt angegeben.") from error


def read_standard_edits(texts: Sequence[str], reason: str | None) -> tuple[StandardEdit, ...]:
    """Read values of the town's own: ``ID=600`` (metres), ``ID=15min``, ``ID:speed=3``, ``ID:rate=0,8``.

    Several for one standard make one edit.

    Raises
    ------
    UsageError
        If the reason is missing, or a text is no value.

    Examples
    --------
    >>> edits = read_standard_edits(["kita=600", "kita:rate=0,8"], "Ratsbeschluss")
    >>> len(edits), edits[0].target_m, edits[0].supply_rate
    (1, 600.0, 0.8)
    """
    from quartiermap.domain.standards import StandardEdit

    if reason is not None and not texts:
        raise UsageError("--reason gehört zu --standard ID=WERT.")
    if not texts:
        return ()
    if reason is None or len(reason.strip()) < 3:
        raise UsageError("Ein eigener Richtwert braucht einen Grund: --reason „Ratsbeschluss vom …“.")
    found: dict[str, dict[str, Any]] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        standard_id, _, field = (part.strip() for part in name.partition(":"))
        match = _VALUE.match(value.strip())
        column = _FIELDS.get(field.lower() or "target")
        if (
            not sign
            or not standard_id
            or match is None
            or column is None
            or float(match[1].replace(",", ".")) == 0
        ):
            raise UsageError(
                f"„{text}“ ist kein Richtwert. Muster: kita=600 (Meter), treff=15min, kita:rate=0,8, kita:speed=3."
            )
        if match[2] == "min":
            column = "target_min" if column == "target_m" else ""
        if not column or (match[2] == "m" and column != "target_m"):
            raise UsageError(f"„{text}“: Die Einheit passt nicht zu dem, was gesetzt wird.")
        found.setdefault(standard_id, {})[column] = float(match[1].replace(",", "."))
    today = dt.date.today().isoformat()
    edits = []
    for standard_id, values in found.items():
        try:
            edits.append(StandardEdit(standard_id=standard_id, reason=reason.strip(), date=today, **values))
        except ValueError as error:
            raise UsageError(
                f"Der Wert für „{standard_id}“ liegt außerhalb dessen, was möglich ist (Gehtempo 0,5 bis 15 km/h)."
            ) from error
    return tuple(edits)
