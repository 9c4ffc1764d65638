"""Which screen is shown, and what Back means. No Qt here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from stillmark.gui.presenters.base import Presenter
from stillmark.gui.session import Session


class Screen(StrEnum):
    """Every screen of the window."""

    DANGER = "danger"
    DEVICE = "device"
    PERSON = "person"
    REGISTRY = "registry"
    HANDOVER = "handover"
    RESUME = "resume"
    CHOOSE = "choose"
    NOTE = "note"
    PREVIEW = "preview"
    DATA = "data"
    WORDS = "words"
    CONFIRM = "confirm"
    SEND = "send"
    FOLLOW = "follow"
    SHEET = "sheet"
    HELP = "help"
    GUIDE = "guide"
    SETTINGS = "settings"
    BREAK = "pause"
    KEEP = "keep"
    UNLOCK = "unlock"
    CASES = "cases"


ASIDE = (Screen.HELP, Screen.GUIDE, Screen.SETTINGS, Screen.BREAK, Screen.KEEP)
"""Screens beside the way: they belong to the step beneath them, and Back leads there."""


_LINKS = (Screen.HELP, Screen.SETTINGS)
STEPS = 5
STEP_OF = {
    Screen.DANGER: 0,
    Screen.DEVICE: 0,
    Screen.PERSON: 0,
    Screen.REGISTRY: 0,
    Screen.HANDOVER: 0,
    Screen.RESUME: 0,
    Screen.UNLOCK: 0,
    Screen.CASES: 0,
    Screen.CHOOSE: 1,
    Screen.NOTE: 1,
    Screen.PREVIEW: 2,
    Screen.DATA: 2,
    Screen.WORDS: 3,
    Screen.CONFIRM: 3,
    Screen.SEND: 3,
    Screen.FOLLOW: 4,
    Screen.SHEET: 4,
}


@dataclass(frozen=True, slots=True)
class FlowState:
    """The screen, the step (0 to 4) it belongs to, and whether a lock covers everything else."""

    screen: Screen
    step: int
    covered: bool = False


class Flow(Presenter[FlowState]):
    """Moves between screens."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._screen = Screen.DANGER
        self._beneath = Screen.DANGER
        self._before = {
            Screen.HANDOVER: Screen.PERSON,
            Screen.NOTE: Screen.CHOOSE,
            Screen.SHEET: Screen.FOLLOW,
        }
        self._covered: Screen | None = None
        self._asides: list[Screen] = []

    @property
    def state(self) -> FlowState:
        """Where one is; what is beside the way belongs to the step beneath it."""
        beneath = self._beneath if self._screen in ASIDE else self._screen
        if beneath is Screen.SHEET:
            beneath = self._before[beneath]
        return FlowState(self._screen, STEP_OF[beneath], self._covered is not None)

    def cover(self) -> None:
        """Let nothing be shown but the lock and the help until `uncover`."""
        if self._covered is None:
            self._covered = self._beneath if self._screen in ASIDE else self._screen
        self._screen = self._beneath = Screen.UNLOCK
        self.tell()

    def uncover(self) -> Screen | None:
        """Lift the lock; return the screen that was covered, None if there was no lock."""
        covered, self._covered = self._covered, None
        return covered

    def go(self, screen: Screen) -> None:
        """Show a screen; nothing but the help and its guides while a lock covers the others."""
        if self._covered is not None and screen not in (Screen.HELP, Screen.GUIDE, Screen.UNLOCK):
            return
        if screen in ASIDE:
            if self._screen not in ASIDE:
                self._beneath = self._screen
                self._asides = []
            if screen in _LINKS and self._asides and self._asides[-1] in _LINKS:
                # Help and settings take each other's place, so that one Back is enough.
                self._asides.pop()
            known = self._asides.index(screen) if screen in self._asides else len(self._asides)
            self._asides = [*self._asides[:known], screen]
        elif screen in self._before and self._comes_from_the_way(screen):
            # Whoever goes to and fro between these, or looks at the help, still comes back to where they
            # came from.
            self._before[screen] = self._screen
        self._screen = screen
        self.tell()

    def _comes_from_the_way(self, screen: Screen) -> bool:
        return self._screen not in (screen, *ASIDE) and self._before.get(self._screen) is not screen

    def back(self) -> None:
        """Show the screen before this one; what was entered stays."""
        self.go(self._behind())

    def _behind(self) -> Screen:
        session = self._session
        match self._screen:
            case screen if screen in ASIDE and len(self._asides) > 1:
                return self._asides[-2]
            case screen if screen in ASIDE:
                # Everything was sent while the person read something else.
                sent = self._beneath is Screen.SEND and session.opened and session.prepared is None
                return Screen.FOLLOW if sent else self._beneath
            case Screen.HANDOVER | Screen.NOTE | Screen.SHEET:
                return self._before[self._screen]
            case Screen.PERSON:
                return Screen.FOLLOW if session.opened else Screen.DEVICE
            case Screen.CASES:
                return Screen.FOLLOW if session.opened else Screen.DEVICE
            case Screen.REGISTRY:
                return Screen.DEVICE if session.resuming else Screen.PERSON
            case Screen.CHOOSE:
                return Screen.FOLLOW if session.opened else Screen.REGISTRY
            case Screen.SEND | Screen.WORDS:
                return Screen.PREVIEW
            case screen:
                return _BEHIND.get(screen, Screen.DANGER)


_BEHIND = {
    Screen.DEVICE: Screen.DANGER,
    Screen.RESUME: Screen.REGISTRY,
    Screen.UNLOCK: Screen.DEVICE,
    Screen.PREVIEW: Screen.CHOOSE,
    Screen.DATA: Screen.PREVIEW,
    Screen.CONFIRM: Screen.WORDS,
    # What was sent stays sent, and the case stays open; from there one's case is one button away.
    Screen.FOLLOW: Screen.DEVICE,
}
