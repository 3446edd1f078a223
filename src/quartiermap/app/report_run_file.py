"""``Lauf.json``: what a gap report was made from and with, so that anybody can make it again.

The file lies in the report's folder and holds no data: only checksums of the layers, the parameters, the settings of the
project that results depend on, and how the report was written. Strictly read: every problem at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quartiermap.domain import os_errors
from quartiermap.errors import InputError, Problem

NAME = "Lauf.json"
"""What the file is called in the folder of a report."""

FORMAT = "quartiermap.run/1"
"""Name and version of the format; a change of meaning raises the number."""

LARGEST_BYTES = 50_000_000
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class RunLayer(_Strict):
    """A layer that the result was computed from (`domain.checksums.LayerSum`)."""

    layer: str
    label: str
    rows: int
    sha256: Sha256


class RunProgramme(_Strict):
    """A funding programme that gaps were checked against, with the checksum of its rules."""

    id: str
    title: str
    sha256: Sha256


class RunPaper(_Strict):
    """A file that was attached as evidence."""

    name: str
    sha256: Sha256


class RunOutput(_Strict):
    """A file of the report that is the same to the byte whenever it is made again."""

    name: str
    sha256: Sha256


class RunAsset(_Strict):
    """Logo or font of the template."""

    name: str
    sha256: Sha256


class RunFile(_Strict):
    """Everything that, with the data, makes a report.

    Parameters
    ----------
    program : str
        Name and version.
    libraries : dict
        Versions of what computes.
    project, project_file : str
        The project's name, and the name of its file (no folder; empty if it was never saved).
    created_at, computed_at : str
        Time stamps of project and computation (ISO 8601); taken over when the report is made again.
    fingerprint : str
        `Project.fingerprint` of the inputs.
    stale : bool
        Whether the result was older than the data; such a report cannot be made again.
    parameters : dict
        `AnalysisParameters.as_dict`.
    settings : dict
        Settings of the project that results or report depend on.
    programmes, layers, papers : tuple
        What is checked before anything is computed.
    sources : tuple of dict
        The data passport as it stood in the project (`domain.project.Source`).
    template : dict
        The report template (`domain.report_template`), without folders.
    assets : tuple of RunAsset
        Its logo first, then its fonts (`app.report_run_files`).
    formats : tuple of str
    csv : {"excel", "machine"}
    outputs : tuple of RunOutput
    """

    format: Literal["quartiermap.run/1"]
    program: str
    libraries: dict[str, str]
    project: str
    project_file: str
    created_at: str
    computed_at: str
    fingerprint: str
    stale: bool
    parameters: dict[str, Any]
    settings: dict[str, Any]
    programmes: tuple[RunProgramme, ...]
    layers: tuple[RunLayer, ...]
    papers: tuple[RunPaper, ...]
    sources: tuple[dict[str, Any], ...]
    template: dict[str, Any]
    assets: tuple[RunAsset, ...] = ()
    formats: tuple[str, ...]
    csv: Literal["excel", "machine"]
    outputs: tuple[RunOutput, ...]


def to_text(run: RunFile) -> str:
    """Return a run as the text of its file: the same run gives the same text."""
    return json.dumps(run.model_dump(mode="json"), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_run(path: Path) -> RunFile:
    """Read a run file; a folder means the ``Lauf.json`` in it.

    Raises
    ------
    InputError
        If the file is missing, no JSON, of another format, or not as it was written: every problem with its place.
    """
    if path.is_dir():
        path = path / NAME
    remedy = f"Die Datei {NAME} aus dem Ordner eines Berichts angeben."

    def refuse(text: str, what_to_do: str = remedy) -> InputError:
        return InputError(Problem(text, what_to_do, file=str(path), code="run_unreadable"))

    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise refuse("Die Datei ist für einen Lauf zu groß.")
        text = path.read_text("utf-8")
    except OSError as error:
        raise refuse(
            f"Die Datei lässt sich nicht lesen ({os_errors.reason(error)}).",
            f"Pfad und Rechte prüfen. {remedy}",
        ) from error
    except UnicodeDecodeError as error:
        raise refuse("Die Datei ist kein Text in UTF-8.") from error
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise refuse("Die Datei ist kein gültiges JSON.") from error
    if not isinstance(found, dict) or not str(found.get("format", "")).startswith("quartiermap.run/"):
        raise refuse("Die Datei ist kein Lauf von QuartierMap.")
    if found["format"] != FORMAT:
        raise refuse(
            f"Der Lauf hat das Format „{found['format']}“, gelesen wird „{FORMAT}“.",
            "Mit der Programmversion nachrechnen, die den Bericht geschrieben hat.",
        )
    try:
        return RunFile.model_validate_json(text)
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    f"Der Eintrag „{'.'.join(map(str, fault['loc']))}“ ist nicht, wie er geschrieben wurde.",
                    "Die Datei unverändert verwenden.",
                    file=str(path),
                    code="run_damaged",
                )
                for fault in error.errors()
            ]
        ) from error
