"""A video file to the hashes of its frames, in the terms of vPDQ, and of the whole file.

    hash_video      everything that is submitted for one video
    container_of    whether the first bytes are those of a video that we decode
    preload         for processes that fork: load everything before

    VideoRefused
        reason: VideoRefusal

vPDQ (Meta 2023, ThreatExchange `vpdq`) hashes one frame of each second with PDQ and keeps its number, time
and quality; two videos match as far as their frames do. Here, too, one frame a second is taken (which one
is `video_index`'s choice), those below the quality that platforms use are dropped, and of those that look
alike one is kept (`distinct`).

Nothing here opens a file or starts a thread.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

import base64
import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

import av

from takedown_hashing.distinct import DistinctFrames, Frame
from takedown_hashing.pdq import hash_whole
from takedown_hashing.video_container import (
    MAX_PIXELS,
    SIGNATURE_LENGTH,
    VideoRefusal,
    VideoRefused,
    container_of,
    open_container,
    says_what_is_needed,
    video_stream,
)
from takedown_hashing.video_index import (
    INTERVAL_MS,
    LAST,
    MAX_DECODED_PIXELS,
    MAX_PACKETS,
    MAX_TIME_MS,
    REFERENCE,
    SKIP,
    PacketIndex,
    Plan,
)
from takedown_hashing.video_luma import frame_luma

__all__ = [
    "SIGNATURE_LENGTH",
    "Frame",
    "VideoHashes",
    "VideoRefusal",
    "VideoRefused",
    "container_of",
    "hash_video",
    "preload",
]

NOTE_TRUNCATED: Final = "truncated"
"""A part is missing or damaged; what could be decoded was hashed."""

NOTE_PARTLY: Final = "partly-hashed"
"""It is too long, or would take too much work, for a frame of every second."""

Progress = Callable[[int, int], None]
"""Hears often how many milliseconds of the video are done, and of how many (0 while that is not known)."""

_EXACT_TIMES: Final = frozenset({"mov", "matroska"})
"""Containers whose packets tell when their frames are shown. For the others every frame is decoded."""

_TINY: Final = (
    "GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQJChYECGFOAZwEAAAAAAAHhEU2bdLpNu4tTq4QVSalmU6yBoU27i1OrhBZU"
    "rmtTrIHYTbuMU6uEElTDZ1OsggEuTbuMU6uEHFO7a1OsggHL7AEAAAAAAABZAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAVSalmsirXsYMPQkBNgI1M"
    "YXZmNjIuMTIuMTAyV0GNTGF2ZjYyLjEyLjEwMkSJiEBAgAAAAAAAFlSua9GuAQAAAAAAAEjXgQFzxYjKmfSrh5fzS5yBACK1nIN1"
    "bmSIgQCGhVZfQVYxg4EBI+ODhAH8oFXghrCBQLqBQGOikIEADAAKCgAAAAKv/4BfAAgSVMNn2HNzoGPAgGfImkWjh0VOQ09ERVJE"
    "h41MYXZmNjIuMTIuMTAyc3OyY8CLY8WIypn0q4eX80tnyKFFo4hEVVJBVElPTkSHkzAwOjAwOjAwLjAzMzAwMDAwMAAfQ7Z1u+eB"
    "AKO2gQAAgAoKAAAAAq//iV8gCDIkEACbggMMEEAAAHPks9HACE0Papsn4MP4D1jGvTtyNEfp2ZEKHFO7a5G7j7OBALeK94EB8YIB"
    "i/CBAw=="
)
"""A grey gradient of 64 x 64 pixels for a thirtieth of a second, AV1 in WebM."""

_READ_BYTES: Final = 1 << 20
_TRUNCATED_MS: Final = 2000


@dataclass(frozen=True, slots=True)
class VideoHashes:
    """One video's hashes.

    Attributes:
        width, height: of the upright first frame, in pixels as stored (not stretched to square ones).
        duration_ms: from the first frame to the end of the last, as they really are in the file.
        md5, sha256: of the whole file, lower-case hexadecimal digits.
        frames: 1 to `distinct.MAX_FRAMES` different frames in order of time. All are of useful quality, or
            it is the one best frame of a video that has none such.
        notes: `NOTE_TRUNCATED`, `NOTE_PARTLY`, both or none.
    """

    width: int
    height: int
    duration_ms: int
    md5: str
    sha256: str
    frames: tuple[Frame, ...]
    notes: tuple[str, ...]

    @property
    def quality(self) -> int:
        """PDQ quality of the best frame, 0 to 100."""
        return max(frame.quality for frame in self.frames)


def hash_video(source: BinaryIO, progress: Progress | None = None) -> VideoHashes:
    """Hash one video.

    Args:
        source: an open, seekable binary file; no other file is opened.
        progress: hears after every piece of work; the longest is decoding one frame.

    Raises:
        VideoRefused: it cannot be decoded.
    """
    md5, sha256 = hashlib.md5(usedforsecurity=False), hashlib.sha256()
    try:
        source.seek(0)
        name = container_of(source.read(SIGNATURE_LENGTH))
        source.seek(0)
        while piece := source.read(_READ_BYTES):
            md5.update(piece)
            sha256.update(piece)
            if progress is not None:
                progress(0, 0)
        if source.tell() == 0:
            raise VideoRefused(VideoRefusal.EMPTY)
        if name is None:
            raise VideoRefused(VideoRefusal.UNSUPPORTED_FORMAT)
        run = _Run(source, name, progress)
        run.decode()
    except MemoryError as error:
        raise VideoRefused(VideoRefusal.OUT_OF_MEMORY) from error
    except (av.FFmpegError, OSError, ValueError, LookupError, ArithmeticError, RuntimeError) as error:
        # PyAV maps what FFmpeg reports to many types, and trips over some files itself; whatever it was,
        # this one cannot be decoded.
        raise VideoRefused(VideoRefusal.DAMAGED) from error
    frames = run.distinct.frames()
    if not frames:
        raise VideoRefused(VideoRefusal.DAMAGED)
    notes = ((NOTE_TRUNCATED, run.damaged), (NOTE_PARTLY, run.sparse or run.distinct.thinned))
    return VideoHashes(
        width=run.size[0],
        height=run.size[1],
        duration_ms=run.duration_ms,
        md5=md5.hexdigest(),
        sha256=sha256.hexdigest(),
        frames=frames,
        notes=tuple(note for note, holds in notes if holds),
    )


def preload() -> None:
    """Use what a forked child will need, so that nothing is loaded afterwards."""
    hash_video(io.BytesIO(base64.b64decode(_TINY)))


class _Run:
    """One video being decoded.

    Attributes:
        distinct: the frames found so far.
        size: of the upright first frame, (0, 0) before.
        duration_ms, damaged, sparse: as in `VideoHashes`.
    """

    def __init__(self, source: BinaryIO, container: str, progress: Progress | None) -> None:
        self._source = source
        self._container = container
        self._progress = progress or (lambda done, total: None)
        self._done_ms = 0
        self.distinct = DistinctFrames()
        self.size = (0, 0)
        self.duration_ms = 0
        self.damaged = False
        self.sparse = False

    def decode(self) -> None:
        """Hash one frame a second.

        Raises:
            VideoRefused: nothing in it is ours to decode.
            MemoryError, av.FFmpegError, OSError, ValueError, LookupError, RuntimeError: see `hash_video`.
        """
        plan = self._plan() if self._container in _EXACT_TIMES else None
        with open_container(self._source, self._container) as container:
            stream = video_stream(container)
            if plan is None:
                self._decode_all(container, stream)
            else:
                self.duration_ms, self.sparse = plan.duration_ms, self.sparse or plan.sparse
                self._decode_planned(container, stream, plan)

    def _plan(self) -> Plan | None:
        """Read all packets' times; None if they do not say enough."""
        with open_container(self._source, self._container) as container:
            stream = video_stream(container)
            index = PacketIndex(float(stream.time_base or 0) * 1000)
            end_ms = 0.0
            for packet in self._packets(container):
                if packet.pts is None:
                    return None
                self._progress(0, 0)
                end = (packet.pts + (packet.duration or 0)) * packet.time_base * 1000
                end_ms = max(end_ms, float(end))
                if packet.stream_index == stream.index:
                    index.add(packet.pts, key=packet.is_keyframe, hidden=packet.is_discard)
                    if len(index) >= MAX_PACKETS:
                        self.sparse = True
                        break
            else:
                claimed_ms = (container.duration or 0) / 1000
                self.damaged |= stream.frames > len(index) or claimed_ms > end_ms + _TRUNCATED_MS
            return index.plan(stream.codec_context.width * stream.codec_context.height)

    def _packets(
        self, container: av.container.InputContainer, stream: av.VideoStream | None = None
    ) -> Iterator[av.Packet[av.VideoStream]]:
        """Packets with something in them, of one stream or all, until the end or to where they break off."""
        try:
            for packet in container.demux(*([] if stream is None else [stream])):
                if packet.size:
                    self.damaged |= packet.is_corrupt
                    yield packet  # type: ignore[misc]  # of a video, where a stream is given
        except MemoryError:
            raise
        except (av.FFmpegError, OSError, ValueError, LookupError):
            self.damaged = True

    def _decode_planned(
        self, container: av.container.InputContainer, stream: av.VideoStream, plan: Plan
    ) -> None:
        context = stream.codec_context
        can_skip = says_what_is_needed(context)
        for packet, purpose in zip(self._packets(container, stream), plan.fed.tolist(), strict=False):
            if purpose == SKIP:
                continue
            self._progress(self._done_ms, plan.duration_ms)
            if can_skip:
                context.skip_frame = "NONREF" if purpose == REFERENCE else "DEFAULT"
            frames = self._frames(context, packet)
            if purpose == LAST:
                frames += self._frames(context, None)
                context.flush_buffers()
            for frame in frames:
                # None is no time of a packet.
                wanted = plan.wanted.pop(frame.pts if frame.pts is not None else -(2**63), None)
                if wanted is not None:
                    self._hash(frame, *wanted)

    def _decode_all(self, container: av.container.InputContainer, stream: av.VideoStream) -> None:
        context = stream.codec_context
        number, pixels, next_ms, start = 0, 0, 0, None
        rate, milliseconds = float(stream.average_rate or 25), float(stream.time_base or 0) * 1000
        claimed_ms = min((container.duration or 0) // 1000, MAX_TIME_MS)

        def frames() -> Iterator[av.VideoFrame]:
            for packet in self._packets(container, stream):
                yield from self._frames(context, packet)
            yield from self._frames(context, None)

        for frame in frames():
            start = frame.pts if start is None else start
            if frame.pts is None or start is None:
                time_ms = round(number * 1000 / rate)
            else:
                time_ms = round((frame.pts - start) * milliseconds)
            time_ms = max(self.duration_ms, min(time_ms, MAX_TIME_MS))
            if time_ms >= next_ms:
                self._hash(frame, number, time_ms)
                next_ms = time_ms // INTERVAL_MS * INTERVAL_MS + INTERVAL_MS
            self.duration_ms = time_ms
            self._progress(time_ms, max(claimed_ms, time_ms))
            number += 1
            pixels += frame.width * frame.height
            if number >= MAX_PACKETS or pixels > MAX_DECODED_PIXELS:
                self.sparse = True
                break
        if number:
            self.duration_ms = min(MAX_TIME_MS, self.duration_ms + round(1000 / rate))

    def _frames(
        self, context: av.VideoCodecContext, packet: av.Packet[av.VideoStream] | None
    ) -> list[av.VideoFrame]:
        try:
            return context.decode(packet)
        except MemoryError:
            raise
        except av.EOFError:
            return []
        except (av.FFmpegError, ValueError):
            self.damaged = True
            return []

    def _hash(self, frame: av.VideoFrame, number: int, time_ms: int) -> None:
        if frame.width * frame.height > MAX_PIXELS:
            raise VideoRefused(VideoRefusal.TOO_MANY_PIXELS)
        luma = frame_luma(frame)
        if self.size == (0, 0):
            self.size = luma.upright_size
        self.damaged |= frame.is_corrupt
        self.distinct.add(number, time_ms, hash_whole(luma))
        self._done_ms = max(self._done_ms, time_ms)
