"""What the app's own process does so that its memory, with the words in it, is never written to a disk."""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_PR_SET_DUMPABLE: Final = 4


def leave_no_core() -> None:
    """Let no crash leave a core file, and let no other process of the account read the memory of this one.

    - RLIMIT_CORE 0 (POSIX): the kernel writes no core file.
    - PR_SET_DUMPABLE 0 (Linux, prctl(2)): nor does it hand one to a program that collects them, which the
      limit alone does not stop (core(5)); ptrace and /proc/PID/mem are closed to other processes.

    What a system offers neither for (Windows) is left as it is; the help says so of memory in general.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_DUMPABLE, ctypes.c_ulong(0), 0, 0, 0)
