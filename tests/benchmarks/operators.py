"""How long an operator waits: a backup and its restore, a case found by its number, a decision and its end.

    python tests/benchmarks/operators.py [CASES]     # 20,000; each has 24 fingerprints

One line per figure, on SQLite. The peer of backup and restore in the same run is copying the file and syncing
it; the load of the computer is printed: others may use it too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

from sqlalchemy import select

from support.world import World
from takedown_hashing.vocabulary import HashType, Media
from takedown_protocol.messages import Eligibility, HashEntry, ItemEntry, ItemKind
from takedown_protocol.replies import EndReason
from takedown_registry import decisions, review
from takedown_registry.backup import back_up, restore
from takedown_registry.cases import IMAGE_PDQ, add_items, open_case
from takedown_registry.engines import sqlite_url
from takedown_registry.marks import Marks
from takedown_registry.schema import cases
from takedown_registry.settings import DATABASE_FILE
from takedown_registry.tokens import case_number

VIEWS = 24
PASSPHRASE = b"a passphrase for a benchmark, not short"


def say(text: str) -> None:
    print(f"{text}   [load {os.getloadavg()[0]:.1f}]", flush=True)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    done = work()
    return time.perf_counter() - began, done


def fill(world: World, count: int) -> str:
    """Make cases of one picture each; returns the key of the last."""
    key = ""
    for first in range(0, count, 500):
        with world.database.write() as connection:
            for _ in range(first, min(first + 500, count)):
                key = secrets.token_hex(32)
                values = [secrets.token_hex(32) for _ in range(VIEWS)]
                hashes = tuple(HashEntry(HashType.PDQ, value, "whole", 100) for value in values)
                item = ItemEntry(secrets.token_hex(16), ItemKind.INTIMATE, Media.IMAGE, hashes)
                add_items(
                    connection,
                    open_case(connection, key, Marks(world.keys, key)),
                    [(item, [(IMAGE_PDQ, value) for value in values])],
                    eligibility=Eligibility.ADULT,
                    centre=None,
                    now=world.now,
                )
    return key


def copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def measure(folder: Path, count: int) -> None:
    world = World(folder / "registry")
    world.registry.settings.save(folder / "registry")
    platform, key = world.platform("A"), fill(world, count)
    world.envelope()
    number = case_number(world.keys, platform.id, key)
    with world.database.read() as connection:
        took, row = timed(lambda: review.find_case(connection, world.keys, platform, number))
        assert row == connection.scalars(select(cases.c.id).where(cases.c.case_key == key)).one()
    say(f"found by its number, the last of {count:,} cases: {took:.2f} s, {count / took:,.0f} a second")

    with world.database.write() as connection:
        took, done = timed(lambda: decisions.end_case(connection, row, EndReason.FLOOD, world.now))
    assert done.fingerprints == VIEWS
    with world.database.write() as connection:
        back, _ = timed(lambda: decisions.undo(connection, done.decision, world.now))
    say(f"taken out: {took * 1000:.0f} ms; undone: {back * 1000:.0f} ms")

    world.database.close()
    plain, _ = timed(lambda: copied(folder / "registry" / DATABASE_FILE, folder / "copy"))
    out = folder / "backup"
    took, rows = timed(lambda: back_up(world.registry, folder / "registry", out, PASSPHRASE))
    size = out.stat().st_size / 2**20
    copy = f"{took / plain:.0f} times a copy ({plain:.2f} s)"
    say(f"backup of {rows:,} rows: {took:.1f} s, {size:.0f} MiB, {copy}")
    url = sqlite_url(folder / "new.sqlite3")
    with out.open("rb") as file:
        back, made = timed(
            lambda: restore(file, PASSPHRASE, folder / "new", url, world.now, keep_address=True)
        )
    assert made.rows == rows
    say(f"restored: {back:.1f} s, {rows / back:,.0f} rows a second")
    world.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        measure(Path(made), int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
