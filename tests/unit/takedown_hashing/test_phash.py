"""pHash against `imagehash`, which stays the reference."""

from __future__ import annotations

import subprocess
import sys

import imagehash
import pytest
from PIL import Image

from support.pictures import landscape
from takedown_hashing.phash import phash


@pytest.mark.parametrize("seed", range(40))
def test_it_is_bit_for_bit_that_of_imagehash(seed: int) -> None:
    picture = landscape(seed, (300 + 13 * seed, 640 - 11 * seed)).convert("L")
    assert phash(picture) == str(imagehash.phash(picture))


@pytest.mark.parametrize("luma", [0, 1, 77, 254, 255])
def test_flat_pictures_have_no_rounding_noise(luma: int) -> None:
    picture = Image.new("L", (97, 61), luma)
    assert phash(picture) == str(imagehash.phash(picture))


def test_hashing_a_picture_does_not_import_scipy() -> None:
    code = (
        "import sys; from takedown_hashing import engine; engine.preload();"
        "sys.exit(any(name.split('.')[0] == 'scipy' for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
