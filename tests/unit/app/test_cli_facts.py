"""``quartiermap analyse --facts``: a file of facts, all errors at once, nothing half taken over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quartiermap.cli import cli
from quartiermap.domain.project import Project
from quartiermap.io import project_file


@pytest.fixture
def project(tmp_path: Path, town: Project) -> Path:
    path = tmp_path / "stadt.gpkg"
    project_file.save(town, path)
    return path


def call(*arguments: object) -> Any:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def results(path: Path, rule: str) -> set[str]:
    analysis = project_file.load(path).analysis
    assert analysis is not None
    return {c.result.value for g in analysis.gaps for c in g.verdicts[0].criteria if c.id == rule}


def test_facts_of_a_file_decide_and_are_saved(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "angaben.toml"
    file.write_text(
        'land = "NI"\ndate = 2019-06-30\n[facts]\nisek = "ISEK 2018, S. 44"\n'
        '[gap."A:kita:poor_condition"]\nbarrier_free_after = "ja"\n[gap."Z:kita:out_of_reach"]\nisek = "S. 9"\n',
        "utf-8",
    )
    result = call("analyse", project, "--facts", file, "--json")
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["ok"] is True
    assert "„Z:kita:out_of_reach“" in result.stderr
    assert results(project, "R10") == {"met"}
    assert results(project, "R15") == {"met", "open"}
    assert results(project, "R01") == {"met"}
    loaded = project_file.load(project)
    assert loaded.settings["facts.isek"] == "ISEK 2018, S. 44"
    assert not loaded.stale
    assert loaded.analysis.parameters.land == "NI"  # type: ignore[union-attr]
    again = call("analyse", project, "--land", "HE")
    assert again.exit_code == 0
    assert project_file.load(project).analysis.parameters.land == "HE"  # type: ignore[union-attr]
    assert results(project, "R10") == {"met"}


def test_a_bad_file_is_exit_3_with_every_row_and_changes_nothing(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "angaben.toml"
    file.write_text('[facts]\nisek = "ja"\nwork_kind = "abriss"\n', "utf-8")
    before = project.read_bytes()
    result = call("analyse", project, "--facts", file, "--json")
    assert result.exit_code == 3
    document = json.loads(result.stdout)
    assert [(p["file"], p["row"], p["column"]) for p in document["problems"]] == [
        ("angaben.toml", 2, "isek"),
        ("angaben.toml", 3, "work_kind"),
    ]
    assert "ersatzneubau" in document["problems"][1]["remedy"]
    assert project.read_bytes() == before


def test_a_missing_file_is_exit_3(project: Path, tmp_path: Path) -> None:
    result = call("analyse", project, "--facts", tmp_path / "fehlt.toml")
    assert result.exit_code == 3
    assert "fehlt.toml" in result.stderr


def test_the_form_is_written_read_back_and_never_written_over(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "angaben.toml"
    result = call("facts", project, file, "--json")
    assert result.exit_code == 0, result.stderr
    document = json.loads(result.stdout)
    assert document["stated"] == []
    text = file.read_text("utf-8")
    assert all(f"# {name} = " in text for name in document["missing"])
    file.write_text(text.replace('# isek = ""', 'isek = "ISEK 2018, S. 44"'), "utf-8")
    assert call("analyse", project, "--facts", file).exit_code == 0
    assert results(project, "R10") == {"met"}
    before = file.read_bytes()
    assert call("facts", project, file).exit_code == 2
    assert file.read_bytes() == before
    second = call("facts", project, tmp_path / "zweite.toml")
    assert "1 von 22 Angaben" in second.stdout
