"""A small town by hand (three by two districts of one kilometre) with a hand-made result, and a map that only listens."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget
from shapely.geometry import MultiPolygon, Point, box

from quartiermap.app import usecases
from quartiermap.app.session import Session
from quartiermap.domain.findings import CriterionResult, Gap, Overall, RankPart, Reason, Result, Verdict
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.project import Project, Source
from quartiermap.domain.results import (
    FIGURES,
    NEED_COLUMNS,
    TOWN,
    Access,
    Analysis,
    AnalysisParameters,
    Demand,
)
from quartiermap.domain.standards import Bindingness, Origin, Standard, Supply
from quartiermap.io import bundled
from quartiermap.ui import theme, wording
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.messages import Messages
from quartiermap.ui.plain.view import PlainMap
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.viewdata_build import build

X0, Y0 = 476_000.0, 5_474_000.0
NAMES = ("Altstadt", "Bahnhofsviertel", "Neue Siedlung", "Südpark", "Am Fluss", "Hinterm Damm")
SHARES = (0.96, 0.81, 0.412, 0.655, 0.183, None)

KITA = Standard(
    id="kita-500", kind="kita", label="Kita in 500 m Fußweg", age=(0, 6), target_m=500.0, speed_kmh=4.0,
    bindingness=Bindingness.STUDY, origin=Origin(ref="Q40", text="Westphal: Dichte und Schrumpfung", date="2008", tag="verified"),
    supply=Supply(rate=0.74, bindingness=Bindingness.STUDY, origin=Origin(ref="Q57", text="Betreuungsbedarf der Eltern 2023", date="2024", tag="verified")),
)  # fmt: skip
KITA_300 = KITA.model_copy(update={"id": "kita-300", "label": "Kita in 300 m Fußweg", "target_m": 300.0, "primary": False,
                                   "bindingness": Bindingness.ASSUMPTION})  # fmt: skip
LIBRARY = Standard(
    id="bibliothek", kind="library", label="Bibliothek in 1.250 m Fußweg", age=None, target_m=1250.0, speed_kmh=5.0,
    bindingness=Bindingness.ASSUMPTION, origin=Origin(ref="P", text="Zielwert 1.250 m (Vorschlag)", date="2025", tag="proposal"),
)  # fmt: skip
STANDARDS = (KITA, KITA_300, LIBRARY)


def figure(
    district: str, standard: Standard, share: float | None, people: float, places: float | None
) -> dict[str, Any]:
    """One row of figures that is consistent in itself."""
    state = "value" if share is not None else "no_data"
    need = people * standard.supply.rate if standard.supply else np.nan
    row: dict[str, Any] = dict.fromkeys(FIGURES, np.nan)
    row |= {
        "district_id": district, "kind": standard.kind, "standard_id": standard.id,
        "target_group": "unter 6 Jahre" if standard.age else "alle Altersgruppen", "target_group_exact": True,
        "target_population": people if share is not None else np.nan, "target_population_state": state,
        "covered_population": people * share if share is not None else np.nan, "covered_share": np.nan if share is None else share,
        "covered_share_state": state, "mean_distance_m": 900 - 600 * share if share is not None else np.nan, "mean_distance_state": state,
        "unreachable_population": 0.0, "sites": 2.0, "sites_planned": 0.0, "places": np.nan if places is None else places,
        "places_state": "value" if places is not None else "no_data", "places_known": 2.0, "places_unknown": 0.0, "places_planned": 0.0,
        "need_places": need, "need_state": "value" if standard.supply else "not_applicable",
        "supply_ratio": places / need if places is not None and standard.supply else np.nan,
        "supply_ratio_state": "value" if places is not None and standard.supply else "no_data",
        "shortfall_places": max(0.0, need - places) if places is not None and standard.supply else np.nan,
        "surplus_places": 0.0, "supply_unit": "Plätze", "estimate": False, "approximation": False,
    }  # fmt: skip
    return row


def criterion(
    number: int, kind: str, result: Result, label: str, because: str, missing: str = ""
) -> CriterionResult:
    return CriterionResult(
        f"R{number:02}", label, kind, result, because, "[Q07] VV Investitionspakt 2017, Art. 2", missing
    )


def verdict(overall: Overall) -> Verdict:
    return Verdict(
        "siq-bund", "Soziale Integration im Quartier 2017–2020", overall,
        "Das Programm ist geschlossen. Ohne die Frist: zwei Nachweise fehlen.",
        "Programm geschlossen: Neuaufnahmen waren nur bis 2020 möglich.",
        "Keine Förderzusage; kein Rechtsanspruch.",
        (
            criterion(1, "mandatory", Result.NOT_MET, "Aufnahme im Programmzeitraum", "Heute ist der 22.11.2026; aufgenommen wurde bis 31.12.2020."),
            criterion(2, "mandatory", Result.MET, "Gemeinbedarfseinrichtung", "Kita gehört zu den „insbesondere“ genannten Einrichtungen."),
            criterion(6, "mandatory", Result.MET, "Lage in einem Gebiet der Städtebauförderung", "Liegt im Gebiet „Soziale Stadt Fluss“."),
            criterion(12, "evidence", Result.OPEN, "Integriertes Entwicklungskonzept", "Es liegt kein Nachweis vor.", "ISEK mit Seitenangabe"),
            criterion(15, "info", Result.NOT_APPLICABLE, "Weitergabe an Dritte", "Die Gemeinde baut selbst."),
        ),
    )  # fmt: skip


def gap(
    rank: int,
    district: int,
    kind: str,
    reason: Reason,
    people: float | None,
    facilities: tuple[str, ...] = (),
) -> Gap:
    district_id = f"01{district + 1:02}"
    standard = KITA if kind == "kita" else LIBRARY
    return Gap(
        gap_id=f"{district_id}:{kind}:{reason.value}", district_id=district_id, district_name=NAMES[district], kind=kind, reason=reason,
        standard_id=standard.id, affected_population=people, affected_group="unter 6 Jahre",
        because=f"{people or 0:.0f} Kinder unter 6 Jahren wohnen weiter als 500 m Fußweg von jeder Kita entfernt (Richtwert: Studie, Westphal 2008).",
        rank=rank, score=1000.0 / rank, rank_parts=(RankPart("Betroffene Personen", f"{people or 0:.0f}", people or 0.0), RankPart("Tiefe", "Weg 1,4-mal so lang", 1.4)),
        confidence="mittel", confidence_because=("Altersgruppen nach Quartier verteilt",), facility_ids=facilities,
        x=X0 + 1000 * (district % 3) + 500, y=Y0 + 1000 * (district // 3) + 500, verdicts=(verdict(Overall.OPEN),),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """What is said in another language in one test is not in the next."""
    yield
    wording.use("de")


@pytest.fixture(scope="session")
def town() -> Project:
    """The town without a result."""
    polygons = [
        MultiPolygon(
            [
                box(
                    X0 + 1000 * (i % 3),
                    Y0 + 1000 * (i // 3),
                    X0 + 1000 * (i % 3 + 1),
                    Y0 + 1000 * (i // 3 + 1),
                )
            ]
        )
        for i in range(6)
    ]
    whole = [
        MultiPolygon([box(X0, Y0, X0 + 3000, Y0 + 1000)]),
        MultiPolygon([box(X0, Y0 + 1000, X0 + 3000, Y0 + 2000)]),
    ]
    districts = gpd.GeoDataFrame(
        {
            "district_id": ["01", "02", *[f"01{i + 1:02}" for i in range(6)]],
            "name": ["Südstadt", "Nordstadt", *NAMES],
            "level": ["Stadtteil"] * 2 + ["Quartier"] * 6,
            "level_rank": [1, 1, 2, 2, 2, 2, 2, 2],
            "parent_id": [None, None, "01", "01", "01", "02", "02", "02"],
            "source_id": "s1",
        },
        geometry=[*whole, *polygons],
        crs="EPSG:25832",
    )
    facilities = gpd.GeoDataFrame(
        {
            "facility_id": ["k1", "k2", "b1"],
            "kind": ["kita", "kita", "library"],
            "name": ["Kita Sonnenschein", "Kita <b>Am Wall</b>", "Stadtbibliothek"],
            "operator": ["Stadt", None, "Stadt"],
            "places": [80.0, np.nan, np.nan],
            "area_m2": np.nan,
            "condition": ["gut", "schlecht", None],
            "barrier_free": ["ja", "nein", None],
            "status": ["Bestand", "Bestand", "geplant"],
            "opening_year": [1998.0, np.nan, 2027.0],
            "address": ["Wall 1", None, "Markt 3"],
            "source_id": "s2",
        },
        geometry=[Point(X0 + 500, Y0 + 500), Point(X0 + 1500, Y0 + 600), Point(X0 + 900, Y0 + 900)],
        crs="EPSG:25832",
    )
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [f"c{i}" for i in range(6)], "resolution_m": 100.0, "population": [900.0] * 6,
            "population_state": "value", "source_id": "s3", "age_0_6": [90.0] * 6, "ages_state": "value",
        },
        geometry=[Point(X0 + 1000 * (i % 3) + 500, Y0 + 1000 * (i // 3) + 500) for i in range(6)],
        crs="EPSG:25832",
    )  # fmt: skip
    population = pd.DataFrame({"district_id": [f"01{i + 1:02}" for i in range(6)], "population": [3200.0, 10_400.0, 9_150.0, 780.0, 2_005.0, np.nan], "source_id": "s4"})  # fmt: skip
    source = Source("s2", "facilities", "kitas.csv", "ab" * 32, 4, 3, "2026-11-22T06:00:00+00:00", title="Kitas der Stadt", licence="dl-de/by-2-0",
                    data_date="31.12.2025", findings=({"message": "Zeile ohne Koordinaten ausgelassen.", "severity": "warning", "row": 5},))  # fmt: skip
    return Project(
        "Musterstadt", 25832, "2026-11-22T06:00:00+00:00", districts=districts, facilities=facilities, cells=cells,
        district_population=population, sources=(source,),
    )  # fmt: skip


@pytest.fixture(scope="session")
def analysed(town: Project) -> Project:
    """The town with a hand-made result."""
    rows = []
    for index, share in enumerate(SHARES):
        people = 90.0 + 40 * index
        key = f"01{index + 1:02}"
        rows.append(figure(key, KITA, share, people, 80.0 if index < 3 else None))
        rows.append(figure(key, KITA_300, None if share is None else share / 2, people, 80.0))
        rows.append(figure(key, LIBRARY, None if share is None else min(1.0, share + 0.1), 900.0, None))
    for standard in STANDARDS:
        rows.append(figure(TOWN, standard, 0.655, 1200.0, 240.0))
        rows += [figure(parent, standard, 0.7, 600.0, 120.0) for parent in ("01", "02")]
    demand = Demand(
        pd.DataFrame(
            {
                "cell_id": [f"c{i}" for i in range(6)], "x": town.cells.geometry.x, "y": town.cells.geometry.y, "population": 900.0,
                "district_id": [f"01{i + 1:02}" for i in range(6)], "resolution_m": 100.0, "age_0_6": 90.0,
            }
        ),
        "cells",
    )  # fmt: skip
    distance = np.array([100.0, 450.0, 800.0, 600.0, 1500.0, np.inf])
    access = Access(
        {"kita": distance, "library": distance},
        {"kita": np.zeros(6, np.int32), "library": np.zeros(6, np.int32)},
        "network",
    )
    need = pd.DataFrame([dict.fromkeys(NEED_COLUMNS, None) for _ in range(2)])
    need["district_id"] = ["0101", "0105"]
    need["period"] = "2025"
    need["status_index"] = [-0.8, 1.62]
    need["status_class"] = ["hoch", "sehr niedrig"]
    need["dynamics_index"] = [0.1, 1.2]
    need["dynamics_class"] = ["stabil", "negativ"]
    need["group"] = ["hoch / stabil", "sehr niedrig / negativ"]
    need["attention"] = [False, True]
    need["state"] = "value"
    gaps = (
        gap(1, 4, "kita", Reason.OUT_OF_REACH, 204.0),
        gap(2, 2, "kita", Reason.TOO_FEW_PLACES, 45.0, ("k1",)),
        gap(3, 1, "kita", Reason.POOR_CONDITION, 1020.0, ("k2",)),
        gap(4, 3, "library", Reason.OUT_OF_REACH, None),
    )
    parameters = AnalysisParameters(STANDARDS, "Voreinstellung", date=dt.date(2026, 11, 22))
    analysis = Analysis(
        parameters, town.fingerprint, dt.datetime(2026, 11, 22, 6, 30, tzinfo=dt.UTC), demand, access, pd.DataFrame(rows, columns=list(FIGURES)), need, gaps,
        notes=("Für 1 Quartier fehlen Einwohner.",),
    )  # fmt: skip
    # a hand-made result is there to be looked at: nothing in it is too small (test_discretion is about what is)
    return town.with_(analysis=analysis, settings={**town.settings, "small_numbers.limit": 0})


def streets() -> WalkNetwork:
    """Streets every 250 m over the whole town, one edge a piece; the southern ones have a name."""
    columns, rows, step = 13, 9, 250.0
    x = np.repeat(X0 + step * np.arange(columns), rows)
    y = np.tile(Y0 + step * np.arange(rows), columns)
    number = np.arange(columns * rows).reshape(columns, rows)
    u = np.concatenate([number[:-1].ravel(), number[:, :-1].ravel()])
    v = np.concatenate([number[1:].ravel(), number[:, 1:].ravel()])
    ends = np.column_stack([u, v]).ravel()
    return WalkNetwork(
        x, y, u.astype(np.int32), v.astype(np.int32), np.full(len(u), step), x[ends], y[ends], 2 * np.arange(len(u) + 1, dtype=np.int64),
        np.zeros(len(u), np.int16), np.zeros(len(u), np.uint8), ("residential",), component=np.zeros(len(x), np.int32),
        edge_name=np.zeros(len(u), np.int32), names=("Gartenstraße",),
    )  # fmt: skip


@pytest.fixture(scope="session")
def computed(town):
    """The town with streets, really analysed."""
    return usecases.analyse(town.with_(network=streets()))


@pytest.fixture(scope="session")
def view_data(analysed: Project) -> ViewData:
    return build(analysed, bundled.kinds(), STANDARDS)


class FakeLive(QObject):
    """The map's side of "Was wäre wenn": remembers what it was told; the hand is the test's."""

    grabbed = Signal(str)
    handMoved = Signal(float, float, float)  # noqa: N815
    dropped = Signal(float, float)
    takenBack = Signal()  # noqa: N815
    nudged = Signal(float, float, float)
    keyPressed = Signal(str)  # noqa: N815
    framed = Signal(float, float, float, float, int, int)

    def __init__(self, owner: FakeMap) -> None:
        super().__init__(owner)
        self._owner = owner
        self.frame: Any = None

    def show_game(self, game):
        self._owner.calls.append(("show_game", game))

    def end_game(self):
        self._owner.calls.append(("end_game", None))

    def let_go(self):
        self._owner.calls.append(("let_go", None))
        self.takenBack.emit()

    def answer(self, stamp, picture, at=None):
        self._owner.calls.append(("answer", (stamp, picture, at)))


class FakeMap(QWidget):
    """Remembers what it was told; clicks come from the test."""

    ready = Signal()
    districtClicked = Signal(str)  # noqa: N815
    facilityClicked = Signal(str)  # noqa: N815
    gapClicked = Signal(str)  # noqa: N815
    blocked = Signal(int)
    failed = Signal(str)
    mapClicked = Signal(float, float)  # noqa: N815
    squareClicked = Signal(str)  # noqa: N815
    wayWanted = Signal(float, float)  # noqa: N815
    viewChanged = Signal()  # noqa: N815
    legendShown = Signal(bool)  # noqa: N815

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.calls: list[tuple[str, Any]] = []
        self.live = FakeLive(self)
        self.view: dict[str, float] | None = {"lon": 8.67, "lat": 49.42, "zoom": 13.0}
        self.setMinimumHeight(100)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setStyleSheet("background: #dfe7ec")

    def named(self, name: str) -> list[Any]:
        return [value for called, value in self.calls if called == name]

    def together(self):
        return nullcontext()

    def load_layers(self, layers):
        self.calls.append(("load_layers", layers))

    def paint(self, scheme, classes, values, note="", detail=""):
        self.calls.append(("paint", (scheme, dict(classes), dict(values), note, detail)))

    def show_cells(self, png, bounds, *, label="", secret=False):
        self.calls.append(("show_cells", (png, bounds, label)))

    def show_kind(self, kind):
        self.calls.append(("show_kind", kind))

    def select(self, district_id):
        self.calls.append(("select", district_id))

    def select_group(self, district_ids, label=""):
        self.calls.append(("select_group", (tuple(district_ids), label)))

    def mark_facility(self, facility_id):
        self.calls.append(("mark_facility", facility_id))

    def focus_gap(self, gap_id, *, go=True):
        self.calls.append(("focus_gap", gap_id))
        self.gone_to = gap_id if go else None

    def focus_bounds(self, west, south, east, north):
        self.calls.append(("focus_bounds", (west, south, east, north)))

    def fit(self):
        self.calls.append(("fit", None))

    def set_visible(self, layer, shown):
        self.calls.append(("set_visible", (layer, shown)))

    def set_presentation(self, on):
        self.calls.append(("set_presentation", on))

    def set_legend(self, shown):
        self.calls.append(("set_legend", shown))

    def show_ways(self, ways):
        self.calls.append(("show_ways", tuple(ways)))

    def show_areas(self, areas):
        self.calls.append(("show_areas", tuple(areas)))

    def show_squares(self, squares):
        self.calls.append(("show_squares", squares))

    def choose_square(self, cell_id):
        self.calls.append(("choose_square", cell_id))

    def set_look(self, style, dark):
        self.calls.append(("set_look", (style, dark)))

    def set_basemap(self, path):
        self.calls.append(("set_basemap", path))


class Recorder(Messages):
    """Remembers what would have been shown; answers as it is told."""

    def __init__(self, window: QWidget, log_file: Path | None = None) -> None:
        super().__init__(window, log_file)
        self.errors: list[BaseException] = []
        self.questions: list[str] = []
        self.answer: Any = "cancel"

    def show_error(self, error):
        self.errors.append(error)

    def ask_unsaved(self, name, then):
        self.questions.append(name)
        then(self.answer)

    def ask_game(self, then):
        self.questions.append("Was wäre wenn")
        then(self.answer)

    def ask_stop(self, label, then):
        self.questions.append(label)
        then(self.answer is True)


@pytest.fixture
def window(qapp, qtbot, tmp_path: Path):
    """The main window with a listening map, its own settings, and an empty session; nothing may go wrong unseen."""
    gc.collect()  # widgets of earlier tests must be freed on this thread, not by a worker that happens to collect
    theme.apply(qapp)
    settings = QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)
    made = MainWindow(settings, map_factory=FakeMap, make_messages=Recorder)
    made.workspace.attach(Session())
    made.show()
    yield made
    made.messages.answer = "discard"
    made.leave_without_asking()
    assert made.tasks.shut_down(), "a task did not stop"
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def plain_window(qapp, qtbot, tmp_path: Path, computed: Project):
    """The main window with the simple map (no web engine), the computed town open and painted."""
    gc.collect()
    theme.apply(qapp)
    settings = QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)
    made = MainWindow(
        settings,
        map_factory=lambda parent: PlainMap("Die Web-Ansicht fehlt.", parent),
        make_messages=Recorder,
    )
    made.resize(1366, 768)
    made.workspace.attach(Session())
    with qtbot.waitExposed(made):
        made.show()
    with qtbot.waitSignals([made.shown, made.map_controller.painted], timeout=60_000):
        made.workspace.adopt(computed)
    content = made.map.plain.content
    qtbot.waitUntil(lambda: not made.tasks.reading and content.scheme is not None, timeout=20_000)
    qtbot.waitUntil(lambda: bool(content.districts) and made.map.view is not None, timeout=20_000)
    yield made
    assert made.messages.errors == []
    made.messages.answer = "discard"
    made.leave_without_asking()
    assert made.tasks.shut_down(), "a task did not stop"
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def opened(window, qtbot, analysed: Project):
    """The window with the analysed town on screen and painted."""
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=20_000):
        window.workspace.adopt(analysed)
    qtbot.waitUntil(
        lambda: bool(window.map.named("load_layers")) and not window.tasks.reading, timeout=20_000
    )
    yield window
    assert window.messages.errors == []


@pytest.fixture
def fake_map() -> type[FakeMap]:
    """The map that only listens, for tests that make a window of their own."""
    return FakeMap


@pytest.fixture
def recorder() -> type[Recorder]:
    """The recorder of messages, for tests that make a window of their own."""
    return Recorder
