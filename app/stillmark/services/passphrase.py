"""Which passphrases are accepted, and the one form in which they count."""

from __future__ import annotations

import unicodedata
from typing import Final

from stillmark.domain.errors import PassphraseWeak
from stillmark.services.access import overwrite

MIN_CHARACTERS: Final = 12
MIN_DIFFERENT: Final = 5
MAX_BYTES: Final = 1024


def normalised(passphrase: bytearray) -> bytearray:
    """Return a passphrase (UTF-8) in the form that is derived from: NFKD, words joined by single spaces.

    So a Korean passphrase opens from every keyboard, and a second space does not lock anybody out. Capital
    letters stay as they are. Plain ASCII never becomes a Python string, which could not be overwritten.

    Raises:
        PassphraseWeak: not UTF-8, or longer than anybody types.
    """
    if len(passphrase) > MAX_BYTES:
        raise PassphraseWeak(f"A passphrase has at most {MAX_BYTES} bytes.", next_step="Use a shorter one.")
    if passphrase.isascii():
        words = passphrase.split()
    else:
        try:
            text = unicodedata.normalize("NFKD", passphrase.decode("utf-8"))
        except UnicodeDecodeError:
            raise PassphraseWeak("The passphrase is not UTF-8 text.", next_step="Type it again.") from None
        words = [bytearray(word.encode("utf-8")) for word in text.split()]
    joined = bytearray(b" ").join(words)
    overwrite(*words)
    return joined


def check_strength(passphrase: bytearray) -> None:
    """Refuse what falls in days even at the price of a guess; anything longer is the person's choice.

    Raises:
        PassphraseWeak: fewer than 12 characters, fewer than 5 different ones, or nothing but digits.
    """
    form = normalised(passphrase)
    # Bytes that begin a character; in NFKD a Korean syllable counts as its two or three letters.
    characters = sum(byte & 0xC0 != 0x80 for byte in form)
    weak = characters < MIN_CHARACTERS or len(set(form)) < MIN_DIFFERENT or form.replace(b" ", b"").isdigit()
    overwrite(form)
    if weak:
        raise PassphraseWeak
