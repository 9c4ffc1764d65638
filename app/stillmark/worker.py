"""The picture worker: locks itself, then hashes. Started by `__main__ --worker` before Qt is imported.

The zygote (`isolation.zygote`) forks one child per picture; each child locks itself (`isolation.lock`) and
runs `fingerprint`. The only module of the app that imports `takedown_hashing`.
"""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple
from typing import BinaryIO, Final

from stillmark.domain.archive import encode_listed, too_long
from stillmark.domain.glance import EDGE, Glance, encode_shown
from stillmark.domain.media import EditTried, Fingerprint, Note, RefusalReason
from stillmark.domain.shape import Shape
from stillmark.domain.worker_messages import (
    WorkerHashed,
    WorkerProgress,
    encode_hashed,
    encode_progress,
    encode_refused,
    encode_tried,
)
from stillmark.intake import zipped
from stillmark.isolation.wire import ONE_PICTURE, Task
from stillmark.isolation.work import Work
from takedown_hashing import animation, engine, glance, selftest, video
from takedown_hashing.vocabulary import HashType, Media, View

PROGRESS_SECONDS: Final = 0.5
"""How often a video's worker says how far it is; nothing at all for those that take less."""


def main(arguments: Sequence[str]) -> int:
    """Serve pictures on the socket that is descriptor 0 until the app closes its end or dies.

    Args:
        arguments: none, or `--one` and a request: then that one picture is served, and the process ends.

    Returns:
        0 when the app is gone, 2 if other arguments were given.
    """
    alone = len(arguments) == 2 and arguments[0] == ONE_PICTURE
    if arguments and not alone:
        return 2
    engine.preload()
    video.preload()
    others: dict[Task, Work] = {
        Task.QUERY: look_closely,
        Task.SELF_TEST: try_edits,
        Task.GLANCE: show,
        Task.MEMBERS: list_members,
        Task.INFLATE: inflate,
    }
    if alone:
        from stillmark.isolation.alone import serve_one

        serve_one(arguments[1], fingerprint, others)
    # Not on Windows, which cannot fork.
    from stillmark.isolation import zygote

    zygote.serve(fingerprint, others, rehearse)
    return 0


def rehearse(shape: Shape) -> None:
    """Compute in the zygote what every picture of this shape needs, so that its children find it done."""
    engine.rehearse(*astuple(shape))


def fingerprint(untrusted_file: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    """Return the reply (`domain.worker_messages`) for one file; runs in a locked child.

    What begins like a video goes to the video decoders, everything else to the picture decoders. A picture
    whose frames differ is answered as a video that has the first frame's hashes besides.

    Args:
        untrusted_file: open, seekable.
        say: sends messages of progress on the way.

    Raises:
        Exception: whatever a decoder raises that the engine did not foresee; the child then exits with
            a code and without a word, and the file counts as crashed.
    """
    start = untrusted_file.read(video.SIGNATURE_LENGTH)
    untrusted_file.seek(0)
    try:
        if video.container_of(start) is not None:
            return encode_hashed(_of_video(video.hash_video(untrusted_file, _Progress(say))))
        picture = engine.hash_picture(untrusted_file)
    except (engine.PictureRefused, video.VideoRefused) as refusal:
        return encode_refused(RefusalReason(refusal.reason))
    moving = None
    if engine.NOTE_FIRST_FRAME_ONLY in picture.notes:
        untrusted_file.seek(0)
        moving = animation.hash_animation(untrusted_file)
    if moving is None or not moving.moves:
        return encode_hashed(_of_picture(picture, all_seen=moving is not None and not moving.partly))
    untrusted_file.seek(0)
    md5 = hashlib.md5(untrusted_file.read(), usedforsecurity=False).hexdigest()
    return encode_hashed(_of_animation(picture, moving, md5))


def look_closely(untrusted_file: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    """Return the reply for one file to compare: a video as always, a picture looked at from every side.

    The whole view is among the hashes whatever its quality, as in every reply about a picture.
    """
    start = untrusted_file.read(video.SIGNATURE_LENGTH)
    untrusted_file.seek(0)
    if video.container_of(start) is not None:
        return fingerprint(untrusted_file, say)
    try:
        picture = engine.query_picture(untrusted_file)
    except engine.PictureRefused as refusal:
        return encode_refused(RefusalReason(refusal.reason))
    return encode_hashed(_of_picture(picture, all_seen=False))


def try_edits(untrusted_file: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    """Return how copies of one picture fare against the hashes that would be sent for it."""
    data = untrusted_file.read()
    try:
        picture = engine.hash_picture(io.BytesIO(data))
        submitted = [one.value for one in picture.hashes if one.type is HashType.PDQ]
        outcomes = selftest.self_test(io.BytesIO(data), submitted)
    except engine.PictureRefused as refusal:
        return encode_refused(RefusalReason(refusal.reason))
    return encode_tried(tuple(EditTried(one.edit, one.distance, one.quality) for one in outcomes))


def show(untrusted_file: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    """Return one picture, small; the only answer that holds pixels."""
    try:
        return encode_shown(Glance(*glance.glance(untrusted_file, EDGE)))
    except engine.PictureRefused as refusal:
        return encode_refused(RefusalReason(refusal.reason))


def list_members(untrusted_file: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    """Return what a ZIP file's directory says is in it."""
    try:
        message = encode_listed(zipped.members(untrusted_file))
    except zipped.NoArchive:
        return encode_refused(RefusalReason.DAMAGED)
    return encode_refused(RefusalReason.DAMAGED) if too_long(message) else message


def inflate(untrusted_packed: BinaryIO, say: Callable[[bytes], None]) -> bytes:
    """Return what one member of a ZIP file holds: plain bytes, the only answer that is no message."""
    zipped.inflate(untrusted_packed, say)
    return b""


class _Progress:
    """Says how far a video is, though not more often than anybody wants to know."""

    def __init__(self, say: Callable[[bytes], None]) -> None:
        self._say = say
        self._next = time.monotonic() + PROGRESS_SECONDS

    def __call__(self, done_ms: int, total_ms: int) -> None:
        now = time.monotonic()
        if now >= self._next:
            self._next = now + PROGRESS_SECONDS
            self._say(encode_progress(WorkerProgress(done_ms, total_ms)))


def _of_picture(picture: engine.PictureHashes, *, all_seen: bool) -> WorkerHashed:
    unsaid = {engine.NOTE_FIRST_FRAME_ONLY} if all_seen else set()
    return WorkerHashed(
        media=Media.IMAGE,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        quality=picture.quality,
        fingerprints=_pictures(picture),
        notes=tuple(Note(note) for note in picture.notes if note not in unsaid),
        shape=Shape.of(*picture.shape),
    )


def _of_animation(picture: engine.PictureHashes, moving: animation.AnimationHashes, md5: str) -> WorkerHashed:
    notes = [Note(note) for note in picture.notes if note != engine.NOTE_FIRST_FRAME_ONLY]
    if moving.truncated and Note.TRUNCATED not in notes:
        notes.append(Note.TRUNCATED)
    if moving.partly:
        notes.append(Note.PARTLY_HASHED)
    return WorkerHashed(
        media=Media.VIDEO,
        sha256=picture.sha256,
        width=picture.width,
        height=picture.height,
        quality=max(picture.quality, *(frame.quality for frame in moving.frames)),
        fingerprints=(
            *_pictures(picture),
            *_frames(moving.frames),
            Fingerprint(type=HashType.MD5, view=View.FILE, value=md5),
        ),
        notes=tuple(notes),
        duration_ms=moving.duration_ms,
    )


def _of_video(hashes: video.VideoHashes) -> WorkerHashed:
    return WorkerHashed(
        media=Media.VIDEO,
        sha256=hashes.sha256,
        width=hashes.width,
        height=hashes.height,
        quality=hashes.quality,
        fingerprints=(
            *_frames(hashes.frames),
            Fingerprint(type=HashType.MD5, view=View.FILE, value=hashes.md5),
            Fingerprint(type=HashType.SHA256, view=View.FILE, value=hashes.sha256),
        ),
        notes=tuple(Note(note) for note in hashes.notes),
        duration_ms=hashes.duration_ms,
    )


def _pictures(picture: engine.PictureHashes) -> tuple[Fingerprint, ...]:
    return tuple(
        Fingerprint(type=one.type, view=one.view, value=one.value, quality=one.quality)
        for one in picture.hashes
    )


def _frames(frames: Sequence[video.Frame]) -> tuple[Fingerprint, ...]:
    return tuple(
        Fingerprint(
            type=HashType.VPDQ,
            view=View.WHOLE,
            value=one.value,
            quality=one.quality,
            frame=one.frame,
            time_ms=one.time_ms,
        )
        for one in frames
    )
