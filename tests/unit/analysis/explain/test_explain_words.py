"""Ways in words: streets are joined, bridges and stairs are named, and nothing is said that is not known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from quartiermap.analysis.explain_words import CellWords, StreetPart, street_parts
from quartiermap.domain.network import BRIDGE, CROSSING, STEPS, TUNNEL
from quartiermap.domain.profiles import ADULT, Profile


@dataclass(frozen=True)
class Way:
    name: str = "Kita Anger"
    distance_m: float = 700.0
    metres: float = 700.0
    legs_m: tuple[float, float] = (20.0, 10.0)
    streets: tuple[StreetPart, ...] = (StreetPart("Gartenstraße", 670.0),)
    air_line_m: float = 500.0
    crosses: bool = False


def words(**changes: Any) -> CellWords:
    plain: dict[str, Any] = {
        "kind": "Kita",
        "profile": ADULT,
        "factor": None,
        "snap_limit_m": 250.0,
        "unseen": False,
    }
    return CellWords(**{**plain, **changes})


def text(sentences: tuple[str, ...]) -> str:
    return " ".join(sentences).replace("\u00a0", " ")


def test_streets_are_joined_and_features_stand_apart(nets: Any) -> None:
    nodes = [(100.0 * k, 0.0) for k in range(8)]
    classes = ["residential", "residential", "residential", "steps", "footway", "footway", "track"]
    net = nets.of(nodes, [(k, k + 1, []) for k in range(7)], classes)
    net = replace(
        net, edge_flags=np.array([0, 0, BRIDGE, STEPS, TUNNEL, CROSSING, 0], np.uint8),
        edge_name=np.array([0, 0, 0, -1, -1, -1, -1], np.int32), names=("Gartenstraße",),
    )  # fmt: skip
    parts = street_parts(net, np.arange(7, dtype=np.int32), np.array([10.0, 100, 100, 100, 100, 0.0, 50]))
    assert [(p.label, p.metres) for p in parts] == [
        ("Gartenstraße", 110.0),
        ("Brücke (Gartenstraße)", 100.0),
        ("Treppe", 100.0),
        ("Unterführung", 100.0),
        ("Feld- oder Waldweg", 50.0),
    ]


def test_a_network_of_lines_knows_no_classes(nets: Any) -> None:
    net = replace(nets.of([(0, 0), (50, 0)], [(0, 1, [])]), origin="lines", classes=())
    assert street_parts(net, np.array([0], np.int32), np.array([50.0]))[0].label == "Weg ohne Namen"


def test_every_sentence_of_an_ordinary_way() -> None:
    said = text(words().sentences(20.0, Way(), Way(name="Kita Bach", distance_m=950.0)))
    assert said == (
        "Bis „Kita Anger“ sind es 700 m zu Fuß, 8 Minuten bei 5 km/h (Erwachsene). Der Weg: Gartenstraße 670 m. "
        "Dazu kommen 20 m vom Wohnort bis zum Weg und 10 m vom Weg bis zur Einrichtung (gerade Linie). "
        "Luftlinie: 500 m; der Fußweg ist 1,40-mal so lang. Die zweite Wahl ist „Kita Bach“, 250 m weiter (950 m)."
    )


def test_slow_stretches_are_told_apart_from_metres() -> None:
    slow = Profile(id="slow", name="Im Rollstuhl", speed_kmh=3.5)
    said = text(words(profile=slow).sentences(20.0, Way(distance_m=840.0), None))
    assert (
        "sind es 700 m zu Fuß; langsame Abschnitte zählen mehr, zusammen 840 m, 14 Minuten bei 3,5 km/h "
        "(Im Rollstuhl, Annahme)." in said
    )
    assert "Eine zweite Einrichtung dieser Art ist von hier nicht zu erreichen." in said


def test_what_cannot_be_reached_is_said_with_its_reason() -> None:
    assert "1.500 m entfernt" in text(words(unseen=True).sentences(1500.0, None, None))
    assert "mehr als die Grenze von 250 m" in text(words().sentences(400.0, None, None))
    assert "keine Einrichtung der Art „Kita“" in text(words().sentences(40.0, None, None))


def test_a_leg_over_a_barrier_and_an_air_line_are_named() -> None:
    assert "quert ein Hindernis" in text(words().sentences(20.0, Way(crosses=True), None))
    air = text(words(factor=1.3).sentences(None, Way(distance_m=650.0, metres=650.0, streets=()), None))
    assert "500 m Luftlinie × Umwegfaktor 1,3 (Näherung ohne Wegenetz)" in air
    assert "gerade Linie" not in air
