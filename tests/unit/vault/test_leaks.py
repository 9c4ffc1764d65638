"""What can be found on the disk, and in memory after locking: nothing that tells."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stillmark.services.keep import KeepService
from support.cramped import PROJECT, run_script
from support.keeping import Correspondent, fill, keep_service, leaks, markers, secret


def test_the_search_finds_what_is_there(tmp_path: Path, someone: Correspondent) -> None:
    """The control: each marker, in each form it is looked for, is found where it was put."""
    import base64

    wanted = markers(someone, someone.intent())
    for number, (name, marker) in enumerate(wanted.items()):
        for form in (marker, marker.hex().encode(), base64.b64encode(b"ab" + marker + b"cd")):
            if form is not marker and len(marker) <= 8:
                continue
            path = tmp_path / str(number)
            path.write_bytes(os.urandom(500) + form + os.urandom(500))
            assert f"{name} in {number}" in leaks([path], wanted), name


def test_nothing_readable_is_on_the_disk(
    keep: KeepService, folder: Path, tmp_path: Path, someone: Correspondent
) -> None:
    keep.turn_on(secret())
    waiting, _ = fill(keep, someone)
    keep.back_up(tmp_path / "backup")
    keep.change_passphrase(secret(), secret())
    wanted = markers(someone, waiting)
    everything = [*folder.iterdir(), tmp_path / "backup"]
    assert len(everything) == 4
    assert leaks(everything, wanted) == []
    keep.forget_case(someone.access.case_id)
    keep.lock()
    assert leaks(folder.iterdir(), wanted) == []


def test_nothing_readable_is_in_the_rollback_journal_either(
    keep: KeepService, folder: Path, someone: Correspondent
) -> None:
    keep.turn_on(secret())
    waiting, _ = fill(keep, someone)
    store = keep._store
    with store._transaction() as connection:  # type: ignore[union-attr]
        connection.exec_driver_sql("PRAGMA cache_size = 2")  # so that pages spill before the commit
        connection.exec_driver_sql("UPDATE names SET name = name || ' changed'")
        connection.exec_driver_sql(
            "UPDATE messages SET prepared = zeroblob(100000) WHERE prepared IS NOT NULL"
        )
        files = sorted(folder.iterdir())
        (journal,) = [path for path in files if path.name.endswith("-journal")]
        assert journal.stat().st_size > 4096
        assert leaks(files, markers(someone, waiting)) == []
    assert not journal.exists()


FILL_AND_DIE = """
import os, signal, sys
from pathlib import Path
from support.keeping import Correspondent, fill, keep_service, secret
from support.world import World
world = World(Path(sys.argv[2]))
keep = keep_service(Path(sys.argv[1]))
keep.turn_on(secret())
someone = Correspondent(world)
fill(keep, someone)
with keep._store._transaction() as connection:
    connection.exec_driver_sql("PRAGMA cache_size = 2")
    connection.exec_driver_sql("UPDATE names SET name = name || ' changed'")
    connection.exec_driver_sql("UPDATE messages SET prepared = zeroblob(100000) WHERE prepared IS NOT NULL")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_kill_leaves_behind_is_encrypted_and_mends_itself(folder: Path, tmp_path: Path) -> None:
    paths = os.pathsep.join(str(PROJECT / name) for name in ("app", "tests"))
    done = subprocess.run(
        [sys.executable, "-c", FILL_AND_DIE, str(folder), str(tmp_path / "registry")],
        env={**os.environ, "PYTHONPATH": paths},
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert any(path.name.endswith("-journal") for path in folder.iterdir())
    plain = {"file name": b"marker_1", "label": b"Label Marker", "SQLite": b"SQLite format 3"}
    assert leaks(folder.iterdir(), plain) == []
    keep = keep_service(folder)
    keep.unlock(secret())
    (case,) = keep.cases()
    assert not any("changed" in name for name in case.names.values())
    assert case.waiting == 1
    keep.lock()
    assert not any(path.name.endswith("-journal") for path in folder.iterdir())


MEMORY = """
import gc, sys
from pathlib import Path
from stillmark.vault import database
from support.keeping import OTHER, keep_service, secret
from stillmark.services.access import CaseAccess

seen = []
original = database.connect
def connect(path, key):
    seen.append(bytearray(byte ^ 0x5A for byte in key))  # masked, so that this copy is not what is found
    return original(path, key)
database.connect = connect

def in_memory(masked, form):
    # Built piece by piece from what is masked, so that the needle itself is not found.
    found = 0
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", buffering=0) as memory:
        regions = [line.split() for line in maps]
        for region in regions:
            if "r" not in region[1] or "w" not in region[1] or region[-1] in ("[vvar]", "[vsyscall]"):
                continue
            low, high = (int(part, 16) for part in region[0].split("-"))
            for start in range(low, high, 1 << 22):
                size = min(high - start, (1 << 22) + 64)
                try:
                    memory.seek(start)
                    content = memory.read(size)
                except (OSError, ValueError, OverflowError):
                    continue
                hidden = content.translate(bytes(byte ^ 0x5A for byte in range(256)))
                del content
                found += hidden.count(form(masked))
                del hidden
    return found

raw = bytes
def hexadecimal(masked):
    digits = bytes(digit ^ 0x5A for digit in b"0123456789abcdef")
    text = bytearray(2 * len(masked))
    for position, byte in enumerate(masked):
        text[2 * position] = digits[(byte ^ 0x5A) >> 4]
        text[2 * position + 1] = digits[(byte ^ 0x5A) & 15]
    return bytes(text)

keep = keep_service(Path(sys.argv[1]))
keep.turn_on(secret())
access = CaseAccess.new()
keep.remember(access, label="x")
present = seen[-1]
held = bytearray(byte ^ 0x5A for byte in present)
print("control", in_memory(present, raw))
held[:] = bytes(len(held))
print("open", in_memory(present, raw), in_memory(present, hexadecimal))
keep.lock()
gc.collect()
print("locked", in_memory(present, raw), in_memory(present, hexadecimal))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc/self/mem")
def test_locking_takes_the_key_out_of_memory(folder: Path) -> None:
    printed = dict(line.split(maxsplit=1) for line in run_script(MEMORY, folder).splitlines())
    assert int(printed["control"]) > 0, "the search finds a key that is there"
    assert printed["locked"] == "0 0"
    assert printed["open"] == "0 0", "SQLCipher itself keeps it masked, and nobody else has it"
