"""The app's command line as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stillmark.cli.commands import OPENING
from stillmark.cli.shelter import ACCEPTS
from stillmark.domain.worker_messages import IsolationLevel
from stillmark.isolation.fences import supported
from stillmark.isolation.lock import level_of

APP = Path(__file__).parents[2] / "app"


@dataclass(frozen=True)
class Ran:
    """What one run of the command line left: exit code, JSON records, messages."""

    exit: int
    records: list[dict[str, Any]]
    stderr: str

    @property
    def last(self) -> dict[str, Any]:
        return self.records[-1]


def app_command(*arguments: object) -> list[str]:
    """Return a command; on a kernel without the fences it says that this is accepted (see test_doctor)."""
    words = [str(argument) for argument in arguments]
    whole = level_of(supported()) is IsolationLevel.SANDBOX
    accepting = [] if whole or not {*OPENING} & {*words} else [ACCEPTS]
    return [sys.executable, "-m", "stillmark", *words, *accepting]


def run_app(
    *arguments: object,
    timeout: float = 120,
    prefix: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Run `stillmark ARGUMENTS --json` to its end, behind a `prefix` command if one is given."""
    done = subprocess.run(
        [*prefix, *app_command(*arguments), "--json"],
        cwd=APP,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return Ran(
        done.returncode,
        [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()],
        done.stderr.decode("utf-8", "replace"),
    )
