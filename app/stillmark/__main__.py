"""Entry point; sends `--worker` to the picture worker before anything of the window is imported."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Sequence
from typing import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    """Run the app, or the picture worker if the first argument is `--worker`; return the exit code.

    Args:
        argv: arguments without the program's name; those of the process if None.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    # Byte code next to the sources would tell when the app was first used.
    sys.dont_write_bytecode = True
    if arguments[:1] == ["--worker"]:
        # Nothing of the window may be in a process that opens hostile files, so this comes first.
        from stillmark import worker

        return worker.main(arguments[1:])
    from stillmark import bootstrap

    return bootstrap.main(arguments)


def run() -> NoReturn:
    """Run the app with the arguments of the process, and end the process.

    A command holds words and passphrases just as the window does, so no crash of either leaves a core file.
    """
    sys.dont_write_bytecode = True
    if sys.argv[1:2] != ["--worker"]:
        from stillmark.isolation.own_process import leave_no_core

        leave_no_core()
    end(main())


def end(code: int) -> NoReturn:
    """End the process with this code, and wait for nobody.

    A thread that is still at something (a request to a registry that does not answer) would go on while
    Python takes itself apart, and could crash it. Then the process ends here: whatever had to be said, closed
    or stopped has been by now (`bootstrap`).
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(OSError, ValueError):
                stream.flush()
    if any(thread.daemon for thread in threading.enumerate()):
        os._exit(code)
    sys.exit(code)


if __name__ == "__main__":
    run()
