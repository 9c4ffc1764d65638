"""Which uploads are copies, and which files are copies of one another."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from support.pictures import encoded, landscape
from takedown_hashing import engine, everyday, pdq
from takedown_hashing.decode import PictureRefused, decode_luma
from takedown_hashing.query import Bank, Match, Query, groups, matches, query_file
from takedown_hashing.vocabulary import MATCH_DISTANCE, VIEW_PATTERN, View


def asked(data: bytes) -> Query:
    return query_file(io.BytesIO(data))


def value_of(image: Image.Image) -> str:
    return pdq.hash_whole(decode_luma(encoded(image), nearest=False).luma).value


def flipped(value: str, bits: int) -> str:
    return f"{int(value, 16) ^ (2**bits - 1):064x}"


def test_matches_at_31_and_not_at_32() -> None:
    image = landscape(81)
    value = value_of(image)
    bank = Bank([flipped(value, 32), flipped(value, 31), "f" * 64, value])
    assert matches(asked(encoded(image)), bank) == (
        Match(3, View.WHOLE, 0),
        Match(1, View.WHOLE, MATCH_DISTANCE),
    )


@pytest.mark.parametrize(
    ("edit", "view"),
    [
        ("mirror", View.MIRROR),
        ("quarter-turn", View.ROTATE_270),
        ("border-white", View.TRIMMED),
        ("feed-light", View.INNER),
        ("feed-mirror", f"{View.INNER}.{View.MIRROR}"),
        ("tilt", View.STRAIGHT),
    ],
)
def test_a_close_look_finds_what_one_hash_does_not(edit: str, view: str) -> None:
    image = landscape(82, (900, 675))
    bank = Bank([value_of(landscape(83)), value_of(image)])
    upload = everyday.edited(edit, image, seed=2, picture="a")
    (match,) = matches(asked(upload), bank)
    assert (match.index, match.view) == (1, view)
    whole = pdq.hash_whole(decode_luma(upload, nearest=False).luma).value
    assert bank.nearest([whole])[0].min() > MATCH_DISTANCE


def test_the_query_has_names_and_orientations() -> None:
    framed = everyday.padded(landscape(84, (600, 450)), 60, 60, 60, 60, "white")
    hashes = asked(encoded(framed)).hashes
    assert all(VIEW_PATTERN.fullmatch(view) for view, _ in hashes)
    assert [view for view, _ in hashes[:8]] == list(pdq.VIEW_TURNS)
    assert f"{View.TRIMMED}.{View.MIRROR_ROTATE_270}" in dict(hashes)


def test_a_picture_without_structure_matches_nothing() -> None:
    flat = asked(encoded(Image.new("RGB", (300, 200), "teal")))
    assert flat.hashes == ()
    zero = pdq.hash_whole(decode_luma(encoded(Image.new("RGB", (300, 200), "teal")), nearest=False).luma)
    assert matches(flat, Bank([zero.value])) == ()


def test_an_empty_bank_matches_nothing() -> None:
    assert len(Bank([])) == 0
    assert matches(asked(encoded(landscape(85))), Bank([])) == ()


@pytest.mark.parametrize("value", ["", "00", "0" * 63, "0" * 66, "g" * 64])
def test_a_bank_refuses_what_is_no_hash(value: str) -> None:
    with pytest.raises(ValueError):
        Bank([value])


def test_what_cannot_be_decoded_is_refused() -> None:
    with pytest.raises(PictureRefused):
        asked(b"Dear diary")


def test_copies_are_grouped_by_way_of_one_another() -> None:
    first, second, third = (landscape(seed, (800, 600)) for seed in (86, 87, 88))
    files = [
        encoded(first),
        encoded(second),
        everyday.edited("feed-light", second, seed=1, picture="b"),
        encoded(third),
        everyday.edited("mirror", first, seed=1, picture="a"),
        everyday.edited("border-white", everyday.mirror(first), seed=1, picture="a"),
    ]
    assert groups([asked(data) for data in files]) == ((0, 4, 5), (1, 2), (3,))
    assert groups([]) == ()


def test_one_decode_gives_what_a_query_gives_and_the_whole_even_of_a_plain_picture() -> None:
    picture = encoded(landscape(3, (640, 480)))
    found = engine.query_picture(io.BytesIO(picture))
    expected = asked(picture).hashes
    assert [(one.view, one.value) for one in found.hashes] == [(view, one.value) for view, one in expected]
    assert (found.width, found.height, found.sha256) == (640, 480, hashlib.sha256(picture).hexdigest())
    plain = engine.query_picture(io.BytesIO(encoded(Image.new("RGB", (300, 300), "grey"), "PNG")))
    assert [one.view for one in plain.hashes] == ["whole"]
    assert plain.quality < 50
