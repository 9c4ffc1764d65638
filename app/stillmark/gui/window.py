"""The window: rail, Quick exit, one page at a time. It connects views with presenters and decides nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stillmark.domain.preconfigured import Preconfigured
from stillmark.gui.announce import Announcer
from stillmark.gui.away import Away
from stillmark.gui.clipboard import PassingClipboard
from stillmark.gui.components.focus import FocusRing
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import Banner, button, label
from stillmark.gui.components.rail import Progress, Rail
from stillmark.gui.components.text import Text
from stillmark.gui.language import Language, Languages
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.pages import Pages, Presenters
from stillmark.gui.presenters.flow import STEPS, Flow, FlowState, Screen
from stillmark.gui.quick_exit import ShiftThrice
from stillmark.gui.session import PracticeInfo, Session
from stillmark.gui.tasks import TaskRunner
from stillmark.gui.theme import Look
from stillmark.gui.views.device import DeviceView
from stillmark.gui.views.settings import SettingsView
from stillmark.gui.way import Way
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.pictures import row_words
from stillmark.services.bundle import Services

CHECK_EVERY = 30_000
CHECK_EVERY_IN_PRACTICE = 3_000
"""Milliseconds between two automatic checks of a case."""


class Window(QMainWindow):
    """One window, one person's way through."""

    def __init__(
        self,
        services: Services,
        look: Look,
        languages: Languages,
        *,
        practice: PracticeInfo | None = None,
        preconfigured: Preconfigured | None = None,
        initial_paths: tuple[Path, ...] = (),
    ) -> None:
        super().__init__()
        preconfigured = preconfigured or Preconfigured()
        self.look = look
        self.languages = languages
        self.session = Session(practice=practice)
        self.runner = TaskRunner()
        self.flow = Flow(self.session)
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
        self.announcer = Announcer(self)
        self.clipboard = PassingClipboard()
        self._keep = services.keep
        self._gone = False
        self._shown: Screen | None = None
        self._build(practice)
        self.away = Away(
            self.session,
            self.flow,
            self.presenters,
            services.keep,
            self.clipboard,
            self.announcer,
            self._away_banner,
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
            languages,
            self.use_language,
            self.away,
        )
        self.pages = self.way.pages = Pages(look, self.presenters, self.model, self._placed)
        self.way.listen()
        self._timer = QTimer(self)
        self._timer.setInterval(CHECK_EVERY_IN_PRACTICE if practice else CHECK_EVERY)
        self._timer.timeout.connect(self._check_quietly)
        self._timer.start()
        self._ring = FocusRing(look, self)
        self._keys = ShiftThrice()
        self._keys.thrice.connect(self.leave_now)
        self._keys.counted.connect(self._count_shift)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self._keys)
        self.setWindowTitle("Stillmark")
        self.rail.fit(1180)
        self.resize(1180, 780)
        look.changed.connect(lambda: self.rail.fit(self.width()))
        self.retranslate()
        self.flow.listen(self._go)
        # The first picture then finds a worker that has imported everything.
        QTimer.singleShot(0, self.presenters.isolation.check)
        self.away.start()

    # --- building

    def _build(self, practice: PracticeInfo | None) -> None:
        # Made first, so that Tab goes: Quick exit, the page, the foot of the rail.
        self.rail = Rail(self.look, STEPS)
        self.rail.help.connect(lambda: self.flow.go(Screen.HELP))
        self.rail.settings.connect(lambda: self.flow.go(Screen.SETTINGS))
        self.rail.language.connect(lambda: self.use_language(self.languages.current.other))
        main = QWidget()
        main.setObjectName("frame")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.exit_button = button("exit", "quick-exit")
        self.exit_button.clicked.connect(self.leave_now)
        self.break_button = button("break", "take-a-break")
        self.break_button.clicked.connect(lambda: self.flow.go(Screen.BREAK))
        self._banner = QFrame()
        self._banner.setObjectName("practice-banner")
        self._banner.setProperty("role", "practice")
        banner = QHBoxLayout(self._banner)
        banner.setContentsMargins(44, 8, 28, 8)
        self._banner_text = Text(self.look)
        banner.addWidget(self._banner_text)
        self._banner.setVisible(practice is not None)
        self._shift_text = Text(self.look, "small")
        head = QHBoxLayout()
        head.setContentsMargins(44, 22, 28, 0)
        head.addWidget(self._shift_text, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        head.setSpacing(12)
        head.addWidget(self.break_button)
        head.addWidget(self.exit_button)
        self._away_banner = Banner(self.look, "accent")
        self._away_banner.setObjectName("away")
        self._away_banner.action.setObjectName("here")
        away = QHBoxLayout()
        away.setContentsMargins(44, 12, 28, 0)
        away.addWidget(self._away_banner)
        self._stack = QStackedWidget()
        column.addWidget(self._banner)
        column.addLayout(head)
        column.addLayout(away)
        column.addWidget(self._stack, 1)
        QWidget.setTabOrder(self.exit_button, self.break_button)
        whole = QWidget()
        across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addWidget(main, 1)
        self.setCentralWidget(whole)

    # --- texts

    def retranslate(self) -> None:
        """Fill in every text of the frame."""
        label(
            self.exit_button,
            translate("Window", "Quick exit"),
            translate("Window", "Closes Stillmark at once. Or press Shift three times, or {keys}.").format(
                keys=self._exit_keys()
            ),
        )
        self.exit_button.setToolTip(
            translate("Window", "Or press Shift three times, or {keys}").format(keys=self._exit_keys())
        )
        label(self.break_button, translate("Window", "Take a break"))
        self._banner_text.setText(translate("Window", "Practice mode: nothing is sent"))
        self._say_steps(self.flow.state)

    def _exit_keys(self) -> str:
        keys = QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Q)
        return keys.toString(QKeySequence.SequenceFormat.NativeText)

    def use_language(self, language: Language) -> None:
        """Show the window in another language, at once."""
        self.languages.use(language)
        self.retranslate()
        for page in self.pages.made.values():
            page.language_changed()
            if isinstance(page, DeviceView):
                page.draw(language)
            elif isinstance(page, SettingsView):
                page.draw(language, self.away.idle.minutes)

    def _say_steps(self, state: FlowState) -> None:
        names = (
            translate("Steps", "Before you start"),
            translate("Steps", "Choose pictures"),
            translate("Steps", "What will be sent"),
            translate("Steps", "Send"),
            translate("Steps", "Follow"),
        )
        spoken = {
            Progress.DONE: translate("Steps", "Step {number} of {count}, {name}, done"),
            Progress.HERE: translate("Steps", "Step {number} of {count}, {name}, you are here"),
            Progress.AHEAD: translate("Steps", "Step {number} of {count}, {name}"),
        }
        steps = []
        for index, name in enumerate(names):
            progress = Progress.DONE if index < state.step else Progress.AHEAD
            progress = Progress.HERE if index == state.step else progress
            words = spoken[progress].format(number=index + 1, count=STEPS, name=name)
            steps.append((name, progress, words))
        self.rail.say(
            steps,
            translate("Window", "Help"),
            translate("Window", "Settings"),
            self.languages.current.other.own_name,
            translate("Window", "Change the language"),
        )

    def _count_shift(self, count: int) -> None:
        left = 3 - count
        text = translate("Window", "Press Shift %n more time(s) to exit", "", left) if 0 < count < 3 else ""
        self._shift_text.setText(text)
        self.announcer.say(text)

    # --- the way

    def page(self) -> Page:
        """Return the page that is shown."""
        return self.pages.at(self.flow.state.screen)

    def _placed(self, screen: Screen, page: Page) -> None:
        page.setProperty("screen", screen.value)
        self._stack.addWidget(page)
        self.way.wire(page)

    def _go(self, state: FlowState) -> None:
        page = self.pages.at(state.screen)
        fresh = state.screen is not self._shown
        if fresh and self._shown is not None:
            self.way.leave(self._shown)
        self._shown = state.screen
        self._stack.setCurrentWidget(page)
        self._say_steps(state)
        self.break_button.setVisible(not state.covered and state.screen not in (Screen.BREAK, Screen.UNLOCK))
        self.rail.settings_button.setVisible(not state.covered)
        if fresh:
            self.way.enter(state.screen)
            page.area.verticalScrollBar().setValue(0)
            first = page.first() or page.main_button
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
        self._keep.lock()
        self.runner.close()
        self._timer.stop()
        self.away.stop()
        self.way.forget()
        self.clipboard.leave()
        QApplication.exit(0)

    def close_down(self) -> None:
        """Take everything off the application that belongs to this window."""
        app = QApplication.instance()
        if app is not None:
            app.removeEventFilter(self._keys)
            app.removeEventFilter(self._ring)
        self.deleteLater()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closing is leaving."""
        event.accept()
        self.leave_now()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the rail the width that is there."""
        super().resizeEvent(event)
        self.rail.fit(event.size().width())
