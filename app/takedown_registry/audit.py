"""A log of what those who run the registry did, which a third party can check (`audit_check`).

It names accounts, keys and versions; never a case, a fingerprint or an address.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from takedown_protocol import canonical
from takedown_protocol.signing import SigningKey
from takedown_registry.audit_check import START, Head, digest_of, sign_head
from takedown_registry.schema import audit, descriptors
from takedown_registry.settings import Settings

RULES: Final = "publishing-rules"


class NothingSigned(Exception):
    """No descriptor was signed yet, so nothing could vouch for a head."""


def record(connection: Connection, action: str, detail: dict[str, str | int], now: int) -> None:
    """Write one entry, in the writing transaction of what it tells about."""
    last = head_of(connection, now)
    entry: dict[str, Any] = {
        "id": last.entries + 1,
        "at": now,
        "action": action,
        "detail": canonical.encode(detail).decode(),
        "previous": last.digest,
    }
    connection.execute(insert(audit).values(**entry, digest=digest_of(entry)))


def record_rules(connection: Connection, settings: Settings, now: int) -> None:
    """Write down how submissions are put off, where the last such entry says otherwise.

    So nobody who runs a registry can hold back what people hand in without its showing.
    """
    rules = {"puzzle_bits": settings.puzzle_bits, **asdict(settings.quotas)}
    newest = select(audit.c.detail).where(audit.c.action == RULES).order_by(audit.c.id.desc()).limit(1)
    if connection.scalar(newest) != canonical.encode(rules).decode():
        record(connection, RULES, rules, now)


def head_of(connection: Connection, now: int) -> Head:
    """Return the present head."""
    row = connection.execute(select(audit.c.id, audit.c.digest).order_by(audit.c.id.desc()).limit(1))
    last = row.one_or_none()
    return Head(last.id, last.digest, now) if last else Head(0, START, now)


def checkpoint(connection: Connection, root_key_id: str, signer: SigningKey, now: int) -> tuple[bytes, bytes]:
    """Return the signed description of the registry and the signed head: what a third party should keep.

    Raises:
        NothingSigned: there is no description yet.
    """
    newest = select(descriptors.c.envelope).order_by(descriptors.c.version.desc()).limit(1)
    descriptor = connection.scalar(newest)
    if descriptor is None:
        raise NothingSigned("no descriptor was signed yet")
    return bytes(descriptor), sign_head(head_of(connection, now), root_key_id, signer)


def export(connection: Connection, root_key_id: str, signer: SigningKey, now: int) -> Iterator[bytes]:
    """Yield the log as lines of JSON, the last two of them its checkpoint; one transaction.

    Raises:
        NothingSigned: there is no description yet.
    """
    for row in connection.execute(select(audit).order_by(audit.c.id)):
        yield canonical.encode(dict(row._mapping))
    yield from checkpoint(connection, root_key_id, signer, now)
