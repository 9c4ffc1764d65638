"""Contrast as it was drawn: text against the ground that is really behind it (WCAG 2.2, 1.4.3 and 1.4.6), and
the edges of what can be used against what is beside them (1.4.11).

The palette's pairs are checked in `test_layout.py`; this looks at pixels, so that it also sees what a pair
cannot: disabled and chosen things, placeholders, what delegates draw, one thing above another.

Strokes of small letters are thinner than a pixel, and smoothing mixes them with their ground: how pale that
makes them is the screen's doing, and WCAG measures text without it. So letters are looked at in a drawing of
the same window, laid out as it is, with two pixels for each of its own, as a sharper screen shows it; there
strokes reach their colour, and the bounds stay as they are. Edges are straight and are looked at as drawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import numpy
from PySide6.QtCore import QPoint, QRect, QRectF
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QWidget,
)

from stillmark.gui.components.chart import ChartRow
from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.dropzone import DropZone
from stillmark.gui.components.glimpse import Glimpse
from stillmark.gui.components.mirror import turned
from stillmark.gui.components.pill import Pill

TEXT, LARGE = 4.5, 3.0
"""Least contrast of text, and of text of 24 pixels or 19 bold ones."""

EDGE = 3.0
"""Least contrast of what shows where a thing is that can be used, and in which state."""

SHARP = 30
"""Height in pixels from which on the strokes of letters reach their colour."""

FLAT = ("link", "quiet")
"""Kinds of buttons that are known by their words, and have no edge."""

_LINEAR = numpy.array(
    [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in numpy.arange(256) / 255]
)
_GAP = 14
"""Pixels of bare ground between two parts of a row."""


def pixels(window: QMainWindow, times: int = 1, box: QRect | None = None) -> numpy.ndarray:
    """Return what is drawn: height x width x 3, blue first, 0 to 255.

    Args:
        times: pixels along one of the window's own.
        box: the part that is wanted; all of it if None.
    """
    box = box or window.rect()
    image = QImage(box.size() * times, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(times)
    window.render(image, QPoint(), QRegion(box))
    flat = numpy.frombuffer(image.constBits(), numpy.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine() // 4, 4)
    return rows[:, : image.width(), :3].copy()


def ratio(area: numpy.ndarray) -> float:
    """Return the contrast between the commonest colour of an area and what stands out most; 1: nothing."""
    colours, counts = numpy.unique(_packed(area), return_counts=True)
    light = _luminance(colours)
    contrasts = _against(light, light[counts.argmax()])
    # The third strongest pixel: one or two could be chance where two edges meet.
    order = contrasts.argsort()[::-1]
    reached = numpy.searchsorted(counts[order].cumsum(), 3)
    return float(contrasts[order[min(reached, len(order) - 1)]])


def _packed(area: numpy.ndarray) -> numpy.ndarray:
    """One number for each pixel."""
    return area.astype(numpy.uint32) @ numpy.array([1, 256, 65536], numpy.uint32)


def _against(light: numpy.ndarray, ground: numpy.ndarray) -> numpy.ndarray:
    """Contrast of luminances with that of the ground."""
    return (numpy.maximum(light, ground) + 0.05) / (numpy.minimum(light, ground) + 0.05)


def _luminance(packed: numpy.ndarray) -> numpy.ndarray:
    blue, green, red = packed & 255, packed >> 8 & 255, packed >> 16
    return 0.2126 * _LINEAR[red] + 0.7152 * _LINEAR[green] + 0.0722 * _LINEAR[blue]


def differing(one: numpy.ndarray, other: numpy.ndarray) -> int:
    """Count the pixels that two drawings of one place have in colours that contrast enough to be seen."""
    return int((_against(_luminance(_packed(one)), _luminance(_packed(other))) >= EDGE).sum())


def parts(area: numpy.ndarray, *, across: bool) -> Iterator[numpy.ndarray]:
    """Cut an area where its ground shows: into lines of text, or across into the parts of a row."""
    if not area.size:
        return
    packed = _packed(area)
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
    times = ceil(SHARP / QApplication.font().pixelSize())
    drawn = pixels(window, times)
    hidden = _covered(window)
    faults = []
    for widget, area, across in _texts(window):
        if any(rect.intersects(area) for rect in hidden):
            continue
        cropped = _cut_out(drawn, area, times)
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


def _cut_out(drawn: numpy.ndarray, area: QRect, times: int = 1) -> numpy.ndarray:
    top, bottom = max(0, area.top()) * times, (area.bottom() + 1) * times
    return drawn[top:bottom, max(0, area.left()) * times : (area.right() + 1) * times]


def _covered(window: QMainWindow) -> list[QRect]:
    """Where a picture lies over the page."""
    above = [one for one in window.findChildren(Glimpse) if one.isVisible()]
    return [QRect(one.mapTo(window, QPoint()), one.size()) for one in above]


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
            yield from (
                (widget, area.translated(widget.mapTo(window, QPoint())), True)
                for area in _around_bar(widget)
            )
            continue
        elif isinstance(widget, QLabel) and widget.text():
            inner, across = whole, False
        elif isinstance(widget, QPushButton) and widget.text():
            inner, across = whole.adjusted(9, 4, -9, -4), False
            if widget.property("kind") in FLAT:
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


def _around_bar(row: ChartRow) -> Iterator[QRect]:
    """Where a row of the chart has words: on both sides of its bar, or above it and on one side."""
    whole, bar = row.rect(), row.bar().toAlignedRect()
    if bar.isEmpty():
        yield whole
        return
    narrow = bar.left() == 0 or bar.right() == whole.right()
    top = bar.center().y() - row._look.theme.text(11) if narrow else 0
    sides = (
        whole.adjusted(0, top, bar.left() - whole.right() - 3, 0),
        whole.adjusted(bar.right() + 3, top, 0, 0),
    )
    yield from (side for side in sides if side.width() > 0)
    if narrow:
        yield whole.adjusted(0, 0, 0, top - whole.bottom() - 1)


def _rows(window: QMainWindow, view: QAbstractItemView) -> Iterator[tuple[QWidget, QRect, bool]]:
    model, port = view.model(), view.viewport()
    seen = port.visibleRegion().boundingRect()
    over = getattr(view, "pinned", None)
    if over is not None and over.isVisible():
        # Buttons may lie over the rows below them.
        seen.setBottom(min(seen.bottom(), port.mapFrom(window, over.mapTo(window, QPoint())).y() - 1))
    for row in range(min(model.rowCount(), 30) if model else 0):
        for column in range(view.columnCount() if isinstance(view, QTableWidget) else 1):
            box = view.visualRect(model.index(row, column))
            if seen.contains(box) and str(model.index(row, column).data() or "x").strip():
                box = box.adjusted(5, 6, -5, -6)
                yield view, QRect(port.mapTo(window, box.topLeft()), box.size()), True


# --- edges


def faint(window: QMainWindow) -> list[str]:
    """Things that can be used whose edge, mark or filled part was drawn too pale to be found."""
    drawn = pixels(window)
    hidden = _covered(window)
    faults = []
    for widget in window.findChildren(QWidget):
        usable = widget.isVisible() and widget.isEnabled() and widget.width() > 0
        if not usable or widget.visibleRegion().boundingRect() != widget.rect():
            continue
        box = QRect(widget.mapTo(window, QPoint()), widget.size())
        if any(rect.intersects(box) for rect in hidden):
            continue
        faults += [
            f"{what} {value:.2f} under {EDGE}: {type(widget).__name__} {widget.accessibleName()!r}"
            for what, value in _shown_by(window, widget, box, drawn)
            if value < EDGE
        ]
    return faults


def _shown_by(
    window: QMainWindow, widget: QWidget, box: QRect, drawn: numpy.ndarray
) -> Iterator[tuple[str, float]]:
    """What shows a thing that can be used, and its contrast."""
    card = isinstance(widget, RadioCard | CheckCard)
    if card:
        # Round, and thinner than two pixels: smoothed like letters.
        yield "mark", ratio(pixels(window, 3, _mark(widget).translated(box.topLeft())))
    framed = widget._face._framed if card else isinstance(widget, QLineEdit | QPlainTextEdit | DropZone)
    if framed or (isinstance(widget, QPushButton) and widget.property("kind") not in FLAT):
        yield from (("edge", value) for value in edges(drawn, box))
    if isinstance(widget, ChartRow) and not widget.bar().isEmpty():
        bar = widget.bar().toAlignedRect().translated(box.topLeft())
        yield from (("edge of the bar", value) for value in edges(drawn, bar))
        if widget.row is not None and 0 < (widget.row.share or 0) < 1:
            middle = _luminance(_packed(_cut_out(drawn, bar)))[bar.height() // 2]
            yield "filled part of the bar", float(_against(middle[6], middle[-7]))
    if isinstance(widget, QProgressBar) and widget.minimum() < widget.value() < widget.maximum():
        middle = _luminance(_packed(_cut_out(drawn, box)))[box.height() // 2]
        yield "filled part", float(_against(middle[4], middle[-5]))


def _mark(card: RadioCard | CheckCard) -> QRect:
    """The part of a card that has its mark and nothing else."""
    across, _, side, _ = card._face._metrics()
    column = QRectF(across, 4, side, card.height() - 8)
    return turned(column, QRectF(card.rect())).toAlignedRect()


def edges(drawn: numpy.ndarray, box: QRect) -> Iterator[float]:
    """Contrast of each side of a box, over its middle half, with what is two pixels outside of it.

    The line itself counts, or the ground that it has inside. A dashed line is there for more than half of the
    way, so the middle of all places is taken.
    """
    light = _luminance(_packed(_cut_out(drawn, box.adjusted(-2, -2, 2, 2))))
    for inwards in (light, light[::-1], light.T, light.T[::-1]):
        length = inwards.shape[1]
        strip = inwards[:6, length // 4 : length - length // 4]
        yield float(numpy.median(_against(strip[2:], strip[0]).max(axis=0)))
