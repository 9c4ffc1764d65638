"""The logic of each screen, without a screen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.fakes import ADDRESS, FAILING, INFO, WHEN, World, case_item, hashed
from gui.immediate import HeldRunner
from stillmark.domain.answers import Eligibility, Kind
from stillmark.domain.case import PlatformState
from stillmark.domain.errors import IsolationFault, RegistryUnreachable, ReplyNotVerified, StillmarkError
from stillmark.domain.media import Hashed, Refused
from stillmark.gui.presenters.choose import ChoosePresenter, Notice
from stillmark.gui.presenters.copies import TRIED_AT_MOST, CopiesPresenter, Grade
from stillmark.gui.presenters.flow import Flow, Screen
from stillmark.gui.presenters.follow import FollowPresenter, aggregate
from stillmark.gui.presenters.isolation import IsolationPresenter, Shelter
from stillmark.gui.presenters.person import PersonPresenter
from stillmark.gui.presenters.picture_list import PictureRow
from stillmark.gui.presenters.preview import DataPresenter, PreviewPresenter
from stillmark.gui.presenters.registry import RegistryPresenter, Source
from stillmark.gui.presenters.resume import ResumePresenter
from stillmark.gui.presenters.send import SendPresenter, SendState
from stillmark.gui.presenters.words import WordsPresenter
from stillmark.gui.session import Age, PracticeInfo, Session, Who
from stillmark.services.access import CaseAccess, WordLanguage
from stillmark.services.submit import SubmissionItem
from takedown_hashing.vocabulary import Edit
from takedown_protocol.errors import SecretWiped


class PlainList:
    """A list of rows without Qt."""

    def __init__(self) -> None:
        self.rows: list[PictureRow] = []

    def append(self, rows: Sequence[PictureRow]) -> None:
        self.rows += rows

    def remove(self, indexes: Sequence[int]) -> None:
        self.rows = [row for index, row in enumerate(self.rows) if index not in set(indexes)]

    def update(self, rows: Sequence[PictureRow]) -> None:
        self.rows = list(rows)

    def clear(self) -> None:
        self.rows = []


@pytest.fixture
def runner() -> HeldRunner:
    return HeldRunner()


@pytest.fixture
def session(world: World) -> Session:
    session = Session(age=Age.OVER_18, who=Who.MYSELF)
    session.registry = world.directory.connect(ADDRESS)
    return session


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def choose(session: Session, world: World, runner: HeldRunner, clock: Clock) -> ChoosePresenter:
    services = world.services()
    isolation = IsolationPresenter(services.isolation, runner)
    runner.do(isolation.check)
    return ChoosePresenter(
        session, services.fingerprint, runner, PlainList(), isolation, services.submit, clock=clock
    )


# --- the way


@pytest.mark.parametrize(
    ("opened", "resuming", "here", "behind"),
    [
        (False, False, Screen.DEVICE, Screen.DANGER),
        (False, False, Screen.PERSON, Screen.DEVICE),
        (False, False, Screen.REGISTRY, Screen.PERSON),
        (False, True, Screen.REGISTRY, Screen.DEVICE),
        (False, True, Screen.RESUME, Screen.REGISTRY),
        (False, False, Screen.CHOOSE, Screen.REGISTRY),
        (True, False, Screen.CHOOSE, Screen.FOLLOW),
        (True, False, Screen.PERSON, Screen.FOLLOW),
        (False, False, Screen.PREVIEW, Screen.CHOOSE),
        (False, False, Screen.DATA, Screen.PREVIEW),
        (False, False, Screen.WORDS, Screen.PREVIEW),
        (False, False, Screen.CONFIRM, Screen.WORDS),
        (False, False, Screen.SEND, Screen.PREVIEW),
        (True, False, Screen.FOLLOW, Screen.DEVICE),
    ],
)
def test_back_leads_where_one_came_from(opened: bool, resuming: bool, here: Screen, behind: Screen) -> None:
    flow = Flow(Session(opened=opened, resuming=resuming))
    flow.go(here)
    flow.back()
    assert flow.state.screen is behind


def test_help_and_settings_return_to_the_page_beneath_and_keep_its_step() -> None:
    flow = Flow(Session())
    flow.go(Screen.PREVIEW)
    flow.go(Screen.HELP)
    assert flow.state.step == 2
    flow.go(Screen.SETTINGS)
    flow.back()
    assert flow.state.screen is Screen.PREVIEW


def test_back_from_help_leads_to_the_case_when_it_was_sent_meanwhile() -> None:
    session = Session()
    flow = Flow(session)
    flow.go(Screen.SEND)
    flow.go(Screen.HELP)
    session.opened = True
    flow.back()
    assert flow.state.screen is Screen.FOLLOW


def test_handover_returns_to_the_question_it_came_from() -> None:
    flow = Flow(Session())
    for screen in (Screen.PERSON, Screen.REGISTRY):
        flow.go(screen)
        flow.go(Screen.HANDOVER)
        flow.back()
        assert flow.state.screen is screen


# --- person


@pytest.mark.parametrize(
    ("age", "eligibility"),
    [
        (Age.UNDER_18, Eligibility.MINOR),
        (Age.NOT_SURE, Eligibility.MINOR),
        (Age.EIGHTEEN, Eligibility.ADULT),
        (Age.OVER_18, Eligibility.ADULT),
    ],
)
def test_not_sure_takes_the_more_careful_way(age: Age, eligibility: Eligibility) -> None:
    assert age.eligibility is eligibility


def test_assisting_a_child_leads_to_a_helpline_first() -> None:
    presenter = PersonPresenter(Session())
    presenter.choose_who(Who.ASSISTING)
    presenter.choose_age(Age.UNDER_18)
    assert presenter.state.helpline_first
    presenter.choose_who(Who.MYSELF)
    assert not presenter.state.helpline_first
    assert presenter.state.careful


# --- registry


def test_practice_offers_nothing_but_the_practice_registry(world: World, runner: HeldRunner) -> None:
    session = Session(practice=PracticeInfo(ADDRESS))
    presenter = RegistryPresenter(session, world.services().registries, runner, ("https://other.example#x",))
    assert [offer.source for offer in presenter.state.offers] == [Source.PRACTICE]


def test_a_registry_is_used_only_after_it_was_verified(world: World, runner: HeldRunner) -> None:
    session = Session(age=Age.OVER_18)
    presenter = RegistryPresenter(session, world.services().registries, runner, (ADDRESS,))
    assert not presenter.state.can_continue
    presenter.connect()
    assert presenter.state.connecting
    assert not presenter.state.can_connect
    runner.release()
    assert presenter.state.described is not None
    assert presenter.accept()
    assert session.registry is not None
    assert world.directory.asked == [ADDRESS]


def test_an_answer_for_an_address_that_was_changed_meanwhile_is_dropped(
    world: World, runner: HeldRunner
) -> None:
    presenter = RegistryPresenter(Session(age=Age.OVER_18), world.services().registries, runner, ())
    presenter.type(ADDRESS)
    presenter.connect()
    presenter.type("https://elsewhere.example")
    runner.release()
    assert presenter.state.described is None
    assert not presenter.accept()


def test_a_registry_that_does_not_serve_the_age_is_not_used(world: World, runner: HeldRunner) -> None:
    world.directory.info = replace(INFO, serves=(Eligibility.ADULT,))
    presenter = RegistryPresenter(Session(age=Age.NOT_SURE), world.services().registries, runner, (ADDRESS,))
    runner.do(presenter.connect)
    assert not presenter.state.serves
    assert not presenter.accept()


def test_a_failed_connection_says_why_and_can_be_tried_again(world: World, runner: HeldRunner) -> None:
    world.directory.error = RegistryUnreachable()
    presenter = RegistryPresenter(Session(age=Age.OVER_18), world.services().registries, runner, (ADDRESS,))
    runner.do(presenter.connect)
    assert isinstance(presenter.state.error, RegistryUnreachable)
    world.directory.error = None
    runner.do(presenter.connect)
    assert presenter.state.error is None
    assert presenter.state.can_continue


# --- words of an existing case


def test_words_open_the_case_they_belong_to() -> None:
    access = CaseAccess.new()
    session = Session()
    presenter = ResumePresenter(session)
    presenter.typed("one two")
    assert presenter.state.count == 2
    assert not presenter.open("one two")
    assert presenter.state.error is not None
    assert session.access is None
    assert presenter.open(access.words(WordLanguage.KOREAN))
    assert session.access is not None
    assert session.access.case_id == access.case_id
    assert session.words_confirmed


# --- choose


def test_files_are_taken_in_only_after_a_door_was_chosen(choose: ChoosePresenter, runner: HeldRunner) -> None:
    runner.do(choose.add, [Path("a.jpg")])
    assert choose.state.total == 0
    choose.choose_door(Kind.FABRICATED)
    runner.do(choose.add, [Path("a.jpg")])
    assert [item.kind for item in choose.chosen()] == [Kind.FABRICATED]


def test_files_named_at_the_start_wait_for_a_door(session: Session, world: World, runner: HeldRunner) -> None:
    initial = (Path("a.jpg"), Path("b.jpg"))
    services = world.services()
    isolation = IsolationPresenter(services.isolation, runner)
    runner.do(isolation.check)
    choose = ChoosePresenter(
        session, services.fingerprint, runner, PlainList(), isolation, services.submit, initial
    )
    assert choose.state.waiting == 2
    runner.do(choose.choose_door, Kind.INTIMATE)
    assert (choose.state.waiting, choose.state.ready) == (0, 2)


def test_counts_tell_ready_refused_and_weak(choose: ChoosePresenter, runner: HeldRunner) -> None:
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg"), Path("damaged.jpg"), Path("flat.jpg")])
    state = choose.state
    assert (state.ready, state.refused, state.weak, state.can_continue) == (1, 1, 1, True)
    choose.remove_refused()
    assert choose.state.total == 1


def recounted(rows: Sequence[PictureRow]) -> tuple[int, int, int, int, int]:
    return (
        len(rows),
        sum(row.ready for row in rows),
        sum(isinstance(row.outcome, Refused) for row in rows),
        sum(isinstance(row.outcome, Hashed) and not row.ready for row in rows),
        sum(row.kind is Kind.FABRICATED for row in rows),
    )


NAMES = ("a.jpg", "b.jpg", "flat.jpg", "flat2.jpg", "damaged.jpg", "damaged2.jpg", "c.jpg")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("add"), st.sampled_from(list(Kind)), st.lists(st.sampled_from(NAMES))),
            st.tuples(st.just("remove"), st.lists(st.integers(-1, 9))),
            st.sampled_from([("tidy",), ("clear",), ("enter",), ("another registry",)]),
        ),
        max_size=12,
    )
)
def test_counts_kept_up_are_those_of_a_full_recount(steps: list[tuple]) -> None:
    world, runner, rows = World(), HeldRunner(), PlainList()
    session = Session(age=Age.OVER_18, who=Who.MYSELF, registry=world.directory.connect(ADDRESS))
    services = world.services()
    isolation = IsolationPresenter(services.isolation, runner)
    runner.do(isolation.check)
    choose = ChoosePresenter(session, services.fingerprint, runner, rows, isolation, services.submit)
    for what, *told in steps:
        if what == "add":
            choose.choose_door(told[0])
            runner.do(choose.add, [Path(name) for name in told[1]])
        elif what == "remove":
            choose.remove(told[0])
        elif what == "tidy":
            choose.remove_refused()
        elif what == "clear":
            choose.clear()
        else:
            if what == "another registry":
                session.registry = None if session.registry else world.directory.connect(ADDRESS)
            choose.enter()
        state = choose.state
        counted = (state.total, state.ready, state.refused, state.weak, state.made)
        assert counted == recounted(rows.rows)
    before = choose.state.total
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [row.outcome.path for row in rows.rows])
    assert choose.state.total == before, "what is in the list is known"


def test_rows_are_judged_anew_only_for_another_registry(
    choose: ChoosePresenter, runner: HeldRunner, session: Session, world: World
) -> None:
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg"), Path("b.jpg")])
    asked: list[Hashed] = []
    sendable = choose._submit.sendable
    choose._submit.sendable = lambda picture, registry: (
        bool(asked.append(picture))
        or sendable(  # type: ignore[method-assign]
            picture, registry
        )
    )
    choose.enter()
    assert asked == []
    session.registry = world.directory.connect(ADDRESS)
    choose.enter()
    choose.enter()
    assert len(asked) == 2


def test_a_file_added_twice_is_in_the_list_once(choose: ChoosePresenter, runner: HeldRunner) -> None:
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg")])
    runner.do(choose.add, [Path("a.jpg"), Path("b.jpg")])
    assert (choose.state.ready, choose.state.repeated, choose.state.notice) == (2, 1, Notice.REPEATED)
    choose.remove([0])
    runner.do(choose.add, [Path("a.jpg")])
    assert choose.state.ready == 2


def test_time_left_follows_from_the_pace(choose: ChoosePresenter, runner: HeldRunner, clock: Clock) -> None:
    choose.choose_door(Kind.INTIMATE)
    choose.add([Path("p*38")])
    task = runner.held[0]
    events: list[object] = []
    task.work(events.append)
    assert task.heard is not None
    task.heard(events[:25])
    assert choose.state.running is not None
    assert choose.state.running.seconds_left is None
    clock.now = 10.0
    choose.tell()
    assert (choose.state.running.done, choose.state.running.total) == (24, 38)
    assert choose.state.running.seconds_left == round(10 / 24 * 14)


def test_stop_keeps_what_is_done_and_counts_the_rest(choose: ChoosePresenter, runner: HeldRunner) -> None:
    choose.choose_door(Kind.INTIMATE)
    choose.add([Path("p*5")])
    choose.stop()
    runner.release()
    assert (choose.state.untried, choose.state.ready, choose.state.running) == (5, 0, None)


def test_a_second_batch_waits_for_the_first(
    choose: ChoosePresenter, runner: HeldRunner, world: World
) -> None:
    choose.choose_door(Kind.INTIMATE)
    choose.add([Path("a.jpg")])
    choose.choose_door(Kind.FABRICATED)
    choose.add([Path("b.jpg")])
    assert len(runner.held) == 1
    runner.release()
    assert [item.kind for item in choose.chosen()] == [Kind.INTIMATE, Kind.FABRICATED]


def test_a_worker_that_cannot_start_is_said_and_what_is_done_stays(
    choose: ChoosePresenter, runner: HeldRunner, world: World
) -> None:
    world.fingerprints.error = IsolationFault()
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg")])
    assert isinstance(choose.state.error, IsolationFault)
    assert choose.state.ready == 1


def test_under_eighteen_adds_one_picture_at_a_time_and_no_folder(
    session: Session, choose: ChoosePresenter, runner: HeldRunner, tmp_path: Path
) -> None:
    session.age = Age.UNDER_18
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg"), Path("b.jpg")])
    assert (choose.state.notice, choose.state.total) == (Notice.ONE_AT_A_TIME, 0)
    for many in (tmp_path, Path("many.ZIP")):
        runner.do(choose.add, [many])
        assert (choose.state.notice, choose.state.total) == (Notice.NO_FOLDER, 0)
    runner.do(choose.add, [Path("a.jpg")])
    assert choose.state.total == 1


def test_an_empty_folder_is_said(choose: ChoosePresenter, runner: HeldRunner) -> None:
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("empty*0")])
    assert choose.state.notice is Notice.NOTHING_FOUND


# --- preview and data


@pytest.fixture
def preview(session: Session, world: World, runner: HeldRunner, choose: ChoosePresenter) -> PreviewPresenter:
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg"), Path("b.jpg"), Path("flat.jpg")])
    return PreviewPresenter(session, world.services().submit, runner, choose.chosen)


def test_what_is_summed_up_is_what_is_prepared(
    preview: PreviewPresenter, session: Session, runner: HeldRunner
) -> None:
    runner.do(preview.enter)
    summary = preview.state.summary
    assert summary is not None
    assert session.prepared is not None
    assert (summary.pictures, summary.left_out, summary.fingerprints, summary.adult) == (2, 1, 10, True)
    assert summary.size == sum(map(len, session.prepared.documents))
    assert summary.case_id == session.prepared.case_id
    assert set(session.names.values()) == {"a.jpg", "b.jpg"}


def test_a_changed_list_is_prepared_anew_and_an_unchanged_one_is_not(
    preview: PreviewPresenter, session: Session, runner: HeldRunner, choose: ChoosePresenter
) -> None:
    runner.do(preview.enter)
    first, access = session.prepared, session.access
    runner.do(preview.enter)
    assert session.prepared is first
    choose.remove([0])
    assert session.prepared is None
    runner.do(preview.enter)
    assert session.prepared is not first
    assert session.access is access
    runner.do(choose.add, [Path("c.jpg")])
    assert session.prepared is None


def test_another_age_or_registry_is_prepared_anew_and_the_same_is_not(
    preview: PreviewPresenter, session: Session, world: World, runner: HeldRunner
) -> None:
    runner.do(preview.enter)
    first, person = session.prepared, PersonPresenter(session)
    registry = RegistryPresenter(session, world.services().registries, runner, (ADDRESS,))
    runner.do(registry.connect)
    assert registry.accept()
    person.choose_age(Age.OVER_18)
    assert session.prepared is first
    person.choose_age(Age.EIGHTEEN)
    assert session.prepared is None
    runner.do(preview.enter)
    world.directory.info = replace(INFO, root_key_id="cd" * 32)
    runner.do(registry.connect)
    assert session.prepared is not None
    assert registry.accept()
    assert session.prepared is None


def test_what_is_shown_is_what_was_signed(
    preview: PreviewPresenter, session: Session, world: World, runner: HeldRunner
) -> None:
    world.submit.per_message = 1
    runner.do(preview.enter)
    assert session.prepared is not None
    data = DataPresenter(session)
    data.show_exact(True)
    for index, document in enumerate(session.prepared.documents):
        data.show(index)
        assert data.state.text.encode() == document
        assert data.state.size == len(document)
    data.show_exact(False)
    assert json.loads(data.state.text) == json.loads(session.prepared.documents[-1])
    assert data.state.count == 2


def test_a_case_without_pictures_shows_no_data() -> None:
    assert DataPresenter(Session()).state.text == ""


# --- words


def test_words_are_on_the_screen_only_while_their_page_is_open(session: Session) -> None:
    session.access = CaseAccess.new()
    words = WordsPresenter(session)
    assert words.state.words == ()
    words.enter(WordLanguage.KOREAN)
    assert len(words.state.words) == 12
    assert words.state.language is WordLanguage.KOREAN
    words.ask()
    assert words.state.words == ()
    assert len(set(words.state.asked)) == 3
    assert all(1 <= position <= 12 for position in words.state.asked)


def test_answers_may_differ_in_case_and_composition(session: Session) -> None:
    import unicodedata

    session.access = CaseAccess.new()
    words = WordsPresenter(session, pick=lambda: (2, 3, 4))
    words.enter(WordLanguage.KOREAN)
    shown = words.state.words
    words.ask()
    assert words.check([f" {unicodedata.normalize('NFD', word)} " for word in shown[1:4]])
    words.choose_language(WordLanguage.ENGLISH)
    words.enter()
    english = words.state.words
    words.ask()
    assert words.check([word.upper() for word in english[1:4]])
    assert words.check(["", "", ""]) is False
    assert words.state.wrong == (2, 3, 4)


# --- send


def test_an_error_keeps_what_was_prepared_and_a_second_try_is_safe(
    preview: PreviewPresenter, session: Session, world: World, runner: HeldRunner
) -> None:
    runner.do(preview.enter)
    session.words_confirmed = True
    sent: list[bool] = []
    send = SendPresenter(session, world.services().submit, runner, lambda: sent.append(True), world.keep)
    send.enter()
    send.consent(True)
    for error in (RegistryUnreachable(), ReplyNotVerified()):
        world.submit.error = error
        runner.do(send.send)
        assert send.state.error is error
        assert session.prepared is not None
        assert send.state.can_send
    world.submit.error = None
    runner.do(send.send)
    assert sent == [True]
    assert session.opened
    assert session.prepared is None
    assert len(session.receipts) == 1


def test_pressing_send_twice_sends_once(
    preview: PreviewPresenter, session: Session, world: World, runner: HeldRunner
) -> None:
    runner.do(preview.enter)
    session.words_confirmed = True
    send = SendPresenter(session, world.services().submit, runner, lambda: None, world.keep)
    send.enter()
    send.consent(True)
    send.send()
    send.send()
    runner.release()
    assert len(world.submit.sent) == 1


@pytest.fixture
def ready(preview: PreviewPresenter, session: Session, world: World, runner: HeldRunner) -> SendPresenter:
    """Everything agreed to, nothing sent."""
    runner.do(preview.enter)
    session.words_confirmed = True
    send = SendPresenter(session, world.services().submit, runner, lambda: None, world.keep)
    send.enter()
    send.consent(True)
    return send


def test_while_it_is_prepared_it_can_be_stopped_and_nothing_was_sent(
    ready: SendPresenter, session: Session, world: World
) -> None:
    runner = HeldRunner(at_once=1)
    ready = SendPresenter(session, world.services().submit, runner, lambda: None, world.keep)
    ready.consent(True)
    world.submit.puzzles = 2
    seen: list[SendState] = []

    def stop(_prepared: object) -> None:
        seen.append(ready.state)
        assert ready.stop()

    world.submit.on_prepare = stop
    runner.do(ready.send)
    (preparing,) = seen
    assert (preparing.preparing, preparing.done, preparing.total) == (True, 0, 2)
    assert preparing.sending
    assert not preparing.can_send
    assert world.submit.left == 0
    assert world.submit.sent == []
    assert (ready.state.sending, ready.state.preparing, ready.state.error) == (False, False, None)
    assert session.prepared is not None
    assert not session.opened


def test_once_the_first_message_leaves_there_is_no_stopping_it(
    ready: SendPresenter, session: Session, world: World
) -> None:
    runner = HeldRunner(at_once=1)  # that all is prepared is not yet heard when the message leaves
    ready = SendPresenter(session, world.services().submit, runner, lambda: None, world.keep)
    ready.consent(True)
    world.submit.puzzles = 1
    stopped: list[tuple[bool, bool]] = []
    world.submit.on_send = lambda _prepared: stopped.append((ready.state.preparing, ready.stop()))
    runner.do(ready.send)
    assert stopped == [(True, False)]
    assert session.opened
    assert not ready.state.preparing
    assert ready.stop(), "nothing is being sent any more"


def test_a_registry_that_asks_too_much_is_told_before_sending(ready: SendPresenter, world: World) -> None:
    assert not ready.state.later
    world.submit.overasked = True
    assert ready.state.later


# --- follow


def test_a_row_names_the_furthest_state_and_counts_the_others() -> None:
    items = (
        case_item("1" * 32, PlatformState.BLOCKED, PlatformState.COLLECTED),
        case_item("2" * 32, PlatformState.COLLECTED, PlatformState.COLLECTED),
    )
    first, second, third = aggregate(items, ("Platform A", "Platform B", "Platform C"))
    assert (first.state, first.at, first.total) == (PlatformState.BLOCKED, WHEN, 2)
    assert first.counts == ((PlatformState.BLOCKED, 1), (PlatformState.COLLECTED, 1))
    assert second.counts == ((PlatformState.COLLECTED, 2),)
    assert (third.name, third.state, third.at) == ("Platform C", PlatformState.NOT_COLLECTED, None)


def test_a_case_with_one_active_picture_is_not_taken_back() -> None:
    items = (
        replace(case_item("1" * 32, PlatformState.TAKEN_BACK), taken_back=WHEN),
        case_item("2" * 32, PlatformState.COLLECTED),
    )
    assert aggregate(items, ())[0].state is PlatformState.COLLECTED
    assert aggregate(items[:1], ())[0].state is PlatformState.TAKEN_BACK


def test_nothing_known_is_no_row() -> None:
    assert aggregate((), ("Platform A",)) == ()


@pytest.fixture
def follow(session: Session, world: World, runner: HeldRunner) -> FollowPresenter:
    session.access = CaseAccess.new()
    world.follow.items = (case_item("1" * 32, PlatformState.COLLECTED),)
    services = world.services()
    return FollowPresenter(
        session, services.follow, services.withdraw, runner, services.registries, services.keep
    )


def test_news_are_only_what_changed(follow: FollowPresenter, world: World, runner: HeldRunner) -> None:
    runner.do(follow.check)
    assert follow.state.news == ()
    runner.do(follow.check)
    assert follow.state.news == ()
    world.follow.items = (case_item("1" * 32, PlatformState.BLOCKED),)
    runner.do(follow.check)
    assert [line.state for line in follow.state.news] == [PlatformState.BLOCKED]


def test_a_failed_check_keeps_the_last_answer(
    follow: FollowPresenter, world: World, runner: HeldRunner
) -> None:
    runner.do(follow.check)
    before = follow.state
    world.follow.error = RegistryUnreachable()
    runner.do(follow.check)
    assert follow.state.items == before.items
    assert follow.state.checked == before.checked
    assert isinstance(follow.state.error, StillmarkError)
    world.follow.error = None
    runner.do(follow.check)
    assert follow.state.error is None


def test_a_failed_take_back_is_said_and_changes_nothing(
    follow: FollowPresenter, world: World, runner: HeldRunner
) -> None:
    runner.do(follow.check)
    world.withdraw.error = RegistryUnreachable()
    follow.ask_all()
    runner.do(follow.take_back)
    assert isinstance(follow.state.error, RegistryUnreachable)
    assert follow.state.active == 1


def test_taking_back_is_followed_by_a_check(
    follow: FollowPresenter, session: Session, world: World, runner: HeldRunner
) -> None:
    runner.do(follow.check)
    follow.ask_one("1" * 32)
    runner.do(follow.take_back)
    assert world.withdraw.asked == [("1" * 32,)]
    assert follow.state.active == 0
    assert follow.state.platforms[0].state is PlatformState.TAKE_BACK_ASKED
    (saved,) = json.loads(follow.receipt_file())["receipts"]
    assert saved["document"] == {"receipt": 9001}


def test_forgetting_leaves_nothing(session: Session) -> None:
    session.access = access = CaseAccess.new()
    session.names["x"] = "name.jpg"
    session.forget()
    assert session.access is None
    assert session.names == {}
    with pytest.raises(SecretWiped):
        access.words(WordLanguage.ENGLISH)


# --- isolation


def test_nothing_is_opened_before_the_protection_is_known(
    session: Session, world: World, runner: HeldRunner
) -> None:
    services = world.services()
    isolation = IsolationPresenter(services.isolation, runner)
    choose = ChoosePresenter(session, services.fingerprint, runner, PlainList(), isolation, services.submit)
    choose.choose_door(Kind.INTIMATE)
    runner.do(choose.add, [Path("a.jpg")])
    assert world.fingerprints.runs == []
    assert choose.state.held == 1
    assert choose.state.isolation.shelter is Shelter.CHECKING
    runner.do(isolation.check)
    assert world.fingerprints.runs == [(Path("a.jpg"),)]
    assert choose.state.held == 0


def test_a_protection_that_fails_opens_nothing_and_can_be_tried_again(
    session: Session, world: World, runner: HeldRunner
) -> None:
    services = world.services()
    world.isolation.error = IsolationFault()
    isolation = IsolationPresenter(services.isolation, runner)
    choose = ChoosePresenter(session, services.fingerprint, runner, PlainList(), isolation, services.submit)
    runner.do(isolation.check)
    choose.choose_door(Kind.INTIMATE)
    isolation.accept(True)
    runner.do(choose.add, [Path("a.jpg")])
    assert isolation.state.shelter is Shelter.FAILED
    assert world.fingerprints.runs == []
    world.isolation.error = None
    runner.do(isolation.check)
    assert world.fingerprints.runs == [(Path("a.jpg"),)]
    runner.do(isolation.check)
    assert world.isolation.asked == 2, "what is known is not asked again"


# --- which copies can be recognised


def copies(session: Session, world: World, runner: HeldRunner, *names: str) -> CopiesPresenter:
    items = [SubmissionItem(hashed(Path(name)), Kind.INTIMATE) for name in names]
    return CopiesPresenter(session, world.services().lookalike, runner, lambda: items)


@pytest.mark.parametrize(
    ("recognised", "tried", "grade"),
    [
        (0, 0, Grade.UNKNOWN),
        (0, 6, Grade.NOT),
        (1, 6, Grade.RARELY),
        (2, 6, Grade.SOMETIMES),
        (5, 6, Grade.SOMETIMES),
        (6, 6, Grade.RECOGNISED),
        (1, 1, Grade.RECOGNISED),
    ],
)
def test_grades_never_say_more_than_was_seen(recognised: int, tried: int, grade: Grade) -> None:
    assert Grade.of(recognised, tried) is grade


def test_copies_are_tried_on_the_chosen_pictures_and_failing_rows_stay(
    session: Session, world: World, runner: HeldRunner
) -> None:
    presenter = copies(session, world, runner, "a0.jpg", "a1.jpg", "a2.jpg")
    presenter.enter()
    assert presenter.state.running
    assert {line.grade for line in presenter.state.lines} == {Grade.UNKNOWN}
    runner.release()
    state = presenter.state
    assert (state.tried, state.total, state.chosen, state.running) == (3, 3, 3, False)
    assert [line.edit for line in state.lines] == list(Edit)
    grades = {line.edit: line.grade for line in state.lines}
    assert {edit for edit, grade in grades.items() if grade is Grade.NOT} == set(FAILING)
    assert grades[Edit.SMALL_CROP] is Grade.SOMETIMES
    assert grades[Edit.MESSENGER] is Grade.RECOGNISED


def test_only_a_few_of_many_pictures_are_tried_and_none_twice(
    session: Session, world: World, runner: HeldRunner
) -> None:
    presenter = copies(session, world, runner, *(f"{number:04}.jpg" for number in range(1000)))
    runner.do(presenter.enter)
    assert len(world.lookalike.asked) == TRIED_AT_MOST == presenter.state.tried
    assert presenter.state.chosen == 1000
    assert int(world.lookalike.asked[-1].stem) > 700, "they come from the whole list"
    runner.do(presenter.enter)
    assert len(world.lookalike.asked) == TRIED_AT_MOST


def test_a_picture_that_is_gone_does_not_count(session: Session, world: World, runner: HeldRunner) -> None:
    presenter = copies(session, world, runner, "a0.jpg", "gone1.jpg")
    runner.do(presenter.enter)
    assert (presenter.state.tried, presenter.state.total) == (1, 1)


def test_pictures_made_under_18_are_never_tried(session: Session, world: World, runner: HeldRunner) -> None:
    for age in (Age.UNDER_18, Age.NOT_SURE):
        session.age = age
        presenter = copies(session, world, runner, "a0.jpg")
        runner.do(presenter.enter)
        assert world.lookalike.asked == []
        assert presenter.state.total == 0


def test_leaving_stops_trying_and_a_fault_is_told(session: Session, world: World, runner: HeldRunner) -> None:
    presenter = copies(session, world, runner, "a0.jpg", "a1.jpg")
    presenter.enter()
    presenter.leave()
    runner.release()
    assert world.lookalike.asked == []
    assert presenter.state.tried == 0
    world.lookalike.error = IsolationFault()
    runner.do(presenter.enter)
    assert isinstance(presenter.state.error, IsolationFault)
    world.lookalike.error = None
    runner.do(presenter.enter)
    assert presenter.state.tried == 2
    assert presenter.state.error is None
