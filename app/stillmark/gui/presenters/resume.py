"""Step 1, for someone who has a case already: its twelve words. No Qt here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stillmark.domain.errors import WordsWrong
from stillmark.gui.presenters.base import Presenter
from stillmark.gui.session import Session
from stillmark.services.access import CaseAccess


@dataclass(frozen=True, slots=True)
class ResumeState:
    """How many words were typed, and what is wrong with them."""

    count: int
    error: WordsWrong | None

    @property
    def can_continue(self) -> bool:
        """Whether opening is worth trying."""
        return self.count > 0


class ResumePresenter(Presenter[ResumeState]):
    """Opens a case from its words. The text itself is kept by nobody."""

    def __init__(self, session: Session, read: Callable[[str], CaseAccess] = CaseAccess.from_words) -> None:
        super().__init__()
        self._session = session
        self._read = read
        self._count = 0
        self._error: WordsWrong | None = None

    @property
    def state(self) -> ResumeState:
        """Count and error."""
        return ResumeState(self._count, self._error)

    def typed(self, text: str) -> None:
        """Count the words while they are typed."""
        self._count = len(text.split())
        self._error = None
        self.tell()

    def open(self, text: str) -> bool:
        """Open the case these words belong to; False if they cannot be right."""
        try:
            access = self._read(text)
        except WordsWrong as error:
            self._error = error
            self.tell()
            return False
        if self._session.access is not None:
            self._session.access.forget()
        self._session.access = access
        self._session.words_confirmed = True
        self._session.opened = True
        self._session.prepared = None
        self._session.receipts.clear()
        self._count = 0
        self.tell()
        return True
