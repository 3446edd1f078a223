"""Joins a table to the districts: by key as text, counted, never by chance."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from quartiermap.domain import schema
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.numbers import numeric_share

ENOUGH = 0.95
"""Share of the rows, or of the districts of a level, that must find each other."""


@dataclass(frozen=True)
class KeyMatch:
    """Which district each row belongs to.

    Parameters
    ----------
    ids : list of (str or None)
        District of each row; ``None`` where the row belongs to none.
    column : str
        Column(s) that held the key.
    problems : tuple of Problem
    """

    ids: list[str | None]
    column: str
    problems: tuple[Problem, ...]


def match_districts(
    frame: pd.DataFrame,
    project: Project,
    explicit: str | None,
    file: str,
    *,
    once: bool = False,
    joins: Mapping[str, str] | None = None,
) -> KeyMatch:
    """Find the column with the district key and join it.

    Every column is tried against the districts of every level, as text; the one with most hits is taken. If too
    few match: keys that lost their leading zeros, then (if names are unique) names. Both only when at least
    `ENOUGH` of the rows or of the districts then match, and both say so.

    A match counts if `ENOUGH` of the rows that have a key find their district. A table of a larger area (all its
    other rows stay out) counts only with long keys that cannot agree by chance. With `once` every district may
    stand in one row only. Without districts in the project the key is taken by its heading, and nothing can be checked yet.
    `joins` is what the user said about single keys or names: the district meant, or nothing for a row to leave out.
    """
    said = {fold(word): key for word, key in (joins or {}).items()}
    if project.districts.empty:
        return _unchecked(frame, explicit, file)
    candidates = [explicit] if explicit is not None else mapping.attributes(frame)
    if explicit is None and (joined := mapping.key_like(frame)) is not None and "+" in joined:
        candidates = [*candidates, joined]
    levels = {
        str(name): set(group["district_id"].astype(str))
        for name, group in project.districts.groupby("level", dropna=False)
    }
    best = _best(frame, candidates, levels, once=once, said=said)
    if best is not None and best.share >= ENOUGH:
        return _matched(best, frame, file, ())
    padded = _best(frame, candidates, levels, pad=True, once=once)
    if padded is not None and padded.rows_share >= ENOUGH:
        warning = Problem(
            "Den Schlüsseln fehlten führende Nullen; sie wurden ergänzt.",
            remedy="Die Spalte im Tabellenprogramm als Text speichern.", file=file, column=padded.column,
            value=next((k for k in padded.keys if k), None), code="leading_zeros", severity="warning",
        )  # fmt: skip
        return _matched(padded, frame, file, (warning,))
    if explicit is None or "+" not in explicit:
        named = _by_name(frame, project, candidates if explicit else None, once=once, said=said)
        if named is not None:
            warning = Problem(
                f"Kein Schlüssel passt; die Zeilen wurden über den Namen zugeordnet ({named.hits} von {len(named.keys)}).",
                remedy="Zuordnung prüfen; sicherer ist eine Spalte mit dem Schlüssel.", file=file, column=named.column,
                code="joined_by_name", severity="warning",
            )  # fmt: skip
            return _matched(named, frame, file, (warning,))
    if once and (again := match_districts(frame, project, explicit, file, joins=joins)).column:
        found = [i for i in again.ids if i is not None]
        if found:
            return KeyMatch([None] * len(frame), again.column, (_several_rows(again, found, frame, file),))
    return KeyMatch(
        [None] * len(frame), explicit or "", (_refusal(frame, project, best, levels, explicit, file),)
    )


def _several_rows(again: KeyMatch, found: list[str], frame: pd.DataFrame, file: str) -> Problem:
    twice = next(i for n, i in enumerate(again.ids) if i is not None and i in again.ids[:n])
    second = [n for n, i in enumerate(again.ids) if i == twice][1]
    return Problem(
        f"Die Quartiere stehen in mehreren Zeilen ({len(found)} Zeilen für {len(set(found))} Quartiere).",
        remedy=f"Je Quartier eine Zeile; weitere Merkmale{_telling_apart(again, frame)} vorher zusammenfassen oder nur die Zeilen einer Ausprägung liefern.",
        file=file, row=int(frame.index[second]), column=again.column, value=mapping.column_texts(frame, again.column)[second],
        code="districts_repeated",
    )  # fmt: skip


def _telling_apart(again: KeyMatch, frame: pd.DataFrame) -> str:
    """Return the columns by which the rows of one district differ, in brackets."""
    own = set(again.column.split("+"))
    names = [
        c
        for c in mapping.attributes(frame)
        if c not in own
        and numeric_share(frame[c].iloc[:500]) < 0.5
        and frame[c].groupby(np.array(again.ids, dtype=object)).nunique().max() > 1
    ]
    return f" ({', '.join(names[:4])})" if names else " (Geschlecht, Staatsangehörigkeit, Jahr)"


@dataclass(frozen=True)
class _Try:
    column: str
    keys: list[str | None]
    ids: list[str | None]
    hits: int
    districts: int
    level_size: int
    left_out: int = 0
    """Rows that the user said to leave out."""
    by_name: bool = False

    @property
    def rows_share(self) -> float:
        """Share of the rows with a key that found their district; sums and repeated headings don't count."""
        if self.by_name:
            counted = sum(k is not None and not is_sum(k) for k in self.keys) - self.left_out
            return self.hits / counted if counted > 0 else 0.0
        digits = all(any(c.isdigit() for c in i) for i in self.ids if i is not None)
        counted = (
            sum(k is not None and (not digits or any(c.isdigit() for c in k)) for k in self.keys)
            - self.left_out
        )
        return self.hits / counted if counted > 0 else 0.0

    @property
    def share(self) -> float:
        """Share that decides whether this is the key at all."""
        lengths = [len(i) for i in self.ids if i is not None]
        whole_area = self.districts / self.level_size if lengths and min(lengths) >= 5 else 0.0
        return max(self.rows_share, whole_area)


def _best(
    frame: pd.DataFrame,
    columns: Sequence[str],
    levels: dict[str, set[str]],
    pad: bool = False,
    once: bool = False,
    said: Mapping[str, str] | None = None,
) -> _Try | None:
    best: _Try | None = None
    said = said or {}
    for column in columns:
        keys = mapping.column_texts(frame, column)
        for ids in levels.values():
            lengths = {len(i) for i in ids}
            use: list[str | None] = keys
            if pad:
                if len(lengths) != 1 or not all(i.isdigit() for i in ids):
                    continue
                width = lengths.pop()
                use = [k.zfill(width) if k and k.isdigit() and len(k) == width - 1 else k for k in keys]
            found: list[str | None] = [k if k in ids else _said(k, said, ids) for k in use]
            hits = sum(i is not None for i in found)
            distinct = len({i for i in found if i})
            if once and hits > 1.05 * distinct + 1:
                continue
            attempt = _Try(column, keys, found, hits, distinct, len(ids), _left_out(keys, said))
            if hits and (best is None or (attempt.share, attempt.hits) > (best.share, best.hits)):
                best = attempt
    return best


def _said(key: str | None, said: Mapping[str, str], ids: Collection[str]) -> str | None:
    meant = said.get(fold(key)) if key and said else None
    return meant if meant in ids else None


def _left_out(keys: Sequence[str | None], said: Mapping[str, str]) -> int:
    return sum(k is not None and said.get(fold(k)) == "" for k in keys) if said else 0


_SUM = re.compile(
    r"insgesamt|gesamt|gesamtstadt|stadtgesamt|stadtinsgesamt|gesamtsumme|gesamtergebnis|summe|zusammen|total|alle|allegebiete"
)


def is_sum(word: str) -> bool:
    """Tell whether a row is called like a sum.

    Examples
    --------
    >>> is_sum("Insgesamt"), is_sum("Stadt gesamt"), is_sum("Gesamtschulviertel")
    (True, True, False)
    """
    return _SUM.fullmatch(fold(word)) is not None


def _bare(name: str) -> str:
    """Return a name folded, without the number in front of or behind it."""
    return fold(re.sub(r"^\s*[\d.]+\s+|\s*\(\d+\)\s*$", "", name))


def _barest(name: str) -> str:
    """Return a name folded, without a number and the word before it.

    Examples
    --------
    >>> _barest("StB 0 Altstadt"), _barest("Bezirk 3: Nord"), _barest("01 Mitte")
    ('altstadt', 'nord', 'mitte')
    """
    return fold(re.sub(r"^\s*(?:[^\W\d]+\.?\s*)?[\d.]+\s*[-–:.]?\s+|\s*\(\d+\)\s*$", "", name))


def _by_name(
    frame: pd.DataFrame,
    project: Project,
    columns: Sequence[str] | None,
    *,
    once: bool,
    said: Mapping[str, str],
) -> _Try | None:
    for plain in (_bare, _barest):
        found = _by_plain_name(frame, project, columns, plain, once=once, said=said)
        if found is not None:
            return found
    return None


def _by_plain_name(
    frame: pd.DataFrame,
    project: Project,
    columns: Sequence[str] | None,
    plain: Callable[[str], str],
    *,
    once: bool,
    said: Mapping[str, str],
) -> _Try | None:
    best: _Try | None = None
    for _, group in project.districts.groupby("level", dropna=False):
        names: dict[str, str] = {}
        doubled = False
        for key, name in zip(group["district_id"], group["name"], strict=True):
            bare = plain(str(name))
            doubled = doubled or bare in names
            names[bare] = str(key)
        if doubled:
            continue
        ids_here = set(names.values())
        for column in columns or mapping.attributes(frame):
            if column not in frame.columns:
                continue
            keys = mapping.texts(frame[column])
            bare_keys = [plain(k) if k else None for k in keys]
            filled = [b for b in bare_keys if b]
            if once and len(set(filled)) != len(filled):
                continue
            ids = [
                (names.get(b) or _said(k, said, ids_here)) if b else None
                for b, k in zip(bare_keys, keys, strict=True)
            ]
            hits = sum(i is not None for i in ids)
            distinct = len({i for i in ids if i})
            attempt = _Try(column, keys, ids, hits, distinct, len(names), _left_out(keys, said), by_name=True)
            if hits and attempt.share >= ENOUGH and (best is None or hits > best.hits):
                best = attempt
    return best


def _matched(found: _Try, frame: pd.DataFrame, file: str, problems: tuple[Problem, ...]) -> KeyMatch:
    filled = sum(k is not None for k in found.keys)
    extra = []
    if found.hits < filled:
        lost = next(k for k, i in zip(found.keys, found.ids, strict=True) if k is not None and i is None)
        extra.append(
            Problem(
                f"{filled - found.hits} von {filled} Zeilen {'gehört' if filled - found.hits == 1 else 'gehören'} zu keinem "
                f"Quartier des Projekts und {'wurde' if filled - found.hits == 1 else 'wurden'} ausgelassen.",
                file=file, column=found.column, value=lost, code="rows_unmatched", severity="warning",
            )
        )  # fmt: skip
    extra += _without_key(found, frame, file)
    if found.districts < found.level_size:
        extra.append(
            Problem(
                f"Für {found.level_size - found.districts} von {found.level_size} Quartieren enthält die Datei keine Zeile.",
                remedy="Sie gelten als „keine Daten“.", file=file, code="districts_unmatched", severity="warning",
            )
        )  # fmt: skip
    return KeyMatch(found.ids, found.column, (*problems, *extra))


def _without_key(found: _Try, frame: pd.DataFrame, file: str) -> list[Problem]:
    """Tell of rows that hold something but no key (sums, headings of groups); they are left out."""
    own = set(found.column.split("+"))
    others = [c for c in mapping.attributes(frame) if c not in own]
    rows = [n for n, k in enumerate(found.keys) if k is None and frame[others].iloc[n].notna().any()]
    if not rows:
        return []
    first = next((t for c in others for t in mapping.texts(frame[c].iloc[[rows[0]]]) if t), None)
    return [
        Problem(
            "Die Zeile hat keinen Schlüssel und wurde ausgelassen.", remedy="Summen und Zwischenüberschriften haben keinen; sonst den Schlüssel ergänzen.",
            file=file, row=int(frame.index[rows[0]]), column=found.column, value=first, count=len(rows), code="rows_without_key", severity="info",
        )
    ]  # fmt: skip


def headings_of_districts(columns: Sequence[str], project: Project) -> list[str]:
    """Return the headings that are keys or names of districts of the project."""
    known = {_bare(str(n)) for n in project.districts["name"]} | {
        fold(str(k)) for k in project.districts["district_id"]
    }
    return [str(c) for c in columns if _bare(str(c)) in known or fold(str(c)) in known]


def _in_headings(frame: pd.DataFrame, project: Project) -> int:
    """Return how many headings are keys or names of districts, if these are most of them."""
    found = len(headings_of_districts(list(frame.columns), project))
    return found if found >= 2 and found >= 0.6 * (len(frame.columns) - 1) else 0


def _refusal(
    frame: pd.DataFrame,
    project: Project,
    best: _Try | None,
    levels: dict[str, set[str]],
    explicit: str | None,
    file: str,
) -> Problem:
    column = explicit or (best.column if best else None)
    if column is None or (best is not None and best.hits < 3):
        column = (
            explicit
            or next((c for c in mapping.attributes(frame) if _AREA.match(fold(c))), None)
            or mapping.resolve(frame, _KEY_TABLE, {}).get("district_id")
            or mapping.key_like(frame)
            or column
        )
    keys = [k for k in (mapping.column_texts(frame, column) if column else []) if k]
    hits = sum(any(k in ids for ids in levels.values()) for k in keys)
    known = sorted(next(iter(levels.values())))[:2]
    looks = looks_like(keys)
    here = looks_like([i for ids in levels.values() for i in ids])
    hint = (
        f"Die Datei sieht nach {looks} aus, die Quartiere des Projekts {f'nach {here}' if here else f'haben Schlüssel wie {known[0]}'}. "
        if looks and looks != here
        else ""
    )
    if explicit is None and hits == 0 and (turned := _in_headings(frame, project)):
        return Problem(
            f"Die Quartiere stehen in den Spalten ({turned} von {len(frame.columns)} Spaltennamen sind Quartiere), nicht in den Zeilen.",
            remedy="Die Tabelle im Tabellenprogramm drehen (kopieren, dann „Inhalte einfügen – Transponieren“): je Quartier eine Zeile.", file=file,
            value=str(frame.columns[-1])[:60], code="districts_in_columns",
        )  # fmt: skip
    if not keys:
        return Problem(
            "In der Datei ist keine Spalte mit den Schlüsseln der Quartiere zu erkennen.",
            remedy=f"Mit --map district_id=SPALTE angeben; die Schlüssel des Projekts sehen aus wie {', '.join(known)}.", file=file,
            code="keys_missing",
        )  # fmt: skip
    return Problem(
        f"Nur {hits} von {len(keys)} Schlüsseln passen zu den Quartieren des Projekts. {hint}".strip(),
        remedy=f"Datei und Quartiere müssen denselben Gebietsstand haben; die Schlüssel des Projekts sehen aus wie {', '.join(known)}. "
        "Eine andere Spalte lässt sich mit --map district_id=SPALTE angeben.",
        file=file, column=column, value=keys[0], code="keys_do_not_match",
    )  # fmt: skip


_AREA = re.compile(
    r"(?:stadt(?:bezirk|teil|viertel|raum)|ortsteil|ortschaft|quartier|planungsraum|gebiet|bezirk|raumid|viertel)"
)
"""Headings (folded) of columns that name a district."""


def looks_like(keys: Sequence[str]) -> str | None:
    """Tell well-known systems of keys from their look.

    Examples
    --------
    >>> looks_like(["01100101", "01100102"]), looks_like(["01011101"]), looks_like(["STGT01"]) is None
    ('LOR-Planungsräumen ab 2021', 'LOR-Planungsräumen bis 2020', True)
    """
    eight = [k for k in keys if re.fullmatch(r"(0[1-9]|1[0-2])\d{6}", k)]
    if keys and len(eight) > 0.9 * len(keys):
        new = sum(k[2] != "0" for k in eight)
        if new > 0.9 * len(eight):
            return "LOR-Planungsräumen ab 2021"
        if new < 0.1 * len(eight):
            return "LOR-Planungsräumen bis 2020"
    return None


def _unchecked(frame: pd.DataFrame, explicit: str | None, file: str) -> KeyMatch:
    column = explicit or mapping.resolve(frame, _KEY_TABLE, {}).get("district_id") or mapping.key_like(frame)
    if column is None:
        return KeyMatch(
            [None] * len(frame), "",
            (Problem("In der Datei ist keine Spalte mit den Schlüsseln der Quartiere zu erkennen.", remedy="Mit --map district_id=SPALTE angeben.", file=file, code="keys_missing"),),
        )  # fmt: skip
    warning = Problem(
        "Das Projekt hat noch keine Quartiere; ob die Schlüssel passen, zeigt sich erst mit ihnen.",
        remedy="Zuerst die Quartiere einlesen.", file=file, column=column, code="keys_unchecked", severity="warning",
    )  # fmt: skip
    return KeyMatch(mapping.column_texts(frame, column), column, (warning,))


_KEY_TABLE = replace(
    schema.DISTRICTS, columns=tuple(c for c in schema.DISTRICTS.columns if c.name in ("district_id", "name"))
)
