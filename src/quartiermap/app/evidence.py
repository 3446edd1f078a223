"""Evidence for the pre-check: which papers there are, and files attached to them that travel with the project.

A file is copied into the project (it has to travel) and its checksum is kept, so that nobody can swap it unnoticed. Where it
came from is not kept: a path tells who worked where. Whether the originals have changed since is asked about a folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from quartiermap.domain import os_errors
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.evidence import Attached, Item
    from quartiermap.domain.facts import Fact
    from quartiermap.domain.findings import Gap
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.project import Project

LARGEST_FILE = 10_000_000
"""Bytes of one file: a scanned resolution has one or two million."""
LARGEST_SUM = 50_000_000
"""Bytes of all files of a project: it is written anew at every save."""

LABEL = "Nachweis anhängen"

_PDF, _ZIP = (b"%PDF-",), (b"PK\x03\x04",)
TYPES: dict[str, tuple[bytes, ...]] = {
    ".pdf": _PDF,
    ".png": (b"\x89PNG\r\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
    ".docx": _ZIP,
    ".xlsx": _ZIP,
    ".odt": _ZIP,
    ".ods": _ZIP,
    ".txt": (),
    ".csv": (),
}
"""Kinds of files that can be attached, with how they begin; nothing that a double click would run."""

_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class NewFile:
    """A file to attach.

    Parameters
    ----------
    fact : str
        Id of the fact that it stands behind (``isek``).
    gap_id : str or None
        For one gap alone; ``None``: for all.
    page : str
        „44“ or „S. 44–46“.
    date : str
        Of the paper: ``2018-03-12`` or ``12.03.2018``.
    title : str
        What the paper is („ISEK Nordstadt“); without one the file's name says it.
    """

    path: Path
    fact: str
    gap_id: str | None = None
    page: str = ""
    date: str = ""
    title: str = ""


@dataclass(frozen=True)
class FileCheck:
    """How an attached file stands: whether the copy in the project is whole, and whether the original has changed."""

    attached: Attached
    whole: bool
    original: str
    """``same``, ``changed``, ``gone``, or ``unknown`` where no folder was looked at."""

    @property
    def sentence(self) -> str:
        """What to say about it; empty where all is well."""
        if not self.whole:
            return (
                f"{self.attached.id} ({self.attached.name}): Die Datei im Projekt fehlt oder ist nicht mehr die angehängte "
                "(Prüfsumme). Neu anhängen."
            )
        if self.original == "changed":
            return (
                f"{self.attached.id} ({self.attached.name}): Im Ordner liegt eine andere Fassung; im Projekt ist der Stand vom "
                "Anhängen. Lösen und neu anhängen, wenn die neue gelten soll."
            )
        if self.original == "gone":
            return f"{self.attached.id} ({self.attached.name}): Im Ordner liegt keine Datei dieses Namens; die Kopie im Projekt ist da."
        return ""


def lists(
    project: Project, gap: Gap, programmes: Sequence[Programme] | None = None
) -> dict[str, tuple[Item, ...]]:
    """Return the lists of evidence of a gap, by programme id.

    Parameters
    ----------
    programmes : sequence of Programme or None
        ``None``: those that the project asks.
    """
    from quartiermap.analysis.evidence import evidence
    from quartiermap.app.programmes import chosen

    asked = chosen(project) if programmes is None else programmes
    return {programme.id: evidence(project, gap, programme) for programme in asked}


def attach(project: Project, new: NewFile, progress: Progress | None = None) -> Project:
    """Return the project with a file attached, its verdicts recomputed where that states something.

    A fact that nothing was stated about is stated by it: title or file name, page and date. A fact that has a statement
    keeps it. Only facts in words (type ``text``) are stated this way; numbers and amounts have to be stated themselves.

    Raises
    ------
    InputError
        With everything that is wrong: the file (missing, too large, of a kind that is not taken, not what its name
        says), the date, a fact or gap that does not exist.
    """
    from quartiermap.analysis.evidence import FILES, Attached, attached, stated_value
    from quartiermap.app import facts
    from quartiermap.app.programmes import chosen

    fact, problems = _fact(project, new)
    content, found = _content(new.path)
    problems += found
    date = ""
    try:
        date = _iso(new.date)
    except InputError as error:
        problems += error.problems
    page, title = _clean(new.page, 40), _clean(new.title, 200)
    there = sum(len(data) for data in project.attachments.values())
    checksum = hashlib.sha256(content).hexdigest()
    if content and checksum not in project.attachments and there + len(content) > LARGEST_SUM:
        problems.append(
            _problem(
                new.path,
                f"Zusammen wären die angehängten Dateien größer als {LARGEST_SUM // 1_000_000} MB.",
                "Nicht mehr gebrauchte Dateien lösen oder kleinere anhängen.",
                "attachments_too_large",
            )
        )
    kept = attached(project)
    if not problems and any(
        f.sha256 == checksum and f.fact == new.fact and f.gap_id == new.gap_id for f in kept
    ):
        problems.append(
            _problem(
                new.path,
                "Diese Datei ist hier schon angehängt.",
                "Zum Ändern von Seite oder Datum erst lösen.",
                "attached_already",
            )
        )
    if problems or fact is None:
        raise InputError(problems)
    statement = ""
    if fact.type == "text" and stated_value(project, new.fact, new.gap_id) in (None, ""):
        statement = _statement(title or plain_name(new.path.name), page, date)
    entry = Attached(
        id=_next_id(kept),
        fact=new.fact,
        gap_id=new.gap_id,
        name=plain_name(new.path.name),
        sha256=checksum,
        size=len(content),
        page=page,
        date=date,
        added_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        statement=statement,
    )
    changed = project.with_(
        settings={**project.settings, FILES: [*(asdict(f) for f in kept), asdict(entry)]},
        attachments={**project.attachments, checksum: content},
    )
    if not statement:
        return changed
    stated = facts.Statement(
        facts={new.fact: statement} if new.gap_id is None else {},
        gaps={} if new.gap_id is None else {new.gap_id: {new.fact: statement}},
    )
    return facts.with_statement(changed, stated, chosen(project), progress)


def detach(project: Project, attachment_id: str, progress: Progress | None = None) -> Project:
    """Return the project without an attached file; what was stated only because of it is taken back.

    Raises
    ------
    UsageError
        If there is no such file.
    """
    from quartiermap.analysis.evidence import FILES, attached
    from quartiermap.app import facts
    from quartiermap.app.programmes import chosen

    kept = attached(project)
    gone = next((f for f in kept if f.id.casefold() == attachment_id.casefold()), None)
    if gone is None:
        there = ", ".join(f"{f.id} ({f.name})" for f in kept) or "keine"
        raise UsageError(f"Eine angehängte Datei „{attachment_id}“ gibt es nicht. Angehängt: {there}.")
    rest = [f for f in kept if f is not gone]
    settings = {k: v for k, v in project.settings.items() if k != FILES}
    if rest:
        settings[FILES] = [asdict(f) for f in rest]
    used = {f.sha256 for f in rest}
    changed = project.with_(
        settings=settings, attachments={k: v for k, v in project.attachments.items() if k in used}
    )
    key = facts.key_of(gone.fact, gone.gap_id)
    if not gone.statement or project.settings.get(key) != gone.statement:
        return changed
    taken_back = facts.Statement(
        facts={gone.fact: None} if gone.gap_id is None else {},
        gaps={} if gone.gap_id is None else {gone.gap_id: {gone.fact: None}},
    )
    return facts.with_statement(changed, taken_back, chosen(project), progress)


def check(project: Project, folder: Path | None = None) -> tuple[FileCheck, ...]:
    """Return how every attached file stands.

    Parameters
    ----------
    folder : Path or None
        Where the originals lie; files of the same name are compared with those in the project.
    """
    from quartiermap.analysis.evidence import attached

    found = []
    for each in attached(project):
        content = project.attachments.get(each.sha256)
        whole = content is not None and hashlib.sha256(content).hexdigest() == each.sha256
        found.append(FileCheck(each, whole, "unknown" if folder is None else _original(each, folder)))
    return tuple(found)


def _original(each: Attached, folder: Path) -> str:
    path = folder / each.name
    try:
        if not path.is_file():
            return "gone"
        if path.stat().st_size != each.size:
            return "changed"
        return "same" if hashlib.sha256(path.read_bytes()).hexdigest() == each.sha256 else "changed"
    except (OSError, ValueError):
        return "unknown"


def plain_name(name: str) -> str:
    """Return a file's own name without folders or anything that is not to be seen.

    Examples
    --------
    >>> plain_name("..\\\\..\\\\ISEK 2018.pdf"), plain_name("a/../../etc/passwd")
    ('ISEK 2018.pdf', 'passwd')
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    return _HIDDEN.sub("", last).strip()[:120] or "Datei"


def _fact(project: Project, new: NewFile) -> tuple[Fact | None, list[Problem]]:
    """Return the fact that a file is for, and what is wrong with fact and gap."""
    from quartiermap.app import facts
    from quartiermap.app.programmes import chosen

    known = facts.facts_of(chosen(project))
    fact = known.get(new.fact)
    problems = []
    if fact is None:
        problems.append(
            Problem(
                f"Die Angabe „{new.fact}“ fragt keines der gewählten Förderprogramme.",
                remedy=f"Möglich: {', '.join(known)}.",
                column="fact",
                value=new.fact,
                code="fact_unknown",
            )
        )
    elif new.gap_id is not None and not fact.per_gap:
        problems.append(
            Problem(
                f"{fact.label}: Das gilt für alle Lücken, nicht für eine.",
                remedy="Ohne Lücke anhängen.",
                column="fact",
                value=new.fact,
                code="fact_not_per_gap",
            )
        )
    gaps = () if project.analysis is None else project.analysis.gaps
    if new.gap_id is not None and new.gap_id not in {gap.gap_id for gap in gaps}:
        problems.append(
            Problem(
                f"Die Lücke „{new.gap_id}“ gibt es im Ergebnis nicht.",
                remedy="Kennungen der Lücken: quartiermap evidence PROJEKT.gpkg list oder report.json.",
                column="gap",
                value=new.gap_id,
                code="gap_unknown",
            )
        )
    return fact, problems


def _content(path: Path) -> tuple[bytes, list[Problem]]:
    """Return what stands in a file, and what is wrong with it."""
    kinds = ", ".join(sorted({each.lstrip(".") for each in TYPES}))
    begins = TYPES.get(path.suffix.lower())
    try:
        if not path.is_file():
            what = "Das ist ein Ordner, keine Datei." if path.is_dir() else "Die Datei gibt es nicht."
            return b"", [_problem(path, what, "Pfad prüfen.", "file_missing")]
        if begins is None:
            message = f"Dateien mit der Endung „{path.suffix}“ werden nicht angehängt."
            return b"", [_problem(path, message, f"Möglich: {kinds}.", "attachment_type")]
        if path.stat().st_size > LARGEST_FILE:
            message = f"Die Datei ist größer als {LARGEST_FILE // 1_000_000} MB."
            remedy = "Kleiner speichern oder nur die Seiten anhängen, die gebraucht werden."
            return b"", [_problem(path, message, remedy, "attachment_too_large")]
        content = path.read_bytes()
    except OSError as error:
        message = f"Die Datei lässt sich nicht lesen ({os_errors.reason(error)})."
        return b"", [_problem(path, message, "Rechte und Laufwerk prüfen.", "file_unreadable")]
    if not content:
        return b"", [_problem(path, "Die Datei ist leer.", "Eine andere Datei wählen.", "file_empty")]
    fits = content.startswith(begins) if begins else b"\x00" not in content
    if not fits:
        message = f"Der Inhalt ist nicht das, was die Endung „{path.suffix}“ sagt."
        return b"", [_problem(path, message, "Die Datei öffnen und richtig speichern.", "attachment_content")]
    return content, []


def _problem(path: Path, message: str, remedy: str, code: str) -> Problem:
    return Problem(message, remedy, file=plain_name(path.name), code=code)


def _iso(text: str) -> str:
    from quartiermap.app.fact_values import read_date

    try:
        day = read_date(text)
    except InputError as error:
        raise InputError(
            [replace(p, message="Das Datum der Unterlage ist kein Datum.") for p in error.problems]
        ) from error
    return "" if day is None else day.isoformat()


def _clean(text: str, longest: int) -> str:
    return re.sub(r"\s+", " ", _HIDDEN.sub(" ", text)).strip()[:longest]


def _statement(title: str, page: str, date: str) -> str:
    """Return what a file states: title, page, day.

    Examples
    --------
    >>> _statement("ISEK Nordstadt", "44", "2018-03-12")
    'ISEK Nordstadt, S. 44, Stand 12.03.2018'
    """
    from quartiermap.domain.texts import date as day

    parts = [title]
    if page:
        parts.append(f"S. {page}" if page[0].isdigit() else page)
    if date:
        parts.append(f"Stand {day(dt.date.fromisoformat(date))}")
    return ", ".join(parts)


def _next_id(kept: Sequence[Attached]) -> str:
    numbers = [int(f.id[1:]) for f in kept if f.id[1:].isdigit()]
    return f"N{max(numbers, default=0) + 1}"
