"""What a picture's fingerprints consist of, and what is refused."""

from __future__ import annotations

import hashlib
import io
import os
import re
import resource
import struct
import sys

import imagehash
import pytest
from PIL import Image, ImageFile

from support import pictures
from support.pictures import encoded, landscape
from takedown_hashing import engine, modes, vocabulary
from takedown_hashing.engine import PictureRefused, Refusal
from takedown_hashing.vocabulary import HashType, View


def hashed(data: bytes) -> engine.PictureHashes:
    return engine.hash_picture(io.BytesIO(data))


def refusal(data: bytes) -> Refusal:
    with pytest.raises(PictureRefused) as refused:
        hashed(data)
    with pytest.raises(PictureRefused) as refused_upload:
        engine.hash_upload(io.BytesIO(data))
    assert refused_upload.value.reason == refused.value.reason
    return refused.value.reason


def test_hashes_come_in_order_of_worth() -> None:
    data = encoded(landscape(1))
    result = hashed(data)
    assert len(result.hashes) == vocabulary.HASHES_PER_PICTURE + 2
    assert [(each.type, each.view) for each in result.hashes[:8] + result.hashes[-2:]] == [
        (HashType.PDQ, View.WHOLE),
        (HashType.PDQ, View.MIRROR),
        (HashType.PDQ, View.ROTATE_90),
        (HashType.PDQ, View.ROTATE_180),
        (HashType.PDQ, View.ROTATE_270),
        (HashType.PDQ, View.MIRROR_ROTATE_90),
        (HashType.PDQ, View.MIRROR_ROTATE_180),
        (HashType.PDQ, View.MIRROR_ROTATE_270),
        (HashType.PHASH, View.WHOLE),
        (HashType.SHA256, View.FILE),
    ]
    for each in result.hashes:
        assert re.fullmatch(f"[0-9a-f]{{{vocabulary.HEX_LENGTH[each.type]}}}", each.value)
        assert vocabulary.VIEW_PATTERN.fullmatch(each.view)
        assert (each.quality is None) == (each.type is not HashType.PDQ)
    assert (result.width, result.height, result.notes) == (640, 480, ())
    assert result.quality == result.hashes[0].quality == 100
    assert result.sha256 == result.hashes[-1].value == hashlib.sha256(data).hexdigest()
    assert engine.hash_upload(io.BytesIO(data)) == (result.hashes[0].value, 100)


@pytest.mark.parametrize(("size", "image_format"), [((640, 480), "PNG"), ((1600, 1200), "JPEG")])
def test_phash_is_imagehash_of_the_upright_picture(size: tuple[int, int], image_format: str) -> None:
    upright = landscape(2, size)
    result = hashed(pictures.turned_by_exif(upright, 8, image_format))
    (ours,) = [each.value for each in result.hashes if each.type is HashType.PHASH]
    assert engine.distance(ours, str(imagehash.phash(upright))) <= 2


def test_a_symmetric_picture_has_no_duplicate_hashes() -> None:
    left = landscape(3, (320, 480))
    both = Image.new("RGB", (640, 480))
    both.paste(left, (0, 0))
    both.paste(left.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (320, 0))
    values = [each.value for each in hashed(encoded(both, "PNG")).hashes if each.type is HashType.PDQ]
    assert View.MIRROR not in [each.view for each in hashed(encoded(both, "PNG")).hashes]
    for index, value in enumerate(values):
        assert all(engine.distance(value, other) >= 4 for other in values[:index])


def test_a_flat_picture_keeps_its_whole_view_with_its_quality() -> None:
    result = hashed(encoded(Image.new("RGB", (300, 200), "teal"), "PNG"))
    assert result.quality == 0
    assert [(each.type, each.view) for each in result.hashes] == [
        (HashType.PDQ, View.WHOLE),
        (HashType.PHASH, View.WHOLE),
        (HashType.SHA256, View.FILE),
    ]


def test_pictures_of_few_pixels_have_quality_nought() -> None:
    result = hashed(encoded(landscape(4, (4, 300)), "PNG"))
    assert result.quality == 0
    assert result.hashes[0].value == "0" * 64


def test_empty() -> None:
    assert refusal(b"") is Refusal.EMPTY


def test_text_named_as_a_picture() -> None:
    assert refusal(pictures.text()) is Refusal.NOT_A_PICTURE


@pytest.mark.parametrize(
    "start",
    [
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"\xd7\xcd\xc6\x9a\x00\x00",
        b"8BPS\x00\x01",
        b"P6\n2 2\n255\n" + b"abc" * 4,
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00",
        b"\xff\x0a\x10\x20",
        b"II*\x00\x10\x00\x00\x00CR\x02\x00",
    ],
    ids=["eps", "pdf", "wmf", "psd", "ppm", "svg", "mp4", "jxl", "cr2"],
)
def test_formats_that_are_never_decoded(start: bytes) -> None:
    data = start + bytes(64)
    if start.startswith(b"II*"):
        assert refusal(data) in (Refusal.UNSUPPORTED_FORMAT, Refusal.DAMAGED)
    else:
        assert refusal(data) is Refusal.UNSUPPORTED_FORMAT


def test_a_raw_photograph_is_not_taken_for_its_thumbnail() -> None:
    target = io.BytesIO()
    landscape(5, (160, 120)).save(target, "TIFF", tiffinfo={0xFE: 1})
    assert refusal(target.getvalue()) is Refusal.UNSUPPORTED_FORMAT


@pytest.mark.parametrize("bomb", [pictures.png_bomb, pictures.lying_png], ids=["true", "lying"])
def test_bombs_are_refused_by_their_header(bomb) -> None:
    data = bomb()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(data) is Refusal.TOO_MANY_PIXELS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_the_cap_is_a_hundred_megapixels() -> None:
    assert refusal(pictures.lying_png(10_001, 10_000)) is Refusal.TOO_MANY_PIXELS
    assert refusal(pictures.lying_png(10_000, 10_000)) is Refusal.DAMAGED


@pytest.mark.parametrize(
    "options",
    [{"image_format": "JPEG"}, {"image_format": "JPEG", "progressive": True}, {"image_format": "PNG"}],
    ids=["jpeg", "jpeg-progressive", "png"],
)
def test_what_is_left_of_a_truncated_picture_is_hashed(options: dict) -> None:
    whole = encoded(landscape(6), **options)
    left = hashed(pictures.truncated(whole, 0.9))
    assert left.notes == (engine.NOTE_TRUNCATED,)
    assert (left.width, left.height) == (640, 480)
    assert left.quality >= 50
    assert engine.distance(left.hashes[0].value, hashed(whole).hashes[0].value) < 100
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP"])
def test_a_picture_of_which_nothing_is_left_is_damaged(image_format: str) -> None:
    whole = encoded(landscape(6, (160, 120)), image_format)
    if image_format == "JPEG":
        scan = whole.index(b"\xff\xda")
        data = whole[: scan + 8]
    else:
        data = whole[:45]
    assert refusal(data) is Refusal.DAMAGED


def test_garbage_after_a_good_start_never_escapes_untyped() -> None:
    for name, (data, _) in pictures.modes(8, (64, 48)).items():
        for position in range(12, len(data), max(1, len(data) // 25)):
            broken = bytearray(data)
            broken[position : position + 4] = struct.pack(">I", 0xFFFFFFFF)
            try:
                hashed(bytes(broken))
            except PictureRefused as refused:
                assert isinstance(refused.reason, Refusal), name


@pytest.mark.parametrize("image_format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_hashed(image_format: str) -> None:
    moving, still = (hashed(pictures.animation(image_format, frames)) for frames in (3, 1))
    assert moving.notes == (engine.NOTE_FIRST_FRAME_ONLY,)
    assert still.notes == ()
    assert engine.distance(moving.hashes[0].value, still.hashes[0].value) <= 8


def test_broken_metadata_costs_nothing() -> None:
    data = encoded(landscape(9), exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff\x01\x12")
    assert hashed(data).hashes[0] == hashed(encoded(landscape(9))).hashes[0]


def test_out_of_memory_has_its_own_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(image: Image.Image) -> Image.Image:
        raise MemoryError

    monkeypatch.setattr(modes, "to_luma", exhausted)
    assert refusal(encoded(landscape(1))) is Refusal.OUT_OF_MEMORY


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_after_preload_a_forked_child_hashes_everything_without_opening_a_file() -> None:
    """In an interpreter of its own, in which nothing but `preload` has loaded anything."""
    script = """
import io, os, resource, sys
from takedown_hashing import engine, selftest
engine.preload()
files = []
while header := sys.stdin.buffer.readline():
    files.append(sys.stdin.buffer.read(int(header)))
child = os.fork()
if child == 0:
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    for data in files:
        engine.hash_picture(io.BytesIO(data))
    selftest.self_test(io.BytesIO(files[-1]), [])
    os._exit(0)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    import subprocess

    files = [data for data, _ in pictures.modes(10, (96, 64)).values()]
    files += [pictures.animation(kind) for kind in ("GIF", "WEBP", "PNG", "AVIF")]
    files.append(encoded(landscape(10, (1100, 900)), "JPEG"))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        input=b"".join(b"%d\n" % len(data) + data for data in files),
        capture_output=True,
        env={**os.environ, "PYTHONPATH": "app"},
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
