"""What an app sends, and what it believes of an answer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.fingerprints import pdq
from takedown_hashing.vocabulary import HEX_LENGTH, HashType, Media
from takedown_protocol import canonical
from takedown_protocol.app_side import (
    PreparedMessage,
    VerifiedReceipt,
    open_answer,
    prepare_status_request,
    prepare_submission,
    prepare_withdrawal,
    renew,
    seal,
    verify_receipt,
)
from takedown_protocol.batches import batches
from takedown_protocol.errors import (
    CannotOpen,
    DescriptorExpired,
    Malformed,
    NotServed,
    NotVerified,
    RootMismatch,
)
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import (
    ENDED,
    MAX_MESSAGE_PAYLOAD,
    Eligibility,
    HashEntry,
    ItemEntry,
    ItemKind,
    MessageKind,
    StatusRequest,
    Submission,
    Withdrawal,
)
from takedown_protocol.policy import servable
from takedown_protocol.registry_side import make_receipt, seal_receipt, seal_refusal, seal_status
from takedown_protocol.replies import (
    HashRefusal,
    PlatformState,
    PlatformStatus,
    RefusalReason,
    RefusedHash,
    StatusItem,
    StatusReply,
    encode_receipt,
    encode_status,
)
from takedown_protocol.sealing import LARGE, SMALL, SealingKeyPair, seal_reply
from takedown_protocol.signing import PayloadType, SigningKey, sign_envelope


def submit(world, items, **changes):
    arguments = {"now": world.now, "eligibility": Eligibility.ADULT, "items": items} | changes
    return prepare_submission(world.keys, world.descriptor, **arguments)


def widest_item(world, number: int, hashes: int = 24):
    """An item whose JSON is as long as the schema lets an image's be."""
    entries = tuple(
        HashEntry(HashType.PDQ, pdq(number * 1000 + n), f"v{n:02d}".ljust(40, "-"), 100)
        for n in range(hashes)
    )
    return replace(world.item(number), kind=ItemKind.FABRICATED, hashes=entries)


class TestSizes:
    @pytest.mark.parametrize("vouched", [False, True])
    def test_three_pictures_with_24_hashes_look_like_one(self, world, vouched: bool) -> None:
        centre = world.centre if vouched else None
        (one,) = submit(world, [world.item(0, hashes=1)], centre=centre)
        (three,) = submit(world, [widest_item(world, n) for n in range(3)], centre=centre)
        assert len(seal(one, world.descriptor, world.now)) == SMALL
        assert len(seal(three, world.descriptor, world.now)) == SMALL
        print(f"3 pictures, widest: payload {len(three.payload)}, envelope {len(three.envelope)} of 16322")

    def test_withdrawal_and_status_look_like_a_small_submission(self, world) -> None:
        ids = [world.item(number).item_id for number in range(50)]
        (withdrawal,) = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=ids)
        status = prepare_status_request(world.keys, world.descriptor, now=world.now, after="z" * 128)
        for prepared in (withdrawal, status):
            assert len(seal(prepared, world.descriptor, world.now)) == SMALL

    def test_fifty_widest_pictures_are_one_message(self, world) -> None:
        (prepared,) = submit(world, [widest_item(world, n) for n in range(50)], centre=world.centre)
        assert len(seal(prepared, world.descriptor, world.now)) == LARGE

    @pytest.mark.parametrize(("count", "expected"), [(50, [50]), (51, [50, 1]), (120, [50, 50, 20])])
    def test_more_than_fifty_are_split(self, world, count: int, expected: list[int]) -> None:
        items = [world.item(number) for number in range(count)]
        prepared = submit(world, items)
        assert [len(each.message.items) for each in prepared] == expected
        assert [item for each in prepared for item in each.message.items] == items
        assert len({each.message_id for each in prepared}) == len(expected)

    def test_a_long_video_is_spread_over_messages(self, world) -> None:
        frames = tuple(HashEntry(HashType.VPDQ, pdq(n), "whole", 90, n, n * 1000) for n in range(7200))
        video = replace(world.item(), media=Media.VIDEO, hashes=frames)
        prepared = submit(world, [world.item(1), video, world.item(2)])
        assert len(prepared) > 2
        sent = [item for each in prepared for item in each.message.items]
        spread = [entry for item in sent if item.item_id == video.item_id for entry in item.hashes]
        assert spread == list(frames)
        for each in prepared:
            assert len(each.payload) <= MAX_MESSAGE_PAYLOAD
            world.deliver(each)

    def test_a_receipt_that_refuses_everything_fits(self, world) -> None:
        """A message as long as may be, with many small items refused for three reasons each."""
        descriptor = replace(world.descriptor, hash_types=tuple(HashType), max_hashes_per_item=1)
        items = []
        for number in range(50):
            hashes = [HashEntry(HashType.PDQ, pdq(number * 1000 + n), "w") for n in range(36)]
            hashes[0] = replace(hashes[0], quality=0)
            hashes[1] = HashEntry(HashType.VPDQ, hashes[1].value, "w", 0)
            items.append(replace(world.item(number), hashes=tuple(hashes)))
        (prepared,) = prepare_submission(
            world.keys, descriptor, now=world.now, eligibility=Eligibility.ADULT, items=items
        )
        assert len(prepared.payload) > 0.95 * MAX_MESSAGE_PAYLOAD
        opened = world.deliver(prepared)
        strict = replace(world.descriptor, hash_types=(HashType.PDQ,), max_hashes_per_item=1)
        payload = encode_receipt(make_receipt(opened, strict, now=world.now))
        body = seal_receipt(payload, opened, world.reply_signer)
        answer = open_answer(prepared, world.descriptor, body)
        assert isinstance(answer, VerifiedReceipt)
        assert sum(item.accepted for item in answer.receipt.items) == 50
        print(f"message {len(prepared.payload)}, its receipt {len(payload)} bytes")


class TestPreparing:
    def test_the_same_file_twice_is_one_item(self, world) -> None:
        one, other = world.item(0, hashes=2), world.item(0, hashes=5)
        (prepared,) = submit(world, [one, world.item(1), other])
        first, second = prepared.message.items
        assert (first.item_id, len(first.hashes)) == (one.item_id, 5)
        assert second == world.item(1)

    def test_the_same_file_as_two_things(self, world) -> None:
        with pytest.raises(Malformed):
            submit(world, [world.item(0), world.item(0, kind=ItemKind.FABRICATED)])

    def test_nothing(self, world) -> None:
        with pytest.raises(Malformed):
            submit(world, [])

    def test_an_age_that_is_not_served(self, world) -> None:
        with pytest.raises(NotServed):
            submit(world, [world.item()], eligibility=Eligibility.MINOR)

    @pytest.mark.parametrize("hash_type", [HashType.SHA256, HashType.MD5, HashType.PHASH])
    def test_hash_types_that_are_not_served_are_never_sent(self, world, hash_type: HashType) -> None:
        value = "a" * HEX_LENGTH[hash_type]
        item = world.item()
        item = replace(item, hashes=(*item.hashes, HashEntry(hash_type, value, "file")))
        with pytest.raises(NotServed):
            submit(world, [item])
        (prepared,) = submit(world, servable((item,), world.descriptor))
        assert prepared.message.items == (world.item(),)

    def test_servable_leaves_out_items_of_which_nothing_is_left(self, world) -> None:
        blurred = replace(world.item(1), hashes=(HashEntry(HashType.PDQ, "a" * 64, "whole", 12),))
        assert servable((world.item(0), blurred), world.descriptor) == (world.item(0),)

    def test_withdrawing_nothing_never_means_everything(self, world) -> None:
        with pytest.raises(Malformed):
            prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=[])

    def test_withdrawing_everything(self, world) -> None:
        (prepared,) = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=None)
        assert prepared.message == Withdrawal(prepared.message.header, None)
        assert json.loads(prepared.payload)["whole_case"] is True

    def test_withdrawing_many(self, world) -> None:
        ids = [world.item(number).item_id for number in range(101)]
        prepared = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=[*ids, ids[0]])
        assert [len(each.message.item_ids) for each in prepared] == [50, 50, 1]
        assert [item_id for each in prepared for item_id in each.message.item_ids] == ids

    def test_status_pages(self, world) -> None:
        prepared = prepare_status_request(world.keys, world.descriptor, now=world.now, after="abc.1")
        assert prepared.message == StatusRequest(prepared.message.header, "abc.1", (ENDED,))
        with pytest.raises(Malformed):
            prepare_status_request(world.keys, world.descriptor, now=world.now, after="a b")

    def test_reply_keys_and_ids_are_never_used_twice(self, world) -> None:
        headers = [world.submission().message.header for _ in range(20)]
        assert len({header.reply_key for header in headers}) == 20
        assert len({header.message_id for header in headers}) == 20

    def test_prepared_for_another_registry(self, world, make_world) -> None:
        with pytest.raises(RootMismatch):
            seal(world.submission(), make_world().descriptor, world.now)

    def test_no_sealing_key_left(self, world) -> None:
        with pytest.raises(DescriptorExpired):
            seal(world.submission(), world.descriptor, world.now + 400 * 86400)

    def test_a_changed_sealing_key_does_not_strand_a_message(self, world) -> None:
        prepared = world.submission()
        world.sealing = SealingKeyPair.generate()
        assert world.deliver(prepared).payload == prepared.payload

    def test_no_items_no_batches(self) -> None:
        assert list(batches([])) == []

    @settings(max_examples=40, deadline=None)
    @given(sizes=st.lists(st.integers(1, 300), min_size=1, max_size=70))
    def test_nothing_is_lost_in_splitting(self, sizes: list[int]) -> None:
        items = [
            ItemEntry(
                f"{number:032x}",
                ItemKind.INTIMATE,
                Media.IMAGE,
                tuple(HashEntry(HashType.PDQ, pdq(n), "whole", 100) for n in range(hashes)),
            )
            for number, hashes in enumerate(sizes)
        ]
        united: dict[str, list[HashEntry]] = {}
        for batch in batches(items):
            assert 1 <= len(batch) <= 50
            assert len({item.item_id for item in batch}) == len(batch)
            for item in batch:
                united.setdefault(item.item_id, []).extend(item.hashes)
        assert {key: tuple(value) for key, value in united.items()} == {
            item.item_id: item.hashes for item in items
        }


class TestPrivacy:
    """Only these names ever leave, whatever is submitted."""

    NAMES = frozenset(
        (
            *("v", "kind", "message_id", "registry", "issued_at", "case_key", "reply_key", "vouch"),
            *("eligibility", "items", "item_id", "media", "hashes"),
            *("type", "value", "view", "quality", "frame", "time_ms"),
            *("whole_case", "item_ids", "after", "knows"),
        )
    )

    def names(self, value: object) -> set[str]:
        if isinstance(value, dict):
            return set(value).union(*(self.names(each) for each in value.values()))
        if isinstance(value, list):
            return set().union(*(self.names(each) for each in value))
        return set()

    def test_all_kinds_of_messages(self, world) -> None:
        frame = HashEntry(HashType.VPDQ, "a" * 64, "whole", 90, 3, 3000)
        video = replace(world.item(7), media=Media.VIDEO, hashes=(frame,))
        messages = [
            *submit(world, [world.item(), video], centre=world.centre),
            *prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=["a" * 32]),
            *prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=None),
            prepare_status_request(world.keys, world.descriptor, now=world.now, after="a"),
        ]
        seen = set().union(*(self.names(json.loads(each.payload)) for each in messages))
        assert seen == self.NAMES

    def test_absent_values_are_absent(self, world) -> None:
        assert b"null" not in world.submission().payload

    def test_hashes_and_keys_do_not_show_in_repr(self, world) -> None:
        prepared = world.submission()
        shown = repr(prepared) + repr(prepared.message) + repr(world.deliver(prepared))
        assert world.item().hashes[0].value not in shown
        assert prepared.reply_private.hex() not in shown
        assert repr(prepared.reply_private) not in shown

    def test_nothing_readable_on_the_wire(self, world) -> None:
        prepared = world.submission()
        body = seal(prepared, world.descriptor, world.now)
        for secret in (prepared.payload[:24], prepared.message_id.encode(), world.keys.case_key):
            assert secret not in body

    def test_two_cases_share_no_identifier(self, world, make_world) -> None:
        same_file = bytes(32)
        other = CaseSecret.generate().keys()
        assert world.keys.item_id(same_file) != other.item_id(same_file)


class TestJournal:
    def test_round_trip(self, world) -> None:
        prepared = world.submission(items=4, vouched=True)
        assert PreparedMessage.from_bytes(prepared.to_bytes()) == prepared

    @pytest.mark.parametrize("spoil", [lambda raw: raw[:-1], lambda raw: raw[:30], lambda raw: b"x" + raw])
    def test_damaged(self, world, spoil) -> None:
        with pytest.raises(Malformed):
            PreparedMessage.from_bytes(spoil(world.submission().to_bytes()))

    def test_another_reply_key(self, world) -> None:
        prepared = replace(world.submission(), reply_private=SealingKeyPair.generate().private)
        with pytest.raises(NotVerified):
            PreparedMessage.from_bytes(prepared.to_bytes())


class TestRenewing:
    def test_same_content_new_message(self, world) -> None:
        prepared = world.submission(items=3)
        again = renew(prepared, world.keys, world.descriptor, now=world.now + 8 * 86400)
        assert again.message.items == prepared.message.items
        assert again.message.header.issued_at > prepared.message.header.issued_at
        assert (again.message_id, again.reply_private) != (prepared.message_id, prepared.reply_private)
        world.deliver(again)

    def test_vouched_again_only_by_signing_again(self, world) -> None:
        prepared = world.submission(vouched=True)
        alone = renew(prepared, world.keys, world.descriptor, now=world.now)
        vouched = renew(prepared, world.keys, world.descriptor, now=world.now, centre=world.centre)
        assert world.deliver(alone).vouched_by is None
        assert world.deliver(vouched).vouched_by == world.centre.key_id

    def test_another_case_or_registry(self, world, make_world) -> None:
        prepared = world.submission()
        with pytest.raises(NotVerified):
            renew(prepared, CaseSecret.generate().keys(), world.descriptor, now=world.now)
        with pytest.raises(NotVerified):
            renew(prepared, world.keys, make_world().descriptor, now=world.now)


class TestAnswers:
    """`open_answer` believes nothing that does not belong to the message."""

    def receipt(self, world, prepared, **changes):
        opened = world.deliver(prepared)
        return opened, replace(make_receipt(opened, world.descriptor, now=world.now), **changes)

    def answer(self, world, prepared, receipt, signer=None, payload_type=PayloadType.RECEIPT, payload=None):
        envelope = sign_envelope(
            payload or encode_receipt(receipt), payload_type, signer or world.reply_signer
        )
        reply_key = prepared.message.header.reply_key
        return open_answer(prepared, world.descriptor, seal_reply(envelope, reply_key, world.root.key_id))

    def test_a_receipt(self, world) -> None:
        prepared = world.submission(items=2)
        _, receipt = self.receipt(world, prepared)
        answer = self.answer(world, prepared, receipt)
        assert isinstance(answer, VerifiedReceipt)
        assert answer.receipt == receipt
        assert verify_receipt(answer.document, world.descriptor) == receipt

    def test_a_receipt_by_the_second_reply_key(self, world) -> None:
        prepared = world.submission()
        opened, receipt = self.receipt(world, prepared)
        descriptor = replace(
            world.descriptor, reply_keys=(SigningKey.generate().public, world.reply_signer.public)
        )
        body = seal_receipt(encode_receipt(receipt), opened, world.reply_signer)
        assert isinstance(open_answer(prepared, descriptor, body), VerifiedReceipt)

    @pytest.mark.parametrize(
        "changes",
        [
            {"message_id": "ab" * 16},
            {"payload_sha256": "ab" * 32},
            {"case_id": "0000-0000-0000-0000"},
            {"items": ()},
        ],
    )
    def test_a_receipt_for_something_else(self, world, changes) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        with pytest.raises((NotVerified, Malformed)):
            self.answer(world, prepared, replace(receipt, **changes))

    def test_a_receipt_for_another_message_of_the_case(self, world) -> None:
        prepared, other = world.submission(), world.submission()
        _, receipt = self.receipt(world, other)
        with pytest.raises(NotVerified, match="another message"):
            self.answer(world, prepared, receipt)

    def test_a_receipt_about_another_item(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        foreign = replace(receipt.items[0], item_id="ab" * 16)
        with pytest.raises(NotVerified, match="other items"):
            self.answer(world, prepared, replace(receipt, items=(foreign,)))

    @pytest.mark.parametrize("accepted", [0, 1, 3])
    def test_a_receipt_that_miscounts(self, world, accepted: int) -> None:
        prepared = world.submission(hashes=2)
        _, receipt = self.receipt(world, prepared)
        wrong = replace(receipt.items[0], accepted=accepted)
        with pytest.raises(NotVerified, match="account"):
            self.answer(world, prepared, replace(receipt, items=(wrong,)))

    def test_a_receipt_that_refuses_a_hash_never_sent(self, world) -> None:
        prepared = world.submission(hashes=2)
        _, receipt = self.receipt(world, prepared)
        strange = RefusedHash(HashType.PDQ, "whole", "f" * 64, HashRefusal.LOW_QUALITY)
        wrong = replace(receipt.items[0], accepted=1, refused=(strange,))
        with pytest.raises(NotVerified, match="account"):
            self.answer(world, prepared, replace(receipt, items=(wrong,)))

    def test_a_withdrawal_receipt_for_a_submission(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        emptied = tuple(replace(item, accepted=0) for item in receipt.items)
        with pytest.raises(NotVerified, match="kind"):
            self.answer(world, prepared, replace(receipt, kind=MessageKind.WITHDRAWAL, items=emptied))

    def test_one_item_withdrawn_instead_of_the_case(self, world) -> None:
        (prepared,) = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=None)
        _, receipt = self.receipt(world, prepared)
        self.answer(world, prepared, receipt)
        (one,) = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=["ab" * 16])
        _, of_one = self.receipt(world, one)
        self.answer(world, one, of_one)
        with pytest.raises(NotVerified, match="other items"):
            self.answer(world, prepared, replace(receipt, whole_case=False, items=of_one.items))

    def test_a_stranger_signs(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        for stranger in (SigningKey.generate(), world.root, world.keys.signer, world.centre):
            with pytest.raises(NotVerified, match="reply keys"):
                self.answer(world, prepared, receipt, signer=stranger)

    def test_one_signature_too_many(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        envelope = sign_envelope(
            encode_receipt(receipt), PayloadType.RECEIPT, world.reply_signer, SigningKey.generate()
        )
        with pytest.raises(NotVerified):
            verify_receipt(envelope, world.descriptor)

    def test_a_false_signature_under_the_right_key_id(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        stranger = SigningKey.generate()
        forged = json.loads(sign_envelope(encode_receipt(receipt), PayloadType.RECEIPT, stranger))
        forged["signatures"][0]["keyid"] = world.reply_signer.key_id
        with pytest.raises(NotVerified, match="does not verify"):
            verify_receipt(canonical.encode(forged), world.descriptor)

    @pytest.mark.parametrize("other", [PayloadType.STATUS, PayloadType.MESSAGE, PayloadType.DESCRIPTOR])
    def test_a_receipt_dressed_as_something_else(self, world, other: PayloadType) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        with pytest.raises(NotVerified, match="type of answer"):
            self.answer(world, prepared, receipt, payload_type=other)

    def test_something_else_dressed_as_a_receipt(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        spaced = json.dumps(json.loads(encode_receipt(receipt))).encode()
        unknown = canonical.encode(json.loads(encode_receipt(receipt)) | {"note": "x"})
        for payload in (spaced, unknown, b"{}", prepared.payload):
            with pytest.raises(Malformed):
                self.answer(world, prepared, None, payload=payload)

    def test_a_kept_document_of_another_type(self, world) -> None:
        prepared = world.submission()
        _, receipt = self.receipt(world, prepared)
        document = sign_envelope(encode_receipt(receipt), PayloadType.REFUSAL, world.reply_signer)
        with pytest.raises(NotVerified, match="type"):
            verify_receipt(document, world.descriptor)

    def test_sealed_to_another_reply_key(self, world) -> None:
        prepared, other = world.submission(), world.submission()
        opened, receipt = self.receipt(world, other)
        body = seal_receipt(encode_receipt(receipt), opened, world.reply_signer)
        with pytest.raises(CannotOpen):
            open_answer(prepared, world.descriptor, body)

    def test_our_own_message_sent_back(self, world) -> None:
        prepared = world.submission()
        with pytest.raises(CannotOpen):
            open_answer(prepared, world.descriptor, seal(prepared, world.descriptor, world.now))

    def test_another_registrys_descriptor(self, world, make_world) -> None:
        prepared = world.submission()
        opened, receipt = self.receipt(world, prepared)
        body = seal_receipt(encode_receipt(receipt), opened, world.reply_signer)
        with pytest.raises(NotVerified):
            open_answer(prepared, make_world().descriptor, body)

    @pytest.mark.parametrize("change", [{"message_id": "ab" * 16}, {"payload_sha256": "ab" * 32}])
    def test_a_refusal_of_another_message(self, world, change) -> None:
        prepared = world.submission()
        refused = world.deliver(prepared).refuse(RefusalReason.NOT_SERVED)
        if "message_id" in change:
            refused.header = replace(refused.header, **change)
        else:
            refused.payload_sha256 = change["payload_sha256"]
        body = seal_refusal(refused, now=world.now, reply_signer=world.reply_signer)
        with pytest.raises(NotVerified, match="another message"):
            open_answer(prepared, world.descriptor, body)

    def test_status(self, world) -> None:
        prepared = prepare_status_request(world.keys, world.descriptor, now=world.now)
        opened = world.deliver(prepared)
        hour = world.now - world.now % 3600
        item = StatusItem(
            "ab" * 16,
            ItemKind.INTIMATE,
            Media.IMAGE,
            hour,
            None,
            (PlatformStatus("practice", PlatformState.BLOCKED, world.now),),
        )
        reply = StatusReply(
            prepared.message_id, prepared.payload_sha256, opened.case_id, (item,), "cursor-2", hour
        )
        body = seal_status(encode_status(reply), opened, world.reply_signer)
        assert open_answer(prepared, world.descriptor, body) == reply
        for change in ({"message_id": "cd" * 16}, {"case_id": "0000-0000-0000-0000"}):
            foreign = seal_status(encode_status(replace(reply, **change)), opened, world.reply_signer)
            with pytest.raises(NotVerified):
                open_answer(prepared, world.descriptor, foreign)

    def test_a_status_page_of_a_hundred_items_fits(self, world) -> None:
        prepared = prepare_status_request(world.keys, world.descriptor, now=world.now)
        opened = world.deliver(prepared)
        hour = world.now - world.now % 3600
        platforms = tuple(
            PlatformStatus(f"a platform's name {n:02d}", PlatformState.NOT_COLLECTED, world.now)
            for n in range(15)
        )
        items = tuple(
            StatusItem(f"{n:032x}", ItemKind.FABRICATED, Media.IMAGE, hour, hour, platforms)
            for n in range(100)
        )
        reply = StatusReply(prepared.message_id, prepared.payload_sha256, opened.case_id, items, None, hour)
        body = seal_status(encode_status(reply), opened, world.reply_signer)
        assert len(body) == LARGE
        assert open_answer(prepared, world.descriptor, body) == reply


def test_submission_type_is_what_was_prepared(world) -> None:
    message = world.submission().message
    assert isinstance(message, Submission)
    assert message.eligibility is Eligibility.ADULT
