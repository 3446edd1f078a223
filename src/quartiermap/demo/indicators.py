"""The social indicators of two years."""

from __future__ import annotations

import numpy as np

from quartiermap.demo.layout import Ground
from quartiermap.demo.people import People
from quartiermap.domain.ages import ZENSUS_2022_BANDS

HEADER = (
    "Schlüssel",
    "Quartier",
    "Einwohner",
    "Arbeitslosenanteil",
    "Transferleistungsanteil",
    "Kinderarmut",
    "Hinweis",
)
PERIODS = ("2022", "2024")
_LEVEL = {
    "grosssiedlung": 9.2,
    "zeilen": 5.2,
    "gruenderzeit": 4.4,
    "altstadt": 4.6,
    "einfamilien": 1.9,
    "dorf": 1.7,
    "gewerbe": 6.0,
}
_CHANGE = {"0502": 1.7, "0801": -1.6, "0203": 0.5}
"""Change of the unemployed share between the two years in percentage points; elsewhere next to nothing."""


def rates(
    ground: Ground, people: People, rng: np.random.Generator
) -> dict[str, list[tuple[str, str, int, float, float, float]]]:
    """Return rows by year: key, name, residents, unemployed, transfer recipients, child poverty (per cent)."""
    totals = people.register.set_index("district_id")[list(ZENSUS_2022_BANDS)].sum(axis=1)
    out: dict[str, list[tuple[str, str, int, float, float, float]]] = {p: [] for p in PERIODS}
    for q in ground.plan.quarters:
        level = _LEVEL[q.type] * rng.uniform(0.82, 1.18)
        noise = rng.normal(0, 1, 3)
        for i, period in enumerate(PERIODS):
            now = level + i * (_CHANGE.get(q.id, 0.0) + rng.normal(0, 0.10))
            residents = round(totals[q.id] * (1.0 if i else rng.uniform(0.985, 1.005)))
            transfer = max(0.6, now * 2.3 + 0.5 * noise[1])
            children = max(1.0, now * 4.1 + 1.2 * noise[2])
            out[period].append(
                (q.id, q.name, residents, round(now, 1), round(transfer, 1), round(children, 1))
            )
    return out
