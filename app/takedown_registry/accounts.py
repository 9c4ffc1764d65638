"""Who takes part besides the people: platforms with their keys, and support centres that vouch.

A platform's keys are random 256-bit values, shown once and kept as SHA-256: they cannot be guessed, so a
slow password hash would add nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, insert, select, update

from takedown_protocol.replies import MAX_PLATFORMS
from takedown_protocol.signing import key_id_of
from takedown_registry.audit import record
from takedown_registry.ledger import changed
from takedown_registry.schema import centres, hashes, holdings, platforms

MAX_NAME: Final = 64


class AccountWrong(ValueError):
    """An account cannot be made or found; the text says why."""


class Endpoint(StrEnum):
    """Platform endpoints, each with a function key of its own; the values are columns of `platforms`."""

    FETCH = "fetch_hash"
    FEEDBACK = "feedback_hash"
    SUBMIT = "submit_hash"
    ACKNOWLEDGE = "acknowledge_hash"


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform that takes part: its row id and its name as people read it."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PlatformKeys:
    """The secrets of a new platform, each 64 hexadecimal digits. Shown once, never stored."""

    name: str
    subscription_key: str
    fetch_function_key: str
    feedback_function_key: str
    submit_function_key: str
    acknowledge_function_key: str

    def as_dict(self) -> dict[str, str]:
        """The JSON form."""
        return asdict(self)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _check_name(name: str) -> None:
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable() or name != name.strip():
        raise AccountWrong(f"a name has 1 to {MAX_NAME} printable characters")


def add_platform(connection: Connection, name: str, now: int) -> PlatformKeys:
    """Enrol a platform and return its keys.

    Raises:
        AccountWrong: the name is not usable or taken, or there are too many platforms.
    """
    _check_name(name)
    if connection.scalar(select(platforms.c.id).where(platforms.c.name == name)) is not None:
        raise AccountWrong("a platform of this name was enrolled before; names are never used again")
    if len(list_platforms(connection)) >= MAX_PLATFORMS:
        raise AccountWrong(f"at most {MAX_PLATFORMS} platforms can take part")
    keys = PlatformKeys(name, *(secrets.token_hex(32) for _ in range(5)))
    connection.execute(
        insert(platforms).values(
            name=name,
            subscription_hash=_digest(keys.subscription_key),
            fetch_hash=_digest(keys.fetch_function_key),
            feedback_hash=_digest(keys.feedback_function_key),
            submit_hash=_digest(keys.submit_function_key),
            acknowledge_hash=_digest(keys.acknowledge_function_key),
            created_at=now,
        )
    )
    record(connection, "platform-added", {"name": name}, now)
    return keys


def revoke_platform(connection: Connection, name: str, now: int) -> None:
    """End a platform's access; what it told stays in the records but is no longer shown.

    Raises:
        AccountWrong: no platform of this name takes part.
    """
    done = connection.execute(
        update(platforms)
        .where(platforms.c.name == name, platforms.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if not done.rowcount:
        raise AccountWrong("no platform of this name takes part")
    record(connection, "platform-revoked", {"name": name}, now)


def list_platforms(connection: Connection) -> tuple[Platform, ...]:
    """Return the platforms that take part, by name."""
    query = select(platforms.c.id, platforms.c.name).where(platforms.c.revoked_at.is_(None))
    return tuple(Platform(row.id, row.name) for row in connection.execute(query.order_by(platforms.c.name)))


def authenticate(
    connection: Connection, endpoint: Endpoint, subscription_key: str, function_key: str
) -> Platform | None:
    """Return whose keys these are, or None. Both keys are compared in constant time."""
    subscription_hash = _digest(subscription_key)
    row = connection.execute(
        select(platforms).where(
            platforms.c.subscription_hash == subscription_hash, platforms.c.revoked_at.is_(None)
        )
    ).one_or_none()
    # An unknown platform costs the same comparisons, so that the time tells nothing.
    expected = getattr(row, endpoint.value, "") or _digest("")
    same_function = hmac.compare_digest(expected, _digest(function_key))
    same_subscription = hmac.compare_digest(getattr(row, "subscription_hash", ""), subscription_hash)
    if row is None or not (same_function and same_subscription):
        return None
    return Platform(row.id, row.name)


def add_centre(connection: Connection, name: str, raw_public: bytes, now: int) -> str:
    """Enrol a support centre's raw Ed25519 key (32 bytes); returns its key id.

    Raises:
        AccountWrong: the name or key is not usable, or was enrolled before.
    """
    _check_name(name)
    if len(raw_public) != 32:
        raise AccountWrong("a centre's key is a raw Ed25519 public key of 64 hexadecimal digits")
    key_id = key_id_of(raw_public)
    taken = select(centres.c.id).where(
        (centres.c.key_id == key_id) | ((centres.c.name == name) & centres.c.revoked_at.is_(None))
    )
    if connection.scalar(taken) is not None:
        raise AccountWrong("this centre or key was enrolled before")
    connection.execute(insert(centres).values(name=name, key_id=key_id, public=raw_public, created_at=now))
    record(connection, "centre-added", {"name": name, "key_id": key_id}, now)
    return key_id


def revoke_centre(connection: Connection, name: str, now: int) -> None:
    """Stop accepting a centre's signature; what it vouched for is sent again, no longer as vouched.

    Raises:
        AccountWrong: no centre of this name is enrolled.
    """
    done = connection.execute(
        update(centres).where(centres.c.name == name, centres.c.revoked_at.is_(None)).values(revoked_at=now)
    )
    if not done.rowcount:
        raise AccountWrong("no centre of this name is enrolled")
    vouched = (
        select(holdings.c.hash_id)
        .join(centres, centres.c.id == holdings.c.centre_id)
        .join(hashes, hashes.c.id == holdings.c.hash_id)
        .where(centres.c.name == name, centres.c.revoked_at == now, hashes.c.active)
    )
    changed(connection, set(connection.scalars(vouched)), now)
    record(connection, "centre-revoked", {"name": name}, now)


def list_centres(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return (name, key id) of every enrolled centre, by name."""
    query = select(centres.c.name, centres.c.key_id).where(centres.c.revoked_at.is_(None))
    return tuple((row.name, row.key_id) for row in connection.execute(query.order_by(centres.c.name)))


def centre_key(connection: Connection, key_id: str) -> bytes | None:
    """Return the raw public key of an enrolled centre, or None."""
    public = connection.scalar(
        select(centres.c.public).where(centres.c.key_id == key_id, centres.c.revoked_at.is_(None))
    )
    return None if public is None else bytes(public)


def centre_row_id(connection: Connection, key_id: str | None) -> int | None:
    """Return the row id of an enrolled centre by key id, or None."""
    if key_id is None:
        return None
    found = connection.scalar(
        select(centres.c.id).where(centres.c.key_id == key_id, centres.c.revoked_at.is_(None))
    )
    return None if found is None else int(found)
