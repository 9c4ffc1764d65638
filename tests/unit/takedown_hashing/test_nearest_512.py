"""The other reference implementation's hash: pixels left out instead of averaged."""

from __future__ import annotations

import io

import numpy as np
import pdqhash
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from support.pictures import encoded, landscape, turned_by_exif
from takedown_hashing import decode, engine, pdq, views
from takedown_hashing.vocabulary import HashType, View


def grainy(seed: int, size: tuple[int, int]) -> Image.Image:
    grain = np.random.default_rng(seed).normal(0, 12, (size[1], size[0], 1))
    return Image.fromarray((np.asarray(landscape(seed, size)) + grain).clip(0, 255).astype(np.uint8))


def striped(seed: int, size: tuple[int, int]) -> Image.Image:
    """Fine stripes whose strength varies: leaving every second column out changes the picture."""
    pixels = np.asarray(landscape(seed, size)).astype(float)
    strength = np.asarray(landscape(seed + 1, size).convert("L")).astype(float) - 128
    pixels[:, ::2] += strength[:, ::2, None]
    pixels[:, 1::2] -= strength[:, 1::2, None]
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def oracle(pixels: NDArray[np.uint8]) -> str:
    height, width = pixels.shape[:2]
    rows, columns = np.arange(512) * height // 512, np.arange(512) * width // 512
    bits, _ = pdqhash.compute(np.ascontiguousarray(pixels[rows[:, None], columns]))
    return f"{int(''.join(str(bit) for bit in bits), 2):064x}"


def ours(data: bytes) -> str:
    shrunk = decode.decode_luma(data, nearest=True).nearest
    assert shrunk is not None
    return pdq.hash_whole(shrunk).value


@pytest.mark.parametrize("orientation", [1, 3, 6, 7])
@pytest.mark.parametrize("size", [(600, 400), (700, 1300), (1601, 1203)])
def test_of_a_picture_decoded_in_full(size: tuple[int, int], orientation: int) -> None:
    upright = grainy(31, size)
    data = turned_by_exif(upright, orientation, "PNG")
    assert engine.distance(ours(data), oracle(np.asarray(upright))) <= 4


@pytest.mark.parametrize("orientation", [1, 6])
def test_of_a_jpeg_decoded_at_a_scale(orientation: int) -> None:
    data = turned_by_exif(landscape(32, (2400, 1800)), orientation)
    shown = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGB")
    assert engine.distance(ours(data), oracle(np.asarray(shown))) <= 6


def test_it_is_given_only_where_it_differs() -> None:
    listed = {}
    for name, picture in (("same", landscape(33, (1024, 1024))), ("other", striped(33, (1024, 1024)))):
        hashes = engine.hash_picture(io.BytesIO(encoded(picture, "PNG"))).hashes
        listed[name] = {each.view: each.value for each in hashes if each.type is HashType.PDQ}
    assert View.WHOLE_512 not in listed["same"]
    apart = engine.distance(listed["other"][View.WHOLE_512], listed["other"][View.WHOLE])
    assert apart > views.DISAGREEMENT


@pytest.mark.parametrize("size", [(512, 512), (300, 500), (3, 900)])
def test_there_is_none_of_what_is_not_shrunk(size: tuple[int, int]) -> None:
    assert decode.decode_luma(encoded(landscape(34, size), "PNG"), nearest=True).nearest is None
