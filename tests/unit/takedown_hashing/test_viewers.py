"""Hashes for screenshots of viewers: what is foretold is what happens, and what is chosen lies near it."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pdqhash
import pytest
from PIL import Image, ImageDraw

from support.pictures import encoded, landscape
from takedown_hashing import everyday, pdq, signs, viewers
from takedown_hashing.borders import Box
from takedown_hashing.decode import decode_luma
from takedown_hashing.pdq import Luma, Pdq
from takedown_hashing.placed import Canvas
from takedown_hashing.query import Bank
from takedown_hashing.views import structured_set
from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY, View


def luma_of(image: Image.Image) -> Luma:
    return decode_luma(encoded(image, "PNG"), nearest=False).luma


def oracle(screen: Image.Image) -> str:
    bits, _ = pdqhash.compute(np.asarray(screen))
    return np.packbits(bits).tobytes().hex()


def screenshot(
    image: Image.Image, shape: tuple[float, float], ground: int, ink: int, covered: np.ndarray
) -> Image.Image:
    """The picture on a screen, signs drawn over it in full resolution."""
    width, height = 720, round(720 * shape[1] / shape[0])
    screen = Image.new("RGB", (width, height), (ground,) * 3)
    ratio = min(width / image.width, height / image.height)
    shown = image.resize((round(image.width * ratio), round(image.height * ratio)), Image.Resampling.BICUBIC)
    screen.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    share = np.asarray(Image.fromarray(covered.astype(np.float32)).resize(screen.size, Image.Resampling.BOX))[
        ..., None
    ]
    mixed = np.asarray(screen) * (1 - share) + ink * share
    return Image.fromarray(mixed.round().astype(np.uint8))


def chosen(image: Image.Image, known: list[str] | None = None, most: int = 8) -> list[Pdq]:
    luma = luma_of(image)
    listed = known or [pdq.hash_whole(luma).value]
    return list(islice(viewers.hashes(Canvas(luma), Box(0, 0, *image.size), listed), most))


SIGNS = ((5, 3, 25, 8), (70, 2, 94, 9), (4, 140, 60, 148), (30, 80, 70, 95))
"""Left, top, right, bottom in hundredths of the screen's width; the last one lies over the picture."""


@pytest.mark.parametrize("size", [(900, 600), (600, 800), (500, 900)])
@pytest.mark.parametrize(("ground", "ink"), [(0, 235), (255, 20)])
def test_an_upload_is_foretold_also_where_signs_lie_over_the_picture(
    size: tuple[int, int], ground: int, ink: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def layouts(down: float, count: int) -> np.ndarray:
        drawn = signs._Screen(everyday.Random(1), down)
        for box in SIGNS:
            drawn.rectangle(*box, 1)
        return np.stack([drawn.covered] * count)

    image = landscape(61, size)
    viewers.layouts_for.cache_clear()
    monkeypatch.setattr(signs, "layouts", layouts)
    try:
        _, coefficients = viewers._uploads(Canvas(luma_of(image)), Box(0, 0, *size))
    finally:
        viewers.layouts_for.cache_clear()
    for place, shape in enumerate(viewers.SHAPES):
        screen = screenshot(image, shape, ground, ink, np.zeros((64, 64)))
        for box in SIGNS:
            left, top, right, bottom = (round(7.2 * each) for each in box)
            ImageDraw.Draw(screen).rectangle((left, top, right - 1, bottom - 1), (ink,) * 3)
        foretold = pdq.above_median(coefficients[place, int(ground > 0)])[0]
        assert pdq.distance(pdq.hexadecimal(foretold), oracle(screen)) <= 10, shape


@pytest.mark.parametrize("size", [(900, 600), (800, 800), (600, 900)])
def test_bare_screens_of_any_phone_are_recognised(size: tuple[int, int]) -> None:
    image = landscape(62, size)
    bank = Bank(each.value for _, each in structured_set(luma_of(image)))
    for shape in viewers.SHAPES:
        for ground in (0, 255):
            screen = screenshot(image, shape, ground, 0, np.zeros((64, 64)))
            assert bank.nearest([oracle(screen)])[0].min() <= MATCH_DISTANCE, (shape, ground)


def test_each_hash_adds_something_to_what_is_known() -> None:
    image = landscape(63, (900, 600))
    ours = chosen(image)
    assert 2 <= len(ours) <= 8
    assert all(each.quality >= USEFUL_QUALITY for each in ours)
    luma = luma_of(image)
    known = [pdq.hash_whole(luma).value, *(each.value for each in ours)]
    again = chosen(image, known)
    assert len(again) < len(ours)
    assert not {each.value for each in again} & set(known)


def test_the_same_picture_gives_the_same_hashes_again() -> None:
    image = landscape(64, (900, 500))
    first = chosen(image)
    viewers.layouts_for.cache_clear()
    assert chosen(image) == first


def test_other_pictures_do_not_come_near_through_the_signs_alone() -> None:
    """Signs are alike on every screen: a hash that they decide would recognise any screenshot."""
    calm = [
        Image.blend(Image.new("RGB", (900, 600), "teal"), landscape(seed, (900, 600)), 0.25)
        for seed in (65, 66)
    ]
    bank = Bank(each.value for _, each in structured_set(luma_of(calm[0])))
    for layout in (0, 9, 33):
        for shape in viewers.SHAPES:
            screen = screenshot(calm[1], shape, 0, 235, viewers.layouts_for(*shape).covered[layout])
            assert bank.nearest([oracle(screen)])[0].min() > MATCH_DISTANCE


def test_layouts_cover_little_and_leave_the_middle_of_the_screen_alone() -> None:
    layouts = signs.layouts(20 / 9, 40)
    assert layouts.shape == (40, 64, 64)
    assert layouts.min() >= 0 and layouts.max() <= 1
    assert not layouts[:, 20:40].any()
    assert 0.001 < layouts.mean() < 0.01
    assert any(not layout.any() for layout in layouts)
    assert len({layout.tobytes() for layout in layouts}) > 30


def test_a_hash_for_viewers_is_named_by_its_place() -> None:
    names = [
        view for view, _ in structured_set(luma_of(landscape(67, (900, 600)))) if view.startswith(View.VIEWER)
    ]
    assert names == [f"viewer.{number}" for number in range(1, len(names) + 1)]
