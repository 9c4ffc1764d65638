"""Step 1: when another service has to help, which ones there are for this person. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stillmark.domain.answers import Eligibility
from stillmark.gui.presenters.base import Presenter
from stillmark.gui.session import Session, Who
from stillmark.services.handoff import Prepare, WebService, services_for


class Country(StrEnum):
    """Countries whose services are known here, by ISO 3166-1, and all the others."""

    KOREA = "KR"
    BRITAIN = "GB"
    STATES = "US"
    AUSTRALIA = "AU"
    CANADA = "CA"
    OTHER = "XX"
    """A code that ISO leaves to users: services for everywhere remain."""


HOME = {"ko": Country.KOREA}
"""Where a reader of a language most likely is; a language of many countries stands for none of them."""


@dataclass(frozen=True, slots=True)
class HandoverState:
    """What the screen shows.

    Attributes:
        minor: the picture was made under 18, or nobody is sure.
        helpline_first: someone assists with such a picture: people come before websites.
        country: None: services of every country.
        services: those of the country first.
        prepare: what all of them together want ready, each once.
    """

    minor: bool
    helpline_first: bool
    country: Country | None
    services: tuple[WebService, ...]
    prepare: tuple[Prepare, ...]


class HandoverPresenter(Presenter[HandoverState]):
    """Nothing is sent from here, and the country is kept nowhere."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._country: Country | None = None
        self._suggested = False

    @property
    def state(self) -> HandoverState:
        """Services for this age and country."""
        session = self._session
        eligibility = Eligibility.MINOR if session.minor else Eligibility.ADULT
        services = services_for(eligibility, self._country)
        wanted = {each for service in services for each in service.prepare}
        return HandoverState(
            minor=session.minor,
            helpline_first=session.minor and session.who is Who.ASSISTING,
            country=self._country,
            services=services,
            prepare=tuple(each for each in Prepare if each in wanted),
        )

    def enter(self, suggestion: Country | None) -> None:
        """Show it; a country is suggested once, and only where nobody chose one."""
        if not self._suggested:
            self._suggested = True
            self._country = suggestion
        self.tell()

    def choose_country(self, country: Country | None) -> None:
        """Narrow down to a country, or show all again."""
        self._country = country
        self.tell()

    def forget(self) -> None:
        """Know no country."""
        self._country = None
        self._suggested = False
        self.tell()
