"""The start page: what was worked on last, pinned, missing, taken from the list; files dropped on it; all by keyboard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QDropEvent

from quartiermap.domain.project import new_project
from quartiermap.io import project_file
from quartiermap.ui.viewmodels.recent import LIMIT, RecentProjects


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "liste.ini"), QSettings.Format.IniFormat)


class TestList:
    def test_pinned_first_then_the_last_ones(self, settings):
        recents = RecentProjects(settings)
        for name in ("a", "b", "c"):
            recents.remember(Path(f"/x/{name}.gpkg"), name.upper())
        recents.pin(Path("/x/a.gpkg"), True)
        assert [(r.title, r.pinned) for r in recents.entries()] == [("A", True), ("C", False), ("B", False)]
        recents.remember(Path("/x/a.gpkg"), "A neu")
        assert recents.entries()[0].pinned
        recents.forget(Path("/x/c.gpkg"))
        assert [r.title for r in recents.entries()] == ["A neu", "B"]

    def test_the_list_stays_short_but_nothing_pinned_falls_off(self, settings):
        recents = RecentProjects(settings)
        recents.remember(Path("/x/alt.gpkg"), "Alt")
        recents.pin(Path("/x/alt.gpkg"), True)
        for number in range(LIMIT + 5):
            recents.remember(Path(f"/x/{number}.gpkg"), str(number))
        assert len(recents.entries()) == LIMIT + 1
        assert recents.entries()[0].title == "Alt"

    def test_what_an_earlier_version_kept_is_still_there(self, settings):
        settings.setValue("recent", ["/x/alt.gpkg", "/y/neu.gpkg"])
        assert [(r.title, r.when) for r in RecentProjects(settings).entries()] == [("alt", ""), ("neu", "")]

    @pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "[1]", '[{"path": "/x"}]'])
    def test_a_damaged_list_is_an_empty_one(self, settings, text):
        settings.setValue("recent_projects", text)
        assert RecentProjects(settings).entries() == ()


def _known(window, *paths: Path) -> None:
    rows = [
        {"path": str(p), "name": p.stem.title(), "opened": "2026-11-20T10:00:00+01:00", "pinned": False}
        for p in paths
    ]
    window._settings.setValue("recent_projects", json.dumps(rows))
    window.recent.show()


class TestPage:
    def test_a_row_says_name_place_and_day_and_opens_the_project(self, window, qtbot, tmp_path):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        _known(window, path)
        (row,) = window.start_page.rows
        assert row.open.text() == "Stadt"
        assert row.when.text() == "20.11.2026"
        assert row.where.toolTip() == str(path)
        with qtbot.waitSignal(window.shown, timeout=20_000):
            qtbot.mouseClick(row.open, Qt.MouseButton.LeftButton)
        assert window.workspace.project.name == "Musterstadt"
        assert window.files.recents.entries()[0].name == "Musterstadt"

    def test_a_missing_file_is_marked_and_can_be_taken_from_the_list(self, window, qtbot, tmp_path):
        there = tmp_path / "da.gpkg"
        there.write_bytes(b"")
        _known(window, tmp_path / "weg.gpkg", there)
        qtbot.waitUntil(lambda: window.start_page.rows[0].missing.isVisible(), timeout=10_000)
        gone, known = window.start_page.rows
        assert not gone.open.isEnabled()
        assert known.open.isEnabled()
        assert not known.missing.isVisible()
        qtbot.keyClick(gone, Qt.Key.Key_Delete)
        assert [row.entry.title for row in window.start_page.rows] == ["Da"]

    def test_pinning_moves_it_to_the_top(self, window, qtbot, tmp_path):
        _known(window, tmp_path / "a.gpkg", tmp_path / "b.gpkg")
        qtbot.mouseClick(window.start_page.rows[1].pin, Qt.MouseButton.LeftButton)
        assert [row.entry.title for row in window.start_page.rows] == ["B", "A"]
        assert window.start_page.rows[0].pin.isChecked()
        assert [a.text() for a in window.actions_.recent.actions()] == ["B", "A"]

    def test_a_long_list_still_fits_a_small_screen(self, window, qtbot, tmp_path):
        _known(window, *(tmp_path / f"{n}.gpkg" for n in range(10)))
        assert len(window.start_page.rows) == 10
        qtbot.waitUntil(lambda: window.minimumSizeHint().height() <= 768)  # once the layout has been told

    def test_arrows_go_from_row_to_row(self, window, qtbot, tmp_path):
        for name in ("a", "b"):
            (tmp_path / f"{name}.gpkg").write_bytes(b"")
        _known(window, tmp_path / "a.gpkg", tmp_path / "b.gpkg")
        first, second = window.start_page.rows
        window.activateWindow()
        first.open.setFocus()
        qtbot.waitUntil(first.open.hasFocus)
        qtbot.keyClick(first.open, Qt.Key.Key_Down)
        assert second.open.hasFocus()
        qtbot.keyClick(second.open, Qt.Key.Key_Up)
        assert first.open.hasFocus()

    def test_a_project_dropped_on_it_is_opened(self, window, qtbot, tmp_path):
        path = tmp_path / "stadt.gpkg"
        project_file.save(new_project("Musterstadt"), path)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        with qtbot.waitSignal(window.shown, timeout=20_000):
            window.dropEvent(event)
        assert window.workspace.path == path
