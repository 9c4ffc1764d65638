"""Cards, banners, lines and buttons."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from stillmark.gui.components.layouts import FlowLayout, higher_when_narrow
from stillmark.gui.components.text import Text, show
from stillmark.gui.theme import CARD_INSET, INSET, Look


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
    """A white card with a column of things in it.

    Args:
        spacing: between them.
        rows: it holds a list, whose rows keep room at both ends for their ring; their text then stands below
            other text.
    """

    def __init__(self, spacing: int = 8, *, rows: bool = False) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._indent = INSET if rows else 0
        self.column = QVBoxLayout(self)
        self.inset(16)
        self.column.setSpacing(spacing)
        higher_when_narrow(self)

    def inset(self, down: int) -> None:
        """Keep this much room above and below."""
        across = CARD_INSET - self._indent
        self.column.setContentsMargins(across, down, across, down)

    def add(self, *widgets: QWidget) -> None:
        """Add widgets below each other."""
        for widget in widgets:
            if not self._indent:
                self.column.addWidget(widget)
                continue
            around = QVBoxLayout()
            around.setContentsMargins(self._indent, 0, self._indent, 0)
            around.addWidget(widget)
            self.column.addLayout(around)

    def add_rows(self, rows: QWidget) -> None:
        """Add the list of a card that was made for one."""
        self.column.addWidget(rows)


class Banner(QFrame):
    """Something worth noticing, calmly: one to three sentences and perhaps one button."""

    def __init__(self, look: Look, tone: str = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "banner")
        self.setProperty("tone", tone)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(4)
        self.title = Text(look, "strong")
        self.text = Text(look)
        self.action = button("secondary")
        self.action.hide()
        self._row = FlowLayout()
        self._row.addWidget(self.action)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(self._row)
        higher_when_narrow(self)
        self.hide()

    def say(self, text: str, title: str = "", action: str = "") -> None:
        """Show sentences; nothing at all hides the banner."""
        self.title.setText(title)
        self.text.setText(text)
        label(self.action, action)
        self.action.setVisible(bool(action))
        show(self, bool(text or title))


_COMES_OR_GOES = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)


class Row(QWidget):
    """Widgets beside each other, wrapping where the width ends; no room is taken while all are hidden."""

    def __init__(self, *widgets: QWidget, spacing: int = 12, centred: bool = False) -> None:
        super().__init__()
        self._wanted = True
        self._widgets = widgets
        self._flow = FlowLayout(spacing, centred=centred)
        for widget in widgets:
            self._flow.addWidget(widget)
            widget.installEventFilter(self)
        self.setLayout(self._flow)
        higher_when_narrow(self)
        if self._empty():
            self.hide()
            self._wanted = True

    def put_first_alone(self, alone: bool) -> None:
        """Give the first widget a row for itself, or not."""
        self._flow.first_alone = alone
        self._flow.invalidate()

    def setVisible(self, visible: bool) -> None:  # noqa: N802 - Qt's name
        """Remember what is wanted; an empty row stays hidden all the same."""
        self._wanted = visible
        super().setVisible(visible and not self._empty())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Come and go with what is in it; these events come even while the page itself is hidden."""
        if event.type() in _COMES_OR_GOES and self.parentWidget() is not None:
            super().setVisible(self._wanted and not self._empty())
        return False

    def _empty(self) -> bool:
        """Whether everything was hidden; what was merely not shown yet is still to come."""
        told = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        return all(widget.isHidden() and widget.testAttribute(told) for widget in self._widgets)


def row(*widgets: QWidget, spacing: int = 12, centred: bool = False) -> Row:
    """Put widgets beside each other."""
    return Row(*widgets, spacing=spacing, centred=centred)


def beside(left: QWidget, right: QWidget, spacing: int = 16) -> QWidget:
    """Put a widget that grows beside one that does not."""
    holder = QWidget()
    box = QHBoxLayout(holder)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(spacing)
    box.addWidget(left, 1)
    box.addWidget(right, 0, Qt.AlignmentFlag.AlignVCenter)
    return holder
