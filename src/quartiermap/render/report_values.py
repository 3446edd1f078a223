"""Values as JSON may hold them: no NaN, no infinity, no numpy; a missing number says why in ``*_state``."""

from __future__ import annotations

import datetime as dt
import math
from enum import Enum
from pathlib import PureWindowsPath
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.domain import texts
from quartiermap.domain.schema import States

_REASONS = frozenset({States.NO_DATA.value, States.SECRET.value, States.NOT_APPLICABLE.value})


def is_missing(value: Any) -> bool:
    """Tell whether a single value is ``None``, NaN, NaT or infinite.

    Examples
    --------
    >>> is_missing(float("inf")), is_missing(0), is_missing("")
    (True, False, False)
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, (float, np.floating)):
        return not math.isfinite(float(value))
    return False


def plain(value: Any) -> Any:
    """Return `value` in plain JSON types; what cannot be a number there becomes ``None``.

    Raises
    ------
    TypeError
        If a value has no JSON form (rather a loud bug than ``"<object at 0x…>"`` in a report).

    Examples
    --------
    >>> plain({"a": np.float64("nan"), "b": (np.int64(3), dt.date(2025, 12, 31))})
    {'a': None, 'b': [3, '2025-12-31']}
    """
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    if is_missing(value):
        return None
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, (bool, int, float, str)):
        return value
    msg = f"no JSON form: {type(value).__name__}"
    raise TypeError(msg)


def with_state(value: Any, state: Any = None) -> tuple[float | None, str]:
    """Return a number, or ``None`` with the reason why it is missing.

    Parameters
    ----------
    value : float or None
        NaN and infinity count as missing.
    state : str or None
        A `States` value. A value marked as secret or not applicable is withheld even if a number
        stands there; a missing value without a reason is "no_data".

    Examples
    --------
    >>> with_state(0.5), with_state(float("nan"), "secret"), with_state(3.0, "secret"), with_state(None)
    ((0.5, 'value'), (None, 'secret'), (None, 'secret'), (None, 'no_data'))
    """
    reason = str(state) if isinstance(state, str) and str(state) in _REASONS else None
    if reason is not None or is_missing(value):
        return None, reason or States.NO_DATA.value
    return float(value), States.VALUE.value


def text_or_none(value: Any) -> str | None:
    """Return a text, or ``None`` for missing and empty.

    Examples
    --------
    >>> text_or_none(float("nan")), text_or_none(""), text_or_none("a")
    (None, None, 'a')
    """
    return None if is_missing(value) or str(value) == "" else str(value)


def count_or_none(value: Any) -> int | None:
    """Return a count as a whole number, or ``None``.

    Examples
    --------
    >>> count_or_none(2.0), count_or_none(float("nan"))
    (2, None)
    """
    return None if is_missing(value) else round(float(value))


def german_date(iso: str | None) -> str:
    """Write an ISO date or time as a German date; what is no full date is returned as it is.

    Examples
    --------
    >>> german_date("2026-11-22T07:05:00+00:00"), german_date("2024-12"), german_date(None)
    ('22.11.2026', '2024-12', 'keine Daten')
    """
    if not iso:
        return texts.NO_DATA
    try:
        return texts.date(dt.datetime.fromisoformat(iso))
    except ValueError:
        return iso


def file_name(path: str) -> str:
    r"""Return the last part of a path of any system: a report shows no folders of somebody's machine.

    Examples
    --------
    >>> file_name(r"C:\Daten\kitas.csv"), file_name("/home/x/kitas.csv")
    ('kitas.csv', 'kitas.csv')
    """
    return PureWindowsPath(path).name or path
