"""The cells out of reach of one result, for every kind and distance that somebody may ask for next.

`cells_png` looks every pixel up in the census grid, which takes a tenth of a second for a city. Here that is done once,
by `LiveCells`; another kind or another distance is then drawn in some milliseconds.
"""

from __future__ import annotations

import threading
from copy import copy

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.ground import outside_network
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.standards import Standard
from quartiermap.render.cells_png import distances, has_cells
from quartiermap.render.live_cells import LIVE_PIXELS, LiveCells
from quartiermap.render.map_data import Bounds

TILE = 256
"""Pixels of the screen around the earth at zoom level 0."""
_COARSER = 1.5
"""A picture is made anew for a screen that has more than so many pixels for one of its own."""


class QuickCells:
    """Draws what `cells_png` draws, as fine as a screen that shows the whole town.

    Parameters
    ----------
    project : Project
    analysis : Analysis
    pixels : int
        Of the screen that shows the town; a picture that has more of them takes longer to make and to show.
    progress : Progress, optional
    """

    def __init__(
        self,
        project: Project,
        analysis: Analysis,
        pixels: int = LIVE_PIXELS,
        progress: Progress | None = None,
    ) -> None:
        self._project, self._analysis = project, analysis
        self._pixels = min(pixels, LIVE_PIXELS)
        self._cells = LiveCells(project, analysis, max_pixels=self._pixels, progress=progress)
        self._drawing = threading.Lock()  # a wish that was given up may still be drawing

    @property
    def fine_to(self) -> float:
        """The zoom level up to which a pixel of the picture is no larger than one of the screen."""
        west, _, east, _ = self._cells.bounds
        return float(np.log2(self._cells.width / TILE * 360 / (east - west)))

    def shows(self, project: Project, analysis: Analysis, pixels: int = 0) -> bool:
        """Whether it was made of these, and about as fine as a screen of so many pixels."""
        return self._fine_for(pixels) and project is self._project and analysis is self._analysis

    def carried_on(self, project: Project, analysis: Analysis, pixels: int = 0) -> QuickCells | None:
        """Return one for another state in which people live where they did, or ``None``: nothing is looked up again."""
        before, now = _places(self._project, self._analysis), _places(project, analysis)
        if not self._fine_for(pixels) or not all(map(_equal, before, now)):
            return None
        other: QuickCells = copy(self)
        other._project, other._analysis = project, analysis
        return other

    def _fine_for(self, pixels: int) -> bool:
        return _COARSER * self._pixels >= min(pixels, LIVE_PIXELS)

    def draw(
        self, kind: str, target_m: float, standard: Standard | None = None
    ) -> tuple[bytes, Bounds] | None:
        """Return the picture and its corners in degrees, or ``None``: everything as for `cells_png`."""
        found = distances(self._project, self._analysis, kind, standard)
        if found is None or not has_cells(self._analysis, kind, target_m, standard):
            return None
        told = np.where(np.isnan(found), -np.inf, found)  # a way that is not told is no way that is too long
        with self._drawing:
            return self._cells.picture(told, told, target_m, target_m), self._cells.bounds


def _places(project: Project, analysis: Analysis) -> tuple[NDArray[np.float64], ...]:
    """Return what `LiveCells` looks up: where people live, how large the cells are, and of which nothing can be said."""
    table = analysis.demand.table
    columns = (
        table[name].to_numpy(np.float64, na_value=np.nan) for name in ("x", "y", "population", "resolution_m")
    )
    unseen = outside_network(analysis.access, len(table))
    return *columns, unseen.astype(np.float64), np.array([project.epsg or 0.0])


def _equal(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return np.array_equal(one, other, equal_nan=True)
