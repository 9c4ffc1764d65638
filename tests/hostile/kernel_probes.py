"""Escape probes by number: calls that nothing allows, each made as harmlessly as it can be made.

A call counts as got out as soon as the kernel itself answers it, with success or with a complaint about its
arguments. What must not happen is that it is looked at at all: the filter's answers are EPERM, ENOSYS
(`clone3`) and the end.
"""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from hostile.call_numbers import NUMBERS
from hostile.probes import PROBES, Facts, probe

Argument = int | bytes | ctypes.Array[ctypes.c_char] | None

_libc = ctypes.CDLL(None, use_errno=True)
_libc.syscall.restype = ctypes.c_long

_NOT_REACHED: Final = (errno.EPERM, errno.EACCES, errno.ENOSYS)


def reach(name: str, *arguments: Argument) -> str:
    """Make a call; return what the kernel's own code said to it.

    Raises:
        OSError: it was refused, or does not exist.
    """
    if name not in NUMBERS:
        raise OSError(errno.ENOSYS, "no such call on this machine")
    passed = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    result = int(_libc.syscall(ctypes.c_long(NUMBERS[name]), *passed))
    if result < 0 and ctypes.get_errno() in _NOT_REACHED:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return f"{name} gave {result if result >= 0 else errno.errorcode[ctypes.get_errno()]}"


@dataclass(frozen=True)
class Reach:
    """One call: what it is tried with, and how the filter answers it.

    Attributes:
        arguments: made inside the worker.
        fatal: it ends the worker; otherwise an error that it survives.
        root: without the lock it is for root alone.
        rare: kernels are built, and containers set up, with and without it.
    """

    call: str
    arguments: Callable[[], tuple[Argument, ...]]
    fatal: bool = False
    root: bool = False
    rare: bool = False


def _empty(size: int) -> ctypes.Array[ctypes.c_char]:
    return ctypes.create_string_buffer(size)


def _nothing() -> tuple[Argument, ...]:
    return ()


def _page() -> int:
    page = mmap.mmap(-1, 4096)
    return ctypes.addressof(ctypes.c_char.from_buffer(page))


_SIGINFO: Final = struct.pack("=iii", 0, 0, -1) + bytes(116)
"""si_signo, si_errno, si_code SI_QUEUE, the rest."""

_NOWHERE: Final = b"/nonexistent/safety"

REACHES: Final[dict[str, Reach]] = {
    # The picture's own descriptor, and the reply pipe's
    "list_the_picture_as_a_folder": Reach("getdents64", lambda: (3, _empty(64), 64)),
    "go_to_the_picture_as_a_folder": Reach("fchdir", lambda: (3,)),
    "give_the_picture_away": Reach("fchown", lambda: (3, -1, -1)),
    "name_an_attribute_of_the_picture": Reach("fsetxattr", lambda: (3, b"user.x", b"x", 1, 0)),
    "read_an_attribute_of_the_picture": Reach("fgetxattr", lambda: (3, b"user.x", _empty(8), 8)),
    "list_attributes_of_the_picture": Reach("flistxattr", lambda: (3, _empty(8), 8)),
    "write_the_picture_to_the_disk": Reach("fsync", lambda: (4,)),
    "ask_about_the_disk_of_the_picture": Reach("fstatfs", lambda: (3, _empty(256))),
    "write_a_range_to_the_disk": Reach("sync_file_range", lambda: (4, 0, 0, 0)),
    "send_the_picture_into_the_reply": Reach("sendfile", lambda: (4, 3, None, 0)),
    "copy_the_picture_into_itself": Reach("copy_file_range", lambda: (3, None, 3, None, 0, 0)),
    "double_the_reply": Reach("tee", lambda: (3, 4, 0, 0)),
    "give_pages_into_the_reply": Reach("vmsplice", lambda: (4, bytes(16), 0, 0)),
    "type_into_the_terminal": Reach("ioctl", lambda: (0, 0x5412, b"x")),  # TIOCSTI
    "put_a_descriptor_elsewhere": Reach("dup3", lambda: (3, 3, 0)),
    "close_everything": Reach("close_range", lambda: (1000, 1001, 0)),
    # Files by other doors
    "open_by_the_old_call": Reach("open", lambda: (_NOWHERE, 0)),
    "watch_a_name": Reach("inotify_add_watch", lambda: (-1, _NOWHERE, 1)),
    "watch_the_whole_system": Reach("fanotify_init", lambda: (0, 0), root=True, rare=True),
    "open_by_handle": Reach(
        "open_by_handle_at", lambda: (-1, struct.pack("=Ii8x", 8, 1), 0), fatal=True, root=True
    ),
    "ask_for_quotas": Reach("quotactl", lambda: (-1, None, 0, None), rare=True),
    "ask_for_quotas_by_descriptor": Reach("quotactl_fd", lambda: (-1, 0, 0, None), rare=True),
    "keep_accounts_of_processes": Reach("acct", lambda: (_NOWHERE,), root=True, rare=True),
    "make_a_device": Reach("mknodat", lambda: (-100, _NOWHERE, 0o020600, 0x103)),
    # Memory shared, run, kept, or looked at from outside
    "attach_memory_to_run_it": Reach("shmat", lambda: (-1, None, 0o100000)),  # SHM_EXEC
    "secret_memory": Reach("memfd_secret", lambda: (-1,), fatal=True, rare=True),
    "keep_memory_from_the_swap": Reach("mlock", lambda: (_page(), 4096)),
    "ask_what_is_cached": Reach("mincore", lambda: (_page(), 4096, _empty(8))),
    "move_pages_of_another": Reach("move_pages", lambda: (os.getppid(), 0, None, None, None, 0), rare=True),
    "map_pages_out_of_order": Reach("remap_file_pages", lambda: (0, 0, 1, 0, 0)),
    "bind_memory": Reach("mbind", lambda: (0, 0, 99, None, 0, 0), rare=True),
    "advise_another": Reach("process_madvise", lambda: (-1, None, 0, 0, 0), fatal=True),
    "reap_another": Reach("process_mrelease", lambda: (-1, 0)),
    "wait_for_many_futexes": Reach("futex_waitv", lambda: (None, 0, 0, None, 0)),
    # Other processes
    "name_another_by_descriptor": Reach("pidfd_open", lambda: (os.getpid(), 0), fatal=True),
    "take_a_descriptor": Reach("pidfd_getfd", lambda: (-1, 0, 0), fatal=True),
    "signal_by_number_of_descriptor": Reach("pidfd_send_signal", lambda: (-1, 0, None, 0), fatal=True),
    "queue_a_signal_for_the_zygote": Reach(
        "rt_sigqueueinfo", lambda: (os.getppid(), 0, _SIGINFO), fatal=True
    ),
    "queue_a_signal_for_its_thread": Reach(
        "rt_tgsigqueueinfo", lambda: (os.getppid(), os.getppid(), 0, _SIGINFO), fatal=True
    ),
    "signal_a_thread_by_the_old_call": Reach("tkill", lambda: (os.getppid(), 0), fatal=True),
    "signal_a_thread_of_the_zygote": Reach("tgkill", lambda: (os.getppid(), os.getppid(), 0)),
    "choose_the_zygotes_processor": Reach("sched_setaffinity", lambda: (os.getppid(), 8, b"\xff" * 8)),
    "become_more_urgent": Reach("sched_setattr", lambda: (0, None, 0)),
    "become_more_urgent_at_the_disk": Reach("ioprio_set", lambda: (1, 0, 2 << 13 | 4)),
    "raise_a_limit_by_the_old_call": Reach("setrlimit", lambda: (99, bytes(16))),
    "join_another_group": Reach("setpgid", lambda: (os.getpid(), -1)),
    "lead_a_session": Reach("setsid", _nothing),
    "ask_for_the_group_of_another": Reach("getpgid", lambda: (os.getppid(),)),
    "wait_for_another": Reach("wait4", lambda: (-1, None, 1, None)),
    "wait_by_descriptor": Reach("waitid", lambda: (3, 99, None, 4, None)),
    "run_from_a_descriptor": Reach("execveat", lambda: (-1, b"", None, None, 0x1000), fatal=True),
    # Itself
    "another_name": Reach("prctl", lambda: (15, b"innocent", 0, 0, 0)),
    "adopt_orphans": Reach("prctl", lambda: (36, 0, 0, 0, 0)),
    "let_anybody_trace_it": Reach("prctl", lambda: (0x59616D61, -1, 0, 0, 0)),
    "move_its_own_segments": Reach("prctl", lambda: (35, 14, 0, 0, 0), rare=True),
    "keep_what_it_may": Reach("prctl", lambda: (8, 0, 0, 0, 0)),
    "filter_by_the_old_call": Reach("prctl", lambda: (22, 99, 0, 0, 0)),
    "allow_itself_a_file": Reach("landlock_add_rule", lambda: (-1, 1, bytes(16), 0)),
    "put_itself_under_own_rules": Reach("landlock_restrict_self", lambda: (-1, 0), root=True),
    "become_the_same": Reach("setuid", lambda: (os.getuid(),), fatal=True),
    "drop_groups": Reach("setgroups", lambda: (99999, None), root=True),
    "ask_what_it_may": Reach("capget", lambda: (struct.pack("=Ii", 0x20080522, 0), _empty(24))),
    "may_more": Reach("capset", lambda: (_empty(8), bytes(24)), fatal=True),
    "wake_it_later": Reach("setitimer", lambda: (0, bytes(32), None)),
    "alarm": Reach("alarm", lambda: (0,)),
    "make_a_timer": Reach("timer_create", lambda: (99, None, _empty(8))),
    "timer_descriptor": Reach("timerfd_create", lambda: (99, 0)),
    "another_stack_for_signals": Reach("sigaltstack", lambda: (None, _empty(24))),
    "write_when_it_ends": Reach("set_tid_address", lambda: (None,)),
    "point_a_register": Reach("arch_prctl", lambda: (0x1003, _empty(8))),  # ARCH_GET_FS
    "reach_the_ports": Reach("iopl", lambda: (4,), fatal=True, rare=True),
    "reach_one_port": Reach("ioperm", lambda: (0, 0, 0), fatal=True, rare=True),
    # Between processes
    "semaphores": Reach("semget", lambda: (0x5AFE, 0, 0)),
    "change_semaphores": Reach("semctl", lambda: (-1, 0, 0, 0)),
    "queues": Reach("msgget", lambda: (0x5AFE, 0)),
    "change_queues": Reach("msgctl", lambda: (-1, 0, None)),
    "shared_memory_of_others": Reach("shmget", lambda: (0x5AFE, 0, 0)),
    "hear_on_a_socket": Reach("recvfrom", lambda: (-1, None, 0, 0, None, None)),
    "pass_a_descriptor": Reach("sendmsg", lambda: (4, _empty(56), 0), fatal=True),
    "take_a_caller": Reach("accept4", lambda: (-1, None, None, 0), fatal=True),
    # The whole system
    "name_of_the_computer": Reach("uname", lambda: (_empty(400),)),
    "name_the_computer": Reach("sethostname", lambda: (None, 99999), root=True),
    "set_the_time": Reach("settimeofday", lambda: (None, None), root=True),
    "set_a_clock": Reach("clock_settime", lambda: (99, bytes(16))),
    "turn_the_clock": Reach("adjtimex", lambda: (_empty(208),), rare=True),
    "read_the_kernels_log": Reach("syslog", lambda: (10, None, 0), root=True),
    "another_kernel": Reach("kexec_load", lambda: (0, 99999, None, 0), fatal=True, root=True, rare=True),
    "a_module": Reach("init_module", lambda: (None, 0, b""), fatal=True, root=True, rare=True),
    "take_a_module_out": Reach("delete_module", lambda: (b"", 0), fatal=True, root=True, rare=True),
    "swap_in": Reach("swapon", lambda: (_NOWHERE, 0), fatal=True, root=True, rare=True),
    "swap_off": Reach("swapoff", lambda: (_NOWHERE,), root=True, rare=True),
    "restart_the_computer": Reach("reboot", lambda: (0, 0, 0, None), fatal=True, root=True),
    "count_events": Reach("perf_event_open", lambda: (None, 0, 0, -1, 0), fatal=True, rare=True),
    "old_rings_entered": Reach("io_uring_enter", lambda: (-1, 0, 0, 0, None, 0), fatal=True, rare=True),
    "old_rings_changed": Reach("io_uring_register", lambda: (-1, 0, None, 0), fatal=True, rare=True),
    # Names of places
    "enter_a_namespace": Reach("setns", lambda: (-1, 0), fatal=True),
    "turn_the_root": Reach("pivot_root", lambda: (_NOWHERE, _NOWHERE), fatal=True, root=True),
    "take_a_mount_away": Reach("umount2", lambda: (_NOWHERE, 0), fatal=True, rare=True),
    "hold_a_tree": Reach("open_tree", lambda: (-100, b"/", 0), fatal=True),
    "move_a_mount": Reach("move_mount", lambda: (-1, b"", -1, b"", 0x44), fatal=True, root=True),
    "set_up_a_mount": Reach("fsconfig", lambda: (-1, 0, None, None, 0), fatal=True),
    "make_a_mount": Reach("fsmount", lambda: (-1, 0, 0), fatal=True, root=True),
    "pick_a_mount": Reach("fspick", lambda: (-100, _NOWHERE, 0), fatal=True, root=True),
    "change_a_mount": Reach(
        "mount_setattr", lambda: (-100, _NOWHERE, 0, bytes(32), 32), fatal=True, root=True
    ),
}


def _tried(facts: Facts, one: Reach) -> object:
    return reach(one.call, *one.arguments())


PROBES.update({name: partial(_tried, one=one) for name, one in REACHES.items()})


# Writing code and running it, each way as far as it goes

_PAGE: Final = 4096
_libc.mmap.restype = ctypes.c_void_p
_libc.mremap.restype = ctypes.c_void_p
_WRITE: Final = mmap.PROT_READ | mmap.PROT_WRITE
_RUN: Final = mmap.PROT_READ | mmap.PROT_EXEC
_FAILED: Final = ctypes.c_void_p(-1).value


def _mapped(protection: int, flags: int) -> int:
    start = _libc.mmap(
        None, ctypes.c_size_t(_PAGE), protection, flags | mmap.MAP_ANONYMOUS, -1, ctypes.c_long(0)
    )
    if start == _FAILED:
        raise OSError(ctypes.get_errno(), "mmap")
    return int(start)


def _protect(start: int, protection: int) -> None:
    if _libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(_PAGE), protection) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")


def _moved(start: int, old: int, flags: int, to: int = 0) -> int:
    moved = _libc.mremap(
        ctypes.c_void_p(start), ctypes.c_size_t(old), ctypes.c_size_t(_PAGE), flags, ctypes.c_void_p(to)
    )
    if moved == _FAILED:
        raise OSError(ctypes.get_errno(), "mremap")
    return int(moved)


_code: Final = _mapped(_RUN, mmap.MAP_PRIVATE)
"""A page that was there to be run before the lock, as a library's code is."""


@probe
def patch_code_that_is_there(facts: Facts) -> object:
    """The filter lets it become writable, and never runnable again."""
    _protect(_code, _WRITE)
    ctypes.memset(_code, 0xC3, 16)
    _protect(_code, _RUN)
    return ctypes.string_at(_code, 1)


@probe
def run_memory_that_is_there_twice(facts: Facts) -> object:
    """One page under two addresses: written through one, run through the other."""
    first = _mapped(_WRITE, mmap.MAP_SHARED)
    second = _moved(first, 0, 1)  # MREMAP_MAYMOVE; a length of 0 leaves the old one where it is
    _protect(second, _RUN)
    ctypes.memset(first, 0xC3, 16)
    return ctypes.string_at(second, 1)


@probe
def write_over_moved_code(facts: Facts) -> object:
    """Code moved, not copied: it keeps what may be done with it, wherever it goes."""
    target = _mapped(_WRITE, mmap.MAP_PRIVATE)
    moved = _moved(_code, _PAGE, 3, target)  # MREMAP_MAYMOVE | MREMAP_FIXED
    _protect(moved, mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    return moved


@probe
def memory_that_grows_to_be_run(facts: Facts) -> object:
    """PROT_GROWSDOWN beside a protection must not hide the bit that is looked for."""
    start = _mapped(_WRITE, mmap.MAP_PRIVATE | 0x100)  # MAP_GROWSDOWN
    _protect(start, _RUN | 0x01000000)
    return start
