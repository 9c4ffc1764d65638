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
    return [sys.executable, "-m", "stillmark", *(str(argument) for argument in arguments)]


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
