"""A runner without threads, for presenters without Qt."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Done, Failed, Heard, Work


class HeldTask:
    """A call that has not run yet."""

    def __init__(self, work: Work, done: Done, failed: Failed, heard: Heard | None) -> None:
        self.work, self.done, self.failed, self.heard = work, done, failed, heard
        self.wanted = True

    def drop(self) -> None:
        self.wanted = False


class HeldRunner:
    """Runs nothing until `release`; what a task reports arrives when it ends, but the first few at once."""

    def __init__(self, *, at_once: int = 0) -> None:
        self._at_once = at_once
        self.held: list[HeldTask] = []

    def start(self, work: Work, done: Done, failed: Failed, heard: Heard | None = None) -> HeldTask:
        self.held.append(HeldTask(work, done, failed, heard))
        return self.held[-1]

    def release(self) -> None:
        """Run everything that waits, and what follows from it."""
        while self.held:
            task = self.held.pop(0)
            events: list[object] = []
            error: StillmarkError | None = None
            result: object = None
            try:
                result = task.work(partial(self._report, task, events))
            except StillmarkError as raised:
                error = raised
            if not task.wanted:
                continue
            if task.heard is not None and events:
                task.heard(events)
            if error is not None:
                task.failed(error)
            else:
                task.done(result)

    def _report(self, task: HeldTask, events: list[object], event: object) -> None:
        if self._at_once:
            self._at_once -= 1
            if task.wanted and task.heard is not None:
                task.heard([event])
        else:
            events.append(event)

    def do(self, call: Callable[..., object], *arguments: object) -> None:
        """Call, then release."""
        call(*arguments)
        self.release()
