"""Our PDQ against the reference's, `pdqhash`, on the same upright RGB pixels."""

from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from support.pictures import encoded, exif, landscape, modes, turned_by_exif
from takedown_hashing import engine
from takedown_hashing.vocabulary import USEFUL_QUALITY, HashType, View

SIZES = [
    (5, 5), (7, 200), (63, 64), (64, 64), (65, 63), (100, 75), (127, 129), (128, 128), (129, 257), (256, 256),
    (320, 240), (333, 500), (511, 512), (513, 511), (640, 480), (1023, 767), (1024, 1025), (1100, 1500),
    (3000, 400),
]  # fmt: skip

TURNED = {
    View.WHOLE: lambda pixels: pixels,
    View.MIRROR: lambda pixels: pixels[:, ::-1],
    View.ROTATE_90: lambda pixels: np.rot90(pixels, -1),
    View.ROTATE_180: lambda pixels: np.rot90(pixels, 2),
    View.ROTATE_270: lambda pixels: np.rot90(pixels, 1),
    View.MIRROR_ROTATE_90: lambda pixels: np.rot90(pixels[:, ::-1], -1),
    View.MIRROR_ROTATE_180: lambda pixels: np.rot90(pixels[:, ::-1], 2),
    View.MIRROR_ROTATE_270: lambda pixels: np.rot90(pixels[:, ::-1], 1),
}


def oracle(pixels: NDArray[np.uint8]) -> tuple[str, int]:
    bits, quality = pdqhash.compute(np.ascontiguousarray(pixels))
    return f"{int(''.join(str(bit) for bit in bits), 2):064x}", quality


def rgb_of(data: bytes) -> NDArray[np.uint8]:
    return np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB"))


def pdqs(data: bytes) -> dict[str, engine.Hash]:
    hashes = engine.hash_picture(io.BytesIO(data)).hashes
    return {each.view: each for each in hashes if each.type is HashType.PDQ}


def check_whole(data: bytes, pixels: NDArray[np.uint8], within: int) -> None:
    value, quality = oracle(pixels)
    ours, our_quality = engine.hash_upload(io.BytesIO(data))
    assert abs(our_quality - quality) <= 1
    if quality >= USEFUL_QUALITY:
        assert engine.distance(ours, value) <= within


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_whole_of_every_size_decoded_in_full(size: tuple[int, int]) -> None:
    picture = landscape(11, size)
    check_whole(encoded(picture, "PNG"), np.asarray(picture), within=4)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_whole_of_every_size_decoded_at_a_scale(size: tuple[int, int]) -> None:
    data = encoded(landscape(12, size), "JPEG")
    check_whole(data, rgb_of(data), within=4)


@pytest.mark.parametrize("name", modes())
def test_whole_of_every_mode_and_format(name: str) -> None:
    data, shown = modes()[name]
    lossy = name.split("-")[0] in ("jpeg", "mpo", "heic", "avif")
    check_whole(data, np.asarray(shown), within=6 if lossy else 4)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_exif_orientation_is_followed_once(image_format: str, orientation: int) -> None:
    upright = landscape(13, (353, 250))
    data = turned_by_exif(upright, orientation, image_format)
    hashed = engine.hash_picture(io.BytesIO(data))
    assert (hashed.width, hashed.height) == upright.size
    assert engine.distance(hashed.hashes[0].value, oracle(np.asarray(upright))[0]) <= 10


def test_heif_is_turned_by_its_own_boxes_not_by_exif() -> None:
    stored = landscape(13, (353, 250))
    data = encoded(stored, "HEIF", exif=exif(6))  # given so, the encoder writes EXIF but no box
    assert b"irot" not in data
    hashed = engine.hash_picture(io.BytesIO(data))
    assert (hashed.width, hashed.height) == stored.size


@pytest.mark.parametrize(
    ("size", "image_format"),
    [
        ((353, 250), "PNG"),
        ((641, 478), "JPEG"),
        ((1300, 1001), "JPEG"),
        ((1201, 1034), "PNG"),
        ((90, 60), "PNG"),
    ],
)
def test_other_orientations_are_those_of_really_turned_pixels(
    size: tuple[int, int], image_format: str
) -> None:
    data = encoded(landscape(14, size), image_format)
    pixels = rgb_of(data)
    ours = pdqs(data)
    assert [view for view in ours if view in TURNED] == list(TURNED)
    for view, turn in TURNED.items():
        value, quality = oracle(turn(pixels))
        assert engine.distance(ours[view].value, value) <= 6, view
        assert abs(ours[view].quality - quality) <= 1, view


def test_other_orientations_of_a_turned_photograph() -> None:
    upright = landscape(15, (500, 403))
    ours = pdqs(turned_by_exif(upright, 6, "PNG"))
    for view, turn in TURNED.items():
        assert engine.distance(ours[view].value, oracle(turn(np.asarray(upright)))[0]) <= 2, view


@pytest.mark.skipif(
    "STILLMARK_PHOTOS" not in os.environ, reason="STILLMARK_PHOTOS names no folder of photographs"
)
def test_photographs() -> None:
    paths = sorted(Path(os.environ["STILLMARK_PHOTOS"]).glob("*.jp*g"))
    assert paths
    for path in paths:
        data = path.read_bytes()
        check_whole(data, rgb_of(data), within=6)
