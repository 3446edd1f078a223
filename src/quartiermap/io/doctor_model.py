"""What the import doctor finds: one page of findings, with examples, what will be done, and what else could be done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from quartiermap.domain.project import Project
from quartiermap.errors import Problem, Severity
from quartiermap.io.duplicates import MergeProposal
from quartiermap.io.import_model import ImportRequest, ImportResult, Loaded

SHOWN_EXAMPLES = 5
PLACES_COLUMN = "places_column"
"""Code of the question which column counts the places."""
READ_ANEW = ("join", "kind_word", "latest_period", "period_missing", PLACES_COLUMN)
"""Codes of questions whose answers change how the files are read: once they are given, the question is gone from the page."""


@dataclass(frozen=True)
class Example:
    """One case of a finding: where it stands (as the user counts rows) and what is there; `text` says it in words."""

    text: str = ""
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Choice:
    """One possible answer to a finding: a word for programs and what then happens, in German."""

    id: str
    label: str


@dataclass(frozen=True)
class Finding:
    """One thing that the user should know before anything is taken over.

    Parameters
    ----------
    key : str
        What an answer names (``--accept KEY=ANSWER``): the code, with the case behind a colon where there are several.
    code, severity, message, count, file
        As in `errors.Problem`; ``error``: nothing can be taken over until it is gone.
    examples : tuple of Example
        The first cases, or the worst.
    done : str
        What will be done if nobody answers, as a German sentence.
    choices : tuple of Choice
        What can be answered; empty: nothing is to be chosen. A finding with `free` takes any word instead.
    default : str
        The safe answer, taken where nobody is asked.
    must_answer : bool
        Whether a person should decide: numbers in the report depend on it.
    step : {"file", "recognised", "mapping", "check"}
        Where it can be answered (a step of the wizard).
    """

    key: str
    code: str
    severity: Severity
    message: str
    count: int = 1
    examples: tuple[Example, ...] = ()
    done: str = ""
    choices: tuple[Choice, ...] = ()
    default: str = ""
    must_answer: bool = False
    file: str | None = None
    free: bool = False
    step: str = "check"

    def __str__(self) -> str:
        head = f"{self.file}: " if self.file else ""
        count = f" ({self.count} Fälle)" if self.count > 1 else ""
        return f"{head}{self.message}{count} {self.done}".rstrip()

    def takes(self, answer: str) -> bool:
        """Tell whether an answer is possible."""
        word = re.split(r"[+-]", answer)[0] if self.code == "merge" else answer
        return self.free or any(c.id == word for c in self.choices)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Examination:
    """The page of the doctor for one import.

    Parameters
    ----------
    request : ImportRequest
        As it was examined, with the answers that change how files are read.
    findings : tuple of Finding
        Errors first, then what must be answered, then warnings, then what is only told.
    result : ImportResult or None
        What would be taken over, not yet with the answers; ``None`` if an error stands against it.
    merges : tuple of MergeProposal
        The proposals behind findings with the code ``facility_twice_proposed``.
    """

    request: ImportRequest
    findings: tuple[Finding, ...]
    result: ImportResult | None
    merges: tuple[MergeProposal, ...] = ()

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What stands against taking over."""
        return tuple(f for f in self.findings if f.severity == "error")

    def open(self, answers: Mapping[str, str]) -> tuple[Finding, ...]:
        """Return what a person still has to decide."""
        return tuple(f for f in self.findings if f.must_answer and answer_of(f, answers) is None)

    def __getitem__(self, key: str) -> Finding:
        for finding in self.findings:
            if finding.key == key:
                return finding
        raise KeyError(key)

    def as_dict(self, answers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the page as plain values for JSON."""
        answers = answers or {}
        open_keys = {f.key for f in self.open(answers)}
        return {
            "usable": self.result is not None,
            "must_be_answered": sorted(open_keys),
            "findings": [f.as_dict() | {"answer": answer_of(f, answers)} for f in self.findings],
            "merges": [asdict(m) | {"key": f"merge:{m.key}"} for m in self.merges],
        }


def answer_of(finding: Finding, answers: Mapping[str, str]) -> str | None:
    """Return the answer to a finding: to its key, or to all of its code; ``None`` if there is none."""
    return answers.get(finding.key, answers.get(finding.code))


@dataclass(frozen=True)
class Seen:
    """What the parts of the doctor look at.

    Parameters
    ----------
    before : Project
    request : ImportRequest
    after : Project or None
        With everything imported; ``None`` if the import was refused.
    problems : tuple of Problem
        Of the import.
    source_ids : frozenset of str
        Of what was imported.
    loaded : dict of str -> Loaded
        Each file as read, where it is a table or geodata; the rows as the user counts them.
    """

    before: Project
    request: ImportRequest
    after: Project | None
    problems: tuple[Problem, ...]
    source_ids: frozenset[str] = frozenset()
    loaded: Mapping[str, Loaded] = field(default_factory=dict)

    def mapping_of(self, file: str) -> Mapping[str, str]:
        """Return field -> column as a file was read."""
        for source in self.after.sources if self.after is not None else ():
            if source.source_id in self.source_ids and source.file == file:
                return source.mapping
        return self.request.mapping


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as they stand on the page: errors, then questions, then warnings, then what is only told."""
    rank = {"error": 0, "warning": 2, "info": 3}
    return tuple(
        sorted(findings, key=lambda f: 1 if f.must_answer and f.severity != "error" else rank[f.severity])
    )
