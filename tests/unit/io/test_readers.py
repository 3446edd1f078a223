"""Hostile and broken files made here; the worker process; delimiters, encodings and headings."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled, InputError
from quartiermap.io import text_files
from quartiermap.io.readers import file_kind, read_table, read_vector

SQUARE = [[[9.40, 54.78], [9.41, 54.78], [9.41, 54.79], [9.40, 54.78]]]


def geojson(path: Path, features: list[dict[str, object]], **more: object) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", **more, "features": features}), "utf-8")
    return path


def feature(geometry: object = None, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [p.code for p in error.value.problems]


def test_a_vrt_named_geojson_is_refused(tmp_path: Path) -> None:
    secret = geojson(
        tmp_path / "geheim.geojson", [feature({"type": "Point", "coordinates": [9, 54]}, name="geheim")]
    )
    disguise = tmp_path / "kitas.geojson"
    disguise.write_text(
        f'<OGRVRTDataSource><OGRVRTLayer name="geheim"><SrcDataSource>{secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    )
    with pytest.raises(InputError) as error:
        read_vector(disguise)
    assert codes(error) == ["is_vrt"]


def test_a_vrt_behind_a_long_comment_is_not_read_either(tmp_path: Path) -> None:
    disguise = tmp_path / "kitas.gml"
    disguise.write_text(
        "<!-- " + "x" * 5000 + ' --><OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>'
    )
    with pytest.raises(InputError):
        read_vector(disguise)


def test_a_crs_behind_an_internet_address_is_refused(tmp_path: Path) -> None:
    crs = {"type": "link", "properties": {"href": "http://127.0.0.1:9/crs", "type": "proj4"}}
    path = geojson(tmp_path / "a.geojson", [feature({"type": "Point", "coordinates": [9, 54]})], crs=crs)
    with pytest.raises(InputError) as error:
        read_vector(path)
    assert "crs_link" in codes(error) or "unreadable" in codes(error)


def test_the_users_folder_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.gml"
    path.write_text(
        '<?xml version="1.0"?><c xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><o><gml:pointProperty><gml:Point srsName="EPSG:25832">'
        "<gml:coordinates>520000,6070000</gml:coordinates></gml:Point></gml:pointProperty></o></gml:featureMember></c>"
    )
    read_vector(path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.gml"]


def test_cancelling_stops_the_worker(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature({"type": "Point", "coordinates": [9, 54]})])
    with pytest.raises(Cancelled):
        read_vector(path, progress=Progress(cancelled=lambda: True))


def test_projected_numbers_in_a_geojson_without_crs_are_not_taken_for_degrees(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", [feature({"type": "Point", "coordinates": [523000, 6070000]})])
    data = read_vector(path)
    assert (data.crs, data.crs_origin) == (None, "missing")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file_empty"), ("a.csv", b" \n\n", "file_empty"), ("a.geojson", b"<!DOCTYPE html><html>", "is_html"),
        ("a.csv", b"%PDF-1.7", "is_pdf"), ("a.xlsx", b"PK\x03\x04kaputt", "zip_broken"), ("a.zip", b"nichts", "zip_broken"),
        ("a.json", b"{kaputt", "json_broken"), ("a.csv.gz", b"\x1f\x8bkaputt", "gzip_broken"), ("a.exe", b"MZ", "format_unknown"),
    ],
)  # fmt: skip
def test_broken_files_get_one_sentence(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as error:
        (read_vector if file_kind(path) == "vector" else read_table)(path)
    assert codes(error) == [code]


def test_a_zip_that_climbs_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../boese.csv", "a;b\n1;2\n")
    with pytest.raises(InputError) as error:
        read_table(path)
    assert codes(error) == ["zip_unsafe"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_encoding_and_delimiter_are_recognised(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["Schlüssel", "Träger", "Größe"],
        *[[f"0{i}", f"Müller & Söhne {i}", str(i)] for i in range(1, 9)],
    ]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(r) for r in rows).encode(encoding))
    table = read_table(path)
    assert list(table.frame.columns) == rows[0]
    assert table.frame.to_numpy().tolist() == rows[1:]
    assert table.frame.index.tolist() == list(range(2, 10))


def test_title_rows_above_the_heading_are_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Einwohner der Stadt;;\n;;\nNr;Name;Zahl\n1;2;3\n01;Nord;5\n02;Süd;7\n", "utf-8")
    table = read_table(path)
    assert list(table.frame.columns) == ["Nr", "Name", "Zahl"]
    assert table.header_row == 3
    assert table.frame["Nr"].tolist() == ["01", "02"]


def test_mac_rubbish_in_archives_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ordner/a.csv", "x;y\n1;2\n")
        archive.writestr("__MACOSX/ordner/._a.csv", "rubbish")
    assert text_files.zip_names(path) == ["ordner/a.csv"]
    assert len(read_table(path).frame) == 1
