"""Who walks: speed, and what is passable or slow for them. Data, so that planners can read and change it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Rule(BaseModel):
    """One condition on an edge and what it means for the walker.

    Every key given must hold for the rule to apply; a rule about an attribute that is unknown for an edge does not
    apply to it (the edge is counted as unknown instead).

    Parameters
    ----------
    because : str
        German words for reports: "Treppe", "Bordstein über 3 cm".
    steps, lift : bool or None
        The edge has (or has not) steps; is a lift.
    surface, smoothness, barrier, wheelchair : tuple of str
        Any of these values (words of `domain.network`).
    kerb_over_mm, incline_over_pm, width_under_cm : float or None
    ramp : bool or None
    passable : bool
        Whether the edge can be used at all.
    slowness : float
        Metres on this edge count as this many (>= 1).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    because: str
    steps: bool | None = None
    lift: bool | None = None
    ramp: bool | None = None
    surface: tuple[Literal["paved", "sett", "compacted", "loose"], ...] = ()
    smoothness: tuple[Literal["good", "intermediate", "bad", "very_bad"], ...] = ()
    barrier: tuple[Literal["none", "narrow", "pram_hindered", "impassable_on_wheels"], ...] = ()
    wheelchair: tuple[Literal["no", "limited", "yes"], ...] = ()
    kerb_over_mm: float | None = None
    incline_over_pm: float | None = None
    width_under_cm: float | None = None
    passable: bool = True
    slowness: float = Field(default=1.0, ge=1.0)


class Profile(BaseModel):
    """How somebody walks.

    Distances of a profile are metres at its own base speed: a metre on an edge with slowness 1,5 counts 1,5. So
    minutes are always ``metres / speed``, and for the default profile (no rules) metres are plain metres.

    Examples
    --------
    >>> ADULT.minutes(1000.0)
    12.0
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    speed_kmh: float = Field(gt=0.5, lt=15.0)
    speed_source: str = "Annahme"
    speed_tag: Literal["verified", "computed", "memory", "proposal"] = "proposal"
    rules: tuple[Rule, ...] = ()
    note: str = ""

    @property
    def metres_per_minute(self) -> float:
        """Base speed in metres per minute."""
        return self.speed_kmh * 1000.0 / 60.0

    def minutes(self, metres: float) -> float:
        """Return the walking time of a distance of this profile."""
        return metres / self.metres_per_minute

    def metres(self, minutes: float) -> float:
        """Return how far one gets at base speed in a time."""
        return minutes * self.metres_per_minute


ADULT = Profile(
    id="adult",
    name="Erwachsene",
    speed_kmh=5.0,
    speed_source="DOMAIN.md 2.4 W-1",
    speed_tag="verified",
)
"""The default: every walkable edge, plain metres."""
