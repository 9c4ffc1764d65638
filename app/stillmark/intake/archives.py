"""Pictures inside ZIP files, such as exports of chats and accounts: read one at a time, into memory alone.

Nothing is unpacked to the disk, so names inside an archive can reach nothing: they only name rows of a list.
A member stands for a path below the archive (`export.zip/photos/a.jpg`), which no system can open by itself.

This process neither reads a directory nor inflates anything: locked workers do (`services.unpacker`), one
with the archive alone, another with one member's packed bytes alone, so that it sees no other picture. What
happens here is copying: thirty bytes of a local header say where a member's begin.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stillmark.domain.archive import Member
from stillmark.domain.media import RefusalReason, Refused
from stillmark.intake.clipboard import open_bytes
from stillmark.intake.opened import OPEN_FLAGS, OpenedPicture
from stillmark.services.unpacker import Unpacker

MAX_MEMBER_BYTES: Final = 256 * 1024 * 1024
"""Larger members are refused, packed or not; only this much is ever held in memory for one."""

_SUFFIX: Final = ".zip"
_ENCRYPTED: Final = 0x1
_STORED: Final = 0
_DEFLATED: Final = 8
_LOCAL: Final = struct.Struct("<4s22sHH")
"""Local header: signature, what the directory says too, lengths of name and extra (APPNOTE 4.3.7)."""
_LOCAL_SIGNATURE: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class _Index:
    """The directory of one archive, as it was at that time."""

    path: Path
    version: tuple[int, int, int]
    members: Mapping[str, Member]


class Archives:
    """Looks into ZIP files. Safe to call from several threads; remembers the directory of the last one.

    Args:
        unpacker: reads and inflates.
        max_bytes: larger members are refused.
    """

    def __init__(self, unpacker: Unpacker, max_bytes: int = MAX_MEMBER_BYTES) -> None:
        self._unpacker = unpacker
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._last: _Index | None = None

    def expand(self, path: Path) -> Iterator[Path] | None:
        """Return a path for every file in an archive, in name order; None for what is no readable archive.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        if path.suffix.lower() != _SUFFIX:
            return None
        try:
            index = self._index(path)
        except (OSError, ValueError):
            return None
        return (path / name for name in sorted(index.members))

    def open(self, path: Path) -> OpenedPicture | Refused | None:
        """Open a member by its path; None for a path that does not lead into an archive.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        archive = next((one for one in path.parents if one.suffix.lower() == _SUFFIX), None)
        if archive is None:
            return None
        try:
            index = self._index(archive)
            member = index.members.get(path.relative_to(archive).as_posix())
            if member is None:
                return None
            reason = self._refusal(member)
            if reason is not None:
                return Refused(path, reason)
            with _opened(archive) as file:
                data = _packed(file, member)
        except OSError as problem:
            gone = problem.errno in (errno.ENOENT, errno.ENOTDIR)
            return Refused(path, RefusalReason.MISSING if gone else RefusalReason.UNREADABLE)
        except ValueError:
            return Refused(path, RefusalReason.DAMAGED)
        if member.method == _DEFLATED:
            inflated = self._inflated(path, data, member)
            if isinstance(inflated, Refused):
                return inflated
            data = inflated
        if len(data) != member.size or zlib.crc32(data) != member.checksum:
            return Refused(path, RefusalReason.DAMAGED)
        return open_bytes(data, path=path, max_bytes=self._max_bytes)

    def _refusal(self, member: Member) -> RefusalReason | None:
        if member.flags & _ENCRYPTED:
            return RefusalReason.NO_PERMISSION
        if member.method not in (_STORED, _DEFLATED):
            return RefusalReason.UNSUPPORTED_FORMAT
        if max(member.size, member.packed) > self._max_bytes:
            return RefusalReason.FILE_TOO_LARGE
        return RefusalReason.EMPTY if member.size == 0 else None

    def _inflated(self, path: Path, packed: bytes, member: Member) -> bytes | Refused:
        held = open_bytes(packed, path=path, max_bytes=self._max_bytes)
        if isinstance(held, Refused):
            # Nothing is no deflated data.
            return Refused(path, RefusalReason.DAMAGED) if not packed else held
        with held:
            return self._unpacker.inflate(held, member.size)

    def _index(self, path: Path) -> _Index:
        with _opened(path) as file:
            facts = os.fstat(file.fileno())
            version = (facts.st_ino, facts.st_size, facts.st_mtime_ns)
            with self._lock:
                known = self._last
            if known is not None and (known.path, known.version) == (path, version):
                return known
            untrusted = self._unpacker.members(file)
        if isinstance(untrusted, Refused):
            raise ValueError("no archive that can be read")
        index = _Index(path, version, _named(untrusted))
        with self._lock:
            self._last = index
        return index


def _opened(path: Path) -> OpenedPicture:
    """Open a regular file; follows no link and waits for nothing."""
    descriptor = os.open(path, OPEN_FLAGS)
    try:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return OpenedPicture(path, facts.st_size, descriptor)
    except OSError:
        os.close(descriptor)
        raise


def _named(untrusted: tuple[Member, ...]) -> dict[str, Member]:
    """Give each file in an archive a name that goes nowhere and is its own; hidden ones are passed over."""
    found: dict[str, Member] = {}
    for number, member in enumerate(untrusted):
        parts = [part for part in member.name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if not parts or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        name = "/".join("".join(letter if letter.isprintable() else "_" for letter in part) for part in parts)
        found[name if name not in found else f"{number}-{name}"] = member
    return found


def _packed(file: OpenedPicture, member: Member) -> bytes:
    """Copy the packed bytes of one member.

    Raises:
        OSError: they cannot be read.
        ValueError: there is no member there, or the archive ends before it does.
    """
    with os.fdopen(os.dup(file.fileno()), "rb") as reader:
        reader.seek(member.place)
        header = reader.read(_LOCAL.size)
        if len(header) < _LOCAL.size:
            raise ValueError("no member there")
        signature, _, name, extra = _LOCAL.unpack(header)
        if signature != _LOCAL_SIGNATURE:
            raise ValueError("no member there")
        reader.seek(name + extra, os.SEEK_CUR)
        data = reader.read(member.packed)
    if len(data) != member.packed:
        raise ValueError("cut off")
    return data
