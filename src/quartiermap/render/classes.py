"""Class limits of the figures on maps: fixed, so that two years and two towns can be compared."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.domain import texts
from quartiermap.domain.standards import Standard
from quartiermap.render import colours

FIGURES = ("covered_share", "mean_distance_m", "supply_ratio", "need_status", "population")
"""The figures a map can show."""

FIGURE_NAMES = {
    "covered_share": "Anteil in Reichweite",
    "mean_distance_m": "Mittlerer Fußweg",
    "supply_ratio": "Rechnerische Bedarfsdeckung",
    "need_status": "Sozialindex: Status",
    "population": "Einwohner",
}
"""What the figures are called on screen and in reports."""

NO_DATA = -1
"""Class number of a missing value."""

DEFAULT_TARGET_M = 500.0
"""Distance that `mean_distance_m` is classed by when no standard is given."""


@dataclass(frozen=True)
class ClassScheme:
    """How a figure becomes classes.

    Parameters
    ----------
    id, title, unit : str
        Figure, German title, unit of `breaks` on screen.
    breaks : tuple of float
        Inner limits, ascending, in the unit of the code (shares 0..1, metres, persons). Class i holds
        ``breaks[i-1] <= value < breaks[i]``; empty for a figure whose classes are words.
    colours, labels : tuple of str
        One for each class, in the order of the values (a legend shows them from high to low).
    dark_means : str
        German words for the legend: what dark stands for, since tools differ in this.
    """

    id: str
    title: str
    unit: str
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    labels: tuple[str, ...]
    dark_means: str


def scheme_for(
    figure: str, standard: Standard | None = None, *, print_as: Literal["colour", "grey"] = "colour"
) -> ClassScheme:
    """Return the classes of a figure; the limits depend on the standard only, never on the data.

    Parameters
    ----------
    figure : str
        One of `FIGURES`.
    standard : Standard or None
        Gives the target that `mean_distance_m` is measured by (default `DEFAULT_TARGET_M`).
    print_as : {"colour", "grey"}
        ``"grey"`` takes palettes that a black-and-white copier keeps apart.

    Raises
    ------
    ValueError
        If the figure is unknown.

    Examples
    --------
    >>> [label.replace(chr(160), " ") for label in scheme_for("covered_share").labels]
    ['unter 25 %', '25 bis unter 50 %', '50 bis unter 75 %', '75 bis unter 90 %', '90 bis 100 %']
    """
    breaks: tuple[float, ...]
    labels: tuple[str, ...]
    if figure == "covered_share":
        breaks = (0.25, 0.5, 0.75, 0.9)
        labels = (
            "unter 25\u00a0%",
            "25 bis unter 50\u00a0%",
            "50 bis unter 75\u00a0%",
            "75 bis unter 90\u00a0%",
            "90 bis 100\u00a0%",
        )
        scheme = ClassScheme(
            figure,
            FIGURE_NAMES[figure],
            "%",
            breaks,
            colours.YLGNBU[::-1],
            labels,
            "dunkel = wenige in Reichweite",
        )
    elif figure == "mean_distance_m":
        target = standard.target_m if standard else DEFAULT_TARGET_M
        breaks = (0.5 * target, target, 1.5 * target, 2 * target)
        scheme = ClassScheme(
            figure,
            FIGURE_NAMES[figure],
            "m",
            breaks,
            colours.YLGNBU,
            _open_labels(breaks, "m"),
            "dunkel = weiter Weg",
        )
    elif figure == "supply_ratio":
        breaks = (0.6, 0.8, 1.0, 1.2)
        labels = _open_labels(tuple(100 * b for b in breaks), "%")
        scheme = ClassScheme(
            figure,
            FIGURE_NAMES[figure],
            "%",
            breaks,
            colours.PUOR,
            labels,
            "orange = rechnerischer Fehlbedarf, violett = Bedarf gedeckt",
        )
    elif figure == "need_status":
        scheme = ClassScheme(
            figure,
            FIGURE_NAMES[figure],
            "",
            (),
            colours.YLGNBU_4,
            ("hoch", "mittel", "niedrig", "sehr niedrig"),
            "dunkel = niedriger sozialer Status",
        )
    elif figure == "population":
        breaks = (1000.0, 2500.0, 5000.0, 10000.0)
        scheme = ClassScheme(
            figure,
            FIGURE_NAMES[figure],
            "Personen",
            breaks,
            colours.YLGNBU,
            _open_labels(breaks, ""),
            "dunkel = viele Einwohner",
        )
    else:
        msg = f"unknown figure: {figure!r}"
        raise ValueError(msg)
    return _in_grey(scheme) if print_as == "grey" else scheme


def _open_labels(breaks: tuple[float, ...], unit: str) -> tuple[str, ...]:
    """Label classes that are open at both ends: "unter a", "a bis unter b", "b und mehr"."""
    tail = f"\u00a0{unit}" if unit else ""
    shown = [texts.number(b, 0 if float(b).is_integer() else 1) for b in breaks]
    between = [f"{low} bis unter {high}{tail}" for low, high in itertools.pairwise(shown)]
    return (f"unter {shown[0]}{tail}", *between, f"{shown[-1]}{tail} und mehr")


def _in_grey(scheme: ClassScheme) -> ClassScheme:
    if scheme.id == "supply_ratio":
        return replace(scheme, colours=colours.GREY_DIVERGING, dark_means="dunkel = rechnerischer Fehlbedarf")
    light_to_dark = colours.CIVIDIS_4 if len(scheme.labels) == 4 else colours.CIVIDIS
    return replace(scheme, colours=light_to_dark[::-1] if scheme.id == "covered_share" else light_to_dark)


def classify(values: Iterable[Any], scheme: ClassScheme) -> NDArray[np.int64]:
    """Return the class number of every value; -1 where there is none.

    Parameters
    ----------
    values : iterable of float or str
        In the unit of the code; words for a scheme of words. ``None``, NaN and infinity count as missing
        (a way that does not exist has no length).
    scheme : ClassScheme

    Returns
    -------
    int64 array, shape (n,)
        0 to ``len(scheme.labels) - 1``, or `NO_DATA`. The value itself is classed, not what is left of it
        after rounding for the screen; only float dust below 1e-9 is brushed off.

    Examples
    --------
    >>> classify([0.1, 0.25, 0.9, 1.0, float("nan")], scheme_for("covered_share")).tolist()
    [0, 1, 4, 4, -1]
    >>> classify(["hoch", "sehr niedrig", None], scheme_for("need_status")).tolist()
    [0, 3, -1]
    """
    if not scheme.breaks:
        known = {label: number for number, label in enumerate(scheme.labels)}
        return np.array(
            [NO_DATA if pd.isna(v) else known.get(str(v), NO_DATA) for v in values], dtype=np.int64
        )
    numbers = np.array([np.nan if pd.isna(v) else float(v) for v in values], dtype=np.float64)
    finite = np.isfinite(numbers)
    found = np.full(len(numbers), NO_DATA, dtype=np.int64)
    found[finite] = np.digitize(np.round(numbers[finite], 9), scheme.breaks)
    return found


def classify_rows(rows: Iterable[Mapping[str, Any]], name: str, scheme: ClassScheme) -> NDArray[np.int64]:
    """Return the class number of a figure in every row; a secret one has a class where all that its bounds leave lies in it.

    The class then says nothing that the bounds do not say.

    Parameters
    ----------
    rows : iterable of mapping
        With `name`; ``<name>_low`` and ``<name>_high`` (missing: open to that side) where it is secret.
    name : str
    scheme : ClassScheme

    Examples
    --------
    >>> rows = [{"covered_share": None, "covered_share_low": low} for low in (0.95, 0.8)]
    >>> classify_rows(rows, "covered_share", scheme_for("covered_share")).tolist()
    [4, -1]
    """
    told = list(rows)
    found = classify([row.get(name) for row in told], scheme)
    for at in np.flatnonzero(found == NO_DATA):
        ends = [told[at].get(f"{name}_{end}") for end in ("low", "high")]
        low, high = (None if e is None or pd.isna(e) else float(e) for e in ends)
        if low is None and high is None:
            continue
        first, last = classify([low or 0.0, (1.0 if high is None else high) - 1e-8], scheme)
        found[at] = first if first == last else NO_DATA
    return found
