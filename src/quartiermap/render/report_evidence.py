"""Evidence in the report: lists by gap and programme, attached files with their checksums, and the files themselves."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quartiermap.analysis.evidence import Attached, attached, evidence
from quartiermap.domain import texts
from quartiermap.domain.programme import Programme
from quartiermap.domain.project import Project
from quartiermap.io.atomic import replace_file
from quartiermap.render.report_blocks import Align, Block, callout, heading, paragraph, table
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]

FOLDER = "nachweise"
"""Folder of the attached files inside a report."""
CHECKSUMS = "SHA256SUMS.txt"
"""In it: the checksums, in the form that ``sha256sum -c`` reads."""

DETAILED_GAPS = 6
"""For how many gaps the list is told one by one; all of them stand in report.json."""

_UNSAFE = re.compile(r"[^A-Za-z0-9ÄÖÜäöüß._-]+")
_SUM_LINE = re.compile(r"[0-9a-f]{64}  (N[0-9]+_[^/\\\n]+)")


def file_in_report(file: Attached) -> str:
    """Return the name of an attached file in the report: its number, and of its own name what is safe everywhere.

    Examples
    --------
    >>> file_in_report(Attached("N2", "isek", None, "..  ISEK: Süd?.pdf", "0", 1))
    'N2_ISEK_Süd.pdf'
    """
    stem, dot, ending = file.name.rpartition(".")
    if not dot:
        stem, ending = file.name, ""
    safe = _UNSAFE.sub("_", stem).strip("._ ")[:60] or "Datei"
    end = _UNSAFE.sub("", ending)[:8]
    return f"{file.id}_{safe}{f'.{end}' if end else ''}"


def evidence_rows(project: Project, programmes: Mapping[str, Programme]) -> dict[str, Any]:
    """Return ``evidence`` of report.json: the files attached, and the list of every gap and programme it was checked for."""
    analysis = project.analysis
    labels = {f.id: f.label for programme in programmes.values() for f in programme.fact}
    files = [
        {
            "id": file.id,
            "fact": file.fact,
            "label": labels.get(file.fact, file.fact),
            "gap_id": file.gap_id,
            "name": file.name,
            "file": f"{FOLDER}/{file_in_report(file)}" if whole(project, file) else None,
            "sha256": file.sha256,
            "size_bytes": file.size,
            "page": file.page,
            "date": file.date,
            "added_at": file.added_at,
            "whole": whole(project, file),
        }
        for file in attached(project)
    ]
    lists = []
    for gap in () if analysis is None else sorted(analysis.gaps, key=lambda g: (g.rank, g.gap_id)):
        for verdict in gap.verdicts:
            programme = programmes.get(verdict.programme)
            if programme is None:
                continue
            items = [
                {
                    "id": item.id,
                    "label": item.label,
                    "by": item.by,
                    "state": item.state,
                    "state_label": item.state_label,
                    "criteria": list(item.rules),
                    "what": item.what,
                    "where": item.where,
                    "files": [file.id for file in item.files],
                }
                for item in evidence(project, gap, programme)
            ]
            lists.append({"gap_id": gap.gap_id, "programme": programme.id, "items": items})
    return {"files": files, "lists": lists}


def whole(project: Project, file: Attached) -> bool:
    """Tell whether the file in the project is still the one that was attached."""
    content = project.attachments.get(file.sha256)
    return content is not None and hashlib.sha256(content).hexdigest() == file.sha256


def write_files(project: Project, out_dir: Path) -> list[Path]:
    """Write the attached files into the report's folder, with their checksums.

    Files that an earlier report wrote there (they stand in its list of checksums) and that are no longer attached
    are taken away; nothing else in the folder is touched.

    Returns
    -------
    list of Path
        What was written; empty if nothing is attached.
    """
    folder = out_dir / FOLDER
    sums = folder / CHECKSUMS
    there = [file for file in attached(project) if whole(project, file)]
    names = {file_in_report(file): file for file in there}
    for old in _listed(sums):
        if old not in names:
            (folder / old).unlink(missing_ok=True)
    if not there:
        sums.unlink(missing_ok=True)
        return []
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, file in names.items():
        _write(folder / name, project.attachments[file.sha256])
        written.append(folder / name)
    _write(sums, "".join(f"{file.sha256}  {name}\n" for name, file in names.items()).encode())
    return [*written, sums]


def _listed(sums: Path) -> list[str]:
    """Return the files that an earlier list of checksums names; none if there is no such list."""
    try:
        lines = sums.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [match.group(1) for line in lines if (match := _SUM_LINE.fullmatch(line))]


def _write(path: Path, content: bytes) -> None:
    def write(temporary: Path) -> None:
        temporary.write_bytes(content)

    replace_file(path, write)


def evidence_chapter(model: Row) -> list[Block]:
    """Return the chapter on evidence: what is still missing, gap by gap for the first ones, and the files attached."""
    found = model["evidence"]
    if not found["lists"]:
        return []
    blocks: list[Block] = [
        paragraph(
            "Was zu belegen ist, und wodurch. Zahlen, die QuartierMap selbst berechnet, stehen mit ihrer Fundstelle in diesem "
            "Bericht; alles andere gibt die Kommune an oder hängt es als Datei an. Ein Hinweis ist kein Beleg."
        ),
    ]
    blocks += [heading("Was QuartierMap selbst belegt", 2), _own_figures(model, found["lists"])]
    blocks.append(heading("Was die Kommune angibt oder anhängt", 2))
    for programme in model["programmes"]:
        lists = [row for row in found["lists"] if row["programme"] == programme["id"]]
        if lists:
            blocks.append(_overview(programme, lists))
    return [*blocks, *_files(found["files"])]


def _overview(programme: Row, lists: Sequence[Row]) -> Block:
    """Return every piece of evidence that the municipality brings, counted over all gaps."""
    states: dict[str, Counter[str]] = {}
    first: dict[str, Row] = {}
    rules: dict[str, dict[str, None]] = {}
    for row in lists:
        for item in row["items"]:
            if item["by"] == "municipality":
                states.setdefault(item["id"], Counter())[item["state_label"]] += 1
                first.setdefault(item["id"], item)
                rules.setdefault(item["id"], {}).update(dict.fromkeys(item["criteria"]))
    rows = []
    for name, counts in states.items():
        asked = counts.total()
        told = "; ".join(
            f"{state}{'' if count == asked else f' bei {texts.number(count)}'}"
            for state, count in counts.most_common()
        )
        for_gaps = "allen" if asked == len(lists) else f"{texts.number(asked)} von {texts.number(len(lists))}"
        rows.append([first[name]["label"], ", ".join(rules[name]), for_gaps, told])
    columns: list[tuple[str, float | None, Align]] = [
        ("Angabe oder Unterlage", 2.4, "left"), ("Kriterien", 1.0, "left"), ("verlangt bei Lücken", 0.9, "left"),
        ("Stand", 1.8, "left"),
    ]  # fmt: skip
    caption = f"{programme['short']}: was die Kommune angibt oder anhängt"
    return table(caption, columns, rows, note="Was keine Lücke verlangt, steht nicht in der Liste.")


def _own_figures(model: Row, lists: Sequence[Row]) -> Block:
    """Return what the program proves itself for the most pressing gaps, by the first programme of each."""
    gaps = {gap["gap_id"]: gap for gap in model["gaps"]}
    first = {row["gap_id"]: row for row in reversed(lists)}
    told = [first[gap_id] for gap_id in gaps if gap_id in first]
    rows = []
    for row in told[:DETAILED_GAPS]:
        gap = gaps[row["gap_id"]]
        own = [item for item in row["items"] if item["by"] == "app"]
        for number, item in enumerate(own):
            name = f"Rang {gap['rank']}: {gap['district_name']}, {gap['kind_name']}" if number == 0 else ""
            rows.append([name, item["label"], item["what"], item["state_label"], item["where"] or "–"])
    columns: list[tuple[str, float | None, Align]] = [
        ("Lücke", 1.5, "left"), ("Gegenstand", 1.4, "left"), ("Zahl oder Befund", 2.2, "left"), ("Stand", 0.9, "left"),
        ("Fundstelle", 1.4, "left"),
    ]  # fmt: skip
    more = len(told) - DETAILED_GAPS
    note = (
        ""
        if more <= 0
        else "Eine weitere Lücke steht in der Datei report.json."
        if more == 1
        else f"Die weiteren {texts.number(more)} Lücken stehen in der Datei report.json."
    )
    return table("Zahlen und Befunde dieses Berichts als Nachweis", columns, rows, note=note)


def _files(files: Sequence[Row]) -> list[Block]:
    if not files:
        return [paragraph("Dateien sind nicht angehängt.", "note")]
    rows = [
        [
            file["id"],
            file["name"],
            file["label"],
            "alle Lücken" if file["gap_id"] is None else f"Lücke {file['gap_id']}",
            _place(file),
            " ".join(file["sha256"][at : at + 8] for at in range(0, 64, 8)),
        ]
        for file in files
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Nr.", None, "left"), ("Datei", 1.6, "left"), ("Belegt", 1.5, "left"), ("Gilt für", 1.0, "left"),
        ("Seite, Stand", 0.9, "left"), ("SHA-256 in Achtergruppen", 1.8, "left"),
    ]  # fmt: skip
    blocks: list[Block] = [heading("Angehängte Dateien", 2)]
    blocks += [
        callout(
            f"{file['id']} ({file['name']}): Die Datei im Projekt fehlt oder ist nicht mehr die angehängte; sie liegt dem Bericht "
            "nicht bei.",
            "warning",
        )
        for file in files
        if not file["whole"]
    ]
    note = f"Die Dateien liegen im Ordner „{FOLDER}“ neben diesem Bericht; die Prüfsummen stehen auch in {FOLDER}/{CHECKSUMS}."
    return [*blocks, table("Dateien, die als Nachweis angehängt sind", columns, rows, note=note)]


def _place(file: Row) -> str:
    parts = []
    if file["page"]:
        parts.append(f"S.\u00a0{file['page']}" if str(file["page"])[:1].isdigit() else str(file["page"]))
    if file["date"]:
        parts.append(german_date(file["date"]))
    return ", ".join(parts) or "–"
