"""`init`, `serve`, `migrate`, `info`, `practice`: a registry is made, runs, and grows older."""

from __future__ import annotations

import argparse
import json
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Final

from takedown_hashing.vocabulary import HashType
from takedown_protocol.messages import Eligibility
from takedown_registry.commands.common import Commands, listed, settings_of, show, with_data
from takedown_registry.database import Database
from takedown_registry.descriptor import serve_descriptor
from takedown_registry.engines import read_url
from takedown_registry.feed import feed_size
from takedown_registry.files import private_folder
from takedown_registry.keys import KeyRing
from takedown_registry.practice import practise
from takedown_registry.revisions import NEWEST, migrate
from takedown_registry.server import Server, end_in_order, housekeep, listen, open_registry, url_of
from takedown_registry.settings import DATABASE_VARIABLE, SERVABLE, SETTINGS_FILE, Settings, SettingsWrong
from takedown_registry.sql import POSTGRESQL
from takedown_registry.workers import Supervisor, work

DEFAULT_PORT: Final = 8741


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    init = commands.add_parser("init", help="make a new registry in a folder")
    defaults = Settings()
    init.add_argument("--name", default=defaults.name)
    init.add_argument("--operator", default=defaults.operator)
    init.add_argument("--serves", default="adult,minor", help="adult, minor or both, with a comma")
    init.add_argument("--countries", default="", help="ISO 3166-1 codes with commas; empty: everywhere")
    init.add_argument("--hash-types", default=",".join(SERVABLE))
    init.add_argument("--max-hashes-per-item", type=int, default=defaults.max_hashes_per_item)
    init.add_argument("--retention-days", type=int, default=defaults.retention_days)
    init.add_argument("--terms", default="", help="address of the terms")
    with_data(init, _init)

    serve = commands.add_parser("serve", help="serve a registry until stopped")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help="0: any free one")
    serve.add_argument(
        "--workers", type=int, default=1, help="processes that answer; more than 1: PostgreSQL"
    )
    with_data(serve, _serve)

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
    try:
        settings = Settings(
            name=chosen.name,
            operator=chosen.operator,
            serves=tuple(Eligibility(each) for each in listed(chosen.serves)),
            countries=tuple(listed(chosen.countries)),
            hash_types=tuple(HashType(each) for each in listed(chosen.hash_types)),
            max_hashes_per_item=chosen.max_hashes_per_item,
            retention_days=chosen.retention_days,
            terms=chosen.terms,
            database=chosen.database or "",
        )
    except SettingsWrong:
        raise
    except ValueError as error:
        raise SettingsWrong(str(error)) from None
    data: Path = chosen.data
    if (data / SETTINGS_FILE).exists():
        raise FileExistsError(data)
    # Settings last: without them it is no registry, and `init` can be repeated after a crash.
    keys = KeyRing.create_or_open(private_folder(data), int(time.time()))
    settings.save(data)
    url = Settings.load(data).database_url(data)
    with closing(Database(url)) as database:
        serve_descriptor(database, settings, keys, int(time.time()))
    show(chosen, {"root_key_id": keys.root_id, "data": str(data)})


def _serve(chosen: argparse.Namespace) -> None:
    settings = settings_of(chosen)
    url = read_url(settings.database_url(chosen.data))
    if chosen.workers < 1 or (chosen.workers > 1 and url.get_backend_name() != POSTGRESQL):
        raise SettingsWrong("workers: 1, or more with PostgreSQL")
    end_in_order()
    migrate(url, additive_only=True)
    registry = open_registry(chosen.data, database=chosen.database)
    housekeep(registry)
    listening = listen(chosen.host, chosen.port)
    # The first line is for scripts: always JSON, and only once connections are accepted.
    sys.stdout.write(json.dumps({"url": url_of(listening), "root_key_id": registry.keys.root_id}) + "\n")
    sys.stdout.flush()
    if chosen.workers == 1:
        Server(registry, listening).run()
    else:
        environment = {DATABASE_VARIABLE: settings.database_url(chosen.data)}
        Supervisor(registry, listening, chosen.data, chosen.workers, environment).run()


def _worker(chosen: argparse.Namespace) -> None:
    end_in_order()
    work(open_registry(chosen.data), chosen.socket)


def _migrate(chosen: argparse.Namespace) -> None:
    applied = migrate(read_url(settings_of(chosen).database_url(chosen.data)))
    show(chosen, {"applied": list(applied), "revision": NEWEST})


def _info(chosen: argparse.Namespace) -> None:
    registry = open_registry(chosen.data, database=chosen.database)
    with closing(registry.database) as database, database.read() as connection:
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
