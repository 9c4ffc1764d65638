"""The watch over one child: its deadlines, its untrusted words, the leash, pauses. Runs in the app."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import time
from typing import Final

from stillmark.domain.media import RefusalReason
from stillmark.domain.worker_messages import WorkerMessageInvalid
from stillmark.domain.worker_stream import WorkerStream
from stillmark.isolation import wire
from stillmark.isolation.launch import END_SECONDS, WorkerGone, WorkerProcess
from stillmark.isolation.limits import WorkerLimits
from stillmark.services.ports import HashWatch

FORK_SECONDS: Final = 5.0
"""A zygote that has not forked a child after this long is ill; the picture is not to blame."""

ASK_SECONDS: Final = 0.05
"""How often whoever waits is asked whether they still do."""


class Vigil:
    """One child, watched from its request to its end.

    Args:
        worker: its zygote.
        reader: where its untrusted words arrive.
        channel: where the zygote reports and takes orders; shutting it down pulls the leash.
        limits: for this child.
        watch: whoever waits, if they may stop or pause it or want to hear of progress.
    """

    def __init__(
        self,
        worker: WorkerProcess,
        reader: int,
        channel: socket.socket,
        limits: WorkerLimits,
        watch: HashWatch | None,
    ) -> None:
        self._worker = worker
        self._reader = reader
        self._channel = channel
        self._limits = limits
        self._watch = watch
        self._untrusted = WorkerStream(limits.reply_bytes)
        self._started = False
        self._paused_at: float | None = None
        self._sentence: RefusalReason | None = None
        self._deadline = time.monotonic() + FORK_SECONDS
        self._end = 0.0
        self._poll = select.poll()
        self._poll.register(reader, select.POLLIN)
        self._poll.register(channel, select.POLLIN)

    def until_ended(self) -> bytes | RefusalReason:
        """Return the untrusted reply, or why there is none.

        Raises:
            WorkerGone: the zygote died or is ill.
        """
        while True:
            self._ask()
            events = [descriptor for descriptor, _ in self._poll.poll(self._patience() * 1000)]
            if self._reader in events and self._read() and self._sentence is None and self._untrusted.whole():
                # Closing the channel pulls the leash: a child that goes on after its last word dies.
                return self._untrusted.reply()
            if self._channel.fileno() in events:
                state, number = self._status()
                if state is wire.State.ENDED:
                    return self._verdict(number)
                if state is wire.State.NOT_STARTED:
                    return self._sentence or RefusalReason.ISOLATION
                self._started = True
                if self._sentence is None:
                    now = time.monotonic()
                    self._end = now + self._limits.wall_seconds
                    self._deadline = min(self._end, now + self._limits.stall_seconds)
            if self._paused_at is None and time.monotonic() >= self._deadline:
                if self._sentence is not None:
                    # Killed, and yet no word of its end: stuck in the kernel, or the zygote is ill.
                    self._worker.kill()
                    return self._sentence
                if not self._started:
                    raise WorkerGone("does not fork")
                self._kill(RefusalReason.TIMED_OUT)

    def _patience(self) -> float:
        """Seconds to wait for something to happen."""
        remaining = float("inf") if self._paused_at is not None else self._deadline - time.monotonic()
        asking = self._watch is not None and self._sentence is None
        return max(0.0, min(remaining, ASK_SECONDS) if asking else remaining)

    def _ask(self) -> None:
        """Do what whoever waits wants by now."""
        if self._watch is None or self._sentence is not None:
            return
        if self._watch.stopped():
            self._kill(RefusalReason.CANCELLED)
        elif self._started and self._watch.paused() != (self._paused_at is not None):
            now = time.monotonic()
            if self._paused_at is None:
                self._paused_at = now
                self._order(wire.Order.PAUSE)
            else:
                # Time that it rested is not its own.
                self._end += now - self._paused_at
                self._deadline += now - self._paused_at
                self._paused_at = None
                self._order(wire.Order.RESUME)

    def _order(self, order: wire.Order) -> None:
        # It fails if the child has just ended by itself, or the zygote has; both are noticed elsewhere.
        with contextlib.suppress(OSError):
            self._channel.send(wire.pack_order(order))

    def _read(self) -> bool:
        """Take what the child has written so far, and return whether it has hung up.

        Too much of it costs its life.
        """
        try:
            untrusted_piece = os.read(self._reader, self._limits.reply_bytes + 1)
        except BlockingIOError:
            return False
        if not untrusted_piece:
            with contextlib.suppress(KeyError):
                self._poll.unregister(self._reader)
            return True
        if self._sentence is not None:
            return False
        try:
            progress = self._untrusted.feed(untrusted_piece)
        except WorkerMessageInvalid:
            self._kill(RefusalReason.CRASHED)
            return False
        if progress is not None:
            self._deadline = min(self._end, time.monotonic() + self._limits.stall_seconds)
            if self._watch is not None:
                self._watch.progressed(progress.done_ms, progress.total_ms)
        return False

    def _status(self) -> tuple[wire.State, int]:
        try:
            return wire.unpack_status(self._channel.recv(wire.STATUS_BYTES))
        except (OSError, wire.RecordInvalid) as problem:
            raise WorkerGone("no longer reports") from problem

    def _kill(self, sentence: RefusalReason) -> None:
        self._sentence = sentence
        self._paused_at = None
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
            return self._sentence or self._untrusted.reply()
        return {
            -signal.SIGXCPU: RefusalReason.TIMED_OUT,
            wire.EXIT_LOCK_FAILED: RefusalReason.ISOLATION,
            wire.EXIT_OUT_OF_MEMORY: RefusalReason.OUT_OF_MEMORY,
        }.get(exit_code, RefusalReason.CRASHED)
