"""What a worker may answer to a self-test, and nothing else."""

from __future__ import annotations

import json

import pytest

from stillmark.domain.media import EditTried, RefusalReason
from stillmark.domain.worker_messages import (
    HEADER_BYTES,
    WorkerMessageInvalid,
    WorkerRefused,
    encode_refused,
    encode_tried,
    parse_tried,
)
from takedown_hashing.vocabulary import Edit

OUTCOMES = tuple(EditTried(edit, index * 10, 100 - index) for index, edit in enumerate(Edit))


def changed(**members: object) -> bytes:
    body = json.loads(encode_tried(OUTCOMES)[HEADER_BYTES:])
    raw = json.dumps({**body, **members}).encode()
    return len(raw).to_bytes(HEADER_BYTES, "big") + raw


def edits(index: int, **members: object) -> list[dict[str, object]]:
    listed = json.loads(encode_tried(OUTCOMES)[HEADER_BYTES:])["edits"]
    listed[index] = {**listed[index], **members}
    return listed


def test_an_honest_answer_comes_through() -> None:
    assert parse_tried(encode_tried(OUTCOMES)) == OUTCOMES
    assert parse_tried(encode_refused(RefusalReason.DAMAGED)) == WorkerRefused(RefusalReason.DAMAGED)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        changed(kind="hashed"),
        changed(more=1),
        changed(edits=[]),
        changed(edits=edits(0)[:-1]),
        changed(edits=[*edits(0), edits(0)[0]]),
        changed(edits=edits(0)[::-1]),
        changed(edits=edits(0, distance=257)),
        changed(edits=edits(0, distance=-1)),
        changed(edits=edits(0, distance=True)),
        changed(edits=edits(0, quality=101)),
        changed(edits=edits(0, recognised=True)),
        changed(edits=edits(0, edit="mirrored")),
        changed(edits=["messenger"] * len(Edit)),
    ],
)
def test_anything_else_is_refused(message: bytes) -> None:
    with pytest.raises(WorkerMessageInvalid):
        parse_tried(message)


def test_recognised_means_what_platforms_mean() -> None:
    assert EditTried(Edit.MESSENGER, 31, 50).recognised
    assert not EditTried(Edit.MESSENGER, 32, 50).recognised
    assert not EditTried(Edit.MESSENGER, 31, 49).recognised
