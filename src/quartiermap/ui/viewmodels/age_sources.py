"""Where the age groups of a result come from: register and census differ in day and definition, so both are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.ages import band_label, band_limits, is_band
from quartiermap.ui.translation import translate
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    import pandas as pd

    from quartiermap.domain.project import Project, Source


@dataclass(frozen=True)
class AgeSources:
    """The source of every age band of a result.

    Parameters
    ----------
    of : mapping of band to str
        Title and date of the source, by ``age_<from>_<to>``.

    Examples
    --------
    >>> both = AgeSources({"age_0_3": "Register (2024)", "age_3_6": "Zensus (2022)", "age_6_10": "Zensus (2022)"})
    >>> both.words_for((0, 6)), both.words_for((6, 10))
    ('unter 3 Jahre: Register (2024); 3 bis unter 6 Jahre: Zensus (2022)', 'Zensus (2022)')
    >>> both.is_mixed((0, 6)), both.is_mixed((3, 10)), both.is_mixed()
    (True, False, True)
    """

    of: Mapping[str, str] = field(default_factory=dict)

    def _bands(self, age: Sequence[int | None] | None) -> list[str]:
        """Return the bands that a target group is cut out of; all without one."""
        if age is None:
            return list(self.of)
        low, high = age[0] or 0, age[1] if len(age) > 1 else None
        found = []
        for band in self.of:
            start, end = band_limits(band)
            if (high is None or start < high) and (end is None or end > low):
                found.append(band)
        return found

    def is_mixed(self, age: Sequence[int | None] | None = None) -> bool:
        """Tell whether a target group (or the whole result) is put together from several sources."""
        return len({self.of[band] for band in self._bands(age)}) > 1

    def words_for(self, age: Sequence[int | None] | None = None) -> str:
        """Return the source of a target group, by its bands where there are several; empty where none is known."""
        bands = self._bands(age)
        if not self.is_mixed(age):
            return self.of[bands[0]] if bands else ""
        return "; ".join(f"{worded(band_label(*band_limits(band)))}: {self.of[band]}" for band in bands)

    def warning(self, age: Sequence[int | None] | None = None) -> str:
        """Return what has to be known about mixed sources; empty where there is one only."""
        if not self.is_mixed(age):
            return ""
        return translate(
            "AgeSources",
            "Altersgruppen aus verschiedenen Quellen ({sources}): Stichtage und Abgrenzung unterscheiden sich, ihre Summe muss "
            "nicht die Einwohnerzahl ergeben.",
        ).format(sources=self.words_for(age))


def age_sources(project: Project) -> AgeSources:
    """Return where the age groups of a project's result come from.

    A band that the grid cells know is theirs; what only the table of residents knows is that one's (`analysis.demand`).
    """
    if project.analysis is None:
        return AgeSources()
    bands = [column for column in project.analysis.demand.table.columns if is_band(str(column))]
    cells, register = _named(project, project.cells), _named(project, project.district_population)
    own = {band for band in bands if band in project.cells and bool(project.cells[band].notna().any())}
    return AgeSources({str(band): words for band in bands if (words := cells if band in own else register)})


def _named(project: Project, frame: pd.DataFrame) -> str:
    """Return the sources of a table with their dates."""
    keys = set(frame["source_id"].dropna()) if "source_id" in frame else set()
    return ", ".join(_titles(source for source in project.sources if source.source_id in keys))


def _titles(sources: Iterable[Source]) -> list[str]:
    return [
        f"{s.title or s.file} ({texts.iso_day(s.data_date) or translate('Explain', 'Datenstand nicht angegeben')})"
        for s in sources
    ]
