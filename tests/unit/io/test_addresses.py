"""Addresses: writing is understood in every form, places are found or listed with the reason, nothing is guessed."""

from __future__ import annotations

import csv
import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.app.imports import ImportOrder, carry_out
from quartiermap.cli import cli
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io.address_index import AddressIndex, Entries, Named
from quartiermap.io.address_matching import Found, match
from quartiermap.io.address_text import HouseNumber, read_address, read_numbers, street_key
from quartiermap.io.addresses import AddressColumns, find_columns, place_rows, read_address_index
from quartiermap.io.importers import ImportRequest, import_layer

X, Y = 520_000.0, 6_070_000.0


def one(n: int, suffix: str = "") -> HouseNumber:
    return HouseNumber(((n, suffix),))


def index(project: Project | None = None, *, lines: bool = True) -> AddressIndex:
    """Ritterstraße: even numbers north, odd south, 2..40 every 10 m; two Hauptstraßen 8 km apart; Ringstraße crossing."""
    entries, named = Entries(), Named()
    for n in [*range(1, 20), 31, 33, 40]:
        entries.add(
            "Ritterstraße", one(n), X + 5 * n, Y + (10 if n % 2 == 0 else -10), ("24939", "Flensburg")
        )
    entries.add("Ritterstraße", one(12, "a"), X + 63, Y + 12, ("24939", "Flensburg"))
    for n in (2, 4, 6):
        entries.add("Hauptstraße", one(n), X + 10 * n, Y + 1000, ("24941", "Weiche"))
        entries.add("Hauptstraße", one(n), X + 8000 + 10 * n, Y + 1000, ("24944", "Mürwik"))
    entries.add("Hauptstraße", one(112), X + 8600, Y + 1000, ("24944", "Mürwik"))
    entries.add("Burgstraße", one(1), X, Y + 2000, ("24939",))
    entries.add("Friedrich-Ebert-Straße", HouseNumber(((10, ""), (16, "")), True), X + 50, Y + 2500, ())
    if lines:
        for i in range(-20, 21):
            named.street.append("Ringstraße")
            named.x.append(X + 100)
            named.y.append(Y + 10.0 * i)
    return AddressIndex(entries, named, "probe", project)


def find(text: str, quarter: str | None = None) -> Any:
    return match(index(), read_address(text), quarter)


# ---------------------------------------------------------------------------------------------- writing


@pytest.mark.parametrize(
    "spelled",
    ["Ritterstraße", "Ritterstr.", "Ritterstr", "RITTERSTRASSE", "Ritter-Straße", "ritter straße", "Ritter Str.", "Ritterstrasse", "Ritterstraße (Altstadt)", " Ritterstr. "],
)  # fmt: skip
def test_one_street_in_many_spellings(spelled: str) -> None:
    assert street_key(spelled) == "ritterstrasse"


@pytest.mark.parametrize(
    ("one_name", "other"),
    [
        ("Bergstraße", "Burgstraße"),
        ("Ritterstraße", "Ritterweg"),
        ("Straße des 17. Juni", "Straße des 18. Juni"),
        ("Nordstraße", "Nordring"),
    ],
)
def test_different_streets_stay_different(one_name: str, other: str) -> None:
    assert street_key(one_name) != street_key(other)
    entries = Entries()
    entries.add(other, one(1), 0, 0, ())
    found = match(AddressIndex(entries, Named(), "x"), read_address(f"{one_name} 1"))
    assert found.found is Found.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "street", "number", "postcode", "place"),
    [
        ("Ritterstr. 5", "Ritterstr.", "5", None, None),
        ("Ritterstr.5", "Ritterstr.", "5", None, None),
        ("Ritterstraße 12a", "Ritterstraße", "12a", None, None),
        ("Ritterstraße 12 A", "Ritterstraße", "12a", None, None),
        ("Ritterstraße 12 a/b", "Ritterstraße", "12a/12b", None, None),
        ("Schulstraße 29 - 31", "Schulstraße", "29–31", None, None),
        ("Schulstraße 29–31, 24937 Flensburg", "Schulstraße", "29–31", "24937", "Flensburg"),
        ("24937 Flensburg, Schulstraße 2", "Schulstraße", "2", "24937", "Flensburg"),
        ("Schulstraße 2\n24937 Flensburg-Weiche", "Schulstraße", "2", "24937", "Flensburg-Weiche"),
        ("Kita Sonnenschein, Schulstraße 2, D-24937 Flensburg", "Schulstraße", "2", "24937", "Flensburg"),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", "135", None, None),
        ("Platz der Republik", "Platz der Republik", None, None, None),
        ("Q 7, 24", "Q 7", "24", None, None),
        ("Hauptstraße, 5", "Hauptstraße", "5", None, None),
        ("Schulstr. 5 und 7", "Schulstr.", "5/7", None, None),
        ("Schulstr. 5 (Hinterhaus)", "Schulstr.", "5", None, None),
        ("An der Bahn 3 EG links", "An der Bahn", "3", None, None),
        ("Marktplatz Nr. 3", "Marktplatz", "3", None, None),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(
    text: str, street: str, number: str | None, postcode: str | None, place: str | None
) -> None:
    got = read_address(text)
    assert got is not None
    assert (got.street, got.number.text if got.number else None, got.postcode, got.place) == (
        street,
        number,
        postcode,
        place,
    )


@given(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=8)))
def test_no_text_breaks_the_reading(text: str, number: str | None) -> None:
    found = match(_SMALL, read_address(text, number))
    assert 0.0 <= found.score <= 1.0
    assert found.found.placed == (found.found in (Found.EXACT, Found.APPROXIMATE))


_SMALL = index()


@given(
    st.integers(1, 999),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from(["{n}{s}", "{n} {s}", " {n}{s} ", "{n}{S}"]),
)
def test_a_number_survives_its_spellings(n: int, s: str, form: str) -> None:
    assert read_numbers(form.format(n=n, s=s, S=s.upper())) == one(n, s)


# ---------------------------------------------------------------------------------------------- places


def test_the_very_house() -> None:
    found = find("Ritterstr. 12, 24939 Flensburg")
    assert (found.found, found.x, found.y, found.score) == (Found.EXACT, X + 60, Y + 10, 1.0)
    found = find("Ritterstr. 12a")
    assert (found.found, found.x) == (Found.EXACT, X + 63)


def test_an_unknown_suffix_is_the_house_without_and_says_so() -> None:
    found = find("Ritterstr. 14c")
    assert (found.found, found.x) == (Found.APPROXIMATE, X + 70)
    assert "14" in found.reason


def test_between_known_numbers_of_the_same_side() -> None:
    found = find("Ritterstr. 23")
    assert found.found is Found.APPROXIMATE
    assert (found.x, found.y) == pytest.approx((X + 5 * 23, Y - 10))  # between 19 and 31
    assert 0.5 < found.score < 0.8
    even = find("Ritterstr. 36")  # between 18 and 40: too far apart
    assert even.found is not Found.EXACT


def test_beyond_the_last_number_only_a_little() -> None:
    assert find("Ritterstr. 42").found is Found.APPROXIMATE
    far = find("Ritterstr. 300")
    assert far.found is Found.STREET_ONLY
    assert far.candidates


def test_ranges_and_lists() -> None:
    found = find("Ritterstr. 5-9")
    assert found.found is Found.EXACT
    assert found.x == X + 35  # the house in the middle
    assert find("Friedrich-Ebert-Str. 12").found is Found.EXACT  # inside a range of the directory
    assert find("Friedrich-Ebert-Str. 13").found is Found.APPROXIMATE  # the other side of the street


def test_a_street_that_exists_twice_is_not_guessed() -> None:
    found = find("Hauptstr. 4")
    assert found.found is Found.AMBIGUOUS
    assert math.isnan(found.x)
    assert len(found.candidates) == 2
    assert all("mit dieser Hausnummer" in c.text for c in found.candidates)
    only = find("Hauptstr. 112")  # the number stands in one of them only, which may be a hole in the other
    assert only.found is Found.AMBIGUOUS
    assert sum("mit dieser Hausnummer" in c.text for c in only.candidates) == 1


@pytest.mark.parametrize(
    ("text", "quarter", "x"),
    [("Hauptstr. 4, 24944 Flensburg", None, X + 8040), ("Hauptstr. 4", "Weiche", X + 40)],
)
def test_postcode_or_quarter_decide(text: str, quarter: str | None, x: float) -> None:
    found = find(text, quarter)
    assert (found.found, found.x) == (Found.EXACT, x)


def test_the_district_of_the_project_decides_too() -> None:
    squares = [shapely.box(X - 500, Y, X + 500, Y + 1500), shapely.box(X + 7000, Y, X + 9000, Y + 1500)]
    districts = gpd.GeoDataFrame(
        {"district_id": ["1", "2"], "name": ["01 Süd", "Engelsby"], "level": "Q", "level_rank": 1},
        geometry=squares,
        crs=25832,
    )
    found = match(
        index(new_project("F", 25832).with_(districts=districts)), read_address("Hauptstr. 4"), "Engelsby"
    )
    assert (found.found, found.x) == (Found.EXACT, X + 8040)


def test_a_postcode_that_contradicts_is_not_placed() -> None:
    found = find("Ritterstr. 12, 10115 Berlin")
    assert found.found is Found.NOT_FOUND
    assert "10115" in found.reason


def test_a_slip_of_the_pen_is_found_but_marked() -> None:
    found = find("Freidrich-Ebert-Straße 10")
    assert found.found is Found.APPROXIMATE
    assert "bitte prüfen" in found.reason
    assert found.score < 1.0


def test_corner() -> None:
    found = find("Ritterstraße / Ecke Ringstraße")
    assert found.found is Found.APPROXIMATE
    assert math.hypot(found.x - (X + 100), found.y - Y) < 15
    assert find("Burgstraße Ecke Ringstraße").found is Found.NOT_FOUND


def test_what_cannot_be_placed_says_why() -> None:
    for text in ("Gibtsnichtweg 3", "", "12", "Ritterstr."):
        found = match(index(), read_address(text))
        assert not found.found.placed
        assert found.reason


def test_points_far_apart_under_one_number_are_ambiguous() -> None:
    entries = Entries()
    for x in (0, 400):
        entries.add("Weg", one(1), x, 0, ())
    found = match(AddressIndex(entries, Named(), "x"), read_address("Weg 1"))
    assert found.found is Found.AMBIGUOUS


# ---------------------------------------------------------------------------------------------- tables and files


@pytest.mark.parametrize(
    ("heads", "wanted"),
    [
        (
            ["Name", "Straße", "Hausnummer", "PLZ", "Ort"],
            AddressColumns("Straße", "Hausnummer", None, "PLZ", "Ort"),
        ),
        (["e_name", "e_strasse", "e_hnr", "e_plz"], AddressColumns("e_strasse", "e_hnr", None, "e_plz")),
        (["Einrichtung", "Anschrift"], AddressColumns("Anschrift")),
        (["id", "addr:street", "addr:housenumber"], AddressColumns("addr:street", "addr:housenumber")),
        (["Nr", "Adresse"], AddressColumns("Adresse")),
    ],
)
def test_columns_are_recognised(heads: list[str], wanted: AddressColumns) -> None:
    frame = pd.DataFrame(
        [[f"{i}" if h in ("Nr", "id") else "Ritterstr. 5" for h in heads] for i in range(5)], columns=heads
    )
    assert find_columns(frame) == wanted


OSM = """<?xml version="1.0"?><osm version="0.6">
<node id="1" lat="54.78" lon="9.43"><tag k="addr:street" v="Ritterstraße"/><tag k="addr:housenumber" v="2"/><tag k="addr:postcode" v="24939"/></node>
<node id="2" lat="54.78" lon="9.44"><tag k="addr:street" v="Ritterstraße"/><tag k="addr:housenumber" v="12"/><tag k="addr:postcode" v="24939"/></node>
<node id="3" lat="54.781" lon="9.43"/><node id="4" lat="54.783" lon="9.43"/><node id="5" lat="54.783" lon="9.434"/><node id="6" lat="54.781" lon="9.434"/>
<way id="1"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="6"/><nd ref="3"/><tag k="building" v="yes"/><tag k="addr:street" v="Südweg"/><tag k="addr:housenumber" v="7"/></way>
<way id="2"><nd ref="1"/><nd ref="2"/><tag k="addr:interpolation" v="even"/></way>
<way id="3"><nd ref="3"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="name" v="Nordweg"/></way>
<way id="4"><nd ref="3"/><nd ref="4"/><nd ref="5"/><nd ref="3"/></way>
<relation id="1"><member type="way" ref="4" role="outer"/><tag k="type" v="multipolygon"/><tag k="building" v="yes"/><tag k="addr:street" v="Schlossweg"/><tag k="addr:housenumber" v="1-3"/></relation>
</osm>"""


@pytest.fixture
def extract(tmp_path: Path) -> Path:
    path = tmp_path / "stadt.osm"
    path.write_text(OSM, "utf-8")
    return path


def test_an_osm_extract(extract: Path) -> None:
    import pyproj

    found = read_address_index(extract, new_project("F", 25832), 25832)
    to = pyproj.Transformer.from_crs(4326, 25832, always_xy=True)

    def at(text: str) -> Any:
        return match(found, read_address(text))

    for text, lon, lat in (
        ("Ritterstr. 2", 9.43, 54.78),
        ("Südweg 7", 9.432, 54.782),
        ("Schlossweg 3", 9.432, 54.782),
    ):
        got = at(text)
        assert got.found is Found.EXACT
        assert math.hypot(*(np.array(to.transform(lon, lat)) - (got.x, got.y))) < 1.0
    six = at("Ritterstr. 6")
    assert six.found is Found.APPROXIMATE
    assert math.hypot(*(np.array(to.transform(9.434, 54.78)) - (six.x, six.y))) < 1.0
    assert at("Nordweg 3").found is Found.STREET_ONLY


OFFICIAL = """#Hauskoordinaten
N;DESHPDHK0000001a;A;01;0;01;000;0000;00123;5;;32526500,123;6071000,456;Ritterstraße;24939;Flensburg;;Altstadt
N;DESHPDHK0000002a;A;01;0;01;000;0000;00123;0005;a;32526510,0;6071000,0;Ritterstraße;24939;Flensburg;;Altstadt
L;DESHPDHK0000003a;A;01;0;01;000;0000;00123;7;;32526520,0;6071000,0;Ritterstraße;24939;Flensburg;;Altstadt
N;DESHPDHK0000004a;A;01;0;01;000;0000;00124;1;;32826500,0;6071000,0;Fernweg;99999;Anderswo;;
"""


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("name", ["hk.txt", "hk.csv"])
def test_the_official_format_of_the_surveying_offices(tmp_path: Path, encoding: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(OFFICIAL, encoding)
    found = read_address_index(path, town(tmp_path), 25832)
    five = match(found, read_address("Ritterstr. 5"))
    assert (five.found, five.x, five.y) == (Found.EXACT, 526500.123, 6071000.456)
    assert match(found, read_address("Ritterstr. 5a")).x == 526510.0
    assert len(found) == 2  # to be deleted, and too far away


def town(tmp_path: Path) -> Project:
    path = tmp_path / "Quartiere.gpkg"
    gpd.GeoDataFrame(
        {"RAUMID": ["01"], "Name": ["Mitte"]}, geometry=[shapely.box(9.42, 54.77, 9.45, 54.79)], crs=4326
    ).to_crs(25832).to_file(path)
    return import_layer(new_project("F", 25832), ImportRequest("districts", (path,))).project


TABLE = "Liste der Kitas\n\nNr;Name;Straße;Hausnr;PLZ;Plätze\n1;Kita A;Ritterstr.;2;24939;1.045\n2;Kita B;Ritterstraße;12;24939;45\n3;Kita C;Nordweg;5;24939;50\n4;Kita D;Unbekannter Weg;1;24939;55\n5;Kita E;Ritterstr.;6;24939;60\n"


@pytest.fixture
def kitas(tmp_path: Path) -> Path:
    path = tmp_path / "kitas.csv"
    path.write_text(TABLE, "cp1252")
    return path


def test_a_table_is_placed_and_every_row_accounted_for(tmp_path: Path, extract: Path, kitas: Path) -> None:
    order = ImportOrder(ImportRequest("facilities", (kitas,)), addresses=extract)
    outcome = carry_out(town(tmp_path), order)
    got = outcome.result.project.facilities
    assert got["name"].tolist() == ["Kita A", "Kita B", "Kita E"]
    assert got["places"].tolist() == [1045.0, 45.0, 60.0]
    assert got["address"].tolist()[0] == "Ritterstr. 2, 24939"
    (source,) = outcome.result.sources
    assert source.file == "kitas.csv"
    told = {(f["row"], f["code"]) for f in source.findings}
    assert {(6, "address_street_only"), (7, "address_not_found"), (8, "address_approximate")} <= told
    assert source.mapping["@addresses"] == "stadt.osm"
    (placement,) = outcome.placements
    assert len(placement.matches) == 5


def test_the_same_table_again_replaces_its_rows(tmp_path: Path, extract: Path, kitas: Path) -> None:
    order = ImportOrder(ImportRequest("facilities", (kitas,)), addresses=extract)
    first = carry_out(town(tmp_path), order).result.project
    again = carry_out(first, order).result.project
    assert again.facilities["name"].tolist() == first.facilities["name"].tolist()
    assert len(again.sources) == len(first.sources)


def test_the_middle_of_the_street_only_if_asked_for(tmp_path: Path, extract: Path, kitas: Path) -> None:
    order = ImportOrder(ImportRequest("facilities", (kitas,)), addresses=extract, street_middle=True)
    assert "Kita C" in carry_out(town(tmp_path), order).result.project.facilities["name"].tolist()


def test_an_excel_table_with_text_numbers(tmp_path: Path, extract: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["Kennung", "Name", "Anschrift", "Plätze"],
        ["007", "Kita A", "Ritterstr. 2, 24939 Flensburg", 45],
        ["008", "Kita B", "Südweg 7", 12.5],
    ):
        book.active.append(row)
    book.save(tmp_path / "kitas.xlsx")
    order = ImportOrder(ImportRequest("facilities", (tmp_path / "kitas.xlsx",)), addresses=extract)
    got = carry_out(town(tmp_path), order).result.project.facilities
    assert got["facility_id"].tolist() == ["kita:007", "kita:008"]
    assert got["places"].tolist() == [45.0, 12.5]


def test_only_rows_without_coordinates_are_matched(tmp_path: Path, extract: Path) -> None:
    path = tmp_path / "kitas.csv"
    path.write_text(
        "Name;Straße;Nr;Lon;Lat\nKita A;Ganz woanders;1;9,4321;54,7812\nKita B;Ritterstr. 2;;;\nKita C;Nordweg 3;;0;0\n",
        "utf-8",
    )
    outcome = carry_out(town(tmp_path), ImportOrder(ImportRequest("facilities", (path,)), addresses=extract))
    got = outcome.result.project.facilities.to_crs(4326)
    assert got["name"].tolist() == ["Kita A", "Kita B"]
    assert (got.geometry[0].x, got.geometry[0].y) == pytest.approx((9.4321, 54.7812), abs=1e-6)
    assert (got.geometry[1].x, got.geometry[1].y) == pytest.approx((9.43, 54.78), abs=1e-6)
    assert outcome.placements[0].rows == (3, 4)
    path.write_text("Name;Straße;Lon;Lat\nKita A;Ritterstr. 2;9,4321;54,7812\n", "utf-8")
    with pytest.raises(InputError):
        carry_out(town(tmp_path), ImportOrder(ImportRequest("facilities", (path,)), addresses=extract))


def test_refusals(tmp_path: Path, extract: Path, kitas: Path) -> None:
    project = town(tmp_path)
    nowhere = tmp_path / "nowhere.csv"
    nowhere.write_text("Name;Straße;Nr\nKita A;Gibtsnichtweg;1\n", "utf-8")
    with pytest.raises(InputError) as caught:
        carry_out(
            project, ImportOrder(ImportRequest("facilities", (nowhere,), kind="kita"), addresses=extract)
        )
    assert "addresses" in {p.code for p in caught.value.problems}
    without = tmp_path / "ohne.csv"
    without.write_text("Name;Plätze\nKita A;5\n", "utf-8")
    with pytest.raises(InputError) as caught:
        carry_out(
            project, ImportOrder(ImportRequest("facilities", (without,), kind="kita"), addresses=extract)
        )
    assert {p.code for p in caught.value.problems} == {"address_column_missing"}
    with pytest.raises(InputError):
        carry_out(project, ImportOrder(ImportRequest("facilities", (kitas,)), addresses=without))
    with pytest.raises(UsageError):
        carry_out(new_project("leer"), ImportOrder(ImportRequest("facilities", (kitas,)), addresses=extract))


def test_from_the_command_line_with_the_list(tmp_path: Path, extract: Path, kitas: Path) -> None:
    from quartiermap.io import project_file

    project_file.save(town(tmp_path), tmp_path / "p.gpkg")
    words = [
        "import",
        tmp_path / "p.gpkg",
        "facilities",
        kitas,
        "--addresses",
        extract,
        "--address-list",
        tmp_path / "liste.csv",
        "--json",
    ]
    result = CliRunner().invoke(cli, [str(w) for w in words])
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)["addresses"]
    assert told["rows"] == 5
    assert told["found"] == {
        "exact": 2,
        "approximate": 1,
        "street_only": 1,
        "ambiguous": 0,
        "not_found": 1,
        "no_address": 0,
    }
    with (tmp_path / "liste.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [r["Ergebnis"] for r in rows] == [
        "gefunden",
        "gefunden",
        "nur die Straße gefunden",
        "nicht gefunden",
        "ungefähr gefunden",
    ]
    assert [r["Zeile"] for r in rows] == ["4", "5", "6", "7", "8"]


# ---------------------------------------------------------------------------------------------- real data


@pytest.mark.realdata
def test_flensburg_table_against_its_published_points(shared_data: Path) -> None:
    from quartiermap.io import readers

    project = new_project("Flensburg", 25832)
    found = read_address_index(shared_data / "flensburg" / "kitas_in_flensburg.geojson", project, 25832)
    frame = readers.read_table(shared_data / "flensburg" / "kitas_in_flensburg.csv").frame
    true = gpd.read_file(shared_data / "flensburg" / "kitas_in_flensburg.geojson").to_crs(25832).geometry
    columns = find_columns(frame)
    assert columns is not None
    placement = place_rows(frame, columns, found)
    assert placement.count(Found.EXACT) == len(frame) == 70
    away = [math.hypot(m.x - p.x, m.y - p.y) for m, p in zip(placement.matches, true, strict=True)]
    assert max(away) < 300


@pytest.mark.realdata
def test_berlin_nothing_is_put_to_a_wrong_place(shared_data: Path) -> None:
    """Schools against a directory made of the Kitas only: sparse, so that much is interpolated or left open."""
    from quartiermap.io import readers

    folder = shared_data / "berlin" / "einrichtungen"
    found = read_address_index(folder / "kindertagesstaetten.geojson", new_project("Berlin", 25833), 25833)
    schools = readers.read_vector(folder / "schulen.geojson").frame
    columns = find_columns(schools)
    assert columns is not None
    placement = place_rows(schools, columns, found)
    away = {Found.EXACT: [], Found.APPROXIMATE: []}
    for m, p in zip(placement.matches, schools.geometry, strict=True):
        if m.found.placed:
            away[m.found].append(math.hypot(m.x - p.x, m.y - p.y))
    assert len(away[Found.EXACT]) >= 50
    assert max(away[Found.EXACT]) < 300
    assert len(away[Found.APPROXIMATE]) >= 100
    assert max(away[Found.APPROXIMATE]) < 600
