"""Services that a person uses on their own websites: whom they serve, what they ask, what to have ready.

They have no interface that this app could speak, and those that compare fingerprints compute their own; so
nothing is sent from here. This is data, each with the pages it was taken from and the day on which it was
last compared with them. Texts are English; the window translates by the codes.

Nobody is ever told to look for, download or be sent a picture (`Prepare` has no such thing): holding it may
be a crime of its own, and none of these services needs it from somebody who does not have it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from stillmark.domain.answers import Eligibility

CHECKED_ON: Final = date(2026, 11, 23)
"""When the services below were compared with stored copies of the pages they name."""


class Travels(StrEnum):
    """What leaves the person's device."""

    FINGERPRINT = "fingerprint"
    PICTURE_OR_ADDRESS = "picture-or-address"
    EVIDENCE = "evidence"


class Ask(StrEnum):
    """What a service asks for."""

    NOTHING_PERSONAL = "nothing-personal"
    PICTURE_ON_DEVICE = "picture-on-device"
    PIN = "pin"
    AGE_RANGE = "age-range"
    AGE_PROOF_FROM_13 = "age-proof-from-13"
    ACCOUNT = "account"
    PICTURE_OR_ADDRESS = "picture-or-address"
    IDENTITY = "identity"
    EVIDENCE = "evidence"
    CONVERSATION = "conversation"


class Prepare(StrEnum):
    """What to have ready, of what is there already."""

    DEVICE_WITH_PICTURE = "device-with-picture"
    ADDRESSES = "addresses"
    ACCOUNTS_AND_TIMES = "accounts-and-times"
    MESSAGES = "messages"
    PLACE_FOR_A_NUMBER = "place-for-a-number"
    IDENTITY_DOCUMENT = "identity-document"


@dataclass(frozen=True, slots=True)
class WebService:
    """One service.

    Attributes:
        code: stable identifier, for JSON and translation.
        name: as it calls itself.
        website: where it begins.
        telephone: or an empty string.
        serves: how old the person was when the picture was made.
        only_under_18_now: whether the person has to be under 18 today.
        countries: ISO 3166-1 codes; empty: everywhere.
        travels: what leaves the person's device.
        asks: in the order in which it comes.
        prepare: what to have ready.
        follow: how the person hears what became of it.
        sources: pages this was taken from.
        checked_on: when.
    """

    code: str
    name: str
    website: str
    telephone: str
    serves: frozenset[Eligibility]
    only_under_18_now: bool
    countries: frozenset[str]
    travels: Travels
    asks: tuple[Ask, ...]
    prepare: tuple[Prepare, ...]
    follow: str
    sources: tuple[str, ...]
    checked_on: date = CHECKED_ON


_ADULT: Final = frozenset({Eligibility.ADULT})
_MINOR: Final = frozenset({Eligibility.MINOR})
_NOTES: Final = (Prepare.ADDRESSES, Prepare.ACCOUNTS_AND_TIMES, Prepare.MESSAGES)

SERVICES: Final = (
    WebService(
        code="stopncii",
        name="StopNCII.org",
        website="https://stopncii.org",
        telephone="",
        serves=_ADULT,
        only_under_18_now=False,
        countries=frozenset(),
        travels=Travels.FINGERPRINT,
        asks=(Ask.PICTURE_ON_DEVICE, Ask.PIN),
        prepare=(Prepare.DEVICE_WITH_PICTURE, Prepare.PLACE_FOR_A_NUMBER),
        follow="With its case number and your PIN you can look at the case or take it back. "
        "Neither can be recovered.",
        sources=("https://stopncii.org/how-it-works/", "https://stopncii.org/faq/"),
    ),
    WebService(
        code="take-it-down",
        name="Take It Down",
        website="https://takeitdown.ncmec.org",
        telephone="1-800-843-5678",
        serves=_MINOR,
        only_under_18_now=False,
        countries=frozenset(),
        travels=Travels.FINGERPRINT,
        asks=(Ask.NOTHING_PERSONAL, Ask.PICTURE_ON_DEVICE),
        prepare=(Prepare.DEVICE_WITH_PICTURE,),
        follow="There is nothing to follow. If you post the picture yourself later, that may be blocked too.",
        sources=("https://takeitdown.ncmec.org/faq/",),
    ),
    WebService(
        code="report-remove",
        name="Report Remove (Childline and IWF)",
        website="https://www.childline.org.uk",
        telephone="",
        serves=_MINOR,
        only_under_18_now=True,
        countries=frozenset({"GB"}),
        travels=Travels.PICTURE_OR_ADDRESS,
        asks=(Ask.AGE_RANGE, Ask.AGE_PROOF_FROM_13, Ask.ACCOUNT, Ask.PICTURE_OR_ADDRESS),
        prepare=(Prepare.ADDRESSES, Prepare.DEVICE_WITH_PICTURE),
        follow="Childline tells the outcome in your Childline account.",
        sources=(
            "https://www.childline.org.uk/info-advice/bullying-abuse-safety/online-mobile-safety/"
            "report-remove-down/",
            "https://www.iwf.org.uk/what-we-do/why-we-exist/report-remove",
        ),
    ),
    WebService(
        code="d4u",
        name="중앙디지털성범죄피해자지원센터 (D4U)",
        website="https://d4u.stop.or.kr",
        telephone="1366, 02-735-8994",
        serves=_ADULT | _MINOR,
        only_under_18_now=False,
        countries=frozenset({"KR"}),
        travels=Travels.EVIDENCE,
        asks=(Ask.CONVERSATION, Ask.IDENTITY, Ask.EVIDENCE),
        prepare=(*_NOTES, Prepare.IDENTITY_DOCUMENT),
        follow="The centre tells you what was taken down and goes on looking.",
        sources=("https://d4u.stop.or.kr/", "https://www.servedream.com/announcements/138300000038"),
    ),
)

ASKS: Final[Mapping[Ask, str]] = MappingProxyType(
    {
        Ask.NOTHING_PERSONAL: "It asks for nothing about you.",
        Ask.PICTURE_ON_DEVICE: "You choose the picture on your own device. It stays there; "
        "only a fingerprint made in the browser is sent.",
        Ask.PIN: "You choose a PIN.",
        Ask.AGE_RANGE: "You choose your age range.",
        Ask.AGE_PROOF_FROM_13: "From 13 on it asks for a proof of age, through another company.",
        Ask.ACCOUNT: "You make an account, or use the one you have.",
        Ask.PICTURE_OR_ADDRESS: "You hand over the picture, the video, or its address. People look at it.",
        Ask.IDENTITY: "For having something deleted it asks who you are.",
        Ask.EVIDENCE: "It asks for what shows where it is: addresses, titles, what shows that it is you.",
        Ask.CONVERSATION: "It begins with a conversation, by telephone or in writing.",
    }
)

PREPARATIONS: Final[Mapping[Prepare, str]] = MappingProxyType(
    {
        Prepare.DEVICE_WITH_PICTURE: "The device on which the picture already is, if you have it.",
        Prepare.ADDRESSES: "The addresses (links) where you saw it, if there are any.",
        Prepare.ACCOUNTS_AND_TIMES: "Names of the accounts, with dates and times.",
        Prepare.MESSAGES: "Messages and threats that you received. Keep them.",
        Prepare.PLACE_FOR_A_NUMBER: "A safe place to write down the case number and the PIN.",
        Prepare.IDENTITY_DOCUMENT: "A document that shows who you are.",
    }
)

NEVER: Final = "Do not look for the picture, download it, or have it sent to you."


def services_for(eligibility: Eligibility, country: str | None = None) -> tuple[WebService, ...]:
    """Return services for a picture made at this age: those of the country first, then those for everywhere.

    Args:
        eligibility: how old the person was when the picture was made.
        country: ISO 3166-1 code, upper or lower case; None: services of every country.
    """
    here = None if country is None else country.upper()
    fitting = [
        each
        for each in SERVICES
        if eligibility in each.serves and (here is None or not each.countries or here in each.countries)
    ]
    return tuple(sorted(fitting, key=lambda each: not each.countries))
