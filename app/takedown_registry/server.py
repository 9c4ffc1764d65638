"""Runs the application: binds first, says where, then serves until told to stop.

What it does is written down by `logs`, and nothing else is: uvicorn's own access log names addresses.
"""

from __future__ import annotations

import gc
import ipaddress
import logging
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

import uvicorn

from takedown_registry.app import make_app
from takedown_registry.audit import record_rules
from takedown_registry.database import Database, DatabaseUnavailable
from takedown_registry.descriptor import adopt_keys, serve_descriptor
from takedown_registry.http import Registry
from takedown_registry.keys import KeyRing
from takedown_registry.logs import event
from takedown_registry.lost_time import read_lost
from takedown_registry.quotas import publish_due
from takedown_registry.retention import forget
from takedown_registry.settings import Serving, Settings

HOUSEKEEPING_SECONDS: Final = 3600
SWITCH_SECONDS: Final = 0.0005
GARBAGE_THRESHOLDS: Final = (20_000, 10, 10)
"""Of Python's collector: objects more than before until it looks at the youngest, and so on (`gc`)."""


def open_registry(
    data: Path,
    settings: Settings | None = None,
    serving: Serving | None = None,
    *,
    clock: Callable[[], float] = time.time,
) -> Registry:
    """Open the registry in a data folder.

    Args:
        data: made by `init`.
        settings: what was decided, if not exactly what `init` wrote down.
        serving: how it runs.
        clock: Unix seconds.

    Raises:
        SettingsWrong, KeysMissing: it was not initialised or is damaged.
        SchemaTooOld, SchemaTooNew, DatabaseUnavailable: see `Database`.
    """
    settings, keys = settings or Settings.load(data), KeyRing(data)
    database = Database(settings.database_url(data))
    return Registry(settings, keys, database, clock, serving or Serving(), read_lost(data))


def housekeep(registry: Registry) -> None:
    """Change sealing keys when due, forget and publish what is due, and have a descriptor ready."""
    registry.keys.rotate(registry.now)
    days = registry.settings.retention_days
    forget(registry.database, registry.keys, retention_days=days, now=registry.now)
    with registry.database.write() as connection:
        record_rules(connection, registry.settings, registry.now)
    more = True
    while more:
        with registry.database.write() as connection:
            more = publish_due(connection, registry.now)
    serve_descriptor(registry.database, registry.settings, registry.keys, registry.now)
    adopt_keys(registry.database, registry.keys, registry.now)


def listen(host: str, port: int) -> socket.socket:
    """Bind and listen; connections queue up from here on.

    Raises:
        OSError: the address cannot be used.
    """
    listening = socket.create_server((host, port), family=_family(host), backlog=512)
    # Inherited by what is accepted. asyncio sets it only where a socket names its protocol, as these do not;
    # without it every answer on a kept connection waits 40 ms for the other side to acknowledge its head.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _family(host: str) -> socket.AddressFamily:
    try:
        return socket.AF_INET6 if ipaddress.ip_address(host).version == 6 else socket.AF_INET
    except ValueError:
        return socket.AF_INET


def url_of(listening: socket.socket) -> str:
    """Return the address of a listening socket as `http://host:port`."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class Housekeeper:
    """Keeps house every hour, in a thread of its own."""

    def __init__(self, registry: Registry) -> None:
        """Prepare, when it has just been done once."""
        self._registry = registry
        self.done_at = time.monotonic()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Begin; the first time is an hour from now."""
        self._thread.start()

    def stop(self) -> None:
        """Begin nothing more; does not wait for what is under way."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.wait(HOUSEKEEPING_SECONDS):
            try:
                housekeep(self._registry)
                self.done_at = time.monotonic()
                event("housekeeping-done")
            except (DatabaseUnavailable, OSError) as error:
                event("housekeeping-put-off", level=logging.WARNING, reason=type(error).__name__)


class Server:
    """One running process that answers requests."""

    def __init__(
        self, registry: Registry, listening: socket.socket, keeper: Housekeeper | None = None
    ) -> None:
        self.registry = registry
        self._listening = listening
        self._keeper = keeper
        self._uvicorn = uvicorn.Server(
            uvicorn.Config(
                make_app(registry),
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=False,
                ws="none",
                lifespan="off",
                timeout_graceful_shutdown=5,
            )
        )

    def run(self) -> None:
        """Serve until `stop`, SIGTERM or SIGINT, then return; the main thread only."""
        for each in (signal.SIGTERM, signal.SIGINT):
            # Also heard before uvicorn listens to signals, and when it repeats them after its orderly end.
            signal.signal(each, lambda _number, _frame: self.stop())
        # Shorter turns: a thread that holds the writing transaction gets on even while others compute.
        sys.setswitchinterval(SWITCH_SECONDS)
        spare_what_stays()
        if self._keeper:
            self._keeper.start()
        event("started")
        try:
            self._uvicorn.run(sockets=[self._listening])
        finally:
            event("stopped")
            if self._keeper:
                self._keeper.stop()
            self._listening.close()
            self.registry.database.close()

    def stop(self) -> None:
        """End `run`; from any thread."""
        self._uvicorn.should_exit = True


def spare_what_stays() -> None:
    """Keep Python's collector of cycles from looking again and again at what stays until the process ends.

    Looking through the hundred thousand objects of the libraries takes 80 ms, while nobody is answered, and
    every thirtieth message of fifty pictures was what set it off.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


def end_in_order() -> None:
    """Make SIGTERM and SIGINT end the main thread by SystemExit, so that every clean-up runs.

    For the time before `Server.run`, which has its own way.
    """
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, _end)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
