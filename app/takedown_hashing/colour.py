"""Embedded colour profiles (ICC.1:2022): which of them change a hash, and those to sRGB.

Hashes are of sRGB pixels, but PDQ's references and most platforms read the stored values and never look at
a profile. Whether that matters was measured on 41 photographs, as PDQ bits between the stored values and
the same converted to sRGB (mean, maximum):

    sRGB 0, 0 · Display P3 1.9, 8 · sRGB with gamma 2.2 2.2, 6 · grey with gamma 2.2 2.4, 6 · Adobe RGB 4.0, 8
    Rec. 2020 with gamma 2.4 5.5, 14 · grey with gamma 1.8 6.2, 14 · dot gain 20 % 6.7, 16
    sRGB with gamma 3 7.5, 22 · red and blue swapped 8.3, 24 · ProPhoto RGB 10.9, 24 · linear 17 to 18, 48
    a W-shaped curve 137, 232 · inverted 254, 256

The first line is what phones and cameras write. Such pictures are hashed as stored: a platform that ignores
the profile gets the same hash, one that converts gets one far within the 31 bits of a match, and a JPEG
need not be decoded to colour. The rest is converted, because what people see and pass on is the converted
picture. Which is which is not told by names: a few colours are converted to CIE Lab, and where their
lightness does not go along with that of the same values in sRGB (see `UNLIKE`), the profile matters. That
costs 0.3 ms and puts Rec. 2020 among those that are left. CMYK profiles always matter.

A profile that is broken, or is of another colour space than the pixels, is ignored, as viewers do.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from functools import lru_cache
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

UNLIKE: Final = 0.002
"""One less the correlation of lightness above which a profile matters. Measured: Adobe RGB 0.0013,
Rec. 2020 0.0005; grey with gamma 1.8 0.0028, ProPhoto RGB 0.0030, sRGB with gamma 3 0.0032, red and blue
swapped 0.0067, linear 0.013."""

MAX_PROFILE_BYTES: Final = 8 * 1024 * 1024
"""Larger profiles are ignored; those of printing presses have up to three megabytes."""

_SPACES: Final = {b"GRAY": "L", b"RGB ": "RGB", b"CMYK": "CMYK"}
_CLASSES: Final = (b"scnr", b"mntr", b"prtr", b"spac")
_HEADER_BYTES: Final = 128
_BROKEN: Final = (ImageCms.PyCMSError, OSError, ValueError, TypeError)

_GREYS: Final = 14
_TINTS: Final = ((0, 0, 0), (40, 0, -30), (-30, 20, -20), (-30, 0, 40), (20, -20, 20))


def matters(image: Image.Image) -> bool:
    """Whether the picture must be decoded in its own colours, and `to_srgb` then changes it."""
    profile = image.info.get("icc_profile")
    if not isinstance(profile, bytes) or not _fits(profile, image.mode):
        return False
    return _transform(profile, image.mode) is not None


def to_srgb(image: Image.Image, profile: object) -> Image.Image:
    """The picture in sRGB if its profile matters, else as it is.

    Args:
        image: of mode L, LA, RGB, RGBA or CMYK; others are given back as they are.
        profile: what the file says its profile is, bytes if it has any.

    Returns:
        RGB, with alpha as before if it had any.
    """
    mode = {"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode)
    if not isinstance(profile, bytes) or not _fits(profile, mode):
        return image
    transform = _transform(profile, mode)
    if transform is None:
        return image
    converted = transform.apply(image if image.mode == mode else image.convert(mode))
    if image.mode != mode:
        converted.putalpha(image.getchannel("A"))
    return converted


def _fits(profile: bytes, mode: str) -> bool:
    return (
        _HEADER_BYTES < len(profile) <= MAX_PROFILE_BYTES
        and profile[12:16] in _CLASSES
        and _SPACES.get(profile[16:20]) == mode
    )


@lru_cache(maxsize=4)
def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """To sRGB, or None if the profile changes little or is broken."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if mode != "CMYK":
            alike = np.corrcoef(_lightness(source, _probe(mode)), _srgb_lightness(mode))[0, 1]
            if 1 - alike <= UNLIKE:
                return None
        return ImageCms.ImageCmsTransform(source, _srgb(), mode, "RGB", ImageCms.Intent.PERCEPTUAL)
    except _BROKEN:
        return None


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


@lru_cache(maxsize=1)
def _lab() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))


@lru_cache(maxsize=2)
def _probe(mode: str) -> Image.Image:
    """Greys from dark to light and tints of them, as photographs are made of."""
    greys = np.linspace(24, 232, _GREYS)[:, None, None]
    tints = np.array(_TINTS if mode == "RGB" else _TINTS[:1])
    colours = Image.fromarray((greys + tints).clip(0, 255).round().astype(np.uint8))
    return colours if mode == "RGB" else colours.convert(mode)


def _lightness(profile: ImageCms.ImageCmsProfile, probe: Image.Image) -> NDArray[np.float64]:
    """CIE L* of the probe's colours, 0 to 255.

    Raises:
        ValueError: they are all alike.
        PyCMSError: the profile is broken.
    """
    # Optimising would take longer than converting these few.
    transform = ImageCms.ImageCmsTransform(
        profile,
        _lab(),
        probe.mode,
        "LAB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.NOOPTIMIZE,
    )
    lightness = np.asarray(transform.apply(probe))[..., 0].ravel().astype(np.float64)
    if lightness.min() == lightness.max():
        raise ValueError("no picture can be seen through this profile")
    return lightness


@lru_cache(maxsize=2)
def _srgb_lightness(mode: str) -> NDArray[np.float64]:
    return _lightness(_srgb(), _probe(mode).convert("RGB"))
