"""Step 3: the very bytes that were signed, searchable."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QFontDatabase, QTextCursor, QTextDocument
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QPlainTextEdit, QWidget

from stillmark.gui.components.choices import RadioCard
from stillmark.gui.components.layouts import Columns
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Card, beside, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.preview import DataState
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate


class DataView(Page):
    """A viewer for one document at a time.

    Signals:
        exact_chosen: whether it is shown byte for byte.
        document_chosen: index of another document.
    """

    exact_chosen = Signal(bool)
    document_chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: DataState | None = None
        ways = Columns(look, least=280)
        self._group = QButtonGroup(self)
        self._readable, self._exact = RadioCard(look), RadioCard(look)
        for way, name, exact in ((self._readable, "readable", False), (self._exact, "exact", True)):
            way.setObjectName(name)
            self._group.addButton(way)
            ways.add(way)
            way.clicked.connect(lambda _=False, chosen=exact: self.exact_chosen.emit(chosen))
        card = Card(12)
        self._size = Text(look, "strong")
        self.earlier_button = button("secondary", "earlier")
        self.later_button = button("secondary", "later")
        self.earlier_button.clicked.connect(lambda: self._turn(-1))
        self.later_button.clicked.connect(lambda: self._turn(1))
        self._search_text = Text(look, "small")
        self.search = QLineEdit()
        self.search.setObjectName("search")
        self.search.setClearButtonEnabled(False)
        self.search.returnPressed.connect(self._find)
        self.find_button = button("secondary", "find")
        self.find_button.clicked.connect(self._find)
        self._found = Text(look, "small")
        self.text = QPlainTextEdit()
        self.text.setObjectName("document")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        card.add(
            self._size,
            row(self.earlier_button, self.later_button),
            self._search_text,
            beside(self.search, self.find_button),
            self._found,
            self.text,
        )
        self.add(ways, card)
        self.end()
        look.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def first(self) -> QWidget | None:
        """Begin in the search field."""
        return self.search

    def draw(self, state: DataState) -> None:
        """Show one document."""
        self._state = state
        (self._exact if state.exact else self._readable).setChecked(True)
        size = translate("Data", "%n byte(s)", "", state.size)
        if state.count > 1:
            size = translate("Data", "Message {number} of {count}, {size}").format(
                number=state.index + 1, count=state.count, size=size
            )
        self._size.setText(size)
        self.earlier_button.setVisible(state.count > 1)
        self.later_button.setVisible(state.count > 1)
        self.earlier_button.setEnabled(state.index > 0)
        self.later_button.setEnabled(state.index + 1 < state.count)
        if self.text.toPlainText() != state.text:
            self.text.setPlainText(state.text)
            self._found.setText("")
        self.buttons(back=translate("Common", "Back"))

    def retranslate(self) -> None:
        """Fill in every text."""
        self.head(
            translate("Data", "The exact data"),
            translate("Data", "This is what was signed. It is locked before it is sent."),
        )
        self._readable.say(translate("Data", "Laid out for reading"))
        self._exact.say(translate("Data", "Byte for byte"))
        label(self.earlier_button, translate("Data", "Message before"))
        label(self.later_button, translate("Data", "Next message"))
        label(self.find_button, translate("Data", "Find"))
        self._search_text.setText(translate("Data", "Search, for example for your name"))
        self.search.setAccessibleName(translate("Data", "Search in the data"))
        self.text.setAccessibleName(translate("Data", "The exact data"))
        if self._state is not None:
            self.draw(self._state)

    def _turn(self, by: int) -> None:
        if self._state is not None:
            self.document_chosen.emit(self._state.index + by)

    def _find(self) -> None:
        wanted = self.search.text()
        if not wanted:
            self._found.setText("")
            return
        count = self.text.toPlainText().casefold().count(wanted.casefold())
        if count and not self.text.find(wanted):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(wanted, QTextDocument.FindFlag(0))
        self._found.setText(
            translate("Data", "Found %n time(s)", "", count)
            if count
            else translate("Data", "Not in the data")
        )

    def _fit(self) -> None:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(self.look.theme.text(14))
        font.setStyleHint(QFont.StyleHint.Monospace)
        family = font.family()
        size = self.look.theme.text(14)
        # A style sheet of the application would win over setFont.
        self.text.setStyleSheet(f'font-family: "{family}"; font-size: {size}px;')
        self.text.setMinimumHeight(self.look.theme.text(240))
