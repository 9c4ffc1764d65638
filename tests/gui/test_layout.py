"""No text is cut, every target is large enough, every pair of colours can be read."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.fakes import World
from gui.scenes import SCENES, settle
from stillmark.gui.components.chart import ChartRow
from stillmark.gui.components.choices import CheckCard, RadioCard
from stillmark.gui.components.panels import row
from stillmark.gui.components.pill import Pill
from stillmark.gui.components.text import Text, longest_word
from stillmark.gui.language import Language, languages
from stillmark.gui.theme import CONTRAST, DARK, LIGHT, TEXT_SCALES, Appearance, Look, Palette
from stillmark.gui.window import Window

MakeWindow = Callable[..., Window]


def visible(window: Window) -> list[QWidget]:
    return [widget for widget in window.findChildren(QWidget) if widget.isVisible() and widget.width() > 0]


def cut(widget: QWidget) -> str:
    """Say how a widget cuts its text; empty if it does not."""
    if isinstance(widget, ChartRow):
        if widget.heightForWidth(widget.width()) > widget.height():
            return f"too low: {widget.accessibleName()!r}"
        if widget.width() < widget.minimumSizeHint().width():
            return f"too narrow: {widget.accessibleName()!r}"
    elif isinstance(widget, Text):
        if widget.heightForWidth(widget.width()) > widget.height():
            return f"too low: {widget.text()!r}"
        if longest_word(widget.text(), widget.font()) > widget.width() + 1 and "-" not in widget.text():
            return f"too narrow for a word: {widget.text()!r}"
    elif isinstance(widget, RadioCard | CheckCard):
        if widget.heightForWidth(widget.width()) > widget.height():
            return f"too low: {widget.accessibleName()!r}"
        if widget.width() < widget.minimumSizeHint().width():
            return f"too narrow: {widget.accessibleName()!r}"
    elif isinstance(widget, QPushButton):
        needed = QFontMetricsF(widget.font()).horizontalAdvance(widget.text())
        around = 0 if widget.property("kind") in ("link", "quiet") else 8
        if needed + around > widget.width() or widget.height() < widget.sizeHint().height():
            return f"button too small: {widget.text()!r} {needed} {widget.size()} {widget.sizeHint()}"
    elif isinstance(widget, Pill | QLabel) and (
        widget.width() < widget.sizeHint().width() or widget.height() < widget.sizeHint().height()
    ):
        return f"too small: {widget.accessibleName()!r}"
    return ""


def inside_parents(window: Window, widget: QWidget) -> str:
    """Say when a widget sticks out of the column it is in."""
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if (
            not parent.rect().adjusted(-1, -1, 1, 1).contains(widget.geometry())
            and parent.objectName() != "body"
        ):
            if parent.objectName() == "qt_scrollarea_viewport":
                return ""
            return (
                f"{type(widget).__name__} {widget.accessibleName()!r} sticks out of {type(parent).__name__}"
            )
        widget, parent = parent, parent.parentWidget()
    return ""


@pytest.mark.parametrize("language", languages(), ids=lambda one: one.tag)
@pytest.mark.parametrize("scale", [100, 200])
@pytest.mark.parametrize("scene", SCENES)
def test_no_text_is_cut(
    make_window: MakeWindow, world: World, scene: str, scale: int, language: Language
) -> None:
    window = make_window(language=language.tag, scale=scale)
    SCENES[scene](window, world)
    settle()
    faults = [cut(widget) or inside_parents(window, widget) for widget in visible(window)]
    assert [fault for fault in faults if fault] == []
    assert window.width() <= 1180


@pytest.mark.parametrize("scene", SCENES)
def test_targets_are_large_and_apart(make_window: MakeWindow, world: World, scene: str) -> None:
    window = make_window()
    SCENES[scene](window, world)
    settle()
    targets = [w for w in visible(window) if isinstance(w, QAbstractButton | QLineEdit)]
    areas = []
    for target in targets:
        assert target.width() >= 24, target.accessibleName()
        assert target.height() >= 24, target.accessibleName()
        areas.append(QRect(target.mapTo(window, QPoint()), target.size()))
    bar = window.page().bar
    top = bar.mapTo(window, QPoint()).y()
    areas = sorted((a for a in areas if a.bottom() < top), key=lambda area: (area.y(), area.x()))
    assert not any(first.intersects(second) for first, second in pairwise(areas))


def luminance(colour: QColor) -> float:
    parts = []
    for value in (colour.redF(), colour.greenF(), colour.blueF()):
        parts.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(palette: Palette, first: str, second: str) -> float:
    light, dark = sorted((luminance(palette.color(first)), luminance(palette.color(second))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink", "soft") for ground in ("bg", "rail", "panel", "neutral_tint")],
    ("ink", "accent_tint"),
    ("soft", "accent_tint"),
    ("accent", "bg"),
    ("accent", "panel"),
    ("accent", "accent_tint"),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
    ("good", "good_tint"),
    ("good", "panel"),
    ("wait", "wait_tint"),
    ("wait", "panel"),
    ("on_exit", "exit"),
    ("on_exit", "exit_hover"),
    ("on_off", "off"),
]
LINE_PAIRS = [
    ("control_line", "bg"),
    ("control_line", "panel"),
    ("control_line", "accent_tint"),
    ("accent", "track"),
    ("focus", "bg"),
    ("focus", "panel"),
    ("focus", "rail"),
    ("accent", "rail"),
    ("control_line", "rail"),
]


@pytest.mark.parametrize("palette", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_text_can_be_read_and_lines_can_be_seen(palette: Palette) -> None:
    low = [(a, b, round(contrast(palette, a, b), 2)) for a, b in TEXT_PAIRS if contrast(palette, a, b) < 4.5]
    low += [(a, b, round(contrast(palette, a, b), 2)) for a, b in LINE_PAIRS if contrast(palette, a, b) < 3]
    assert low == []


def test_the_palettes_are_the_agreed_ones() -> None:
    agreed = ("bg", "panel", "ink", "soft", "hairline", "control_line", "accent", "on_accent", "good", "wait")
    light = ("#F6F4F0", "#FFFFFF", "#1F2D36", "#5B6872", "#E2DED7")
    light += ("#6F7B83", "#1E6A70", "#FFFFFF", "#276B44", "#735813")
    dark = ("#14191D", "#1C2328", "#E8ECEE", "#A3AEB5", "#2C353B")
    dark += ("#7F8C94", "#6CC0BF", "#0E1A1B", "#7CC79A", "#D9B45B")
    assert tuple(getattr(LIGHT, role) for role in agreed) == light
    assert tuple(getattr(DARK, role) for role in agreed) == dark


def test_colours_are_named_in_one_place_only() -> None:
    import re
    from pathlib import Path

    import stillmark.gui

    folder = Path(stillmark.gui.__file__).parent
    for path in [*folder.rglob("*.py"), folder.parent / "resources" / "style" / "stillmark.qss"]:
        if path.name != "theme.py":
            text = path.read_text("utf-8")
            assert not re.search(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b(?!\d)", text), path.name


def test_appearance_and_size_change_at_once_and_the_system_is_followed(qapp: QApplication) -> None:
    look = Look(qapp)
    changes: list[bool] = []
    look.changed.connect(lambda: changes.append(True))
    look.choose(appearance=Appearance.DARK)
    assert look.theme.palette is DARK
    look.choose(appearance=Appearance.CONTRAST, scale=TEXT_SCALES[-1])
    assert (look.theme.palette, look.theme.text(15)) == (CONTRAST, 30)
    look.choose(appearance=Appearance.SYSTEM, scale=100)
    assert look.theme.palette in (LIGHT, DARK, CONTRAST)
    before = len(changes)
    look._follow_system()
    assert len(changes) == before + 1
    look.choose(appearance=Appearance.LIGHT)
    look._follow_system()
    assert look.theme.palette is LIGHT
    look.close()


def test_a_narrow_window_shows_the_rail_without_names(make_window: MakeWindow) -> None:
    window = make_window()
    wide = window.rail.width()
    window.resize(800, 700)
    settle()
    assert window.rail.width() < wide
    assert not window.rail.brand.isVisible()
    window.resize(1180, 780)
    settle()
    assert window.rail.width() == wide


def test_a_row_takes_no_room_while_empty_and_comes_back_with_what_is_in_it(qapp: QApplication) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    first, second = QLabel("first"), QLabel("second")
    for label in (first, second):
        label.hide()
    between = row(first, second)
    column.addWidget(between)
    page.show()
    settle()
    assert between.isHidden()
    second.show()
    settle()
    assert second.isVisible()
    second.hide()
    settle()
    assert between.isHidden()
    between.setVisible(False)
    first.show()
    settle()
    assert not first.isVisible(), "hidden by itself, it stays so"
    between.setVisible(True)
    settle()
    assert first.isVisible()
    page.deleteLater()
