"""Programmes that somebody wrote: the guide's example holds, and whatever is wrong is said with line and key, all at once."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartiermap.domain.facts import FactType
from quartiermap.domain.programme import Programme
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.domain.rule_tests import TEST_MODELS, RuleTest
from quartiermap.errors import InputError, Problem
from quartiermap.io import bundled
from quartiermap.io.programme_file import LARGEST_FILE, read_programme, text_of
from quartiermap.io.programme_schema import schema_text

DOCS = Path(__file__).resolve().parents[3] / "docs"
GUIDE = (DOCS / "programme-schreiben.md").read_text("utf-8")
EXAMPLE = re.search(r"```toml\n(.*?)```", GUIDE, re.DOTALL).group(1)  # type: ignore[union-attr]
TODAY = dt.date(2026, 11, 22)


def read(text: str) -> Programme:
    return read_programme(text, "p.toml", taken=bundled.programme_ids(), today=TODAY)


def problems(text: str) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        read(text)
    return list(caught.value.problems)


def changed(old: str, new: str) -> str:
    assert EXAMPLE.count(old) >= 1, old
    return EXAMPLE.replace(old, new, 1)


def line_of(text: str, part: str) -> int:
    return next(n for n, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_guide_s_example_is_read() -> None:
    programme = read(EXAMPLE)
    assert programme.id == "quartiersfonds-2027"
    assert NO_PROMISE in programme.disclaimer  # it says nothing of its own
    assert programme.deadlines == (dt.date(2027, 3, 31), dt.date(2028, 3, 31), dt.date(2029, 3, 31))
    assert programme.rule[2].for_land("NI").test["kinds"][-1] == "youth_centre"
    assert programme.rule[2].for_land("HE").test["kinds"] == ["kita", "library", "quartierstreff"]


@pytest.mark.parametrize("programme_id", bundled.programme_ids())
def test_every_shipped_programme_keeps_to_the_rules_for_one_s_own(programme_id: str) -> None:
    text = (bundled.data_dir() / "programmes" / f"{programme_id}.toml").read_text("utf-8")
    assert read_programme(text, "x.toml", today=TODAY) == bundled.programme(programme_id)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('id = "quartiersfonds-2027"', 'id = "siq-bund"', "id", "mitgeliefertes Programm"),
        ('id = "quartiersfonds-2027"', 'id = "Quartiers Fonds"', "id", "Kleinbuchstaben"),
        ('title = "Quartiersfonds', 'titel = "Quartiersfonds', "titel", "Gemeint ist wohl „title“"),
        ('title = "Quartiersfonds', 'titel = "Quartiersfonds', "title", "„title“ fehlt"),
        ("valid_from = 2027-01-01", 'valid_from = "01.01.2027"', "valid_from", "kein Datum"),
        ("valid_from = 2027-01-01", "valid_from = 2027", "valid_from", "Datum"),
        ("valid_to = 2029-12-31", "valid_to = 2026-12-31", "valid_to", "vor dem Beginn"),
        ("checked_on = 2026-11-02", "checked_on = 2027-11-02", "checked_on", "Zukunft"),
        ('lands = ["HE", "NI"]  ', 'lands = ["HE", "XY"]  ', "lands Nr. 2", "Das Land „XY“ gibt es nicht"),
        ("share_max = 0.70", "share_max = 70", "funding Nr. 1 › share_max", "bis 1"),
        ("share_max = 0.70", 'share_max = "70 %"', "funding Nr. 1 › share_max", "eine Zahl"),
        ("share_max = 0.70", "share_max = 0.70, share_min = 0.8", "funding Nr. 1 › share_min", "größer als sein Höchstanteil"),
        ("share_min = 0.30", "share_min = 0.30 }, { payer = 'land', share_min = 0.9", "funding", "land doppelt"),
        ('payer = "land"', 'payer = "eu"', "funding Nr. 1 › payer", "keiner Angabe"),
        ("years = 3", "years = 3.5", "instalments › years", "ganze Zahl"),
        ('programme = "sozialer-zusammenhalt"', 'programme = "quartiersfonds-2027"', "successor Nr. 1 › programme", "sich selbst"),
        ('kind = "mandatory"', 'kind = "pflicht"', "rule K01 › kind", "mandatory, evidence"),
        ('type = "land", lands = ["HE", "NI"]', 'type = "land", lands = []', "rule K01 › test › lands", "leer"),
        ('type = "land", lands', 'type = "bundesland", lands', "rule K01 › test › type", "Die Prüfung „bundesland“ gibt es nicht"),
        ('type = "land", lands', 'type = "land", Lands', "rule K01 › test › lands", "fehlt"),
        ("2028-03-31, 2029-03-31", "2028-02-30, 2029-03-31", "", "kein gültiges TOML"),
        ("2028-03-31, 2029-03-31", '"2028-02-30", 2029-03-31', "rule K02 › test › deadlines Nr. 2", "kein Datum"),
        ("2028-03-31, 2029-03-31", "2028-03-31, 2031-03-31", "rule K02 › test › deadlines Nr. 3", "außerhalb des Zeitraums"),
        ('kinds = ["kita", "library"', 'kinds = ["kitta", "library"', "rule K03 › test › kinds Nr. 1", "Gemeint ist wohl „kita“"),
        ("overrides.NI = {", "overrides.XX = {", "rule K03 › overrides › XX", "gibt es nicht"),
        ('overrides.NI = { text = "', 'overrides.NI = { texte = "', "rule K03 › overrides › NI › texte", "gibt es hier nicht"),
        ('overrides.NI = { text = "In', 'overrides.NI = { kind = 3, text = "In', "rule K03 › overrides › NI › kind", "mandatory"),
        ('otherwise = "K05"', 'otherwise = "K99"', "rule K04 › otherwise", "Regel K99 fehlt"),
        ('otherwise = "K05"', 'otherwise = "K04"', "rule K04 › otherwise", "im Kreis: K04 → K04"),
        ("border_m = 25.0", 'border_m = "25 m"', "rule K04 › test › border_m", "eine Zahl"),
        ('status = "laufend"', 'status = "fertig"', "rule K04 › test › status", "laufend oder Voruntersuchung"),
        ('facts = ["special_need"]', 'facts = ["special_neet"]', "rule K05 › test › facts", "Gemeint ist wohl „special_need“"),
        ('facts = ["special_need"]', 'facts = "special_need"', "rule K05 › test › facts", "eine Liste"),
        ("with_gap = true", 'with_gap = "ja"', "rule K05 › test › with_gap", "true oder false"),
        ("with_gap = true", "with_gab = true", "rule K05 › test › with_gab", "Gemeint ist wohl „with_gap“"),
        ("per = 100.0", "per = 0", "rule K07 › test › per", "über 0"),
        ("per = 100.0", "per = nan", "", "keine Zahlen"),
        ('ref = "QX"', 'ref = "QY"', "rule K07 › sources Nr. 1 › ref", "Quelle QY fehlt"),
        ('tag = "proposal"', 'tag = "sicher"', "rule K07 › sources Nr. 1 › tag", "verified"),
        ('type = "text"\ngroup', 'type = "yes_no"\ngroup', "rule K05 › test › facts", "nicht lesen"),
        ('group = "application"', 'group = "antrag"', "fact special_need › group", "application"),
        ('id = "special_need"', 'id = "Bedarf 1"', "fact Bedarf 1 › id", "Zeichen"),
        ('id = "finance"', 'id = "money"', "fact money › id", "von keiner Regel gefragt"),
        ('id = "Q2"', 'id = "Q1"', "source Q1 › id", "Q1 doppelt"),
        ('id = "K02"', 'id = "K01"', "rule K01 › id", "K01 doppelt"),
        ('id = "K02"', 'id = "Regel zwei"', "rule Regel zwei › id", "Höchstens 12"),
        ('short = "Quartiersfonds"', 'short = "Quartiers\\u202efonds"', "short", "Steuerzeichen (U+202E)"),
        ('closed_note = "', 'disclaimer = "Wird bewilligt."\nclosed_note = "', "disclaimer", NO_PROMISE),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_line_and_key(old: str, new: str, key: str, words: str) -> None:
    text = changed(old, new)
    found = [p for p in problems(text) if words in f"{p.message} {p.remedy}"]
    assert found, [str(p) for p in problems(text)]
    if key:
        assert key in {p.column for p in found}
        last = key.rpartition(" › ")[2].partition(" Nr.")[0]
        told = next(p for p in found if p.column == key)
        assert told.row is not None
        line = text.splitlines()[told.row - 1]
        if "fehlt" not in words:
            assert last in line or (old.partition("=")[0].strip() in line), (told.row, line)
    assert all(p.row for p in found)
    assert all(re.search(r"[.!]$", p.message) for p in found)


def test_all_problems_come_at_once_and_in_the_order_of_the_lines() -> None:
    text = changed('kind = "mandatory"', 'kind = "pflicht"')
    text = text.replace("valid_to = 2029-12-31", "valid_to = 2020-12-31").replace(
        "per = 100.0", "pro = 100.0"
    )
    text = text.replace('otherwise = "K05"', 'otherwise = "K99"').replace("years = 3", "years = 0")
    found = problems(text)
    rows = [p.row or 0 for p in found]
    assert rows == sorted(rows)
    assert {line_of(text, part) for part in ("valid_to", "pflicht", "K99", "years", "pro = ")} <= set(rows)
    assert str(found[0]).startswith("p.toml, Zeile ")
    assert "Schlüssel „" in str(found[0])


def test_a_circle_that_only_one_land_has_is_found() -> None:
    text = EXAMPLE.replace(
        'missing = "Begründung des besonderen Bedarfs" }\nsources = [{ ref = "Q1", tag = "verified" }]',
        'missing = "Begründung des besonderen Bedarfs" }\nsources = [{ ref = "Q1", tag = "verified" }]\noverrides.HE = { otherwise = "K04" }',
    )
    assert text != EXAMPLE
    (found,) = problems(text)
    assert "im Kreis (in HE): K04 → K05 → K04" in found.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "fehlt"),
        ("x = ", "kein gültiges TOML"),
        ('id = "a"\nid = "b"', "zweimal"),
        ("rule = 5", "fehlt"),
        ('rule = ["x"]', "fehlt"),
        ("[[rule]]\ntest = 5", "fehlt"),
        ("[rule]\nid = 5", "Liste"),
        ('[[rule]]\ntest = { type = 5 }\noverrides = "x"', "gibt es nicht"),
        ("[[fact]]\n[[source]]\n[[funding]]\n[[eligible]]\n[[successor]]\n[instalments]", "fehlt"),
        ("a = " + "[" * 2000, "kein gültiges TOML"),
        ("valid_from = 07:32:00", "Datum"),
        ("x = " + "9" * 5000, "TOML"),
    ],
)
def test_any_shape_is_answered_in_sentences(text: str, words: str) -> None:
    assert any(words in str(p) for p in problems(text)), [str(p) for p in problems(text)]


LINES = EXAMPLE.splitlines()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from(["drop", "twice", "swap", "cut", "word"]), st.integers(0, 60)), min_size=1, max_size=4)
)  # fmt: skip
def test_a_damaged_file_is_read_or_refused_never_more(damages: list[tuple[int, str, int]]) -> None:
    lines = list(LINES)
    for at, how, where in damages:
        line = lines[at]
        lines[at] = {
            "drop": "",
            "twice": f"{line}\n{line}",
            "swap": line[::-1],
            "cut": line[:where],
            "word": re.sub(r'"[^"]*"', "7", line, count=1),
        }[how]
    text = "\n".join(lines)
    try:
        read(text)
        found: list[Problem] = []
    except InputError as error:
        found = list(error.problems)
    assert all(problem.message and problem.file == "p.toml" for problem in found)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    other = tmp_path / "p.toml"
    other.write_bytes(EXAMPLE.encode("utf-16"))
    with pytest.raises(InputError, match="kein Text in UTF-8"):
        text_of(other)
    other.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.encode())
    assert read(text_of(other)).id == "quartiersfonds-2027"
    other.write_bytes(b"#" * (LARGEST_FILE + 1))
    with pytest.raises(InputError, match="zu groß"):
        text_of(other)
    with pytest.raises(InputError, match="gibt es nicht"):
        text_of(tmp_path / "none.toml")
    with pytest.raises(InputError):
        text_of(tmp_path)


def test_a_land_s_own_test_replaces_the_common_one() -> None:
    programme = bundled.programme("siq-bund")
    exception = next(r for r in programme.rule if r.id == "R07")
    assert set(exception.for_land("SH").test) == {"type", "because"}
    assert exception.for_land("HE") is exception


# ---- the documents


def test_the_schema_is_the_one_of_the_models() -> None:
    assert (DOCS / "programme.schema.json").read_text("utf-8") == schema_text(), "python3 dev.py schema"


def test_the_schema_describes_every_test_and_key_in_german() -> None:
    schema = json.loads(schema_text())
    for name in TEST_MODELS:
        assert schema["$defs"][f"test_{name}"]["description"]
    for definition in (schema, *schema["$defs"].values()):
        for key, value in definition.get("properties", {}).items():
            assert value.get("description") or "const" in value, key
    tests = {
        part["$ref"].rpartition("/")[2] for part in schema["$defs"]["Rule"]["properties"]["test"]["oneOf"]
    }
    assert tests == {f"test_{name}" for name in TEST_MODELS}


def test_the_guide_explains_every_test_with_every_key() -> None:
    rows = {
        m.group(1): m.group(0)
        for m in re.finditer(r"^\| `(\w+)` \|.*$", GUIDE.partition("## Alle Prüfungen")[2], re.M)
    }
    common = set(RuleTest.model_fields) | {"type"}
    for name, model in TEST_MODELS.items():
        assert name in rows, name
        for key, field in model.model_fields.items():
            if key in common:
                continue
            assert f"`{key}`" in rows[name], (name, key)
            needs = rows[name].split("|")[3]
            assert (f"`{key}`" in needs) == field.is_required(), (name, key)


def test_the_guide_names_every_kind_work_and_type_of_fact() -> None:
    for kind in bundled.kinds().ids:
        assert f"`{kind}`" in GUIDE, kind
    for name in FactType.__args__:  # type: ignore[attr-defined]
        assert f"| `{name}` |" in GUIDE
    for kind in ("mandatory", "evidence", "points", "info"):
        assert f"| `{kind}` |" in GUIDE


def test_every_shipped_toml_key_is_in_the_schema() -> None:
    schema = json.loads(schema_text())
    for programme_id in bundled.programme_ids():
        data = tomllib.loads((bundled.data_dir() / "programmes" / f"{programme_id}.toml").read_text("utf-8"))
        assert set(data) <= set(schema["properties"])
        for rule in data["rule"]:
            assert set(rule) <= set(schema["$defs"]["Rule"]["properties"])
            assert set(rule["test"]) <= set(schema["$defs"][f"test_{rule['test']['type']}"]["properties"])


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("share = 0.80", "share = 0,80", "0.80 statt 0,80"),
        ("share_max = 0.70", "share_max = 70", "70 % sind 0.7"),
        ('works = ["sanierung", "umbau", "ausbau"]', 'works = ["renovierung"]', "sanierung, ausbau"),
    ],
)
def test_what_a_planner_gets_wrong_is_said_with_what_would_be_right(
    right: str, wrong: str, words: str
) -> None:
    found = problems(changed(right, wrong))
    assert any(words in f"{p.message} {p.remedy}" for p in found)
    assert not any("ist leer" in p.message for p in found)
