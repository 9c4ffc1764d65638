"""Who can help: only contacts with a source, each with the day it was checked. Works offline."""

from __future__ import annotations

from dataclasses import dataclass

from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import full_day

CHECKED_ON = (2026, 11, 22)
"""Year, month and day on which every entry below was last compared with its source."""

_KOREA = frozenset({"KR"})


@dataclass(frozen=True, slots=True)
class Contact:
    """One service: what it is, and how it is reached."""

    name: str
    reach: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Services of one place or for one case.

    Attributes:
        countries: ISO 3166-1 codes; empty: for everybody.
        sources: whose pages the entries were compared with.
    """

    title: str
    contacts: tuple[Contact, ...]
    countries: frozenset[str] = frozenset()
    sources: tuple[str, ...] = ()

    @property
    def checked(self) -> str:
        """Say where the entries come from, and when they were compared with it."""
        return translate("Contacts", "From {sources}. {checked}.").format(
            sources=", ".join(self.sources), checked=checked_on()
        )


def checked_on() -> str:
    """Say when the contacts were checked."""
    return translate("Contacts", "Checked on {day}").format(day=full_day(*CHECKED_ON))


def emergencies() -> tuple[Contact, ...]:
    """Return emergency numbers that have a source."""
    return (
        Contact(translate("Contacts", "Korea: police"), "112"),
        Contact(translate("Contacts", "Australia: emergency"), "000"),
        Contact(
            translate("Contacts", "Elsewhere"),
            translate("Contacts", "The emergency number of the place where you are"),
        ),
    )


def suicide_prevention() -> Contact:
    """Return the line for thoughts of ending one's life."""
    return Contact(translate("Contacts", "Korea: suicide prevention line"), "109", _day_and_night())


def groups() -> tuple[Group, ...]:
    """Return every contact of the help page."""
    return (
        Group(
            translate("Contacts", "Korea"),
            (
                _women_1366(),
                _d4u(),
                _police_112(),
                _kcsc_1377(),
                _school_117(),
                _youth_1388(),
                Contact(translate("Contacts", "Suicide prevention"), "109", _day_and_night()),
            ),
            _KOREA,
            ("korea.kr", "d4u.stop.or.kr"),
        ),
        _britain(_rph(), _report_remove()),
        _young_worldwide(),
        _adults_worldwide(),
        _australia(),
        _canada(),
    )


def for_minors(country: str | None = None) -> tuple[Group, ...]:
    """Return services for pictures made under 18; of a country (ISO 3166-1) and for everybody, or all."""
    korea = Group(
        translate("Contacts", "Korea"),
        (_women_1366(), _d4u(), _youth_1388(), _school_117(), _police_112()),
        _KOREA,
        ("korea.kr", "d4u.stop.or.kr"),
    )
    return _there(country, korea, _britain(_report_remove()), _young_worldwide(), _australia(), _canada())


def for_adults(country: str | None = None) -> tuple[Group, ...]:
    """Return services for pictures made at 18 or over; of a country and for everybody, or all."""
    korea = Group(
        translate("Contacts", "Korea"),
        (_women_1366(), _d4u(), _kcsc_1377(), _police_112()),
        _KOREA,
        ("korea.kr", "d4u.stop.or.kr"),
    )
    return _there(country, korea, _britain(_rph()), _adults_worldwide(), _australia())


def _there(country: str | None, *groups: Group) -> tuple[Group, ...]:
    return tuple(
        group for group in groups if country is None or not group.countries or country in group.countries
    )


def _day_and_night() -> str:
    return translate("Contacts", "Day and night")


def _women_1366() -> Contact:
    remark = translate("Contacts", "Day and night. The one number for digital sex crime.")
    return Contact(translate("Contacts", "1366 line"), "1366", remark)


def _d4u() -> Contact:
    name = translate("Contacts", "Central support centre for digital sex crime")
    return Contact(name, "02-735-8994, d4u.stop.or.kr")


def _police_112() -> Contact:
    return Contact(translate("Contacts", "Police"), "112")


def _kcsc_1377() -> Contact:
    name = translate("Contacts", "Content regulator (formerly KCSC)")
    return Contact(name, translate("Contacts", "1377, press 3"), _day_and_night())


def _school_117() -> Contact:
    return Contact(translate("Contacts", "School violence"), "117", _day_and_night())


def _youth_1388() -> Contact:
    return Contact(translate("Contacts", "Youth line"), "1388", _day_and_night())


def _rph() -> Contact:
    remark = translate("Contacts", "For adults. Monday to Friday, 10 to 16, not on bank holidays.")
    return Contact("Revenge Porn Helpline", "0345 6000 459", remark)


def _report_remove() -> Contact:
    remark = translate(
        "Contacts",
        "Under 18. It asks for an age check, and sends the picture or its link to the IWF.",
    )
    return Contact("Report Remove (Childline)", translate("Contacts", "Through Childline"), remark)


def _britain(*contacts: Contact) -> Group:
    sources: tuple[str, ...] = ("revengepornhelpline.org.uk",) if _rph() in contacts else ()
    if _report_remove() in contacts:
        sources += ("childline.org.uk",)
    return Group(translate("Contacts", "United Kingdom"), contacts, frozenset({"GB"}), sources)


def _young_worldwide() -> Group:
    return Group(
        translate("Contacts", "Worldwide, picture made under 18"),
        (
            Contact("Take It Down", "takeitdown.ncmec.org"),
            Contact("NCMEC", "1-800-THE-LOST", translate("Contacts", "United States")),
        ),
        sources=("takeitdown.ncmec.org",),
    )


def _adults_worldwide() -> Group:
    return Group(
        translate("Contacts", "Worldwide, picture made at 18 or over"),
        (
            Contact("StopNCII.org", "stopncii.org"),
            Contact(
                "CCRI Safety Center", "cybercivilrights.org", translate("Contacts", "United States, adults")
            ),
        ),
        sources=("stopncii.org", "cybercivilrights.org"),
    )


def _australia() -> Group:
    emergency = translate("Contacts", "Emergency: 000")
    return Group(
        translate("Contacts", "Australia"),
        (Contact("eSafety Commissioner", "esafety.gov.au", emergency),),
        frozenset({"AU"}),
        ("esafety.gov.au",),
    )


def _canada() -> Group:
    return Group(
        translate("Contacts", "Canada"),
        (Contact("NeedHelpNow.ca, Cybertip", "needhelpnow.ca, 1-866-658-9022"),),
        frozenset({"CA"}),
        ("needhelpnow.ca",),
    )
