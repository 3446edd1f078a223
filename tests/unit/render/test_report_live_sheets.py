"""The ranking and the money in the workbook are formulas: a spreadsheet that knows none of our values gets the same."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace

import openpyxl
import pytest

from quartiermap.analysis.measure_costs import SETTING, Cost
from quartiermap.analysis.ranking import SETTING as WEIGHTS
from quartiermap.analysis.ranking import Weights, reranked
from quartiermap.domain.findings import RankPart
from quartiermap.io import bundled
from quartiermap.render import report_model, xlsx

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


def test_every_sum_of_a_plan_is_its_cost(model):
    assert len(model["money"]) == 3
    for row in model["money"]:
        assert row["plans"]
        for plan in row["plans"]:
            assert round(sum(p["amount"] for p in plan["payments"]), 2) == row["cost"]


def spoiled(source, target):
    """Copy a workbook with every stored result of a formula wrong: nothing of ours is left but numbers that went in."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>-1</v>", content)
            new.writestr(name, content)


def test_a_spreadsheet_recomputes_every_formula(model, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    xlsx.write_xlsx(model, tmp_path / "ours.xlsx")
    spoiled(tmp_path / "ours.xlsx", tmp_path / "t.xlsx")
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(RECALCULATE, "utf-8")
    subprocess.run(
        [office, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(tmp_path / "out"), str(tmp_path / "t.xlsx")],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    formulas = openpyxl.load_workbook(tmp_path / "ours.xlsx")
    ours = openpyxl.load_workbook(tmp_path / "ours.xlsx", data_only=True)
    theirs = openpyxl.load_workbook(tmp_path / "out" / "t.xlsx", data_only=True)
    counted = Counter()
    for page in formulas.worksheets:
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                counted[page.title] += 1
                expected, found = (
                    ours[page.title][cell.coordinate].value,
                    theirs[page.title][cell.coordinate].value,
                )
                where = f"{page.title}!{cell.coordinate}: {cell.value}"
                assert found == (
                    expected if isinstance(expected, str) else pytest.approx(expected, rel=1e-9, abs=5e-7)
                ), where
    assert counted.keys() == {"Rangfolge", "Finanzierung", "Quartiere", "Versorgung"}
    assert [theirs["Rangfolge"].cell(r, 1).value for r in range(2, 2 + len(model["gaps"]))] == [
        g["rank"] for g in model["gaps"]
    ]


def test_the_source_of_a_cost_is_text_and_never_a_formula(model, tmp_path):
    xlsx.write_xlsx(model, tmp_path / "t.xlsx")
    page = openpyxl.load_workbook(tmp_path / "t.xlsx")["Finanzierung"]
    column = next(c.column for c in page[1] if c.value == "Quelle der Kosten")
    cells = [page.cell(r, column) for r in range(2, page.max_row + 1)]
    assert {c.value for c in cells} == {"=1+1", "Annahme"}
    assert all(c.data_type == "s" for c in cells)
