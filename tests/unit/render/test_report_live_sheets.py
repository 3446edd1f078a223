"""The ranking and the money in the workbook are formulas: a spreadsheet that knows none of our values gets the same."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest

from quartiermap.analysis.measure_costs import SETTING, Cost
from quartiermap.analysis.ranking import SETTING as WEIGHTS
from quartiermap.analysis.ranking import Weights, reranked
from quartiermap.domain.findings import RankPart
from quartiermap.io import bundled
from quartiermap.render import report_live_sheets, report_model, report_tables, xlsx
from quartiermap.render.report_tables import Formula

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="module")
def model(town_of):
    """Six quarters, twelve gaps, other weights, three costs on a day when the pact was open."""
    town = town_of(gaps_per_district=2)
    weights = Weights(0.8, 1.5, 0.5)
    parts = [
        (RankPart("Betroffene", "", 40.0 + 37 * n), RankPart("Tiefe", "", 1 + n / 11), RankPart("Status", "", (0.8, 1.0, 1.25, 1.5)[n % 4]))
        for n in range(len(town.analysis.gaps))
    ]  # fmt: skip
    parts[3] = parts[2]  # two equal scores: the order of the ids decides
    gaps = reranked(
        [replace(g, rank_parts=p) for g, p in zip(town.analysis.gaps, parts, strict=True)], weights
    )
    costs = {
        gaps[0].gap_id: Cost("2500000.01", source="=1+1", third_parties="100000").as_dict(),
        gaps[1].gap_id: Cost("33.34", work_kind="neubau").as_dict(),
        gaps[2].gap_id: Cost("999999.99", work_kind="freiflaeche").as_dict(),
    }
    import datetime as dt

    analysis = replace(
        town.analysis, gaps=gaps, parameters=replace(town.analysis.parameters, date=dt.date(2026, 11, 22))
    )
    project = town.with_(analysis=analysis, settings={WEIGHTS: weights.as_dict(), SETTING: costs})
    shipped = {i: bundled.programme(i) for i in bundled.programme_ids()}
    return report_model.build(project, shipped)


def formulas(model):
    return {
        (sheet.name, row, column): cell
        for sheet in report_tables.all_sheets(model)
        for row, cells in enumerate(sheet.rows, start=2)
        for column, cell in enumerate(cells, start=1)
        if isinstance(cell, Formula)
    }


def test_every_sum_of_a_plan_is_its_cost(model):
    assert len(model["money"]) == 3
    for row in model["money"]:
        assert row["plans"]
        for plan in row["plans"]:
            assert round(sum(p["amount"] for p in plan["payments"]), 2) == row["cost"]


def test_a_spreadsheet_recomputes_ranking_and_money(model, tmp_path, monkeypatch):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    expected = formulas(model)
    assert {name for name, _, _ in expected} >= {"Rangfolge", "Finanzierung"}
    # Nothing of ours is left in the file but numbers that went in: every stored result is wrong on purpose.
    monkeypatch.setattr(
        report_live_sheets,
        "Formula",
        lambda text, value: Formula(text, "falsch" if isinstance(value, str) else -1.0),
    )
    xlsx.write_xlsx(model, tmp_path / "t.xlsx")
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(tmp_path / "out"), str(tmp_path / "t.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    book = openpyxl.load_workbook(tmp_path / "out" / "t.xlsx", data_only=True)
    for (sheet, row, column), cell in expected.items():
        if sheet not in ("Rangfolge", "Finanzierung"):
            continue
        found = book[sheet].cell(row, column).value
        where = f"{sheet}!{row},{column}: {cell.text}"
        assert found == (
            cell.value if isinstance(cell.value, str) else pytest.approx(cell.value, rel=1e-9, abs=5e-7)
        ), where
    assert [book["Rangfolge"].cell(r, 1).value for r in range(2, 2 + len(model["gaps"]))] == [
        g["rank"] for g in model["gaps"]
    ]


def test_the_source_of_a_cost_is_text_and_never_a_formula(model, tmp_path):
    xlsx.write_xlsx(model, tmp_path / "t.xlsx")
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["Finanzierung"]
    column = next(c.column for c in page[1] if c.value == "Quelle der Kosten")
    cells = [page.cell(r, column) for r in range(2, page.max_row + 1)]
    assert {c.value for c in cells} == {"=1+1", "Annahme"}
    assert all(c.data_type == "s" for c in cells)
