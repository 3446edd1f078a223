"""Signs, legend, scale, north arrow and title block of the maps that are drawn with `svg_sheet`."""

from __future__ import annotations

import textwrap
from bisect import bisect_right
from collections.abc import Sequence
from html import escape

from quartiermap.domain import texts
from quartiermap.domain.report_template import darkened
from quartiermap.render import colours
from quartiermap.render.map_furniture import (
    ENTRY_GAP_MM,
    INDENT_MM,
    INK,
    LINE_MM,
    SOFT_INK,
    LegendEntry,
    bar_label,
    bar_length,
    entry_lines,
    shape_points,
)
from quartiermap.render.map_labels import text_width
from quartiermap.render.report_fonts import printable
from quartiermap.render.svg_sheet import PER_MM, SvgSheet, dashes, number, pt

HATCHES = {
    # name: ground, line, distance of the lines in mm, their width in mm, angle in degrees, crossed
    "beyond": ("#f0dcea", "#7a1f5c", 1.15, 0.22, 45, False),
    "far": ("#c48bb0", "#4a0f37", 0.80, 0.40, 45, False),
    "no_data": (colours.NO_DATA_FACE, colours.NO_DATA_LINE, 1.10, 0.16, 135, False),
    "secret": (colours.NO_DATA_FACE, "#555555", 1.10, 0.16, 45, True),
}
"""Patterns: wider and darker lines mean a longer way, so that a copy in grey still tells the classes apart."""

SIGN_MM = 1.35
"""Radius of a facility's sign."""

ROUND = 20
"""A sign with more corners than this is a circle."""

SMALL = 0.72
"""How large small signs are, in parts of it."""


def hatch(sheet: SvgSheet, name: str) -> str:
    """Return the fill of a pattern, defined on the sheet."""
    ground, line, step, width, angle, crossed = HATCHES[name]
    side, thick = number(step * PER_MM), number(width * PER_MM)
    more = f'<path d="M0 0h{side}" stroke="{line}" stroke-width="{thick}"/>' if crossed else ""
    sheet.define(
        f"h-{name}",
        f'<pattern id="h-{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({angle})"><rect width="{side}" height="{side}" fill="{ground}"/>'
        f'<path d="M0 0v{side}" stroke="{line}" stroke-width="{number(2 * width * PER_MM)}"/>{more}</pattern>',
    )
    return f"url(#h-{name})"


def sign(sheet: SvgSheet, kind: str, colour: str, letters: str, *, planned: bool = False, small: bool = False) -> str:  # fmt: skip
    """Return the name of a facility's sign, defined on the sheet: a shape and a colour by kind, its letters in it."""
    name = f"{'p' if planned else 's'}{'s' if small else ''}-{''.join(c for c in kind if c.isalnum() or c == '_')}"
    radius = SIGN_MM * (SMALL if small else 1.0)
    points = shape_points(kind) * radius * PER_MM
    outline = f'<path d="M{"L".join(f"{x:.0f} {-y:.0f}" for x, y in points)}z"'
    if len(points) > ROUND:
        outline = f'<circle r="{number(radius * PER_MM)}"'
    letters = printable(letters)
    face, edge = ("#fff", darkened(colour)) if planned else (colour, "#fff")
    ink = edge if planned else colours.text_on(colour)
    size = (4.9 if len(letters) == 1 else 3.8) * (SMALL if small else 1.0)
    low = float(points[:, 1].mean()) * 0.5
    sheet.define(
        name,
        f'<g id="{name}">{outline} fill="{face}" stroke="{edge}" stroke-width="{pt(0.9 if planned else 0.6)}"'
        f"{f' stroke-dasharray={chr(34)}{dashes(2, 1)}{chr(34)}' if planned else ''}/>"
        f'<text y="{number(size * 0.36 * 25.4 / 72 * PER_MM - low)}" font-size="{pt(size)}" font-weight="bold" '
        f'text-anchor="middle" fill="{ink}">{escape(letters)}</text></g>',
    )
    return name


def gap_sign(sheet: SvgSheet, x: float, y: float, rank: str, half: float = 1.5) -> None:
    """Draw a gap: a dark square with its rank."""
    wide = half + 0.55 * max(len(rank) - 2, 0)
    sheet.rect(x - wide, y - half, 2 * wide, 2 * half, rx=pt(1.2), fill=colours.GAP_FACE, stroke="#fff", stroke_width=pt(0.6))  # fmt: skip
    sheet.text(x, y + 0.68, rank, 5.2, anchor="middle", bold=True, fill=colours.GAP_TEXT)


def legend(sheet: SvgSheet, entries: Sequence[LegendEntry], x: float, top: float, width: float) -> float:
    """Draw entries one below the other; return where they end."""
    y = top
    for entry in entries:
        lines = entry_lines(entry, width)
        if entry.sign in ("heading", "note"):
            for n, line in enumerate(lines):
                sheet.text(x, y + 2.0 + n * LINE_MM, line, 6.4 if entry.sign == "heading" else 5.6, bold=entry.sign == "heading", fill=INK,
                           font_style="italic" if entry.sign == "note" else None)  # fmt: skip
        else:
            _entry_sign(sheet, entry, x, y + LINE_MM / 2)
            for n, line in enumerate(lines):
                sheet.text(x + INDENT_MM, y + 2.0 + n * LINE_MM, line, 6.0, fill=INK)
        y += len(lines) * LINE_MM + ENTRY_GAP_MM
    return y


def _entry_sign(sheet: SvgSheet, entry: LegendEntry, x: float, middle: float) -> None:
    if entry.sign == "patch":
        face = hatch(sheet, entry.hatch) if entry.hatch in HATCHES else entry.face
        sheet.rect(
            x, middle - 1.15, 5.8, 2.5, fill=face, stroke=entry.edge, stroke_width=pt(0.4 * entry.width / 0.8)
        )
    elif entry.sign == "point":
        name = sign(sheet, entry.shape, entry.face, entry.text, planned=entry.dashed)
        sheet.use(name, x + 2.9, middle)
    elif entry.sign == "gap":
        gap_sign(sheet, x + 2.9, middle, entry.text, 1.4)
    else:
        style = dashes(*entry.dashes[1]) if isinstance(entry.dashes, tuple) else None
        sheet.line(
            [(x, middle), (x + 5.8, middle)],
            stroke=entry.edge,
            stroke_width=pt(entry.width),
            stroke_dasharray=style,
            stroke_linecap="round" if style and style.startswith("4 ") else None,
        )


def scale_bar(sheet: SvgSheet, scale: int, x: float, y: float, width: float) -> None:
    """Draw the scale as number and, below it, as bar; `y` is the upper edge."""
    length = bar_length(scale, width)
    long = length / scale * 1000
    sheet.text(x, y + 2.3, f"1 : {texts.number(scale)}", 7.2, bold=True, fill=INK)
    for part in range(4):
        sheet.rect(x + part * long / 4, y + 6.2, long / 4, 1.2, fill=INK if part % 2 == 0 else "#fff", stroke=INK, stroke_width=pt(0.4))  # fmt: skip
    for share in (0.0, 0.5, 1.0):
        label = bar_label(length * share, last=share == 1.0, whole=length)
        sheet.text(
            x + share * long, y + 5.6, label, 5.4, anchor="start" if share == 0 else "middle", fill=INK
        )


def north(sheet: SvgSheet, x: float, y: float) -> None:
    """Draw a north arrow of 9 mm; grid north of the project CRS is up. `y` is the upper edge."""
    sheet.text(x, y + 2.4, "N", 7, anchor="middle", bold=True, fill=INK)
    for side, face in ((-1.9, INK), (1.9, "#fff")):
        sheet.polygon([(x, y + 3.0), (x + side, y + 9.6), (x, y + 8.2)], fill=face, stroke=INK, stroke_width=pt(0.5))  # fmt: skip


def title_block(sheet: SvgSheet, rows: Sequence[tuple[str, str]], x: float, top: float, width: float) -> float:  # fmt: skip
    """Write who made the map and how far the matter is (Schriftfeld); return where it ends."""
    y = top
    for label, value in rows:
        for n, line in enumerate(wrapped(f"{label}: {value}" if label else value, width, 5.4)):
            sheet.text(x, y + 2.0, line, 5.4, fill=INK if n == 0 and label else SOFT_INK)
            y += 2.45
    return y


def fitted(text: str, width_mm: float, size_pt: float, *, bold: bool = False) -> str:
    """Return text cut to a width, with an ellipsis where something is missing.

    Examples
    --------
    >>> fitted("Altstadt", 60, 11), fitted("Altstadt und Bahnhofsvorstadt", 30, 11)
    ('Altstadt', 'Altstadt und …')
    """
    text = printable(text)
    if text_width(text, size_pt, bold=bold) <= width_mm:
        return text

    def width(start: str) -> float:
        return text_width(f"{start} …", size_pt, bold=bold)

    # halving: a name of 10,000 letters, as files have them, would be measured 10,000 times
    words = text.split(" ")
    many = bisect_right(range(1, len(words)), width_mm, key=lambda n: width(" ".join(words[:n])))
    cut = " ".join(words[: max(many, 1)])
    if width(cut) > width_mm:
        cut = cut[: max(bisect_right(range(1, len(cut)), width_mm, key=lambda n: width(cut[:n])), 1)]
    return f"{cut} …"


def size_fitting(text: str, width_mm: float, sizes_pt: Sequence[float], *, bold: bool = False) -> float:
    """Return the first of the sizes that the whole text has room in, or the last one.

    Examples
    --------
    >>> size_fitting("Altstadt", 60, (11, 8)), size_fitting("Altstadt und Bahnhofsvorstadt", 46, (11, 8))
    (11, 8)
    """
    return next((s for s in sizes_pt if text_width(printable(text), s, bold=bold) <= width_mm), sizes_pt[-1])


def wrapped(text: str, width_mm: float, size_pt: float) -> list[str]:
    """Return text broken to a width; a word that is longer than the line is cut.

    Examples
    --------
    >>> wrapped("Amt für Stadtentwicklung und Statistik", 30, 5.4)
    ['Amt für Stadtentwicklung und', 'Statistik']
    """
    per_line = max(int(width_mm / (size_pt * 0.198)), 8)
    return textwrap.wrap(printable(text), per_line) or [""]
