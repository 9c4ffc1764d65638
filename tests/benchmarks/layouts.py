"""Screens on which recall is measured: some that the detectors were tuned on, others that were kept apart.

Every layout takes an RGB picture and a generator and draws a screen that shows it. Letters are Pillow's own
font or blocks of strokes that stand for Hangul. No program's marks are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw

from takedown_hashing.screens import dots, feed_post, font, sentence, viewer

Layout = Callable[[Image.Image, Random], Image.Image]
Box = tuple[int, int, int, int]
LIGHT = ((255, 255, 255), (25, 25, 25), (140, 140, 145))
DARK = ((18, 18, 20), (235, 235, 235), (120, 120, 125))


def fit(image: Image.Image, box: Box, *, cover: bool = False) -> tuple[Image.Image, tuple[int, int]]:
    """The picture scaled into the middle of a box, and where its corner comes; `cover` fills and cuts off."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    choose = max if cover else min
    ratio = choose(width / image.width, height / image.height)
    shown = image.resize((max(1, round(image.width * ratio)), max(1, round(image.height * ratio))), 3)
    if cover:
        x, y = (shown.width - width) // 2, (shown.height - height) // 2
        return shown.crop((x, y, x + width, y + height)), (left, top)
    return shown, (left + (width - shown.width) // 2, top + (height - shown.height) // 2)


def rounded(screen: Image.Image, shown: Image.Image, place: tuple[int, int], radius: int) -> None:
    mask = Image.new("L", shown.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, shown.width - 1, shown.height - 1), radius, fill=255)
    screen.paste(shown, place, mask)


def hangul(
    draw: ImageDraw.ImageDraw, x: float, y: float, syllables: int, size: int, ink: tuple, random: Random
) -> None:
    """Blocks of strokes as dense as Hangul."""
    for index in range(syllables):
        if random.random() < 0.2:
            continue
        left, top, line = x + index * size * 1.02, y, max(2, size // 11)
        draw.line((left, top + size * 0.2, left + size * 0.5, top + size * 0.2), ink, line)
        draw.line((left + size * 0.5, top + size * 0.2, left + size * 0.45, top + size * 0.5), ink, line)
        draw.line((left + size * 0.72, top, left + size * 0.72, top + size * 0.55), ink, line)
        if random.random() < 0.6:
            draw.ellipse(
                (left + size * 0.2, top + size * 0.62, left + size * 0.6, top + size * 0.98), None, ink, line
            )


def canvas(size: tuple[int, int], colour: tuple) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    screen = Image.new("RGB", size, colour)
    return screen, ImageDraw.Draw(screen)


def clock(draw: ImageDraw.ImageDraw, width: int, ink: tuple, random: Random, size: int = 40) -> None:
    draw.text((width * 0.08, size), f"{random.randrange(1, 13)}:{random.randrange(60):02d}", ink, font(size))
    for k in range(3):
        draw.rounded_rectangle(
            (width - (k + 2) * size * 1.6, size + 6, width - (k + 2) * size * 1.6 + size, size * 2),
            6,
            None,
            ink,
            4,
        )


# -- tuned on ------------------------------------------------------------------------------------------------


def feed_light(image: Image.Image, random: Random) -> Image.Image:
    return feed_post(image, random, dark=False)


def feed_dark(image: Image.Image, random: Random) -> Image.Image:
    return feed_post(image, random, dark=True)


def chat_light(image: Image.Image, random: Random) -> Image.Image:
    """Bubbles left and right; the picture is one of them, with round corners."""
    screen, draw = canvas((1080, 2340), (240, 242, 245))
    clock(draw, 1080, (20, 20, 20), random)
    draw.rectangle((0, 110, 1080, 230), (255, 255, 255))
    draw.text((140, 145), "Sunny", (20, 20, 20), font(44))
    y = 270
    for _ in range(random.randrange(1, 4)):
        wide = random.randrange(300, 700)
        draw.rounded_rectangle((30, y, 30 + wide, y + 90), 40, (255, 255, 255))
        draw.text((60, y + 22), sentence(random, wide // 110), (20, 20, 20), font(38))
        y += 110
    shown, _ = fit(image, (0, 0, 760, 1100))
    rounded(screen, shown, (1080 - 30 - shown.width, y), 36)
    y += shown.height + 24
    while y < 2050:
        wide = random.randrange(300, 700)
        draw.rounded_rectangle((1050 - wide, y, 1050, y + 90), 40, (0, 120, 250))
        draw.text((1080 - wide, y + 22), sentence(random, wide // 110), (255, 255, 255), font(38))
        y += 110
    draw.rounded_rectangle((100, 2200, 900, 2290), 45, None, (170, 170, 170), 3)
    return screen


def card_dark(image: Image.Image, random: Random) -> Image.Image:
    """A short text, and below it the picture between margins, with round corners; another post follows."""
    ground, ink, faint = DARK
    screen, draw = canvas((1080, 2400), ground)
    clock(draw, 1080, ink, random)
    draw.ellipse((30, 170, 120, 260), (180, 90, 60))
    draw.text((150, 170), "paper.boats  @boats  3h", ink, font(36))
    for line in range(random.randrange(1, 4)):
        draw.text((150, 225 + 50 * line), sentence(random, 8), ink, font(38))
    shown, _ = fit(image, (0, 0, 890, 1200))
    rounded(screen, shown, (150, 400), 30)
    draw.rounded_rectangle((150, 400, 150 + shown.width, 400 + shown.height), 30, None, (50, 50, 52), 2)
    y = 400 + shown.height + 30
    for k in range(4):
        draw.ellipse((170 + 220 * k, y, 205 + 220 * k, y + 35), None, faint, 4)
        draw.text((215 + 220 * k, y), str(random.randrange(3, 900)), faint, font(30))
    draw.line((0, y + 70, 1080, y + 70), (50, 50, 52), 2)
    draw.ellipse((30, y + 100, 120, y + 190), (60, 130, 90))
    for line in range(4):
        draw.text((150, y + 100 + 50 * line), sentence(random, 8), ink, font(38))
    return screen


def desktop_feed(image: Image.Image, random: Random) -> Image.Image:
    """A browser window: tabs, address, three columns, the picture in the middle one."""
    screen, draw = canvas((1920, 1080), (246, 247, 249))
    draw.rectangle((0, 0, 1920, 44), (222, 225, 230))
    draw.rounded_rectangle((12, 8, 260, 60), 10, (255, 255, 255))
    draw.text((30, 16), "home", (40, 40, 40), font(18))
    draw.rectangle((0, 44, 1920, 92), (255, 255, 255))
    draw.rounded_rectangle((160, 52, 1500, 84), 16, (238, 240, 243))
    for k in range(9):
        draw.ellipse((40, 130 + 60 * k, 70, 160 + 60 * k), (190, 195, 205))
        draw.text((85, 134 + 60 * k), sentence(random, 2), (60, 60, 60), font(20))
    draw.rectangle((560, 110, 1260, 1080), (255, 255, 255))
    draw.ellipse((580, 130, 624, 174), (90, 130, 200))
    draw.text((640, 140), sentence(random, 6), (30, 30, 30), font(20))
    draw.text((580, 190), sentence(random, 12), (30, 30, 30), font(20))
    shown, place = fit(image, (560, 240, 1260, 900))
    screen.paste(shown, (place[0], 240))
    draw.text((580, 240 + shown.height + 24), sentence(random, 9), (90, 90, 90), font(20))
    for k in range(6):
        draw.text((1320, 150 + 90 * k), sentence(random, 4), (60, 60, 60), font(20))
        draw.text((1320, 178 + 90 * k), sentence(random, 3), (140, 140, 140), font(17))
    return screen


# -- kept apart ----------------------------------------------------------------------------------------------


def chat_korean(image: Image.Image, random: Random) -> Image.Image:
    """Yellow and white bubbles on blue, time beside them, the picture on the left, corners rounded."""
    ground = (178, 199, 217)
    screen, draw = canvas((1440, 3088), ground)
    clock(draw, 1440, (30, 40, 50), random, 52)
    hangul(draw, 200, 190, 5, 60, (30, 40, 50), random)
    y = 380
    for _ in range(random.randrange(0, 3)):
        wide = random.randrange(4, 12)
        draw.rounded_rectangle((1400 - 56 * wide - 60, y, 1400, y + 120), 30, (254, 229, 1))
        hangul(draw, 1400 - 56 * wide - 25, y + 35, wide, 52, (20, 20, 20), random)
        y += 150
    draw.rounded_rectangle((30, y, 150, y + 120), 46, (90, 150, 140))
    hangul(draw, 180, y, 3, 42, (60, 70, 80), random)
    shown, _ = fit(image, (0, 0, 960, 1200))
    rounded(screen, shown, (180, y + 60), 24)
    draw.text(
        (200 + shown.width, y + 20 + shown.height),
        f"{random.randrange(1, 12)}:4{random.randrange(10)}",
        (80, 95, 110),
        font(36),
    )
    y += shown.height + 110
    while y < 2700:
        wide = random.randrange(4, 14)
        draw.rounded_rectangle((180, y, 180 + 56 * wide + 60, y + 120), 30, (255, 255, 255))
        hangul(draw, 210, y + 35, wide, 52, (20, 20, 20), random)
        y += 150
    draw.rectangle((0, 2900, 1440, 3088), (255, 255, 255))
    return screen


def story(image: Image.Image, random: Random) -> Image.Image:
    """The picture fitted on a ground that changes from top to bottom, a progress bar and a name over it."""
    size = (1080, 2160)
    low, high = [random.randrange(30, 120) for _ in range(3)], [random.randrange(100, 230) for _ in range(3)]
    ramp = Image.linear_gradient("L").resize(size)
    screen = Image.composite(Image.new("RGB", size, tuple(high)), Image.new("RGB", size, tuple(low)), ramp)
    shown, place = fit(image, (0, 260, 1080, 1900))
    screen.paste(shown, place)
    draw = ImageDraw.Draw(screen)
    for k in range(3):
        draw.rounded_rectangle((20 + 350 * k, 90, 360 + 350 * k, 96), 3, (250, 250, 250))
    draw.ellipse((30, 120, 110, 200), (220, 120, 90))
    draw.text((130, 138), "slow.sunday  7h", (250, 250, 250), font(36))
    draw.rounded_rectangle((40, 2020, 860, 2110), 45, None, (250, 250, 250), 3)
    return screen


def forum_desktop(image: Image.Image, random: Random) -> Image.Image:
    """A thread in a window: a header in colour, an author's box beside each contribution, grey rules."""
    screen, draw = canvas((1600, 1000), (255, 255, 255))
    draw.rectangle((0, 0, 1600, 70), (38, 66, 107))
    draw.text((40, 20), "the quiet lake forum", (255, 255, 255), font(28))
    draw.rectangle((0, 70, 1600, 110), (225, 230, 238))
    hangul(draw, 40, 78, 14, 22, (60, 60, 80), random)
    draw.rectangle((40, 140, 1560, 980), None, (205, 210, 220), 1)
    draw.line((260, 140, 260, 980), (205, 210, 220), 1)
    draw.rectangle((90, 170, 210, 290), (150, 170, 150))
    hangul(draw, 90, 310, 5, 20, (60, 60, 80), random)
    for line in range(3):
        hangul(draw, 290, 165 + 34 * line, random.randrange(20, 44), 22, (40, 40, 40), random)
    shown, _ = fit(image, (0, 0, 1100, 560))
    screen.paste(shown, (290, 290))
    for line in range(2):
        hangul(draw, 290, 310 + shown.height + 34 * line, random.randrange(10, 44), 22, (40, 40, 40), random)
    draw.rectangle((1584, 110, 1600, 1000), (240, 240, 240))
    draw.rectangle((1587, 300, 1597, 480), (190, 190, 190))
    return screen


def chat_dark_captioned(image: Image.Image, random: Random) -> Image.Image:
    """Picture and caption in one dark bubble on another dark ground; a time lies over the picture."""
    screen, draw = canvas((1170, 2532), (14, 22, 33))
    clock(draw, 1170, (235, 235, 235), random, 44)
    draw.rectangle((0, 130, 1170, 260), (28, 40, 55))
    draw.text((150, 165), "Mika  last seen recently", (235, 235, 235), font(42))
    shown, _ = fit(image, (0, 0, 850, 1300))
    top = 420 + random.randrange(0, 200)
    draw.rounded_rectangle((24, top, 24 + shown.width + 12, top + shown.height + 130), 36, (32, 46, 62))
    rounded(screen, shown, (30, top + 6), 30)
    draw.text((60, top + shown.height + 40), sentence(random, 5), (235, 235, 235), font(40))
    x, y = 30 + shown.width - 170, top + shown.height - 60
    draw.rounded_rectangle((x, y, x + 150, y + 48), 24, (40, 44, 50))
    draw.text((x + 24, y + 8), "21:07", (255, 255, 255), font(30))
    draw.rectangle((0, 2370, 1170, 2532), (28, 40, 55))
    return screen


def carousel(image: Image.Image, random: Random) -> Image.Image:
    """A feed in Korean on a small screen: counter over the picture, dots below, the next post cut off."""
    screen, draw = canvas((750, 1334), (255, 255, 255))
    clock(draw, 750, (30, 30, 30), random, 26)
    draw.line((0, 90, 750, 90), (220, 220, 220), 1)
    draw.ellipse((20, 106, 70, 156), (200, 120, 150))
    hangul(draw, 90, 118, 6, 26, (30, 30, 30), random)
    shown, _ = fit(image, (0, 0, 750, 860))
    left = (750 - shown.width) // 2
    screen.paste(shown, (left, 172))
    draw.rounded_rectangle((left + shown.width - 90, 192, left + shown.width - 20, 232), 20, (60, 60, 60))
    draw.text((left + shown.width - 78, 200), "1/4", (255, 255, 255), font(24))
    y = 172 + shown.height
    for k in range(4):
        draw.ellipse(
            (345 + 18 * k, y + 20, 355 + 18 * k, y + 30), (60, 120, 240) if k == 0 else (200, 200, 200)
        )
    for k in range(3):
        draw.rectangle((24 + 66 * k, y + 46, 66 + 66 * k, y + 86), None, (30, 30, 30), 4)
    for line in range(3):
        hangul(draw, 24, y + 110 + 38 * line, random.randrange(10, 24), 26, (30, 30, 30), random)
    return screen


def photo_window(image: Image.Image, random: Random) -> Image.Image:
    """A desktop's picture viewer: title, tools, the picture on grey, a status line, other windows behind."""
    screen, draw = canvas((1366, 768), (60, 92, 120))
    draw.rectangle((0, 728, 1366, 768), (24, 26, 30))
    for k in range(8):
        draw.rounded_rectangle((420 + 60 * k, 736, 452 + 60 * k, 762), 6, (90 + 15 * k, 140, 200 - 12 * k))
    draw.rectangle((120, 40, 1260, 700), (43, 43, 43))
    draw.rectangle((120, 40, 1260, 74), (32, 32, 32))
    draw.text((135, 48), "IMG_2041.jpg", (220, 220, 220), font(16))
    for k in range(3):
        draw.rectangle((1140 + 40 * k, 52, 1152 + 40 * k, 64), None, (220, 220, 220), 2)
    for k in range(6):
        draw.ellipse((600 + 40 * k, 84, 620 + 40 * k, 104), None, (200, 200, 200), 2)
    shown, place = fit(image, (120, 116, 1260, 668))
    screen.paste(shown, place)
    draw.text((135, 676), "100 %   3 / 120", (200, 200, 200), font(14))
    return screen


def album(image: Image.Image, random: Random) -> Image.Image:
    """A gallery of small pictures below a large one; only the large one is shown whole."""
    screen, draw = canvas((1080, 1920), (250, 250, 250))
    draw.text((40, 60), sentence(random, 2), (20, 20, 20), font(56))
    shown, place = fit(image, (16, 170, 1064, 1160))
    screen.paste(shown, (place[0], 170))
    y = 170 + shown.height + 8
    tiles = [
        image.crop((image.width // 3, image.height // 4, image.width, image.height)).rotate(180),
        image.rotate(90),
    ]
    while y < 1900:
        for k in range(3):
            tile, _ = fit(tiles[(k + y) % 2], (0, 0, 345, 345), cover=True)
            screen.paste(tile, (16 + 352 * k, y))
        y += 352
    return screen


TUNED: dict[str, Layout] = {
    "feed-light": feed_light,
    "feed-dark": feed_dark,
    "chat-light": chat_light,
    "card-dark": card_dark,
    "desktop-feed": desktop_feed,
}
HELD_OUT: dict[str, Layout] = {
    "chat-korean": chat_korean,
    "story": story,
    "forum-desktop": forum_desktop,
    "chat-dark-captioned": chat_dark_captioned,
    "carousel": carousel,
    "photo-window": photo_window,
    "album": album,
}

# -- viewers: the picture alone ------------------------------------------------------------------------------

SHAPES: dict[str, tuple[int, int]] = {
    "9x16": (1080, 1920),
    "9x19.5": (1179, 2556),
    "9x20": (1440, 3200),
    "9x21": (1644, 3840),
}


def _viewer(shape: str, white: bool) -> tuple[Image.Image, ImageDraw.ImageDraw, float, tuple]:
    width, height = SHAPES[shape]
    screen, draw = canvas((width, height), (255, 255, 255) if white else (0, 0, 0))
    return screen, draw, width / 100, (40, 40, 40) if white else (230, 230, 230)


def viewer_centred(image: Image.Image, random: Random, shape: str, white: bool) -> Image.Image:
    """Date and time in the middle above, five icons below."""
    screen, draw, unit, ink = _viewer(shape, white)
    shown, place = fit(image, (0, 0, *screen.size))
    screen.paste(shown, place)
    clock(draw, screen.width, ink, random, round(3.6 * unit))
    draw.text((50 * unit, 13 * unit), f"{random.randrange(1, 29)} November", ink, font(4 * unit), "mm")
    draw.text((50 * unit, 17.5 * unit), "21:14", ink, font(3 * unit), "mm")
    draw.line(
        (7 * unit, 13 * unit, 4.5 * unit, 15.5 * unit, 7 * unit, 18 * unit), ink, max(2, round(0.6 * unit))
    )
    dots(draw, round(94 * unit), round(15.5 * unit), max(2, round(0.5 * unit)), ink)
    for k in range(5):
        x, y = (10 + 20 * k) * unit, screen.height - 12 * unit
        draw.rounded_rectangle(
            (x - 2.6 * unit, y - 2.6 * unit, x + 2.6 * unit, y + 2.6 * unit),
            unit,
            None,
            ink,
            max(2, round(0.5 * unit)),
        )
    return screen


def viewer_messenger(image: Image.Image, random: Random, shape: str, white: bool) -> Image.Image:
    """Sender and time beside the arrow, a line of Hangul and a reply field below."""
    screen, draw, unit, ink = _viewer(shape, white)
    shown, place = fit(image, (0, 0, *screen.size))
    screen.paste(shown, place)
    clock(draw, screen.width, ink, random, round(3.2 * unit))
    draw.line((4 * unit, 15 * unit, 9 * unit, 15 * unit), ink, max(2, round(0.6 * unit)))
    draw.line(
        (6.2 * unit, 12.6 * unit, 4 * unit, 15 * unit, 6.2 * unit, 17.4 * unit),
        ink,
        max(2, round(0.6 * unit)),
    )
    draw.text((14 * unit, 11.5 * unit), random.choice(("Mika", "juniper_lane")), ink, font(4.2 * unit))
    draw.text((14 * unit, 16.5 * unit), "today, 21:14", ink, font(2.8 * unit))
    dots(draw, round(95 * unit), round(15 * unit), max(2, round(0.5 * unit)), ink)
    hangul(draw, 5 * unit, screen.height - 24 * unit, random.randrange(5, 14), round(4 * unit), ink, random)
    return screen


VIEWERS_HELD_OUT: dict[str, Callable[[Image.Image, Random, str, bool], Image.Image]] = {
    "centred": viewer_centred,
    "messenger": viewer_messenger,
}


def viewer_tuned(image: Image.Image, random: Random, shape: str, white: bool) -> Image.Image:
    return viewer(image, random, shape=shape, white=white)


def area(size: tuple[int, int], pixels: int) -> tuple[int, int]:
    """The size scaled down to at most so many pixels."""
    ratio = min(1.0, math.sqrt(pixels / (size[0] * size[1])))
    return round(size[0] * ratio), round(size[1] * ratio)
