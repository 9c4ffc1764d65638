"""A registry's description of itself: identity, age, and what it may say."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from takedown_protocol import canonical
from takedown_protocol.app_side import seal
from takedown_protocol.descriptor import (
    Descriptor,
    SealingKey,
    encode_descriptor,
    sign_descriptor,
    verify_descriptor,
)
from takedown_protocol.errors import (
    CannotOpen,
    DescriptorExpired,
    Malformed,
    NotVerified,
    RootMismatch,
    VersionRolledBack,
)
from takedown_protocol.messages import Eligibility
from takedown_protocol.sealing import SealingKeyPair
from takedown_protocol.signing import PayloadType, SigningKey, key_id_of, sign_envelope


def verify(world, raw: bytes, **changes) -> Descriptor:
    arguments = {"root_key_id": world.root.key_id, "lowest_version": 1, "now": world.now} | changes
    return verify_descriptor(raw, **arguments)


def test_round_trip(world) -> None:
    raw = sign_descriptor(world.descriptor, world.root)
    assert verify(world, raw) == world.descriptor
    assert sign_descriptor(world.descriptor, world.root) == raw
    assert world.descriptor.root_key_id == world.root.key_id == key_id_of(world.root.public)


def test_first_use_trusts_the_key_it_brings(world) -> None:
    raw = sign_descriptor(world.descriptor, world.root)
    assert verify(world, raw, root_key_id=None).root_key_id == world.root.key_id


def test_wire_names(world) -> None:
    assert set(json.loads(encode_descriptor(world.descriptor))) == {
        *("v", "version", "expires_at", "name", "operator", "serves", "countries", "hash_types", "terms"),
        *("max_hashes_per_item", "platforms", "reply_keys", "sealing_keys", "retention_days", "root_key"),
    }


class TestIdentity:
    def test_another_root(self, world, make_world) -> None:
        other = make_world()
        with pytest.raises(RootMismatch):
            verify(world, sign_descriptor(other.descriptor, other.root))

    def test_another_root_that_names_ours(self, world) -> None:
        """The thief of everything but the root key."""
        forged = sign_envelope(
            encode_descriptor(world.descriptor), PayloadType.DESCRIPTOR, SigningKey.generate()
        )
        with pytest.raises(RootMismatch):
            verify(world, forged)
        with pytest.raises(NotVerified):
            verify(world, forged, root_key_id=None)

    def test_our_root_signs_anothers_name(self, world, make_world) -> None:
        foreign = encode_descriptor(make_world().descriptor)
        raw = sign_envelope(foreign, PayloadType.DESCRIPTOR, world.root)
        with pytest.raises(RootMismatch):
            verify(world, raw)

    def test_false_signature_under_our_key_id(self, world) -> None:
        raw = sign_envelope(
            encode_descriptor(world.descriptor), PayloadType.DESCRIPTOR, SigningKey.generate()
        )
        forged = json.loads(raw)
        forged["signatures"][0]["keyid"] = world.root.key_id
        with pytest.raises(NotVerified):
            verify(world, canonical.encode(forged))

    def test_a_second_signature(self, world) -> None:
        raw = sign_envelope(
            encode_descriptor(world.descriptor), PayloadType.DESCRIPTOR, world.root, SigningKey.generate()
        )
        with pytest.raises(NotVerified):
            verify(world, raw)

    def test_another_type(self, world) -> None:
        raw = sign_envelope(encode_descriptor(world.descriptor), PayloadType.RECEIPT, world.root)
        with pytest.raises(NotVerified):
            verify(world, raw)

    def test_signing_with_another_key_than_named(self, world) -> None:
        with pytest.raises(RootMismatch):
            sign_descriptor(world.descriptor, SigningKey.generate())


class TestAge:
    def test_rolled_back(self, world) -> None:
        raw = sign_descriptor(world.descriptor, world.root)
        assert verify(world, raw, lowest_version=3).version == 3
        with pytest.raises(VersionRolledBack):
            verify(world, raw, lowest_version=4)

    def test_expired(self, world) -> None:
        raw = sign_descriptor(world.descriptor, world.root)
        expires_at = world.descriptor.expires_at
        verify(world, raw, now=expires_at - 1)
        with pytest.raises(DescriptorExpired):
            verify(world, raw, now=expires_at)


class TestSealingKeys:
    OLD, NEW = SealingKey(b"\1" * 32, 100, 300), SealingKey(b"\2" * 32, 200, 400)

    @pytest.mark.parametrize(("now", "key"), [(100, OLD), (199, OLD), (200, NEW), (299, NEW), (399, NEW)])
    def test_newest_valid(self, world, now: int, key: SealingKey) -> None:
        descriptor = replace(world.descriptor, sealing_keys=(self.NEW, self.OLD))
        assert descriptor.current_sealing_key(now) == key

    def test_a_slow_clock_takes_the_first(self, world) -> None:
        descriptor = replace(world.descriptor, sealing_keys=(self.NEW, self.OLD))
        assert descriptor.current_sealing_key(5) == self.OLD

    def test_all_over(self, world) -> None:
        descriptor = replace(world.descriptor, sealing_keys=(self.NEW, self.OLD))
        with pytest.raises(DescriptorExpired):
            descriptor.current_sealing_key(400)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0},
        {"version": True},
        {"expires_at": 1.5},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "safe\u202eevil"},
        {"name": "two\nlines"},
        {"serves": ()},
        {"serves": [Eligibility.ADULT]},
        {"serves": (Eligibility.ADULT, Eligibility.ADULT)},
        {"countries": ("kr",)},
        {"countries": ("KR", "KR")},
        {"hash_types": ()},
        {"max_hashes_per_item": 0},
        {"platforms": ("a", "a")},
        {"platforms": tuple(f"p{n}" for n in range(101))},
        {"reply_keys": ()},
        {"reply_keys": (b"short",)},
        {"sealing_keys": ()},
        {"sealing_keys": (SealingKey(b"\1" * 32, 5, 5),)},
        {"sealing_keys": (SealingKey(b"\1" * 32, 5, 6), SealingKey(b"\1" * 32, 6, 7))},
        {"retention_days": 0},
        {"terms": "x" * 501},
    ],
)
def test_what_it_may_not_say(world, change) -> None:
    with pytest.raises(Malformed):
        sign_descriptor(replace(world.descriptor, **change), world.root)


def test_unknown_fields(world) -> None:
    for change in (lambda f: f.update(note=1), lambda f: f["sealing_keys"][0].update(note=1)):
        fields = json.loads(encode_descriptor(world.descriptor))
        change(fields)
        raw = sign_envelope(canonical.encode(fields), PayloadType.DESCRIPTOR, world.root)
        with pytest.raises(Malformed):
            verify(world, raw)


def test_not_canonical(world) -> None:
    spaced = json.dumps(json.loads(encode_descriptor(world.descriptor))).encode()
    with pytest.raises(Malformed):
        verify(world, sign_envelope(spaced, PayloadType.DESCRIPTOR, world.root))


@pytest.mark.parametrize("junk", [b"", b"<html>", b"{}", b"[]", b"\xff\xfe"])
def test_junk(world, junk: bytes) -> None:
    with pytest.raises(Malformed):
        verify(world, junk)


def test_a_low_order_sealing_key_is_noticed_when_sealing(world) -> None:
    prepared = world.submission()
    bad = replace(world.descriptor, sealing_keys=(SealingKey(bytes(32), 0, 2**40),))
    with pytest.raises(CannotOpen):
        seal(prepared, bad, world.now)
    good = replace(bad, sealing_keys=(SealingKey(SealingKeyPair.generate().public, 0, 2**40),))
    assert len(seal(prepared, good, world.now)) == 16384
