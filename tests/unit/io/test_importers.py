"""The importers on small files made here: what is kept, what is refused, what is never done."""

from __future__ import annotations

import json
import math
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io.import_ages import bands_of, cover
from quartiermap.io.importers import ImportRequest, import_layer, preview

X, Y = 520_000.0, 6_070_000.0


def box(i: int, j: int = 0, size: float = 1000.0) -> shapely.Polygon:
    return shapely.box(X + i * size, Y + j * size, X + (i + 1) * size, Y + (j + 1) * size)


def districts(
    path: Path,
    keys: list[str],
    shapes: list[object] | None = None,
    crs: str | None = "EPSG:25832",
    **more: list[object],
) -> Path:
    shapes = shapes or [box(i) for i in range(len(keys))]
    gpd.GeoDataFrame(
        {"RAUMID": keys, "Name": [f"Gebiet {k}" for k in keys], **more}, geometry=shapes, crs=crs
    ).to_file(path)
    return path


def table(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def town(tmp_path: Path) -> Project:
    path = districts(tmp_path / "Quartiere.gpkg", [f"0{i}" for i in range(1, 10)])
    return import_layer(new_project("Stadt"), ImportRequest("districts", (path,))).project


def codes(error: pytest.ExceptionInfo[InputError]) -> set[str]:
    return {p.code for p in error.value.problems if p.severity == "error"}


def test_keys_names_and_places_stay_together(town: Project) -> None:
    assert town.epsg == 25832
    assert town.districts["district_id"].tolist() == [f"0{i}" for i in range(1, 10)]
    for i, row in enumerate(town.districts.itertuples()):
        assert row.name == f"Gebiet 0{i + 1}"
        assert row.geometry.equals(box(i))
    (source,) = town.sources
    assert (source.rows_read, source.rows_used, source.mapping["district_id"]) == (9, 9, "RAUMID")
    assert len(source.sha256) == 64


def test_coarser_levels_get_lower_ranks_and_children_their_parents(town: Project, tmp_path: Path) -> None:
    halves = [shapely.union_all([box(i) for i in range(5)]), shapely.union_all([box(i) for i in range(5, 9)])]
    path = districts(tmp_path / "Bezirke.gpkg", ["A", "B"], halves)
    after = import_layer(town, ImportRequest("districts", (path,))).project.districts
    assert after.groupby("level")["level_rank"].first().to_dict() == {"Bezirke": 1.0, "Quartiere": 2.0}
    assert after.set_index("district_id")["parent_id"].to_dict() == {
        **{f"0{i}": "A" if i < 6 else "B" for i in range(1, 10)},
        "A": None,
        "B": None,
    }


def test_the_same_key_for_two_places_is_refused(tmp_path: Path) -> None:
    path = districts(tmp_path / "a.gpkg", ["1", "1"], [box(0), box(0, 0, 1500.0)])
    with pytest.raises(InputError) as error:
        import_layer(new_project("x"), ImportRequest("districts", (path,), mapping={"district_id": "RAUMID"}))
    assert codes(error) == {"key_duplicate"}


def test_overlaps_bow_ties_and_missing_shapes_are_reported(tmp_path: Path) -> None:
    bow = shapely.Polygon([(X, Y + 5000), (X + 900, Y + 5900), (X + 900, Y + 5000), (X, Y + 5900)])
    path = districts(tmp_path / "a.gpkg", ["1", "2", "3", "4"], [box(0), box(0).buffer(50), bow, None])
    result = import_layer(new_project("x"), ImportRequest("districts", (path,)))
    assert {p.code for p in result.problems} >= {"districts_overlap", "geometry_repaired", "geometry_missing"}
    assert len(result.project.districts) == 3
    assert result.project.districts.is_valid.all()


def test_data_elsewhere_are_refused(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "kitas.csv"
    for text in ("id;lat;lon\n1;48,1\xa0;11,6\n", "id;lat;lon\n1;2,0;2,0\n"):
        with pytest.raises(InputError) as error:
            import_layer(town, ImportRequest("facilities", (table(path, text),)))
        assert codes(error) == {"wrong_place"}


def test_a_missing_crs_is_taken_only_when_one_reading_fits(tmp_path: Path, town: Project) -> None:
    path = districts(tmp_path / "b.shp", ["x"], [box(0, 3)], crs=None)
    result = import_layer(town, ImportRequest("districts", (path,)))
    assert "crs_guessed" in {p.code for p in result.problems}
    berlin = districts(tmp_path / "c.shp", ["x"], [shapely.box(385e3, 5815e3, 390e3, 5820e3)], crs=None)
    with pytest.raises(InputError) as error:
        import_layer(new_project("x"), ImportRequest("districts", (berlin,)))
    assert codes(error) == {"crs_ambiguous"}
    assert "--crs" in str(error.value)


FACILITIES = """Nr;Bezeichnung;Art;Plätze;Barrierefrei;Zustand;Status;Rechtswert;Hochwert
007;Kita Nord;Kindertagesstätte;45;ja;gut;in Betrieb;520500;6070500
008;Kita Süd;Kita;k. A.;teilweise;marode;in Planung;521500;6070500
009;Bücherei;Stadtbücherei;;vielleicht;;;522500,5;6070500
"""


def test_facilities_from_a_german_table(town: Project, tmp_path: Path) -> None:
    result = import_layer(town, ImportRequest("facilities", (table(tmp_path / "liste.csv", FACILITIES),)))
    made = result.project.facilities
    assert made["facility_id"].tolist() == ["kita:007", "kita:008", "library:009"]
    assert made["places"].tolist()[0] == 45.0
    assert made["places"].isna().tolist() == [False, True, True]
    assert made["barrier_free"].tolist() == ["ja", "teilweise", None]
    assert made["condition"].tolist() == ["gut", "schlecht", None]
    assert made["status"].tolist() == ["Bestand", "geplant", None]
    assert made.geometry.iloc[2].equals(shapely.Point(522500.5, 6070500))
    assert [p.value for p in result.problems if p.code == "barrier_free_unknown"] == ["vielleicht"]


def test_importing_twice_changes_nothing_but_says_so(town: Project, tmp_path: Path) -> None:
    request = ImportRequest("facilities", (table(tmp_path / "liste.csv", FACILITIES),))
    once = import_layer(town, request)
    twice = import_layer(once.project, request)
    assert "import_repeated" in {p.code for p in twice.problems}
    assert twice.project.facilities["facility_id"].tolist() == once.project.facilities["facility_id"].tolist()
    assert len(twice.project.sources) == len(once.project.sources)


def test_every_error_of_every_file_at_once_and_nothing_imported(town: Project, tmp_path: Path) -> None:
    good = table(tmp_path / "kitas.csv", FACILITIES)
    bad = table(tmp_path / "leer.csv", "")
    worse = table(tmp_path / "orte.csv", "Name;Anschrift\nA;Weg 1\nB;Weg 2\n")
    before = town.facilities
    with pytest.raises(InputError) as error:
        import_layer(town, ImportRequest("facilities", (good, bad, worse)))
    assert codes(error) == {"file_empty", "kind_missing", "address_only"}
    assert {p.file for p in error.value.problems if p.severity == "error"} == {"leer.csv", "orte.csv"}
    assert town.facilities is before


def test_unknown_fields_and_columns_of_a_mapping(town: Project, tmp_path: Path) -> None:
    request = ImportRequest(
        "facilities",
        (table(tmp_path / "kitas.csv", FACILITIES),),
        mapping={"name": "Bezeichnug", "farbe": "Art"},
    )
    with pytest.raises(InputError) as error:
        import_layer(town, request)
    assert codes(error) == {"column_unknown", "field_unknown"}
    assert "Bezeichnung" in str(error.value)


POPULATION = "Schlüssel;Einwohner;unter 6;6 bis unter 18;18 bis unter 65;65 und älter\n" + "".join(
    f"0{i};1.{i}00;100;200;{i}00;700\n" for i in range(1, 10)
)


def test_population_by_key(town: Project, tmp_path: Path) -> None:
    result = import_layer(town, ImportRequest("population", (table(tmp_path / "ew.csv", POPULATION),)))
    made = result.project.district_population
    assert made["population"].tolist() == [1000.0 + 100 * i for i in range(1, 10)]
    assert [c for c in made.columns if c.startswith("age_")] == [
        "age_0_6",
        "age_6_18",
        "age_18_65",
        "age_65_plus",
    ]
    assert "ages_do_not_add_up" not in {p.code for p in result.problems}


def test_lost_zeros_are_restored_only_when_that_explains_the_whole_table(
    town: Project, tmp_path: Path
) -> None:
    lost = table(tmp_path / "ew.csv", POPULATION.replace("\n0", "\n"))
    result = import_layer(town, ImportRequest("population", (lost,)))
    assert "leading_zeros" in {p.code for p in result.problems}
    assert result.rows == 9
    other = "Nr;Einwohner\n" + "".join(f"{i};{i}00\n" for i in range(1, 41))
    with pytest.raises(InputError) as error:
        import_layer(town, ImportRequest("population", (table(tmp_path / "fremd.csv", other),)))
    assert codes(error) == {"keys_do_not_match"}


def test_missing_people_are_not_zero(town: Project, tmp_path: Path) -> None:
    text = POPULATION.replace("02;1.200;100", "02;*;–")
    made = import_layer(
        town, ImportRequest("population", (table(tmp_path / "ew.csv", text),))
    ).project.district_population
    row = made.set_index("district_id").loc["02"]
    assert row[["population", "age_0_6"]].isna().all()


def test_overlapping_bands_count_nobody_twice() -> None:
    import numpy as np

    columns = {
        "u18": ((0, 18), np.array([300.0])),
        "u7": ((0, 7), np.array([100.0])),
        "18+": ((18, None), np.array([700.0])),
        "65+": ((65, None), np.array([200.0])),
    }
    found = cover(columns)
    assert found.complete
    assert {k: v.tolist() for k, v in found.bands.items()} == {
        "age_0_7": [100.0],
        "age_7_18": [200.0],
        "age_18_65": [500.0],
        "age_65_plus": [200.0],
    }
    assert sum(float(v[0]) for v in found.bands.values()) == 1000.0


def test_whether_the_upper_age_belongs_to_a_band_is_decided_by_the_table() -> None:
    assert bands_of(["0-5", "6-9", "10-15"]) == {"0-5": (0, 6), "6-9": (6, 10), "10-15": (10, 16)}
    assert bands_of(["0-6", "6-10"]) == {"0-6": (0, 6), "6-10": (6, 10)}


def test_indicators_need_a_period(town: Project, tmp_path: Path) -> None:
    text = (
        "Schlüssel;Arbeitslosenanteil in %;Klasse\n"
        + "".join(f"0{i};{i},5;hoch\n" for i in range(1, 9))
        + "09;-;niedrig\n"
    )
    path = table(tmp_path / "sozial.csv", text)
    with pytest.raises(InputError) as error:
        import_layer(town, ImportRequest("indicators", (path,)))
    assert codes(error) == {"period_missing"}
    made = import_layer(town, ImportRequest("indicators", (path,), period="2024")).project.indicators
    values = made[made["indicator"] == "arbeitslosenanteil_in"].set_index("district_id")
    assert values.loc["03", "value"] == 3.5
    assert values.loc["09", "state"] == "no_data"
    assert made[made["indicator"] == "klasse"]["text_value"].tolist() == ["hoch"] * 8 + ["niedrig"]


def test_funding_areas(town: Project, tmp_path: Path) -> None:
    path = tmp_path / "gebiete.geojson"
    gpd.GeoDataFrame(
        {"Nr": ["7"], "Gebietsname": ["Altstadt"], "Programm": ["Sozialer Zusammenhalt"], "Verfahrensstand": ["in Durchführung"], "Beschluss": ["31.12.2019"]},
        geometry=[box(1)], crs="EPSG:25832",
    ).to_crs(4326).to_file(path)  # fmt: skip
    (row,) = import_layer(town, ImportRequest("funding-areas", (path,))).project.funding_areas.to_dict(
        "records"
    )
    assert (row["area_id"], row["name"], row["status"], row["valid_from"]) == (
        "7",
        "Altstadt",
        "laufend",
        "2019-12-31",
    )
    assert row["geometry"].area == pytest.approx(1e6, rel=1e-6)


ZENSUS = """GITTER_ID_100m;x_mp_100m;y_mp_100m;Insgesamt_Bevoelkerung;Unter3;a3bis5;a75undaelter
CRS3035RES100mN{n}E{e};{x};{y};12;3;–;4
CRS3035RES100mN2689000E4337000;4337050;2689050;99;1;1;1
"""


def test_zensus_2022_is_cut_to_the_town_and_keeps_secrets(town: Project, tmp_path: Path) -> None:
    import pyproj

    e, n = pyproj.Transformer.from_crs(25832, 3035, always_xy=True).transform(X + 500, Y + 500)
    e, n = int(e // 100) * 100, int(n // 100) * 100
    path = tmp_path / "Zensus2022_Alter.csv"
    path.write_bytes(ZENSUS.format(n=n, e=e, x=e + 50, y=n + 50).encode("utf-8-sig"))
    (cell,) = import_layer(town, ImportRequest("population", (path,))).project.cells.to_dict("records")
    assert (cell["population"], cell["age_0_3"], cell["age_75_plus"]) == (12.0, 3.0, 4.0)
    assert math.isnan(cell["age_3_6"])
    assert (cell["population_state"], cell["ages_state"]) == ("value", "secret")


def test_zensus_needs_districts_first(tmp_path: Path) -> None:
    path = table(tmp_path / "z.csv", ZENSUS.format(n=2689000, e=4337000, x=1, y=1))
    with pytest.raises(InputError) as error:
        import_layer(new_project("x"), ImportRequest("population", (path,)))
    assert codes(error) == {"districts_first"}


def test_wrong_calls_are_usage_errors(town: Project) -> None:
    with pytest.raises(UsageError):
        import_layer(town, ImportRequest("strassen", (Path("a.csv"),)))
    with pytest.raises(UsageError):
        import_layer(town, ImportRequest("districts", ()))


def test_preview_never_raises_and_proposes_columns(town: Project, tmp_path: Path) -> None:
    shown = preview(town, ImportRequest("", (table(tmp_path / "kitas.csv", FACILITIES),)))
    assert shown.layer == "facilities"
    assert {f.field: f.column for f in shown.fields}["places"] == "Plätze"
    assert shown.rows[0][0] == "007"
    broken = preview(town, ImportRequest("", (tmp_path / "fehlt.csv",)))
    assert not broken.usable
    assert json.dumps([p.as_dict() for p in broken.problems])
