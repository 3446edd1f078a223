"""Who walks: speed, and what is passable or slow for them. Data, so that planners can read and change it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from quartiermap.domain.texts import number


class Rule(BaseModel):
    """One condition on an edge and what it means for the walker.

    Every key given must hold for the rule to apply; a rule about an attribute that is unknown for an edge does not
    apply to it (the edge is counted as unknown instead). Rules are read in order: the first that applies and is
    not passable, or is `final`, decides; of several slownesses before that the largest counts.

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
    final : bool
        Whether the rules behind this one are not read any more where it applies ("mapped as fit for wheelchairs").
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
    slowness: float = Field(default=1.0, ge=1.0, le=100.0)
    final: bool = False

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        """Refuse a rule without a condition, and one that changes nothing."""
        if not (self.asks or self.steps is not None or self.lift is not None):
            msg = f"die Regel „{self.because}“ hat keine Bedingung"
            raise ValueError(msg)
        if self.passable and self.slowness == 1.0 and not self.final:
            msg = f"die Regel „{self.because}“ bewirkt nichts (passable, slowness oder final angeben)"
            raise ValueError(msg)
        return self

    @property
    def asks(self) -> tuple[str, ...]:
        """The attributes of `quartiermap.domain.network.ATTRIBUTES` that the rule needs to know.

        Examples
        --------
        >>> Rule(because="Treppe mit Rampe", steps=True, ramp=True, final=True).asks
        ('ramp',)
        """
        given = {
            "surface": bool(self.surface),
            "smoothness": bool(self.smoothness),
            "width_cm": self.width_under_cm is not None,
            "incline_pm": self.incline_over_pm is not None,
            "kerb_mm": self.kerb_over_mm is not None,
            "barrier": bool(self.barrier),
            "wheelchair": bool(self.wheelchair),
            "ramp": self.ramp is not None,
        }
        return tuple(name for name, asked in given.items() if asked)


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

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    speed_kmh: float = Field(gt=0.5, lt=15.0)
    speed_source: str = "Annahme"
    speed_tag: Literal["verified", "computed", "memory", "proposal"] = "proposal"
    rules: tuple[Rule, ...] = ()
    note: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether every walkable edge counts as it is (no rules), so that distances are plain metres."""
        return not self.rules

    @property
    def speed_is_assumption(self) -> bool:
        """Whether the speed must be shown as "Annahme"."""
        return self.speed_tag in ("memory", "proposal")

    @property
    def speed_words(self) -> str:
        """The speed with what stands behind it, for screens and reports.

        Examples
        --------
        >>> ADULT.speed_words.replace(chr(160), " ")
        '5 km/h (Obergericht Appenzell Ausserrhoden, Entscheid vom 26.11.2003)'
        >>> Profile(id="pram", name="Mit Kinderwagen", speed_kmh=3.5, speed_source="Wert ohne Beleg").speed_words[:8]
        '3,5\xa0km/h'
        """
        decimals = 0 if self.speed_kmh == int(self.speed_kmh) else 1
        label = "Annahme: " if self.speed_is_assumption and self.speed_source != "Annahme" else ""
        return f"{number(self.speed_kmh, decimals)}\u00a0km/h ({label}{self.speed_source})"

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
    speed_source="Obergericht Appenzell Ausserrhoden, Entscheid vom 26.11.2003",
    speed_tag="verified",
)
"""The default: every walkable edge, plain metres."""


class Profiles:
    """The catalogue of profiles, in its order on screen; the first is the default.

    Examples
    --------
    >>> catalogue = Profiles((ADULT,))
    >>> catalogue.ids, catalogue["adult"].name, "wheelchair" in catalogue
    (('adult',), 'Erwachsene', False)
    """

    def __init__(self, profiles: tuple[Profile, ...]) -> None:
        self._profiles = {profile.id: profile for profile in profiles}

    def __iter__(self) -> Iterator[Profile]:
        return iter(self._profiles.values())

    def __contains__(self, profile_id: object) -> bool:
        return profile_id in self._profiles

    def __getitem__(self, profile_id: str) -> Profile:
        return self._profiles[profile_id]

    def __len__(self) -> int:
        return len(self._profiles)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in catalogue order."""
        return tuple(self._profiles)


class _ProfilesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    profile: tuple[Profile, ...]

    @model_validator(mode="after")
    def _ids_differ(self) -> Self:
        ids = [profile.id for profile in self.profile]
        if not ids or len(set(ids)) < len(ids):
            msg = "jedes Profil braucht eine eigene Kennung (id), und mindestens eines muss es geben"
            raise ValueError(msg)
        return self


def profiles_from_toml(text: str) -> Profiles:
    """Read a catalogue from TOML text; raises `pydantic.ValidationError` with every error at once.

    Examples
    --------
    >>> text = '''
    ... [[profile]]
    ... id = "pram"
    ... name = "Mit Kinderwagen"
    ... speed_kmh = 4.0
    ... [[profile.rules]]
    ... because = "Treppe"
    ... steps = true
    ... passable = false
    ... '''
    >>> profiles_from_toml(text)["pram"].rules[0].because
    'Treppe'
    """
    return Profiles(_ProfilesFile.model_validate(tomllib.loads(text)).profile)
