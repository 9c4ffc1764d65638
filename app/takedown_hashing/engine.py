"""A picture to its fingerprints.

    hash_picture    everything that is submitted for one picture
    hash_upload     what a platform computes for what somebody uploads
    preload         for processes that fork: load everything before
    rehearse        for processes that fork: compute what all pictures of one shape share

Failures are `PictureRefused` with a `Refusal` (see `decode`).
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from PIL import Image

from takedown_hashing import pdq, selftest, viewers
from takedown_hashing.decode import DecodedLuma, PictureRefused, Refusal, decode_luma, decode_rgb, upright
from takedown_hashing.pdq import distance
from takedown_hashing.phash import phash
from takedown_hashing.query import query
from takedown_hashing.views import structured_set
from takedown_hashing.vocabulary import HASHES_PER_PICTURE, HashType, View
from takedown_hashing.warm import tiny_pictures

__all__ = [
    "Hash",
    "PictureHashes",
    "PictureRefused",
    "Refusal",
    "distance",
    "hash_picture",
    "hash_upload",
    "preload",
    "rehearse",
]

NOTE_TRUNCATED: Final = "truncated"
"""A part of the picture was missing; what could be decoded was hashed."""

NOTE_FIRST_FRAME_ONLY: Final = "first-frame-only"
"""There are more frames than the one that was hashed."""

PHASH_SIDE: Final = 256
"""pHash shrinks to 32 x 32 with a wide filter; from so many samples it gives the same, to a bit or two."""


_MADE_UP: Final = Image.fromarray(
    np.random.default_rng(1).integers(0, 256, (24, 24), np.uint8)  # structure everywhere, so all views count
)


@dataclass(frozen=True, slots=True)
class Hash:
    """One hash of one view.

    Attributes:
        type: which algorithm.
        view: which rendering (`vocabulary.View`).
        value: lower-case hexadecimal digits.
        quality: 0 to 100 for PDQ, else None.
    """

    type: HashType
    view: str
    value: str
    quality: int | None


@dataclass(frozen=True, slots=True)
class PictureHashes:
    """One picture's hashes.

    Attributes:
        width, height: of the upright picture, in pixels.
        sha256: of the whole file, 64 lower-case hexadecimal digits.
        quality: PDQ quality of the whole view, 0 to 100; 0 where its value shows nothing, as of a chessboard.
        hashes: PDQ of the structured set (`views`) in order of worth, the whole view first, then pHash and
            SHA-256.
        notes: `NOTE_TRUNCATED`, `NOTE_FIRST_FRAME_ONLY`, both or none.
        shape: stored width and height in pixels, pixels per sample across and down, EXIF orientation; what
            `rehearse` takes.
    """

    width: int
    height: int
    sha256: str
    quality: int
    hashes: tuple[Hash, ...]
    notes: tuple[str, ...]
    shape: tuple[int, int, int, int, int]


def hash_picture(source: BinaryIO, *, budget: int = HASHES_PER_PICTURE) -> PictureHashes:
    """Hash one picture.

    Args:
        source: an open binary file, read from where it stands to its end; no other file is opened.
        budget: how many PDQ hashes at most, at least 1.

    Raises:
        PictureRefused: it cannot be decoded.
    """
    data = source.read()
    decoded = decode_luma(data, nearest=True)
    luma = decoded.luma
    shrunk = None if decoded.nearest is None else pdq.hash_whole(decoded.nearest)
    views = structured_set(luma, budget=budget, shrunk=shrunk)
    quality = views[0][1].worth
    sha256 = hashlib.sha256(data).hexdigest()
    hashes = [Hash(HashType.PDQ, view, each.value, each.quality) for view, each in views]
    hashes.append(Hash(HashType.PHASH, View.WHOLE, phash(upright(luma, PHASH_SIDE)), None))
    hashes.append(Hash(HashType.SHA256, View.FILE, sha256, None))
    width, height = luma.upright_size
    return PictureHashes(width, height, sha256, quality, tuple(hashes), _notes(decoded), _shape(luma))


def query_picture(source: BinaryIO) -> PictureHashes:
    """Hash one picture for comparing (`query`): from every side, also inside borders and screenshots.

    The whole view is the first, whatever its quality, as in `hash_picture`; neither pHash nor SHA-256 is
    among the hashes.

    Args:
        source: an open binary file, read from where it stands to its end; no other file is opened.

    Raises:
        PictureRefused: it cannot be decoded.
    """
    data = source.read()
    decoded = decode_luma(data, nearest=False)
    luma = decoded.luma
    whole = pdq.hash_whole(luma)
    views = [(View.WHOLE, whole), *((view, each) for view, each in query(luma).hashes if view != View.WHOLE)]
    # Two pictures inside may look the same.
    hashes = tuple(dict.fromkeys(Hash(HashType.PDQ, view, each.value, each.quality) for view, each in views))
    sha256 = hashlib.sha256(data).hexdigest()
    width, height = luma.upright_size
    return PictureHashes(width, height, sha256, whole.quality, hashes, _notes(decoded), _shape(luma))


def hash_upload(source: BinaryIO) -> tuple[str, int]:
    """What a platform computes: plain PDQ of the whole upload, shown upright.

    Args:
        source: an open binary file, read from where it stands to its end.

    Returns:
        64 hexadecimal digits and the quality, 0 to 100. Platforms drop those below `USEFUL_QUALITY`.

    Raises:
        PictureRefused: it cannot be decoded.
    """
    whole = pdq.hash_whole(decode_luma(source.read(), nearest=False).luma)
    return whole.value, whole.quality


def preload() -> None:
    """Load every decoder and fill every cache, so that a forked child opens no file afterwards.

    Decoders come in libraries that load others, and some open files, when first used; so each is used.
    """
    selftest.preload()
    for shape in viewers.SHAPES:
        viewers.layouts_for(*shape)
    for data in tiny_pictures():
        hash_picture(io.BytesIO(data))
        decode_rgb(data)


def rehearse(width: int, height: int, scale_x: int, scale_y: int, orientation: int) -> None:
    """Fill the caches of operators (`pdq`, `placed`) for pictures of one shape, so that a fork has them.

    They depend on the shape alone; the picture that is hashed here is made up. It costs about what hashing
    one such picture costs without its decoding.

    Args:
        width, height: as stored, in pixels.
        scale_x, scale_y: pixels per sample.
        orientation: EXIF orientation, 1 to 8.
    """
    rows, columns = -(-height // scale_y), -(-width // scale_x)
    blocks = np.asarray(_MADE_UP.resize((columns, rows), Image.Resampling.BILINEAR))
    luma = pdq.Luma(blocks, width, height, scale_x, scale_y, orientation)
    shrunk = pdq.nearest_512(luma)
    structured_set(luma, shrunk=None if shrunk is None else pdq.hash_whole(shrunk))


def _shape(luma: pdq.Luma) -> tuple[int, int, int, int, int]:
    return luma.width, luma.height, luma.scale_x, luma.scale_y, luma.orientation


def _notes(decoded: DecodedLuma) -> tuple[str, ...]:
    notes = []
    if decoded.truncated:
        notes.append(NOTE_TRUNCATED)
    if decoded.animated:
        notes.append(NOTE_FIRST_FRAME_ONLY)
    return tuple(notes)
