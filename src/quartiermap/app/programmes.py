"""The funding programmes of a project: those shipped, those the town wrote itself, and which of them are asked.

A programme of the town's own is a TOML file (``docs/programme-schreiben.md``). Its text is kept word for word in
``settings["programmes.custom"]`` with the checksum of the file, so a project judges the same on every machine; which
programmes are asked stands in ``settings["programmes"]``. Neither changes a distance: the verdicts are recomputed alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.eligibility import Known
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import AnalysisParameters

DEFAULT = ("siq-bund",)
"""The programmes that are asked where nothing else is chosen."""

CUSTOM = "programmes.custom"
CHOSEN = "programmes"

LABEL = "Förderprogramme"
"""What a change of programmes is called in the undo menu."""


@dataclass(frozen=True)
class Entry:
    """One programme as a list shows it.

    Parameters
    ----------
    own : bool
        Whether the town wrote it (else it is shipped).
    chosen : bool
        Whether the project asks it.
    state : str
        In words, whether it is open on the day: „offen“, „geschlossen seit 01.01.2021“, „öffnet am 01.01.2027“.
    file, sha256 : str
        Of a programme of the town's own: the file's name and the checksum of its text.
    """

    programme: Programme
    own: bool
    chosen: bool
    state: str
    file: str = ""
    sha256: str = ""
    added_at: str = ""


def shipped() -> dict[str, Programme]:
    """Return the programmes that come with the program, by id."""
    from quartiermap.io import bundled

    return {i: bundled.programme(i) for i in bundled.programme_ids()}


def available(project: Project | None = None) -> dict[str, Programme]:
    """Return every programme that a project can ask, by id: those shipped, then the town's own.

    Raises
    ------
    InputError
        If a kept programme of the town's own cannot be read by this version (which line, which key).
    """
    found = shipped()
    for programme_id, kept in _custom(project).items():
        found[programme_id] = _read(str(kept["text"]), str(kept["file"]))
    return found


def by_ids(ids: Sequence[str], project: Project | None = None) -> dict[str, Programme]:
    """Return the programmes with these ids, in this order.

    Raises
    ------
    InputError
        Naming every unknown id and the ids there are.
    """
    there = available(project)
    unknown = [i for i in dict.fromkeys(ids) if i not in there]
    if unknown:
        raise InputError(
            [
                Problem(
                    f"Das Förderprogramm „{i}“ gibt es nicht.",
                    remedy=f"Vorhanden: {', '.join(there)}; oder eine eigene Datei angeben (*.toml).",
                    value=i,
                    code="programme_unknown",
                )
                for i in unknown
            ]
        )
    return {i: there[i] for i in dict.fromkeys(ids)}


def chosen_ids(project: Project) -> tuple[str, ...]:
    """Return the ids of the programmes that a project asks: chosen, else those of its result, else the default."""
    if CHOSEN in project.settings:
        return tuple(project.settings[CHOSEN])
    return DEFAULT if project.analysis is None else project.analysis.parameters.programmes


def chosen(project: Project) -> tuple[Programme, ...]:
    """Return the programmes that a project asks, in the order in which they were chosen.

    Raises
    ------
    InputError
        If one of them is not there (any more).
    """
    return tuple(by_ids(chosen_ids(project), project).values())


def entries(project: Project, day: dt.date | None = None) -> tuple[Entry, ...]:
    """Return every programme for a list, with whether it is chosen and open on a day (default: the project's)."""
    day = day or day_of(project)
    asked = chosen_ids(project)
    custom = _custom(project)
    found = []
    for programme in available(project).values():
        kept = custom.get(programme.id, {})
        found.append(
            Entry(
                programme,
                own=programme.id in custom,
                chosen=programme.id in asked,
                state=state_words(programme, day),
                file=str(kept.get("file", "")),
                sha256=str(kept.get("sha256", "")),
                added_at=str(kept.get("added_at", "")),
            )
        )
    return tuple(found)


def day_of(project: Project) -> dt.date:
    """Return the day for which a project's programmes are judged: the one fixed, else that of the result, else today."""
    from quartiermap.app import facts

    fixed = facts.chosen_date(project)
    if fixed is not None:
        return fixed
    return dt.date.today() if project.analysis is None else project.analysis.parameters.date


def state_words(programme: Programme, day: dt.date) -> str:
    """Return in words whether measures can be admitted on a day.

    Examples
    --------
    >>> state_words(shipped()["siq-bund"], dt.date(2026, 11, 22))
    'geschlossen seit 01.01.2021'
    """
    from quartiermap.domain.texts import date

    if day < programme.valid_from:
        return f"öffnet am {date(programme.valid_from)}"
    if programme.valid_to is not None and day > programme.valid_to:
        return f"geschlossen seit {date(programme.valid_to + dt.timedelta(days=1))}"
    deadlines = programme.deadlines
    if not deadlines:
        return "offen"
    ahead = [deadline for deadline in deadlines if deadline >= day]
    if ahead:
        return f"offen, nächste bekannte Frist {date(ahead[0])}"
    return f"letzte bekannte Frist war {date(deadlines[-1])}"


def read_file(path: Path) -> Programme:
    """Read a programme of the town's own, without keeping it.

    Raises
    ------
    InputError
        With every problem at once: line, key, value, and what would be right.
    """
    from quartiermap.io.programme_file import text_of

    return _read(text_of(path), path.name)


def with_programme_file(
    project: Project, path: Path, *, choose: bool = True, progress: Progress | None = None
) -> Project:
    """Return the project with a programme of the town's own; one of the same id is replaced.

    Parameters
    ----------
    choose : bool
        Whether the project asks it from now on, beside those already chosen. The verdicts are then recomputed.

    Raises
    ------
    InputError
        With every problem of the file at once; nothing is taken over then.
    """
    from quartiermap.io.programme_file import text_of

    text = text_of(path)
    programme = _read(text, path.name)
    _check_successors(programme, project, path.name)
    entry = {
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "file": path.name,
        "added_at": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    before = _custom(project).get(programme.id)
    if before is not None and before["sha256"] == entry["sha256"]:
        kept = project
    else:
        kept = _with(project, {**_custom(project), programme.id: entry})
    ids = chosen_ids(project)
    if choose and programme.id not in ids:
        return with_chosen(kept, (*ids, programme.id), progress)
    return rejudged(kept, progress) if kept is not project else project


def without_programme(project: Project, programme_id: str, progress: Progress | None = None) -> Project:
    """Return the project without a programme of the town's own; it is no longer asked either.

    Raises
    ------
    UsageError
        If the project has no such programme of its own.
    """
    custom = _custom(project)
    if programme_id not in custom:
        there = ", ".join(custom) or "keines"
        raise UsageError(
            f"Ein eigenes Förderprogramm „{programme_id}“ hat das Projekt nicht. Eigene: {there}."
        )
    kept = _with(project, {i: entry for i, entry in custom.items() if i != programme_id})
    ids = tuple(i for i in chosen_ids(project) if i != programme_id)
    if ids == chosen_ids(project):
        return rejudged(kept, progress)
    return with_chosen(kept, ids or DEFAULT, progress)


def with_chosen(project: Project, ids: Iterable[str], progress: Progress | None = None) -> Project:
    """Return the project that asks these programmes, its verdicts recomputed; the same project if nothing changes.

    Raises
    ------
    UsageError
        If there is none among them.
    InputError
        If one of them does not exist.
    Cancelled
        If the user asked to stop.
    """
    wanted = tuple(dict.fromkeys(ids))
    if not wanted:
        raise UsageError("Es muss mindestens ein Förderprogramm gewählt sein.")
    by_ids(wanted, project)
    if wanted == chosen_ids(project) and CHOSEN in project.settings:
        return rejudged(project, progress)
    return rejudged(project.with_(settings={**project.settings, CHOSEN: list(wanted)}), progress)


def known(project: Project) -> Known:
    """Return what verdicts name beside the gap: every programme there is, and the names of the kinds."""
    from quartiermap.analysis.eligibility import Known
    from quartiermap.io import bundled

    return Known(available(project), {kind.id: kind.name for kind in bundled.kinds()})


def rejudged(
    project: Project, progress: Progress | None = None, parameters: AnalysisParameters | None = None
) -> Project:
    """Return the project with the verdicts of the chosen programmes, where its result still fits its data.

    Parameters
    ----------
    parameters : AnalysisParameters or None
        Its Land and date are used; ``None``: those of the result.
    """
    result = project.analysis
    if result is None or (project.stale and not project.only_verdicts_stale):
        return project
    if parameters is None and not project.stale and result.parameters.programmes == chosen_ids(project):
        return project
    from quartiermap.analysis.run import rejudge

    return project.with_(
        analysis=rejudge(project, chosen(project), parameters, progress or Progress(), known(project))
    )


def taken(project: Project, named: Sequence[str]) -> tuple[Project, tuple[str, ...]]:
    """Take programmes named on the command line: ids as they are, files (``*.toml``) into the project.

    Returns
    -------
    Project, tuple of str
        The project with the files' programmes (nothing is judged yet), and the ids of all that were named.

    Raises
    ------
    InputError
        With the problems of all files and unknown ids at once.
    """
    problems: list[Problem] = []
    ids: list[str] = []
    for name in named:
        try:
            if not name.lower().endswith(".toml"):
                ids += by_ids([name], project)
                continue
            ids.append(read_file(Path(name)).id)
            bare = project.with_(analysis=None)
            project = project.with_(settings=with_programme_file(bare, Path(name), choose=False).settings)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return project, tuple(dict.fromkeys(ids))


def _check_successors(programme: Programme, project: Project, file: str) -> None:
    """Refuse a programme that makes successors run in a circle: nobody could say where to ask instead."""
    there = {**available(project), programme.id: programme}
    way = [programme.id]

    def circle(at: str) -> bool:
        for successor in there[at].successor if at in there else ():
            way.append(successor.programme)
            if successor.programme == programme.id or (
                way.count(successor.programme) == 1 and circle(successor.programme)
            ):
                return True
            way.pop()
        return False

    if circle(programme.id):
        raise InputError(
            Problem(
                f"Die Nachfolger laufen im Kreis: {' → '.join(way)}.",
                remedy="Einen der Nachfolger streichen.",
                file=file,
                column="successor",
                code="successor_circle",
            )
        )


def _custom(project: Project | None) -> dict[str, dict[str, Any]]:
    kept = {} if project is None else project.settings.get(CUSTOM, {})
    return dict(kept)


def _with(project: Project, custom: dict[str, dict[str, Any]]) -> Project:
    settings = {k: v for k, v in project.settings.items() if k != CUSTOM}
    return project.with_(settings={**settings, CUSTOM: custom} if custom else settings)


@lru_cache(maxsize=64)
def _read(text: str, file: str) -> Programme:
    """Read a programme's text; one with the id of a shipped programme is refused."""
    from quartiermap.io import bundled
    from quartiermap.io.programme_file import read_programme

    return read_programme(text, file, taken=bundled.programme_ids())
