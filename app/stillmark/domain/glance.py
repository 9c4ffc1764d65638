"""What the worker hands back for "show this one": a few pixels, exactly as many as it says.

shown: {"kind", "width", "height", "pixels"}: pixels is Base64 of width * height bytes
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import Final

from stillmark.domain.strict_message import (
    WorkerMessageInvalid,
    decode_object,
    encode_object,
    exactly,
    integer,
)
from stillmark.domain.worker_messages import WorkerRefused, parse_reply

EDGE: Final = 240
"""Longest side in pixels; Base64 of the most there can be is well below the longest message."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A picture, small and grey.

    Attributes:
        width, height: 1 to `EDGE` pixels.
        pixels: brightness, one byte each, rows from the top, without gaps.
    """

    width: int
    height: int
    pixels: bytes = field(repr=False)


def encode_shown(shown: Glance) -> bytes:
    """Return the message for a picture that is shown, header included."""
    pixels = base64.b64encode(shown.pixels).decode("ascii")
    return encode_object({"kind": "shown", "width": shown.width, "height": shown.height, "pixels": pixels})


def parse_shown(untrusted_message: bytes) -> Glance | WorkerRefused:
    """Read the answer to "show this one".

    Raises:
        WorkerMessageInvalid: wrong length, not JSON, a side out of range, more or fewer pixels than named.
    """
    untrusted = decode_object(untrusted_message)
    if untrusted.get("kind") != "shown":
        reply = parse_reply(untrusted_message)
        if isinstance(reply, WorkerRefused):
            return reply
        raise WorkerMessageInvalid("not a picture to show")
    exactly(untrusted, {"kind", "width", "height", "pixels"})
    width, height = integer(untrusted["width"], 1, EDGE), integer(untrusted["height"], 1, EDGE)
    untrusted_pixels = untrusted["pixels"]
    if not isinstance(untrusted_pixels, str):
        raise WorkerMessageInvalid("no pixels")
    try:
        pixels = base64.b64decode(untrusted_pixels, validate=True)
    except (ValueError, binascii.Error) as problem:
        raise WorkerMessageInvalid("not Base64") from problem
    if len(pixels) != width * height:
        raise WorkerMessageInvalid("not as many pixels as it says")
    return Glance(width, height, pixels)
