"""Every repair of an import is on the report's data page, however much else was noticed."""

from __future__ import annotations

from typing import Any

from quartiermap.render.report_method import REPAIRS, sources


def model(findings: list[dict[str, Any]], files: tuple[str, ...] = ("a.csv",)) -> dict[str, Any]:
    one = {
        "layer": "facilities", "title": "", "provider": "", "licence": "", "data_date": "", "rows_used": 1, "rows_read": 1, "sha256": "0" * 64,
        "findings": findings,
    }  # fmt: skip
    return {"meta": {"sources": [one | {"file": f} for f in files], "colour_licences": []}, "programmes": []}


def test_a_repair_after_a_hundred_notes_is_shown() -> None:
    notes = [{"message": f"Notiz {n}.", "code": "note"} for n in range(100)]
    repairs = [{"message": f"Repariert {n}.", "code": code} for n, code in enumerate(sorted(REPAIRS))]
    page = str(sources(model([*notes, *repairs])))
    assert all(str(r["message"]) in page for r in repairs)


def test_a_merge_recorded_with_both_sources_is_told_once() -> None:
    merge = {"message": "Zusammengeführt: X.", "code": "facility_merged", "remedy": "Aus b.csv.", "count": 1}
    assert str(sources(model([merge], ("a.csv", "b.csv")))).count("Zusammengeführt: X.") == 1
