"""The row of the headings, the sheet and the decimal sign: stated, kept in a saved mapping, and found again next year."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import shapely
from click.testing import CliRunner
from tests.unit.io.census_files import districts_of

from quartiermap.app.imports import ImportOrder, carry_out
from quartiermap.app.used_mapping import save_mapping
from quartiermap.cli import cli
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io import saved_mappings
from quartiermap.io.importers import ImportRequest, import_layer
from quartiermap.io.readers import read_table

ODD = "Amt;2021;2022\nTeil;2023;2024\nNord;11;12\nMitte;21;22\n"
"""Nobody can tell by looking that the second row is the heading: numbers stand in both."""


def town() -> Project:
    names = {"01": "Nord", "02": "Mitte", "03": "Süd", "04": "West"}
    return districts_of(names, [shapely.box(1000 * i, 0, 1000 * i + 1000, 1000) for i in range(4)])


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_the_stated_row_is_the_heading_whatever_stands_above_and_in_it(tmp_path: Path) -> None:
    table = read_table(written(tmp_path / "a.csv", ODD), header_row=2)
    assert list(table.frame.columns) == ["Teil", "2023", "2024"]
    assert table.frame.values.tolist() == [["Nord", "11", "12"], ["Mitte", "21", "22"]]
    assert list(table.frame.index) == [3, 4]  # rows as the user counts them
    assert table.header_row == 2


def test_a_table_without_heading_has_numbered_columns(tmp_path: Path) -> None:
    path = written(tmp_path / "b.csv", "01;120\n02;130\n")
    with pytest.raises(InputError) as refused:
        read_table(path)
    assert refused.value.problems[0].code == "header_missing"
    table = read_table(path, header_row=0)
    assert table.frame.to_dict("list") == {"Spalte 1": ["01", "02"], "Spalte 2": ["120", "130"]}
    assert (table.header_row, list(table.frame.index)) == (0, [1, 2])


@pytest.mark.parametrize("row", [4, 9, -1])
def test_a_row_that_cannot_be_the_heading_is_refused(tmp_path: Path, row: int) -> None:
    with pytest.raises(InputError) as refused:
        read_table(written(tmp_path / "c.csv", "Teil;Zahl\n\nNord;1\nSüd;2\n"), header_row=row)
    assert [p.code for p in refused.value.problems] == ["header_row"]


def order(path: Path, **wishes: object) -> ImportOrder:
    mapping = wishes.pop("mapping", None)
    save_as = wishes.pop("save_as", None)
    request = ImportRequest("indicators", (path,), period="2024", **wishes)  # type: ignore[arg-type]
    return ImportOrder(request, mapping=mapping, save_as=save_as)  # type: ignore[arg-type]


def values(project: Project) -> dict[tuple[str, str], float]:
    rows = project.indicators
    return {(d, i): v for d, i, v in zip(rows["district_id"], rows["indicator"], rows["value"], strict=True)}


def test_the_stated_row_is_kept_and_found_again_two_rows_lower(tmp_path: Path) -> None:
    first = written(tmp_path / "lage_2023.csv", ODD)
    saved = str(tmp_path / "lage.toml")
    carry_out(town(), order(first, header_row=2, mapping=None, save_as=saved))
    assert saved_mappings.load(saved).header_row == 2
    # the same shape: read alike, nothing to tell
    again = carry_out(town(), order(first, mapping=saved)).result
    assert values(again.project) == {
        ("01", "2023"): 11,
        ("02", "2023"): 21,
        ("01", "2024"): 12,
        ("02", "2024"): 22,
    }
    assert "mapping_header_moved" not in {p.code for p in again.problems}
    # next year: a title above, so the headings stand lower
    later = written(tmp_path / "lage_2024.csv", "Sozialbericht\n;;\n" + ODD.replace("11;12", "13;14"))
    moved = carry_out(town(), order(later, mapping=saved)).result
    assert values(moved.project)["01", "2024"] == 14
    told = [p for p in moved.problems if p.code == "mapping_header_moved"]
    assert len(told) == 1
    assert "Zeile 4" in told[0].message
    assert "Zeile 2" in told[0].message


def test_what_the_program_finds_itself_is_kept_too_and_a_move_is_told(tmp_path: Path) -> None:
    first = written(tmp_path / "a_2023.csv", "Titel\n\nName;Quote\nNord;12,5\nMitte;3,25\n")
    saved = str(tmp_path / "a.toml")
    carry_out(town(), order(first, save_as=saved))
    assert saved_mappings.load(saved).header_row == 3
    later = written(tmp_path / "a_2024.csv", "Name;Quote\nNord;13,5\nMitte;4,25\n")
    moved = carry_out(town(), order(later, mapping=saved)).result
    assert sorted(values(moved.project).values()) == [4.25, 13.5]
    assert [p.code for p in moved.problems if p.code.startswith("mapping_header")] == ["mapping_header_moved"]


def book(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


ROWS: list[list[object]] = [["Name", "Quote"], ["Nord", 12.5], ["Mitte", 3.25], ["Süd", 4], ["West", 5]]


def test_a_sheet_that_is_named_after_the_year_is_found_and_told_if_it_is_the_only_one(tmp_path: Path) -> None:
    first = book(tmp_path / "x1.xlsx", {"2023": ROWS, "2022": ROWS})
    saved = str(tmp_path / "x.toml")
    carry_out(town(), order(first, sublayer="2023", save_as=saved))
    later = book(tmp_path / "x2.xlsx", {"2024": ROWS})
    result = carry_out(town(), order(later, mapping=saved)).result
    assert {p.value for p in result.problems if p.code == "mapping_sheet"} == {"2024"}
    several = book(tmp_path / "x3.xlsx", {"2024": ROWS, "2025": ROWS})
    with pytest.raises(InputError) as refused:
        carry_out(town(), order(several, mapping=saved))
    assert refused.value.problems[0].code == "sublayer_unknown"


def test_the_stated_decimal_sign_wins_and_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path / "d.csv", "Name;Dichte\nNord;1.234\nMitte;2.345\n")
    german = import_layer(town(), ImportRequest("indicators", (path,), period="2024")).project
    assert values(german)["01", "dichte"] == 1234.0
    saved = str(tmp_path / "d.toml")
    carried = carry_out(town(), order(path, decimal="dot", save_as=saved)).result
    assert values(carried.project)["01", "dichte"] == 1.234
    assert carried.sources[0].mapping["@decimal"] == "dot"
    assert "number_ambiguous" not in {p.code for p in carried.problems}
    again = carry_out(town(), order(path, mapping=saved)).result
    assert values(again.project)["02", "dichte"] == 2.345


def test_both_sexes_added_up_keep_every_digit_of_a_large_town(tmp_path: Path) -> None:
    rows = "".join(
        f"{n};{age};{sex};{count}\n"
        for n in ("Nord", "Mitte")
        for age, count in (("unter 18", 1234567), ("18 und älter", 2345678))
        for sex in ("m", "w")
    )
    path = written(tmp_path / "alter.csv", "Gebiet;Alter;Geschlecht;Anzahl\n" + rows)
    made = import_layer(town(), ImportRequest("population", (path,))).project.district_population
    assert made["population"].tolist() == [7160490.0, 7160490.0]


def test_saving_after_reading_with_a_mapping_keeps_where_the_headings_stand_now(tmp_path: Path) -> None:
    saved = str(tmp_path / "s.toml")
    carry_out(town(), order(written(tmp_path / "s1.csv", ODD), header_row=2, save_as=saved))
    wish = order(
        written(tmp_path / "s2.csv", "Titel\n" + ODD), mapping=saved, save_as=str(tmp_path / "t.toml")
    )
    outcome = carry_out(town(), wish)
    save_mapping(wish, outcome.result)
    assert saved_mappings.load(str(tmp_path / "t.toml")).header_row == 3


def test_the_command_line_takes_both(tmp_path: Path) -> None:
    from quartiermap.io import project_file

    project_file.save(town(), tmp_path / "p.gpkg")
    written(tmp_path / "d.csv", ODD)
    call = ["import", str(tmp_path / "p.gpkg"), "indicators", str(tmp_path / "d.csv"), "--period", "2024"]
    done = CliRunner().invoke(cli, [*call, "--header-row", "2", "--decimal", "komma"])
    assert done.exit_code == 0, done.output
    assert values(project_file.load(tmp_path / "p.gpkg"))["01", "2023"] == 11
    wrong = CliRunner().invoke(cli, [*call, "--header-row", "-1"])
    assert wrong.exit_code == 2
    assert new_project("x").indicators.empty
