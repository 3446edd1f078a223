"""Ways in words: the streets one walks along, and the German sentences that explain a distance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from quartiermap.domain.network import BRIDGE, CROSSING, LIFT, PLAZA, STEPS, TUNNEL, Floats, Ints, WalkNetwork
from quartiermap.domain.profiles import Profile
from quartiermap.domain.texts import metres, number

CLASS_WORDS = {
    "footway": "Fußweg",
    "path": "Weg",
    "pedestrian": "Fußgängerbereich",
    "steps": "Treppe",
    "living_street": "verkehrsberuhigte Straße",
    "track": "Feld- oder Waldweg",
    "cycleway": "Geh- und Radweg",
    "bridleway": "Reitweg",
    "service": "Zufahrt",
    "platform": "Bahnsteig",
}
"""What a way without a name is called."""
_NAMELESS = "Straße ohne Namen"
_FEATURES = ((LIFT, "Aufzug"), (STEPS, "Treppe"), (BRIDGE, "Brücke"), (TUNNEL, "Unterführung"), (CROSSING, "Querung"), (PLAZA, "Platz"))  # fmt: skip


@dataclass(frozen=True)
class StreetPart:
    """A stretch along one street.

    Parameters
    ----------
    name : str
        The street's name, or what kind of way it is ("Fußweg").
    metres : float
        Plain metres on it.
    feature : str
        "Brücke", "Treppe", "Unterführung", "Aufzug", "Querung", "Platz", or empty.
    named : bool
        Whether `name` is a name.
    """

    name: str
    metres: float
    feature: str = ""
    named: bool = True

    @property
    def label(self) -> str:
        """Name and feature as one reads them: "Brücke (Neckarstraße)", "Treppe", "Gartenstraße".

        Examples
        --------
        >>> StreetPart("Neckarstraße", 80.0, "Brücke").label, StreetPart("Fußweg", 12.0, "Treppe", named=False).label
        ('Brücke (Neckarstraße)', 'Treppe')
        """
        if not self.feature:
            return self.name
        return f"{self.feature} ({self.name})" if self.named else self.feature


def street_parts(network: WalkNetwork, edges: Ints, metres_on: Floats) -> tuple[StreetPart, ...]:
    """Return the streets of a way in walking order; neighbouring pieces of one street are joined.

    Parameters
    ----------
    network : WalkNetwork
    edges : int32 array, shape (e,)
        As walked.
    metres_on : float64 array, shape (e,)
        Plain metres walked on each.
    """
    parts: list[StreetPart] = []
    for edge, walked in zip(edges.tolist(), metres_on.tolist(), strict=True):
        if walked <= 0:
            continue
        name = network.street(edge)
        flags = int(network.edge_flags[edge])
        feature = next((word for bit, word in _FEATURES if flags & bit), "")
        kind = network.classes[network.edge_class[edge]] if network.classes else ""
        nameless = CLASS_WORDS.get(kind, _NAMELESS if network.origin == "osm" else "Weg ohne Namen")
        part = StreetPart(name or nameless, walked, feature, bool(name))
        before = parts[-1] if parts else None
        if before is not None and (before.name, before.feature) == (part.name, part.feature):
            parts[-1] = StreetPart(part.name, before.metres + walked, part.feature, part.named)
        else:
            parts.append(part)
    return tuple(parts)


class WordedWay(Protocol):
    """What the sentences need of a way (`quartiermap.analysis.explain.ExplainedWay`)."""

    @property
    def name(self) -> str:
        """Name of the facility."""

    @property
    def distance_m(self) -> float:
        """Metres that count."""

    @property
    def metres(self) -> float:
        """Plain metres."""

    @property
    def legs_m(self) -> tuple[float, float]:
        """Straight ways beside the network."""

    @property
    def streets(self) -> tuple[StreetPart, ...]:
        """Streets in walking order."""

    @property
    def air_line_m(self) -> float:
        """Air line."""

    @property
    def crosses(self) -> bool:
        """Whether a leg crosses a barrier."""


class WordedProfile(Protocol):
    """What the sentences need of a profile's way (`quartiermap.analysis.explain.ProfileWay`)."""

    @property
    def profile(self) -> Profile:
        """Who walks."""

    @property
    def distance_m(self) -> float:
        """Metres of the profile."""

    @property
    def minutes(self) -> float:
        """Minutes."""


@dataclass(frozen=True)
class CellWords:
    """Writes the explanation of one cell.

    Parameters
    ----------
    kind : str
        German name of the kind.
    profile : Profile
    factor : float or None
        Detour factor where the result is air line; ``None`` along a network.
    snap_limit_m : float
    unseen : bool
        Whether the cell lies where the loaded network has no data.
    """

    kind: str
    profile: Profile
    factor: float | None
    snap_limit_m: float
    unseen: bool

    def sentences(
        self,
        snapped_m: float | None,
        first: WordedWay | None,
        second: WordedWay | None,
        by_profile: Sequence[WordedProfile] = (),
    ) -> tuple[str, ...]:
        """Return the sentences, most important first."""
        if first is None:
            return (self._nothing(snapped_m),)
        found = [self._how_far(first)]
        if self.factor is None:
            found += self._along(first)
        if second is None:
            found.append("Eine zweite Einrichtung dieser Art ist von hier nicht zu erreichen.")
        else:
            farther = second.distance_m - first.distance_m
            found.append(
                f"Die zweite Wahl ist „{second.name}“, {_exactly(farther)} weiter ({_exactly(second.distance_m)})."
            )
        if by_profile:
            found.append("Nach Gehprofil: " + "; ".join(_profile_words(way) for way in by_profile) + ".")
        return tuple(found)

    def _nothing(self, snapped_m: float | None) -> str:
        if self.unseen:
            return (
                "Hier endet das geladene Wegenetz: Der nächste Weg ist "
                f"{metres(snapped_m)} entfernt. Über den Fußweg lässt sich nichts sagen."
            )
        if snapped_m is not None and snapped_m > self.snap_limit_m:
            return (
                f"Der nächste Weg ist {metres(snapped_m)} entfernt, mehr als die Grenze von {metres(self.snap_limit_m)}; "
                "von hier gilt keine Einrichtung als erreichbar."
            )
        return f"Von hier ist keine Einrichtung der Art „{self.kind}“ auf dem Wegenetz zu erreichen."

    def _how_far(self, way: WordedWay) -> str:
        minutes = _minutes(self.profile.minutes(way.distance_m))
        speed = number(
            self.profile.speed_kmh, 0 if self.profile.speed_kmh == int(self.profile.speed_kmh) else 1
        )
        assumed = ", Annahme" if self.profile.speed_is_assumption else ""
        walker = f"{minutes} bei {speed}\u00a0km/h ({self.profile.name}{assumed})"
        if self.factor is not None:
            return (
                f"Bis „{way.name}“ sind es {_exactly(way.distance_m)}: {_exactly(way.air_line_m)} Luftlinie × Umwegfaktor "
                f"{number(self.factor, 2).rstrip('0').rstrip(',')} (Näherung ohne Wegenetz), {walker}."
            )
        if abs(way.metres - way.distance_m) > 0.5:
            return (
                f"Bis „{way.name}“ sind es {_exactly(way.metres)} zu Fuß; langsame Abschnitte zählen mehr, zusammen "
                f"{_exactly(way.distance_m)}, {walker}."
            )
        return f"Bis „{way.name}“ sind es {_exactly(way.distance_m)} zu Fuß, {walker}."

    def _along(self, way: WordedWay) -> list[str]:
        found = []
        if way.streets:
            walked = ", ".join(f"{part.label} {_exactly(part.metres)}" for part in way.streets)
            found.append(f"Der Weg: {walked}.")
        found.append(
            f"Dazu kommen {_exactly(way.legs_m[0])} vom Wohnort bis zum Weg und {_exactly(way.legs_m[1])} vom Weg bis zur "
            "Einrichtung (gerade Linie)."
        )
        if way.crosses:
            found.append(
                "Die gerade Linie zum Weg quert ein Hindernis (Gewässer, Bahn, Autobahn oder Mauer), weil es in der Nähe "
                "keinen anderen Weg gibt."
            )
        if way.air_line_m >= 1:
            found.append(
                f"Luftlinie: {_exactly(way.air_line_m)}; der Fußweg ist {number(way.metres / way.air_line_m, 2)}-mal so lang."
            )
        return found


def _exactly(value: float) -> str:
    """Write metres to the metre: the parts of a way must add up for the reader."""
    return f"{number(value)}\u00a0m"


def _minutes(value: float) -> str:
    shown = number(value)
    return f"{shown} {'Minute' if shown == '1' else 'Minuten'}"


def _profile_words(way: WordedProfile) -> str:
    if way.distance_m == float("inf"):
        return f"{way.profile.name} kein Weg"
    assumed = " (Annahme)" if way.profile.speed_is_assumption else ""
    return f"{way.profile.name} {_minutes(way.minutes)}{assumed}"
