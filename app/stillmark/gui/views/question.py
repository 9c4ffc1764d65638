"""What is asked before something final."""

from __future__ import annotations

from PySide6.QtCore import Signal

from stillmark.gui.components.panels import Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.theme import Look


class QuestionCard(Card):
    """A question before something final; No comes first, stands out and takes the keyboard.

    Signals:
        yes, no: the answer.
    """

    yes = Signal()
    no = Signal()

    def __init__(self, look: Look, name: str) -> None:
        super().__init__(12)
        self.title = Text(look, "card")
        self.text = Text(look)
        self.no_button = button("primary", f"{name}-no")
        self.yes_button = button("secondary", f"{name}-yes")
        self.no_button.clicked.connect(self.no)
        self.yes_button.clicked.connect(self.yes)
        self.add(self.title, self.text, row(self.no_button, self.yes_button))
        self.hide()

    def ask(self, asking: bool) -> bool:
        """Show or hide it; return whether it has just come."""
        fresh = asking and self.isHidden()
        self.setVisible(asking)
        if fresh:
            self.no_button.setFocus()
        return fresh

    def say(self, title: str, text: str, yes: str, no: str) -> None:
        """Fill in every text."""
        self.title.setText(title)
        self.text.setText(text)
        label(self.yes_button, yes)
        label(self.no_button, no)
