"""Fields for one line, as wide as what is typed there."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QLineEdit

from stillmark.gui.theme import Look

WORD, PHRASE, WHOLE = 220, 400, 2_000
"""Widths at 100 %: for one word, for a passphrase, for an address, which takes what is there."""


class LineField(QLineEdit):
    """A line of a width that tells how much belongs there; narrower where the page is.

    Args:
        look: of the window.
        width: in pixels at 100 %.
        name: for tests.
    """

    def __init__(self, look: Look, width: int, name: str) -> None:
        super().__init__()
        self._look = look
        self._width = width
        self.setObjectName(name)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As wide as what is typed there."""
        return QSize(self._look.theme.text(self._width), super().sizeHint().height())

    def put_in(self, column: QBoxLayout) -> None:
        """Add it to a column, where reading begins."""
        column.addWidget(self, 0, Qt.AlignmentFlag.AlignLeft)
