"""Who can help: only contacts with a source, each with the day it was checked. Works offline."""

from __future__ import annotations

from dataclasses import dataclass

from stillmark.gui.wording.base import translate
from stillmark.gui.wording.dates import full_day

CHECKED_ON = (2026, 11, 22)
"""Year, month and day on which every entry below was last compared with its source."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One service: what it is, and how it is reached."""

    name: str
    reach: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Services of one place or for one case."""

    title: str
    contacts: tuple[Contact, ...]


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
    return (_korea(), _britain(), _young_worldwide(), _adults_worldwide(), _elsewhere())


def for_minors() -> tuple[Group, ...]:
    """Return services for pictures made under 18."""
    korea = Group(
        translate("Contacts", "Korea"), (_women_1366(), _d4u(), _youth_1388(), _school_117(), _police_112())
    )
    britain = Group(translate("Contacts", "United Kingdom"), (_report_remove(),))
    others = Group(translate("Contacts", "Australia and Canada"), (_esafety(), _needhelpnow()))
    return (korea, britain, _young_worldwide(), others)


def for_adults() -> tuple[Group, ...]:
    """Return services for pictures made at 18 or over."""
    korea = Group(translate("Contacts", "Korea"), (_women_1366(), _d4u(), _kcsc_1377(), _police_112()))
    britain = Group(translate("Contacts", "United Kingdom"), (_rph(),))
    return (korea, britain, _adults_worldwide(), Group(translate("Contacts", "Australia"), (_esafety(),)))


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
        "Under 18. It asks you to confirm your age, and it sends the picture or its address to the IWF.",
    )
    return Contact("Report Remove (Childline)", translate("Contacts", "Through Childline"), remark)


def _esafety() -> Contact:
    return Contact("eSafety Commissioner", "esafety.gov.au", translate("Contacts", "Emergency: 000"))


def _needhelpnow() -> Contact:
    return Contact("NeedHelpNow.ca, Cybertip", "needhelpnow.ca, 1-866-658-9022")


def _korea() -> Group:
    return Group(
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
    )


def _britain() -> Group:
    return Group(translate("Contacts", "United Kingdom"), (_rph(), _report_remove()))


def _young_worldwide() -> Group:
    return Group(
        translate("Contacts", "Worldwide, picture made under 18"),
        (
            Contact("Take It Down", "takeitdown.ncmec.org"),
            Contact("NCMEC", "1-800-THE-LOST", translate("Contacts", "United States")),
        ),
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
    )


def _elsewhere() -> Group:
    return Group(translate("Contacts", "Australia and Canada"), (_esafety(), _needhelpnow()))
