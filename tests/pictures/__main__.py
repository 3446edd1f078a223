"""A picture of each main screen, made by one command, to be looked at.

    python3 dev.py pictures [--project FILE.gpkg] [--size 1366x768] [--font 1.25] [--language en] [--dark] [--grey]
                            [--only NAME ...] [--out DIR]
    python3 dev.py pictures --every-look [--project FILE.gpkg] [--only NAME ...] [--out DIR]

The window is the program's own, with the real map page and the demo town, which is built first when no project is named.
Nothing is drawn for the picture: every screen is reached by the action a user would choose. Pictures go to
``build/pictures``; a screen that does not come up ends the run with its name. ``--every-look`` makes them all again
dark, in English, in grey, at 150 % and 200 %, and on a large screen, each in a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from screens import BEFORE, PLAIN, SCREENS, Screen, leave_unsaved
from studio import Studio, set_screen

ROOT = Path(__file__).resolve().parents[2]
LOOKS = {
    "hell": (),
    "dunkel": ("--dark",),
    "englisch": ("--language", "en"),
    "grau": ("--grey",),
    "150": ("--font", "1.5"),
    "200": ("--font", "2"),
    "gross": ("--size", "1920x1080"),
}


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python3 dev.py pictures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--project", type=Path, default=None)
    made.add_argument("--size", default="1366x768")
    made.add_argument("--font", default="1", help="Vergrößerung des Bildschirms, z. B. 1.5")
    made.add_argument("--language", default="de", choices=("de", "en"))
    made.add_argument("--dark", action="store_true")
    made.add_argument("--grey", action="store_true", help="so sieht es, wer keine Farben sieht")
    made.add_argument("--only", nargs="*", default=(), choices=[s.name for s in (*BEFORE, *SCREENS, *PLAIN)])
    made.add_argument("--every-look", action="store_true", help="alles in jedem Aussehen, je ein Ordner")
    made.add_argument("--out", type=Path, default=ROOT / "build/pictures")
    made.add_argument("--scratch", type=Path, default=None, help=argparse.SUPPRESS)
    made.add_argument("--after-a-crash", action="store_true", help=argparse.SUPPRESS)
    return made


def once_more(*arguments: str | Path) -> int:
    """Run this again in a process of its own, and return how it ended."""
    return subprocess.run([sys.executable, str(Path(__file__).parent), *map(str, arguments)]).returncode


def every_look(chosen: argparse.Namespace) -> int:
    """Make the pictures in every look (the scale of a screen is set once a process)."""
    same = ["--project", chosen.project] if chosen.project else []
    same += ["--only", *chosen.only] if chosen.only else []
    return max(once_more(*look, *same, "--out", chosen.out / name) for name, look in LOOKS.items())


def one_look(arguments: list[str], chosen: argparse.Namespace) -> int:
    """Make the pictures; the last ones by a second process, after the first has died with unsaved work."""
    chosen.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        ended = once_more(*arguments, "--scratch", scratch)
        if not ended and wanted(PLAIN, chosen):
            ended = once_more(*arguments, "--scratch", scratch, "--after-a-crash")
    if not ended:
        print(f"Bilder in {chosen.out}")
    return ended


def wanted(screens: tuple[Screen, ...], chosen: argparse.Namespace) -> list[Screen]:
    """Return those of some screens that were asked for."""
    return [s for s in screens if not chosen.only or s.name in chosen.only]


def take(studio: Studio, screens: list[Screen], chosen: argparse.Namespace) -> None:
    """Go to each screen, make its picture, and leave it."""
    for screen in screens:
        screen.enter(studio)
        studio.rest(screen.name)
        studio.picture(chosen.out / f"{screen.name}.png", grey=chosen.grey, of=screen.of(studio))
        screen.leave(studio)
        studio.rest(screen.name)
        print(f"{screen.name + '.png':<24} {screen.shows}", flush=True)


def sit(chosen: argparse.Namespace) -> None:
    """Open the window and make its pictures, then die as in a crash: what was not saved stays to be offered again."""
    scale = float(chosen.font)
    width, height = (int(part) for part in chosen.size.split("x"))
    set_screen(width, height)
    os.environ["QT_SCALE_FACTOR"] = chosen.font

    from quartiermap.ui.map import drawing, fences, scheme

    fences.harden_environment()
    drawing.choose_drawing()
    scheme.register_scheme()
    plain: bool = chosen.after_a_crash
    size = (round(width / scale), round(height / scale))
    studio = Studio(size, chosen.language, chosen.scratch, dark=chosen.dark, plain=plain)
    if plain:
        studio.until(studio.window.recovery.bar.isVisible, "Angebot nach dem Absturz")
        take(studio, wanted(PLAIN, chosen), chosen)
    else:
        take(studio, wanted(BEFORE, chosen), chosen)
        studio.open(chosen.project)
        take(studio, wanted(SCREENS, chosen), chosen)
        leave_unsaved(studio)
    sys.stdout.flush()
    os._exit(0)


def main(arguments: list[str] | None = None) -> int:
    """Make the pictures and say where they are."""
    given = sys.argv[1:] if arguments is None else arguments
    chosen = parser().parse_args(given)
    if chosen.every_look:
        return every_look(chosen)
    if chosen.scratch is None:
        return one_look(given, chosen)
    sit(chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
