"""Tiny pictures that make every decoder load all that it needs."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Final

from PIL import Image, ImageCms

_SIDE: Final = 64

_AVIF: Final = (
    "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAA"
    "AAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAALAAAAChpaW5mAAAAAAABAAAAGmluZmUC"
    "AAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAQcGl4aQAAAAADCAgIAAAA"
    "DGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAANG1kYXQSAAoJGBV//aICGg0I"
    "Mh0ex4eFWd///+LLgADPyKCj1nZp8DkyVJiv6vQmhA=="
)
_HEIF: Final = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAVZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAA"
    "AAAAACJpbG9jAAAAAERAAAEAAQAAAAABegABAAAAAAAAABkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAA"
    "AA5waXRtAAAAAAABAAAA1mlwcnAAAAC3aXBjbwAAAHhodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNw"
    "AAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqSSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHB"
    "crAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAA"
    "AAABAAEEgQIDBAAAACFtZGF0AAAAFSgBrwQY/CQgZ46aWTGAhoiU0315wA=="
)
"""A grey gradient of 64 x 64 pixels. Encoding these two here would start the encoders' threads."""


def tiny_pictures() -> Iterator[bytes]:
    """A whole small file in every format and every way of decoding it that needs code of its own."""
    grey = Image.linear_gradient("L").resize((_SIDE, _SIDE))
    colour = grey.convert("RGB")
    yield _file(colour, "JPEG")
    yield _file(colour, "JPEG", progressive=True)
    yield _file(colour.convert("CMYK"), "JPEG")
    yield _file(colour, "PNG")
    yield _file(colour.convert("RGBA"), "WEBP")
    yield _file(colour, "GIF")
    yield _file(colour, "BMP")
    yield _file(colour, "TIFF", compression="tiff_lzw")
    yield _file(colour, "JPEG2000")
    yield _file(
        colour, "JPEG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    yield base64.b64decode(_AVIF)
    yield base64.b64decode(_HEIF)


def _file(image: Image.Image, image_format: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()
