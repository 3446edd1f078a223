"""A long report is set in portions and joined: nobody can tell it from one that was set in one go."""

import re
import shutil
import subprocess

import page
import pikepdf
import pytest

from quartiermap.domain.report_template import Chapter, ReportTemplate
from quartiermap.render import atlas, pdf, portions, report_model


def block(kind, **more):
    return {"type": kind, "blocks": []} | more


def table(rows):
    return {"type": "table", "rows": [[""]] * rows}


def heading(level):
    return {"type": "heading", "level": level, "text": "x"}


def test_a_short_report_is_one_portion():
    assert len(portions.divided([heading(1), table(100), *[block("district", title="q")] * 40])) == 1


def test_portions_hold_every_block_in_order_and_part_where_a_page_begins():
    blocks = [block("district", title=str(n)) for n in range(130)]
    found = portions.divided([heading(1), *blocks, heading(1), table(400)])
    assert [b for p in found for b in p.blocks] == [heading(1), *blocks, heading(1), table(400)]
    assert all(p.blocks[0]["type"] == "district" for p in found[1:])


def test_where_no_page_begins_a_late_portion_begins_with_a_heading():
    found = portions.divided([part for _ in range(10) for part in (heading(2), table(600))])
    assert len(found) > 1
    assert all(p.blocks[0] == heading(2) for p in found)


@pytest.fixture(scope="module")
def both(town, programmes, tmp_path_factory):
    """The same report set in one go and in many portions."""
    folder = tmp_path_factory.mktemp("portions")
    model = report_model.build(town, programmes)
    kept = ("summary", "gaps", "districts", "method", "annex")
    template = ReportTemplate(district_pages="all", chapters=tuple(Chapter(id=i) for i in kept))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(atlas, "cache_folder", lambda: folder / "cache")
        pdf.write_pdf(town, model, folder / "one.pdf", template=template)
        patch.setattr(portions, "SINGLE_PAGES", 0.0)
        patch.setattr(portions, "PORTION_PAGES", 5.0)
        patch.setattr(portions, "LATEST", 1000.0)
        for name in ("many.pdf", "again.pdf"):
            pdf.write_pdf(town, model, folder / name, template=template)
    return folder


@pytest.fixture
def many(both):
    with pikepdf.open(both / "many.pdf") as opened:
        yield opened


def test_the_text_is_the_same_to_the_letter(both):
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    one, many = (
        subprocess.run([tool, str(both / name), "-"], check=True, capture_output=True, text=True).stdout
        for name in ("one.pdf", "many.pdf")
    )
    assert many == one
    assert (both / "many.pdf").read_bytes() != (both / "one.pdf").read_bytes()


def test_the_same_project_gives_the_same_bytes(both):
    assert (both / "many.pdf").read_bytes() == (both / "again.pdf").read_bytes()


def test_breaks_no_rule_of_the_norm(both):
    report = page.validate_pdf(both / "many.pdf", profile=page.ValidationProfile.PDF_UA_1)
    assert [(f.rule_id, f.message) for f in report.failures] == []


def elements(element):
    yield element
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            assert kid.P.objgen == element.objgen
            yield from elements(kid)


def test_structure_and_pages_name_each_other(many):
    """Every marked content belongs to one element, every link to its own, and both ways agree."""
    root = many.Root.StructTreeRoot
    nums = list(root.ParentTree.Nums)
    parents = dict(zip(nums[::2], nums[1::2], strict=True))
    marked = {}
    for element in elements(root.K[0]):
        for kid in element.get("/K", ()):
            if not isinstance(kid, pikepdf.Dictionary):
                marked[element.Pg.objgen, int(kid)] = element.objgen
            elif "/MCID" in kid:
                marked[kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)] = element.objgen
            elif "/Obj" in kid:
                assert parents[kid.Obj.StructParent].objgen == element.objgen
    told = {
        (p.obj.objgen, place): element.objgen
        for p in many.pages
        for place, element in enumerate(parents[p.obj.StructParents])
    }
    assert marked == told


def test_head_cells_are_named_once_and_named_rightly(many):
    names = [bytes(n) for n in list(many.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert names == sorted(set(names))
    for element in elements(many.Root.StructTreeRoot.K[0]):
        heads = [h for a in element.get("/A", ()) if "/Headers" in a for h in a.Headers]
        assert {bytes(h) for h in heads} <= set(names)


def bookmarks(mark):
    while mark is not None:
        yield mark
        if "/First" in mark:
            yield from bookmarks(mark.First)
        mark = mark.get("/Next")


def test_bookmarks_and_contents_lead_to_the_pages_they_name(many):
    numbers = {p.obj.objgen: n for n, p in enumerate(many.pages, start=1)}
    marks = list(bookmarks(many.Root.Outlines.First))
    leads = [numbers[m.Dest[0].objgen] for m in marks]
    assert leads == sorted(leads)
    assert len(set(leads)) > 6
    links = [a for p in many.pages for a in p.obj.get("/Annots", ())]
    assert len(links) > 12
    for link in links:
        said = int(re.search(r"Seite (\d+)", str(link.Contents)).group(1))
        assert numbers[link.Dest[0].objgen] == said
