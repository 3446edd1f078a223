"""The import doctor on facilities: outside the districts, twice, kinds not understood, places that are no numbers, sums."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import process

from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, metres, number
from quartiermap.io import mapping
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.doctor_model import SHOWN_EXAMPLES, Choice, Example, Finding, Seen
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


def place_findings(seen: Seen, merges: tuple[MergeProposal, ...]) -> list[Finding]:
    """Return findings about facilities that are being imported."""
    if seen.request.layer != "facilities":
        return []
    found: list[Finding] = []
    for file, loaded in seen.loaded.items():
        found += _no_numbers(pd.DataFrame(loaded.frame), seen.mapping_of(file), file)
        found += _kind_words(pd.DataFrame(loaded.frame), seen, file)
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
