"""Work in turns: the newest counts, nothing late speaks; what a table copies is what it showed when it was asked."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from quartiermap.ui import memory as memory_module
from quartiermap.ui import theme, turns
from quartiermap.ui.memory import CalmMemory
from quartiermap.ui.turns import REST, Turns
from quartiermap.ui.viewmodels.tables import Column, RecordsModel
from quartiermap.ui.widgets.record_table import RecordTable


@pytest.fixture
def slow(monkeypatch):
    """Every step is a turn of its own."""
    monkeypatch.setattr(turns, "_TURN_S", -1.0)


def numbers(count: int, into: list[int]):
    for number in range(count):
        into.append(number)
        yield


def let_all_have_their_turn(qtbot):
    """Wait until work that is begun now is done: what was begun before and is not stopped has gone on by then."""
    over: list[bool] = []
    last = Turns()
    last.begin(numbers(6, []), lambda: over.append(True))
    qtbot.waitUntil(lambda: bool(over))


class TestTurns:
    def test_short_work_is_done_at_once(self, qtbot):
        seen: list[int] = []
        over: list[int] = []
        Turns().begin(numbers(3, seen), lambda: over.append(len(seen)))
        assert over == [3]

    def test_long_work_lets_the_event_loop_in(self, qtbot, slow):
        seen: list[int] = []
        over: list[int] = []
        work = Turns()
        work.begin(numbers(4, seen), lambda: over.append(len(seen)))
        assert (len(seen), over, work.busy) == (1, [], True)
        qtbot.waitUntil(lambda: over == [4])
        assert not work.busy

    def test_a_step_may_wait_for_something(self, qtbot):
        said: list[str] = []
        work = Turns()

        def waiting():
            while not said:
                yield REST

        work.begin(waiting(), lambda: said.append("over"))
        assert work.busy
        QTimer.singleShot(0, lambda: said.append("happened"))
        qtbot.waitUntil(lambda: said == ["happened", "over"])

    def test_what_is_begun_later_silences_what_is_not_done(self, qtbot, slow):
        seen: list[int] = []
        said: list[str] = []
        work = Turns()
        work.begin(numbers(5, seen), lambda: said.append("old"))
        work.begin(numbers(2, []), lambda: said.append("new"))
        qtbot.waitUntil(lambda: bool(said))
        let_all_have_their_turn(qtbot)
        assert said == ["new"]
        assert len(seen) == 1

    def test_a_step_may_begin_something_else(self, qtbot):
        said: list[str] = []
        work = Turns()

        def turning():
            work.begin(iter(()), lambda: said.append("inner"))
            yield

        work.begin(turning(), lambda: said.append("outer"))
        assert said == ["inner"]

    @pytest.mark.parametrize("first", [True, False])
    def test_so_may_one_with_the_same_end(self, qtbot, slow, first):
        """Neither piece has anything to say at its end; the second one is done all the same."""
        seen: list[int] = []
        work = Turns()

        def turning():
            if first:
                work.begin(numbers(3, seen))
            yield
            work.begin(numbers(3, seen))

        work.begin(turning())
        qtbot.waitUntil(lambda: not work.busy)
        assert seen == [0, 1, 2]

    def test_stopped_work_says_nothing(self, qtbot, slow):
        said: list[str] = []
        work = Turns()
        work.begin(numbers(5, []), lambda: said.append("over"))
        work.stop()
        let_all_have_their_turn(qtbot)
        assert (said, work.busy) == ([], False)


ROWS = [f"r{number:03}" for number in range(40)]


def a_table(qtbot) -> RecordTable:
    table = RecordTable(
        "Dinge", RecordsModel((Column("Name", str), Column("Länge", lambda r: f"{len(r)}")), str)
    )
    qtbot.addWidget(table)
    table.show_rows(ROWS)
    return table


class TestTable:
    def test_copied_is_what_was_selected_when_it_was_asked_for(self, qtbot, slow):
        table = a_table(qtbot)
        table.select_keys(ROWS[3:6])
        with qtbot.waitSignal(table.said) as told:
            table.copy_rows()
            table.show_rows(ROWS[20:])  # other rows while it is being copied
        assert QGuiApplication.clipboard().text().split("\n") == [
            "Name\tLänge",
            "r003\t4",
            "r004\t4",
            "r005\t4",
        ]
        assert told.args == ["3 Zeilen kopiert."]

    def test_written_is_what_was_shown_when_it_was_asked_for(self, qtbot, slow, tmp_path):
        table = a_table(qtbot)
        with qtbot.waitSignal(table.said):
            table.output.save_csv(tmp_path / "a.csv")
            table.show_rows(ROWS[:1])
        assert (tmp_path / "a.csv").read_text("utf-8-sig").splitlines() == [
            "Name;Länge",
            *(f"{r};4" for r in ROWS),
        ]

    def test_what_is_copied_meanwhile_does_not_cost_the_file(self, qtbot, slow, tmp_path):
        table = a_table(qtbot)
        table.select_keys(ROWS[:2])
        said: list[str] = []
        table.said.connect(said.append)
        table.output.save_csv(tmp_path / "a.csv")
        table.copy_rows()
        qtbot.waitUntil(lambda: len(said) == 2)
        assert len((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()) == len(ROWS) + 1
        assert QGuiApplication.clipboard().text().endswith("r001\t4")

    def test_words_that_come_before_the_rows_are_folded_are_not_lost(self, qtbot, slow):
        table = a_table(qtbot)
        assert not table.model.folded
        table.filter.words.setText("r01")
        qtbot.waitUntil(lambda: table.shown.rowCount() == 10)
        assert table.filter.count_words == "10 von 40"

    def test_other_rows_end_the_folding_of_the_ones_before(self, qtbot, slow):
        table = a_table(qtbot)
        table.filter.words.setText("r03")
        table.show_rows(["r035", "x"])
        qtbot.waitUntil(lambda: table.shown.rowCount() == 1)
        assert table.shown.key_of(0) == "r035"

    def test_a_selection_with_holes_is_told_from_top_to_bottom(self, qtbot):
        table = a_table(qtbot)
        wanted = (*ROWS[2:5], ROWS[9], *ROWS[30:33])
        table.select_keys(tuple(reversed(wanted)))
        assert table.selected_keys() == wanted
        table.view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
        assert table.selected_keys() == tuple(reversed(wanted))


class TestLook:
    def test_windows_and_what_belongs_to_them_turn_with_the_look_and_back(self, qtbot, qapp):
        theme.apply(qapp)
        window = QWidget()
        inner, beside = QLabel("a", window), QWidget(window, Qt.WindowType.Window)
        label = QLabel("b", beside)
        qtbot.addWidget(window)
        window.show()
        begun = qapp.styleSheet()
        try:
            theme.apply(qapp, dark=True)
            late = QLabel("c", window)
            late.ensurePolished()
            for one in (inner, label, late):
                assert one.palette().windowText().color().name() == theme.DARK.text
            alone = QWidget()
            qtbot.addWidget(alone)
            theme.dress(alone)
            assert alone.styleSheet() == theme.sheet()
        finally:
            theme.apply(qapp)
        assert qapp.styleSheet() == begun  # polished anew eight times as often
        assert window.styleSheet() == alone.styleSheet() == ""
        assert inner.palette().windowText().color().name() == theme.LIGHT.text


class _Workspace(QObject):
    ready = Signal()


class _Window(QObject):
    shown = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.workspace = _Workspace()


class _Keeper(QObject):
    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.window = _Window()


class Knot:
    """Refers to itself, so that only the search for garbage finds it."""

    alive = 0

    def __init__(self) -> None:
        Knot.alive += 1
        self.me = self

    def __del__(self) -> None:
        Knot.alive -= 1


def test_garbage_is_still_found_when_nobody_looks(qapp, tmp_path):
    before = gc.get_threshold()
    keeper = _Keeper()
    memory = CalmMemory(keeper, qapp)
    try:
        knot = Knot()
        keeper.window.shown.emit()  # left out of the search from here on
        del knot
        gc.collect()
        assert Knot.alive == 1
        memory.search()
        assert Knot.alive == 0
    finally:
        memory.stop()
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0


def test_old_projects_do_not_pile_up_and_go_when_nobody_touches_anything(qtbot, qapp, monkeypatch):
    monkeypatch.setattr(memory_module, "_QUIET_S", 0.5)
    keeper = _Keeper()
    memory = CalmMemory(keeper, qapp)
    try:
        knot = Knot()
        keeper.window.workspace.ready.emit()
        del knot
        gc.collect()
        qtbot.waitUntil(lambda: memory.kept > 0)
        assert Knot.alive == 1
        more = [[] for _ in range(2 * gc.get_freeze_count())]  # as if another project had been opened
        memory.touch()
        keeper.window.shown.emit()
        assert more
        assert Knot.alive == 1  # somebody is there
        qtbot.waitUntil(lambda: Knot.alive == 0)
    finally:
        memory.stop()
