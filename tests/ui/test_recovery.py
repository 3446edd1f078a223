"""Unsaved work in the window: kept beside it, offered after a crash with what it brings back, gone when it is saved."""

from __future__ import annotations

import gc
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt

from quartiermap.app.recovery import Recovery
from quartiermap.app.session import SETTINGS, Session
from quartiermap.app.whatif import WhatIf
from quartiermap.domain.project import new_project
from quartiermap.errors import ProjectError
from quartiermap.io import autosave, project_file
from quartiermap.ui import theme
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.viewmodels import recovery


@pytest.fixture
def kept_window(qapp, qtbot, tmp_path, monkeypatch, fake_map, recorder):
    """An empty window that keeps copies at once."""
    gc.collect()
    monkeypatch.setattr(recovery, "FIRST_S", 0.0)
    monkeypatch.setattr(recovery, "AFTER_WORK_S", 0.0)
    theme.apply(qapp)
    settings = QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)
    made = MainWindow(settings, map_factory=fake_map, make_messages=recorder, recovery=tmp_path / "sicherung")
    made.workspace.attach(Session())
    made.show()
    yield made
    made.leave_without_asking()
    assert made.tasks.shut_down()
    made.deleteLater()
    qapp.processEvents()


def _change(window: MainWindow, label: str) -> None:
    project = window.workspace.project
    window.workspace.session.apply(label, project.with_(settings={"view.x": label}), frozenset({SETTINGS}))


def _left(folder: Path, *labels: str, path: Path | None = None) -> None:
    """Leave work behind as a program that is gone would have."""
    session, other = Session(), Recovery(folder)
    if path is None:
        session.new("Musterstadt")
    else:
        session.open(path)
    for label in labels:
        session.apply(label, session.project.with_(settings={"view.x": label}), frozenset({SETTINGS}))
    other.keep(session.project, other.note(session))
    session.close()
    _as_if_dead(folder)


def _as_if_dead(folder: Path) -> None:
    """Let the notes of this process look like those of one that is gone."""
    for file in folder.glob("*.json"):
        values = json.loads(file.read_text("utf-8"))
        values["process"]["started"] = "another process of this number"
        file.write_text(json.dumps(values), "utf-8")


class TestKeeping:
    def test_a_change_is_kept_and_the_project_file_is_not_touched(self, kept_window, qtbot, tmp_path):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        before = path.read_bytes()
        with qtbot.waitSignal(kept_window.shown, timeout=10_000):
            kept_window.workspace.open(path)
        with qtbot.waitSignal(kept_window.recovery.keeping.kept, timeout=10_000) as caught:
            _change(kept_window, "Kita Nord verschoben")
        assert [step.label for step in caught.args[0].steps] == ["Kita Nord verschoben"]
        assert path.read_bytes() == before
        copy = tmp_path / "sicherung" / caught.args[0].copy
        assert project_file.load(copy).settings == {"view.x": "Kita Nord verschoben"}

    @pytest.mark.parametrize("how", ["save", "undo", "close"])
    def test_it_goes_when_nothing_is_unsaved_any_more(self, kept_window, qtbot, tmp_path, how):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        with qtbot.waitSignal(kept_window.shown, timeout=10_000):
            kept_window.workspace.open(path)
        with qtbot.waitSignal(kept_window.recovery.keeping.kept, timeout=10_000):
            _change(kept_window, "A")
        if how == "save":
            with qtbot.waitSignal(kept_window.workspace.saved, timeout=10_000):
                kept_window.workspace.save()
        elif how == "undo":
            kept_window.undo()
        else:
            kept_window.messages.answer = "discard"
            kept_window.files.close_project()
        assert list((tmp_path / "sicherung").iterdir()) == []

    def test_trouble_is_told_once_and_work_goes_on(self, kept_window, qtbot, monkeypatch):
        def full(*_rest, **_how):
            raise ProjectError("Auf dem Datenträger ist kein Platz mehr.")

        monkeypatch.setattr(autosave.Keeper, "keep", full)
        kept_window.workspace.new("Musterstadt")
        said = []
        kept_window.recovery.said.connect(said.append)
        with qtbot.waitSignal(kept_window.recovery.said, timeout=5000):
            _change(kept_window, "A")
        keeping = kept_window.recovery.keeping
        keeping.set_minutes(0.001)
        for label in ("B", "C"):
            _change(kept_window, label)
            keeping.keep_now()
            qtbot.waitUntil(lambda: not kept_window.tasks.reading)
        assert len(said) == 1
        assert kept_window.messages.errors == []

    def test_none_are_made_when_the_user_wants_none(self, kept_window, qtbot, tmp_path):
        menu = kept_window.actions_.copies
        kept_window.workspace.new("Musterstadt")
        next(a for a in menu.actions() if a.text() == "keine").trigger()
        _change(kept_window, "A")
        assert not kept_window.recovery.keeping.waiting
        assert not (tmp_path / "sicherung").exists()

    def test_told_to_end_the_newest_state_stays_behind(self, kept_window, qtbot, tmp_path):
        kept_window.workspace.new("Musterstadt")
        _change(kept_window, "A")
        _change(kept_window, "B")
        kept_window.leave_without_asking()
        (note,) = (tmp_path / "sicherung").glob("*.json")
        assert [s["label"] for s in json.loads(note.read_text("utf-8"))["steps"]] == ["A", "B"]


class TestOffer:
    def test_it_says_what_it_brings_back_and_brings_it_back(self, kept_window, qtbot, tmp_path):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        _left(tmp_path / "sicherung", "Kita Nord verschoben", "Land einstellen", path=path)
        bar = kept_window.recovery.bar
        with qtbot.waitSignal(kept_window.recovery.keeping.offered, timeout=5000):
            kept_window.recovery.look()
        assert bar.isVisible()
        assert "„Musterstadt“" in bar.title.text()
        assert str(path) in bar.where.text()
        assert bar.steps.text().startswith("2 Schritte seit dem letzten Speichern:")
        assert "Kita Nord verschoben" in bar.steps.text()
        with qtbot.waitSignal(kept_window.shown, timeout=10_000):
            qtbot.mouseClick(bar.restore, Qt.MouseButton.LeftButton)
        assert kept_window.workspace.path == path
        assert kept_window.workspace.dirty
        qtbot.waitUntil(lambda: not bar.isVisible())
        with qtbot.waitSignal(kept_window.workspace.saved, timeout=10_000):
            kept_window.workspace.save()
        assert project_file.load(path).settings == {"view.x": "Land einstellen"}
        assert list((tmp_path / "sicherung").iterdir()) == []

    def test_beside_leaves_the_file_alone_and_needs_a_name(self, kept_window, qtbot, tmp_path):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        _left(tmp_path / "sicherung", "A", path=path)
        project_file.save(new_project("Von anderen geändert"), path)
        bar = kept_window.recovery.bar
        with qtbot.waitSignal(kept_window.recovery.keeping.offered, timeout=5000):
            kept_window.recovery.look()
        assert not bar.restore.isVisible()
        assert "geändert" in bar.obstacle.text()
        with qtbot.waitSignal(kept_window.shown, timeout=10_000):
            bar.beside.click()
        assert kept_window.workspace.path is None
        assert kept_window.workspace.save() is False  # a place is asked for
        assert project_file.load(path).name == "Von anderen geändert"

    def test_throwing_away_takes_two_presses_and_the_next_offer_follows(self, kept_window, qtbot, tmp_path):
        folder = tmp_path / "sicherung"
        _left(folder, "A")
        _left(folder, "B")
        bar = kept_window.recovery.bar
        with qtbot.waitSignal(kept_window.recovery.keeping.offered, timeout=5000):
            kept_window.recovery.look()
        assert "1 weitere" in bar.more.text()
        bar.discard.click()
        assert bar.keep.isVisible()
        bar.keep.click()
        assert len(list(folder.glob("*.json"))) == 2
        bar.discard.click()
        with qtbot.waitSignal(kept_window.recovery.keeping.offered, timeout=5000):
            bar.discard.click()
        assert len(list(folder.glob("*.json"))) == 1
        assert bar.more.text() == ""
        assert not bar.keep.isVisible()

    def test_a_damaged_copy_is_a_sentence(self, kept_window, qtbot, tmp_path):
        folder = tmp_path / "sicherung"
        _left(folder, "A")
        (copy,) = folder.glob("*.gpkg")
        copy.write_bytes(b"kaputt")
        with qtbot.waitSignal(kept_window.recovery.keeping.offered, timeout=5000):
            kept_window.recovery.look()
        with qtbot.waitSignal(kept_window.tasks.failed, timeout=5000):
            kept_window.recovery.bar.restore.click()
        assert isinstance(kept_window.messages.errors[0], ProjectError)
        assert kept_window.workspace.project is None


class TestWhatIsTriedOut:
    """A game is work too, though the project does not know of it."""

    @pytest.fixture
    def path(self, computed, tmp_path):
        project_file.save(computed, tmp_path / "stadt.gpkg")
        return tmp_path / "stadt.gpkg"

    def test_it_is_kept_beside_a_project_that_has_not_changed_and_goes_with_it(
        self, kept_window, qtbot, path
    ):
        with qtbot.waitSignal(kept_window.shown, timeout=20_000):
            kept_window.workspace.open(path)
        kept_window.actions_["whatif"].setChecked(True)
        qtbot.waitUntil(lambda: kept_window.game.on, timeout=60_000)
        assert not (path.parent / "sicherung").exists()  # nothing has been tried out yet
        kept_window.game.game.choose("k1")
        with qtbot.waitSignal(kept_window.recovery.keeping.kept, timeout=20_000) as caught:
            kept_window.game.game.close_chosen()
        (note,) = caught.args
        assert (note.steps, len(note.tried)) == ((), 1)
        assert not kept_window.workspace.dirty
        kept_window.messages.answer = "discard"
        kept_window.game.leave()
        qtbot.waitUntil(lambda: list((path.parent / "sicherung").iterdir()) == [], timeout=5_000)

    def test_it_is_offered_by_its_steps_and_goes_on(self, kept_window, qtbot, path, computed):
        folder, game = path.parent / "sicherung", WhatIf(computed)
        game.close("k1")
        session, other = Session(), Recovery(folder)
        session.open(path)
        other.keep(session.project, replace(other.note(session), game=game.as_plain()))
        session.close()
        _as_if_dead(folder)
        with qtbot.waitSignal(kept_window.recovery.keeping.offered, timeout=5_000):
            kept_window.recovery.look()
        assert f"ausprobiert: {game.undo_text}" in kept_window.recovery.bar.steps.text()
        kept_window.recovery.bar.restore.click()
        qtbot.waitUntil(lambda: kept_window.game.on, timeout=60_000)
        assert kept_window.game.game.standing.undo_text == game.undo_text
        assert [site.id for site in kept_window.game.game.standing.edited if site.closed] == ["k1"]


def test_the_lists_behind_undo_name_every_step_and_go_there_at_once(opened, qtbot):
    session = opened.workspace.session
    for label in ("Kita Nord verschoben", "Kita Süd geschlossen", "Hort & Schule verbunden"):
        session.apply(label, session.project.with_(settings={"view.x": label}), frozenset({SETTINGS}))
    menu = opened.actions_.undo_steps
    menu.aboutToShow.emit()
    assert [a.text() for a in menu.actions()] == [
        "Hort && Schule verbunden",
        "bis: Kita Süd geschlossen",
        "bis: Kita Nord verschoben",
    ]
    menu.actions()[1].trigger()
    assert opened.workspace.undo_text == "Kita Nord verschoben"
    redo = opened.actions_.redo_steps
    redo.aboutToShow.emit()
    assert [a.text() for a in redo.actions()] == ["Kita Süd geschlossen", "bis: Hort && Schule verbunden"]
    redo.actions()[1].trigger()
    assert opened.workspace.redo_text == ""
    menu.aboutToShow.emit()
    menu.actions()[2].trigger()
    assert not opened.actions_.undo_steps.menuAction().isEnabled()
