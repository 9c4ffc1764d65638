"""Is it the same picture? Compares files with one another, and a folder with pictures. Nothing leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from stillmark.domain.media import Hashed, Outcome, Refused, Tried
from stillmark.services.fingerprint import FingerprintEvent, FingerprintService, FingerprintSummary, Finished
from stillmark.services.ports import FileSource, HashWatch, OpenedFile, PictureHasher
from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY, HashType, View

UPRIGHT = frozenset({View.WHOLE, View.TRIMMED, View.INNER, View.STRAIGHT})
"""Views that are not turned: what other files are compared with."""

Sign = tuple[str, int]
"""View and PDQ as a whole number of 256 bits."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How near one file is to another.

    Attributes:
        first, second: which files.
        view: which view of `first` is nearest; `frame` for a video.
        distance: Hamming distance in bits; copies are at most `MATCH_DISTANCE` apart.
    """

    first: Path
    second: Path
    view: str
    distance: int

    @property
    def same(self) -> bool:
        """Whether a platform would take them for copies of the same picture."""
        return self.distance <= MATCH_DISTANCE


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a comparison found.

    Attributes:
        likenesses: every pair of files once, nearest first.
        groups: files that are copies of one another, also by way of others; single files are groups too.
        refused: files that could not be compared.
    """

    likenesses: tuple[Likeness, ...]
    groups: tuple[tuple[Path, ...], ...]
    refused: tuple[Refused, ...]


class LookalikeService:
    """Compares files, all on this computer.

    Args:
        files: where files come from.
        hasher: the isolated worker.
        workers: files at the same time; the number of processors unless told.
    """

    def __init__(self, files: FileSource, hasher: PictureHasher, workers: int | None = None) -> None:
        self._files = files
        self._hasher = hasher
        self._closely = FingerprintService(files, _Closely(hasher), workers)
        self._plainly = FingerprintService(files, hasher, workers)

    def self_test(self, path: Path) -> Tried | Refused:
        """Try the everyday edits on one picture, against the fingerprints that would be sent for it."""
        opened = self._files.open(path)
        if isinstance(opened, Refused):
            return opened
        try:
            return self._hasher.self_test(opened)
        finally:
            opened.close()

    def compare(self, paths: Iterable[Path], *, cancel: Event | None = None) -> Comparison:
        """Compare every file under `paths` with every other.

        Raises:
            IsolationFault: the worker cannot be started or locked.
        """
        outcomes = self._closely.outcomes(paths, cancel=cancel)
        hashed = [one for one in outcomes if isinstance(one, Hashed)]
        signs = [signs_of(one) for one in hashed]
        upright = [[sign for sign in each if sign[0] in UPRIGHT or sign[0] == "frame"] for each in signs]
        likenesses = []
        owner = list(range(len(hashed)))
        for later in range(len(hashed)):
            for earlier in range(later):
                there = nearest(signs[earlier], upright[later])
                back = nearest(signs[later], upright[earlier])
                found = [one for one in (there, back) if one]
                if not found:
                    continue
                view, distance = min(found, key=lambda one: one[1])
                likeness = Likeness(hashed[earlier].path, hashed[later].path, view, distance)
                likenesses.append(likeness)
                if likeness.same:
                    united, gone = owner[earlier], owner[later]
                    owner = [united if one == gone else one for one in owner]
        groups = tuple(
            tuple(hashed[index].path for index, one in enumerate(owner) if one == which)
            for which in dict.fromkeys(owner)
        )
        return Comparison(
            likenesses=tuple(sorted(likenesses, key=lambda one: one.distance)),
            groups=groups,
            refused=tuple(one for one in outcomes if isinstance(one, Refused)),
        )

    def find(
        self,
        wanted: Sequence[Path],
        folder: Iterable[Path],
        *,
        on_file: Callable[[Outcome, tuple[Likeness, ...]], None],
        cancel: Event | None = None,
    ) -> FingerprintSummary:
        """Find copies of the wanted pictures among the files under `folder`.

        `on_file` hears of every file as soon as it is done: its outcome, and how near it is to each wanted
        picture it is a copy of, nearest first.

        Raises:
            IsolationFault: the worker cannot be started or locked.
            LookupError: none of the wanted pictures could be fingerprinted.
        """
        bank = [
            (one.path, signs_of(one))
            for one in self._plainly.outcomes(wanted, cancel=cancel)
            if isinstance(one, Hashed)
        ]
        if not any(signs for _, signs in bank):
            raise LookupError("none of the wanted pictures has a usable fingerprint")

        def hear(event: FingerprintEvent) -> None:
            if isinstance(event, Finished):
                on_file(event.outcome, _copies(event.outcome, bank))

        return self._closely.run(folder, on_event=hear, cancel=cancel)


class _Closely:
    """A hasher whose every answer is a query, so that queries run through the same pipeline."""

    def __init__(self, hasher: PictureHasher) -> None:
        self._hasher = hasher

    def hash(self, untrusted_file: OpenedFile, watch: HashWatch | None = None) -> Outcome:
        return self._hasher.query(untrusted_file, watch)


def signs_of(hashed: Hashed) -> list[Sign]:
    """Return the PDQ hashes of a file that platforms would use; frames of a video count as pictures."""
    return [
        ("frame" if one.type is HashType.VPDQ else one.view, int(one.value, 16))
        for one in hashed.fingerprints
        if one.type in (HashType.PDQ, HashType.VPDQ) and (one.quality or 0) >= USEFUL_QUALITY
    ]


def nearest(asked: Sequence[Sign], bank: Sequence[Sign]) -> tuple[str, int] | None:
    """Return view and distance of the nearest pair, None if there is none."""
    return min(
        ((view, (value ^ other).bit_count()) for view, value in asked for _, other in bank),
        key=lambda one: one[1],
        default=None,
    )


def _copies(outcome: Outcome, bank: Sequence[tuple[Path, list[Sign]]]) -> tuple[Likeness, ...]:
    if isinstance(outcome, Refused):
        return ()
    asked = signs_of(outcome)
    found = []
    for wanted, signs in bank:
        near = nearest(asked, signs)
        if near and near[1] <= MATCH_DISTANCE:
            found.append(Likeness(outcome.path, wanted, *near))
    return tuple(sorted(found, key=lambda one: one.distance))
