"""Breaks: the lock, forgetting, and what happens when nobody is there. Decides what covers the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from stillmark.domain.errors import StillmarkError
from stillmark.domain.kept import KeepState
from stillmark.gui.announce import Announcer
from stillmark.gui.clipboard import PassingClipboard
from stillmark.gui.components.panels import Banner
from stillmark.gui.desktop_lock import DesktopLock
from stillmark.gui.idle import IdleWatch
from stillmark.gui.pages import Presenters
from stillmark.gui.presenters.flow import Flow, Screen
from stillmark.gui.presenters.keep import Doing
from stillmark.gui.session import Session
from stillmark.gui.wording.away import forgotten, warning, wiped
from stillmark.services.keep import KeepService

_TO_PREVIEW = (Screen.PREVIEW, Screen.DATA, Screen.WORDS, Screen.CONFIRM, Screen.SEND)
"""Behind these stands something signed with keys that the lock dropped; it is signed anew."""


class Away(QObject):
    """Locks and forgets; one per window.

    Args:
        banner: where warnings and what became of things are said, above every page.
    """

    def __init__(
        self,
        session: Session,
        flow: Flow,
        presenters: Presenters,
        keep: KeepService,
        clipboard: PassingClipboard,
        announcer: Announcer,
        banner: Banner,
    ) -> None:
        super().__init__()
        self._session = session
        self._flow = flow
        self._presenters = presenters
        self._keep = keep
        self._clipboard = clipboard
        self._announcer = announcer
        self._banner = banner
        self._words: Callable[[], tuple[str, str, str]] = lambda: ("", "", "")
        self._case_id = ""
        self.idle = IdleWatch()
        self.idle.warned.connect(self._warn)
        self.idle.awake.connect(self._awake)
        self.idle.away.connect(self.gone)
        self.desktop = DesktopLock()
        self.desktop.locked.connect(self.desktop_locked)
        banner.action.clicked.connect(self.idle.touch)
        presenters.keep.on_open = self._opened
        presenters.keep.on_wiped = self._wiped

    def start(self) -> None:
        """Begin to watch keys, pointer and the desktop."""
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self.idle)
        self.idle.start()
        # A bus that is slow must not keep the window from being drawn.
        QTimer.singleShot(0, self.desktop.listen)

    def stop(self) -> None:
        """Watch no longer."""
        self.idle.stop()
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self.idle)

    # --- locking and forgetting

    def lock(self) -> None:
        """Drop every key and cover the window; needs an open store, does nothing without."""
        if self._keep.state is not KeepState.OPEN:
            return
        self._case_id = self._kept_case()
        self._let_go()
        self._session.drop_keys()
        self._presenters.keep.lock()
        self._flow.cover()

    def forget(self) -> None:
        """Drop everything that was entered, and begin anew."""
        self._let_go()
        self._presenters.choose.forget()
        self._presenters.copies.forget()
        self._presenters.registry.forget()
        self._presenters.handover.forget()
        self._presenters.note.forget()
        self._session.forget()
        self._case_id = ""
        self._flow.uncover()
        self._flow.go(Screen.DANGER)

    def gone(self) -> None:
        """Nobody is there: lock what is kept, forget what is not."""
        self._say(str)
        if self._keep.state is KeepState.OPEN:
            self.lock()
        elif self._something():
            self.forget()
            self._say(forgotten)

    def desktop_locked(self) -> None:
        """The desktop locked its screen: lock what is kept; the rest is behind the desktop's lock."""
        if self._keep.state is KeepState.OPEN:
            self.lock()
        else:
            self._presenters.words.leave()
            self._clipboard.leave()

    def _kept_case(self) -> str:
        access = self._session.access
        if access is None:
            return ""
        try:
            self._session.keep_in(self._keep)
        except StillmarkError:
            # The lock must come whatever the disk says; the words, which were confirmed, still open it.
            return ""
        return access.case_id if self._session.words_confirmed else ""

    def _let_go(self) -> None:
        """Stop what uses keys or opens pictures, and take words off the screen and the clipboard."""
        presenters = self._presenters
        presenters.choose.rest()
        presenters.glance.release()
        presenters.send.leave()
        presenters.preview.leave()
        presenters.copies.leave()
        presenters.words.forget()
        presenters.follow.reset()
        self._clipboard.leave()

    # --- coming back

    def _opened(self, doing: Doing) -> None:
        if doing is Doing.OPEN:
            self._presenters.follow.reset()
            case_back, self._case_id = self._case_id, ""
            covered = self._flow.uncover()
            if covered is not None and case_back:
                self._back_to(covered)
            else:
                self._flow.go(Screen.FOLLOW if self._session.opened else Screen.PERSON)
        elif self._flow.state.screen is Screen.BREAK and doing is Doing.TURN_ON:
            self.lock()
        elif self._flow.state.covered:
            self._unlocked()
        elif self._flow.state.screen is Screen.UNLOCK:
            self._flow.go(Screen.CASES)

    def _unlocked(self) -> None:
        """Back to where the lock came: with the same case if it was kept, else with what was chosen."""
        cases = self._presenters.keep.state.cases
        opened = self._session.opened
        if any(case.case_id == self._case_id for case in cases):
            self._presenters.keep.open_case(self._case_id)
            return
        self._case_id = ""
        covered = self._flow.uncover()
        if opened or covered is None:
            self._flow.go(Screen.CASES)
        else:
            self._back_to(covered)

    def _back_to(self, covered: Screen) -> None:
        if covered in _TO_PREVIEW:
            ready = self._presenters.choose.state.ready and self._session.registry and self._session.age
            covered = Screen.PREVIEW if ready else Screen.CASES
        elif covered is Screen.UNLOCK:
            covered = Screen.CASES
        self._flow.go(covered)

    def _wiped(self) -> None:
        if self._flow.state.screen is Screen.UNLOCK:
            self.forget()
            self._say(wiped)

    # --- saying

    def _something(self) -> bool:
        return self._session.access is not None or bool(
            self._presenters.choose.state.total or not self._presenters.note.state.note.empty
        )

    def _warn(self, seconds: int) -> None:
        if self._flow.state.covered:
            return
        kept = self._keep.state is KeepState.OPEN
        if not kept and not self._something():
            return
        fresh = not self._banner.isVisible()
        self._words = partial(warning, seconds, kept=kept)
        text, title, here = self._words()
        self._banner.say(text, title, here)
        if fresh or seconds in (30, 10):
            self._announcer.say(f"{title} {text}", again=True)

    def _awake(self) -> None:
        self._say(str)

    def _say(self, words: Callable[[], str]) -> None:
        self._words = lambda: (words(), "", "")
        self.retranslate()
        self._announcer.say(words())

    def retranslate(self) -> None:
        """Say the same in the language of now."""
        self._banner.say(*self._words())
