"""The registry's keys on disk, each in a file only its owner can read.

keys/root.json          signs the descriptor; kept elsewhere ("offline") except for practice
keys/root-public.json   the registry's identity
keys/reply-*.json       sign receipts, status replies and refusals; of retired ones the public half stays
keys/sealing-*.json     messages are sealed to the newest; retired ones are destroyed after nine days
keys/feed.json          derives what is opaque to platforms: case numbers and page tokens

A new key is first named in a signed descriptor, and only later relied upon, so that whoever still has the
descriptor before can go on: `adopt` says when.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from collections.abc import Collection
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
NAMED_REPLY_KEYS: Final = 8
"""As many as a descriptor can name: the one in use, the next, and those whose receipts people still have."""
ID_DIGITS: Final = 16
_NAME: Final = re.compile(r"(?:sealing|reply)-[0-9a-f]{16}\.json")
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


@dataclass(frozen=True, slots=True)
class HeldReplyKey:
    """A key that signs replies.

    Attributes:
        public: raw Ed25519 key, 32 bytes.
        signer: None once it is retired.
        use_from: Unix seconds; None while some unexpired descriptor may not name it.
    """

    public: bytes
    signer: SigningKey | None
    use_from: int | None


class KeyRing:
    """The keys of one data folder, followed while they change: other processes rotate them too.

    Attributes:
        folder: where they are.
        root_id: the registry's identity, 64 hexadecimal digits.
        root_public: raw Ed25519 key, 32 bytes.
        root: the signing key, or None where it is kept offline.
    """

    def __init__(self, data: Path) -> None:
        """Read the keys.

        Raises:
            KeysMissing: not initialised, or a file is damaged.
        """
        self.folder = data / "keys"
        self.root_public = bytes.fromhex(self._read("root-public.json")["public"])
        here = self.folder / "root.json"
        self.root = read_seed(here) if here.exists() else None
        self._feed_secret = bytes.fromhex(self._read("feed.json")["secret"])
        self._seen: frozenset[tuple[str, int]] = frozenset()
        self._sealing: tuple[HeldSealingKey, ...] = ()
        self._replies: tuple[HeldReplyKey, ...] = ()
        self.root_id = key_id_of(self.root_public)
        if (self.folder / "reply.json").exists():  # as earlier versions wrote it
            _write_reply(self.folder, read_seed(self.folder / "reply.json"), 0)
            remove_durably(self.folder / "reply.json")
        if not any(key.signer is not None and key.use_from is not None for key in self.replies):
            raise KeysMissing("keys/ has no key that signs replies")

    @classmethod
    def create_or_open(cls, data: Path, now: int, root_file: Path | None = None) -> KeyRing:
        """Make all keys of a new registry; those of an existing one are read, never replaced.

        Args:
            data: the registry's folder.
            now: Unix seconds.
            root_file: where the root key is, or is put if there is none yet; else in the data folder.

        Raises:
            KeysMissing: `root_file` is something else.
        """
        folder = private_folder(private_folder(data) / "keys")
        if (folder / "root-public.json").exists():
            return cls(data)
        root_file = root_file or folder / "root.json"
        if not root_file.exists():
            _write(root_file, {"seed": SigningKey.generate().seed().hex()})
        root = read_seed(root_file)
        _write_reply(folder, SigningKey.generate(), 0)
        _write(folder / "feed.json", {"secret": secrets.token_hex(32)})
        _write_sealing(folder, now - SLOW_CLOCK, now + SEALING_DAYS * DAY)
        # Last: only a complete set counts.
        _write(folder / "root-public.json", {"public": root.public.hex()})
        return cls(data)

    def rotate(self, now: int) -> bool:
        """Make the next sealing key when it is due, destroy those retired for nine days, and of reply keys
        that are no longer used what signs.

        Returns:
            Whether the set of keys that the descriptor names has changed.
        """
        before = self.current_sealing(now), self.named_replies()
        if not any(key.not_after > now + OVERLAP_DAYS * DAY for key in self.sealing):
            _write_sealing(self.folder, now - SLOW_CLOCK, now + SEALING_DAYS * DAY)
        for held in self.sealing:
            if held.not_after + RETIRED_DAYS * DAY <= now:
                remove_durably(self.folder / f"sealing-{short_id(held.pair.public)}.json")
        used_from = next(key.use_from or 0 for key in self.replies if key.public == self.reply_at(now).public)
        for key in self.replies:
            if key.signer is not None and key.use_from is not None and key.use_from < used_from:
                _write_retired(self.folder, key)
        return (self.current_sealing(now), self.named_replies()) != before

    def current_sealing(self, now: int) -> tuple[SealingKey, ...]:
        """Return what the descriptor should name: keys that are not over yet."""
        return tuple(key.public_part for key in self.sealing if key.not_after > now)

    @property
    def sealing(self) -> tuple[HeldSealingKey, ...]:
        """All keys that still open messages, oldest first.

        Raises:
            KeysMissing: a file is damaged.
        """
        self._follow()
        return self._sealing

    @property
    def replies(self) -> tuple[HeldReplyKey, ...]:
        """All keys whose signatures the registry stands by: the longest in use first, the unused last.

        Raises:
            KeysMissing: a file is damaged.
        """
        self._follow()
        return self._replies

    def reply_at(self, now: int) -> SigningKey:
        """Return the key that signs replies at `now` (Unix seconds)."""
        usable = (key for key in reversed(self.replies) if key.use_from is not None and key.use_from <= now)
        signer = next((key.signer for key in usable if key.signer is not None), None)
        # With a clock that was put back: the one that was used first.
        return signer or next(key.signer for key in self.replies if key.signer is not None)

    def named_replies(self) -> tuple[bytes, ...]:
        """Return the public keys that the descriptor should name."""
        return tuple(key.public for key in self.replies[-NAMED_REPLY_KEYS:])

    def renew_sealing(self, now: int, old_until: int) -> str:
        """Make a sealing key; those before are over at `old_until` at the latest. Returns its id."""
        before = self.sealing
        newest = max((key.not_before for key in before), default=0)
        made = _write_sealing(self.folder, max(now - SLOW_CLOCK, newest + 1), now + SEALING_DAYS * DAY)
        for key in before:
            if key.not_after > old_until:
                _write_pair(self.folder, key.pair, key.not_before, max(old_until, key.not_before + 1))
        return made

    def renew_reply(self) -> str:
        """Make a key that is to sign replies once `adopt` knows when; returns its id."""
        return _write_reply(self.folder, SigningKey.generate(), None)

    def adopt(self, named: Collection[bytes], since: int) -> None:
        """Use those new reply keys that the descriptor names, from `since` (Unix seconds): from then on no
        unexpired descriptor lacks them.
        """
        for key in self.replies:
            if key.use_from is None and key.public in named and key.signer is not None:
                _write_reply(self.folder, key.signer, since)

    def revoke(self, key_id: str, now: int) -> None:
        """Destroy a key at once, with both halves; its replacement is used at once.

        Args:
            key_id: first 16 hexadecimal digits of the public key.
            now: Unix seconds.

        Raises:
            KeysMissing: there is no such key.
        """
        if key_id in {short_id(key.pair.public) for key in self.sealing}:
            kind = "sealing"
            if len(self.sealing) == 1:
                self.renew_sealing(now, now)
        elif key_id in {short_id(key.public) for key in self.replies}:
            kind = "reply"
            if self.reply_at(now).public.hex().startswith(key_id):
                _write_reply(self.folder, SigningKey.generate(), now)
        else:
            raise KeysMissing("no sealing or reply key has this id")
        remove_durably(self.folder / f"{kind}-{key_id}.json")

    def opening_pairs(self) -> tuple[SealingKeyPair, ...]:
        """Return every pair that may still open a message."""
        return tuple(key.pair for key in self.sealing)

    def derive(self, purpose: str, *parts: str) -> bytes:
        """Return 32 bytes that only this registry can make from `parts` (HMAC-SHA256)."""
        text = "\x1f".join((purpose, *parts))
        return hmac.digest(self._feed_secret, text.encode(), "sha256")

    def _follow(self) -> None:
        # Another process may have changed them.
        present = frozenset(
            (entry.name, entry.stat().st_mtime_ns)
            for entry in os.scandir(self.folder)
            if _NAME.fullmatch(entry.name)
        )
        if present == self._seen:
            return
        names = sorted(name for name, _ in present)
        sealing = [self._read_sealing(name) for name in names if name.startswith("sealing")]
        replies = [self._read_reply(name) for name in names if name.startswith("reply")]
        self._sealing = tuple(sorted(sealing, key=lambda key: (key.not_before, key.pair.public)))
        self._replies = tuple(
            sorted(replies, key=lambda key: (key.use_from is None, key.use_from or 0, key.public))
        )
        self._seen = present

    def _read_sealing(self, name: str) -> HeldSealingKey:
        fields = self._read(name)
        pair = SealingKeyPair.from_bytes(bytes.fromhex(fields["private"]))
        return HeldSealingKey(pair, int(fields["not_before"]), int(fields["not_after"]))

    def _read_reply(self, name: str) -> HeldReplyKey:
        fields = self._read(name)
        signer = SigningKey.from_seed(bytes.fromhex(fields["seed"])) if "seed" in fields else None
        return HeldReplyKey(bytes.fromhex(fields["public"]), signer, fields["use_from"])

    def _read(self, name: str) -> dict[str, Any]:
        return _read_json(self.folder / name)


def short_id(public: bytes) -> str:
    """Return what people and file names call a key by: the first digits of its public half."""
    return public.hex()[:ID_DIGITS]


def read_seed(file: Path) -> SigningKey:
    """Read a file that holds a signing key, such as the root key's.

    Raises:
        KeysMissing: the file is something else.
    """
    try:
        return SigningKey.from_seed(bytes.fromhex(_read_json(file)["seed"]))
    except (KeyError, ValueError, TypeError):
        raise KeysMissing(f"{file.name} holds no key") from None


def _read_json(file: Path) -> dict[str, Any]:
    try:
        fields = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise KeysMissing(f"keys/{file.name} cannot be read ({type(error).__name__})") from None
    return dict(fields)


def _write(path: Path, fields: dict[str, str | int | None]) -> None:
    write_private(path, json.dumps(fields).encode() + b"\n")


def _write_sealing(folder: Path, not_before: int, not_after: int) -> str:
    return _write_pair(folder, SealingKeyPair.generate(), not_before, not_after)


def _write_pair(folder: Path, pair: SealingKeyPair, not_before: int, not_after: int) -> str:
    key_id = short_id(pair.public)
    _write(
        folder / f"sealing-{key_id}.json",
        {"private": pair.private.hex(), "not_before": not_before, "not_after": not_after},
    )
    return key_id


def _write_reply(folder: Path, signer: SigningKey, use_from: int | None) -> str:
    key_id = short_id(signer.public)
    fields = {"public": signer.public.hex(), "seed": signer.seed().hex(), "use_from": use_from}
    _write(folder / f"reply-{key_id}.json", fields)
    return key_id


def _write_retired(folder: Path, key: HeldReplyKey) -> None:
    fields = {"public": key.public.hex(), "use_from": key.use_from}
    _write(folder / f"reply-{short_id(key.public)}.json", fields)
