"""Writing the report: the names promised, whole files only, cancelling."""

import json

import pytest

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled, UsageError
from quartiermap.render import report_model
from quartiermap.render.report import write_report


def test_writes_the_names_that_were_promised(town, programmes, tmp_path):
    written = write_report(town, tmp_path / "aus gabe", ["json", "csv", "xlsx", "png"], programmes)
    assert {p.name for p in written} >= {
        "report.json", "Luecken.csv", "Quartiere.csv", "Kriterien.csv", "Versorgung.csv", "Einrichtungen.csv", "Datenpass.csv",
        "CSV-Hinweise.txt", "Lueckentabelle.xlsx", "Karte_Uebersicht.png", "Karte_Sozialindex.png", "Karte_kita.png", "Karte_library.png",
    }  # fmt: skip
    assert sorted(p.name for p in (tmp_path / "aus gabe").iterdir()) == sorted(p.name for p in written)
    assert json.loads(written[0].read_text("utf-8")) == report_model.build(town, programmes)


def test_an_unknown_format_is_refused_before_anything_is_written(town, programmes, tmp_path):
    with pytest.raises(UsageError, match="pptx"):
        write_report(town, tmp_path / "x", ["json", "pptx"], programmes)
    assert not (tmp_path / "x").exists()


def test_progress_only_goes_forward_and_ends_at_the_end(town, programmes, tmp_path):
    seen = []
    write_report(
        town,
        tmp_path,
        ["json", "xlsx", "pdf"],
        programmes,
        Progress(lambda share, text: seen.append((share, text))),
    )
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(text for _, text in seen)


def test_cancelling_leaves_the_earlier_report_as_it_was(town, programmes, tmp_path):
    write_report(town.with_(name="Früher"), tmp_path, ["json"], programmes)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    seen = []
    progress = Progress(
        lambda share, text: seen.append(text), lambda: any("Karte 2" in text for text in seen)
    )
    with pytest.raises(Cancelled):
        write_report(town, tmp_path, ["json", "pdf"], programmes, progress)
    assert "PDF-Bericht schreiben" in seen, "cancelled after report.json was written"
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_second_report_replaces_the_first(town, programmes, tmp_path):
    write_report(town, tmp_path, ["json"], programmes)
    write_report(town.with_(name="Neustadt"), tmp_path, ["json"], programmes)
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["meta"]["project"]["name"] == "Neustadt"
