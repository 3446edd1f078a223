"""Colours in the workbook: which cells are coloured by what rule, and the legend that says so.

A colour never stands alone: the class is also a word in a column of its own, and results carry a sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quartiermap.domain.findings import Result
from quartiermap.render import colours
from quartiermap.render.classes import classify_rows, scheme_for

LEGEND = "Legende"
"""Name of the sheet with the legend."""


@dataclass(frozen=True)
class Rule:
    """Cells of one colour.

    Parameters
    ----------
    label, meaning : str
        As the legend tells it.
    colour : str
        Ground, ``#rrggbb``; the text on it is black or white (`colours.text_on`).
    low, high : float or None
        Numbers from `low` to below `high`; ``None``: open at that end.
    starts : str
        Texts that begin with this; empty: numbers are meant.
    """

    label: str
    meaning: str
    colour: str
    low: float | None = None
    high: float | None = None
    starts: str = ""


@dataclass(frozen=True)
class Mark:
    """The rules that colour a column of a sheet, by the title of the column."""

    column: str
    rules: tuple[Rule, ...]


def _classes(figure: str, meaning: str) -> tuple[Rule, ...]:
    scheme = scheme_for(figure)
    lows: tuple[float | None, ...] = (None, *scheme.breaks)
    highs: tuple[float | None, ...] = (*scheme.breaks, None)
    return tuple(
        Rule(label, meaning, colour, low, high)
        for label, colour, low, high in zip(scheme.labels, scheme.colours, lows, highs, strict=True)
    )


SHARES = _classes("covered_share", "Anteil der Zielgruppe in Reichweite; Klassen wie auf der Karte")
RATIOS = _classes("supply_ratio", "rechnerische Bedarfsdeckung; Klassen wie auf der Karte")
RESULTS = tuple(
    Rule(f"{r.sign} {r.label}", "Ergebnis eines Kriteriums der Vorprüfung", colour, starts=r.sign)
    for r, colour in (
        (Result.MET, "#cfe8f3"), (Result.NOT_MET, "#f6d5b8"), (Result.OPEN, "#fff3bf"), (Result.NOT_APPLICABLE, "#ececec"),
    )
)  # fmt: skip
DIFFERS = (Rule("nein", "Die Formel ergibt einen anderen Wert als der Bericht.", "#f6d5b8", starts="nein"),)
STATES = {
    "new": Rule("neu", "Lücke nur im späteren Bericht", "#f6d5b8", starts="neu"),
    "closed": Rule("nicht mehr da", "Lücke nur im früheren Bericht", "#cfe8f3", starts="nicht mehr da"),
    "changed": Rule(
        "verändert", "Lücke in beiden Berichten, mit anderen Werten", "#fff3bf", starts="verändert"
    ),
}


def class_word(row: Mapping[str, Any], figure: str) -> str | None:
    """Return the class of a row's figure in words, ``None`` where it has none (`classes.classify_rows`).

    Examples
    --------
    >>> class_word({"covered_share": 0.3}, "covered_share").replace(chr(160), " "), class_word({}, "covered_share")
    ('25 bis unter 50 %', None)
    """
    scheme = scheme_for(figure)
    (number,) = classify_rows([row], figure, scheme).tolist()
    return None if number < 0 else scheme.labels[number]


def legend_rows(sheets: Sequence[tuple[str, Sequence[Mark]]]) -> list[tuple[str, str, str, str]]:
    """Return sheet, columns, class and meaning of every rule in use, columns of the same classes in one row.

    Examples
    --------
    >>> legend_rows([("Kriterien", [Mark("Ergebnis", RESULTS[:1])])])
    [('Kriterien', 'Ergebnis', '✓ erfüllt', 'Ergebnis eines Kriteriums der Vorprüfung')]
    """
    columns: dict[tuple[str, str, str], list[str]] = {}
    for sheet, marks in sheets:
        for mark in marks:
            for rule in mark.rules:
                columns.setdefault((sheet, rule.label, rule.meaning), []).append(mark.column)
    return [
        (sheet, "; ".join(dict.fromkeys(named)), label, meaning)
        for (sheet, label, meaning), named in columns.items()
    ]


def formula_of(rule: Rule, cell: str) -> str:
    """Return the condition of a rule for a cell, as spreadsheets write it; words in a column of numbers are left alone.

    Examples
    --------
    >>> formula_of(Rule("a", "", "#000000", 0.25, 0.5), "K2")
    '=AND(ISNUMBER(K2),K2>=0.25,K2<0.5)'
    >>> formula_of(Rule("a", "", "#000000", starts="✓"), "I2")
    '=LEFT(I2,1)="✓"'
    """
    if rule.starts:
        return f'=LEFT({cell},{len(rule.starts)})="{rule.starts}"'
    ends = [f"ISNUMBER({cell})"]
    ends += [] if rule.low is None else [f"{cell}>={rule.low!r}"]
    ends += [] if rule.high is None else [f"{cell}<{rule.high!r}"]
    return f"=AND({','.join(ends)})"


def text_on(colour: str) -> str:
    """Return the colour of the text on a ground."""
    return colours.text_on(colour)
