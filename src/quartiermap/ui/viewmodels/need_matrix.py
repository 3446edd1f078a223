"""The social index as the window shows it: twelve fields, attention beside funding, reach by social status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.app.need_tables import PlainTable
    from quartiermap.domain.project import Project

STATUS = ("hoch", "mittel", "niedrig", "sehr niedrig")
DYNAMICS = ("positiv", "stabil", "negativ")


@dataclass(frozen=True)
class Field:
    """One of the twelve fields; `level` is 0 (no disadvantage) to 3 and gives the pattern, never the meaning alone."""

    group: str
    status: str
    dynamics: str
    districts: str
    residents: str
    attention: bool
    names: str
    ids: tuple[str, ...]
    level: int

    @property
    def words(self) -> str:
        """The field in one sentence, for tips and screen readers."""
        head = translate(
            "Social", "Status {status}, Dynamik {dynamics} ({group}): {n} Quartiere, {people} Einwohner"
        ).format(
            status=worded(self.status),
            dynamics=worded(self.dynamics),
            group=self.group,
            n=self.districts,
            people=worded(self.residents),
        )
        mark = translate("Social", "; Gebiet mit besonderem Aufmerksamkeitsbedarf") if self.attention else ""
        return f"{head}{mark}" + (f": {self.names}" if self.names else "")


@dataclass(frozen=True)
class Overlap:
    """Districts that attention and funding have or do not have in common."""

    words: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Social:
    """The three tables; empty ones where there is no result or no index."""

    fields: tuple[Field, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    overlay: PlainTable | None = None
    equity: PlainTable | None = None
    note: str = ""

    def equity_of(self, standard_id: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...]:
        """Return cells, districts and status class of the rows of one standard."""
        if self.equity is None:
            return ()
        return tuple(
            (row[3:], ids, row[3])
            for row, ids, key in zip(self.equity.rows, self.equity.ids, self.equity.keys, strict=True)
            if key.rpartition(":")[0] == standard_id
        )


def build_social(project: Project, progress: Progress | None = None) -> Social:
    """Return the tables of a project state; runs in a worker (it counts persons by class for every standard)."""
    from quartiermap.app import need_tables

    progress = progress or Progress()
    progress.step(0.0, translate("Social", "Soziale Lage auswerten"))
    twelve = need_tables.twelve(project)
    fields = tuple(
        Field(row[0], row[1], row[2], row[3], row[4], row[5] == "ja", row[6], ids, _level(row[1], row[2]))
        for row, ids in zip(twelve.rows, twelve.ids, strict=True)
    )
    progress.step(0.3, translate("Social", "Soziale Lage auswerten"))
    overlay = need_tables.overlay(project) if len(project.funding_areas) else None
    progress.step(0.5, translate("Social", "Soziale Lage auswerten"))
    equity = need_tables.equity(project)
    found: dict[str, list[str]] = {}
    if overlay is not None:
        for row, ids in zip(overlay.rows, overlay.ids, strict=True):
            found.setdefault(row[-1], []).extend(ids)
    overlaps = tuple(Overlap(words, tuple(found[words])) for words in _in_order(found))
    known = any(field.ids for field in fields)
    return Social(fields if known else (), overlaps, overlay, equity, twelve.note)


def _in_order(found: Iterable[str]) -> list[str]:
    """Return the results of the overlay from the most pressing on."""
    from quartiermap.analysis import need_views

    order = (
        need_views.ONLY_NEED,
        need_views.BOTH,
        need_views.ONLY_FUNDING,
        need_views.NEITHER,
        need_views.UNKNOWN,
    )
    return sorted(found, key=lambda words: order.index(words) if words in order else len(order))


def _level(status: str, dynamics: str) -> int:
    """Return how much disadvantage a field means, for its shade and pattern."""
    if status not in STATUS:
        return 0
    level = STATUS.index(status)
    return min(3, level + (1 if dynamics == "negativ" and level else 0))


def people_words(residents: str) -> str:
    """Return the residents of a field in few words.

    Examples
    --------
    >>> people_words("2.310"), people_words("geheim")
    ('2.310 Einw.', 'geheim')
    """
    if not residents[:1].isdigit():
        return residents if residents != texts.NO_DATA else ""
    return translate("Social", "{n} Einw.").format(n=residents)
