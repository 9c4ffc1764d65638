"""Every text exists in both languages, says what it must, and is built so that it can be translated."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from gui.fakes import WHEN
from stillmark.domain import errors
from stillmark.domain.case import PlatformState
from stillmark.domain.errors import RegistryRefused, StillmarkError, WordsWrong
from stillmark.domain.media import Note, RefusalReason
from stillmark.domain.unreachable import UnreachableReason
from stillmark.gui.language import Languages, first_language, languages, spoken
from stillmark.gui.theme import Look
from stillmark.gui.wording import contacts, dates, faults, pictures, states, unreachable
from stillmark.services.access import CaseAccess
from stillmark.services.connect import split_address
from stillmark.services.verify import read_file
from support.pseudo import update

PROJECT = Path(__file__).parents[2]
GUI = PROJECT / "app" / "stillmark" / "gui"
FILES = sorted(GUI.rglob("*.py"))
WINDOW = [path for path in FILES if "gallery" not in path.relative_to(GUI).parts]
"""Without the frozen states that only the gallery shows."""
HANGUL = re.compile("[가-힣]")


def translations(language: str) -> dict[tuple[str, str], list[str]]:
    found = {}
    for key, message in update.read(update.master(language)).items():
        translation = message.find("translation")
        assert translation.get("type") is None, f"unfinished: {key}"
        forms = translation.findall("numerusform")
        found[key] = [form.text or "" for form in forms] or [translation.text or ""]
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_is_translated_and_nothing_else_is() -> None:
    wanted = update.texts()
    assert set(translations("ko")) == set(wanted)
    assert set(translations("en")) == {key for key, plural in wanted.items() if plural}


@pytest.mark.parametrize("language", ["ko", "en"])
def test_translations_are_finished_and_keep_their_fields(language: str) -> None:
    for (context, source), forms in translations(language).items():
        for form in forms:
            assert form.strip() == form != "", (context, source)
            assert fields(form) == fields(source), (context, source)
            counted = "%n" in source and not (language == "en" and form == forms[0])
            assert ("%n" in form) or not counted, (context, source)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_compiled_texts_are_up_to_date(language: str, tmp_path: Path) -> None:
    target = tmp_path / "made.qm"
    update.compile_to(update.master(language), target)
    kept = PROJECT / "app" / "stillmark" / "resources" / "i18n" / f"stillmark_{language}.qm"
    assert target.read_bytes() == kept.read_bytes()


def test_korean_is_polite_and_names_nobody_a_victim() -> None:
    official = "중앙디지털성범죄피해자지원센터"
    for (_, source), forms in translations("ko").items():
        for form in forms:
            assert "피해자" not in form.replace(official, ""), source
            assert "!" not in form
            assert "지문" not in form.replace("디지털 지문", ""), source


def test_english_blames_nobody_and_does_not_shout() -> None:
    for context, source in update.texts():
        assert "!" not in source, context
        assert not re.search(r"\b(victim|fake|simply|just)\b", source, re.IGNORECASE), source


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_texts_are_literals_and_pictures_are_never_decoded_here(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            assert not any(name.split(".")[0] in ("PIL", "imagehash", "numpy") for name in names)
            bare = {"QImage"} if path.name in ("glimpse.py", "figure.py") else set()
            assert not ({"QImageReader", "QImage", "QMovie"} - bare) & set(names)
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in ("translate", "tr"):
            assert not any(isinstance(part, ast.JoinedStr) for part in ast.walk(node)), node.lineno
        if name == "QImage":
            assert len(node.args) == 5, "bare pixels of a known size, never a file"
        if name == "QPixmap":
            assert len(node.args) == 2, "a pixmap is made by its size, never from a file"
        assert name != "loadFromData"
        assert name != "setPixmap" or path.name == "figure.py"


def test_a_planted_f_string_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text('translate("X", f"hello {name}")\n')
    monkeypatch.setattr(update, "SOURCES", tmp_path)
    with pytest.raises(ValueError, match=r"planted\.py:1"):
        update.texts()


SHOWS = {"setText", "setToolTip", "setAccessibleName", "setAccessibleDescription", "setPlaceholderText"}
SHOWS |= {"setWindowTitle", "setPlainText", "addItem", "say", "head", "label", "Text", "tell_done"}
"""Calls whose texts people read or hear; a second word of one is no text, such as the style of `Text`."""


def untranslated_literals(tree: ast.AST) -> list[tuple[int, str]]:
    """Texts that are shown as they are written in the source: line and text."""
    found = []
    for call in ast.walk(tree):
        name = getattr(call.func, "id", getattr(call.func, "attr", "")) if isinstance(call, ast.Call) else ""
        if name not in SHOWS:
            continue
        for part in call.args[2:] if name == "Text" else call.args:
            texts = [part, *part.values] if isinstance(part, ast.JoinedStr) else [part]
            found += [
                (one.lineno, one.value)
                for one in texts
                if isinstance(one, ast.Constant)
                and isinstance(one.value, str)
                and re.search("[A-Za-z가-힣]{2,}", one.value)
            ]
    return found


@pytest.mark.parametrize("path", WINDOW, ids=lambda path: str(path.relative_to(GUI)))
def test_nothing_is_shown_that_is_not_translated(path: Path) -> None:
    found = untranslated_literals(ast.parse(path.read_text("utf-8")))
    assert [text for _, text in found if text != "Stillmark" and not text.startswith("https://")] == []


def test_a_planted_literal_is_noticed() -> None:
    planted = (
        'title.setText("Write it down")\nText(look, "card", "Words")\nfield.say("", "비밀번호")\n'
        'pill.say(f"{count} ready")\nself.head(translate("X", "Title"))\nText(look, "card")\nx.setText("…")'
    )
    assert [line for line, _ in untranslated_literals(ast.parse(planted))] == [1, 2, 3, 4]


def error_classes() -> list[type[StillmarkError]]:
    found = [StillmarkError]
    for error in found:
        found += error.__subclasses__()
    return [error for error in found if error.__module__ == errors.__name__]


@pytest.fixture
def english(qapp: object) -> object:
    look = Look(qapp)  # type: ignore[arg-type]
    languages = Languages(qapp, look, spoken("en"))  # type: ignore[arg-type]
    yield languages
    languages.remove()
    look.close()


@pytest.fixture
def korean(qapp: object) -> object:
    look = Look(qapp)  # type: ignore[arg-type]
    languages = Languages(qapp, look, spoken("ko"))  # type: ignore[arg-type]
    yield languages
    languages.remove()
    look.close()


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.code)
def test_every_error_has_its_own_words_in_english(qapp: object, error: type[StillmarkError]) -> None:
    made = error("clock") if issubclass(error, RegistryRefused) else error()
    assert error.code in faults.by_code()
    text = faults.fault_text(made)
    assert all((text.happened, text.kept, text.next_step))


@pytest.mark.parametrize("error", error_classes(), ids=lambda error: error.code)
def test_every_error_has_its_own_words_in_korean(korean: object, error: type[StillmarkError]) -> None:
    made = error("clock") if issubclass(error, RegistryRefused) else error()
    text = faults.fault_text(made)
    assert all(HANGUL.search(part) for part in (text.happened, text.kept, text.next_step))


def test_errors_of_words_and_addresses_say_what_is_wrong(korean: object) -> None:
    cases = {
        "one two": "12개",
        "zzzz " * 12: "zzzz",
        "abandon " * 12: "순서",
    }
    for words, expected in cases.items():
        with pytest.raises(WordsWrong) as caught:
            CaseAccess.from_words(words)
        assert expected in faults.fault_text(caught.value).happened
    with pytest.raises(errors.AddressWrong) as wrong:
        split_address("https://registry.example#12")
    assert "64" in faults.fault_text(wrong.value).happened


def test_variants_are_the_very_sentences_of_services_and_adapters() -> None:
    rooms = ("services", "registries", "vault")
    said = "".join(path.read_text("utf-8") for room in rooms for path in (GUI.parent / room).glob("*.py"))
    for sentence in faults.variants():
        assert sentence in said


@pytest.mark.parametrize("reason", list(UnreachableReason))
def test_every_reason_for_no_answer_has_its_own_words(korean: object, reason: UnreachableReason) -> None:
    text = faults.fault_text(errors.RegistryUnreachable(reason=reason))
    assert all(HANGUL.search(part) for part in (text.happened, text.kept, text.next_step))
    others = [unreachable.reasons()[one][0] for one in UnreachableReason if one is not reason]
    assert text.happened not in others


def test_a_busy_registry_is_asked_again_when_it_said(english: object) -> None:
    busy = errors.RegistryUnreachable(reason=UnreachableReason.BUSY, wait_seconds=90)
    assert faults.fault_text(busy).next_step == "Try again in about 2 minutes."


def test_a_file_that_cannot_be_read_is_not_said_to_be_unwritten(qapp: object, tmp_path: Path) -> None:
    with pytest.raises(errors.StorageFault) as caught:
        read_file(tmp_path / "gone.json")
    text = faults.fault_text(caught.value)
    assert text.happened == "The file could not be read."
    assert "free some space" not in text.next_step


def test_every_reason_note_and_state_has_words(korean: object) -> None:
    assert set(pictures.refusal_texts()) == set(RefusalReason)
    assert set(pictures.note_texts()) == set(Note)
    for text in [*pictures.refusal_texts().values(), *pictures.note_texts().values()]:
        assert HANGUL.search(text)
    for state in PlatformState:
        assert HANGUL.search(states.state_word(state))
        assert HANGUL.search(states.state_line(state, None))
        assert state is PlatformState.NOT_COLLECTED or "월" in states.state_line(state, WHEN)


def test_no_two_states_share_a_shape() -> None:
    shapes = [shape for shape, _ in states.LOOKS.values()]
    assert len(set(shapes)) == len(shapes) == len(PlatformState)


def test_dates_are_said_as_people_say_them(qapp: object) -> None:
    assert re.fullmatch(r"2[123] Nov", dates.day(WHEN))
    assert contacts.checked_on().startswith("Checked on ")


def test_dates_in_korean(korean: object) -> None:
    assert re.fullmatch(r"11월 2[123]일", dates.day(WHEN))


def test_the_language_is_the_one_asked_for_else_the_systems() -> None:
    assert first_language("ko") == spoken("ko")
    assert first_language("ko_KR") == spoken("ko")
    assert first_language("en") == spoken("en")
    assert first_language(None) in languages()
