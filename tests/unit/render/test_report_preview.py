"""The preview: the pages that the report will have, following the template."""

import struct
import sys

import pytest

from quartiermap.domain.report_template import Chapter, ReportTemplate
from quartiermap.errors import InputError, MachineError, UsageError
from quartiermap.render import atlas, page_setter, report_preview
from quartiermap.render.report_preview import PAGES_SHOWN, Preview


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setattr(atlas, "cache_folder", lambda: tmp_path)


def size(png):
    assert png.startswith(b"\x89PNG")
    return struct.unpack(">II", png[16:24])


def test_pages_chapters_and_sizes(town, programmes):
    preview = Preview(town, ReportTemplate(), programmes)
    count = preview.pages()
    chapters = preview.chapters()
    assert chapters["summary"] == 3
    assert list(chapters.values()) == sorted(chapters.values())
    assert chapters["annex"] <= count
    assert preview.left_out == 6 - PAGES_SHOWN
    assert size(preview.page(1)) == pytest.approx((8.27 * 60, 11.69 * 60), abs=1)
    assert size(preview.page(count, 30)) == pytest.approx((8.27 * 30, 11.69 * 30), abs=1)
    for wrong in (0, count + 1):
        with pytest.raises(IndexError):
            preview.page(wrong)


def test_maps_replace_their_frames(town, programmes):
    preview = Preview(town, ReportTemplate(), programmes)
    frame = preview.page(preview.chapters()["access"] + 1)
    assert not preview.has_maps()
    preview.draw()
    assert preview.has_maps()
    assert preview.page(preview.chapters()["access"] + 1) != frame
    assert Preview(town, ReportTemplate(title="Anders"), programmes).has_maps(), (
        "a new title needs no new maps"
    )


def test_it_follows_the_template(town, programmes):
    whole = Preview(town, ReportTemplate(), programmes)
    short = Preview(town, ReportTemplate(chapters=(Chapter(id="summary"),)), programmes)
    assert short.pages() < whole.pages()
    assert list(short.chapters()) == ["summary"]
    assert short.page(1) == whole.page(1)


def test_what_cannot_be_shown_is_a_sentence(town, programmes, tmp_path):
    with pytest.raises(UsageError):
        Preview(town.with_(analysis=None), ReportTemplate(), programmes)
    with pytest.raises(InputError):
        Preview(town, ReportTemplate(logo=tmp_path / "fehlt.svg"), programmes)


SHORT = (Chapter(id="summary"), Chapter(id="passport"))


def test_the_cover_is_there_before_the_figures(town, programmes, monkeypatch):
    monkeypatch.setattr(report_preview, "_source", lambda *_: pytest.fail("the cover waits for the figures"))
    cover = Preview(town, ReportTemplate(title="Vorweg", chapters=SHORT), programmes).cover()
    assert size(cover) == pytest.approx((8.27 * 60, 11.69 * 60), abs=1)
    monkeypatch.undo()
    assert Preview(town, ReportTemplate(title="Vorweg", chapters=SHORT), programmes).page(1) == cover


def test_two_previews_do_not_take_each_others_pages(town, programmes):
    one = Preview(town, ReportTemplate(title="Eins", chapters=SHORT), programmes)
    two = Preview(town, ReportTemplate(title="Zwei", chapters=SHORT), programmes)
    first, second = one.page(1), two.page(1)
    assert first != second
    assert one.page(1) == first


def test_a_typesetter_that_ends_is_begun_anew(town, programmes):
    preview = Preview(town, ReportTemplate(chapters=SHORT), programmes)
    before = preview.page(3)
    report_preview._setter._process.kill()
    assert preview.page(3) == before


def test_a_typesetter_that_always_ends_is_a_sentence(town, programmes, monkeypatch):
    report_preview._setter.close()
    monkeypatch.setattr(page_setter, "worker", lambda *_: [sys.executable, "-c", "raise SystemExit(101)"])
    with pytest.raises(MachineError, match="Schriftsetzer"):
        Preview(town, ReportTemplate(chapters=SHORT), programmes).pages()
    report_preview._setter.close()
