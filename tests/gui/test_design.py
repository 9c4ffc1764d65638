"""One design system: distances on one grid, and the roles of what cannot be used."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

import stillmark.gui
from gui.conftest import MakeWindow
from gui.scenes import following, settle
from stillmark.gui.components.glyphs import Glyph, draw_glyph, dress
from stillmark.gui.components.marks import Shape, Tone
from stillmark.gui.components.panels import Card, button, row
from stillmark.gui.components.pill import Pill
from stillmark.gui.components.text import Text
from stillmark.gui.language import Language, languages
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.send import SendState
from stillmark.gui.theme import (
    CARD_INSET,
    DARK,
    EDGE,
    INSET,
    LIGHT,
    SPACES,
    TEXT_SCALES,
    Appearance,
    Look,
    Motion,
    system_scale,
)
from stillmark.gui.views.send import SendView
from stillmark.gui.window import Window
from stillmark.gui.wording.pictures import note_texts, pill_words, refusal_texts

GUI = Path(stillmark.gui.__file__).parent
SHEET = GUI.parent / "resources" / "style" / "stillmark.qss"
_TAKES_DISTANCES = {
    "setSpacing",
    "addSpacing",
    "setContentsMargins",
    "setHorizontalSpacing",
    "setVerticalSpacing",
    "FlowLayout",
    "Card",
    "QMargins",
}


def distances(tree: ast.AST) -> list[tuple[int, int]]:
    """Every number that is given as a distance, with its line."""
    found = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        given = list(call.args) if name in _TAKES_DISTANCES else []
        given += [keyword.value for keyword in call.keywords if keyword.arg == "spacing"]
        if name == "room":
            # Beyond the largest distance it is the width of something.
            given += [arg for arg in call.args if isinstance(arg, ast.Constant) and arg.value <= SPACES[-1]]
        for value in given:
            numbers = [node for node in ast.walk(value) if isinstance(node, ast.Constant)]
            found += [(node.value, node.lineno) for node in numbers if isinstance(node.value, int)]
    return found


@pytest.mark.parametrize("path", sorted(GUI.rglob("*.py")), ids=lambda path: str(path.relative_to(GUI)))
def test_distances_are_on_the_grid(path: Path) -> None:
    off = [
        f"{path.name}:{line} {value}"
        for value, line in distances(ast.parse(path.read_text("utf-8")))
        if value and value not in SPACES
    ]
    assert off == []


def test_the_grid_notices_what_is_off_it() -> None:
    planted = "a.setSpacing(10)\nrow(b, spacing=6)\nCard(8)\ntheme.room(14)\ntheme.room(420)"
    assert [value for value, _ in distances(ast.parse(planted)) if value not in SPACES] == [10, 6, 14]


def test_the_sheet_takes_its_distances_from_the_grid() -> None:
    sheet = SHEET.read_text("utf-8")
    rooms = {int(number) for number in re.findall(r"\$\{r(\d+)\}", sheet)}
    assert rooms <= set(SPACES)
    bare = re.findall(r"(?:padding|margin|spacing)[^;]*?\b([1-9]\d*)px", sheet)
    assert {int(number) for number in bare} <= {*SPACES, 2}
    assert {EDGE, CARD_INSET} <= set(SPACES)


def test_every_icon_is_of_the_one_family() -> None:
    folder = GUI.parent / "resources" / "icons"
    drawn = {path.stem: path.read_text("utf-8") for path in folder.glob("*.svg")}
    assert set(drawn) == {glyph.value for glyph in Glyph}
    heads = {text.partition(">")[0] for text in drawn.values()}
    assert heads == {
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    }
    for name, text in drawn.items():
        inside = text.partition(">")[2]
        assert not re.search(r"stroke|fill|style|href|#", inside), name


def inked(image: QImage) -> set[int]:
    """The opaque colours of a picture."""
    found = set()
    for y in range(image.height()):
        for x in range(image.width()):
            if image.pixelColor(x, y).alpha() == 255:
                found.add(image.pixel(x, y) & 0xFFFFFF)
    return found


@pytest.mark.parametrize("glyph", list(Glyph))
def test_an_icon_takes_the_colour_it_is_given_and_stays_in_its_box(qapp: QApplication, glyph: Glyph) -> None:
    image = QImage(28, 28, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    draw_glyph(painter, glyph, QRectF(4, 4, 20, 20), LIGHT.accent)
    painter.end()
    assert inked(image) == {int(LIGHT.accent[1:], 16)}
    edge = [image.pixelColor(at, line).alpha() for at in range(28) for line in (0, 1, 26, 27)]
    assert not any(edge)


def test_icons_of_buttons_follow_the_theme(qapp: QApplication) -> None:
    look = Look(qapp)
    look.choose(appearance=Appearance.LIGHT, scale=100)
    made = dress(button("exit", "planted"), look, Glyph.EXIT)
    size = made.iconSize()
    for appearance, palette in ((Appearance.LIGHT, LIGHT), (Appearance.DARK, DARK)):
        look.choose(appearance=appearance)
        assert inked(made.icon().pixmap(size, 1.0).toImage()) == {int(palette.on_exit[1:], 16)}
        off = made.icon().pixmap(size, 1.0, QIcon.Mode.Disabled).toImage()
        assert inked(off) == {int(palette.on_off[1:], 16)}
    look.choose(scale=200)
    assert made.iconSize().height() == 2 * size.height()
    look.close()
    made.deleteLater()


@pytest.mark.parametrize("language", languages(), ids=lambda one: one.tag)
def test_remarks_in_the_list_are_whole(make_window: MakeWindow, language: Language) -> None:
    window = make_window(language=language.tag)
    longest = max((*refusal_texts().values(), *note_texts().values()), key=len)
    word = max(pill_words(), key=len)
    delegate = window.pages.at(Screen.CHOOSE).list.itemDelegate()
    font = QFont(window.font())
    for scale in TEXT_SCALES:
        window.look.choose(scale=scale)
        font.setPixelSize(window.look.theme.text(14))
        row = 1180 - window.rail.width() - 2 * EDGE - 2 * (CARD_INSET - INSET) - 10
        needed = QFontMetricsF(font).horizontalAdvance(longest)
        assert needed <= delegate.remark_room(row, font, word), scale


def test_the_size_of_text_begins_as_the_system_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stillmark.gui.theme.sys.platform", "linux")
    font = QFont()
    found = []
    for pixels in (11, 15, 18, 22, 29, 60):
        font.setPixelSize(pixels)
        found.append(system_scale(font))
    assert found == [100, 100, 125, 150, 200, 200]


@pytest.mark.parametrize(
    ("effects", "chosen", "blinks"),
    [(True, Motion.SYSTEM, 1_060), (False, Motion.SYSTEM, 0), (True, Motion.STILL, 0)],
)
def test_nothing_blinks_where_that_is_asked_for(
    qapp: QApplication, *, effects: bool, chosen: Motion, blinks: int
) -> None:
    flash, general = qapp.cursorFlashTime(), Qt.UIEffect.UI_General
    before = qapp.isEffectEnabled(general)
    try:
        qapp.setCursorFlashTime(1_060)
        qapp.setEffectEnabled(general, effects)
        look = Look(qapp)
        look.choose(motion=chosen)
        assert qapp.cursorFlashTime() == blinks
        look.close()
        assert qapp.cursorFlashTime() == 1_060
    finally:
        qapp.setEffectEnabled(general, before)
        qapp.setCursorFlashTime(flash)


def test_nothing_is_made_to_move_by_itself() -> None:
    moving = re.compile(r"QPropertyAnimation|QVariantAnimation|QMovie|QGraphicsEffect|setRange\(0, 0\)")
    assert not [path.name for path in GUI.rglob("*.py") if moving.search(path.read_text("utf-8"))]


@pytest.mark.parametrize("total", [1, 4])
def test_a_message_on_its_way_is_told_in_words_and_by_a_bar_that_has_an_end(
    qapp: QApplication, total: int
) -> None:
    look = Look(qapp)
    page = SendView(look)
    page.draw(SendState("Example Registry", (), 24, 1, True, True, False, True, False, 0, total, None))
    assert page.progress.isHidden() == (total == 1)
    assert page.progress.maximum() == total
    assert page.progress.accessibleName() == f"Sending message 1 of {total}"
    page.deleteLater()
    look.close()


def test_a_row_comes_and_goes_with_what_is_in_it(qapp: QApplication) -> None:
    look = Look(qapp)
    page, card = QWidget(), Card(8)
    QVBoxLayout(page).addWidget(card)
    pills = [Pill(look, Shape.DOT, Tone.GOOD) for _ in range(2)]
    line = row(*pills)
    card.add(line, Text(look, "body", "below"))
    page.show()
    heights = []
    for words in (("", ""), ("ready", ""), ("", ""), ("", "refused"), ("ready", "refused"), ("", "")):
        # The card too is hidden while there is nothing, as on the page for choosing.
        card.setVisible(False)
        settle()
        for pill, word in zip(pills, words, strict=True):
            pill.say(word)
        card.setVisible(True)
        settle()
        assert line.isHidden() == (words == ("", ""))
        heights.append(card.sizeHint().height())
    assert heights[0] == heights[2] == heights[5] < heights[1] == heights[3]
    pills[0].say("ready")
    line.setVisible(False)
    settle()
    assert line.isHidden()
    page.deleteLater()
    look.close()


def test_a_question_scrolls_to_where_it_can_be_read(window: Window) -> None:
    following(window)
    page = window.pages.follow
    page.all_button.click()
    settle()
    port = page.area.viewport()
    for part in (page.question.no_button, page.question.yes_button):
        assert port.rect().contains(QRect(part.mapTo(port, QPoint()), part.size()))


def test_checks_that_come_by_themselves_change_no_button(window: Window) -> None:
    following(window)
    page = window.pages.follow
    seen = []
    for pressed in (False, True):
        if pressed:
            page.check_button.click()
        else:
            window.presenters.follow.check()
        seen.append((page.check_button.text(), page.check_button.isEnabled()))
        settle(lambda: not window.presenters.follow.state.checking)
    assert seen == [("Check now", True), ("Checking", False)]
    assert (page.check_button.text(), page.check_button.isEnabled()) == ("Check now", True)
