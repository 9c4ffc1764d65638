"""Any of Pillow's modes to luma or RGB on white, as a viewer would show it."""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from takedown_hashing.colour import to_srgb

_BAND_PIXELS: Final = 1 << 20
"""A large picture is converted in bands of about so many pixels: they stay in the processor's cache, and
beside the decoded picture there is no second one in memory."""

Grey = NDArray[np.uint8]
Places = tuple[NDArray[np.int64], NDArray[np.int64]]


def reduced_luma(
    image: Image.Image, factors: tuple[int, int], places: Places | None
) -> tuple[Grey, Grey | None]:
    """Luma as `to_luma` gives it, averaged.

    Args:
        image: of any mode.
        factors: pixels per sample, across and down.
        places: rows and columns of pixels that are wanted as they are.

    Returns:
        ceil(height / down) x ceil(width / across) means, and rows x columns of the pixels wanted.
    """
    across, down = factors
    blocks = np.empty((-(-image.height // down), -(-image.width // across)), np.uint8)
    pixels = None if places is None else np.empty((len(places[0]), len(places[1])), np.uint8)
    for top, band in _bands(image, down):
        luma = to_luma(band)
        reduced = luma if factors == (1, 1) else luma.reduce(factors)
        first = top // down
        blocks[first : first + reduced.height] = np.asarray(reduced)
        if places is not None and pixels is not None:
            rows, columns = places
            wanted = (rows >= top) & (rows < top + luma.height)
            pixels[wanted] = np.asarray(luma)[rows[wanted] - top][:, columns]
    return blocks, pixels


def _bands(image: Image.Image, multiple: int) -> Iterator[tuple[int, Image.Image]]:
    """First row and picture of each band, a multiple of so many rows each but for the last."""
    rows = max(1, _BAND_PIXELS // (image.width * multiple)) * multiple
    # Grey needs no conversion; how bright integers and floating point are shown depends on all of them.
    if rows >= image.height or image.mode in ("L", "I", "F"):
        yield 0, image
        return
    for top in range(0, image.height, rows):
        yield top, image.crop((0, top, image.width, min(top + rows, image.height)))


def to_luma(image: Image.Image) -> Image.Image:
    """Luma of the picture as a viewer shows it: mode L, same size.

    The weights are those of ITU-R BT.601, which PDQ's reference uses too, rounded to whole steps.
    Transparent parts are white.
    """
    image = _plain(image)
    if image.mode == "L":
        return image
    if image.mode in ("LA", "RGBA"):
        alpha = image.getchannel("A")
        luma = image.convert("L")
        return luma if alpha.getextrema() == (255, 255) else _on_white(luma, alpha)
    return image.convert("L")


def to_rgb(image: Image.Image) -> Image.Image:
    """The picture as a viewer shows it: mode RGB, same size. Transparent parts are white."""
    image = _plain(image)
    if image.mode in ("LA", "RGBA"):
        return _on_white(image.convert("RGB"), image.getchannel("A"))
    return image.convert("RGB")


def _plain(image: Image.Image) -> Image.Image:
    """The same picture in mode L, LA, RGB or RGBA, in sRGB where that matters (see `colour`)."""
    profile = image.info.get("icc_profile")
    if image.mode == "CMYK":
        image = to_srgb(image, profile)
        return image if image.mode == "RGB" else image.convert("RGB")
    return to_srgb(_eight_bit_plain(image), profile)


def _eight_bit_plain(image: Image.Image) -> Image.Image:
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return _eight_bit(image)
    if mode in ("La", "RGBa"):
        return image.convert({"La": "LA", "RGBa": "RGBA"}[mode])
    if mode == "PA" or (mode != "RGBA" and mode != "LA" and "transparency" in image.info):
        return image.convert("RGBA")
    return image if mode in ("L", "LA", "RGB", "RGBA") else image.convert("RGB")


def _on_white(image: Image.Image, alpha: Image.Image) -> Image.Image:
    flattened = Image.new(image.mode, image.size, "white")
    flattened.paste(image, mask=alpha)
    return flattened


def _eight_bit(image: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits or floating point to 8 bits; Pillow's own conversion would clip it at 255."""
    values = np.asarray(image)
    if image.mode.startswith("I;16"):
        return Image.fromarray((values >> 8).astype(np.uint8))
    if image.mode == "I":
        # 16 bit pictures in Pillow's 32 bit mode, or eight bit ones
        high = values.max(initial=0) > 255
        return Image.fromarray((values.clip(0, 65535) >> 8 if high else values.clip(0, 255)).astype(np.uint8))
    finite = np.nan_to_num(values, posinf=255.0, neginf=0.0)
    if finite.max(initial=0.0) <= 1.0:
        finite = finite * 255
    return Image.fromarray(finite.clip(0, 255).astype(np.uint8))
