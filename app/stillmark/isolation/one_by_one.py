"""Children that are processes of their own, started anew for every picture: for systems that cannot fork.

Slower than a zygote, because each imports everything itself, and no less separate: a used process never sees
a second picture. Written for Windows, and tried on Linux, where the child puts up the same lock as a forked
one; what Windows adds is in `windows.py`, untested.
"""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Final

from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import RefusalReason
from stillmark.domain.shape import Shape
from stillmark.isolation import windows, wire
from stillmark.isolation.launch import (
    END_SECONDS,
    START_SECONDS,
    TRIES,
    WorkerGone,
    worker_command,
    worker_environment,
)
from stillmark.isolation.limits import WorkerLimits
from stillmark.isolation.vigil import PIECE_BYTES, Reported, Said, Vigil
from stillmark.services.ports import HashWatch

_PIECES: Final = 16
"""So many pieces wait to be heard; a child that says more has to wait."""


class OneByOne:
    """A process for every picture (`hasher.Workers`)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._links: set[_OwnProcess] = set()
        self._closed = False

    def run(
        self, request: wire.Request, picture: int, limits: WorkerLimits, watch: HashWatch | None
    ) -> bytes | RefusalReason:
        """Return the untrusted reply of one child, or why there is none.

        Raises:
            IsolationFault: none starts.
        """
        for _ in range(TRIES):
            try:
                link = self._started(request, picture)
            except WorkerGone:
                continue
            except OSError:
                # The app itself has no descriptor left: nothing was opened.
                return RefusalReason.ISOLATION
            if link is None:
                return RefusalReason.CANCELLED
            try:
                verdict = Vigil(link, limits, watch).until_ended()
            except WorkerGone:
                continue
            finally:
                link.abandon()
                with self._lock:
                    self._links.discard(link)
                    closed = self._closed
            return RefusalReason.CANCELLED if closed else verdict
        if self._closed:
            return RefusalReason.CANCELLED
        raise IsolationFault

    def warm_up(self) -> None:
        """Do nothing: what is imported for one picture is of no use to the next."""

    def saw(self, shape: Shape) -> None:
        """Prepare nothing, for the same reason."""

    def close(self) -> None:
        """End every child at once; harmless if repeated."""
        with self._lock:
            self._closed = True
            links = list(self._links)
        for link in links:
            link.abandon()

    def _started(self, request: wire.Request, picture: int) -> _OwnProcess | None:
        """Start one child; None if nothing is started any more.

        Raises:
            WorkerGone: it cannot be started.
            OSError: the app has no descriptors left.
        """
        # `close` either sees this child among the links, or this sees that it was called.
        with self._lock:
            if self._closed:
                return None
            link = _OwnProcess(request, picture)
            self._links.add(link)
            return link


class _OwnProcess:
    """A child and a link to it (`vigil.Link`).

    Why it is started like this, beside what `launch.WorkerProcess` says of command, environment, session
    and folder:

    - standard input is the picture: the child can reach that file and does not learn its name.
    - standard output is the reply pipe, and standard error goes nowhere.
    - `close_fds`: on Windows only these three handles are inherited (PROC_THREAD_ATTRIBUTE_HANDLE_LIST, which
      `subprocess` fills in), on others only these three descriptors.
    - the leash (Windows): a job that ends with the app, so that no child outlives it.

    Words come on a thread, because Windows cannot wait for a pipe and for a moment at once.
    """

    def __init__(self, request: wire.Request, picture: int) -> None:
        self._heard: queue.Queue[Said | Reported] = queue.Queue(_PIECES)
        self._given_up = threading.Event()
        try:
            os.lseek(picture, 0, os.SEEK_SET)
            self._process = subprocess.Popen(
                [*worker_command(), wire.ONE_PICTURE, request.pack().hex()],
                stdin=picture,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                close_fds=True,
                start_new_session=sys.platform != "win32",
                creationflags=_CREATION_FLAGS,
                cwd=os.sep,
                env=worker_environment(),
            )
        except OSError as problem:
            if problem.errno in (errno.EMFILE, errno.ENFILE):
                raise
            raise WorkerGone("cannot be started") from problem
        try:
            self._leash = _leash(self._process)
        except OSError as problem:
            self._process.kill()
            raise WorkerGone("cannot be leashed") from problem
        self._listener = threading.Thread(target=self._listen, name="stillmark-worker", daemon=True)
        self._listener.start()

    @property
    def start_seconds(self) -> float:
        return START_SECONDS

    def wait(self, seconds: float) -> Sequence[Said | Reported]:
        if self._given_up.is_set():
            raise WorkerGone("ended by the app")
        try:
            event = self._heard.get(timeout=min(seconds, _LONGEST_WAIT))
        except queue.Empty:
            return ()
        if isinstance(event, Reported) and event.state is wire.State.NOT_STARTED:
            raise WorkerGone("ended before it was ready")
        return (event,)

    def rest(self) -> bytes:
        # The listener reports an end after everything that was said.
        return b""

    def order(self, order: wire.Order) -> None:
        # Windows has no such orders: there a paused child goes on, and only its time is not counted.
        if sys.platform != "win32":
            self._process.send_signal(signal.SIGSTOP if order is wire.Order.PAUSE else signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()

    def abandon(self) -> None:
        self._given_up.set()
        with contextlib.suppress(OSError):
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self._listener.join(END_SECONDS)
        if self._leash is not None:
            self._leash.close()

    def _listen(self) -> None:
        """Pass on what the child says, then its end."""
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        with self._process.stdout as pipe:
            started = pipe.read(len(wire.HELLO)) == wire.HELLO
            self._pass_on(Reported(wire.State.STARTED if started else wire.State.NOT_STARTED, 0))
            while started and (piece := os.read(pipe.fileno(), PIECE_BYTES)):
                self._pass_on(Said(piece))
        self._pass_on(Said(b""))
        self._pass_on(Reported(wire.State.ENDED, self._process.wait()))

    def _pass_on(self, event: Said | Reported) -> None:
        while not self._given_up.is_set():
            with contextlib.suppress(queue.Full):
                self._heard.put(event, timeout=_LONGEST_WAIT)
                return


_LONGEST_WAIT: Final = 0.2
"""Seconds after which whoever waits looks whether the app has given the child up."""

_CREATION_FLAGS: Final = windows.CREATION_FLAGS if sys.platform == "win32" else 0


def _leash(process: subprocess.Popen[bytes]) -> windows.Job | None:
    if sys.platform == "win32":  # pragma: no cover - untested
        return windows.leash(int(process._handle))
    # Elsewhere the child asks the kernel to end it with its parent (`lock`).
    return None
