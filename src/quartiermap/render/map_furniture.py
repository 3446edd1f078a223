"""What stands around a printed map: round scales, scale bar, north arrow, legend (german_peers.md 6.1)."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle
from matplotlib.patheffects import withStroke

from quartiermap.domain import texts
from quartiermap.render import colours

ROUND_SCALES = (
    500, 1_000, 2_000, 2_500, 5_000, 7_500, 10_000, 12_500, 15_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000,
    75_000, 100_000, 125_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 750_000, 1_000_000, 2_000_000,
)  # fmt: skip
"""Scale numbers that planners read without a calculator."""

INK = "#1a1a1a"
SOFT_INK = "#4d4d4d"
PT_PER_MM = 72 / 25.4
PARENT_DASHES = (0, (7, 1.6, 1.2, 1.6))
FUNDING_DASHES = (0, (4, 2))
"""Borders of the coarser level are dash-dotted, so that a river or a railway they follow stays in sight."""
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
        page.add_patch(
            Rectangle(
                (x, middle - 1.15),
                5.8,
                2.5,
                facecolor=entry.face,
                edgecolor=entry.edge,
                hatch=entry.hatch,
                lw=0.4,
            )
        )
    elif entry.sign == "point":
        draw_point(page, x + 2.9, middle, 1.3, entry.face, entry.text, hollow=entry.dashed)
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
    zorder: float = 8.0,
) -> None:
    """Draw a facility: a circle with its sign; hollow and dashed when it is only planned. Units of the axes."""
    axes.add_patch(
        Circle(
            (x, y), radius, facecolor="#ffffff" if hollow else colour, edgecolor=colour if hollow else "#ffffff",
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
            x_mm + share * long_mm, y_mm + 1.9, _distance(length * share, last=share == 1.0, whole=length), fontsize=5.6,
            ha="center", va="bottom", color=INK,
        )  # fmt: skip
    page.text(
        x_mm, y_mm - 1.3, f"1 : {texts.number(scale)}", fontsize=6.6, va="top", color=INK, fontweight="bold"
    )


def _distance(metres: float, *, last: bool, whole: float) -> str:
    """Label the bar in one unit, which stands at its end."""
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
