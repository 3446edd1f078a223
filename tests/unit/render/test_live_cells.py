"""The cells layer while a hand is dragging: what each cell shows, where, and that only what changed is drawn anew."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely

from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis, Demand
from quartiermap.render import live_cells
from quartiermap.render.cells_png import DARK, LIGHT
from quartiermap.render.live_cells import (
    PALETTE,
    SAMPLE_HEIGHT,
    SAMPLE_WIDTH,
    LiveCells,
    Strokes,
    legend,
)

OUT, GAINED, LOST = {1, 2}, {3, 4}, {5, 6}


def unpack(png: bytes) -> np.ndarray:
    """Read a palette PNG of four bits a pixel with plain lines, checking every checksum."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + size]
        assert zlib.crc32(name + body) == struct.unpack(">I", png[at + 8 + size : at + 12 + size])[0]
        parts[name] = body
        at += 12 + size
    width, height, bits, kind = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (bits, kind) == (4, 3)
    assert len(parts[b"PLTE"]) == 3 * len(PALETTE)
    lines = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not lines[:, 0].any()
    pixels = np.zeros((height, 2 * (lines.shape[1] - 1)), np.uint8)
    pixels[:, 0::2], pixels[:, 1::2] = lines[:, 1:] >> 4, lines[:, 1:] & 15
    return pixels[:, :width]


def shown(cells: LiveCells, picture: np.ndarray, town: Project) -> list[set[int]]:
    """Return the numbers that each demand point's own cell shows."""
    assert town.analysis is not None
    table = town.analysis.demand.table
    to_map = pyproj.Transformer.from_crs(25832, 3857, always_xy=True)
    west, south, east, north = cells.bounds
    (w, e), (s, n) = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(
        [west, east], [south, north]
    )
    found = []
    for x, y in zip(table["x"], table["y"], strict=True):
        px, py = to_map.transform(x, y)
        column, row = (px - w) / (e - w) * cells.width, (n - py) / (n - s) * cells.height
        inside = picture[int(row) - 2 : int(row) + 3, int(column) - 2 : int(column) + 3]
        found.append(set(inside.ravel().tolist()))
    return found


@pytest.fixture
def nine(town: Project) -> Project:
    """Nine cells of the census grid in a row of three by three, the Kita near the first."""
    column, row = np.meshgrid(np.arange(3), np.arange(3))
    to_utm = pyproj.Transformer.from_crs(3035, 25832, always_xy=True)
    x, y = to_utm.transform(4_321_050.0 + 100 * column.ravel(), 3_210_050.0 + 100 * row.ravel())
    table = pd.DataFrame(
        {
            "cell_id": [f"c{i}" for i in range(9)], "x": x, "y": y, "population": 10.0, "district_id": "1",
            "resolution_m": 100,
        }
    )  # fmt: skip
    known = town.analysis
    assert known is not None
    way = np.array([0.0, 100.0, 450.0, 500.0, 500.1, 700.0, 900.0, 1200.0, np.inf])
    access = replace(known.access, distance_m={"kita": way}, nearest={"kita": np.zeros(9, np.int32)})
    return town.with_(analysis=replace(known, demand=Demand(table, "cells"), access=access))


@pytest.fixture
def analysis(nine: Project) -> Analysis:
    assert nine.analysis is not None
    return nine.analysis


def test_each_cell_shows_what_happened_to_it(nine: Project, analysis: Analysis) -> None:
    cells = LiveCells(nine, analysis)
    before = np.array([100.0, 100.0, 900.0, 900.0, 500.0, np.inf, np.inf, 100.0, 100.0])
    now = np.array([100.0, 900.0, 900.0, 100.0, 500.0, np.inf, 300.0, np.inf, 100.0])
    picture = unpack(cells.picture(before, now, 500.0, 500.0))
    numbers = shown(cells, picture, nine)
    wanted = [{0}, LOST, OUT, GAINED, {0}, OUT, GAINED, LOST, {0}]
    assert [found <= want for found, want in zip(numbers, wanted, strict=True)] == [True] * 9


def test_another_threshold_counts_as_a_change(nine: Project, analysis: Analysis) -> None:
    cells = LiveCells(nine, analysis)
    way = np.full(9, 450.0)
    assert shown(cells, unpack(cells.picture(way, way, 500.0, 400.0)), nine)[0] <= LOST
    assert shown(cells, unpack(cells.picture(way, way, 400.0, 500.0)), nine)[0] <= GAINED
    assert not unpack(cells.picture(way, way, 500.0, 500.0)).any()


def test_the_order_of_pictures_does_not_matter(nine: Project, analysis: Analysis) -> None:
    """Bands that did not change are kept; a fresh layer must give the same file."""
    rng = np.random.default_rng(4)
    kept = LiveCells(nine, analysis, max_pixels=120_000)
    before = rng.uniform(0, 1000, 9)
    now = before
    for _ in range(30):
        now = np.where(rng.random(9) < 0.3, rng.uniform(0, 1000, 9), now)
        fresh = LiveCells(nine, analysis, max_pixels=120_000)
        assert kept.picture(before, now, 500.0, 500.0) == fresh.picture(before, now, 500.0, 500.0)


def test_out_of_reach_looks_as_it_does_on_the_map(nine: Project, analysis: Analysis) -> None:
    way = analysis.access.distance_m["kita"]
    cells = LiveCells(nine, analysis)
    geod = pyproj.Geod(ellps="GRS80")
    picture = unpack(cells.picture(way, way, 500.0, 500.0))
    area = abs(geod.geometry_area_perimeter(shapely.box(*cells.bounds))[0]) * (picture > 0).mean()
    assert area == pytest.approx((way > 500).sum() * 100 * 100, rel=0.03)
    inked = (picture == 2).sum() / (picture > 0).sum()
    assert 0.25 < inked < 0.6
    assert (LIGHT, DARK) == (1, 2)  # the same numbers mean the same thing in both pictures


def test_only_the_part_on_screen_is_drawn(nine: Project, analysis: Analysis) -> None:
    whole = LiveCells(nine, analysis)
    west, south, east, north = whole.bounds
    half = LiveCells(nine, analysis, bounds=(west, south, (west + east) / 2, north), max_pixels=50_000)
    assert half.width * half.height <= 51_000
    assert half.bounds[0] == pytest.approx(west)
    assert half.bounds[3] == pytest.approx(north)
    far = np.full(9, np.inf)
    assert unpack(half.picture(far, far, 500.0, 500.0)).any()
    away = LiveCells(nine, analysis, bounds=(west + 1, south, east + 1, north))
    assert not unpack(away.picture(far, far, 500.0, 500.0)).any()


def test_unknown_residents_are_dotted_and_nobody_is_not_drawn(nine: Project, analysis: Analysis) -> None:
    far = np.full(9, np.inf)
    plain = unpack(LiveCells(nine, analysis).picture(far, far, 500.0, 500.0))
    table = analysis.demand.table
    secret = replace(analysis, demand=replace(analysis.demand, table=table.assign(population=np.nan)))
    dotted = unpack(LiveCells(nine, secret).picture(far, far, 500.0, 500.0))
    assert ((dotted > 0) == (plain > 0)).all()
    assert (dotted != plain).any()
    empty = replace(analysis, demand=replace(analysis.demand, table=table.assign(population=0.0)))
    assert not unpack(LiveCells(nine, empty).picture(far, far, 500.0, 500.0)).any()


def test_the_legend_shows_exactly_the_patterns_of_the_map() -> None:
    entries = legend()
    assert [entry.key for entry in entries] == ["out", "gained", "lost", "secret"]
    samples = [unpack(entry.sample) for entry in entries]
    assert {sample.shape for sample in samples} == {(SAMPLE_HEIGHT, SAMPLE_WIDTH)}
    for sample, numbers in zip(samples, (OUT, GAINED, LOST, OUT), strict=True):
        assert set(np.unique(sample).tolist()) == numbers
    # Without any colour the patterns still differ: ink is where others have ground.
    ink = [sample % 2 == 0 for sample in samples]
    apart = [(one != other).mean() for i, one in enumerate(ink) for other in ink[i + 1 :]]
    assert min(apart) > 0.15


def test_grounds_and_inks_stand_apart_in_grey() -> None:
    def grey(rgba: tuple[int, int, int, int]) -> float:
        red, green, blue, _ = rgba
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for ground, ink in ((1, 2), (3, 4), (5, 6)):
        assert grey(PALETTE[ground]) - grey(PALETTE[ink]) > 100


def painted_over(picture: np.ndarray, strokes: Strokes) -> np.ndarray:
    """Paint strokes over a picture with plain lines."""
    flat = picture.ravel().copy()
    for (run,) in struct.iter_unpack("<I", strokes.runs):
        place, length, number = run >> 11, (run >> 3 & 255) + 1, run & 7
        assert place + length <= flat.size
        flat[place : place + length] = number
    return flat.reshape(picture.shape)


@pytest.mark.parametrize("pixels", [20_000, 120_000, 121_501])
def test_strokes_painted_over_give_the_picture(nine: Project, analysis: Analysis, pixels: int) -> None:
    """Whatever the order of steps and strokes: the same pixels as a picture drawn anew."""
    rng = np.random.default_rng(pixels)
    secret = replace(
        analysis, demand=replace(analysis.demand, table=analysis.demand.table.assign(population=[np.nan, *[5.0] * 8]))
    )  # fmt: skip
    cells, whole = LiveCells(nine, secret, max_pixels=pixels), LiveCells(nine, secret, max_pixels=pixels)
    before = rng.uniform(0, 1000, 9)
    now, drawn, told = before, None, 0
    for _ in range(60):
        now = np.where(rng.random(9) < 0.3, rng.uniform(0, 1000, 9), now)
        target = float(rng.choice([400.0, 500.0]))
        strokes = None if drawn is None or rng.random() < 0.2 else cells.strokes(before, now, 500.0, target)
        if strokes is None:
            drawn = unpack(cells.picture(before, now, 500.0, target))
        else:
            told += 1
            assert strokes.number == cells.number
            assert strokes.base < strokes.number
            drawn = painted_over(drawn, strokes)
        assert (drawn == unpack(whole.picture(before, now, 500.0, target))).all()
    assert told > 20


def test_strokes_tell_nothing_where_nothing_changed_and_ask_for_a_picture_where_that_is_less(
    nine: Project, analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = LiveCells(nine, analysis, max_pixels=20_000)
    far, near = np.full(9, 900.0), np.full(9, 100.0)
    assert cells.strokes(far, far, 500.0, 500.0) is None  # there is no picture yet
    cells.picture(far, far, 500.0, 500.0)
    strokes = cells.strokes(far, far, 500.0, 500.0)
    assert strokes is not None
    assert strokes.runs == b""
    number = cells.number
    monkeypatch.setattr(live_cells, "STROKES_BYTES", 400)
    assert cells.strokes(far, near, 500.0, 500.0) is None
    assert cells.number == number  # what was not told does not count as told
    monkeypatch.undo()
    strokes = cells.strokes(far, near, 500.0, 500.0)
    assert strokes is not None
    assert strokes.base == number
    assert len(strokes.runs) > 400


def test_numbers_are_never_used_twice(nine: Project, analysis: Analysis) -> None:
    """Strokes of another extent must not fit a picture by chance."""
    near, numbers = np.full(9, 100.0), []
    for _ in range(3):
        cells = LiveCells(nine, analysis, max_pixels=20_000)
        cells.picture(near, near, 500.0, 500.0)
        numbers.append(cells.number)
        strokes = cells.strokes(near, near, 500.0, 500.0)
        assert strokes is not None
        numbers.append(strokes.number)
    assert len(set(numbers)) == 6
