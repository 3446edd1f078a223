"""Steps from one format of the project file to the next; each works on a copy, never on the user's file."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from quartiermap.domain import schema

FORMAT = 2
"""The format that this program writes."""

Step = Callable[[sqlite3.Connection], None]


def _names_and_barriers(connection: sqlite3.Connection) -> None:
    """Format 2: street names and attributes of ways, several places of a facility, barrier lines, facility shapes.

    A network of format 1 was read without names and attributes: nothing is known of them. It has no barrier lines.
    """
    meta = dict(connection.execute("SELECT key, value FROM qm_meta WHERE key IN ('network', 'empty_layers')"))
    if "network" in meta:
        about = {**json.loads(meta["network"]), "names": []}
        _set(connection, "network", about)
        connection.execute(
            "INSERT INTO qm_arrays (name, dtype, shape, data) VALUES ('network.edge_name', 'int32', '[0]', ?)",
            (zlib.compress(np.zeros(0, np.int32).tobytes(), 1),),
        )
    empty = json.loads(meta["empty_layers"])
    for table in (schema.BARRIER_LINES, schema.FACILITY_SHAPES):
        empty[table.name] = {
            "columns": {
                name: {"dtype": str(pd.Series(dtype="object").dtype), "as": "text"} for name in table.names
            },
            "rows": 0,
            "order": [*table.names, "geometry"],
            "crs": True,
            "geometry": "geometry",
        }
    _set(connection, "empty_layers", empty)


def _set(connection: sqlite3.Connection, key: str, value: object) -> None:
    connection.execute(
        "UPDATE qm_meta SET value = ? WHERE key = ?", (json.dumps(value, ensure_ascii=False), key)
    )


STEPS: Mapping[int, Step] = {1: _names_and_barriers}
"""Step n brings a file of format n to n + 1."""


def migrate(
    connection: sqlite3.Connection, found: int, target: int, steps: Mapping[int, Step] | None = None
) -> None:
    """Bring an opened copy of a project from format `found` to `target`, in one transaction.

    Raises
    ------
    LookupError
        If a step is missing (our bug: every format that was ever released has one).

    Examples
    --------
    >>> db = sqlite3.connect(":memory:")
    >>> _ = db.execute("CREATE TABLE qm_meta (key TEXT PRIMARY KEY, value TEXT)")
    >>> _ = db.execute("INSERT INTO qm_meta VALUES ('format', '1')")
    >>> migrate(db, 1, 2, {1: lambda c: c.execute("CREATE TABLE t (x)") and None})
    >>> db.execute("SELECT value FROM qm_meta WHERE key = 'format'").fetchone()
    ('2',)
    >>> db.close()
    """
    known = STEPS if steps is None else steps
    missing = [n for n in range(found, target) if n not in known]
    if missing:
        msg = f"no migration from format {missing[0]}"
        raise LookupError(msg)
    with connection:
        for number in range(found, target):
            known[number](connection)
        connection.execute("UPDATE qm_meta SET value = ? WHERE key = 'format'", (str(target),))
