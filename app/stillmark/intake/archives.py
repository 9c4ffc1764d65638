"""Pictures inside ZIP files, such as exports of chats and accounts: read one at a time, into memory alone.

Nothing is unpacked to the disk, so names inside an archive can reach nothing: they only name rows of a list.
A member stands for a path below the archive (`export.zip/photos/a.jpg`), which no system can open by itself.
The archive's own directory is read by `zipfile`, if it is not absurdly long; members are inflated here, no
further than a cap. Archives in archives stay closed, and so do encrypted members and methods other than
stored and deflated.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from stillmark.domain.media import RefusalReason, Refused
from stillmark.intake.clipboard import open_bytes
from stillmark.intake.opened import OPEN_FLAGS, OpenedPicture

MAX_MEMBERS: Final = 100_000
"""More names than that are no export of a person's; the archive is then refused whole, as one file."""

MAX_MEMBER_BYTES: Final = 256 * 1024 * 1024
"""Larger members are refused; only this much is ever held in memory for one."""

MAX_DIRECTORY_BYTES: Final = 64 * 1024 * 1024
"""Of the archive's directory; about six hundred bytes for each name that is looked at."""

_SUFFIX: Final = ".zip"
_ENCRYPTED: Final = 0x1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LOCAL: Final = struct.Struct("<4s22sHH")
"""Local header: signature, what the directory says too, lengths of name and extra (APPNOTE 4.3.7)."""
_LOCAL_SIGNATURE: Final = b"PK\x03\x04"
_END: Final = struct.Struct("<4s8xI")
"""End of the directory: signature, then after eight bytes the directory's length (APPNOTE 4.3.16)."""
_END_SIGNATURE: Final = b"PK\x05\x06"
_END_SEARCHED: Final = 22 + 65535
_LOCATOR: Final = struct.Struct("<4s4xQ")
_LOCATOR_BYTES: Final = 20
_END_64: Final = struct.Struct("<4s36xQ")
"""The same for ZIP64: where its end is (APPNOTE 4.3.15), and there the length (4.3.14)."""
_PIECE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Index:
    """The directory of one archive, as it was at that time."""

    path: Path
    version: tuple[int, int, int]
    members: Mapping[str, zipfile.ZipInfo]


class Archives:
    """Looks into ZIP files. Safe to call from several threads; remembers the directory of the last one."""

    def __init__(self, max_bytes: int = MAX_MEMBER_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._last: _Index | None = None

    def expand(self, path: Path) -> Iterator[Path] | None:
        """Return a path for every file in an archive, in name order; None for what is no readable archive."""
        if path.suffix.lower() != _SUFFIX:
            return None
        try:
            index = self._index(path)
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, struct.error):
            return None
        return (path / name for name in sorted(index.members))

    def open(self, path: Path) -> OpenedPicture | Refused | None:
        """Open a member by its path; None for a path that does not lead into an archive."""
        archive = next((one for one in path.parents if one.suffix.lower() == _SUFFIX), None)
        if archive is None:
            return None
        try:
            index = self._index(archive)
            info = index.members.get(path.relative_to(archive).as_posix())
            if info is None:
                return None
            if info.file_size > self._max_bytes:
                return Refused(path, RefusalReason.FILE_TOO_LARGE)
            if info.flag_bits & _ENCRYPTED:
                return Refused(path, RefusalReason.NO_PERMISSION)
            if info.compress_type not in _METHODS:
                return Refused(path, RefusalReason.UNSUPPORTED_FORMAT)
            with _opened(archive) as file:
                data = _member(file, info)
        except OSError as problem:
            gone = problem.errno in (errno.ENOENT, errno.ENOTDIR)
            return Refused(path, RefusalReason.MISSING if gone else RefusalReason.UNREADABLE)
        except (ValueError, zipfile.BadZipFile, NotImplementedError, struct.error, zlib.error):
            return Refused(path, RefusalReason.DAMAGED)
        return open_bytes(data, path=path, max_bytes=self._max_bytes)

    def _index(self, path: Path) -> _Index:
        with _opened(path) as file:
            facts = os.fstat(file.fileno())
            version = (facts.st_ino, facts.st_size, facts.st_mtime_ns)
            with self._lock:
                known = self._last
            if known is not None and (known.path, known.version) == (path, version):
                return known
            if _directory_bytes(file, facts.st_size) > MAX_DIRECTORY_BYTES:
                raise ValueError("too long a directory")
            with zipfile.ZipFile(file) as archive:
                untrusted = archive.infolist()
        if len(untrusted) > MAX_MEMBERS:
            raise ValueError("too many members")
        index = _Index(path, version, _named(untrusted))
        with self._lock:
            self._last = index
        return index


def _opened(path: Path) -> BinaryIO:
    """Open a regular file; follows no link and waits for nothing."""
    descriptor = os.open(path, OPEN_FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        return os.fdopen(descriptor, "rb")
    except OSError:
        os.close(descriptor)
        raise


def _directory_bytes(file: BinaryIO, size: int) -> int:
    """Return how long the directory says that it is, before anybody reads it; 0 where there is none."""
    file.seek(max(0, size - _END_SEARCHED))
    tail = file.read(_END_SEARCHED)
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END.size:
        return 0
    length: int = _END.unpack_from(tail, at)[1]
    if at >= _LOCATOR_BYTES:
        signature, where = _LOCATOR.unpack_from(tail, at - _LOCATOR_BYTES)
        if signature == b"PK\x06\x07" and where < size:
            file.seek(where)
            length = max(length % 0xFFFFFFFF, int(_END_64.unpack(file.read(_END_64.size))[1]))
    return length


def _named(untrusted: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Give each file in an archive a name that goes nowhere and is its own; hidden ones are passed over."""
    found: dict[str, zipfile.ZipInfo] = {}
    for number, info in enumerate(untrusted):
        parts = [part for part in info.filename.replace("\\", "/").split("/") if part not in ("", ".", "..")]
        if info.is_dir() or not parts or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        name = "/".join("".join(letter if letter.isprintable() else "_" for letter in part) for part in parts)
        found[name if name not in found else f"{number}-{name}"] = info
    return found


def _member(file: BinaryIO, info: zipfile.ZipInfo) -> bytes:
    """Read one member whole.

    Raises:
        ValueError: it is not what the directory says: another place, another length, another checksum.
    """
    file.seek(info.header_offset)
    signature, _, name, extra = _LOCAL.unpack(file.read(_LOCAL.size))
    if signature != _LOCAL_SIGNATURE:
        raise ValueError("no member there")
    file.seek(name + extra, os.SEEK_CUR)
    stored = info.compress_type == zipfile.ZIP_STORED
    data = file.read(info.file_size) if stored else _inflated(file, info)
    if len(data) != info.file_size or zlib.crc32(data) != info.CRC:
        raise ValueError("not what the directory says")
    return data


def _inflated(file: BinaryIO, info: zipfile.ZipInfo) -> bytes:
    """Inflate until there is as much as was promised, and never more: a bomb ends at its own promise."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    data, left = bytearray(), info.compress_size
    while left and len(data) <= info.file_size and not inflate.eof:
        piece = file.read(min(_PIECE, left))
        if not piece:
            break
        left -= len(piece)
        while piece and len(data) <= info.file_size:
            data += inflate.decompress(piece, info.file_size + 1 - len(data))
            piece = inflate.unconsumed_tail
    return bytes(data)
