"""Bare pixels of the pictures that come with the app; no decoder is needed, for they are all of one form."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_ONE_FORM = (8, 3, 0, 0, 0)
"""Eight bits, a palette, deflated, the usual filters, not interlaced (PNG, third edition, 11.2.1)."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A picture of at most 256 colours.

    Attributes:
        stride: bytes from one row to the next; `width` of them are pixels.
        rows: one byte a pixel, its place in the palette; at least `stride * height` bytes.
        palette: red, green and blue, 0 to 255.
    """

    width: int
    height: int
    stride: int
    rows: bytes
    palette: tuple[tuple[int, int, int], ...]


def read_pixels(png: bytes) -> Pixels:
    """Unpack a PNG file as `assets/guide_pictures.py` writes them: a palette, and rows without a filter.

    Raises:
        ValueError: it has another form.
    """
    if not png.startswith(_SIGNATURE):
        raise ValueError("not a PNG file")
    parts: dict[bytes, bytes] = {}
    at = len(_SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        parts[kind] = parts.get(kind, b"") + png[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, *form = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    packed = zlib.decompress(parts[b"IDAT"])
    # Each row begins with a byte that names its filter; 0 is none.
    if tuple(form) != _ONE_FORM or len(packed) != (width + 1) * height or any(packed[:: width + 1]):
        raise ValueError("a PNG file of another form")
    colours = parts[b"PLTE"]
    palette = tuple(zip(colours[::3], colours[1::3], colours[2::3], strict=True))
    return Pixels(width, height, width + 1, packed[1:] + b"\0", palette)
