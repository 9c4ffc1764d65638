"""Who can help, as rows and cards that several screens share."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from stillmark.gui.components.layouts import Columns, higher_when_narrow
from stillmark.gui.components.panels import Card
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look
from stillmark.gui.wording.contacts import Contact, Group


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
        higher_when_narrow(right)
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
