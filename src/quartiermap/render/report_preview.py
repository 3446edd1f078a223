"""The report as pictures of its pages, quick enough to follow every change of the template.

The text is set for real; maps are drawn on request and kept, so that only the first look shows frames in their place, and
of pages of districts and long tables it holds the first ones and says how many follow.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quartiermap.domain.programme import Programme
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.io.report_template_file import check_template
from quartiermap.render import atlas, pdf, report_model, report_parts, report_suppression
from quartiermap.render.report_document import Parts

DRAFT_PPI = 60
"""Pixels per inch of the pictures that come with counting the pages."""
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
    May be made and asked in a worker thread. The figures of the project's last state are kept between previews, so that
    every further one takes about half a second for a report of 40 pages.
    """

    def __init__(
        self, project: Project, template: ReportTemplate, programmes: Mapping[str, Programme]
    ) -> None:
        check_template(template)
        self.template = template
        self._source = _source(project, programmes)
        self._lock = threading.Lock()
        self._pictures: dict[int, list[bytes]] = {}
        self._chapters: dict[str, int] = {}

    def pages(self) -> int:
        """Return how many pages the preview has; pages of districts that it leaves out are counted by `left_out`."""
        with self._lock:
            known = next(iter(self._pictures.values()), None)
        return len(self._at(DRAFT_PPI) if known is None else known)

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
        """
        found = self._at(max(20, min(ppi, MOST_PPI)))
        if not 1 <= number <= len(found):
            raise IndexError(number)
        return found[number - 1]

    def chapters(self) -> dict[str, int]:
        """Return the page (from 1) on which each chapter begins, by its id."""
        self.pages()
        return dict(self._chapters)

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
                self._pictures.clear()

    def _maps_folder(self) -> Path:
        return self._source.folder / report_parts.key_of(self._source.project, self.template)

    def _at(self, ppi: int) -> list[bytes]:
        """Return all pages as PNG, set anew for another resolution."""
        with self._lock:
            if ppi not in self._pictures:
                kept = {DRAFT_PPI: self._pictures[DRAFT_PPI]} if DRAFT_PPI in self._pictures else {}
                self._pictures = {**kept, ppi: self._set(ppi)}
            return self._pictures[ppi]

    def _set(self, ppi: int) -> list[bytes]:
        import typst

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
            fonts = pdf.prepare(
                source.model, self.template, Parts(maps, {}, pages, self.left_out), folder, draft=True
            )  # fmt: skip
            compiler = typst.Compiler(
                str(folder / "report.typ"),
                root=str(folder),
                font_paths=[str(f) for f in fonts],
                ignore_system_fonts=True,
                sys_inputs={"draft": "1"},
            )
            found = compiler.compile(format="png", ppi=float(ppi))
            told = json.loads(str(compiler.query("<chapter>", field="value")))
        self._chapters = {entry["id"]: int(entry["page"]) for entry in told}
        return [found] if isinstance(found, bytes) else list(found or [])
