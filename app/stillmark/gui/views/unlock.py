"""The lock: a passphrase, no hint, and the way out for those who forgot it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.keep import Doing, KeepView, Question
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import FaultBanner
from stillmark.gui.views.passphrase import ToldPassphrase
from stillmark.gui.views.question import QuestionCard
from stillmark.gui.wording.base import translate


class UnlockView(Page):
    """Covers everything after a break; at the start it stands before the kept cases.

    Signals:
        told: passphrase and code.
        forgotten: the passphrase is lost. wipe, keep: the answers to the question.
    """

    told = Signal(str, str)
    forgotten = Signal()
    wipe = Signal()
    keep = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: KeepView | None = None
        self._covered = False
        self.form = ToldPassphrase(look, "unlock")
        self.form.told.connect(self.told)
        self._busy = Text(look, "soft")
        self.fault = FaultBanner(look)
        self.forgot_button = button("link", "forgot")
        self.forgot_button.clicked.connect(self.forgotten)
        self.question = QuestionCard(look, "wipe")
        self.question.yes.connect(self.wipe)
        self.question.no.connect(self.keep)
        self.add(self.fault, self.form, self._busy, row(self.forgot_button), self.question)
        self.end()
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin in the field."""
        return self.form.field.edit

    def clear(self) -> None:
        """Empty every field."""
        self.form.clear()

    def cover(self, covered: bool) -> None:
        """Say whether this lock covers a way that was begun; then there is no way back."""
        self._covered = covered
        self.retranslate()

    def draw(self, state: KeepView) -> None:
        """Show what is asked for, and what went wrong."""
        self._state = state
        busy = state.doing in (Doing.UNLOCK, Doing.WIPE)
        self.form.draw(needs_code=state.needs_code, free=not busy)
        words = {
            Doing.UNLOCK: translate("Unlock", "Opening takes a second or two. This slows down guessing."),
            Doing.WIPE: translate("Unlock", "Wiping what is kept here"),
        }
        self._busy.setText(words.get(state.doing, "") if state.doing else "")
        failed = state.failing in (Doing.UNLOCK, Doing.WIPE, Doing.OPEN)
        self.fault.show_fault(state.error if failed else None)
        self.forgot_button.setVisible(state.question is None)
        if self.question.ask(state.question is Question.WIPE):
            self.reveal(self.question)
        self.buttons(back="" if self._covered else translate("Common", "Back"))

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Unlock", "Locked"),
            translate("Unlock", "Nothing is sent while it is locked."),
        )
        self.form.say(
            translate("Unlock", "Your passphrase"),
            translate("Unlock", "Nobody can reset it, and there is no hint that others could use."),
            translate("Unlock", "Unlock"),
        )
        label(self.forgot_button, translate("Unlock", "I forgot the passphrase"))
        self.question.say(
            translate("Keep", "Wipe what is kept here?"),
            translate(
                "Unlock",
                "Without the passphrase nobody can open it. Wiping destroys the key; this is final. "
                "At the registry nothing changes. The twelve recovery words still open your case.",
            ),
            translate("Keep", "Wipe it"),
            translate("Keep", "Leave it"),
        )
        if self._state is not None:
            self.draw(self._state)
