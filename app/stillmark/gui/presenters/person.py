"""Step 1: for whom, with whose agreement, and how old the person was. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass

from stillmark.gui.presenters.base import Presenter
from stillmark.gui.session import Age, Session, Who


@dataclass(frozen=True, slots=True)
class PersonState:
    """What the screen shows.

    Attributes:
        who, agreed, age: the answers so far.
        ask_agreement: the person who is helped must know and agree.
        helpline_first: someone assists with a picture made under 18: a helpline comes first.
        careful: the more careful way for under 18 is taken.
        eighteen: at 18, laws for young people may still hold.
        can_continue: every needed answer is there.
    """

    who: Who | None
    agreed: bool
    age: Age | None
    ask_agreement: bool
    helpline_first: bool
    careful: bool
    eighteen: bool
    can_continue: bool


class PersonPresenter(Presenter[PersonState]):
    """Keeps the answers in the session."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session

    @property
    def state(self) -> PersonState:
        """Answers and what follows from them."""
        session = self._session
        assisting = session.who is Who.ASSISTING
        agreed_where_needed = session.agreed or session.who is Who.MYSELF
        return PersonState(
            who=session.who,
            agreed=session.agreed,
            age=session.age,
            ask_agreement=assisting,
            helpline_first=assisting and session.minor,
            careful=session.minor,
            eighteen=session.age is Age.EIGHTEEN,
            can_continue=session.who is not None and session.age is not None and agreed_where_needed,
        )

    def choose_who(self, who: Who) -> None:
        """For oneself, or assisting someone."""
        self._session.who = who
        self.tell()

    def agree(self, agreed: bool) -> None:
        """The person who is helped knows and agrees, or not (any more)."""
        self._session.agreed = agreed
        self.tell()

    def choose_age(self, age: Age) -> None:
        """How old the person was; what was prepared for another age is dropped."""
        if age is not self._session.age:
            self._session.prepared = None
        self._session.age = age
        self.tell()
