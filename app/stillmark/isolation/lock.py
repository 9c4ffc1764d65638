"""The lock that a child puts on itself before it looks at a picture. Runs in the worker only."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from typing import Final

from stillmark.domain.worker_messages import IsolationLevel, IsolationReport
from stillmark.isolation.fences import FenceBroken, Fences, close_calls, close_files
from stillmark.isolation.work import LockFailed

# linux/prctl.h
_PR_SET_PDEATHSIG: Final = 1
_PR_GET_PDEATHSIG: Final = 2
_PR_GET_DUMPABLE: Final = 3
_PR_SET_DUMPABLE: Final = 4
_PR_GET_SECCOMP: Final = 21
_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_GET_NO_NEW_PRIVS: Final = 39

_LIMITS: Final = {
    "memory_bytes": resource.RLIMIT_AS,
    "cpu_seconds": resource.RLIMIT_CPU,
    "core_bytes": resource.RLIMIT_CORE,
    "files": resource.RLIMIT_NOFILE,
    "file_bytes": resource.RLIMIT_FSIZE,
}

_NICENESS: Final = 5

_libc: Final = ctypes.CDLL(None, use_errno=True)


def lock(
    *, parent: int, memory_bytes: int, cpu_seconds: int, fences: Fences, required: IsolationLevel
) -> None:
    """Lock this process for the rest of its life. Called once, after fork, before the picture is read.

    Why each part is there, in the order in which it is set:

    - `PR_SET_PDEATHSIG` SIGKILL: when the zygote dies, the child dies, even in the middle of an endless
      loop in a decoder. If the zygote died before this was set no signal comes, so the parent's number is
      compared afterwards.
    - `PR_SET_DUMPABLE` 0: no core dump (also none through a core handler program, which ignores
      `RLIMIT_CORE`), and no other process of the account can read the pixels with ptrace or /proc/PID/mem.
    - `PR_SET_NO_NEW_PRIVS`: a program it might start gains no rights (setuid, file capabilities); Landlock
      and seccomp require it too.
    - `fences.close_files`: Landlock without any rule. It needs a descriptor for a moment, so it comes before
      the limits.
    - `RLIMIT_AS` = memory_bytes: a decompression bomb fails to allocate here and nobody else suffers.
    - `RLIMIT_CPU` = cpu_seconds: SIGXCPU, then SIGKILL a second later, whatever the decoder does.
    - `RLIMIT_CORE` = 0: no picture in a core file, where dumpable is unknown (macOS).
    - `RLIMIT_NOFILE` = 0: no new descriptor at all: open, socket, pipe, memfd and dup fail, also after
      closing one, because a new number would have to be below 0. Those it has (picture, reply pipe) go on
      working. Everything it needs must therefore be imported before the fork.
    - `RLIMIT_FSIZE` = 0: nothing can be written into a file that it might hold after all.
    - `RLIMIT_NPROC` stays as it is: it counts threads too and all of the account's together, and libde265
      (HEIC) starts a thread for every picture. The call filter allows threads and no processes.
    - nice 5: the window stays fluent while pictures are hashed, and a busy computer still leaves them enough
      to end within their time.
    - `fences.close_calls`: the filter of system calls (`syscalls.ALLOWED` gives the reason for each). Last,
      because it refuses every call that was made above; the limits cannot be raised again after it, not
      even by root.

    Everything needed must be imported and the picture's file object made before. Limits are set hard, and
    never above what the account already had. macOS has neither prctl nor a limit on address space that its
    kernel enforces; `report` says so.

    Whatever the system has must be put up and must hold: a fence that fails is never left out silently, and
    a system that has too few for `required` gets no picture.

    Args:
        parent: process number of the zygote, read before the fork.
        memory_bytes: address space, everything included.
        cpu_seconds: processor time, whole seconds.
        fences: what this system has (`fences.supported`, asked by the zygote).
        required: the lowest level at which a picture may be read.

    Raises:
        LockFailed: the system refused a part that it should have, or has too few.
    """
    if required is IsolationLevel.SANDBOX and level_of(fences) is not IsolationLevel.SANDBOX:
        raise LockFailed("this system cannot give the level that is required")
    if sys.platform == "linux":
        _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        _prctl(_PR_SET_DUMPABLE, 0)
        _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    if os.getppid() != parent:
        raise LockFailed("the zygote is gone")
    try:
        close_files(fences)
    except FenceBroken as problem:
        raise LockFailed(str(problem)) from problem
    wanted = {
        "memory_bytes": memory_bytes,
        "cpu_seconds": cpu_seconds,
        "core_bytes": 0,
        "files": 0,
        "file_bytes": 0,
    }
    for name, soft in wanted.items():
        _limit(name, soft, hard=soft + 1 if name == "cpu_seconds" else soft)
    os.nice(_NICENESS)
    try:
        close_calls(fences)
    except FenceBroken as problem:
        raise LockFailed(str(problem)) from problem


def level_of(fences: Fences) -> IsolationLevel:
    """Return the level that these fences give, together with the rest of the lock."""
    both = fences.landlock_abi is not None and fences.seccomp
    return IsolationLevel.SANDBOX if both else IsolationLevel.PROCESS


def report(fences: Fences) -> IsolationReport:
    """Read back from the kernel what holds around this process.

    Args:
        fences: those that `lock` put up. No kernel tells a process of its Landlock rules, so that one counts
            on `lock`, which tried it out. Nor does it tell whose a call filter is: one that a container put
            around everything in it lets through what ours refuses, and counts for nothing.
    """
    linux = sys.platform == "linux"
    limits = {name: resource.getrlimit(which)[0] for name, which in _LIMITS.items()}
    return IsolationReport(
        no_new_privs=linux and _prctl(_PR_GET_NO_NEW_PRIVS) == 1,
        not_dumpable=linux and _prctl(_PR_GET_DUMPABLE) == 0,
        dies_with_parent=linux and _death_signal() == signal.SIGKILL,
        limits=tuple(
            sorted((name, limit) for name, limit in limits.items() if limit != resource.RLIM_INFINITY)
        ),
        landlock_abi=fences.landlock_abi,
        seatbelt=fences.seatbelt,
        seccomp=linux and fences.seccomp and _prctl(_PR_GET_SECCOMP) == 2,
    )


def _limit(name: str, soft: int, hard: int) -> None:
    which = _LIMITS[name]
    _, ceiling = resource.getrlimit(which)
    if ceiling != resource.RLIM_INFINITY:
        soft, hard = min(soft, ceiling), min(hard, ceiling)
    try:
        resource.setrlimit(which, (soft, hard))
    except (OSError, ValueError) as problem:
        # Darwin refuses an address-space limit below what is mapped, which is always gigabytes there.
        if sys.platform != "darwin":
            raise LockFailed(f"limit on {name}") from problem


def _prctl(option: int, value: int = 0) -> int:
    zero = ctypes.c_ulong(0)
    result = int(_libc.prctl(ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero))
    if result < 0:
        raise LockFailed(f"prctl {option}: {os.strerror(ctypes.get_errno())}")
    return result


def _death_signal() -> int:
    number = ctypes.c_int(0)
    zero = ctypes.c_ulong(0)
    _libc.prctl(ctypes.c_int(_PR_GET_PDEATHSIG), ctypes.byref(number), zero, zero, zero)
    return number.value
