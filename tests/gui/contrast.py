"""Contrast as it was drawn: text against the ground that is really behind it (WCAG 2.2, 1.4.3 and 1.4.6).

The palette's pairs are checked in `test_layout.py`; this looks at pixels, so that it also sees what a pair
cannot: disabled and chosen things, placeholders, what delegates draw, one thing above another.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QWidget,
)

from stillmark.gui.components.chart import ChartRow
from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.glimpse import Glimpse
from stillmark.gui.components.pill import Pill

TEXT, LARGE = 4.5, 3.0
"""Least contrast of text, and of text of 24 pixels or 19 bold ones."""

_LINEAR = numpy.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in numpy.arange(256) / 255]
)
_GAP = 14
"""Pixels of bare ground between two parts of a row."""


def pixels(window: QMainWindow) -> numpy.ndarray:
    """Return what is drawn: height x width x 3, blue first, 0 to 255."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    flat = numpy.frombuffer(image.constBits(), numpy.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].copy()


def ratio(area: numpy.ndarray) -> float:
    """Return the contrast between the commonest colour of an area and what stands out most; 1: nothing."""
    packed = area.reshape(-1, 3).astype(numpy.uint32) @ numpy.array([1, 256, 65536], numpy.uint32)
    colours, counts = numpy.unique(packed, return_counts=True)
    light = _luminance(colours)
    ground = light[counts.argmax()]
    contrasts = (numpy.maximum(light, ground) + 0.05) / (numpy.minimum(light, ground) + 0.05)
    # The third strongest pixel: one or two could be chance where two edges meet.
    order = contrasts.argsort()[::-1]
    reached = numpy.searchsorted(counts[order].cumsum(), 3)
    return float(contrasts[order[min(reached, len(order) - 1)]])


def _luminance(packed: numpy.ndarray) -> numpy.ndarray:
    blue, green, red = packed & 255, packed >> 8 & 255, packed >> 16
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def parts(area: numpy.ndarray, *, across: bool) -> Iterator[numpy.ndarray]:
    """Cut an area where its ground shows: into lines of text, or across into the parts of a row."""
    if not area.size:
        return
    packed = area.astype(numpy.uint32) @ numpy.array([1, 256, 65536], numpy.uint32)
    colours, counts = numpy.unique(packed, return_counts=True)
    inked = (packed != colours[counts.argmax()]).any(axis=0 if across else 1)
    places = numpy.flatnonzero(inked)
    if not places.size:
        return
    breaks = numpy.flatnonzero(numpy.diff(places) > (_GAP if across else 1))
    for begin, end in zip(
        numpy.concatenate(([0], breaks + 1)), numpy.concatenate((breaks, [places.size - 1])), strict=True
    ):
        first, last = places[begin], places[end] + 1
        yield area[:, max(0, first - 2) : last + 2] if across else area[max(0, first - 1) : last + 1]


def unreadable(window: QMainWindow, least: float | None = None) -> list[str]:
    """Texts that were drawn too pale; `least` for all of them, else 4.5, and 3 where they are large."""
    drawn = pixels(window)
    above = [one for one in window.findChildren(Glimpse) if one.isVisible()]
    hidden = [QRect(one.mapTo(window, QPoint()), one.size()) for one in above]
    faults = []
    for widget, area, across in _texts(window):
        if any(rect.intersects(area) for rect in hidden):
            continue
        cropped = drawn[area.top() : area.bottom() + 1, area.left() : area.right() + 1]
        if min(cropped.shape[:2]) < 4:
            continue
        wanted = least or (LARGE if _large(widget) else TEXT)
        found = [(part, ratio(part)) for part in parts(cropped, across=across) if min(part.shape[:2]) >= 5]
        if not found:
            faults.append(f"nothing is drawn: {type(widget).__name__} {widget.accessibleName()!r}")
        faults += [
            f"contrast {value:.2f} under {wanted}: {type(widget).__name__} {widget.accessibleName()!r}"
            for _, value in found
            if value < wanted
        ]
    return faults


def _large(widget: QWidget) -> bool:
    font = widget.font()
    return font.pixelSize() >= 24 or (font.pixelSize() >= 19 and font.weight() >= 600)


def _texts(window: QMainWindow) -> Iterator[tuple[QWidget, QRect, bool]]:
    """Every piece of text, where it is in the window, and whether its parts stand beside each other."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.width() <= 0:
            continue
        whole = widget.visibleRegion().boundingRect()
        if whole.size() != widget.size() and not isinstance(widget, QAbstractItemView):
            continue  # scrolled out of sight; another state shows it
        if isinstance(widget, ChartRow):
            inner, across = whole, True
        elif isinstance(widget, QLabel) and widget.text():
            inner, across = whole, False
        elif isinstance(widget, QPushButton) and widget.text():
            inner, across = whole.adjusted(9, 4, -9, -4), False
            if widget.property("kind") in ("link", "quiet"):
                inner = whole
        elif isinstance(widget, RadioCard | CheckCard):
            inner, across = whole.adjusted(8, 4, -8, -4), False
        elif isinstance(widget, Pill) and widget.word:
            inner, across = whole.adjusted(widget.height() // 3, 3, -(widget.height() // 3), -3), False
        elif isinstance(widget, QLineEdit) and (widget.text() or widget.placeholderText()):
            inner, across = whole.adjusted(8, 5, -8, -5), False
        elif isinstance(widget, QPlainTextEdit) and (widget.toPlainText() or widget.placeholderText()):
            inner, across = whole.adjusted(8, 8, -16, -8), False
        elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
            yield from _rows(window, widget)
            continue
        else:
            continue
        yield widget, QRect(widget.mapTo(window, inner.topLeft()), inner.size()), across


def _rows(window: QMainWindow, view: QAbstractItemView) -> Iterator[tuple[QWidget, QRect, bool]]:
    model, port = view.model(), view.viewport()
    for row in range(min(model.rowCount(), 30) if model else 0):
        for column in range(view.columnCount() if isinstance(view, QTableWidget) else 1):
            box = view.visualRect(model.index(row, column))
            if port.rect().contains(box) and str(model.index(row, column).data() or "x").strip():
                box = box.adjusted(5, 6, -5, -6)
                yield view, QRect(port.mapTo(window, box.topLeft()), box.size()), True
