"""Access to one case: twelve words, held in memory while they are needed, and what follows from them."""

from __future__ import annotations

from enum import StrEnum

from stillmark.domain.errors import WordsWrong
from takedown_protocol.errors import WordsError
from takedown_protocol.identity import CaseKeys, CaseSecret
from takedown_protocol.identity import WordLanguage as ProtocolWordLanguage


class WordLanguage(StrEnum):
    """Languages in which the recovery words can be shown; either opens the same case."""

    ENGLISH = "english"
    KOREAN = "korean"

    @classmethod
    def for_reader(cls, tag: str) -> WordLanguage:
        """Return the words for a reader of a language such as `ko`; English where there is no list for it."""
        return cls.KOREAN if tag.split("_")[0] == "ko" else cls.ENGLISH


class CaseAccess:
    """Whoever holds this can see and take back one case.

    Python cannot promise to wipe strings: words are made only when shown and not kept here; the secret
    itself is a bytearray that `forget` overwrites.
    """

    def __init__(self, secret: CaseSecret) -> None:
        self._secret = secret
        self._keys: CaseKeys = secret.keys()

    @classmethod
    def new(cls) -> CaseAccess:
        """Make a case from 16 random bytes; nothing is written or sent."""
        return cls(CaseSecret.generate())

    @classmethod
    def from_words(cls, text: str) -> CaseAccess:
        """Open a case from its twelve words, English or Korean, however spaced or composed.

        Raises:
            WordsWrong: wrong number of words, an unknown word, or words that do not belong together.
        """
        try:
            return cls(CaseSecret.from_words(text))
        except WordsError as error:
            happened = {
                "wrong-count": "Recovery words are twelve words; this is another number.",
                "unknown-word": f"“{error.word}” is not one of the recovery words.",
                "bad-checksum": "These words do not belong together: one of them, or the order, is wrong.",
            }[error.reason]
            raise WordsWrong(happened) from None

    @classmethod
    def from_secret(cls, secret: bytearray) -> CaseAccess:
        """Open a case from its 16 bytes, which are overwritten."""
        access = cls(CaseSecret(secret))
        overwrite(secret)
        return access

    def copy_secret(self) -> bytearray:
        """Return the 16 bytes for keeping; whoever asked overwrites them."""
        return self._secret.copy()

    @property
    def case_id(self) -> str:
        """Case number as shown: `XXXX-XXXX-XXXX-XXXX`."""
        return self._keys.case_id

    @property
    def keys(self) -> CaseKeys:
        """Keys that sign for this case; for the services alone."""
        return self._keys

    def words(self, language: WordLanguage) -> str:
        """Twelve words, NFC, joined by single spaces."""
        return self._secret.words(ProtocolWordLanguage(language.value))

    def item_id(self, sha256: str) -> str:
        """Item id (32 hexadecimal digits) of a file by its SHA-256 (64 hexadecimal digits)."""
        return self._keys.item_id(bytes.fromhex(sha256))

    def forget(self) -> None:
        """Overwrite the secret; the object is useless afterwards."""
        self._secret.wipe()
        self._keys.wipe()


def overwrite(*secrets: bytearray | None) -> None:
    """Overwrite secrets in place, as well as Python allows; what a library copied is beyond reach."""
    for secret in secrets:
        if secret is not None:
            secret[:] = bytes(len(secret))
