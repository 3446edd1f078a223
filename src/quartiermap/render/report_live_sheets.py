"""The sheets of the workbook that an auditor recomputes: ranking and money as live formulas; need, overlay, equity beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.analysis.ranking import PARTS
from quartiermap.domain import texts
from quartiermap.domain.schema import States
from quartiermap.render.report_blocks import state_word
from quartiermap.render.report_marks import DIFFERS, Mark
from quartiermap.render.report_ranking import stability_words
from quartiermap.render.report_tables import Cell, Column, Formula, Missing, Sheet, number_cell
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]

WEIGHTS_SHEET = "Gewichte"
_NOTHING = Missing("–")


def ranking_sheets(model: Row) -> list[Sheet]:
    """Return the weights, and the ranking whose scores and ranks follow from them; none without gaps."""
    if not model["gaps"]:
        return []
    ranking = model["ranking"]
    weights = Sheet(
        WEIGHTS_SHEET,
        "Gewichte",
        (Column("Teil der Rangfolge", "text", 26), Column("Gewicht (Exponent)", "decimal", 12), Column("Hinweis", "long", 90)),
        tuple(
            (ranking["part_labels"][name], float(ranking["weights"][name]), ranking["note"] if n == 0 else "0 bis 3; 0 lässt den Teil weg.")
            for n, name in enumerate(PARTS)
        ),
    )  # fmt: skip
    columns = (
        Column("Rang (nachgerechnet)", "count", 13), Column("Quartier", "text", 26), Column("Einrichtungsart", "text", 22),
        Column("Grund", "text", 20), *(Column(ranking["part_labels"][n], "decimal", 13) for n in PARTS),
        Column("Punktzahl (nachgerechnet)", "decimal", 15), Column("Punktzahl im Bericht", "decimal", 13), Column("Rang im Bericht", "count", 9),
        Column("stimmt überein", "text", 11), Column("Stabilität", "text", 24), Column("bester Rang", "count", 9),
        Column("schlechtester Rang", "count", 13), Column("Kennung der Lücke", "key", 34),
    )  # fmt: skip
    last = len(model["gaps"]) + 1
    rough = set(model["small_numbers"]["rough_gaps"])
    rows = []
    for at, gap in enumerate(model["gaps"], start=2):
        factors = [float(part["factor"]) for part in gap["rank_parts"]]
        score = f"=ROUND(E{at}^{WEIGHTS_SHEET}!$B$2*F{at}^{WEIGHTS_SHEET}!$B$3*G{at}^{WEIGHTS_SHEET}!$B$4,6)"
        # Equal scores keep the order of the list, as ours keep that of their ids.
        rank = f"=SUMPRODUCT(--(H$2:H${last}>H{at}))+SUMPRODUCT(--(H$2:H{at}=H{at}))"
        same = f'=IF(AND(ABS(H{at}-I{at})<=0.000001*MAX(1,I{at}),A{at}=J{at}),"ja","nein")'
        exact = round(float(gap["score"]), 6)
        stable = gap["stability"]
        rows.append(
            (
                Formula(rank, float(gap["rank"])),
                gap["district_name"],
                gap["kind_name"],
                gap["reason_label"],
                *factors,
                Formula(score, exact),
                exact,
                float(gap["rank"]),
                Missing("gerundet (kleine Zahlen)") if rough else Formula(same, "ja"),
                stability_words(gap),
                _rank(stable, "best"),
                _rank(stable, "worst"),
                gap["gap_id"],
            )
        )
    marks = (Mark("stimmt überein", DIFFERS),)
    return [Sheet("Rangfolge", "Rangfolge", columns, tuple(rows), marks), weights]


def _rank(stable: Row | None, name: str) -> Cell:
    if stable is None:
        return Missing("nicht geprüft")
    found = stable[name]
    return Missing("fällt auch weg") if found is None else float(found)


def money_sheets(model: Row) -> list[Sheet]:
    """Return the plans of every gap with a cost, as formulas on cost and rates; none without a cost."""
    if not model["money"]:
        return []
    gaps = {gap["gap_id"]: gap for gap in model["gaps"]}
    plans = [(row, plan) for row in model["money"] for plan in row["plans"]]
    most = max((len(plan["instalments"]) for _, plan in plans), default=0)
    columns = (
        Column("Rang", "count", 7), Column("Lücke", "text", 40), Column("Programm", "text", 24), Column("Kosten", "euro", 16),
        Column("Quelle der Kosten", "text", 26), Column("Preisstand", "text", 12), Column("Anteil anrechenbar", "rate", 11),
        Column("anrechenbare Kosten", "euro", 16), Column("Satz Bund", "rate", 9), Column("Bund höchstens", "euro", 16),
        Column("Satz Land", "rate", 9), Column("Land höchstens", "euro", 16), Column("Dritte", "euro", 14),
        Column("Kommune mindestens", "euro", 16), Column("Land und Kommune zusammen", "euro", 16), Column("Summe", "euro", 16),
        Column("Summe stimmt", "text", 9), Column("Zuschuss", "euro", 16), Column("Jahresraten", "count", 9),
        *(Column(f"Rate {n}", "euro", 14) for n in range(1, most + 1)),
    )  # fmt: skip
    rows = []
    for at, (row, plan) in enumerate(plans, start=2):
        gap = gaps[row["gap_id"]]
        paid = {p["payer"]: p for p in plan["payments"]}
        rates = {p["payer"]: p["rate"] for p in plan["payments"] if p["rate"] is not None}
        caps = {p["payer"]: f",{p['cap']:.2f}" for p in plan["payments"] if p["cap"] is not None}
        count = len(plan["instalments"])
        # What the programme's own order of payers leaves is the same in every order as long as the shares sum up to 1 at most.
        rest = f"=D{at}-J{at}-L{at}-M{at}"
        rows.append(
            (
                float(gap["rank"]),
                f"{gap['district_name']}: {gap['kind_name']}, {gap['reason_label']}",
                plan["title"],
                float(plan["total"]),
                row["source"] or "Annahme",
                _text(german_date(row["price_date"]) if row["price_date"] else ""),
                float(plan["eligible_share"]),
                Formula(f"=ROUND(D{at}*G{at},2)", plan["eligible"]),
                float(rates.get("bund", 0.0)),
                Formula(
                    f"=MIN(ROUNDDOWN(H{at}*I{at}+0.0001,2),D{at}{caps.get('bund', '')})",
                    _amount(paid, "bund"),
                ),
                float(rates.get("land", 0.0)),
                Formula(
                    f"=MIN(ROUNDDOWN(H{at}*K{at}+0.0001,2),D{at}-J{at}{caps.get('land', '')})",
                    _amount(paid, "land"),
                ),
                _amount(paid, "dritte"),
                Formula(rest, _amount(paid, "kommune")) if "kommune" in paid else _NOTHING,
                Formula(rest, _amount(paid, "rest")) if "rest" in paid else _NOTHING,
                Formula(f"=SUM(J{at},L{at},M{at},N{at},O{at})", float(plan["total"])),
                Formula(f'=IF(ABS(P{at}-D{at})<0.005,"ja","nein")', "ja"),
                Formula(f"=J{at}+L{at}", float(plan["grant"])),
                float(count),
                *(
                    Formula(
                        f"=(INT(ROUND(R{at}*100,0)/S{at})+IF({n}<=MOD(ROUND(R{at}*100,0),S{at}),1,0))/100",
                        plan["instalments"][n - 1]["amount"],
                    )
                    if n <= count
                    else _NOTHING
                    for n in range(1, most + 1)
                ),
            )
        )
    found = [Sheet("Finanzierung", "Finanzierung", columns, tuple(rows))] if rows else []
    notes = [
        (float(gaps[row["gap_id"]]["rank"]), title, note)
        for row in model["money"]
        for title, note in [
            *((plan["title"], note) for plan in row["plans"] for note in plan["notes"]),
            *(("nicht dabei", note) for note in row["left_out"]),
            ("Hinweis", row["disclaimer"]),
        ]
    ]
    about = (Column("Rang", "count", 7), Column("Programm", "text", 26), Column("Hinweis", "long", 110))
    return [*found, Sheet("Finanzierung Hinweise", "Finanzierung_Hinweise", about, tuple(notes))]


def _amount(paid: Mapping[str, Row], payer: str) -> float:
    return float(paid[payer]["amount"]) if payer in paid else 0.0


def _text(value: str | None) -> Cell:
    return value or Missing(texts.NO_DATA)


def need_sheets(model: Row) -> list[Sheet]:
    """Return the 12 fields, the overlay and equity, each if there is any."""
    found = []
    views = model["need_views"]
    if views["twelve_fields"]:
        columns = (
            Column("Feld", "key", 8), Column("Status", "text", 14), Column("Dynamik", "text", 12), Column("Quartiere", "count", 11),
            Column("Einwohner", "count", 12), Column("Aufmerksamkeit", "text", 15), Column("Namen", "long", 90),
        )  # fmt: skip
        rows: list[tuple[Cell, ...]] = [
            (
                f["group"],
                f["status_class"],
                f["dynamics_class"],
                float(f["districts"]),
                number_cell(f, "residents"),
                "ja" if f["attention"] else "nein",
                ", ".join(f["district_names"]),
            )
            for f in views["twelve_fields"]
        ]
        found.append(Sheet("Zwölf Felder", "Zwoelf_Felder", columns, tuple(rows)))
    if views["overlay"]:
        about = (
            Column("Schlüssel", "key", 14), Column("Quartier", "text", 26), Column("Feld", "key", 8), Column("Aufmerksamkeit", "text", 15),
            Column("Fläche im Fördergebiet", "share", 12), Column("Einwohner im Fördergebiet", "share", 13),
            Column("Fördergebiete", "text", 34), Column("Ergebnis", "text", 42),
        )  # fmt: skip
        rows = [
            (
                r["district_id"],
                r["name"],
                _text(r["group"]),
                Missing(texts.NO_DATA) if r["attention"] is None else "ja" if r["attention"] else "nein",
                number_cell(r, "area_share"),
                number_cell(r, "residents_share"),
                r["funding_areas"] or _NOTHING,
                r["overlay"],
            )
            for r in views["overlay"]
        ]
        found.append(Sheet("Aufmerksamkeit", "Aufmerksamkeit", about, tuple(rows)))
    if model["equity"]:
        found.append(_equity_sheet(model["equity"]))
    return found


def _equity_sheet(tables: Sequence[Row]) -> Sheet:
    columns = (
        Column("Einrichtungsart", "text", 22), Column("Richtwert", "key", 18), Column("Ziel", "text", 24), Column("Zielgruppe", "text", 24),
        Column("Sozialstatus", "text", 14), Column("Personen", "count", 11), Column("außer Reichweite (Personen)", "count", 13),
        Column("Anteil außer Reichweite (FGT 0)", "share", 13), Column("Fehlweg je Person, Anteil am Ziel (FGT 1)", "share", 15),
        Column("fehlender Weg im Mittel (m)", "metres", 13), Column("außer Reichweite gerundet", "text", 12),
    )  # fmt: skip
    names = ("persons", "beyond", "share_beyond", "depth", "missing_m")
    rows = tuple(
        (
            table["kind_name"],
            table["standard_id"],
            table["target_words"],
            table["target_group"],
            row["status_class"],
            *(_figure(row, name) for name in names),
            "ja" if row["beyond_rounded"] else "nein",
        )
        for table in tables
        for row in table["classes"]
    )
    return Sheet("Nach Sozialstatus", "Nach_Sozialstatus", columns, rows)


def _figure(row: Row, name: str) -> Cell:
    """Return a figure of equity; one that does not arise in a class that is shown is a dash."""
    if row[name] is None:
        return _NOTHING if row["state"] == States.VALUE.value else Missing(state_word(row["state"]))
    return number_cell(row, name)


def edit_sheets(model: Row) -> list[Sheet]:
    """Return the values of the town's own with their reason; none where nothing was changed."""
    if not model["standard_edits"]:
        return []
    columns = (
        Column("Richtwert", "key", 18), Column("Name", "text", 34), Column("Ziel (m)", "metres", 11), Column("Ziel (Minuten)", "decimal", 11),
        Column("Tempo (km/h)", "decimal", 11), Column("Bedarfssatz", "decimal", 12), Column("Grad", "text", 16), Column("Grund", "long", 60),
        Column("von", "text", 22), Column("am", "text", 12),
    )  # fmt: skip
    rows = tuple(
        (
            e["standard_id"],
            e["label"],
            *(
                _NOTHING if e[name] is None else float(e[name])
                for name in ("target_m", "target_min", "speed_kmh", "supply_rate")
            ),
            e["bindingness"],
            e["reason"],
            _text(e["by"]),
            german_date(e["date"]),
        )
        for e in model["standard_edits"]
    )
    return [Sheet("Eigene Richtwerte", "Eigene_Richtwerte", columns, rows)]
