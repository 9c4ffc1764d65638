"""Runs `stillmark` and kills it (SIGKILL to itself) when it crosses the N-th of the named steps below.

    python tests/support/kill_at.py N LIST ARGUMENTS...

Each step is crossed twice, going in and coming out; every crossing is written to the file LIST, so that a
run with N = 0, which kills nothing, tells how many there are. The app knows nothing of this: its functions
are wrapped from outside.
"""

from __future__ import annotations

import functools
import http.client
import importlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "app"))

STEPS = (
    "stillmark.services.keep:KeepService.unlock",
    "stillmark.services.connect:RegistryDirectory.connect",
    "stillmark.services.fingerprint:FingerprintService.outcomes",
    "stillmark.cli.words_file:WordsFile.read_or_create",
    "stillmark.cli.words_file:WordsFile.pin",
    "stillmark.services.keep:KeepService.remember",
    "stillmark.services.submit:SubmitService.prepare",
    "stillmark.services.keep:KeepService.name_items",
    "stillmark.services.submit:SubmitService.send",
    "stillmark.services.withdraw:WithdrawService.withdraw",
    "stillmark.services.exchange:Exchange.write_down",
    # Inside the transaction that writes an intent down, before it is committed.
    "stillmark.vault.journal:_record",
    "stillmark.vault.memory:MemoryJournal.record",
    "stillmark.services.exchange:seal",
    "stillmark.registries.takedown:TakedownConnection.post_message",
    "stillmark.services.exchange:open_answer",
    "stillmark.services.exchange:Exchange._complete",
    # Inside the transaction that keeps a receipt, before it is committed.
    "stillmark.vault.journal:_descriptor",
    "stillmark.vault.memory:MemoryJournal.complete",
    "stillmark.cli.output:Output.result",
)


class Crossings:
    def __init__(self, kill_at: int, list_file: Path) -> None:
        self.kill_at = kill_at
        self.list = list_file.open("a", buffering=1)
        self.count = 0

    def cross(self, name: str) -> None:
        self.count += 1
        self.list.write(name + "\n")
        if self.count == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self, step: str) -> None:
        module_name, _, path = step.partition(":")
        holder: Any = importlib.import_module(module_name)
        *parents, last = path.split(".")
        for parent in parents:
            holder = getattr(holder, parent)
        original: Callable[..., Any] = getattr(holder, last)

        @functools.wraps(original)
        def stepped(*args: Any, **kwargs: Any) -> Any:
            self.cross(f"into {path}")
            result = original(*args, **kwargs)
            self.cross(f"out of {path}")
            return result

        setattr(holder, last, stepped)

    def wrap_socket(self) -> None:
        """Half of a message on the wire, the other half not."""
        original = http.client.HTTPConnection.send

        def send(connection: http.client.HTTPConnection, data: Any) -> None:
            if isinstance(data, bytes) and len(data) >= 16 * 1024:
                original(connection, data[: len(data) // 2])
                self.cross("half of HTTPConnection.send")
                original(connection, data[len(data) // 2 :])
                self.cross("out of HTTPConnection.send")
            else:
                original(connection, data)

        http.client.HTTPConnection.send = send  # type: ignore[method-assign]


def main() -> int:
    crossings = Crossings(int(sys.argv[1]), Path(sys.argv[2]))
    for step in STEPS:
        crossings.wrap(step)
    crossings.wrap_socket()
    from stillmark.__main__ import main as run

    return run(sys.argv[3:])


if __name__ == "__main__":
    sys.exit(main())
