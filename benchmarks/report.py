"""What was measured as German tables, and as plain values for JSON."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from quartiermap.domain.texts import number

GAP = "–"
"""Stands where a figure was not measured."""


@dataclass
class Row:
    """What one program did.

    Parameters
    ----------
    engine : str
        Its name for people.
    values : dict
        Figures by the keys of `COLUMNS`.
    missing : str
        Why there are none, in German.
    remark : str
        What must be known to read the figures ("hochgerechnet aus 20 Quellen").
    ours : bool
    """

    engine: str
    values: dict[str, Any] = field(default_factory=dict)
    missing: str = ""
    remark: str = ""
    ours: bool = False
    licence: str = ""


@dataclass
class Section:
    """One table: what was asked, who answered how fast."""

    area: str
    title: str
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    reference: str = "wall_s"
    """The figure that ratios are of."""

    def with_ratios(self) -> Section:
        """Fill in how many times as long as ours everybody took."""
        own = next(
            (row.values.get(self.reference) for row in self.rows if row.ours and not row.missing), None
        )
        for row in self.rows:
            theirs = row.values.get(self.reference)
            if own and theirs is not None:
                row.values["ratio"] = theirs / own
        return self

    @property
    def disagreements(self) -> list[str]:
        """What contradicts our distances, in German sentences; empty if everybody agrees as far as can be expected."""
        return list(self.facts.get("disagreements", []))


def seconds(value: float | None) -> str:
    """Write a time with three significant digits and the unit that fits.

    Examples
    --------
    >>> [seconds(s).replace(chr(160), " ") for s in (0.0000123, 0.00123, 0.0345, 1.08, 65.4)]
    ['0,012 ms', '1,23 ms', '34,5 ms', '1,08 s', '65,4 s']
    """
    if value is None or not math.isfinite(value):
        return GAP
    if value < 1.0:
        ms = value * 1000
        decimals = 3 if ms < 0.1 else 2 if ms < 10 else 1 if ms < 100 else 0
        return f"{number(ms, decimals)}\u00a0ms"
    return f"{number(value, 2 if value < 10 else 1)}\u00a0s"


def megabytes(value: float | None) -> str:
    """Write an amount of memory.

    Examples
    --------
    >>> megabytes(1234.5).replace(chr(160), " "), megabytes(None)
    ('1.235 MB', '–')
    """
    return GAP if value is None else f"{number(value)}\u00a0MB"


def small_metres(value: float | None) -> str:
    """Write a deviation: 0 as 0, otherwise with the power of ten that it has.

    Examples
    --------
    >>> [small_metres(m).replace(chr(160), " ") for m in (0.0, 2.04e-11, 0.271, 30.8)]
    ['0 m', '2,0e−11 m', '0,271 m', '30,8 m']
    """
    if value is None or math.isnan(value):
        return GAP
    if value == 0:
        return "0\u00a0m"
    if value < 0.001:
        base, _, power = f"{value:.1e}".partition("e")
        return f"{base.replace('.', ',')}e−{abs(int(power))}\u00a0m"
    return f"{number(value, 3 if value < 10 else 1)}\u00a0m"


def _ratio(value: float) -> str:
    return f"{number(value, 2 if value < 10 else 1 if value < 100 else 0)}\u00a0×"


def _plain(decimals: int) -> Callable[[float], str]:
    return lambda value: number(value, decimals)


COLUMNS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "wall_s": ("Zeit", seconds),
    "p95_s": ("95 % unter", seconds),
    "slowest_s": ("langsamster", seconds),
    "cpu_s": ("Prozessor", seconds),
    "cpu95_s": ("Prozessor, 95 %", seconds),
    "ratio": ("Verhältnis", _ratio),
    "first_s": ("erster Aufruf", seconds),
    "import_s": ("Import", seconds),
    "build_s": ("Aufbau", seconds),
    "kernels_s": ("Rechenkerne", seconds),
    "total_s": ("Summe", seconds),
    "saving_s": ("Schreiben", seconds),
    "memory_mb": ("Speicher", megabytes),
    "process_mb": ("Prozess", megabytes),
    "deviation_m": ("größte Abweichung", small_metres),
    "difference": ("größter Unterschied", lambda v: small_metres(v).removesuffix("\u00a0m")),
    "only_one": ("anders erreicht", _plain(0)),
    "pairs": ("Paare", _plain(0)),
    "rows": ("Zeilen", _plain(0)),
    "sum": ("Summe", _plain(0)),
    "nodes": ("Knoten", _plain(0)),
    "edges": ("Kanten", _plain(0)),
    "ways": ("Wege", _plain(0)),
    "km": ("km", _plain(0)),
    "exponent": ("Exponent", _plain(2)),
    "area_km2": ("Fläche km²", _plain(2)),
    "missing_km": ("fehlt km", _plain(2)),
    "wrong_km": ("zu viel km", _plain(2)),
    "file_mb": ("Datei", megabytes),
    "pairs_per_s": ("Paare/s", _plain(0)),
    "points": ("geänderte Zellen", _plain(0)),
    "bound_s": ("Schranke", seconds),
    "above": ("darüber", _ratio),
}
"""Figures: heading and how they are written."""


def cell(key: str, value: Any) -> str:
    """Write one figure of a column."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return GAP
    return COLUMNS[key][1](value)


def table(section: Section) -> str:
    """Return a section as text: heading, what was asked, the table, the notes."""
    head = ["Programm", *(COLUMNS[key][0] for key in section.columns), ""]
    lines: list[list[str]] = []
    for row in section.rows:
        name = f"{row.engine} [{row.licence}]" if row.licence else row.engine
        if row.missing:
            lines.append([name, row.missing])
        else:
            lines.append([name, *(cell(key, row.values.get(key)) for key in section.columns), row.remark])
    full = [line for line in lines if len(line) == len(head)]
    widths = [max(len(line[i]) for line in [head, *full]) for i in range(len(head) - 1)]
    widths[0] = max([widths[0], *(len(line[0]) for line in lines)])
    out = [section.title, "=" * len(section.title), *section.about, "", _line(head, widths)]
    out += [
        _line(line, widths) if len(line) == len(head) else f"{line[0]:<{widths[0]}}  {line[1]}"
        for line in lines
    ]
    return "\n".join([*out, *([""] if section.notes else []), *section.notes])


def _line(parts: Sequence[str], widths: Sequence[int]) -> str:
    numbers = (f"{part:>{width}}" for part, width in zip(parts[1:-1], widths[1:], strict=True))
    return "  ".join([f"{parts[0]:<{widths[0]}}", *numbers, parts[-1]]).rstrip()


def plain(section: Section) -> dict[str, Any]:
    """Return a section as values for JSON; numbers that are none become null."""
    values = asdict(section)
    values["columns"] = list(section.columns)
    cleaned = _clean(values)
    assert isinstance(cleaned, dict)
    return cleaned


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
