"""How the command line talks: progress and errors on stderr, results and the one JSON document on stdout."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled, InputError, MachineError, QuartierMapError, UsageError

Result = TypeVar("Result")


def progress() -> Progress:
    """Report steps on stderr: a line that rewrites itself on a terminal, plain lines elsewhere."""
    terminal = sys.stderr.isatty()
    last = [""]

    def show(share: float, text: str) -> None:
        if terminal:
            click.echo(f"\r\033[K{share:4.0%} {text}", nl=False, err=True)
        elif text != last[0]:
            click.echo(f"{share:4.0%} {text}", err=True)
        last[0] = text

    return Progress(show)


def day(text: str | None, option: str, example: str) -> dt.date | None:
    """Read the date of an option; ``None`` if the option was not given.

    Raises
    ------
    UsageError
        If it is not written as JJJJ-MM-TT.

    Examples
    --------
    >>> day("2019-06-30", "--date", "2019-06-30"), day(None, "--date", "2019-06-30")
    (datetime.date(2019, 6, 30), None)
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{option} {text}: erwartet wird JJJJ-MM-TT, z. B. {example}.") from error


def end_progress() -> None:
    """Take the line of the last step away."""
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def emit(document: dict[str, Any]) -> None:
    """Write the one JSON document to stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def say(error: BaseException, as_json: bool) -> int:
    """Show an error of ours and return its exit code."""
    end_progress()
    if isinstance(error, InputError):
        for problem in error.problems:
            click.echo(f"{'Fehler' if problem.severity == 'error' else 'Hinweis'}: {problem}", err=True)
    elif isinstance(error, QuartierMapError):
        click.echo(f"{'' if isinstance(error, Cancelled) else 'Fehler: '}{error}", err=True)
    else:
        click.echo(f"Fehler im Programm: {type(error).__name__}: {error}", err=True)
        click.echo(
            "Das hätte nicht passieren dürfen. Mit QUARTIERMAP_DEBUG=1 zeigt sich die genaue Stelle.",
            err=True,
        )
    code = error.exit_code if isinstance(error, QuartierMapError) else 1
    if as_json:
        problems = [p.as_dict() for p in error.problems] if isinstance(error, InputError) else []
        command = error.command if isinstance(error, MachineError) else None
        emit({"ok": False, "exit_code": code, "error": str(error), "problems": problems, "command": command})
    return code


def run(work: Callable[[], Result], as_json: bool = False) -> Result:
    """Run a use case; errors of ours become sentences and exit codes, anything else is a bug (exit code 1)."""
    try:
        result = work()
    except (KeyboardInterrupt, Cancelled):
        sys.exit(say(Cancelled(), as_json))
    except QuartierMapError as error:
        sys.exit(say(error, as_json))
    except MemoryError:
        sys.exit(say(MachineError("Der Arbeitsspeicher reicht nicht."), as_json))
    except Exception as error:  # a bug of ours: never a bare traceback, never a broken JSON document
        if os.environ.get("QUARTIERMAP_DEBUG"):
            raise
        sys.exit(say(error, as_json))
    end_progress()
    return result
