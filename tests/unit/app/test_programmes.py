"""Programmes of a project: shipped and of the town's own, chosen, kept, judged by; on the command line too."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from quartiermap.app import programmes
from quartiermap.app.usecases import AnalyseOptions, analyse
from quartiermap.cli import cli
from quartiermap.domain.findings import Result, Verdict
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import InputError, UsageError
from quartiermap.io import bundled, project_file

DAY = dt.date(2027, 2, 1)
GUIDE = Path(__file__).resolve().parents[3] / "docs" / "programme-schreiben.md"
EXAMPLE = re.search(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL).group(1)  # type: ignore[union-attr]
OWN = "quartiersfonds-2027"
NO_PROMISE = "Keine Förderzusage; kein Rechtsanspruch"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "fonds.toml"
    path.write_text(EXAMPLE, "utf-8")
    return path


@pytest.fixture(scope="module")
def analysed(town: Project) -> Project:
    return analyse(town, AnalyseOptions(date=DAY, land="HE"))


def verdicts(project: Project, programme: str) -> list[Verdict]:
    assert project.analysis is not None
    return [v for gap in project.analysis.gaps for v in gap.verdicts if v.programme == programme]


def test_all_shipped_programmes_are_there_and_the_pact_is_asked() -> None:
    empty = new_project("leer")
    assert tuple(programmes.available(empty)) == bundled.programme_ids()
    assert [p.id for p in programmes.chosen(empty)] == ["siq-bund"]
    states = {e.programme.id: e.state for e in programmes.entries(empty, dt.date(2025, 1, 1))}
    assert states == {
        "siq-bund": "geschlossen seit 01.01.2021",
        "landes-siq-bw": "offen, nächste bekannte Frist 06.06.2025",
        "sozialer-zusammenhalt": "offen",
    }


def test_a_programme_of_one_s_own_is_kept_and_asked(analysed: Project, file: Path) -> None:
    done = programmes.with_programme_file(analysed, file)
    kept = done.settings["programmes.custom"][OWN]
    assert kept["text"] == EXAMPLE
    assert kept["sha256"] == hashlib.sha256(EXAMPLE.encode()).hexdigest()
    assert kept["file"] == "fonds.toml"
    assert programmes.chosen_ids(done) == ("siq-bund", OWN)
    assert not done.stale
    assert done.data_fingerprint == analysed.data_fingerprint
    assert done.analysis is not None
    assert analysed.analysis is not None
    assert done.analysis.access is analysed.analysis.access
    assert len(verdicts(done, OWN)) == len(done.analysis.gaps)
    results = {c.id: c.result for c in verdicts(done, OWN)[0].criteria}
    assert results["K01"] is Result.MET  # Hesse
    assert results["K02"] is Result.MET  # before 31.03.2027
    assert results["K06"] is Result.OPEN


def test_judging_alone_equals_a_whole_analysis(analysed: Project, file: Path) -> None:
    alone = programmes.with_programme_file(analysed, file)
    whole = analyse(alone, AnalyseOptions(date=DAY))
    assert alone.analysis is not None
    assert whole.analysis is not None
    assert whole.analysis.gaps == alone.analysis.gaps
    assert whole.fingerprint == alone.fingerprint


def test_it_travels_with_the_project_and_judges_without_its_file(
    analysed: Project, file: Path, tmp_path: Path
) -> None:
    project_file.save(programmes.with_programme_file(analysed, file), tmp_path / "p.gpkg")
    file.unlink()
    back = project_file.load(tmp_path / "p.gpkg")
    assert not back.stale
    assert programmes.available(back)[OWN].title.startswith("Quartiersfonds")
    assert verdicts(programmes.rejudged(back), OWN) == verdicts(back, OWN)


def test_the_same_file_again_changes_nothing_another_text_replaces_it(analysed: Project, file: Path) -> None:
    once = programmes.with_programme_file(analysed, file)
    assert programmes.with_programme_file(once, file) is once
    file.write_text(EXAMPLE.replace("2027-03-31, 2028", "2027-01-31, 2028"), "utf-8")
    twice = programmes.with_programme_file(once, file)
    assert programmes.available(twice)[OWN].deadlines[0] == dt.date(2027, 1, 31)
    assert twice.fingerprint != once.fingerprint
    assert not twice.stale
    told = next(c.because for c in verdicts(twice, OWN)[0].criteria if c.id == "K02")
    assert "31.03.2028" in told


def test_only_kept_is_not_asked(analysed: Project, file: Path) -> None:
    kept = programmes.with_programme_file(analysed, file, choose=False)
    assert programmes.chosen_ids(kept) == ("siq-bund",)
    assert verdicts(kept, OWN) == []
    entry = next(e for e in programmes.entries(kept) if e.own)
    assert (entry.chosen, entry.state) == (False, "offen, nächste bekannte Frist 31.03.2027")


def test_taking_it_out_takes_its_verdicts_away(analysed: Project, file: Path) -> None:
    done = programmes.with_programme_file(analysed, file)
    out = programmes.without_programme(done, OWN)
    assert OWN not in programmes.available(out)
    assert verdicts(out, OWN) == []
    assert "programmes.custom" not in out.settings
    with pytest.raises(UsageError, match=OWN):
        programmes.without_programme(out, OWN)
    with pytest.raises(UsageError, match="siq-bund"):
        programmes.without_programme(out, "siq-bund")
    alone = programmes.with_chosen(done, [OWN])
    assert programmes.chosen_ids(programmes.without_programme(alone, OWN)) == ("siq-bund",)


def test_programmes_are_chosen_in_order_and_must_be_there(analysed: Project) -> None:
    done = programmes.with_chosen(analysed, ["sozialer-zusammenhalt", "siq-bund"])
    assert done.analysis is not None
    assert [v.programme for v in done.analysis.gaps[0].verdicts] == ["sozialer-zusammenhalt", "siq-bund"]
    assert programmes.with_chosen(done, ["sozialer-zusammenhalt", "siq-bund"]) is done
    with pytest.raises(UsageError):
        programmes.with_chosen(done, [])
    with pytest.raises(InputError) as caught:
        programmes.with_chosen(done, ["nichts", "garnichts", "siq-bund"])
    assert [p.value for p in caught.value.problems] == ["nichts", "garnichts"]


def test_a_result_that_is_older_than_its_data_is_not_judged_anew(analysed: Project, file: Path) -> None:
    old = analysed.with_(settings={**analysed.settings, "profile": "child"})
    done = programmes.with_programme_file(old, file)
    assert done.analysis is old.analysis
    assert done.stale


def test_successors_must_not_run_in_a_circle(analysed: Project, tmp_path: Path) -> None:
    def other(name: str, after: str) -> Path:
        text = EXAMPLE.replace(OWN, name).replace(
            'programme = "sozialer-zusammenhalt"', f'programme = "{after}"'
        )
        path = tmp_path / f"{name}.toml"
        path.write_text(text, "utf-8")
        return path

    one = programmes.with_programme_file(analysed, other("fonds-eins", "fonds-zwei"), choose=False)
    with pytest.raises(InputError, match="fonds-zwei → fonds-eins → fonds-zwei"):
        programmes.with_programme_file(one, other("fonds-zwei", "fonds-eins"), choose=False)
    two = programmes.with_programme_file(one, other("fonds-zwei", "sozialer-zusammenhalt"), choose=False)
    assert set(programmes.available(two)) >= {"fonds-eins", "fonds-zwei"}


def test_a_closed_one_of_one_s_own_names_its_successor(analysed: Project, file: Path) -> None:
    assert analysed.analysis is not None
    done = programmes.with_programme_file(analysed, file)
    assert done.analysis is not None
    late = replace(done.analysis.parameters, date=dt.date(2030, 5, 1))
    judged = programmes.rejudged(done, parameters=late)
    verdict = verdicts(judged, OWN)[0]
    assert verdict.summary.startswith(
        "Programm geschlossen (Aufnahme 01.01.2027 bis 31.12.2029, Stichtag 01.05.2030)"
    )
    assert "Sozialer Zusammenhalt" in verdict.summary
    assert NO_PROMISE in verdict.disclaimer


def test_before_it_opens_the_deadline_is_not_counted_among_the_rest(analysed: Project, file: Path) -> None:
    done = programmes.with_programme_file(analysed, file)
    assert done.analysis is not None
    early = programmes.rejudged(done, parameters=replace(done.analysis.parameters, date=dt.date(2026, 5, 1)))
    summary = verdicts(early, OWN)[0].summary
    assert summary.startswith("Programm noch nicht geöffnet")
    assert "K02" not in summary


# ---- the command line


@pytest.fixture
def path(analysed: Project, tmp_path: Path) -> Path:
    target = tmp_path / "stadt.gpkg"
    project_file.save(analysed, target)
    return target


def call(*arguments: object) -> Any:
    return CliRunner().invoke(cli, [str(a) for a in arguments])


def test_check_show_list_add_remove(path: Path, file: Path) -> None:
    assert "In Ordnung" in call("programmes", "check", file).output
    shown = call("programmes", "show", file, "--land", "NI").output
    assert NO_PROMISE in shown
    assert "In Niedersachsen auch Jugendzentren." in shown
    assert "(unbelegt)" in shown
    added = json.loads(call("programmes", "add", path, file, "--json").stdout)
    assert added["programmes"] == ["siq-bund", OWN]
    listed = json.loads(call("programmes", "list", path, "--json").stdout)["programmes"]
    assert [p["id"] for p in listed if p["own"]] == [OWN]
    assert [p["id"] for p in listed if p["chosen"]] == ["siq-bund", OWN]
    assert call("programmes", "remove", path, OWN).exit_code == 0
    assert OWN not in call("programmes", "list", path).output
    assert call("programmes", "remove", path, OWN).exit_code == 2


def test_a_wrong_file_is_refused_with_all_its_lines(path: Path, file: Path) -> None:
    before = path.read_bytes()
    file.write_text(
        EXAMPLE.replace("years = 3", "years = 99").replace('kind = "points"', 'kind = "bonus"'), "utf-8"
    )
    for words in (
        ("programmes", "check", file),
        ("programmes", "add", path, file),
        ("analyse", path, "--programme", file),
    ):
        result = call(*words, "--json")
        assert result.exit_code == 3
        problems = json.loads(result.stdout)["problems"]
        assert [(p["column"], bool(p["row"])) for p in problems] == [
            ("instalments › years", True),
            ("rule K07 › kind", True),
        ]
        assert "Zeile" in result.stderr
        assert "Traceback" not in result.stderr
    assert path.read_bytes() == before


def test_analyse_takes_a_file_and_ids_together(path: Path, file: Path) -> None:
    result = call("analyse", path, "--programme", file, "--programme", "sozialer-zusammenhalt", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["programmes"] == [OWN, "sozialer-zusammenhalt"]
    again = project_file.load(path)
    assert programmes.chosen_ids(again) == (OWN, "sozialer-zusammenhalt")
    assert not again.stale


@pytest.mark.parametrize("day", ["2027-02-01", "2031-01-01"])
def test_a_verdict_opens_on_the_command_line(path: Path, file: Path, day: str) -> None:
    call("analyse", path, "--programme", file, "--programme", "siq-bund", "--date", day, "--land", "HE")
    text = call("verdict", path, "1").output
    assert text.count("Verbindlich entscheidet") == 2
    flat = re.sub(r"\s+", " ", text)
    assert flat.count(NO_PROMISE) == 2
    for words in (
        "Befund:",
        "Regel:",
        "Verlangt:",
        "Es fehlt:",
        "Quelle:",
        "Pflichtkriterien",
        "QuartierMap belegt selbst:",
    ):
        assert words in text
    assert "[Q1]" in text
    one = json.loads(call("verdict", path, "A:kita:poor_condition", "--programme", OWN, "--json").stdout)
    assert [v["programme"] for v in one["verdicts"]] == [OWN]
    verdict = one["verdicts"][0]
    assert verdict["day"] == day
    assert NO_PROMISE in verdict["disclaimer"]
    assert {"found", "threshold", "source", "change", "text", "sureness"} <= set(verdict["criteria"][0])
    closed = day > "2029-12-31"
    assert verdict["summary"].startswith("Programm geschlossen") is closed
    first = re.sub(r"\s+", " ", call("verdict", path, "1", "--programme", OWN).output.split("Vorprüfung:")[1])
    assert ("nimmt seit 2030 keine Maßnahmen mehr auf" in first) is closed
    missing = call("verdict", path, "99")
    assert missing.exit_code == 2
    assert "A:kita:poor_condition" in missing.stderr
    assert call("verdict", path, "1", "--programme", "nichts").exit_code == 3
