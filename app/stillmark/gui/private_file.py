"""Write a small file that only its owner can read (Electrum `storage.py`): whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from stillmark.domain.errors import StorageFault


def write_private(path: Path, data: bytes) -> None:
    """Write `data` to `path` with permissions 0600 before any byte, flush it to the disk, put it in place.

    Raises:
        StorageFault: it could not be written; what was at `path` before is untouched.
    """
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                beside.unlink()
            raise
    except OSError as error:
        raise StorageFault from error
