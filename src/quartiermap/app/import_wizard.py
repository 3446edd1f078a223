"""The import wizard without widgets: files in, recognised, mapped, checked, taken over as one step that can be undone.

Datei -> Erkannt -> Zuordnung -> Prüfung -> Übernahme. Every step is skipped when nothing is open in it; going back loses
no answer. Whoever shows it calls `recognise`, `check` and `take_over` from a worker and everything else from one thread.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.app.session import LAYERS, SETTINGS, Session
from quartiermap.app.wizard_check import examine_order, refusal
from quartiermap.app.wizard_choices import WizardChoices, check_layer, look_again
from quartiermap.app.wizard_command import as_command
from quartiermap.app.wizard_steps import (
    FIRST,
    LAYER_NAMES,
    STEPS,
    Entry,
    OpenPoint,
    Step,
    Trial,
    open_points,
)
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import InputError, Problem, UsageError
from quartiermap.io.file_formats import SIDECARS

if TYPE_CHECKING:
    from quartiermap.io.import_model import ImportRequest, ImportResult

FOLDERS_DEEP = 3
"""How many folders inside a folder are opened: a delivery by office and year, not a whole disk."""


@dataclass(frozen=True)
class Taken:
    """What the wizard took over: the new project, one result for each file, and the name of the step for undo."""

    project: Project
    results: tuple[ImportResult, ...]
    label: str


class ImportWizard(WizardChoices):
    """Files on their way into a project.

    Parameters
    ----------
    project : Project
        Stays as it is; `take_over` returns the new one.
    files : iterable of Path
        Files (and folders) as they were dropped; parts of a Shapefile count as one.

    Examples
    --------
    >>> from quartiermap.domain.project import new_project
    >>> wizard = ImportWizard(new_project("Stadt"), [Path("wege.shp"), Path("wege.dbf"), Path("kitas.csv")])
    >>> [entry.name for entry in wizard.entries], wizard.step.label
    (['wege.shp', 'kitas.csv'], 'Datei')
    """

    def __init__(self, project: Project, files: Iterable[Path] = ()) -> None:
        self.project = project
        self.entries: list[Entry] = []
        self.current = 0
        self.step = Step.FILE
        self.add(files)

    # ---- Datei

    def add(self, files: Iterable[Path]) -> None:
        """Put more files into the queue; what is there already, or is only a part of a Shapefile, is left out."""
        for path in _expanded(files):
            if all(e.path != path for e in self.entries):
                self.entries.append(Entry(path))

    def remove(self, entry: Entry) -> None:
        """Take a file out of the queue."""
        self.entries.remove(entry)
        self.current = min(self.current, max(len(self.entries) - 1, 0))

    @property
    def entry(self) -> Entry:
        """The file the user looks at; raises `UsageError` if the queue is empty."""
        if not self.entries:
            raise UsageError("Es ist keine Datei angegeben.")
        return self.entries[self.current]

    def choose_sublayers(self, entry: Entry, names: Sequence[str]) -> None:
        """Read these layers or sheets of a file; each becomes an entry of its own."""
        if not names:
            raise UsageError("Mindestens eine Ebene auswählen.")
        at = self.entries.index(entry)
        made = [
            entry,
            *(
                Entry(entry.path, layer=entry.layer, crs=entry.crs, encoding=entry.encoding)
                for _ in names[1:]
            ),
        ]
        for one, name in zip(made, names, strict=True):
            one.sublayer = name
            look_again(one)
        self.entries[at : at + 1] = made

    def also_as(self, entry: Entry, layer: str) -> Entry:
        """Read the same file into another layer too (an OSM extract holds network, facilities and basemap)."""
        check_layer(layer)
        more = Entry(entry.path, layer=layer, sublayer=entry.sublayer, crs=entry.crs, encoding=entry.encoding)
        self.entries.insert(self.entries.index(entry) + 1, more)
        return more

    # ---- Erkannt

    def recognise(self, progress: Progress | None = None) -> None:
        """Look at every file that was not looked at yet; nothing the user chose is changed by it."""
        from quartiermap.app.wizard_survey import survey
        from quartiermap.io.import_doctor import with_answers
        from quartiermap.io.import_preview import preview_file

        progress = progress or Progress()
        todo = [e for e in self.entries if e.preview is None]
        for n, entry in enumerate(todo):
            part = progress.part(n / len(todo), (n + 1) / len(todo))
            part.step(0.0, f"{entry.name} erkennen")
            entry.preview = preview_file(self.project, entry.looked_at, part.part(0.0, 0.5))
            request = with_answers(entry.request, entry.answers)
            entry.survey = survey(self.project, request, entry.preview, part.part(0.5, 1.0))
        progress.step(1.0, "Erkannt")

    # ---- Prüfung

    def check(self, progress: Progress | None = None) -> None:
        """Try everything in the order in which it would be taken over; fills the doctor's page of every file.

        Each file is held against the project with those before it. What has not changed since is not tried again.
        """
        from quartiermap.io.import_doctor import settled, with_answers

        progress = progress or Progress()
        self.recognise(progress.part(0.0, 0.1))
        base = self.project
        rows = self.in_order()
        for n, entry in enumerate(rows):
            part = progress.part(0.1 + 0.9 * n / len(rows), 0.1 + 0.9 * (n + 1) / len(rows))
            part.step(0.0, f"{entry.name} prüfen")
            entry.result = None
            if entry.target is None:
                entry.trial = None
                continue
            order = replace(entry.order, request=with_answers(entry.request, entry.answers))
            trial = entry.trial
            if trial is None or trial.base is not base or trial.order != order:
                page, outcome = examine_order(base, entry.order, entry.answers, part)
                trial = entry.trial = Trial(base, order, page, outcome)
            if trial.outcome is None:
                continue
            entry.result = settled(trial.page, _asked(entry))
            base = entry.result.project
        progress.step(1.0, "Geprüft")

    # ---- Übernahme

    def in_order(self) -> list[Entry]:
        """Return the queue in the order in which it is taken over: districts and network before what refers to them."""
        return sorted(self.entries, key=lambda e: FIRST.get(e.target or "", len(FIRST)))

    def take_over(self, progress: Progress | None = None) -> Taken:
        """Check what is not checked yet and return the project with everything; nothing is half taken over.

        Raises
        ------
        InputError
            If an error stands against a file. The wizard then stands at that file, in the step where it can be answered.
        """
        if not self.entries:
            raise UsageError("Es ist keine Datei angegeben.")
        progress = progress or Progress()
        self.check(progress.part(0.0, 0.95))
        rows = self.in_order()
        for entry in rows:
            if entry.target is None:
                step = Step.FILE if open_points(entry, Step.FILE) else Step.RECOGNISED
                self._stand_at(entry, step)
                raise InputError(
                    [Problem(p.text, file=entry.path.name, code=p.about) for p in open_points(entry, step)]
                )
            if entry.result is None and entry.trial is not None:
                self._stand_at(entry, Step(entry.trial.page.errors[0].step))
                raise InputError(refusal(entry.trial.page))
        results = tuple(e.result for e in rows if e.result is not None)
        for entry in rows:
            if entry.save_as is not None and entry.result is not None:
                from quartiermap.app.used_mapping import save_mapping

                save_mapping(entry.order, entry.result, progress)
        progress.step(1.0, "Fertig")
        return Taken(results[-1].project, results, self.label)

    @property
    def label(self) -> str:
        """The name of the step for undo, e.g. ``Einrichtungen laden (kitas.csv)``."""
        rows = self.in_order()
        layers = dict.fromkeys(LAYER_NAMES.get(e.target or "", "Daten") for e in rows)
        files = dict.fromkeys(e.path.name for e in rows)
        named = ", ".join(files) if len(files) <= 2 else f"{len(files)} Dateien"
        return f"{', '.join(layers)} laden ({named})"

    def apply_to(self, session: Session, taken: Taken) -> None:
        """Make what was taken over the state of a session, as one step that undo takes back.

        Raises
        ------
        UsageError
            If the project has changed since; `rebase` and take over again.
        """
        if session.project is not self.project:
            raise UsageError("Das Projekt wurde inzwischen geändert. Bitte noch einmal prüfen.")
        session.apply(taken.label, taken.project, frozenset({LAYERS, SETTINGS}))

    # ---- beside the window

    def copy(self) -> ImportWizard:
        """Return a wizard in the same state whose work changes nothing here: for a worker, `adopt` takes its results."""
        other = ImportWizard(self.project)
        other.entries = [replace(e, mapping=dict(e.mapping), answers=dict(e.answers)) for e in self.entries]
        other.current, other.step = self.current, self.step
        return other

    def adopt(self, worked: ImportWizard) -> None:
        """Take what a copy recognised and tried; whatever was changed here meanwhile keeps its own state."""
        if worked.project is not self.project or len(worked.entries) != len(self.entries):
            return
        for mine, theirs in zip(self.entries, worked.entries, strict=True):
            if mine.said == theirs.said:
                mine.preview, mine.survey = theirs.preview, theirs.survey
                mine.trial, mine.result = theirs.trial, theirs.result

    def stand_as(self, worked: ImportWizard) -> None:
        """Go to the file and the step at which a copy stopped; a check alone moves nobody."""
        if len(worked.entries) == len(self.entries):
            self.current, self.step = worked.current, worked.step

    def rebase(self, project: Project) -> None:
        """Hold everything against another state of the project; what was chosen and answered stays."""
        self.project = project
        for entry in self.entries:
            look_again(entry)

    # ---- where the user stands

    def open_points(self, step: Step, entry: Entry | None = None) -> tuple[OpenPoint, ...]:
        """Return what is open in a step, for one file or for all."""
        rows = [entry] if entry is not None else self.entries
        return tuple(point for one in rows for point in open_points(one, step))

    @property
    def next_open_step(self) -> Step:
        """The first step in which something is open; the last if nothing is."""
        return next((s for s in STEPS if self.open_points(s)), Step.TAKE_OVER)

    def go_on(self) -> Step:
        """Go to the next step in which something is open, and to the file it is about; return the step."""
        self.go_to(self.next_open_step)
        self.current = next(
            (i for i, e in enumerate(self.entries) if open_points(e, self.step)), self.current
        )
        return self.step

    def go_to(self, step: Step) -> None:
        """Go to a step, forwards or back; no answer is lost."""
        self.step = step

    def _stand_at(self, entry: Entry, step: Step) -> None:
        self.current, self.step = self.entries.index(entry), step

    # ---- what it comes to

    def request(self, entry: Entry | None = None) -> ImportRequest:
        """Return exactly what is imported, with the answers that change how the file is read."""
        from quartiermap.io.import_doctor import with_answers

        one = entry or self.entry
        return with_answers(one.request, one.answers)

    def as_command(self, project: Path | None = None, entry: Entry | None = None) -> str:
        """Return the command line that does the same for one file."""
        one = entry or self.entry
        return as_command(one.order, project, one.answers, one.trial.page if one.trial is not None else None)


def _asked(entry: Entry) -> dict[str, str]:
    """Return the answers to what the page still asks: an answer to a finding that is gone waits for it to come back."""
    if entry.trial is None:
        return {}
    asked = {name for f in entry.trial.page.findings if f.choices or f.free for name in (f.key, f.code)}
    return {key: answer for key, answer in entry.answers.items() if key in asked}


def _is_folder(path: Path) -> bool:
    """Tell a folder of files from a FileGDB, which is a folder but one source."""
    return path.is_dir() and path.suffix.lower() != ".gdb"


def _inside(folder: Path, deeper: int) -> list[Path]:
    """Return the files of a folder, then those of its folders; a folder that may not be opened is passed over."""
    try:
        seen = sorted(p for p in folder.iterdir() if not p.name.startswith("."))
    except PermissionError:
        return []
    found = [p for p in seen if not _is_folder(p)]
    for inner in (p for p in seen if deeper and _is_folder(p) and not p.is_symlink()):
        found += _inside(inner, deeper - 1)
    return found


def _expanded(files: Iterable[Path]) -> list[Path]:
    """Return the files to read: a folder's files, without hidden ones and without the parts of a Shapefile."""
    found: list[Path] = []
    for file in files:
        path = Path(file)
        found += _inside(path, FOLDERS_DEEP) if _is_folder(path) else [path]
    stems = {p.with_suffix("") for p in found if p.suffix.lower() in (".shp", ".mif", ".gml")}
    kept = [p for p in found if not (p.suffix.lower() in SIDECARS and p.with_suffix("") in stems)]
    return list(dict.fromkeys(kept))
