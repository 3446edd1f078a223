"""Below the map and beside it: the twelve fields, who pays, a verdict that opens, evidence, places and need."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from quartiermap.analysis.evidence import attached
from quartiermap.app import funding
from quartiermap.app.need_tables import PlainTable
from quartiermap.errors import UsageError
from quartiermap.ui.viewmodels.blocks import EvidenceList, PlacesTable
from quartiermap.ui.viewmodels.money_panel import (
    MoneyWish,
    build_money,
    euro_words,
    read_price_date,
    with_wish,
)
from quartiermap.ui.viewmodels.need_matrix import Social
from quartiermap.ui.viewmodels.ranking_table import ranked_gaps
from quartiermap.ui.viewmodels.selection import NO_GROUP, Group
from quartiermap.ui.viewmodels.supply_balance import BalanceBlock, BalanceGroup, BalanceLine
from quartiermap.ui.widgets.inspector_parts import CriterionRow, PlacesBox

WAIT = 30_000
GAP = "0105:kita:out_of_reach"
PLAIN = {"people": 1.0, "depth": 1.0, "need": 1.0}


@pytest.fixture
def shown(window, qtbot, computed):
    """The window with the computed town on screen."""
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=WAIT):
        window.workspace.adopt(computed)
    yield window
    assert window.messages.errors == []


class TestMatrix:
    @pytest.fixture
    def matrix(self, opened, qtbot):
        opened.tables.setCurrentWidget(opened.tables.social)
        qtbot.waitUntil(lambda: opened.tables.social.ready, timeout=WAIT)
        return opened.tables.social

    def test_each_field_counts_its_districts_in_words(self, matrix):
        field = matrix.matrix.item(3, 2)  # sehr niedrig, negativ
        assert "1 Quartier" in field.text()
        assert "2.005" in field.text()
        assert "sehr niedrig" in field.data(Qt.ItemDataRole.AccessibleTextRole)
        assert "–" in matrix.matrix.item(1, 1).text()
        assert field.background().style() != matrix.matrix.item(0, 1).background().style()

    def test_a_click_selects_the_districts_on_map_and_in_the_table(self, opened, matrix, qtbot):
        matrix.matrix.itemClicked.emit(matrix.matrix.item(3, 2))
        assert opened.map.named("select_group")[-1][0] == ("0105",)
        assert opened.tables.districts.shown.rowCount() == 1
        assert matrix.chosen.text().endswith("1 Quartier")
        matrix.to_table.click()
        assert opened.tables.currentWidget() is opened.tables.districts
        assert opened.tables.districts.filter.group.isVisible()
        opened.on_escape()
        assert opened.tables.districts.shown.rowCount() == 6
        assert opened.map.named("select_group")[-1][0] == ()
        assert not opened.tables.districts.filter.group.isVisible()

    def test_by_keyboard(self, opened, matrix, qtbot):
        matrix.matrix.setFocus()
        matrix.matrix.setCurrentCell(0, 1)
        qtbot.keyClick(matrix.matrix, Qt.Key.Key_Return)
        assert opened.selection.group.ids == ("0101",)

    def test_a_field_without_districts_selects_none(self, opened, matrix):
        opened.selection.select_group(Group("x", ("0101",)))
        matrix.matrix.itemClicked.emit(matrix.matrix.item(1, 1))
        assert opened.selection.group == NO_GROUP

    def test_without_funding_areas_it_says_what_to_load(self, matrix):
        matrix.buttons.button(1).click()
        assert "Fördergebiete" in matrix.empty.text()
        assert matrix.empty.isVisible()

    def test_a_suppressed_group_is_secret_in_words(self, opened, matrix):
        columns = tuple("abcdefghi")
        row = ("Kita", "500 m", "unter 6", "niedrig", "geheim", "geheim", "geheim", "geheim", "geheim")
        table = PlainTable(
            "t", columns, (False,) * 4 + (True,) * 5, (row,), (("0101",),), ("kita-500:niedrig",), ""
        )
        matrix.show_social(Social(equity=table))
        matrix.buttons.button(2).click()
        assert [matrix.equity.item(0, c).text() for c in range(6)] == ["niedrig", *["geheim"] * 5]

    def test_equity_follows_the_standard_on_the_map(self, shown, qtbot):
        shown.tables.setCurrentWidget(shown.tables.social)
        social = shown.tables.social
        qtbot.waitUntil(lambda: social.ready, timeout=WAIT)
        shown.thematic.choose_kind("kita")
        rows = social.equity.rowCount()
        assert rows == len(social._social.equity_of("kita"))
        assert "500\u00a0m Fußweg" in social._note_of[2].toolTip()

    def test_the_views_get_room_and_give_it_back(self, opened, qtbot):
        opened.resize(1366, 768)
        qtbot.waitUntil(lambda: opened.area.rows.height() > 500)
        before = opened.area.rows.sizes()
        opened.tables.setCurrentWidget(opened.tables.social)
        assert opened.area.rows.sizes()[1] > before[1]
        opened.tables.setCurrentWidget(opened.tables.gaps)
        assert opened.area.rows.sizes() == before


def test_a_group_is_marked_on_the_simple_map_too(plain_window):
    plain_window.selection.select_group(Group("Feld 4-", ("0101", "0103")))
    content = plain_window.map.plain.content
    assert (content.group, content.selected) == (("0101", "0103"), None)
    plain_window.selection.select("district", "0102")
    assert (content.group, content.selected) == ((), "0102")


class TestRanking:
    def test_bars_are_measured_by_the_largest_part_and_numbers_stand_beside(self, view_data):
        rows = ranked_gaps(view_data.gaps, PLAIN)
        people = {row.gap.gap_id: row.part("people") for row in rows}
        largest = max(people.values(), key=lambda part: part.bar)
        assert (largest.text, largest.bar) == ("1.020", 1.0)
        assert people[GAP].bar == pytest.approx(204 / 1020)
        unknown = people["0104:library:out_of_reach"]
        assert (unknown.text, unknown.bar) == ("keine Daten", 0.0)
        assert next(r for r in rows if r.gap.kind == "library").value("people") is None

    def test_a_weight_shortens_the_bar_and_is_said(self, view_data):
        rows = {r.gap.gap_id: r for r in ranked_gaps(view_data.gaps, {**PLAIN, "people": 0.5})}
        assert rows[GAP].part("people").bar == pytest.approx((204 / 1020) ** 0.5)
        assert "Gewicht 0,50" in rows[GAP].part("people").tip

    def test_each_gap_names_its_standard(self, opened):
        model = opened.tables.gaps.model
        column = next(n for n, c in enumerate(model.columns) if c.title == "Richtwert")
        assert model.columns[column].text(model.record(0)) == "500\u00a0m Fußweg · Studie, 2008"

    def test_the_columns_of_districts_name_the_reach(self, opened):
        titles = [c.title for c in opened.tables.districts.model.columns]
        assert "in 500\u00a0m Fußweg" in titles
        opened.thematic.choose_kind("library")
        assert "in 1.250\u00a0m Fußweg" in [c.title for c in opened.tables.districts.model.columns]


class TestMoney:
    @pytest.fixture
    def money(self, shown, qtbot):
        shown.selection.select("gap", shown.workspace.project.analysis.gaps[0].gap_id)
        shown.tables.setCurrentWidget(shown.tables.money)
        return shown.tables.money

    def test_without_a_gap_it_says_what_to_do(self, shown):
        shown.selection.clear()
        shown.tables.setCurrentWidget(shown.tables.money)
        assert shown.tables.money.empty.isVisible()
        assert not shown.tables.money.form.isVisible()

    def test_a_cost_is_kept_the_plans_stand_side_by_side_and_nothing_grows_older(self, shown, money, qtbot):
        money.amount.setText("2,5 Mio.")
        money.price_date.setText("03/2026")
        qtbot.keyClick(money.amount, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: money.page.stated and bool(money.page.rows), timeout=WAIT)
        project = shown.workspace.project
        cost = funding.cost_of(project, money.page.gap_id)
        assert (cost.amount, cost.origin) == (Decimal("2500000.00"), "Annahme")
        assert not project.stale
        assert "Annahme" in money.origin.text()
        labels = [row.label for row in money.page.rows]
        total = money.page.rows[labels.index("Summe")]
        assert set(total.cells) == {"2.500.000\u00a0€"}
        assert "SIQ 2017–2020: geschlossen" in " ".join(money.page.left_out)
        assert "Keine Förderzusage" in money.notes.accessibleName()
        assert money.page.rows[labels.index("Raten")].cells[0] == "keine Daten"
        shown.undo()
        qtbot.waitUntil(lambda: not money.page.stated, timeout=WAIT)
        assert money.amount.text() == ""

    def test_what_cannot_be_read_is_said_beside_the_field_and_the_typing_stays(self, shown, money):
        money.amount.setText("viel")
        money.take.click()
        assert "kein Betrag" in money.problem.text()
        assert money.amount.text() == "viel"
        money.amount.setText("100.000")
        money.price_date.setText("13/2026")
        money.take.click()
        assert "kein Preisstand" in money.problem.text()
        assert funding.cost_of(shown.workspace.project, money.page.gap_id) is None

    def test_instalments_and_payers_sum_up_to_the_cent(self, computed):
        gap = computed.analysis.gaps[0].gap_id
        in_time = computed.with_(settings={**computed.settings, "date": "2019-06-30"})  # "SIQ" was open
        project = with_wish(
            in_time, MoneyWish(gap, "1.000.000,01", "", "Kostenschätzung S. 3", "", "", "2027")
        )
        page = build_money(project, gap)
        assert page.origin.endswith("Kostenschätzung S. 3")
        rows = {row.label: row for row in page.rows}

        def cents(text: str) -> int:
            if text == "–":
                return 0
            return int(Decimal(text.removesuffix("\u00a0€").replace(".", "").replace(",", ".")) * 100)

        assert any(title.startswith("SIQ") for title in page.programmes)
        for column in range(len(page.programmes)):
            grant = cents(rows["Zuschuss höchstens"].cells[column])
            paid = sum(cents(row.cells[column]) for label, row in rows.items() if label.startswith("Rate "))
            instalments = [label for label in rows if label.startswith("Rate ")]
            siq = page.programmes[column].startswith("SIQ")
            assert (paid, len(instalments)) == (grant if siq else 0, 5)
            assert cents(rows["Summe"].cells[column]) == 100_000_001

    @pytest.mark.parametrize("text", ["32.01.2026", "gestern", "26", "1/26"])
    def test_no_price_date(self, text):
        with pytest.raises(UsageError, match="Preisstand"):
            read_price_date(text)

    def test_euro(self):
        assert euro_words(Decimal("1234.50")) == "1.234,50\u00a0€"


class TestInspector:
    def test_a_criterion_opens_to_rule_value_threshold_and_source(self, shown, qtbot):
        shown.selection.select("gap", shown.workspace.project.analysis.gaps[0].gap_id)
        shown.inspector.complete()
        row = next(r for r in shown.inspector.criteria if r.criterion.id == "R01")
        assert not [lb for lb in row.findChildren(QLabel) if lb.text() == row.criterion.text]
        row.more.setFocus()
        qtbot.keyClick(row.more, Qt.Key.Key_Space)
        said = [lb.text() for lb in row.findChildren(QLabel)]
        for part in (row.criterion.text, row.criterion.found, row.criterion.threshold, row.criterion.source):
            assert part
            assert part in said

    def test_a_closed_programme_says_so_first_and_names_what_is_there_instead(self, shown):
        gap = shown.workspace.project.analysis.gaps[0]
        shown.selection.select("gap", gap.gap_id)
        lines = shown.inspector.text().splitlines()
        head = next(i for i, line in enumerate(lines) if line.startswith("Vorprüfung:"))
        assert "geschlossen" in lines[head + 1]
        assert any(line.startswith("Stattdessen") for line in lines[head + 1 : head + 6])
        assert any("Keine Förderzusage" in line for line in lines)

    def test_the_rank_tells_weights_and_stability(self, shown, qtbot):
        gap = shown.workspace.project.analysis.gaps[0]
        shown.selection.select("gap", gap.gap_id)
        shown.rules._look()
        qtbot.waitUntil(lambda: "der Varianten" in shown.inspector.text(), timeout=WAIT)
        ask, button = next((a, b) for a, b in shown.inspector.asks if a.what == "weights")
        button.click()
        assert shown.area.rules_panel.sections["ranking"].is_open
        assert shown.area.rules_panel.weights.sliders["people"].hasFocus()
        assert ask.text == "Gewichte ändern …"

    def test_evidence_is_attached_goes_with_the_project_and_is_taken_back(self, shown, qtbot, tmp_path):
        gap = shown.workspace.project.analysis.gaps[0].gap_id
        shown.selection.select("gap", gap)
        qtbot.waitUntil(
            lambda: any(isinstance(b, EvidenceList) for b in shown.inspector.page.blocks), timeout=WAIT
        )
        shown.inspector.complete()
        shown.inspector.evidence[0].attach_buttons["isek"].click()
        dialog = shown.findings.dialog
        assert dialog.isVisible()
        dialog.go.click()
        assert "Datei wählen" in dialog.problem.text()
        dialog.file.setText(str(tmp_path / "fehlt.pdf"))
        dialog.go.click()
        qtbot.waitUntil(lambda: "gibt es nicht" in dialog.problem.text(), timeout=WAIT)
        paper = tmp_path / "ISEK <b>Nord.pdf"
        paper.write_bytes(b"%PDF-1.4 Probe")
        dialog.file.setText(str(paper))
        dialog.page.setText("44")
        dialog.day.setText("12.03.2018")
        dialog.go.click()
        qtbot.waitUntil(lambda: len(attached(shown.workspace.project)) == 1, timeout=WAIT)
        kept = attached(shown.workspace.project)[0]
        assert (kept.gap_id, kept.page, kept.date) == (gap, "44", "2018-03-12")
        qtbot.waitUntil(lambda: "ISEK <b>Nord.pdf" in shown.inspector.text(), timeout=WAIT)
        assert all(
            lb.textFormat() == Qt.TextFormat.PlainText
            for lb in shown.inspector.findChildren(QLabel)
            if "<b>" in lb.text()
        )
        assert shown.workspace.undo_text.startswith("Nachweis anhängen")
        qtbot.waitUntil(lambda: not shown.tasks.reading, timeout=WAIT)
        shown.inspector.complete()
        shown.inspector.evidence[0].detach_buttons[kept.id].click()
        qtbot.waitUntil(lambda: attached(shown.workspace.project) == (), timeout=WAIT)

    def test_places_stand_beside_the_catchment_with_the_reason_why_they_differ(self, shown, qtbot):
        shown.thematic.choose_kind("kita")
        shown.selection.select("district", "0102")
        qtbot.waitUntil(
            lambda: any(isinstance(b, PlacesTable) for b in shown.inspector.page.blocks), timeout=WAIT
        )
        block = next(b.block for b in shown.inspector.page.blocks if isinstance(b, PlacesTable))
        assert "Bahnhofsviertel" in block.title
        shown.thematic.choose_kind("library")
        qtbot.waitUntil(
            lambda: not any(isinstance(b, PlacesTable) for b in shown.inspector.page.blocks), timeout=WAIT
        )

    def test_a_criterion_of_an_older_result_shows_only_what_it_has(self, opened):
        opened.selection.select("gap", GAP)
        opened.inspector.complete()
        row = opened.inspector.criteria[0]
        assert isinstance(row, CriterionRow)
        row.more.click()
        assert "Gefunden" not in [lb.text() for lb in row.findChildren(QLabel)]


def test_the_places_box_keeps_words_for_what_is_missing(qtbot):
    lines = (BalanceLine("Plätze", "10 bis 14", "geheim"), BalanceLine("Auslastung", "keine Daten"))
    block = BalanceBlock(
        "Kita: Altstadt",
        (BalanceGroup("all", "zusammen (unter 6 Jahre)", lines, "", ""),),
        "Weil Kinder über die Grenze gehen.",
        (("Altstadt", "90,0\u00a0%", "80,0\u00a0%"),),
        2030,
        "Berlin",
        (),
    )
    box = PlacesBox(block)
    qtbot.addWidget(box)
    box.more.click()
    said = [lb.text() for lb in box.findChildren(QLabel)]
    assert {"10–14", "geheim", "keine Daten", "Weil Kinder über die Grenze gehen."} <= set(said)
    assert "Altstadt" in said
