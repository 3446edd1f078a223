"""The document: what a template orders, free text, residents by age and year, references between chapters."""

import dataclasses

import pandas as pd
import pytest

from quartiermap.analysis.protection import Secrets
from quartiermap.domain.report_template import CHAPTER_IDS, Chapter, ReportTemplate
from quartiermap.domain.results import Demand
from quartiermap.render import report_model, report_parts
from quartiermap.render.report_blocks import MOST_COLUMNS, flat, table, upright_or_turned
from quartiermap.render.report_chapters import rest_of_kind_mm
from quartiermap.render.report_document import Parts, document, free_text
from quartiermap.render.report_residents import residents_row, residents_section, spread_years


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


def headings(blocks):
    return [b["text"] for b in blocks if b["type"] == "heading" and b["level"] == 1]


def test_no_heading_level_is_skipped_and_each_chapter_has_one_heading(model):
    for ids in (CHAPTER_IDS, tuple(reversed(CHAPTER_IDS))):
        blocks = list(flat(document(model, ReportTemplate(chapters=tuple(Chapter(id=i) for i in ids)), Parts())["blocks"]))  # fmt: skip
        level = 0
        for block in blocks:
            if block["type"] == "heading":
                assert block["level"] <= level + 1, block["text"]
                level = block["level"]
        assert headings(blocks) == [b["text"] for b in blocks if b.get("chapter")]


def test_a_chapter_without_content_is_left_out_unless_it_has_text(model):
    silent = document(model, ReportTemplate(chapters=(Chapter(id="money"), Chapter(id="gaps"))), Parts())
    assert headings(silent["blocks"]) == ["Lücken"]
    said = document(model, ReportTemplate(chapters=(Chapter(id="money", after="Kosten folgen."),)), Parts())
    assert headings(said["blocks"]) == ["Kosten und Finanzierung"]


def test_free_text_is_paragraphs_and_lists():
    found = free_text("Erster Satz\nin zwei Zeilen.\n\n\n- a\n- b\n\n• c\nDanach.")
    assert [(b["type"], b.get("text") or b.get("items")) for b in found] == [
        ("paragraph", "Erster Satz in zwei Zeilen."), ("bullets", ["a", "b"]), ("bullets", ["c"]), ("paragraph", "Danach."),
    ]  # fmt: skip
    assert free_text("  \n\n ") == []


def test_units_do_not_part_from_their_number():
    (found,) = free_text("Um 12 % und 5 km mehr.")
    assert found["text"] == "Um 12\u00a0% und 5\u00a0km mehr."


def with_ages(town, **bands):
    frame = town.analysis.demand.table.drop(columns="age_0_6").assign(**bands)
    return dataclasses.replace(town.analysis, demand=Demand(frame, "cells"))


def test_residents_by_age_add_up(town):
    analysis = with_ages(town, age_0_3=10.0, age_3_6=30.0, age_0_6=40.0)
    row = residents_row(town, analysis, Secrets(5.0))
    points = len(analysis.demand.table)
    assert [(a["label"], a["residents"]) for a in row["ages"]] == [("unter 3 Jahre", 10.0 * points), ("3 bis unter 6 Jahre", 30.0 * points)]  # fmt: skip
    assert sum(a["share"] for a in row["ages"]) == pytest.approx(1.0)


@pytest.mark.parametrize("secrets", [Secrets(5.0, frozenset({("__town__", (0, 6.0))})), Secrets(500.0)])
def test_no_age_group_is_told_where_one_could_be_subtracted(town, secrets):
    row = residents_row(town, with_ages(town, age_0_3=10.0, age_3_6=100.0), secrets)
    assert all(a["residents"] is None and a["residents_state"] == "secret" and a["share"] is None for a in row["ages"])  # fmt: skip
    model = {"residents": row, "meta": {"method": {"demand_label": "Rasterzellen des Zensus"}}}
    cells = next(b for b in residents_section(model) if b["type"] == "table")["rows"]
    assert {c for cell in cells for c in cell[1:]} == {"geheim"}


def forecast(ids, years, population=100.0):
    return pd.DataFrame(
        [{"district_id": d, "year": y, "variant": None, "population": population, "age_0_6": 10.0, "source_id": "s"} for d in ids for y in years]
    )  # fmt: skip


def test_years_are_summed_only_where_every_district_has_a_number(town):
    frame = forecast([f"{i:04d}" for i in range(1, 7)], [2025, 2030])
    frame.loc[(frame["district_id"] == "0003") & (frame["year"] == 2030), "population"] = float("nan")
    rows = residents_row(town.with_(forecast=frame), town.analysis, Secrets(5.0))["years"]
    assert [(r["year"], r["population"]) for r in rows] == [(2025, 600.0)]
    assert rows[0]["groups"] == [{"band": "age_0_6", "label": "unter 6 Jahre", "residents": 60.0}]


def test_many_years_are_shown_evenly():
    assert spread_years(list(range(2020, 2051))) == sorted(spread_years(list(range(2020, 2051))))
    assert len(spread_years(list(range(2020, 2051)))) == 8


def test_a_map_is_as_high_as_its_page_has_room(model):
    for planned in report_parts.planned_maps(model):
        if planned.figure != "covered_share":
            continue
        room = report_parts.PAGE_MM - rest_of_kind_mm(model, planned.kind)
        width, height = report_parts.size_mm(model, planned)
        assert width == report_parts.WIDTH_MM
        assert height <= room
        assert not [h for h in report_parts.HEIGHTS_MM if height < h <= room]


def test_a_table_row_of_another_length_is_refused():
    with pytest.raises(ValueError, match="2 columns"):
        table("x", [("a", 1, "left"), ("b", 1, "left")], [["1"]])


def test_a_table_too_broad_for_the_page_is_turned():
    broad = table("x", [(str(n), 1, "left") for n in range(MOST_COLUMNS + 1)], [["1"] * (MOST_COLUMNS + 1)])
    slim = table("x", [("a", 1, "left")], [["1"]])
    assert upright_or_turned(broad) == {"type": "turned", "blocks": [broad]}
    assert upright_or_turned(slim) == slim
    assert list(flat([upright_or_turned(broad), slim])) == [broad, slim]
