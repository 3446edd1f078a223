"""What a window may rely on when it hands work to a thread."""

from __future__ import annotations

import threading

import pytest
import shiboken6

from quartiermap.errors import InputError
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
