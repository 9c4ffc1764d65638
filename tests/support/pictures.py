"""Makes test pictures: landscapes that hash well, in every mode and format, and files that are no pictures.

Everything is a function of its arguments, so tests can be repeated.
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import lru_cache

import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()

ORIENTATION_TAG = 0x0112

UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation -> the turn that stores an upright picture so."""


def _ridge(random: np.random.Generator, width: int, roughness: float) -> NDArray[np.float64]:
    """A skyline between about -1 and 1, one value per column."""
    across = np.linspace(0, 1, width)
    line = np.zeros(width)
    for octave in range(1, 8):
        height = roughness ** (octave - 1)
        line += height * np.sin(
            2 * np.pi * (across * random.uniform(0.6, 1.2) * 1.8**octave + random.random())
        )
    return line / 1.6


@lru_cache(maxsize=32)
def _landscape_pixels(seed: int, width: int, height: int) -> NDArray[np.uint8]:
    random = np.random.default_rng(seed)
    down = np.linspace(0, 1, height)[:, None]
    top, bottom = random.uniform(90, 190, 3), random.uniform(170, 250, 3)
    pixels = ((top + (bottom - top) * down[..., None]) * np.ones((1, width, 1))).astype(np.float32)
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    rows /= height
    columns /= width

    sun_x, sun_y, radius = random.uniform(0.1, 0.9), random.uniform(0.08, 0.35), random.uniform(0.04, 0.09)
    glow = np.clip(1.4 - np.hypot((columns - sun_x) * width / height, rows - sun_y) / radius, 0, 1)
    pixels += glow[..., None] * (np.array([255, 244, 214]) - pixels)
    for _ in range(int(random.integers(3, 8))):
        x, y = random.random(), random.uniform(0.03, 0.4)
        long, thick = random.uniform(0.1, 0.3), random.uniform(0.015, 0.05)
        cloud = np.clip(1 - np.hypot((columns - x) / long, (rows - y) / thick), 0, 1) * 0.9
        pixels += cloud[..., None] * (random.uniform(215, 255) - pixels)

    for layer in range(4):
        base = 0.42 + 0.15 * layer + random.uniform(-0.05, 0.05)
        skyline = (
            base + random.uniform(0.05, 0.14) * _ridge(random, width, random.uniform(0.45, 0.6))[None, :]
        )
        colour = random.uniform(20, 150 - 25 * layer, 3) + random.uniform(0, 60)
        texture = 1 + 0.25 * np.sin(40 * columns * (layer + 1) + 60 * rows + random.uniform(0, 6))
        pixels = np.where((rows > skyline)[..., None], colour * texture[..., None], pixels)
    for _ in range(int(random.integers(6, 14))):
        x, y, size = random.random(), random.uniform(0.75, 1.0), random.uniform(0.05, 0.25)
        tree = (np.abs(columns - x) < 0.22 * (rows - y + size)) & (rows < y)
        pixels[tree] = random.uniform(10, 90, 3)
    pixels += 4 * random.standard_normal(pixels.shape, dtype=np.float32)
    return pixels.clip(0, 255).astype(np.uint8)


def landscape(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A made landscape, mode RGB: sky, sun, clouds, four ridges, trees. Other seeds look quite different.

    Sides above 800 pixels are drawn smaller and enlarged, which is quicker and as good for hashing.
    """
    width, height = size
    factor = max(1, -(-max(size) // 800))
    drawn = Image.fromarray(_landscape_pixels(seed, -(-width // factor), -(-height // factor)))
    return drawn if factor == 1 else drawn.resize(size, Image.Resampling.BICUBIC)


def encoded(image: Image.Image, image_format: str = "JPEG", **options: object) -> bytes:
    """A picture file. Options are those of Pillow's `save`; JPEG has quality 90 unless told."""
    if image_format == "JPEG":
        options.setdefault("quality", 90)
    target = io.BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()


def exif(orientation: int) -> Image.Exif:
    """EXIF data that say nothing but how to turn the picture."""
    data = Image.Exif()
    data[ORIENTATION_TAG] = orientation
    return data


def turned_by_exif(
    upright: Image.Image, orientation: int, image_format: str = "JPEG", **options: object
) -> bytes:
    """A file whose pixels are stored so that EXIF `orientation` makes them `upright` again.

    HEIF and AVIF say the same in boxes of their own, which their encoders derive from it.
    """
    stored = upright if orientation == 1 else upright.transpose(UNDO[orientation])
    return encoded(stored, image_format, exif=exif(orientation).tobytes(), **options)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png_16_bit(image: Image.Image) -> bytes:
    """A PNG with 16 bits of each colour, which Pillow reads but does not write."""
    rows = (np.asarray(image).astype(">u2") * 257).astype(">u2").reshape(image.height, -1)
    body = zlib.compress(b"".join(b"\x00" + row.tobytes() for row in rows), 1)
    header = struct.pack(">IIBBBBB", *image.size, 16, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    return start + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


@lru_cache(maxsize=4)
def modes(seed: int = 7, size: tuple[int, int] = (320, 240)) -> dict[str, tuple[bytes, Image.Image]]:
    """One picture in every mode and several formats: name -> file, and the RGB pixels a viewer shows."""
    rgb = landscape(seed, size)
    grey = rgb.convert("L")
    alpha = Image.new("L", size, 255)
    ImageDraw.Draw(alpha).ellipse((20, 20, size[0] // 2, size[1] // 2), fill=60)
    on_white = Image.new("RGB", size, "white")
    on_white.paste(rgb, mask=alpha)
    grey_on_white = Image.new("L", size, "white")
    grey_on_white.paste(grey, mask=alpha)
    rgba, la = rgb.copy(), grey.copy()
    rgba.putalpha(alpha)
    la.putalpha(alpha)
    palette = rgb.quantize(64)
    see_through = palette.copy()
    hole = palette.getpixel((size[0] // 2, size[1] - 20))
    hole_mask = palette.point([255 * (index != hole) for index in range(256)], "1").convert("L")
    holed = Image.new("RGB", size, "white")
    holed.paste(palette.convert("RGB"), mask=hole_mask)
    sixteen = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    cmyk = rgb.convert("CMYK")
    as_read = Image.open(io.BytesIO(encoded(cmyk, "JPEG", quality=95))).convert("RGB")
    bilevel = grey.convert("1")
    return {
        "jpeg": (encoded(rgb, "JPEG", quality=95), rgb),
        "jpeg-progressive": (encoded(rgb, "JPEG", quality=95, progressive=True), rgb),
        "jpeg-grey": (encoded(grey, "JPEG", quality=95), grey.convert("RGB")),
        "jpeg-cmyk": (encoded(cmyk, "JPEG", quality=95), as_read),
        "png": (encoded(rgb, "PNG"), rgb),
        "png-grey": (encoded(grey, "PNG"), grey.convert("RGB")),
        "png-bilevel": (encoded(bilevel, "PNG"), bilevel.convert("RGB")),
        "png-alpha": (encoded(rgba, "PNG"), on_white),
        "png-grey-alpha": (encoded(la, "PNG"), grey_on_white.convert("RGB")),
        "png-palette": (encoded(palette, "PNG"), palette.convert("RGB")),
        "png-palette-transparent": (encoded(see_through, "PNG", transparency=hole), holed),
        "png-16-bit": (encoded(sixteen, "PNG"), grey.convert("RGB")),
        "tiff": (encoded(rgb, "TIFF", compression="tiff_lzw"), rgb),
        "tiff-cmyk": (encoded(cmyk, "TIFF"), cmyk.convert("RGB")),
        "tiff-16-bit": (encoded(sixteen, "TIFF"), grey.convert("RGB")),
        "tiff-float": (encoded(grey.convert("F"), "TIFF"), grey.convert("RGB")),
        "tiff-grey-alpha": (encoded(la, "TIFF"), grey_on_white.convert("RGB")),
        "png-16-bit-colour": (_png_16_bit(rgb), rgb),
        "jpeg2000": (encoded(rgb, "JPEG2000"), rgb),
        "jpeg2000-codestream": (encoded(rgb, "JPEG2000", no_jp2=True), rgb),
        "jpeg2000-alpha": (encoded(rgba, "JPEG2000"), on_white),
        "jpeg2000-16-bit": (encoded(sixteen, "JPEG2000"), grey.convert("RGB")),
        "mpo": (
            encoded(rgb, "MPO", quality=95, save_all=True, append_images=[landscape(seed + 1, size)]),
            rgb,
        ),
        "bmp": (encoded(rgb, "BMP"), rgb),
        "gif": (encoded(palette, "GIF"), palette.convert("RGB")),
        "webp": (encoded(rgb, "WEBP", lossless=True), rgb),
        "webp-alpha": (encoded(rgba, "WEBP", lossless=True, exact=True), on_white),
        "heic": (encoded(rgb, "HEIF", quality=90), rgb),
        "avif": (encoded(rgb, "AVIF", quality=90), rgb),
    }


def animation(image_format: str = "GIF", frames: int = 3, size: tuple[int, int] = (160, 120)) -> bytes:
    """An animated GIF, WEBP, PNG or AVIF of different landscapes."""
    first, *rest = (landscape(seed, size) for seed in range(frames))
    return encoded(first, image_format, save_all=True, append_images=rest, duration=200)


@lru_cache(maxsize=1)
def png_bomb(side: int = 50_000) -> bytes:
    """A valid PNG of `side` x `side` white pixels in few bytes: 300 kB at 50,000, 2.5 GB when decoded."""

    row = b"\x00" + b"\xff" * (-(-side // 8))
    packer = zlib.compressobj(9)
    body = b"".join([*(packer.compress(row) for _ in range(side)), packer.flush()])
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
    return start + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def lying_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A PNG whose header promises more pixels than its few bytes hold."""
    small = bytearray(encoded(Image.new("RGB", (8, 8)), "PNG"))
    small[16:24] = struct.pack(">II", width, height)
    small[29:33] = struct.pack(">I", zlib.crc32(bytes(small[12:29])))
    return bytes(small)


def truncated(data: bytes, kept: float = 0.6) -> bytes:
    """The first part of a file."""
    return data[: int(len(data) * kept)]


def text() -> bytes:
    """No picture, whatever its name says."""
    return b"Dear diary, today the lake was calm.\n" * 40
