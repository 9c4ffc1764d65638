"""The 41 everyday edits: what people and platforms do to a picture before it turns up again.

Recall is measured on them (tests/benchmarks/recall.py), and the self-test shows a dozen. Each is made of an
upright RGB picture whose longer side has at most `LONG_EDGE` pixels, and goes through its codec. Random
choices are seeded by seed, picture and edit, so that a figure can be measured again.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

import io
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from takedown_hashing.screens import VIEWER_SIZES, feed_post, font, sentence, viewer

LONG_EDGE: Final = 1080
"""Longer side of the pictures that are edited, in pixels, at most."""

QUALITY: Final = 85
"""Quality of JPEG where an edit names none."""

Edit = Callable[[Image.Image, Random], bytes]
"""Takes a picture of mode RGB, returns the file that is uploaded."""


def reduced(image: Image.Image, long_edge: int = LONG_EDGE) -> Image.Image:
    """The picture with its longer side at most so many pixels."""
    copy = image.copy()
    copy.thumbnail((long_edge, long_edge), Image.Resampling.BICUBIC)
    return copy


def edited(name: str, image: Image.Image, *, seed: int, picture: str) -> bytes:
    """The file that an edit makes of a picture.

    Args:
        name: a key of `EDITS` or of `VIEWERS`.
        image: upright, mode RGB, `reduced`.
        seed, picture: with the name, they seed the random choices.

    Raises:
        KeyError: there is no such edit.
    """
    edit = EDITS[name] if name in EDITS else VIEWERS[name]
    return edit(image, Random(f"{seed}/{picture}/{name}"))  # noqa: S311 - nothing secret depends on it


def jpeg(image: Image.Image, quality: int = QUALITY) -> bytes:
    """A JPEG file with 4:2:0 chroma."""
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling="4:2:0")
    return target.getvalue()


def _again(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _webp(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "WEBP", quality=quality)
    return target.getvalue()


def _scaled(image: Image.Image, ratio: float) -> Image.Image:
    size = (max(1, round(image.width * ratio)), max(1, round(image.height * ratio)))
    return image.resize(size, Image.Resampling.BICUBIC)


def _to_long_edge(image: Image.Image, long_edge: int) -> Image.Image:
    return _scaled(image, long_edge / max(image.size))


def telegram(image: Image.Image) -> bytes:
    """What one messenger makes of a picture."""
    return jpeg(_to_long_edge(image, 1280), 87)


def _instagram(image: Image.Image) -> bytes:
    return jpeg(_scaled(image, 1080 / image.width), 75)


def _chain(image: Image.Image) -> bytes:
    return jpeg(_to_long_edge(_again(telegram(_again(_instagram(image)))), 640), 50)


def random_crop(image: Image.Image, removed: float, random: Random) -> Image.Image:
    """The picture without so much of each side's length, taken at a random place."""
    width, height = round(image.width * (1 - removed)), round(image.height * (1 - removed))
    left, top = random.randint(0, image.width - width), random.randint(0, image.height - height)
    return image.crop((left, top, left + width, top + height))


def centre_crop(image: Image.Image, width: int, height: int) -> Image.Image:
    """So many pixels of the picture's middle."""
    left, top = (image.width - width) // 2, (image.height - height) // 2
    return image.crop((left, top, left + width, top + height))


def _centre(image: Image.Image, removed: float) -> Image.Image:
    return centre_crop(image, round(image.width * (1 - removed)), round(image.height * (1 - removed)))


def square(image: Image.Image) -> Image.Image:
    """The largest square of the picture's middle."""
    return centre_crop(image, min(image.size), min(image.size))


def mirror(image: Image.Image) -> Image.Image:
    """The picture mirrored left to right."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def padded(image: Image.Image, left: int, top: int, right: int, bottom: int, colour: str) -> Image.Image:
    """The picture with borders of so many pixels."""
    target = Image.new("RGB", (image.width + left + right, image.height + top + bottom), colour)
    target.paste(image, (left, top))
    return target


def _bordered(image: Image.Image) -> Image.Image:
    border = round(0.1 * max(image.size))
    return padded(image, border, border, border, border, "white")


def _barred(image: Image.Image) -> Image.Image:
    bar = round(0.1 * image.height)
    return padded(image, 0, bar, 0, bar, "black")


def tilted(image: Image.Image) -> Image.Image:
    """The picture turned by 5 degrees, with black corners."""
    return image.rotate(5, Image.Resampling.BICUBIC)


def _tilted_and_cropped(image: Image.Image) -> Image.Image:
    """Turned by 5 degrees and cropped to the largest part of the same shape without corners."""
    sine, cosine = np.sin(np.radians(5)), np.cos(np.radians(5))
    width, height = image.size
    ratio = min(width / (width * cosine + height * sine), height / (width * sine + height * cosine))
    return centre_crop(tilted(image), int(width * ratio), int(height * ratio))


def _caption_bar(image: Image.Image, random: Random) -> Image.Image:
    copy = image.copy()
    draw = ImageDraw.Draw(copy)
    high = round(0.12 * image.height)
    top = round(image.height * (2 / 3)) + random.randint(0, max(0, round(image.height / 3) - high))
    draw.rectangle((0, top, image.width, top + high), fill="black")
    draw.text((image.width / 2, top + high / 2), sentence(random, 5), "white", font(0.4 * high), "mm")
    return copy


def caption_strip(image: Image.Image, random: Random) -> Image.Image:
    """The picture below a white strip with a text."""
    high = round(0.15 * image.height)
    copy = padded(image, 0, high, 0, 0, "white")
    text = sentence(random, 5)
    ImageDraw.Draw(copy).text((image.width / 2, high / 2), text, "black", font(0.35 * high), "mm")
    return copy


def text_across(image: Image.Image, random: Random) -> Image.Image:
    """The picture with large outlined letters across."""
    copy = image.copy()
    size = image.width / 9
    place = (image.width / 2, image.height * random.uniform(0.3, 0.7))
    words = sentence(random, 3).upper()
    draw = ImageDraw.Draw(copy)
    draw.text(
        place, words, "white", font(size), "mm", stroke_width=max(1, round(size / 14)), stroke_fill="black"
    )
    return copy


def sticker(image: Image.Image, share: float, random: Random) -> Image.Image:
    """The picture with a round yellow face over so much of its area, anywhere."""
    copy = image.copy()
    radius = float(np.sqrt(share * image.width * image.height / np.pi))
    x = random.uniform(min(radius, image.width / 2), max(image.width - radius, image.width / 2))
    y = random.uniform(min(radius, image.height / 2), max(image.height - radius, image.height / 2))
    draw = ImageDraw.Draw(copy)
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=(255, 205, 40))
    eye = radius / 7
    for side in (-0.35, 0.35):
        left, top = x + side * radius - eye, y - 0.3 * radius - eye
        draw.ellipse((left, top, left + 2 * eye, top + 2 * eye), fill=(60, 40, 10))
    smile = (x - 0.55 * radius, y - 0.45 * radius, x + 0.55 * radius, y + 0.6 * radius)
    draw.arc(smile, 20, 160, fill=(60, 40, 10), width=max(1, round(radius / 10)))
    return copy


def _warm(image: Image.Image) -> Image.Image:
    pixels = np.asarray(image).astype(np.float32) * (1.12, 1, 0.8) + (12, 4, 0)
    return Image.fromarray((255 * (pixels.clip(0, 255) / 255) ** 0.9).round().astype(np.uint8))


def _noisy(image: Image.Image, random: Random) -> Image.Image:
    noise = np.random.default_rng(random.getrandbits(64)).normal(0, 15, (image.height, image.width, 3))
    return Image.fromarray((np.asarray(image) + noise).clip(0, 255).round().astype(np.uint8))


def _blurred(image: Image.Image) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(3 * max(image.size) / 1024))


def _feed(image: Image.Image, random: Random, *, dark: bool) -> bytes:
    return jpeg(feed_post(image, random, dark=dark))


def _viewer(shape: str, white: bool) -> Edit:
    def screenshot(image: Image.Image, random: Random) -> bytes:
        screen = _again(jpeg(viewer(image, random, shape=shape, white=white), 80))
        return jpeg(_to_long_edge(screen, 1280))

    return screenshot


EDITS: Final[Mapping[str, Edit]] = MappingProxyType(
    {
        "jpeg-90": lambda image, _: jpeg(image, 90),
        "jpeg-70": lambda image, _: jpeg(image, 70),
        "jpeg-50": lambda image, _: jpeg(image, 50),
        "jpeg-30": lambda image, _: jpeg(image, 30),
        "resize-1280": lambda image, _: jpeg(_to_long_edge(image, 1280)),
        "resize-800": lambda image, _: jpeg(_to_long_edge(image, 800)),
        "resize-320": lambda image, _: jpeg(_to_long_edge(image, 320)),
        "telegram": lambda image, _: telegram(image),
        "instagram": lambda image, _: _instagram(image),
        "chain": lambda image, _: _chain(image),
        "webp-60": lambda image, _: _webp(image, 60),
        "crop-5": lambda image, random: jpeg(random_crop(image, 0.05, random)),
        "crop-10": lambda image, random: jpeg(random_crop(image, 0.10, random)),
        "crop-20": lambda image, random: jpeg(random_crop(image, 0.20, random)),
        "crop-30": lambda image, random: jpeg(random_crop(image, 0.30, random)),
        "centre-10": lambda image, _: jpeg(_centre(image, 0.10)),
        "centre-20": lambda image, _: jpeg(_centre(image, 0.20)),
        "square": lambda image, _: jpeg(square(image)),
        "border-white": lambda image, _: jpeg(_bordered(image)),
        "bars-black": lambda image, _: jpeg(_barred(image)),
        "feed-light": lambda image, random: _feed(image, random, dark=False),
        "feed-dark": lambda image, random: _feed(image, random, dark=True),
        "mirror": lambda image, _: jpeg(mirror(image)),
        "quarter-turn": lambda image, _: jpeg(image.transpose(Image.Transpose.ROTATE_270)),
        "tilt": lambda image, _: jpeg(tilted(image)),
        "tilt-cropped": lambda image, _: jpeg(_tilted_and_cropped(image)),
        "caption-bar": lambda image, random: jpeg(_caption_bar(image, random)),
        "caption-strip": lambda image, random: jpeg(caption_strip(image, random)),
        "text": lambda image, random: jpeg(text_across(image, random)),
        "sticker-5": lambda image, random: jpeg(sticker(image, 0.05, random)),
        "sticker-12": lambda image, random: jpeg(sticker(image, 0.12, random)),
        "brighter": lambda image, _: jpeg(ImageEnhance.Brightness(image).enhance(1.2)),
        "darker": lambda image, _: jpeg(ImageEnhance.Brightness(image).enhance(0.8)),
        "contrast": lambda image, _: jpeg(ImageEnhance.Contrast(image).enhance(1.4)),
        "grey": lambda image, _: jpeg(image.convert("L").convert("RGB")),
        "warm": lambda image, _: jpeg(_warm(image)),
        "blur": lambda image, _: jpeg(_blurred(image)),
        "noise": lambda image, random: jpeg(_noisy(image, random)),
        "mirror-crop-10": lambda image, random: jpeg(random_crop(mirror(image), 0.10, random)),
        "feed-crop-10": lambda image, random: _feed(random_crop(image, 0.10, random), random, dark=False),
        "feed-mirror": lambda image, random: _feed(mirror(image), random, dark=False),
    }
)
"""The 41 edits by name."""

VIEWERS: Final[Mapping[str, Edit]] = MappingProxyType(
    {
        f"viewer-{shape}-{'white' if white else 'black'}": _viewer(shape, white)
        for shape in VIEWER_SIZES
        for white in (False, True)
    }
)
"""Screenshots of a viewer by name, measured apart from the 41."""
