"""Names, order, focus ring and announcements: what people need who do not see or do not point."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.fakes import PLATFORMS, World, case_item
from gui.scenes import SCENES, following, settle, with_pictures
from stillmark.domain.case import PlatformState
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.window import Window

MakeWindow = Callable[..., Window]


def test_the_ring_follows_the_keyboard_and_hides_from_the_mouse(window: Window) -> None:
    ring = window._ring
    window.exit_button.setFocus()
    QTest.keyClick(window.exit_button, Qt.Key.Key_Tab)
    settle()
    widget = QApplication.focusWidget()
    assert widget is not None
    assert ring.isVisible()
    assert ring.geometry().contains(widget.mapTo(window, widget.rect().center()))
    assert ring.width() > widget.width()
    QTest.mouseClick(window.pages.danger, Qt.MouseButton.LeftButton, pos=QPoint(3, 3))
    settle()
    assert not ring.isVisible()


def test_the_keyboard_goes_straight_to_where_a_page_begins(window: Window) -> None:
    reached: list[QWidget] = []
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    look = app.focusChanged.connect(lambda _, new: reached.append(new) if new is not None else None)
    for screen in (Screen.DEVICE, Screen.PERSON, Screen.REGISTRY, Screen.HELP):
        window.flow.go(screen)
        settle()
        assert reached == [QApplication.focusWidget()], screen
        assert window.page().isAncestorOf(reached[0])
        reached.clear()
    app.focusChanged.disconnect(look)


def test_pages_and_ends_of_batches_are_announced(window: Window, world: World) -> None:
    said: list[str] = []
    window.announcer.said.connect(said.append)
    with_pictures(window, "a.jpg", "b.jpg", "damaged.jpg")
    assert "Choose pictures" in said
    assert "2 ready. 1 could not be opened" in said


def test_news_from_platforms_are_announced_once(window: Window, world: World) -> None:
    following(window)
    said: list[str] = []
    window.announcer.said.connect(said.append)
    world.follow.items = tuple(
        case_item(item.item_id, *[PlatformState.BLOCKED] * 3) for item in world.follow.items
    )
    for _ in range(2):
        window.presenters.follow.check()
        settle(lambda: not window.presenters.follow.state.checking)
    news = [text for text in said if "Blocked" in text]
    assert len(news) == 2
    assert {text.partition(":")[0] for text in news} == {PLATFORMS[0], PLATFORMS[2]}


def test_every_row_of_the_chart_has_a_shape_a_word_and_a_line_in_the_table(
    window: Window, world: World
) -> None:
    SCENES["preview"](window, world)
    settle()
    page = window.pages.preview
    rows = [chart.row for chart in page.rows if chart.row is not None]
    assert len(rows) == 12
    words_of = {row.shape: row.word for row in rows}
    assert len(set(words_of.values())) == len(words_of) >= 3
    assert "Screenshot of a post: not, 0 of 3" in [chart.accessibleName() for chart in page.rows]
    assert all(chart.isVisible() and chart.accessibleName() == chart.row.spoken for chart in page.rows)
    page.table_button.click()
    settle()
    table = page.table
    interface = QAccessible.queryAccessibleInterface(table)
    assert interface.role() == QAccessible.Role.Table
    assert table.isVisible()
    assert not any(chart.isVisible() for chart in page.rows)
    shown = [tuple(table.item(row, column).text() for column in range(3)) for row in range(table.rowCount())]
    assert shown == [(row.name, row.count, row.word) for row in rows]
    assert table.horizontalHeaderItem(0).text() == "Copy"


def test_a_chart_that_was_not_tried_says_so(window: Window, world: World) -> None:
    SCENES["preview_minor"](window, world)
    settle()
    page = window.pages.preview
    assert "Your own pictures were not tried" in page._limits_text.text()
    assert not page.table_button.isVisible()
    assert all(chart.row is None or chart.row.share is None for chart in page.rows)


def test_titles_say_nothing_about_the_use(window: Window, world: World) -> None:
    for scene in ("danger", "follow"):
        SCENES[scene](window, world)
        assert window.windowTitle() == "Stillmark"
