"""An animated picture to the hashes of its different frames.

A GIF, APNG, WebP or AVIF that moves is a video to whoever looks at it, and whoever shares it may cut another
frame out of it than the first. So where frames differ, they are submitted as those of a video are, in vPDQ's
terms, besides the picture's own hashes, which are those of the first frame: that is what a platform hashes
which takes the file for a picture. Where all frames look alike it stays a picture.

At most one frame of each second of display is hashed. An animation shorter than `LOOPED_MS` is shown again
and again; of such a one as many frames are hashed as there are seconds in that time.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

import io
import math
import time
import warnings
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO, Final

import numpy as np
from PIL import Image, ImageFile

from takedown_hashing.decode import MAX_PIXELS, REDUCED_SIDE, register_decoders
from takedown_hashing.distinct import DistinctFrames, Frame
from takedown_hashing.modes import to_luma
from takedown_hashing.pdq import EXIF_TURNS, Luma, Pdq, hash_whole
from takedown_hashing.vocabulary import USEFUL_QUALITY

FORMATS: Final = ("GIF", "PNG", "WEBP", "AVIF")
"""Formats whose frames follow one another in time; the pages of a TIFF or HEIC file do not."""

INTERVAL_MS: Final = 1000
LOOPED_MS: Final = 10_000

MAX_DECODED_PIXELS: Final = 600_000_000
"""Most pixels that are decoded: 290 frames of 1080p, six seconds of work. No decoder of these formats can
reduce, and each frame is painted over the one before, so that none can be left out."""

BYTES_IN_PIXELS: Final = MappingProxyType({"GIF": 1, "PNG": 1, "WEBP": 6, "AVIF": 8})
"""What a byte of the file costs, in pixels of plain content: noise takes these decoders longer."""

MIN_DECODED_PIXELS: Final = 100_000_000
"""However many bytes the file has."""

WORK_SECONDS: Final = 7.0
"""On a slow or busy computer it ends here, with what was seen by then, rather than be ended with nothing."""

MAX_FRAMES: Final = 20_000
"""Frames after this one are not looked at."""

MAX_TIME_MS: Final = 7 * 24 * 3600 * 1000
"""Times beyond a week are not believed."""

_FINE_MS: Final = LOOPED_MS // 100
_SHORTEST_MS: Final = 10
_UNSAID_MS: Final = 100
_ORIENTATION: Final = 0x0112


@dataclass(frozen=True, slots=True)
class AnimationHashes:
    """The different frames of an animation.

    Attributes:
        duration_ms: of one pass.
        frames: at least one, in order of time.
        truncated: the file breaks off, or a frame cannot be decoded; those before it count.
        partly: there are more frames than were looked at.
    """

    duration_ms: int
    frames: tuple[Frame, ...]
    truncated: bool
    partly: bool

    @property
    def moves(self) -> bool:
        """Whether there is more to see than the first frame."""
        useful = [frame for frame in self.frames if frame.quality >= USEFUL_QUALITY]
        return len(useful) > 1 or any(frame.frame > 0 for frame in useful)


def hash_animation(source: BinaryIO) -> AnimationHashes | None:
    """Hash the different frames of an animated picture.

    Args:
        source: an open binary file, read from where it stands to its end; no other file is opened.

    Returns:
        None if it is none of `FORMATS` or its first frame cannot be decoded.

    Raises:
        MemoryError: there is not enough.
    """
    register_decoders()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            data = source.read()
            image = Image.open(io.BytesIO(data), formats=FORMATS)
            if image.width * image.height > MAX_PIXELS:
                return None
            orientation = _orientation(image)
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - decoders raise anything; the picture's own hashes stand
            return None
        spent = len(data) * BYTES_IN_PIXELS.get(image.format or "", 0)
        return _hash(image, orientation, max(MIN_DECODED_PIXELS, MAX_DECODED_PIXELS - spent))


def _hash(image: ImageFile.ImageFile, orientation: int, most: int) -> AnimationHashes | None:
    samples: list[tuple[int, int, Pdq]] = []
    now_ms, next_ms, pixels, number = 0.0, 0.0, 0, 0
    truncated = partly = False
    end = time.monotonic() + WORK_SECONDS
    while True:
        try:
            image.seek(number)
            image.load()
            if now_ms >= next_ms:
                samples.append((number, round(now_ms), hash_whole(_luma(image, orientation))))
                next_ms = now_ms + (_FINE_MS if now_ms < LOOPED_MS else INTERVAL_MS)
            now_ms = min(now_ms + _shown_ms(image), MAX_TIME_MS)
        except EOFError:
            break
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - decoders raise anything; the frames before this one count
            truncated = True
            break
        number += 1
        pixels += image.width * image.height
        if number >= MAX_FRAMES or pixels > most or time.monotonic() > end:
            partly = True
            break
    if not samples:
        return None

    interval = min(INTERVAL_MS, max(1.0, now_ms * INTERVAL_MS / LOOPED_MS))
    distinct = DistinctFrames()
    seen: set[int] = set()
    for sample, time_ms, pdq in samples:
        if (moment := int(time_ms // interval)) not in seen:
            seen.add(moment)
            distinct.add(sample, time_ms, pdq)
    return AnimationHashes(round(now_ms), distinct.frames(), truncated, partly or distinct.thinned)


def _luma(image: Image.Image, orientation: int) -> Luma:
    luma = to_luma(image)
    factor_x, factor_y = max(1, luma.width // REDUCED_SIDE), max(1, luma.height // REDUCED_SIDE)
    reduced = luma if factor_x == factor_y == 1 else luma.reduce((factor_x, factor_y))
    return Luma(np.asarray(reduced), luma.width, luma.height, factor_x, factor_y, orientation)


def _shown_ms(image: Image.Image) -> float:
    """How long a frame is shown. Viewers take one that is said to be too short for one that says nothing."""
    said = image.info.get("duration")
    if not isinstance(said, (int, float)) or not math.isfinite(said) or said <= _SHORTEST_MS:
        return _UNSAID_MS
    return float(said)


def _orientation(image: Image.Image) -> int:
    orientation = image.getexif().get(_ORIENTATION, 1)
    return orientation if orientation in EXIF_TURNS else 1
