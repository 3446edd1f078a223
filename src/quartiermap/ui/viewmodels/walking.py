"""Who walks, and whether ways are told in metres or in minutes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.wording import worded

if TYPE_CHECKING:  # the model of a profile brings pydantic with it, which would delay the window
    from quartiermap.domain.profiles import Profile


def _adult() -> Profile:
    from quartiermap.domain.profiles import ADULT

    return ADULT


def who_walks(profile: Profile) -> str:
    """Return what a profile is called in the language of the window.

    By its id: the German "Kind" (child) is an English word too.
    """
    child = profile.id == "child" and profile.name == "Kind"
    return translate("Walking", "Kind") if child else worded(profile.name)


@dataclass(frozen=True)
class Walking:
    """How the ways of a result are told.

    Parameters
    ----------
    profile : Profile
        Who the result was computed for.
    minutes : bool
        Ways are told in minutes at the profile's speed.

    Examples
    --------
    >>> Walking().way(437.0).replace(chr(160), " "), Walking(minutes=True).way(437.0).replace(chr(160), " ")
    ('440 m', '5,2 min')
    """

    profile: Profile = field(default_factory=_adult)
    minutes: bool = False

    def way(self, metres: float | None, *, missing: str = texts.NO_DATA) -> str:
        """Write a way."""
        if metres is None or not self.minutes:
            return texts.metres(metres, missing=missing)
        return minutes_words(self.profile.minutes(metres), missing=missing)

    def standard(self, metres: float) -> str:
        """Write the distance of a standard: always its metres, with the minutes where ways are told in minutes."""
        words = f"{texts.number(metres)}\u00a0m"
        return f"{words} ({minutes_words(self.profile.minutes(metres))})" if self.minutes else words

    @property
    def who(self) -> str:
        """Who walks: "Erwachsene"."""
        return who_walks(self.profile)

    @property
    def words(self) -> str:
        """Who walks how fast: "Erwachsene, 5 km/h"."""
        speed = self.profile.speed_kmh
        fixed = texts.number(speed, 0 if speed == int(speed) else 1)
        tail = f" ({translate('Walking', 'Annahme')})" if self.profile.speed_is_assumption else ""
        return f"{self.who}, {fixed}\u00a0km/h{tail}"

    @property
    def caveat(self) -> str:
        """What has to be known about the metres of a profile with rules; empty for plain metres."""
        if self.profile.is_plain:
            return ""
        return translate(
            "Walking",
            "Gerechnet für: {who}. Wege, die dafür nicht gehen, bleiben aus; beschwerliche zählen länger, als sie sind.",
        ).format(who=self.who)


def minutes_words(minutes: float, *, missing: str = texts.NO_DATA) -> str:
    """Write a walking time: with a decimal below ten minutes, where it has one.

    Examples
    --------
    >>> [minutes_words(m).replace(chr(160), " ") for m in (5.24, 6.0, 12.4, float("inf"))]
    ['5,2 min', '6 min', '12 min', 'keine Daten']
    """
    if minutes != minutes or minutes in (float("inf"), float("-inf")):
        return missing
    whole = minutes >= 10 or abs(minutes - round(minutes)) < 0.05
    return f"{texts.number(minutes, 0 if whole else 1)}\u00a0min"
