"""The command line of whoever runs a registry. Results on standard output, the rest on standard error.

Exit codes: 0 done, 1 not possible as things are, 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from takedown_hashing.vocabulary import HashType
from takedown_protocol.errors import Malformed
from takedown_protocol.messages import Eligibility
from takedown_registry import accounts
from takedown_registry.database import Database, DatabaseUnavailable
from takedown_registry.descriptor import RootKeyNeeded, serve_descriptor
from takedown_registry.engines import UrlWrong, read_url
from takedown_registry.feed import feed_size
from takedown_registry.files import private_folder
from takedown_registry.keys import KeyRing, KeysMissing
from takedown_registry.practice import practise
from takedown_registry.revisions import NEWEST, SchemaTooNew, SchemaTooOld, migrate
from takedown_registry.server import (
    Server,
    end_in_order,
    housekeep,
    listen,
    open_registry,
    set_up_logging,
    url_of,
)
from takedown_registry.settings import DATABASE_VARIABLE, SERVABLE, SETTINGS_FILE, Settings, SettingsWrong
from takedown_registry.sql import POSTGRESQL
from takedown_registry.workers import Supervisor, work

DEFAULT_PORT: Final = 8741


def run(arguments: Sequence[str]) -> int:
    """Carry out one command; returns the exit code."""
    set_up_logging()
    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], None] = chosen.command
    try:
        command(chosen)
    except (
        SettingsWrong,
        UrlWrong,
        KeysMissing,
        SchemaTooNew,
        SchemaTooOld,
        RootKeyNeeded,
        accounts.AccountWrong,
        Malformed,
        FileExistsError,
        OSError,
        DatabaseUnavailable,
    ) as error:
        sys.stderr.write(f"{_plain(error)}\n")
        return 1
    return 0


def _plain(error: Exception) -> str:
    match error:
        case DatabaseUnavailable():
            return "The database cannot be used now (busy, full or read-only); nothing was changed."
        case FileExistsError():
            return "This folder holds a registry already; nothing was changed."
        case OSError():
            return f"Not possible here: {error.strerror or type(error).__name__}."
        case _:
            return f"Not possible: {error}."


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="takedown-registry", description="Run a takedown registry.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

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
    _with_data(init, _init)

    serve = commands.add_parser("serve", help="serve a registry until stopped")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=DEFAULT_PORT, help="0: any free one")
    serve.add_argument(
        "--workers", type=int, default=1, help="processes that answer; more than 1: PostgreSQL"
    )
    _with_data(serve, _serve)

    worker = commands.add_parser("worker")  # what `serve --workers` starts
    worker.add_argument("--socket", type=int, required=True)
    _with_data(worker, _worker)

    _with_data(commands.add_parser("migrate", help="bring an older database up to date"), _migrate)

    platform = commands.add_parser("platform", help="platforms that collect").add_subparsers(
        required=True, metavar="ACTION"
    )
    _named(platform.add_parser("add", help="enrol one and print its keys, once"), _platform_add)
    _named(platform.add_parser("revoke", help="end one's access"), _platform_revoke)
    _with_data(platform.add_parser("list", help="list them"), _platform_list)

    centre = commands.add_parser("centre", help="support centres that vouch").add_subparsers(
        required=True, metavar="ACTION"
    )
    add = centre.add_parser("add", help="enrol one by its public key")
    add.add_argument("--key", required=True, metavar="HEX", help="raw Ed25519 public key, 64 digits")
    _named(add, _centre_add)
    _named(centre.add_parser("revoke", help="stop accepting one's signature"), _centre_revoke)
    _with_data(centre.add_parser("list", help="list them"), _centre_list)

    _with_data(commands.add_parser("info", help="what this registry is"), _info)

    pull = commands.add_parser(
        "pull", help="for platforms: keep a bank of Hasher-Matcher-Actioner up to date"
    )
    pull.add_argument("--registry", required=True, metavar="URL")
    pull.add_argument("--keys", type=Path, metavar="FILE", help="what `platform add --json` printed, private")
    pull.add_argument("--into-hma", required=True, metavar="URL")
    pull.add_argument("--bank", required=True, metavar="NAME", help="its own; made if there is none")
    pull.add_argument("--state", type=Path, metavar="FILE", help="what it has to remember; one per bank")
    pull.add_argument("--every", type=float, metavar="SECONDS", help="again and again instead of once")
    pull.add_argument("--page-size", type=int, default=800)
    pull.add_argument("--threads", type=int, default=4, help="requests to HMA at once")
    pull.add_argument("--json", action="store_true", help="print one JSON object per pull")
    pull.set_defaults(command=_pull)

    practice = commands.add_parser("practice", help="a throw-away registry and platform, to try the app")
    practice.add_argument("--port", type=int, default=0)
    practice.add_argument("--upload", type=Path, action="append", default=[], metavar="FILE")
    practice.set_defaults(command=_practice)
    return parser


def _with_data(parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], None]) -> None:
    parser.add_argument("--data", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--database", metavar="URL", help=f"postgresql://USER@HOST/NAME; better in {DATABASE_VARIABLE}"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object per line")
    parser.set_defaults(command=command)


def _named(parser: argparse.ArgumentParser, command: Callable[[argparse.Namespace], None]) -> None:
    parser.add_argument("name", metavar="NAME")
    _with_data(parser, command)


def _print(chosen: argparse.Namespace, fields: dict[str, Any]) -> None:
    if chosen.json:
        sys.stdout.write(json.dumps(fields, ensure_ascii=False) + "\n")
    else:
        sys.stdout.writelines(f"{name}: {value}\n" for name, value in fields.items())
    sys.stdout.flush()


def _init(chosen: argparse.Namespace) -> None:
    try:
        settings = Settings(
            name=chosen.name,
            operator=chosen.operator,
            serves=tuple(Eligibility(each) for each in _listed(chosen.serves)),
            countries=tuple(_listed(chosen.countries)),
            hash_types=tuple(HashType(each) for each in _listed(chosen.hash_types)),
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
    _print(chosen, {"root_key_id": keys.root_id, "data": str(data)})


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _serve(chosen: argparse.Namespace) -> None:
    settings = _settings(chosen)
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
    applied = migrate(read_url(_settings(chosen).database_url(chosen.data)))
    _print(chosen, {"applied": list(applied), "revision": NEWEST})


def _settings(chosen: argparse.Namespace) -> Settings:
    return Settings.load(chosen.data, database=chosen.database)


def _pull(chosen: argparse.Namespace) -> None:
    # Only here: a registry that serves needs nothing of what platforms install.
    from takedown_registry.platform.pull_command import run_pull

    run_pull(chosen)


def _practice(chosen: argparse.Namespace) -> None:
    practise(chosen.port, tuple(chosen.upload))


def _change(chosen: argparse.Namespace, change: Callable[[Connection], dict[str, Any]]) -> None:
    """Change accounts in one transaction, then sign the descriptor that says so."""
    settings, keys = _settings(chosen), KeyRing(chosen.data)
    with closing(Database(settings.database_url(chosen.data))) as database:
        with database.write() as connection:
            result = change(connection)
        serve_descriptor(database, settings, keys, int(time.time()))
    _print(chosen, result)


def _platform_add(chosen: argparse.Namespace) -> None:
    _change(chosen, lambda database: accounts.add_platform(database, chosen.name, int(time.time())).as_dict())


def _platform_revoke(chosen: argparse.Namespace) -> None:
    def revoke(connection: Connection) -> dict[str, Any]:
        accounts.revoke_platform(connection, chosen.name, int(time.time()))
        return {"revoked": chosen.name}

    _change(chosen, revoke)


def _centre_add(chosen: argparse.Namespace) -> None:
    try:
        raw = bytes.fromhex(chosen.key)
    except ValueError:
        raw = b""

    def add(connection: Connection) -> dict[str, Any]:
        key_id = accounts.add_centre(connection, chosen.name, raw, int(time.time()))
        return {"name": chosen.name, "key_id": key_id}

    _change(chosen, add)


def _centre_revoke(chosen: argparse.Namespace) -> None:
    def revoke(connection: Connection) -> dict[str, Any]:
        accounts.revoke_centre(connection, chosen.name, int(time.time()))
        return {"revoked": chosen.name}

    _change(chosen, revoke)


def _platform_list(chosen: argparse.Namespace) -> None:
    with (
        closing(open_registry(chosen.data, database=chosen.database).database) as database,
        database.read() as connection,
    ):
        for platform in accounts.list_platforms(connection):
            _print(chosen, {"name": platform.name})


def _centre_list(chosen: argparse.Namespace) -> None:
    with (
        closing(open_registry(chosen.data, database=chosen.database).database) as database,
        database.read() as connection,
    ):
        for name, key_id in accounts.list_centres(connection):
            _print(chosen, {"name": name, "key_id": key_id})


def _info(chosen: argparse.Namespace) -> None:
    registry = open_registry(chosen.data, database=chosen.database)
    with closing(registry.database) as database, database.read() as connection:
        _print(
            chosen,
            {
                "name": registry.settings.name,
                "root_key_id": registry.keys.root_id,
                "root_key_here": registry.keys.root is not None,
                "active_hashes": feed_size(connection),
            },
        )
