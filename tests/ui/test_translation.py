"""The English texts are complete and keep what is filled in at run time."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from quartiermap.io import bundled


def messages():
    tree = ET.parse(bundled.resources_dir() / "translations" / "quartiermap_en.ts")  # noqa: S314  (our own file)
    return [(m.findtext("source") or "", m.find("translation")) for m in tree.getroot().iter("message")]


def test_every_text_is_translated():
    assert [source for source, target in messages() if target.get("type") or not target.text] == []


def test_placeholders_are_the_same():
    for source, target in messages():
        assert sorted(re.findall(r"\{\w+\}", source)) == sorted(re.findall(r"\{\w+\}", target.text)), source


def test_menu_texts_have_a_mnemonic_in_both_languages():
    entries = [(s, t.text) for s, t in messages() if s.startswith("&")]
    assert entries
    assert [s for s, t in entries if "&" not in t] == []
