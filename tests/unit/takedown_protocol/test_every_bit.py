"""No bit of anything signed or sealed can change unnoticed (figure 7 of the safety page).

Every single bit of a sealed 16 KiB message, and of signed messages, receipts, descriptors and journal
entries; 2,000 bits sampled with a fixed seed of 256 KiB bodies (and all of header, key and tag). Of a sealed
16 KiB reply a plain run tries one bit of every byte (and all of header, key and tag), to stay under 20
seconds; `STILLMARK_FULL=1` tries all 131,072. Each test prints how many it tried.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterable

import pytest

from takedown_protocol.app_side import (
    PreparedMessage,
    VerifiedReceipt,
    open_answer,
    seal,
    verify_receipt,
)
from takedown_protocol.descriptor import sign_descriptor, verify_descriptor
from takedown_protocol.errors import CannotOpen, Malformed, NotVerified, RootMismatch
from takedown_protocol.registry_side import OpenedMessage, UniformProblem, make_receipt, seal_receipt
from takedown_protocol.replies import encode_receipt
from takedown_protocol.sealing import LARGE, SMALL
from takedown_protocol.signing import PayloadType, parse_envelope


def survivors(
    original: bytes, bits: Iterable[int], accept: Callable[[bytes], object], *refusals: type[Exception]
) -> list[int]:
    """Flip each bit alone; return those that `accept` did not refuse. Other errors than `refusals` escape."""
    accept(original)
    changed = bytearray(original)
    survived, tried = [], 0
    for bit in bits:
        changed[bit >> 3] ^= 1 << (bit & 7)
        try:
            accept(bytes(changed))
        except refusals:
            pass
        else:
            survived.append(bit)
        changed[bit >> 3] ^= 1 << (bit & 7)
        tried += 1
    assert bytes(changed) == original
    print(f"{tried} single-bit changes of {len(original)} bytes tried, {len(survived)} accepted")
    return survived


def edges(length: int) -> list[int]:
    """All bits of header (10 bytes), encapsulated key (32) and tag (16)."""
    return [*range(42 * 8), *range((length - 16) * 8, length * 8)]


def sample(length: int) -> list[int]:
    """The edges, and 2,000 bits of the rest."""
    return edges(length) + random.Random(9180).sample(range(42 * 8, (length - 16) * 8), 2000)


def one_of_every_byte(length: int) -> list[int]:
    """The edges, and one bit of each other byte, in turn the first, the sixth, the third..."""
    return edges(length) + [byte * 8 + byte * 5 % 8 for byte in range(42, length - 16)]


def answered(world, prepared: PreparedMessage) -> bytes:
    opened = world.deliver(prepared)
    payload = encode_receipt(make_receipt(opened, world.descriptor, now=world.now))
    return seal_receipt(payload, opened, world.reply_signer)


@pytest.mark.slow
def test_every_bit_of_a_sealed_message(world) -> None:
    body = seal(world.submission(), world.descriptor, world.now)
    assert len(body) == SMALL
    assert survivors(body, range(SMALL * 8), world.open, UniformProblem) == []


def test_every_bit_of_a_sealed_reply(world) -> None:
    prepared, descriptor = world.submission(), world.descriptor
    body = answered(world, prepared)
    assert len(body) == SMALL

    def accept(untrusted: bytes) -> object:
        return open_answer(prepared, descriptor, untrusted)

    full = os.environ.get("STILLMARK_FULL") == "1"
    bits = range(SMALL * 8) if full else one_of_every_byte(SMALL)
    assert survivors(body, bits, accept, CannotOpen) == []


def test_sampled_bits_of_a_large_message(world) -> None:
    body = seal(world.submission(items=6, hashes=24), world.descriptor, world.now)
    assert len(body) == LARGE
    assert survivors(body, sample(LARGE), world.open, UniformProblem) == []


def test_sampled_bits_of_a_large_reply(world) -> None:
    prepared = world.submission(items=6, hashes=99)  # most are over the budget, so the receipt is long
    descriptor = world.descriptor
    body = answered(world, prepared)
    assert len(body) == LARGE

    def accept(untrusted: bytes) -> object:
        return open_answer(prepared, descriptor, untrusted)

    assert survivors(body, sample(LARGE), accept, CannotOpen) == []


def test_every_bit_of_a_receipt_document(world) -> None:
    prepared, descriptor = world.submission(), world.descriptor
    answer = open_answer(prepared, descriptor, answered(world, prepared))
    assert isinstance(answer, VerifiedReceipt)
    document = answer.document

    def accept(untrusted: bytes) -> object:
        return verify_receipt(untrusted, descriptor)

    assert survivors(document, range(len(document) * 8), accept, Malformed, NotVerified) == []


@pytest.mark.parametrize("vouched", [False, True])
def test_every_bit_of_a_signed_envelope(world, vouched: bool) -> None:
    """Somebody who can unseal and seal again still cannot change a bit of what was signed."""
    prepared = world.submission(vouched=vouched)

    def accept(untrusted: bytes) -> OpenedMessage | None:
        # As `open_message` does, without sealing 9,000 times.
        envelope = parse_envelope(untrusted)
        if envelope.payload_type != PayloadType.MESSAGE.value:
            raise NotVerified
        envelope.verify(world.keys.case_key)
        if vouched:
            envelope.verify(world.centre.public)
        return None

    raw = prepared.envelope
    assert survivors(raw, range(len(raw) * 8), accept, Malformed, NotVerified) == []


def test_every_bit_of_a_journal_entry_but_the_reply_key(world) -> None:
    raw = world.submission().to_bytes()
    key = range(len(b"takedown/prepared/v1\0"), len(b"takedown/prepared/v1\0") + 32)
    bits = [bit for bit in range(len(raw) * 8) if bit >> 3 not in key]
    assert survivors(raw, bits, PreparedMessage.from_bytes, Malformed, NotVerified) == []


def test_every_bit_of_a_descriptor(world) -> None:
    raw = sign_descriptor(world.descriptor, world.root)

    def accept(untrusted: bytes) -> object:
        return verify_descriptor(untrusted, root_key_id=world.root.key_id, lowest_version=1, now=world.now)

    assert survivors(raw, range(len(raw) * 8), accept, Malformed, NotVerified, RootMismatch) == []
