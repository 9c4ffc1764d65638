"""`keys`: look at them, make new ones, end one at once, and have the root key sign what is to be published.

The root key need never be where the registry runs: `request` writes what is to be signed, `sign` signs it
wherever the root key is (it needs no registry), `install` publishes it.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from takedown_protocol.descriptor import decode_descriptor, encode_descriptor, sign_descriptor
from takedown_registry.audit import record
from takedown_registry.commands.common import Commands, group, opened_registry, show, with_data
from takedown_registry.descriptor import (
    OFFLINE_DAYS,
    install,
    propose,
    published,
    serve_descriptor,
    unexpired_until,
)
from takedown_registry.files import write_private
from takedown_registry.http import Registry
from takedown_registry.keys import DAY, RETIRED_DAYS, read_seed, short_id


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Declare the commands."""
    keys = group(commands, "keys", "the registry's keys, and what its root key signs")
    with_data(keys.add_parser("show", help="every key, and how long it is good for"), _show)

    rotate = keys.add_parser("rotate", help="make new sealing and reply keys; the old ones go on meanwhile")
    rotate.add_argument("--only", choices=("sealing", "reply"), help="one of the two")
    with_data(rotate, _rotate)

    revoke = keys.add_parser("revoke", help="end a key that others may have, at once")
    revoke.add_argument("id", metavar="ID", help="as `keys show` prints it")
    with_data(revoke, _revoke)

    request = keys.add_parser("request", help="write what the root key has to sign")
    request.add_argument("--out", type=Path, required=True, metavar="FILE")
    request.add_argument("--days", type=int, default=OFFLINE_DAYS, help="so long it is to be valid")
    with_data(request, _request)

    sign = keys.add_parser("sign", help="sign a request; needs the root key and no registry")
    sign.add_argument("--root-key", type=Path, required=True, metavar="FILE")
    sign.add_argument("--request", type=Path, required=True, metavar="FILE")
    sign.add_argument("--out", type=Path, required=True, metavar="FILE")
    sign.add_argument("--json", action="store_true", help="print one JSON object per line")
    sign.set_defaults(command=_sign)

    installed = keys.add_parser("install", help="publish what was signed")
    installed.add_argument("file", type=Path, metavar="FILE")
    with_data(installed, _install)


def _day(at: int | None) -> str:
    if not at:
        return "not yet" if at is None else "the start"
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M")


def _show(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry:
        keys, now = registry.keys, registry.now
        show(chosen, {"key": "root", "id": keys.root_id, "here": keys.root is not None})
        for sealing in keys.sealing:
            gone = sealing.not_after + RETIRED_DAYS * DAY
            show(
                chosen,
                {
                    "key": "sealing",
                    "id": short_id(sealing.pair.public),
                    "state": "in use" if sealing.not_after > now else "opens what is still on the way",
                    "until": _day(sealing.not_after),
                    "destroyed": _day(gone),
                },
            )
        used = keys.reply_at(now).public
        for reply in keys.replies:
            state = "in use" if reply.public == used else "next" if reply.signer else "retired"
            shown = {"key": "reply", "id": short_id(reply.public), "state": state}
            show(chosen, {**shown, "from": _day(reply.use_from)})
        with registry.database.read() as connection:
            now_published = published(connection, registry.settings, keys, now)
        if now_published is not None:
            fields = {"description": now_published.version, "until": _day(now_published.expires_at)}
            show(chosen, {**fields, "current": now_published.current})


def _publish(registry: Registry) -> None:
    """Sign where the root key is here; say so where it is not."""
    serve_descriptor(registry.database, registry.settings, registry.keys, registry.now)
    if registry.keys.root is None:
        sys.stderr.write(
            "Not published yet: `keys request`, `keys sign` where the root key is, `keys install`.\n"
        )


def _rotate(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry:
        with registry.database.read() as connection:
            until = unexpired_until(connection, registry.now)
        made: dict[str, str] = {}
        if chosen.only != "reply":
            made["sealing"] = registry.keys.renew_sealing(registry.now, until)
        if chosen.only != "sealing":
            made["reply"] = registry.keys.renew_reply()
        with registry.database.write() as connection:
            record(connection, "keys-made", dict(made), registry.now)
        _publish(registry)
    show(chosen, {**made, "old_ones_until": _day(until)})


def _revoke(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry:
        registry.keys.revoke(chosen.id, registry.now)
        with registry.database.write() as connection:
            record(connection, "key-revoked", {"id": chosen.id}, registry.now)
        _publish(registry)
    show(chosen, {"revoked": chosen.id})


def _request(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry, registry.database.read() as connection:
        proposed = propose(connection, registry.settings, registry.keys, registry.now, chosen.days)
    write_private(chosen.out, encode_descriptor(proposed))
    show(chosen, {"file": str(chosen.out), "version": proposed.version, "until": _day(proposed.expires_at)})


def _sign(chosen: argparse.Namespace) -> None:
    request = decode_descriptor(chosen.request.read_bytes())
    write_private(chosen.out, sign_descriptor(request, read_seed(chosen.root_key)))
    # What a person with the root key should look at before it goes back.
    show(
        chosen,
        {
            "file": str(chosen.out),
            "name": request.name,
            "version": request.version,
            "until": _day(request.expires_at),
            "platforms": ", ".join(request.platforms),
            "sealing": ", ".join(short_id(key.public) for key in request.sealing_keys),
            "reply": ", ".join(short_id(key) for key in request.reply_keys),
        },
    )


def _install(chosen: argparse.Namespace) -> None:
    with opened_registry(chosen) as registry:
        signed = install(
            registry.database, registry.settings, registry.keys, chosen.file.read_bytes(), registry.now
        )
    show(chosen, {"version": signed.version, "until": _day(signed.expires_at)})
