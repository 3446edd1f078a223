"""The supply balance as a use case: choices kept with the project, the command line, plain values for the window."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from quartiermap.app import supply, usecases
from quartiermap.cli import cli
from quartiermap.errors import InputError, UsageError
from quartiermap.io import project_file


@pytest.fixture(scope="module")
def analysed(town):
    return usecases.analyse(town)


@pytest.fixture
def file(analysed, tmp_path):
    path = tmp_path / "p.gpkg"
    project_file.save(analysed, path)
    return path


def call(*words):
    result = CliRunner().invoke(cli, ["supply", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


def test_a_choice_is_kept_and_makes_no_result_stale(analysed):
    chosen = supply.with_choice(analysed, supply.SupplyChoice(land="bw", year=2031, windows={"u3": (0, 30)}))
    assert not chosen.stale
    assert supply.choice_of(chosen) == supply.SupplyChoice("BW", 2031, None, {"u3": [0, 30]})
    found = supply.balance_of(chosen, "kita")
    assert (found.year, found.windows.shown[0].upper) == (2031, 30)
    assert supply.choice_of(supply.with_choice(chosen, supply.SupplyChoice())) == supply.SupplyChoice()


def test_the_land_of_the_programme_check_is_used_unless_another_is_chosen(analysed):
    project = analysed.with_(settings={**analysed.settings, "land": "NW"})
    assert supply.balance_of(project, "kita").windows.land == "NW"
    assert supply.balance_of(project, "kita", supply.SupplyChoice(land="HE")).windows.land == "HE"


@pytest.mark.parametrize(
    "choice",
    [
        supply.SupplyChoice(land="XX"),
        supply.SupplyChoice(year=99),
        supply.SupplyChoice(windows={"u4": (0, 36)}),
        supply.SupplyChoice(windows={"u3": (36, 0)}),
    ],
)
def test_what_cannot_be_is_refused(analysed, choice):
    with pytest.raises(UsageError):
        supply.with_choice(analysed, choice)
    with pytest.raises(UsageError):
        supply.balance_of(analysed, "kita", choice)


def test_a_kind_that_does_not_exist_or_has_no_need_is_refused(analysed, town):
    with pytest.raises(InputError, match="gibt es nicht"):
        supply.balance_of(analysed, "rathaus")
    with pytest.raises(InputError, match="keinen Bedarf"):
        supply.balance_of(analysed, "secondary_school")
    with pytest.raises(UsageError, match="noch kein Ergebnis"):
        supply.balance_of(town, "kita")
    assert "kita" in supply.kinds_with_balance(analysed)
    assert supply.kinds_with_balance(town) == ()


def test_command_line_speaks_json(file):
    code, out, _ = call(file, "--kind", "kita", "--year", "2030", "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["ok"], found["kind"], found["year"]) == (True, "kita", 2030)
    a = next(d for d in found["districts"] if d["area_id"] == "A")
    group = next(g for g in a["groups"] if g["group"] == "all")
    # 45 under three and 45 from three: 45 x 0.51 + 45 x 0.97
    assert (group["children"], group["need"], group["places"]) == (90.0, pytest.approx(66.6), 90.0)
    assert group["coverage"] == pytest.approx(90 / 66.6)


def test_command_line_writes_a_table_and_keeps_the_choice(file, tmp_path):
    target = tmp_path / "v.csv"
    code, out, _ = call(file, "--land", "BY", "--csv", target, "--keep")
    assert code == 0
    assert "Altersfenster Bayern" in out
    assert supply.choice_of(project_file.load(file)).land == "BY"
    rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert {r["Gebiet"] for r in rows} >= {"Am Anger", "Beim Bach"}
    assert {r["Auslastung (%)"] for r in rows if r["Einrichtungsart"] == "Kita"} <= {
        "keine Daten",
        "entfällt",
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--kind", "rathaus"), 3),
        (("--land", "XX"), 2),
        (("--window", "u3=36"), 2),
        (("--key-date", "31.12.2024"), 2),
        (("--csv", "x.xlsx"), 2),
    ],
)
def test_command_line_refuses_with_a_sentence(file, words, code):
    found, out, err = call(file, *words)
    assert found == code
    assert "Fehler" in err
    assert "Traceback" not in out + err
