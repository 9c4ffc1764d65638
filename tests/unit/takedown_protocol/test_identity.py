"""Words, keys and ids. The golden values pin them: a change would cut people off from their own cases."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takedown_protocol.errors import Malformed, SecretWiped, WordsError
from takedown_protocol.identity import CaseSecret, WordLanguage, case_id_of, word_list
from takedown_protocol.signing import SigningKey

SECRET = bytes(range(16))
ENGLISH = "abandon amount liar amount expire adjust cage candy arch gather drum buyer"
KOREAN = "가격 걱정 심부름 걱정 별도 갈색 기법 기운 경력 산길 미술 기념"
CASE_KEY = "1f50dea3e6c5946659232c5915226e1f90bbd11bd1a3f4b99cce2d929c4f20f1"
KEY_ID = "860ee9e0c7dafdd7630598fc5a4a97045c361d37d6fd5a9f9ed92bedaf7bee34"
CASE_ID = "GR7E-KR67-VBYX-ERR5"
ITEM_ID = "442438997fa243a28556fd33586144e7"


def hkdf_by_hand(secret: bytes, info: bytes) -> bytes:
    """RFC 5869 with empty salt and 32 bytes out, from its two equations."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


class TestGoldenValues:
    def test_words(self) -> None:
        assert CaseSecret(SECRET).words(WordLanguage.ENGLISH) == ENGLISH
        assert CaseSecret(SECRET).words(WordLanguage.KOREAN) == KOREAN

    def test_bip39_vectors(self) -> None:
        zeros, sevens = CaseSecret(bytes(16)), CaseSecret(b"\x7f" * 16)
        assert zeros.words(WordLanguage.ENGLISH) == "abandon " * 11 + "about"
        assert sevens.words(WordLanguage.ENGLISH) == (
            "legal winner thank year wave sausage worth useful legal winner thank yellow"
        )

    def test_case_key_and_id(self) -> None:
        keys = CaseSecret(SECRET).keys()
        assert keys.case_key.hex() == CASE_KEY
        assert keys.key_id == KEY_ID
        assert keys.case_id == CASE_ID

    def test_item_id(self) -> None:
        keys = CaseSecret(SECRET).keys()
        assert keys.item_id(hashlib.sha256(b"a picture").digest()) == ITEM_ID

    def test_derivation_is_the_written_one(self) -> None:
        keys = CaseSecret(SECRET).keys()
        assert keys.case_key == SigningKey.from_seed(hkdf_by_hand(SECRET, b"takedown/case-key/v1")).public
        item_key = hkdf_by_hand(SECRET, b"takedown/item-id/v1")
        file_hash = hashlib.sha256(b"a picture").digest()
        assert keys.item_id(file_hash) == hmac.digest(item_key, file_hash, "sha256").hex()[:32]

    def test_case_id_is_crockford_of_the_first_80_bits(self) -> None:
        number = int.from_bytes(hashlib.sha256(bytes(32)).digest()[:10], "big")
        plain = case_id_of(bytes(32)).replace("-", "")
        alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        assert sum(alphabet.index(c) * 32**i for i, c in enumerate(reversed(plain))) == number


class TestReadingWords:
    @settings(max_examples=60, deadline=None)
    @given(st.binary(min_size=16, max_size=16), st.sampled_from(WordLanguage))
    def test_round_trip_in_every_unicode_form(self, secret: bytes, language: WordLanguage) -> None:
        shown = CaseSecret(secret).words(language)
        assert shown == unicodedata.normalize("NFC", shown)
        expected = CaseSecret(secret).keys().case_id
        for form in ("NFC", "NFD", "NFKC", "NFKD"):
            typed = unicodedata.normalize(form, shown)  # type: ignore[arg-type]
            assert CaseSecret.from_words(typed).keys().case_id == expected

    def test_either_language_is_the_same_case(self) -> None:
        secret = CaseSecret(SECRET)
        english = CaseSecret.from_words(secret.words(WordLanguage.ENGLISH))
        korean = CaseSecret.from_words(secret.words(WordLanguage.KOREAN))
        assert english.keys().case_id == korean.keys().case_id == secret.keys().case_id

    @pytest.mark.parametrize("space", ["\u3000", "\t", "\r\n", "  ", "\u00a0", "\u2003"])
    def test_any_white_space(self, space: str) -> None:
        typed = space + ENGLISH.replace(" ", space) + space
        assert CaseSecret.from_words(typed).keys().case_id == CASE_ID

    @pytest.mark.parametrize("typed", [ENGLISH.upper(), ENGLISH.title()])
    def test_any_case(self, typed: str) -> None:
        assert CaseSecret.from_words(typed).keys().case_id == CASE_ID

    def test_full_width_letters(self) -> None:
        typed = "".join(chr(ord(c) + 0xFEE0) if c != " " else "\u3000" for c in ENGLISH.upper())
        assert CaseSecret.from_words(typed).keys().case_id == CASE_ID

    def test_korean_in_decomposed_form(self) -> None:
        decomposed = unicodedata.normalize("NFD", KOREAN)
        assert decomposed != KOREAN
        assert CaseSecret.from_words(decomposed).keys().case_id == CASE_ID


class TestWrongWords:
    @pytest.mark.parametrize("typed", ["", "abandon", ENGLISH.rsplit(" ", 1)[0], ENGLISH + " abandon"])
    def test_wrong_count(self, typed: str) -> None:
        with pytest.raises(WordsError) as caught:
            CaseSecret.from_words(typed)
        assert (caught.value.reason, caught.value.word) == ("wrong-count", None)

    def test_unknown_word_is_named_but_not_logged(self) -> None:
        with pytest.raises(WordsError) as caught:
            CaseSecret.from_words(ENGLISH.replace("liar", "lier"))
        assert (caught.value.reason, caught.value.word) == ("unknown-word", "lier")
        assert "lier" not in str(caught.value)

    def test_unknown_korean_word_is_named_as_it_is_shown(self) -> None:
        words = KOREAN.split()
        words[3] = "뷁뷁"
        with pytest.raises(WordsError) as caught:
            CaseSecret.from_words(unicodedata.normalize("NFD", " ".join(words)))
        assert (caught.value.reason, caught.value.word) == ("unknown-word", "뷁뷁")

    def test_mixed_languages(self) -> None:
        words = ENGLISH.split()
        words[5] = KOREAN.split()[5]
        with pytest.raises(WordsError) as caught:
            CaseSecret.from_words(" ".join(words))
        assert (caught.value.reason, caught.value.word) == ("unknown-word", words[5])

    @pytest.mark.parametrize("typed", [" ".join(["abandon"] * 12), " ".join(reversed(ENGLISH.split()))])
    def test_bad_checksum(self, typed: str) -> None:
        with pytest.raises(WordsError) as caught:
            CaseSecret.from_words(typed)
        assert (caught.value.reason, caught.value.word) == ("bad-checksum", None)


class TestSecrets:
    def test_new_cases_differ(self) -> None:
        assert len({CaseSecret.generate().keys().case_id for _ in range(50)}) == 50

    def test_wiped_secret_is_gone(self) -> None:
        secret = CaseSecret(SECRET)
        inside = secret._secret
        secret.wipe()
        assert not any(inside)
        for use in (secret.keys, lambda: secret.words(WordLanguage.ENGLISH)):
            with pytest.raises(SecretWiped):
                use()

    def test_wiped_keys_make_no_item_ids(self) -> None:
        keys = CaseSecret(SECRET).keys()
        keys.wipe()
        with pytest.raises(SecretWiped):
            keys.item_id(bytes(32))

    def test_secrets_do_not_show_in_repr(self) -> None:
        secret = CaseSecret(SECRET)
        shown = repr(secret) + repr(secret.keys()) + repr(secret.keys().signer)
        assert SECRET.hex() not in shown
        assert secret.keys().signer.seed().hex() not in shown

    @pytest.mark.parametrize("length", [0, 15, 17, 32])
    def test_wrong_lengths(self, length: int) -> None:
        with pytest.raises(Malformed):
            CaseSecret(bytes(length))

    def test_item_id_wants_a_whole_digest(self) -> None:
        with pytest.raises(Malformed):
            CaseSecret(SECRET).keys().item_id(bytes(16))

    @pytest.mark.parametrize("language", WordLanguage)
    def test_word_list_for_completion(self, language: WordLanguage) -> None:
        words = word_list(language)
        assert len(set(words)) == 2048
        assert all(word == unicodedata.normalize("NFC", word) for word in words)
