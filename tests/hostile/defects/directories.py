"""TIFF and BMP: entries, depths, compressions, run lengths."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Callable, Iterator

from hostile.bombs import bitmap, tiff
from hostile.sources import pictures
from support.pictures import encoded, landscape

Make = Callable[[], bytes]


def tiff_defects() -> Iterator[tuple[str, Make]]:
    def of(*entries: tuple[int, int, int, int], data: bytes = bytes(4096)) -> bytes:
        """64 x 64, one strip of `data`, entries replaced by tag."""
        tags: dict[int, tuple[int, int, int]] = {
            0x100: (4, 1, 64),
            0x101: (4, 1, 64),
            0x102: (3, 1, 8 << 16),
            0x103: (3, 1, 1 << 16),
            0x106: (3, 1, 1 << 16),
            0x115: (3, 1, 1 << 16),
            0x116: (4, 1, 64),
            0x117: (4, 1, len(data)),
        } | {tag: (kind, count, value) for tag, kind, count, value in entries}
        if 0x111 not in tags and 0x144 not in tags:
            tags[0x111] = (4, 1, 8 + 2 + 12 * (len(tags) + 1) + 4)
        return tiff(*((tag, *tags[tag]) for tag in sorted(tags)), tail=data)

    def short(tag: int, value: int) -> tuple[int, int, int, int]:
        return tag, 3, 1, value << 16

    noise = bytes(n * 7919 >> 3 & 0xFF for n in range(4096))
    compressions = (0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99, 32766, 32771, 32773, 32809, 32895, 32896, 32897, 32898)
    compressions += (
        32908,
        32909,
        32946,
        32947,
        34661,
        34676,
        34677,
        34712,
        34887,
        34892,
        34925,
        50000,
        50001,
        50002,
    )
    for code in compressions:
        for name, data in (("zeros", bytes(4096)), ("noise", noise), ("packed", zlib.compress(bytes(4096)))):
            yield f"compression-{code}-{name}.tiff", lambda c=code, d=data: of(short(0x103, c), data=d)
    for depth, samples in itertools.product((0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 24, 32, 64, 65), (1, 3, 4, 5)):
        yield (
            f"depth-{depth}-samples-{samples}.tiff",
            lambda d=depth, n=samples: of(
                short(0x102, d), short(0x115, n), short(0x106, 2 if n > 2 else 1), data=bytes(1 << 17)
            ),
        )
    for photometric in (0, 2, 3, 4, 5, 6, 8, 9, 10, 32803, 32844, 32845, 34892, 65535):
        for samples in (1, 3, 4):
            yield (
                f"meaning-{photometric}-{samples}.tiff",
                lambda p=photometric, n=samples: of(short(0x106, p), short(0x115, n), data=bytes(1 << 15)),
            )
    for tag, name in (
        (0x10A, "fill"),
        (0x11C, "planes"),
        (0x13D, "predictor"),
        (0x153, "format"),
        (0x112, "turn"),
        (0x152, "extra"),
    ):
        for value in (0, 2, 3, 4, 9, 255):
            yield (
                f"{name}-{value}.tiff",
                lambda t=tag, v=value: of(short(t, v), short(0x115, 3), short(0x106, 2), data=bytes(1 << 14)),
            )
    for rows in (0, 1, 63, 65, 2**32 - 1):
        yield f"rows-in-strip-{rows}.tiff", lambda r=rows: of((0x116, 4, 1, r))
    for sides in ((0, 16), (1, 1), (15, 17), (16, 2**31 - 16), (65536, 65536)):
        yield (
            f"tiles-{sides[0]}-{sides[1]}.tiff",
            lambda s=sides: of(
                (0x142, 4, 1, s[0]), (0x143, 4, 1, s[1]), (0x144, 4, 1, 8), (0x145, 4, 1, 4096)
            ),
        )
    for subsampling in (0, 0x00010000, 0x00040004, 0x00FF00FF, 0x00030003):
        yield (
            f"subsampling-{subsampling:08x}.tiff",
            lambda s=subsampling: of(short(0x106, 6), short(0x115, 3), (0x212, 3, 2, s), data=bytes(1 << 14)),
        )
    yield "strip-is-the-header.tiff", lambda: of((0x111, 4, 1, 0), (0x117, 4, 1, 8))
    yield "strip-beyond.tiff", lambda: of((0x111, 4, 1, 2**32 - 10))
    yield "strip-bytes-none.tiff", lambda: of((0x117, 4, 1, 0))
    yield "strip-bytes-2-32.tiff", lambda: of((0x117, 4, 1, 2**32 - 1))
    yield (
        "strips-a-million-the-same.tiff",
        lambda: of(
            (0x101, 4, 1, 1 << 20),
            (0x116, 4, 1, 1),
            (0x111, 4, 1 << 20, 134),
            (0x117, 4, 1 << 20, 134),
            data=b"\0\0\0\x40" * (1 << 20),
        ),
    )
    yield "palette-short.tiff", lambda: of(short(0x106, 3), (0x140, 3, 3, 8))
    yield "palette-none.tiff", lambda: of(short(0x106, 3))
    yield (
        "jpeg-tables-lie.tiff",
        lambda: of(short(0x103, 7), (0x15B, 7, 2**31, 8), data=pictures()["exif.jpg"][:4096]),
    )
    yield (
        "jpeg-of-another-size.tiff",
        lambda: of(
            short(0x103, 7),
            short(0x115, 3),
            short(0x106, 2),
            data=encoded(landscape(1, (1000, 1000)), "JPEG"),
        ),
    )
    yield (
        "jpeg-old.tiff",
        lambda: of(short(0x103, 6), (0x201, 4, 1, 8), (0x202, 4, 1, 2**31), short(0x200, 1)),
    )
    for kind in range(20):
        yield f"kind-{kind}.tiff", lambda k=kind: of((0x100, k, 1, 64 << 16))
    yield "tags-twice.tiff", lambda: tiff(*[(0x100, 4, 1, 64)] * 4000)
    yield (
        "tags-backwards.tiff",
        lambda: tiff((0x117, 4, 1, 9), (0x111, 4, 1, 8), (0x101, 4, 1, 64), (0x100, 4, 1, 64)),
    )
    for start in (b"II*\0", b"MM\0*", b"II+\0\x08\0\0\0", b"MM\0+\0\x08\0\0", b"IIU\0", b"EP*\0", b"MMMM"):
        yield f"start-{start.hex()}.tiff", lambda s=start: s + bytes(500)
        yield (
            f"start-loop-{start.hex()}.tiff",
            lambda s=start: (s + struct.pack("<I", 8))[:8] + struct.pack("<I", 8) * 500,
        )
    yield (
        "subdirectories-cross.tiff",
        lambda: tiff(
            (0x14A, 4, 2, 200),
            (0x8769, 4, 1, 8),
            (0x8825, 4, 1, 8),
            (0xA005, 4, 1, 8),
            tail=struct.pack(">I", 8) * 100,
        ),
    )


def bitmap_defects() -> Iterator[tuple[str, Make]]:
    for depth, compression in itertools.product(
        (0, 1, 2, 3, 4, 8, 15, 16, 24, 32, 64), (0, 1, 2, 3, 4, 5, 6, 11, 255)
    ):
        yield (
            f"depth-{depth}-packing-{compression}.bmp",
            lambda d=depth, c=compression: bitmap(64, 64, c, bytes(20_000), d),
        )
    for size in (0, 4, 11, 12, 16, 36, 39, 40, 48, 52, 56, 64, 100, 108, 124, 125, 2**31):
        yield (
            f"header-{size}.bmp",
            lambda s=size: (
                b"BM" + bytes(8) + struct.pack("<II", 54, s) + bitmap(64, 64, body=bytes(20_000))[18:]
            ),
        )
    for name, codes in {
        "delta-beyond": b"\0\2\xff\xff" * 3,
        "raw-beyond": b"\0\xff" + bytes(255) + b"\0",
        "end-of-line": b"\0\0" * 500,
        "runs-beyond": b"\xff\1" * 3000,
        "cut": b"\0\x09ab",
        "end-at-once": b"\0\1",
    }.items():
        for depth, packing in ((8, 1), (4, 2)):
            yield f"runs-{name}-{depth}.bmp", lambda c=codes, d=depth, p=packing: bitmap(64, 64, p, c, d)
    for width, height in (
        (0, 0),
        (1, 0),
        (-1, 1),
        (64, -64),
        (2**31 - 1, 1),
        (1, 2**31 - 1),
        (-(2**31), -(2**31)),
    ):
        yield f"size-{width}-{height}.bmp", lambda w=width, h=height: bitmap(w, h, body=bytes(20_000))
    good = bitmap(64, 64, body=bytes(20_000), depth=8)
    for colours in (1, 256, 257, 2**31, 2**32 - 1):
        yield f"colours-{colours}.bmp", lambda n=colours: good[:46] + struct.pack("<I", n) + good[50:]
    for offset in (0, 1, 14, 2**31, 2**32 - 1):
        yield f"pixels-at-{offset}.bmp", lambda o=offset: good[:10] + struct.pack("<I", o) + good[14:]
    for masks in ((0, 0, 0), (255, 255, 255), (2**32 - 1,) * 3, (1, 2, 4), (0xFF0000, 0xFF00, 0xFF00FF)):
        yield (
            f"masks-{masks[0]:x}-{masks[2]:x}.bmp",
            lambda m=masks: bitmap(64, 64, 3, struct.pack("<III", *m) + bytes(20_000), 32),
        )
    yield "a-picture-inside.bmp", lambda: bitmap(64, 64, 4, pictures()["exif.jpg"], 0)
