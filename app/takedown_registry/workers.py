"""Several processes that answer on one socket, with PostgreSQL behind them all.

The parent listens, keeps house and starts the workers again when they end; it answers nothing itself. Each
worker is a program of its own (nothing is inherited by a fork) that gets the listening socket, and what was
decided in its environment, where `ps` does not show it. It ends when its standard input does,
so none outlives a parent that was killed.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType
from typing import Final

from takedown_registry.config import PREFIX, Config
from takedown_registry.http import Registry
from takedown_registry.logs import event
from takedown_registry.metrics import FOLDER_VARIABLE
from takedown_registry.server import Housekeeper, Server

AGAIN_SECONDS: Final = 1.0
"""A worker that ended is started again no sooner than this after its start."""
STOP_SECONDS: Final = 15


class Supervisor:
    """Starts workers on a listening socket and keeps their number."""

    def __init__(
        self,
        registry: Registry,
        listening: socket.socket,
        config: Config,
        keeper: Housekeeper,
        counts: str,
    ) -> None:
        """Prepare; nothing is started yet.

        Args:
            registry: closed at the end.
            listening: bound, listening.
            config: what was decided; the workers get it in their environment.
            keeper: keeps house meanwhile.
            counts: folder where workers count what they do (`metrics`).
        """
        self._registry = registry
        self._keeper = keeper
        self._listening = listening
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self._environment = {**inherited, **config.environment(), FOLDER_VARIABLE: counts}
        self._stopping = threading.Event()
        self._workers: list[tuple[subprocess.Popen[bytes], float] | None] = [None] * config.serving.workers

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, then end every worker in order; the main thread only."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._on_signal)
        self._keeper.start()
        event("started", workers=len(self._workers))
        try:
            while not self._stopping.wait(0.1):
                self._keep_number()
        finally:
            self._keeper.stop()
            event("stopped")
            self._end_workers()
            self._listening.close()
            self._registry.database.close()

    def alive(self) -> int:
        """Return how many workers run."""
        return sum(worker is not None and worker[0].poll() is None for worker in self._workers)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _keep_number(self) -> None:
        for index, worker in enumerate(self._workers):
            if worker is None:
                self._workers[index] = (self._start(), time.monotonic())
                continue
            process, started = worker
            if process.poll() is not None and time.monotonic() > started + AGAIN_SECONDS:
                event("worker-started-again", level=logging.WARNING, code=process.returncode)
                _close(process)
                self._workers[index] = None

    def _start(self) -> subprocess.Popen[bytes]:
        number = self._listening.fileno()
        command = [sys.executable, "-m", "takedown_registry", "worker"]
        return subprocess.Popen(
            [*command, "--socket", str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=self._environment,
            pass_fds=[number],
        )

    def _end_workers(self) -> None:
        running = [worker[0] for worker in self._workers if worker is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            _close(process)


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()


def work(registry: Registry, number: int) -> None:
    """Answer requests on the listening socket with this descriptor number until the parent is gone."""
    server = Server(registry, socket.socket(fileno=number))
    threading.Thread(target=_stop_with_input, args=(server,), daemon=True).start()
    server.run()


def _stop_with_input(server: Server) -> None:
    # Not through sys.stdin: a thread waiting inside it makes the interpreter abort when it ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    server.stop()
