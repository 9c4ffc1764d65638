"""The guides: the same in both languages, in the words of the window, true to the commands; their page."""

from __future__ import annotations

import json
import re
import shlex
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gui.fakes import World
from gui.scenes import at, kept, settle
from gui.test_texts import english, translations
from gui.test_walk import MakeWindow, click, main
from stillmark import resources
from stillmark.cli import main as command_line
from stillmark.domain.case import PlatformState
from stillmark.gui.components.markdown import Block, Kind, blocks
from stillmark.gui.language import Language, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.guide import Book, Guide, GuidePresenter, anchor_of, read
from stillmark.gui.window import Window
from stillmark.gui.wording import contacts, states
from stillmark.registries.configured import read_configuration
from support.pseudo import update

__all__ = ["english"]

LANGUAGES = ("en", "ko")
BOTH = [(guide, tag) for guide in Guide for tag in LANGUAGES]
NAMES = [f"{guide}-{tag}" for guide, tag in BOTH]

WRONG_WORDS = {
    "en": r"victim|\bfake|simply|\bjust\b|guarantee|immediately|\bhash|withdrawal|participating|seed|!",
    "ko": r"피해자|해시|철회|협력 플랫폼|케이스|사건|파트너|(?<!디지털 )지문|즉시|보장|!",
}
"""Other words for what the window has a word for, promises of speed, and what nobody is called."""

each_guide = pytest.mark.parametrize(("guide", "tag"), BOTH, ids=NAMES)


def book(guide: Guide, tag: str) -> Book:
    return read((resources.guides() / f"{guide}.{tag}.md").read_text("utf-8"))


def everything(guide: Guide, tag: str) -> list[Block]:
    """Return every block of a guide; titles of chapters are headings."""
    whole = book(guide, tag)
    found = list(blocks(whole.markdown))
    for chapter in whole.chapters:
        found += [Block(Kind.HEADING, chapter.title), *blocks(chapter.markdown)]
    return found


def named(block: Block) -> list[str]:
    """Return what stands out: names of things on the screen."""
    return [block.text[first : first + length] for first, length in block.strong]


def commands(guide: Guide, tag: str) -> list[str]:
    found = [one.text for one in everything(guide, tag) if one.kind is Kind.COMMAND]
    return [line for text in found for line in text.splitlines() if line.startswith("stillmark")]


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Qt's Markdown wants one."""


# --- the texts


@each_guide
def test_the_words_are_those_of_the_window(guide: Guide, tag: str) -> None:
    for block in everything(guide, tag):
        if block.kind is not Kind.COMMAND:
            assert not re.search(WRONG_WORDS[tag], block.text, re.IGNORECASE), block.text
            assert "*" not in block.text and "`" not in block.text, block.text
    if tag == "ko":
        for sentence in sentences(guide, tag):
            assert re.search(r"(다|요|까)$|^[^가-힣]*$", sentence), sentence


def sentences(guide: Guide, tag: str) -> list[str]:
    whole = [
        block.text
        for block in everything(guide, tag)
        if block.kind in (Kind.PARAGRAPH, Kind.POINT, Kind.STEP, Kind.NOTE) and block.text[-1] in ".?"
    ]
    parted = [part for text in whole for part in re.split(r"(?<=[.?])\s+|:\s+", text)]
    return [part.rstrip(".?") for part in parted if part[-1] in ".?"]


@pytest.mark.parametrize(("tag", "usual", "longest"), [("en", 11, 30), ("ko", 8, 20)])
def test_one_idea_a_sentence(tag: str, usual: float, longest: int) -> None:
    """Words in a sentence; a tired person holds no more."""
    for guide in Guide:
        counts = {sentence: len(sentence.split()) for sentence in sentences(guide, tag)}
        assert len(counts) > 100
        assert sum(counts.values()) / len(counts) <= usual
        assert max(counts.values()) <= longest, max(counts, key=lambda one: counts[one])


@pytest.mark.parametrize("guide", Guide)
def test_both_languages_say_the_same_things_in_the_same_order(guide: Guide) -> None:
    own, other = everything(guide, "en"), everything(guide, "ko")
    assert [one.kind for one in own] == [one.kind for one in other]
    korean: dict[str, set[str]] = {}
    for (_, source), forms in translations("ko").items():
        korean.setdefault(source, set()).update(forms)
    for mine, theirs in zip(own, other, strict=True):
        assert mine.number == theirs.number
        assert mine.target.replace(".en.", ".ko.") == theirs.target
        if mine.kind is Kind.COMMAND:
            assert mine == theirs
        names = Counter(named(theirs))
        for name in named(mine):
            fitting = [one for one in names.elements() if one in korean[name]]
            assert fitting, (name, theirs.text)
            names[fitting[0]] -= 1
        assert not +names, theirs.text
    assert len(book(guide, "en").chapters) == len(book(guide, "ko").chapters) >= 10


@each_guide
def test_every_name_that_stands_out_is_on_the_screen(guide: Guide, tag: str) -> None:
    sources = {source for _, source in update.texts()}
    known = sources if tag == "en" else {form for forms in translations(tag).values() for form in forms}
    quoted = [name for block in everything(guide, tag) for name in named(block)]
    assert len(quoted) >= 20
    assert [name for name in quoted if name not in known] == []


def test_every_state_of_a_platform_is_explained(language: Language) -> None:
    points = [block for block in everything(Guide.USER, language.tag) if block.kind is Kind.POINT]
    explained = {name for block in points for name in named(block)}
    assert {states.state_word(state) for state in PlatformState} <= explained


@each_guide
def test_links_lead_to_a_chapter_and_never_outside(guide: Guide, tag: str) -> None:
    text = (resources.guides() / f"{guide}.{tag}.md").read_text("utf-8")
    targets = [one.target for one in everything(guide, tag) if one.kind is Kind.LINK]
    assert targets
    for target in targets:
        name, _, anchor = target.partition("#")
        other, language = (name.removesuffix(".md").split(".")) if name else (guide, tag)
        assert language == tag
        anchors = {chapter.anchor for chapter in book(Guide(other), language).chapters}
        assert not anchor or anchor in anchors
    assert not re.search(r"www\.|mailto:|<[a-z]", text)
    assert set(re.findall(r"https?://[\w.]+", text)) <= {
        "https://registry.example",
        "https://updates.example",
    }


@each_guide
def test_telephone_numbers_stand_in_help_alone(guide: Guide, tag: str, english: object) -> None:
    known = {
        number
        for group in contacts.groups()
        for contact in group.contacts
        for number in re.findall(r"\d[\d -]+\d", contact.reach)
    }
    assert {"1366", "112", "02-735-8994"} <= known
    for block in everything(guide, tag):
        if block.kind is not Kind.COMMAND:
            found = re.findall(r"\d[\d -]+\d", block.text)
            assert not known & set(found), block.text
            assert not [one for one in found if len(one) > 3], block.text


@pytest.mark.parametrize("tag", LANGUAGES)
def test_nobody_is_asked_to_find_or_pass_on_a_picture(tag: str) -> None:
    """Where such a word stands, the sentence says not to."""
    acts = {
        "en": r"\blook for\b|\bdownload\b|screenshot of|sent? to you|send the|\bpass (it|such)|\bpost the",
        "ko": "내려받|보내 달라|캡처하|사진·영상을 보내|직접 올리",
    }
    refused = {"en": r"\bnot\b", "ko": "마세요|않으셔도|않아도"}
    hits = 0
    for guide in Guide:
        for sentence in sentences(guide, tag):
            if re.search(acts[tag], sentence):
                hits += 1
                assert re.search(refused[tag], sentence), sentence
    assert hits >= 5


# --- commands


@pytest.mark.parametrize("line", commands(Guide.CENTRE, "en") + commands(Guide.USER, "en"))
def test_every_command_can_be_said(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "export.zip").touch()
    program, *words = shlex.split(line)
    assert program == "stillmark"
    options, paths = command_line._read(words)
    assert (options.command is None) is (paths == (Path("export.zip"),))


def test_every_command_for_staff_is_named() -> None:
    from stillmark.cli.arguments import COMMANDS

    said = {shlex.split(line)[1] for line in commands(Guide.CENTRE, "en")}
    assert COMMANDS - said == {"hash", "gallery", "check-update"}


def test_what_a_computer_can_be_set_up_with_is_what_is_read(tmp_path: Path) -> None:
    (shown,) = [one.text for one in everything(Guide.CENTRE, "en") if one.text.startswith("{")]
    file = tmp_path / "registries.json"
    file.write_text(shown.replace("ROOT_KEY_ID", "ab" * 32), "utf-8")
    (tmp_path / "trust").mkdir()
    (tmp_path / "trust" / "root.json").write_text("{}", "utf-8")
    made = read_configuration(file)
    assert made.window.lock_after_minutes == 5 and made.proxy and made.updates
    points = [one.text for one in everything(Guide.CENTRE, "en") if one.kind is Kind.POINT]
    assert {text.partition(":")[0] for text in points} >= set(json.loads(shown))


# --- in the window


def texts(window: Window) -> list[str]:
    page = window.page()
    return [one.text() for one in page.findChildren(QLabel) if one.isVisibleTo(page)]


def test_help_opens_a_guide_which_is_read_chapter_by_chapter(window: Window) -> None:
    window.rail.help.emit()
    click(window, "guide-user")
    at(window, Screen.GUIDE)
    whole = book(Guide.USER, "en")
    assert window.page().title.text() == whole.title
    assert window.focusWidget().objectName() == "chapter-1"
    click(window, "chapter-6")
    assert window.page().title.text() == whole.chapters[5].title
    assert window.focusWidget() is window.page().main_button
    main(window)
    assert window.page().title.text() == whole.chapters[6].title
    assert any("cannot find it" in text for text in texts(window))
    QTest.mouseClick(window.page().back_button, Qt.MouseButton.LeftButton)
    assert window.page().title.text() == whole.title
    assert window.focusWidget().objectName() == "chapter-1"
    QTest.mouseClick(window.page().back_button, Qt.MouseButton.LeftButton)
    at(window, Screen.HELP)
    QTest.mouseClick(window.page().back_button, Qt.MouseButton.LeftButton)
    at(window, Screen.DANGER)


def test_the_last_chapter_leads_to_the_other_guide_and_nowhere_on(window: Window) -> None:
    window.rail.help.emit()
    click(window, "guide-user")
    window.presenters.guide.turn_to(len(book(Guide.USER, "en").chapters) - 1)
    assert window.page().main_button.isHidden()
    click(window, "link-1")
    assert window.page().title.text() == book(Guide.CENTRE, "en").title


def test_another_language_stays_in_the_chapter(window: Window) -> None:
    window.rail.help.emit()
    click(window, "guide-centre")
    window.presenters.guide.turn_to(2)
    window.use_language(spoken("ko"))
    assert window.page().title.text() == book(Guide.CENTRE, "ko").chapters[2].title
    assert window.page().main_button.text() == "다음 장"


def test_a_chapter_is_scrolled_by_keys_and_begins_at_its_top(window: Window) -> None:
    window.rail.help.emit()
    click(window, "guide-user")
    click(window, "chapter-6")
    bar = window.page().area.verticalScrollBar()
    settle(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    for key, moved in ((Qt.Key.Key_PageDown, True), (Qt.Key.Key_Home, False), (Qt.Key.Key_End, True)):
        QTest.keyClick(window.focusWidget(), key)
        assert (bar.value() > 0) is moved, key
    window.presenters.guide.turn_to(13)
    settle()
    assert bar.maximum() > bar.value() == 0


def test_guides_can_be_read_while_the_case_is_locked(window: Window, world: World) -> None:
    kept(window, world)
    window.away.lock()
    window.rail.help.emit()
    click(window, "guide-user")
    at(window, Screen.GUIDE)
    window.flow.go(Screen.FOLLOW)
    assert window.flow.state.screen is Screen.GUIDE


def test_pictures_are_shown_with_words_for_those_who_cannot_see_them(window: Window) -> None:
    window.rail.help.emit()
    click(window, "guide-user")
    click(window, "chapter-1")
    settle()
    figures = [one for one in window.page().findChildren(QLabel) if one.property("face") == "figure"]
    (figure,) = [one for one in figures if one.isVisibleTo(window)]
    assert "Quick exit" in figure.accessibleName()
    assert figure.pixmap().width() > 100
    assert abs(figure.heightForWidth(figure.width()) - figure.height()) <= 1


def test_nothing_of_a_guide_is_read_before_it_is_opened(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    real = resources.guide_text
    monkeypatch.setattr(
        "stillmark.gui.presenters.guide.guide_text", lambda *what: asked.append(what) or real(*what)
    )
    window = make_window(language="ko")
    window.rail.help.emit()
    settle()
    window.use_language(spoken("en"))
    assert asked == []
    click(window, "guide-centre")
    assert asked == [(Guide.CENTRE, "en")]


def test_a_language_without_guides_reads_them_in_english() -> None:
    assert resources.guide_text("user", "xx") == resources.guide_text("user", "en")


def test_what_the_keyboard_could_not_reach_is_refused() -> None:
    for planted in ("Read [this](#there) first.", "Look: ![a](b.png)"):
        with pytest.raises(ValueError, match="by itself"):
            blocks(planted)


def test_links_inside_a_guide_turn_its_pages() -> None:
    assert anchor_of("Real, or made by editing or AI") == "real-or-made-by-editing-or-ai"
    presenter = GuidePresenter()
    presenter.open(Guide.USER, "en")
    presenter.follow("#two-questions")
    assert presenter.state.chapter == 3
    presenter.follow("centre.en.md#the-person-decides")
    assert (presenter.state.book.title, presenter.state.chapter) == ("Stillmark for support centres", 1)
