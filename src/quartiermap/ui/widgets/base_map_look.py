"""How light the window is and in which style the map is drawn: two small menus, switched while the program runs, remembered."""

from __future__ import annotations

from functools import partial
from typing import Final, Protocol

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QActionGroup, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from quartiermap.ui import theme
from quartiermap.ui.translation import translate

BRIGHTNESS: Final = ("system", "light", "dark")
STYLES: Final = ("auto", "light", "dark", "contrast")
"""``auto`` follows the brightness of the window."""

_BRIGHTNESS_KEY, _STYLE_KEY = "brightness", "map/style"


class _Dressed(Protocol):
    def set_look(self, style: str, dark: bool) -> None: ...


def wanted_dark(settings: QSettings) -> bool:
    """Tell whether the window shall be dark, as set or as the desktop says."""
    choice = str(settings.value(_BRIGHTNESS_KEY, "system"))
    return theme.system_is_dark() if choice not in ("light", "dark") else choice == "dark"


class LookChoice(QObject):
    """Keeps the brightness of the window and the style of the map in step with what was chosen.

    Signals
    -------
    changed
        The window has another look; whoever has painted by hand paints again.
    """

    changed = Signal()

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._map: _Dressed | None = None
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system)

    @property
    def brightness(self) -> str:
        """What was chosen: one of `BRIGHTNESS`."""
        found = str(self._settings.value(_BRIGHTNESS_KEY, "system"))
        return found if found in BRIGHTNESS else "system"

    @property
    def style(self) -> str:
        """What was chosen: one of `STYLES`."""
        found = str(self._settings.value(_STYLE_KEY, "auto"))
        return found if found in STYLES else "auto"

    @property
    def map_style(self) -> str:
        """The style that the map is drawn in now."""
        return self.style if self.style != "auto" else "dark" if theme.look().dark else "light"

    def set_map(self, shown: _Dressed) -> None:
        """Take the map (once)."""
        self._map = shown
        self._dress()

    def choose_brightness(self, name: str) -> None:
        """Make the window light, dark or like the desktop."""
        self._settings.setValue(_BRIGHTNESS_KEY, name)
        self._settings.sync()
        self._turn()

    def choose_style(self, name: str) -> None:
        """Draw the map in another style."""
        self._settings.setValue(_STYLE_KEY, name)
        self._settings.sync()
        self._dress()

    def fill_brightness(self, menu: QMenu) -> None:
        """Fill the menu "Helligkeit"."""
        names = {
            "system": translate("LookChoice", "Wie das &System"),
            "light": translate("LookChoice", "&Hell"),
            "dark": translate("LookChoice", "&Dunkel"),
        }
        self._fill(menu, names, self.brightness, self.choose_brightness)

    def fill_styles(self, menu: QMenu) -> None:
        """Fill the menu of the map's styles."""
        names = {
            "auto": translate("LookChoice", "&Passend zur Helligkeit"),
            "light": translate("LookChoice", "&Hell"),
            "dark": translate("LookChoice", "&Dunkel"),
            "contrast": translate("LookChoice", "&Kontrast (Druck, Beamer)"),
        }
        self._fill(menu, names, self.style, self.choose_style)

    def _fill(self, menu: QMenu, names: dict[str, str], now: str, choose: object) -> None:
        group = QActionGroup(menu)
        for name, text in names.items():
            action = menu.addAction(text)
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name == now)
            action.triggered.connect(partial(self._chosen, choose, name))
            group.addAction(action)

    @staticmethod
    def _chosen(choose: object, name: str, _checked: bool = False) -> None:
        if callable(choose):
            choose(name)

    def _on_system(self) -> None:
        if self.brightness == "system":
            self._turn()

    def _turn(self) -> None:
        application = QApplication.instance()
        dark = wanted_dark(self._settings)
        if isinstance(application, QApplication) and dark != theme.look().dark:
            theme.apply(application, dark=dark)
            self.changed.emit()
        self._dress()

    def _dress(self) -> None:
        if self._map is not None:
            self._map.set_look(self.map_style, theme.look().dark)
