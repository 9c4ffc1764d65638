"""One message out, one verified answer back, against the registry's own side of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from stillmark.domain.case import Eligibility, Kind, RegistryInfo
from stillmark.domain.errors import (
    DescriptorOutOfDate,
    RegistryRefused,
    RegistryUnreachable,
    ReplyNotVerified,
    StorageFault,
    WrongUse,
)
from stillmark.domain.kept import Intent
from stillmark.domain.media import Fingerprint, Hashed
from stillmark.services.access import CaseAccess
from stillmark.services.connect import ConnectedRegistry
from stillmark.services.exchange import Exchange
from stillmark.services.follow import FollowService
from stillmark.services.submit import SubmissionItem, SubmitService
from stillmark.services.withdraw import WithdrawService
from stillmark.vault.memory import MemoryJournal
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.descriptor import Descriptor, SealingKey
from takedown_protocol.messages import Eligibility as ProtocolEligibility
from takedown_protocol.registry_side import (
    Refusable,
    check_clock,
    make_receipt,
    open_message,
    seal_receipt,
    seal_refusal,
)
from takedown_protocol.replies import RefusalReason, encode_receipt
from takedown_protocol.sealing import SealingKeyPair
from takedown_protocol.signing import SigningKey

NOW = 1_800_000_000
DAY = 86_400


@dataclass
class Counterpart:
    """The registry's side of the protocol, without HTTP and database; keeps what it was sent."""

    now: int = NOW
    root: SigningKey = field(default_factory=SigningKey.generate)
    reply: SigningKey = field(default_factory=SigningKey.generate)
    sealing: SealingKeyPair = field(default_factory=SealingKeyPair.generate)
    bodies: list[bytes] = field(default_factory=list)
    tamper: Callable[[bytes], bytes] = bytes
    refuse: RefusalReason | None = None
    faults: int = 0
    address: str = "http://127.0.0.1:1"

    def descriptor(self) -> Descriptor:
        return Descriptor(
            version=1,
            expires_at=NOW + 30 * DAY,
            name="Registry",
            operator="A charity",
            serves=(ProtocolEligibility.ADULT,),
            countries=(),
            hash_types=(HashType.PDQ,),
            max_hashes_per_item=2,
            platforms=(),
            reply_keys=(self.reply.public,),
            sealing_keys=(SealingKey(self.sealing.public, NOW - DAY, NOW + 30 * DAY),),
            retention_days=1,
            terms="",
            root_key=self.root.public,
        )

    def connected(self) -> ConnectedRegistry:
        info = RegistryInfo(
            address=self.address,
            root_key_id=self.root.key_id,
            name="Registry",
            operator="A charity",
            serves=(Eligibility.ADULT,),
            countries=(),
            hash_types=("pdq",),
            max_hashes_per_item=2,
            platforms=(),
            retention_days=1,
            terms="",
        )
        return ConnectedRegistry(info, self.descriptor(), self)

    def fetch_descriptor(self) -> bytes:
        raise AssertionError("already connected")

    def post_message(self, sealed: bytes) -> bytes:
        self.bodies.append(sealed)
        if self.faults:
            self.faults -= 1
            raise RegistryUnreachable
        try:
            opened = open_message(
                sealed,
                sealing_keys=[self.sealing],
                root_key_id=self.root.key_id,
                centre_key=lambda _: None,
            )
            check_clock(opened, self.now)
            if self.refuse:
                raise opened.refuse(self.refuse)
        except Refusable as refused:
            return self.tamper(seal_refusal(refused, now=self.now, reply_signer=self.reply))
        receipt = make_receipt(opened, self.descriptor(), now=self.now)
        return self.tamper(seal_receipt(encode_receipt(receipt), opened, self.reply))


def picture(number: int, quality: int = 100) -> Hashed:
    views = ("whole", "mirror", "rotate90")
    prints = tuple(
        Fingerprint(HashType.PDQ, view, f"{number:02x}{index:02x}" * 16, quality)
        for index, view in enumerate(views)
    )
    extra = Fingerprint(HashType.SHA256, "file", f"{number:064x}")
    return Hashed(Path(f"{number}.jpg"), f"{number:064x}", Media.IMAGE, 10, 10, quality, (*prints, extra))


def items(*pictures: Hashed) -> list[SubmissionItem]:
    return [SubmissionItem(each, Kind.INTIMATE) for each in pictures]


@pytest.fixture
def counterpart() -> Counterpart:
    return Counterpart()


@pytest.fixture
def journal() -> MemoryJournal:
    return MemoryJournal()


def services(journal: MemoryJournal, now: int = NOW) -> tuple[SubmitService, WithdrawService, FollowService]:
    exchange = Exchange(journal, clock=lambda: now)
    clock = lambda: now  # noqa: E731
    return SubmitService(exchange, clock), WithdrawService(exchange, clock), FollowService(exchange, clock)


def test_what_is_prepared_is_what_is_signed_and_sent(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    (receipt,) = submit.send(prepared, access)
    opened = open_message(
        counterpart.bodies[0],
        sealing_keys=[counterpart.sealing],
        root_key_id=counterpart.root.key_id,
        centre_key=lambda _: None,
    )
    assert prepared.documents == (opened.payload,)
    assert receipt.item_ids == prepared.item_ids
    assert receipt.accepted == prepared.fingerprint_count == 2, "the registry's budget is two"


def test_a_file_added_twice_is_one_item_and_plain_pictures_are_left_out(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal)
    chosen = items(picture(1), picture(2, quality=10), picture(1))
    prepared = submit.prepare(counterpart.connected(), CaseAccess.new(), Eligibility.ADULT, chosen)
    assert [item.picture for item in prepared.items] == [picture(1)]
    assert [item.picture for item in prepared.left_out] == [picture(2, quality=10)]


def test_nothing_usable_and_the_wrong_age_are_said_before_anything_is_signed(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    with pytest.raises(WrongUse, match="usable"):
        submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1, quality=49)))
    with pytest.raises(WrongUse, match="age"):
        submit.prepare(counterpart.connected(), access, Eligibility.MINOR, items(picture(1)))


@pytest.mark.parametrize("days", [-400, -10, 10])
def test_a_wrong_clock_is_mended_with_the_registrys_signed_time(
    counterpart: Counterpart, journal: MemoryJournal, days: int
) -> None:
    submit, withdraw, _ = services(journal, NOW + days * DAY)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    (receipt,) = submit.send(prepared, access)
    assert receipt.item_ids == prepared.item_ids
    assert receipt.message_id != prepared.messages[0].message_id, "signed again, with the same items"
    assert withdraw.withdraw(counterpart.connected(), access)
    assert journal.pending() == ()


def test_a_clock_past_the_descriptor_is_told_to_the_person(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal, NOW + 31 * DAY)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    with pytest.raises(DescriptorOutOfDate, match="date and time"):
        submit.send(prepared, access)
    assert counterpart.bodies == []


def test_the_intent_is_written_down_before_the_first_byte_leaves(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    counterpart.faults = 1
    with pytest.raises(RegistryUnreachable):
        submit.send(prepared, access)
    assert [entry.message_id for entry in journal.pending()] == [prepared.messages[0].message_id]
    submit.send(prepared, access)
    assert journal.pending() == ()


def test_a_journal_that_cannot_be_written_stops_the_sending(counterpart: Counterpart) -> None:
    class FullDisk(MemoryJournal):
        def record(self, intents: Sequence[Intent]) -> None:
            raise StorageFault

    submit, _, _ = services(FullDisk())
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    with pytest.raises(StorageFault):
        submit.send(prepared, access)
    assert counterpart.bodies == []


def test_a_refusal_says_the_registrys_reason(counterpart: Counterpart, journal: MemoryJournal) -> None:
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    counterpart.refuse = RefusalReason.NOT_SERVED
    with pytest.raises(RegistryRefused) as refused:
        submit.send(prepared, access)
    assert refused.value.reason == "not-served"
    assert journal.pending() == (), "trying it again would change nothing"


@pytest.mark.parametrize(
    "tamper",
    [
        lambda reply: reply[:-1] + bytes([reply[-1] ^ 1]),
        lambda reply: reply[:-1],
        lambda _: b"",
        lambda _: b"<html>Welcome</html>",
    ],
)
def test_a_tampered_reply_is_never_shown_as_received(
    counterpart: Counterpart, journal: MemoryJournal, tamper: Callable[[bytes], bytes]
) -> None:
    submit, withdraw, _ = services(journal)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    counterpart.tamper = tamper
    with pytest.raises(ReplyNotVerified):
        submit.send(prepared, access)
    with pytest.raises(ReplyNotVerified):
        withdraw.withdraw(counterpart.connected(), access)
    assert len(journal.pending()) == 2, "both stay written down"


def test_a_reply_signed_by_somebody_else_is_not_verified(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    registry = counterpart.connected()
    prepared = submit.prepare(registry, access, Eligibility.ADULT, items(picture(1)))
    counterpart.reply = SigningKey.generate()
    with pytest.raises(ReplyNotVerified):
        submit.send(replace(prepared, registry=registry), access)


def test_sixty_pictures_are_two_messages_and_two_receipts(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    many = items(*(picture(number) for number in range(60)))
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, many)
    heard: list[tuple[int, int]] = []
    receipts = submit.send(prepared, access, on_receipt=lambda _, done, total: heard.append((done, total)))
    assert heard == [(1, 2), (2, 2)]
    assert sorted(i for receipt in receipts for i in receipt.item_ids) == sorted(prepared.item_ids)


def test_no_item_id_is_wrong_use_and_sends_nothing(counterpart: Counterpart, journal: MemoryJournal) -> None:
    _, withdraw, _ = services(journal)
    with pytest.raises(WrongUse):
        withdraw.withdraw(counterpart.connected(), CaseAccess.new(), ["first"])
    assert counterpart.bodies == []
