"""Which views of a picture are hashed: each is what a real picture of that kind hashes to."""

from __future__ import annotations

import io

import numpy as np
import pdqhash
import pytest
from PIL import Image

from support.pictures import encoded, landscape, turned_by_exif
from takedown_hashing import everyday, pdq, screens
from takedown_hashing.borders import Box
from takedown_hashing.decode import decode_luma, decode_rgb
from takedown_hashing.pdq import Luma, Pdq
from takedown_hashing.placed import Canvas, part
from takedown_hashing.query import Bank
from takedown_hashing.views import DUPLICATE_DISTANCE, structured_set
from takedown_hashing.vocabulary import HASHES_PER_PICTURE, MATCH_DISTANCE, USEFUL_QUALITY, VIEW_PATTERN, View


def luma_of(data: bytes) -> Luma:
    return decode_luma(data, nearest=False).luma


def views_of(image: Image.Image, **options: int) -> dict[str, Pdq]:
    return dict(structured_set(luma_of(encoded(image, "PNG")), **options))


def oracle(image: Image.Image) -> str:
    bits, _ = pdqhash.compute(np.asarray(image.convert("RGB")))
    return np.packbits(bits).tobytes().hex()


def on_screen(image: Image.Image, across: float, down: float) -> Image.Image:
    width, height = image.size
    size = (max(width, round(height * across / down)), max(height, round(width * down / across)))
    screen = Image.new("RGB", size, "black")
    screen.paste(image, ((size[0] - width) // 2, (size[1] - height) // 2))
    return screen


@pytest.mark.parametrize("size", [(900, 1200), (411, 620)])
def test_each_view_is_that_of_a_picture_made_so(size: tuple[int, int]) -> None:
    image = landscape(41, size)
    width, height = size
    ours = views_of(image)
    border, bar, strip = round(0.1 * height), round(0.1 * height), round(0.15 * height)
    made = {
        View.SQUARE: everyday.square(image),
        View.PORTRAIT: everyday.centre_crop(
            image, min(width, round(height * 0.8)), min(height, round(width * 1.25))
        ),
        View.CENTRE_90: everyday.centre_crop(image, round(width * 0.9), round(height * 0.9)),
        View.CENTRE_80: everyday.centre_crop(image, round(width * 0.8), round(height * 0.8)),
        View.BORDER: everyday.padded(image, border, border, border, border, "white"),
        View.BARS: everyday.padded(image, 0, bar, 0, bar, "black"),
        View.STRIP: everyday.padded(image, 0, strip, 0, 0, "white"),
    }
    assert made.keys() <= ours.keys()
    for view, picture in made.items():
        assert pdq.distance(ours[view].value, oracle(picture)) <= 4, view


def test_views_of_a_photograph_stored_on_its_side_are_upright() -> None:
    image = landscape(42, (1230, 811))
    ours = dict(structured_set(luma_of(turned_by_exif(image, 6))))
    assert pdq.distance(ours[View.SQUARE].value, oracle(everyday.square(image))) <= 6
    assert pdq.distance(ours[View.CENTRE_80].value, oracle(everyday.centre_crop(image, 984, 649))) <= 6


def test_bars_need_no_second_colour() -> None:
    image = landscape(43, (400, 500))
    black, white = (everyday.padded(image, 0, 90, 0, 90, colour) for colour in ("black", "white"))
    assert pdq.distance(oracle(black), oracle(white)) <= 2


@pytest.mark.parametrize("turn", list(pdq.VIEW_TURNS))
def test_a_part_is_turned_as_really_turned_pixels(turn: View) -> None:
    image = landscape(44, (700, 500))
    box = Box(63, 40, 551, 433)
    crop = image.crop((box.left, box.top, box.right, box.bottom))
    (ours,) = Canvas(luma_of(encoded(image, "PNG"))).hash([(part(box), turn)])
    expected = pdq.hash_orientations(luma_of(encoded(crop, "PNG")))[turn]
    assert pdq.distance(ours.value, expected.value) <= 2
    assert abs(ours.quality - expected.quality) <= 1


@pytest.mark.parametrize("size", [(900, 600), (600, 900), (640, 640)])
def test_the_set_keeps_to_its_rules(size: tuple[int, int]) -> None:
    chosen = structured_set(luma_of(encoded(landscape(45, size))))
    assert len(chosen) <= HASHES_PER_PICTURE
    assert chosen[0][0] == View.WHOLE
    assert len({view for view, _ in chosen}) == len(chosen)
    for index, (view, each) in enumerate(chosen):
        assert VIEW_PATTERN.fullmatch(view)
        assert each.quality >= USEFUL_QUALITY
        for _, earlier in chosen[:index]:
            assert pdq.distance(each.value, earlier.value) >= DUPLICATE_DISTANCE


def test_a_smaller_budget_keeps_what_is_worth_most() -> None:
    luma = luma_of(encoded(landscape(46)))
    everything = structured_set(luma)
    for budget in (1, 2, 8, 12, 23):
        assert structured_set(luma, budget=budget) == everything[:budget]
    assert len(structured_set(luma, budget=40)) > len(everything)


def test_a_picture_without_structure_has_no_views_that_others_share() -> None:
    for image in (Image.new("RGB", (640, 400), "teal"), Image.linear_gradient("L").resize((640, 400))):
        assert list(views_of(image.convert("RGB"))) == [View.WHOLE]


def test_most_viewers_on_any_phone_are_recognised() -> None:
    recognised: dict[str, list[bool]] = {name: [] for name in everyday.VIEWERS}
    for seed, size in ((52, (900, 700)), (53, (800, 800)), (54, (600, 900))):
        image = landscape(seed, size)
        views = views_of(image)
        assert "viewer.1" in views
        bank = Bank(each.value for each in views.values())
        for name, outcomes in recognised.items():
            upload = pdq.hash_whole(luma_of(everyday.edited(name, image, seed=3, picture="a"))).value
            assert pdq.distance(upload, views[View.WHOLE].value) > MATCH_DISTANCE
            outcomes.append(bool(bank.nearest([upload])[0].min() <= MATCH_DISTANCE))
    assert all(sum(outcomes) >= 2 for outcomes in recognised.values()), recognised


def test_views_of_what_a_screenshot_shows_are_added_and_replace_nothing() -> None:
    image = landscape(48, (900, 900))
    screen = screens.feed_post(image, everyday.Random(4), dark=False)
    ours = views_of(screen)
    assert list(ours)[:2] == [View.WHOLE, View.INNER]
    assert {View.MIRROR, View.SQUARE, "inner.mirror"} <= ours.keys()
    assert pdq.distance(ours[View.WHOLE].value, oracle(screen)) <= 2
    assert pdq.distance(ours[View.INNER].value, oracle(image)) <= 16
    assert pdq.distance(ours["inner.mirror"].value, oracle(everyday.mirror(image))) <= 16


def test_the_other_implementations_hash_is_listed_only_where_it_differs() -> None:
    luma = luma_of(encoded(landscape(49), "PNG"))
    whole = pdq.hash_whole(luma)
    far = Pdq(f"{int(whole.value, 16) ^ (2**11 - 1):064x}", 100)
    near = Pdq(f"{int(whole.value, 16) ^ (2**10 - 1):064x}", 100)
    assert structured_set(luma, shrunk=far)[1] == (View.WHOLE_512, far)
    assert View.WHOLE_512 not in dict(structured_set(luma, shrunk=near))


def test_tiny_pictures_have_the_whole_alone() -> None:
    assert list(views_of(landscape(50, (4, 90)))) == [View.WHOLE]


def test_a_reduced_decode_is_upright() -> None:
    image = landscape(51, (2400, 1600))
    reduced = decode_rgb(turned_by_exif(image, 8), 500)
    assert reduced.size == (1200, 800)
    assert pdq.distance(oracle(reduced), oracle(image)) <= 10
    assert decode_rgb(io.BytesIO(encoded(image)).getvalue()).size == (2400, 1600)
