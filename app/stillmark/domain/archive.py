"""What a worker tells of a ZIP file's directory, and the only reading of it that the app believes.

    listed:   {"kind", "members"}: at most MAX_MEMBERS lists of name, place of the local header, packed
              length, length, CRC-32, method and flags, as the directory has them (APPNOTE 4.3.12)

Names are data that somebody else wrote: `intake.archives` makes rows of a list of them.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from stillmark.domain.media import RefusalReason
from stillmark.domain.strict_message import (
    HEADER_BYTES,
    WorkerMessageInvalid,
    decode_object,
    encode_object,
    exactly,
    integer,
    listed,
)
from stillmark.domain.worker_messages import WorkerRefused, parse_reply

MAX_MEMBERS: Final = 100_000
"""More names than that are no export of a person's; the archive is then refused whole, as one file."""

MAX_LISTING_BYTES: Final = 32 * 1024 * 1024
"""Longest message, header included; 300 bytes for each of the most members."""

_MAX_NAME: Final = 65_535
_MAX_BYTES: Final = 2**62
_FIELDS: Final = 7


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive, as its directory has it; everything is somebody else's word.

    Attributes:
        name: of the file, with the folders before it.
        place: of its local header, in bytes from the archive's beginning.
        packed, size: lengths before and after inflating.
        checksum: CRC-32 of what is inflated.
        method: 0 stored, 8 deflated.
        flags: general purpose bits; the lowest says that it is encrypted.
    """

    name: str
    place: int
    packed: int
    size: int
    checksum: int
    method: int
    flags: int


def encode_listed(members: tuple[Member, ...]) -> bytes:
    """Return the message of a directory, header included."""
    return encode_object({"kind": "listed", "members": [list(astuple(one)) for one in members]})


def parse_listed(untrusted_message: bytes) -> tuple[Member, ...] | WorkerRefused:
    """Read the answer to the question what is in an archive.

    Raises:
        WorkerMessageInvalid: wrong length, not JSON, a member too many, a value out of range.
    """
    untrusted = decode_object(untrusted_message, MAX_LISTING_BYTES)
    if untrusted.get("kind") != "listed":
        reply = parse_reply(untrusted_message)
        if isinstance(reply, WorkerRefused) and reply.reason is RefusalReason.DAMAGED:
            return reply
        raise WorkerMessageInvalid("not a listing")
    exactly(untrusted, {"kind", "members"})
    return tuple(_member(one) for one in listed(untrusted["members"], 0, MAX_MEMBERS))


def _member(untrusted: object) -> Member:
    untrusted_name, *untrusted_numbers = listed(untrusted, _FIELDS, _FIELDS)
    if not isinstance(untrusted_name, str) or len(untrusted_name) > _MAX_NAME:
        raise WorkerMessageInvalid("not a name")
    place, packed, size = (integer(one, 0, _MAX_BYTES) for one in untrusted_numbers[:3])
    checksum = integer(untrusted_numbers[3], 0, 2**32 - 1)
    method, flags = (integer(one, 0, 2**16 - 1) for one in untrusted_numbers[4:])
    return Member(untrusted_name, place, packed, size, checksum, method, flags)


def too_long(message: bytes) -> bool:
    """Return whether no app would read this message."""
    return len(message) > MAX_LISTING_BYTES - HEADER_BYTES
