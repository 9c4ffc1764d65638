"""Step 4: who takes part, what is not covered, consent, sending."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from stillmark.gui.components.choices import CheckCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card
from stillmark.gui.components.text import Text, show
from stillmark.gui.presenters.send import SendState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.wording import sending
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.practice import said

MANY = 12


class SendView(Page):
    """The last page before anything leaves.

    Signals:
        consented: the consent was ticked or taken back.
        send_pressed: Send, or Try again.
    """

    consented = Signal(bool)
    send_pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: SendState | None = None
        columns = Columns(look, least=300)
        self._part, self._not = Card(8), Card(8)
        self._part_title, self._not_title = Text(look, "card"), Text(look, "card")
        self._platforms = [Fact(look) for _ in range(MANY)]
        self._nobody = Text(look, "soft")
        self._part.add(self._part_title, *self._platforms, self._nobody)
        self._part.column.addStretch(1)
        self._not_facts = [Fact(look, Shape.DASH, "soft") for _ in range(2)]
        self._not.add(self._not_title, *self._not_facts)
        self._not.column.addStretch(1)
        columns.add(self._part)
        columns.add(self._not)
        self._online = Card(8)
        self._online_title = Text(look, "card")
        self._online_text = Text(look)
        self._online.add(self._online_title, self._online_text)
        self.consent = CheckCard(look)
        self.consent.setObjectName("consent")
        self.consent.clicked.connect(self.consented)
        self.later = Banner(look, "wait")
        self.fault = FaultBanner(look)
        self.fault.action.clicked.connect(self.send_pressed)
        self._progress_card = Card(12)
        self._progress_text = Text(look)
        self._progress_why = Text(look, "soft")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self._progress_card.add(self._progress_text, self.progress, self._progress_why)
        self.add(columns, self._online, self.later, self.consent, self._progress_card, self.fault)
        self.end()
        self.onward.connect(self.send_pressed)
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin at the consent."""
        return self.consent

    def draw(self, state: SendState) -> None:
        """Show who takes part, consent and progress."""
        self._state = state
        for index, fact in enumerate(self._platforms):
            shown = index < len(state.platforms)
            last = index == MANY - 1 and len(state.platforms) > MANY
            rest = translate("Send", "and %n more", "", len(state.platforms) - MANY + 1)
            fact.say((rest if last else said(state.platforms[index])) if shown else "")
        self._nobody.setText(
            "" if state.platforms else translate("Send", "No platform takes part in this registry yet.")
        )
        what = translate("Send", "%n digital fingerprint(s)", "", state.fingerprints)
        self.consent.say(
            translate("Send", "I agree that {what} are sent to {registry}.").format(
                what=what, registry=said(state.registry)
            ),
            translate("Send", "Exactly what the page before showed. You can take it back at any time."),
        )
        self.consent.setChecked(state.consented)
        self.consent.setEnabled(not state.sending)
        self._progress_card.setVisible(state.sending)
        self._progress_text.setText(sending.step(state))
        show(self._progress_why, state.preparing)
        self._progress_why.setText(
            translate(
                "Send",
                "This computer works for a moment, so that a flood of false reports would take its senders "
                "very long. Nothing has been sent yet.",
            )
        )
        self.later.say(
            translate(
                "Send",
                "This registry asks for more computing than any should, so the app leaves it out. Your "
                "fingerprints are taken all the same, but platforms may be shown them some days later.",
            )
            if state.later
            else ""
        )
        # One message has no part that could be told: then the words say it, and no bar moves by itself.
        self.progress.setVisible(state.total > 1)
        self.progress.setRange(0, max(1, state.total))
        self.progress.setValue(state.done)
        self.progress.setAccessibleName(self._progress_text.text())
        self.fault.show_fault(state.error)
        again = translate("Send", "Try again") if state.error else translate("Send", "Send")
        self.buttons(
            back=translate("Send", "Stop")
            if state.preparing
            else ""
            if state.sending
            else translate("Common", "Back"),
            main=again,
            enabled=state.can_send,
        )

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(translate("Send", "Send"), translate("Send", "Nothing has been sent yet."))
        self._part_title.setText(translate("Send", "Platforms taking part"))
        self._not_title.setText(translate("Send", "Not covered"))
        self._not_facts[0].say(
            translate("Send", "Encrypted chats and platforms not taking part do not check fingerprints.")
        )
        self._not_facts[1].say(translate("Send", "Not every match is reported."))
        self._online_title.setText(translate("Send", "Already online somewhere?"))
        self._online_text.setText(
            translate(
                "Send",
                "A fingerprint may not remove it. Report the address, or ask a helpline. "
                "Do not post this picture yourself: your own account may be blocked.",
            )
        )
        if self._state is not None:
            self.draw(self._state)
