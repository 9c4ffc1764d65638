"""Beside step 2: what to do without the picture, and a note of what one knows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from stillmark.gui.components.choices import CheckCard
from stillmark.gui.components.fields import PHRASE, WHOLE, LineField
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.note import NoteState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.wording import handoff
from stillmark.gui.wording import note as wording
from stillmark.gui.wording.base import translate

_LONG = "more"
_HINTS = Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText


class NoteView(Page):
    """Fields that are all optional; nothing is kept.

    Signals:
        written: name of a field of `Note`, and its text.
        risk_understood: the warning was read. copy_wanted, save_wanted: after it.
        help_wanted: who can help.
    """

    written = Signal(str, str)
    risk_understood = Signal(bool)
    copy_wanted = Signal()
    save_wanted = Signal()
    help_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: NoteState | None = None
        self._facts = [Fact(look), Fact(look), Fact(look, Shape.DASH, "soft")]
        facts = Card(8)
        facts.add(*self._facts)
        card = Card(8)
        self._labels: dict[str, Text] = {}
        self.fields: dict[str, LineField | QPlainTextEdit] = {}
        for name in wording.field_names():
            text = Text(look, "strong")
            field = self._long(name) if name == _LONG else self._short(name)
            if self._labels:
                card.column.addSpacing(8)
            card.add(text)
            if isinstance(field, LineField):
                field.put_in(card.column)
            else:
                card.add(field)
            self._labels[name], self.fields[name] = text, field
        keep = Card(12)
        self._keep_title = Text(look, "card")
        self._risk = CheckCard(look, framed=False)
        self._risk.setObjectName("note-risk")
        self._risk.clicked.connect(self.risk_understood)
        self.copy_button = button("secondary", "copy-note")
        self.copy_button.clicked.connect(self.copy_wanted)
        self.save_button = button("secondary", "save-note")
        self.save_button.clicked.connect(self.save_wanted)
        self._done = Text(look, "small")
        self.fault = FaultBanner(look)
        keep.add(self._keep_title, self._risk, row(self.copy_button, self.save_button), self._done)
        self.add(facts, card, keep, self.fault)
        self.end()
        self.onward.connect(self.help_wanted)
        look.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def _short(self, name: str) -> LineField:
        field = LineField(self.look, WHOLE if name == "address" else PHRASE, f"note-{name}")
        field.setInputMethodHints(_HINTS)
        field.textChanged.connect(lambda text: self.written.emit(name, text))
        return field

    def _long(self, name: str) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setObjectName(f"note-{name}")
        field.setTabChangesFocus(True)
        field.setInputMethodHints(_HINTS)
        field.textChanged.connect(lambda: self.written.emit(name, field.toPlainText()))
        return field

    def _fit(self) -> None:
        self.fields[_LONG].setFixedHeight(self.look.theme.text(96) + 24)

    def first(self) -> QWidget | None:
        """Begin at the address."""
        return self.fields["address"]

    def tell_done(self, text: str) -> None:
        """Say that the note was copied or saved."""
        self._done.setText(text)

    def draw(self, state: NoteState) -> None:
        """Show what was written, and what can be done with it."""
        self._state = state
        for name, field in self.fields.items():
            text = getattr(state.note, name)
            if isinstance(field, LineField):
                if field.text() != text:
                    field.setText(text)
            elif field.toPlainText() != text:
                field.setPlainText(text)
        self._risk.setChecked(state.risk_understood)
        self.copy_button.setEnabled(state.can_copy)
        self.save_button.setEnabled(state.can_copy)
        if not state.can_copy:
            self._done.setText("")
        self.fault.show_fault(state.error)
        self.buttons(back=translate("Common", "Back"), main=translate("Note", "See who can help"))

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Note", "Without the picture"),
            translate("Note", "You do not need it. A helpline can start from what you know."),
        )
        for fact, text in zip(
            self._facts,
            (
                translate("Note", "Write down address, account and time. Leave empty what you do not know."),
                translate(
                    "Note", "This note is kept nowhere. It is gone when Stillmark closes, unless you save it."
                ),
                handoff.never(),
            ),
            strict=True,
        ):
            fact.say(text)
        for name, text in wording.field_names().items():
            self._labels[name].setText(text)
            self.fields[name].setAccessibleName(text)
        self._keep_title.setText(translate("Note", "Take it with you"))
        self._risk.say(
            translate("Note", "I understand that a copy or a file can be found by others on this device.")
        )
        label(self.copy_button, translate("Note", "Copy for one minute"))
        label(self.save_button, translate("Note", "Save to a file"))
        if self._state is not None:
            self.draw(self._state)
