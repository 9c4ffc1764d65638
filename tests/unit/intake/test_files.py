"""Finding and opening the files a person named: real files, links, FIFOs, sockets and odd names."""

from __future__ import annotations

import os
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillmark.domain.media import RefusalReason, Refused
from stillmark.intake.files import Files, OpenedPicture


@pytest.fixture
def files() -> Files:
    return Files(max_bytes=1000)


def reason(outcome: OpenedPicture | Refused) -> RefusalReason:
    assert isinstance(outcome, Refused)
    return outcome.reason


def make(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_opens_a_regular_file_for_reading_only(files: Files, tmp_path: Path) -> None:
    path = make(tmp_path / "a.jpg", b"content")
    with files.open(path) as opened:
        assert opened.path == path
        assert opened.size == 7
        assert os.read(opened.fileno(), 100) == b"content"
        assert not os.get_inheritable(opened.fileno())
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.write(opened.fileno(), b"no")
    opened.close()
    with pytest.raises(ValueError, match="closed"):
        opened.fileno()


def test_says_what_is_wrong_with_a_name(files: Files, tmp_path: Path) -> None:
    make(tmp_path / "real.jpg")
    (tmp_path / "link.jpg").symlink_to(tmp_path / "real.jpg")
    (tmp_path / "dangling.jpg").symlink_to(tmp_path / "nowhere")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    os.mkfifo(tmp_path / "fifo.jpg")
    make(tmp_path / "empty.jpg", b"")
    make(tmp_path / "cap.jpg", b"x" * 1000)
    make(tmp_path / "over.jpg", b"x" * 1001)
    with socket.socket(socket.AF_UNIX) as bound:
        here = Path.cwd()
        os.chdir(tmp_path)  # a socket's name may have 107 bytes only
        try:
            bound.bind("socket.jpg")
        finally:
            os.chdir(here)
        assert reason(files.open(tmp_path / "socket.jpg")) is RefusalReason.NOT_A_FILE
    assert reason(files.open(tmp_path / "missing.jpg")) is RefusalReason.MISSING
    assert reason(files.open(tmp_path / "real.jpg" / "below")) is RefusalReason.MISSING
    assert reason(files.open(tmp_path / ("n" * 256))) is RefusalReason.MISSING
    assert reason(files.open(Path("nul\0l"))) is RefusalReason.MISSING
    assert reason(files.open(tmp_path / "link.jpg")) is RefusalReason.SYMLINK
    assert reason(files.open(tmp_path / "dangling.jpg")) is RefusalReason.SYMLINK
    assert reason(files.open(tmp_path / "loop")) is RefusalReason.SYMLINK
    assert reason(files.open(tmp_path / "loop" / "below")) is RefusalReason.SYMLINK
    assert reason(files.open(tmp_path / "fifo.jpg")) is RefusalReason.NOT_A_FILE
    assert reason(files.open(tmp_path)) is RefusalReason.NOT_A_FILE
    assert reason(files.open(Path(os.devnull))) is RefusalReason.NOT_A_FILE
    assert reason(files.open(tmp_path / "empty.jpg")) is RefusalReason.EMPTY
    assert reason(files.open(tmp_path / "over.jpg")) is RefusalReason.FILE_TOO_LARGE
    with files.open(tmp_path / "cap.jpg") as opened:
        assert opened.size == 1000


def test_opening_a_fifo_with_no_writer_does_not_wait(files: Files, tmp_path: Path) -> None:
    """Also when the FIFO takes the file's place after it was looked at, so the descriptor is checked too."""
    path = make(tmp_path / "a.jpg")
    looked_at = os.lstat(path)

    real_lstat = os.lstat

    def lstat_then_swap(name: Path) -> os.stat_result:
        facts = real_lstat(name)
        if stat.S_ISREG(facts.st_mode):
            path.unlink()
            os.mkfifo(path)
        return looked_at

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "lstat", lstat_then_swap)
        assert reason(files.open(path)) is RefusalReason.NOT_A_FILE


def test_a_link_that_takes_the_files_place_is_not_followed(files: Files, tmp_path: Path) -> None:
    path = make(tmp_path / "a.jpg")
    other = make(tmp_path / "other")
    real_lstat = os.lstat

    def lstat_then_swap(name: Path) -> os.stat_result:
        facts = real_lstat(name)
        path.unlink()
        path.symlink_to(other)
        return facts

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "lstat", lstat_then_swap)
        assert reason(files.open(path)) is RefusalReason.SYMLINK


@pytest.fixture
def ordinary_user() -> Iterator[None]:
    """Whom permissions bind: root may read everything, so tests run as root become `nobody` for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shut_away() -> Iterator[Path]:
    """A folder that everyone may enter, with a file and a folder in it that nobody may read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        make(folder / "secret.jpg").chmod(0)
        (folder / "closed").mkdir(mode=0)
        yield folder
        (folder / "closed").chmod(0o700)


def test_no_permission(files: Files, shut_away: Path, ordinary_user: None) -> None:
    found = list(files.expand([shut_away]))
    assert found == [shut_away / "closed", shut_away / "secret.jpg"]
    for path in found:
        assert reason(files.open(path)) is RefusalReason.NO_PERMISSION


def test_odd_names_are_ordinary_files(files: Files, tmp_path: Path) -> None:
    names = [b"new\nline.jpg", b"\xff\xfe.jpg", b"n" * 255, "사진 ü.jpg".encode(), b"-rf", b"a\\b.jpg"]
    for name in names:
        make(Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))), name)
    found = list(files.expand([tmp_path]))
    assert sorted(os.fsencode(path.name) for path in found) == sorted(names)
    for path in found:
        with files.open(path) as opened:
            assert os.read(opened.fileno(), 300) == os.fsencode(path.name)


def test_folders_are_walked_in_name_order_and_depth_first(files: Files, tmp_path: Path) -> None:
    for name in ("b/2.jpg", "b/1.jpg", "b/a/deep.jpg", "a.jpg", "c.jpg"):
        make(tmp_path / name)
    found = [str(path.relative_to(tmp_path)) for path in files.expand([tmp_path])]
    assert found == ["a.jpg", "b/1.jpg", "b/2.jpg", "b/a/deep.jpg", "c.jpg"]


def test_what_was_named_keeps_its_order_and_is_yielded_whatever_it_is(files: Files, tmp_path: Path) -> None:
    hidden = make(tmp_path / ".hidden.jpg")
    missing = tmp_path / "missing.jpg"
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    named = [missing, hidden, link, Path("nul\0l")]
    assert list(files.expand(named)) == named


def test_hidden_entries_and_leavings_of_systems_are_passed_over(files: Files, tmp_path: Path) -> None:
    for name in (".DS_Store", ".trash/a.jpg", "Thumbs.db", "desktop.ini", "__MACOSX/._a.jpg", "seen.jpg"):
        make(tmp_path / name)
    assert list(files.expand([tmp_path])) == [tmp_path / "seen.jpg"]


def test_links_in_folders_are_not_followed_so_there_is_no_cycle(files: Files, tmp_path: Path) -> None:
    make(tmp_path / "in" / "a.jpg")
    (tmp_path / "in" / "up").symlink_to(tmp_path)
    found = list(files.expand([tmp_path / "in"]))
    assert found == [tmp_path / "in" / "a.jpg", tmp_path / "in" / "up"]
    assert reason(files.open(found[1])) is RefusalReason.SYMLINK


def test_deep_folders_do_not_exhaust_the_stack(files: Files, tmp_path: Path) -> None:
    folders = [tmp_path]
    for _ in range(1500):
        folders.append(folders[-1] / "d")
        folders[-1].mkdir()
    deepest = folders[-1] / "a.jpg"
    deepest.write_bytes(b"x")
    try:
        assert list(files.expand([tmp_path])) == [deepest]
    finally:
        deepest.unlink()  # by hand: shutil.rmtree would exhaust it
        for folder in reversed(folders[1:]):
            folder.rmdir()


def test_a_folder_is_walked_lazily(files: Files, tmp_path: Path) -> None:
    first, later = make(tmp_path / "a" / "1.jpg"), tmp_path / "b"
    later.mkdir()
    walk = files.expand([tmp_path / "a", later])
    assert next(walk) == first
    make(later / "2.jpg")
    assert list(walk) == [later / "2.jpg"]
