"""GIF and WebP: LZW streams, frames, chunks."""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterator

from hostile.bombs import gif, tiff, webp
from support.pictures import encoded, landscape

Make = Callable[[], bytes]


def gif_defects() -> Iterator[tuple[str, Make]]:
    head = b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = b"," + struct.pack("<HHHHB", 0, 0, 64, 64, 0)
    packed = gif(64, 64, 1, (64, 64)).partition(frame)[2]
    for size in (0, 1, 3, 8, 9, 11, 12, 13, 31, 255):
        yield f"codes-from-{size}.gif", lambda s=size: head + frame + bytes([s]) + packed[1:]
    for name, stream in {
        "beyond-the-table": b"\2\4\xff\xff\xff\xff\0",
        "clear-for-ever": b"\2" + (b"\xff" + b"\x24\x49\x92" * 85) * 2000 + b"\0",
        "end-first": b"\2\1\x05\0",
        "empty": b"\2\0",
        "without-end": b"\2\xff" + bytes(20),
        "blocks-of-one": b"\2" + b"\1\x44" * 200_000 + b"\0",
        "not-cleared": b"\2\4\x10\x32\x54\x76\0",
    }.items():
        yield f"stream-{name}.gif", lambda s=stream: head + frame + s + b";"
    for left, top, width, height in (
        (0, 0, 0, 0),
        (60, 60, 64, 64),
        (65535, 65535, 1, 1),
        (0, 0, 65535, 1),
        (0, 0, 1, 65535),
        (65535, 0, 65535, 65535),
    ):
        placed = b"," + struct.pack("<HHHHB", left, top, width, height, 0)
        yield f"frame-{left}-{top}-{width}-{height}.gif", lambda p=placed: head + p + packed
        yield (
            f"frames-then-{left}-{top}-{width}-{height}.gif",
            lambda p=placed: head + (frame + packed[:-1]) * 2 + p + packed,
        )
    for disposal in range(8):
        control = b"!\xf9\4" + bytes([disposal << 2 | 1]) + b"\0\0\xff\0"
        yield f"disposal-{disposal}.gif", lambda c=control: head + (c + frame + packed[:-1]) * 5 + b";"
    yield "no-colours.gif", lambda: b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0, 9, 9) + frame + packed
    yield "colours-cut.gif", lambda: b"GIF89a" + struct.pack("<HHBBB", 64, 64, 0xF7, 0, 0) + bytes(40)
    yield "own-colours-cut.gif", lambda: head + b"," + struct.pack("<HHHHB", 0, 0, 64, 64, 0x87) + bytes(40)
    yield (
        "screen-none.gif",
        lambda: b"GIF89a" + bytes(7) + b"," + struct.pack("<HHHHB", 0, 0, 64, 64, 0x80) + bytes(6) + packed,
    )
    yield "laced-none.gif", lambda: head + b"," + struct.pack("<HHHHB", 0, 0, 64, 1, 0x40) + packed
    yield "extension-unknown.gif", lambda: head + b"!\x99\3abc\0" * 50_000 + frame + packed
    yield "control-short.gif", lambda: head + b"!\xf9\1\0\0" + frame + packed
    yield "repeats.gif", lambda: head + b"!\xff\x0bNETSCAPE2.0\3\1\xff\xff\0" * 20_000 + frame + packed
    yield "repeats-cut.gif", lambda: head + b"!\xff\x0bNETSCAPE2.0\1\1\0" + frame + packed
    yield "version-99.gif", lambda: b"GIF99z" + head[6:] + frame + packed
    yield "separators.gif", lambda: head + b"\0" * 1_000_000 + frame + packed


def webp_defects() -> Iterator[tuple[str, Make]]:
    lossy = encoded(landscape(4, (64, 64)), "WEBP")[12:]
    lossless = encoded(landscape(4, (64, 64)), "WEBP", lossless=True)[12:]
    extended = b"\0\0\0" + (63).to_bytes(3, "little") * 2
    for flags in (0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x3E, 0xFF):
        yield (
            f"flags-{flags:02x}.webp",
            lambda f=flags: webp((b"VP8X", bytes([f]) + extended), (b"VP8 ", lossy[8:])),
        )
    for offset, value in itertools.product((3, 6, 8, 10, 11, 13), (0, 0x7F, 0xFF)):
        yield (
            f"lossy-{offset}-{value}.webp",
            lambda o=offset, v=value: webp((b"VP8 ", lossy[8 : 8 + o] + bytes([v]) + lossy[9 + o :])),
        )
    for offset, value in itertools.product((1, 2, 4, 5, 6, 7, 9, 12), (0, 0x7F, 0xFF)):
        yield (
            f"lossless-{offset}-{value}.webp",
            lambda o=offset, v=value: webp((b"VP8L", lossless[8 : 8 + o] + bytes([v]) + lossless[9 + o :])),
        )
    still = lossy
    for name, left, width, duration, flag in (
        ("beyond", 60, 63, 1, 0),
        ("far", 0xFFFFFF, 63, 1, 0),
        ("wider", 0, 0xFFFF, 1, 0),
        ("timeless", 0, 63, 0, 0),
        ("longest", 0, 63, 0xFFFFFF, 3),
    ):
        place = (
            left.to_bytes(3, "little") + bytes(3) + width.to_bytes(3, "little") + (63).to_bytes(3, "little")
        )
        body = place + duration.to_bytes(3, "little") + bytes([flag]) + still
        yield (
            f"frame-{name}.webp",
            lambda b=body: webp(
                (b"VP8X", b"\x02" + extended), (b"ANIM", bytes(6)), (b"ANMF", b), (b"ANMF", b)
            ),
        )
    yield "frames-none.webp", lambda: webp((b"VP8X", b"\x02" + extended), (b"ANIM", bytes(6)))
    yield (
        "frame-empty.webp",
        lambda: webp((b"VP8X", b"\x02" + extended), (b"ANIM", bytes(6)), (b"ANMF", bytes(16))),
    )
    yield (
        "alpha-raw.webp",
        lambda: webp((b"VP8X", b"\x10" + extended), (b"ALPH", b"\0" + bytes(10)), (b"VP8 ", lossy[8:])),
    )
    yield (
        "alpha-packed.webp",
        lambda: webp((b"VP8X", b"\x10" + extended), (b"ALPH", b"\1" + bytes(99)), (b"VP8 ", lossy[8:])),
    )
    yield (
        "alpha-method-3.webp",
        lambda: webp((b"VP8X", b"\x10" + extended), (b"ALPH", b"\xff" * 99), (b"VP8 ", lossy[8:])),
    )
    yield "picture-twice.webp", lambda: webp((b"VP8 ", lossy[8:]), (b"VP8L", lossless[8:]))
    yield "unknown-before.webp", lambda: webp(*[(b"ABCD", bytes(9))] * 20_000, (b"VP8 ", lossy[8:]))
    yield "riff-short.webp", lambda: b"RIFF\x04\0\0\0WEBP" + lossy
    yield (
        "profile-lies.webp",
        lambda: webp(
            (b"VP8X", b"\x20" + extended), (b"ICCP", b"\x7f\xff\xff\xff" + bytes(99)), (b"VP8 ", lossy[8:])
        ),
    )
    yield (
        "exif-loop.webp",
        lambda: webp(
            (b"VP8X", b"\x08" + extended),
            (b"VP8 ", lossy[8:]),
            (b"EXIF", tiff((0x8769, 4, 1, 8), following=8)),
        ),
    )
