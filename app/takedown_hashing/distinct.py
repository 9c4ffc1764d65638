"""Of many frames, those that look different: what is worth submitting of a video or an animation."""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from takedown_hashing.pdq import Pdq
from takedown_hashing.vocabulary import PDQ_BITS, USEFUL_QUALITY

DISTINCT_DISTANCE: Final = 15
"""A frame is left out when one that was kept is so near. Platforms match at 31 bits, and PDQ's own
implementations disagree about one picture by up to 16 in 99 of 100 cases: what is this near to a kept frame
is therefore still found through that one."""

MAX_FRAMES: Final = 2000
"""Most frames of one video that are submitted."""

_HASH_BYTES: Final = PDQ_BITS // 8
_GROWTH: Final = 256


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame in vPDQ's terms (Meta 2023, "vPDQ", `vpdqFeature`).

    Attributes:
        frame: its number in the order of display, from 0, counting every frame of the stream.
        time_ms: when it is shown, in milliseconds after the first one.
        value: PDQ of the upright frame, 64 lower-case hexadecimal digits.
        quality: PDQ quality, 0 to 100; 0 where the value shows nothing (`vocabulary.shows_nothing`).
    """

    frame: int
    time_ms: int
    value: str
    quality: int


class DistinctFrames:
    """Gathers frames one after another; keeps those of useful quality that look different.

    Each is compared to all that were kept, so a scene that comes back is not listed twice.
    """

    def __init__(self) -> None:
        self._kept: list[Frame] = []
        self._bytes: NDArray[np.uint8] = np.empty((_GROWTH, _HASH_BYTES), np.uint8)
        self._best: Frame | None = None

    def add(self, number: int, time_ms: int, pdq: Pdq) -> None:
        """Consider one frame."""
        frame = Frame(number, time_ms, pdq.value, pdq.worth)
        if self._best is None or frame.quality > self._best.quality:
            self._best = frame
        if frame.quality < USEFUL_QUALITY:
            return
        count = len(self._kept)
        ours = np.frombuffer(bytes.fromhex(frame.value), np.uint8)
        apart = np.bitwise_count(self._bytes[:count] ^ ours).sum(axis=1, dtype=np.int64)
        if count and int(apart.min()) <= DISTINCT_DISTANCE:
            return
        if count == len(self._bytes):
            self._bytes = np.concatenate([self._bytes, np.empty_like(self._bytes)])
        self._bytes[count] = ours
        self._kept.append(frame)

    def frames(self) -> tuple[Frame, ...]:
        """What was kept, in order of time; if nothing was of useful quality, the one best frame there was.

        Of more than `MAX_FRAMES` every n-th, from the first to the last.
        """
        if not self._kept:
            return () if self._best is None else (self._best,)
        # Decoders give frames in order, but where a file's times are damaged they may not.
        kept = sorted(self._kept, key=lambda frame: frame.frame)
        if len(kept) <= MAX_FRAMES:
            return tuple(kept)
        step = (len(kept) - 1) / (MAX_FRAMES - 1)
        return tuple(kept[round(index * step)] for index in range(MAX_FRAMES))

    @property
    def thinned(self) -> bool:
        """Whether there are more distinct frames than `frames` gives."""
        return len(self._kept) > MAX_FRAMES
