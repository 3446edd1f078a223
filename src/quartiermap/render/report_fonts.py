"""The fonts of report and maps: the same on every machine, and what they cannot show."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

UNKNOWN = "\ufffd"
"""Shown for a character that no font of ours has."""


def font_dir() -> Path:
    """Return the folder with DejaVu, which matplotlib ships; the system's fonts are never used."""
    import matplotlib as mpl

    return Path(mpl.get_data_path()) / "fonts" / "ttf"


SOFT_HYPHEN = "\u00ad"
"""Says where a long heading may be broken; kept."""


@cache
def _of_file(path: Path) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(path)).get_charmap())


def known_everywhere(own: Sequence[Path] = ()) -> frozenset[int]:
    """Return the code points that the fonts at hand have: DejaVu Sans, and a town's own."""
    return _of_file(font_dir() / "DejaVuSans.ttf").union(*(_of_file(path) for path in own))


def printable(text: str, known: frozenset[int] | None = None) -> str:
    r"""Return text with line breaks as blanks, controls dropped and unknown characters marked.

    An accessible PDF must not contain a character without a glyph; one odd name would stop the whole report.

    Examples
    --------
    >>> printable("Kita\nÖl\x00berg"), printable("Привет ✓")
    ('Kita Ölberg', 'Привет ✓')
    """
    if text.isascii() and text.isprintable():
        return text
    known = known_everywhere() if known is None else known
    shown = []
    for char in unicodedata.normalize("NFC", text):
        if char in "\n\r\t\u2028\u2029":
            shown.append(" ")
        elif char == SOFT_HYPHEN:
            shown.append(char)
        elif unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            continue
        else:
            shown.append(char if ord(char) in known else UNKNOWN)
    return "".join(shown)


def printable_all(value: Any, known: frozenset[int] | None = None) -> Any:
    """Apply `printable` to every text in nested lists and dicts."""
    if isinstance(value, str):
        return printable(value, known)
    if isinstance(value, dict):
        return {key: printable_all(item, known) for key, item in value.items()}
    if isinstance(value, list):
        return [printable_all(item, known) for item in value]
    return value
