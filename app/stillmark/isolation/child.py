"""One child with one picture: keep what it needs, lock, work, reply, exit. Runs in the worker only. POSIX."""

from __future__ import annotations

import fcntl
import os
import signal
from functools import partial
from typing import Final, NoReturn

from stillmark.isolation import lock, wire
from stillmark.isolation.fences import Fences
from stillmark.isolation.syscalls import REPLY_DESCRIPTOR
from stillmark.isolation.work import Work, finish

_PICTURE: Final = 3
_REPLY: Final = REPLY_DESCRIPTOR
_FIRST_CLOSED: Final = 5
HIGHEST_DESCRIPTOR: Final = 1024
"""No process here opens more; everything up to it is closed."""


def become_child(
    request: wire.Request, picture: int, reply: int, parent: int, work: Work, fences: Fences
) -> NoReturn:
    """Keep two descriptors, lock, work, reply, exit. Never returns, whatever happens.

    Args:
        request: what was asked for, and the limits.
        picture, reply: descriptors; all others are closed.
        parent: number of the process that must still be there.
        work: what is done with the picture.
        fences: what this system has.
    """
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        _keep_only(picture, reply)
        # Made before the lock, because it asks for the kind and size of the file; reads nothing of it.
        untrusted_picture = open(_PICTURE, "rb", closefd=False)  # noqa: SIM115 - open to the end
    except BaseException:  # noqa: BLE001 - nothing may go on from here
        os._exit(1)
    finish(
        request.task,
        untrusted_picture,
        _REPLY,
        work,
        lock=partial(
            lock.lock,
            parent=parent,
            memory_bytes=request.memory_bytes,
            cpu_seconds=request.cpu_seconds,
            fences=fences,
            required=request.required,
        ),
        report=partial(lock.report, fences),
    )


def _keep_only(picture: int, reply: int) -> None:
    """Keep /dev/null as 0, 1 and 2, the picture as 3, the reply pipe as 4; close everything else."""
    # Out of the way first: the picture may be number 4 and the reply number 3.
    picture, reply = _above(picture), _above(reply)
    os.dup2(picture, _PICTURE, inheritable=False)
    os.dup2(reply, _REPLY, inheritable=False)
    os.closerange(_FIRST_CLOSED, HIGHEST_DESCRIPTOR)


def _above(descriptor: int) -> int:
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _FIRST_CLOSED)
