"""What a file says it is, by its first bytes, so that its worker gets fitting limits. Nothing is decoded.

A file may lie. Then it gets the limits of what it claims to be, and the decoders go by its real beginning.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

START_BYTES: Final = 64 * 1024
"""So many first bytes are looked at: PNG says that it moves only after its colour profile."""


class FileKind(Enum):
    """How much work a file may be."""

    PICTURE = "picture"
    ANIMATION = "animation"
    VIDEO = "video"


_ISO_PICTURE: Final = re.compile(rb"....ftyp(?:avif|hei[cxms]|hev[cxms]|mif1|msf1|jp2 |jpx |crx )", re.DOTALL)
_ISO_ANIMATION: Final = re.compile(rb"....ftyp(?:avis|.{4,256}avis)", re.DOTALL)
_VIDEO: Final = re.compile(
    rb"....(?:ftyp|moov|mdat|wide|free|skip|pnot)"  # MP4, QuickTime, 3GP
    rb"|\x1aE\xdf\xa3|RIFF....AVI "  # Matroska, WebM; AVI
    rb"|(?:G.{187}){3}G|(?:.{4}G.{187}){3}",  # MPEG transport stream
    re.DOTALL,
)
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_WEBP_ANIMATION: Final = 0x02


def kind_of(untrusted_start: bytes) -> FileKind:
    """Return what the first `START_BYTES` bytes claim to begin."""
    if untrusted_start.startswith((b"GIF87a", b"GIF89a")):
        return FileKind.ANIMATION
    if untrusted_start.startswith(_PNG):
        pixels = untrusted_start.find(b"IDAT")
        moves = untrusted_start.find(b"acTL", 0, pixels if pixels >= 0 else None) >= 0
        return FileKind.ANIMATION if moves else FileKind.PICTURE
    if untrusted_start[8:16] == b"WEBPVP8X":
        moves = bool(untrusted_start[20:21] and untrusted_start[20] & _WEBP_ANIMATION)
        return FileKind.ANIMATION if moves else FileKind.PICTURE
    if _ISO_ANIMATION.match(untrusted_start[:64]):
        return FileKind.ANIMATION
    if _ISO_PICTURE.match(untrusted_start):
        return FileKind.PICTURE
    return FileKind.VIDEO if _VIDEO.match(untrusted_start) else FileKind.PICTURE
