"""What a person takes along: the hand-over to other services, a note, the case sheet."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import StorageFault
from stillmark.gui.gallery.shot import CASE, REGISTRY, SENT, Shot
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.handover import Country, HandoverState
from stillmark.gui.presenters.note import Note, NoteState
from stillmark.gui.presenters.sheet import SheetState
from stillmark.gui.views.handover import HandoverView
from stillmark.gui.views.note import NoteView
from stillmark.gui.views.sheet import SheetView
from stillmark.services.access import WordLanguage
from stillmark.services.handoff import Prepare, services_for

_EMPTY_NOTE = NoteState(Note(), False, None)
_NOTE = NoteState(Note(address="https://example.org/p/1", account="example_account"), False, None)
_SHEET = SheetState(
    case_id=CASE,
    registry=REGISTRY,
    received=SENT,
    pictures=3,
    with_words=False,
    language=WordLanguage.ENGLISH,
    risk_understood=False,
    error=None,
)


def _handover(name: str, alt: str, *, minor: bool, country: Country | None, first: bool = False) -> Shot[Any]:
    services = services_for(Eligibility.MINOR if minor else Eligibility.ADULT, country)
    wanted = {each for service in services for each in service.prepare}
    state = HandoverState(minor, first, country, services, tuple(each for each in Prepare if each in wanted))
    return Shot(Screen.HANDOVER, name, alt, HandoverView, lambda page, _: page.draw(state))


def _note(name: str, alt: str, state: NoteState) -> Shot[Any]:
    return Shot(Screen.NOTE, name, alt, NoteView, lambda page, _: page.draw(state))


def _sheet(name: str, alt: str, state: SheetState) -> Shot[Any]:
    return Shot(Screen.SHEET, name, alt, SheetView, lambda page, _: page.draw(state))


SHOTS: tuple[Shot[Any], ...] = (
    _handover("adult", "Services for pictures taken at 18 or over, everywhere", minor=False, country=None),
    _handover("adult-korea", "Services for adults, those in Korea first", minor=False, country=Country.KOREA),
    _handover("minor", "Services for pictures taken under 18", minor=True, country=None),
    _handover(
        "minor-assisting",
        "Somebody assists with a picture of a child: a helpline first",
        minor=True,
        country=Country.BRITAIN,
        first=True,
    ),
    _note("empty", "The picture is not here: fields for address, account and time", _EMPTY_NOTE),
    _note("partial", "Two fields are filled in", _NOTE),
    _note("done", "The warning was read; copying and saving are open", replace(_NOTE, risk_understood=True)),
    _note(
        "error",
        "The note could not be saved",
        replace(_NOTE, risk_understood=True, error=StorageFault("The file could not be written.")),
    ),
    _sheet("done", "What is on the sheet; the words only if they are asked for", _SHEET),
    _sheet("warning", "The words are asked for: the warning comes first", replace(_SHEET, with_words=True)),
    _sheet(
        "with-words",
        "The warning was read; the sheet can be saved with the words",
        replace(_SHEET, with_words=True, risk_understood=True),
    ),
    _sheet(
        "error",
        "The sheet could not be saved",
        replace(_SHEET, error=StorageFault("The file could not be written.")),
    ),
)
