"""What rarely happens: races, failures between two steps, lies in the files, old and odd folders."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from stillmark.domain.errors import (
    PassphraseWeak,
    StorageFault,
    VaultBusy,
    VaultDamaged,
    VaultExists,
    VaultFault,
    VaultFull,
    VaultLocked,
)
from stillmark.domain.kept import KeepState
from stillmark.registries.configured import system_file
from stillmark.services import private_file
from stillmark.services.keep import KeepService
from stillmark.vault import backup, files, keyring, wrapping
from stillmark.vault.backup import write_backup
from stillmark.vault.faults import fault_of
from stillmark.vault.files import FolderLock, database_path, default_folder, prepare_folder
from stillmark.vault.place import Vault
from support.keeping import CHEAP, OTHER, Correspondent, content_of, fill, keep_service, secret


def test_the_default_folder_is_the_systems(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "relative/path")
    assert default_folder() == tmp_path / ".local" / "share" / "stillmark"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_folder() == tmp_path / "data" / "stillmark"


def test_a_portable_copy_keeps_beside_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "stick" / "stillmark" / "stillmark"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "executable", str(program))
    (program.parent / "portable").touch()
    assert default_folder() == tmp_path / "data" / "stillmark"  # run from source, where it is no program
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert default_folder() == program.parent / "kept"
    assert system_file() == program.parent / "registries.json"
    (program.parent / "portable").unlink()
    assert default_folder() == tmp_path / "data" / "stillmark"
    assert not system_file().is_relative_to(tmp_path)


def test_missing_parents_are_made(tmp_path: Path) -> None:
    prepare_folder(tmp_path / "a" / "b" / "c")
    assert (tmp_path / "a" / "b" / "c").stat().st_mode & 0o777 == 0o700


def test_a_lock_file_that_was_removed_meanwhile_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening and locking, somebody who wiped took the file away: hold the new one, not the old."""
    take, removed = files._lock, []

    def remove_first(descriptor: int) -> None:
        if not removed:
            (tmp_path / "store.lock").unlink()
            removed.append(True)
        take(descriptor)

    monkeypatch.setattr(files, "_lock", remove_first)
    lock = FolderLock(tmp_path)
    with pytest.raises(VaultBusy):
        FolderLock(tmp_path)
    lock.release()
    lock.release()
    FolderLock(tmp_path).release(remove=True)
    assert list(tmp_path.iterdir()) == []


def test_another_process_that_was_faster_is_not_overwritten(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Vault(folder, CHEAP)
    answers = iter([False, True, True])
    monkeypatch.setattr(Vault, "exists", lambda self: next(answers))
    with pytest.raises(VaultExists):
        slow.create(secret(), None)


def test_a_new_passphrase_counts_from_the_moment_the_key_file_is_in_place(
    keep: KeepService, folder: Path, someone: Correspondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder cannot be synced after the key file was replaced: no database may go, none may be lost."""
    keep.turn_on(secret())
    fill(keep, someone)
    before = keep.cases()

    def failing(_: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    calls: list[Path] = []

    def second_time(path: Path) -> None:
        calls.append(path)
        if len(calls) > 1:  # the first call is for the part file that takes the key file's place
            failing(path)

    monkeypatch.setattr(private_file, "sync_folder", second_time)
    monkeypatch.setattr(keyring, "sync_folder", lambda path: failing(path) if len(calls) > 1 else None)
    with pytest.raises(VaultFault):
        keep.change_passphrase(secret(), secret(OTHER))
    assert len([path for path in folder.iterdir() if path.suffix == ".db"]) == 2
    assert keep.cases() == before
    monkeypatch.undo()
    keep.relabel(someone.access.case_id, "after")
    keep.lock()
    keep.unlock(secret(OTHER))
    assert keep.cases()[0].label == "after"
    assert len([path for path in folder.iterdir() if path.suffix == ".db"]) == 1


def test_a_key_file_that_cannot_be_replaced_leaves_the_old_passphrase(
    keep: KeepService, folder: Path, someone: Correspondent, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep.turn_on(secret())
    fill(keep, someone)
    before = content_of(folder)

    def full(*_: object) -> None:
        raise StorageFault from OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keyring, "replace_private", full)
    with pytest.raises(VaultFull):
        keep.change_passphrase(secret(), secret(OTHER))
    monkeypatch.undo()
    assert content_of(folder) == before
    keep.lock()
    keep.unlock(secret())


def test_a_backup_that_is_stopped_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "database").write_bytes(bytes(3 << 20))
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 2

    with pytest.raises(VaultLocked):
        write_backup(tmp_path / "backup", b"key", tmp_path / "database", stopped)
    assert not (tmp_path / "backup").exists()


def test_a_backup_that_lies_about_its_lengths_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    for content in (
        backup.MAGIC + backup._LENGTHS.pack(2**32 - 1, 0),
        backup.MAGIC + backup._LENGTHS.pack(10, 2**63) + bytes(10),
        backup.MAGIC + bytes(3),
        backup.MAGIC + backup._LENGTHS.pack(0, 0),
    ):
        path.write_bytes(content)
        with pytest.raises(VaultDamaged):
            keep_service(tmp_path / "elsewhere").restore(path, secret())
    assert not (tmp_path / "elsewhere").exists()


def test_a_database_that_shrinks_while_it_is_copied_is_no_backup(tmp_path: Path) -> None:
    source = tmp_path / "database"
    source.write_bytes(bytes(3 << 20))

    def shrink() -> bool:
        source.write_bytes(b"")
        return False

    with pytest.raises(VaultDamaged):
        write_backup(tmp_path / "backup", b"key", source, shrink)
    assert not (tmp_path / "backup").exists()


def test_content_that_this_app_did_not_write_is_damage(keep: KeepService, someone: Correspondent) -> None:
    keep.turn_on(secret())
    waiting, _ = fill(keep, someone)
    store = keep._store
    assert store is not None
    for statement in (
        "UPDATE cases SET view = '[]'",
        "UPDATE cases SET view = NULL",
        "UPDATE messages SET document = x'00' WHERE document IS NOT NULL",
    ):
        with store._transaction() as connection:  # type: ignore[attr-defined]
            connection.exec_driver_sql(statement)
        if "NULL" not in statement.removesuffix(" IS NOT NULL"):
            with pytest.raises(VaultDamaged):
                keep.cases()
    assert keep.journal.pending() == (waiting,)


def test_what_has_no_type_of_its_own_is_a_fault_that_quotes_nothing() -> None:
    assert "memory" in fault_of(MemoryError()).happened
    assert type(fault_of(OSError(errno.EIO, "Input/output error"))) is VaultFault
    quoting = ValueError("secret content")
    assert "secret content" not in str(fault_of(quoting))
    assert type(fault_of(None)) is VaultFault
    full = VaultFull()
    assert fault_of(full) is full


def test_fields_of_the_wrong_length_are_damage() -> None:
    with pytest.raises(ValueError, match="length"):
        wrapping._exactly("00", 2)
    with pytest.raises(ValueError, match="bounds"):
        wrapping._within(True, 5)


def test_a_passphrase_nobody_could_type_makes_nothing(folder: Path) -> None:
    vault = Vault(folder, CHEAP)
    with pytest.raises(PassphraseWeak):
        vault.create(bytearray(b"\xff" * 40), None)
    assert not folder.exists()
    vault.create(secret(), None).close()
    with pytest.raises(PassphraseWeak):
        vault.open(bytearray(b"x" * 5000), None)
    vault.open(secret(), None).close()


def test_a_key_file_without_read_permission_is_said(
    keep: KeepService, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep.turn_on(secret())
    keep.lock()

    def denied(_: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(keyring, "open_regular", denied)
    with pytest.raises(VaultFault):
        keep.unlock(secret())
    assert keep.state is KeepState.LOCKED


def test_a_second_unlock_and_a_second_turning_on(keep: KeepService, folder: Path) -> None:
    keep.turn_on(secret())
    keep.unlock(secret(OTHER))  # open already: nothing is tried
    with pytest.raises(VaultExists):
        keep.turn_on(secret())
    assert keep.state is KeepState.OPEN
    assert database_path(folder, "00000000").parent == folder
