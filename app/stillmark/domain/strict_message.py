"""Strict reading of what a worker sends: exact lengths, exact members, exact types and ranges.

Whatever is off raises `WorkerMessageInvalid`. `domain.worker_messages` says what the messages are.
"""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any, Final, TypeVar

HEADER_BYTES: Final = 4
"""Length of what comes before the JSON of each message."""

MAX_VIDEO_MESSAGE_BYTES: Final = 512 * 1024
"""Longest message about a file: that of a video, whose frames all come in one."""

_HEX: Final = re.compile(r"[0-9a-f]+")
_Name = TypeVar("_Name", bound=StrEnum)


class WorkerMessageInvalid(ValueError):
    """An untrusted message is not one that an honest worker sends."""


def encode_object(message: dict[str, Any]) -> bytes:
    """Return an object as a message: length, then ASCII JSON."""
    body = json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    return len(body).to_bytes(HEADER_BYTES, "big") + body


def decode_object(untrusted_message: bytes, longest: int = MAX_VIDEO_MESSAGE_BYTES) -> dict[str, Any]:
    """Read a message back into an object; raises `WorkerMessageInvalid` for anything else."""
    if not HEADER_BYTES < len(untrusted_message) <= longest:
        raise WorkerMessageInvalid("too short or too long")
    untrusted_body = untrusted_message[HEADER_BYTES:]
    if int.from_bytes(untrusted_message[:HEADER_BYTES], "big") != len(untrusted_body):
        raise WorkerMessageInvalid("not as long as it says")
    try:
        untrusted = json.loads(
            untrusted_body.decode("ascii"), object_pairs_hook=_no_member_twice, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as problem:
        raise WorkerMessageInvalid("not JSON") from problem
    if not isinstance(untrusted, dict):
        raise WorkerMessageInvalid("not an object")
    return untrusted


def _no_member_twice(untrusted_pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    untrusted = dict(untrusted_pairs)
    if len(untrusted) != len(untrusted_pairs):
        raise WorkerMessageInvalid("a member twice")
    return untrusted


def _no_constant(untrusted_constant: str) -> None:
    raise WorkerMessageInvalid(f"a number that is none: {untrusted_constant}")


def exactly(untrusted: dict[str, Any], members: set[str]) -> None:
    """Check that these members are there and no others."""
    if untrusted.keys() != members:
        raise WorkerMessageInvalid("a member too many or too few")


def boolean(untrusted: object) -> bool:
    """Return true or false; a number is neither."""
    if not isinstance(untrusted, bool):
        raise WorkerMessageInvalid("not true or false")
    return untrusted


def integer(untrusted: object, lowest: int, highest: int) -> int:
    """Return a whole number within the range, ends included."""
    # bool is an int to Python, but `true` is no width.
    if not isinstance(untrusted, int) or isinstance(untrusted, bool) or not lowest <= untrusted <= highest:
        raise WorkerMessageInvalid("not a whole number in range")
    return untrusted


def listed(untrusted: object, shortest: int, longest: int) -> list[Any]:
    """Return a list of a length within the range, ends included."""
    if not isinstance(untrusted, list) or not shortest <= len(untrusted) <= longest:
        raise WorkerMessageInvalid("not a list of a length in range")
    return untrusted


def hex_digits(untrusted: object, length: int) -> str:
    """Return lower-case hexadecimal digits of that number."""
    if not isinstance(untrusted, str) or len(untrusted) != length or not _HEX.fullmatch(untrusted):
        raise WorkerMessageInvalid("not lower-case hexadecimal of the right length")
    return untrusted


def name_of(kind: type[_Name], untrusted: object) -> _Name:
    """Return the member of an enumeration that is named."""
    if not isinstance(untrusted, str):
        raise WorkerMessageInvalid("not a name")
    try:
        return kind(untrusted)
    except ValueError as problem:
        raise WorkerMessageInvalid(f"not one of the names of {kind.__name__}") from problem
