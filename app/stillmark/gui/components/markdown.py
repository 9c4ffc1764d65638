"""Markdown of the guides, parted into blocks that views draw with the window's own components."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QFont, QTextBlock, QTextCharFormat, QTextDocument, QTextFormat, QTextListFormat

from stillmark.gui.components.text import Span


class Kind(Enum):
    """What a block is. Nothing else of Markdown has a form here: no tables, no quotations in quotations."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    POINT = "point"
    STEP = "step"
    NOTE = "note"
    COMMAND = "command"
    PICTURE = "picture"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Block:
    """One block.

    Attributes:
        text: without marks; of a picture what it shows, of a link its words.
        strong: what stands out.
        target: file of a picture, or where a link leads.
        number: of a step, from 1.
    """

    kind: Kind
    text: str
    strong: tuple[Span, ...] = ()
    target: str = ""
    number: int = 0


def blocks(markdown: str) -> tuple[Block, ...]:
    """Part Markdown into blocks; lines of a command that follow one another become one.

    Raises:
        ValueError: a picture or a link stands inside a sentence, where the keyboard could not reach it.
    """
    document = QTextDocument()
    document.setMarkdown(markdown)
    found: list[Block] = []
    block = document.begin()
    while block.isValid():
        made = _made(block)
        if made.kind is Kind.COMMAND and found and found[-1].kind is Kind.COMMAND:
            made = Block(Kind.COMMAND, f"{found.pop().text}\n{made.text}")
        if made.text:
            found.append(made)
        block = block.next()
    return tuple(found)


def _made(block: QTextBlock) -> Block:
    pieces = list(_pieces(block))
    for text, form in pieces:
        target, kind = form.anchorHref(), Kind.LINK
        if form.isImageFormat():
            target, kind = form.toImageFormat().name(), Kind.PICTURE
            text = str(form.property(QTextFormat.Property.ImageAltText) or "")
        if target and len(pieces) > 1:
            raise ValueError(f"This is to stand by itself: {target}")
        if target:
            return Block(kind, text, target=target)
    strong, text = [], ""
    for piece, form in pieces:
        if form.fontWeight() > QFont.Weight.Normal:
            strong.append((len(text), len(piece)))
        text += piece
    kind, number = _kind(block)
    return Block(kind, text, () if kind is Kind.HEADING else tuple(strong), number=number)


def _kind(block: QTextBlock) -> tuple[Kind, int]:
    form, listed = block.blockFormat(), block.textList()
    if form.headingLevel():
        return Kind.HEADING, 0
    if listed is not None:
        numbered = listed.format().style() == QTextListFormat.Style.ListDecimal
        return (Kind.STEP, listed.itemNumber(block) + 1) if numbered else (Kind.POINT, 0)
    if form.hasProperty(QTextFormat.Property.BlockCodeFence):
        return Kind.COMMAND, 0
    return (Kind.NOTE if form.hasProperty(QTextFormat.Property.BlockQuoteLevel) else Kind.PARAGRAPH), 0


def _pieces(block: QTextBlock) -> Iterator[tuple[str, QTextCharFormat]]:
    at = block.begin()
    while not at.atEnd():
        yield at.fragment().text(), at.fragment().charFormat()
        at += 1
