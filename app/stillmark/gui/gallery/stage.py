"""Where a shot stands: the window's frame with one page, in one language, theme and size of text."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication

from stillmark.gui.components.focus import FocusRing
from stillmark.gui.components.page import Page
from stillmark.gui.frame import SIZE, Frame, FrameState, LaidOutWindow
from stillmark.gui.gallery.shot import Shot
from stillmark.gui.language import Languages
from stillmark.gui.presenters.flow import STEP_OF, FlowState
from stillmark.gui.theme import Look

TALLEST = 6_000
"""A picture is as high as its page needs, up to this."""


class Stage(LaidOutWindow):
    """One window for all shots of one language, theme and size; pages come and go.

    Args:
        whole: grow in height until the page needs no scrolling; else as high as the window opens.
    """

    def __init__(self, look: Look, languages: Languages, *, whole: bool = True) -> None:
        super().__init__()
        self._look = look
        self._languages = languages
        self._whole = whole
        self.page: Page | None = None
        self.frame = Frame(look)
        self.setCentralWidget(self.frame)
        self._ring = FocusRing(look, self)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self._ring)
        self.resize(*SIZE)
        self.show()
        self.activateWindow()

    def perform(self, shot: Shot[Any]) -> Page:
        """Bring the frame and a fresh page into the state; return the page."""
        self.strike()
        language = self._languages.current
        page: Page = shot.make(self._look)
        self.page = page
        step = STEP_OF.get(shot.screen, 0) if shot.step is None else shot.step
        flow = FlowState(shot.screen, step, shot.covered)
        self.frame.draw(FrameState(flow, language, shot.practice, shot.shifts))
        self.frame.pages.addWidget(page)
        self.frame.pages.setCurrentWidget(page)
        shot.draw(page, language)
        shot.around(self.frame)
        self._fit(page)
        if shot.focus is None:
            focused = QApplication.focusWidget()
            if focused is not None:
                focused.clearFocus()
        else:
            shot.focus(page).setFocus()
            self._ring.use_keyboard()
        settle()
        return page

    def picture(self) -> QPixmap:
        """Return what can be seen."""
        return self.grab()

    def strike(self) -> None:
        """Take the page off."""
        self._ring.hide()
        self.frame.away_banner.say("")
        if self.page is not None:
            self.frame.pages.removeWidget(self.page)
            self.page.deleteLater()
            self.page = None
            settle()

    def close_down(self) -> None:
        """Take everything off the application that belongs to this stage."""
        self.strike()
        self._ring.let_go()
        self.hide()
        self.deleteLater()
        settle()

    def _fit(self, page: Page) -> None:
        self.resize(*SIZE)
        settle()
        for _ in range(4 if self._whole else 0):
            missing = page.area.verticalScrollBar().maximum()
            if not missing or self.height() >= TALLEST:
                break
            self.resize(SIZE[0], min(TALLEST, self.height() + missing))
            settle()
        page.area.verticalScrollBar().setValue(0)


def settle() -> None:
    """Let everything that was posted happen: layouts, polishing, deletions."""
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
