"""The program: the command line, told how a window is opened. Knows both ``cli`` and ``ui``; they don't know each other."""

from __future__ import annotations

from pathlib import Path

from quartiermap import cli


def _open(project: Path | None, demo: Path | None) -> int:
    from quartiermap.ui.main import run

    return run(project, demo_folder=demo)


def main() -> None:
    """Entry point of the ``quartiermap`` command."""
    cli.set_opener(_open)
    cli.main()


if __name__ == "__main__":
    main()
