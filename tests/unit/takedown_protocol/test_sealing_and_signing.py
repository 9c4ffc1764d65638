"""HPKE bodies, DSSE envelopes and canonical JSON on their own."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import example, given, settings
from hypothesis import strategies as st

from takedown_protocol import canonical
from takedown_protocol.errors import CannotOpen, Malformed, NotVerified, TooLarge
from takedown_protocol.sealing import (
    LARGE,
    SMALL,
    SealingKeyPair,
    capacity,
    check_recipient,
    open_reply,
    open_request,
    seal_reply,
    seal_request,
)
from takedown_protocol.signing import (
    PayloadType,
    SigningKey,
    key_id_of,
    parse_envelope,
    sign_envelope,
)

ROOT = "ab" * 32
PAIR = SealingKeyPair.from_bytes(bytes(range(32)))


def by_hand(plaintext: bytes, header: bytes | None = None, direction: str = "request") -> bytes:
    """A body made from the written format with the library alone."""
    header = header or b"\x01\x01" + hashlib.sha256(PAIR.public).digest()[:8]
    info = b"takedown/hpke/v1|" + direction.encode() + b"|" + header + ROOT.encode()
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    return header + suite.encrypt(plaintext, X25519PublicKey.from_public_bytes(PAIR.public), info)


class TestSealing:
    @pytest.mark.parametrize(
        ("length", "size"),
        [(0, SMALL), (1, SMALL), (16322, SMALL), (16323, LARGE), (262082, LARGE)],
    )
    def test_sizes(self, length: int, size: int) -> None:
        body = seal_request(b"x" * length, PAIR.public, ROOT)
        assert len(body) == size
        assert open_request(body, [PAIR], ROOT) == b"x" * length

    def test_too_large(self) -> None:
        with pytest.raises(TooLarge):
            seal_request(b"x" * (capacity(LARGE) + 1), PAIR.public, ROOT)

    def test_format_is_the_written_one(self) -> None:
        plaintext = (5).to_bytes(4, "big") + b"hello" + bytes(capacity(SMALL) - 5)
        assert open_request(by_hand(plaintext), [PAIR], ROOT) == b"hello"
        assert open_reply(by_hand(plaintext, direction="reply"), PAIR, ROOT) == b"hello"
        header = seal_request(b"hello", PAIR.public, ROOT)[:10]
        assert header == b"\x01\x01" + hashlib.sha256(PAIR.public).digest()[:8]

    def test_padding_must_be_zeros(self) -> None:
        for at in (9, 10, 16325):
            plaintext = bytearray((5).to_bytes(4, "big") + b"hello" + bytes(capacity(SMALL) - 5))
            plaintext[at] = 1
            with pytest.raises(CannotOpen, match="padding"):
                open_request(by_hand(bytes(plaintext)), [PAIR], ROOT)

    @pytest.mark.parametrize("length", [capacity(SMALL) + 1, 2**32 - 1])
    def test_length_must_be_inside(self, length: int) -> None:
        plaintext = length.to_bytes(4, "big") + bytes(capacity(SMALL))
        with pytest.raises(CannotOpen, match="length"):
            open_request(by_hand(plaintext), [PAIR], ROOT)

    @pytest.mark.parametrize("header", [b"\x02\x01", b"\x01\x02", b"\x00\x01", b"\x01\x00"])
    def test_other_versions_and_suites(self, header: bytes) -> None:
        whole = header + hashlib.sha256(PAIR.public).digest()[:8]
        plaintext = bytes(4 + capacity(SMALL))
        with pytest.raises(CannotOpen):
            open_request(by_hand(plaintext, whole), [PAIR], ROOT)

    def test_directions_do_not_mix(self) -> None:
        with pytest.raises(CannotOpen):
            open_reply(seal_request(b"x", PAIR.public, ROOT), PAIR, ROOT)
        with pytest.raises(CannotOpen):
            open_request(seal_reply(b"x", PAIR.public, ROOT), [PAIR], ROOT)

    def test_registries_do_not_mix(self) -> None:
        with pytest.raises(CannotOpen):
            open_request(seal_request(b"x", PAIR.public, ROOT), [PAIR], "cd" * 32)

    @pytest.mark.parametrize("length", [0, 1, 10, 57, 16383, 16385, 262143, 262145])
    def test_other_sizes(self, length: int) -> None:
        with pytest.raises(CannotOpen, match="sizes"):
            open_request(bytes(length), [PAIR], ROOT)

    def test_no_keys(self) -> None:
        with pytest.raises(CannotOpen):
            open_request(seal_request(b"x", PAIR.public, ROOT), [], ROOT)

    @pytest.mark.parametrize("recipient", [bytes(32), b"\x01" + bytes(31), b"", bytes(31), bytes(33)])
    def test_keys_that_are_none(self, recipient: bytes) -> None:
        with pytest.raises(CannotOpen):
            check_recipient(recipient)
        with pytest.raises(CannotOpen):
            seal_reply(b"x", recipient, ROOT)

    def test_low_order_encapsulated_key(self) -> None:
        body = seal_request(b"x", PAIR.public, ROOT)
        with pytest.raises(CannotOpen):
            open_request(body[:10] + bytes(32) + body[42:], [PAIR], ROOT)

    def test_never_the_same_bytes_twice(self) -> None:
        assert seal_request(b"x", PAIR.public, ROOT) != seal_request(b"x", PAIR.public, ROOT)

    def test_key_pairs(self) -> None:
        pair = SealingKeyPair.generate()
        assert SealingKeyPair.from_bytes(bytearray(pair.private)).public == pair.public
        assert pair.private.hex() not in repr(pair)
        check_recipient(pair.public)
        with pytest.raises(Malformed):
            SealingKeyPair.from_bytes(bytes(31))

    @settings(max_examples=25, deadline=None)
    @given(st.binary(max_size=5000))
    def test_round_trip(self, envelope: bytes) -> None:
        assert open_reply(seal_reply(envelope, PAIR.public, ROOT), PAIR, ROOT) == envelope


class TestSigning:
    KEY = SigningKey.from_seed(bytes(range(32)))

    def test_envelope_is_the_written_one(self) -> None:
        raw = json.loads(sign_envelope(b"hello", PayloadType.RECEIPT, self.KEY))
        assert set(raw) == {"payload", "payloadType", "signatures"}
        kind = PayloadType.RECEIPT.value
        pae = f"DSSEv1 {len(kind)} {kind} 5 hello".encode()
        sig = base64.b64decode(raw["signatures"][0]["sig"])
        Ed25519PublicKey.from_public_bytes(self.KEY.public).verify(sig, pae)
        assert raw["signatures"][0]["keyid"] == hashlib.sha256(self.KEY.public).hexdigest()

    def test_golden_signature(self) -> None:
        raw = sign_envelope(b"hello", PayloadType.RECEIPT, self.KEY)
        assert hashlib.sha256(raw).hexdigest() == GOLDEN_ENVELOPE

    def test_the_types_never_change(self) -> None:
        assert [kind.value for kind in PayloadType] == [
            f"application/vnd.takedown.{word}+json"
            for word in ("message", "receipt", "status", "refusal", "descriptor", "audit-head")
        ]

    def test_order_of_signers_does_not_matter(self) -> None:
        other = SigningKey.generate()
        one = sign_envelope(b"x", PayloadType.MESSAGE, self.KEY, other)
        two = sign_envelope(b"x", PayloadType.MESSAGE, other, self.KEY)
        assert one == two
        envelope = parse_envelope(one)
        assert envelope.key_ids == tuple(sorted((self.KEY.key_id, other.key_id)))
        envelope.verify(self.KEY.public)
        envelope.verify(other.public)

    def test_signers(self) -> None:
        for signers in ((), (self.KEY, self.KEY), tuple(SigningKey.generate() for _ in range(5))):
            with pytest.raises(Malformed):
                sign_envelope(b"x", PayloadType.MESSAGE, *signers)

    def test_keys(self) -> None:
        assert SigningKey.from_seed(self.KEY.seed()).public == self.KEY.public
        assert SigningKey.generate().key_id != SigningKey.generate().key_id
        with pytest.raises(Malformed):
            SigningKey.from_seed(bytes(31))

    @pytest.mark.parametrize("raw_public", [b"", bytes(31), bytes(33), b"\xff" * 32, b"\x02" + bytes(31)])
    def test_keys_that_are_none(self, raw_public: bytes) -> None:
        envelope = json.loads(sign_envelope(b"x", PayloadType.MESSAGE, self.KEY))
        envelope["signatures"][0]["keyid"] = key_id_of(raw_public)
        with pytest.raises(NotVerified):
            parse_envelope(canonical.encode(envelope)).verify(raw_public)

    def test_verify_only(self) -> None:
        envelope = parse_envelope(sign_envelope(b"x", PayloadType.MESSAGE, self.KEY))
        envelope.verify_only(self.KEY.public, PayloadType.MESSAGE)
        with pytest.raises(NotVerified):
            envelope.verify_only(self.KEY.public, PayloadType.RECEIPT)
        with pytest.raises(NotVerified):
            envelope.verify_only(SigningKey.generate().public, PayloadType.MESSAGE)

    @pytest.mark.parametrize(
        "change",
        [
            lambda e: e.pop("payload"),
            lambda e: e.update(payload=5),
            lambda e: e.update(payload=None),
            lambda e: e.update(payload="eA"),
            lambda e: e.update(payload="eB=="),
            lambda e: e.update(payload="é"),
            lambda e: e.update(payloadType=["x"]),
            lambda e: e.update(signatures=None),
            lambda e: e.update(signatures={}),
            lambda e: e.update(signatures=[]),
            lambda e: e.update(signatures=[None]),
            lambda e: e.update(signatures=["x"]),
            lambda e: e.update(signatures=e["signatures"] * 2),
            lambda e: e.update(signatures=e["signatures"] * 5),
            lambda e: e.update(note=1),
            lambda e: e["signatures"][0].update(note=1),
            lambda e: e["signatures"][0].pop("keyid"),
            lambda e: e["signatures"][0].pop("sig"),
            lambda e: e["signatures"][0].update(keyid=7),
            lambda e: e["signatures"][0].update(keyid="AB" * 32),
            lambda e: e["signatures"][0].update(sig=None),
            lambda e: e["signatures"][0].update(sig="x" * 88),
            lambda e: e["signatures"][0].update(sig="-" * 86 + "=="),
        ],
    )
    def test_broken_envelopes(self, change) -> None:
        envelope = json.loads(sign_envelope(b"x", PayloadType.MESSAGE, self.KEY))
        change(envelope)
        with pytest.raises(Malformed):
            parse_envelope(canonical.encode(envelope))

    def test_url_safe_base64_is_another_spelling(self) -> None:
        raw = sign_envelope(b"\xfb\xef\xbe" * 4, PayloadType.MESSAGE, self.KEY)
        assert b"++++" in raw
        with pytest.raises(Malformed):
            parse_envelope(raw.replace(b"++++", b"----"))

    def test_unsorted_signatures(self) -> None:
        envelope = json.loads(sign_envelope(b"x", PayloadType.MESSAGE, self.KEY, SigningKey.generate()))
        envelope["signatures"].reverse()
        with pytest.raises(Malformed):
            parse_envelope(canonical.encode(envelope))

    @settings(max_examples=150, deadline=None)
    @given(st.binary(max_size=120))
    def test_junk(self, junk: bytes) -> None:
        with pytest.raises(Malformed):
            parse_envelope(junk)


_NUMBERS = st.integers() | st.sampled_from([2**53, 2**53 - 1, -(2**53), 1 - 2**53, 10**15, 10**16])
_TEXTS = st.text(max_size=4) | st.sampled_from(
    ["\ue000", "\U00010000", "\ud800", "\x7f", "\x1f", ":1234567890123456"]
)
_ANY_JSON = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=5,
)


class TestCanonical:
    def test_rfc8785_order_is_by_utf16(self) -> None:
        # From RFC 8785, section 3.2.3: a smiley sorts before U+FB33 because its first UTF-16 unit is lower.
        written = canonical.encode({"\ufb33": 1, "\U0001f600": 2})
        assert written.index(b"2") < written.index(b"1")

    @pytest.mark.parametrize("value", [2**53, -(2**53), "\ud800", {"\ud800": 1}, {1: 2}, object(), {1, 2}])
    def test_what_json_cannot_carry(self, value: object) -> None:
        with pytest.raises(Malformed):
            canonical.encode(value)

    def test_endless(self) -> None:
        endless: list[object] = []
        endless.append(endless)
        with pytest.raises(Malformed):
            canonical.encode(endless)

    @pytest.mark.parametrize("raw", [b"1.0", b"1e3", b"NaN", b"-Infinity", b'{"a":1,"a":1}', b"[" * 9999])
    def test_what_is_never_read(self, raw: bytes) -> None:
        with pytest.raises(Malformed):
            canonical.parse(raw)

    @pytest.mark.parametrize("raw", [b" 1", b"-0", b'{"b":1,"a":1}', b'"\\u0041"', b'"\\/"', b"[1, 2]"])
    def test_json_in_another_form(self, raw: bytes) -> None:
        canonical.parse(raw)
        with pytest.raises(Malformed, match="canonical"):
            canonical.parse_canonical(raw)

    def test_too_long(self) -> None:
        with pytest.raises(Malformed, match="long"):
            canonical.parse(b'"' + b"a" * LARGE + b'"')

    @settings(max_examples=150, deadline=None)
    @given(_ANY_JSON, st.booleans(), st.booleans(), st.sampled_from([(",", ":"), (", ", ":")]))
    @example({"\ue000": 1, "\U00010000": 1}, False, True, (",", ":"))
    @example({"\U00010000": 1, "\ue000": 1}, False, False, (",", ":"))
    def test_read_is_exactly_what_rfc_8785_writes(
        self, value: object, ascii_only: bool, in_order: bool, signs: tuple[str, str]
    ) -> None:
        written = json.dumps(value, ensure_ascii=ascii_only, sort_keys=in_order, separators=signs)
        try:
            raw = written.encode()
            expected = rfc8785.dumps(canonical.parse(raw)) == raw
        except ValueError:  # a lone surrogate or a number that JSON readers do not keep
            expected = False
        try:
            canonical.parse_canonical(written.encode(errors="surrogatepass"))
            read = True
        except Malformed:
            read = False
        assert read == expected


GOLDEN_ENVELOPE = "d01a01206c14b893a7e37ce1418012f41350e768bed0965977df446412e1f80e"
