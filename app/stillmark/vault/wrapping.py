"""The key file: the store's random key, wrapped by a passphrase and, if wanted, by a vault code.

    passphrase, vault code --Argon2id (RFC 9106)--> wrapping key --ChaCha20-Poly1305 (RFC 8439)--> store's key

The vault code is Argon2id's secret input, so that both are needed at once and neither can be guessed alone.
All parameters stand in the file and are authenticated as associated data: one that is changed opens nothing.
They are bounded on reading, so that a changed file cannot ask for a terabyte either.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from stillmark.domain.errors import PassphraseWrong, VaultDamaged, VaultTooNew
from stillmark.services.access import overwrite
from stillmark.services.passphrase import normalised

FORMAT: Final = "stillmark-store"
VERSION: Final = 1
MAX_FILE_BYTES: Final = 4096
KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs: memory in KiB, passes over it, lanes that may run side by side.

    The default takes 256 MiB and about a second of a core's work, 0.6 s where two cores are free
    (`tests/benchmarks/vault.py`). Three passes took 0.45 s there, less than the half second that is wanted.
    """

    memory_kib: int = 256 * 1024
    passes: int = 4
    lanes: int = 2


HIGHEST: Final = Cost(1024 * 1024, 10, 8)
"""Nothing dearer is ever tried: 1 GiB and about ten times the default's work."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """The content of a key file.

    Attributes:
        cost, salt: of Argon2id.
        code: a vault code is needed beside the passphrase.
        database: name of the database that the key opens; changing it here switches databases at once.
        nonce, wrapped: of ChaCha20-Poly1305; the wrapped key with its tag.
    """

    cost: Cost
    salt: bytes
    code: bool
    database: str
    nonce: bytes = field(repr=False)
    wrapped: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """Return the file's content: one line of JSON, with a checksum against decay."""
        fields = {**self._header(), "nonce": self.nonce.hex(), "wrapped": self.wrapped.hex()}
        return _line({**fields, "check": _checksum(fields)})

    def associated_data(self) -> bytes:
        """Return what is authenticated beside the wrapped key: everything else."""
        return _line(self._header())

    def _header(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "version": VERSION,
            "kdf": "argon2id",
            "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes,
            "lanes": self.cost.lanes,
            "salt": self.salt.hex(),
            "code": self.code,
            "database": self.database,
        }


def parse(untrusted: bytes) -> KeyFile:
    """Read a key file.

    Raises:
        VaultTooNew: a version this app does not know.
        VaultDamaged: anything else that is not exactly what `to_bytes` writes, or dearer than `HIGHEST`.
    """
    try:
        if len(untrusted) > MAX_FILE_BYTES:
            raise ValueError("too long")
        fields = json.loads(untrusted)
        if fields.get("format") == FORMAT and type(fields["version"]) is int and fields["version"] > VERSION:
            raise VaultTooNew
        read = KeyFile(
            cost=Cost(
                _within(fields["memory_kib"], HIGHEST.memory_kib),
                _within(fields["passes"], HIGHEST.passes),
                _within(fields["lanes"], HIGHEST.lanes),
            ),
            salt=_exactly(fields["salt"], SALT_BYTES),
            code=fields["code"] is True,
            database=_exactly(fields["database"], 4).hex(),
            nonce=_exactly(fields["nonce"], NONCE_BYTES),
            wrapped=_exactly(fields["wrapped"], KEY_BYTES + TAG_BYTES),
        )
        if read.cost.memory_kib < 8 * read.cost.lanes or read.to_bytes() != untrusted:
            raise ValueError("not what this app writes")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise VaultDamaged("The key file of the kept cases is damaged.") from None
    return read


def _within(untrusted: object, highest: int) -> int:
    if type(untrusted) is not int or not 1 <= untrusted <= highest:
        raise ValueError("out of bounds")
    return untrusted


def _exactly(untrusted: object, length: int) -> bytes:
    if type(untrusted) is not str or len(untrusted) != 2 * length:
        raise ValueError("wrong length")
    return bytes.fromhex(untrusted)


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _checksum(fields: dict[str, Any]) -> str:
    return hashlib.sha256(_line(fields)).hexdigest()


class WrappingKey:
    """What a passphrase (and vault code) comes to; wraps and unwraps the store's key."""

    def __init__(
        self, passphrase: bytearray, vault_code: bytearray | None, cost: Cost, salt: bytes | None = None
    ) -> None:
        """Derive it; takes about a second at the default cost. The arguments are left as they are.

        Raises:
            MemoryError: there is not enough memory.
            PassphraseWeak: not text.
        """
        self.cost = cost
        self.salt = salt or secrets.token_bytes(SALT_BYTES)
        self.code = bool(vault_code)
        self._key = bytearray(32)
        form = normalised(passphrase)
        code = normalised(vault_code) if vault_code else None
        try:
            Argon2id(
                salt=self.salt,
                length=len(self._key),
                iterations=cost.passes,
                lanes=cost.lanes,
                memory_cost=cost.memory_kib,
                # The library takes bytes alone here; this copy goes with the garbage.
                secret=bytes(code) if code else None,
            ).derive_into(form, self._key)  # type: ignore[arg-type]  # any buffer will do
        finally:
            overwrite(form, code)

    @classmethod
    def for_file(cls, file: KeyFile, passphrase: bytearray, vault_code: bytearray | None) -> WrappingKey:
        """Derive the key that belongs to a key file; a vault code it does not need is not looked at.

        Raises:
            PassphraseWrong: it needs a vault code, and there is none.
            MemoryError, PassphraseWeak: see above.
        """
        if file.code and not vault_code:
            raise PassphraseWrong(
                "The kept cases need their vault code as well.", next_step="Enter the vault code, too."
            )
        return cls(passphrase, vault_code if file.code else None, file.cost, file.salt)

    def wrap(self, key: bytearray, database: str) -> KeyFile:
        """Wrap the key of a database."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        unfinished = KeyFile(self.cost, self.salt, self.code, database, nonce, b"")
        wrapped = ChaCha20Poly1305(self._key).encrypt(nonce, key, unfinished.associated_data())
        return KeyFile(self.cost, self.salt, self.code, database, nonce, wrapped)

    def unwrap(self, file: KeyFile) -> bytearray:
        """Return the key of the database; the caller overwrites it.

        Raises:
            PassphraseWrong: this is not the key the file was wrapped with, or the file was changed.
        """
        key = bytearray(KEY_BYTES)
        try:
            cipher = ChaCha20Poly1305(self._key)
            cipher.decrypt_into(file.nonce, file.wrapped, file.associated_data(), key)
        except InvalidTag:
            raise PassphraseWrong from None
        return key

    def forget(self) -> None:
        """Overwrite it."""
        overwrite(self._key)
