"""The quiet rail of steps on the left, with help, settings and language at its foot."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from stillmark.gui.components.glyphs import Glyph, draw_glyph, dress
from stillmark.gui.components.mirror import from_right
from stillmark.gui.components.panels import button, label
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look

WIDE, COMPACT = 252, 76
MARK = 28
"""Side of the mark of a step at 100 %; with the gap below it a row of 44."""


class Progress(Enum):
    """Where one step is."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


STEP_GLYPHS = (Glyph.BEGIN, Glyph.PICTURE, Glyph.MESSAGE, Glyph.SEND, Glyph.FOLLOW)
"""What each step is about, in the order of the steps."""


class _Mark(QWidget):
    """A ring with the sign of the step; bold where one is, a filled ring with a tick when done."""

    def __init__(self, look: Look, glyph: Glyph) -> None:
        super().__init__()
        self._look = look
        self._glyph = glyph
        self.progress = Progress.AHEAD

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square as high as the label's line."""
        side = self._look.theme.room(MARK)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it."""
        palette = self._look.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self._look.theme.room(MARK))
        box = QRectF(0, (self.height() - side) / 2, side, side).adjusted(1.5, 1.5, -1.5, -1.5)
        done, here = self.progress is Progress.DONE, self.progress is Progress.HERE
        painter.setPen(
            QPen(palette.color("accent" if done or here else "control_line"), 2.2 if here else 1.4)
        )
        painter.setBrush(palette.color("accent" if done else "panel" if here else "rail"))
        painter.drawEllipse(box)
        ink = palette.on_accent if done else palette.accent if here else palette.soft
        inner = side * 0.17
        glyph = Glyph.TICK if done else self._glyph
        draw_glyph(painter, glyph, box.adjusted(inner, inner, -inner, -inner), ink)
        painter.end()


class Rail(QFrame):
    """Shows where one is; steps cannot be pressed.

    Signals:
        help, settings, language: the three links at the foot.
    """

    help = Signal()
    settings = Signal()
    language = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._look = look
        self._compact = False
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 32, 16, 24)
        column.setSpacing(0)
        self.brand = Text(look, "brand", "Stillmark")
        column.addWidget(self.brand)
        column.addSpacing(24)
        self._marks: list[_Mark] = []
        self._names: list[Text] = []
        for glyph in STEP_GLYPHS:
            mark, name = _Mark(look, glyph), Text(look, "soft")
            name.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            mark.setFixedSize(mark.sizeHint())
            line = QHBoxLayout()
            line.setSpacing(12)
            line.addWidget(mark, 0, Qt.AlignmentFlag.AlignVCenter)
            line.addWidget(name, 1)
            column.addLayout(line)
            column.addSpacing(16)
            self._marks.append(mark)
            self._names.append(name)
        column.addStretch(1)
        self.help_button = dress(button("quiet", "help"), look, Glyph.HELP)
        self.settings_button = dress(button("quiet", "settings"), look, Glyph.SETTINGS)
        self.language_button = dress(button("quiet", "language"), look, Glyph.LANGUAGE)
        self.help_button.clicked.connect(self.help)
        self.settings_button.clicked.connect(self.settings)
        self.language_button.clicked.connect(self.language)
        for link in (self.help_button, self.settings_button, self.language_button):
            column.addSpacing(4)
            column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        look.changed.connect(self._resize)
        self._resize()

    def say(
        self,
        steps: list[tuple[str, Progress, str]],
        help_: str,
        settings: str,
        language: str,
        language_hint: str,
    ) -> None:
        """Show the steps (name, progress, what a screen reader says) and the foot."""
        for mark, name, (text, progress, spoken) in zip(self._marks, self._names, steps, strict=True):
            mark.progress = progress
            mark.setAccessibleName(spoken)
            mark.setToolTip(text if self._compact else "")
            mark.update()
            style = "strong" if progress is Progress.HERE else "soft"
            if name.property("face") != style:
                name.setProperty("face", style)
                name.style().unpolish(name)
                name.style().polish(name)
            name.setText(text)
            name.setAccessibleName(spoken)
            name.setVisible(not self._compact)
        label(self.help_button, help_)
        label(self.settings_button, settings)
        label(self.language_button, language, language_hint)
        self._resize()

    @property
    def compact(self) -> bool:
        """Whether it goes without the names of the steps."""
        return self._compact

    def fit(self, window_width: int) -> None:
        """Go without names where the window is narrow for the size of the text."""
        compact = window_width < self._look.theme.text(860)
        if compact != self._compact:
            self._compact = compact
            for mark, name in zip(self._marks, self._names, strict=True):
                name.setVisible(not compact)
                mark.setToolTip(name.text() if compact else "")
            self.brand.setVisible(not compact)
            self._resize()

    def _resize(self) -> None:
        theme = self._look.theme
        for mark in self._marks:
            mark.setFixedSize(mark.sizeHint())
        margins = (24, 32, 16, 24) if not self._compact else (24, 32, 12, 24)
        layout = self.layout()
        if layout is not None:
            start, top, end, bottom = margins
            left, right = (end, start) if from_right() else (start, end)
            layout.setContentsMargins(left, top, right, bottom)
        foot = max(
            link.sizeHint().width() for link in (self.help_button, self.settings_button, self.language_button)
        )
        self.setFixedWidth(max(COMPACT, foot + 32) if self._compact else theme.text(WIDE) * 9 // 10 + 25)
