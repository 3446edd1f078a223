"""What a department corrected, field by field against the project and against the day it was written out.

`compare` finds the differences, a person (or ``--accept``) chooses, `quartiermap.app.correction_steps.take_over` makes the
new project. The model has no
widgets in it; a window shows `Corrections.changes` and hands back the ids of those that were ticked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.io.round_trip import Value
    from quartiermap.io.round_trip_back import Returned, ReturnedRow

PLACE = "place"
"""Both coordinates together: a place is moved as a whole."""

What = Literal["field", "new", "missing"]
FAR_M = 50_000.0


@dataclass(frozen=True)
class Change:
    """One difference.

    Parameters
    ----------
    id : str
        Stable for this file: ``FACILITY/FIELD``, ``neu/ROW`` or ``FACILITY/fehlt``.
    what : {"field", "new", "missing"}
        A value, a row without a Kennung, or a facility whose row is gone.
    at_export, in_project, in_file : object
        Text, number, ``None`` (not known), of a place ``(x, y)``, of a new row all its values.
    conflict : bool
        Whether the project was changed too since the workbook was written, and differently.
    """

    id: str
    what: What
    facility_id: str
    name: str
    field: str
    label: str
    at_export: Any
    in_project: Any
    in_file: Any
    row: int | None
    conflict: bool = False
    note: str | None = None

    @property
    def text(self) -> str:
        """The difference as a German line."""
        who = f"„{self.name}“" if self.name else self.facility_id
        if self.what == "new":
            return f"{who}: neue Einrichtung ({self.in_file.get('kind_name', '')})"
        if self.what == "missing":
            return f"{who}: Zeile fehlt in der Datei; die Einrichtung würde gelöscht"
        clash = (
            f" (im Projekt inzwischen geändert, bei der Ausgabe {shown(self.at_export)})"
            if self.conflict
            else ""
        )
        return f"{who}: {self.label} {shown(self.in_project)} → {shown(self.in_file)}{clash}"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "id": self.id, "what": self.what, "facility_id": self.facility_id, "name": self.name, "field": self.field, "row": self.row,
            "at_export": self.at_export, "in_project": self.in_project, "in_file": self.in_file, "conflict": self.conflict, "note": self.note,
        }  # fmt: skip


def shown(value: Any) -> str:
    """Return a value for people.

    Examples
    --------
    >>> shown(None), shown(1234.5), shown("gut"), shown((500000.0, 6000000.25))
    ('keine Angabe', '1.234,5', 'gut', '500.000,00 / 6.000.000,25')
    """
    if value is None:
        return "keine Angabe"
    if isinstance(value, tuple | list):
        return " / ".join(number(float(v), 2) for v in value)
    if isinstance(value, float):
        return number(value, 0 if value.is_integer() else 2 if round(value, 1) != value else 1)
    return str(value)


@dataclass(frozen=True)
class Corrections:
    """Everything that a workbook brings.

    Parameters
    ----------
    changes : tuple of Change
    problems : tuple of Problem
        Warnings and infos: cells not understood, columns missing, facilities gone.
    base_known : bool
        Whether the values at export are known; without them conflicts cannot be seen.
    meanwhile : int
        Values that the project changed since the export and the department did not; they stay.
    """

    file: str
    sha256: str
    exported_at: str
    rows: int
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    base_known: bool
    meanwhile: int

    @property
    def summary(self) -> str:
        """The outcome as a German sentence."""
        fields = [c for c in self.changes if c.what == "field"]
        clashes = sum(c.conflict for c in fields)
        new, missing = (sum(c.what == w for c in self.changes) for w in ("new", "missing"))
        return (
            f"{number(len(fields))} geänderte {'Angabe' if len(fields) == 1 else 'Angaben'} (davon {number(clashes)} im Widerspruch zum "
            f"Projekt), {number(new)} neue {'Zeile' if new == 1 else 'Zeilen'}, {number(missing)} fehlende "
            f"{'Zeile' if missing == 1 else 'Zeilen'} in {number(self.rows)} {'Zeile' if self.rows == 1 else 'Zeilen'}."
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "file": self.file, "exported_at": self.exported_at or None, "rows": self.rows, "base_known": self.base_known,
            "meanwhile": self.meanwhile, "summary": self.summary, "changes": [c.as_dict() for c in self.changes],
            "problems": [p.as_dict() for p in self.problems],
        }  # fmt: skip


def write_workbook(project: Project, path: Path, kinds: Sequence[str] = ()) -> int:
    """Write the facilities as a workbook for a department; return how many.

    Raises
    ------
    InputError
        If a kind is unknown, there are no facilities, or the file cannot be written.
    """
    from quartiermap.io import round_trip
    from quartiermap.io.bundled import kinds as catalogue

    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: Die Datei muss auf .xlsx enden.")
    found = {word: catalogue().by_word(word) for word in kinds}
    unknown = [w for w, k in found.items() if k is None]
    if unknown:
        raise InputError(
            [Problem("Diese Einrichtungsart gibt es nicht.", f"Möglich: {', '.join(catalogue().ids)}.", value=w, code="kind_unknown") for w in unknown]
        )  # fmt: skip
    return round_trip.write_workbook(project, path, [k.id for k in found.values() if k is not None])


def compare(
    project: Project, path: Path, addresses: Path | None = None, progress: Progress | None = None
) -> Corrections:
    """Hold a workbook that came back against the project.

    Parameters
    ----------
    addresses : Path, optional
        Directory of addresses, for new rows that have an address but no coordinates; without one, that of the project.

    Raises
    ------
    InputError
        If the file is no workbook of ours, or belongs to another project.
    """
    from quartiermap.io import round_trip, round_trip_back

    progress = progress or Progress()
    progress.step(0.0, f"{path.name} lesen")
    returned = round_trip_back.read_workbook(path)
    if returned.base is not None and returned.about.get("created_at") not in (None, "", project.created_at):
        raise InputError(
            Problem(
                f"Die Datei gehört zu einem anderen Projekt („{returned.about.get('project', '')}“).", "Das Projekt angeben, aus dem die Datei stammt.",
                file=path.name, code="other_project",
            )
        )  # fmt: skip
    progress.step(0.5, "Angaben vergleichen")
    now = round_trip.values_of(project)
    problems = list(returned.problems)
    rows = _by_id(returned, problems)
    changes: list[Change] = []
    meanwhile = 0
    for key, row in rows.items():
        base = (returned.base or {}).get(key)
        if key not in now:
            gone = base is not None
            problems.append(
                Problem(
                    "Diese Einrichtung wurde inzwischen aus dem Projekt entfernt; ihre Zeile wird nicht übernommen." if gone
                    else "Diese Kennung gibt es im Projekt nicht; die Zeile wird nicht übernommen.",
                    "" if gone else "Bei einer neuen Einrichtung die Kennung leer lassen.", file=path.name, row=row.row, value=key, code="facility_gone", severity="warning",
                )
            )  # fmt: skip
            continue
        found, also = _differences(key, row, now[key], base, project, problems, path.name)
        changes += found
        meanwhile += also
    changes += _new_rows(project, returned, addresses, problems, progress.part(0.6, 1.0))
    for key in returned.base or {}:
        if key in now and key not in rows:
            changes.append(
                Change(
                    f"{key}/fehlt",
                    "missing",
                    key,
                    str(now[key]["name"] or ""),
                    "",
                    "Zeile",
                    None,
                    None,
                    None,
                    None,
                )
            )
    return Corrections(
        path.name, returned.sha256, returned.about.get("exported_at", "") if returned.base is not None else "", len(returned.rows),
        tuple(changes), tuple(problems), returned.base is not None, meanwhile,
    )  # fmt: skip


def _by_id(returned: Returned, problems: list[Problem]) -> dict[str, ReturnedRow]:
    """Return the rows with a Kennung; of repeated ones the first."""
    out: dict[str, ReturnedRow] = {}
    for row in returned.rows:
        if row.facility_id is None:
            continue
        if row.facility_id in out:
            problems.append(
                Problem(
                    f"Die Kennung steht schon in Zeile {out[row.facility_id].row}; diese Zeile wird nicht übernommen.",
                    "Bei einer neuen Einrichtung die Kennung leer lassen.", file=returned.file, row=row.row, value=row.facility_id,
                    code="facility_id_repeated", severity="warning",
                )
            )  # fmt: skip
            continue
        out[row.facility_id] = row
    return out


def _joined(values: dict[str, Value]) -> dict[str, Any]:
    """Return values with both coordinates as one place, if both are there."""
    out: dict[str, Any] = {k: v for k, v in values.items() if k not in ("x", "y")}
    if "x" in values and "y" in values:
        x, y = values["x"], values["y"]
        out[PLACE] = None if x is None or y is None else (x, y)
    return out


def _differences(
    key: str, row: ReturnedRow, now: dict[str, Value], base: dict[str, Value] | None, project: Project, problems: list[Problem], file: str
) -> tuple[list[Change], int]:  # fmt: skip
    """Return what the file says otherwise than the project, and how much only the project changed."""
    from quartiermap.io.round_trip import BY_NAME

    mine, theirs, before = _joined(now), _joined(row.values), _joined(base) if base is not None else None
    changes: list[Change] = []
    meanwhile = 0
    for name, value in theirs.items():
        if before is not None and _same(value, before.get(name)):
            meanwhile += not _same(mine[name], before.get(name))
            continue
        if _same(value, mine[name]):
            continue
        label = "Ort" if name == PLACE else BY_NAME[name].heading
        if name in (PLACE, "kind") and value is None:
            problems.append(
                Problem(f"{label} einer Einrichtung kann nicht leer sein; der bisherige Wert bleibt.", file=file, row=row.row, column=label, value=key, code="value_needed", severity="warning")
            )  # fmt: skip
            continue
        if name == PLACE and not _near(project, value):
            problems.append(
                Problem(
                    "Dieser Ort liegt weiter als 50 km von den Quartieren; der bisherige bleibt.", f"Rechtswert und Hochwert in Metern, EPSG:{project.epsg}.",
                    file=file, row=row.row, column=label, value=shown(value), code="place_far", severity="warning",
                )
            )  # fmt: skip
            continue
        conflict = before is not None and not _same(mine[name], before.get(name))
        changes.append(
            Change(
                f"{key}/{name}", "field", key, str(now["name"] or ""), name, label, before.get(name) if before is not None else None,
                mine[name], value, row.row, conflict, row.note,
            )
        )  # fmt: skip
    return changes, meanwhile


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, tuple | list) and isinstance(other, tuple | list):
        return all(abs(float(a) - float(b)) < 0.02 for a, b in zip(one, other, strict=True))
    return one is other or bool(one == other)


def _near(project: Project, place: Any) -> bool:
    frame = project.districts if len(project.districts) else project.facilities
    west, south, east, north = (float(v) for v in frame.total_bounds)
    x, y = place
    return bool(west - FAR_M <= x <= east + FAR_M and south - FAR_M <= y <= north + FAR_M)


def _new_rows(
    project: Project, returned: Returned, addresses: Path | None, problems: list[Problem], progress: Progress
) -> list[Change]:
    """Return the rows without a Kennung that can become facilities."""
    from quartiermap.io.bundled import kinds

    rows = [r for r in returned.rows if r.facility_id is None]
    places = _places(project, rows, addresses, problems, returned.file, progress)
    known = {
        (str(k), fold(str(n)) if n else "", round(p.x), round(p.y))
        for k, n, p in zip(
            project.facilities["kind"], project.facilities["name"], project.facilities.geometry, strict=True
        )
    }
    changes = []
    for row in rows:
        kind, place = row.values.get("kind"), places.get(row.row)
        lacking = [
            *(["Art"] if kind is None else []),
            *(["Ort (Rechtswert und Hochwert, oder Anschrift mit --addresses)"] if place is None else []),
        ]
        if lacking or place is None or kind is None:
            problems.append(
                Problem(f"Der neuen Einrichtung fehlt: {', '.join(lacking)}; die Zeile wird nicht übernommen.", "Die Angabe ergänzen.", file=returned.file, row=row.row, value=str(row.values.get("name") or ""), code="new_row_incomplete", severity="warning")
            )  # fmt: skip
            continue
        if not _near(project, place):
            problems.append(
                Problem("Dieser Ort liegt weiter als 50 km von den Quartieren; die Zeile wird nicht übernommen.", f"Rechtswert und Hochwert in Metern, EPSG:{project.epsg}.", file=returned.file, row=row.row, value=shown(place), code="place_far", severity="warning")
            )  # fmt: skip
            continue
        name = str(row.values.get("name") or "")
        if (str(kind), fold(name), round(place[0]), round(place[1])) in known:
            problems.append(
                Problem("Diese neue Einrichtung gibt es im Projekt schon; die Zeile wird nicht noch einmal übernommen.", file=returned.file, row=row.row, value=name, code="new_row_known", severity="info")
            )  # fmt: skip
            continue
        values = {**row.values, "kind_name": kinds().name(str(kind)), "x": place[0], "y": place[1]}
        changes.append(
            Change(
                f"neu/{row.row}",
                "new",
                "",
                name,
                "",
                "neue Einrichtung",
                None,
                None,
                values,
                row.row,
                False,
                row.note,
            )
        )
    return changes


def _places(
    project: Project,
    rows: Sequence[ReturnedRow],
    addresses: Path | None,
    problems: list[Problem],
    file: str,
    progress: Progress,
) -> dict[int, tuple[float, float]]:
    """Return the places of new rows: their coordinates, else that of their address."""
    from quartiermap.app.address_choice import OF_PROJECT, directory
    from quartiermap.io.address_layer import has_addresses

    out: dict[int, tuple[float, float]] = {}
    without = []
    for row in rows:
        x, y = row.values.get("x"), row.values.get("y")
        if isinstance(x, float) and isinstance(y, float):
            out[row.row] = (x, y)
        elif row.values.get("address"):
            without.append(row)
    if addresses is None and has_addresses(project):
        addresses = OF_PROJECT
    if addresses is None or project.epsg is None or not without:
        return out
    import pandas as pd

    from quartiermap.io.addresses import AddressColumns, place_rows

    index = directory(project, addresses, project.epsg, progress)
    frame = pd.DataFrame(
        {"Anschrift": [r.values["address"] for r in without]}, index=[r.row for r in without]
    )
    placement = place_rows(frame, AddressColumns("Anschrift"), index)
    problems += [p for p in placement.problems(file) if p.code != "addresses"]
    for row, found in zip(without, placement.matches, strict=True):
        if found.found.placed:
            out[row.row] = (round(found.x, 2), round(found.y, 2))
    return out
