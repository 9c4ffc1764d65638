"""Step 1: open a case with its twelve words."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Card
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.resume import ResumeState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.wording.base import translate


class ResumeView(Page):
    """One field for all words; they may be pasted.

    Signals:
        typed: the text so far.
        opened: the text to open a case with.
    """

    typed = Signal(str)
    opened = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: ResumeState | None = None
        card = Card(12)
        self._label = Text(look, "card")
        self.words = QPlainTextEdit()
        self.words.setObjectName("words")
        self.words.setTabChangesFocus(True)
        self.words.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.words.textChanged.connect(lambda: self.typed.emit(self.words.toPlainText()))
        self._count = Text(look, "soft")
        card.add(self._label, self.words, self._count)
        self.fault = FaultBanner(look)
        self.add(card, self.fault)
        self.end()
        self.onward.connect(lambda: self.opened.emit(self.words.toPlainText()))
        look.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def _fit(self) -> None:
        self.words.setFixedHeight(self.look.theme.text(110) + 24)

    def first(self) -> QWidget | None:
        """Begin in the field."""
        return self.words

    def clear(self) -> None:
        """Take the words off the screen."""
        self.words.clear()

    def draw(self, state: ResumeState) -> None:
        """Show count and error."""
        self._state = state
        self._count.setText(translate("Resume", "%n of 12 words", "", state.count))
        self.fault.show_fault(state.error)
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Resume", "Open my case"),
            enabled=state.can_continue,
        )

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Resume", "Open your case"),
            translate("Resume", "The twelve recovery words open your case on any computer."),
        )
        self._label.setText(translate("Resume", "Your twelve recovery words"))
        self.words.setAccessibleName(translate("Resume", "Your twelve recovery words"))
        self.words.setPlaceholderText(
            translate("Resume", "English or Korean words, with spaces between them")
        )
        if self._state is not None:
            self.draw(self._state)
