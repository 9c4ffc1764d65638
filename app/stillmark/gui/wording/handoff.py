"""Services with websites of their own, put into words: whom they serve, what they ask, what to have ready."""

from __future__ import annotations

from collections.abc import Sequence

from stillmark.domain.answers import Eligibility
from stillmark.gui.presenters.handover import Country
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import full_day
from stillmark.services.handoff import Ask, Prepare, Travels, WebService


def country_name(country: Country) -> str:
    """Name a country."""
    return {
        Country.KOREA: translate("Contacts", "Korea"),
        Country.BRITAIN: translate("Contacts", "United Kingdom"),
        Country.STATES: translate("Contacts", "United States"),
        Country.AUSTRALIA: translate("Contacts", "Australia"),
        Country.CANADA: translate("Contacts", "Canada"),
        Country.OTHER: translate("Handoff", "Another country"),
    }[country]


def name(service: WebService) -> str:
    """Name a service as it calls itself."""
    if service.code == "report-remove":
        return translate("Handoff", "Report Remove (Childline and IWF)")
    return service.name


def serves(service: WebService) -> str:
    """Say whom a service serves, and where."""
    if len(service.serves) == len(Eligibility):
        age = translate("Handoff", "For pictures made at any age.")
    elif Eligibility.MINOR in service.serves:
        age = translate("Handoff", "For pictures made under 18.")
    else:
        age = translate("Handoff", "For pictures made at 18 or over.")
    parts = [age]
    if service.only_under_18_now:
        parts.append(translate("Handoff", "You must be under 18 now."))
    names = [country_name(Country(code)) for code in sorted(service.countries)]
    parts.append(", ".join(names) + "." if names else translate("Handoff", "In every country."))
    return " ".join(parts)


def travels(service: WebService) -> str:
    """Say what leaves the person's device; said before the address is shown."""
    if service.code == "report-remove":
        return translate(
            "Handoff",
            "Report Remove asks for an age check, and sends the picture or its link to the IWF.",
        )
    return {
        Travels.FINGERPRINT: translate(
            "Handoff", "The picture stays on your device. Only a digital fingerprint is sent."
        ),
        Travels.PICTURE_OR_ADDRESS: translate(
            "Handoff", "The picture, or its address, is handed over to this service."
        ),
        Travels.EVIDENCE: translate("Handoff", "What you tell and show is handed over to this service."),
    }[service.travels]


def asks(service: WebService) -> tuple[str, ...]:
    """Say what a service asks for, in the order in which it comes."""
    texts = ask_texts()
    return tuple(texts[each] for each in service.asks)


def ask_texts() -> dict[Ask, str]:
    """Return the sentence for everything that can be asked."""
    return {
        Ask.NOTHING_PERSONAL: translate("Handoff", "It asks for nothing about you."),
        Ask.PICTURE_ON_DEVICE: translate(
            "Handoff",
            "You choose the picture on your own device. It stays there; only a fingerprint made in the "
            "browser is sent.",
        ),
        Ask.PIN: translate("Handoff", "You choose a PIN."),
        Ask.AGE_RANGE: translate("Handoff", "You choose your age range."),
        Ask.AGE_PROOF_FROM_13: translate(
            "Handoff", "From 13 on it asks for a proof of age, through another company."
        ),
        Ask.ACCOUNT: translate("Handoff", "You make an account, or use the one you have."),
        Ask.PICTURE_OR_ADDRESS: translate(
            "Handoff", "You hand over the picture, the video, or its address. People look at it."
        ),
        Ask.IDENTITY: translate("Handoff", "For having something deleted it asks who you are."),
        Ask.EVIDENCE: translate(
            "Handoff",
            "It asks for what shows where it is: addresses, titles, what shows that it is you.",
        ),
        Ask.CONVERSATION: translate("Handoff", "It begins with a conversation, by telephone or in writing."),
    }


def preparations() -> dict[Prepare, str]:
    """Return the line for everything that can be wanted ready."""
    return {
        Prepare.DEVICE_WITH_PICTURE: translate(
            "Handoff", "The device on which the picture already is, if you have it"
        ),
        Prepare.ADDRESSES: translate("Handoff", "The addresses (links) where you saw it, if there are any"),
        Prepare.ACCOUNTS_AND_TIMES: translate("Handoff", "Names of the accounts, with dates and times"),
        Prepare.MESSAGES: translate("Handoff", "Messages and threats that you received. Keep them."),
        Prepare.PLACE_FOR_A_NUMBER: translate(
            "Handoff", "A safe place to write down the case number and the PIN"
        ),
        Prepare.IDENTITY_DOCUMENT: translate("Handoff", "A document that shows who you are"),
    }


def afterwards(service: WebService) -> str:
    """Say how the person hears what became of it."""
    return follow_texts()[service.code]


def follow_texts() -> dict[str, str]:
    """Return, by the code of a service, how one hears of the outcome."""
    return {
        "stopncii": translate(
            "Handoff",
            "With its case number and your PIN you can look at the case or take it back. Neither can be "
            "recovered.",
        ),
        "take-it-down": translate(
            "Handoff",
            "There is nothing to follow. If you post the picture yourself later, that may be blocked too.",
        ),
        "report-remove": translate("Handoff", "Childline tells the outcome in your Childline account."),
        "d4u": translate("Handoff", "The centre tells you what was taken down and goes on looking."),
    }


def never() -> str:
    """Say what nobody is ever asked to do."""
    return translate("Handoff", "Do not look for the picture, download it, or have it sent to you.")


def reach(service: WebService) -> str:
    """Return address and telephone in one line."""
    place = service.website.removeprefix("https://").removeprefix("www.")
    return ", ".join(part for part in (place, service.telephone) if part)


def checked(service: WebService) -> str:
    """Say where this comes from, and when it was compared with it."""
    sources = dict.fromkeys(
        source.removeprefix("https://").removeprefix("www.").partition("/")[0] for source in service.sources
    )
    when = service.checked_on
    return translate("Handoff", "From {sources}. Checked on {day}.").format(
        sources=", ".join(sources), day=full_day(when.year, when.month, when.day)
    )


def as_text(services: Sequence[WebService], prepare: Sequence[Prepare]) -> str:
    """Put services and the list of what to prepare into plain text, for copying."""
    ready = preparations()
    lines = [translate("Handover", "What to prepare"), *(f"- {ready[each]}" for each in prepare), never()]
    for service in services:
        lines += ["", name(service), reach(service), serves(service), travels(service)]
        lines += [f"- {each}" for each in asks(service)]
    return "\n".join(lines) + "\n"
