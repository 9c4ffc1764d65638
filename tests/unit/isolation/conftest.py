"""Real pictures, cheap to make, for real workers."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image


def png(width: int, height: int, rows: int) -> bytes:
    """An RGB PNG that claims `width` x `height` pixels and has only `rows` rows; needs little memory."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))
        )

    packer = zlib.compressobj(1)
    row = b"\0" + bytes(column // 16 % 256 for column in range(width) for _ in range(3))
    packed = b"".join(packer.compress(row) for _ in range(rows)) + packer.flush()
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.fixture(scope="session")
def slow_picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """36 megapixels: keeps a worker busy for some tenths of a second with 150 MB."""
    path = tmp_path_factory.mktemp("pictures") / "slow.png"
    path.write_bytes(png(6000, 6000, 6000))
    return path


@pytest.fixture(scope="session")
def bomb(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PNG of 50,000 x 50,000 pixels: 7.5 GB if somebody decoded it."""
    path = tmp_path_factory.mktemp("pictures") / "bomb.png"
    path.write_bytes(png(50_000, 50_000, 100))
    return path


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Twenty different JPEGs."""
    paths = []
    for number in range(20):
        picture = Image.radial_gradient("L").resize((320, 240)).rotate(17 * number)
        picture.paste(200, (10 * number, 40, 10 * number + 60, 200))
        target = io.BytesIO()
        picture.convert("RGB").save(target, "JPEG", quality=85)
        path = tmp_path / f"{number:02}.jpg"
        path.write_bytes(target.getvalue())
        paths.append(path)
    return paths
