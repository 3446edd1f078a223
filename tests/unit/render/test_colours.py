"""Classes stay apart for every kind of sight, and in grey print; measured, not judged by eye."""

import itertools

import numpy as np
import pytest

from quartiermap.render import colours
from quartiermap.render.classes import FIGURES, scheme_for

# Full dichromacy after Machado, Oliveira and Fernandes 2009 (severity 1.0), on linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def linear(colour):
    c = np.array(colours.rgb(colour))
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def cam02_ucs(rgb_linear):
    """CIECAM02 (average surround, L_A 64/pi/5, Y_b 20, D65), then Luo 2006 uniform colour space: J', a', b'."""
    xyz = (
        100
        * np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ rgb_linear
    )
    white = np.array([95.047, 100.0, 108.883])
    cat = np.array([[0.7328, 0.4296, -0.1624], [-0.7036, 1.6975, 0.0061], [0.0030, 0.0136, 0.9834]])
    hpe = np.array([[0.38971, 0.68898, -0.07868], [-0.22981, 1.18340, 0.04641], [0.0, 0.0, 1.0]])
    adapting, background = 64 / np.pi / 5, 20.0
    degree = 1 - np.exp((-adapting - 42) / 92) / 3.6
    k = 1 / (5 * adapting + 1)
    fl = 0.2 * k**4 * 5 * adapting + 0.1 * (1 - k**4) ** 2 * (5 * adapting) ** (1 / 3)
    n = background / white[1]
    nbb, z = 0.725 / n**0.2, 1.48 + np.sqrt(n)
    gain = white[1] * degree / (cat @ white) + 1 - degree

    def responses(values):
        adapted = hpe @ np.linalg.inv(cat) @ (gain * (cat @ values))
        p = (fl * np.abs(adapted) / 100) ** 0.42
        return np.sign(adapted) * 400 * p / (p + 27.13) + 0.1

    r, g, b = responses(xyz)
    achromatic = nbb * (2 * r + g + b / 20 - 0.305)
    rw, gw, bw = responses(white)
    achromatic_white = nbb * (2 * rw + gw + bw / 20 - 0.305)
    red, yellow = r - 12 * g / 11 + b / 11, (r + g - 2 * b) / 9
    hue = np.arctan2(yellow, red)
    lightness = 100 * (achromatic / achromatic_white) ** (0.69 * z)
    eccentricity = (np.cos(hue + 2) + 3.8) / 4
    t = 50000 / 13 * nbb * eccentricity * np.hypot(red, yellow) / (r + g + 21 * b / 20)
    chroma = t**0.9 * np.sqrt(lightness / 100) * (1.64 - 0.29**n) ** 0.73
    colourful = np.log(1 + 0.0228 * chroma * fl**0.25) / 0.0228
    j = 1.7 * lightness / (1 + 0.007 * lightness)
    return np.array([j, colourful * np.cos(hue), colourful * np.sin(hue)])


def distance(one, other, sight="normal"):
    matrix = np.array(SIGHT[sight])
    seen = [cam02_ucs(np.clip(matrix @ linear(c), 0, 1)) for c in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def lightness_step(one, other):
    """Difference in CIE L*: what a black-and-white copier leaves."""
    stars = [116 * np.cbrt(max(colours.luminance(c), 0.008856)) - 16 for c in (one, other)]
    return abs(stars[0] - stars[1])


def smallest(palette, sight):
    return min(distance(a, b, sight) for a, b in itertools.combinations(palette, 2))


@pytest.mark.parametrize(
    ("sight", "expected"),
    [("normal", 20.5), ("deuteranopia", 16.2), ("protanopia", 12.8), ("tritanopia", 15.8)],
)
def test_the_measure_reproduces_the_published_figures_for_ylgnbu(sight, expected):
    """The table of reference/ecosystem.md 3, made with another implementation."""
    assert smallest(colours.YLGNBU, sight) == pytest.approx(expected, abs=0.15)


def test_the_measure_condemns_red_yellow_green():
    red_green = ("#d7191c", "#fdae61", "#ffffbf", "#a6d96a", "#1a9641")
    assert smallest(red_green, "deuteranopia") < 5


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("palette", ["YLGNBU", "YLGNBU_4", "CIVIDIS", "CIVIDIS_4", "PUOR"])
def test_no_two_classes_come_near_each_other(palette, sight):
    assert smallest(getattr(colours, palette), sight) >= 10


@pytest.mark.parametrize("figure", FIGURES)
def test_print_in_grey_keeps_neighbours_apart(figure):
    palette = scheme_for(figure, print_as="grey").colours
    assert min(lightness_step(a, b) for a, b in itertools.pairwise(palette)) >= 8


def test_text_on_every_class_is_readable():
    for colour in (*colours.YLGNBU, *colours.CIVIDIS, *colours.PUOR):
        lighter, darker = sorted((colours.luminance(colour), colours.luminance(colours.text_on(colour))))[
            ::-1
        ]
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5
