"""Parts that several screens share: a contact, a bulleted fact, a fault."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from stillmark.domain.errors import StillmarkError
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.marks import Shape, draw_shape
from stillmark.gui.components.panels import Banner, Card
from stillmark.gui.components.text import Text, show
from stillmark.gui.theme import Look
from stillmark.gui.wording.contacts import Contact, Group
from stillmark.gui.wording.faults import fault_text


class ContactRow(Columns):
    """Name on the left, number or address on the right; below each other where it is narrow."""

    def __init__(self, look: Look, face: str = "strong") -> None:
        super().__init__(look, least=220, spacing=4, lead=288)
        self.name = Text(look, "large" if face == "card" else "body")
        # Beside the first line of what stands at the right, not beside its middle.
        self.name.setAlignment(Qt.AlignmentFlag.AlignTop)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.reach = Text(look, face)
        self.remark = Text(look, "small")
        column.addWidget(self.reach)
        column.addWidget(self.remark)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        right.setSizePolicy(policy)
        self.add(self.name)
        self.add(right)

    def show_contact(self, contact: Contact) -> None:
        """Fill in one contact."""
        self.name.setText(contact.name)
        self.reach.setText(contact.reach)
        self.remark.setText(contact.remark)


class GroupCard(Card):
    """A card with the contacts of one group."""

    def __init__(self, look: Look, group: Group) -> None:
        super().__init__(12)
        self._title = Text(look, "card")
        self._rows = [ContactRow(look) for _ in group.contacts]
        self._checked = Text(look, "small")
        self.add(self._title, *self._rows, self._checked)
        self.show_group(group)

    def show_group(self, group: Group) -> None:
        """Fill in the group, in the language of now."""
        self._title.setText(group.title)
        for row, contact in zip(self._rows, group.contacts, strict=True):
            row.show_contact(contact)
        self._checked.setText(group.checked)


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
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

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
