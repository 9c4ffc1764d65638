"""Makes test videos with PyAV: landscapes that the camera pans over, one landscape per scene.

Everything is a function of its arguments, so tests can be repeated. What an encoder that the installed
wheel lacks would make is `None`; tests that need it say so when they skip.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

# One of the encoders writes its settings to the terminal.
os.environ.setdefault("SVT_LOG", "-1")

# isort: split

import av
import numpy as np
from av.codec.codec import UnknownCodecError
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

from support.pictures import landscape

TURNS = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
"""Degrees anticlockwise -> the same for Pillow."""

MATRIX_CODES = {Colorspace.ITU601: 6, Colorspace.ITU709: 1}
"""What streams call them (ITU-T H.273)."""

CODECS = {
    "h264": ("libx264", {"preset": "ultrafast", "crf": "20"}),
    "h264-bframes": ("libx264", {"preset": "veryfast", "crf": "20", "bf": "3"}),
    "h264-open-gop": ("libx264", {"preset": "veryfast", "crf": "20", "bf": "3", "x264-params": "open-gop=1"}),
    "hevc": ("libx265", {"preset": "ultrafast", "crf": "22", "x265-params": "log-level=none:pools=none"}),
    "vp8": ("libvpx", {"deadline": "realtime", "cpu-used": "8", "crf": "10", "b": "2M"}),
    "vp9": ("libvpx-vp9", {"deadline": "realtime", "cpu-used": "8", "crf": "24", "b": "0"}),
    "av1": ("libsvtav1", {"preset": "12", "crf": "28", "svtav1-params": "lp=1"}),
    "mpeg4": ("mpeg4", {"qscale": "3"}),
    "h263": ("h263", {"qscale": "3"}),
    "mjpeg": ("mjpeg", {"qscale": "3"}),
}


def has_encoder(codec: str) -> bool:
    """Whether the installed wheel can encode it."""
    try:
        av.codec.Codec(CODECS[codec][0], "w")
    except UnknownCodecError:
        return False
    return True


def scene(seed: int, size: tuple[int, int], frames: int, speed: float = 1.0) -> Iterator[Image.Image]:
    """Frames of one landscape that the camera pans over, `speed` 640ths of its width a frame."""
    width, height = size
    wide = landscape(seed, (width + width // 2, height))
    for index in range(frames):
        left = min(int(index * speed * width / 640), width // 2)
        yield wide.crop((left, 0, left + width, height))


def scenes(
    seeds: Iterable[int], size: tuple[int, int], frames_each: int, speed: float = 1.0
) -> Iterator[Image.Image]:
    """Several scenes with hard cuts between them."""
    for seed in seeds:
        yield from scene(seed, size, frames_each, speed)


def video(
    images: Iterable[Image.Image],
    codec: str = "h264",
    container: str = "mp4",
    rate: int | Fraction = 30,
    times: Iterable[int] | None = None,
    gop: int = 30,
    rotation: int = 0,
    fragmented: bool = False,
    faststart: bool = False,
    pixel_format: str = "yuv420p",
    matrix: int = Colorspace.ITU601,
    full_range: bool = False,
    options: dict[str, str] | None = None,
) -> bytes:
    """A video file.

    Args:
        images: its frames, all of the same even size.
        codec: a key of `CODECS`.
        container: FFmpeg's name: mp4, mov, 3gp, webm, matroska, avi, mpegts.
        rate: frames a second.
        times: when each frame is shown, in milliseconds; at the rate unless given.
        gop: most frames between key frames.
        rotation: what the display matrix says, in degrees anticlockwise.
        fragmented, faststart: how mp4 and mov keep their index.
        pixel_format: FFmpeg's name.
        matrix: how RGB becomes luma and colour differences, `ITU601` or `ITU709`; named in the stream.
        full_range: whether luma goes from 0 to 255.
        options: more for the encoder.
    """
    name, defaults = CODECS[codec]
    # To move the index to the front the muxer reads what it has written.
    target: Any = tempfile.NamedTemporaryFile(suffix=".mp4") if faststart else io.BytesIO()  # noqa: SIM115
    flags = {"movflags": "frag_keyframe+empty_moov" if fragmented else "faststart"}
    container_options = flags if fragmented or faststart else {}
    moments = None if times is None else iter(times)
    with av.open(
        target.name if faststart else target, "w", format=container, container_options=container_options
    ) as output:
        stream = None
        for index, image in enumerate(images):
            if stream is None:
                stream = output.add_stream(name, rate=rate, options={**defaults, **(options or {})})
                stream.width, stream.height = image.size
                stream.pix_fmt = pixel_format
                stream.codec_context.gop_size = gop
                stream.codec_context.thread_count = 1
                stream.codec_context.colorspace = MATRIX_CODES[matrix]
                stream.codec_context.color_range = ColorRange.JPEG if full_range else ColorRange.MPEG
                if codec == "h263":
                    stream.codec_context.framerate = Fraction(30000, 1001)
                if rotation:
                    stream.set_display_rotation(rotation)
                if moments is not None:
                    stream.codec_context.time_base = Fraction(1, 1000)
            frame = av.VideoFrame.from_ndarray(np.asarray(image), "rgb24")
            frame = frame.reformat(
                format=pixel_format,
                dst_colorspace=matrix,
                dst_color_range=ColorRange.JPEG if full_range else ColorRange.MPEG,
            )
            frame.pts = index if moments is None else next(moments)
            frame.time_base = 1 / Fraction(rate) if moments is None else Fraction(1, 1000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    if not faststart:
        return bytes(target.getvalue())
    with target:
        return bytes(target.read())


def sound_only(container: str = "mp4") -> bytes:
    """A second of a tone and no picture."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as output:
        stream = output.add_stream("aac", rate=44100)
        wave = (np.sin(np.arange(44100) * 0.06) * 8000).astype(np.int16)[None, :]
        frame = av.AudioFrame.from_ndarray(wave, "s16", "mono")
        frame.sample_rate = 44100
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()


def decoded(data: bytes) -> list[tuple[int, int, Image.Image]]:
    """Every frame of a video as a player shows it: number, time in milliseconds, upright RGB at full size.

    The oracle: plain sequential decoding, the colour matrix and range that the stream names.
    """
    result = []
    with av.open(io.BytesIO(data)) as container:
        start = None
        for number, frame in enumerate(container.decode(video=0)):
            start = frame.time if start is None else start
            image = Image.fromarray(frame.to_ndarray(format="rgb24"))
            turn = TURNS.get(round(frame.rotation) % 360)
            shown = image if turn is None else image.transpose(turn)
            result.append((number, round((frame.time - start) * 1000), shown))
    return result


@lru_cache(maxsize=4)
def clip(
    codec: str = "h264", container: str = "mp4", seconds: int = 4, size: tuple[int, int] = (320, 240)
) -> bytes:
    """A small video of one scene a second."""
    return video(scenes(range(seconds), size, 30), codec, container)


def repeated(data: bytes, times: int) -> bytes:
    """The same video over and over in one MP4 file, without encoding it again: long for little work."""
    target = io.BytesIO()
    with av.open(io.BytesIO(data)) as source, av.open(target, "w", format="mp4") as output:
        stream = output.add_stream_from_template(source.streams.video[0])
        packets = [
            (bytes(packet), packet.pts, packet.dts, packet.is_keyframe, packet.time_base)
            for packet in source.demux(video=0)
            if packet.size
        ]
        step = packets[1][2] - packets[0][2]
        for turn in range(times):
            shift = turn * len(packets) * step
            for content, pts, dts, key, time_base in packets:
                packet = av.Packet(content)
                packet.pts, packet.dts, packet.time_base = pts + shift, dts + shift, time_base
                packet.is_keyframe, packet.stream = key, stream
                output.mux(packet)
    return target.getvalue()
