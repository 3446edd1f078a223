"""Text of the printed report stands out from its ground by WCAG 2.1, 1.4.3: in the layout, on maps, in signs, in any town's colours."""

import contextlib
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quartiermap.domain.report_template import LEAST_CONTRAST, TEXT_COLOUR, Corporate, contrast
from quartiermap.io import bundled
from quartiermap.render import colours, svg_furniture
from quartiermap.render.map_content import OVERVIEW
from quartiermap.render.map_furniture import INK, SOFT_INK
from quartiermap.render.static_map import draw_map
from quartiermap.render.svg_sheet import SvgSheet

LAYOUT = bundled.resources_dir() / "report" / "report.typ"
PAPER = "#ffffff"
COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def text_colours(layout: str) -> set[str]:
    """Return the colours that the layout writes in; the watermark of the preview is no text to be read."""
    named = dict(re.findall(r'#let (\S+) = rgb\("(#[0-9a-f]{6})"\)', layout))
    named |= {"accent": Corporate().accent, "pale": Corporate().band}
    found = re.findall(r'text\((?:[^()]|\([^()]*\))*?fill: (?:rgb\("(#[0-9a-f]{6})"\)|([\w-]+))', layout)
    return {given or named[name] for given, name in found} - {"#efefef"}


def test_the_layout_writes_in_nothing_too_weak():
    layout = LAYOUT.read_text("utf-8")
    found = text_colours(layout)
    assert {TEXT_COLOUR, Corporate().accent} < found
    grounds = {PAPER, Corporate().band, *re.findall(r'fill: if .*? rgb\("(#[0-9a-f]{6})"\)', layout)}
    assert len(grounds) > 2
    for colour in found:
        for ground in grounds:
            assert contrast(colour, ground) >= LEAST_CONTRAST, (colour, ground)


@given(st.integers(0, 0x6FFFFF).map(lambda number: f"#{number:06x}"), COLOUR)
def test_colours_of_a_town_that_are_taken_can_be_read(accent, band):
    with contextlib.suppress(ValidationError):
        corporate = Corporate(accent=accent, band=band)
        pairs = ((accent, PAPER), (accent, band), (TEXT_COLOUR, band))
        assert all(contrast(text, ground) >= LEAST_CONTRAST for text, ground in pairs), corporate


def test_a_band_too_dark_for_the_text_is_refused():
    with pytest.raises(ValidationError, match="schwarzer Text"):
        Corporate(accent="#000000", band="#767676")  # 4.6 to the accent, 3.8 to the text


@pytest.mark.parametrize(
    ("figure", "kind"), [("covered_share", "kita"), ("need_status", None), (OVERVIEW, None)]
)
def test_words_on_a_map_are_dark_on_light_or_stand_in_a_sign(town, figure, kind):
    standard = town.analysis.parameters.standards[0] if kind else None
    drawn = ET.fromstring(draw_map(town, figure, kind, standard))  # noqa: S314
    found = set()
    for node in drawn.iter():
        if node.tag.endswith("}text"):
            style = re.search(r"fill: ?(#[0-9a-f]{6})", node.get("style", ""))
            found.add(style.group(1) if style else "#000000")
    on_paper = found - {colours.GAP_TEXT}
    assert {INK, SOFT_INK} <= on_paper
    for colour in on_paper:
        assert contrast(colour, colours.OUTSIDE) >= LEAST_CONTRAST, colour
    assert contrast(colours.GAP_TEXT, colours.GAP_FACE) >= LEAST_CONTRAST


@pytest.mark.parametrize("planned", [False, True])
def test_letters_in_every_sign_can_be_read(planned):
    kinds = bundled.kinds()
    for kind_id in kinds.ids:
        sheet = SvgSheet(10.0, 10.0, "Zeichen", "")
        svg_furniture.sign(sheet, kind_id, kinds[kind_id].colour, kinds[kind_id].sign, planned=planned)
        drawn = sheet.finish().decode()
        face = re.search(r'<(?:path|circle)[^>]*? fill="(#[0-9a-f]{3,6})"', drawn)
        letters = re.search(r'<text[^>]*? fill="(#[0-9a-f]{6})"', drawn)
        assert face is not None
        assert letters is not None
        ground = PAPER if face.group(1) == "#fff" else face.group(1)
        assert contrast(letters.group(1), ground) >= LEAST_CONTRAST, kind_id
