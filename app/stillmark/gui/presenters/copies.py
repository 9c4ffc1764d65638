"""Step 3: which copies of the chosen pictures would be recognised, tried on this computer. No Qt here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from threading import Event
from typing import Any

from stillmark.domain.errors import StillmarkError
from stillmark.domain.media import EditTried, Refused, Tried
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.session import Session
from stillmark.services.lookalike import LookalikeService
from stillmark.services.submit import SubmissionItem
from takedown_hashing.vocabulary import Edit, Media

TRIED_AT_MOST = 6
"""Pictures that are tried; each costs about a second. More would not change the words by much."""


class Grade(Enum):
    """How copies of one kind fared, in words."""

    RECOGNISED = "recognised"
    """Every one."""

    SOMETIMES = "sometimes"
    """At least a third of them."""

    RARELY = "rarely"
    """Some, but less than a third."""

    NOT = "not"
    """None."""

    UNKNOWN = "unknown"
    """None was tried yet."""

    @classmethod
    def of(cls, recognised: int, tried: int) -> Grade:
        """Put `recognised` of `tried` copies into words."""
        if not tried:
            return cls.UNKNOWN
        if recognised == tried:
            return cls.RECOGNISED
        if not recognised:
            return cls.NOT
        return cls.SOMETIMES if recognised * 3 >= tried else cls.RARELY


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One kind of copy: `recognised` of `tried` pictures were recognised when edited like that."""

    edit: Edit
    recognised: int
    tried: int

    @property
    def grade(self) -> Grade:
        """The same in words."""
        return Grade.of(self.recognised, self.tried)


@dataclass(frozen=True, slots=True)
class CopiesState:
    """What the chart shows.

    Attributes:
        lines: one per everyday edit, all of them and always in the same order, also those that fail.
        tried, total: pictures tried, and pictures to be tried. A total of 0 means that none is tried here
            (pictures made under 18, or videos alone).
        chosen: pictures that could have been tried.
        running: more results will come.
        error: why it stopped.
    """

    lines: tuple[CopyLine, ...]
    tried: int
    total: int
    chosen: int
    running: bool
    error: StillmarkError | None


class CopiesPresenter(Presenter[CopiesState]):
    """Tries the everyday edits on a few of the chosen pictures, one after the other; nothing leaves."""

    def __init__(
        self,
        session: Session,
        lookalike: LookalikeService,
        runner: Runner,
        items: Callable[[], Sequence[SubmissionItem]],
    ) -> None:
        super().__init__()
        self._session = session
        self._lookalike = lookalike
        self._runner = runner
        self._items = items
        self._known: dict[str, tuple[EditTried, ...] | None] = {}
        self._wanted: tuple[str, ...] = ()
        self._chosen = 0
        self._task: Task | None = None
        self._cancel = Event()
        self._error: StillmarkError | None = None

    @property
    def state(self) -> CopiesState:
        """Results so far."""
        known = [self._known[mark] for mark in self._wanted if mark in self._known]
        outcomes = [tried for tried in known if tried is not None]
        lines = []
        for edit in Edit:
            found = [one for tried in outcomes for one in tried if one.edit is edit]
            lines.append(CopyLine(edit, sum(one.recognised for one in found), len(found)))
        # A picture that cannot be tried does not count as one to wait for.
        total = len(self._wanted) - (len(known) - len(outcomes))
        return CopiesState(
            tuple(lines), len(outcomes), total, self._chosen, self._task is not None, self._error
        )

    def enter(self) -> None:
        """Try what is chosen and was not tried yet."""
        if self._task is not None:
            return
        self._error = None
        pictures = {
            item.picture.sha256: item.picture.path
            for item in self._items()
            if item.picture.media is Media.IMAGE and item.picture.useful
        }
        if self._session.minor:
            # Nothing more is made of these pictures than the fingerprints that are sent.
            pictures = {}
        self._chosen = len(pictures)
        self._wanted = _spread(tuple(pictures), TRIED_AT_MOST)
        self._run({mark: pictures[mark] for mark in self._wanted if mark not in self._known})
        self.tell()

    def leave(self) -> None:
        """Stop after the picture that is being tried; nothing of it arrives any more."""
        self._cancel.set()
        if self._task is not None:
            self._task.drop()
            self._task = None

    def forget(self) -> None:
        """Drop every result."""
        self.leave()
        self._known.clear()
        self._wanted = ()
        self._chosen = 0
        self.tell()

    def _run(self, missing: dict[str, Path]) -> None:
        if not missing:
            return
        cancel = self._cancel = Event()

        def work(report: Report) -> Any:
            for mark, path in missing.items():
                if cancel.is_set():
                    return
                report((mark, self._lookalike.self_test(path)))

        self._task = self._runner.start(work, self._ended, self._failed, self._heard)

    def _heard(self, events: list[tuple[str, Tried | Refused]]) -> None:
        for mark, tried in events:
            self._known[mark] = tried.outcomes if isinstance(tried, Tried) else None
        self.tell()

    def _ended(self, _nothing: None) -> None:
        self._task = None
        self.tell()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._error = error
        self.tell()


def _spread(marks: tuple[str, ...], most: int) -> tuple[str, ...]:
    """Take at most `most`, evenly from the whole list, so that no one folder speaks for all."""
    if len(marks) <= most:
        return marks
    return tuple(marks[index * len(marks) // most] for index in range(most))
