""" "Show this one": one picture, small, only while the button is held; nothing of it stays."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.fakes import World
from gui.scenes import settle, with_pictures
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.glance import GlanceState
from stillmark.gui.session import Age
from stillmark.gui.window import Window


@pytest.fixture
def chosen(window: Window) -> Window:
    with_pictures(window, "IMG_1.jpg", "IMG_2.jpg", "damaged.jpg")
    window.pages.choose.list.setCurrentIndex(window.model.index(1))
    settle()
    return window


def test_it_is_shown_while_the_button_is_held_and_dropped_with_it(chosen: Window, world: World) -> None:
    page, presenter = chosen.pages.choose, chosen.presenters.glance
    assert not page.glimpse.isVisible()
    QTest.mousePress(page.show_button, Qt.MouseButton.LeftButton)
    settle(lambda: presenter.state.picture is not None)
    assert page.glimpse.isVisible()
    middle = page.glimpse.grab().toImage().pixelColor(page.glimpse.rect().center())
    assert middle.red() == middle.green() == middle.blue()
    assert middle.red() in (29 * 4, 30 * 4)
    QTest.mouseRelease(page.show_button, Qt.MouseButton.LeftButton)
    assert not page.glimpse.isVisible()
    assert page.glimpse._picture is None
    assert presenter.state == GlanceState()
    assert world.glance.asked == [Path("/pictures/IMG_2.jpg")]


def test_the_space_bar_holds_it_too(chosen: Window) -> None:
    page = chosen.pages.choose
    page.show_button.setFocus()
    QTest.keyPress(page.show_button, Qt.Key.Key_Space)
    settle(lambda: chosen.presenters.glance.state.picture is not None)
    QTest.keyRelease(page.show_button, Qt.Key.Key_Space)
    assert not page.glimpse.isVisible()


def test_what_comes_after_the_button_was_let_go_is_not_shown(chosen: Window, world: World) -> None:
    page = chosen.pages.choose
    world.glance.gate = Event()
    QTest.mousePress(page.show_button, Qt.MouseButton.LeftButton)
    settle(lambda: page.glimpse.isVisible())
    QTest.mouseRelease(page.show_button, Qt.MouseButton.LeftButton)
    world.glance.gate.set()
    settle()
    settle()
    assert chosen.presenters.glance.state == GlanceState()
    assert not page.glimpse.isVisible()


def test_leaving_the_page_lets_it_go(chosen: Window) -> None:
    QTest.mousePress(chosen.pages.choose.show_button, Qt.MouseButton.LeftButton)
    settle(lambda: chosen.presenters.glance.state.picture is not None)
    chosen.flow.go(Screen.HELP)
    assert chosen.presenters.glance.state == GlanceState()


def test_only_one_picture_that_was_opened_can_be_shown(chosen: Window) -> None:
    page = chosen.pages.choose
    assert page.show_button.isEnabled()
    page.list.setCurrentIndex(chosen.model.index(2))
    assert not page.show_button.isEnabled(), "it could not be opened"
    page.list.selectAll()
    assert not page.show_button.isEnabled(), "one at a time"
    page.list.clearSelection()
    assert not page.show_button.isEnabled()


def test_a_picture_that_is_gone_is_said_so(window: Window) -> None:
    with_pictures(window, "gone.jpg")
    window.pages.choose.list.setCurrentIndex(window.model.index(0))
    window.pages.choose.show_button.pressed.emit()
    settle(lambda: window.presenters.glance.state.failed)
    assert window.pages.choose.glimpse.accessibleName() == "This picture cannot be shown."


def test_pictures_made_under_18_are_never_shown(chosen: Window, world: World) -> None:
    chosen.session.age = Age.UNDER_18
    chosen.presenters.choose.enter()
    assert not chosen.pages.choose.show_button.isVisible()
    chosen.presenters.glance.hold(Path("/pictures/IMG_1.jpg"))
    settle()
    assert world.glance.asked == []
