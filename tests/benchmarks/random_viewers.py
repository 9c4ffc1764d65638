"""Viewers nobody tuned on: one picture alone on a phone, with signs of random place, size and script.

Every call draws another program: where its clock, battery, back arrow, menu and line of text stand, how large
and how bright they are, Latin or Hangul, and sometimes more of them. Written before `views` was tuned to
viewers, kept as it was, and sharing no code with what `views` expects of a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFont

SHAPES: dict[str, tuple[tuple[int, int], ...]] = {
    "9x16": ((1080, 1920), (750, 1334), (720, 1280)),
    "9x19.5": ((1170, 2532), (1179, 2556), (1080, 2340), (828, 1792)),
    "9x20": ((1080, 2400), (1440, 3200), (720, 1600)),
    "9x21": ((1080, 2520), (1644, 3840)),
}
"""Shape -> screens in pixels."""

_FONTS = (None, "DejaVuSans.ttf", "DejaVuSansCondensed-Bold.ttf", "DejaVuSerif.ttf", "Inter-Medium.otf")
_HANGUL = "NotoSansCJK-Regular.ttc"
_LATIN_LINES = (
    "Received from Hana",
    "IMG_20240817_101522.jpg",
    "today at 18:44",
    "Photo 3 of 27",
    "look what I found on the way home",
    "forwarded",
    "Add a caption...",
    "Yesterday, 9:03 PM",
)
_HANGUL_LINES = (
    "오늘 오후 6:44",
    "사진 보내기",
    "집에 가는 길에 찍은 사진이에요",
    "2024년 8월 17일",
    "하나 님이 보냄",
)


def _type(
    random: Random, size: float, *, hangul: bool = False
) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    name = _HANGUL if hangul else random.choice(_FONTS)
    try:
        return ImageFont.load_default(size) if name is None else ImageFont.truetype(name, size)
    except OSError:  # a computer without this font
        return ImageFont.load_default(size)


def _line(random: Random) -> tuple[str, bool]:
    hangul = random.random() < 0.4
    return random.choice(_HANGUL_LINES if hangul else _LATIN_LINES), hangul


def _battery(
    draw: ImageDraw.ImageDraw, random: Random, right: float, middle: float, u: float, ink: str
) -> None:
    wide, high = random.uniform(5, 7) * u, random.uniform(2.4, 3.4) * u
    box = (right - wide, middle - high / 2, right, middle + high / 2)
    if random.random() < 0.5:
        draw.rounded_rectangle(box, 0.25 * high, None, ink, max(1, round(0.3 * u)))
        level = random.uniform(0.2, 0.95) * (wide - u)
        draw.rectangle((box[0] + 0.5 * u, box[1] + 0.5 * u, box[0] + 0.5 * u + level, box[3] - 0.5 * u), ink)
    elif random.random() < 0.5:
        draw.rounded_rectangle(box, 0.35 * high, ink)
    else:
        draw.text(
            (right, middle),
            f"{random.randrange(5, 100)}%",
            ink,
            _type(random, random.uniform(3, 4) * u),
            "rm",
        )
    left = box[0] - 1.5 * u
    for _ in range(random.randrange(0, 3)):
        size = random.uniform(2.4, 3.4) * u
        if random.random() < 0.5:
            for bar in range(4):
                x = left - size + bar * size / 4
                draw.rectangle(
                    (x, middle + size / 2 - (bar + 1) * size / 4, x + size / 6, middle + size / 2), ink
                )
        else:
            draw.pieslice((left - size, middle - size / 2, left, middle + size / 2), 225, 315, ink)
        left -= size + 1.2 * u


def _back(draw: ImageDraw.ImageDraw, random: Random, left: float, middle: float, u: float, ink: str) -> float:
    high = random.uniform(3.5, 6) * u
    line = max(2, round(random.uniform(0.4, 0.9) * u))
    kind = random.choice(("chevron", "arrow", "cross"))
    if kind == "cross":
        draw.line((left, middle - high / 2, left + high, middle + high / 2), ink, line)
        draw.line((left, middle + high / 2, left + high, middle - high / 2), ink, line)
        return left + high
    reach = high / 2
    draw.line(
        (left + reach, middle - high / 2, left, middle, left + reach, middle + high / 2), ink, line, "curve"
    )
    if kind == "arrow":
        draw.line((left, middle, left + 1.1 * high, middle), ink, line)
        return left + 1.1 * high
    return left + reach


def _menu(draw: ImageDraw.ImageDraw, random: Random, right: float, middle: float, u: float, ink: str) -> None:
    radius, step = random.uniform(0.35, 0.75) * u, random.uniform(1.4, 2.0) * u
    upright = random.random() < 0.6
    for place in (-1, 0, 1):
        x = right - radius - (0 if upright else (place + 1) * step)
        y = middle + (place * step if upright else 0)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), ink)


def random_viewer(
    image: Image.Image, random: Random, shape: str, white: bool, *, between_bars: bool = False
) -> Image.Image:
    """A screenshot of a viewer that did not exist before.

    Args:
        image: mode RGB.
        random: chooses everything that is not given.
        shape: a key of `SHAPES`.
        white: dark signs on white instead of light ones on black.
        between_bars: the picture in the middle of what the viewer's bars leave, not of the whole screen.
    """
    width, height = random.choice(SHAPES[shape])
    u = width / 100
    grey = random.choice((10, 30, 60)) if white else random.choice((255, 235, 200))
    ink = f"rgb({grey},{grey},{grey})"
    screen = Image.new("RGB", (width, height), "white" if white else "black")
    status, bar = random.uniform(2.5, 5) * u + (random.choice((0, 2.5)) * u), random.uniform(10, 18) * u
    below = random.uniform(6, 22) * u
    top, bottom = (bar + 5 * u, height - below - 5 * u) if between_bars else (0.0, float(height))
    ratio = min(width / image.width, (bottom - top) / image.height)
    shown = image.resize((max(1, round(image.width * ratio)), max(1, round(image.height * ratio))), 3)
    screen.paste(shown, ((width - shown.width) // 2, round((top + bottom - shown.height) / 2)))

    draw = ImageDraw.Draw(screen)
    clock = f"{random.randrange(1, 24)}:{random.randrange(60):02d}"
    place, anchor = random.choice(((5, "lm"), (9, "lm"), (12, "lm"), (5, "lm"), (50, "mm")))
    draw.text((place * u, status), clock, ink, _type(random, random.uniform(3.2, 4.6) * u), anchor)
    _battery(draw, random, width - random.uniform(4, 8) * u, status, u, ink)
    after = _back(draw, random, random.uniform(3.5, 7) * u, bar, u, ink)
    _menu(draw, random, width - random.uniform(3.5, 7) * u, bar, u, ink)
    for row in range(random.choice((1, 1, 1, 2))):
        text, hangul = _line(random)
        size = random.uniform(2.8, 4.6) * u
        where = random.choice(("below", "below", "below-middle", "title"))
        if where == "title":
            draw.text((after + 3 * u, bar), text[:24], ink, _type(random, size, hangul=hangul), "lm")
        else:
            x, side = (50 * u, "mm") if where == "below-middle" else (random.uniform(4, 10) * u, "lm")
            y = height - below - row * 6 * u
            draw.text((x, y), text, ink, _type(random, size, hangul=hangul), side)
    if random.random() < 0.3:
        y, count = height - min(below * 0.5, 7 * u), random.randrange(2, 6)
        for k in range(count):
            x, r = (k + 0.5) * width / count, random.uniform(1.8, 2.8) * u
            if random.random() < 0.5:
                draw.ellipse((x - r, y - r, x + r, y + r), None, ink, max(2, round(0.45 * u)))
            else:
                draw.rectangle((x - r, y - r, x + r, y + r), None, ink, max(2, round(0.45 * u)))
    if random.random() < 0.3:
        draw.rounded_rectangle((34 * u, height - 2.2 * u, 66 * u, height - 1.2 * u), 0.5 * u, ink)
    return screen


Viewer = Callable[[Image.Image, Random, str, bool], Image.Image]


def centred(image: Image.Image, random: Random, shape: str, white: bool) -> Image.Image:
    """`random_viewer` with the picture in the middle of the screen."""
    return random_viewer(image, random, shape, white)


def between(image: Image.Image, random: Random, shape: str, white: bool) -> Image.Image:
    """`random_viewer` with the picture in the middle of what the bars leave."""
    return random_viewer(image, random, shape, white, between_bars=True)
