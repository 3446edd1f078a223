"""The same import on the shell: what the wizard shows, so that next year it can be repeated without a window."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from quartiermap.app.imports import ImportOrder
from quartiermap.io.doctor_model import READ_ANEW, Examination


def as_command(
    order: ImportOrder,
    project: Path | None,
    answers: Mapping[str, str] | None = None,
    page: Examination | None = None,
) -> str:
    """Return the command line that does the same as an order with the doctor's answers.

    Parameters
    ----------
    order : ImportOrder
    project : Path or None
        Where the project lies; ``None``: not saved yet, a placeholder is written.
    answers : mapping, optional
    page : Examination, optional
        Answers to questions that the page does not ask (any more) are left out; without it all are written.

    Examples
    --------
    >>> from quartiermap.io.import_model import ImportRequest
    >>> as_command(ImportOrder(ImportRequest("facilities", (Path("kitas nord.csv"),), kind="kita")), Path("stadt.gpkg"))
    "quartiermap import stadt.gpkg facilities 'kitas nord.csv' --kind kita"
    """
    request = order.request
    words = [
        "quartiermap",
        "import",
        str(project) if project else "PROJEKT.gpkg",
        request.layer,
        *(str(f) for f in request.files),
    ]

    def option(name: str, value: object) -> None:
        if value is not None and value != "":
            words.extend((name, str(value)))

    option("--kind", request.kind)
    for field, column in request.mapping.items():
        option("--map", f"{field}={column}")
    option("--sublayer", request.sublayer)
    option("--crs", request.crs)
    option("--encoding", request.encoding)
    option("--preset", request.preset)
    option("--period", request.period)
    for characteristic in request.characteristics:
        option("--long", characteristic)
    option("--addresses", order.addresses)
    if order.street_middle:
        words.append("--street-middle")
    option("--mapping", order.mapping)
    option("--save-mapping", order.save_as)
    option("--header-row", request.header_row)
    option("--decimal", {"comma": "komma", "dot": "punkt"}.get(request.decimal or ""))
    for name, text in order.stated.said.items():
        option(f"--{name.replace('_', '-')}", text)
    if request.mode != "auto":
        words.append(f"--{request.mode}")
    asked = None if page is None else {name for f in page.findings for name in (f.key, f.code)}
    for key, answer in (answers or {}).items():
        if asked is None or key in asked or key.partition(":")[0] in READ_ANEW:
            option("--accept", f"{key}={answer}")
    return shlex.join(words)
