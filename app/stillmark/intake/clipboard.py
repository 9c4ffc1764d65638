"""Pictures that arrive as bytes (paste, drag from a browser): given the form of an opened file."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Final

from stillmark.domain.media import RefusalReason, Refused
from stillmark.intake.opened import OpenedPicture

CLIPBOARD_PATH = Path("clipboard")
"""What stands where a file's path would; names nothing on the disk."""

MAX_PASTED_BYTES: Final = 512 * 1024 * 1024
"""More than that is not kept in memory."""

_NAME = "picture"


def open_bytes(
    data: bytes, *, path: Path = CLIPBOARD_PATH, max_bytes: int = MAX_PASTED_BYTES
) -> OpenedPicture | Refused:
    """Return `data` (an encoded picture) as an open file that exists in memory only.

    On Linux it is a memfd, sealed so that a worker that was taken over cannot change it. Elsewhere it is an
    unlinked temporary file, readable by this account alone, whose blocks may stay on the disk until they
    are overwritten. Either may be swapped out by the system.

    Args:
        data: the file's content, encoded as PNG, JPEG, ...
        path: what to call it in outcomes.
        max_bytes: larger content is refused.
    """
    if not data:
        return Refused(path, RefusalReason.EMPTY)
    if len(data) > max_bytes:
        return Refused(path, RefusalReason.FILE_TOO_LARGE)
    try:
        descriptor = _in_memory(data) if sys.platform == "linux" else _unlinked(data)
    except OSError:
        # Neither memory nor disk had room for it.
        return Refused(path, RefusalReason.UNREADABLE)
    return OpenedPicture(path, len(data), descriptor)


def _in_memory(data: bytes) -> int:
    import fcntl  # not on Windows

    descriptor = os.memfd_create(_NAME, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        _write(descriptor, data)
        seals = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
        os.lseek(descriptor, 0, os.SEEK_SET)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _unlinked(data: bytes) -> int:
    with tempfile.TemporaryFile(buffering=0) as file:
        _write(file.fileno(), data)
        file.seek(0)
        return os.dup(file.fileno())


def _write(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
