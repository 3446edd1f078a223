"""The one network switch: off until the user turns it on, asked before every single request.

While it is off, QuartierMap opens no connection at all (DESIGN.md 4.5). The window and the command line show and turn
the same switch; it is kept in a file of its own in the user's settings folder, so that it can be read without Qt.
"""

from __future__ import annotations

import datetime as dt
import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from quartiermap.app.setting_files import write_setting
from quartiermap.errors import MachineError

COMMAND = "quartiermap network on"
_sent = 0
_counting = threading.Lock()


@dataclass(frozen=True)
class SwitchState:
    """How the switch stands: `since` is when it was turned (ISO 8601), empty if it never was."""

    on: bool
    since: str = ""

    @property
    def text(self) -> str:
        """The state as a German sentence."""
        if not self.on:
            return "Das Netz ist ausgeschaltet: QuartierMap öffnet keine Verbindung."
        when = f" seit {dt.datetime.fromisoformat(self.since):%d.%m.%Y, %H:%M} Uhr" if self.since else ""
        return f"Das Netz ist{when} eingeschaltet: Geodienste dürfen abgefragt werden, sonst nichts."


def settings_file() -> Path:
    """Return the file that keeps the switch."""
    return platformdirs.user_config_path("quartiermap", appauthor=False) / "netz.toml"


def state() -> SwitchState:
    """Return how the switch stands; a missing or damaged file means off."""
    try:
        found = tomllib.loads(settings_file().read_text("utf-8"))
        since = str(found.get("since", ""))
        if since:
            dt.datetime.fromisoformat(since)
        return SwitchState(found.get("network") == "on", since)
    except (OSError, ValueError):
        return SwitchState(False)


def turn(on: bool) -> SwitchState:
    """Turn the switch and return how it stands.

    Raises
    ------
    InputError
        If the settings cannot be written; the switch then stands as before.
    """
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    text = f'# Netzschalter von QuartierMap: "on" oder "off"\nnetwork = "{"on" if on else "off"}"\nsince = "{since}"\n'
    write_setting(settings_file(), text)
    return state()


def require() -> None:
    """Raise unless the switch is on: asked before work that would need the network, and nothing is counted yet.

    Raises
    ------
    MachineError
        If the switch is off; carries the command that turns it on.
    """
    if not state().on:
        raise MachineError("Das Netz ist ausgeschaltet; es wurde keine Verbindung geöffnet.", COMMAND)


def permit() -> None:
    """Let one request pass and count it, or raise.

    Raises
    ------
    MachineError
        If the switch is off.
    """
    global _sent
    require()
    with _counting:
        _sent += 1


def sent() -> int:
    """Return how many requests were let pass since the program began."""
    return _sent
