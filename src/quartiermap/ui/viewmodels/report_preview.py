"""The live preview of the report: pages made in a lane of their own, the newest wish first.

What is typed in one go makes one preview; while it is made the old pages stay in sight. The very first look shows the cover before
the rest is there. Maps are drawn in a second lane, so that pages can be turned meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.domain.report_template import ReportTemplate
    from quartiermap.ui.tasks import Lane, Tasks

REST_MS = 150


class Pages(Protocol):
    """A typeset draft, as `render.report_preview.Preview`."""

    def cover(self, ppi: int) -> bytes:
        """Return the first page as PNG, without waiting for the others."""
        ...

    def pages(self) -> int:
        """Return how many pages there are."""
        ...

    def page(self, number: int, ppi: int) -> bytes:
        """Return a page (from 1) as PNG."""
        ...

    def chapters(self) -> dict[str, int]:
        """Return the page on which each chapter begins, by its id."""
        ...

    @property
    def left_out(self) -> int:
        """How many pages of districts the finished report has beside those shown."""
        ...

    def has_maps(self) -> bool:
        """Tell whether the maps are drawn."""
        ...

    def draw(self, progress: Progress) -> None:
        """Draw the maps; pages asked for afterwards show them."""
        ...


MakePages = Callable[["Project", "ReportTemplate"], Pages]


def typeset(project: Project, template: ReportTemplate) -> Pages:
    """Typeset a draft of the report."""
    from quartiermap.app.report_previews import preview_of

    return preview_of(project, template)


@dataclass(frozen=True)
class Draft:
    """What is known of a draft: its pages, where chapters begin, pages of districts left out, whether maps are in it."""

    pages: int
    chapters: Mapping[str, int]
    left_out: int
    maps: bool


class PreviewFeed(QObject):
    """Keeps the preview of one project in step with the template.

    Signals
    -------
    working : bool
        Whether pages are being made.
    counted : object
        There is a new draft, or the same with maps; a `Draft`.
    drawn : int, object
        Number of a page (from 1) and its picture (`QImage`).
    failed : object
        The draft cannot be made; the exception.
    """

    working = Signal(bool)
    counted = Signal(object)
    drawn = Signal(int, object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, make: MakePages = typeset, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self._lane: Lane = tasks.lane("report-preview")
        self._maps: Lane = tasks.lane("report-preview-maps")
        for lane in (self._lane, self._maps):
            lane.failed.connect(self._on_failed)
        self._pages: Pages | None = None
        self._wanted: tuple[Project, ReportTemplate] | None = None
        self._made: tuple[Project, ReportTemplate] | None = None
        self._page: tuple[int, int] = (1, 60)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._begin)

    def show(self, project: Project, template: ReportTemplate) -> None:
        """Make a draft of this soon; what is wished meanwhile takes its place."""
        if self._wanted is not None and self._wanted[0] is project and self._wanted[1] == template:
            return
        self._wanted = (project, template)
        self._rest.start()

    def turn_to(self, number: int, ppi: int) -> None:
        """Draw a page (from 1) in so many pixels an inch."""
        self._page = (number, ppi)
        pages = self._pages
        if pages is None or self._made is not self._wanted:
            return

        def done(image: QImage) -> None:
            if pages is self._pages and number == self._page[0]:
                self.drawn.emit(number, image)

        self._lane.do(lambda: _picture(pages.page(number, ppi)), done, group="report-page")

    def close(self) -> None:
        """Make nothing more."""
        self._rest.stop()
        self._lane.close()
        self._maps.close()

    def _begin(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        self.working.emit(True)
        make, nothing_yet, ppi = self._make, self._pages is None, self._page[1]

        def work() -> tuple[Pages, QImage | None]:
            made = make(*wanted)
            return made, _picture(made.cover(ppi)) if nothing_yet else None

        def done(found: tuple[Pages, QImage | None]) -> None:
            if wanted is not self._wanted:
                return  # a newer wish is on its way
            pages, image = found
            if image is not None:
                self.drawn.emit(1, image)
            self._lay_out(wanted, pages)

        self._lane.do(work, done, group="report-cover")

    def _lay_out(self, wanted: tuple[Project, ReportTemplate], pages: Pages) -> None:
        """Set the whole draft, with its maps as far as they are drawn."""

        def done(draft: Draft) -> None:
            if wanted is not self._wanted:
                return
            self._made, self._pages = wanted, pages
            self.working.emit(False)
            self.counted.emit(draft)
            if not draft.maps:
                self._draw_maps(wanted, pages)

        self._lane.do(lambda: _draft(pages), done, group="report-draft")

    def _draw_maps(self, wanted: tuple[Project, ReportTemplate], pages: Pages) -> None:
        """Draw the maps, behind the first look at the pages, and put them in; a newer wish stops it."""
        stop = Progress(
            lambda _share, _text: None, lambda: wanted is not self._wanted or not self._lane.is_open
        )

        def work() -> bool:
            try:
                pages.draw(stop)
            except Cancelled:
                return False
            return True

        def done(drawn: bool) -> None:
            if drawn and wanted is self._wanted:
                self._lay_out(wanted, pages)

        self._maps.do(work, done)

    def _on_failed(self, error: BaseException) -> None:
        self.working.emit(False)
        self.failed.emit(error)


def _draft(pages: Pages) -> Draft:
    return Draft(pages.pages(), pages.chapters(), pages.left_out, pages.has_maps())


def _picture(png: bytes) -> QImage:
    return QImage.fromData(png)
