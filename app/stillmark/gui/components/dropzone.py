"""Where files and folders can be dropped; never the only way to add them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look


def local_paths(data: QMimeData) -> list[Path]:
    """Return the files and folders of this computer that a drop or the clipboard names."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


class DropZone(QFrame):
    """A dashed field.

    Signals:
        dropped: a list of paths.
    """

    dropped = Signal(list)

    def __init__(self, look: Look, inside: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._over = False
        self.setAcceptDrops(True)
        self.title = Text(look, "card")
        self.hint = Text(look, "small")
        for text in (self.title, self.hint):
            text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(10)
        self._column.addWidget(self.title)
        self._column.addWidget(inside)
        self._column.addWidget(self.hint)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.roomy(True)

    def roomy(self, roomy: bool) -> None:
        """Take much room while the list is empty, little afterwards."""
        down = 30 if roomy else 14
        self.hint.setVisible(roomy)
        self._column.setContentsMargins(24, down, 24, down)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files and folders of this computer only."""
        if self.isEnabled() and local_paths(event.mimeData()):
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 - Qt's name
        """Go back."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Hand on what was dropped."""
        self._over = False
        self.update()
        paths = local_paths(event.mimeData())
        if paths and self.isEnabled():
            event.acceptProposedAction()
            self.dropped.emit(paths)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the dashed line."""
        palette = self._look.theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(palette.color("accent" if self._over else "control_line"), 1.6)
        pen.setDashPattern([5, 3.5])
        painter.setPen(pen)
        painter.setBrush(palette.color("accent_tint" if self._over else "panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 14, 14)
        painter.end()
