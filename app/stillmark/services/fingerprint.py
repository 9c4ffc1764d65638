"""Fingerprint many files: all cores busy, memory flat, results as they complete, stopped at once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from stillmark.domain.media import Outcome, Refused
from stillmark.services.ports import FileSource, PictureHasher

STOP_POLL_SECONDS = 0.05
"""How often a running batch looks whether the person pressed Stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """The files were counted; `total` of them will be tried."""

    total: int


@dataclass(frozen=True, slots=True)
class Finished:
    """One file is done: `done` of `total`."""

    outcome: Outcome
    done: int
    total: int


FingerprintEvent = Found | Finished


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

    def __init__(self, files: FileSource, hasher: PictureHasher, workers: int | None = None) -> None:
        self._files = files
        self._hasher = hasher
        self._workers = workers or os.cpu_count() or 1

    def one(self, path: Path) -> Outcome:
        """Fingerprint one file."""
        opened = self._files.open(path)
        if isinstance(opened, Refused):
            return opened
        try:
            return self._hasher.hash(opened)
        finally:
            opened.close()

    def run(
        self,
        paths: Iterable[Path],
        *,
        on_event: Callable[[FingerprintEvent], None],
        cancel: Event | None = None,
    ) -> FingerprintSummary:
        """Fingerprint every file under `paths`; events arrive on the calling thread, in order of completion.

        A file that cannot be opened or decoded becomes a `Refused` outcome and never stops the others.
        Setting `cancel` ends the run within about `STOP_POLL_SECONDS`: pictures being worked on are
        abandoned to finish unheard, files not begun stay untouched.

        Raises:
            IsolationFault: the worker cannot be started or locked; outcomes reported so far stand.
        """
        cancel = cancel or Event()
        queue = list(self._files.expand(paths))
        total = len(queue)
        on_event(Found(total))
        done = 0
        waiting = iter(queue)
        pool = ThreadPoolExecutor(max_workers=self._workers, thread_name_prefix="fingerprint")
        running: set[Future[Outcome]] = set()
        try:
            while not cancel.is_set():
                while len(running) < 2 * self._workers:
                    path = next(waiting, None)
                    if path is None:
                        break
                    running.add(pool.submit(self.one, path))
                if not running:
                    break
                finished, running = wait(running, timeout=STOP_POLL_SECONDS, return_when=FIRST_COMPLETED)
                for future in finished:
                    done += 1
                    on_event(Finished(future.result(), done, total))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return FingerprintSummary(done=done, total=total, stopped=done < total)
