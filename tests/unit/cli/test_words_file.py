"""Words on disk: private, whole, durable, and a pinned registry key beside them."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from stillmark.cli.words_file import WordsFile
from stillmark.domain.errors import RootChanged, StorageFault, WordsWrong

APP = Path(__file__).parents[3] / "app"


@pytest.fixture
def words_file(tmp_path: Path) -> WordsFile:
    return WordsFile(tmp_path / "words.txt")


def on_a_full_disk(statement: str, path: Path) -> str:
    """Run a statement about `words_file` where no byte can be added to any file; return what it raised.

    In a process of its own: the tests' own output may go to a file.
    """
    script = (
        "import sys, pathlib\n"
        "from stillmark.cli.words_file import WordsFile\n"
        "words_file = WordsFile(pathlib.Path(sys.argv[1]))\n"
        f"try:\n    {statement}\nexcept Exception as error:\n    print(type(error).__name__)\n"
    )
    done = subprocess.run(
        ["prlimit", "--fsize=0", sys.executable, "-c", script, str(path)],
        cwd=APP,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_a_missing_file_is_created_for_its_owner_alone(words_file: WordsFile) -> None:
    access, new = words_file.read_or_create()
    assert new
    assert stat.S_IMODE(words_file.path.stat().st_mode) == 0o600
    assert len(words_file.path.read_text().split()) == 12
    assert words_file.read().case_id == access.case_id


def test_an_existing_file_opens_the_same_case_and_stays_as_it_is(words_file: WordsFile) -> None:
    first, _ = words_file.read_or_create()
    before = words_file.path.read_bytes()
    again, new = words_file.read_or_create()
    assert not new
    assert again.case_id == first.case_id
    assert words_file.path.read_bytes() == before


def test_another_computers_words_file_opens_here(words_file: WordsFile) -> None:
    access, _ = words_file.read_or_create()
    text = words_file.path.read_text()
    words_file.path.write_bytes(b"\xef\xbb\xbf" + text.upper().replace(" ", "\r\n").encode())
    assert words_file.read().case_id == access.case_id


@pytest.mark.parametrize("content", [b"", b"one two three", b"\xff\xfe\x00", b"zoo " * 12, b"x" * 100_000])
def test_a_file_without_words_is_refused_and_left_alone(words_file: WordsFile, content: bytes) -> None:
    words_file.path.write_bytes(content)
    with pytest.raises(WordsWrong):
        words_file.read_or_create()
    assert words_file.path.read_bytes() == content


def test_a_dangling_link_is_not_followed_to_create_a_file(words_file: WordsFile, tmp_path: Path) -> None:
    words_file.path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(WordsWrong):
        words_file.read_or_create()
    assert not (tmp_path / "elsewhere").exists()


def test_a_full_disk_leaves_nothing_behind(words_file: WordsFile) -> None:
    assert on_a_full_disk("words_file.read_or_create()", words_file.path) == "StorageFault"
    assert not words_file.path.exists()


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        WordsFile(tmp_path / "nowhere" / "words.txt").read_or_create()


def test_the_registry_key_is_pinned_and_a_change_stops(words_file: WordsFile) -> None:
    assert words_file.pinned_key("http://127.0.0.1:1") is None
    words_file.pin("http://127.0.0.1:1", "a" * 64)
    words_file.pin("http://127.0.0.1:2", "b" * 64)
    words_file.pin("http://127.0.0.1:1", "a" * 64)
    assert words_file.pinned_key("http://127.0.0.1:1") == "a" * 64
    assert words_file.pinned_key("http://127.0.0.1:2") == "b" * 64
    assert stat.S_IMODE(words_file.pin_path.stat().st_mode) == 0o600
    with pytest.raises(RootChanged):
        words_file.pin("http://127.0.0.1:1", "c" * 64)
    assert words_file.pinned_key("http://127.0.0.1:1") == "a" * 64


def test_a_full_disk_keeps_the_pins_that_were_there(words_file: WordsFile) -> None:
    words_file.pin("http://127.0.0.1:1", "a" * 64)
    pinning = "words_file.pin('http://127.0.0.1:2', 'b' * 64)"
    assert on_a_full_disk(pinning, words_file.path) == "StorageFault"
    assert words_file.pinned_key("http://127.0.0.1:1") == "a" * 64
    assert words_file.pinned_key("http://127.0.0.1:2") is None


@pytest.mark.parametrize("content", ["not json", "[]", "\udcff"])
def test_an_unreadable_pin_is_not_guessed_around(words_file: WordsFile, content: str) -> None:
    words_file.pin_path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(StorageFault):
        words_file.pinned_key("http://127.0.0.1:1")
