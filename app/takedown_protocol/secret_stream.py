"""A stream of any length under a passphrase: for a registry's backups.

    file   = mark, Argon2id's memory (KiB), passes and lanes (u32 each, big endian), salt (16 bytes), chunks
    chunk  = ChaCha20-Poly1305 of 64 KiB (the last: of what is left, perhaps nothing), with its 16-byte tag
    nonce  = number of the chunk (11 bytes, big endian), 1 for the last and 0 for any other
    key    = Argon2id (RFC 9106) of the passphrase and the salt; the head is additional data of every chunk

This is the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption and its
Nonce-Reuse Misuse-Resistance", 2015): chunks cannot be changed, swapped, left out or cut off unnoticed.
"""

from __future__ import annotations

import secrets
import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from takedown_protocol.errors import Malformed, NotVerified

MARK: Final = b"takedown/secret-stream/v1\0"
CHUNK: Final = 64 * 1024
_TAG: Final = 16
_SALT: Final = 16
_COST: Final = struct.Struct(">III")
_WRITTEN: Final = (256 * 1024, 4, 2)
"""256 MiB, about a second; the cost of one guess."""
_HIGHEST: Final = (1024 * 1024, 10, 8)
"""Nothing dearer is tried, whatever a file says."""


def encrypt(parts: Iterable[bytes], passphrase: bytes) -> Iterator[bytes]:
    """Yield the encrypted file of a stream given in parts of any size."""
    head = MARK + _COST.pack(*_WRITTEN) + secrets.token_bytes(_SALT)
    cipher = _cipher(passphrase, _WRITTEN, head[-_SALT:])
    yield head
    number, waiting = 0, bytearray()
    for part in parts:
        waiting += part
        # One byte more than a chunk: only then is it known not to be the last.
        while len(waiting) > CHUNK:
            yield cipher.encrypt(_nonce(number, last=False), bytes(waiting[:CHUNK]), head)
            del waiting[:CHUNK]
            number += 1
    yield cipher.encrypt(_nonce(number, last=True), bytes(waiting), head)


def decrypt(untrusted: BinaryIO, passphrase: bytes) -> Iterator[bytes]:
    """Yield the stream of an encrypted file. What was yielded is right, but complete only at the end.

    Raises:
        Malformed: not such a file.
        NotVerified: another passphrase, or it was changed or cut off.
    """
    head = untrusted.read(len(MARK) + _COST.size + _SALT)
    if not head.startswith(MARK) or len(head) != len(MARK) + _COST.size + _SALT:
        raise Malformed("not a backup")
    cost = _COST.unpack_from(head, len(MARK))
    if any(not 1 <= each <= most for each, most in zip(cost, _HIGHEST, strict=True)) or cost[0] < 8 * cost[2]:
        raise Malformed("a backup that costs more to open than any that was ever written")
    cipher = _cipher(passphrase, cost, head[-_SALT:])
    number, chunk = 0, untrusted.read(CHUNK + _TAG)
    while True:
        following = untrusted.read(CHUNK + _TAG)
        try:
            yield cipher.decrypt(_nonce(number, last=not following), chunk, head)
        except InvalidTag:
            raise NotVerified("another passphrase, or the file was changed or cut off") from None
        if not following:
            return
        number, chunk = number + 1, following


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _cipher(passphrase: bytes, cost: tuple[int, ...], salt: bytes) -> ChaCha20Poly1305:
    memory, passes, lanes = cost
    derived = Argon2id(salt=salt, length=32, iterations=passes, lanes=lanes, memory_cost=memory)
    return ChaCha20Poly1305(derived.derive(passphrase))
