"""What every child does with its picture, whatever the system: lock, work, reply, exit. Worker only."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import BinaryIO, NoReturn

from stillmark.domain.worker_messages import IsolationReport, encode_locked
from stillmark.isolation import wire

Say = Callable[[bytes], None]
"""Sends one message to the app."""

Work = Callable[[BinaryIO, Say], bytes]
"""Takes the open file, returns the reply (`domain.worker_messages`), and may say progress before."""


class LockFailed(Exception):
    """A part of the lock could not be set; the child must exit without reading the picture."""


def finish(
    task: wire.Task,
    untrusted_picture: BinaryIO,
    reply: int,
    work: Work,
    *,
    lock: Callable[[], None],
    report: Callable[[], IsolationReport],
) -> NoReturn:
    """Lock this process, work, reply and exit. Never returns, whatever happens.

    An exception that nobody expected ends in the exit code, not in a message: it may quote the picture.

    Args:
        task: what the child is for.
        untrusted_picture: open; nothing of it has been read.
        reply: descriptor of the reply pipe.
        work: what is done with the picture.
        lock: locks this process or raises `LockFailed`.
        report: tells what then holds.
    """

    def write(message: bytes) -> None:
        while message:
            message = message[os.write(reply, message) :]

    code = 1
    try:
        lock()
        if task is wire.Task.PROBE:
            message = encode_locked(report())
        else:
            # A retry gets the same open file, whose position the first child may have moved.
            untrusted_picture.seek(0)
            message = work(untrusted_picture, write)
        write(message)
        # The app has everything now and need not wait until the kernel has taken this process apart.
        os.close(reply)
        code = 0
    except LockFailed:
        code = wire.EXIT_LOCK_FAILED
    except MemoryError:
        # No message: there may be no memory to make one.
        code = wire.EXIT_OUT_OF_MEMORY
    finally:
        os._exit(code)
