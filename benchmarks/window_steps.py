"""What is done with the window while it is measured: scenes, each of which leaves it as it found it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.bench_window import Bench
    from quartiermap.ui.widgets.record_table import RecordTable


def selecting(bench: Bench) -> None:
    """Go to districts, gaps and a facility; open up a figure."""
    selection, data = bench.window.selection, bench.window.data
    for number, row in enumerate(data.reporting[:3], start=1):
        bench.measure(f"Quartier wählen ({number})", partial(selection.select, "district", row.district_id))
    _ask_all(bench)
    for number, gap in enumerate(data.gaps[:3], start=1):
        bench.measure(f"Lücke wählen ({number})", partial(selection.select, "gap", gap.gap_id))
    inspector = bench.window.inspector
    inspector.complete()
    if inspector.criteria:
        bench.measure("Kriterium aufklappen", inspector.criteria[0].more.click)
    bench.measure("Weg einer Lücke", bench.window.answers.show_way_of_selection)
    facility = next(iter(data.facilities))
    bench.measure("Einrichtung wählen", lambda: selection.select("facility", facility))
    _ask_all(bench)
    bench.measure("Auswahl aufheben", selection.clear)


def _ask_all(bench: Bench) -> None:
    """Ask everything that the page of the inspector offers."""
    for ask, button in tuple(bench.window.inspector.asks):
        bench.measure(f"Fragen: {ask.text}"[:34], button.click)
    if bench.window.inspector.how_buttons:
        bench.measure("Wie gerechnet?", bench.window.inspector.how_buttons[0].click)
        bench.window.inspector.how.close()


def theming(bench: Bench) -> None:
    """Show other kinds, figures and limits."""
    thematic = bench.window.thematic
    before = thematic.theme
    for kind in list(bench.window.data.kinds)[:3]:
        bench.measure(f"Art wechseln: {kind}", partial(thematic.choose_kind, kind))
    for metres in (400.0, 700.0):
        bench.measure(f"Regler {metres:.0f} m", partial(thematic.choose_target, metres))
    bench.measure("Kennzahl: mittlerer Weg", lambda: thematic.choose_figure("mean_distance_m"))
    bench.measure("Kennzahl: Erreichbarkeit", lambda: thematic.choose_figure(before.figure))


def tables(bench: Bench) -> None:
    """Turn over the tables below the map, sort, filter and select in them."""
    shown = bench.window.tables
    for index in range(shown.count()):
        bench.measure(f"Tabelle: {shown.tabText(index)}", partial(shown.setCurrentIndex, index))
    for key in shown.more.tables:
        bench.measure(f"Weitere: {key}", partial(shown.show_table, key))
    for table in (shown.facilities, shown.gaps, shown.districts):
        shown.setCurrentWidget(table)
        _one_table(bench, table)
    bench.window.selection.clear()
    bench.measure(
        "Als CSV speichern", lambda: shown.facilities.output.save_csv(bench.scratch / "tabelle.csv")
    )


def _one_table(bench: Bench, table: RecordTable) -> None:
    from PySide6.QtCore import Qt

    name = table.name
    for column in range(min(3, len(table.model.columns))):
        for order in (Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder):
            bench.measure(
                f"{name} sortieren ({column}, {order.name[:4]})",
                partial(table.view.sortByColumn, column, order),
            )
    for words in ("e", "ei", "1", ""):
        bench.measure(f"{name} filtern: „{words}“", partial(table.filter.words.setText, words))
    bench.measure(f"{name}: alle wählen", table.view.selectAll)
    bench.measure(f"{name}: Zeilen kopieren", table.copy_rows)
    bench.measure(f"{name}: nichts wählen", table.view.clearSelection)
    bench.measure(f"{name}: Merkmale anbieten", table.filter.show_choices)
    table.filter.hide_choices()


def charts(bench: Bench) -> None:
    """Open the charts."""
    shown = bench.window.tables
    shown.setCurrentWidget(shown.gaps)
    bench.measure("Diagramme öffnen", lambda: shown.setCurrentWidget(shown.charts))
    for button in shown.charts.buttons.buttons():
        bench.measure(f"Diagramm: {button.text()}", button.click)
    bench.measure("Diagramm als Tabelle", lambda: shown.charts.as_table.setChecked(True))
    shown.charts.as_table.setChecked(False)
    bench.measure("Soziale Lage", lambda: shown.setCurrentWidget(shown.social))
    shown.setCurrentWidget(shown.gaps)


def searching(bench: Bench) -> None:
    """Search with the keys, and wait for the hits (the field waits itself for the next letter)."""
    from PySide6.QtTest import QTest

    field = bench.window.explore.field
    for words in ("e", "ein", "planungsraum 4"):
        heard: list[object] = []
        ended = field.asked.connect(heard.append)

        def typed(words: str = words, heard: list[object] = heard) -> None:
            field.clear()
            QTest.keyClicks(field, words)
            bench.until(lambda: bool(heard))

        bench.measure(f"Suchen: „{words}“", typed)
        field.disconnect(ended)
    field.clear()
    field.popup.hide()
    bench.rest()


def editing(bench: Bench) -> None:
    """Change a facility, take it back, do it again, save while clicking."""
    window = bench.window
    facilities = list(window.data.facilities)[:2]
    districts = [row.district_id for row in window.data.reporting][:3]
    bench.measure("Formular einer Einrichtung", lambda: window.facilities.edit(facilities[0]))

    def changed() -> None:
        window.facilities.dialog.fields["operator"].setText("AWO")
        window.facilities.dialog.accept_form()

    bench.measure("Einrichtung ändern", changed)
    bench.measure("Rückgängig", window.undo)
    bench.measure("Wiederholen", window.redo)
    if window.recovery.keeping is not None:
        bench.measure("Sicherungskopie", window.recovery.keeping.keep_now)
    bench.measure("Speichern unter", lambda: window.workspace.save(bench.scratch / "kopie.gpkg"))

    def clicking() -> None:
        window.workspace.save(bench.scratch / "kopie.gpkg")
        for key in districts:
            window.selection.select("district", key)
            bench.app.processEvents()

    bench.measure("Speichern und klicken", clicking)
    window.selection.clear()


def asking(bench: Bench) -> None:
    """Open the windows beside the main one."""
    from PySide6.QtWidgets import QApplication

    window = bench.window
    for name, ask in (
        ("Angaben zur Vorprüfung", window.facts.ask), ("Daten laden (Fenster)", window.files.ask_import), ("Dienst (Fenster)", window.services.ask),
        ("Bericht (Fenster)", window.ask_report), ("Neues Projekt (Fenster)", window.files.ask_new), ("Tastatur (Fenster)", window.help.show_keys),
        ("Korrekturen (Fenster)", window.corrections.ask_in), ("Berichte vergleichen (Fenster)", window.reports.ask_comparison),
    ):  # fmt: skip
        bench.measure(name, ask)
        for other in [
            w for w in QApplication.topLevelWidgets() if w.isVisible() and w.parentWidget() is window
        ]:
            bench.measure(f"{name}: schließen", other.close)
    bench.measure("Maßstäbe zeigen", window.show_rules)


def presenting(bench: Bench) -> None:
    """Go to the projector and back, two maps beside each other."""
    window = bench.window
    bench.measure("Beamer", lambda: window.set_presentation(True))
    bench.measure("Beamer verlassen", lambda: window.set_presentation(False))
    for how in ("swipe", "beside"):
        bench.measure(f"Zwei Themen: {how}", partial(window.actions_[how].setChecked, True))
        bench.measure(f"Zwei Themen beenden: {how}", partial(window.actions_[how].setChecked, False))
    bench.measure("Raumfenster", lambda: window.actions_["room"].setChecked(True))
    bench.measure("Raumfenster schließen", lambda: window.actions_["room"].setChecked(False))


def playing(bench: Bench) -> None:
    """Begin and end "Was wäre wenn"."""
    window = bench.window

    def begun() -> None:
        window.actions_["whatif"].setChecked(True)
        bench.until(lambda: window.game.on)

    bench.measure("Was wäre wenn beginnen", begun)
    bench.measure("Was wäre wenn beenden", lambda: window.actions_["whatif"].setChecked(False))


def dressing(bench: Bench) -> None:
    """Another brightness, another language."""
    look = bench.window.look
    for name in ("dark", "light"):
        bench.measure(f"Helligkeit: {name}", partial(look.choose_brightness, name))
    for name in ("en", "de"):
        bench.measure(f"Sprache: {name}", partial(_speak, bench, name))


def _speak(bench: Bench, language: str) -> None:
    """Change the language and wait until the other window stands."""
    heard: list[object] = []
    bench.keeper.changed.connect(heard.append)
    bench.window.language.choose(language)
    bench.until(lambda: bool(heard))
    bench.keeper.changed.disconnect(heard.append)


SCENES: dict[str, Callable[[Bench], None]] = {
    made.__name__: made
    for made in (
        selecting,
        theming,
        tables,
        charts,
        searching,
        editing,
        asking,
        presenting,
        playing,
        dressing,
    )
}
"""What can be measured, in its order."""
