"""Facts for the programme check: validated all at once, kept in the settings, verdicts recomputed alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.app import fact_files, facts
from quartiermap.app.fact_values import read_value
from quartiermap.app.facts import Statement
from quartiermap.app.session import ANALYSIS, SETTINGS, Session
from quartiermap.app.usecases import AnalyseOptions, analyse
from quartiermap.domain.facts import Fact
from quartiermap.domain.findings import Result
from quartiermap.domain.project import Project
from quartiermap.errors import InputError
from quartiermap.io import bundled

SIQ = (bundled.programme("siq-bund"),)
FACTS = facts.facts_of(SIQ)
GAP = "A:kita:poor_condition"
DAY = dt.date(2019, 6, 1)

EVERYTHING: dict[str, Any] = {
    "applicant_type": "gemeinde", "public_need_facility": True, "special_need": "Begründung, S. 3", "isek": "ISEK 2018, S. 44",
    "overall_strategy": "STEK 2017, S. 9", "integration_need": "Sozialbericht, S. 12", "council_resolution": "12.03.2019, DS 2019/17",
    "work_kind": "sanierung", "uneconomic_renovation": "Vergleich, S. 7", "new_building_reason": "Lückenbericht, S. 3",
    "effect_statement": "Anlage 6", "long_term_use": "Betriebskonzept", "operating_years": 25, "time_plan": "Anlage 4",
    "finance": {"bund": 750_000, "land": 150_000, "kommune": 100_000}, "cost_plan": "Anlage 3", "barrier_free_after": "ja",
    "gender_statement": "Anlage 5", "aims": ["Z1", "Z2"], "integration_management": False, "language_kita": True, "functions": ["Kita", "Treff"],
}  # fmt: skip


@pytest.fixture(scope="module")
def analysed(town: Project) -> Project:
    done = analyse(town, AnalyseOptions(date=DAY))
    assert done.analysis is not None
    assert GAP in {g.gap_id for g in done.analysis.gaps}
    return done


def results(project: Project, gap_id: str = GAP) -> dict[str, Result]:
    assert project.analysis is not None
    gap = next(g for g in project.analysis.gaps if g.gap_id == gap_id)
    return {c.id: c.result for c in gap.verdicts[0].criteria}


def codes(error: InputError) -> list[str]:
    return [p.code for p in error.problems]


def test_every_fact_can_be_stated() -> None:
    assert set(EVERYTHING) == set(FACTS)
    assert facts.checked(SIQ, Statement(EVERYTHING)).facts == EVERYTHING


def test_stating_a_fact_closes_its_criterion_and_leaves_the_distances(analysed: Project) -> None:
    assert results(analysed)["R10"] is Result.OPEN
    done = facts.with_statement(analysed, Statement({"isek": " ISEK 2018, S. 44 "}))
    assert done.settings == {"facts.isek": "ISEK 2018, S. 44"}
    assert results(done)["R10"] is Result.MET
    assert not done.stale
    assert done.analysis is not None
    assert analysed.analysis is not None
    assert done.analysis.access is analysed.analysis.access
    assert done.analysis.figures is analysed.analysis.figures
    assert analysed.settings == {}


@pytest.mark.parametrize("land", [None, "NI", "HE"])
def test_rejudging_equals_a_whole_analysis(analysed: Project, land: str | None) -> None:
    everything = {k: v for k, v in EVERYTHING.items() if k != "work_kind"}
    frame = {"land": land, "date": dt.date(2020, 3, 1)}
    quick = facts.with_statement(analysed, Statement(everything, {GAP: {"work_kind": "ersatzneubau"}}, frame))
    whole = analyse(quick.with_(analysis=None))
    assert quick.analysis is not None
    assert whole.analysis is not None
    assert quick.analysis.gaps == whole.analysis.gaps
    assert quick.analysis.notes == whole.analysis.notes
    assert quick.analysis.parameters == whole.analysis.parameters
    assert quick.analysis.fingerprint == whole.analysis.fingerprint == quick.fingerprint
    assert quick.analysis.gaps != analysed.analysis.gaps  # type: ignore[union-attr]


def test_a_fact_of_one_gap_goes_before_that_of_all(analysed: Project) -> None:
    done = facts.with_statement(
        analysed, Statement({"barrier_free_after": "ja"}, {GAP: {"barrier_free_after": "nein"}})
    )
    other = next(g.gap_id for g in done.analysis.gaps if g.gap_id != GAP)  # type: ignore[union-attr]
    assert results(done)["R15"] is Result.NOT_MET
    assert results(done, other)["R15"] is Result.MET
    found = {s.fact.id: s for s in facts.stated(done, SIQ, GAP)}
    assert (found["barrier_free_after"].own, found["barrier_free_after"].common) == ("nein", "ja")
    assert found["barrier_free_after"].value == "nein"
    assert "applicant_type" not in found
    back = facts.with_statement(done, Statement(gaps={GAP: {"barrier_free_after": None}}))
    assert results(back)["R15"] is Result.MET
    assert set(back.settings) == {"facts.barrier_free_after"}


def test_taking_everything_back_gives_the_first_verdicts(analysed: Project) -> None:
    there = facts.with_statement(analysed, Statement(EVERYTHING))
    back = facts.with_statement(there, Statement(dict.fromkeys(EVERYTHING)))
    assert back.settings == {}
    assert back.fingerprint == analysed.fingerprint
    assert back.analysis.gaps == analysed.analysis.gaps  # type: ignore[union-attr]


def test_a_statement_that_changes_nothing_gives_the_same_project(analysed: Project) -> None:
    assert facts.with_statement(analysed, Statement({"isek": ""})) is analysed
    assert facts.with_statement(analysed, Statement(frame={"land": "", "date": None})) is analysed
    once = facts.with_statement(analysed, Statement({"isek": "ISEK 2018"}, frame={"land": "HE"}))
    assert facts.with_statement(once, Statement({"isek": "ISEK 2018"}, frame={"land": "Hessen"})) is once


def test_land_and_date_change_the_rules_and_nothing_else(analysed: Project) -> None:
    late = facts.with_statement(analysed, Statement(frame={"land": "HE", "date": "31.12.2025"}))
    assert results(late)["R01"] is Result.NOT_MET
    assert late.analysis.parameters.land == "HE"  # type: ignore[union-attr]
    assert not any("kein Land" in note for note in late.analysis.notes)  # type: ignore[union-attr]
    without = facts.with_statement(late, Statement(frame={"land": None}))
    assert without.analysis.parameters.land is None  # type: ignore[union-attr]
    assert without.analysis.parameters.date == dt.date(2025, 12, 31)  # type: ignore[union-attr]
    assert any("kein Land" in note for note in without.analysis.notes)  # type: ignore[union-attr]


def test_a_land_of_the_calculation_stays_when_facts_change(town: Project) -> None:
    done = analyse(town, AnalyseOptions(date=DAY, land="HE"))
    assert facts.chosen_land(done) == "HE"
    changed = facts.with_statement(done, Statement({"applicant_type": "zweckverband"}))
    assert changed.analysis.parameters.land == "HE"  # type: ignore[union-attr]
    assert results(changed)["R02"] is Result.MET


def test_an_old_result_stays_old(analysed: Project, town: Project) -> None:
    moved = analysed.with_(facilities=analysed.facilities.iloc[:0])
    done = facts.with_statement(moved, Statement({"isek": "ISEK 2018"}))
    assert done.analysis is analysed.analysis
    assert done.stale
    assert not done.only_verdicts_stale
    fresh = facts.with_statement(town, Statement({"isek": "ISEK 2018"}))
    assert fresh.analysis is None
    assert fresh.settings == {"facts.isek": "ISEK 2018"}


def test_it_is_one_step_that_can_be_undone(analysed: Project) -> None:
    session = Session()
    session.adopt(analysed)
    session.apply(
        facts.LABEL,
        facts.with_statement(session.project, Statement({"isek": "ISEK 2018"})),
        frozenset({SETTINGS, ANALYSIS}),
    )
    assert session.undo_text == "Angaben zur Vorprüfung"
    session.undo()
    assert session.project is analysed


def test_all_problems_come_at_once_and_nothing_is_taken_over(analysed: Project) -> None:
    bad = Statement(
        {
            "applicant_type": "Verein", "isek": "ja", "operating_years": -3, "aims": ["Z1", "Z9"], "iesk": "x",
            "finance": {"bund": -1, "mäzen": 5, "land": 3}, "language_kita": "vielleicht",
        },
        {GAP: {"applicant_type": "gemeinde"}},
        {"land": "Preußen", "date": "31.02.2019"},
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        facts.with_statement(analysed, bad)
    columns = sorted(p.column or "" for p in caught.value.problems)
    assert columns == sorted(
        ["applicant_type", "applicant_type", "isek", "operating_years", "aims", "iesk", "finance", "finance", "language_kita", "land", "date"]
    )  # fmt: skip
    assert all(p.remedy for p in caught.value.problems)
    assert "Gemeint ist wohl „isek“" in str(caught.value)
    assert "Finanzierungsplan, Bund: Erwartet wird eine Zahl ab 0" in str(caught.value)


@pytest.mark.parametrize(
    "word", ["ja", "Nein.", "fehlt", "-", "?", "…", "folgt", "n. v.", "noch nicht", "k. A."]
)
def test_a_word_that_names_no_evidence_is_refused(word: str) -> None:
    with pytest.raises(InputError) as caught:
        facts.checked(SIQ, Statement({"isek": word}))
    assert codes(caught.value) == ["fact_no_evidence"]
    assert "offen" in caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("fact", "value", "kept"),
    [
        ("applicant_type", "Kommunaler Zweckverband", "zweckverband"),
        ("applicant_type", "  ", None),
        ("barrier_free_after", True, "ja"),
        ("language_kita", "Ja", True),
        ("language_kita", "", None),
        ("operating_years", "25 Jahre", 25),
        ("operating_years", " ", None),
        ("aims", "z2; Z1", ["Z1", "Z2"]),
        ("aims", [], None),
        ("functions", "Kita\n\n Treff \nKita", ["Kita", "Treff"]),
        ("finance", {"bund": "750.000,50 €", "land": 0, "kommune": ""}, {"bund": 750_000.5, "land": 0}),
        ("finance", {"bund": ""}, None),
        ("isek", "ISEK\x00 2018\u202e", "ISEK  2018"),
    ],
)
def test_values_are_kept_in_one_form(fact: str, value: Any, kept: Any) -> None:
    assert facts.checked(SIQ, Statement({fact: value})).facts == {fact: kept}


@pytest.mark.parametrize("value", [True, "viel", float("nan"), float("inf"), 10**400, {}, [1], 1e13])
def test_an_amount_is_a_finite_number(value: Any) -> None:
    with pytest.raises(InputError):
        facts.checked(SIQ, Statement({"finance": {"bund": value}}))


_any_value = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(FACTS)), _any_value)
def test_any_value_is_read_or_refused_and_reading_again_changes_nothing(name: str, value: Any) -> None:
    fact: Fact = FACTS[name]
    try:
        kept = read_value(fact, value)
    except InputError as error:
        kept = None
        refused = list(error.problems)
    else:
        refused = []
    assert all(p.message and p.remedy for p in refused)
    assert read_value(fact, kept) == kept


def test_a_file_of_facts_comes_back_as_it_was_written(analysed: Project, tmp_path: Path) -> None:
    path = tmp_path / "angaben.toml"
    full = facts.with_statement(
        analysed, Statement(EVERYTHING, {GAP: {"isek": 'S. 3, "Anger" \\ 2'}}, {"land": "NI", "date": DAY})
    )
    fact_files.write_facts(full, SIQ, path)
    assert facts.with_statement(analysed, fact_files.read_facts(path, SIQ)).settings == full.settings
    fact_files.write_facts(analysed, SIQ, path)
    empty = fact_files.read_facts(path, SIQ)
    assert (empty.facts, empty.gaps, empty.frame) == ({}, {}, {})
    text = path.read_text("utf-8")
    assert all(f"# {name} = " in text for name in FACTS)


def test_the_commented_pattern_of_every_fact_is_valid_toml(analysed: Project) -> None:
    import tomllib

    text = fact_files.facts_text(analysed, SIQ)
    names = tuple(f"# {name} = " for name in FACTS)
    filled = "\n".join(line[2:] if line.startswith(names) else line for line in text.splitlines())
    assert set(tomllib.loads(filled)["facts"]) == set(FACTS)


FILE = """programme = "siq-bund"
land = "Preußen"

[facts]
isek = "folgt"
applicant_type = "stadt"

[gap."A:kita:poor_condition"]
applicant_type = "gemeinde"
isekk = "ISEK 2018"

[gap."Altstadt"]
isek = "ISEK 2018"
"""


def test_every_problem_of_a_file_is_named_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "angaben.toml"
    path.write_text(FILE, "utf-8")
    with pytest.raises(InputError) as caught:
        fact_files.read_facts(path, SIQ)
    found = {(p.row, p.code) for p in caught.value.problems}
    assert found == {
        (2, "land_unknown"), (5, "fact_no_evidence"), (9, "fact_not_per_gap"), (10, "fact_unknown"), (12, "gap_id_invalid"),
    }  # fmt: skip
    assert {p.file for p in caught.value.problems} == {"angaben.toml"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b'isek = "ISEK"', "fact_outside"),
        (b"[facts]\nisek = ISEK 2018", "toml_invalid"),
        (b"facts = 3", "problem"),
        (b"gap = 3", "gap_id_invalid"),
        (b"[angaben]\nisek = 'ISEK 2018'", "section_unknown"),
        (b'programme = "anderes"', "programme_other"),
        (b"[facts]\nisek = '\xe4'", "encoding"),
        (b"x = " + b"[" * 5000, "toml_invalid"),
        (b"x = " + b"1" * 5000, "toml_invalid"),
        (b"\xff\xfe\x00\x00", "encoding"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "angaben.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        fact_files.read_facts(path, SIQ)
    assert code in codes(caught.value)
    assert all(p.file == "angaben.toml" for p in caught.value.problems)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"fehlt\.toml"):
        fact_files.read_facts(tmp_path / "fehlt.toml", SIQ)


def test_facts_of_gaps_that_are_gone_are_told(analysed: Project) -> None:
    gone = "Z:library:out_of_reach"
    done = facts.with_statement(
        analysed, Statement(gaps={gone: {"isek": "ISEK 2018"}, GAP: {"isek": "S. 3"}})
    )
    assert fact_files.unmatched_gaps(done) == (gone,)
    assert set(fact_files.gap_facts(done)) == {gone, GAP}


def test_stated_facts_are_kept_as_plain_settings(analysed: Project) -> None:
    import json

    done = facts.with_statement(analysed, Statement(EVERYTHING, frame={"land": "NI", "date": DAY}))
    assert json.loads(json.dumps(done.settings)) == done.settings
    assert pd.Series(list(done.settings)).is_unique


def test_the_handbook_names_every_fact_and_its_example_can_be_read(tmp_path: Path) -> None:
    handbook = (Path(__file__).resolve().parents[3] / "docs" / "handbuch.md").read_text("utf-8")
    for fact in FACTS.values():
        rules = ", ".join(r.id for r in SIQ[0].rules_asking(fact.id))
        row = next(line for line in handbook.splitlines() if line.startswith(f"| `{fact.id}` |"))
        assert row.endswith(f"| {rules} |")
        assert fact.label in row
        assert all(f"`{option.value}`" in row for option in fact.options)
    example = handbook[handbook.index("    # angaben.toml") : handbook.index("`gap` nennt eine Lücke")]
    path = tmp_path / "angaben.toml"
    path.write_text("\n".join(line[4:] for line in example.splitlines()), "utf-8")
    read = fact_files.read_facts(path, SIQ)
    assert set(read.facts) == {"applicant_type", "isek", "finance", "aims"}
    assert read.frame == {"land": "NI", "date": dt.date(2019, 6, 30)}


def test_a_file_is_taken_over_without_touching_the_result(analysed: Project, tmp_path: Path) -> None:
    path = tmp_path / "angaben.toml"
    path.write_text('land = "HE"\n[facts]\nisek = "ISEK 2018, S. 44"\n', "utf-8")
    done = fact_files.with_facts_file(analysed, path)
    assert done.settings == {"land": "HE", "facts.isek": "ISEK 2018, S. 44"}
    assert done.analysis is analysed.analysis
    assert done.only_verdicts_stale
    assert results(analyse(done, AnalyseOptions(date=DAY)))["R10"] is Result.MET
