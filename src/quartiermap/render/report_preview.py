"""The report as pictures of its pages, quick enough to follow every change of the template.

The text is set for real, by a process that stays (`page_setter`); maps are drawn on request and kept, so that only the first
look shows frames in their place, and of pages of districts and long tables it holds the first ones and says how many follow.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
import uuid
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from quartiermap.domain.programme import Programme
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.errors import MachineError
from quartiermap.io.report_template_file import check_template
from quartiermap.render import atlas, pdf, portions, report_model, report_parts, report_suppression
from quartiermap.render.page_setter import PageSetter
from quartiermap.render.report_document import Parts

DRAFT_PPI = 60
"""Pixels per inch of a page that is looked at beside something else."""
MOST_PPI = 200
PAGES_SHOWN = 2
"""So many pages of districts are in a preview; the others are counted."""


@dataclass(frozen=True, eq=False)
class _Source:
    """What previews of one state of a project share: the figures, the project without secrets, a folder of pictures."""

    key: str
    project: Project
    model: Mapping[str, Any]
    folder: Path
    pages: dict[str, list[atlas.AtlasPage]] = field(default_factory=dict)
    """Pages of districts by the folder of their maps."""


_lock = threading.Lock()
_last: _Source | None = None
_setter = PageSetter()


def _state(project: Project) -> str:
    analysis = project.analysis
    said = [
        project.fingerprint,
        "" if analysis is None else f"{analysis.fingerprint} {analysis.computed_at.isoformat()} {len(analysis.gaps)}",
        json.dumps(project.settings, sort_keys=True, default=str),
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _source(project: Project, programmes: Mapping[str, Programme]) -> _Source:
    """Return figures and pictures of a project; those of its last state are kept."""
    global _last
    key = _state(project)
    with _lock:
        if _last is None or _last.key != key:
            _last = None  # the old figures need not stay while the new ones are made
            model = report_model.build(project, programmes)
            shown = report_suppression.shown(project)[0]
            folder = Path(tempfile.mkdtemp(prefix="quartiermap-preview-"))
            _last = _Source(key, shown, model, folder)
            # A preview that is still open keeps its pictures; with the last one they go.
            weakref.finalize(_last, shutil.rmtree, folder, ignore_errors=True)
        return _last


class Preview:
    """A report as its template would have it, page by page.

    Parameters
    ----------
    project : Project
        With a result.
    template : ReportTemplate
    programmes : mapping of id -> Programme
        As for `report_model.build`; the window gets all of it from `app.report_previews.preview_of`.

    Raises
    ------
    UsageError
        If the project has no result.
    InputError
        If the template's logo or fonts cannot be used.

    Notes
    -----
    May be made and asked in a worker thread. The figures of the project's last state are kept between previews, and what was
    laid out before is used again: a change of text takes about half a second for a report of 40 pages, another page a tenth.
    """

    def __init__(
        self, project: Project, template: ReportTemplate, programmes: Mapping[str, Programme]
    ) -> None:
        _setter.start()  # gets ready meanwhile
        check_template(template)
        self.template = template
        # The cover does without the figures, which take a second or more: they are put together when a page asks for them.
        self._facts = report_model.cover_facts(project, programmes)
        self._project, self._programmes = project, programmes
        self._lock = threading.Lock()
        self._told: dict[str, Any] | None = None
        self._draft = ""

    @cached_property
    def _source(self) -> _Source:
        return _source(self._project, self._programmes)

    def cover(self, ppi: int = DRAFT_PPI) -> bytes:
        """Return the first page as PNG, without waiting for the others; raises as `page` does."""
        with tempfile.TemporaryDirectory(prefix="quartiermap-cover-") as name:
            draft = uuid.uuid4().hex
            _set(self._facts, self.template, None, Path(name), draft)
            return _told(_setter.page(draft, 1, ppi))

    def pages(self) -> int:
        """Return how many pages the preview has; pages of districts that it leaves out are counted by `left_out`."""
        return int(self._laid_out()["pages"])

    def page(self, number: int, ppi: int = DRAFT_PPI) -> bytes:
        """Return a page as PNG.

        Parameters
        ----------
        number : int
            From 1.
        ppi : int
            Pixels per inch, at most `MOST_PPI`; a page of A4 has 8.3 x 11.7 inches.

        Raises
        ------
        IndexError
            If there is no such page.
        MachineError
            If the typesetter fails.
        """
        if not 1 <= number <= self.pages():
            raise IndexError(number)
        ppi = max(20, min(ppi, MOST_PPI))
        picture = _setter.page(self._draft, number, ppi)
        if picture is None:  # another preview was set since, or the process has ended
            with self._lock:
                self._told = None
            self._laid_out()
            picture = _setter.page(self._draft, number, ppi)
        return _told(picture)

    def chapters(self) -> dict[str, int]:
        """Return the page (from 1) on which each chapter begins, by its id."""
        return dict(self._laid_out()["chapters"])

    @property
    def left_out(self) -> int:
        """How many pages of districts the finished report has beside those shown."""
        wanted = report_parts.atlas_districts(self._source.model, self.template)
        return max(0, len(wanted) - PAGES_SHOWN)

    def has_maps(self) -> bool:
        """Tell whether the maps are drawn, so that no frame stands in their place."""
        return self._maps_folder().is_dir()

    def draw(self, progress: Progress | None = None) -> None:
        """Draw the maps of the text; the pages asked for afterwards show them. Takes seconds: call it in a worker."""
        progress = progress or Progress()
        folder = self._maps_folder()
        if folder.is_dir():
            return
        source = self._source
        with tempfile.TemporaryDirectory(prefix="maps-", dir=source.folder) as name:
            wanted = report_parts.atlas_districts(source.model, self.template)[:PAGES_SHOWN]
            drawing = progress.part(0.0, 0.8 if wanted else 1.0)
            report_parts.draw_maps(source.project, source.model, Path(name), self.template, drawing)
            pages = atlas.atlas_pages(
                source.project, source.model, Path(name), self.template, progress.part(0.8, 1.0), districts=wanted
            )  # fmt: skip
            with self._lock:
                if not folder.is_dir():
                    Path(name).rename(folder)
                    Path(name).mkdir()  # the context takes one away
                source.pages[folder.name] = pages
                self._told = None

    def _maps_folder(self) -> Path:
        return self._source.folder / report_parts.key_of(self._source.project, self.template)

    def _laid_out(self) -> dict[str, Any]:
        with self._lock:
            if self._told is None:
                self._draft = uuid.uuid4().hex
                self._told = self._lay_out()
            return self._told

    def _lay_out(self) -> dict[str, Any]:
        source = self._source
        maps_folder = self._maps_folder()
        with tempfile.TemporaryDirectory(prefix="set-", dir=source.folder) as name:
            folder = Path(name)
            if maps_folder.is_dir():
                for file in maps_folder.glob("*.svg"):
                    (folder / file.name).write_bytes(file.read_bytes())
                maps = report_parts.draw_maps(source.project, source.model, folder, self.template, Progress())
            else:
                maps = report_parts.frames(source.project, source.model)
            drawn = source.pages.get(maps_folder.name, [])
            pages = drawn or report_parts.draft_pages(source.model, self.template, PAGES_SHOWN)
            return _set(
                source.model, self.template, Parts(maps, {}, pages, self.left_out), folder, self._draft
            )


def _told(picture: bytes | None) -> bytes:
    if picture is None:
        raise MachineError(
            "Die Vorschau ließ sich nicht setzen. Das Fenster des Berichts schließen und wieder öffnen."
        )
    return picture


def _set(
    model: Mapping[str, Any], template: ReportTemplate, parts: Parts | None, folder: Path, draft: str
) -> dict[str, Any]:
    fonts, blocks = pdf.prepare(model, template, parts, folder, draft=True)
    return _setter.lay_out(draft, folder, portions.write_whole(folder, blocks), fonts)
