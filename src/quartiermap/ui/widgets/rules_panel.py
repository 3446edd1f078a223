"""The panel "Maßstäbe": by which measure everything is judged. One section open at a time, the others say what is set."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.domain.laender import LAENDER
from quartiermap.ui.theme import role
from quartiermap.ui.viewmodels.ranking_table import rank_words, stability_note
from quartiermap.ui.viewmodels.rules_model import PARTS, Rules
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.rules_ages import AgesBox
from quartiermap.ui.widgets.rules_check import PrecheckBox
from quartiermap.ui.widgets.rules_parts import OneLine, Section
from quartiermap.ui.widgets.rules_standards import StandardsBox
from quartiermap.ui.widgets.weights_box import WeightsBox
from quartiermap.ui.wording import worded


class IndexBox(QWidget):
    """The social index: chosen by itself, as published, or as the town defines it.

    Signals
    -------
    wanted : str
        Id of a definition; nothing for the choice by itself.
    file_wanted
        A definition of the town's own shall be read.
    """

    wanted = Signal(str)
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.choice = ChoiceBox(12)
        self.choice.setAccessibleName(self.tr("Sozialindex"))
        self.choice.activated.connect(lambda _row: self.wanted.emit(str(self.choice.currentData())))
        column.addWidget(self.choice)
        self.note = parts.label("", "muted", selectable=True)
        self.missing = parts.label("", "notice")
        self.source = parts.label("", "muted", selectable=True)
        for widget in (self.missing, self.note, self.source):
            column.addWidget(widget)
        self.file = parts.link(self.tr("Eigene Festlegung laden …"))
        self.file.clicked.connect(self.file_wanted)
        column.addWidget(self.file)

    def show_rules(self, rules: Rules) -> None:
        """Show the definitions of a project state."""
        self.choice.clear()
        self.choice.addItem(self.tr("aus den Indikatoren"), "")
        for row in rules.indices:
            self.choice.addItem(worded(row.title), row.index_id)
        self.choice.setCurrentIndex(max(0, self.choice.findData(rules.index_id)))
        chosen = next((row for row in rules.indices if row.index_id == rules.index_id), None)
        self.note.setText(
            rules.index_note
            or (chosen.words if chosen is not None else self.tr("Es sind keine Sozialindikatoren geladen."))
        )
        missing = chosen.missing if chosen is not None else ()
        self.missing.setVisible(bool(missing))
        self.missing.setText(
            self.tr("Im Projekt fehlt: {what}. Ohne alle Indikatoren gibt es keinen Index.").format(
                what=", ".join(missing)
            )
        )
        self.source.setVisible(chosen is not None)
        self.source.setText(
            "" if chosen is None else self.tr("Quelle: {source}").format(source=chosen.source)
        )


class RulesPanel(QWidget):
    """Standards, pre-check, social index and ranking, each in a section.

    Signals
    -------
    recompute_wanted
        What has become older shall be computed anew now.
    automatic_chosen : bool
        Whether that shall happen by itself after every change.
    stability_wanted : bool
        The stability of the ranking shall be computed, or that shall stop.
    """

    recompute_wanted = Signal()
    automatic_chosen = Signal(bool)
    stability_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Maßstäbe"))
        self.rules = Rules()
        inner = parts.Column()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(2)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.state = QWidget()
        state = QVBoxLayout(self.state)
        state.setContentsMargins(12, 6, 8, 0)
        state.setSpacing(0)
        self.pending = OneLine()
        role(self.pending, "notice")
        self.recompute = parts.link(self.tr("Jetzt neu rechnen (F5)"))
        self.recompute.clicked.connect(self.recompute_wanted)
        state.addWidget(self.pending)
        state.addWidget(self.recompute)
        self.state.hide()
        outer.addWidget(self.state)
        self.area = parts.scrolled(inner, self.tr("Maßstäbe"))
        outer.addWidget(self.area, 1)

        self.problem = parts.label("", "notice")
        self.problem.hide()
        column.addWidget(self.problem)

        self.standards, self.check, self.index = StandardsBox(), PrecheckBox(), IndexBox()
        self.ages, self.weights = AgesBox(), WeightsBox()
        self.sections = {
            "standards": Section(self.tr("Richtwerte")),
            "check": Section(self.tr("Vorprüfung")),
            "index": Section(self.tr("Sozialindex")),
            "ages": Section(self.tr("Alter und Planjahr")),
            "ranking": Section(self.tr("Rangfolge")),
        }
        self.sections["standards"].lines.addWidget(self.standards)
        self.sections["check"].lines.addWidget(self.check)
        self.sections["index"].lines.addWidget(self.index)
        self.sections["ages"].lines.addWidget(self.ages)
        self._fill_ranking(self.sections["ranking"].lines)
        for key, section in self.sections.items():
            section.opened.connect(lambda which=key: self._open_only(which))
            column.addWidget(section)
        self.automatic = QCheckBox(self.tr("Änderungen gleich rechnen"))
        self.automatic.setToolTip(
            self.tr("Sonst bleibt das Ergebnis, wie es ist, bis „Analyse rechnen“ (F5) gewählt wird.")
        )
        self.automatic.setChecked(True)
        self.automatic.toggled.connect(self.automatic_chosen)
        column.addWidget(self.automatic)
        column.addStretch(1)
        self.sections["standards"].set_open(True)

    def _fill_ranking(self, lines: QVBoxLayout) -> None:
        lines.addWidget(parts.label(rank_words(), "muted"))
        lines.addWidget(self.weights)
        head = parts.label(self.tr("Wie sicher sind die ersten zehn?"), "group")
        head.setToolTip(plain_tip(stability_note()))
        lines.addWidget(head)
        self.stable = parts.label("", "muted")
        lines.addWidget(self.stable)
        line = QHBoxLayout()
        self.check_stability = parts.link(self.tr("Prüfen"))
        self.stop_stability = parts.link(self.tr("Anhalten"))
        self.check_stability.clicked.connect(lambda: self.stability_wanted.emit(True))
        self.stop_stability.clicked.connect(lambda: self.stability_wanted.emit(False))
        for button in (self.check_stability, self.stop_stability):
            button.hide()
            line.addWidget(button)
        line.addStretch(1)
        lines.addLayout(line)

    def show_rules(self, rules: Rules, *, computing: bool = False) -> None:
        """Show by which measure a project state is judged; `computing` is whether what is pending is under way."""
        self.rules = rules
        self.problem.setText(rules.problem)
        self.problem.setVisible(bool(rules.problem))
        self.standards.show_rules(rules)
        self.check.show_rules(rules)
        self.index.show_rules(rules)
        self.ages.show_ages(rules.ages, LAENDER.get(rules.land or "", self.tr("keines")))
        if not self.weights.moving:
            self.weights.show_weights(dict(rules.weights or dict.fromkeys(PARTS, 1.0)))
        self.show_pending(computing=computing)
        self._summarize(rules)

    def show_pending(self, *, computing: bool) -> None:
        """Say what the result does not yet contain, and whether that is under way."""
        pending = self.rules.pending
        self.pending.say(
            self.tr("Wird neu gerechnet …") if computing else self.tr("Ergebnis ist älter"), pending
        )
        self.pending.setAccessibleName(pending)
        self.state.setVisible(bool(pending))
        self.recompute.setVisible(not computing)

    def show_stability(self, words: str, *, running: bool, possible: bool) -> None:
        """Say how far the test of stability is, or what came of it."""
        self.stable.setText(words)
        self.stop_stability.setVisible(running)
        self.check_stability.setVisible(possible and not running)

    def focus_first(self) -> None:
        """Move the keyboard into the open section, or to the first head."""
        for section in self.sections.values():
            if section.is_open:
                section.head.setFocus()
                return
        self.sections["standards"].head.setFocus()

    def show_weights(self) -> None:
        """Open the ranking and move the keyboard to its first weight."""
        self.sections["ranking"].set_open(True)
        self.weights.sliders[PARTS[0]].setFocus()

    def _open_only(self, which: str) -> None:
        for key, section in self.sections.items():
            if key != which:
                section.set_open(False)

    def _summarize(self, rules: Rules) -> None:
        standards = rules.set_title
        if rules.edits:
            own = (
                self.tr("1 eigener Wert")
                if rules.edits == 1
                else self.tr("{n} eigene Werte").format(n=rules.edits)
            )
            standards = f"{standards} · {own}"
        self.sections["standards"].set_summary(standards)
        land = LAENDER.get(rules.land or "", self.tr("ohne Land"))
        day = self.tr("heute") if rules.day is None else texts.date(rules.day)
        asked = [row for row in rules.programmes if row.chosen]
        names = asked[0].short if len(asked) == 1 else self.tr("{n} Programme").format(n=len(asked))
        self.sections["check"].set_summary(f"{land} · {day} · {names}")
        chosen = next((row.title for row in rules.indices if row.index_id == rules.index_id), "")
        self.sections["index"].set_summary(chosen or self.tr("aus den Indikatoren"))
        ages = rules.ages
        lands = dict(ages.lands)
        by = lands.get(ages.own_land or rules.land or "", self.tr("Altersgruppen der Richtwerte"))
        own = self.tr(", eigene Grenzen") if ages.split_months else ""
        self.sections["ages"].set_summary(f"{by}{own}" + (f" · {ages.year}" if ages.year else ""))
        weights = rules.weights or dict.fromkeys(PARTS, 1.0)
        shown = " : ".join(_weight(weights[part]) for part in PARTS)
        plain = all(weights[part] == 1.0 for part in PARTS)
        self.sections["ranking"].set_summary(
            self.tr("alle Teile zählen gleich") if plain else self.tr("Gewichte {w}").format(w=shown)
        )


def _weight(value: float) -> str:
    text = texts.number(value, 2).rstrip("0")
    return text.rstrip(",")
