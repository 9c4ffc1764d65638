"""The schema of receipts, status pages and refusals."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol import canonical
from takedown_protocol.errors import Malformed
from takedown_protocol.messages import ItemKind, MessageKind
from takedown_protocol.replies import (
    Ended,
    EndReason,
    HashRefusal,
    PlatformState,
    PlatformStatus,
    Receipt,
    ReceiptItem,
    Refusal,
    RefusalReason,
    RefusedHash,
    StatusItem,
    StatusReply,
    decode_receipt,
    decode_refusal,
    decode_status,
    encode_receipt,
    encode_refusal,
    encode_status,
)

HOUR = 1_800_000_000
REFUSED = RefusedHash(HashType.PDQ, "mirror", "cd" * 32, HashRefusal.LOW_QUALITY)
RECEIPT = Receipt(
    MessageKind.SUBMISSION,
    "01" * 16,
    "02" * 32,
    "0123-4567-89AB-CDEF",
    HOUR,
    (ReceiptItem("05" * 16, 3, (REFUSED,)),),
)
PLATFORM = PlatformStatus("practice", PlatformState.BLOCKED, HOUR + 5)
STATUS_ITEM = StatusItem("05" * 16, ItemKind.INTIMATE, Media.IMAGE, HOUR, None, (PLATFORM,))
STATUS = StatusReply("01" * 16, "02" * 32, "0123-4567-89AB-CDEF", (STATUS_ITEM,), None, HOUR)
REFUSAL = Refusal("01" * 16, "02" * 32, RefusalReason.CLOCK, HOUR + 7)


class TestWireForm:
    def test_receipt(self) -> None:
        assert encode_receipt(RECEIPT).decode() == (
            '{"case_id":"0123-4567-89AB-CDEF","items":[{"accepted":3,"item_id":"' + "05" * 16
            + '","refused":{"low-quality":[{"type":"pdq","value":"' + "cd" * 32 + '","view":"mirror"}]}}],'
            '"kind":"submission","message_id":"' + "01" * 16 + '","payload_sha256":"' + "02" * 32
            + '","received_at":1800000000,"v":1,"whole_case":false}'
        )  # fmt: skip

    def test_status(self) -> None:
        reply = replace(STATUS, items=(replace(STATUS_ITEM, withdrawn_at=HOUR),), next="n")
        assert encode_status(reply).decode() == (
            '{"case_id":"0123-4567-89AB-CDEF","items":[{"added_at":1800000000,"item_id":"' + "05" * 16
            + '","kind":"intimate","media":"image","platforms":[{"at":1800000005,"name":"practice",'
            '"state":"blocked"}],"withdrawn_at":1800000000}],"message_id":"' + "01" * 16
            + '","next":"n","payload_sha256":"' + "02" * 32 + '","received_at":1800000000,"v":1}'
        )  # fmt: skip

    def test_refusal(self) -> None:
        assert encode_refusal(REFUSAL).decode() == (
            '{"message_id":"' + "01" * 16 + '","payload_sha256":"' + "02" * 32
            + '","reason":"clock","registry_time":1800000007,"v":1}'
        )  # fmt: skip


refused_hashes = st.builds(
    RefusedHash,
    st.just(HashType.PHASH),
    st.sampled_from(["whole", "mirror"]),
    st.integers(0, 2**64 - 1).map(lambda n: f"{n:016x}"),
    st.sampled_from(HashRefusal),
)


class TestReceipts:
    @settings(max_examples=60, deadline=None)
    @given(st.lists(refused_hashes, max_size=8), st.integers(0, 2000))
    def test_round_trip_keeps_every_refused_hash(self, refused: list[RefusedHash], accepted: int) -> None:
        receipt = replace(RECEIPT, items=(ReceiptItem("05" * 16, accepted, tuple(refused)),))
        payload = encode_receipt(receipt)
        read = decode_receipt(payload)
        assert sorted(map(repr, read.items[0].refused)) == sorted(map(repr, refused))
        assert sorted(each.value for each in read.items[0].refused) == sorted(e.value for e in refused)
        assert encode_receipt(read) == payload

    def test_of_a_withdrawal(self) -> None:
        one = replace(RECEIPT, kind=MessageKind.WITHDRAWAL, items=(ReceiptItem("05" * 16, 0),))
        whole = replace(one, items=(), whole_case=True)
        assert decode_receipt(encode_receipt(one)) == one
        assert decode_receipt(encode_receipt(whole)) == whole

    @pytest.mark.parametrize(
        "receipt",
        [
            replace(RECEIPT, kind=MessageKind.STATUS_REQUEST),
            replace(RECEIPT, items=(ReceiptItem("05" * 16, 3, (replace(REFUSED, reason="known-already"),)),)),
            replace(RECEIPT, kind=MessageKind.WITHDRAWAL),
            replace(RECEIPT, whole_case=True),
            replace(RECEIPT, whole_case=True, items=()),
            replace(RECEIPT, items=()),
            replace(RECEIPT, items=RECEIPT.items * 2),
            replace(RECEIPT, received_at=HOUR + 1),
            replace(RECEIPT, case_id="0123-4567-89AB-CDEI"),
            replace(RECEIPT, case_id="0123456789ABCDEF"),
            replace(RECEIPT, message_id="01"),
            replace(RECEIPT, items=(ReceiptItem("05" * 16, -1),)),
            replace(RECEIPT, items=(ReceiptItem("05" * 16, True),)),
            replace(RECEIPT, items=(ReceiptItem("05" * 16, 1, (replace(REFUSED, value="cd"),)),)),
            replace(RECEIPT, items=(ReceiptItem("05" * 16, 1, (replace(REFUSED, view="A b"),)),)),
        ],
    )
    def test_contradictions(self, receipt: Receipt) -> None:
        with pytest.raises(Malformed):
            encode_receipt(receipt)

    def test_unknown_fields(self) -> None:
        for change in (
            lambda f: f.update(note=1),
            lambda f: f["items"][0].update(note=1),
            lambda f: f["items"][0]["refused"].update({"known-already": []}),
            lambda f: f["items"][0]["refused"]["low-quality"][0].update(note=1),
            lambda f: f["items"][0]["refused"].update({"over-budget": []}),
        ):
            fields = json.loads(encode_receipt(RECEIPT))
            change(fields)
            with pytest.raises(Malformed):
                decode_receipt(canonical.encode(fields))

    def test_no_reason_tells_whether_something_was_known(self) -> None:
        words = {reason.value for reason in HashRefusal} | {reason.value for reason in RefusalReason}
        assert not {word for word in words if "known" in word} - {RefusalReason.UNKNOWN_CENTRE.value}
        assert not {word for word in words if "duplicate" in word or "exists" in word}


class TestStatus:
    def test_round_trip(self) -> None:
        untouched = PlatformStatus("another", PlatformState.NOT_COLLECTED)
        full = replace(STATUS, items=(replace(STATUS_ITEM, platforms=(PLATFORM, untouched)),), next="x.1")
        for reply in (STATUS, full, replace(STATUS, items=())):
            assert decode_status(encode_status(reply)) == reply

    @pytest.mark.parametrize(
        "reply",
        [
            replace(STATUS, items=[STATUS_ITEM]),
            replace(STATUS, items=(STATUS_ITEM, STATUS_ITEM)),
            replace(STATUS, next=""),
            replace(STATUS, received_at=1),
            replace(STATUS, items=(replace(STATUS_ITEM, added_at=HOUR + 1),)),
            replace(STATUS, items=(replace(STATUS_ITEM, withdrawn_at=HOUR + 1),)),
            replace(STATUS, items=(replace(STATUS_ITEM, platforms=(PLATFORM, PLATFORM)),)),
            replace(STATUS, items=(replace(STATUS_ITEM, platforms=(replace(PLATFORM, name=""),)),)),
            replace(STATUS, items=(replace(STATUS_ITEM, platforms=(replace(PLATFORM, name="a\u202eb"),)),)),
            replace(STATUS, items=(replace(STATUS_ITEM, platforms=(replace(PLATFORM, name="a\nb"),)),)),
            replace(STATUS, items=tuple(replace(STATUS_ITEM, item_id=f"{n:032x}") for n in range(101))),
        ],
    )
    def test_refused(self, reply: StatusReply) -> None:
        with pytest.raises(Malformed):
            encode_status(reply)

    @pytest.mark.parametrize("reason", list(EndReason))
    @pytest.mark.parametrize("whole", [True, False])
    def test_what_the_registry_ended(self, reason: EndReason, whole: bool) -> None:
        item = replace(STATUS_ITEM, withdrawn_at=HOUR if whole else None, ended=Ended(HOUR, reason, whole))
        reply = replace(STATUS, items=(item,))
        assert decode_status(encode_status(reply)) == reply

    def test_a_reason_of_later_is_read_as_another_and_breaks_nothing(self) -> None:
        item = replace(STATUS_ITEM, ended=Ended(HOUR, EndReason.FLOOD, whole=False))
        payload = encode_status(replace(STATUS, items=(item,)))
        later = payload.replace(b'"flood"', b'"some-new-reason"')
        assert decode_status(later).items[0].ended == Ended(HOUR, EndReason.OTHER, whole=False)
        for wrong in (b'"Flood"', b'""', b'"a b"', b"7", b'"' + b"x" * 41 + b'"'):
            with pytest.raises(Malformed):
                decode_status(payload.replace(b'"flood"', wrong))

    def test_what_ended_as_a_whole_is_withdrawn(self) -> None:
        item = replace(STATUS_ITEM, ended=Ended(HOUR, EndReason.FLOOD, whole=True))
        with pytest.raises(Malformed):
            encode_status(replace(STATUS, items=(item,)))

    def test_hashes_never_come_back(self) -> None:
        fields = json.loads(encode_status(STATUS))
        fields["items"][0]["hashes"] = []
        with pytest.raises(Malformed):
            decode_status(canonical.encode(fields))


class TestRefusals:
    @pytest.mark.parametrize("reason", RefusalReason)
    def test_round_trip(self, reason: RefusalReason) -> None:
        refusal = replace(REFUSAL, reason=reason)
        assert decode_refusal(encode_refusal(refusal)) == refusal

    def test_refused(self) -> None:
        for refusal in (replace(REFUSAL, registry_time=-1), replace(REFUSAL, message_id="x" * 32)):
            with pytest.raises(Malformed):
                encode_refusal(refusal)
        with pytest.raises(Malformed):
            decode_refusal(canonical.encode(json.loads(encode_refusal(REFUSAL)) | {"why": "x"}))
