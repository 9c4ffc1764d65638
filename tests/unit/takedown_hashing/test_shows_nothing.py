"""Values of PDQ that match what has nothing to do with them are told from those of pictures."""

from __future__ import annotations

import io
import random

import numpy as np
import pytest
from PIL import Image

from support.fingerprints import DEGENERATE, number_of, pdq
from support.pictures import encoded, landscape
from takedown_hashing.engine import hash_picture
from takedown_hashing.vocabulary import FEWEST_BITS, PDQ_BITS, HashType, shows_nothing


@pytest.mark.parametrize("value", DEGENERATE)
def test_what_shows_nothing(value: str) -> None:
    assert shows_nothing(value)


def test_the_bounds_are_where_they_say() -> None:
    chance = random.Random(5)
    for few, nothing in ((FEWEST_BITS, False), (FEWEST_BITS - 1, True)):
        bits = sum(1 << place for place in chance.sample(range(PDQ_BITS), few))
        assert shows_nothing(f"{bits:064x}") is nothing
        assert shows_nothing(f"{bits ^ (2**PDQ_BITS - 1):064x}") is nothing
    lines = ("a5c3", "5a3c", "1e78", "c3a5")
    assert shows_nothing("".join(lines[:2]) * 8)
    assert not shows_nothing("".join(lines[:3]) + "".join(lines[:3]) * 4 + lines[0])


def test_no_half_of_chance_and_no_picture_is_taken_for_nothing() -> None:
    chance = random.Random(7)
    assert not any(shows_nothing(f"{chance.getrandbits(PDQ_BITS):064x}") for _ in range(2000))
    assert not any(shows_nothing(pdq(number)) for number in (0, 1, 2**64 - 1))
    assert number_of(pdq(77)) == 77
    found = hash_picture(io.BytesIO(encoded(landscape(3), "PNG")))
    assert found.quality >= 50
    assert not any(shows_nothing(each.value) for each in found.hashes if each.type is HashType.PDQ)


def test_a_chessboard_has_no_quality_however_sharp_it_is() -> None:
    rows, columns = np.mgrid[:512, :512]
    board = Image.fromarray(((rows // 16 + columns // 16) % 2 * 255).astype(np.uint8))
    found = hash_picture(io.BytesIO(encoded(board, "PNG")))
    assert found.quality == 0
    assert not any(shows_nothing(each.value) for each in found.hashes[1:] if each.type is HashType.PDQ)
