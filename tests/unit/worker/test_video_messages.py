"""What a worker says of videos: progress on the way, frames at the end, and nothing else is believed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillmark.domain.media import Fingerprint, Note
from stillmark.domain.worker_messages import (
    MAX_FRAME_NUMBER,
    MAX_FRAMES,
    MAX_HASHES,
    MAX_TIME_MS,
    MAX_VIDEO_MESSAGE_BYTES,
    WorkerHashed,
    WorkerMessageInvalid,
    WorkerProgress,
    encode_hashed,
    encode_progress,
    parse_progress,
    parse_reply,
)
from stillmark.domain.worker_stream import MAX_PROGRESS_BYTES, MAX_PROGRESS_MESSAGES, WorkerStream
from takedown_hashing.vocabulary import HashType, Media, View


def frame(number: int, time_ms: int, quality: int = 90) -> Fingerprint:
    return Fingerprint(HashType.VPDQ, View.WHOLE, f"{number:064x}", quality, number, time_ms)


MD5 = Fingerprint(HashType.MD5, View.FILE, "cd" * 16)
VIDEO = WorkerHashed(
    media=Media.VIDEO,
    sha256="ab" * 32,
    width=1080,
    height=1920,
    quality=95,
    fingerprints=(frame(0, 0), frame(30, 1001, 95), frame(61, 2035), MD5),
    notes=(Note.PARTLY_HASHED,),
    duration_ms=3000,
)
REPLY = encode_hashed(VIDEO)


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    value = json.loads(REPLY[4:])
    change(value)
    body = json.dumps(value).encode()
    return len(body).to_bytes(4, "big") + body


def test_what_was_encoded_is_read() -> None:
    assert parse_reply(REPLY) == VIDEO
    animation = replace(
        VIDEO, fingerprints=(Fingerprint(HashType.PDQ, View.WHOLE, "0f" * 32, 20), *VIDEO.fingerprints)
    )
    assert parse_reply(encode_hashed(animation)) == animation


def put(index: int, member: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda message: message["hashes"][index].__setitem__(member, value)


WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "a picture with frames": lambda message: message.update(media="image", duration_ms=None),
    "a picture that lasts": lambda message: message.update(media="image"),
    "a video that does not last": lambda message: message.update(duration_ms=None),
    "lasts negatively": lambda message: message.update(duration_ms=-1),
    "lasts too long": lambda message: message.update(duration_ms=MAX_TIME_MS + 1),
    "no frame": lambda message: message.update(hashes=message["hashes"][3:]),
    "quality of none": lambda message: message.update(quality=96),
    "quality of a lesser one": lambda message: message.update(quality=90),
    "frame missing": lambda message: message["hashes"][0].pop("frame"),
    "time missing": lambda message: message["hashes"][0].pop("time_ms"),
    "frame none": put(0, "frame", None),
    "frame true": put(1, "frame", True),
    "frame negative": put(0, "frame", -1),
    "frame beyond": put(2, "frame", MAX_FRAME_NUMBER + 1),
    "time beyond": put(2, "time_ms", MAX_TIME_MS + 1),
    "time text": put(0, "time_ms", "0"),
    "frame of a file": put(3, "frame", 3),
    "quality missing": put(0, "quality", None),
    "the same number twice": put(1, "frame", 0),
    "numbers fall": put(2, "frame", 29),
    "times fall": put(2, "time_ms", 1000),
    "value short": put(0, "value", "00"),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_anything_off_is_refused(change: Callable[[dict[str, Any]], object]) -> None:
    assert parse_reply(changed(lambda message: None)) == VIDEO
    with pytest.raises(WorkerMessageInvalid):
        parse_reply(changed(change))


def full(frames: int, others: int) -> bytes:
    many = [
        Fingerprint(
            HashType.VPDQ, "w" * 40, f"{number:064x}", 100, MAX_FRAME_NUMBER - frames + number, MAX_TIME_MS
        )
        for number in range(frames)
    ]
    more = [Fingerprint(HashType.PDQ, "w" * 40, f"{number:064x}", 100) for number in range(others)]
    return encode_hashed(
        replace(VIDEO, quality=100, fingerprints=(*more, *many), notes=tuple(Note), duration_ms=MAX_TIME_MS)
    )


def test_the_longest_honest_message_fits() -> None:
    message = full(MAX_FRAMES, MAX_HASHES)
    assert len(message) <= MAX_VIDEO_MESSAGE_BYTES
    assert isinstance(parse_reply(message), WorkerHashed)


@pytest.mark.parametrize(("frames", "others"), [(MAX_FRAMES + 1, 0), (10, MAX_HASHES + 1)])
def test_too_many_are_refused(frames: int, others: int) -> None:
    with pytest.raises(WorkerMessageInvalid):
        parse_reply(full(frames, others))


def test_progress_is_read() -> None:
    progress = WorkerProgress(1500, 60_000)
    assert parse_progress(encode_progress(progress)) == progress
    assert parse_progress(REPLY) is None
    assert len(encode_progress(WorkerProgress(MAX_TIME_MS, MAX_TIME_MS))) <= MAX_PROGRESS_BYTES
    with pytest.raises(WorkerMessageInvalid):
        parse_reply(encode_progress(progress))


@pytest.mark.parametrize(("done", "total"), [(-1, 5), (6, 5), (0, MAX_TIME_MS + 1)])
def test_progress_out_of_range_is_refused(done: int, total: int) -> None:
    with pytest.raises(WorkerMessageInvalid):
        parse_progress(encode_progress(WorkerProgress(done, total)))


class TestStream:
    def test_progress_and_reply_are_parted_however_they_arrive(self) -> None:
        said = [WorkerProgress(0, 0), WorkerProgress(0, 9000), WorkerProgress(4000, 9000)]
        everything = b"".join(encode_progress(one) for one in said) + REPLY
        for size in (1, 3, 60, 1000, len(everything)):
            stream = WorkerStream(len(REPLY))
            heard = [
                one
                for at in range(0, len(everything), size)
                if (one := stream.feed(everything[at : at + size])) is not None
            ]
            assert heard[-1] == said[-1]
            assert set(heard) <= set(said)
            assert stream.reply() == REPLY

    def test_a_reply_longer_than_allowed_is_refused(self) -> None:
        with pytest.raises(WorkerMessageInvalid):
            WorkerStream(len(REPLY) - 1).feed(REPLY)

    def test_progress_does_not_count_towards_the_reply(self) -> None:
        stream = WorkerStream(len(REPLY))
        for done in range(1000):
            stream.feed(encode_progress(WorkerProgress(done, 1000)))
        stream.feed(REPLY)
        assert stream.reply() == REPLY

    def test_progress_that_goes_back_is_refused(self) -> None:
        stream = WorkerStream(1000)
        stream.feed(encode_progress(WorkerProgress(5, 9)))
        with pytest.raises(WorkerMessageInvalid):
            stream.feed(encode_progress(WorkerProgress(4, 9)))

    def test_progress_without_end_is_refused(self) -> None:
        stream = WorkerStream(1000)
        piece = encode_progress(WorkerProgress(0, 0))
        for _ in range(MAX_PROGRESS_MESSAGES):
            stream.feed(piece)
        with pytest.raises(WorkerMessageInvalid):
            stream.feed(piece)

    def test_a_progress_after_the_reply_spoils_the_reply(self) -> None:
        stream = WorkerStream(len(REPLY) + 100)
        stream.feed(REPLY + encode_progress(WorkerProgress(1, 2)))
        with pytest.raises(WorkerMessageInvalid):
            parse_reply(stream.reply())

    @given(st.lists(st.binary(max_size=200), max_size=5))
    def test_noise_is_refused_here_or_by_who_reads_the_reply(self, pieces: list[bytes]) -> None:
        stream = WorkerStream(400)
        try:
            for piece in pieces:
                stream.feed(piece)
            parse_reply(stream.reply())
        except WorkerMessageInvalid:
            return
        raise AssertionError("noise was believed")
