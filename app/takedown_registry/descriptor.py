"""Keeps the signed descriptor up to date: a new, higher version whenever what it says changes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select

from takedown_protocol.descriptor import (
    Descriptor,
    decode_descriptor,
    encode_descriptor,
    sign_descriptor,
    verify_descriptor,
)
from takedown_protocol.signing import SigningKey, parse_envelope
from takedown_registry.accounts import list_platforms
from takedown_registry.audit import record
from takedown_registry.audit_check import DESCRIPTOR_SIGNED
from takedown_registry.database import Database
from takedown_registry.keys import DAY, KeyRing
from takedown_registry.schema import descriptors
from takedown_registry.settings import Settings

VALID_DAYS: Final = 14
"""Shorter than `keys.OVERLAP_DAYS`."""
OFFLINE_DAYS: Final = 60
"""As long a descriptor is valid that was signed by a root key kept elsewhere, unless it is said otherwise."""
REFRESH_DAYS: Final = 7
"""A descriptor is signed anew when it has no more than this left."""


class RootKeyNeeded(Exception):
    """No descriptor was ever signed and the root key is not here."""


class NotCurrent(Exception):
    """A signed descriptor that does not say what the registry does."""


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
        reply_keys=keys.named_replies(),
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
    content = describe(connection, settings, keys, now)
    # A sealing key that has ended meanwhile does no harm in what was signed.
    still = tuple(key for key in said.sealing_keys if key.not_after > now)
    current = replace(said, version=1, expires_at=0, sealing_keys=still) == content
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
    proposed = propose(connection, settings, keys, now, VALID_DAYS)
    envelope = sign_descriptor(proposed, keys.root)
    _keep(connection, proposed, envelope, now)
    return envelope


def propose(connection: Connection, settings: Settings, keys: KeyRing, now: int, days: int) -> Descriptor:
    """Return the next descriptor, to be signed: valid so many days, or until its last sealing key ends."""
    content, newest = describe(connection, settings, keys, now), _newest(connection)
    last_key = max(key.not_after for key in content.sealing_keys)
    until = min(now + days * DAY, last_key)
    return replace(content, version=newest.version + 1 if newest else 1, expires_at=until)


def install(
    database: Database, settings: Settings, keys: KeyRing, untrusted_envelope: bytes, now: int
) -> Descriptor:
    """Publish a descriptor that was signed elsewhere.

    Raises:
        ProtocolError: it is not signed by this registry's root key, or is not newer than the published one.
        NotCurrent: it does not say what the registry does now.
    """
    with database.write() as connection:
        newest = _newest(connection)
        signed = verify_descriptor(
            untrusted_envelope,
            root_key_id=keys.root_id,
            lowest_version=newest.version + 1 if newest else 1,
            now=now,
        )
        if replace(signed, version=1, expires_at=0) != describe(connection, settings, keys, now):
            raise NotCurrent("the registry has changed since this was asked for; ask for a new signature")
        _keep(connection, signed, untrusted_envelope, now)
    adopt_keys(database, keys, now)
    return signed


def sign_once(
    database: Database,
    settings: Settings,
    keys: KeyRing,
    root: SigningKey,
    now: int,
    days: int = OFFLINE_DAYS,
) -> Descriptor:
    """Sign and publish the next descriptor with a root key that is at hand only now.

    Raises:
        RootMismatch: it is another registry's.
    """
    with database.read() as connection:
        proposed = propose(connection, settings, keys, now, days)
    return install(database, settings, keys, sign_descriptor(proposed, root), now)


def unexpired_until(connection: Connection, now: int) -> int:
    """Return when the last of all published descriptors expires, `now` (Unix seconds) if all have."""
    return max(connection.scalar(select(func.max(descriptors.c.expires_at))) or 0, now)


def adopt_keys(database: Database, keys: KeyRing, now: int) -> None:
    """Let new reply keys be used as soon as no unexpired descriptor lacks them."""
    if all(key.use_from is not None for key in keys.replies):
        return
    with database.read() as connection:
        envelopes = connection.execute(select(descriptors).where(descriptors.c.expires_at > now)).all()
        said = [decode_descriptor(parse_envelope(bytes(row.envelope)).payload) for row in envelopes]
    for named in max(said, key=lambda each: each.version).reply_keys if said else ():
        lacking = [each.expires_at for each in said if named not in each.reply_keys]
        keys.adopt([named], max(lacking, default=now))


def _keep(connection: Connection, signed: Descriptor, envelope: bytes, now: int) -> None:
    connection.execute(
        insert(descriptors).values(
            version=signed.version,
            content_sha256=_content_sha256(replace(signed, version=1, expires_at=0)),
            expires_at=signed.expires_at,
            envelope=envelope,
        )
    )
    digest = hashlib.sha256(envelope).hexdigest()
    record(connection, DESCRIPTOR_SIGNED, {"version": signed.version, "sha256": digest}, now)


def _content_sha256(content: Descriptor) -> str:
    return hashlib.sha256(encode_descriptor(content)).hexdigest()
