"""Fixed classes: borders belong where the labels say, missing values to no class."""

import itertools
import math

import numpy as np
import pytest

from quartiermap.domain.standards import Bindingness, Origin, Standard
from quartiermap.render.classes import FIGURES, NO_DATA, classify, scheme_for


def standard(target_m):
    origin = Origin(ref="T", text="Test", tag="user")
    return Standard(
        id="t", kind="kita", label="t", age=(0, 6), target_m=target_m, speed_kmh=3.0,
        bindingness=Bindingness.ASSUMPTION, origin=origin,
    )  # fmt: skip


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("print_as", ["colour", "grey"])
def test_every_class_has_one_colour_and_one_label(figure, print_as):
    scheme = scheme_for(figure, standard(500.0), print_as=print_as)
    assert len(scheme.colours) == len(scheme.labels) == len(set(scheme.colours)) == len(set(scheme.labels))
    assert not scheme.breaks or len(scheme.breaks) == len(scheme.labels) - 1
    assert list(scheme.breaks) == sorted(scheme.breaks)
    assert scheme.title
    assert scheme.dark_means


@pytest.mark.parametrize("figure", ["covered_share", "mean_distance_m", "supply_ratio", "population"])
def test_a_border_belongs_to_the_class_above_it(figure):
    scheme = scheme_for(figure, standard(800.0))
    at = classify(scheme.breaks, scheme)
    below = classify(np.nextafter(scheme.breaks, -np.inf) - 1e-6, scheme)
    assert at.tolist() == [1, 2, 3, 4]
    assert below.tolist() == [0, 1, 2, 3]


def test_float_dust_does_not_move_a_share_over_a_border():
    dusty = sum([0.1] * 9)  # 0.8999999999999999
    assert dusty < 0.9
    assert classify([dusty], scheme_for("covered_share")).tolist() == [4]


def test_missing_is_never_a_class():
    scheme = scheme_for("covered_share")
    assert set(classify([None, math.nan, math.inf, -math.inf], scheme).tolist()) == {NO_DATA}
    words = scheme_for("need_status")
    assert classify([None, math.nan, "", "mittelhoch"], words).tolist() == [NO_DATA] * 4


def test_mean_distance_is_classed_by_the_target_of_the_standard():
    scheme = scheme_for("mean_distance_m", standard(500.0))
    assert scheme.breaks == (250.0, 500.0, 750.0, 1000.0)
    assert scheme.labels[0] == "unter 250\u00a0m"
    assert scheme.labels[-1] == "1.000\u00a0m und mehr"
    assert scheme_for("mean_distance_m", standard(1250.0)).labels[2] == "1.250 bis unter 1.875\u00a0m"


def test_hundred_per_cent_supply_is_on_the_good_side():
    scheme = scheme_for("supply_ratio")
    short, enough = classify([0.9999, 1.0], scheme)
    assert scheme.labels[short] == "80 bis unter 100\u00a0%"
    assert scheme.labels[enough] == "100 bis unter 120\u00a0%"


def test_dark_stands_for_much_to_do():
    from quartiermap.render.colours import luminance

    for figure in ("mean_distance_m", "need_status"):
        lights = [luminance(c) for c in scheme_for(figure).colours]
        assert lights == sorted(lights, reverse=True)
    lights = [luminance(c) for c in scheme_for("covered_share").colours]
    assert lights == sorted(lights)


def test_labels_leave_no_hole():
    labels = scheme_for("supply_ratio").labels
    uppers = [label.split()[-1] if "unter" in label else None for label in labels]
    for lower, upper in itertools.pairwise(labels):
        border = lower.replace("\u00a0%", "").split()[-1]
        assert upper.startswith(border), (lower, upper)
    assert uppers[-1] is None


def test_an_unknown_figure_is_refused():
    with pytest.raises(ValueError, match="unknown figure"):
        scheme_for("beauty")
