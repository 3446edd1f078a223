"""What is done with corrections: choosing among them, taking them over into the project, and not losing them later."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.app.corrections import PLACE, Change, Corrections
from quartiermap.domain import schema
from quartiermap.domain.texts import fold, number
from quartiermap.errors import Problem, UsageError

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

_NUMERIC = tuple(c.name for c in schema.FACILITIES.columns if c.type in ("float", "int"))


def chosen(found: Corrections, accept: Iterable[str]) -> frozenset[str]:
    """Return the ids of the changes that words of ``--accept`` mean.

    ``all``: every value without conflict and every new row; ``conflicts``, ``new``, ``missing``: those; ``field=FIELD``:
    values of a field without conflict; otherwise a file: one id a line, or the JSON of ``facilities-in --json``.

    Raises
    ------
    UsageError
        For a word, field or id that does not exist.
    """
    from quartiermap.io.round_trip import FIELDS

    ids: set[str] = set()
    fields = {c.id: c for c in found.changes if c.what == "field"}
    headings = (
        {fold(f.heading): f.name for f in FIELDS}
        | {fold(f.name): f.name for f in FIELDS}
        | {"ort": PLACE, PLACE: PLACE}
    )
    for word in accept:
        if word == "all":
            ids |= {c.id for c in found.changes if c.what == "new" or (c.what == "field" and not c.conflict)}
        elif word == "conflicts":
            ids |= {c.id for c in fields.values() if c.conflict}
        elif word in ("new", "missing"):
            ids |= {c.id for c in found.changes if c.what == word}
        elif word.startswith("field="):
            for part in word.removeprefix("field=").split(","):
                name = headings.get(fold(part))
                if name is None:
                    raise UsageError(
                        f"--accept {word}: Das Feld „{part}“ gibt es nicht. Möglich: {', '.join(f.name for f in FIELDS[1:-2])}, {PLACE}."
                    )
                ids |= {c.id for c in fields.values() if c.field == name and not c.conflict}
        else:
            ids |= _from_file(word, {c.id for c in found.changes})
    return frozenset(ids)


def _from_file(word: str, known: set[str]) -> set[str]:
    path = Path(word)
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"--accept {word}: Das ist weder all, conflicts, new, missing, field=FELD noch eine lesbare Datei mit Kennungen der Änderungen."
        ) from error
    try:
        data = json.loads(text)
    except ValueError:
        data = [line.partition("#")[0].strip() for line in text.splitlines()]
    entries = data.get("changes", []) if isinstance(data, dict) else data
    ids = {str(e.get("id", "")) if isinstance(e, dict) else str(e) for e in entries} - {""}
    if unknown := sorted(ids - known):
        raise UsageError(f"--accept {word}: Diese Änderungen gibt es nicht: {', '.join(unknown[:8])}.")
    return ids


def take_over(project: Project, found: Corrections, ids: Iterable[str]) -> Project:
    """Return the project with the chosen changes, recorded as a source; results become stale by it.

    A facility that is moved or removed loses its entrances and outline: they belong to the old place.

    Raises
    ------
    UsageError
        For an id that is none of `found`.
    """
    import geopandas as gpd
    import pandas as pd
    import shapely

    wanted = set(ids)
    if unknown := wanted - {c.id for c in found.changes}:
        raise UsageError(f"Diese Änderungen gibt es nicht: {', '.join(sorted(unknown)[:8])}.")
    if not wanted:
        return project
    taken = [c for c in found.changes if c.id in wanted]
    token = hashlib.sha256(
        "|".join([found.sha256, *sorted(wanted), str(len(project.sources))]).encode()
    ).hexdigest()[:10]
    source_id = f"facilities-{token}"
    frame = project.facilities.copy()
    position = {str(k): i for i, k in enumerate(frame["facility_id"])}
    shapes = list(frame.geometry)
    columns = {name: list(frame[name]) for name in frame.columns if name != frame.geometry.name}
    loose: set[str] = set()
    for change in taken:
        if change.what != "field":
            continue
        i = position[change.facility_id]
        if change.field == PLACE:
            shapes[i] = shapely.Point(*change.in_file)
            loose.add(change.facility_id)
        else:
            empty = float("nan") if change.field in _NUMERIC else None
            columns[change.field][i] = empty if change.in_file is None else change.in_file
    for change in taken:
        if change.what == "new":
            values = change.in_file
            key = f"{values['kind']}:{token[:5]}-{change.row}"
            for name, cells in columns.items():
                own = {"facility_id": key, "source_id": source_id}.get(name, values.get(name))
                cells.append(float("nan") if own is None and name in _NUMERIC else own)
            shapes.append(shapely.Point(values["x"], values["y"]))
    table = pd.DataFrame(
        {n: pd.Series(cells, dtype=float if n in _NUMERIC else object) for n, cells in columns.items()}
    )
    made = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=frame.crs))
    removed = {c.facility_id for c in taken if c.what == "missing"}
    made = made[~made["facility_id"].isin(removed)].reset_index(drop=True)
    parts = project.facility_shapes
    kept = parts[~parts["facility_id"].isin(removed | loose)].reset_index(drop=True) if len(parts) else parts
    record = _record(found, taken, source_id)
    return project.with_(facilities=made, facility_shapes=kept, sources=(*project.sources, record))


def _record(found: Corrections, taken: Sequence[Change], source_id: str) -> Any:
    from quartiermap.domain.project import Source

    told = tuple(
        Problem(
            f"{c.text}." + (f" Bemerkung: {c.note}" if c.note else ""), file=found.file, row=c.row, column=c.label if c.what == "field" else None,
            value=None, code="corrected", severity="info",
        ).as_dict()
        for c in taken
    )  # fmt: skip
    touched = {c.facility_id or c.id for c in taken}
    return Source(
        source_id=source_id, layer="facilities", file=found.file, sha256=found.sha256, rows_read=found.rows, rows_used=len(touched),
        imported_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"), title=f"Berichtigungen aus {found.file}",
        mapping={"@corrections": str(len(taken)), "@exported_at": found.exported_at}, findings=told,
    )  # fmt: skip


def lost_corrections(before: Project, after: Project) -> list[Problem]:
    """Return a warning where an import replaced facilities that had been corrected by a department.

    Corrections live in the rows; a newer file brings its own values. They are not put back by themselves, because the
    new file may have them already.
    """
    marked = [s for s in before.sources if s.mapping.get("@corrections")]
    if not marked or before.facilities is after.facilities:
        return []
    import pandas as pd

    columns = [c for c in before.facilities.columns if c not in ("geometry", "source_id")]

    def keyed(project: Project) -> dict[str, str]:
        rows = pd.DataFrame(project.facilities[columns]).astype(object).to_dict("records")
        return {str(r["facility_id"]): repr(r) for r in rows}

    old, new = keyed(before), keyed(after)
    changed = sum(1 for key, row in old.items() if new.get(key) != row)
    if not changed:
        return []
    files = ", ".join(dict.fromkeys(s.file for s in marked))
    return [
        Problem(
            f"Für Einrichtungen dieses Projekts gibt es Berichtigungen ({files}); der Import hat {'eine Einrichtung' if changed == 1 else f'{number(changed)} Einrichtungen'} ersetzt oder geändert.",
            remedy="Prüfen, ob die neue Datei die Berichtigungen enthält; sonst die Datei mit facilities-in noch einmal einlesen.",
            code="corrections_replaced", severity="warning",
        )
    ]  # fmt: skip
