"""What keeps the window answering, and what it says of requests and of files that others have changed."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import Qt

from quartiermap.app.session import SETTINGS
from quartiermap.domain.crs import transformation
from quartiermap.domain.project import new_project
from quartiermap.errors import ProjectError
from quartiermap.io import project_file


def test_a_worker_lets_the_window_have_its_turn_soon(window):
    """Painting a table beside two busy threads took 500 ms with Python's own 5 ms, and takes 84 ms with this."""
    assert sys.getswitchinterval() <= 0.001


def test_the_loop_turns_between_the_panels(opened, qtbot, monkeypatch):
    """Each panel is shown in a turn of its own; the newest state wins, and `shown` comes last and once."""
    turns = []
    showing = opened.showing
    original = showing._show_next

    def counted():
        turns.append(len(showing._left))
        original()

    showing._next.timeout.disconnect()
    showing._next.timeout.connect(counted)
    with qtbot.waitSignal(opened.shown, timeout=10_000):
        opened.showing.tell_ways_in(minutes=True)
    panels = turns[0]
    assert panels > 6
    assert turns[:panels] == list(range(panels, 0, -1))


def test_the_facts_come_tab_by_tab_and_all_are_there_when_asked_for(opened):
    opened.facts.ask()
    dialog = opened.facts.dialog
    waiting = len(dialog._later)
    assert waiting > 0
    assert len(dialog.fields) > 0
    assert dialog._later == []
    assert set(dialog._tab_of) == set(dialog.fields)
    dialog.close()


def test_a_transformation_is_made_once_a_thread():
    assert transformation("EPSG:25832", "EPSG:4326") is transformation("EPSG:25832", "EPSG:4326")
    lon, lat = transformation("EPSG:25832", "EPSG:4326").transform(500_000.0, 5_500_000.0)
    assert (lon, round(lat, 4)) == (pytest.approx(9.0), 49.6525)


def test_nothing_went_out_and_a_click_says_so_in_full(opened, qtbot):
    from quartiermap.ui.widgets.requests_dialog import RequestsDialog

    assert opened.status.offline.text() == "0 Anfragen nach außen"
    opened.map.blocked.emit(2)
    assert opened.status.offline.text() == "0 Anfragen nach außen · 2 abgewiesen"
    qtbot.mouseClick(opened.status.offline, Qt.MouseButton.LeftButton)
    (dialog,) = opened.findChildren(RequestsDialog)
    assert "0 Anfragen nach außen" in dialog.summary.text()
    dialog.close()


class TestChangedOutside:
    def _changed(self, window, qtbot, tmp_path):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        with qtbot.waitSignal(window.shown, timeout=20_000):
            window.workspace.open(path)
        project = window.workspace.project
        window.workspace.session.apply("A", project.with_(name="Unsere"), frozenset({SETTINGS}))
        return path

    def test_what_another_program_wrote_is_not_replaced_in_silence(self, window, qtbot, tmp_path):
        path = self._changed(window, qtbot, tmp_path)
        path.write_bytes(path.read_bytes() + b" ")
        before = path.read_bytes()
        with qtbot.waitSignal(window.tasks.failed, timeout=10_000):
            window.workspace.save()
        (error,) = window.messages.errors
        assert isinstance(error, ProjectError)
        assert "anderen Programm geändert" in str(error)
        assert path.read_bytes() == before
        assert window.workspace.dirty
        with qtbot.waitSignal(window.workspace.saved, timeout=10_000):
            window.workspace.save(path)  # the same name, chosen on purpose
        assert project_file.load(path).name == "Unsere"

    def test_saving_twice_and_after_the_file_has_gone_is_no_trouble(self, window, qtbot, tmp_path):
        path = self._changed(window, qtbot, tmp_path)
        for name in ("B", "C"):
            with qtbot.waitSignal(window.workspace.saved, timeout=10_000):
                window.workspace.save()
            session = window.workspace.session
            session.apply(name, session.project.with_(name=name), frozenset({SETTINGS}))
        path.unlink()
        with qtbot.waitSignal(window.workspace.saved, timeout=10_000):
            window.workspace.save()
        assert window.messages.errors == []
        assert project_file.load(path).name == "C"
