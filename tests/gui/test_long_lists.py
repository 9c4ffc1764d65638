"""A list of hundreds has no scroll bar of its own: wheel, keys and screen readers move the one page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollBar, QWidget

from gui.fakes import World
from gui.scenes import SCENES, following, settle, with_pictures
from stillmark.gui.components.lists import RowList
from stillmark.gui.components.page import Page
from stillmark.gui.window import Window

NAMES = tuple(f"IMG_{number}.jpg" for number in range(300))


def chosen(window: Window) -> tuple[Page, RowList, QWidget]:
    with_pictures(window, *NAMES)
    page = window.pages.choose
    return page, page.list, page.remove_button


def followed(window: Window) -> tuple[Page, RowList, QWidget]:
    following(window)
    state = window.presenters.follow.state
    page = window.pages.follow
    rows = [state.items[0]] * 300
    page.items.show(rows)
    return page, page.item_list, page.all_button


def in_sight(page: Page, widget: QWidget, part: QRect) -> bool:
    """Whether a part of a widget is wholly inside what the page shows."""
    seen = page.area.viewport()
    return seen.rect().contains(QRect(seen.mapFromGlobal(widget.mapToGlobal(part.topLeft())), part.size()))


def free_row(page: Page, rows: RowList) -> bool:
    """Whether the current row is in sight, and nothing lies over it."""
    row = rows.visualRect(rows.currentIndex())
    over = page._pinned.sheet
    covered = QRect(over.mapTo(page, QPoint()), over.size())
    place = QRect(rows.mapTo(page, row.topLeft()), row.size())
    return in_sight(page, rows, row) and not covered.intersects(place)


@pytest.mark.parametrize("screen", [chosen, followed], ids=["choose", "follow"])
def test_the_page_alone_scrolls(
    make_window: Callable[..., Window], screen: Callable[[Window], tuple[Page, RowList, QWidget]]
) -> None:
    window = make_window()
    page, rows, action = screen(window)
    bar = page.area.verticalScrollBar()
    for size, scale in (((1180, 780), 100), ((900, 600), 100), ((900, 600), 200), ((1920, 1080), 200)):
        window.resize(*size)
        window.look.choose(scale=scale)
        settle()
        where = f"{size}, {scale} %"
        moving = [one for one in page.findChildren(QScrollBar) if one.isVisible() and one.maximum() > 0]
        assert moving == [bar], where
        assert rows.height() >= sum(rows.sizeHintForRow(row) for row in range(300)), where

        bar.setValue(rows.mapTo(page.area.widget(), QPoint()).y())
        rows.clearSelection()
        settle()
        assert rows.covered == 0, f"{where}: something lies over rows, and none is selected"
        rows.setCurrentIndex(rows.model().index(1, 0))
        settle()
        beside = in_sight(page, action, action.rect())
        assert beside or scale == 200, f"{where}: what can be done with a row is out of sight"
        assert rows.covered <= page.area.viewport().height() / 3, where
        before = bar.value()
        wheel(window, rows)
        assert bar.value() > before, f"{where}: the wheel over the list does not move the page"

        rows.setFocus()
        for key, row in ((Qt.Key.Key_End, 299), (Qt.Key.Key_Home, 0), (Qt.Key.Key_Down, 1)):
            QTest.keyClick(rows, key)
            settle()
            assert rows.currentIndex().row() == row
            assert free_row(page, rows), f"{where}, {key.name}"
        for _ in range(3):
            before = rows.currentIndex().row()
            QTest.keyClick(rows, Qt.Key.Key_PageDown)
            settle()
            page_of_rows = page.area.viewport().height() / rows.sizeHintForRow(0)
            assert before < rows.currentIndex().row() <= before + max(1, page_of_rows), where
            assert free_row(page, rows), f"{where}, a page down"
        QTest.keyClick(rows, Qt.Key.Key_PageUp)
        settle()
        assert free_row(page, rows), f"{where}, a page up"

        told = QAccessible.queryAccessibleInterface(rows).child(rows.currentIndex().row())
        seen = page.area.viewport()
        assert QRect(seen.mapToGlobal(QPoint()), seen.size()).contains(told.rect()), where


def wheel(window: Window, rows: RowList) -> None:
    """Turn the wheel over a row, as the mouse does it."""
    place = rows.mapTo(window, rows.visualRect(rows.model().index(1, 0)).center())
    QTest.wheelEvent(window.windowHandle(), QPointF(place), QPoint(0, -120))
    settle()


def test_what_can_be_done_lies_at_the_end_of_the_list_once_that_is_in_sight(
    make_window: Callable[..., Window], world: World
) -> None:
    window = make_window()
    page, rows, action = chosen(window)
    rows.setCurrentIndex(rows.model().index(0, 0))
    page.area.verticalScrollBar().setValue(0)
    settle()
    end = rows.mapTo(page, QPoint(0, rows.height())).y()
    assert action.mapTo(page, QPoint()).y() < end, "it lies over the rows"
    page.area.ensureWidgetVisible(page.without_button)
    settle()
    end = rows.mapTo(page, QPoint(0, rows.height())).y()
    assert 0 < action.mapTo(page, QPoint()).y() - end <= 24


@pytest.mark.parametrize("language", ["en", "ko"])
def test_five_files_are_in_sight_at_once(make_window: Callable[..., Window], language: str) -> None:
    window = make_window(language=language)
    with_pictures(window, *NAMES[:5])
    page = window.pages.choose
    assert in_sight(page, page.list, page.list.rect())


def test_in_a_small_window_the_progress_comes_into_sight(
    make_window: Callable[..., Window], world: World
) -> None:
    window = make_window()
    window.resize(900, 600)
    SCENES["choose_running"](window, world)
    settle()
    page = window.pages.choose
    assert page.area.verticalScrollBar().value() > 0
    assert in_sight(page, page.progress, page.progress.rect())
    assert in_sight(page, page.stop_button, page.stop_button.rect())


def test_in_a_wide_window_the_next_step_stands_below_what_it_continues(
    make_window: Callable[..., Window],
) -> None:
    window = make_window()
    window.resize(1920, 1080)
    with_pictures(window, *NAMES[:3])
    page = window.pages.choose
    ends = [one.mapTo(page, QPoint(one.width(), 0)).x() for one in (page.main_button, page.zone)]
    assert ends[0] == ends[1] < 1200
