"""Every change of state is told to screen readers once: progress, ends, faults, receipts, warnings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from gui.fakes import World
from gui.scenes import (
    SCENES,
    at,
    choosing,
    connected,
    following,
    kept,
    previewing,
    sending,
    settle,
    with_pictures,
)
from stillmark.domain.answers import Kind
from stillmark.domain.errors import RegistryUnreachable, StorageFault
from stillmark.domain.kept import KeepState
from stillmark.gui.language import spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.window import Window


@pytest.fixture
def said(window: Window) -> Iterator[list[str]]:
    heard: list[str] = []
    window.announcer.said.connect(heard.append)
    yield heard


def times(said: list[str], part: str) -> int:
    return sum(part in text for text in said)


def test_progress_is_said_by_quarters_then_the_end(window: Window, world: World, said: list[str]) -> None:
    choosing(window)
    window.presenters.choose.choose_door(Kind.INTIMATE)
    world.fingerprints.gate, world.fingerprints.gate_at = Event(), 24
    window.presenters.choose.add([Path("/pictures/damaged 7.jpg"), Path("/pictures/IMG*37")])
    settle(lambda: getattr(window.presenters.choose.state.running, "done", 0) == 24)
    assert 1 <= times(said, "Making fingerprints:") <= 2
    assert times(said, "of 38") == times(said, "Making fingerprints:")
    window.presenters.choose.pause()
    assert said[-1] == "Paused: 24 of 38"
    window.presenters.choose.pause()
    world.fingerprints.gate.set()
    settle(lambda: window.presenters.choose.state.running is None)
    assert said[-1] == "37 ready. 1 could not be opened"
    assert times(said, "Making fingerprints:") <= 3


def test_a_few_files_are_done_before_progress_would_be_said(window: Window, said: list[str]) -> None:
    with_pictures(window, "a.jpg", "b.jpg", "c.jpg")
    assert times(said, "Making fingerprints") == 0
    assert times(said, "3 ready") == 1


def test_what_stands_above_the_list_is_said(window: Window, said: list[str]) -> None:
    with_pictures(window, "a.jpg")
    window.presenters.choose.add([Path("/pictures/a.jpg")])
    settle(lambda: window.presenters.choose.state.running is None)
    assert times(said, "1 file was in the list already") == 1
    window.presenters.choose.unusable(False)
    assert "There was no picture or video in it" in said[-1]


def test_an_identified_registry_is_said(window: Window, said: list[str]) -> None:
    connected(window)
    assert times(said, "Signature checked") == 1


@pytest.mark.parametrize(
    ("scene", "part"),
    [
        ("registry_fault", "could not be reached"),
        ("send_fault", "could not be reached"),
        ("resume", "This is another number of words"),
        ("confirm_wrong", "does not match"),
    ],
)
def test_every_fault_is_said_once(
    window: Window, world: World, said: list[str], scene: str, part: str
) -> None:
    SCENES[scene](window, world)
    settle()
    assert times(said, part) == 1, said
    window.use_language(spoken("ko"))
    window.presenters.send.tell()
    window.presenters.registry.tell()
    assert times(said, part) == 1, said


def test_the_same_fault_of_another_attempt_is_said_again(
    window: Window, world: World, said: list[str]
) -> None:
    world.directory.error = RegistryUnreachable()
    connected(window)
    assert times(said, "could not be reached") == 1
    world.directory.error = RegistryUnreachable()
    window.presenters.registry.connect()
    settle(lambda: not window.presenters.registry.state.connecting)
    assert times(said, "could not be reached") == 2


def test_a_file_that_could_not_be_written_is_said(window: Window, said: list[str]) -> None:
    following(window)
    window.presenters.follow.fail_saving(StorageFault("no room"))
    assert times(said, "could not be written") == 1


def test_what_was_tried_is_said_when_it_is_done(window: Window, world: World, said: list[str]) -> None:
    previewing(window)
    settle(lambda: not window.presenters.copies.state.running)
    assert times(said, "We tried everyday edits on this computer") == 1
    assert times(said, "Trying everyday edits") == 0


def test_sending_and_what_was_received_are_said(window: Window, world: World, said: list[str]) -> None:
    world.submit.gate = Event()
    sending(window)
    window.presenters.send.consent(True)
    window.presenters.send.send()
    settle(lambda: times(said, "Sending message 1 of 1") == 1)
    assert times(said, "Received") == 0, "nothing is called received before its receipt was checked"
    world.submit.gate.set()
    at(window, Screen.FOLLOW)
    settle(lambda: window.presenters.follow.state.checked is not None)
    assert times(said, "receipt checked") == 1
    window.presenters.follow.check()
    settle(lambda: not window.presenters.follow.state.checking)
    assert times(said, "receipt checked") == 1


def test_taking_back_is_said_when_the_registry_confirmed_it(window: Window, said: list[str]) -> None:
    following(window)
    window.presenters.follow.ask_all()
    window.presenters.follow.take_back()
    settle(lambda: window.presenters.follow.state.active == 0)
    assert times(said, "Everything was taken back. The registry confirmed it.") == 1


def test_the_lock_warns_in_words_and_not_every_second(window: Window, world: World, said: list[str]) -> None:
    with_pictures(window, "a.jpg")
    for seconds in (59, 58, 57, 30, 29, 10, 9, 1):
        window.away.idle.warned.emit(seconds)
    warned = [text for text in said if "Are you still here?" in text]
    assert [re.findall(r"in (\d+) seconds", text) for text in warned] == [["59"], ["30"], ["10"]]


def test_the_lock_is_said(window: Window, world: World, said: list[str]) -> None:
    kept(window, world)
    window.away.idle.away.emit()
    settle()
    assert world.keep.state is KeepState.LOCKED
    assert said[-1] == "Locked"


def test_each_press_towards_quick_exit_is_said(window: Window, said: list[str]) -> None:
    for _ in range(2):
        QTest.keyPress(window, Qt.Key.Key_Shift)
        QTest.keyRelease(window, Qt.Key.Key_Shift)
    assert [text for text in said if "Shift" in text] == [
        "Press Shift 2 more times to exit",
        "Press Shift 1 more time to exit",
    ]


def test_what_is_said_reaches_the_accessibility_bus(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    bus = SimpleNamespace(updateAccessibility=lambda event: told.append(event.message()))
    monkeypatch.setattr("PySide6.QtGui.QAccessible", bus)
    window.announcer.say("Something changed")
    assert told == ["Something changed"]
    assert QAccessible is not bus
