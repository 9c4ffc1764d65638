"""Take a break: keep it locked here, or forget it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stillmark.domain.kept import KeepState
from stillmark.gui.components.glyphs import Glyph, dress
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.keep import Doing, KeepView, Question
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.views.passphrase import NewPassphrase
from stillmark.gui.views.question import QuestionCard
from stillmark.gui.wording.base import translate


class PauseView(Page):
    """Two ways to leave and come back.

    Signals:
        lock: keep it and lock now. forget: drop everything; yes, no: the answers to the question.
    """

    lock = Signal()
    forget = Signal()
    yes = Signal()
    no = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: KeepView | None = None
        self.fault = FaultBanner(look)
        self._keep = Card(12)
        self._keep_title, self._keep_text = Text(look, "card"), Text(look)
        self.lock_button = dress(button("primary", "lock"), look, Glyph.LOCK)
        self.lock_button.clicked.connect(self.lock)
        self._keep.add(self._keep_title, self._keep_text, row(self.lock_button))
        self.form = NewPassphrase(look, "pause")
        self._busy = Text(look, "soft")
        self._forget = Card(12)
        self._forget_title, self._forget_text = Text(look, "card"), Text(look)
        self.forget_button = button("secondary", "forget")
        self.forget_button.clicked.connect(self.forget)
        self._forget.add(self._forget_title, self._forget_text, row(self.forget_button))
        self.question = QuestionCard(look, "forget")
        self.question.yes.connect(self.yes)
        self.question.no.connect(self.no)
        self.add(self.fault, self._keep, self.form, self._busy, self._forget, self.question)
        self.end()
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin at Back, which changes nothing."""
        return self.back_button

    def clear(self) -> None:
        """Empty every field."""
        self.form.clear()

    def draw(self, state: KeepView) -> None:
        """Show which ways there are now."""
        self._state = state
        off = state.available and state.state is KeepState.OFF
        is_open = state.state is KeepState.OPEN
        if is_open:
            text = translate(
                "Pause", "Your case stays on this computer, encrypted. Your passphrase opens it."
            )
        else:
            text = translate("Pause", "In practice mode nothing is kept.")
        self._keep_text.setText(text)
        self._keep.setVisible(not off)
        self.lock_button.setVisible(is_open)
        self.form.setVisible(off)
        self.form.draw(state, enabled=state.can_turn_on)
        busy = state.doing is Doing.TURN_ON
        self._busy.setText(
            translate("Keep", "Making the encrypted place. This takes a moment.") if busy else ""
        )
        failed = state.failing in (Doing.TURN_ON, Doing.FORGET)
        self.fault.show_fault(state.error if failed else None)
        self._forget_text.setText(
            translate(
                "Pause",
                "Your case is taken off this computer. At the registry nothing changes. "
                "Your twelve recovery words still open it.",
            )
            if is_open
            else translate(
                "Pause",
                "What was entered is dropped. What was sent stays sent. "
                "Your twelve recovery words open it again.",
            )
        )
        self.forget_button.setEnabled(state.doing is None and state.question is None)
        if self.question.ask(state.question is Question.FORGET):
            self.reveal(self.question)
        self.buttons(back=translate("Pause", "No break. Go on"))

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Pause", "Take a break"), translate("Pause", "Nothing is sent while you are away.")
        )
        self._keep_title.setText(translate("Pause", "Keep it locked here"))
        label(self.lock_button, translate("Pause", "Lock now"))
        self.form.say(
            translate("Pause", "Keep it locked here"),
            translate(
                "Pause",
                "Your case is kept on this computer, encrypted. Only your passphrase opens it. "
                "That Stillmark is used here can still be seen.",
            ),
            translate("Pause", "Keep and lock"),
        )
        self._forget_title.setText(translate("Pause", "Forget it"))
        label(self.forget_button, translate("Pause", "Forget it"))
        self.question.say(
            translate("Pause", "Take this case off this computer?"),
            translate(
                "Pause",
                "This is final here. Only the twelve recovery words open it afterwards. Do you have them?",
            ),
            translate("Pause", "Yes, forget it here"),
            translate("Pause", "Keep it"),
        )
        if self._state is not None:
            self.draw(self._state)
