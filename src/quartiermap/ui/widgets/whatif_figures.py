"""The figures of "Was wäre wenn", big enough for a room and cheap enough for a dragging hand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from quartiermap.ui.theme import role
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.viewmodels.whatif_words import FigureLine
from quartiermap.ui.wording import worded


class Figure(QLabel):
    """A figure of the bar: its size never depends on its text, so that a dragging hand moves no layout.

    What has no room ends in dots and stands in the tool tip.
    """

    def __init__(self, kind: str, name: str) -> None:
        super().__init__()
        self.whole = ""
        self._about = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)
        role(self, kind)

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self.whole:
            self.whole = text
            self._fit()

    def explain(self, text: str) -> None:
        """Say in the tool tip what the text means."""
        if text != self._about:
            self._about = text
            self.setAccessibleDescription(text)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room there is."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, max(self.width(), 20))
        self.setText(worded(shown))
        lines = [self.whole] if shown != self.whole else []
        self.setToolTip(plain_tip("\n".join([*lines, self._about])) if lines or self._about else "")

    def minimumSizeHint(self) -> QSize:
        """Return the height of a line; the width is what is left."""
        return QSize(0, self.fontMetrics().height() + 2)

    def sizeHint(self) -> QSize:
        """Return the same."""
        return self.minimumSizeHint()


class _Line:
    """One line of figures: name, share before and now, newly reached, newly lost, need without a place."""

    def __init__(self, grid: QGridLayout, row: int) -> None:
        self.name = Figure("gameName", translate("GameFigures", "Gebiet"))
        self.share = Figure("gameFigure", translate("GameFigures", "Anteil in Reichweite"))
        self.gained = Figure("gameGained", translate("GameFigures", "neu erreichte Personen"))
        self.lost = Figure("gameLost", translate("GameFigures", "nicht mehr erreichte Personen"))
        self.places = Figure("gamePlaces", translate("GameFigures", "Bedarf ohne Platz"))
        self.figures = (self.name, self.share, self.gained, self.lost, self.places)
        for column, label in enumerate(self.figures):
            if column:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(label, row, column)
        self._grid, self._row, self._empty = grid, row, False

    def show(self, line: FigureLine | None, instead: str) -> None:
        """Show a line, or what to do to get one."""
        if self._empty != (line is None):  # what to do to get figures has all the line for itself
            self._empty = line is None
            self._grid.addWidget(self.name, self._row, 0, 1, len(self.figures) if self._empty else 1)
        if line is None:
            self.name.say(instead)
            for label in self.figures[1:]:
                label.say("")
                label.explain("")
            return
        self.name.say(line.name)
        same = line.share == line.share_before
        self.share.say(line.share if same else f"{line.share_before}\u2009→\u2009{line.share}")
        self.share.explain(line.difference)
        self.gained.say(f"▲\u2009{line.gained}" if line.gained[:1] == "+" else line.gained)
        self.lost.say(f"▼\u2009{line.lost}" if line.lost[:1] == "−" else line.lost)
        self.places.say(line.places)
        if line.places_caveat:
            self.places.explain(line.places_caveat)


class GameFigures(QWidget):
    """Two lines: the whole town, and the district that is selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Was sich ändert"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        self.group = Figure("muted", self.tr("Wer gezählt wird"))
        self.gaps = Figure("muted", self.tr("Lücken"))
        self.gaps.explain(
            self.tr(
                "Quartiere, in denen zu viele außer Reichweite wohnen: heute und so. Lücken aus anderen Gründen zählen hier nicht."
            )
        )
        grid.addWidget(self.gaps, 0, 0, 1, 2)  # the head beside it is short and stands at the right
        self._heads: list[Figure] = []
        for column, (text, tip) in enumerate(
            (
                ("", ""),
                (self.tr("in Reichweite"), self.tr("Anteil der Zielgruppe in Reichweite: heute und so")),
                (self.tr("neu erreicht"), self.tr("Personen, die heute außer Reichweite sind und so erreicht würden")),
                (self.tr("nicht mehr"), self.tr("Personen, die heute in Reichweite sind und es so nicht mehr wären")),
                (self.tr("Bedarf ohne Platz"), self.tr("Plätze, die in den Einzugsgebieten fehlen (2SFCA): heute und so; gerechnet, sobald losgelassen wird. Wer gar keine Einrichtung erreicht, zählt hier nicht.")),
            )
        ):  # fmt: skip
            if column:
                head = Figure("muted", text)
                head.say(text)
                head.explain(tip)
                head.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(head, 0, column)
                self._heads.append(head)
        grid.addWidget(self.group, 3, 0, 1, 5)  # a line of its own: the rule is never cut off
        for column, stretch in enumerate((28, 35, 14, 15, 19)):
            grid.setColumnStretch(column, stretch)
        self.town = _Line(grid, 1)
        self.district = _Line(grid, 2)
        self._low, self._chosen = False, False

    def say_group(self, words: str) -> None:
        """Say who is counted by which rule."""
        self.group.say(words)

    def show_lines(self, town: FigureLine | None, district: FigureLine | None) -> None:
        """Show the figures; called while the hand drags."""
        self.town.show(town, self.tr("Kein Richtwert"))
        self.district.show(district, self.tr("Quartier anklicken"))
        told = (line.gaps for line in (town, district) if line is not None)
        self.gaps.say(" · ".join(filter(None, told)))
        if self._chosen != (district is not None):
            self._chosen = district is not None
            self._share_height()

    def set_low(self, low: bool) -> None:
        """Leave out the line of a district as long as none is chosen, and the one that repeats the rule; or show them again."""
        self._low = low
        self._share_height()

    def _share_height(self) -> None:
        self.group.setVisible(not self._low)
        for figure in self.district.figures:
            figure.setVisible(self._chosen or not self._low)

    def set_large(self, large: bool) -> None:
        """Show the figures larger, for a projector, or as before."""
        lines = (self.town, self.district)
        figures = [figure for line in lines for figure in line.figures]
        for label in (*figures, *self._heads, self.gaps, self.group):
            label.setProperty("large", large)
            label.style().unpolish(label)
            label.style().polish(label)
            label.updateGeometry()
