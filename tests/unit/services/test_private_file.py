"""Files that only their owner can read: whole, or not there."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from stillmark.domain.errors import StorageFault
from stillmark.services.private_file import create_private, replace_private


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    create_private(tmp_path / "a", b"content")
    assert (tmp_path / "a").read_bytes() == b"content"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_what_is_there_is_never_created_over(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("mine")
    with pytest.raises(StorageFault):
        create_private(tmp_path / "a", b"other")
    assert (tmp_path / "a").read_text() == "mine"


def test_a_replacement_takes_the_place_whole_and_private(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "a").chmod(0o644)
    replace_private(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_replacement_that_fails_leaves_no_trace(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageFault, match="folder could not be written"):
        replace_private(tmp_path / "folder", b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder"]
    with pytest.raises(StorageFault):
        replace_private(tmp_path / "nowhere" / "a", b"new")
