"""The question whether to open pictures where the system protects less well."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.gui.components.choices import CheckCard
from stillmark.gui.components.panels import Card
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.isolation import IsolationState, Shelter
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate


class WeakerCard(Card):
    """Shown only where the protection is weaker; nothing is opened before the person accepts that.

    Signals:
        accepted: whether the person accepts it.
    """

    accepted = Signal(bool)

    def __init__(self, look: Look) -> None:
        super().__init__(12)
        self.setObjectName("weaker")
        self._title = Text(look, "card")
        self._text = Text(look)
        self._yes = CheckCard(look, framed=False)
        self._yes.setObjectName("weaker-yes")
        self._yes.clicked.connect(self.accepted)
        self.add(self._title, self._text, self._yes)

    def draw(self, isolation: IsolationState) -> None:
        """Ask where it has to be asked."""
        self.setVisible(isolation.shelter is Shelter.WEAKER)
        self._yes.setChecked(isolation.accepted)

    def retranslate(self) -> None:
        """Fill in every text."""
        self._title.setText(translate("Choose", "This computer protects less well"))
        self._text.setText(
            translate(
                "Choose",
                "Each picture is opened in a process of its own with limits. But this system does not keep "
                "that process away from your files and the network, so a file made to attack could do harm. "
                "Nothing has been opened. If the files came from someone who wants to harm you, use another "
                "computer or ask a support centre.",
            )
        )
        self._yes.say(translate("Choose", "I understand, and want to open pictures here."))
