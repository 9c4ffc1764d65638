"""Signatures: Ed25519 over DSSE envelopes (https://github.com/secure-systems-lab/dsse), by securesystemslib.

A key id is the SHA-256 of the raw public key in hexadecimal. An envelope travels as RFC 8785 JSON, its
signatures sorted by key id, so that equal content has equal bytes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib import dsse
from securesystemslib.exceptions import Error as SslibError
from securesystemslib.signer import CryptoSigner, SSlibKey  # type: ignore[attr-defined]  # no __all__ there

from takedown_protocol import canonical
from takedown_protocol.errors import Malformed, NotVerified
from takedown_protocol.schema import Fields

MAX_SIGNATURES: Final = 4
"""More are never looked at; messages have one or two."""

_SMALL_ORDER_Y: Final = frozenset(
    bytes.fromhex(y)
    for y in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
)
"""y coordinates of the points of order 1, 2, 4 and 8 (and two non-canonical spellings), little endian.
Under such a "public key" anyone can sign anything, so it is nobody's key."""


class PayloadType(StrEnum):
    """What kind of document an envelope carries; part of what is signed."""

    MESSAGE = "application/vnd.takedown.message+json"
    RECEIPT = "application/vnd.takedown.receipt+json"
    STATUS = "application/vnd.takedown.status+json"
    REFUSAL = "application/vnd.takedown.refusal+json"
    DESCRIPTOR = "application/vnd.takedown.descriptor+json"
    AUDIT_HEAD = "application/vnd.takedown.audit-head+json"


def key_id_of(raw_public: bytes) -> str:
    """Return the key id of a raw 32-byte public key: its SHA-256 as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(raw_public).hexdigest()


def _verification_key(raw_public: bytes) -> SSlibKey:
    if len(raw_public) != 32:
        raise NotVerified("not a raw Ed25519 public key")
    if raw_public[:31] + bytes([raw_public[31] & 0x7F]) in _SMALL_ORDER_Y:
        raise NotVerified("a public key of small order is nobody's key")
    return SSlibKey(key_id_of(raw_public), "ed25519", "ed25519", {"public": raw_public.hex()})


class SigningKey:
    """An Ed25519 key pair (RFC 8032).

    Attributes:
        public: raw public key, 32 bytes.
        key_id: 64 hexadecimal digits.
    """

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes_raw()
        self.key_id: str = key_id_of(self.public)
        self._signer = CryptoSigner(private, _verification_key(self.public))

    @classmethod
    def generate(cls) -> SigningKey:
        """Make a new random key."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes | bytearray) -> SigningKey:
        """Read a key from its 32-byte seed.

        Raises:
            Malformed: not 32 bytes.
        """
        if len(seed) != 32:
            raise Malformed("a seed has 32 bytes")
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    def seed(self) -> bytes:
        """Return the 32-byte seed, the whole secret."""
        return self._private.private_bytes_raw()

    def __repr__(self) -> str:
        return f"SigningKey(key_id={self.key_id!r})"


def sign_envelope(payload: bytes, payload_type: PayloadType, *signers: SigningKey) -> bytes:
    """Sign `payload` with every signer and return the envelope as canonical JSON.

    Raises:
        Malformed: no signer, the same one twice, or more than MAX_SIGNATURES.
    """
    ids = {signer.key_id for signer in signers}
    if not signers or len(ids) != len(signers) or len(signers) > MAX_SIGNATURES:
        raise Malformed("an envelope has one to four different signers")
    envelope = dsse.Envelope(payload, payload_type.value, {})
    for signer in sorted(signers, key=lambda each: each.key_id):
        envelope.sign(signer._signer)
    return canonical.encode(envelope.to_dict())


@dataclass(frozen=True)
class Envelope:
    """A parsed envelope. Nothing in it is trusted until `verify` has returned.

    Attributes:
        payload: the signed bytes.
        payload_type: as found; compare it with the `PayloadType` you expect.
        key_ids: ids of all signatures, sorted.
    """

    payload: bytes = field(repr=False)
    payload_type: str
    key_ids: tuple[str, ...]
    _dsse: dsse.Envelope = field(repr=False, compare=False)

    def verify(self, raw_public: bytes) -> None:
        """Check the signature of one key. Call it once per expected key, never with several at once:
        a threshold of one would accept either alone.

        Raises:
            NotVerified: no signature by this key, or a wrong one.
        """
        key = _verification_key(raw_public)
        try:
            self._dsse.verify([key], 1)
        except (SslibError, ValueError, TypeError, KeyError, AttributeError):
            raise NotVerified("the signature does not verify") from None

    def verify_only(self, raw_public: bytes, payload_type: PayloadType) -> None:
        """Check that this key signed, nobody else did, and the payload has the expected type.

        Raises:
            NotVerified: any of it is not so.
        """
        if self.payload_type != payload_type.value:
            raise NotVerified("the envelope carries another type of document")
        if self.key_ids != (key_id_of(raw_public),):
            raise NotVerified("the signatures are not exactly the expected one")
        self.verify(raw_public)


def parse_envelope(raw: bytes) -> Envelope:
    """Read an untrusted envelope; it must be canonical down to base64 padding and order of signatures.

    Raises:
        Malformed: it is not.
    """
    parsed = canonical.parse(raw)
    outer = Fields(parsed, "envelope")
    for name in ("payload", "payloadType"):
        if type(outer.take(name)) is not str:
            raise Malformed("envelope: not text")
    outer.listed("signatures", _check_signature, low=1, high=MAX_SIGNATURES)
    outer.done()
    try:
        envelope = dsse.Envelope.from_dict(parsed)  # type: ignore[arg-type]  # checked to be a dict above
        again = canonical.encode(envelope.to_dict())
        key_ids = tuple(envelope.signatures)
    except (SslibError, ValueError, TypeError, KeyError, AttributeError):
        raise Malformed("envelope: cannot be read") from None
    if again != raw or list(key_ids) != sorted(key_ids):
        raise Malformed("envelope: not canonical")
    return Envelope(envelope.payload, envelope.payload_type, key_ids, envelope)


def _check_signature(untrusted: object, where: str) -> None:
    fields = Fields(untrusted, where)
    fields.hexadecimal("keyid", 64)
    sig = fields.take("sig")
    if type(sig) is not str or len(sig) != 88 or not sig.endswith("=="):  # 64 bytes in base64
        raise Malformed(f"{where}: not a signature")
    fields.done()
