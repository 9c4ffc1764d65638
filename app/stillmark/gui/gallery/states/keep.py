"""Keeping: the page about it, the break, the lock, and the kept cases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import PassphraseWeak, PassphraseWrong, RegistryUnreachable, VaultFull
from stillmark.domain.kept import KeepState, KeptCase
from stillmark.gui.gallery.shot import ADDRESS, CASE, LATER, REGISTRY, ROOT_KEY, SENT, Shot
from stillmark.gui.language import Language
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.keep import Doing, KeepView, Question
from stillmark.gui.views.cases import CasesView
from stillmark.gui.views.keep import KeepingView
from stillmark.gui.views.pause import PauseView
from stillmark.gui.views.unlock import UnlockView


def _suggested(language: Language) -> str:
    return "가을 강물 나무 거울" if language.tag == "ko" else "copper meadow lantern orbit"


_OFF = KeepView(
    available=True,
    state=KeepState.OFF,
    needs_code=False,
    suggestion="",
    checked=False,
    doing=None,
    done=None,
    error=None,
    failing=None,
    question=None,
    cases=(),
    waiting=0,
    refused=0,
)
_LOCKED = replace(_OFF, state=KeepState.LOCKED)
_CASE = KeptCase(CASE, "", f"{ADDRESS}#{ROOT_KEY}", REGISTRY, Eligibility.ADULT, SENT, LATER)
_CASES = (
    replace(_CASE, waiting=1),
    replace(_CASE, case_id="2B7H-VWQ4-90KD-M3TE", registry="", registry_name="", updated=SENT),
)
_OPEN = replace(_OFF, state=KeepState.OPEN, cases=_CASES[:1])


def _pause(name: str, alt: str, state: KeepView, *, typed: bool = False, code: bool = False) -> Shot[Any]:
    def draw(page: PauseView, language: Language) -> None:
        off = state.state is KeepState.OFF
        full = replace(state, suggestion=_suggested(language) if off else "")
        page.draw(full)
        if typed:
            page.form.use_button.click()
            page.draw(full)
        if code:
            page.form.code_button.click()

    return Shot(Screen.BREAK, name, alt, PauseView, draw, step=3)


def _keep(name: str, alt: str, state: KeepView, *, practice: bool = False) -> Shot[Any]:
    def draw(page: KeepingView, language: Language) -> None:
        wanted = state.available and state.state is not KeepState.LOCKED
        page.draw(replace(state, suggestion=_suggested(language) if wanted else ""))

    return Shot(Screen.KEEP, name, alt, KeepingView, draw, step=4, practice=practice)


def _unlock(name: str, alt: str, state: KeepView, *, covered: bool = True) -> Shot[Any]:
    def draw(page: UnlockView, _: Language) -> None:
        page.cover(covered)
        page.draw(state)

    return Shot(Screen.UNLOCK, name, alt, UnlockView, draw, covered=covered)


def _cases(name: str, alt: str, state: KeepView) -> Shot[Any]:
    return Shot(Screen.CASES, name, alt, CasesView, lambda page, _: page.draw(state))


SHOTS: tuple[Shot[Any], ...] = (
    _pause("off", "Keep it locked here, with a suggested passphrase, or forget it", _OFF),
    _pause(
        "typed",
        "The passphrase shown and read, a vault code added",
        replace(_OFF, checked=True),
        typed=True,
        code=True,
    ),
    _pause("kept", "The case is kept: lock now, or forget it", _OPEN),
    _pause("asking", "Take this case off this computer?", replace(_OPEN, question=Question.FORGET)),
    _pause("loading", "The encrypted place is being made", replace(_OFF, doing=Doing.TURN_ON)),
    _pause("practice", "In practice mode nothing is kept", replace(_OFF, available=False)),
    _pause(
        "error",
        "The passphrase is too easy to guess; nothing was changed",
        replace(_OFF, error=PassphraseWeak(), failing=Doing.TURN_ON),
    ),
    _keep("off", "What keeping means; turn it on, or restore a backup", _OFF),
    _keep("locked", "A case is kept here and locked", _LOCKED),
    _keep("open", "What can be done with what is kept", _OPEN),
    _keep("loading", "Everything is encrypted anew", replace(_OPEN, doing=Doing.CHANGE)),
    _keep("done", "The backup was saved", replace(_OPEN, done=Doing.BACK_UP)),
    _keep("asking", "Wipe what is kept here?", replace(_OPEN, question=Question.WIPE)),
    _keep("portable", "A copy on a stick keeps beside the program", replace(_OPEN, portable=True)),
    _keep("practice", "In practice mode nothing is kept", replace(_OFF, available=False), practice=True),
    _keep(
        "error",
        "The disk is full; what was kept is untouched",
        replace(_OPEN, error=VaultFull(), failing=Doing.BACK_UP),
    ),
    _unlock("locked", "Locked: the passphrase is asked for", _LOCKED),
    _unlock(
        "code",
        "A vault code is asked for too, before the kept cases",
        replace(_LOCKED, needs_code=True),
        covered=False,
    ),
    _unlock("loading", "Opening takes a second or two", replace(_LOCKED, doing=Doing.UNLOCK)),
    _unlock(
        "error",
        "The passphrase does not open it",
        replace(_LOCKED, error=PassphraseWrong(), failing=Doing.UNLOCK),
    ),
    _unlock("asking", "The passphrase is lost: wipe what is kept?", replace(_LOCKED, question=Question.WIPE)),
    _cases("empty", "No case is kept yet", replace(_OPEN, cases=())),
    _cases("done", "Two kept cases", replace(_OPEN, cases=(_CASE, _CASES[1]))),
    _cases("waiting", "A message waits to be sent again", replace(_OPEN, cases=_CASES, waiting=1)),
    _cases(
        "loading", "What waits is being sent", replace(_OPEN, cases=_CASES, waiting=1, doing=Doing.FINISH)
    ),
    _cases("refused", "The registry did not accept a message", replace(_OPEN, cases=_CASES, refused=1)),
    _cases(
        "error",
        "The registry could not be reached; nothing was lost",
        replace(_OPEN, cases=_CASES, waiting=1, error=RegistryUnreachable(), failing=Doing.FINISH),
    ),
)
