"""What the keyboard must do on every page: reach it all, in the order of reading, both ways, and be seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QWidget,
)

from gui.contrast import differing, pixels
from gui.shown import STOPS, named, visible
from stillmark.gui.components.focus import FocusRing

TAB = Qt.FocusReason.TabFocusReason
FRAME = 4
"""Pixels at the edge of a field in which its own sign of the keyboard is drawn."""

CORNER = 10
"""Radius of its corners, which take some of them."""


def tab_round(begin: QWidget, look: Callable[[QWidget], None]) -> list[QWidget]:
    """Return every widget that Tab reaches, in order, from the first on; stop when it comes round."""
    begin.setFocus(TAB)
    found: list[QWidget] = []
    for _ in range(80):
        widget = QApplication.focusWidget()
        # The first one is looked at when Tab has come round to it.
        if widget is not None and found:
            look(widget)
        if widget is None or widget in found:
            return found
        found.append(widget)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    return found


def keyboard_faults(window: QMainWindow, begin: QWidget) -> list[str]:
    """Traps, what Tab never reaches, an order that is not the reading order, focus that is not seen."""
    faults: list[str] = []
    ring = window.findChild(FocusRing)
    drawn: set[QWidget | None] = set()

    def seen(widget: QWidget) -> None:
        for _ in range(2):
            QApplication.processEvents()
        if isinstance(widget, QLineEdit | QPlainTextEdit | QAbstractItemView):
            faults.extend(_sign_of_its_own(window, widget))
            return
        place = widget.mapTo(window, widget.visibleRegion().boundingRect().center())
        if ring is None or not ring.isVisible() or not ring.geometry().contains(place):
            faults.append(f"the keyboard is on it and no ring shows it: {named(widget)}")
        elif _group(widget) not in drawn:
            # One ring, one colour: once on each ground is enough.
            drawn.add(_group(widget))
            faults.extend(_ring_drawn(window, ring, widget))

    order = tab_round(begin, seen)
    after = QApplication.focusWidget()
    if not order or after is not order[0]:
        faults.append(f"Tab does not come round: it ends on {named(after) if after else 'nothing'}")
    faults += [f"Tab never reaches {named(one)}" for one in visible(window) if _missed(one, order)]
    faults += _backwards(order)
    boxes = [(QRect(one.mapTo(window, QPoint()), one.size()), one) for one in order]
    groups = {one: _group(one) for one in order}
    ranks = [
        ("", "body", "bar", "rail").index(group.objectName() if group else "") for group in groups.values()
    ]
    if order and (order[0] is not begin or ranks != sorted(ranks)):
        faults.append("Tab does not go from Quick exit down the page and its buttons to the foot of the rail")
    for (first, one), (second, other) in pairwise(boxes):
        if groups[one] is groups[other] is not None and _before(second, first):
            faults.append(f"not in reading order: {named(other)} after {named(one)}")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    if not window.isVisible():
        faults.append("a lone Esc closes the window")
    return faults


def _backwards(order: list[QWidget]) -> Iterator[str]:
    """Go back from where Tab came round to: the same stops in turn, the last one first."""
    for expected in reversed(order):
        now = QApplication.focusWidget()
        if now is None:
            yield "Shift and Tab lead nowhere"
            return
        QTest.keyClick(now, Qt.Key.Key_Backtab)
        reached = QApplication.focusWidget()
        if reached is None or _stop(reached) is not _stop(expected):
            where = named(reached) if reached else "nothing"
            yield f"Shift and Tab do not go back from {named(now)} to {named(expected)} but to {where}"
            return


def _stop(widget: QWidget) -> object:
    """Choices that exclude each other are one stop; on which of them it is, is Qt's business."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group if group is not None and group.exclusive() else widget


# --- to be seen (WCAG 2.2, 2.4.7 and 2.4.13: two pixels all round, of which corners take some)


def _ring_drawn(window: QMainWindow, ring: FocusRing, widget: QWidget) -> Iterator[str]:
    box = ring.geometry()
    with_it = pixels(window, box=box)
    ring.setVisible(False)
    without = pixels(window, box=box)
    ring.setVisible(True)
    if differing(with_it, without) < 2 * (box.width() + box.height()):
        yield f"the ring cannot be told from its ground: {named(widget)}"


def _sign_of_its_own(window: QMainWindow, widget: QWidget) -> Iterator[str]:
    """Fields and lists draw a sign of their own; it must be gone when the keyboard is elsewhere."""
    inside = widget.viewport() if isinstance(widget, QAbstractItemView) else widget
    part = inside.visibleRegion().boundingRect()
    box = QRect(inside.mapTo(window, part.topLeft()), part.size())
    if part.isEmpty():
        return
    with_it = pixels(window, box=box)
    widget.clearFocus()
    without = pixels(window, box=box)
    widget.setFocus(TAB)
    if isinstance(widget, QAbstractItemView):
        around = 2 * widget.visualRect(widget.currentIndex()).width()
    else:
        # What is selected or written, and a cursor, are no sign: only the frame counts, where it is in sight.
        written = widget.rect().adjusted(FRAME, FRAME, -FRAME, -FRAME) & part
        written.translate(-part.topLeft())
        rows, columns = slice(written.top(), written.bottom() + 1), slice(written.left(), written.right() + 1)
        without[rows, columns] = with_it[rows, columns]
        sides = part.height() * ((part.left() == 0) + (part.right() == widget.width() - 1))
        ends = part.width() * ((part.top() == 0) + (part.bottom() == widget.height() - 1))
        around = sides + ends - 4 * CORNER
    if differing(with_it, without) < max(around, 1):
        yield f"the keyboard is on it and nothing shows it: {named(widget)}"


# --- the order


def _missed(widget: QWidget, order: list[QWidget]) -> bool:
    if not isinstance(widget, STOPS) or isinstance(widget, QHeaderView) or not widget.isEnabled():
        return False
    if isinstance(widget, QAbstractButton) and widget.group() is not None:
        return not any(isinstance(one, QAbstractButton) and one.group() is widget.group() for one in order)
    return widget not in order and widget.focusProxy() not in order


def _group(widget: QWidget) -> QWidget | None:
    """The part of the window it is in: rail, bar or body; None for the head, where Quick exit comes first."""
    for parent in _parents(widget):
        if parent.objectName() in ("rail", "bar", "body"):
            return parent
    return None


def _parents(widget: QWidget) -> Iterator[QWidget]:
    while (above := widget.parentWidget()) is not None:
        yield above
        widget = above


def _before(first: QRect, second: QRect) -> bool:
    """Whether one is read before the other: higher, or in the same row and nearer to where reading begins."""
    if first.bottom() <= second.top():
        return True
    if second.bottom() <= first.top():
        return False
    if QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        return first.left() >= second.right()
    return first.right() <= second.left()
