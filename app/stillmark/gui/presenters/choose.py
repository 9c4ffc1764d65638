"""Step 2: the two doors, the files, their fingerprints. No Qt here."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from threading import Event
from typing import Any

from stillmark.domain.answers import Kind
from stillmark.domain.errors import StillmarkError
from stillmark.domain.media import Hashed, Outcome
from stillmark.gui.presenters.base import Presenter, Report, Runner, Task
from stillmark.gui.presenters.isolation import IsolationPresenter, IsolationState
from stillmark.gui.presenters.picture_list import PictureList, PictureRow, Tally
from stillmark.gui.session import Session
from stillmark.services.connect import ConnectedRegistry
from stillmark.services.fingerprint import (
    Advanced,
    FingerprintService,
    FingerprintSummary,
    Finished,
    Found,
)
from stillmark.services.submit import SubmissionItem, SubmitService


class Notice(Enum):
    """Something to say above the list."""

    REPEATED = "repeated"
    ONE_AT_A_TIME = "one-at-a-time"
    NO_FOLDER = "no-folder"
    NOTHING_FOUND = "nothing-found"
    ON_THE_INTERNET = "on-the-internet"
    NOT_USABLE = "not-usable"


@dataclass(frozen=True, slots=True)
class Running:
    """A batch that is being fingerprinted.

    Attributes:
        done, total: files.
        seconds_left: None until it can be told, and while the batch rests.
        video: seconds done and length of the video that is being worked on, None if there is none.
        paused: the batch rests.
    """

    done: int
    total: int
    seconds_left: int | None
    video: tuple[int, int] | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ChooseState:
    """What the screen shows.

    Attributes:
        doors: the ways that are open at this computer; both unless it was set up otherwise.
        door: which of the two ways new files come through; None until chosen.
        running: the batch being worked on.
        untried: files that were not tried because the person pressed Stop.
        ready, refused, weak: rows that will be sent, could not be opened, show too little detail.
        made: rows that came through the second door.
        notice, error: what to say.
        one_at_a_time: picture by picture, no folders (pictures made under 18).
        practice: bundled pictures can be used.
        waiting: files named when the app was started, taken in once a door is chosen.
        adding: pictures are added to a case that was sent or opened.
        isolation: how far a hostile picture is shut in here; nothing is opened before that is settled.
        held: batches that wait for it.
    """

    doors: tuple[Kind, ...]
    door: Kind | None
    running: Running | None
    untried: int
    ready: int
    refused: int
    weak: int
    made: int
    notice: Notice | None
    repeated: int
    error: StillmarkError | None
    one_at_a_time: bool
    practice: bool
    waiting: int
    adding: bool
    isolation: IsolationState
    held: int

    @property
    def total(self) -> int:
        """Rows in the list."""
        return self.ready + self.refused + self.weak

    @property
    def can_continue(self) -> bool:
        """Whether something can be sent."""
        return self.ready > 0 and self.running is None


_Batch = Callable[[Report, Event, Event], FingerprintSummary]
"""Works on some files: events go to the first, the others say stop and pause."""


class ChoosePresenter(Presenter[ChooseState]):
    """Runs files through the fingerprint service, batch after batch."""

    def __init__(
        self,
        session: Session,
        fingerprint: FingerprintService,
        runner: Runner,
        pictures: PictureList,
        isolation: IsolationPresenter,
        submit: SubmitService,
        initial_paths: tuple[Path, ...] = (),
        clock: Callable[[], float] = time.monotonic,
        doors: tuple[Kind, ...] = tuple(Kind),
    ) -> None:
        super().__init__()
        self._session = session
        self._fingerprint = fingerprint
        self._runner = runner
        self._pictures = pictures
        self._initial = initial_paths
        self._clock = clock
        self._doors = doors
        self._door: Kind | None = None
        self._queue: list[tuple[_Batch, Kind]] = []
        self._task: Task | None = None
        self._cancel = Event()
        self._pause = Event()
        self._begun = 0.0
        self._paused_at: float | None = None
        self._video: tuple[Path, int, int] | None = None
        self._done = self._total = self._untried = self._repeated = 0
        self._notice: Notice | None = None
        self._error: StillmarkError | None = None
        self._tally = Tally()
        self._judged_for: list[ConnectedRegistry | None] = []
        self._submit = submit
        self._isolation = isolation
        isolation.listen(self._sheltered)

    @property
    def state(self) -> ChooseState:
        """Counts and what can be done."""
        tally = self._tally
        practice = self._session.practice
        return ChooseState(
            doors=self._doors,
            door=self._door,
            running=self._running() if self._task else None,
            untried=self._untried,
            ready=tally.ready,
            refused=tally.refused,
            weak=tally.total - tally.ready - tally.refused,
            made=tally.made,
            notice=self._notice,
            repeated=self._repeated,
            error=self._error,
            one_at_a_time=self._session.minor,
            practice=bool(practice and practice.picture_paths),
            waiting=len(self._initial),
            adding=self._session.opened,
            isolation=self._isolation.state,
            held=0 if self._isolation.state.may_open else len(self._queue),
        )

    def choose_door(self, door: Kind) -> None:
        """Choose the way new files come through; files waiting since the start are taken in now."""
        if door not in self._doors:
            return
        self._door = door
        waiting, self._initial = self._initial, ()
        if waiting:
            self.add(waiting)
        self.tell()

    def add(self, paths: Sequence[Path]) -> None:
        """Fingerprint files and folders; a batch that comes while another runs waits for it."""
        if self._door is None or not paths:
            return
        self._error = None
        self._notice = None
        if self._session.minor:
            if any(path.is_dir() or path.suffix.lower() == ".zip" for path in paths):
                self._notice = Notice.NO_FOLDER
            elif len(paths) > 1:
                self._notice = Notice.ONE_AT_A_TIME
            if self._notice:
                self.tell()
                return
        chosen = tuple(paths)
        self._take(
            lambda report, cancel, pause: self._fingerprint.run(
                chosen, on_event=report, cancel=cancel, pause=pause
            )
        )

    def paste(self, data: bytes, name: str) -> None:
        """Fingerprint one picture from the clipboard, whose encoded bytes these are."""
        if self._door is not None and data:
            self._error = self._notice = None
            self._take(lambda report, _cancel, _pause: self._fingerprint.pasted(data, name, on_event=report))

    def unusable(self, remote: bool) -> None:
        """Something was dropped or pasted that is no file and no picture; an address is never followed."""
        if self._door is not None:
            self._notice = Notice.ON_THE_INTERNET if remote else Notice.NOT_USABLE
            self.tell()

    def add_practice_pictures(self) -> None:
        """Take in the bundled pictures."""
        if self._session.practice is None:
            return
        for path in self._session.practice.picture_paths if self._session.minor else ():
            self.add((path,))
        if not self._session.minor:
            self.add(self._session.practice.picture_paths)

    def pause(self) -> None:
        """Let the batch rest, or go on."""
        if self._paused_at is None:
            self._paused_at = self._clock()
            self._pause.set()
        else:
            self._begun += self._clock() - self._paused_at
            self._paused_at = None
            self._pause.clear()
        self.tell()

    def rest(self) -> None:
        """Open no further picture until the person lets it go on; what is done stays."""
        if self._task is not None and self._paused_at is None:
            self.pause()

    def stop(self) -> None:
        """Stop; what is done stays."""
        self._queue.clear()
        self._cancel.set()

    def remove(self, indexes: Sequence[int]) -> None:
        """Take rows out of the list."""
        rows = self._pictures.rows
        self._tally.take([rows[index] for index in set(indexes) if 0 <= index < len(rows)])
        self._pictures.remove(indexes)
        self._changed()

    def remove_refused(self) -> None:
        """Take out everything that will not be sent."""
        self.remove([index for index, row in enumerate(self._pictures.rows) if not row.ready])

    def clear(self) -> None:
        """Empty the list, after it was sent."""
        self._pictures.clear()
        self._tally = Tally()
        self._untried = self._repeated = 0
        self._notice = None
        self._changed()

    def leave(self) -> None:
        """Stop everything at once; nothing of it arrives any more."""
        self.stop()
        if self._task is not None:
            self._task.drop()
        self._task = None

    def forget(self) -> None:
        """Stop, empty the list and choose no door."""
        self.leave()
        self._door = None
        self._initial = ()
        self.clear()

    def chosen(self) -> tuple[SubmissionItem, ...]:
        """Every fingerprinted picture in the list, with its door."""
        return tuple(
            SubmissionItem(row.outcome, row.kind)
            for row in self._pictures.rows
            if isinstance(row.outcome, Hashed)
        )

    def enter(self) -> None:
        """Look anew at what this registry takes, if another one was chosen since."""
        if any(judge is not self._session.registry for judge in self._judged_for):
            self._judged_for = []
            fresh = [self._row(row.outcome, row.kind) for row in self._pictures.rows]
            self._tally = Tally()
            self._tally.add(fresh)
            self._pictures.update(fresh)
        self.tell()

    def _row(self, outcome: Outcome, kind: Kind) -> PictureRow:
        registry = self._session.registry
        if not any(judge is registry for judge in self._judged_for):
            self._judged_for.append(registry)
        ready = isinstance(outcome, Hashed) and (
            self._submit.sendable(outcome, registry) if registry else outcome.useful
        )
        return PictureRow(outcome.path.name, kind, outcome, ready)

    def _take(self, batch: _Batch) -> None:
        if self._door is not None:
            self._queue.append((batch, self._door))
            self._next()

    def _next(self) -> None:
        if self._task is not None or not self._queue or not self._isolation.state.may_open:
            self.tell()
            return
        batch, kind = self._queue.pop(0)
        self._cancel, self._pause = cancel, pause = Event(), Event()
        self._begun = self._clock()
        self._paused_at = self._video = None
        self._done = self._total = self._untried = self._repeated = 0

        def work(report: Report) -> Any:
            return batch(report, cancel, pause)

        def heard(events: list[Any]) -> None:
            self._heard(events, kind)

        self._task = self._runner.start(work, self._ended, self._failed, heard)
        self.tell()

    def _sheltered(self, _state: IsolationState) -> None:
        self._next()

    def _heard(self, events: list[Any], kind: Kind) -> None:
        fresh: list[PictureRow] = []
        for event in events:
            if isinstance(event, Found):
                self._total = event.total
            elif isinstance(event, Advanced):
                self._video = (event.path, event.done_ms // 1000, event.total_ms // 1000)
            elif isinstance(event, Finished):
                if self._video is not None and self._video[0] == event.outcome.path:
                    self._video = None
                self._done, self._total = event.done, event.total
                if self._tally.holds(event.outcome):
                    self._repeated += 1
                    continue
                fresh.append(self._row(event.outcome, kind))
                self._tally.add(fresh[-1:])
        if fresh:
            self._pictures.append(fresh)
            self._session.prepared = None
        self.tell()

    def _ended(self, summary: FingerprintSummary) -> None:
        self._task = None
        self._untried = summary.total - summary.done
        if summary.total == 0:
            self._notice = Notice.NOTHING_FOUND
        elif self._repeated:
            self._notice = Notice.REPEATED
        self._next()

    def _failed(self, error: StillmarkError) -> None:
        self._task = None
        self._queue.clear()
        self._error = error
        self.tell()

    def _changed(self) -> None:
        self._session.prepared = None
        self.tell()

    def _running(self) -> Running:
        spent = self._clock() - self._begun
        left = None
        paused = self._paused_at is not None
        if not paused and self._done >= 2 and spent > 1.0 and self._total > self._done:
            left = max(1, round(spent / self._done * (self._total - self._done)))
        video = self._video[1:] if self._video and self._video[2] else None
        return Running(self._done, self._total, left, video, paused)
