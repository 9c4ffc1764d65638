"""Keeping: off, on, locked, opened, moved, changed, destroyed."""

from __future__ import annotations

import os
import stat
import threading
import time
from pathlib import Path

import pytest

from stillmark.domain.answers import Eligibility
from stillmark.domain.errors import (
    CaseUnknown,
    PassphraseWeak,
    PassphraseWrong,
    StorageFault,
    VaultExists,
    VaultFault,
    VaultLocked,
    VaultMissing,
)
from stillmark.domain.kept import KeepState
from stillmark.services.access import CaseAccess, WordLanguage
from stillmark.services.keep import KeepService
from stillmark.services.passphrase import normalised
from stillmark.vault.memory import MemoryJournal
from stillmark.vault.place import Vault
from support.keeping import CHEAP, OTHER, Correspondent, content_of, fill, info, keep_service, secret


def test_nothing_is_written_until_it_is_turned_on(
    keep: KeepService, folder: Path, someone: Correspondent
) -> None:
    assert keep.available
    assert keep.state is KeepState.OFF
    assert keep.cases() == ()
    keep.remember(someone.access, info(someone.world))
    keep.name_items(someone.access.case_id, {"0" * 32: "name"})
    keep.note_view(someone.access.case_id, someone.view())
    keep.journal.record([someone.intent()])
    keep.lock()
    keep.wipe()
    assert not folder.exists()
    with pytest.raises(VaultMissing):
        keep.unlock(secret())
    with pytest.raises(VaultMissing):
        keep.open_case(someone.access.case_id)
    assert not folder.exists()


def test_where_nothing_can_be_kept_nothing_can_be_turned_on() -> None:
    keep = KeepService(None, MemoryJournal)
    assert not keep.available
    assert keep.folder is None
    assert keep.state is KeepState.OFF
    with pytest.raises(VaultMissing):
        keep.turn_on(secret())
    keep.wipe()


def test_a_case_comes_back_whole(keep: KeepService, someone: Correspondent) -> None:
    keep.turn_on(secret())
    waiting, confirmed = fill(keep, someone)
    keep.lock()
    assert keep.state is KeepState.LOCKED
    keep.unlock(secret())
    (case,) = keep.cases()
    assert case.case_id == someone.access.case_id
    assert case.label == "Label Marker"
    assert case.registry == f"https://registry-marker.example#{someone.world.keys.root_id}"
    assert case.registry_name == "Registry Marker"
    assert case.eligibility is Eligibility.ADULT
    assert case.names == {f"{1:032x}": "IMG_marker_1.jpg", f"{2:032x}": "사진 marker.jpg"}
    assert case.last_view == someone.view()
    assert case.waiting == 1
    (receipt,) = case.receipts
    assert receipt.document == confirmed.document
    assert receipt.descriptor == confirmed.descriptor
    assert receipt.item_ids == (f"{1:032x}",)
    assert keep.journal.pending() == (waiting,)
    again = keep.open_case(case.case_id)
    assert again.words(WordLanguage.ENGLISH) == someone.access.words(WordLanguage.ENGLISH)


def test_many_cases_are_kept_apart(keep: KeepService, someone: Correspondent) -> None:
    keep.turn_on(secret())
    fill(keep, someone)
    others = [CaseAccess.new() for _ in range(20)]
    for number, access in enumerate(others):
        keep.remember(access, label=f"case {number}")
    assert len(keep.cases()) == 21
    keep.forget_case(someone.access.case_id)
    assert {case.case_id for case in keep.cases()} == {access.case_id for access in others}
    assert keep.journal.pending() == ()
    assert keep.journal.confirmed() == ()
    for access in others:
        assert keep.open_case(access.case_id).case_id == access.case_id


def test_remembering_again_renews_what_is_given_and_nothing_else(
    keep: KeepService, someone: Correspondent
) -> None:
    keep.turn_on(secret())
    fill(keep, someone)
    keep.remember(someone.access)
    (case,) = keep.cases()
    assert (case.label, case.registry_name, case.eligibility) == (
        "Label Marker",
        "Registry Marker",
        Eligibility.ADULT,
    )
    assert case.last_view == someone.view()
    keep.remember(someone.access, eligibility=Eligibility.MINOR)
    keep.relabel(someone.access.case_id, "")
    (case,) = keep.cases()
    assert (case.label, case.eligibility) == ("", Eligibility.MINOR)


def test_an_unknown_case_is_said(keep: KeepService, someone: Correspondent) -> None:
    keep.turn_on(secret())
    case_id = someone.access.case_id
    for call in (
        lambda: keep.open_case(case_id),
        lambda: keep.relabel(case_id, "x"),
        lambda: keep.forget_case(case_id),
        lambda: keep.note_view(case_id, someone.view()),
        lambda: keep.name_items(case_id, {"0" * 32: "x"}),
    ):
        with pytest.raises(CaseUnknown):
            call()


def test_a_file_name_that_is_no_text_is_kept_as_well_as_can_be(
    keep: KeepService, someone: Correspondent
) -> None:
    keep.turn_on(secret())
    keep.remember(someone.access)
    keep.name_items(someone.access.case_id, {"0" * 32: "a\udcffb"})
    assert keep.cases()[0].names == {"0" * 32: "a?b"}


def test_what_waits_in_memory_moves_in(keep: KeepService, someone: Correspondent) -> None:
    done, open_ = someone.intent(1), someone.intent(2)
    keep.journal.record([done, open_])
    confirmed = someone.confirm(done)
    keep.journal.complete(confirmed)
    keep.turn_on(secret())
    keep.remember(someone.access, info(someone.world))
    keep.lock()
    keep.unlock(secret())
    assert keep.journal.pending() == (open_,)
    assert keep.journal.confirmed() == (confirmed,)
    assert len(keep.cases()[0].receipts) == 1


def test_locked_nothing_can_be_read_or_written_down(keep: KeepService, someone: Correspondent) -> None:
    keep.turn_on(secret())
    fill(keep, someone)
    keep.lock()
    keep.lock()
    for call in (
        keep.cases,
        keep.journal.pending,
        keep.journal.confirmed,
        keep.journal.require_open,
        lambda: keep.journal.record([someone.intent(3)]),
        lambda: keep.open_case(someone.access.case_id),
        lambda: keep.remember(someone.access),
        lambda: keep.note_view(someone.access.case_id, someone.view()),
        lambda: keep.back_up(Path("nowhere")),
    ):
        with pytest.raises(VaultLocked):
            call()


def test_a_wrong_passphrase_opens_nothing(keep: KeepService) -> None:
    keep.turn_on(secret())
    keep.lock()
    for wrong in (OTHER, b"", b"Marmalade violin orbit candle", b"marmalade violin orbit candle x"):
        with pytest.raises(PassphraseWrong):
            keep.unlock(secret(wrong))
    assert keep.state is KeepState.LOCKED
    keep.unlock(secret(b"  marmalade violin\torbit \n candle "))


@pytest.mark.parametrize("text", ["남극 바람 노래 기쁨 하늘", "café crème brûlée été"])
def test_a_passphrase_opens_from_every_keyboard(keep: KeepService, text: str) -> None:
    import unicodedata

    keep.turn_on(bytearray(unicodedata.normalize("NFC", text).encode()))
    keep.lock()
    keep.unlock(bytearray(unicodedata.normalize("NFD", text).encode()))


@pytest.mark.parametrize(
    "weak",
    [b"", b"short", b"123456", b"314159265358979323", b"aaaaaaaaaaaaaaaaa", b"\xff" * 20, b"x y " * 300],
)
def test_a_weak_passphrase_is_refused_and_nothing_is_made(
    keep: KeepService, folder: Path, weak: bytes
) -> None:
    with pytest.raises(PassphraseWeak):
        keep.turn_on(bytearray(weak))
    assert keep.state is KeepState.OFF
    assert not folder.exists()


def test_a_suggestion_is_four_words_and_accepted(keep: KeepService) -> None:
    for language in WordLanguage:
        suggestions = [keep.suggest_passphrase(language) for _ in range(200)]
        assert len(set(suggestions)) == 200
        assert all(len(suggestion.split()) == 4 for suggestion in suggestions)
        words = {word for suggestion in suggestions for word in suggestion.split()}
        assert len(words) > 500, "drawn from the whole list"
    keep.turn_on(bytearray(suggestions[0].encode()))


def test_the_vault_code_is_needed_too(keep: KeepService) -> None:
    keep.turn_on(secret(), bytearray(b"4711"))
    assert keep.needs_vault_code
    keep.lock()
    for code in (None, bytearray(), bytearray(b"4712")):
        with pytest.raises(PassphraseWrong):
            keep.unlock(secret(), code)
    with pytest.raises(PassphraseWrong):
        keep.unlock(secret(OTHER), bytearray(b"4711"))
    keep.unlock(secret(), bytearray(b"4711"))
    assert keep.state is KeepState.OPEN


def test_secrets_that_are_handed_in_are_overwritten(keep: KeepService) -> None:
    def spent(*secrets: bytearray) -> None:
        assert not any(any(each) for each in secrets)

    one, code = secret(), bytearray(b"4711")
    keep.turn_on(one, code)
    spent(one, code)
    keep.lock()
    one, code = secret(OTHER), bytearray(b"4711")
    with pytest.raises(PassphraseWrong):
        keep.unlock(one, code)
    spent(one, code)
    one, code = secret(), bytearray(b"4711")
    keep.unlock(one, code)
    spent(one, code)
    old, new, code = secret(), secret(OTHER), bytearray(b"4711")
    keep.change_passphrase(old, new, code)
    spent(old, new, code)
    weak = bytearray(b"weak")
    with pytest.raises(PassphraseWeak):
        keep.turn_on(weak)
    spent(weak)


@pytest.mark.parametrize("open_", [True, False])
def test_a_change_of_passphrase_keeps_everything_and_the_old_one_opens_nothing(
    keep: KeepService, folder: Path, someone: Correspondent, open_: bool
) -> None:
    keep.turn_on(secret())
    fill(keep, someone)
    before = keep.cases()
    if not open_:
        keep.lock()
    state = keep.state
    old_files = content_of(folder)
    keep.change_passphrase(secret(), secret(OTHER))
    assert keep.state is state
    keep.lock()
    assert len(content_of(folder)) == 2, "the old database is gone"
    with pytest.raises(PassphraseWrong):
        keep.unlock(secret())
    keep.unlock(secret(OTHER))
    assert keep.cases() == before
    keep.lock()
    # Whoever kept the old key file, and knows the old passphrase, cannot open the present database with it.
    (database,) = [path for path in folder.iterdir() if path.suffix == ".db"]
    (old_name,) = [name for name in old_files if name.endswith(".db")]
    (folder / "store.key").write_bytes(old_files["store.key"])
    database.rename(folder / old_name)
    with pytest.raises(VaultFault):
        keep.unlock(secret())


def test_a_change_with_the_wrong_old_passphrase_changes_nothing(keep: KeepService, folder: Path) -> None:
    keep.turn_on(secret())
    before = content_of(folder)
    with pytest.raises(PassphraseWrong):
        keep.change_passphrase(secret(OTHER), secret(b"one more passphrase"))
    with pytest.raises(PassphraseWeak):
        keep.change_passphrase(secret(), secret(b"weak"))
    assert content_of(folder) == before
    assert keep.state is KeepState.OPEN
    keep.lock()
    with pytest.raises(PassphraseWrong):
        keep.change_passphrase(secret(OTHER), secret(b"one more passphrase"))
    assert content_of(folder) == before


def test_a_vault_code_stays_unless_a_new_one_is_given(keep: KeepService) -> None:
    keep.turn_on(secret(), bytearray(b"4711"))
    keep.change_passphrase(secret(), secret(OTHER), bytearray(b"4711"))
    keep.lock()
    keep.unlock(secret(OTHER), bytearray(b"4711"))
    keep.change_passphrase(secret(OTHER), secret(), bytearray(b"4711"), new_vault_code=bytearray(b"9999"))
    keep.lock()
    with pytest.raises(PassphraseWrong):
        keep.unlock(secret(), bytearray(b"4711"))
    keep.unlock(secret(), bytearray(b"9999"))


def test_a_backup_is_one_file_that_restores_everything_elsewhere(
    keep: KeepService, tmp_path: Path, someone: Correspondent
) -> None:
    keep.turn_on(secret(), bytearray(b"4711"))
    waiting, _ = fill(keep, someone)
    before = keep.cases()
    target = tmp_path / "backup"
    keep.back_up(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    keep.change_passphrase(secret(), secret(OTHER), bytearray(b"4711"))
    elsewhere = keep_service(tmp_path / "elsewhere")
    with pytest.raises(PassphraseWrong):
        elsewhere.restore(target, secret(OTHER), bytearray(b"4711"))
    assert elsewhere.state is KeepState.OFF
    assert not (tmp_path / "elsewhere").exists(), "nothing half-restored stays"
    elsewhere.restore(target, secret(), bytearray(b"4711"))
    assert elsewhere.cases() == before
    assert elsewhere.journal.pending() == (waiting,)
    elsewhere.lock()
    elsewhere.unlock(secret(), bytearray(b"4711"))
    elsewhere.lock()


def test_a_backup_overwrites_nothing_and_a_restore_neither(
    keep: KeepService, folder: Path, tmp_path: Path
) -> None:
    keep.turn_on(secret())
    target = tmp_path / "backup"
    target.write_text("mine")
    with pytest.raises(StorageFault):
        keep.back_up(target)
    assert target.read_text() == "mine"
    with pytest.raises(StorageFault):
        keep.back_up(tmp_path / "nowhere" / "backup")
    target.unlink()
    keep.back_up(target)
    keep.lock()
    before = content_of(folder)
    with pytest.raises(VaultExists):
        keep.restore(target, secret())
    with pytest.raises(VaultExists):
        keep.turn_on(secret(OTHER))
    assert content_of(folder) == before


def test_wiping_leaves_nothing_and_needs_no_passphrase(
    keep: KeepService, folder: Path, someone: Correspondent
) -> None:
    keep.turn_on(secret())
    fill(keep, someone)
    keep.wipe()
    assert not folder.exists()
    assert keep.state is KeepState.OFF
    assert keep.journal.pending() == ()
    assert keep.cases() == ()
    keep.turn_on(secret(OTHER))
    assert keep.cases() == ()
    keep.lock()
    (folder / "mine.txt").write_text("not the store's")
    keep.wipe()
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_a_copy_of_the_database_without_its_key_opens_nothing(
    keep: KeepService, folder: Path, tmp_path: Path
) -> None:
    """Whoever kept the database from before a wipe has nothing: its key was random and existed once."""
    keep.turn_on(secret())
    (name,) = [name for name in content_of(folder) if name.endswith(".db")]
    database = (folder / name).read_bytes()
    keep.wipe()
    keep.turn_on(secret())
    keep.lock()
    (present,) = [path for path in folder.iterdir() if path.suffix == ".db"]
    present.write_bytes(database)
    with pytest.raises(VaultFault):
        keep.unlock(secret())


@pytest.mark.parametrize("mask", [0, 0o022, 0o077])
def test_permissions_are_private_before_there_is_data(
    keep: KeepService, folder: Path, tmp_path: Path, mask: int
) -> None:
    before = os.umask(mask)
    try:
        keep.turn_on(secret())
        keep.back_up(tmp_path / "copy")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def test_an_empty_folder_becomes_private_and_a_used_one_stays_as_it_is(tmp_path: Path) -> None:
    empty, used = tmp_path / "empty", tmp_path / "used"
    for path in (empty, used):
        path.mkdir()
        path.chmod(0o755)
    (used / "mine").write_text("mine")
    for path, mode in ((empty, 0o700), (used, 0o755)):
        keep = keep_service(path)
        keep.turn_on(secret())
        keep.lock()
        assert stat.S_IMODE(path.stat().st_mode) == mode


def test_locking_never_waits_for_work_under_way(keep: KeepService, someone: Correspondent) -> None:
    keep.turn_on(secret())
    keep.remember(someone.access)
    outcomes: list[BaseException | int] = []
    started = threading.Event()

    def work() -> None:
        count = 0
        try:
            while True:
                keep.name_items(someone.access.case_id, {f"{n:032x}": "x" * 2000 for n in range(500)})
                count += 1
                started.set()
        except VaultFault as error:
            outcomes.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(30)
    time.sleep(0.05)
    began = time.perf_counter()
    keep.lock()
    took = time.perf_counter() - began
    thread.join(30)
    assert took < 0.2
    assert isinstance(outcomes[0], VaultLocked)
    keep.unlock(secret())
    assert len(keep.cases()[0].names) == 500, "whole or not at all"


def test_a_lock_while_the_passphrase_is_being_tried_wins(folder: Path, someone: Correspondent) -> None:
    first = keep_service(folder)
    first.turn_on(secret())
    first.lock()

    class Slow(Vault):
        def open(self, passphrase: bytearray, vault_code: bytearray | None):  # type: ignore[no-untyped-def]
            store = super().open(passphrase, vault_code)
            keep.lock()
            return store

    keep = KeepService(Slow(folder, CHEAP), MemoryJournal)
    with pytest.raises(VaultLocked):
        keep.unlock(secret())
    assert keep.state is KeepState.LOCKED
    first.unlock(secret())  # the folder was let go of
    first.lock()


def test_one_form_of_a_passphrase() -> None:
    assert normalised(bytearray(b" a  b\tc\n")) == b"a b c"
    assert normalised(bytearray("ｆｕｌｌ　ｗｉｄｔｈ".encode())) == b"full width"
