"""Damaged, cut short, older, newer, taken, read-only, full: a typed fault, and the files as they were."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection

from stillmark.domain.errors import (
    PassphraseWrong,
    StorageFault,
    VaultBusy,
    VaultDamaged,
    VaultFault,
    VaultReadOnly,
    VaultTooNew,
)
from stillmark.services.keep import KeepService
from stillmark.vault import wrapping
from stillmark.vault.place import Vault
from stillmark.vault.schema import MIGRATIONS
from support.cramped import PROJECT, need_mounts, no_growth, read_only, run_script, small_disk
from support.keeping import CHEAP, Correspondent, content_of, fill, keep_service, secret


@pytest.fixture
def filled(keep: KeepService, someone: Correspondent) -> KeepService:
    keep.turn_on(secret())
    fill(keep, someone)
    keep.lock()
    return keep


def database(folder: Path) -> Path:
    (path,) = [path for path in folder.iterdir() if path.suffix == ".db"]
    return path


def put(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def test_no_single_changed_byte_of_the_key_file_opens(filled: KeepService, folder: Path) -> None:
    before = content_of(folder)
    whole = before["store.key"]
    for position in range(len(whole)):
        for flip in (0x01, 0x20, 0x80):
            changed = whole[:position] + bytes([whole[position] ^ flip]) + whole[position + 1 :]
            (folder / "store.key").write_bytes(changed)
            with pytest.raises((VaultDamaged, VaultTooNew, PassphraseWrong)):
                filled.unlock(secret())
            assert (folder / "store.key").read_bytes() == changed
    put(folder, before)
    filled.unlock(secret())


def test_no_single_changed_byte_of_the_database_opens(filled: KeepService, folder: Path) -> None:
    before = content_of(folder)
    path = database(folder)
    whole = before[path.name]
    numbers = random.Random(1)
    for position in [*range(64), *numbers.sample(range(len(whole)), 200), len(whole) - 1]:
        changed = (
            whole[:position] + bytes([whole[position] ^ 1 << numbers.randrange(8)]) + whole[position + 1 :]
        )
        path.write_bytes(changed)
        with pytest.raises(VaultDamaged):
            filled.unlock(secret())
        assert path.read_bytes() == changed
    path.write_bytes(whole)
    filled.unlock(secret())


def test_no_changed_page_opens_even_where_nothing_is_stored_any_more(
    filled: KeepService, folder: Path, someone: Correspondent
) -> None:
    """Free pages are part of the file: whoever changes them changes what a restored block could say."""
    filled.unlock(secret())
    filled.name_items(someone.access.case_id, {f"{n:032x}": "x" * 3000 for n in range(20)})
    filled.forget_case(someone.access.case_id)
    filled.lock()
    path = database(folder)
    whole = path.read_bytes()
    for page in range(len(whole) // 4096):
        changed = bytearray(whole)
        changed[page * 4096 + 2000] ^= 1
        path.write_bytes(changed)
        with pytest.raises(VaultDamaged):
            filled.unlock(secret())
    path.write_bytes(whole)
    filled.unlock(secret())


def test_every_setting_of_the_database_holds(filled: KeepService, folder: Path) -> None:
    store = Vault(folder, CHEAP).open(secret(), None)
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "secure_delete": 1,
        "temp_store": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cipher_memory_security": "1",
        "cipher_use_hmac": "1",
        "cipher_plaintext_header_size": "0",
    }
    with store._transaction() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
    store.close()
    assert found == wanted


@pytest.mark.parametrize("which", ["key", "database", "backup"])
def test_what_was_cut_short_is_damaged(filled: KeepService, folder: Path, tmp_path: Path, which: str) -> None:
    filled.unlock(secret())
    filled.back_up(tmp_path / "backup")
    filled.lock()
    elsewhere = keep_service(tmp_path / "elsewhere")
    path = {"key": folder / "store.key", "database": database(folder), "backup": tmp_path / "backup"}[which]
    whole = path.read_bytes()
    numbers = random.Random(2)
    sizes = [0, 1, 100, len(whole) - 4096, len(whole) - 1, *numbers.sample(range(len(whole)), 20)]
    for size in (size for size in sizes if 0 <= size < len(whole)):
        path.write_bytes(whole[:size])
        with pytest.raises(VaultDamaged):
            if which == "backup":
                elsewhere.restore(path, secret())
            else:
                filled.unlock(secret())
        assert path.read_bytes() == whole[:size]
    path.write_bytes(whole + b"x")
    with pytest.raises(VaultDamaged):
        if which == "backup":
            elsewhere.restore(path, secret())
        else:
            filled.unlock(secret())
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'{"format":"stillmark-store"}', b"\xff" * 99, b"[" * 4000, b"x" * 9999],
)
def test_what_is_no_store_is_said_and_left_alone(
    keep: KeepService, folder: Path, tmp_path: Path, content: bytes
) -> None:
    folder.mkdir()
    (folder / "store.key").write_bytes(content)
    with pytest.raises(VaultDamaged):
        keep.unlock(secret())
    assert keep.needs_vault_code is False
    assert (folder / "store.key").read_bytes() == content
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(VaultDamaged):
        keep_service(tmp_path / "elsewhere").restore(file, secret())
    with pytest.raises(VaultDamaged):
        keep_service(tmp_path / "elsewhere").restore(tmp_path / "missing", secret())


def test_a_missing_database_is_damage(filled: KeepService, folder: Path) -> None:
    database(folder).unlink()
    with pytest.raises(VaultDamaged):
        filled.unlock(secret())
    assert set(content_of(folder)) == {"store.key"}, "no empty one is put in its place"


@pytest.mark.parametrize(
    ("name", "asked"), [("memory_kib", 2**30), ("passes", 10**6), ("lanes", 10**6), ("memory_kib", 0)]
)
def test_a_changed_key_file_cannot_ask_for_a_terabyte(
    filled: KeepService, folder: Path, name: str, asked: int
) -> None:
    fields = json.loads((folder / "store.key").read_bytes())
    del fields["check"]
    fields[name] = asked
    fields["check"] = wrapping._checksum(fields)
    (folder / "store.key").write_bytes(wrapping._line(fields))
    began = time.perf_counter()
    with pytest.raises(VaultDamaged):
        filled.unlock(secret())
    assert time.perf_counter() - began < 0.2


def test_a_changed_parameter_with_a_mended_checksum_opens_nothing(filled: KeepService, folder: Path) -> None:
    original = json.loads((folder / "store.key").read_bytes())
    del original["check"]
    changes = {"memory_kib": 65, "passes": 2, "salt": "00" * 16, "code": True, "database": "00" * 4}
    for name, value in changes.items():
        fields = {**original, name: value}
        fields["check"] = wrapping._checksum(fields)
        (folder / "store.key").write_bytes(wrapping._line(fields))
        with pytest.raises(PassphraseWrong):
            filled.unlock(secret(), bytearray(b"any code"))


# Versions


def _second(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE cases ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'")


def _failing(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE TABLE half (a)")
    connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")


def test_an_older_store_is_migrated_on_a_copy(filled: KeepService, folder: Path) -> None:
    filled.unlock(secret())
    before = filled.cases()
    filled.lock()
    old_name = database(folder).name
    store = Vault(folder, CHEAP, (*MIGRATIONS, _second)).open(secret(), None)
    with store._transaction() as connection:
        assert connection.exec_driver_sql("SELECT colour FROM cases").scalars().all() == ["blue"]
    assert store.cases() == before
    store.close()
    assert database(folder).name != old_name
    with pytest.raises(VaultTooNew):
        filled.unlock(secret())


def test_a_migration_that_fails_leaves_the_old_store(filled: KeepService, folder: Path) -> None:
    before = content_of(folder)
    with pytest.raises(VaultFault):
        Vault(folder, CHEAP, (*MIGRATIONS, _second, _failing)).open(secret(), None)
    assert content_of(folder) == before
    filled.unlock(secret())


def test_an_older_backup_is_migrated_when_it_is_restored(filled: KeepService, tmp_path: Path) -> None:
    filled.unlock(secret())
    filled.back_up(tmp_path / "backup")
    newer = Vault(tmp_path / "elsewhere", CHEAP, (*MIGRATIONS, _second))
    store = newer.restore(tmp_path / "backup", secret(), None)
    assert store.cases() == filled.cases()
    store.back_up(tmp_path / "newer backup")
    store.close()
    with pytest.raises(VaultTooNew):
        keep_service(tmp_path / "third").restore(tmp_path / "newer backup", secret())
    assert not (tmp_path / "third").exists()


def test_newer_files_are_said_to_be_newer(filled: KeepService, folder: Path, tmp_path: Path) -> None:
    text = (folder / "store.key").read_bytes()
    (folder / "store.key").write_bytes(text.replace(b'"version":1', b'"version":2'))
    with pytest.raises(VaultTooNew):
        filled.unlock(secret())
    (tmp_path / "backup").write_bytes(b"stillmark backup 2\n" + bytes(1000))
    with pytest.raises(VaultTooNew):
        keep_service(tmp_path / "elsewhere").restore(tmp_path / "backup", secret())


def test_the_migrations_lead_to_the_tables(filled: KeepService, folder: Path) -> None:
    from sqlalchemy import inspect

    from stillmark.vault.schema import metadata

    store = Vault(folder, CHEAP).open(secret(), None)
    with store._transaction() as connection:
        inspector = inspect(connection)
        assert set(inspector.get_table_names()) == set(metadata.tables)
        for table in metadata.sorted_tables:
            columns = {
                (column["name"], str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table.name)
            }
            assert columns == {
                (column.name, str(column.type.compile(connection.dialect)), bool(column.nullable))
                for column in table.columns
            }
    store.close()


# One at a time


HOLD = """
import sys, time
from pathlib import Path
from support.keeping import keep_service, secret
keep = keep_service(Path(sys.argv[1]))
keep.unlock(secret())
print("open", flush=True)
time.sleep(60)
"""


def test_another_process_keeps_it_until_it_ends_even_by_force(filled: KeepService, folder: Path) -> None:
    paths = os.pathsep.join(str(PROJECT / name) for name in ("app", "tests"))
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        before = content_of(folder)
        for call in (lambda: filled.unlock(secret()), filled.wipe):
            with pytest.raises(VaultBusy):
                call()
        assert content_of(folder) == before
    finally:
        other.send_signal(signal.SIGKILL)
        other.communicate(timeout=20)
    filled.unlock(secret())


def test_two_windows_of_one_process_exclude_each_other_too(filled: KeepService, folder: Path) -> None:
    second = keep_service(folder)
    filled.unlock(secret())
    with pytest.raises(VaultBusy):
        second.unlock(secret())
    filled.lock()
    second.unlock(secret())
    second.lock()


# Disks


READ_ONLY = """
import sys
from pathlib import Path
from stillmark.domain.errors import VaultReadOnly
from support.keeping import content_of, keep_service, secret
folder, empty = Path(sys.argv[1]), Path(sys.argv[2])
for call in (
    lambda: keep_service(folder).unlock(secret()),
    lambda: keep_service(folder).wipe(),
    lambda: keep_service(empty / "new").turn_on(secret()),
):
    try:
        call()
    except VaultReadOnly as error:
        print(error.code)
"""


def test_a_read_only_disk_is_said(filled: KeepService, folder: Path, tmp_path: Path) -> None:
    need_mounts()
    before = content_of(folder)
    printed = run_script(READ_ONLY, folder, folder, prefix=read_only(folder))
    assert printed.split() == ["vault-read-only"] * 3
    assert content_of(folder) == before
    filled.unlock(secret())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_files_of_somebody_else_are_said(filled: KeepService, folder: Path) -> None:
    for path in (database(folder), folder / "store.lock"):
        path.chmod(0o400)
        with pytest.raises(VaultReadOnly):
            filled.unlock(secret())
        path.chmod(0o600)


FULL = """
import sys
from pathlib import Path
from stillmark.domain.errors import StorageFault, VaultFull
from stillmark.domain.kept import KeepState
from stillmark.services.access import CaseAccess
from support.keeping import OTHER, content_of, keep_service, secret
disk = Path(sys.argv[1])

def fill_up():
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(1024))
        except OSError:
            pass

def expect_full(call):
    try:
        call()
    except VaultFull:
        return
    raise AssertionError("there was room")

# Nothing is half made on a full disk.
fill_up()
new = keep_service(disk / "new")
expect_full(lambda: new.turn_on(secret()))
assert new.state is KeepState.OFF and not (disk / "new").exists(), list(disk.rglob("*"))
(disk / "ballast").unlink()

keep = keep_service(disk / "kept")
keep.turn_on(secret())
access = CaseAccess.new()
keep.remember(access)
fill_up()
before = content_of(disk / "kept")
names = {f"{n:032x}": "x" * 2000 for n in range(100)}
expect_full(lambda: keep.name_items(access.case_id, names))
expect_full(lambda: keep.change_passphrase(secret(), secret(OTHER)))
expect_full(lambda: keep.back_up(disk / "backup"))
assert not (disk / "backup").exists()
assert content_of(disk / "kept") == before, "as it was"
assert keep.cases()[0].names == {}
keep.lock()
keep.unlock(secret())
keep.lock()
(disk / "ballast").unlink()

# With room again everything goes on.
keep.unlock(secret())
keep.name_items(access.case_id, names)
keep.back_up(disk / "backup")
fill_up()
restored = keep_service(disk / "restored")
expect_full(lambda: restored.restore(disk / "backup", secret()))
assert not (disk / "restored").exists()
keep.wipe()
assert not (disk / "kept").exists(), "destroying needs no room"
print("done")
"""


def test_a_full_disk_is_said_and_harms_nothing(tmp_path: Path) -> None:
    need_mounts()
    disk = tmp_path / "disk"
    disk.mkdir()
    assert run_script(FULL, disk, prefix=small_disk(disk, 1024)).split() == ["done"]


NO_GROWTH = """
import sys
from pathlib import Path
from stillmark.domain.errors import VaultFault
from support.keeping import keep_service, secret
folder = Path(sys.argv[1])
keep = keep_service(folder)
keep.unlock(secret())
cases = keep.cases()
for call in (
    lambda: keep.name_items(cases[0].case_id, {f"{n:032x}": "x" * 2000 for n in range(200)}),
    lambda: keep.back_up(folder.parent / "backup"),
):
    try:
        call()
    except VaultFault as error:
        print(error.code)
    # Not byte by byte: pages that SQLite had written already were put back, encrypted anew.
    assert keep.cases() == cases, "as it was"
assert not (folder.parent / "backup").exists()
keep.lock()
keep.unlock(secret())
assert keep.cases() == cases
"""


def test_files_that_cannot_grow_are_said_and_nothing_is_harmed(filled: KeepService, folder: Path) -> None:
    """The same where nobody may mount: no file can become longer than the database is."""
    printed = run_script(NO_GROWTH, folder, prefix=no_growth(database(folder).stat().st_size)).split()
    assert len(printed) == 2
    assert set(printed) <= {"vault-full", "vault-fault"}


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: os.mkfifo(path)], ids=["folder", "pipe"])
def test_odd_things_in_the_place_of_the_key_file_are_typed(
    keep: KeepService, folder: Path, make: Callable[[Path], None]
) -> None:
    folder.mkdir()
    make(folder / "store.key")
    with pytest.raises(StorageFault):
        keep.unlock(secret())
