"""A game of "Was wäre, wenn …" as plain values that a file can keep, and back: with every step that can be undone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from quartiermap.app.whatif_setup import Added, Setup
from quartiermap.domain.profiles import Profile
from quartiermap.errors import InputError, Problem


def setup_as_plain(setup: Setup) -> dict[str, Any]:
    """Return what a game has changed; rows and ways keep their numbers, which only hold for the same project."""
    return {
        "profile": setup.profile.id,
        "added": [asdict(added) for added in setup.added],
        "moved": [[row, *place] for row, place in setup.moved.items()],
        "resized": [[row, places] for row, places in setup.resized.items()],
        "closed": sorted(setup.closed),
        "opened": sorted(setup.opened),
        "ways": sorted(setup.ways),
        "thresholds": dict(setup.thresholds),
        "speed_kmh": setup.speed_kmh,
    }


def setup_from_plain(
    values: Mapping[str, Any],
    profiles: Mapping[str, Profile],
    kinds: Sequence[str],
    standards: Iterable[str],
    base: int,
    edges: int,
) -> Setup:
    """Read what a game had changed.

    Parameters
    ----------
    values : mapping
        As `setup_as_plain` gave it.
    profiles : mapping of id to Profile
    kinds : sequence of str
        The kinds of the analysis.
    standards : iterable of str
        The ids of its standards.
    base, edges : int
        How many facilities and ways the project has.

    Raises
    ------
    InputError
        If it does not fit the project.
    """
    try:
        added = tuple(_added(row, kinds) for row in values["added"])
        rows = base + len(added)
        speed = values["speed_kmh"]
        setup = Setup(
            profiles[values["profile"]],
            added,
            {_below(row, rows): (_number(x), _number(y)) for row, x, y in values["moved"]},
            {_below(row, rows): _positive(places) for row, places in values["resized"]},
            frozenset(_below(row, rows) for row in values["closed"]),
            frozenset(_below(row, rows) for row in values["opened"]),
            frozenset(_below(edge, edges) for edge in values["ways"]),
            {key: _positive(metres) for key, metres in values["thresholds"].items()},
            None if speed is None else _positive(speed),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise misfit() from error
    if not set(standards).issuperset(setup.thresholds):
        raise misfit()
    return setup


def misfit() -> InputError:
    """Return the error for a game that does not fit the project."""
    return InputError(
        Problem(
            "Was unter „Was wäre wenn“ ausprobiert war, passt nicht zum Projekt und wurde nicht zurückgeholt.",
            "Das Projekt selbst ist vollständig; die Änderungen noch einmal ausprobieren.",
            code="game_misfit",
        )
    )


def _added(row: Mapping[str, Any], kinds: Sequence[str]) -> Added:
    places = row["places"]
    if row["kind"] not in kinds:
        raise ValueError(row["kind"])
    return Added(
        str(row["id"]), row["kind"], str(row["name"]), _number(row["x"]), _number(row["y"]), None if places is None else _positive(places),
    )  # fmt: skip


def _below(number: Any, end: int) -> int:
    if not isinstance(number, int) or not 0 <= number < end:
        raise ValueError(number)
    return number


def _number(value: Any) -> float:
    if not math.isfinite(value):
        raise ValueError(value)
    return float(value)


def _positive(value: Any) -> float:
    if not value > 0:
        raise ValueError(value)
    return _number(value)
