"""How a picture is stored, without anything that it shows: what the work on it can be prepared for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MAX_SAMPLES: Final = 4_000_000
"""Samples that remain of the largest picture after its reduction, with room to spare."""

_MAX_SIDE: Final = 100_000
_MAX_SCALE: Final = 255


@dataclass(frozen=True, slots=True)
class Shape:
    """Size, reduction and orientation of a decoded picture (`takedown_hashing.pdq.Luma`).

    Attributes:
        width, height: as stored, in pixels, at most 100,000.
        scale_x, scale_y: pixels per sample, 1 to 255.
        orientation: EXIF orientation, 1 to 8.

    Raises:
        ValueError: a number out of range, or more than `MAX_SAMPLES` samples.
    """

    width: int
    height: int
    scale_x: int
    scale_y: int
    orientation: int

    def __post_init__(self) -> None:
        sides = 1 <= self.width <= _MAX_SIDE and 1 <= self.height <= _MAX_SIDE
        scales = 1 <= self.scale_x <= _MAX_SCALE and 1 <= self.scale_y <= _MAX_SCALE
        if not sides or not scales or not 1 <= self.orientation <= 8:
            raise ValueError("not the shape of a picture")
        if -(-self.width // self.scale_x) * -(-self.height // self.scale_y) > MAX_SAMPLES:
            raise ValueError("more samples than are ever kept")

    @classmethod
    def of(cls, width: int, height: int, scale_x: int, scale_y: int, orientation: int) -> Shape | None:
        """Return the shape, or None where it is beyond what is worth preparing for."""
        try:
            return cls(width, height, scale_x, scale_y, orientation)
        except ValueError:
            return None
