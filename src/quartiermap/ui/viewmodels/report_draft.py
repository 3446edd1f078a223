"""The report as it is being set up in the window: the chosen template, what is changed in it, where it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from PySide6.QtCore import QObject, QSettings, Signal

from quartiermap.app import report_templates
from quartiermap.app.usecases import REPORT_FORMATS
from quartiermap.domain.report_template import (
    DEFAULT_TEMPLATE,
    FORMATS,
    OWN_IDS,
    Chapter,
    ReportTemplate,
)
from quartiermap.errors import InputError, Problem, QuartierMapError
from quartiermap.io.report_template_file import check_template, read_corporate

_LAST = "report/template"
AVAILABLE_FORMATS = tuple(f for f in FORMATS if f in REPORT_FORMATS)
"""Formats that a report can be written in, in the order in which they are offered."""


@dataclass(frozen=True)
class Listed:
    """A template to choose: its name, and its name with the department it belongs to."""

    name: str
    label: str
    own: bool


class ReportDraft(QObject):
    """The template at hand.

    Every change is checked like a template file; one that cannot be is refused and changes nothing.

    Signals
    -------
    changed
        The template is another one.
    listed
        Templates were saved or deleted.
    refused : object
        What was wrong with the last change, as an `errors.InputError`.
    """

    changed = Signal()
    listed = Signal()
    refused = Signal(object)

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.template: ReportTemplate = DEFAULT_TEMPLATE
        self._kept: ReportTemplate = DEFAULT_TEMPLATE
        self.choose_last()

    # ---- templates

    def entries(self) -> list[Listed]:
        """Return all templates of this machine, by department."""
        return [
            Listed(e.name, f"{e.department} · {e.name}" if e.department else e.name, e.path is not None)
            for e in report_templates.entries()
        ]

    @property
    def name(self) -> str:
        """What the chosen template is called."""
        return self.template.name

    @property
    def edited(self) -> bool:
        """Whether it differs from what is kept."""
        return self.template != self._kept

    @property
    def can_be_deleted(self) -> bool:
        """Whether it is one of the user's."""
        return any(e.name == self.name and e.own for e in self.entries())

    def choose_last(self) -> None:
        """Take the template used last, or the standard one if that is gone or broken."""
        wanted = str(self._settings.value(_LAST, "") or report_templates.STANDARD)
        try:
            self._take(report_templates.load(wanted))
        except InputError:
            self._take(DEFAULT_TEMPLATE)

    def choose(self, name: str) -> bool:
        """Take a template by name; ``False`` (and `refused`) if it cannot be read."""
        try:
            self._take(report_templates.load(name))
        except InputError as error:
            self.refused.emit(error)
            return False
        self._settings.setValue(_LAST, name)
        return True

    def save(self, name: str) -> bool:
        """Keep the template under a name; ``False`` (and `refused`) if that does not go."""
        try:
            path = report_templates.save(self.template, name.strip())
            self._take(report_templates.load(path.stem))
        except QuartierMapError as error:
            self.refused.emit(error)
            return False
        self._settings.setValue(_LAST, self.name)
        self.listed.emit()
        return True

    def delete(self) -> bool:
        """Delete the chosen template and go back to the standard one."""
        try:
            report_templates.delete(self.name)
        except QuartierMapError as error:
            self.refused.emit(error)
            return False
        self._settings.remove(_LAST)
        self._take(report_templates.load(report_templates.STANDARD))
        self.listed.emit()
        return True

    def _take(self, template: ReportTemplate) -> None:
        self.template = self._kept = template
        self.changed.emit()

    # ---- changes

    def change(self, **values: Any) -> bool:
        """Change fields of the template; ``False`` (and `refused`) if it would not be one any more."""
        try:
            made = self.template.with_(**values)
            if "logo" in values or "corporate" in values:
                check_template(made)
        except ValidationError as error:
            self.refused.emit(InputError([_problem(str(e["msg"])) for e in error.errors()]))
            return False
        except InputError as error:
            self.refused.emit(error)
            return False
        if made != self.template:
            self.template = made
            self.changed.emit()
        return True

    def take_corporate(self, path: Path) -> bool:
        """Take colours and fonts from a corporate file."""
        try:
            corporate = read_corporate(path)
        except InputError as error:
            self.refused.emit(error)
            return False
        return self.change(corporate=corporate)

    def set_formats(self, formats: Sequence[str]) -> bool:
        """Choose the formats; at least one."""
        return self.change(formats=tuple(f for f in AVAILABLE_FORMATS if f in formats))

    @property
    def formats(self) -> tuple[str, ...]:
        """Formats of the template that can be written."""
        return tuple(f for f in AVAILABLE_FORMATS if f in self.template.formats)

    # ---- chapters

    def edit_chapter(self, chapter_id: str, **values: Any) -> bool:
        """Switch a chapter, or give it a heading or free text."""
        chapters = []
        for chapter in self.template.chapters:
            if chapter.id == chapter_id:
                try:
                    chapter = Chapter(**{**chapter.model_dump(), **values})
                except ValidationError as error:
                    self.refused.emit(InputError([_problem(str(e["msg"])) for e in error.errors()]))
                    return False
            chapters.append(chapter)
        return self.change(chapters=tuple(chapters))

    def order_chapters(self, ids: Sequence[str]) -> bool:
        """Put the chapters into another order; ids that are not named stay behind the others."""
        place = {chapter_id: number for number, chapter_id in enumerate(ids)}
        return self.change(
            chapters=tuple(sorted(self.template.chapters, key=lambda c: place.get(c.id, len(place))))
        )

    def move_chapter(self, chapter_id: str, by: int) -> int:
        """Move a chapter up (-1) or down (1); return where it is now."""
        ids = [c.id for c in self.template.chapters]
        at = ids.index(chapter_id)
        to = min(max(at + by, 0), len(ids) - 1)
        ids.insert(to, ids.pop(at))
        self.order_chapters(ids)
        return to

    def add_own_chapter(self, heading: str) -> str:
        """Add a chapter of the department's own at the end; return its id, empty if there are as many as can be."""
        taken = {c.id for c in self.template.chapters}
        free = next((i for i in OWN_IDS if i not in taken), "")
        if free:
            self.change(chapters=(*self.template.chapters, Chapter(id=free, heading=heading)))
        return free

    def remove_own_chapter(self, chapter_id: str) -> bool:
        """Take a chapter of the department's own out; the others can only be switched off."""
        if chapter_id not in OWN_IDS:
            return False
        return self.change(chapters=tuple(c for c in self.template.chapters if c.id != chapter_id))


def _problem(message: str) -> Problem:
    text, _, remedy = message.removeprefix("Value error, ").partition("; ")
    return Problem(f"{text}.", f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "", code="template_value")
