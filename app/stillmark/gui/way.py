"""What happens between the pages: where each leads, what is done on entering and leaving, what is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from stillmark.domain.kept import KeepState
from stillmark.gui.announce import Announcer
from stillmark.gui.away import Away
from stillmark.gui.clipboard import PassingClipboard
from stillmark.gui.components.page import Page
from stillmark.gui.dialogs import ask_files, ask_folder, ask_target
from stillmark.gui.language import Language, Languages
from stillmark.gui.pages import Pages, Presenters
from stillmark.gui.presenters.flow import Flow, Screen
from stillmark.gui.presenters.guide import Guide, GuideState
from stillmark.gui.presenters.handover import HOME
from stillmark.gui.presenters.keep import Doing, KeepView, Question
from stillmark.gui.saving import Saving
from stillmark.gui.session import Session
from stillmark.gui.tasks import TaskRunner
from stillmark.gui.telling import Telling
from stillmark.gui.views.cases import CasesView
from stillmark.gui.views.choose import ChooseView
from stillmark.gui.views.confirm import ConfirmView
from stillmark.gui.views.device import DeviceView
from stillmark.gui.views.follow import FollowView
from stillmark.gui.views.handover import HandoverView
from stillmark.gui.views.help import HelpView
from stillmark.gui.views.keep import KeepingView
from stillmark.gui.views.note import NoteView
from stillmark.gui.views.pause import PauseView
from stillmark.gui.views.person import PersonView
from stillmark.gui.views.preview import PreviewView
from stillmark.gui.views.registry import RegistryView
from stillmark.gui.views.resume import ResumeView
from stillmark.gui.views.settings import SettingsView
from stillmark.gui.views.sheet import SheetView
from stillmark.gui.views.unlock import UnlockView
from stillmark.gui.views.words import WordsView
from stillmark.gui.wording.base import translate
from stillmark.services.access import WordLanguage

_SECRET = (Screen.WORDS, Screen.CONFIRM, Screen.RESUME, Screen.UNLOCK, Screen.KEEP, Screen.BREAK)
"""Screens on which words or a passphrase can stand."""


class Way(QObject):
    """Connects pages with each other; one per window.

    Args:
        window: parent of dialogs.
        use_language: shows the window in another language.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        flow: Flow,
        presenters: Presenters,
        runner: TaskRunner,
        announcer: Announcer,
        clipboard: PassingClipboard,
        languages: Languages,
        use_language: Callable[[Language], None],
        away: Away,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._flow = flow
        self._presenters = presenters
        self._announcer = announcer
        self.saving = Saving(window, presenters, runner, announcer, clipboard)
        self._languages = languages
        self._use_language = use_language
        self.away = away
        self._done: Doing | None = None
        self._pages: Pages

    @property
    def pages(self) -> Pages:
        """Every page."""
        return self._pages

    @pages.setter
    def pages(self, pages: Pages) -> None:
        self._pages = self.saving.pages = pages

    def listen(self) -> None:
        """Hear what changes anywhere."""
        Telling(self._presenters, self._announcer).listen()
        self._presenters.keep.listen(self._forgotten)
        self._presenters.guide.listen(self._tell_chapter)

    def wire(self, page: Page) -> None:
        """Connect what a page reports with where it leads."""
        flow = self._flow
        page.back.connect(self._back)
        match page:
            case DeviceView():
                page.onward.connect(self._start)
                page.resume.connect(self._resume)
                page.language_chosen.connect(self._use_language)
            case SettingsView():
                page.language_chosen.connect(self._use_language)
                page.keep_wanted.connect(lambda: flow.go(Screen.KEEP))
                page.minutes_chosen.connect(self.away.idle.choose)
                page.updates.save_wanted.connect(self._save_update)
            case PauseView():
                page.form.other_words.connect(self._other_words)
                page.lock.connect(self.away.lock)
                page.forget.connect(self._forget)
            case KeepingView():
                page.form.other_words.connect(self._other_words)
                page.new.other_words.connect(self._other_words)
                page.lock.connect(self.away.lock)
                page.unlock.connect(lambda: flow.go(Screen.UNLOCK))
                page.back_up.connect(self._back_up)
                page.restore.connect(self._restore)
            case CasesView():
                page.fresh.connect(self._fresh_case)
                page.words.connect(self._other_case)
            case HelpView():
                page.guide_wanted.connect(self._open_guide)
            case PersonView():
                page.onward.connect(self._after_person)
            case RegistryView():
                page.onward.connect(self._after_registry)
                page.elsewhere.connect(lambda: flow.go(Screen.HANDOVER))
            case HandoverView():
                page.copy_wanted.connect(self.saving.copy_list)
                page.note_wanted.connect(lambda: flow.go(Screen.NOTE))
            case NoteView():
                page.copy_wanted.connect(self.saving.copy_note)
                page.save_wanted.connect(self.saving.save_note)
                page.help_wanted.connect(lambda: flow.go(Screen.HANDOVER))
            case ResumeView():
                page.opened.connect(self._open_case)
            case ChooseView():
                page.onward.connect(lambda: flow.go(Screen.PREVIEW))
                page.files_wanted.connect(self._ask_files)
                page.without_wanted.connect(lambda: flow.go(Screen.NOTE))
                page.folder_wanted.connect(lambda: ask_folder(self._window, self._presenters.choose.add))
            case PreviewView():
                page.data_wanted.connect(lambda: flow.go(Screen.DATA))
                page.onward.connect(self._after_preview)
            case WordsView():
                page.onward.connect(self._ask_words)
                page.sheet_wanted.connect(lambda: flow.go(Screen.SHEET))
                page.copy_wanted.connect(self.saving.copy_words)
                page.save_wanted.connect(self.saving.save_words)
            case ConfirmView():
                page.answered.connect(self._answer_words)
            case FollowView():
                page.onward.connect(self._add_pictures)
                page.sheet_wanted.connect(lambda: flow.go(Screen.SHEET))
                page.save_pressed.connect(self.saving.save_receipt)
                page.verify_pressed.connect(self.saving.check_receipt)
            case SheetView():
                page.save_wanted.connect(lambda: self.saving.save_sheet(page.look.theme.leading))
            case _:
                pass

    # --- entering and leaving

    def enter(self, screen: Screen) -> None:
        """Do what a screen needs when it is shown."""
        presenters, pages = self._presenters, self.pages
        match screen:
            case Screen.DEVICE:
                pages.device.draw(self._languages.current, opened=self._has_case())
            case Screen.SETTINGS:
                pages.settings.draw(self._languages.current, self.away.idle.minutes)
            case Screen.PERSON:
                presenters.person.tell()
            case Screen.REGISTRY:
                presenters.registry.tell()
            case Screen.HANDOVER:
                presenters.handover.enter(HOME.get(self._languages.current.tag))
            case Screen.NOTE:
                pages.note.tell_done("")
            case Screen.CHOOSE:
                presenters.choose.enter()
            case Screen.PREVIEW:
                presenters.preview.enter()
                presenters.copies.enter()
            case Screen.DATA:
                presenters.data.enter()
            case Screen.WORDS:
                presenters.words.enter(self._word_language())
            case Screen.SEND:
                presenters.send.enter()
            case Screen.FOLLOW:
                presenters.follow.enter()
            case Screen.SHEET:
                presenters.sheet.enter(self._word_language())
                pages.sheet.tell_done("")
            case Screen.BREAK | Screen.KEEP | Screen.UNLOCK:
                presenters.keep.enter(self._word_language())
                pages.unlock.cover(self._flow.state.covered)
            case Screen.CASES:
                presenters.keep.refresh()
            case _:
                pass

    def leave(self, screen: Screen) -> None:
        """Take off a screen what must not stay on it."""
        page = self.pages.made.get(screen)
        if screen is Screen.CHOOSE:
            self._presenters.glance.release()
        elif screen is Screen.FOLLOW:
            self._presenters.receipt.forget()
        elif screen is Screen.SHEET:
            self._presenters.sheet.forget()
        elif screen is Screen.WORDS:
            self._presenters.words.leave()
        elif screen is Screen.PREVIEW:
            self._presenters.preview.leave()
            self._presenters.copies.leave()
        elif isinstance(page, ConfirmView | ResumeView):
            page.clear()
        elif isinstance(page, PauseView | KeepingView | UnlockView):
            page.clear()
            self._presenters.keep.leave()

    def forget(self) -> None:
        """Stop everything, and take every word off every screen."""
        self._presenters.choose.leave()
        self._presenters.glance.release()
        self._presenters.copies.forget()
        for screen in _SECRET:
            self.leave(screen)

    # --- from page to page

    def _back(self) -> None:
        if self._flow.state.screen is Screen.REGISTRY and self._session.age is not None:
            self._session.resuming = False
        if self._flow.state.screen is Screen.SEND and not self._presenters.send.stop():
            return
        if self._flow.state.screen is Screen.GUIDE and self._presenters.guide.back():
            return
        self._flow.back()

    def _open_guide(self, guide: Guide) -> None:
        self._presenters.guide.open(guide, self._languages.current.tag)
        self._flow.go(Screen.GUIDE)

    def _start(self) -> None:
        self._session.resuming = False
        # While something is kept and locked nothing could be written down, and so nothing sent.
        locked = self._presenters.keep.state.state is KeepState.LOCKED
        self._flow.go(Screen.UNLOCK if locked else Screen.PERSON)

    def _resume(self) -> None:
        kept = self._presenters.keep.state.state
        if kept is KeepState.OFF and self._has_case():
            self._flow.go(Screen.FOLLOW)
        elif kept is KeepState.OFF:
            self._other_case()
        else:
            self._flow.go(Screen.UNLOCK if kept is KeepState.LOCKED else Screen.CASES)

    def _has_case(self) -> bool:
        return self._session.opened and self._session.access is not None

    def _other_case(self) -> None:
        self._session.resuming = True
        self._flow.go(Screen.REGISTRY)

    def _fresh_case(self) -> None:
        self._session.forget()
        self._presenters.words.forget()
        self._presenters.follow.reset()
        self._flow.go(Screen.PERSON)

    def _after_person(self) -> None:
        helpline = self._presenters.person.state.helpline_first
        self._flow.go(Screen.HANDOVER if helpline else self._behind_person())

    def _behind_person(self) -> Screen:
        """Where the answers lead: a case that is followed already has its registry."""
        registry, age = self._session.registry, self._session.age
        if not self._session.opened or registry is None or age is None:
            return Screen.REGISTRY
        return Screen.CHOOSE if age.eligibility in registry.info.serves else Screen.HANDOVER

    def _after_registry(self) -> None:
        if self._presenters.registry.accept():
            self._flow.go(Screen.RESUME if self._session.resuming else Screen.CHOOSE)

    def _open_case(self, words: str) -> None:
        if self._presenters.resume.open(words):
            self._presenters.follow.reset()
            self._flow.go(Screen.FOLLOW)

    def _after_preview(self) -> None:
        self._flow.go(Screen.SEND if self._session.words_confirmed else Screen.WORDS)

    def _ask_words(self) -> None:
        self._presenters.words.ask()
        self._flow.go(Screen.CONFIRM)

    def _answer_words(self, answers: list[str]) -> None:
        if self._presenters.words.check(answers):
            self._flow.go(Screen.SEND)
        else:
            self._announcer.say(self.pages.confirm.wrong_text(), again=True)

    def sent(self) -> None:
        """Everything has its receipt: on to the case."""
        self._presenters.choose.clear()
        if self._flow.state.screen is Screen.SEND:
            self._flow.go(Screen.FOLLOW)

    def _add_pictures(self) -> None:
        self._flow.go(Screen.PERSON if self._session.age is None else Screen.CHOOSE)

    def _word_language(self) -> WordLanguage:
        return WordLanguage.for_reader(self._languages.current.tag)

    # --- keeping

    def _other_words(self) -> None:
        self._presenters.keep.suggest(self._word_language())

    def _forget(self) -> None:
        kept = self._presenters.keep.state
        access = self._session.access
        if access is not None and any(case.case_id == access.case_id for case in kept.cases):
            self._presenters.keep.ask(Question.FORGET)
        else:
            self.away.forget()

    def _back_up(self) -> None:
        title = translate("Keep", "Save a backup")
        ask_target(self._window, title, "backup.stillmark", self._presenters.keep.back_up)

    def _restore(self, passphrase: str, code: str) -> None:
        def chosen(paths: list[Path]) -> None:
            self._presenters.keep.restore(paths[0], passphrase, code)

        ask_files(self._window, chosen, only_one=True)

    def _forgotten(self, state: KeepView) -> None:
        done, self._done = self._done, state.done
        if state.done is Doing.FORGET and done is not Doing.FORGET:
            self.away.forget()

    # --- files

    def _ask_files(self) -> None:
        ask_files(self._window, self._presenters.choose.add, only_one=self._session.minor)

    def _save_update(self, name: str) -> None:
        title = translate("Updates", "Save the new version")
        ask_target(self._window, title, name, self._presenters.updates.save)

    def _tell_chapter(self, _: GuideState) -> None:
        if self._flow.state.screen is Screen.GUIDE:
            self._announcer.say(self.pages.guide.title.text(), again=True)
