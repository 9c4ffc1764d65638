"""Which packets of a video have to be decoded for one frame a second, decided before any is decoded.

Reading the packets of a whole file is cheap: a thousandth of decoding them. Their times give every frame's
number in order of display, and their flags say where decoding can begin. So only the frames of the plan
and those that they are built on are decoded; the plan is the same on every computer.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from array import array
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

INTERVAL_MS: Final = 1000
"""One frame is hashed of each so many milliseconds."""

MAX_PACKETS: Final = 2_000_000
"""More frames than this (nine hours at 60 a second) are not looked at."""

MAX_SAMPLES: Final = 20_000
"""Most frames that are hashed: five and a half hours at one a second."""

MAX_DECODED_PIXELS: Final = 200_000_000_000
"""Most pixels that are decoded: 53 minutes of 1080p at 30 frames a second. Videos that would need more are
sampled at their key frames alone, which costs a fraction."""

MAX_TIME_MS: Final = 7 * 24 * 3600 * 1000
"""Times beyond a week are not believed."""

_VISIBLE: Final = 1
_KEY: Final = 2


class PacketIndex:
    """Times and flags of the packets of one stream, in the order of decoding.

    Args:
        milliseconds: length of one unit of the stream's clock.
    """

    def __init__(self, milliseconds: float) -> None:
        self._milliseconds = milliseconds
        self._pts = array("q")
        self._flags = array("B")

    def __len__(self) -> int:
        return len(self._pts)

    def add(self, pts: int, *, key: bool, hidden: bool) -> None:
        """Note the next packet; `hidden` ones are decoded for others' sake and never shown."""
        self._pts.append(pts)
        self._flags.append((0 if hidden else _VISIBLE) | (_KEY if key else 0))

    def plan(self, pixels: int) -> Plan:
        """Choose the frames to be hashed and what to decode for them.

        Of each second the first key frame of its first half, since it can be decoded alone; without one the
        first frame of the second. A frame that is decoded after a key frame but shown before it may need
        what came before that one, so the key frame stands in for it.

        Args:
            pixels: of one frame.
        """
        pts = np.frombuffer(self._pts, np.int64) if self._pts else np.empty(0, np.int64)
        flags = np.frombuffer(self._flags, np.uint8) if self._flags else np.empty(0, np.uint8)
        visible = np.flatnonzero(flags & _VISIBLE)
        order = visible[np.argsort(pts[visible], kind="stable")]
        if not len(order):
            return Plan({}, np.zeros(len(pts), np.uint8), 0, False)
        since = pts[order].astype(np.float64) - float(pts[order[0]])
        times = np.rint(since * self._milliseconds).clip(0, MAX_TIME_MS).astype(np.int64)
        is_key = (flags & _KEY).astype(np.bool_)
        key_before = np.maximum.accumulate(np.where(is_key, np.arange(len(pts)), -1))

        chosen = _choose(times, is_key[order], key_frames_only=False)
        numbers = _decodable(chosen, order, pts, key_before)
        fed = _fed(order[numbers], key_before)
        sparse = False
        if int(fed.astype(np.bool_).sum()) * pixels > MAX_DECODED_PIXELS:
            sparse = True
            numbers = _choose(times, is_key[order], key_frames_only=True)
        most = max(1, min(MAX_SAMPLES, MAX_DECODED_PIXELS // max(1, pixels) if sparse else MAX_SAMPLES))
        if len(numbers) > most:
            sparse = True
            numbers = numbers[np.linspace(0, len(numbers) - 1, most).astype(np.int64)]
        if sparse:
            fed = _fed(order[numbers], key_before)
        wanted = {
            int(pts[order[number]]): (int(number), int(times[number]))
            for number in reversed(numbers.tolist())
        }
        typical = float(np.median(np.diff(times))) if len(times) > 1 else 0.0
        return Plan(wanted, fed, min(MAX_TIME_MS, int(times[-1] + typical)), sparse)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to decode.

    Attributes:
        wanted: time in the stream's clock -> frame number and milliseconds, of each frame to be hashed.
        fed: per packet `SKIP`, or what it is decoded for: `REFERENCE`, `TARGET`, `LAST`.
        duration_ms: from the first frame to the end of the last.
        sparse: fewer frames than one a second were chosen, to bound the work.
    """

    wanted: dict[int, tuple[int, int]]
    fed: NDArray[np.uint8]
    duration_ms: int
    sparse: bool


SKIP: Final = 0
REFERENCE: Final = 1
"""Decoded if others are built on it."""
TARGET: Final = 2
"""Hashed."""
LAST: Final = 3
"""Hashed, and nothing after it is needed until the next key frame that is fed."""


def _choose(
    times: NDArray[np.int64], is_key: NDArray[np.bool_], *, key_frames_only: bool
) -> NDArray[np.int64]:
    """Numbers of the frames to hash, one of each interval, in order."""
    seconds, into = times // INTERVAL_MS, times % INTERVAL_MS
    _, first = np.unique(seconds, return_index=True)
    candidates = np.flatnonzero(is_key & (key_frames_only | (into < INTERVAL_MS // 2)))
    key_seconds, at = np.unique(seconds[candidates], return_index=True)
    keys = candidates[at]
    if key_frames_only:
        return keys if len(keys) else first[:1]
    without = first[~np.isin(seconds[first], key_seconds)]
    return np.sort(np.concatenate([keys, without]))


def _decodable(
    numbers: NDArray[np.int64],
    order: NDArray[np.int64],
    pts: NDArray[np.int64],
    key_before: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The same numbers, frames shown before the key frame they follow replaced by that one."""
    packets = order[numbers]
    keys = key_before[packets]
    leading = (keys >= 0) & (pts[packets] < pts[np.maximum(keys, 0)])
    rank = np.full(len(pts), -1, np.int64)
    rank[order] = np.arange(len(order))
    replaced = np.where(leading & (rank[np.maximum(keys, 0)] >= 0), rank[np.maximum(keys, 0)], numbers)
    return np.unique(replaced)


def _fed(packets: NDArray[np.int64], key_before: NDArray[np.int64]) -> NDArray[np.uint8]:
    """What each packet is decoded for, given those of the frames to be hashed."""
    count = len(key_before)
    fed = np.zeros(count, np.uint8)
    begins = np.maximum(key_before[packets], 0)
    steps = np.zeros(count + 1, np.int64)
    np.add.at(steps, begins, 1)
    np.add.at(steps, packets + 1, -1)
    fed[np.cumsum(steps[:-1]) > 0] = REFERENCE
    fed[packets] = TARGET
    ends = np.flatnonzero((fed > SKIP) & np.append(fed[1:] == SKIP, True))
    # What is fed after a gap begins with a key frame, or the stream had none to begin with.
    fed[ends] = LAST
    return fed
