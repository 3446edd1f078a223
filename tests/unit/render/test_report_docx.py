"""The Word text: real headings, tables and pictures; the numbers of the report; nothing that runs."""

import io
import re
import subprocess
import zipfile

import docx
import pytest
from docx.oxml.ns import qn
from PIL import Image

from quartiermap.domain.report_template import Chapter, ReportTemplate
from quartiermap.render import report_model
from quartiermap.render.docx import TABLE, write_docx
from quartiermap.render.report_blocks import flat
from quartiermap.render.report_document import Parts, document


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


@pytest.fixture(scope="module")
def written(town, model, tmp_path_factory):
    path = tmp_path_factory.mktemp("docx") / "r.docx"
    write_docx(town, model, path, template=ReportTemplate(author="A. Beispiel", status="Entwurf"))
    return path


def test_headings_are_headings_in_the_order_of_the_template(written):
    found = [p.text for p in docx.Document(str(written)).paragraphs if p.style.name == "Heading 1"]
    assert found[:3] == ["Zusammenfassung", "Anlass und Gebiet", "Datengrundlagen"]
    assert found[-1] == "Anhang"


def test_every_cell_is_that_of_the_document(written, model):
    tables = docx.Document(str(written)).tables
    blocks = [b for b in flat(document(model, ReportTemplate(), Parts(left_out=3, in_pdf=True))["blocks"]) if b["type"] == "table"]  # fmt: skip
    assert len(tables) == len(blocks)
    for table, block in zip(tables, blocks, strict=True):
        cells = [[c.text for c in row.cells] for row in table.rows]
        assert cells[1:] == block["rows"]
        assert table.style.name == TABLE
        first = table.rows[0]._tr.trPr
        assert first.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == block["caption"]


def test_every_picture_has_its_alternative_text(written):
    shapes = docx.Document(str(written)).inline_shapes
    alts = [s._inline.docPr.get("descr") for s in shapes]
    assert len(alts) == 4
    assert all(len(a) > 30 for a in alts)


def test_language_author_and_title_are_set(written):
    core = docx.Document(str(written)).core_properties
    assert (core.language, core.author) == ("de-DE", "A. Beispiel")
    assert "Musterstadt" in core.title
    styles = zipfile.ZipFile(written).read("word/styles.xml").decode()
    assert re.search(r'<w:docDefaults>.*?<w:lang w:val="de-DE"', styles, re.S)


def test_the_same_project_gives_the_same_bytes(town, model, written, tmp_path):
    again = tmp_path / "again.docx"
    write_docx(town, model, again, template=ReportTemplate(author="A. Beispiel", status="Entwurf"))
    assert again.read_bytes() == written.read_bytes()


def test_hostile_text_is_text(town, programmes, tmp_path):
    hostile = town.with_(name='A</w:t><w:instrText>DDE</w:instrText> \x01\x0b & "<b>"')
    path = tmp_path / "h.docx"
    template = ReportTemplate(chapters=(Chapter(id="gaps", before="{ INCLUDETEXT c:/x } \x02\n\n<b>x</b>"),))
    write_docx(hostile, report_model.build(hostile, programmes), path, template=template)
    inside = zipfile.ZipFile(path)
    body = inside.read("word/document.xml").decode()
    assert "&lt;/w:t&gt;&lt;w:instrText&gt;DDE" in body
    codes = set(re.findall(r"<w:instrText[^>]*>([^<]*)<", body))
    assert all(re.fullmatch(r" SEQ (Tabelle|Abbildung) \\\* ARABIC ", c) for c in codes)
    texts = [p.text for p in docx.Document(str(path)).paragraphs]
    assert "{ INCLUDETEXT c:/x } " in "\n".join(texts)
    external = [
        n for n in inside.namelist() if n.endswith(".rels") and b'TargetMode="External"' in inside.read(n)
    ]
    assert external == []


def test_libreoffice_reads_it(written, tmp_path):
    import shutil

    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    done = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'lo').as_uri()}", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(written)],
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    text = tmp_path / f"{written.stem}.txt"
    if not text.is_file() and b"could not be loaded" in done.stderr + done.stdout:
        pytest.skip("LibreOffice Writer is not installed")
    assert "Zusammenfassung" in text.read_text("utf-8-sig")


def jpeg_without_jfif():
    packed = io.BytesIO()
    Image.new("RGB", (400, 100), "#7a1f2b").save(packed, "JPEG")
    whole = packed.getvalue()
    return whole[:2] + whole[4 + int.from_bytes(whole[4:6], "big") :]


@pytest.mark.parametrize(
    "content",
    [b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect width="400" height="100"/></svg>', jpeg_without_jfif()],
    ids=["svg", "jpeg"],
)  # fmt: skip
def test_every_logo_that_a_template_takes_comes_into_word(town, model, tmp_path, content):
    logo = tmp_path / "wappen"
    logo.write_bytes(content)
    only_text = (Chapter(id="own-1", heading="Stellungnahme", before="Text."),)
    template = ReportTemplate(logo=logo, logo_alt="Wappen\x07", chapters=only_text)
    write_docx(town, model, tmp_path / "r.docx", template=template)
    (shape,) = docx.Document(str(tmp_path / "r.docx")).inline_shapes
    assert shape._inline.docPr.get("descr") == "Wappen"
    assert shape.width / shape.height == pytest.approx(4, rel=0.02)
    assert shape.width.mm == pytest.approx(60, abs=0.2)
