"""PDQ by one small linear operator per side of the picture.

PDQ (Meta 2019, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm") blurs the
luma with two passes of a box filter along both axes (Jarosz, "Fast Image Convolutions", 2001), picks
64 x 64 samples of the result, transforms them with a 16 x 64 cosine matrix on both sides and sets a bit
where a coefficient is greater than the median. Blur and choice of samples are linear and separable, so

    samples = rows_operator . luma . columns_operator^T          (64 x 64)

with operators that depend on nothing but the side's length. A decoder that delivers a reduced picture
delivers means of blocks; summing the columns of the *full-resolution* operator over each block gives the
operator for them. Running PDQ on the reduced picture instead would blur and pick elsewhere.

Reading an operator backwards mirrors the picture, exchanging the two operators transposes it: the hashes
of the eight orientations cost two products instead of eight, and are those of really turned pixels.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

# Products this small gain nothing from threads, and a locked-down worker may not start any. Read by the
# linear algebra library when numpy is imported, hence before it; a value set by the person wins.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from takedown_hashing.vocabulary import PDQ_BITS, View

SAMPLES: Final = 64
"""Samples along either side of the blurred and decimated picture."""

COEFFICIENTS: Final = 16
"""Cosine coefficients kept along either side: frequencies 1 to 16, without the mean."""

MIN_SIDE: Final = 5
"""The reference implementation gives smaller pictures the zero hash and quality 0."""

_BOX_PASSES: Final = 2
_QUALITY_DIVISOR: Final = 90

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Luma:
    """The luma of a picture as the file stores it, perhaps reduced, and how to turn it upright.

    Attributes:
        blocks: unsigned bytes, rows x columns; each is the mean of a block of `scale_y` x `scale_x`
            pixels, those of the last row and column of what is left.
        width, height: of the stored picture, in pixels.
        scale_x, scale_y: sides of a block, in pixels.
        orientation: EXIF orientation, 1 to 8.
    """

    blocks: NDArray[np.uint8]
    width: int
    height: int
    scale_x: int = 1
    scale_y: int = 1
    orientation: int = 1

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height after turning, in pixels."""
        transposed, _, _ = EXIF_TURNS[self.orientation]
        return (self.height, self.width) if transposed else (self.width, self.height)


@dataclass(frozen=True, slots=True)
class Pdq:
    """One PDQ hash: 64 lower-case hexadecimal digits, most significant bit first, and quality 0 to 100."""

    value: str
    quality: int


EXIF_TURNS: Final[Mapping[int, tuple[bool, bool, bool]]] = MappingProxyType(
    {
        1: (False, False, False),
        2: (False, False, True),
        3: (False, True, True),
        4: (False, True, False),
        5: (True, False, False),
        6: (True, False, True),
        7: (True, True, True),
        8: (True, True, False),
    }
)
"""EXIF orientation -> what makes the stored pixels upright: transpose, then reverse rows, columns."""

_VIEW_TURNS: Final[Mapping[View, tuple[bool, bool, bool]]] = MappingProxyType(
    {
        View.WHOLE: (False, False, False),
        View.MIRROR: (False, False, True),
        View.ROTATE_90: (True, True, False),
        View.ROTATE_180: (False, True, True),
        View.ROTATE_270: (True, False, True),
        View.MIRROR_ROTATE_90: (True, True, True),
        View.MIRROR_ROTATE_180: (False, True, False),
        View.MIRROR_ROTATE_270: (True, False, False),
    }
)
"""View -> what makes it of the upright picture: reverse rows, columns (second, third), then transpose."""


def _cosines() -> Matrix:
    frequency = np.arange(1, COEFFICIENTS + 1)[:, None]
    position = 2 * np.arange(SAMPLES)[None, :] + 1
    cosines: Matrix = np.cos(np.pi / (2 * SAMPLES) * frequency * position).astype(np.float32)
    return cosines * np.float32(np.sqrt(2 / SAMPLES))


_COSINES: Final = _cosines()


def window_size(side: int) -> int:
    """Width of one box pass along a side of so many pixels: half a decimation step, rounded up."""
    return (side + 2 * SAMPLES - 1) // (2 * SAMPLES)


@lru_cache(maxsize=64)
def filter_operator(side: int, scale: int, reverse: bool) -> Matrix:
    """Blur and decimation along one side, for a picture given as means of blocks.

    Args:
        side: length of the unreduced side, in pixels.
        scale: pixels per block, at least 1.
        reverse: for a picture whose blocks come in the opposite order.

    Returns:
        `SAMPLES` x ceil(side / scale) weights, each row adding up to 1, read-only.
    """
    window = window_size(side)
    ahead = (window + 2) // 2 - 1
    behind = window - 1 - ahead
    centres = ((np.arange(SAMPLES) + 0.5) * side / SAMPLES).astype(np.int64)

    # Every sample sees pixels centre - 2 behind ... centre + 2 ahead: build just these.
    first = centres - _BOX_PASSES * behind
    steps = np.zeros((SAMPLES, _BOX_PASSES * (window - 1) + 2))
    rows = np.arange(SAMPLES)
    low, high = np.maximum(centres - behind, 0), np.minimum(centres + ahead, side - 1)
    for offset in range(-behind, ahead + 1):
        middle = centres + offset
        inside = (middle >= low) & (middle <= high)
        start, end = np.maximum(middle - behind, 0), np.minimum(middle + ahead, side - 1)
        weight = np.where(inside, 1.0 / ((high - low + 1) * np.maximum(end - start + 1, 1)), 0.0)
        steps[rows[inside], (start - first)[inside]] += weight[inside]
        steps[rows[inside], (end + 1 - first)[inside]] -= weight[inside]
    weights = np.cumsum(steps, axis=1)

    pixels = first[:, None] + np.arange(steps.shape[1])[None, :]
    inside_picture = (pixels >= 0) & (pixels < side)
    if reverse:
        pixels = side - 1 - pixels
    operator = np.zeros((SAMPLES, -(-side // scale)))
    row_of = np.broadcast_to(rows[:, None], pixels.shape)
    np.add.at(operator, (row_of[inside_picture], pixels[inside_picture] // scale), weights[inside_picture])
    result = operator.astype(np.float32)
    result.setflags(write=False)
    return result


def quality_of(samples: Matrix) -> int:
    """The reference's heuristic for how much there is to hash: strong steps between neighbours.

    Args:
        samples: `SAMPLES` x `SAMPLES` luma, 0 to 255.

    Returns:
        0 to 100.
    """
    total = 0
    for axis in (0, 1):
        # The reference truncates each step to whole percent towards zero before adding up.
        total += int(np.abs(np.diff(samples, axis=axis) * 100 / 255).astype(np.int64).sum())
    return min(total // _QUALITY_DIVISOR, 100)


def _value(coefficients: Matrix) -> str:
    flat = coefficients.ravel()
    # The reference's median of an even number is the lower of the two in the middle.
    middle = PDQ_BITS // 2 - 1
    bits = flat > np.partition(flat, middle)[middle]
    return np.packbits(bits[::-1]).tobytes().hex()


def hash_orientations(luma: Luma) -> dict[View, Pdq]:
    """PDQ of the upright picture and of its seven other orientations, in order of worth."""
    return _hash(luma, tuple(_VIEW_TURNS))


def hash_whole(luma: Luma) -> Pdq:
    """PDQ of the upright picture, as a platform computes it for an upload."""
    return _hash(luma, (View.WHOLE,))[View.WHOLE]


def _hash(luma: Luma, views: tuple[View, ...]) -> dict[View, Pdq]:
    width, height = luma.upright_size
    if min(width, height) < MIN_SIDE:
        return {view: Pdq("0" * (PDQ_BITS // 4), 0) for view in views}

    transposed, rows_reversed, columns_reversed = EXIF_TURNS[luma.orientation]
    blocks = luma.blocks.T if transposed else luma.blocks
    scale_x, scale_y = (luma.scale_y, luma.scale_x) if transposed else (luma.scale_x, luma.scale_y)

    turns = [_VIEW_TURNS[view] for view in views]
    row_turns = sorted({rows for _, rows, _ in turns})
    column_turns = sorted({columns for _, _, columns in turns})
    by_rows = np.concatenate([filter_operator(height, scale_y, rows_reversed ^ turn) for turn in row_turns])
    by_columns = np.concatenate(
        [filter_operator(width, scale_x, columns_reversed ^ turn) for turn in column_turns]
    )
    grid = by_rows @ (blocks.astype(np.float32) @ by_columns.T)

    hashes: dict[View, Pdq] = {}
    for view, (transpose, rows, columns) in zip(views, turns, strict=True):
        top, left = row_turns.index(rows) * SAMPLES, column_turns.index(columns) * SAMPLES
        samples = grid[top : top + SAMPLES, left : left + SAMPLES]
        coefficients = _COSINES @ samples @ _COSINES.T
        hashes[view] = Pdq(_value(coefficients.T if transpose else coefficients), quality_of(samples))
    return hashes
