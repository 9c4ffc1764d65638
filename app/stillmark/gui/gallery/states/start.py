"""Steps 0 and 1 without the registry: danger, device, person, handing over."""

from __future__ import annotations

from typing import Any

from stillmark.gui.gallery.shot import Shot
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.person import PersonState
from stillmark.gui.session import Age, Who
from stillmark.gui.views.danger import DangerView
from stillmark.gui.views.device import DeviceView
from stillmark.gui.views.person import PersonView


def _person(state: str, alt: str, who: Who | None, age: Age | None, *, agreed: bool = False) -> Shot[Any]:
    minor = age in (Age.UNDER_18, Age.NOT_SURE)
    assisting = who is Who.ASSISTING
    frozen = PersonState(
        who=who,
        agreed=agreed,
        age=age,
        ask_agreement=assisting,
        helpline_first=assisting and minor,
        careful=minor,
        eighteen=age is Age.EIGHTEEN,
        can_continue=who is not None and age is not None and (agreed or not assisting),
    )
    return Shot(Screen.PERSON, state, alt, PersonView, lambda page, _: page.draw(frozen))


SHOTS: tuple[Shot[Any], ...] = (
    Shot(
        Screen.DANGER,
        "first",
        "Emergency numbers, what to do about threats, and that it is not the reader's fault",
        DangerView,
        lambda page, _: None,
    ),
    Shot(
        Screen.DANGER,
        "practice",
        "The same in practice mode, with a banner that nothing is sent",
        DangerView,
        lambda page, _: None,
        practice=True,
    ),
    Shot(
        Screen.DANGER,
        "keyboard",
        "The same with the focus ring on the main button and two presses of Shift counted",
        DangerView,
        lambda page, _: None,
        shifts=1,
        focus=lambda page: page.main_button,
    ),
    Shot(
        Screen.DEVICE,
        "asked",
        "Language, what Quick exit does and does not do, and what to do on an unsafe device",
        DeviceView,
        lambda page, language: page.draw(language),
    ),
    Shot(
        Screen.DEVICE,
        "opened",
        "The same with a case open: one button leads back to it",
        DeviceView,
        lambda page, language: page.draw(language, opened=True),
    ),
    _person("empty", "Two questions, none answered", None, None),
    _person("myself", "For oneself, 19 or over", Who.MYSELF, Age.OVER_18),
    _person("eighteen", "For oneself, 18, with what the law may add", Who.MYSELF, Age.EIGHTEEN),
    _person("under-18", "For oneself, under 18, with the careful way", Who.MYSELF, Age.UNDER_18),
    _person("not-sure", "For oneself, not sure, with the careful way", Who.MYSELF, Age.NOT_SURE),
    _person("assisting", "Assisting an adult, agreement not ticked yet", Who.ASSISTING, Age.OVER_18),
    _person("assisting-child", "Assisting a child: helpline first", Who.ASSISTING, Age.UNDER_18, agreed=True),
)
