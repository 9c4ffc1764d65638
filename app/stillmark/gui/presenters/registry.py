"""Step 1: which registry, and whether it is who it says it is. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.session import Session
from stillmark.services.connect import ConnectedRegistry, RegistryDirectory


class Source(Enum):
    """Where an offered registry comes from."""

    PRACTICE = "practice"
    CONFIGURED = "configured"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Offer:
    """One registry that can be chosen; a typed one has the address in the field."""

    source: Source
    address: str


@dataclass(frozen=True, slots=True)
class Described:
    """What a verified registry says about itself, in plain values."""

    name: str
    operator: str
    address: str
    root_key_id: str
    platforms: tuple[str, ...]
    retention_days: int
    serves_adults: bool
    serves_minors: bool
    first_seen: bool


@dataclass(frozen=True, slots=True)
class RegistryState:
    """What the screen shows.

    Attributes:
        offers, chosen: what can be chosen and what is.
        typed: text of the address field.
        connecting: the description is being fetched and checked.
        described: what was verified, None before.
        serves: it takes pictures of this age; True where the age is not asked.
        trusted: a registry seen for the first time was accepted.
        error: why connecting failed.
        can_connect, can_continue: what can be pressed.
    """

    offers: tuple[Offer, ...]
    chosen: int
    typed: str
    connecting: bool
    described: Described | None
    serves: bool
    trusted: bool
    error: StillmarkError | None
    can_connect: bool
    can_continue: bool


class RegistryPresenter(Presenter[RegistryState]):
    """Connects, verifies, and puts the registry into the session once the person goes on."""

    def __init__(
        self, session: Session, directory: RegistryDirectory, runner: Runner, configured: tuple[str, ...]
    ) -> None:
        super().__init__()
        self._session = session
        self._directory = directory
        self._runner = runner
        practice = (Offer(Source.PRACTICE, session.practice.address),) if session.practice else ()
        # In practice nothing may be sent anywhere else.
        others = tuple(Offer(Source.CONFIGURED, address) for address in configured)
        typed = (Offer(Source.TYPED, ""),)
        self._offers = practice or (*others, *typed)
        self._chosen = 0
        self._typed = ""
        self._task: Task | None = None
        self._found: ConnectedRegistry | None = None
        self._trusted = False
        self._error: StillmarkError | None = None

    @property
    def state(self) -> RegistryState:
        """Offers, what was verified, and what can be pressed."""
        described = _described(self._found) if self._found else None
        serves = self._serves()
        trusted = self._trusted or not (described and described.first_seen)
        return RegistryState(
            offers=self._offers,
            chosen=self._chosen,
            typed=self._typed,
            connecting=self._task is not None,
            described=described,
            serves=serves,
            trusted=self._trusted,
            error=self._error,
            can_connect=self._task is None and bool(self._address()),
            can_continue=described is not None and serves and trusted,
        )

    def choose(self, index: int) -> None:
        """Choose one of the offers; what was verified before no longer counts."""
        if index != self._chosen:
            self._chosen = index
            self._reset()

    def type(self, text: str) -> None:
        """Take the text of the address field."""
        if text != self._typed:
            self._typed = text
            self._reset()

    def connect(self) -> None:
        """Fetch the description of the chosen registry and verify it."""
        address = self._address()
        if not address or self._task is not None:
            return
        self._error = None
        self._found = None
        self._trusted = False

        def work(_report: Report) -> Any:
            return self._directory.connect(address)

        self._task = self._runner.start(work, self._arrived, self._failed)
        self.tell()

    def trust(self, trusted: bool) -> None:
        """Accept a registry that is seen for the first time, or take that back."""
        self._trusted = trusted
        self.tell()

    def accept(self) -> bool:
        """Put the verified registry into the session; False if there is none that may be used."""
        if not self.state.can_continue or self._found is None:
            return False
        before = self._session.registry
        if before is None or before.info.root_key_id != self._found.info.root_key_id:
            self._session.prepared = None
        self._session.registry = self._found
        return True

    def forget(self) -> None:
        """Choose none."""
        self._chosen = 0
        self._typed = ""
        self._reset()

    def _address(self) -> str:
        offer = self._offers[self._chosen]
        return self._typed.strip() if offer.source is Source.TYPED else offer.address

    def _serves(self) -> bool:
        if self._found is None or self._session.age is None:
            return True
        return self._session.age.eligibility in self._found.info.serves

    def _reset(self) -> None:
        if self._task is not None:
            self._task.drop()
        self._task = None
        self._found = None
        self._trusted = False
        self._error = None
        self.tell()

    def _arrived(self, found: ConnectedRegistry) -> None:
        self._task = None
        self._found = found
        self.tell()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._error = error
        self.tell()


def _described(found: ConnectedRegistry) -> Described:
    info = found.info
    return Described(
        name=info.name,
        operator=info.operator,
        address=info.address,
        root_key_id=info.root_key_id,
        platforms=info.platforms,
        retention_days=info.retention_days,
        serves_adults=Eligibility.ADULT in info.serves,
        serves_minors=Eligibility.MINOR in info.serves,
        first_seen=info.first_seen,
    )
