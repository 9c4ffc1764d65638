"""Entry point; sends `--worker` to the picture worker before anything of the window is imported."""

from __future__ import annotations

import sys
from collections.abc import Sequence


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


if __name__ == "__main__":
    sys.exit(main())
