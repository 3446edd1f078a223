"""By which measure a project is judged: standards, programmes, day, Land, social index, weights – as plain rows.

Built in a worker with the rest of the window's data (`viewdata_build.build`); what a change does stands in `rules_changes`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.laender import LAENDER
from quartiermap.errors import QuartierMapError
from quartiermap.io import bundled
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.rules_model import (
    PARTS,
    Ages,
    IndexRow,
    ProgrammeRow,
    Rules,
    SetRow,
    StandardRow,
)

if TYPE_CHECKING:
    from quartiermap.domain.kinds import Kinds
    from quartiermap.domain.need_index import IndexDefinition
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Origin, Standard, StandardSet


def build_rules(project: Project, kinds: Kinds) -> Rules:
    """Return what the panel shows of a project; never raises: what cannot be read is said in `Rules.problem`."""
    problems: list[str] = []
    try:
        chosen, plain = _standards(project)
    except (QuartierMapError, ValueError) as error:
        problems.append(str(error))
        chosen = plain = bundled.standard_set()
    ids = chosen_set_ids(project)
    custom = bool(project.settings.get("standards.custom"))
    by_id = {s.id: s for s in plain.standard}
    names = _names(chosen.standard, kinds)
    reasons = {str(e["standard_id"]): str(e["reason"]) for e in project.settings.get("standards.edits", ())}
    programmes: tuple[ProgrammeRow, ...] = ()
    day = None
    try:
        programmes, day = _programmes(project)
    except QuartierMapError as error:
        problems.append(str(error))
    indices, index_id, note = _indices(project)
    analysis = project.analysis
    return Rules(
        sets=tuple(_set_row(i, ids, custom=custom) for i in bundled.standard_set_ids()),
        set_title=chosen.title,
        custom=custom,
        standards=tuple(
            _standard_row(s, by_id.get(s.id, s), reasons.get(s.id, ""), names[s.id], kinds)
            for s in chosen.standard
        ),
        programmes=programmes,
        land=_land(project),
        day=day,
        judged_on=None if analysis is None else analysis.parameters.date,
        indices=indices,
        index_id=index_id,
        index_note=note,
        weights=weights_of(project),
        has_result=analysis is not None,
        pending=_pending(project, chosen),
        problem="\n".join(problems),
        ages=_ages_of(project),
    )


def chosen_set_ids(project: Project) -> tuple[str, ...]:
    """Return the ids of the sets that are combined, in order."""
    stored = project.settings.get("standards.set", "default")
    return (stored,) if isinstance(stored, str) else tuple(stored)


def weights_of(project: Project) -> dict[str, float]:
    """Return the weights of the ranking; plain ones where what is stored cannot be read."""
    from quartiermap.app import ranking

    try:
        return ranking.weights(project).as_dict()
    except QuartierMapError:
        return dict.fromkeys(PARTS, 1.0)


def _land(project: Project) -> str | None:
    from quartiermap.app import facts

    return facts.chosen_land(project)


def _standards(project: Project) -> tuple[StandardSet, StandardSet]:
    """Return the standards as used, and as they are without the town's own values."""
    from quartiermap.app.usecases import AnalyseOptions, standards_for

    used = standards_for(project, AnalyseOptions())
    settings = {k: v for k, v in project.settings.items() if k != "standards.edits"}
    return used, standards_for(project.with_(settings=settings), AnalyseOptions())


def _set_row(set_id: str, chosen: Sequence[str], *, custom: bool) -> SetRow:
    found = bundled.standard_set(set_id)
    place = 0 if custom or set_id not in chosen else chosen.index(set_id) + 1
    degrees = sorted({s.bindingness.label for s in found.standard})
    return SetRow(set_id, found.title, len(found.standard), place, ", ".join(degrees))


def degree_words(standard: Standard) -> str:
    """Return how binding a standard is; what no source was read for is called "Annahme"."""
    degree = standard.bindingness.label
    return f"{degree} (Annahme)" if standard.is_assumption and degree != "Annahme" else degree


def limit_words(standard: Standard) -> str:
    """Return the limit of reasonableness with its degree and source; empty where no law or court names one."""
    if standard.limit_m is None or standard.limit_bindingness is None or standard.limit_origin is None:
        return ""
    return translate("Rules", "{m} Fußweg · {degree} · {source}").format(
        m=texts.metres(standard.limit_m),
        degree=standard.limit_bindingness.label,
        source=_source(standard.limit_origin),
    )


def _source(origin: Origin) -> str:
    return f"{origin.text}, {origin.date}" if origin.date else origin.text


def _names(standards: Sequence[Standard], kinds: Kinds) -> dict[str, str]:
    """Return what each standard is called in a short list: its kind, and its age group where a kind has several."""
    count = Counter(s.kind for s in standards)
    names = {}
    for each in standards:
        name = kinds.name(each.kind)
        if count[each.kind] > 1:
            name = f"{name} {_ages(each.age)}"
        names[each.id] = name
    return names


def _ages(age: tuple[int, int | None] | None) -> str:
    """Return an age group in whole years, as short as can be.

    Examples
    --------
    >>> _ages((6, 12)), _ages((65, None))
    ('6–11', '65+')
    """
    if age is None:
        return translate("Rules", "(alle)")
    return f"{age[0]}+" if age[1] is None else f"{age[0]}–{age[1] - 1}"


def _standard_row(standard: Standard, plain: Standard, reason: str, name: str, kinds: Kinds) -> StandardRow:
    kind = next((k for k in kinds if k.id == standard.kind), None)
    supply = standard.supply
    minutes = standard.measure == "minutes"
    edited = standard != plain
    before = []
    if edited and standard.target_m != plain.target_m:
        before.append(plain.target_words)
    if edited and supply is not None and plain.supply is not None and supply.rate != plain.supply.rate:
        before.append(translate("Rules", "Bedarf {formula}").format(formula=plain.supply.formula(plain.age)))
    return StandardRow(
        standard.id,
        standard.kind,
        name,
        kind.sign if kind else "?",
        kind.colour if kind else "#54606e",
        standard.label,
        standard.target_words,
        (standard.target_min or 0.0) if minutes else standard.target_m,
        "min" if minutes else "m",
        degree_words(standard),
        standard.bindingness.value,
        _source(standard.origin),
        limit_words(standard),
        None if supply is None else supply.rate,
        ""
        if supply is None
        else translate("Rules", "{formula} · {degree} · {source}").format(
            formula=supply.formula(standard.age),
            degree=translate("Explain", "Annahme") if supply.is_assumption else supply.bindingness.label,
            source=_source(supply.origin),
        ),
        edited,
        "; ".join(before),
        reason if edited else "",
        (plain.target_min or 0.0) if minutes else plain.target_m,
        None if plain.supply is None else plain.supply.rate,
        standard.measure,
    )


def _programmes(project: Project) -> tuple[tuple[ProgrammeRow, ...], dt.date | None]:
    from quartiermap.app import facts, programmes

    fixed = facts.chosen_date(project)
    day = fixed or dt.date.today()
    return tuple(
        ProgrammeRow(
            entry.programme.id,
            entry.programme.title,
            entry.programme.short,
            entry.state,
            entry.programme.open_on(day),
            entry.chosen,
            entry.own,
            ", ".join(LAENDER.get(land, land) for land in entry.programme.lands),
            texts.date(entry.programme.checked_on),
        )
        for entry in programmes.entries(project, day)
    ), fixed


def _indices(project: Project) -> tuple[tuple[IndexRow, ...], str, str]:
    """Return the definitions to choose from, the chosen one's id, and what the index is made of now."""
    from quartiermap.analysis.need_choice import choose_indicators
    from quartiermap.domain.need_index import IndexDefinition

    there = set(project.indicators["indicator"].astype(str)) if len(project.indicators) else set()
    rows = [_index_row(bundled.need_index(i), there) for i in bundled.need_index_ids()]
    stored = project.settings.get("need.index")
    chosen = ""
    if stored:
        try:
            definition = IndexDefinition.model_validate(stored, strict=False)
        except ValueError:
            return tuple(rows), "", translate("Rules", "Die gespeicherte Festlegung ist unbrauchbar.")
        chosen = definition.id
        rows = [row for row in rows if row.index_id != chosen]
        rows.append(_index_row(definition, there))
    note = choose_indicators(project).note if len(project.indicators) else ""
    note = note.replace(  # the name of the setting is a word of the command line
        "; die Einstellung „need.indicators“ legt sie fest",
        translate("Rules", "; hier lässt sie sich festlegen"),
    )
    return tuple(rows), chosen, note


def _index_row(definition: IndexDefinition, there: set[str]) -> IndexRow:
    missing = tuple(key for key in definition.keys if key not in there)
    return IndexRow(definition.id, definition.title, definition.words, _source(definition.origin), missing)


def _ages_of(project: Project) -> Ages:
    from quartiermap.app import supply

    settings = project.settings
    try:
        chosen = supply.choice_of(project)
        rules = bundled.age_windows()
    except (QuartierMapError, ValueError):
        return Ages()
    rule = rules.rule(chosen.land)
    if rule is None:
        words, source = translate("Rules", "Ohne Land gelten die Altersgruppen der Richtwerte."), ""
    else:
        day = rule.school_cutoff.split("-")
        words = translate(
            "Rules", "{land}: Schulpflichtig wird, wer bis {day} sechs Jahre alt ist ({law})."
        ).format(land=rule.name, day=f"{day[1]}.{day[0]}.", law=rule.law)
        if rule.is_assumption:
            words += translate("Rules", " Annahme.")
        words = f"{words} {rule.note}".strip()
        source = _source(rule.origin)
    windows = {str(k): tuple(v) for k, v in chosen.windows.items()}
    return Ages(
        str(settings.get("supply.land") or ""),
        supply.lands(),
        chosen.year or 0,
        chosen.key_date,
        int(windows["u3"][1]) if "u3" in windows else 0,
        int(windows["o3"][1]) if "o3" in windows else 0,
        words,
        source,
    )


def _pending(project: Project, chosen: StandardSet) -> str:
    """Say what the result does not yet contain."""
    analysis = project.analysis
    if analysis is None or not project.stale:
        return ""
    if project.only_verdicts_stale:
        return translate("Rules", "Die Vorprüfung ist noch mit den alten Angaben gerechnet.")
    if analysis.parameters.standards != chosen.standard:
        return translate(
            "Rules", "Die Richtwerte sind geändert; Zahlen und Lücken gelten noch für die alten."
        )
    return translate("Rules", "Daten oder Festlegungen sind geändert; das Ergebnis ist älter.")
