"""Each consent has its own test: closed without it, open with it, closed again when it is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gui.fakes import ADDRESS, INFO, PROCESS, ROOT_KEY, World, case_item, hashed
from gui.immediate import HeldRunner
from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import PlatformState
from stillmark.domain.errors import PassphraseWrong, RegistryUnreachable
from stillmark.domain.kept import KeepState, WaitingMessage
from stillmark.gui.models.pictures import PicturesModel
from stillmark.gui.presenters.choose import ChoosePresenter
from stillmark.gui.presenters.follow import FollowPresenter
from stillmark.gui.presenters.isolation import IsolationPresenter
from stillmark.gui.presenters.keep import KeepPresenter, Question
from stillmark.gui.presenters.person import PersonPresenter
from stillmark.gui.presenters.registry import RegistryPresenter
from stillmark.gui.presenters.send import SendPresenter
from stillmark.gui.presenters.words import WordsPresenter
from stillmark.gui.session import Age, Session, Who
from stillmark.gui.wording.pictures import row_words
from stillmark.services.access import CaseAccess, WordLanguage
from stillmark.services.submit import SubmissionItem


@pytest.fixture
def runner() -> HeldRunner:
    return HeldRunner()


@pytest.fixture
def ready(world: World) -> Session:
    """A session with everything prepared; nothing consented."""
    session = Session(age=Age.OVER_18, who=Who.MYSELF)
    session.registry = world.directory.connect(ADDRESS)
    session.access = CaseAccess.new()
    items = [SubmissionItem(hashed(Path("a.jpg")), Kind.INTIMATE)]
    session.prepared = world.submit.prepare(session.registry, session.access, Eligibility.ADULT, items)
    return session


def sender(session: Session, world: World, runner: HeldRunner) -> SendPresenter:
    services = world.services()
    presenter = SendPresenter(session, services.submit, runner, lambda: None, services.keep)
    runner.do(presenter.enter)
    return presenter


def test_nothing_is_sent_without_consent_to_send(ready: Session, world: World, runner: HeldRunner) -> None:
    ready.words_confirmed = True
    presenter = sender(ready, world, runner)
    runner.do(presenter.send)
    assert world.submit.sent == []
    presenter.consent(True)
    presenter.consent(False)
    runner.do(presenter.send)
    assert world.submit.sent == []
    presenter.consent(True)
    runner.do(presenter.send)
    assert len(world.submit.sent) == 1


def test_consent_counts_for_one_sending_only(ready: Session, world: World, runner: HeldRunner) -> None:
    ready.words_confirmed = True
    presenter = sender(ready, world, runner)
    presenter.consent(True)
    runner.do(presenter.enter)
    assert not presenter.state.can_send
    presenter.consent(True)
    runner.do(presenter.send)
    assert len(world.submit.sent) == 1
    assert not presenter.state.consented


def test_nothing_is_sent_before_words_are_confirmed(ready: Session, world: World, runner: HeldRunner) -> None:
    presenter = sender(ready, world, runner)
    presenter.consent(True)
    runner.do(presenter.send)
    assert world.submit.sent == []
    words = WordsPresenter(ready, pick=lambda: (1, 5, 12))
    words.enter()
    shown = words.state.words
    words.ask()
    assert not words.check([shown[0], shown[4], "wrong"])
    runner.do(presenter.send)
    assert world.submit.sent == []
    assert words.check([shown[0], shown[4], shown[11]])
    runner.do(presenter.send)
    assert len(world.submit.sent) == 1


def test_words_that_were_never_asked_for_are_not_confirmed(ready: Session) -> None:
    presenter = WordsPresenter(ready)
    presenter.enter()
    assert not presenter.check([])
    assert not ready.words_confirmed


def test_confirmed_words_count_for_their_case_alone(ready: Session) -> None:
    ready.words_confirmed = True
    ready.drop_keys()
    assert not ready.words_confirmed


def test_a_case_is_kept_before_its_first_message_leaves(
    ready: Session, world: World, runner: HeldRunner
) -> None:
    world.keep.turn_on(bytearray(WORDS.encode()))
    ready.words_confirmed = True
    world.submit.error = RegistryUnreachable()
    presenter = sender(ready, world, runner)
    presenter.consent(True)
    runner.do(presenter.send)
    assert world.submit.sent == []
    assert ready.access is not None
    assert [case.case_id for case in world.keep.cases()] == [ready.access.case_id]


def test_one_does_not_go_on_without_the_agreement_of_the_person_who_is_helped() -> None:
    presenter = PersonPresenter(Session())
    presenter.choose_age(Age.OVER_18)
    presenter.choose_who(Who.ASSISTING)
    assert not presenter.state.can_continue
    presenter.agree(True)
    assert presenter.state.can_continue
    presenter.agree(False)
    assert not presenter.state.can_continue


def test_the_agreement_of_someone_else_is_not_asked_of_oneself() -> None:
    presenter = PersonPresenter(Session())
    presenter.choose_who(Who.MYSELF)
    presenter.choose_age(Age.OVER_18)
    assert presenter.state.can_continue
    assert not presenter.state.ask_agreement


def test_a_first_seen_registry_is_used_only_when_trusted(world: World, runner: HeldRunner) -> None:
    world.directory.info = replace(INFO, first_seen=True)
    session = Session(age=Age.OVER_18)
    presenter = RegistryPresenter(session, world.services().registries, runner, ())
    presenter.type("http://127.0.0.1:1")
    runner.do(presenter.connect)
    assert not presenter.accept()
    presenter.trust(True)
    presenter.trust(False)
    assert not presenter.accept()
    assert session.registry is None
    presenter.trust(True)
    assert presenter.accept()
    assert session.registry is not None


def test_words_can_be_copied_only_after_the_risk_is_understood(ready: Session) -> None:
    presenter = WordsPresenter(ready)
    presenter.enter()
    assert presenter.text() == ""
    presenter.understand_risk(True)
    assert len(presenter.text().split()) == 12
    presenter.understand_risk(False)
    assert presenter.text() == ""


def test_nothing_is_taken_back_without_a_yes(ready: Session, world: World, runner: HeldRunner) -> None:
    world.follow.items = (case_item("1" * 32, PlatformState.COLLECTED),)
    services = world.services()
    presenter = FollowPresenter(
        ready, services.follow, services.withdraw, runner, services.registries, services.keep
    )
    runner.do(presenter.enter)
    runner.do(presenter.take_back)
    presenter.ask_one("1" * 32)
    presenter.keep()
    runner.do(presenter.take_back)
    presenter.ask_all()
    presenter.keep()
    runner.do(presenter.take_back)
    assert world.withdraw.asked == []
    presenter.ask_one("1" * 32)
    runner.do(presenter.take_back)
    presenter.ask_all()
    runner.do(presenter.take_back)
    assert world.withdraw.asked == [("1" * 32,), None]


def keeper(session: Session, world: World, runner: HeldRunner) -> KeepPresenter:
    services = world.services()
    return KeepPresenter(session, services.keep, services.resume, services.registries, runner)


WORDS = "four words that count"


def test_nothing_is_kept_unless_the_person_turned_it_on_with_a_passphrase_that_was_shown(
    ready: Session, world: World, runner: HeldRunner
) -> None:
    ready.words_confirmed = True
    presenter = sender(ready, world, runner)
    presenter.consent(True)
    runner.do(presenter.send)
    keep = keeper(ready, world, runner)
    keep.enter(WordLanguage.ENGLISH)
    runner.do(keep.turn_on, WORDS)
    keep.check(True)
    keep.check(False)
    runner.do(keep.turn_on, WORDS)
    keep.check(True)
    keep.typed()
    runner.do(keep.turn_on, WORDS)
    assert world.keep.folder is not None
    assert not world.keep.folder.exists()
    keep.check(True)
    runner.do(keep.turn_on, WORDS)
    assert world.keep.state is KeepState.OPEN
    assert [case.case_id for case in keep.state.cases] == [ready.access.case_id if ready.access else ""]


def test_a_case_whose_words_were_not_confirmed_is_not_kept(
    ready: Session, world: World, runner: HeldRunner
) -> None:
    keep = keeper(ready, world, runner)
    keep.check(True)
    runner.do(keep.turn_on, WORDS)
    assert world.keep.cases() == ()


def test_the_passphrase_is_changed_only_to_one_that_was_shown(
    ready: Session, world: World, runner: HeldRunner
) -> None:
    world.keep.turn_on(bytearray(WORDS.encode()))
    keep = keeper(ready, world, runner)
    runner.do(keep.change, WORDS, "quite another four words")
    world.keep.lock()
    world.keep.unlock(bytearray(WORDS.encode()))
    keep.check(True)
    runner.do(keep.change, WORDS, "quite another four words")
    world.keep.lock()
    with pytest.raises(PassphraseWrong):
        world.keep.unlock(bytearray(WORDS.encode()))


def test_nothing_is_wiped_without_a_yes(ready: Session, world: World, runner: HeldRunner) -> None:
    world.keep.turn_on(bytearray(WORDS.encode()))
    keep = keeper(ready, world, runner)
    runner.do(keep.answer_yes)
    keep.ask(Question.WIPE)
    keep.answer_no()
    runner.do(keep.answer_yes)
    keep.ask(Question.WIPE)
    keep.leave()
    runner.do(keep.answer_yes)
    assert world.keep.state is KeepState.OPEN
    keep.ask(Question.WIPE)
    runner.do(keep.answer_yes)
    assert world.keep.state is KeepState.OFF


def test_no_case_is_taken_off_this_computer_without_a_yes(
    ready: Session, world: World, runner: HeldRunner
) -> None:
    world.keep.turn_on(bytearray(WORDS.encode()))
    ready.words_confirmed = True
    ready.keep_in(world.keep)
    keep = keeper(ready, world, runner)
    runner.do(keep.refresh)
    keep.ask(Question.FORGET)
    keep.answer_no()
    runner.do(keep.answer_yes)
    assert len(world.keep.cases()) == 1
    keep.ask(Question.FORGET)
    runner.do(keep.answer_yes)
    assert world.keep.cases() == ()


def test_what_waits_is_never_sent_by_unlocking_alone(
    ready: Session, world: World, runner: HeldRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.keep.turn_on(bytearray(WORDS.encode()))
    ready.words_confirmed = True
    ready.keep_in(world.keep)
    cases = tuple(replace(case, waiting=1) for case in world.keep.cases())
    world.keep.lock()
    world.resume.messages = (WaitingMessage("1" * 32, ROOT_KEY, "", "submission", ()),)
    monkeypatch.setattr(world.keep, "cases", lambda: cases)
    keep = keeper(ready, world, runner)
    runner.do(keep.finish)
    runner.do(keep.unlock, WORDS)
    runner.do(keep.open_case, keep.state.cases[0].case_id)
    assert keep.state.waiting == 1
    assert world.resume.finished == []
    runner.do(keep.finish)
    assert world.resume.finished == [ROOT_KEY], "the button does"


def test_changing_the_language_of_the_words_asks_to_write_them_down_again(ready: Session) -> None:
    presenter = WordsPresenter(ready, pick=lambda: (1, 2, 3))
    presenter.enter()
    english = presenter.state.words
    presenter.write_down(True)
    presenter.ask()
    assert presenter.check(english[:3])
    presenter.choose_language(WordLanguage.KOREAN)
    assert not presenter.state.written
    assert not ready.words_confirmed


def test_pictures_are_opened_with_less_protection_only_when_the_person_accepts_that(
    ready: Session, world: World, runner: HeldRunner, qapp: object
) -> None:
    world.isolation.report = PROCESS
    services = world.services()
    isolation = IsolationPresenter(services.isolation, runner)
    rows = PicturesModel(row_words)
    choose = ChoosePresenter(ready, services.fingerprint, runner, rows, isolation, services.submit)
    runner.do(isolation.check)
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg")])
    runner.do(choose.paste, b"png", "pasted.jpg")
    assert world.fingerprints.runs == []
    isolation.accept(True)
    isolation.accept(False)
    assert not isolation.state.may_open
    isolation.accept(True)
    runner.release()
    assert len(world.fingerprints.runs) == 2
    isolation.accept(False)
    runner.do(choose.add, [Path("b.jpg")])
    assert len(world.fingerprints.runs) == 2
