"""Beside the way: help, settings, and the warning that nobody seems to be here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stillmark.domain.errors import IsolationFault, UpdateNotTrusted
from stillmark.domain.release import Release, Version
from stillmark.domain.worker_messages import IsolationReport
from stillmark.gui.frame import Frame
from stillmark.gui.gallery.shot import ROOT_KEY, Shot
from stillmark.gui.idle import DEFAULT_MINUTES
from stillmark.gui.language import Language
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.isolation import IsolationState, Shelter
from stillmark.gui.presenters.updates import News, UpdatesState
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


_NOBODY = UpdatesState(News.NOBODY_TO_ASK, "", "", None, None)
_NOT_ASKED = UpdatesState(News.NOT_ASKED, "https://updates.example", "", None, None)
_NEWER = replace(
    _NOT_ASKED,
    news=News.NEWER,
    own="1.0.0",
    newer=Release(Version.parse("1.1.0"), "stillmark-1.1.0.deb", 90_000_000, ROOT_KEY),
)


def _settings(name: str, alt: str, updates: UpdatesState, *, focus: Any = None) -> Shot[Any]:
    def draw(page: SettingsView, language: Language) -> None:
        page.draw(language, DEFAULT_MINUTES)
        page.updates.draw(updates)

    return Shot(Screen.SETTINGS, name, alt, SettingsView, draw, step=1, focus=focus)


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
    _settings("done", "Size of text, light or dark, language, the lock, keeping, new versions", _NOBODY),
    _settings("updates-empty", "New versions can be looked for; nobody looked yet", _NOT_ASKED),
    _settings("updates-loading", "A new version is being looked for", replace(_NOT_ASKED, news=News.ASKING)),
    _settings(
        "updates-newest",
        "This is the newest version",
        replace(_NOT_ASKED, news=News.NEWEST, own="1.0.0"),
    ),
    _settings("updates-newer", "There is a newer version, which can be saved", _NEWER),
    _settings("updates-saving", "The newer version is fetched", replace(_NEWER, news=News.SAVING)),
    _settings("updates-saved", "The newer version was saved", replace(_NEWER, news=News.SAVED)),
    _settings(
        "updates-error",
        "What is told about new versions cannot be proven; nothing was saved",
        replace(_NOT_ASKED, error=UpdateNotTrusted()),
    ),
    _settings("keyboard", "The focus ring is on a choice", _NOBODY, focus=lambda page: page.first()),
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
