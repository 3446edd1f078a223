"""The panel on the right: draws the page of what is selected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.findings import CriterionResult
from quartiermap.ui.viewmodels.blocks import (
    Ask,
    Asks,
    Block,
    Criteria,
    EditButton,
    EvidenceList,
    Explained,
    Facts,
    FactsButton,
    KindTable,
    Links,
    Page,
    PlacesTable,
    Text,
    WayButton,
)
from quartiermap.ui.viewmodels.explain import How
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.how_dialog import HowDialog
from quartiermap.ui.widgets.inspector_kinds import KindTableBox, how_button
from quartiermap.ui.widgets.inspector_parts import CriterionRow, EvidenceBox, PlacesBox, pairs
from quartiermap.ui.wording import worded

_AT_ONCE = 60
"""Labels of a page that are made before the event loop goes on."""


class InspectorPanel(QWidget):
    """Shows a page; whatever can be gone to is a link.

    Signals
    -------
    wanted : Selected
        The user wants to go there.
    asked : Ask
        The user asks something that the map can answer.
    way_wanted
        The user wants to see the way of what is shown.
    facts_wanted : str
        The user wants to state facts about the gap that is shown; the id of a criterion, or nothing.
    edit_wanted : str
        The form of a facility (its id) is wanted.
    attach_wanted : str, str, str
        A file shall be attached: id of the gap, id of the fact, what it is for.
    detach_wanted : str
        An attached file (its id) shall go.
    """

    wanted = Signal(object)
    asked = Signal(object)
    way_wanted = Signal()
    facts_wanted = Signal(str)
    edit_wanted = Signal(str)
    attach_wanted = Signal(str, str, str)
    detach_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Inspektor"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._area: QScrollArea | None = None
        self._column = column
        self.page: Page | None = None
        self._of: Selected | None = None
        self._links: list[tuple[Selected, QWidget]] = []
        self._asks_shown: list[tuple[Ask, QAbstractButton]] = []
        self._how_buttons: list[QWidget] = []
        self._facts_buttons: dict[str, QWidget] = {}
        self._criteria: list[CriterionRow] = []
        self._evidence: list[EvidenceBox] = []
        self._places: list[PlacesBox] = []
        self.how: HowDialog | None = None
        self._lines: QVBoxLayout | None = None
        self._later: list[Block] = []
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(0)
        self._next.timeout.connect(self._add_next)

    def show_page(self, page: Page, of: Selected | None = None) -> None:
        """Show another page, from its top and folded; of the same thing again it keeps its place and what is open.

        Parameters
        ----------
        page : Page
        of : Selected or None
            What the page is about: two gaps may have one title. ``None``: the same as before.
        """
        before, self._of = self._of, of or self._of
        if page == self.page:
            return
        same_thing = (
            self.page is not None
            and self._of == before
            and (page.kicker, page.title) == (self.page.kicker, self.page.title)
        )
        place = self._area.verticalScrollBar().value() if self._area is not None and same_thing else 0
        unfolded = {row.fold_name for row in self._folding() if row.more.isChecked()} if same_thing else set()
        held = self._keyboard_at()
        self.page = page
        self._links.clear()
        self._asks_shown.clear()
        self._how_buttons.clear()
        self._facts_buttons.clear()
        self._criteria.clear()
        self._evidence.clear()
        self._places.clear()
        inner = parts.Column()
        inner.setObjectName("panel")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(12, 10, 8, 14)
        lines.setSpacing(6)
        self._add_head(lines, page)
        first = _at_once(page.blocks)
        for block in page.blocks[:first]:
            self._add(lines, block)
        lines.addStretch(1)
        self._lines, self._later = lines, list(page.blocks[first:])
        title = page.title if page.named else worded(page.title)
        area = parts.scrolled(inner, f"{worded(page.kicker)}: {title}")
        area.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )  # with a very large system font
        if self._area is not None:
            self._column.replaceWidget(self._area, area)
            self._area.hide()
            self._area.deleteLater()
        else:
            self._column.addWidget(area)
        self._area = area
        if place or unfolded:
            self.complete()
            for row in self._folding():
                if row.fold_name in unfolded:
                    row.unfold()
            self._lay_out(area)
            area.verticalScrollBar().setValue(place)
        elif self._later:
            self._next.start()
        if held is not None:
            self._take_keyboard(held, same_thing)

    def _folding(self) -> Sequence[CriterionRow | PlacesBox]:
        """Return what the user can fold, as far as it is drawn."""
        return (*self._criteria, *self._places)

    def _show_opened(self, name: str) -> None:
        """Bring what was opened into sight once its height is known; its page may have been written anew by then."""

        def show() -> None:
            row = next((row for row in self._folding() if row.fold_name == name), None)
            if row is not None and row.more.isChecked():
                self._bring_into_sight(row)

        QTimer.singleShot(0, self, show)

    def _lay_out(self, area: QScrollArea) -> None:
        """Give the page its height now: a bar that does not know it yet takes no place far down."""
        area.show()
        self._column.activate()
        QApplication.sendPostedEvents(area.widget(), QEvent.Type.LayoutRequest.value)
        QApplication.sendPostedEvents(area, QEvent.Type.LayoutRequest.value)

    def _keyboard_at(self) -> str | None:
        """Return what the button that has the keyboard is called, ``None`` where the keyboard is elsewhere."""
        focus = QApplication.focusWidget()
        if focus is None or not self.isAncestorOf(focus):
            return None
        return _called(focus) if isinstance(focus, QAbstractButton) else ""

    def _take_keyboard(self, name: str, same_thing: bool) -> None:
        """Keep the keyboard where a page has given way to another one: Qt would move it to the next part of the window.

        On a page of the same thing nothing moves: whoever has scrolled down by keys goes on reading there.
        """
        if self._area is None:
            return
        self._area.show()
        if not same_thing:
            self.focus_first()
            return
        if name:
            self.complete()
            for button in self._area.findChildren(QAbstractButton):
                if _called(button) == name:
                    button.setFocus(Qt.FocusReason.OtherFocusReason)
                    return
        self._area.setFocus(Qt.FocusReason.OtherFocusReason)

    def complete(self) -> None:
        """Draw what is still to come of the page."""
        while self._later:
            self._add_next()

    def _add_next(self) -> None:
        """Draw one more block."""
        if not self._later or self._lines is None:
            return
        self._lines.takeAt(self._lines.count() - 1)  # the stretch goes last again
        self._add(self._lines, self._later.pop(0))
        self._lines.addStretch(1)
        if self._later:
            self._next.start()

    @property
    def links(self) -> list[tuple[Selected, QWidget]]:
        """What can be gone to from the page."""
        self.complete()
        return self._links

    @property
    def asks(self) -> list[tuple[Ask, QAbstractButton]]:
        """The questions that the page offers."""
        self.complete()
        return self._asks_shown

    @property
    def how_buttons(self) -> list[QWidget]:
        """What opens figures up to how they were computed."""
        self.complete()
        return self._how_buttons

    @property
    def facts_buttons(self) -> dict[str, QWidget]:
        """What asks for facts, by the id of the criterion (empty: for all)."""
        self.complete()
        return self._facts_buttons

    @property
    def criteria(self) -> list[CriterionRow]:
        """The criteria of the page."""
        self.complete()
        return self._criteria

    @property
    def evidence(self) -> list[EvidenceBox]:
        """The lists of evidence of the page."""
        self.complete()
        return self._evidence

    def focus_first(self) -> None:
        """Move the keyboard to the first thing that can be pressed; what is still to come cannot take it yet."""
        for button in (*self._how_buttons, *(widget for _, widget in self._links)):
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._bring_into_sight(button)
            return
        if self._area is not None:
            self._area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _bring_into_sight(self, widget: QWidget) -> None:
        if self._area is not None:
            self._area.ensureWidgetVisible(widget)

    def text(self) -> str:
        """Return everything shown and folded away, for tests and for screen readers."""
        self.complete()
        for places in self._places:
            places.complete()
        shown = [label.text() for label in self._labels() if label.text()]
        return "\n".join([*shown, *(line for row in self._criteria for line in row.folded())])

    def _labels(self) -> list[QLabel]:
        return [] if self._area is None else self._area.findChildren(QLabel)

    def _add_head(self, lines: QVBoxLayout, page: Page) -> None:
        top = QHBoxLayout()
        top.addWidget(parts.label(page.kicker, "group"), 1)
        if page.back is not None:
            words = self.tr("← Überblick") if page.back.what == "none" else self.tr("← Quartier")
            back = parts.link(words)
            target = page.back
            back.clicked.connect(lambda: self.wanted.emit(target))
            self._links.append((target, back))
            top.addWidget(back)
        lines.addLayout(top)
        lines.addWidget(parts.label(page.title, "title", selectable=True, name=page.named))
        if page.chips:
            chips = QHBoxLayout()
            chips.setSpacing(5)
            for chip in page.chips:
                chips.addWidget(parts.label(chip, "chip", wrap=False))
            chips.addStretch(1)
            lines.addLayout(chips)

    def _add(self, lines: QVBoxLayout, block: Block) -> None:
        if isinstance(block, Text):
            if block.tone == "heading":
                lines.addSpacing(4)
                lines.addWidget(parts.rule())
            kind = {
                "normal": "",
                "muted": "muted",
                "notice": "notice",
                "heading": "heading",
                "group": "group",
            }[block.tone]
            lines.addWidget(parts.label(block.text, kind, selectable=True))
        elif isinstance(block, Facts):
            lines.addLayout(self._facts(block))
        elif isinstance(block, KindTable):
            lines.addWidget(self._kinds(block))
        elif isinstance(block, Links):
            for entry in block.rows:
                button = parts.link(entry.text)
                button.setAccessibleName(f"{entry.text}: {entry.note}" if entry.note else entry.text)
                target = entry.target
                button.clicked.connect(lambda _checked=False, t=target: self.wanted.emit(t))
                self._links.append((target, button))
                lines.addWidget(button)
                note = parts.label(entry.note, "muted")
                note.setContentsMargins(6, 0, 0, 3)
                lines.addWidget(note)
        elif isinstance(block, Asks):
            lines.addWidget(self._asks(block))
        elif isinstance(block, WayButton):
            button = parts.link(block.text)
            button.clicked.connect(self.way_wanted)
            lines.addWidget(button)
        elif isinstance(block, EditButton):
            button = parts.link(block.text)
            button.clicked.connect(lambda _checked=False, key=block.facility_id: self.edit_wanted.emit(key))
            lines.addWidget(button)
        elif isinstance(block, Criteria):
            lines.addWidget(parts.label(block.title, "group"))
            for criterion in block.rows:
                row = CriterionRow(criterion)
                row.opened.connect(partial(self._show_opened, row.fold_name))
                self._criteria.append(row)
                lines.addWidget(row)
                if criterion.id in block.askable:
                    lines.addWidget(self._facts_button(self.tr("Angaben ergänzen …"), criterion))
        elif isinstance(block, FactsButton):
            lines.addWidget(self._facts_button(block.text))
        elif isinstance(block, PlacesTable):
            places = PlacesBox(block.block)
            self._places.append(places)
            lines.addWidget(places)
        elif isinstance(block, EvidenceList):
            box = EvidenceBox(block)
            box.attach_wanted.connect(self.attach_wanted)
            box.detach_wanted.connect(self.detach_wanted)
            self._evidence.append(box)
            lines.addWidget(box)
        else:
            self._add_explained(lines, block)

    def _facts(self, block: Facts) -> QGridLayout:
        """Return labels and values; a figure with an explanation has a button that opens it."""
        grid = pairs(block.rows)
        for number, (label, _value) in enumerate(block.rows):
            how = block.hows.get(label)
            if how is None:
                continue
            button = how_button(label)
            self._how_buttons.append(button)
            button.clicked.connect(lambda _checked=False, h=how: self._explain(h.title, (h,)))
            grid.addWidget(button, number, 2, Qt.AlignmentFlag.AlignTop)
        return grid

    def _kinds(self, block: KindTable) -> QWidget:
        box = KindTableBox(block)
        box.explained.connect(self._explain)
        box.asked.connect(self.asked)
        self._how_buttons.extend(box.how_buttons)
        self._asks_shown.extend(box.asks)
        return box

    def _asks(self, block: Asks) -> QWidget:
        """Return questions as links, two beside each other."""
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(1, 1)
        for number, ask in enumerate(block.rows):
            button = parts.link(ask.text)
            self._connect_ask(button, ask)
            grid.addWidget(button, number // 2, number % 2, Qt.AlignmentFlag.AlignLeft)
        return box

    def _connect_ask(self, button: QAbstractButton, ask: Ask) -> None:
        button.clicked.connect(lambda: self.asked.emit(ask))
        self._asks_shown.append((ask, button))

    def _facts_button(self, text: str, criterion: CriterionResult | None = None) -> QWidget:
        button = parts.link(text)
        rule_id = "" if criterion is None else criterion.id
        if criterion is not None:
            button.setAccessibleName(f"{text} {worded(criterion.label)}")
        button.clicked.connect(lambda: self.facts_wanted.emit(rule_id))
        self._facts_buttons[rule_id] = button
        return button

    def _add_explained(self, lines: QVBoxLayout, block: Explained) -> None:
        button = parts.link(block.title)
        button.clicked.connect(lambda: self._explain(block.title, block.hows))
        self._how_buttons.append(button)
        lines.addWidget(button)

    def _explain(self, title: str, hows: Sequence[How]) -> None:
        self.how = HowDialog(worded(title), hows, self.window())
        self.how.open()


def _called(button: QAbstractButton) -> str:
    return button.accessibleName() or button.text()


def _at_once(blocks: Sequence[Block]) -> int:
    """Return how many blocks are drawn at once: about what there is room for; a whole page takes a tenth of a second."""
    labels = 0
    for number, block in enumerate(blocks):
        labels += _labels_of(block)
        if isinstance(block, Criteria) or (number and labels > _AT_ONCE):
            return number
    return len(blocks)


def _labels_of(block: Block) -> int:
    if isinstance(block, KindTable):
        return 6 * len(block.rows)
    if isinstance(block, PlacesTable):
        return 30
    return 2 * len(block.rows) if isinstance(block, Facts | Links | Asks | EvidenceList) else 1
