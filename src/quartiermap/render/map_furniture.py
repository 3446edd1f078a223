"""What stands around a printed map: round scales, scale bar, north arrow, legend (german_peers.md 6.1)."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.lines import Line2D
from matplotlib.patches import FancyBboxPatch, Polygon, Rectangle
from matplotlib.path import Path as MplPath
from matplotlib.patheffects import withStroke
from numpy.typing import NDArray

from quartiermap.domain import texts
from quartiermap.domain.report_template import ReportTemplate, darkened
from quartiermap.io import bundled
from quartiermap.render import colours

ROUND_SCALES = (
    500, 1_000, 2_000, 2_500, 5_000, 7_500, 10_000, 12_500, 15_000, 17_500, 20_000, 25_000, 30_000, 35_000, 40_000, 50_000,
    60_000, 75_000, 80_000, 90_000, 100_000, 125_000, 150_000, 175_000, 200_000, 250_000, 300_000, 400_000, 500_000, 750_000,
    1_000_000, 2_000_000,
)  # fmt: skip
"""Scale numbers that planners read without a calculator."""

INK = "#1a1a1a"
SOFT_INK = "#4d4d4d"
PT_PER_MM = 72 / 25.4
Floats = NDArray[np.float64]
PARENT_DASHES = (0, (7, 1.6, 1.2, 1.6))
FUNDING_DASHES = (0, (4, 2))
"""Borders of the coarser level are dash-dotted, so that a river or a railway they follow stays in sight."""
MARK_PT = 0.45
"""Width of the lines that mark a class beside its colour."""
NAME_MARK = "quartiermap-name"


def round_scale(width_m: float, height_m: float, width_mm: float, height_mm: float) -> int:
    """Return the largest round scale (smallest number) at which an extent fits a frame.

    Examples
    --------
    >>> round_scale(2_400, 1_600, 160, 120)
    15000
    >>> round_scale(0, 0, 160, 120)
    500
    """
    needed = max(width_m / (width_mm / 1000), height_m / (height_mm / 1000))
    return next((s for s in ROUND_SCALES if s >= needed), int(-(-needed // 1_000_000) * 1_000_000))


def bar_length(scale: int, width_mm: float) -> float:
    """Return a round length in metres whose bar is at most `width_mm` long at a scale.

    Examples
    --------
    >>> bar_length(15_000, 40)
    500.0
    """
    most = scale * width_mm / 1000
    magnitude = 10.0 ** (len(str(int(most))) - 1)
    return next(m * magnitude for m in (5, 2, 1) if m * magnitude <= most)


def outline_of(kind: str) -> MplPath:
    """Return the shape of a kind's sign as a path of unit size."""
    points = shape_points(kind)
    return MplPath(np.vstack((points, points[:1])), closed=True)


@dataclass(frozen=True)
class LegendEntry:
    """One line of a legend: what it looks like and what it means."""

    label: str
    sign: Literal["patch", "point", "gap", "line", "heading", "note"]
    face: str = "none"
    edge: str = colours.DISTRICT_LINE
    hatch: str | None = None
    text: str = ""
    dashed: bool = False
    dashes: Any = "-"
    width: float = 0.8
    hatch_colour: str = ""
    """Of the hatching; that of the edge if not given."""
    shape: str = ""
    """The kind whose shape a point has."""


@dataclass(frozen=True)
class Imprint:
    """Who hands a map in: what stands in its title block (german_peers.md 6.1).

    Parameters
    ----------
    author, department, status : str
        "Bearbeitung", "Dienststelle", "Verfahrensstand"; empty ones are left out.
    date_line : str
        Stands as "Stand"; empty: the day of the computation.
    """

    author: str = ""
    department: str = ""
    status: str = ""
    date_line: str = ""

    @classmethod
    def of(cls, template: ReportTemplate) -> Imprint:
        """Return what a report's template says."""
        return cls(template.author, template.department, template.status, template.date_line)

    def rows(self, stand: str = "") -> list[tuple[str, str]]:
        """Return label and value of everything known; `stand` is used where the template gives none.

        Examples
        --------
        >>> Imprint(author="Muster", status="Entwurf").rows("31.12.2025")
        [('Bearbeitung', 'Muster'), ('Verfahrensstand', 'Entwurf'), ('Stand', '31.12.2025')]
        """
        said = (
            ("Bearbeitung", self.author),
            ("Dienststelle", self.department),
            ("Verfahrensstand", self.status),
            ("Stand", self.date_line or stand),
        )
        return [(label, value.strip()) for label, value in said if value.strip()]


def _regular(corners: int, turn: float = 0.0, stretch: tuple[float, float] = (1.0, 1.0)) -> Floats:
    angle = np.pi / 2 + turn + 2 * np.pi * np.arange(corners) / corners
    return np.column_stack((np.cos(angle) * stretch[0], np.sin(angle) * stretch[1]))


def _of_one_area(points: Floats) -> Floats:
    """Return a shape as large as the unit circle, so that no kind looks more important than another."""
    x, y = points.T
    area = abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2
    return np.asarray(points * np.sqrt(np.pi / area))


_SHAPES: tuple[Floats, ...] = tuple(
    _of_one_area(points)
    for points in (
        _regular(40),  # circle
        _regular(4, np.pi / 4),  # square
        _regular(4),  # standing on a corner
        np.array([(-1.5, -0.8), (1.5, -0.8), (1.5, 0.8), (-1.5, 0.8)]),  # plate
        np.array([(-0.9, -0.9), (0.9, -0.9), (0.9, 0.3), (0.0, 1.2), (-0.9, 0.3)]),  # house
        _regular(6),
        _regular(3),
        _regular(3, np.pi),
        np.array([(-0.42, -1.1), (0.42, -1.1), (0.42, -0.42), (1.1, -0.42), (1.1, 0.42), (0.42, 0.42), (0.42, 1.1),
                  (-0.42, 1.1), (-0.42, 0.42), (-1.1, 0.42), (-1.1, -0.42), (-0.42, -0.42)]),  # cross
        np.array([(-1.0, 1.0), (1.0, 1.0), (1.0, -0.3), (0.0, -1.2), (-1.0, -0.3)]),  # shield
        np.array([(-1.3, -0.8), (1.3, -0.8), (0.8, 0.8), (-0.8, 0.8)]),  # trapezium
    )
)  # fmt: skip


def shape_points(kind: str) -> Floats:
    """Return the outline of a kind's sign around the origin, y upwards, as large as the unit circle.

    Kinds are told apart by shape, letters and colour, so that two of them may fail. A kind that is not in the
    catalogue gets a circle; beyond the number of shapes they begin again.

    Returns
    -------
    float64 array, shape (n, 2)
    """
    ids = bundled.kinds().ids
    return _SHAPES[ids.index(kind) % len(_SHAPES) if kind in ids else 0]


LINE_MM = 2.7
ENTRY_GAP_MM = 0.95
INDENT_MM = 7.6
"""From the left edge of a legend entry to its words."""


def entry_lines(entry: LegendEntry, width_mm: float) -> list[str]:
    """Return the label of an entry broken to the width of its column."""
    indent = 0.0 if entry.sign in ("heading", "note") else INDENT_MM
    per_mm = 0.86 if entry.sign != "heading" else 0.66
    return textwrap.wrap(entry.label, max(int((width_mm - indent) * per_mm), 8)) or [""]


def legend_height(entries: list[LegendEntry], width_mm: float) -> float:
    """Return the height in mm that entries take in a column."""
    return sum(len(entry_lines(e, width_mm)) * LINE_MM + ENTRY_GAP_MM for e in entries)


def draw_legend(page: Axes, entries: list[LegendEntry], x_mm: float, top_mm: float, width_mm: float) -> None:
    """Draw entries one below the other; the axes' unit is mm."""
    y = top_mm
    for entry in entries:
        lines = entry_lines(entry, width_mm)
        middle = y - LINE_MM / 2
        if entry.sign in ("heading", "note"):
            page.text(
                x_mm, y, "\n".join(lines), fontsize=6.4 if entry.sign == "heading" else 5.6, va="top", color=INK,
                fontweight="bold" if entry.sign == "heading" else "normal", linespacing=1.25,
                fontstyle="italic" if entry.sign == "note" else "normal",
            )  # fmt: skip
        else:
            _draw_sign(page, entry, x_mm, middle)
            page.text(
                x_mm + INDENT_MM, y, "\n".join(lines), fontsize=6.0, va="top", color=INK, linespacing=1.25
            )
        y -= len(lines) * LINE_MM + ENTRY_GAP_MM


def _draw_sign(page: Axes, entry: LegendEntry, x: float, middle: float) -> None:
    if entry.sign == "patch":
        box = Rectangle(
            (x, middle - 1.15),
            5.8,
            2.5,
            facecolor=entry.face,
            edgecolor=entry.edge,
            hatch=entry.hatch,
            lw=0.4,
        )
        if entry.hatch_colour and entry.hatch:
            box.set_hatchcolor(entry.hatch_colour)
            box.set_hatch_linewidth(MARK_PT)
        page.add_patch(box)
    elif entry.sign == "point":
        draw_point(page, x + 2.9, middle, 1.3, entry.face, entry.text, hollow=entry.dashed, kind=entry.shape)
    elif entry.sign == "gap":
        draw_gap(page, x + 2.9, middle, 1.4, entry.text)
    else:
        page.add_line(
            Line2D(
                [x, x + 5.8],
                [middle, middle],
                color=entry.edge,
                lw=entry.width,
                ls=entry.dashes,
            )
        )


def draw_point(
    axes: Axes,
    x: float,
    y: float,
    radius: float,
    colour: str,
    sign: str,
    *,
    hollow: bool,
    kind: str = "",
    zorder: float = 8.0,
) -> None:
    """Draw a facility: the shape of its kind with its sign; hollow and dashed when only planned. Units of the axes."""
    colour = darkened(colour) if hollow else colour  # edge and letters then stand on white
    axes.add_patch(
        Polygon(
            shape_points(kind) * radius + (x, y), closed=True, facecolor="#ffffff" if hollow else colour, edgecolor=colour if hollow else "#ffffff",
            lw=0.9 if hollow else 0.5, ls=(0, (2, 1)) if hollow else "-", zorder=zorder,
        )
    )  # fmt: skip
    if sign:
        axes.text(
            x, y, sign, fontsize=5.0 if len(sign) == 1 else 4.0, ha="center", va="center_baseline", fontweight="bold",
            color=colour if hollow else colours.text_on(colour), zorder=zorder + 0.1, clip_on=True,
        )  # fmt: skip


def draw_gap(axes: Axes, x: float, y: float, half: float, number: str, *, zorder: float = 9.0) -> None:
    """Draw a gap: a dark square with its rank. Units of the axes."""
    wide = half * (1.0 if len(number) < 3 else 1.3)
    axes.add_patch(
        FancyBboxPatch(
            (x - wide, y - half), 2 * wide, 2 * half, boxstyle=f"round,pad=0,rounding_size={half / 3}",
            facecolor=colours.GAP_FACE, edgecolor="#ffffff", lw=0.5, zorder=zorder,
        )
    )  # fmt: skip
    if number:
        axes.text(
            x, y, number, fontsize=5.2, ha="center", va="center_baseline", color=colours.GAP_TEXT, fontweight="bold",
            zorder=zorder + 0.1, clip_on=True,
        )  # fmt: skip


def draw_scale(page: Axes, scale: int, x_mm: float, y_mm: float, width_mm: float) -> None:
    """Draw the scale as bar and as number; both, because plans get enlarged when copied."""
    length = bar_length(scale, width_mm)
    long_mm = length / scale * 1000
    for part in range(4):
        page.add_patch(
            Rectangle(
                (x_mm + part * long_mm / 4, y_mm), long_mm / 4, 1.3, facecolor=INK if part % 2 == 0 else "#ffffff",
                edgecolor=INK, lw=0.4,
            )
        )  # fmt: skip
    for share in (0.0, 0.5, 1.0):
        page.text(
            x_mm + share * long_mm, y_mm + 1.9, bar_label(length * share, last=share == 1.0, whole=length), fontsize=5.6,
            ha="center", va="bottom", color=INK,
        )  # fmt: skip
    page.text(
        x_mm, y_mm - 1.3, f"1 : {texts.number(scale)}", fontsize=6.6, va="top", color=INK, fontweight="bold"
    )


def bar_label(metres: float, *, last: bool, whole: float) -> str:
    """Label the bar in one unit, which stands at its end.

    Examples
    --------
    >>> bar_label(1000, last=False, whole=2000), bar_label(500, last=True, whole=500)
    ('1', '500\\xa0m')
    """
    kilometres = whole >= 2000
    value = metres / 1000 if kilometres else metres
    shown = texts.number(value, 0 if float(value).is_integer() else 1)
    return f"{shown}\u00a0{'km' if kilometres else 'm'}" if last else shown


def draw_north(page: Axes, x_mm: float, y_mm: float) -> None:
    """Draw a north arrow of 9 mm; grid north of the project CRS is up."""
    page.add_patch(
        Polygon(
            [(x_mm, y_mm + 7), (x_mm - 2, y_mm), (x_mm, y_mm + 1.6)], facecolor=INK, edgecolor=INK, lw=0.5
        )
    )
    page.add_patch(
        Polygon(
            [(x_mm, y_mm + 7), (x_mm + 2, y_mm), (x_mm, y_mm + 1.6)],
            facecolor="#ffffff",
            edgecolor=INK,
            lw=0.5,
        )
    )
    page.text(x_mm, y_mm + 7.6, "N", fontsize=7, ha="center", va="bottom", color=INK, fontweight="bold")


def draw_name(axes: Axes, x: float, y: float, name: str, size: float, *, colour: str) -> None:
    """Write a name with a white rim. Units of the axes; `size` in pt.

    In an SVG the rim comes from `with_rims`: drawn as a path effect it would turn every letter into an outline,
    which made a map eight times as large and its names unsearchable.
    """
    text = axes.text(
        x, y, name.replace("$", r"\$"), fontsize=size, ha="center", va="center", color=colour, linespacing=1.05, zorder=8.0,
        clip_on=True, gid=NAME_MARK,
    )  # fmt: skip
    figure = axes.get_figure()
    if figure is not None and not isinstance(figure.canvas, FigureCanvasSVG):
        text.set_path_effects([withStroke(linewidth=1.6, foreground="#ffffff")])


def with_rims(svg: bytes) -> bytes:
    """Give the names of an SVG their white rim (``paint-order``: the stroke lies behind the letters)."""
    return svg.replace(
        f'<g id="{NAME_MARK}">'.encode(),
        b'<g style="stroke:#ffffff;stroke-width:1.6;stroke-linejoin:round;paint-order:stroke">',
    )


_SHAPE = re.compile(rb' d="[^"]*"')
_FINER = re.compile(rb"(\.\d\d)\d+")
_LINES = re.compile(
    rb'(?:<path d="[^"]*"(?P<look>[^>]*fill: none;[^>]*)/>\s*)(?:<path d="[^"]*"(?P=look)/>\s*)+'
)
_ONE = re.compile(rb'<path d="([^"]*)"')


def compact(svg: bytes) -> bytes:
    """Return a drawing of matplotlib in fewer bytes with the same print: short numbers, lines of one look in one path.

    Shapes are given to a hundredth of a point (0.0035 mm). Dashed lines stay as they are.

    Examples
    --------
    >>> compact(b'<path d="M 1.234567 2.5 L 3 4" x="1.234567"/>')
    b'<path d="M 1.23 2.5 L 3 4" x="1.234567"/>'
    >>> compact(b'<path d="M 1 2" style="fill: none; a"/> <path d="M 3 4" style="fill: none; a"/>')
    b'<path d="M 1 2M 3 4" style="fill: none; a"/>'
    """

    def joined(found: re.Match[bytes]) -> bytes:
        if b"dasharray" in found["look"]:
            return found.group()
        return b'<path d="' + b"".join(_ONE.findall(found.group())) + b'"' + found["look"] + b"/>"

    return _LINES.sub(joined, _SHAPE.sub(lambda found: _FINER.sub(rb"\1", found.group()), svg))
