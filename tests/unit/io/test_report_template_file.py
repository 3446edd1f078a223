"""Report templates as files: what is written comes back, what is wrong is told at once with its line."""

import base64
import os
import struct
import zlib
from pathlib import Path

import pytest

from quartiermap.domain.report_template import CHAPTER_IDS, Chapter, Corporate, ReportTemplate, contrast
from quartiermap.errors import InputError
from quartiermap.io import report_assets
from quartiermap.io.report_template_file import as_toml, read_corporate, read_template
from quartiermap.render.report_fonts import font_dir

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(min(height, 4))))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def written(folder: Path, text: str, name: str = "vorlage.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def problems(path, read=read_template):
    with pytest.raises(InputError) as caught:
        read(path)
    return caught.value.problems


def test_what_is_written_comes_back(tmp_path):
    (tmp_path / "wappen.svg").write_bytes(SVG)
    font = font_dir() / "DejaVuSerif.ttf"
    template = ReportTemplate(
        name="Amt 61", title='Bericht „Süd“ "2027" \\ #x', author="A. Öz", status="Entwurf", logo=tmp_path / "wappen.svg",
        district_pages="all", map_paper="a3", formats=("pdf", "csv"), csv="machine",
        corporate=Corporate(accent="#7a1f2b", text_font="DejaVu Serif", font_files=(font,)),
        chapters=(Chapter(id="gaps", heading="Wo es fehlt", before="Erster Absatz.\n\n- Punkt\n- noch einer"), Chapter(id="own-1", heading="Stellungnahme", after="x")),
    )  # fmt: skip
    again = read_template(written(tmp_path, as_toml(template, tmp_path)))
    assert again == template
    assert [c.id for c in again.shown] == ["gaps", "own-1"]
    assert {c.id for c in again.chapters if not c.on} == set(CHAPTER_IDS) - {"gaps"}


def test_the_default_is_a_valid_file(tmp_path):
    assert read_template(written(tmp_path, as_toml(ReportTemplate()))) == ReportTemplate()


def test_everything_wrong_is_told_with_line_and_key(tmp_path):
    found = problems(
        written(
            tmp_path,
            'name = "x"\ntitel = "y"\nmap_paper = "a2"\nformats = ["pdf", "doc"]\nlogo = "fehlt.svg"\n'
            '[corporate]\naccent = "blau"\n[[chapter]]\nid = "lücken"\n[[chapter]]\nid = "gaps"\non = "ja"\n',
        )
    )
    assert [(p.row, p.column) for p in found] == [
        (2, "titel"), (3, "map_paper"), (4, "formats Nr. 2"), (7, "corporate › accent"), (9, "chapter lücken › id"), (12, "chapter gaps › on"),
    ]  # fmt: skip
    assert all(p.remedy or "möglich" in p.message for p in found), [str(p) for p in found]
    assert "title" in found[0].remedy


def test_a_colour_too_weak_is_refused_with_one_that_is_readable(tmp_path):
    (found,) = problems(written(tmp_path, 'accent = "#ff9900"\n', "stadt.toml"), read_corporate)
    assert "4,5" in found.message
    proposed = found.remedy.split()[-1].rstrip(".")
    assert contrast(proposed, "#ffffff") >= 4.5
    assert read_corporate(written(tmp_path, f'accent = "{proposed}"\nband = "#ffffff"\n', "s.toml")).accent == proposed  # fmt: skip


def test_the_template_can_name_a_corporate_file(tmp_path):
    written(tmp_path, 'accent = "#7a1f2b"\n', "stadt.toml")
    template = read_template(written(tmp_path, 'name = "x"\ncorporate = "stadt.toml"\n'))
    assert template.corporate.accent == "#7a1f2b"
    (missing,) = problems(written(tmp_path, 'name = "x"\ncorporate = "keine.toml"\n'))
    assert missing.file == "keine.toml"


@pytest.mark.parametrize(
    "inside",
    [
        b"<script>alert(1)</script>",
        b'<image href="http://example.org/a.png"/>',
        b'<image href="file://localhost/geheim.png"/>',
        b'<image xmlns:x="http://www.w3.org/1999/xlink" x:href="../a.png"/>',
        b"<foreignObject/>",
        b'<rect onclick="x()"/>',
        b"<style>@import 'a.css';</style>",
        b'<rect style="fill:url(http://example.org/a)"/>',
        b"<g>" * 200 + b"</g>" * 200,
        b"<g>",
    ],
)
def test_an_svg_that_is_more_than_a_drawing_is_refused(tmp_path, inside):
    (tmp_path / "l.svg").write_bytes(SVG.replace(b"<circle", inside + b"<circle"))
    (found,) = report_assets.logo_problems(tmp_path / "l.svg")
    assert found.code == "logo_svg"


@pytest.mark.parametrize(
    "inside",
    [
        b'<defs><linearGradient id="a"/></defs><rect width="4" height="4" fill="url(\'#a\')"/>',
        b"<style>circle { fill: url( '#a' ) }</style>",
        b'<image href="data:image/png;base64,' + base64.b64encode(png(4, 4)) + b'"/>',
    ],
)
def test_what_an_svg_has_in_itself_is_taken(tmp_path, inside):
    (tmp_path / "l.svg").write_bytes(SVG.replace(b"<circle", inside + b"<circle"))
    assert report_assets.logo_problems(tmp_path / "l.svg") == []


def test_a_huge_picture_inside_an_svg_is_refused(tmp_path):
    inside = b'<image href="data:image/png;base64,' + base64.b64encode(png(30_000, 30_000)) + b'"/>'
    (tmp_path / "l.svg").write_bytes(SVG.replace(b"<circle", inside + b"<circle"))
    assert [p.code for p in report_assets.logo_problems(tmp_path / "l.svg")] == ["logo_svg"]


@pytest.mark.skipif(os.name == "nt", reason="needs a device file")
def test_a_device_is_no_logo_no_font_and_no_template(tmp_path):
    assert [p.code for p in report_assets.logo_problems(Path(os.devnull))] == ["logo_unreadable"]
    (found,) = report_assets.font_problems(Corporate(font_files=(Path(os.devnull),)))
    assert found.code == "font_unreadable"
    (found,) = problems(Path(os.devnull))
    assert found.code == "file_unreadable"


def test_entities_are_refused(tmp_path):
    (tmp_path / "l.svg").write_bytes(b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG)
    assert [p.code for p in report_assets.logo_problems(tmp_path / "l.svg")] == ["logo_svg"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (SVG, None),
        (png(4, 4), None),
        (png(30_000, 30_000), "logo_pixels"),
        (png(4, 4)[:40], "logo_damaged"),
        (b"\xff\xd8\xff\xe0nonsense", "logo_damaged"),
        (b"GIF89a", "logo_format"),
        (b"", "logo_format"),
    ],
)
def test_logos_by_content(tmp_path, content, code):
    (tmp_path / "l.bin").write_bytes(content)
    assert [p.code for p in report_assets.logo_problems(tmp_path / "l.bin")] == ([code] if code else [])


def test_fonts_must_be_there_and_know_german(tmp_path):
    good = font_dir() / "DejaVuSans.ttf"
    assert report_assets.font_problems(Corporate(text_font="DejaVu Sans", font_files=(good,))) == []
    (unknown,) = report_assets.font_problems(Corporate(heading_font="Frutiger", font_files=(good,)))
    assert (unknown.code, unknown.column) == ("font_unknown", "heading_font")
    assert "DejaVu Sans" in unknown.remedy
    (tmp_path / "a.ttf").write_bytes(good.read_bytes()[:5000])
    (tmp_path / "b.otf").write_bytes(b"wOFF....")
    symbols = font_dir() / "STIXNonUni.ttf"
    codes = [p.code for p in report_assets.font_problems(Corporate(font_files=(tmp_path / "a.ttf", tmp_path / "b.otf", symbols)))]  # fmt: skip
    assert codes == ["font_damaged", "font_format", "font_glyphs"]


@pytest.mark.parametrize("text", ["name = ", "\x00", 'name = "a\u200eb"', "x = nan", "[" * 3000])
def test_what_is_no_toml_is_one_sentence(tmp_path, text):
    assert [p.file for p in problems(written(tmp_path, text))] == ["vorlage.toml"]


def test_a_weak_colour_is_told_at_its_own_line(tmp_path):
    (found,) = problems(
        written(tmp_path, 'name = "x"\n[corporate]\nband = "#ffffff"\ntext_font = ""\naccent = "#ff9900"\n')
    )
    assert (found.row, found.column) == (5, "corporate › accent")
    (against_band,) = problems(
        written(tmp_path, 'band = "#8fa6bc"\naccent = "#8a2f3b"\n', "stadt.toml"), read_corporate
    )
    assert (against_band.row, against_band.column) == (2, "accent")
    (only_band,) = problems(written(tmp_path, '\nband = "#1d4f7c"\n', "stadt.toml"), read_corporate)
    assert (only_band.row, only_band.column) == (2, "band")
    beside_a_list = 'font_files = ["a.ttf"]\naccent = "#ff9900"\n'
    found = problems(written(tmp_path, beside_a_list, "schrift.toml"), read_corporate)
    assert (2, "accent") in [(each.row, each.column) for each in found]


def test_why_a_file_cannot_be_read_is_german(tmp_path):
    (found,) = problems(tmp_path)
    assert "keine gewöhnliche Datei" in found.message
    loop = tmp_path / "a.toml"
    loop.symlink_to(tmp_path / "a.toml")
    (found,) = problems(loop)
    assert "Verknüpfung" in found.message
