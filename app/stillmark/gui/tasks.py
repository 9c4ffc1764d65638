"""Work away from the UI thread, and its results back on it.

A task runs a service call on a daemon thread of its own (a handful at a time at most, and a thread that
waits for the network must never keep the process alive after Quick exit). What it reports on the way is
gathered, and delivered on the UI thread as one list a few times a second; results and errors arrive at once.
After `close`, or after the task was dropped, nothing arrives any more.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from stillmark.domain.errors import StillmarkError
from stillmark.gui.presenters.base import Done, Failed, Heard, Work

GATHER_MS: Final = 100
"""Milliseconds between two deliveries of reports; drawing costs the same for one of them or fifty."""


class _Task:
    """One running call; `drop` says that nobody waits for it any more."""

    def __init__(self) -> None:
        self.wanted = True

    def drop(self) -> None:
        self.wanted = False


class TaskRunner(QObject):
    """Starts tasks and delivers what they report on the thread it was made in."""

    _woken = Signal()
    _hurried = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._letters: deque[tuple[_Task, Callable[[Any], None], Any, bool]] = deque()
        self._lock = threading.Lock()
        self._awake = False
        self._closed = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(GATHER_MS)
        self._rest.timeout.connect(self._deliver)
        self._woken.connect(self._wake, Qt.ConnectionType.QueuedConnection)
        self._hurried.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Work, done: Done, failed: Failed, heard: Heard | None = None) -> _Task:
        """Run `work(report)` away from here; its result goes to `done`, a typed error to `failed`.

        What it reports through `report` goes to `heard` as lists, in order. An error that is no
        `StillmarkError` is a fault of ours: the screen hears a plain one, and the thread's hook the real one.
        """
        task = _Task()

        def report(event: object) -> None:
            if heard is not None:
                self._post(task, heard, event, gathered=True)

        def run() -> None:
            try:
                result = work(report)
            except StillmarkError as error:
                self._post(task, failed, error)
            except BaseException:
                self._post(task, failed, StillmarkError())
                raise
            else:
                self._post(task, done, result)

        threading.Thread(target=run, name="stillmark-task", daemon=True).start()
        return task

    def close(self) -> None:
        """Deliver nothing more."""
        with self._lock:
            self._closed = True
            self._letters.clear()

    def _post(self, task: _Task, to: Callable[[Any], None], what: object, *, gathered: bool = False) -> None:
        with self._lock:
            if self._closed or not task.wanted:
                return
            self._letters.append((task, to, what, gathered))
            if not gathered:
                self._hurried.emit()
            elif not self._awake:
                self._awake = True
                self._woken.emit()

    def _wake(self) -> None:
        """Deliver the first report at once, later ones after a rest."""
        if not self._rest.isActive():
            self._deliver()

    def _deliver(self) -> None:
        with self._lock:
            letters, self._letters = self._letters, deque()
            self._awake = False
        if letters:
            self._rest.start()
        while letters:
            task, to, what, gathered = letters.popleft()
            if gathered:
                batch = [what]
                while letters and letters[0][0] is task and letters[0][3]:
                    batch.append(letters.popleft()[2])
                what = batch
            if task.wanted and not self._closed:
                to(what)
