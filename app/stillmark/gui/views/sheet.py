"""Beside steps 4 and 5: a sheet for printing, with the recovery words only where they are asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.marks import Shape
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.sheet import SheetState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact, FaultBanner
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.practice import said
from stillmark.services.access import WordLanguage


class SheetView(Page):
    """What is on the sheet, the question about the words, and the warning before them.

    Signals:
        words_wanted: whether the words go on it. language_chosen: a `WordLanguage`.
        risk_understood: the warning was read. save_wanted: make the PDF.
    """

    words_wanted = Signal(bool)
    language_chosen = Signal(object)
    risk_understood = Signal(bool)
    save_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: SheetState | None = None
        card = Card(8)
        self._on_it = Text(look, "card")
        self._facts = [Fact(look), Fact(look), Fact(look)]
        self._never = Fact(look, Shape.DASH, "soft")
        card.add(self._on_it, *self._facts, self._never)
        self._words = CheckCard(look)
        self._words.setObjectName("sheet-words")
        self._words.clicked.connect(self.words_wanted)
        self._warning = Banner(look, "wait")
        self._group = QButtonGroup(self)
        self._languages: dict[WordLanguage, RadioCard] = {}
        self._choices = Columns(look, least=160)
        for language in WordLanguage:
            choice = RadioCard(look)
            choice.setObjectName(f"sheet-{language.value}")
            self._group.addButton(choice)
            choice.clicked.connect(lambda _=False, chosen=language: self.language_chosen.emit(chosen))
            self._languages[language] = choice
            self._choices.add(choice)
        self._risk = CheckCard(look)
        self._risk.setObjectName("sheet-risk")
        self._risk.clicked.connect(self.risk_understood)
        self._printing = Text(look, "soft")
        self.fault = FaultBanner(look)
        self._done = Text(look, "small")
        self.add(card, self._words, self._warning, self._choices, self._risk)
        self.add(self._printing, self.fault, self._done)
        self.end()
        self.onward.connect(self.save_wanted)
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin at the question about the words."""
        return self._words

    def tell_done(self, text: str) -> None:
        """Say that the sheet was saved."""
        self._done.setText(text)

    def draw(self, state: SheetState) -> None:
        """Show what goes on the sheet."""
        self._state = state
        self._facts[0].say(translate("Sheet", "Case number {number}").format(number=state.case_id))
        self._facts[1].say(
            translate("Sheet", "Registry: {name}").format(name=said(state.registry)) if state.registry else ""
        )
        self._facts[2].say(translate("Sheet", "When it was received, and how many pictures"))
        self._words.setChecked(state.with_words)
        self._warning.say(
            translate(
                "Sheet",
                "Anyone with these words can see and take back your case. A printout, photo or file can be "
                "found.",
            )
            if state.with_words
            else ""
        )
        self._choices.setVisible(state.with_words)
        self._languages[state.language].setChecked(True)
        self._risk.setVisible(state.with_words)
        self._risk.setChecked(state.risk_understood)
        self.fault.show_fault(state.error)
        self.buttons(
            back=translate("Common", "Back"),
            main=translate("Sheet", "Save as PDF"),
            enabled=state.can_save,
        )

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Sheet", "Case sheet"),
            translate("Sheet", "One page to print or to keep. Nothing is sent."),
        )
        self._on_it.setText(translate("Sheet", "On the sheet"))
        self._never.say(translate("Sheet", "No pictures, no file names, no names"))
        self._words.say(
            translate("Sheet", "Put the recovery words on it, and a QR code of them"),
            translate("Sheet", "Off unless you ask for it."),
        )
        self._languages[WordLanguage.ENGLISH].say(translate("Words", "English words"))
        self._languages[WordLanguage.KOREAN].say(translate("Words", "Korean words"))
        self._risk.say(translate("Sheet", "I understand, and have a safe place for it."))
        self._printing.setText(
            translate(
                "Sheet",
                "You can print the file with any program that opens PDF. Printers, and the programs that "
                "print, may remember what was printed.",
            )
        )
        if self._state is not None:
            self.draw(self._state)
