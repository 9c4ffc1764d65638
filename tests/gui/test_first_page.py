"""The first page stands before all the rest: it can be left, what is pressed is done, nothing moves."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from gui.fakes import World
from gui.scenes import settle
from stillmark.gui import app as module
from stillmark.gui.language import Languages, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.theme import Appearance, Look
from stillmark.gui.traces import write_no_settings
from stillmark.gui.window import Window
from stillmark.services.bundle import Services

APP = Path(__file__).parents[2] / "app"


@pytest.fixture
def first(qapp: QApplication) -> Iterator[Window]:
    """A window that nothing was filled into yet."""
    write_no_settings()
    qapp.setStyle("Fusion")
    look = Look(qapp)
    look.choose(appearance=Appearance.LIGHT, scale=100)
    window = Window(look, Languages(qapp, look, spoken("en")))
    window.show()
    settle()
    yield window
    window.leave_now()
    window.close_down()
    window.languages.remove()
    look.close()
    settle()


def places(window: Window) -> dict[str, tuple[int, int, int, int]]:
    """Where every text and button is that can be seen."""
    return {
        f"{type(one).__name__} {one.objectName()} {one.text()}": (
            *one.mapTo(window, one.rect().topLeft()).toTuple(),
            *one.size().toTuple(),
        )
        for kind in (QLabel, QAbstractButton)
        for one in window.findChildren(kind)
        if one.isVisible()
    }


def test_nothing_that_is_seen_moves_when_the_rest_arrives(first: Window, world: World) -> None:
    QTest.keyClick(first, Qt.Key.Key_Tab)
    before, focused = places(first), QApplication.focusWidget()
    assert len(before) > 20
    first.fill(world.services())
    settle()
    assert places(first) == before
    assert QApplication.focusWidget() is focused


@pytest.mark.parametrize("way", ["button", "shift", "control"])
def test_quick_exit_works_before_the_rest_is_there(first: Window, world: World, way: str) -> None:
    if way == "button":
        first.exit_button.click()
    elif way == "shift":
        for _ in range(3):
            QTest.keyPress(first, Qt.Key.Key_Shift)
            QTest.keyRelease(first, Qt.Key.Key_Shift)
    else:
        QTest.keyClick(first, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not first.isVisible()
    first.fill(world.services())
    assert not first.filled
    assert not first.isVisible()


@pytest.mark.parametrize(
    ("press", "screen"),
    [
        (lambda window: window.page().main_button, Screen.DEVICE),
        (lambda window: window.rail.help_button, Screen.HELP),
        (lambda window: window.break_button, Screen.BREAK),
    ],
)
def test_what_was_pressed_is_done_as_soon_as_the_rest_is_there(
    first: Window, world: World, press: Callable[[Window], QAbstractButton], screen: Screen
) -> None:
    press(first).click()
    settle()
    first.fill(world.services())
    settle()
    assert first.page() is first.pages.at(screen)
    assert first.page().isVisible()


def test_the_language_can_be_changed_at_once(first: Window, world: World) -> None:
    first.rail.language_button.click()
    settle()
    assert first.page().title.text() == "지금 위험에 처한 사람이 있나요?"
    first.fill(world.services())
    first.flow.go(Screen.HELP)
    settle()
    assert first.page().title.text() == "도움말"


def run(services: Callable[[], Services], then: Callable[[Window], None]) -> int:
    """Run the app, and call `then` every 20 ms until its window is gone."""
    timer = QTimer()
    timer.setInterval(20)

    def look() -> None:
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, Window) and widget.isVisible():
                then(widget)

    timer.timeout.connect(look)
    timer.start()
    try:
        return module.run(services, language="en")
    finally:
        timer.stop()


def test_services_are_built_elsewhere_and_after_the_first_frame(
    qapp: QApplication, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    gate, shown = Event(), []

    def services() -> Services:
        assert current_thread() is not main_thread()
        gate.wait(5)
        return world.services()

    def then(window: Window) -> None:
        shown.append(window.filled)
        gate.set()
        if window.filled:
            window.exit_button.click()

    gc.disable()
    assert run(services, then) == 0
    assert gc.isenabled(), "as bootstrap left it off"
    assert shown[0] is False
    assert shown[-1] is True


def test_leaving_waits_for_services_that_are_being_built_and_fills_nothing(
    qapp: QApplication, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    building, left, built = Event(), Event(), Event()

    def services() -> Services:
        building.set()
        left.wait(5)
        built.set()
        return world.services()

    def then(window: Window) -> None:
        if building.is_set():
            window.exit_button.click()
            assert not window.isVisible()
            left.set()

    assert run(services, then) == 0
    assert built.is_set()


def test_services_that_cannot_be_built_end_the_app(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    import threading

    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    hooked: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda arguments: hooked.append(arguments.exc_type))

    def services() -> Services:
        raise ZeroDivisionError

    assert run(services, lambda _window: None) == 1
    assert hooked == [ZeroDivisionError]


def test_the_first_page_brings_neither_services_nor_what_they_stand_on() -> None:
    heavy = (
        "cryptography",
        "sqlalchemy",
        "requests",
        "securesystemslib",
        "stillmark.cli.arguments",
        "stillmark.services.ports",
        "takedown_protocol",
    )
    script = (
        "import sys, stillmark.bootstrap, stillmark.gui.app; "
        f"print([name for name in sys.modules if name.startswith({heavy!r})])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=APP, capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == "[]"
