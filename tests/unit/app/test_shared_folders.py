r"""A project names files; which computer is asked for them is not for a stranger's project to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartiermap.app import base_maps, shared_folders
from quartiermap.app.base_maps import BaseMap
from quartiermap.errors import InputError

SHARE = r"\\fremd\karten\stadt.mbtiles"


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "einstellungen/freigaben.json"
    monkeypatch.setattr(shared_folders, "settings_file", lambda: file)
    return file


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every path that is asked for."""
    asked: list[str] = []
    monkeypatch.setattr(Path, "is_file", lambda self: asked.append(str(self)) is not None)
    return asked


@pytest.mark.parametrize(
    "path", [SHARE, "//fremd/karten/stadt.mbtiles", r"\\?\UNC\fremd\karten\stadt.mbtiles"]
)
def test_a_foreign_server_is_never_asked_because_a_project_names_it(
    path: str, tmp_path: Path, looked_at: list[str]
) -> None:
    with pytest.raises(InputError, match="anderen Rechner"):
        base_maps.find_file(BaseMap("datei-1", "Stadt", path=path), tmp_path)
    assert looked_at == [str(tmp_path / "stadt.mbtiles")]  # beside the project it may lie


def test_where_the_user_has_picked_a_file_is_asked_from_then_on(tmp_path: Path) -> None:
    assert not shared_folders.may_ask(SHARE, tmp_path)
    shared_folders.allow(Path(SHARE))
    assert shared_folders.may_ask(SHARE.upper(), tmp_path)
    assert not shared_folders.may_ask(r"\\fremd\anderes\stadt.mbtiles", tmp_path)


def test_a_project_on_a_share_may_have_its_map_there() -> None:
    assert shared_folders.may_ask(SHARE, Path("//fremd/karten/projekte"))


def test_own_drives_are_asked_without_a_word(tmp_path: Path, own_settings: Path) -> None:
    shared_folders.allow(tmp_path / "karte.mbtiles")
    assert shared_folders.may_ask(str(tmp_path / "karte.mbtiles"), None)
    assert not own_settings.exists()


@pytest.mark.parametrize("text", ["", "{", "3", '{"a": 1}', "[[1]]"])
def test_damaged_settings_allow_nothing(text: str, own_settings: Path, tmp_path: Path) -> None:
    own_settings.parent.mkdir()
    own_settings.write_text(text)
    assert not shared_folders.may_ask(SHARE, tmp_path)
