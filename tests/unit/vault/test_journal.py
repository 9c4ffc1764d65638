"""One behaviour for every journal: the one in memory, the durable one, and the one that switches between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillmark.domain.errors import StorageFault, VaultDamaged, VaultLocked
from stillmark.domain.kept import Intent
from stillmark.services.ports import Journal
from stillmark.vault.memory import MemoryJournal
from stillmark.vault.place import Vault
from support.keeping import CHEAP, Correspondent, keep_service, secret


@pytest.fixture(params=["memory", "store", "nothing kept", "kept"])
def journal(request: pytest.FixtureRequest, folder: Path) -> Iterator[Journal]:
    if request.param == "memory":
        yield MemoryJournal()
    elif request.param == "store":
        store = Vault(folder, CHEAP).create(secret(), None)
        yield store.journal
        store.close()
    else:
        keep = keep_service(folder)
        if request.param == "kept":
            keep.turn_on(secret())
        yield keep.journal
        keep.lock()


def test_what_is_recorded_is_pending_in_order(journal: Journal, someone: Correspondent) -> None:
    intents = [someone.intent(number) for number in range(3)]
    journal.require_open()
    journal.record(intents[:2])
    journal.record(intents[2:])
    assert journal.pending() == tuple(intents)
    assert journal.confirmed() == ()


def test_recording_again_changes_nothing(journal: Journal, someone: Correspondent) -> None:
    first, second = someone.intent(1), someone.intent(2)
    journal.record([first, second])
    journal.record([first])
    assert journal.pending() == (first, second)
    other = Intent(first.message_id, first.registry, second.prepared)
    journal.record([other])
    assert journal.pending() == (first, second)


def test_a_receipt_closes_the_intent_for_good(journal: Journal, someone: Correspondent) -> None:
    first, second = someone.intent(1), someone.intent(2)
    journal.record([first, second])
    confirmed = someone.confirm(first)
    journal.complete(confirmed)
    assert journal.pending() == (second,)
    assert journal.confirmed() == (confirmed,)
    journal.record([first])
    journal.drop(first.message_id)
    journal.complete(confirmed)
    assert journal.pending() == (second,)
    assert journal.confirmed() == (confirmed,)


def test_receipts_keep_the_order_in_which_they_came(journal: Journal, someone: Correspondent) -> None:
    first, second = someone.intent(1), someone.intent(2)
    journal.record([first, second])
    later, sooner = someone.confirm(first), someone.confirm(second)
    journal.complete(sooner)
    journal.complete(later)
    assert journal.confirmed() == (sooner, later)


def test_a_receipt_for_what_was_never_written_down_is_kept(journal: Journal, someone: Correspondent) -> None:
    confirmed = someone.confirm(someone.intent())
    journal.complete(confirmed)
    assert journal.confirmed() == (confirmed,)
    assert journal.pending() == ()


def test_dropping_forgets_an_open_intent_and_no_other(journal: Journal, someone: Correspondent) -> None:
    first, second = someone.intent(1), someone.intent(2)
    journal.record([first, second])
    journal.drop(first.message_id)
    journal.drop("0" * 32)
    assert journal.pending() == (second,)
    journal.record([first])
    assert journal.pending() == (second, first)


def test_one_takes_the_place_of_another(journal: Journal, someone: Correspondent) -> None:
    first, second, third = (someone.intent(number) for number in range(3))
    journal.record([first, second])
    journal.replace(first.message_id, third)
    assert journal.pending() == (second, third)
    journal.replace("0" * 32, first)
    assert journal.pending() == (second, third, first)


def test_the_durable_journal_survives(folder: Path, someone: Correspondent) -> None:
    vault = Vault(folder, CHEAP)
    store = vault.create(secret(), None)
    first, second = someone.intent(1), someone.intent(2)
    store.journal.record([first, second])
    confirmed = someone.confirm(first)
    store.journal.complete(confirmed)
    store.close()
    again = vault.open(secret(), None)
    assert again.journal.pending() == (second,)
    assert again.journal.confirmed() == (confirmed,)
    again.close()


def test_several_are_written_down_all_or_none(folder: Path, someone: Correspondent) -> None:
    store = Vault(folder, CHEAP).create(secret(), None)
    good = someone.intent(1)
    with pytest.raises(VaultDamaged):
        store.journal.record([good, Intent("1" * 32, good.registry, b"not a message")])
    assert store.journal.pending() == ()
    store.close()


def test_what_was_sent_no_longer_holds_its_reply_key(folder: Path, someone: Correspondent) -> None:
    store = Vault(folder, CHEAP).create(secret(), None)
    intent = someone.intent()
    store.journal.record([intent])
    store.journal.complete(someone.confirm(intent))
    with store._transaction() as connection:
        assert connection.exec_driver_sql("SELECT prepared FROM messages").scalars().all() == [None]
    store.close()


def test_a_closed_store_takes_nothing(folder: Path, someone: Correspondent) -> None:
    store = Vault(folder, CHEAP).create(secret(), None)
    store.close()
    store.close()
    for call in (
        store.journal.require_open,
        store.journal.pending,
        store.journal.confirmed,
        lambda: store.journal.record([someone.intent()]),
        lambda: store.journal.drop("0" * 32),
    ):
        with pytest.raises(VaultLocked) as locked:
            call()
        assert isinstance(locked.value, StorageFault)
