"""Writes private files: permissions before content, content on disk before the name."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def private_folder(folder: Path) -> Path:
    """Make a folder that only its owner may enter; an existing one is narrowed to that."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Write `content` to `path` with mode 0600, atomically and durably (`private_file`).

    Raises:
        OSError: it could not be written; an older file of that name is then untouched.
    """
    with private_file(path) as stream:
        stream.write(content)


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Give a new file with mode 0600, which takes the name `path`, atomically and durably, at the end.

    Whatever is raised before then leaves an older file of that name untouched, and nothing else.

    Raises:
        OSError: it could not be written.
    """
    descriptor, untidy = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mkstemp makes it 0600
    temporary = Path(untidy)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def remove_durably(path: Path) -> None:
    """Remove a file and make sure that it stays removed after a power loss."""
    path.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return  # other systems cannot open a folder; their rename is journalled
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
