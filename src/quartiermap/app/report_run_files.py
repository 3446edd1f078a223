"""Logo and fonts of a report's template, for a report that is made again.

The logo is kept beside the run file; fonts are not: a licence to embed one is none to hand it on. Both are found again by
what they hold, never by a path: beside the run file, or among the templates of this machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from quartiermap.app import report_templates
from quartiermap.app.report_run_file import NAME, RunAsset, RunFile
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.errors import InputError, Problem
from quartiermap.io.atomic import replace_file
from quartiermap.io.report_assets import LARGEST_FONT

FOLDER = "Vorlage"
"""Beside the run file: the logo, and the fonts that somebody puts there."""


def assets_of(template: ReportTemplate) -> list[RunAsset]:
    """Return logo and fonts of a template with their checksums, in the order of `report_templates.files_named`."""
    return [RunAsset(name=file.name, sha256=_sha256(file)) for file in report_templates.files_named(template)]


def keep(template: ReportTemplate, out: Path) -> list[Path]:
    """Write the logo of a template into a report's folder; return what was written."""
    if template.logo is None:
        return []
    content = template.logo.read_bytes()
    place = out / FOLDER / template.logo.name

    def write(draft: Path) -> None:
        draft.write_bytes(content)

    replace_file(place, write)
    return [place]


def template_of(run: RunFile, beside: Path | None) -> tuple[ReportTemplate, list[str]]:
    """Return the template of a run with its logo and fonts; and a sentence about those that are nowhere.

    Parameters
    ----------
    beside : Path or None
        The folder of the run file.

    Raises
    ------
    InputError
        If the template is not as it was written.
    """
    found = _found({asset.sha256 for asset in run.assets}, beside)
    row = dict(run.template)
    corporate = dict(row.get("corporate") or {})
    wanted = ([str(row["logo"])] if row.get("logo") else []) + [
        str(f) for f in corporate.get("font_files") or ()
    ]
    sums = [asset.sha256 for asset in run.assets] if len(run.assets) == len(wanted) else [""] * len(wanted)
    places = [found.get(sha256) for sha256 in sums]
    if row.get("logo"):
        row["logo"] = _text(places.pop(0))
    fonts = [str(place) for place in places if place is not None]
    if len(fonts) < len(places):  # a family of which a part is gone would be set in two
        fonts = []
        corporate |= {"text_font": "", "heading_font": ""}
    try:
        template = ReportTemplate.model_validate_json(
            json.dumps({**row, "corporate": {**corporate, "font_files": fonts}})
        )
    except (ValueError, TypeError) as error:
        raise InputError(
            Problem(
                "Die Vorlage des Laufs lässt sich nicht lesen.", "Mit --template eine Vorlage angeben.",
                file=NAME, code="run_template",
            )
        ) from error  # fmt: skip
    lost = [name for name, sha256 in zip(wanted, sums, strict=True) if sha256 not in found]
    return template, [_said(lost)] if lost else []


def _said(lost: Sequence[str]) -> str:
    return (
        f"Aus der Vorlage fehlen: {', '.join(lost)}. Der Bericht sieht deshalb anders aus; die Zahlen sind dieselben. Die Dateien "
        f"in den Ordner „{FOLDER}“ neben {NAME} legen oder mit --template eine Vorlage angeben."
    )


def _found(sums: set[str], beside: Path | None) -> Mapping[str, Path]:
    """Return the files with these checksums."""
    own = report_templates.folder()
    folders = [
        *([beside / FOLDER] if beside is not None else []),
        *(sorted(own.glob("*.dateien")) if own.is_dir() else []),
    ]
    found: dict[str, Path] = {}
    for folder in folders if sums else []:
        for file in sorted(folder.iterdir()) if folder.is_dir() else []:
            with contextlib.suppress(OSError):  # what cannot be read is not found
                if file.is_file() and file.stat().st_size <= LARGEST_FONT:
                    found.setdefault(_sha256(file), file)
    return {sha256: file for sha256, file in found.items() if sha256 in sums}


def _text(place: Path | None) -> str | None:
    return None if place is None else str(place)


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def plain_template(template: ReportTemplate) -> dict[str, Any]:
    """Return a template's values with the names of its files only: where they lie tells who worked where."""
    row = template.model_dump(mode="json")
    row["logo"] = template.logo.name if template.logo else None
    row["corporate"]["font_files"] = [file.name for file in template.corporate.font_files]
    return row
