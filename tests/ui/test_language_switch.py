"""Another language while the program runs: the window is built anew, everything that was open is as it was."""

from __future__ import annotations

import gc
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from quartiermap.app.session import Session
from quartiermap.io import bundled
from quartiermap.ui import theme, translation
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.map import page_words
from quartiermap.ui.messages import Messages
from quartiermap.ui.plain.view import PlainMap
from quartiermap.ui.window_keeper import WindowKeeper

PAGE = Path(bundled.resources_dir()) / "page"


class Recorder(Messages):
    """Remembers what would have been shown."""

    def __init__(self, window, log_file=None):
        super().__init__(window, log_file)
        self.errors: list[BaseException] = []

    def show_error(self, error):
        self.errors.append(error)


@pytest.fixture
def keeper(qapp, qtbot, tmp_path, computed):
    """A keeper with the computed town open in a German window."""
    gc.collect()
    theme.apply(qapp)
    settings = QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)

    def make() -> MainWindow:
        return MainWindow(
            settings,
            map_factory=lambda parent: PlainMap("Die Web-Ansicht fehlt.", parent),
            make_messages=Recorder,
        )

    made = WindowKeeper(qapp, settings, make, translation.install(qapp, "de"))
    window = made.window
    window.resize(1300, 720)
    window.workspace.attach(Session())
    window.show()
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
        window.workspace.adopt(computed)
    qtbot.waitUntil(lambda: not window.tasks.reading and window.map.view is not None, timeout=20_000)
    yield made
    assert made.window.messages.errors == []
    made.window.leave_without_asking()
    assert made.window.tasks.shut_down()
    made.window.deleteLater()
    for translator in made._installed:
        qapp.removeTranslator(translator)
    qapp.processEvents()


def test_the_window_speaks_english_and_everything_is_as_it_was(keeper, qtbot):
    old = keeper.window
    old.stage.remember()  # an unsaved step
    old.thematic.choose_kind(old.thematic.kinds()[1])
    old.thematic.choose_figure("mean_distance_m")
    district = old.map.plain.content.districts[2].key
    old.selection.select("district", district)
    old.theme_panel.layers["gaps"].setChecked(False)
    old.actions_["show_right"].setChecked(False)
    old.stage.at = 0  # the talk is at its first view
    old.map.show_view(8.671, 49.412, 14.5)
    qtbot.waitUntil(lambda: old.map.view["zoom"] == 14.5, timeout=5_000)
    before = (old.workspace.project, old.workspace.undo_labels, old.thematic.theme, old.size())
    assert old.actions_["analyse"].text() == "&Analyse rechnen"

    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        old.language.actions["en"].trigger()
    new = keeper.window
    assert new is not old
    assert new.isVisible()
    assert "Rechnen" not in new.actions_["analyse"].text()
    assert new.actions_["analyse"].text() != "&Analyse rechnen"
    after = (new.workspace.project, new.workspace.undo_labels, new.thematic.theme, new.size())
    assert after == before
    assert new.workspace.dirty
    assert (new.selection.selected.what, new.selection.selected.id) == ("district", district)
    assert not new.theme_panel.layers["gaps"].isChecked()
    assert not new.inspector.isVisible()
    qtbot.waitUntil(lambda: new.map.view is not None and new.map.view["zoom"] == 14.5, timeout=20_000)
    assert new.map.view["lon"] == pytest.approx(8.671, abs=1e-4)
    assert new.stage.at == 0
    assert "English" in new.status.said.text()
    new.undo()
    assert new.stage.stations == ()  # the undo list is the same one


def test_while_something_runs_it_is_refused_and_the_menu_stays_german(keeper, qtbot, monkeypatch):
    window = keeper.window
    monkeypatch.setattr(type(window.workspace), "busy", property(lambda _self: True))
    window.language.actions["en"].trigger()
    assert keeper.window is window
    assert window.language.actions["de"].isChecked()
    assert "Bitte warten" in window.status.said.text()
    assert window.language.current == "de"


def test_with_a_dialog_open_it_says_which(keeper, qtbot):
    window = keeper.window
    window.stage.ask()
    window.language.actions["en"].trigger()
    assert "„Ansichten“" in window.status.said.text()
    assert keeper.window is window
    window.stage.dialog.close()


def test_every_word_of_the_page_that_is_translated_stands_in_the_page(monkeypatch):
    asked: list[str] = []

    def spy(_context: str, text: str) -> str:
        asked.append(text)
        return text.upper()

    monkeypatch.setattr(page_words, "translate", spy)
    words = page_words.page_words()
    assert words == {text: text.upper() for text in asked}
    page = "\n".join(p.read_text("utf-8") for p in (*PAGE.glob("*.js"), *PAGE.glob("*.html")))
    assert [text for text in asked if text not in page] == []


def test_every_word_that_the_page_asks_for_is_offered():
    offered = (Path(page_words.__file__)).read_text("utf-8")
    asked = set()
    for path in PAGE.glob("*.js"):
        asked |= set(re.findall(r'\bt\("([^"]+)"\)', path.read_text("utf-8")))
    assert asked
    assert [text for text in sorted(asked) if f'"{text}"' not in offered] == []
