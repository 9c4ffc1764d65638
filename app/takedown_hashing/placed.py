"""PDQ of parts of a picture and of the picture on a ground, without making either.

What is shown along one side of such a view is again a linear operation on the samples of the decoded picture:
a crop takes other pixels into the blur, a pad takes a constant. So a view costs two small products, not a
decoding, a copy and a blur. See `pdq` for the operator itself.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
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
    """A view: what is shown across and down.

    Attributes:
        across, down: the two sides.
        ground: luma of what is not picture, 0 to 255. Where the picture is as wide or as high as the view, it
            makes no difference: what is constant along one side has no part in PDQ's coefficients.
    """

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


def fitted(box: Box, across: float, down: float) -> Frame:
    """The view that shows a part of the picture as large as it can be in the middle of a screen.

    Args:
        box: the part.
        across, down: sides of the screen, of which only the ratio counts.
    """
    width = max(box.width, round(box.height * across / down))
    height = max(box.height, round(box.width * down / across))
    return Frame(
        Side(width, box.left, box.right, (width - box.width) // 2),
        Side(height, box.top, box.bottom, (height - box.height) // 2),
    )


class Canvas:
    """A picture of which views are hashed; what views share is computed once.

    Args:
        luma: of the picture.
    """

    def __init__(self, luma: Luma) -> None:
        transposed, self._rows_reversed, self._columns_reversed = EXIF_TURNS[luma.orientation]
        blocks = luma.blocks if transposed else luma.blocks.T
        self._columns_first = np.ascontiguousarray(blocks, np.float32)
        self._scale_x, self._scale_y = (
            (luma.scale_y, luma.scale_x) if transposed else (luma.scale_x, luma.scale_y)
        )
        self._width, self._height = luma.upright_size
        self._across: dict[tuple[Side, bool], tuple[_Bands, Matrix]] = {}

    def hash(self, views: Sequence[tuple[Frame, View]]) -> list[Pdq]:
        """PDQ of each view, turned as named by one of the eight orientations.

        Views of fewer than `pdq.MIN_SIDE` pixels along a side have quality 0.
        """
        pictures = np.zeros((len(views), SAMPLES, SAMPLES), np.float32)
        for picture, (frame, turn) in zip(pictures, views, strict=True):
            if min(frame.across.length, frame.down.length) >= pdq.MIN_SIDE:
                picture[:], _ = self.sample(frame, turn)
        return pdq.hash_samples(pictures)

    def sample(self, frame: Frame, turn: View = View.WHOLE) -> tuple[Matrix, Matrix]:
        """Blur and decimate a view of at least `pdq.MIN_SIDE` pixels along either side.

        Returns:
            `SAMPLES` x `SAMPLES` luma of 0 to 255, and how much of each of them is picture, 0 to 1.
        """
        turned, rows_back, columns_back = pdq.VIEW_TURNS[turn]
        key = (frame.across, bool(columns_back))
        if key not in self._across:
            columns = _operator(*key, self._width, self._scale_x, self._columns_reversed)
            self._across[key] = columns, np.ascontiguousarray(_applied(columns, self._columns_first).T)
        columns, product = self._across[key]
        rows = _operator(frame.down, bool(rows_back), self._height, self._scale_y, self._rows_reversed)
        samples = _applied(rows, product)
        shown: Matrix = np.outer(rows.shown, columns.shown)
        if frame.ground:
            samples += frame.ground * (1 - shown)
        return (samples.T, shown.T) if turned else (samples, shown)


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
    first, weights = pdq.kernel(side.length)
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
