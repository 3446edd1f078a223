"""After a crash: what is offered, what it says, and what can go wrong when it is brought back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from quartiermap.app.recovery import Recovery
from quartiermap.app.session import SETTINGS, Session
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
recovery.keep(session.project, recovery.note(session))
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
