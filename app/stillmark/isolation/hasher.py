"""Fingerprints from an isolated worker: the app's side of `services.ports.PictureHasher`."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Final, Self, TypeVar

from stillmark.domain.errors import IsolationFault
from stillmark.domain.glance import Glance, parse_shown
from stillmark.domain.media import Hashed, Outcome, RefusalReason, Refused, Tried
from stillmark.domain.shape import Shape
from stillmark.domain.worker_messages import (
    MAX_VIDEO_MESSAGE_BYTES,
    IsolationLevel,
    IsolationReport,
    WorkerMessageInvalid,
    WorkerRefused,
    parse_locked,
    parse_reply,
    parse_tried,
)
from stillmark.isolation import wire
from stillmark.isolation.holes import mostly_missing
from stillmark.isolation.launch import WorkerGone, WorkerProcess
from stillmark.isolation.limits import LIMITS, WorkerLimits
from stillmark.isolation.sniff import START_BYTES, FileKind, kind_of
from stillmark.isolation.vigil import Vigil
from stillmark.services.ports import HashWatch, OpenedFile

Reply = TypeVar("Reply")

TRIES: Final = 2
"""How often a zygote is started for one picture, or a picture is tried when the zygote dies under it."""


class _Closed(Exception):
    """The hasher was closed."""


class IsolatedHasher:
    """Hashes each picture in a locked process of its own, forked from a zygote that is started when needed.

    Every wait has a deadline, so the app never hangs: starting (`launch.START_SECONDS`), handing over
    (`launch.SEND_SECONDS`), forking (`vigil.FORK_SECONDS`), the picture itself (`WorkerLimits`), and
    ending what was killed (`launch.END_SECONDS`).

    A dead zygote is replaced, and the pictures it took with it are tried once more. Safe to call from
    several threads; each call has its own child. Close it, or use it in a `with` statement.

    Args:
        limits: what one file of every kind may cost, instead of `limits.LIMITS`.
        minimum: no picture is read below this level; it is refused for want of isolation instead. Without
            it every fence that this system has must be up, however many that are. Either way a fence that
            the system has and that does not hold stops everything.
    """

    def __init__(
        self, limits: WorkerLimits | None = None, minimum: IsolationLevel = IsolationLevel.PROCESS
    ) -> None:
        self._minimum = minimum
        self._limits = dict.fromkeys(FileKind, limits) if limits else LIMITS
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._closed = threading.Event()

    def hash(self, untrusted_file: OpenedFile, watch: HashWatch | None = None) -> Outcome:
        """Fingerprint one file; a crash, hang or bomb costs that one file and gives `Refused`.

        The caller keeps the file and closes it. After `close`, or when its watch has stopped it, the answer
        is `Refused` as cancelled.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        return self._hashed(wire.Task.HASH, untrusted_file, watch)

    def query(self, untrusted_file: OpenedFile, watch: HashWatch | None = None) -> Outcome:
        """Hash one file for comparing: also what is inside borders and screenshots, in every orientation.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        return self._hashed(wire.Task.QUERY, untrusted_file, watch)

    def self_test(self, untrusted_file: OpenedFile) -> Tried | Refused:
        """Try the everyday edits on one picture, against the fingerprints that would be sent for it.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        limits = self._limits[FileKind.PICTURE]
        reply = self._answered(wire.Task.SELF_TEST, untrusted_file, limits, parse_tried)
        return reply if isinstance(reply, Refused) else Tried(untrusted_file.path, reply)

    def glance(self, untrusted_file: OpenedFile) -> Glance | Refused:
        """Make one picture small; its pixels come back and are kept nowhere here.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        limits = replace(self._limits[FileKind.PICTURE], reply_bytes=MAX_VIDEO_MESSAGE_BYTES)
        return self._answered(wire.Task.GLANCE, untrusted_file, limits, parse_shown)

    def _answered(
        self,
        task: wire.Task,
        untrusted_file: OpenedFile,
        limits: WorkerLimits,
        parse: Callable[[bytes], Reply | WorkerRefused],
    ) -> Reply | Refused:
        """Have a task done that nobody watches, and read its one answer."""
        verdict = self._verdict(task, untrusted_file, limits, None)
        if isinstance(verdict, RefusalReason):
            return Refused(untrusted_file.path, verdict)
        try:
            reply = parse(verdict)
        except WorkerMessageInvalid:
            return Refused(untrusted_file.path, RefusalReason.CRASHED)
        return Refused(untrusted_file.path, reply.reason) if isinstance(reply, WorkerRefused) else reply

    def _verdict(
        self, task: wire.Task, untrusted_file: OpenedFile, limits: WorkerLimits, watch: HashWatch | None
    ) -> bytes | RefusalReason:
        if untrusted_file.size > limits.file_bytes:
            return RefusalReason.FILE_TOO_LARGE
        if mostly_missing(untrusted_file.fileno(), untrusted_file.size):
            return RefusalReason.DAMAGED
        return self._run(task, untrusted_file.fileno(), limits, watch)

    def _hashed(self, task: wire.Task, untrusted_file: OpenedFile, watch: HashWatch | None) -> Outcome:
        limits = self._limits[_kind(untrusted_file.fileno())]
        verdict = self._verdict(task, untrusted_file, limits, watch)
        if isinstance(verdict, RefusalReason):
            return Refused(untrusted_file.path, verdict)
        try:
            reply = parse_reply(verdict)
        except WorkerMessageInvalid:
            return Refused(untrusted_file.path, RefusalReason.CRASHED)
        if isinstance(reply, WorkerRefused):
            return Refused(untrusted_file.path, reply.reason)
        if task is wire.Task.HASH and reply.shape is not None:
            self._saw(reply.shape)
        return Hashed(
            path=untrusted_file.path,
            sha256=reply.sha256,
            media=reply.media,
            width=reply.width,
            height=reply.height,
            quality=reply.quality,
            fingerprints=reply.fingerprints,
            notes=reply.notes,
            duration_ms=reply.duration_ms,
        )

    def level(self) -> IsolationReport:
        """Lock a child that gets no picture and return what the kernel says is in force around it.

        Raises:
            IsolationFault: no worker could be started, or it could not lock itself.
        """
        nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        try:
            verdict = self._run(wire.Task.PROBE, nothing, self._limits[FileKind.PICTURE])
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

    def _saw(self, shape: Shape) -> None:
        with self._lock:
            worker = self._worker
        if worker is not None:
            worker.saw(shape)

    def _retire(self, worker: WorkerProcess) -> None:
        """End a zygote that is ill or dead; the next picture starts another."""
        with self._lock:
            if self._worker is worker:
                self._worker = None
        worker.kill()

    def _run(
        self, task: wire.Task, picture: int, limits: WorkerLimits, watch: HashWatch | None = None
    ) -> bytes | RefusalReason:
        """Return the untrusted reply of one child, or why there is none."""
        request = wire.Request(task, limits.cpu_seconds, limits.memory_bytes, self._minimum)
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
        except _Closed:
            return RefusalReason.CANCELLED
        return RefusalReason.CANCELLED if self._closed.is_set() else RefusalReason.CRASHED


def _kind(picture: int) -> FileKind:
    try:
        return kind_of(os.pread(picture, START_BYTES, 0))
    except OSError:
        # The worker will find out what is wrong with it.
        return FileKind.PICTURE


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
            return Vigil(worker, reader, channel, limits, watch).until_ended()
    finally:
        os.close(reader)
