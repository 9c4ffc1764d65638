"""Step 4: the twelve recovery words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.words import WordsState
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate
from stillmark.services.access import WordLanguage


class WordsView(Page):
    """Shows the words, with what they open and what a copy of them means.

    Signals:
        language_chosen: a `WordLanguage`. risk_understood, written: ticks.
        copy_wanted, save_wanted: after the warning. sheet_wanted: a page to print, which warns by itself.
    """

    language_chosen = Signal(object)
    risk_understood = Signal(bool)
    written = Signal(bool)
    copy_wanted = Signal()
    save_wanted = Signal()
    sheet_wanted = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: WordsState | None = None
        languages = Columns(look, least=160)
        self._group = QButtonGroup(self)
        self._languages: dict[WordLanguage, RadioCard] = {}
        for language in WordLanguage:
            card = RadioCard(look)
            card.setObjectName(f"words-{language.value}")
            self._group.addButton(card)
            languages.add(card)
            card.clicked.connect(lambda _=False, chosen=language: self.language_chosen.emit(chosen))
            self._languages[language] = card
        self._warning = Banner(look, "wait")
        self._card = Card(12)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(12)
        self._words = [_Word(look, number) for number in range(1, 13)]
        self._columns = 0
        self._card.column.addLayout(self._grid)
        self._written = CheckCard(look)
        self._written.setObjectName("written")
        self._written.clicked.connect(self.written)
        self._other = Card(12)
        self._other_title = Text(look, "card")
        self._risk = CheckCard(look, framed=False)
        self._risk.setObjectName("risk")
        self._risk.clicked.connect(self.risk_understood)
        self.copy_button = button("secondary", "copy-words")
        self.save_button = button("secondary", "save-words")
        self.copy_button.clicked.connect(self.copy_wanted)
        self.save_button.clicked.connect(self.save_wanted)
        self.sheet_button = button("secondary", "sheet")
        self.sheet_button.clicked.connect(self.sheet_wanted)
        self._done = Text(look, "small")
        self._other.add(
            self._other_title, self._risk, row(self.copy_button, self.save_button, self.sheet_button)
        )
        self._other.add(self._done)
        self.add(self._warning, languages, self._card, self._written, self._other)
        self.end()
        look.changed.connect(self._arrange)
        self._arrange()
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin at the language of the words."""
        return self._group.checkedButton()

    def tell_done(self, text: str) -> None:
        """Say that the words were copied or saved."""
        self._done.setText(text)

    def draw(self, state: WordsState) -> None:
        """Show the words, while they are shown."""
        self._state = state
        self._languages[state.language].setChecked(True)
        self._card.setVisible(bool(state.words))
        for index, word in enumerate(self._words):
            word.say(state.words[index] if state.words else "")
        self._written.setChecked(state.written)
        self._risk.setChecked(state.risk_understood)
        self.copy_button.setEnabled(state.risk_understood)
        self.save_button.setEnabled(state.risk_understood)
        if not state.risk_understood:
            self._done.setText("")
        self.buttons(
            back=translate("Common", "Back"), main=translate("Common", "Continue"), enabled=state.written
        )

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Words", "Your recovery words"),
            translate(
                "Words", "Write these twelve words down now, in this order. Nothing has been sent yet."
            ),
        )
        self._warning.say(
            translate(
                "Words",
                "Anyone with these words can see and take back your case. A printout, photo or file can be "
                "found. If you lose them, matching goes on, but you cannot follow or take back.",
            )
        )
        self._languages[WordLanguage.ENGLISH].say(translate("Words", "English words"))
        self._languages[WordLanguage.KOREAN].say(translate("Words", "Korean words"))
        self._written.say(
            translate("Words", "I wrote them down."),
            translate("Words", "On the next page you type three of them."),
        )
        self._other_title.setText(translate("Words", "Other ways to keep them"))
        self._risk.say(
            translate("Words", "I understand that a copy or a file can be found by others on this device.")
        )
        label(self.copy_button, translate("Words", "Copy for one minute"))
        label(self.save_button, translate("Words", "Save to a file"))
        label(self.sheet_button, translate("Sheet", "Case sheet to print"))
        if self._state is not None:
            self.draw(self._state)

    def _arrange(self) -> None:
        columns = 3 if self.look.theme.scale <= 125 else 2
        if columns == self._columns:
            return
        self._columns = columns
        rows = 12 // columns
        for index, word in enumerate(self._words):
            self._grid.removeWidget(word)
            self._grid.addWidget(word, index % rows, index // rows)
        for column in range(3):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class _Word(QWidget):
    """A number and a word."""

    def __init__(self, look: Look, number: int) -> None:
        super().__init__()
        self._number = Text(look, "number", str(number))
        self._word = Text(look, "word")
        self._number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._at = number
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(12)
        box.addWidget(self._number)
        box.addWidget(self._word, 1)
        self._look = look
        look.changed.connect(self._fit)
        self._fit()

    def say(self, word: str) -> None:
        """Show a word; an empty one leaves nothing."""
        self._word.setText(word)
        self._word.setAccessibleName(f"{self._at} {word}" if word else "")

    def _fit(self) -> None:
        self._number.setFixedWidth(self._look.theme.text(22))
