"""What the store costs: one guess at its passphrase, opening it, writing a message down, destroying it.

    python tests/benchmarks/vault.py

One line per figure. A guess is compared with plain SQLCipher's own derivation (PBKDF2, as an application gets
it that hands its passphrase to SQLCipher) in the same run; both also as processor time, which a busy computer
does not stretch.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "app"), str(ROOT / "tests")]

import sqlcipher3.dbapi2 as sqlcipher

from stillmark.services.access import CaseAccess
from stillmark.services.keep import PASSPHRASE_WORDS, KeepService
from stillmark.vault.memory import MemoryJournal
from stillmark.vault.place import Vault
from stillmark.vault.wrapping import Cost, WrappingKey
from support.keeping import PASSPHRASE, Correspondent
from support.world import World

YEAR = 365.25 * 86_400


def timed(work: Callable[[], object], times: int = 3) -> tuple[float, float]:
    """Return the best wall and processor seconds."""
    wall, processor = [], []
    for _ in range(times):
        began, spent = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        processor.append(time.process_time() - spent)
    return min(wall), min(processor)


def guess_of_plain_sqlcipher(folder: Path) -> Callable[[], None]:
    path = folder / "plain.db"

    def opened() -> None:
        connection = sqlcipher.connect(str(path))
        connection.execute(f"PRAGMA key = '{PASSPHRASE.decode()}'")
        connection.execute("CREATE TABLE IF NOT EXISTS t (a)")
        connection.close()

    opened()
    return opened


def fresh(folder: Path) -> KeepService:
    keep = KeepService(Vault(folder), MemoryJournal)
    keep.turn_on(bytearray(PASSPHRASE))
    return keep


def fatten(keep: KeepService, megabytes: int) -> None:
    access = CaseAccess.new()
    keep.remember(access)
    store = keep._store
    with store._transaction() as connection:  # type: ignore[union-attr]
        for number in range(megabytes):
            connection.exec_driver_sql(
                "INSERT INTO descriptors (sha256, document) VALUES (?, ?)",
                (str(number), os.urandom(1_000_000)),
            )


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cost = Cost()
        wall, processor = timed(lambda: WrappingKey(bytearray(PASSPHRASE), None, cost))
        print(
            f"one guess: {wall:.2f} s, {processor:.2f} s of one core, {cost.memory_kib // 1024} MiB, "
            f"{cost.passes} passes, {cost.lanes} lanes (wanted: 0.5 to 2 s)"
        )
        plain_wall, plain = timed(guess_of_plain_sqlcipher(folder))
        print(
            f"one guess at SQLCipher's own derivation: {plain_wall:.3f} s, {plain:.3f} s of one core, "
            f"hardly any memory; ours costs {processor / plain:.1f} times the processor"
        )
        for words in (3, PASSPHRASE_WORDS, 5):
            bits = 11 * words
            years = 2 ** (bits - 1) * processor / YEAR
            print(f"{words} words of 2,048: {bits} bits, on average {years:,.0f} years of one core")
        print(f"six digits: on average {10**6 / 2 * processor / 86_400:.1f} days of one core")

        keep = fresh(folder / "small")
        keep.lock()
        unlock, _ = timed(lambda: (keep.unlock(bytearray(PASSPHRASE)), keep.lock()))
        print(f"unlock a small store: {unlock:.2f} s, of which {unlock - wall:.2f} s are not the guess")
        keep.unlock(bytearray(PASSPHRASE))
        world = World(folder / "registry")
        someone = Correspondent(world)
        intents = [someone.intent(number) for number in range(20)]
        times = []
        for intent in intents:
            began = time.perf_counter()
            keep.journal.record([intent])
            times.append(time.perf_counter() - began)
        world.close()
        times.sort()
        print(f"write one message down, durable: {times[10] * 1000:.1f} ms (median of 20)")
        began = time.perf_counter()
        keep.lock()
        print(f"lock: {(time.perf_counter() - began) * 1000:.1f} ms (wanted: far below 200 ms)")
        began = time.perf_counter()
        keep.wipe()
        print(f"wipe a small store: {time.perf_counter() - began:.3f} s (wanted: at most 2 s)")

        keep = fresh(folder / "large")
        fatten(keep, 100)
        keep.lock()
        began = time.perf_counter()
        keep.unlock(bytearray(PASSPHRASE))
        print(f"unlock a store of 100 MB, every page looked at: {time.perf_counter() - began:.2f} s")
        began = time.perf_counter()
        keep.back_up(folder / "backup")
        print(f"back up 100 MB: {time.perf_counter() - began:.2f} s")
        began = time.perf_counter()
        keep.change_passphrase(bytearray(PASSPHRASE), bytearray(PASSPHRASE))
        print(f"change the passphrase of 100 MB (encrypts all anew): {time.perf_counter() - began:.2f} s")
        began = time.perf_counter()
        keep.lock()
        print(f"lock a store of 100 MB: {(time.perf_counter() - began) * 1000:.1f} ms")
        began = time.perf_counter()
        keep.wipe()
        print(f"wipe a store of 100 MB: {time.perf_counter() - began:.3f} s (wanted: at most 2 s)")


if __name__ == "__main__":
    main()
