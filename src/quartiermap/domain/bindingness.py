"""How binding a standard is."""

from __future__ import annotations

from enum import StrEnum


class Bindingness(StrEnum):
    """Degree of bindingness, from law down to an assumption of the project (DOMAIN.md 2.1)."""

    LAW = "gesetz"
    COURT = "rechtsprechung"
    NORM = "norm"
    GUIDE = "richtwert"
    AIM = "leitbild"
    STUDY = "studie"
    ASSUMPTION = "annahme"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "gesetz": "Gesetz", "rechtsprechung": "Rechtsprechung", "norm": "Norm", "richtwert": "Richtwert",
            "leitbild": "Leitbild", "studie": "Studie", "annahme": "Annahme",
        }[self.value]  # fmt: skip
