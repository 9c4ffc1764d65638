"""Small files that promise or become very much: pixels, frames, metadata, recursion, time."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator

from hostile.sources import blank, pictures, videos
from support.pictures import encoded, landscape, lying_png, png_bomb

Make = Callable[[], bytes]
GIB = 1 << 30


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, depth: int, colour: int, *before: bytes, rows: int | None = None) -> bytes:
    """A PNG of zeros, valid if `rows` is not given; `before` are chunks before the pixels."""
    row = bytes(1 + (width * depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour] + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(
        [*(packer.compress(row) for _ in range(height if rows is None else rows)), packer.flush()]
    )
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(before) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """`size` zeros (whole MiB), packed: one piece of a stream again and again, which needs no packing."""
    packer = zlib.compressobj(9, wbits=-15)
    step = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    total = 1
    for _ in range(size >> 20):
        total = zlib.adler32(bytes(1 << 20), total)
    return b"\x78\xda" + step * (size >> 20) + packer.flush() + struct.pack(">I", total)


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def jpeg_with(*segments: tuple[int, bytes]) -> bytes:
    """A good JPEG with these segments (marker, content) put before its own."""
    data = pictures()["exif.jpg"]
    extra = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body for marker, body in segments
    )
    return data[:2] + extra + data[2:]


def exif(directories: bytes) -> tuple[int, bytes]:
    return 0xE1, (b"Exif\0\0MM\0*\0\0\0\x08" + directories)[:65533]


def ifd(*entries: tuple[int, int, int, int], following: int = 0, order: str = ">") -> bytes:
    """(tag, type, count, value or offset) each."""
    body = b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    return struct.pack(order + "H", len(entries)) + body + struct.pack(order + "I", following)


def tiff(*entries: tuple[int, int, int, int], following: int = 0, tail: bytes = b"") -> bytes:
    return b"MM\0*\0\0\0\x08" + ifd(*entries, following=following) + tail


def jpeg_of_size(width: int, height: int) -> bytes:
    data = bytearray(encoded(blank("L", (8, 8)), "JPEG"))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_of_many_scans(side: int, scans: int) -> bytes:
    """A progressive JPEG that refines the same pixels again and again."""
    data = encoded(landscape(2, (side, side)), "JPEG", progressive=True)
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * scans + b"\xff\xd9"


def gif(width: int, height: int, frames: int, frame: tuple[int, int] = (1, 1)) -> bytes:
    """`frames` frames of one packed colour, as large as `frame`, on a canvas of `width` x `height`."""
    start = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    packed = _lzw_of_zeros(frame[0] * frame[1])
    picture = b"!\xf9\4\0\1\0\0\0" + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\2" + packed
    return start + picture * frames + b";"


def _lzw_of_zeros(pixels: int) -> bytes:
    """Zeros in GIF's LZW with two-bit pixels: each code is the run one longer than the one before it."""
    bits, width, used, next_code = 0, 0, 3, 6
    stream = bytearray()

    def put(code: int) -> None:
        nonlocal bits, width
        bits |= code << width
        width += used
        while width >= 8:
            stream.append(bits & 0xFF)
            bits >>= 8
            width -= 8

    put(4)
    put(0)
    done, run = 1, 1
    while done < pixels:
        run += 1
        code = next_code
        if next_code == 4095 or done + run > pixels:
            put(4)
            used, next_code, run = 3, 6, 1
            put(0)
            done += 1
            continue
        put(code)
        done += run
        next_code += 1
        if next_code >= 1 << used and used < 12:
            used += 1
    put(5)
    stream.append(bits & 0xFF)
    return (
        b"".join(
            bytes([len(stream[at : at + 255])]) + stream[at : at + 255] for at in range(0, len(stream), 255)
        )
        + b"\0"
    )


def apng(frames: int, claimed: int, size: tuple[int, int]) -> bytes:
    width, height = size
    control = struct.pack(">II", claimed, 0)
    packed = zlib.compress(bytes((1 + width) * height), 9)
    body = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    body += chunk(b"acTL", control)
    for number in range(frames):
        place = struct.pack(">IIIIIHHBB", max(0, number * 2 - 1), width, height, 0, 0, 1, 100, 0, 0)
        body += chunk(b"fcTL", place)
        body += (
            chunk(b"IDAT", packed) if number == 0 else chunk(b"fdAT", struct.pack(">I", number * 2) + packed)
        )
    return body + chunk(b"IEND", b"")


def webp(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def webp_animation(side: int, frames: int) -> bytes:
    still = encoded(blank("RGB", (side, side)), "WEBP", lossless=True)[12:]
    size = (side - 1).to_bytes(3, "little") * 2
    frame = (b"ANMF", bytes(6) + size + b"\x0a\0\0\0" + still)
    return webp((b"VP8X", b"\x02\0\0\0" + size), (b"ANIM", bytes(6)), *([frame] * frames))


def nested(kind: bytes, depth: int) -> bytes:
    body = b""
    for _ in range(depth):
        body = box(kind, body)
    return body


def patched(data: bytes, where: bytes, offset: int, value: bytes) -> bytes:
    """`data` with `value` so many bytes after the first `where`."""
    at = data.index(where) + offset
    return data[:at] + value + data[at + len(value) :]


def bitmap(width: int, height: int, compression: int = 0, body: bytes = b"", depth: int = 24) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, depth, compression, len(body), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(body), 0, 0, 54) + header + body


def bombs() -> Iterator[tuple[str, Make]]:
    """Name with ending, and what makes the file."""
    yield from _png_bombs()
    yield from _jpeg_bombs()
    yield from _moving_bombs()
    yield from _tiff_bombs()
    yield from _box_bombs()
    yield from _other_bombs()


def _png_bombs() -> Iterator[tuple[str, Make]]:
    yield "pixels-2500m.png", png_bomb
    yield "pixels-promised.png", lying_png
    yield "pixels-promised-2-31.png", lambda: lying_png(2**31 - 1, 2**31 - 1)
    yield "pixels-none.png", lambda: lying_png(0, 0)
    yield "pixels-100m-bilevel.png", lambda: png(10_000, 10_000, 1, 0)
    yield "pixels-100m-16-bit-alpha.png", lambda: png(10_000, 10_000, 16, 6)
    yield "pixels-100m-rgb.png", lambda: png(10_000, 10_000, 8, 2)
    yield "row-of-100m.png", lambda: png(100_000_000, 1, 8, 2)
    yield "column-of-100m.png", lambda: png(1, 100_000_000, 1, 0, rows=10)
    yield "more-than-promised.png", lambda: png(16, 16, 8, 2, rows=20_000_000)
    yield "profile-1-gib.png", lambda: png(64, 64, 8, 2, chunk(b"iCCP", b"x\0\0" + zeros(GIB)))
    yield "text-1-gib.png", lambda: png(64, 64, 8, 2, chunk(b"zTXt", b"x\0\0" + zeros(GIB)))
    yield "text-many.png", lambda: png(64, 64, 8, 2, *[chunk(b"zTXt", b"x\0\0" + zeros(60 << 20))] * 40)
    yield (
        "xmp-deep.png",
        lambda: png(64, 64, 8, 2, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<a>" * 2_000_000)),
    )
    yield "chunks-a-million.png", lambda: png(64, 64, 8, 2, chunk(b"tIME", bytes(7)) * 1_000_000)
    yield "chunk-longer-than-file.png", lambda: png(64, 64, 8, 2)[:33] + b"\x7f\xff\xff\xffIDAT" + bytes(99)
    yield "palette-missing.png", lambda: png(64, 64, 8, 3)
    yield (
        "exif-loop.png",
        lambda: png(
            64, 64, 8, 2, chunk(b"eXIf", tiff((0x8769, 4, 1, 8), (0x0112, 3, 1, 6 << 16), following=8))
        ),
    )


def _jpeg_bombs() -> Iterator[tuple[str, Make]]:
    yield "pixels-4200m.jpg", lambda: jpeg_of_size(65_500, 65_500)
    yield "pixels-none.jpg", lambda: jpeg_of_size(0, 0)
    yield "pixels-90m-of-none.jpg", lambda: jpeg_of_size(65_500, 1_400)
    yield "scans-1000-small.jpg", lambda: jpeg_of_many_scans(256, 1000)
    yield "scans-2000-large.jpg", lambda: jpeg_of_many_scans(4000, 400)
    yield "exif-loop.jpg", lambda: jpeg_with(exif(ifd((0x8769, 4, 1, 8), following=8)))
    yield (
        "exif-each-in-the-next.jpg",
        lambda: jpeg_with(exif(b"".join(ifd((0x8769, 4, 1, 8 + 18 * (n + 1))) for n in range(3000)))),
    )
    yield (
        "exif-count-2-32.jpg",
        lambda: jpeg_with(exif(ifd((0x0112, 3, 2**32 - 1, 0), (0x927C, 7, 2**32 - 1, 8)))),
    )
    yield "exif-65535-tags.jpg", lambda: jpeg_with(exif(struct.pack(">H", 65535) + bytes(60_000)))
    yield "exif-orientation-strange.jpg", lambda: jpeg_with(exif(ifd((0x0112, 5, 1, 8))))
    yield "segments-30000.jpg", lambda: jpeg_with(*[(0xE1, b"Exif\0\0" + bytes(1000))] * 30_000)
    yield "comments-16-mib.jpg", lambda: jpeg_with(*[(0xFE, b"x" * 65_533)] * 256)
    yield (
        "profile-in-pieces.jpg",
        lambda: jpeg_with(
            *[(0xE2, b"ICC_PROFILE\0" + bytes([n % 256, 255]) + bytes(60_000)) for n in range(2000)]
        ),
    )
    yield (
        "profile-lies.jpg",
        lambda: jpeg_with((0xE2, b"ICC_PROFILE\0\1\1" + b"\x7f\xff\xff\xff" + bytes(128))),
    )
    yield (
        "xmp-laughs.jpg",
        lambda: jpeg_with(
            (
                0xE1,
                b"http://ns.adobe.com/xap/1.0/\0<!DOCTYPE x ["
                + b"<!ENTITY a '&a;&a;'>" * 2000
                + b"]><x>&a;</x>",
            )
        ),
    )
    yield "pictures-in-one.jpg", lambda: jpeg_with((0xE2, b"MPF\0" + tiff((0xB001, 4, 1, 60_000))))
    yield (
        "photoshop-endless.jpg",
        lambda: jpeg_with((0xED, b"Photoshop 3.0\0" + b"8BIM\4\4\0\0\0\0\0\0" * 5000)),
    )
    yield (
        "restart-markers.jpg",
        lambda: pictures()["jpeg.jpeg"][:-2] + b"\xff\xd0\xff\xd1" * 2_000_000 + b"\xff\xd9",
    )
    yield "fill-bytes.jpg", lambda: b"\xff\xd8" + b"\xff" * 20_000_000
    yield "tables-only.jpg", lambda: b"\xff\xd8" + (b"\xff\xdb\0\x43\0" + b"\1" * 64) * 100_000


def _moving_bombs() -> Iterator[tuple[str, Make]]:
    yield "canvas-65535.gif", lambda: gif(65_535, 65_535, 2)
    yield "canvas-100m.gif", lambda: gif(10_000, 10_000, 100)
    yield "canvas-4m-endless.gif", lambda: gif(2000, 2000, 30_000)
    yield "frames-200000.gif", lambda: gif(64, 64, 200_000)
    yield "frames-whole-3000.gif", lambda: gif(1200, 1200, 1500, (1200, 1200))
    yield "frame-beyond.gif", lambda: gif(16, 16, 3, (60_000, 60_000))
    yield "frame-100m.gif", lambda: gif(10_000, 10_000, 1, (10_000, 10_000))
    yield "no-frame.gif", lambda: gif(64, 64, 0)
    yield "comments-endless.gif", lambda: gif(64, 64, 0)[:-1] + b"!\xfe" + (b"\xff" + b"x" * 255) * 100_000
    yield "frames-claimed-2-31.png", lambda: apng(3, 2**31 - 1, (64, 64))
    yield "frames-20000.png", lambda: apng(20_000, 20_000, (64, 64))
    yield "frames-large-400.png", lambda: apng(400, 400, (3000, 3000))
    yield "frames-promised.webp", lambda: webp_animation(64, 1)[:-40]
    yield "frames-large-1000.webp", lambda: webp_animation(2000, 1000)
    yield "frames-20000.webp", lambda: webp_animation(64, 20_000)
    yield "canvas-16383.webp", lambda: patched(webp_animation(64, 2), b"VP8X", 12, b"\xfe\x3f\0" * 2)
    yield "canvas-2-24.webp", lambda: patched(webp_animation(64, 2), b"VP8X", 12, b"\xff" * 6)
    yield "pixels-268m.webp", lambda: webp((b"VP8L", b"\x2f\xff\xff\xff\x0f" + bytes(100)))
    yield "pixels-100m.webp", lambda: encoded(blank("RGB", (10_000, 10_000)), "WEBP", lossless=True, method=0)
    yield "size-lies.webp", lambda: b"RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff" + bytes(100)


def _tiff_bombs() -> Iterator[tuple[str, Make]]:
    base = ((0x100, 4, 1, 64), (0x101, 4, 1, 64), (0x106, 3, 1, 1 << 16), (0x111, 4, 1, 8))
    large = ((0x100, 4, 1, 60_000), (0x101, 4, 1, 60_000), *base[2:])
    yield "pixels-3600m.tiff", lambda: tiff(*large)
    yield "directory-loop.tiff", lambda: tiff(*base, following=8)
    yield (
        "directories-100000.tiff",
        lambda: b"MM\0*\0\0\0\x08" + b"".join(ifd(*base, following=8 + 54 * (n + 1)) for n in range(100_000)),
    )
    yield "count-2-32.tiff", lambda: tiff(*base[:3], (0x111, 4, 2**32 - 1, 8), (0x117, 4, 2**32 - 1, 8))
    yield (
        "count-2-28-within.tiff",
        lambda: tiff(*base[:3], (0x111, 4, 1 << 23, 100), (0x117, 4, 1 << 23, 100), tail=bytes(1 << 25)),
    )
    yield "samples-65535.tiff", lambda: tiff(*base, (0x102, 3, 65535, 8), (0x115, 3, 1, 65535 << 16))
    yield "subdirectories-loop.tiff", lambda: tiff(*base, (0x14A, 4, 1, 8), (0x8769, 4, 1, 8))
    yield (
        "tiles-of-2-31.tiff",
        lambda: tiff(
            *base[:3], (0x142, 4, 1, 2**31 - 1), (0x143, 4, 1, 2**31 - 1), (0x144, 4, 1, 8), (0x145, 4, 1, 8)
        ),
    )
    yield (
        "deflated-1-gib.tiff",
        lambda: tiff(
            (0x100, 4, 1, 64),
            (0x101, 4, 1, 64),
            (0x102, 3, 1, 8 << 16),
            (0x103, 3, 1, 8 << 16),
            (0x106, 3, 1, 1 << 16),
            (0x111, 4, 1, 110),
            (0x117, 4, 1, 1_000_000),
            tail=bytes(12) + zeros(GIB),
        ),
    )
    yield "text-tag-64-mib.tiff", lambda: tiff(*base, (0x10E, 2, 64 << 20, 80), tail=b"x" * (64 << 20))
    yield "big.tiff", lambda: b"II+\0\x08\0\0\0" + struct.pack("<QQ", 2**63, 2**63)
    yield "pixels-95m.tiff", lambda: encoded(blank("RGB", (9_700, 9_700)), "TIFF", compression="tiff_lzw")


def _box_bombs() -> Iterator[tuple[str, Make]]:
    heic, avif = pictures()["heic.heic"], pictures()["avif.avif"]
    huge = struct.pack(">II", 60_000, 60_000)
    yield "pixels-3600m.heic", lambda: patched(heic, b"ispe", 8, huge)
    yield "pixels-3600m.avif", lambda: patched(avif, b"ispe", 8, huge)
    yield "pixels-99m.heic", lambda: patched(heic, b"ispe", 8, struct.pack(">II", 9_900, 9_999))
    yield "size-to-the-end.heic", lambda: patched(heic, b"meta", -4, bytes(4))
    yield "size-of-64-bits.heic", lambda: patched(heic, b"meta", -4, b"\0\0\0\1")
    yield "items-65535.heic", lambda: patched(heic, b"iinf", 8, b"\xff\xff")
    yield "places-2-32.heic", lambda: patched(heic, b"iloc", 8, b"\xff" * 8)
    yield "boxes-in-boxes.heic", lambda: heic[:28] + nested(b"meta", 50_000)
    yield "boxes-in-boxes.avif", lambda: avif[:32] + nested(b"iprp", 50_000)
    yield "boxes-a-million.heic", lambda: heic[:28] + box(b"free") * 1_000_000 + heic[28:]
    moving = next(data for name, data in videos().items() if name.endswith("mp4"))
    start = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41")
    yield "boxes-in-boxes.mp4", lambda: start + nested(b"moov", 100_000)
    yield "tracks-in-tracks.mp4", lambda: start + box(b"moov", nested(b"trak", 50_000))
    yield "boxes-a-million.mp4", lambda: start + box(b"free") * 1_000_000 + moving
    for table in (b"stts", b"stsz", b"stco", b"stsc", b"stss"):
        if table in moving:
            yield (
                f"table-{table.decode()}-2-32.mp4",
                lambda table=table: patched(moving, table, 8, b"\xff\xff\xff\xff"),
            )
            yield (
                f"table-{table.decode()}-2-28.mp4",
                lambda table=table: patched(moving, table, 8, b"\x0f\xff\xff\xff\x0f\xff\xff\xff"),
            )
    yield "time-scale-none.mp4", lambda: patched(moving, b"mdhd", 16, bytes(4))
    yield "time-scale-1.mp4", lambda: patched(moving, b"mdhd", 16, b"\0\0\0\1")
    yield "duration-2-32.mp4", lambda: patched(moving, b"mdhd", 20, b"\xff" * 4)
    yield "frames-each-2-31-long.mp4", lambda: patched(moving, b"stts", 16, b"\x7f\xff\xff\xff")
    yield "pixels-65535.mp4", lambda: patched(moving, b"avc1", 28, b"\xff" * 4)
    yield "references-elsewhere.mov", lambda: patched(moving, b"url ", 4, b"\0\0\0\0")
    yield "ebml-endless.mkv", lambda: b"\x1aE\xdf\xa3\x80" + (b"\x18S\x80g\x01" + b"\xff" * 7) * 200_000
    yield "ebml-void.webm", lambda: b"\x1aE\xdf\xa3\x84B\x82\x81w" + b"\xec\x80" * 5_000_000
    yield "avi-lists.avi", lambda: b"RIFF\xff\xff\xff\xffAVI " + b"LIST\xff\xff\xff\xffhdrl" * 500_000
    yield (
        "avi-streams.avi",
        lambda: (
            b"RIFF\xff\xff\xff\xffAVI " + (b"LIST\0\x10\0\0hdrlstrh\x38\0\0\0vidsH264" + bytes(48)) * 20_000
        ),
    )
    yield "packets-of-nothing.ts", lambda: (b"G\x1f\xff\x10" + bytes(184)) * 200_000
    yield (
        "programs-many.ts",
        lambda: b"".join(
            b"G" + struct.pack(">H", 0x4000 | n % 8191) + b"\x10" + bytes(184) for n in range(100_000)
        ),
    )


def _other_bombs() -> Iterator[tuple[str, Make]]:
    yield "pixels-2-62.bmp", lambda: bitmap(2**31 - 1, 2**31 - 1)
    yield "pixels-negative.bmp", lambda: bitmap(-64, -64, body=bytes(20_000))
    yield "pixels-upside-down-2-31.bmp", lambda: bitmap(1, -(2**31))
    yield "pixels-99m-of-none.bmp", lambda: bitmap(9_900, 9_990)
    yield "runs-of-nothing.bmp", lambda: bitmap(9_000, 9_000, 1, b"\0\0" * 1_000_000, 8)
    yield "runs-beyond.bmp", lambda: bitmap(64, 64, 1, b"\0\2\xff\xff" * 500_000, 8)
    yield "header-2-32.bmp", lambda: b"BM" + bytes(12) + b"\xff\xff\xff\xff" + bytes(100)
    yield "zeros-64-mib.jpg", lambda: bytes(64 << 20)
    yield "one-byte.jpg", lambda: b"\xff"
    yield "picture-twice.jpg", lambda: pictures()["jpeg.jpeg"] * 500
    yield (
        "chameleon.gif",
        lambda: pictures()["gif.gif"][:-1] + pictures()["jpeg.jpeg"] + pictures()["png.png"],
    )
    for name in (
        "jpeg.jpeg",
        "png.png",
        "gif.gif",
        "webp.webp",
        "avif.avif",
        "heic.heic",
        "tiff.tiff",
        "bmp.bmp",
    ):
        yield f"start-of-{name}.jpg", lambda name=name: pictures()[name][:32] + b"\xa5" * 100_000
    yield "pixels-90m.avif", lambda: _avif_of_one_colour(9_500)
    yield "pixels-90m.jpg", lambda: encoded(blank("RGB", (9_500, 9_500)), "JPEG")
    yield (
        "profile-of-profiles.tiff",
        lambda: encoded(blank("CMYK", (64, 64)), "TIFF", icc_profile=bytes(10_000)),
    )


def _avif_of_one_colour(side: int) -> bytes:
    target = io.BytesIO()
    blank("L", (side, side // 2)).save(target, "AVIF", speed=10, quality=10)
    return target.getvalue()
