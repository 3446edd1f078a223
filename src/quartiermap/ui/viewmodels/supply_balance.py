"""The supply balance as plain values for the window: what V1's widgets show, without a widget in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartiermap.domain import texts
from quartiermap.domain.schema import States
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.analysis.supply_balance import SupplyBalance
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project


@dataclass(frozen=True)
class BalanceLine:
    """One line of the block: label, the figure in the area, the figure in the catchment ("" where there is none)."""

    label: str
    area: str
    catchment: str = ""


@dataclass(frozen=True)
class BalanceGroup:
    """One group (U3, Ü3, together) of an area: its title, its lines, the category and why."""

    group: str
    title: str
    lines: tuple[BalanceLine, ...]
    category: str
    category_because: str


@dataclass(frozen=True)
class BalanceBlock:
    """Everything that the district page shows of a balance.

    Parameters
    ----------
    title : str
        "Versorgung: Kita in Moabit West".
    groups : tuple of BalanceGroup
        Together first, then U3 and Ü3.
    sentence : str
        Why area and catchment differ; empty where there is nothing to say.
    comparison : tuple of (str, str, str)
        Area, coverage of the need, supply quota: the area itself, the areas above it, the town.
    year : int
        The reference year of planned places.
    windows : str
        By which rule the ages are cut.
    notes : tuple of str
    """

    title: str
    groups: tuple[BalanceGroup, ...]
    sentence: str
    comparison: tuple[tuple[str, str, str], ...]
    year: int
    windows: str
    notes: tuple[str, ...]


def compute(project: Project, kind: str, progress: Progress | None = None) -> SupplyBalance:
    """Return the balance of a kind by the project's settings, small numbers hidden; call it in the background."""
    from quartiermap.app.supply import shown_balance

    balance = shown_balance(project, kind, progress=progress)
    balance.rows("")  # puts the rows in order here, not at the first click
    return balance


def block(balance: SupplyBalance, area_id: str) -> BalanceBlock | None:
    """Return what is shown of an area (district, parent or `results.TOWN`); ``None`` if the balance does not have it."""
    rows = balance.rows(area_id)
    if not rows:
        return None
    whole = next(r for r in rows if r["group"] == "all")
    ordered = [whole, *(r for r in rows if r["group"] != "all")]
    return BalanceBlock(
        title=f"{balance.standard.label}: {whole['area_name']}",
        groups=tuple(_group(r, balance) for r in ordered),
        sentence=str(whole["sentence"]),
        comparison=_comparison(balance, whole),
        year=balance.year,
        windows=balance.windows.title,
        notes=balance.notes,
    )


def figure(row: Mapping[str, Any], name: str, *, share: bool = False) -> str:
    """Write a figure or its range, or the word for why it is missing.

    Examples
    --------
    >>> figure({"places_low": 10.0, "places_high": 14.0, "places_state": "value"}, "places")
    '10 bis 14'
    >>> figure({"use": 0.95, "use_state": "value"}, "use", share=True), figure({"use": None, "use_state": "secret"}, "use")
    ('95,0\\xa0%', 'geheim')
    """
    from quartiermap.analysis.supply_balance_words import range_words, share_words

    state = States(str(row[f"{name}_state"]))
    if state is not States.VALUE:
        return state.label or texts.NO_DATA
    low, high = (row[f"{name}_low"], row[f"{name}_high"]) if f"{name}_low" in row else (row[name], row[name])
    return share_words(low, high) if share else range_words(low, high)


def _group(row: Mapping[str, Any], balance: SupplyBalance) -> BalanceGroup:
    unit, year = balance.unit, balance.year
    known, sites = texts.number(row["sites_known"]), texts.number(row["sites"])
    if row["then_origin"] == "forecast":
        later = translate("SupplyBalance", "rechnerischer Bedarf {year}").format(year=year)
    else:
        later = translate("SupplyBalance", "rechnerischer Bedarf (heutiger, ohne Prognose)")
    lines = (
        BalanceLine(translate("SupplyBalance", "Personen"), figure(row, "children")),
        BalanceLine(translate("SupplyBalance", "rechnerischer Bedarf"), figure(row, "need")),
        BalanceLine(
            translate("SupplyBalance", "{unit} ({known} von {sites} Einrichtungen bekannt)").format(
                unit=unit, known=known, sites=sites
            ),
            figure(row, "places"),
            figure(row, "catch_places"),
        ),
        BalanceLine(translate("SupplyBalance", "Versorgungsquote"), figure(row, "supply_quota", share=True)),
        BalanceLine(
            translate("SupplyBalance", "Betreuungsquote (am Standort)"), figure(row, "care_quota", share=True)
        ),
        BalanceLine(
            translate("SupplyBalance", "Bedarfsdeckung"),
            figure(row, "coverage", share=True),
            figure(row, "catch_coverage", share=True),
        ),
        BalanceLine(
            translate("SupplyBalance", "rechnerischer Fehlbedarf"),
            figure(row, "shortfall"),
            figure(row, "catch_shortfall"),
        ),
        BalanceLine(translate("SupplyBalance", "rechnerischer Überhang"), figure(row, "surplus")),
        BalanceLine(translate("SupplyBalance", "Auslastung"), figure(row, "use", share=True)),
        BalanceLine(translate("SupplyBalance", "geplant bis {year}").format(year=year), figure(row, "due")),
        BalanceLine(later, figure(row, "need_then")),
        BalanceLine(
            translate("SupplyBalance", "Bedarfsdeckung mit geplanten bis {year}").format(year=year),
            figure(row, "coverage_then", share=True),
        ),
    )
    label = row["category_label"] or States(str(row["category_state"])).label or texts.NO_DATA
    return BalanceGroup(
        group=str(row["group"]),
        title=f"{row['group_label']} ({row['ages']})",
        lines=lines,
        category=str(label),
        category_because=str(row["because"]),
    )


def _comparison(balance: SupplyBalance, whole: Mapping[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """Return the area, those above it and the town, each with coverage and supply quota."""
    chain = [whole]
    seen = {str(whole["area_id"])}
    while (above := _whole(balance, chain[-1]["parent_id"])) is not None and str(
        above["area_id"]
    ) not in seen:
        chain.append(above)
        seen.add(str(above["area_id"]))
    town = balance.town_id()
    if town not in seen and (row := _whole(balance, town)) is not None:
        chain.append(row)
    return tuple(
        (str(row["area_name"]), figure(row, "coverage", share=True), figure(row, "supply_quota", share=True))
        for row in chain
    )


def _whole(balance: SupplyBalance, area_id: object) -> Mapping[str, Any] | None:
    """Return the row of an area for all ages together, if there is such an area."""
    return next((row for row in balance.rows(str(area_id)) if row["group"] == "all"), None)
