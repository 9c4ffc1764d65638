"""What one person is doing in this window. In memory only; `forget` drops all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from stillmark.domain.answers import Eligibility

if TYPE_CHECKING:
    # The first page is shown before any of these is needed, and they bring the whole protocol.
    from stillmark.domain.case import Receipt
    from stillmark.domain.kept import KeptCase
    from stillmark.services.access import CaseAccess
    from stillmark.services.connect import ConnectedRegistry
    from stillmark.services.keep import KeepService
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
        address: `URL#ROOT_KEY_ID` of a kept case's registry, until it is connected.
        kept: what was kept of the case when it was opened; None for any other case.
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
    address: str = ""
    kept: KeptCase | None = field(default=None, repr=False)

    @property
    def minor(self) -> bool:
        """Whether the careful rules for pictures made under 18 hold."""
        return self.age is not None and self.age.eligibility is Eligibility.MINOR

    def take_kept(self, kept: KeptCase, access: CaseAccess) -> None:
        """Go on with a case that was kept on this computer."""
        if self.access is not None:
            self.access.forget()
        self.access = access
        self.kept = kept
        self.address = kept.registry
        if self.registry is None or self.registry.info.root_key_id not in kept.registry:
            self.registry = None
        self.prepared = None
        self.receipts[:] = kept.receipts
        self.names.clear()
        self.names.update(kept.names)
        self.words_confirmed = True
        self.opened = bool(kept.receipts or kept.waiting or kept.last_view)
        self.resuming = False

    def keep_in(self, keep: KeepService) -> None:
        """Write the case of now into the store, if there is one whose words were confirmed.

        Raises:
            VaultFault: it is not kept.
        """
        access, registry = self.access, self.registry
        if access is None or not self.words_confirmed:
            return
        eligibility = self.age.eligibility if self.age else None
        keep.remember(access, registry.info if registry else None, eligibility=eligibility)
        keep.name_items(access.case_id, dict(self.names))

    def drop_keys(self) -> None:
        """Overwrite the keys and drop what was signed with them; answers and choices stay."""
        if self.access is not None:
            self.access.forget()
        self.access = None
        self.prepared = None
        self.kept = None
        self.receipts.clear()
        self.names.clear()
        self.words_confirmed = False

    def forget(self) -> None:
        """Overwrite the keys and drop everything else."""
        self.drop_keys()
        self.registry = None
        self.address = ""
        self.who = self.age = None
        self.agreed = self.resuming = self.opened = False
