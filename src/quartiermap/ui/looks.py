"""The colours of the window, light and dark; `theme` says which hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """One set of colours; texts and signs named after what they are for."""

    dark: bool
    ground: str
    surface: str
    alternate: str
    text: str
    muted: str
    disabled: str
    line: str
    grid: str
    border: str
    accent: str
    accent_soft: str
    selected: str
    primary: str
    primary_hover: str
    primary_off: str
    on_primary: str
    notice_ground: str
    notice_text: str
    invented_ground: str
    invented_text: str
    tip_ground: str
    tip_text: str
    gained: str
    lost: str
    chunk: str
    scroll: str
    icon: str
    results: tuple[tuple[str, tuple[str, str]], ...]
    """Text and ground for the outcome of a criterion: blue against orange, never green against red."""

    def result(self, name: str) -> tuple[str, str]:
        """Return text and ground of an outcome (met, not_met, open, not_applicable)."""
        return dict(self.results)[name]


LIGHT = Look(
    dark=False, ground="#f4f6f8", surface="#ffffff", alternate="#f8fafb", text="#1b2430", muted="#54606e", disabled="#6f7984", line="#d3d9e0",
    grid="#e8ecf0", border="#858f9b", accent="#1c5a94", accent_soft="#e4eef7", selected="#d2e2f1", primary="#1c5a94", primary_hover="#164a7b",
    primary_off="#5f7083", on_primary="#ffffff", notice_ground="#fff3d1", notice_text="#5a4200", invented_ground="#ede4f5", invented_text="#4b2a72",
    tip_ground="#1b2430", tip_text="#ffffff", gained="#0b5394", lost="#8a3b00", chunk="#8fb6da", scroll="#7b8997", icon="#2b3948",
    results=(
        ("met", ("#0f5c8f", "#e1eff8")), ("not_met", ("#8a3b00", "#fdeadd")), ("open", ("#5a4200", "#fff3d1")),
        ("not_applicable", ("#54606e", "#edf0f3")),
    ),
)  # fmt: skip

DARK = Look(
    dark=True, ground="#171b20", surface="#1f252c", alternate="#242b33", text="#eef2f6", muted="#b3bdc8", disabled="#8e99a5", line="#3c4650",
    grid="#2f3841", border="#75818d", accent="#8fc4f5", accent_soft="#2b3a49", selected="#2f4d69", primary="#2f73b3", primary_hover="#2a68a3",
    primary_off="#4a5560", on_primary="#ffffff", notice_ground="#423716", notice_text="#ffe6a0", invented_ground="#3a2b4c", invented_text="#e6d3fb",
    tip_ground="#eef2f6", tip_text="#1b2430", gained="#8fc4f5", lost="#ffb385", chunk="#2f5f8c", scroll="#7c8894", icon="#dbe2e9",
    results=(
        ("met", ("#a9d6f7", "#1b3a50")), ("not_met", ("#ffc09a", "#4c2c19")), ("open", ("#ffe6a0", "#423716")),
        ("not_applicable", ("#b3bdc8", "#2b333b")),
    ),
)  # fmt: skip
