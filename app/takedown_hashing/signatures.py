"""What a file is, told by its first bytes, when no decoder of ours accepts it. Standard library only."""

from __future__ import annotations

import re
from typing import Final

SIGNATURE_LENGTH: Final = 1024
"""So many first bytes are enough for `is_ours` and `is_known`."""

_OURS: Final = re.compile(
    rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|RIFF....WEBP|GIF8[79]a|BM.{4}\x00\x00\x00\x00|II\*\x00|MM\x00\*"
    rb"|\x00\x00\x00\x0cjP  \r\n|\xff\x4f\xff\x51"  # JPEG 2000, its bare codestream
    rb"|....ftyp(?:avif|avis|hei[cxms]|hev[cxms]|mif1|msf1)",
    re.DOTALL,
)

_KNOWN: Final = re.compile(
    rb"%!PS|%PDF|\xc5\xd0\xd3\xc6"  # PostScript, PDF, EPS with preview
    rb"|\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF"  # Windows metafiles
    rb"|8BPS|gimp xcf|\x00\x00\x01\x00|\x00\x00\x02\x00|icns|qoif|DDS |P[1-7]\s|#\?RADIANCE|v/1\x01|SIMPLE  ="
    rb"|\xff\x0a|\x00\x00\x00\x0cJXL |BPG\xfb|FORM....(?:ILBM|PBM )"
    rb"|II\+\x00|MM\x00\+|IIU\x00|IIRO|FUJIFILM|FOVb|\x00MRM|II\x1a\x00"  # BigTIFF, JPEG XR, raw photographs
    rb"|\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg"
    rb"|....ftyp|....moov|\x1aE\xdf\xa3|RIFF....AVI |FLV\x01|\x00\x00\x01[\xb3\xba]|OggS|0&\xb2u",  # videos
    re.DOTALL,
)


def is_ours(start: bytes) -> bool:
    """Whether the first bytes are those of a format that we decode: then the rest of the file is broken."""
    return _OURS.match(start) is not None


def is_known(start: bytes) -> bool:
    """Whether the first bytes are those of a picture, drawing or video format that we do not decode."""
    return _KNOWN.match(start) is not None
