"""Every presenter and every page, made once and put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stillmark.gui.components.page import Page
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.presenters.base import Runner
from stillmark.gui.presenters.choose import ChoosePresenter
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.follow import FollowPresenter
from stillmark.gui.presenters.person import PersonPresenter
from stillmark.gui.presenters.preview import DataPresenter, PreviewPresenter
from stillmark.gui.presenters.registry import RegistryPresenter
from stillmark.gui.presenters.resume import ResumePresenter
from stillmark.gui.presenters.send import SendPresenter
from stillmark.gui.presenters.words import WordsPresenter
from stillmark.gui.session import Session
from stillmark.gui.theme import Look
from stillmark.gui.views.choose import ChooseView
from stillmark.gui.views.confirm import ConfirmView
from stillmark.gui.views.danger import DangerView
from stillmark.gui.views.data import DataView
from stillmark.gui.views.device import DeviceView
from stillmark.gui.views.follow import FollowView
from stillmark.gui.views.handover import HandoverView
from stillmark.gui.views.help import HelpView
from stillmark.gui.views.person import PersonView
from stillmark.gui.views.preview import PreviewView
from stillmark.gui.views.registry import RegistryView
from stillmark.gui.views.resume import ResumeView
from stillmark.gui.views.send import SendView
from stillmark.gui.views.settings import SettingsView
from stillmark.gui.views.words import WordsView
from stillmark.services.bundle import Services


@dataclass(frozen=True, slots=True)
class Presenters:
    """The logic of every screen that has some."""

    person: PersonPresenter
    registry: RegistryPresenter
    resume: ResumePresenter
    choose: ChoosePresenter
    preview: PreviewPresenter
    data: DataPresenter
    words: WordsPresenter
    send: SendPresenter
    follow: FollowPresenter

    @classmethod
    def build(
        cls,
        services: Services,
        session: Session,
        runner: Runner,
        pictures: PicturesModel,
        *,
        configured: tuple[str, ...],
        initial_paths: tuple[Path, ...],
        on_sent: Callable[[], None],
    ) -> Presenters:
        """Give each presenter the services it needs."""
        choose = ChoosePresenter(session, services.fingerprint, runner, pictures, initial_paths)
        return cls(
            person=PersonPresenter(session),
            registry=RegistryPresenter(session, services.registries, runner, configured),
            resume=ResumePresenter(session),
            choose=choose,
            preview=PreviewPresenter(session, services.submit, runner, choose.chosen),
            data=DataPresenter(session),
            words=WordsPresenter(session),
            send=SendPresenter(session, services.submit, runner, on_sent),
            follow=FollowPresenter(session, services.follow, services.withdraw, runner),
        )


class Pages:
    """Every page, connected with its presenter: what it draws, and what it reports."""

    def __init__(self, look: Look, presenters: Presenters, pictures: PicturesModel) -> None:
        self.danger = DangerView(look)
        self.device = DeviceView(look)
        self.person = PersonView(look)
        self.registry = RegistryView(look, presenters.registry.state.offers)
        self.handover = HandoverView(look)
        self.resume = ResumeView(look)
        self.choose = ChooseView(look, pictures)
        self.preview = PreviewView(look)
        self.data = DataView(look)
        self.words = WordsView(look)
        self.confirm = ConfirmView(look)
        self.send = SendView(look)
        self.follow = FollowView(look)
        self.help = HelpView(look)
        self.settings = SettingsView(look)
        self.by_screen: dict[Screen, Page] = {screen: getattr(self, screen.value) for screen in Screen}
        self._connect_start(presenters)
        self._connect_middle(presenters)
        self._connect_end(presenters)

    def _connect_start(self, presenters: Presenters) -> None:
        presenters.person.listen(self.person.draw)
        self.person.who_chosen.connect(presenters.person.choose_who)
        self.person.agreed.connect(presenters.person.agree)
        self.person.age_chosen.connect(presenters.person.choose_age)
        presenters.registry.listen(self.registry.draw)
        self.registry.chosen.connect(presenters.registry.choose)
        self.registry.typed.connect(presenters.registry.type)
        self.registry.connect_pressed.connect(presenters.registry.connect)
        self.registry.trusted.connect(presenters.registry.trust)
        presenters.resume.listen(self.resume.draw)
        self.resume.typed.connect(presenters.resume.typed)

    def _connect_middle(self, presenters: Presenters) -> None:
        presenters.choose.listen(self.choose.draw)
        self.choose.door_chosen.connect(presenters.choose.choose_door)
        self.choose.added.connect(presenters.choose.add)
        self.choose.practice_wanted.connect(presenters.choose.add_practice_pictures)
        self.choose.paused.connect(presenters.choose.pause)
        self.choose.stopped.connect(presenters.choose.stop)
        self.choose.removed.connect(presenters.choose.remove)
        self.choose.tidied.connect(presenters.choose.remove_refused)
        presenters.preview.listen(self.preview.draw)
        presenters.data.listen(self.data.draw)
        self.data.document_chosen.connect(presenters.data.show)
        self.data.exact_chosen.connect(presenters.data.show_exact)

    def _connect_end(self, presenters: Presenters) -> None:
        presenters.words.listen(self.words.draw)
        presenters.words.listen(self.confirm.draw)
        self.words.language_chosen.connect(presenters.words.choose_language)
        self.words.risk_understood.connect(presenters.words.understand_risk)
        self.words.written.connect(presenters.words.write_down)
        presenters.send.listen(self.send.draw)
        self.send.consented.connect(presenters.send.consent)
        self.send.send_pressed.connect(presenters.send.send)
        presenters.follow.listen(self.follow.draw)
        self.follow.check_pressed.connect(presenters.follow.check)
        self.follow.take_back_one.connect(presenters.follow.ask_one)
        self.follow.take_back_all.connect(presenters.follow.ask_all)
        self.follow.confirmed.connect(presenters.follow.take_back)
        self.follow.kept.connect(presenters.follow.keep)
