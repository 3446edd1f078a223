"""What the asking commands share: how a project is named, numbers are read, and answers become JSON."""

from __future__ import annotations

from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.window import PATH

if TYPE_CHECKING:
    import pandas as pd

    from quartiermap.domain.project import Project

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
PROJECT = click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
KIND = click.option(
    "--kind", required=True, metavar="ART", help="Einrichtungsart, z. B. kita, primary_school."
)
TABLE = "DATEI.csv|.parquet"


class PositiveNumber(click.ParamType[float]):
    """A number above 0, with a decimal point or comma, refused in German."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number, or end the call with a sentence."""
        text = str(value).strip().replace(",", ".")
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not 0 < number < 1e7:
            self.fail(f"„{value}“ ist keine Zahl über 0. Muster: 800 oder 7,5.", param, ctx)
        return number


class WeightStep(click.ParamType[tuple[float, float]]):
    """A step like ``600:0,68``, refused in German."""

    name = "step"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return limit and weight, or end the call with a sentence."""
        limit, sign, weight = str(value).replace(",", ".").partition(":")
        try:
            return float(limit), float(weight) if sign else 1.0
        except ValueError:
            self.fail(
                f"„{value}“ ist keine Stufe. Muster: 600:0,68 (bis 600 m mit Gewicht 0,68).", param, ctx
            )


def load(path: Path) -> Project:
    """Return a project with its result."""
    from quartiermap.io import project_file

    return project_file.load(path)


def plain(value: Any) -> Any:
    """Return a number for JSON: missing and infinite values as null, counts as whole numbers."""
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, Integral):
        return int(value)
    number = float(value)
    return None if number != number or number in (float("inf"), float("-inf")) else round(number, 3)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table for JSON."""
    return [{str(k): plain(v) for k, v in row.items()} for row in frame.to_dict("records")]
