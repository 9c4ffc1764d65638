"""Untrusted bytes to pixels: opens, limits, turns upright, and gives every failure a type.

    PictureRefused
        reason: Refusal

Nothing here opens a file or keeps one open: decoders read from memory, so that they work in a process
that may open nothing.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

import io
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageFile, UnidentifiedImageError

from takedown_hashing import colour, pdq
from takedown_hashing.modes import reduced_luma, to_rgb
from takedown_hashing.signatures import SIGNATURE_LENGTH, is_known, is_ours

MAX_PIXELS: Final = 100_000_000
"""Larger pictures are refused by their header, before anything is decoded."""

LARGE_PIXELS: Final = 50_000_000
"""Where memory runs out while a larger one is decoded, it is refused for its size. All of 100 megapixels that
are stored compressed fit; raw ones are held twice."""

LUMA_SIDE: Final = 256
"""Shorter side that a scaled JPEG decode keeps at least, in samples: the blur's windows are two or more
samples wide then, and hashes differ from those of full resolution by a few bits."""

REDUCED_SIDE: Final = 512
"""Side that averaging a fully decoded picture keeps at least, in samples."""

FORMATS: Final = ("JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF", "BMP", "TIFF", "JPEG2000")
"""The only decoders that ever see a file; in particular none that runs an interpreter (EPS, WMF)."""

_ORIENTATION: Final = 0x0112
_SUBFILE_TYPE: Final = 0x00FE
_OLD_SUBFILE_TYPE: Final = 0x00FF
_PAGES_LOOKED_AT: Final = 100
_DNG_VERSION: Final = 0xC612
_END_OF_JPEG: Final = b"\xff\xd9"

_BROKEN_METADATA: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    struct.error,
    zlib.error,
)

_TRANSPOSE: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_tolerance_lock = threading.Lock()


class Refusal(StrEnum):
    """Why a picture could not be decoded."""

    EMPTY = "empty"
    NOT_A_PICTURE = "not-a-picture"
    UNSUPPORTED_FORMAT = "unsupported-format"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too-many-pixels"
    OUT_OF_MEMORY = "out-of-memory"


class PictureRefused(Exception):
    """The bytes are no picture that can be hashed.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Decoded:
    """Pixels and what is worth knowing about their file.

    Attributes:
        image: decoded, in the file's mode, as stored, perhaps reduced by the decoder.
        width, height: as stored, in pixels, before any reduction.
        scale: reduction by the decoder; a sample is the mean of so many pixels squared.
        orientation: EXIF orientation, 1 to 8.
        truncated: whether a part of the picture is missing.
        animated: whether there are other frames or pages of full size.
    """

    image: Image.Image
    width: int
    height: int
    scale: int
    orientation: int
    truncated: bool
    animated: bool


@dataclass(frozen=True, slots=True)
class DecodedLuma:
    """What is hashed, and what is worth knowing about its file.

    Attributes:
        luma: perhaps reduced.
        nearest: `pdq.nearest_512` of it, if asked for and different.
        truncated, animated: as in `Decoded`.
    """

    luma: pdq.Luma
    nearest: pdq.Luma | None
    truncated: bool
    animated: bool


def register_decoders() -> None:
    """Make Pillow know every format of ours, each decoding in the calling thread alone."""
    Image.init()
    pillow_heif.register_heif_opener(decode_threads=1)
    # Pillow offers no parameter for it. A locked worker may not start threads; several workers run at once.
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


register_decoders()


def decode(data: bytes, at_least: int | None) -> Decoded:
    """Decode the first frame.

    Args:
        data: a whole file.
        at_least: a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as its shorter side keeps so
            many pixels, and to luma alone; None for full size and colour.

    Raises:
        PictureRefused: nothing could be decoded, or it would take too much.
    """
    with _refusals(data):
        try:
            return _decode(data, at_least, truncated=False)
        except (MemoryError, PictureRefused, UnidentifiedImageError, Image.DecompressionBombError):
            raise
        except Exception:  # noqa: BLE001 - decoders raise anything; the second try tells whether it is lost
            with _tolerating_truncation():
                return _decode(data, at_least, truncated=True)


def decode_luma(data: bytes, *, nearest: bool) -> DecodedLuma:
    """Decode to luma for hashing, at reduced size where that is cheaper.

    Args:
        data: a whole file.
        nearest: also give `DecodedLuma.nearest`, for which large JPEGs are decoded at twice the size.

    Raises:
        PictureRefused: as `decode`.
    """
    decoded = decode(data, pdq.NEAREST_SIDE if nearest else LUMA_SIDE)
    with _refusals(data):
        image = decoded.image
        factors = max(1, image.width // REDUCED_SIDE), max(1, image.height // REDUCED_SIDE)
        places = pdq.nearest_places(decoded.width, decoded.height, decoded.orientation) if nearest else None
        blocks, pixels = reduced_luma(
            image,
            factors,
            places and (places[0] // decoded.scale, places[1] // decoded.scale),
        )
        luma = pdq.Luma(
            blocks=blocks,
            width=decoded.width,
            height=decoded.height,
            scale_x=decoded.scale * factors[0],
            scale_y=decoded.scale * factors[1],
            orientation=decoded.orientation,
        )
        shrunk = None if pixels is None else pdq.shrunk_512(pixels, decoded.orientation)
    return DecodedLuma(luma, shrunk, decoded.truncated, decoded.animated)


def decode_rgb(data: bytes, at_least: int | None = None) -> Image.Image:
    """Decode to upright RGB pixels on white, without any metadata.

    Args:
        data: a whole file.
        at_least: None for full size and colour; else a JPEG may be reduced, and then is grey (see `decode`).

    Raises:
        PictureRefused: as `decode`.
    """
    decoded = decode(data, at_least)
    with _refusals(data):
        image = to_rgb(decoded.image)
        image.info = {}
        turn = _TRANSPOSE.get(decoded.orientation)
        return image if turn is None else image.transpose(turn)


def upright(luma: pdq.Luma, at_least: int) -> Image.Image:
    """The luma as an upright picture of mode L, averaged down to no less than so many samples either way."""
    image = Image.fromarray(luma.blocks)
    factors = max(1, image.width // at_least), max(1, image.height // at_least)
    if factors != (1, 1):
        image = image.reduce(factors)
    turn = _TRANSPOSE.get(luma.orientation)
    return image if turn is None else image.transpose(turn)


def _decode(data: bytes, at_least: int | None, *, truncated: bool) -> Decoded:
    if truncated and data.startswith(b"\xff\xd8"):
        # With an end marker the decoder fills in what is missing, as other programs' decoders do.
        data += _END_OF_JPEG
    image = Image.open(io.BytesIO(data), formats=FORMATS)
    animated = image.format != "MPO" and bool(getattr(image, "is_animated", False))
    if image.format == "TIFF":
        page, animated = _tiff_page(data)
        image.seek(page)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS)

    scale = 1
    if at_least is not None and image.format in ("JPEG", "MPO"):
        mode = image.mode
        if mode == "RGB" and not colour.matters(image):
            mode = "L"
            image.info.pop("icc_profile", None)  # one for grey does not belong to this grey
        drafted = image.draft(mode, (at_least, at_least))
        if drafted is not None:
            scale = round(width / drafted[1][2])
    try:
        image.load()
    except MemoryError as error:
        # A picture of ordinary size that does not fit is the computer's fault, not the picture's.
        large = width * height > LARGE_PIXELS * scale * scale
        raise PictureRefused(Refusal.TOO_MANY_PIXELS if large else Refusal.OUT_OF_MEMORY) from error
    if scale == 1:
        width, height = image.size  # TIFF turns itself while loading; HEIF may correct its size
    if truncated and _is_flat(image):
        raise PictureRefused(Refusal.DAMAGED)
    return Decoded(image, width, height, scale, _orientation(image), truncated, animated)


def _orientation(image: Image.Image) -> int:
    if image.format == "HEIF":
        return 1  # libheif has turned it; what EXIF says is of the time before
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
    except _BROKEN_METADATA:
        return 1  # viewers show such a picture as stored
    return orientation if orientation in pdq.EXIF_TURNS else 1


def _is_flat(image: Image.Image) -> bool:
    extrema = image.getextrema()
    bands = extrema if isinstance(extrema[0], tuple) else (extrema,)
    return all(band[0] == band[1] for band in bands if isinstance(band, tuple))


def _tiff_page(data: bytes) -> tuple[int, bool]:
    """The first page of full size, and whether there are more: reduced ones and masks do not count.

    Raises:
        PictureRefused: there is none, or it is a camera's raw file, of which only a thumbnail can be decoded.
    """
    image = Image.open(io.BytesIO(data), formats=("TIFF",))
    if data[8:10] == b"CR" or _DNG_VERSION in getattr(image, "tag_v2", {}):
        raise PictureRefused(Refusal.UNSUPPORTED_FORMAT)
    first = None
    for page in range(_PAGES_LOOKED_AT):
        try:
            image.seek(page)
            full = _is_full_page(getattr(image, "tag_v2", {}))
        except (EOFError, *_BROKEN_METADATA):
            break  # the pages before it stand
        if full and first is not None:
            return first, True
        if full:
            first = page
    if first is None:
        raise PictureRefused(Refusal.UNSUPPORTED_FORMAT)
    return first, False


def _is_full_page(tags: Mapping[int, int]) -> bool:
    """Neither reduced (bit 0) nor a mask (bit 2) by TIFF 6.0's NewSubfileType, nor reduced by the old tag."""
    return not int(tags.get(_SUBFILE_TYPE, 0)) & 0b101 and int(tags.get(_OLD_SUBFILE_TYPE, 1)) != 2


@contextmanager
def _tolerating_truncation() -> Iterator[None]:
    # Pillow has one switch for the whole process.
    with _tolerance_lock:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before


@contextmanager
def _refusals(data: bytes) -> Iterator[None]:
    """Give every exception of a decoder a type, and keep its warnings from the person's terminal."""
    if not data:
        raise PictureRefused(Refusal.EMPTY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except PictureRefused:
        raise
    except MemoryError as error:
        raise PictureRefused(Refusal.OUT_OF_MEMORY) from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise PictureRefused(_unidentified(data[:SIGNATURE_LENGTH])) from error
    except Exception as error:
        raise PictureRefused(Refusal.DAMAGED) from error


def _unidentified(start: bytes) -> Refusal:
    if is_ours(start):
        return Refusal.DAMAGED
    return Refusal.UNSUPPORTED_FORMAT if is_known(start) else Refusal.NOT_A_PICTURE
