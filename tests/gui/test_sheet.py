"""The case sheet: a PDF whose letters are really in it, and words only where they were asked for."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import numpy
import pytest
import zxingcpp
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QFileDialog

from gui.conftest import MakeWindow
from gui.fakes import WHEN
from gui.scenes import at, following, settle, words_shown
from gui.test_files_and_tasks import choose_in
from stillmark.gui.language import Language
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.presenters.sheet import Sheet
from stillmark.gui.sheet import as_pdf, draw
from stillmark.gui.window import Window
from stillmark.services.access import CaseAccess, WordLanguage

LEADING = 1.5


def sheet(access: CaseAccess, words: WordLanguage | None) -> Sheet:
    chosen = tuple(access.words(words).split(" ")) if words else ()
    return Sheet(access.case_id, "Example Registry", WHEN, 3, chosen)


def pixels(page: Sheet) -> numpy.ndarray:
    image = QImage(2008, 3035, QImage.Format.Format_Grayscale8)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw(painter, page, LEADING)
    painter.end()
    rows = numpy.frombuffer(image.constBits(), numpy.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].copy()


@pytest.mark.parametrize("words", list(WordLanguage))
def test_the_code_is_read_back_to_the_words_that_open_the_case(
    language: Language, words: WordLanguage
) -> None:
    access = CaseAccess.new()
    (found,) = zxingcpp.read_barcodes(pixels(sheet(access, words)))
    assert found.text == access.words(words)
    assert CaseAccess.from_words(found.text).case_id == access.case_id


def test_without_asking_there_is_neither_code_nor_word(language: Language) -> None:
    assert zxingcpp.read_barcodes(pixels(sheet(CaseAccess.new(), None))) == []


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
@pytest.mark.parametrize("words", list(WordLanguage))
def test_letters_are_in_the_pdf_and_the_app_is_not_named(
    language: Language, words: WordLanguage, tmp_path: Path
) -> None:
    access = CaseAccess.new()
    path = tmp_path / "sheet.pdf"
    path.write_bytes(as_pdf(sheet(access, words), LEADING))
    text = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, check=True, timeout=30
    ).stdout.decode()
    together = "".join(text.split())
    assert access.case_id in together
    for word in access.words(words).split(" "):
        assert word in together
    korean = language.tag == "ko"
    assert ("접수안내문" if korean else "Casesheet") in together
    assert ("접수:사진·영상3건" if korean else "Received22Nov2026:3pictures") in together
    assert b"tillmark" not in path.read_bytes()
    facts = subprocess.run(["pdfinfo", path], capture_output=True, check=True, timeout=30).stdout.decode()
    assert "Pages:           1" in facts
    assert "tillmark" not in facts


def saved(window: Window, target: Path) -> bytes:
    window.pages.sheet.main_button.click()
    settle()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith("sheet.pdf")
    choose_in(dialog, target)
    settle(target.exists)
    settle(lambda: "Saved" in window.pages.sheet._done.text())
    return target.read_bytes()


def test_the_sheet_is_saved_for_its_owner_alone(window: Window, tmp_path: Path) -> None:
    following(window)
    window.pages.follow.sheet_button.click()
    at(window, Screen.SHEET)
    state = window.presenters.sheet.state
    assert (state.registry, state.pictures, state.with_words) == ("Example Registry", 3, False)
    data = saved(window, tmp_path / "sheet.pdf")
    assert data.startswith(b"%PDF-")
    assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == 0o600


def test_words_go_on_it_only_after_the_warning_and_are_off_the_next_time(window: Window) -> None:
    words_shown(window)
    window.pages.words.sheet_button.click()
    at(window, Screen.SHEET)
    assert window.flow.state.step == 3
    page, presenter = window.pages.sheet, window.presenters.sheet
    first = presenter.sheet()
    assert first is not None
    assert first.words == ()
    page._words.click()
    assert "A printout, photo or file can be found." in page._warning.text.text()
    assert not page.main_button.isEnabled()
    assert presenter.sheet() is None
    page._risk.click()
    asked = presenter.sheet()
    assert asked is not None
    access = window.session.access
    assert access is not None
    assert " ".join(asked.words) == access.words(WordLanguage.ENGLISH)
    page._words.click()
    page._words.click()
    assert presenter.sheet() is None, "the warning is read anew"
    page._risk.click()
    page.back.emit()
    at(window, Screen.WORDS)
    assert not presenter.state.with_words
    assert not presenter.state.risk_understood


def test_a_korean_window_suggests_korean_words(make_window: MakeWindow) -> None:
    window = make_window(language="ko")
    following(window)
    window.flow.go(Screen.SHEET)
    assert window.presenters.sheet.state.language is WordLanguage.KOREAN
