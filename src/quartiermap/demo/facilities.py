"""The facilities: places, operators, condition, barrier-free state, addresses, and what is planted on purpose."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from quartiermap.demo.buildings import Buildings
from quartiermap.demo.layout import Ground
from quartiermap.demo.parameters import Quarter, names, supply
from quartiermap.demo.placing import MARGIN_M, Sites, needed_places, target_people
from quartiermap.demo.reach import Found, Site, Walks, gaps
from quartiermap.demo.streets import Way
from quartiermap.domain.progress import Progress

Floats = NDArray[np.float64]

_TOWN = "Stadt Selmbrück"
_CHURCHES = (("Ev.", "Ev.-luth. Kirchenkreis Selmbrück"), ("Kath.", "Kath. Kirchengemeinde St. Martin"))
_SECONDARY = (
    "Gymnasium Selmeufer", "Integrierte Gesamtschule Nord", "Oberschule am Wehr", "Realschule Süd", "Gymnasium am Mühlendamm",
    "Oberschule Weststadt",
)  # fmt: skip
_YOUTH_OPERATORS = (_TOWN, "AWO Kreisverband Selmbrück e. V.", "Stadtjugendring Selmbrück e. V.")
_MEETING_PLACES = ("Quartierstreff", "Bürgerhaus", "Stadtteilzentrum", "Nachbarschaftstreff")
_MEETING_OPERATORS = (
    _TOWN,
    "Diakonie Selmbrück",
    "AWO Kreisverband Selmbrück e. V.",
    "Nachbarn für Nachbarn e. V.",
)


@dataclass(frozen=True)
class Facility:
    """One facility; x and y in local metres, `places` NaN and texts empty where nothing is known."""

    kind: str
    name: str
    operator: str
    x: float
    y: float
    quarter: str
    address: str
    building: int
    places: float = float("nan")
    area_m2: float = float("nan")
    condition: str = "gut"
    barrier_free: str = "ja"
    status: str = "Bestand"
    year: int | None = None

    @property
    def site(self) -> Site:
        """What the gap rules ask for."""
        return Site(self.quarter, self.places, self.barrier_free, self.condition)


@dataclass(frozen=True)
class _Called:
    """What a facility is called, who runs it, and how large it is where its kind is measured in m²."""

    name: str
    operator: str = _TOWN
    area_m2: float = float("nan")


class Supply:
    """Builds the facilities of one town and knows the gaps they leave."""

    def __init__(
        self,
        ground: Ground,
        ways: list[Way],
        buildings: Buildings,
        cells: pd.DataFrame,
        rng: np.random.Generator,
    ) -> None:
        plan = ground.plan
        self._ground, self._ways, self._buildings, self._cells, self._rng = (
            ground,
            ways,
            buildings,
            cells,
            rng,
        )
        self._walks = Walks(ways)
        keys = np.array(list(ground.cells))
        self._x, self._y = cells["x"].to_numpy() - plan.origin[0], cells["y"].to_numpy() - plan.origin[1]
        tree = shapely.STRtree([ground.bend(ground.cells[k]) for k in keys])
        self.district = np.full(len(cells), "", dtype="<U4")
        row, cell = tree.query(shapely.points(self._x, self._y), predicate="within")
        self.district[row] = keys[cell]
        self._sites = Sites(plan, buildings, ways, self._walks, cells, self.district, rng)

    def _distances(self, of_kind: list[Facility], limit: float) -> Floats:
        return self._walks.distances(
            self._x, self._y, np.array([f.x for f in of_kind]), np.array([f.y for f in of_kind]), limit
        )

    def found(
        self,
        of_kind: list[Facility],
        distance: Floats,
        target: float,
        slack: tuple[float, float] = (10.0, 0.05),
    ) -> Found:
        """Return the gaps of a kind."""
        kind = of_kind[0].kind
        people, need = target_people(kind, self._cells), needed_places(kind, self._cells)
        return gaps(kind, distance, [f.site for f in of_kind], people, need, self.district, target, *slack)

    def _steady(self, of_kind: list[Facility], distance: Floats, target: float) -> list[Found]:
        """Return the gaps as they are, with ways 12 m longer and shorter, and with sharper and laxer rules."""
        return [
            self.found(of_kind, distance + shift, target, slack)
            for shift, slack in ((0.0, (10.0, 0.05)), (12.0, (9.0, 0.045)), (-12.0, (11.0, 0.055)))
        ]

    def build(self, progress: Progress) -> tuple[list[Facility], Found, Found]:
        """Return all facilities, the gaps they leave, and those that a hair's breadth would change."""
        everything: list[Facility] = []
        all_found: Found = set()
        shaky: Found = set()
        entries = supply()["kind"]
        for n, entry in enumerate(entries):
            progress.step(n / len(entries), "Einrichtungen verteilen")
            kind, target = entry["id"], float(entry["target"])
            picked = self._sites.pick(
                kind,
                target,
                entry["gaps_in"],
                entry["fixed"],
                float(entry.get("margin", MARGIN_M)),
                float(entry.get("least", 4.0)),
            )
            of_kind = self._dress(kind, [int(self._sites.rows[c]) for c in picked])
            distance = self._distances(of_kind, target + 60.0)
            of_kind = self._give_places(of_kind, distance, target)
            of_kind = self._plant(of_kind)
            of_kind = self._weather(of_kind, distance, target)
            steady = self._steady(of_kind, distance, target)
            all_found |= steady[0]
            shaky |= (steady[0] | steady[1] | steady[2]) - (steady[0] & steady[1] & steady[2])
            everything += of_kind
        for planned in supply()["planned"]:
            row = int(self._sites.rows[self._sites.central(planned["quarter"])])
            self._sites.use(planned["quarter"])
            made = self._dress(planned["kind"], [row])[0]
            everything.append(replace(
                made, name=planned["name"], operator=_TOWN, status="geplant", year=planned["year"],
                places=float(planned.get("places", "nan")), condition="", area_m2=float(planned.get("area", "nan")),
            ))  # fmt: skip
        return everything, all_found, shaky

    def _dress(self, kind: str, rows: list[int]) -> list[Facility]:
        """Give names, operators and addresses."""
        b = self._buildings
        out: list[Facility] = []
        for i, row in enumerate(rows):
            quarter = self._ground.quarter(str(b.quarter[row]))
            street = self._ways[int(b.way[row])].tags["name"]
            first = all(f.quarter != quarter.id for f in out)
            called = self._called(kind, i, quarter, street, first)
            out.append(
                Facility(
                    kind,
                    called.name,
                    called.operator,
                    float(b.x[row]),
                    float(b.y[row]),
                    quarter.id,
                    f"{street} {b.number[row]}",
                    row,
                    area_m2=called.area_m2,
                    year=int(self._rng.integers(1958, 2021)),
                )
            )
        return out

    def _called(self, kind: str, number: int, quarter: Quarter, street: str, first: bool) -> _Called:
        """Name a facility (the `number`-th of its kind) and who runs it; `first` is the only one in its quarter so far."""
        rng, pool = self._rng, names()["facilities"]
        match kind:
            case "kita":
                titles = pool["kita"]
                name = titles[number] if number < len(titles) else f"Kita {street}"
                operator = str(rng.choice(pool["kita_operators"]))
                church = next((who for start, who in _CHURCHES if name.startswith(start)), operator)
                return _Called(name, church)
            case "primary_school":
                return _Called(f"Grundschule {quarter.name if first else street}")
            case "secondary_school":
                return _Called(_SECONDARY[number % len(_SECONDARY)])
            case "library":
                old = quarter.type == "altstadt"
                name = "Stadtbibliothek am Markt" if old else f"Stadtteilbücherei {quarter.name}"
                return _Called(name, area_m2=float(rng.integers(12, 60) * 10))
            case "youth_centre":
                operator = str(rng.choice(_YOUTH_OPERATORS))
                return _Called(f"Jugendzentrum {quarter.name}", operator, float(rng.integers(20, 70) * 10))
            case "quartierstreff":
                village = quarter.type == "dorf"
                title = "Dorfgemeinschaftshaus" if village else str(rng.choice(_MEETING_PLACES))
                operator = str(rng.choice(_MEETING_OPERATORS))
                return _Called(f"{title} {quarter.name}", operator, float(rng.integers(12, 55) * 10))
            case _:
                name = f"{rng.choice(pool['playground'])} {street}"
                return _Called(name, area_m2=float(rng.integers(30, 190) * 10))

    def _give_places(self, of_kind: list[Facility], distance: Floats, target: float) -> list[Facility]:
        """Give each facility the places that its catchment needs, with a little to spare."""
        kind = of_kind[0].kind
        need = needed_places(kind, self._cells)
        if need is None:
            if kind == "secondary_school":
                return [replace(f, places=float(self._rng.integers(24, 40) * 25)) for f in of_kind]
            return of_kind
        near = (distance <= target).astype(float)
        near_count = near.sum(axis=1)
        share = np.divide(need, near_count, out=np.zeros_like(need), where=near_count > 0)
        places = near.T @ share * 1.05 + 4
        demand = np.maximum(near.T @ need, 1e-9)
        for _ in range(60):
            served = near @ (places / demand)
            lack = np.where(
                (near_count > 0) & (served < 1.06), need * (1.06 / np.maximum(served, 0.05) - 1), 0.0
            )
            places *= 1 + 0.7 * (near.T @ lack) / demand
        return [replace(f, places=float(np.ceil(p / 5) * 5)) for f, p in zip(of_kind, places, strict=True)]

    def _plant(self, of_kind: list[Facility]) -> list[Facility]:
        """Apply the planted shortages and defects of ``supply.toml``."""
        out = list(of_kind)
        for change in supply()["change"]:
            for i, f in enumerate(out):
                if f.kind == change["kind"] and f.quarter in change["quarters"]:
                    values: dict[str, Any] = {
                        k: change[k] for k in ("barrier_free", "condition", "name") if k in change
                    }
                    if "places_factor" in change:
                        values["places"] = float(round(f.places * change["places_factor"] / 5) * 5)
                    out[i] = replace(f, **values)
        return out

    def _weather(self, of_kind: list[Facility], distance: Floats, target: float) -> list[Facility]:
        """Make conditions, barrier-free states and gaps in the records vary where that opens no new gap."""
        out, rng = list(of_kind), self._rng
        before = self._steady(out, distance, target)
        fixed = {(c["kind"], q) for c in supply()["change"] for q in c["quarters"]}
        for i in rng.permutation(len(out)).tolist():
            if (out[i].kind, out[i].quarter) in fixed:
                continue
            draw = rng.random(4)
            values: dict[str, Any] = {"condition": "gut" if draw[0] < 0.6 else "mittel"}
            wish: dict[str, Any] = {}
            if draw[0] > 0.8:
                wish["condition"] = "schlecht"
            if draw[1] < 0.45:
                wish["barrier_free"] = ["nein", "teilweise", "", "teilweise"][int(draw[2] * 4)]
            if draw[3] < 0.1 and out[i].kind == "kita":
                wish["places"] = float("nan")
            out[i] = replace(out[i], **values)
            for key, value in wish.items():
                trial = [*out[:i], replace(out[i], **{key: value}), *out[i + 1 :]]
                if self._steady(trial, distance, target) == before:
                    out = trial
        return out
