"""„Keine Förderzusage; kein Rechtsanspruch“ stands wherever a verdict does: every report format, the shell, the window."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner

from quartiermap.app.usecases import AnalyseOptions, analyse, report
from quartiermap.cli import cli
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.io import bundled, project_file
from quartiermap.render import pdf, report_model
from quartiermap.render.report_document import Parts

PROMISE = re.compile(r"(?<!keine )(?<!Keine )(förderfähig|Förderzusage|bewilligt)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def analysed(town: Project) -> Project:
    return analyse(
        town, AnalyseOptions(programmes=bundled.programme_ids(), date=dt.date(2025, 5, 1), land="BW")
    )


@pytest.fixture(scope="module")
def folder(analysed: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("bericht")
    report(analysed, out, ["json", "csv", "xlsx", "geojson", "gpkg", "html"])
    return out


def test_report_json(folder: Path) -> None:
    model = json.loads((folder / "report.json").read_text("utf-8"))
    assert len(model["programmes"]) == len(bundled.programme_ids())
    assert all(NO_PROMISE in programme["disclaimer"] for programme in model["programmes"])


def test_the_pdf_says_it_with_every_programme(analysed: Project) -> None:
    programmes = {i: bundled.programme(i) for i in bundled.programme_ids()}
    page = pdf.view(report_model.build(analysed, programmes), ReportTemplate(), Parts())
    told = [b["text"] for b in page["blocks"] if b["type"] == "callout" and NO_PROMISE in b["text"]]
    assert len(told) >= len(programmes)
    flat = json.dumps(page, ensure_ascii=False)
    assert not PROMISE.search(flat.replace(NO_PROMISE, ""))


@pytest.mark.parametrize("name", ["Luecken.csv", "Kriterien.csv"])
def test_every_row_of_the_tables(folder: Path, name: str) -> None:
    with (folder / name).open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle, delimiter=";"))
    assert rows
    assert all(NO_PROMISE in row["Hinweis"] for row in rows)


def test_the_workbook(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "Lueckentabelle.xlsx", read_only=True)
    for sheet in ("Lücken", "Kriterien"):
        texts = [str(cell) for row in book[sheet].iter_rows(values_only=True) for cell in row if cell]
        assert any(NO_PROMISE in text for text in texts), sheet
    book.close()


def test_map_data_and_map_page(folder: Path) -> None:
    features = json.loads((folder / "luecken.geojson").read_text("utf-8"))["features"]
    assert features
    assert all(NO_PROMISE in f["properties"]["vorpruefung"] for f in features)
    connection = sqlite3.connect(folder / "Projekt_QGIS.gpkg")
    told = [row[0] for row in connection.execute('SELECT vorpruefung FROM "Luecken"')]
    connection.close()
    assert told
    assert all(NO_PROMISE in text for text in told)
    page = (folder / "Karte.html").read_text("utf-8")
    escaped = json.dumps(NO_PROMISE)[1:-1]
    assert NO_PROMISE in page or escaped in page


def test_the_shell(analysed: Project, tmp_path: Path) -> None:
    project_file.save(analysed, tmp_path / "p.gpkg")

    def flat(*words: object) -> str:
        return re.sub(r"\s+", " ", CliRunner().invoke(cli, [str(w) for w in words]).output)

    assert flat("verdict", tmp_path / "p.gpkg", "1").count(NO_PROMISE) == len(bundled.programme_ids())
    for programme_id in bundled.programme_ids():
        assert NO_PROMISE in flat("programmes", "show", programme_id)


def test_the_window(analysed: Project) -> None:
    from quartiermap.ui.viewmodels.inspector_gap import verdict_blocks
    from quartiermap.ui.viewmodels.verdicts import verdict_tip

    assert analysed.analysis is not None
    for gap in analysed.analysis.gaps:
        assert verdict_tip(gap).endswith(f"{NO_PROMISE}.")
        for verdict in gap.verdicts:
            blocks: list[Any] = verdict_blocks(verdict)
            assert any(NO_PROMISE in str(getattr(block, "text", "")) for block in blocks)
