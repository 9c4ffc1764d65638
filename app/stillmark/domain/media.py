"""Files, their fingerprints, and why some files have none."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from takedown_hashing.vocabulary import MATCH_DISTANCE, USEFUL_QUALITY, Edit, HashType, Media


class RefusalReason(StrEnum):
    """Why one file could not be fingerprinted. The other files go on."""

    MISSING = "missing"
    NOT_A_FILE = "not-a-file"
    SYMLINK = "symlink"
    NO_PERMISSION = "no-permission"
    EMPTY = "empty"
    FILE_TOO_LARGE = "file-too-large"
    UNREADABLE = "unreadable"
    NOT_A_PICTURE = "not-a-picture"
    NO_VIDEO_STREAM = "no-video-stream"
    UNSUPPORTED_FORMAT = "unsupported-format"
    DAMAGED = "damaged"
    TOO_MANY_PIXELS = "too-many-pixels"
    OUT_OF_MEMORY = "out-of-memory"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"
    ISOLATION = "isolation"
    CANCELLED = "cancelled"


class Note(StrEnum):
    """Something worth saying about a file that was fingerprinted."""

    TRUNCATED = "truncated"
    FIRST_FRAME_ONLY = "first-frame-only"
    LOW_QUALITY = "low-quality"
    PARTLY_HASHED = "partly-hashed"
    """A video too long, or too much work, for a frame of every second."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One hash of one view of one picture, or of one frame of a video.

    Attributes:
        type: which algorithm.
        view: which rendering (`takedown_hashing.vocabulary.View`).
        value: lower-case hexadecimal digits.
        quality: 0 to 100 for PDQ and vPDQ, else None.
        frame: number of the frame in order of display, from 0; for vPDQ alone.
        time_ms: when the frame is shown, in milliseconds after the first; for vPDQ alone.
    """

    type: HashType
    view: str
    value: str
    quality: int | None = None
    frame: int | None = None
    time_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file and its fingerprints.

    Attributes:
        path: where the file is on this computer; never leaves it.
        sha256: of the whole file, 64 lower-case hexadecimal digits.
        media: picture or video; an animation whose frames differ is a video.
        width, height: of the upright picture, in pixels.
        quality: PDQ quality of the whole view, or of a video's best frame, 0 to 100.
        fingerprints: in order of worth; of a picture the whole view first, of a video its frames in order of
            time.
        notes: what is worth saying about it.
        duration_ms: how long a video is, None for pictures.
    """

    path: Path
    sha256: str
    media: Media
    width: int
    height: int
    quality: int
    fingerprints: tuple[Fingerprint, ...]
    notes: tuple[Note, ...] = field(default=())
    duration_ms: int | None = None

    @property
    def useful(self) -> bool:
        """Whether platforms would use its whole view or best frame: below this quality they drop it."""
        return self.quality >= USEFUL_QUALITY


@dataclass(frozen=True, slots=True)
class EditTried:
    """What a platform would see of one copy that was edited as people do it.

    Attributes:
        edit: which everyday edit.
        distance: to the nearest fingerprint that would be sent, in bits, 0 to 256.
        quality: of the copy's fingerprint, 0 to 100.
    """

    edit: Edit
    distance: int
    quality: int

    @property
    def recognised(self) -> bool:
        """Whether a platform would recognise the copy."""
        return self.distance <= MATCH_DISTANCE and self.quality >= USEFUL_QUALITY


@dataclass(frozen=True, slots=True)
class Tried:
    """A picture and how its copies fare, one outcome per `vocabulary.Edit`, in its order."""

    path: Path
    outcomes: tuple[EditTried, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be fingerprinted, and why."""

    path: Path
    reason: RefusalReason


Outcome = Hashed | Refused
