"""The colours of maps and legends, as constants, with where they come from.

No red-yellow-green: full red-green blindness leaves a distance of 2.4 between its classes, while
the palettes here keep more than 10 between neighbours for every kind of sight (tested).
Colour is never the only hint: gaps carry a number, missing data a hatching, kinds a sign.
"""

from __future__ import annotations

YLGNBU = ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
"""Sequential, five classes, light to dark; for the screen and for colour print."""

YLGNBU_4 = ("#ffffcc", "#a1dab4", "#41b6c4", "#225ea8")
"""The same with four classes."""

CIVIDIS = ("#fee838", "#bcae6c", "#7d7c78", "#434e6c", "#00224e")
"""Sequential, five classes, light to dark; evenly spaced in lightness, for printing in grey."""

CIVIDIS_4 = ("#fee838", "#a59c74", "#575d6d", "#00224e")
"""The same with four classes."""

PUOR = ("#b35806", "#f1a340", "#fee0b6", "#998ec3", "#542788")
"""Diverging around 100 %: three oranges for too little, two violets for enough and more.

The middle of ColorBrewer's PuOr is left out because 100 % is a border between classes, not a class.
"""

GREY_DIVERGING = ("#262626", "#737373", "#bdbdbd", "#e6e6e6", "#ffffff")
"""Stands in for `PUOR` in grey print: dark = too little, one direction only."""

NO_DATA_FACE = "#f2f2f2"
NO_DATA_LINE = "#8c8c8c"
NO_DATA_HATCH = "////"
"""Districts without a value: grey hatching on light grey (german_peers.md 6.2)."""

SECRET_HATCH = "xxxx"  # noqa: S105  (a pattern, not a password)
"""Printed maps: districts whose value is secret; crossed, so that it is not taken for missing data."""

NOT_APPLICABLE_FACE = "#ffffff"
NOT_APPLICABLE_HATCH = "...."
"""Districts where the question does not arise (nobody of the target group lives there)."""

OUTSIDE = "#fafafa"
"""Everything outside the municipality."""

DISTRICT_LINE = "#6b6b6b"
PARENT_LINE = "#2b2b2b"
SELECTED_LINE = "#d7191c"
FUNDING_LINE = "#7a0177"
"""Outlines: reporting districts, coarser level, chosen district, funding areas (thick and dashed)."""

GAP_FACE = "#111111"
GAP_TEXT = "#ffffff"
"""Gaps: a white number on a dark sign, readable on every class."""

BASEMAP_AREAS = {
    "water": "#b3d0e2",
    "green": "#e3e8de",
    "forest": "#d9e0d5",
    "farmland": "#f5f4ef",
    "residential": "#f0efec",
    "industrial": "#ebe8ea",
    "school": "#efece4",
    "building": "#dcdad6",
    "square": "#f1efe9",
}
"""Quiet fills of the background, by `basemap_areas.class`."""

BASEMAP_LINES = {
    "motorway": "#bdb5ab",
    "major": "#c9c3ba",
    "minor": "#d8d4cd",
    "rail": "#8f8f8f",
    "waterway": "#7fa9c4",
}
"""Quiet lines of the background, by `basemap_lines.class`."""

WATER_EDGE = BASEMAP_LINES["waterway"]
"""The rim of lakes and rivers: keeps them in sight above light and dark classes."""

FILL_ALPHA = 0.72
"""How much of a class's colour covers the background of a printed map."""

COLORBREWER_LICENCE = (
    "Farbreihen YlGnBu und PuOr: ColorBrewer 2.0, © 2002 Cynthia Brewer, Mark Harrower und The Pennsylvania State "
    "University (Apache-ähnliche ColorBrewer-Lizenz)"
)
CIVIDIS_LICENCE = (
    "Farbreihe cividis: J. R. Nuñez, C. R. Anderton, R. S. Renslow (PLOS ONE 2018), Werte aus matplotlib "
    "(Matplotlib-Lizenz)"
)
LICENCES = (COLORBREWER_LICENCE, CIVIDIS_LICENCE)
"""Lines for the list of sources and licences."""


def rgb(colour: str) -> tuple[float, float, float]:
    """Return ``#rrggbb`` as three numbers 0..1.

    Examples
    --------
    >>> rgb("#ff0000")
    (1.0, 0.0, 0.0)
    """
    return (int(colour[1:3], 16) / 255, int(colour[3:5], 16) / 255, int(colour[5:7], 16) / 255)


def over(colour: str, alpha: float, ground: str = "#f7f6f3") -> str:
    """Return what a translucent colour looks like on a ground; for legends of translucent maps.

    Examples
    --------
    >>> over("#000000", 0.5, "#ffffff"), over("#253494", 1.0)
    ('#808080', '#253494')
    """
    mixed = [alpha * c + (1 - alpha) * g for c, g in zip(rgb(colour), rgb(ground), strict=True)]
    return "#" + "".join(f"{round(255 * c + 1e-9):02x}" for c in mixed)


def luminance(colour: str) -> float:
    """Return the relative luminance 0..1 of a colour (WCAG 2.2, definition "relative luminance").

    Examples
    --------
    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb(colour)]
    return round(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2], 12)


def text_on(colour: str) -> str:
    """Return the text colour, black or white, that stands out more on `colour`.

    Examples
    --------
    >>> text_on("#ffffcc"), text_on("#253494")
    ('#000000', '#ffffff')
    """
    own = luminance(colour)
    return "#000000" if (own + 0.05) / 0.05 >= 1.05 / (own + 0.05) else "#ffffff"
