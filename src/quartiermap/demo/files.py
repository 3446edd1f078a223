"""Writers of the municipal files, each in its own format and with the habits of its office."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
import xlsxwriter

from quartiermap.demo.facilities import Facility
from quartiermap.demo.layout import GRID_M, Ground
from quartiermap.demo.osm_file import playground_area
from quartiermap.demo.people import People
from quartiermap.domain.ages import ZENSUS_2022_BANDS, band_label, band_limits

STAMP = dt.datetime(2025, 1, 15, 8, 0, 0)
CRS = "EPSG:25832"
_CENSUS_NAMES = (
    "Unter3", "a3bis5", "a6bis9", "a10bis15", "a16bis18", "a19bis24", "a25bis39", "a40bis59", "a60bis66", "a67bis74",
    "a75undaelter",
)  # fmt: skip
CENSUS_NAME = "Zensus2022_Alter_in_infrastrukturellen_Altersgruppen_100m-Gitter.csv"


@contextmanager
def _fixed_date() -> Iterator[None]:
    """Make GDAL write our date instead of today's, so that the same town gives the same bytes."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2025-01-15T08:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _zip(path: Path, members: Sequence[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, date_time=STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)


def german(value: float, digits: int = 1) -> str:
    """Write a number with decimal comma; nothing for NaN.

    Examples
    --------
    >>> german(12.345), german(float("nan"))
    ('12,3', '')
    """
    return "" if np.isnan(value) else f"{value:.{digits}f}".replace(".", ",")


def _whole(value: float | None) -> str:
    return "" if value is None or np.isnan(value) else str(round(value))


def to_ground(ground: Ground, geometry: Any) -> Any:
    """Return a bent local geometry in EPSG:25832, rounded to centimetres."""
    moved = shapely.transform(geometry, lambda xy: np.round((xy + ground.plan.origin) / GRID_M) * GRID_M)
    return shapely.normalize(moved)


def district_frames(ground: Ground) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return Quartiere and Stadtteile in EPSG:25832; they nest exactly, vertex by vertex."""
    plan = ground.plan
    lines = shapely.union_all(
        shapely.set_precision(ground.bend(shapely.get_parts(shapely.union_all(
            [c.exterior for c in ground.cells.values()], grid_size=GRID_M))), GRID_M, mode="pointwise"),
        grid_size=GRID_M,
    )  # fmt: skip
    faces = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(lines))))
    cells = {k: ground.bend(c) for k, c in ground.cells.items()}
    owner = [max(cells, key=lambda k: float(cells[k].intersection(f).area)) for f in faces]
    areas = [
        to_ground(ground, shapely.union_all([f for f, o in zip(faces, owner, strict=True) if o == q.id]))
        for q in plan.quarters
    ]
    quarters = gpd.GeoDataFrame(
        {"QUART_NR": [q.id for q in plan.quarters], "BEZEICHNG": [q.name for q in plan.quarters],
         "STADTTL_NR": [q.part_id for q in plan.quarters], "STAND": "01.01.2025", "HINWEIS": "erfunden"},
        geometry=areas, crs=CRS,
    )  # fmt: skip
    parts = gpd.GeoDataFrame(
        {
            "stadtteil_nr": [k for k, _ in plan.parts],
            "stadtteil": [n for _, n in plan.parts],
            "hinweis": "erfunden",
        },
        geometry=[
            shapely.normalize(
                shapely.union_all([a for a, q in zip(areas, plan.quarters, strict=True) if q.part_id == k])
            )
            for k, _ in plan.parts
        ],
        crs=CRS,
    )
    return quarters, parts


def write_shapefile_zip(frame: gpd.GeoDataFrame, path: Path, stem: str) -> None:
    """Write a zipped Shapefile with .cpg."""
    with TemporaryDirectory() as folder:
        target = Path(folder) / f"{stem}.shp"
        pyogrio.write_dataframe(
            frame, target, encoding="UTF-8", layer_options={"DBF_DATE_LAST_UPDATE": "2025-01-15"}
        )
        _zip(path, [(p.name, p.read_bytes()) for p in sorted(Path(folder).iterdir())])


def write_gpkg(frame: gpd.GeoDataFrame, path: Path, layer: str) -> None:
    """Write a GeoPackage with one layer."""
    path.unlink(missing_ok=True)
    with _fixed_date():
        pyogrio.write_dataframe(frame, path, layer=layer, driver="GPKG")


def write_geojson(frame: gpd.GeoDataFrame, path: Path, name: str) -> None:
    """Write GeoJSON in EPSG:25832 with a crs member, as many geoportals do."""
    features = [
        {
            "type": "Feature",
            "properties": {
                k: None if not isinstance(v, str) and pd.isna(v) else v
                for k, v in row.items()
                if k != "geometry"
            },
            "geometry": json.loads(shapely.to_geojson(row["geometry"])),
        }
        for row in frame.to_dict("records")
    ]
    collection = {
        "type": "FeatureCollection", "name": name, "description": "erfundene Daten der Musterstadt",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}, "features": features,
    }  # fmt: skip
    path.write_text(json.dumps(collection, ensure_ascii=False, indent=1) + "\n", "utf-8")


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], encoding: str) -> None:
    """Write a semicolon separated table with CRLF line ends, as Excel does."""
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows([header, *rows])
    path.write_bytes(text.getvalue().encode(encoding))


def write_census(path: Path, people: People) -> None:
    """Write the Zensus 2022 grid as published: ZIP, BOM, en dash for suppressed values (DOMAIN.md 4.1)."""
    lines = [";".join(["GITTER_ID_100m", "x_mp_100m", "y_mp_100m", "Insgesamt_Bevoelkerung", *_CENSUS_NAMES])]
    for row in people.cells.to_dict("records"):
        north, east = row["north"], row["east"]
        ages = ["–" if row["secret"] else str(row[band]) for band in ZENSUS_2022_BANDS]
        lines.append(
            ";".join(
                [
                    f"CRS3035RES100mN{north}E{east}",
                    str(east + 50),
                    str(north + 50),
                    str(row["population"]),
                    *ages,
                ]
            )
        )
    text = "\r\n".join(lines) + "\r\n"
    note = "Erfundene Daten im Format der Gitterdaten des Zensus 2022. Kein Ergebnis des Zensus.\r\n"
    _zip(path, [(CENSUS_NAME, text.encode("utf-8-sig")), ("LIESMICH_erfunden.txt", note.encode("utf-8"))])


def _book(path: Path) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(path), {"in_memory": True})
    book.set_properties(
        {"title": "Musterstadt (erfunden)", "comments": "Alle Angaben sind erfunden.", "created": STAMP}
    )
    return book


def register_columns() -> list[str]:
    """Return the age headings of the register table."""
    return [band_label(*band_limits(b)).replace(" Jahre", "") for b in ZENSUS_2022_BANDS]


def write_register(path: Path, ground: Ground, people: People) -> None:
    """Write the register population: two title rows, a merged heading, a sum row, a note."""
    book = _book(path)
    sheet = book.add_worksheet("Einwohner")
    bold = book.add_format({"bold": True})
    centre = book.add_format({"bold": True, "align": "center", "border": 1})
    sheet.write(0, 0, "Stadt Selmbrück (erfunden) – Einwohnermelderegister", bold)
    sheet.write(1, 0, "Bevölkerung mit Hauptwohnsitz nach Quartieren und Altersgruppen am 31.12.2024")
    headings = register_columns()
    sheet.merge_range(2, 0, 2, 1, "Quartier", centre)
    sheet.write(2, 2, "", centre)
    sheet.merge_range(2, 3, 2, 2 + len(headings), "davon im Alter von … bis unter … Jahren", centre)
    for column, text in enumerate(["Schlüssel", "Quartier", "insgesamt", *headings]):
        sheet.write(3, column, text, centre)
    bands = list(ZENSUS_2022_BANDS)
    row = 4
    for entry in people.register.to_dict("records"):
        counts = [int(entry[b]) for b in bands]
        sheet.write_string(row, 0, entry["district_id"])
        sheet.write_string(row, 1, ground.quarter(entry["district_id"]).name)
        for column, value in enumerate([sum(counts), *counts], start=2):
            sheet.write_number(row, column, value)
        row += 1
    totals = people.register[bands].sum()
    sheet.write_string(row, 0, "Stadt insgesamt", bold)
    for column, value in enumerate([int(totals.sum()), *totals.tolist()], start=2):
        sheet.write_number(row, column, value, bold)
    sheet.write_string(
        row + 2, 0, "Quelle: erfundenes Melderegister der Musterstadt Selmbrück. Nur Hauptwohnsitze."
    )
    book.close()


def write_kitas(path: Path, ground: Ground, kitas: list[Facility]) -> None:
    """Write the Kitas: semicolon, cp1252, coordinates with decimal comma."""
    header = [
        "Nr",
        "Einrichtung",
        "Träger",
        "Plätze",
        "Anschrift",
        "Rechtswert",
        "Hochwert",
        "Zustand",
        "barrierefrei",
        "Status",
        "Eröffnung",
        "Hinweis",
    ]
    x0, y0 = ground.plan.origin
    rows = [
        [f"K{i:02d}", f.name, f.operator, _whole(f.places), f.address, german(f.x + x0, 2), german(f.y + y0, 2),
         f.condition, f.barrier_free, f.status, f.year or "", "erfunden"]
        for i, f in enumerate(kitas, 1)
    ]  # fmt: skip
    write_csv(path, header, rows, "cp1252")


def school_frame(ground: Ground, schools: list[Facility]) -> gpd.GeoDataFrame:
    """Return the schools with everyday column names."""

    def art(f: Facility) -> str:
        return "Grundschule" if f.kind == "primary_school" else next(
            t for t in ("Gymnasium", "Integrierte Gesamtschule", "Oberschule", "Realschule") if f.name.startswith(t))  # fmt: skip

    return gpd.GeoDataFrame(
        {
            "Schulnummer": [f"{70100 + i}" for i in range(len(schools))],
            "Schulname": [f.name for f in schools],
            "Schulart": [art(f) for f in schools],
            "Träger": [f.operator for f in schools],
            "Plätze": [None if np.isnan(f.places) else int(f.places) for f in schools],
            "Zustand": [f.condition for f in schools],
            "barrierefrei": [f.barrier_free or None for f in schools],
            "Anschrift": [f.address for f in schools],
            "Hinweis": "erfunden",
        },
        geometry=[to_ground(ground, shapely.Point(f.x, f.y)) for f in schools], crs=CRS,
    )  # fmt: skip


def write_meeting_places(path: Path, ground: Ground, places: list[Facility]) -> None:
    """Write libraries, Treffs and youth centres: one XLSX sheet with latitude and longitude."""
    book = _book(path)
    sheet = book.add_worksheet("Einrichtungen")
    header = [
        "Nr",
        "Art",
        "Name",
        "Träger",
        "Plätze",
        "Fläche m²",
        "Zustand",
        "barrierefrei",
        "Status",
        "Eröffnung",
        "Anschrift",
        "lat",
        "lon",
        "Hinweis",
    ]
    sheet.write_row(0, 0, header, book.add_format({"bold": True}))
    art = {"library": "Bibliothek", "quartierstreff": "Quartierstreff", "youth_centre": "Jugendzentrum"}
    to_lonlat = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
    for i, f in enumerate(places, 1):
        lon, lat = to_lonlat.transform(f.x + ground.plan.origin[0], f.y + ground.plan.origin[1])
        row = [f"E{i:02d}", art[f.kind], f.name, f.operator, f.places, f.area_m2, f.condition, f.barrier_free, f.status,
               f.year, f.address, round(lat, 7), round(lon, 7), "erfunden"]  # fmt: skip
        for column, value in enumerate(row):
            if value not in ("", None) and value == value:
                sheet.write(i, column, value)
    book.close()


def playground_frame(ground: Ground, playgrounds: list[Facility]) -> gpd.GeoDataFrame:
    """Return the playgrounds as areas."""
    return gpd.GeoDataFrame(
        {
            "nr": [f"S{i:03d}" for i in range(1, len(playgrounds) + 1)],
            "bezeichnung": [f.name for f in playgrounds],
            "flaeche_m2": [f.area_m2 for f in playgrounds],
            "zustand": [f.condition for f in playgrounds],
            "barrierefrei": [f.barrier_free or None for f in playgrounds],
            "hinweis": "erfunden",
        },
        geometry=[to_ground(ground, playground_area(f)) for f in playgrounds], crs=CRS,
    )  # fmt: skip


def funding_frame(ground: Ground) -> gpd.GeoDataFrame:
    """Return the areas of Städtebauförderung."""

    def area(*keys: str) -> Any:
        land = shapely.union_all(
            [ground.cells[k].intersection(ground.built.union(ground.ring)) for k in keys]
        )
        solid = land.buffer(45).buffer(-45)
        return to_ground(ground, ground.bend(max(shapely.get_parts(solid), key=lambda p: p.area)).simplify(3.0))  # fmt: skip

    return gpd.GeoDataFrame(
        {
            "gebiet_nr": ["SZ-1", "SAN-2", "VU-3"],
            "gebiet": ["Lerchenfeld", "Altstadt", "Auenberg"],
            "programm": ["Sozialer Zusammenhalt (bis 2019 Soziale Stadt)", "Lebendige Zentren", "Vorbereitende Untersuchung"],
            "rechtsgrundlage": ["§ 171e BauGB", "§ 142 BauGB", "§ 141 BauGB"],
            "status": ["laufend", "laufend", "Voruntersuchung"],
            "seit": ["14.03.2016", "22.06.2011", "05.11.2024"],
            "bis": [None, None, None],
            "hinweis": "erfunden",
        },
        geometry=[area("0501", "0502"), area("0101"), area("0801", "0802")], crs=CRS,
    )  # fmt: skip
