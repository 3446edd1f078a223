"""The PDF: accessible and archivable by an independent checker, complete, and harmless."""

import re
import shutil
import subprocess

import page
import pytest

from quartiermap.render import pdf, report_lists, report_model
from quartiermap.render.report_fonts import UNKNOWN, printable


@pytest.fixture(scope="module")
def written(town, programmes, tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "r.pdf"
    pdf.write_pdf(town, report_model.build(town, programmes), path)
    return path


def text_of(path):
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    done = subprocess.run([tool, "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return done.stdout.replace("\u00a0", " ")


STREAM = re.compile(rb"/Length (\d+)[^>]*?>>\s*stream\r?\n", re.S)


def broken_rules(path, profile):
    """Return what the checker objects to.

    Its rule on stream lengths takes a last data byte 0x0D together with the line break before "endstream" for
    one line break, and so blames about every 250th compressed stream. That rule is checked here by counting.
    """
    failures = page.validate_pdf(path, profile=profile).failures
    raw = path.read_bytes()
    streams = list(STREAM.finditer(raw))
    assert streams
    for found in streams:
        rest = raw[found.end() + int(found.group(1)) :][:12]
        assert re.match(rb"\r?\n?endstream", rest), "a stream is longer or shorter than it says"
    return [(f.rule_id, f.message) for f in failures if "STREAM-LENGTH" not in f.rule_id]


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A])
def test_breaks_no_rule_of_the_norm(written, profile):
    assert broken_rules(written, profile) == []


def test_holds_the_chapters_in_the_order_committees_know(written):
    text = text_of(written)
    chapters = [
        "Zusammenfassung", "Anlass, Gebiet und Datenstand", "Bestand", "Soziale Lage", "Erreichbarkeit und Versorgung",
        "Versorgung: Plätze und Bedarf", "Lücken", "Vorprüfung der Förderung", "Nachweise", "Methode und Grenzen", "Richtwerte", "Quellen und Lizenzen", "Zeichenerklärung",
    ]  # fmt: skip
    places = [re.search(rf"^\s*{n} +{re.escape(c)}", text, re.M) for n, c in enumerate(chapters, start=1)]
    assert all(places)
    assert [p.start() for p in places] == sorted(p.start() for p in places)


def test_says_invented_closed_and_no_promise(written):
    text = text_of(written)
    assert "Erfundene Demonstrationsdaten" in text
    assert "Programm geschlossen" in text
    assert "Keine Förderzusage" in text
    assert "förderfähig" not in text.lower()


def test_every_table_has_header_cells_for_a_screen_reader(written):
    """A table without header cells breaks no rule of the checker, but tells a blind reader nothing."""
    tool = shutil.which("pdfinfo")
    if tool is None:
        pytest.skip("pdfinfo (poppler-utils) is not installed")
    done = subprocess.run([tool, "-struct", str(written)], check=True, capture_output=True)
    lines = done.stdout.decode("latin-1").splitlines()
    marks = [line.strip().split(" ")[0].rstrip(":") for line in lines]
    assert marks.count("Table") > 10
    assert marks.count("THead") == marks.count("Table")
    assert marks.count("TH") >= 2 * marks.count("Table")
    assert marks.count("Figure") == 4  # overview, need, one of Kita, one of library


def test_same_project_gives_the_same_bytes(town, programmes, written, tmp_path):
    again = tmp_path / "again.pdf"
    pdf.write_pdf(town, report_model.build(town, programmes), again)
    assert again.read_bytes() == written.read_bytes()


def test_carries_its_numbers_as_attachment(written):
    raw = written.read_bytes()
    assert b"report.json" in raw
    assert b"/AFRelationship" in raw


def test_long_tables_are_not_cut_off(town_of, programmes, tmp_path):
    """A figure that does not break over pages loses rows silently: count them in the finished file."""
    big = town_of(20, 10, gaps_per_district=1)
    path = tmp_path / "big.pdf"
    pdf.write_pdf(big, report_model.build(big, programmes), path)
    text = text_of(path)
    for number in (7, 60, 137, 200):
        # annex of Kita and of library, and the list of all gaps
        assert len(re.findall(rf"^ *(?:{number} +)?Quartier {number} ", text, re.M)) >= 3, number
    ranks = {int(n) for n in re.findall(r"^ *(\d+) +Quartier \d+ ", text, re.M)}
    assert ranks >= set(range(7, 201))


def test_text_of_the_data_is_never_markup(town, programmes):
    facilities = town.facilities.copy()
    facilities["name"] = '*fett* #read("/geheim.txt") $x$'
    hostile = town.with_(facilities=facilities, name='#panic("x") *Stadt* _a_ @b <c>')
    blocks = pdf.view(report_model.build(hostile, programmes), {})
    assert blocks["town"] == '#panic("x") *Stadt* _a_ @b <c>'


def test_a_hostile_town_name_stands_in_the_pdf_letter_by_letter(town, programmes, tmp_path):
    hostile = town.with_(name='#panic("x") *Stadt* $y$')
    path = tmp_path / "h.pdf"
    pdf.write_pdf(hostile, report_model.build(hostile, programmes), path)
    assert '#panic("x") *Stadt* $y$' in text_of(path).replace("“", '"').replace("”", '"').replace("„", '"')


def test_a_sign_without_a_glyph_does_not_stop_the_report(town, programmes, tmp_path):
    districts = town.districts.copy()
    districts["name"] = ["漢字", "😀", "a\x07b", "नमस्ते", "x\u202ey", "Ⅷ", "ﷺ", "é"]
    odd = town.with_(districts=districts)
    path = tmp_path / "odd.pdf"
    pdf.write_pdf(odd, report_model.build(odd, programmes), path)
    assert broken_rules(path, page.ValidationProfile.PDF_UA_1) == []


def test_printable_marks_what_it_cannot_show():
    assert printable("a漢b") == f"a{UNKNOWN}b"
    assert printable("x\u202ey") == "xy"
    assert printable("Größe ≈ 5 m²") == "Größe ≈ 5 m²"


def test_every_gap_stands_in_the_ranked_table(town, programmes):
    model = report_model.build(town, programmes)
    table = next(b for b in pdf.view(model, {})["blocks"] if b.get("caption") == "Lücken nach Rang")
    assert [row[0] for row in table["rows"]] == ["1", "2", "3"]
    assert table["rows"][1][3] == "keine Daten"


def test_estimates_carry_their_sign(town, programmes):
    model = report_model.build(town, programmes)
    kind = next(k for k in model["kinds"] if k["id"] == "kita")
    block = report_lists.figure_table("x", model["districts"], kind, with_supply=True)
    rough = next(row for row in block["rows"] if row[0] == "Groß Öhringen")
    exact = next(row for row in block["rows"] if row[0] == "Altstadt")
    assert rough[1].startswith("≈")
    assert not any("≈" in cell for cell in exact)
    assert "Schätzung" in block["note"]


def test_a_town_without_gaps_and_without_need_has_a_report_too(town, programmes, tmp_path):
    import dataclasses

    bare = town.with_(
        analysis=dataclasses.replace(town.analysis, gaps=(), need=town.analysis.need.iloc[:0]), sources=()
    )
    path = tmp_path / "bare.pdf"
    pdf.write_pdf(bare, report_model.build(bare, {}), path)
    assert "keine Lücke gefunden" in text_of(path)
