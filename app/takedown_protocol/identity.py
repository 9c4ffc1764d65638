"""Who a case is: sixteen random bytes, shown as twelve recovery words, from which its keys derive.

Words: BIP-39 (https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki), English or Korean list. Only
the entropy counts, never BIP-39's "seed", which would differ by language. Keys: HKDF-SHA256 (RFC 5869) with
empty salt. Python cannot wipe strings and copies made by libraries; what can be wiped is (`wipe`).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from mnemonic import Mnemonic

from takedown_protocol.errors import Malformed, SecretWiped, WordsError
from takedown_protocol.signing import SigningKey, key_id_of

SECRET_BYTES: Final = 16
WORD_COUNT: Final = 12
CASE_KEY_INFO: Final = b"takedown/case-key/v1"
ITEM_KEY_INFO: Final = b"takedown/item-id/v1"
_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class WordLanguage(StrEnum):
    """Languages in which recovery words can be shown; either can be read back at any time."""

    ENGLISH = "english"
    KOREAN = "korean"


@cache
def _words_of(language: WordLanguage) -> Mnemonic:
    return Mnemonic(language.value)


@cache
def _known_words(language: WordLanguage) -> frozenset[str]:
    return frozenset(_words_of(language).wordlist)


def word_list(language: WordLanguage) -> tuple[str, ...]:
    """Return the 2,048 words of a language in NFC, for completion while typing."""
    return tuple(unicodedata.normalize("NFC", word) for word in _words_of(language).wordlist)


def case_id_of(raw_public_key: bytes) -> str:
    """Return the case id of a raw public case key: the first 80 bits of its SHA-256 in Crockford base32,
    written `XXXX-XXXX-XXXX-XXXX`.
    """
    number = int.from_bytes(hashlib.sha256(raw_public_key).digest()[:10], "big")
    letters = "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


class CaseKeys:
    """What derives from a case's secret.

    Attributes:
        case_key: raw Ed25519 public key, 32 bytes.
        key_id: its id, 64 hexadecimal digits.
        case_id: `XXXX-XXXX-XXXX-XXXX`.
        signer: signs this case's messages; used inside this package.
    """

    def __init__(self, signer: SigningKey, item_key: bytes | bytearray) -> None:
        self.signer = signer
        self.case_key: bytes = signer.public
        self.key_id: str = key_id_of(signer.public)
        self.case_id: str = case_id_of(signer.public)
        self._item_key = bytearray(item_key)

    def item_id(self, sha256: bytes) -> str:
        """Return the item id of a file: the first 16 bytes of HMAC-SHA256(item key, SHA-256 of the file) as
        32 hexadecimal digits. Every computer that has the words agrees on it.

        Args:
            sha256: the raw SHA-256 of the file, 32 bytes.

        Raises:
            Malformed: not 32 bytes.
            SecretWiped: after `wipe`.
        """
        if len(sha256) != 32:
            raise Malformed("a SHA-256 has 32 bytes")
        if not self._item_key:
            raise SecretWiped("the keys of this case were wiped")
        return hmac.digest(self._item_key, sha256, "sha256")[:16].hex()

    def wipe(self) -> None:
        """Overwrite the item key. (The signing key is held by the library and goes with the object.)"""
        self._item_key[:] = bytes(len(self._item_key))
        self._item_key.clear()

    def __repr__(self) -> str:
        return "CaseKeys(...)"


class CaseSecret:
    """The sixteen bytes that are a case. They live in a bytearray until `wipe`."""

    def __init__(self, secret: bytes | bytearray) -> None:
        if len(secret) != SECRET_BYTES:
            raise Malformed("a case secret has 16 bytes")
        self._secret = bytearray(secret)

    @classmethod
    def generate(cls) -> CaseSecret:
        """Make a new random case."""
        return cls(secrets.token_bytes(SECRET_BYTES))

    @classmethod
    def from_words(cls, text: str) -> CaseSecret:
        """Read twelve recovery words: either language, any white space, any case, any Unicode form.

        Raises:
            WordsError: with the reason and, where one word is to blame, the word.
        """
        words = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).lower()).split()
        if len(words) != WORD_COUNT:
            raise WordsError("wrong-count")
        # The language that knows most of the words; the first word it does not know is the one to correct.
        language = max(WordLanguage, key=lambda each: sum(word in _known_words(each) for word in words))
        for word in words:
            if word not in _known_words(language):
                raise WordsError("unknown-word", unicodedata.normalize("NFC", word))
        try:
            entropy = _words_of(language).to_entropy(" ".join(words))
        except (ValueError, LookupError):
            raise WordsError("bad-checksum") from None
        secret = cls(entropy)
        entropy[:] = bytes(len(entropy))
        return secret

    def words(self, language: WordLanguage) -> str:
        """Return the twelve recovery words in NFC, separated by single spaces.

        Raises:
            SecretWiped: after `wipe`.
        """
        return unicodedata.normalize("NFC", _words_of(language).to_mnemonic(bytes(self._live())))

    def keys(self) -> CaseKeys:
        """Derive the case's keys.

        Raises:
            SecretWiped: after `wipe`.
        """
        seed = self._derive(CASE_KEY_INFO)
        item_key = self._derive(ITEM_KEY_INFO)
        keys = CaseKeys(SigningKey.from_seed(seed), item_key)
        for derived in (seed, item_key):
            derived[:] = bytes(len(derived))
        return keys

    def copy(self) -> bytearray:
        """Return the sixteen bytes, for keeping them encrypted; whoever asked overwrites them.

        Raises:
            SecretWiped: after `wipe`.
        """
        return bytearray(self._live())

    def _derive(self, info: bytes) -> bytearray:
        derived = bytearray(32)
        HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive_into(self._live(), derived)
        return derived

    def wipe(self) -> None:
        """Overwrite the secret; every later use raises `SecretWiped`."""
        self._secret[:] = bytes(len(self._secret))
        self._secret.clear()

    def _live(self) -> bytearray:
        if not self._secret:
            raise SecretWiped("the secret of this case was wiped")
        return self._secret

    def __repr__(self) -> str:
        return "CaseSecret(...)"
