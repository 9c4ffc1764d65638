"""Small files that only their owner can read: whole and on the disk, or not there at all.

Permissions are set before the first byte is written (Electrum `storage.py`).
"""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from stillmark.domain.errors import StorageFault


def create_private(path: Path, data: bytes) -> None:
    """Create a file that is not there yet; it is durable when this returns.

    Raises:
        StorageFault: something is there already, or it could not be written; nothing half-written stays.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        raise StorageFault(f"{path.name} could not be created: {error.strerror}.") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as error:
        _unlink(path)
        raise StorageFault(f"{path.name} could not be written: {error.strerror}.") from error


def replace_private(path: Path, data: bytes) -> None:
    """Write a file beside `path` and put it in its place; what was there stays whole until then.

    Raises:
        StorageFault: it could not be written; what was at `path` is untouched.
    """
    fresh = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        create_private(fresh, data)
        fresh.replace(path)
        sync_folder(path.parent)
    except (OSError, StorageFault) as error:
        _unlink(fresh)
        cause = error.__cause__ if isinstance(error, StorageFault) else error
        why = cause.strerror if isinstance(cause, OSError) else "unknown cause"
        raise StorageFault(f"{path.name} could not be written: {why}.") from error


def _unlink(path: Path) -> None:
    # What stands in the way of writing may stand in the way of removing as well; the first fault is told.
    with contextlib.suppress(OSError):
        path.unlink()


def sync_folder(folder: Path) -> None:
    """Make the folder's entry for a new file durable."""
    if os.name == "nt":  # pragma: no cover - Windows has no descriptor for a folder
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
