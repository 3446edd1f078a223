"""A combo box that ends a long text in dots instead of cutting it in the middle of a letter."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter, QToolTip, QWidget

from quartiermap.ui.viewmodels.tables import plain_tip


class ChoiceBox(QComboBox):
    """Says in its tip what has no room in it; a style sheet alone cannot shorten the text of a combo box.

    Parameters
    ----------
    letters : int
        It asks for the room of so many letters, whatever its entries are; 0: for that of the longest entry.
    """

    def __init__(self, letters: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if letters:
            self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.setMinimumContentsLength(letters)

    @property
    def whole_text(self) -> str:
        """The current text, or where nothing is chosen what to do with the box."""
        return self.placeholderText() if self.currentIndex() < 0 else self.currentText()

    def shown_text(self) -> str:
        """Return the text as it is drawn."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width()
        return self.fontMetrics().elidedText(self.whole_text, Qt.TextElideMode.ElideRight, room)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box with what fits."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        option.currentText = self.shown_text()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        """Put the whole text into the tip where it is shortened."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            whole = self.whole_text
            if self.shown_text() != whole:
                QToolTip.showText(event.globalPos(), plain_tip(f"{whole}\n{self.toolTip()}".rstrip()), self)
                return True
        return super().event(event)
