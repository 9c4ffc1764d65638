"""Animated pictures: which of their frames are hashed, and what breaks them."""

from __future__ import annotations

import io

import numpy as np
import pdqhash
import pytest
from PIL import Image

from support.pictures import animation, encoded, landscape, text
from takedown_hashing import animation as module
from takedown_hashing.animation import AnimationHashes, hash_animation
from takedown_hashing.engine import hash_picture

FORMATS = ["GIF", "PNG", "WEBP", "AVIF"]


def distance(left: str, right: str) -> int:
    return (int(left, 16) ^ int(right, 16)).bit_count()


def moving(image_format: str, images: list[Image.Image], shown_ms: int | list[int]) -> bytes:
    first, *rest = images
    return encoded(first, image_format, save_all=True, append_images=rest, duration=shown_ms, loop=0)


def hashed(data: bytes) -> AnimationHashes:
    result = hash_animation(io.BytesIO(data))
    assert result is not None
    return result


@pytest.mark.parametrize("image_format", FORMATS)
def test_each_different_frame_of_a_short_one_is_hashed(image_format: str) -> None:
    data = animation(image_format, 4)
    result = hashed(data)
    assert result.moves
    assert [(frame.frame, frame.time_ms) for frame in result.frames] == [(0, 0), (1, 200), (2, 400), (3, 600)]
    assert result.duration_ms == 800
    with Image.open(io.BytesIO(data)) as image:
        for frame in result.frames:
            image.seek(frame.frame)
            bits, quality = pdqhash.compute(np.asarray(image.convert("RGB")))
            assert distance(frame.value, np.packbits(bits).tobytes().hex()) <= 4
            assert abs(frame.quality - quality) <= 1


@pytest.mark.parametrize("image_format", FORMATS)
def test_its_first_frame_is_the_one_that_is_hashed_as_a_picture(image_format: str) -> None:
    data = animation(image_format, 3)
    whole = hash_picture(io.BytesIO(data)).hashes[0]
    assert distance(whole.value, hashed(data).frames[0].value) <= 4


@pytest.mark.parametrize("image_format", ["GIF", "WEBP"])
def test_a_long_one_gives_one_frame_of_each_second(image_format: str) -> None:
    images = [landscape(seed, (160, 120)) for seed in range(48)]
    result = hashed(moving(image_format, images, 250))
    assert result.duration_ms == 12_000
    assert [frame.time_ms for frame in result.frames] == [second * 1000 for second in range(12)]


def test_a_short_one_gives_no_more_than_ten() -> None:
    result = hashed(moving("GIF", [landscape(seed, (160, 120)) for seed in range(40)], 50))
    assert result.duration_ms == 2000
    assert len(result.frames) <= 10


def test_where_nothing_moves_it_stays_a_picture() -> None:
    still = landscape(3, (160, 120))
    images = []
    for shade in range(5):
        image = still.copy()
        image.paste((shade, 0, 0), (0, 0, 2, 2))
        images.append(image)
    result = hashed(moving("PNG", images, 200))
    assert len(result.frames) == 1
    assert not result.moves
    assert not hashed(encoded(still, "GIF")).moves


def test_a_first_frame_that_shows_nothing_hides_nothing() -> None:
    black = Image.new("RGB", (160, 120))
    result = hashed(moving("GIF", [black, landscape(1, (160, 120))], 500))
    assert [frame.frame for frame in result.frames] == [1]
    assert result.moves
    assert not hashed(moving("GIF", [black, Image.new("RGB", (160, 120), (9, 9, 9))], 500)).moves


def test_times_that_say_nothing_count_a_tenth_of_a_second() -> None:
    assert hashed(moving("GIF", [landscape(seed, (160, 120)) for seed in range(5)], 0)).duration_ms == 500


def test_a_frame_shown_long_and_one_shown_briefly() -> None:
    result = hashed(moving("WEBP", [landscape(seed, (160, 120)) for seed in range(3)], [9000, 40, 3000]))
    assert [frame.time_ms for frame in result.frames] == [0, 9000]
    assert result.duration_ms == 12_040


def test_times_beyond_a_week_are_not_believed() -> None:
    images = [landscape(seed, (160, 120)) for seed in range(4)]
    data = bytearray(moving("AVIF", images, 400))
    at = data.find(b"stts")
    data[at + 16 : at + 20] = b"\x7f\xff\xff\xff"
    result = hashed(bytes(data))
    assert result.duration_ms == module.MAX_TIME_MS
    assert [frame.time_ms for frame in result.frames] == sorted(frame.time_ms for frame in result.frames)


def test_truncated_gives_the_frames_before() -> None:
    data = animation("GIF", 6)
    result = hashed(data[: len(data) * 6 // 10])
    assert result.truncated
    assert 2 <= len(result.frames) < 6


def test_too_much_work_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BYTES_IN_PIXELS", {})
    monkeypatch.setattr(module, "MIN_DECODED_PIXELS", 0)
    monkeypatch.setattr(module, "MAX_DECODED_PIXELS", 3 * 160 * 120)
    result = hashed(animation("GIF", 6))
    assert result.partly
    assert len(result.frames) == 4
    monkeypatch.setattr(module, "MAX_FRAMES", 2)
    assert len(hashed(animation("GIF", 6)).frames) == 2


def test_a_file_of_many_bytes_is_cut_off_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    data = animation("AVIF", 6)
    pixels = 160 * 120
    monkeypatch.setattr(module, "MIN_DECODED_PIXELS", pixels)
    monkeypatch.setattr(module, "MAX_DECODED_PIXELS", 8 * len(data) + 2 * pixels)
    assert len(hashed(data).frames) == 3
    monkeypatch.setattr(module, "MAX_DECODED_PIXELS", 0)
    assert len(hashed(data).frames) == 2


def test_on_a_slow_computer_what_was_seen_in_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WORK_SECONDS", 0.0)
    result = hashed(animation("GIF", 6))
    assert result.partly
    assert len(result.frames) == 1


def test_what_is_no_animation_is_none() -> None:
    assert hash_animation(io.BytesIO(text())) is None
    assert hash_animation(io.BytesIO(b"")) is None
    assert hash_animation(io.BytesIO(encoded(landscape(1), "TIFF"))) is None
    assert hash_animation(io.BytesIO(b"GIF89a" + bytes(20))) is None
