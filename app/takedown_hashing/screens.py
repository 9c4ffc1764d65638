"""Screens of a phone as pictures turn up on them: a post in a feed, a viewer that shows one picture alone.

Drawn with invented names and no program's marks. What is random comes from the generator that is passed.
"""

from __future__ import annotations

from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]

FEED_SIZE: Final = (1170, 2532)
"""Screen of the feed, in pixels."""

VIEWER_SIZES: Final[dict[str, tuple[int, int]]] = {
    "9x16": (1080, 1920),
    "9x19.5": (1170, 2532),
    "9x20": (1080, 2400),
    "9x21": (1080, 2520),
}
"""Shape -> screen in pixels."""

_NAMES: Final = ("juniper_lane", "northern.pine", "mika_draws", "slow.sunday", "paper.boats")
_WORDS: Final = ("a", "quiet", "morning", "by", "the", "lake", "and", "then", "it", "rained", "all", "day")
_ACCENT: Final[Colour] = (45, 110, 200)


def font(size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow, so that no file of the system is needed."""
    return ImageFont.load_default(max(6.0, size))


def sentence(random: Random, words: int) -> str:
    """So many everyday words."""
    return " ".join(random.choice(_WORDS) for _ in range(words))


def feed_post(image: Image.Image, random: Random, *, dark: bool) -> Image.Image:
    """Screenshot of a feed that shows the picture at full width, from edge to edge.

    Args:
        image: mode RGB.
        random: chooses name, numbers, caption and how far the feed is scrolled.
        dark: light letters on black instead of dark ones on white.
    """
    width, height = FEED_SIZE
    ground, ink, faint = _colours(dark)
    screen = Image.new("RGB", FEED_SIZE, ground)
    draw = ImageDraw.Draw(screen)
    post = image.resize((width, max(1, round(image.height * width / image.width))), Image.Resampling.BICUBIC)
    top = 150 + random.randrange(0, 160)
    draw.ellipse((36, top, 126, top + 90), fill=_ACCENT)
    draw.text((150, top + 26), random.choice(_NAMES), ink, font(38))
    dots(draw, width - 80, top + 45, 6, ink)
    top += 90 + 24 + random.randrange(0, 24)
    screen.paste(post, (0, top))
    top += post.height + 30
    for place in range(3):
        left = 40 + 110 * place
        draw.ellipse((left, top, left + 64, top + 64), outline=ink, width=6)
    draw.rectangle((width - 96, top, width - 48, top + 64), outline=ink, width=6)
    top += 92
    draw.text((40, top), f"{random.randrange(20, 9000):,} likes", ink, font(36))
    for line in range(random.randrange(1, 4)):
        draw.text((40, top + 56 * (line + 1)), sentence(random, 7), ink if line == 0 else faint, font(36))
    _status_bar(draw, width, 0, ground, ink, random)
    bar = height - 180
    draw.rectangle((0, bar, width, height), fill=ground)
    draw.line((0, bar, width, bar), fill=faint, width=2)
    for place in range(5):
        left = round(width * (place + 0.5) / 5) - 32
        draw.rounded_rectangle((left, bar + 36, left + 64, bar + 100), 14, outline=ink, width=6)
    return screen


def viewer(image: Image.Image, random: Random, *, shape: str, white: bool) -> Image.Image:
    """Screenshot of a viewer: the picture as large as it can be in the middle of the screen, and controls.

    Args:
        image: mode RGB.
        random: chooses the time and the texts.
        shape: a key of `VIEWER_SIZES`.
        white: on white instead of black.
    """
    size = VIEWER_SIZES[shape]
    width, height = size
    ground, ink, _ = _colours(not white)
    screen = Image.new("RGB", size, ground)
    ratio = min(width / image.width, height / image.height)
    shown = image.resize(
        (max(1, round(image.width * ratio)), max(1, round(image.height * ratio))), Image.Resampling.BICUBIC
    )
    screen.paste(shown, ((width - shown.width) // 2, (height - shown.height) // 2))
    draw = ImageDraw.Draw(screen)
    _status_bar(draw, width, 0, None, ink, random)
    draw.line((90, 150, 50, 190, 90, 230), fill=ink, width=8)
    dots(draw, width - 80, 190, 7, ink)
    draw.text((60, height - 170), sentence(random, random.randrange(3, 7)), ink, font(38))
    return screen


def dots(draw: ImageDraw.ImageDraw, x: int, y: int, radius: int, ink: Colour) -> None:
    """Three dots one below the other: a menu."""
    for shift in (-3 * radius, 0, 3 * radius):
        draw.ellipse((x - radius, y + shift - radius, x + radius, y + shift + radius), fill=ink)


def _status_bar(
    draw: ImageDraw.ImageDraw, width: int, top: int, ground: Colour | None, ink: Colour, random: Random
) -> None:
    if ground is not None:
        draw.rectangle((0, top, width, top + 120), fill=ground)
    draw.text((70, top + 44), f"{random.randrange(24)}:{random.randrange(60):02d}", ink, font(44))
    draw.rounded_rectangle((width - 140, top + 52, width - 70, top + 86), 8, outline=ink, width=4)
    draw.rectangle((width - 134, top + 58, width - 134 + random.randrange(12, 58), top + 80), fill=ink)


def _colours(dark: bool) -> tuple[Colour, Colour, Colour]:
    return (
        ((0, 0, 0), (240, 240, 240), (110, 110, 110))
        if dark
        else ((255, 255, 255), (20, 20, 20), (170, 170, 170))
    )
