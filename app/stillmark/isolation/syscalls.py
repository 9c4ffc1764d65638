"""Which system calls a locked worker may make, as tables and as a filter program. Nothing is set here.

The program is classic BPF over `struct seccomp_data` (linux/seccomp.h): number, architecture, six arguments
of 64 bits. Call numbers are from arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h (aarch64).
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

# linux/seccomp.h
RET_KILL_PROCESS: Final = 0x80000000
RET_ERRNO: Final = 0x00050000
RET_ALLOW: Final = 0x7FFF0000

_LOAD: Final = 0x20  # BPF_LD | BPF_W | BPF_ABS
_AND: Final = 0x54  # BPF_ALU | BPF_AND | BPF_K
_IF_EQUAL: Final = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_IF_AT_LEAST: Final = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_RETURN: Final = 0x06  # BPF_RET | BPF_K
_INSTRUCTION: Final = struct.Struct("=HBBI")
_NUMBER_AT: Final = 0
_ARCHITECTURE_AT: Final = 4
_ARGUMENTS_AT: Final = 16
_WORD: Final = 0xFFFFFFFF
_X32_BIT: Final = 0x40000000


@dataclass(frozen=True, slots=True)
class Machine:
    """What the filter has to know of a processor architecture.

    Attributes:
        audit_arch: AUDIT_ARCH_* of linux/audit.h; calls made the way of another one end the process.
        x32: calls with bit 30 set belong to a third way of calling, which ends the process too.
        seccomp: number of `seccomp` itself.
        numbers: of each call named below that exists there.
    """

    audit_arch: int
    x32: bool
    seccomp: int
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Argument:
    """A condition: argument number `index`, all 64 bits of it, `& mask` is one of `values`."""

    index: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFFFFFFFFFF


_PROT_READ_WRITE: Final = 0x3
_MAP_ANONYMOUS: Final = 0x20
_NEW_THREAD: Final = 0x3D0F00
"""CLONE_VM | FS | FILES | SIGHAND | THREAD | SYSVSEM | SETTLS | PARENT_SETTID | CHILD_CLEARTID: what glibc
makes a thread with."""
_CLONE_DETACHED: Final = 0x400000
"""Does nothing; musl sets it for threads besides."""

_FUTEX_OPERATIONS: Final = (0, 1, 3, 4, 5, 9, 10)
"""FUTEX_WAIT, WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAIT_BITSET, WAKE_BITSET of linux/futex.h."""
_FUTEX_OPTIONS: Final = 0x180
"""FUTEX_PRIVATE_FLAG, FUTEX_CLOCK_REALTIME."""

REPLY_DESCRIPTOR: Final = 4
"""Where a child finds the pipe for its reply."""

OWN_PROCESS: Final = -1
"""Stands for the number of the process that is being locked."""

ALLOWED: Final[Mapping[str, tuple[Argument, ...]]] = MappingProxyType(
    {
        # The picture is read and the reply is written; numbers 0 to 4 are all there are, and 0 to 2 are
        # /dev/null. `fstat` sees open files only, unlike `newfstatat` and `statx`, which take names.
        "read": (),
        "pread64": (),
        "lseek": (),
        "fstat": (),
        # Never into the picture, even if it should be open for writing; 1 and 2 for decoders' complaints.
        "write": (Argument(0, (1, 2, REPLY_DESCRIPTOR)),),
        # The reply pipe alone, once everything is said: the app then need not wait until the kernel has taken
        # the process apart.
        "close": (Argument(0, (REPLY_DESCRIPTOR,)),),
        # Memory, and what allocators do with it. Never executable, so no code of a picture's can be run;
        # never a file's.
        "brk": (),
        "munmap": (),
        "mremap": (),
        "mmap": (
            Argument(2, (0,), mask=~_PROT_READ_WRITE),
            Argument(3, (_MAP_ANONYMOUS,), mask=_MAP_ANONYMOUS),
        ),
        "mprotect": (Argument(2, (0,), mask=~_PROT_READ_WRITE),),
        # WILLNEED, DONTNEED, FREE, HUGEPAGE, NOHUGEPAGE, GUARD_INSTALL, GUARD_REMOVE
        "madvise": (Argument(2, (3, 4, 8, 14, 15, 102, 103)),),
        # Threads: libde265 (HEIC) starts one for every picture, the video decoders may. Exactly the flags of
        # a thread; a process has others. (`clone3` hides its flags behind a pointer: see REFUSED.) Of futexes
        # what locks and conditions need: not those that inherit priorities, which no decoder uses and kernels
        # were taken over by more than once.
        "futex": (Argument(1, _FUTEX_OPERATIONS, mask=~_FUTEX_OPTIONS),),
        "clone": (Argument(0, (_NEW_THREAD, _NEW_THREAD | _CLONE_DETACHED)),),
        "set_robust_list": (),
        "rseq": (),
        "sched_yield": (),
        "sched_getaffinity": (Argument(0, (0,)),),
        "gettid": (),
        "getpid": (),
        # The clock, where the vDSO cannot tell the time without a call.
        "clock_gettime": (),
        "clock_getres": (),
        "gettimeofday": (),
        "time": (),
        "clock_nanosleep": (),
        "nanosleep": (),
        # Signals to itself (`abort` in a decoder), their return, and going on after a pause (SIGCONT).
        "rt_sigprocmask": (),
        "rt_sigreturn": (),
        "restart_syscall": (),
        "tgkill": (Argument(0, (OWN_PROCESS,)),),
        # Salt of hash tables; the size of memory, which glibc's `qsort` wants to know.
        "getrandom": (),
        "sysinfo": (),
        # What `lock.report` reads back: own limits, never new ones; PR_GET_PDEATHSIG, PR_GET_DUMPABLE,
        # PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS.
        "prlimit64": (Argument(0, (0,)), Argument(2, (0,))),
        "prctl": (Argument(0, (2, 3, 21, 39)),),
        # The end.
        "exit": (),
        "exit_group": (),
    }
)
"""The only calls that do anything, with conditions that must all hold. The more frequent come first."""

REFUSED: Final[Mapping[str, int]] = MappingProxyType({"clone3": errno.ENOSYS})
"""Answered with this error instead of EPERM: glibc then makes its thread with `clone`."""

FATAL: Final = (
    "execve execveat fork vfork ptrace process_vm_readv process_vm_writev kill tkill rt_sigqueueinfo "
    "rt_tgsigqueueinfo pidfd_open pidfd_getfd pidfd_send_signal process_madvise kcmp "
    "socket socketpair connect bind listen accept accept4 sendto sendmsg sendmmsg "
    "io_uring_setup io_uring_enter io_uring_register userfaultfd bpf perf_event_open memfd_create "
    "memfd_secret mount umount2 move_mount open_tree fsopen fspick fsmount fsconfig mount_setattr pivot_root "
    "chroot unshare setns add_key request_key keyctl init_module finit_module delete_module kexec_load "
    "kexec_file_load open_by_handle_at personality setuid setgid capset reboot swapon iopl ioperm modify_ldt"
)
"""Calls that no decoder makes by any accident. Whoever makes one has taken a decoder over, and is ended at
the first of them instead of being left to try the next."""

_X86_64: Final = (
    "read 0 write 1 close 3 fstat 5 lseek 8 mmap 9 mprotect 10 munmap 11 brk 12 rt_sigprocmask 14 "
    "rt_sigreturn 15 pread64 17 sched_yield 24 mremap 25 madvise 28 nanosleep 35 getpid 39 socket 41 "
    "connect 42 accept 43 sendto 44 sendmsg 46 bind 49 listen 50 socketpair 53 clone 56 fork 57 "
    "vfork 58 execve 59 exit 60 kill 62 gettimeofday 96 sysinfo 99 ptrace 101 setuid 105 setgid 106 "
    "capset 126 rt_sigqueueinfo 129 personality 135 modify_ldt 154 pivot_root 155 prctl 157 chroot 161 "
    "mount 165 umount2 166 swapon 167 reboot 169 iopl 172 ioperm 173 init_module 175 delete_module 176 "
    "gettid 186 tkill 200 time 201 futex 202 sched_getaffinity 204 restart_syscall 219 "
    "clock_gettime 228 clock_getres 229 clock_nanosleep 230 exit_group 231 tgkill 234 kexec_load 246 "
    "add_key 248 request_key 249 keyctl 250 unshare 272 set_robust_list 273 accept4 288 "
    "rt_tgsigqueueinfo 297 perf_event_open 298 prlimit64 302 open_by_handle_at 304 sendmmsg 307 "
    "setns 308 process_vm_readv 310 process_vm_writev 311 kcmp 312 finit_module 313 getrandom 318 "
    "memfd_create 319 kexec_file_load 320 bpf 321 execveat 322 userfaultfd 323 rseq 334"
)
_AARCH64: Final = (
    "umount2 39 mount 40 pivot_root 41 chroot 51 close 57 lseek 62 read 63 write 64 pread64 67 fstat 80 "
    "capset 91 personality 92 exit 93 exit_group 94 unshare 97 futex 98 set_robust_list 99 "
    "nanosleep 101 kexec_load 104 init_module 105 delete_module 106 clock_gettime 113 clock_getres 114 "
    "clock_nanosleep 115 ptrace 117 sched_getaffinity 123 sched_yield 124 restart_syscall 128 kill 129 "
    "tkill 130 tgkill 131 rt_sigprocmask 135 rt_sigqueueinfo 138 rt_sigreturn 139 reboot 142 "
    "setgid 144 setuid 146 prctl 167 gettimeofday 169 getpid 172 gettid 178 sysinfo 179 socket 198 "
    "socketpair 199 bind 200 listen 201 accept 202 connect 203 sendto 206 sendmsg 211 brk 214 "
    "munmap 215 mremap 216 add_key 217 request_key 218 keyctl 219 clone 220 execve 221 mmap 222 "
    "swapon 224 mprotect 226 madvise 233 rt_tgsigqueueinfo 240 perf_event_open 241 accept4 242 "
    "prlimit64 261 open_by_handle_at 265 setns 268 sendmmsg 269 process_vm_readv 270 "
    "process_vm_writev 271 kcmp 272 finit_module 273 getrandom 278 memfd_create 279 bpf 280 "
    "execveat 281 userfaultfd 282 rseq 293 kexec_file_load 294"
)
_SINCE_424: Final = (
    "pidfd_send_signal 424 io_uring_setup 425 io_uring_enter 426 io_uring_register 427 open_tree 428 "
    "move_mount 429 fsopen 430 fsconfig 431 fsmount 432 fspick 433 pidfd_open 434 clone3 435 "
    "pidfd_getfd 438 process_madvise 440 mount_setattr 442 memfd_secret 447"
)
"""From 424 on all architectures count alike."""


def _table(text: str) -> Mapping[str, int]:
    words = f"{text} {_SINCE_424}".split()
    return MappingProxyType(dict(zip(words[::2], map(int, words[1::2]), strict=True)))


MACHINES: Final[Mapping[str, Machine]] = MappingProxyType(
    {
        "x86_64": Machine(0xC000003E, x32=True, seccomp=317, numbers=_table(_X86_64)),
        "aarch64": Machine(0xC00000B7, x32=False, seccomp=277, numbers=_table(_AARCH64)),
    }
)
"""By the name that `uname` gives. Others have no filter, and so no more than the level "process"."""


def program(machine: Machine, pid: int) -> bytes:
    """Return the filter for the process `pid`, as an array of `struct sock_filter`.

    What a call gets, in this order:

    - another architecture's way of calling (`int 0x80`, x32): the process ends, because the numbers would
      mean something else.
    - in `ALLOWED`, and every condition holds: it is made.
    - in `REFUSED`: that error.
    - in `FATAL`: the process ends (the parent sees SIGSYS and refuses the picture).
    - everything else, also what kernels will learn one day: EPERM. An error and not the end, because
      libraries try calls that they can do without (a converter's file, the names of threads, the number of
      processors), and the next version of one would otherwise cost honest pictures; what is refused is
      refused either way.
    """
    numbers = machine.numbers
    code = [
        _op(_LOAD, _ARCHITECTURE_AT),
        _op(_IF_EQUAL, machine.audit_arch, 1, 0),
        _op(_RETURN, RET_KILL_PROCESS),
        _op(_LOAD, _NUMBER_AT),
    ]
    if machine.x32:
        code += [_op(_IF_AT_LEAST, _X32_BIT, 0, 1), _op(_RETURN, RET_KILL_PROCESS)]
    for name, conditions in ALLOWED.items():
        if name in numbers:
            body = [step for one in conditions for step in _condition(one, pid)]
            body.append(_op(_RETURN, RET_ALLOW))
            code += _when(numbers[name], body)
    for name, error in REFUSED.items():
        code += _when(numbers[name], [_op(_RETURN, RET_ERRNO | error)])
    for name in FATAL.split():
        if name in numbers:
            code += _when(numbers[name], [_op(_RETURN, RET_KILL_PROCESS)])
    code.append(_op(_RETURN, RET_ERRNO | errno.EPERM))
    return b"".join(code)


def _when(number: int, body: list[bytes]) -> list[bytes]:
    return [_op(_IF_EQUAL, number, 0, len(body)), *body]


def _condition(condition: Argument, pid: int) -> Iterable[bytes]:
    """Return steps that fall through where it holds, and otherwise return EPERM."""
    values = [pid if value == OWN_PROCESS else value for value in condition.values]
    at = _ARGUMENTS_AT + 8 * condition.index
    # Both machines are little-endian: the low word comes first. No value has anything in the high one.
    for offset, shift in ((at + 4, 32), (at, 0)):
        wanted = sorted({value >> shift & _WORD for value in values})
        yield _op(_LOAD, offset)
        yield _op(_AND, condition.mask >> shift & _WORD)
        for index, value in enumerate(wanted):
            # Over the remaining comparisons and the return.
            yield _op(_IF_EQUAL, value, len(wanted) - index, 0)
        yield _op(_RETURN, RET_ERRNO | errno.EPERM)


def _op(code: int, operand: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return _INSTRUCTION.pack(code, if_true, if_false, operand)
