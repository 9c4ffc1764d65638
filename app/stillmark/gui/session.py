"""What one person is doing in this window. In memory only; `forget` drops all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from stillmark.domain.case import Eligibility, Receipt
from stillmark.services.access import CaseAccess
from stillmark.services.connect import ConnectedRegistry
from stillmark.services.submit import PreparedSubmission


@dataclass(frozen=True, slots=True)
class PracticeInfo:
    """A practice registry that runs on this computer.

    Attributes:
        address: `URL#ROOT_KEY_ID`.
        picture_paths: bundled pictures that can be used instead of one's own; may be empty.
    """

    address: str
    picture_paths: tuple[Path, ...] = ()


class Who(StrEnum):
    """Who sits in front of the window."""

    MYSELF = "myself"
    ASSISTING = "assisting"


class Age(StrEnum):
    """How old the person was when the picture was made."""

    UNDER_18 = "under-18"
    EIGHTEEN = "18"
    OVER_18 = "19-or-over"
    NOT_SURE = "not-sure"

    @property
    def eligibility(self) -> Eligibility:
        """Which age group a registry is asked for; not sure takes the more careful one."""
        return Eligibility.MINOR if self in (Age.UNDER_18, Age.NOT_SURE) else Eligibility.ADULT


@dataclass(slots=True)
class Session:
    """The way so far.

    Attributes:
        practice: set in practice mode.
        who, agreed: who is here, and that the person who is helped knows and agrees.
        age: answered in step 1; None while a case is only followed.
        registry: verified and chosen.
        access: the case; made in step 3 or opened with words.
        words_confirmed: the recovery words were written down, or were typed to open the case.
        prepared: signed and not yet sent.
        receipts: verified in this run.
        names: file names by item id, for this run alone.
        resuming: the person has a case already.
        opened: the case was sent or opened; following is possible.
    """

    practice: PracticeInfo | None = None
    who: Who | None = None
    agreed: bool = False
    age: Age | None = None
    registry: ConnectedRegistry | None = None
    access: CaseAccess | None = field(default=None, repr=False)
    words_confirmed: bool = False
    prepared: PreparedSubmission | None = field(default=None, repr=False)
    receipts: list[Receipt] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    resuming: bool = False
    opened: bool = False

    @property
    def minor(self) -> bool:
        """Whether the careful rules for pictures made under 18 hold."""
        return self.age is not None and self.age.eligibility is Eligibility.MINOR

    def forget(self) -> None:
        """Overwrite the keys and drop everything else."""
        if self.access is not None:
            self.access.forget()
        self.access = None
        self.prepared = None
        self.registry = None
        self.receipts.clear()
        self.names.clear()
