"""Backgrounds of a project: noted by reference, found again, and never in the way of anything."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quartiermap.app import base_map_terms, base_maps
from quartiermap.cli import cli
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError
from quartiermap.io import project_file, tile_services

_helpers = runpy.run_path(str(Path(__file__).parents[1] / "io/test_tile_files.py"))
png: Callable[..., bytes] = _helpers["png"]
mbtiles: Callable[..., Path] = _helpers["mbtiles"]
PLACES = _helpers["PLACES"]


@pytest.fixture
def karte(tmp_path: Path) -> Path:
    return mbtiles(tmp_path / "karte.mbtiles", dict.fromkeys(PLACES, png()), name="Plan", attribution="© Amt")


def prepared(project: Project, folder: Path | None) -> base_maps.Prepared:
    return base_maps.prepare(project, folder, lambda: None, lambda _text: None, Progress())


def test_project_and_file_may_move_together(karte: Path, tmp_path: Path) -> None:
    project = base_maps.add(Project("Stadt"), base_maps.attach_file(karte, tmp_path))
    elsewhere = tmp_path / "woanders"
    elsewhere.mkdir()
    karte.rename(elsewhere / karte.name)
    found = prepared(project, elsewhere)
    assert found.problem == ""
    assert found.shown is not None
    assert found.shown.tiles is not None
    assert found.shown.tiles.tile(*PLACES[0]) == png()
    found.shown.tiles.close()


def test_maps_of_one_name_are_called_by_what_tells_them_apart() -> None:
    a, b = (
        base_maps.BaseMap("a", "Plan", path="alt/plan.mbtiles"),
        base_maps.BaseMap("b", "Luftbild", path="b.pmtiles"),
    )
    c = base_maps.BaseMap("c", "Plan", path=r"D:\karten\plan-2024.mbtiles")
    same = base_maps.BaseMap("d", "Plan", path="neu/plan.mbtiles")
    wms = tile_services.TileService("wms", "https://ich:geheim@gis.example/wms?key=1&bbox={bbox}", "Plan")
    online = base_maps.BaseMap("e", "Plan", service=wms)
    assert base_maps.told_apart((a, b)) == {"a": "Plan", "b": "Luftbild"}
    assert base_maps.told_apart((a, b, c, online)) == {
        "a": "Plan – plan.mbtiles", "b": "Luftbild", "c": "Plan – plan-2024.mbtiles", "e": "Plan – gis.example",
    }  # fmt: skip
    assert base_maps.told_apart((a, c, same)) == {
        "a": "Plan – alt/plan.mbtiles", "c": "Plan – plan-2024.mbtiles", "d": "Plan – neu/plan.mbtiles",
    }  # fmt: skip


def test_a_file_that_has_changed_is_shown_and_told(karte: Path, tmp_path: Path) -> None:
    project = base_maps.add(Project("Stadt"), base_maps.attach_file(karte, tmp_path))
    karte.unlink()
    mbtiles(karte, dict.fromkeys(PLACES, png(shade=3)))
    found = prepared(project, tmp_path)
    assert "eine andere als beim Anhängen" in found.problem
    assert found.shown is not None
    assert found.shown.tiles is not None
    found.shown.tiles.close()


def test_a_file_that_is_gone_or_rotten_is_told_and_the_map_goes_on(karte: Path, tmp_path: Path) -> None:
    project = base_maps.add(Project("Stadt"), base_maps.attach_file(karte, tmp_path))
    karte.write_bytes(b"SQLite format 3\x00" + b"x" * 400)
    assert "beschädigt" in prepared(project, tmp_path).problem
    karte.unlink()
    found = prepared(project, tmp_path)
    assert found.shown is None
    assert "ist nicht da" in found.problem


@pytest.mark.parametrize("rotten", [
    None, 7, "x", [], {"maps": 3}, {"chosen": 5, "maps": [None, 3, {}, {"key": "../x", "name": "n"}, {"key": "a", "name": "n", "service": {"kind": "ftp"}}]},
    {"chosen": "gibt-es-nicht", "maps": "nein"}, {"maps": [{"key": "a", "name": "n", "service": {"kind": "xyz", "template": "x", "max_zoom": 99}}]},
])  # fmt: skip
def test_a_damaged_setting_means_the_own_map(rotten: Any) -> None:
    project = Project("Stadt").with_(settings={base_maps.KEY: rotten})
    assert base_maps.known(project) == ()
    assert base_maps.chosen(project) == base_maps.OWN


def test_what_is_chosen_is_kept_with_the_project(karte: Path, tmp_path: Path) -> None:
    path = tmp_path / "stadt.gpkg"
    project = base_maps.add(
        new_project("Stadt"), base_maps.attach_file(karte, tmp_path, licence="dl-de/by-2-0")
    )
    project_file.save(project, path)
    again = project_file.load(path)
    assert base_maps.known(again) == base_maps.known(project)
    assert base_maps.chosen(again) == base_maps.chosen(project)
    assert again.data_fingerprint == new_project("Stadt").data_fingerprint
    away = base_maps.remove(again, base_maps.chosen(again))
    assert (base_maps.known(away), base_maps.chosen(away)) == ((), base_maps.OWN)


def test_the_credit_names_the_licence_once() -> None:
    grey = base_maps.offered()[1]
    assert grey.line.count("CC BY 4.0") == 1
    assert base_maps.BaseMap("a", "Plan", "© Amt", "dl-de/by-2-0").line == "© Amt, dl-de/by-2-0"


@pytest.mark.parametrize(
    ("licence", "by_service", "keeping"),
    [
        ("CC BY 4.0", True, "free"),
        ("dl-de/by-2-0", True, "free"),
        ("CC BY 4.0", False, "ask"),  # the user says so: on what grounds is asked when it is to be kept
        ("CC BY-ND 4.0", True, "ask"),
        ("", True, "ask"),
    ],
)
def test_only_a_licence_that_the_service_names_itself_lets_tiles_be_kept(
    licence: str, by_service: bool, keeping: str
) -> None:
    service = replace(
        tile_services.xyz("https://karten.stadt.de/{z}/{x}/{y}.png"), licence=licence if by_service else ""
    )
    assert (
        base_map_terms.may_keep(base_maps.from_service(service, licence="" if by_service else licence))
        == keeping
    )


def test_what_we_only_assume_is_called_so_and_lets_nothing_be_kept() -> None:
    for shown in base_maps.offered():
        assert shown.licence_by.startswith("Annahme")
        assert base_map_terms.may_keep(shown) == "ask"


def test_from_the_command_line(karte: Path, tmp_path: Path) -> None:
    path = tmp_path / "stadt.gpkg"
    project_file.save(new_project("Stadt"), path)
    done = CliRunner().invoke(
        cli, ["import", str(path), "basemap", str(karte), "--licence", "CC BY 4.0", "--json"]
    )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["background"]["file"] == "karte.mbtiles"
    (added,) = base_maps.known(project_file.load(path))
    assert (added.licence, added.licence_by) == ("CC BY 4.0", base_maps.BY_USER)
    karte.write_bytes(b"nichts")
    again = CliRunner().invoke(cli, ["import", str(path), "basemap", str(karte)])
    assert again.exit_code == 3
    assert "karte.mbtiles" in again.stderr


def test_no_file_is_no_background(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gibt-es-nicht\.mbtiles"):
        base_maps.attach_file(tmp_path / "gibt-es-nicht.mbtiles", None)
