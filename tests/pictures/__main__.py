"""A picture of each main screen, made by one command, to be looked at.

    python3 dev.py pictures [--project FILE.gpkg] [--size 1366x768] [--font 1.25] [--language en] [--dark] [--grey]
                            [--only NAME ...] [--out DIR]

The window is the program's own, with the real map page and the demo town, which is built first when no project is named.
Nothing is drawn for the picture: every screen is reached by the action a user would choose. Pictures go to
``build/pictures``; a screen that does not come up ends the run with its name.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 120.0


@dataclass(frozen=True)
class Screen:
    """One screen: the name of its picture, what it shows, how to get there and how to leave."""

    name: str
    shows: str
    enter: Callable[[Studio], None]
    leave: Callable[[Studio], None] = lambda _studio: None


class Studio:
    """The window, and a hand that knows when it has come to rest."""

    def __init__(self, size: tuple[int, int], language: str, scratch: Path, *, dark: bool = False) -> None:
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QApplication

        from quartiermap.app.session import Session
        from quartiermap.ui import theme, translation
        from quartiermap.ui.main_window import MainWindow

        application = QApplication.instance() or QApplication(["bilder"])
        assert isinstance(application, QApplication)
        self.app = application
        settings = QSettings(str(scratch / "fenster.ini"), QSettings.Format.IniFormat)
        settings.setValue("language", language)
        settings.setValue("brightness", "dark" if dark else "light")
        self._translators = translation.install(application, language)
        theme.apply(application, dark=dark)
        self.scratch = scratch
        self.window = MainWindow(settings, cache=scratch / "tiles", recovery=scratch / "copies")
        self.errors: list[str] = []
        self.patience_ms = 900
        """A page without a graphics card draws its tiles late."""
        self.window.messages.show_error = lambda error: self.errors.append(repr(error))  # type: ignore[method-assign]
        self.window.workspace.attach(Session())
        self.window.resize(*size)
        self.window.show()

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + WAIT_S
        while not true():
            if self.errors:
                raise SystemExit(f"{what}: {'; '.join(self.errors)}")
            if time.monotonic() > end:
                raise SystemExit(f"{what}: kam nicht zustande")
            self.pause(20)

    def pause(self, ms: int) -> None:
        """Let the window live for a moment: a frame, a fold of an animation."""
        from PySide6.QtCore import QEventLoop, QTimer

        loop = QEventLoop()
        QTimer.singleShot(ms, loop.quit)
        loop.exec()

    def rest(self, what: str = "Ruhe") -> None:
        """Wait until nothing is computed and the page has painted what it was told."""
        window = self.window
        self.until(lambda: not (window.tasks.busy or window.tasks.reading), what)
        self.pause(700)  # tiles, charts and labels come a moment after the data
        self.until(self._is_painted, what)
        seen: object = None
        while seen != (seen := self._frame()):  # the whole town is fitted once more after the page has grown
            self.pause(self.patience_ms)
        self.until(lambda: not (window.tasks.busy or window.tasks.reading), what)

    def _frame(self) -> object:
        return None if self.window.map is None else self.window.map.live.frame

    def _is_painted(self) -> bool:
        """Whether the page draws at the size that its window has."""
        shown: Any = self.window.map
        if shown is None or shown.live.frame is None or not shown.isVisible():
            return True
        _bounds, width, height = shown.live.frame
        return abs(width - shown.width()) < 3 and abs(height - shown.height()) < 3

    def act(self, name: str) -> None:
        """Choose an action of the menu."""
        self.window.actions_[name].trigger()

    def check(self, name: str, on: bool) -> None:
        """Switch an action on or off."""
        self.window.actions_[name].setChecked(on)

    def dialogs(self) -> list[Any]:
        """Return the windows that are open beside the main window."""
        from PySide6.QtWidgets import QWidget

        return [
            w
            for w in self.app.topLevelWidgets()
            if isinstance(w, QWidget)
            and w.isVisible()
            and w is not self.window
            and w.isWindow()
            and w.width() > 120
        ]

    def close_dialogs(self) -> None:
        """Close them."""
        for dialog in self.dialogs():
            dialog.close()
        self.pause(50)

    def picture(self, path: Path, *, grey: bool) -> None:
        """Save the window, with what lies in front of it, as one picture."""
        from PySide6.QtGui import QImage, QPainter, QPixmap

        whole = self.window.grab()
        for dialog in self.dialogs():
            front: QPixmap = dialog.grab()
            painter = QPainter(whole)
            room = whole.rect().center() - front.rect().center()
            painter.drawPixmap(max(0, room.x()), max(0, room.y()), front)
            painter.end()
        image = whole.toImage()
        if grey:
            image = image.convertToFormat(QImage.Format.Format_Grayscale8)
        if not image.save(str(path)):
            raise SystemExit(f"{path} lässt sich nicht schreiben.")


def _select_first(what: str) -> Callable[[Studio], None]:
    def go(studio: Studio) -> None:
        project = studio.window.workspace.project
        assert project is not None
        assert project.analysis is not None
        gap = project.analysis.gaps[0]
        studio.window.selection.select(what, gap.gap_id if what == "gap" else gap.district_id)  # type: ignore[arg-type]

    return go


def _clear(studio: Studio) -> None:
    studio.window.selection.clear()


def _act(name: str) -> Callable[[Studio], None]:
    return lambda studio: studio.act(name)


def _on(name: str) -> Callable[[Studio], None]:
    return lambda studio: studio.check(name, True)


def _off(name: str) -> Callable[[Studio], None]:
    return lambda studio: studio.check(name, False)


def _close(studio: Studio) -> None:
    studio.close_dialogs()


def _table(name: str) -> Callable[[Studio], None]:
    def go(studio: Studio) -> None:
        tables = studio.window.tables
        tables.setCurrentWidget(getattr(tables, name))

    return go


def _gaps(studio: Studio) -> None:
    studio.window.tables.setCurrentWidget(studio.window.tables.gaps)


def _stop_editing(studio: Studio) -> None:
    studio.window.facilities.stop()
    studio.close_dialogs()


def _search(studio: Studio) -> None:
    from PySide6.QtTest import QTest

    studio.window.activateWindow()
    studio.act("search")
    QTest.keyClicks(studio.window.explore.field, "Bahnhofstr")


def _forget_search(studio: Studio) -> None:
    studio.window.explore.field.clear()
    studio.window.explore.field.popup.hide()
    _clear(studio)


def _wizard(studio: Studio) -> None:
    """Load a small table of Kitas, as somebody would drop it."""
    table = studio.scratch / "kitas.csv"
    table.write_text(
        "Name;Adresse;Plätze;Träger\nKita Regenbogen;Marktplatz 1;85;Stadt\nKita Am Wall;Wallstraße 7;ca. 40;AWO\n",
        encoding="utf-8",
    )
    studio.window.files.take_files((table,))


def _room(studio: Studio) -> None:
    """Open the room's window with a talk, so that the operator's strip has something to say."""
    studio.window.stage.propose()
    studio.check("room", True)
    studio.window.stage.call(1)
    studio.pause(3000)  # the page of the room comes up and is told everything


def _leave_room(studio: Studio) -> None:
    studio.check("room", False)
    while studio.window.stage.stations:
        studio.window.undo()
    _clear(studio)
    studio.act("overview")


SCREENS = (
    Screen("uebersicht", "die ganze Stadt nach dem Öffnen", lambda _s: None),
    Screen(
        "quartier", "ein Quartier gewählt: Karte, Tabelle und Inspektor", _select_first("district"), _clear
    ),
    Screen("luecke", "die erste Lücke gewählt, mit ihrer Vorprüfung", _select_first("gap"), _clear),
    Screen("massstaebe", "die Tafel „Maßstäbe“", _act("rules")),
    Screen("was-waere-wenn", "„Was wäre wenn“", _on("whatif"), _off("whatif")),
    Screen("angaben", "Angaben zur Vorprüfung", _act("facts"), _close),
    Screen("bericht", "Bericht schreiben", _act("report"), _close),
    Screen("dienste", "Daten von einem Dienst", _act("service"), _close),
    Screen("tastatur", "alle Tasten", _act("keys"), _close),
    Screen("ueber", "über das Programm", _act("about"), _close),
    Screen("suche", "Suchen", _search, _forget_search),
    Screen("filter", "die Tabelle der Einrichtungen", _table("facilities"), _gaps),
    Screen("diagramme", "Diagramme", _table("charts"), _gaps),
    Screen("soziallage", "zwölf Felder des Sozialindex", _table("social"), _gaps),
    Screen("geld", "Förderung und Kosten", _table("money"), _gaps),
    Screen("trenner", "zwei Themen mit Trenner", _on("swipe"), _off("swipe")),
    Screen("einrichtung", "eine neue Einrichtung", _act("facility_add"), _stop_editing),
    Screen("laden", "Daten laden, mit einer Datei", _wizard, _close),
    Screen("ansichten", "Ansichten ordnen", _act("stations"), _close),
    Screen("raum", "der Bediener, während der Raum sein Fenster hat", _room, _leave_room),
    Screen("beamer", "vor Publikum", _on("beamer"), _off("beamer")),
)


def main(arguments: list[str] | None = None) -> int:
    """Make the pictures and say where they are."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py pictures",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--project", type=Path, default=None)
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--font", default="1", help="Vergrößerung des Bildschirms, z. B. 1.5")
    parser.add_argument("--language", default="de", choices=("de", "en"))
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--grey", action="store_true", help="so sieht es, wer keine Farben sieht")
    parser.add_argument("--only", nargs="*", default=(), choices=("start", *(s.name for s in SCREENS)))
    parser.add_argument("--out", type=Path, default=ROOT / "build/pictures")
    chosen = parser.parse_args(arguments)
    os.environ["QT_SCALE_FACTOR"] = chosen.font
    width, height = (int(part) for part in chosen.size.split("x"))
    if "QT_QPA_PLATFORM" not in os.environ:  # a screen of the wanted size: the projector mode fills it
        display = {
            "name": "bild",
            "x": 0,
            "y": 0,
            "width": width,
            "height": height,
            "dpr": 1,
            "logicalDpi": 96,
            "logicalBaseDpi": 96,
        }
        handle, config = tempfile.mkstemp(suffix=".json")
        os.write(handle, json.dumps({"screens": [display]}).encode())
        os.close(handle)
        os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={config}"

    from quartiermap.ui.map import drawing, fences, scheme

    fences.harden_environment()
    drawing.choose_drawing()
    scheme.register_scheme()
    chosen.out.mkdir(parents=True, exist_ok=True)
    wanted = [s for s in SCREENS if not chosen.only or s.name in chosen.only]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        studio = Studio(
            (round(width / float(chosen.font)), round(height / float(chosen.font))),
            chosen.language,
            scratch,
            dark=chosen.dark,
        )
        studio.until(
            lambda: studio.window.map is not None or studio.window.workspace.session is not None, "Fenster"
        )
        if not chosen.only or "start" in chosen.only:
            studio.rest()
            studio.picture(chosen.out / "start.png", grey=chosen.grey)
        _open(studio, chosen.project, scratch)
        for screen in wanted:
            screen.enter(studio)
            studio.rest(screen.name)
            studio.picture(chosen.out / f"{screen.name}.png", grey=chosen.grey)
            screen.leave(studio)
            studio.rest(screen.name)
            print(f"{screen.name + '.png':<24} {screen.shows}", flush=True)
        studio.window.leave_without_asking()
        studio.window.tasks.shut_down()
        print(f"Bilder in {chosen.out}")
        sys.stdout.flush()
        os._exit(
            0
        )  # the pages die with their process; taking them apart one by one is not what this is about


def _open(studio: Studio, project: Path | None, scratch: Path) -> None:
    if project is None:
        studio.window.files.open_demo(scratch / "demo")
    else:
        copied = scratch / project.name
        copied.write_bytes(project.read_bytes())
        studio.window.files.open_path(copied)
    studio.until(lambda: studio.window.map is not None and studio.window.map.is_ready, "Karte")
    studio.until(lambda: studio.window.workspace.project is not None, "Projekt")
    studio.until(
        lambda: (
            studio.window.workspace.project is not None
            and studio.window.workspace.project.analysis is not None
        ),
        "Ergebnis",
    )
    studio.rest("Projekt")


if __name__ == "__main__":
    sys.exit(main())
