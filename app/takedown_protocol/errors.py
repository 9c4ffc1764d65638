"""Everything that can go wrong in the protocol, as types.

    ProtocolError
    ├── WordsError            these are not twelve recovery words that belong together
    ├── SecretWiped           a secret was used after `wipe()`
    ├── Malformed             not canonical, not the schema, an unknown field, a wrong size
    ├── NotVerified           signature, key id, payload type, registry, or a reply that does not belong
    ├── CannotOpen            sealed to somebody else, changed on the way, or to a low-order key
    ├── TooLarge              the envelope does not fit the largest wire size
    ├── NotServed             the descriptor says that this registry does not take this
    ├── NotSolved             no solution of the puzzle, or one of another message: taken, and shown later
    ├── DescriptorProblem     the registry's description of itself cannot be used: stop
    │   ├── RootMismatch      another root key than the one named or pinned
    │   ├── VersionRolledBack an older version than one already seen
    │   └── DescriptorExpired past its `expires_at`, or no sealing key is valid any more
    ├── UniformProblem        registry side: before the case key was verified; say nothing about why
    └── Refusable             registry side: after the case key was verified; answer with a signed refusal

(`UniformProblem` and `Refusable` live in `registry_side`.) No text of these errors ever contains content of
a message, a hash, a key or a recovery word, so that they can be logged.
"""

from __future__ import annotations

from typing import Literal

WordsReason = Literal["wrong-count", "unknown-word", "bad-checksum"]


class ProtocolError(Exception):
    """Base of all errors of the protocol."""


class WordsError(ProtocolError):
    """The recovery words cannot be right.

    Attributes:
        reason: `wrong-count` (not twelve), `unknown-word` (in neither list, or the two lists are mixed) or
            `bad-checksum` (all words exist, but not together in this order).
        word: the first offending word in NFC for `unknown-word`, else None. Show it; never log it.
    """

    def __init__(self, reason: WordsReason, word: str | None = None) -> None:
        self.reason: WordsReason = reason
        self.word = word
        super().__init__(f"recovery words: {reason}")


class SecretWiped(ProtocolError):
    """A secret was used after it was wiped."""


class Malformed(ProtocolError):
    """Not canonical JSON, not the schema, an unknown field, or a wrong size."""


class NotVerified(ProtocolError):
    """Signature, key id, payload type or registry are not the expected ones, or a reply does not belong."""


class CannotOpen(ProtocolError):
    """A sealed body cannot be opened (or sealed): wrong recipient, changed bytes, low-order key."""


class TooLarge(ProtocolError):
    """The envelope does not fit the largest wire size (256 KiB)."""


class NotServed(ProtocolError):
    """The registry's descriptor says that it does not take this; nothing was signed."""


class NotSolved(ProtocolError):
    """The puzzle of a message was not solved: no number, one that is too easy, or another message's."""


class DescriptorProblem(ProtocolError):
    """The registry's description of itself cannot be used."""


class RootMismatch(DescriptorProblem):
    """Another root key than the one that was named or pinned."""


class VersionRolledBack(DescriptorProblem):
    """An older version than one already seen."""


class DescriptorExpired(DescriptorProblem):
    """Past its `expires_at`, or none of its sealing keys is valid any more (by this computer's clock)."""
