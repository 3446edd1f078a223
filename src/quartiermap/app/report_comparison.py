"""Two gap reports beside each other: which gaps are new, closed or other than before, and what that comes from.

Works on two ``report.json`` files alone (two dates, or before and after a planning), without their projects. What a
difference comes from is said as far as two reports can tell it: the data (files with other checksums), the rules
(standards, profile, limits), the programme check (Land, date, facts), or another version of the program.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from quartiermap.domain import texts
from quartiermap.errors import InputError, Problem
from quartiermap.render.report_credits import LAYER_NAMES
from quartiermap.render.report_tables import Cell, Column, Sheet

Model = Mapping[str, Any]
State = Literal["new", "closed", "changed", "same"]

STATE_LABELS: dict[State, str] = {
    "new": "neu", "closed": "nicht mehr da", "changed": "verändert", "same": "unverändert",
}  # fmt: skip

FORMAT = "quartiermap.report/1"
_NEEDED = ("meta", "gaps", "standards", "kinds")
_LIMIT_BYTES = 600_000_000
_STATES = {"secret": "geheim", "no_data": "keine Daten", "not_applicable": "entfällt"}

_RULES = {
    "profile": "Gehprofil", "detour_factor": "Umwegfaktor", "snap_limit_m": "Anbindung ans Wegenetz", "min_component_m": "kleinste Insel im Wegenetz",
    "min_gap_persons": "kleinste Lücke (Personen)", "min_gap_share": "kleinste Lücke (Anteil)", "max_places": "Zugänge je Einrichtung",
    "second_place_m": "Umweg zum zweiten Zugang", "outline_reach_m": "Zugang am Umriss",
}  # fmt: skip
_CHECK = {"land": "Land", "date": "Stichtag", "programmes": "Programme"}


@dataclass(frozen=True)
class FieldChange:
    """A value that differs, as German text before and after."""

    label: str
    before: str
    after: str


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

    def of(self, state: State) -> tuple[GapChange, ...]:
        """Return the gaps in a state."""
        return tuple(gap for gap in self.gaps if gap.state == state)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "before": self.before, "after": self.after, "data": list(self.data), "rules": [vars(f) for f in self.rules],
            "check": [vars(f) for f in self.check], "counts": {state: len(self.of(state)) for state in STATE_LABELS},
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
        raise refuse("Die Datei lässt sich nicht lesen.", "Pfad und Rechte prüfen.") from error
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
    return found


def _no_number(name: str) -> float:
    raise ValueError(name)


def compare(before: Model, after: Model) -> Comparison:
    """Hold two reports (`read_report`) beside each other.

    Gaps are the same where district, kind and reason are (``gap_id``).

    Notes
    -----
    Cost: one look at every gap of both.
    """
    data = _data(before, after)
    standards = _standards(before, after)
    settings = _settings(before, after, _RULES)
    check = _settings(before, after, _CHECK)
    program = _version(before) != _version(after)
    old = {str(gap["gap_id"]): gap for gap in before["gaps"]}
    new = {str(gap["gap_id"]): gap for gap in after["gaps"]}
    changes = []
    for gap_id in dict.fromkeys([*new, *old]):
        was, now = old.get(gap_id), new.get(gap_id)
        fields = _fields(was, now) if was is not None and now is not None else ()
        state: State = "new" if was is None else "closed" if now is None else "changed" if fields else "same"
        gap: Model = now if now is not None else was or {}
        kind = str(gap["kind"])
        figures = state in ("new", "closed") or any(not f.label.startswith("Vorprüfung") for f in fields)
        causes = []
        if figures:
            causes += ["Daten"] if data else []
            causes += ["Richtwerte"] if any(kind == k for k, _ in standards) else []
            causes += ["Einstellungen"] if settings else []
        elif state == "changed":
            causes += ["Land, Stichtag oder Programme"] if check else ["Angaben zur Vorprüfung oder Daten"]
        if state != "same" and not causes:
            causes = ["andere Programmversion"] if program else ["aus den Berichten nicht zu erkennen"]
        changes.append(
            GapChange(
                gap_id, str(gap["district_name"]), str(gap["kind_name"]), str(gap["reason_label"]), state,
                _rank(was), _rank(now), fields, " und ".join(causes) if state != "same" else "",
            )
        )  # fmt: skip
    order = {"new": 0, "changed": 0, "closed": 1, "same": 2}
    changes.sort(key=lambda c: (order[c.state], c.rank_after or c.rank_before or 0, c.gap_id))
    made = Comparison(
        _title(before), _title(after), data, (*(field for _, field in standards), *settings), check, tuple(changes), ()
    )  # fmt: skip
    return Comparison(**{**vars(made), "sentences": _sentences(made, program)})


def sheet(found: Comparison) -> Sheet:
    """Return the gaps as a table, one row for each difference."""
    columns = (
        Column("Zustand", width=14), Column("Rang vorher", "count", 10), Column("Rang nachher", "count", 10), Column("Quartier", width=26),
        Column("Einrichtungsart", width=22), Column("Grund", width=20), Column("Merkmal", width=30), Column("vorher", width=20),
        Column("nachher", width=20), Column("kommt von", "long", 34), Column("Kennung", "key", 30),
    )  # fmt: skip
    rows = [
        (
            STATE_LABELS[gap.state], _rank_cell(gap.rank_before), _rank_cell(gap.rank_after), gap.district, gap.kind, gap.reason,
            field.label, field.before, field.after, gap.cause, gap.gap_id,
        )
        for gap in found.gaps
        for field in gap.fields or (FieldChange("", "", ""),)
    ]  # fmt: skip
    return Sheet("Vergleich", "vergleich", columns, tuple(rows))


def _rank_cell(rank: int | None) -> Cell:
    return "–" if rank is None else float(rank)


def _title(model: Model) -> str:
    meta = model["meta"]
    name, stamp = str(meta.get("project", {}).get("name", "")), str(meta.get("computed_at", ""))
    try:
        when = dt.datetime.fromisoformat(stamp)
    except ValueError:  # a report somebody has edited: what it says is shown as it stands
        return f"{name}, gerechnet {stamp}" if stamp else name
    return f"{name}, gerechnet am {texts.date(when)} um {when:%H:%M} Uhr"


def _version(model: Model) -> str:
    return str(model["meta"].get("versions", {}).get("program", ""))


def _rank(gap: Model | None) -> int | None:
    return None if gap is None or gap.get("rank") is None else int(gap["rank"])


def _data(before: Model, after: Model) -> tuple[str, ...]:
    """Return the layers whose files differ."""

    def files(model: Model) -> dict[tuple[str, str, str], set[str]]:
        found: dict[tuple[str, str, str], set[str]] = {}
        for source in model["meta"].get("sources", ()):
            key = (str(source.get("layer", "")), str(source.get("kind", "")), str(source.get("period", "")))
            found.setdefault(key, set()).add(f"{source.get('sha256', '')} {source.get('rows_used', '')}")
        return found

    old, new = files(before), files(after)
    names = {row["id"]: row["name_plural"] for model in (before, after) for row in model["kinds"]}
    changed = []
    for key in sorted(old.keys() | new.keys()):
        if old.get(key) != new.get(key):
            layer, kind, period = key
            words = LAYER_NAMES.get(layer, layer)
            detail = ", ".join(part for part in (names.get(kind, kind), period) if part)
            how = "neu" if key not in old else "nicht mehr da" if key not in new else "andere Datei"
            changed.append(f"{words}{f' ({detail})' if detail else ''}: {how}")
    return tuple(changed)


def _standards(before: Model, after: Model) -> list[tuple[str, FieldChange]]:
    """Return the standards that differ, with their kind."""
    old = {str(s["id"]): s for s in before["standards"]}
    new = {str(s["id"]): s for s in after["standards"]}
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if was != now:
            shown: Model = now or was or {}
            label = f"Richtwert „{shown.get('label', key)}“"
            found.append((str(shown.get("kind", "")), FieldChange(label, _standard(was), _standard(now))))
    return found


def _standard(standard: Model | None) -> str:
    if standard is None:
        return "–"
    rate = (standard.get("supply") or {}).get("rate")
    unit = (standard.get("supply") or {}).get("unit", "")
    parts = [f"{texts.number(standard['target_m'])} m" if standard.get("target_m") is not None else ""]
    parts.append(f"{texts.number(rate, 4)} {unit} je Kopf" if rate is not None else "")
    parts.append(str(standard.get("degree", "")))
    return ", ".join(part for part in parts if part)


def _settings(before: Model, after: Model, wanted: Mapping[str, str]) -> tuple[FieldChange, ...]:
    old, new = (model["meta"].get("parameters", {}) for model in (before, after))
    return tuple(
        FieldChange(label, _plain(old.get(key)), _plain(new.get(key)))
        for key, label in wanted.items()
        if old.get(key) != new.get(key)
    )


def _plain(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Mapping):
        return str(value.get("label") or value.get("name") or value.get("id") or "…")
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "–"
    if isinstance(value, float):
        return texts.number(value, 2)
    try:
        return texts.date(dt.datetime.strptime(str(value), "%Y-%m-%d").date())
    except ValueError:
        return str(value)


def _fields(was: Model, now: Model) -> tuple[FieldChange, ...]:
    """Return what differs in one gap; the rank is told apart, since it moves with every other gap."""
    pairs = [
        ("Betroffene", _persons(was), _persons(now)),
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


def _persons(gap: Model) -> str:
    value = gap["affected_population"]
    return (
        _STATES.get(str(gap["affected_population_state"]), "keine Daten")
        if value is None
        else texts.number(value)
    )


def _overall(verdict: Model | None) -> str:
    return "–" if verdict is None else str(verdict["overall_label"])


def _sentences(found: Comparison, program: bool) -> tuple[str, ...]:
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
        "Land, Stichtag oder Programme" if found.check else "", "die Programmversion" if program else "",
    ]  # fmt: skip
    differ = [cause for cause in causes if cause]
    if differ:
        said.append("Zwischen den Berichten haben sich geändert: " + ", ".join(differ) + ".")
    else:
        said.append("Daten, Richtwerte und Einstellungen sind in beiden Berichten dieselben.")
    if found.data and found.rules:
        said.append(
            "Was davon eine einzelne Lücke verändert hat, zeigt erst eine Rechnung mit den neuen Daten und den alten Richtwerten."
        )
    return tuple(said)
