"""Screen 0: is someone in danger now?"""

from __future__ import annotations

from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Card, line
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look
from stillmark.gui.views.contact_rows import ContactRow
from stillmark.gui.wording import contacts
from stillmark.gui.wording.base import translate


class DangerView(Page):
    """Numbers first, then what to do and not to do, then hope."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._card = Card(12)
        self._numbers = [ContactRow(look, face) for face in ("card", "card", "body")]
        self._line = ContactRow(look, "card")
        self._heading = Text(look, "card")
        self._card.add(*self._numbers, line(), self._line)
        self._threat_card = Card(8)
        self._threat = Text(look, "card")
        self._threat_text = Text(look)
        self._police = Text(look, "soft")
        self._threat_card.add(self._threat, self._threat_text, self._police)
        self._hope_card = Card(8)
        self._hope = Text(look, "card")
        self._hope_text = Text(look)
        self._hope_card.add(self._hope, self._hope_text)
        self._date = Text(look, "small")
        self.add(self._card, self._threat_card, self._hope_card, self._date)
        self.end()
        self.retranslate()

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Danger", "Is someone in danger now?"),
            translate("Danger", "If so, call first. Everything here can wait."),
        )
        for row, contact in zip(self._numbers, contacts.emergencies(), strict=True):
            row.show_contact(contact)
        self._line.show_contact(contacts.suicide_prevention())
        self._threat.setText(translate("Danger", "If someone threatens you"))
        self._threat_text.setText(
            translate("Danger", "You do not have to answer, pay, or send more. Keep the messages.")
        )
        self._police.setText(
            translate(
                "Danger",
                "If you may want the police, talk to them or to a helpline before asking for removal.",
            )
        )
        self._hope.setText(translate("Danger", "This is not your fault."))
        self._hope_text.setText(
            translate(
                "Danger",
                "It cannot reach every copy. It can help slow re-sharing on platforms taking part. "
                "You do not have to do this alone.",
            )
        )
        self._date.setText(contacts.checked_on())
        self.buttons(main=translate("Danger", "No one is in danger. Continue"))
