"""The records between the app and its picture worker; fixed lengths, so nothing has to be guessed.

    app -> zygote      request record, with three descriptors (SCM_RIGHTS): picture, reply pipe, channel
    zygote -> app      once: HELLO; then, on each picture's own channel, STARTED or NOT_STARTED, and ENDED
    app -> zygote      a rehearsal record, without descriptors: prepare for pictures of this shape
    app -> zygote      on a picture's own channel: orders to let its child pause and go on
    child -> app       messages of `domain.worker_messages` on the reply pipe: perhaps progress, one reply;
                       then it exits

The channel is also the leash: when the app closes its end, or dies, the zygote kills that child. No process
number ever travels, so a recycled one can never be killed by mistake.

Where there is no zygote (`one_by_one.py`) the request record is the child's one argument, in hexadecimal;
the picture is its standard input, and the standard output its reply pipe, on which HELLO comes first.
"""

from __future__ import annotations

import socket
import struct
import sys
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from stillmark.domain.shape import Shape
from stillmark.domain.worker_messages import IsolationLevel

HELLO: Final = b"stillmark worker 2"
"""What a zygote says when everything is imported and it is ready to fork."""

ONE_PICTURE: Final = "--one"
"""Argument of a worker that is to serve one picture; the request follows."""

DESCRIPTORS: Final = 3
"""Every request brings picture, reply pipe and channel, in this order."""

_REQUEST: Final = struct.Struct("!4sBBIQ")
_MAGIC: Final = b"SMW2"
_REHEARSAL: Final = struct.Struct("!4sIIBBBx")
_REHEARSAL_MAGIC: Final = b"SMR2"
_LEVELS: Final = tuple(IsolationLevel)
_STATUS: Final = struct.Struct("!Bi")
REQUEST_BYTES: Final = _REQUEST.size
STATUS_BYTES: Final = _STATUS.size
ORDER_BYTES: Final = 1

EXIT_LOCK_FAILED: Final = 71
"""A child ends with this code when it could not lock itself; it has not read the picture."""

EXIT_OUT_OF_MEMORY: Final = 72
"""A child ends with this code when memory ran out outside the decoder, which has a refusal for it."""


EXIT_WINDOWS_TIME: Final = 1816
"""ERROR_NOT_ENOUGH_QUOTA: how Windows ends a process whose job has no processor time left."""


class RecordInvalid(ValueError):
    """A record is not one of these; the process on the other side is not the one we know."""


class Task(IntEnum):
    """What a child is for."""

    HASH = 1
    PROBE = 2
    """Lock, read back what holds, report, exit; never touches the picture."""
    QUERY = 3
    """Hash a file as somebody does who looks closely at an upload: inside borders and screenshots, turned."""
    SELF_TEST = 4
    """Edit the picture as people do, and hash each copy as a platform would."""
    GLANCE = 5
    """Make the picture small and hand its pixels back."""
    MEMBERS = 6
    """Read the directory of a ZIP file."""
    INFLATE = 7
    """Inflate one member of a ZIP file; the reply is what it holds, without any header."""


class State(IntEnum):
    """What the zygote reports of a child."""

    STARTED = 1
    NOT_STARTED = 2
    """The number beside it is an errno."""
    ENDED = 3
    """The number beside it is the exit code, or minus the signal."""


class Order(IntEnum):
    """What the app may tell the zygote about one child."""

    PAUSE = 1
    """Stop it where it is (SIGSTOP); it keeps its memory and costs no time."""
    RESUME = 2


@dataclass(frozen=True, slots=True)
class Request:
    """One child wanted: what for, its limits (see `limits.WorkerLimits`), and the least it must be locked."""

    task: Task
    cpu_seconds: int
    memory_bytes: int
    required: IsolationLevel = IsolationLevel.PROCESS

    def pack(self) -> bytes:
        """Return the record, `REQUEST_BYTES` long."""
        return _REQUEST.pack(
            _MAGIC, self.task, _LEVELS.index(self.required), self.cpu_seconds, self.memory_bytes
        )

    @classmethod
    def unpack(cls, record: bytes) -> Request:
        """Read a record.

        Raises:
            RecordInvalid: wrong length, magic, task or level.
        """
        if len(record) != REQUEST_BYTES:
            raise RecordInvalid("a request of the wrong length")
        magic, task, required, cpu_seconds, memory_bytes = _REQUEST.unpack(record)
        if magic != _MAGIC or task not in set(Task) or required >= len(_LEVELS):
            raise RecordInvalid("not a request")
        return cls(Task(task), cpu_seconds, memory_bytes, _LEVELS[required])


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Pictures of this shape come more than once: let the zygote compute what depends on nothing else.

    Every child then finds it done, instead of each doing it again.
    """

    shape: Shape

    def pack(self) -> bytes:
        """Return the record, `REQUEST_BYTES` long."""
        shape = self.shape
        return _REHEARSAL.pack(
            _REHEARSAL_MAGIC, shape.width, shape.height, shape.scale_x, shape.scale_y, shape.orientation
        ).ljust(REQUEST_BYTES, b"\0")

    @classmethod
    def unpack(cls, record: bytes) -> Rehearsal:
        """Read a record.

        Raises:
            RecordInvalid: wrong length, magic or numbers.
        """
        if len(record) != REQUEST_BYTES:
            raise RecordInvalid("a rehearsal of the wrong length")
        magic, *numbers = _REHEARSAL.unpack(record[: _REHEARSAL.size])
        try:
            shape = Shape(*numbers)
        except ValueError as problem:
            raise RecordInvalid("not a shape") from problem
        if magic != _REHEARSAL_MAGIC:
            raise RecordInvalid("not a rehearsal")
        return cls(shape)


def is_rehearsal(record: bytes) -> bool:
    """Return whether a record is, or pretends to be, a rehearsal."""
    return record.startswith(_REHEARSAL_MAGIC)


def pack_status(state: State, number: int) -> bytes:
    """Return a status record, `STATUS_BYTES` long."""
    return _STATUS.pack(state, number)


def unpack_status(untrusted_record: bytes) -> tuple[State, int]:
    """Read a status record.

    Raises:
        RecordInvalid: wrong length or state.
    """
    if len(untrusted_record) != STATUS_BYTES:
        raise RecordInvalid("a status of the wrong length")
    state, number = _STATUS.unpack(untrusted_record)
    if state not in set(State):
        raise RecordInvalid("not a status")
    return State(state), number


def pack_order(order: Order) -> bytes:
    """Return an order, `ORDER_BYTES` long."""
    return bytes([order])


def unpack_order(record: bytes) -> Order | None:
    """Read an order; None if it is none, or if the channel was closed: then the child is to be killed."""
    return Order(record[0]) if len(record) == ORDER_BYTES and record[0] in set(Order) else None


def socket_pair() -> tuple[socket.socket, socket.socket]:
    """Return two connected sockets that keep record boundaries where the system can (not macOS).

    On a byte stream the records still cannot mix: their lengths are fixed and each is sent whole.
    """
    kind = socket.SOCK_STREAM if sys.platform == "darwin" else socket.SOCK_SEQPACKET
    return socket.socketpair(socket.AF_UNIX, kind)
