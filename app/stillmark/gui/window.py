"""The window: rail, Quick exit, one page at a time. It connects views with presenters and decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stillmark.domain.errors import StillmarkError
from stillmark.gui.announce import Announcer
from stillmark.gui.clipboard import PassingClipboard
from stillmark.gui.components.focus import FocusRing
from stillmark.gui.components.page import Page
from stillmark.gui.components.panels import button, label
from stillmark.gui.components.rail import Progress, Rail
from stillmark.gui.components.text import Text
from stillmark.gui.dialogs import ask_files, ask_folder, ask_target
from stillmark.gui.language import Language, Languages
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.pages import Pages, Presenters
from stillmark.gui.presenters.flow import STEPS, Flow, FlowState, Screen
from stillmark.gui.presenters.follow import FollowState
from stillmark.gui.private_file import write_private
from stillmark.gui.quick_exit import ShiftThrice
from stillmark.gui.session import PracticeInfo, Session
from stillmark.gui.tasks import TaskRunner
from stillmark.gui.theme import Look
from stillmark.gui.wording.base import translate
from stillmark.gui.wording.faults import fault_text
from stillmark.gui.wording.pictures import row_words
from stillmark.gui.wording.states import platform_row
from stillmark.services.access import WordLanguage
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
        configured_registries: tuple[str, ...] = (),
        initial_paths: tuple[Path, ...] = (),
    ) -> None:
        super().__init__()
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
            configured=configured_registries,
            initial_paths=initial_paths,
            on_sent=self._sent,
        )
        self.announcer = Announcer(self)
        self.clipboard = PassingClipboard()
        self._gone = False
        self._shown: Screen | None = None
        self._build(practice)
        self.pages = Pages(look, self.presenters, self.model)
        for screen, page in self.pages.by_screen.items():
            self._stack.addWidget(page)
            page.setObjectName("page")
            page.setProperty("screen", screen.value)
        self._put_rail_last()
        self._connect()
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

    # --- building

    def _build(self, practice: PracticeInfo | None) -> None:
        main = QWidget()
        main.setObjectName("frame")
        column = QVBoxLayout(main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.exit_button = button("exit", "quick-exit")
        self.exit_button.clicked.connect(self.leave_now)
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
        head.addWidget(self.exit_button)
        self._stack = QStackedWidget()
        column.addWidget(self._banner)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        whole = QWidget()
        self._across = QHBoxLayout(whole)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addWidget(main, 1)
        self.setCentralWidget(whole)

    def _put_rail_last(self) -> None:
        """Make the rail after the pages, so that Tab goes: Quick exit, the page, the foot of the rail."""
        self.rail = Rail(self.look, STEPS)
        self._across.insertWidget(0, self.rail)
        self.rail.help.connect(lambda: self.flow.go(Screen.HELP))
        self.rail.settings.connect(lambda: self.flow.go(Screen.SETTINGS))
        self.rail.language.connect(lambda: self.use_language(self.languages.current.other))

    def _connect(self) -> None:
        pages, presenters, flow = self.pages, self.presenters, self.flow
        for page in pages.by_screen.values():
            page.back.connect(self._back)
        pages.danger.onward.connect(lambda: flow.go(Screen.DEVICE))
        pages.device.onward.connect(self._start)
        pages.device.resume.connect(self._resume)
        pages.device.language_chosen.connect(self.use_language)
        pages.settings.language_chosen.connect(self.use_language)
        pages.person.onward.connect(self._after_person)
        pages.registry.onward.connect(self._after_registry)
        pages.registry.elsewhere.connect(lambda: flow.go(Screen.HANDOVER))
        pages.resume.opened.connect(self._open_case)
        pages.choose.onward.connect(lambda: flow.go(Screen.PREVIEW))
        pages.choose.files_wanted.connect(self._ask_files)
        pages.choose.folder_wanted.connect(lambda: ask_folder(self, presenters.choose.add))
        pages.preview.data_wanted.connect(lambda: flow.go(Screen.DATA))
        pages.preview.onward.connect(self._after_preview)
        pages.words.onward.connect(self._ask_words)
        pages.words.copy_wanted.connect(self._copy_words)
        pages.words.save_wanted.connect(self._save_words)
        pages.confirm.answered.connect(self._answer_words)
        pages.follow.onward.connect(self._add_pictures)
        pages.follow.save_pressed.connect(self._save_receipt)
        presenters.follow.listen(self._tell_news)
        for presenter in (presenters.registry, presenters.preview, presenters.send, presenters.choose):
            presenter.listen(lambda state: self._tell_fault(state.error))

    # --- texts

    def retranslate(self) -> None:
        """Fill in every text of the frame."""
        label(
            self.exit_button,
            translate("Window", "Quick exit"),
            translate("Window", "Closes Stillmark at once. Or press Shift three times."),
        )
        self.exit_button.setToolTip(translate("Window", "Or press Shift three times"))
        self._banner_text.setText(translate("Window", "Practice mode: nothing is sent"))
        self._say_steps(self.flow.state)

    def use_language(self, language: Language) -> None:
        """Show the window in another language, at once."""
        self.languages.use(language)
        self.retranslate()
        for page in self.pages.by_screen.values():
            page.language_changed()
        self.pages.device.draw(language)
        self.pages.settings.draw(language)

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
        return self.pages.by_screen[self.flow.state.screen]

    def _go(self, state: FlowState) -> None:
        page = self.pages.by_screen[state.screen]
        fresh = state.screen is not self._shown
        if fresh and self._shown is not None:
            self._leave_screen(self._shown)
        self._shown = state.screen
        self._stack.setCurrentWidget(page)
        self._say_steps(state)
        if fresh:
            self._enter_screen(state.screen)
            page.area.verticalScrollBar().setValue(0)
            first = page.first() or page.main_button
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self.announcer.say(page.title.text(), again=True)

    def _enter_screen(self, screen: Screen) -> None:
        presenters = self.presenters
        match screen:
            case Screen.PERSON:
                presenters.person.tell()
            case Screen.REGISTRY:
                presenters.registry.tell()
            case Screen.HANDOVER:
                self.pages.handover.draw(self.session.minor)
            case Screen.CHOOSE:
                presenters.choose.tell()
            case Screen.PREVIEW:
                presenters.preview.enter()
            case Screen.DATA:
                presenters.data.enter()
            case Screen.WORDS:
                korean = self.languages.current is Language.KOREAN
                presenters.words.enter(WordLanguage.KOREAN if korean else WordLanguage.ENGLISH)
            case Screen.SEND:
                presenters.send.enter()
            case Screen.FOLLOW:
                presenters.follow.enter()
            case _:
                pass

    def _leave_screen(self, screen: Screen) -> None:
        match screen:
            case Screen.WORDS:
                self.presenters.words.leave()
            case Screen.CONFIRM:
                self.pages.confirm.clear()
            case Screen.RESUME:
                self.pages.resume.clear()
            case Screen.PREVIEW:
                self.presenters.preview.leave()
            case _:
                pass

    def _back(self) -> None:
        if self.flow.state.screen is Screen.REGISTRY:
            self.session.resuming = False if self.session.age is not None else self.session.resuming
        self.flow.back()

    def _start(self) -> None:
        self.session.resuming = False
        self.flow.go(Screen.PERSON)

    def _resume(self) -> None:
        self.session.resuming = True
        self.flow.go(Screen.REGISTRY)

    def _after_person(self) -> None:
        helpline = self.presenters.person.state.helpline_first
        self.flow.go(Screen.HANDOVER if helpline else self._behind_person())

    def _behind_person(self) -> Screen:
        """Where the answers lead: a case that is followed already has its registry."""
        registry, age = self.session.registry, self.session.age
        if not self.session.opened or registry is None or age is None:
            return Screen.REGISTRY
        return Screen.CHOOSE if age.eligibility in registry.info.serves else Screen.HANDOVER

    def _after_registry(self) -> None:
        if self.presenters.registry.accept():
            self.flow.go(Screen.RESUME if self.session.resuming else Screen.CHOOSE)

    def _open_case(self, words: str) -> None:
        if self.presenters.resume.open(words):
            self.presenters.follow.reset()
            self.flow.go(Screen.FOLLOW)

    def _after_preview(self) -> None:
        self.flow.go(Screen.SEND if self.session.words_confirmed else Screen.WORDS)

    def _ask_words(self) -> None:
        self.presenters.words.ask()
        self.flow.go(Screen.CONFIRM)

    def _answer_words(self, answers: list[str]) -> None:
        if self.presenters.words.check(answers):
            self.flow.go(Screen.SEND)
        else:
            self.announcer.say(self.pages.confirm.wrong_text(), again=True)

    def _sent(self) -> None:
        self.presenters.choose.clear()
        if self.flow.state.screen in (Screen.SEND, Screen.HELP, Screen.SETTINGS):
            self.flow.go(Screen.FOLLOW)

    def _add_pictures(self) -> None:
        self.flow.go(Screen.PERSON if self.session.age is None else Screen.CHOOSE)

    # --- files

    def _ask_files(self) -> None:
        ask_files(self, self.presenters.choose.add, only_one=self.session.minor)

    def _copy_words(self) -> None:
        text = self.presenters.words.text()
        if text:
            self.clipboard.copy(text)
            done = translate("Window", "Copied. The clipboard is emptied after one minute.")
            self.pages.words.tell_done(done)
            self.announcer.say(done, again=True)

    def _save_words(self) -> None:
        text = self.presenters.words.text()
        if text:
            title = translate("Window", "Save the words")
            ask_target(
                self, title, "words.txt", lambda path: self._write(path, text.encode(), self._words_saved)
            )

    def _words_saved(self, error: StillmarkError | None) -> None:
        done = (
            fault_text(error).happened if error else translate("Window", "Saved. Only you can read the file.")
        )
        self.pages.words.tell_done(done)
        self.announcer.say(done, again=True)

    def _save_receipt(self) -> None:
        data = self.presenters.follow.receipt_file()
        title = translate("Window", "Save the receipt")
        ask_target(self, title, "receipt.json", lambda path: self._write(path, data, self._receipt_saved))

    def _receipt_saved(self, error: StillmarkError | None) -> None:
        self.presenters.follow.fail_saving(error)
        done = "" if error else translate("Window", "The receipt was saved. Only you can read the file.")
        self.pages.follow.tell_saved(done)
        self.announcer.say(done, again=True)

    def _write(self, path: Path, data: bytes, then: Callable[[StillmarkError | None], None]) -> None:
        self.runner.start(lambda _: write_private(path, data), lambda _: then(None), then)

    # --- telling

    def _tell_fault(self, error: StillmarkError | None) -> None:
        if error is not None:
            text = fault_text(error)
            self.announcer.say(f"{text.happened} {text.whole}")

    def _tell_news(self, state: FollowState) -> None:
        self._tell_fault(state.error)
        for line in state.news:
            self.announcer.say(platform_row(line).spoken)

    def _check_quietly(self) -> None:
        if self.flow.state.screen is Screen.FOLLOW and self.presenters.follow.state.asking is None:
            self.presenters.follow.check()

    # --- leaving

    def leave_now(self) -> None:
        """Hide every window, drop keys and words, then end. Under 200 ms to here."""
        if self._gone:
            return
        self._gone = True
        for widget in QApplication.topLevelWidgets():
            widget.hide()
        self.runner.close()
        self._timer.stop()
        self.presenters.choose.leave()
        self.clipboard.clear()
        self.session.forget()
        self.presenters.words.leave()
        self.pages.confirm.clear()
        self.pages.resume.clear()
        QGuiApplication.sync()
        QApplication.exit(0)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Closing is leaving."""
        event.accept()
        self.leave_now()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Give the rail the width that is there."""
        super().resizeEvent(event)
        self.rail.fit(event.size().width())
