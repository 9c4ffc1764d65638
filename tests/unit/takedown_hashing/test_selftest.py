"""The self-test says what a platform would see, failures included."""

from __future__ import annotations

import io

import pytest

from support.pictures import encoded, landscape, turned_by_exif
from takedown_hashing import engine, everyday, pdq
from takedown_hashing.decode import PictureRefused, decode_luma
from takedown_hashing.selftest import EditOutcome, self_test
from takedown_hashing.vocabulary import MATCH_DISTANCE, PDQ_BITS, Edit, HashType, View


def submitted(data: bytes) -> list[str]:
    hashes = engine.hash_picture(io.BytesIO(data)).hashes
    return [each.value for each in hashes if each.type is HashType.PDQ]


def outcomes(data: bytes, values: list[str]) -> dict[Edit, EditOutcome]:
    return {each.edit: each for each in self_test(io.BytesIO(data), values)}


def test_the_dozen_is_tried_and_the_set_recognises_what_one_hash_does_not() -> None:
    data = encoded(landscape(91, (1200, 1600)))
    values = submitted(data)
    of_set, of_one = outcomes(data, values), outcomes(data, values[:1])
    assert list(of_set) == list(Edit)
    for edit in (Edit.MESSENGER, Edit.SMALL_COPY):
        assert of_one[edit].recognised
    for edit in (Edit.MIRRORED, Edit.QUARTER_TURN, Edit.SQUARE_CROP, Edit.FULL_SCREEN):
        assert of_set[edit].recognised, edit
        assert not of_one[edit].recognised, edit
    for each in (*of_set.values(), *of_one.values()):
        assert each.recognised == (each.distance <= MATCH_DISTANCE and each.quality >= 50)
    for edit in (Edit.POST, Edit.LARGE_STICKER, Edit.TILTED):
        assert not of_set[edit].recognised, edit


def test_distances_are_those_of_the_files_that_would_be_uploaded() -> None:
    image = landscape(92, (800, 600))
    data = encoded(image, "PNG")
    values = submitted(data)
    upload = decode_luma(everyday.edited("mirror", image, seed=0, picture=""), nearest=False).luma
    expected = min(pdq.distance(value, pdq.hash_whole(upload).value) for value in values)
    assert outcomes(data, values)[Edit.MIRRORED].distance == expected


def test_the_same_picture_gives_the_same_outcomes_however_it_is_stored() -> None:
    image = landscape(93, (1000, 700))
    values = submitted(encoded(image, "PNG"))
    first = outcomes(encoded(image, "PNG"), values)
    assert outcomes(encoded(image, "PNG"), values) == first
    turned = outcomes(turned_by_exif(image, 6, "PNG"), values)
    assert turned == first


def test_other_pictures_hashes_recognise_nothing() -> None:
    data = encoded(landscape(94))
    assert not any(each.recognised for each in outcomes(data, submitted(encoded(landscape(95)))).values())


def test_without_hashes_nothing_is_recognised() -> None:
    assert {
        (each.distance, each.recognised) for each in self_test(io.BytesIO(encoded(landscape(96))), [])
    } == {(PDQ_BITS, False)}


def test_what_cannot_be_decoded_is_refused() -> None:
    with pytest.raises(PictureRefused):
        self_test(io.BytesIO(b"Dear diary"), [])


def test_a_hash_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError):
        self_test(io.BytesIO(encoded(landscape(97))), ["zz"])


def test_there_are_41_edits_and_each_is_a_file_of_its_own() -> None:
    image = landscape(98, (540, 405))
    files = {name: everyday.edited(name, image, seed=1, picture="a") for name in everyday.EDITS}
    assert len(files) == len(set(files.values())) == 41
    again = {name: everyday.edited(name, image, seed=1, picture="a") for name in everyday.EDITS}
    assert again == files
    for name in ("crop-10", "sticker-5", "noise", "feed-light"):
        assert everyday.edited(name, image, seed=2, picture="a") != files[name]
        assert everyday.edited(name, image, seed=1, picture="b") != files[name]
    with pytest.raises(KeyError):
        everyday.edited("crop-99", image, seed=1, picture="a")
    assert View.WHOLE in {each.view for each in engine.hash_picture(io.BytesIO(files["chain"])).hashes}
