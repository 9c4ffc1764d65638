"""The whole way, with the mouse and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from gui.fakes import ADDRESS, World
from gui.scenes import at, following, sending, settle, with_pictures, words_shown
from stillmark.domain.answers import Kind
from stillmark.domain.case import PlatformState
from stillmark.domain.errors import RegistryUnreachable
from stillmark.gui.language import spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.session import Age, PracticeInfo, Who
from stillmark.gui.window import Window
from stillmark.services.access import WordLanguage

MakeWindow = Callable[..., Window]


def by_name(window: Window, name: str) -> QWidget:
    found = [widget for widget in window.findChildren(QWidget, name) if widget.isVisibleTo(window)]
    assert len(found) == 1, f"{name}: {len(found)}"
    return found[0]


def click(window: Window, name: str) -> None:
    widget = by_name(window, name)
    assert widget.isEnabled(), name
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    settle()


def main(window: Window) -> None:
    assert window.page().main_button.isEnabled()
    QTest.mouseClick(window.page().main_button, Qt.MouseButton.LeftButton)
    settle()


def shown_words(window: Window) -> list[str]:
    words = window.presenters.words.state.words
    assert len(words) == 12
    return list(words)


def test_the_whole_way_by_mouse(window: Window, world: World) -> None:
    assert window.flow.state.screen is Screen.DANGER
    main(window)
    click(window, "language-ko")
    assert window.page().title.text() == "이 기기는 안전한가요?"
    click(window, "language-en")
    main(window)
    click(window, "who-myself")
    click(window, "age-19-or-over")
    main(window)
    window.pages.registry.address.setText(ADDRESS)
    click(window, "connect")
    settle(lambda: window.page().main_button.isEnabled())
    main(window)
    click(window, "door-intimate")
    drop(window.pages.choose.zone, [Path("/p/a.jpg"), Path("/p/b.jpg"), Path("/p/damaged.jpg")])
    settle(lambda: window.page().main_button.isEnabled())
    main(window)
    settle(lambda: window.page().main_button.isEnabled())
    click(window, "data")
    click(window, "exact")
    prepared = window.session.prepared
    assert prepared is not None
    assert window.pages.data.text.toPlainText().encode() == prepared.documents[0]
    click(window, "back")
    main(window)
    words = shown_words(window)
    assert not window.page().main_button.isEnabled()
    click(window, "written")
    main(window)
    for field, position in zip(window.pages.confirm.fields, window.presenters.words.state.asked, strict=True):
        QTest.keyClicks(field, words[position - 1])
    main(window)
    assert window.flow.state.screen is Screen.SEND
    assert not window.page().main_button.isEnabled()
    click(window, "consent")
    main(window)
    at(window, Screen.FOLLOW)
    settle(lambda: window.presenters.follow.state.checked is not None)
    assert world.submit.sent == [prepared]
    shown = [row.spoken for row in window.pages.follow.platforms.rows]
    assert shown[0].startswith("Example Registry: Received.")
    assert "receipt checked" in shown[0]
    assert shown[2].startswith("Platform B: Blocked. Reported a match and blocked it")
    click(window, "take-back-all")
    click(window, "take-back-no")
    assert world.withdraw.asked == []
    click(window, "take-back-all")
    click(window, "take-back-yes")
    settle(lambda: window.presenters.follow.state.active == 0)
    assert world.withdraw.asked == [None]
    main(window)
    assert window.flow.state.screen is Screen.CHOOSE
    assert window.model.rowCount() == 0
    click(window, "back")
    assert window.flow.state.screen is Screen.FOLLOW


class Keyboard:
    """Only Tab, Space, Enter, arrows and letters."""

    def __init__(self, window: Window) -> None:
        self.window = window

    def focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def to(self, name: str) -> QWidget:
        """Press Tab until something is focused; fail when Tab comes round without it."""
        for _ in range(60):
            if self.focus().objectName() == name:
                return self.focus()
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name}")

    def press(self, key: Qt.Key) -> None:
        widget = self.focus()
        if key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
            assert self.in_sight(widget), f"{widget.objectName()} is pressed out of sight"
        beside = self.window.rail.isAncestorOf(widget)
        QTest.keyClick(widget, key)
        settle()
        if key is not Qt.Key.Key_Tab:
            assert beside or not self.window.rail.isAncestorOf(self.focus()), "it is thrown off the page"

    @staticmethod
    def in_sight(widget: QWidget) -> bool:
        seen = widget.visibleRegion().boundingRect()
        return seen.contains(widget.rect().center())

    def choose(self, name: str) -> None:
        """Tab reaches the first radio button of a group; arrows go on from there."""
        wanted = by_name(self.window, name)
        for _ in range(60):
            if self.focus() is wanted:
                if isinstance(wanted, QAbstractButton) and not wanted.isChecked():
                    self.press(Qt.Key.Key_Space)
                return
            here = self.focus()
            group = here.group() if isinstance(here, QAbstractButton) else None
            same = isinstance(wanted, QAbstractButton) and group is not None and wanted in group.buttons()
            if not same:
                self.press(Qt.Key.Key_Tab)
            elif wanted.mapToGlobal(QPoint()).y() > here.mapToGlobal(QPoint()).y():
                self.press(Qt.Key.Key_Down)
            else:
                self.press(Qt.Key.Key_Right)
        raise AssertionError(f"the keyboard never reaches {name}")

    def push(self, name: str) -> None:
        self.to(name)
        self.press(Qt.Key.Key_Space)

    def type(self, name: str, text: str) -> None:
        widget = self.to(name)
        assert isinstance(widget, QLineEdit | QPlainTextEdit)
        QTest.keyClicks(widget, text)
        settle()


def test_the_whole_way_by_keyboard_alone(make_window: MakeWindow, world: World) -> None:
    window = make_window(scale=200)
    keys = Keyboard(window)
    keys.push("main")
    keys.push("main")
    keys.choose("who-myself")
    keys.choose("age-18")
    keys.push("main")
    keys.choose("offer-typed-0")
    keys.type("address", ADDRESS)
    keys.push("connect")
    settle(lambda: window.page().main_button.isEnabled())
    assert keys.focus() is window.page().main_button, "it goes on where the page does"
    keys.push("main")
    keys.choose("door-fabricated")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/p/a.jpg")])
    QApplication.clipboard().setMimeData(data)
    QTest.keyClick(keys.focus(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    settle(lambda: window.page().main_button.isEnabled())
    keys.push("main")
    settle(lambda: window.page().main_button.isEnabled())
    assert keys.focus() is window.page().main_button, "it does not wait on Back"
    keys.push("data")
    keys.push("back")
    keys.push("main")
    words = shown_words(window)
    keys.push("written")
    keys.push("main")
    for index, position in enumerate(window.presenters.words.state.asked):
        keys.type(f"answer-{index}", words[position - 1])
    keys.press(Qt.Key.Key_Return)
    assert window.flow.state.screen is Screen.SEND
    keys.push("consent")
    keys.push("main")
    at(window, Screen.FOLLOW)
    settle(lambda: window.presenters.follow.state.checked is not None)
    assert world.submit.sent[0].items[0].kind is Kind.FABRICATED
    keys.to("items")
    keys.press(Qt.Key.Key_Space)
    keys.push("take-back-one")
    assert keys.focus().objectName() == "take-back-no"
    keys.push("take-back-yes")
    settle(lambda: window.presenters.follow.state.active == 0)
    assert world.withdraw.asked == [world.submit.sent[0].item_ids]


def drop(zone: QWidget, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, bare = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(5, 5), copy, data, left, bare)
    QApplication.sendEvent(zone, entering)
    assert entering.isAccepted()
    event = QDropEvent(QPointF(5, 5), copy, data, left, bare)
    QApplication.sendEvent(zone, event)
    settle()


def test_a_case_is_opened_with_its_words_and_can_grow(window: Window, world: World) -> None:
    following(window)
    access = window.session.access
    assert access is not None
    words, case_id = access.words(WordLanguage.KOREAN), access.case_id
    window.session.access = None
    window.flow.go(Screen.DEVICE)
    click(window, "have-case")
    assert window.flow.state.screen is Screen.REGISTRY
    main(window)
    assert window.flow.state.screen is Screen.RESUME
    window.pages.resume.words.setPlainText(words)
    main(window)
    at(window, Screen.FOLLOW)
    settle(lambda: window.presenters.follow.state.checked is not None)
    assert window.presenters.follow.state.case_id == case_id
    assert window.pages.resume.words.toPlainText() == ""
    rows = window.pages.follow.platforms.rows
    assert "signed answer checked" in rows[0].line


def test_a_resumed_case_asks_for_the_age_before_pictures_are_added(window: Window, world: World) -> None:
    following(window)
    window.session.age = None
    main(window)
    assert window.flow.state.screen is Screen.PERSON
    window.presenters.person.choose_age(Age.OVER_18)
    main(window)
    assert window.flow.state.screen is Screen.CHOOSE


def test_no_registry_for_the_age_leads_to_who_can_help(window: Window, world: World) -> None:
    from dataclasses import replace

    from gui.fakes import INFO
    from stillmark.domain.answers import Eligibility

    world.directory.info = replace(INFO, serves=(Eligibility.ADULT,))
    window.flow.go(Screen.PERSON)
    window.presenters.person.choose_who(Who.MYSELF)
    window.presenters.person.choose_age(Age.UNDER_18)
    main(window)
    window.pages.registry.address.setText(ADDRESS)
    click(window, "connect")
    settle(lambda: window.presenters.registry.state.described is not None)
    assert not window.page().main_button.isEnabled()
    window.pages.registry._not_served.action.click()
    assert window.flow.state.screen is Screen.HANDOVER
    assert any("Take It Down" in label.text() for label in window.page().findChildren(QLabel))


def test_assisting_with_a_child_leads_to_who_can_help(window: Window) -> None:
    window.flow.go(Screen.PERSON)
    window.presenters.person.choose_who(Who.ASSISTING)
    window.presenters.person.agree(True)
    window.presenters.person.choose_age(Age.UNDER_18)
    main(window)
    assert window.flow.state.screen is Screen.HANDOVER


def test_wrong_words_keep_send_closed_and_show_which(window: Window, world: World) -> None:
    words_shown(window)
    window.presenters.words.write_down(True)
    main(window)
    for field in window.pages.confirm.fields:
        field.setText("wrong")
    main(window)
    assert window.flow.state.screen is Screen.CONFIRM
    assert not window.session.words_confirmed
    for position in window.presenters.words.state.asked:
        assert str(position) in window.pages.confirm.wrong_text()
    window.flow.go(Screen.SEND)
    window.presenters.send.consent(True)
    assert not window.page().main_button.isEnabled()


def test_words_leave_the_screen_with_their_page(window: Window) -> None:
    words_shown(window)
    words = shown_words(window)
    window.presenters.words.write_down(True)
    main(window)
    everything = {label.text() for label in window.findChildren(QLabel)}
    assert not everything & set(words)
    assert window.presenters.words.state.words == ()


def test_words_leave_the_screen_for_the_help_and_come_back(window: Window) -> None:
    words_shown(window)
    words = shown_words(window)
    assert len(words) == 12
    window.flow.go(Screen.HELP)
    assert window.presenters.words.state.words == ()
    assert not {label.text() for label in window.findChildren(QLabel)} & set(words)
    window.flow.back()
    assert shown_words(window) == words


def test_a_failed_sending_says_what_happened_what_is_kept_and_what_next(window: Window, world: World) -> None:
    sending(window)
    world.submit.error = RegistryUnreachable()
    click(window, "consent")
    main(window)
    settle(lambda: window.presenters.send.state.error is not None)
    banner = window.pages.send.fault
    assert banner.isVisible()
    assert banner.title.text() == "The registry could not be reached."
    assert "stays here" in banner.text.text()
    assert "Try again" in window.page().main_button.text()
    world.submit.error = None
    main(window)
    at(window, Screen.FOLLOW)
    assert len(world.submit.sent) == 1


def test_stop_ends_a_batch_and_keeps_what_is_done(window: Window, world: World) -> None:
    from threading import Event

    with_pictures(window, "a.jpg")
    world.fingerprints.gate = Event()
    world.fingerprints.gate_at = 3
    window.presenters.choose.add([Path("/p/many*50")])
    settle(lambda: window.presenters.choose.state.ready == 4)
    click(window, "stop")
    settle(lambda: window.presenters.choose.state.running is None)
    assert window.presenters.choose.state.untried == 47
    assert window.model.rowCount() == 4


def test_ten_thousand_files_are_listed(window: Window, world: World) -> None:
    with_pictures(window, "a.jpg")
    window.presenters.choose.add([Path("/p/many*10000")])
    settle(lambda: window.model.rowCount() == 10_001, seconds=20)
    settle(lambda: window.presenters.choose.state.running is None)


def test_rows_are_removed_with_delete(window: Window) -> None:
    with_pictures(window, "a.jpg", "b.jpg", "c.jpg")
    listed = window.pages.choose.list
    listed.setFocus()
    listed.setCurrentIndex(window.model.index(1))
    QTest.keyClick(listed, Qt.Key.Key_Delete)
    assert [row.name for row in window.model.rows] == ["a.jpg", "c.jpg"]


def test_practice_says_so_on_every_page_and_offers_its_pictures(make_window: MakeWindow) -> None:
    pictures = (Path("/practice/one.jpg"), Path("/practice/two.jpg"))
    window = make_window(practice=PracticeInfo(ADDRESS, pictures))
    banner = by_name(window, "practice-banner")
    for screen in Screen:
        window.flow.go(screen)
        settle()
        assert banner.isVisible()
        assert window.exit_button.isVisible()
    window.flow.go(Screen.PERSON)
    window.presenters.person.choose_who(Who.MYSELF)
    window.presenters.person.choose_age(Age.OVER_18)
    main(window)
    click(window, "connect")
    settle(lambda: window.page().main_button.isEnabled())
    main(window)
    click(window, "door-intimate")
    click(window, "practice")
    settle(lambda: window.presenters.choose.state.ready == 2)
    assert window._timer.interval() == 3_000


def test_without_practice_nothing_speaks_of_it(window: Window) -> None:
    assert not window.findChild(QWidget, "practice-banner").isVisible()
    assert not window.pages.choose.practice_button.isVisibleTo(window.pages.choose)


def test_the_language_changes_at_once_and_keeps_what_was_entered(window: Window) -> None:
    with_pictures(window, "a.jpg", "damaged.jpg")
    assert window.page().title.text() == "Choose pictures"
    QTest.mouseClick(window.rail.language_button, Qt.MouseButton.LeftButton)
    settle()
    assert window.page().title.text() == "사진·영상 선택"
    assert window.languages.current == spoken("ko")
    assert window.presenters.choose.state.ready == 1
    assert "손상된 파일입니다." in str(window.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole))
    QTest.mouseClick(window.rail.language_button, Qt.MouseButton.LeftButton)
    settle()
    assert window.page().title.text() == "Choose pictures"


def test_a_platform_that_did_not_block_is_no_judgement(window: Window, world: World) -> None:
    world.states = (PlatformState.NOT_BLOCKED, PlatformState.COLLECTED, PlatformState.COLLECTED)
    following(window)
    assert window.pages.follow._not_blocked.isVisible()
    assert "not a judgement" in window.pages.follow._not_blocked.text.text()


def test_the_case_is_checked_again_by_itself_only_while_it_is_followed(window: Window, world: World) -> None:
    following(window)
    before = world.follow.checks
    window._timer.timeout.emit()
    settle(lambda: world.follow.checks == before + 1)
    settle(lambda: not window.presenters.follow.state.checking)
    window.flow.go(Screen.HELP)
    window._timer.timeout.emit()
    settle()
    assert world.follow.checks == before + 1


@pytest.mark.parametrize("screen", list(Screen))
def test_help_settings_and_quick_exit_are_on_every_page(window: Window, screen: Screen) -> None:
    window.flow.go(screen)
    settle()
    for widget in (window.exit_button, window.rail.help_button, window.rail.settings_button):
        assert widget.isVisible()
        assert widget.isEnabled()
    click(window, "help")
    assert window.flow.state.screen is Screen.HELP
    if screen not in (Screen.HELP, Screen.SETTINGS):
        click(window, "back")
        assert window.flow.state.screen is screen
