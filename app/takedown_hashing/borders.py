"""Where a picture lies inside a picture: plain borders, and the picture that a screenshot shows.

Screens are laid out in boxes parted by bands of one colour: bars, margins, separators. So a screen is taken
apart as scanned pages are, by recursive cuts along such bands (the XY-cut of Nagy and Seth, "Hierarchical
representation of optically scanned documents", 1984). Of the parts that remain, those are pictures that are
large and full of different tones; letters and icons stand on one. No layout of any program is known here.

Only luma is looked at, reduced as it was decoded. A detector fires on ordinary photographs too: what it finds
is hashed besides the whole, never instead of it.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from takedown_hashing.pdq import EXIF_TURNS, Luma

Grey = NDArray[np.uint8]
_Grounds = tuple[int, ...]

_TOLERANCE: Final = 4
"""Steps of luma by which a sample may leave the colour of its band: what JPEG does to plain areas."""

_OUTLIERS: Final = 0.015
"""Share of a band's samples that may differ more: lines that cross it, a scroll bar."""

_PROBES: Final = 24
"""Samples of a line that are looked at before all of them are."""

_MAX_DEPTH: Final = 8
_MIN_SIDE: Final = 24
"""Parts with fewer samples along a side are no pictures worth finding."""

_MIN_SHARE: Final = 0.04
"""Parts with less of the area are none either."""

_MAX_SHARE: Final = 0.97
"""Parts with more of the area are the whole picture."""

_TONE_WIDTH: Final = 7
_MAX_MODE: Final = 0.62
"""Largest share that one tone (so many steps wide) has of a photograph. Letters stand on more."""

_MIN_TONES: Final = 24
"""Tones (of 64) that a photograph has at least."""

_SMOOTH: Final = 6
"""Mean steps of luma between neighbouring rows of one picture where it has become plain."""

_MAX_ROUNDING: Final = 0.15
"""Radius of round corners, as a share of the shorter side, at most."""

_RINGING: Final = 8
"""Pixels by which compression may smear an edge outwards."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the upright, unreduced picture, in pixels; right and bottom are the first ones outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Found:
    """What lies inside a picture.

    Attributes:
        trimmed: all but plain borders, None if there are none.
        inner: pictures inside, the largest first; at most `limit` of them.
        luma: to hash the inner pictures from: as given, but with round corners filled.
    """

    trimmed: Box | None
    inner: tuple[Box, ...]
    luma: Luma


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows and columns of samples."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def area(self) -> int:
        return (self.bottom - self.top) * (self.right - self.left)


def find(luma: Luma, *, limit: int = 2) -> Found:
    """Look for borders and for pictures inside.

    Args:
        luma: of a picture of any size.
        limit: how many inner pictures to return at most.
    """
    grey = upright_blocks(luma)
    everything = _Part(0, grey.shape[0], 0, grey.shape[1])
    if min(grey.shape) < _MIN_SIDE:
        return Found(None, (), luma)
    core = _trim(grey, everything)
    trimmed = None
    if core is not None and core != everything and _is_large(core, everything):
        trimmed = _box(luma, grey, core)
    parts = [
        part
        for part in _parts(grey, everything, everything)
        if part.area < _MAX_SHARE * everything.area and _is_picture(grey, part)
    ]
    parts.sort(key=lambda part: -part.area)
    inner = [part for part in parts if part != core][:limit]
    boxes = tuple(_box(luma, grey, part) for part in inner)
    return Found(trimmed, boxes, _with_square_corners(luma, inner))


def upright_blocks(luma: Luma) -> Grey:
    """The samples turned upright, rows x columns; a view of those in `luma`."""
    transposed, rows_reversed, columns_reversed = EXIF_TURNS[luma.orientation]
    blocks = luma.blocks.T if transposed else luma.blocks
    return blocks[:: -1 if rows_reversed else 1, :: -1 if columns_reversed else 1]


def _is_large(part: _Part, everything: _Part) -> bool:
    return (
        part.bottom - part.top >= _MIN_SIDE
        and part.right - part.left >= _MIN_SIDE
        and part.area >= _MIN_SHARE * everything.area
    )


def _plain_lines(grey: Grey, grounds: _Grounds) -> tuple[NDArray[np.bool_], _Grounds]:
    """Which rows are ground: of one colour but for `_OUTLIERS`, and not a plain part of a picture.

    Args:
        grey: rows x columns.
        grounds: colours of the ground around; if empty, the commonest one of plain rows is taken.

    Returns:
        For each row whether it is, and the colours of the ground with the commonest one of these rows.
    """
    step = max(1, grey.shape[1] // _PROBES)
    probes = np.sort(grey[:, step // 2 :: step], axis=1).astype(np.int16)
    cut = min(max(1, probes.shape[1] // 12), (probes.shape[1] - 1) // 2)
    plain: NDArray[np.bool_] = probes[:, -1 - cut] - probes[:, cut] <= 2 * _TOLERANCE
    rows = np.flatnonzero(plain)
    if rows.size:
        colours = probes[:, probes.shape[1] // 2]
        off = np.abs(grey[rows].astype(np.int16) - colours[rows, None]) > _TOLERANCE
        plain[rows] = off.mean(axis=1) <= _OUTLIERS
        known = grounds or _commonest(colours[plain])
        for first, last in list(_runs(plain)):
            _keep_plain_parts(grey, plain, colours, slice(first, last), known)
        grounds = (*grounds, *_commonest(colours[plain]))
    return plain, grounds


def _commonest(colours: NDArray[np.int16]) -> _Grounds:
    return (int(np.bincount(colours).argmax()),) if colours.size else ()


def _keep_plain_parts(
    grey: Grey, plain: NDArray[np.bool_], colours: NDArray[np.int16], run: slice, grounds: _Grounds
) -> None:
    """Give rows back to the picture that has become plain in them: a dark floor, a clear sky.

    They are of one colour too, but the picture goes over into them smoothly; where it ends in them, the
    ground begins with a step. Without a step there is no telling.
    """
    first, last = int(colours[run.start]), int(colours[run.stop - 1])
    at_start, at_end = run.start == 0, run.stop == len(plain)
    other_first, other_last = (
        all(abs(colour - ground) > 2 * _TOLERANCE for ground in grounds) for colour in (first, last)
    )
    smooth_before = other_first and not at_start and _is_smooth(grey, run.start - 1, first)
    smooth_after = other_last and not at_end and _is_smooth(grey, run.stop, last)
    jumps = np.flatnonzero(np.abs(np.diff(colours[run])) > 2 * _TOLERANCE)
    if jumps.size:
        if smooth_before:
            plain[run.start : run.start + 1 + int(jumps[0])] = False
        if smooth_after:
            plain[run.start + 1 + int(jumps[-1]) : run.stop] = False
    elif (smooth_before or at_start) and (smooth_after or at_end) and (smooth_before or smooth_after):
        plain[run] = False


def _is_smooth(grey: Grey, row: int, colour: int) -> bool:
    return bool(np.abs(grey[row].astype(np.int16) - colour).mean() <= _SMOOTH)


def _runs(used: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """First and first-not of each run of true values."""
    steps = np.flatnonzero(np.diff(np.concatenate(([False], used, [False])).astype(np.int8)))
    yield from zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True)


def _trim(grey: Grey, part: _Part) -> _Part | None:
    """The part without plain lines at its four sides; None if it is plain altogether."""
    while True:
        view = grey[part.top : part.bottom, part.left : part.right]
        rows = np.flatnonzero(~_plain_lines(view, ())[0])
        if not rows.size:
            return None
        view = view[rows[0] : rows[-1] + 1]
        columns = np.flatnonzero(~_plain_lines(view.T, ())[0])
        if not columns.size:
            return None
        smaller = _Part(
            part.top + int(rows[0]),
            part.top + int(rows[-1]) + 1,
            part.left + int(columns[0]),
            part.left + int(columns[-1]) + 1,
        )
        if smaller == part:
            return part
        part = smaller


def _parts(
    grey: Grey, part: _Part, everything: _Part, depth: int = 0, grounds: _Grounds = ()
) -> Iterator[_Part]:
    """Cut along plain bands until there are none; parts too small for a picture are dropped."""
    if not _is_large(part, everything):
        return
    if depth < _MAX_DEPTH:
        view = grey[part.top : part.bottom, part.left : part.right]
        plain, around = _plain_lines(view, grounds)
        if plain.any():
            for first, last in _runs(~plain):
                piece = _Part(part.top + first, part.top + last, part.left, part.right)
                yield from _parts(grey, piece, everything, depth + 1, around)
            return
        plain, around = _plain_lines(view.T, grounds)
        if plain.any():
            for first, last in _runs(~plain):
                piece = _Part(part.top, part.bottom, part.left + first, part.left + last)
                yield from _parts(grey, piece, everything, depth + 1, around)
            return
    yield part


def _is_picture(grey: Grey, part: _Part) -> bool:
    """Whether the part has the tones of a photograph rather than letters on a ground."""
    tones = (
        np.bincount(grey[part.top : part.bottom, part.left : part.right].ravel(), minlength=256) / part.area
    )
    most = np.convolve(tones, np.ones(_TONE_WIDTH), "valid").max()
    used = (tones.reshape(64, 4).sum(axis=1) > 0.0005).sum()
    return bool(most <= _MAX_MODE and used >= _MIN_TONES)


def _box(luma: Luma, grey: Grey, part: _Part) -> Box:
    """The part in pixels, its edges refined to fractions of a sample."""
    transposed, rows_reversed, columns_reversed = EXIF_TURNS[luma.orientation]
    scale_x, scale_y = (luma.scale_y, luma.scale_x) if transposed else (luma.scale_x, luma.scale_y)
    width, height = luma.upright_size
    view = grey[part.top : part.bottom, part.left : part.right].astype(np.float32)
    above, below = _smear(grey, part, view, scale_y)
    before, after = _smear(grey.T, _Part(part.left, part.right, part.top, part.bottom), view.T, scale_x)
    top, bottom = _pixels((part.top + above, part.bottom - below), height, scale_y, len(grey), rows_reversed)
    left, right = _pixels(
        (part.left + before, part.right - after), width, scale_x, grey.shape[1], columns_reversed
    )
    return Box(left, top, right, bottom)


def _pixels(
    edges: tuple[float, float], side: int, scale: int, samples: int, reverse: bool
) -> tuple[int, int]:
    """Edges in samples from the first upright one to pixels; the last stored sample may be a smaller one."""
    shift = side - samples * scale if reverse else 0
    first, last = (min(max(round(edge * scale + shift), 0), side) for edge in edges)
    return first, last


def _smear(grey: Grey, part: _Part, view: NDArray[np.float32], scale: int) -> tuple[float, float]:
    """How far the real edge lies inside the first and the last row, in samples.

    A row on the edge is a mixture of the ground outside and the picture inside, and compression smears
    outwards; the mixture's weight is estimated by least squares against the rows further in.
    """
    reach = max(1, -(-_RINGING // scale))
    results = []
    for outside, rows in ((part.top - 1, view), (part.bottom, view[::-1])):
        if not 0 <= outside < grey.shape[0] or len(rows) < 2 * reach + 2:
            results.append(0.0)
            continue
        ground = np.float32(np.median(grey[outside, part.left : part.right]))
        inset = 0.0
        for depth in range(reach):
            here, inner = rows[depth] - ground, rows[depth + 1] - ground
            energy = float(inner @ inner)
            if energy < 36.0 * len(inner):
                break  # the picture is as the ground here; nothing can be told
            weight = float(here @ inner) / energy
            if weight > 0.75:
                break
            inset = depth + 1 - max(weight, 0.0)
        results.append(inset)
    return results[0], results[1]


def _with_square_corners(luma: Luma, parts: list[_Part]) -> Luma:
    """The luma with the round corners of parts filled from beside them, so that they count for little."""
    if luma.orientation != 1 or not parts:
        return luma  # screenshots are stored upright
    blocks = luma.blocks.copy()
    for part in parts:
        for row, down in ((part.top, 1), (part.bottom - 1, -1)):
            for column, across in ((part.left, 1), (part.right - 1, -1)):
                _fill_corner(blocks, part, row, column, down, across)
    return replace(luma, blocks=blocks)


def _fill_corner(blocks: Grey, part: _Part, row: int, column: int, down: int, across: int) -> None:
    outside = (row - down, column - across)
    if not (0 <= outside[0] < blocks.shape[0] and 0 <= outside[1] < blocks.shape[1]):
        return
    ground = int(blocks[outside])
    reach = round(_MAX_ROUNDING * min(part.bottom - part.top, part.right - part.left))
    lengths: list[int] = []
    for depth in range(reach):
        line = blocks[row + depth * down, part.left : part.right][::across][:reach].astype(np.int16)
        other = np.flatnonzero(np.abs(line - ground) > 2 * _TOLERANCE)
        length = int(other[0]) if other.size else reach
        if length == reach or (lengths and length > lengths[-1] + 1):
            return  # the picture is like the ground here
        lengths.append(length)
        if length == 0:
            break
    else:
        return
    for depth, length in enumerate(lengths):
        inwards = blocks[row + depth * down, part.left : part.right][::across]
        filled = min(length + 1, len(inwards) - 1)
        inwards[:filled] = inwards[filled]
