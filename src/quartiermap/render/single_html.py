"""The map and its tables as one HTML file that opens from a folder in any browser, with the network cut.

Everything is inside: Leaflet, our page scripts, the data, the background. A content policy without any host forbids
the file to reach out; scripts run only because their checksums stand in that policy. Data lie in the document as
JSON text in which ``<`` never occurs, and become visible as text only. Below the map stands the same content as tables
that need no script at all (`single_html_tables`).
"""

from __future__ import annotations

import base64
import hashlib
import re
import tempfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.io import bundled
from quartiermap.io.atomic import replace_file
from quartiermap.render import (
    basemap,
    map_page,
    report_model,
    report_rows,
    report_suppression,
    single_html_data,
)
from quartiermap.render.map_data import build_layers, to_json
from quartiermap.render.report_credits import OWN_WORK
from quartiermap.render.report_values import text_or_none
from quartiermap.render.single_html_cells import text_of
from quartiermap.render.single_html_tables import SECTIONS, facilities, funding_areas, sections
from quartiermap.render.tile_store import TileStore

BASEMAP_ZOOMS = (14, 13, 12, 11)
BASEMAP_BUDGET = 3_000_000
"""Packed bytes that the background may have in the file; of `BASEMAP_ZOOMS` the deepest that fits is taken."""

SIZE_BUDGET = 15_000_000
"""Bytes that the whole file shall stay under; what data and tables leave of it is the background's."""
_PAGE_BYTES = 450_000
"""Scripts and styles, about."""

DISCLAIMER = f"Rechnerische Auswertung als Arbeitsgrundlage. Vorprüfung der Förderung: {NO_PROMISE}."

OWN_SCRIPTS = ("standalone.js", "standalone_search.js", "standalone_tables.js")
_JS_IS_ON = 'document.documentElement.classList.add("qm-js");'

Model = Mapping[str, Any]


def write_html(
    project: Project, path: Path, progress: Progress | None = None, model: Model | None = None
) -> None:
    """Write map and tables of a project as one self-contained HTML file.

    Parameters
    ----------
    project : Project
        With or without an analysis; without one the file shows districts and facilities.
    path : Path
        Written whole or not at all.
    progress : Progress, optional
    model : mapping, optional
        ``report.json`` of the same project, if it is there already. Then `project` must be what
        `report_suppression.shown` hands on.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    text = html_of(project, progress, model)
    replace_file(path, lambda draft: _write(draft, text))


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8", "replace"))


def html_of(project: Project, progress: Progress | None = None, model: Model | None = None) -> str:
    """Return the document that `write_html` writes."""
    progress = progress or Progress()
    if model is None and project.analysis is not None:
        model = report_model.build(project, {i: bundled.programme(i) for i in bundled.programme_ids()})
        project = report_suppression.shown(project)[0]
    layers = build_layers(project, progress.part(0.0, 0.15))
    data: dict[str, Any] = {
        "title": f"{project.name}: Lückenbericht, Karte und Tabellen",
        "meta": layers.meta,
        "layers": layers.payloads,
        "themes": single_html_data.themes(project, model, progress.part(0.15, 0.55)) if model else [],
        "credits": single_html_data.credits_by_layer(project.sources),
        "own": OWN_WORK,
        "streets": single_html_data.streets(project),
    }
    progress.step(0.55, "Karte als Datei: Tabellen")
    tables = _tables(project, model)
    used = len(json_for_html(data).encode()) + sum(len(t.encode("utf-8", "replace")) for t in tables.values())
    left = (SIZE_BUDGET - _PAGE_BYTES - used) * 3 // 4  # base64 makes four signs of three bytes
    data["basemap"] = _background(project, min(BASEMAP_BUDGET, left), progress.part(0.6, 0.95))
    progress.step(0.96, "Karte als Datei zusammensetzen")
    return _document(project, model, tables, data)


# ---- the document


def _document(project: Project, model: Model | None, tables: Mapping[str, str], data: dict[str, Any]) -> str:
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
    after = [map_page.page_text(name) for name in (*map_page.PAGE_SCRIPTS, *OWN_SCRIPTS)]
    island = f'<script type="application/json" id="qm-data">{json_for_html(data)}</script>'
    opening, behind = _around_the_map(project, model, tables)
    document = map_page.build_document(
        title=_clean_title(data["title"]),
        head="<!--policy-->\n"
        + inline("script", _JS_IS_ON)
        + "\n"
        + "\n".join(inline("style", code) for code in styles),
        opening=opening,
        before="\n".join(inline("script", code) for code in before),
        after=island + "\n" + "\n".join(inline("script", code) for code in after),
        script_tag=lambda code: inline("script", code),
        body=behind,
    )
    policy = (
        f"default-src 'none'; script-src {' '.join(hashes['script'])}; style-src {' '.join(hashes['style'])}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return document.replace(
        "<!--policy-->", f'<meta http-equiv="Content-Security-Policy" content="{policy}">', 1
    )


def _clean_title(title: str) -> str:
    """Return a title without what no document may hold; escaping is `map_page.build_document`'s."""
    return re.sub("[\x00-\x1f\x7f\ud800-\udfff]", "\ufffd", title)


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


# ---- what stands around the map


def _around_the_map(project: Project, model: Model | None, tables: Mapping[str, str]) -> tuple[str, str]:
    """Return what comes before and after the map in the document."""
    frame, _, rest = map_page.page_text("standalone.html").partition("<!--map-->")
    head, _, opening = frame.partition("<!--header-->")
    closing_, _, behind = rest.partition("<!--tables-->")
    end, _, last = behind.partition("<!--footer-->")
    body = "\n".join(
        f'<section class="qm-part-of" id="{key}" aria-labelledby="{key}-titel"><h2 id="{key}-titel">{title}</h2>\n{tables[key]}\n</section>'
        for key, title in SECTIONS
        if key in tables
    )
    marked = f'<div id="tabellen">\n{body}\n</div>' if body else ""
    return (
        f"{head}{_header(project, model, tables)}{opening}",
        f"{closing_}{marked}{end}{_footer(model)}{last}",
    )


def _header(project: Project, model: Model | None, tables: Mapping[str, str]) -> str:
    skips = '<a class="qm-skip" href="#inhalt">Zum Inhalt springen</a>'
    skips += '<a class="qm-skip" href="#tabellen">Zu den Tabellen springen</a>' if tables else ""
    said = []
    if project.invented:
        said.append(
            '<p class="qm-invented">Alle Daten dieser Karte sind erfunden und dienen nur der Vorführung.</p>'
        )
    if model is not None:
        meta = model["meta"]
        when = project.analysis.computed_at if project.analysis is not None else None
        way = meta["method"]["distance_label"]
        said.append(f"<p>{text_of(f'Lückenbericht, berechnet am {texts.date(when)}. Wege: {way}.')}</p>")
        if meta["stale"]:
            said.append(
                '<p class="qm-stale">Das Ergebnis ist älter als die Daten und muss neu gerechnet werden.</p>'
            )
    links = "".join(
        f'<li><a href="#{key}">{title}</a></li>'
        for key, title in (("karte", "Karte"), *SECTIONS)
        if key == "karte" or key in tables
    )
    return (
        f'{skips}\n<header class="qm-head"><h1 id="qm-name">{text_of(project.name)}</h1>{"".join(said)}'
        f'<nav aria-label="Abschnitte"><ul>{links}</ul></nav></header>\n'
    )


def _footer(model: Model | None) -> str:
    program = "QuartierMap" if model is None else str(model["meta"]["versions"]["program"])
    lines = [DISCLAIMER, OWN_WORK, f"Geschrieben mit {program}. Die Datei holt nichts aus dem Netz."]
    return f'<footer class="qm-foot">{"".join(f"<p>{text_of(line)}</p>" for line in lines)}</footer>\n'


def _tables(project: Project, model: Model | None) -> dict[str, str]:
    areas = [
        {name: text_or_none(row[name]) for name in ("name", "programme", "legal_basis", "status")}
        for row in project.funding_areas.drop(columns="geometry").to_dict("records")
    ]
    if model is not None:
        return sections(model, areas)
    names = project.reporting_districts[["district_id", "name"]].to_dict("records")
    found = {
        "einrichtungen": facilities(report_rows.facility_rows(project, bundled.kinds()), names),
        "foerdergebiete": funding_areas(areas),
    }
    return {key: text for key, text in found.items() if text}


def _background(project: Project, budget: int, progress: Progress) -> dict[str, Any] | None:
    """Return the tiles of the background down to the deepest zoom that fits `budget`; ``None`` if there is none."""
    with tempfile.TemporaryDirectory(prefix="quartiermap-html-") as folder:
        path = basemap.build_tiles(project, Path(folder), progress, detail=False)
        if path is None:
            return None
        with closing(TileStore(path)) as store:
            tiles = store.tiles()
            for deepest in BASEMAP_ZOOMS:
                kept = {f"{z}/{x}/{y}": body for z, x, y, body in tiles if z <= deepest}
                if sum(map(len, kept.values())) <= budget:
                    break
            else:
                return None
            return {
                "maxZoom": deepest,
                "bounds": list(store.bounds),
                "tiles": {name: base64.b64encode(body).decode() for name, body in kept.items()},
            }
