"""Names and numbers on printed maps: none lies on another, and nothing depends on chance."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.render.map_labels import (  # fmt: skip
    FONT_SIZES,
    MM_PER_PT,
    boxes_around,
    overlaps,
    place_names,
    spread_numbers,
    text_width,
)
from quartiermap.render.svg_furniture import fitted

NOTHING = np.zeros((0, 4))


def box_of(label):
    lines = label.text.split("\n")
    half_w = max(text_width(line, label.size) for line in lines) / 2
    return boxes_around([label.x], [label.y], half_w, len(lines) * label.size * MM_PER_PT / 2)


def grid_of(columns, rows, side):
    return [
        shapely.box(side * i, side * j, side * (i + 1), side * (j + 1))
        for j in range(rows)
        for i in range(columns)
    ]


def test_names_never_lie_on_each_other_on_numbers_or_on_the_heart_of_a_sign():
    polygons = grid_of(5, 5, 22.0)
    names = [f"Lerchenfeld-Siedlung {n}" for n in range(25)]
    rng = np.random.default_rng(1)
    signs = boxes_around(*rng.uniform(0, 110, (2, 60)), 1.3, 1.3)
    numbers = boxes_around(*rng.uniform(0, 110, (2, 20)), 1.45, 1.45)
    labels = place_names(names, polygons, (110.0, 110.0), signs, numbers)
    assert len(labels) > 12
    boxes = np.vstack([box_of(label) for label in labels])
    assert (overlaps(boxes, boxes) == 1).all()  # each touches itself only
    assert (overlaps(boxes, numbers) == 0).all()
    middles = np.column_stack(((signs[:, 0] + signs[:, 2]) / 2, (signs[:, 1] + signs[:, 3]) / 2))
    assert (overlaps(boxes, boxes_around(*middles.T, 0.01, 0.01)) == 0).all()


def test_names_stay_in_the_frame_and_in_their_district():
    polygons = grid_of(4, 4, 25.0)
    labels = place_names([f"Nord {n}" for n in range(16)], polygons, (100.0, 100.0), NOTHING, NOTHING)
    assert len(labels) == 16
    for label, polygon in zip(labels, polygons, strict=True):
        left, bottom, right, top = box_of(label)[0]
        assert polygon.contains(shapely.box(left, bottom, right, top))


def test_a_name_without_room_is_left_out_instead_of_lying_on_a_number():
    everywhere = boxes_around([5.0], [5.0], 5.0, 5.0)
    assert place_names(["Altstadt"], [shapely.box(0, 0, 10, 10)], (10.0, 10.0), NOTHING, everywhere) == []


def test_a_long_name_is_broken_or_made_smaller_before_it_is_given_up():
    narrow = shapely.box(0, 0, 19.0, 40.0)
    walls = np.array([[19.0, 0.0, 40.0, 40.0], [-40.0, 0.0, 0.0, 40.0]])
    (label,) = place_names(["Lerchenfeld-Siedlung"], [narrow], (19.0, 40.0), NOTHING, walls)
    assert "\n" in label.text or label.size < FONT_SIZES[0]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=1, max_size=25))
def test_spread_numbers_never_touch_and_lone_ones_stay(points):
    half = 1.45
    start = np.array(points)
    moved = spread_numbers(start, half)
    boxes = boxes_around(*moved.T, half, half)
    assert (overlaps(boxes, boxes) == 1).all()
    far = [
        i
        for i in range(len(start))
        if all(np.abs(start[i] - start[j]).max() > 60 for j in range(len(start)) if j != i)
    ]
    assert np.array_equal(moved[far], start[far])


@pytest.mark.parametrize("count", [2, 3, 4, 7])
def test_numbers_on_one_spot_stand_around_it(count):
    moved = spread_numbers(np.full((count, 2), 50.0), 1.5)
    assert moved.mean(axis=0) == pytest.approx([50.0, 50.0], abs=1.7)
    assert moved[0, 1] == moved[:, 1].max()  # the most pressing one first


@pytest.mark.parametrize("name", ["A" * 10_000, "Am Alten Markt " * 700])
def test_a_name_of_any_length_is_cut_to_the_widest_that_fits(name, monkeypatch):
    """The one longer by a letter or a word has no room; and a file's name of 10,000 letters does not hold a report up."""
    measured = []
    monkeypatch.setattr(
        "quartiermap.render.svg_furniture.text_width",
        lambda *text, **look: measured.append(text) or text_width(*text, **look),
    )
    cut = fitted(name, 60, 11)
    start = cut.removesuffix(" …")
    rest = name.removeprefix(start)
    longer = name[: len(start) + 1] if "A" * 9 in name else f"{start} {rest.split()[0]}"
    assert name.startswith(start)
    assert text_width(cut, 11) <= 60 < text_width(f"{longer} …", 11)
    assert len(measured) < 40
