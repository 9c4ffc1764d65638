"""Gathers the untrusted bytes that one worker sends: progress on the way, and the one reply at the end."""

from __future__ import annotations

from typing import Final

from stillmark.domain.worker_messages import (
    HEADER_BYTES,
    WorkerMessageInvalid,
    WorkerProgress,
    parse_progress,
)

MAX_PROGRESS_BYTES: Final = 128
"""An honest progress message, header included, has less than 70 bytes."""

MAX_PROGRESS_MESSAGES: Final = 10_000
"""An honest worker speaks up twice a second for an hour at most."""


class PlainStream:
    """Gathers the bytes of a worker that hands back plain ones, of which it is known how many there must be.

    Args:
        size: how many.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._untrusted = bytearray()

    def feed(self, untrusted_piece: bytes) -> WorkerProgress | None:
        """Take what has arrived; it is never progress.

        Raises:
            WorkerMessageInvalid: there are more than there must be.
        """
        if len(self._untrusted) + len(untrusted_piece) > self._size:
            raise WorkerMessageInvalid("more than was promised")
        self._untrusted += untrusted_piece
        return None

    def reply(self) -> bytes:
        """Return the untrusted bytes."""
        return bytes(self._untrusted)

    def whole(self) -> bool:
        """Return whether all are there."""
        return len(self._untrusted) == self._size


class WorkerStream:
    """Gathers the bytes of one worker.

    Args:
        limit: longest reply, header included.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._untrusted = bytearray()
        self._progress = WorkerProgress(0, 0)
        self._messages = 0

    def feed(self, untrusted_piece: bytes) -> WorkerProgress | None:
        """Take what has arrived and return the latest progress in it, if any.

        Raises:
            WorkerMessageInvalid: more than one reply can have, or progress that goes back, or too much of it.
        """
        self._untrusted += untrusted_piece
        latest = None
        while (untrusted_message := self._short_message()) is not None:
            progress = parse_progress(untrusted_message)
            if progress is None:
                break
            self._messages += 1
            if self._messages > MAX_PROGRESS_MESSAGES or progress.done_ms < self._progress.done_ms:
                raise WorkerMessageInvalid("progress without end, or backwards")
            latest = self._progress = progress
            del self._untrusted[: len(untrusted_message)]
        if len(self._untrusted) > self._limit:
            raise WorkerMessageInvalid("too long")
        return latest

    def reply(self) -> bytes:
        """Return the untrusted reply: everything after the progress."""
        return bytes(self._untrusted)

    def whole(self) -> bool:
        """Return whether the reply has just the length that it names."""
        return len(self._untrusted) == HEADER_BYTES + int.from_bytes(self._untrusted[:HEADER_BYTES], "big")

    def _short_message(self) -> bytes | None:
        """Return the first message if it is whole and may be progress."""
        if len(self._untrusted) < HEADER_BYTES:
            return None
        length = HEADER_BYTES + int.from_bytes(self._untrusted[:HEADER_BYTES], "big")
        if length > MAX_PROGRESS_BYTES or len(self._untrusted) < length:
            return None
        return bytes(self._untrusted[:length])
