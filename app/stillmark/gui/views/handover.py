"""Step 1: when no registry here serves the person, who can, and what to prepare."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, GroupCard
from stillmark.gui.wording import contacts
from stillmark.gui.wording.base import translate


class HandoverView(Page):
    """Services for this age, and a short list of what to prepare."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._minor = False
        self._prepare = Card(8)
        self._prepare_title = Text(look, "card")
        self._prepare_facts = [Fact(look) for _ in range(3)]
        self._never = Fact(look, Shape.DASH, "soft")
        self._prepare.add(self._prepare_title, *self._prepare_facts, self._never)
        self._groups = QWidget()
        self._group_column = QVBoxLayout(self._groups)
        self._group_column.setContentsMargins(0, 0, 0, 0)
        self._group_column.setSpacing(14)
        self._asks = Banner(look, "accent")
        self._date = Text(look, "small")
        self.add(self._prepare, self._asks, self._groups, self._date)
        self.end()
        self.retranslate()

    def draw(self, minor: bool) -> None:
        """Show services for this age."""
        self._minor = minor
        while (item := self._group_column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for group in contacts.for_minors() if minor else contacts.for_adults():
            self._group_column.addWidget(GroupCard(self.look, group))
        self._asks.say(
            translate(
                "Handover",
                "Some services ask for a proof of age, or for the picture or its address. "
                "It is said below where that is so.",
            )
            if minor
            else ""
        )

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Handover", "Who can help you"),
            translate(
                "Handover",
                "This app has no registry for this. These services do. You can start with what you have.",
            ),
        )
        self._prepare_title.setText(translate("Handover", "What to prepare"))
        facts = (
            translate("Handover", "The address (link) where you saw it, if there is one"),
            translate("Handover", "The name of the account, and the date and time"),
            translate("Handover", "Messages and threats you received. Keep them."),
        )
        for fact, text in zip(self._prepare_facts, facts, strict=True):
            fact.say(text)
        self._never.say(
            translate("Handover", "Do not look for the picture, download it, or have it sent to you.")
        )
        self._date.setText(contacts.checked_on())
        self.buttons(back=translate("Common", "Back"))
        self.draw(self._minor)
