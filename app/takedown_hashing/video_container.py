"""Opens a video file: tells its container by its first bytes, reads its headers, finds what to decode.

    VideoRefused
        reason: VideoRefusal

FFmpeg gets its bytes through the open file that is given; it is told the container and never guesses; what
a container names outside itself is refused; and only the decoders named here ever run.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import BinaryIO, Final, NoReturn

import av
from av.codec.context import ThreadType

MAX_PIXELS: Final = 100_000_000
"""Larger frames are refused before one is decoded."""

SIGNATURE_LENGTH: Final = 1024
"""So many first bytes are enough for `container_of`."""

DECODERS: Final = (
    "h264", "hevc", "vp8", "vp9", "libdav1d", "mpeg4", "h263", "mpeg2video", "mjpeg",
)  # fmt: skip
"""The only decoders that ever see a file: what phones and messengers made in the last twenty years."""

_CONTAINERS: Final = (
    # An ISO file of pictures (HEIC, AVIF) begins like one of videos, but for the brand.
    (rb"....ftyp(?!avif|avis|hei[cxms]|hev[cxms]|mif1|msf1|jp2 |jpx |crx )", "mov"),
    (rb"....(?:moov|mdat|wide|free|skip|pnot)", "mov"),
    (rb"\x1aE\xdf\xa3", "matroska"),
    (rb"RIFF....AVI ", "avi"),
    (rb"(?:G.{187}){3}G|(?:.{4}G.{187}){3}", "mpegts"),
)
_SIGNATURES: Final = tuple((re.compile(start, re.DOTALL), name) for start, name in _CONTAINERS)
_HVCC_LAYERS: Final = 21


class VideoRefusal(StrEnum):
    """Why a video could not be hashed."""

    EMPTY = "empty"
    UNSUPPORTED_FORMAT = "unsupported-format"
    """A container or a codec that we do not decode."""
    DAMAGED = "damaged"
    NO_VIDEO_STREAM = "no-video-stream"
    """Nothing but sound, perhaps with a cover picture."""
    TOO_MANY_PIXELS = "too-many-pixels"
    OUT_OF_MEMORY = "out-of-memory"


class VideoRefused(Exception):
    """The bytes are no video that can be hashed.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: VideoRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


def container_of(start: bytes) -> str | None:
    """FFmpeg's name of the container that begins with these `SIGNATURE_LENGTH` bytes; None if not ours."""
    return next((name for signature, name in _SIGNATURES if signature.match(start)), None)


def open_container(source: BinaryIO, container: str) -> av.container.InputContainer:
    """Read the headers of a video.

    - `format`: no demuxer but the one for this signature is tried; some of the others follow links.
    - `io_open`: a file that the container refers to is not opened, whatever the demuxer thinks of it.
    - `codec_whitelist`: reading headers may decode a little, with these alone.
    - `metadata_errors`: titles are not ours to read; bytes that are no text must not stop us.

    Args:
        source: an open, seekable binary file; it stays open.
        container: from `container_of`.

    Raises:
        MemoryError, av.FFmpegError, OSError, ValueError: it cannot be read.
    """
    source.seek(0)
    return av.open(
        _Reader(source),
        "r",
        format=container,
        options={"codec_whitelist": ",".join(DECODERS), "threads": "1", "max_pixels": str(MAX_PIXELS)},
        container_options={"codec_whitelist": ",".join(DECODERS)},
        metadata_errors="replace",
        buffer_size=1 << 16,
        io_open=_refuse_to_open,
    )


def video_stream(container: av.container.InputContainer) -> av.VideoStream:
    """The stream that players show, set up to be decoded in this thread.

    Raises:
        VideoRefused: there is none, or it is not ours to decode.
    """
    streams = [
        stream
        for stream in container.streams.video
        if not stream.disposition & av.stream.Disposition.attached_pic
    ]
    if not streams:
        raise VideoRefused(VideoRefusal.NO_VIDEO_STREAM)
    default = av.stream.Disposition.default
    stream = next((stream for stream in streams if stream.disposition & default), streams[0])
    context = stream.codec_context
    if context is None or context.codec.name not in DECODERS:
        raise VideoRefused(VideoRefusal.UNSUPPORTED_FORMAT)
    if context.width * context.height > MAX_PIXELS:
        raise VideoRefused(VideoRefusal.TOO_MANY_PIXELS)
    context.thread_count = 1
    context.thread_type = ThreadType.NONE
    context.options = {"max_pixels": str(MAX_PIXELS)}
    return stream


def says_what_is_needed(context: av.VideoCodecContext) -> bool:
    """Whether every packet says if another is built on it, so that the decoder may leave out the others.

    H.264 does (`nal_ref_idc`). HEVC says it of one temporal layer: a picture that its own layer does not need
    may be needed by a higher one. Its header tells how many there are (ISO/IEC 14496-15, `hvcC`), or 0.
    """
    if context.codec.name == "h264":
        return True
    header = context.extradata or b""
    is_configuration = len(header) > _HVCC_LAYERS and header[0] == 1
    return context.codec.name == "hevc" and is_configuration and header[_HVCC_LAYERS] >> 3 & 7 == 1


class _Reader:
    """The file as FFmpeg may use it: read and seek; not written, and not closed with the container."""

    def __init__(self, source: BinaryIO) -> None:
        self.read, self.seek, self.tell = source.read, source.seek, source.tell


def _refuse_to_open(url: str, flags: int, options: dict[str, str]) -> NoReturn:
    raise PermissionError("a container refers to another file")
