"""After a crash: what is offered, what it says, and what can go wrong when it is brought back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely.geometry import box

from quartiermap.app.recovery import Recovery
from quartiermap.app.session import LAYERS, PROJECT, SETTINGS, Session
from quartiermap.domain.project import Project
from quartiermap.errors import ProjectError
from quartiermap.io import project_file

_WORK = """
import os, sys
from pathlib import Path
from quartiermap.app.recovery import Recovery
from quartiermap.app.session import SETTINGS, Session
folder, path = Path(sys.argv[1]), Path(sys.argv[2])
session, recovery = Session(), Recovery(folder)
session.open(path) if path.exists() else session.new("Nie gespeichert")
for label in ("Kita Nord verschoben", "Land einstellen"):
    session.apply(label, session.project.with_(settings={"land": label}), frozenset({SETTINGS}))
recovery.keep(session.project, recovery.note(session), states=session.states)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    session = Session()
    session.new("Musterstadt")
    session.save(tmp_path / "stadt.gpkg")
    session.close()
    return tmp_path / "stadt.gpkg"


def _killed(folder: Path, path: Path) -> None:
    """Work on a project in another process that is killed with the project open."""
    subprocess.run([sys.executable, "-c", _WORK, str(folder), str(path)], check=False, timeout=120)


def test_after_a_kill_the_project_goes_on_where_it_was(tmp_path: Path, saved: Path) -> None:
    _killed(tmp_path / "s", saved)
    assert saved.with_name(".stadt.gpkg.lock").exists()  # the dead process still holds it
    recovery, session = Recovery(tmp_path / "s"), Session()
    (offer,) = recovery.offers()
    assert (offer.name, offer.obstacle) == ("Musterstadt", "")
    assert [line.split(" ", 1)[1] for line in offer.steps] == ["Kita Nord verschoben", "Land einstellen"]
    recovery.bring_back(session, recovery.read(offer, beside=False))
    assert session.project.settings == {"land": "Land einstellen"}
    assert session.path == saved
    assert session.dirty
    assert [step.label for step in session.unsaved] == ["Kita Nord verschoben", "Land einstellen"]
    with pytest.raises(ProjectError, match="geöffnet"):  # nobody else may write it now
        _open_elsewhere(saved)
    assert recovery.offers() == ()
    session.save()
    recovery.clear()
    assert list((tmp_path / "s").iterdir()) == []
    assert project_file.load(saved).settings == {"land": "Land einstellen"}
    session.close()


def _open_elsewhere(path: Path) -> None:
    code = "import sys; from pathlib import Path; from quartiermap.io.lock import ProjectLock; ProjectLock(Path(sys.argv[1])).acquire()"
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode:
        raise ProjectError(done.stderr)


def test_work_that_never_had_a_file_comes_back_without_one(tmp_path: Path) -> None:
    _killed(tmp_path / "s", tmp_path / "keine.gpkg")
    recovery, session = Recovery(tmp_path / "s"), Session()
    (offer,) = recovery.offers()
    recovery.bring_back(session, recovery.read(offer, beside=False))
    assert session.path is None
    assert session.dirty
    assert len(session.unsaved) == 2
    recovery.throw_away(offer)


def test_a_project_file_that_was_changed_since_is_never_gone_on_with(tmp_path: Path, saved: Path) -> None:
    _killed(tmp_path / "s", saved)
    other = Session()
    other.open(saved)
    other.apply("anders", other.project.with_(name="Von anderen geändert"), frozenset({SETTINGS}))
    other.save()
    other.close()
    recovery, session = Recovery(tmp_path / "s"), Session()
    (offer,) = recovery.offers()
    assert "geändert" in offer.obstacle
    with pytest.raises(ProjectError, match="Daneben"):
        recovery.read(offer, beside=False)
    recovery.bring_back(session, recovery.read(offer, beside=True))
    assert session.path is None
    assert project_file.load(saved).name == "Von anderen geändert"


def test_a_project_that_a_living_program_holds_is_not_taken(tmp_path: Path, saved: Path) -> None:
    _killed(tmp_path / "s", saved)
    lock = saved.with_name(".stadt.gpkg.lock")
    lock.write_text(json.dumps({"pid": os.getppid(), "host": os.uname().nodename, "started": None}))
    recovery = Recovery(tmp_path / "s")
    (offer,) = recovery.offers()
    with pytest.raises(ProjectError, match="geöffnet"):
        recovery.read(offer, beside=False)
    assert recovery.read(offer, beside=True).path is None


def test_a_damaged_copy_is_a_sentence_and_leaves_the_project_to_others(tmp_path: Path, saved: Path) -> None:
    _killed(tmp_path / "s", saved)
    recovery = Recovery(tmp_path / "s")
    (offer,) = recovery.offers()
    offer.kept.copy.write_bytes(offer.kept.copy.read_bytes()[:5000])
    with pytest.raises(ProjectError):
        recovery.read(offer, beside=False)
    _open_elsewhere(saved)


def test_what_is_thrown_away_is_gone(tmp_path: Path, saved: Path) -> None:
    _killed(tmp_path / "s", saved)
    recovery = Recovery(tmp_path / "s")
    recovery.throw_away(recovery.offers()[0])
    assert recovery.offers() == ()
    assert list((tmp_path / "s").iterdir()) == []


class TestSteps:
    @pytest.fixture
    def before(self) -> Session:
        """Three steps, the last one taken back; each changes another part of the project."""
        session = Session()
        session.new("Musterstadt", 25832)
        session.apply(
            "Land einstellen", session.project.with_(settings={"land": "HE"}), frozenset({SETTINGS})
        )
        districts = _districts("0101", "0102")
        session.apply("Quartiere laden", session.project.with_(districts=districts), frozenset({LAYERS}))
        session.apply("Umbenennen", session.project.with_(name="Neustadt"), frozenset({PROJECT}))
        session.undo()
        return session

    def brought_back(self, folder: Path, before: Session) -> Session:
        """The work of a session after its program has died."""
        recovery = Recovery(folder)
        recovery.keep(before.project, recovery.note(before), states=before.states)
        return self.after_death(folder)

    def _die(self, folder: Path) -> None:
        for file in folder.glob("*.json"):
            values = json.loads(file.read_text("utf-8"))
            values["process"]["started"] = "another process of this number"
            file.write_text(json.dumps(values), "utf-8")

    def after_death(self, folder: Path) -> Session:
        """What a program finds that starts now."""
        self._die(folder)
        after, recovery = Session(), Recovery(folder)
        (offer,) = recovery.offers()
        recovery.bring_back(after, recovery.read(offer, beside=False))
        return after

    def test_undo_and_redo_go_on_where_they_were(self, tmp_path: Path, before: Session) -> None:
        after = self.brought_back(tmp_path, before)
        assert after.undo_labels == before.undo_labels == ("Quartiere laden", "Land einstellen")
        assert after.redo_labels == before.redo_labels == ("Umbenennen",)
        heard: list[frozenset[str]] = []
        after.subscribe(heard.append)
        for go in ("undo", "undo", "redo", "redo", "redo"):
            getattr(before, go)()
            getattr(after, go)()
            assert _said(after.project) == _said(before.project)
        assert heard[0] == frozenset({LAYERS})
        after.undo(9)
        assert after.dirty  # the file has none of it, or other things
        assert _said(after.project) == ("Musterstadt", {}, [])

    def test_a_second_crash_loses_nothing_either(self, tmp_path: Path, before: Session) -> None:
        once = self.brought_back(tmp_path / "a", before)
        twice = self.brought_back(tmp_path / "b", once)
        assert twice.undo_labels == before.undo_labels
        assert [s.label for s in twice.unsaved] == [s.label for s in before.unsaved]
        twice.undo(2)
        assert _said(twice.project) == ("Musterstadt", {}, [])

    def test_undo_goes_no_further_than_to_what_is_saved(self, tmp_path: Path, before: Session) -> None:
        before.save(tmp_path / "stadt.gpkg")
        before.apply("Land ändern", before.project.with_(settings={"land": "BY"}), frozenset({SETTINGS}))
        after = self.brought_back(tmp_path / "s", before)
        assert after.undo_labels == ("Land ändern",)
        assert [step.label for step in after.unsaved] == ["Land ändern"]

    def test_a_step_that_is_damaged_costs_only_those_behind_it(self, tmp_path: Path, before: Session) -> None:
        recovery = Recovery(tmp_path)
        note = recovery.keep(before.project, recovery.note(before), states=before.states)
        assert note is not None
        (tmp_path / note.states[1].file).write_bytes(b"")  # the farther one of the two that undo goes to
        after = self.after_death(tmp_path)
        assert after.undo_labels == ("Quartiere laden",)
        assert [step.label for step in after.unsaved] == ["Land einstellen", "Quartiere laden"]
        assert _said(after.project) == _said(before.project)

    def test_each_state_is_written_once_and_goes_with_its_copy(self, tmp_path: Path, before: Session) -> None:
        recovery = Recovery(tmp_path)
        recovery.keep(before.project, recovery.note(before), states=before.states)
        there = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("*-s*.gpkg")}
        assert len(there) == 3
        before.apply("Noch ein Schritt", before.project.with_(settings={"land": "NI"}), frozenset({SETTINGS}))
        recovery.keep(before.project, recovery.note(before), states=before.states)
        now = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("*-s*.gpkg")}
        assert len(now) == 3  # what had been taken back is gone, the new step is there
        assert len({*there.items()} & {*now.items()}) == 2
        recovery.clear()
        assert list(tmp_path.iterdir()) == []

    def test_a_copy_that_comes_between_takes_no_state_of_a_later_one(
        self, tmp_path: Path, before: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The program is told to end while a copy is being written: the last one has every step, whoever is done first."""
        recovery, save = Recovery(tmp_path), project_file.save
        begun, goes_on = threading.Event(), threading.Event()
        given = before.project, recovery.note(before), None, before.states
        first = threading.Thread(target=recovery.keep, args=given)
        before.apply("Noch ein Schritt", before.project.with_(settings={"land": "NI"}), frozenset({SETTINGS}))

        def in_turn(project: Project, path: Path, progress: Any = None, **how: bool) -> None:
            if threading.current_thread() is first:
                begun.set()
                assert goes_on.wait(20)
            save(project, path, progress, **how)
            if threading.current_thread() is not first and path.name.endswith("-s2.gpkg"):
                goes_on.set()  # the later copy has its first states: now the one before it is done
                first.join(20)

        monkeypatch.setattr(project_file, "save", in_turn)
        first.start()
        assert begun.wait(20)
        recovery.keep(before.project, recovery.note(before), states=before.states)
        assert self.after_death(tmp_path).undo_labels == before.undo_labels

    def test_a_copy_that_comes_too_late_takes_no_state_of_one_taken_over(
        self, tmp_path: Path, before: Session, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        recovery, save = Recovery(tmp_path / "s"), project_file.save
        other = Session()
        other.new("Anderes", 25832)
        left = Recovery(tmp_path / "s")
        left.keep(before.project, left.note(before), states=before.states)
        self._die(tmp_path / "s")

        def late(project: Project, path: Path, progress: Any = None, **how: bool) -> None:
            save(project, path, progress, **how)
            monkeypatch.undo()
            (offer,) = recovery.offers()
            recovery.bring_back(other, recovery.read(offer, beside=False))

        monkeypatch.setattr(project_file, "save", late)
        assert recovery.keep(other.project, recovery.note(other)) is None
        assert self.after_death(tmp_path / "s").undo_labels == before.undo_labels

    def test_only_what_differs_is_written(self, tmp_path: Path, before: Session) -> None:
        recovery = Recovery(tmp_path)
        note = recovery.keep(before.project, recovery.note(before), states=before.states)
        assert note is not None
        assert [set(state.parts) for state in note.states] == [{"districts"}, {"settings"}, {"name"}]


def _districts(*keys: str) -> Any:
    squares = [box(500_000 + 100 * n, 5_500_000, 500_100 + 100 * n, 5_500_100) for n in range(len(keys))]
    columns = {"district_id": list(keys), "name": list(keys), "level_rank": [1] * len(keys)}
    return gpd.GeoDataFrame(columns, geometry=squares, crs="EPSG:25832")


def _said(project: Project) -> tuple[str, dict[str, Any], list[str]]:
    return project.name, project.settings, list(project.districts.get("district_id", ()))
