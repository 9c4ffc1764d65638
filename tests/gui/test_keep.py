"""Keeping a case on this computer: the real service and store in a folder, at a low price per guess."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from gui.fakes import ROOT_KEY, World
from gui.scenes import PASSPHRASE, at, following, kept, previewing, settle, with_pictures, words_shown
from stillmark.domain.errors import PassphraseWeak, PassphraseWrong, RegistryUnreachable, VaultFull
from stillmark.domain.kept import KeepState, WaitingMessage
from stillmark.gui.desktop_lock import DesktopLock, session_path
from stillmark.gui.idle import WARNING_SECONDS, IdleWatch
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.glance import GlanceState
from stillmark.gui.presenters.keep import Doing, Question
from stillmark.gui.session import Age, PracticeInfo
from stillmark.gui.window import Window
from stillmark.services.access import CaseAccess, WordLanguage
from takedown_protocol.errors import SecretWiped

MakeWindow = Callable[..., Window]


def free(window: Window) -> None:
    settle(lambda: window.presenters.keep.state.doing is None)


def unlock(window: Window, passphrase: str = PASSPHRASE) -> None:
    window.pages.unlock.form.field.edit.setText(passphrase)
    window.pages.unlock.form.action.click()
    free(window)
    settle()


# --- turning it on


def test_the_case_of_now_is_kept_with_four_suggested_words(window: Window, world: World) -> None:
    following(window)
    access = window.session.access
    assert access is not None
    window.flow.go(Screen.KEEP)
    form = window.pages.keep.form
    words = form._words.text()
    assert len(words.split()) == 4
    assert not form.action.isEnabled()
    form.use_button.click()
    assert form.field.edit.echoMode() is QLineEdit.EchoMode.Password
    assert not form.action.isEnabled(), "only after it was shown"
    form.check.click()
    assert form.field.edit.echoMode() is QLineEdit.EchoMode.Normal
    form.action.click()
    assert form.field.edit.text() == ""
    settle(lambda: world.keep.state is KeepState.OPEN)
    free(window)
    (case,) = world.keep.cases()
    assert case.case_id == access.case_id
    assert set(case.names.values()) == {"IMG_2041.jpg", "IMG_2042.jpg", "IMG_2043.jpg"}
    everything = b"".join(path.read_bytes() for path in world.keep.folder.iterdir())
    for secret in (words, access.words(WordLanguage.ENGLISH), "IMG_2041"):
        assert secret.encode() not in everything


def test_other_words_are_other_words_in_the_language_of_the_window(window: Window) -> None:
    window.flow.go(Screen.KEEP)
    form = window.pages.keep.form
    before = form._words.text()
    form.other_button.click()
    assert form._words.text() != before
    QTest.mouseClick(window.rail.language_button, Qt.MouseButton.LeftButton)
    form.other_button.click()
    assert any("가" <= sign <= "힣" or "\u1100" <= sign <= "\u11ff" for sign in form._words.text())


def test_no_suggestion_hurts(window: Window) -> None:
    from stillmark.gui.presenters.gentle import UNFIT, is_gentle

    assert not is_gentle("river abuse copper meadow")
    assert not is_gentle(unicodedata.normalize("NFD", "잠깐 놀이 팬티 학교"))
    assert is_gentle("river lantern copper meadow")
    for language in WordLanguage:
        for _ in range(200):
            window.presenters.keep.suggest(language)
            words = window.presenters.keep.state.suggestion.split()
            assert len(words) == 4
            assert not UNFIT & set(words)


def test_typing_after_looking_asks_to_look_again(window: Window) -> None:
    window.flow.go(Screen.KEEP)
    form = window.pages.keep.form
    form.use_button.click()
    form.check.click()
    assert form.action.isEnabled()
    QTest.keyClicks(form.field.edit, "x")
    assert not form.action.isEnabled()
    assert form.field.edit.echoMode() is QLineEdit.EchoMode.Password


def test_a_weak_passphrase_keeps_nothing_and_says_what_helps(window: Window, world: World) -> None:
    window.flow.go(Screen.KEEP)
    form = window.pages.keep.form
    form.field.edit.setText("123456")
    form.check.click()
    form.action.click()
    free(window)
    assert isinstance(window.presenters.keep.state.error, PassphraseWeak)
    assert "four random words" in window.pages.keep.fault.text.text()
    assert world.keep.state is KeepState.OFF
    assert not world.keep.folder.exists()


def test_a_hidden_field_takes_korean_words(window: Window) -> None:
    window.flow.go(Screen.KEEP)
    edit = window.pages.keep.form.field.edit
    assert edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not edit.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText


def test_leaving_the_page_takes_passphrase_and_suggestion_off_it(window: Window) -> None:
    window.flow.go(Screen.KEEP)
    page = window.pages.keep
    page.form.use_button.click()
    window.flow.go(Screen.DANGER)
    assert page.form.field.edit.text() == ""
    assert page.form._words.text() == ""
    page.form.field.edit.undo()
    assert page.form.field.edit.text() == ""


def test_practice_keeps_nothing(make_window: MakeWindow, world: World) -> None:
    world.__init__()  # type: ignore[misc]  # as in practice: no place at all
    window = make_window(practice=PracticeInfo("http://127.0.0.1:1"))
    window.flow.go(Screen.KEEP)
    assert "practice mode" in window.pages.keep.lead.text()
    assert not window.pages.keep.form.isVisible()
    window.flow.go(Screen.BREAK)
    assert not window.pages.pause.form.isVisible()
    assert window.pages.pause.forget_button.isEnabled()


# --- changing, saving, wiping


def test_the_passphrase_is_changed_and_the_old_one_opens_nothing(window: Window, world: World) -> None:
    kept(window, world)
    page = window.pages.keep
    page.old.edit.setText(PASSPHRASE)
    page.new.field.edit.setText("an altogether different phrase")
    page.new.check.click()
    page.new.action.click()
    free(window)
    assert window.presenters.keep.state.done is Doing.CHANGE
    world.keep.lock()
    with pytest.raises(PassphraseWrong):
        world.keep.unlock(bytearray(PASSPHRASE.encode()))
    world.keep.unlock(bytearray(b"an altogether different phrase"))


def test_a_backup_is_saved_wiped_here_and_restored(window: Window, world: World, tmp_path: Path) -> None:
    kept(window, world)
    access = window.session.access
    assert access is not None
    page, target = window.pages.keep, tmp_path / "copy.stillmark"
    page.back_up_button.click()
    settle()
    choose_in(window, target)
    settle(lambda: window.presenters.keep.state.done is Doing.BACK_UP)
    page.wipe_button.click()
    page.question.yes_button.click()
    free(window)
    assert world.keep.state is KeepState.OFF
    assert not list(world.keep.folder.glob("*"))
    page.backup.field.edit.setText(PASSPHRASE)
    page.backup.action.click()
    settle()
    choose_in(window, target)
    settle(lambda: world.keep.state is KeepState.OPEN)
    free(window)
    assert [case.case_id for case in world.keep.cases()] == [access.case_id]


def choose_in(window: Window, path: Path) -> None:
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    edit = dialog.findChild(QLineEdit, "fileNameEdit")
    assert edit is not None
    edit.setText(str(path))
    settle()
    dialog.accept()
    settle()


# --- breaks and the lock


def test_keep_and_lock_in_one_step_and_back_to_the_same_case(window: Window, world: World) -> None:
    following(window)
    access = window.session.access
    assert access is not None
    case_id = access.case_id
    QTest.mouseClick(window.break_button, Qt.MouseButton.LeftButton)
    form = window.pages.pause.form
    form.use_button.click()
    words = form.field.edit.text()
    form.check.click()
    form.action.click()
    at(window, Screen.UNLOCK)
    assert world.keep.state is KeepState.LOCKED
    assert window.session.access is None
    with pytest.raises(SecretWiped):
        access.words(WordLanguage.ENGLISH)
    unlock(window, words)
    at(window, Screen.FOLLOW)
    assert window.session.access is not None
    assert window.session.access.case_id == case_id
    settle(lambda: window.presenters.follow.state.checked is not None)
    assert {item.name for item in window.presenters.follow.state.items} == {
        "IMG_2041.jpg",
        "IMG_2042.jpg",
        "IMG_2043.jpg",
    }


def test_a_lock_shows_nothing_but_itself_and_the_help_with_its_guides(window: Window, world: World) -> None:
    kept(window, world)
    window.away.lock()
    for screen in Screen:
        window.flow.go(screen)
        assert window.flow.state.screen in (Screen.UNLOCK, Screen.HELP, Screen.GUIDE)
        window.flow.back()
        assert window.flow.state.screen is Screen.UNLOCK
    assert not window.rail.settings_button.isVisible()
    assert not window.break_button.isVisible()
    assert not window.pages.unlock.back_button.isVisible()
    assert window.presenters.keep.state.cases == ()


def test_a_wrong_passphrase_leaves_it_locked(window: Window, world: World) -> None:
    kept(window, world)
    window.away.lock()
    unlock(window, "something else entirely")
    assert "does not open" in window.pages.unlock.fault.title.text()
    assert window.pages.unlock.form.field.edit.text() == ""
    assert window.flow.state.screen is Screen.UNLOCK
    assert world.keep.state is KeepState.LOCKED


def test_what_was_chosen_is_still_there_after_the_lock(window: Window, world: World) -> None:
    kept(window, world)
    window.session.age = Age.OVER_18
    window.flow.go(Screen.CHOOSE)
    window.presenters.choose.add([Path("/pictures/later.jpg")])
    settle(lambda: window.presenters.choose.state.ready == 1)
    window.away.lock()
    unlock(window)
    at(window, Screen.CHOOSE)
    assert window.presenters.choose.state.ready == 1


def test_the_lock_leaves_no_word_and_no_picture_behind(window: Window, world: World) -> None:
    kept(window, world)
    access = window.session.access
    assert access is not None
    window.clipboard.copy(access.words(WordLanguage.ENGLISH))
    window.presenters.words.enter(WordLanguage.ENGLISH)
    window.presenters.glance.hold(Path("/pictures/IMG_2041.jpg"))
    settle(lambda: window.presenters.glance.state.picture is not None)
    window.away.lock()
    assert QApplication.clipboard().text() == ""
    assert window.presenters.words.state.words == ()
    assert not window.presenters.words.state.written
    assert window.presenters.glance.state == GlanceState()


def test_no_picture_is_opened_behind_the_lock(window: Window, world: World) -> None:
    from threading import Event

    kept(window, world)
    choose = window.presenters.choose
    window.session.age = Age.OVER_18
    window.flow.go(Screen.CHOOSE)
    world.fingerprints.gate, world.fingerprints.gate_at = Event(), 2
    choose.add([Path(f"/pictures/IMG_{number}.jpg") for number in range(5)])
    settle(lambda: getattr(choose.state.running, "done", 0) == 2)
    window.away.lock()
    world.fingerprints.gate.set()
    settle()
    assert choose.state.running is not None and choose.state.running.paused
    assert choose.state.ready <= 3, "the one under way was the last"
    unlock(window)
    at(window, Screen.CHOOSE)
    window.pages.choose.pause_button.click()
    settle(lambda: choose.state.running is None)
    assert choose.state.ready == 5


def test_the_forgotten_passphrase_leads_to_a_wipe_and_a_new_beginning(window: Window, world: World) -> None:
    kept(window, world)
    window.away.lock()
    window.pages.unlock.forgot_button.click()
    window.pages.unlock.question.no_button.click()
    assert world.keep.state is KeepState.LOCKED
    window.pages.unlock.forgot_button.click()
    window.pages.unlock.question.yes_button.click()
    at(window, Screen.DANGER)
    assert world.keep.state is KeepState.OFF
    assert "wiped" in window.frame.away_banner.text.text()
    assert not window.flow.state.covered


def test_forgetting_drops_everything_and_begins_anew(window: Window, world: World) -> None:
    following(window)
    access = window.session.access
    window.flow.go(Screen.BREAK)
    window.pages.pause.forget_button.click()
    assert window.flow.state.screen is Screen.DANGER
    assert access is not None
    with pytest.raises(SecretWiped):
        access.words(WordLanguage.ENGLISH)
    session = window.session
    assert (session.access, session.registry, session.age, session.receipts) == (None, None, None, [])
    assert window.presenters.choose.state.total == 0
    assert window.presenters.choose.state.door is None
    assert window.presenters.registry.state.typed == ""


def test_forgetting_drops_what_was_tried(window: Window) -> None:
    previewing(window)
    settle(lambda: not window.presenters.copies.state.running)
    assert window.presenters.copies.state.tried == 3
    window.flow.go(Screen.BREAK)
    window.pages.pause.forget_button.click()
    assert window.presenters.copies.state.tried == 0


def test_at_the_start_a_locked_store_is_opened_before_a_new_case(
    make_window: MakeWindow, world: World
) -> None:
    world.keep.turn_on(bytearray(PASSPHRASE.encode()))
    access = CaseAccess.new()
    world.keep.remember(access)
    world.keep.lock()
    window = make_window()
    assert window.flow.state.screen is Screen.DANGER, "the first page tells nobody that something is kept"
    window.flow.go(Screen.DEVICE)
    window.pages.device.main_button.click()
    assert window.flow.state.screen is Screen.UNLOCK
    assert window.pages.unlock.back_button.isVisible()
    unlock(window)
    at(window, Screen.CASES)
    assert [row.key for row in window.pages.cases.cases.rows] == [access.case_id]
    window.pages.cases.main_button.click()
    at(window, Screen.PERSON)
    assert window.session.access is not None
    assert window.session.access.case_id == access.case_id


def test_what_waits_is_sent_by_its_button(
    window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    kept(window, world)
    world.resume.messages = (WaitingMessage("1" * 32, ROOT_KEY, "", "submission", ()),)
    cases = tuple(replace(case, waiting=1) for case in world.keep.cases())
    monkeypatch.setattr(world.keep, "cases", lambda: cases)
    window.flow.go(Screen.CASES)
    free(window)
    settle()
    assert window.pages.cases.waiting.title.text() == "1 message is waiting to be sent"
    world.resume.error = RegistryUnreachable()
    window.pages.cases.waiting.action.click()
    free(window)
    assert "could not be reached" in window.pages.cases.fault.title.text()
    world.resume.error = None
    window.pages.cases.waiting.action.click()
    free(window)
    assert world.resume.finished == [ROOT_KEY]
    assert "was received" in window.pages.cases.waiting.text.text()


def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(
    window: Window, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(window, world)

    def full(*_: object) -> None:
        raise VaultFull

    monkeypatch.setattr(world.keep, "note_view", full)
    window.flow.go(Screen.FOLLOW)
    settle(lambda: window.presenters.follow.state.error is not None)
    assert len(window.presenters.follow.state.items) == 3
    assert "no space left" in window.pages.follow.fault.title.text()


# --- nobody there


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_the_watch_warns_once_a_second_then_says_that_nobody_is_there(qapp: object, clock: Clock) -> None:
    watch = IdleWatch(clock)
    seen: list[object] = []
    watch.warned.connect(seen.append)
    watch.away.connect(lambda: seen.append("away"))
    watch.awake.connect(lambda: seen.append("awake"))
    clock.now += watch.minutes * 60 - WARNING_SECONDS - 1
    watch.look()
    assert seen == []
    clock.now += 2
    watch.look()
    assert seen == [WARNING_SECONDS - 1]
    bare = Qt.KeyboardModifier.NoModifier
    watch.eventFilter(watch, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, bare))
    assert seen[1:] == ["awake"]
    clock.now += 24 * 3600  # the computer slept
    watch.look()
    assert seen[2:] == ["away"]


def test_whoever_types_or_points_in_the_window_is_there(window: Window, clock: Clock) -> None:
    with_pictures(window, "a.jpg")
    idle = window.away.idle
    assert idle._timer.isActive()
    assert idle._timer.interval() == 1000
    idle._clock = clock
    idle.touch()
    field = window.page()
    for sign in (
        lambda: QTest.keyClick(field, Qt.Key.Key_A),
        lambda: QTest.mouseMove(field, field.rect().center()),
        lambda: QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=field.rect().topLeft()),
    ):
        for _ in range(2):
            clock.now += idle.minutes * 60 - 1
            sign()
        idle.look()
        assert window.presenters.choose.state.total == 1
    clock.now += idle.minutes * 60
    idle.look()
    assert window.presenters.choose.state.total == 0


def test_nobody_there_locks_what_is_kept(window: Window, world: World) -> None:
    kept(window, world)
    window.away.idle.warned.emit(30)
    assert "locked in 30 seconds" in window.frame.away_banner.text.text()
    window.away.idle.away.emit()
    assert world.keep.state is KeepState.LOCKED
    assert window.flow.state.screen is Screen.UNLOCK


def test_nobody_there_forgets_what_is_not_kept_and_says_so(window: Window, world: World) -> None:
    with_pictures(window, "a.jpg")
    said: list[str] = []
    window.announcer.said.connect(said.append)
    window.away.idle.warned.emit(30)
    assert (
        "forgotten in 30 seconds. Nothing is sent while you are away." in window.frame.away_banner.text.text()
    )
    assert any("Are you still here?" in text for text in said)
    window.away.idle.away.emit()
    assert window.presenters.choose.state.total == 0
    assert window.flow.state.screen is Screen.DANGER
    assert "was forgotten" in window.frame.away_banner.text.text()


def test_nothing_is_asked_where_nothing_was_entered(window: Window) -> None:
    window.away.idle.warned.emit(30)
    assert not window.frame.away_banner.isVisible()
    window.away.idle.away.emit()
    assert not window.frame.away_banner.isVisible()


def test_the_minutes_are_chosen_in_the_settings(window: Window) -> None:
    window.flow.go(Screen.SETTINGS)
    window.pages.settings._minutes[30].click()
    assert window.away.idle.minutes == 30


def test_sending_stops_with_the_lock(window: Window, world: World) -> None:
    from threading import Event

    kept(window, world)
    window.session.age = Age.OVER_18
    window.presenters.choose.add([Path(f"/pictures/{number}.jpg") for number in range(3)])
    settle(lambda: window.presenters.choose.state.ready == 3)
    world.submit.per_message = 1
    window.flow.go(Screen.PREVIEW)
    settle(lambda: window.presenters.preview.state.summary is not None)
    window.flow.go(Screen.SEND)
    world.submit.gate = Event()
    before = len(world.submit.sent)
    window.presenters.send.consent(True)
    window.presenters.send.send()
    window.away.lock()
    world.submit.gate.set()
    settle()
    assert len(world.submit.sent) == before, "the first receipt was the last"
    assert window.session.receipts == []


# --- the desktop's own lock


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon on this computer")
    process = subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address=1"], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    yield address
    process.terminate()
    process.wait()
    process.stdout.close()


def test_the_desktops_lock_is_heard(qapp: QApplication, bus: str) -> None:
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    connection = QDBusConnection.connectToBus(bus, "desktop")
    lock = DesktopLock()
    times: list[bool] = []
    lock.locked.connect(lambda: times.append(True))
    lock.subscribe(QDBusConnection.connectToBus(bus, "own"), QDBusConnection.connectToBus(bus, "own"), "c2")
    assert len(lock.heard) == 5

    def say(path: str, interface: str, name: str, *arguments: object) -> None:
        message = QDBusMessage.createSignal(path, interface, name)
        message.setArguments(list(arguments))
        assert connection.send(message)

    say("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True)
    settle(lambda: len(times) == 1)
    say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", False)
    say("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True)
    settle(lambda: len(times) == 2)
    # Deleting a subscriber waits for the thread of its connection, which must still be there.
    shiboken6.delete(lock)
    for name in ("desktop", "own"):
        QDBusConnection.disconnectFromBus(name)


def test_the_desktops_lock_locks_what_is_kept_and_hides_the_words_of_what_is_not(
    window: Window, world: World
) -> None:
    words_shown(window)
    window.clipboard.copy("twelve words")
    window.away.desktop.locked.emit()
    assert window.presenters.words.state.words == ()
    assert QApplication.clipboard().text() == ""
    window.session.words_confirmed = True
    window.presenters.keep.check(True)
    window.presenters.keep.turn_on(PASSPHRASE)
    settle(lambda: world.keep.state is KeepState.OPEN)
    free(window)
    window.away.desktop.locked.emit()
    assert world.keep.state is KeepState.LOCKED
    assert window.flow.state.covered


def test_the_window_listens_for_the_desktops_lock(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    listening: list[DesktopLock] = []
    monkeypatch.setattr(DesktopLock, "listen", lambda self: listening.append(self))
    window = make_window()
    settle()
    assert listening == [window.away.desktop]


def test_sessions_are_named_as_login1_names_them() -> None:
    assert session_path("2") == "/org/freedesktop/login1/session/_32"
    assert session_path("c1") == "/org/freedesktop/login1/session/c1"
    assert session_path("a-b") == "/org/freedesktop/login1/session/a_2db"
    assert session_path("") == ""


def test_no_question_survives_its_page(window: Window, world: World) -> None:
    kept(window, world)
    window.presenters.keep.ask(Question.WIPE)
    window.flow.go(Screen.DANGER)
    assert window.presenters.keep.state.question is None
