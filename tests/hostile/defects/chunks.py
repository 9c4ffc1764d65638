"""PNG and animated PNG: chunks, filters, palettes, frames."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Callable, Iterator

from hostile.bombs import apng, chunk, png, zeros

Make = Callable[[], bytes]
PNG = b"\x89PNG\r\n\x1a\n"


def ihdr(
    width: int, height: int, depth: int, colour: int, packing: int = 0, filters: int = 0, lace: int = 0
) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, packing, filters, lace))


def png_of(*chunks: bytes) -> bytes:
    return PNG + b"".join(chunks)


def png_defects() -> Iterator[tuple[str, Make]]:
    end, rows = chunk(b"IEND", b""), zlib.compress(bytes(200 * 200 * 8))
    data = chunk(b"IDAT", rows)
    for depth, colour in itertools.product((0, 1, 2, 3, 4, 8, 16, 32, 255), (0, 1, 2, 3, 4, 5, 6, 7)):
        yield (
            f"depth-{depth}-colour-{colour}.png",
            lambda d=depth, c=colour: png_of(ihdr(100, 100, d, c), data, end),
        )
    for field, values in ((4, (1, 255)), (5, (1, 64, 255)), (6, (1, 2, 255))):
        for value in values:
            options = {4: "packing", 5: "filters", 6: "lace"}
            yield (
                f"{options[field]}-{value}.png",
                lambda f=options[field], v=value: png_of(ihdr(100, 100, 8, 2, **{f: v}), data, end),
            )
    good = ihdr(100, 100, 8, 2)
    palette = chunk(b"PLTE", bytes(range(256)) * 3)
    for name, parts in {
        "no-header": (data, end),
        "header-twice": (good, ihdr(50, 50, 8, 0), data, end),
        "header-last": (data, good, end),
        "header-short": (chunk(b"IHDR", bytes(5)), data, end),
        "header-long": (chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0) + bytes(9)), data, end),
        "no-pixels": (good, end),
        "no-end": (good, data),
        "end-first": (end, good, data),
        "after-the-end": (good, data, end, chunk(b"tEXt", b"a\0b"), data),
        "pixels-empty": (good, chunk(b"IDAT", b""), end),
        "pixels-empty-before": (good, *[chunk(b"IDAT", b"")] * 2000, data, end),
        "pixels-by-the-byte": (good, *(chunk(b"IDAT", rows[n : n + 1]) for n in range(len(rows))), end),
        "pixels-apart": (
            good,
            chunk(b"IDAT", rows[:50]),
            chunk(b"tEXt", b"a\0b"),
            chunk(b"IDAT", rows[50:]),
            end,
        ),
        "pixels-not-packed": (good, chunk(b"IDAT", bytes(30_000)), end),
        "pixels-bad-window": (good, chunk(b"IDAT", b"\xf8\x01" + rows[2:]), end),
        "pixels-bad-sum": (good, chunk(b"IDAT", rows[:-4] + b"abcd"), end),
        "pixels-dictionary": (good, chunk(b"IDAT", b"\x78\xbb" + bytes(4) + rows[2:]), end),
        "pixels-too-many": (good, chunk(b"IDAT", zlib.compress(bytes(20_000_000))), end),
        "filter-5": (good, chunk(b"IDAT", zlib.compress((b"\5" + bytes(300)) * 100)), end),
        "filter-255": (good, chunk(b"IDAT", zlib.compress((b"\xff" + bytes(300)) * 100)), end),
        "palette-of-257": (ihdr(9, 9, 8, 3), chunk(b"PLTE", bytes(257 * 3)), data, end),
        "palette-odd": (ihdr(9, 9, 8, 3), chunk(b"PLTE", bytes(100)), data, end),
        "palette-empty": (ihdr(9, 9, 8, 3), chunk(b"PLTE", b""), data, end),
        "palette-after": (ihdr(9, 9, 8, 3), data, palette, end),
        "palette-short": (
            ihdr(9, 9, 8, 3),
            chunk(b"PLTE", bytes(3)),
            chunk(b"IDAT", zlib.compress(b"\xff" * 99)),
            end,
        ),
        "transparency-first": (ihdr(9, 9, 8, 3), chunk(b"tRNS", bytes(300)), palette, data, end),
        "transparency-long": (ihdr(9, 9, 8, 3), palette, chunk(b"tRNS", bytes(3000)), data, end),
        "transparency-of-alpha": (ihdr(9, 9, 8, 6), chunk(b"tRNS", bytes(6)), data, end),
        "unknown-needed": (good, chunk(b"ABCD", bytes(9)), data, end),
        "kind-not-letters": (good, chunk(b"\0\1\2\3", bytes(9)), data, end),
        "gamma-none": (good, chunk(b"gAMA", bytes(4)), chunk(b"cHRM", bytes(32)), data, end),
        "gamma-short": (good, chunk(b"gAMA", b"a"), chunk(b"cHRM", b""), chunk(b"sRGB", b"\xff"), data, end),
        "density-none": (good, chunk(b"pHYs", bytes(9)), chunk(b"pHYs", b""), data, end),
        "time-short": (good, chunk(b"tIME", b"x"), chunk(b"bKGD", b""), chunk(b"hIST", b""), data, end),
        "text-without-end": (
            good,
            chunk(b"tEXt", b"a" * 1000),
            chunk(b"zTXt", b"a"),
            chunk(b"iTXt", b"a"),
            data,
            end,
        ),
        "text-not-packed": (
            good,
            chunk(b"zTXt", b"a\0\0junk"),
            chunk(b"iTXt", b"a\0\1\0\0\0junk"),
            data,
            end,
        ),
        "text-packing-9": (good, chunk(b"zTXt", b"a\0\t" + zeros(1 << 20)), data, end),
        "profile-short": (good, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"x")), data, end),
        "profile-not-packed": (good, chunk(b"iCCP", b"a\0\0junk"), data, end),
        "profile-nameless": (good, chunk(b"iCCP", b""), data, end),
        "profile-64-mib": (good, chunk(b"iCCP", b"a\0\0" + zeros(64 << 20)), data, end),
        "exif-is-a-picture": (good, chunk(b"eXIf", png(9, 9, 8, 2)), data, end),
        "laced-1": (ihdr(1, 1, 1, 0, lace=1), chunk(b"IDAT", zlib.compress(bytes(2))), end),
        "laced-promise": (ihdr(9000, 9000, 8, 2, lace=1), data, end),
    }.items():
        yield f"{name}.png", lambda parts=parts: png_of(*parts)
    whole = png_of(good, data, end)
    yield "sum-wrong.png", lambda: whole[:29] + b"abcd" + whole[33:]
    yield "sum-wrong-of-pixels.png", lambda: whole[:-16] + b"abcd" + whole[-12:]
    for name, start in (
        ("line-ends", b"\x89PNG\n\x1a\n"),
        ("seven-bits", b"\tPNG\r\n\x1a\n"),
        ("text-mode", b"\x89PNG\r\r\n\x1a\r\n"),
        ("mng", b"\x8aMNG\r\n\x1a\n"),
        ("jng", b"\x8bJNG\r\n\x1a\n"),
    ):
        yield f"signature-{name}.png", lambda start=start: start + whole[8:]


def apng_defects() -> Iterator[tuple[str, Make]]:
    good = apng(4, 4, (64, 64))

    def control(offset: int, value: bytes) -> bytes:
        """Change the second frame's control chunk and make its sum right."""
        at = good.index(b"fcTL", good.index(b"fcTL") + 4)
        body = good[at + 4 : at + 30]
        body = body[:offset] + value + body[offset + len(value) :]
        return good[: at - 4] + chunk(b"fcTL", body) + good[at + 34 :]

    for name, offset, value in (
        ("sequence-same", 0, bytes(4)),
        ("sequence-2-32", 0, b"\xff" * 4),
        ("wider", 4, b"\0\0\1\0"),
        ("width-none", 4, bytes(4)),
        ("width-2-31", 4, b"\x7f\xff\xff\xff"),
        ("left-beyond", 12, b"\0\0\0\x3f"),
        ("left-2-32", 12, b"\xff\xff\xff\xff"),
        ("delay-by-none", 20, bytes(4)),
        ("delay-longest", 20, b"\xff\xff\0\1"),
        ("disposal-9", 24, b"\x09"),
        ("blend-9", 25, b"\x09"),
    ):
        yield f"frame-{name}.png", lambda offset=offset, value=value: control(offset, value)
    yield "frames-none.png", lambda: apng(0, 0, (64, 64))
    yield "frames-claimed-none.png", lambda: apng(3, 0, (64, 64))
    yield "frames-without-number.png", lambda: good.replace(chunk(b"fdAT", b""), b"")[:-60]
    yield "control-twice.png", lambda: good.replace(good[33:53], good[33:53] * 500)
