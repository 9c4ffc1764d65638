"""The records between the app and its worker."""

from __future__ import annotations

import pytest

from stillmark.domain.shape import Shape
from stillmark.isolation import wire
from stillmark.isolation.wire import RecordInvalid, Rehearsal, Request, State, Task


@pytest.mark.parametrize("task", list(Task))
def test_a_request_is_read_as_it_was_written(task: Task) -> None:
    request = Request(task, 10, 2**40)
    record = request.pack()
    assert len(record) == wire.REQUEST_BYTES
    assert Request.unpack(record) == request


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("number", [0, -9, 255])
def test_a_status_is_read_as_it_was_written(state: State, number: int) -> None:
    record = wire.pack_status(state, number)
    assert len(record) == wire.STATUS_BYTES
    assert wire.unpack_status(record) == (state, number)


REQUEST = Request(Task.HASH, 10, 100).pack()
STATUS = wire.pack_status(State.ENDED, 0)


@pytest.mark.parametrize(
    "record", [b"", REQUEST[:-1], REQUEST + b"\0", b"XXXX" + REQUEST[4:], REQUEST[:4] + b"\x09" + REQUEST[5:]]
)
def test_what_is_no_request_is_refused(record: bytes) -> None:
    with pytest.raises(RecordInvalid):
        Request.unpack(record)


@pytest.mark.parametrize("record", [b"", STATUS[:-1], STATUS + b"\0", b"\x09" + STATUS[1:]])
def test_what_is_no_status_is_refused(record: bytes) -> None:
    with pytest.raises(RecordInvalid):
        wire.unpack_status(record)


def test_sockets_keep_what_is_sent_together_together() -> None:
    left, right = wire.socket_pair()
    with left, right:
        left.send(STATUS)
        left.send(STATUS)
        assert right.recv(wire.STATUS_BYTES) == STATUS
        assert right.recv(wire.STATUS_BYTES) == STATUS
        assert not left.get_inheritable()


def test_a_rehearsal_is_read_as_it_was_written() -> None:
    rehearsal = Rehearsal(Shape(4032, 3024, 4, 4, 6))
    record = rehearsal.pack()
    assert len(record) == wire.REQUEST_BYTES
    assert wire.is_rehearsal(record)
    assert not wire.is_rehearsal(REQUEST)
    assert Rehearsal.unpack(record) == rehearsal


REHEARSAL = Rehearsal(Shape(64, 64, 1, 1, 1)).pack()


@pytest.mark.parametrize(
    "record",
    [
        b"",
        REHEARSAL[:-1],
        REQUEST,
        REHEARSAL[:4] + bytes(4) + REHEARSAL[8:],  # no width
        REHEARSAL[:4] + b"\xff" * 4 + REHEARSAL[8:],  # too wide
        REHEARSAL[:12] + bytes(1) + REHEARSAL[13:],  # no scale
        REHEARSAL[:14] + b"\x09" + REHEARSAL[15:],  # no such orientation
    ],
)
def test_what_is_no_rehearsal_is_refused(record: bytes) -> None:
    with pytest.raises(RecordInvalid):
        Rehearsal.unpack(record)
