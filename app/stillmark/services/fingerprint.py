"""Fingerprint many files: all cores busy, memory flat, results as they complete, paused and stopped at once.

No more than a few files are open or being worked on at a time, whatever the number of files; what is kept of
the others is their names.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from stillmark.domain.media import Outcome, RefusalReason, Refused
from stillmark.services.ports import FileHasher, FileSource, HashWatch

STOP_POLL_SECONDS = 0.05
"""How often a running batch looks whether the person pressed Stop or Pause."""

STOP_WAIT_SECONDS = 0.1
"""How long a stopped batch waits for its workers to be gone; they are killed by then."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files were counted; `total` of them will be tried."""

    total: int


@dataclass(frozen=True, slots=True)
class Advanced:
    """A video is being worked on: `done_ms` of its `total_ms` milliseconds; 0 of 0 while that is unknown."""

    path: Path
    done_ms: int
    total_ms: int


@dataclass(frozen=True, slots=True)
class Finished:
    """One file is done: `done` of `total`."""

    outcome: Outcome
    done: int
    total: int


FingerprintEvent = Found | Advanced | Finished


@dataclass(frozen=True, slots=True)
class FingerprintSummary:
    """How a batch ended: `done` of `total` files have an outcome; `stopped` if the person stopped it."""

    done: int
    total: int
    stopped: bool


class FingerprintService:
    """Runs files through intake and the isolated worker.

    Args:
        files: where files come from.
        hasher: the isolated worker; called from `workers` threads.
        workers: pictures at the same time; the number of processors unless told.
    """

    def __init__(self, files: FileSource, hasher: FileHasher, workers: int | None = None) -> None:
        self._files = files
        self._hasher = hasher
        self._workers = workers or os.cpu_count() or 1

    def one(self, path: Path, watch: HashWatch | None = None) -> Outcome:
        """Fingerprint one file."""
        opened = self._files.open(path)
        if isinstance(opened, Refused):
            return opened
        try:
            return self._hasher.hash(opened, watch)
        finally:
            opened.close()

    def outcomes(self, paths: Iterable[Path], *, cancel: Event | None = None) -> list[Outcome]:
        """Fingerprint every file under `paths` and return all outcomes, in the order of their paths.

        Raises:
            IsolationFault: the worker cannot be started or locked.
        """
        outcomes: list[Outcome] = []

        def hear(event: FingerprintEvent) -> None:
            if isinstance(event, Finished):
                outcomes.append(event.outcome)

        self.run(paths, on_event=hear, cancel=cancel)
        return sorted(outcomes, key=lambda outcome: str(outcome.path))

    def pasted(
        self, data: bytes, name: str, *, on_event: Callable[[FingerprintEvent], None]
    ) -> FingerprintSummary:
        """Fingerprint one picture that was pasted: its encoded bytes, never a file. Events as of `run`.

        Args:
            data: PNG, JPEG, ... as the clipboard holds it.
            name: what to call it.
            on_event: hears `Found` and `Finished`.

        Raises:
            IsolationFault: the worker cannot be started or locked.
        """
        on_event(Found(1))
        held = self._files.hold(data, Path(name))
        if isinstance(held, Refused):
            on_event(Finished(held, 1, 1))
        else:
            try:
                on_event(Finished(self._hasher.hash(held), 1, 1))
            finally:
                held.close()
        return FingerprintSummary(done=1, total=1, stopped=False)

    def run(
        self,
        paths: Iterable[Path],
        *,
        on_event: Callable[[FingerprintEvent], None],
        cancel: Event | None = None,
        pause: Event | None = None,
    ) -> FingerprintSummary:
        """Fingerprint every file under `paths`; events arrive on the calling thread, in order of completion.

        A file that cannot be opened or decoded becomes a `Refused` outcome and never stops the others.
        Setting `cancel` ends the run within about `STOP_POLL_SECONDS`: the workers of pictures being worked
        on are killed, files not begun stay untouched. While `pause` is set nothing is begun, and what was
        begun rests where it is; clearing it lets all go on.

        Raises:
            IsolationFault: the worker cannot be started or locked; outcomes reported so far stand.
        """
        batch = _Batch(cancel or Event(), pause or Event())
        # Text takes a third of the memory of paths.
        queue = [str(path) for path in _until(batch.stopped, self._files.expand(paths))]
        total = len(queue)
        on_event(Found(total))
        done = 0
        waiting = iter(queue)
        pool = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="fingerprint")
        running: set[Future[Outcome]] = set()
        try:
            while not batch.stopped():
                while len(running) < 2 * self._workers and not batch.paused():
                    name = next(waiting, None)
                    if name is None:
                        break
                    running.add(pool.submit(batch.work, self.one, Path(name)))
                if running:
                    finished, running = wait(running, timeout=STOP_POLL_SECONDS, return_when=FIRST_COMPLETED)
                elif batch.paused() and done < total:
                    batch.rest(STOP_POLL_SECONDS)
                    continue
                else:
                    break
                for event in batch.advances():
                    on_event(event)
                if batch.stopped():
                    break
                for future in finished:
                    done += 1
                    on_event(Finished(future.result(), done, total))
        finally:
            batch.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            wait(running, timeout=STOP_WAIT_SECONDS)
        return FingerprintSummary(done=done, total=total, stopped=done < total)


class _Batch:
    """What the files of one run have in common: whether to go on, and what is heard of them on the way."""

    def __init__(self, cancel: Event, pause: Event) -> None:
        self._cancel = cancel
        self._pause = pause
        self._ended = Event()
        self._lock = threading.Lock()
        self._advances: dict[Path, Advanced] = {}

    def stop(self) -> None:
        self._ended.set()

    def stopped(self) -> bool:
        return self._cancel.is_set() or self._ended.is_set()

    def paused(self) -> bool:
        return self._pause.is_set()

    def rest(self, seconds: float) -> None:
        self._cancel.wait(seconds)

    def work(self, one: Callable[[Path, HashWatch | None], Outcome], path: Path) -> Outcome:
        # Taken by a thread just before the person pressed Pause or Stop: not begun yet, so it is not begun.
        while self.paused() and not self.stopped():
            self.rest(STOP_POLL_SECONDS)
        if self.stopped():
            return Refused(path, RefusalReason.CANCELLED)
        return one(path, _Watch(self, path))

    def heard(self, event: Advanced) -> None:
        with self._lock:
            self._advances[event.path] = event

    def advances(self) -> tuple[Advanced, ...]:
        with self._lock:
            events, self._advances = tuple(self._advances.values()), {}
        return events


class _Watch:
    """One file of a batch, as the hasher sees it (`ports.HashWatch`)."""

    def __init__(self, batch: _Batch, path: Path) -> None:
        self._batch = batch
        self._path = path

    def stopped(self) -> bool:
        return self._batch.stopped()

    def paused(self) -> bool:
        return self._batch.paused()

    def progressed(self, done_ms: int, total_ms: int) -> None:
        self._batch.heard(Advanced(self._path, done_ms, total_ms))


def _until(stopped: Callable[[], bool], paths: Iterable[Path]) -> Iterator[Path]:
    """Yield until somebody pressed Stop: a folder may hold a great many files."""
    for path in paths:
        if stopped():
            return
        yield path
