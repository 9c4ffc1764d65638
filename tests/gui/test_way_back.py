"""Back from a case, and what stands in a page for the person who came that way."""

from __future__ import annotations

from gui.fakes import World
from gui.scenes import at, following, settle, words_shown
from stillmark.gui.components.fields import LineField
from stillmark.gui.language import spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.window import Window
from stillmark.gui.wording.practice import said
from takedown_registry import practice


def test_back_from_a_case_leads_to_the_start_and_one_button_leads_to_it_again(window: Window) -> None:
    following(window)
    case = window.session.access
    page = window.pages.follow
    assert page.back_button.isVisible()
    page.back_button.click()
    at(window, Screen.DEVICE)
    start = window.pages.device
    assert start._have_case.text() == "Go to my case"
    assert not start.lead.isVisible(), "something was sent, and may be kept"
    window.use_language(spoken("ko"))
    assert start._have_case.text() == "내 접수로 가기"
    start._have_case.click()
    at(window, Screen.FOLLOW)
    assert window.session.access is case and window.session.receipts


def test_without_a_case_the_start_offers_to_open_one(window: Window) -> None:
    window.flow.go(Screen.DEVICE)
    start = window.pages.device
    assert start._have_case.text() == "I already have a case"
    assert start.lead.text() == "Nothing is stored yet."
    start._have_case.click()
    at(window, Screen.REGISTRY)
    assert window.session.resuming


def test_fields_are_as_wide_as_what_is_typed_there(window: Window, world: World) -> None:
    words_shown(window)
    window.pages.words.onward.emit()
    at(window, Screen.CONFIRM)
    window.flow.go(Screen.BREAK)
    window.flow.go(Screen.NOTE)
    settle()
    for page, name, width in (
        (window.pages.confirm, "answer-0", 220),
        (window.pages.note, "note-account", 400),
    ):
        field = page.findChild(LineField, name)
        assert field is not None
        window.frame.pages.setCurrentWidget(page)
        settle()
        assert field.width() == width, name
        assert field.x() == min(one.x() for one in page.findChildren(LineField)), "where reading begins"
    address = window.pages.note.findChild(LineField, "note-address")
    assert address is not None and address.width() > 700


def test_the_names_of_practice_mode_are_said_in_the_language_of_the_window(window: Window) -> None:
    names = (practice.SETTINGS.name, practice.SETTINGS.operator, practice.PLATFORM_NAME)
    assert [said(name).lower() for name in names] == [name.lower() for name in names]
    window.use_language(spoken("ko"))
    assert [said(name) for name in names] == ["연습용 등록 기관", "이 컴퓨터(연습 전용)", "연습용 플랫폼"]
    assert said("Example Registry") == "Example Registry"
