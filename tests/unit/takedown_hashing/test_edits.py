"""Edited copies match what was submitted, or do not, as they should."""

from __future__ import annotations

import io

from PIL import Image

from support.pictures import encoded, landscape, turned_by_exif
from takedown_hashing import edits, engine
from takedown_hashing.vocabulary import MATCH_DISTANCE, View


def submitted(data: bytes) -> dict[str, str]:
    return {
        each.view: each.value for each in engine.hash_picture(io.BytesIO(data)).hashes if each.type == "pdq"
    }


def test_a_messenger_copy_is_smaller_upright_bare_and_still_matches() -> None:
    data = turned_by_exif(landscape(21, (2000, 1500)), 6)
    copy = edits.messenger_copy(io.BytesIO(data))
    with Image.open(io.BytesIO(copy)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (1280, 960), {})
    value, quality = engine.hash_upload(io.BytesIO(copy))
    assert quality >= 50
    assert engine.distance(value, submitted(data)[View.WHOLE]) <= MATCH_DISTANCE


def test_a_messenger_copy_of_a_small_picture_keeps_its_size() -> None:
    copy = edits.messenger_copy(io.BytesIO(encoded(landscape(22, (300, 200)))), long_edge=640, quality=40)
    with Image.open(io.BytesIO(copy)) as image:
        assert image.size == (300, 200)


def test_a_mirrored_copy_matches_the_mirror_view_alone() -> None:
    data = encoded(landscape(23, (900, 700)), "PNG")
    value, _ = engine.hash_upload(io.BytesIO(edits.mirrored_copy(io.BytesIO(data))))
    views = submitted(data)
    assert engine.distance(value, views.pop(View.MIRROR)) <= 6
    assert all(engine.distance(value, other) > MATCH_DISTANCE for other in views.values())
