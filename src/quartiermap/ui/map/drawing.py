"""How the window is put on the screen on a machine without a graphics card.

There OpenGL is emulated by the processor, and putting one frame of the map into the window takes 55 ms (measured under
Xvfb, 1366x768); Qt Quick's own software backend needs 13 ms, because it copies the picture that the engine has drawn anyway. With a
graphics card nothing is changed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

DEVICES = Path("/dev/dri")
"""Where Linux has its graphics cards."""


def choose_drawing(devices: Path = DEVICES) -> None:
    """Draw without OpenGL where there is no graphics card. Must run before the application object exists.

    What the user has set (``QT_QUICK_BACKEND``) is kept.
    """
    if not sys.platform.startswith("linux") or "QT_QUICK_BACKEND" in os.environ:
        return
    if not any(devices.glob("renderD*")):
        os.environ["QT_QUICK_BACKEND"] = "software"


def drawn_without_card() -> bool:
    """Whether the processor draws, by our choice or the user's; the page then leaves out what it can't draw smoothly."""
    return os.environ.get("QT_QUICK_BACKEND") == "software"
