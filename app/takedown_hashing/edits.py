"""Edited copies of a picture, as they turn up again elsewhere."""

from __future__ import annotations

import io
from typing import BinaryIO, Final

from PIL import Image

from takedown_hashing.decode import decode_rgb

_MIRRORED_QUALITY: Final = 85


def messenger_copy(source: BinaryIO, *, long_edge: int = 1280, quality: int = 60) -> bytes:
    """What a messenger makes of a picture: smaller, compressed again, without metadata.

    Args:
        source: an open binary file, read to its end.
        long_edge: of the copy in pixels, at most; smaller pictures keep their size.
        quality: of the JPEG, 1 to 95.

    Returns:
        A JPEG file, upright.

    Raises:
        PictureRefused: the picture cannot be decoded.
    """
    image = decode_rgb(source.read())
    image.thumbnail((long_edge, long_edge), Image.Resampling.BICUBIC)
    return _jpeg(image, quality)


def mirrored_copy(source: BinaryIO) -> bytes:
    """The picture mirrored left to right, at full size.

    Args:
        source: an open binary file, read to its end.

    Returns:
        A JPEG file, upright.

    Raises:
        PictureRefused: the picture cannot be decoded.
    """
    image = decode_rgb(source.read()).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return _jpeg(image, _MIRRORED_QUALITY)


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality)
    return target.getvalue()
