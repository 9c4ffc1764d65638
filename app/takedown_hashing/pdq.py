"""PDQ by one small linear operator per side of the picture.

PDQ (Meta 2019, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm") blurs the
luma with two passes of a box filter along both axes (Jarosz, "Fast Image Convolutions", 2001), picks
64 x 64 samples of the result, transforms them with a 16 x 64 cosine matrix on both sides and sets a bit
where a coefficient is greater than the median. Blur and choice of samples are linear and separable, so

    samples = rows_operator . luma . columns_operator^T          (64 x 64)

with operators that depend on nothing but the side's length. A decoder that delivers a reduced picture
delivers means of blocks; summing the columns of the *full-resolution* operator over each block gives the
operator for them. Running PDQ on the reduced picture instead would blur and pick elsewhere.

An operator for the side read backwards mirrors the picture, and transposing the result turns it: the
hashes of all eight orientations come from one product, and are those of really turned pixels. (Changing
signs in one picture's coefficients, as the reference can, is a few bits off: its samples do not lie
symmetrically.)
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from takedown_hashing.vocabulary import PDQ_BITS, View, shows_nothing

SAMPLES: Final = 64
"""Samples along either side of the blurred and decimated picture."""

COEFFICIENTS: Final = 16
"""Cosine coefficients kept along either side: frequencies 1 to 16, without the mean."""

MIN_SIDE: Final = 5
"""The reference implementation gives smaller pictures the zero hash and quality 0."""

NEAREST_SIDE: Final = 512
"""The reference's C++ and browser implementations shrink larger pictures to this side, both ways."""

_BOX_PASSES: Final = 2
_BAND_ROWS: Final = 8
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

    @property
    def worth(self) -> int:
        """The quality; 0 where the value shows nothing all the same, as of a chessboard."""
        return 0 if shows_nothing(self.value) else self.quality


_NOTHING: Final = Pdq("0" * (PDQ_BITS // 4), 0)

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

VIEW_TURNS: Final[Mapping[View, tuple[bool, int, int]]] = MappingProxyType(
    {
        View.WHOLE: (False, 0, 0),
        View.MIRROR: (False, 0, 1),
        View.ROTATE_90: (True, 1, 0),
        View.ROTATE_180: (False, 1, 1),
        View.ROTATE_270: (True, 0, 1),
        View.MIRROR_ROTATE_90: (True, 1, 1),
        View.MIRROR_ROTATE_180: (False, 1, 0),
        View.MIRROR_ROTATE_270: (True, 0, 0),
    }
)
"""View -> what makes it of the upright picture: reverse rows, columns (second, third), then transpose."""


def _cosines() -> Matrix:
    frequency = np.arange(1, COEFFICIENTS + 1)[:, None]
    position = 2 * np.arange(SAMPLES)[None, :] + 1
    cosines: Matrix = np.cos(np.pi / (2 * SAMPLES) * frequency * position).astype(np.float32)
    return cosines * np.float32(np.sqrt(2 / SAMPLES))


COSINES: Final = _cosines()


def window_size(side: int) -> int:
    """Width of one box pass along a side of so many pixels: half a decimation step, rounded up."""
    return (side + 2 * SAMPLES - 1) // (2 * SAMPLES)


@dataclass(frozen=True, slots=True)
class Band:
    """Some rows of an operator, without the columns in which all of them are zero.

    Attributes:
        columns: the first to the last column in which one of them is not zero.
        weights: `_BAND_ROWS` x columns.
    """

    columns: slice
    weights: Matrix


@lru_cache(maxsize=64)
def filter_bands(side: int, scale: int) -> tuple[Band, ...]:
    """`filter_operator` cut into bands: each sample sees two or three hundredths of the side only."""
    operator = filter_operator(side, scale)
    bands = []
    for first in range(0, 2 * SAMPLES, _BAND_ROWS):
        rows = slice(first, first + _BAND_ROWS)
        used = np.flatnonzero(operator[rows].any(axis=0))
        columns = slice(int(used[0]), int(used[-1]) + 1)
        bands.append(Band(columns, np.ascontiguousarray(operator[rows, columns])))
    return tuple(bands)


def filter_operator(side: int, scale: int) -> Matrix:
    """Blur and decimation along one side, for a picture given as means of blocks.

    Args:
        side: length of the unreduced side, in pixels.
        scale: pixels per block, at least 1.

    Returns:
        2 `SAMPLES` x ceil(side / scale) weights, each row adding up to 1. The first `SAMPLES`
        rows are for the side as given, the others for the side read backwards: applied to the same blocks,
        they give what the first half gives for the mirrored picture.
    """
    first, weights = kernel(side)
    blocks = -(-side // scale)
    rows = np.arange(SAMPLES)[:, None]
    pixels = first + np.arange(weights.shape[1])
    real = (pixels >= 0) & (pixels < side)
    forwards = (rows * blocks + pixels // scale)[real]
    backwards = (rows * blocks + (side - 1 - pixels) // scale)[real]
    halves = [np.bincount(places, weights[real], SAMPLES * blocks) for places in (forwards, backwards)]
    return np.concatenate(halves).reshape(2 * SAMPLES, blocks).astype(np.float32)


def kernel(side: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """What each sample along one side averages, in pixels.

    Args:
        side: length in pixels.

    Returns:
        `SAMPLES` x 1 pixels that are the first which each sample can see, perhaps before the side's begin,
        and `SAMPLES` x N weights of the N pixels from there on; those beyond the side are 0.
    """
    window = window_size(side)
    ahead = (window + 2) // 2 - 1
    behind = window - 1 - ahead
    centres = ((np.arange(SAMPLES) + 0.5) * side / SAMPLES).astype(np.int64)[:, None]

    # Each sample averages boxes around a window of pixels; both are cut off at the borders. Note where each
    # box begins and ends, counted from the first pixel that the sample can see; then add up.
    low, high = np.maximum(centres - behind, 0), np.minimum(centres + ahead, side - 1)
    middles = centres + np.arange(-behind, ahead + 1)
    starts, ends = np.maximum(middles - behind, 0), np.minimum(middles + ahead, side - 1)
    inside = (middles >= low) & (middles <= high)
    boxes = np.where(inside, 1.0 / ((high - low + 1) * np.maximum(ends - starts + 1, 1)), 0.0)
    first = centres - _BOX_PASSES * behind
    reach = _BOX_PASSES * (window - 1) + 2
    rows = np.arange(SAMPLES)[:, None]
    steps = np.bincount((rows * reach + starts - first)[inside], boxes[inside], SAMPLES * reach)
    steps -= np.bincount((rows * reach + ends + 1 - first)[inside], boxes[inside], SAMPLES * reach)
    return first, np.cumsum(steps.reshape(SAMPLES, reach), axis=1)


def hash_orientations(luma: Luma) -> dict[View, Pdq]:
    """PDQ of the upright picture and of its seven other orientations, in order of worth."""
    if min(luma.upright_size) < MIN_SIDE:
        return dict.fromkeys(VIEW_TURNS, _NOTHING)
    samples = sample(luma, both_ways=True)
    bits, quality = _bits(samples), qualities(samples)
    return {
        view: Pdq(
            hexadecimal(bits[rows, columns].T if transpose else bits[rows, columns]),
            int(quality[rows, columns]),
        )
        for view, (transpose, rows, columns) in VIEW_TURNS.items()
    }


def hash_whole(luma: Luma) -> Pdq:
    """PDQ of the upright picture, as a platform computes it for an upload."""
    if min(luma.upright_size) < MIN_SIDE:
        return _NOTHING
    samples = sample(luma, both_ways=False)
    return Pdq(hexadecimal(_bits(samples)[0, 0]), int(qualities(samples)[0, 0]))


def hash_samples(samples: Matrix) -> list[Pdq]:
    """PDQ of pictures that are blurred and decimated already.

    Args:
        samples: N x `SAMPLES` x `SAMPLES` luma of 0 to 255.
    """
    return [
        Pdq(hexadecimal(bits), int(quality))
        for bits, quality in zip(_bits(samples), qualities(samples), strict=True)
    ]


def coefficients(samples: Matrix) -> Matrix:
    """Cosine coefficients of which PDQ keeps whether they are above their median.

    Args:
        samples: ... x `SAMPLES` x `SAMPLES` luma, or what is added to it.

    Returns:
        ... x `COEFFICIENTS` x `COEFFICIENTS`.
    """
    return np.asarray(COSINES @ samples @ COSINES.T, np.float32)


def above_median(transformed: Matrix) -> NDArray[np.bool_]:
    """Which of ... x `COEFFICIENTS` x `COEFFICIENTS` coefficients exceed the picture's median: the hash."""
    # The reference's median of an even number is the lower of the two in the middle.
    middle = PDQ_BITS // 2 - 1
    flat = transformed.reshape(*transformed.shape[:-2], PDQ_BITS)
    median = np.partition(flat, middle, axis=-1)[..., middle, None, None]
    return np.greater(transformed, median)


def hexadecimal(bits: NDArray[np.bool_]) -> str:
    """`COEFFICIENTS` x `COEFFICIENTS` bits of a hash as the references write them."""
    return np.packbits(bits.ravel()[::-1]).tobytes().hex()


def distance(left: str, right: str) -> int:
    """Hamming distance of two hashes of the same length in hexadecimal digits, in bits."""
    return (int(left, 16) ^ int(right, 16)).bit_count()


def nearest_512(luma: Luma) -> Luma | None:
    """The upright picture as PDQ's C++ and browser implementations shrink it before they hash it.

    Where either side exceeds 512 pixels they take 512 x 512 of the pixels, without averaging. Of a reduced
    picture the blocks that hold these pixels are taken, which is a few bits off.

    Returns:
        512 x 512 unreduced luma; None if they do not shrink it.
    """
    places = nearest_places(luma.width, luma.height, luma.orientation)
    if places is None:
        return None
    rows, columns = places
    return shrunk_512(luma.blocks[rows // luma.scale_y][:, columns // luma.scale_x], luma.orientation)


def nearest_places(
    width: int, height: int, orientation: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
    """Which pixels `nearest_512` takes: 512 rows and 512 columns of the picture as stored."""
    transposed, rows_reversed, columns_reversed = EXIF_TURNS[orientation]
    if max(width, height) <= NEAREST_SIDE or min(width, height) < MIN_SIDE:
        return None
    rows = _nearest(height, columns_reversed if transposed else rows_reversed)
    return rows, _nearest(width, rows_reversed if transposed else columns_reversed)


def shrunk_512(pixels: NDArray[np.uint8], orientation: int) -> Luma:
    """The pixels at `nearest_places` as an upright picture."""
    transposed, _, _ = EXIF_TURNS[orientation]
    return Luma(pixels.T if transposed else pixels, NEAREST_SIDE, NEAREST_SIDE)


def _nearest(side: int, reverse: bool) -> NDArray[np.int64]:
    taken = np.arange(NEAREST_SIDE) * side // NEAREST_SIDE
    return side - 1 - taken if reverse else taken


def sample(luma: Luma, *, both_ways: bool) -> Matrix:
    """Blur and decimate the upright picture.

    Args:
        luma: of at least `MIN_SIDE` pixels either way.
        both_ways: also with its rows, its columns, and both read backwards.

    Returns:
        N x N x `SAMPLES` x `SAMPLES` luma of 0 to 255, N being 2 or 1: rows backwards or not, columns
        backwards or not, then rows and columns of samples.
    """
    transposed, rows_reversed, columns_reversed = EXIF_TURNS[luma.orientation]
    blocks = (luma.blocks.T if transposed else luma.blocks).astype(np.float32)
    scale_x, scale_y = (luma.scale_y, luma.scale_x) if transposed else (luma.scale_x, luma.scale_y)
    width, height = luma.upright_size

    ways = (0, 1) if both_ways else (0,)
    row_bands = _chosen(filter_bands(height, scale_y), ways, rows_reversed)
    column_bands = _chosen(filter_bands(width, scale_x), ways, columns_reversed)
    length = len(ways) * SAMPLES
    across = np.empty((blocks.shape[0], length), np.float32)
    for place, band in column_bands:
        np.matmul(blocks[:, band.columns], band.weights.T, out=across[:, place])
    grid = np.empty((length, length), np.float32)
    for place, band in row_bands:
        np.matmul(band.weights, across[band.columns], out=grid[place])
    return np.ascontiguousarray(grid.reshape(len(ways), SAMPLES, len(ways), SAMPLES).transpose(0, 2, 1, 3))


def _chosen(bands: tuple[Band, ...], ways: tuple[int, ...], reverse: bool) -> list[tuple[slice, Band]]:
    """The bands of the asked ways along a side, each with its place in the result."""
    half = len(bands) // 2
    chosen: list[tuple[slice, Band]] = []
    for way in ways:
        first = half * (way ^ reverse)
        for band in bands[first : first + half]:
            start = len(chosen) * _BAND_ROWS
            chosen.append((slice(start, start + _BAND_ROWS), band))
    return chosen


def qualities(samples: Matrix) -> NDArray[np.int64]:
    """The reference's heuristic for how much there is to hash: strong steps between neighbours.

    Args:
        samples: ... x `SAMPLES` x `SAMPLES`.

    Returns:
        ... values of 0 to 100.
    """
    percent = samples * np.float32(100 / 255)
    total = np.zeros(samples.shape[:-2], np.int64)
    for axis in (-2, -1):
        # The reference truncates each step to whole percent towards zero before adding up.
        total += np.abs(np.diff(percent, axis=axis)).astype(np.int32).sum(axis=(-2, -1))
    return np.minimum(total // _QUALITY_DIVISOR, 100)


def _bits(samples: Matrix) -> NDArray[np.bool_]:
    return above_median(coefficients(samples))
