"""The lock, tried out from inside by a real locked process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the lock in full is Linux's")

APP = Path(__file__).parents[3] / "app"

BEFORE = """
import os, signal, socket, sys, time
from stillmark.domain.worker_messages import IsolationLevel
from stillmark.isolation import fences, lock
held = open(sys.argv[1], "r+b", buffering=0)
os.environ.clear()
def close(have, level=IsolationLevel.PROCESS):
    lock.lock(
        parent=os.getppid(), memory_bytes=400 * 2**20, cpu_seconds=1, fences=have, required=level
    )
"""
LIMITS_ALONE = "close(fences.NO_FENCES)\n"
EVERYTHING = "close(fences.supported())\n"
ORPHANED = """
have = fences.supported()
lock.lock(parent=real(), memory_bytes=1 << 30, cpu_seconds=1, fences=have, required=IsolationLevel.PROCESS)
"""
SKIPPED = 77
NEEDS_BOTH = (
    f"have = fences.supported()\nif have.landlock_abi is None or not have.seccomp: os._exit({SKIPPED})\n"
)


def locked(tmp_path: Path, attempt: str) -> subprocess.CompletedProcess[str]:
    target = tmp_path / "held"
    target.write_bytes(b"as it was")
    return subprocess.run(
        [sys.executable, "-c", BEFORE + attempt, str(target)],
        env={**os.environ, "PYTHONPATH": str(APP)},
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.mark.parametrize(
    ("attempt", "error"),
    [
        ("open('/etc/passwd')", "Too many open files"),
        ("os.close(0); os.open('/etc/passwd', os.O_RDONLY)", "Too many open files"),
        ("os.listdir('/')", "Too many open files"),
        ("open('/tmp/trace', 'w')", "Too many open files"),
        ("socket.socket()", "Too many open files"),
        ("os.pipe()", "Too many open files"),
        ("os.memfd_create('x')", "Too many open files"),
        ("os.dup(1)", "Invalid argument"),  # no number is low enough
        ("held.write(b'changed')", "File too large"),
        ("bytearray(500 * 2**20)", "MemoryError"),
    ],
)
def test_limits_alone_already_refuse(tmp_path: Path, attempt: str, error: str) -> None:
    """What is left on a system without Landlock and without a call filter."""
    done = locked(tmp_path, LIMITS_ALONE + attempt)
    assert done.returncode == 1
    assert error in done.stderr, done.stderr
    assert (tmp_path / "held").read_bytes() == b"as it was"


def test_a_locked_process_that_loops_is_ended(tmp_path: Path) -> None:
    assert locked(tmp_path, EVERYTHING + "while True: pass").returncode == -signal.SIGXCPU


def test_a_locked_process_that_ignores_the_first_signal_is_ended_too(tmp_path: Path) -> None:
    ignoring = "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    assert locked(tmp_path, LIMITS_ALONE + ignoring).returncode == -signal.SIGKILL


def test_a_locked_process_keeps_what_it_needs(tmp_path: Path) -> None:
    done = locked(
        tmp_path, EVERYTHING + "assert held.read() == b'as it was'; sys.stdout.write('and can speak')"
    )
    assert (done.returncode, done.stdout) == (0, "and can speak")


def test_a_lock_without_the_zygote_fails(tmp_path: Path) -> None:
    done = locked(tmp_path, "real, os.getppid = os.getppid, lambda: 1 << 22\n" + ORPHANED)
    assert done.returncode == 1
    assert "LockFailed: the zygote is gone" in done.stderr


def test_a_system_that_cannot_give_what_is_required_gets_no_picture(tmp_path: Path) -> None:
    done = locked(tmp_path, "close(fences.Fences(seccomp=True), IsolationLevel.SANDBOX)")
    assert done.returncode == 1
    assert "LockFailed: this system cannot give the level" in done.stderr


@pytest.mark.parametrize(
    ("lie", "error"),
    [
        # The kernel refuses, as it does to a process that is under sixteen rulesets or filters already.
        ("fences._LANDLOCK_RESTRICT_SELF = 5000", "LockFailed: call 5000: Function not implemented"),
        ("fences._SECCOMP_SET_MODE_FILTER = 99", "LockFailed: call"),
        # The kernel agrees and nothing comes of it.
        ("fences._call = lambda *_: os.dup(1)", "LockFailed: Landlock does not hold"),
        ("fences.syscalls.program = lambda *_: ALLOW_ALL", "LockFailed: seccomp does not hold"),
    ],
)
def test_a_fence_that_is_there_and_fails_stops_everything(tmp_path: Path, lie: str, error: str) -> None:
    allow_all = "ALLOW_ALL = (6).to_bytes(4, 'little') + (0x7FFF0000).to_bytes(4, 'little')\n"
    done = locked(tmp_path, f"{NEEDS_BOTH}{allow_all}{lie}\nclose(have)\nheld.read()")
    if done.returncode == SKIPPED:
        pytest.skip("this kernel lacks Landlock or seccomp")
    assert done.returncode == 1
    assert error in done.stderr, done.stderr


def test_each_fence_holds_without_the_other(tmp_path: Path) -> None:
    no_files = "close(fences.Fences(have.landlock_abi))\n"
    done = locked(tmp_path, NEEDS_BOTH + no_files + "os.truncate(sys.argv[1], 0)")
    if done.returncode == SKIPPED:
        pytest.skip("this kernel lacks Landlock or seccomp")
    assert "PermissionError: [Errno 13]" in done.stderr
    no_calls = "close(fences.Fences(seccomp=True))\n"
    done = locked(tmp_path, NEEDS_BOTH + no_calls + "os.truncate(sys.argv[1], 0)")
    assert "PermissionError: [Errno 1]" in done.stderr
    assert (tmp_path / "held").read_bytes() == b"as it was"


def test_later_threads_are_locked_too(tmp_path: Path) -> None:
    attempt = (
        "import threading\n"
        "def spy():\n"
        "    try: os.stat('/')\n"
        "    except PermissionError: os.write(1, b'refused')\n"
    )
    done = locked(tmp_path, attempt + EVERYTHING + "t = threading.Thread(target=spy); t.start(); t.join()")
    assert (done.returncode, done.stdout) == (0, "refused"), done.stderr


def test_a_filter_that_somebody_else_put_up_is_not_reported_as_ours(tmp_path: Path) -> None:
    """As in a container, on a machine whose calls the table does not know."""
    around = (
        "import ctypes, struct\n"
        "allow = ctypes.create_string_buffer(struct.pack('=HBBI', 6, 0, 0, 0x7FFF0000), 8)\n"
        "fences._libc.prctl(38, 1, 0, 0, 0)\n"
        "fences._call(fences.syscalls.MACHINES[os.uname().machine].seccomp, 1, 0,\n"
        "             struct.pack('=H6xQ', 1, ctypes.addressof(allow)))\n"
        "assert 'Seccomp:\\t2' in open('/proc/self/status').read()\n"
    )
    done = locked(
        tmp_path,
        f"{NEEDS_BOTH}{around}without = fences.Fences(have.landlock_abi)\nclose(without)\n"
        "found = lock.report(without)\nos.write(1, f'{found.level} {found.seccomp}'.encode())",
    )
    if done.returncode == SKIPPED:
        pytest.skip("this kernel lacks Landlock or seccomp")
    assert (done.returncode, done.stdout) == (0, "process False"), done.stderr


@pytest.mark.parametrize("abi", range(1, 8))
def test_every_version_of_landlock_can_be_asked_for(tmp_path: Path, abi: int) -> None:
    """A newer kernel takes an older version's rights: so each shape of the request is tried for real."""
    done = locked(
        tmp_path,
        f"{NEEDS_BOTH}if have.landlock_abi < {abi}: os._exit({SKIPPED})\n"
        f"close(fences.Fences({abi}))\nos.write(1, b'closed')",
    )
    if done.returncode == SKIPPED:
        pytest.skip("this kernel's Landlock is older")
    assert (done.returncode, done.stdout) == (0, "closed"), done.stderr
