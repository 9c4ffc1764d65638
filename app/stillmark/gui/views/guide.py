"""A guide: its contents, or one chapter at a time."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from stillmark.gui.components.figure import Figure
from stillmark.gui.components.layouts import Columns, higher_when_narrow
from stillmark.gui.components.markdown import Block, Kind, blocks
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, Card, button, label, row
from stillmark.gui.components.text import Text
from stillmark.gui.presenters.guide import GuideState
from stillmark.gui.theme import Look
from stillmark.gui.views.parts import Fact
from stillmark.gui.wording.base import translate

_JOINER = "\u2060"
"""Nothing that is seen; no line ends there."""


class GuideView(Page):
    """Only what is read now is made; turning a page makes the next one.

    Signals:
        chapter_wanted: number of a chapter. link_followed: where a link leads.
    """

    chapter_wanted = Signal(int)
    link_followed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self._state: GuideState | None = None
        self._links: list[QPushButton] = []
        self._read = QWidget()
        self.add(self._read)
        self.end()

    def first(self) -> QWidget | None:
        """Begin at the first line of the contents; in a chapter at the button that leads on."""
        contents = self._state is not None and self._state.chapter is None
        return self._links[0] if contents and self._links else None

    def draw(self, state: GuideState) -> None:
        """Show the contents, or a chapter."""
        turned = self._state is not None and self._state.chapter != state.chapter
        self._state = state
        book, self._links = state.book, []
        read = QWidget()
        higher_when_narrow(read)
        column = QVBoxLayout(read)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        if state.chapter is None:
            self.head(book.title)
            self._fill(column, blocks(book.markdown))
            column.addWidget(self._contents(state))
        else:
            chapter = book.chapters[state.chapter]
            self.head(
                chapter.title,
                translate("Guide", "{guide}: {number} of {count}").format(
                    guide=book.title, number=state.chapter + 1, count=len(book.chapters)
                ),
            )
            self._fill(column, blocks(chapter.markdown))
        self.column.replaceWidget(self._read, read)
        self._read.hide()
        self._read.deleteLater()
        self._read = read
        read.show()  # at once, so that the keyboard can be on it
        for one, other in pairwise([*self._links, self.back_button, self.main_button]):
            QWidget.setTabOrder(one, other)  # what is made last would come last
        self.retranslate()
        if turned and self.isVisible():
            self.area.verticalScrollBar().setValue(0)
            begin = self.first() or (self.back_button if self.main_button.isHidden() else self.main_button)
            begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _contents(self, state: GuideState) -> QWidget:
        card = Card(4)
        title = Text(self.look, "card", translate("Guide", "In this guide"))
        card.add(title)
        for number, chapter in enumerate(state.book.chapters):
            link = self._link(f"{number + 1}. {chapter.title}", f"chapter-{number + 1}")
            link.clicked.connect(lambda _=False, chosen=number: self.chapter_wanted.emit(chosen))
            card.add(row(link))
        return card

    def _link(self, text: str, name: str) -> QPushButton:
        link = button("link", name)
        label(link, text)
        self._links.append(link)
        return link

    def _fill(self, column: QVBoxLayout, made: tuple[Block, ...]) -> None:
        before: Kind | None = None
        for block in made:
            # Points and steps belong to each other; a heading belongs to what follows.
            if before is block.kind and block.kind in (Kind.POINT, Kind.STEP):
                column.addSpacing(-8)
            elif block.kind is Kind.HEADING and before is not None:
                column.addSpacing(12)
            column.addWidget(self._drawn(block))
            before = block.kind

    def _drawn(self, block: Block) -> QWidget:
        match block.kind:
            case Kind.PICTURE:
                return Figure(self.look, block.target, block.text)
            case Kind.LINK:
                link = self._link(block.text, f"link-{len(self._links) + 1}")
                link.clicked.connect(lambda _=False, to=block.target: self.link_followed.emit(to))
                return row(link)
            case Kind.COMMAND:
                card = Card(4)
                card.add(*(self._command(line) for line in block.text.splitlines()))
                return card
            case Kind.NOTE:
                banner = Banner(self.look, "accent", self)  # without a parent it would stay hidden
                banner.say(block.text)
                banner.text.emphasise(block.strong)
                return banner
            case Kind.POINT:
                fact = Fact(self.look)
                fact.say(block.text)
                fact.text.emphasise(block.strong)
                return fact
            case Kind.STEP:
                return self._step(block)
            case kind:
                text = Text(self.look, "card" if kind is Kind.HEADING else "body", block.text)
                text.emphasise(block.strong)
                return text

    def _command(self, line: str) -> QWidget:
        """Write a line of a command, which may be parted at its spaces alone."""
        text = Text(self.look, "command", line.replace("-", f"-{_JOINER}"))
        text.setAccessibleName(line)
        return text

    def _step(self, block: Block) -> QWidget:
        step = Columns(self.look, least=100, spacing=4, lead=24)
        number = Text(self.look, "strong", f"{block.number}.")
        number.setAlignment(Qt.AlignmentFlag.AlignTop)
        text = Text(self.look, "body", block.text)
        text.emphasise(block.strong)
        step.add(number)
        step.add(text)
        return step

    def retranslate(self) -> None:
        """Name the buttons; what is read comes in its own language with the next state."""
        if self._state is None:
            return
        chapter, count = self._state.chapter, len(self._state.book.chapters)
        if chapter is None:
            onward = translate("Guide", "Read from the beginning")
        else:
            onward = translate("Guide", "Next chapter") if chapter + 1 < count else ""
        self.buttons(back=translate("Common", "Back"), main=onward)
