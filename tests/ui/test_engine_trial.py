"""A web engine that ends the program when it comes up is left alone at the next start, and tried again after that."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget

from quartiermap.ui.map import trial
from quartiermap.ui.plain.view import PlainMap
from quartiermap.ui.widgets import map_area

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be asked there")


@pytest.fixture
def ended() -> int:
    """The number of a process that does not run any more."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_who_died_while_it_came_up_is_known_and_forgotten_for_the_next_start(tmp_path, ended):
    path = trial.marker(tmp_path)
    path.write_text(str(ended), "ascii")
    assert trial.died(path)
    assert not path.exists()
    assert trial.died(path)  # a second map of the same program is drawn in the same way


def test_nothing_is_held_against_an_engine_that_came_up(tmp_path):
    path = trial.marker(tmp_path)
    trial.begin(path)
    trial.end(path)
    assert not trial.died(path)


@pytest.mark.parametrize("content", ["", "abc", "1"])
def test_another_program_or_a_broken_file_stops_nothing(tmp_path, content):
    path = trial.marker(tmp_path / (content or "leer"))
    path.parent.mkdir()
    path.write_text(content, "ascii")  # process 1 always runs
    assert not trial.died(path)


def test_the_simple_map_says_what_happened(qtbot, tmp_path, monkeypatch, ended):
    path = trial.marker(tmp_path)
    path.write_text(str(ended), "ascii")
    monkeypatch.setattr(trial, "marker", lambda: path)
    parent = QWidget()
    qtbot.addWidget(parent)
    made = map_area.web_map(parent)
    assert isinstance(made, PlainMap)
    assert "Beim letzten Start" in made.plain.notice.words.text()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("QTWEBENGINEPROCESS_PATH", "nicht ausgeführt"),
        ("QTWEBENGINE_RESOURCES_PATH", "Dateien der Web-Ansicht"),
    ],
)
def test_what_would_end_the_program_is_seen_before(tmp_path, monkeypatch, name, words):
    place = tmp_path / "hier"
    place.write_text("")  # neither a program nor a folder
    monkeypatch.setenv(name, str(place))
    assert words in map_area.missing_engine()
