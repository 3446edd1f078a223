"""The benchmarks count rightly: deviations, exponents, medians, missing peers named, the same graph for everybody."""

from __future__ import annotations

import doctest
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # the benchmarks are no part of the package

from benchmarks import (
    __main__,
    bench_catchments,
    bench_census,
    bench_network,
    contracted_scipy,
    engines,
    jobs,
    measuring,
    ours,
    qgis_native,
    report,
    streets,
    towns,
)

from quartiermap.domain.network import WalkNetwork

SIDE = 7
INF = math.inf


@pytest.fixture(scope="module")
def town() -> streets.Town:
    return streets.make_town(SIDE, seed=3)


@pytest.fixture(scope="module")
def graph(town: streets.Town) -> streets.Split:
    return streets.split(town)


def here(tmp_path: Path, **changes: object) -> jobs.Run:
    return jobs.Run((SIDE,), 3, tmp_path, verbose=False, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("module", [measuring, report, jobs])
def test_examples_in_docstrings(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried > 0
    assert failed == 0


# Arithmetic


def test_a_deviation_is_the_largest_and_who_reaches_more_is_counted() -> None:
    found = measuring.deviation(np.array([[1.0, 5.0], [INF, 2.0]]), np.array([[1.25, 4.0], [9.0, INF]]))
    assert (found.largest, found.compared, found.only_one, found.silent) == (1.0, 2, 2, 0)


def test_nothing_compared_is_no_agreement() -> None:
    found = measuring.deviation(np.array([1.0, INF]), np.array([np.nan, INF]))
    assert math.isnan(found.largest)
    assert (found.compared, found.silent) == (0, 1)
    assert towns.judged("x", "scipy", found)


def test_different_numbers_of_distances_are_an_error() -> None:
    with pytest.raises(ValueError, match="2 distances against 3"):
        measuring.deviation(np.zeros(2), np.zeros(3))


@given(st.floats(0.01, 100.0), st.floats(0.2, 3.0), st.lists(st.integers(10, 10**7), min_size=2, unique=True))
def test_the_exponent_of_a_power_is_found(factor: float, power: float, sizes: list[int]) -> None:
    seconds = [factor * n**power for n in sizes]
    found = measuring.exponent([float(n) for n in sizes], seconds)
    assert found == pytest.approx(power, abs=1e-6)


def test_one_size_has_no_exponent() -> None:
    assert measuring.exponent([5.0, 5.0], [1.0, 2.0]) is None


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1.0))
def test_a_percentile_is_the_smallest_value_that_the_share_does_not_exceed(
    values: list[float], share: float
) -> None:
    found = measuring.percentile(values, share)
    assert found in values
    assert sum(v <= found for v in values) >= share * len(values) - 1e-9
    assert sum(v < found for v in values) < share * len(values) + 1e-9


def test_the_first_call_warms_up_and_the_last_result_counts() -> None:
    calls: list[int] = []

    def work() -> int:
        calls.append(len(calls))
        return calls[-1]

    result, timing = measuring.repeat(work, runs=4, budget_s=60.0)
    assert (result, len(calls), timing.runs) == (4, 5, 4)


def test_without_time_for_more_the_first_call_is_the_figure() -> None:
    result, timing = measuring.repeat(lambda: "once", runs=4, budget_s=0.0)
    assert result == "once"
    assert timing.runs == 0
    assert timing.wall_s == timing.first_s


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is read from /proc (Linux)")
def test_the_peak_remembers_what_was_given_back() -> None:
    before = measuring.resident_mb()
    block = np.ones(40_000_000)
    del block
    assert measuring.peak_mb() - before > 250  # type: ignore[operator]


def test_bandwidth_is_a_positive_number() -> None:
    assert 0 < measuring.bandwidth_gb_s(2, megabytes=16, runs=1) < 10_000


# The same graph for everybody


def test_the_generated_streets_are_like_a_towns_and_depend_on_the_seed_alone() -> None:
    one, again, other = (streets.street_network(60, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.vertex_x, again.vertex_x)
    assert not np.array_equal(one.vertex_x, other.vertex_x)
    raw = streets.raw_network(one)
    degree = np.bincount(np.concatenate([raw.edge_u, raw.edge_v]), minlength=raw.node_count)
    assert raw.edge_count / raw.node_count == pytest.approx(1.07, abs=0.02)
    assert 0.8 < (degree == 2).mean() < 0.92
    assert 10 < raw.edge_length.mean() < 30


def test_the_raw_form_has_the_same_streets(town: streets.Town) -> None:
    raw = streets.raw_network(town.network)
    assert raw.node_count == streets.raw_node_count(town.network)
    assert raw.edge_count == streets.raw_edge_count(town.network)
    assert raw.length_m == pytest.approx(town.network.length_m, abs=1e-6)


def test_splitting_keeps_all_streets_and_adds_the_ways_beside_them(
    town: streets.Town, graph: streets.Split
) -> None:
    legs = sum(float(on.leg_m.sum()) for on in town.on.values())
    assert graph.w.sum() == pytest.approx(town.network.length_m + legs, abs=1e-6)
    assert (graph.w >= 0).all()
    apart = np.hypot(graph.x[graph.u] - graph.x[graph.v], graph.y[graph.u] - graph.y[graph.v])
    assert np.abs(apart - graph.w).max() < 1e-6


@pytest.mark.parametrize("name", [peer.id for peer in engines.PEERS])
def test_every_engine_gives_the_distances_of_ours(
    name: str, town: streets.Town, graph: streets.Split
) -> None:
    peer = engines.peer(name)
    if why := jobs.absent(peer.module, peer.distribution):
        pytest.skip(why)
    engine = peer.build(graph)
    router = ours.router(town.network)
    kinds = {kind: town.on[kind] for kind in town.kinds}
    truth = ours.nearest(router, town.on["cells"], kinds)
    found = towns.compared(truth, {kind: engine.nearest(kind) for kind in kinds})
    assert found.compared > 0
    assert not towns.judged(peer.title, name, found)
    cells = [0, 3, 11]
    matrix = ours.matrix(router, town.on["cells"], town.on["cells"], towns.LIMIT_M)[cells].tocoo()
    mine = np.full(matrix.shape, INF)
    mine[matrix.row, matrix.col] = matrix.data
    rows = engine.rows(np.array(cells), towns.LIMIT_M)
    found = towns.compared_rows(mine, rows, cells, towns.ROUNDED_M.get(name, towns.EXACT_M))
    assert found.compared > len(cells)
    assert not towns.judged(peer.title, name, found)


def test_scipy_on_our_contracted_graph_gives_the_same_bit_for_bit(town: streets.Town) -> None:
    router = ours.router(town.network)
    kinds = {kind: town.on[kind] for kind in town.kinds}
    truth = ours.nearest(router, town.on["cells"], kinds)
    engine = contracted_scipy.build(router, town.on["cells"], kinds)
    for kind in kinds:
        assert np.array_equal(engine.nearest(kind), truth[kind])


def test_a_wrong_distance_is_a_contradiction(town: streets.Town) -> None:
    truth = {"kita": np.array([10.0, 20.0, INF])}
    wrong = towns.compared(truth, {"kita": np.array([10.0, 20.5, INF])})
    unreached = towns.compared(truth, {"kita": np.array([10.0, INF, INF])})
    silent_near = towns.compared(truth, {"kita": np.array([10.0, np.nan, np.nan])})
    assert "0.5 m" in towns.judged("scipy", "scipy", wrong)[0]
    assert "1 anders erreicht" in towns.judged("scipy", "scipy", unreached)[0]
    assert silent_near.only_one == 1  # 20 m lie within pandana's own limit: that is a place not found
    assert silent_near.silent == 1


def test_in_the_matrix_only_the_limit_itself_is_a_matter_of_rounding() -> None:
    mine = np.array([[3.0, towns.LIMIT_M - 1e-6, 700.0, INF]])
    other = np.array([[0.0, INF, 700.0, INF]])
    assert towns.compared_rows(mine, other, [0], 1e-4).only_one == 0
    far_off = np.array([[0.0, INF, INF, INF]])
    assert towns.compared_rows(mine, far_off, [0], 1e-4).only_one == 1


def test_towns_and_split_graphs_come_back_as_they_were_stored(
    town: streets.Town, graph: streets.Split, tmp_path: Path
) -> None:
    streets.store(tmp_path, town, graph)
    back, split = streets.load_town(tmp_path), streets.load_split(tmp_path)
    assert np.array_equal(back.network.vertex_x, town.network.vertex_x)
    assert all(np.array_equal(back.on[name].offset_m, on.offset_m) for name, on in town.on.items())
    assert split.nodes == graph.nodes
    assert list(split.kinds) == sorted(graph.kinds)
    assert np.array_equal(split.w, graph.w)


def test_only_some_streets(town: streets.Town) -> None:
    chosen = np.arange(town.network.edge_count) % 3 == 0
    some = streets.only(town.network, chosen)
    assert isinstance(some, WalkNetwork)
    assert some.length_m == pytest.approx(float(town.network.edge_length[chosen].sum()))
    step = np.hypot(np.diff(some.vertex_x), np.diff(some.vertex_y))
    first, last = int(some.edge_first[-2]), int(some.edge_first[-1])
    assert step[first : last - 1].sum() == pytest.approx(float(some.edge_length[-1]), abs=1e-6)


# Catchments


def test_a_catchment_of_everything_is_too_much_and_none_is_too_little(
    town: streets.Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench_catchments, "COUNT", 1)
    monkeypatch.setattr(bench_catchments, "LIMIT_M", 250.0)
    judge = bench_catchments._Judge(town)
    path = tmp_path / "polygons.txt"

    def verdict(polygon: shapely.Geometry) -> dict[str, float]:
        path.write_text(shapely.to_wkb(polygon, hex=True))
        return judge.of(path)

    everything = verdict(shapely.box(-1e5, -1e5, 1e5, 1e5))
    nothing = verdict(shapely.Polygon())
    assert everything["missing_km"] == 0
    assert everything["wrong_km"] > 0.1
    assert nothing["wrong_km"] == 0
    assert nothing["missing_km"] > 0.1
    right = ours.catchments(ours.router(town.network), qgis_native.feet(town, "kita", 1), 250.0)
    exact = verdict(right[0])
    assert exact["missing_km"] == exact["wrong_km"] == 0


# Census


def test_the_census_file_holds_the_city_and_an_empty_ring_around_it(tmp_path: Path) -> None:
    path = tmp_path / "grid.csv"
    cells, people = bench_census.write_census(path, 60_000, seed=1)
    frame = pd.read_csv(path, sep=";")
    assert list(frame.columns) == ["GITTER_ID_100m", "x_mp_100m", "y_mp_100m", "Einwohner"]
    assert len(frame) == pytest.approx(60_000, rel=0.02)
    assert bench_census._cut(frame) == (cells, people)
    assert frame["GITTER_ID_100m"].str.fullmatch(r"CRS3035RES100mN\d{7}E\d{7}").all()
    west, south, east, north = bench_census.CITY
    x, y = frame["x_mp_100m"], frame["y_mp_100m"]
    near = (x > west - 900) & (x < east + 900) & (y > south - 900) & (y < north + 900)
    assert near.sum() == cells


# What is missing or fails is named


def test_a_missing_peer_is_named_with_the_command_that_brings_it(tmp_path: Path) -> None:
    done = here(tmp_path).job("engine", "scipy", tmp_path, modules=["no_such_engine"], distribution="no-such")
    assert done.result is None
    assert done.missing == "no-such fehlt (python3 dev.py bench --peers)"


def test_a_failing_job_says_why(tmp_path: Path) -> None:
    done = here(tmp_path).job("engine", "scipy", tmp_path, modules=["scipy"], cells=[])
    assert done.result is None
    assert done.missing.startswith("gescheitert: ")
    assert "split" in done.missing


def test_a_job_that_takes_too_long_is_ended() -> None:
    code, _ = jobs.ended([sys.executable, "-c", "import threading; threading.Event().wait()"], 0.2)
    assert code is None


def test_missing_peers_are_listed_and_our_own_failure_is_a_failure() -> None:
    rows = [
        report.Row("QuartierMap", missing="gescheitert: nichts", ours=True),
        report.Row("networkit", missing="networkit fehlt (python3 dev.py bench --peers)", licence="MIT"),
    ]
    section = report.Section("nearest", "Nächste", ("wall_s",), rows)
    result = __main__.document([section], {"drag": "python -m benchmarks drag"}, {}, {})
    assert result["missing"] == {"networkit": "networkit fehlt (python3 dev.py bench --peers)"}
    assert result["failed"] == {"Nächste": "QuartierMap gescheitert: nichts"}
    said = __main__.closing(result)
    assert "Nicht gemessen – networkit: networkit fehlt" in said
    assert "GESCHEITERT – Nächste" in said
    assert "stimmen" not in said


def test_contradictions_are_said_and_agreement_only_without_them() -> None:
    row = report.Row("QuartierMap", {"wall_s": 0.5}, ours=True)
    section = report.Section(
        "nearest", "Nächste", ("wall_s",), [row], facts={"disagreements": ["scipy: 3 m"]}
    )
    said = __main__.closing(__main__.document([section], {}, {}, {}))
    assert "WIDERSPRUCH – scipy: 3 m" in said
    assert "stimmen" not in said
    section.facts.clear()
    assert "stimmen" in __main__.closing(__main__.document([section], {}, {}, {}))


def test_tables_take_the_place_of_those_of_the_last_run(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"oben\n{__main__.BEGIN}\nalt\n{__main__.END}\nunten\n", encoding="utf-8")
    result = __main__.document([], {}, {}, {"sizes": ["50k"]})
    for _ in range(2):
        __main__.into_document(page, ["Tabelle"], result)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("oben\n")
    assert text.endswith("\nunten\n")
    assert "alt" not in text
    assert text.count("Tabelle") == 1
    page.write_text("ohne Marken", encoding="utf-8")
    with pytest.raises(ValueError, match="fehlen"):
        __main__.into_document(page, [], result)


def test_an_unknown_area_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        __main__.main(["neerest"])
    assert stopped.value.code == 2
    assert "neerest" in capsys.readouterr().err


def test_every_peer_can_be_chosen() -> None:
    asked = [peer.id for peer in engines.PEERS]
    asked += [row[0] for row in (*bench_network._SNAPPERS, *bench_census._READERS, *bench_catchments._OTHERS)]
    assert set(asked) <= set(__main__.ENGINES)


def test_every_area_has_its_module() -> None:
    assert all(__main__._module(area) is not None for area in __main__.AREAS)


# Tables


def test_a_table_shows_figures_ratios_and_why_there_are_none() -> None:
    rows = [
        report.Row("QuartierMap", {"wall_s": 0.002}, ours=True, licence="MIT"),
        report.Row("scipy", {"wall_s": 0.03}, remark="hochgerechnet", licence="BSD"),
        report.Row("pandana", missing="pandana fehlt", licence="AGPL"),
    ]
    section = report.Section("nearest", "Nächste", ("wall_s", "ratio", "deviation_m"), rows).with_ratios()
    text = report.table(section).replace("\u00a0", " ")
    lines = {line.split("[")[0].strip(): line for line in text.splitlines() if "[" in line}
    assert "2,00 ms" in lines["QuartierMap"]
    assert "1,00 ×" in lines["QuartierMap"]
    assert "15,0 ×" in lines["scipy"]
    assert lines["scipy"].endswith("hochgerechnet")
    assert "–" in lines["scipy"]
    assert lines["pandana"].endswith("pandana fehlt")


def test_plain_values_have_no_numbers_that_are_none() -> None:
    section = report.Section(
        "x", "X", (), [report.Row("a", {"deviation_m": math.nan, "wall_s": INF, "n": 3})]
    )
    (row,) = report.plain(section)["rows"]
    assert row["values"] == {"deviation_m": None, "wall_s": None, "n": 3}


def test_each_job_has_its_function() -> None:
    from importlib import import_module

    from benchmarks import worker

    assert all(
        callable(getattr(import_module(module), f"job_{task}")) for task, module in worker._TASKS.items()
    )


def test_a_job_runs_in_a_process_of_its_own_and_hands_back_its_figures(
    town: streets.Town, graph: streets.Split, tmp_path: Path
) -> None:
    streets.store(tmp_path, town, graph)
    np.save(tmp_path / "allowed.npy", ours.router(town.network).allowed_edges)
    settings = {"runs": 1, "budget_s": 30.0}
    exact = here(tmp_path).job("snapping", "shapely", tmp_path, modules=["shapely"], **settings)
    assert exact.missing == ""
    assert exact.result is not None
    assert exact.result["runs"] == 1
    with np.load(tmp_path / "result-snapping-shapely.npz") as theirs:
        found = measuring.deviation(town.on["cells"].leg_m, theirs["leg"])
    assert found.only_one == 0
    assert found.largest < bench_network.SNAP_M


def test_qgis_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ours it finds another Python than its own and loses its tools ("Couldn't load SIP module")."""
    for name in ("VIRTUAL_ENV", "PYTHONPATH", "PYTHONHOME", "QT_PLUGIN_PATH", "PYENV_VERSION"):
        monkeypatch.setenv(name, "/ours")
    monkeypatch.setenv("PATH", "/ours/bin")
    monkeypatch.setenv("HOME", "/home/somebody")
    code = "import os, json; print(json.dumps(dict(os.environ)))"
    ended, said = jobs.ended([sys.executable, "-I", "-c", code], 60, foreign=True)
    theirs = json.loads(said)
    assert ended == 0
    assert not [name for name, value in theirs.items() if "/ours" in value]
    assert (theirs["HOME"], theirs["QT_QPA_PLATFORM"]) == ("/home/somebody", "offscreen")
    assert "/ours/bin" in json.loads(jobs.ended([sys.executable, "-I", "-c", code], 60)[1])["PATH"]
