"""The structured set: of which views of a picture hashes are submitted, in order of worth.

A platform computes one plain PDQ of what is uploaded. What copies it recognises is decided by what was
submitted: a mirrored copy is 128 bits away from the picture, and 0 from the hash of the mirrored picture. So
the views are those which people and platforms make without a choice of their own: turns, the crops of
galleries and feeds, a screen that shows nothing else. The set and its order were chosen by measured recall
(tests/benchmarks/recall.py).

A viewer's clock and buttons matter where the picture fills little of the screen; `viewers` finds the hashes
for them. They come after the turns and crops: each is for a guess of what a viewer looks like.

Bars, borders and signs have structure of their own, and would make empty pictures alike. So a picture without
structure has no views.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Iterator
from itertools import islice
from typing import Final

from takedown_hashing import borders, pdq, viewers
from takedown_hashing.borders import Box
from takedown_hashing.pdq import Luma, Pdq
from takedown_hashing.placed import Canvas, Frame, Side, part
from takedown_hashing.vocabulary import HASHES_PER_PICTURE, USEFUL_QUALITY, View

DUPLICATE_DISTANCE: Final = 4
"""PDQ hashes closer than so many bits to one already listed add nothing."""

DISAGREEMENT: Final = 10
"""PDQ's implementations disagree about large pictures; where by more bits, both hashes are listed."""

_VIEWERS: Final = 8
"""Hashes for screenshots of viewers at most; more gain less than what comes after them."""

_TALL: Final = 1.7
"""Taller pictures, relative to their width, are shaped like a phone's screen, and fill it: what they show
inside comes before what viewers make of them."""

_CROPS: Final = 4
"""So many of `_views` come before those of an inner picture."""

_MOSTLY: Final = 0.9
"""What lies inside and has more of the area is the picture but for a thin border: no views of its own."""

_CORNERS: Final = (
    (View.CORNER_BOTTOM_RIGHT, 0.75, 0.75),
    (View.CORNER_TOP_LEFT, 0.25, 0.25),
    (View.CORNER_BOTTOM_LEFT, 0.25, 0.75),
    (View.CORNER_TOP_RIGHT, 0.75, 0.25),
)
"""View, and how much of what is left out is left out before rather than behind, across and down."""

_Candidate = tuple[str, Frame, View]


def structured_set(
    luma: Luma, *, budget: int = HASHES_PER_PICTURE, shrunk: Pdq | None = None
) -> tuple[tuple[str, Pdq], ...]:
    """Hash the views of one picture.

    Args:
        luma: of the picture.
        budget: how many hashes at most, at least 1.
        shrunk: hash of `View.WHOLE_512`; listed where it lies more than `DISAGREEMENT` bits from the whole.

    Returns:
        View and hash, in order of worth. The whole view is the first, whatever its quality. Of the others
        only those are listed that have quality 50 and lie 4 bits or more from each one before.
    """
    orientations = pdq.hash_orientations(luma)
    chosen: list[tuple[str, Pdq]] = [(View.WHOLE, orientations[View.WHOLE])]
    if min(luma.upright_size) < pdq.MIN_SIDE or budget <= 1:
        return tuple(chosen)
    found = borders.find(luma, limit=1)
    inner, nested = _inside(found)
    canvas = Canvas(luma)
    inside = canvas if found.luma is luma else Canvas(found.luma)
    views = list(_views(Box(0, 0, *luma.upright_size)))
    if shrunk is not None and pdq.distance(shrunk.value, chosen[0][1].value) > DISAGREEMENT:
        _choose(chosen, [(View.WHOLE_512, shrunk)], budget)
    _choose(chosen, _hashed(inside, inner), budget)
    if not any(each.quality >= USEFUL_QUALITY for _, each in chosen):
        return tuple(chosen)
    _choose(chosen, [(view, each) for view, each in orientations.items() if view is not View.WHOLE], budget)
    _choose(chosen, _hashed(canvas, views[:_CROPS]), budget)
    width, height = luma.upright_size
    if height <= _TALL * width:
        _choose_viewers(chosen, canvas, Box(0, 0, width, height), budget)
    _choose(chosen, _hashed(inside, nested), budget)
    _choose_viewers(chosen, canvas, Box(0, 0, width, height), budget)
    _choose(chosen, _hashed(canvas, views[_CROPS:]), budget)
    return tuple(chosen)


def _choose_viewers(chosen: list[tuple[str, Pdq]], canvas: Canvas, box: Box, budget: int) -> None:
    """Append what viewers make of the picture, as long as there is room; nothing if that was done before."""
    if len(chosen) >= budget or any(view.startswith(View.VIEWER) for view, _ in chosen):
        return
    found = viewers.hashes(canvas, box, [each.value for _, each in chosen])
    for number, each in enumerate(islice(found, _VIEWERS), 1):
        _choose(chosen, [(f"{View.VIEWER}.{number}", each)], budget)
        if len(chosen) >= budget:
            return


def _choose(chosen: list[tuple[str, Pdq]], candidates: list[tuple[str, Pdq]], budget: int) -> None:
    """Append what adds something, as long as there is room."""
    for view, candidate in candidates:
        if len(chosen) >= budget:
            return
        if candidate.worth >= USEFUL_QUALITY and all(
            pdq.distance(candidate.value, listed.value) >= DUPLICATE_DISTANCE for _, listed in chosen
        ):
            chosen.append((view, candidate))


def _hashed(canvas: Canvas, candidates: list[_Candidate]) -> list[tuple[str, Pdq]]:
    hashes = canvas.hash([(frame, turn) for _, frame, turn in candidates])
    return [(view, each) for (view, _, _), each in zip(candidates, hashes, strict=True)]


def _inside(found: borders.Found) -> tuple[list[_Candidate], list[_Candidate]]:
    """The views of what lies inside: first those that come early, then those for which there may be room."""
    boxes = [(View.INNER, box) for box in found.inner]
    if found.trimmed is not None:
        boxes.append((View.TRIMMED, found.trimmed))
    first: list[_Candidate] = [(name, part(box), View.WHOLE) for name, box in boxes]
    width, height = found.luma.upright_size
    boxes = [(name, box) for name, box in boxes if box.width * box.height <= _MOSTLY * width * height]
    if not boxes:
        return first, []
    name, box = boxes[0]
    turns = (View.MIRROR, View.ROTATE_90, View.ROTATE_270)
    nested: list[_Candidate] = [(f"{name}.{turn}", part(box), turn) for turn in turns]
    nested += [(f"{name}.{view}", frame, turn) for view, frame, turn in _views(box)]
    return first, nested


def _views(box: Box) -> Iterator[_Candidate]:
    """Views of a part of the picture that are no turns, in order of worth."""
    width, height = box.width, box.height
    yield View.SQUARE, part(_middle(box, min(width, height), min(width, height))), View.WHOLE
    portrait = _middle(box, min(width, round(height * 4 / 5)), min(height, round(width * 5 / 4)))
    yield View.PORTRAIT, part(portrait), View.WHOLE
    for view, share in ((View.CENTRE_90, 0.9), (View.CENTRE_80, 0.8)):
        yield view, part(_middle(box, round(width * share), round(height * share))), View.WHOLE
    border, bar, strip = round(0.1 * max(width, height)), round(0.1 * height), round(0.15 * height)
    all_across = Side(width, box.left, box.right)
    bordered = Frame(
        Side(width + 2 * border, box.left, box.right, border),
        Side(height + 2 * border, box.top, box.bottom, border),
        ground=255,
    )
    yield View.BORDER, bordered, View.WHOLE
    yield View.STRIP, Frame(all_across, Side(height + strip, box.top, box.bottom, strip)), View.WHOLE
    yield View.BARS, Frame(all_across, Side(height + 2 * bar, box.top, box.bottom, bar)), View.WHOLE
    for view, across_share, down_share in _CORNERS:
        yield view, part(_twentieth(box, across_share, down_share)), View.WHOLE


def _middle(box: Box, width: int, height: int) -> Box:
    left, top = box.left + (box.width - width) // 2, box.top + (box.height - height) // 2
    return Box(left, top, left + width, top + height)


def _twentieth(box: Box, across: float, down: float) -> Box:
    """The box without a twentieth of either side, of which these shares are left out before it."""
    left, top = box.left + round(0.05 * box.width * across), box.top + round(0.05 * box.height * down)
    return Box(left, top, left + round(0.95 * box.width), top + round(0.95 * box.height))
