"""Fingerprints from an isolated worker: the app's side of `services.ports.PictureHasher`."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import threading
import time
from types import TracebackType
from typing import Final, Self

from stillmark.domain.errors import IsolationFault
from stillmark.domain.media import Hashed, Outcome, RefusalReason, Refused
from stillmark.domain.worker_messages import (
    IsolationReport,
    WorkerMessageInvalid,
    WorkerRefused,
    parse_locked,
    parse_reply,
)
from stillmark.isolation import wire
from stillmark.isolation.launch import END_SECONDS, WorkerGone, WorkerProcess
from stillmark.isolation.limits import WorkerLimits
from stillmark.services.ports import OpenedFile

FORK_SECONDS: Final = 5.0
"""A zygote that has not forked a child after this long is ill; the picture is not to blame."""

TRIES: Final = 2
"""How often a zygote is started for one picture, or a picture is tried when the zygote dies under it."""


class _Closed(Exception):
    """The hasher was closed."""


class IsolatedHasher:
    """Hashes each picture in a locked process of its own, forked from a zygote that is started when needed.

    Every wait has a deadline, so the app never hangs: starting (`launch.START_SECONDS`), handing over
    (`launch.SEND_SECONDS`), forking (`FORK_SECONDS`), the picture itself (`WorkerLimits.wall_seconds`), and
    ending what was killed (`launch.END_SECONDS`).

    A dead zygote is replaced, and the pictures it took with it are tried once more. Safe to call from
    several threads; each call has its own child. Close it, or use it in a `with` statement.

    Args:
        limits: what one picture may cost.
    """

    def __init__(self, limits: WorkerLimits | None = None) -> None:
        self._limits = limits or WorkerLimits()
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._closed = threading.Event()

    def hash(self, untrusted_file: OpenedFile) -> Outcome:
        """Fingerprint one file; a crash, hang or bomb costs that one file and gives `Refused`.

        The caller keeps the file and closes it. After `close` the answer is `Refused` as cancelled.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        verdict = self._run(wire.Task.HASH, untrusted_file.fileno())
        if isinstance(verdict, RefusalReason):
            return Refused(untrusted_file.path, verdict)
        try:
            reply = parse_reply(verdict)
        except WorkerMessageInvalid:
            return Refused(untrusted_file.path, RefusalReason.CRASHED)
        if isinstance(reply, WorkerRefused):
            return Refused(untrusted_file.path, reply.reason)
        return Hashed(
            path=untrusted_file.path,
            sha256=reply.sha256,
            media=reply.media,
            width=reply.width,
            height=reply.height,
            quality=reply.quality,
            fingerprints=reply.fingerprints,
            notes=reply.notes,
        )

    def level(self) -> IsolationReport:
        """Lock a child that gets no picture and return what the kernel says is in force around it.

        Raises:
            IsolationFault: no worker could be started, or it could not lock itself.
        """
        nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        try:
            verdict = self._run(wire.Task.PROBE, nothing)
        finally:
            os.close(nothing)
        if isinstance(verdict, RefusalReason):
            raise IsolationFault
        try:
            return parse_locked(verdict)
        except WorkerMessageInvalid as problem:
            raise IsolationFault from problem

    def warm_up(self) -> None:
        """Start the zygote now, so that the first picture does not wait for its imports.

        Raises:
            IsolationFault: it cannot be started.
        """
        with contextlib.suppress(_Closed):
            self._ready_worker()

    def close(self) -> None:
        """Stop the worker and every picture in it at once; harmless if repeated."""
        self._closed.set()
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ready_worker(self) -> WorkerProcess:
        """Return a zygote that is ready, starting one if there is none.

        Raises:
            _Closed: nothing is started any more.
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
            raise _Closed
        raise IsolationFault

    def _current_worker(self) -> WorkerProcess:
        """Return the zygote that all threads share, ready or not. Holds the lock for a moment only."""
        with self._lock:
            # `close` sets the flag before it takes the lock: it sees this zygote, or this sees the flag.
            if self._closed.is_set():
                raise _Closed
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

    def _run(self, task: wire.Task, picture: int) -> bytes | RefusalReason:
        """Return the untrusted reply of one child, or why there is none."""
        try:
            for _ in range(TRIES):
                worker = self._ready_worker()
                try:
                    return _attempt(worker, task, picture, self._limits)
                except WorkerGone:
                    self._retire(worker)
                except OSError:
                    # The app itself has no descriptor left: nothing was opened.
                    return RefusalReason.ISOLATION
        except _Closed:
            return RefusalReason.CANCELLED
        return RefusalReason.CANCELLED if self._closed.is_set() else RefusalReason.CRASHED


def _attempt(
    worker: WorkerProcess, task: wire.Task, picture: int, limits: WorkerLimits
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
            request = wire.Request(task, limits.cpu_seconds, limits.memory_bytes)
            try:
                worker.submit(request, (picture, writer, leash.fileno()))
            finally:
                # The child's copies are the only ones left, so its end is seen here.
                os.close(writer)
                leash.close()
            os.set_blocking(reader, False)
            channel.setblocking(False)
            return _Watch(worker, reader, channel, limits).until_ended()
    finally:
        os.close(reader)


class _Watch:
    """One child, watched from its request to its end.

    Args:
        worker: its zygote.
        reader: where its untrusted reply arrives.
        channel: where the zygote reports; shutting it down pulls the leash.
        limits: for this child.
    """

    def __init__(
        self, worker: WorkerProcess, reader: int, channel: socket.socket, limits: WorkerLimits
    ) -> None:
        self._worker = worker
        self._reader = reader
        self._channel = channel
        self._limits = limits
        self._untrusted_reply = bytearray()
        self._started = False
        self._sentence: RefusalReason | None = None
        self._deadline = time.monotonic() + FORK_SECONDS
        self._poll = select.poll()
        self._poll.register(reader, select.POLLIN)
        self._poll.register(channel, select.POLLIN)

    def until_ended(self) -> bytes | RefusalReason:
        """Return the untrusted reply, or why there is none.

        Raises:
            WorkerGone: the zygote died or is ill.
        """
        while True:
            remaining = self._deadline - time.monotonic()
            events = [descriptor for descriptor, _ in self._poll.poll(max(0.0, remaining) * 1000)]
            if self._reader in events:
                self._read()
            if self._channel.fileno() in events:
                state, number = self._status()
                if state is wire.State.ENDED:
                    return self._verdict(number)
                if state is wire.State.NOT_STARTED:
                    return RefusalReason.ISOLATION
                self._started = True
                if self._sentence is None:
                    self._deadline = time.monotonic() + self._limits.wall_seconds
            if time.monotonic() >= self._deadline:
                if self._sentence is not None:
                    # Killed, and yet no word of its end: stuck in the kernel, or the zygote is ill.
                    self._worker.kill()
                    return self._sentence
                if not self._started:
                    raise WorkerGone("does not fork")
                self._kill(RefusalReason.TIMED_OUT)

    def _read(self) -> None:
        """Take what the child has written so far; too much of it costs its life."""
        try:
            untrusted_piece = os.read(self._reader, self._limits.reply_bytes + 1)
        except BlockingIOError:
            return
        if not untrusted_piece:
            with contextlib.suppress(KeyError):
                self._poll.unregister(self._reader)
            return
        if self._sentence is not None:
            return
        self._untrusted_reply += untrusted_piece
        if len(self._untrusted_reply) > self._limits.reply_bytes:
            self._untrusted_reply.clear()
            self._kill(RefusalReason.CRASHED)

    def _status(self) -> tuple[wire.State, int]:
        try:
            return wire.unpack_status(self._channel.recv(wire.STATUS_BYTES))
        except (OSError, wire.RecordInvalid) as problem:
            raise WorkerGone("no longer reports") from problem

    def _kill(self, sentence: RefusalReason) -> None:
        self._sentence = sentence
        self._deadline = time.monotonic() + END_SECONDS
        # It fails if the child has just ended by itself.
        with contextlib.suppress(OSError):
            self._channel.shutdown(socket.SHUT_WR)

    def _verdict(self, exit_code: int) -> bytes | RefusalReason:
        if self._sentence is not None:
            return self._sentence
        if exit_code == 0:
            # It wrote everything before it ended, so everything is in the pipe now.
            self._read()
            return self._sentence or bytes(self._untrusted_reply)
        return {
            -signal.SIGXCPU: RefusalReason.TIMED_OUT,
            wire.EXIT_LOCK_FAILED: RefusalReason.ISOLATION,
            wire.EXIT_OUT_OF_MEMORY: RefusalReason.OUT_OF_MEMORY,
        }.get(exit_code, RefusalReason.CRASHED)
