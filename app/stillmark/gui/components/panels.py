"""Cards, banners, lines and buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from stillmark.gui.components.layouts import FlowLayout
from stillmark.gui.components.text import Text, show
from stillmark.gui.theme import Look


def button(kind: str = "secondary", name: str = "") -> QPushButton:
    """Make a button: `primary`, `secondary`, `quiet`, `link`, `break` or `exit`; `name` is for tests."""
    made = QPushButton()
    made.setProperty("kind", kind)
    made.setObjectName(name)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(kind != "exit")
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return made


def label(made: QPushButton, text: str, description: str = "") -> None:
    """Give a button its words, for eyes and for screen readers."""
    made.setText(text.replace("&", "&&"))
    made.setAccessibleName(text)
    made.setAccessibleDescription(description)


def line() -> QFrame:
    """Make a one-pixel line, decoration only."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


class Card(QFrame):
    """A white card with a column of things in it."""

    def __init__(self, spacing: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(22, 18, 22, 18)
        self.column.setSpacing(spacing)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets below each other."""
        for widget in widgets:
            self.column.addWidget(widget)


class Banner(QFrame):
    """Something worth noticing, calmly: one to three sentences and perhaps one button."""

    def __init__(self, look: Look, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setProperty("tone", tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 12)
        column.setSpacing(6)
        self.title = Text(look, "strong")
        self.text = Text(look)
        self.action = button("secondary")
        self.action.hide()
        self._row = FlowLayout()
        self._row.addWidget(self.action)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(self._row)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def say(self, text: str, title: str = "", action: str = "") -> None:
        """Show sentences; nothing at all hides the banner."""
        self.title.setText(title)
        self.text.setText(text)
        label(self.action, action)
        self.action.setVisible(bool(action))
        show(self, bool(text or title))


def row(*widgets: QWidget, spacing: int = 12, centred: bool = False) -> QWidget:
    """Put widgets beside each other, wrapping where the width ends."""
    holder = QWidget()
    flow = FlowLayout(spacing, centred=centred)
    for widget in widgets:
        flow.addWidget(widget)
    holder.setLayout(flow)
    policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    policy.setHeightForWidth(True)
    holder.setSizePolicy(policy)
    return holder


def beside(left: QWidget, right: QWidget, spacing: int = 16) -> QWidget:
    """Put a widget that grows beside one that does not."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    box.addWidget(left, 1)
    box.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
    return holder
