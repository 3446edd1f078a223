"""What a window may rely on when it hands work to a thread."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QTimer

from quartiermap.errors import InputError
from quartiermap.ui import tasks as module
from quartiermap.ui.tasks import Tasks


@pytest.fixture
def tasks(qapp):
    made = Tasks()
    yield made
    assert made.shut_down(), "a task did not stop"
    shiboken6.delete(made)  # here; left to the garbage collector, a worker of a later test might free it


def until_stopped(started: threading.Event):
    """Work that ends only by being cancelled."""

    def work(progress):
        while True:
            started.set()
            progress.step(0.5, "läuft")

    return work


def test_a_job_works_elsewhere_and_its_result_arrives_on_the_windows_thread(qtbot, tasks):
    here, seen = threading.get_ident(), []
    tasks.job(
        "Probe", lambda _p: threading.get_ident(), lambda there: seen.extend([there, threading.get_ident()])
    )
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[0] != here
    assert seen[1] == here


def test_the_lane_is_free_again_when_the_result_arrives(qtbot, tasks):
    seen = []
    tasks.job("Probe", lambda _p: 1, lambda _one: seen.append(tasks.busy))
    qtbot.waitUntil(lambda: seen == [False])


def test_a_second_job_is_refused_not_queued(qtbot, tasks):
    started = threading.Event()
    tasks.job("erste", until_stopped(started))
    assert started.wait(5)
    assert tasks.job("zweite", lambda _p: None) is None
    assert tasks.label == "erste"
    with qtbot.waitSignal(tasks.cancelled, timeout=5000):
        tasks.cancel()


def test_a_cancelled_job_gives_no_result_and_no_error(qtbot, tasks):
    started, results = threading.Event(), []
    tasks.job("Probe", until_stopped(started), results.append)
    assert started.wait(5)
    with qtbot.assertNotEmitted(tasks.failed), qtbot.waitSignal(tasks.cancelled, timeout=5000) as heard:
        tasks.cancel()
    assert heard.args == ["Probe"]
    assert results == []
    assert not tasks.busy


def test_a_failure_is_handed_over_and_the_lane_is_free(qtbot, tasks):
    def work(_progress):
        raise InputError("Datei ist leer.")

    with qtbot.waitSignal(tasks.failed, timeout=5000) as heard:
        tasks.job("Probe", work)
    assert isinstance(heard.args[0], InputError)
    assert not tasks.busy


def test_the_newest_read_of_a_group_silences_the_older(qtbot, tasks):
    gate, got = threading.Event(), []

    def slow(_progress):
        gate.wait(5)
        return "alt"

    old = tasks.read("farbe", slow, got.append)
    with qtbot.waitSignal(old.finished, timeout=5000):
        tasks.read("farbe", lambda _p: "neu", got.append)
        gate.set()
    qtbot.waitUntil(lambda: got == ["neu"])


def test_reads_of_different_groups_do_not_disturb_each_other(qtbot, tasks):
    got = []
    tasks.read("eins", lambda _p: 1, got.append)
    tasks.read("zwei", lambda _p: 2, got.append)
    qtbot.waitUntil(lambda: sorted(got) == [1, 2])


def test_progress_is_told_until_the_end(qtbot, tasks):
    seen = []
    tasks.progressed.connect(lambda share, text: seen.append((share, text)))

    def work(progress):
        for number in range(5):
            progress.step(number / 4, "Wege messen")

    tasks.job("Probe", work)
    qtbot.waitUntil(lambda: not tasks.busy)
    assert seen[-1] == (1.0, "Wege messen")


def test_a_read_after_the_end_is_cancelled_and_a_job_refused(qtbot, qapp):
    tasks = Tasks()
    assert tasks.shut_down()
    seen = []
    with qtbot.assertNotEmitted(tasks.failed):
        task = tasks.read("spät", lambda _p: seen.append("gelaufen"), seen.append)
        assert tasks.job("spät", lambda _p: seen.append("gelaufen")) is None
        qapp.processEvents()
    assert task.stopping
    assert seen == []
    assert not tasks.reading
    shiboken6.delete(tasks)


def test_a_step_of_a_worker_waits_for_what_the_window_has_to_do(qtbot, tasks, monkeypatch):
    monkeypatch.setattr(module, "_COURTESY_S", 10.0)
    ready, go, order = threading.Event(), threading.Event(), []

    def work(progress):
        ready.set()
        go.wait(5)
        progress.step(0.5, "läuft")
        order.append("worker")

    tasks.read("a", work, lambda _nothing: order.append("result"))
    assert ready.wait(5)
    QTimer.singleShot(0, lambda: (go.set(), order.append("window")))
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["window", "worker", "result"]


def test_a_window_that_waits_for_a_worker_is_asked_only_once(tasks, monkeypatch):
    monkeypatch.setattr(module, "_COURTESY_S", 0.2)
    monkeypatch.setattr(module, "_STEP_S", 0.0)
    over = threading.Event()

    def work(progress):
        for _ in range(50):
            progress.step(0.5, "läuft")
        over.set()

    tasks.read("a", work, lambda _nothing: None)
    assert over.wait(5)


class TestLane:
    @pytest.fixture
    def lane(self, tasks):
        return tasks.lane("test")

    def test_one_thing_after_the_other_and_results_on_this_thread(self, lane, qtbot):
        here, seen = threading.get_ident(), []
        for number in range(20):
            lane.do(
                lambda n=number: (n, threading.get_ident()),
                lambda found: seen.append((*found, threading.get_ident())),
            )
        qtbot.waitUntil(lambda: len(seen) == 20)
        assert [n for n, _, _ in seen] == list(range(20))
        assert {there for _, _, there in seen} == {here}
        assert len({worker for _, worker, _ in seen}) == 1
        assert here not in {worker for _, worker, _ in seen}

    def test_of_what_waits_in_a_group_only_the_newest_is_done(self, lane, qtbot):
        gate, done = threading.Event(), []
        lane.do(lambda: gate.wait(10))
        for number in range(50):
            lane.do(lambda n=number: n, done.append, group="hand")
        lane.do(lambda: "drop", done.append)
        gate.set()
        qtbot.waitUntil(lambda: not lane.busy)
        assert done == [49, "drop"]

    def test_a_newer_order_is_never_moved_before_what_came_between(self, lane, qtbot):
        gate, done = threading.Event(), []
        lane.do(lambda: gate.wait(10))
        lane.do(lambda: "hand 1", done.append, group="hand")
        lane.do(lambda: "drop", done.append)
        lane.do(lambda: "hand 2", done.append, group="hand")
        gate.set()
        qtbot.waitUntil(lambda: not lane.busy)
        assert done == ["hand 1", "drop", "hand 2"]

    def test_an_error_is_told_and_the_lane_goes_on(self, lane, qtbot):
        errors, done = [], []
        lane.failed.connect(errors.append)
        lane.do(lambda: 1 / 0, done.append)
        lane.do(lambda: "goes on", done.append)
        qtbot.waitUntil(lambda: done == ["goes on"])
        assert [type(error) for error in errors] == [ZeroDivisionError]

    def test_after_closing_nobody_hears_of_anything(self, lane, qtbot):
        gate, started, done = threading.Event(), threading.Event(), []

        def work():
            started.set()
            gate.wait(10)
            return "late"

        lane.do(work, done.append)
        lane.do(lambda: "waiting", done.append)
        assert started.wait(5)
        lane.close()
        lane.do(lambda: "too late", done.append)
        gate.set()
        assert lane.join(5)
        qtbot.wait(20)
        assert done == []

    def test_the_window_waits_for_its_lanes_when_it_closes(self, tasks):
        lane, gate = tasks.lane("slow"), threading.Event()
        lane.do(lambda: gate.wait(10))
        threading.Timer(0.1, gate.set).start()
        assert tasks.shut_down(5000)
        assert not lane.is_open
