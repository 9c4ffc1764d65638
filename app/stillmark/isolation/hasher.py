"""Fingerprints from an isolated worker: the app's side of `services.ports.PictureHasher`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Protocol, Self, TypeVar

from stillmark.domain.archive import Member, parse_listed
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
from stillmark.isolation.limits import ARCHIVE, LIMITS, WorkerLimits
from stillmark.isolation.sniff import START_BYTES, FileKind, kind_of
from stillmark.services.ports import HashWatch, OpenedFile

Reply = TypeVar("Reply")


class Workers(Protocol):
    """Where children come from: forks of a zygote (`zygotes.Zygotes`), or one process for each picture
    (`one_by_one.OneByOne`) where the system cannot fork. Both must pass the tests of `IsolatedHasher`.
    """

    def run(
        self, request: wire.Request, picture: int, limits: WorkerLimits, watch: HashWatch | None
    ) -> bytes | RefusalReason:
        """Return the untrusted reply of one child, or why there is none.

        Raises:
            IsolationFault: no worker could be started at all.
        """

    def warm_up(self) -> None:
        """Prepare for the first child.

        Raises:
            IsolationFault: none can be started.
        """

    def saw(self, shape: Shape) -> None:
        """Hear the shape of a picture that was hashed; others like it may follow."""

    def close(self) -> None:
        """End every child at once; harmless if repeated."""


def workers_of_this_system() -> Workers:
    """Return what this system can do best."""
    if sys.platform == "win32":
        from stillmark.isolation.one_by_one import OneByOne

        return OneByOne()
    from stillmark.isolation.zygotes import Zygotes

    return Zygotes()


class IsolatedHasher:
    """Hashes each picture in a locked process of its own.

    Every wait has a deadline, so the app never hangs: starting (`launch.START_SECONDS`), handing over
    (`launch.SEND_SECONDS`), forking (`zygotes.FORK_SECONDS`), the picture itself (`WorkerLimits`), and
    ending what was killed (`launch.END_SECONDS`).

    Safe to call from several threads; each call has its own child. Close it, or use it in a `with` statement.

    Args:
        limits: what one file of every kind may cost, instead of `limits.LIMITS`.
        minimum: no picture is read below this level; it is refused for want of isolation instead. Without
            it every fence that this system has must be up, however many that are. Either way a fence that
            the system has and that does not hold stops everything.
        workers: where children come from, instead of what this system can do best.
    """

    def __init__(
        self,
        limits: WorkerLimits | None = None,
        minimum: IsolationLevel = IsolationLevel.PROCESS,
        workers: Workers | None = None,
    ) -> None:
        self._minimum = minimum
        self._limits = dict.fromkeys(FileKind, limits) if limits else LIMITS
        self._workers = workers or workers_of_this_system()

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

    def members(self, untrusted_archive: OpenedFile) -> tuple[Member, ...] | Refused:
        """Read the directory of a ZIP file.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        return self._answered(wire.Task.MEMBERS, untrusted_archive, ARCHIVE, parse_listed)

    def inflate(self, untrusted_packed: OpenedFile, size: int) -> bytes | Refused:
        """Inflate one member of a ZIP file; at the first byte more than `size` its worker is ended.

        Raises:
            IsolationFault: no worker could be started at all.
        """
        limits = replace(self._limits[FileKind.PICTURE], plain_bytes=size)
        verdict = self._verdict(wire.Task.INFLATE, untrusted_packed, limits, None)
        if isinstance(verdict, RefusalReason):
            # No decoder crashes here: it is not what was promised, or no deflated data.
            bad = verdict is RefusalReason.CRASHED
            return Refused(untrusted_packed.path, RefusalReason.DAMAGED if bad else verdict)
        return verdict

    def _answered(
        self,
        task: wire.Task,
        untrusted_file: OpenedFile,
        limits: WorkerLimits,
        parse: Callable[[bytes], Reply | WorkerRefused],
        watch: HashWatch | None = None,
    ) -> Reply | Refused:
        """Have a task done and read its one answer."""
        verdict = self._verdict(task, untrusted_file, limits, watch)
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
        reply = self._answered(task, untrusted_file, limits, parse_reply, watch)
        if isinstance(reply, Refused):
            return reply
        if task is wire.Task.HASH and reply.shape is not None:
            self._workers.saw(reply.shape)
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
        nothing = os.open(os.devnull, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
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
        """Start what imports the decoders now, so that the first picture does not wait for it.

        Raises:
            IsolationFault: it cannot be started.
        """
        self._workers.warm_up()

    def close(self) -> None:
        """Stop the worker and every picture in it at once; harmless if repeated."""
        self._workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _run(
        self, task: wire.Task, picture: int, limits: WorkerLimits, watch: HashWatch | None = None
    ) -> bytes | RefusalReason:
        """Return the untrusted reply of one child, or why there is none."""
        request = wire.Request(task, limits.cpu_seconds, limits.memory_bytes, self._minimum)
        return self._workers.run(request, picture, limits, watch)


def _kind(picture: int) -> FileKind:
    try:
        return kind_of(_start_of(picture))
    except OSError:
        # The worker will find out what is wrong with it.
        return FileKind.PICTURE


def _start_of(picture: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(picture, START_BYTES, 0)
    os.lseek(picture, 0, os.SEEK_SET)
    return os.read(picture, START_BYTES)
