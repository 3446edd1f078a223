"""The supply balance where few children live within or beyond reach: told as if the middle of their bounds did.

Need out of reach is a rate times persons, and so is what is missing where places are plenty. Where such a number of persons is
secret, all that hangs on it is moved by the same amount, in the area and in every sum: nothing exact is left to
subtract from, and all figures still add up. See ``docs/decisions/small-numbers.md``.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.protection import Secrets
from quartiermap.analysis.supply_balance import SupplyBalance
from quartiermap.analysis.supply_windows import WHOLE
from quartiermap.domain.project import Project

_OUT_OF_REACH = " Außer Reichweite jeder Einrichtung"
"""As `supply_balance_words.difference_sentence` begins its sentence on the need out of reach."""


def with_told_reach(found: SupplyBalance, project: Project, secrets: Secrets) -> SupplyBalance:
    """Return a project's balance with need out of reach, and what is missing, moved where the persons behind it are few.

    Where need is made of several age groups it is always told as the mean rate times the persons out of reach: by the rates
    of the groups the children of each could be found out. `secrets` are those of the project (`protection.secrets_of`).
    """
    if not secrets.limit or project.analysis is None:
        return found
    table = found.table
    there = (table["group"] == WHOLE) & np.isfinite(table["catch_unreached"].astype(float))
    mixed = bool((table["group"] != WHOLE).any())
    figures = project.analysis.figures
    own = (
        figures[figures["standard_id"] == found.standard.id]
        .drop_duplicates("district_id")
        .set_index("district_id")
    )
    moves: dict[str, float] = {}
    town = table.loc[table["area_level"] == "town", "area_id"].astype(str)
    for row in table[there & (table["area_level"] == "district")].to_dict("records"):
        area, parent = str(row["area_id"]), row["parent_id"]
        more = _more(row, own, secrets, mixed=mixed) if area in own.index else 0.0
        if abs(more) < 1e-9:
            continue
        for place in {area, *town, *([str(parent)] if isinstance(parent, str) else [])}:
            moves[place] = moves.get(place, 0.0) + more
    if not moves:
        return found
    rows = [
        _moved(row, moves.get(str(row["area_id"]), 0.0)) if asked else row
        for row, asked in zip(table.to_dict("records"), there, strict=True)
    ]
    told = pd.DataFrame(rows, columns=table.columns, index=table.index)
    return replace(found, table=told.astype(table.dtypes.to_dict()))


def _more(row: dict[Hashable, Any], own: pd.DataFrame, secrets: Secrets, *, mixed: bool) -> float:
    """Return how much more need of a district is told to lie out of reach."""
    area = str(row["area_id"])
    figure = own.loc[area]
    share, inside = float(figure["covered_share"]), float(figure["covered_population"])
    if not (row["catch_unreached"] > 0.0 and row["children"] > 0 and 0.0 < share < 1.0):
        return 0.0
    judged = inside / share
    told = secrets.reach.get((area, str(figure["standard_id"])))
    if told is None or not told.hidden:
        beyond = judged - inside if mixed else np.nan
    else:
        beyond = judged - (np.nan_to_num(told.low) + (told.high if np.isfinite(told.high) else judged)) / 2.0
    rate = float(row["need"]) / float(row["children"])
    return 0.0 if np.isnan(beyond) else rate * beyond - float(row["catch_unreached"])


def _moved(row: dict[Hashable, Any], more: float) -> dict[Hashable, Any]:
    """Return a row with so much more need out of reach, and missing; the places that reach the others are not touched."""
    if not more:
        return row
    told = row | {"estimate": True, "catch_unreached": row["catch_unreached"] + more}
    for end in ("low", "high"):
        told[f"catch_shortfall_{end}"] = max(0.0, row[f"catch_shortfall_{end}"] + more)
    first, *rest = str(row["sentence"]).split(_OUT_OF_REACH)
    if rest:
        after = rest[0].partition(". ")[2]
        told["sentence"] = f"{first}{_OUT_OF_REACH} liegt ein Teil des Bedarfs. {after}".rstrip()
    return told
