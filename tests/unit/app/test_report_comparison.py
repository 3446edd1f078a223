"""Two reports beside each other: every gap is in exactly one state, and causes are only what two reports can tell."""

from __future__ import annotations

import contextlib
import copy
import json
from typing import Any

import pytest
from click.testing import CliRunner

from quartiermap.app.report_comparison import compare, read_report
from quartiermap.app.report_comparison_sheets import sheet
from quartiermap.cli import cli
from quartiermap.errors import InputError

KITA = {
    "id": "kita", "kind": "kita", "label": "Kita in 500 m Fußweg", "target_m": 500.0, "degree": "Studie",
    "supply": {"rate": 0.74, "unit": "Plätze"},
}  # fmt: skip
LIBRARY = {
    "id": "bib",
    "kind": "library",
    "label": "Bibliothek",
    "target_m": 1250.0,
    "degree": "Annahme",
    "supply": None,
}


def gap(
    district: str,
    kind: str,
    rank: int,
    persons: float | None = 100.0,
    state: str = "value",
    overall: str = "open",
) -> dict[str, Any]:
    return {
        "gap_id": f"{district}:{kind}:out_of_reach", "district_id": district, "district_name": f"Quartier {district}", "kind": kind,
        "kind_name": kind.title(), "reason": "out_of_reach", "reason_label": "außer Reichweite", "standard_id": {"kita": "kita"}.get(kind, "bib"),
        "affected_population": persons, "affected_population_state": state, "affected_group": "unter 6 Jahre", "rank": rank, "confidence": "hoch",
        "verdicts": [{"programme": "siq-bund", "programme_title": "SIQ", "overall": overall, "overall_label": {"open": "offen", "met": "erfüllt"}[overall]}],
    }  # fmt: skip


@pytest.fixture
def report() -> dict[str, Any]:
    sources = [
        {"layer": "facilities", "kind": "kita", "period": "", "sha256": "a" * 64, "rows_used": 20},
        {"layer": "districts", "kind": "", "period": "", "sha256": "d" * 64, "rows_used": 6},
    ]
    return {
        "format": "quartiermap.report/1",
        "meta": {
            "project": {"name": "Musterstadt"}, "computed_at": "2026-01-05T10:00:00+00:00", "versions": {"program": "QuartierMap 0.2.0"},
            "parameters": {"land": "HE", "date": "2026-01-05", "programmes": ["siq-bund"], "min_gap_persons": 10.0, "profile": {"id": "adult", "label": "Erwachsene"}},
            "sources": sources,
        },
        "kinds": [{"id": "kita", "name_plural": "Kitas"}, {"id": "library", "name_plural": "Bibliotheken"}],
        "standards": [KITA, LIBRARY],
        "gaps": [gap("01", "kita", 1), gap("02", "kita", 2), gap("03", "library", 3)],
    }  # fmt: skip


def states(found: Any) -> dict[str, str]:
    return {g.gap_id.split(":")[0]: g.state for g in found.gaps}


def test_a_report_beside_itself_has_no_difference(report: dict[str, Any]) -> None:
    found = compare(report, copy.deepcopy(report))
    assert set(states(found).values()) == {"same"}
    assert (found.data, found.rules, found.check) == ((), (), ())
    assert "dieselben" in found.sentences[1]
    assert all(not g.cause for g in found.gaps)


def test_new_closed_and_changed_by_data(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["meta"]["sources"][0]["sha256"] = "b" * 64
    later["gaps"] = [gap("04", "kita", 1), gap("02", "kita", 2, 140.0), gap("03", "library", 3)]
    found = compare(report, later)
    assert states(found) == {"04": "new", "02": "changed", "01": "closed", "03": "same"}
    assert [g.gap_id.split(":")[0] for g in found.gaps] == ["04", "02", "01", "03"]
    assert found.data == ("Einrichtungen (Kitas): andere Datei",)
    assert {g.cause for g in found.gaps if g.state != "same"} == {"nur Daten"}
    (field,) = found.of("changed")[0].fields
    assert (field.label, field.before, field.after) == ("Betroffene", "100", "140")


def test_a_standard_only_explains_gaps_of_its_kind(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["standards"][0] = {**KITA, "target_m": 600.0}
    later["gaps"] = [gap("02", "kita", 1, 80.0), gap("03", "library", 2, 90.0)]
    found = {g.gap_id: g for g in compare(report, later).gaps}
    assert found["01:kita:out_of_reach"].cause == "nur Vorgaben"
    assert found["02:kita:out_of_reach"].cause == "nur Vorgaben"
    assert (
        found["03:library:out_of_reach"].cause == "aus den Berichten nicht zu erkennen"
    )  # nothing of it differs
    (rule,) = compare(report, later).rules
    assert ("500 m" in rule.before, "600 m" in rule.after) == (True, True)


def test_both_data_and_standards_are_named_and_not_told_apart(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["standards"][0] = {**KITA, "target_m": 600.0}
    later["meta"]["sources"][0]["sha256"] = "b" * 64
    later["gaps"] = [gap("02", "kita", 1, 80.0), gap("03", "library", 2)]
    found = compare(report, later)
    assert found.of("closed")[0].cause == "Daten oder Vorgaben, oder beides"
    assert not found.of("closed")[0].certain
    assert any("mit den neuen Daten und den alten Richtwerten" in s for s in found.sentences)


def test_a_verdict_changes_by_facts_or_by_the_day(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["gaps"][0] = gap("01", "kita", 1, overall="met")
    found = compare(report, later).of("changed")[0]
    assert found.fields[0].label == "Vorprüfung SIQ"
    assert found.cause == "nur Angaben zur Vorprüfung"
    later["meta"]["parameters"]["date"] = "2026-06-01"
    again = compare(report, later)
    assert again.of("changed")[0].cause == "nur Angaben zur Vorprüfung"
    assert again.rules == ()
    assert [(f.label, f.before, f.after) for f in again.check] == [("Stichtag", "05.01.2026", "01.06.2026")]
    assert again.before == "Musterstadt, gerechnet am 05.01.2026 um 10:00 Uhr"


def test_another_rank_alone_is_no_change(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["gaps"] = [gap("02", "kita", 1), gap("01", "kita", 2), gap("03", "library", 3)]
    found = compare(report, later)
    assert set(states(found).values()) == {"same"}
    moved = next(g for g in found.gaps if g.gap_id.startswith("01"))
    assert (moved.rank_before, moved.rank_after) == (1, 2)


def test_a_secret_number_stays_secret(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["gaps"][0] = gap("01", "kita", 1, None, "secret")
    (field,) = compare(report, later).of("changed")[0].fields
    assert field.after == "geheim"


def test_another_program_is_a_cause_of_last_resort(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["meta"]["versions"]["program"] = "QuartierMap 0.3.0"
    later["gaps"] = later["gaps"][1:]
    assert compare(report, later).of("closed")[0].cause == "nur Programmversion"


def test_before_and_after_exchanged_exchanges_new_and_closed(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["gaps"] = [gap("02", "kita", 1, 7.0), gap("05", "kita", 2)]
    there, back = compare(report, later), compare(later, report)
    assert {g.gap_id for g in there.of("new")} == {g.gap_id for g in back.of("closed")}
    assert {g.gap_id for g in there.of("closed")} == {g.gap_id for g in back.of("new")}
    assert {g.gap_id for g in there.of("changed")} == {g.gap_id for g in back.of("changed")}


def with_layers(report: dict[str, Any], **sums: str) -> dict[str, Any]:
    labels = {"facilities": "Einrichtungen", "districts": "Quartiere", "basemap_areas": "Grundkarte"}
    rows = [{"layer": k, "label": labels[k], "rows": 5, "sha256": v} for k, v in sums.items()]
    return {**report, "meta": {**report["meta"], "layers": rows}}


def test_the_content_of_layers_decides_not_the_file_it_came_from(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["meta"]["sources"][0]["sha256"] = "b" * 64  # the same rows out of another file
    same = compare(with_layers(report, facilities="1"), with_layers(later, facilities="1"))
    assert same.data == ()
    corrected = compare(with_layers(report, facilities="1"), with_layers(report, facilities="2"))
    assert corrected.data == (
        "Einrichtungen: 5 Zeilen, andere Werte (dieselben Quelldateien, danach geändert)",
    )
    replaced = compare(with_layers(report, facilities="1"), with_layers(later, facilities="2"))
    assert replaced.data == ("Einrichtungen: 5 Zeilen, andere Werte (Kitas: andere Datei)",)


def test_facts_are_a_cause_only_if_their_checksum_differs(report: dict[str, Any]) -> None:
    def stamped(model: dict[str, Any], facts: str) -> dict[str, Any]:
        return {**model, "meta": {**model["meta"], "fingerprint": f"0123-{facts}"}}

    later = copy.deepcopy(report)
    later["gaps"][0] = gap("01", "kita", 1, overall="met")
    stated = compare(stamped(report, "aa"), stamped(later, "bb")).of("changed")[0]
    assert stated.causes == ("check",)
    assert compare(stamped(report, "aa"), stamped(later, "aa")).of("changed")[0].causes == ("unknown",)
    later["meta"]["sources"][0]["sha256"] = "b" * 64
    assert compare(stamped(report, "aa"), stamped(later, "aa")).of("changed")[0].causes == ("data",)


def test_a_report_in_between_tells_data_from_rules(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["standards"][0] = {**KITA, "target_m": 600.0}
    later["meta"]["sources"][0]["sha256"] = "b" * 64
    middle = copy.deepcopy(report)
    middle["gaps"] = [gap("02", "kita", 1, 120.0), gap("03", "library", 2)]  # 01 closed and 02 grown by data
    later["gaps"] = [gap("02", "kita", 1, 80.0), gap("04", "kita", 2), gap("03", "library", 3)]
    found = {g.gap_id.split(":")[0]: g for g in compare(report, later, middle).gaps}
    assert found["01"].causes == ("data",)
    assert found["01"].cause == "nur Daten"
    assert found["02"].cause == "Daten und Vorgaben"
    assert found["04"].cause == "nur Vorgaben"
    assert all(g.certain for g in found.values())
    later["meta"]["versions"]["program"] = "QuartierMap 9"
    assert not next(g for g in compare(report, later, middle).gaps if g.gap_id.startswith("01")).certain


def test_the_workbook_opens_with_what_the_shell_says(report: dict[str, Any], tmp_path: Any) -> None:
    import openpyxl

    from quartiermap.app.report_comparison_sheets import write_workbook

    later = copy.deepcopy(report)
    later["gaps"] = [{**gap("04", "kita", 1), "district_name": "=1+1"}, *report["gaps"][1:]]
    found = compare(report, later)
    write_workbook(found, tmp_path / "v.xlsx")
    book = openpyxl.load_workbook(tmp_path / "v.xlsx")
    assert book.sheetnames == ["Vergleich", "Grundlagen", "Legende"]
    rows = list(book["Vergleich"].iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["neu", "nicht mehr da", "unverändert", "unverändert"]
    assert book["Vergleich"]["D2"].data_type == "s"
    said = [row[1] for row in book["Grundlagen"].iter_rows(min_row=2, values_only=True)]
    assert set(found.sentences) <= set(said)


class TestFiles:
    @pytest.mark.parametrize(
        ("content", "wanted"),
        [
            ("{", "kein gültiges JSON"), ("[1]", "kein Bericht von QuartierMap"), ('{"format": "x"}', "kein Bericht von QuartierMap"),
            ('{"format": "quartiermap.report/9"}', "quartiermap.report/9"), ('{"format": "quartiermap.report/1"}', "fehlt der Teil „meta“"),
            ('{"format": "quartiermap.report/1", "meta": NaN}', "kein gültiges JSON"), ("[" * 200_000, "kein gültiges JSON"),
        ],
    )  # fmt: skip
    def test_what_is_no_report_is_refused_by_name(self, tmp_path: Any, content: str, wanted: str) -> None:
        path = tmp_path / "report.json"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=wanted) as refused:
            read_report(path)
        assert str(path) in str(refused.value)

    def test_a_folder_means_the_report_in_it_and_a_missing_one_is_said(
        self, tmp_path: Any, report: dict[str, Any]
    ) -> None:
        (tmp_path / "report.json").write_text(json.dumps(report), encoding="utf-8")
        assert read_report(tmp_path) == report
        with pytest.raises(InputError, match="lässt sich nicht lesen"):
            read_report(tmp_path / "fehlt.json")

    def test_the_command_shows_differences_and_writes_a_table(
        self, tmp_path: Any, report: dict[str, Any]
    ) -> None:
        later = copy.deepcopy(report)
        later["gaps"] = [{**gap("04", "kita", 1), "district_name": "=1+1"}, *report["gaps"][1:]]
        for name, model in (("alt.json", report), ("neu.json", later)):
            (tmp_path / name).write_text(json.dumps(model), encoding="utf-8")
        table = tmp_path / "vergleich.csv"
        done = CliRunner().invoke(
            cli, ["compare", str(tmp_path / "alt.json"), str(tmp_path / "neu.json"), "--csv", str(table)]
        )
        assert done.exit_code == 0, done.output
        assert "1 neu, 1 nicht mehr da, 2 unverändert" in done.output
        lines = table.read_text(encoding="utf-8-sig").splitlines()
        assert len(lines) == 1 + 4
        assert ";'=1+1;" in lines[1]
        shown = CliRunner().invoke(
            cli, ["compare", str(tmp_path / "alt.json"), str(tmp_path / "neu.json"), "--json"]
        )
        assert json.loads(shown.output)["counts"] == {"new": 1, "closed": 1, "changed": 0, "same": 2}

    def test_the_table_has_every_difference(self, report: dict[str, Any]) -> None:
        later = copy.deepcopy(report)
        later["gaps"][0] = {**gap("01", "kita", 1, 5.0), "confidence": "mittel"}
        rows = sheet(compare(report, later)).rows
        assert [row[6] for row in rows if row[0] == "verändert"] == ["Betroffene", "Sicherheit"]


@pytest.mark.parametrize("part", ["gaps", "standards", "kinds"])
@pytest.mark.parametrize("value", [None, 3, "x", [None], [{}]])
def test_a_report_changed_by_hand_is_refused_with_a_sentence(
    report: dict[str, Any], tmp_path: Any, part: str, value: Any
) -> None:
    (tmp_path / "report.json").write_text(json.dumps({**report, part: value}), "utf-8")
    with pytest.raises(InputError, match="nicht, wie er geschrieben wurde"):
        read_report(tmp_path)


def test_a_gap_without_one_of_its_values_is_no_traceback(report: dict[str, Any]) -> None:
    """What only a comparison with another report looks at is found out there."""
    for name in report["gaps"][0]:
        broken = copy.deepcopy(report)
        del broken["gaps"][0][name]
        other = copy.deepcopy(report)
        other["gaps"].pop(0)
        for before, after in ((broken, report), (report, broken), (broken, other), (other, broken)):
            with contextlib.suppress(InputError):
                compare(before, after)


def test_two_places_are_said_and_none_of_their_gaps_is_the_same_one(report: dict[str, Any]) -> None:
    here = {**report, "districts": [{"district_id": i, "name": f"Quartier {i}"} for i in ("01", "02", "03")]}
    there = copy.deepcopy(here)
    for district in there["districts"]:
        district["name"] = f"Viertel {district['district_id']}"
    found = compare(here, there)
    assert "verschiedenen Gebieten" in found.sentences[0]
    assert (len(found.of("new")), len(found.of("closed")), len(found.of("same"))) == (3, 3, 0)
    assert not found.can_be_split
    there["districts"][0]["name"] = "Quartier 01"  # one in common: districts have been renamed
    assert len(compare(here, there).of("same")) == 3


def test_reports_the_wrong_way_round_are_said(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["meta"]["computed_at"] = "2026-02-01T10:00:00+00:00"
    assert not compare(report, later).reversed
    found = compare(later, report)
    assert "vertauscht" in found.sentences[0]


def test_of_a_standard_only_what_differs_is_said(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["standards"][0] |= {"target_m": 300.0, "origin": {"tag": "user", "text": "Beschluss"}}
    (change,) = compare(report, later).rules
    assert (change.before, change.after) == ("500 m, Studie", "300 m, eigener Wert")


def test_another_source_of_the_same_standard_changes_no_gap(report: dict[str, Any]) -> None:
    later = copy.deepcopy(report)
    later["standards"][0] |= {"origin": {"tag": "verified", "text": "Neuauflage"}, "label": "Kita, 500 m"}
    assert compare(report, later).rules == ()
