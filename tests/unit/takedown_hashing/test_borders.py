"""Borders, the picture inside a screenshot, and a tilted picture."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from support.pictures import encoded, landscape, turned_by_exif
from takedown_hashing import everyday, pdq
from takedown_hashing.borders import Box, Found, find
from takedown_hashing.decode import decode_luma
from takedown_hashing.pdq import Luma
from takedown_hashing.placed import Canvas, part
from takedown_hashing.screens import feed_post, font
from takedown_hashing.tilt import straightened
from takedown_hashing.vocabulary import View


def luma_of(data: bytes) -> Luma:
    return decode_luma(data, nearest=False).luma


def found_in(image: Image.Image, **options: int) -> Found:
    return find(luma_of(everyday.jpeg(image, 80)), **options)


def near(box: Box | None, expected: tuple[int, int, int, int], within: int) -> bool:
    if box is None:
        return False
    edges = (box.left, box.top, box.right, box.bottom)
    return all(abs(edge - other) <= within for edge, other in zip(edges, expected, strict=True))


def busy(seed: int, size: tuple[int, int]) -> Image.Image:
    """A landscape without the clear sky of most: no plain part up to its edges."""
    noise = np.random.default_rng(seed).integers(-40, 40, (size[1] // 8 + 1, size[0] // 8 + 1, 1))
    grain = np.kron(noise, np.ones((8, 8, 1), int))[: size[1], : size[0]]
    return Image.fromarray(
        (np.asarray(landscape(seed, size)) * 0.6 + 50 + grain).clip(0, 255).astype(np.uint8)
    )


@pytest.mark.parametrize("colour", ["white", "black", "orange"])
def test_borders_are_trimmed(colour: str) -> None:
    image = everyday.padded(busy(61, (640, 480)), 80, 50, 40, 120, colour)
    assert near(found_in(image).trimmed, (80, 50, 720, 530), 2)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_borders_of_a_picture_stored_on_its_side(orientation: int) -> None:
    image = everyday.padded(busy(62, (1200, 903)), 161, 90, 80, 240, "black")
    trimmed = find(luma_of(turned_by_exif(image, orientation))).trimmed
    assert near(trimmed, (161, 90, 1361, 993), 5)


@pytest.mark.parametrize("seed", range(70, 76))
def test_a_picture_without_borders_is_left_alone(seed: int) -> None:
    assert found_in(busy(seed, (640, 480))).trimmed is None
    assert found_in(busy(seed, (640, 480))).inner == ()


def test_a_plain_picture_has_nothing_inside() -> None:
    found = found_in(Image.new("RGB", (500, 400), "white"))
    assert (found.trimmed, found.inner) == (None, ())


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [(900, 600), (720, 900), (900, 900)])
def test_the_post_in_a_feed(dark: bool, size: tuple[int, int]) -> None:
    image = busy(63, size)
    screen = feed_post(image, everyday.Random(1), dark=dark)
    inner = found_in(screen).inner[0]
    assert (inner.left, inner.right) == (0, 1170)
    assert abs(inner.height - 1170 * size[1] / size[0]) <= 4
    (ours,) = Canvas(luma_of(everyday.jpeg(screen))).hash([(part(inner), View.WHOLE)])
    assert pdq.distance(ours.value, pdq.hash_whole(luma_of(encoded(image))).value) <= 16


def desktop(image: Image.Image) -> Image.Image:
    """A window with a bar, a column of text on either side, and the picture between two paragraphs."""
    screen = Image.new("RGB", (1600, 1000), (250, 250, 250))
    draw = ImageDraw.Draw(screen)
    draw.rectangle((0, 0, 1600, 60), (40, 60, 110))
    draw.text((20, 15), "a quiet forum", "white", font(28))
    for line in range(24):
        draw.text((20, 90 + 36 * line), "all day it rained", "black", font(18))
        draw.text((1400, 90 + 36 * line), "by the lake", "black", font(18))
    draw.text((300, 90), "and then, in the morning, " * 3, "black", font(20))
    screen.paste(image, (300, 140))
    draw.text((300, 150 + image.height), "and then, in the evening, " * 3, "black", font(20))
    return screen


def test_the_picture_in_a_window() -> None:
    assert near(found_in(desktop(busy(64, (900, 600)))).inner[0], (300, 140, 1200, 740), 3)


def test_a_page_of_text_shows_no_picture() -> None:
    assert found_in(desktop(Image.new("RGB", (1, 1), (250, 250, 250)))).inner == ()


def test_two_pictures_come_the_larger_first() -> None:
    screen = Image.new("RGB", (1000, 1400), "white")
    screen.paste(busy(65, (700, 450)), (40, 60))
    screen.paste(busy(66, (900, 600)), (40, 700))
    inner = found_in(screen).inner
    assert near(inner[0], (40, 700, 940, 1300), 3)
    assert near(inner[1], (40, 60, 740, 510), 3)
    assert len(found_in(screen, limit=1).inner) == 1


def test_the_dark_end_of_a_picture_belongs_to_it() -> None:
    image = busy(67, (900, 700))
    fade = Image.linear_gradient("L").resize((900, 200)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    image.paste("black", (0, 600, 900, 700))
    image.paste(Image.composite(image.crop((0, 400, 900, 600)), Image.new("RGB", (900, 200)), fade), (0, 400))
    screen = Image.new("RGB", (1000, 1600), "white")
    screen.paste(image, (50, 300))
    ImageDraw.Draw(screen).text((50, 1100), "and then it rained all day", "black", font(40))
    assert near(found_in(screen).inner[0], (50, 300, 950, 1000), 3)


def test_round_corners_count_for_little() -> None:
    image = busy(68, (760, 560))
    screen = Image.new("RGB", (1080, 1900), (240, 242, 245))
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 759, 559), 60, fill=255)
    screen.paste(image, (290, 500), mask)
    ImageDraw.Draw(screen).text((290, 1200), "and then it rained", "black", font(40))
    found = found_in(screen)
    assert near(found.inner[0], (290, 500, 1050, 1060), 3)
    plain = pdq.hash_whole(luma_of(encoded(image))).value
    original = luma_of(everyday.jpeg(screen, 80))
    filled, round_ = (
        pdq.distance(Canvas(luma).hash([(part(found.inner[0]), View.WHOLE)])[0].value, plain)
        for luma in (found.luma, original)
    )
    assert filled < round_
    assert filled <= 16
    assert original.blocks.tobytes() != found.luma.blocks.tobytes()


def test_every_small_size_is_looked_at_without_trouble() -> None:
    for width in (1, 2, 5, 23, 24, 25, 40):
        for height in (1, 3, 24, 70):
            for image in (Image.new("L", (width, height), 90), busy(69, (width, height)).convert("L")):
                found = find(Luma(np.asarray(image), width, height))
                assert len(found.inner) <= 2


@pytest.mark.parametrize("angle", [-12, -3, 2, 5, 8])
@pytest.mark.parametrize("colour", ["black", "white"])
def test_a_tilted_picture_is_set_upright(angle: int, colour: str) -> None:
    image = busy(71, (900, 650))
    tilted = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=colour)
    straight = straightened(luma_of(everyday.jpeg(tilted)))
    assert straight is not None
    plain = pdq.hash_whole(luma_of(encoded(image))).value
    assert pdq.distance(pdq.hash_whole(straight).value, plain) <= 31
    assert pdq.distance(pdq.hash_whole(luma_of(everyday.jpeg(tilted))).value, plain) > 31


@pytest.mark.parametrize("seed", range(72, 78))
def test_a_picture_that_is_not_tilted_is_left_alone(seed: int) -> None:
    assert straightened(luma_of(encoded(landscape(seed)))) is None
    assert (
        straightened(luma_of(encoded(everyday.padded(busy(seed, (600, 400)), 9, 9, 9, 9, "black")))) is None
    )
