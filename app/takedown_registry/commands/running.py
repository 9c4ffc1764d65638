"""`init`, `serve`, `migrate`, `info`, `practice`: a registry is made, runs, and grows older."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Final

from takedown_registry.commands.common import (
    Commands,
    config_of,
    opened_registry,
    registry_of,
    show,
    with_data,
)
from takedown_registry.config import OPTIONS
from takedown_registry.database import Database
from takedown_registry.descriptor import serve_descriptor, sign_once
from takedown_registry.engines import read_url
from takedown_registry.feed import feed_size
from takedown_registry.files import private_folder
from takedown_registry.health import Health
from takedown_registry.keys import KeyRing, read_seed
from takedown_registry.logs import set_up_logging
from takedown_registry.practice import practise
from takedown_registry.revisions import NEWEST, migrate
from takedown_registry.server import (
    Housekeeper,
    Server,
    end_in_order,
    housekeep,
    listen,
    open_registry,
    url_of,
)
from takedown_registry.settings import SETTINGS_FILE, Serving, SettingsWrong
from takedown_registry.watch import Watch
from takedown_registry.workers import Supervisor, work

DECIDED: Final = tuple(name for name in OPTIONS if name not in ("data", "database", *Serving.__slots__))
"""What a registry is, as options."""


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    init = commands.add_parser("init", help="make a new registry in a folder")
    init.add_argument(
        "--root-key", type=Path, metavar="FILE", help="where the root key is put, or is; else in the folder"
    )
    with_data(init, _init, options=DECIDED)

    serve = commands.add_parser("serve", help="serve a registry until stopped")
    with_data(serve, _serve, options=(*DECIDED, *Serving.__slots__))

    worker = commands.add_parser("worker")  # what `serve --workers` starts
    worker.add_argument("--socket", type=int, required=True)
    with_data(worker, _worker)

    with_data(commands.add_parser("migrate", help="bring an older database up to date"), _migrate)
    with_data(commands.add_parser("info", help="what this registry is"), _info)

    practice = commands.add_parser("practice", help="a throw-away registry and platform, to try the app")
    practice.add_argument("--port", type=int, default=0)
    practice.add_argument("--upload", type=Path, action="append", default=[], metavar="FILE")
    practice.set_defaults(command=_practice)


def _init(chosen: argparse.Namespace) -> None:
    config = config_of(chosen, new=True)
    data = config.data
    if (data / SETTINGS_FILE).exists():
        raise FileExistsError(data)
    # Settings last: without them it is no registry, and `init` can be repeated after a crash.
    root_file: Path | None = chosen.root_key
    if root_file is not None and root_file.resolve().is_relative_to(data.resolve()):
        raise SettingsWrong(
            "root-key: needs a place outside the data folder, on something that can be taken away"
        )
    keys = KeyRing.create_or_open(private_folder(data), int(time.time()), root_file)
    # An address of the environment may hold a password: it is kept only where it was given as a flag.
    kept = (
        config.settings if config.origins.get("database") == "flag" else replace(config.settings, database="")
    )
    kept.save(data)
    with closing(Database(config.database_url)) as database:
        if root_file is None:
            serve_descriptor(database, config.settings, keys, int(time.time()))
        else:
            sign_once(database, config.settings, keys, read_seed(root_file), int(time.time()))
    show(chosen, {"root_key_id": keys.root_id, "data": str(data)})


def _serve(chosen: argparse.Namespace) -> None:
    config = config_of(chosen)
    end_in_order()
    migrate(read_url(config.database_url), additive_only=True)
    registry = open_registry(config.data, config.settings, config.serving)
    set_up_logging(config.serving.log_level)
    housekeep(registry)
    listening = listen(config.serving.host, config.serving.port)
    keeper = Housekeeper(registry)
    with _counts_of(config.serving.workers) as counts:
        server: Server | Supervisor
        if counts is None:
            server, alive = Server(registry, listening, keeper), lambda: 1
        else:
            server = Supervisor(registry, listening, config, keeper, counts)
            alive = server.alive
        greeting = {"url": url_of(listening), "root_key_id": registry.keys.root_id}
        watch = None
        if config.serving.metrics:
            health = Health(registry, alive, lambda: keeper.done_at)
            watch = Watch(config.serving.metrics_address, health, counts)
            greeting["metrics"] = url_of(watch.socket)
            watch.start()
        # The first line is for scripts: always JSON, and only once connections are accepted.
        sys.stdout.write(json.dumps(greeting) + "\n")
        sys.stdout.flush()
        try:
            server.run()
        finally:
            if watch is not None:
                watch.stop()


def _counts_of(workers: int) -> AbstractContextManager[str | None]:
    """Give the folder in which several workers count what they do; one alone leaves nothing on the disk."""
    return nullcontext() if workers == 1 else tempfile.TemporaryDirectory(prefix="takedown-counts-")


def _worker(chosen: argparse.Namespace) -> None:
    end_in_order()
    registry = registry_of(chosen)
    set_up_logging(registry.serving.log_level)
    work(registry, chosen.socket)


def _migrate(chosen: argparse.Namespace) -> None:
    applied = migrate(read_url(config_of(chosen).database_url))
    show(chosen, {"applied": list(applied), "revision": NEWEST})


def _info(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        show(
            chosen,
            {
                "name": registry.settings.name,
                "root_key_id": registry.keys.root_id,
                "root_key_here": registry.keys.root is not None,
                "active_hashes": feed_size(connection),
            },
        )


def _practice(chosen: argparse.Namespace) -> None:
    practise(chosen.port, tuple(chosen.upload))
