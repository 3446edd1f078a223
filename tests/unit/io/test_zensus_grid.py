"""The census grid: every topic of DOMAIN.md 4.1, cut to the town while reading; what must never become residents."""

from __future__ import annotations

import gzip
import math
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import Cancelled, InputError
from quartiermap.io.importers import ImportRequest, import_layer
from quartiermap.io.zensus_cells import cell_id
from quartiermap.io.zensus_columns import meaning_of
from quartiermap.io.zensus_stream import clip

X, Y = 520_000.0, 6_070_000.0
_EAST, _NORTH = (int(v // 1000 * 1000) for v in pyproj.Transformer.from_crs(25832, 3035, always_xy=True).transform(X + 2500, Y + 2500))  # fmt: skip


@pytest.fixture
def town() -> Project:
    frame = gpd.GeoDataFrame(
        {"district_id": ["01"], "name": ["Stadt"], "level": ["Quartiere"], "level_rank": [1.0], "parent_id": [None], "source_id": ["x"]},
        geometry=[shapely.box(X, Y, X + 5000, Y + 5000)], crs=25832,
    )  # fmt: skip
    return new_project("Stadt", 25832).with_(districts=frame)


def line(value: str, east: int = _EAST, north: int = _NORTH, size: int = 100) -> str:
    return f"{cell_id(size, east, north)};{east + size // 2};{north + size // 2};{value}\r\n"


def write(folder: Path, name: str, heading: str, *values: str, encoding: str = "utf-8-sig") -> Path:
    text = f"GITTER_ID_100m;x_mp_100m;y_mp_100m;{heading}\r\n" + "".join(
        line(v, _EAST + 100 * i) for i, v in enumerate(values)
    )
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def load(town: Project, path: Path, **options: str) -> Project:
    return import_layer(town, ImportRequest("population", (path,), **options)).project  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "heading", "value", "expected"),
    [
        ("Zensus2022_Bevoelkerungszahl_100m-Gitter.csv", "Einwohner", "12", {"population": 12.0}),
        ("Alter_in_5_Altersklassen.csv", "Insgesamt_Bevoelkerung;Unter18;a18bis29;a65undaelter", "20;3;4;8", {"population": 20.0, "age_0_18": 3.0, "age_18_30": 4.0, "age_65_plus": 8.0}),
        ("Zensus2022_Anteil_unter_18_100m.csv", "AnteilUnter18;werterlaeuternde_Zeichen", "12,5;KLAMMERN", {"zensus_anteilunter18": 12.5}),
        ("Zensus2022_Durchschnittsalter_100m.csv", "Durchschnittsalter", "44,75", {"zensus_durchschnittsalter": 44.75}),
        ("Zensus2022_Groesse_des_privaten_Haushalts_100m.csv", "Insgesamt_Haushalte;1_Person;6_Personen_und_mehr", "30;10;1", {"zensus_insgesamt_haushalte": 30.0, "zensus_6_personen_und_mehr": 1.0}),
        ("Zensus2022_Baujahr_100m.csv", "Insgesamt_Gebaeude;Vor1919;a1919bis1948", "7;1;2", {"zensus_a1919bis1948": 2.0}),
        ("Zensus2022_Flaeche_der_Wohnung_10m2_Intervalle_100m.csv", "Insgesamt_Wohnungen;Unter30;a30bis39", "9;1;2", {"zensus_unter30": 1.0, "zensus_a30bis39": 2.0}),
        ("Zensus2022_Durchschn_Nettokaltmiete_100m.csv", "durchschnMieteQM;AnzahlWohnungen", "7,53;12", {"zensus_durchschnmieteqm": 7.53, "zensus_anzahlwohnungen": 12.0}),
    ],
)  # fmt: skip
def test_every_topic_is_what_it_says(
    town: Project, tmp_path: Path, name: str, heading: str, value: str, expected: dict[str, float]
) -> None:
    (cell,) = load(town, write(tmp_path, name, heading, value)).cells.to_dict("records")
    assert {k: cell[k] for k in expected} == expected
    if "population" not in expected:
        assert math.isnan(cell["population"])
        assert not [c for c in cell if c.startswith("age_")]


def test_households_flats_and_years_never_become_ages() -> None:
    for headings in (
        ["GITTER_ID_100m", "Insgesamt_Wohnungen", "Unter30", "a30bis39", "a180undmehr"],
        ["GITTER_ID_100m", "Insgesamt_Haushalte", "1_Person", "6_Personen_und_mehr"],
        ["GITTER_ID_100m", "Insgesamt_Gebaeude", "a1919bis1948", "a2016undspaeter"],
    ):
        meaning = meaning_of(headings, "Zensus2022.csv")
        assert not any(ours == "population" or ours.startswith("age_") for ours in meaning.columns.values())


def test_a_topic_joins_the_cells_and_leaves_residents_alone(town: Project, tmp_path: Path) -> None:
    one = load(town, write(tmp_path, "Zensus2022_Bevoelkerungszahl.csv", "Einwohner", "12", "30"))
    two = load(
        one, write(tmp_path, "Zensus2022_Familienstand.csv", "Insgesamt_Bevoelkerung;Ledig", "11;–", "31;9")
    )
    cells = two.cells.sort_values("cell_id")
    assert cells["population"].tolist() == [12.0, 30.0]
    assert cells["zensus_ledig_state"].tolist() == ["secret", "value"]
    assert math.isnan(cells["zensus_ledig"].iloc[0])
    assert cells["zensus_ledig"].iloc[1] == 9.0


def test_cutting_gives_what_a_look_at_every_row_gives(town: Project, tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    east = _EAST + 100 * random.integers(-80, 80, 4000)
    north = _NORTH + 100 * random.integers(-80, 80, 4000)
    places = sorted(set(zip(east.tolist(), north.tolist(), strict=True)))
    people = {p: int(v) for p, v in zip(places, random.integers(3, 90, len(places)), strict=True)}
    path = tmp_path / "Zensus2022_Bevoelkerungszahl.csv"
    path.write_text(
        "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
        + "".join(line(str(v), *p).replace("\r", "") for p, v in people.items())
    )
    to = pyproj.Transformer.from_crs(3035, 25832, always_xy=True)
    outline = town.districts.geometry.iloc[0].buffer(100)
    expected = sum(
        v for (e, n), v in people.items() if outline.contains(shapely.Point(to.transform(e + 50, n + 50)))
    )
    assert 0 < expected < sum(people.values())
    assert load(town, path).cells["population"].sum() == expected
    # without midpoints the names of the cells tell the same
    bare = tmp_path / "Zensus2022_ohne.csv"
    rows = path.read_text().splitlines()
    bare.write_text("\n".join(";".join((r.split(";")[0], r.split(";")[3])) for r in rows))
    assert load(town, bare).cells["population"].sum() == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_suppressed_values_are_missing_in_every_encoding(
    town: Project, tmp_path: Path, encoding: str
) -> None:
    path = write(tmp_path, "Zensus2022_Alter.csv", "Insgesamt_Bevoelkerung;Unter3", "12;–", encoding=encoding)
    (cell,) = load(town, path).cells.to_dict("records")
    assert (cell["population"], cell["ages_state"]) == (12.0, "secret")
    assert math.isnan(cell["age_0_3"])


def test_archives_give_the_finest_grid_or_the_one_named(town: Project, tmp_path: Path) -> None:
    fine = write(tmp_path, "Zensus2022_Bevoelkerungszahl_100m-Gitter.csv", "Einwohner", "12")
    coarse = "GITTER_ID_1km;x_mp_1km;y_mp_1km;Einwohner\r\n" + line("500", size=1000)
    path = tmp_path / "Zensus2022_Bevoelkerungszahl.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(fine, f"csv/{fine.name}")
        archive.writestr("csv/Zensus2022_Bevoelkerungszahl_1km-Gitter.csv", coarse)
        archive.writestr("Beschreibung.xlsx", "x")
    assert load(town, path).cells["population"].tolist() == [12.0]
    chosen = load(town, path, sublayer="1km").cells
    assert (chosen["population"].tolist(), chosen["resolution_m"].tolist()) == ([500.0], [1000.0])
    packed = tmp_path / "Zensus2022_Bevoelkerungszahl.csv.gz"
    packed.write_bytes(gzip.compress(fine.read_bytes()))
    assert load(town, packed).cells["population"].tolist() == [12.0]
    packed.write_bytes(gzip.compress(fine.read_bytes())[:-12])
    with pytest.raises(InputError):
        load(town, packed)


LONG = "Gitter_ID_100m;Gitter_ID_100m_neu;Merkmal;Auspraegung_Code;Auspraegung_Text;Anzahl;Anzahl_q\r\n"


def long(*rows: tuple[str, str, str]) -> bytes:
    short = f"100mN{_NORTH // 100}E{_EAST // 100}"
    made = "".join(f"{short};{cell_id(100, _EAST, _NORTH)};{m};1;{t};{n};0\r\n" for m, t, n in rows)
    return (LONG + made).encode("latin-1")


def test_the_long_layout_counts_everybody_once(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "Bevoelkerung100M.csv"
    path.write_bytes(
        long(
            ("INSGESAMT", "Einheiten insgesamt", "40"), ("ALTER_10JG", "Unter 10", "5"), ("ALTER_10JG", "10 - 19", "6"), ("ALTER_10JG", "80 und älter", "-1"),
            ("ALTER_KURZ", "Unter 18", "10"), ("GESCHLECHT", "Weiblich", "21"),
        )
    )  # fmt: skip
    (cell,) = load(town, path).cells.to_dict("records")
    assert (cell["population"], cell["age_0_10"], cell["age_10_20"]) == (40.0, 5.0, 6.0)
    assert math.isnan(cell["age_80_plus"])
    assert "age_0_18" not in cell  # the coarser division counts the same people
    assert cell["zensus_geschlecht_weiblich"] == 21.0


def test_houses_of_the_long_layout_are_no_residents(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "Gebaeude100m.csv"
    path.write_bytes(long(("INSGESAMT", "Einheiten insgesamt", "9"), ("GEBTYPBAUWEISE", "Freistehend", "4")))
    (cell,) = load(town, path).cells.to_dict("records")
    assert math.isnan(cell["population"])
    assert cell["zensus_insgesamt"] == 9.0


def test_numbers_of_classes_are_refused(town: Project, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        load(town, write(tmp_path, "Zensus_klassierte_Werte_100m-Gitter.csv", "Einwohner", "2"))
    assert [p.code for p in error.value.problems if p.severity == "error"] == ["grid_of_classes"]


def test_a_name_that_contradicts_the_midpoint_is_refused(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "Zensus2022_Bevoelkerungszahl.csv"
    path.write_text(
        "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
        f"{cell_id(100, _EAST + 5000, _NORTH)};{_EAST + 50};{_NORTH + 50};3\n"
    )
    with pytest.raises(InputError) as error:
        load(town, path)
    assert (error.value.problems[0].code, error.value.problems[0].row) == ("cell_midpoint", 2)


def test_a_row_with_missing_fields_is_told(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "Zensus2022_Bevoelkerungszahl.csv"
    path.write_text(
        "GITTER_ID_100m;x_mp_100m;y_mp_100m;Einwohner\n"
        + line("12").replace("\r", "")
        + f"{cell_id(100, _EAST, _NORTH + 100)};{_EAST + 50}\n"
    )
    result = import_layer(town, ImportRequest("population", (path,)))
    assert result.project.cells["population"].tolist() == [12.0]
    assert [p.count for p in result.problems if p.code == "row_damaged"] == [1]


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = write(tmp_path, "Zensus2022_Bevoelkerungszahl.csv", "Einwohner", *["3"] * 50)
    with pytest.raises(Cancelled):
        clip(path, None, None, (0, 0, 1e7, 1e7), Progress(cancelled=lambda: True))
