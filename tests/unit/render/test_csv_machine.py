"""CSV for programs: what is read back is the model to the last digit, and nothing in it can run."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.render import csv_machine, csv_tables, report_model
from quartiermap.render.csv_tables import unguard


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


@pytest.fixture(scope="module")
def tables(model):
    found = csv_tables.files_of(model, "machine")
    return {
        name: list(csv.DictReader(io.StringIO(content.decode())))
        for name, content in found.items()
        if name.endswith(".csv")
    }


def number(text):
    return None if text == "" else float(text)


def test_every_figure_of_every_district_comes_back_exactly(model, tables):
    rows = {(r["district_id"], r["kind"], r["standard_id"]): r for r in tables["districts.csv"]}
    seen = 0
    for area in (*model["districts"], *model["parents"], model["town"]):
        for kind, first in area["kinds"].items():
            for figure in (first, *first["other_standards"]):
                row = rows[(area["district_id"], kind, figure["standard_id"])]
                for name, value in figure.items():
                    if isinstance(value, float) or (value is None and f"{name}_state" in figure):
                        assert number(row[name]) == value, (row, name)
                        assert row[f"{name}_state"] == figure[f"{name}_state"]
                        seen += 1
    assert seen > 100
    assert len(rows) == len(tables["districts.csv"])


def test_gaps_and_criteria_come_back(model, tables):
    for gap, row in zip(model["gaps"], tables["gaps.csv"], strict=True):
        assert (unguard(row["gap_id"]), int(row["rank"])) == (gap["gap_id"], gap["rank"])
        assert number(row["affected_population"]) == gap["affected_population"]
        assert number(row["score"]) == gap["score"]
        assert unguard(row["because"]) == gap["because"]
    criteria = [c for g in model["gaps"] for v in g["verdicts"] for c in v["criteria"]]
    assert [r["id"] for r in tables["criteria.csv"]] == [c["id"] for c in criteria]
    assert [r["result"] for r in tables["criteria.csv"]] == [c["result"] for c in criteria]


def test_a_missing_number_is_empty_and_says_why(tables):
    lacking = [r for r in tables["districts.csv"] if r["covered_share"] == ""]
    assert {r["covered_share_state"] for r in lacking} == {"not_applicable", "secret", "no_data"} - {
        "no_data"
    }


def test_dates_are_iso_and_numbers_have_points(tables):
    text = "".join(",".join(r.values()) for rows in tables.values() for r in rows)
    assert not re.search(r"\d\.\d{3},\d\b", text)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT.*", r["imported_at"]) for r in tables["sources.csv"])


@pytest.mark.parametrize("dialect", ["excel", "machine"])
def test_no_text_can_run_and_the_note_says_how_it_was_marked(model, dialect):
    found = csv_tables.files_of(model, dialect)
    mark = ";" if dialect == "excel" else ","
    for name, content in found.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=mark):
                for cell in row:
                    if cell[:1] in ("=", "+", "@", "\t", "\r"):
                        pytest.fail(f"{name}: {cell!r}")
                    if cell.startswith("-"):
                        assert re.fullmatch(r"-[\d.,e-]+", cell)
    assert "Hochkomma" in found[csv_tables.NOTES].decode()
    hostile = [
        c
        for n, b in found.items()
        if n.endswith(".csv")
        for c in b.decode("utf-8-sig").split(mark)
        if "HYPERLINK" in c
    ]
    assert hostile
    assert all(c.lstrip('"').startswith("'=") for c in hostile)


def test_the_same_model_gives_the_same_files(model, town, programmes):
    assert csv_tables.files_of(model, "machine") == csv_tables.files_of(
        report_model.build(town, programmes), "machine"
    )


@given(st.lists(st.text(alphabet='a|\\"; =', max_size=6), min_size=1, max_size=4))
def test_entries_of_a_list_come_back_whatever_is_in_them(entries):
    ((row,),) = [list(csv.reader(io.StringIO(csv_machine.to_csv([{"x": entries}]).decode())))[1:]]
    found, now, escaped = [], "", False
    for sign in unguard(row[0]) if row else "":
        if not escaped and sign == "|":
            found, now = [*found, now], ""
        elif not escaped and sign == "\\":
            escaped = True
            continue
        else:
            now += sign
        escaped = False
    assert [*found, now] == entries
