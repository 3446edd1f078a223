"""What is drawn at once says the same of every cell as the finest picture, whatever is asked for next."""

from __future__ import annotations

import io
from dataclasses import replace

import matplotlib.image
import numpy as np
import pyproj
import pytest

from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.render import live_cells
from quartiermap.render.cells_png import cells_png
from quartiermap.render.map_data import Bounds
from quartiermap.render.quick_cells import QuickCells


def drawn_points(analysis: Analysis, found: tuple[bytes, Bounds] | None) -> list[bool]:
    """Tell of every demand point whether anything is drawn where it lies."""
    table = analysis.demand.table
    if found is None:
        return [False] * len(table)
    picture = matplotlib.image.imread(io.BytesIO(found[0]))[:, :, 3]
    west, south, east, north = found[1]
    (w, e), (s, n) = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(
        [west, east], [south, north]
    )
    x, y = pyproj.Transformer.from_crs(25832, 3857, always_xy=True).transform(table["x"], table["y"])
    column = ((np.asarray(x) - w) / (e - w) * picture.shape[1]).astype(int)
    row = ((n - np.asarray(y)) / (n - s) * picture.shape[0]).astype(int)
    inside = (column >= 0) & (column < picture.shape[1]) & (row >= 0) & (row < picture.shape[0])
    shown = np.zeros(len(table), bool)
    shown[inside] = picture[row[inside], column[inside]] > 0
    return [bool(one) for one in shown]


@pytest.fixture
def analysis(town: Project) -> Analysis:
    """Cells at 100 m to 900 m from a Kita, of which one has no told way and one unknown residents."""
    found = town.analysis
    assert found is not None
    ways = np.linspace(100.0, 900.0, len(found.demand.table))
    ways[-1] = np.nan
    table = found.demand.table.copy()
    table.loc[table.index[-2], "population"] = np.nan
    access = replace(found.access, distance_m={**found.access.distance_m, "kita": ways})
    return replace(found, access=access, demand=replace(found.demand, table=table))


def test_one_look_up_serves_every_distance(town: Project, analysis: Analysis) -> None:
    quick = QuickCells(town, analysis)
    seen = set()
    for metres in (500.0, 300.0, 1.0, 700.0, 500.0):
        drawn = drawn_points(analysis, quick.draw("kita", metres))
        assert drawn == drawn_points(analysis, cells_png(town, analysis, "kita", metres))
        seen.add(sum(drawn))
    assert len(seen) > 1


def test_nothing_is_drawn_where_nothing_can_be_said(town: Project, analysis: Analysis) -> None:
    quick = QuickCells(town, analysis)
    assert quick.draw("library", 500.0) is None
    assert quick.draw("kita", 1e9) is None
    assert quick.shows(town, analysis)
    assert not quick.shows(town, replace(analysis))


def test_the_picture_is_as_fine_as_it_says(town: Project, analysis: Analysis) -> None:
    """At the zoom level it names, a pixel of the picture is a pixel of the screen: 256 around the earth at level 0."""
    quick = QuickCells(town, analysis)
    found = quick.draw("kita", 500.0)
    assert found is not None
    width = matplotlib.image.imread(io.BytesIO(found[0])).shape[1]
    assert width * 360 / (found[1][2] - found[1][0]) == pytest.approx(256 * 2**quick.fine_to)


def test_another_state_is_drawn_without_looking_up_again(
    town: Project, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = QuickCells(town, analysis)
    ways = analysis.access.distance_m["kita"][::-1].copy()
    table = analysis.demand.table.copy()  # computed anew, with the same people at the same places
    access = replace(analysis.access, distance_m={**analysis.access.distance_m, "kita": ways})
    later = replace(analysis, access=access, demand=replace(analysis.demand, table=table))
    fresh = QuickCells(town, later).draw("kita", 500.0)
    monkeypatch.setattr(live_cells, "look_up", None)
    carried = quick.carried_on(town, later)
    assert carried is not None
    assert carried.shows(town, later)
    assert quick.shows(town, analysis)
    assert carried.draw("kita", 500.0) == fresh
    assert quick.draw("kita", 500.0) != fresh


@pytest.mark.parametrize(("column", "by"), [("x", 100.0), ("population", np.nan), ("resolution_m", 100.0)])
def test_where_other_people_live_everything_is_looked_up(
    town: Project, analysis: Analysis, column: str, by: float
) -> None:
    table = analysis.demand.table.copy()
    table.loc[table.index[0], column] += by
    moved = replace(analysis, demand=replace(analysis.demand, table=table))
    assert QuickCells(town, analysis).carried_on(town, moved) is None
