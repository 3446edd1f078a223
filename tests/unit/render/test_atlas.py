"""One page for each district: resumed after a break, never with an old map, blocks that agree with the model."""

import re
import types
from dataclasses import replace

import pytest

from quartiermap.domain.progress import Progress
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.errors import Cancelled
from quartiermap.render import atlas, report_model
from quartiermap.render.atlas import atlas_pages, cache_key, wanted_districts
from quartiermap.render.map_furniture import Imprint
from quartiermap.render.report_suppression import shown

EVERY = ReportTemplate(district_pages="all", author="A. Muster")


@pytest.fixture(scope="module")
def model(town, programmes):
    return report_model.build(town, programmes)


@pytest.fixture(scope="module")
def project(town):
    return shown(town)[0]


@pytest.fixture
def drawn(monkeypatch):
    """Count the maps that are really drawn."""
    count = types.SimpleNamespace(ids=[])
    original = atlas.DistrictMaps.draw

    def draw(self, district_id):
        count.ids.append(district_id)
        return original(self, district_id)

    monkeypatch.setattr(atlas.DistrictMaps, "draw", draw)
    return count


def pages_of(project, model, tmp_path, template=EVERY, progress=None, **options):
    return atlas_pages(
        project, model, tmp_path / "out", template, progress, cache=tmp_path / "cache", **options
    )


def test_the_template_says_which_districts_get_a_page(model):
    assert wanted_districts(model, EVERY) == ["0001", "0002", "0003", "0004", "0005", "0006"]
    assert wanted_districts(model, ReportTemplate()) == wanted_districts(model, EVERY)
    assert wanted_districts(model, ReportTemplate(district_pages="with_gaps")) == ["0001", "0002", "0003"]
    assert wanted_districts(model, ReportTemplate(district_pages="none")) == []


def test_every_page_has_its_map_and_words(project, model, tmp_path):
    pages = pages_of(project, model, tmp_path)
    assert [p.district_id for p in pages] == list(wanted_districts(model, EVERY))
    for page in pages:
        assert page.map_file.read_bytes().startswith(b"<svg ")
        assert page.name in page.alt
        assert f'width="{page.width_mm:g}mm" height="{page.height_mm:g}mm"' in page.map_file.read_text(
            "utf-8"
        )


def test_a_break_costs_only_what_was_not_finished(project, model, tmp_path, drawn):
    """Cancelled before the fourth page; the next run draws the last three and gives what one run would have given."""
    asked = iter([False] * 4 + [True])
    with pytest.raises(Cancelled):
        pages_of(project, model, tmp_path, progress=Progress(cancelled=lambda: next(asked)))
    assert drawn.ids == ["0001", "0002", "0003"]
    resumed = pages_of(project, model, tmp_path)
    assert drawn.ids == ["0001", "0002", "0003", "0004", "0005", "0006"]
    fresh = atlas_pages(project, model, tmp_path / "b", EVERY, cache=tmp_path / "other")
    assert [p.map_file.read_bytes() for p in resumed] == [p.map_file.read_bytes() for p in fresh]
    assert [p.alt for p in resumed] == [p.alt for p in fresh]


def test_a_torn_file_in_the_cache_is_drawn_anew(project, model, tmp_path, drawn):
    whole = pages_of(project, model, tmp_path, districts=["0001"])[0].map_file.read_bytes()
    kept = next((tmp_path / "cache").rglob("*.svg"))
    kept.write_bytes(whole[: len(whole) // 2])
    assert pages_of(project, model, tmp_path, districts=["0001"])[0].map_file.read_bytes() == whole
    assert drawn.ids == ["0001", "0001"]


def test_whatever_changes_a_map_changes_the_key(project):
    size = (165.0, 132.0)
    base = cache_key(project, Imprint("a"), size)
    assert base == cache_key(project, Imprint("a"), size)
    others = [
        cache_key(project, Imprint("b"), size),
        cache_key(project, Imprint("a"), (165.0, 130.0)),
        cache_key(project.with_(settings={"small_numbers.limit": 3}), Imprint("a"), size),
        cache_key(project.with_(settings={"ranking.weights": {"need": 2}}), Imprint("a"), size),
        cache_key(project.with_(facilities=project.facilities.iloc[1:]), Imprint("a"), size),
        cache_key(project.with_(analysis=None), Imprint("a"), size),
        cache_key(project.with_(sources=(replace(project.sources[0], sha256="0" * 64),)), Imprint("a"), size),
        cache_key(project.with_(sources=project.sources[:1]), Imprint("a"), size),
    ]
    assert len({base, *others}) == 9
    assert cache_key(project.with_(settings={"view.theme": "dark"}), Imprint("a"), size) == base


def test_the_cache_keeps_only_the_last_few(project, model, tmp_path):
    for author in "abcde":
        pages_of(project, model, tmp_path, ReportTemplate(author=author), districts=["0001"])
    assert len(list((tmp_path / "cache").iterdir())) == atlas.KEPT_KEYS


def test_without_a_usable_cache_the_maps_are_there_all_the_same(project, model, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("x")
    pages = atlas_pages(project, model, tmp_path / "out", EVERY, districts=["0002"], cache=blocked)
    assert pages[0].map_file.is_file()


def test_the_blocks_say_what_the_model_says(project, model, tmp_path):
    page = pages_of(project, model, tmp_path, districts=["0001"])[0]
    tables = {b["caption"].split(" (")[0]: b for b in page.blocks if b["type"] == "table"}
    row = dict(zip([c["title"] for c in tables["Erreichbarkeit und Versorgung"]["columns"]], tables["Erreichbarkeit und Versorgung"]["rows"][0], strict=True))  # fmt: skip
    assert row["Einrichtungsart"] == "Kita"
    assert row["erreicht"].replace("\u00a0", " ") == "12,0 %"
    assert row["Personen"] == "240"
    assert tables["Lücken"]["rows"][0][:3] == ["1", "Kita: außer Reichweite", "211"]
    assert "1\u00a0Kita Regenbogen" in tables["Erreichbarkeit und Versorgung"]["note"]


def test_secret_figures_stand_on_no_page(project, model, tmp_path):
    page = pages_of(project, model, tmp_path, districts=["0005"])[0]
    kita = next(b for b in page.blocks if b["type"] == "table")["rows"][0]
    assert kita[2:5] == ["geheim", "geheim", "geheim"]


def test_a_long_list_of_gaps_ends_with_how_many_more(town_of, programmes, tmp_path):
    crowded = town_of(gaps_per_district=4)
    model = report_model.build(crowded, programmes)
    page = atlas_pages(
        shown(crowded)[0], model, tmp_path, EVERY, districts=["0001"], size_mm=(165.0, 165.0), cache=tmp_path
    )[0]
    gaps = next(b for b in page.blocks if b["type"] == "table" and b["caption"] == "Lücken")
    more = int(re.search(r"Und (\d+)\u00a0weitere", gaps["note"]).group(1))
    assert len(gaps["rows"]) + more == 4
