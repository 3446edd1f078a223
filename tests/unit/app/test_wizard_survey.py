"""What the wizard sees of a file, what a person can say about it, and work on a copy beside the window."""

from __future__ import annotations

import shlex
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from click.testing import CliRunner

from quartiermap.app.import_wizard import ImportWizard
from quartiermap.app.wizard_preview import little_maps, shown_columns
from quartiermap.app.wizard_steps import Stated, Step
from quartiermap.cli import cli
from quartiermap.domain.project import Project, new_project
from quartiermap.io import project_file
from quartiermap.io.import_model import ImportRequest

X, Y = 520_000.0, 6_070_000.0


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding)
    return path


def city() -> Project:
    frame = gpd.GeoDataFrame(
        {"district_id": ["01", "02", "03"], "name": ["Nord", "Mitte", "Süd"], "level": "Viertel", "level_rank": 1.0, "parent_id": None, "source_id": "q"},
        geometry=[shapely.box(X + i * 1000, Y, X + (i + 1) * 1000, Y + 1000) for i in range(3)], crs="EPSG:25832",
    )  # fmt: skip
    return new_project("Stadt", 25832).with_(districts=frame)


def recognised(project: Project, *files: Path) -> ImportWizard:
    wizard = ImportWizard(project, files)
    wizard.recognise()
    return wizard


KITAS = "name;art;plaetze;x;y\nA;Kita;40;520500;6070500\nB;Hort;30;521500;6070500\nC;Kita;20;522500;6070500\n"


def test_form_delimiter_headings_and_decimal_sign_are_told(tmp_path: Path) -> None:
    text = (
        "Stand 31.12.2024\t\t\n\t\t\nname\tx\ty\nKita A\t520500,5\t6070500,25\nKita B\t521500,5\t6070500,75\n"
    )
    survey = recognised(city(), written(tmp_path / "kitas.txt", text, "cp1252")).entry.survey
    assert survey is not None
    assert survey.form == "Texttabelle, getrennt durch Tabulator"
    assert (survey.header_row, survey.decimal, survey.tabular, survey.placed) == (3, "comma", True, True)


def test_words_for_kinds_are_counted_with_what_they_are_taken_for(tmp_path: Path) -> None:
    survey = recognised(city(), written(tmp_path / "liste.csv", KITAS)).entry.survey
    assert survey is not None
    assert survey.kind_column == "art"
    assert [(w.word, w.count) for w in survey.kind_words] == [("Kita", 2), ("Hort", 1)]
    assert survey.kind_words[0].kinds == ("kita",)


def test_a_word_gets_the_kind_that_a_person_gives_it(tmp_path: Path) -> None:
    wizard = recognised(city(), written(tmp_path / "liste.csv", KITAS))
    wizard.choose_word(wizard.entry, "Hort", "youth_centre")
    wizard.check()
    taken = wizard.take_over().project.facilities.set_index("name")["kind"]
    assert taken.to_dict() == {"A": "kita", "B": "youth_centre", "C": "kita"}


def test_rows_with_addresses_only_are_known_as_such_and_asked_about_in_the_mapping(tmp_path: Path) -> None:
    wizard = recognised(
        city(), written(tmp_path / "kitas.csv", "Name;Straße;Hausnr\nA;Ringstr.;5\nB;Weg;7\n")
    )
    assert wizard.entry.survey is not None
    assert wizard.entry.survey.only_addresses
    wizard.check()
    assert wizard.next_open_step is Step.MAPPING
    assert [p.about for p in wizard.open_points(Step.MAPPING)] == ["address_only"]


def test_a_long_table_names_its_characteristics(tmp_path: Path) -> None:
    rows = "".join(f"0{d};{m};{d}\n" for d in (1, 2, 3) for m in ("Quote", "Zahl"))
    wizard = recognised(city(), written(tmp_path / "m_2023.csv", f"Raum;Merkmal;Wert\n{rows}"))
    survey = wizard.entry.survey
    assert survey is not None
    assert survey.long is not None
    assert survey.long.characteristics == ("Quote", "Zahl")
    wizard.choose_period(wizard.entry, "2023")
    wizard.choose_characteristics(wizard.entry, ["Zahl"])
    assert set(wizard.take_over().project.indicators["indicator"]) == {"zahl"}


def test_a_stated_row_of_headings_is_taken(tmp_path: Path) -> None:
    text = "name;art;x;y\nNAME;ART;X;Y\nA;Kita;520500;6070500\nB;Kita;521500;6070500\n"
    wizard = recognised(city(), written(tmp_path / "kitas.csv", text))
    wizard.choose_header_row(wizard.entry, 2)
    wizard.recognise()
    assert wizard.entry.preview is not None
    assert wizard.entry.preview.columns == ("NAME", "ART", "X", "Y")
    assert wizard.entry.preview.row_count == 2
    assert list(wizard.take_over().project.facilities["name"]) == ["A", "B"]


@pytest.mark.parametrize(("sign", "places"), [("comma", 1234.0), ("dot", 1.234)])
def test_a_stated_decimal_sign_decides_what_no_number_decides(
    tmp_path: Path, sign: str, places: float
) -> None:
    text = "name;art;flaeche;x;y\nA;Spielplatz;1.234;520500;6070500\nB;Spielplatz;2.345;521500;6070500\n"
    wizard = recognised(city(), written(tmp_path / "plaetze.csv", text))
    wizard.choose_decimal(wizard.entry, "comma" if sign == "comma" else "dot")
    wizard.recognise()
    assert wizard.entry.preview is not None
    (column,) = [c for c in shown_columns(wizard.entry.preview, wizard.entry.decimal) if c.name == "flaeche"]
    assert column.typed[0] == ("1.234" if sign == "comma" else "1,234")
    assert wizard.take_over().project.facilities["area_m2"].iloc[0] == places


def test_a_field_can_be_left_out(tmp_path: Path) -> None:
    wizard = recognised(city(), written(tmp_path / "liste.csv", KITAS))
    wizard.choose_column(wizard.entry, "places", "-")
    assert wizard.take_over().project.facilities["places"].isna().all()


def test_what_is_stated_about_the_source_wins_and_the_command_says_it_too(tmp_path: Path) -> None:
    target = tmp_path / "stadt.gpkg"
    project_file.save(city(), target)
    wizard = recognised(city(), written(tmp_path / "liste.csv", KITAS.replace("Hort", "Kita")))
    wizard.state(wizard.entry, Stated("Kitas der Stadt", "Jugendamt", "dl-de/by-2-0", "31.12.2025"))
    wizard.choose_header_row(wizard.entry, 1)
    wizard.choose_decimal(wizard.entry, "comma")
    (mine,) = wizard.take_over().results[0].sources
    words = shlex.split(wizard.as_command(target))
    done = CliRunner().invoke(cli, words[1:])
    assert done.exit_code == 0, done.output
    (theirs,) = project_file.load(target).sources
    for source in (mine, theirs):
        told = (source.title, source.provider, source.licence, source.data_date)
        assert told == ("Kitas der Stadt", "Jugendamt", "dl-de/by-2-0", "31.12.2025")
    assert mine.mapping == theirs.mapping


def test_a_question_that_is_an_error_too_is_one_open_point(tmp_path: Path) -> None:
    rows = "".join(f"0{i};{i},5\n" for i in (1, 2, 3))
    wizard = recognised(city(), written(tmp_path / "quote_2022.csv", f"schluessel;quote\n{rows}"))
    wizard.choose_layer(wizard.entry, "indicators")
    wizard.check()
    assert [p.about for p in wizard.open_points(Step.MAPPING)] == ["period_missing"]


def test_a_file_that_cannot_be_read_is_not_asked_what_it_contains(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").write_bytes(b"%PDF-1.7 ...")
    wizard = recognised(city(), tmp_path / "brief.pdf")
    assert [p.about for p in wizard.open_points(Step.FILE)] == ["is_pdf"]
    assert wizard.open_points(Step.RECOGNISED) == ()


def test_without_districts_the_little_map_shows_where_in_germany_the_data_lie(tmp_path: Path) -> None:
    path = written(tmp_path / "kitas.csv", "name;art;x;y\nA;Kita;389000;5818000\nB;Kita;391000;5819000\n")
    wizard = recognised(new_project("S"), path)
    assert wizard.entry.survey is not None
    assert [m.crs for m in wizard.entry.survey.maps] == ["EPSG:25832", "EPSG:25833"]
    assert all(m.country and m.districts["features"] for m in wizard.entry.survey.maps)
    (near,) = little_maps(
        city(), ImportRequest("facilities", (written(tmp_path / "k.csv", KITAS),), crs="EPSG:25832")
    )
    assert not near.country


class TestCopy:
    """Work beside the window is done on a copy."""

    def test_what_a_copy_found_out_is_adopted(self, tmp_path: Path) -> None:
        wizard = ImportWizard(city(), [written(tmp_path / "liste.csv", KITAS.replace("Hort", "Kita"))])
        worked = wizard.copy()
        worked.check()
        assert wizard.entry.preview is None
        wizard.adopt(worked)
        assert wizard.entry.preview is not None
        assert wizard.next_open_step is Step.TAKE_OVER

    def test_what_was_chosen_meanwhile_is_not_overwritten(self, tmp_path: Path) -> None:
        wizard = ImportWizard(city(), [written(tmp_path / "liste.csv", KITAS)])
        worked = wizard.copy()
        worked.check()
        wizard.choose_encoding(wizard.entry, "cp1252")
        wizard.adopt(worked)
        assert wizard.entry.encoding == "cp1252"
        assert wizard.entry.preview is None

    def test_a_check_does_not_take_the_user_back_to_where_it_began(self, tmp_path: Path) -> None:
        files = [written(tmp_path / name, KITAS) for name in ("a.csv", "b.csv")]
        wizard = ImportWizard(city(), files)
        worked = wizard.copy()
        worked.check()
        wizard.current = 1
        wizard.go_to(Step.MAPPING)
        wizard.adopt(worked)
        assert (wizard.current, wizard.step) == (1, Step.MAPPING)

    def test_answers_given_to_a_copy_do_not_reach_the_wizard(self, tmp_path: Path) -> None:
        wizard = ImportWizard(city(), [written(tmp_path / "liste.csv", KITAS)])
        worked = wizard.copy()
        worked.choose_column(worked.entry, "name", "art")
        worked.answer(worked.entry, "kind_word:Hort", "-")
        assert wizard.entry.mapping == {}
        assert wizard.entry.answers == {}

    def test_the_project_moving_on_makes_a_copy_worthless(self, tmp_path: Path) -> None:
        wizard = ImportWizard(city(), [written(tmp_path / "liste.csv", KITAS)])
        worked = wizard.copy()
        worked.check()
        wizard.rebase(city())
        wizard.adopt(worked)
        assert wizard.entry.trial is None
