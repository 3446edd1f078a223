"""Tiles are the same wherever they are cut, and nothing is left behind when that is stopped."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import LineString, box

from quartiermap.render import tile_cutting
from quartiermap.render.tile_cutting import cut, cut_beside

ZOOMS = {"wald": (8, 12), "wege": (11, 12)}


@pytest.fixture
def frames() -> dict[str, gpd.GeoDataFrame]:
    x, y = 967_000.0, 6_340_000.0
    wood = gpd.GeoDataFrame(
        {"class": ["forest", "green"], "name": ["Stadtwald", None]},
        geometry=[box(x, y, x + 3000, y + 2000), box(x + 4000, y, x + 5000, y + 900)],
        crs=3857,
    )
    ways = gpd.GeoDataFrame({"class": ["minor"]}, geometry=[LineString([(x, y), (x + 900, y + 700)])], crs=3857)  # fmt: skip
    return {"wald": wood, "wege": ways}


def tiles(path: Path) -> list[tuple[int, int, int, bytes]]:
    with closing(sqlite3.connect(path)) as db:
        rows = "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY 1, 2, 3"
        return db.execute(rows).fetchall()


def here(frames: dict[str, gpd.GeoDataFrame], folder: Path) -> dict[str, list[tuple[int, int, int, bytes]]]:
    folder.mkdir()
    for name, frame in frames.items():
        cut(frame, name, folder / f"{name}.mbtiles", ZOOMS[name])
    return {name: tiles(folder / f"{name}.mbtiles") for name in frames}


def test_a_process_beside_cuts_the_same_tiles(frames, tmp_path):
    wanted = here(frames, tmp_path / "here")
    assert {row[0] for row in wanted["wege"]} == {11, 12}
    told: list[int] = []
    cut_beside(frames, tmp_path, ZOOMS, lambda: told.append(1))
    assert {name: tiles(tmp_path / f"{name}.mbtiles") for name in frames} == wanted
    assert len(told) > len(frames)  # also while it waited


def test_without_a_process_they_are_cut_here(frames, tmp_path, monkeypatch):
    wanted = here(frames, tmp_path / "here")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    cut_beside(frames, tmp_path, ZOOMS, lambda: None)
    assert {name: tiles(tmp_path / f"{name}.mbtiles") for name in frames} == wanted


def test_what_a_failed_process_has_begun_is_cut_anew(frames, tmp_path, monkeypatch):
    wanted = here(frames, tmp_path / "here")
    (tmp_path / "wald.mbtiles").write_bytes(b"half a file")  # so that the process fails
    cut_beside(frames, tmp_path, ZOOMS, lambda: None)
    assert {name: tiles(tmp_path / f"{name}.mbtiles") for name in frames} == wanted


def test_who_stops_it_ends_the_process(frames, tmp_path, monkeypatch):
    ended = []
    end = tile_cutting.child_process.end
    monkeypatch.setattr(
        tile_cutting.child_process,
        "end",
        lambda process: (end(process), ended.append(process.poll())),
    )
    calls: list[int] = []

    def told() -> None:
        calls.append(1)
        if len(calls) > len(frames) + 1:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        cut_beside(frames, tmp_path, ZOOMS, told)
    assert len(ended) == 1
    assert ended[0] is not None
