"""What happened to a case so far, from what the registry signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from gui.fakes import WHEN, World, case_item
from gui.scenes import following, settle
from stillmark.domain.case import PlatformState
from stillmark.gui.presenters.timeline import Event, timeline
from stillmark.gui.window import Window

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
