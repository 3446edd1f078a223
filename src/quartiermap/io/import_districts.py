"""Districts: polygons with a key; levels nest."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import fold, number
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.import_model import ImportRequest, Loaded, Rows, read_date
from quartiermap.io.level_names import level_name

_LEVEL_COLUMNS = ("level_name", "ebene", "level", "gebietstyp", "gebietsart", "admin_level")
_DATE_COLUMNS = (
    "stand",
    "datum",
    "datum_gueltig_ab",
    "lifecycle_",
    "gueltig_ab",
    "stichtag",
    "beginnlebenszeit",
)


def import_districts(loaded: Loaded, request: ImportRequest, progress: Progress) -> Rows:
    """Make district rows of a polygon file.

    Keys stay text. Invalid polygons are repaired and reported; rows that share a key are joined if they do not
    overlap (parts of one district) and refused if they do. Overlaps and holes are measured.
    """
    rows = Rows(rows_read=len(loaded.frame))
    file = loaded.file
    allowed = ("district_id", "name", "level")
    rows.problems += mapping.check_explicit(loaded.frame, request.mapping, allowed, file)
    if not loaded.placed:
        rows.problems.append(
            Problem(
                "Die Datei enthält keine Flächen, sondern nur eine Tabelle.",
                remedy="Für Quartiere eine Geodatei mit Polygonen angeben (GeoPackage, Shapefile, GeoJSON).",
                file=file, code="no_polygons",
            )
        )  # fmt: skip
    if rows.problems:
        return rows
    shapes, kept = polygons(loaded, rows, "ein Quartier")
    if not len(kept):
        return rows
    frame = loaded.frame.loc[kept]
    progress.step(0.3, "Schlüssel zuordnen")
    keys = _keys(frame, loaded, request, rows)
    if keys is None:
        return rows
    used = rows.mapping
    names = mapping.column_texts(frame, used["name"]) if "name" in used else [None] * len(frame)
    level, levels = _level(frame, loaded, request)
    made = gpd.GeoDataFrame(
        {
            "district_id": keys,
            "name": [n or k for n, k in zip(names, keys, strict=True)],
            "level": levels if levels is not None else level,
        },
        geometry=gpd.GeoSeries(shapes, index=frame.index, crs=loaded.epsg),
        index=frame.index,
    )
    made = _one_row_per_key(made, file, rows)
    progress.step(0.6, "Überlappungen prüfen")
    _topology(made, file, rows)
    made["level_rank"] = np.nan
    made["parent_id"] = None
    rows.layers["districts"] = made.reset_index(drop=True)
    rows.rows_used = len(made)
    rows.data_date = _data_date(frame)
    return rows


def polygons(loaded: Loaded, rows: Rows, what: str) -> tuple[list[Any], list[int]]:
    """Return valid multipolygons and the index of their rows; everything dropped or repaired is reported."""
    frame = loaded.frame
    shapes: list[Any] = []
    kept: list[int] = []
    empty: list[int] = []
    other: list[int] = []
    repaired: list[tuple[int, str]] = []
    for row, shape in zip(frame.index, frame.geometry, strict=True):
        if shape is None or shape.is_empty:
            empty.append(row)
            continue
        if not shape.is_valid:
            repaired.append((row, shapely.is_valid_reason(shape).split("[")[0]))
            try:
                shape = shapely.make_valid(shape)
            except shapely.errors.GEOSException:  # corners so odd that GEOS gives up
                repaired.pop()
                empty.append(row)
                continue
        flat = multipolygon(shape)
        if flat is None:
            other.append(row)
            continue
        shapes.append(flat)
        kept.append(row)
    file = loaded.file
    if empty:
        rows.problems.append(
            Problem(
                "Das Objekt hat keine Geometrie und wurde ausgelassen.", file=file, row=empty[0], count=len(empty),
                code="geometry_missing", severity="warning",
            )
        )  # fmt: skip
    if repaired:
        row, why = repaired[0]
        reason = {
            "Self-intersection": "überschneidet sich selbst",
            "Ring Self-intersection": "berührt sich selbst",
        }.get(why, "ist ungültig")
        rows.problems.append(
            Problem(
                f"Die Fläche {reason} und wurde repariert.", remedy="Auf der Karte prüfen.", file=file, row=row,
                count=len(repaired), code="geometry_repaired", severity="warning",
            )
        )  # fmt: skip
    if other:
        shape = frame.geometry.loc[other[0]].geom_type
        rows.problems.append(
            Problem(
                f"Das Objekt ist keine Fläche ({shape}).",
                remedy=f"Gebraucht wird je Zeile eine Fläche (Polygon), die {what} umschließt.",
                file=file, row=other[0], count=len(other), code="not_a_polygon",
                severity="warning" if shapes else "error",
            )
        )  # fmt: skip
    elif not shapes:
        rows.problems.append(
            Problem(
                "Die Datei enthält keine Flächen.",
                remedy="Die Daten in QGIS prüfen.",
                file=file,
                code="no_polygons",
            )
        )
    return shapes, kept


def multipolygon(shape: Any) -> Any | None:
    """Return the polygons of a shape as one multipolygon; ``None`` if it has none with an area."""
    parts = [
        p for p in shapely.get_parts(shapely.get_parts(shape)) if p.geom_type == "Polygon" and p.area > 0
    ]
    return shapely.MultiPolygon(parts) if parts else None


def _keys(frame: pd.DataFrame, loaded: Loaded, request: ImportRequest, rows: Rows) -> list[str] | None:
    """Return one key per row, or ``None`` after reporting why there is none."""
    file = loaded.file
    chosen = mapping.resolve(
        frame, schema.DISTRICTS, {k: v for k, v in request.mapping.items() if k != "level"}
    )
    attributes = mapping.attributes(frame)
    if "district_id" not in chosen:
        guess = mapping.key_like(frame)
        if guess is not None:
            chosen["district_id"] = guess
            rows.problems.append(
                Problem(
                    f"Als Schlüssel wurde „{guess}“ genommen, weil jeder Wert nur einmal vorkommt.",
                    remedy="Eine andere Spalte mit --map district_id=SPALTE wählen.", file=file, column=guess,
                    code="key_guessed", severity="warning",
                )
            )  # fmt: skip
            if chosen.get("name") == guess:
                del chosen["name"]
    if "district_id" not in chosen and "name" in chosen:
        chosen["district_id"] = chosen["name"]
        rows.problems.append(
            Problem(
                "Die Datei hat keinen Schlüssel; der Name dient als Schlüssel.",
                remedy="Besser eine Spalte mit dem amtlichen Schlüssel: --map district_id=SPALTE.", file=file,
                column=chosen["name"], code="key_from_name", severity="warning",
            )
        )  # fmt: skip
    if "district_id" not in chosen and len(frame) == 1:
        rows.problems.append(
            Problem(
                "Die einzige Fläche der Datei hat keinen Schlüssel; der Dateiname dient als Schlüssel.", file=file,
                code="key_from_file", severity="warning",
            )
        )  # fmt: skip
        rows.mapping = {k: v for k, v in chosen.items() if k == "name"}
        return [loaded.path.stem]
    if "district_id" not in chosen and not [a for a in attributes if a != "Layer" and frame[a].notna().any()]:
        rows.problems.append(
            Problem(
                "Die Flächen der Datei haben keine Eigenschaften, also weder Schlüssel noch Namen; sie wurden durchnummeriert.",
                remedy="Tabellen lassen sich so nicht zuordnen; besser eine Datei mit Schlüssel verwenden.", file=file, count=len(frame),
                code="keys_numbered", severity="warning",
            )
        )  # fmt: skip
        return [str(i + 1).zfill(len(str(len(frame)))) for i in range(len(frame))]
    if "district_id" not in chosen:
        rows.problems.append(
            Problem(
                "In der Datei ist keine Spalte mit einem eindeutigen Schlüssel der Quartiere zu erkennen.",
                remedy=f"Mit --map district_id=SPALTE angeben. Spalten: {', '.join(attributes[:30]) or 'keine'}.", file=file,
                code="key_missing",
            )
        )  # fmt: skip
        return None
    keys = mapping.column_texts(frame, chosen["district_id"])
    missing = [row for row, key in zip(frame.index, keys, strict=True) if key is None]
    if missing:
        rows.problems.append(
            Problem(
                "Der Schlüssel fehlt.", remedy="Jedes Quartier braucht einen Schlüssel; ergänzen oder andere Spalte wählen.",
                file=file, row=missing[0], column=chosen["district_id"], count=len(missing), code="key_empty",
            )
        )  # fmt: skip
        return None
    rows.mapping = {k: v for k, v in chosen.items() if k in ("district_id", "name")}
    return [str(k) for k in keys]


def _level(frame: pd.DataFrame, loaded: Loaded, request: ImportRequest) -> tuple[str, list[str] | None]:
    column = request.mapping.get("level")
    if column is None:
        found = {fold(c): c for c in mapping.attributes(frame)}
        column = next((found[fold(c)] for c in _LEVEL_COLUMNS if fold(c) in found), None)
    stem = loaded.path.name.split(".")[0]
    names = (loaded.sublayer, stem) if request.sublayer else (stem, loaded.sublayer)
    default = level_name(*names)
    if column is not None:
        values = mapping.texts(frame[column])
        if all(values) and len(set(values)) <= 5:
            given = [str(v) for v in values]
            if all(v.isdigit() for v in given):  # a number alone says nothing on a map
                several = len(set(given)) > 1
                return default, [f"{default} {v}" for v in given] if several else None
            return default, [level_name(v) for v in given]
    return default, None


def _one_row_per_key(made: gpd.GeoDataFrame, file: str, rows: Rows) -> gpd.GeoDataFrame:
    """Join rows that are parts of one district; refuse keys that stand for different places that overlap."""
    counts = Counter(made["district_id"])
    twice = [k for k, n in counts.items() if n > 1]
    if not twice:
        return made
    clashes, joined, same = [], [], []
    drop: list[int] = []
    made = made.copy()
    shapes = made.geometry.to_dict()
    for key in twice:
        group = made[made["district_id"] == key]
        parts = list(group.geometry)
        union = shapely.union_all(parts)
        if all(p.equals(parts[0]) for p in parts[1:]):
            same.append(key)
        elif (
            sum(p.area for p in parts) - union.area > 0.01 * min(p.area for p in parts)
            or len(set(map(fold, group["name"]))) > 1
        ):
            clashes.append((key, int(group.index[1])))
            continue
        else:
            joined.append(key)
        shapes[group.index[0]] = multipolygon(union)
        drop += list(group.index[1:])
    if clashes:
        key, row = clashes[0]
        rows.problems.append(
            Problem(
                "Derselbe Schlüssel steht für verschiedene Flächen.",
                remedy="Schlüssel berichtigen oder eine andere Spalte mit --map district_id=SPALTE wählen.", file=file, row=row,
                column=rows.mapping.get("district_id"), value=key, count=len(clashes), code="key_duplicate",
            )
        )  # fmt: skip
    for keys, text in (
        (joined, "Mehrere Teilflächen mit demselben Schlüssel wurden verbunden."),
        (same, "Dieselbe Fläche steht mehrfach in der Datei und wurde einmal übernommen."),
    ):
        if keys:
            rows.problems.append(
                Problem(
                    text, file=file, value=keys[0], count=len(keys), code="districts_joined", severity="info"
                )
            )
    made = made.set_geometry(gpd.GeoSeries(shapes, crs=made.crs))
    return made.drop(index=drop)


def _topology(made: gpd.GeoDataFrame, file: str, rows: Rows) -> None:
    """Warn about overlaps and holes within a level, with their area."""
    for _, group in made.groupby("level", sort=False):
        shapes = group.geometry.to_numpy()
        if len(shapes) < 2:
            continue
        tree = shapely.STRtree(shapes)
        left, right = tree.query(shapes, predicate="intersects")
        pairs = left < right
        overlap = shapely.area(shapely.intersection(shapes[left[pairs]], shapes[right[pairs]]))
        smaller = np.minimum(shapely.area(shapes[left[pairs]]), shapely.area(shapes[right[pairs]]))
        real = (overlap > 100.0) & (overlap > 0.0005 * smaller)
        if real.any():
            worst = int(np.argmax(overlap))
            ids = group["district_id"].to_numpy()
            a, b = ids[left[pairs][worst]], ids[right[pairs][worst]]
            rows.problems.append(
                Problem(
                    f"Quartiere überlappen sich, zusammen auf {_area(float(overlap[real].sum()))}; am stärksten {a} und {b}.",
                    remedy="Einwohner im Überlappungsbereich zählen zum zuerst gefundenen Quartier.", file=file,
                    value=f"{a} / {b}", count=int(real.sum()), code="districts_overlap", severity="warning",
                )
            )  # fmt: skip
        whole = shapely.union_all(shapes)
        holes = [shapely.Polygon(r).area for p in shapely.get_parts(whole) for r in p.interiors]
        big = [h for h in holes if h > 1000.0]
        if big:
            rows.problems.append(
                Problem(
                    f"Zwischen den Quartieren sind Löcher, zusammen {_area(sum(big))}.", remedy="Falls dort Menschen wohnen, fehlen Quartiere.",
                    file=file, count=len(big), code="districts_hole", severity="warning",
                )
            )  # fmt: skip
    thin = int((made.geometry.area < 1000.0).sum())
    if thin:
        rows.problems.append(
            Problem(
                "Das Quartier ist kleiner als 1.000 m².",
                remedy="Auf der Karte prüfen.",
                file=file,
                count=thin,
                code="district_tiny",
                severity="warning",
            )
        )


def _area(square_metres: float) -> str:
    return (
        f"{number(square_metres / 1e4, 1)} ha"
        if square_metres < 1e6
        else f"{number(square_metres / 1e6, 1)} km²"
    )


def _data_date(frame: pd.DataFrame) -> str:
    found = {fold(c): c for c in mapping.attributes(frame)}
    for name in _DATE_COLUMNS:
        column = found.get(fold(name))
        if column is not None:
            dates = {read_date(t) for t in mapping.texts(frame[column])} - {None}
            if dates:
                return max(d for d in dates if d is not None).isoformat()
    return ""


def rank_levels(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give every level its rank (1 = coarsest: fewest and largest areas) and every area its parent.

    The parent is the area of the next coarser level that it shares most of its own area with, if that is more
    than half; levels are told apart by their name.
    """
    if districts.empty:
        return districts
    made = districts.copy()
    size = made.assign(_a=made.geometry.area).groupby("level")["_a"].agg(["mean", "count"])
    order = list(size.sort_values(["mean", "count"], ascending=[False, True]).index)
    made["level_rank"] = made["level"].map({name: float(i + 1) for i, name in enumerate(order)})
    parents: dict[Any, str | None] = dict.fromkeys(made.index)
    for upper, lower in pairwise(order):
        above, below = made[made["level"] == upper], made[made["level"] == lower]
        tree = shapely.STRtree(above.geometry.to_numpy())
        i, j = tree.query(below.geometry.to_numpy(), predicate="intersects")
        shared = shapely.area(
            shapely.intersection(below.geometry.to_numpy()[i], above.geometry.to_numpy()[j])
        )
        table = pd.DataFrame({"i": i, "j": j, "a": shared}).sort_values("a").drop_duplicates("i", keep="last")
        for row in table.itertuples(index=False):
            if row.a > 0.5 * below.geometry.iloc[row.i].area:
                parents[below.index[row.i]] = str(above["district_id"].iloc[row.j])
    made["parent_id"] = pd.Series(parents, dtype=object)
    return made
