"""Where somebody has been: section, theme and selection, back and forward like in a browser."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quartiermap.ui.viewmodels.selection import NO_GROUP, NOTHING, Group, Selected

MOST = 100
_SAME_ZOOM = 0.3
_SAME_SHARE = 0.35
"""Of the width of a screen: a view moved less than this is the same place."""


@dataclass(frozen=True)
class Moment:
    """What was looked at.

    Parameters
    ----------
    kind, figure, standard_id : str
    target_m : float
    selected : Selected
    group : Group
    place : (longitude, latitude, zoom) or None
    """

    kind: str = ""
    figure: str = ""
    standard_id: str = ""
    target_m: float = 0.0
    selected: Selected = NOTHING
    group: Group = NO_GROUP
    place: tuple[float, float, float] | None = None

    @property
    def content(self) -> tuple[object, ...]:
        """Everything but the section."""
        return self.kind, self.figure, self.standard_id, self.target_m, self.selected, self.group

    def near(self, other: Moment) -> bool:
        """Tell whether both show about the same section."""
        if self.place is None or other.place is None:
            return self.place is other.place
        (lon, lat, zoom), (lon2, lat2, zoom2) = self.place, other.place
        width = 360.0 / 2**zoom * 4  # about a screen of 1000 pixels in degrees
        far = max(abs(lon - lon2), abs(lat - lat2) * 1.6)
        return abs(zoom - zoom2) < _SAME_ZOOM and far < _SAME_SHARE * width


class History:
    """A line of moments with a place on it.

    Examples
    --------
    >>> line = History()
    >>> for kind in ("kita", "library", "youth"):
    ...     line.note(Moment(kind))
    >>> line.back().kind, line.back().kind, line.back(), line.forward().kind
    ('library', 'kita', None, 'library')
    >>> line.note(Moment("school")); line.forward() is None, line.back().kind
    (True, 'library')
    """

    def __init__(self) -> None:
        self._line: list[Moment] = []
        self._at = -1

    @property
    def can_go_back(self) -> bool:
        """Whether there is something before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is something after."""
        return self._at < len(self._line) - 1

    @property
    def now(self) -> Moment | None:
        """The moment that is looked at."""
        return self._line[self._at] if self._at >= 0 else None

    def note(self, moment: Moment) -> None:
        """Take down what is looked at now; what was gone back from is forgotten.

        The same content in about the same section is no new moment: the section alone is brought up to date.
        """
        now = self.now
        if now is not None and now.content == moment.content and (now.near(moment) or now.place is None):
            self._line[self._at] = replace(now, place=moment.place)
            return
        del self._line[self._at + 1 :]
        self._line.append(moment)
        del self._line[: max(0, len(self._line) - MOST)]
        self._at = len(self._line) - 1

    def back(self) -> Moment | None:
        """Go back by one; ``None`` at the beginning."""
        return self._go(-1)

    def forward(self) -> Moment | None:
        """Go forward by one; ``None`` at the end."""
        return self._go(1)

    def _go(self, step: int) -> Moment | None:
        if not 0 <= self._at + step < len(self._line):
            return None
        self._at += step
        return self._line[self._at]

    def clear(self) -> None:
        """Forget everything."""
        self._line.clear()
        self._at = -1
