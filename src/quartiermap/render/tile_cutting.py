"""Cuts layers into tiles, in the program or in a process beside it.

GDAL's MBTiles driver lets no other thread of its process in while it cuts: half a second for a town, in which a window would
stand still. The process is begun for one background and ends with it: ``python -m quartiermap.render.tile_cutting FOLDER``.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio

from quartiermap.io import child_process

log = logging.getLogger(__name__)

_JOBS = "layers.json"
_LOOK_S = 0.05


def cut(frame: gpd.GeoDataFrame, name: str, path: Path, zooms: tuple[int, int]) -> None:
    """Write one layer as a new MBTiles file.

    Parameters
    ----------
    frame : GeoDataFrame
        In EPSG:3857; its columns become the attributes.
    name : str
        Of the layer in the tiles.
    path : Path
    zooms : tuple of int
        The first and the last zoom level.
    """
    options = {
        "MINZOOM": str(zooms[0]), "MAXZOOM": str(zooms[1]), "MAX_SIZE": "5000000", "MAX_FEATURES": "2000000",
        "SIMPLIFICATION": "4", "SIMPLIFICATION_MAX_ZOOM": "1",
    }  # fmt: skip
    pyogrio.write_dataframe(frame, path, layer=name, driver="MBTiles", dataset_options=options)


def cut_beside(
    frames: Mapping[str, gpd.GeoDataFrame],
    folder: Path,
    zooms: Mapping[str, tuple[int, int]],
    told: Callable[[], None],
) -> None:
    """Cut layers by `cut` in a process beside the program; if that cannot be, in this one.

    Parameters
    ----------
    frames : mapping of str -> GeoDataFrame
        By the name of the layer.
    folder : Path
        Gets ``NAME.mbtiles`` for each of them.
    zooms : mapping of str -> tuple of int
    told : callable
        Called again and again meanwhile; what it raises (somebody has stopped the work) ends the process.
    """
    for name, frame in frames.items():
        frame.to_feather(folder / f"{name}.feather")
        told()
    (folder / _JOBS).write_text(json.dumps({name: list(zooms[name]) for name in frames}), "utf-8")
    source = str(Path(__file__).resolve().parents[2])
    try:
        process = subprocess.Popen(
            [sys.executable, "-m", "quartiermap.render.tile_cutting", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": source},
        )
    except OSError as error:
        log.warning("no process to cut tiles: %s", error)
    else:
        try:
            while process.poll() is None:
                told()
                try:
                    process.wait(_LOOK_S)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            child_process.end(process)
        if process.returncode == 0:
            return
        log.warning("the process that cuts tiles ended with %s", process.returncode)
    for name, frame in frames.items():
        path = folder / f"{name}.mbtiles"
        path.unlink(missing_ok=True)
        cut(frame, name, path, zooms[name])
        told()


def main(folder: Path) -> int:
    """Cut what lies in a folder."""
    for name, zooms in json.loads((folder / _JOBS).read_text("utf-8")).items():
        cut(gpd.read_feather(folder / f"{name}.feather"), name, folder / f"{name}.mbtiles", tuple(zooms))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
