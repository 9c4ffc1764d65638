"""How commands speak: JSON lines or text on stdout, everything else on stderr; what exit codes mean."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, TextIO

from stillmark.domain.errors import (
    RegistryNotTrusted,
    RegistryRefused,
    RegistryUnreachable,
    StillmarkError,
    UpdateNotTrusted,
    UpdatesUnreachable,
)


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    SOME_REFUSED = 1
    WRONG_USE = 2
    """Also: a place named on the command line cannot be used."""
    UNREACHABLE = 3
    REFUSED_BY_REGISTRY = 4
    """Also: what answered is not the registry that was named; it is refused by this side."""


def exit_code(error: StillmarkError) -> Exit:
    """Return the exit code for an error."""
    if isinstance(error, RegistryUnreachable | UpdatesUnreachable):
        return Exit.UNREACHABLE
    if isinstance(error, RegistryRefused | RegistryNotTrusted | UpdateNotTrusted):
        return Exit.REFUSED_BY_REGISTRY
    return Exit.WRONG_USE


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command writes.

    Attributes:
        as_json: JSON lines instead of text on `stdout`.
    """

    as_json: bool
    stdout: TextIO
    stderr: TextIO

    @classmethod
    def of_process(cls, *, as_json: bool) -> Output:
        """Write to this process's own streams; odd file names never break a line."""
        for stream in (sys.stdout, sys.stderr):
            reconfigure = getattr(stream, "reconfigure", None)
            if reconfigure:
                reconfigure(errors="backslashreplace")
        return cls(as_json, sys.stdout, sys.stderr)

    def result(self, record: Mapping[str, Any], text: str) -> None:
        """Write one result: `record` as one JSON line, or `text`."""
        line = json.dumps(record, ensure_ascii=False) if self.as_json else text
        self.stdout.write(line + "\n")
        self.stdout.flush()

    def say(self, text: str) -> None:
        """Write a message to stderr."""
        self.stderr.write(text + "\n")
        self.stderr.flush()

    def fault(self, error: StillmarkError) -> Exit:
        """Say what happened, what was kept and what to do next; return the exit code."""
        self.say(error.happened)
        self.say(error.kept)
        self.say(error.next_step)
        if self.as_json:
            self.result(
                {
                    "error": error.code,
                    "happened": error.happened,
                    "kept": error.kept,
                    "next": error.next_step,
                },
                "",
            )
        return exit_code(error)
