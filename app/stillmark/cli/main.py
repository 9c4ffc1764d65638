"""The command line: opens the window or calls a command, and turns typed errors into exit codes.

The window is to be there in a moment. So nothing is imported here that it does without: not what reads
arguments while there are none, and no command.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from stillmark.cli.wiring import Wiring
from stillmark.domain.errors import StillmarkError

if TYPE_CHECKING:
    from stillmark.cli.output import Output

NOTHING_SAID: Final[Any] = SimpleNamespace(registries=None, vault=None, proxy=None, command=None)
"""What the parser makes of no arguments at all."""


def run(arguments: Sequence[str], wiring: Wiring) -> int:
    """Run one command and return its exit code."""
    options, paths = _read(arguments)
    named = options.vault or os.environ.get("STILLMARK_VAULT")
    folder = Path(named) if named else None
    try:
        wiring.configure(options.registries, options.proxy, practice=options.command == "practice")
        if options.command is None:
            return wiring.window(None, folder, paths)
        from stillmark.cli.commands import dispatch

        return dispatch(options, wiring, _output(options), folder)
    except StillmarkError as error:
        return _output(options).fault(error)
    except KeyboardInterrupt:
        _output(options).say("Stopped. Sending the same files again is safe.")
        return 130


def _read(arguments: Sequence[str]) -> tuple[Any, tuple[Path, ...]]:
    if not arguments:
        return NOTHING_SAID, ()
    from stillmark.cli.arguments import build_parser, part_paths

    words, paths = part_paths(arguments)
    return build_parser().parse_args(words), paths


def _output(options: Any) -> Output:
    from stillmark.cli.output import Output

    return Output.of_process(as_json=getattr(options, "json", False))
