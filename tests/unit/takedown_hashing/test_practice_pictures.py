"""The pictures that practice mode uses are fit for it."""

from __future__ import annotations

import io
import itertools
from importlib import resources

from PIL import Image

from takedown_hashing import edits, engine
from takedown_hashing.vocabulary import MATCH_DISTANCE, View

PICTURES = {
    entry.name: entry.read_bytes()
    for entry in (resources.files("stillmark") / "resources" / "practice").iterdir()
    if entry.name.endswith(".jpg")
}


def views(data: bytes) -> dict[str, str]:
    return {
        each.view: each.value for each in engine.hash_picture(io.BytesIO(data)).hashes if each.type == "pdq"
    }


def test_there_are_five_small_ones_of_full_quality() -> None:
    assert len(PICTURES) == 5
    assert sum(len(data) for data in PICTURES.values()) < 900_000
    for data in PICTURES.values():
        assert engine.hash_picture(io.BytesIO(data)).quality == 100


def test_none_is_taken_for_another_whatever_way_it_is_turned() -> None:
    hashes = [list(views(data).values()) for data in PICTURES.values()]
    for one, other in itertools.combinations(hashes, 2):
        assert min(engine.distance(a, b) for a in one for b in other) > 60


def test_their_edited_copies_match() -> None:
    for name, data in PICTURES.items():
        mine = views(data)
        value, _ = engine.hash_upload(io.BytesIO(edits.messenger_copy(io.BytesIO(data))))
        assert engine.distance(value, mine[View.WHOLE]) <= MATCH_DISTANCE // 2, name
        value, _ = engine.hash_upload(io.BytesIO(edits.mirrored_copy(io.BytesIO(data))))
        assert engine.distance(value, mine[View.MIRROR]) <= MATCH_DISTANCE // 2, name


def test_one_is_stored_lying_on_its_side_and_none_says_more_than_that() -> None:
    orientations = []
    for data in PICTURES.values():
        with Image.open(io.BytesIO(data)) as image:
            metadata = dict(image.getexif())
        orientations.append(metadata.pop(0x0112, 1))
        assert metadata == {}
    assert sorted(orientations) == [1, 1, 1, 1, 6]
