"""JPEG: markers, tables, scans, what cameras add."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from hostile.bombs import ifd, jpeg_with, patched
from hostile.sources import blank
from support.pictures import encoded, landscape

Make = Callable[[], bytes]


def jpeg_defects() -> Iterator[tuple[str, Make]]:
    base = encoded(landscape(3, (64, 64)), "JPEG")
    grey = encoded(landscape(3, (64, 64)).convert("L"), "JPEG")
    progressive = encoded(landscape(3, (64, 64)), "JPEG", progressive=True)
    for code in (*range(0xC1, 0xD0), 0xDE, 0xDF):
        if code not in (0xC4, 0xC8, 0xCC):
            yield f"frame-{code:x}.jpg", lambda code=code: base.replace(b"\xff\xc0", bytes([0xFF, code]), 1)
    for precision in (0, 1, 2, 7, 9, 12, 16, 255):
        yield f"precision-{precision}.jpg", lambda p=precision: patched(base, b"\xff\xc0", 4, bytes([p]))
    for components in (0, 1, 2, 4, 5, 255):
        yield f"components-{components}.jpg", lambda n=components: patched(base, b"\xff\xc0", 9, bytes([n]))
    for factors in (0x00, 0x01, 0x10, 0x13, 0x31, 0x33, 0x41, 0x14, 0x44, 0x55, 0xFF):
        for component in range(3):
            yield (
                f"sampling-{factors:02x}-{component}.jpg",
                lambda f=factors, c=component: patched(base, b"\xff\xc0", 11 + 3 * c, bytes([f])),
            )
    for table in (1, 4, 255):
        yield f"quantisation-{table}.jpg", lambda t=table: patched(base, b"\xff\xc0", 12, bytes([t]))
    for offset, name in ((5, "component"), (6, "table"), (11, "start"), (12, "end"), (13, "approximation")):
        for value in (0, 3, 0x22, 0x44, 64, 0xFF):
            for kind, source in (("baseline", base), ("progressive", progressive)):
                yield (
                    f"scan-{name}-{value}-{kind}.jpg",
                    lambda o=offset, v=value, s=source: patched(s, b"\xff\xda", o, bytes([v])),
                )
    tables = base.index(b"\xff\xc4")
    for name, lengths in {
        "full-of-ones": b"\xff" * 16,
        "empty": bytes(16),
        "too-many": b"\3" + bytes(15),
        "256": bytes(15) + b"\xff",
        "one-length": bytes(7) + b"\xff" + bytes(8),
    }.items():
        yield (
            f"codes-{name}.jpg",
            lambda lengths=lengths: base[: tables + 5] + lengths + base[tables + 21 :],
        )
    yield "codes-index-9.jpg", lambda: patched(base, b"\xff\xc4", 4, b"\x99")
    yield "quantisation-none.jpg", lambda: base.replace(b"\xff\xdb", b"\xff\xfe")
    yield "codes-none.jpg", lambda: base.replace(b"\xff\xc4", b"\xff\xfe")
    yield "frame-none.jpg", lambda: base.replace(b"\xff\xc0", b"\xff\xfe")
    yield (
        "frame-twice.jpg",
        lambda: base[:2] + base[base.index(b"\xff\xc0") : base.index(b"\xff\xc4")] + base[2:],
    )
    yield "quantisation-zeros.jpg", lambda: patched(base, b"\xff\xdb", 5, bytes(64))
    for interval in (1, 3, 65535):
        restart = b"\xff\xdd\0\4" + struct.pack(">H", interval)
        yield f"restart-{interval}.jpg", lambda r=restart: base[:2] + r + base[2:]
    yield (
        "height-later.jpg",
        lambda: patched(grey, b"\xff\xc0", 5, bytes(2))[:-2] + b"\xff\xdc\0\4\0\x40\xff\xd9",
    )
    yield (
        "arithmetic.jpg",
        lambda: base[:2] + b"\xff\xcc\0\4\0\x10" + base[2:].replace(b"\xff\xc0", b"\xff\xc9"),
    )
    yield "start-again-and-again.jpg", lambda: b"\xff\xd8" * 100_000 + base[2:]
    yield "picture-in-picture.jpg", lambda: jpeg_with(*[(0xE1, b"Exif\0\0" + base[:60_000])] * 3)
    for transform in (0, 1, 2, 3, 255):
        adobe = (0xEE, b"Adobe\0\x64\0\0\0\0" + bytes([transform]))
        cmyk = encoded(blank("CMYK", (64, 64)), "JPEG")
        at = cmyk.index(b"Adobe")
        yield f"adobe-{transform}.jpg", lambda a=adobe: jpeg_with(a)
        yield (
            f"adobe-cmyk-{transform}.jpg",
            lambda c=cmyk, t=transform, at=at: c[: at + 11] + bytes([t]) + c[at + 12 :],
        )
    yield "scan-without-end.jpg", lambda: base[:-2] + b"\0" * 3_000_000
    yield "scan-of-stuffing.jpg", lambda: base[: base.index(b"\xff\xda") + 14] + b"\xff\0" * 1_000_000
    yield "lengths-of-none.jpg", lambda: b"\xff\xd8" + b"\xff\xe1\0\0" * 100_000
    yield "lengths-of-one.jpg", lambda: b"\xff\xd8" + b"\xff\xe1\0\1" * 100_000
    for kind in range(14):
        entry = ifd((0x0112, kind, 1, 6 << 16), (0x010F, kind, 2**31, 8), (0x8769, kind, 1, 26))
        yield f"exif-kind-{kind}.jpg", lambda e=entry: jpeg_with((0xE1, b"Exif\0\0MM\0*\0\0\0\x08" + e))
    for start in (b"II*\0\x08\0\0\0", b"MM\0+\0\x08\0\0", b"XX\0*\0\0\0\x08", b"II*\0\xff\xff\xff\xff", b""):
        yield f"exif-start-{start.hex()}.jpg", lambda s=start: jpeg_with((0xE1, b"Exif\0\0" + s + bytes(40)))
