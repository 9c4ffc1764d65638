"""A language is a file of texts: the window finds it, offers it and turns round for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QWidget

from gui.fakes import WHEN, World
from gui.scenes import settle, with_pictures
from stillmark import resources
from stillmark.gui.language import first_language, languages, next_language, spoken
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.window import Window
from stillmark.gui.wording import dates
from support import pseudo
from support.pseudo import LONG, MIRRORED

MakeWindow = Callable[..., Window]


@pytest.fixture
def with_third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Put one more .ts file beside the real ones, and do what CONTRIBUTING.md says."""
    masters, compiled = tmp_path / "masters", tmp_path / "compiled"
    masters.mkdir()
    compiled.mkdir()
    for path in pseudo.update.HERE.glob("*.ts"):
        (masters / path.name).write_bytes(path.read_bytes())
    pseudo.write_master(MIRRORED, masters / f"stillmark_{MIRRORED}.ts")
    monkeypatch.setattr(pseudo.update, "HERE", masters)
    monkeypatch.setattr(pseudo.update, "COMPILED", compiled)
    pseudo.update.main()
    monkeypatch.setattr(resources, "catalogues", lambda: compiled)
    return MIRRORED


def test_the_catalogues_are_the_languages() -> None:
    assert [(one.tag, one.own_name) for one in languages()] == [("en", "English"), ("ko", "한국어")]
    assert next_language(spoken("en")) == spoken("ko")
    assert next_language(spoken("ko")) == spoken("en")
    assert [one.tall for one in languages()] == [False, True]
    with pytest.raises(KeyError):
        spoken(LONG)


def test_a_third_language_needs_only_a_file_of_texts(
    with_third: str, make_window: MakeWindow, world: World
) -> None:
    window = make_window()
    third = spoken(with_third)
    assert [one.tag for one in languages()] == [with_third, "en", "ko"]
    assert third.own_name.startswith("[Ƀ ")
    for screen, name in ((Screen.DEVICE, "language"), (Screen.SETTINGS, "settings-language")):
        window.flow.go(screen)
        cards = [window.findChild(QRadioButton, f"{name}-{one.tag}") for one in languages()]
        assert [card.accessibleName() for card in cards] == [one.own_name for one in languages()]
        assert all(card.isVisible() for card in cards)
    QTest.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    settle()
    assert window.languages.current == third
    assert window.page().title.text() == pseudo.marked("Settings")
    assert dates.day(WHEN) == QLocale(with_third).toString(WHEN.astimezone().date(), "d MMM")
    assert window.rail.x() > window.exit_button.mapTo(window, QPoint()).x()
    seen = []
    for _ in languages():
        QTest.mouseClick(window.rail.language_button, Qt.MouseButton.LeftButton)
        settle()
        seen.append(window.languages.current.tag)
    assert seen == ["en", "ko", with_third]
    window.use_language(spoken("en"))
    settle()
    assert window.rail.x() == 0


def test_what_comes_from_services_follows_the_third_language(
    with_third: str, make_window: MakeWindow, world: World
) -> None:
    window = make_window(language=with_third)
    with_pictures(window, "a.jpg", "damaged.jpg")
    told = str(window.model.index(1).data(Qt.ItemDataRole.AccessibleTextRole))
    assert pseudo.marked("The file is damaged.") in told
    counted = pseudo.marked("%n ready").replace("%n", "1")
    assert counted in [one.accessibleName() for one in window.page().findChildren(QWidget)]


def test_the_system_language_is_taken_where_there_is_one(
    with_third: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wished: list[str] = []

    class System:
        def uiLanguages(self) -> list[str]:
            return wished

    monkeypatch.setattr(QLocale, "system", lambda: System())
    for tags, expected in (
        (["ko-KR", "ko", "en-US"], "ko"),
        (["ar-EG", "ko-KR"], with_third),
        (["fr-FR", "fr", "ko-KR"], "ko"),
        (["fr-FR"], "en"),
        (["C"], "en"),
    ):
        wished[:] = tags
        assert first_language(None).tag == expected
    assert first_language("ar").tag == with_third
    assert first_language("nothing").tag == "en"
