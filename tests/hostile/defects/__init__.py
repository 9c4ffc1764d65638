"""Small files with one deliberate defect each, of the kinds that decoders' own test collections keep.

What is swept: depths and compressions that do not exist, tables that lie, references in circles, sizes that
disagree between container and stream, names of one format on the bytes of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hostile.defects.chunks import apng_defects, png_defects
from hostile.defects.codestreams import jpeg2000_defects
from hostile.defects.directories import bitmap_defects, tiff_defects
from hostile.defects.disguises import disguises
from hostile.defects.films import film_defects
from hostile.defects.items import item_defects
from hostile.defects.markers import jpeg_defects
from hostile.defects.streams import gif_defects, webp_defects

FAMILIES = (
    png_defects,
    apng_defects,
    jpeg_defects,
    gif_defects,
    webp_defects,
    tiff_defects,
    bitmap_defects,
    jpeg2000_defects,
    item_defects,
    film_defects,
    disguises,
)


def defects() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Name with ending, and what makes the file."""
    for family in FAMILIES:
        yield from family()
