"""What a department corrected, as rows of a table: which of it is taken, how many, and what stands against it.

Nothing is taken until the user says so. A row that is gone in the file is a question of its own: it is never among
"all without conflict".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain.texts import fold, number
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.app.corrections import Change, Corrections
    from quartiermap.domain.project import Project

FIELD, CONFLICT, NEW, MISSING = "field", "conflict", "new", "missing"
STATES = (FIELD, CONFLICT, NEW, MISSING)


def state_names() -> dict[str, str]:
    """Return the words for the four states of a difference."""
    return {
        FIELD: translate("Corrections", "geändert"),
        CONFLICT: translate("Corrections", "Widerspruch"),
        NEW: translate("Corrections", "neue Zeile"),
        MISSING: translate("Corrections", "Zeile fehlt"),
    }


SIGNS = {FIELD: "→", CONFLICT: "≠", NEW: "+", MISSING: "−"}
"""Signs beside the words, so that no state is told by its colour."""


@dataclass(frozen=True)
class Row:
    """One difference as it is shown; texts are ready, missing values say "keine Angabe"."""

    id: str
    state: str
    kind: str
    facility: str
    field: str
    at_export: str
    in_project: str
    in_file: str
    row: int | None
    note: str

    @property
    def state_text(self) -> str:
        """The state as a sign and a word."""
        return f"{SIGNS[self.state]} {state_names()[self.state]}"

    @property
    def explanation(self) -> str:
        """The difference as German sentences."""
        if self.state == NEW:
            text = translate("Corrections", "{who} ist neu: {values}.").format(
                who=self.facility, values=self.in_file
            )
        elif self.state == MISSING:
            text = translate(
                "Corrections",
                "Die Zeile von {who} fehlt in der Datei. Wird das übernommen, so wird die Einrichtung aus dem Projekt gelöscht; sonst bleibt sie.",
            ).format(who=self.facility)
        else:
            text = translate("Corrections", "{who}, {field}: im Projekt {old}, in der Datei {new}.").format(
                who=self.facility, field=self.field, old=self.in_project, new=self.in_file
            )
        if self.state == CONFLICT:
            text += " " + translate(
                "Corrections",
                "Bei der Ausgabe stand dort {base}; das Projekt wurde inzwischen ebenfalls geändert. Übernehmen setzt den Wert der Datei, sonst bleibt der des Projekts.",
            ).format(base=self.at_export)
        if self.note:
            text += " " + translate("Corrections", "Bemerkung: {note}").format(note=self.note)
        return text


class CorrectionList:
    """The differences of one workbook and what of them is taken.

    Parameters
    ----------
    found : Corrections
        From `app.corrections.compare`.
    kinds : dict
        Facility id -> name of its kind.
    kept : iterable of str
        Ids that were taken before (the file was compared again); unknown ones are forgotten.
    """

    def __init__(self, found: Corrections, kinds: dict[str, str], kept: Iterable[str] = ()) -> None:
        self.found = found
        self.rows: tuple[Row, ...] = tuple(_row(change, kinds, found.base_known) for change in found.changes)
        self._of = {row.id: row for row in self.rows}
        self.taken: set[str] = {i for i in kept if i in self._of}

    def row(self, change_id: str) -> Row:
        """Return a row by its id."""
        return self._of[change_id]

    def set_taken(self, ids: Iterable[str], taken: bool) -> None:
        """Take these differences, or leave them."""
        chosen = {i for i in ids if i in self._of}
        self.taken = self.taken | chosen if taken else self.taken - chosen

    def turn(self, ids: Iterable[str]) -> None:
        """Take these differences; if all of them are taken already, leave them."""
        chosen = [i for i in ids if i in self._of]
        self.set_taken(chosen, any(i not in self.taken for i in chosen))

    def take_safe(self) -> None:
        """Take everything that nothing stands against: values without conflict, and new rows."""
        self.set_taken((r.id for r in self.rows if r.state in (FIELD, NEW)), True)

    def count(self, state: str, *, taken: bool = False) -> int:
        """Return how many differences are in a state, or how many of them are taken."""
        return sum(r.state == state and (not taken or r.id in self.taken) for r in self.rows)

    def filtered(self, words: str, state: str) -> list[Row]:
        """Return the rows that hold all of these words and are in this state (empty: any)."""
        wanted = [fold(w) for w in words.split() if fold(w)]
        shown = []
        for row in self.rows:
            if state and row.state != state:
                continue
            text = fold(f"{row.facility} {row.kind} {row.field} {row.in_project} {row.in_file} {row.note}")
            if all(w in text for w in wanted):
                shown.append(row)
        return shown

    @property
    def found_text(self) -> str:
        """What the file brings, as a German sentence."""
        found = self.found
        if not self.rows:
            return translate("Corrections", "Die Datei sagt in {n} Zeilen dasselbe wie das Projekt.").format(
                n=number(found.rows)
            )
        names = state_names()
        told = ", ".join(f"{number(self.count(s))} {names[s]}" for s in STATES if self.count(s))
        text = translate("Corrections", "{n} Unterschiede in {rows} Zeilen: {told}.").format(
            n=number(len(self.rows)), rows=number(found.rows), told=told
        )
        if not found.base_known:
            text += " " + translate(
                "Corrections",
                "Der Stand bei der Ausgabe fehlt in der Datei; ob das Projekt inzwischen geändert wurde, ist nicht zu erkennen.",
            )
        elif found.meanwhile:
            text += " " + translate(
                "Corrections",
                "{n} Angaben hat nur das Projekt seit der Ausgabe geändert; sie bleiben, wie sie sind.",
            ).format(n=number(found.meanwhile))
        return text

    @property
    def taken_text(self) -> str:
        """What would be taken over, as a German sentence."""
        if not self.taken:
            return translate("Corrections", "Noch ist nichts ausgewählt.")
        parts = []
        values = self.count(FIELD, taken=True) + self.count(CONFLICT, taken=True)
        for count, one, many in (
            (values, translate("Corrections", "1 Angabe"), translate("Corrections", "{n} Angaben")),
            (
                self.count(NEW, taken=True),
                translate("Corrections", "1 neue Einrichtung"),
                translate("Corrections", "{n} neue Einrichtungen"),
            ),
            (
                self.count(MISSING, taken=True),
                translate("Corrections", "1 Löschung"),
                translate("Corrections", "{n} Löschungen"),
            ),
        ):
            if count:
                parts.append(one if count == 1 else many.format(n=number(count)))
        return translate("Corrections", "Übernommen wird: {what} ({n} von {all} Unterschieden).").format(
            what=", ".join(parts), n=number(len(self.taken)), all=number(len(self.rows))
        )

    @property
    def deleted(self) -> tuple[str, ...]:
        """The facilities that would be deleted."""
        return tuple(r.facility for r in self.rows if r.state == MISSING and r.id in self.taken)


def kinds_of(project: Project) -> dict[str, str]:
    """Return the name of the kind of every facility of a project, by its id."""
    from quartiermap.io.bundled import kinds

    frame = project.facilities
    catalogue = kinds()
    return {str(i): catalogue.name(str(k)) for i, k in zip(frame["facility_id"], frame["kind"], strict=True)}


def _row(change: Change, kinds: dict[str, str], base_known: bool) -> Row:
    who = f"„{change.name}“" if change.name else change.facility_id
    base = in_project = in_file = ""
    kind = kinds.get(change.facility_id, "")
    field = change.label
    if change.what == "new":
        values = change.in_file
        kind = str(values.get("kind_name", ""))
        field = translate("Corrections", "neue Einrichtung")
        in_project = translate("Corrections", "gibt es nicht")
        in_file = _told(values)
        who = f"„{change.name}“" if change.name else translate("Corrections", "Einrichtung ohne Namen")
    elif change.what == "missing":
        field = translate("Corrections", "ganze Zeile")
        in_project = translate("Corrections", "vorhanden")
        in_file = translate("Corrections", "Zeile fehlt")
    else:
        base = (
            _word(change.field, change.at_export) if base_known else translate("Corrections", "nicht bekannt")
        )
        in_project, in_file = _word(change.field, change.in_project), _word(change.field, change.in_file)
    state = {"new": NEW, "missing": MISSING}.get(change.what) or (CONFLICT if change.conflict else FIELD)
    return Row(change.id, state, kind, who, field, base, in_project, in_file, change.row, change.note or "")


def _word(field: str, value: object) -> str:
    """Return a value for people; a kind by its name, a year without a thousands sign."""
    from quartiermap.app.corrections import shown

    if field == "kind" and isinstance(value, str):
        from quartiermap.io.bundled import kinds

        return kinds().name(value)
    if field == "opening_year" and isinstance(value, float):
        return f"{value:.0f}"
    return shown(value)


def _told(values: dict[str, object]) -> str:
    """Return what a new row says, field by field, without what it leaves open."""
    from quartiermap.io.round_trip import FIELDS

    told = [str(values.get("kind_name", ""))]
    told += [
        f"{f.heading} {_word(f.name, values[f.name])}"
        for f in FIELDS
        if f.name not in ("facility_id", "kind", "name", "x", "y") and values.get(f.name) is not None
    ]
    return ", ".join(t for t in told if t)
