"""Draws a case sheet: as a PDF in memory, on A4, in the language of the window."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import segno
from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from stillmark.gui.components.text import Paragraph
from stillmark.gui.presenters.sheet import Sheet
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import full_day

DPI: Final = 300
WIDTH: Final = 170
"""Width of the text, in millimetres: A4 between margins of 20."""

_QUIET: Final = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""

_QR_MILLIMETRES: Final = 52


def as_pdf(sheet: Sheet, leading: float) -> bytes:
    """Return the sheet as a PDF; it names no app, no person and no computer besides what is printed.

    Args:
        sheet: what is printed.
        leading: line height as a multiple of the letter size.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DPI)
    margins = QMarginsF(20, 20, 20, 20)
    size = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter)
    writer.setPageLayout(layout)
    writer.setTitle("")
    writer.setCreator("")
    painter = QPainter(writer)
    draw(painter, sheet, leading)
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def draw(painter: QPainter, sheet: Sheet, leading: float) -> None:
    """Draw the sheet on a device of `DPI` dots per inch, from its upper left corner."""
    pen = _Pen(painter, leading)
    pen.write(translate("Sheet", "Case sheet"), 20, bold=True)
    pen.skip(4)
    pen.write(translate("Sheet", "Case number"), 10)
    pen.write(sheet.case_id, 18, bold=True)
    pen.skip(3)
    for line in _facts(sheet):
        pen.write(line, 11)
    pen.skip(4)
    pen.write(
        translate("Sheet", "With the twelve recovery words the case can be followed and taken back."), 11
    )
    if sheet.words:
        pen.skip(6)
        pen.write(translate("Sheet", "Recovery words"), 14, bold=True)
        pen.write(
            translate(
                "Sheet",
                "Anyone with these words can see and take back your case. A printout, photo or file can be "
                "found.",
            ),
            11,
        )
        pen.skip(3)
        pen.words(sheet.words)
        pen.skip(4)
        pen.qr(" ".join(sheet.words))
        pen.skip(2)
        pen.write(translate("Sheet", "This code holds the same twelve words."), 10)


def _facts(sheet: Sheet) -> list[str]:
    facts = []
    if sheet.registry:
        facts.append(translate("Sheet", "Registry: {name}").format(name=sheet.registry))
    if sheet.received is not None:
        facts.append(
            translate("Sheet", "Received {day}: %n picture(s)", "", sheet.pictures).format(
                day=_day(sheet.received)
            )
        )
    facts.append(translate("Sheet", "This sheet was made on {day}").format(day=_day(datetime.now())))
    return facts


def _day(when: datetime) -> str:
    local = when.astimezone()
    return full_day(local.year, local.month, local.day)


class _Pen:
    """Writes downwards. Sizes of letters in points, distances in millimetres."""

    def __init__(self, painter: QPainter, leading: float) -> None:
        self._painter = painter
        self._leading = leading
        self._y = 0.0
        painter.setPen(Qt.GlobalColor.black)

    def skip(self, millimetres: float) -> None:
        self._y += _dots(millimetres)

    def write(self, text: str, points: float, *, bold: bool = False) -> None:
        paragraph = Paragraph(text, _font(points, bold=bold), _dots(WIDTH), self._leading)
        paragraph.draw(self._painter, 0, self._y)
        self._y += paragraph.height

    def words(self, words: tuple[str, ...]) -> None:
        """Three columns, read downwards, each word with its number."""
        rows = -(-len(words) // 3)
        number_font, word_font = _font(10), _font(14, bold=True)
        height, sheet = 0.0, QRectF(0, 0, _dots(WIDTH), 0)
        for index, word in enumerate(words):
            column, line = divmod(index, rows)
            number = Paragraph(str(index + 1), number_font, _dots(8), self._leading)
            text = Paragraph(word, word_font, _dots(WIDTH / 3 - 10), self._leading)
            left, top = column * _dots(WIDTH / 3), self._y + line * (text.height + _dots(2))
            number.draw(self._painter, left, top + (text.height - number.height) / 2, sheet)
            text.draw(self._painter, left + _dots(9), top, sheet)
            height = text.height + _dots(2)
        self._y += rows * height

    def qr(self, text: str) -> None:
        """Draw a QR code as squares, which stay sharp at any size."""
        rows = tuple(segno.make_qr(text, error="m").matrix_iter(border=_QUIET))
        # Whole dots: half a dot between two squares would show as a line.
        side = int(_dots(_QR_MILLIMETRES) / len(rows))
        top = int(self._y)
        for line, row in enumerate(rows):
            for column, dark in enumerate(row):
                if dark:
                    self._painter.fillRect(
                        QRectF(column * side, top + line * side, side, side), Qt.GlobalColor.black
                    )
        self._y += side * len(rows)


def _dots(millimetres: float) -> float:
    return millimetres * DPI / 25.4


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont(QApplication.font())
    font.setPixelSize(round(points * DPI / 72))
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    # Some faces draw the hyphen between capitals with a glyph of its own, which then is no letter in the PDF.
    font.setFeature(QFont.Tag.fromString("calt"), 0)
    return font
