"""Ways to spoil a file that know how it is built, so that what is behind the first check is reached too.

Each format is parted into pieces (chunks, segments, boxes, entries), pieces are dropped, doubled, swapped,
moved or given extreme numbers and lengths, and the file is put together again with sums that are right.
"""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Sequence

Pieces = list[tuple[bytes, bytes]]
"""Kind and content of each piece, in order."""

_EXTREMES = (0, 1, 2, 3, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0x7FFFFFFF)
_LARGEST = (0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)


def png(chance: random.Random, data: bytes) -> bytes:
    pieces: Pieces = []
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        pieces.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    made = data[:8]
    for kind, body in _spoil(chance, pieces, ">"):
        length = len(body) if chance.random() > 0.02 else chance.choice(_EXTREMES + _LARGEST)
        made += struct.pack(">I", length) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return made


def png_pixels(chance: random.Random, data: bytes) -> bytes:
    """What is inside the compressed stream: filters that do not exist, rows too few and too many."""
    pieces: Pieces = []
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        pieces.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    rows = bytearray(zlib.decompress(b"".join(body for kind, body in pieces if kind == b"IDAT")))
    for _ in range(chance.choice((1, 10, 500))):
        rows[chance.randrange(len(rows))] = chance.randrange(256)
    end = chance.choice((len(rows), len(rows) // 2, 1, 0))
    packed = zlib.compress(bytes(rows[:end]) * chance.choice((1, 1, 30)), 1)
    packed = packed[: chance.choice((len(packed), len(packed) - 4, len(packed) // 2))]
    made, done = data[:8], False
    for kind, body in pieces:
        if kind == b"IDAT":
            if done:
                continue
            done, body = True, packed
        made += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return made


def jpeg(chance: random.Random, data: bytes) -> bytes:
    pieces: Pieces = []
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, at + 2)
        pieces.append((data[at : at + 2], data[at + 4 : at + 2 + length]))
        at += 2 + length
    made = data[:2]
    for kind, body in _spoil(chance, pieces, ">"):
        length = len(body) + 2 if chance.random() > 0.02 else chance.choice(_EXTREMES)
        made += kind + struct.pack(">H", length & 0xFFFF) + body
    scan = bytearray(data[at:])
    if chance.random() < 0.5 and len(scan) > 20:
        scan[chance.randrange(2, 14)] = chance.choice((0, 1, 4, 17, 63, 64, 0xFF))
    return made + bytes(scan)


def riff(chance: random.Random, data: bytes) -> bytes:
    pieces: Pieces = []
    at = 12
    while at + 8 <= len(data):
        (length,) = struct.unpack_from("<I", data, at + 4)
        pieces.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    made = b""
    for kind, body in _spoil(chance, pieces, "<"):
        length = len(body) if chance.random() > 0.03 else chance.choice(_EXTREMES + _LARGEST)
        made += kind + struct.pack("<I", length) + body + b"\0" * (len(body) % 2)
    return data[:4] + struct.pack("<I", 4 + len(made)) + data[8:12] + made


_CONTAINERS = frozenset(
    b"moov trak mdia minf stbl dinf edts udta moof traf mvex meta iprp ipco iinf iref".split()
)
_FULL = frozenset(b"meta iinf iref".split())


def boxes(chance: random.Random, data: bytes) -> bytes:
    """ISO base media: MP4, MOV, HEIC, AVIF, JPEG 2000."""
    return _boxes(chance, data, 0)


def _boxes(chance: random.Random, data: bytes, depth: int) -> bytes:
    pieces: Pieces = []
    at = 0
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + length if 8 <= length <= len(data) - at else len(data)
        pieces.append((data[at + 4 : at + 8], data[at + 8 : end]))
        at = end
    inside = [index for index, (kind, _) in enumerate(pieces) if kind in _CONTAINERS]
    if inside and depth < 6 and chance.random() < 0.85:
        index = chance.choice(inside)
        kind, body = pieces[index]
        start = (4 + 2 * (kind == b"iinf")) if kind in _FULL else 0
        pieces[index] = kind, body[:start] + _boxes(chance, body[start:], depth + 1)
    else:
        pieces = _spoil(chance, pieces, ">")
    made = b""
    for kind, body in pieces:
        length = len(body) + 8 if chance.random() > 0.01 else chance.choice(_EXTREMES + _LARGEST)
        made += struct.pack(">I", length) + kind + body
    return made


def tiff(chance: random.Random, data: bytes) -> bytes:
    """Give one or more entries of the first directory another tag, type, count or value."""
    order = "<" if data[:2] == b"II" else ">"
    made = bytearray(data)
    (at,) = struct.unpack_from(order + "I", data, 4)
    if at + 2 > len(data):
        return data
    (count,) = struct.unpack_from(order + "H", data, at)
    for _ in range(chance.choice((1, 1, 2, 4))):
        entry = at + 2 + 12 * chance.randrange(max(1, count))
        if entry + 12 > len(made):
            break
        tag, kind, number, value = struct.unpack_from(order + "HHII", made, entry)
        way = chance.randrange(5)
        if way == 0:
            tag = chance.choice(
                (256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 320, 322, 330, 347, 530)
            )
        elif way == 1:
            kind = chance.randrange(20)
        elif way == 2:
            number = chance.choice(_EXTREMES + _LARGEST)
        elif way == 3:
            value = chance.choice((*_EXTREMES, *_LARGEST, at, entry, len(data)))
        else:
            low = chance.choice((0, 1, 2, 3, 5, 6, 7, 8, 16, 32, 64, 255, 32773, 32809, 34661, 34676, 34712))
            value = low << 16 if order == ">" and kind == 3 else low
        struct.pack_into(order + "HHII", made, entry, tag, kind, number, value)
    if chance.random() < 0.1:
        following = at + 2 + 12 * count
        if following + 4 <= len(made):
            struct.pack_into(order + "I", made, following, chance.choice((8, at, len(data) - 4, 2**32 - 1)))
    return bytes(made)


def gif(chance: random.Random, data: bytes) -> bytes:
    """Spoil numbers of the screen, of frames and of LZW streams, block by block."""
    made = bytearray(data)
    places = [6, 8, 10, 11]
    at = 13 + (3 << (data[10] & 7) + 1 if data[10] & 0x80 else 0)
    while at < len(data) - 1:
        if data[at] == 0x21:
            at += 2
        elif data[at] == 0x2C:
            places += range(at + 1, min(at + 11, len(data)))
            at += 10 + (3 << (data[at + 9] & 7) + 1 if at + 9 < len(data) and data[at + 9] & 0x80 else 0)
            places.append(at)
            at += 1
        else:
            break
        while at < len(data) and data[at]:
            places.append(at)
            at += data[at] + 1
        at += 1
    for _ in range(chance.choice((1, 1, 2, 5))):
        place = chance.choice(places)
        if place < len(made):
            made[place] = chance.choice((0, 1, 2, 7, 8, 9, 11, 12, 13, 0x3B, 0x7F, 0x80, 0xC7, 0xFE, 0xFF))
    return bytes(made)


_BY_START: tuple[tuple[bytes, int, tuple[Callable[[random.Random, bytes], bytes], ...]], ...] = (
    (b"\x89PNG", 0, (png, png, png_pixels)),
    (b"\xff\xd8", 0, (jpeg,)),
    (b"GIF8", 0, (gif,)),
    (b"RIFF", 0, (riff,)),
    (b"II*\0", 0, (tiff,)),
    (b"MM\0*", 0, (tiff,)),
    (b"ftyp", 4, (boxes,)),
    (b"jP  ", 4, (boxes,)),
)


def known(data: bytes) -> bool:
    """Whether it is a file that can be parted."""
    return any(data[at : at + len(start)] == start for start, at, _ in _BY_START)


def spoil_pieces(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Spoil one file by its structure; one without any comes back as it is."""
    for start, at, ways in _BY_START:
        if data[at : at + len(start)] == start:
            try:
                return chance.choice(ways)(chance, data)
            except (struct.error, zlib.error, IndexError):
                return data  # spoiled too much before to be parted
    return data


def _spoil(chance: random.Random, pieces: Pieces, order: str) -> Pieces:
    spoiled = list(pieces)
    for _ in range(chance.choice((1, 1, 2, 3))):
        if not spoiled:
            break
        index = chance.randrange(len(spoiled))
        kind, body = spoiled[index]
        way = chance.randrange(9)
        if way == 0:
            del spoiled[index]
        elif way == 1:
            spoiled[index:index] = [(kind, body)] * chance.choice((1, 2, 200))
        elif way == 2:
            spoiled.insert(chance.randrange(len(spoiled)), spoiled.pop(index))
        elif way == 3:
            spoiled[index] = kind, body[: chance.randrange(len(body) + 1)]
        elif way == 4:
            spoiled[index] = kind, body + chance.choice((b"\0", bytes(1000), chance.randbytes(70), body))
        elif way == 5:
            spoiled[index] = spoiled[chance.randrange(len(spoiled))][0], body
        elif body:
            width = chance.choice((1, 2, 4, 4, 8))
            place = chance.randrange(min(len(body), chance.choice((12, 60, len(body)))))
            number = chance.choice(_EXTREMES + _LARGEST) % (1 << 8 * width)
            value = number.to_bytes(width, "big" if order == ">" else "little")
            spoiled[index] = kind, body[:place] + value + body[place + width :]
    return spoiled
