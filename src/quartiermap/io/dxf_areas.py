"""Areas in a drawing (DXF): closed lines and hatches, named by the texts written into them.

A drawing has no attributes and no coordinate system; its layers and its lettering are all there is.
"""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from quartiermap.errors import Problem
from quartiermap.io.file_formats import ChoiceNeededError

SMALLEST_M2 = 1.0
"""Closed lines around less are symbols of the drawing."""


def areas_of_drawing(
    frame: gpd.GeoDataFrame, layer: str | None, file: str
) -> tuple[gpd.GeoDataFrame, tuple[str, ...], str, list[Problem]]:
    """Make areas of the entities of a drawing.

    Parameters
    ----------
    frame : GeoDataFrame
        Entities as GDAL gives them: ``Layer``, ``Text`` and a shape; closed polylines are polygons already.
    layer : str or None
        Layer of the drawing to take; needed if several hold areas.
    file : str

    Returns
    -------
    (GeoDataFrame, layers with areas, layer taken, findings)
        Columns ``Layer``, ``Name`` (what is written inside the area, ``None`` if nothing). A drawing without any area
        comes back as it is, points and lines included.

    Raises
    ------
    ChoiceNeededError
        If several layers hold areas and none is named.
    """
    shapes = _closed(frame.geometry.to_numpy())
    frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index))
    kinds = shapely.get_type_id(shapes)
    area = np.isin(kinds, [3, 6]) & (shapely.area(shapes) > SMALLEST_M2)
    if not area.any():
        return frame, (), "entities", []
    names = frame["Layer"].astype(object).where(frame["Layer"].notna(), "0").to_numpy()
    counts = pd.Series(names[area]).value_counts()
    layers = tuple(str(n) for n in counts.index)
    if layer is None and len(layers) > 1:
        listed = "; ".join(f"{n} ({counts[n]})" for n in layers[:15])
        raise ChoiceNeededError(
            Problem(
                f"In der Zeichnung liegen Flächen auf {len(layers)} Ebenen.", remedy=f"Eine mit --sublayer wählen: {listed}.", file=file,
                code="sublayer_needed",
            ),
            layers,
        )  # fmt: skip
    chosen = layer if layer is not None else layers[0]
    if chosen not in layers:
        raise ChoiceNeededError(
            Problem(
                "Auf dieser Ebene der Zeichnung liegen keine Flächen.", remedy=f"Flächen haben: {', '.join(layers[:15])}.", file=file, value=chosen,
                code="sublayer_unknown",
            ),
            layers,
        )  # fmt: skip
    mine = area & (names == chosen)
    made = frame.loc[mine, ["Layer", "geometry"]].reset_index(drop=True)
    made.index = pd.RangeIndex(1, len(made) + 1)
    made["Name"] = _lettering(frame, made)
    problems = [
        Problem(
            f"Aus der Zeichnung {'wurde 1 geschlossene Fläche' if len(made) == 1 else f'wurden {len(made)} geschlossene Flächen'} der Ebene „{chosen}“ gelesen; "
            f"nicht gelesene andere Elemente: {int((~mine).sum())}.",
            file=file, code="drawing_areas", severity="info",
        )
    ]  # fmt: skip
    return made[["Layer", "Name", "geometry"]], layers, chosen, problems


def _closed(shapes: NDArray[Any]) -> NDArray[Any]:
    """Return lines that end where they begin as areas."""
    out = shapes.copy()
    for i, shape in enumerate(shapes):
        if shape is None or shape.geom_type not in ("LineString", "MultiLineString"):
            continue
        parts = shapely.get_parts(shape)
        if len(parts) and all(len(p.coords) >= 4 and p.is_ring for p in parts):
            out[i] = (
                shapely.Polygon(parts[0])
                if len(parts) == 1
                else shapely.union_all([shapely.make_valid(shapely.Polygon(p)) for p in parts])
            )
    return out


def _lettering(frame: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> list[str | None]:
    """Return for each area the texts that stand in it, from top to bottom, and in no smaller area of the layer."""
    if "Text" not in frame.columns:
        return [None] * len(areas)
    written = frame[frame["Text"].notna() & (frame.geometry.geom_type == "Point")]
    if written.empty:
        return [None] * len(areas)
    points = written.geometry.to_numpy()
    size = areas.geometry.area.to_numpy()
    inside: dict[int, list[tuple[float, str]]] = {}
    tree = shapely.STRtree(areas.geometry.to_numpy())
    for i, point in enumerate(points):
        hits = tree.query(point, predicate="within")
        if len(hits):
            home = int(hits[np.argmin(size[hits])])
            inside.setdefault(home, []).append((-point.y, _plain(str(written["Text"].iloc[i]))))
    return [
        " ".join(t for _, t in sorted(inside[i]) if t) or None if i in inside else None
        for i in range(len(areas))
    ]


def _plain(text: str) -> str:
    """Return a text of a drawing without its formatting codes."""
    bare = re.sub(r"\\[A-Za-z][^;\\]*;|[{}]", "", text.replace("\\P", " ").replace("%%d", "°"))
    return re.sub(r"\s+", " ", bare).strip()
