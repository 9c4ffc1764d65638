"""Quick exit: the button, Shift three times, what resets it, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from gui.fakes import World
from gui.scenes import following, sending, settle, words_shown
from stillmark.domain.kept import KeepState
from stillmark.gui.components.text import Text
from stillmark.gui.dialogs import ask_files
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.quick_exit import ShiftThrice
from stillmark.gui.views.words import WordsView
from stillmark.gui.window import Window
from stillmark.services.access import WordLanguage
from takedown_protocol.errors import SecretWiped


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def left(qapp: QApplication, clock: Clock) -> Iterator[list[bool]]:
    keys = ShiftThrice(clock)
    gone: list[bool] = []
    keys.thrice.connect(lambda: gone.append(True))
    qapp.installEventFilter(keys)
    yield gone
    qapp.removeEventFilter(keys)


@pytest.fixture
def field(qapp: QApplication, left: list[bool]) -> Iterator[QLineEdit]:
    edit = QLineEdit()
    edit.show()
    yield edit
    edit.deleteLater()


def shift(widget: QLineEdit, times: int = 1) -> None:
    for _ in range(times):
        QTest.keyPress(widget, Qt.Key.Key_Shift)
        QTest.keyRelease(widget, Qt.Key.Key_Shift)


def test_three_times_alone_leaves(field: QLineEdit, left: list[bool]) -> None:
    shift(field, 2)
    assert left == []
    shift(field)
    assert left == [True]


def test_five_seconds_between_presses_are_allowed_and_more_are_not(
    field: QLineEdit, left: list[bool], clock: Clock
) -> None:
    for _ in range(3):
        clock.now += 5.0
        shift(field)
    assert left == [True]
    shift(field, 2)
    clock.now += 5.1
    shift(field)
    assert left == [True]


@pytest.mark.parametrize("key", [Qt.Key.Key_A, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Hangul])
def test_any_other_key_begins_again(field: QLineEdit, left: list[bool], key: Qt.Key) -> None:
    shift(field, 2)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(field, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier))
    shift(field, 2)
    assert left == []


def test_shift_used_for_a_capital_does_not_count(field: QLineEdit, left: list[bool]) -> None:
    for _ in range(5):
        QTest.keyPress(field, Qt.Key.Key_Shift)
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyRelease(field, Qt.Key.Key_Shift)
    assert left == []


def test_shift_with_control_held_does_not_count(field: QLineEdit, left: list[bool]) -> None:
    for _ in range(4):
        QTest.keyPress(field, Qt.Key.Key_Shift, Qt.KeyboardModifier.ControlModifier)
        QTest.keyRelease(field, Qt.Key.Key_Shift, Qt.KeyboardModifier.ControlModifier)
    assert left == []


def test_text_from_an_input_method_begins_again(field: QLineEdit, left: list[bool]) -> None:
    shift(field, 2)
    event = QInputMethodEvent("ㅎ", [])
    QApplication.sendEvent(field, event)
    shift(field, 1)
    assert left == []
    committed = QInputMethodEvent()
    committed.setCommitString("한")
    shift(field, 1)
    QApplication.sendEvent(field, committed)
    shift(field, 2)
    assert left == []


def test_an_empty_input_method_event_changes_nothing(field: QLineEdit, left: list[bool]) -> None:
    shift(field, 2)
    QApplication.sendEvent(field, QInputMethodEvent())
    shift(field)
    assert left == [True]


def test_shift_while_the_mouse_selects_does_not_count(field: QLineEdit, left: list[bool]) -> None:
    for _ in range(4):
        QTest.keyPress(field, Qt.Key.Key_Shift)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
        QTest.keyRelease(field, Qt.Key.Key_Shift)
    assert left == []


def key(
    kind: QEvent.Type, code: Qt.Key, held: Qt.KeyboardModifier, at: int, *, again: bool = False
) -> QKeyEvent:
    event = QKeyEvent(kind, code, held, "", again)
    event.setTimestamp(at)
    return event


def test_a_held_shift_that_repeats_counts_once(field: QLineEdit, left: list[bool]) -> None:
    press, release, code = QEvent.Type.KeyPress, QEvent.Type.KeyRelease, Qt.Key.Key_Shift
    held = Qt.KeyboardModifier.ShiftModifier
    QApplication.sendEvent(field, key(press, code, Qt.KeyboardModifier.NoModifier, 1000))
    for at in range(1500, 1800, 30):
        QApplication.sendEvent(field, key(release, code, held, at, again=True))
        QApplication.sendEvent(field, key(press, code, held, at, again=True))
    QApplication.sendEvent(field, key(release, code, held, 1800))
    shift(field)
    assert left == []
    shift(field)
    assert left == [True], "it counted once"


def test_sticky_keys_keep_shift_latched_and_it_still_counts(field: QLineEdit, left: list[bool]) -> None:
    held = Qt.KeyboardModifier.ShiftModifier
    for at in (1000, 2000, 3000):
        QApplication.sendEvent(field, key(QEvent.Type.KeyPress, Qt.Key.Key_Shift, held, at))
        QApplication.sendEvent(field, key(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, held, at + 80))
    assert left == [True]


def test_sticky_control_with_shift_does_not_count(field: QLineEdit, left: list[bool]) -> None:
    held = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier
    for at in (1000, 2000, 3000, 4000):
        QApplication.sendEvent(field, key(QEvent.Type.KeyPress, Qt.Key.Key_Shift, held, at))
        QApplication.sendEvent(field, key(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, held, at + 80))
    assert left == []


def test_an_input_method_that_keeps_the_release_does_not_stop_it(field: QLineEdit, left: list[bool]) -> None:
    bare = Qt.KeyboardModifier.NoModifier
    for at in (1000, 1400, 1800):
        QApplication.sendEvent(field, key(QEvent.Type.KeyPress, Qt.Key.Key_Shift, bare, at))
    assert left == []
    QApplication.sendEvent(field, key(QEvent.Type.KeyPress, Qt.Key.Key_Shift, bare, 2200))
    assert left == [True]


def test_one_press_that_travels_through_several_widgets_counts_once(
    qapp: QApplication, field: QLineEdit, left: list[bool]
) -> None:
    bare = Qt.KeyboardModifier.NoModifier
    for _ in range(4):
        QApplication.sendEvent(field, key(QEvent.Type.KeyPress, Qt.Key.Key_Shift, bare, 1000))
    QApplication.sendEvent(field, key(QEvent.Type.KeyRelease, Qt.Key.Key_Shift, bare, 1080))
    shift(field)
    assert left == []


def composed(text: str, committed: str = "") -> QInputMethodEvent:
    event = QInputMethodEvent(text, [])
    event.setCommitString(committed)
    return event


def test_the_syllable_being_composed_may_be_told_again_with_every_key(
    field: QLineEdit, left: list[bool]
) -> None:
    QApplication.sendEvent(field, composed("하"))
    for _ in range(3):
        QTest.keyPress(field, Qt.Key.Key_Shift)
        QApplication.sendEvent(field, composed("하"))
        QTest.keyRelease(field, Qt.Key.Key_Shift)
        QApplication.sendEvent(field, composed("하"))
    assert left == [True]


def test_shift_may_finish_the_syllable_being_composed(field: QLineEdit, left: list[bool]) -> None:
    QApplication.sendEvent(field, composed("한"))
    QTest.keyPress(field, Qt.Key.Key_Shift)
    QApplication.sendEvent(field, composed("", "한"))
    QTest.keyRelease(field, Qt.Key.Key_Shift)
    shift(field, 2)
    assert left == [True]


def test_a_double_consonant_typed_with_shift_begins_again(field: QLineEdit, left: list[bool]) -> None:
    for _ in range(4):
        QTest.keyPress(field, Qt.Key.Key_Shift)
        QApplication.sendEvent(field, composed("ㄲ"))
        QTest.keyRelease(field, Qt.Key.Key_Shift)
        QApplication.sendEvent(field, composed("까"))
        QApplication.sendEvent(field, composed("", "까"))
    assert left == []


def test_a_release_that_another_window_got_does_not_count(field: QLineEdit, left: list[bool]) -> None:
    bare = Qt.KeyboardModifier.NoModifier
    for at in (1000, 2000, 3000, 4000):
        QApplication.sendEvent(field, key(QEvent.Type.KeyPress, Qt.Key.Key_Shift, bare, at))
        QApplication.instance().focusWindowChanged.emit(None)
    assert left == []


def test_a_lone_esc_never_leaves(window: Window) -> None:
    for _ in range(5):
        QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()


def test_the_hint_lapses_with_the_presses(window: Window) -> None:
    QTest.keyPress(window, Qt.Key.Key_Shift)
    QTest.keyRelease(window, Qt.Key.Key_Shift)
    assert "2 more times" in window.frame.shift_text.text()
    lapse = window._keys._lapse
    assert lapse.isActive() and lapse.interval() == 5000
    lapse.setInterval(0)
    settle(lambda: not lapse.isActive())
    assert window.frame.shift_text.text() == ""


# --- leaving


def test_control_and_q_leave_from_a_field_in_a_dialog(window: Window) -> None:
    words_shown(window)
    dialog = ask_files(window, lambda paths: None, only_one=True)
    settle()
    edit = dialog.findChild(QLineEdit)
    assert edit is not None
    QTest.keyClick(edit, Qt.Key.Key_Q)
    assert window.isVisible()
    QTest.keyClick(edit, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()
    assert window.session.access is None
    dialog.deleteLater()


def test_the_button_hides_everything_and_drops_the_keys_in_time(window: Window, world: World) -> None:
    following(window)
    access = window.session.access
    assert access is not None
    window.clipboard.copy(access.words(WordLanguage.ENGLISH))
    dialog = ask_files(window, lambda paths: None, only_one=False)
    settle()
    begun = time.perf_counter()
    window.exit_button.click()
    spent = time.perf_counter() - begun
    print(f"quick exit: {spent * 1000:.1f} ms")
    assert spent < 0.2
    assert not any(widget.isVisible() for widget in QApplication.topLevelWidgets())
    assert window.session.access is None
    with pytest.raises(SecretWiped):
        access.words(WordLanguage.ENGLISH)
    assert QApplication.clipboard().text() == ""
    assert window.session.receipts == []
    dialog.deleteLater()


def test_shift_three_times_leaves_from_a_field_and_from_a_dialog(window: Window) -> None:
    words_shown(window)
    dialog = ask_files(window, lambda paths: None, only_one=True)
    settle()
    edit = dialog.findChild(QLineEdit)
    assert edit is not None
    shift(edit, 3)
    assert not window.isVisible()
    assert not dialog.isVisible()
    assert window.session.access is None
    dialog.deleteLater()


def test_leaving_takes_words_off_the_pages_and_asks_nothing_more(window: Window, world: World) -> None:
    words_shown(window)
    page = window.pages.words
    assert "" not in shown_words(page)
    window.exit_button.click()
    assert set(shown_words(page)) == {""}
    assert window.presenters.words.state.words == ()
    assert not window._timer.isActive()


def shown_words(page: WordsView) -> list[str]:
    return [one.text() for one in page.findChildren(Text) if one.property("face") == "word"]


def test_leaving_closes_what_is_kept(window: Window, world: World) -> None:
    world.keep.turn_on(bytearray(b"four words that count"))
    window.flow.go(Screen.SETTINGS)
    window.exit_button.click()
    assert world.keep.state is KeepState.LOCKED


def test_what_arrives_after_leaving_is_dropped(window: Window, world: World) -> None:
    sending(window)
    world.submit.gate = Event()
    window.presenters.send.consent(True)
    window.presenters.send.send()
    window.exit_button.click()
    world.submit.gate.set()
    settle(lambda: len(world.submit.sent) == 1)
    settle()
    assert window.session.receipts == []
    assert not window.isVisible()


def test_closing_the_window_forgets_too(window: Window) -> None:
    words_shown(window)
    window.close()
    assert window.session.access is None


def test_presses_are_announced_and_shown(window: Window) -> None:
    said: list[str] = []
    window.announcer.said.connect(said.append)
    QTest.keyPress(window, Qt.Key.Key_Shift)
    QTest.keyRelease(window, Qt.Key.Key_Shift)
    assert "Press Shift 2 more times to exit" in said
    QTest.keyClick(window, Qt.Key.Key_A)
    assert window.frame.shift_text.text() == ""
