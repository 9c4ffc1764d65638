"""How well protected is a picture by the hashes that would be sent?

The everyday edits are made of it, and each is hashed as a platform hashes an upload: encoded, decoded, one
plain PDQ. What comes out is what a platform would see, the failures included; nothing is promised from
elsewhere.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO, Final

from PIL import Image

from takedown_hashing import pdq
from takedown_hashing.decode import decode_luma, decode_rgb
from takedown_hashing.everyday import LONG_EDGE, edited, reduced
from takedown_hashing.query import Bank
from takedown_hashing.vocabulary import MATCH_DISTANCE, PDQ_BITS, USEFUL_QUALITY, Edit

_EDITS: Final = MappingProxyType(
    {
        Edit.MESSENGER: "telegram",
        Edit.SMALL_COPY: "resize-320",
        Edit.MIRRORED: "mirror",
        Edit.QUARTER_TURN: "quarter-turn",
        Edit.SQUARE_CROP: "square",
        Edit.SMALL_CROP: "crop-5",
        Edit.FULL_SCREEN: "viewer-9x20-black",
        Edit.POST: "feed-light",
        Edit.CAPTION_STRIP: "caption-strip",
        Edit.TEXT_ACROSS: "text",
        Edit.LARGE_STICKER: "sticker-12",
        Edit.TILTED: "tilt",
    }
)
"""Which of `everyday.EDITS` and `everyday.VIEWERS` each stands for."""

_AT_LEAST: Final = LONG_EDGE * 3 // 4
"""Shorter side to decode to: pictures of 4:3 and narrower then keep `LONG_EDGE` pixels along the longer."""

_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class EditOutcome:
    """What a platform would see of one edited copy.

    Attributes:
        edit: which.
        distance: to the nearest of the submitted hashes, in bits, 0 to 256.
        quality: of the copy's hash, 0 to 100; platforms drop those below `USEFUL_QUALITY`.
        recognised: whether a platform would.
    """

    edit: Edit
    distance: int
    quality: int
    recognised: bool


def preload() -> None:
    """Load the font, the drawing and the encoder that the edits need: a fork then opens no file for them."""
    image = Image.new("RGB", (64, 64))
    for name in ("text", "tilt", "mirror"):
        edited(name, image, seed=_SEED, picture="")


def self_test(source: BinaryIO, submitted: Sequence[str]) -> tuple[EditOutcome, ...]:
    """Try the dozen everyday edits on a picture.

    Args:
        source: an open binary file, read from where it stands to its end. Nothing is written.
        submitted: the PDQ hashes that would be sent, 64 hexadecimal digits each.

    Returns:
        An outcome for each `Edit`, in its order; the same again for the same picture and hashes.

    Raises:
        PictureRefused: it cannot be decoded.
        ValueError: a submitted hash is none.
    """
    bank = Bank(submitted)
    image = reduced(decode_rgb(source.read(), _AT_LEAST))
    outcomes = []
    for edit, name in _EDITS.items():
        upload = edited(name, image, seed=_SEED, picture="")
        seen = pdq.hash_whole(decode_luma(upload, nearest=False).luma)
        nearest = int(bank.nearest([seen.value])[0].min()) if len(bank) else PDQ_BITS
        recognised = nearest <= MATCH_DISTANCE and seen.quality >= USEFUL_QUALITY
        outcomes.append(EditOutcome(edit, nearest, seen.quality, recognised))
    return tuple(outcomes)
