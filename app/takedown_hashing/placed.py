"""PDQ of parts of a picture and of the picture on a ground, without making either.

What is shown along one side of such a view is again a linear operation on the samples of the decoded picture:
a crop takes other pixels into the blur, a pad takes a constant. So a view costs two small products, not a
decoding, a copy and a blur. See `pdq` for the operator itself.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np

from takedown_hashing import pdq
from takedown_hashing.borders import Box
from takedown_hashing.pdq import EXIF_TURNS, SAMPLES, Luma, Matrix, Pdq
from takedown_hashing.vocabulary import View

_BAND_ROWS: Final = 16


@dataclass(frozen=True, slots=True)
class Side:
    """What is shown along one side of a view, in pixels of the upright picture.

    Attributes:
        length: of the view.
        start, stop: first pixel of the picture that is shown, first one that is not any more.
        offset: where in the view `start` stands; before and after is ground.
    """

    length: int
    start: int
    stop: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """A view: what is shown across and down, and the luma of the ground, 0 to 255."""

    across: Side
    down: Side
    ground: int = 0


@dataclass(frozen=True, slots=True)
class _Bands:
    """An operator of `SAMPLES` rows without most of its zeros, and how much of each row is picture."""

    bands: tuple[tuple[slice, slice, Matrix], ...]
    shown: Matrix


def part(box: Box) -> Frame:
    """The view that shows a part of the picture."""
    return Frame(Side(box.width, box.left, box.right), Side(box.height, box.top, box.bottom))


def fitted(box: Box, across: float, down: float, ground: int) -> Frame:
    """The view that shows a part of the picture as large as it can be in the middle of a screen.

    Args:
        box: the part.
        across, down: sides of the screen, of which only the ratio counts.
        ground: luma of the rest of the screen.
    """
    width = max(box.width, round(box.height * across / down))
    height = max(box.height, round(box.width * down / across))
    return Frame(
        Side(width, box.left, box.right, (width - box.width) // 2),
        Side(height, box.top, box.bottom, (height - box.height) // 2),
        ground,
    )


def hash_frames(luma: Luma, frames: Sequence[tuple[Frame, View]]) -> list[Pdq]:
    """PDQ of each view, turned as named by one of the eight orientations.

    Views of fewer than `pdq.MIN_SIDE` pixels along a side have quality 0.
    """
    transposed, rows_reversed, columns_reversed = EXIF_TURNS[luma.orientation]
    blocks = (luma.blocks.T if transposed else luma.blocks).astype(np.float32)
    scale_x, scale_y = (luma.scale_y, luma.scale_x) if transposed else (luma.scale_x, luma.scale_y)
    width, height = luma.upright_size
    products: dict[tuple[Side, bool], Matrix] = {}
    pictures = np.zeros((len(frames), SAMPLES, SAMPLES), np.float32)
    for picture, (frame, turn) in zip(pictures, frames, strict=True):
        if min(frame.across.length, frame.down.length) < pdq.MIN_SIDE:
            continue
        turned, rows_back, columns_back = pdq._VIEW_TURNS[turn]
        columns = _operator(frame.across, bool(columns_back), width, scale_x, columns_reversed)
        key = (frame.across, bool(columns_back))
        if key not in products:
            products[key] = _applied(columns, blocks.T)
        rows = _operator(frame.down, bool(rows_back), height, scale_y, rows_reversed)
        shown = _applied(rows, products[key].T)
        if frame.ground:
            shown += frame.ground * (1 - np.outer(rows.shown, columns.shown))
        picture[:] = shown.T if turned else shown
    return _hash_samples(pictures)


def _applied(operator: _Bands, samples: Matrix) -> Matrix:
    result = np.empty((SAMPLES, samples.shape[1]), np.float32)
    for rows, columns, weights in operator.bands:
        np.matmul(weights, samples[columns], out=result[rows])
    return result


@lru_cache(maxsize=512)
def _operator(side: Side, backwards: bool, picture: int, scale: int, stored_reversed: bool) -> _Bands:
    """Blur, decimation and placing along one side.

    Args:
        side: what is shown.
        backwards: read the view from its end.
        picture: length of the picture's side, in pixels.
        scale: pixels per sample.
        stored_reversed: whether the samples run from the picture's end.
    """
    first, weights = _kernel(side.length)
    places = first + np.arange(weights.shape[1])
    real = (places >= 0) & (places < side.length)
    if backwards:
        places = side.length - 1 - places
    pixels = side.start + places - side.offset
    real &= (pixels >= side.start) & (pixels < side.stop)
    if stored_reversed:
        pixels = picture - 1 - pixels
    blocks = -(-picture // scale)
    rows = np.arange(SAMPLES)[:, None]
    dense = np.bincount((rows * blocks + pixels // scale)[real], weights[real], SAMPLES * blocks)
    operator = dense.reshape(SAMPLES, blocks).astype(np.float32)
    bands = []
    for start in range(0, SAMPLES, _BAND_ROWS):
        band = slice(start, start + _BAND_ROWS)
        used = np.flatnonzero(operator[band].any(axis=0))
        columns = slice(int(used[0]), int(used[-1]) + 1) if used.size else slice(0, 0)
        bands.append((band, columns, np.ascontiguousarray(operator[band, columns])))
    return _Bands(tuple(bands), operator.sum(axis=1))


def _kernel(side):
    window = pdq.window_size(side)
    ahead = (window + 2) // 2 - 1
    behind = window - 1 - ahead
    centres = ((np.arange(SAMPLES) + 0.5) * side / SAMPLES).astype(np.int64)[:, None]
    low, high = np.maximum(centres - behind, 0), np.minimum(centres + ahead, side - 1)
    middles = centres + np.arange(-behind, ahead + 1)
    starts, ends = np.maximum(middles - behind, 0), np.minimum(middles + ahead, side - 1)
    inside = (middles >= low) & (middles <= high)
    boxes = np.where(inside, 1.0 / ((high - low + 1) * np.maximum(ends - starts + 1, 1)), 0.0)
    first = centres - 2 * behind
    reach = 2 * (window - 1) + 2
    rows = np.arange(SAMPLES)[:, None]
    steps = np.bincount((rows * reach + starts - first)[inside], boxes[inside], SAMPLES * reach)
    steps -= np.bincount((rows * reach + ends + 1 - first)[inside], boxes[inside], SAMPLES * reach)
    return first, np.cumsum(steps.reshape(SAMPLES, reach), axis=1)


def _hash_samples(samples):
    bits, quality = pdq._bits(samples), pdq._qualities(samples)
    return [Pdq(pdq._hexadecimal(b), int(q)) for b, q in zip(bits, quality)]
