"""Writes the gap report in all formats; every one is rendered from the one model of `report_model`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from quartiermap.domain.programme import Programme
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import DEFAULT_TEMPLATE, ReportTemplate
from quartiermap.errors import UsageError
from quartiermap.io.atomic import fill_folder, replace_file
from quartiermap.io.report_template_file import check_template
from quartiermap.render import report_evidence, report_model, report_suppression

FORMATS = ("json", "csv", "xlsx", "geojson", "gpkg", "docx", "png", "html", "pdf")
"""All formats, the quick ones first."""

_SHARES = {
    "json": 1,
    "csv": 2,
    "xlsx": 4,
    "geojson": 6,
    "gpkg": 8,
    "docx": 12,
    "png": 14,
    "html": 20,
    "pdf": 24,
}
"""How much of the whole work a format is, roughly; only for the progress bar."""

_TITLES = {
    "json": "report.json", "csv": "CSV-Tabellen", "xlsx": "Excel-Tabelle", "geojson": "GeoJSON", "gpkg": "GeoPackage für QGIS",
    "png": "Kartenbilder", "html": "Karte als HTML-Datei", "docx": "Text für Word", "pdf": "PDF-Bericht",
}  # fmt: skip


def write_report(
    project: Project,
    out_dir: Path,
    formats: Sequence[str],
    programmes: Mapping[str, Programme],
    progress: Progress | None = None,
    *,
    csv: str | None = None,
    template: ReportTemplate = DEFAULT_TEMPLATE,
) -> list[Path]:
    """Write the report into a folder.

    All files are put in place together when the last one is finished: a report that is cancelled or killed leaves the
    folder with the earlier one, never a mixture of two.

    Parameters
    ----------
    project : Project
        With a result.
    out_dir : Path
        Created if it is missing; files of an earlier report are replaced.
    formats : sequence of str
        Of `FORMATS`. Names: ``report.json``, ``Luecken.csv``, ``Quartiere.csv``, ``Kriterien.csv``, ``Versorgung.csv``,
        ``Lueckentabelle.xlsx``, ``Projekt_QGIS.gpkg``, ``Karte.html``, ``Karte_<kind>.png``, ``Lueckenbericht.docx``,
        ``Lueckenbericht.pdf``.
    programmes : mapping of id -> Programme
        The programmes that gaps were checked against.
    progress : Progress
    csv : {"excel", "machine"}, optional
        How CSV tables are written (`csv_tables.files_of`); default: as the template says.
    template : ReportTemplate
        What is in PDF and Word text, and how they look.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    UsageError
        If a format is unknown or the project has no result.
    InputError
        If the template's logo or fonts cannot be used; nothing is written then.
    """
    progress = progress or Progress()
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise UsageError(f"Unbekanntes Format: {', '.join(unknown)}. Möglich: {', '.join(sorted(FORMATS))}.")
    if {"pdf", "docx"} & set(formats):
        check_template(template)
    progress.step(0.0, "Zahlen zusammenstellen")
    model = report_model.build(project, programmes)
    project = report_suppression.shown(project)[0]
    out_dir.mkdir(parents=True, exist_ok=True)
    wanted = [f for f in FORMATS if f in formats]
    writers: dict[str, Writer] = {
        **_WRITERS,
        "csv": partial(_csv, dialect=csv or template.csv),
        "xlsx": partial(_xlsx, author=template.author or template.department),
        "pdf": partial(_pdf, template=template),
        "docx": partial(_docx, template=template),
    }
    whole = sum(_SHARES[f] for f in wanted) or 1

    def fill(place: Path) -> list[Path]:
        written: list[Path] = []
        done = 0
        for name in wanted:
            part = progress.part(0.05 + 0.95 * done / whole, 0.05 + 0.95 * (done + _SHARES[name]) / whole)
            part.step(0.0, f"{_TITLES[name]} schreiben")
            written += writers[name](project, model, place, part)
            done += _SHARES[name]
        return written

    written = fill_folder(out_dir, fill)
    written += report_evidence.write_files(project, out_dir)
    progress.step(1.0, "Bericht fertig")
    return written


Writer = Callable[[Project, Mapping[str, Any], Path, Progress], list[Path]]


def _json(_project: Project, model: Mapping[str, Any], out: Path, _progress: Progress) -> list[Path]:
    path = out / "report.json"
    replace_file(path, lambda target: report_model.write_json(model, target))
    return [path]


def _csv(
    _project: Project, model: Mapping[str, Any], out: Path, _progress: Progress, dialect: str = "excel"
) -> list[Path]:
    from quartiermap.render import csv_tables

    written = []
    for name, content in csv_tables.files_of(model, dialect).items():
        _replace(out / name, content)
        written.append(out / name)
    return written


def _xlsx(
    _project: Project, model: Mapping[str, Any], out: Path, progress: Progress, author: str = ""
) -> list[Path]:
    from quartiermap.render.xlsx import write_xlsx

    path = out / "Lueckentabelle.xlsx"
    replace_file(path, lambda target: write_xlsx(model, target, progress, author))
    return [path]


def _pdf(
    project: Project, model: Mapping[str, Any], out: Path, progress: Progress, template: ReportTemplate
) -> list[Path]:
    from quartiermap.render.pdf import write_pdf

    path = out / "Lueckenbericht.pdf"
    replace_file(path, lambda target: write_pdf(project, model, target, progress, template))
    return [path]


def _docx(
    project: Project, model: Mapping[str, Any], out: Path, progress: Progress, template: ReportTemplate
) -> list[Path]:
    from quartiermap.render.docx import write_docx

    path = out / "Lueckenbericht.docx"
    replace_file(path, lambda target: write_docx(project, model, target, progress, template))
    return [path]


def _png(project: Project, model: Mapping[str, Any], out: Path, progress: Progress) -> list[Path]:
    from quartiermap.render.map_content import OVERVIEW
    from quartiermap.render.report_parts import planned_maps
    from quartiermap.render.static_map import MapPainter

    painter = MapPainter(project, shrink=True)
    by_id = {s.id: s for s in project.analysis.parameters.standards} if project.analysis else {}
    plan = [p for p in planned_maps(model) if p.figure in (OVERVIEW, "need_status", "covered_share")]
    names = {OVERVIEW: "Uebersicht", "need_status": "Sozialindex"}
    written = []
    for number, (figure, kind, standard_id, _) in enumerate(plan):
        progress.step(number / len(plan), f"Kartenbild {number + 1} von {len(plan)}")
        path = out / f"Karte_{kind or names[figure]}.png"
        _replace(path, painter.draw(figure, kind, by_id.get(standard_id or ""), format="png"))
        written.append(path)
    return written


def _gpkg(project: Project, _model: Mapping[str, Any], out: Path, _progress: Progress) -> list[Path]:
    from quartiermap.analysis.protected import without_points
    from quartiermap.io.export import write_gpkg

    path = out / "Projekt_QGIS.gpkg"
    write_gpkg(without_points(project), path)
    return [path]


def _geojson(project: Project, _model: Mapping[str, Any], out: Path, _progress: Progress) -> list[Path]:
    from quartiermap.analysis.protected import without_points
    from quartiermap.io.export import write_geojson

    return list(write_geojson(without_points(project), out))


def _html(project: Project, model: Mapping[str, Any], out: Path, progress: Progress) -> list[Path]:
    from quartiermap.render.single_html import write_html

    path = out / "Karte.html"
    write_html(project, path, progress, model)
    return [path]


_WRITERS: dict[str, Writer] = {
    "json": _json, "csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "gpkg": _gpkg, "png": _png, "html": _html,
}  # fmt: skip


def _replace(path: Path, content: bytes) -> None:
    replace_file(path, lambda target: _write_bytes(target, content))


def _write_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)
