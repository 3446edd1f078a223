"""Evidence: what is asked for, files that travel with the project, what they state, and how they leave again."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.analysis.evidence import Item, attached
from quartiermap.app import evidence, facts
from quartiermap.app.evidence import NewFile
from quartiermap.app.usecases import AnalyseOptions, analyse, report
from quartiermap.cli import cli
from quartiermap.domain.findings import Gap, Result
from quartiermap.domain.project import Project
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file
from quartiermap.render.report_evidence import CHECKSUMS, file_in_report

GAP = "A:kita:poor_condition"
FAR = "B:kita:out_of_reach"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture(scope="module")
def analysed(town: Project) -> Project:
    return analyse(town, AnalyseOptions(date=dt.date(2019, 6, 1)))


@pytest.fixture
def isek(tmp_path: Path) -> Path:
    path = tmp_path / "ISEK Nordstadt 2018.pdf"
    path.write_bytes(PDF)
    return path


def gap_of(project: Project, gap_id: str = GAP) -> Gap:
    assert project.analysis is not None
    return next(g for g in project.analysis.gaps if g.gap_id == gap_id)


def items(project: Project, gap_id: str = GAP) -> dict[str, Item]:
    return {item.id: item for item in evidence.lists(project, gap_of(project, gap_id))["siq-bund"]}


def result(project: Project, rule: str, gap_id: str = GAP) -> Result:
    return next(c.result for c in gap_of(project, gap_id).verdicts[0].criteria if c.id == rule)


def test_the_program_proves_what_it_computes_and_says_where(analysed: Project) -> None:
    own = [item for item in items(analysed).values() if item.by == "app"]
    assert [item.id for item in own] == ["app:gap", "app:reach", "app:status", "app:area"]
    gap, reach, status, area = own
    assert "90 Betroffene" in gap.what
    assert gap.where == "Kapitel „Lücken“"
    assert "%" in reach.what
    assert reach.state == "hint"  # no network: air line x detour factor
    assert (status.state, status.where) == ("no_data", "")
    assert area.state == "no_data"  # no funding areas loaded
    assert "R06" in area.rules


def test_only_what_this_gap_needs_is_asked_for(analysed: Project) -> None:
    here, there = items(analysed), items(analysed, FAR)
    assert "uneconomic_renovation" not in here  # only for an Ersatzneubau
    assert "new_building_reason" not in here
    assert there["new_building_reason"].state == "missing"
    assert "effect_statement" not in here  # a Kita is a Regelbeispiel
    assert "public_need_facility" not in here  # it is in the list
    assert (here["work_kind"].state, here["work_kind"].what) == ("derived", "bauliche Sanierung")
    assert "functions" not in here  # only points
    assert here["isek"].document
    assert not here["applicant_type"].document
    stated = facts.with_statement(analysed, facts.Statement({"long_term_use": "Betriebskonzept, S. 3"}))
    assert items(stated)["long_term_use"].state == "stated"
    assert "operating_years" not in items(stated)  # one of the two is enough


def test_a_file_states_its_fact_and_travels_with_the_project(
    analysed: Project, isek: Path, tmp_path: Path
) -> None:
    done = evidence.attach(
        analysed, NewFile(isek, "isek", page="44", date="12.03.2018", title="ISEK Nordstadt")
    )
    assert done.settings["facts.isek"] == "ISEK Nordstadt, S. 44, Stand 12.03.2018"
    assert result(done, "R10") is Result.MET
    assert not done.stale
    (file,) = attached(done)
    assert (file.id, file.page, file.date, file.sha256) == (
        "N1",
        "44",
        "2018-03-12",
        hashlib.sha256(PDF).hexdigest(),
    )
    assert str(tmp_path) not in json.dumps(done.settings)  # a path tells who worked where
    item = items(done)["isek"]
    assert (item.state, item.where, item.files) == ("attached", "Anlage N1", (file,))
    project_file.save(done, tmp_path / "p.gpkg")
    isek.unlink()
    back = project_file.load(tmp_path / "p.gpkg")
    assert back.attachments == {file.sha256: PDF}
    assert attached(back) == (file,)
    assert not back.stale
    assert all(c.whole for c in evidence.check(back))


def test_what_was_stated_before_stays_as_it_is(analysed: Project, isek: Path) -> None:
    stated = facts.with_statement(analysed, facts.Statement({"isek": "ISEK 2018, S. 44"}))
    done = evidence.attach(stated, NewFile(isek, "isek"))
    assert done.settings["facts.isek"] == "ISEK 2018, S. 44"
    assert evidence.detach(done, "n1").settings == stated.settings


def test_taking_it_off_takes_back_what_only_it_stated(analysed: Project, isek: Path) -> None:
    done = evidence.attach(analysed, NewFile(isek, "isek"))
    off = evidence.detach(done, "N1")
    assert off.settings == analysed.settings
    assert off.attachments == {}
    assert result(off, "R10") is Result.OPEN
    mine = facts.with_statement(done, facts.Statement({"isek": "Neuer Text, S. 2"}))
    assert evidence.detach(mine, "N1").settings["facts.isek"] == "Neuer Text, S. 2"
    with pytest.raises(UsageError, match="N1"):
        evidence.detach(done, "N7")


def test_for_one_gap_alone(analysed: Project, isek: Path) -> None:
    done = evidence.attach(analysed, NewFile(isek, "new_building_reason", FAR))
    assert result(done, "R05", FAR) is Result.MET
    assert items(done, FAR)["new_building_reason"].state == "attached"
    assert "new_building_reason" not in items(done)
    assert evidence.detach(done, "N1").settings == analysed.settings


def test_one_file_behind_two_facts_is_kept_once(analysed: Project, isek: Path) -> None:
    one = evidence.attach(analysed, NewFile(isek, "cost_plan", page="3"))
    two = evidence.attach(one, NewFile(isek, "time_plan", page="4"))
    assert len(two.attachments) == 1
    assert [f.id for f in attached(two)] == ["N1", "N2"]
    assert result(two, "R14") is Result.MET
    assert len(evidence.detach(two, "N1").attachments) == 1
    with pytest.raises(InputError, match="schon angehängt"):
        evidence.attach(two, NewFile(isek, "time_plan"))


def test_amounts_are_not_stated_by_a_file(analysed: Project, isek: Path) -> None:
    done = evidence.attach(analysed, NewFile(isek, "finance"))
    assert "facts.finance" not in done.settings
    assert result(done, "R17") is Result.OPEN


def test_everything_that_is_wrong_is_said_at_once(analysed: Project, tmp_path: Path) -> None:
    script = tmp_path / "rechnung.exe"
    script.write_bytes(b"MZ")
    with pytest.raises(InputError) as caught:
        evidence.attach(analysed, NewFile(script, "issek", "Z:kita:out_of_reach", date="32.01.2018"))
    assert [p.code for p in caught.value.problems] == [
        "fact_unknown",
        "gap_unknown",
        "attachment_type",
        "date_invalid",
    ]
    with pytest.raises(InputError, match="für alle Lücken"):
        evidence.attach(analysed, NewFile(script, "applicant_type", GAP))


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", b"MZ\x90\x00", "attachment_content"),
        ("a.png", PDF, "attachment_content"),
        ("a.txt", b"abc\x00", "attachment_content"),
        ("a.html", b"<script>", "attachment_type"),
        ("a", PDF, "attachment_type"),
    ],
)
def test_files_that_are_not_taken(
    analysed: Project, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as caught:
        evidence.attach(analysed, NewFile(tmp_path / name, "isek"))
    assert [p.code for p in caught.value.problems] == [code]


def test_size_has_a_limit(analysed: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"{number}.pdf").write_bytes(PDF + b"x" * number * 100)
    monkeypatch.setattr(evidence, "LARGEST_FILE", 300)
    monkeypatch.setattr(evidence, "LARGEST_SUM", 300)
    one = evidence.attach(analysed, NewFile(tmp_path / "1.pdf", "isek"))
    with pytest.raises(InputError) as caught:
        evidence.attach(one, NewFile(tmp_path / "2.pdf", "cost_plan"))
    assert [p.code for p in caught.value.problems] == ["attachments_too_large"]
    with pytest.raises(InputError) as caught:
        evidence.attach(one, NewFile(tmp_path / "3.pdf", "cost_plan"))
    assert [p.code for p in caught.value.problems] == ["attachment_too_large"]
    for missing in ("none.pdf", "."):
        with pytest.raises(InputError) as caught:
            evidence.attach(one, NewFile(tmp_path / missing, "cost_plan"))
        assert [p.code for p in caught.value.problems] == ["file_missing"]


def test_a_swapped_or_lost_file_is_said(analysed: Project, isek: Path) -> None:
    done = evidence.attach(analysed, NewFile(isek, "isek"))
    (file,) = attached(done)
    lost = done.with_(attachments={})
    swapped = done.with_(attachments={file.sha256: PDF + b"!"})
    for broken in (lost, swapped):
        (found,) = evidence.check(broken)
        assert not found.whole
        assert "Neu anhängen" in found.sentence
    (same,) = evidence.check(done, isek.parent)
    assert (same.original, same.sentence) == ("same", "")
    isek.write_bytes(PDF + b"%")
    (changed,) = evidence.check(done, isek.parent)
    assert changed.original == "changed"
    assert "andere Fassung" in changed.sentence
    isek.unlink()
    assert evidence.check(done, isek.parent)[0].original == "gone"


@given(st.text(max_size=40))
def test_no_name_leaves_its_folder(name: str) -> None:
    plain = evidence.plain_name(name)
    assert plain
    assert not set(plain) & set("/\\\x00\n")
    file = attached_named(plain)
    safe = file_in_report(file)
    assert Path(safe).name == safe
    assert safe.startswith("N1_")
    assert len(safe) < 90
    assert not set(safe) & set('<>:"/\\|?*\n\x00')


def attached_named(name: str) -> Any:
    from quartiermap.analysis.evidence import Attached

    return Attached("N1", "isek", None, name, "0" * 64, 1)


# ---- the report


def test_files_go_into_the_report_with_their_checksums(analysed: Project, isek: Path, tmp_path: Path) -> None:
    done = evidence.attach(analysed, NewFile(isek, "isek", page="44"))
    out = tmp_path / "bericht"
    written = report(done, out, ["json", "pdf"])
    copied = out / "nachweise" / "N1_ISEK_Nordstadt_2018.pdf"
    assert copied in written
    assert copied.read_bytes() == PDF
    sums = (out / "nachweise" / CHECKSUMS).read_text("utf-8")
    assert sums == f"{hashlib.sha256(PDF).hexdigest()}  {copied.name}\n"
    model = json.loads((out / "report.json").read_text("utf-8"))
    (row,) = model["evidence"]["files"]
    assert row["file"] == f"nachweise/{copied.name}"
    assert row["sha256"] == hashlib.sha256(PDF).hexdigest()
    told = next(e for e in model["evidence"]["lists"] if e["gap_id"] == GAP)
    assert next(i for i in told["items"] if i["id"] == "isek")["files"] == ["N1"]
    foreign = out / "nachweise" / "eigene Notiz.txt"
    foreign.write_text("bleibt", "utf-8")
    report(evidence.detach(done, "N1"), out, ["json"])
    assert not copied.exists()
    assert foreign.read_text("utf-8") == "bleibt"


def test_a_damaged_file_is_not_handed_out(analysed: Project, isek: Path, tmp_path: Path) -> None:
    done = evidence.attach(analysed, NewFile(isek, "isek"))
    (file,) = attached(done)
    broken = done.with_(attachments={file.sha256: b"etwas anderes"})
    report(broken, tmp_path / "b", ["json"])
    model = json.loads((tmp_path / "b" / "report.json").read_text("utf-8"))
    assert (model["evidence"]["files"][0]["whole"], model["evidence"]["files"][0]["file"]) == (False, None)
    assert not (tmp_path / "b" / "nachweise").exists()


# ---- the command line


def call(*arguments: object) -> Any:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_attach_list_detach(analysed: Project, isek: Path, tmp_path: Path) -> None:
    path = tmp_path / "p.gpkg"
    project_file.save(analysed, path)
    assert "keine" in call("evidence", "list", path).output
    done = call("evidence", "attach", path, isek, "--fact", "isek", "--page", "44", "--date", "2018-03-12")
    assert "Angehängt als N1" in done.output
    assert "ISEK Nordstadt 2018.pdf, S. 44, Stand 12.03.2018" in done.output
    listed = json.loads(call("evidence", "list", path, GAP, "--json").stdout)
    assert listed["files"][0]["id"] == "N1"
    assert {i["id"]: i["state"] for i in listed["programmes"]["siq-bund"]}["isek"] == "attached"
    text = call("evidence", "list", path, "1").output
    assert "Die Kommune gibt an oder hängt an:" in text
    isek.write_bytes(PDF + b"neu")
    assert "andere Fassung" in call("evidence", "list", path, "--against", isek.parent).output
    wrong = call("evidence", "attach", path, isek, "--fact", "issek", "--json")
    assert wrong.exit_code == 3
    assert json.loads(wrong.stdout)["problems"][0]["code"] == "fact_unknown"
    assert call("evidence", "detach", path, "N1").exit_code == 0
    assert call("evidence", "detach", path, "N1").exit_code == 2
    assert "facts.isek" not in project_file.load(path).settings
