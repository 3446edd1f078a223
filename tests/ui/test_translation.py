"""The English texts are complete and keep what is filled in at run time."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from quartiermap.io import bundled
from quartiermap.ui import translation


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


def test_english_is_really_shown_and_german_stays_where_nothing_is_translated(qapp):
    installed = translation.install(qapp, "en")
    try:
        assert translation.translate("Actions", "&Analyse rechnen") != "&Analyse rechnen"
        assert translation.translate("Actions", "gibt es nicht") == "gibt es nicht"
    finally:
        for translator in installed:
            qapp.removeTranslator(translator)


def test_every_text_of_the_window_is_listed(tmp_path):
    """What the sources say and what the file lists are the same; `pyside6-lupdate` brings a new text in."""
    tool = shutil.which("pyside6-lupdate", path=str(Path(sys.executable).parent))
    if tool is None:
        pytest.skip("pyside6-lupdate is not installed")
    own = Path(translation.__file__).parent
    hidden = {
        call.args[-1].value
        for path in own.rglob("*.py")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("self.tr", "translate")
        if isinstance(call.args[-1], ast.Constant)
    }
    assert hidden - {source for source, _ in messages()} == set(), "the tool does not look into f-strings"
    fresh = tmp_path / "fresh.ts"
    subprocess.run(
        [tool, *map(str, sorted(own.rglob("*.py"))), "-ts", str(fresh)], check=True, capture_output=True
    )
    wanted = {m.findtext("source") for m in ET.parse(fresh).getroot().iter("message")}  # noqa: S314
    assert wanted - {source for source, _ in messages()} == set()
