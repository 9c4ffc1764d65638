"""Without the picture: what a helpline can start from, written down here and kept nowhere. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Presenter


@dataclass(frozen=True, slots=True)
class Note:
    """What the person knows. All of it may stay empty."""

    address: str = ""
    account: str = ""
    time: str = ""
    more: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was written."""
        return not any(getattr(self, one.name).strip() for one in fields(self))


@dataclass(frozen=True, slots=True)
class NoteState:
    """What the screen shows.

    Attributes:
        note: as typed so far.
        risk_understood: copying and saving were unlocked.
        error: why it could not be saved.
    """

    note: Note
    risk_understood: bool
    error: StillmarkError | None

    @property
    def can_copy(self) -> bool:
        """Only something, and only after the warning."""
        return self.risk_understood and not self.note.empty


class NotePresenter(Presenter[NoteState]):
    """Holds the note in memory until it is forgotten."""

    def __init__(self) -> None:
        super().__init__()
        self._note = Note()
        self._risk = False
        self._error: StillmarkError | None = None

    @property
    def state(self) -> NoteState:
        """The note and what can be done with it."""
        return NoteState(self._note, self._risk, self._error)

    def write(self, field: str, text: str) -> None:
        """Take the text of one field of `Note`."""
        if getattr(self._note, field) != text:
            self._note = replace(self._note, **{field: text})
            self.tell()

    def understand_risk(self, understood: bool) -> None:
        """Unlock copying and saving, or lock them again."""
        self._risk = understood
        self.tell()

    def fail_saving(self, error: StillmarkError | None) -> None:
        """Show that it could not be saved; None clears it."""
        self._error = error
        self.tell()

    def forget(self) -> None:
        """Drop what was written."""
        self._note = Note()
        self._risk = False
        self._error = None
        self.tell()
