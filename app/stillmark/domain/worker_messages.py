"""What the picture worker says, and the only reading of it that the app believes.

A worker has looked at a hostile file, so every byte it sends is `untrusted_*` until it went through here.
A message is four bytes of length (big-endian), then exactly that many bytes of ASCII JSON: one object
with exactly the members named below, no more and no fewer.

    hashed:   {"kind", "media", "sha256", "width", "height", "quality", "duration_ms", "shape", "hashes",
              "notes"}; shape is null or the five numbers of a `shape.Shape`
              picture: duration_ms null; 1 to MAX_HASHES of {"type", "view", "value", "quality"}, none vPDQ,
              one of them PDQ of the whole
              video: these and 1 to MAX_FRAMES of vPDQ, which have "frame" and "time_ms" besides, both rising
    refused:  {"kind", "reason"}
    locked:   {"kind", "no_new_privs", "not_dumpable", "dies_with_parent", "limits", "landlock_abi",
              "seccomp", "seatbelt", "job", "untrusted"}
    tried:    {"kind", "edits"}: each `vocabulary.Edit` once, in order, as {"edit", "distance", "quality"}
    progress: {"kind", "done_ms", "total_ms"}

One reply ends what a worker says; before it may come progress (`domain.worker_stream`).

Anything else raises `WorkerMessageInvalid`; the caller treats such a worker as crashed.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from itertools import pairwise
from typing import Final

from stillmark.domain.media import EditTried, Fingerprint, Note, RefusalReason
from stillmark.domain.shape import Shape
from stillmark.domain.strict_message import (
    HEADER_BYTES,
    MAX_VIDEO_MESSAGE_BYTES,
    WorkerMessageInvalid,
    boolean,
    decode_object,
    encode_object,
    exactly,
    hex_digits,
    integer,
    listed,
    name_of,
)
from takedown_hashing.vocabulary import HEX_LENGTH, PDQ_BITS, VIEW_PATTERN, Edit, HashType, Media, View

MAX_MESSAGE_BYTES: Final = 64 * 1024
"""A worker that sends more than this, header included, is stopped."""

MAX_HASHES: Final = 256
"""More than any structured set has (24), and still within `MAX_MESSAGE_BYTES`."""

MAX_FRAMES: Final = 2000
"""Most frames of a video, within `MAX_VIDEO_MESSAGE_BYTES` together with `MAX_HASHES` others."""

MAX_TIME_MS: Final = 7 * 24 * 3600 * 1000
"""No video is believed to be longer than a week."""

MAX_FRAME_NUMBER: Final = 2**31 - 1

MAX_PIXELS: Final = 100_000_000
"""Larger pictures are never decoded, so no honest worker reports more (width times height)."""

LIMIT_NAMES: Final = frozenset({"memory_bytes", "cpu_seconds", "core_bytes", "files", "file_bytes"})
"""What a worker can be limited in, as named in an `IsolationReport`."""

WORKER_REASONS: Final = frozenset(
    {
        RefusalReason.EMPTY,
        RefusalReason.UNREADABLE,
        RefusalReason.NOT_A_PICTURE,
        RefusalReason.NO_VIDEO_STREAM,
        RefusalReason.UNSUPPORTED_FORMAT,
        RefusalReason.DAMAGED,
        RefusalReason.TOO_MANY_PIXELS,
        RefusalReason.OUT_OF_MEMORY,
        RefusalReason.ISOLATION,
    }
)
"""What a worker may say of a picture; the other reasons are for those who open files or stop workers."""

_MAX_LIMIT: Final = 2**63 - 1

__all__ = [
    "HEADER_BYTES",
    "MAX_VIDEO_MESSAGE_BYTES",
    "IsolationLevel",
    "IsolationReport",
    "WorkerHashed",
    "WorkerMessageInvalid",
    "WorkerProgress",
    "WorkerRefused",
    "encode_hashed",
    "encode_locked",
    "encode_progress",
    "encode_refused",
    "encode_tried",
    "parse_locked",
    "parse_progress",
    "parse_reply",
    "parse_tried",
]


@dataclass(frozen=True, slots=True)
class WorkerHashed:
    """The picture's fingerprints; fields as in `media.Hashed`, which adds the path the worker never saw."""

    media: Media
    sha256: str
    width: int
    height: int
    quality: int
    fingerprints: tuple[Fingerprint, ...]
    notes: tuple[Note, ...]
    duration_ms: int | None = None
    shape: Shape | None = None
    """Of a picture, what others like it can be prepared for; stays between the app and its worker."""


@dataclass(frozen=True, slots=True)
class WorkerRefused:
    """The picture cannot be fingerprinted."""

    reason: RefusalReason


@dataclass(frozen=True, slots=True)
class WorkerProgress:
    """How many milliseconds of a video are done, and of how many; 0 of 0 while that is not known."""

    done_ms: int
    total_ms: int


class IsolationLevel(StrEnum):
    """How far a hostile picture is shut in, from weakest to strongest."""

    PROCESS = "process"
    """A process of its own with limits, but with the files and network of the account in principle."""

    SANDBOX = "sandbox"
    """Besides, the kernel refuses it files, network, programs and other processes (Landlock and seccomp)."""


@dataclass(frozen=True, slots=True)
class IsolationReport:
    """What is really in force around one picture, read back from the kernel by a locked worker.

    Attributes:
        no_new_privs: it can never gain rights through a program it starts (Linux).
        not_dumpable: no core file, and other processes of the account cannot read its memory (Linux).
        dies_with_parent: the kernel ends it with the process that started it (Linux).
        limits: (name, value) of each limit in force, sorted; names are in `LIMIT_NAMES`.
        landlock_abi: version of the Landlock file rules in force, None without.
        seccomp: a system call filter is in force.
        seatbelt: macOS' sandbox is in force. It does not raise the level: nobody has tried to break out of
            it yet.
        job: Windows holds it in a job of one process.
        untrusted: Windows gives it the lowest integrity, so that it can change nothing of others. Neither
            raises the level: it can still read files and use the network.
    """

    no_new_privs: bool
    not_dumpable: bool
    dies_with_parent: bool
    limits: tuple[tuple[str, int], ...]
    landlock_abi: int | None = None
    seccomp: bool = False
    seatbelt: bool = False
    job: bool = False
    untrusted: bool = False

    @property
    def level(self) -> IsolationLevel:
        """The level that these facts amount to."""
        if self.landlock_abi is not None and self.seccomp:
            return IsolationLevel.SANDBOX
        return IsolationLevel.PROCESS


def encode_hashed(message: WorkerHashed) -> bytes:
    """Return the message for a hashed picture, header included."""
    return encode_object(
        {
            "kind": "hashed",
            "media": message.media,
            "sha256": message.sha256,
            "width": message.width,
            "height": message.height,
            "quality": message.quality,
            "duration_ms": message.duration_ms,
            "shape": None if message.shape is None else list(astuple(message.shape)),
            "hashes": [
                {"type": one.type, "view": one.view, "value": one.value, "quality": one.quality}
                | ({"frame": one.frame, "time_ms": one.time_ms} if one.type is HashType.VPDQ else {})
                for one in message.fingerprints
            ],
            "notes": list(message.notes),
        }
    )


def encode_refused(reason: RefusalReason) -> bytes:
    """Return the message for a picture that cannot be fingerprinted, header included."""
    return encode_object({"kind": "refused", "reason": reason})


def encode_progress(progress: WorkerProgress) -> bytes:
    """Return the message of a worker that is still at it, header included."""
    return encode_object({"kind": "progress", "done_ms": progress.done_ms, "total_ms": progress.total_ms})


def encode_locked(report: IsolationReport) -> bytes:
    """Return the message of a worker that has locked itself and looked at what holds, header included."""
    return encode_object(
        {
            "kind": "locked",
            "no_new_privs": report.no_new_privs,
            "not_dumpable": report.not_dumpable,
            "dies_with_parent": report.dies_with_parent,
            "limits": dict(report.limits),
            "landlock_abi": report.landlock_abi,
            "seccomp": report.seccomp,
            "seatbelt": report.seatbelt,
            "job": report.job,
            "untrusted": report.untrusted,
        }
    )


def parse_reply(untrusted_message: bytes) -> WorkerHashed | WorkerRefused:
    """Read the answer to a picture.

    Raises:
        WorkerMessageInvalid: wrong length, not JSON, a member too many or too few, a value out of range.
    """
    untrusted = decode_object(untrusted_message)
    if untrusted.get("kind") == "refused":
        exactly(untrusted, {"kind", "reason"})
        reason = name_of(RefusalReason, untrusted["reason"])
        if reason not in WORKER_REASONS:
            raise WorkerMessageInvalid("a reason that is not the worker's to give")
        return WorkerRefused(reason)
    if untrusted.get("kind") != "hashed":
        raise WorkerMessageInvalid("unknown kind")
    members = {"kind", "media", "sha256", "width", "height", "quality", "duration_ms", "shape"}
    members |= {"hashes", "notes"}
    exactly(untrusted, members)
    media = name_of(Media, untrusted["media"])
    if media is Media.IMAGE and len(untrusted_message) > MAX_MESSAGE_BYTES:
        raise WorkerMessageInvalid("longer than any picture's")
    width = integer(untrusted["width"], 1, MAX_PIXELS)
    height = integer(untrusted["height"], 1, MAX_PIXELS)
    if width * height > MAX_PIXELS:
        raise WorkerMessageInvalid("more pixels than are ever decoded")
    quality = integer(untrusted["quality"], 0, 100)
    fingerprints = tuple(_fingerprint(one) for one in listed(untrusted["hashes"], 1, MAX_HASHES + MAX_FRAMES))
    if len(set(fingerprints)) != len(fingerprints):
        raise WorkerMessageInvalid("a fingerprint twice")
    _check_together(media, quality, fingerprints)
    untrusted_duration = untrusted["duration_ms"]
    if (media is Media.VIDEO) != (untrusted_duration is not None):
        raise WorkerMessageInvalid("a picture that lasts, or a video that does not")
    notes = tuple(name_of(Note, one) for one in listed(untrusted["notes"], 0, len(Note)))
    if len(set(notes)) != len(notes):
        raise WorkerMessageInvalid("a note twice")
    return WorkerHashed(
        media=media,
        sha256=hex_digits(untrusted["sha256"], HEX_LENGTH[HashType.SHA256]),
        width=width,
        height=height,
        quality=quality,
        fingerprints=fingerprints,
        notes=notes,
        duration_ms=None if untrusted_duration is None else integer(untrusted_duration, 0, MAX_TIME_MS),
        shape=_shape(untrusted["shape"]),
    )


def _shape(untrusted: object) -> Shape | None:
    if untrusted is None:
        return None
    count = len(fields(Shape))
    width, height, scale_x, scale_y, orientation = (
        integer(one, 1, MAX_PIXELS) for one in listed(untrusted, count, count)
    )
    try:
        return Shape(width, height, scale_x, scale_y, orientation)
    except ValueError as problem:
        raise WorkerMessageInvalid("not the shape of a picture") from problem


def _check_together(media: Media, quality: int, fingerprints: tuple[Fingerprint, ...]) -> None:
    """Check what must hold between the fingerprints of one file."""
    frames = [one for one in fingerprints if one.type is HashType.VPDQ]
    whole = [one for one in fingerprints if one.type is HashType.PDQ and one.view == View.WHOLE]
    if len(frames) > MAX_FRAMES or len(fingerprints) - len(frames) > MAX_HASHES:
        raise WorkerMessageInvalid("too many fingerprints")
    if media is Media.IMAGE:
        if frames:
            raise WorkerMessageInvalid("a picture with frames")
        if not whole or whole[0].quality != quality:
            raise WorkerMessageInvalid("no PDQ of the whole view with the quality that is named")
        return
    if not frames or max(one.quality or 0 for one in frames + whole) != quality:
        raise WorkerMessageInvalid("no frame with the quality that is named")
    for earlier, later in pairwise(frames):
        if (earlier.frame or 0) >= (later.frame or 0) or (earlier.time_ms or 0) > (later.time_ms or 0):
            raise WorkerMessageInvalid("frames out of order")


def encode_tried(outcomes: tuple[EditTried, ...]) -> bytes:
    """Return the answer to a self-test."""
    edits = [{"edit": one.edit.value, "distance": one.distance, "quality": one.quality} for one in outcomes]
    return encode_object({"kind": "tried", "edits": edits})


def parse_tried(untrusted_message: bytes) -> tuple[EditTried, ...] | WorkerRefused:
    """Read the answer to a self-test.

    Raises:
        WorkerMessageInvalid: wrong length, not JSON, not every edit once and in order, a value out of range.
    """
    untrusted = decode_object(untrusted_message)
    if untrusted.get("kind") != "tried":
        reply = parse_reply(untrusted_message)
        if isinstance(reply, WorkerRefused):
            return reply
        raise WorkerMessageInvalid("not the answer to a self-test")
    exactly(untrusted, {"kind", "edits"})
    outcomes = []
    for expected, untrusted_one in zip(Edit, listed(untrusted["edits"], len(Edit), len(Edit)), strict=True):
        if not isinstance(untrusted_one, dict):
            raise WorkerMessageInvalid("not an edit")
        exactly(untrusted_one, {"edit", "distance", "quality"})
        if name_of(Edit, untrusted_one["edit"]) is not expected:
            raise WorkerMessageInvalid("edits out of order")
        distance = integer(untrusted_one["distance"], 0, PDQ_BITS)
        outcomes.append(EditTried(expected, distance, integer(untrusted_one["quality"], 0, 100)))
    return tuple(outcomes)


def parse_progress(untrusted_message: bytes) -> WorkerProgress | None:
    """Read what a worker says on the way; None if the message is of another kind.

    Raises:
        WorkerMessageInvalid: as `parse_reply`.
    """
    untrusted = decode_object(untrusted_message)
    if untrusted.get("kind") != "progress":
        return None
    exactly(untrusted, {"kind", "done_ms", "total_ms"})
    total_ms = integer(untrusted["total_ms"], 0, MAX_TIME_MS)
    return WorkerProgress(integer(untrusted["done_ms"], 0, total_ms), total_ms)


def parse_locked(untrusted_message: bytes) -> IsolationReport:
    """Read what a locked worker reports of its lock.

    Raises:
        WorkerMessageInvalid: as `parse_reply`.
    """
    untrusted = decode_object(untrusted_message)
    if untrusted.get("kind") != "locked":
        raise WorkerMessageInvalid("not a report of the lock")
    facts = ("no_new_privs", "not_dumpable", "dies_with_parent", "seccomp", "seatbelt", "job", "untrusted")
    exactly(untrusted, {"kind", *facts, "limits", "landlock_abi"})
    held = {fact: boolean(untrusted[fact]) for fact in facts}
    untrusted_limits = untrusted["limits"]
    if not isinstance(untrusted_limits, dict) or not untrusted_limits.keys() <= LIMIT_NAMES:
        raise WorkerMessageInvalid("unknown limits")
    untrusted_abi = untrusted["landlock_abi"]
    return IsolationReport(
        **held,
        limits=tuple(
            sorted((name, integer(untrusted_limits[name], 0, _MAX_LIMIT)) for name in untrusted_limits)
        ),
        landlock_abi=None if untrusted_abi is None else integer(untrusted_abi, 1, 1000),
    )


def _fingerprint(untrusted: object) -> Fingerprint:
    if not isinstance(untrusted, dict):
        raise WorkerMessageInvalid("not a fingerprint")
    untrusted_type = untrusted.get("type")
    is_frame = untrusted_type == HashType.VPDQ
    exactly(untrusted, {"type", "view", "value", "quality"} | ({"frame", "time_ms"} if is_frame else set()))
    hash_type = name_of(HashType, untrusted_type)
    untrusted_view, untrusted_quality = untrusted["view"], untrusted["quality"]
    if not isinstance(untrusted_view, str) or not VIEW_PATTERN.fullmatch(untrusted_view):
        raise WorkerMessageInvalid("not the name of a view")
    if hash_type in (HashType.PDQ, HashType.VPDQ):
        quality = integer(untrusted_quality, 0, 100)
    elif untrusted_quality is None:
        quality = None
    else:
        raise WorkerMessageInvalid("a quality where there is none")
    return Fingerprint(
        type=hash_type,
        view=untrusted_view,
        value=hex_digits(untrusted["value"], HEX_LENGTH[hash_type]),
        quality=quality,
        frame=integer(untrusted["frame"], 0, MAX_FRAME_NUMBER) if is_frame else None,
        time_ms=integer(untrusted["time_ms"], 0, MAX_TIME_MS) if is_frame else None,
    )
