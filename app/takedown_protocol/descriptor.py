"""A registry's signed description of itself: who it is, what it takes, which keys it uses.

Served at `GET /.well-known/takedown-registry` as a DSSE envelope signed by the registry's offline root key.
The root key's id is the registry's identity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from takedown_hashing.vocabulary import HashType
from takedown_protocol import canonical
from takedown_protocol.errors import (
    DescriptorExpired,
    Malformed,
    NotVerified,
    RootMismatch,
    VersionRolledBack,
)
from takedown_protocol.messages import Eligibility
from takedown_protocol.schema import Fields, no_duplicates
from takedown_protocol.signing import PayloadType, SigningKey, key_id_of, parse_envelope, sign_envelope

WELL_KNOWN_PATH: Final = "/.well-known/takedown-registry"
MESSAGES_PATH: Final = "/v1/messages"
SEALED_MEDIA_TYPE: Final = "application/takedown-sealed"
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A raw X25519 public key (32 bytes) to seal to, from `not_before` until before `not_after` (Unix s)."""

    public: bytes
    not_before: int
    not_after: int


@dataclass(frozen=True, slots=True)
class Descriptor:
    """A registry's description of itself.

    Attributes:
        version: rises with every change.
        expires_at: Unix seconds.
        name, operator: as people know it; printable text, at most 200 characters.
        serves: whose pictures it takes.
        countries: ISO 3166-1 alpha-2 codes; empty means everywhere.
        hash_types: what it can really serve to platforms.
        max_hashes_per_item: its budget per item, in order of the message; video frames (vpdq) do not count.
        platforms: names of platforms taking part.
        reply_keys: raw Ed25519 keys that may sign replies, 32 bytes each.
        sealing_keys: keys to seal messages to.
        retention_days: how long it keeps a fingerprint.
        terms: address of its terms, or an empty string.
        root_key: raw Ed25519 root key, 32 bytes; it signs this.
        puzzle_bits: how hard the puzzle of an anonymous submission is (`puzzle`); 0: there is none.
    """

    version: int
    expires_at: int
    name: str
    operator: str
    serves: tuple[Eligibility, ...]
    countries: tuple[str, ...]
    hash_types: tuple[HashType, ...]
    max_hashes_per_item: int
    platforms: tuple[str, ...]
    reply_keys: tuple[bytes, ...]
    sealing_keys: tuple[SealingKey, ...]
    retention_days: int
    terms: str
    root_key: bytes
    puzzle_bits: int = 0

    @property
    def root_key_id(self) -> str:
        """The registry's identity: the root key's id, 64 hexadecimal digits."""
        return key_id_of(self.root_key)

    def current_sealing_key(self, now: int) -> SealingKey:
        """Return the newest key valid at `now` (Unix seconds).

        Where this computer's clock is so slow that every key lies in the future, the one that starts first
        is used: the registry then tells the right time in a signed refusal.

        Raises:
            DescriptorExpired: all keys are over.
        """
        valid = [key for key in self.sealing_keys if key.not_before <= now < key.not_after]
        if valid:
            return max(valid, key=lambda key: key.not_before)
        future = [key for key in self.sealing_keys if key.not_before > now]
        if future:
            return min(future, key=lambda key: key.not_before)
        raise DescriptorExpired("no sealing key is valid any more")


def sign_descriptor(descriptor: Descriptor, root: SigningKey) -> bytes:
    """Sign a descriptor with its root key; returns the envelope to serve.

    Raises:
        RootMismatch: `root` is not the descriptor's root key.
        Malformed: `verify_descriptor` would refuse it.
    """
    if root.public != descriptor.root_key:
        raise RootMismatch("signed by another root key than it names")
    return sign_envelope(encode_descriptor(descriptor), PayloadType.DESCRIPTOR, root)


def verify_descriptor(raw: bytes, *, root_key_id: str | None, lowest_version: int, now: int) -> Descriptor:
    """Check an untrusted descriptor envelope.

    Args:
        raw: what the registry served.
        root_key_id: the identity that was named or pinned; None trusts the key it brings (first use: the
            caller decides and warns).
        lowest_version: lowest version acceptable, the highest seen so far.
        now: Unix seconds.

    Raises:
        Malformed: not canonical or not the schema.
        RootMismatch: another root key than `root_key_id`.
        NotVerified: not signed by exactly its root key.
        VersionRolledBack: older than `lowest_version`.
        DescriptorExpired: past `expires_at`.
    """
    envelope = parse_envelope(raw)
    if root_key_id is not None and root_key_id not in envelope.key_ids:
        raise RootMismatch("the registry shows another root key")
    if envelope.payload_type != PayloadType.DESCRIPTOR.value:
        raise NotVerified("the envelope carries another type of document")
    # Decoded before it is verified, because it brings its own key; used only after.
    untrusted = decode_descriptor(envelope.payload)
    if root_key_id is not None and untrusted.root_key_id != root_key_id:
        raise RootMismatch("the registry shows another root key")
    envelope.verify_only(untrusted.root_key, PayloadType.DESCRIPTOR)
    if untrusted.version < lowest_version:
        raise VersionRolledBack("the registry shows an older description of itself")
    if now >= untrusted.expires_at:
        raise DescriptorExpired("the registry's description of itself has expired")
    return untrusted


def encode_descriptor(descriptor: Descriptor) -> bytes:
    """Return the payload of a descriptor: RFC 8785 JSON.

    Raises:
        Malformed: `decode_descriptor` would refuse it.
    """
    payload = canonical.encode(
        {
            "v": 1,
            "version": descriptor.version,
            "expires_at": descriptor.expires_at,
            "name": descriptor.name,
            "operator": descriptor.operator,
            "serves": [each.value for each in descriptor.serves],
            "countries": list(descriptor.countries),
            "hash_types": [each.value for each in descriptor.hash_types],
            "max_hashes_per_item": descriptor.max_hashes_per_item,
            "platforms": list(descriptor.platforms),
            "reply_keys": [key.hex() for key in descriptor.reply_keys],
            "sealing_keys": [
                {"public": key.public.hex(), "not_before": key.not_before, "not_after": key.not_after}
                for key in descriptor.sealing_keys
            ],
            "retention_days": descriptor.retention_days,
            "terms": descriptor.terms,
            "root_key": descriptor.root_key.hex(),
            **({"puzzle_bits": descriptor.puzzle_bits} if descriptor.puzzle_bits else {}),
        }
    )
    if decode_descriptor(payload) != descriptor:
        raise Malformed("descriptor: does not survive encoding")
    return payload


def decode_descriptor(payload: bytes) -> Descriptor:
    """Read an untrusted descriptor payload strictly; verifies no signature.

    Raises:
        Malformed: not canonical or not the schema.
    """
    fields = Fields(canonical.parse_canonical(payload), "descriptor")
    fields.version()
    descriptor = Descriptor(
        version=fields.integer("version", 1),
        expires_at=fields.integer("expires_at"),
        name=fields.text("name"),
        operator=fields.text("operator"),
        serves=fields.wrapped("serves", lambda one: one.choice("value", Eligibility), low=1, high=2),
        countries=fields.wrapped("countries", lambda one: one.match("value", _COUNTRY), high=300),
        hash_types=fields.wrapped("hash_types", lambda one: one.choice("value", HashType), low=1, high=5),
        max_hashes_per_item=fields.integer("max_hashes_per_item", 1, 2000),
        platforms=fields.wrapped("platforms", lambda one: one.text("value", 1, 64), high=100),
        reply_keys=fields.wrapped("reply_keys", lambda one: one.raw_key("value"), low=1, high=8),
        sealing_keys=fields.listed("sealing_keys", _read_sealing_key, low=1, high=8),
        retention_days=fields.integer("retention_days", 1, 36500),
        terms=fields.text("terms", 0, 500),
        root_key=fields.raw_key("root_key"),
        puzzle_bits=fields.optional_integer("puzzle_bits", 1, 64) or 0,
    )
    fields.done()
    for name in ("serves", "countries", "hash_types", "platforms", "reply_keys"):
        no_duplicates(getattr(descriptor, name), f"descriptor.{name}")
    no_duplicates(tuple(key.public for key in descriptor.sealing_keys), "descriptor.sealing_keys")
    return descriptor


def _read_sealing_key(untrusted: object, where: str) -> SealingKey:
    fields = Fields(untrusted, where)
    key = SealingKey(fields.raw_key("public"), fields.integer("not_before"), fields.integer("not_after"))
    fields.done()
    if key.not_before >= key.not_after:
        raise Malformed(f"{where}: is over before it begins")
    return key
