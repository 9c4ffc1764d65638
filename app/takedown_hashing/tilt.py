"""A picture that was turned by a few degrees, told by its plain corners, and turned back.

Who turns a picture a little leaves a triangle of one colour in each corner. Its two legs tell the angle.
Where the picture is of that colour too, they mislead; so two corners at least must tell the same, or
nothing is done.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from math import atan2, degrees
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from takedown_hashing.borders import Grey, upright_blocks
from takedown_hashing.pdq import EXIF_TURNS, Luma

_TOLERANCE: Final = 10
"""Steps of luma by which a corner may leave its colour."""

_SHORTEST: Final = 4
"""Samples of a triangle's short leg at least; shorter ones tell no angle."""

_ANGLES: Final = (1.0, 30.0)
"""Degrees, from and to."""

_APART: Final = 1.0
"""Degrees by which corners may differ and still tell the same."""


_CORNERS: Final = 2
"""So many corners must tell the same."""


def straightened(luma: Luma) -> Luma | None:
    """The picture turned back, in the same frame; None if it was not tilted, as far as can be told."""
    grey = upright_blocks(luma)
    if min(grey.shape) < 64:
        return None
    transposed, _, _ = EXIF_TURNS[luma.orientation]
    scale_x, scale_y = (luma.scale_y, luma.scale_x) if transposed else (luma.scale_x, luma.scale_y)
    angle = _angle(grey, scale_y / scale_x)
    if angle is None:
        return None
    image = Image.fromarray(np.ascontiguousarray(grey))
    if scale_x != scale_y:
        image = image.resize((round(image.width * scale_x / scale_y), image.height), Image.Resampling.BOX)
    turned = image.rotate(-angle, Image.Resampling.BICUBIC, fillcolor=int(grey[0, 0]))
    blocks = _filled(np.array(turned), int(grey[0, 0]))
    return Luma(blocks, blocks.shape[1], blocks.shape[0])


def _angle(grey: Grey, aspect: float) -> float | None:
    """Degrees by which the picture was turned, anticlockwise."""
    colour = int(grey[0, 0])
    angles = []
    for rows_back in (False, True):
        for columns_back in (False, True):
            corner = grey[:: -1 if rows_back else 1, :: -1 if columns_back else 1]
            across, down = _leg(corner[0], colour), _leg(corner[:, 0], colour)
            if min(across, down) < _SHORTEST or across >= grey.shape[1] - 2 or down >= grey.shape[0] - 2:
                continue
            lying = across > down * aspect
            angle = degrees(atan2(down * aspect, across) if lying else atan2(across, down * aspect))
            angles.append(angle if lying is (rows_back is columns_back) else -angle)
    alike = max(
        ([angle for angle in angles if lowest <= angle <= lowest + _APART] for lowest in angles),
        key=len,
        default=[],
    )
    if len(alike) < _CORNERS or not _ANGLES[0] <= abs(median(alike)) <= _ANGLES[1]:
        return None
    return median(alike)


def _leg(line: Grey, colour: int) -> int:
    """How many samples from the begin are of the corner's colour."""
    other = np.flatnonzero(np.abs(line.astype(np.int16) - colour) > _TOLERANCE)
    return int(other[0]) if other.size else len(line)


def _filled(blocks: Grey, colour: int) -> NDArray[np.uint8]:
    """With what is left of the corners filled from beside, so that it counts for little."""
    plain = np.abs(blocks.astype(np.int16) - colour) <= _TOLERANCE
    width = blocks.shape[1]
    for row, mask in zip(blocks, plain, strict=True):
        if mask[0] or mask[-1]:
            inside = np.flatnonzero(~mask)
            if 0 < inside.size < width:
                first, last = int(inside[0]) + 1, int(inside[-1]) - 1
                if first <= last:
                    row[:first] = row[first]
                    row[last + 1 :] = row[last]
    return blocks
