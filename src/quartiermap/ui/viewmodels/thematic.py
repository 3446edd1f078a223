"""Which figure the map shows, by which standard, and the classes that come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap
from quartiermap.domain.progress import Progress
from quartiermap.domain.schema import States
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.viewdata import Figure, ViewData, known, text
from quartiermap.ui.viewmodels.walking import Walking, minutes_words

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Standard
    from quartiermap.render.classes import ClassScheme

FIGURES = ("covered_share", "mean_distance_m", "supply_ratio", "need_status")


def figure_name(figure: str) -> str:
    """Return what a figure is called on screen."""
    return {
        "covered_share": translate("Thematic", "Anteil in Reichweite"),
        "mean_distance_m": translate("Thematic", "Mittlerer Fußweg"),
        "supply_ratio": translate("Thematic", "Plätze je Bedarf"),
        "need_status": translate("Thematic", "Sozialindex"),
    }[figure]


@dataclass(frozen=True)
class Theme:
    """What the user wants to see.

    `target_m` is the distance the share is counted at; it equals the standard's target unless moved by hand.
    """

    kind: str = ""
    figure: str = "covered_share"
    standard: Standard | None = None
    target_m: float = 500.0

    @property
    def moved(self) -> bool:
        """Whether the distance departs from the standard."""
        return self.standard is not None and self.target_m != self.standard.target_m

    @property
    def recounts(self) -> bool:
        """Whether its figures stand nowhere yet and have to be counted."""
        return self.moved and self.figure == "covered_share"


SECRET = -2
"""The class of a district whose figure is secret: the map has a pattern and a line of the legend of its own for it."""


@dataclass(frozen=True)
class Painting:
    """A colouring of the districts: class numbers (-1 no data, `SECRET`) and the text of each district's tool tip."""

    theme: Theme
    scheme: ClassScheme
    classes: Mapping[str, int]
    values: Mapping[str, str]
    title: str
    note: str
    detail: str


class Thematic(QObject):
    """Holds the theme; the panel changes it, the window repaints.

    Signals
    -------
    changed : Theme
        Another theme is wanted.
    """

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._data: ViewData | None = None

    @property
    def theme(self) -> Theme:
        """What is wanted now."""
        return self._theme

    def use(self, data: ViewData) -> None:
        """Take new data; the theme stays as near as it can be to what it was (and is told again)."""
        self._data = data
        theme = self._theme
        kind = theme.kind if theme.kind in data.kinds else self._first_kind(data)
        standards = data.kinds[kind].standards if kind else ()
        wanted = theme.standard.id if theme.standard else ""
        standard = next((s for s in standards if s.id == wanted), standards[0] if standards else None)
        same = theme.standard is not None and standard is not None and theme.standard.id == standard.id
        target = (
            theme.target_m if same and theme.moved else (standard.target_m if standard else theme.target_m)
        )
        self._theme = Theme(kind, theme.figure, standard, target)
        self.changed.emit(self._theme)

    def choose_kind(self, kind: str) -> None:
        """Show another kind, by its primary standard."""
        if self._data is None or kind not in self._data.kinds or kind == self._theme.kind:
            return
        standard = self._data.primary(kind)
        self._set(
            replace(
                self._theme,
                kind=kind,
                standard=standard,
                target_m=standard.target_m if standard else self._theme.target_m,
            )
        )

    def choose_figure(self, figure: str) -> None:
        """Show another figure of the same kind."""
        if figure in FIGURES:
            self._set(replace(self._theme, figure=figure))

    def choose_standard(self, standard_id: str) -> None:
        """Judge the kind by another of its standards."""
        if self._data is None or self._theme.kind not in self._data.kinds:
            return
        for standard in self._data.kinds[self._theme.kind].standards:
            if standard.id == standard_id:
                self._set(replace(self._theme, standard=standard, target_m=standard.target_m))

    def choose_target(self, metres: float) -> None:
        """Count at another distance than the standard's (an assumption of the user)."""
        if metres > 0:
            self._set(replace(self._theme, target_m=float(metres)))

    def reset_target(self) -> None:
        """Return to the standard's own distance."""
        if self._theme.standard is not None:
            self._set(replace(self._theme, target_m=self._theme.standard.target_m))

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds there are, in the order of the list (number keys 1 to 9)."""
        return tuple(self._data.kinds) if self._data else ()

    def _set(self, theme: Theme) -> None:
        if theme != self._theme:
            self._theme = theme
            self.changed.emit(theme)

    @staticmethod
    def _first_kind(data: ViewData) -> str:
        with_places = [k.kind for k in data.kinds.values() if k.facilities and k.standards]
        return with_places[0] if with_places else next(iter(data.kinds), "")


def paint(data: ViewData, project: Project, theme: Theme, progress: Progress | None = None) -> Painting:
    """Compute the colouring of a theme; takes milliseconds, but runs in a worker (it may count distances again).

    Parameters
    ----------
    data : ViewData
    project : Project
        The same state as `data`; only asked when the distance was moved.
    theme : Theme
    """
    from quartiermap.render.classes import classify, classify_rows, scheme_for

    (progress or Progress()).step(0.0, translate("Thematic", "Karte färben"))
    standard = theme.standard
    if standard is not None and theme.moved:
        standard = standard.model_copy(update={"target_m": theme.target_m})
    scheme = _in_minutes(scheme_for(theme.figure, standard), data.walking)
    ids = [row.district_id for row in data.reporting]
    recounted = _recounted(data, project, theme) if theme.recounts else None
    told = {key: _value(data, theme, key, recounted) for key in ids}
    figures = {key: _figure(data, theme, key, recounted) or {} for key in ids}
    numbers = (
        classify_rows(figures.values(), theme.figure, scheme)
        if scheme.breaks
        else classify([value for value, _ in told.values()], scheme)
    )
    classes = {key: int(number) for key, number in zip(ids, numbers, strict=True)}
    state = {"mean_distance_m": "mean_distance_state"}.get(theme.figure, f"{theme.figure}_state")
    hidden = States.SECRET.value
    classes |= {key: SECRET for key in ids if classes[key] < 0 and text(figures[key].get(state)) == hidden}
    shown = {key: words for key, (_, words) in told.items()}
    note = short_note_of(data, theme)
    if data.stale:
        note = translate("Thematic", "Stand vor der letzten Änderung · {note}").format(note=note)
    return Painting(theme, scheme, classes, shown, title_of(data, theme), note, note_of(data, theme))


def _in_minutes(scheme: ClassScheme, walking: Walking) -> ClassScheme:
    """Return the classes of ways with labels in minutes, where ways are told in minutes; the limits stay."""
    if scheme.unit != "m" or not walking.minutes:
        return scheme
    limits = [minutes_words(walking.profile.minutes(limit)) for limit in scheme.breaks]
    between = (
        translate("Thematic", "{a} bis unter {b}").format(a=low.removesuffix("\u00a0min"), b=high)
        for low, high in pairwise(limits)
    )
    labels = (
        translate("Thematic", "unter {b}").format(b=limits[0]),
        *between,
        translate("Thematic", "{a} und mehr").format(a=limits[-1]),
    )
    return replace(scheme, unit="min", labels=labels)


def title_of(data: ViewData, theme: Theme) -> str:
    """Return the map's title: figure, kind, town."""
    if theme.figure == "need_status":
        return f"{figure_name('need_status')} – {data.name}"
    kind = data.kinds.get(theme.kind)
    return f"{figure_name(theme.figure)}: {kind.name if kind else ''} – {data.name}"


def note_of(data: ViewData, theme: Theme) -> str:
    """Return the line under the title: standard, group, method."""
    if theme.standard is None or theme.figure == "need_status":
        return data.computed_at
    if theme.figure == "supply_ratio":
        return explain.supply_words(theme.standard) or translate(
            "Thematic", "Kein Richtwert für Plätze hinterlegt"
        )
    words = explain.standard_words(theme.standard, theme.target_m, data.walking)
    return f"{words} · {data.method} · {data.walking.words}" if data.method else words


def short_note_of(data: ViewData, theme: Theme) -> str:
    """Return the legend's one short line: the kind, the distance, how binding it is."""
    kind = data.kinds.get(theme.kind)
    if theme.figure == "need_status":
        return note_of(data, theme)
    if theme.standard is None or kind is None:
        return kind.name if kind else ""
    if theme.figure == "supply_ratio":
        supply = theme.standard.supply
        if supply is None:
            return f"{kind.name} · {note_of(data, theme)}"
        degree = translate("Explain", "Annahme") if supply.is_assumption else supply.bindingness.label
        return f"{kind.name} · {degree}, {supply.origin.date}"
    words = f"{kind.name} · {explain.standard_short(theme.standard, theme.target_m, data.walking)}"
    if data.has_result:
        words = f"{words} · {data.walking.who}"
    about = translate("Thematic", "Näherung")
    return f"{words} · {about}" if "Näherung" in data.method else words


def gap_line(data: ViewData, gap: Gap) -> str:
    """Return a gap in one line that a room can read: rank, where, what, how many."""
    kind = data.kinds.get(gap.kind)
    if gap.affected_population is None:
        people = texts.NO_DATA
    else:
        people = translate("Thematic", "{n} Personen ({group})").format(
            n=texts.number(gap.affected_population), group=gap.affected_group
        )
    return translate("Thematic", "Lücke {n} von {all} · {district} · {what} · betroffen: {people}").format(
        n=texts.number(gap.rank),
        all=texts.number(len(data.gaps)),
        district=gap.district_name,
        what=f"{kind.name if kind else gap.kind}: {gap.reason.label}",
        people=people,
    )


def _figure(
    data: ViewData, theme: Theme, district_id: str, recounted: Mapping[str, Figure] | None
) -> Figure | None:
    """Return the figures of a district by the theme's standard; the reach at another distance where it was moved."""
    figure = None if theme.figure == "need_status" else data.figure(district_id, theme.standard)
    if figure is None or recounted is None or text(figure["target_population_state"]) == States.SECRET.value:
        return figure
    return {**figure, **recounted.get(district_id, {})}


def _value(
    data: ViewData, theme: Theme, district_id: str, recounted: Mapping[str, Figure] | None
) -> tuple[Any, str]:
    if theme.figure == "need_status":
        need = data.need.get(district_id)
        word = need.status_class if need else ""
        return word or None, word or texts.NO_DATA
    figure = _figure(data, theme, district_id, recounted)
    if figure is None:
        return None, texts.NO_DATA
    write = {
        "covered_share": explain.share,
        "mean_distance_m": explain.mean_distance,
        "supply_ratio": explain.supply_ratio,
    }[theme.figure]
    return known(figure[theme.figure]), write(figure)


def _recounted(data: ViewData, project: Project, theme: Theme) -> dict[str, Figure]:
    """Count the share within another distance from the ways that are already computed (no way is sought again)."""
    from quartiermap.analysis.reach_protection import told_within
    from quartiermap.analysis.supply import with_threshold

    if project.analysis is None or theme.standard is None:
        return {}
    table = with_threshold(project.analysis, theme.kind, theme.target_m, theme.standard)
    limit = data.secrets.limit if data.secrets is not None else 0.0
    told = told_within(table, limit)
    return {str(row["district_id"]): row for row in told.to_dict("records")}
