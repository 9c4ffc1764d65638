"""The window: rail, Quick exit, one page at a time. It connects views with presenters and decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication

from stillmark.domain.preconfigured import Preconfigured
from stillmark.gui.announce import Announcer
from stillmark.gui.components.focus import FocusRing
from stillmark.gui.components.page import Page
from stillmark.gui.frame import SIZE, Frame, FrameState, LaidOutWindow
from stillmark.gui.language import Language, Languages, next_language
from stillmark.gui.presenters.flow import Flow, FlowState, Screen
from stillmark.gui.quick_exit import ShiftThrice
from stillmark.gui.session import PracticeInfo, Session
from stillmark.gui.tasks import TaskRunner
from stillmark.gui.theme import Look
from stillmark.gui.views.danger import DangerView

if TYPE_CHECKING:
    from stillmark.gui.away import Away
    from stillmark.gui.clipboard import PassingClipboard
    from stillmark.gui.models.pictures import PicturesModel
    from stillmark.gui.pages import Pages, Presenters
    from stillmark.gui.way import Way
    from stillmark.services.bundle import Services

CHECK_EVERY = 30_000
CHECK_EVERY_IN_PRACTICE = 3_000
"""Milliseconds between two automatic checks of a case."""


class Window(LaidOutWindow):
    """One window, one person's way through.

    It is made with its first page alone, which can be read, and left by Quick exit, at once; `fill` brings
    everything behind it. What is pressed in between is done then, and nothing that is shown moves.

    Signals:
        painted: the first frame is on the screen.
    """

    painted = Signal()
    model: PicturesModel
    presenters: Presenters
    pages: Pages
    clipboard: PassingClipboard
    away: Away
    way: Way

    def __init__(self, look: Look, languages: Languages, *, practice: PracticeInfo | None = None) -> None:
        super().__init__()
        self.look = look
        self.languages = languages
        self.session = Session(practice=practice)
        self.runner = TaskRunner()
        self.flow = Flow(self.session)
        self.announcer = Announcer(self)
        self.filled = False
        self._services: Services | None = None
        self._painted = False
        self._gone = False
        self._shifts = 0
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_EVERY_IN_PRACTICE if practice else CHECK_EVERY)
        self._timer.timeout.connect(self._check_quietly)
        self._build()
        self._ring = FocusRing(look, self)
        self._keys = ShiftThrice()
        self._keys.thrice.connect(self.leave_now)
        self._keys.counted.connect(self._count_shift)
        self.setWindowTitle("Stillmark")
        self.resize(*SIZE)
        self.retranslate()
        self._shown = Screen.DANGER
        self._first.main_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- building

    def _build(self) -> None:
        self.frame = Frame(self.look)
        self.rail = self.frame.rail
        self.exit_button = self.frame.exit_button
        self.break_button = self.frame.break_button
        self.rail.help.connect(lambda: self.flow.go(Screen.HELP))
        self.rail.settings.connect(lambda: self.flow.go(Screen.SETTINGS))
        self.rail.language.connect(lambda: self.use_language(next_language(self.languages.current)))
        self.exit_button.clicked.connect(self.leave_now)
        self.break_button.clicked.connect(lambda: self.flow.go(Screen.BREAK))
        self.setCentralWidget(self.frame)
        self._first = DangerView(self.look)
        self._first.onward.connect(lambda: self.flow.go(Screen.DEVICE))
        self.frame.pages.addWidget(self._first)

    def fill(
        self,
        services: Services,
        *,
        preconfigured: Preconfigured | None = None,
        initial_paths: tuple[Path, ...] = (),
    ) -> None:
        """Bring every presenter and page, and go where was pressed meanwhile.

        Args:
            services: the use cases; the caller closes them after the window.
            preconfigured: what was set up for this computer; None for nothing.
            initial_paths: files and folders that wait until the person has chosen one of the two ways.
        """
        if self._gone:
            return
        self._watch()
        # These bring every page and every service with them; the first frame does without.
        from stillmark.gui.away import Away
        from stillmark.gui.clipboard import PassingClipboard
        from stillmark.gui.models.pictures import PicturesModel
        from stillmark.gui.pages import Pages, Presenters
        from stillmark.gui.way import Way
        from stillmark.gui.wording.pictures import row_words

        preconfigured = preconfigured or Preconfigured()
        self._services = services
        self.clipboard = PassingClipboard()
        self.model = PicturesModel(row_words)
        self.presenters = Presenters.build(
            services,
            self.session,
            self.runner,
            self.model,
            preconfigured=preconfigured,
            initial_paths=initial_paths,
            on_sent=lambda: self.way.sent(),
        )
        self.away = Away(
            self.session,
            self.flow,
            self.presenters,
            services.keep,
            self.clipboard,
            self.announcer,
            self.frame.away_banner,
        )
        if preconfigured.lock_after_minutes is not None:
            self.away.idle.choose(preconfigured.lock_after_minutes)
        self.way = Way(
            self,
            self.session,
            self.flow,
            self.presenters,
            self.runner,
            self.announcer,
            self.clipboard,
            self.languages,
            self.use_language,
            self.away,
        )
        self.pages = self.way.pages = Pages(self.look, self.presenters, self.model, self._placed, self._first)
        self.way.listen()
        self._timer.start()
        self.filled = True
        self.flow.listen(self._go)
        if self._shown is Screen.DANGER:
            self.announcer.say(self._first.title.text())
        # The first picture then finds a worker that has imported everything.
        QTimer.singleShot(0, self.presenters.isolation.check)
        self.away.start()

    def _watch(self) -> None:
        """See every key of the application; not before somebody can see the window, for each event costs."""
        app = QApplication.instance()
        if app is not None and not self._gone:
            app.installEventFilter(self._keys)
            app.installEventFilter(self._ring)

    # --- texts

    def retranslate(self) -> None:
        """Fill in every text of the frame."""
        practice = self.session.practice is not None
        self.frame.draw(FrameState(self.flow.state, self.languages.current, practice, self._shifts))

    def use_language(self, language: Language) -> None:
        """Show the window in another language, at once."""
        self.languages.use(language)
        self.retranslate()
        if not self.filled:
            self._first.language_changed()
            return
        self.away.retranslate()
        self.pages.language_changed(language, self.away.idle.minutes)

    def _count_shift(self, count: int) -> None:
        self._shifts = count
        self.retranslate()
        self.announcer.say(self.frame.shift_text.text())

    # --- the way

    def page(self) -> Page:
        """Return the page that is shown."""
        return self.pages.at(self.flow.state.screen) if self.filled else self._first

    def _placed(self, screen: Screen, page: Page) -> None:
        page.setProperty("screen", screen.value)
        self.frame.pages.addWidget(page)
        self.way.wire(page)

    def _go(self, state: FlowState) -> None:
        page = self.pages.at(state.screen)
        fresh = state.screen is not self._shown
        if fresh:
            self.way.leave(self._shown)
            focused = QApplication.focusWidget()
            if focused is not None and self.frame.pages.isAncestorOf(focused):
                # Else Qt would put the keyboard on Help and on the first choice before it is where it
                # belongs, and screen readers would begin to say both.
                focused.clearFocus()
        self._shown = state.screen
        self.frame.pages.setCurrentWidget(page)
        self.retranslate()
        if fresh:
            self.way.enter(state.screen)
            page.area.verticalScrollBar().setValue(0)
            main = page.main_button
            # What cannot be used yet would leave the keyboard somewhere else, such as on Help. So it waits on
            # the title until the page can go on.
            begin = (page.first() or main, main, page.back_button if main.isHidden() else page.title)
            first = next((one for one in begin if one.isEnabled() and not one.isHidden()), begin[0])
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self.announcer.say(page.title.text(), again=True)

    def _check_quietly(self) -> None:
        if self.flow.state.screen is Screen.FOLLOW and self.presenters.follow.state.asking is None:
            self.presenters.follow.check()

    # --- leaving

    def leave_now(self) -> None:
        """Hide every window, drop keys and words, empty the clipboard, then end.

        Hidden and dropped in under 200 ms (tests/benchmarks/quick_exit.py). The clipboard comes last: another
        app may own it and be slow to say what is on it.
        """
        if self._gone:
            return
        self._gone = True
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        QGuiApplication.sync()
        self.session.forget()
        if self._services is not None:
            self._services.keep.lock()
        self.runner.close()
        self._timer.stop()
        if self.filled:
            self.away.stop()
            self.way.forget()
            self.clipboard.leave()
        QApplication.exit(0)

    def close_down(self) -> None:
        """Take everything off the application that belongs to this window."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self._keys)
        self._ring.let_go()
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closing is leaving."""
        event.accept()
        self.leave_now()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Tell of the first frame, once it was drawn whole."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._seen)

    def _seen(self) -> None:
        self._watch()
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the rail the width that is there."""
        super().resizeEvent(event)
        self.frame.fit(event.size().width())
