"""What a state of a screen is, and the fixed names, dates and numbers that states share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from stillmark.domain.media import Fingerprint, Hashed, Note, RefusalReason, Refused
from stillmark.gui.components.page import Page
from stillmark.gui.frame import Frame
from stillmark.gui.language import Language
from stillmark.gui.presenters.flow import Screen
from stillmark.gui.theme import Look
from takedown_hashing.vocabulary import HashType, Media, View

CASE = "7K2Q-9MXD-4TRB-E0WA"
REGISTRY = "Example Registry"
ADDRESS = "https://registry.example"
ROOT_KEY = "3f9a1c57" * 8
PLATFORMS = ("Platform A", "Platform B", "Platform C")
SENT = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)

PageKind = TypeVar("PageKind", bound=Page)


def _nothing(_: Any) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Shot(Generic[PageKind]):
    """One state of one screen.

    Attributes:
        screen: which one; `state`: lower case, no spaces, part of the file's name.
        alt: what can be seen, in English.
        make: builds the page.
        draw: brings it into the state.
        around: does the same with the frame, where there is something to say there.
        step: shown by the rail, where it is not the screen's own.
        practice, covered, shifts: see `FrameState`.
        focus: what the keyboard is on; nothing if None.
    """

    screen: Screen
    state: str
    alt: str
    make: Callable[[Look], PageKind]
    draw: Callable[[PageKind, Language], None]
    around: Callable[[Frame], None] = _nothing
    step: int | None = None
    practice: bool = False
    covered: bool = False
    shifts: int = 0
    focus: Callable[[PageKind], QWidget] | None = None

    @property
    def name(self) -> str:
        """`SCREEN-STATE`."""
        return f"{self.screen.value}-{self.state}"


def hashed(name: str, quality: int = 100, *notes: Note, media: Media = Media.IMAGE) -> Hashed:
    """Make a fingerprinted file of this name."""
    digest = sha256(name.encode()).hexdigest()
    prints = (Fingerprint(HashType.PDQ, View.WHOLE, digest, quality),)
    return Hashed(Path("/files") / name, digest, media, 4000, 3000, quality, prints, notes)


def refused(name: str, reason: RefusalReason) -> Refused:
    """Make a file of this name that could not be opened."""
    return Refused(Path("/files") / name, reason)
