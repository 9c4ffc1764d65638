"""Every presenter, and every page with its presenter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from stillmark.domain.preconfigured import Preconfigured
from stillmark.gui.components.page import Page
from stillmark.gui.language import Language
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.presenters.base import Runner
from stillmark.gui.presenters.choose import ChoosePresenter
from stillmark.gui.presenters.copies import CopiesPresenter
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.follow import FollowPresenter
from stillmark.gui.presenters.glance import GlancePresenter
from stillmark.gui.presenters.guide import GuidePresenter
from stillmark.gui.presenters.handover import HandoverPresenter
from stillmark.gui.presenters.isolation import IsolationPresenter
from stillmark.gui.presenters.keep import KeepPresenter, Question
from stillmark.gui.presenters.note import NotePresenter
from stillmark.gui.presenters.person import PersonPresenter
from stillmark.gui.presenters.preview import DataPresenter, PreviewPresenter
from stillmark.gui.presenters.receipt import ReceiptPresenter
from stillmark.gui.presenters.registry import RegistryPresenter
from stillmark.gui.presenters.resume import ResumePresenter
from stillmark.gui.presenters.send import SendPresenter
from stillmark.gui.presenters.sheet import SheetPresenter
from stillmark.gui.presenters.updates import UpdatesPresenter
from stillmark.gui.presenters.words import WordsPresenter
from stillmark.gui.session import Session
from stillmark.gui.theme import Look
from stillmark.gui.views.cases import CasesView
from stillmark.gui.views.choose import ChooseView
from stillmark.gui.views.confirm import ConfirmView
from stillmark.gui.views.danger import DangerView
from stillmark.gui.views.data import DataView
from stillmark.gui.views.device import DeviceView
from stillmark.gui.views.follow import FollowView
from stillmark.gui.views.guide import GuideView
from stillmark.gui.views.handover import HandoverView
from stillmark.gui.views.help import HelpView
from stillmark.gui.views.keep import KeepingView
from stillmark.gui.views.note import NoteView
from stillmark.gui.views.pause import PauseView
from stillmark.gui.views.person import PersonView
from stillmark.gui.views.preview import PreviewView
from stillmark.gui.views.registry import RegistryView
from stillmark.gui.views.resume import ResumeView
from stillmark.gui.views.send import SendView
from stillmark.gui.views.settings import SettingsView
from stillmark.gui.views.sheet import SheetView
from stillmark.gui.views.unlock import UnlockView
from stillmark.gui.views.words import WordsView
from stillmark.services.bundle import Services

AnyPage = TypeVar("AnyPage", bound=Page)


@dataclass(frozen=True, slots=True)
class Presenters:
    """The logic of every screen that has some."""

    person: PersonPresenter
    registry: RegistryPresenter
    handover: HandoverPresenter
    note: NotePresenter
    resume: ResumePresenter
    choose: ChoosePresenter
    glance: GlancePresenter
    isolation: IsolationPresenter
    preview: PreviewPresenter
    copies: CopiesPresenter
    data: DataPresenter
    words: WordsPresenter
    send: SendPresenter
    follow: FollowPresenter
    keep: KeepPresenter
    sheet: SheetPresenter
    receipt: ReceiptPresenter
    updates: UpdatesPresenter
    guide: GuidePresenter

    @classmethod
    def build(
        cls,
        services: Services,
        session: Session,
        runner: Runner,
        pictures: PicturesModel,
        *,
        preconfigured: Preconfigured,
        initial_paths: tuple[Path, ...],
        on_sent: Callable[[], None],
    ) -> Presenters:
        """Give each presenter the services it needs."""
        isolation = IsolationPresenter(services.isolation, runner)
        choose = ChoosePresenter(
            session,
            services.fingerprint,
            runner,
            pictures,
            isolation,
            services.submit,
            initial_paths,
            doors=preconfigured.doors,
        )
        return cls(
            person=PersonPresenter(session),
            registry=RegistryPresenter(session, services.registries, runner, preconfigured.registries),
            handover=HandoverPresenter(session),
            note=NotePresenter(),
            resume=ResumePresenter(session),
            choose=choose,
            glance=GlancePresenter(session, services.glance, runner),
            isolation=isolation,
            preview=PreviewPresenter(session, services.submit, runner, choose.chosen),
            copies=CopiesPresenter(session, services.lookalike, runner, choose.chosen),
            data=DataPresenter(session),
            words=WordsPresenter(session),
            send=SendPresenter(session, services.submit, runner, on_sent, services.keep),
            follow=FollowPresenter(
                session, services.follow, services.withdraw, runner, services.registries, services.keep
            ),
            keep=KeepPresenter(session, services.keep, services.resume, services.registries, runner),
            sheet=SheetPresenter(session),
            receipt=ReceiptPresenter(session, runner),
            updates=UpdatesPresenter(services.updates, runner),
            guide=GuidePresenter(),
        )


class Pages:
    """Every page, made when it is first shown, connected with its presenter, and handed to `placed`.

    Args:
        danger: the first one, which the window is opened with.
    """

    def __init__(
        self,
        look: Look,
        presenters: Presenters,
        pictures: PicturesModel,
        placed: Callable[[Screen, Page], None],
        danger: DangerView,
    ) -> None:
        self._look = look
        self._presenters = presenters
        self._pictures = pictures
        self._placed = placed
        self.made: dict[Screen, Page] = {}
        self.danger = self._keep(Screen.DANGER, danger)

    def at(self, screen: Screen) -> Page:
        """Return the page of a screen; make it if need be."""
        page: Page = getattr(self, screen.value)
        return page

    def language_changed(self, language: Language, minutes: int) -> None:
        """Fill in every page anew; two of them show the language and the minutes until the lock."""
        self._presenters.guide.speak(language.tag)
        for page in self.made.values():
            page.language_changed()
            if isinstance(page, DeviceView):
                page.mark(language)
            elif isinstance(page, SettingsView):
                page.draw(language, minutes)

    def _keep(self, screen: Screen, page: AnyPage) -> AnyPage:
        self.made[screen] = page
        connect(page, self._presenters)
        self._placed(screen, page)
        return page

    @cached_property
    def device(self) -> DeviceView:
        """The page of this name."""
        return self._keep(Screen.DEVICE, DeviceView(self._look))

    @cached_property
    def person(self) -> PersonView:
        """The page of this name."""
        return self._keep(Screen.PERSON, PersonView(self._look))

    @cached_property
    def registry(self) -> RegistryView:
        """The page of this name."""
        return self._keep(Screen.REGISTRY, RegistryView(self._look, self._presenters.registry.state.offers))

    @cached_property
    def handover(self) -> HandoverView:
        """The page of this name."""
        return self._keep(Screen.HANDOVER, HandoverView(self._look))

    @cached_property
    def resume(self) -> ResumeView:
        """The page of this name."""
        return self._keep(Screen.RESUME, ResumeView(self._look))

    @cached_property
    def choose(self) -> ChooseView:
        """The page of this name."""
        return self._keep(Screen.CHOOSE, ChooseView(self._look, self._pictures))

    @cached_property
    def note(self) -> NoteView:
        """The page of this name."""
        return self._keep(Screen.NOTE, NoteView(self._look))

    @cached_property
    def preview(self) -> PreviewView:
        """The page of this name."""
        return self._keep(Screen.PREVIEW, PreviewView(self._look))

    @cached_property
    def data(self) -> DataView:
        """The page of this name."""
        return self._keep(Screen.DATA, DataView(self._look))

    @cached_property
    def words(self) -> WordsView:
        """The page of this name."""
        return self._keep(Screen.WORDS, WordsView(self._look))

    @cached_property
    def confirm(self) -> ConfirmView:
        """The page of this name."""
        return self._keep(Screen.CONFIRM, ConfirmView(self._look))

    @cached_property
    def send(self) -> SendView:
        """The page of this name."""
        return self._keep(Screen.SEND, SendView(self._look))

    @cached_property
    def follow(self) -> FollowView:
        """The page of this name."""
        return self._keep(Screen.FOLLOW, FollowView(self._look))

    @cached_property
    def sheet(self) -> SheetView:
        """The page of this name."""
        return self._keep(Screen.SHEET, SheetView(self._look))

    @cached_property
    def help(self) -> HelpView:
        """The page of this name."""
        return self._keep(Screen.HELP, HelpView(self._look))

    @cached_property
    def guide(self) -> GuideView:
        """The page of this name."""
        return self._keep(Screen.GUIDE, GuideView(self._look))

    @cached_property
    def settings(self) -> SettingsView:
        """The page of this name."""
        return self._keep(Screen.SETTINGS, SettingsView(self._look))

    @cached_property
    def pause(self) -> PauseView:
        """The page of this name."""
        return self._keep(Screen.BREAK, PauseView(self._look))

    @cached_property
    def keep(self) -> KeepingView:
        """The page of this name."""
        return self._keep(Screen.KEEP, KeepingView(self._look))

    @cached_property
    def unlock(self) -> UnlockView:
        """The page of this name."""
        return self._keep(Screen.UNLOCK, UnlockView(self._look))

    @cached_property
    def cases(self) -> CasesView:
        """The page of this name."""
        return self._keep(Screen.CASES, CasesView(self._look))


def connect(page: Page, presenters: Presenters) -> None:
    """Let a page draw what its presenter says, and the presenter hear what the page reports."""
    match page:
        case PersonView():
            presenters.person.listen(page.draw)
            page.who_chosen.connect(presenters.person.choose_who)
            page.agreed.connect(presenters.person.agree)
            page.age_chosen.connect(presenters.person.choose_age)
        case RegistryView():
            presenters.registry.listen(page.draw)
            page.chosen.connect(presenters.registry.choose)
            page.typed.connect(presenters.registry.type)
            page.connect_pressed.connect(presenters.registry.connect)
            page.trusted.connect(presenters.registry.trust)
        case HandoverView():
            presenters.handover.listen(page.draw)
            page.country_chosen.connect(presenters.handover.choose_country)
        case NoteView():
            presenters.note.listen(page.draw)
            page.written.connect(presenters.note.write)
            page.risk_understood.connect(presenters.note.understand_risk)
        case ResumeView():
            presenters.resume.listen(page.draw)
            page.typed.connect(presenters.resume.typed)
        case ChooseView():
            presenters.choose.listen(page.draw)
            page.door_chosen.connect(presenters.choose.choose_door)
            page.added.connect(presenters.choose.add)
            page.pasted.connect(presenters.choose.paste)
            page.unusable.connect(presenters.choose.unusable)
            presenters.glance.listen(page.draw_glance)
            page.glance_wanted.connect(presenters.glance.hold)
            page.glance_ended.connect(presenters.glance.release)
            page.practice_wanted.connect(presenters.choose.add_practice_pictures)
            page.paused.connect(presenters.choose.pause)
            page.stopped.connect(presenters.choose.stop)
            page.removed.connect(presenters.choose.remove)
            page.tidied.connect(presenters.choose.remove_refused)
            page.weaker_accepted.connect(presenters.isolation.accept)
            page.checked_again.connect(presenters.isolation.check)
        case PreviewView():
            presenters.preview.listen(page.draw)
            presenters.copies.listen(page.draw_copies)
        case HelpView():
            presenters.isolation.listen(page.draw)
        case GuideView():
            presenters.guide.listen(page.draw)
            page.chapter_wanted.connect(presenters.guide.turn_to)
            page.link_followed.connect(presenters.guide.follow)
            page.onward.connect(presenters.guide.next)
        case SettingsView():
            presenters.updates.listen(page.updates.draw)
            page.updates.look_pressed.connect(presenters.updates.check)
        case DataView():
            presenters.data.listen(page.draw)
            page.document_chosen.connect(presenters.data.show)
            page.exact_chosen.connect(presenters.data.show_exact)
        case WordsView():
            presenters.words.listen(page.draw)
            page.language_chosen.connect(presenters.words.choose_language)
            page.risk_understood.connect(presenters.words.understand_risk)
            page.written.connect(presenters.words.write_down)
        case ConfirmView():
            presenters.words.listen(page.draw)
        case SendView():
            presenters.send.listen(page.draw)
            page.consented.connect(presenters.send.consent)
            page.send_pressed.connect(presenters.send.send)
        case FollowView():
            presenters.follow.listen(page.draw)
            presenters.receipt.listen(page.draw_receipt)
            page.check_pressed.connect(presenters.follow.check)
            page.take_back_one.connect(presenters.follow.ask_one)
            page.take_back_all.connect(presenters.follow.ask_all)
            page.confirmed.connect(presenters.follow.take_back)
            page.kept.connect(presenters.follow.keep)
        case SheetView():
            presenters.sheet.listen(page.draw)
            page.words_wanted.connect(presenters.sheet.ask_words)
            page.language_chosen.connect(presenters.sheet.choose_language)
            page.risk_understood.connect(presenters.sheet.understand_risk)
        case PauseView():
            presenters.keep.listen(page.draw)
            page.form.typed.connect(presenters.keep.typed)
            page.form.checked.connect(presenters.keep.check)
            page.form.chosen.connect(presenters.keep.turn_on)
            page.yes.connect(presenters.keep.answer_yes)
            page.no.connect(presenters.keep.answer_no)
        case KeepingView():
            presenters.keep.listen(page.draw)
            for form in (page.form, page.new):
                form.typed.connect(presenters.keep.typed)
                form.checked.connect(presenters.keep.check)
            page.form.chosen.connect(presenters.keep.turn_on)
            page.change.connect(presenters.keep.change)
            page.wipe.connect(lambda: presenters.keep.ask(Question.WIPE))
            page.yes.connect(presenters.keep.answer_yes)
            page.no.connect(presenters.keep.answer_no)
        case UnlockView():
            presenters.keep.listen(page.draw)
            page.told.connect(presenters.keep.unlock)
            page.forgotten.connect(lambda: presenters.keep.ask(Question.WIPE))
            page.wipe.connect(presenters.keep.answer_yes)
            page.keep.connect(presenters.keep.answer_no)
        case CasesView():
            presenters.keep.listen(page.draw)
            page.opened.connect(presenters.keep.open_case)
            page.finish.connect(presenters.keep.finish)
        case _:
            pass
