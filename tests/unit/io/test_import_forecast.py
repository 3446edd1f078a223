"""Forecasts and earlier counts come in from every shape that offices publish, or are refused with all that is wrong."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from quartiermap.domain.project import new_project
from quartiermap.errors import InputError
from quartiermap.io import project_file
from quartiermap.io.importers import ImportRequest, import_layer

KEYS = ("0101", "0102", "0103")


@pytest.fixture
def project():
    districts = gpd.GeoDataFrame(
        {
            "district_id": list(KEYS), "name": ["Anger", "Bach", "Celler Tor"], "level": "Quartier", "level_rank": 1,
            "parent_id": None, "source_id": "s",
        },
        geometry=[shapely.box(500_000 + 1000 * i, 5_500_000, 501_000 + 1000 * i, 5_501_000) for i in range(3)],
        crs="EPSG:25832",
    )  # fmt: skip
    return new_project("Drei", 25832).with_(districts=districts)


def read(project, tmp_path, text, name="prognose.csv", **changes):
    file = tmp_path / name
    file.write_text(text, "utf-8")
    return import_layer(project, ImportRequest(layer="forecast", files=(file,), **changes))


def numbers(result, *names):
    """Return {(district, year, variant): values} of the table."""
    frame = result.project.forecast
    return {
        (d, int(y), v): tuple(values)
        for d, y, v, *values in frame[["district_id", "year", "variant", *names]].itertuples(index=False)
    }


def test_years_below_each_other(project, tmp_path):
    lines = [f"{key};{year};{n};{n + 1}" for key in KEYS for year, n in ((2024, 30), (2030, 33))]
    result = read(project, tmp_path, "Gebiet;Jahr;unter 3;3 bis unter 6\n" + "\n".join(lines))
    assert numbers(result, "age_0_3", "age_3_6")["0102", 2030, None] == (33.0, 34.0)
    assert len(result.project.forecast) == 6
    assert result.project.sources[-1].data_date == "2024–2030"
    assert result.project.forecast["population"].isna().all()


def test_years_in_the_headings(project, tmp_path):
    head = "Gebiet;unter 3 (2024);3 bis unter 6 (2024);unter 3 (2030);3 bis unter 6 (2030)"
    result = read(project, tmp_path, "\n".join([head, *(f"{key};1.030;31;32;33" for key in KEYS)]))
    found = numbers(result, "age_0_3", "age_3_6")
    assert found["0101", 2024, None] == (1030.0, 31.0)
    assert found["0103", 2030, None] == (32.0, 33.0)


def test_ages_years_and_variants_below_each_other(project, tmp_path):
    lines = [
        f"{key};{year};{variant};{age};{10 + age}"
        for key in KEYS for year in (2024, 2030) for variant in ("untere", "obere") for age in range(7)
    ]  # fmt: skip
    result = read(project, tmp_path, "Gebiet;Jahr;Variante;Alter;Anzahl\n" + "\n".join(lines))
    found = numbers(result, "age_0_1", "age_6_7")
    assert found["0101", 2030, "obere"] == (10.0, 16.0)
    assert len(found) == 3 * 2 * 2


def test_a_file_of_one_year_takes_it_from_the_call_or_its_name(project, tmp_path):
    text = "Gebiet;unter 3;3 bis unter 6\n" + "\n".join(f"{key};30;31" for key in KEYS)
    assert set(read(project, tmp_path, text, "einwohner_2019.csv").project.forecast["year"]) == {2019}
    assert set(read(project, tmp_path, text, period="2015").project.forecast["year"]) == {2015}
    with pytest.raises(InputError, match="Zu welchem Jahr"):
        read(project, tmp_path, text)


def test_a_second_file_adds_years_and_replaces_those_it_gives_again(project, tmp_path):
    text = "Gebiet;unter 3\n" + "\n".join(f"{key};{{}}" for key in KEYS)
    one = read(project, tmp_path, text.format(1, 2, 3), "alt.csv", period="2019").project
    two = read(one, tmp_path, text.format(4, 5, 6), "neu.csv", period="2024").project
    assert sorted(two.forecast["year"].unique()) == [2019, 2024]
    again = read(two, tmp_path, text.format(7, 8, 9), "berichtigt.csv", period="2024").project
    assert sorted(again.forecast.loc[again.forecast["year"] == 2024, "age_0_3"]) == [7.0, 8.0, 9.0]
    assert len(again.forecast) == 6


def test_everything_wrong_is_said_at_once(project, tmp_path):
    text = "Gebiet;Jahr;unter 3\n0101;20x0;5\n0102;;5\n0103;2030;-4\n"
    with pytest.raises(InputError) as error:
        read(project, tmp_path, text)
    assert {(p.code, p.row) for p in error.value.problems} >= {
        ("year_invalid", 2),
        ("year_invalid", 3),
        ("negative", 4),
    }
    assert project.forecast.empty


def test_unknown_keys_are_refused(project, tmp_path):
    with pytest.raises(InputError):
        read(project, tmp_path, "Gebiet;Jahr;unter 3\n9901;2030;5\n9902;2030;5\n9903;2030;5\n")


def test_a_district_twice_in_a_year_is_refused(project, tmp_path):
    with pytest.raises(InputError):
        read(project, tmp_path, "Gebiet;Jahr;unter 3\n0101;2030;5\n0101;2030;6\n0102;2030;6\n0103;2030;6\n")


def test_a_forecast_makes_no_result_stale_and_survives_the_file(project, tmp_path):
    text = "Gebiet;Jahr;unter 3\n" + "\n".join(f"{key};2030;7" for key in KEYS)
    result = read(project, tmp_path, text)
    assert result.project.data_fingerprint == project.data_fingerprint
    path = tmp_path / "p.gpkg"
    project_file.save(result.project, path)
    assert project_file.load(path).forecast.equals(result.project.forecast)


def test_facilities_keep_their_split_and_the_places_taken(project, tmp_path):
    file = tmp_path / "kitas.csv"
    file.write_text(
        "Name;Ostwert;Nordwert;Plätze;Plätze U3;Plätze Ü3;belegte Plätze;belegt U3\n"
        "Anger;500500;5500500;60;20;40;55;18\nBach;501500;5500500;45;;;;\n",
        "utf-8",
    )
    made = import_layer(
        project, ImportRequest(layer="facilities", files=(file,), kind="kita", crs="EPSG:25832")
    ).project
    kita = made.facilities.set_index("name").loc["Anger"]
    assert [kita[c] for c in ("places", "places_u3", "places_o3", "occupied", "occupied_u3")] == [
        60,
        20,
        40,
        55,
        18,
    ]
    assert made.facilities.set_index("name").loc["Bach", ["places_u3", "occupied"]].isna().all()
