"""Hostile and odd files, hundreds or thousands: bombs, defects, spoiled files of every format, odd entries.

Everything but the order on disk is a function of the seed. Files are made one at a time, when they are
wanted, because together they would fill a disk.
"""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hostile.bombs import bombs
from hostile.defects import defects
from hostile.mutations import MUTATIONS
from hostile.sources import pictures, strangers, videos
from hostile.structures import known, spoil_pieces


@dataclass(frozen=True)
class Case:
    """One entry of a folder.

    Attributes:
        family: what kind of trouble it is.
        name: of the file, as bytes.
        make: puts it where it is told.
    """

    family: str
    name: bytes
    make: Callable[[Path], object]


ODD_NAMES = (
    b"line\nbreak.jpg",
    b"carriage\rreturn.jpg",
    "\u202egpj.exe".encode(),
    "\u2066mixed\u2069\u200f.jpg".encode(),
    b"\xff\xfe\x80.jpg",
    b"\xed\xa0\x80.jpg",
    b"x" * 251 + b".jpg",
    "사".encode() * 83 + b".jpg",
    b"-rf.jpg",
    b"--json",
    b" leading and trailing .jpg ",
    b"%s%n$(id)`id`;id|id&.jpg",
    b"\x1b[31mred\x07.jpg",
    b"..jpg",
    b"CON.jpg",
    b"'\"\\.jpg",
    "🏖️e\u0301.jpg".encode(),
    b"http:127.0.0.1.jpg",
    b"file.jpg\\..\\..",
    b"~.jpg",
)


def cases(seed: int, count: int) -> Iterator[Case]:
    """Yield at least every bomb, stranger and odd entry once; then defects and spoiled files, in turn, up to
    `count` in all: first every defect once, in an order of the seed's, then spoiled files alone.
    """
    fixed = [*_bombs(), *_strangers(), *_entries(), *_names()]
    yield from fixed
    left = count - len(fixed)
    deliberate = list(_defects())
    random.Random(seed).shuffle(deliberate)
    deliberate = deliberate[: max(0, left // 2)]
    yield from deliberate
    yield from spoiled(seed, left - len(deliberate))


def spoiled(seed: int, count: int) -> Iterator[Case]:
    """Yield files of every format in turn, each spoiled in one to three ways."""
    sources = {**pictures(), **videos(), **strangers()}
    names, others = sorted(sources), list(sources.values())
    for number in range(max(0, count)):
        name = names[number % len(names)]
        chance = random.Random(f"{seed}/{number}/{name}")
        data = sources[name]
        ways = chance.choices(MUTATIONS, k=chance.choice((1, 1, 2, 3)))
        if known(data) and chance.random() < 0.5:
            ways = [spoil_pieces, *([] if chance.random() < 0.7 else ways[:1])]
        for way in ways:
            # At least what every mutation can work with.
            data = way(chance, data, others) if len(data) > 64 else data + bytes(64)
        family = "spoiled video" if name in videos() else "spoiled picture"
        yield Case(
            family, f"{number:05}-{'-'.join(way.__name__ for way in ways)}-{name}".encode(), _file(data)
        )


def _file(data: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(data)


def _bombs() -> Iterator[Case]:
    for name, content in bombs():
        yield Case("bomb", name.encode(), partial(_write, content))


def _write(content: Callable[[], bytes], path: Path) -> None:
    path.write_bytes(content())


def _defects() -> Iterator[Case]:
    for name, content in defects():
        yield Case("defect", name.encode(), partial(_write, content))


def _strangers() -> Iterator[Case]:
    for name, data in strangers().items():
        yield Case("stranger", name.encode(), _file(data))


def _names() -> Iterator[Case]:
    for name in ODD_NAMES:
        yield Case("name", name, _file(pictures()["jpeg.jpeg"]))


def _entries() -> Iterator[Case]:
    for ending, start in (
        ("jpg", b""),
        ("png", pictures()["png.png"]),
        ("gif", pictures()["gif.gif"]),
        ("tiff", pictures()["tiff.tiff"]),
        ("heic", pictures()["heic.heic"]),
        *((name.rpartition(".")[2], data) for name, data in videos().items()),
    ):
        yield Case(
            "sparse 10 GB", f"sparse-{len(start)}.{ending}".encode(), partial(_sparse, start, 10 << 30)
        )
    yield Case("sparse 400 MiB", b"sparse.jpg", partial(_sparse, pictures()["jpeg.jpeg"], 400 << 20))
    yield Case("sparse 400 MiB", b"sparse.gif", partial(_sparse, pictures()["moving.gif"], 400 << 20))
    yield Case(
        "sparse 400 MiB", b"sparse.mp4", partial(_sparse, b"\0\0\0\x18ftypmp42" + bytes(12), 400 << 20)
    )
    yield Case("empty", b"empty.jpg", _file(b""))
    yield Case("entry", b"pipe.jpg", os.mkfifo)
    yield Case("entry", b"socket.jpg", _socket)
    yield Case("entry", b"folder.jpg", Path.mkdir)
    yield Case("entry", b"link.jpg", lambda path: path.symlink_to("/etc/hostname"))
    yield Case("entry", b"dangling.jpg", lambda path: path.symlink_to("nowhere"))
    yield Case("entry", b"loop.jpg", lambda path: path.symlink_to("loop.jpg"))
    yield Case("entry", b"device.jpg", lambda path: path.symlink_to("/dev/zero"))
    yield Case("entry", b"proc.jpg", lambda path: path.symlink_to("/proc/self/mem"))
    yield Case("entry", b"missing.jpg", lambda path: None)
    yield Case("entry", b"unreadable.jpg", _unreadable)
    if os.geteuid() == 0:
        yield Case("entry", b"zero.jpg", lambda path: os.mknod(path, 0o20666, os.makedev(1, 5)))


def _sparse(start: bytes, size: int, path: Path) -> None:
    path.write_bytes(start)
    os.truncate(path, size)


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))


def _unreadable(path: Path) -> None:
    path.write_bytes(pictures()["jpeg.jpeg"])
    path.chmod(0)
