"""The import doctor on tables: keys that do not find their district, ages that don't add up, sums, suppressed values."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import fold, number, percent
from quartiermap.io import mapping
from quartiermap.io.doctor_model import SHOWN_EXAMPLES, Choice, Example, Finding, Seen
from quartiermap.io.import_ages import bands_of
from quartiermap.io.import_keys import is_sum, looks_like
from quartiermap.io.numbers import parse

MOST_PROPOSALS = 30
"""More rows than this without a district are told as a whole: the table is of another place or another year."""
LIKELY = 80.0
"""A name this alike (of 100) is proposed."""
LEAVE_OUT = Choice("-", "Zeile auslassen.")


def table_findings(seen: Seen) -> list[Finding]:
    """Return findings about tables that join to districts."""
    if seen.request.layer not in ("population", "indicators"):
        return []
    found = []
    for file, loaded in seen.loaded.items():
        frame = pd.DataFrame(loaded.frame[mapping.attributes(loaded.frame)])
        column = seen.mapping_of(file).get("district_id") or ""
        project = seen.after if seen.after is not None else seen.before
        refusal = [
            p for p in seen.problems if p.code in ("keys_do_not_match", "keys_missing") and p.file == file
        ]
        refused = bool(refusal)
        if not column or refused:
            told = refusal[0].column if refused else None
            column = _likely_column(frame, project) or column or told or ""
        found += _systems(frame, project, column, file, refused)
        if mapping.has_column(frame, column):
            found += _unmatched(frame, project, column, seen, file)
        found += _secret(frame, file)
        if seen.request.layer == "population":
            found += _ages(frame, seen.mapping_of(file).get("population"), file)
    return found


# ---------------------------------------------------------------------------------------------- keys


def _levels(project: Project) -> dict[str, tuple[set[str], set[str]]]:
    """Return level -> keys, folded names."""
    return {
        str(level): (set(group["district_id"].astype(str)), {_bare(str(n)) for n in group["name"] if n})
        for level, group in project.districts.groupby("level", dropna=False)
    }


def _bare(name: str) -> str:
    return fold(re.sub(r"^\s*[\d.]+\s+|\s*\(\d+\)\s*$", "", name))


def _hits(keys: Sequence[str | None], ids: set[str], names: set[str]) -> tuple[int, int]:
    return sum(k in ids for k in keys if k), sum(_bare(k) in names for k in keys if k)


def _likely_column(frame: pd.DataFrame, project: Project) -> str | None:
    """Return the column with most keys or names of districts."""
    best, most = None, 0
    for column in mapping.attributes(frame):
        keys = mapping.texts(frame[column])
        for ids, names in _levels(project).values():
            hits = max(_hits(keys, ids, names))
            if hits > most:
                best, most = column, hits
    return best


def _systems(frame: pd.DataFrame, project: Project, column: str, file: str, refused: bool) -> list[Finding]:
    """Tell for every level how many keys match, where several levels match or where nothing fits."""
    if not mapping.has_column(frame, column):
        return []
    keys = [k for k in mapping.column_texts(frame, column) if k]
    shares = {level: max(_hits(keys, ids, names)) for level, (ids, names) in _levels(project).items()}
    partly = [level for level, n in shares.items() if n > 0]
    if not keys or (not refused and len(partly) < 2):
        return []
    looks = looks_like(keys)
    examples = tuple(
        Example(
            f"Ebene {level}: {number(n)} von {number(len(keys))} Schlüsseln passen ({percent(n / len(keys))})."
        )
        for level, n in sorted(shares.items(), key=lambda s: -s[1])[:SHOWN_EXAMPLES]
    )
    about = f" Die Datei sieht nach {looks} aus." if looks else ""
    done = (
        "Es wird nichts zugeordnet, bis der Gebietsstand stimmt."
        if refused
        else "Genommen wird die Ebene mit den meisten Treffern."
    )
    return [
        Finding(
            f"key_system:{file}", "key_system", "warning" if refused else "info", f"So viele Schlüssel der Spalte „{column}“ passen zu den Quartieren.{about}",
            1, examples, done, file=file, step="mapping",
        )
    ]  # fmt: skip


def _unmatched(frame: pd.DataFrame, project: Project, column: str, seen: Seen, file: str) -> list[Finding]:
    """Return the rows without a district and the districts without a row, with proposals."""
    levels = _levels(project)
    if not levels:
        return []
    keys = mapping.column_texts(frame, column)
    level = max(levels, key=lambda name: max(_hits(keys, *levels[name])))
    ids, names = levels[level]
    by_name = _hits(keys, ids, names)[1] > _hits(keys, ids, names)[0]
    said = {fold(k): v for k, v in seen.request.joins.items()}
    rows = project.districts[project.districts["level"].astype(str) == level]
    label = {str(k): str(n) for k, n in zip(rows["district_id"], rows["name"], strict=True)}
    of_name = {_bare(n): k for k, n in label.items()}

    def district(key: str) -> str | None:
        meant = said.get(fold(key))
        if meant is not None:
            return meant or None
        if key in ids:
            return key
        if by_name:
            return of_name.get(_bare(key))
        width = {len(i) for i in ids}
        padded = key.zfill(next(iter(width))) if len(width) == 1 and key.isdigit() else key
        return padded if padded in ids else None

    lost = [
        (int(row), k)
        for row, k in zip(frame.index, keys, strict=True)
        if k and district(k) is None and said.get(fold(k)) != ""
    ]
    sums = [(row, k) for row, k in lost if is_sum(k) or set(k) <= {"0"}]
    lost = [case for case in lost if case not in sums]
    seen_ids = {district(k) for k in keys if k}
    free = [i for i in ids if i not in seen_ids]
    found = []
    if sums:
        found.append(
            Finding(
                f"total_rows:{file}", "total_rows", "info", "Zeilen mit Summen (Insgesamt) würden doppelt zählen.", len(sums),
                tuple(Example("", row, column, key) for row, key in sums[:SHOWN_EXAMPLES]), "Sie werden ausgelassen.", file=file,
            )
        )  # fmt: skip
    distinct = list(dict(reversed([(k, row) for row, k in lost])).items())[::-1]
    if 0 < len(distinct) <= MOST_PROPOSALS and len(distinct) < max(len(seen_ids), 2):
        found += [_proposal(key, row, column, free, label, by_name, file) for key, row in distinct]
    elif distinct:
        found.append(
            Finding(
                f"rows_without_district:{file}", "rows_without_district", "warning", "Zeilen gehören zu keinem Quartier des Projekts.", len(lost),
                tuple(Example("", row, column, key) for key, row in distinct[:SHOWN_EXAMPLES]),
                "Sie werden ausgelassen, falls genug andere passen; sonst wird die Datei nicht eingelesen.", file=file,
            )
        )  # fmt: skip
    if free:
        examples = tuple(
            Example(f"{key} {label[key]}" if label[key] != key else key)
            for key in sorted(free)[:SHOWN_EXAMPLES]
        )
        found.append(
            Finding(
                f"districts_without_row:{file}", "districts_without_row", "warning", f"Für Quartiere ({level}) steht nichts in der Datei.", len(free),
                examples, "Sie gelten als „keine Daten“.", file=file,
            )
        )  # fmt: skip
    return found


def _proposal(
    key: str, row: int, column: str, free: list[str], label: dict[str, str], by_name: bool, file: str
) -> Finding:
    """Return the question which district a row means, with the likeliest first."""
    pool = {k: (_plain(label[k]) if by_name else k) for k in free}
    near = process.extract(
        _plain(key) if by_name else key,
        pool,
        scorer=fuzz.WRatio if by_name else fuzz.ratio,
        limit=3,
        score_cutoff=LIKELY,
    )
    choices = [Choice(k, f"{k} {label[k]} ({number(score)}\u00a0% gleich)") for _, score, k in near]
    proposal = f" Gemeint ist vielleicht {choices[0].label}." if choices else ""
    return Finding(
        f"join:{key}", "join", "warning", f"Für „{key}“ gibt es kein Quartier.{proposal}", 1, (Example("", row, column, key),),
        "Die Zeile wird ausgelassen; ein Vorschlag gilt erst, wenn er angenommen ist.", (*choices, LEAVE_OUT), "-", must_answer=bool(choices), file=file,
        free=True, step="mapping",
    )  # fmt: skip


def _plain(name: str) -> str:
    text = re.sub(r"^\s*[\d.]+\s+|\s*\(\d+\)\s*$", "", name).lower()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, spelled)
    return re.sub(r"\bst\.?\s", "sankt ", re.sub(r"[^a-z0-9.]+", " ", text)).strip()


# ---------------------------------------------------------------------------------------------- numbers


def _secret(frame: pd.DataFrame, file: str) -> list[Finding]:
    """Count suppressed values by column."""
    cases = []
    for column in frame.columns:
        texts = mapping.texts(frame[column])
        hidden = [
            (int(row), t)
            for row, t in zip(frame.index, texts, strict=True)
            if t and len(t) <= 3 and parse(t).state is States.SECRET
        ]
        if hidden and sum(t is not None and parse(t).ok for t in texts) > 0.5 * sum(
            t is not None for t in texts
        ):
            cases += [(row, column, t) for row, t in hidden]
    if not cases:
        return []
    return [
        Finding(
            f"secret:{file}", "secret", "info", "Geheim gehaltene Werte.", len(cases), tuple(Example("", r, c, t) for r, c, t in cases[:SHOWN_EXAMPLES]),
            "Sie bleiben geheim: weder 0 noch geschätzt; Summen, zu denen sie gehören, sind unbekannt.", file=file,
        )
    ]  # fmt: skip


def _ages(frame: pd.DataFrame, total: str | None, file: str) -> list[Finding]:
    """Hold the sum of the bands that cover every age once against the population; suppressed rows are not judged."""
    if not total or total not in frame.columns:
        return []
    from quartiermap.io.import_ages import cover

    bands = bands_of(c for c in frame.columns if c != total)
    values = {c: (limits, np.array([_value(v) for v in frame[c]])) for c, limits in bands.items()}
    chosen = cover(values)
    if not chosen.complete:
        return []
    added = np.sum(list(chosen.bands.values()), axis=0)
    population = np.array([_value(v) for v in frame[total]])
    known = np.isfinite(added) & np.isfinite(population)
    unknown = int((~np.isfinite(added) & np.isfinite(population)).sum())
    off = known & (np.abs(added - population) > np.maximum(2.0, 0.005 * population))
    found = []
    if off.any():
        order = np.flatnonzero(off)[np.argsort(-np.abs(added - population)[off], kind="stable")]
        examples = tuple(
            Example(f"Summe {number(float(added[i]))}, Gesamtzahl {number(float(population[i]))}", int(frame.index[i]), total, str(frame[total].iloc[i]))
            for i in order[:SHOWN_EXAMPLES]
        )  # fmt: skip
        gap = float(np.abs(added - population)[off].sum())
        found.append(
            Finding(
                f"ages_do_not_add_up:{file}", "ages_do_not_add_up", "warning",
                f"Die Altersgruppen ergeben nicht die Gesamtzahl (Abweichung zusammen {number(gap)} Personen; geduldet sind 2 Personen oder 0,5\u00a0%).",
                int(off.sum()), examples, "Beides bleibt, wie es in der Datei steht.", file=file,
            )
        )  # fmt: skip
    if unknown:
        found.append(
            Finding(
                f"ages_not_checked:{file}", "ages_not_checked", "info", "Zeilen mit geheimen oder fehlenden Altersgruppen ließen sich nicht nachrechnen.",
                unknown, (), "Sie bleiben, wie sie sind.", file=file,
            )
        )  # fmt: skip
    return found


def _value(cell: object) -> float:
    read = parse(cell)
    return float("nan") if read.value is None else read.value
