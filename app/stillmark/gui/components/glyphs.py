"""The one icon family: 24 x 24, one width of line, coloured by a role of the palette.

The drawings are in `resources/icons`. An icon stands beside words and never instead of them.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QPushButton

from stillmark.gui.components.mirror import from_right
from stillmark.gui.theme import Look
from stillmark.resources import icon_source

SIDE: Final = 18
"""Side of an icon in a button at 100 %."""

_GAP: Final = 4
"""Between icon and words, beside the four pixels that Qt leaves there."""

_LINE: Final = 'stroke-width="1.75"'

_SHARPNESS: Final = (1.0, 2.0)
"""Device pixels to a pixel that icons of buttons are drawn for."""

_ROLES: Final = {"primary": "on_accent", "exit": "on_exit", "quiet": "soft", "link": "accent"}
"""Colour of an icon by the kind of its button; `ink` in all others."""


class Glyph(StrEnum):
    """What there is; the value is the file's name."""

    AGAIN = "again"
    BACK = "back"
    BEGIN = "begin"
    BREAK = "break"
    EXIT = "exit"
    FILES = "files"
    FOLDER = "folder"
    FOLLOW = "follow"
    HELP = "help"
    LANGUAGE = "language"
    LOCK = "lock"
    MADE = "made"
    MESSAGE = "message"
    PICTURE = "picture"
    PRINT = "print"
    PROOF = "proof"
    REMOVE = "remove"
    SAVE = "save"
    SEND = "send"
    SETTINGS = "settings"
    SHOW = "show"
    TICK = "tick"


_DIRECTED: Final = (Glyph.EXIT, Glyph.SEND, Glyph.BACK, Glyph.MESSAGE)
"""These point somewhere, or hold lines of writing; they are mirrored where people read from the right."""


@lru_cache(maxsize=128)
def _renderer(glyph: Glyph, colour: str, side: int) -> QSvgRenderer:
    """Read a drawing for one size; lines are about 1.5 pixels up to 20 pixels, and grow beyond that."""
    drawing = icon_source(glyph.value)
    line = round(max(1.5, side / 13) * 24 / side, 2)
    for mark, value in (("currentColor", colour), (_LINE, f'stroke-width="{line}"')):
        if mark not in drawing:
            raise ValueError(f"{glyph} has no {mark}")
        drawing = drawing.replace(mark, value)
    return QSvgRenderer(QByteArray(drawing.encode()))


def draw_glyph(painter: QPainter, glyph: Glyph, box: QRectF, colour: str) -> None:
    """Draw one icon into a square box, in a colour of the palette."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if glyph in _DIRECTED and from_right():
        painter.setTransform(QTransform(-1, 0, 0, 1, 2 * box.center().x(), 0), True)
    _renderer(glyph, colour, round(box.width())).render(painter, box)
    painter.restore()


class _Dress(QObject):
    """Draws the icon of one button anew when theme or size of text change; lives as long as the button."""

    def __init__(self, button: QPushButton, look: Look, glyph: Glyph) -> None:
        super().__init__(button)
        self._button = button
        self._look = look
        self._glyph = glyph
        self._drawn_for: tuple[object, ...] = ()
        look.changed.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        theme = self._look.theme
        mirrored = from_right()
        wanted = (theme.palette, theme.scale, mirrored)
        if wanted == self._drawn_for:
            return
        self._drawn_for = wanted
        side, gap = theme.text(SIDE), theme.room(_GAP)
        size = QSize(side + gap, side)
        box = QRectF(gap if mirrored else 0, 0, side, side)
        icon = QIcon()
        for mode, role in (
            (QIcon.Mode.Normal, _ROLES.get(str(self._button.property("kind")), "ink")),
            (QIcon.Mode.Disabled, "on_off"),
        ):
            for ratio in _SHARPNESS:
                pixels = size * ratio
                pixmap = QPixmap(pixels.width(), pixels.height())
                pixmap.setDevicePixelRatio(ratio)
                pixmap.fill(Qt.GlobalColor.transparent)
                painter = QPainter(pixmap)
                draw_glyph(painter, self._glyph, box, str(getattr(theme.palette, role)))
                painter.end()
                icon.addPixmap(pixmap, mode)
        self._button.setIcon(icon)
        self._button.setIconSize(size)


def dress(button: QPushButton, look: Look, glyph: Glyph) -> QPushButton:
    """Give a button an icon before its words."""
    _Dress(button, look, glyph)
    return button
