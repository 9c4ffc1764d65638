"""No text is cut, every target is large enough, every pair of colours can be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget

from gui.scenes import settle
from stillmark.gui.components.panels import row
from stillmark.gui.theme import CONTRAST, DARK, LIGHT, TEXT_SCALES, Appearance, Look, Palette
from stillmark.gui.window import Window

MakeWindow = Callable[..., Window]


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
