"""The standards in use: which sets, each value with its limit, degree and source; a value of the town's own with its reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import swatch
from quartiermap.ui.viewmodels.rules_model import Rules, StandardRow
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.kinds_list import SHARE_ROLE
from quartiermap.ui.widgets.rules_edit import EditForm
from quartiermap.ui.widgets.rules_parts import values_list
from quartiermap.ui.widgets.rules_sets import SetsList
from quartiermap.ui.wording import worded

_KEY = int(Qt.ItemDataRole.UserRole) + 7


class StandardsBox(QWidget):
    """The standards in use and what is behind each.

    Signals
    -------
    sets_wanted : tuple of str
        Other sets shall hold.
    edit_wanted : EditWish
        A value shall be the town's own.
    revert_wanted : str, str
        A standard (id, label) shall be as its set has it.
    """

    sets_wanted = Signal(object)
    edit_wanted = Signal(object)
    revert_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = Rules()
        self._signs: dict[str, QIcon] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.first = QWidget()
        lines = QVBoxLayout(self.first)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(3)
        self.top = QWidget()
        head = QHBoxLayout(self.top)
        head.setContentsMargins(0, 0, 0, 0)
        self.title = parts.label("", "strong")
        self.choose = parts.link(self.tr("Sätze …"))
        self.choose.setAccessibleName(self.tr("Richtwertsätze wählen und kombinieren"))
        self.choose.clicked.connect(self._choose)
        head.addWidget(self.title, 1)
        head.addWidget(self.choose)
        lines.addWidget(self.top)
        self.model = QStandardItemModel(self)
        self.view = values_list(self.tr("Richtwerte"))
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.selectionModel().currentChanged.connect(lambda _now, _old: self._on_current())
        self.view.activated.connect(lambda _index: self._edit())
        lines.addWidget(self.view)
        self.facts = QWidget()
        about = QVBoxLayout(self.facts)
        about.setContentsMargins(0, 2, 0, 0)
        about.setSpacing(2)
        self.target = parts.label("", selectable=True)
        self.limit = parts.label("", "muted", selectable=True)
        self.need = parts.label("", "muted", selectable=True)
        self.source = parts.label("", "muted", selectable=True)
        self.own = parts.label("", "notice", selectable=True)
        self.revert = parts.link(self.tr("Eigenen Wert zurücknehmen"))
        for widget in (self.target, self.own, self.revert, self.limit, self.need, self.source):
            about.addWidget(widget)
        line = QHBoxLayout()
        self.edit = parts.link(self.tr("Ändern …"))
        self.more = parts.link(self.tr("Quellen zeigen"))
        self.more.setCheckable(True)
        self.edit.clicked.connect(self._edit)
        self.revert.clicked.connect(self._revert)
        self.more.toggled.connect(lambda _on: self._show_detail())
        for button in (self.edit, self.more):
            line.addWidget(button)
        line.addStretch(1)
        about.addLayout(line)
        self.form = EditForm()
        self.form.wanted.connect(self.edit_wanted)
        self.form.left.connect(self._close_form)
        lines.addWidget(self.facts)
        lines.addWidget(self.form)
        self.form.hide()
        self.sets = SetsList()
        self.sets.wanted.connect(self.sets_wanted)
        self.sets.done.connect(self._sets_done)
        column.addWidget(self.first)
        column.addWidget(self.sets)
        self.sets.hide()

    def show_rules(self, rules: Rules) -> None:
        """Show the standards of a project state; the selected one stays selected."""
        before = self._current()
        key = before.standard_id if before is not None else ""
        self._rules = rules
        self.sets.show_sets(rules.sets)
        own = self.tr("eigene Datei: {title}").format(title=rules.set_title)
        self.title.setText(own if rules.custom else rules.set_title)
        self.title.setToolTip(plain_tip(rules.set_title))
        selection = self.view.selectionModel()
        with parts.quiet(selection):
            self.model.clear()
            for row in rules.standards:
                item = QStandardItem(worded(row.name))
                item.setIcon(self._sign(row))
                shown = f"✎\u2009{_short(row)}" if row.edited else _short(row)
                item.setData(shown, SHARE_ROLE)
                item.setData(row.standard_id, _KEY)
                tip = f"{row.label}: {row.target}, {row.degree}"
                if row.edited:
                    tip = self.tr("{tip}; eigener Wert, vorher {before}").format(tip=tip, before=row.before)
                item.setToolTip(plain_tip(tip))
                item.setData(worded(tip), Qt.ItemDataRole.AccessibleDescriptionRole)
                self.model.appendRow(item)
            height = self.view.sizeHintForRow(0) if rules.standards else 22
            self.view.setFixedHeight(min(max(len(rules.standards), 1), 8) * height + 5)
            rows = [row.standard_id for row in rules.standards]
            self.view.setCurrentIndex(self.model.index(rows.index(key) if key in rows else 0, 0))
        self.view.viewport().update()
        if key not in rows:
            self._close_form()
        self._show_detail()

    def edited(self) -> None:
        """Close the form: its value has been taken."""
        self._close_form()

    def refused(self, problem: str) -> None:
        """Say in the form why its value was not taken."""
        self.form.say(problem)
        self.form.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sign(self, row: StandardRow) -> QIcon:
        if row.kind not in self._signs:
            sign = QIcon(swatch(row.colour, row.sign, 18))
            sign.addPixmap(swatch(row.colour, row.sign, 18), QIcon.Mode.Selected)
            self._signs[row.kind] = sign
        return self._signs[row.kind]

    def _current(self) -> StandardRow | None:
        index = self.view.currentIndex()
        return self._rules.standard(str(index.data(_KEY))) if index.isValid() else None

    def _show_detail(self) -> None:
        row = self._current()
        self.facts.setVisible(row is not None and not self._editing)
        if row is None:
            return
        long = self.more.isChecked()
        self.more.setText(self.tr("Quellen verbergen") if long else self.tr("Quellen zeigen"))
        self.target.setText(self.tr("Ziel: {target} · {degree}").format(target=row.target, degree=row.degree))
        parts_of_limit = row.limit.split(" · ")
        self.limit.setText(
            self.tr("Grenze (nicht das Ziel): {limit}").format(
                limit=row.limit if long else " · ".join(parts_of_limit[:2])
            )
            if row.limit
            else self.tr("Grenze des Zumutbaren: keine belegt")
        )
        self.limit.setToolTip(plain_tip(row.limit))
        need = row.rate_words if long else row.rate_words.split(" · ")[0]
        self.need.setText(
            self.tr("Bedarf: {need}").format(need=need) if need else self.tr("Bedarf: kein Richtwert")
        )
        self.need.setToolTip(plain_tip(row.rate_words))
        self.source.setText(self.tr("Quelle: {source}").format(source=row.source))
        self.source.setVisible(long)
        self.own.setVisible(row.edited)
        self.revert.setVisible(row.edited)
        self.own.setText(
            self.tr("Eigener Wert. Vorher: {before}. Grund: {reason}").format(
                before=row.before, reason=row.reason
            )
        )
        self.edit.setAccessibleName(self.tr("{label} ändern").format(label=worded(row.label)))
        self.edit.setEnabled(not self._rules.custom)
        self.edit.setToolTip(
            self.tr("Die Richtwerte kommen aus einer eigenen Datei; dort ändern oder Sätze wählen.")
            if self._rules.custom
            else ""
        )

    @property
    def _editing(self) -> bool:
        return not self.form.isHidden()

    def _on_current(self) -> None:
        self._show_detail()

    def _edit(self) -> None:
        row = self._current()
        if row is None or self._rules.custom:
            return
        self.form.show_standard(row)
        for widget in (self.top, self.view, self.facts):
            widget.hide()
        self.form.show()
        self.form.value.setFocus(Qt.FocusReason.OtherFocusReason)
        self.form.value.selectAll()

    def _close_form(self) -> None:
        if self._editing:
            self.form.hide()
            for widget in (self.top, self.view, self.facts):
                widget.show()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _revert(self) -> None:
        row = self._current()
        if row is not None:
            self.revert_wanted.emit(row.standard_id, row.label)

    def _choose(self) -> None:
        self.first.hide()
        self.sets.show()
        self.sets.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sets_done(self) -> None:
        self.sets.hide()
        self.first.show()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)


def _short(row: StandardRow) -> str:
    """Return a target in the fewest words: "500 m", "750 m Luft", "5 min"."""
    if row.unit == "min":
        return f"{texts.number(row.value)}\u00a0min"
    air = "\u00a0Luft" if row.measure == "air_line" else ""
    return f"{texts.metres(row.value)}{air}"
