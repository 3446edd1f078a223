"""Every exception that QuartierMap raises on purpose, and the problems they carry.

::

    QuartierMapError            has a German sentence for the user and an exit code
    |-- UsageError        (2)   the call itself is wrong
    |-- InputError        (3)   the input cannot be used; carries every problem found
    |   `-- ProjectError  (3)   a project file that cannot be opened or written
    |-- MachineError      (4)   something on this machine is missing; carries the command that brings it
    `-- Cancelled       (130)   the user asked to stop; never shown as an error

Anything else that escapes is a bug of ours (exit code 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Problem:
    """One thing found in an input: where it is, what it is, and what would be right.

    Parameters
    ----------
    message : str
        What is wrong or was noticed, as a German sentence.
    remedy : str
        What would be right, or what was done about it. Empty if nothing needs doing.
    file, column : str or None
        Where; ``None`` when the problem does not belong to one file or column. In a TOML file the column is a key.
    row : int or None
        Row as the user counts it in the file (the first data row below a header in line 1 is 2);
        for features without lines the position of the feature, counted from 1.
    value : str or None
        The offending value as it stands in the file.
    count : int
        How many rows share the problem; `row` and `value` then show the first one.
    code : str
        A stable short key for programs, for example ``"crs_missing"``.
    severity : {"error", "warning", "info"}
        Only errors make an input unusable.

    Examples
    --------
    >>> print(Problem("Platzzahl ist keine Zahl.", remedy="Ganze Zahl eintragen, z. B. 45.",
    ...               file="kitas.csv", row=7, column="Plaetze", value="ca. 40"))
    kitas.csv, Zeile 7, Spalte „Plaetze“, Wert „ca. 40“: Platzzahl ist keine Zahl. Ganze Zahl eintragen, z. B. 45.
    """

    message: str
    remedy: str = ""
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    count: int = 1
    code: str = "problem"
    severity: Severity = "error"

    def __str__(self) -> str:
        where = [self.file] if self.file else []
        if self.row is not None:
            where.append(f"Zeile {self.row}")
        if self.column is not None:
            named = "Schlüssel" if (self.file or "").lower().endswith(".toml") else "Spalte"
            where.append(f"{named} „{self.column}“")
        if self.value is not None:
            where.append(f"Wert „{self.value}“")
        text = self.message if self.count == 1 else f"{self.message} ({self.count} Fälle, hier der erste)"
        head = f"{', '.join(where)}: " if where else ""
        return f"{head}{text} {self.remedy}".rstrip()

    def as_dict(self) -> dict[str, object]:
        """Return the fields as plain values for JSON."""
        return asdict(self)


class QuartierMapError(Exception):
    """Root of all errors raised on purpose; ``str(error)`` may be shown to the user as it is."""

    exit_code = 1


class UsageError(QuartierMapError):
    """The call itself is wrong (unknown layer, contradicting options)."""

    exit_code = 2


class InputError(QuartierMapError):
    """The input cannot be used; carries every problem found, not only the first.

    Examples
    --------
    >>> str(InputError([Problem("Datei ist leer.", file="a.csv")]))
    'a.csv: Datei ist leer.'
    """

    exit_code = 3
    problems: Sequence[Problem]

    def __init__(self, problems: Iterable[Problem] | Problem | str) -> None:
        if isinstance(problems, str):
            problems = [Problem(problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))

    def __str__(self) -> str:
        return "\n".join(str(p) for p in self.problems)


class ProjectError(InputError):
    """A project file that cannot be opened or written (too new, damaged, in use, disk full)."""


class MachineError(QuartierMapError):
    """Something on this machine is missing.

    Parameters
    ----------
    message : str
        What is missing, as a German sentence.
    command : str or None
        The one command that brings it.
    """

    exit_code = 4

    def __init__(self, message: str, command: str | None = None) -> None:
        self.command = command
        super().__init__(f"{message} Abhilfe: {command}" if command else message)


class Cancelled(QuartierMapError):  # noqa: N818  (it is a wish of the user, not an error)
    """The user asked to stop; everything is as it was before."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("Abgebrochen. Es wurde nichts verändert.")
