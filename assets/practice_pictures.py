"""Draws the five pictures that practice mode uses: `python assets/practice_pictures.py [FOLDER]`.

They are calm on purpose, differ from one another as photographs do, and hash well. One is stored lying
on its side with an EXIF orientation, as phones store portraits.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float64]

TARGET = Path(__file__).parents[1] / "app" / "stillmark" / "resources" / "practice"
LONG, SHORT = 1200, 900
QUALITY = 82


def colour(code: str) -> Array:
    return np.array([int(code[index : index + 2], 16) for index in (0, 2, 4)], float)


class Canvas:
    """Pixels of 0 to 255 with coordinates of 0 to 1, drawn over from back to front."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height = width, height
        self.random = np.random.default_rng(seed)
        self.y, self.x = np.mgrid[0:height, 0:width].astype(float)
        self.x /= width
        self.y /= height
        self.pixels = np.zeros((height, width, 3))

    def paint(self, mask: Array, paint: Array) -> None:
        self.pixels += mask[..., None] * (paint - self.pixels)

    def gradient(self, *stops: tuple[float, str]) -> Array:
        """Colours by height: (y, colour) from top to bottom."""
        places = [place for place, _ in stops]
        codes = np.array([colour(code) for _, code in stops])
        return np.stack([np.interp(self.y, places, codes[:, band]) for band in range(3)], axis=-1)

    def below(self, line: Array, softness: float = 1.5) -> Array:
        """Mask of what is under a skyline (one y per column)."""
        return np.clip((self.y - line[None, :]) * self.height / softness + 0.5, 0, 1)

    def disc(self, x: float, y: float, radius: float, softness: float = 0.01) -> Array:
        far = np.hypot((self.x - x) * self.width / self.height, self.y - y)
        return np.clip((radius - far) / softness + 0.5, 0, 1)

    def noise(self, across: float, down: float, octaves: int = 5, gain: float = 0.5) -> Array:
        """Soft noise of about -1 to 1 with so many cells across and down in its first octave."""
        total, weight = np.zeros((self.height, self.width)), 1.0
        for octave in range(octaves):
            cells = (max(2, int(across * 2**octave)), max(2, int(down * 2**octave)))
            grid = Image.fromarray(self.random.uniform(-1, 1, (cells[1], cells[0])).astype(np.float32))
            total += weight * np.asarray(grid.resize((self.width, self.height), Image.Resampling.BICUBIC))
            weight *= gain
        return total

    def skyline(self, base: float, height: float, waves: float, roughness: float = 0.5) -> Array:
        across = np.linspace(0, 1, self.width)
        line = np.zeros(self.width)
        for octave in range(8):
            turn = self.random.uniform(0, 2 * np.pi)
            line += roughness**octave * np.sin(2 * np.pi * waves * 1.93**octave * across + turn)
        return base - height * line

    def pines(self, ground: Array, count: int, size: tuple[float, float], paint: Array) -> None:
        for x in np.sort(self.random.uniform(-0.05, 1.05, count)):
            tall = self.random.uniform(*size)
            foot = float(np.interp(x, np.linspace(0, 1, self.width), ground)) + 0.02
            up = (foot - self.y) / tall
            tiers = 0.55 + 0.45 * np.mod(up * 6, 1)
            half = 0.2 * tall * (1.02 - up) * (1.4 - tiers)
            sideways = np.abs(self.x - x) * self.width / self.height
            mask = np.clip((half - sideways) * self.height / 1.5 + 0.5, 0, 1) * (up > 0) * (up < 1)
            self.paint(mask, paint * (0.85 + 0.3 * self.random.random()))

    def image(self, grain: float = 2.5) -> Image.Image:
        grained = self.pixels + self.random.normal(0, grain, (self.height, self.width, 1))
        return Image.fromarray(grained.clip(0, 255).astype(np.uint8))


def lake() -> Image.Image:
    canvas = Canvas(LONG, SHORT, 5)
    shore = 0.56
    canvas.pixels = canvas.gradient((0, "3f6a9a"), (0.3, "9fb9cf"), (0.46, "f3d9b8"), (0.56, "f8c89a"))
    clouds = np.clip(canvas.noise(3, 9, 6) * 1.3 - 0.15, 0, 1) * np.clip(1.2 - canvas.y * 2.4, 0, 1)
    canvas.paint(clouds * 0.8, colour("fff1e4"))
    canvas.paint(canvas.disc(0.31, 0.33, 0.05), colour("fff3cf"))
    for base, height, waves, code in (
        (0.40, 0.07, 1.3, "8fa3bd"),
        (0.46, 0.06, 2.1, "65809c"),
        (0.51, 0.035, 3.2, "3f5b6d"),
    ):
        line = canvas.skyline(base, height, waves, 0.52)
        canvas.paint(canvas.below(line), colour(code) * (1 + 0.12 * canvas.noise(14, 20, 4)[..., None]))
    banks = canvas.skyline(0.55, 0.008, 4)
    canvas.pines(banks, 46, (0.05, 0.13), colour("22404a"))
    canvas.paint(canvas.below(banks), colour("2a4748"))

    rows = int(shore * SHORT)
    ripple = 0.012 * canvas.noise(5, 70, 3)[rows:] * (canvas.y[rows:] - shore) / 0.44
    source_y = np.clip(2 * shore - canvas.y[rows:] + ripple * 3, 0, shore) * SHORT
    source_x = np.clip(canvas.x[rows:] + ripple, 0, 1) * (LONG - 1)
    mirrored = canvas.pixels[source_y.astype(int).clip(0, rows - 1), source_x.astype(int)]
    canvas.pixels[rows:] = mirrored * 0.82 + colour("35506b") * 0.14
    glints = np.clip(canvas.noise(6, 90, 3) - 0.55, 0, 1) * (canvas.y > shore + 0.02)
    canvas.paint(glints * 0.7, colour("ffe8c8"))
    reeds = canvas.skyline(0.97, 0.02, 3)
    for x in canvas.random.uniform(0, 1, 90):
        tall, lean = canvas.random.uniform(0.08, 0.24), canvas.random.uniform(-0.05, 0.05)
        foot = float(np.interp(x, np.linspace(0, 1, LONG), reeds))
        up = (1.0 - canvas.y) / (1.0 - foot + tall)
        near = np.abs(canvas.x - x - lean * up**2) * LONG
        canvas.paint(np.clip(2.6 - near, 0, 1) * (up < 1), colour("3d4a2c"))
    return canvas.image()


def dunes() -> Image.Image:
    canvas = Canvas(LONG, SHORT, 11)
    canvas.pixels = canvas.gradient((0, "5f9fc4"), (0.25, "a8d0dc"), (0.42, "f1e6cd"))
    canvas.paint(canvas.disc(0.78, 0.15, 0.045), colour("fffbe8"))
    canvas.paint(np.clip(canvas.noise(2, 14, 5) - 0.35, 0, 0.7) * (canvas.y < 0.4), colour("ffffff"))
    layers = (
        (0.36, 0.03, 1.4, "e9c79c", "c99668"),
        (0.46, 0.05, 1.1, "e6b67c", "b0774a"),
        (0.59, 0.06, 0.9, "dfa45f", "96592f"),
        (0.76, 0.07, 0.7, "d8924a", "7d431f"),
    )
    for base, height, waves, lit, shaded in layers:
        line = canvas.skyline(base, height, waves, 0.3)
        crest = canvas.skyline(0.0, 0.16, waves * 0.8, 0.35)
        edge = canvas.below(line + 0.05 + np.abs(crest), 3) - 0.0
        slope = np.gradient(line) * LONG
        shade = np.clip(0.5 + slope * 1.6, 0, 1)[None, :] * np.exp(-np.abs(canvas.y - line[None, :]) * 5)
        ripples = 0.06 * np.sin(2 * np.pi * (canvas.y * 58 + 2.5 * canvas.noise(4, 4, 3)))
        mix = np.clip(shade + 0.35 * edge, 0, 1)[..., None]
        sand = colour(lit) * (1 - mix) + colour(shaded) * mix
        canvas.paint(canvas.below(line), sand * (1 + ripples[..., None]))
    for x, foot in ((0.17, 0.93), (0.22, 0.96), (0.86, 0.84), (0.12, 0.97), (0.9, 0.86)):
        for _ in range(26):
            tall, lean = canvas.random.uniform(0.05, 0.17), canvas.random.uniform(-0.09, 0.09)
            up = (foot - canvas.y) / tall
            near = np.abs(canvas.x - x - lean * up**2) * LONG
            blade = np.clip(2.4 - near - up, 0, 1) * (up > 0) * (up < 1)
            canvas.paint(blade, colour("5f6b3a") * canvas.random.uniform(0.7, 1.2))
    return canvas.image()


def forest() -> Image.Image:
    canvas = Canvas(SHORT, LONG, 23)
    canvas.pixels = canvas.gradient((0, "cfdfe0"), (0.35, "e9ecd8"), (1, "9fb39c"))
    canvas.paint(canvas.disc(0.64, 0.17, 0.06, 0.05), colour("fffdf0"))
    for base, count, size, code, mist in (
        (0.40, 34, (0.10, 0.20), "9db8b0", 0.55),
        (0.52, 26, (0.16, 0.30), "6f958c", 0.45),
        (0.66, 18, (0.24, 0.42), "446f66", 0.35),
        (0.84, 11, (0.34, 0.60), "234a41", 0.0),
    ):
        ground = canvas.skyline(base, 0.02, 1.2)
        canvas.pines(ground, count, size, colour(code))
        earth = colour(code) * (1 + 0.15 * canvas.noise(20, 30, 4)[..., None])
        canvas.paint(canvas.below(ground), earth)
        veil = np.clip((canvas.y - base + 0.12) * 4, 0, 1) * (1 + 0.4 * canvas.noise(3, 6, 4))
        canvas.paint(np.clip(veil, 0, 1) * mist, colour("dfe8dc"))
    path = 0.5 + 0.09 * np.sin(canvas.y * 11) * (canvas.y - 0.6)
    width = 0.35 * np.clip(canvas.y - 0.8, 0, 1) + 0.012
    trail = np.clip((width - np.abs(canvas.x - path)) * 60, 0, 1) * (canvas.y > 0.85)
    canvas.paint(trail * 0.9, colour("b79b74") * (1 + 0.12 * canvas.noise(18, 18, 4)[..., None]))
    for _ in range(420):
        x, y = canvas.random.random(), canvas.random.uniform(0.87, 1.0)
        if abs(x - 0.5) > 0.12:
            code = str(canvas.random.choice(["f2e3a0", "e6c8d8", "f7f3e6", "c9b4e0"]))
            left, top = int(x * SHORT), int(y * LONG)
            size = int(2 + 5 * (y - 0.85) / 0.15)
            canvas.pixels[top : top + size, left : left + size] = colour(code)
    return canvas.image()


def lighthouse() -> Image.Image:
    canvas = Canvas(LONG, SHORT, 31)
    canvas.pixels = canvas.gradient((0, "2f4d7c"), (0.28, "7b86ad"), (0.48, "e5b0a0"), (0.6, "f7d3a8"))
    clouds = np.clip(canvas.noise(2.5, 8, 6) * 1.5 - 0.1, 0, 1) * (canvas.y < 0.6)
    canvas.paint(clouds * 0.75, canvas.gradient((0, "54628e"), (0.35, "d99a9b"), (0.6, "ffd9b4")))
    sea = np.clip((canvas.y - 0.6) * SHORT, 0, 1)
    depth = np.clip((canvas.y - 0.6) / 0.4, 0.02, 1)
    swell = np.sin(2 * np.pi * (4.5 / np.sqrt(depth + 0.02) + 0.9 * canvas.noise(3, 6, 4)))
    water = canvas.gradient((0.6, "c79a9c"), (0.7, "5f7396"), (1, "1f3557"))
    canvas.paint(sea, water * (1 + 0.22 * swell[..., None]))
    foam = np.clip(swell * 1.2 + canvas.noise(24, 60, 3) - 1.25, 0, 1) * sea
    canvas.paint(foam * 0.8, colour("f3ead9"))

    across = np.linspace(0, 1, LONG)
    cliff = np.where(across > 0.5, 0.98 - 0.55 * np.clip((across - 0.5) / 0.24, 0, 1) ** 0.55, 1.2)
    cliff = cliff + 0.012 * canvas.skyline(0, 1, 6, 0.6)
    rock = colour("4c463f") * (1 + 0.45 * canvas.noise(16, 10, 6)[..., None])
    canvas.paint(canvas.below(cliff), rock)
    grass = canvas.below(cliff) * np.clip(1 - (canvas.y - cliff[None, :]) / 0.035, 0, 1) * (canvas.x > 0.6)
    canvas.paint(grass, colour("6f8147") * (1 + 0.2 * canvas.noise(60, 60, 3)[..., None]))

    top, foot, middle = 0.10, 0.46, 0.82
    up = (foot - canvas.y) / (foot - top)
    half = 0.040 - 0.014 * up
    sideways = (canvas.x - middle) * LONG / SHORT
    tower = np.clip((half - np.abs(sideways)) * SHORT / 1.5, 0, 1) * (up > 0) * (up < 0.86)
    bands = np.where(np.mod(up * 5, 2) < 1, 1.0, 0.0)[..., None]
    shade = (0.92 - 0.35 * np.clip(sideways / half, -1, 1))[..., None]
    canvas.paint(tower, (colour("f3ede2") * bands + colour("b5483c") * (1 - bands)) * shade)
    gallery = (np.abs(sideways) < 0.040) & (up > 0.84) & (up < 0.875)
    lamp = (np.abs(sideways) < 0.019) & (up > 0.86) & (up < 0.95)
    roof = (np.abs(sideways) < 0.030 * (1.04 - up) / 0.09) & (up > 0.95) & (up < 1.04)
    for mask, code in ((gallery, "39352f"), (lamp, "ffe9a6"), (roof, "7c2f28")):
        canvas.paint(mask.astype(float), colour(code))
    canvas.paint(canvas.disc(middle, top + 0.035, 0.10, 0.19) * 0.5, colour("ffeec0"))
    for x, y in ((0.22, 0.2), (0.29, 0.25), (0.35, 0.17), (0.15, 0.29)):
        wing = 0.012 * np.abs(np.sin((canvas.x - x) * 110)) * (np.abs(canvas.x - x) < 0.027)
        bird = (np.abs(canvas.y - y + wing) < 0.0035) & (np.abs(canvas.x - x) < 0.027)
        canvas.paint(bird.astype(float), colour("2c3147"))
    return canvas.image()


def mosaic() -> Image.Image:
    canvas = Canvas(LONG, SHORT, 47)
    tile = 100
    palette = ["f4ead8", "e0b49a", "c9786a", "7fa8a3", "4d7c86", "2f4f66", "ecd08f"]
    rows, columns = np.mgrid[0:SHORT, 0:LONG]
    for top in range(0, SHORT, tile):
        for left in range(0, LONG, tile):
            back, front, heart = canvas.random.permutation(palette)[:3]
            box = (rows // tile == top // tile) & (columns // tile == left // tile)
            across, down = (columns - left) / tile, (rows - top) / tile
            if canvas.random.random() < 0.5:
                across = 1 - across
            if canvas.random.random() < 0.5:
                down = 1 - down
            near, far = np.hypot(across, down), np.hypot(1 - across, 1 - down)
            canvas.paint(box.astype(float), colour(back))
            canvas.paint(box * np.clip((0.78 - near) * tile / 1.5, 0, 1), colour(front))
            canvas.paint(box * np.clip((0.38 - near) * tile / 1.5, 0, 1), colour(heart))
            canvas.paint(box * np.clip((0.30 - far) * tile / 1.5, 0, 1), colour(heart))
    seam = (rows % tile < 3) | (columns % tile < 3)
    canvas.paint(seam.astype(float), colour("d9cfbd"))
    light = 1.05 - 0.22 * np.hypot(canvas.x - 0.3, canvas.y - 0.25) + 0.05 * canvas.noise(8, 6, 5)
    canvas.pixels *= light[..., None]
    return canvas.image()


SCENES: dict[str, Callable[[], Image.Image]] = {
    "lake": lake,
    "dunes": dunes,
    "forest": forest,
    "lighthouse": lighthouse,
    "mosaic": mosaic,
}
LYING = "forest"


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in SCENES.items():
        image, exif = draw(), Image.Exif()
        if name == LYING:
            image = image.transpose(Image.Transpose.ROTATE_90)
            exif[0x0112] = 6
        image.save(folder / f"{name}.jpg", quality=QUALITY, optimize=True, exif=exif)


if __name__ == "__main__":
    main()
