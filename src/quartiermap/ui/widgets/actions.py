"""Every action of the window: text, shortcut, icon; and the menus and the toolbar made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar, QToolButton

from quartiermap.ui.theme import icon
from quartiermap.ui.translation import translate

_Key = QKeySequence | QKeySequence.StandardKey | str


TOOLS: Final = (
    "new",
    "open",
    "save",
    "",
    "import",
    "analyse",
    "whatif",
    "report",
    "",
    "undo",
    "redo",
    "",
    "beamer",
)
"""The actions of the toolbar; an empty name is a line between them."""


@dataclass(frozen=True)
class _Entry:
    name: str
    text: str
    keys: tuple[_Key, ...] = ()
    symbol: str = ""
    short: str = ""
    checkable: bool = False


def _entries() -> tuple[_Entry, ...]:
    standard = QKeySequence.StandardKey
    return (
        _Entry("new", translate("Actions", "&Neu …"), (standard.New,), "new"),
        _Entry("open", translate("Actions", "Ö&ffnen …"), (standard.Open,), "open", translate("Actions", "Öffnen")),
        _Entry("demo", translate("Actions", "&Demo-Stadt öffnen"), (), "town"),
        _Entry("save", translate("Actions", "&Speichern"), (standard.Save,), "save", translate("Actions", "Speichern")),
        _Entry("save_as", translate("Actions", "Speichern &unter …"), ("Ctrl+Shift+S",), "save-as"),
        _Entry("close", translate("Actions", "Pro&jekt schließen"), ("Ctrl+W",)),
        _Entry("quit", translate("Actions", "&Beenden"), ("Ctrl+Q",)),
        _Entry("undo", translate("Actions", "&Rückgängig"), (standard.Undo,), "undo"),
        _Entry("redo", translate("Actions", "&Wiederholen"), ("Ctrl+Y", "Ctrl+Shift+Z"), "redo"),
        _Entry("import", translate("Actions", "Daten &laden …"), ("Ctrl+I",), "import", translate("Actions", "Daten laden …")),
        _Entry("service", translate("Actions", "Daten von einem &Dienst laden …"), ("Ctrl+Shift+I",), "service"),
        _Entry("corrections_out", translate("Actions", "Einrichtungen &zur Berichtigung ausgeben …")),
        _Entry("corrections_in", translate("Actions", "Be&richtigte Tabelle einlesen …")),
        _Entry("facility_edit", translate("Actions", "Einrichtung &bearbeiten …"), ("Ctrl+E",)),
        _Entry("facility_move", translate("Actions", "Auf der Karte &verschieben"), ("Ctrl+Shift+E",), checkable=True),
        _Entry("facility_add", translate("Actions", "&Neue Einrichtung …"), ("Ctrl+Shift+N",)),
        _Entry("facility_draw", translate("Actions", "Neue Einrichtung als &Fläche zeichnen …")),
        _Entry("facility_close", translate("Actions", "S&chließen oder wieder öffnen")),
        _Entry("facility_remove", translate("Actions", "&Löschen")),
        _Entry("network", translate("Actions", "&Netz für Geodienste …")),
        _Entry("facts", translate("Actions", "An&gaben zur Vorprüfung …"), ("F8",)),
        _Entry("analyse", translate("Actions", "&Analyse rechnen"), ("F5",), "analyse", translate("Actions", "Analyse rechnen")),
        _Entry("whatif", translate("Actions", "&Was wäre wenn …"), ("F9",), "whatif", translate("Actions", "Was wäre wenn"), True),
        _Entry("cancel", translate("Actions", "Laufende Arbeit a&bbrechen"), ("Ctrl+.",)),
        _Entry("report", translate("Actions", "Be&richt schreiben …"), ("Ctrl+P",), "report", translate("Actions", "Bericht …")),
        _Entry("compare_reports", translate("Actions", "Berichte v&ergleichen …")),
        _Entry("overview", translate("Actions", "Ganze &Stadt zeigen"), ("Ctrl+0",)),
        _Entry("show_left", translate("Actions", "&Thema (links)"), ("F2",), checkable=True),
        _Entry("show_right", translate("Actions", "&Inspektor (rechts)"), ("F3",), checkable=True),
        _Entry("show_tables", translate("Actions", "Tabe&llen (unten)"), ("F4",), checkable=True),
        _Entry("rules", translate("Actions", "&Maßstäbe"), ("Ctrl+M",)),
        _Entry("next_part", translate("Actions", "Nä&chster Bereich"), ("F6",)),
        _Entry("previous_part", translate("Actions", "V&origer Bereich"), ("Shift+F6",)),
        _Entry("find", translate("Actions", "In der Tabelle &filtern"), (standard.Find,)),
        _Entry("legend", translate("Actions", "&Zeichenerklärung"), ("F7",), checkable=True),
        _Entry("way", translate("Actions", "&Weg zur nächsten Einrichtung"), ("Ctrl+G",)),
        _Entry("previous_gap", translate("Actions", "&Vorige Lücke"), ("Alt+Up",)),
        _Entry("next_gap", translate("Actions", "&Nächste Lücke"), ("Alt+Down",)),
        _Entry("beamer", translate("Actions", "&Beamer (Vollbild)"), ("F11",), "beamer", translate("Actions", "Beamer"), True),
        _Entry("remember", translate("Actions", "Ansicht &merken"), ("Ctrl+Shift+M",)),
        _Entry("stations", translate("Actions", "Ansichten &ordnen …")),
        _Entry("room", translate("Actions", "Zweites &Fenster für den Raum"), ("Shift+F11",), checkable=True),
        _Entry("freeze", translate("Actions", "Ausschnitt im Raum f&esthalten"), ("Ctrl+F11",), checkable=True),
        _Entry("pointer", translate("Actions", "Zei&ger zeigen"), ("Ctrl+Shift+P",), checkable=True),
        _Entry("spotlight", translate("Actions", "Scheinwe&rfer"), ("Ctrl+Shift+L",), checkable=True),
        _Entry("search", translate("Actions", "&Suchen …"), ("Ctrl+K",), "search"),
        _Entry("back", translate("Actions", "&Zurück"), ("Alt+Left",), "back"),
        _Entry("forward", translate("Actions", "&Vor"), ("Alt+Right",), "forward"),
        _Entry("length", translate("Actions", "Strecke &messen"), ("Ctrl+D",), checkable=True),
        _Entry("area", translate("Actions", "&Fläche messen"), ("Ctrl+Shift+D",), checkable=True),
        _Entry("rings", translate("Actions", "&Gehzeit-Ringe um einen Ort"), ("Ctrl+R",), checkable=True),
        _Entry("box", translate("Actions", "Quartiere im &Rechteck auswählen"), ("Ctrl+B",), checkable=True),
        _Entry("lasso", translate("Actions", "Quartiere im &Umriss auswählen"), ("Ctrl+Shift+B",), checkable=True),
        _Entry("swipe", translate("Actions", "Zwei Themen mit &Trenner"), ("Ctrl+T",), checkable=True),
        _Entry("beside", translate("Actions", "Zwei Karten &nebeneinander"), ("Ctrl+Shift+T",), checkable=True),
        _Entry("clear_filters", translate("Actions", "Alle Fi&lter aufheben"), ("Ctrl+Shift+F",)),
        _Entry("keys", translate("Actions", "&Tastatur"), ("F1",)),
        _Entry("about", translate("Actions", "Ü&ber QuartierMap")),
    )  # fmt: skip


class Actions:
    """All actions by name. Shortcuts work with hidden menus too, because the window itself owns the actions."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}
        for entry in _entries():
            action = QAction(entry.text, window)
            if entry.symbol:
                action.setIcon(icon(entry.symbol))
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setCheckable(entry.checkable)
            if entry.short:
                action.setIconText(entry.short)
            plain = entry.short or entry.text.replace("&", "")
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{plain} ({keys})" if keys else plain)
            window.addAction(action)
            self._actions[entry.name] = action
        self.language = QMenu(window)
        self.stations = QMenu(translate("Actions", "&Ansichten"), window)
        self.recent = QMenu(translate("Actions", "&Zuletzt bearbeitet"), window)
        self.facilities = QMenu(translate("Actions", "&Einrichtungen bearbeiten"), window)
        self.backgrounds = QMenu(translate("Actions", "&Kartenhintergrund"), window)
        self.brightness = QMenu(translate("Actions", "&Helligkeit"), window)
        self.copies = QMenu(translate("Actions", "Si&cherungskopien"), window)
        self.undo_steps = QMenu(translate("Actions", "&Mehrere Schritte rückgängig"), window)
        self.redo_steps = QMenu(translate("Actions", "M&ehrere Schritte wiederholen"), window)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def connect(self, name: str, slot: Callable[[], object]) -> None:
        """Call `slot` (without arguments) when the action is triggered."""
        self._actions[name].triggered.connect(lambda _checked=False: slot())

    def enable(self, names: Iterable[str], on: bool) -> None:
        """Switch several actions on or off."""
        for name in names:
            self._actions[name].setEnabled(on)

    def keep_only(self, names: Iterable[str] | None) -> None:
        """Leave only these to menus and keys; ``None`` brings all back, as usable as they are by then."""
        kept = None if names is None else frozenset(names)
        for name, action in self._actions.items():
            action.setVisible(kept is None or name in kept)

    def keys(self) -> list[tuple[str, str]]:
        """Return every shortcut with what it does, for the help."""
        rows = []
        for action in self._actions.values():
            keys = " / ".join(k.toString(QKeySequence.SequenceFormat.NativeText) for k in action.shortcuts())
            if keys:
                # undo and redo carry what they would do; the help is about the key
                rows.append((keys, action.text().split(":")[0].replace("&", "").removesuffix(" …")))
        return [
            *rows,
            ("Esc", translate("Actions", "Beamer verlassen; sonst Auswahl aufheben")),
            ("Esc", translate("Actions", "bei „Was wäre wenn“: Rechnung abbrechen, zurücklegen, beenden")),
            ("L", translate("Actions", "auf der Karte: Zeichenerklärung ein- oder ausklappen")),
            (
                translate("Actions", "Alt+Umschalt+↑ ↓"),
                translate(
                    "Actions", "in einer Tabelle: nach der Spalte sortieren, in der die Tastatur steht"
                ),
            ),
            (
                translate("Actions", "Rechtsklick"),
                translate("Actions", "auf der Karte: Weg von hier zur nächsten Einrichtung"),
            ),
            (
                translate("Actions", "Pfeiltasten, Strg+Pfeil"),
                translate(
                    "Actions",
                    "bei „Was wäre wenn“: gewählte Einrichtung um 10 m verschieben, mit Umschalt um 50 m",
                ),
            ),
            (
                translate("Actions", "Entf"),
                translate(
                    "Actions", "bei „Was wäre wenn“: gewählte Einrichtung schließen oder wieder öffnen"
                ),
            ),
            (
                translate("Actions", "Strg+Klick"),
                translate("Actions", "auf der Karte oder in der Tabelle: weiteres Quartier auswählen"),
            ),
            (
                "1 … 9",
                translate(
                    "Actions", "im Beamer: gemerkte Ansicht zeigen; ohne Ansichten die Einrichtungsart wählen"
                ),
            ),
            (translate("Actions", "Strg+1 … 9"), translate("Actions", "gemerkte Ansicht zeigen")),
            (
                translate("Actions", "Bild ↑ ↓"),
                translate("Actions", "vor Publikum: vorige und nächste Ansicht"),
            ),
            ("F", translate("Actions", "im Beamer: Karte bewegen oder wieder festhalten")),
            ("B", translate("Actions", "vor Publikum: Bild dunkel, noch einmal: wieder hell")),
            ("← →", translate("Actions", "im Beamer: vorige und nächste Lücke")),
            ("Tab", translate("Actions", "zum nächsten Feld")),
        ]

    def fill_menus(self) -> None:
        """Fill the menu bar."""
        bar = self._window.menuBar()
        for title, names in (
            (translate("Actions", "&Projekt"), ("new", "open", "*recent", "demo", "", "save", "save_as", "*copies", "", "report", "compare_reports", "", "close", "quit")),
            (translate("Actions", "&Bearbeiten"), ("undo", "redo", "*undo_steps", "*redo_steps", "", "find")),
            (translate("Actions", "&Daten"), ("import", "service", "*facilities", "corrections_out", "corrections_in", "", "facts", "analyse", "whatif", "cancel", "", "network")),
            (translate("Actions", "&Ansicht"), ("overview", "previous_gap", "next_gap", "way", "", "legend", "show_left", "show_right", "show_tables", "rules", "next_part", "previous_part", "", "*stations", "beamer", "room", "freeze", "pointer", "spotlight", "", "*backgrounds", "*brightness", "*language")),
            (translate("Actions", "&Erkunden"), ("search", "back", "forward", "", "length", "area", "rings", "", "box", "lasso", "", "swipe", "beside", "", "clear_filters")),
            (translate("Actions", "&Hilfe"), ("keys", "about")),
        ):  # fmt: skip
            menu = bar.addMenu(title)
            for name in names:
                if not name:
                    menu.addSeparator()
                elif name.startswith("*"):
                    menu.addMenu(
                        {
                            "*recent": self.recent,
                            "*language": self.language,
                            "*stations": self.stations,
                            "*copies": self.copies,
                            "*backgrounds": self.backgrounds,
                            "*brightness": self.brightness,
                            "*facilities": self.facilities,
                            "*undo_steps": self.undo_steps,
                            "*redo_steps": self.redo_steps,
                        }[name]
                    )
                else:
                    menu.addAction(self._actions[name])

        for name in (
            "facility_edit",
            "facility_move",
            "facility_close",
            "facility_remove",
            "",
            "facility_add",
            "facility_draw",
        ):
            if name:
                self.facilities.addAction(self._actions[name])
            else:
                self.facilities.addSeparator()

    def toolbar(self) -> QToolBar:
        """Return the slim toolbar."""
        bar = QToolBar(translate("Actions", "Werkzeuge"), self._window)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(20, 20))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for name in TOOLS:
            if not name:
                bar.addSeparator()
                continue
            bar.addAction(self._actions[name])
            button = bar.widgetForAction(self._actions[name])
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
                if name == "open":
                    button.setMenu(self.recent)
                    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
                if name in ("new", "undo", "redo"):
                    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return bar
