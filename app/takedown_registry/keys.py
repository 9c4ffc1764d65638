"""The registry's keys on disk, each in a file only its owner can read.

keys/root.json          signs the descriptor; may be kept elsewhere ("offline") once a descriptor is signed
keys/reply.json         signs receipts, status replies and refusals
keys/sealing-*.json     messages are sealed to the newest; retired ones are destroyed after nine days
keys/feed.json          derives what is opaque to platforms: case numbers and page tokens
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from takedown_protocol.descriptor import SealingKey
from takedown_protocol.sealing import SealingKeyPair
from takedown_protocol.signing import SigningKey, key_id_of
from takedown_registry.files import private_folder, remove_durably, write_private

DAY: Final = 86400
SEALING_DAYS: Final = 90
"""How long messages are sealed to one key."""
OVERLAP_DAYS: Final = 15
"""The next sealing key exists this long before the present one ends, so that every unexpired descriptor
(`descriptor.VALID_DAYS`) names a key that is still valid."""
RETIRED_DAYS: Final = 9
"""Retired keys still open messages sealed before the change, then are destroyed (protocol: nine days)."""
_SEALING_NAME: Final = re.compile(r"sealing-[0-9a-f]{16}\.json")
SLOW_CLOCK: Final = 3600
"""A fresh key counts as valid an hour earlier, for computers whose clock is slow."""


class KeysMissing(Exception):
    """The keys folder lacks a key that is needed; the text says which."""


@dataclass(frozen=True, slots=True)
class HeldSealingKey:
    """A sealing key pair and when it is valid (Unix seconds, `not_before` <= t < `not_after`)."""

    pair: SealingKeyPair
    not_before: int
    not_after: int

    @property
    def public_part(self) -> SealingKey:
        """What the descriptor says about it."""
        return SealingKey(self.pair.public, self.not_before, self.not_after)


class KeyRing:
    """The keys of one data folder, followed while they change: other processes rotate them too.

    Attributes:
        folder: where they are.
        root_id: the registry's identity, 64 hexadecimal digits.
        root_public: raw Ed25519 key, 32 bytes.
        root: the signing key, or None where it is kept offline.
        reply: signs replies.
    """

    def __init__(self, data: Path) -> None:
        """Read the keys.

        Raises:
            KeysMissing: not initialised, or a file is damaged.
        """
        self.folder = data / "keys"
        self.root_public = bytes.fromhex(self._read("root-public.json")["public"])
        self.root = (
            SigningKey.from_seed(bytes.fromhex(self._read("root.json")["seed"]))
            if (self.folder / "root.json").exists()
            else None
        )
        self.reply = SigningKey.from_seed(bytes.fromhex(self._read("reply.json")["seed"]))
        self._feed_secret = bytes.fromhex(self._read("feed.json")["secret"])
        self._seen: frozenset[tuple[str, int]] = frozenset()
        self._sealing: tuple[HeldSealingKey, ...] = ()
        self.root_id = key_id_of(self.root_public)

    @classmethod
    def create_or_open(cls, data: Path, now: int) -> KeyRing:
        """Make all keys of a new registry; those of an existing one are read, never replaced."""
        folder = private_folder(private_folder(data) / "keys")
        if (folder / "root-public.json").exists():
            return cls(data)
        root = SigningKey.generate()
        _write(folder / "root.json", {"seed": root.seed().hex()})
        _write(folder / "reply.json", {"seed": SigningKey.generate().seed().hex()})
        _write(folder / "feed.json", {"secret": secrets.token_hex(32)})
        _write_sealing(folder, now - SLOW_CLOCK, now + SEALING_DAYS * DAY)
        # Last: only a complete set counts.
        _write(folder / "root-public.json", {"public": root.public.hex()})
        return cls(data)

    def rotate(self, now: int) -> bool:
        """Make the next sealing key when it is due and destroy those retired for nine days.

        Returns:
            Whether the set of keys that the descriptor names has changed.
        """
        before = self.current_sealing(now)
        if not any(key.not_after > now + OVERLAP_DAYS * DAY for key in self.sealing):
            _write_sealing(self.folder, now - SLOW_CLOCK, now + SEALING_DAYS * DAY)
        for path in self.folder.glob("sealing-*.json"):
            if self._read(path.name)["not_after"] + RETIRED_DAYS * DAY <= now:
                remove_durably(path)
        return self.current_sealing(now) != before

    def current_sealing(self, now: int) -> tuple[SealingKey, ...]:
        """Return what the descriptor should name: keys that are not over yet."""
        return tuple(key.public_part for key in self.sealing if key.not_after > now)

    @property
    def sealing(self) -> tuple[HeldSealingKey, ...]:
        """All keys that still open messages, oldest first.

        Raises:
            KeysMissing: a file is damaged.
        """
        present = frozenset(
            (entry.name, entry.stat().st_mtime_ns)
            for entry in os.scandir(self.folder)
            if _SEALING_NAME.fullmatch(entry.name)
        )
        if present != self._seen:
            self._sealing, self._seen = self._read_sealing(), present
        return self._sealing

    def opening_pairs(self) -> tuple[SealingKeyPair, ...]:
        """Return every pair that may still open a message."""
        return tuple(key.pair for key in self.sealing)

    def derive(self, purpose: str, *parts: str) -> bytes:
        """Return 32 bytes that only this registry can make from `parts` (HMAC-SHA256)."""
        text = "\x1f".join((purpose, *parts))
        return hmac.digest(self._feed_secret, text.encode(), "sha256")

    def _read_sealing(self) -> tuple[HeldSealingKey, ...]:
        found = []
        for path in self.folder.glob("sealing-*.json"):
            fields = self._read(path.name)
            pair = SealingKeyPair.from_bytes(bytes.fromhex(fields["private"]))
            found.append(HeldSealingKey(pair, int(fields["not_before"]), int(fields["not_after"])))
        return tuple(sorted(found, key=lambda key: (key.not_before, key.pair.public)))

    def _read(self, name: str) -> dict[str, Any]:
        try:
            fields = json.loads((self.folder / name).read_text())
        except (OSError, ValueError) as error:
            raise KeysMissing(f"keys/{name} cannot be read ({type(error).__name__})") from None
        return dict(fields)


def _write(path: Path, fields: dict[str, str | int]) -> None:
    write_private(path, json.dumps(fields).encode() + b"\n")


def _write_sealing(folder: Path, not_before: int, not_after: int) -> None:
    pair = SealingKeyPair.generate()
    _write(
        folder / f"sealing-{pair.public.hex()[:16]}.json",
        {"private": pair.private.hex(), "not_before": not_before, "not_after": not_after},
    )
