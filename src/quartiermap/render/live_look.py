"""How the cells of "Was wäre wenn" look, and how changes of their picture are told; light, for the window's first second."""

from __future__ import annotations

from dataclasses import dataclass

IN_REACH, OUT, GAINED, LOST = 0, 1, 2, 3
"""What a cell can be."""

_CLEAR = (0, 0, 0, 0)
_GROUNDS = {OUT: (233, 201, 222, 150), GAINED: (158, 202, 225, 190), LOST: (253, 208, 162, 200)}
_INKS = {OUT: (122, 31, 92, 235), GAINED: (8, 64, 129, 240), LOST: (140, 45, 4, 240)}
PALETTE = (_CLEAR, *(colour for state in (OUT, GAINED, LOST) for colour in (_GROUNDS[state], _INKS[state])))
"""RGBA by number in the picture: clear, then ground and ink of each state. Purple, blue and orange stay apart for every
kind of sight, and the patterns tell them apart without any colour."""


@dataclass(frozen=True)
class Strokes:
    """What has to be painted over a picture to get the next one.

    Parameters
    ----------
    runs : bytes
        Little-endian uint32, one for each run of equal pixels in a row: ``place << 11 | (length - 1) << 3 | number``, the
        place counted along the rows from the upper left, the number one of `PALETTE`.
    base, number : int
        The picture (or strokes) that they belong over, and their own number; numbers are never used twice.
    """

    runs: bytes
    base: int
    number: int
