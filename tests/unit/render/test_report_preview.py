"""The preview: the pages that the report will have, following the template."""

import struct

import pytest

from quartiermap.domain.report_template import Chapter, ReportTemplate
from quartiermap.errors import InputError, UsageError
from quartiermap.render import atlas
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
