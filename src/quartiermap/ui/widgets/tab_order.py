"""The way of the Tab key through the window: part by part, and within a part as one reads.

Qt goes in the order in which widgets were made. Panels fill themselves anew with every selection and the web page comes
late, so that order would leave parts out.
"""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QToolBar, QWidget

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


def go(window: MainWindow, forward: bool) -> bool:
    """Move the keyboard to the next or the previous stop, and bring that into sight.

    Returns
    -------
    bool
        Whether there was anywhere to go.
    """
    found = stops(window)
    focus = QApplication.focusWidget()
    if not found:
        return False
    if focus in found:
        at = (found.index(focus) + (1 if forward else -1)) % len(found)
    else:
        at = 0 if forward else -1
    target = found[at]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    target.setFocus(reason)
    above = target.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(target)
        above = above.parentWidget()
    return True


def stops(window: MainWindow) -> list[QWidget]:
    """Return everything at which Tab stops, in order.

    Parts come in the order of F6, but tools and search first. A widget with a focus proxy is no stop: the proxy is.
    """
    parts: list[QWidget | None] = list(window.findChildren(QToolBar))
    if window.pages.currentWidget() is not window.start_page:
        area = window.area
        parts += [area.left, area.rows.widget(0), area.tables, area.inspector]
    parts.append(window.status)
    reached: list[list[QWidget]] = [[] for _ in [*parts, window]]
    for widget in window.findChildren(QWidget):
        if (
            widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and widget.isVisible()
            and widget.isEnabled()
            and widget.window() is window
        ):
            at = next(
                (i for i, part in enumerate(parts) if part and (part is widget or part.isAncestorOf(widget))),
                -1,
            )
            reached[at].append(widget)
    # what belongs to no part (the start page, a bar above all) lies between tools and status
    *inside, status, others = reached
    tools = sum(isinstance(part, QToolBar) for part in parts)
    ordered = [*inside[:tools], others, *inside[tools:], status]
    return [widget for group in ordered for widget in as_read(group, window) if not _idle(widget, group)]


def _idle(widget: QWidget, group: list[QWidget]) -> bool:
    """Whether the keyboard could do nothing in a scrolled area: it is seen as a whole, and what it holds has stops of its own."""
    return (
        isinstance(widget, QScrollArea)
        and widget.verticalScrollBar().maximum() == 0
        and any(widget.isAncestorOf(other) for other in group if other is not widget)
    )


def as_read(widgets: list[QWidget], window: QWidget) -> list[QWidget]:
    """Sort widgets as they are read: what shares its height with another from left to right, the rest from top to bottom."""
    placed = [(QRect(_place(widget, window), widget.size()), widget) for widget in widgets]
    placed.sort(key=lambda item: (item[0].y(), item[0].x()))
    return [widget for _, widget in sorted(placed, key=cmp_to_key(_before))]


def _before(one: tuple[QRect, QWidget], other: tuple[QRect, QWidget]) -> int:
    """Return a negative number where the first of two is read first."""
    (a, first), (b, second) = one, other
    if first.isAncestorOf(second) or second.isAncestorOf(first):
        return -1 if first.isAncestorOf(second) else 1  # a scrolled area, then what it holds
    shared = min(a.bottom(), b.bottom()) - max(a.top(), b.top())
    beside = 2 * shared > min(a.height(), b.height()) and (a.right() < b.left() or b.right() < a.left())
    return a.x() - b.x() if beside else a.center().y() - b.center().y()


def _place(widget: QWidget, window: QWidget) -> QPoint:
    """Return where a widget would be, had nothing been scrolled."""
    place = widget.mapTo(window, QPoint(0, 0))
    above = widget.parentWidget()
    while above is not None and above is not window:
        if isinstance(above, QScrollArea):
            place += QPoint(above.horizontalScrollBar().value(), above.verticalScrollBar().value())
        above = above.parentWidget()
    return place
