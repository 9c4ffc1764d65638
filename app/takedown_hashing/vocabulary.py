"""Names of hash types, views and media, and what is of use to platforms, shared by everyone. Standard
library only.

The values travel in messages (`type`, `view`, `media` of a submission), so they never change meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class HashType(StrEnum):
    """Kinds of fingerprint that a message can carry."""

    PDQ = "pdq"
    PHASH = "phash"
    SHA256 = "sha256"
    MD5 = "md5"
    VPDQ = "vpdq"


HEX_LENGTH: Final[dict[HashType, int]] = {
    HashType.PDQ: 64,
    HashType.PHASH: 16,
    HashType.SHA256: 64,
    HashType.MD5: 32,
    HashType.VPDQ: 64,
}
"""Length of each type's value in lower-case hexadecimal digits."""


class Media(StrEnum):
    """What was fingerprinted."""

    IMAGE = "image"
    VIDEO = "video"


class View(StrEnum):
    """Which rendering of the picture a hash belongs to.

    The eight orientations are the elements of the dihedral group of the square, named by what a
    person does to the upright picture: turns are clockwise, `mirror` is left-right, and
    `mirror-rotate90` mirrors first and turns afterwards. `whole.512` is the whole picture as PDQ's C++ and
    browser implementations see it, which first shrink it to 512 x 512 pixels by leaving pixels out.

    `square` and `portrait` (4:5) are what galleries and feeds cut out of the middle; `centre.90` and
    `centre.80` leave that much of either side. `viewer.1` and so on are chosen to lie near screenshots of a
    phone that shows the picture alone, under the signs that different viewers draw; they are the hash of none
    in particular. `border` has a white border all round, `bars` bars above and below, `strip` one above.
    `corner.*` leave out a twentieth of either side, top or bottom and left or right. `trimmed` is the
    picture without plain borders, `inner` a picture that it shows, for instance as a screenshot; a view of
    one of those two is named `trimmed.` or `inner.` and the view. `straight` is the picture turned back
    after it was tilted; only who compares uses it.
    """

    FILE = "file"
    WHOLE = "whole"
    WHOLE_512 = "whole.512"
    MIRROR = "mirror"
    ROTATE_90 = "rotate90"
    ROTATE_180 = "rotate180"
    ROTATE_270 = "rotate270"
    MIRROR_ROTATE_90 = "mirror-rotate90"
    MIRROR_ROTATE_180 = "mirror-rotate180"
    MIRROR_ROTATE_270 = "mirror-rotate270"
    SQUARE = "square"
    PORTRAIT = "portrait"
    CENTRE_90 = "centre.90"
    CENTRE_80 = "centre.80"
    VIEWER = "viewer"
    BORDER = "border"
    BARS = "bars"
    STRIP = "strip"
    CORNER_TOP_LEFT = "corner.top-left"
    CORNER_TOP_RIGHT = "corner.top-right"
    CORNER_BOTTOM_LEFT = "corner.bottom-left"
    CORNER_BOTTOM_RIGHT = "corner.bottom-right"
    TRIMMED = "trimmed"
    INNER = "inner"
    STRAIGHT = "straight"


class Edit(StrEnum):
    """The readable dozen of everyday edits that the self-test tries."""

    MESSENGER = "messenger"
    SMALL_COPY = "small-copy"
    MIRRORED = "mirrored"
    QUARTER_TURN = "quarter-turn"
    SQUARE_CROP = "square-crop"
    SMALL_CROP = "small-crop"
    FULL_SCREEN = "full-screen"
    POST = "post"
    CAPTION_STRIP = "caption-strip"
    TEXT_ACROSS = "text-across"
    LARGE_STICKER = "large-sticker"
    TILTED = "tilted"


VIEW_PATTERN: Final = re.compile(r"[a-z0-9.-]{1,40}")
"""Every view name matches this in full."""

PDQ_BITS: Final = 256
_SIDE: Final = 16
_ROW: Final = 2**_SIDE - 1
_COLUMN: Final = (2**PDQ_BITS - 1) // _ROW
MATCH_DISTANCE: Final = 31
"""Platforms treat two PDQ hashes as copies at this Hamming distance or less (of 256)."""

USEFUL_QUALITY: Final = 50
"""Platforms drop PDQ hashes below this quality (0 to 100)."""

FEWEST_BITS: Final = 64
"""PDQ sets the half of its bits that lies above the median: 120 to 128 of 256 in every hash of quality 50 or
more of 43 photographs (1,177 views). Fewer than this, or as few not set, come from next to nothing."""
FEWEST_LINES: Final = 3
"""Different rows, and columns, of the 16 x 16 bits of a hash that shows something. Those photographs have 12
or more; a chessboard has two, and so matches every other chessboard."""

HASHES_PER_PICTURE: Final = 24
"""PDQ hashes that are submitted for one picture at most, unless a registry says otherwise."""


def shows_nothing(value: str) -> bool:
    """Return whether a PDQ value is degenerate: of a plain picture or a plain pattern, or made up.

    It would match what has nothing to do with it, whatever quality is claimed for it.

    Args:
        value: 64 lower-case hexadecimal digits.
    """
    number = int(value, 16)
    if not FEWEST_BITS <= number.bit_count() <= PDQ_BITS - FEWEST_BITS:
        return True
    rows = ((number >> line * _SIDE) & _ROW for line in range(_SIDE))
    columns = ((number >> line) & _COLUMN for line in range(_SIDE))
    return _few(rows) or _few(columns)


def of_no_use(hash_type: HashType, value: str, quality: int | None) -> bool:
    """Return whether platforms could do nothing with a fingerprint: too plain, as stated or as can be seen.

    Args:
        hash_type: of the value.
        value: lower-case hexadecimal digits.
        quality: 0 to 100, None where none is stated.
    """
    if quality is not None and quality < USEFUL_QUALITY:
        return True
    return hash_type in (HashType.PDQ, HashType.VPDQ) and shows_nothing(value)


def _few(lines: Iterable[int]) -> bool:
    # A registry asks this of every fingerprint; nearly always the first three lines differ already.
    seen: set[int] = set()
    for line in lines:
        seen.add(line)
        if len(seen) == FEWEST_LINES:
            return False
    return True
