"""The watch over one child: its deadlines, its untrusted words, pauses, and its end. Runs in the app.

How a child is reached is a `Link`: through its zygote (`zygotes.py`), or as a process of the app's own
(`one_by_one.py`). What is believed of a child, and for how long it may go on, is decided here for both.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from stillmark.domain.media import RefusalReason
from stillmark.domain.worker_messages import WorkerMessageInvalid
from stillmark.domain.worker_stream import PlainStream, WorkerStream
from stillmark.isolation import wire
from stillmark.isolation.launch import END_SECONDS, WorkerGone
from stillmark.isolation.limits import WorkerLimits
from stillmark.services.ports import HashWatch

ASK_SECONDS: Final = 0.05
"""How often whoever waits is asked whether they still do."""

PIECE_BYTES: Final = 64 * 1024
"""So much of what a child says is taken at once."""


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of what a child says; empty when it has hung up."""

    untrusted_piece: bytes


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a child, and the errno or the exit code (minus the signal) that goes with it."""

    state: wire.State
    number: int


class Link(Protocol):
    """How one child is heard and ordered.

    Attributes:
        start_seconds: a child that has not started after this long never will; its picture is not to blame.
    """

    @property
    def start_seconds(self) -> float:
        """See above."""

    def wait(self, seconds: float) -> Sequence[Said | Reported]:
        """Return what has happened, words first; nothing if nothing did for that long.

        Raises:
            WorkerGone: nobody reports of it any more.
        """

    def rest(self) -> bytes:
        """Return what is left of the words of a child that has ended."""

    def order(self, order: wire.Order) -> None:
        """Pause it or let it go on, where the system can.

        Raises:
            OSError: it has just ended.
        """

    def kill(self) -> None:
        """End it; its end is still reported.

        Raises:
            OSError: it has just ended.
        """

    def abandon(self) -> None:
        """End it by force, and what it came from: no word of it is expected."""


class Vigil:
    """One child, watched from its request to its end.

    Args:
        link: to the child.
        limits: for this child.
        watch: whoever waits, if they may stop or pause it or want to hear of progress.
    """

    def __init__(self, link: Link, limits: WorkerLimits, watch: HashWatch | None) -> None:
        self._link = link
        self._limits = limits
        self._watch = watch
        self._untrusted = (
            WorkerStream(limits.reply_bytes)
            if limits.plain_bytes is None
            else PlainStream(limits.plain_bytes)
        )
        self._started = False
        self._paused_at: float | None = None
        self._sentence: RefusalReason | None = None
        self._deadline = time.monotonic() + link.start_seconds
        self._end = 0.0

    def until_ended(self) -> bytes | RefusalReason:
        """Return the untrusted reply, or why there is none.

        Raises:
            WorkerGone: the zygote died or is ill, or the child never started.
        """
        while True:
            self._ask()
            for event in self._link.wait(self._patience()):
                answer = self._heard(event) if isinstance(event, Said) else self._reported(event)
                if answer is not None:
                    return answer
            if self._paused_at is None and time.monotonic() >= self._deadline:
                if self._sentence is not None:
                    # Killed, and yet no word of its end: stuck in the kernel, or the zygote is ill.
                    self._link.abandon()
                    return self._sentence
                if not self._started:
                    raise WorkerGone("does not start")
                self._kill(RefusalReason.TIMED_OUT)

    def _heard(self, said: Said) -> bytes | None:
        """Take what the child says; return the reply if it was whole when it hung up."""
        if said.untrusted_piece:
            self._read(said.untrusted_piece)
        elif self._sentence is None and self._untrusted.whole():
            # Whoever lets go of the link ends a child that goes on after its last word.
            return self._untrusted.reply()
        return None

    def _reported(self, report: Reported) -> bytes | RefusalReason | None:
        if report.state is wire.State.ENDED:
            return self._verdict(report.number)
        if report.state is wire.State.NOT_STARTED:
            return self._sentence or RefusalReason.ISOLATION
        self._started = True
        if self._sentence is None:
            now = time.monotonic()
            self._end = now + self._limits.wall_seconds
            self._deadline = min(self._end, now + self._limits.stall_seconds)
        return None

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
            self._link.order(order)

    def _read(self, untrusted_piece: bytes) -> None:
        """Take what the child has written; too much of it costs its life."""
        if self._sentence is not None:
            return
        try:
            progress = self._untrusted.feed(untrusted_piece)
        except WorkerMessageInvalid:
            self._kill(RefusalReason.CRASHED)
            return
        if progress is not None:
            self._deadline = min(self._end, time.monotonic() + self._limits.stall_seconds)
            if self._watch is not None:
                self._watch.progressed(progress.done_ms, progress.total_ms)

    def _kill(self, sentence: RefusalReason) -> None:
        self._sentence = sentence
        self._paused_at = None
        self._deadline = time.monotonic() + END_SECONDS
        # It fails if the child has just ended by itself.
        with contextlib.suppress(OSError):
            self._link.kill()

    def _verdict(self, exit_code: int) -> bytes | RefusalReason:
        if self._sentence is not None:
            return self._sentence
        if exit_code == 0:
            # It wrote everything before it ended, so everything is there now.
            self._read(self._link.rest())
            return self._sentence or self._untrusted.reply()
        return _OF_EXIT_CODE.get(exit_code, RefusalReason.CRASHED)


_OF_EXIT_CODE: Final = {
    wire.EXIT_LOCK_FAILED: RefusalReason.ISOLATION,
    wire.EXIT_OUT_OF_MEMORY: RefusalReason.OUT_OF_MEMORY,
    wire.EXIT_WINDOWS_TIME: RefusalReason.TIMED_OUT,
}
if hasattr(signal, "SIGXCPU"):
    _OF_EXIT_CODE[-signal.SIGXCPU] = RefusalReason.TIMED_OUT
