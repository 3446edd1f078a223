"""What the charts show, as plain values: how far it is for whom, and places against need by district."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.chart_hows import distances_how, supply_how
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.viewmodels.viewdata import TOWN, KindRow, ViewData, known, text
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quartiermap.domain.network import Floats
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Standard

    Bools = NDArray[np.bool_]

_STEPS_M = (100, 200, 300, 400, 500, 750, 1000, 1500, 2000, 3000, 5000)


@dataclass(frozen=True)
class Curve:
    """Which share of some persons has at most how far to go.

    Parameters
    ----------
    name : str
        Whose curve it is.
    metres, shares : tuple of float
        Rising; a share is of all persons whose way is known (those without any way never get there).
    persons, no_way, unknown : float
        Persons of the curve; those of them without any way; those whose way nobody knows (not in the curve).
    """

    name: str
    metres: tuple[float, ...]
    shares: tuple[float, ...]
    persons: float
    no_way: float = 0.0
    unknown: float = 0.0

    def share_within(self, metres: float) -> float:
        """Return the share of persons with at most so far to go.

        Examples
        --------
        >>> Curve("x", (100.0, 300.0), (0.25, 1.0), 4.0).share_within(299.0)
        0.25
        """
        from bisect import bisect_right

        at = bisect_right(self.metres, metres)
        return self.shares[at - 1] if at else 0.0

    def metres_for(self, share: float) -> float | None:
        """Return how far the given share of persons has to go at most, ``None`` if so many never get there."""
        return next((m for m, s in zip(self.metres, self.shares, strict=True) if s >= share - 1e-12), None)


@dataclass(frozen=True)
class Distances:
    """The chart of ways to a kind.

    Parameters
    ----------
    title, summary : str
        The summary says in words what the picture shows, for screen readers too.
    group : str
        Who is counted.
    target_m : float
        The standard's distance (or the one chosen by hand).
    target : str
        The same in words.
    curves : tuple of Curve
        The town, then what is selected; none where nothing can be shown.
    measure : str
        "Fußweg" or "Luftlinie".
    hows : tuple of How
        How the curves came about.
    """

    title: str
    summary: str
    group: str
    target_m: float
    target: str
    curves: tuple[Curve, ...]
    measure: str = ""
    hows: tuple[How, ...] = ()

    @property
    def table(self) -> tuple[tuple[str, ...], ...]:
        """The chart as a table: a head, then one row for some round distances and the standard's."""
        if not self.curves:
            return ()
        head = (translate("Charts", "höchstens"), *(curve.name for curve in self.curves))
        longest = max(curve.metres[-1] for curve in self.curves if curve.metres)
        steps = sorted({*(float(s) for s in _STEPS_M if s < longest * 1.3), self.target_m})
        rows = [
            (
                f"{texts.number(step)}\u00a0m"
                + (translate("Charts", " (Richtwert)") if step == self.target_m else ""),
                *(texts.percent(curve.share_within(step)) for curve in self.curves),
            )
            for step in steps
        ]
        return (head, *rows)


@dataclass(frozen=True)
class Spot:
    """A district in the chart of places and need."""

    district_id: str
    name: str
    need: float
    places: float
    at_least: bool
    shortfall: float | None

    @property
    def short(self) -> bool:
        """Whether there are fewer places than needed."""
        return self.places < self.need - 1e-9


@dataclass(frozen=True)
class Supply:
    """The chart of places against need by district.

    `left_out` says which districts are not in it, and why; `hows` how the points came about.
    """

    title: str
    summary: str
    unit: str
    spots: tuple[Spot, ...]
    left_out: str = ""
    hows: tuple[How, ...] = ()

    @property
    def table(self) -> tuple[tuple[str, ...], ...]:
        """The chart as a table, the largest shortfall first."""
        if not self.spots:
            return ()
        head = (
            translate("Charts", "Quartier"), translate("Charts", "vorhanden"), translate("Charts", "Bedarf"), translate("Charts", "Fehlbedarf"),
        )  # fmt: skip
        ordered = sorted(self.spots, key=lambda s: -(s.need - s.places))
        rows = [
            (
                spot.name, texts.number(spot.places) + ("+" if spot.at_least else ""), texts.number(spot.need, 1),
                texts.number(max(0.0, spot.need - spot.places), 1),
            )
            for spot in ordered
        ]  # fmt: skip
        return (head, *rows)


def distances(
    project: Project,
    data: ViewData,
    theme: Theme,
    districts: tuple[str, ...],
    name: str,
    progress: Progress | None = None,
) -> Distances:
    """Return how far it is to the kind on the map, for the town and for some districts; in a worker.

    Parameters
    ----------
    project : Project
        As it may be shown.
    data : ViewData
    theme : Theme
    districts : tuple of str
        Whose curve stands beside the town's; none: the town alone.
    name : str
        What these districts are called together.
    """
    import numpy as np

    from quartiermap.analysis.ground import outside_network
    from quartiermap.analysis.residents import target_group

    standard, analysis = theme.standard, project.analysis
    kind = data.kinds.get(theme.kind)
    kind_name = kind.name if kind is not None else theme.kind
    title = translate("Charts", "Wie weit ist es? {kind}").format(kind=kind_name)
    if standard is None or analysis is None or kind is None or not kind.facilities:
        return Distances(title, _why_nothing(analysis is not None, kind, standard), "", 0.0, "", ())
    found = analysis.access.distance_for(standard)
    if found is None:
        return Distances(title, translate("Charts", "Dafür ist nichts gerechnet."), "", 0.0, "", ())
    (progress or Progress()).step(0.2, translate("Charts", "Diagramm vorbereiten"))
    group = target_group(analysis.demand, standard.age)
    beyond = outside_network(analysis.access, len(found))
    of = analysis.demand.table["district_id"].astype(object).to_numpy()
    inside = np.array([isinstance(d, str) for d in of])
    limit = 0.0 if data.secrets is None else data.secrets.limit
    curves, hidden, shares = [], [], []
    parts: list[tuple[str, tuple[str, ...] | None]] = [(translate("Charts", "ganze Stadt"), None)]
    if districts:
        parts.append((name, districts))
    for label, keys in parts:
        areas = (TOWN,) if keys is None else keys
        if any(data.hides_group(area, standard.id) for area in areas):
            hidden.append(label)
            continue
        mask = inside if keys is None else np.isin(of, np.array(keys, dtype=object))
        curve = _curve(label, found[mask], group.persons[mask], beyond[mask], limit)
        if curve is not None:
            curves.append(curve)
            alone = len(areas) == 1 and not theme.moved
            shares.append(explain.share(data.figure(areas[0], standard)) if alone else None)
    target = worded(explain.target_words(standard, theme.target_m if theme.moved else None, data.walking))
    summary = " ".join(
        _curve_words(curve, theme.target_m, target, share)
        for curve, share in zip(curves, shares, strict=True)
    )
    if hidden:
        summary += " " + translate("Charts", "Geheim (zu wenige Personen): {names}.").format(
            names=", ".join(hidden)
        )
    if not curves and not hidden:
        summary = translate("Charts", "Für diese Zielgruppe ist kein Weg bekannt.")
    return Distances(
        title,
        summary.strip(),
        worded(group.label),
        theme.target_m,
        target,
        tuple(curves),
        worded(standard.measure_label),
        (distances_how(data, theme, title, [(curve.name, curve.persons) for curve in curves]),),
    )


def _why_nothing(computed: bool, kind: KindRow | None, standard: Standard | None) -> str:
    """Return why there is no curve, and what brings one."""
    if not computed:
        return translate("Charts", "Noch nicht gerechnet: F5 rechnet die Analyse.")
    if kind is not None and not kind.facilities:
        return translate(
            "Charts", "Keine Einrichtung dieser Art geladen: „Daten laden“ (Strg+I) bringt sie ins Projekt."
        )
    if standard is None:
        return translate("Charts", "Für diese Einrichtungsart ist kein Richtwert hinterlegt.")
    return translate("Charts", "Dafür ist nichts gerechnet.")


def _curve(name: str, metres: Floats, persons: Floats, beyond: Bools, limit: float) -> Curve | None:
    """Return how many have a way up to a length, in steps of the limit: few who live between two lengths are not told."""
    import numpy as np

    from quartiermap.analysis.small_numbers import is_small

    there = persons > 0
    metres, persons, beyond = metres[there], persons[there], beyond[there]
    unknown = float(persons[beyond].sum())
    unknown = 0.0 if is_small(unknown, limit) else unknown
    metres, persons = metres[~beyond], persons[~beyond]
    everybody = float(persons.sum())
    if everybody <= 0:
        return None
    reach = np.isfinite(metres)
    order = np.argsort(metres[reach], kind="stable")
    count = np.cumsum(persons[reach][order])
    if limit:
        count = np.where(count < everybody - 1e-6, limit * np.floor(count / limit), count)
    way, share = metres[reach][order], count / everybody
    if not len(way):
        return Curve(name, (0.0,), (0.0,), everybody, everybody, unknown)
    last = np.append(way[1:] != way[:-1], True)  # of equal ways the last has the whole share
    way, share = way[last], share[last]
    if limit:
        step = np.append(True, share[1:] > share[:-1])
        way, share = way[step], share[step]
    no_way = float(persons[~reach].sum())
    no_way = 0.0 if is_small(no_way, limit) else no_way
    return Curve(name, tuple(way.tolist()), tuple(share.tolist()), everybody, no_way, unknown)


def _curve_words(curve: Curve, target_m: float, target: str, told: str | None) -> str:
    """Return the curve in words; `told` is the share as the tables tell it, where they do."""
    median = curve.metres_for(0.5)
    words = translate("Charts", "{name}: {share} von {n} Personen haben höchstens {target}").format(
        name=curve.name[:1].upper() + curve.name[1:], share=told or texts.percent(curve.share_within(target_m)),
        n=texts.number(curve.persons), target=target,
    )  # fmt: skip
    if median is not None:
        words += translate("Charts", "; die Hälfte hat höchstens {m}").format(m=texts.metres(median))
    far = curve.metres_for(0.9)
    if far is not None:
        words += translate("Charts", ", neun von zehn höchstens {m}").format(m=texts.metres(far))
    if curve.no_way >= 0.5:
        words += translate("Charts", "; {n} ohne jeden Weg").format(n=texts.number(curve.no_way))
    if curve.unknown >= 0.5:
        words += translate("Charts", "; nicht enthalten {n}, deren Weg unbekannt ist").format(
            n=texts.number(curve.unknown)
        )
    return f"{words}."


def supply(data: ViewData, theme: Theme, only: frozenset[str] | None = None) -> Supply:
    """Return places against need by district for the kind on the map; `only` are districts that the filter lets through."""
    kind = data.kinds.get(theme.kind)
    name = kind.name if kind is not None else theme.kind
    title = translate("Charts", "Plätze und Bedarf: {kind}").format(kind=name)
    standard = theme.standard
    if standard is None or standard.supply is None or not data.has_result:
        none = translate("Charts", "Für diese Einrichtungsart ist kein Richtwert für Plätze hinterlegt.")
        return Supply(title, none, "", ())
    spots, secret, unknown = [], 0, 0
    for row in data.reporting:
        figure = data.figure(row.district_id, standard)
        if figure is None or (only is not None and row.district_id not in only):
            continue
        need, places = known(figure["need_places"]), known(figure["places"])
        if need is None or places is None:
            states = {
                text(figure["need_state"]) if need is None else "",
                text(figure["places_state"]) if places is None else "",
            }
            secret += "secret" in states
            unknown += "secret" not in states
            continue
        at_least = bool(known(figure["places_unknown"]) or 0)
        spots.append(
            Spot(row.district_id, row.name, need, places, at_least, known(figure["shortfall_places"]))
        )
    short = [spot for spot in spots if spot.short]
    unit = worded(standard.supply.unit)
    summary = translate("Charts", "In {n} von {all} Quartieren sind rechnerisch zu wenige {unit} vorhanden").format(
        n=texts.number(len(short)), all=texts.number(len(spots)), unit=unit
    )  # fmt: skip
    if short:
        worst = max(short, key=lambda s: s.need - s.places)
        summary += translate("Charts", "; am meisten fehlt in {name}: {n}").format(
            name=worst.name, n=texts.number(worst.need - worst.places)
        )
    summary += "."
    left = []
    if unknown:
        left.append(translate("Charts", "{n} ohne Angabe").format(n=texts.number(unknown)))
    if secret:
        left.append(translate("Charts", "{n} geheim").format(n=texts.number(secret)))
    left_out = translate("Charts", "Nicht im Bild: {what}.").format(what=", ".join(left)) if left else ""
    return Supply(
        title,
        summary if spots else translate("Charts", "Zu keinem Quartier sind Plätze und Bedarf bekannt."),
        unit,
        tuple(spots),
        left_out,
        (supply_how(data, standard, title, len(spots), ", ".join(left)),),
    )
