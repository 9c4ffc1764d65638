"""Bytes as an opened file: in memory, sealed, nothing on the disk."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from stillmark.domain.media import RefusalReason, Refused
from stillmark.intake import clipboard
from stillmark.intake.clipboard import CLIPBOARD_PATH, open_bytes


def test_bytes_become_an_opened_file() -> None:
    with open_bytes(b"picture") as opened:
        assert opened.path == CLIPBOARD_PATH
        assert opened.size == 7
        assert os.read(opened.fileno(), 100) == b"picture"
        assert not os.get_inheritable(opened.fileno())


@pytest.mark.skipif(sys.platform != "linux", reason="sealed memory is Linux's")
def test_it_is_in_memory_and_cannot_be_changed() -> None:
    with open_bytes(b"picture", path=Path("pasted")) as opened:
        assert opened.path == Path("pasted")
        assert os.readlink(f"/proc/self/fd/{opened.fileno()}").startswith("/memfd:")
        with pytest.raises(PermissionError):
            os.pwrite(opened.fileno(), b"other", 0)
        with pytest.raises(PermissionError):
            os.ftruncate(opened.fileno(), 0)


def test_the_form_for_other_systems_has_no_name_on_the_disk(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "platform", "darwin")
        patch.setattr(clipboard.tempfile, "tempdir", str(tmp_path))
        with open_bytes(b"picture") as opened:
            assert list(tmp_path.iterdir()) == []
            assert os.fstat(opened.fileno()).st_nlink == 0
            assert os.read(opened.fileno(), 100) == b"picture"


def test_empty_and_too_large_are_refused() -> None:
    assert open_bytes(b"") == Refused(CLIPBOARD_PATH, RefusalReason.EMPTY)
    assert open_bytes(b"12345", max_bytes=4) == Refused(CLIPBOARD_PATH, RefusalReason.FILE_TOO_LARGE)
