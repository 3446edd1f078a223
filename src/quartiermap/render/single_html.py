"""The map as one HTML file that opens from a folder in any browser, with the network cut.

Everything is inside: Leaflet, our page scripts, the data, the background. A content policy without any host forbids
the file to reach out; scripts run only because their checksums stand in that policy. Data lie in the document as
JSON text in which ``<`` never occurs, and become visible as text only.
"""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pandas as pd

from quartiermap.domain import texts
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import METHOD_LABELS, Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.io import bundled
from quartiermap.io.atomic import replace_file
from quartiermap.render import basemap, map_page
from quartiermap.render.cells_png import cells_png, has_secret
from quartiermap.render.classes import ClassScheme, classify, scheme_for
from quartiermap.render.map_data import build_layers, to_json
from quartiermap.render.tile_store import TileStore

FIGURES = ("covered_share", "mean_distance_m", "supply_ratio")
_STATE_COLUMNS = {
    "covered_share": "covered_share_state",
    "mean_distance_m": "mean_distance_state",
    "supply_ratio": "supply_ratio_state",
}
BASEMAP_ZOOMS = (14, 13, 12, 11)
BASEMAP_BUDGET = 3_000_000
"""Packed bytes that the background may have in the file; of `BASEMAP_ZOOMS` the deepest that fits is taken."""

DISCLAIMER = f"Rechnerische Auswertung als Arbeitsgrundlage. Vorprüfung der Förderung: {NO_PROMISE}."


def write_html(project: Project, path: Path, progress: Progress | None = None) -> None:
    """Write the map of a project as one self-contained HTML file.

    Parameters
    ----------
    project : Project
        With or without an analysis; without one the file shows districts and facilities.
    path : Path
        Written whole or not at all.
    progress : Progress, optional

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    text = html_of(project, progress)

    def write(draft: Path) -> None:
        draft.write_text(text, "utf-8")

    replace_file(path, write)


def html_of(project: Project, progress: Progress | None = None) -> str:
    """Return the document that `write_html` writes."""
    progress = progress or Progress()
    layers = build_layers(project, progress.part(0.0, 0.15))
    data: dict[str, Any] = {
        "meta": layers.meta,
        "layers": layers.payloads,
        "themes": _themes(project, progress.part(0.15, 0.6)),
        "notes": _notes(project),
        "gapNotes": _gap_notes(project),
        "basemap": _background(project, progress.part(0.6, 0.95)),
    }
    progress.step(0.96, "Karte als Datei zusammensetzen")
    return _document(project.name, data)


# ---- the document


def _document(title: str, data: dict[str, Any]) -> str:
    hashes: dict[str, list[str]] = {"script": [], "style": []}

    def inline(kind: str, code: str, attributes: str = "") -> str:
        code = code.replace("\r\n", "\n").replace(
            "\r", "\n"
        )  # as the browser reads it before it takes the checksum
        if re.search(r"<!--|</(script|style)", code, re.IGNORECASE):
            raise ValueError("a script or style of ours would end early inside the document")
        digest = base64.b64encode(hashlib.sha256(code.encode("utf-8")).digest()).decode()
        hashes[kind].append(f"'sha256-{digest}'")
        return f"<{kind}{attributes}>{code}</{kind}>"

    vendor = bundled.vendor_dir()
    styles = [_with_pictures(vendor / name) for name in map_page.VENDOR_STYLES]
    styles += [map_page.page_text(name) for name in (*map_page.PAGE_STYLES, "standalone.css")]
    before = [(vendor / name).read_text("utf-8") for name in map_page.VENDOR_SCRIPTS]
    after = [map_page.page_text(name) for name in (*map_page.PAGE_SCRIPTS, "standalone.js")]
    island = f'<script type="application/json" id="qm-data">{json_for_html(data)}</script>'
    document = map_page.build_document(
        title=title,
        head="<!--policy-->\n" + "\n".join(inline("style", code) for code in styles),
        before="\n".join(inline("script", code) for code in before),
        after=island + "\n" + "\n".join(inline("script", code) for code in after),
        script_tag=lambda code: inline("script", code),
        body=map_page.page_text("standalone.html"),
    )
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes['script'])}; style-src {' '.join(hashes['style'])}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return document.replace(
        "<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1
    )


def json_for_html(data: object) -> str:
    """Return JSON that cannot end or open anything in the HTML around it.

    Examples
    --------
    >>> json_for_html("</script><!--")
    '"\\\\u003c/script\\\\u003e\\\\u003c!--"'
    """
    text = to_json(data)
    for sign, escaped in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(sign, escaped)
    return text


def _with_pictures(path: Path) -> str:
    """Return a style sheet with its pictures inside."""

    def embed(match: re.Match[str]) -> str:
        target = match.group(1).strip("'\"")
        if target.startswith(("data:", "#")):
            return match.group(0)
        picture = (path.parent / target).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode()})"

    return re.sub(r"url\(([^)]*)\)", embed, path.read_text("utf-8"))


# ---- what it shows


def _notes(project: Project) -> list[str]:
    analysis = project.analysis
    notes = []
    if project.invented:
        notes.append("Alle Daten dieser Karte sind erfunden und dienen nur der Vorführung.")
    if analysis is not None:
        notes.append(
            f"Berechnet am {texts.date(analysis.computed_at)}, Wege: {METHOD_LABELS[analysis.access.method]}."
        )
        if project.stale:
            notes.append("Das Ergebnis ist älter als die Daten.")
        notes += [*analysis.notes, *analysis.demand.notes, *analysis.access.notes]
    notes.append(DISCLAIMER)
    return list(dict.fromkeys(notes))


def _gap_notes(project: Project) -> dict[str, list[str]]:
    """Return what is said about a gap beside the map: the reason, and each programme's pre-check with its closure."""
    if project.analysis is None:
        return {}
    return {
        gap.gap_id: [
            gap.because,
            *(
                f"Vorprüfung {v.programme_title}: {v.overall.label}. {v.closed_note} {NO_PROMISE}.".replace(
                    "  ", " "
                )
                for v in gap.verdicts
            ),
        ]
        for gap in project.analysis.gaps
    }


def _themes(project: Project, progress: Progress) -> list[dict[str, Any]]:
    """One theme for each kind that was analysed: its figures, and its cells out of reach."""
    analysis = project.analysis
    if analysis is None or analysis.figures.empty:
        return []
    ids = set(project.reporting_districts["district_id"])
    standards = _primary(analysis.parameters.standards)
    kinds = bundled.kinds()
    themes = []
    for number, (kind, standard) in enumerate(standards.items()):
        progress.step(number / len(standards), f"Karte als Datei: {kinds.name(kind)}")
        rows = analysis.figures
        rows = rows[(rows["standard_id"] == standard.id) & rows["district_id"].isin(ids)]
        if rows.empty:
            continue
        note = f"{kinds.name(kind)}, Richtwert {standard.target_words}"
        note += " (Annahme)" if standard.is_assumption else ""
        note += " · Näherung (Luftlinie)" if analysis.access.method == "air_line" else ""
        themes.append(
            {
                "kind": kind,
                "name": kinds.name(kind),
                "figures": [_paint(rows, figure, standard, note) for figure in FIGURES],
                "cells": _cells(project, analysis, kind, standard),
            }
        )
    need = _need(analysis, ids)
    return [*themes, *need]


def _primary(standards: Iterable[Standard]) -> dict[str, Standard]:
    found: dict[str, Standard] = {}
    for standard in standards:
        if standard.kind not in found or (standard.primary and not found[standard.kind].primary):
            found[standard.kind] = standard
    return found


def _paint(rows: pd.DataFrame, figure: str, standard: Standard, note: str) -> dict[str, Any]:
    scheme = scheme_for(figure, standard)
    write = _metres if figure == "mean_distance_m" else _share
    states = rows[_STATE_COLUMNS[figure]].tolist()
    values = [
        write(float(v), str(s)) if not pd.isna(v) else _missing(s)
        for v, s in zip(rows[figure], states, strict=True)
    ]
    return _theme(scheme, rows["district_id"].tolist(), rows[figure].tolist(), values, note)


def _metres(value: float | None, state: str) -> str:
    return texts.metres(value, missing=_missing(state))


def _share(value: float | None, state: str) -> str:
    return texts.percent(value, missing=_missing(state))


def _missing(state: object) -> str:
    known = {s.value: s.label for s in States}
    return known.get(str(state)) or texts.NO_DATA


def _need(analysis: Analysis, ids: set[str]) -> list[dict[str, Any]]:
    rows = analysis.need
    if rows.empty or "status_class" not in rows or rows["status_class"].isna().all():
        return []
    rows = rows[rows["district_id"].isin(ids)]
    words = [None if pd.isna(v) else str(v) for v in rows["status_class"]]
    shown = [w if w else _missing(s) for w, s in zip(words, rows["state"], strict=True)]
    figure = _theme(scheme_for("need_status"), rows["district_id"].tolist(), words, shown, "")
    return [{"kind": None, "name": "Sozialindex", "figures": [figure], "cells": None}]


def _theme(
    scheme: ClassScheme, ids: list[str], values: list[Any], shown: list[str], note: str
) -> dict[str, Any]:
    numbers = classify(values, scheme).tolist()
    about = {
        "id": scheme.id, "title": scheme.title, "unit": scheme.unit, "colours": list(scheme.colours),
        "labels": list(scheme.labels), "dark_means": scheme.dark_means,
    }  # fmt: skip
    return {
        "scheme": about,
        "classes": dict(zip(ids, numbers, strict=True)),
        "values": dict(zip(ids, shown, strict=True)),
        "note": note,
    }


def _cells(project: Project, analysis: Analysis, kind: str, standard: Standard) -> dict[str, Any] | None:
    drawn = cells_png(project, analysis, kind, standard.target_m, standard=standard, max_pixels=2_000_000)
    if drawn is None:
        return None
    picture, bounds = drawn
    return {
        "url": f"data:image/png;base64,{base64.b64encode(picture).decode()}",
        "bounds": list(bounds),
        "label": f"bewohnt, weiter als {texts.metres(standard.target_m)} {'Luftlinie' if standard.measure == 'air_line' else 'Fußweg'} entfernt",
        "secret": has_secret(analysis, kind, standard.target_m, standard),
    }


def _background(project: Project, progress: Progress) -> dict[str, Any] | None:
    with tempfile.TemporaryDirectory(prefix="quartiermap-html-") as folder:
        path = basemap.build_tiles(project, Path(folder), progress, detail=False)
        if path is None:
            return None
        with closing(TileStore(path)) as store:
            tiles = store.tiles()
            for deepest in BASEMAP_ZOOMS:
                kept = {f"{z}/{x}/{y}": body for z, x, y, body in tiles if z <= deepest}
                if sum(map(len, kept.values())) <= BASEMAP_BUDGET:
                    break
            return {
                "maxZoom": deepest,
                "bounds": list(store.bounds),
                "tiles": {name: base64.b64encode(body).decode() for name, body in kept.items()},
            }
