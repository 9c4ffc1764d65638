"""Step 4: the recovery words are shown, written down and asked for, before anything leaves. No Qt here."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import SystemRandom

from stillmark.gui.presenters.base import Presenter
from stillmark.gui.session import Session
from stillmark.services.access import WordLanguage

ASKED = 3
"""How many words are asked for."""


@dataclass(frozen=True, slots=True)
class WordsState:
    """What both screens show.

    Attributes:
        language: of the words.
        words: the twelve, while they are on the screen; empty otherwise.
        risk_understood: copying and saving were unlocked.
        written: the person says that they are written down.
        asked: positions (1 to 12) that are asked for.
        wrong: positions whose answer does not match, after checking.
    """

    language: WordLanguage
    words: tuple[str, ...]
    risk_understood: bool
    written: bool
    asked: tuple[int, ...]
    wrong: tuple[int, ...]


def _pick() -> tuple[int, ...]:
    return tuple(sorted(SystemRandom().sample(range(1, 13), ASKED)))


class WordsPresenter(Presenter[WordsState]):
    """Shows the words only while their screen is open."""

    def __init__(self, session: Session, pick: Callable[[], tuple[int, ...]] = _pick) -> None:
        super().__init__()
        self._session = session
        self._pick = pick
        self._language = WordLanguage.ENGLISH
        self._shown = False
        self._risk = False
        self._written = False
        self._asked: tuple[int, ...] = ()
        self._wrong: tuple[int, ...] = ()

    @property
    def state(self) -> WordsState:
        """The words while they are shown, and what was asked."""
        return WordsState(
            language=self._language,
            words=self._words() if self._shown else (),
            risk_understood=self._risk,
            written=self._written,
            asked=self._asked,
            wrong=self._wrong,
        )

    def enter(self, language: WordLanguage | None = None) -> None:
        """Show the words; a language is only a first suggestion."""
        if language is not None and not self._asked:
            self._language = language
        self._shown = True
        self.tell()

    def leave(self) -> None:
        """Take them off the screen."""
        self._shown = False
        self.tell()

    def forget(self) -> None:
        """Take them off the screen; whatever comes next is asked anew."""
        self._shown = self._risk = self._written = False
        self._asked = self._wrong = ()
        self.tell()

    def choose_language(self, language: WordLanguage) -> None:
        """Show the same case in words of the other language; what was written down no longer counts."""
        if language is not self._language:
            self._language = language
            self._written = False
            self._session.words_confirmed = False
        self.tell()

    def understand_risk(self, understood: bool) -> None:
        """Unlock copying and saving, or lock them again."""
        self._risk = understood
        self.tell()

    def write_down(self, written: bool) -> None:
        """The person says that the words are written down."""
        self._written = written
        self.tell()

    def ask(self) -> None:
        """Choose which words to ask for."""
        self._shown = False
        self._asked = self._pick()
        self._wrong = ()
        self.tell()

    def check(self, answers: Sequence[str]) -> bool:
        """Compare the answers, in the order of `asked`; if all are right the words count as confirmed."""
        words = self._words()
        self._wrong = tuple(
            position
            for position, answer in zip(self._asked, answers, strict=True)
            if _plain(answer) != _plain(words[position - 1])
        )
        self._session.words_confirmed = bool(words and self._asked) and not self._wrong
        self.tell()
        return self._session.words_confirmed

    def text(self) -> str:
        """All words in one line, for copying or saving after the warning; empty while that is locked."""
        return " ".join(self._words()) if self._risk else ""

    def _words(self) -> tuple[str, ...]:
        access = self._session.access
        return tuple(access.words(self._language).split(" ")) if access else ()


def _plain(word: str) -> str:
    return unicodedata.normalize("NFKD", word).strip().casefold()
