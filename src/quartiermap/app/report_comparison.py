"""Two gap reports beside each other: which gaps are new, closed or other than before, and what that comes from.

Works on two ``report.json`` files alone (two dates, or before and after a planning), without their projects. What a
difference comes from is said as far as two reports can tell it: the data (layers with other checksums), the rules
(standards, profile, limits), the programme check (Land, date, facts), or another version of the program. Where only one of
them differs, that is the cause. Where several do, a third report tells them apart: the later data under the earlier rules
(`compare` with `between`; `app.report_split` makes it).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from quartiermap.app.report_differences import (
    Cause,
    Differences,
    FieldChange,
    Model,
    cause_words,
    differences,
    other_area,
    persons,
)
from quartiermap.domain import os_errors, texts
from quartiermap.errors import InputError, Problem

State = Literal["new", "closed", "changed", "same"]
STATE_LABELS: dict[State, str] = {
    "new": "neu", "closed": "nicht mehr da", "changed": "verändert", "same": "unverändert",
}  # fmt: skip

FORMAT = "quartiermap.report/1"
_NEEDED = ("meta", "gaps", "standards", "kinds")
_LIMIT_BYTES = 600_000_000


@dataclass(frozen=True)
class GapChange:
    """One gap in both reports.

    Parameters
    ----------
    gap_id, district, kind, reason : str
        The key, and names in words.
    state : {"new", "closed", "changed", "same"}
    rank_before, rank_after : int or None
    fields : tuple of FieldChange
        What differs, apart from the rank.
    cause : str
        What it comes from, in German; empty where nothing differs.
    causes : tuple of str
        The same for programs, `CAUSE_LABELS`. One alone is certain; several cannot be told apart, unless `certain`.
    certain : bool
        Whether every cause named has really changed this gap.
    """

    gap_id: str
    district: str
    kind: str
    reason: str
    state: State
    rank_before: int | None
    rank_after: int | None
    fields: tuple[FieldChange, ...] = ()
    cause: str = ""
    causes: tuple[Cause, ...] = ()
    certain: bool = True


@dataclass(frozen=True)
class Comparison:
    """What differs between two reports.

    Parameters
    ----------
    before, after : str
        Name and time of computation of each.
    data : tuple of str
        Layers whose files differ, in words.
    rules : tuple of FieldChange
        Standards and other settings that figures and gaps depend on.
    check : tuple of FieldChange
        Settings that only the programme check depends on.
    version : FieldChange or None
        The program, where it differs.
    split : bool
        Whether data and rules were told apart by computing the later data under the earlier rules.
    other_area : bool
        Whether no district is in both; then no gap is the same one, whatever it is called.
    reversed : bool
        Whether the report called the earlier was computed after the other.
    gaps : tuple of GapChange
        First new and changed ones in the order of the later report, then closed ones in the order of the earlier, then the same.
    sentences : tuple of str
        The summary in German.
    """

    before: str
    after: str
    data: tuple[str, ...]
    rules: tuple[FieldChange, ...]
    check: tuple[FieldChange, ...]
    gaps: tuple[GapChange, ...]
    sentences: tuple[str, ...]
    version: FieldChange | None = None
    split: bool = False
    other_area: bool = False
    reversed: bool = False

    @property
    def can_be_split(self) -> bool:
        """Whether a calculation with the later data under the earlier rules would tell more."""
        return bool(not self.split and not self.other_area and self.data and (self.rules or self.version))

    def of(self, state: State) -> tuple[GapChange, ...]:
        """Return the gaps in a state."""
        return tuple(gap for gap in self.gaps if gap.state == state)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "before": self.before, "after": self.after, "data": list(self.data), "rules": [vars(f) for f in self.rules],
            "check": [vars(f) for f in self.check], "version": None if self.version is None else vars(self.version), "split": self.split,
            "other_area": self.other_area, "reversed": self.reversed,
            "counts": {state: len(self.of(state)) for state in STATE_LABELS},
            "gaps": [{**vars(gap), "fields": [vars(f) for f in gap.fields]} for gap in self.gaps], "sentences": list(self.sentences),
        }  # fmt: skip


def read_report(path: Path) -> dict[str, Any]:
    """Return a ``report.json``.

    Raises
    ------
    InputError
        If the file is missing, too large, no JSON, or no report of this format; the sentence says what is expected.
    """

    def refuse(
        text: str, remedy: str = "Die Datei report.json aus dem Ordner eines Berichts angeben."
    ) -> InputError:
        return InputError(Problem(text, file=str(path), remedy=remedy, code="report_unreadable"))

    if path.is_dir():
        path = path / "report.json"
    try:
        if path.stat().st_size > _LIMIT_BYTES:
            raise refuse("Die Datei ist für einen Bericht zu groß.")
        found = json.loads(path.read_text(encoding="utf-8"), parse_constant=_no_number)
    except OSError as error:
        raise refuse(f"Die Datei lässt sich nicht lesen ({os_errors.reason(error)}).", "Pfad und Rechte prüfen.") from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        raise refuse("Die Datei ist kein gültiges JSON.") from error
    if not isinstance(found, dict) or not str(found.get("format", "")).startswith("quartiermap.report/"):
        raise refuse("Die Datei ist kein Bericht von QuartierMap.")
    if found["format"] != FORMAT:
        raise refuse(
            f"Der Bericht hat das Format „{found['format']}“, gelesen wird „{FORMAT}“.",
            "Beide Berichte mit derselben Programmversion schreiben.",
        )
    lacking = [name for name in _NEEDED if name not in found]
    if lacking:
        raise refuse(f"Dem Bericht fehlt der Teil „{lacking[0]}“.", "Den Bericht neu schreiben.")
    try:
        compare(found, found)
    except InputError as error:
        raise refuse("Der Bericht ist nicht, wie er geschrieben wurde.", "Den Bericht neu schreiben.") from error  # fmt: skip
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def compare(before: Model, after: Model, between: Model | None = None) -> Comparison:
    """Hold two reports (`read_report`) beside each other.

    Gaps are the same where district, kind and reason are (``gap_id``).

    Parameters
    ----------
    between : mapping, optional
        The report of the later data under the parameters of the earlier report (`app.report_split.between`): what differs
        from `before` to it comes from the data, what differs from it to `after` from the rules.

    Raises
    ------
    InputError
        If a report was changed by hand so that it cannot be read as one.

    Notes
    -----
    Cost: one look at every gap of each.
    """
    try:
        return _compared(before, after, between)
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise InputError(
            Problem(
                "Einer der Berichte ist nicht, wie er geschrieben wurde.", "Beide Berichte neu schreiben.", code="report_damaged"
            )
        ) from error  # fmt: skip


def _compared(before: Model, after: Model, between: Model | None) -> Comparison:
    differ = differences(before, after)
    elsewhere = other_area(before, after)
    middle = None if between is None else _by_id(between)
    changes = [
        _elsewhere(gap_id, was, now) if elsewhere else _change(gap_id, was, now, differ, middle)
        for gap_id, was, now in _pairs(_by_id(before), _by_id(after), apart=elsewhere)
    ]
    order = {"new": 0, "changed": 0, "closed": 1, "same": 2}
    changes.sort(key=lambda c: (order[c.state], c.rank_after or c.rank_before or 0, c.gap_id))
    made = Comparison(
        _title(before), _title(after), differ.data, (*(f for _, f in differ.standards), *differ.settings), differ.check,
        tuple(changes), (), differ.version, middle is not None, elsewhere, _later(before, after),
    )  # fmt: skip
    return replace(made, sentences=_sentences(made))


def _pairs(
    old: Mapping[str, Model], new: Mapping[str, Model], *, apart: bool
) -> list[tuple[str, Model | None, Model | None]]:
    """Return each gap as it was and as it is; `apart`: gaps of the same id are not the same one."""
    if apart:
        return [*((i, None, gap) for i, gap in new.items()), *((i, gap, None) for i, gap in old.items())]
    return [(i, old.get(i), new.get(i)) for i in dict.fromkeys([*new, *old])]


def _change(
    gap_id: str,
    was: Model | None,
    now: Model | None,
    differ: Differences,
    middle: Mapping[str, Model] | None,
) -> GapChange:
    """Return what has become of a gap, and what that comes from."""
    fields = _fields(was, now) if was is not None and now is not None else ()
    state: State = "new" if was is None else "closed" if now is None else "changed" if fields else "same"
    gap: Model = now if now is not None else was or {}
    causes: tuple[Cause, ...] = ()
    if state != "same":
        causes = (
            differ.possible(gap, figures=_in_figures(state, fields))
            if middle is None
            else differ.told_apart(was, middle.get(gap_id), now)
        )
    # A calculation with the earlier rules tells rules from data, but not the data from another version of the program.
    certain = len(causes) <= 1 or (middle is not None and not {"data", "version"} <= set(causes))
    return GapChange(
        gap_id, str(gap["district_name"]), str(gap["kind_name"]), str(gap["reason_label"]), state,
        _rank(was), _rank(now), fields, cause_words(causes, certain=certain), causes, certain,
    )  # fmt: skip


def _elsewhere(gap_id: str, was: Model | None, now: Model | None) -> GapChange:
    """Return a gap of one of two places: it has neither come nor gone."""
    gap: Model = now if now is not None else was or {}
    return GapChange(
        gap_id, str(gap["district_name"]), str(gap["kind_name"]), str(gap["reason_label"]), "new" if was is None else "closed",
        _rank(was), _rank(now), cause="anderes Gebiet",
    )  # fmt: skip


def _in_figures(state: State, fields: Sequence[FieldChange]) -> bool:
    """Tell whether more than verdicts differs."""
    return state in ("new", "closed") or any(not f.label.startswith("Vorprüfung") for f in fields)


def _by_id(model: Model) -> dict[str, Model]:
    return {str(gap["gap_id"]): gap for gap in model["gaps"]}


def _title(model: Model) -> str:
    meta = model["meta"]
    name, stamp = str(meta.get("project", {}).get("name", "")), str(meta.get("computed_at", ""))
    try:
        when = dt.datetime.fromisoformat(stamp)
    except ValueError:  # a report somebody has edited: what it says is shown as it stands
        return f"{name}, gerechnet {stamp}" if stamp else name
    return f"{name}, gerechnet am {texts.date(when)} um {when:%H:%M} Uhr"


def _later(before: Model, after: Model) -> bool:
    """Tell whether the first report was computed after the second; times that cannot be compared are not."""
    try:
        old, new = (dt.datetime.fromisoformat(str(m["meta"].get("computed_at", ""))) for m in (before, after))
        return old > new
    except (ValueError, TypeError):
        return False


def _rank(gap: Model | None) -> int | None:
    return None if gap is None or gap.get("rank") is None else int(gap["rank"])


def _fields(was: Model, now: Model) -> tuple[FieldChange, ...]:
    """Return what differs in one gap; the rank is told apart, since it moves with every other gap."""
    pairs = [
        ("Betroffene", persons(was), persons(now)),
        ("Gruppe", str(was["affected_group"]), str(now["affected_group"])),
        ("Richtwert", str(was["standard_id"]), str(now["standard_id"])),
        ("Sicherheit", str(was["confidence"]), str(now["confidence"])),
    ]
    old, new = ({str(v["programme"]): v for v in gap["verdicts"]} for gap in (was, now))
    for programme in dict.fromkeys([*old, *new]):
        shown = new.get(programme) or old[programme]
        pairs.append(
            (
                f"Vorprüfung {shown['programme_title']}",
                _overall(old.get(programme)),
                _overall(new.get(programme)),
            )
        )
    return tuple(FieldChange(label, a, b) for label, a, b in pairs if a != b)


def _overall(verdict: Model | None) -> str:
    return "–" if verdict is None else str(verdict["overall_label"])


def _sentences(found: Comparison) -> tuple[str, ...]:
    counts = [
        f"{texts.number(len(found.of(state)))} {label}"
        for state, label in STATE_LABELS.items()
        if found.of(state)
    ]
    said = [
        "Lücken: " + ", ".join(counts) + "." if counts else "Keiner der beiden Berichte nennt eine Lücke."
    ]
    causes = [
        "die Daten" if found.data else "", "Richtwerte oder Einstellungen" if found.rules else "",
        "Land, Stichtag oder Programme" if found.check else "", "die Programmversion" if found.version else "",
    ]  # fmt: skip
    differ = [cause for cause in causes if cause]
    if found.reversed and not found.other_area:
        said.insert(
            0, "Der frühere Bericht ist später gerechnet als der spätere; vermutlich sind sie vertauscht."
        )
    if found.other_area:
        said.insert(0, "Die Berichte handeln von verschiedenen Gebieten: Kein Quartier kommt in beiden vor.")
    elif differ:
        said.append("Zwischen den Berichten haben sich geändert: " + ", ".join(differ) + ".")
    else:
        said.append("Daten, Richtwerte und Einstellungen sind in beiden Berichten dieselben.")
    moved = [gap for gap in found.gaps if gap.state != "same"]
    only = [gap for gap in moved if gap.causes == ("data",)]
    if moved and only:
        said.append(
            f"Nur durch die Daten neu, weg oder verändert: {texts.number(len(only))} von {texts.number(len(moved))}."
        )
    if found.split:
        said.append(
            "Getrennt durch eine Rechnung mit den neuen Daten und den alten Richtwerten und Einstellungen."
        )
    elif found.can_be_split:
        said.append(
            "Was davon eine einzelne Lücke verändert hat, zeigt erst eine Rechnung mit den neuen Daten und den alten Richtwerten."
        )
    return tuple(said)
