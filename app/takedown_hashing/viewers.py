"""Hashes for screenshots of a viewer: a phone that shows the picture alone.

Bars above and below a picture do not disturb PDQ (see `placed.Frame`), but leave it little of the screen, and
then the few signs that a viewer draws turn a tenth of the bits or more. No single hash lies near all
viewers, and which ones lie together depends on the picture: one that is full of contrast outweighs any signs,
a calm wide one hardly does. So uploads are foretold: the picture on every shape of phone, on black and on
white, under many layouts of signs (`signs`). All of it is linear but for the threshold, so that an upload
costs an addition of cosine coefficients, and a sort. Then hashes are chosen as in a set cover: greedily the
one that the most uploads, among those not near one already chosen, lie near. Each is the majority of their
bits.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from takedown_hashing import pdq, signs
from takedown_hashing.borders import Box
from takedown_hashing.pdq import COEFFICIENTS, Matrix, Pdq
from takedown_hashing.placed import Canvas, fitted
from takedown_hashing.vocabulary import PDQ_BITS

SHAPES: Final = ((9, 16), (9, 19.5), (9, 20), (9, 21))
"""Sides of phones' screens, across and down."""

LAYOUTS: Final = 80
"""Layouts for every shape. Fewer overfit to their own; more find nothing more."""

_GROUNDS: Final = (0, 255)
_INKS: Final = (235, 20)
"""Luma of the signs on each of `_GROUNDS`."""

_NEAR: Final = 29.0
_BLUR: Final = 2.0
"""An upload counts by how likely a platform recognises it: for a half at `_NEAR` bits; what is foretold is
off by some `_BLUR` bits."""

_CLUSTER: Final = (35.0, 4.0)
"""Uploads vote on a hash's bits by their distance to it, likewise."""

_SEEDS: Final = 2
"""Every so many-th upload is where a search begins; each has others like it."""

_ROUNDS: Final = 3
_WORTH_IT: Final = 0.004
"""A hash is worth its place if it adds so much of all uploads."""

_Bits = NDArray[np.bool_]
_Words = NDArray[np.uint64]


def _likely(middle: float, blur: float) -> Matrix:
    distances = np.arange(PDQ_BITS + 1)
    likely: Matrix = (1 / (1 + np.exp(np.minimum((distances - middle) / blur, 80)))).astype(np.float32)
    return likely


_RECOGNISED: Final = _likely(_NEAR, _BLUR)
_VOTES: Final = _likely(*_CLUSTER)


@dataclass(frozen=True, slots=True)
class _Signs:
    """The layouts for one shape of screen.

    Attributes:
        covered: `LAYOUTS` x `SAMPLES` x `SAMPLES`, see `signs.layouts`.
        coefficients: `LAYOUTS` x `COEFFICIENTS` x `COEFFICIENTS`, of signs that are one step of luma lighter
            than their ground.
        rows: which rows of samples any of them touches.
    """

    covered: Matrix
    coefficients: Matrix
    rows: _Bits


@cache
def layouts_for(across: float, down: float) -> _Signs:
    """The layouts for a shape of screen; made once, 50 ms for all (see `engine.preload`)."""
    covered = signs.layouts(down / across, LAYOUTS)
    return _Signs(covered, pdq.coefficients(covered), covered.max(axis=(0, 2)) > 0)


def hashes(canvas: Canvas, box: Box, known: Sequence[str]) -> Iterator[Pdq]:
    """Hashes near which screenshots of viewers lie, the most useful first.

    Args:
        canvas: of the picture.
        box: the part that is shown.
        known: hashes that are submitted anyway, 64 hexadecimal digits each; at least one.

    Yields:
        Until another one would add next to nothing. Quality is that of an upload which lies near.
    """
    samples, coefficients = _uploads(canvas, box)
    bits = pdq.above_median(coefficients.reshape(-1, COEFFICIENTS, COEFFICIENTS)).reshape(-1, PDQ_BITS)
    words = _words(bits)
    worth = _RECOGNISED[_distances(words[::_SEEDS], words)]
    listed = _words(np.array([_bits_of(each) for each in known]))
    covered = _RECOGNISED[_distances(listed, words).min(axis=0)]
    votes = bits.astype(np.float32)
    while True:
        gains = np.maximum(worth, covered).sum(axis=1)
        seed = _SEEDS * int(gains.argmax())
        chosen, near = _majority(bits[seed], words, votes, covered)
        gained = np.maximum(near, covered)
        if (gained - covered).sum() < _WORTH_IT * len(words):
            return
        covered = gained
        (quality,) = pdq.qualities(_upload(samples, seed)[None])
        yield Pdq(pdq.hexadecimal(chosen), int(quality))


def _uploads(canvas: Canvas, box: Box) -> tuple[list[tuple[Matrix, Matrix]], Matrix]:
    """What uploads are expected.

    Returns:
        Samples and shown shares (see `Canvas.sample`) for each of `SHAPES`; coefficients, shapes x grounds x
        layouts x `COEFFICIENTS` x `COEFFICIENTS`. Grounds have none: they are constant along one side.
    """
    screens = []
    coefficients = np.empty((len(SHAPES), len(_GROUNDS), LAYOUTS, COEFFICIENTS, COEFFICIENTS), np.float32)
    for uploads, shape in zip(coefficients, SHAPES, strict=True):
        samples, shown = canvas.sample(fitted(box, *shape))
        screens.append((samples, shown))
        layouts = layouts_for(*shape)
        uploads[:] = pdq.coefficients(samples)
        rows = np.flatnonzero(layouts.rows & shown.any(axis=1))
        for each, ground, ink in zip(uploads, _GROUNDS, _INKS, strict=True):
            each += (ink - ground) * layouts.coefficients
            if rows.size:  # signs lie over the picture, and hide what they cover rather than the ground
                hidden = layouts.covered[:, rows] * (ground * shown - samples)[rows]
                each += pdq.COSINES[:, rows] @ (hidden @ pdq.COSINES.T)
    return screens, coefficients


def _upload(screens: list[tuple[Matrix, Matrix]], number: int) -> Matrix:
    """One of the expected uploads, as blurred and decimated luma."""
    shape, ground, layout = np.unravel_index(number, (len(SHAPES), len(_GROUNDS), LAYOUTS))
    samples, shown = screens[shape]
    under = samples + _GROUNDS[ground] * (1 - shown)
    upload: Matrix = under + layouts_for(*SHAPES[shape]).covered[layout] * (_INKS[ground] - under)
    return upload


def _majority(seed: _Bits, words: _Words, votes: Matrix, covered: Matrix) -> tuple[_Bits, Matrix]:
    """Move a hash to the middle of the uploads around it, as long as that makes it recognise more.

    Returns:
        The bits, and for each upload how likely it is recognised.
    """
    distances = _distances(_words(seed[None]), words)[0]
    recognised = _RECOGNISED[distances]
    for _ in range(_ROUNDS):
        weights = (1 - covered) * _VOTES[distances]
        moved = weights @ votes > weights.sum() / 2
        moved_distances = _distances(_words(moved[None]), words)[0]
        moved_recognised = _RECOGNISED[moved_distances]
        if np.maximum(moved_recognised, covered).sum() <= np.maximum(recognised, covered).sum():
            break
        seed, distances, recognised = moved, moved_distances, moved_recognised
    return seed, recognised


def _bits_of(value: str) -> _Bits:
    """`PDQ_BITS` bits in the order of coefficients."""
    return np.unpackbits(np.frombuffer(bytes.fromhex(value), np.uint8))[::-1].astype(np.bool_)


def _words(bits: _Bits) -> _Words:
    return np.packbits(bits, axis=1).view(np.uint64)


def _distances(left: _Words, right: _Words) -> NDArray[np.uint16]:
    """Hamming distances of N and M hashes, N x M."""
    distances = np.zeros((len(left), len(right)), np.uint16)
    for one, other in zip(left.T, right.T, strict=True):
        distances += np.bitwise_count(one[:, None] ^ other)
    return distances
