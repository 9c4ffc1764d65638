"""Is this a copy? What somebody who looks closely computes for an upload or for a file on a disk.

A platform that computes one plain PDQ finds what was foreseen when hashes were submitted (`views`). Whoever
also looks inside borders and screenshots, and turns what is there, finds more: that is the query. The same
query tells which of one's own files are copies of one another.
"""

from __future__ import annotations

from takedown_hashing import single_thread  # noqa: F401 - before numpy

# isort: split

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

import numpy as np
from numpy.typing import NDArray

from takedown_hashing import borders, pdq
from takedown_hashing.decode import decode_luma
from takedown_hashing.pdq import Luma, Pdq
from takedown_hashing.placed import Canvas, part
from takedown_hashing.tilt import straightened
from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY, View

_UPRIGHT: Final = (View.WHOLE, View.TRIMMED, View.INNER, View.STRAIGHT)

_WORDS: Final = 4
"""PDQ hashes are compared as so many unsigned integers of 64 bits."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is compared for one upload.

    Attributes:
        hashes: view and hash; the whole one first, then what lies inside, each in the eight orientations.
            Only those of useful quality: a picture without structure has none and matches nothing.
    """

    hashes: tuple[tuple[str, Pdq], ...]

    @property
    def upright(self) -> tuple[Pdq, ...]:
        """Those that are not turned."""
        return tuple(each for view, each in self.hashes if view in _UPRIGHT)


@dataclass(frozen=True, slots=True)
class Match:
    """A hash of the bank that the upload is a copy of.

    Attributes:
        index: its place in the bank.
        view: which view of the upload is nearest.
        distance: Hamming distance, 0 to `MATCH_DISTANCE` bits.
    """

    index: int
    view: str
    distance: int


class Bank:
    """Hashes to compare with.

    Args:
        values: PDQ, 64 lower-case hexadecimal digits each.

    Raises:
        ValueError: one of them is none.
    """

    def __init__(self, values: Iterable[str]) -> None:
        self._words = _words(values)

    def __len__(self) -> int:
        return len(self._words)

    def nearest(self, values: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Distance from each hash of the bank to the nearest of some others, and which of these it is."""
        distances = np.stack(
            [np.bitwise_count(self._words ^ one).sum(axis=1, dtype=np.int64) for one in _words(values)]
        )
        which = distances.argmin(axis=0)
        return distances[which, np.arange(len(self))], which


def query_file(source: BinaryIO) -> Query:
    """Hash an upload for comparing.

    Args:
        source: an open binary file, read from where it stands to its end.

    Raises:
        PictureRefused: it cannot be decoded.
    """
    return query(decode_luma(source.read(), nearest=False).luma)


def query(luma: Luma) -> Query:
    """Hash a decoded upload for comparing.

    The whole, the part inside plain borders, pictures that it shows, and the whole set upright if it is
    tilted; each in the eight orientations.
    """
    hashes: list[tuple[str, Pdq]] = list(pdq.hash_orientations(luma).items())
    found = borders.find(luma)
    boxes = [(View.INNER, box) for box in found.inner]
    if found.trimmed is not None:
        boxes.append((View.TRIMMED, found.trimmed))
    frames = [
        (name if turn is View.WHOLE else f"{name}.{turn}", part(box), turn)
        for name, box in boxes
        for turn in pdq.VIEW_TURNS
    ]
    straight = straightened(luma)
    if straight is not None:
        turned = pdq.hash_orientations(straight)
        hashes += [
            (View.STRAIGHT if view is View.WHOLE else f"{View.STRAIGHT}.{view}", turned[view])
            for view in turned
        ]
    inside = Canvas(found.luma).hash([(frame, turn) for _, frame, turn in frames])
    hashes += [(name, each) for (name, _, _), each in zip(frames, inside, strict=True)]
    return Query(tuple((view, each) for view, each in hashes if each.quality >= USEFUL_QUALITY))


def matches(asked: Query, bank: Bank) -> tuple[Match, ...]:
    """Which hashes of a bank the upload is a copy of, the nearest first."""
    if not asked.hashes or not len(bank):
        return ()
    distances, which = bank.nearest([each.value for _, each in asked.hashes])
    hits = np.flatnonzero(distances <= MATCH_DISTANCE)
    return tuple(
        Match(int(index), asked.hashes[which[index]][0], int(distances[index]))
        for index in hits[np.argsort(distances[hits], kind="stable")]
    )


def groups(pictures: Sequence[Query]) -> tuple[tuple[int, ...], ...]:
    """Which pictures are copies of one another, by way of others too.

    Returns:
        Each picture's index once: those of a group in order, groups in the order of their first.
    """
    parents = list(range(len(pictures)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    owners = [index for index, each in enumerate(pictures) for _ in each.upright]
    bank = Bank(each.value for picture in pictures for each in picture.upright)
    for index, picture in enumerate(pictures):
        for match in matches(picture, bank):
            first, second = sorted((root(index), root(owners[match.index])))
            parents[second] = first
    members: dict[int, list[int]] = {}
    for index in range(len(pictures)):
        members.setdefault(root(index), []).append(index)
    return tuple(tuple(each) for each in members.values())


def _words(values: Iterable[str]) -> NDArray[np.uint64]:
    joined = b"".join(_bytes(value) for value in values)
    return np.frombuffer(joined, np.uint64).reshape(-1, _WORDS)


def _bytes(value: str) -> bytes:
    raw = bytes.fromhex(value)
    if len(raw) != 8 * _WORDS:
        raise ValueError("not a PDQ hash")
    return raw
