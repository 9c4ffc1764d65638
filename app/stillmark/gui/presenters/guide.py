"""The guides: which chapter is read. No Qt here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from stillmark.gui.presenters.base import Presenter
from stillmark.resources import guide_text


class Guide(StrEnum):
    """Whom a guide is for."""

    USER = "user"
    CENTRE = "centre"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a guide that is read at a time.

    Attributes:
        title: its heading.
        anchor: what links to it are called.
        markdown: what stands below the heading.
    """

    title: str
    anchor: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Book:
    """One guide in one language.

    Attributes:
        title: of all of it.
        markdown: what stands before the first chapter.
    """

    title: str
    markdown: str
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class GuideState:
    """What is read: the contents of a book, or the chapter of this number, counted from 0."""

    book: Book
    chapter: int | None


class GuidePresenter(Presenter[GuideState]):
    """Opens guides and turns their pages. A guide is read from its file when it is first opened."""

    def __init__(self) -> None:
        super().__init__()
        self._guide = Guide.USER
        self._language = "en"
        self._chapter: int | None = None
        self._book = Book("", "", ())

    @property
    def state(self) -> GuideState:
        """What is read now."""
        return GuideState(self._book, self._chapter)

    def open(self, guide: Guide, language: str) -> None:
        """Show what is in a guide."""
        self._guide, self._language, self._chapter = guide, language, None
        self._read()

    def speak(self, language: str) -> None:
        """Go on in another language, in the same chapter."""
        if self._book.chapters:
            self._language = language
            self._read()

    def turn_to(self, chapter: int) -> None:
        """Read the chapter of this number."""
        self._chapter = chapter
        self.tell()

    def follow(self, link: str) -> None:
        """Read the chapter that a link leads to: `#anchor`, or `centre.en.md#anchor` in the other guide."""
        name, _, anchor = link.partition("#")
        if name:
            self.open(Guide(name.partition(".")[0]), self._language)
        anchors = [chapter.anchor for chapter in self._book.chapters]
        if anchor:
            self.turn_to(anchors.index(anchor))

    def next(self) -> None:
        """Read the next chapter, or the first one."""
        self.turn_to(0 if self._chapter is None else self._chapter + 1)

    def back(self) -> bool:
        """Go back to the contents; False if they are shown already."""
        if self._chapter is None:
            return False
        self._chapter = None
        self.tell()
        return True

    def _read(self) -> None:
        self._book = read(guide_text(self._guide, self._language))
        self.tell()


def read(markdown: str) -> Book:
    """Part a guide at its headings of the second level."""
    head, *parts = re.split(r"^## ", markdown, flags=re.MULTILINE)
    title, _, lead = head.removeprefix("# ").partition("\n")
    chapters = []
    for part in parts:
        heading, _, below = part.partition("\n")
        chapters.append(Chapter(heading.strip(), anchor_of(heading), below.strip()))
    return Book(title.strip(), lead.strip(), tuple(chapters))


def anchor_of(heading: str) -> str:
    """Return what links call a heading, as the usual viewers of Markdown do."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
