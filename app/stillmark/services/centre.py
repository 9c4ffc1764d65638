"""A support centre's own key: its signature beside a case's says "we spoke to this person and vouch"."""

from __future__ import annotations

from takedown_protocol.signing import SigningKey


class CentreKey:
    """An Ed25519 key that vouches. It must be enrolled at the registry before its word counts there."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key

    @classmethod
    def new(cls) -> CentreKey:
        """Make a key; nothing is written or sent."""
        return cls(SigningKey.generate())

    @classmethod
    def from_seed(cls, seed: str) -> CentreKey:
        """Read a key from its seed, 64 hexadecimal digits.

        Raises:
            ValueError: not 64 hexadecimal digits.
        """
        raw = bytes.fromhex(seed.strip())
        if len(raw) != 32:
            raise ValueError("a seed has 64 hexadecimal digits")
        return cls(SigningKey.from_seed(raw))

    @property
    def seed(self) -> str:
        """The secret, 64 hexadecimal digits."""
        return self._key.seed().hex()

    @property
    def public_key(self) -> str:
        """What a registry enrols, 64 hexadecimal digits."""
        return self._key.public.hex()

    @property
    def key_id(self) -> str:
        """SHA-256 of the raw public key, 64 hexadecimal digits."""
        return self._key.key_id

    @property
    def signing_key(self) -> SigningKey:
        """The key itself; for the services alone."""
        return self._key
