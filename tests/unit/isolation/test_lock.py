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
from stillmark.isolation import lock
held = open(sys.argv[1], "r+b", buffering=0)
os.environ.clear()
lock.lock(parent=os.getppid(), memory_bytes=400 * 2**20, cpu_seconds=1)
"""


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
def test_a_locked_process_cannot(tmp_path: Path, attempt: str, error: str) -> None:
    done = locked(tmp_path, attempt)
    assert done.returncode == 1
    assert error in done.stderr, done.stderr
    assert (tmp_path / "held").read_bytes() == b"as it was"


def test_a_locked_process_that_loops_is_ended(tmp_path: Path) -> None:
    assert locked(tmp_path, "while True: pass").returncode == -signal.SIGXCPU


def test_a_locked_process_that_ignores_the_first_signal_is_ended_too(tmp_path: Path) -> None:
    ignoring = "signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    assert locked(tmp_path, ignoring).returncode == -signal.SIGKILL


def test_a_locked_process_keeps_what_it_needs(tmp_path: Path) -> None:
    done = locked(tmp_path, "assert held.read() == b'as it was'; sys.stdout.write('and can speak')")
    assert (done.returncode, done.stdout) == (0, "and can speak")


def test_a_lock_without_the_zygote_fails(tmp_path: Path) -> None:
    script = (
        "from stillmark.isolation import lock; lock.lock(parent=1 << 22, memory_bytes=1 << 30, cpu_seconds=1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(APP)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "LockFailed: the zygote is gone" in done.stderr
