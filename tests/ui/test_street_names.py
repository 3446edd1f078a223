"""Names of streets on the simple map: where a street is straight for long enough, none across another."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter, QTransform

from quartiermap.render.basemap_styles import style
from quartiermap.ui.plain.street_names import Street, draw_street_names, middle_stretch


def drawn(streets: list[Street], zoom: float = 16.0, taken: list[QRectF] | None = None) -> list[QRectF]:
    """Draw streets whose world units are pixels, and return where something is written."""
    rooms = [] if taken is None else taken
    image = QImage(600, 400, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    draw_street_names(painter, streets, QTransform(), zoom, style("light"), rooms)
    painter.end()
    return rooms


def straight(name: str, y: float, kind: str = "minor") -> Street:
    return Street(name, kind, ((20.0, y), (580.0, y)))


@pytest.mark.parametrize("angle", range(-180, 181, 15))
def test_a_name_is_never_upside_down_and_lies_on_its_street(angle: int) -> None:
    radians = math.radians(angle)
    line = [QPointF(t * math.cos(radians), t * math.sin(radians)) for t in (-100, -20, 100)]
    found = middle_stretch(line, 150.0)
    assert found is not None
    at, turned = found
    assert -90 < turned <= 90
    assert math.isclose(math.sin(math.radians(turned) - radians), 0.0, abs_tol=1e-9)
    assert (at.x(), at.y()) == pytest.approx((0.0, 0.0), abs=1e-9)


def test_round_a_corner_nothing_is_written_but_beside_it() -> None:
    corner = [QPointF(0, 0), QPointF(200, 0), QPointF(200, 200)]
    found = middle_stretch(corner, 120.0)
    assert found is not None
    assert found[0].x() < 200  # on one leg, not across the corner
    ring = [QPointF(50 * math.cos(t / 10), 50 * math.sin(t / 10)) for t in range(63)]
    assert middle_stretch(ring, 100.0) is None


def test_names_give_way_to_each_other_and_to_what_is_there(qapp) -> None:
    crossing = Street("Querstraße", "minor", ((300.0, 20.0), (300.0, 380.0)))
    assert len(drawn([straight("Bahnhofstraße", 200.0, "major"), crossing])) == 1
    assert len(drawn([straight("Bahnhofstraße", 200.0)], taken=[QRectF(0, 0, 600, 400)])) == 1
    rooms = drawn([straight(f"Straße {n}", 20.0 * n) for n in range(1, 18)])
    assert len(rooms) == 17
    assert not any(a.intersects(b) for n, a in enumerate(rooms) for b in rooms[:n])


def test_a_street_in_pieces_is_named_once(qapp) -> None:
    assert len(drawn([straight("Bahnhofstraße", 200.0), straight("Bahnhofstraße", 230.0)])) == 1


def test_small_streets_come_later_than_large_ones(qapp) -> None:
    streets = [straight("Gasse", 100.0), straight("Allee", 200.0, "major")]
    assert [len(drawn(streets, zoom)) for zoom in (13.0, 14.0, 15.0)] == [0, 1, 2]


def test_a_short_street_has_no_room(qapp) -> None:
    assert drawn([Street("Karl-Friedrich-Straße", "minor", ((0.0, 50.0), (40.0, 50.0)))]) == []
