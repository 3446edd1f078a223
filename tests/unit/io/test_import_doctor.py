"""The import doctor: what stands on its page, what answers change, and what the record keeps."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io.doctor_model import Examination
from quartiermap.io.import_doctor import examine, settled, with_answers
from quartiermap.io.importers import ImportRequest, import_layer

X, Y = 520_000.0, 6_070_000.0


def square(i: float, j: float = 0.0, size: float = 1000.0) -> shapely.Polygon:
    return shapely.box(X + i * 1000, Y + j * 1000, X + i * 1000 + size, Y + j * 1000 + size)


def areas(path: Path, **shapes: object) -> Path:
    lines = ["schluessel;name;wkt", *(f'{k};Gebiet {k};"{s.wkt}"' for k, s in shapes.items())]
    path.write_text("\n".join(lines), "utf-8")
    return path


def town(
    names: tuple[str, ...] = (
        "Nordstadt",
        "Südstadt",
        "Weststadt",
        "Oststadt",
        "Mitte",
        "Hafen",
        "Sankt Jürgen",
        "Wiesen",
    ),
) -> Project:
    frame = gpd.GeoDataFrame(
        {
            "district_id": [f"0{i + 1}" for i in range(len(names))], "name": list(names), "level": "Stadtteil", "level_rank": 1.0,
            "parent_id": None, "source_id": "q",
        },
        geometry=[square(i) for i in range(len(names))], crs="EPSG:25832",
    )  # fmt: skip
    return new_project("Stadt", 25832).with_(districts=frame)


def look(project: Project, request: ImportRequest) -> Examination:
    try:
        return examine(project, request, import_layer(project, request))
    except InputError as error:
        return examine(project, request, error)


def table(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


# ---------------------------------------------------------------------------------------------- areas


def test_a_repaired_area_is_shown_with_its_area_before_and_after(tmp_path: Path) -> None:
    bowtie = shapely.Polygon([(X, Y), (X + 1000, Y + 1000), (X + 1000, Y), (X, Y + 1000)])
    page = look(
        new_project("S", 25832),
        ImportRequest("districts", (areas(tmp_path / "a.csv", q1=bowtie, q2=square(3)),), crs="EPSG:25832"),
    )
    finding = page["geometry_repaired"]
    assert finding.count == 1
    assert finding.examples[0].row == 2
    assert "vorher 0\u00a0m², nachher 50,0\u00a0ha" in finding.examples[0].text


def test_overlaps_come_with_pairs_and_the_largest_first(tmp_path: Path) -> None:
    path = areas(tmp_path / "a.csv", a=square(0), b=square(0.9), c=square(1.85, size=1500.0))
    page = look(new_project("S", 25832), ImportRequest("districts", (path,), crs="EPSG:25832"))
    finding = page["districts_overlap"]
    assert finding.must_answer
    assert finding.count == 2
    assert [e.text.replace("\u00a0", " ") for e in finding.examples] == [
        "a und b: 10,0 ha",
        "c und b: 5,0 ha",
    ]
    assert page.open({}) == (finding,)
    assert page.open({"districts_overlap": "keep"}) == ()


def test_overlaps_given_to_the_larger_are_gone_and_recorded(tmp_path: Path) -> None:
    path = areas(tmp_path / "a.csv", a=square(0), b=square(0.9, size=1200.0))
    page = look(new_project("S", 25832), ImportRequest("districts", (path,), crs="EPSG:25832"))
    kept = settled(page)
    cut = settled(page, {"districts_overlap": "larger"})
    assert kept.project.districts.geometry.area.tolist() == [1e6, 1.44e6]
    assert cut.project.districts.geometry.area.tolist() == pytest.approx([0.9e6, 1.44e6])
    assert shapely.union_all(kept.project.districts.geometry).area == pytest.approx(
        cut.project.districts.geometry.area.sum()
    )
    (note,) = [f for f in cut.project.sources[-1].findings if f["code"] == "overlaps_given_to_larger"]
    assert "a verlor 10,0\u00a0ha an b" in note["remedy"]
    assert not [f for f in kept.project.sources[-1].findings if f["code"] == "overlaps_given_to_larger"]


def test_a_district_inside_another_is_not_taken_away(tmp_path: Path) -> None:
    path = areas(tmp_path / "a.csv", a=square(0), b=square(0.2, 0.2, size=300.0))
    page = look(new_project("S", 25832), ImportRequest("districts", (path,), crs="EPSG:25832"))
    assert settled(page, {"districts_overlap": "larger"}).project.districts.geometry.area.tolist() == [
        1e6,
        9e4,
    ]


def test_holes_are_named_by_their_neighbours(tmp_path: Path) -> None:
    ring = square(0, size=3000.0).difference(square(1, 1))
    path = areas(tmp_path / "a.csv", a=ring, b=square(3))
    (finding,) = [
        f
        for f in look(new_project("S", 25832), ImportRequest("districts", (path,), crs="EPSG:25832")).findings
        if f.code == "districts_hole"
    ]
    assert finding.examples[0].text.replace("\u00a0", " ") == "1,0 km², umgeben von a"


# ---------------------------------------------------------------------------------------------- facilities

KITAS = (
    "name;art;plaetze;x;y\nNord;Kita;40;520500;6070500\nFern;Kita;ca. 30;520500;6090500\nInsgesamt;Kita;70;521500;6070500\n"
    + "".join(
        f"Haus {chr(97 + n)}{chr(98 + n)}{chr(99 + n)};Kita;10;{521100 + 150 * n};6070100\n" for n in range(8)
    )
)


def test_facilities_outside_are_counted_with_the_nearest_district_and_can_be_left_out(tmp_path: Path) -> None:
    page = look(town(), ImportRequest("facilities", (table(tmp_path / "k.csv", KITAS),), crs="EPSG:25832"))
    finding = page["facility_outside"]
    assert (finding.count, finding.examples[0].value) == (1, "Fern")
    assert finding.examples[0].text.replace("\u00a0", " ") == "19,5 km bis 01"
    kept, dropped = settled(page), settled(page, {"facility_outside": "drop"})
    assert "Fern" in set(kept.project.facilities["name"])
    assert "Fern" not in set(dropped.project.facilities["name"])
    assert dropped.rows == kept.rows - 1 == len(dropped.project.facilities)
    assert "facility_outside_dropped" in {f["code"] for f in dropped.project.sources[-1].findings}


def test_places_that_are_no_numbers_are_listed_and_stay_missing(tmp_path: Path) -> None:
    page = look(town(), ImportRequest("facilities", (table(tmp_path / "k.csv", KITAS),), crs="EPSG:25832"))
    finding = page["not_a_number:plaetze"]
    assert [(e.row, e.value) for e in finding.examples] == [(3, "ca. 30")]
    made = settled(page).project.facilities.set_index("name")
    assert made.loc["Fern", "places"] != made.loc["Fern", "places"]


def test_a_row_called_like_a_sum_does_not_count_twice(tmp_path: Path) -> None:
    page = look(town(), ImportRequest("facilities", (table(tmp_path / "k.csv", KITAS),), crs="EPSG:25832"))
    assert page["total_rows"].must_answer
    assert "Insgesamt" not in set(settled(page).project.facilities["name"])
    assert "Insgesamt" in set(settled(page, {"total_rows": "keep"}).project.facilities["name"])


def test_a_second_source_is_asked_about_and_both_are_kept_unasked(tmp_path: Path) -> None:
    first = import_layer(town(), ImportRequest("facilities", (table(tmp_path / "a.csv", "name;art;x;y\nKita Anger;Kita;520500;6070500\nKita Bach;Kita;521500;6070500\n"),), crs="EPSG:25832"))  # fmt: skip
    again = table(
        tmp_path / "b.csv", "name;art;plaetze;x;y\nKindertagesstätte Anger;Kita;60;520510;6070500\n"
    )
    page = look(first.project, ImportRequest("facilities", (again,), crs="EPSG:25832"))
    (merge,) = page.merges
    finding = page[f"merge:{merge.key}"]
    assert finding.must_answer
    both = settled(page)
    assert len(both.project.facilities) == 3
    assert "facility_merge_declined" in {f["code"] for f in both.project.sources[-1].findings}
    one = settled(page, {"merge": "merge"})
    assert one.project.facilities.set_index("name")["places"].to_dict()["Kita Anger"] == 60.0
    assert len(one.project.facilities) == 2
    assert "1 mit vorhandenen zusammengeführt" in one.summary


def test_a_word_for_a_kind_can_be_taught(tmp_path: Path) -> None:
    text = "name;art;x;y\n" + "".join(
        f"H{n};{w};{520500 + n * 90};6070500\n"
        for n, w in enumerate(["Kita", "Kita", "Kita", "Krabbelstubenhaus", "Kita"])
    )
    request = ImportRequest("facilities", (table(tmp_path / "einr.csv", text),), crs="EPSG:25832")
    page = look(town(), request)
    finding = page["kind_word:Krabbelstubenhaus"]
    assert (finding.count, finding.step, finding.must_answer) == (1, "mapping", True)
    taught = look(town(), with_answers(request, {finding.key: "Kita"}))
    assert settled(taught).rows == 5
    left = look(town(), with_answers(request, {finding.key: "-"}))
    assert settled(left).rows == 4
    with pytest.raises(UsageError):
        with_answers(request, {finding.key: "Rathaus"})


# ---------------------------------------------------------------------------------------------- tables

NAMES = (
    "Stadtteil;Einwohner\nNordstadt;100\nSüdstadt;200\nWeststadt;300\nOststadt;400\nMitte;500\nHafen;600\n"
)


def test_names_that_do_not_match_are_proposed_and_never_applied_unasked(tmp_path: Path) -> None:
    text = NAMES + "St. Jürgen;700\nWiessen;800\nInsgesamt;3600\n"
    request = ImportRequest("population", (table(tmp_path / "ew.csv", text),))
    page = look(town(), request)
    assert page.result is None  # six of nine names are too few to be a join
    proposals = {f.examples[0].value: f.choices[0].id for f in page.findings if f.code == "join"}
    assert proposals == {"St. Jürgen": "07", "Wiessen": "08"}
    assert page["total_rows:ew.csv"].count == 1
    answered = look(
        town(), with_answers(request, {"join:St. Jürgen": "07", "join:Wiessen": "08", "join:Insgesamt": "-"})
    )
    made = settled(answered).project
    assert made.district_population.set_index("district_id")["population"].to_dict()["07"] == 700
    assert len(made.district_population) == 8
    assert "St. Jürgen" in made.sources[-1].mapping["@joins"]


def test_a_column_of_names_can_be_named_as_the_key(tmp_path: Path) -> None:
    text = NAMES + "Sankt Jürgen;700\nWiesen;800\n"
    request = ImportRequest(
        "population", (table(tmp_path / "ew.csv", text),), mapping={"district_id": "Stadtteil"}
    )
    assert settled(look(town(), request)).project.district_population["population"].sum() == 3600


def test_the_unmatched_of_both_sides_are_listed(tmp_path: Path) -> None:
    text = "Schluessel;Einwohner\n" + "".join(f"0{n};{n}00\n" for n in range(1, 7)) + "99;50\n"
    request = ImportRequest("population", (table(tmp_path / "ew.csv", text),))
    page = look(town(), request)
    missing = page["districts_without_row:ew.csv"]
    assert (missing.count, [e.text for e in missing.examples]) == (2, ["07 Sankt Jürgen", "08 Wiesen"])
    assert page["join:99"].examples[0].row == 8


def test_key_systems_that_look_alike_are_told_by_how_many_keys_match(tmp_path: Path) -> None:
    old = gpd.GeoDataFrame(
        {"district_id": [f"0101{n:04d}" for n in range(8)], "name": [f"P{n}" for n in range(8)], "level": "Planungsraum", "level_rank": 1.0, "parent_id": None, "source_id": "q"},
        geometry=[square(i) for i in range(8)], crs="EPSG:25832",
    )  # fmt: skip
    keys = [f"0110{n:04d}" for n in range(7)] + ["01010003"]
    text = "RAUMID;Einwohner\n" + "".join(f"{k};100\n" for k in keys)
    page = look(
        new_project("B", 25832).with_(districts=old),
        ImportRequest("population", (table(tmp_path / "e.csv", text),)),
    )
    assert page.result is None
    (finding,) = [f for f in page.findings if f.code == "key_system"]
    assert "1 von 8 Schlüsseln" in finding.examples[0].text
    assert page.errors[0].step == "mapping"


def test_ages_are_added_up_and_secret_rows_are_not_judged(tmp_path: Path) -> None:
    text = (
        "Schluessel;Insgesamt;unter 18;18 und mehr\n"
        + "".join(f"0{n};100;20;80\n" for n in range(1, 7))
        + "07;100;20;90\n08;100;*;80\n"
    )
    page = look(town(), ImportRequest("population", (table(tmp_path / "e.csv", text),)))
    finding = page["ages_do_not_add_up:e.csv"]
    assert (finding.count, finding.examples[0].row) == (1, 8)
    assert "Summe 110, Gesamtzahl 100" in finding.examples[0].text
    assert page["ages_not_checked:e.csv"].count == 1
    assert page["secret:e.csv"].count == 1
    assert settled(page).project.district_population.set_index("district_id").loc["08", "age_0_18"] != 0


# ---------------------------------------------------------------------------------------------- long tables


def long_ages() -> str:
    rows = [
        f"0{d};{year};{age};{d * 10 + year - 2019}"
        for d in range(1, 9)
        for year in (2019, 2020, 2021)
        for age in ("unter 18", "18 und mehr")
    ]
    return "Gebiet;Jahr;Alter;Anzahl\n" + "\n".join(rows)


def test_the_period_of_a_long_table_is_a_question_with_the_last_as_default(tmp_path: Path) -> None:
    request = ImportRequest("population", (table(tmp_path / "lang.csv", long_ages()),))
    page = look(town(), request)
    finding = page["latest_period"]
    assert ([c.id for c in finding.choices], finding.default, finding.must_answer) == (
        ["2019", "2020", "2021"],
        "2021",
        True,
    )
    assert settled(page).project.district_population["age_0_18"].tolist()[0] == 12
    earlier = look(town(), with_answers(request, {"latest_period": "2019"}))
    assert settled(earlier).project.district_population["age_0_18"].tolist()[0] == 10
    unknown = look(town(), with_answers(request, {"latest_period": "1999"}))
    assert [f.code for f in unknown.errors] == ["period_unknown"]


def test_a_long_table_of_indicators_is_turned_by_choice(tmp_path: Path) -> None:
    rows = [
        f"0{d};{year};{name};{d}{n},5"
        for d in range(1, 9)
        for year in (2020, 2021)
        for n, name in enumerate(("Arbeitslosenquote", "Kinderarmut"))
    ]
    path = table(tmp_path / "lang.csv", "Raum;Jahr;Merkmal;Wert\n" + "\n".join(rows))
    everything = settled(look(town(), ImportRequest("indicators", (path,)))).project.indicators
    assert len(everything) == 32
    assert set(everything["indicator"]) == {"arbeitslosenquote", "kinderarmut"}
    some = settled(
        look(town(), ImportRequest("indicators", (path,), period="2021", characteristics=("kinderarmut",)))
    ).project.indicators
    assert some.set_index("district_id")["value"].to_dict() == {
        f"0{d}": float(f"{d}1.5") for d in range(1, 9)
    }
    refused = look(town(), ImportRequest("indicators", (path,), characteristics=("Gibt es nicht",)))
    assert [f.code for f in refused.errors] == ["characteristic_unknown"]


def test_answers_to_what_nobody_asked_are_refused(tmp_path: Path) -> None:
    page = look(
        town(),
        ImportRequest("population", (table(tmp_path / "e.csv", NAMES + "Sankt Jürgen;1\nWiesen;2\n"),)),
    )
    with pytest.raises(UsageError, match="nicht gefragt"):
        settled(page, {"districts_overlap": "larger"})


# ---------------------------------------------------------------------------------------------- places


def without_places(path: Path, heading: str, first: str = "40") -> Path:
    return table(
        path, f"Name;Art;{heading};PLZ;x;y\nKita A;Kita;{first};12345;{X + 100};{Y + 100}\nKita B;Kita;60;12346;{X + 1200};{Y + 100}\n"
    )  # fmt: skip


def test_a_column_that_may_count_places_is_asked_for(tmp_path: Path) -> None:
    request = ImportRequest("facilities", (without_places(tmp_path / "a.csv", "Max. Kinder"),))
    finding = look(town(), request)["places_column"]
    assert finding.must_answer
    assert [c.id for c in finding.choices] == ["Max. Kinder", "-"]
    read = with_answers(request, {"places_column": "Max. Kinder"})
    made = settled(look(town(), read), {"places_column": "Max. Kinder"}).project.facilities
    assert made["places"].tolist() == [40.0, 60.0]


def test_places_can_be_left_unknown_knowingly(tmp_path: Path) -> None:
    request = ImportRequest("facilities", (without_places(tmp_path / "a.csv", "Max. Kinder"),))
    answers = {"places_column": "-"}
    page = look(town(), with_answers(request, answers))
    assert not page.open(answers)
    assert settled(page, answers).project.facilities["places"].isna().all()


def test_without_any_column_for_places_it_is_said_and_nothing_asked(tmp_path: Path) -> None:
    path = without_places(tmp_path / "a.csv", "Träger", "AWO")
    path.write_text(path.read_text("utf-8").replace(";60;", ";DRK;"), "utf-8")
    page = look(town(), ImportRequest("facilities", (path,)))
    assert not page["places_column"].must_answer
    assert "keine Daten" in page["places_column"].done
    assert "places_unknown" not in {f.code for f in page.findings}


def test_kinds_that_are_not_held_against_places_are_not_asked_for_them(tmp_path: Path) -> None:
    path = without_places(tmp_path / "a.csv", "Gruppen")
    path.write_text(path.read_text("utf-8").replace(";Kita;", ";Bibliothek;"), "utf-8")
    assert "places_column" not in {
        f.code for f in look(town(), ImportRequest("facilities", (path,))).findings
    }
