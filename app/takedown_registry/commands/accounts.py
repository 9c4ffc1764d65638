"""`platform` and `centre`: who may collect, and who may vouch."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import Connection

from takedown_registry import accounts
from takedown_registry.commands.common import (
    Commands,
    config_of,
    group,
    named,
    opened_registry,
    show,
    with_data,
)
from takedown_registry.database import Database
from takedown_registry.descriptor import serve_descriptor
from takedown_registry.keys import KeyRing


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    platform = group(commands, "platform", "platforms that collect")
    named(platform.add_parser("add", help="enrol one and print its keys, once"), _platform_add)
    named(platform.add_parser("revoke", help="end one's access"), _platform_revoke)
    with_data(platform.add_parser("list", help="list them"), _platform_list)

    centre = group(commands, "centre", "support centres that vouch")
    enrol = centre.add_parser("add", help="enrol one by its public key")
    enrol.add_argument("--key", required=True, metavar="HEX", help="raw Ed25519 public key, 64 digits")
    named(enrol, _centre_add)
    named(centre.add_parser("revoke", help="stop accepting one's signature"), _centre_revoke)
    with_data(centre.add_parser("list", help="list them"), _centre_list)


def _change(chosen: argparse.Namespace, change: Callable[[Connection], dict[str, Any]]) -> None:
    """Change accounts in one transaction, then sign the descriptor that says so."""
    config = config_of(chosen)
    keys = KeyRing(config.data)
    with closing(Database(config.database_url)) as database:
        with database.write() as connection:
            result = change(connection)
        serve_descriptor(database, config.settings, keys, int(time.time()))
    show(chosen, result)


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

    def enrol(connection: Connection) -> dict[str, Any]:
        key_id = accounts.add_centre(connection, chosen.name, raw, int(time.time()))
        return {"name": chosen.name, "key_id": key_id}

    _change(chosen, enrol)


def _centre_revoke(chosen: argparse.Namespace) -> None:
    def revoke(connection: Connection) -> dict[str, Any]:
        accounts.revoke_centre(connection, chosen.name, int(time.time()))
        return {"revoked": chosen.name}

    _change(chosen, revoke)


def _platform_list(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        for platform in accounts.list_platforms(connection):
            show(chosen, {"name": platform.name})


def _centre_list(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        for name, key_id in accounts.list_centres(connection):
            show(chosen, {"name": name, "key_id": key_id})
