"""Python scripts on a disk of a given size, on a read-only disk, or where no file can grow."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
_UNSHARED = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")


@functools.cache
def mounts_allowed() -> bool:
    """Whether a process here may mount in a namespace of its own (some systems forbid it)."""
    try:
        tried = subprocess.run(
            [*_UNSHARED, "mount -t tmpfs none /mnt"], capture_output=True, timeout=20, check=False
        )
    except OSError:
        return False
    return tried.returncode == 0


def need_mounts() -> None:
    if not mounts_allowed():
        pytest.skip("this system lets nobody mount in a namespace of their own")


def run_script(script: str, *arguments: object, prefix: tuple[str, ...] = ()) -> str:
    """Run a script with app/ and tests/ on its path; return what it printed, fail if it failed."""
    paths = os.pathsep.join(str(PROJECT / name) for name in ("app", "tests"))
    done = subprocess.run(
        [*prefix, sys.executable, "-W", "error", "-c", script, *(str(argument) for argument in arguments)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def small_disk(folder: Path, kibibytes: int) -> tuple[str, ...]:
    """Return the prefix of a process for which `folder` is an empty disk (tmpfs) of this size."""
    command = f'mount -t tmpfs -o size={kibibytes}k none "{folder}" && exec "$@"'
    return (*_UNSHARED, command, "sh")


def read_only(folder: Path) -> tuple[str, ...]:
    """Return the prefix of a process for which `folder` is on a read-only disk."""
    command = f'mount --bind "{folder}" "{folder}" && mount -o remount,bind,ro "{folder}" && exec "$@"'
    return (*_UNSHARED, command, "sh")


def no_growth(bytes_: int) -> tuple[str, ...]:
    """Return the prefix of a process in which no file can grow beyond this size (RLIMIT_FSIZE)."""
    return ("prlimit", f"--fsize={bytes_}")
