"""The half page that a committee reads: three numbers and the sentences to them, taken from the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.findings import Overall, Reason

Row = dict[str, Any]


def summarise(model: Mapping[str, Any]) -> Row:
    """Return counts, the three headline numbers and the sentences of the summary.

    Affected persons are never added up over gaps: one child can be out of reach of a Kita and of a
    playground at once, and would be counted twice.

    Parameters
    ----------
    model : mapping
        The report model with ``gaps``, ``districts``, ``town``, ``kinds``, ``programmes``.
    """
    gaps = model["gaps"]
    names = {k["id"]: k for k in model["kinds"]}
    concerned = {g["district_id"] for g in gaps}
    by_reason = Counter(g["reason_label"] for g in gaps)
    by_kind = Counter(g["kind"] for g in gaps)
    least = _least_covered(model)
    most = _most_affected(model)
    numbers = [
        {
            "value": texts.number(len(gaps)),
            "label": f"{'Lücke' if len(gaps) == 1 else 'Lücken'} in {texts.number(len(concerned))} von {texts.number(len(model['districts']))} Quartieren",
        }
    ]
    if least is not None:
        numbers.append(
            {
                "value": _about(model, least) + texts.percent(least["covered_share"]),
                "label": (
                    f"in Reichweite: {names[least['kind']]['name']} ({least['target_group']}), "
                    "die niedrigste Quote der Stadt"
                ),
            }
        )
    if most is not None:
        what = "ohne rechnerischen Platz" if most["reason"] == Reason.TOO_FEW_PLACES else most["reason_label"]
        numbers.append(
            {
                "value": texts.number(most["affected_population"]),
                "label": (
                    f"Personen {what}: {names[most['kind']]['name']} ({most['affected_group']}), "
                    f"Summe aus {_of_districts(most['gaps'])}"
                ),
            }
        )
    return {
        "gap_count": len(gaps),
        "districts_with_gaps": len(concerned),
        "gaps_by_reason": dict(sorted(by_reason.items())),
        "gaps_by_kind": dict(sorted(by_kind.items())),
        "least_covered": least,
        "most_affected": most,
        "numbers": numbers,
        "sentences": _sentences(model, by_reason),
    }


def _of_districts(count: int) -> str:
    return "einem Quartier" if count == 1 else f"{texts.number(count)} Quartieren"


def _least_covered(model: Mapping[str, Any]) -> Row | None:
    known = [
        {
            "kind": kind,
            "covered_share": row["covered_share"],
            "target_group": row["target_group"],
            "standard_id": row["standard_id"],
        }
        for kind, row in model["town"]["kinds"].items()
        if row["covered_share"] is not None
    ]
    return min(known, key=lambda r: (r["covered_share"], r["kind"]), default=None)


def _about(model: Mapping[str, Any], least: Row) -> str:
    rounded = model["town"]["kinds"][least["kind"]].get("covered_share_rounded")
    return "≈\u00a0" if rounded else ""


def _most_affected(model: Mapping[str, Any]) -> Row | None:
    """Return the kind with the most people in gaps of one reason: missing places, else whatever there is.

    Gaps of one kind and reason lie in different districts, so nobody is counted twice; gaps whose number of
    people is unknown are left out.
    """
    found: dict[tuple[str, str], list[Row]] = {}
    for gap in model["gaps"]:
        if gap["affected_population"] is not None:
            found.setdefault((gap["reason"], gap["kind"]), []).append(gap)
    best = max(
        found.items(),
        key=lambda item: (
            item[0][0] == Reason.TOO_FEW_PLACES,
            sum(g["affected_population"] for g in item[1]),
            item[0],
        ),
        default=None,
    )
    if best is None:
        return None
    (reason, kind), gaps = best
    return {
        "reason": reason,
        "reason_label": gaps[0]["reason_label"],
        "kind": kind,
        "affected_population": sum(g["affected_population"] for g in gaps),
        "affected_group": gaps[0]["affected_group"],
        "gaps": len(gaps),
    }


def _sentences(model: Mapping[str, Any], by_reason: Counter[str]) -> list[str]:
    gaps = model["gaps"]
    if not gaps:
        sentences = ["Mit den gewählten Richtwerten wurde keine Lücke gefunden."]
    else:
        parts = ", ".join(f"{texts.number(n)} mal „{label}“" for label, n in by_reason.most_common())
        found = "wurde eine Lücke" if len(gaps) == 1 else f"wurden {texts.number(len(gaps))} Lücken"
        sentences = [f"Gefunden {found}: {parts}."]
        first = gaps[0]
        people = (
            "Wie viele Personen betroffen sind, ist nicht bekannt."
            if first["affected_population"] is None
            else f"Betroffen sind {texts.number(first['affected_population'])} Personen ({first['affected_group']})."
        )
        sentences.append(
            f"An erster Stelle der eigenen Reihung steht {first['district_name']}: {first['kind_name']}, "
            f"{first['reason_label']}. {people}"
        )
    for programme in model["programmes"]:
        outcome = Counter(
            v["overall"] for g in gaps for v in g["verdicts"] if v["programme"] == programme["id"]
        )
        if programme["closed_note"]:
            sentences.append(programme["closed_note"])
        if outcome:
            parts = ", ".join(
                f"{texts.number(outcome[o.value])} mal „{o.label}“" for o in Overall if outcome[o.value]
            )
            sentences.append(f"Vorprüfung {programme['short']}: {parts}.")
    sentences.append("Die Zahlen sind rechnerische Werte; sie ersetzen keine Prüfung vor Ort.")
    return sentences
