"""The 64-bit pHash of `imagehash`, without the half second and the 15 MB that importing SciPy takes.

`imagehash.phash` (algorithm: Krawetz, "Looks Like It", 2011) shrinks the picture to 32 x 32 luma, takes the
8 x 8 lowest frequencies of its two-dimensional DCT-II and sets a bit where one exceeds their median. Its only
use of SciPy is that transform, of which an 8 x 32 matrix on both sides gives the wanted part. Every forked
worker would carry the rest.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from typing import Final

import imagehash
import numpy as np
from PIL import Image

_SIDE: Final = 32
_FREQUENCIES: Final = 8
_DECIMALS: Final = 6
"""Coefficients are compared to so many places: what is flat has zeros there, not rounding errors."""

_COSINES: Final = 2 * np.cos(
    np.pi / (2 * _SIDE) * np.arange(_FREQUENCIES)[:, None] * (2 * np.arange(_SIDE)[None, :] + 1)
)


def phash(picture: Image.Image) -> str:
    """Return what `imagehash.phash` gives, as 16 hexadecimal digits.

    Args:
        picture: of mode L.
    """
    small = np.asarray(picture.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS), np.float64)
    coefficients = np.round(_COSINES @ small @ _COSINES.T, _DECIMALS)
    return str(imagehash.ImageHash(coefficients > np.median(coefficients)))
