"""One message out, one verified answer back, against the registry's own side of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import (
    DescriptorOutOfDate,
    RegistryRefused,
    RegistryUnreachable,
    ReplyNotVerified,
    StorageFault,
    VaultFull,
    VaultLocked,
    WrongUse,
)
from stillmark.domain.kept import Confirmed, Intent
from stillmark.services.access import CaseAccess
from stillmark.services.exchange import Exchange
from stillmark.services.follow import FollowService
from stillmark.services.submit import SubmitService
from stillmark.services.withdraw import WithdrawService
from stillmark.vault.memory import MemoryJournal
from support.counterpart import DAY, NOW, Counterpart, items, picture
from takedown_protocol.registry_side import open_message
from takedown_protocol.replies import RefusalReason
from takedown_protocol.signing import SigningKey


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


def test_a_whole_job_is_written_down_before_its_first_message(
    counterpart: Counterpart, journal: MemoryJournal
) -> None:
    submit, withdraw, _ = services(journal)
    access = CaseAccess.new()
    many = items(*(picture(number) for number in range(60)))
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, many)
    assert len(prepared.messages) == 2
    counterpart.faults = 1
    with pytest.raises(RegistryUnreachable):
        submit.send(prepared, access)
    assert len(counterpart.bodies) == 1
    assert [one.message_id for one in journal.pending()] == [one.message_id for one in prepared.messages]
    counterpart.faults = 1
    with pytest.raises(RegistryUnreachable):
        withdraw.withdraw(counterpart.connected(), access, [f"{number:032x}" for number in range(60)])
    assert len(journal.pending()) == 4


def test_with_a_wrong_clock_the_new_intent_takes_the_place_of_the_old_in_one_step(
    counterpart: Counterpart,
) -> None:
    """Killed between the two, one of them must be there: `drop`, then `record` would lose the job."""

    class Watched(MemoryJournal):
        def drop(self, message_id: str) -> None:
            raise AssertionError("never dropped before the new one is written down")

    journal = Watched()
    submit, _, _ = services(journal, NOW - 10 * DAY)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    submit.send(prepared, access)
    assert journal.pending() == ()
    assert len(journal.confirmed()) == 1


def test_while_what_is_kept_is_locked_nothing_leaves(counterpart: Counterpart) -> None:
    class Locked(MemoryJournal):
        def require_open(self) -> None:
            raise VaultLocked

        def record(self, intents: Sequence[Intent]) -> None:
            raise VaultLocked

    submit, withdraw, follow = services(Locked())
    registry, access = counterpart.connected(), CaseAccess.new()
    prepared = submit.prepare(registry, access, Eligibility.ADULT, items(picture(1)))
    for call in (
        lambda: submit.send(prepared, access),
        lambda: withdraw.withdraw(registry, access),
        lambda: follow.check(registry, access),
    ):
        with pytest.raises(VaultLocked):
            call()
    assert counterpart.bodies == []


def test_a_receipt_that_cannot_be_kept_is_not_said_to_be_unsent(counterpart: Counterpart) -> None:
    class FullAfterwards(MemoryJournal):
        def complete(self, confirmed: Confirmed) -> None:
            raise VaultFull

    journal = FullAfterwards()
    submit, _, _ = services(journal)
    access = CaseAccess.new()
    prepared = submit.prepare(counterpart.connected(), access, Eligibility.ADULT, items(picture(1)))
    with pytest.raises(VaultFull) as full:
        submit.send(prepared, access)
    assert "registry confirmed" in full.value.kept
    assert "othing was sent" not in str(full.value)
    assert len(journal.pending()) == 1


def test_what_is_sendable_is_what_is_prepared(counterpart: Counterpart, journal: MemoryJournal) -> None:
    submit, _, _ = services(journal)
    registry = counterpart.connected()
    chosen = items(picture(1), picture(2, quality=10), picture(3, quality=50), picture(4, quality=49))
    prepared = submit.prepare(registry, CaseAccess.new(), Eligibility.ADULT, chosen)
    assert prepared.items == tuple(one for one in chosen if submit.sendable(one.picture, registry))
    assert prepared.left_out == tuple(one for one in chosen if not submit.sendable(one.picture, registry))


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
