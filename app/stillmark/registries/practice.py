"""The practice registry: a real registry and a practice platform, in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

from stillmark.domain.errors import RegistryUnreachable

START_SECONDS = 60.0
STOP_SECONDS = 10.0


class PracticeRegistry:
    """Starts `python -m takedown_registry practice` and stops it again; it also ends with this process.

    Attributes:
        address: `URL#ROOT_KEY_ID`.
        platforms: names of the practice platforms.
    """

    def __init__(self, uploads: Sequence[Path]) -> None:
        """Start it; edited copies of `uploads` are what turns up on the practice platform.

        Raises:
            RegistryUnreachable: it did not start.
        """
        command = [sys.executable, "-m", "takedown_registry", "practice", "--port", "0"]
        for path in uploads:
            command += ["--upload", str(path)]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        try:
            greeting = self._greeting()
        except (ValueError, KeyError, TypeError, TimeoutError) as error:
            self.stop()
            raise RegistryUnreachable(
                "The practice registry did not start.",
                kept="Nothing was sent.",
                next_step="Start the app again.",
            ) from error
        self.address = f"{greeting['url']}#{greeting['root_key_id']}"
        self.platforms = tuple(str(name) for name in greeting["platforms"])

    def _greeting(self) -> dict[str, list[str]]:
        stdout = self._process.stdout
        if stdout is None:  # pragma: no cover - we asked for a pipe
            raise ValueError
        with DefaultSelector() as selector:
            selector.register(stdout, EVENT_READ)
            if not selector.select(START_SECONDS):
                raise TimeoutError
        greeting: dict[str, list[str]] = json.loads(stdout.readline())
        return greeting

    def stop(self) -> None:
        """Stop it and wait until it is gone; harmless if repeated."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
