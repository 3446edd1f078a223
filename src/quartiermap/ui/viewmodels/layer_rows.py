"""Rows of the layers that have no table of their own in `viewdata`: dwelling places, funding areas, supply, social index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.viewdata import Figure, NeedRow, ViewData, known, text

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Standard


@dataclass(frozen=True)
class PlaceRow:
    """A dwelling place and its way to the nearest facility of a kind.

    `persons` and `metres` are ``None`` where there is no value (the states say why); `reached` is ``None`` where nothing
    can be said.
    """

    cell_id: str
    district_id: str
    district: str
    persons: float | None
    persons_state: str
    metres: float | None
    metres_state: str
    reached: bool | None
    facility: str


@dataclass(frozen=True)
class PlaceRows:
    """All dwelling places for one standard: rows, their folded texts for the filter, and by what they are judged."""

    standard_id: str
    rows: tuple[PlaceRow, ...]
    searchable: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class FundingRow:
    """A funding area; texts are empty where unknown."""

    area_id: str
    name: str
    programme: str
    legal_basis: str
    status: str
    valid_from: str
    valid_to: str
    hectares: float | None
    districts: str
    ring: tuple[tuple[float, float], ...]
    bounds: tuple[float, float, float, float] | None


@dataclass(frozen=True)
class SupplyRow:
    """Places and need of one kind in one district."""

    key: str
    district_id: str
    district: str
    kind: str
    standard: Standard
    figure: Figure


@dataclass(frozen=True)
class SocialRow:
    """The social index of a district."""

    district_id: str
    district: str
    need: NeedRow


def supply_rows(data: ViewData) -> tuple[SupplyRow, ...]:
    """Return places and need of every kind with a standard for places, by district."""
    rows = []
    for kind in data.kinds.values():
        for standard in kind.standards[:1]:
            if standard.supply is None:
                continue
            for district in data.reporting:
                figure = data.figure(district.district_id, standard)
                if figure is not None:
                    key = f"{district.district_id}|{kind.kind}"
                    rows.append(
                        SupplyRow(key, district.district_id, district.name, kind.kind, standard, figure)
                    )
    return tuple(rows)


def social_rows(data: ViewData) -> tuple[SocialRow, ...]:
    """Return the social index of every district that has one."""
    return tuple(
        SocialRow(row.district_id, row.name, data.need[row.district_id])
        for row in data.reporting
        if row.district_id in data.need
    )


def funding_rows(project: Project, progress: Progress | None = None) -> tuple[FundingRow, ...]:
    """Return the funding areas with their size and the districts that they touch."""
    import numpy as np
    import pandas as pd
    import shapely

    from quartiermap.render.map_data import to_lonlat

    frame, epsg = project.funding_areas, project.epsg
    if not len(frame) or epsg is None:
        return ()
    (progress or Progress()).step(0.1, translate("LayerRows", "Tabelle vorbereiten"))
    shapes = frame.geometry.to_numpy()
    outlines = to_lonlat([_largest(shape) for shape in shapes], epsg)
    reporting = project.reporting_districts
    names = [str(n) if not pd.isna(n) else "" for n in reporting["name"]] if len(reporting) else []
    touched: list[list[str]] = [[] for _ in shapes]
    if names:
        tree = shapely.STRtree(reporting.geometry.to_numpy())
        areas, districts = tree.query(shapes, predicate="intersects")
        for area, district in zip(areas.tolist(), districts.tolist(), strict=True):
            common = shapely.area(shapely.intersection(shapes[area], reporting.geometry.iloc[district]))
            if common > 1.0:  # m²: a shared border is none
                touched[area].append(names[district])
    rows = []
    for number, row in enumerate(frame.drop(columns="geometry").to_dict("records")):
        outline, box = outlines[number], shapely.bounds(outlines[number])
        rows.append(
            FundingRow(
                text(row["area_id"]), text(row["name"]) or translate("LayerRows", "(ohne Namen)"), text(row["programme"]),
                text(row["legal_basis"]), text(row["status"]), texts.iso_day(text(row["valid_from"])), texts.iso_day(text(row["valid_to"])),
                float(shapely.area(shapes[number])) / 10_000, ", ".join(sorted(touched[number])),
                tuple((float(a), float(b)) for a, b in shapely.get_coordinates(shapely.get_exterior_ring(outline))),
                (float(box[0]), float(box[1]), float(box[2]), float(box[3])) if np.isfinite(box).all() else None,
            )
        )  # fmt: skip
    return tuple(rows)


def place_rows(
    project: Project, data: ViewData, standard: Standard, progress: Progress | None = None
) -> PlaceRows:
    """Return all dwelling places with their way by a standard; in a worker (a large town has 40,000).

    Parameters
    ----------
    project : Project
        As it may be shown.
    data : ViewData
        Of the same state.
    standard : Standard
        Whose distances are told.
    """
    import numpy as np

    from quartiermap.analysis.ground import outside_network
    from quartiermap.analysis.protected import without_points
    from quartiermap.analysis.residents import secret_points

    progress = progress or Progress()
    analysis = project.analysis
    distance = None if analysis is None else analysis.access.distance_for(standard)
    if analysis is None or distance is None:
        return PlaceRows(standard.id, (), (), "")
    progress.step(0.0, translate("LayerRows", "Wohnorte zusammenstellen"))
    table = analysis.demand.table
    beyond = outside_network(analysis.access, len(table))
    secret = secret_points(project, analysis.demand).residents
    nearest = analysis.access.nearest_for(standard)
    ids = project.facilities["facility_id"].astype(str).tolist()
    names = [data.facilities[i].name if i in data.facilities else "" for i in ids]
    districts = {key: row.name for key, row in data.districts.items()}
    told = without_points(data.public or project).analysis
    persons = (told or analysis).demand.table["population"].to_numpy(np.float64, na_value=np.nan)
    secret = secret | (np.isnan(persons) & table["population"].notna().to_numpy(dtype=bool))
    rows, searchable = [], []
    folded: dict[str, str] = {}
    for at, (cell, district) in enumerate(zip(table["cell_id"], table["district_id"], strict=True)):
        if at % 2000 == 0:
            progress.step(0.9 * at / max(1, len(table)), translate("LayerRows", "Wohnorte zusammenstellen"))
        key = text(district)
        people = known(persons[at])
        unknown = bool(beyond[at])
        metres = None if unknown else known(distance[at])
        facility = names[nearest[at]] if nearest[at] >= 0 and not unknown else ""
        row = PlaceRow(
            text(cell), key, districts.get(key, ""), people,
            "" if people is not None else ("secret" if secret[at] else "no_data"),
            metres, "" if metres is not None else ("no_data" if unknown else "not_applicable"),
            None if unknown else metres is not None and metres <= standard.target_m, facility,
        )  # fmt: skip
        rows.append(row)
        parts = []
        for part in (row.cell_id, row.district, facility):
            if part not in folded:
                folded[part] = texts.fold(part)
            parts.append(folded[part])
        searchable.append(" ".join(parts))
    words = explain.standard_short(standard, None, data.walking)
    return PlaceRows(standard.id, tuple(rows), tuple(searchable), words)


def _largest(shape: object) -> object:
    """Return the largest part of an area."""
    import shapely

    parts = shapely.get_parts(shape)
    return parts[shapely.area(parts).argmax()] if len(parts) else shape
