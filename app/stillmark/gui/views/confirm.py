"""Step 4: three of the words are asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from stillmark.gui.components.fields import WORD, LineField
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.words import ASKED, WordsState
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate


class ConfirmView(Page):
    """Fields for the words that were asked for; pasting is allowed.

    Signals:
        answered: the answers, in the order asked.
    """

    answered = Signal(list)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: WordsState | None = None
        card = Card(8)
        self._labels: list[Text] = []
        self.fields: list[LineField] = []
        for index in range(ASKED):
            text, field = Text(look, "strong"), LineField(look, WORD, f"answer-{index}")
            field.setInputMethodHints(
                Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
            )
            field.returnPressed.connect(self._answer)
            field.textChanged.connect(lambda _: self._enable())
            if index:
                card.column.addSpacing(8)
            card.add(text)
            field.put_in(card.column)
            self._labels.append(text)
            self.fields.append(field)
        self._wrong = Banner(look, "wait")
        self._wrong.action.clicked.connect(self.back)
        self.add(card, self._wrong)
        self.end()
        self.onward.connect(self._answer)
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin in the first field."""
        return self.fields[0]

    def wrong_text(self) -> str:
        """What is said about answers that do not match."""
        return self._wrong.text.text()

    def clear(self) -> None:
        """Empty the fields."""
        for field in self.fields:
            field.clear()

    def draw(self, state: WordsState) -> None:
        """Show what is asked for and what does not match."""
        self._state = state
        positions = state.asked or tuple(range(1, ASKED + 1))
        for text, field, position in zip(self._labels, self.fields, positions, strict=True):
            words = translate("Confirm", "Word number {number}").format(number=position)
            text.setText(words)
            field.setAccessibleName(words)
            wrong = position in state.wrong
            if field.property("wrong") != wrong:
                field.setProperty("wrong", wrong)
                field.style().unpolish(field)
                field.style().polish(field)
        numbers = ", ".join(str(position) for position in state.wrong)
        self._wrong.say(
            translate(
                "Confirm",
                "Word number {numbers} does not match. Look at what you wrote down. Nothing was lost.",
            ).format(numbers=numbers)
            if state.wrong
            else "",
            action=translate("Confirm", "Show the words again") if state.wrong else "",
        )
        self.buttons(back=translate("Common", "Back"), main=translate("Common", "Continue"))
        self._enable()

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Confirm", "Check your words"),
            translate("Confirm", "Type these three words from your note. This shows that they can be read."),
        )
        if self._state is not None:
            self.draw(self._state)

    def _enable(self) -> None:
        self.main_button.setEnabled(all(field.text().strip() for field in self.fields))

    def _answer(self) -> None:
        if self.main_button.isEnabled():
            self.answered.emit([field.text() for field in self.fields])
