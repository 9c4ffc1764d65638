"""How much of a file is really there: one of 10 GB may be a block and a hole, and take a minute to read."""

from __future__ import annotations

import errno
import os
import sys
from typing import Final

MANY_BYTES: Final = 512 * 1024 * 1024
"""Holes of less than this are read as the zeros they stand for."""

_MAX_EXTENTS: Final = 10_000


def mostly_missing(descriptor: int, size: int) -> bool:
    """Return whether more than half of a file, and more than `MANY_BYTES`, was never written.

    Such are downloads that were broken off, and files made to keep a computer busy; no video is one. Where
    the system does not tell holes from zeros the answer is no. Moves the file's position.
    """
    if size <= MANY_BYTES or sys.platform == "win32":
        return False
    there = at = 0
    try:
        for _ in range(_MAX_EXTENTS):
            start = os.lseek(descriptor, at, os.SEEK_DATA)
            at = os.lseek(descriptor, start, os.SEEK_HOLE)
            there += at - start
            if at >= size:
                break
    except OSError as problem:
        if problem.errno != errno.ENXIO:  # nothing but a hole from here to the end
            return False
    missing = size - there
    return missing > MANY_BYTES and missing > size // 2
