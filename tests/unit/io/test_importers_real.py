"""The importers on real municipal files: exact counts and sums."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io.importers import ImportRequest, import_layer, preview

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def berlin(shared_data: Path) -> Project:
    folder = shared_data / "berlin/grenzen"
    project = import_layer(
        new_project("Berlin"), ImportRequest("districts", (folder / "lor_planungsraeume_bis2020.geojson",))
    ).project
    return import_layer(project, ImportRequest("districts", (folder / "bezirke.geojson",))).project


@pytest.fixture(scope="module")
def flensburg(shared_data: Path) -> Project:
    files = (
        shared_data / "flensburg/flensburg_stadtteile_shp.zip",
        shared_data / "flensburg/flensburg_stadtbezirke_shp.zip",
    )
    result = import_layer(new_project("Flensburg"), ImportRequest("districts", files))
    assert [p.count for p in result.problems if p.code == "geometry_repaired"] == [2]
    return result.project


def test_berlin_has_two_levels_that_nest_as_their_keys_say(berlin: Project) -> None:
    fine = berlin.reporting_districts
    assert (berlin.epsg, len(fine), len(berlin.districts)) == (25833, 448, 460)
    agree = (fine["parent_id"] == fine["district_id"].str[:2]).sum()
    assert agree == 448


def test_flensburg_has_thirteen_and_forty_one(flensburg: Project) -> None:
    assert flensburg.districts.groupby("level_rank").size().to_dict() == {1.0: 13, 2.0: 41}
    assert flensburg.reporting_districts["parent_id"].notna().all()


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [("kindertagesstaetten", "kita", 2880), ("jugendfreizeiteinrichtungen", "youth_centre", 407), ("osm_bibliotheken", "library", 105),
     ("osm_nachbarschaftszentren", "quartierstreff", 416), ("pflegeeinrichtungen", "care_home", 274), ("osm_spielplaetze", "playground", 886)],
)  # fmt: skip
def test_berlin_facilities(berlin: Project, shared_data: Path, name: str, kind: str, count: int) -> None:
    made = import_layer(
        berlin, ImportRequest("facilities", (shared_data / f"berlin/einrichtungen/{name}.geojson",))
    ).project.facilities
    assert made["kind"].value_counts().to_dict() == {kind: count}
    assert made["facility_id"].is_unique


def test_berlin_schools_by_level(berlin: Project, shared_data: Path) -> None:
    path = shared_data / "berlin/einrichtungen/schulen.geojson"
    made = import_layer(berlin, ImportRequest("facilities", (path,), kind="Schule")).project.facilities
    assert made["kind"].value_counts().to_dict() == {
        "primary_school": 430,
        "secondary_school": 267,
        "school": 205,
    }


def test_flensburg_schools_by_flags_and_kitas_without_places(flensburg: Project, shared_data: Path) -> None:
    path = shared_data / "flensburg/schulen_flensburg.csv"
    made = import_layer(flensburg, ImportRequest("facilities", (path,))).project.facilities
    assert made["kind"].value_counts().to_dict() == {
        "primary_school": 16,
        "secondary_school": 16,
        "school": 4,
    }
    assert made["places"].isna().all()  # pupils are no places
    with pytest.raises(InputError, match="Koordinaten"):
        import_layer(
            flensburg, ImportRequest("facilities", (shared_data / "flensburg/kitas_in_flensburg.csv",))
        )


def test_register_population_and_the_wrong_edition(berlin: Project, shared_data: Path) -> None:
    folder = shared_data / "berlin/bevoelkerung"
    made = import_layer(
        berlin, ImportRequest("population", (folder / "ewr_2020-12_t2_planungsraeume.csv",))
    ).project.district_population
    bands = [c for c in made.columns if c.startswith("age_")]
    assert (len(made), made["population"].sum(), made[bands].sum().sum()) == (448, 3_769_962, 3_769_962)
    with pytest.raises(InputError, match="LOR-Planungsräumen ab 2021"):
        import_layer(berlin, ImportRequest("population", (folder / "einwohnerbestand_2022-06_plr2021.csv",)))


def test_sozialatlas_is_joined_by_name(flensburg: Project, shared_data: Path) -> None:
    result = import_layer(
        flensburg, ImportRequest("population", (shared_data / "flensburg/sozialatlas_2022.json",))
    )
    made = result.project.district_population
    assert made["population"].sum() == 97_877
    assert "joined_by_name" in {p.code for p in result.problems}


def test_small_numbers_as_keys_never_match_by_chance(berlin: Project, shared_data: Path) -> None:
    with pytest.raises(InputError, match="Schlüssel"):
        import_layer(
            berlin, ImportRequest("population", (shared_data / "ugly/leerzeichen_als_tausendertrenner.csv",))
        )


@pytest.mark.parametrize(
    ("period", "status", "mean_s1"),
    [("2017", {"mittel": 278, "hoch": 75, "sehr niedrig": 42, "niedrig": 41}, 6.15616), ("2019", {"mittel": 283, "hoch": 67, "niedrig": 47, "sehr niedrig": 39}, 3.88620)],
)  # fmt: skip
def test_mss_against_the_published_moments(
    berlin: Project, shared_data: Path, period: str, status: dict[str, int], mean_s1: float
) -> None:
    path = shared_data / f"berlin/sozialmonitoring/mss_{period}_planungsraeume.csv"
    made = import_layer(
        berlin, ImportRequest("indicators", (path,), preset="berlin-mss", period=period)
    ).project.indicators
    by = dict(tuple(made.groupby("indicator")))
    assert by["status_class"]["text_value"].value_counts().to_dict() == status
    assert by["s1"]["value"].mean() == pytest.approx(mean_s1, abs=1e-5)
    sums = by["status_sum"].set_index("district_id")["value"]
    parts = sum(by[k].set_index("district_id")["value"] for k in ("z_s1", "z_s2", "z_s3", "z_s4") if k in by)
    assert (sums - parts).abs().max() < 1e-9
    if "status_index" in by:  # only the edition of 2017 publishes it
        assert by["status_index"]["value"].std(ddof=0) == pytest.approx(1.0, abs=1e-5)


def test_zensus_2011_of_moabit(berlin: Project, shared_data: Path) -> None:
    made = import_layer(
        berlin,
        ImportRequest("population", (shared_data / "berlin/moabit/zensus2011_einwohner_100m_moabit.csv",)),
    ).project.cells
    assert (len(made), made["population"].sum()) == (527, 89_675)


def test_every_file_previews_or_says_why_not(berlin: Project, shared_data: Path) -> None:
    skipped = {".md", ".shx", ".dbf", ".prj", ".cpg", ".xsd"}
    for path in sorted((shared_data / "ugly").iterdir()):
        if path.suffix not in skipped:
            shown = preview(berlin, ImportRequest("", (path,)))
            assert shown.row_count or shown.problems or "OpenStreetMap" in shown.layer_reason
