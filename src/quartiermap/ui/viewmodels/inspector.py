"""What the inspector says about the selected thing, as plain blocks; drawing them is the widget's matter."""

from __future__ import annotations

from collections.abc import Sequence

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap, Reason
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.answers import Answers, catchment_blocks, cell_page
from quartiermap.ui.viewmodels.blocks import (
    Ask,
    Block,
    EditButton,
    Explained,
    Facts,
    KindLine,
    KindTable,
    Link,
    Links,
    Page,
    PlacesTable,
    Text,
    WayButton,
)
from quartiermap.ui.viewmodels.explain_facts import (
    gap_hows,
    need_hows,
    residents_how,
    town_hows,
    town_residents,
)
from quartiermap.ui.viewmodels.group_page import group_page
from quartiermap.ui.viewmodels.inspector_gap import Found, evidence_blocks, rank_blocks, verdict_blocks
from quartiermap.ui.viewmodels.rings import RingsAnswer, place_page
from quartiermap.ui.viewmodels.rules_panel import limit_words
from quartiermap.ui.viewmodels.selection import NO_GROUP, Group, Selected
from quartiermap.ui.viewmodels.viewdata import TOWN, NeedRow, ViewData, text
from quartiermap.ui.wording import worded


def page_for(
    data: ViewData,
    selected: Selected,
    answers: Answers | None = None,
    found: Found | None = None,
    *,
    group: Group = NO_GROUP,
    rings: RingsAnswer | None = None,
) -> Page:
    """Return the page of what is selected; of the whole town when nothing is, or when it is gone.

    `group` are districts that are selected together, `rings` what is in reach of a selected place.
    """
    answers, found = answers or Answers(), found or Found()
    if selected.what == "none" and group.ids:
        return group_page(data, group)
    if selected.what == "place":
        return place_page(data, selected.id, rings)
    if selected.what == "cell":
        return cell_page(data, selected.id, answers.cell)
    if selected.what == "district" and selected.id in data.districts:
        return district_page(data, selected.id, found)
    if selected.what == "gap" and selected.id in data.gap_by_id:
        return gap_page(data, data.gap_by_id[selected.id], found)
    if selected.what == "facility" and selected.id in data.facilities:
        return facility_page(data, selected.id, answers)
    return town_page(data, found)


def town_page(data: ViewData, found: Found | None = None) -> Page:
    """Return the summary of the whole town."""
    blocks: list[Block] = []
    if data.stale:
        blocks.append(
            Text(
                translate("Inspector", "Das Ergebnis ist älter als die Daten. Neu rechnen mit F5."), "notice"
            )
        )
    blocks.append(
        Facts(
            (
                (translate("Inspector", "Quartiere"), texts.number(len(data.reporting))),
                (translate("Inspector", "Einwohner"), town_residents(data)),
                (translate("Inspector", "Einrichtungen"), texts.number(len(data.facilities))),
                (
                    translate("Inspector", "Lücken"),
                    texts.number(len(data.gaps)) if data.has_result else translate("Inspector", "noch nicht gerechnet"),
                ),
            ),
            town_hows(data),
        )
    )  # fmt: skip
    if data.has_result:
        blocks += [
            Text(translate("Inspector", "Ganze Stadt nach Einrichtungsart"), "heading"),
            _kind_table(data, TOWN),
        ]
        blocks += _method_blocks(data)
        blocks += _places_blocks(TOWN, found)
        if data.gaps:
            blocks += [
                Text(translate("Inspector", "Die dringendsten Lücken"), "heading"),
                Links(tuple(_gap_link(data, gap, with_district=True) for gap in data.gaps[:5])),
            ]
        blocks += _note_blocks(data)
    else:
        missing = [step for step in data.steps if not step.done and step.key != "analysis"]
        if missing:
            blocks.append(Text(translate("Inspector", "Was noch fehlt"), "heading"))
            blocks += [Text(f"{step.label}: {step.hint}.") for step in missing]
        blocks.append(
            Text(
                translate(
                    "Inspector", "Noch kein Ergebnis. Wenn die Daten geladen sind, rechnet F5 die Analyse."
                ),
                "muted",
            )
        )
    chips = (translate("Inspector", "Erfundene Demonstrationsdaten"),) if data.invented else ()
    return Page(translate("Inspector", "Überblick"), data.name, chips, tuple(blocks), named=True)


def district_page(data: ViewData, district_id: str, found: Found | None = None) -> Page:
    """Return the page of a district of any level."""
    row = data.districts[district_id]
    blocks: list[Block] = []
    facts = [
        (
            translate("Inspector", "Einwohner"),
            texts.number(row.population, missing=explain.state_words(row.population_state))
            + (f" ({row.population_origin})" if row.population_origin and not row.population_state else ""),
        ),
        (translate("Inspector", "Schlüssel"), row.district_id),
    ]
    parent = data.districts.get(row.parent_id)
    if parent is not None:
        facts.append((translate("Inspector", "liegt in"), f"{parent.name} ({parent.level})"))
    blocks.append(Facts(tuple(facts), {translate("Inspector", "Einwohner"): residents_how(data, row)}))
    if data.stale:
        blocks.append(
            Text(
                translate("Inspector", "Das Ergebnis ist älter als die Daten. Neu rechnen mit F5."), "notice"
            )
        )
    if data.has_result:
        blocks += [
            Text(translate("Inspector", "Erreichbarkeit und Versorgung"), "heading"),
            _kind_table(data, district_id),
            *_method_blocks(data),
            *_places_blocks(district_id, found),
        ]
        gaps = data.gaps_of(district_id)
        blocks.append(
            Text(translate("Inspector", "Lücken in diesem Quartier ({n})").format(n=len(gaps)), "heading")
        )
        if gaps:
            blocks.append(Links(tuple(_gap_link(data, gap) for gap in gaps)))
        else:
            blocks.append(
                Text(translate("Inspector", "Keine Lücke nach den gewählten Richtwerten gefunden."), "muted")
            )
    need = data.need.get(district_id)
    if need is not None:
        blocks += _need_blocks(data, need)
    elif data.has_result and row.reporting:
        blocks += [
            Text(translate("Inspector", "Sozialindex"), "heading"),
            Text(translate("Inspector", "keine Daten: Sozialindikatoren sind nicht geladen"), "muted"),
        ]
    kicker = translate("Inspector", "Quartier") if row.reporting else row.level
    return Page(kicker, row.name, (), tuple(blocks), Selected(), named=True)


def gap_page(data: ViewData, gap: Gap, found: Found | None = None) -> Page:
    """Return the page of a gap: reason, people, rank, confidence, programme check, evidence."""
    found = found or Found()
    kind = data.kinds.get(gap.kind)
    kind_name = kind.name if kind else gap.kind
    blocks: list[Block] = [
        Text(gap.because),
        Facts(
            (
                (translate("Inspector", "Betroffen"), f"{_persons(gap)} ({gap.affected_group})"),
                (translate("Inspector", "Sicherheit der Aussage"), gap.confidence),
                *_standard_row(data, gap),
            ),
            gap_hows(data, gap, _persons(gap)),
        ),
    ]
    if gap.confidence_because:
        blocks.append(Text("; ".join(gap.confidence_because), "muted"))
    figure = data.figures.get((gap.district_id, gap.standard_id))
    standard = next((s for s in kind.standards if s.id == gap.standard_id), None) if kind else None
    if figure is not None and standard is not None:
        blocks.append(
            Explained(translate("Inspector", "Wie gerechnet?"), explain.explain(data, figure, standard))
        )
        if gap.reason is Reason.OUT_OF_REACH:
            blocks.append(WayButton(translate("Inspector", "Weg auf der Karte zeigen (Strg+G)")))
    blocks += rank_blocks(data, gap, found.ranked.get(gap.gap_id))
    links = [
        Link(data.districts[gap.district_id].name, translate("Inspector", "Quartier"), Selected("district", gap.district_id))
    ] if gap.district_id in data.districts else []  # fmt: skip
    links += [
        Link(data.facilities[i].name, kind_name, Selected("facility", i))
        for i in gap.facility_ids[:6]
        if i in data.facilities
    ]
    for verdict in gap.verdicts:
        blocks += verdict_blocks(verdict)
        items = found.evidence.get(gap.gap_id, {}).get(verdict.programme, ())
        blocks += evidence_blocks(gap, verdict, items)
    if not gap.verdicts:
        blocks.append(Text(translate("Inspector", "Keine Vorprüfung gerechnet."), "muted"))
    if links:
        blocks += [Text(translate("Inspector", "Gehört zu"), "heading"), Links(tuple(links))]
    return Page(
        translate("Inspector", "Lücke"),
        f"{kind_name}: {gap.reason.label}",
        (gap.district_name, translate("Inspector", "Rang {n}").format(n=texts.number(gap.rank))),
        tuple(blocks),
        Selected("district", gap.district_id),
    )


def _standard_row(data: ViewData, gap: Gap) -> tuple[tuple[str, str], ...]:
    """Return the standard that a gap was found by, with the limit that is not the target."""
    kind = data.kinds.get(gap.kind)
    standard = next((s for s in kind.standards if s.id == gap.standard_id), None) if kind else None
    if standard is None:
        return ()
    rows = [(translate("Inspector", "Richtwert"), explain.standard_short(standard, None, data.walking))]
    limit = limit_words(standard)
    if limit:
        rows.append((translate("Inspector", "Grenze (nicht das Ziel)"), limit))
    return tuple(rows)


def _places_blocks(area_id: str, found: Found | None) -> list[Block]:
    """Return places and need of the kind on the map, if that has been computed."""
    block = None if found is None else found.balance.get(area_id)
    if block is None:
        return []
    return [
        Text(translate("Inspector", "Plätze und Bedarf: {title}").format(title=block.title), "heading"),
        PlacesTable(block),
    ]


def facility_page(data: ViewData, facility_id: str, answers: Answers | None = None) -> Page:
    """Return the page of a facility, with its catchment if that has been asked for."""
    row = data.facilities[facility_id]
    kind = data.kinds.get(row.kind)
    unit = kind.capacity_unit if kind else translate("Inspector", "Plätze")
    if unit == "m²":  # the ground has a line of its own
        unit = translate("Inspector", "Plätze") if row.places is not None else ""
    source = next((s for s in data.sources if s.source_id == row.source_id), None)
    rows = [
        (translate("Inspector", "Stand"), row.status),
        (translate("Inspector", "Träger"), row.operator),
        (unit, texts.number(row.places)),
        (
            translate("Inspector", "Fläche"),
            "" if row.area_m2 is None else f"{texts.number(row.area_m2)}\u00a0m²",
        ),
        (translate("Inspector", "Zustand"), row.condition),
        (translate("Inspector", "barrierefrei"), row.barrier_free),
        (
            translate("Inspector", "Eröffnung"),
            row.opening or ("" if row.opening_year is None else str(row.opening_year)),
        ),
        (translate("Inspector", "Anschrift"), row.address),
        (translate("Inspector", "Kennung"), row.facility_id),
        (
            translate("Inspector", "Quelle"),
            f"{source.title}, {source.data_date}".strip(", ") if source else "",
        ),
    ]
    blocks: list[Block] = [Facts(tuple((label, value or texts.NO_DATA) for label, value in rows if label))]
    if row.note:
        blocks.append(Text(translate("Inspector", "Bemerkung: {note}").format(note=row.note)))
    blocks += [Text(told, "muted") for told in row.by_hand]
    blocks.append(EditButton(translate("Inspector", "Bearbeiten … (Strg+E)"), facility_id))
    if data.has_result:
        blocks += catchment_blocks(data, facility_id, (answers or Answers()).catchment)
    gaps = [gap for gap in data.gaps if facility_id in gap.facility_ids]
    if gaps:
        blocks += [
            Text(translate("Inspector", "Lücken, die diese Einrichtung betreffen"), "heading"),
            Links(tuple(_gap_link(data, gap, with_district=True) for gap in gaps)),
        ]
    chips = (row.status,) if row.status and row.status != "Bestand" else ()
    return Page(kind.name if kind else row.kind, row.name, chips, tuple(blocks), Selected(), named=True)


def _kind_table(data: ViewData, district_id: str) -> KindTable:
    lines = []
    for kind in data.kinds.values():
        standard = data.primary(kind.kind)
        figure = data.figure(district_id, standard)
        if standard is None or figure is None or not kind.facilities:
            continue
        group = text(figure["target_group"])
        lines.append(
            KindLine(
                kind.kind,
                kind.name,
                kind.sign,
                kind.colour,
                f"{explain.target_population(figure)} · {group}"
                if group
                else explain.target_population(figure),
                explain.share(figure),
                explain.mean_distance(figure),
                explain.places_and_need(figure),
                explain.shortfall(figure),
                explain.explain(data, figure, standard),
                None
                if district_id == TOWN
                else Ask(
                    translate("Inspector", "Welche Wohnorte machen diese Zahl?"),
                    "cells",
                    (district_id, standard.id),
                ),
            )
        )
    return KindTable(tuple(lines))


def _method_blocks(data: ViewData) -> list[Block]:
    lines = [
        translate("Inspector", "Wege: {m}, gerechnet für: {who}. Wohnorte: {o}.").format(
            m=data.method, who=data.walking.words, o=data.demand_origin
        )
    ]
    rough = any(f["estimate"] or f["approximation"] for f in data.figures.values())
    if rough:
        lines.append(translate("Inspector", "≈ Schätzung oder Näherung."))
    missing = [k.name for k in data.kinds.values() if k.standards and not k.facilities]
    if missing:
        lines.append(
            translate("Inspector", "Nicht erfasst, deshalb ohne Aussage: {kinds}.").format(
                kinds=", ".join(missing)
            )
        )
    blocks: list[Block] = [Text(" ".join(lines), "muted")]
    mixed = data.ages.warning()
    if mixed:
        blocks.append(Text(mixed, "notice"))
    if data.beyond_network >= 0.5:
        blocks.append(
            Text(
                translate(
                    "Inspector",
                    "Das Wegenetz deckt nur einen Teil des Gebiets ab: Über die Wege von {n} Personen lässt sich nichts "
                    "sagen. Anteile und mittlere Wege gelten nur für die übrigen.",
                ).format(n=texts.number(data.beyond_network)),
                "notice",
            )
        )
    return blocks


def _note_blocks(data: ViewData) -> list[Block]:
    """Return what the analysis found worth knowing; it stands in the report too."""
    if not data.notes:
        return []
    heading = Text(translate("Inspector", "Hinweise zur Rechnung"), "heading")
    return [heading, *(Text(note, "muted") for note in data.notes)]


def _gap_link(data: ViewData, gap: Gap, *, with_district: bool = False) -> Link:
    kind = data.kinds.get(gap.kind)
    name = f"{kind.name if kind else gap.kind}: {gap.reason.label}"
    note = translate("Inspector", "Rang {n} · {who}").format(n=texts.number(gap.rank), who=_persons(gap))
    shown = f"{gap.district_name} · {note}" if with_district else note
    return Link(worded(name), shown, Selected("gap", gap.gap_id))


def _persons(gap: Gap) -> str:
    if gap.affected_population is None:
        return texts.NO_DATA
    return translate("Inspector", "{n} Personen").format(n=texts.number(gap.affected_population))


def _need_blocks(data: ViewData, need: NeedRow) -> Sequence[Block]:
    if need.state and need.state != "value":
        rows: tuple[tuple[str, str], ...] = (
            (translate("Inspector", "Ergebnis"), explain.state_words(need.state)),
        )
    else:
        rows = (
            (translate("Inspector", "Status"), _class_words(need.status_class, need.status_index)),
            (translate("Inspector", "Dynamik"), _class_words(need.dynamics_class, need.dynamics_index)),
        )
        if need.group:
            rows += ((translate("Inspector", "Gruppe"), need.group),)
        rows += (
            (
                translate("Inspector", "Gebiet mit besonderem Aufmerksamkeitsbedarf"),
                translate("Inspector", "ja") if need.attention else translate("Inspector", "nein"),
            ),
        )
    if need.published_status_class:
        published = f"{need.published_status_class} / {need.published_dynamics_class or '–'}"
        rows += ((translate("Inspector", "veröffentlicht (Status / Dynamik)"), published),)
    return (
        Text(translate("Inspector", "Sozialindex {period}").format(period=need.period), "heading"),
        Facts(rows, need_hows(data, need)),
        Text(
            translate(
                "Inspector",
                "Nach dem Verfahren des Berliner Monitorings Soziale Stadtentwicklung: z-Werte der Anteile, gemittelt, in Klassen geteilt.",
            ),
            "muted",
        ),
    )


def _class_words(word: str, index: float | None) -> str:
    if not word:
        return texts.NO_DATA
    return word if index is None else f"{word} (Index {texts.number(index, 2)})"
