"""A report is made again from its run file: the same numbers to the byte, or a sentence about what is not as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quartiermap.analysis.ranking import Weights
from quartiermap.app import ranking, report_run, report_run_files, report_templates, usecases
from quartiermap.app.report_comparison import compare, read_report
from quartiermap.app.report_run_file import read_run, to_text
from quartiermap.app.report_split import between
from quartiermap.cli import cli
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import Corporate, ReportTemplate
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file
from quartiermap.render.report_fonts import font_dir

FORMATS = ("json", "csv", "xlsx")


@pytest.fixture(scope="module")
def analysed(town: Project) -> Project:
    return usecases.analyse(town, usecases.AnalyseOptions(land="HE"))


@pytest.fixture(scope="module")
def folder(analysed: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project file, and its report beside it."""
    place = tmp_path_factory.mktemp("lauf")
    project_file.save(analysed, place / "stadt.gpkg")
    usecases.report(analysed, place / "bericht", FORMATS, project_file="irgendwo/stadt.gpkg")
    return place


def content(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def edited(folder: Path, tmp_path: Path, **changes: Any) -> Path:
    row = json.loads((folder / "bericht" / "Lauf.json").read_text("utf-8"))
    (tmp_path / "Lauf.json").write_text(json.dumps({**row, **changes}), "utf-8")
    return tmp_path / "Lauf.json"


def test_the_same_data_give_the_same_bytes_whatever_the_project_computed_since(
    analysed: Project, folder: Path, tmp_path: Path
) -> None:
    later = usecases.analyse(analysed, usecases.AnalyseOptions(land="BY", profile="child"))
    later = ranking.with_weights(later, Weights(2.0, 1.0, 0.5))
    run = read_run(folder / "bericht")
    made = report_run.rerun(run, later, tmp_path / "neu")
    assert made.same
    assert content(tmp_path / "neu") == content(folder / "bericht")
    assert any("Bytegleich" in note and "report.json" in note for note in made.notes)


def test_the_run_names_version_parameters_and_checksums_and_no_folder(
    folder: Path, analysed: Project
) -> None:
    run = read_run(folder / "bericht")
    assert analysed.analysis is not None
    assert run.parameters["land"] == "HE"
    assert {layer.layer for layer in run.layers} >= {"districts", "facilities", "cells"}
    assert {p.id for p in run.programmes} == set(analysed.analysis.parameters.programmes)
    assert {o.name for o in run.outputs} >= {"report.json", "Luecken.csv", "Lueckentabelle.xlsx"}
    text = to_text(run)
    assert str(folder) not in text
    assert "irgendwo" not in text
    report = read_report(folder / "bericht")
    assert report["meta"]["layers"] == [layer.model_dump() for layer in run.layers]
    assert {p["sha256"] for p in report["programmes"]} == {p.sha256 for p in run.programmes}


def test_other_data_are_refused_by_layer_from_what_to_what(
    analysed: Project, folder: Path, tmp_path: Path
) -> None:
    facilities = analysed.facilities.copy()
    facilities.loc[0, "places"] = 91.0
    fewer = analysed.cells.iloc[:1].reset_index(drop=True)
    with pytest.raises(InputError) as refused:
        report_run.rerun(
            read_run(folder / "bericht"), analysed.with_(facilities=facilities, cells=fewer), tmp_path / "x"
        )
    told = [p.message for p in refused.value.problems]
    assert len(told) == 2
    assert "Einrichtungen" in told[0]
    assert "andere Werte" in told[0]
    assert "2 → 1 Zeilen" in told[1]
    assert not (tmp_path / "x").exists()


def test_a_report_of_a_stale_result_cannot_be_made_again(analysed: Project, tmp_path: Path) -> None:
    stale = analysed.with_(settings={**analysed.settings, "need.exclude": ["A"]})
    assert stale.stale
    usecases.report(stale, tmp_path / "alt", ("json",))
    with pytest.raises(InputError, match="älter war als die Daten"):
        report_run.rerun(read_run(tmp_path / "alt"), stale, tmp_path / "neu")


def test_another_version_is_said_and_what_then_differs(
    analysed: Project, folder: Path, tmp_path: Path
) -> None:
    run = read_run(
        edited(
            folder,
            tmp_path,
            program="QuartierMap 0.0.1",
            outputs=[{"name": "report.json", "sha256": "0" * 64}],
        )
    )
    made = report_run.rerun(run, analysed, tmp_path / "neu", formats=("json",))
    assert not made.same
    assert made.differing == ("report.json",)
    assert any("QuartierMap 0.0.1" in note for note in made.notes)


def test_a_changed_report_under_the_same_version_is_an_error(
    analysed: Project, folder: Path, tmp_path: Path
) -> None:
    run = read_run(edited(folder, tmp_path, outputs=[{"name": "report.json", "sha256": "0" * 64}]))
    with pytest.raises(Exception, match=r"obwohl Daten.*report\.json"):
        report_run.rerun(run, analysed, tmp_path / "neu", formats=("json",))


@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"format": "quartiermap.run/9"}, "quartiermap.run/9"), ({"format": "x"}, "kein Lauf"), ({"layers": 5}, "layers"),
        ({"parameters": {"date": "gestern"}}, "Parameter des Laufs"), ({"sources": [{}]}, "Parameter des Laufs"),
        ({"template": {"name": 5}}, "Vorlage des Laufs"), ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_a_damaged_run_is_refused_in_a_sentence(
    analysed: Project, folder: Path, tmp_path: Path, changes: dict[str, Any], wanted: str
) -> None:
    with pytest.raises(InputError, match=wanted):
        report_run.rerun(
            read_run(edited(folder, tmp_path, **changes)), analysed, tmp_path / "neu", formats=("json",)
        )


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": 1}', "\x00"])
def test_what_is_no_run_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "Lauf.json").write_text(text, "utf-8")
    with pytest.raises(InputError):
        read_run(tmp_path)


def test_the_project_is_found_beside_the_report_or_asked_for(folder: Path, tmp_path: Path) -> None:
    run = read_run(folder / "bericht")
    assert report_run.find_project(folder / "bericht" / "Lauf.json", run) == (folder / "stadt.gpkg").resolve()
    with pytest.raises(UsageError, match=r"stadt\.gpkg"):
        report_run.find_project(tmp_path / "Lauf.json", run)
    elsewhere = run.model_copy(update={"project_file": str(folder / "stadt.gpkg")})  # only its name counts
    with pytest.raises(UsageError):
        report_run.find_project(tmp_path / "Lauf.json", elsewhere)


def test_the_command_makes_it_again_and_refuses_other_data(
    folder: Path, tmp_path: Path, analysed: Project
) -> None:
    done = CliRunner().invoke(
        cli, ["report", "--run", str(folder / "bericht"), "--out", str(tmp_path / "neu"), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["same"] is True
    assert content(tmp_path / "neu") == content(folder / "bericht")
    other = analysed.with_(facilities=analysed.facilities.assign(places=1.0))
    project_file.save(other, tmp_path / "anders.gpkg")
    refused = CliRunner().invoke(
        cli,
        [
            "report",
            "--run",
            str(folder / "bericht"),
            str(tmp_path / "anders.gpkg"),
            "--out",
            str(tmp_path / "x"),
        ],
    )
    assert refused.exit_code == 3
    assert "Einrichtungen" in refused.stderr


def test_data_and_rules_are_told_apart_by_computing(analysed: Project, folder: Path, tmp_path: Path) -> None:
    """A Kita in B closes one gap (data); a target of 100 m opens another in A (rules)."""
    second = analysed.facilities.assign(facility_id="k2", condition="gut").set_geometry(
        analysed.facilities.translate(3000.0, 0.0)
    )
    import pandas as pd

    more = pd.concat([analysed.facilities, second], ignore_index=True)
    kita = next(s.id for s in analysed.analysis.parameters.standards if s.kind == "kita")  # type: ignore[union-attr]
    later = usecases.analyse(
        analysed.with_(facilities=more), usecases.AnalyseOptions(land="HE", targets={kita: 20.0})
    )
    usecases.report(later, tmp_path / "neu", ("json",))
    old, new = read_report(folder / "bericht"), read_report(tmp_path / "neu")
    unsure = compare(old, new)
    sure = compare(old, new, between(folder / "bericht", new, later))
    moved = {g.gap_id: g for g in sure.gaps if g.state != "same"}
    assert {g.gap_id for g in unsure.gaps if g.state != "same" and not g.certain} >= moved.keys()
    assert sure.split
    assert {
        (g.gap_id.split(":")[0], g.state): g.causes for g in moved.values() if "out_of_reach" in g.gap_id
    } == {
        ("A", "new"): ("rules",),
        ("B", "closed"): ("data",),
    }
    assert all(g.certain for g in moved.values())
    project_file.save(later, tmp_path / "neu.gpkg")
    told = CliRunner().invoke(
        cli,
        ["compare", str(folder / "bericht"), str(tmp_path / "neu"), "--project", str(tmp_path / "neu.gpkg"), "--xlsx", str(tmp_path / "v.xlsx"), "--json"],
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["split"] is True
    assert (tmp_path / "v.xlsx").is_file()
    with pytest.raises(InputError, match="nicht die Daten des späteren"):
        between(folder / "bericht", new, analysed)
    with pytest.raises(InputError, match=r"Lauf\.json"):
        between(tmp_path, new, later)


def test_how_things_are_shown_and_remarks_stay_with_the_project(analysed: Project) -> None:
    """The run file is handed out with the report."""
    inner = {"view.theme": "dark", "notes.facilities": {"k1": {"note": "Leitung krank"}}}
    run = report_run.run_of(
        analysed.with_(settings={**analysed.settings, **inner}), ReportTemplate(), ("json",), "excel"
    )
    assert not inner.keys() & run.settings.keys()
    assert "krank" not in to_text(run)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></svg>'


def test_logo_and_fonts_of_the_template_come_back(
    analysed: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "cfg"
    monkeypatch.setattr(report_templates.platformdirs, "user_config_path", lambda *_, **__: own)
    logo, font = tmp_path / "wappen.svg", font_dir() / "DejaVuSans.ttf"
    logo.write_bytes(SVG)
    corporate = Corporate(text_font="DejaVu Sans", font_files=(font,))
    template = ReportTemplate(name="Amt 61", status="Entwurf", logo=logo, corporate=corporate)
    out = tmp_path / "bericht"
    usecases.report(analysed, out, ("json",), template=template)
    logo.unlink()
    run = read_run(out)
    assert not list(out.rglob("*.ttf"))  # a font is not ours to hand on

    bare, said = report_run_files.template_of(run, out)
    assert bare.logo is not None
    assert bare.logo.read_bytes() == SVG
    assert (bare.status, bare.corporate.text_font, bare.corporate.font_files) == ("Entwurf", "", ())
    assert "DejaVuSans.ttf" in said[0]

    report_templates.save(template.with_(logo=None), "Anders genannt")
    whole, said = report_run_files.template_of(run, out)
    assert said == []
    assert whole.corporate.text_font == "DejaVu Sans"
    assert whole.corporate.font_files[0].read_bytes() == font.read_bytes()

    (out / report_run_files.FOLDER / "wappen.svg").write_bytes(SVG + b" ")
    changed, said = report_run_files.template_of(run, out)
    assert changed.logo is None
    assert "wappen.svg" in said[0]


def test_a_run_names_no_file_to_be_read_by_its_path(analysed: Project, tmp_path: Path) -> None:
    secret = tmp_path / "geheim.svg"
    secret.write_bytes(SVG)
    usecases.report(analysed, tmp_path / "b", ("json",))
    run = read_run(tmp_path / "b")
    attack = run.model_copy(update={"template": {**run.template, "logo": str(secret)}})
    template, said = report_run_files.template_of(attack, tmp_path / "b")
    assert template.logo is None
    assert said
