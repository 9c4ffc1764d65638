"""One picture, small, grey and upright, for somebody who asks to see which one it is."""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from typing import BinaryIO

from takedown_hashing.decode import decode_rgb


def glance(source: BinaryIO, edge: int) -> tuple[int, int, bytes]:
    """Decode a picture and reduce it.

    Args:
        source: an open binary file, read from where it stands to its end. Nothing is written.
        edge: the longer side is at most this many pixels; smaller pictures stay as they are.

    Returns:
        Width, height, and `width * height` bytes: brightness, rows from the top, without gaps.

    Raises:
        PictureRefused: it cannot be decoded.
    """
    # The decoder gives large JPEGs in grey, and grey is enough to know which one it is.
    image = decode_rgb(source.read(), edge).convert("L")
    image.thumbnail((edge, edge))
    return image.width, image.height, image.tobytes()
