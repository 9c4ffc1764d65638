"""A backup: one file that holds the key file and the database, both as they are on the disk, encrypted.

    "stillmark backup 1\\n" | u32 length of key file | u64 length of database | key file | database

Lengths are big endian. Every page of the database carries its own HMAC and the key file is authenticated, so
nothing else needs to be; the lengths tell a file that was cut short from one of a wrong passphrase.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from stillmark.domain.errors import StorageFault, VaultDamaged, VaultLocked, VaultTooNew
from stillmark.services.private_file import sync_folder
from stillmark.vault.files import create_empty, open_regular
from stillmark.vault.wrapping import MAX_FILE_BYTES

MAGIC: Final = b"stillmark backup 1\n"
_ANY_MAGIC: Final = b"stillmark backup "
_LENGTHS: Final = struct.Struct(">IQ")
_CHUNK: Final = 1 << 20


def write_backup(
    target: Path, key_file: bytes, database: Path, stopped: Callable[[], bool] = lambda: False
) -> None:
    """Write a backup for its owner alone; it is durable when this returns, or not there.

    Args:
        target: where nothing is yet.
        key_file: content of the key file.
        database: to which nobody writes meanwhile.
        stopped: asked for every mebibyte.

    Raises:
        StorageFault: something is at `target` already.
        VaultLocked: `stopped` said so.
        OSError: it could not be written whole.
    """
    try:
        create_empty(target)
    except FileExistsError:
        raise StorageFault(
            f"There is a file named {target.name} already.",
            kept="It was left as it is; no backup was written.",
            next_step="Choose another name.",
        ) from None
    try:
        with target.open("r+b") as out, database.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            out.write(MAGIC + _LENGTHS.pack(len(key_file), size) + key_file)
            _copy(source, out, size, stopped)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(target.parent)
    except BaseException:
        target.unlink(missing_ok=True)
        raise


class Backup:
    """An untrusted backup, open for reading.

    Attributes:
        key_file: content of the key file, not yet parsed.
    """

    def __init__(self, source: Path) -> None:
        """Open it and read its head.

        Raises:
            VaultDamaged: no backup, or cut short.
            VaultTooNew: a newer kind of backup.
            OSError: it cannot be read.
        """
        self._file = open_regular(source)
        try:
            head = self._file.read(len(MAGIC) + _LENGTHS.size)
            if head[: len(MAGIC)] != MAGIC:
                if head.startswith(_ANY_MAGIC):
                    raise VaultTooNew("This backup was written by a newer version of this app.")
                raise _no_backup("This file is no backup of kept cases.")
            if len(head) < len(MAGIC) + _LENGTHS.size:
                raise _no_backup("The backup was cut short.")
            key_size, self._size = _LENGTHS.unpack(head[len(MAGIC) :])
            if key_size > MAX_FILE_BYTES:
                raise _no_backup("The backup is damaged.")
            if os.fstat(self._file.fileno()).st_size != len(head) + key_size + self._size:
                raise _no_backup("The backup was cut short, or something was added to it.")
            self.key_file = self._file.read(key_size)
        except BaseException:
            self._file.close()
            raise

    def database_to(self, target: Path) -> None:
        """Write the database to a new file for its owner alone; it is durable when this returns.

        Raises:
            OSError: it could not be written whole.
        """
        create_empty(target)
        with target.open("r+b") as out:
            _copy(self._file, out, self._size, lambda: False)
            out.flush()
            os.fsync(out.fileno())

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _no_backup(happened: str) -> VaultDamaged:
    return VaultDamaged(
        happened, kept="Nothing was changed.", next_step="Choose another file; the twelve words work, too."
    )


def _copy(source: BinaryIO, out: BinaryIO, size: int, stopped: Callable[[], bool]) -> None:
    left = size
    while left:
        if stopped():
            raise VaultLocked
        chunk = source.read(min(left, _CHUNK))
        if not chunk:
            raise VaultDamaged
        out.write(chunk)
        left -= len(chunk)
