"""HEIC and AVIF: items that refer to one another in circles, places, properties."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from hostile.bombs import box, patched
from hostile.sources import pictures

Make = Callable[[], bytes]


def _items(
    kind: bytes, brand: bytes, references: bytes, properties: bytes, places: bytes, types: list[bytes]
) -> bytes:
    """A file of items (ISO 23008-12) as they are given, without any real picture in it."""
    entries = b"".join(
        box(b"infe", b"\2\0\0\0" + struct.pack(">HH", n, 0) + t + b"\0") for n, t in enumerate(types, 1)
    )
    meta = box(
        b"meta",
        bytes(4),
        box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        box(b"pitm", bytes(4) + b"\0\1"),
        box(b"iinf", bytes(4) + struct.pack(">H", len(types)) + entries),
        places,
        references,
        properties,
        box(b"idat", b"\0\0\xff\xff" + struct.pack(">HH", 60_000, 60_000) + bytes(100)),
    )
    return box(b"ftyp", brand + bytes(4) + b"mif1" + brand) + meta + box(b"mdat", bytes(1000))


def item_defects() -> Iterator[tuple[str, Make]]:
    def place(*items: tuple[int, int, int, int, int]) -> bytes:
        """(item, how, extents, offset, length); how 1 is inside `idat`."""
        body = b"\1\0\0\0\x44\0" + struct.pack(">H", len(items))
        for item, how, extents, offset, length in items:
            body += struct.pack(">HHHH", item, how, 0, extents) + struct.pack(">II", offset, length) * extents
        return box(b"iloc", body)

    def refer(*pairs: tuple[int, tuple[int, ...]]) -> bytes:
        return box(
            b"iref",
            bytes(4)
            + b"".join(
                box(b"dimg", struct.pack(">HH", a, len(b)) + b"".join(struct.pack(">H", n) for n in b))
                for a, b in pairs
            ),
        )

    def has(sides: tuple[int, int], *more: bytes) -> bytes:
        owned = box(b"ispe", bytes(4) + struct.pack(">II", *sides)) + b"".join(more)
        count = 1 + len(more)
        associations = b"".join(struct.pack(">HB", n, count) + bytes(range(1, count + 1)) for n in (1, 2))
        return box(b"iprp", box(b"ipco", owned), box(b"ipma", bytes(4) + struct.pack(">I", 2) + associations))

    at = place((1, 1, 1, 0, 8), (2, 0, 1, 0, 100))
    for brand, coded in (
        (b"heic", b"hvc1"),
        (b"avif", b"av01"),
        (b"mif1", b"jpeg"),
        (b"heic", b"unci"),
        (b"mif1", b"j2k1"),
    ):
        name = f"{brand.decode()}-{coded.decode()}"
        end = "avif" if brand == b"avif" else "heic"
        for sides in ((0, 0), (64, 64), (60_000, 60_000), (2**32 - 1, 2**32 - 1)):
            grid = [b"grid", coded]
            yield (
                f"grid-of-itself-{name}-{sides[0]}.{end}",
                lambda b=brand, s=sides, g=grid: _items(b, b, refer((1, (1,) * 4)), has(s), at, g),
            )
            yield (
                f"grid-of-a-grid-{name}-{sides[0]}.{end}",
                lambda b=brand, s=sides: _items(
                    b, b, refer((1, (2,)), (2, (1,))), has(s), at, [b"grid", b"grid"]
                ),
            )
            yield (
                f"grid-of-65535-{name}-{sides[0]}.{end}",
                lambda b=brand, s=sides, g=grid: _items(b, b, refer((1, (2,) * 65_535)), has(s), at, g),
            )
        yield (
            f"overlay-of-itself-{name}.{end}",
            lambda b=brand, c=coded: _items(b, b, refer((1, (1, 2))), has((64, 64)), at, [b"iovl", c]),
        )
        yield (
            f"identity-of-itself-{name}.{end}",
            lambda b=brand, c=coded: _items(b, b, refer((1, (1,))), has((64, 64)), at, [b"iden", c]),
        )
        yield (
            f"extents-65535-{name}.{end}",
            lambda b=brand, c=coded: _items(
                b, b, b"", has((64, 64)), place((1, 0, 65_535, 0, 2**31 - 1)), [c]
            ),
        )
        yield (
            f"extents-all-the-same-{name}.{end}",
            lambda b=brand, c=coded: _items(b, b, b"", has((64, 64)), place((1, 0, 65_535, 0, 60_000)), [c]),
        )
        for more in (
            box(b"irot", b"\xff"),
            box(b"imir", b"\xff"),
            box(b"clap", bytes(32)),
            box(b"clap", b"\xff" * 32),
            box(b"hvcC", b"\1" + bytes(21) + b"\xff\x20\xff\xff\xff\xff"),
            box(b"av1C", b"\x81\xff\xff\xff"),
            box(b"colr", b"prof" + b"\x7f\xff\xff\xff" + bytes(124)),
            box(b"colr", b"nclx" + b"\xff" * 7),
            box(b"pixi", bytes(4) + b"\xff" + bytes(3)),
            box(b"auxC", bytes(4) + b"urn:mpeg:hevc:2015:auxid:1\0"),
            box(b"uncC", bytes(4) + b"rgb3" + b"\xff" * 40),
            box(b"cmpd", b"\xff\xff\xff\xff" + bytes(20)),
        ):
            yield (
                f"with-{more[4:8].decode()}-{more[-1]}-{name}.{end}",
                lambda b=brand, c=coded, m=more: _items(b, b, b"", has((64, 64), m), at, [c]),
            )
    for source in ("heic.heic", "avif.avif"):
        end = source.rpartition(".")[2]
        for where in (
            b"ftyp",
            b"meta",
            b"hdlr",
            b"pitm",
            b"iinf",
            b"infe",
            b"iloc",
            b"iprp",
            b"ipco",
            b"ipma",
            b"ispe",
            b"mdat",
        ):
            for name, value in (
                ("none", bytes(4)),
                ("seven", b"\0\0\0\7"),
                ("2-31", b"\x7f\xff\xff\xff"),
                ("2-32", b"\xff" * 4),
            ):
                yield (
                    f"length-{where.decode()}-{name}.{end}",
                    lambda s=source, w=where, v=value: (
                        patched(pictures()[s], w, -4, v) if w in pictures()[s] else b"\0"
                    ),
                )
