"""What a registry refuses, and how little it tells: uniform before the case is verified, typed after."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from support.fingerprints import pdq
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import canonical, registry_side
from takedown_protocol.app_side import (
    clock_offset,
    open_answer,
    prepare_status_request,
    prepare_submission,
    prepare_withdrawal,
    renew,
    seal,
)
from takedown_protocol.errors import CannotOpen, Malformed, NotVerified
from takedown_protocol.identity import CaseSecret
from takedown_protocol.messages import Eligibility, HashEntry, Submission
from takedown_protocol.registry_side import (
    ACCEPTED_AHEAD,
    ACCEPTED_BACK,
    MESSAGE_IDS_KEPT,
    Refusable,
    UniformProblem,
    check_clock,
    check_served,
    make_receipt,
    seal_refusal,
)
from takedown_protocol.replies import HashRefusal, Refusal, RefusalReason, encode_receipt
from takedown_protocol.sealing import SealingKeyPair, seal_reply, seal_request
from takedown_protocol.signing import PayloadType, SigningKey, key_id_of, sign_envelope

HOUR = 3600


def fields_of(prepared) -> dict[str, object]:
    fields: dict[str, object] = json.loads(prepared.payload)
    return fields


class TestAccepted:
    def test_a_submission(self, world) -> None:
        prepared = world.submission(items=3)
        opened = world.deliver(prepared)
        assert opened.message == prepared.message
        assert opened.payload == prepared.payload
        assert opened.envelope == prepared.envelope
        assert opened.payload_sha256 == prepared.payload_sha256
        assert opened.case_id == world.keys.case_id
        assert opened.vouched_by is None
        assert opened.idempotency_key == (
            world.keys.case_key, prepared.message_id, prepared.payload_sha256
        )  # fmt: skip

    def test_a_vouched_submission(self, world) -> None:
        assert world.deliver(world.submission(vouched=True)).vouched_by == world.centre.key_id

    def test_a_message_sealed_to_a_retired_key(self, world) -> None:
        body = seal(world.submission(), world.descriptor, world.now)
        opened = registry_side.open_message(
            body,
            sealing_keys=[SealingKeyPair.generate(), world.sealing],
            root_key_id=world.root.key_id,
            centre_key=lambda _id: None,
        )
        assert opened.case_id == world.keys.case_id

    def test_sealing_twice_is_the_same_message(self, world) -> None:
        prepared = world.submission()
        first, second = world.deliver(prepared), world.deliver(prepared)
        assert first.idempotency_key == second.idempotency_key


class TestUniform:
    """Nothing about the cause may be told."""

    def test_all_look_the_same(self, world) -> None:
        bad_bodies = [b"", bytes(16384), seal(world.submission(), world.descriptor, world.now)[:-1]]
        texts = set()
        for body in bad_bodies:
            with pytest.raises(UniformProblem) as caught:
                world.open(body)
            texts.add(str(caught.value))
        assert len(texts) == 1

    @pytest.mark.parametrize("cut", [1, 16, 8192, 16383])
    def test_truncated(self, world, cut: int) -> None:
        body = seal(world.submission(), world.descriptor, world.now)
        with pytest.raises(UniformProblem):
            world.open(body[:-cut])

    @pytest.mark.parametrize("extra", [b"\0", bytes(16384), bytes(262144 - 16384)])
    def test_extended(self, world, extra: bytes) -> None:
        body = seal(world.submission(), world.descriptor, world.now)
        with pytest.raises(UniformProblem):
            world.open(body + extra)

    def test_sealed_for_another_registry_with_our_key(self, world) -> None:
        body = seal_request(world.submission().envelope, world.sealing.public, "00" * 32)
        with pytest.raises(UniformProblem) as caught:
            world.open(body)
        assert isinstance(caught.value.__cause__, CannotOpen)

    def test_sealed_to_another_key(self, world) -> None:
        other = SealingKeyPair.generate().public
        with pytest.raises(UniformProblem):
            world.open(seal_request(world.submission().envelope, other, world.root.key_id))

    def test_a_reply_is_not_a_message(self, world) -> None:
        body = seal_reply(world.submission().envelope, world.sealing.public, world.root.key_id)
        with pytest.raises(UniformProblem):
            world.open(body)

    def test_re_signed_with_another_key(self, world) -> None:
        prepared = world.submission()
        with pytest.raises(UniformProblem) as caught:
            world.open_signed(prepared.payload, SigningKey.generate())
        assert isinstance(caught.value.__cause__, NotVerified)

    def test_a_lone_centre_signature(self, world) -> None:
        prepared = world.submission(vouched=True)
        with pytest.raises(UniformProblem):
            world.open_signed(prepared.payload, world.centre)

    def test_signature_of_another_message(self, world) -> None:
        one, two = (json.loads(world.submission().envelope) for _ in range(2))
        one["signatures"] = two["signatures"]
        with pytest.raises(UniformProblem):
            world.open_envelope(canonical.encode(one))

    @pytest.mark.parametrize("other", sorted(set(PayloadType) - {PayloadType.MESSAGE}))
    def test_wrong_payload_type(self, world, other: PayloadType) -> None:
        envelope = sign_envelope(world.submission().payload, other, world.keys.signer)
        with pytest.raises(UniformProblem):
            world.open_envelope(envelope)

    def test_payload_type_changed_after_signing(self, world) -> None:
        envelope = sign_envelope(world.submission().payload, PayloadType.RECEIPT, world.keys.signer)
        changed = envelope.replace(b"receipt+json", b"message+json")
        assert changed != envelope
        with pytest.raises(UniformProblem):
            world.open_envelope(changed)

    @pytest.mark.parametrize(
        "low_order",
        [
            "00" * 32,
            "01" + "00" * 31,
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        ],
    )
    def test_low_order_reply_key(self, world, low_order: str) -> None:
        fields = fields_of(world.submission()) | {"reply_key": low_order}
        with pytest.raises(UniformProblem) as caught:
            world.open_signed(fields)
        assert isinstance(caught.value.__cause__, CannotOpen)

    def test_small_order_case_key(self, world) -> None:
        """Under the neutral point as a key, one constant signature verifies every message."""
        neutral, constant = b"\1" + bytes(31), b"\1" + bytes(63)
        Ed25519PublicKey.from_public_bytes(neutral).verify(constant, b"whatever")
        payload = canonical.encode(fields_of(world.submission()) | {"case_key": neutral.hex()})
        envelope = json.loads(sign_envelope(payload, PayloadType.MESSAGE, world.keys.signer))
        signature = {"keyid": key_id_of(neutral), "sig": base64.b64encode(constant).decode()}
        envelope["signatures"] = [signature]
        with pytest.raises(UniformProblem, match="cannot be opened") as caught:
            world.open_envelope(canonical.encode(envelope))
        assert isinstance(caught.value.__cause__, NotVerified)

    @pytest.mark.parametrize("spoil", ["header", "not-json", "not-utf8", "array", "deep"])
    def test_payloads_without_a_header(self, world, spoil: str) -> None:
        fields = fields_of(world.submission())
        fields.pop("case_key")
        payload = {
            "header": canonical.encode(fields),
            "not-json": b"{",
            "not-utf8": b'{"v":"\xff"}',
            "array": b"[]",
            "deep": b"[" * 9000,
        }[spoil]
        with pytest.raises(UniformProblem) as caught:
            world.open_signed(payload)
        assert isinstance(caught.value.__cause__, Malformed)

    @pytest.mark.parametrize("junk", [b"", b"{}", b"null", b"\xff", b"[[", b'{"payload":1}'])
    def test_envelopes_that_are_none(self, world, junk: bytes) -> None:
        with pytest.raises(UniformProblem):
            world.open_envelope(junk)

    def test_envelope_with_spaces(self, world) -> None:
        spaced = json.dumps(json.loads(world.submission().envelope)).encode()
        with pytest.raises(UniformProblem):
            world.open_envelope(spaced)

    def test_envelope_with_an_unknown_field(self, world) -> None:
        envelope = json.loads(world.submission().envelope) | {"note": "x"}
        with pytest.raises(UniformProblem):
            world.open_envelope(canonical.encode(envelope))


class TestRefused:
    """Verified by the case, so the case may know why."""

    def refusal(self, world, payload, *signers: SigningKey) -> RefusalReason:
        with pytest.raises(Refusable) as caught:
            world.open_signed(payload, *signers)
        return caught.value.reason

    def test_another_registry(self, world) -> None:
        fields = fields_of(world.submission()) | {"registry": "ab" * 32}
        assert self.refusal(world, fields) is RefusalReason.WRONG_REGISTRY

    @pytest.mark.parametrize("name", ["note", "filename", "locale", "whole_case", "after", ""])
    def test_unknown_field(self, world, name: str) -> None:
        fields = fields_of(world.submission()) | {name: "x"}
        assert self.refusal(world, fields) is RefusalReason.MALFORMED

    def test_unknown_field_deep_inside(self, world) -> None:
        for at in (lambda f: f["items"][0], lambda f: f["items"][0]["hashes"][0]):
            fields = fields_of(world.submission())
            at(fields)["thumbnail"] = "x"
            assert self.refusal(world, fields) is RefusalReason.MALFORMED

    def test_payload_that_is_not_canonical(self, world) -> None:
        spaced = json.dumps(fields_of(world.submission())).encode()
        assert self.refusal(world, spaced) is RefusalReason.MALFORMED

    def test_extra_signature(self, world) -> None:
        payload = world.submission().payload
        signers = (world.keys.signer, SigningKey.generate())
        assert self.refusal(world, payload, *signers) is RefusalReason.MALFORMED

    def test_extra_signature_of_an_enrolled_centre_that_is_not_named(self, world) -> None:
        payload = world.submission().payload
        assert self.refusal(world, payload, world.keys.signer, world.centre) is RefusalReason.MALFORMED

    def test_three_signatures(self, world) -> None:
        payload = world.submission(vouched=True).payload
        signers = (world.keys.signer, world.centre, SigningKey.generate())
        assert self.refusal(world, payload, *signers) is RefusalReason.MALFORMED

    def test_named_centre_that_did_not_sign(self, world) -> None:
        payload = world.submission(vouched=True).payload
        assert self.refusal(world, payload, world.keys.signer) is RefusalReason.CENTRE_SIGNATURE

    def test_named_centre_with_a_wrong_signature(self, world) -> None:
        envelope = json.loads(world.submission(vouched=True).envelope)
        other = json.loads(world.submission(vouched=True).envelope)
        for mine, theirs in zip(envelope["signatures"], other["signatures"], strict=True):
            if mine["keyid"] == world.centre.key_id:
                mine["sig"] = theirs["sig"]
        with pytest.raises(Refusable) as caught:
            world.open_envelope(canonical.encode(envelope))
        assert caught.value.reason is RefusalReason.CENTRE_SIGNATURE

    def test_unknown_centre(self, world) -> None:
        stranger = SigningKey.generate()
        fields = fields_of(world.submission()) | {"vouch": stranger.key_id}
        assert self.refusal(world, fields, world.keys.signer, stranger) is RefusalReason.UNKNOWN_CENTRE

    def test_a_case_cannot_vouch_for_itself(self, world) -> None:
        world.centre = world.keys.signer
        fields = fields_of(world.submission()) | {"vouch": world.keys.key_id}
        assert self.refusal(world, fields) is RefusalReason.CENTRE_SIGNATURE

    def test_not_served(self, world) -> None:
        fields = fields_of(world.submission()) | {"eligibility": "minor"}
        with pytest.raises(Refusable) as caught:
            check_served(world.open_signed(fields), world.descriptor)
        assert caught.value.reason is RefusalReason.NOT_SERVED

    def test_served(self, world) -> None:
        check_served(world.deliver(world.submission()), world.descriptor)
        check_served(
            world.deliver(prepare_status_request(world.keys, world.descriptor, now=world.now)),
            world.descriptor,
        )

    def test_the_app_reads_the_refusal(self, world) -> None:
        prepared = world.submission()
        refused = world.deliver(prepared).refuse(RefusalReason.MESSAGE_ID_REUSED)
        body = seal_refusal(refused, now=world.now, reply_signer=world.reply_signer)
        answer = open_answer(prepared, world.descriptor, body)
        assert answer == Refusal(
            prepared.message_id, prepared.payload_sha256, RefusalReason.MESSAGE_ID_REUSED, world.now
        )

    def test_refusals_name_no_content(self, world) -> None:
        refused = world.deliver(world.submission()).refuse(RefusalReason.MALFORMED)
        value = world.item().hashes[0].value
        assert value not in str(refused) + repr(refused)


class TestClock:
    @pytest.mark.parametrize("late", [0, ACCEPTED_BACK - 2 * HOUR])
    def test_on_time(self, world, late: int) -> None:
        check_clock(world.deliver(world.submission()), world.now + late)

    def test_expired(self, world) -> None:
        opened = world.deliver(world.submission())
        check_clock(opened, opened.header.issued_at + ACCEPTED_BACK)
        with pytest.raises(Refusable) as caught:
            check_clock(opened, opened.header.issued_at + ACCEPTED_BACK + 1)
        assert caught.value.reason is RefusalReason.CLOCK

    def test_from_the_future(self, world) -> None:
        opened = world.deliver(world.submission())
        check_clock(opened, opened.header.issued_at - ACCEPTED_AHEAD)
        with pytest.raises(Refusable) as caught:
            check_clock(opened, opened.header.issued_at - ACCEPTED_AHEAD - 1)
        assert caught.value.reason is RefusalReason.CLOCK

    def test_ids_outlive_every_message(self) -> None:
        assert MESSAGE_IDS_KEPT >= ACCEPTED_BACK + ACCEPTED_AHEAD

    @pytest.mark.parametrize("wrong_by", [-400 * 86400, -8 * 86400, 2 * 86400, 29 * 86400])
    def test_a_wrong_clock_is_put_right_by_the_refusal(self, world, wrong_by: int) -> None:
        registry_now, app_now = world.now, world.now + wrong_by
        descriptor = world.descriptor
        (prepared,) = prepare_submission(
            world.keys,
            descriptor,
            now=app_now,
            eligibility=Eligibility.ADULT,
            items=[world.item()],
        )
        opened = world.open(seal(prepared, descriptor, app_now))
        with pytest.raises(Refusable) as caught:
            check_clock(opened, registry_now)
        body = seal_refusal(caught.value, now=registry_now, reply_signer=world.reply_signer)
        refusal = open_answer(prepared, descriptor, body)
        assert isinstance(refusal, Refusal)
        assert refusal.registry_time == registry_now
        again = renew(
            prepared, world.keys, descriptor, now=app_now, clock_offset=clock_offset(refusal, app_now)
        )
        opened_again = world.open(seal(again, descriptor, app_now))
        check_clock(opened_again, registry_now)
        assert opened_again.message.items == opened.message.items
        assert again.message_id != prepared.message_id

    def test_issued_at_tells_no_more_than_the_hour(self, world) -> None:
        issued_at = world.submission().message.header.issued_at
        assert issued_at % HOUR == 0
        assert 0 <= world.now - issued_at < HOUR


class TestReceipts:
    def test_a_repeat_gives_the_same_payload(self, world) -> None:
        prepared = world.submission(items=5)
        payloads = {
            encode_receipt(make_receipt(world.deliver(prepared), world.descriptor, now=world.now + late))
            for late in (0, 60, 3000)
        }
        assert len(payloads) == 1

    def test_every_hash_is_accepted_or_refused_with_a_reason(self, world) -> None:
        hashes = (
            HashEntry(HashType.PDQ, pdq(1), "whole", 100),
            HashEntry(HashType.PDQ, pdq(2), "mirror", 49),
            HashEntry(HashType.SHA256, "cc" * 32, "file"),
            HashEntry(HashType.PDQ, pdq(3), "rotate90"),
            HashEntry(HashType.PDQ, pdq(4), "rotate180", 50),
        )
        item = replace(world.item(), hashes=hashes)
        descriptor = replace(world.descriptor, max_hashes_per_item=2)
        submission = Submission(world.submission().message.header, Eligibility.ADULT, (item,))
        opened = replace(world.deliver(world.submission()), message=submission)
        (said,) = make_receipt(opened, descriptor, now=world.now).items
        assert said.accepted == 2
        assert [(each.view, each.reason) for each in said.refused] == [
            ("mirror", HashRefusal.LOW_QUALITY),
            ("file", HashRefusal.TYPE_NOT_SERVED),
            ("rotate180", HashRefusal.OVER_BUDGET),
        ]

    def test_video_frames_are_not_in_the_budget(self, world) -> None:
        frames = tuple(HashEntry(HashType.VPDQ, pdq(n), "whole", 90, n, n * 1000) for n in range(100))
        (prepared,) = prepare_submission(
            world.keys,
            world.descriptor,
            now=world.now,
            eligibility=Eligibility.ADULT,
            items=[replace(world.item(), media=Media.VIDEO, hashes=frames)],
        )
        (said,) = make_receipt(world.deliver(prepared), world.descriptor, now=world.now).items
        assert (said.accepted, said.refused) == (100, ())

    def test_withdrawn_items_stay_withdrawn(self, world) -> None:
        opened = world.deliver(world.submission(items=2))
        gone = world.item(0).item_id
        first, second = make_receipt(opened, world.descriptor, now=world.now, withdrawn={gone}).items
        assert (first.accepted, {each.reason for each in first.refused}) == (0, {HashRefusal.WITHDRAWN})
        assert (second.accepted, second.refused) == (2, ())

    def test_withdrawal_of_items(self, world) -> None:
        ids = [world.item(number).item_id for number in range(3)]
        (prepared,) = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=ids)
        receipt = make_receipt(world.deliver(prepared), world.descriptor, now=world.now)
        assert [item.item_id for item in receipt.items] == ids
        assert not receipt.whole_case

    def test_withdrawal_of_the_case(self, world) -> None:
        (prepared,) = prepare_withdrawal(world.keys, world.descriptor, now=world.now, item_ids=None)
        receipt = make_receipt(world.deliver(prepared), world.descriptor, now=world.now)
        assert (receipt.items, receipt.whole_case) == ((), True)

    def test_status_requests_have_none(self, world) -> None:
        opened = world.deliver(prepare_status_request(world.keys, world.descriptor, now=world.now))
        with pytest.raises(Malformed):
            make_receipt(opened, world.descriptor, now=world.now)

    def test_other_peoples_cases_do_not_change_a_receipt(self, world) -> None:
        """Counted as if none were known: a second case with the same picture reads the same."""
        first = make_receipt(world.deliver(world.submission()), world.descriptor, now=world.now)
        other = type(world)(**{**vars(world), "keys": CaseSecret.generate().keys()})
        second = make_receipt(other.deliver(other.submission()), world.descriptor, now=world.now)
        assert [(i.accepted, i.refused) for i in first.items] == [
            (i.accepted, i.refused) for i in second.items
        ]
