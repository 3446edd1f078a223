"""Steps from one format of the project file to the next; each works on a copy, never on the user's file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping

FORMAT = 1
"""The format that this program writes."""

Step = Callable[[sqlite3.Connection], None]

STEPS: Mapping[int, Step] = {}
"""Step n brings a file of format n to n + 1. Format 1 is the first, so there is none yet."""


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
