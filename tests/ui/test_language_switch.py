"""Another language while the program runs: the window is built anew, everything that was open is as it was."""

from __future__ import annotations

import dataclasses
import gc
import re
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel

from quartiermap.app.session import Session
from quartiermap.io import bundled
from quartiermap.ui import theme, translation, wording
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.map import page_words
from quartiermap.ui.messages import Messages
from quartiermap.ui.plain.view import PlainMap
from quartiermap.ui.window_keeper import WindowKeeper

WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")
NAMES = (
    "Dichte und Schrumpfung",
    "Betreuungsbedarf der Eltern",
    "Soziale Integration im Quartier",
    "VV Investitionspakt",
    "Die Web-Ansicht fehlt.",
)
"""Titles of sources and programmes, and what the test itself says."""

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
    made.drop()
    made.window.deleteLater()
    for translator in made._installed:
        qapp.removeTranslator(translator)
    qapp.processEvents()


def german_words() -> set[str]:
    """Return the words of what is said below the window that are German, and nowhere English."""
    words = wording.words_of((PAGE.parent / "translations" / "below_en.toml").read_text("utf-8"))
    return set(WORD.findall(" ".join(words))) - set(WORD.findall(" ".join(words.values())))


def texts_on(window: MainWindow) -> set[str]:
    """Return what labels, buttons and tables of a window say; columns of names are left out."""
    found = {part.text() for kind in (QLabel, QAbstractButton) for part in window.findChildren(kind)}
    for table in window.tables._all_tables():
        shown = table.shown
        for number, column in enumerate(table.model.columns):
            found.add(str(shown.headerData(number, Qt.Orientation.Horizontal)))
            if not column.is_name:
                found |= {str(shown.index(row, number).data()) for row in range(min(shown.rowCount(), 5))}
    return found


def german_left(window: MainWindow) -> dict[str, set[str]]:
    """Return the texts of an English window in which German is left, apart from names of files, places and programmes."""
    project, data = window.workspace.project, window.data
    names = {*project.districts["name"], *project.facilities["name"], *NAMES}
    names |= {text for s in data.sources for text in (s.title, s.file, s.provider, s.licence)}
    names |= {str(v) for c in ("address", "operator") for v in project.facilities[c].dropna()}
    mask = re.compile("|".join(sorted((re.escape(n) for n in names if n), key=len, reverse=True)))
    german = german_words()
    words = {text: german & set(WORD.findall(mask.sub(" ", text))) for text in texts_on(window)}
    return {text: left for text, left in words.items() if left}


def test_the_window_speaks_english_and_everything_is_as_it_was(keeper, qtbot):
    old = keeper.window
    old.stage.views.remember()  # an unsaved step
    old.thematic.choose_kind(old.thematic.kinds()[1])
    old.thematic.choose_figure("mean_distance_m")
    district = old.map.plain.content.districts[2].key
    old.selection.select("district", district)
    old.theme_panel.layers["gaps"].setChecked(False)
    old.actions_["show_right"].setChecked(False)
    old.stage.views.at = 0  # the talk is at its first view
    old.map.show_view(8.671, 49.412, 14.5)
    qtbot.waitUntil(lambda: old.map.view["zoom"] == 14.5, timeout=5_000)
    before = (old.workspace.project, old.workspace.undo_labels, old.thematic.theme, old.size())
    assert old.actions_["analyse"].text() == "&Analyse rechnen"
    assert german_left(old)

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
    assert new.stage.views.at == 0
    assert "English" in new.status.said.text()
    new.undo()
    assert new.stage.views.all == ()  # the undo list is the same one


def test_a_comparison_goes_on_in_the_other_language(keeper, qtbot):
    old = keeper.window
    old.resize(960, 540)
    old.actions_["swipe"].setChecked(True)
    theme = dataclasses.replace(old.explore.compare.theme, figure="mean_distance_m")
    old.explore.compare.choose(theme)
    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        old.language.actions["en"].trigger()
    new = keeper.window
    qtbot.waitUntil(lambda: new.explore.compare.how == "swipe", timeout=20_000)
    assert new.explore.compare.theme == theme
    assert new.actions_["swipe"].isChecked()
    qtbot.waitUntil(lambda: new.map.plain.tools.second is not None, timeout=20_000)
    new.explore.compare.use("")
    qtbot.waitUntil(lambda: new.actions_["show_right"].isChecked(), timeout=5_000)


def test_while_something_runs_it_is_refused_and_the_menu_stays_german(keeper, qtbot, monkeypatch):
    window = keeper.window
    monkeypatch.setattr(type(window.workspace), "busy", property(lambda _self: True))
    window.language.actions["en"].trigger()
    assert keeper.window is window
    assert window.language.actions["de"].isChecked()
    assert "Bitte warten" in window.status.said.text()
    assert window.language.current == "de"


def test_a_result_that_was_still_to_follow_follows_in_the_other_window(keeper, qtbot):
    old = keeper.window
    old.following._quiet.setInterval(120_000)  # the other window is there before
    place = old.workspace.project.facilities.geometry.iloc[0]
    old.facilities._move("k1", (place.x + 300, place.y))
    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        old.language.actions["en"].trigger()
    new = keeper.window
    assert new.workspace.undo_labels == ("Kita Sonnenschein verschoben",)
    qtbot.waitUntil(lambda: not new.workspace.project.stale and not new.tasks.reading, timeout=20_000)


def test_the_window_before_goes_when_nobody_looks(keeper, qtbot):
    old = keeper.window
    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        old.language.choose("en")
    qtbot.waitUntil(lambda: old.closing.begun)
    assert old.isHidden()
    assert shiboken6.isValid(old)  # to delete it takes a moment
    cells = old.tables.cells  # no tab of its own yet
    with qtbot.waitSignal(old.destroyed):
        keeper.drop()
    assert not shiboken6.isValid(cells)


def test_windows_do_not_pile_up_while_somebody_works_on(keeper, qtbot):
    first = keeper.window
    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        first.language.choose("en")
    qtbot.waitUntil(lambda: not keeper._building.busy, timeout=20_000)
    assert shiboken6.isValid(first)
    with qtbot.waitSignals([first.destroyed, keeper.changed], timeout=60_000):
        keeper.window.language.choose("de")


def test_with_a_dialog_open_it_says_which(keeper, qtbot):
    window = keeper.window
    window.facts.ask()
    (dialog,) = [w for w in window.findChildren(QDialog) if w.isVisible()]
    window.language.actions["en"].trigger()
    assert f"„{dialog.windowTitle()}“" in window.status.said.text()
    assert keeper.window is window
    dialog.close()


def test_a_talk_goes_on_at_its_view_with_its_extent_and_the_window_for_the_room(keeper, qtbot):
    old = keeper.window
    old.stage.views.propose()
    old.stage.views.call(1)
    qtbot.waitUntil(lambda: old.stage.views._wanted is None, timeout=5_000)
    old.stage.views.ask()
    old.stage.views.dialog.note.setPlainText("leise")
    old.actions_["room"].setChecked(True)
    room = old.stage.room
    qtbot.waitUntil(lambda: room.map.view is not None, timeout=20_000)
    old.actions_["freeze"].setChecked(True)
    held = room.map.view
    old.set_presentation(True)
    old.stage.hold(False)
    at = old.map.view
    old.stage.toggle_dark()
    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        old.language.choose("en")
    new = keeper.window
    assert new is not old
    assert new.presentation.on
    assert new.menuBar().isHidden()
    assert (new.stage.views.at, new.stage.views.shown.note) == (1, "leise")
    assert new.stage.talk.held is False
    assert new.stage.is_dark
    assert new.map.view == pytest.approx(at, abs=1e-6)
    theirs = new.stage.room
    assert theirs is not room
    assert not theirs.dark.isHidden()
    qtbot.waitUntil(lambda: theirs.map.view == pytest.approx(held, abs=1e-6), timeout=20_000)
    new.set_presentation(False)
    assert new.area.left.isVisible()
    assert new.stage.views.dialog is not None
    new.stage.views.dialog.close()


def test_what_was_tried_out_goes_on_with_its_steps(keeper, qtbot):
    old = keeper.window
    old.actions_["whatif"].setChecked(True)
    qtbot.waitUntil(lambda: old.game.on and not old.game.game.busy, timeout=60_000)
    old.game.game.add("kita", 8.68, 49.41, 50.0)
    qtbot.waitUntil(lambda: old.game.changed and not old.game.game.busy, timeout=60_000)
    kept = dict(old.game.kept)
    with qtbot.waitSignal(keeper.changed, timeout=60_000):
        old.language.actions["en"].trigger()
    new = keeper.window
    qtbot.waitUntil(lambda: new.game.on and not new.game.game.busy, timeout=60_000)
    assert dict(new.game.kept) == kept
    new.undo()
    qtbot.waitUntil(lambda: not new.game.game.busy and not new.game.game.standing.undo_text, timeout=60_000)


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
