"""A decoded video frame to the luma that PDQ hashes, at reduced size and without making RGB of it first.

PDQ's luma is that of BT.601 made from the RGB pixels that a viewer sees. A video frame holds luma and two
colour differences, of BT.601 or of another standard. Both are linear in the same RGB, and averaging blocks
is linear too, so the planes are averaged first and then combined:

    luma = Y + u . U + v . V

where `u` and `v` follow from the stream's own luma weights Kr and Kb (ITU-T H.273, table 4), and are 0 for
BT.601. It differs from hashing the full-size RGB pixels by rounding, and where those would be clipped.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

import struct
from collections.abc import Mapping
from typing import Final, cast

import av
import numpy as np
from av.buffer import Buffer
from numpy.typing import NDArray
from PIL import Image

from takedown_hashing.pdq import Luma

REDUCED_SIDE: Final = 512
"""Side that averaging keeps at least, in samples."""

_WEIGHTS: Final = {
    1: (0.2126, 0.0722),  # BT.709
    4: (0.30, 0.11),  # FCC
    7: (0.212, 0.087),  # SMPTE 240M
    9: (0.2627, 0.0593),  # BT.2020, non-constant luminance
    10: (0.2627, 0.0593),
}
"""H.273 matrix coefficients -> Kr, Kb. All others, and those not named, are BT.601, as in FFmpeg."""

_RED, _GREEN, _BLUE = 0.299, 0.587, 0.114
_FULL_RANGE: Final = 2

_ORIENTATIONS: Final = {
    (False, False, False): 1,
    (False, True, False): 2,
    (False, True, True): 3,
    (False, False, True): 4,
    (True, False, False): 5,
    (True, True, False): 6,
    (True, True, True): 7,
    (True, False, True): 8,
}
"""(sides swapped, x comes out reversed, y comes out reversed) -> EXIF orientation."""


def frame_luma(frame: av.VideoFrame) -> Luma:
    """Luma of a frame at reduced size, and how to turn it upright.

    Raises:
        MemoryError: there is not enough.
        av.FFmpegError: the pixels cannot be converted.
    """
    planar = frame.format.is_planar and frame.format.name.startswith(("yuv", "gray"))
    factor_x, factor_y = _factor(frame.width), _factor(frame.height)
    luma = _planar(frame, factor_x, factor_y) if planar else _packed(frame, factor_x, factor_y)
    return Luma(luma, frame.width, frame.height, factor_x, factor_y, orientation(frame))


def orientation(frame: av.VideoFrame) -> int:
    """EXIF orientation, 1 to 8, that does what the display matrix says, to the nearest quarter turn."""
    try:
        a, b, _, c, d, _, _, _, _ = struct.unpack("=9i", bytes(_side_data(frame)["DISPLAYMATRIX"]))
    except (KeyError, struct.error):
        return 1
    # Shown at x' = a x + c y, y' = b x + d y, both downwards and to the right (QuickTime File Format).
    swapped = abs(b) + abs(c) > abs(a) + abs(d)
    right, down = (c, b) if swapped else (a, d)
    return _ORIENTATIONS[swapped, right < 0, down < 0]


def _side_data(frame: av.VideoFrame) -> Mapping[str, Buffer]:
    # PyAV's own annotation lists keys that it does not use.
    return cast("Mapping[str, Buffer]", frame.side_data)


def _factor(side: int) -> int:
    # 1 or even, so that blocks hold whole samples of colour planes at half the size.
    factor = side // REDUCED_SIDE
    return max(1, factor - factor % 2)


def _planar(frame: av.VideoFrame, factor_x: int, factor_y: int) -> NDArray[np.uint8]:
    values = _blocks(_plane(frame, 0), factor_x, factor_y)
    full_range = frame.color_range == _FULL_RANGE or frame.format.name.startswith("yuvj")
    weights = _WEIGHTS.get(int(frame.colorspace))
    if weights is None or frame.format.name.startswith("gray"):
        if full_range:
            return values
        luma = (values.astype(np.float32) - 16) * np.float32(255 / 219)
        return _bytes(luma)

    red, blue = weights
    green = 1 - red - blue
    of_u = 2 * (1 - blue) * (_BLUE - _GREEN * blue / green)
    of_v = 2 * (1 - red) * (_RED - _GREEN * red / green)
    if full_range:
        luma, range_c = values.astype(np.float32), 1.0
    else:
        luma, range_c = (values.astype(np.float32) - 16) * np.float32(255 / 219), 255 / 224
    for index, weight in ((1, of_u), (2, of_v)):
        plane = _plane(frame, index)
        step_x, step_y = round(frame.width / plane.shape[1]), round(frame.height / plane.shape[0])
        colour = _blocks(plane, max(1, factor_x // step_x), max(1, factor_y // step_y))
        if factor_x < step_x:
            colour = colour.repeat(step_x, axis=1)
        if factor_y < step_y:
            colour = colour.repeat(step_y, axis=0)
        colour = colour[: luma.shape[0], : luma.shape[1]]
        luma += (colour.astype(np.float32) - 128) * np.float32(weight * range_c)
    return _bytes(luma)


def _packed(frame: av.VideoFrame, factor_x: int, factor_y: int) -> NDArray[np.uint8]:
    image = Image.fromarray(np.asarray(frame.to_ndarray(format="rgb24"))).convert("L")
    return _blocks(np.asarray(image), factor_x, factor_y)


def _plane(frame: av.VideoFrame, index: int) -> NDArray[np.uint8]:
    """One plane as rows x columns of 8 bits."""
    plane = frame.planes[index]
    bits = frame.format.components[index].bits
    data = memoryview(plane)[: plane.line_size * plane.height]
    if bits <= 8:
        return np.frombuffer(data, np.uint8).reshape(plane.height, -1)[:, : plane.width]
    deep = np.frombuffer(data, np.uint16).reshape(plane.height, -1)[:, : plane.width]
    shallow: NDArray[np.uint8] = (deep >> (bits - 8)).astype(np.uint8)
    return shallow


def _blocks(values: NDArray[np.uint8], factor_x: int, factor_y: int) -> NDArray[np.uint8]:
    """Means of blocks; those of the last row and column of what is left."""
    if factor_x == factor_y == 1:
        return values
    return np.asarray(Image.fromarray(np.ascontiguousarray(values)).reduce((factor_x, factor_y)))


def _bytes(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    return (values + np.float32(0.5)).clip(0, 255).astype(np.uint8)
