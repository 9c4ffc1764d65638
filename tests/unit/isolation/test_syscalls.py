"""The filter of system calls, run by a small interpreter: also for processors that this computer is not."""

from __future__ import annotations

import errno
import struct

import pytest

from stillmark.isolation.syscalls import (
    ALLOWED,
    FATAL,
    MACHINES,
    RET_ALLOW,
    RET_ERRNO,
    RET_KILL_PROCESS,
    Machine,
    program,
)

PID = 4711
EPERM = RET_ERRNO | errno.EPERM
THREAD = 0x3D0F00


def run(code: bytes, number: int, arch: int, arguments: tuple[int, ...] = ()) -> int:
    """What the kernel would answer (net/core/filter.c), for the five operations that the program has."""
    data = struct.pack("=IIQ6Q", number, arch, 0, *(arguments + (0,) * (6 - len(arguments))))
    steps = list(struct.iter_unpack("=HBBI", code))
    register, at = 0, 0
    while True:
        operation, if_true, if_false, operand = steps[at]
        at += 1
        if operation == 0x20:
            (register,) = struct.unpack_from("=I", data, operand)
        elif operation == 0x54:
            register &= operand
        elif operation == 0x15:
            at += if_true if register == operand else if_false
        elif operation == 0x35:
            at += if_true if register >= operand else if_false
        else:
            assert operation == 0x06
            return operand


@pytest.fixture(params=sorted(MACHINES))
def machine(request: pytest.FixtureRequest) -> Machine:
    return MACHINES[request.param]


def ask(machine: Machine, name: str, *arguments: int) -> int:
    return run(program(machine, PID), machine.numbers[name], machine.audit_arch, arguments)


def test_calls_that_are_needed_are_made(machine: Machine) -> None:
    for name, conditions in ALLOWED.items():
        if not conditions and name in machine.numbers:
            assert ask(machine, name, 3, 4, 5) == RET_ALLOW, name


def test_everything_else_is_an_error_or_the_end(machine: Machine) -> None:
    code = program(machine, PID)
    names = {number: name for name, number in machine.numbers.items()}
    for number in range(1024):
        answer = run(code, number, machine.audit_arch, (9, 2, 100, 1, 2, 3))
        name = names.get(number)
        if name == "clone3":
            assert answer == RET_ERRNO | errno.ENOSYS
        elif name in FATAL.split():
            assert answer == RET_KILL_PROCESS, name
        elif name is None or ALLOWED[name]:
            assert answer == EPERM, (number, name)


def test_the_tables_name_every_call_once(machine: Machine) -> None:
    assert len(set(machine.numbers.values())) == len(machine.numbers)
    assert not set(ALLOWED) & set(FATAL.split())
    known_elsewhere = {"fork", "vfork", "time", "iopl", "ioperm", "modify_ldt"}
    assert set(ALLOWED) | set(FATAL.split()) | {"clone3"} == set(machine.numbers) | (
        set() if machine.x32 else known_elsewhere
    )


def test_other_ways_of_calling_are_the_end(machine: Machine) -> None:
    code = program(machine, PID)
    for arch in (0x40000003, 0x40000028, machine.audit_arch ^ 1, 0):  # i386, ARM, others
        assert run(code, machine.numbers["read"], arch) == RET_KILL_PROCESS
    x32 = run(code, 0x40000000 | machine.numbers["read"], machine.audit_arch)
    assert x32 == (RET_KILL_PROCESS if machine.x32 else EPERM)
    assert run(code, 0xFFFFFFFF, machine.audit_arch) in (RET_KILL_PROCESS, EPERM)


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("mmap", (0, 4096, 3, 0x22, 2**64 - 1), RET_ALLOW),
        ("mmap", (0, 4096, 0, 0x4022), RET_ALLOW),
        ("mmap", (0, 4096, 4, 0x22), EPERM),  # to run
        ("mmap", (0, 4096, 7, 0x22), EPERM),
        ("mmap", (0, 4096, 1 << 32 | 3, 0x22), EPERM),
        ("mmap", (0, 4096, 3, 0x02), EPERM),  # a file's
        ("mprotect", (0, 4096, 3), RET_ALLOW),
        ("mprotect", (0, 4096, 5), EPERM),
        ("clone", (THREAD,), RET_ALLOW),
        ("clone", (THREAD | 0x400000,), RET_ALLOW),
        ("clone", (17,), EPERM),  # a process
        ("clone", (0x01200011,), EPERM),  # fork as glibc does it
        ("clone", (THREAD | 0x10000000,), EPERM),  # with a namespace
        ("clone", (THREAD & ~0x10000,), EPERM),
        ("clone", (THREAD | 1 << 32,), EPERM),
        ("tgkill", (PID, PID + 1, 6), RET_ALLOW),
        ("tgkill", (PID + 1, PID, 6), EPERM),
        ("tgkill", (1 << 32 | PID, PID, 6), EPERM),
        ("prlimit64", (0, 7, 0, 1 << 40), RET_ALLOW),
        ("prlimit64", (0, 7, 1 << 40, 0), EPERM),  # a new limit
        ("prlimit64", (PID + 1, 7, 0, 1), EPERM),
        ("prctl", (3,), RET_ALLOW),
        ("prctl", (4, 1), EPERM),
        ("prctl", (1, 0), EPERM),
        ("madvise", (0, 4096, 4), RET_ALLOW),
        ("madvise", (0, 4096, 100), EPERM),  # poison
        ("futex", (0, 0x80, 1), RET_ALLOW),  # wait, private
        ("futex", (0, 0x189, 1), RET_ALLOW),  # wait for bits, private, by the clock
        ("futex", (0, 0x86, 1), EPERM),  # lock with priorities
        ("futex", (0, 0x8B, 1), EPERM),  # requeue with priorities
        ("futex", (0, 1 << 32 | 1, 1), EPERM),
        ("write", (4, 1 << 40, 9), RET_ALLOW),
        ("write", (2, 1 << 40, 9), RET_ALLOW),
        ("write", (3, 1 << 40, 9), EPERM),  # the picture
        ("write", (1 << 32 | 4, 1 << 40, 9), EPERM),
        ("sched_getaffinity", (0, 8), RET_ALLOW),
        ("sched_getaffinity", (PID + 1, 8), EPERM),
    ],
)
def test_arguments_count(machine: Machine, name: str, arguments: tuple[int, ...], answer: int) -> None:
    assert ask(machine, name, *arguments) == answer


def test_the_program_is_short_enough_for_the_kernel(machine: Machine) -> None:
    code = program(machine, PID)
    assert len(code) % 8 == 0
    assert len(code) // 8 < 4096
