"""The session: undo keeps values, listeners hear the kinds of change, nothing is lost on a failed open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quartiermap.app.session import ANALYSIS, LAYERS, PATH, SETTINGS, Session
from quartiermap.domain.project import new_project
from quartiermap.errors import ProjectError, UsageError
from quartiermap.io.autosave import Step


def _changed(session: Session, number: int) -> None:
    session.apply(f"Schritt {number}", session.project.with_(settings={"n": number}), frozenset({SETTINGS}))


def test_undo_and_redo_walk_through_the_same_values() -> None:
    session = Session()
    session.new("Musterstadt")
    states = [session.project]
    for number in range(3):
        _changed(session, number)
        states.append(session.project)
    for state in reversed(states[:-1]):
        session.undo()
        assert session.project is state
    assert not session.can_undo
    for state in states[1:]:
        session.redo()
        assert session.project is state
    assert not session.can_redo


def test_a_new_step_forgets_what_was_undone() -> None:
    session = Session()
    session.new("Musterstadt")
    _changed(session, 1)
    session.undo()
    _changed(session, 2)
    assert not session.can_redo
    assert session.undo_text == "Schritt 2"


def test_undo_on_a_fresh_project_does_nothing() -> None:
    session = Session()
    session.new("Musterstadt")
    before = session.project
    session.undo()
    session.redo()
    assert session.project is before


def test_listeners_hear_what_changed_until_they_stop() -> None:
    session = Session()
    session.new("Musterstadt")
    heard: list[frozenset[str]] = []
    stop = session.subscribe(heard.append)
    session.apply("Rechnen", session.project.with_(), frozenset({ANALYSIS}))
    session.apply("Einlesen", session.project.with_(), frozenset({LAYERS}))
    stop()
    _changed(session, 1)
    assert heard == [frozenset({ANALYSIS}), frozenset({LAYERS})]


def test_saving_clears_dirty_and_undoing_brings_it_back(tmp_path: Path) -> None:
    session = Session()
    session.new("Musterstadt", 25832)
    _changed(session, 1)
    assert session.dirty
    session.save(tmp_path / "p.gpkg")
    assert not session.dirty
    assert session.path == tmp_path / "p.gpkg"
    session.undo()
    assert session.dirty


def test_without_a_place_saving_is_a_wrong_call() -> None:
    session = Session()
    session.new("Musterstadt")
    with pytest.raises(UsageError, match="Speicherort"):
        session.save()


def test_a_project_that_cannot_be_opened_leaves_the_open_one(tmp_path: Path) -> None:
    broken = tmp_path / "kaputt.gpkg"
    broken.write_bytes(b"kein GeoPackage")
    session = Session()
    session.new("Musterstadt")
    before = session.project
    with pytest.raises(ProjectError):
        session.open(broken)
    assert session.project is before


def _try_to_lock(path: Path) -> int:
    """Take the lock in another program; returns 0 if it got it, 3 if it was refused."""
    code = "import sys; from pathlib import Path; from quartiermap.errors import ProjectError; from quartiermap.io.lock import ProjectLock\n"
    code += "try:\n    ProjectLock(Path(sys.argv[1])).acquire()\nexcept ProjectError:\n    sys.exit(3)\n"
    return subprocess.run([sys.executable, "-c", code, str(path)], check=False).returncode


def test_two_programs_never_write_one_file(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    session = Session()
    session.new("Musterstadt", 25832)
    session.save(path)
    assert _try_to_lock(path) == 3
    session.close()
    assert _try_to_lock(path) == 0


def test_path_is_told_after_saving(tmp_path: Path) -> None:
    session = Session()
    session.new("Musterstadt", 25832)
    heard: list[frozenset[str]] = []
    session.subscribe(heard.append)
    session.save(tmp_path / "p.gpkg")
    assert heard == [frozenset({PATH})]
    session.close()


def test_only_what_can_be_made_again_is_closed_without_asking() -> None:
    session = Session()
    session.adopt(new_project("Demo-Stadt", 25832), can_be_made_again=True)
    assert not session.dirty
    _changed(session, 1)
    assert session.dirty
    session.adopt(new_project("Von Hand", 25832))
    assert session.dirty


class TestHistory:
    def _session(self, *labels: str) -> Session:
        session = Session()
        session.new("Musterstadt")
        for number, label in enumerate(labels):
            session.apply(label, session.project.with_(settings={"land": str(number)}), frozenset({SETTINGS}))
        return session

    def test_several_steps_are_taken_back_at_once_and_told_once(self):
        session = self._session("A", "B", "C")
        heard = []
        session.subscribe(heard.append)
        assert session.undo_labels == ("C", "B", "A")
        session.undo(2)
        assert (session.undo_labels, session.redo_labels) == (("A",), ("B", "C"))
        assert session.project.settings == {"land": "0"}
        session.redo(5)
        assert session.undo_labels == ("C", "B", "A")
        assert len(heard) == 2

    def test_what_a_close_would_lose_begins_at_the_last_save(self, tmp_path):
        session = self._session("A", "B")
        session.save(tmp_path / "p.gpkg")
        assert session.unsaved == ()
        session.apply("C", session.project.with_(name="c"), frozenset({SETTINGS}))
        assert [(d.label, d.taken_back) for d in session.unsaved] == [("C", False)]
        session.undo(2)
        assert [(d.label, d.taken_back) for d in session.unsaved] == [("B", True)]
        session.apply("D", session.project.with_(name="d"), frozenset({SETTINGS}))
        assert [(d.label, d.taken_back) for d in session.unsaved] == [("B", True), ("D", False)]
        session.undo()
        assert [(d.label, d.taken_back) for d in session.unsaved] == [("B", True)]
        session.close()

    def test_a_result_that_comes_after_the_save_is_told(self, tmp_path):
        session = self._session("A")
        session.save(tmp_path / "p.gpkg")
        session.complete(session.project.with_(name="gerechnet"), frozenset({SETTINGS}))
        assert [d.label for d in session.unsaved] == ["Neu rechnen"]
        session.close()

    def test_what_was_brought_back_stays_unsaved_with_its_steps(self, tmp_path):
        session = self._session("A")
        session.bring_back(session.project, None, None, (Step("A"),))
        assert session.dirty
        session.apply("B", session.project.with_(name="b"), frozenset({SETTINGS}))
        assert [d.label for d in session.unsaved] == ["A", "B"]
        session.save(tmp_path / "p.gpkg")
        assert session.unsaved == ()
        session.close()
