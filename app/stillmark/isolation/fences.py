"""The kernel's own fences: Landlock and the system call filter on Linux, Seatbelt on macOS. Worker only."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from stillmark.isolation import syscalls

# linux/landlock.h; these three have the same numbers everywhere.
_LANDLOCK_CREATE_RULESET: Final = 444
_LANDLOCK_RESTRICT_SELF: Final = 446
_LANDLOCK_CREATE_RULESET_VERSION: Final = 1
_LOG_SAME_EXEC_OFF: Final = 1
_LOG_SINCE: Final = 7

KNOWN_LANDLOCK_ABI: Final = 7
"""The latest version whose rights are listed here; later ones add to it and take nothing away."""

_FILE_RIGHTS: Final = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16, 7: 16}
"""How many rights over files there are, by version: the low bits, so many of them.

1: execute, write, read, list, remove folders and files, make devices, folders, files, sockets, pipes, links;
2: move between folders; 3: truncate; 5: ioctl on devices."""

_NETWORK_RIGHTS: Final = 0b11
"""Bind and connect TCP, since version 4."""

_SCOPES: Final = 0b11
"""Abstract Unix sockets of others, signals to others, since version 6."""

# linux/seccomp.h
_SECCOMP_SET_MODE_FILTER: Final = 1
_SECCOMP_GET_ACTION_AVAIL: Final = 2
_SECCOMP_FILTER_FLAG_TSYNC: Final = 1

_SANDBOX_NAMED: Final = 1
_PURE_COMPUTATION: Final = b"pure-computation"

_libc: Final = ctypes.CDLL(None, use_errno=True)


class FenceBroken(Exception):
    """A fence that this system has could not be put up, or does not hold."""


@dataclass(frozen=True, slots=True)
class Fences:
    """Which fences this system has, or which are up.

    Attributes:
        landlock_abi: version of Landlock, at most `KNOWN_LANDLOCK_ABI`; None without.
        seccomp: filters of system calls, on a machine whose calls are known here.
        seatbelt: macOS' sandbox.
    """

    landlock_abi: int | None = None
    seccomp: bool = False
    seatbelt: bool = False


NO_FENCES: Final = Fences()


def supported() -> Fences:
    """Ask the system what it has; changes nothing."""
    if sys.platform == "linux":
        return Fences(_landlock_abi(), _has_seccomp())
    if sys.platform == "darwin":
        return Fences(seatbelt=hasattr(_libc, "sandbox_init"))
    return NO_FENCES


def close_files(fences: Fences) -> None:
    """Put up the fences around files, and see that they hold. Needs one free descriptor (Linux).

    Landlock (Linux 5.13): every right that the running version knows is handled and no rule allows any, so
    nothing can be opened, made, removed, renamed, executed or truncated by name, no TCP port bound or
    connected (4), no device controlled (5), no abstract socket reached and nobody outside signalled (6). It
    asks for names and rights inside the kernel, where the call filter sees numbers only: each would hold
    without the other. What it refuses is not written to the system's log (7), which would keep a trace of
    what was looked at. That it holds is tried out: `/` can no longer be opened.

    Seatbelt (macOS; untested): the profile "pure-computation" of <sandbox.h>, deprecated and yet the only
    one a process can put itself under without being a signed bundle.

    Raises:
        FenceBroken: it is there and cannot be used.
    """
    if fences.seatbelt:
        problem = ctypes.c_char_p()
        if _libc.sandbox_init(_PURE_COMPUTATION, ctypes.c_uint64(_SANDBOX_NAMED), ctypes.byref(problem)) != 0:
            raise FenceBroken("Seatbelt")
    if fences.landlock_abi is None:
        return
    abi = fences.landlock_abi
    handled = struct.pack(
        "=QQQ",
        (1 << _FILE_RIGHTS[abi]) - 1,
        _NETWORK_RIGHTS if abi >= 4 else 0,
        _SCOPES if abi >= 6 else 0,
    )
    # Older versions refuse a structure that is longer than theirs.
    length = 24 if abi >= 6 else 16 if abi >= 4 else 8
    ruleset = _call(_LANDLOCK_CREATE_RULESET, handled[:length], length, 0)
    try:
        _call(_LANDLOCK_RESTRICT_SELF, ruleset, _LOG_SAME_EXEC_OFF if abi >= _LOG_SINCE else 0)
    finally:
        os.close(ruleset)
    _must_fail("Landlock", errno.EACCES, lambda: os.close(os.open("/", os.O_RDONLY | os.O_DIRECTORY)))


def close_calls(fences: Fences) -> None:
    """Put up the filter of system calls (`syscalls.program`), the last thing of all, and see that it holds.

    `SECCOMP_FILTER_FLAG_TSYNC`: for every thread there is; a freshly forked child has one, but a library
    that started another unasked would not escape. It can never be taken off again, and later threads get it
    too. That it holds is tried out with a call that Landlock does not cover: `/` can no longer be looked at.

    Raises:
        FenceBroken: it is there and cannot be used.
    """
    if not fences.seccomp:
        return
    machine = syscalls.MACHINES[os.uname().machine]
    program = syscalls.program(machine, os.getpid())
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: length in instructions of eight bytes, padding, pointer
    header = struct.pack("=H6xQ", len(program) // 8, ctypes.addressof(buffer))
    if _call(machine.seccomp, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, header) != 0:
        raise FenceBroken("seccomp: a thread cannot follow")
    _must_fail("seccomp", errno.EPERM, lambda: os.stat("/"))  # noqa: PTH116 - the bare call is meant


def _landlock_abi() -> int | None:
    try:
        return min(
            _call(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_CREATE_RULESET_VERSION), KNOWN_LANDLOCK_ABI
        )
    except FenceBroken:
        # ENOSYS: not built in; EOPNOTSUPP: not switched on.
        return None


def _has_seccomp() -> bool:
    machine = syscalls.MACHINES.get(os.uname().machine)
    # A 32-bit program on a 64-bit kernel makes other calls.
    if machine is None or sys.maxsize < 2**32 or sys.byteorder != "little":
        return False
    try:
        _call(machine.seccomp, _SECCOMP_GET_ACTION_AVAIL, 0, struct.pack("=I", syscalls.RET_KILL_PROCESS))
    except FenceBroken:
        return False
    return True


def _must_fail(fence: str, error: int, attempt: Callable[[], object]) -> None:
    try:
        attempt()
    except OSError as refusal:
        if refusal.errno == error:
            return
        raise FenceBroken(f"{fence} refuses strangely") from refusal
    raise FenceBroken(f"{fence} does not hold")


def _call(number: int, *arguments: int | bytes | None) -> int:
    """Make a system call.

    Raises:
        FenceBroken: it failed; says how.
    """
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = int(_libc.syscall(ctypes.c_long(number), *passed))
    if result < 0:
        raise FenceBroken(f"call {number}: {os.strerror(ctypes.get_errno())}")
    return result
