"""Files are there whole or not at all, and two programs never write one project."""

from __future__ import annotations

import json
import multiprocessing
import os
import socket
from pathlib import Path

import pytest

from quartiermap.errors import InputError, ProjectError
from quartiermap.io.atomic import replace_file, temporary_name
from quartiermap.io.lock import ProjectLock


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_file_is_created_and_replaced_with_its_folder(tmp_path: Path) -> None:
    target = tmp_path / "neu" / "ä ! #.csv"
    for text in ("eins", "zwei"):
        replace_file(target, lambda place, text=text: place.write_text(text) and None)
        assert target.read_text() == text
    assert names(target.parent) == [target.name]


def test_the_temporary_file_has_the_suffix_and_does_not_exist_yet(tmp_path: Path) -> None:
    seen = []

    def write(place: Path) -> None:
        seen.append((place.suffix, place.exists(), place.parent))
        place.write_bytes(b"x")

    replace_file(tmp_path / "a.xlsx", write)
    assert seen == [(".xlsx", False, tmp_path)]


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()])
def test_an_error_on_the_way_leaves_the_old_file_and_no_rest(tmp_path: Path, error: BaseException) -> None:
    target = tmp_path / "a.txt"
    target.write_text("alt")

    def write(place: Path) -> None:
        place.write_text("halb")
        raise error

    with pytest.raises(type(error)):
        replace_file(target, write)
    assert target.read_text() == "alt"
    assert names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(("number", "words"), [(28, "kein Platz"), (30, "schreibgeschützt"), (13, "Berechtigung"), (5, "fehlgeschlagen")])  # fmt: skip
def test_reasons_are_told_in_german(tmp_path: Path, number: int, words: str) -> None:
    def write(place: Path) -> None:
        raise OSError(number, os.strerror(number))

    with pytest.raises(InputError, match=words) as caught:
        replace_file(tmp_path / "a.txt", write)
    assert "unverändert" in str(caught.value)


def test_a_folder_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    with pytest.raises(InputError, match="schon einen Ordner"):
        replace_file(tmp_path / "a.txt", lambda place: place.write_text("x") and None)


def test_rests_of_dead_writers_go_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    mine = temporary_name(target)
    dead = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{dead_process()}-"))
    for each in (mine, dead):
        each.write_text("halb")
    replace_file(target, lambda place: place.write_text("x") and None)
    assert names(tmp_path) == sorted(["a.txt", mine.name])


def dead_process() -> int:
    """Return the number of a process that has ended."""
    child = multiprocessing.get_context("spawn").Process(target=int)
    child.start()
    child.join()
    assert child.pid is not None
    return child.pid


def lock_file(project: Path) -> Path:
    return project.with_name(f".{project.name}.lock")


def test_a_lock_is_exclusive_between_processes_and_free_afterwards(tmp_path: Path) -> None:
    project = tmp_path / "a.gpkg"
    living = {"pid": os.getppid(), "host": socket.gethostname(), "since": "2026-11-22T07:05:00+00:00"}
    lock_file(project).write_text(json.dumps(living))
    with pytest.raises(ProjectError, match=r"geöffnet.*22\.11\.2026 07:05 Uhr"):
        ProjectLock(project).acquire()
    lock_file(project).unlink()
    with ProjectLock(project) as lock:
        assert lock.held
        with ProjectLock(project):
            assert lock_file(project).is_file()
        assert lock_file(project).is_file()
    assert names(tmp_path) == []


@pytest.mark.parametrize("content", ["dead", "reused", "garbage"])
def test_a_stale_lock_is_taken_over(tmp_path: Path, content: str) -> None:
    project = tmp_path / "a.gpkg"
    host = socket.gethostname()
    text = {
        "dead": json.dumps({"pid": dead_process(), "host": host}),
        "reused": json.dumps({"pid": os.getppid(), "host": host, "started": "1"}),
        "garbage": json.dumps({"pid": "x", "host": host}),
    }[content]
    lock_file(project).write_text(text)
    with ProjectLock(project):
        assert json.loads(lock_file(project).read_text())["pid"] == os.getpid()


def test_drafts_of_killed_programs_go_and_those_of_running_ones_stay(tmp_path: Path) -> None:
    project = tmp_path / "a.gpkg"
    lock = lock_file(project)
    killed = lock.with_name(f"{lock.name}.{dead_process()}-abc123")
    running = lock.with_name(f"{lock.name}.{os.getppid()}-abc123")
    killed.touch()
    running.touch()
    with ProjectLock(project):
        assert (killed.exists(), running.exists()) == (False, True)


def test_the_lock_of_another_computer_is_believed(tmp_path: Path) -> None:
    project = tmp_path / "a.gpkg"
    lock_file(project).write_text(json.dumps({"pid": 1, "host": "rathaus-pc-7"}))
    with pytest.raises(ProjectError, match="rathaus-pc-7"):
        ProjectLock(project).acquire()
