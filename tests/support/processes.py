"""Looks at real processes through /proc (Linux)."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


def wait_for(look: Callable[[], T], seconds: float = 5.0) -> T:
    """Return the first true thing that `look` sees; fail after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not seen within {seconds} s: {look}")
        time.sleep(0.001)
    return seen


def state(pid: int) -> str | None:
    """Return the state letter (R, S, T, Z, ...), None if there is no such process."""
    return _facts(pid)[0]


def alive(pid: int) -> bool:
    """Return whether it runs, sleeps or is stopped; a zombie is dead."""
    return state(pid) not in (None, "Z", "X")


def children(pid: int) -> list[int]:
    """Return its children that are alive, lowest number first."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return sorted(number for number in numbers if _facts(number)[1] == pid and alive(number))


def status(pid: int) -> dict[str, str]:
    """Return /proc/PID/status by name."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def command(pid: int) -> list[str]:
    """Return its command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().split("\0")[:-1]
    except OSError:
        return []


def _facts(pid: int) -> tuple[str | None, int]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None, 0
    # The program's name, in brackets, may hold anything.
    letter, parent = text.rpartition(")")[2].split()[:2]
    return letter, int(parent)


@contextmanager
def no_descriptors_left() -> Iterator[None]:
    """Take every descriptor that this process may still have, for a while."""
    taken: list[int] = []
    try:
        try:
            while True:
                taken.append(os.dup(0))
        except OSError as problem:
            assert problem.errno == errno.EMFILE
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)
