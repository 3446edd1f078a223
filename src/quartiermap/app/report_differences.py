"""What differs between two gap reports apart from their gaps, and what of it can have changed one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from quartiermap.app.report_layers import READ_AS
from quartiermap.domain import texts
from quartiermap.render.report_credits import LAYER_NAMES
from quartiermap.render.report_parameters import CHECK, FIGURES, words

Model = Mapping[str, Any]
Cause = Literal["data", "rules", "check", "version", "unknown"]

CAUSE_LABELS: dict[Cause, str] = {
    "data": "Daten", "rules": "Vorgaben", "check": "Angaben zur Vorprüfung", "version": "Programmversion",
    "unknown": "aus den Berichten nicht zu erkennen",
}  # fmt: skip
"""„Vorgaben“ are standards and settings, „Angaben zur Vorprüfung“ Land, day, programmes and facts."""

_STATES = {"secret": "geheim", "no_data": "keine Daten", "not_applicable": "entfällt"}


@dataclass(frozen=True)
class FieldChange:
    """A value that differs, as German text before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Differences:
    """What differs between two reports apart from their gaps.

    Parameters
    ----------
    data : tuple of str
        Layers, in words.
    standards : tuple of (kind, FieldChange)
    settings : tuple of FieldChange
        Others that figures and gaps depend on.
    check : tuple of FieldChange
        What only the programme check depends on.
    stated : bool or None
        Whether the municipality stated other facts; ``None``: the reports do not tell.
    version : FieldChange or None
    """

    data: tuple[str, ...]
    standards: tuple[tuple[str, FieldChange], ...]
    settings: tuple[FieldChange, ...]
    check: tuple[FieldChange, ...]
    stated: bool | None
    version: FieldChange | None

    def possible(self, gap: Model, *, figures: bool) -> tuple[Cause, ...]:
        """Return what can have changed a gap, as far as two reports can tell; `figures`: more than its verdicts."""
        found: list[Cause] = ["data"] if self.data else []
        if figures:
            kinds = {kind for kind, _ in self.standards}
            found += ["rules"] if self.settings or str(gap["kind"]) in kinds else []
        elif self.check or self.stated is not False:
            found.append("check")
        found += ["version"] if self.version else []
        return tuple(found) or ("unknown",)

    def told_apart(self, was: Model | None, middle: Model | None, now: Model | None) -> tuple[Cause, ...]:
        """Return what has changed a gap: from the earlier report to the middle the data, from there to the later one the rules."""
        found: list[Cause] = []
        if signature(was) != signature(middle):
            found += ["data"] if self.data else []
            found += ["version"] if self.version else []
            found = found or ["unknown"]
        if signature(middle) != signature(now):
            verdict_only = signature(middle, verdicts=False) == signature(now, verdicts=False)
            found.append("check" if verdict_only else "rules")
        return tuple(dict.fromkeys(found)) or ("unknown",)


def differences(before: Model, after: Model) -> Differences:
    """Return what differs between two reports apart from their gaps."""
    return Differences(
        data=_data(before, after),
        standards=tuple(_standards(before, after)),
        settings=(*_settings(before, after, FIGURES), *_definitions(before, after)),
        check=(*_settings(before, after, CHECK), *_programmes(before, after)),
        stated=_stated(before, after),
        version=field("Programmversion", _version(before), _version(after)),
    )


def other_area(before: Model, after: Model) -> bool:
    """Tell whether two reports are about different places: no district of the one is in the other, by id and name."""
    old, new = (
        {(str(d.get("district_id")), str(d.get("name"))) for d in m.get("districts", ())}
        for m in (before, after)
    )
    return bool(old) and bool(new) and not old & new


def _stated(before: Model, after: Model) -> bool | None:
    """Tell whether facts, Land or day differ: their checksum is the second part of the fingerprint (`Project.fingerprint`)."""
    old, new = (str(m["meta"].get("fingerprint", "")) for m in (before, after))
    return None if not old or not new else old.partition("-")[2] != new.partition("-")[2]


def signature(gap: Model | None, *, verdicts: bool = True) -> Any:
    """Return everything by which a gap counts as changed; ``None`` where there is none."""
    if gap is None:
        return None
    own = (persons(gap), str(gap["affected_group"]), str(gap["standard_id"]), str(gap["confidence"]))
    judged = sorted((str(v["programme"]), str(v["overall"])) for v in gap["verdicts"]) if verdicts else []
    return own, judged


def cause_words(causes: Sequence[Cause], *, certain: bool) -> str:
    """Return causes in words.

    Examples
    --------
    >>> cause_words(("data",), certain=True), cause_words(("data", "rules"), certain=False)
    ('nur Daten', 'Daten oder Vorgaben, oder beides')
    >>> cause_words(("data", "rules"), certain=True)
    'Daten und Vorgaben'
    """
    words = [CAUSE_LABELS[c] for c in causes]
    if not words or causes == ("unknown",):
        return "".join(words)
    if len(words) == 1:
        return f"nur {words[0]}"
    if certain:
        return " und ".join(words)
    return " oder ".join(words) + (", oder beides" if len(words) == 2 else ", oder mehreres")


def _version(model: Model) -> str:
    return str(model["meta"].get("versions", {}).get("program", ""))


def _data(before: Model, after: Model) -> tuple[str, ...]:
    """Return the layers whose content differs; of reports from before there were checksums of layers, those whose files do."""
    files = _data_files(before, after)
    old, new = ({str(x["layer"]): x for x in m["meta"].get("layers", ())} for m in (before, after))
    if not old or not new:
        return tuple(
            f"{LAYER_NAMES.get(layer, layer)}{f' ({detail})' if detail else ''}: {how}"
            for layer, detail, how in files
        )
    found = []
    for name in dict.fromkeys([*old, *new]):
        was, now = old.get(name), new.get(name)
        if was is not None and now is not None and was["sha256"] == now["sha256"]:
            continue
        rows = [texts.number(x["rows"]) if x is not None else "–" for x in (was, now)]
        how = f"{rows[0]} → {rows[1]} Zeilen" if rows[0] != rows[1] else f"{rows[0]} Zeilen, andere Werte"
        about = [
            f"{detail}: {how}" if detail else how
            for layer, detail, how in files
            if layer in READ_AS.get(name, ())
        ]
        origin = "; ".join(about) if about else "dieselben Quelldateien, danach geändert"
        found.append(f"{(was or now or {})['label']}: {how} ({origin})")
    return tuple(found)


def _data_files(before: Model, after: Model) -> list[tuple[str, str, str]]:
    """Return the layers (as imported) whose files differ: layer, kind and period in words, and how."""

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
            detail = ", ".join(part for part in (names.get(kind, kind), period) if part)
            how = "neu" if key not in old else "nicht mehr da" if key not in new else "andere Datei"
            changed.append((layer, detail, how))
    return changed


def field(label: str, before: str, after: str) -> FieldChange | None:
    """Return a difference, ``None`` if there is none."""
    return None if before == after else FieldChange(label, before or "–", after or "–")


def _definitions(before: Model, after: Model) -> tuple[FieldChange, ...]:
    """Return the settings that stand elsewhere than among the parameters: social index, weights, limit of small numbers."""

    def index(model: Model) -> str:
        found = (model.get("need_views") or {}).get("definition") or {}
        return str(found.get("title") or found.get("name") or found.get("id") or "")

    def limit(model: Model) -> str:
        found = (model.get("small_numbers") or {}).get("limit")
        return "" if found is None else f"unter {texts.number(found)} Personen"

    pairs = (("Sozialindex", index(before), index(after)), ("kleine Zahlen", limit(before), limit(after)))
    return tuple(f for label, a, b in pairs if a and b and (f := field(label, a, b)) is not None)


def _programmes(before: Model, after: Model) -> tuple[FieldChange, ...]:
    """Return the programmes whose rules differ, of those that both reports know."""
    old, new = ({str(p["id"]): p for p in m.get("programmes", ())} for m in (before, after))
    return tuple(
        FieldChange(f"Regeln von „{new[i]['title']}“", str(old[i].get("checked_on") or "andere"), str(new[i].get("checked_on") or "andere"))
        for i in old.keys() & new.keys()
        if old[i].get("sha256") and new[i].get("sha256") and old[i]["sha256"] != new[i]["sha256"]
    )  # fmt: skip


def _standards(before: Model, after: Model) -> list[tuple[str, FieldChange]]:
    """Return the standards that ask for something else, with their kind: what of them differs, in words."""
    old = {str(s["id"]): s for s in before["standards"]}
    new = {str(s["id"]): s for s in after["standards"]}
    found = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        said = [_asked(was), _asked(now)]
        if said[0] == said[1]:
            continue  # another wording or source of the same changes no figure
        both = was is not None and now is not None
        words = [
            ", ".join(text for name, text in one.items() if text and not (both and text == other.get(name)))
            or "–"
            for one, other in (said, said[::-1])
        ]
        shown: Model = now or was or {}
        label = f"Richtwert „{shown.get('label', key)}“"
        found.append((str(shown.get("kind", "")), FieldChange(label, *words)))
    return found


def _asked(standard: Model | None) -> dict[str, str]:
    """Return what a standard asks for: everything of it that a figure or a gap depends on, as German text."""
    if standard is None:
        return {}

    def told(key: str, text: str) -> str:
        value = standard.get(key)
        return "" if value is None else text.format(texts.number(value, 1).removesuffix(",0"))

    supply = standard.get("supply") or {}
    rate = supply.get("rate")
    formula = supply.get("formula") or ("" if rate is None else f"{texts.number(rate, 2)} {supply.get('unit', '')} je Kopf")  # fmt: skip
    own = (standard.get("origin") or {}).get("tag") == "user"
    ages = standard.get("age") or ()
    return {
        "target": str(standard.get("target_words") or told("target_m", "{} m")),
        "limit": told("limit_m", "zumutbar bis {} m"),
        "speed": told("speed_kmh", "{} km/h"),
        "area": told("min_area_m2", "ab {} m²"),
        "ages": "Alter " + " bis ".join("–" if age is None else texts.number(age) for age in ages)
        if ages
        else "",
        "need": f"Bedarf {formula}" if formula else "",
        "degree": "eigener Wert" if own else str(standard.get("degree", "")),
    }


def _settings(before: Model, after: Model, wanted: Mapping[str, str]) -> tuple[FieldChange, ...]:
    old, new = (model["meta"].get("parameters", {}) for model in (before, after))
    return tuple(
        FieldChange(label, words(old.get(key)), words(new.get(key)))
        for key, label in wanted.items()
        if old.get(key) != new.get(key)
    )


def persons(gap: Model) -> str:
    """Return the people a gap affects in words: the number, or why there is none."""
    value = gap["affected_population"]
    return (
        _STATES.get(str(gap["affected_population_state"]), "keine Daten")
        if value is None
        else texts.number(value)
    )
