"""Beside the way: help, settings, and the warning that nobody seems to be here."""

from __future__ import annotations

from typing import Any

from stillmark.domain.errors import IsolationFault
from stillmark.domain.worker_messages import IsolationReport
from stillmark.gui.frame import Frame
from stillmark.gui.gallery.shot import Shot
from stillmark.gui.idle import DEFAULT_MINUTES
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.isolation import IsolationState, Shelter
from stillmark.gui.views.danger import DangerView
from stillmark.gui.views.help import HelpView
from stillmark.gui.views.settings import SettingsView
from stillmark.gui.wording.away import forgotten, warning


def _help(name: str, alt: str, state: IsolationState) -> Shot[Any]:
    return Shot(Screen.HELP, name, alt, HelpView, lambda page, _: page.draw(state), step=1)


def _warn(frame: Frame) -> None:
    frame.away_banner.say(*warning(45, kept=False))


def _forgot(frame: Frame) -> None:
    frame.away_banner.say(forgotten())


SHOTS: tuple[Shot[Any], ...] = (
    _help(
        "done",
        "Who can help, what this app does, traces on this computer, how pictures are opened",
        IsolationState(Shelter.WHOLE, False, IsolationReport(True, True, True, (), 5, True), None),
    ),
    _help("loading", "The protection is being checked", IsolationState(Shelter.CHECKING, False, None, None)),
    _help(
        "partial",
        "This computer protects less well",
        IsolationState(Shelter.WEAKER, True, IsolationReport(True, True, True, ()), None),
    ),
    _help(
        "error",
        "No protection could be started",
        IsolationState(Shelter.FAILED, False, None, IsolationFault()),
    ),
    Shot(
        Screen.SETTINGS,
        "done",
        "Size of text, light or dark, language, the lock, keeping",
        SettingsView,
        lambda page, language: page.draw(language, DEFAULT_MINUTES),
        step=1,
    ),
    Shot(
        Screen.SETTINGS,
        "keyboard",
        "The same with the focus ring on a choice",
        SettingsView,
        lambda page, language: page.draw(language, DEFAULT_MINUTES),
        step=1,
        focus=lambda page: page.first() or page.back_button,
    ),
    Shot(
        Screen.DANGER,
        "warned",
        "A warning above the page: what was entered is forgotten in 45 seconds",
        DangerView,
        lambda page, _: None,
        around=_warn,
    ),
    Shot(
        Screen.DANGER,
        "forgotten",
        "Nobody was here, so what was entered was forgotten",
        DangerView,
        lambda page, _: None,
        around=_forgot,
    ),
)
