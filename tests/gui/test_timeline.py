"""What happened to a case so far, from what the registry signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gui.fakes import WHEN, World, case_item
from gui.scenes import following, settle
from stillmark.domain.case import Ended, EndReason, PlatformState
from stillmark.gui.presenters.timeline import Event, timeline
from stillmark.gui.window import Window
from stillmark.gui.wording.states import ended_text

BLOCKED, COLLECTED, WAITING = (
    PlatformState.BLOCKED,
    PlatformState.COLLECTED,
    PlatformState.NOT_COLLECTED,
)


def test_the_same_thing_on_one_day_is_one_line_and_the_newest_comes_first() -> None:
    first = [case_item(f"{number:032x}", BLOCKED, COLLECTED, WAITING) for number in range(3)]
    back = replace(first[0], taken_back=WHEN + timedelta(days=2))
    lines = timeline([back, *first[1:]])
    assert [(line.what, line.platform, line.pictures) for line in lines] == [
        (Event.TAKE_BACK_RECEIVED, "", 1),
        (Event.RECEIVED, "", 3),
        (BLOCKED, "Platform A", 3),
        (COLLECTED, "Platform B", 3),
    ]
    assert len({line.key for line in lines}) == len(lines)
    assert timeline([]) == ()


def test_what_did_not_happen_has_no_line() -> None:
    assert {line.what for line in timeline([case_item("1" * 32, WAITING, WAITING)])} == {Event.RECEIVED}


def test_what_the_registry_took_out_is_not_called_taken_back() -> None:
    out = Ended(WHEN + timedelta(days=1), EndReason.FLOOD, whole=True)
    part = Ended(WHEN + timedelta(days=2), EndReason.TOO_COMMON, whole=False)
    items = [
        replace(case_item("1" * 32), taken_back=out.at, ended=out),
        replace(case_item("2" * 32), ended=part),
    ]
    assert [(line.what, line.pictures) for line in timeline(items)] == [
        (Event.PARTLY_TAKEN_OUT, 1),
        (Event.TAKEN_OUT, 1),
        (Event.RECEIVED, 2),
    ]


def test_the_page_says_why_the_registry_took_something_out_and_what_can_be_done(
    window: Window, world: World
) -> None:
    following(window)
    page = window.pages.follow
    assert not page._ended.isVisible()
    out = Ended(WHEN, EndReason.NOT_INTIMATE, whole=True)
    world.follow.items = tuple(replace(item, taken_back=WHEN, ended=out) for item in world.follow.items)
    window.presenters.follow.check()
    settle(lambda: window.presenters.follow.state.active == 0)
    assert page._ended.isVisible()
    told = ended_text(window.presenters.follow.state.ended)
    assert told.startswith(
        "Platforms that looked at matches say that they show something else. Platforms are"
    )
    assert "not a judgement about you" in told
    rows = [str(page.platforms.data(page.platforms.index(0))), str(page.items.data(page.items.index(0)))]
    assert "The registry itself took it out" in rows[0]
    assert "Taken out" in rows[1]
    assert not any("aken back" in row for row in rows)
    assert len({ended_text([Ended(WHEN, reason, whole=True)]) for reason in EndReason}) == len(EndReason)


def test_the_timeline_is_on_the_page_and_says_each_line_to_screen_readers(window: Window) -> None:
    following(window)
    page = window.pages.follow
    assert page._past.isVisible()
    spoken = [page.past.data(page.past.index(row)) for row in range(page.past.rowCount())]
    assert any("The registry received 3 pictures" in str(line) for line in spoken)
    assert any("Platform B: 3 pictures" in str(line) and "Blocked" in str(line) for line in spoken)
    assert not any("Platform C" in str(line) for line in spoken)


def test_pictures_of_another_computer_are_said_so(window: Window, world: World) -> None:
    following(window)
    assert "another computer" not in window.pages.follow._items_hint.text()
    world.follow.items += (case_item("f" * 32, COLLECTED),)
    window.presenters.follow.check()
    settle(lambda: len(window.presenters.follow.state.items) == 4)
    assert (
        "1 picture without a file name was added on another computer"
        in window.pages.follow._items_hint.text()
    )


def test_messages_that_wait_are_said_before_anything_else(window: Window) -> None:
    following(window)
    presenter = window.presenters.follow
    presenter._waiting = 2
    presenter.tell()
    row = window.pages.follow.platforms.rows[0]
    assert row.word == "Waiting to send"
    assert "2 messages wait to be sent" in row.line
