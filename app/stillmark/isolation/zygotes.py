"""Children that are forked from a zygote, the app's side: started when needed, replaced when dead. POSIX."""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
from collections.abc import Sequence
from typing import Final

from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import RefusalReason
from stillmark.domain.shape import Shape
from stillmark.isolation import wire
from stillmark.isolation.launch import TRIES, Closed, WorkerGone, WorkerProcess
from stillmark.isolation.limits import WorkerLimits
from stillmark.isolation.vigil import PIECE_BYTES, Reported, Said, Vigil
from stillmark.services.ports import HashWatch

FORK_SECONDS: Final = 5.0
"""A zygote that has not forked a child after this long is ill; the picture is not to blame."""


class Zygotes:
    """The zygote that all threads share (`hasher.Workers`).

    A dead one is replaced, and the pictures it took with it are tried once more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._closed = threading.Event()

    def run(
        self, request: wire.Request, picture: int, limits: WorkerLimits, watch: HashWatch | None
    ) -> bytes | RefusalReason:
        """Return the untrusted reply of one child, or why there is none.

        Raises:
            IsolationFault: no zygote starts.
        """
        try:
            for _ in range(TRIES):
                worker = self._ready_worker()
                try:
                    return _attempt(worker, request, picture, limits, watch)
                except WorkerGone:
                    self._retire(worker)
                except OSError:
                    # The app itself has no descriptor left: nothing was opened.
                    return RefusalReason.ISOLATION
        except Closed:
            return RefusalReason.CANCELLED
        return RefusalReason.CANCELLED if self._closed.is_set() else RefusalReason.CRASHED

    def warm_up(self) -> None:
        """Start the zygote now.

        Raises:
            IsolationFault: it cannot be started.
        """
        with contextlib.suppress(Closed):
            self._ready_worker()

    def saw(self, shape: Shape) -> None:
        """Let the zygote prepare for more pictures of this shape."""
        with self._lock:
            worker = self._worker
        if worker is not None:
            worker.saw(shape)

    def close(self) -> None:
        """Stop the zygote and every child of it at once; harmless if repeated."""
        self._closed.set()
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def _ready_worker(self) -> WorkerProcess:
        """Return a zygote that is ready, starting one if there is none.

        Raises:
            Closed: nothing is started any more.
            IsolationFault: `TRIES` of them did not start.
        """
        for _ in range(TRIES):
            try:
                worker = self._current_worker()
            except WorkerGone:
                continue
            try:
                worker.wait_until_ready()
            except WorkerGone:
                self._retire(worker)
                continue
            return worker
        if self._closed.is_set():
            raise Closed
        raise IsolationFault

    def _current_worker(self) -> WorkerProcess:
        """Return the zygote that all threads share, ready or not. Holds the lock for a moment only."""
        with self._lock:
            # `close` sets the flag before it takes the lock: it sees this zygote, or this sees the flag.
            if self._closed.is_set():
                raise Closed
            if self._worker is None or self._worker.dead():
                previous, self._worker = self._worker, None
                if previous is not None:
                    previous.kill()
                self._worker = WorkerProcess()
            return self._worker

    def _retire(self, worker: WorkerProcess) -> None:
        """End a zygote that is ill or dead; the next picture starts another."""
        with self._lock:
            if self._worker is worker:
                self._worker = None
        worker.kill()


class _ThroughZygote:
    """A link to one child (`vigil.Link`).

    Args:
        worker: its zygote.
        reader: where its untrusted words arrive.
        channel: where the zygote reports and takes orders; shutting it down pulls the leash.
    """

    def __init__(self, worker: WorkerProcess, reader: int, channel: socket.socket) -> None:
        self._worker = worker
        self._reader = reader
        self._channel = channel
        self._poll = select.poll()
        self._poll.register(reader, select.POLLIN)
        self._poll.register(channel, select.POLLIN)

    @property
    def start_seconds(self) -> float:
        return FORK_SECONDS

    def wait(self, seconds: float) -> Sequence[Said | Reported]:
        ready = [descriptor for descriptor, _ in self._poll.poll(seconds * 1000)]
        events: list[Said | Reported] = []
        if self._reader in ready:
            with contextlib.suppress(BlockingIOError):
                piece = os.read(self._reader, PIECE_BYTES)
                if not piece:
                    self._poll.unregister(self._reader)
                events.append(Said(piece))
        if self._channel.fileno() in ready:
            try:
                events.append(Reported(*wire.unpack_status(self._channel.recv(wire.STATUS_BYTES))))
            except (OSError, wire.RecordInvalid) as problem:
                if not events:
                    raise WorkerGone("no longer reports") from problem
        return events

    def rest(self) -> bytes:
        untrusted = b""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._reader, PIECE_BYTES):
                untrusted += piece
        return untrusted

    def order(self, order: wire.Order) -> None:
        self._channel.send(wire.pack_order(order))

    def kill(self) -> None:
        self._channel.shutdown(socket.SHUT_WR)

    def abandon(self) -> None:
        self._worker.kill()


def _attempt(
    worker: WorkerProcess, request: wire.Request, picture: int, limits: WorkerLimits, watch: HashWatch | None
) -> bytes | RefusalReason:
    """Have one child forked and wait for its end.

    Raises:
        WorkerGone: the zygote died or is ill.
        OSError: the app has no descriptors left.
    """
    reader, writer = os.pipe()
    try:
        try:
            channel, leash = wire.socket_pair()
        except OSError:
            os.close(writer)
            raise
        with channel:
            try:
                worker.submit(request, (picture, writer, leash.fileno()))
            finally:
                # The child's copies are the only ones left, so its end is seen here.
                os.close(writer)
                leash.close()
            os.set_blocking(reader, False)
            channel.setblocking(False)
            return Vigil(_ThroughZygote(worker, reader, channel), limits, watch).until_ended()
    finally:
        os.close(reader)
