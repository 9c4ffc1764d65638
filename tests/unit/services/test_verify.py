"""A saved receipt proves itself to somebody who knows the registry's root key and nothing else."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from stillmark.domain.answers import Eligibility
from stillmark.domain.case import Receipt
from stillmark.domain.errors import ReceiptInvalid
from stillmark.services.access import CaseAccess
from stillmark.services.exchange import Exchange
from stillmark.services.submit import SubmitService
from stillmark.services.verify import prove, read_receipts, receipts_file
from stillmark.services.withdraw import WithdrawService
from stillmark.vault.memory import MemoryJournal
from support.counterpart import DAY, NOW, Counterpart, items, picture
from takedown_protocol.descriptor import sign_descriptor
from takedown_protocol.signing import PayloadType, SigningKey, parse_envelope, sign_envelope


@pytest.fixture
def counterpart() -> Counterpart:
    return Counterpart()


@pytest.fixture
def receipts(counterpart: Counterpart) -> tuple[Receipt, ...]:
    def clock() -> float:
        return NOW

    exchange = Exchange(MemoryJournal(), clock)
    submit, access = SubmitService(exchange, clock), CaseAccess.new()
    registry = counterpart.connected()
    prepared = submit.prepare(registry, access, Eligibility.ADULT, items(picture(1), picture(2)))
    sent = submit.send(prepared, access)
    return (*sent, *WithdrawService(exchange, clock).withdraw(registry, access))


def test_a_file_of_receipts_proves_itself_offline(
    counterpart: Counterpart, receipts: tuple[Receipt, ...]
) -> None:
    file = receipts_file(receipts)
    assert file.count(b'"reply_keys"') == 0, "the descriptor is there as it was signed, in base64"
    assert len(json.loads(file)["descriptors"]) == 1
    first, second = (prove(*each, counterpart.root.key_id) for each in read_receipts(file))
    assert first.receipt == receipts[0]
    assert (first.kind, second.kind, second.whole_case) == ("submission", "withdrawal", True)
    assert first.registry_name == "Registry"
    assert first.root_key_id == counterpart.root.key_id


def test_it_still_proves_itself_when_the_registry_has_new_keys_or_is_gone(
    counterpart: Counterpart, receipts: tuple[Receipt, ...]
) -> None:
    old_root = counterpart.root.key_id
    counterpart.reply = SigningKey.generate()
    today = counterpart.connected()
    document, descriptor = receipts[0].document, receipts[0].descriptor
    assert prove(document, descriptor, old_root).receipt == receipts[0]
    assert prove(document, descriptor, old_root, today).receipt == receipts[0]
    with pytest.raises(ReceiptInvalid):
        prove(document, b"", old_root, today)


def test_without_a_kept_descriptor_todays_is_asked(
    counterpart: Counterpart, receipts: tuple[Receipt, ...]
) -> None:
    proven = prove(receipts[0].document, b"", None, counterpart.connected())
    assert proven.receipt.item_ids == receipts[0].item_ids
    with pytest.raises(ReceiptInvalid):
        prove(receipts[0].document, b"", counterpart.root.key_id)


def test_another_registrys_name_is_not_borrowed(
    counterpart: Counterpart, receipts: tuple[Receipt, ...]
) -> None:
    other = Counterpart()
    document, descriptor = receipts[0].document, receipts[0].descriptor
    for root, registry in ((other.root.key_id, None), (other.root.key_id, other.connected())):
        with pytest.raises(ReceiptInvalid):
            prove(document, descriptor, root, registry)
    # Somebody with a root key of their own describes the registry's reply key as theirs.
    forged = replace(counterpart.descriptor(), root_key=other.root.public)
    with pytest.raises(ReceiptInvalid):
        prove(document, sign_descriptor(forged, other.root), counterpart.root.key_id)
    mine = sign_envelope(parse_envelope(document).payload, PayloadType.RECEIPT, other.reply)
    with pytest.raises(ReceiptInvalid):
        prove(mine, descriptor, counterpart.root.key_id)
    with pytest.raises(ReceiptInvalid):
        prove(mine, other.connected().descriptor_document, counterpart.root.key_id)


def test_a_descriptor_that_was_over_at_the_hour_of_the_receipt_proves_nothing(
    counterpart: Counterpart, receipts: tuple[Receipt, ...]
) -> None:
    over = replace(counterpart.descriptor(), expires_at=NOW - DAY)
    with pytest.raises(ReceiptInvalid):
        prove(receipts[0].document, sign_descriptor(over, counterpart.root), counterpart.root.key_id)


def test_no_changed_bit_is_proven(counterpart: Counterpart, receipts: tuple[Receipt, ...]) -> None:
    document, descriptor = receipts[0].document, receipts[0].descriptor
    numbers = random.Random(3)
    for whole, other in ((document, descriptor), (descriptor, document)):
        for position in numbers.sample(range(len(whole)), 150):
            changed = bytearray(whole)
            changed[position] ^= 1 << numbers.randrange(8)
            pair = (bytes(changed), other) if whole is document else (other, bytes(changed))
            with pytest.raises(ReceiptInvalid):
                prove(*pair, counterpart.root.key_id)


def test_every_form_in_which_receipts_are_saved_is_read(receipts: tuple[Receipt, ...]) -> None:
    documents = [receipt.document for receipt in receipts]
    laid_out = json.dumps([json.loads(document) for document in documents], indent=4).encode()
    printed = {
        "receipts": [{"document": documents[0].decode(), "descriptor": receipts[0].descriptor.decode()}]
    }
    assert [one for one, _ in read_receipts(documents[0])] == documents[:1]
    assert [one for one, _ in read_receipts(b"[" + b",\n".join(documents) + b"]\n")] == documents
    assert [one for one, _ in read_receipts(laid_out)] == documents
    lines = b'{"recovery_words": "x"}\n' + json.dumps(printed).encode()
    assert read_receipts(lines) == ((documents[0], receipts[0].descriptor),)
    assert read_receipts(receipts_file([replace(receipts[0], descriptor=b"")])) == ((documents[0], b""),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"null",
        b"\xff",
        b"{}",
        b'{"format":"takedown-receipts","version":2,"receipts":[]}',
        b'{"format":"takedown-receipts","version":1}',
        b'{"format":"takedown-receipts","version":1,"descriptors":[],"receipts":[{"document":{},"descriptor":5}]}',
        b"[" * 100_000,
        b'{"document": 1.5}',
        b'{"document": "\\ud800"}',
    ],
)
def test_what_holds_no_receipt_is_said(content: bytes) -> None:
    with pytest.raises(ReceiptInvalid):
        read_receipts(content)
