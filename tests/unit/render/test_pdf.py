"""The PDF: accessible and archivable by an independent checker, complete, and harmless."""

import re
import shutil
import subprocess

import page
import pytest

from quartiermap.domain.progress import Progress
from quartiermap.domain.report_template import Chapter, Corporate, ReportTemplate
from quartiermap.errors import Cancelled, InputError, MachineError
from quartiermap.render import atlas, pdf, report_lists, report_model, typesetting
from quartiermap.render.report_document import Parts
from quartiermap.render.report_fonts import UNKNOWN, font_dir, printable
from quartiermap.render.typesetting import Typesetter

TEXT_ONLY = ReportTemplate(district_pages="none")
NO_MAPS = ReportTemplate(
    chapters=tuple(
        Chapter(id=i) for i in ("summary", "data", "stock", "gaps", "precheck", "passport", "annex")
    )
)


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory):
    folder = tmp_path_factory.mktemp("atlas")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "cache_folder", lambda: folder)
        yield


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
        "Zusammenfassung", "Anlass und Gebiet", "Datengrundlagen", "Bestand", "Bedarf", "Versorgung und Erreichbarkeit", "Lücken", "Förderprüfung",
        "Nachweise", "Quartiere im Einzelnen", "Methodik und Grenzen", "Datenpass", "Anhang",
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
    # overview, need, one of Kita, one of library, and those of the six districts
    assert marks.count("Figure") == 10


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
    pdf.write_pdf(big, report_model.build(big, programmes), path, template=TEXT_ONLY)
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
    blocks = pdf.view(report_model.build(hostile, programmes), ReportTemplate(), Parts())
    assert blocks["town"] == '#panic("x") *Stadt* _a_ @b <c>'


def test_a_hostile_town_name_stands_in_the_pdf_letter_by_letter(town, programmes, tmp_path):
    hostile = town.with_(name='#panic("x") *Stadt* $y$')
    path = tmp_path / "h.pdf"
    pdf.write_pdf(hostile, report_model.build(hostile, programmes), path, template=NO_MAPS)
    assert '#panic("x") *Stadt* $y$' in text_of(path).replace("“", '"').replace("”", '"').replace("„", '"')


def test_a_sign_without_a_glyph_does_not_stop_the_report(town, programmes, tmp_path):
    districts = town.districts.copy()
    districts["name"] = ["漢字", "😀", "a\x07b", "नमस्ते", "x\u202ey", "Ⅷ", "ﷺ", "é"]
    odd = town.with_(districts=districts)
    path = tmp_path / "odd.pdf"
    pdf.write_pdf(odd, report_model.build(odd, programmes), path, template=NO_MAPS)
    assert broken_rules(path, page.ValidationProfile.PDF_UA_1) == []


def test_printable_marks_what_it_cannot_show():
    assert printable("a漢b") == f"a{UNKNOWN}b"
    assert printable("x\u202ey") == "xy"
    assert printable("Größe ≈ 5 m²") == "Größe ≈ 5 m²"


def test_every_gap_stands_in_the_ranked_table(town, programmes):
    model = report_model.build(town, programmes)
    table = next(
        b
        for b in pdf.view(model, ReportTemplate(), Parts())["blocks"]
        if b.get("caption") == "Lücken nach Rang"
    )
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
    pdf.write_pdf(bare, report_model.build(bare, {}), path, template=TEXT_ONLY)
    assert "keine Lücke gefunden" in text_of(path)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


def pages_of(path):
    return text_of(path).split("\f")[:-1]


def test_a_template_orders_switches_and_introduces_chapters(town, programmes, tmp_path):
    """One file with everything a template can say; it still breaks no rule."""
    (tmp_path / "wappen.svg").write_bytes(SVG)
    template = ReportTemplate(
        title="Bericht an den Ausschuss", author="A. Beispiel", department="Amt 61", status="Beschlussvorlage", date_line="Sitzung am 12.03.2027",
        logo=tmp_path / "wappen.svg", map_paper="a3", district_pages="none",
        corporate=Corporate(accent="#7a1f2b", text_font="DejaVu Serif", font_files=(font_dir() / "DejaVuSerif.ttf",)),
        chapters=(
            Chapter(id="gaps", heading="Wo es fehlt", before="Vorbemerkung der Verwaltung.\n\n- Punkt eins\n- Punkt zwei"),
            Chapter(id="own-1", heading="Beschlussvorschlag", before="Der Ausschuss nimmt zur Kenntnis."), Chapter(id="summary"), Chapter(id="area"), Chapter(id="annex"),
        ),
    )  # fmt: skip
    path = tmp_path / "t.pdf"
    pdf.write_pdf(town, report_model.build(town, programmes), path, template=template)
    text = text_of(path)
    numbered = [
        "1 +Wo es fehlt",
        "2 +Beschlussvorschlag",
        "3 +Zusammenfassung",
        "4 +Anlass und Gebiet",
        "5 +Anhang",
    ]
    places = [re.search(rf"^\s*{words}", text, re.M) for words in numbered]
    assert all(places)
    for words in ("Vorbemerkung der Verwaltung.", "Punkt zwei", "Der Ausschuss nimmt zur Kenntnis."):
        assert words in text
    assert "Förderprüfung" not in re.sub(r"Vorprüfung[^\n]*", "", text)
    cover = pages_of(path)[0]
    for words in ("Bericht an den Ausschuss", "A. Beispiel", "Amt 61", "Beschlussvorlage", "12.03.2027"):
        assert words in cover
    sizes = subprocess.run(
        ["pdfinfo", "-l", "999", str(path)], check=True, capture_output=True, text=True
    ).stdout
    assert "(A3)" in sizes
    assert broken_rules(path, page.ValidationProfile.PDF_UA_1) == []


def test_a_reference_to_a_chapter_follows_its_heading_and_its_absence(town, programmes):
    model = report_model.build(town, programmes)

    def said(*chapters):
        return str(pdf.view(model, ReportTemplate(chapters=chapters), Parts())["blocks"])

    assert "Kapitel „Woher die Daten sind“" in said(Chapter(id="data"), Chapter(id="passport", heading="Woher die Daten sind"))  # fmt: skip
    without = said(Chapter(id="data"))
    assert "Datei report.json" in without
    assert "\ue010" not in without


def test_every_district_has_one_page(town, programmes, tmp_path):
    template = ReportTemplate(district_pages="all", chapters=(Chapter(id="districts"), Chapter(id="annex")))
    path = tmp_path / "d.pdf"
    model = report_model.build(town, programmes)
    pdf.write_pdf(town, model, path, template=template)
    found = pages_of(path)
    heads = [
        [n for n, text in enumerate(found) if re.search(rf"^\s*1\.{k} ", text, re.M)] for k in range(1, 7)
    ]
    shown = [pages[-1] for pages in heads]  # the first mention is in the list of districts
    assert shown == list(range(shown[0], shown[0] + 6))
    after = next(
        n for n, text in enumerate(found) if re.search(r"^\s*2 +Anhang", text, re.M) and n > shown[-1]
    )
    assert after - shown[-1] == 1, "the last district takes more than its page"


def test_cancelling_ends_the_typesetter_and_writes_nothing(town, programmes, tmp_path, monkeypatch):
    started = []
    real = subprocess.Popen

    def watched(*args, **kwargs):
        started.append(real(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(typesetting.subprocess, "Popen", watched)
    path = tmp_path / "c.pdf"
    with pytest.raises(Cancelled):
        pdf.write_pdf(town, report_model.build(town, programmes), path, Progress(cancelled=lambda: bool(started)), TEXT_ONLY)  # fmt: skip
    assert [p.returncode is not None for p in started] == [True]
    assert not path.exists()


def test_a_document_that_takes_too_much_memory_is_a_sentence(tmp_path):
    (tmp_path / "report.typ").write_text("= A\n")
    typesetter = Typesetter(tmp_path, [font_dir()], 0, most_memory=1024**2)
    with pytest.raises(MachineError, match="Arbeitsspeicher"):
        typesetter.set("portion.json", tmp_path / "a.pdf", lambda _seconds: None)


def test_a_document_that_cannot_be_set_is_told_with_the_reason(tmp_path):
    (tmp_path / "report.typ").write_text("#unknown-thing")
    with pytest.raises(RuntimeError, match="unknown-thing"):
        Typesetter(tmp_path, [font_dir()], 0).set("portion.json", tmp_path / "a.pdf", lambda _seconds: None)


def test_a_logo_that_is_gone_is_told_before_anything_is_drawn(town, programmes, tmp_path):
    with pytest.raises(InputError, match="Logo"):
        pdf.write_pdf(town, report_model.build(town, programmes), tmp_path / "x.pdf", template=ReportTemplate(logo=tmp_path / "fehlt.png"))  # fmt: skip
