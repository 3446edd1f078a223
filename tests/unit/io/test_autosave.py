"""Copies of unsaved work: whole after a kill at any moment, private, and never in anybody's way."""

from __future__ import annotations

import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quartiermap.domain.project import Project, new_project
from quartiermap.errors import ProjectError
from quartiermap.io import autosave, project_file
from quartiermap.io.atomic import temporary_name
from quartiermap.io.autosave import Keeper, Kept, Note, Stamp, Step


def _state(number: int) -> tuple[Project, Note]:
    """A project that says in itself which steps it has."""
    project = new_project("Musterstadt").with_(settings={"view.steps": number})
    steps = tuple(Step(f"Schritt {n + 1}", "2026-11-22T14:03:00+01:00") for n in range(number))
    return project, Note("Musterstadt", "", None, steps)


def _of_the_dead(folder: Path) -> None:
    """Let the notes of this process look like those of one that is gone."""
    for file in folder.glob("*.json"):
        values = json.loads(file.read_text("utf-8"))
        values["process"]["started"] = "another process of this number"
        file.write_text(json.dumps(values), "utf-8")


def _agrees(kept: Kept) -> bool:
    return autosave.load(kept).settings["view.steps"] == len(kept.note.steps)


def _files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir()) if folder.is_dir() else []


def _wanted(found: tuple[Kept, ...]) -> list[str]:
    """The files that may be there: notes and their copies."""
    return sorted(name for kept in found for name in (f"{kept.token}.json", kept.note.copy))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_killed_at_any_moment_the_note_and_its_copy_belong_together(tmp_path: Path) -> None:
    """Reliability notes, class 16: the loss is at most what was done since the last copy, and the note says what that was."""
    chance = random.Random(16)
    project_file.save(_state(0)[0], tmp_path / "warm.gpkg")
    seen = []
    for number in range(12):
        folder = tmp_path / f"sicherung {number}"
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            keeper = Keeper(folder)
            for steps in range(1, 1000):
                keeper.keep(*_state(steps))
                os.write(tell, b".")
            os._exit(0)
        if number % 2:
            os.read(told, 1)  # half of them die after the first copy, the others perhaps before it
        time.sleep(0.02 + chance.random() * 0.4)  # the random moment is the point of this test
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(told)
        os.close(tell)
        found = autosave.left_behind(folder)
        assert len(found) <= 1
        assert all(_agrees(kept) for kept in found)
        autosave.sweep(folder)
        assert _files(folder) == _wanted(
            found
        )  # what was half written is gone: a note and its copy, or nothing
        seen.append(len(found))
    assert seen[1::2] == [1] * 6


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")
def test_killed_at_each_touch_of_its_folder_nothing_half_written_stays(tmp_path: Path) -> None:
    """The moments that chance rarely meets: a note half written, a copy that no note names yet, two copies at once."""
    killed = 0
    for touch in range(1, 100):
        folder = tmp_path / f"sicherung {touch}"
        child = os.fork()
        if child == 0:
            _keep_until(folder, touch)
            os._exit(0)
        _, ended = os.waitpid(child, 0)
        found = autosave.left_behind(folder)
        assert [kept.copy.read_text() for kept in found] in (["1"], ["2"])
        assert all(kept.copy.read_text() == str(len(kept.note.steps)) for kept in found)
        autosave.sweep(folder)
        assert _files(folder) == _wanted(found)
        if not os.WIFSIGNALED(ended):
            break
        killed += 1
    assert killed > 8


def _keep_until(folder: Path, touch: int) -> None:
    """Keep a copy (not a whole project file: that one has tests of its own), begin a second, and die at the n-th touch."""

    def save(project: Project, path: Path, _progress: Any = None, **_how: bool) -> None:
        half = temporary_name(path)
        half.write_text(str(project.settings["view.steps"]))
        half.replace(path)

    project_file.save = save
    keeper = Keeper(folder)
    keeper.keep(*_state(1))
    touched = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal touched
        if event in ("open", "os.rename", "os.remove", "os.chmod") and str(arguments[0]).startswith(
            str(folder)
        ):
            touched += 1
            if touched == touch:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)
    keeper.keep(*_state(2))


def test_a_number_that_another_program_has_by_now_keeps_nothing(tmp_path: Path) -> None:
    """The number alone says little: numbers come round again, and threads have them too."""
    keeper = Keeper(tmp_path)
    host, pid, started, rest = keeper.token.split("-")
    assert started
    mine = tmp_path / f".{keeper.token}-1.gpkg.neu"
    anothers = tmp_path / f".{host}-{pid}-{int(started) - 1}-{rest}-1.gpkg.neu"
    for file in (mine, anothers):
        file.write_bytes(b"half of it")
    assert autosave.sweep(tmp_path) == 1
    assert _files(tmp_path) == [mine.name]


def test_of_a_running_program_nothing_is_offered(tmp_path: Path) -> None:
    Keeper(tmp_path).keep(*_state(2))
    assert autosave.left_behind(tmp_path) == ()
    assert autosave.sweep(tmp_path) == 0
    _of_the_dead(tmp_path)
    (kept,) = autosave.left_behind(tmp_path)
    assert [step.label for step in kept.note.steps] == ["Schritt 1", "Schritt 2"]
    assert _agrees(kept)


def test_one_copy_at_a_time_and_none_when_all_is_saved(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    for number in (1, 2, 3):
        keeper.keep(*_state(number))
    assert len(list(tmp_path.iterdir())) == 2
    keeper.clear()
    assert list(tmp_path.iterdir()) == []


def test_only_the_user_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "sicherung"
    Keeper(folder).keep(*_state(1))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}


def _meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[Project], object]) -> None:
    """Do something each time that a worker has written a copy and it does not count yet."""
    really = project_file.save

    def save(project: Project, path: Path, progress: Any = None, **how: bool) -> None:
        really(project, path, progress, **how)
        do(project)

    monkeypatch.setattr(project_file, "save", save)


def test_what_was_saved_while_a_copy_is_written_does_not_come_to_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper(tmp_path)
    _meanwhile(monkeypatch, lambda _project: keeper.clear())
    assert keeper.keep(*_state(1)) is None
    assert list(tmp_path.iterdir()) == []


def test_a_newer_copy_that_is_done_first_is_the_one_that_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program is told to end while a worker still writes: the last copy is made beside it."""
    keeper = Keeper(tmp_path)

    def overtake(project: Project) -> None:
        if project.settings["view.steps"] == 1:
            assert keeper.keep(*_state(2)) is not None

    _meanwhile(monkeypatch, overtake)
    assert keeper.keep(*_state(1)) is None
    _of_the_dead(tmp_path)
    (kept,) = autosave.left_behind(tmp_path)
    assert len(kept.note.steps) == 2
    assert _agrees(kept)
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_leaves_the_copy_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = Keeper(tmp_path)
    keeper.keep(*_state(1))

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(project_file, "sync_file", full)
    with pytest.raises(ProjectError, match="kein Platz"):
        keeper.keep(*_state(2))
    _of_the_dead(tmp_path)
    (kept,) = autosave.left_behind(tmp_path)
    assert len(kept.note.steps) == 1
    assert _agrees(kept)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "datei").write_text("")
    with pytest.raises(ProjectError, match="Ordner"):
        Keeper(tmp_path / "datei" / "sicherung").keep(*_state(1))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[:40],
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: "[" * 100_000,
        lambda text: json.dumps({**json.loads(text), "copy": "../../fremd.gpkg"}),
        lambda text: json.dumps({**json.loads(text), "copy": "fremd.gpkg"}),
        lambda text: json.dumps({**json.loads(text), "steps": "keine"}),
        lambda text: json.dumps({**json.loads(text), "stamp": {"size": "groß"}}),
    ],
)
def test_a_damaged_or_foreign_note_is_left_alone(tmp_path: Path, damage: Any) -> None:
    folder = tmp_path / "sicherung"
    Keeper(folder).keep(*_state(1))
    _of_the_dead(folder)
    stranger = tmp_path.parent / "fremd.gpkg"
    (folder / "fremd.gpkg").write_bytes(b"gehoert jemand anderem")
    (note,) = folder.glob("*.json")
    note.write_text(damage(note.read_text("utf-8")), "utf-8")
    assert autosave.left_behind(folder) == ()
    autosave.sweep(folder)
    assert (folder / "fremd.gpkg").exists()
    assert not stranger.exists()


def test_the_project_file_is_known_again_only_while_nobody_wrote_it(tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    project_file.save(new_project("a"), path)
    stamp = autosave.stamp_of(path)
    kept = Kept(tmp_path, "t", Note("a", str(path), stamp, ()))
    assert kept.original_unchanged
    os.utime(path, ns=(1, 1))
    assert not kept.original_unchanged
    path.unlink()
    assert not kept.original_unchanged
    assert not Kept(tmp_path, "t", Note("a", str(path), None, ())).original_unchanged
    assert stamp != Stamp(0, 0)


def test_going_on_with_a_copy_keeps_it_until_there_is_a_newer_one(tmp_path: Path) -> None:
    Keeper(tmp_path).keep(*_state(1))
    _of_the_dead(tmp_path)
    (kept,) = autosave.left_behind(tmp_path)
    keeper = Keeper(tmp_path)
    keeper.go_on(kept)
    assert autosave.left_behind(tmp_path) == ()  # it is this program's now
    assert kept.copy.exists()
    keeper.keep(*_state(2))
    assert not kept.copy.exists()
    assert len(list(tmp_path.iterdir())) == 2


def test_a_copy_that_is_being_written_in_place_of_one_taken_over_is_not_swept_away(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    keeper = Keeper(tmp_path)
    keeper.token = f"{keeper.token.partition('-')[0]}-{gone.pid}-1-0123abcd"  # as after `go_on`
    keeper.keep(*_state(1))
    half = tmp_path / f".{keeper.token}-2.gpkg.tmp"
    half.write_bytes(b"half of it")
    assert autosave.sweep(tmp_path) == 0
    _of_the_dead(tmp_path)
    assert autosave.sweep(tmp_path) == 1
    assert not half.exists()
