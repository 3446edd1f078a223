"""What click would say in English, said in German: help pages, wrong calls, and a JSON document for them too."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Any

import click

from quartiermap.cli.talk import emit


class Command(click.Command):
    """A command whose help page is German."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("options_metavar", "[OPTIONEN]")
        super().__init__(*args, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help`` with a German text."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Zeigt diese Hilfe."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line that shows how the command is called."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Aufruf: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of options."""
        rows = [
            row
            for p in self.get_params(ctx)
            if isinstance(p, click.Option) and (row := p.get_help_record(ctx)) is not None
        ]
        rows = [(name, text.replace("[required]", "[nötig]")) for name, text in rows]
        if rows:
            with formatter.section("Optionen"):
                formatter.write_dl(rows)


class Group(click.Group, Command):
    """A group whose help page is German and whose wrong calls are told in German, with ``--json`` as JSON."""

    command_class = Command

    def __init__(self, *args: Any, **settings: Any) -> None:
        settings.setdefault("subcommand_metavar", "BEFEHL …")
        super().__init__(*args, **settings)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        rows = [
            (name, command.get_short_help_str(limit=90))
            for name, command in self.commands.items()
            if not command.hidden
        ]
        with formatter.section("Befehle"):
            formatter.write_dl(rows)

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run the command line; a wrong call ends with exit code 2 and a German sentence."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        words = list(sys.argv[1:] if args is None else args)
        try:
            code = super().main(words, prog_name, complete_var, standalone_mode=False, **extra)
        except click.UsageError as error:
            sys.exit(_wrong_call(error, as_json="--json" in words))
        except click.Abort:
            click.echo("Abgebrochen.", err=True)
            sys.exit(130)
        sys.exit(code if isinstance(code, int) else 0)


def _wrong_call(error: click.UsageError, *, as_json: bool) -> int:
    sentence = german(error)
    click.echo(f"Fehler: {sentence}", err=True)
    if error.ctx is not None:
        click.echo(error.ctx.get_usage(), err=True)
        click.echo(f"Hilfe: {error.ctx.command_path} --help", err=True)
    if as_json:
        emit({"ok": False, "exit_code": 2, "error": sentence, "problems": [], "command": None})
    return 2


def german(error: click.UsageError) -> str:
    """Return the German sentence for a wrong call."""
    if isinstance(error, click.NoSuchOption):
        near = f" Gemeint ist vielleicht {' oder '.join(error.possibilities)}." if error.possibilities else ""
        return f"Die Option {error.option_name} gibt es nicht.{near}"
    if isinstance(error, click.MissingParameter):
        what = error.param.get_error_hint(error.ctx) if error.param and error.ctx else ""
        kind = "die Option" if isinstance(error.param, click.Option) else "die Angabe"
        return f"Es fehlt {kind} {what.strip(chr(39))}.".replace("' / '", ", ")
    if isinstance(error, click.BadOptionUsage):
        return f"Die Option {error.option_name} braucht einen Wert."
    if isinstance(error, click.BadParameter):
        return error.message
    if match := re.match(r"Got unexpected extra arguments? \((.*)\)", error.message):
        return f"Überzählige Angabe: {match.group(1)}."
    return error.message
