"""Parts that several screens share: a bulleted fact, a fault."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from stillmark.domain.errors import StillmarkError
from stillmark.gui.components.layouts import higher_when_narrow
from stillmark.gui.components.marks import Shape, draw_shape
from stillmark.gui.components.panels import Banner
from stillmark.gui.components.text import Text, show
from stillmark.gui.theme import Look
from stillmark.gui.wording.faults import fault_text


class _Bullet(QWidget):
    def __init__(self, look: Look, shape: Shape, role: str) -> None:
        super().__init__()
        self._look = look
        self._shape = shape
        self._role = role
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self._look.theme.text(10), self._look.theme.text(10))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        theme = self._look.theme
        side = theme.text(8)
        top = (theme.text(15) * theme.leading - side) / 2
        painter = QPainter(self)
        draw_shape(painter, self._shape, QRectF(0, top, side, side), theme.palette.color(self._role))
        painter.end()


class Fact(QWidget):
    """One sentence with a small shape before it."""

    def __init__(
        self, look: Look, shape: Shape = Shape.SQUARE, role: str = "accent", style: str = "body"
    ) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        self.text = Text(look, style)
        box.addWidget(_Bullet(look, shape, role))
        box.addWidget(self.text, 1)
        higher_when_narrow(self)

    def say(self, text: str) -> None:
        """Show a sentence; an empty one hides the fact."""
        self.text.setText(text)
        show(self, bool(text))


class FaultBanner(Banner):
    """An error: what happened, what was kept, what next. Never red, never the whole screen."""

    def __init__(self, look: Look) -> None:
        super().__init__(look, "wait")

    def show_fault(self, error: StillmarkError | None, action: str = "") -> None:
        """Show an error, or nothing."""
        if error is None:
            self.say("")
            return
        text = fault_text(error)
        self.say(text.whole, text.happened, action)
