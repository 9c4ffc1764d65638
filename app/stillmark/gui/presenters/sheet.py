"""A case sheet for printing: case number and what was received; the words only where they are asked for.

No Qt here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Presenter
from stillmark.gui.session import Session
from stillmark.services.access import WordLanguage


@dataclass(frozen=True, slots=True)
class SheetState:
    """What the screen shows.

    Attributes:
        case_id, registry: case number, and where it is.
        received, pictures: newest hour and number of what has a receipt that was verified in this run.
        with_words: the recovery words and a QR code are asked for.
        language: of these words.
        risk_understood: that a printout, photo or file can be found was read.
        error: why it could not be saved.
    """

    case_id: str
    registry: str
    received: datetime | None
    pictures: int
    with_words: bool
    language: WordLanguage
    risk_understood: bool
    error: StillmarkError | None

    @property
    def can_save(self) -> bool:
        """With the words only after the warning."""
        return bool(self.case_id) and (self.risk_understood or not self.with_words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is printed; `words` is empty unless they were asked for after the warning."""

    case_id: str
    registry: str
    received: datetime | None
    pictures: int
    words: tuple[str, ...] = field(repr=False)


class SheetPresenter(Presenter[SheetState]):
    """Each time the screen is entered the words are off again."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._with_words = self._risk = False
        self._language = WordLanguage.ENGLISH
        self._error: StillmarkError | None = None

    @property
    def state(self) -> SheetState:
        """The case of now."""
        session = self._session
        name = session.registry.info.name if session.registry else ""
        return SheetState(
            case_id=session.access.case_id if session.access else "",
            registry=name or (session.kept.registry_name if session.kept else ""),
            received=max((receipt.received for receipt in session.receipts), default=None),
            pictures=len({item for receipt in session.receipts for item in receipt.item_ids}),
            with_words=self._with_words,
            language=self._language,
            risk_understood=self._risk,
            error=self._error,
        )

    def enter(self, language: WordLanguage) -> None:
        """Begin without words; the language is a suggestion."""
        self._language = language
        self.forget()

    def ask_words(self, wanted: bool) -> None:
        """Put the words on the sheet, or not; the warning is to be read anew."""
        self._with_words = wanted
        self._risk = False
        self.tell()

    def choose_language(self, language: WordLanguage) -> None:
        """Print the words of the same case in another language."""
        self._language = language
        self.tell()

    def understand_risk(self, understood: bool) -> None:
        """The person knows that a printout can be found."""
        self._risk = understood
        self.tell()

    def sheet(self) -> Sheet | None:
        """Return what is printed; None while it may not be."""
        state, access = self.state, self._session.access
        if not state.can_save or access is None:
            return None
        words = tuple(access.words(self._language).split(" ")) if state.with_words else ()
        return Sheet(state.case_id, state.registry, state.received, state.pictures, words)

    def fail_saving(self, error: StillmarkError | None) -> None:
        """Show that it could not be saved; None clears it."""
        self._error = error
        self.tell()

    def forget(self) -> None:
        """No words, no warning read, no error."""
        self._with_words = self._risk = False
        self._error = None
        self.tell()
