"""JPEG 2000: sizes, tiles, markers, boxes."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterator

from hostile.bombs import box, patched
from support.pictures import encoded, landscape

Make = Callable[[], bytes]


def jpeg2000_defects() -> Iterator[tuple[str, Make]]:
    whole = encoded(landscape(6, (64, 64)), "JPEG2000")
    stream = whole[whole.index(b"\xff\x4f\xff\x51") :]

    def size(offset: int, value: bytes) -> bytes:
        return stream[: 6 + offset] + value + stream[6 + offset + len(value) :]

    huge, one = struct.pack(">I", 2**31 - 1), struct.pack(">I", 1)
    for name, offset, value in (
        ("wide", 2, huge),
        ("high", 6, huge),
        ("10000", 2, struct.pack(">II", 10_000, 10_000)),
        ("left", 10, huge),
        ("tiles-of-one", 18, one + one),
        ("tiles-of-none", 18, bytes(8)),
        ("tile-left", 26, huge),
        ("components-16384", 34, b"\x40\0"),
        ("components-none", 34, b"\0\0"),
        ("depth-38", 36, b"\x25"),
        ("depth-signed", 36, b"\xff"),
        ("step-none", 37, b"\0\0"),
        ("step-255", 37, b"\xff\xff"),
    ):
        yield f"size-{name}.j2k", lambda o=offset, v=value: size(o, v)
        yield f"size-{name}.jp2", lambda o=offset, v=value: whole[: whole.index(stream[:4])] + size(o, v)
    many = size(2, struct.pack(">II", 9_999, 9_999))
    yield "tiles-a-hundred-million.j2k", lambda: many[:24] + one + one + many[32:]
    for marker, offsets in (
        (b"\xff\x52", (4, 5, 6, 8, 9, 10, 11, 12, 13)),
        (b"\xff\x5c", (4, 5)),
        (b"\xff\x90", (4, 6, 10, 11)),
    ):
        for offset, value in itertools.product(offsets, (0, 1, 0x20, 0x7F, 0xFF)):
            yield (
                f"{marker.hex()}-{offset}-{value}.j2k",
                lambda m=marker, o=offset, v=value: patched(stream, m, o, bytes([v])),
            )
    for count, told in ((2, 1), (250, 1), (250, 249), (1, 250)):
        yield f"parts-{count}-told-{told}.j2k", lambda c=count, t=told: _in_parts(stream, c, t)
    header = whole.index(b"ihdr")
    for name, at, value in (
        ("components-0", 8, b"\0\0"),
        ("components-9", 8, b"\0\x09"),
        ("depth-255", 10, b"\xff"),
        ("packing-0", 11, b"\0"),
        ("size-other", 0, struct.pack(">II", 9, 9)),
        ("size-huge", 0, struct.pack(">II", 2**31, 2**31)),
    ):
        yield (
            f"header-{name}.jp2",
            lambda at=at, v=value: whole[: header + 4 + at] + v + whole[header + 4 + at + len(v) :],
        )
    place = whole.index(b"colr")
    for method in (0, 2, 3, 4, 255):
        yield f"colour-{method}.jp2", lambda m=method: whole[: place + 4] + bytes([m]) + whole[place + 5 :]
    for space in (0, 12, 14, 16, 17, 18, 99, 2**32 - 1):
        yield (
            f"colour-space-{space}.jp2",
            lambda s=space: whole[: place + 7] + struct.pack(">I", s) + whole[place + 11 :],
        )
    inside = place - 4
    palette = box(b"pclr", struct.pack(">HB", 1024, 3) + b"\7\7\7" + bytes(3072)) + box(
        b"cmap", b"\0\0\1\xff" * 3
    )
    channels = box(b"cdef", struct.pack(">H", 3) + b"\0\0\0\xff\xff\xff" * 3)
    for name, extra in (("palette", palette), ("palette-cut", palette[:40]), ("channels", channels)):
        grown = struct.pack(">I", int.from_bytes(whole[header - 12 : header - 8], "big") + len(extra))
        yield (
            f"with-{name}.jp2",
            lambda e=extra, g=grown: (
                whole[: header - 12] + g + whole[header - 8 : inside] + e + whole[inside:]
            ),
        )
    yield "stream-cut.j2k", lambda: stream[: len(stream) // 3]
    yield "stream-only-header.j2k", lambda: stream[: stream.index(b"\xff\x90")]
    yield "boxes-deep.jp2", lambda: whole[:32] + box(b"jp2h", box(b"jp2h") * 10_000) + whole[32:]


def _in_parts(stream: bytes, count: int, told: int) -> bytes:
    """Cut the one tile into parts, behind an index of parts (TLM) that tells of another number.

    OpenJPEG 2.5.3 and 2.5.4, as released, write past the end of that index (OSV-2025-219).
    """
    start, end = stream.index(b"\xff\x90"), stream.rindex(b"\xff\xd9")
    body = stream[stream.index(b"\xff\x93", start) + 2 : end]
    length = -(-len(body) // count)
    index = struct.pack(">HHBB", 0xFF55, 4 + 5 * told, 0, 0x50) + struct.pack(">BI", 0, 14 + length) * told
    pieces = [body[at : at + length] for at in range(0, len(body), length)]
    parts = (
        struct.pack(">HHHIBBH", 0xFF90, 10, 0, 14 + len(piece), number, 0, 0xFF93) + piece
        for number, piece in enumerate(pieces)
    )
    return stream[:start] + index + b"".join(parts) + stream[end:]
