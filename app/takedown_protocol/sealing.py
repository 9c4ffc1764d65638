"""Sealing: HPKE (RFC 9180) to one recipient, in bodies of exactly 16 KiB or 256 KiB.

    body      = header, HPKE ciphertext (32-byte encapsulated key, ciphertext, 16-byte tag)
    header    = version 1, suite 1, first 8 bytes of SHA-256(recipient key)
    plaintext = u32 length (big endian), envelope, zeros
    info      = "takedown/hpke/v1|request|" or "takedown/hpke/v1|reply|", header, root key id (hexadecimal)

Suite 1 is X25519, HKDF-SHA256, ChaCha20-Poly1305; other suite numbers are free for a post-quantum hybrid.
The one-shot interface has no additional data, so the header is bound by `info`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from takedown_protocol.errors import CannotOpen, Malformed, TooLarge

SMALL: Final = 16 * 1024
LARGE: Final = 256 * 1024
SIZES: Final = (SMALL, LARGE)
_VERSION: Final = 1
_SUITE: Final = 1
_HEADER_BYTES: Final = 10
_OVERHEAD: Final = _HEADER_BYTES + 32 + 16 + 4
_HPKE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
Direction = Literal["request", "reply"]


def capacity(size: int) -> int:
    """Return how many bytes of envelope fit a body of `size` (SMALL or LARGE)."""
    return size - _OVERHEAD


class SealingKeyPair:
    """An X25519 key pair (RFC 7748).

    Attributes:
        public: raw public key, 32 bytes.
    """

    def __init__(self, private: X25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> SealingKeyPair:
        """Make a new random key pair."""
        return cls(X25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, private: bytes | bytearray) -> SealingKeyPair:
        """Read a key pair from its 32 private bytes.

        Raises:
            Malformed: not 32 bytes.
        """
        if len(private) != 32:
            raise Malformed("a private X25519 key has 32 bytes")
        return cls(X25519PrivateKey.from_private_bytes(private))

    @property
    def private(self) -> bytes:
        """The 32 private bytes, the whole secret."""
        return self._private.private_bytes_raw()

    def __repr__(self) -> str:
        return "SealingKeyPair(...)"


def _header(recipient: bytes) -> bytes:
    return bytes([_VERSION, _SUITE]) + hashlib.sha256(recipient).digest()[:8]


def _info(direction: Direction, header: bytes, root_key_id: str) -> bytes:
    return f"takedown/hpke/v1|{direction}|".encode() + header + root_key_id.encode()


def check_recipient(recipient: bytes) -> None:
    """Check that something can be sealed to a raw X25519 public key.

    Raises:
        CannotOpen: not 32 bytes, or a low-order point (all-zero shared secret, RFC 9180 section 7.1.4).
    """
    try:
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(recipient))
    except ValueError:
        raise CannotOpen("nothing can be sealed to this key") from None


def _seal(envelope: bytes, recipient: bytes, root_key_id: str, direction: Direction) -> bytes:
    size = next((each for each in SIZES if len(envelope) <= capacity(each)), None)
    if size is None:
        raise TooLarge("the envelope does not fit 256 KiB")
    plaintext = len(envelope).to_bytes(4, "big") + envelope + bytes(capacity(size) - len(envelope))
    header = _header(recipient)
    try:
        key = X25519PublicKey.from_public_bytes(recipient)
        sealed = _HPKE.encrypt(plaintext, key, _info(direction, header, root_key_id))
    except ValueError:
        raise CannotOpen("nothing can be sealed to this key") from None
    return header + sealed


def _open(body: bytes, keys: Sequence[SealingKeyPair], root_key_id: str, direction: Direction) -> bytes:
    if len(body) not in SIZES:
        raise CannotOpen("not one of the two wire sizes")
    header, sealed = body[:_HEADER_BYTES], body[_HEADER_BYTES:]
    pair = next((each for each in keys if _header(each.public) == header), None)
    if pair is None:
        raise CannotOpen("sealed to somebody else, or in an unknown version or suite")
    try:
        plaintext = _HPKE.decrypt(sealed, pair._private, _info(direction, header, root_key_id))
    except (InvalidTag, ValueError):
        raise CannotOpen("changed on the way, or meant for somebody else") from None
    length = int.from_bytes(plaintext[:4], "big")
    if length > len(plaintext) - 4:
        raise CannotOpen("the length inside is wrong")
    envelope, padding = plaintext[4 : 4 + length], plaintext[4 + length :]
    if padding.count(0) != len(padding):
        raise CannotOpen("the padding is not zeros")
    return envelope


def seal_request(envelope: bytes, recipient: bytes, root_key_id: str) -> bytes:
    """Seal a message to a registry; the body has 16 KiB where the envelope fits, else 256 KiB.

    Args:
        envelope: the signed envelope.
        recipient: the registry's raw X25519 sealing key, 32 bytes.
        root_key_id: the registry's identity, bound into the encryption.

    Raises:
        TooLarge: does not fit 256 KiB.
        CannotOpen: a low-order recipient key.
    """
    return _seal(envelope, recipient, root_key_id, "request")


def open_request(body: bytes, keys: Sequence[SealingKeyPair], root_key_id: str) -> bytes:
    """Open an untrusted message; returns the untrusted envelope.

    Raises:
        CannotOpen: wrong size, no key of ours, changed bytes, another registry, padding not zero.
    """
    return _open(body, keys, root_key_id, "request")


def seal_reply(envelope: bytes, reply_key: bytes, root_key_id: str) -> bytes:
    """Seal a reply to a message's `reply_key` (raw X25519, 32 bytes); sizes and errors as `seal_request`."""
    return _seal(envelope, reply_key, root_key_id, "reply")


def open_reply(body: bytes, private: SealingKeyPair, root_key_id: str) -> bytes:
    """Open an untrusted reply with the message's reply key; errors as `open_request`."""
    return _open(body, [private], root_key_id, "reply")
