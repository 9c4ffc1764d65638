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
    PREVIEW = "preview"
    DATA = "data"
    WORDS = "words"
    CONFIRM = "confirm"
    SEND = "send"
    FOLLOW = "follow"
    HELP = "help"
    SETTINGS = "settings"


STEPS = 5
STEP_OF = {
    Screen.DANGER: 0,
    Screen.DEVICE: 0,
    Screen.PERSON: 0,
    Screen.REGISTRY: 0,
    Screen.HANDOVER: 0,
    Screen.RESUME: 0,
    Screen.CHOOSE: 1,
    Screen.PREVIEW: 2,
    Screen.DATA: 2,
    Screen.WORDS: 3,
    Screen.CONFIRM: 3,
    Screen.SEND: 3,
    Screen.FOLLOW: 4,
}


@dataclass(frozen=True, slots=True)
class FlowState:
    """The screen, and the step (0 to 4) it belongs to."""

    screen: Screen
    step: int


class Flow(Presenter[FlowState]):
    """Moves between screens."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._screen = Screen.DANGER
        self._beneath = Screen.DANGER
        self._before_handover = Screen.PERSON

    @property
    def state(self) -> FlowState:
        """Where one is; help and settings belong to the step beneath them."""
        aside = self._screen in (Screen.HELP, Screen.SETTINGS)
        return FlowState(self._screen, STEP_OF[self._beneath if aside else self._screen])

    def go(self, screen: Screen) -> None:
        """Show a screen."""
        if screen in (Screen.HELP, Screen.SETTINGS):
            if self._screen not in (Screen.HELP, Screen.SETTINGS):
                self._beneath = self._screen
        elif screen is Screen.HANDOVER:
            self._before_handover = self._screen
        self._screen = screen
        self.tell()

    def back(self) -> None:
        """Show the screen before this one; what was entered stays."""
        self.go(self._behind())

    def _behind(self) -> Screen:
        session = self._session
        match self._screen:
            case Screen.HELP | Screen.SETTINGS:
                # Everything was sent while the person read something else.
                sent = self._beneath is Screen.SEND and session.opened and session.prepared is None
                return Screen.FOLLOW if sent else self._beneath
            case Screen.HANDOVER:
                return self._before_handover
            case Screen.PERSON:
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
    Screen.PREVIEW: Screen.CHOOSE,
    Screen.DATA: Screen.PREVIEW,
    Screen.CONFIRM: Screen.WORDS,
    Screen.FOLLOW: Screen.FOLLOW,
}
