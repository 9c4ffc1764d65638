"""Reading ZIP files: the directory, and one member. Runs in the locked worker only, on `untrusted_*` files.

Nothing here writes or opens a file. Archives in archives stay closed, and so do encrypted members and methods
other than stored and deflated.
"""

from __future__ import annotations

import codecs
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import BinaryIO, Final

from stillmark.domain.archive import MAX_MEMBERS, Member

MAX_DIRECTORY_BYTES: Final = 64 * 1024 * 1024
"""Of the archive's directory; about six hundred bytes for each name that is looked at."""

_END: Final = struct.Struct("<4s8xI")
"""End of the directory: signature, then after eight bytes the directory's length (APPNOTE 4.3.16)."""
_END_SIGNATURE: Final = b"PK\x05\x06"
_END_SEARCHED: Final = 22 + 65535
_LOCATOR: Final = struct.Struct("<4s4xQ")
_LOCATOR_BYTES: Final = 20
_END_64: Final = struct.Struct("<4s36xQ")
"""The same for ZIP64: where its end is (APPNOTE 4.3.15), and there the length (4.3.14)."""
_PIECE: Final = 256 * 1024

# Names that are not UTF-8 are in this one (APPNOTE, appendix D). A locked worker could not load it any more.
codecs.lookup("cp437")


class NoArchive(ValueError):
    """It is no ZIP file that can be read, or one with more in it than anybody exports."""


def members(untrusted_file: BinaryIO) -> tuple[Member, ...]:
    """Return what the directory says is in an archive; folders are left out.

    Raises:
        NoArchive: see there.
    """
    try:
        size = untrusted_file.seek(0, os.SEEK_END)
        if _directory_bytes(untrusted_file, size) > MAX_DIRECTORY_BYTES:
            raise NoArchive("too long a directory")
        with zipfile.ZipFile(untrusted_file) as archive:
            untrusted = archive.infolist()
    except NoArchive:
        raise
    except (
        OSError,
        ValueError,
        OverflowError,
        zipfile.BadZipFile,
        NotImplementedError,
        struct.error,
    ) as problem:
        raise NoArchive("not a ZIP file that can be read") from problem
    if len(untrusted) > MAX_MEMBERS:
        raise NoArchive("too many members")
    return tuple(
        Member(
            one.filename,
            # A directory that was moved, as by something put before the archive, can have places before it.
            max(0, one.header_offset),
            one.compress_size,
            one.file_size,
            one.CRC,
            one.compress_type,
            one.flag_bits,
        )
        for one in untrusted
        if not one.filename.endswith("/")  # `is_dir` cannot bear an empty name
    )


def inflate(untrusted_packed: BinaryIO, say: Callable[[bytes], None]) -> None:
    """Say what a deflated member holds, piece by piece. It never ends by itself before the data does.

    Whoever listens knows how much was promised, and ends this process at the first byte more.

    Raises:
        zlib.error: it is not deflated.
    """
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    while not inflating.eof and (piece := untrusted_packed.read(_PIECE)):
        while piece:
            say(inflating.decompress(piece, _PIECE))
            piece = inflating.unconsumed_tail
    say(inflating.flush(_PIECE))


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
