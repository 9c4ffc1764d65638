"""What viewers draw around a picture: many plausible programs, none in particular.

A viewer that shows one picture alone on a phone draws a clock and a battery, an arrow back, a menu of three
dots, a line of text, sometimes a row of buttons. PDQ sees how much of each of its 64 x 64 samples they cover,
not their form. So a layout here is a drawing of that size, with rectangles as dense as letters and signs are;
where they stand, how large and how dense they are is drawn at random, always the same. Lengths are hundredths
of the screen's width, from its left or its nearer end.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Sequence
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from takedown_hashing.pdq import SAMPLES, Matrix

_WIDTH: Final = 100
_CAPITALS: Final = 0.38
"""Letters reach so far above and below their middle, relative to their size."""

_BARE: Final = 0.1
"""Share of layouts without any signs: they go away when somebody touches the screen."""

_GALLERIES: Final = 0.3
_MESSENGERS: Final = 0.3
"""Shares of programs with a title and a row of buttons, and with a title and a line of text below; the others
have one line of text, mostly below."""

_STEP: Final = SAMPLES / _WIDTH


class _Screen:
    """One layout being drawn.

    Args:
        random: chooses it.
        down: height of the screen relative to its width.
    """

    def __init__(self, random: Random, down: float) -> None:
        self.covered = np.zeros((SAMPLES, SAMPLES), np.float32)
        self.random = random
        self.height = _WIDTH * down

    def between(self, low: float, high: float) -> float:
        # Of the generator's methods only this one gives the same on every version of Python.
        return low + (high - low) * self.random.random()

    def happens(self, share: float) -> bool:
        return self.random.random() < share

    def rectangle(self, left: float, top: float, right: float, bottom: float, density: float) -> None:
        """Cover a rectangle by so much."""
        columns, across = _share(left * _STEP, right * _STEP)
        rows, down = _share(top * SAMPLES / self.height, bottom * SAMPLES / self.height)
        self.covered[rows, columns] += density * np.outer(down, across).astype(np.float32)

    def letters(self, left: float, middle: float, size: float, width: float) -> None:
        """A line of words; a quarter of all programs writes bold."""
        density = self.between(0.36, 0.43) if self.happens(0.25) else self.between(0.22, 0.31)
        place = left
        while place < left + width:
            end = min(place + self.between(1.0, 4.0) * size, left + width)
            high = _CAPITALS * size
            self.rectangle(place, middle - high, end, middle + high, density * self.between(0.85, 1.15))
            place = end + 0.28 * size

    def draw(self) -> Matrix:
        """Draw all of it.

        Returns:
            `SAMPLES` x `SAMPLES` shares of a sample that signs cover, 0 to 1, rows from the top.
        """
        if not self.happens(_BARE):
            bar = self.between(10, 19)
            self._status()
            after = self._back(bar)
            self._menu(bar)
            kind = self.between(0, 1)
            if kind < _GALLERIES:
                self._title(after, bar, centred=0.6, second=0.6)
                self._buttons()
            elif kind < _GALLERIES + _MESSENGERS:
                self._title(after, bar, centred=0.1, second=0.7)
                self._caption()
            elif self.happens(0.15):
                self._title(after, bar, centred=0.25, second=0)
            else:
                self._caption()
            if self.happens(0.2):
                self.rectangle(34, self.height - 2.2, 66, self.height - 1.2, 1)
        return self.covered.clip(0, 1) * np.float32(self.between(0.7, 1))

    def _status(self) -> None:
        """Clock to the left or in the middle, battery and other icons to the right."""
        middle, size = self.between(3, 7.5), self.between(3, 4.6)
        width = size * self.between(2, 2.6)
        self.letters(
            self.between(5, 12) if self.happens(0.85) else _WIDTH / 2 - width / 2, middle, size, width
        )
        right, wide, high = _WIDTH - self.between(4, 9), self.between(4.5, 7), self.between(1.2, 1.7)
        self.rectangle(right - wide, middle - high, right, middle + high, self.between(0.3, 0.95))
        for _ in range(max(0, int(self.between(-1, 4)))):
            right -= wide + 1.5
            wide = self.between(2.4, 4)
            self.rectangle(right - wide, middle - 1.4, right, middle + 1.4, self.between(0.25, 0.5))

    def _back(self, middle: float) -> float:
        """An angle or an arrow; returns where it ends."""
        left, size, line = self.between(3.5, 8), self.between(3.4, 7.5), self.between(0.4, 0.9)
        self.rectangle(left, middle - size / 2, left + size / 2, middle + size / 2, 2.6 * line / size)
        if self.happens(0.55):
            return left + size / 2
        self.rectangle(left, middle - line / 2, left + size, middle + line / 2, 0.9)
        return left + size

    def _menu(self, middle: float) -> None:
        """Three dots in a column or in a row."""
        right, radius, step = _WIDTH - self.between(3.5, 8), self.between(0.4, 0.8), self.between(1.4, 2.1)
        long, short = step + radius, radius
        density = 3 * np.pi * radius**2 / (4 * long * short)
        across, down = (short, long) if self.happens(0.65) else (long, short)
        self.rectangle(right - 2 * across, middle - down, right, middle + down, float(density))

    def _title(self, after: float, middle: float, *, centred: float, second: float) -> None:
        """One line or two, beside the arrow or in the middle."""
        size, width, two = self.between(2.8, 4.6), self.between(12, 45), self.happens(second)
        below = width * self.between(0.4, 1.2)
        if self.happens(centred):
            left, left_below = _WIDTH / 2 - width / 2, _WIDTH / 2 - below / 2
        else:
            left = left_below = after + self.between(2, 6)
        self.letters(left, middle - (0.6 * size if two else 0), size, width)
        if two:
            self.letters(left_below, middle + 0.6 * size, 0.75 * size, below)

    def _caption(self) -> None:
        below = self.between(8, 25)
        for line in range(2 if self.happens(0.15) else 1):
            size, width = self.between(2.8, 4.6), self.between(12, 62)
            left = _WIDTH / 2 - width / 2 if self.happens(0.2) else self.between(4, 10)
            self.letters(left, self.height - below + 6 * line, size, width)

    def _buttons(self) -> None:
        count = int(self.between(2, 6))
        middle, half, line = self.height - self.between(4, 14), self.between(1.8, 3), self.between(0.4, 0.7)
        for place in range(count):
            centre = (place + 0.5) * _WIDTH / count
            self.rectangle(centre - half, middle - half, centre + half, middle + half, 1.8 * line / half)


def layouts(down: float, count: int) -> Matrix:
    """So many different viewers, always the same ones.

    Args:
        down: height of the screen relative to its width.
        count: how many.

    Returns:
        count x `SAMPLES` x `SAMPLES` shares of a sample that signs cover, 0 to 1.
    """
    drawn: Sequence[Matrix] = [
        _Screen(Random(f"{down}/{number}"), down).draw()  # noqa: S311 - nothing secret depends on it
        for number in range(count)
    ]
    return np.stack(drawn)


def _share(start: float, stop: float) -> tuple[slice, Matrix]:
    """Which samples along a side a stretch touches, and how much of each it is.

    PDQ's two box passes of half a step each weigh what a sample sees like a tent that is one step wide.
    """
    start, stop = max(start, 0.0), min(stop, float(SAMPLES))
    first, last = int(start), max(int(np.ceil(stop)), int(start))
    samples = np.arange(first, last)
    return slice(first, last), _below(stop - samples) - _below(start - samples)


def _below(place: NDArray[np.floating]) -> Matrix:
    """The part of a tent from 0 to 1 that lies below a place."""
    inside = place.clip(0, 1)
    below: Matrix = np.where(inside < 0.5, 2 * inside**2, 1 - 2 * (1 - inside) ** 2).astype(np.float32)
    return below
