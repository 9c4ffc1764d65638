"""What was written down and never confirmed is finished, exactly as it was signed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import CaseUnknown, CentreKeyNeeded, RegistryUnreachable, VaultLocked
from stillmark.services.access import CaseAccess
from stillmark.services.centre import CentreKey
from stillmark.services.exchange import Exchange
from stillmark.services.keep import KeepService
from stillmark.services.resume import ResumeService
from stillmark.services.submit import SubmitService
from stillmark.services.withdraw import WithdrawService
from support.counterpart import DAY, NOW, Counterpart, items, picture
from support.keeping import keep_service, secret
from takedown_protocol.replies import RefusalReason


class Desk:
    """All services on one store, with a clock that can be set."""

    def __init__(self, keep: KeepService) -> None:
        self.keep = keep
        self.now = NOW
        exchange = Exchange(keep.journal, self.clock)
        self.submit = SubmitService(exchange, self.clock)
        self.withdraw = WithdrawService(exchange, self.clock)
        self.resume = ResumeService(exchange, keep.open_case, self.clock)

    def clock(self) -> float:
        return self.now

    def interrupted(
        self, counterpart: Counterpart, access: CaseAccess, *numbers: int, centre: CentreKey | None = None
    ) -> None:
        """Submit pictures to a registry that does not answer."""
        registry = counterpart.connected()
        chosen = items(*(picture(number) for number in numbers))
        prepared = self.submit.prepare(registry, access, Eligibility.ADULT, chosen, centre=centre)
        counterpart.faults = 1
        with pytest.raises(RegistryUnreachable):
            self.submit.send(prepared, access, centre=centre)


@pytest.fixture
def keep(tmp_path: Path) -> KeepService:
    service = keep_service(tmp_path / "kept")
    service.turn_on(secret())
    return service


@pytest.fixture
def desk(keep: KeepService) -> Desk:
    return Desk(keep)


def test_after_a_restart_exactly_what_was_signed_goes_out(desk: Desk, tmp_path: Path) -> None:
    counterpart, access = Counterpart(), CaseAccess.new()
    desk.keep.remember(access, counterpart.connected().info)
    desk.interrupted(counterpart, access, 1, 2)
    (signed,) = desk.keep.journal.pending()
    desk.keep.lock()
    again = Desk(keep_service(tmp_path / "kept"))
    with pytest.raises(VaultLocked):
        again.resume.waiting()
    again.keep.unlock(secret())
    (waiting,) = again.resume.waiting()
    assert (waiting.kind, waiting.case_id, len(waiting.item_ids)) == ("submission", access.case_id, 2)
    assert again.keep.cases()[0].waiting == 1
    done = again.resume.finish(counterpart.connected())
    (receipt,) = done.receipts
    assert receipt.message_id == signed.message_id
    assert set(receipt.item_ids) == set(waiting.item_ids)
    assert done.refused == ()
    assert again.resume.waiting() == ()
    assert again.keep.cases()[0].receipts == (receipt,)
    again.keep.lock()


def test_submissions_and_take_backs_go_out_in_the_order_of_writing_down(desk: Desk) -> None:
    counterpart, access = Counterpart(), CaseAccess.new()
    desk.interrupted(counterpart, access, 1)
    counterpart.faults = 1
    with pytest.raises(RegistryUnreachable):
        desk.withdraw.withdraw(counterpart.connected(), access)
    assert [one.kind for one in desk.resume.waiting()] == ["submission", "withdrawal"]
    assert desk.resume.waiting()[1].item_ids == ()
    done = desk.resume.finish(counterpart.connected())
    assert [len(receipt.item_ids) for receipt in done.receipts] == [1, 0]


def test_another_registrys_messages_wait_on(desk: Desk) -> None:
    one, other, access = Counterpart(), Counterpart(), CaseAccess.new()
    desk.interrupted(one, access, 1)
    desk.interrupted(other, access, 2)
    assert len(desk.resume.finish(one.connected()).receipts) == 1
    assert [waiting.registry for waiting in desk.resume.waiting()] == [other.root.key_id]


def test_an_expired_message_is_signed_anew_with_the_kept_case(desk: Desk) -> None:
    counterpart, access = Counterpart(), CaseAccess.new()
    desk.keep.remember(access)
    desk.interrupted(counterpart, access, 1)
    (old,) = desk.resume.waiting()
    counterpart.now = desk.now = NOW + 10 * DAY
    (receipt,) = desk.resume.finish(counterpart.connected()).receipts
    assert receipt.message_id != old.message_id
    assert receipt.item_ids == old.item_ids
    assert desk.resume.waiting() == ()


def test_an_expired_message_of_a_case_that_is_not_kept_stays_and_is_said(desk: Desk) -> None:
    counterpart, access = Counterpart(), CaseAccess.new()
    desk.interrupted(counterpart, access, 1)
    counterpart.now = desk.now = NOW + 10 * DAY
    with pytest.raises(CaseUnknown):
        desk.resume.finish(counterpart.connected())
    assert len(desk.resume.waiting()) == 1


def test_an_expired_message_keeps_the_centres_word_or_waits_for_it(desk: Desk) -> None:
    centre, another = CentreKey.new(), CentreKey.new()
    counterpart, access = Counterpart(centres={centre.key_id: centre.signing_key.public}), CaseAccess.new()
    desk.keep.remember(access)
    desk.interrupted(counterpart, access, 1, centre=centre)
    counterpart.now = desk.now = NOW + 10 * DAY
    for wrong in (None, another):
        with pytest.raises(CentreKeyNeeded):
            desk.resume.finish(counterpart.connected(), wrong)
        assert len(desk.resume.waiting()) == 1
    assert counterpart.vouched == []
    (receipt,) = desk.resume.finish(counterpart.connected(), centre).receipts
    assert len(receipt.item_ids) == 1
    assert counterpart.vouched == [centre.key_id]
    assert desk.resume.waiting() == ()


def test_a_centre_adds_its_word_to_no_message_of_others(desk: Desk) -> None:
    centre = CentreKey.new()
    counterpart, access = Counterpart(centres={centre.key_id: centre.signing_key.public}), CaseAccess.new()
    desk.keep.remember(access)
    desk.interrupted(counterpart, access, 1)
    counterpart.now = desk.now = NOW + 10 * DAY
    desk.resume.finish(counterpart.connected(), centre)
    assert counterpart.vouched == [None]


def test_a_refused_one_does_not_stop_the_others(desk: Desk) -> None:
    counterpart, access = Counterpart(), CaseAccess.new()
    desk.interrupted(counterpart, access, 1)
    desk.interrupted(counterpart, access, 2)
    post = counterpart.post_message
    counterpart.refuse = RefusalReason.NOT_SERVED

    def once(sealed: bytes, puzzle: str) -> bytes:
        answer = post(sealed, puzzle)
        counterpart.refuse = None
        return answer

    counterpart.post_message = once  # type: ignore[method-assign]
    done = desk.resume.finish(counterpart.connected())
    assert [error.reason for error in done.refused] == ["not-served"]
    assert len(done.receipts) == 1
    assert desk.resume.waiting() == ()


def test_no_connection_leaves_everything_waiting(desk: Desk) -> None:
    counterpart, access = Counterpart(), CaseAccess.new()
    desk.interrupted(counterpart, access, 1)
    counterpart.faults = 1
    with pytest.raises(RegistryUnreachable):
        desk.resume.finish(counterpart.connected())
    assert len(desk.resume.waiting()) == 1
