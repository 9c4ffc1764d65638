"""Videos: indexes that lie, lists in circles, packets out of order."""

from __future__ import annotations

import itertools
import struct
import zlib
from collections.abc import Callable, Iterator

from hostile.bombs import box, patched, zeros
from hostile.sources import pictures, videos

Make = Callable[[], bytes]


def film_defects() -> Iterator[tuple[str, Make]]:
    films = {name.rpartition(".")[2]: data for name, data in videos().items()}
    for end, data in films.items():
        match end:
            case "mp4":
                yield from _mp4(videos().get("h264-plain.mp4", data))
            case "mkv" | "webm" | "matroska":
                yield from _matroska(data, end)
            case "avi":
                yield from _avi(data)
            case "mpegts":
                yield from _transport_stream(data)


def _mp4(film: bytes) -> Iterator[tuple[str, Make]]:
    for table in (
        b"mvhd",
        b"tkhd",
        b"mdhd",
        b"hdlr",
        b"dref",
        b"stsd",
        b"stts",
        b"ctts",
        b"stsc",
        b"stsz",
        b"stco",
        b"stss",
        b"elst",
        b"avcC",
    ):
        if table not in film:
            continue
        for offset, value in itertools.product(
            (-4, 4, 8, 12, 16, 20), (bytes(4), b"\0\0\0\1", b"\x7f\xff\xff\xff", b"\xff\xff\xff\xff")
        ):
            yield (
                f"{table.decode()}-{offset}-{value.hex()}.mp4",
                lambda t=table, o=offset, v=value: patched(film, t, o, v),
            )
    moov = film[film.index(b"moov") - 4 :]
    packed = box(
        b"moov",
        box(b"cmov", box(b"dcom", b"zlib"), box(b"cmvd", struct.pack(">I", 2**31 - 1) + zeros(256 << 20))),
    )
    start = box(b"ftyp", b"qt  \0\0\2\0qt  ")
    yield "packed-index.mov", lambda: start + packed
    yield (
        "packed-index-of-packed-indexes.mov",
        lambda: (
            start
            + box(
                b"moov",
                box(
                    b"cmov",
                    box(b"dcom", b"zlib"),
                    box(b"cmvd", struct.pack(">I", 1 << 20) + zlib.compress(packed)),
                ),
            )
        ),
    )
    yield "index-twice.mp4", lambda: film + moov * 20
    yield "index-alone.mp4", lambda: start + moov
    yield (
        "fragments-of-nothing.mp4",
        lambda: (
            start
            + moov
            + box(b"moof", box(b"traf", box(b"tfhd", bytes(8)), box(b"trun", b"\0\0\x0f\1" + b"\xff" * 8)))
            * 5000
        ),
    )
    yield (
        "segments-in-a-circle.mp4",
        lambda: start + box(b"sidx", bytes(20) + struct.pack(">HHIII", 0, 1, 2**31, 0, 0)) * 5000 + moov,
    )
    yield "a-still-heic-inside.mp4", lambda: start + pictures()["heic.heic"]
    yield (
        "brand-3gp.3gp",
        lambda: box(b"ftyp", b"3gp4\0\0\2\0isom3gp4") + film[film.index(b"ftyp") + 28 :],
    )


def _matroska(film: bytes, end: str) -> Iterator[tuple[str, Make]]:
    for kind, name in (
        (b"\x18\x53\x80\x67", "segment"),
        (b"\x1f\x43\xb6\x75", "cluster"),
        (b"\x16\x54\xae\x6b", "tracks"),
        (b"\x1c\x53\xbb\x6b", "cues"),
        (b"\xa3", "block"),
    ):
        if kind in film:
            for value in (
                b"\x01" + b"\xff" * 7,
                b"\x01" + bytes(7),
                b"\x08\x7f\xff\xff\xff",
                b"\xff",
                b"\x80",
                b"\0",
            ):
                yield (
                    f"{name}-length-{value.hex()}.{end}",
                    lambda f=film, k=kind, v=value: patched(f, k, len(k), v),
                )
    yield (
        f"segments-in-segments.{end}",
        lambda f=film: f[:40] + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 50_000 + f[40:],
    )


def _avi(film: bytes) -> Iterator[tuple[str, Make]]:
    for where in (b"avih", b"strh", b"strf", b"idx1", b"movi", b"hdrl", b"strl"):
        if where in film:
            for offset, value in itertools.product(
                (4, 8, 12, 24, 28), (bytes(4), b"\1\0\0\0", b"\xff\xff\xff\x7f", b"\xff" * 4)
            ):
                yield (
                    f"{where.decode()}-{offset}-{value.hex()}.avi",
                    lambda w=where, o=offset, v=value: patched(film, w, o, v),
                )
    index = (
        b"indx"
        + struct.pack("<IHBBI", 1024, 4, 0, 0, 60)
        + b"00dc"
        + bytes(12)
        + struct.pack("<QII", 12, 100, 1) * 60
    )
    yield (
        "indexes-in-a-circle.avi",
        lambda: film[:12] + b"LIST" + struct.pack("<I", 4 + len(index)) + b"hdrl" + index + film[12:],
    )


def _transport_stream(film: bytes) -> Iterator[tuple[str, Make]]:
    for offset in (1, 3, 4, 5, 8, 13, 17, 188, 189, 193, 205):
        for value in (0, 0x40, 0x47, 0xFF):
            yield (
                f"packet-{offset}-{value}.ts",
                lambda f=film, o=offset, v=value: f[:o] + bytes([v]) + f[o + 1 :],
            )
    yield (
        "packets-out-of-order.ts",
        lambda: b"".join(film[n : n + 188] for n in range(len(film) - 188, -1, -188)),
    )
    yield "packets-without-sync.ts", lambda: film[:188] * 3 + film[188:].replace(b"\x47", b"\x46")
