"""The worker's main loop: one process that has everything imported, and one fork of it per picture.

A used child never sees a second picture: hostile picture A could otherwise leak picture B through A's
hash. Runs in the worker only; the app's side is `hasher.py`.
"""

from __future__ import annotations

import array
import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Final

from stillmark.domain.shape import Shape
from stillmark.isolation import wire
from stillmark.isolation.child import HIGHEST_DESCRIPTOR, become_child
from stillmark.isolation.fences import Fences, supported
from stillmark.isolation.work import Work

_POLL_MILLISECONDS: Final = 1000


@dataclass(slots=True)
class _Child:
    pid: int
    channel: socket.socket


Rehearse = Callable[[Shape], None]
"""Computes, before any fork, what all pictures of one shape share. Sees no picture."""


def _no_rehearsal(shape: Shape) -> None:
    pass


def serve(
    work: Work,
    others: Mapping[wire.Task, Work] = MappingProxyType({}),
    rehearse: Rehearse = _no_rehearsal,
) -> None:
    """Fork a child for every request on the socket that is descriptor 0; return when the app is gone.

    What is imported must be imported already. Never raises for the sake of a child: one that cannot be
    forked is reported on its channel. When this returns every child has been killed; when the process
    dies otherwise the kernel kills them (`lock.lock`).

    Args:
        work: what a child does.
        others: what it does instead for some tasks.
        rehearse: what this process does itself when pictures of one shape come more than once. Of all that
            a child says, five small numbers get here, checked twice; nothing of a picture does.
    """
    control = _take_control_socket()
    _settle()
    fences = supported()
    wake_reader, wake_writer = socket.socketpair()
    wake_reader.setblocking(False)
    wake_writer.setblocking(False)
    # A handler must exist for the wake-up to happen; it has nothing to do.
    signal.signal(signal.SIGCHLD, _ignore)
    signal.set_wakeup_fd(wake_writer.fileno(), warn_on_full_buffer=False)

    works = {**dict.fromkeys(wire.Task, work), **others}
    children: dict[int, _Child] = {}
    poll = select.poll()
    poll.register(control, select.POLLIN)
    poll.register(wake_reader, select.POLLIN)
    control.sendall(wire.HELLO)
    try:
        while True:
            for descriptor, _ in poll.poll(_POLL_MILLISECONDS):
                if descriptor == wake_reader.fileno():
                    with contextlib.suppress(BlockingIOError):
                        wake_reader.recv(4096)
                elif descriptor == control.fileno():
                    try:
                        record, descriptors = _receive(control)
                    except ConnectionError:
                        return
                    if not record:
                        return
                    if wire.is_rehearsal(record):
                        _close(descriptors)
                        rehearse(wire.Rehearsal.unpack(record).shape)
                        gc.freeze()
                        continue
                    child = _start(record, descriptors, works, fences)
                    if child.pid:
                        children[child.channel.fileno()] = child
                        poll.register(child.channel, select.POLLIN)
                elif descriptor in children:
                    order = _order(children[descriptor].channel)
                    if order is signal.SIGKILL:
                        poll.unregister(descriptor)
                    if order is not None:
                        os.kill(children[descriptor].pid, order)
            _reap(children, poll)
    finally:
        for child in children.values():
            os.kill(child.pid, signal.SIGKILL)


def _take_control_socket() -> socket.socket:
    control = socket.socket(fileno=os.dup(0))
    # The app gives /dev/null as descriptor 1; nobody reads from the control socket by mistake.
    os.dup2(1, 0)
    return control


def _settle() -> None:
    """Prepare to be forked often: few descriptors, shared memory pages, first to go when memory is short."""
    _, ceiling = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = HIGHEST_DESCRIPTOR if ceiling == resource.RLIM_INFINITY else min(HIGHEST_DESCRIPTOR, ceiling)
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest, ceiling))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # Should the computer run out of memory, pictures go before the window does.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    # Objects alive now stay out of every later collection, which would copy their pages in each child.
    gc.collect()
    gc.freeze()


def _ignore(signum: int, frame: FrameType | None) -> None:
    pass


def _start(record: bytes, descriptors: list[int], works: Mapping[wire.Task, Work], fences: Fences) -> _Child:
    """Fork one child; `pid` 0 if that failed (and was reported)."""
    request = wire.Request.unpack(record)
    if len(descriptors) != wire.DESCRIPTORS:
        _close(descriptors)
        raise wire.RecordInvalid("a request without its descriptors")
    picture, reply, leash = descriptors
    channel = socket.socket(fileno=leash)
    channel.setblocking(False)
    zygote = os.getpid()
    try:
        pid = os.fork()
    except OSError as problem:
        _close([picture, reply])
        _tell(channel, wire.State.NOT_STARTED, problem.errno or 0)
        channel.close()
        return _Child(0, channel)
    if pid == 0:
        become_child(request, picture, reply, zygote, works[request.task], fences)
    # The child's are the only ones left: when it ends the reply pipe ends.
    _close([picture, reply])
    _tell(channel, wire.State.STARTED, 0)
    return _Child(pid, channel)


def _receive(control: socket.socket) -> tuple[bytes, list[int]]:
    descriptors: array.array[int] = array.array("i")
    space = socket.CMSG_LEN(wire.DESCRIPTORS * descriptors.itemsize)
    record, ancillary, _, _ = control.recvmsg(wire.REQUEST_BYTES, space, socket.MSG_WAITALL)
    for level, kind, content in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
    return record, list(descriptors)


def _order(channel: socket.socket) -> signal.Signals | None:
    """Return what to do with a child whose channel has something to read; None if it was nothing."""
    try:
        record = channel.recv(wire.ORDER_BYTES)
    except BlockingIOError:
        return None
    except OSError:
        record = b""
    # No order: this is the app's end being closed, and the leash is pulled.
    orders = {wire.Order.PAUSE: signal.SIGSTOP, wire.Order.RESUME: signal.SIGCONT, None: signal.SIGKILL}
    return orders[wire.unpack_order(record)]


def _tell(channel: socket.socket, state: wire.State, number: int) -> None:
    # Who has let go of the leash does not want to know.
    with contextlib.suppress(OSError):
        channel.send(wire.pack_status(state, number))


def _reap(children: dict[int, _Child], poll: select.poll) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        for descriptor, child in children.items():
            if child.pid == pid:
                with contextlib.suppress(KeyError):
                    poll.unregister(descriptor)
                _tell(child.channel, wire.State.ENDED, os.waitstatus_to_exitcode(status))
                child.channel.close()
                del children[descriptor]
                break


def _close(descriptors: list[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)
