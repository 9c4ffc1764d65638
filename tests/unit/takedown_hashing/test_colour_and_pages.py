"""Embedded colour profiles, pages of a TIFF file, and formats through the locked worker."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from PIL import Image, ImageCms

from support.command import run_app
from support.pictures import encoded, landscape, modes
from takedown_hashing import engine
from takedown_hashing.engine import PictureRefused, Refusal

SRGB = ((0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141))
P3 = ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841))
PROPHOTO = ((0.7977, 0.2880, 0.0), (0.1352, 0.7119, 0.0), (0.0313, 0.0001, 0.8249))


def fixed(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def gamma(exponent: float) -> bytes:
    return b"curv" + struct.pack(">III", 0, 1, round(exponent * 256) << 16)


def inverse() -> bytes:
    steps = [round(65535 * (1 - step / 255) ** 2.2) for step in range(256)]
    return b"curv" + struct.pack(">II256H", 0, 256, *steps)


def profile(space: bytes, primaries: tuple[tuple[float, ...], ...], curve: bytes) -> bytes:
    """A display's ICC profile of version 2: the colours of its primaries in D50 XYZ, and one tone curve."""
    tags = {b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1, 0.8249)}
    for name, primary in zip(b"rgb", primaries, strict=False):
        tags[bytes([name]) + b"XYZ"] = b"XYZ " + bytes(4) + fixed(*primary)
        tags[bytes([name]) + b"TRC"] = curve
    if not primaries:
        tags[b"kTRC"] = curve
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    header = struct.pack(">I4xI", start + len(body), 0x02400000) + b"mntr" + space + b"XYZ "
    header = (header.ljust(36, b"\0") + b"acsp").ljust(68, b"\0") + fixed(0.9642, 1, 0.8249)
    return header.ljust(128, b"\0") + table + body


def whole(data: bytes) -> str:
    return engine.hash_upload(io.BytesIO(data))[0]


def of_pixels(image: Image.Image) -> str:
    bits, _ = pdqhash.compute(np.asarray(image.convert("RGB")))
    return f"{int(''.join(str(bit) for bit in bits), 2):064x}"


def in_srgb(stored: Image.Image, icc: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
    return ImageCms.profileToProfile(stored, source, ImageCms.createProfile("sRGB"), outputMode="RGB")


MATTERING = {
    "prophoto": profile(b"RGB ", PROPHOTO, gamma(1.8)),
    "swapped": profile(b"RGB ", (SRGB[1], SRGB[0], SRGB[2]), gamma(2.2)),
    "linear": profile(b"RGB ", SRGB, gamma(1)),
    "inverse": profile(b"RGB ", SRGB, inverse()),
}


@pytest.mark.parametrize("image_format", ["JPEG", "PNG"])
@pytest.mark.parametrize("name", MATTERING)
def test_profiles_that_matter_are_followed(name: str, image_format: str) -> None:
    stored, icc = landscape(21, (1100, 800)), MATTERING[name]
    data = encoded(stored, image_format, icc_profile=icc)
    assert engine.distance(whole(data), of_pixels(in_srgb(stored, icc))) <= 6


def test_a_grey_profile_with_alpha() -> None:
    grey, icc = landscape(21).convert("L"), profile(b"GRAY", (), inverse())
    shown = of_pixels(in_srgb(grey, icc))
    assert engine.distance(whole(encoded(grey, "PNG", icc_profile=icc)), shown) <= 4
    assert engine.distance(whole(encoded(grey.convert("LA"), "PNG", icc_profile=icc)), shown) <= 4


@pytest.mark.parametrize(
    "icc", [profile(b"RGB ", P3, gamma(2.2)), MATTERING["inverse"][:300]], ids=["p3", "cut"]
)
def test_ordinary_and_broken_profiles_change_nothing(icc: bytes) -> None:
    stored = landscape(22, (1100, 800))
    assert whole(encoded(stored, icc_profile=icc)) == whole(encoded(stored))


def test_a_profile_of_another_space_is_ignored() -> None:
    stored = landscape(22)
    icc = profile(b"GRAY", (), inverse())
    assert whole(encoded(stored, "JPEG", icc_profile=icc)) == whole(encoded(stored, "JPEG"))


def test_mutated_profiles_never_escape_untyped() -> None:
    stored, icc = landscape(23, (96, 64)), MATTERING["swapped"]
    for position in range(0, len(icc) - 4, 5):
        broken = icc[:position] + b"\xff\xff\xff\xff" + icc[position + 4 :]
        assert len(whole(encoded(stored, icc_profile=broken))) == 64


def printing(lightness: bytes = b"") -> bytes:
    """A printing press's ICC profile: from cyan, magenta, yellow, black to CIE L*a*b* by a table of corners.

    Args:
        lightness: of the 16 corners from no ink to all four, the black ink changing fastest.
    """
    corners = bytearray()
    for number in range(16):
        cyan, magenta, yellow, black = (number >> bit & 1 for bit in (3, 2, 1, 0))
        plain = 255 * (1 - 0.3 * cyan - 0.4 * magenta - 0.1 * yellow) * (1 - 0.9 * black)
        corners += bytes([lightness[number] if lightness else round(plain), 128, 128])
    straight = bytes(range(256))
    identity = fixed(1, 0, 0, 0, 1, 0, 0, 0, 1)
    table = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + identity + 4 * straight + bytes(corners) + 3 * straight
    tags = {b"A2B0": table, b"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1, 0.8249)}
    head, body = struct.pack(">I", len(tags)), b""
    for name, content in tags.items():
        head += name + struct.pack(">II", 132 + 12 * len(tags) + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    return b"".join(
        (
            struct.pack(">I4s4s", 128 + len(head + body), b"test", b"\2\x10\0\0"),
            b"prtrCMYKLab ",
            bytes(12),
            b"acsp",
            bytes(28),
            fixed(0.9642, 1, 0.8249),
            bytes(48),
            head,
            body,
        )
    )


def test_a_printing_profile_is_followed() -> None:
    stored = landscape(25, (1100, 800)).convert("CMYK")
    odd = printing(bytes([255, 20, 240, 10, 30, 15, 25, 10, 90, 20, 60, 10, 50, 10, 20, 5]))
    for icc in (printing(), odd):
        data = encoded(stored, "TIFF", icc_profile=icc)
        source = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        shown = ImageCms.profileToProfile(stored, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        assert engine.distance(whole(data), of_pixels(shown)) <= 6
    assert engine.distance(whole(data), whole(encoded(stored, "TIFF"))) > 20


def tiff(*pages: tuple[Image.Image, int]) -> bytes:
    target = io.BytesIO()
    ready = []
    for image, subfile in pages:
        page = image.copy()
        page.encoderinfo = {"tiffinfo": {0xFE: subfile}}
        ready.append(page)
    ready[0].save(target, "TIFF", save_all=True, append_images=ready[1:], tiffinfo={0xFE: pages[0][1]})
    return target.getvalue()


@pytest.mark.parametrize(
    ("kinds", "hashed", "notes"),
    [
        ((2, 2), 0, (engine.NOTE_FIRST_FRAME_ONLY,)),
        ((0, 1), 0, ()),
        ((0, 4), 0, ()),
        ((1, 0), 1, ()),
        ((1, 0, 0), 1, (engine.NOTE_FIRST_FRAME_ONLY,)),
    ],
)
def test_the_first_page_of_full_size_is_hashed(kinds: tuple[int, ...], hashed: int, notes: tuple) -> None:
    pages = [(landscape(30 + number, (200 + number, 150)), kind) for number, kind in enumerate(kinds)]
    result = engine.hash_picture(io.BytesIO(tiff(*pages)))
    assert result.width == 200 + hashed
    assert engine.distance(result.hashes[0].value, of_pixels(pages[hashed][0])) <= 4
    assert result.notes == notes


def test_reduced_pages_alone_are_refused() -> None:
    with pytest.raises(PictureRefused) as refused:
        engine.hash_picture(io.BytesIO(tiff((landscape(1), 1), (landscape(2), 1))))
    assert refused.value.reason is Refusal.UNSUPPORTED_FORMAT


def test_every_mode_and_profile_through_the_locked_worker(tmp_path: Path) -> None:
    files = {name: data for name, (data, _) in modes().items()}
    files |= {f"icc-{name}": encoded(landscape(24), icc_profile=icc) for name, icc in MATTERING.items()}
    files["icc-printing"] = encoded(landscape(24).convert("CMYK"), icc_profile=printing())
    files["pages"] = tiff((landscape(1), 2), (landscape(2), 2))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    records = {Path(record["path"]).name: record for record in run_app("hash", tmp_path).records}
    assert {name: records[name].get("reason", "hashed") for name in files} == dict.fromkeys(files, "hashed")
    assert "first-frame-only" in records["pages"]["notes"]


def test_mutated_profiles_through_the_locked_worker(tmp_path: Path) -> None:
    """What littleCMS makes of a broken profile, in a process whose calls are filtered."""
    random = np.random.default_rng(5)
    stored = landscape(26, (96, 64))
    kinds = [(stored, MATTERING["swapped"]), (stored.convert("CMYK"), printing())]
    for number in range(60):
        image, icc = kinds[number % 2]
        broken = bytearray(icc)
        for _ in range(random.integers(1, 6)):
            at = int(random.integers(0, min(len(icc), 400)))
            broken[at : at + 4] = random.choice([b"\0\0\0\0", b"\xff\xff\xff\xff", random.bytes(4)])
        (tmp_path / f"{number:02d}.jpg").write_bytes(encoded(image, icc_profile=bytes(broken)))
    records = run_app("hash", tmp_path).records
    assert len(records) == 60
    assert {record.get("reason", "hashed") for record in records} <= {"hashed", *Refusal}
    assert sum("reason" not in record for record in records) >= 50


def test_of_a_truncated_jpeg_2000_the_tiles_that_are_there_are_hashed() -> None:
    image = landscape(27, (640, 480))
    data = encoded(image, "JPEG2000", tile_size=(128, 128))
    left = engine.hash_picture(io.BytesIO(data[: len(data) * 9 // 10]))
    assert left.notes == (engine.NOTE_TRUNCATED,)
    assert engine.distance(left.hashes[0].value, of_pixels(image)) < 100
    data = encoded(image, "JPEG2000")
    with pytest.raises(PictureRefused) as refused:  # in one tile, of which the decoder gives all or nothing
        engine.hash_picture(io.BytesIO(data[: len(data) * 9 // 10]))
    assert refused.value.reason is Refusal.DAMAGED
