"""The import doctor on facilities: outside the districts, twice, kinds not understood, places that are no numbers, sums."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from quartiermap.domain import schema
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, metres, number
from quartiermap.io import mapping
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.bundled import standard_set
from quartiermap.io.doctor_model import PLACES_COLUMN, SHOWN_EXAMPLES, Choice, Example, Finding, Seen
from quartiermap.io.duplicates import MergeProposal
from quartiermap.io.import_keys import is_sum
from quartiermap.io.numbers import parse

_KEEP = Choice("keep", "Behalten: auch Einrichtungen jenseits der Grenze sind erreichbar.")
_DROP = Choice("drop", "Nicht übernehmen.")
MERGE = (
    Choice("merge", "Zusammenführen: eine Einrichtung, Angaben aus beiden, beide Herkünfte vermerkt."),
    Choice("keep", "Beide behalten: es sind zwei Einrichtungen."),
)
MOST_WORDS = 20
_MOST_COLUMNS = 6
_MOST_PLACES = 5000
"""No facility has more; larger numbers are post codes or coordinates."""
_ALIKE = 75
"""A heading that is so like a word for places (0..100) may be one whatever the numbers below it."""
_MOST_WORDS_AMONG = 0.2
"""With a larger share of texts ("ca. 40") the importer refuses a column of numbers."""
_SHORTEST = 4
"""Shorter headings are like everything."""
_WITHOUT = Choice(
    mapping.NOT_THIS,
    "Ohne Plätze übernehmen: Ob die Plätze reichen, steht für diese Einrichtungen als „keine Daten“.",
)


def place_findings(seen: Seen, merges: tuple[MergeProposal, ...]) -> list[Finding]:
    """Return findings about facilities that are being imported."""
    if seen.request.layer != "facilities":
        return []
    found: list[Finding] = []
    for file, loaded in seen.loaded.items():
        found += _no_numbers(pd.DataFrame(loaded.frame), seen.mapping_of(file), file)
        found += _kind_words(pd.DataFrame(loaded.frame), seen, file)
        found += _places_column(pd.DataFrame(loaded.frame), seen, file)
    if seen.after is not None:
        found += _outside(seen.after, seen.source_ids)
        found += _sums(seen.after, seen.source_ids)
        found += [_merge(m) for m in merges]
    return found


def outside(project: Project, source_ids: frozenset[str]) -> pd.DataFrame:
    """Return the facilities of some sources that lie in no district, with the nearest district and metres to it.

    Columns
    -------
    facility_id, name : str
    district_id : str
        The nearest one.
    metres : float
    """
    empty = pd.DataFrame({"facility_id": [], "name": [], "district_id": [], "metres": []})
    new = project.facilities[project.facilities["source_id"].isin(source_ids)]
    if not len(new) or not len(project.districts):
        return empty
    spots = np.asarray(new.geometry.array, dtype=object)
    ground = project.reporting_districts
    tree = shapely.STRtree(np.asarray(project.districts.geometry.array, dtype=object))
    inside = np.zeros(len(new), bool)
    inside[tree.query(spots, predicate="intersects")[0]] = True
    away = ~inside & ~shapely.is_missing(spots) & ~shapely.is_empty(spots)
    if not away.any():
        return empty
    near = shapely.STRtree(np.asarray(ground.geometry.array, dtype=object))
    (which, nearest), distance = near.query_nearest(spots[away], return_distance=True, all_matches=False)
    rows = new[away].iloc[which]
    table = pd.DataFrame(
        {
            "facility_id": rows["facility_id"].to_numpy(object), "name": rows["name"].to_numpy(object),
            "district_id": ground["district_id"].to_numpy(object)[nearest], "metres": distance,
        }
    )  # fmt: skip
    return table.sort_values("metres", ascending=False, kind="stable").reset_index(drop=True)


def _outside(after: Project, source_ids: frozenset[str]) -> list[Finding]:
    table = outside(after, source_ids)
    if not len(table):
        return []
    examples = tuple(
        Example(f"{metres(float(r.metres))} bis {r.district_id}", value=str(r.name_) if isinstance(r.name_, str) else str(r.facility_id))
        for r in table.head(SHOWN_EXAMPLES).rename(columns={"name": "name_"}).itertuples(index=False)
    )  # fmt: skip
    far = int((table["metres"] > 5000).sum())
    more = f" {number(far)} davon mehr als 5\u00a0km entfernt." if far else ""
    return [
        Finding(
            "facility_outside", "facility_outside", "warning", f"Einrichtungen liegen außerhalb aller Quartiere.{more}", len(table), examples,
            "Sie werden behalten.", (_KEEP, _DROP), "keep",
        )
    ]  # fmt: skip


def _sums(after: Project, source_ids: frozenset[str]) -> list[Finding]:
    """Tell rows that are called like a sum: their places would count twice."""
    new = after.facilities[after.facilities["source_id"].isin(source_ids)]
    rows = sum_rows(new)
    if not len(rows):
        return []
    examples = tuple(
        Example(f"{number(float(p))} Plätze" if np.isfinite(p) else "", value=str(n))
        for n, p in zip(rows["name"], rows["places"].astype(float), strict=True)
    )
    return [
        Finding(
            "total_rows", "total_rows", "warning", "Zeilen heißen wie eine Summe; ihre Plätze würden doppelt zählen.", len(rows), examples[:SHOWN_EXAMPLES],
            "Sie werden nicht übernommen.", (_DROP, Choice("keep", "Behalten: es sind Einrichtungen.")), "drop", must_answer=True,
        )
    ]  # fmt: skip


def sum_rows(facilities: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose name is that of a sum."""
    return facilities[[isinstance(n, str) and is_sum(n) for n in facilities["name"]]]


def _merge(proposal: MergeProposal) -> Finding:
    takes = [f"{c.label}: „{c.other}“ statt „{c.kept}“ möglich" for c in proposal.fields if c.conflict]
    fills = [c.label for c in proposal.fields if c.take == "other"]
    where = "in der Datei" if proposal.within_file else "im Projekt"
    text = "; ".join([*takes, *([f"ergänzt würden {', '.join(fills)}"] if fills else [])])
    return Finding(
        f"merge:{proposal.key}", "merge", "warning", f"Wohl dieselbe Einrichtung, schon {where}: {proposal.text}", 1, (Example(text, value=proposal.other_name),),
        "Beide werden behalten; ihre Plätze zählen dann zweimal.", MERGE, "keep", must_answer=True,
    )  # fmt: skip


def _no_numbers(frame: pd.DataFrame, used: Any, file: str) -> list[Finding]:
    """Show the places that are no numbers, row by row."""
    found = []
    for field, label in (("places", "Plätze"), ("area_m2", "Flächen")):
        column = used.get(field)
        if not column or column not in frame.columns:
            continue
        texts = mapping.texts(frame[column])
        bad = [(int(row), t) for row, t in zip(frame.index, texts, strict=True) if t and not parse(t).ok]
        if bad:
            found.append(
                Finding(
                    f"not_a_number:{column}", "not_a_number", "warning", f"{label}, die keine Zahlen sind (Spalte „{column}“).", len(bad),
                    tuple(Example("", row, column, t) for row, t in bad[:SHOWN_EXAMPLES]), "Sie gelten als unbekannt; geschätzt wird nichts.", file=file,
                )
            )  # fmt: skip
    return found


def _places_column(frame: pd.DataFrame, seen: Seen, file: str) -> list[Finding]:
    """Ask for the column of places where none was recognised and the kinds of the file are held against places.

    Without a column that could be one there is nothing to ask; it is said that supply by places stays unknown.
    """
    used = seen.mapping_of(file)
    asked = ("places", "places_u3", "places_o3")
    if seen.after is None or any(f in used or f in seen.request.mapping for f in asked):
        return []
    ids = {s.source_id for s in seen.after.sources if s.file == file} & seen.source_ids
    new = seen.after.facilities[seen.after.facilities["source_id"].isin(ids)]
    counted = {
        s.kind for s in standard_set().standard if s.supply is not None and s.supply.counts == "places"
    }
    rows = new[new["kind"].isin(counted)]
    if not len(rows) or rows["places"].notna().any():
        return []
    columns = _may_be_places(frame, set(used.values()))
    return [
        Finding(
            PLACES_COLUMN, PLACES_COLUMN, "warning", "Keine Spalte wurde als Zahl der Plätze erkannt." + (" Ist es eine von diesen?" if columns else ""),
            len(rows), tuple(Example("", _first_row(frame, c), c, _first_text(frame, c)) for c in columns[:SHOWN_EXAMPLES]), _WITHOUT.label.partition(": ")[2],
            (*(Choice(c, f"„{c}“ nennt die Plätze.") for c in columns), _WITHOUT), _WITHOUT.id, must_answer=bool(columns), file=file, step="mapping",
        )
    ]  # fmt: skip


def _may_be_places(frame: pd.DataFrame, used: set[str]) -> list[str]:
    """Return the columns that could count places, those first whose heading is most like a word for it."""
    words = ["kinder", *(fold(w) for w in schema.FACILITIES["places"].synonyms)]
    found: list[tuple[float, str]] = []
    for column in map(str, mapping.attributes(frame)):
        texts = [t for t in mapping.texts(frame[column]) if t]
        if column in used or not texts:
            continue
        head = fold(column)
        alike = max(fuzz.partial_ratio(head, w) for w in words) if len(head) >= _SHORTEST else 0.0
        read = [parse(t) for t in texts]
        values = [p.value for p in read if p.value is not None]
        if not values or sum(not p.ok for p in read) >= _MOST_WORDS_AMONG * len(frame):
            continue
        years = all(1800 <= v <= 2100 for v in values)
        counts = all(v.is_integer() and 0 <= v <= _MOST_PLACES for v in values)
        if alike >= _ALIKE or (counts and not years):
            found.append((-alike, column))
    return [column for _, column in sorted(found)][:_MOST_COLUMNS]


def _first_row(frame: pd.DataFrame, column: str) -> int:
    return next(int(row) for row, t in zip(frame.index, mapping.texts(frame[column]), strict=True) if t)


def _first_text(frame: pd.DataFrame, column: str) -> str:
    return next(t for t in mapping.texts(frame[column]) if t)


def _kind_words(frame: pd.DataFrame, seen: Seen, file: str) -> list[Finding]:
    """Ask for every word of the kind column that names no kind."""
    column = seen.mapping_of(file).get("kind")
    if (
        not column
        or not mapping.has_column(frame, column)
        or not any(p.code == "kind_word_unknown" for p in seen.problems)
    ):
        return []
    catalogue = kind_catalogue()
    told = {fold(w) for w in seen.request.kind_words}
    words = Counter(
        t
        for t in mapping.column_texts(frame, column)
        if t and catalogue.by_word(t) is None and fold(t) not in told
    )
    by_label = {word: k.id for k in catalogue for word in (k.name, k.name_plural, *k.synonyms)}
    done = next(
        (
            p.message.rsplit(": ", 1)[-1].rsplit(". ", 1)[-1]
            for p in seen.problems
            if p.code == "kind_word_unknown"
        ),
        "",
    )
    left_out = any(p.code == "kind_word_unknown" and p.severity == "warning" for p in seen.problems)
    found = []
    for word, count in words.most_common(MOST_WORDS):
        near = process.extract(word, list(by_label), limit=4, score_cutoff=60)
        ids = list(dict.fromkeys(by_label[w] for w, _, _ in near))
        choices = (*(Choice(i, catalogue.name(i)) for i in ids), Choice("-", "Diese Zeilen auslassen."))
        row = next(
            int(r) for r, t in zip(frame.index, mapping.column_texts(frame, column), strict=True) if t == word
        )
        found.append(
            Finding(
                f"kind_word:{word}", "kind_word", "warning", f"„{word}“ nennt keine bekannte Einrichtungsart.", count, (Example("", row, column, word),),
                done, choices, "", must_answer=left_out, file=file, free=True, step="mapping",
            )
        )  # fmt: skip
    return found
