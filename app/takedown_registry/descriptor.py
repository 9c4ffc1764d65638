"""Keeps the signed descriptor up to date: a new, higher version whenever what it says changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from takedown_protocol.descriptor import Descriptor, decode_descriptor, encode_descriptor, sign_descriptor
from takedown_protocol.signing import parse_envelope
from takedown_registry.accounts import list_platforms
from takedown_registry.audit import record
from takedown_registry.audit_check import DESCRIPTOR_SIGNED
from takedown_registry.database import Database
from takedown_registry.keys import DAY, KeyRing
from takedown_registry.schema import descriptors
from takedown_registry.settings import Settings

VALID_DAYS: Final = 14
"""Shorter than `keys.OVERLAP_DAYS`."""
REFRESH_DAYS: Final = 7
"""A descriptor is signed anew when it has no more than this left."""


class RootKeyNeeded(Exception):
    """No descriptor was ever signed and the root key is not here."""


def describe(connection: Connection, settings: Settings, keys: KeyRing, now: int) -> Descriptor:
    """Return what the descriptor has to say now; version and expiry are not set yet."""
    taking_part = tuple(each.name for each in list_platforms(connection))
    return replace(policy(settings, keys, now), platforms=taking_part)


def policy(settings: Settings, keys: KeyRing, now: int) -> Descriptor:
    """Return what the descriptor has to say now, except which platforms take part."""
    return Descriptor(
        version=1,
        expires_at=0,
        name=settings.name,
        operator=settings.operator,
        serves=settings.serves,
        countries=settings.countries,
        hash_types=settings.hash_types,
        max_hashes_per_item=settings.max_hashes_per_item,
        platforms=(),
        reply_keys=(keys.reply.public,),
        sealing_keys=keys.current_sealing(now),
        retention_days=settings.retention_days,
        terms=settings.terms,
        root_key=keys.root_public,
        puzzle_bits=settings.puzzle_bits,
    )


def serve_descriptor(database: Database, settings: Settings, keys: KeyRing, now: int) -> bytes:
    """Return the signed descriptor, signing a new version if the content changed or the old one ages.

    Where the root key is kept offline the last signed version is served as it is.

    Raises:
        RootKeyNeeded: there is none yet and it cannot be signed here.
    """
    with database.read() as connection:
        envelope = _up_to_date(connection, settings, keys, now)
    if envelope is not None:
        return envelope
    with database.write() as connection:
        envelope = _up_to_date(connection, settings, keys, now)
        return envelope if envelope is not None else _sign(connection, settings, keys, now)


@dataclass(frozen=True, slots=True)
class Published:
    """The description that is served now.

    Attributes:
        version: of the description.
        expires_at: Unix seconds.
        sealing_until: when the last sealing key that it names is over.
        current: whether it says what the registry does.
    """

    version: int
    expires_at: int
    sealing_until: int
    current: bool


def published(connection: Connection, settings: Settings, keys: KeyRing, now: int) -> Published | None:
    """Return what is served, None where nothing was ever signed."""
    newest = _newest(connection)
    if newest is None:
        return None
    said = decode_descriptor(parse_envelope(bytes(newest.envelope)).payload)
    current = newest.content_sha256 == _content_sha256(describe(connection, settings, keys, now))
    until = max(key.not_after for key in said.sealing_keys)
    return Published(newest.version, newest.expires_at, until, current)


def _newest(connection: Connection) -> Any:
    return connection.execute(
        select(descriptors).order_by(descriptors.c.version.desc()).limit(1)
    ).one_or_none()


def _up_to_date(connection: Connection, settings: Settings, keys: KeyRing, now: int) -> bytes | None:
    newest = _newest(connection)
    if newest is None:
        return None
    current = newest.content_sha256 == _content_sha256(describe(connection, settings, keys, now))
    if keys.root is None or (current and newest.expires_at > now + REFRESH_DAYS * DAY):
        return bytes(newest.envelope)
    return None


def _sign(connection: Connection, settings: Settings, keys: KeyRing, now: int) -> bytes:
    if keys.root is None:
        raise RootKeyNeeded("no descriptor was signed yet, and keys/root.json is not here")
    content = describe(connection, settings, keys, now)
    last = connection.scalar(select(descriptors.c.version).order_by(descriptors.c.version.desc()).limit(1))
    signed = replace(content, version=(last or 0) + 1, expires_at=now + VALID_DAYS * DAY)
    envelope = sign_descriptor(signed, keys.root)
    connection.execute(
        insert(descriptors).values(
            version=signed.version,
            content_sha256=_content_sha256(content),
            expires_at=signed.expires_at,
            envelope=envelope,
        )
    )
    digest = hashlib.sha256(envelope).hexdigest()
    record(connection, DESCRIPTOR_SIGNED, {"version": signed.version, "sha256": digest}, now)
    return envelope


def _content_sha256(content: Descriptor) -> str:
    return hashlib.sha256(encode_descriptor(content)).hexdigest()
