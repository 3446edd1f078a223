"""What was chosen for an analysis is kept with the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartiermap.app.usecases import AnalyseOptions, _remembered, standards_for
from quartiermap.domain.project import new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io import bundled


def test_own_standards_are_used_again_without_naming_the_file(tmp_path: Path) -> None:
    text = (bundled.data_dir() / "standards" / "nds-1996.toml").read_text("utf-8")
    own = tmp_path / "eigene.toml"
    own.write_text(text.replace('title = "', 'title = "Eigene: ', 1), "utf-8")
    options = AnalyseOptions(standards_file=own)
    project = new_project("Musterstadt", 25832)
    chosen = standards_for(project, options)
    assert chosen.title.startswith("Eigene: ")
    again = standards_for(_remembered(project, options), AnalyseOptions())
    assert again == chosen
    default = AnalyseOptions(standard_sets=("default",))
    back = _remembered(_remembered(project, options), default)
    assert standards_for(back, AnalyseOptions()) == bundled.standard_set()


def test_land_and_programmes_are_kept_and_the_day_is_not() -> None:
    project = new_project("Musterstadt", 25832)
    kept = _remembered(project, AnalyseOptions(land="HE", programmes=("siq-bund",)))
    assert kept.settings == {"land": "HE", "programmes": ["siq-bund"]}
    assert _remembered(kept, AnalyseOptions()) is kept


def test_unknown_set_and_broken_file_are_named(tmp_path: Path) -> None:
    project = new_project("Musterstadt", 25832)
    with pytest.raises(UsageError, match="mond"):
        standards_for(project, AnalyseOptions(standard_sets=("mond",)))
    broken = tmp_path / "kaputt.toml"
    broken.write_text("id = 1\n", "utf-8")
    with pytest.raises(InputError, match=r"kaputt\.toml"):
        standards_for(project, AnalyseOptions(standards_file=broken))


@pytest.mark.parametrize(
    "stored",
    sorted((Path(__file__).parents[2] / "data/projects").glob("format_*.gpkg")),
    ids=lambda p: p.stem,
)
def test_projects_of_every_format_load_and_can_be_analysed(stored, tmp_path):
    from quartiermap.app.usecases import analyse
    from quartiermap.io import project_file

    copy = tmp_path / stored.name
    copy.write_bytes(stored.read_bytes())
    done = analyse(project_file.load(copy))
    assert done.analysis is not None
    assert not done.stale
